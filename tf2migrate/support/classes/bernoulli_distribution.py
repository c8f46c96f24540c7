import tensorflow as tf


class BernoulliDistribution:
    """Distribution of ones and zeros; TensorFlow 2 leaves distributions to the package tensorflow-probability."""

    def __init__(self, logits=None, probs=None, dtype=tf.int32):
        self.logits = tf.math.log(probs) - tf.math.log1p(-probs) if logits is None else tf.convert_to_tensor(logits)
        self.probs = tf.sigmoid(self.logits) if probs is None else tf.convert_to_tensor(probs)
        self.dtype = dtype

    def sample(self, sample_shape=(), seed=None):
        sample_shape = tf.reshape(tf.cast(sample_shape, tf.int32), [-1])
        shape = tf.concat([[tf.reduce_prod(sample_shape)], tf.shape(self.logits)], 0)
        drawn = tf.random.uniform(shape, dtype=self.probs.dtype, seed=seed) < self.probs
        return tf.cast(tf.reshape(drawn, tf.concat([sample_shape, tf.shape(drawn)[1:]], 0)), self.dtype)

    def log_prob(self, value):
        value = tf.cast(value, self.logits.dtype)
        return -tf.nn.sigmoid_cross_entropy_with_logits(
            labels=value * tf.ones_like(self.logits), logits=self.logits * tf.ones_like(value)
        )

    def prob(self, value):
        return tf.exp(self.log_prob(value))

    def entropy(self):
        return -self.logits * (tf.sigmoid(self.logits) - 1.0) + tf.nn.softplus(-self.logits)

    def mean(self):
        return self.probs

    def mode(self):
        return tf.cast(self.probs > 0.5, self.dtype)

    def variance(self):
        return self.probs * (1.0 - self.probs)

    def stddev(self):
        return tf.sqrt(self.variance())

    def kl_divergence(self, other):
        zeros = tf.nn.softplus(-other.logits) - tf.nn.softplus(-self.logits)
        ones = tf.nn.softplus(other.logits) - tf.nn.softplus(self.logits)
        return tf.sigmoid(self.logits) * zeros + tf.sigmoid(-self.logits) * ones
