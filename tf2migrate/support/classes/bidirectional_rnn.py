import tensorflow as tf


class BidirectionalRNN(tf.keras.layers.Layer):
    """Runs one recurrent cell forward and another backward over a sequence.

    Gives `(forward outputs, backward outputs), (forward state, backward state)`. With a mask, which has to
    begin with True in every row, the backward cell begins at the last step that counts.
    """

    def __init__(self, forward_cell, backward_cell, **kwargs):
        super().__init__(**kwargs)
        self.supports_masking = True
        options = {"return_sequences": True, "return_state": True, "zero_output_for_mask": True}
        self.forward_rnn = tf.keras.layers.RNN(forward_cell, **options)
        self.backward_rnn = tf.keras.layers.RNN(backward_cell, go_backwards=True, **options)

    def compute_mask(self, inputs, previous_mask=None):
        return None  # what comes after the sequence is told its length again

    def call(self, inputs, initial_state=(None, None), mask=None):
        forward, *state = self.forward_rnn(inputs, initial_state=initial_state[0], mask=mask)
        backward, *last = self.backward_rnn(inputs, initial_state=initial_state[1], mask=mask)
        states = tuple(s[0] if len(s) == 1 else s for s in (state, last))
        return (forward, tf.reverse(backward, [1])), states
