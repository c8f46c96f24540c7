import tensorflow as tf


class TF1DropoutWrapper(tf.keras.layers.Layer):
    """Dropout on the inputs, the outputs and the state of a recurrent cell, drawn anew at each time step.

    The output is dropped, the state that goes on to the next step is not, unless `state_keep_prob` says so;
    the cell state of an LSTM never is. Keras' `dropout` and `recurrent_dropout` keep one mask for all steps
    of a sequence. There is no switch for training: dropout is on wherever a probability is below one.
    """

    def __init__(self, cell, input_keep_prob=1.0, output_keep_prob=1.0, state_keep_prob=1.0, **kwargs):
        super().__init__(**kwargs)
        self.cell = cell
        self.input_keep_prob = input_keep_prob
        self.output_keep_prob = output_keep_prob
        self.state_keep_prob = state_keep_prob
        self.state_size, self.output_size = cell.state_size, cell.output_size

    def build(self, input_shape):
        if not self.cell.built:
            self.cell.build(input_shape)
            self.cell.built = True

    def get_initial_state(self, batch_size):
        return self.cell.get_initial_state(batch_size)

    def call(self, inputs, states):
        outputs, states = self.cell(self._drop(inputs, self.input_keep_prob), states)
        if isinstance(states, (list, tuple)):
            *cell_state, state = states
            states = [*cell_state, self._drop(state, self.state_keep_prob)]
        else:
            states = self._drop(states, self.state_keep_prob)
        return self._drop(outputs, self.output_keep_prob), states

    def _drop(self, values, keep_prob):
        if isinstance(keep_prob, (int, float)) and keep_prob >= 1:
            return values
        return tf.nn.dropout(values, rate=1 - keep_prob)
