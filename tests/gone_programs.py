"""Small programs on parts of TF1 that are gone even from `tf.compat.v1`: contrib.eager, contrib.learn, estimators.

Each prints what it computes, the same on every run; `tests/data/gone_programs.json` holds what TF 1.15 printed.
"""

from __future__ import annotations

_EAGER = '''\
import numpy as np
import tensorflow as tf
from tensorflow.contrib.eager.python import tfe
tf.enable_eager_execution()
xs = np.float32([[1, 2, -1], [0.5, -2, 3], [0, 1, 1]])
ys = np.int64([0, 1, 1])
'''

EAGER = {
    "network": _EAGER + '''
class Net(tfe.Network):
    """Two layers."""

    def __init__(self, hidden):
        super(Net, self).__init__()
        # the hidden layer
        self.hidden = self.track_layer(tf.layers.Dense(
            hidden, activation=tf.nn.relu, kernel_initializer=tf.constant_initializer(0.25)))
        self.out = self.track_layer(tf.layers.Dense(2, kernel_initializer=tf.constant_initializer(0.5)))

    def call(self, inputs):
        return self.out(self.hidden(inputs))


net = Net(4)
optimizer = tf.train.GradientDescentOptimizer(0.1)


def loss_fn(x, y):
    return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=net(x)))


gradients = tfe.implicit_gradients(loss_fn)
for step in range(5):
    optimizer.apply_gradients(gradients(xs, ys))
    print(step, '%.5f' % loss_fn(xs, ys))
print(len(net.trainable_variables), len(net.layers), [v.shape.as_list() for v in net.trainable_variables])
print(np.round(net.out.bias.numpy(), 5))
''',
    "network_of_networks_and_lists": _EAGER + '''
class Block(tfe.Network):
    def __init__(self, size):
        super(Block, self).__init__()
        self.layers_of_block = []
        for _ in range(2):
            self.layers_of_block.append(self.track_layer(tf.layers.Dense(
                size, activation=tf.tanh, kernel_initializer=tf.constant_initializer(0.1))))

    def call(self, x):
        for layer in self.layers_of_block:
            x = layer(x)
        return x


class Net(tfe.Network):
    def __init__(self):
        super(Net, self).__init__()
        self.block = self.track_layer(Block(3))
        self.heads = [self.track_layer(tf.layers.Dense(n, kernel_initializer=tf.ones_initializer())) for n in (1, 2)]

    def call(self, x):
        x = self.block(x)
        return self.heads[0](x), self.heads[1](x)


net = Net()
a, b = net(tf.constant(xs))
print(np.round(a.numpy(), 5), np.round(b.numpy(), 5))
with tf.GradientTape() as tape:
    loss = tf.reduce_sum(net(xs)[0])
print([np.round(g.numpy().sum(), 4) for g in tape.gradient(loss, net.block.trainable_variables)])
print(len(net.trainable_variables))
''',
    "network_training_flag": _EAGER + '''
class Net(tfe.Network):
    def __init__(self):
        tfe.Network.__init__(self)
        self.thin = self.track_layer(tf.layers.Dropout(1.0 - 1e-7))
        self.out = self.track_layer(tf.layers.Dense(1, kernel_initializer=tf.ones_initializer()))

    def call(self, x, training):
        return self.out(self.thin(x, training=training))


net = Net()
print(net(xs, training=False).numpy(), net(xs, True).numpy())
''',
    "implicit_value_and_gradients": _EAGER + '''
w, b = tfe.Variable([[1.0], [2.0], [-1.0]]), tfe.Variable(0.5)


def loss(x, scale=2.0):
    return tf.reduce_sum(tf.square(tf.matmul(x, w) + b)) * scale


both = tfe.implicit_value_and_gradients(loss)
value, pairs = both(xs)
print(value.numpy(), [(g.numpy().tolist(), v.numpy().tolist()) for g, v in pairs])
print(both(xs, scale=1.0)[0].numpy())
print(tfe.implicit_gradients(lambda x: x * w[0, 0] * b)(3.0)[0][0].numpy().__class__.__name__)
''',
    "gradients_function": _EAGER + '''
def f(x, y):
    return x * x * y


df = tfe.gradients_function(f)
print([g.numpy() for g in df(3.0, 2.0)])
dy = tfe.gradients_function(f, params=['y'])
print([g.numpy() for g in dy(3.0, 2.0)])
value, (gradient,) = tfe.value_and_gradients_function(f, [0])(3.0, 2.0)
print(value.numpy(), gradient.numpy())
cube = tfe.gradients_function(lambda x: x * x * x)
second = tfe.gradients_function(lambda x: cube(x)[0])
print(cube(2.0)[0].numpy(), second(2.0)[0].numpy())
print(tfe.gradients_function(f)(tf.constant([1.0, 2.0]), 3.0)[0].numpy())
''',
    "network_with_a_layer_it_does_not_track": _EAGER + '''
class Net(tfe.Network):
    def __init__(self):
        super(Net, self).__init__()
        self.a = self.track_layer(tf.layers.Dense(2, kernel_initializer=tf.ones_initializer()))
        self.b = tf.layers.Dense(2, kernel_initializer=tf.ones_initializer())

    def call(self, x):
        return self.b(self.a(x))


net = Net()
print(net(xs).numpy(), len(net.variables))
''',
    "network_with_a_name_of_keras": _EAGER + '''
class Net(tfe.Network):
    def __init__(self):
        super(Net, self).__init__()
        self.loss = self.track_layer(tf.layers.Dense(2, kernel_initializer=tf.ones_initializer()))

    def call(self, x):
        return self.loss(x)


print(Net()(xs).numpy())
''',
    "network_dropout_follows_the_network": _EAGER + '''
class Net(tfe.Network):
    def __init__(self):
        super(Net, self).__init__()
        self.thin = self.track_layer(tf.layers.Dropout(0.9))
        self.out = self.track_layer(tf.layers.Dense(1, kernel_initializer=tf.ones_initializer()))

    def call(self, x, training=False):
        return self.out(self.thin(x))


print(Net()(xs, training=True).numpy())
''',
    "network_lists_variables_beside_dropout": _EAGER + '''
class Net(tfe.Network):
    def __init__(self):
        super(Net, self).__init__()
        self.thin = self.track_layer(tf.layers.Dropout(0.5))
        self.out = self.track_layer(tf.layers.Dense(1, kernel_initializer=tf.ones_initializer()))

    def call(self, x):
        return self.out(self.thin(x))


net = Net()
print(net(xs).numpy(), len(net.variables))
''',
    "metrics_of_contrib": _EAGER + '''
mean = tfe.metrics.Mean('mean')
for x in (1.0, 2.0, 6.0):
    mean(x)
print(mean.result().numpy())
accuracy = tfe.metrics.Accuracy()
accuracy(tf.constant([1, 2, 3]), tf.constant([1, 0, 3]))
print('%.4f' % accuracy.result().numpy())
''',
}

