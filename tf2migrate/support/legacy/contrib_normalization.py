"""`tf.contrib.layers`: normalizations, whose parameters are created beta first."""

import tensorflow.compat.v1 as tf

from tf2migrate.support.legacy.arg_scopes import add_arg_scope
from tf2migrate.support.legacy.base import _channels, _cond, _static
from tf2migrate.support.legacy.contrib_layers import (
    _add_to_collections,
    _collect_outputs,
    _renaming_getter,
    _variable_collections,
)
from tf2migrate.support.legacy.contrib_variables import model_variable
from tf2migrate.support.legacy.normalization_layers import (
    BatchNormalization,
    _assign_moving_average,
    fused_batch_norm,
)


@add_arg_scope
def batch_norm(
    inputs,
    decay=0.999,
    center=True,
    scale=False,
    epsilon=0.001,
    activation_fn=None,
    param_initializers=None,
    param_regularizers=None,
    updates_collections=tf.GraphKeys.UPDATE_OPS,
    is_training=True,
    reuse=None,
    variables_collections=None,
    outputs_collections=None,
    trainable=True,
    batch_weights=None,
    fused=None,
    data_format="NHWC",
    zero_debias_moving_mean=False,
    scope=None,
    renorm=False,
    renorm_clipping=None,
    renorm_decay=0.99,
    adjustment=None,
):
    """Batch normalization, training by default, without a scale by default.

    With `updates_collections=None` the moving averages move when the output is computed. Inputs of
    rank 2 and 4 take the fused kernel unless `fused=False`.
    """
    if renorm or adjustment is not None or zero_debias_moving_mean or batch_weights is not None:
        raise NotImplementedError("batch_norm with renorm, adjustment, zero_debias_moving_mean or batch_weights")
    inputs = tf.convert_to_tensor(inputs)
    rank = inputs.shape.ndims
    initializers, regularizers = param_initializers or {}, param_regularizers or {}
    fused = fused is None or fused
    delayed = updates_collections == tf.GraphKeys.UPDATE_OPS
    if delayed and not (fused and rank == 2):
        getter = _renaming_getter()
        with tf.variable_scope(scope, "BatchNorm", [inputs], reuse=reuse, custom_getter=getter) as sc:
            layer = BatchNormalization(
                axis=1 if data_format == "NCHW" else -1,
                momentum=decay,
                epsilon=epsilon,
                center=center,
                scale=scale,
                beta_initializer=initializers.get("beta", tf.zeros_initializer()),
                gamma_initializer=initializers.get("gamma", tf.ones_initializer()),
                moving_mean_initializer=initializers.get("moving_mean", tf.zeros_initializer()),
                moving_variance_initializer=initializers.get("moving_variance", tf.ones_initializer()),
                beta_regularizer=regularizers.get("beta"),
                gamma_regularizer=regularizers.get("gamma"),
                trainable=trainable,
                name=sc.name,
                fused=fused,
                _scope=sc,
                _reuse=reuse,
            )
            outputs = layer(inputs, training=is_training)
            for name in ("moving_mean", "moving_variance", "beta", "gamma"):
                if getattr(layer, name) is not None:
                    _add_to_collections(getattr(layer, name), variables_collections, name)
            outputs = outputs if activation_fn is None else activation_fn(outputs)
            return _collect_outputs(outputs_collections, sc.name, outputs)

    fused = fused and rank in (2, 4)
    with tf.variable_scope(scope, "BatchNorm", [inputs], reuse=reuse) as sc:
        axis = 1 if data_format == "NCHW" else rank - 1
        dtype = tf.float32 if fused else inputs.dtype.base_dtype
        options = (_channels(inputs.shape, axis), dtype, initializers, regularizers, variables_collections)
        beta = _parameter("beta", *options, trainable=trainable) if center else None
        gamma = _parameter("gamma", *options, trainable=trainable) if scale else None
        moving_mean = _parameter("moving_mean", *options, trainable=False)
        moving_variance = _parameter("moving_variance", *options, trainable=False)
        compute = _fused_outputs if fused else _plain_outputs
        outputs, mean, variance = compute(inputs, axis, moving_mean, moving_variance, beta, gamma, epsilon, is_training)

        def updates():
            return (
                _assign_moving_average(moving_mean, mean, decay),
                _assign_moving_average(moving_variance, variance, decay),
            )

        if _static(is_training) is None or _static(is_training):
            if updates_collections is None:

                def updated_outputs():
                    with tf.control_dependencies(updates()):
                        return tf.identity(outputs)

                outputs = _cond(is_training, updated_outputs, lambda: outputs)
            else:
                moving = tf.convert_to_tensor(moving_mean), tf.convert_to_tensor(moving_variance)
                for update in _cond(is_training, updates, lambda: moving):
                    tf.add_to_collections(updates_collections, update)
        outputs.set_shape(inputs.shape)
        outputs = outputs if activation_fn is None else activation_fn(outputs)
        return _collect_outputs(outputs_collections, sc.name, outputs)


