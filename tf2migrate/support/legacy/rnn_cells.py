"""`tf.nn.rnn_cell`: recurrent cells for `tf.nn.dynamic_rnn` and its relatives."""

import collections

import tensorflow.compat.v1 as tf

from tf2migrate.support.legacy.base import Layer, _activation, _channels
from tf2migrate.support.legacy.contrib_normalization import layer_norm


class LSTMStateTuple(collections.namedtuple("LSTMStateTuple", ("c", "h"))):
    """The state of an LSTM: cell state `c` and output `h`."""

    __slots__ = ()

    @property
    def dtype(self):
        if self.c.dtype != self.h.dtype:
            raise TypeError("Inconsistent internal state: %s vs %s" % (self.c.dtype, self.h.dtype))
        return self.c.dtype


class RNNCell(Layer):
    """A layer that maps inputs and a state to outputs and the next state.

    Subclasses have `state_size`, `output_size` and `call(inputs, state)`, which may get variables by
    `tf.get_variable`.
    """

    @property
    def state_size(self):
        raise NotImplementedError("Abstract method")

    @property
    def output_size(self):
        raise NotImplementedError("Abstract method")

    def __call__(self, inputs, state, scope=None):
        if scope is not None:
            with tf.variable_scope(scope, custom_getter=self._track_variable) as scope:
                return super().__call__(inputs, state, scope=scope)
        if not hasattr(self, "_entered_scope"):
            self._entered_scope = tf.variable_scope(tf.get_variable_scope(), custom_getter=self._track_variable)
        with self._entered_scope:
            return super().__call__(inputs, state)

    def _track_variable(self, getter, *args, **kwargs):
        variable = getter(*args, **kwargs)
        weights = self._trainable_weights if variable.trainable else self._non_trainable_weights
        if not any(variable is weight for weight in weights):
            weights.append(variable)
        return variable

    def build(self, input_shape):
        """Leaves the cell unbuilt in the scope's eyes: `call` may still create variables."""

    def zero_state(self, batch_size, dtype):
        """Zeros in the structure of `state_size`, with a leading batch axis."""

        def zeros(size):
            size = tf.TensorShape(size).as_list()
            state = tf.zeros(tf.concat([tf.reshape(batch_size, [1]), tf.constant(size, tf.int32)], 0), dtype)
            if not tf.executing_eagerly():
                state.set_shape([tf.get_static_value(tf.convert_to_tensor(batch_size))] + size)
            return state

        with tf.name_scope(type(self).__name__ + "ZeroState", values=[batch_size]):
            return tf.nest.map_structure(zeros, self.state_size)

    def get_initial_state(self, inputs=None, batch_size=None, dtype=None):
        """The `zero_state` for inputs, or for a batch size and type."""
        if inputs is not None:
            inputs = tf.convert_to_tensor(inputs)
            batch_size = inputs.shape.as_list()[0] or tf.shape(inputs)[0]
            dtype = inputs.dtype
        if batch_size is None or dtype is None:
            raise ValueError("batch_size and dtype cannot be None while constructing initial state")
        return self.zero_state(batch_size, dtype)


class LayerRNNCell(RNNCell):
    """A cell that creates its variables in `build`, like other layers."""

    def __call__(self, inputs, state, scope=None, *args, **kwargs):
        return Layer.__call__(self, inputs, state, *args, scope=scope, **kwargs)


def _check_floating(*tensors):
    for tensor in tf.nest.flatten(tensors):
        if not (tensor.dtype.is_floating or tensor.dtype.is_complex):
            raise ValueError("RNN cell only supports floating point inputs, but saw dtype: %s" % tensor.dtype)


