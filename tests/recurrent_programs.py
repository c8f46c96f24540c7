"""Small TF1 programs with recurrent cells, one for each form in which they are made, unrolled, fed and fetched.

`tests/data/recurrent.json` holds what real TF 1.15 printed for each (see `record_recurrent.py`).
"""

from __future__ import annotations

_HEAD = """\
import numpy as np
import tensorflow as tf

BATCH, STEPS, UNITS = 2, 4, 3
x = tf.placeholder(tf.float32, [None, STEPS, 2])
n = tf.placeholder(tf.int32, [None])
xs = np.random.RandomState(1).uniform(-1, 1, (BATCH, STEPS, 2))
"""


def _program(graph: str, driver: str) -> str:
    """A program with the input `x`, the lengths `n` and the array `xs`."""
    lines = "".join("    " + line + "\n" if line else "\n" for line in driver.strip("\n").split("\n"))
    start = "\nwith tf.Session() as sess:\n    sess.run(tf.global_variables_initializer())\n"
    return _HEAD + graph.lstrip("\n") + start + lines


FORMS = {
    "lstm_state_by_name": _program(
        """
cell = tf.nn.rnn_cell.BasicLSTMCell(UNITS)
outputs, state = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)
""",
        """
print(sess.run(outputs, {x: xs}))
print(sess.run(state.c, {x: xs}), sess.run(state[1], {x: xs}))
last = sess.run(state, {x: xs})
print(last.h, last[0])
""",
    ),
    "lstm_state_unpacked": _program(
        """
outputs, (memory, last) = tf.nn.dynamic_rnn(tf.contrib.rnn.LSTMCell(UNITS, name="mine"), x, dtype=tf.float32)
""",
        """
print(*sess.run([memory, last], {x: xs}))
print(sess.run(outputs[:, -1], {x: xs}))
""",
    ),
    "outputs_alone": _program(
        """
outputs = tf.nn.dynamic_rnn(tf.nn.rnn_cell.GRUCell(UNITS), x, dtype=tf.float32)[0]
total = tf.reduce_sum(outputs, axis=1)
""",
        """
print(sess.run(total, {x: xs}))
""",
    ),
    "state_alone": _program(
        """
_, state = tf.nn.dynamic_rnn(tf.nn.rnn_cell.GRUCell(UNITS, activation=tf.nn.relu), x, dtype=tf.float32)
""",
        """
print(sess.run(state, {x: xs}))
""",
    ),
    "initializers_of_a_gru": _program(
        """
cell = tf.nn.rnn_cell.GRUCell(UNITS, kernel_initializer=tf.constant_initializer(0.2),
                              bias_initializer=tf.zeros_initializer())
outputs, state = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)
""",
        """
print(sess.run([outputs, state], {x: xs}))
""",
    ),
    "last_step_with_lengths": _program(
        """
outputs, _ = tf.nn.dynamic_rnn(tf.nn.rnn_cell.BasicRNNCell(UNITS), x, sequence_length=n, dtype=tf.float32)
last = outputs[:, -1, :]
""",
        """
print(sess.run(last, {x: xs, n: [4, 2]}), sess.run(outputs, {x: xs, n: [1, 3]}))
""",
    ),
    "mask_is_not_handed_on": _program(
        """
with tf.variable_scope("first"):
    outputs, _ = tf.nn.dynamic_rnn(tf.nn.rnn_cell.GRUCell(UNITS), x, n, dtype=tf.float32)
with tf.variable_scope("second"):
    outputs, last = tf.nn.dynamic_rnn(tf.nn.rnn_cell.GRUCell(UNITS), outputs, dtype=tf.float32)
""",
        """
print(*sess.run([outputs, last], {x: xs, n: [1, 3]}))
""",
    ),
    "time_first": _program(
        """
by_time = tf.transpose(x, [1, 0, 2])
outputs, _ = tf.nn.dynamic_rnn(tf.nn.rnn_cell.BasicLSTMCell(UNITS), by_time, n, time_major=True, dtype=tf.float32)
last = outputs[-1]
""",
        """
print(sess.run(last, {x: xs, n: [4, 4]}), sess.run(outputs, {x: xs, n: [3, 2]}))
""",
    ),
    "stacked_states": _program(
        """
cells = [tf.nn.rnn_cell.BasicLSTMCell(UNITS), tf.nn.rnn_cell.GRUCell(UNITS + 1)]
stack = tf.nn.rnn_cell.MultiRNNCell(cells)
outputs, state = tf.nn.dynamic_rnn(stack, x, dtype=tf.float32)
first, second = state
""",
        """
print(sess.run(outputs, {x: xs}))
print(sess.run([first.h, second], {x: xs}), sess.run(state[0][0], {x: xs}), sess.run(state[-1], {x: xs}))
""",
    ),
    "state_goes_on": _program(
        """
cell = tf.nn.rnn_cell.GRUCell(UNITS)
start = cell.zero_state(BATCH, tf.float32)
outputs, state = tf.nn.dynamic_rnn(cell, x, initial_state=start)
total = tf.reduce_sum(outputs)
""",
        """
value = sess.run(start)
for _ in range(3):
    t, value = sess.run([total, state], {x: xs, start: value})
    print(t, value)
print(sess.run(total, {x: xs}))
""",
    ),
    "state_goes_on_after_the_first_run": _program(
        """
cell = tf.nn.rnn_cell.LSTMCell(UNITS)
start = cell.zero_state(batch_size=BATCH, dtype=tf.float32)
outputs, state = tf.nn.dynamic_rnn(cell, x, initial_state=start)
loss = tf.reduce_mean(tf.square(outputs - 0.5))
train = tf.train.AdamOptimizer(0.1).minimize(loss)
""",
        """
for step in range(3):
    if step == 0:
        feed_dict = {x: xs}
    else:
        feed_dict = {x: xs, start: last}
    _, value, last = sess.run([train, loss, state], feed_dict)
    print(value)
""",
    ),
    "zero_state_of_a_batch": _program(
        """
cell = tf.nn.rnn_cell.BasicLSTMCell(UNITS)
start = cell.zero_state(tf.shape(x)[0], tf.float32)
outputs, state = tf.nn.dynamic_rnn(cell, x, initial_state=start)
""",
        """
print(sess.run(outputs, {x: xs}), sess.run(outputs, {x: xs[:1]}))
""",
    ),
    "dropout_fed": _program(
        """
keep = tf.placeholder(tf.float32, [])


def make():
    return tf.nn.rnn_cell.DropoutWrapper(tf.nn.rnn_cell.BasicLSTMCell(UNITS), output_keep_prob=keep)


stack = tf.nn.rnn_cell.MultiRNNCell([make() for _ in range(2)])
outputs, _ = tf.nn.dynamic_rnn(stack, x, dtype=tf.float32)
guess = tf.layers.dense(outputs[:, -1, :], 1)
loss = tf.reduce_mean(tf.square(guess - 1.0))
train = tf.train.GradientDescentOptimizer(0.5).minimize(loss)
""",
        """
for _ in range(4):
    print(sess.run([train, loss], {x: xs, keep: 0.6})[1])
print(sess.run(guess, {x: xs, keep: 1.0}))
""",
    ),
    "dropout_of_inputs_and_states": _program(
        """
cell = tf.contrib.rnn.DropoutWrapper(tf.contrib.rnn.GRUCell(UNITS), 0.8, 1.0, state_keep_prob=0.7)
outputs, state = tf.contrib.rnn.static_rnn(cell, tf.unstack(x, axis=1), dtype=tf.float32)
stacked = tf.stack(outputs)
""",
        """
print(sess.run(stacked, {x: xs}))
""",
    ),
    "static_with_lengths": _program(
        """
cell = tf.contrib.rnn.BasicLSTMCell(UNITS)
outputs, state = tf.nn.static_rnn(cell, tf.unstack(x, STEPS, 1), dtype=tf.float32, sequence_length=n)
both = outputs[0] + outputs[-1] + state.h
""",
        """
print(sess.run(both, {x: xs, n: [2, 4]}))
""",
    ),
    "static_list": _program(
        """
steps = [tf.squeeze(s, [1]) for s in tf.split(x, STEPS, 1)]
outputs, _ = tf.contrib.rnn.static_rnn(tf.contrib.rnn.BasicRNNCell(UNITS), steps, dtype=tf.float32)
total = tf.add_n(outputs)
""",
        """
print(sess.run(total, {x: xs}))
""",
    ),
    "both_directions": _program(
        """
fw, bw = tf.nn.rnn_cell.GRUCell(UNITS), tf.nn.rnn_cell.GRUCell(UNITS)
outputs, states = tf.nn.bidirectional_dynamic_rnn(fw, bw, x, sequence_length=n, dtype=tf.float32)
joined = tf.concat(outputs, 2)
last = tf.concat(states, 1)
""",
        """
print(*sess.run([joined, last], {x: xs, n: [4, 2]}))
""",
    ),
    "both_directions_from_states": _program(
        """
fw, bw = tf.nn.rnn_cell.BasicLSTMCell(UNITS), tf.nn.rnn_cell.BasicLSTMCell(UNITS)
ones = tf.nn.rnn_cell.LSTMStateTuple(tf.ones([BATCH, UNITS]), tf.ones([BATCH, UNITS]))
(a, b), (fw_state, bw_state) = tf.nn.bidirectional_dynamic_rnn(fw, bw, x, initial_state_fw=ones, initial_state_bw=ones)
""",
        """
print(*sess.run([a, b, fw_state.c, bw_state.h], {x: xs}))
""",
    ),
    "one_cell_in_two_places": _program(
        """
cell = tf.nn.rnn_cell.BasicRNNCell(UNITS)
first, state = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)
second, _ = tf.nn.dynamic_rnn(cell, -x, initial_state=state)
loss = tf.reduce_sum(tf.square(second))
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
""",
        """
for _ in range(3):
    print(sess.run([train, loss], {x: xs})[1])
print(len(tf.trainable_variables()), sess.run(second, {x: xs}))
""",
    ),
    "weights_by_scope": _program(
        """
with tf.variable_scope("encoder"):
    _, state = tf.nn.dynamic_rnn(tf.nn.rnn_cell.BasicLSTMCell(UNITS), x, dtype=tf.float32)
guess = tf.layers.dense(state.h, 1, name="head")
loss = tf.reduce_mean(tf.square(guess - 1.0))
encoder = tf.trainable_variables("encoder")
train = tf.train.GradientDescentOptimizer(0.5).minimize(loss, var_list=encoder)
""",
        """
for _ in range(3):
    print(sess.run([train, loss], {x: xs})[1])
""",
    ),
    "norms_of_weights": _program(
        """
_, state = tf.nn.dynamic_rnn(tf.nn.rnn_cell.BasicLSTMCell(UNITS), x, dtype=tf.float32)
optimizer = tf.train.GradientDescentOptimizer(0.5)
loss = tf.reduce_sum(tf.square(state.c)) + tf.reduce_sum(tf.square(state.h - 1.0))
pairs = optimizer.compute_gradients(loss)
train = optimizer.apply_gradients([(tf.clip_by_norm(g, 0.1), v) for g, v in pairs])
""",
        """
for _ in range(3):
    print(sess.run([train, loss], {x: xs})[1])
""",
    ),
    "saved_and_restored": _program(
        """
outputs, _ = tf.nn.dynamic_rnn(tf.nn.rnn_cell.GRUCell(UNITS), x, dtype=tf.float32)
loss = tf.reduce_mean(tf.square(outputs - 0.3))
train = tf.train.GradientDescentOptimizer(0.5).minimize(loss)
saver = tf.train.Saver()
""",
        """
print(sess.run([train, loss], {x: xs})[1])
path = saver.save(sess, "./model.ckpt")
for _ in range(2):
    print(sess.run([train, loss], {x: xs})[1])
saver.restore(sess, path)
print(sess.run(loss, {x: xs}))
""",
    ),
    "sequence_losses": _program(
        """
targets = tf.placeholder(tf.int32, [None, STEPS])
weights = tf.sequence_mask(n, STEPS, tf.float32)
logits = tf.layers.dense(x, 5)
whole = tf.contrib.seq2seq.sequence_loss(logits, targets, weights)
steps = tf.contrib.seq2seq.sequence_loss(logits, targets, weights, average_across_timesteps=False)
rows = tf.contrib.seq2seq.sequence_loss(logits, targets, tf.ones([BATCH, STEPS]), average_across_batch=False)
""",
        """
feed = {x: xs, n: [2, 3], targets: [[0, 1, 2, 3], [4, 3, 2, 1]]}
print(*sess.run([whole, steps, rows], feed))
print(sess.run(whole, {x: xs, n: [0, 0], targets: [[0] * 4] * 2}))
""",
    ),
    "helper_over_a_list": _program(
        """
out = {"w": tf.Variable(tf.random_normal([UNITS, 1])), "b": tf.Variable(tf.zeros([1]))}


def network(x, out):
    # a list of steps
    x = tf.unstack(x, STEPS, 1)

    cell = tf.contrib.rnn.BasicLSTMCell(UNITS)
    outputs, states = tf.contrib.rnn.static_rnn(cell, x, dtype=tf.float32)
    return tf.matmul(outputs[-1], out["w"]) + out["b"], cell.output_size


guess, size = network(x, out)
loss = tf.reduce_mean(tf.square(guess - 1.0))
train = tf.train.AdamOptimizer(0.1).minimize(loss)
""",
        """
for _ in range(3):
    print(sess.run([train, loss], {x: xs})[1])
print(sess.run(guess, {x: xs}))
""",
    ),
    "helper_called_again": _program(
        """
def encode(x, units):
    cell = tf.nn.rnn_cell.MultiRNNCell([tf.nn.rnn_cell.GRUCell(units), tf.nn.rnn_cell.GRUCell(units)])
    _, state = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)
    return tf.layers.dense(state[-1], 2, name="code")


with tf.variable_scope("one"):
    a = encode(x, UNITS)
with tf.variable_scope("one", reuse=True):
    b = encode(-x, UNITS)
with tf.variable_scope("two"):
    c = encode(x, UNITS + 1)
loss = tf.reduce_mean(tf.square(a - b - c))
train = tf.train.GradientDescentOptimizer(0.5).minimize(loss)
""",
        """
for _ in range(3):
    print(sess.run([train, loss], {x: xs})[1])
print(*sess.run([a, b, c], {x: xs}))
""",
    ),
    "helper_in_both_directions": _program(
        """
def network(x):
    steps = tf.unstack(x, STEPS, 1)
    fw, bw = tf.contrib.rnn.GRUCell(UNITS), tf.contrib.rnn.GRUCell(UNITS)
    try:
        outputs, _, _ = tf.contrib.rnn.static_bidirectional_rnn(fw, bw, steps, dtype=tf.float32)
    except Exception:  # versions before 1.0 give back the outputs alone
        outputs = tf.contrib.rnn.static_bidirectional_rnn(fw, bw, steps, dtype=tf.float32)
    return outputs[0] + 2.0 * outputs[-1]


both = network(x)
""",
        """
print(sess.run(both, {x: xs}))
""",
    ),
    "helper_with_dropout_fed": _program(
        """
keep = tf.placeholder(tf.float32, [])


def network(x):
    cell = tf.nn.rnn_cell.DropoutWrapper(tf.nn.rnn_cell.GRUCell(UNITS), input_keep_prob=keep)
    outputs, _ = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)
    return tf.layers.dense(outputs[:, -1], 1)


guess = network(x)
""",
        """
print(sess.run(guess, {x: xs, keep: 0.5}), sess.run(guess, {x: xs, keep: 1.0}))
""",
    ),
    "cells_of_one_maker": _program(
        """
def make():
    return tf.nn.rnn_cell.GRUCell(UNITS)


fw, bw = make(), make()
with tf.variable_scope("first"):
    a, _ = tf.nn.dynamic_rnn(fw, x, dtype=tf.float32)
with tf.variable_scope("second"):
    b, _ = tf.nn.dynamic_rnn(bw, a, dtype=tf.float32)
loss = tf.reduce_mean(tf.square(b - 0.5))
train = tf.train.GradientDescentOptimizer(1.0).minimize(loss)
""",
        """
for _ in range(3):
    print(sess.run([train, loss], {x: xs})[1])
""",
    ),
    "cells_of_a_loop_one_by_one": _program(
        """
cells = [tf.nn.rnn_cell.GRUCell(2) for _ in range(2)]
with tf.variable_scope("first"):
    a, _ = tf.nn.dynamic_rnn(cells[0], x, dtype=tf.float32)
with tf.variable_scope("second"):
    b, _ = tf.nn.dynamic_rnn(cells[1], a, dtype=tf.float32)
""",
        """
print(sess.run(b, {x: xs}))
""",
    ),
    "state_printed_as_a_whole": _program(
        """
outputs, state = tf.nn.dynamic_rnn(tf.nn.rnn_cell.BasicLSTMCell(UNITS), x, dtype=tf.float32)
""",
        """
value, last = sess.run([outputs, state], {x: xs})
print(last)
""",
    ),
    "state_in_one_tensor": _program(
        """
cell = tf.nn.rnn_cell.BasicLSTMCell(UNITS, state_is_tuple=False)
outputs, state = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)
""",
        """
print(sess.run(state, {x: xs}))
""",
    ),
    "results_in_one_value": _program(
        """
results = tf.nn.dynamic_rnn(tf.nn.rnn_cell.BasicLSTMCell(UNITS), x, dtype=tf.float32)
outputs = results[0]
""",
        """
print(sess.run(outputs, {x: xs}))
""",
    ),
    "cell_of_one_sort_or_another": _program(
        """
if UNITS > 2:
    cell = tf.nn.rnn_cell.GRUCell(UNITS)
else:
    cell = tf.nn.rnn_cell.BasicRNNCell(UNITS)
outputs, state = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)
""",
        """
print(sess.run(state, {x: xs}))
""",
    ),
    "sequence_of_doubles": _program(
        """
doubles = tf.cast(x, tf.float64)
outputs, state = tf.nn.dynamic_rnn(tf.nn.rnn_cell.GRUCell(UNITS), doubles, dtype=tf.float64)
""",
        """
print(sess.run(state, {x: xs}))
""",
    ),
    "lengths_and_normalization": _program(
        """
outputs, _ = tf.nn.dynamic_rnn(tf.nn.rnn_cell.GRUCell(UNITS), x, sequence_length=n, dtype=tf.float32)
normal = tf.layers.batch_normalization(outputs, training=True)
""",
        """
print(sess.run(normal, {x: xs, n: [2, 4]}))
""",
    ),
    "scope_with_an_initializer": _program(
        """
with tf.variable_scope("model", initializer=tf.random_uniform_initializer(-0.1, 0.1)):
    outputs, state = tf.nn.dynamic_rnn(tf.nn.rnn_cell.GRUCell(UNITS), x, dtype=tf.float32)
""",
        """
print(sess.run(state, {x: xs}))
""",
    ),
    "states_of_cells_fed_in_a_loop": _program(
        """
cells = []
for _ in range(0, 2):
    cells.append(tf.nn.rnn_cell.BasicLSTMCell(UNITS))
cell = tf.contrib.rnn.MultiRNNCell(cells, state_is_tuple=True)
initial_state = cell.zero_state(BATCH, tf.float32)
outputs, final_state = tf.nn.dynamic_rnn(cell, x, initial_state=initial_state)
loss = tf.reduce_mean(outputs)
step = tf.train.GradientDescentOptimizer(0.5).minimize(loss)
""",
        """
state = sess.run(initial_state)
for b in range(3):
    feed_dict = {x: xs}
    # the states of the batch before
    for i, (c, h) in enumerate(initial_state):
        feed_dict[c] = state[i].c
        feed_dict[h] = state[i].h
    _, cost, state = sess.run([step, loss, final_state], feed_dict=feed_dict)
    print(cost)
print(state[1].h)
""",
    ),
    "states_of_cells_fed_in_pairs": _program(
        """
cell = tf.nn.rnn_cell.MultiRNNCell([tf.nn.rnn_cell.GRUCell(UNITS) for _ in range(2)])
initial_state = cell.zero_state(BATCH, tf.float32)
outputs, final_state = tf.nn.dynamic_rnn(cell, x, initial_state=initial_state)
""",
        """
state = sess.run(initial_state)
for b in range(2):
    feed = {x: xs}
    for key, value in zip(initial_state, state):
        feed[key] = value
    result, state = sess.run([outputs, final_state], feed)
    print(result)
""",
    ),
    "cell_called_step_by_step": _program(
        """
cell = tf.nn.rnn_cell.GRUCell(UNITS)
state = cell.zero_state(BATCH, tf.float32)
output, state = cell(x[:, 0], state)
output, state = cell(x[:, 1], state)
""",
        """
print(sess.run(state, {x: xs}))
""",
    ),
}

# Forms that the tool refuses, with the rule that says why: they stay on compat.v1, and print the same there.
REFUSED = {
    "state_printed_as_a_whole": "TFM213",
    "cells_of_a_loop_one_by_one": "TFM213",
    "state_in_one_tensor": "TFM213",
    "results_in_one_value": "TFM213",
    "sequence_of_doubles": "TFM213",
    "lengths_and_normalization": "TFM213",
    "scope_with_an_initializer": "TFM213",
    "cell_called_step_by_step": "TFM213",
}
