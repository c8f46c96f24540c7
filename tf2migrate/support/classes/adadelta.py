import tensorflow as tf


class TF1Adadelta(tf.keras.optimizers.Optimizer):
    """Adadelta that touches only the rows of a sparse gradient, repeated rows summed.

    Keras' Adadelta decays the averages of all rows and moves all of them.
    """

    def __init__(self, learning_rate=0.001, rho=0.95, epsilon=1e-8, **kwargs):
        super().__init__(learning_rate=learning_rate, **kwargs)
        self.rho = rho
        self.epsilon = epsilon

    def build(self, var_list):
        if self.built:
            return
        super().build(var_list)
        self._mean_squares = [self.add_variable_from_reference(v, name="mean_square") for v in var_list]
        self._mean_updates = [self.add_variable_from_reference(v, name="mean_update") for v in var_list]

    def update_step(self, gradient, variable, learning_rate):
        rate = tf.cast(learning_rate, variable.dtype)
        index = self._get_variable_index(variable)
        state = [variable, self._mean_squares[index].value, self._mean_updates[index].value]
        if isinstance(gradient, tf.IndexedSlices):
            rows, positions = tf.unique(gradient.indices)
            gradient = tf.math.unsorted_segment_sum(gradient.values, positions, tf.size(rows))
            updated = self._updated(gradient, rate, *[tf.gather(v, rows) for v in state])
            for v, value in zip(state, updated):
                v.scatter_update(tf.IndexedSlices(value, rows))
        else:
            for v, value in zip(state, self._updated(gradient, rate, *state)):
                v.assign(value)

    def _updated(self, gradient, rate, value, mean_square, mean_update):
        mean_square = self.rho * mean_square + (1 - self.rho) * tf.square(gradient)
        update = tf.sqrt(mean_update + self.epsilon) * tf.math.rsqrt(mean_square + self.epsilon) * gradient
        mean_update = self.rho * mean_update + (1 - self.rho) * tf.square(update)
        return value - rate * update, mean_square, mean_update

    def get_config(self):
        return {**super().get_config(), "rho": self.rho, "epsilon": self.epsilon}
