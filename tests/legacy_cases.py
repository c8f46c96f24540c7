"""Graphs made of TensorFlow 1 layers, cells and contrib functions, and what is observed of them.

The recorder runs them on TF 1.15, the tests on `tf.compat.v1` with the legacy module. Runs on Python 3.6
and later. Every function takes `tf`, and `lib` with the attributes `layers`, `nn` and `contrib`; it
returns tensors.
"""

import copy

import numpy as np


def values(seed, *shape):
    return np.random.RandomState(seed).uniform(-1, 1, shape).astype(np.float32)


def images(tf, channels=3, seed=1, size=6):
    return tf.constant(values(seed, 2, size, size, channels))


def rows(tf, seed=2, *shape):
    return tf.constant(values(seed, *(shape or (4, 5))))


# tf.layers


def dense_names_and_reuse(lib, tf):
    x = rows(tf)
    a = lib.layers.dense(x, 5)
    b = lib.layers.dense(a, 5, activation=tf.nn.relu)
    c = lib.layers.dense(b, 5, name="head", use_bias=False)
    d = lib.layers.dense(a, 5, name="head", reuse=True, use_bias=False)
    with tf.variable_scope("outer"):
        e = lib.layers.dense(d, 2)
        f = lib.layers.dense(e, 3, name="named")
        with tf.variable_scope("inner"):
            g = lib.layers.dense(f, 3, activation=tf.nn.softmax)
    try:
        # A scope entered again by its name starts to count anew, and its variables exist.
        with tf.variable_scope("outer"):
            lib.layers.dense(g, 3)
        raise AssertionError("a variable was made twice")
    except ValueError:
        h = g * 2
    with tf.variable_scope("shared", reuse=tf.AUTO_REUSE):
        i = lib.layers.dense(x, 4, name="d")
        j = lib.layers.dense(x + 1, 4, name="d")
    return [c, d, h, i, j]


def dense_ranks_and_scopes(lib, tf):
    x = tf.constant(values(3, 2, 3, 4))
    a = lib.layers.dense(x, 2)
    with tf.variable_scope("scope", initializer=tf.constant_initializer(0.25), dtype=tf.float64):
        b = lib.layers.dense(tf.cast(x, tf.float64), 3)
    layer = lib.layers.Dense(3, activation=tf.tanh, name="twice")
    return [a, b, layer(x), layer(x * 2), layer.apply(x[0])]


def dense_reuse_variables(lib, tf):
    def tower(x, reuse):
        with tf.variable_scope("tower", reuse=reuse):
            x = lib.layers.dense(x, 4, activation=tf.nn.elu)
            return lib.layers.dense(x, 3)

    x = rows(tf)
    with tf.variable_scope("model") as scope:
        a = lib.layers.dense(x, 3)
    with tf.variable_scope(scope, reuse=True):
        b = lib.layers.dense(x * 2, 3)
    return [tower(x, False), tower(x + 1, True), a, b]


def regularizers(lib, tf):
    x = rows(tf)
    l2, l1 = lib.contrib.layers.l2_regularizer(0.1), lib.contrib.layers.l1_regularizer(0.2)
    a = lib.layers.dense(x, 3, kernel_regularizer=l2, bias_regularizer=l1, name="a")
    b = lib.layers.dense(x, 3, kernel_regularizer=l2, name="a", bias_regularizer=l1, reuse=True)
    c = lib.layers.dense(x, 2, activity_regularizer=lambda y: tf.reduce_sum(y * y))
    with tf.variable_scope("s", regularizer=lib.contrib.layers.l1_l2_regularizer(0.3, 0.4)):
        d = lib.layers.dense(x, 2)
        w = tf.get_variable("w", [2, 3])
    none = lib.contrib.layers.l2_regularizer(0.0)(w)
    assert none is None
    return [a, b, c, d, tf.losses.get_regularization_loss()]


def convolutions(lib, tf):
    x = images(tf)
    a = lib.layers.conv2d(x, 4, 3, padding="same", activation=tf.nn.relu)
    b = lib.layers.conv2d(a, 2, (3, 2), strides=(2, 1), padding="SAME", use_bias=False)
    c = lib.layers.conv2d(x, 2, [2, 2], dilation_rate=2)
    d = lib.layers.conv1d(x[:, 0], 3, 2, 1, "valid")
    e = lib.layers.conv1d(x[:, 0], 3, 3, padding="causal", dilation_rate=2)
    f = lib.layers.conv3d(tf.expand_dims(x, -1), 2, 2, strides=2)
    g = lib.layers.separable_conv2d(x, 4, 3, depth_multiplier=2, padding="same")
    h = lib.layers.separable_conv1d(x[:, 1], 4, 3, strides=2, padding="same")
    return [b, c, d, e, f, g, h]


