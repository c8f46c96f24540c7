"""Small programs with the layers of `tf.contrib.slim`: forms that are lowered, and traps that are not."""

from __future__ import annotations

_HEAD = """\
import numpy as np
import tensorflow as tf
import tensorflow.contrib.slim as slim
images = np.arange(72).reshape(2, 6, 6, 1) / 72.0
x = tf.placeholder(tf.float32, [None, 6, 6, 1])
"""
_RUN = """
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(np.round(sess.run(y, {x: images}), 4).tolist())
"""
_TRAIN = """
loss = tf.reduce_mean(tf.square(y - 1.0)) + tf.add_n(tf.losses.get_regularization_losses())
step = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        _, value = sess.run([step, loss], {x: images})
        print("%.4f" % value)
"""

SLIM = {
    "scopes_in_scopes": _HEAD
    + """
def network(images):
    with slim.arg_scope([slim.conv2d, slim.fully_connected], activation_fn=tf.nn.tanh,
                        weights_regularizer=slim.l2_regularizer(0.1)):
        with slim.arg_scope([slim.conv2d], padding='VALID', activation_fn=tf.nn.relu):  # the inner one wins
            net = slim.conv2d(images, 3, [3, 3], scope='conv1')
            net = slim.conv2d(net, 2, [3, 3], padding='SAME', scope='conv2')
        net = slim.fully_connected(slim.flatten(net), 4, scope='fc1')
        return slim.fully_connected(net, 2, activation_fn=None, weights_regularizer=None, scope='out')

y = network(x)
"""
    + _TRAIN,
    "scope_reaches_into_helpers": _HEAD
    + """
def block(net, depth, scale=1.0, scope=None):
    with tf.variable_scope(scope, 'Block', [net]):
        a = slim.conv2d(net, depth, 1, scope='a')
        b = slim.conv2d(a, net.get_shape()[3], 3, activation_fn=None, scope='b')
        return net + scale * b

def network(images):
    net = slim.conv2d(images, 3, 3, scope='first')
    net = slim.repeat(net, 2, block, 4, scale=0.5)
    return tf.reduce_mean(net, [1, 2])

def inference(images, weight_decay=0.0):
    with slim.arg_scope([slim.conv2d], weights_regularizer=slim.l2_regularizer(weight_decay),
                        weights_initializer=tf.truncated_normal_initializer(stddev=0.3)):
        with slim.arg_scope([slim.conv2d], stride=1, padding='SAME'):
            return network(images)

y = inference(x, weight_decay=0.2)
"""
    + _TRAIN,
    "scope_that_a_function_returns": _HEAD
    + """
def scope_of_layers(weight_decay=0.1):
    with slim.arg_scope([slim.conv2d, slim.fully_connected], weights_regularizer=slim.l2_regularizer(weight_decay)):
        with slim.arg_scope([slim.conv2d], padding='SAME', activation_fn=tf.nn.elu) as scope:
            return scope

def network(images):
    with tf.variable_scope('net'):
        net = slim.repeat(images, 2, slim.conv2d, 3, [3, 3], scope='conv')
        net = slim.max_pool2d(net, [2, 2], scope='pool')
        net = slim.stack(slim.flatten(net), slim.fully_connected, [5, 4], scope='fc')
        return slim.fully_connected(net, 2, activation_fn=None, scope='out')

with slim.arg_scope(scope_of_layers(0.3)):
    y = network(x)
"""
    + _TRAIN,
    "normalized_layers": _HEAD
    + """
def network(images, is_training):
    params = {'is_training': is_training, 'decay': 0.5}
    with tf.variable_scope('net'):
        net = slim.conv2d(images, 3, 3, normalizer_fn=slim.batch_norm, normalizer_params=params, scope='conv1')
        net = slim.conv2d(net, 2, 3, normalizer_fn=slim.batch_norm, normalizer_params=params,
                          activation_fn=tf.nn.tanh)  # without a scope of its own
        return slim.fully_connected(slim.flatten(net), 2, activation_fn=None, scope='out')

training = tf.placeholder(tf.bool, [])
y = network(x, training)
loss = tf.reduce_mean(tf.square(y - 1.0))
train = slim.learning.create_train_op(loss, tf.train.GradientDescentOptimizer(0.1))
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        print("%.4f" % sess.run(train, {x: images, training: True}))
    print(np.round(sess.run(y, {x: images, training: False}), 4).tolist())
""",
    "normalizer_takes_the_arguments_of_its_scope": _HEAD
    + """
def network(images, is_training=True):
    with slim.arg_scope([slim.batch_norm, slim.dropout], is_training=is_training):
        with slim.arg_scope([slim.conv2d], normalizer_fn=slim.batch_norm,
                            normalizer_params={'updates_collections': None, 'scale': True}):
            net = slim.conv2d(images, 3, 3, scope='conv1')
            net = slim.conv2d(net, 2, 3, normalizer_fn=None, scope='conv2')
            net = slim.batch_norm(net, updates_collections=None, scope='bn')
            return tf.reduce_mean(slim.dropout(net, 1.0), [1, 2])

y = network(x, is_training=True)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(np.round(sess.run(y, {x: images}), 3).tolist())
""",
    "decorated_function": _HEAD
    + """
@slim.add_arg_scope
def scaled(net, factor=1.0, offset=0.0):
    return net * factor + offset

with slim.arg_scope([scaled], factor=3.0):
    y = scaled(x, offset=1.0)
z = scaled(x)
with tf.Session() as sess:
    print(np.round(sess.run(tf.reduce_sum(y), {x: images}), 4), np.round(sess.run(tf.reduce_sum(z), {x: images}), 4))
""",
    "helper_in_two_scopes": _HEAD
    + """
def layer(net, scope):
    return slim.conv2d(net, 2, 3, scope=scope)

with slim.arg_scope([slim.conv2d], activation_fn=tf.nn.tanh):
    net = layer(x, 'a')
with slim.arg_scope([slim.conv2d], activation_fn=None):
    y = tf.reduce_sum(layer(net, 'b'), [1, 2])
"""
    + _RUN,
    "layer_as_a_value_in_a_scope": _HEAD
    + """
with slim.arg_scope([slim.conv2d], activation_fn=tf.nn.tanh):
    layer = slim.conv2d
    y = tf.reduce_sum(layer(x, 2, 3, scope='a'), [1, 2])
"""
    + _RUN,
    "name_bound_again_in_a_scope": _HEAD
    + """
depth = 1
with slim.arg_scope([slim.conv2d], stride=depth):
    depth = 2
    y = tf.reduce_sum(slim.conv2d(x, depth, 3, scope='a'), [1, 2])
"""
    + _RUN,
    "normalizer_of_the_program": _HEAD
    + """
def centred(net, amount):
    return net - amount * tf.reduce_mean(net)

y = tf.reduce_sum(slim.conv2d(x, 2, 3, normalizer_fn=centred, normalizer_params={'amount': 0.5}, scope='a'), [1, 2])
"""
    + _RUN,
    "function_of_another_object_in_a_scope": _HEAD
    + """
class Network:
    def build(self, images):
        return slim.conv2d(images, 2, 3, scope='a')

with slim.arg_scope([slim.conv2d], activation_fn=tf.nn.tanh):
    y = tf.reduce_sum(Network().build(x), [1, 2])
"""
    + _RUN,
    "helper_passed_on_in_a_scope": _HEAD
    + """
def layer(net):
    return tf.reduce_sum(slim.conv2d(net, 2, 3, scope='a'), [1, 2])

def applied(function, net):
    return function(net)

with slim.arg_scope([slim.conv2d], activation_fn=tf.nn.tanh):
    y = applied(layer, x)
"""
    + _RUN,
    "normalized_layer_without_a_scope_under_reuse": _HEAD
    + """
def block(net):
    return slim.fully_connected(net, 3, normalizer_fn=slim.batch_norm, normalizer_params={'is_training': False})

with tf.variable_scope('net', reuse=tf.AUTO_REUSE):
    y = block(block(slim.flatten(x)[:, :3]))  # TensorFlow 1 numbers the scopes: two layers
loss = tf.reduce_mean(tf.square(y - 1.0))
step = tf.train.GradientDescentOptimizer(0.5).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        print("%.4f" % sess.run([step, loss], {x: images})[1])
""",
}
