import tensorflow as tf


class TF1GRUCell(tf.keras.layers.Layer):
    """Gated recurrent unit with one kernel for both gates and one for the candidate, as in TensorFlow 1.

    The gates reset and update start with a bias of one. Keras' GRUCell has other kernels, starts with
    biases of zero, and by default resets the state after its product with the kernel. Use it as
    `tf.keras.layers.RNN(cell, zero_output_for_mask=True)`.
    """

    def __init__(
        self, units, activation="tanh", kernel_initializer="glorot_uniform", bias_initializer=None, **kwargs
    ):
        super().__init__(**kwargs)
        self.units = units
        self.activation = tf.keras.activations.get(activation)
        self.kernel_initializer = tf.keras.initializers.get(kernel_initializer)
        self.bias_initializer = tf.keras.initializers.get(bias_initializer)
        self.state_size = self.output_size = units

    def build(self, input_shape):
        rows = input_shape[-1] + self.units
        self.gate_kernel = self._weight("gate_kernel", (rows, 2 * self.units), self.kernel_initializer)
        self.gate_bias = self._weight("gate_bias", (2 * self.units,), self.bias_initializer or "ones")
        self.candidate_kernel = self._weight("candidate_kernel", (rows, self.units), self.kernel_initializer)
        self.candidate_bias = self._weight("candidate_bias", (self.units,), self.bias_initializer or "zeros")

    def _weight(self, name, shape, initializer):
        # A Keras initializer repeats its numbers at every call; every weight needs its own.
        if isinstance(initializer, tf.keras.initializers.Initializer):
            initializer = initializer.clone()
        return self.add_weight(shape=shape, initializer=initializer, name=name)

    def get_initial_state(self, batch_size):
        return tf.zeros([batch_size, self.units])

    def call(self, inputs, states):
        h = states[0] if isinstance(states, (list, tuple)) else states
        gates = tf.matmul(tf.concat([inputs, h], 1), self.gate_kernel) + self.gate_bias
        reset, update = tf.split(tf.sigmoid(gates), 2, axis=1)
        candidate = tf.matmul(tf.concat([inputs, reset * h], 1), self.candidate_kernel) + self.candidate_bias
        h = update * h + (1 - update) * self.activation(candidate)
        return h, [h] if isinstance(states, (list, tuple)) else h

    def get_config(self):
        config = {
            "units": self.units,
            "activation": tf.keras.activations.serialize(self.activation),
            "kernel_initializer": tf.keras.initializers.serialize(self.kernel_initializer),
            "bias_initializer": self.bias_initializer and tf.keras.initializers.serialize(self.bias_initializer),
        }
        return {**super().get_config(), **config}