def transposed_convolutions(lib, tf):
    x = images(tf, 2, size=3)
    batch = tf.placeholder_with_default(values(5, 2, 3, 3, 2), [None, 3, 3, 2])
    a = lib.layers.conv2d_transpose(x, 3, 5, strides=2, padding="same", activation=tf.nn.relu)
    b = lib.layers.conv2d_transpose(batch, 3, (2, 3), strides=(1, 3))
    c = lib.layers.conv2d_transpose(x, 1, 2, 3, "valid", name="deconv")
    d = lib.layers.conv3d_transpose(tf.expand_dims(x, -1), 2, 2, strides=2, padding="valid")
    assert b.shape.as_list() == [None, 4, 9, 3]
    return [a, b, c, d]


def pooling(lib, tf):
    x = images(tf)
    flat = x[:, 0]
    return [
        lib.layers.max_pooling2d(x, 2, 2),
        lib.layers.max_pooling2d(x, (3, 2), (2, 1), padding="same"),
        lib.layers.average_pooling2d(x, 3, 2, "same"),
        lib.layers.max_pooling1d(flat, 2, 1),
        lib.layers.average_pooling1d(flat, 3, 2, padding="same"),
        lib.layers.max_pooling3d(tf.expand_dims(x, -1), 2, 2),
        lib.layers.average_pooling3d(tf.expand_dims(x, -1), 2, 2),
        lib.layers.flatten(x),
        lib.layers.flatten(x[0, 0, 0]),
        lib.layers.Flatten()(tf.placeholder_with_default(values(6, 2, 3, 4), [None, 3, 4])),
    ]


def dropout_switches(lib, tf):
    x = rows(tf)
    on = tf.placeholder_with_default(False, [])
    return [
        lib.layers.dropout(x),
        lib.layers.dropout(x, 0.3, training=False),
        lib.layers.dropout(x, 0.0, training=True),
        lib.layers.dropout(x, 0.4, training=on),
        lib.contrib.layers.dropout(x, 1.0),
        lib.contrib.layers.dropout(x, 0.5, is_training=False),
        tf.reduce_all(tf.equal(tf.reduce_max(lib.layers.dropout(tf.ones([99]), 0.75, training=True)), 4.0)),
    ]


def batch_normalization(lib, tf):
    training = tf.placeholder_with_default(True, [])
    x, y = images(tf), rows(tf, 3)
    a = lib.layers.batch_normalization(x, training=training, momentum=0.7)
    b = lib.layers.batch_normalization(y, training=training, momentum=0.7)
    c = lib.layers.batch_normalization(x, training=True, momentum=0.6, fused=False, name="plain")
    d = lib.layers.batch_normalization(y, training=True, center=False, scale=False, trainable=False)
    e = lib.layers.batch_normalization(x)
    f = lib.layers.batch_normalization(x, training=True, axis=1, fused=False, momentum=0.8)
    layer = lib.layers.BatchNormalization(momentum=0.5)
    g = layer(x, training=True)
    h = layer(x * 2, training=False)
    return [a, b, c, d, e, f, g, h]


def batch_normalization_inference(lib, tf):
    training = tf.placeholder_with_default(False, [])
    x, y = images(tf), rows(tf, 3)
    a = lib.layers.batch_normalization(x, training=training, momentum=0.7)
    b = lib.layers.batch_normalization(y, training=training, momentum=0.7)
    with tf.variable_scope("r"):
        c = lib.layers.batch_normalization(y, training=True, momentum=0.7, name="bn")
    with tf.variable_scope("r", reuse=True):
        d = lib.layers.batch_normalization(y * 2, training=False, name="bn")
    return [a, b, c, d]


def user_layer(lib, tf):
    class Scale(lib.layers.Layer):
        def build(self, input_shape):
            size = int(input_shape[-1])
            self.scale = self.add_variable("scale", shape=[size], initializer=tf.ones_initializer())
            self.built = True

        def call(self, inputs):
            return inputs * self.scale

    layer = Scale()
    assert layer(rows(tf)).shape.as_list() == [4, 5]
    assert [v.name for v in layer.trainable_variables] == ["scale/scale:0"]
    return [layer(rows(tf)), Scale(name="mine")(rows(tf))]


