import tensorflow as tf


class TF1Ftrl(tf.keras.optimizers.Optimizer):
    """FTRL-Proximal that touches only the rows of a sparse gradient, repeated rows summed.

    Keras' Ftrl computes every row anew, which sets rows that were never looked up to zero.
    """

    def __init__(
        self,
        learning_rate,
        learning_rate_power=-0.5,
        initial_accumulator_value=0.1,
        l1_regularization_strength=0.0,
        l2_regularization_strength=0.0,
        l2_shrinkage_regularization_strength=0.0,
        **kwargs,
    ):
        super().__init__(learning_rate=learning_rate, **kwargs)
        self.learning_rate_power = learning_rate_power
        self.initial_accumulator_value = initial_accumulator_value
        self.l1_regularization_strength = l1_regularization_strength
        self.l2_regularization_strength = l2_regularization_strength
        self.l2_shrinkage_regularization_strength = l2_shrinkage_regularization_strength

    def build(self, var_list):
        if self.built:
            return
        super().build(var_list)
        start = tf.keras.initializers.Constant(self.initial_accumulator_value)
        self._accumulators = [
            self.add_variable_from_reference(v, name="accumulator", initializer=start) for v in var_list
        ]
        self._linears = [self.add_variable_from_reference(v, name="linear") for v in var_list]

    def update_step(self, gradient, variable, learning_rate):
        rate = tf.cast(learning_rate, variable.dtype)
        index = self._get_variable_index(variable)
        state = [variable, self._accumulators[index].value, self._linears[index].value]
        if isinstance(gradient, tf.IndexedSlices):
            rows, positions = tf.unique(gradient.indices)
            gradient = tf.math.unsorted_segment_sum(gradient.values, positions, tf.size(rows))
            updated = self._updated(gradient, rate, *[tf.gather(v, rows) for v in state])
            for v, value in zip(state, updated):
                v.scatter_update(tf.IndexedSlices(value, rows))
        else:
            for v, value in zip(state, self._updated(gradient, rate, *state)):
                v.assign(value)

    def _updated(self, gradient, rate, value, accumulator, linear):
        l1 = self.l1_regularization_strength
        previous = tf.pow(accumulator, -self.learning_rate_power)
        accumulator = accumulator + tf.square(gradient)
        current = tf.pow(accumulator, -self.learning_rate_power)
        gradient = gradient + 2 * self.l2_shrinkage_regularization_strength * value
        linear = linear + gradient - (current - previous) / rate * value
        curvature = current / rate + 2 * self.l2_regularization_strength
        return (tf.clip_by_value(linear, -l1, l1) - linear) / curvature, accumulator, linear

    def get_config(self):
        config = {
            "learning_rate_power": self.learning_rate_power,
            "initial_accumulator_value": self.initial_accumulator_value,
            "l1_regularization_strength": self.l1_regularization_strength,
            "l2_regularization_strength": self.l2_regularization_strength,
            "l2_shrinkage_regularization_strength": self.l2_shrinkage_regularization_strength,
        }
        return {**super().get_config(), **config}
