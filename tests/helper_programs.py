"""TF1 programs in which helper functions make optimizers and placeholders, fill feed dicts and run the session."""

from __future__ import annotations

HELPERS = {
    "placeholders_feeds_and_evaluation": '''\
import numpy as np
import tensorflow as tf


def placeholder_inputs(batch_size):
    """Placeholders for a batch."""
    images = tf.placeholder(tf.float32, [batch_size, 2])
    labels = tf.placeholder(tf.float32, [batch_size, 1])
    return images, labels


def fill(data, images_pl, labels_pl):
    feed_dict = {images_pl: data[0], labels_pl: data[1]}
    return feed_dict


def do_eval(sess, error, images, labels, data):
    """Evaluate over all batches."""
    total = 0
    for step in range(2):
        feed_dict = fill(data, images, labels)
        total += sess.run(error, feed_dict=feed_dict)
    print("error %.4f" % total)


def run_training():
    data = (np.array([[1, 2], [3, 4]], np.float32), np.array([[1], [2]], np.float32))
    other = (np.array([[1, 1], [3, 3]], np.float32), np.array([[1], [2]], np.float32))
    with tf.Graph().as_default():
        images_placeholder, labels_placeholder = placeholder_inputs(2)
        w = tf.Variable([[0.5], [-0.25]])
        out = tf.matmul(images_placeholder, w)
        loss = tf.reduce_mean(tf.square(out - labels_placeholder))
        train_op = tf.train.GradientDescentOptimizer(0.01).minimize(loss)
        error = tf.reduce_sum(tf.abs(out - labels_placeholder))
        sess = tf.Session()
        sess.run(tf.global_variables_initializer())
        for step in range(4):
            feed_dict = fill(data, images_placeholder, labels_placeholder)
            sess.run(train_op, feed_dict=feed_dict)
            if step % 2:
                print("step %d: %.4f" % (step, sess.run(loss, feed_dict=feed_dict)))
                do_eval(sess, error, images_placeholder, labels_placeholder, data)
                do_eval(sess,
                        error,
                        images_placeholder,
                        labels_placeholder,
                        other)


run_training()
''',
    "runs_what_the_file_builds": """\
import numpy as np
import tensorflow as tf


def evaluate(sess, fetch, inputs, values, times=2):
    # the mean over some runs
    return np.mean([sess.run(fetch, {inputs: value * times}) for value in values])


x = tf.placeholder(tf.float32, [2])
w = tf.Variable([1.0, 2.0])
y = tf.reduce_sum(x * w)
train = tf.train.GradientDescentOptimizer(0.1).minimize(y)
values = np.array([[1, 2], [3, 4]], np.float32)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for step in range(2):
        sess.run(train, {x: values[0]})
        print("%.4f" % evaluate(sess, y, x, values))
    print("%.4f" % evaluate(sess, y, x, values[:1], times=3))
""",
    "makes_optimizers_of_a_class": """\
import numpy as np
import tensorflow as tf


def optimizer(loss, var_list):
    learning_rate = 0.1
    step = tf.Variable(0, trainable=False)
    optimizer = tf.train.MomentumOptimizer(learning_rate, 0.9).minimize(
        loss,
        global_step=step,
        var_list=var_list
    )
    return optimizer


class Pair(object):
    def __init__(self, size):
        self.x = tf.placeholder(tf.float32, [None, size])
        with tf.variable_scope("G"):
            self.g = tf.get_variable("w", [size, 1], initializer=tf.constant_initializer(0.5))
        with tf.variable_scope("D"):
            self.d = tf.get_variable("w", [1], initializer=tf.constant_initializer(1.0))
        self.out = tf.matmul(self.x, self.g)
        self.loss_g = tf.reduce_mean(tf.square(self.out - 1.0))
        self.loss_d = tf.reduce_mean(tf.square(self.out * self.d - 2.0))
        variables = tf.trainable_variables()
        self.g_params = [v for v in variables if v.name.startswith("G/")]
        self.d_params = [v for v in variables if v.name.startswith("D/")]
        self.opt_g = optimizer(self.loss_g, self.g_params)
        self.opt_d = optimizer(self.loss_d, self.d_params)


def train(model, steps):
    xs = np.array([[1, 2], [3, 4]], np.float32)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for step in range(steps):
            session.run(model.opt_d, {model.x: xs})
            session.run(model.opt_g, {model.x: xs})
            print("%.4f %.4f" % tuple(session.run([model.loss_g, model.loss_d], {model.x: xs})))


def main(steps):
    train(Pair(2), steps)


main(3)
""",
    "inside_of_the_constructor": """\
import numpy as np
import tensorflow as tf


class Sums:
    def __init__(self, size):
        self.size = size

        # build the graph
        def __graph__():
            tf.reset_default_graph()
            xs_ = tf.placeholder(tf.float32, [None, size])
            start = tf.placeholder(tf.float32, [self.size], name="start")
            U = tf.get_variable("U", [2, size], initializer=tf.constant_initializer(0.5))

            def step(before, x):
                # one step
                gate = tf.sigmoid(x * U[0])
                return gate * before + U[1] * x

            states = tf.scan(step, xs_, initializer=start)
            loss = tf.reduce_mean(tf.square(states - 1.0))
            train_op = tf.train.AdagradOptimizer(learning_rate=0.1).minimize(loss)
            # what is needed outside
            self.xs_ = xs_
            self.start = start
            self.loss = loss
            self.states = states
            self.train_op = train_op

        __graph__()

    def train(self, xs):
        with tf.Session() as sess:
            sess.run(tf.global_variables_initializer())
            for i in range(3):
                feed = {self.xs_: xs, self.start: np.zeros([self.size])}
                sess.run(self.train_op, feed_dict=feed)
                print("%.4f" % sess.run(self.loss, feed_dict=feed))
            print(sess.run(self.states, feed_dict=feed)[-1])


Sums(2).train(np.array([[1, 2], [3, 4], [0.5, 1]], np.float32))
""",
    "with_branches_on_arguments": """\
import tensorflow as tf


def step_of(loss, rate, clip=None, kind="sgd"):
    if kind == "sgd":
        optimizer = tf.train.GradientDescentOptimizer(rate)
    else:
        optimizer = tf.train.MomentumOptimizer(rate, 0.5)
    if clip is None:
        return optimizer.minimize(loss)
    pairs = optimizer.compute_gradients(loss)
    clipped = [(tf.clip_by_value(g, -clip, clip), v) for g, v in pairs]
    return optimizer.apply_gradients(clipped)


v = tf.Variable([1.0, -2.0])
loss = tf.reduce_sum(tf.square(v))
plain = step_of(loss, 0.1)
careful = step_of(loss, 0.5, clip=0.25, kind="momentum")
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for step in range(2):
        sess.run(plain)
        print(sess.run(v))
        sess.run(careful)
        print(sess.run(v))
""",
    "values_that_are_let_go": """\
import numpy as np
import tensorflow as tf


class Fixed:
    def __init__(self):
        self.data = {"w": np.array([[1.0], [2.0]], np.float32)}

    def build(self, x):
        self.out = self.layer(x, "w")
        # no longer needed
        self.data = None

    def layer(self, x, name):
        return tf.matmul(x, tf.constant(self.data[name], name="weights"))


with tf.Session() as sess:
    x = tf.placeholder("float", [None, 2])
    fixed = Fixed()
    fixed.build(x)
    print(sess.run(fixed.out, {x: [[1, 2], [3, 4]]}))
""",
    "settings_of_the_main_guard": """\
import argparse

import tensorflow as tf

FLAGS = None


def train():
    x = tf.placeholder(tf.float32, [])
    v = tf.Variable(2.0)
    loss = tf.square(v - x) * FLAGS.factor
    step = tf.train.GradientDescentOptimizer(FLAGS.rate).minimize(loss)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for i in range(3):
            sess.run(step, {x: 1.0})
            print("%.4f" % sess.run(loss, {x: 1.0}))


def main():
    train()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--rate", type=float, default=0.1)
    parser.add_argument("--factor", type=float, default=2.0)
    FLAGS, unparsed = parser.parse_known_args([])
    main()
""",
    "trace_of_a_run": """\
import tensorflow as tf

x = tf.placeholder(tf.float32, [2])
w = tf.Variable([1.0, 2.0])
y = tf.reduce_sum(x * w)
train = tf.train.GradientDescentOptimizer(0.1).minimize(y)
with tf.Session() as sess:
    writer = tf.summary.FileWriter("logs")
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        if i == 1:
            # with a trace
            run_options = tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE)
            run_metadata = tf.RunMetadata()
            sess.run(train, feed_dict={x: [1, 2]},
                     options=run_options,
                     run_metadata=run_metadata)
            writer.add_run_metadata(run_metadata, "step%d" % i)
        else:
            sess.run(train, feed_dict={x: [1, 2]})
        print("%.4f" % sess.run(y, {x: [1, 2]}))
    writer.close()
""",
    "counts_weights_that_a_method_makes": """\
import os
import tempfile

import tensorflow as tf


class Model:
    def __init__(self):
        self.weights = self.make()
        self.out = tf.reduce_sum(tf.square(self.weights["b"]))
        self.train = tf.train.GradientDescentOptimizer(0.1).minimize(self.out)
        self.count()

    def make(self):
        all_weights = dict()
        all_weights["a"] = tf.Variable(tf.zeros([2, 3]))
        all_weights["b"] = tf.Variable(tf.ones([3]))
        return all_weights

    def count(self):
        total = 0
        for variable in self.weights.values():
            shape = variable.get_shape()
            size = 1
            for dim in shape:
                size *= dim.value
            total += size
        print("#params: %d" % total)


saving = True
model = Model()
saver = tf.train.Saver()
folder = tempfile.mkdtemp()
if saving:
    path = os.path.join(folder, "weights")
    other = tf.train.Saver(max_to_keep=2)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for step in range(3):
        sess.run(model.train)
        print("%.4f" % sess.run(model.out))
        if saving:
            other.save(sess, path, global_step=step)
    saver.restore(sess, path + "-1")
    print("%.4f" % sess.run(model.out))
print([d.value for d in model.weights["a"].shape])
""",
    "state_of_an_object_fed_on_some_ways": """\
import numpy as np
import tensorflow as tf


class Sequence(object):
    def __init__(self, steps, size, batch):
        self.steps, self.size, self.batch = steps, size, batch
        self.xs = tf.placeholder(tf.float32, [None, steps, 1], name="xs")
        self.ys = tf.placeholder(tf.float32, [None, steps, size], name="ys")
        with tf.variable_scope("cell"):
            self.add_cell()
        with tf.name_scope("cost"):
            self.add_cost()
        self.train_op = tf.train.GradientDescentOptimizer(0.1).minimize(self.cost)

    def add_cell(self):
        cell = tf.nn.rnn_cell.BasicLSTMCell(self.size, forget_bias=1.0)
        self.start = cell.zero_state(self.batch, dtype=tf.float32)
        self.outputs, self.final = tf.nn.dynamic_rnn(cell, self.xs, initial_state=self.start)

    def add_cost(self):
        losses = tf.contrib.legacy_seq2seq.sequence_loss_by_example(
            [tf.reshape(self.outputs, [-1])], [tf.reshape(self.ys, [-1])],
            [tf.ones([self.batch * self.steps * self.size])],
            average_across_timesteps=True, softmax_loss_function=self.squares)
        self.cost = tf.div(tf.reduce_sum(losses), self.batch)

    @staticmethod
    def squares(labels, logits):
        return tf.square(tf.subtract(labels, logits))


model = Sequence(3, 2, 2)
data = np.arange(6.0).reshape(2, 3, 1) / 6
wanted = np.concatenate([data, data * 2], 2)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(4):
        if i == 0:
            feed_dict = {model.xs: data, model.ys: wanted}
        else:
            feed_dict = {model.xs: data, model.ys: wanted, model.start: state}
        _, state = sess.run([model.train_op, model.final], feed_dict=feed_dict)
        print("%.4f" % sess.run(model.cost, feed_dict))
""",
    "loop_over_an_argument_of_the_constructor": """\
import tensorflow as tf


class Model:
    def __init__(self, sizes):
        self.x = tf.placeholder(tf.float32, [None, 2])
        outputs = []
        for size in sizes:
            with tf.name_scope("part-%d" % size):
                w = tf.Variable(tf.ones([2, size]) * 0.1, name="W")
                outputs.append(tf.matmul(self.x, w))
        self.all = tf.concat(outputs, 1)


model = Model([1, 3])
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(model.all, {model.x: [[1, 2]]}))
""",
    "runs_other_tensors_at_each_call": """\
import tensorflow as tf


def show(sess, tensor, value):
    print(sess.run(tensor, {x: value}))


x = tf.placeholder(tf.float32, [])
y = x * 2
with tf.Session() as sess:
    show(sess, y, 3)
    show(sess, x + 1, 3)
""",
    "masks_of_listed_ranks": """\
import numpy as np
import tensorflow as tf


def attention(queries, keys, num_units, num_heads=2, causality=False, scope="att", reuse=None):
    with tf.variable_scope(scope, reuse=reuse):
        if num_units is None:
            num_units = queries.get_shape().as_list[-1]
        Q = tf.layers.dense(queries, num_units, activation=None)
        K = tf.layers.dense(keys, num_units, activation=None)
        V = tf.layers.dense(keys, num_units, activation=None)
        Q_ = tf.concat(tf.split(Q, num_heads, axis=2), axis=0)
        K_ = tf.concat(tf.split(K, num_heads, axis=2), axis=0)
        V_ = tf.concat(tf.split(V, num_heads, axis=2), axis=0)
        outputs = tf.matmul(Q_, tf.transpose(K_, [0, 2, 1]))
        outputs = outputs / (K_.get_shape().as_list()[-1] ** 0.5)
        key_masks = tf.sign(tf.reduce_sum(tf.abs(keys), axis=-1))
        key_masks = tf.tile(key_masks, [num_heads, 1])
        key_masks = tf.tile(tf.expand_dims(key_masks, 1), [1, tf.shape(queries)[1], 1])
        paddings = tf.ones_like(outputs) * (-2 ** 32 + 1)
        outputs = tf.where(tf.equal(key_masks, 0), paddings, outputs)
        if causality:
            diag_vals = tf.ones_like(outputs[0, :, :])
            tril = tf.linalg.LinearOperatorLowerTriangular(diag_vals).to_dense()
            masks = tf.tile(tf.expand_dims(tril, 0), [tf.shape(outputs)[0], 1, 1])
            paddings = tf.ones_like(masks) * (-2 ** 32 + 1)
            outputs = tf.where(tf.equal(masks, 0), paddings, outputs)
        outputs = tf.nn.softmax(outputs)
        query_masks = tf.sign(tf.reduce_sum(tf.abs(queries), axis=-1))
        query_masks = tf.tile(query_masks, [num_heads, 1])
        query_masks = tf.tile(tf.expand_dims(query_masks, -1), [1, 1, tf.shape(keys)[1]])
        outputs *= query_masks
        outputs = tf.matmul(outputs, V_)
        outputs = tf.concat(tf.split(outputs, num_heads, axis=0), axis=2)
        outputs += queries
    return outputs


x = tf.placeholder(tf.float32, [None, 4, 6])
y = attention(x, x, 6, causality=True)
z = tf.reduce_sum(y, 2)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    data = np.arange(48).reshape(2, 4, 6) / 48.0
    data[0, 1] = 0
    print(sess.run(z, {x: data}))
""",
    "flag_that_is_made_a_tensor": """\
import numpy as np
import tensorflow as tf
def block(h, is_training):
    h = tf.layers.dense(h, 3)
    return tf.layers.dropout(h, 0.5, training=tf.convert_to_tensor(is_training))
x = tf.placeholder(tf.float32, [None, 2])
flag = tf.placeholder(tf.bool, [])
h = block(x, flag)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(h, {x: [[1, 2]], flag: False}))
""",
    "weights_by_helpers_of_the_size_of_an_input": """\
import numpy as np
import tensorflow as tf


def weight_variable(shape):
    initial = tf.truncated_normal(shape, stddev=0.1)
    return tf.Variable(initial)


def bias_variable(shape):
    initial = tf.constant(0.1, shape=shape)
    return tf.Variable(initial)


def full_layer(input, size):
    in_size = int(input.get_shape()[1])
    W = weight_variable([in_size, size])
    b = bias_variable([size])
    return tf.matmul(input, W) + b


x = tf.placeholder(tf.float32, shape=[None, 8])
h = tf.nn.relu(full_layer(x, 6))
keep_prob = tf.placeholder(tf.float32)
h = tf.nn.dropout(h, keep_prob=keep_prob)
y = full_layer(tf.concat([h, tf.reshape(h, [-1, 2 * 3])], 1), 2)
loss = tf.reduce_mean(tf.square(y[:, :1] - 1.0))
step = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
data = np.arange(32).reshape(4, 8) / 32.0
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        print(sess.run([step, loss], {x: data, keep_prob: 1.0})[1])
    print(sess.run(y, {x: data, keep_prob: 1.0}))
""",
    "variables_without_names_by_their_scopes": """\
import numpy as np
import tensorflow as tf
X = tf.placeholder(tf.float32, shape=[None, 4])
z = tf.placeholder(tf.float32, shape=[None, 2])
with tf.variable_scope("generator"):
    G_W = tf.Variable(tf.random_normal(shape=[2, 4], stddev=5e-2))
    G_b = tf.Variable(tf.constant(0.1, shape=[4]))
with tf.variable_scope("discriminator"):
    D_W = tf.Variable(tf.random_normal(shape=[4, 1], stddev=5e-2))
    D_b = tf.Variable(tf.constant(0.1, shape=[1]))
def build_generator(X):
    return tf.nn.sigmoid(tf.matmul(X, G_W) + G_b)
def build_discriminator(X):
    return tf.matmul(X, D_W) + D_b
G = build_generator(z)
real, fake = build_discriminator(X), build_discriminator(G)
d_loss = tf.reduce_mean(tf.square(real - 1.0)) + tf.reduce_mean(tf.square(fake))
g_loss = tf.reduce_mean(tf.square(fake - 1.0))
tvar = tf.trainable_variables()
dvar = [var for var in tvar if "discriminator" in var.name]
gvar = [var for var in tvar if "generator" in var.name]
d_train_step = tf.train.AdamOptimizer(0.1).minimize(d_loss, var_list=dvar)
g_train_step = tf.train.AdamOptimizer(0.1).minimize(g_loss, var_list=gvar)
batch, noise = np.ones([3, 4]), np.full([3, 2], 0.5)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        _, loss = sess.run([d_train_step, d_loss], feed_dict={X: batch, z: noise})
        sess.run(g_train_step, feed_dict={z: noise})
        print(loss, sess.run(G, {z: noise}))
""",
    "scope_of_a_variable_that_is_opened_again": """\
import tensorflow as tf
with tf.variable_scope("D"):
    W = tf.Variable(2.0, name="W")
with tf.variable_scope("D"):
    b = tf.Variable(3.0, name="b")
loss = tf.square(W * b)
trained = [v for v in tf.trainable_variables() if v.name.startswith("D/")]
step = tf.train.GradientDescentOptimizer(0.01).minimize(loss, var_list=trained)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    sess.run(step)
    print(sess.run([W, b]))
""",
    "layer_that_a_branch_calls_again": """\
import numpy as np
import tensorflow as tf


def encoder(x, n_hidden, n_output, keep_prob):
    with tf.variable_scope("encoder"):
        w_init = tf.contrib.layers.variance_scaling_initializer()
        w0 = tf.get_variable("w0", [x.get_shape()[1], n_hidden], initializer=w_init)
        h0 = tf.nn.dropout(tf.nn.elu(tf.matmul(x, w0)), keep_prob)
        wo = tf.get_variable("wo", [h0.get_shape()[1], n_output * 2], initializer=w_init)
        parameters = tf.matmul(h0, wo)
        return parameters[:, :n_output], 1e-6 + tf.nn.softplus(parameters[:, n_output:])


def network(z, n_hidden, n_output, keep_prob, reuse=False):
    with tf.variable_scope("decoder", reuse=reuse):
        w0 = tf.get_variable("w0", [z.get_shape()[1], n_hidden])
        h0 = tf.nn.dropout(tf.nn.tanh(tf.matmul(z, w0)), keep_prob)
        wo = tf.get_variable("wo", [h0.get_shape()[1], n_output])
        return tf.sigmoid(tf.matmul(h0, wo))


# all of it
def autoencoder(x_hat, x, size, dim_z, n_hidden, keep_prob):
    mu, sigma = encoder(x_hat, n_hidden, dim_z, keep_prob)
    # sampling
    z = mu + sigma * tf.random_normal(tf.shape(mu), 0, 1, dtype=tf.float32)
    y = network(z, n_hidden, size, keep_prob)
    y = tf.clip_by_value(y, 1e-8, 1 - 1e-8)
    loss = -tf.reduce_mean(tf.reduce_sum(x * tf.log(y) + (1 - x) * tf.log(1 - y), 1))
    return y, z, loss


def decoder(z, size, n_hidden):
    y = network(z, n_hidden, size, 1.0, reuse=True)
    return y


def main(manifold):
    x_hat = tf.placeholder(tf.float32, shape=[None, 6])
    x = tf.placeholder(tf.float32, shape=[None, 6])
    keep_prob = tf.placeholder(tf.float32)
    z_in = tf.placeholder(tf.float32, shape=[None, 2])
    y, z, loss = autoencoder(x_hat, x, 6, 2, 5, keep_prob)
    train_op = tf.train.AdamOptimizer(0.01).minimize(loss)
    data = np.arange(18).reshape(3, 6) / 18.0
    if manifold:
        points = data[:, :2]
        if len(points) > 2:
            points = points * 2
        decoded = decoder(z_in, 6, 5)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer(), feed_dict={keep_prob: 0.9})
        for epoch in range(2):
            _, cost = sess.run((train_op, loss), feed_dict={x_hat: data, x: data, keep_prob: 1.0})
            print(cost)
            print(sess.run(y, feed_dict={x_hat: data, keep_prob: 1}))
            if manifold:
                print(sess.run(decoded, feed_dict={z_in: points, keep_prob: 1}))
                print(sess.run(z, feed_dict={x_hat: data, keep_prob: 1}))


main(True)
""",
    "sizes_that_a_loop_carries": """\
import math
import numpy as np
import tensorflow as tf


def autoencoder(dimensions=[6, 5, 3]):
    x = tf.placeholder(tf.float32, [None, dimensions[0]], name="x")
    current_input = x
    encoder = []
    for layer_i, n_output in enumerate(dimensions[1:]):
        # the size of the layer before
        n_input = int(current_input.get_shape()[1])
        W = tf.Variable(tf.random_uniform([n_input, n_output], -1.0 / math.sqrt(n_input), 1.0 / math.sqrt(n_input)))
        b = tf.Variable(tf.zeros([n_output]))
        encoder.append(W)
        output = tf.nn.tanh(tf.matmul(current_input, W) + b)
        current_input = output
    z = current_input
    encoder.reverse()
    for layer_i, n_output in enumerate(dimensions[:-1][::-1]):
        W = tf.transpose(encoder[layer_i])
        b = tf.Variable(tf.zeros([n_output]))
        output = tf.nn.tanh(tf.matmul(current_input, W) + b)
        current_input = output
    y = current_input
    cost = tf.reduce_sum(tf.square(y - x))
    return {"x": x, "z": z, "y": y, "cost": cost}


def main():
    ae = autoencoder()
    optimizer = tf.train.AdamOptimizer(0.01).minimize(ae["cost"])
    data = np.arange(12).reshape(2, 6) / 12.0
    sess = tf.Session()
    sess.run(tf.global_variables_initializer())
    for epoch in range(3):
        sess.run(optimizer, feed_dict={ae["x"]: data})
        print(epoch, sess.run(ae["cost"], feed_dict={ae["x"]: data}))
    print(sess.run(ae["y"], feed_dict={ae["x"]: data}))


main()
""",
    "parts_fed_by_a_loop": """\
import tensorflow as tf
x = tf.placeholder(tf.float32, [2])
constants = [tf.zeros([2]), tf.ones([2])]
y = x + constants[0] + 2 * constants[1]
with tf.Session() as sess:
    feed = {x: [1.0, 2.0]}
    for constant, value in zip(constants, [[1.0, 1.0], [5.0, 5.0]]):
        feed[constant] = value
    print(sess.run(y, feed))
""",
}
