"""`tf.nn.rnn_cell`: cells made of other cells."""

import hashlib

import tensorflow.compat.v1 as tf

from tf2migrate.support.legacy.rnn_cells import LSTMStateTuple, RNNCell


class MultiRNNCell(RNNCell):
    """Cells on top of each other; the variables of the n-th stand under `cell_n`."""

    def __init__(self, cells, state_is_tuple=True):
        super().__init__()
        if not cells:
            raise ValueError("Must specify at least one cell for MultiRNNCell.")
        if not tf.nest.is_nested(cells):
            raise TypeError("cells must be a list or tuple, but saw: %s." % cells)
        self._cells = cells
        self._state_is_tuple = state_is_tuple
        if not state_is_tuple and any(tf.nest.is_nested(cell.state_size) for cell in cells):
            raise ValueError("Some cells return tuples of states, but the flag state_is_tuple is not set.")

    @property
    def state_size(self):
        sizes = tuple(cell.state_size for cell in self._cells)
        return sizes if self._state_is_tuple else sum(sizes)

    @property
    def output_size(self):
        return self._cells[-1].output_size

    @property
    def trainable_weights(self):
        return [w for cell in self._cells for w in getattr(cell, "trainable_weights", [])]

    @property
    def non_trainable_weights(self):
        return [w for cell in self._cells for w in getattr(cell, "non_trainable_weights", [])]

    def zero_state(self, batch_size, dtype):
        if not self._state_is_tuple:
            return super().zero_state(batch_size, dtype)
        with tf.name_scope(type(self).__name__ + "ZeroState", values=[batch_size]):
            return tuple(cell.zero_state(batch_size, dtype) for cell in self._cells)

    def call(self, inputs, state):
        if self._state_is_tuple:
            states = state
        else:
            states = tf.split(state, [cell.state_size for cell in self._cells], axis=1)
        new_states = []
        for i, (cell, cell_state) in enumerate(zip(self._cells, states)):
            with tf.variable_scope("cell_%d" % i):
                inputs, new_state = cell(inputs, cell_state)
            new_states.append(new_state)
        return inputs, tuple(new_states) if self._state_is_tuple else tf.concat(new_states, 1)


class _CellWrapper(RNNCell):
    """A cell around another one; it opens no scope of its own."""

    def __init__(self, cell, **kwargs):
        super().__init__(**kwargs)
        if not callable(cell) or not hasattr(cell, "state_size"):
            raise TypeError("The argument 'cell' (%s) is not an RNNCell." % (cell,))
        self.cell = cell

    @property
    def wrapped_cell(self):
        return self.cell

    @property
    def state_size(self):
        return self.cell.state_size

    @property
    def output_size(self):
        return self.cell.output_size

    def zero_state(self, batch_size, dtype):
        with tf.name_scope(type(self).__name__ + "ZeroState", values=[batch_size]):
            return self.cell.zero_state(batch_size, dtype)


class DropoutWrapper(_CellWrapper):
    """Dropout on the inputs, outputs and states of a cell, with new masks at every step.

    The states of an LSTM keep `c` as it is. With `variational_recurrent` one mask serves all steps.
    """

    def __init__(
        self,
        cell,
        input_keep_prob=1.0,
        output_keep_prob=1.0,
        state_keep_prob=1.0,
        variational_recurrent=False,
        input_size=None,
        dtype=None,
        seed=None,
        dropout_state_filter_visitor=None,
        **kwargs,
    ):
        super().__init__(cell, dtype=dtype, **kwargs)
        self._state_filter = dropout_state_filter_visitor or _drop_all_but_cell_state
        self._seed = seed
        with tf.name_scope("DropoutWrapperInit"):
            self._input_keep_prob = _keep_prob("input_keep_prob", input_keep_prob)
            self._state_keep_prob = _keep_prob("state_keep_prob", state_keep_prob)
            self._output_keep_prob = _keep_prob("output_keep_prob", output_keep_prob)
        self._noise = {"input": None, "state": None, "output": None}
        self._variational_recurrent = variational_recurrent
        if variational_recurrent:
            if dtype is None:
                raise ValueError("When variational_recurrent=True, dtype must be provided")
            if _drops(self._input_keep_prob):
                if input_size is None:
                    raise ValueError("variational_recurrent with input_keep_prob < 1.0 needs input_size")
                self._noise["input"] = self._make_noise("input", input_size, dtype)
            self._noise["state"] = self._make_noise("state", cell.state_size, dtype)
            self._noise["output"] = self._make_noise("output", cell.output_size, dtype)

    def _make_noise(self, salt, sizes, dtype):
        seeds = iter(range(len(tf.nest.flatten(sizes))))

        def noise(size):
            shape = [1] + tf.TensorShape(size).as_list()
            return tf.random_uniform(shape, seed=self._make_seed(salt, next(seeds)), dtype=dtype)

        return tf.nest.map_structure(noise, sizes)

    def _make_seed(self, salt, index):
        if self._seed is None:
            return None
        text = "%s%s_%d" % (self._seed, salt, index)
        return int(hashlib.md5(text.encode("utf-8")).hexdigest()[:8], 16) & 0x7FFFFFFF

    def _drop(self, salt, values, keep_prob, chosen=None):
        """Drops out the tensors of a structure; `chosen` has a false value where one stays."""
        flat = tf.nest.flatten(values)
        chosen = [True] * len(flat) if chosen is None else chosen
        noise = tf.nest.flatten(self._noise[salt]) if self._variational_recurrent else [None] * len(flat)
        dropped = []
        for i, (value, wanted, mask) in enumerate(zip(flat, chosen, noise)):
            if not wanted:
                dropped.append(value)
            elif self._variational_recurrent:
                kept = value / keep_prob * tf.floor(keep_prob + mask)
                kept.set_shape(value.shape)
                dropped.append(kept)
            else:
                dropped.append(tf.nn.dropout(value, rate=1.0 - keep_prob, seed=self._make_seed(salt, i)))
        return tf.nest.pack_sequence_as(values, dropped)

    def __call__(self, inputs, state, scope=None):
        if _drops(self._input_keep_prob):
            inputs = self._drop("input", inputs, self._input_keep_prob)
        output, new_state = self.cell(inputs, state, scope=scope)
        if _drops(self._state_keep_prob):
            chosen = _chosen(self._state_filter, new_state)
            new_state = self._drop("state", new_state, self._state_keep_prob, chosen)
        if _drops(self._output_keep_prob):
            output = self._drop("output", output, self._output_keep_prob)
        return output, new_state