class BasicRNNCell(LayerRNNCell):
    """`activation(W [inputs, state] + b)`."""

    def __init__(self, num_units, activation=None, reuse=None, name=None, dtype=None, **kwargs):
        super().__init__(_reuse=reuse, name=name, dtype=dtype, **kwargs)
        self._num_units = num_units
        self._activation = _activation(activation) or tf.tanh

    @property
    def state_size(self):
        return self._num_units

    @property
    def output_size(self):
        return self._num_units

    def build(self, inputs_shape):
        n = self._num_units
        self._kernel = self.add_weight("kernel", [_channels(inputs_shape, -1) + n, n])
        self._bias = self.add_weight("bias", [n], initializer=tf.zeros_initializer())
        self.built = True

    def call(self, inputs, state):
        _check_floating(inputs, state)
        gates = tf.nn.bias_add(tf.matmul(tf.concat([inputs, state], 1), self._kernel), self._bias)
        output = self._activation(gates)
        return output, output


class GRUCell(LayerRNNCell):
    """Gated recurrent unit; the bias of the gates starts at one."""

    def __init__(
        self,
        num_units,
        activation=None,
        reuse=None,
        kernel_initializer=None,
        bias_initializer=None,
        name=None,
        dtype=None,
        **kwargs,
    ):
        super().__init__(_reuse=reuse, name=name, dtype=dtype, **kwargs)
        self._num_units = num_units
        self._activation = _activation(activation) or tf.tanh
        self._kernel_initializer, self._bias_initializer = kernel_initializer, bias_initializer

    @property
    def state_size(self):
        return self._num_units

    @property
    def output_size(self):
        return self._num_units

    def build(self, inputs_shape):
        n = self._num_units
        rows = _channels(inputs_shape, -1) + n

        def bias(default):
            return default if self._bias_initializer is None else self._bias_initializer

        kernel = self._kernel_initializer
        self._gate_kernel = self.add_weight("gates/kernel", [rows, 2 * n], initializer=kernel)
        self._gate_bias = self.add_weight("gates/bias", [2 * n], initializer=bias(tf.constant_initializer(1.0)))
        self._candidate_kernel = self.add_weight("candidate/kernel", [rows, n], initializer=kernel)
        self._candidate_bias = self.add_weight("candidate/bias", [n], initializer=bias(tf.zeros_initializer()))
        self.built = True

    def call(self, inputs, state):
        _check_floating(inputs, state)
        gates = tf.matmul(tf.concat([inputs, state], 1), self._gate_kernel)
        r, u = tf.split(tf.sigmoid(tf.nn.bias_add(gates, self._gate_bias)), 2, axis=1)
        candidate = tf.matmul(tf.concat([inputs, r * state], 1), self._candidate_kernel)
        c = self._activation(tf.nn.bias_add(candidate, self._candidate_bias))
        new_state = u * state + (1 - u) * c
        return new_state, new_state


class BasicLSTMCell(LayerRNNCell):
    """LSTM with one joint kernel for the gates i, j, f, o; `forget_bias` is added at run time."""

    def __init__(
        self,
        num_units,
        forget_bias=1.0,
        state_is_tuple=True,
        activation=None,
        reuse=None,
        name=None,
        dtype=None,
        **kwargs,
    ):
        super().__init__(_reuse=reuse, name=name, dtype=dtype, **kwargs)
        self._num_units = num_units
        self._forget_bias = forget_bias
        self._state_is_tuple = state_is_tuple
        self._activation = _activation(activation) or tf.tanh

    @property
    def state_size(self):
        n = self._num_units
        return LSTMStateTuple(n, n) if self._state_is_tuple else 2 * n

    @property
    def output_size(self):
        return self._num_units

    def build(self, inputs_shape):
        n = self._num_units
        self._kernel = self.add_weight("kernel", [_channels(inputs_shape, -1) + n, 4 * n])
        self._bias = self.add_weight("bias", [4 * n], initializer=tf.zeros_initializer())
        self.built = True

    def call(self, inputs, state):
        _check_floating(inputs, state)
        c, h = state if self._state_is_tuple else tf.split(state, 2, axis=1)
        gates = tf.nn.bias_add(tf.matmul(tf.concat([inputs, h], 1), self._kernel), self._bias)
        i, j, f, o = tf.split(gates, 4, axis=1)
        forget_bias = tf.constant(self._forget_bias, dtype=f.dtype)
        new_c = c * tf.sigmoid(f + forget_bias) + tf.sigmoid(i) * self._activation(j)
        new_h = self._activation(new_c) * tf.sigmoid(o)
        if self._state_is_tuple:
            return new_h, LSTMStateTuple(new_c, new_h)
        return new_h, tf.concat([new_c, new_h], 1)


