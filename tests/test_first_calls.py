"""Methods that make variables when they are first called, and helpers that give a part of their values: what is written."""

from __future__ import annotations

import ast

import pytest

from tf2migrate.analysis.classes import name_attributes
from tf2migrate.analysis.interpreter import Interpreter
from tf2migrate.analysis.tree import index
from tf2migrate.preparation import lazy_attributes, partial_results
from tf2migrate.preparation.text import Text

LAZY = """\
import tensorflow as tf
class Net:
    def __init__(self, n):
        self.w = None
        self.x = tf.placeholder(tf.float32, [None, 2])
        self.build(n)

    def build(self, n):
        self.y = self.layer(self.x, n)
        self.z = self.layer(-self.x, n)

    def layer(self, x, size, start=1.0):
        if self.w is None:
            # of the layer
            shape = [2, size]
            self.w = tf.Variable(tf.ones(shape) * start)
        return tf.matmul(x, self.w)

    def run(self, sess):
        return sess.run(self.y)
net = Net(3)
"""

PART = """\
import tensorflow as tf
def network(x, labels):
    y = x * 2.0
    # of the labels
    loss = tf.reduce_sum(y - labels)
    return y, loss
x = tf.placeholder(tf.float32)
labels = tf.placeholder(tf.float32)
y, loss = network(x, labels)
with tf.Session() as sess:
    sess.run(y, {x: 1})
    sess.run(loss, {x: 1, labels: 1})
"""


def _indexed(text: str) -> ast.Module:
    tree = ast.parse(text)
    name_attributes(tree)
    index(tree)
    return tree


def moved(source: str) -> str | None:
    made = lazy_attributes.prepared(Text.of(source), Interpreter(_indexed(source)).interpret(), "tf")
    return None if made is None else made.text


def split(source: str, line: int = 11) -> str | None:
    tree = _indexed(source)
    made = partial_results.prepared(Text.of(source), tree, Interpreter(tree).interpret(), [line])
    return None if made is None else made.text


def test_variables_are_made_before_the_first_call():
    made = moved(LAZY.replace("x, n)\n        self.z", "x, n)  # é\n        self.z"))
    assert (
        """
    def build(self, n):
        # of the layer
        shape = [2, n]
        self.w = tf.Variable(tf.ones(shape) * 1.0)
        self.y = self.layer(self.x, n)  # é
"""
        in made
    )
    assert (
        """
    def layer(self, x, size, start=1.0):
        return tf.matmul(x, self.w)
"""
        in made
    )
    assert moved(made) is None


@pytest.mark.parametrize(
    "before, after",
    [
        ("self.w is None", "not self.w"),
        ("self.w is None", "self.w == None"),
        ("class Net:", "class Net(object):"),
        ("        return sess", "        self.w = None\n        return sess"),  # the graph is built by then
        ("        self.z", "        with tf.name_scope('z'):\n            self.z"),
    ],
)
def test_other_ways_to_say_so(before, after):
    assert before in LAZY
    assert moved(LAZY.replace(before, after)) is not None


@pytest.mark.parametrize(
    "before, after",
    [
        ("class Net:", "class Net(Base):"),
        ("self.w is None", "self.w is None and size > 2"),
        ("self.w is None", "self.w is None or self.other is None"),  # the other is never made
        (
            "            shape = [2, size]",
            "            shape = [2, size]\n            self.other = {}\n        if self.other:\n            return x",
        ),
        (
            "        return tf.matmul(x, self.w)",
            "        else:\n            print(x)\n        return tf.matmul(x, self.w)",
        ),
        ("        return tf.matmul(x, self.w)", "        return tf.matmul(x, self.w) + shape[0]"),
        ("        if self.w", "        size = size + 1\n        if self.w"),
        ("        if self.w", "        print(x)\n        if self.w"),
        ("        self.w = None\n", ""),
        ("        self.w = None\n", "        self.w = make()\n"),
        ("        self.build(n)\n", "        self.build(n)\n        self.w = None\n"),
        ("        self.build(n)\n", "        self.build(n)\n        self.build(n)\n"),
        ("        self.build(n)\n", "        for n in range(n):\n            self.build(n)\n"),
        ("        self.y = self.layer(self.x, n)", "        if n:\n            self.y = self.layer(self.x, n)"),
        ("        self.y = self.layer(self.x, n)", "        shape = 2\n        self.y = self.layer(self.x, n)"),
        ("self.layer(self.x, n)", "self.layer(self.x, n + 1)"),
        ("self.layer(self.x, n)", "self.layer(tf.ones([1, 2]), n)"),
        ("        return sess", "        self.w = 3\n        return sess"),
        ("        return sess", "        self.w = None\n        print(self.w)\n        return sess"),
        ("net = Net(3)", "net = Net(3)\nnet.w = None"),
        ("net = Net(3)", "net = Net(3)\nnet.layer(net.x, 3)"),
        ("    def __init__", "    w = 3\n    def __init__"),
    ],
)
def test_other_methods_stay(before, after):
    assert before in LAZY
    assert moved(LAZY.replace(before, after)) is None


def test_a_part_of_what_a_helper_returns():
    made = split(PART)
    assert "    if labels is None:\n        return y, None\n    # of the labels\n    loss = " in made
    assert "\ny, _ = network(x, None)\n_, loss = network(x, labels)\n" in made


@pytest.mark.parametrize(
    "before, after",
    [
        ("loss = tf.reduce_sum", "y = y + labels\n    loss = tf.reduce_sum"),  # all needs the labels
        ("    loss = tf.reduce_sum", "    if x is None:\n        return x, x\n    loss = tf.reduce_sum"),
        ("    loss = tf.reduce_sum", "    print(labels)\n    loss = tf.reduce_sum"),
        ("y = x * 2.0", "y = x * tf.random_normal([])"),  # it would be drawn twice
        ("y = x * 2.0", "y = x * tf.Variable(2.0)"),
        ("    return y, loss", "    return [y, loss]"),
        ("sess.run(loss,", "sess.run([y, loss],"),  # it would be computed twice
        ("y, loss = network(x, labels)", "y, loss = network(x, labels * 2)"),
    ],
)
def test_other_helpers_stay(before, after):
    assert before in PART
    assert split(PART.replace(before, after), 11 + after.count("\n") - before.count("\n")) is None