def _keep_prob(name, value):
    """A float when the value is known, else the tensor."""
    tensor = tf.convert_to_tensor(value)
    known = tf.get_static_value(tensor)
    if known is None:
        return tensor
    if known < 0 or known > 1:
        raise ValueError("Parameter %s must be between 0 and 1: %s" % (name, known))
    return float(known)


def _drops(keep_prob):
    return not isinstance(keep_prob, float) or keep_prob < 1


def _drop_all_but_cell_state(state):
    if isinstance(state, LSTMStateTuple):
        return LSTMStateTuple(c=False, h=True)
    return not isinstance(state, tf.TensorArray)


def _chosen(state_filter, state):
    """Whether each tensor of a state is dropped out: the filter answers for a structure or for its parts."""
    answer = state_filter(state)
    if tf.nest.is_nested(answer):
        return [bool(a) for a in tf.nest.flatten(answer)]
    if answer and tf.nest.is_nested(state):
        parts = state.values() if isinstance(state, dict) else state
        return [choice for part in parts for choice in _chosen(state_filter, part)]
    return [bool(answer)] * len(tf.nest.flatten(state))


class ResidualWrapper(_CellWrapper):
    """Adds the inputs to the outputs, or combines them by `residual_fn(inputs, outputs)`."""

    def __init__(self, cell, residual_fn=None, **kwargs):
        super().__init__(cell, **kwargs)
        self._residual_fn = residual_fn

    def __call__(self, inputs, state, scope=None):
        outputs, new_state = self.cell(inputs, state, scope=scope)
        add = self._residual_fn or (lambda i, o: tf.nest.map_structure(tf.add, i, o))
        return add(inputs, outputs), new_state


class DeviceWrapper(_CellWrapper):
    """Runs a cell on a device."""

    def __init__(self, cell, device, **kwargs):
        super().__init__(cell, **kwargs)
        self._device = device

    def zero_state(self, batch_size, dtype):
        with tf.device(self._device):
            return super().zero_state(batch_size, dtype)

    def __call__(self, inputs, state, scope=None):
        with tf.device(self._device):
            return self.cell(inputs, state, scope=scope)


class _ScopedWrapper(RNNCell):
    """A cell around another one with variables of its own, under a scope of its own."""

    def __init__(self, cell, reuse=None):
        super().__init__(_reuse=reuse)
        self._cell = cell

    @property
    def state_size(self):
        return self._cell.state_size

    @property
    def output_size(self):
        return self._cell.output_size

    def zero_state(self, batch_size, dtype):
        with tf.name_scope(type(self).__name__ + "ZeroState", values=[batch_size]):
            return self._cell.zero_state(batch_size, dtype)


def _project(inputs, size, activation):
    kernel = tf.get_variable("kernel", [inputs.shape.as_list()[1], size], inputs.dtype)
    bias = tf.get_variable("bias", [size], inputs.dtype, initializer=tf.constant_initializer(0.0))
    outputs = tf.nn.bias_add(tf.matmul(inputs, kernel), bias)
    return activation(outputs) if activation else outputs


class InputProjectionWrapper(_ScopedWrapper):
    """A dense layer before the cell."""

    def __init__(self, cell, num_proj, activation=None, input_size=None, reuse=None):
        super().__init__(cell, reuse=reuse)
        self._num_proj, self._activation = num_proj, activation

    def call(self, inputs, state):
        return self._cell(_project(inputs, self._num_proj, self._activation), state)


class OutputProjectionWrapper(_ScopedWrapper):
    """A dense layer behind the cell."""

    def __init__(self, cell, output_size, activation=None, reuse=None):
        super().__init__(cell, reuse=reuse)
        self._output_size, self._activation = output_size, activation

    @property
    def output_size(self):
        return self._output_size

    def call(self, inputs, state):
        outputs, new_state = self._cell(inputs, state)
        return _project(outputs, self._output_size, self._activation), new_state


class EmbeddingWrapper(_ScopedWrapper):
    """A trained table before the cell; the inputs are ids."""

    def __init__(self, cell, embedding_classes, embedding_size, initializer=None, reuse=None):
        super().__init__(cell, reuse=reuse)
        self._shape, self._initializer = [embedding_classes, embedding_size], initializer

    def call(self, inputs, state):
        limit = 3**0.5
        initializer = self._initializer or tf.get_variable_scope().initializer
        table = tf.get_variable(
            "embedding",
            self._shape,
            tf.nest.flatten(state)[0].dtype,
            initializer=initializer or tf.random_uniform_initializer(-limit, limit),
        )
        return self._cell(tf.nn.embedding_lookup(table, tf.reshape(inputs, [-1])), state)
