import tensorflow as tf


class UniformDistribution:
    """Uniform distribution; TensorFlow 2 leaves distributions to the package tensorflow-probability."""

    def __init__(self, low=0.0, high=1.0):
        self.low = tf.convert_to_tensor(low)
        self.high = tf.convert_to_tensor(high)
        self.dtype = self.low.dtype

    def sample(self, sample_shape=(), seed=None):
        sample_shape = tf.reshape(tf.cast(sample_shape, tf.int32), [-1])
        batch_shape = tf.broadcast_dynamic_shape(tf.shape(self.low), tf.shape(self.high))
        shape = tf.concat([[tf.reduce_prod(sample_shape)], batch_shape], 0)
        samples = self.low + self.range() * tf.random.uniform(shape, dtype=self.dtype, seed=seed)
        return tf.reshape(samples, tf.concat([sample_shape, tf.shape(samples)[1:]], 0))

    def prob(self, value):
        value = tf.convert_to_tensor(value, dtype_hint=self.dtype) * tf.ones_like(self.range())
        outside = (value < self.low) | (value >= self.high)
        density = tf.where(outside, tf.zeros_like(value), tf.ones_like(value) / self.range())
        return tf.where(tf.math.is_nan(value), value, density)

    def log_prob(self, value):
        return tf.math.log(self.prob(value))

    def range(self):
        return self.high - self.low

    def entropy(self):
        return tf.math.log(self.range())

    def mean(self):
        return (self.low + self.high) / 2.0

    def variance(self):
        return tf.square(self.range()) / 12.0

    def stddev(self):
        return self.range() / 12.0**0.5
