"""`tf.contrib.layers`, which slim shares: layers whose variables are called weights and biases."""

import functools

import tensorflow.compat.v1 as tf

from tf2migrate.support.legacy.arg_scopes import add_arg_scope
from tf2migrate.support.legacy.base import _tuple
from tf2migrate.support.legacy.contrib_variables import model_variable
from tf2migrate.support.legacy.convolution_layers import (
    Conv1D,
    Conv2D,
    Conv2DTranspose,
    Conv3D,
    Conv3DTranspose,
    SeparableConv2D,
)
from tf2migrate.support.legacy.core_layers import Dense, Dropout, flatten
from tf2migrate.support.legacy.pooling_layers import (
    AveragePooling2D,
    AveragePooling3D,
    MaxPooling2D,
    MaxPooling3D,
)


def l1_regularizer(scale, scope=None):
    """Gives `scale * sum(|weights|)`; nothing when the scale is 0.0."""

    def l1(weights, name=None):
        with tf.name_scope(scope, "l1_regularizer", [weights]) as name:
            my_scale = tf.convert_to_tensor(scale, dtype=weights.dtype.base_dtype, name="scale")
            return tf.multiply(my_scale, tf.reduce_sum(tf.abs(weights)), name=name)

    return l1 if _checked_scale(scale) else lambda _: None


def l2_regularizer(scale, scope=None):
    """Gives `scale * sum(weights ** 2) / 2`; nothing when the scale is 0.0."""

    def l2(weights):
        with tf.name_scope(scope, "l2_regularizer", [weights]) as name:
            my_scale = tf.convert_to_tensor(scale, dtype=weights.dtype.base_dtype, name="scale")
            return tf.multiply(my_scale, tf.nn.l2_loss(weights), name=name)

    return l2 if _checked_scale(scale) else lambda _: None


def _checked_scale(scale):
    if isinstance(scale, int):
        raise ValueError("scale cannot be an integer: %s" % scale)
    if isinstance(scale, float) and scale < 0.0:
        raise ValueError("Setting a scale less than 0 on a regularizer: %g" % scale)
    return not (isinstance(scale, float) and scale == 0.0)


def l1_l2_regularizer(scale_l1=1.0, scale_l2=1.0, scope=None):
    """The sum of both regularizers."""
    scope = scope or "l1_l2_regularizer"
    if scale_l1 == 0.0:
        return l2_regularizer(scale_l2, scope)
    if scale_l2 == 0.0:
        return l1_regularizer(scale_l1, scope)
    return sum_regularizer([l1_regularizer(scale_l1), l2_regularizer(scale_l2)], scope=scope)


def sum_regularizer(regularizer_list, scope=None):
    """The sum of the regularizers in a list; None in it does not count."""
    regularizers = [regularizer for regularizer in regularizer_list if regularizer is not None]
    if not regularizers:
        return None

    def sum_reg(weights):
        with tf.name_scope(scope, "sum_regularizer", [weights]) as name:
            losses = [regularizer(weights) for regularizer in regularizers]
            losses = [loss for loss in losses if loss is not None]
            return tf.add_n(losses, name=name) if losses else None

    return sum_reg


def apply_regularization(regularizer, weights_list=None):
    """Adds the sum of the losses of a list of weights to REGULARIZATION_LOSSES and returns it."""
    weights_list = weights_list or tf.get_collection(tf.GraphKeys.WEIGHTS)
    if not weights_list:
        raise ValueError("No weights to regularize.")
    with tf.name_scope("get_regularization_penalty", values=weights_list) as scope:
        penalties = [regularizer(weights) for weights in weights_list]
        penalties = [tf.constant(0.0) if penalty is None else penalty for penalty in penalties]
        summed = tf.add_n(penalties, name=scope)
        tf.add_to_collection(tf.GraphKeys.REGULARIZATION_LOSSES, summed)
        return summed


def xavier_initializer(uniform=True, seed=None, dtype=tf.float32):
    """Numbers whose variance is one over the mean of fan in and fan out."""
    return variance_scaling_initializer(1.0, "FAN_AVG", uniform, seed, dtype)


