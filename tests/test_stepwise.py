"""Loops that call a recurrent cell step by step, and functions whose name is bound again: what is written for them."""

from __future__ import annotations

import ast

import pytest

from tf2migrate.analysis.interpreter import Interpreter
from tf2migrate.analysis.tree import index
from tf2migrate.preparation import namesakes, stepwise
from tf2migrate.preparation.text import Text

HEAD = """\
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 3, 2])
n = 2
cell = tf.nn.rnn_cell.GRUCell(4)
"""


def _indexed(text: str) -> ast.Module:
    tree = ast.parse(text)
    index(tree)
    return tree


def unrolled(source: str) -> str | None:
    text = HEAD + source
    tree = _indexed(text)
    made = stepwise.prepared(Text.of(text), tree, Interpreter(tree).interpret(), "tf")
    return None if made is None else made.text.removeprefix(HEAD)


def renamed(source: str, line: int = 1) -> str | None:
    tree = _indexed(source)
    made = namesakes.prepared(Text.of(source), tree, Interpreter(tree).interpret(), [line])
    return None if made is None else made.text


LOOP = """\
state = cell.zero_state(2, tf.float32)
outputs = []
with tf.variable_scope("GRU"):
    for t in range(n):
        if t > 0:
            tf.get_variable_scope().reuse_variables()
        output, state = cell(x[:, t, :], state)
        outputs.append(output)
"""


def test_what_is_written():
    assert unrolled(LOOP + "y = outputs[-1]\n") == (
        'outputs, state = tf.nn.static_rnn(cell, tf.unstack(x[:, :n], n, 1), dtype=tf.float32, scope="GRU")\n'
        "y = outputs[-1]\n"
    )
    assert unrolled(LOOP.replace("range(n)", "range(3)") + "y = output\n") == (
        'outputs, state = tf.nn.static_rnn(cell, tf.unstack(x, 3, 1), dtype=tf.float32, scope="GRU")\n'
        "output = outputs[-1]\n"
        "y = output\n"
    )
    assert unrolled(LOOP + "y = outputs[0] + state\n") == (
        'outputs, state = tf.nn.dynamic_rnn(cell, x[:, :n], dtype=tf.float32, scope="GRU")\n'
        "outputs = tf.unstack(outputs, n, 1)\n"
        "y = outputs[0] + state\n"
    )
    made = unrolled(LOOP.replace("outputs = []\n", "outputs = []  # all\n") + "z = cell.zero_state(2, tf.float32)\n")
    assert made.startswith("# all\noutputs, state = ")


def test_a_state_that_is_read_elsewhere_is_given():
    made = unrolled(
        "first = cell.zero_state(2, tf.float32)\nkept = first\n"
        + LOOP.replace("cell.zero_state(2, tf.float32)", "first")
    )
    assert "kept = first\nstate = first\n" in made
    assert "initial_state=state" in made


@pytest.mark.parametrize(
    "before, after",
    [
        ("cell(x[:, t, :], state)", "cell(x[:, t + 1, :], state)"),  # not the steps from the first on
        ("cell(x[:, t, :], state)", "cell(x[t], state)"),
        ("cell(x[:, t, :], state)", "cell(output, state)"),
        ("cell(x[:, t, :], state)", "cell(x[:, t, :], state, scope='a')"),
        ("output, state = cell(x[:, t, :], state)", "output, other = cell(x[:, t, :], state)"),
        ("range(n)", "range(1, n)"),
        ("range(n)", "range(f())"),
        ("outputs.append(output)", "outputs.append(state)"),
        ("outputs.append(output)", "outputs.append(output)\n        print(t)"),
        ("outputs.append(output)", "outputs.append(output)\n        if t: break"),
        ("outputs = []", "outputs = [x]"),
        ("outputs = []", "outputs = kept = []"),
        ("outputs = []", "outputs = []\noutputs.append(x)"),
        ("outputs = []", "def read():\n    return outputs\noutputs = []"),
        ("if t > 0", "if t > 1"),
        ("reuse_variables()\n", "reuse_variables()\n        else:\n            print(t)\n"),
        ('with tf.variable_scope("GRU")', 'with tf.name_scope("GRU")'),  # what follows would share variables
        ("outputs.append(output)\n", 'outputs.append(output)\n    w = tf.get_variable("w", [2])\n'),
        ("outputs.append(output)\n", "outputs.append(output)\nprint(t)\n"),
    ],
)
def test_other_loops_stay(before, after):
    assert before in LOOP
    assert unrolled(LOOP.replace(before, after) + "y = outputs[-1]\n") is None


def test_a_loop_in_a_loop_stays():
    assert unrolled("for k in range(2):\n" + "".join(f"    {line}\n" for line in LOOP.splitlines())) is None


def test_a_function_that_gives_its_name_away():
    source = """\
def loss(y, t):  # é loss
    return y - t

def training(loss):
    return loss

loss = loss(1, 2)
print(training(loss), loss)
"""
    assert renamed(source) == source.replace("def loss(", "def loss_fn(").replace("= loss(1", "= loss_fn(1")


@pytest.mark.parametrize(
    "source",
    [
        "def f(x):\n    return x\nf = f(f)\n",
        "def f(x):\n    return x\ng = f(1)\nprint(f(2))\n",
        "def f(x):\n    return x\ndef g():\n    return f(1)\nf = f(g())\n",
        "def f(x):\n    global f\n    return f\nf = f(1)\n",
        "def f(x):\n    return x\ndef f(x):\n    return 2\nf = f(1)\n",
        "def f(x):\n    return x\nfor i in range(2):\n    f = f(1)\n",
        "def f(x):\n    return x\nf = g = 3\n",
    ],
)
def test_other_functions_keep_their_names(source):
    assert renamed(source) is None
