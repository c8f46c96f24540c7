"""Calls of tf.losses and of contrib.losses, and of losses of sequences."""

_WEIGHTED = """
% losses.{name}: {values} ; / ; weights=1.0|0.3|0|w|wmat|zero|1 ; scope=None ; loss_collection=tf.GraphKeys.LOSSES ; reduction=tf.losses.Reduction.SUM_BY_NONZERO_WEIGHTS|tf.losses.Reduction.NONE|tf.losses.Reduction.SUM|tf.losses.Reduction.MEAN|tf.losses.Reduction.SUM_OVER_BATCH_SIZE|tf.losses.Reduction.SUM_OVER_NONZERO_WEIGHTS
tf.losses.{name}({call}, weights=w, reduction=tf.losses.Reduction.MEAN)
tf.losses.{name}({call}, weights=w, reduction=tf.losses.Reduction.NONE)
tf.losses.{name}({call}, weights=w, reduction=tf.losses.Reduction.SUM)
tf.losses.{name}({call}, weights=wmat, reduction=tf.losses.Reduction.SUM_OVER_BATCH_SIZE)
tf.losses.{name}({call}, weights=0.3, reduction=tf.losses.Reduction.SUM)
tf.losses.{name}({call}, weights=flt)
tf.losses.{name}({call}, weights=0.5, reduction=tf.losses.Reduction.MEAN)
tf.losses.{name}({call}, 2.0, reduction='none')
tf.losses.{name}({call}, reduction='weighted_sum')
tf.losses.{name}({call}, wmat, None, None, tf.losses.Reduction.SUM)
"""
_PAIRS = (
    ("mean_squared_error", "labels=x|i|d ; predictions=y", "x, y"),
    ("absolute_difference", "labels=x|i|d ; predictions=y", "x, y"),
    ("sigmoid_cross_entropy", "multi_class_labels=zeroone|iones|p ; logits=x|big", "zeroone, x"),
    ("huber_loss", "labels=x|i ; predictions=y", "x, y"),
    ("hinge_loss", "labels=zeroone|iones ; logits=x", "zeroone, x"),
    ("log_loss", "labels=zeroone|p ; predictions=p", "zeroone, p"),
)

CALLS = "".join(_WEIGHTED.format(name=name, values=values, call=call) for name, values, call in _PAIRS)
CALLS = CALLS.replace("tf.losses.huber_loss(x, y, wmat, None, None, tf.losses.Reduction.SUM)\n", "")
CALLS = CALLS.replace("tf.losses.log_loss(zeroone, p, wmat, None, None, tf.losses.Reduction.SUM)\n", "")
CALLS = CALLS.replace("tf.losses.sigmoid_cross_entropy(zeroone, x, wmat, None, None, tf.losses.Reduction.SUM)\n", "")
# The arguments after `weights` differ from one loss to the next.
for _name, _own in (
    ("huber_loss", "delta=1.0|0.5"),
    ("log_loss", "epsilon=1e-7|0.1"),
    ("sigmoid_cross_entropy", "label_smoothing=0|0.1"),
):
    _head = "% losses." + _name + ":"
    _lines = CALLS.split("\n")
    CALLS = "\n".join(
        line.replace(" ; scope=None", " ; " + _own + " ; scope=None") if line.startswith(_head) else line
        for line in _lines
    )
