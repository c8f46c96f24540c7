"""Calls of TF1 layer functions whose numbers are recorded on TensorFlow 1.15.

Each case: (name, call on `x`, shape of x, steps of training). Weights are made from their creation index and
shape, so both worlds start equal. Runs on python 3.6 and newer.
"""

import numpy as np

L2 = "kernel_regularizer=tf.contrib.layers.l2_regularizer(0.1)"
CASES = [
    ("tf.layers.dense(x, 4)", (3, 5)),
    ("tf.layers.dense(x, 4, tf.nn.relu, name='d')", (3, 5)),
    ("tf.layers.dense(x, units=4, activation=tf.nn.leaky_relu, use_bias=False)", (2, 3, 5)),
    ("tf.layers.dense(x, 4, %s)" % L2, (3, 5)),
    ("tf.layers.conv1d(x, 4, 3, 2, 'same')", (2, 7, 3)),
    ("tf.layers.conv2d(x, 4, [3, 3], (2, 2), 'SAME', activation=tf.nn.relu)", (2, 7, 6, 3)),
    ("tf.layers.conv2d(x, 4, 3, 1, 'valid', 'channels_last', (2, 2), tf.nn.tanh)", (2, 7, 6, 3)),
    ("tf.layers.conv3d(inputs=x, filters=2, kernel_size=2)", (2, 4, 4, 4, 2)),
    ("tf.layers.conv2d_transpose(x, 4, 3, 2, 'same', 'channels_last', tf.nn.relu)", (2, 4, 5, 3)),
    ("tf.layers.separable_conv2d(x, 4, 3, depth_multiplier=2)", (2, 6, 6, 3)),
    ("tf.layers.max_pooling2d(x, 2, 2)", (2, 6, 6, 3)),
    ("tf.layers.max_pooling2d(x, [3, 3], strides=2, padding='same')", (2, 7, 6, 3)),
    ("tf.layers.average_pooling2d(inputs=x, pool_size=3, strides=1)", (2, 7, 6, 3)),
    ("tf.layers.max_pooling1d(x, 2, 2)", (2, 6, 3)),
    ("tf.layers.flatten(x)", (2, 6, 3)),
    ("tf.layers.dropout(x)", (2, 6)),
    ("tf.layers.dropout(x, 0.5, training=False)", (2, 6)),
    ("tf.layers.batch_normalization(x, training=True)", (6, 4)),
    ("tf.layers.batch_normalization(x, training=True, momentum=0.9)", (2, 3, 3, 4)),
    ("tf.layers.batch_normalization(x, -1, 0.9, 1e-3, training=True, fused=False)", (2, 3, 3, 4)),
    ("tf.layers.batch_normalization(x, training=False)", (2, 3, 3, 4)),
    ("tf.layers.batch_normalization(x)", (2, 3)),
    ("tf.contrib.layers.fully_connected(x, 4)", (3, 5)),
    ("tf.contrib.layers.fully_connected(x, 4, activation_fn=None)", (3, 5)),
    ("tf.contrib.layers.fully_connected(x, 4, None, biases_initializer=None, scope='f')", (3, 5)),
    ("tf.contrib.layers.linear(x, 4)", (3, 5)),
    (
        "tf.contrib.layers.fully_connected(x, 4, weights_regularizer=tf.contrib.layers.l2_regularizer(0.1))",
        (3, 5),
    ),
    ("tf.contrib.layers.conv2d(x, 4, 3)", (2, 7, 6, 3)),
    ("tf.contrib.slim.conv2d(x, 4, [3, 3], 2, 'VALID', activation_fn=tf.nn.tanh, scope='c')", (2, 7, 6, 3)),
    ("tf.contrib.layers.conv2d(x, 4, 3, rate=2)", (2, 7, 6, 3)),
    ("tf.contrib.layers.conv2d_transpose(x, 4, 3, 2)", (2, 4, 5, 3)),
    ("tf.contrib.layers.separable_conv2d(x, 4, 3, 2)", (2, 6, 6, 3)),
    ("tf.contrib.layers.max_pool2d(x, 3)", (2, 7, 7, 3)),
    ("tf.contrib.layers.max_pool2d(x, [2, 2], scope='p')", (2, 7, 7, 3)),
    ("tf.contrib.layers.avg_pool2d(x, 2, stride=1, padding='SAME')", (2, 7, 7, 3)),
    ("tf.contrib.layers.flatten(x)", (2, 7, 7, 3)),
    ("tf.contrib.layers.dropout(x, 0.5, is_training=False)", (2, 7)),
    ("tf.contrib.layers.batch_norm(x)", (6, 4)),
    ("tf.contrib.layers.batch_norm(x, decay=0.9, is_training=True, updates_collections=None)", (2, 3, 3, 4)),
    ("tf.contrib.layers.batch_norm(x, 0.9, True, True, fused=False)", (2, 3, 3, 4)),
    ("tf.contrib.layers.batch_norm(x, is_training=False)", (6, 4)),
    ("tf.contrib.layers.layer_norm(x)", (3, 5)),
    ("tf.contrib.layers.layer_norm(x)", (3, 4, 5)),
    ("tf.contrib.layers.instance_norm(x)", (2, 4, 5, 3)),
    ("tf.contrib.layers.group_norm(x, 2)", (2, 4, 5, 4)),
    ("tf.layers.conv3d_transpose(x, 2, 2, 2)", (2, 3, 3, 3, 2)),
    ("tf.layers.separable_conv1d(x, 4, 3, padding='same')", (2, 7, 3)),
    ("tf.layers.average_pooling1d(x, 3, 2, 'same')", (2, 7, 3)),
    ("tf.layers.average_pooling3d(x, 2, 2)", (2, 4, 4, 4, 2)),
    ("tf.layers.max_pooling3d(x, 2, 1, 'same')", (2, 4, 4, 4, 2)),
    ("tf.contrib.layers.conv1d(x, 4, 3)", (2, 7, 3)),
    ("tf.contrib.layers.conv3d(x, 4, 2, 2)", (2, 4, 4, 4, 2)),
    ("tf.contrib.layers.convolution2d(x, 4, 3)", (2, 7, 6, 3)),
    ("tf.contrib.layers.convolution2d_transpose(x, 4, 3, 2)", (2, 4, 5, 3)),
    ("tf.contrib.layers.separable_convolution2d(x, 4, 3, 2)", (2, 6, 6, 3)),
    ("tf.contrib.layers.relu(x, 4)", (3, 5)),
    ("tf.contrib.layers.relu6(x, 4)", (3, 5)),
    ("tf.contrib.layers.max_pool3d(x, 2)", (2, 4, 4, 4, 2)),
    ("tf.contrib.layers.avg_pool3d(x, 3, padding='SAME')", (2, 5, 5, 5, 2)),
]


def values(shape):
    """Inputs of a case."""
    return np.random.RandomState(sum(shape)).randn(*shape).astype(np.float32)


def weight(kind, shape):
    """The starting value of a weight, by its kind and shape alone: the order differs between the worlds."""
    seed = sum(shape) + {"kernel": 0, "bias": 1, "gamma": 2, "beta": 3, "mean": 4, "variance": 5}[kind]
    draws = np.random.RandomState(seed).uniform(0.5, 1.5, shape)
    return (draws if kind in ("gamma", "variance") else draws - 1.0).astype(np.float32)


def kind_of(name):
    """The kind of a weight by its name in either world."""
    name = name.split("/")[-1].split(":")[0]
    for kind in ("gamma", "beta", "mean", "variance"):
        if kind in name:
            return kind
    return "bias" if "bias" in name else "kernel"


STEPS = 3
RATE = 0.1
