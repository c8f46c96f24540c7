"""`tf.layers`: batch normalization, with the fused kernel where TensorFlow 1 took it."""

import tensorflow.compat.v1 as tf

from tf2migrate.support.legacy.base import Layer, _cond, _static

_fused_batch_norm = tf.nn.fused_batch_norm  # the embedded oracle puts the function below in its place


def fused_batch_norm(
    x, scale, offset, mean=None, variance=None, epsilon=0.001, data_format="NHWC", is_training=True, name=None
):
    """`tf.nn.fused_batch_norm`, which in TensorFlow 1 took no epsilon below the one that cuDNN knows."""
    return _fused_batch_norm(x, scale, offset, mean, variance, max(epsilon, 1.001e-5), data_format, is_training, name)


class BatchNormalization(Layer):
    """Batch normalization; the ops that move its averages go to the collection UPDATE_OPS.

    Inputs of rank 4 take the fused kernel unless `fused=False`; it feeds the unbiased variance of the
    batch to the moving average. Renormalization, virtual batches and adjustments are not supported.
    """

    def __init__(
        self,
        axis=-1,
        momentum=0.99,
        epsilon=1e-3,
        center=True,
        scale=True,
        beta_initializer=tf.zeros_initializer(),
        gamma_initializer=tf.ones_initializer(),
        moving_mean_initializer=tf.zeros_initializer(),
        moving_variance_initializer=tf.ones_initializer(),
        beta_regularizer=None,
        gamma_regularizer=None,
        beta_constraint=None,
        gamma_constraint=None,
        renorm=False,
        renorm_clipping=None,
        renorm_momentum=0.99,
        fused=None,
        trainable=True,
        virtual_batch_size=None,
        adjustment=None,
        name=None,
        **kwargs,
    ):
        super().__init__(trainable=trainable, name=name, **kwargs)
        if renorm or virtual_batch_size is not None or adjustment is not None:
            raise NotImplementedError("Batch normalization with renorm, virtual_batch_size or adjustment")
        self.axis = list(axis) if isinstance(axis, (list, tuple)) else [axis]
        self.momentum, self.epsilon = momentum, epsilon
        self.center, self.scale = center, scale
        self.fused = fused is None or fused
        self._beta = dict(initializer=beta_initializer, regularizer=beta_regularizer, constraint=beta_constraint)
        self._gamma = dict(initializer=gamma_initializer, regularizer=gamma_regularizer, constraint=gamma_constraint)
        self._moving = moving_mean_initializer, moving_variance_initializer
        self.beta = self.gamma = self.moving_mean = self.moving_variance = None

    def build(self, input_shape):
        rank = input_shape.ndims
        if not rank:
            raise ValueError("Input has undefined rank: %s" % input_shape)
        sizes = input_shape.as_list()
        self.axis = [axis + rank if axis < 0 else axis for axis in self.axis]
        if any(sizes[axis] is None for axis in self.axis):
            raise ValueError("Input has undefined `axis` dimension: %s" % input_shape)
        self.fused = self.fused and rank == 4 and self.axis in ([1], [3])
        shape = [size if axis in self.axis else 1 for axis, size in enumerate(sizes)]
        if len(self.axis) == 1:
            shape = [sizes[self.axis[0]]]
        half = self.dtype in ("float16", "bfloat16")
        dtype = tf.float32 if half else tf.as_dtype(self.dtype)
        if self.scale:
            self.gamma = self.add_weight("gamma", shape, dtype, **self._gamma)
        if self.center:
            self.beta = self.add_weight("beta", shape, dtype, **self._beta)
        # Moving averages are never partitioned.
        partitioner = self._scope.partitioner
        self._scope.set_partitioner(None)
        self.moving_mean, self.moving_variance = [
            self.add_weight(name, shape, dtype, initializer, trainable=False)
            for name, initializer in zip(("moving_mean", "moving_variance"), self._moving)
        ]
        self._scope.set_partitioner(partitioner)
        self.built = True

    def call(self, inputs, training=False):
        return self._fused(inputs, training) if self.fused else self._plain(inputs, training)

    def _fused(self, inputs, training):
        size = self.moving_mean.shape
        beta = self.beta if self.center else tf.zeros(size, self.moving_mean.dtype.base_dtype)
        gamma = self.gamma if self.scale else tf.ones(size, self.moving_mean.dtype.base_dtype)
        options = dict(epsilon=self.epsilon, data_format="NCHW" if self.axis == [1] else "NHWC")

        def train():
            return tuple(fused_batch_norm(inputs, gamma, beta, **options)[:3])

        def infer():
            moving = dict(mean=self.moving_mean, variance=self.moving_variance, is_training=False)
            return tuple(fused_batch_norm(inputs, gamma, beta, **moving, **options)[:3])

        outputs, mean, variance = _cond(training, train, infer)
        if _static(training) is None or _static(training):
            momentum = _cond(training, lambda: tf.constant(self.momentum), lambda: tf.constant(1.0))
            self.add_update(_assign_moving_average(self.moving_mean, mean, momentum))
            self.add_update(_assign_moving_average(self.moving_variance, variance, momentum))
        return outputs

    def _plain(self, inputs, training):
        rank = inputs.shape.ndims
        axes = [i for i in range(rank) if i not in self.axis]
        averages = self.moving_mean, self.moving_variance
        mean, variance = averages
        if _static(training) is None or _static(training):
            values = tf.cast(inputs, self.moving_mean.dtype.base_dtype)
            moments = tf.nn.moments(values, axes, keep_dims=len(self.axis) > 1)
            mean, variance = [
                _cond(training, lambda: moment, lambda: tf.convert_to_tensor(moving))
                for moment, moving in zip(moments, averages)
            ]
            for moving, value in zip(averages, (mean, variance)):

                def update(moving=moving, value=value):
                    return _assign_moving_average(moving, value, self.momentum)

                self.add_update(_cond(training, update, lambda moving=moving: tf.convert_to_tensor(moving)))

        def shaped(parameter):
            """Parameters of an axis that is not the last one need the rank of the inputs."""
            if parameter is None or len(self.axis) > 1 or self.axis == [rank - 1]:
                return parameter
            return tf.reshape(parameter, [-1 if i in self.axis else 1 for i in range(rank)])

        parameters = [shaped(p) for p in (mean, variance, self.beta, self.gamma)]
        parameters = [p if p is None else tf.cast(p, inputs.dtype) for p in parameters]
        outputs = tf.nn.batch_normalization(inputs, *parameters, self.epsilon)
        if not tf.executing_eagerly():
            outputs.set_shape(inputs.shape)
        return outputs