# tf.contrib.layers and slim


def contrib_dense_and_convolutions(lib, tf):
    layers, x = lib.contrib.layers, images(tf)
    a = layers.conv2d(x, 4, [3, 3])
    b = layers.conv2d(a, 4, 3, stride=2, activation_fn=None, scope="second")
    c = layers.conv2d(x, 2, 3, rate=2, biases_initializer=None)
    d = layers.conv2d_transpose(b, 3, 3, stride=2)
    e = layers.separable_conv2d(x, 4, 3, 2)
    f = layers.separable_conv2d(x, None, 3, 2, stride=2)
    g = layers.flatten(layers.max_pool2d(d, 2))
    h = layers.fully_connected(g, 5)
    i = layers.fully_connected(h, 3, activation_fn=None, weights_regularizer=layers.l2_regularizer(0.1))
    j = layers.linear(h, 2)
    k = layers.relu(h, 2)
    m = layers.conv1d(x[:, 0], 2, 3) if hasattr(layers, "conv1d") else layers.convolution1d(x[:, 0], 2, 3)
    n = layers.bias_add(x, tf.nn.relu)
    return [c, e, f, i, j, k, m, n, layers.avg_pool2d(x, 3), layers.max_pool2d(x, [2, 2], stride=1)]


def contrib_reuse(lib, tf):
    layers, x = lib.contrib.layers, rows(tf)
    a = layers.fully_connected(x, 4, scope="fc")
    b = layers.fully_connected(x + 1, 4, scope="fc", reuse=True)
    with tf.variable_scope("net"):
        c = layers.fully_connected(x, 3)
        d = layers.fully_connected(c, 3)
    with tf.variable_scope("net", reuse=True):
        e = layers.fully_connected(x * 2, 3)
    return [a, b, d, e]


def contrib_batch_norm(lib, tf):
    layers, x, y = lib.contrib.layers, images(tf), rows(tf, 3)
    training = tf.placeholder_with_default(True, [])
    a = layers.batch_norm(x, decay=0.7)
    b = layers.batch_norm(y, decay=0.7, scale=True, is_training=training)
    c = layers.batch_norm(x, decay=0.6, updates_collections=None, is_training=training, scope="now")
    d = layers.batch_norm(y, decay=0.6, updates_collections=None, fused=False, activation_fn=tf.nn.relu)
    e = layers.batch_norm(x, is_training=False, center=False)
    f = layers.batch_norm(tf.constant(values(7, 2, 3, 4)), decay=0.5, scale=True)
    g = layers.batch_norm(x, decay=0.5, updates_collections="mine", fused=False)
    h = layers.fully_connected(y, 4, normalizer_fn=layers.batch_norm, normalizer_params={"decay": 0.8})
    i = layers.conv2d(x, 2, 3, normalizer_fn=layers.batch_norm)
    j = layers.batch_norm(x, param_initializers={"beta": tf.constant_initializer(0.5)}, decay=0.9)
    return [a, b, c, d, e, f, g, h, i, j]


def least_epsilon(lib, tf):
    """Batches of so little variance that the epsilon decides."""
    x, y = images(tf) * 1e-3, rows(tf, 3) * 1e-3
    scale, offset = tf.ones([x.shape[-1]]), tf.zeros([x.shape[-1]])
    return [
        lib.contrib.layers.batch_norm(x, epsilon=1e-6),
        lib.contrib.layers.batch_norm(y, epsilon=1e-6),
        lib.contrib.layers.batch_norm(x, epsilon=1e-6, fused=False),
        lib.contrib.layers.batch_norm(x, epsilon=1e-6, is_training=False),
        lib.layers.batch_normalization(x, training=True, epsilon=1e-6),
        lib.layers.batch_normalization(y, training=True, epsilon=1e-6),
        lib.nn.fused_batch_norm(x, scale, offset, epsilon=1e-6)[0],
    ]


def contrib_batch_norm_inference(lib, tf):
    layers, x, y = lib.contrib.layers, images(tf), rows(tf, 3)
    training = tf.placeholder_with_default(False, [])
    return [
        layers.batch_norm(x, decay=0.7, is_training=training),
        layers.batch_norm(y, decay=0.7, is_training=training, updates_collections=None),
        layers.batch_norm(y, decay=0.7, is_training=training, updates_collections="mine", fused=False),
    ]


