"""`tf.layers`: dense, dropout, flatten."""

import tensorflow.compat.v1 as tf

from tf2migrate.support.legacy.base import Layer, _activation, _channels, _cond


class Dense(Layer):
    """`activation(inputs . kernel + bias)` over the last axis."""

    def __init__(
        self,
        units,
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
        self.units = int(units)
        self.activation = _activation(activation)
        self.use_bias = use_bias
        self._kernel = dict(
            initializer=kernel_initializer, regularizer=kernel_regularizer, constraint=kernel_constraint
        )
        self._bias = dict(initializer=bias_initializer, regularizer=bias_regularizer, constraint=bias_constraint)
        self.kernel = self.bias = None

    def build(self, input_shape):
        if not tf.as_dtype(self.dtype).is_floating and not tf.as_dtype(self.dtype).is_complex:
            raise TypeError("Unable to build `Dense` layer with non-floating point dtype %s" % self.dtype)
        shape = [_channels(input_shape, -1), self.units]
        self.kernel = self.add_weight("kernel", shape, **self._kernel)
        if self.use_bias:
            self.bias = self.add_weight("bias", [self.units], **self._bias)
        self.built = True

    def call(self, inputs):
        rank = inputs.shape.ndims
        if rank > 2:
            outputs = tf.tensordot(inputs, self.kernel, [[rank - 1], [0]])
            if not tf.executing_eagerly():
                outputs.set_shape(inputs.shape.as_list()[:-1] + [self.units])
        else:
            outputs = tf.matmul(tf.cast(inputs, self.dtype), self.kernel)
        if self.use_bias:
            outputs = tf.nn.bias_add(outputs, self.bias)
        return self.activation(outputs) if self.activation is not None else outputs


class Dropout(Layer):
    """Sets a share `rate` of the inputs to zero when `training`; off by default."""

    def __init__(self, rate=0.5, noise_shape=None, seed=None, name=None, **kwargs):
        super().__init__(name=name, **kwargs)
        self.rate, self.noise_shape, self.seed = rate, noise_shape, seed

    def call(self, inputs, training=False):
        def dropped():
            noise_shape = self.noise_shape
            if noise_shape is not None:
                sizes = tf.shape(inputs)
                noise_shape = [sizes[i] if n is None else n for i, n in enumerate(noise_shape)]
            return tf.nn.dropout(inputs, noise_shape=noise_shape, seed=self.seed, rate=self.rate)

        return _cond(training, dropped, lambda: tf.identity(inputs))


class Flatten(Layer):
    """Everything but the batch axis as one axis."""

    def __init__(self, data_format="channels_last", **kwargs):
        super().__init__(**kwargs)
        self.data_format = data_format

    def call(self, inputs):
        rank = inputs.shape.ndims
        if self.data_format == "channels_first" and rank > 2:
            inputs = tf.transpose(inputs, [0] + list(range(2, rank)) + [1])
        batch, sizes = inputs.shape.as_list()[0], inputs.shape[1:]
        outputs = tf.reshape(inputs, [tf.shape(inputs)[0] if batch is None else batch, -1])
        if not tf.executing_eagerly():
            outputs.set_shape([batch, sizes.num_elements() if rank > 1 else 1])
        return outputs


def dense(
    inputs,
    units,
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
    """The output of a new `Dense` layer; `reuse` takes the variables of the scope `name`."""
    layer = Dense(
        units,
        activation=activation,
        use_bias=use_bias,
        kernel_initializer=kernel_initializer,
        bias_initializer=bias_initializer,
        kernel_regularizer=kernel_regularizer,
        bias_regularizer=bias_regularizer,
        activity_regularizer=activity_regularizer,
        kernel_constraint=kernel_constraint,
        bias_constraint=bias_constraint,
        trainable=trainable,
        name=name,
        _scope=name,
        _reuse=reuse,
    )
    return layer(tf.convert_to_tensor(inputs))


def dropout(inputs, rate=0.5, noise_shape=None, seed=None, training=False, name=None):
    """The inputs, a share `rate` of them set to zero when `training`."""
    return Dropout(rate, noise_shape=noise_shape, seed=seed, name=name)(inputs, training=training)


def flatten(inputs, name=None, data_format="channels_last"):
    """The inputs with one axis behind the batch axis."""
    return Flatten(data_format=data_format, name=name)(inputs)
