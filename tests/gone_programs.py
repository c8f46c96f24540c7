"""Small programs on parts of TF1 that are gone even from `tf.compat.v1`: contrib.eager, contrib.learn, estimators.

Each prints what it computes, the same on every run; `tests/data/gone_programs.json` holds what TF 1.15 printed.
"""

from __future__ import annotations

_EAGER = """\
import numpy as np
import tensorflow as tf
from tensorflow.contrib.eager.python import tfe
tf.enable_eager_execution()
xs = np.float32([[1, 2, -1], [0.5, -2, 3], [0, 1, 1]])
ys = np.int64([0, 1, 1])
"""

EAGER = {
    "network": _EAGER
    + '''
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
    "network_of_networks_and_lists": _EAGER
    + """
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
""",
    "network_training_flag": _EAGER
    + """
class Net(tfe.Network):
    def __init__(self):
        tfe.Network.__init__(self)
        self.thin = self.track_layer(tf.layers.Dropout(1.0 - 1e-7))
        self.out = self.track_layer(tf.layers.Dense(1, kernel_initializer=tf.ones_initializer()))

    def call(self, x, training):
        return self.out(self.thin(x, training=training))


net = Net()
print(net(xs, training=False).numpy(), net(xs, True).numpy())
""",
    "implicit_value_and_gradients": _EAGER
    + """
w, b = tfe.Variable([[1.0], [2.0], [-1.0]]), tfe.Variable(0.5)


def loss(x, scale=2.0):
    return tf.reduce_sum(tf.square(tf.matmul(x, w) + b)) * scale


both = tfe.implicit_value_and_gradients(loss)
value, pairs = both(xs)
print(value.numpy(), [(g.numpy().tolist(), v.numpy().tolist()) for g, v in pairs])
print(both(xs, scale=1.0)[0].numpy())
print(tfe.implicit_gradients(lambda x: x * w[0, 0] * b)(3.0)[0][0].numpy().__class__.__name__)
""",
    "gradients_function": _EAGER
    + """
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
""",
    "network_with_a_layer_it_does_not_track": _EAGER
    + """
class Net(tfe.Network):
    def __init__(self):
        super(Net, self).__init__()
        self.a = self.track_layer(tf.layers.Dense(2, kernel_initializer=tf.ones_initializer()))
        self.b = tf.layers.Dense(2, kernel_initializer=tf.ones_initializer())

    def call(self, x):
        return self.b(self.a(x))


net = Net()
print(net(xs).numpy(), len(net.variables))
""",
    "network_with_a_name_of_keras": _EAGER
    + """
class Net(tfe.Network):
    def __init__(self):
        super(Net, self).__init__()
        self.loss = self.track_layer(tf.layers.Dense(2, kernel_initializer=tf.ones_initializer()))

    def call(self, x):
        return self.loss(x)


print(Net()(xs).numpy())
""",
    "network_dropout_follows_the_network": _EAGER
    + """
class Net(tfe.Network):
    def __init__(self):
        super(Net, self).__init__()
        self.thin = self.track_layer(tf.layers.Dropout(0.9))
        self.out = self.track_layer(tf.layers.Dense(1, kernel_initializer=tf.ones_initializer()))

    def call(self, x, training=False):
        return self.out(self.thin(x))


print(Net()(xs, training=True).numpy())
""",
    "network_lists_variables_beside_dropout": _EAGER
    + """
class Net(tfe.Network):
    def __init__(self):
        super(Net, self).__init__()
        self.thin = self.track_layer(tf.layers.Dropout(0.5))
        self.out = self.track_layer(tf.layers.Dense(1, kernel_initializer=tf.ones_initializer()))

    def call(self, x):
        return self.out(self.thin(x))


net = Net()
print(net(xs).numpy(), len(net.variables))
""",
    "metrics_of_contrib": _EAGER
    + """
mean = tfe.metrics.Mean('mean')
for x in (1.0, 2.0, 6.0):
    mean(x)
print(mean.result().numpy())
accuracy = tfe.metrics.Accuracy()
accuracy(tf.constant([1, 2, 3]), tf.constant([1, 0, 3]))
accuracy(tf.constant([1, 2]), tf.constant([1, 2]), weights=tf.constant([0.5, 2.0]))
print('%.4f' % accuracy.result().numpy(), accuracy.result().dtype)
mean.init_variables()
mean(tf.constant([1.0, 4.0]), tf.constant([3.0, 1.0]))
print(mean.result().numpy())
""",
    "metrics_that_are_passed_on": _EAGER
    + """
def count(metric, value):
    return metric(value)


mean = tfe.metrics.Mean('mean')
print(count(mean, tf.constant(2.0)).numpy(), mean.result().numpy())
""",
}

_WORDS = """\
import os
import tempfile
import numpy as np
documents = ["The cat sat", "the Dog's dinner, the cat-flap!", "NASAProject saw THE cat 42 times", "",
             u"na\\u00efve caf\\u00e9"]
"""

LEARN = {
    "vocabulary": _WORDS
    + """
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
""",
    "vocabulary_with_a_session": _WORDS
    + """
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
""",
    "vocabulary_in_a_program_that_stays": _WORDS
    + """
import tensorflow as tf
from tensorflow.contrib.learn import preprocessing

processor = preprocessing.VocabularyProcessor(3, tokenizer_fn=lambda texts: (t.lower().split() for t in texts))
ids = np.array(list(processor.fit_transform(documents)))
bytes_of = preprocessing.ByteProcessor(4)
print(list(bytes_of.transform(documents[:2])))
x = tf.placeholder(tf.int64, [None, 3], name="x")
y = tf.multiply(x, 2)
with tf.Session() as sess:
    print(sess.run("Mul:0", {x: ids}))
""",
    "vocabulary_trimmed": _WORDS
    + """
from tensorflow.contrib.learn.python.learn.preprocessing import CategoricalVocabulary

vocabulary = CategoricalVocabulary()
for word in "b a b c c c a d".split():
    vocabulary.add(word)
vocabulary.trim(1, 3)
vocabulary.freeze()
print(len(vocabulary), [vocabulary.get(w) for w in "abcde"], vocabulary.reverse(1))
""",
}

_KMEANS = """\
import numpy as np
import tensorflow as tf
from tensorflow.contrib.factorization import KMeans
xs = np.random.RandomState(3).randn(60, 4).astype(np.float32)
xs[:20] += 4
xs[20:40] -= 4
x = tf.placeholder(tf.float32, [None, 4])
"""
_CLUSTER = """
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
"""

CLUSTERS = {
    "kmeans_batch": _KMEANS + "kmeans = KMeans(x, 3, initial_clusters=xs[[0, 25, 50]])\n" + _CLUSTER,
    "kmeans_plus_plus": _KMEANS + "kmeans = KMeans(x, 3, 'kmeans_plus_plus', random_seed=5)\n" + _CLUSTER,
    "kmeans_cosine": _KMEANS + "kmeans = KMeans([x], 3, xs[[0, 25, 50]], distance_metric='cosine')\n" + _CLUSTER,
    "kmeans_of_a_function": _KMEANS + "kmeans = KMeans(x, 3, lambda inputs, k: inputs[0][:k])\n" + _CLUSTER,
    "kmeans_steps": _KMEANS
    + "kmeans = KMeans(x, 60, use_mini_batch=True, distance_metric='cosine')\n"
    + _CLUSTER.replace("print(np.round(sess.run(scores_all[0], {x: xs[:2]}), 3))", "pass"),
}

_ESTIMATOR = """\
import numpy as np
import tensorflow as tf
rng = np.random.RandomState(4)
xs = rng.randn(50, 3).astype(np.float32)
ys = (xs.sum(axis=1) > 0).astype(np.int32)
"""

ESTIMATORS = {
    "train_and_evaluate": _ESTIMATOR
    + '''
def network(x_dict):
    x = x_dict['points']
    hidden = tf.layers.dense(x, 4, activation=tf.nn.tanh, kernel_initializer=tf.constant_initializer(0.3))
    return tf.layers.dense(hidden, 2, kernel_initializer=tf.constant_initializer([0.1] * 4 + [0.2] * 4))


# The model function
def model_fn(features, labels, mode):
    """Builds the network."""
    logits = network(features)
    # what it says
    classes = tf.argmax(logits, axis=1)

    # early
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions=classes)

    # what it costs
    loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(logits=logits, labels=labels))
    train_op = tf.train.AdamOptimizer(0.05).minimize(loss, global_step=tf.train.get_global_step())
    accuracy = tf.metrics.accuracy(labels=labels, predictions=classes)
    # what an estimator wants
    spec = tf.estimator.EstimatorSpec(
        mode=mode, predictions=classes, loss=loss, train_op=train_op, eval_metric_ops={'accuracy': accuracy})
    return spec


