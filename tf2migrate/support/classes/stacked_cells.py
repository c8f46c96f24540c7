import tensorflow as tf


class StackedCells(tf.keras.layers.StackedRNNCells):
    """Recurrent cells on top of each other, of which there may be one.

    Keras takes the states of a single cell out of their list, and cannot go on with the two of an LSTM.
    """

    def call(self, inputs, states, training=False, **kwargs):
        outputs, states = super().call(inputs, states, training=training, **kwargs)
        return outputs, [states] if len(self.cells) == 1 else states
