import tensorflow as tf


class TF1Momentum(tf.keras.optimizers.Optimizer):
    """Gradient descent with momentum, the learning rate outside the accumulator.

    `accumulator = momentum * accumulator + gradient`, and the current rate multiplies the whole
    accumulator. Keras' SGD keeps the rate of every past step inside its velocity, which differs as
    soon as the rate changes. With a sparse gradient only the rows in it, and their accumulators, move.
    """

    def __init__(self, learning_rate, momentum, use_nesterov=False, **kwargs):
        super().__init__(learning_rate=learning_rate, **kwargs)
        self.momentum = momentum
        self.use_nesterov = use_nesterov

    def build(self, var_list):
        if self.built:
            return
        super().build(var_list)
        self._accumulators = [self.add_variable_from_reference(v, name="accumulator") for v in var_list]

    def update_step(self, gradient, variable, learning_rate):
        rate = tf.cast(learning_rate, variable.dtype)
        state = [variable, self._accumulators[self._get_variable_index(variable)].value]
        if isinstance(gradient, tf.IndexedSlices):
            rows, positions = tf.unique(gradient.indices)
            gradient = tf.math.unsorted_segment_sum(gradient.values, positions, tf.size(rows))
            updated = self._updated(gradient, rate, *[tf.gather(v, rows) for v in state])
            for v, value in zip(state, updated):
                v.scatter_update(tf.IndexedSlices(value, rows))
        else:
            for v, value in zip(state, self._updated(gradient, rate, *state)):
                v.assign(value)

    def _updated(self, gradient, rate, value, accumulator):
        accumulator = self.momentum * accumulator + gradient
        if self.use_nesterov:
            return value - rate * (gradient + self.momentum * accumulator), accumulator
        return value - rate * accumulator, accumulator

    def get_config(self):
        return {**super().get_config(), "momentum": self.momentum, "use_nesterov": self.use_nesterov}
