import tensorflow as tf


class TF1RMSprop(tf.keras.optimizers.Optimizer):
    """RMSProp whose mean square starts at one.

    Keras starts it at zero, which makes its first steps several times larger. With a sparse gradient
    only the rows in it, and their averages, move.
    """

    def __init__(self, learning_rate, decay=0.9, momentum=0.0, epsilon=1e-10, centered=False, **kwargs):
        super().__init__(learning_rate=learning_rate, **kwargs)
        self.decay = decay
        self.momentum = momentum
        self.epsilon = epsilon
        self.centered = centered

    def build(self, var_list):
        if self.built:
            return
        super().build(var_list)
        self._mean_squares = [
            self.add_variable_from_reference(v, name="mean_square", initializer="ones") for v in var_list
        ]
        self._mean_gradients = [self.add_variable_from_reference(v, name="mean_gradient") for v in var_list]
        self._momentums = [self.add_variable_from_reference(v, name="momentum") for v in var_list]

    def update_step(self, gradient, variable, learning_rate):
        rate = tf.cast(learning_rate, variable.dtype)
        index = self._get_variable_index(variable)
        slots = self._mean_squares[index], self._mean_gradients[index], self._momentums[index]
        state = [variable, *[slot.value for slot in slots]]
        if isinstance(gradient, tf.IndexedSlices):
            rows, positions = tf.unique(gradient.indices)
            gradient = tf.math.unsorted_segment_sum(gradient.values, positions, tf.size(rows))
            updated = self._updated(gradient, rate, *[tf.gather(v, rows) for v in state])
            for v, value in zip(state, updated):
                v.scatter_update(tf.IndexedSlices(value, rows))
        else:
            for v, value in zip(state, self._updated(gradient, rate, *state)):
                v.assign(value)

    def _updated(self, gradient, rate, value, mean_square, mean_gradient, momentum):
        mean_square = self.decay * mean_square + (1 - self.decay) * tf.square(gradient)
        if self.centered:
            mean_gradient = self.decay * mean_gradient + (1 - self.decay) * gradient
        variance = mean_square - tf.square(mean_gradient)
        momentum = self.momentum * momentum + rate * gradient * tf.math.rsqrt(variance + self.epsilon)
        return value - momentum, mean_square, mean_gradient, momentum

    def get_config(self):
        config = {
            "decay": self.decay,
            "momentum": self.momentum,
            "epsilon": self.epsilon,
            "centered": self.centered,
        }
        return {**super().get_config(), **config}