def _parameter(name, size, dtype, initializers, regularizers, collections, trainable):
    ones = name in ("gamma", "moving_variance")
    # Moving averages are never partitioned.
    moving = {} if trainable or not name.startswith("moving") else {"partitioner": None}
    return model_variable(
        name,
        shape=[size],
        dtype=dtype,
        initializer=initializers.get(name, tf.ones_initializer() if ones else tf.zeros_initializer()),
        regularizer=regularizers.get(name),
        collections=_variable_collections(collections, name),
        trainable=trainable,
        **moving,
    )


def _fused_outputs(inputs, axis, moving_mean, moving_variance, beta, gamma, epsilon, is_training):
    """Outputs, mean and unbiased variance of the fused kernel, which takes images only."""
    rank, size = inputs.shape.ndims, moving_mean.shape
    images = inputs
    if rank == 2:
        channels = size.as_list()[0]
        images = tf.reshape(inputs, [-1, channels, 1, 1] if axis == 1 and rank > 2 else [-1, 1, 1, channels])
    beta = tf.zeros(size) if beta is None else beta
    gamma = tf.ones(size) if gamma is None else gamma
    options = dict(epsilon=epsilon, data_format="NCHW" if axis == 1 and rank == 4 else "NHWC")

    def train():
        return tuple(fused_batch_norm(images, gamma, beta, **options)[:3])

    def infer():
        moving = dict(mean=moving_mean, variance=moving_variance, is_training=False)
        return tuple(fused_batch_norm(images, gamma, beta, **moving, **options)[:3])

    outputs, mean, variance = _cond(is_training, train, infer)
    return (tf.reshape(outputs, tf.shape(inputs)) if rank == 2 else outputs), mean, variance


def _plain_outputs(inputs, axis, moving_mean, moving_variance, beta, gamma, epsilon, is_training):
    """Outputs, mean and variance by plain ops; the averages are used when not training."""
    rank = inputs.shape.ndims
    mean, variance = tf.nn.moments(inputs, [i for i in range(rank) if i != axis])
    moving = tf.convert_to_tensor(moving_mean), tf.convert_to_tensor(moving_variance)
    used = _cond(is_training, lambda: (tf.identity(mean), tf.identity(variance)), lambda: moving)
    shape = [-1 if i == axis else 1 for i in range(rank)]
    parameters = [p if p is None or axis == rank - 1 else tf.reshape(p, shape) for p in (*used, beta, gamma)]
    return tf.nn.batch_normalization(inputs, *parameters, epsilon), mean, variance


@add_arg_scope
def layer_norm(
    inputs,
    center=True,
    scale=True,
    activation_fn=None,
    reuse=None,
    variables_collections=None,
    outputs_collections=None,
    trainable=True,
    begin_norm_axis=1,
    begin_params_axis=-1,
    scope=None,
):
    """Normalizes over the axes from `begin_norm_axis`; parameters span those from `begin_params_axis`."""
    with tf.variable_scope(scope, "LayerNorm", [inputs], reuse=reuse) as sc:
        inputs = tf.convert_to_tensor(inputs)
        rank, dtype = inputs.shape.ndims, inputs.dtype.base_dtype
        begin_norm_axis += rank if begin_norm_axis < 0 else 0
        if begin_params_axis >= rank or begin_norm_axis >= rank:
            raise ValueError("begin_params_axis and begin_norm_axis must be < rank(inputs) (%d)" % rank)
        shape = inputs.shape[begin_params_axis:]
        if not shape.is_fully_defined():
            raise ValueError("Inputs shape %s is not fully defined" % inputs.shape)
        beta = gamma = None
        if center:
            beta = model_variable(
                "beta",
                shape=shape,
                dtype=dtype,
                initializer=tf.zeros_initializer(),
                collections=_variable_collections(variables_collections, "beta"),
                trainable=trainable,
            )
        if scale:
            gamma = model_variable(
                "gamma",
                shape=shape,
                dtype=dtype,
                initializer=tf.ones_initializer(),
                collections=_variable_collections(variables_collections, "gamma"),
                trainable=trainable,
            )
        mean, variance = tf.nn.moments(inputs, list(range(begin_norm_axis, rank)), keep_dims=True)
        epsilon = 1e-3 if dtype == tf.float16 else 1e-12
        outputs = tf.nn.batch_normalization(inputs, mean, variance, beta, gamma, epsilon)
        outputs.set_shape(inputs.shape)
        outputs = outputs if activation_fn is None else activation_fn(outputs)
        return _collect_outputs(outputs_collections, sc.name, outputs)


