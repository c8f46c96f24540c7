"""Forms of models that passes over the text write as forms that can be planned."""

from __future__ import annotations

from tf2migrate.rules.rule import Rule

RULES = (
    Rule(
        "TFM218",
        "estimators",
        "Write what an estimator did: a training step, and loops over a dataset",
        "An estimator called its model function for training, evaluation and prediction, each time in a new graph, and "
        "kept the weights in checkpoints between them. The function becomes one model with a step for each; "
        "numpy_input_fn becomes a dataset that repeats, shuffles and batches in its order. What keeps a folder of "
        "checkpoints, runs hooks or writes summaries stays, on a stand-in for tf.estimator. An estimator stopped at a "
        "loss that is not a number, a loop goes on.",
        before="""\
import numpy as np
import tensorflow as tf

xs = np.float32([[0.0], [1.0], [2.0], [3.0]])
ys = np.float32([[1.0], [3.0], [5.0], [7.0]])


def model_fn(features, labels, mode):
    output = tf.layers.dense(features["x"], 1, kernel_initializer=tf.ones_initializer())
    loss = tf.losses.mean_squared_error(labels, output)
    optimizer = tf.train.GradientDescentOptimizer(0.1)
    train_op = optimizer.minimize(loss, global_step=tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


estimator = tf.estimator.Estimator(model_fn)
input_fn = tf.estimator.inputs.numpy_input_fn({"x": xs}, ys, batch_size=2, num_epochs=5, shuffle=False)
estimator.train(input_fn)
result = estimator.evaluate(input_fn, steps=2)
print("%.5f" % result["loss"])
""",
        after="""\
import numpy as np
import tensorflow as tf

xs = np.float32([[0.0], [1.0], [2.0], [3.0]])
ys = np.float32([[1.0], [3.0], [5.0], [7.0]])


dense = tf.keras.layers.Dense(1, kernel_initializer=tf.keras.initializers.Ones())
optimizer = tf.keras.optimizers.SGD(0.1)
mean_loss_metric = tf.keras.metrics.Mean()
dataset = tf.data.Dataset.from_tensor_slices(({"x": xs}, ys))
dataset = dataset.repeat(5).batch(2)


@tf.function
def train_step(x, labels):
    with tf.GradientTape() as tape:
        output = dense(x)
        loss = tf.reduce_mean(tf.math.squared_difference(tf.cast(output, tf.float32), tf.cast(labels, tf.float32)))
    variables = dense.trainable_variables
    gradients = tape.gradient(loss, variables)
    optimizer.apply_gradients(zip(gradients, variables))


for batch_features, batch_labels in dataset:
    train_step(batch_features['x'], batch_labels)


@tf.function
def run_mean_loss_update(x, labels):
    output = dense(x)
    loss = tf.reduce_mean(tf.math.squared_difference(tf.cast(output, tf.float32), tf.cast(labels, tf.float32)))
    mean_loss_metric.update_state(loss)
    mean_loss_update = mean_loss_metric.result()
    return mean_loss_update


for batch_features, batch_labels in dataset.take(2):
    run_mean_loss_update(batch_features['x'], batch_labels)
result = {'loss': mean_loss_metric.result().numpy()}
print("%.5f" % result["loss"])
""",
    ),
    Rule(
        "TFM221",
        "argument-scopes",
        "Give the arguments of an arg_scope to the calls that it reaches",
        "tf.contrib.framework.arg_scope, slim.arg_scope, adds arguments to the calls made inside of it, also to those "
        "in "
        "functions that are called there; the inner scope wins for each argument, and the call over both. Each call "
        "gets "
        "what it would be given, also through a normalizer_fn. A function that is called in one scope gets the names "
        "that "
        "it needs as parameters; one that is called in scopes that differ stays, and so does its program.",
        before="""\
import numpy as np
import tensorflow as tf
import tensorflow.contrib.slim as slim

x = tf.placeholder(tf.float32, [None, 3])
with slim.arg_scope([slim.fully_connected], activation_fn=tf.nn.tanh, biases_initializer=tf.ones_initializer()):
    h = slim.fully_connected(x, 4, scope="hidden")
    y = slim.fully_connected(h, 2, activation_fn=None, scope="out")

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {x: np.ones([1, 3])}).round(3))
""",
        after="""\
import numpy as np
import tensorflow as tf


class Model(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.hidden = tf.keras.layers.Dense(
            4,
            name="hidden",
            activation=tf.nn.tanh,
            bias_initializer=tf.keras.initializers.Ones(),
        )
        self.out = tf.keras.layers.Dense(2, name="out", bias_initializer=tf.keras.initializers.Ones())

    def call(self, x):
        h = self.hidden(x)
        y = self.out(h)
        return y


model = Model()


@tf.function(input_signature=[tf.TensorSpec([None, 3], tf.float32)])
def compute_y(x):
    y = model(x)
    return y


print(compute_y(np.ones([1, 3])).numpy().round(3))
""",
    ),
    Rule(
        "TFM222",
        "repeated-layers",
        "Write slim.repeat and slim.stack as the layers that they make",
        "repeat makes a layer several times in a variable scope, and numbers the scopes of the layers from 1: a loop "
        "says "
        "the same, and becomes a list of layers. stack makes one layer for each of its arguments.",
        before="""\
import numpy as np
import tensorflow as tf
import tensorflow.contrib.slim as slim


def network(x):
    h = slim.repeat(x, 2, slim.fully_connected, 3, scope="hidden")
    return slim.fully_connected(h, 2, activation_fn=None, scope="out")


x = tf.placeholder(tf.float32, [None, 3])
y = network(x)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {x: np.ones([1, 3])}).round(3))
""",
        after="""\
import numpy as np
import tensorflow as tf


class Network(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.fully_connected_layers = [tf.keras.layers.Dense(
            3,
            name='hidden_%d' % (i + 1),
            activation="relu",
        ) for i in range(2)]
        self.out = tf.keras.layers.Dense(2, name="out")

    def call(self, x):
        h = x
        for fully_connected in self.fully_connected_layers:
            h = fully_connected(h)
        return self.out(h)


network = Network()


@tf.function(input_signature=[tf.TensorSpec([None, 3], tf.float32)])
def compute_y(x):
    y = network(x)
    return y


print(compute_y(np.ones([1, 3])).numpy().round(3))
""",
    ),
    Rule(
        "TFM223",
        "normalizer-functions",
        "Make the normalizer_fn of a layer a layer of its own",
        "A layer of tf.contrib with normalizer_fn has no biases, is normalized in its own scope, and its activation "
        "comes "
        "after that. normalizer_params become arguments of the normalization.",
        before="""\
import numpy as np
import tensorflow as tf
import tensorflow.contrib.slim as slim

x = tf.placeholder(tf.float32, [None, 3])
y = slim.fully_connected(x, 2, normalizer_fn=slim.batch_norm, normalizer_params={"is_training": False}, scope="out")

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {x: np.ones([1, 3])}).round(3))
""",
        after="""\
import numpy as np
import tensorflow as tf


class Model(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.out = tf.keras.layers.Dense(2, use_bias=False, name="out")
        self.batch_norm = tf.keras.layers.BatchNormalization(
            name='out_BatchNorm',
            momentum=0.999,
            scale=False,
        )

    def call(self, x):
        y = tf.nn.relu(self.batch_norm(self.out(x), training=False))
        return y


model = Model()


@tf.function(input_signature=[tf.TensorSpec([None, 3], tf.float32)])
def compute_y(x):
    y = model(x)
    return y


print(compute_y(np.ones([1, 3])).numpy().round(3))
""",
    ),
    Rule(
        "TFM224",
        "slim-train-ops",
        "Write slim.learning.create_train_op as a training step that gives its loss",
        "A run of the train op does the update ops of the graph, applies the gradients, and gives the loss. The step "
        "returns the loss; Keras layers update their statistics in the forward pass.",
        before="""\
import tensorflow as tf
import tensorflow.contrib.slim as slim

w = tf.Variable([[3.0], [1.0]])
loss = tf.reduce_sum(tf.square(tf.matmul([[0.5, 1.0]], w)))
train_op = slim.learning.create_train_op(loss, tf.train.GradientDescentOptimizer(0.1))

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(train_op), sess.run(train_op))
""",
        after="""\
import tensorflow as tf

w = tf.Variable([[3.0], [1.0]])
optimizer = tf.keras.optimizers.SGD(0.1)


@tf.function
def train_step():
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(tf.square(tf.matmul([[0.5, 1.0]], w)))
    variables = [w]
    gradients = tape.gradient(loss, variables)
    optimizer.apply_gradients(zip(gradients, variables))
    train_op = tf.identity(loss)
    return train_op


print(train_step().numpy(), train_step().numpy())
""",
    ),
    Rule(
        "TFM225",
        "variables-made-when-first-called",
        "Make variables before the method that made them when it was first called",
        "A method that makes the variables of its object unless they are there cannot be called in a step: a variable "
        "made while a function is traced is lost. They are made where the method is called first, and the method "
        "computes from what it is given.",
        before="""\
import tensorflow as tf


class Net:
    def __init__(self):
        self.w = None
        self.x = tf.placeholder(tf.float32, [None, 2])
        self.new_x = tf.placeholder(tf.float32, [None, 2])
        self.y = self.layer(self.x)
        self.new_y = self.layer(self.new_x)

    def layer(self, x):
        if self.w is None:
            self.w = tf.Variable(tf.ones([2, 1]))
        return tf.matmul(x, self.w)


net = Net()
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(net.y, {net.x: [[1, 2]]}))
    print(sess.run(net.new_y, {net.new_x: [[3, 4]]}))
""",
        after="""\
import tensorflow as tf


class Net:
    def __init__(self):
        self.w = tf.Variable(tf.ones([2, 1]))

    @tf.function(input_signature=[tf.TensorSpec([None, 2], tf.float32)])
    def compute_y(self, x):
        y = self.layer(x)
        return y

    @tf.function(input_signature=[tf.TensorSpec([None, 2], tf.float32)])
    def compute_new_y(self, new_x):
        new_y = self.layer(new_x)
        return new_y

    def layer(self, x):
        return tf.matmul(x, self.w)


net = Net()
print(net.compute_y([[1, 2]]).numpy())
print(net.compute_new_y([[3, 4]]).numpy())
""",
    ),
    Rule(
        "TFM226",
        "partial-results",
        "Teach a helper to give those of its values that a run can compute",
        "In the graph each value that a helper returns is computed from what it depends on alone. A run that feeds no "
        "labels calls the helper without them, and gets the values that need none.",
        before="""\
import tensorflow as tf

w = tf.Variable(tf.ones([2, 1]))


def network(x, labels):
    y = tf.matmul(x, w)
    loss = tf.reduce_mean(tf.square(y - labels))
    return y, loss


x = tf.placeholder(tf.float32, [None, 2])
labels = tf.placeholder(tf.float32, [None, 1])
y, loss = network(x, labels)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {x: [[1, 2]]}))
    print(sess.run(loss, {x: [[1, 2]], labels: [[1]]}))
""",
        after="""\
import tensorflow as tf

w = tf.Variable(tf.ones([2, 1]))


def network(x, labels):
    y = tf.matmul(x, w)
    if labels is None:
        return y, None
    loss = tf.reduce_mean(tf.square(y - labels))
    return y, loss


@tf.function(input_signature=[tf.TensorSpec([None, 2], tf.float32)])
def compute_y(x):
    y, _ = network(x, None)
    return y


@tf.function(input_signature=[
    tf.TensorSpec([None, 2], tf.float32),
    tf.TensorSpec([None, 1], tf.float32),
])
def compute_loss(x, labels):
    _, loss = network(x, labels)
    return loss


print(compute_y([[1, 2]]).numpy())
print(compute_loss([[1, 2]], [[1]]).numpy())
""",
    ),
    Rule(
        "TFM227",
        "callable-objects",
        "Make Keras layers of classes whose objects are called on tensors",
        "An object that only keeps what its `__call__` makes variables with stands for a layer, which the scope of "
        "the call "
        "identifies. The class becomes a layer, and is made where its weights are.",
        before="""\
import tensorflow as tf


class Scale:
    def __init__(self, name):
        self.name = name

    def __call__(self, x):
        with tf.variable_scope(self.name):
            w = tf.get_variable("w", [2], initializer=tf.ones_initializer())
            return x * w


scale = Scale("first")
x = tf.placeholder(tf.float32, [None, 2])
y = scale(x)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {x: [[1, 2]]}))
""",
        after="""\
import tensorflow as tf


class Scale(tf.keras.layers.Layer):
    def __init__(self, name):
        super().__init__(name=name)
        self.w = self.add_weight(name="w", shape=[2], initializer=tf.keras.initializers.Ones())

    def call(self, x):
        return x * self.w


first = Scale(name="first")


@tf.function(input_signature=[tf.TensorSpec([None, 2], tf.float32)])
def compute_y(x):
    y = first(x)
    return y


print(compute_y([[1, 2]]).numpy())
""",
    ),
    Rule(
        "TFM228",
        "attributes-of-one-method",
        "Keep in local names what one method keeps in attributes for nobody",
        "A method that returns what it computes, and keeps parts of it in attributes that nobody else reads, computes "
        "from "
        "what it is given alone: it can be called like a function, and become a Keras model.",
        before="""\
import tensorflow as tf


class Net:
    def __init__(self):
        self.x = tf.placeholder(tf.float32, [None, 2])
        self.y = self.network(self.x)

    def network(self, x):
        with tf.variable_scope("network"):
            self.h = tf.layers.dense(x, 3, kernel_initializer=tf.ones_initializer(), name="h")
            return tf.reduce_sum(self.h, 1)


net = Net()
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(net.y, {net.x: [[1, 2]]}))
""",
        after="""\
import tensorflow as tf


class Network(tf.keras.Model):
    def __init__(self):
        super().__init__(name="network")
        self.h = tf.keras.layers.Dense(3, kernel_initializer=tf.keras.initializers.Ones(), name="h")

    def call(self, x):
        h = self.h(x)
        return tf.reduce_sum(h, 1)


class Net:
    def __init__(self):
        self.network = Network()

    @tf.function(input_signature=[tf.TensorSpec([None, 2], tf.float32)])
    def compute_y(self, x):
        y = self.network(x)
        return y


net = Net()
print(net.compute_y([[1, 2]]).numpy())
""",
    ),
    Rule(
        "TFM229",
        "arguments-in-a-dict",
        "Write out the arguments of a layer that a dict holds",
        "A layer is made of some of its arguments and called on others: the dict is taken apart where it is given as "
        "**arguments, in the statement behind the one that makes it.",
        before="""\
import tensorflow as tf


def feed_forward(inputs, units):
    params = {"inputs": inputs, "units": units, "activation": tf.nn.relu, "kernel_initializer": tf.ones_initializer()}
    return tf.layers.dense(**params)


x = tf.placeholder(tf.float32, [None, 2])
y = feed_forward(x, 3)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {x: [[1, 2]]}))
""",
        after="""\
import tensorflow as tf


class FeedForward(tf.keras.Model):
    def __init__(self, units):
        super().__init__()
        self.dense = tf.keras.layers.Dense(
            units=units,
            activation=tf.nn.relu,
            kernel_initializer=tf.keras.initializers.Ones(),
        )

    def call(self, inputs):
        return self.dense(inputs)


feed_forward = FeedForward(3)


@tf.function(input_signature=[tf.TensorSpec([None, 2], tf.float32)])
def compute_y(x):
    y = feed_forward(x)
    return y


print(compute_y([[1, 2]]).numpy())
""",
    ),
    Rule(
        "TFM230",
        "attributes-as-arguments",
        "Give a method that becomes a model the tensors that it read from its object",
        "A method that makes variables becomes a Keras layer or model, and a model is given what it computes from. "
        "Tensors "
        "that the method read from its object become its first arguments.",
        before="""\
import tensorflow as tf


class Net:
    def __init__(self):
        self.x = tf.placeholder(tf.float32, [None, 2])
        self.one = self.branch("one")
        self.two = self.branch("two")

    def branch(self, name):
        with tf.variable_scope(name):
            return tf.layers.dense(self.x, 1, kernel_initializer=tf.ones_initializer())


net = Net()
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(net.one + net.two, {net.x: [[1, 2]]}))
""",
        after="""\
import tensorflow as tf


class Branch(tf.keras.layers.Layer):
    def __init__(self, name):
        super().__init__(name=name)
        self.dense = tf.keras.layers.Dense(1, kernel_initializer=tf.keras.initializers.Ones())

    def call(self, x):
        return self.dense(x)


class Net:
    def __init__(self):
        self.one_layer = Branch("one")
        self.two_layer = Branch("two")

    @tf.function(input_signature=[tf.TensorSpec([None, 2], tf.float32)])
    def compute_value(self, x):
        one = self.one_layer(x)
        two = self.two_layer(x)
        return one + two


net = Net()
print(net.compute_value([[1, 2]]).numpy())
""",
    ),
    Rule(
        "TFM231",
        "own-variables",
        "List the variables of a function where it is called",
        "A function that returns tensors and, from a collection, the variables that it has just made computes the "
        "tensors for "
        "a run; the variables are those of the model that it becomes. The collection is read behind the call, where "
        "it holds "
        "the same.",
        before="""\
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2])


def network(name):
    with tf.variable_scope(name):
        y = tf.layers.dense(x, 1, kernel_initializer=tf.ones_initializer())
    return y, tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, scope=name)


one, one_params = network("one")
two, two_params = network("two")
copy = [t.assign(o) for o, t in zip(one_params, two_params)]
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    sess.run(copy)
    print(sess.run(one + two, {x: [[1, 2]]}))
""",
        after="""\
import tensorflow as tf


class Network(tf.keras.layers.Layer):
    def __init__(self, name):
        super().__init__(name=name)
        self.dense = tf.keras.layers.Dense(1, kernel_initializer=tf.keras.initializers.Ones())

    def call(self, x):
        y = self.dense(x)
        return y


one_layer = Network("one")
one_layer(tf.zeros([1, 2]))
two_layer = Network("two")
two_layer(tf.zeros([1, 2]))


@tf.function(input_signature=[tf.TensorSpec([None, 2], tf.float32)])
def compute_value(x):
    one = one_layer(x)
    two = two_layer(x)
    return one + two


@tf.function
def copy():
    one_params = one_layer.trainable_variables
    two_params = two_layer.trainable_variables
    copy = [t.assign(o) for o, t in zip(one_params, two_params)]
    return copy


copy()
print(compute_value([[1, 2]]).numpy())
""",
    ),
    Rule(
        "TFM232",
        "conditional-random-field",
        "Write the functions of a conditional random field into the program",
        "tf.contrib is gone, and with it crf_log_likelihood, crf_decode and viterbi_decode: the few lines of each are "
        "written into the program. The transitions, which crf_log_likelihood made when it was given none, are a "
        "variable of the program.",
        before="""\
import tensorflow as tf

scores = tf.placeholder(tf.float32, [None, None, 3])
tags = tf.placeholder(tf.int32, [None, None])
lengths = tf.placeholder(tf.int32, [None])
transitions = tf.Variable(tf.eye(3))
likelihood, _ = tf.contrib.crf.crf_log_likelihood(scores, tags, lengths, transitions)
loss = -tf.reduce_mean(likelihood)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(loss, {scores: [[[1, 2, 3], [4, 5, 6]]], tags: [[2, 0]], lengths: [2]}))
""",
        after='''\
import tensorflow as tf


def crf_log_likelihood(inputs, tag_indices, sequence_lengths, transition_params):
    """The log likelihood of sequences of tags in a linear-chain conditional random field, with its transitions.

    Args:
        inputs: scores of the tags, `[batch, time, tags]`.
        tag_indices: the tags, `[batch, time]`.
        sequence_lengths: how many steps of each sequence count, `[batch]`.
        transition_params: scores from tag to tag, `[tags, tags]`.
    """
    shape = tf.shape(inputs, out_type=tag_indices.dtype)
    mask = tf.sequence_mask(sequence_lengths, tf.shape(tag_indices)[1], dtype=tf.float32)

    # The score of the given tags
    first_of_step = tf.reshape(tf.range(shape[0] * shape[1]) * shape[2], shape[:2])
    unary_scores = tf.gather(tf.reshape(inputs, [-1]), first_of_step + tag_indices)
    scores = tf.reduce_sum(unary_scores * mask, 1)
    pairs = tag_indices[:, :-1] * shape[2] + tag_indices[:, 1:]
    binary_scores = tf.gather(tf.reshape(transition_params, [-1]), pairs)
    scores += tf.reduce_sum(binary_scores * mask[:, 1:], 1)

    # The score of all tags: the forward algorithm
    def add_step(alphas, step):
        step_inputs, inside = step
        updated = step_inputs + tf.reduce_logsumexp(alphas[:, :, tf.newaxis] + transition_params, 1)
        return tf.where(inside[:, tf.newaxis] > 0, updated, alphas)

    steps = tf.transpose(inputs[:, 1:], [1, 0, 2]), tf.transpose(mask[:, 1:])
    alphas = tf.foldl(add_step, steps, initializer=inputs[:, 0])
    log_norm = tf.reduce_logsumexp(alphas, 1)
    log_norm = tf.where(sequence_lengths <= 0, tf.zeros_like(log_norm), log_norm)
    return scores - log_norm, transition_params


class Model(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.transitions = tf.keras.Variable(tf.eye(3), name='transitions')

    def call(self, scores, tags, lengths):
        likelihood, _ = crf_log_likelihood(scores, tags, lengths, self.transitions)
        return likelihood


model = Model()


@tf.function(input_signature=[
    tf.TensorSpec([None, None, 3], tf.float32),
    tf.TensorSpec([None, None], tf.int32),
    tf.TensorSpec([None], tf.int32),
])
def compute_loss(scores, tags, lengths):
    likelihood = model(scores, tags, lengths)
    loss = -tf.reduce_mean(likelihood)
    return loss


print(compute_loss([[[1, 2, 3], [4, 5, 6]]], [[2, 0]], [2]).numpy())
''',
    ),
    Rule(
        "TFM233",
        "step-of-branches",
        "Apply gradients behind the branches that compute them",
        "A function trains in one place: where each branch of an `if` makes the training op of one optimizer, the "
        "branches make the pairs of gradient and variable, and one step behind them applies these. `minimize` is "
        "compute_gradients and apply_gradients.",
        before="""\
import tensorflow as tf

CLIP = True
x = tf.placeholder(tf.float32, [None, 2])
w = tf.Variable([[1.0], [2.0]])
loss = tf.reduce_mean(tf.square(tf.matmul(x, w)))
optimizer = tf.train.AdamOptimizer(0.1)
if CLIP:
    pairs = optimizer.compute_gradients(loss)
    clipped = [(tf.clip_by_value(g, -1.0, 1.0), v) for g, v in pairs]
    train = optimizer.apply_gradients(clipped)
else:
    train = optimizer.minimize(loss)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        print(sess.run([loss, train], {x: [[1, 2]]})[0])
""",
        after="""\
import tensorflow as tf

CLIP = True


class Model(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.w = tf.keras.Variable([[1.0], [2.0]], name='w')

    def call(self, x):
        loss = tf.reduce_mean(tf.square(tf.matmul(x, self.w)))
        return loss


model = Model()
optimizer = tf.keras.optimizers.Adam(0.1, epsilon=1e-8)


@tf.function(input_signature=[tf.TensorSpec([None, 2], tf.float32)])
def train_step(x):
    with tf.GradientTape() as tape:
        loss = model(x)
    pairs = list(zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables))
    if CLIP:
        clipped = [(tf.clip_by_value(g, -1.0, 1.0), v) for g, v in pairs]
    else:
        clipped = pairs
    optimizer.apply_gradients(clipped)
    return loss


for _ in range(3):
    print([train_step([[1, 2]]).numpy(), None][0])
""",
    ),
    Rule(
        "TFM234",
        "summaries-of-fed-values",
        "Write summaries of values of Python without a placeholder for each tag",
        "A logger that makes a placeholder and a summary for each tag, and runs the summary to write a number, writes "
        "the "
        "number. TensorFlow 1 numbered such a tag where the placeholder had the same name; the tag is the name now.",
        before="""\
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2])
mean = tf.reduce_mean(x)
tags = ["mean", "twice"]
placeholders = {}
ops = {}
for tag in tags:
    placeholders[tag] = tf.placeholder(tf.float32, None, name=tag + "_value")
    ops[tag] = tf.summary.scalar(tag + "_of_x", placeholders[tag])

with tf.Session() as sess:
    writer = tf.summary.FileWriter("logs")
    for step in range(2):
        value = sess.run(mean, {x: [[step, 2]]})
        values = {"mean": value, "twice": 2 * value}
        summaries = sess.run([ops[tag] for tag in values.keys()], {placeholders[tag]: v for tag, v in values.items()})
        for summary in summaries:
            writer.add_summary(summary, step)
        print(value)
    writer.close()
""",
        after="""\
import tensorflow as tf

tags = ["mean", "twice"]

writer = tf.summary.create_file_writer("logs")


@tf.function(input_signature=[tf.TensorSpec([None, 2], tf.float32)])
def compute_mean(x):
    mean = tf.reduce_mean(x)
    return mean


for step in range(2):
    value = compute_mean([[step, 2]]).numpy()
    values = {"mean": value, "twice": 2 * value}
    for tag, v in values.items():
        with writer.as_default(step=step):
            tf.summary.scalar(tag + "_of_x", v)
    print(value)
writer.close()
""",
    ),
    Rule(
        "TFM235",
        "graph-functions",
        "Write functions under Defun as functions, their own gradients as tf.custom_gradient",
        "Defun of tensorflow.python.framework.function made one node of the graph of each call. It computes what the "
        "body computes, with the gradient of the body unless another one is given; arguments have the dtypes that the "
        "decorator names. Not so: a gradient that looks at the node, several results, and a body that reads variables "
        "beside a gradient of its own.",
        before="""\
import tensorflow as tf
from tensorflow.python.framework import function


@function.Defun(python_grad_func=lambda op, dy: tf.clip_by_value(dy, -1.0, 1.0))
def bounded(x):
    return tf.identity(x)


x = tf.placeholder(tf.float32, [])
w = tf.Variable(2.0)
loss = tf.square(bounded(w * x))
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        print(sess.run([loss, train], {x: 3.0})[0])
""",
        after="""\
import tensorflow as tf


@tf.custom_gradient
def bounded(x):
    def gradient(slope):
        return tf.clip_by_value(slope, -1.0, 1.0)

    return tf.identity(x), gradient


w = tf.Variable(2.0)
optimizer = tf.keras.optimizers.SGD(0.1)


@tf.function(input_signature=[tf.TensorSpec([], tf.float32)])
def train_step(x):
    with tf.GradientTape() as tape:
        loss = tf.square(bounded(w * x))
    variables = [w]
    gradients = tape.gradient(loss, variables)
    optimizer.apply_gradients(zip(gradients, variables))
    return loss


for _ in range(3):
    print([train_step(3.0).numpy(), None][0])
""",
    ),
    Rule(
        "TFM236",
        "arguments-in-advance",
        "Write out layers that functools.partial was given arguments for",
        "A Keras layer is made of some of its arguments and called on others, so that all of them have to stand at the "
        "call. What was given in advance must mean the same there: names that are bound once, constants, and calls "
        "that make initializers and regularizers. Not so: a partial that is passed on as a value, or bound in a loop.",
        before="""\
from functools import partial

import tensorflow as tf

dense = partial(tf.layers.dense, activation=tf.nn.relu, kernel_initializer=tf.ones_initializer())

x = tf.placeholder(tf.float32, [None, 2])
hidden = dense(x, 3)
y = dense(hidden, 1, activation=None)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {x: [[1, 2]]}))
""",
        after="""\
import tensorflow as tf


class Model(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = tf.keras.layers.Dense(
            3,
            activation=tf.nn.relu,
            kernel_initializer=tf.keras.initializers.Ones(),
        )
        self.dense_1 = tf.keras.layers.Dense(
            1,
            activation=None,
            kernel_initializer=tf.keras.initializers.Ones(),
        )

    def call(self, x):
        hidden = self.dense(x)
        y = self.dense_1(hidden)
        return y


model = Model()


@tf.function(input_signature=[tf.TensorSpec([None, 2], tf.float32)])
def compute_y(x):
    y = model(x)
    return y


print(compute_y([[1, 2]]).numpy())
""",
    ),
)