def contrib_other_norms(lib, tf):
    layers, x, y = lib.contrib.layers, images(tf, 4), rows(tf, 3)
    return [
        layers.layer_norm(y),
        layers.layer_norm(x, activation_fn=tf.nn.relu),
        layers.layer_norm(x, begin_norm_axis=-1, center=False),
        layers.instance_norm(x),
        layers.instance_norm(x, center=False, data_format="NCHW"),
        layers.group_norm(x, groups=2),
        layers.group_norm(x, groups=2, scale=False, mean_close_to_zero=True),
        layers.unit_norm(y, 1),
    ]


def contrib_misc(lib, tf):
    layers = lib.contrib.layers
    ids = tf.constant([[1, 0, 2], [2, 2, 1]])
    a = layers.embed_sequence(ids, vocab_size=4, embed_dim=3)
    b = layers.embed_sequence(ids, vocab_size=4, embed_dim=3, scope="table")
    c = layers.embed_sequence(ids, scope="table", reuse=True)
    d = layers.one_hot_encoding(tf.constant([1, 3]), 4)
    e = layers.softmax(images(tf))
    f = layers.stack(rows(tf), layers.fully_connected, [3, 4, 2], scope="st")
    g = layers.repeat(images(tf), 2, layers.conv2d, 3, [3, 3])
    h = layers.stack(images(tf), layers.conv2d, [(2, [3, 3]), (3, [1, 1])])
    i = layers.apply_regularization(layers.l2_regularizer(0.5), tf.trainable_variables())
    return [a, b, c, d, e, f, g, h, i]


def slim_network(lib, tf):
    slim = lib.contrib.slim

    def block(x, training):
        with slim.arg_scope([slim.batch_norm], is_training=training, decay=0.9):
            with slim.arg_scope(
                [slim.conv2d, slim.fully_connected],
                activation_fn=tf.nn.leaky_relu,
                weights_regularizer=slim.l2_regularizer(0.01),
                weights_initializer=tf.truncated_normal_initializer(stddev=0.1),
                normalizer_fn=slim.batch_norm,
            ):
                with slim.arg_scope([slim.conv2d], padding="VALID") as scope:
                    x = slim.conv2d(x, 4, [3, 3], scope="conv1")
                    x = slim.repeat(x, 2, slim.conv2d, 4, [2, 2], scope="conv2")
                with slim.arg_scope(scope):
                    x = slim.conv2d(x, 3, 2, normalizer_fn=None, activation_fn=None)
        x = slim.flatten(slim.max_pool2d(x, [2, 2], stride=1, padding="SAME"))
        x = slim.dropout(x, 0.5, is_training=False)
        return slim.fully_connected(x, 2, activation_fn=None, outputs_collections="ends", scope="logits")

    with tf.variable_scope("net"):
        a = block(images(tf), True)
    with tf.variable_scope("net", reuse=True):
        b = block(images(tf, 3, 8), False)
    assert [v.op.name for v in slim.get_model_variables("net/logits")] == [
        "net/logits/weights",
        "net/logits/biases",
    ]
    assert len(slim.get_variables_to_restore(exclude=["net/logits"])) == len(tf.global_variables()) - 2
    assert [v.op.name for v in slim.get_variables_by_name("biases", "net/logits")] == ["net/logits/biases"]
    biases = slim.get_variables_by_name("biases", "net/logits")
    assert slim.model_analyzer.analyze_vars(biases, print_info=False) == (2, 8)
    labels = tf.constant([[0.0, 1.0], [1.0, 0.0]])
    assert slim.model_analyzer.tensor_description(labels) == "(float32 2x2)"
    slim.losses.softmax_cross_entropy(a, labels)
    slim.losses.mean_squared_error(b, labels, weights=0.5)
    return [a, b, slim.losses.get_total_loss()]


def variables_collections(lib, tf):
    layers = lib.contrib.layers
    a = layers.fully_connected(rows(tf), 3, variables_collections={"weights": ["W"], "biases": ["B"]})
    b = layers.conv2d(images(tf), 2, 3, variables_collections=["all"], trainable=False)
    with lib.contrib.framework.arg_scope([lib.contrib.framework.model_variable], dtype=tf.float32):
        c = lib.contrib.framework.model_variable("extra", [2], initializer=tf.ones_initializer())
    assert [len(tf.get_collection(name)) for name in ("W", "B", "all")] == [1, 1, 2]
    return [a, b, tf.identity(c)]


