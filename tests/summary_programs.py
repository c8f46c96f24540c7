"""TF1 programs that write summaries made in helpers, in loops and under names that are taken.

`tests/data/summary_events.json` holds the events that TensorFlow 1.15 wrote (`record_summaries.py`).
"""

from __future__ import annotations

_HEAD = """\
import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2], name="x")
y = tf.placeholder(tf.float32, [None, 1], name="y")
xs = np.array([[1, 2], [3, 4], [-1, 0.5]], np.float32)
ys = np.array([[1], [2], [3]], np.float32)
"""
_DRIVER = """
merged = tf.summary.merge_all()
with tf.Session() as sess:
    writer = tf.summary.FileWriter("logs", sess.graph)
    sess.run(tf.global_variables_initializer())
    for step in range(2):
        summary, value = sess.run([merged, loss], {x: xs, y: ys})
        writer.add_summary(summary, step)
        sess.run(train, {x: xs, y: ys})
        print(value)
    writer.close()
"""
_TRAIN = "train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)\n"


PROGRAMS = {
    "layers_in_helper": _HEAD
    + """

def add_layer(inputs, in_size, out_size, n_layer, activation=None):
    # a layer, and what it holds
    layer_name = "layer%s" % n_layer
    with tf.name_scope(layer_name):
        with tf.name_scope("weights"):
            weights = tf.Variable(tf.ones([in_size, out_size]) * 0.1, name="W")
            tf.summary.histogram(layer_name + "/weights", weights)
        biases = tf.Variable(tf.zeros([1, out_size]) + 0.1, name="b")
        tf.summary.histogram(layer_name + "/biases", biases)
        outputs = tf.matmul(inputs, weights) + biases
        if activation is not None:
            outputs = activation(outputs)
        tf.summary.histogram(layer_name + "/outputs", outputs)
    return outputs


hidden = add_layer(x, 2, 3, n_layer=1, activation=tf.nn.relu)
out = add_layer(hidden, 3, 1, n_layer=2)
with tf.name_scope("loss"):
    loss = tf.reduce_mean(tf.square(out - y))
    tf.summary.scalar("loss", loss)
"""
    + _TRAIN
    + _DRIVER,
    "layers_in_variable_scopes": _HEAD
    + """

def linear(data, size):
    weights = tf.get_variable("weights", size, initializer=tf.constant_initializer(0.1))
    tf.summary.histogram("weights", weights)
    bias = tf.get_variable("bias", [size[1]], initializer=tf.zeros_initializer())
    tf.summary.histogram("bias_histogram", bias)
    return tf.add(tf.matmul(data, weights), bias)


def network(data):
    with tf.variable_scope("first"):
        hidden = tf.nn.relu(
            linear(
                data,
                size=[2, 3],
            )
        )
    with tf.variable_scope("second"):
        return linear(hidden, [3, 1])


loss = tf.reduce_mean(tf.square(network(x) - y), name="loss")
tf.summary.scalar("loss", loss)
"""
    + _TRAIN
    + _DRIVER,
    "statistics_of_variables": _HEAD
    + '''

def variable_summaries(var, name):
    """What a variable looks like."""
    with tf.name_scope("summaries"):
        mean = tf.reduce_mean(var)
        tf.summary.scalar("mean/" + name, mean)
        with tf.name_scope("stddev"):
            stddev = tf.sqrt(tf.reduce_mean(tf.square(var - mean)))
        tf.summary.scalar("stddev", stddev)
        tf.summary.scalar("max", tf.reduce_max(var))
        tf.summary.scalar("min", tf.reduce_min(var))
        tf.summary.histogram("histogram", var)


with tf.name_scope("layer"):
    with tf.name_scope("weights"):
        w = tf.Variable([[0.5], [-0.25]], name="w")
        variable_summaries(w, "weights")
    with tf.name_scope("biases"):
        b = tf.Variable([0.1])
        variable_summaries(b, "biases")
loss = tf.reduce_mean(tf.square(tf.matmul(x, w) + b - y))
tf.summary.scalar("the loss: all", loss)
'''
    + _TRAIN
    + _DRIVER,
    "names_that_are_taken": _HEAD
    + """
w = tf.Variable([[0.5], [-0.25]], name="weights")
tf.summary.histogram("weights", w)
with tf.name_scope("model"):
    out = tf.matmul(x, w)
with tf.name_scope("model"):
    loss = tf.reduce_mean(tf.square(out - y), name="Cost")
    tf.summary.scalar("cost", loss)
    tf.summary.scalar("mean", tf.reduce_mean(out))
tf.summary.scalar("model", loss)
tf.summary.scalar("cost", loss * 2)
tf.summary.scalar("cost", loss * 3)
tf.summary.scalar("twice/cost", loss * 4)
"""
    + _TRAIN
    + """
tf.summary.scalar("gradients", loss)
"""
    + _DRIVER,
    "loops_over_gradients_and_variables": _HEAD
    + """
w = tf.Variable([[0.5], [-0.25]], name="w")
b = tf.Variable(0.1, name="b")
loss = tf.reduce_mean(tf.square(tf.matmul(x, w) + b - y))
optimizer = tf.train.GradientDescentOptimizer(0.1)
pairs = optimizer.compute_gradients(loss)
train = optimizer.apply_gradients(pairs)
for gradient, variable in pairs:
    if gradient is not None:
        tf.summary.histogram(variable.name + "/gradient", gradient)
        tf.summary.histogram("by/" + variable.op.name, gradient)
for variable in tf.trainable_variables():
    tf.summary.histogram(variable.op.name, variable)
with tf.name_scope("all"):
    for variable in tf.trainable_variables():
        tf.summary.scalar(variable.op.name, tf.reduce_sum(variable))
tf.summary.scalar("loss", loss)
"""
    + _DRIVER,
    "collected_in_lists": _HEAD
    + """
w = tf.Variable([[0.5], [-0.25]], name="w")
b = tf.Variable(0.1, name="b")
loss = tf.reduce_mean(tf.square(tf.matmul(x, w) + b - y))
optimizer = tf.train.GradientDescentOptimizer(0.1)
pairs = optimizer.compute_gradients(loss)
train = optimizer.apply_gradients(pairs)
summaries = []
for g, v in pairs:
    if g is not None:
        grad_summary = tf.summary.histogram("{}/grad/hist".format(v.name), g)
        sparsity_summary = tf.summary.scalar("{}/grad/sparsity".format(v.name), tf.nn.zero_fraction(g))
        summaries.append(grad_summary)
        summaries.append(sparsity_summary)
for power in range(1, 4):
    summaries.append(tf.summary.scalar("power_%d" % power, loss ** power))
of_gradients = tf.summary.merge(summaries)
loss_summary = tf.summary.scalar("loss", loss)
together = tf.summary.merge([loss_summary, of_gradients])
with tf.Session() as sess:
    writer = tf.summary.FileWriter("logs", sess.graph)
    other = tf.summary.FileWriter("other", sess.graph)
    sess.run(tf.global_variables_initializer())
    for step in range(2):
        summary, value = sess.run([together, loss], {x: xs, y: ys})
        writer.add_summary(summary, step)
        other.add_summary(sess.run(loss_summary, {x: xs, y: ys}), step)
        sess.run(train, {x: xs, y: ys})
        print(value)
    writer.close()
    other.close()
""",
    "variables_of_a_loop_in_a_class": _HEAD
    + """

class Model:
    def __init__(self, sizes):
        self.x = tf.placeholder(tf.float32, [None, 2])
        self.y = tf.placeholder(tf.float32, [None, 1])
        with tf.device("/cpu:0"), tf.name_scope("first"):
            self.w = tf.Variable([[0.5, 0.1], [-0.25, 0.2]], name="w")
            hidden = tf.matmul(self.x, self.w)
        parts = []
        for i, size in enumerate(sizes):
            with tf.name_scope("part-%s" % size):
                w = tf.Variable(tf.fill([2, size], 0.1), name="w")
                b = tf.Variable(tf.zeros([size]), name="b")
                parts.append(tf.matmul(hidden, w) + b)
        with tf.name_scope("output"):
            w = tf.get_variable("w", [sum(sizes), 1], initializer=tf.constant_initializer(0.3))
            self.out = tf.matmul(tf.concat(parts, 1), w)
        self.loss = tf.reduce_mean(tf.square(self.out - self.y))


model = Model([2, 3])
optimizer = tf.train.GradientDescentOptimizer(0.1)
pairs = optimizer.compute_gradients(model.loss)
train = optimizer.apply_gradients(pairs)
summaries = []
for g, v in pairs:
    if g is not None:
        summaries.append(tf.summary.histogram("{}/grad/hist".format(v.name), g))
        summaries.append(tf.summary.scalar("{}/grad/sparsity".format(v.name), tf.nn.zero_fraction(g)))
merged = tf.summary.merge(summaries)
with tf.Session() as sess:
    writer = tf.summary.FileWriter("logs", sess.graph)
    sess.run(tf.global_variables_initializer())
    for step in range(2):
        summary, value = sess.run([merged, model.loss], {model.x: xs, model.y: ys})
        writer.add_summary(summary, step)
        sess.run(train, {model.x: xs, model.y: ys})
        print(value)
    writer.close()
""",
    "in_methods_of_a_class": _HEAD
    + """

class Model:
    def __init__(self, rate):
        self.rate = rate
        self.build()
        self.sess = tf.Session()
        self.sess.run(tf.global_variables_initializer())
        self.writer = tf.summary.FileWriter("logs")

    def build(self):
        self.w = tf.Variable([[0.5], [-0.25]], name="w")
        self.b = tf.Variable(0.1, name="b")
        self.loss = tf.reduce_mean(tf.square(tf.matmul(x, self.w) + self.b - y))
        optimizer = tf.train.GradientDescentOptimizer(self.rate)
        pairs = optimizer.compute_gradients(self.loss)
        self.train_op = optimizer.apply_gradients(pairs)
        for g, v in pairs:
            tf.summary.histogram(v.name + "/gradient", g)
        tf.summary.scalar("loss", self.loss)
        self.merged = tf.summary.merge_all()

    def step(self, number):
        summary, value = self.sess.run([self.merged, self.loss], {x: xs, y: ys})
        self.writer.add_summary(summary, number)
        self.sess.run(self.train_op, {x: xs, y: ys})
        return value


model = Model(0.1)
for number in range(2):
    print(model.step(number))
model.writer.close()
""",
    "scopes_of_the_callers_of_methods": _HEAD
    + """

class Model:
    def __init__(self):
        self.w = tf.Variable([[0.5], [-0.25]], name="w")
        with tf.name_scope("cost"):
            self.add_cost()
        self.merged = tf.summary.merge_all()

    def add_cost(self):
        with tf.name_scope("average"):
            self.loss = tf.reduce_mean(tf.square(tf.matmul(x, self.w) - y))
            tf.summary.scalar("cost", self.loss)


model = Model()
with tf.Session() as sess:
    writer = tf.summary.FileWriter("logs")
    sess.run(tf.global_variables_initializer())
    summary, value = sess.run([model.merged, model.loss], {x: xs, y: ys})
    writer.add_summary(summary, 0)
    print(value)
    writer.close()
""",
    "tensors_of_a_list_by_their_names": _HEAD
    + """
w = tf.Variable([[0.5], [-0.25]], name="weight")
scale = tf.constant(2.0, name="scale")
out = tf.multiply(tf.matmul(x, w), scale, "model")
loss = tf.reduce_mean(tf.square(out - y), name="loss")
for value in [scale, loss]:
    # its value
    tf.summary.scalar(value.op.name, value)
for value in (w, out):
    tf.summary.histogram(value.op.name, value)
"""
    + _TRAIN
    + _DRIVER
    + """
""",
}