def variance_scaling_initializer(factor=2.0, mode="FAN_IN", uniform=False, seed=None, dtype=tf.float32):
    """Numbers whose variance is `factor / n`, uniform or from a truncated normal distribution."""
    if not tf.as_dtype(dtype).is_floating:
        raise TypeError("Cannot create initializer for non-floating point type.")
    if mode not in ("FAN_IN", "FAN_OUT", "FAN_AVG"):
        raise TypeError("Unknown mode %s [FAN_IN, FAN_OUT, FAN_AVG]" % mode)

    def initializer(shape, dtype=dtype, partition_info=None):
        shape = [int(size) for size in shape]
        fan_in = float((shape[-2] if len(shape) > 1 else shape[-1]) if shape else 1)
        fan_out = float(shape[-1] if shape else 1)
        for size in shape[:-2]:
            fan_in, fan_out = fan_in * size, fan_out * size
        n = {"FAN_IN": fan_in, "FAN_OUT": fan_out, "FAN_AVG": (fan_in + fan_out) / 2.0}[mode]
        if uniform:
            limit = (3.0 * factor / n) ** 0.5
            return tf.random_uniform(shape, -limit, limit, dtype, seed=seed)
        # Cutting a normal distribution off at two sigma takes 1 - 1/1.3 of its variance.
        return tf.truncated_normal(shape, 0.0, (1.3 * factor / n) ** 0.5, dtype, seed=seed)

    return initializer


def _model_variable_getter(getter, name, rename=None, **kwargs):
    """Makes variables of layers model variables; `rename` maps the last part of their names."""
    head, _, tail = name.rpartition("/")
    name = (head + "/" if head else "") + (rename or {}).get(tail, tail)
    taken = (
        "shape dtype initializer regularizer trainable collections caching_device partitioner use_resource "
        "synchronization aggregation"
    ).split()
    return model_variable(name, custom_getter=getter, **{key: kwargs[key] for key in taken if key in kwargs})


def _renaming_getter(rename=None):
    def getter(getter, *args, **kwargs):
        return _model_variable_getter(getter, *args, rename=rename, **kwargs)

    return getter


_WEIGHTS_AND_BIASES = {"bias": "biases", "kernel": "weights"}


def _variable_collections(collections, name):
    return collections.get(name) if isinstance(collections, dict) else collections


def _add_to_collections(var, collections, name):
    for collection in _variable_collections(collections, name) or []:
        if not any(member is var for member in tf.get_collection(collection)):
            tf.add_to_collection(collection, var)


def _collect_outputs(collections, alias, outputs):
    """Adds outputs to collections under the name of their scope."""
    if collections:
        outputs.aliases = getattr(outputs, "aliases", []) + [alias.rstrip("/")]
        tf.add_to_collections(collections, outputs)
    return outputs


def convert_collection_to_dict(collection, clear_collection=False):
    """Scope names to the outputs that layers added to a collection."""
    outputs = {
        alias: tensor
        for tensor in tf.get_collection(collection)
        for alias in getattr(tensor, "aliases", [tensor.op.name])
    }
    if clear_collection:
        tf.get_default_graph().clear_collection(collection)
    return outputs


def _normalize_and_activate(outputs, normalizer_fn, normalizer_params, activation_fn):
    if normalizer_fn is not None:
        outputs = normalizer_fn(outputs, **(normalizer_params or {}))
    return outputs if activation_fn is None else activation_fn(outputs)


@add_arg_scope
def fully_connected(
    inputs,
    num_outputs,
    activation_fn=tf.nn.relu,
    normalizer_fn=None,
    normalizer_params=None,
    weights_initializer=xavier_initializer(),
    weights_regularizer=None,
    biases_initializer=tf.zeros_initializer(),
    biases_regularizer=None,
    reuse=None,
    variables_collections=None,
    outputs_collections=None,
    trainable=True,
    scope=None,
):
    """A dense layer over the last axis, with relu; no bias when there is a normalizer."""
    if not isinstance(num_outputs, int):
        raise ValueError("num_outputs type should be int, got %s." % type(num_outputs))
    getter = _renaming_getter(_WEIGHTS_AND_BIASES)
    with tf.variable_scope(scope, "fully_connected", [inputs], reuse=reuse, custom_getter=getter) as sc:
        inputs = tf.convert_to_tensor(inputs)
        layer = Dense(
            num_outputs,
            use_bias=not normalizer_fn and biases_initializer is not None,
            kernel_initializer=weights_initializer,
            bias_initializer=biases_initializer,
            kernel_regularizer=weights_regularizer,
            bias_regularizer=biases_regularizer,
            trainable=trainable,
            name=sc.name,
            dtype=inputs.dtype.base_dtype,
            _scope=sc,
            _reuse=reuse,
        )
        outputs = layer(inputs)
        _add_to_collections(layer.kernel, variables_collections, "weights")
        if layer.bias is not None:
            _add_to_collections(layer.bias, variables_collections, "biases")
        outputs = _normalize_and_activate(outputs, normalizer_fn, normalizer_params, activation_fn)
        return _collect_outputs(outputs_collections, sc.name, outputs)