def _assign_moving_average(variable, value, momentum):
    with tf.name_scope("AssignMovingAvg"):
        decay = tf.cast(1.0 - momentum, variable.dtype.base_dtype)
        return tf.assign_sub(variable, (variable - tf.cast(value, variable.dtype.base_dtype)) * decay)


def batch_normalization(
    inputs,
    axis=-1,
    momentum=0.99,
    epsilon=1e-3,
    center=True,
    scale=True,
    beta_initializer=tf.zeros_initializer(),
    gamma_initializer=tf.ones_initializer(),
    moving_mean_initializer=tf.zeros_initializer(),
    moving_variance_initializer=tf.ones_initializer(),
    beta_regularizer=None,
    gamma_regularizer=None,
    beta_constraint=None,
    gamma_constraint=None,
    training=False,
    trainable=True,
    name=None,
    reuse=None,
    renorm=False,
    renorm_clipping=None,
    renorm_momentum=0.99,
    fused=None,
    virtual_batch_size=None,
    adjustment=None,
):
    """The output of a new `BatchNormalization` layer; `training=False` is the default."""
    arguments = dict(locals())
    for argument in ("inputs", "training", "reuse"):
        del arguments[argument]
    layer = BatchNormalization(_scope=name, _reuse=reuse, **arguments)
    return layer(tf.convert_to_tensor(inputs), training=training)