class LSTMCell(LayerRNNCell):
    """LSTM with peepholes, clipping and projection, each of them optional."""

    def __init__(
        self,
        num_units,
        use_peepholes=False,
        cell_clip=None,
        initializer=None,
        num_proj=None,
        proj_clip=None,
        num_unit_shards=None,
        num_proj_shards=None,
        forget_bias=1.0,
        state_is_tuple=True,
        activation=None,
        reuse=None,
        name=None,
        dtype=None,
        **kwargs,
    ):
        super().__init__(_reuse=reuse, name=name, dtype=dtype, **kwargs)
        self._num_units, self._num_proj = num_units, num_proj
        self._use_peepholes, self._cell_clip, self._proj_clip = use_peepholes, cell_clip, proj_clip
        self._initializer = initializer
        self._shards = num_unit_shards, num_proj_shards
        self._forget_bias = forget_bias
        self._state_is_tuple = state_is_tuple
        self._activation = _activation(activation) or tf.tanh

    @property
    def state_size(self):
        sizes = self._num_units, self.output_size
        return LSTMStateTuple(*sizes) if self._state_is_tuple else sum(sizes)

    @property
    def output_size(self):
        return self._num_proj or self._num_units

    def build(self, inputs_shape):
        n = self._num_units
        partitioners = [s if s is None else tf.fixed_size_partitioner(s) for s in self._shards]
        self._kernel = self.add_weight(
            "kernel",
            [_channels(inputs_shape, -1) + self.output_size, 4 * n],
            initializer=self._initializer,
            partitioner=partitioners[0],
        )
        self._bias = self.add_weight("bias", [4 * n], initializer=tf.zeros_initializer())
        if self._use_peepholes:
            self._w_f, self._w_i, self._w_o = [
                self.add_weight(name, [n], initializer=self._initializer)
                for name in ("w_f_diag", "w_i_diag", "w_o_diag")
            ]
        if self._num_proj is not None:
            self._projection = self.add_weight(
                "projection/kernel",
                [n, self._num_proj],
                initializer=self._initializer,
                partitioner=partitioners[1],
            )
        self.built = True

    def call(self, inputs, state):
        _check_floating(inputs, state)
        c, h = state if self._state_is_tuple else tf.split(state, [self._num_units, self.output_size], axis=1)
        gates = tf.nn.bias_add(tf.matmul(tf.concat([inputs, h], 1), self._kernel), self._bias)
        i, j, f, o = tf.split(gates, 4, axis=1)
        if self._use_peepholes:
            forget = tf.sigmoid(f + self._forget_bias + self._w_f * c)
            c = forget * c + tf.sigmoid(i + self._w_i * c) * self._activation(j)
        else:
            c = tf.sigmoid(f + self._forget_bias) * c + tf.sigmoid(i) * self._activation(j)
        if self._cell_clip is not None:
            c = tf.clip_by_value(c, -self._cell_clip, self._cell_clip)
        h = tf.sigmoid(o + self._w_o * c if self._use_peepholes else o) * self._activation(c)
        if self._num_proj is not None:
            h = tf.matmul(h, self._projection)
            if self._proj_clip is not None:
                h = tf.clip_by_value(h, -self._proj_clip, self._proj_clip)
        return h, LSTMStateTuple(c, h) if self._state_is_tuple else tf.concat([c, h], 1)


