import tensorflow as tf


class TF1BasicRNNCell(tf.keras.layers.Layer):
    """Recurrent cell with one kernel for the input and the state, as in TensorFlow 1.

    Keras' SimpleRNNCell has two kernels, with initial values of another distribution. Use it as
    `tf.keras.layers.RNN(cell, zero_output_for_mask=True)`.
    """

    def __init__(self, units, activation="tanh", **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.activation = tf.keras.activations.get(activation)
        self.state_size = self.output_size = units

    def build(self, input_shape):
        rows = input_shape[-1] + self.units
        self.kernel = self.add_weight(shape=(rows, self.units), initializer="glorot_uniform", name="kernel")
        self.bias = self.add_weight(shape=(self.units,), initializer="zeros", name="bias")

    def get_initial_state(self, batch_size):
        return tf.zeros([batch_size, self.units])

    def call(self, inputs, states):
        h = states[0] if isinstance(states, (list, tuple)) else states
        h = self.activation(tf.matmul(tf.concat([inputs, h], 1), self.kernel) + self.bias)
        return h, [h] if isinstance(states, (list, tuple)) else h

    def get_config(self):
        config = {"units": self.units, "activation": tf.keras.activations.serialize(self.activation)}
        return {**super().get_config(), **config}
