"""TF1 programs whose layers are given some of their arguments in advance, by `functools.partial`.

Forms of `engine_form_programs`, with recorded output of TF 1.15.
"""

from __future__ import annotations

PARTIALS = {
    "layers_of_a_network": """\
import functools
from functools import partial

import numpy as np
import tensorflow as tf

n_inputs, n_hidden = 4, 3
X = tf.placeholder(tf.float32, shape=(None, n_inputs), name="X")
y = tf.placeholder(tf.int32, shape=(None), name="y")
training = tf.placeholder_with_default(False, shape=(), name='training')

with tf.name_scope("dnn"):
    he_init = tf.constant_initializer(0.3)

    my_batch_norm_layer = partial(
            tf.layers.batch_normalization,
            training=training,
            momentum=0.9)

    my_dense_layer = functools.partial(
            tf.layers.dense,
            kernel_initializer=he_init)

    hidden1 = my_dense_layer(X, n_hidden, name="hidden1")
    bn1 = tf.nn.elu(my_batch_norm_layer(hidden1))
    logits_before_bn = my_dense_layer(bn1, 2, name="outputs")
    logits = my_batch_norm_layer(logits_before_bn)

with tf.name_scope("loss"):
    xentropy = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=logits)
    loss = tf.reduce_mean(xentropy, name="loss")
optimizer = tf.train.GradientDescentOptimizer(0.01)
update_ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
training_op = optimizer.minimize(loss)
init = tf.global_variables_initializer()
with tf.Session() as sess:
    init.run()
    for epoch in range(3):
        sess.run([training_op, update_ops], feed_dict={training: True, X: np.ones((4, 4)), y: [0, 1, 0, 1]})
        print(loss.eval(feed_dict={X: np.ones((4, 4)), y: [0, 1, 0, 1]}))
""",
    "function_of_the_program": """\
import functools

import tensorflow as tf


def linear(x, units, bias, scope="linear"):
    with tf.variable_scope(scope):
        w = tf.get_variable("w", [x.get_shape()[-1], units], initializer=tf.constant_initializer(0.5))
        return tf.matmul(x, w) + bias


def net(x, size):
    layer = functools.partial(linear, bias=-0.25 * 2)
    h = tf.nn.relu(layer(x, size, scope="one"))
    return layer(h, units=1, bias=1.0, scope="two")


x = tf.placeholder(tf.float32, [None, 2])
y = net(x, 3)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {x: [[1.0, 2.0]]}))
""",
    "partial_of_a_partial": """\
from functools import partial

import tensorflow as tf

dense = partial(tf.layers.dense, kernel_initializer=tf.constant_initializer(0.5))


def net(x, activation, reuse=None):
    layer = partial(dense, activation=activation)
    with tf.variable_scope("net", reuse=reuse):
        h = layer(x, 3, use_bias=False)
        return layer(h, 1, activation=None)


x = tf.placeholder(tf.float32, [None, 2])
y = net(x, tf.nn.relu)
z = net(2 * x, tf.nn.relu, reuse=True)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run([y, z], {x: [[1.0, -2.0], [3.0, 0.5]]}))
""",
    "regularizer_and_name_bound_again": """\
from functools import partial

import tensorflow as tf

scale = 0.1
scale = 0.01
dense = partial(
    tf.layers.dense, activation=tf.nn.relu,
    kernel_initializer=tf.ones_initializer(),
    kernel_regularizer=tf.contrib.layers.l1_regularizer(scale))

x = tf.placeholder(tf.float32, [None, 2])
h = dense(x, 3, name="hidden")
y = dense(h, 1, activation=None, name="outputs")
losses = tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES)
loss = tf.add_n([tf.reduce_mean(y)] + losses, name="loss")
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        sess.run(train, {x: [[1.0, 2.0]]})
        print(sess.run(loss, {x: [[1.0, 2.0]]}))
""",
    "session_in_a_function_of_the_same_names": """\
import os
import tempfile
from functools import partial

import tensorflow as tf

path = os.path.join(tempfile.mkdtemp(), "model.ckpt")
dense = partial(tf.layers.dense, kernel_initializer=tf.ones_initializer())
x = tf.placeholder(tf.float32, [None, 2])
outputs = dense(x, 1)
loss = tf.reduce_mean(tf.square(outputs))
train = tf.train.GradientDescentOptimizer(0.01).minimize(loss)
init = tf.global_variables_initializer()
saver = tf.train.Saver()
with tf.Session() as sess:
    init.run()
    for _ in range(3):
        sess.run(train, {x: [[1.0, 2.0]]})
    saver.save(sess, path)


def other(x):
    return [2 * x]


def show(x, outputs, model_path=None, n=2):
    with tf.Session() as sess:
        if model_path:
            saver.restore(sess, model_path)
        values = outputs.eval(feed_dict={x: [[1.0, 2.0]] * n})
    print(values)


show(x, outputs, path)
show(x, outputs, path, n=3)
print(other(3))
""",
    "given_to_another_layer": """\
from functools import partial

import tensorflow as tf
import tensorflow.contrib.slim as slim

norm = partial(slim.batch_norm, scale=True, is_training=True)

x = tf.placeholder(tf.float32, [None, 2])
y = slim.fully_connected(x, 2, normalizer_fn=norm, weights_initializer=tf.ones_initializer())
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {x: [[1.0, 2.0], [3.0, 5.0]]}))
""",
    "number_that_changes_later": """\
from functools import partial

import tensorflow as tf

units = 3
dense = partial(tf.layers.dense, units=units, kernel_initializer=tf.ones_initializer())
units = 5
x = tf.placeholder(tf.float32, [None, 2])
y = dense(x)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {x: [[1.0, 2.0]]}))
""",
    "bound_in_a_loop": """\
from functools import partial

import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2])
h = x
for units in [3, 2]:
    dense = partial(tf.layers.dense, units=units, kernel_initializer=tf.ones_initializer())
    h = dense(h)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(h, {x: [[1.0, 2.0]]}))
""",
}