@add_arg_scope
def instance_norm(
    inputs,
    center=True,
    scale=True,
    epsilon=1e-6,
    activation_fn=None,
    param_initializers=None,
    reuse=None,
    variables_collections=None,
    outputs_collections=None,
    trainable=True,
    data_format="NHWC",
    scope=None,
):
    """Normalizes every channel of every example by itself."""
    inputs = tf.convert_to_tensor(inputs)
    with tf.variable_scope(scope, "InstanceNorm", [inputs], reuse=reuse) as sc:
        rank = inputs.shape.ndims
        axis = 1 if data_format == "NCHW" else rank - 1
        channels, dtype = _channels(inputs.shape, axis), inputs.dtype.base_dtype
        options = (channels, dtype, param_initializers or {}, {}, variables_collections, trainable)
        shape = [channels if i == axis else 1 for i in range(rank)]
        beta = tf.reshape(_parameter("beta", *options), shape) if center else None
        gamma = tf.reshape(_parameter("gamma", *options), shape) if scale else None
        mean, variance = tf.nn.moments(inputs, [i for i in range(1, rank) if i != axis], keep_dims=True)
        outputs = tf.nn.batch_normalization(inputs, mean, variance, beta, gamma, epsilon, name="instancenorm")
        outputs = outputs if activation_fn is None else activation_fn(outputs)
        return _collect_outputs(outputs_collections, sc.name, outputs)


@add_arg_scope
def group_norm(
    inputs,
    groups=32,
    channels_axis=-1,
    reduction_axes=(-3, -2),
    center=True,
    scale=True,
    epsilon=1e-6,
    activation_fn=None,
    param_initializers=None,
    reuse=None,
    variables_collections=None,
    outputs_collections=None,
    trainable=True,
    scope=None,
    mean_close_to_zero=False,
):
    """Normalizes groups of channels of every example by themselves."""
    inputs = tf.convert_to_tensor(inputs)
    rank = inputs.shape.ndims
    axis = channels_axis % rank
    channels = _channels(inputs.shape, axis)
    if groups > channels or channels % groups:
        raise ValueError("%d channels is not commensurate with %d groups." % (channels, groups))
    dynamic = tf.shape(inputs)
    sizes = [dynamic[i] if size is None else size for i, size in enumerate(inputs.shape.as_list())]
    split = [groups, channels // groups]
    grouped = tf.reshape(inputs, sizes[:axis] + split + sizes[axis + 1 :])
    axes = [axis + 1] + [a + 1 if a > axis else a for a in (a % rank for a in reduction_axes)]
    with tf.variable_scope(scope, "GroupNorm", [inputs], reuse=reuse) as sc:
        dtype = inputs.dtype.base_dtype
        options = (channels, dtype, param_initializers or {}, {}, variables_collections, trainable)
        shape = [1] * axis + split + [1] * (rank - axis - 1)
        beta = tf.reshape(_parameter("beta", *options), shape) if center else None
        gamma = tf.reshape(_parameter("gamma", *options), shape) if scale else None
        if mean_close_to_zero:
            count, total, squares, _ = tf.nn.sufficient_statistics(grouped, axes, keep_dims=True)
            mean, variance = tf.nn.normalize_moments(count, total, squares, shift=None)
        else:
            mean, variance = tf.nn.moments(grouped, axes, keep_dims=True)
        gain = tf.rsqrt(variance + epsilon)
        offset = -mean * gain
        if gamma is not None:
            gain, offset = gain * gamma, offset * gamma
        if beta is not None:
            offset += beta
        outputs = tf.reshape(grouped * gain + offset, sizes)
        outputs = outputs if activation_fn is None else activation_fn(outputs)
        return _collect_outputs(outputs_collections, sc.name, outputs)


@add_arg_scope
def unit_norm(inputs, dim, epsilon=1e-7, scope=None):
    """Divides by the euclidean length along one axis."""
    with tf.variable_scope(scope, "UnitNorm", [inputs]):
        return inputs / tf.sqrt(epsilon + tf.reduce_sum(tf.square(inputs), dim, keepdims=True))
