import tensorflow as tf


class FusedBatchNormalization(tf.keras.layers.BatchNormalization):
    """Batch normalization whose moving variance collects the unbiased variance of the batches.

    The fused kernel normalizes a batch of n values with their variance, and feeds n / (n - 1) of it
    to the moving average; Keras feeds the variance itself. Only inference after training differs.
    """

    def call(self, inputs, training=None):
        if not (training and self.trainable):
            return super().call(inputs, training=False)
        axis = self.axis % inputs.shape.rank
        axes = [i for i in range(inputs.shape.rank) if i != axis]
        mean, variance = tf.nn.moments(inputs, axes, keepdims=True)

        n = tf.cast(tf.size(inputs) // inputs.shape[axis], variance.dtype)
        unbiased = variance * n / tf.maximum(n - 1, 1)
        for moving, value in (self.moving_mean, mean), (self.moving_variance, unbiased):
            value = tf.cast(tf.squeeze(value, axes), moving.dtype)
            moving.assign(moving * self.momentum + value * (1 - self.momentum))

        shape = [-1 if i == axis else 1 for i in range(inputs.shape.rank)]
        beta = tf.reshape(tf.cast(self.beta, inputs.dtype), shape) if self.center else None
        gamma = tf.reshape(tf.cast(self.gamma, inputs.dtype), shape) if self.scale else None
        return tf.nn.batch_normalization(inputs, mean, variance, beta, gamma, self.epsilon)
