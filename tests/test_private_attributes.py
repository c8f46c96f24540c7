"""Attributes that one method has for itself become local names of it; returns in blocks move behind them."""

from __future__ import annotations

import ast

import pytest

from tf2migrate.analysis.classes import name_attributes
from tf2migrate.analysis.interpreter import Interpreter
from tf2migrate.analysis.tree import index
from tf2migrate.preparation import late_returns, private_attributes
from tf2migrate.preparation.text import Text

SOURCE = """\
import tensorflow as tf
class Net:
    def __init__(self):
        self.x = tf.placeholder(tf.float32, [None, 2])
        self.y = self.network(self.x)

    def network(self, x):
        with tf.variable_scope("net"):
            h = x + 1
            self.h, self.w = h * 2, 3  # é
            if self.w:
                self.z = self.h
            else:
                self.z = x
            return tf.reduce_sum(self.z + h)

    def other(self):
        self.h = 1
        return self.h
net = Net()
"""


def renamed(source: str) -> str | None:
    tree = ast.parse(source)
    name_attributes(tree)
    index(tree)
    made = private_attributes.prepared(Text.of(source), tree, Interpreter(tree).interpret())
    return None if made is None else made.text


def test_attributes_become_local_names():
    made = renamed(SOURCE)
    assert "            h_1, w = h * 2, 3  # é\n            if w:\n                z = h_1\n" in made
    assert "return tf.reduce_sum(z + h)" in made
    assert "        self.h = 1\n        return self.h\n" in made


@pytest.mark.parametrize(
    "before, after",
    [
        ("net = Net()", "net = Net()\nprint(net.h)"),
        ("net = Net()", "net = Net()\nprint(getattr(net, 'z'))"),
        ("        self.h = 1\n", ""),  # what the other method returns
        ("class Net:", "class Base:\n    def more(self):\n        return self.z * tf.ones([])\nclass Net(Base):"),
        ("self.z = self.h\n", "pass\n"),  # it may be of an earlier call
        ("h = x + 1", "h = x + self.w"),
        ("h = x + 1", "print(self)\n            h = x + 1"),
        ("h = x + 1", "h = tf.map_fn(lambda t: t + self.w, x)"),
        ("            return tf", "            self.n += 1\n            return tf"),
        ("            return tf.reduce_sum(self.z + h)\n", "            self.result = h\n"),
    ],
)
def test_other_attributes_stay(before, after):
    assert before in SOURCE
    assert renamed(SOURCE.replace(before, after)) is None


RETURNS = """\
import tensorflow as tf
class Net:
    def __init__(self):
        self.x = tf.placeholder(tf.float32, [None, 2])
        self.y = self.network(self.x)
        self.z = self.h

    def network(self, x):
        with tf.name_scope("net"):
            self.h = x * 2
            y = self.h + 1
            return y  # of all
net = Net()
"""


def returned(source: str) -> str | None:
    tree = ast.parse(source)
    name_attributes(tree)
    index(tree)
    made = late_returns.prepared(Text.of(source), tree, Interpreter(tree).interpret())
    return None if made is None else made.text


def test_a_return_moves_behind_its_block():
    assert "            y = self.h + 1\n            # of all\n        return y\nnet" in returned(RETURNS)
    made = returned(RETURNS.replace("return y", "return y, -y"))
    assert "            result = y, -y  # of all\n        return result\nnet" in made
    assert returned(made) is None


@pytest.mark.parametrize(
    "before, after",
    [
        (
            "            self.h = x * 2\n",
            "            self.h = x * 2\n            if x is None:\n                return x\n",
        ),
        ("net = Net()", "        print(1)\nnet = Net()"),
        ("            return y  # of all", "            for y in [y]:\n                return y"),
        (
            "            self.h = x * 2\n            y = self.h + 1\n            return y  # of all",
            "            self.h = x * 2\n        return self.h",
        ),
    ],
)
def test_other_returns_stay(before, after):
    assert before in RETURNS
    assert returned(RETURNS.replace(before, after)) is None
