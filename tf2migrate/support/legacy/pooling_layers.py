"""`tf.layers`: max and average pooling."""

import tensorflow.compat.v1 as tf

from tf2migrate.support.legacy.base import Layer, _tuple


class _Pooling(Layer):
    """What all pooling layers share. The data format is `channels_last` or `channels_first`."""

    rank = None
    operation = None

    def __init__(self, pool_size, strides, padding="valid", data_format="channels_last", name=None, **kwargs):
        super().__init__(name=name, **kwargs)
        self.pool_size = _tuple(pool_size, self.rank)
        self.strides = _tuple(pool_size if strides is None else strides, self.rank)
        self.padding = padding.upper()
        self.data_format = data_format

    def call(self, inputs):
        first = self.data_format == "channels_first"
        size, strides = list(self.pool_size), list(self.strides)
        if self.rank == 1:
            # There is no one-dimensional op: a second spatial axis of one column is added.
            axis = 3 if first else 2
            inputs, size, strides = tf.expand_dims(inputs, axis), size + [1], strides + [1]
        space = "DHW" if self.rank == 3 else "HW"
        outputs = type(self).operation(
            inputs,
            ksize=[1, 1] + size if first else [1] + size + [1],
            strides=[1, 1] + strides if first else [1] + strides + [1],
            padding=self.padding,
            data_format="NC" + space if first else "N" + space + "C",
        )
        return tf.squeeze(outputs, [axis]) if self.rank == 1 else outputs


class MaxPooling1D(_Pooling):
    """Maximum over windows of steps."""

    rank, operation = 1, staticmethod(tf.nn.max_pool)


class MaxPooling2D(_Pooling):
    """Maximum over windows of an image."""

    rank, operation = 2, staticmethod(tf.nn.max_pool)


class MaxPooling3D(_Pooling):
    """Maximum over windows of a volume."""

    rank, operation = 3, staticmethod(tf.nn.max_pool3d)


class AveragePooling1D(_Pooling):
    """Mean over windows of steps."""

    rank, operation = 1, staticmethod(tf.nn.avg_pool)


class AveragePooling2D(_Pooling):
    """Mean over windows of an image."""

    rank, operation = 2, staticmethod(tf.nn.avg_pool)


class AveragePooling3D(_Pooling):
    """Mean over windows of a volume."""

    rank, operation = 3, staticmethod(tf.nn.avg_pool3d)


def max_pooling1d(inputs, pool_size, strides, padding="valid", data_format="channels_last", name=None):
    """The output of a new `MaxPooling1D` layer."""
    return MaxPooling1D(pool_size, strides, padding, data_format, name)(inputs)


def max_pooling2d(inputs, pool_size, strides, padding="valid", data_format="channels_last", name=None):
    """The output of a new `MaxPooling2D` layer."""
    return MaxPooling2D(pool_size, strides, padding, data_format, name)(inputs)


def max_pooling3d(inputs, pool_size, strides, padding="valid", data_format="channels_last", name=None):
    """The output of a new `MaxPooling3D` layer."""
    return MaxPooling3D(pool_size, strides, padding, data_format, name)(inputs)


def average_pooling1d(inputs, pool_size, strides, padding="valid", data_format="channels_last", name=None):
    """The output of a new `AveragePooling1D` layer."""
    return AveragePooling1D(pool_size, strides, padding, data_format, name)(inputs)


def average_pooling2d(inputs, pool_size, strides, padding="valid", data_format="channels_last", name=None):
    """The output of a new `AveragePooling2D` layer."""
    return AveragePooling2D(pool_size, strides, padding, data_format, name)(inputs)


def average_pooling3d(inputs, pool_size, strides, padding="valid", data_format="channels_last", name=None):
    """The output of a new `AveragePooling3D` layer."""
    return AveragePooling3D(pool_size, strides, padding, data_format, name)(inputs)