def _data_format(data_format):
    return "channels_first" if data_format and data_format.startswith("NC") else "channels_last"


@add_arg_scope
def convolution(
    inputs,
    num_outputs,
    kernel_size,
    stride=1,
    padding="SAME",
    data_format=None,
    rate=1,
    activation_fn=tf.nn.relu,
    normalizer_fn=None,
    normalizer_params=None,
    weights_initializer=xavier_initializer(),
    weights_regularizer=None,
    biases_initializer=tf.zeros_initializer(),
    biases_regularizer=None,
    reuse=None,
    variables_collections=None,
    outputs_collections=None,
    trainable=True,
    scope=None,
    conv_dims=None,
):
    """A convolution of rank 1, 2 or 3, by the rank of the inputs, with relu and SAME padding."""
    getter = _renaming_getter(_WEIGHTS_AND_BIASES)
    with tf.variable_scope(scope, "Conv", [inputs], reuse=reuse, custom_getter=getter) as sc:
        inputs = tf.convert_to_tensor(inputs)
        rank = inputs.shape.ndims
        if rank not in (3, 4, 5) or conv_dims not in (None, rank - 2):
            wanted = "3, 4 or 5" if conv_dims is None else conv_dims + 2
            raise ValueError("Convolution expects input with rank %s, got %s" % (wanted, rank))
        layer = {3: Conv1D, 4: Conv2D, 5: Conv3D}[rank](
            num_outputs,
            kernel_size,
            strides=stride,
            padding=padding,
            data_format=_data_format(data_format),
            dilation_rate=rate,
            use_bias=not normalizer_fn and biases_initializer is not None,
            kernel_initializer=weights_initializer,
            bias_initializer=biases_initializer,
            kernel_regularizer=weights_regularizer,
            bias_regularizer=biases_regularizer,
            trainable=trainable,
            name=sc.name,
            dtype=inputs.dtype.base_dtype,
            _scope=sc,
            _reuse=reuse,
        )
        outputs = layer(inputs)
        _add_to_collections(layer.kernel, variables_collections, "weights")
        if layer.bias is not None:
            _add_to_collections(layer.bias, variables_collections, "biases")
        outputs = _normalize_and_activate(outputs, normalizer_fn, normalizer_params, activation_fn)
        return _collect_outputs(outputs_collections, sc.name, outputs)


def _convolution_of(rank, name):
    @functools.wraps(convolution)
    def convolve(*args, **kwargs):
        return convolution.__wrapped__(*args, conv_dims=rank, **kwargs)

    del convolve._key_op
    convolve.__name__ = name
    return add_arg_scope(convolve)


convolution1d = _convolution_of(1, "convolution1d")
convolution2d = _convolution_of(2, "convolution2d")
convolution3d = _convolution_of(3, "convolution3d")


def _transposed(layer_class, inputs, arguments, default_name):
    """What the transposed convolutions share; `arguments` are those of the public function."""
    normalizer_fn, biases_initializer = arguments["normalizer_fn"], arguments["biases_initializer"]
    reuse, collections = arguments["reuse"], arguments["variables_collections"]
    getter = _renaming_getter(_WEIGHTS_AND_BIASES)
    with tf.variable_scope(arguments["scope"], default_name, [inputs], reuse=reuse, custom_getter=getter) as sc:
        inputs = tf.convert_to_tensor(inputs)
        layer = layer_class(
            arguments["num_outputs"],
            arguments["kernel_size"],
            strides=arguments["stride"],
            padding=arguments["padding"],
            data_format=_data_format(arguments["data_format"]),
            use_bias=not normalizer_fn and biases_initializer is not None,
            kernel_initializer=arguments["weights_initializer"],
            bias_initializer=biases_initializer,
            kernel_regularizer=arguments["weights_regularizer"],
            bias_regularizer=arguments["biases_regularizer"],
            trainable=arguments["trainable"],
            name=sc.name,
            dtype=inputs.dtype.base_dtype,
            _scope=sc,
            _reuse=reuse,
        )
        outputs = layer(inputs)
        _add_to_collections(layer.kernel, collections, "weights")
        if layer.bias is not None:
            _add_to_collections(layer.bias, collections, "biases")
        outputs = _normalize_and_activate(
            outputs, normalizer_fn, arguments["normalizer_params"], arguments["activation_fn"]
        )
        return _collect_outputs(arguments["outputs_collections"], sc.name, outputs)


