import tensorflow as tf


class DenseGradientAdagrad(tf.keras.optimizers.Adagrad):
    """Adagrad that sums a sparse gradient into a dense one first.

    Keras squares the entries of a sparse gradient one by one, so that a row which occurs twice in a
    batch of embedding look-ups gets a wrong accumulator.
    """

    def update_step(self, gradient, variable, learning_rate):
        super().update_step(tf.convert_to_tensor(gradient), variable, learning_rate)