_WORDS = '''\
import os
import tempfile
import numpy as np
documents = ["The cat sat", "the Dog's dinner, the cat-flap!", "NASAProject saw THE cat 42 times", "", u"na\\u00efve caf\\u00e9"]
'''

LEARN = {
    "vocabulary": _WORDS + '''
from tensorflow.contrib import learn

processor = learn.preprocessing.VocabularyProcessor(5)
x = np.array(list(processor.fit_transform(documents)))
print(x, x.dtype, len(processor.vocabulary_))
print(np.array(list(processor.transform(["the cat sees a new dog"]))))
print(list(processor.reverse(x)))
path = os.path.join(tempfile.mkdtemp(), "vocab")
processor.save(path)
again = learn.preprocessing.VocabularyProcessor.restore(path)
print(list(again.transform(documents[:2])), sorted(again.vocabulary_._mapping.items(), key=lambda x: x[1]))
''',
    "vocabulary_with_a_session": _WORDS + '''
import tensorflow as tf
from tensorflow.contrib.learn.python.learn.preprocessing.text import VocabularyProcessor, tokenizer

print(list(tokenizer(documents[:3])))
processor = VocabularyProcessor(max_document_length=6, min_frequency=1)
ids = np.array(list(processor.fit_transform(documents)))
x = tf.placeholder(tf.int64, [None, 6], name="x")
table = tf.Variable(tf.reshape(tf.range(40.0), [20, 2]))
mean = tf.reduce_mean(tf.nn.embedding_lookup(table, x), 1)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(mean, {x: ids}))
''',
    "vocabulary_in_a_program_that_stays": _WORDS + '''
import tensorflow as tf
from tensorflow.contrib.learn import preprocessing

processor = preprocessing.VocabularyProcessor(3, tokenizer_fn=lambda texts: (t.lower().split() for t in texts))
ids = np.array(list(processor.fit_transform(documents)))
bytes_of = preprocessing.ByteProcessor(4)
print(list(bytes_of.transform(documents[:2])))
x = tf.placeholder(tf.int64, [None, 3], name="x")
y = tf.multiply(x, 2, name="y")
with tf.Session() as sess:
    print(sess.run("y:0", {x: ids}))
''',
    "vocabulary_trimmed": _WORDS + '''
from tensorflow.contrib.learn.python.learn.preprocessing import CategoricalVocabulary

vocabulary = CategoricalVocabulary()
for word in "b a b c c c a d".split():
    vocabulary.add(word)
vocabulary.trim(1, 3)
vocabulary.freeze()
print(len(vocabulary), [vocabulary.get(w) for w in "abcde"], vocabulary.reverse(1))
''',
}

