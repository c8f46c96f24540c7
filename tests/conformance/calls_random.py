"""Calls that draw: with a seed of their own the numbers are equal, without one their spread is."""

CALLS = r"""
% random_normal random.normal: shape=[3, 2]|[] ; mean=0.0|2.0 ; stddev=1.0|0.5 ; dtype=tf.float32|tf.float64 ; seed=3|7 ; / ; name='n'
tf.random_normal([2, 3], seed=4)
tf.random_normal(shape=[2], stddev=0.1, seed=4)
tf.random_normal(tf.shape(x), seed=5)
[shape] tf.random_normal([200])
[shape] tf.random_normal([200, 2], 1.0, 0.1)
[shape] tf.random_normal([200], dtype=tf.float64)
% truncated_normal random.truncated_normal: shape=[3, 2] ; mean=0.0|2.0 ; stddev=1.0|0.5 ; dtype=tf.float32|tf.float64 ; seed=3 ; / ; name='n'
tf.truncated_normal([5], stddev=0.1, seed=4)
[shape] tf.truncated_normal([200, 2], stddev=0.1)
[shape] tf.truncated_normal([200])
% random_uniform random.uniform: shape=[3, 2] ; minval=0|-1 ; maxval=1.0|5.0 ; dtype=tf.float32|tf.float64 ; seed=3 ; / ; name='n'
tf.random_uniform([5], seed=4)
tf.random_uniform([5], maxval=10, dtype=tf.int32, seed=4)
tf.random_uniform([5], 0, 10, tf.int64, 4)
tf.random_uniform([], -1, 1, seed=3)
[shape] tf.random_uniform([300])
[shape] tf.random_uniform([300, 2], -1.0, 1.0)
[shape] tf.random_uniform([300], 0, 10, tf.int32)
% random_gamma random.gamma: shape=[3] ; alpha=1.5|[0.5, 2.0] ; beta=None|2.0 ; dtype=tf.float32 ; seed=3 ; / ; name='n'
[shape] tf.random_gamma([300], 2.0)
% random_poisson: lam=3.0|[1.0, 20.0] ; shape=[4] ; dtype=tf.float32|tf.int32 ; seed=3 ; / ; name='n'
% random.poisson: lam=3.0 ; shape=[4] ; dtype=tf.float32 ; seed=3 ; /
[shape] tf.random_poisson(3.0, [300])
% random_shuffle random.shuffle: value=x|ids ; seed=3 ; / ; name='n'
tf.random_shuffle([1, 2, 3, 4, 5], 4)
tf.random_shuffle(tf.range(6), seed=2)
[shape] tf.random_shuffle(x)
% multinomial random.multinomial: logits=x|t[0] ; num_samples=5 ; seed=3 ; / ; name='n' ; output_dtype=None|tf.int32|tf.int64
[shape] tf.multinomial(x[:1] * 0.0, 300)
tf.multinomial(tf.log(p), 1, seed=3)
tf.multinomial(logits=x, num_samples=2, seed=9, name='n')
tf.random.categorical(x, 3, seed=3)
tf.random.categorical(x, 3, tf.int32, 3)
[shape] % nn.dropout: x=x|t ; keep_prob=0.6|0.9|p[0, 0] ; / ; noise_shape=None|[4, 1] ; seed=3 ; name='n' ; rate^keep_prob=0.4
tf.nn.dropout(x, 0.6, seed=4)
tf.nn.dropout(x, keep_prob=0.5, seed=4)
tf.nn.dropout(x, 0.6, [4, 1], 4)
tf.nn.dropout(x, 0.6, None, 4)
tf.nn.dropout(x, 1 - 0.4, seed=4)
tf.nn.dropout(x, 1.0 - p[0, 0], seed=4)
tf.nn.dropout(x, rate=0.4, seed=4)
tf.nn.dropout(x=x, keep_prob=p[0, 0], noise_shape=[4, 1], seed=4, name='n')
[shape] tf.nn.dropout(tf.ones([300]), 0.8)
[shape] tf.nn.dropout(tf.ones([300]), keep_prob=0.8)
[shape] tf.contrib.layers.dropout(tf.ones([300]), 0.8)
[shape] tf.layers.dropout(tf.ones([300]), 0.8, training=True)
tf.random.stateless_uniform([4], [1, 2])
tf.random.stateless_normal([4], [1, 2])
tf.random.stateless_truncated_normal([4], [1, 2])
tf.random.stateless_uniform([4], [1, 2], 0, 10, tf.int32)
tf.random.stateless_categorical(x, 3, [1, 2])
tf.random.stateless_multinomial(x, 3, [1, 2])
[graph] <<<
first = tf.random_normal([2], seed=1)
second = tf.random_normal([2], seed=1)
return first, second, tf.random_uniform([2], seed=1)
>>>
<<<
tf.set_random_seed(42)
return tf.random_uniform([3], seed=7), tf.random_normal([3], seed=8)
>>>
<<<
tf.random.set_random_seed(42)
return tf.random_uniform([3], seed=7)
>>>
<<<
noise = tf.random_normal(tf.shape(x), stddev=0.1, seed=3)
return x + noise, tf.reduce_mean(noise)
>>>
# candidate samplers
[nograd] tf.nn.uniform_candidate_sampler(lids[:, tf.newaxis], 1, 3, True, 5, seed=3)
[nograd] tf.nn.log_uniform_candidate_sampler(lids[:, tf.newaxis], 1, 3, True, 5, seed=3)
[nograd] tf.nn.learned_unigram_candidate_sampler(lids[:, tf.newaxis], 1, 3, True, 5, seed=3)
[nograd] tf.nn.fixed_unigram_candidate_sampler(lids[:, tf.newaxis], 1, 3, True, 5, unigrams=[1.0, 2.0, 3.0, 4.0, 5.0], seed=3)
tf.nn.nce_loss(x, v, lids[:, tf.newaxis], x[:, :3], 2, 4, sampled_values=(tf.constant([0, 3], tf.int64), x[:, :1], v[:2]))
tf.nn.nce_loss(weights=x, biases=v, labels=lids[:, tf.newaxis], inputs=y, num_sampled=2, num_classes=4, sampled_values=(tf.constant([0, 3], tf.int64), pos[:, :1], tf.abs(v[:2])), remove_accidental_hits=True, name='n')
tf.nn.nce_loss(x, v, lids[:, tf.newaxis], y, 2, 4, 1, (tf.constant([0, 3], tf.int64), pos[:, :1], tf.abs(v[:2])), False, 'div')
tf.nn.sampled_softmax_loss(x, v, lids[:, tf.newaxis], y, 2, 4, sampled_values=(tf.constant([0, 3], tf.int64), pos[:, :1], tf.abs(v[:2])))
tf.nn.sampled_softmax_loss(weights=x, biases=v, labels=lids[:, tf.newaxis], inputs=y, num_sampled=2, num_classes=4, sampled_values=(tf.constant([0, 3], tf.int64), pos[:, :1], tf.abs(v[:2])), remove_accidental_hits=False, seed=3)
tf.nn.nce_loss([x[:2], x[2:]], v, lids[:, tf.newaxis], y, 2, 4, sampled_values=(tf.constant([0, 3], tf.int64), pos[:, :1], tf.abs(v[:2])))
"""