def own_arg_scope(lib, tf):
    framework = lib.contrib.framework

    @framework.add_arg_scope
    def scaled(x, factor=1.0, offset=0.0):
        return x * factor + offset

    x = rows(tf)
    with framework.arg_scope([scaled], factor=3.0):
        a = scaled(x)
        with framework.arg_scope([scaled], offset=1.0, factor=2.0):
            b = scaled(x)
            c = scaled(x, factor=5.0)
    try:
        with framework.arg_scope([tf.nn.relu], name="x"):
            pass
    except ValueError:
        return [a, b, c, scaled(x)]
    raise AssertionError("an undecorated function was accepted")


# Training helpers


def train_with_optimize_loss(lib, tf):
    layers = lib.contrib.layers
    y = layers.fully_connected(layers.batch_norm(rows(tf), decay=0.9), 3)
    loss = tf.reduce_mean(tf.square(y - 1.0))
    step = tf.train.get_or_create_global_step()

    def decay(rate, step):
        return tf.train.exponential_decay(rate, step, 1, 0.5)

    return [
        layers.optimize_loss(
            loss, step, 0.5, "SGD", clip_gradients=0.1, learning_rate_decay_fn=decay, summaries=["loss"]
        )
    ]


def train_with_optimize_loss_class(lib, tf):
    loss = tf.reduce_mean(tf.square(lib.layers.dense(rows(tf), 3) - 1.0))
    step = lib.contrib.framework.get_or_create_global_step()
    rate = tf.constant(0.05)
    return [lib.contrib.layers.optimize_loss(loss, step, rate, tf.train.AdagradOptimizer, summaries=[])]


def train_with_slim(lib, tf):
    slim = lib.contrib.slim
    y = slim.fully_connected(rows(tf), 3, normalizer_fn=slim.batch_norm)
    loss = tf.losses.mean_squared_error(tf.ones([4, 3]), y)
    optimizer = tf.train.GradientDescentOptimizer(0.5)
    return [slim.learning.create_train_op(loss, optimizer, clip_gradient_norm=0.05)]


# Recurrent cells


def sequence(tf, seed=9):
    return tf.constant(values(seed, 3, 4, 2))


LENGTHS = [4, 2, 3]


def dynamic_lstm(lib, tf):
    cell = lib.nn.rnn_cell.BasicLSTMCell(3)
    a, state = lib.nn.dynamic_rnn(cell, sequence(tf), dtype=tf.float32)
    return [a, state.c, state.h]


def dynamic_lstm_lengths(lib, tf):
    cell = lib.nn.rnn_cell.LSTMCell(3, use_peepholes=True, num_proj=2, cell_clip=0.3, proj_clip=0.5)
    with tf.variable_scope("encoder"):
        a, state = lib.nn.dynamic_rnn(
            cell, tf.transpose(sequence(tf), [1, 0, 2]), LENGTHS, dtype=tf.float32, time_major=True
        )
    with tf.variable_scope("decoder"):
        other = lib.nn.rnn_cell.LSTMCell(4, initializer=tf.constant_initializer(0.1), forget_bias=0.0)
        start = other.zero_state(3, tf.float32)
        b, other_state = lib.nn.dynamic_rnn(other, sequence(tf), initial_state=start)
    return [a, state[0], state[1], b, other_state.h]


def dynamic_gru_and_basic(lib, tf):
    outputs = []
    for name, cell in [
        ("gru", lib.nn.rnn_cell.GRUCell(3)),
        ("rnn", lib.contrib.rnn.BasicRNNCell(3, activation=tf.nn.relu)),
        ("concatenated", lib.contrib.rnn.BasicLSTMCell(3, state_is_tuple=False)),
    ]:
        outputs += lib.nn.dynamic_rnn(cell, sequence(tf), LENGTHS, dtype=tf.float32, scope=name)
    return outputs


def unknown_batch(lib, tf):
    x = tf.placeholder_with_default(values(9, 3, 4, 2), [None, None, 2])
    cell = lib.nn.rnn_cell.MultiRNNCell([lib.nn.rnn_cell.BasicLSTMCell(3) for _ in range(2)])
    start = cell.zero_state(tf.shape(x)[0], tf.float32)
    a, state = lib.nn.dynamic_rnn(cell, x, initial_state=start)
    b = lib.layers.dense(a[:, -1], 2)
    return [a, state[0].c, state[1].h, b]


