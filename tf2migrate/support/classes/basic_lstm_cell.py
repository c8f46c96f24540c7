import tensorflow as tf


class TF1BasicLSTMCell(tf.keras.layers.Layer):
    """LSTM cell with one kernel for the input and the state, as in TensorFlow 1.

    The kernel `[inputs + units, 4 * units]` and the bias hold the gates input, candidate, forget, output,
    in this order; `forget_bias` is added at run time; the states are `[c, h]`. Keras' LSTMCell has two
    kernels, with initial values of other distributions. Use it as
    `tf.keras.layers.RNN(cell, zero_output_for_mask=True)`.
    """

    def __init__(
        self, units, forget_bias=1.0, activation="tanh", kernel_initializer="glorot_uniform", **kwargs
    ):
        super().__init__(**kwargs)
        self.units = units
        self.forget_bias = forget_bias
        self.activation = tf.keras.activations.get(activation)
        self.kernel_initializer = tf.keras.initializers.get(kernel_initializer)
        self.state_size = [units, units]
        self.output_size = units

    def build(self, input_shape):
        shape = (input_shape[-1] + self.units, 4 * self.units)
        self.kernel = self.add_weight(shape=shape, initializer=self.kernel_initializer, name="kernel")
        self.bias = self.add_weight(shape=(4 * self.units,), initializer="zeros", name="bias")

    def get_initial_state(self, batch_size):
        return [tf.zeros([batch_size, self.units]), tf.zeros([batch_size, self.units])]

    def call(self, inputs, states):
        c, h = states
        gates = tf.matmul(tf.concat([inputs, h], 1), self.kernel) + self.bias
        i, j, f, o = tf.split(gates, 4, axis=1)
        c = c * tf.sigmoid(f + self.forget_bias) + tf.sigmoid(i) * self.activation(j)
        h = self.activation(c) * tf.sigmoid(o)
        return h, [c, h]

    def get_config(self):
        config = {
            "units": self.units,
            "forget_bias": self.forget_bias,
            "activation": tf.keras.activations.serialize(self.activation),
            "kernel_initializer": tf.keras.initializers.serialize(self.kernel_initializer),
        }
        return {**super().get_config(), **config}
