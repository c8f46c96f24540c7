"""`tf.layers`: convolutions, plain, transposed and separable."""

import tensorflow.compat.v1 as tf

from tf2migrate.support.legacy.base import Layer, _activation, _channels, _tuple


class _Convolution(Layer):
    """What convolutions of every rank share. The data format is `channels_last` or `channels_first`."""

    rank = None

    def __init__(
        self,
        filters,
        kernel_size,
        strides=1,
        padding="valid",
        data_format="channels_last",
        dilation_rate=1,
        activation=None,
        use_bias=True,
        kernel_initializer=None,
        bias_initializer=tf.zeros_initializer(),
        kernel_regularizer=None,
        bias_regularizer=None,
        activity_regularizer=None,
        kernel_constraint=None,
        bias_constraint=None,
        trainable=True,
        name=None,
        **kwargs,
    ):
        super().__init__(trainable=trainable, name=name, activity_regularizer=activity_regularizer, **kwargs)
        self.filters = int(filters)
        self.kernel_size = _tuple(kernel_size, self.rank)
        self.strides = _tuple(strides, self.rank)
        self.padding = padding.upper()
        self.data_format = data_format
        self.dilation_rate = _tuple(dilation_rate, self.rank)
        self.activation = _activation(activation)
        self.use_bias = use_bias
        self._kernel = dict(
            initializer=kernel_initializer, regularizer=kernel_regularizer, constraint=kernel_constraint
        )
        self._bias = dict(initializer=bias_initializer, regularizer=bias_regularizer, constraint=bias_constraint)
        self.kernel = self.bias = None

    @property
    def _first(self):
        return self.data_format == "channels_first"

    @property
    def _format(self):
        """The data format as the ops spell it: NWC, NCHW ..."""
        space = {1: "W", 2: "HW", 3: "DHW"}[self.rank]
        return "NC" + space if self._first else "N" + space + "C"

    def _kernel_shape(self, channels):
        return list(self.kernel_size) + [channels, self.filters]

    def _add_bias(self):
        if self.use_bias:
            self.bias = self.add_weight("bias", [self.filters], **self._bias)

    def _finish(self, outputs):
        if self.use_bias and self._first and self.rank != 2:
            outputs += tf.reshape(self.bias, [1, -1] + [1] * self.rank)
        elif self.use_bias:
            outputs = tf.nn.bias_add(outputs, self.bias, data_format="NCHW" if self._first else "NHWC")
        return self.activation(outputs) if self.activation is not None else outputs

    def build(self, input_shape):
        channels = _channels(input_shape, 1 if self._first else -1)
        self.kernel = self.add_weight("kernel", self._kernel_shape(channels), **self._kernel)
        self._add_bias()
        self.built = True

    def call(self, inputs):
        if self.padding == "CAUSAL":
            before = self.dilation_rate[0] * (self.kernel_size[0] - 1)
            steps = [[0, 0], [before, 0]] if self._first else [[before, 0], [0, 0]]
            inputs = tf.pad(inputs, [[0, 0]] + steps)
        outputs = tf.nn.convolution(
            inputs,
            self.kernel,
            padding="VALID" if self.padding == "CAUSAL" else self.padding,
            strides=self.strides,
            dilation_rate=self.dilation_rate,
            data_format=self._format,
        )
        return self._finish(outputs)


class Conv1D(_Convolution):
    """Convolution of `[batch, steps, channels]`."""

    rank = 1


class Conv2D(_Convolution):
    """Convolution of `[batch, height, width, channels]`."""

    rank = 2


class Conv3D(_Convolution):
    """Convolution of `[batch, depth, height, width, channels]`."""

    rank = 3


class _Transposed(_Convolution):
    def __init__(self, filters, kernel_size, strides=1, padding="valid", data_format="channels_last", **kwargs):
        super().__init__(filters, kernel_size, strides, padding, data_format, **kwargs)

    def _kernel_shape(self, channels):
        return list(self.kernel_size) + [self.filters, channels]

    def _lengths(self, sizes):
        """The lengths of the output along the spatial axes."""
        lengths = []
        for size, kernel, stride in zip(sizes, self.kernel_size, self.strides):
            length = None if size is None else size * stride
            if length is not None and self.padding == "VALID":
                length += max(kernel - stride, 0)
            lengths.append(length)
        return lengths

    def _shape(self, batch, lengths):
        return [batch, self.filters] + lengths if self._first else [batch] + lengths + [self.filters]

    def call(self, inputs):
        space = slice(2, None) if self._first else slice(1, -1)
        static, dynamic = inputs.shape.as_list(), tf.shape(inputs)
        sizes = [dynamic[i] if size is None else size for i, size in enumerate(static)]
        operation = {2: tf.nn.conv2d_transpose, 3: tf.nn.conv3d_transpose}[self.rank]
        outputs = operation(
            inputs,
            self.kernel,
            tf.stack(self._shape(dynamic[0], self._lengths(sizes[space]))),
            strides=[1, 1] + list(self.strides) if self._first else [1] + list(self.strides) + [1],
            padding=self.padding,
            data_format=self._format,
        )
        if not tf.executing_eagerly():
            outputs.set_shape(self._shape(static[0], self._lengths(static[space])))
        return self._finish(outputs)


