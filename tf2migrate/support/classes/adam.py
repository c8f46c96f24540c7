import tensorflow as tf


class TF1Adam(tf.keras.optimizers.Optimizer):
    """Adam that knows sparse gradients.

    Repeated rows of a sparse gradient are summed. Then the moments of all rows decay and all rows
    move; with `lazy=True` only those in the gradient. Keras' Adam does not sum the repeated rows.
    """

    def __init__(self, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8, lazy=False, **kwargs):
        super().__init__(learning_rate=learning_rate, **kwargs)
        self.beta_1 = beta_1
        self.beta_2 = beta_2
        self.epsilon = epsilon
        self.lazy = lazy

    def build(self, var_list):
        if self.built:
            return
        super().build(var_list)
        self._first_moments = [self.add_variable_from_reference(v, name="m") for v in var_list]
        self._second_moments = [self.add_variable_from_reference(v, name="v") for v in var_list]

    def update_step(self, gradient, variable, learning_rate):
        step = tf.cast(self.iterations + 1, variable.dtype)
        correction = tf.sqrt(1 - tf.pow(self.beta_2, step)) / (1 - tf.pow(self.beta_1, step))
        rate = tf.cast(learning_rate, variable.dtype) * correction
        index = self._get_variable_index(variable)
        state = [variable, self._first_moments[index].value, self._second_moments[index].value]
        if self.lazy and isinstance(gradient, tf.IndexedSlices):
            rows, positions = tf.unique(gradient.indices)
            gradient = tf.math.unsorted_segment_sum(gradient.values, positions, tf.size(rows))
            updated = self._updated(gradient, rate, *[tf.gather(v, rows) for v in state])
            for v, value in zip(state, updated):
                v.scatter_update(tf.IndexedSlices(value, rows))
        else:
            for v, value in zip(state, self._updated(tf.convert_to_tensor(gradient), rate, *state)):
                v.assign(value)

    def _updated(self, gradient, rate, value, first, second):
        first = self.beta_1 * first + (1 - self.beta_1) * gradient
        second = self.beta_2 * second + (1 - self.beta_2) * tf.square(gradient)
        return value - rate * first / (tf.sqrt(second) + self.epsilon), first, second

    def get_config(self):
        config = {"beta_1": self.beta_1, "beta_2": self.beta_2, "epsilon": self.epsilon, "lazy": self.lazy}
        return {**super().get_config(), **config}