def multi_cell(lib, tf):
    cells = [lib.contrib.rnn.GRUCell(n) for n in (3, 4)]
    dropped = lib.contrib.rnn.DropoutWrapper(cells[1], output_keep_prob=1.0)
    cell = lib.contrib.rnn.MultiRNNCell([cells[0], dropped])
    a, state = lib.nn.dynamic_rnn(cell, sequence(tf), dtype=tf.float32)
    residual = lib.nn.rnn_cell.ResidualWrapper(lib.nn.rnn_cell.BasicRNNCell(2))
    b, _ = lib.nn.dynamic_rnn(residual, sequence(tf), LENGTHS, dtype=tf.float32, scope="res")
    flat = lib.contrib.rnn.MultiRNNCell(
        [lib.contrib.rnn.BasicLSTMCell(2, state_is_tuple=False) for _ in range(2)], state_is_tuple=False
    )
    c, flat_state = lib.nn.dynamic_rnn(flat, sequence(tf), dtype=tf.float32, scope="flat")
    # Wrappers did not pass on the weights of their cell.
    assert (len(cell.trainable_weights), len(cells[1].trainable_weights)) == (4, 4)
    return [a, state[0], state[1], b, c, flat_state]


def copied_cells(lib, tf):
    cell = lib.nn.rnn_cell.DropoutWrapper(lib.nn.rnn_cell.LSTMCell(2), input_keep_prob=1.0)
    stacked = lib.nn.rnn_cell.MultiRNNCell([copy.deepcopy(cell) for _ in range(2)])
    a, state = lib.nn.dynamic_rnn(stacked, sequence(tf), dtype=tf.float32)
    shared = lib.nn.rnn_cell.MultiRNNCell([lib.nn.rnn_cell.GRUCell(2)] * 2)
    b, _ = lib.nn.dynamic_rnn(shared, sequence(tf), dtype=tf.float32, scope="shared")
    return [a, state[1].c, b]


def static_and_bidirectional(lib, tf):
    steps = tf.unstack(sequence(tf), axis=1)
    a, state = lib.contrib.rnn.static_rnn(lib.contrib.rnn.BasicLSTMCell(3), steps, dtype=tf.float32)
    cells = [lib.nn.rnn_cell.LSTMCell(3, name="one"), lib.nn.rnn_cell.LSTMCell(3)]
    (b, c), states = lib.nn.bidirectional_dynamic_rnn(cells[0], cells[1], sequence(tf), LENGTHS, dtype=tf.float32)
    gru = [lib.nn.rnn_cell.GRUCell(2) for _ in range(2)]
    with tf.variable_scope("static"):
        both = lib.contrib.rnn.static_bidirectional_rnn(gru[0], gru[1], steps, dtype=tf.float32)
    return [a[-1], state.h, b, c, states[1].c, tf.stack(both[0]), both[1], both[2]]


def cell_by_hand(lib, tf):
    cell = lib.nn.rnn_cell.BasicLSTMCell(3)
    state = cell.zero_state(3, tf.float32)
    outputs = []
    with tf.variable_scope("RNN"):
        for i in range(3):
            if i > 0:
                tf.get_variable_scope().reuse_variables()
            output, state = cell(sequence(tf)[:, i], state)
            outputs.append(output)
    decoded, _ = lib.contrib.legacy_seq2seq.rnn_decoder(
        [sequence(tf)[:, i] for i in range(2)],
        tf.zeros([3, 2]),
        lib.contrib.rnn.GRUCell(2),
        loop_function=lambda output, _: output * 2.0,
        scope="decoder",
    )
    return outputs + decoded + [state.c]


def user_cell(lib, tf):
    class Decay(lib.nn.rnn_cell.RNNCell):
        @property
        def state_size(self):
            return 2

        @property
        def output_size(self):
            return 3

        def call(self, inputs, state):
            weights = tf.get_variable("weights", [2, 3])
            state = 0.5 * state + inputs
            return tf.matmul(state, weights), state

    class Plain(lib.nn.rnn_cell.RNNCell):
        state_size = output_size = 2

        def __call__(self, inputs, state, scope=None):
            with tf.variable_scope(scope or type(self).__name__):
                state = tf.tanh(state + lib.layers.dense(inputs, 2))
            return state, state

    a, b = lib.nn.dynamic_rnn(Decay(), sequence(tf), dtype=tf.float32)
    c, d = lib.nn.dynamic_rnn(Plain(), sequence(tf), dtype=tf.float32, scope="p")
    return [a, b, c, d]


