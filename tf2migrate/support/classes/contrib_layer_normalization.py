import tensorflow as tf


class ContribLayerNormalization(tf.keras.layers.Layer):
    """Layer normalization over every axis but the batch, with parameters for the last axis only.

    Keras' LayerNormalization has parameters for all the axes it normalizes.
    """

    def __init__(
        self, center=True, scale=True, begin_norm_axis=1, begin_params_axis=-1, epsilon=1e-12, **kwargs
    ):
        super().__init__(**kwargs)
        self.center = center
        self.scale = scale
        self.begin_norm_axis = begin_norm_axis
        self.begin_params_axis = begin_params_axis
        self.epsilon = epsilon

    def build(self, input_shape):
        shape = tuple(input_shape)[self.begin_params_axis :]
        self.beta = self.add_weight(shape=shape, initializer="zeros", name="beta") if self.center else None
        self.gamma = self.add_weight(shape=shape, initializer="ones", name="gamma") if self.scale else None

    def call(self, inputs):
        axes = list(range(inputs.shape.rank))[self.begin_norm_axis :]
        mean, variance = tf.nn.moments(inputs, axes, keepdims=True)
        beta = tf.convert_to_tensor(self.beta) if self.center else None
        gamma = tf.convert_to_tensor(self.gamma) if self.scale else None
        return tf.nn.batch_normalization(inputs, mean, variance, beta, gamma, self.epsilon)

    def get_config(self):
        config = {
            "center": self.center,
            "scale": self.scale,
            "begin_norm_axis": self.begin_norm_axis,
            "begin_params_axis": self.begin_params_axis,
            "epsilon": self.epsilon,
        }
        return {**super().get_config(), **config}