_KMEANS = '''\
import numpy as np
import tensorflow as tf
from tensorflow.contrib.factorization import KMeans
xs = np.random.RandomState(3).randn(60, 4).astype(np.float32)
xs[:20] += 4
xs[20:40] -= 4
x = tf.placeholder(tf.float32, [None, 4])
'''
_CLUSTER = '''
scores_all, index, scores, initialized, init_op, train_op = kmeans.training_graph()[:6]
mean = tf.reduce_mean(scores[0])
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer(), {x: xs})
    while not sess.run(initialized):
        sess.run(init_op, {x: xs})
    for step in range(4):
        i, d = sess.run([index[0], mean], {x: xs[step * 10:step * 10 + 30]})
        sess.run(train_op, {x: xs[step * 10:step * 10 + 30]})
        print(step, i[:10], "%.4f" % d)
    print(np.round(sess.run(scores_all[0], {x: xs[:2]}), 3))
    print([v.name for v in tf.global_variables()])
'''

CLUSTERS = {
    "kmeans_batch": _KMEANS + "kmeans = KMeans(x, 3, initial_clusters=xs[[0, 25, 50]])\n" + _CLUSTER,
    "kmeans_plus_plus": _KMEANS + "kmeans = KMeans(x, 3, 'kmeans_plus_plus', random_seed=5)\n" + _CLUSTER,
    "kmeans_cosine": _KMEANS + "kmeans = KMeans([x], 3, xs[[0, 25, 50]], distance_metric='cosine')\n" + _CLUSTER,
    "kmeans_of_a_function": _KMEANS + "kmeans = KMeans(x, 3, lambda inputs, k: inputs[0][:k])\n" + _CLUSTER,
    "kmeans_steps": _KMEANS
    + "kmeans = KMeans(x, 60, use_mini_batch=True, distance_metric='cosine')\n"
    + _CLUSTER.replace("print(np.round(sess.run(scores_all[0], {x: xs[:2]}), 3))", "pass"),
}

_ESTIMATOR = '''\
import numpy as np
import tensorflow as tf
rng = np.random.RandomState(4)
xs = rng.randn(50, 3).astype(np.float32)
ys = (xs.sum(axis=1) > 0).astype(np.int32)
'''

ESTIMATORS = {}

GONE = {
    f"{kind}_{name}": source
    for kind, programs in (("eager", EAGER), ("learn", LEARN), ("clusters", CLUSTERS), ("estimator", ESTIMATORS))
    for name, source in programs.items()
}

# Programs that stay on compat.v1, with a finding, and print the same there.
STAYS = frozenset({
    "eager_network_with_a_layer_it_does_not_track",
    "eager_network_with_a_name_of_keras",
    "eager_network_lists_variables_beside_dropout",
    "eager_metrics_of_contrib",
    "learn_vocabulary_in_a_program_that_stays",
    *(f"clusters_{name}" for name in CLUSTERS),
})
