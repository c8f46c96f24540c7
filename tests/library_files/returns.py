"""A small library of losses on sequences: nobody in the project runs it but its tests."""

from __future__ import absolute_import
from __future__ import division

import collections

import tensorflow as tf

Output = collections.namedtuple("Output", ["loss", "extra"])


def static_length(x):
    """The number of steps, where it is known."""
    shape = x.get_shape()
    return shape[0].value  # None when it is fed


def check_same_steps(x, y):
    # what is not known is equal to everything
    if x.get_shape()[0] != y.get_shape()[0]:
        raise ValueError("x and y have other numbers of steps")
    if x.get_shape().ndims != 2 or x.get_shape()[1] != 3:
        raise ValueError("x has not three columns")


def discounted(rewards, rate, name=None):
    with tf.name_scope(name, "discounted", [rewards]):
        steps = tf.to_float(tf.range(tf.shape(rewards)[0]))
        return tf.reduce_sum(rewards * tf.pow(rate, steps), reduction_indices=[0])


def entropy(logits, keep=True, name="entropy"):
    """Entropy of each row."""
    with tf.name_scope(name, values=[logits]):
        policy = tf.nn.softmax(logits, dim=-1)
        return -tf.reduce_sum(policy * tf.log(policy), 1, keep_dims=keep)


def huber(x, bound):
    x = tf.convert_to_tensor(x)
    return tf.where(tf.abs(x) <= bound, 0.5 * tf.square(x), bound * tf.abs(x) - 0.5 * bound ** 2)


def chosen(values, actions):
    """The value of each row's action; values [B, A]."""
    hot = tf.one_hot(actions, values.get_shape()[1].value, dtype=values.dtype)
    return Output(tf.reduce_sum(values * hot, axis=1), {"hot": hot})


def ratio(a, b):
    return tf.div(a, b)  # integers or not: the caller knows


def mean_of_selected(x, mask):
    return tf.reduce_mean(tf.boolean_mask(x, mask)), tf.count_nonzero(mask)


def noisy(x, scale=1.0):
    return x + tf.random_normal(tf.shape(x), stddev=scale)


def clipped_gradient(loss, x, size):
    return tf.clip_by_norm(tf.gradients(loss, x)[0], size)


class Table(object):
    """A lookup that remembers its size."""

    def __init__(self, rows):
        self.rows = rows
        self.keys = tf.float32, tf.int64

    def look_up(self, ids):
        return tf.nn.embedding_lookup(tf.diag(tf.range(1.0, self.rows + 1.0)), ids)
