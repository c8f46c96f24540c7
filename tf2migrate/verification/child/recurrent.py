"""Equal start for Keras' recurrent cells: the TF1 cell's joint kernel, cut and reordered.

A TF1 cell has one glorot-uniform kernel of shape [inputs + units, gates * units]; a Keras cell has two
kernels, and another order of the gates. Only cells with their default initializers are touched, biases
never.
"""

import numpy as np

from . import draws, origins


def glorot(rows, columns):
    limit = np.sqrt(6.0 / (rows + columns)).astype(np.float32)
    shape = (int(rows), int(columns))
    uniform = draws.numbers("uniform", shape, origins.eager_initial("uniform", shape)).astype(np.float32)
    return uniform * (limit + limit) - limit


def simple_kernel(rows, units):
    return glorot(rows, units)


def lstm_kernel(rows, units):
    """TF1: input, candidate, forget, output; Keras: input, forget, candidate, output."""
    i, j, f, o = np.split(glorot(rows, 4 * units), 4, axis=1)
    return np.concatenate([i, f, j, o], axis=1)


def gru_kernel(rows, units):
    """TF1: reset and update in one kernel, the candidate in another; Keras: update, reset, candidate."""
    reset, update = np.split(glorot(rows, 2 * units), 2, axis=1)
    return np.concatenate([update, reset, glorot(rows, units)], axis=1)


def has_defaults(cell):
    kernel, recurrent = type(cell.kernel_initializer).__name__, type(cell.recurrent_initializer).__name__
    return kernel == "GlorotUniform" and recurrent in ("Orthogonal", "OrthogonalInitializer", "GlorotUniform")


def patch(cell_class, joint_kernel):
    build = cell_class.build

    def build_with_equal_start(self, *args, **kwargs):
        build(self, *args, **kwargs)
        if has_defaults(self) and not getattr(self, "reset_after", False):
            inputs = int(self.kernel.shape[0])
            joint = joint_kernel(inputs + self.units, self.units)
            self.kernel.assign(joint[:inputs])
            self.recurrent_kernel.assign(joint[inputs:])

    cell_class.build = build_with_equal_start


def install():
    from keras.src.layers.rnn import gru, lstm, simple_rnn

    patch(simple_rnn.SimpleRNNCell, simple_kernel)
    patch(lstm.LSTMCell, lstm_kernel)
    patch(gru.GRUCell, gru_kernel)
