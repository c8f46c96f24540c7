import tensorflow as tf


class CategoricalDistribution:
    """Distribution over classes; TensorFlow 2 leaves distributions to the package tensorflow-probability."""

    def __init__(self, logits=None, probs=None, dtype=tf.int32):
        self.logits = tf.math.log(probs) if logits is None else tf.convert_to_tensor(logits)
        self.probs = tf.nn.softmax(self.logits) if probs is None else tf.convert_to_tensor(probs)
        self.dtype = dtype

    def sample(self, sample_shape=(), seed=None):
        sample_shape = tf.reshape(tf.cast(sample_shape, tf.int32), [-1])
        rows = tf.reshape(self.logits, [-1, tf.shape(self.logits)[-1]])
        drawn = tf.random.categorical(rows, tf.reduce_prod(sample_shape), tf.int32, seed)
        drawn = tf.reshape(tf.transpose(drawn), tf.concat([sample_shape, tf.shape(self.logits)[:-1]], 0))
        return tf.cast(drawn, self.dtype)

    def log_prob(self, value):
        value = tf.convert_to_tensor(value)
        value = value if value.dtype.is_integer else tf.cast(value, tf.int32)
        logits = self.logits * tf.ones_like(value[..., tf.newaxis], self.logits.dtype)
        value *= tf.ones(tf.shape(logits)[:-1], value.dtype)
        return -tf.nn.sparse_softmax_cross_entropy_with_logits(labels=value, logits=logits)

    def prob(self, value):
        return tf.exp(self.log_prob(value))

    def entropy(self):
        return -tf.reduce_sum(tf.nn.log_softmax(self.logits) * self.probs, axis=-1)

    def mode(self):
        return tf.cast(tf.argmax(self.logits, axis=-1), self.dtype)

    def kl_divergence(self, other):
        difference = tf.nn.log_softmax(self.logits) - tf.nn.log_softmax(other.logits)
        return tf.reduce_sum(tf.nn.softmax(self.logits) * difference, axis=-1)
