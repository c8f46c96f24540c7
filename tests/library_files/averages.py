"""Helpers that make variables: their callers own them."""

import tensorflow as tf

import returns


def running_mean(x, name=None, reuse=None):
    """The mean of all batches seen; the update runs with it."""
    with tf.variable_scope(name, "running_mean", [x], reuse=reuse):
        total = tf.get_variable("total", [], initializer=tf.zeros_initializer(), trainable=False)
        count = tf.get_variable("count", [], initializer=tf.zeros_initializer(), trainable=False)
        total = tf.assign_add(total, tf.reduce_mean(x))
        count = tf.assign_add(count, 1.0)
        return tf.divide(total, count)


def projected(x, size, scope="projected"):
    with tf.variable_scope(scope):
        w = tf.get_variable("w", [x.get_shape()[-1].value, size], initializer=tf.constant_initializer(0.5))
        return returns.entropy(tf.matmul(x, w)), isinstance(w, tf.Tensor)