# Make the estimator
model = tf.estimator.Estimator(model_fn)
input_fn = tf.estimator.inputs.numpy_input_fn(
    x={'points': xs}, y=ys, batch_size=8, num_epochs=None, shuffle=False)
# Train
model.train(input_fn, steps=20)
input_fn = tf.estimator.inputs.numpy_input_fn(x={'points': xs}, y=ys, batch_size=8, shuffle=False)
e = model.evaluate(input_fn)
print('accuracy %.4f, loss %.5f' % (e['accuracy'], e['loss']))
print([int(c) for c in model.predict(input_fn)])
''',
    "branches_and_params": _ESTIMATOR
    + """
def model_fn(features, labels, mode, params):
    x = tf.concat([features['a'], features['b']], 1)
    w = tf.get_variable('w', [3, 2], initializer=tf.constant_initializer(0.1))
    logits = tf.matmul(x, w) * params['scale']
    predictions = {
        'classes': tf.argmax(logits, 1),
        'probabilities': tf.nn.softmax(logits),
    }
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode=mode, predictions=predictions)
    loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
    if mode == tf.estimator.ModeKeys.TRAIN:
        # decaying
        rate = tf.train.exponential_decay(0.5, tf.train.get_global_step(), 10, 0.5)
        optimizer = tf.train.GradientDescentOptimizer(rate)
        train_op = optimizer.minimize(loss, global_step=tf.train.get_global_step())
        return tf.estimator.EstimatorSpec(mode=mode, loss=loss, train_op=train_op)
    else:
        metrics = {'accuracy': tf.metrics.accuracy(labels, predictions['classes'])}
    return tf.estimator.EstimatorSpec(mode=mode, loss=loss, eval_metric_ops=metrics)


def inputs(epochs, size):
    return epochs, size


estimator = tf.estimator.Estimator(model_fn=model_fn, params={'scale': 2.0})
train_input_fn = tf.estimator.inputs.numpy_input_fn(
    {'a': xs[:, :1], 'b': xs[:, 1:]}, ys, num_epochs=3, batch_size=12, shuffle=False)
eval_input_fn = tf.estimator.inputs.numpy_input_fn(
    {'a': xs[:, :1], 'b': xs[:, 1:]}, ys, num_epochs=1, shuffle=False)
for round in range(3):
    estimator.train(input_fn=train_input_fn)
    result = estimator.evaluate(input_fn=eval_input_fn)
    print('{accuracy:.4f} {loss:.5f} {global_step}'.format(**result))
new_input_fn = tf.estimator.inputs.numpy_input_fn({'a': xs[:3, :1], 'b': xs[:3, 1:]}, shuffle=False)
for p in estimator.predict(new_input_fn):
    print(p['classes'], np.round(p['probabilities'], 5), sorted(p))
""",
    "batch_normalization_in_main": _ESTIMATOR
    + """
def model_fn(features, labels, mode):
    is_training = mode == tf.estimator.ModeKeys.TRAIN
    h = tf.layers.dense(features, 4, kernel_initializer=tf.constant_initializer([0.1, -0.2, 0.3] * 4))
    h = tf.layers.batch_normalization(h, training=is_training)
    logits = tf.layers.dense(tf.nn.relu(h), 2, kernel_initializer=tf.constant_initializer([0.1, -0.2] * 4))
    loss = tf.losses.sparse_softmax_cross_entropy(labels=labels, logits=logits)
    optimizer = tf.train.MomentumOptimizer(0.1, 0.9)
    update_ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
    with tf.control_dependencies(update_ops):
        train_op = optimizer.minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


def main(_):
    classifier = tf.estimator.Estimator(model_fn=model_fn)
    train_input = tf.estimator.inputs.numpy_input_fn(x=xs, y=ys, batch_size=16, num_epochs=None, shuffle=False)
    classifier.train(input_fn=train_input, steps=9)
    test_input = tf.estimator.inputs.numpy_input_fn(x=xs, y=ys, num_epochs=1, shuffle=False)
    e = classifier.evaluate(input_fn=test_input)
    print('%.5f' % e['loss'])


if __name__ == '__main__':
    tf.app.run()
""",
    "two_networks_with_reuse": _ESTIMATOR
    + """
def net(x_dict, reuse, is_training):
    with tf.variable_scope('net', reuse=reuse):
        x = tf.layers.dense(x_dict['x'], 4, kernel_initializer=tf.constant_initializer(0.2), activation=tf.nn.relu)
        x = tf.layers.dropout(x, rate=0.25, training=is_training)
        return tf.layers.dense(x, 2, kernel_initializer=tf.constant_initializer([0.3, -0.3] * 4))


def model_fn(features, labels, mode):
    logits_train = net(features, False, True)
    logits_test = net(features, True, False)
    pred = tf.argmax(logits_test, axis=1)
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions=pred)
    loss_op = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(
        logits=logits_train, labels=tf.cast(labels, dtype=tf.int32)))
    train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss_op, global_step=tf.train.get_global_step())
    acc_op = tf.metrics.accuracy(labels=labels, predictions=pred)
    return tf.estimator.EstimatorSpec(
        mode=mode, predictions=pred, loss=loss_op, train_op=train_op, eval_metric_ops={'accuracy': acc_op})


model = tf.estimator.Estimator(model_fn)
input_fn = tf.estimator.inputs.numpy_input_fn(x={'x': xs}, y=ys, batch_size=10, num_epochs=None, shuffle=False)
model.train(input_fn, steps=30)
input_fn = tf.estimator.inputs.numpy_input_fn(x={'x': xs}, y=ys, batch_size=10, shuffle=False)
e = model.evaluate(input_fn)
print("Testing Accuracy:", e['accuracy'])
""",
    "branches_on_training": _ESTIMATOR
    + '''