@add_arg_scope
def convolution2d_transpose(
    inputs,
    num_outputs,
    kernel_size,
    stride=1,
    padding="SAME",
    data_format="NHWC",
    activation_fn=tf.nn.relu,
    normalizer_fn=None,
    normalizer_params=None,
    weights_initializer=xavier_initializer(),
    weights_regularizer=None,
    biases_initializer=tf.zeros_initializer(),
    biases_regularizer=None,
    reuse=None,
    variables_collections=None,
    outputs_collections=None,
    trainable=True,
    scope=None,
):
    """A transposed convolution of images, with relu and SAME padding."""
    return _transposed(Conv2DTranspose, inputs, locals(), "Conv2d_transpose")


@add_arg_scope
def convolution3d_transpose(
    inputs,
    num_outputs,
    kernel_size,
    stride=1,
    padding="SAME",
    data_format="NDHWC",
    activation_fn=tf.nn.relu,
    normalizer_fn=None,
    normalizer_params=None,
    weights_initializer=xavier_initializer(),
    weights_regularizer=None,
    biases_initializer=tf.zeros_initializer(),
    biases_regularizer=None,
    reuse=None,
    variables_collections=None,
    outputs_collections=None,
    trainable=True,
    scope=None,
):
    """A transposed convolution of volumes, with relu and SAME padding."""
    return _transposed(Conv3DTranspose, inputs, locals(), "Conv3d_transpose")


@add_arg_scope
def separable_convolution2d(
    inputs,
    num_outputs,
    kernel_size,
    depth_multiplier=1,
    stride=1,
    padding="SAME",
    data_format="NHWC",
    rate=1,
    activation_fn=tf.nn.relu,
    normalizer_fn=None,
    normalizer_params=None,
    weights_initializer=xavier_initializer(),
    pointwise_initializer=None,
    weights_regularizer=None,
    biases_initializer=tf.zeros_initializer(),
    biases_regularizer=None,
    reuse=None,
    variables_collections=None,
    outputs_collections=None,
    trainable=True,
    scope=None,
):
    """A convolution per channel, then one over the channels; without the latter if `num_outputs` is None."""
    getter = _renaming_getter(
        {
            "bias": "biases",
            "depthwise_kernel": "depthwise_weights",
            "pointwise_kernel": "pointwise_weights",
        }
    )
    with tf.variable_scope(scope, "SeparableConv2d", [inputs], reuse=reuse, custom_getter=getter) as sc:
        inputs = tf.convert_to_tensor(inputs)
        if num_outputs is not None:
            layer = SeparableConv2D(
                num_outputs,
                kernel_size,
                strides=stride,
                padding=padding,
                data_format=_data_format(data_format),
                dilation_rate=_tuple(rate, 2),
                depth_multiplier=depth_multiplier,
                use_bias=not normalizer_fn and biases_initializer is not None,
                depthwise_initializer=weights_initializer,
                pointwise_initializer=pointwise_initializer or weights_initializer,
                bias_initializer=biases_initializer,
                depthwise_regularizer=weights_regularizer,
                pointwise_regularizer=weights_regularizer,
                bias_regularizer=biases_regularizer,
                trainable=trainable,
                name=sc.name,
                dtype=inputs.dtype.base_dtype,
                _scope=sc,
                _reuse=reuse,
            )
            outputs = layer(inputs)
            _add_to_collections(layer.depthwise_kernel, variables_collections, "weights")
            _add_to_collections(layer.pointwise_kernel, variables_collections, "weights")
            if layer.bias is not None:
                _add_to_collections(layer.bias, variables_collections, "biases")
            outputs = _normalize_and_activate(outputs, normalizer_fn, normalizer_params, activation_fn)
            return _collect_outputs(outputs_collections, sc.name, outputs)

        first = _data_format(data_format) == "channels_first"
        channels = inputs.shape.as_list()[1 if first else -1]
        weights = model_variable(
            "depthwise_weights",
            shape=list(_tuple(kernel_size, 2)) + [channels, depth_multiplier],
            dtype=inputs.dtype.base_dtype,
            initializer=weights_initializer,
            regularizer=weights_regularizer,
            trainable=trainable,
            collections=_variable_collections(variables_collections, "weights"),
        )
        strides = list(_tuple(stride, 2))
        outputs = tf.nn.depthwise_conv2d(
            inputs,
            weights,
            [1, 1] + strides if first else [1] + strides + [1],
            padding,
            rate=_tuple(rate, 2),
            data_format=data_format,
        )
        if normalizer_fn is None and biases_initializer is not None:
            biases = model_variable(
                "biases",
                shape=[depth_multiplier * channels],
                dtype=inputs.dtype.base_dtype,
                initializer=biases_initializer,
                regularizer=biases_regularizer,
                trainable=trainable,
                collections=_variable_collections(variables_collections, "biases"),
            )
            outputs = tf.nn.bias_add(outputs, biases, data_format=data_format)
        outputs = _normalize_and_activate(outputs, normalizer_fn, normalizer_params, activation_fn)
        return _collect_outputs(outputs_collections, sc.name, outputs)


