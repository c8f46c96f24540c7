"""Branches that build a part of the graph besides Python values, and loops that carry sizes or feed states."""

import pytest

from tf2migrate.engine import migrate

BRANCH = """\
import sys
import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2])
h = x * 3.0
n = 1
if len(sys.argv) < 2:
    n = 2
    g = tf.tanh(h)
    y = g + 1.0
z = x * 2.0
with tf.Session() as sess:
    for i in range(n):
        print(sess.run(z, {x: np.ones((2, 2))}))
    if len(sys.argv) < 2:
        print(sess.run(y, {x: np.ones((2, 2))}))
"""
STATES = """\
import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [2, 4, 3])
cell = tf.nn.rnn_cell.MultiRNNCell([tf.nn.rnn_cell.BasicLSTMCell(3) for _ in range(2)])
initial_state = cell.zero_state(2, tf.float32)
outputs, final_state = tf.nn.dynamic_rnn(cell, x, initial_state=initial_state)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    state = sess.run(initial_state)
    feed = {x: np.ones((2, 4, 3))}
    for i, (c, h) in enumerate(initial_state):
        feed[c] = state[i].c
        feed[h] = state[i].h
    print(sess.run(outputs, feed))
"""
SIZES = """\
import numpy as np
import tensorflow as tf

sizes = [4, 3, 2]
x = tf.placeholder(tf.float32, [None, sizes[0]])
h = x
for size in sizes[1:]:
    w = tf.Variable(tf.zeros([int(h.get_shape()[1]), size]))
    h = tf.tanh(tf.matmul(h, w))
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(h, {x: np.ones((2, 4))}))
"""


def _migrated(text):
    result = migrate(text.encode(), "program.py")
    compile(result.output, "program.py", "exec")
    assert migrate(result.output, "program.py").output == result.output
    return result


def test_python_values_stay_in_the_branch():
    output = _migrated(BRANCH).output.decode()
    assert "compat" not in output
    assert "if len(sys.argv) < 2:\n    n = 2\n" in output and "y = g + 1.0\n    return y" in output


@pytest.mark.parametrize(
    "old, new",
    [
        ("z = x * 2.0", "else:\n    y = h - 1.0\nz = x * 2.0"),
        ("h = x * 3.0", "h = x * 3.0\ny = h"),
        ("    g = tf.tanh(h)\n", "    h = tf.tanh(h)\n    g = h\n    z = h\nelse:\n    z = h\nif n > 1:\n"),
    ],
)
def test_a_run_may_need_what_another_branch_has_built(old, new):
    text = BRANCH.replace(old, new).replace("z = x * 2.0", "" if "z = h" in new else "z = x * 2.0")
    assert text != BRANCH
    output = _migrated(text).output.decode()
    assert "compat" in output or "if len(sys.argv) < 2:\n        " in output


def test_states_are_fed_at_once():
    result = _migrated(STATES)
    output = result.output.decode()
    assert "TFM213" in result.applied and "enumerate" not in output and "'initial_state'] = state" in output


@pytest.mark.parametrize(
    "old, new",
    [
        ("        feed[h] = state[i].h\n", ""),
        ("        feed[h] = state[i].h\n", "        feed[h] = state[i].c\n"),
        ("state[i].h", "state[1 - i].h"),
        ("        feed[h]", "        print(i)\n        feed[h]"),
        ("feed[h] = state[i].h", "feed[h] = np.zeros((2, 3))"),
    ],
)
def test_other_parts_of_states_are_not_lost(old, new):
    text = STATES.replace(old, new)
    assert text != STATES
    result = _migrated(text)
    assert result.applied == ("TFM900",) and any(d.rule == "TFM103" for d in result.diagnostics)


def test_sizes_that_a_loop_carries():
    output = _migrated(SIZES).output.decode()
    assert "compat" not in output and "for in_size, size in zip(sizes, sizes[1:])" in output
    listed = _migrated(SIZES.replace("sizes[1:]", "deep").replace("sizes = [4, 3, 2]", "sizes = [4]\ndeep = [3, 2]"))
    assert "in zip([sizes[0], *deep], deep)" in listed.output.decode()


@pytest.mark.parametrize(
    "old, new",
    [
        ("    h = tf.tanh(tf.matmul(h, w))", "    h = tf.tanh(tf.matmul(h, w))\n    h = tf.concat([h, h], 1)"),
        ("    h = tf.tanh(tf.matmul(h, w))", "    if size > 2:\n        h = tf.tanh(tf.matmul(h, w))"),
        ("h.get_shape()[1]", "h.get_shape()[0]"),
    ],
)
def test_sizes_that_are_not_those_of_the_last_pass(old, new):
    text = SIZES.replace(old, new)
    assert text != SIZES
    assert "zip(" not in _migrated(text).output.decode()
