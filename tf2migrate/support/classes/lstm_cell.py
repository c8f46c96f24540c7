import tensorflow as tf


class TF1LSTMCell(tf.keras.layers.Layer):
    """LSTM cell with one joint kernel, peepholes, clipping and projection.

    The kernel `[inputs + outputs, 4 * units]` and the bias hold the gates input, candidate, forget,
    output, in this order; `forget_bias` is added at run time; the states are `[c, h]`. Keras' LSTM has
    neither peepholes nor clipping nor projection. Use it as
    `tf.keras.layers.RNN(cell, zero_output_for_mask=True)`.
    """

    def __init__(
        self,
        units,
        use_peepholes=False,
        cell_clip=None,
        initializer="glorot_uniform",
        num_proj=None,
        proj_clip=None,
        forget_bias=1.0,
        activation="tanh",
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.units = units
        self.use_peepholes = use_peepholes
        self.cell_clip = cell_clip
        self.initializer = tf.keras.initializers.get(initializer)
        self.num_proj = num_proj
        self.proj_clip = proj_clip
        self.forget_bias = forget_bias
        self.activation = tf.keras.activations.get(activation)
        self.output_size = num_proj or units
        self.state_size = [units, self.output_size]

    def build(self, input_shape):
        rows = input_shape[-1] + self.output_size
        self.kernel = self._weight("kernel", (rows, 4 * self.units))
        self.bias = self.add_weight(shape=(4 * self.units,), initializer="zeros", name="bias")
        if self.use_peepholes:
            self.forget_peephole = self._weight("w_f_diag", (self.units,))
            self.input_peephole = self._weight("w_i_diag", (self.units,))
            self.output_peephole = self._weight("w_o_diag", (self.units,))
        if self.num_proj:
            self.projection = self._weight("projection", (self.units, self.num_proj))

    def _weight(self, name, shape):
        # A Keras initializer repeats its numbers at every call; every weight needs its own.
        initializer = self.initializer
        if isinstance(initializer, tf.keras.initializers.Initializer):
            initializer = initializer.clone()
        return self.add_weight(shape=shape, initializer=initializer, name=name)

    def get_initial_state(self, batch_size):
        return [tf.zeros([batch_size, size]) for size in self.state_size]

    def call(self, inputs, states):
        c, h = states
        gates = tf.matmul(tf.concat([inputs, h], 1), self.kernel) + self.bias
        i, j, f, o = tf.split(gates, 4, axis=1)
        f += self.forget_bias
        if self.use_peepholes:
            f += self.forget_peephole * c
            i += self.input_peephole * c
        c = tf.sigmoid(f) * c + tf.sigmoid(i) * self.activation(j)
        if self.cell_clip is not None:
            c = tf.clip_by_value(c, -self.cell_clip, self.cell_clip)
        if self.use_peepholes:
            o += self.output_peephole * c
        h = tf.sigmoid(o) * self.activation(c)
        if self.num_proj:
            h = tf.matmul(h, self.projection)
            if self.proj_clip is not None:
                h = tf.clip_by_value(h, -self.proj_clip, self.proj_clip)
        return h, [c, h]

    def get_config(self):
        config = {
            "units": self.units,
            "use_peepholes": self.use_peepholes,
            "cell_clip": self.cell_clip,
            "initializer": tf.keras.initializers.serialize(self.initializer),
            "num_proj": self.num_proj,
            "proj_clip": self.proj_clip,
            "forget_bias": self.forget_bias,
            "activation": tf.keras.activations.serialize(self.activation),
        }
        return {**super().get_config(), **config}