@add_arg_scope
def bias_add(
    inputs,
    activation_fn=None,
    initializer=tf.zeros_initializer(),
    regularizer=None,
    reuse=None,
    variables_collections=None,
    outputs_collections=None,
    trainable=True,
    data_format="NHWC",
    scope=None,
):
    """Adds one number per channel."""
    with tf.variable_scope(scope, "BiasAdd", [inputs], reuse=reuse) as sc:
        inputs = tf.convert_to_tensor(inputs)
        biases = model_variable(
            "biases",
            shape=[inputs.shape.as_list()[1 if data_format == "NCHW" else -1]],
            dtype=inputs.dtype.base_dtype,
            initializer=initializer,
            regularizer=regularizer,
            collections=_variable_collections(variables_collections, "biases"),
            trainable=trainable,
        )
        outputs = tf.nn.bias_add(inputs, biases, data_format=data_format)
        outputs = outputs if activation_fn is None else activation_fn(outputs)
        return _collect_outputs(outputs_collections, sc.name, outputs)


def _pool(layer_class, default_name, inputs, kernel_size, stride, padding, data_format, collections, scope):
    with tf.name_scope(scope, default_name, [inputs]) as sc:
        layer = layer_class(kernel_size, stride, padding, _data_format(data_format), _scope=sc)
        return _collect_outputs(collections, sc, layer(tf.convert_to_tensor(inputs)))


@add_arg_scope
def max_pool2d(
    inputs,
    kernel_size,
    stride=2,
    padding="VALID",
    data_format="NHWC",
    outputs_collections=None,
    scope=None,
):
    """Maximum over windows of an image; the stride is 2 by default."""
    arguments = inputs, kernel_size, stride, padding, data_format, outputs_collections, scope
    return _pool(MaxPooling2D, "MaxPool2D", *arguments)


@add_arg_scope
def avg_pool2d(
    inputs,
    kernel_size,
    stride=2,
    padding="VALID",
    data_format="NHWC",
    outputs_collections=None,
    scope=None,
):
    """Mean over windows of an image; the stride is 2 by default."""
    arguments = inputs, kernel_size, stride, padding, data_format, outputs_collections, scope
    return _pool(AveragePooling2D, "AvgPool2D", *arguments)


@add_arg_scope
def max_pool3d(
    inputs,
    kernel_size,
    stride=2,
    padding="VALID",
    data_format="NDHWC",
    outputs_collections=None,
    scope=None,
):
    """Maximum over windows of a volume; the stride is 2 by default."""
    arguments = inputs, kernel_size, stride, padding, data_format, outputs_collections, scope
    return _pool(MaxPooling3D, "MaxPool3D", *arguments)


@add_arg_scope
def avg_pool3d(
    inputs,
    kernel_size,
    stride=2,
    padding="VALID",
    data_format="NDHWC",
    outputs_collections=None,
    scope=None,
):
    """Mean over windows of a volume; the stride is 2 by default."""
    arguments = inputs, kernel_size, stride, padding, data_format, outputs_collections, scope
    return _pool(AveragePooling3D, "AvgPool3D", *arguments)


