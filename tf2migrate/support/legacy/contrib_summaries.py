"""Summaries of activations and tensors, and a writer that also works where execution is eager."""

import re

import tensorflow.compat.v1 as tf


def summarize_tensor(tensor, tag=None):
    """A scalar summary of a scalar, a histogram of any other tensor of numbers."""
    if tensor.dtype in (tf.string, tf.bool):
        return None
    summary = tf.summary.scalar if tensor.shape.ndims == 0 else tf.summary.histogram
    return summary(tag or "%s_summary" % tensor.op.name, tensor)


def summarize_activation(op):
    """A histogram of an activation, and the shares that its function cut off."""
    if op.op.type in ("Relu", "Softplus", "Relu6"):
        below = tf.less(op.op.inputs[0], tf.cast(0.0, op.op.inputs[0].dtype))
        tf.summary.scalar("%s/zeros" % op.op.name, tf.reduce_mean(tf.to_float(below)))
    if op.op.type == "Relu6":
        above = tf.greater(op.op.inputs[0], tf.cast(6.0, op.op.inputs[0].dtype))
        tf.summary.scalar("%s/sixes" % op.op.name, tf.reduce_mean(tf.to_float(above)))
    return tf.summary.histogram("%s/activation" % op.op.name, op)


def summarize_tensors(tensors, summarizer=summarize_tensor):
    return [summarizer(tensor) for tensor in tensors]


def summarize_collection(collection, name_filter=None, summarizer=summarize_tensor):
    tensors = [
        member
        for member in tf.get_collection(collection)
        if name_filter is None or re.match(name_filter, member.op.name)
    ]
    return summarize_tensors(tensors, summarizer)


def summarize_activations(name_filter=None, summarizer=summarize_activation):
    return summarize_collection(tf.GraphKeys.ACTIVATIONS, name_filter, summarizer)


class EagerFileWriter(tf.summary.FileWriter):
    """`tf.summary.FileWriter`, which refuses to be made where execution is eager; a graph of its own helps."""

    def __init__(self, *args, **kwargs):
        if not tf.executing_eagerly():
            super().__init__(*args, **kwargs)
            return
        with tf.Graph().as_default():
            super().__init__(*args, **kwargs)