class LSTMBlockCell(LayerRNNCell):
    """`tf.contrib.rnn.LSTMBlockCell`: a basic LSTM with optional peepholes; `cell_clip=None` means none."""

    def __init__(
        self,
        num_units,
        forget_bias=1.0,
        cell_clip=None,
        use_peephole=False,
        dtype=None,
        reuse=None,
        name="lstm_cell",
    ):
        super().__init__(_reuse=reuse, name=name, dtype=dtype)
        if use_peephole:
            raise NotImplementedError("LSTMBlockCell with use_peephole")
        self._num_units, self._forget_bias, self._cell_clip = num_units, forget_bias, cell_clip

    @property
    def state_size(self):
        return LSTMStateTuple(self._num_units, self._num_units)

    @property
    def output_size(self):
        return self._num_units

    def build(self, inputs_shape):
        n = self._num_units
        self._kernel = self.add_weight("kernel", [_channels(inputs_shape, -1) + n, 4 * n])
        self._bias = self.add_weight("bias", [4 * n], initializer=tf.constant_initializer(0.0))
        self.built = True

    def call(self, inputs, state):
        c, h = state
        gates = tf.nn.bias_add(tf.matmul(tf.concat([inputs, h], 1), self._kernel), self._bias)
        i, j, f, o = tf.split(gates, 4, axis=1)
        c = tf.sigmoid(f + self._forget_bias) * c + tf.sigmoid(i) * tf.tanh(j)
        if self._cell_clip is not None and self._cell_clip > 0:
            c = tf.clip_by_value(c, -self._cell_clip, self._cell_clip)
        h = tf.sigmoid(o) * tf.tanh(c)
        return h, LSTMStateTuple(c, h)


class LayerNormBasicLSTMCell(RNNCell):
    """LSTM without bias, its gates and its state normalized, the candidate with dropout."""

    def __init__(
        self,
        num_units,
        forget_bias=1.0,
        input_size=None,
        activation=tf.tanh,
        layer_norm=True,
        norm_gain=1.0,
        norm_shift=0.0,
        dropout_keep_prob=1.0,
        dropout_prob_seed=None,
        reuse=None,
    ):
        super().__init__(_reuse=reuse)
        self._num_units, self._forget_bias, self._activation = num_units, forget_bias, activation
        self._layer_norm, self._norm_gain, self._norm_shift = layer_norm, norm_gain, norm_shift
        self._keep_prob, self._seed = dropout_keep_prob, dropout_prob_seed

    @property
    def state_size(self):
        return LSTMStateTuple(self._num_units, self._num_units)

    @property
    def output_size(self):
        return self._num_units

    def _norm(self, values, scope):
        with tf.variable_scope(scope):
            for name, start in ("gamma", self._norm_gain), ("beta", self._norm_shift):
                tf.get_variable(name, values.shape[-1:], values.dtype, initializer=tf.constant_initializer(start))
        return layer_norm(values, reuse=True, scope=scope)

    def call(self, inputs, state):
        c, h = state
        args = tf.concat([inputs, h], 1)
        kernel = tf.get_variable("kernel", [args.shape[-1], 4 * self._num_units], args.dtype)
        gates = tf.matmul(args, kernel)
        if not self._layer_norm:
            gates = tf.nn.bias_add(gates, tf.get_variable("bias", [4 * self._num_units], args.dtype))
        i, j, f, o = tf.split(gates, 4, axis=1)
        if self._layer_norm:
            names = ("input", "transform", "forget", "output")
            i, j, f, o = [self._norm(gate, name) for gate, name in zip((i, j, f, o), names)]
        g = self._activation(j)
        if not isinstance(self._keep_prob, float) or self._keep_prob < 1:
            g = tf.nn.dropout(g, rate=1 - self._keep_prob, seed=self._seed)
        new_c = c * tf.sigmoid(f + self._forget_bias) + tf.sigmoid(i) * g
        if self._layer_norm:
            new_c = self._norm(new_c, "state")
        new_h = self._activation(new_c) * tf.sigmoid(o)
        return new_h, LSTMStateTuple(new_c, new_h)