def _contrib_dropout(
    inputs,
    keep_prob=0.5,
    noise_shape=None,
    is_training=True,
    outputs_collections=None,
    scope=None,
    seed=None,
):
    """Keeps a share `keep_prob` of the inputs; on by default."""
    with tf.variable_scope(scope, "Dropout", [inputs], custom_getter=_renaming_getter()) as sc:
        layer = Dropout(1 - keep_prob, noise_shape=noise_shape, seed=seed, name=sc.name, _scope=sc)
        outputs = layer(tf.convert_to_tensor(inputs), training=is_training)
        return _collect_outputs(outputs_collections, sc.name, outputs)


def _contrib_flatten(inputs, outputs_collections=None, scope=None):
    """Everything but the batch axis as one axis."""
    with tf.name_scope(scope, "Flatten", [inputs]) as sc:
        return _collect_outputs(outputs_collections, sc, flatten(tf.convert_to_tensor(inputs)))


# `repeat` and `stack` name scopes after these.
_contrib_dropout.__name__, _contrib_flatten.__name__ = "dropout", "flatten"
contrib_dropout = add_arg_scope(_contrib_dropout)
contrib_flatten = add_arg_scope(_contrib_flatten)


@add_arg_scope
def one_hot_encoding(labels, num_classes, on_value=1.0, off_value=0.0, outputs_collections=None, scope=None):
    """Labels as one-hot rows of float32."""
    with tf.name_scope(scope, "OneHotEncoding", [labels, num_classes]) as sc:
        labels = tf.convert_to_tensor(labels)
        labels = tf.cast(labels, tf.int64) if labels.dtype == tf.int32 else labels
        outputs = tf.one_hot(labels, num_classes, on_value=on_value, off_value=off_value)
        return _collect_outputs(outputs_collections, sc, outputs)


@add_arg_scope
def contrib_softmax(logits, scope=None):
    """Softmax over the last axis."""
    with tf.variable_scope(scope, "softmax", [logits]):
        predictions = tf.nn.softmax(tf.reshape(logits, [-1, logits.shape.as_list()[-1]]))
        predictions = tf.reshape(predictions, tf.shape(logits))
        predictions.set_shape(logits.shape)
        return predictions


def _function_name(layer, default):
    return getattr(layer, "__name__", getattr(getattr(layer, "func", None), "__name__", default))


def repeat(inputs, repetitions, layer, *args, **kwargs):
    """Applies a layer several times, under the scopes `scope_1`, `scope_2` ..."""
    scope = kwargs.pop("scope", None)
    with tf.variable_scope(scope, "Repeat", [inputs]):
        outputs = tf.convert_to_tensor(inputs)
        scope = _function_name(layer, "repeat") if scope is None else scope
        for i in range(repetitions):
            outputs = layer(outputs, *args, **dict(kwargs, scope="%s_%d" % (scope, i + 1)))
        return outputs


def stack(inputs, layer, stack_args, **kwargs):
    """Applies a layer once per entry of `stack_args`, under the scopes `scope_1`, `scope_2` ..."""
    scope = kwargs.pop("scope", None)
    if not isinstance(stack_args, (list, tuple)):
        raise ValueError("stack_args need to be a list or tuple")
    with tf.variable_scope(scope, "Stack", [inputs]):
        outputs = tf.convert_to_tensor(inputs)
        scope = _function_name(layer, "stack") if scope is None else scope
        for i, args in enumerate(stack_args):
            args = args if isinstance(args, (list, tuple)) else [args]
            outputs = layer(outputs, *args, **dict(kwargs, scope="%s_%d" % (scope, i + 1)))
        return outputs


def embed_sequence(
    ids,
    vocab_size=None,
    embed_dim=None,
    unique=False,
    initializer=None,
    regularizer=None,
    trainable=True,
    scope=None,
    reuse=None,
):
    """Rows of a trained table for ids."""
    if not (reuse or (vocab_size and embed_dim)):
        raise ValueError("Must specify vocab size and embedding dimension when not reusing.")
    with tf.variable_scope(scope, "EmbedSequence", [ids], reuse=reuse):
        shape = [vocab_size, embed_dim]
        if reuse and vocab_size is None or embed_dim is None:
            shape = None
        embeddings = model_variable(
            "embeddings", shape=shape, initializer=initializer, regularizer=regularizer, trainable=trainable
        )
        return tf.nn.embedding_lookup(embeddings, ids)


elu = functools.partial(fully_connected, activation_fn=tf.nn.elu)
relu = functools.partial(fully_connected, activation_fn=tf.nn.relu)
relu6 = functools.partial(fully_connected, activation_fn=tf.nn.relu6)
linear = functools.partial(fully_connected, activation_fn=None)
