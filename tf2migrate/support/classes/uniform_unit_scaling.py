import tensorflow as tf


class UniformUnitScaling(tf.keras.initializers.Initializer):
    """Uniform numbers that keep the scale of the input.

    They lie within `factor * sqrt(3 / inputs)` of zero, where `inputs` is the product of all dimensions
    but the last, one for a vector; Keras' `LecunUniform` takes the length of a vector instead.
    """

    def __init__(self, factor=1.0, seed=None):
        self.factor = factor
        self.seed = seed

    def __call__(self, shape, dtype=None):
        inputs = 1.0
        for size in shape[:-1]:
            inputs *= size
        limit = self.factor * (3.0 / max(1.0, inputs)) ** 0.5
        return tf.random.uniform(shape, -limit, limit, dtype or tf.float32, seed=self.seed)

    def get_config(self):
        return {"factor": self.factor, "seed": self.seed}
