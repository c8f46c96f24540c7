import tensorflow as tf


class DiagonalNormalDistribution:
    """Normal distribution of vectors; TensorFlow 2 leaves distributions to the package tensorflow-probability."""

    def __init__(self, loc, scale_diag):
        self.loc = tf.convert_to_tensor(loc)
        self.scale_diag = tf.convert_to_tensor(scale_diag)
        self.dtype = self.loc.dtype

    def sample(self, sample_shape=(), seed=None):
        batch_shape = tf.broadcast_dynamic_shape(tf.shape(self.loc), tf.shape(self.scale_diag))
        shape = tf.concat([tf.reshape(tf.cast(sample_shape, tf.int32), [-1]), batch_shape], 0)
        drawn = tf.random.normal([tf.reduce_prod(shape)], dtype=self.dtype, seed=seed)
        return tf.reshape(drawn, shape) * self.scale_diag + self.loc

    def log_prob(self, value):
        half_log_two_pi = 0.9189385332046727
        standardized = (tf.convert_to_tensor(value, dtype_hint=self.dtype) - self.loc) / self.scale_diag
        log_probs = -0.5 * tf.square(standardized) - half_log_two_pi
        return tf.reduce_sum(log_probs, -1) - tf.reduce_sum(tf.math.log(tf.abs(self.scale_diag)), -1)

    def prob(self, value):
        return tf.exp(self.log_prob(value))

    def mean(self):
        return self.loc * tf.ones_like(self.scale_diag)

    def mode(self):
        return self.mean()

    def stddev(self):
        return tf.abs(self.scale_diag) * tf.ones_like(self.loc)

    def variance(self):
        return tf.square(self.stddev())
