import tensorflow as tf


class DenseGradientAdam(tf.keras.optimizers.Adam):
    """Adam that sums a sparse gradient into a dense one first.

    Keras squares the entries of a sparse gradient one by one, so that a row which occurs twice in a
    batch of embedding look-ups gets a wrong second moment.
    """

    def update_step(self, gradient, variable, learning_rate):
        super().update_step(tf.convert_to_tensor(gradient), variable, learning_rate)