CALLS += r"""
% losses.softmax_cross_entropy: onehot_labels=onehot|soft|iones ; logits=x|big ; / ; weights=1.0|0.3|0|wvec ; label_smoothing=0|0.1 ; scope=None ; loss_collection=tf.GraphKeys.LOSSES ; reduction=tf.losses.Reduction.SUM_BY_NONZERO_WEIGHTS|tf.losses.Reduction.NONE|tf.losses.Reduction.SUM|tf.losses.Reduction.MEAN
tf.losses.softmax_cross_entropy(onehot, x, wvec, 0.1)
tf.losses.softmax_cross_entropy(onehot, x, label_smoothing=0.1, reduction=tf.losses.Reduction.SUM)
tf.losses.softmax_cross_entropy(onehot, x, label_smoothing=0.1, reduction=tf.losses.Reduction.NONE)
tf.losses.softmax_cross_entropy(onehot, logits=x, weights=wvec, reduction=tf.losses.Reduction.SUM)
tf.losses.softmax_cross_entropy(onehot, logits=x, weights=wvec, reduction=tf.losses.Reduction.NONE)
tf.losses.softmax_cross_entropy(onehot, logits=x, weights=wvec, reduction=tf.losses.Reduction.MEAN)
tf.losses.softmax_cross_entropy(tf.one_hot(ids, 3), x)
tf.losses.softmax_cross_entropy(logits=x, onehot_labels=tf.nn.softmax(y))
% losses.sparse_softmax_cross_entropy: labels=ids|lids|ids[:, tf.newaxis] ; logits=x|big ; / ; weights=1.0|0.3|0|wvec|w ; scope=None ; loss_collection=tf.GraphKeys.LOSSES ; reduction=tf.losses.Reduction.SUM_BY_NONZERO_WEIGHTS|tf.losses.Reduction.NONE|tf.losses.Reduction.SUM|tf.losses.Reduction.MEAN
tf.losses.sparse_softmax_cross_entropy(logits=x, labels=ids, weights=wvec)
tf.losses.sparse_softmax_cross_entropy(ids, x, wvec, reduction=tf.losses.Reduction.SUM)
tf.losses.sparse_softmax_cross_entropy(ids, x, w)
tf.losses.sparse_softmax_cross_entropy(tf.zeros([2, 3], tf.int32), t)
tf.losses.sparse_softmax_cross_entropy(tf.zeros([2, 3], tf.int32), t, weights=wmat[:2])
tf.losses.sigmoid_cross_entropy(zeroone, x, w, 0.1)
tf.losses.sigmoid_cross_entropy(zeroone, x, label_smoothing=0.1, reduction=tf.losses.Reduction.NONE)
tf.losses.huber_loss(x, y, w, 0.5)
tf.losses.huber_loss(x, y, delta=0.5, reduction=tf.losses.Reduction.SUM)
tf.losses.huber_loss(x, y, delta=0.5, reduction=tf.losses.Reduction.NONE)
tf.losses.huber_loss(v, v[::-1])
% losses.cosine_distance: labels=x ; predictions=y ; axis=1|0 ; / ; weights=1.0|0.3|w[0, 0] ; reduction=tf.losses.Reduction.SUM_BY_NONZERO_WEIGHTS|tf.losses.Reduction.NONE|tf.losses.Reduction.SUM
tf.losses.cosine_distance(x, y, 1)
tf.losses.cosine_distance(x, y, 1, 0.5)
tf.losses.cosine_distance(x, y, axis=1, weights=w)
tf.losses.cosine_distance(x, y, dim=1)
tf.losses.cosine_distance(labels=tf.nn.l2_normalize(x, 1), predictions=tf.nn.l2_normalize(y, 1), axis=1)
% losses.mean_pairwise_squared_error: labels=x ; predictions=y ; / ; weights=1.0|0.3 ; scope=None
tf.losses.mean_pairwise_squared_error(x, y, w)
[tol=1e-6] tf.losses.compute_weighted_loss(d)
[tol=1e-6] tf.losses.compute_weighted_loss(d, 0.3)
[nograd] tf.losses.log_loss(zeroone, zeroone)
% losses.compute_weighted_loss: losses=x|i ; / ; weights=1.0|0.3|w|wmat|zero ; scope=None ; loss_collection=tf.GraphKeys.LOSSES ; reduction=tf.losses.Reduction.SUM_BY_NONZERO_WEIGHTS|tf.losses.Reduction.NONE|tf.losses.Reduction.SUM|tf.losses.Reduction.MEAN
tf.losses.compute_weighted_loss(tf.square(x - y), w)
tf.losses.mean_squared_error(tf.nn.relu(x), tf.nn.tanh(y), w)
tf.losses.mean_squared_error(labels=x, predictions=y * 2, weights=wmat)
tf.losses.mean_squared_error(v, v[::-1], wvec)
tf.losses.mean_squared_error(x, y, weights=tf.cast(b, tf.float32))
tf.losses.mean_squared_error(x, y, weights=[[0.5], [0.0], [2.0], [1.0]])
tf.losses.mean_squared_error([[1.0, 2.0]], [[2.0, 4.0]])
tf.losses.absolute_difference(labels=1.0, predictions=s)
tf.losses.mean_squared_error(x[:, :1], y[:, :1])
# contrib.losses
tf.contrib.losses.mean_squared_error(x, y)
tf.contrib.losses.mean_squared_error(predictions=x, labels=y, weights=0.5)
tf.contrib.losses.absolute_difference(x, y)
tf.contrib.losses.absolute_difference(x, y, weights=w)
tf.contrib.losses.sigmoid_cross_entropy(x, zeroone)
tf.contrib.losses.softmax_cross_entropy(x, onehot)
tf.contrib.losses.softmax_cross_entropy(logits=x, onehot_labels=onehot, weights=0.5)
tf.contrib.losses.sparse_softmax_cross_entropy(x, lids)
tf.contrib.losses.log_loss(p, zeroone)
tf.contrib.slim.losses.softmax_cross_entropy(x, onehot)
# sequences
tf.contrib.seq2seq.sequence_loss(t, tf.zeros([2, 3], tf.int32), wmat[:2])
tf.contrib.seq2seq.sequence_loss(logits=t, targets=tf.ones([2, 3], tf.int32), weights=wmat[1:3])
tf.contrib.seq2seq.sequence_loss(t, tf.zeros([2, 3], tf.int32), wmat[:2], average_across_timesteps=False)
tf.contrib.seq2seq.sequence_loss(t, tf.zeros([2, 3], tf.int32), wmat[:2], average_across_batch=False)
tf.contrib.seq2seq.sequence_loss(t, tf.zeros([2, 3], tf.int32), wmat[:2], False, False)
tf.contrib.legacy_seq2seq.sequence_loss_by_example([x], [ids], [wvec])
tf.contrib.legacy_seq2seq.sequence_loss([x, y], [ids, ids], [wvec, wvec])
tf.contrib.seq2seq.tile_batch(x, 2)
# Keras losses and activations
tf.keras.losses.MeanSquaredError()(x, y)
tf.keras.losses.MeanSquaredError()(x, y, sample_weight=w)
tf.keras.losses.MeanAbsoluteError()(x, y)
tf.keras.losses.CategoricalCrossentropy()(onehot, soft)
tf.keras.losses.CategoricalCrossentropy(from_logits=True)(onehot, x)
tf.keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=0.1)(onehot, x)
tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)(ids, x)
tf.keras.losses.SparseCategoricalCrossentropy()(ids, soft)
tf.keras.losses.BinaryCrossentropy()(zeroone, p)
tf.keras.losses.BinaryCrossentropy(from_logits=True)(zeroone, x)
tf.keras.losses.KLDivergence()(soft, onehot + 0.1)
tf.keras.losses.Huber()(x, y)
tf.keras.losses.mean_squared_error(x, y)
tf.keras.losses.categorical_crossentropy(onehot, soft)
tf.keras.losses.categorical_crossentropy(onehot, x, from_logits=True)
tf.keras.losses.sparse_categorical_crossentropy(ids, soft)
tf.keras.losses.binary_crossentropy(zeroone, p)
tf.keras.losses.cosine_similarity(x, y)
tf.keras.activations.relu(x)
tf.keras.activations.softmax(x)
tf.keras.activations.sigmoid(x)
tf.keras.activations.tanh(x)
tf.keras.activations.elu(x)
tf.keras.activations.selu(x)
tf.keras.activations.softplus(x)
tf.keras.activations.softsign(x)
tf.keras.activations.linear(x)
tf.keras.activations.hard_sigmoid(x)
tf.keras.activations.exponential(x)
"""