class Conv2DTranspose(_Transposed):
    """The gradient of a 2D convolution as a layer: deconvolution."""

    rank = 2


class Conv3DTranspose(_Transposed):
    """The gradient of a 3D convolution as a layer: deconvolution."""

    rank = 3


class _Separable(_Convolution):
    def __init__(
        self,
        filters,
        kernel_size,
        strides=1,
        padding="valid",
        data_format="channels_last",
        dilation_rate=1,
        depth_multiplier=1,
        activation=None,
        use_bias=True,
        depthwise_initializer=None,
        pointwise_initializer=None,
        bias_initializer=tf.zeros_initializer(),
        depthwise_regularizer=None,
        pointwise_regularizer=None,
        bias_regularizer=None,
        activity_regularizer=None,
        depthwise_constraint=None,
        pointwise_constraint=None,
        bias_constraint=None,
        trainable=True,
        name=None,
        **kwargs,
    ):
        super().__init__(
            filters,
            kernel_size,
            strides,
            padding,
            data_format,
            dilation_rate,
            activation=activation,
            use_bias=use_bias,
            bias_initializer=bias_initializer,
            bias_regularizer=bias_regularizer,
            activity_regularizer=activity_regularizer,
            bias_constraint=bias_constraint,
            trainable=trainable,
            name=name,
            **kwargs,
        )
        self.depth_multiplier = depth_multiplier
        self._depthwise = dict(
            initializer=depthwise_initializer,
            regularizer=depthwise_regularizer,
            constraint=depthwise_constraint,
        )
        self._pointwise = dict(
            initializer=pointwise_initializer,
            regularizer=pointwise_regularizer,
            constraint=pointwise_constraint,
        )
        self.depthwise_kernel = self.pointwise_kernel = None

    def build(self, input_shape):
        channels = _channels(input_shape, 1 if self._first else -1)
        depthwise = list(self.kernel_size) + [channels, self.depth_multiplier]
        pointwise = [1] * self.rank + [self.depth_multiplier * channels, self.filters]
        self.depthwise_kernel = self.add_weight("depthwise_kernel", depthwise, **self._depthwise)
        self.pointwise_kernel = self.add_weight("pointwise_kernel", pointwise, **self._pointwise)
        self._add_bias()
        self.built = True

    def call(self, inputs):
        depthwise, pointwise = self.depthwise_kernel, self.pointwise_kernel
        strides, rates = list(self.strides), list(self.dilation_rate)
        if self.rank == 1:
            # There is no one-dimensional op: the steps become the columns of one row.
            row = 2 if self._first else 1
            inputs, depthwise, pointwise = (
                tf.expand_dims(inputs, row),
                tf.expand_dims(depthwise, 0),
                tf.expand_dims(pointwise, 0),
            )
            strides, rates = strides * 2, [1] + rates
        outputs = tf.nn.separable_conv2d(
            inputs,
            depthwise,
            pointwise,
            strides=[1, 1] + strides if self._first else [1] + strides + [1],
            padding=self.padding,
            rate=rates,
            data_format="NCHW" if self._first else "NHWC",
        )
        if self.rank == 1:
            outputs = tf.squeeze(outputs, [row])
        return self._finish(outputs)


class SeparableConv1D(_Separable):
    """Convolution per channel, then a convolution over the channels."""

    rank = 1


class SeparableConv2D(_Separable):
    """Convolution per channel, then a convolution over the channels."""

    rank = 2


def _convolve(layer_class, inputs, arguments):
    """The output of a new layer; `arguments` are those of the calling function."""
    arguments = dict(arguments)
    name, reuse = arguments.pop("name"), arguments.pop("reuse")
    return layer_class(name=name, _scope=name, _reuse=reuse, **arguments)(tf.convert_to_tensor(inputs))