def other_cells(lib, tf):
    rnn = lib.contrib.rnn
    a, _ = lib.nn.dynamic_rnn(rnn.LayerNormBasicLSTMCell(3), sequence(tf), dtype=tf.float32)
    b, _ = lib.nn.dynamic_rnn(rnn.LSTMBlockCell(3), sequence(tf), dtype=tf.float32, scope="block")
    c, _ = lib.nn.dynamic_rnn(
        rnn.OutputProjectionWrapper(rnn.GRUCell(3), 2), sequence(tf), dtype=tf.float32, scope="out"
    )
    d, _ = lib.nn.dynamic_rnn(
        rnn.InputProjectionWrapper(rnn.GRUCell(3), 4, activation=tf.nn.relu),
        sequence(tf),
        dtype=tf.float32,
        scope="in",
    )
    return [a, b, c, d]


def dropout_wrapper(lib, tf):
    """Dropout leaves its traces: what is kept is scaled, `c` stays, the mask changes unless variational."""
    cell = lib.nn.rnn_cell.BasicRNNCell(50, activation=lambda x: 0.0 * x + 1.0)
    keep = tf.placeholder_with_default(np.float32(0.5), [])
    wrapped = lib.nn.rnn_cell.DropoutWrapper(cell, output_keep_prob=keep)
    a, _ = lib.nn.dynamic_rnn(wrapped, sequence(tf), dtype=tf.float32)
    variational = lib.nn.rnn_cell.DropoutWrapper(
        cell, output_keep_prob=0.5, variational_recurrent=True, dtype=tf.float32
    )
    b, _ = lib.nn.dynamic_rnn(variational, sequence(tf), dtype=tf.float32, scope="v")
    lstm = lib.nn.rnn_cell.DropoutWrapper(lib.nn.rnn_cell.BasicLSTMCell(50), state_keep_prob=0.5)
    c, state = lib.nn.dynamic_rnn(lstm, sequence(tf), dtype=tf.float32, scope="s")
    kept = lib.nn.rnn_cell.DropoutWrapper(lib.nn.rnn_cell.GRUCell(3), 1.0, 1.0)
    d, _ = lib.nn.dynamic_rnn(kept, sequence(tf), dtype=tf.float32, scope="k")
    same = tf.reduce_all(tf.equal(a[:, 0], a[:, 1]))
    return [
        tf.reduce_max(a),
        tf.reduce_min(a),
        same,
        tf.reduce_all(tf.equal(b[:, 0], b[:, 1])),
        tf.reduce_any(tf.equal(state.c, 0.0)),
        tf.reduce_any(tf.equal(state.h, 0.0)),
        d,
    ]


def sequence_losses(lib, tf):
    logits = tf.constant(values(11, 3, 4, 5))
    targets = tf.constant([[1, 2, 0, 4], [0, 0, 3, 1], [4, 2, 2, 0]])
    weights = tf.sequence_mask(LENGTHS, 4, dtype=tf.float32)
    loss = lib.contrib.seq2seq.sequence_loss
    legacy = lib.contrib.legacy_seq2seq
    lists = [tf.unstack(t, axis=1) for t in (logits, targets, weights)]
    return [
        loss(logits, targets, weights),
        loss(logits, targets, weights, average_across_timesteps=False),
        loss(logits, targets, weights, average_across_batch=False),
        loss(logits, targets, weights, False, False),
        legacy.sequence_loss_by_example(*lists),
        legacy.sequence_loss(*lists),
        lib.contrib.seq2seq.tile_batch(logits, 2),
    ]


CASES = [
    dense_names_and_reuse,
    dense_ranks_and_scopes,
    dense_reuse_variables,
    regularizers,
    convolutions,
    transposed_convolutions,
    pooling,
    dropout_switches,
    batch_normalization,
    batch_normalization_inference,
    user_layer,
    contrib_dense_and_convolutions,
    contrib_reuse,
    contrib_batch_norm,
    least_epsilon,
    contrib_batch_norm_inference,
    contrib_other_norms,
    contrib_misc,
    slim_network,
    variables_collections,
    own_arg_scope,
    train_with_optimize_loss,
    train_with_optimize_loss_class,
    train_with_slim,
    dynamic_lstm,
    dynamic_lstm_lengths,
    dynamic_gru_and_basic,
    unknown_batch,
    multi_cell,
    copied_cells,
    static_and_bidirectional,
    cell_by_hand,
    user_cell,
    other_cells,
    dropout_wrapper,
    sequence_losses,
]


