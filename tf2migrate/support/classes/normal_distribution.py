import tensorflow as tf


class NormalDistribution:
    """Normal distribution; TensorFlow 2 leaves distributions to the package tensorflow-probability."""

    def __init__(self, loc, scale):
        self.loc = tf.convert_to_tensor(loc)
        self.scale = tf.convert_to_tensor(scale)
        self.dtype = self.loc.dtype

    def sample(self, sample_shape=(), seed=None):
        sample_shape = tf.reshape(tf.cast(sample_shape, tf.int32), [-1])
        batch_shape = tf.broadcast_dynamic_shape(tf.shape(self.loc), tf.shape(self.scale))
        shape = tf.concat([[tf.reduce_prod(sample_shape)], batch_shape], 0)
        samples = tf.random.normal(shape, dtype=self.dtype, seed=seed) * self.scale + self.loc
        return tf.reshape(samples, tf.concat([sample_shape, tf.shape(samples)[1:]], 0))

    def log_prob(self, value):
        half_log_two_pi = 0.9189385332046727
        standardized = (tf.convert_to_tensor(value, dtype_hint=self.dtype) - self.loc) / self.scale
        return -0.5 * tf.square(standardized) - (half_log_two_pi + tf.math.log(self.scale))

    def prob(self, value):
        return tf.exp(self.log_prob(value))

    def cdf(self, value):
        standardized = (tf.convert_to_tensor(value, dtype_hint=self.dtype) - self.loc) / self.scale
        return 0.5 * tf.math.erfc(-standardized * 0.5**0.5)

    def entropy(self):
        half_log_two_pi_e = 1.4189385332046727
        return half_log_two_pi_e + tf.math.log(self.stddev())

    def mean(self):
        return self.loc * tf.ones_like(self.scale)

    def mode(self):
        return self.mean()

    def stddev(self):
        return self.scale * tf.ones_like(self.loc)

    def variance(self):
        return tf.square(self.stddev())

    def kl_divergence(self, other):
        ratio = tf.square(self.scale) / tf.square(other.scale)
        distance = tf.math.squared_difference(self.loc, other.loc) / (2.0 * tf.square(other.scale))
        return distance + 0.5 * (ratio - 1.0 - tf.math.log(ratio))
