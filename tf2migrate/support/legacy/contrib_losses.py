"""`tf.contrib.losses`, which slim shares: predictions stand before labels."""

import tensorflow.compat.v1 as tf


def contrib_softmax_cross_entropy(logits, onehot_labels, weights=1.0, label_smoothing=0, scope=None):
    """Mean cross entropy, added to the collection LOSSES."""
    return tf.losses.softmax_cross_entropy(onehot_labels, logits, weights, label_smoothing, scope)


def contrib_sparse_softmax_cross_entropy(logits, labels, weights=1.0, scope=None):
    """Mean cross entropy of class numbers, added to the collection LOSSES."""
    return tf.losses.sparse_softmax_cross_entropy(labels, logits, weights, scope)


def contrib_sigmoid_cross_entropy(logits, multi_class_labels, weights=1.0, label_smoothing=0, scope=None):
    """Mean cross entropy of independent classes, added to the collection LOSSES."""
    return tf.losses.sigmoid_cross_entropy(multi_class_labels, logits, weights, label_smoothing, scope)


def contrib_mean_squared_error(predictions, labels=None, weights=1.0, scope=None):
    """Mean of the squared differences, added to the collection LOSSES."""
    return tf.losses.mean_squared_error(labels, predictions, weights, scope)


def contrib_absolute_difference(predictions, labels=None, weights=1.0, scope=None):
    """Mean of the absolute differences, added to the collection LOSSES."""
    return tf.losses.absolute_difference(labels, predictions, weights, scope)


def contrib_log_loss(predictions, labels=None, weights=1.0, epsilon=1e-7, scope=None):
    """Mean logistic loss of probabilities, added to the collection LOSSES."""
    return tf.losses.log_loss(labels, predictions, weights, epsilon, scope)


def contrib_get_losses(scope=None, loss_collection=tf.GraphKeys.LOSSES):
    """The losses in a collection."""
    return tf.get_collection(loss_collection, scope)


def contrib_get_total_loss(add_regularization_losses=True, name="total_loss"):
    """The sum of the losses and, unless told otherwise, of the regularization losses."""
    losses = contrib_get_losses()
    if add_regularization_losses:
        losses = losses + tf.losses.get_regularization_losses()
    return tf.add_n(losses, name=name)
