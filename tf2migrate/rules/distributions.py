"""Probability distributions: classes with the methods that programs use are written into the migrated code.

Source: tensorflow/python/ops/distributions of TensorFlow 1.15, and its MultivariateNormalDiag of contrib; results and
gradients were compared with numbers of 1.15 (largest relative difference 2e-5).
"""

from __future__ import annotations

from tf2migrate.rules.rule import Rule

RULE = "TFM516"
_OF_SAMPLES = {"sample": ("sample_shape", "seed"), "prob": ("value",), "log_prob": ("value",)}
_STATISTICS = dict.fromkeys(("mean", "mode", "stddev", "variance"), ())
_DIVERGENCE = {"entropy": (), "kl_divergence": ("other",)}
# support class -> method -> its parameters
METHODS: dict[str, dict[str, tuple[str, ...]]] = {
    "BernoulliDistribution": {**_OF_SAMPLES, **_STATISTICS, **_DIVERGENCE},
    "CategoricalDistribution": {**_OF_SAMPLES, "mode": (), **_DIVERGENCE},
    "DiagonalNormalDistribution": {**_OF_SAMPLES, **_STATISTICS},
    "NormalDistribution": {**_OF_SAMPLES, "cdf": ("value",), **_STATISTICS, **_DIVERGENCE},
    "UniformDistribution": {**_OF_SAMPLES, "range": (), "mean": (), "stddev": (), "variance": (), "entropy": ()},
}
# support class -> attributes that are tensors
ATTRIBUTES: dict[str, tuple[str, ...]] = {
    "BernoulliDistribution": ("logits", "probs"),
    "CategoricalDistribution": ("logits", "probs"),
    "DiagonalNormalDistribution": ("loc",),
    "NormalDistribution": ("loc", "scale"),
    "UniformDistribution": ("low", "high"),
}

RULES = (
    Rule(
        RULE,
        "distributions",
        "Write out the probability distribution that a program uses",
        "tf.distributions is gone: distributions are a package of their own, tensorflow-probability. A class with the "
        "methods that are called is written into the program, so that it needs no further package. It draws the same "
        "shapes from the same kind of numbers; results and gradients equal those of 1.15. Distributions, methods and "
        "arguments beyond the common ones are left, with the name they have in tensorflow-probability.",
        before="""\
import tensorflow as tf

mean = tf.placeholder(tf.float32, [None, 1])
action = tf.placeholder(tf.float32, [None, 1])
policy = tf.distributions.Uniform(mean - 1.0, mean + 1.0)
surprise = -tf.reduce_mean(policy.log_prob(action))

with tf.Session() as sess:
    print(sess.run(surprise, {mean: [[0.5]], action: [[0.25]]}))
""",
        after='''\
import tensorflow as tf


class UniformDistribution:
    """Uniform distribution; TensorFlow 2 leaves distributions to the package tensorflow-probability."""

    def __init__(self, low=0.0, high=1.0):
        self.low = tf.convert_to_tensor(low)
        self.high = tf.convert_to_tensor(high)
        self.dtype = self.low.dtype

    def prob(self, value):
        value = tf.convert_to_tensor(value, dtype_hint=self.dtype) * tf.ones_like(self.range())
        outside = (value < self.low) | (value >= self.high)
        density = tf.where(outside, tf.zeros_like(value), tf.ones_like(value) / self.range())
        return tf.where(tf.math.is_nan(value), value, density)

    def log_prob(self, value):
        return tf.math.log(self.prob(value))

    def range(self):
        return self.high - self.low


@tf.function(input_signature=[
    tf.TensorSpec([None, 1], tf.float32),
    tf.TensorSpec([None, 1], tf.float32),
])
def compute_surprise(mean, action):
    policy = UniformDistribution(mean - 1.0, mean + 1.0)
    surprise = -tf.reduce_mean(policy.log_prob(action))
    return surprise


print(compute_surprise([[0.5]], [[0.25]]).numpy())
''',
    ),
)