def digest(value):
    """The shape of an array, its sum, and up to six values of it."""
    array = np.asarray(value)
    if array.dtype.kind == "b":
        return array.tolist()
    flat = array.astype(np.float64).ravel()
    chosen = flat[:: max(1, flat.size // 6)][:6]
    return [list(array.shape), float("%.6g" % flat.sum()), [float("%.6g" % v) for v in chosen]]


def observe(case, lib, tf):
    """Variables, collections, outputs and gradients of a case, and the outputs after its update ops."""
    with tf.Graph().as_default() as graph:
        outputs = case(lib, tf)
        everything = tf.global_variables()
        trained = tf.trainable_variables()
        known = [[v.op.name, v.shape.as_list(), v.dtype.base_dtype.name] for v in everything]
        collections = {
            name: len(tf.get_collection(name))
            for name in graph.get_all_collection_keys()
            if isinstance(name, str)
            and name not in ("cond_context", "while_context", "variables")
            # TF 1.15 left empty collections behind.
            and tf.get_collection(name)
        }
        models = [v.op.name for v in tf.get_collection(tf.GraphKeys.MODEL_VARIABLES)]
        floats = [output for output in outputs if output.dtype.is_floating]
        loss = tf.add_n([tf.reduce_sum(tf.cast(tf.square(output), tf.float32)) for output in floats])
        # The gradient of a training step would race with the step.
        steps = case.__name__.startswith("train_")
        gradients = tf.gradients(loss, trained) if trained and not steps else []
        gradients = [tf.zeros([1]) if g is None else tf.convert_to_tensor(g) for g in gradients]
        updates = tf.get_collection(tf.GraphKeys.UPDATE_OPS) + tf.get_collection("mine")
        starts = [np.abs(values(50 + i, *v.shape.as_list())) for i, v in enumerate(everything)]
        starts = [s if v.dtype.base_dtype.is_floating else 0 * s for s, v in zip(starts, everything)]
        with tf.Session() as sess:
            for variable, start in zip(everything, starts):
                variable.load(start.astype(variable.dtype.base_dtype.as_numpy_dtype), sess)
            first = [digest(value) for value in sess.run(outputs)]
            slopes = [digest(value) for value in sess.run(gradients)]
            for _ in range(2):
                sess.run(updates)
            second = [digest(value) for value in sess.run(outputs)]
            last = [digest(value) for value in sess.run(everything)]
    return {
        "variables": known,
        "trained": [v.op.name for v in trained],
        "models": models,
        "collections": collections,
        "outputs": first,
        "gradients": slopes,
        "later": second,
        "last": last,
    }


def initial_values(lib, tf):
    """Largest and typical size of the default initial values of wide layers."""
    layers, slim, rnn = lib.layers, lib.contrib.layers, lib.nn.rnn_cell
    with tf.Graph().as_default():
        x, y = tf.zeros([2, 300]), tf.zeros([2, 8, 8, 40])
        layers.dense(x, 200)
        layers.conv2d(y, 60, 3)
        layers.dense(x, 200, kernel_initializer="he_normal", bias_initializer="ones")
        layers.dense(x, 200, kernel_initializer=tf.random_normal_initializer(stddev=0.1))
        slim.fully_connected(x, 200)
        slim.conv2d(y, 60, 3, weights_initializer=slim.xavier_initializer(uniform=False))
        slim.fully_connected(x, 200, weights_initializer=slim.variance_scaling_initializer())
        slim.embed_sequence(tf.constant([[1]]), 300, 50)
        cells = rnn.BasicLSTMCell(60), rnn.GRUCell(60), rnn.LSTMCell(60, use_peepholes=True)
        for i, cell in enumerate(cells):
            lib.nn.dynamic_rnn(cell, tf.zeros([2, 2, 40]), dtype=tf.float32, scope="rnn%d" % i)
        with tf.Session() as sess:
            sess.run(tf.global_variables_initializer())
            return {
                v.op.name: [float(np.abs(value).max()), float(value.std()), float(value.mean())]
                for v, value in zip(tf.global_variables(), sess.run(tf.global_variables()))
            }