def conv1d(
    inputs,
    filters,
    kernel_size,
    strides=1,
    padding="valid",
    data_format="channels_last",
    dilation_rate=1,
    activation=None,
    use_bias=True,
    kernel_initializer=None,
    bias_initializer=tf.zeros_initializer(),
    kernel_regularizer=None,
    bias_regularizer=None,
    activity_regularizer=None,
    kernel_constraint=None,
    bias_constraint=None,
    trainable=True,
    name=None,
    reuse=None,
):
    """The output of a new `Conv1D` layer."""
    arguments = dict(locals())
    return _convolve(Conv1D, arguments.pop("inputs"), arguments)


def conv2d(
    inputs,
    filters,
    kernel_size,
    strides=(1, 1),
    padding="valid",
    data_format="channels_last",
    dilation_rate=(1, 1),
    activation=None,
    use_bias=True,
    kernel_initializer=None,
    bias_initializer=tf.zeros_initializer(),
    kernel_regularizer=None,
    bias_regularizer=None,
    activity_regularizer=None,
    kernel_constraint=None,
    bias_constraint=None,
    trainable=True,
    name=None,
    reuse=None,
):
    """The output of a new `Conv2D` layer."""
    arguments = dict(locals())
    return _convolve(Conv2D, arguments.pop("inputs"), arguments)


def conv3d(
    inputs,
    filters,
    kernel_size,
    strides=(1, 1, 1),
    padding="valid",
    data_format="channels_last",
    dilation_rate=(1, 1, 1),
    activation=None,
    use_bias=True,
    kernel_initializer=None,
    bias_initializer=tf.zeros_initializer(),
    kernel_regularizer=None,
    bias_regularizer=None,
    activity_regularizer=None,
    kernel_constraint=None,
    bias_constraint=None,
    trainable=True,
    name=None,
    reuse=None,
):
    """The output of a new `Conv3D` layer."""
    arguments = dict(locals())
    return _convolve(Conv3D, arguments.pop("inputs"), arguments)


def conv2d_transpose(
    inputs,
    filters,
    kernel_size,
    strides=(1, 1),
    padding="valid",
    data_format="channels_last",
    activation=None,
    use_bias=True,
    kernel_initializer=None,
    bias_initializer=tf.zeros_initializer(),
    kernel_regularizer=None,
    bias_regularizer=None,
    activity_regularizer=None,
    kernel_constraint=None,
    bias_constraint=None,
    trainable=True,
    name=None,
    reuse=None,
):
    """The output of a new `Conv2DTranspose` layer."""
    arguments = dict(locals())
    return _convolve(Conv2DTranspose, arguments.pop("inputs"), arguments)


def conv3d_transpose(
    inputs,
    filters,
    kernel_size,
    strides=(1, 1, 1),
    padding="valid",
    data_format="channels_last",
    activation=None,
    use_bias=True,
    kernel_initializer=None,
    bias_initializer=tf.zeros_initializer(),
    kernel_regularizer=None,
    bias_regularizer=None,
    activity_regularizer=None,
    kernel_constraint=None,
    bias_constraint=None,
    trainable=True,
    name=None,
    reuse=None,
):
    """The output of a new `Conv3DTranspose` layer."""
    arguments = dict(locals())
    return _convolve(Conv3DTranspose, arguments.pop("inputs"), arguments)


def separable_conv1d(
    inputs,
    filters,
    kernel_size,
    strides=1,
    padding="valid",
    data_format="channels_last",
    dilation_rate=1,
    depth_multiplier=1,
    activation=None,
    use_bias=True,
    depthwise_initializer=None,
    pointwise_initializer=None,
    bias_initializer=tf.zeros_initializer(),
    depthwise_regularizer=None,
    pointwise_regularizer=None,
    bias_regularizer=None,
    activity_regularizer=None,
    depthwise_constraint=None,
    pointwise_constraint=None,
    bias_constraint=None,
    trainable=True,
    name=None,
    reuse=None,
):
    """The output of a new `SeparableConv1D` layer."""
    arguments = dict(locals())
    return _convolve(SeparableConv1D, arguments.pop("inputs"), arguments)


def separable_conv2d(
    inputs,
    filters,
    kernel_size,
    strides=(1, 1),
    padding="valid",
    data_format="channels_last",
    dilation_rate=(1, 1),
    depth_multiplier=1,
    activation=None,
    use_bias=True,
    depthwise_initializer=None,
    pointwise_initializer=None,
    bias_initializer=tf.zeros_initializer(),
    depthwise_regularizer=None,
    pointwise_regularizer=None,
    bias_regularizer=None,
    activity_regularizer=None,
    depthwise_constraint=None,
    pointwise_constraint=None,
    bias_constraint=None,
    trainable=True,
    name=None,
    reuse=None,
):
    """The output of a new `SeparableConv2D` layer."""
    arguments = dict(locals())
    return _convolve(SeparableConv2D, arguments.pop("inputs"), arguments)