def model_fn(features, labels, mode):
    """Doubles what it trains on."""
    training = mode == tf.estimator.ModeKeys.TRAIN
    w = tf.get_variable('w', [3, 2], initializer=tf.constant_initializer(0.1))
    logits = tf.matmul(features['x'], w)
    if training:
        logits = logits * 2
    loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
    if mode == tf.estimator.ModeKeys.TRAIN:
        train_op = tf.train.AdagradOptimizer(0.5).minimize(loss, tf.train.get_global_step())
        spec = tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)
    elif mode == tf.estimator.ModeKeys.EVAL:
        accuracy = tf.metrics.accuracy(labels, tf.argmax(logits, 1))
        spec = tf.estimator.EstimatorSpec(mode, loss=loss, eval_metric_ops={'right': accuracy})
    return spec


estimator = tf.estimator.Estimator(model_fn)
train_input = tf.estimator.inputs.numpy_input_fn({'x': xs}, ys, batch_size=10, num_epochs=2, shuffle=False)
estimator.train(train_input)
e = estimator.evaluate(train_input, steps=3)
print(sorted(e), ['%.5f' % e[k] for k in sorted(e)])
''',
    "training_as_a_value": _ESTIMATOR
    + """
def model_fn(features, labels, mode):
    x = tf.layers.dropout(features['x'], 0.5, training=(mode == tf.estimator.ModeKeys.TRAIN))
    w = tf.get_variable('w', [3, 2], initializer=tf.constant_initializer(0.1))
    logits = tf.matmul(x, w)
    predictions = tf.argmax(logits, 1)
    loss = tf.losses.sparse_softmax_cross_entropy(labels, logits) if labels is not None else None
    train_op = None
    if mode != tf.estimator.ModeKeys.PREDICT:
        train_op = tf.train.GradientDescentOptimizer(0.5).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, predictions, loss, train_op)


estimator = tf.estimator.Estimator(model_fn)
data = tf.estimator.inputs.numpy_input_fn({'x': xs}, ys, batch_size=10, num_epochs=2, shuffle=False)
estimator.train(data)
print('%.5f' % estimator.evaluate(data)['loss'])
""",
    "keeps_a_folder": _ESTIMATOR
    + """
import tempfile


def model_fn(features, labels, mode):
    w = tf.get_variable('w', [3, 2], initializer=tf.zeros_initializer())
    logits = tf.matmul(features['x'], w)
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={'logits': logits, 'double': logits * 2})
    loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
    train_op = tf.train.GradientDescentOptimizer(0.5).minimize(loss, tf.train.get_global_step())
    accuracy = tf.metrics.accuracy(labels, tf.argmax(logits, 1))
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op, eval_metric_ops={'accuracy': accuracy})


folder = tempfile.mkdtemp()
config = tf.estimator.RunConfig(model_dir=folder, save_checkpoints_steps=5)
estimator = tf.estimator.Estimator(model_fn, config=config)
train = tf.estimator.inputs.numpy_input_fn({'x': xs}, ys, batch_size=10, num_epochs=2, shuffle=False)
once = tf.estimator.inputs.numpy_input_fn({'x': xs}, ys, batch_size=20, shuffle=False)
tf.estimator.train_and_evaluate(estimator, tf.estimator.TrainSpec(train, max_steps=7), tf.estimator.EvalSpec(once))
print({k: round(float(v), 5) for k, v in estimator.evaluate(once).items()})
again = tf.estimator.Estimator(model_fn, model_dir=folder)
again.train(train, steps=2).train(train, max_steps=8)
result = again.evaluate(once, steps=1)
print('%.5f %.5f %d' % (result['loss'], result['accuracy'], result['global_step']))
print(sorted(again.get_variable_names()), np.round(again.get_variable_value('w'), 4))
for p in again.predict(once, predict_keys=['double']):
    print({k: np.round(v, 4) for k, v in p.items()})
    break
print([b['logits'].shape for b in again.predict(once, yield_single_examples=False)])
""",
    "of_float64": _ESTIMATOR
    + """
def model_fn(features, labels, mode):
    logits = tf.layers.dense(features['x'], 2, kernel_initializer=tf.zeros_initializer())
    loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
    train_op = tf.train.GradientDescentOptimizer(0.5).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


estimator = tf.estimator.Estimator(model_fn)
xs = rng.randn(50, 3)
estimator.train(tf.estimator.inputs.numpy_input_fn({'x': xs}, ys, batch_size=10, shuffle=False))
e = estimator.evaluate(tf.estimator.inputs.numpy_input_fn({'x': xs}, ys, batch_size=10, shuffle=False))
print('%.7f' % e['loss'], [v for v in estimator.get_variable_names() if 'dense' in v])
""",
    "of_datasets_and_hooks": _ESTIMATOR
    + """
def model_fn(features, labels, mode):
    w = tf.get_variable('w', [3, 2], initializer=tf.zeros_initializer())
    logits = tf.matmul(features, w)
    loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
    tf.summary.scalar('cost', loss)
    train_op = tf.train.GradientDescentOptimizer(0.5).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(
        mode, loss=loss, train_op=train_op,
        training_hooks=[tf.train.LoggingTensorHook({'loss': loss}, every_n_iter=5)])


def input_fn():
    dataset = tf.data.Dataset.from_tensor_slices((xs, ys))
    return dataset.repeat(2).batch(20)


estimator = tf.estimator.Estimator(model_fn)
estimator.train(input_fn)
estimator.train(lambda: input_fn().make_one_shot_iterator().get_next(), steps=3)
print({k: round(float(v), 5) for k, v in sorted(estimator.evaluate(input_fn).items())})
""",
}

GONE = {
    f"{kind}_{name}": source
    for kind, programs in (("eager", EAGER), ("learn", LEARN), ("clusters", CLUSTERS), ("estimator", ESTIMATORS))
    for name, source in programs.items()
}

# Programs that stay on compat.v1, with a finding, and print the same there.
STAYS = frozenset(
    {
        "eager_network_with_a_layer_it_does_not_track",
        "eager_network_with_a_name_of_keras",
        "eager_network_lists_variables_beside_dropout",
        "eager_metrics_that_are_passed_on",
        "learn_vocabulary_in_a_program_that_stays",
        "estimator_keeps_a_folder",
        "estimator_of_float64",
        "estimator_of_datasets_and_hooks",
        *(f"clusters_{name}" for name in CLUSTERS),
    }
)
