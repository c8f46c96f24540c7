"""Classes whose objects are called on tensors, written as functions."""

from __future__ import annotations

import ast

import pytest

from tf2migrate.analysis.classes import name_attributes
from tf2migrate.analysis.interpreter import Interpreter
from tf2migrate.analysis.tree import index
from tf2migrate.preparation import callable_objects
from tf2migrate.preparation.text import Text

HEAD = "import tensorflow as tf\n"
LAYER = '''\
class Dense(object):
    """A layer."""
    def __init__(self, units, name="dense"):
        with tf.variable_scope(name):
            self.units = units + 1
            self.name = name  # é

    def __call__(self, x, scale=1.0):
        # what it computes
        w = tf.get_variable(self.name, [2, self.units])
        return tf.matmul(x, w) * scale
'''
USE = """\
class Net:
    def __init__(self, n, deep):
        self.n = n
        self.x = tf.placeholder(tf.float32, [None, 2])
        # layers
        if deep:
            self.dense = Dense(self.n, name="first")
        self.y = self.dense(self.x, 2.0)
net = Net(3, True)
last = Dense(1)
z = last(net.x)
t = Dense(2, "third")(net.x)
"""


def written(source: str) -> str | None:
    text = HEAD + source
    tree = ast.parse(text)
    name_attributes(tree)
    index(tree)
    made = callable_objects.prepared({tree: Text.of(text)}, Interpreter(tree).interpret())
    return made[tree].text.removeprefix(HEAD) if made else None


def test_a_class_becomes_a_function():
    assert (
        written(LAYER + USE)
        == '''\
def Dense(x, units, scale=1.0, name="dense"):
    """A layer."""
    # é
    # what it computes
    w = tf.get_variable(name, [2, (units + 1)])
    return tf.matmul(x, w) * scale
class Net:
    def __init__(self, n, deep):
        self.n = n
        self.x = tf.placeholder(tf.float32, [None, 2])
        # layers
        self.y = Dense(self.x, scale=2.0, units=self.n, name="first")
net = Net(3, True)
z = Dense(net.x, units=1)
t = Dense(net.x, units=2, name="third")
'''
    )


@pytest.mark.parametrize(
    "before, after",
    [
        ("class Dense(object)", "class Dense(Base)"),
        ("    def __call__", "    def more(self):\n        return 1\n\n    def __call__"),
        ("    def __call__", "    count = 0\n\n    def __call__"),
        ("    def __call__", "    @other\n    def __call__"),
        ("units + 1", "print(units)"),
        ("units + 1", "limit"),  # another name of the file
        ("            self.name = name", "            self.w = tf.Variable(1.0)\n            self.name = name"),
        ("            self.name = name", "            name = name or 'dense'\n            self.name = name"),
        ("        # what it computes", "        self.w = 2"),
        ("        # what it computes", "        print(self)"),
        ("        # what it computes", "        print(self.other)"),
        ("        # what it computes", "        units = 3"),
        ("x, scale=1.0", "x, units=1.0"),
        ("self.n = n\n", "self.n = n\n        self.n = n + 1\n"),
        ("Dense(self.n, name", "Dense(make(), name"),
        ("last = Dense(1)", "last = Dense(1)\nprint(last)"),
        ("last = Dense(1)", "last = Dense(1)\nprint(last.name)"),
        ("last = Dense(1)", "last = Dense(1)\nlast.name = 'b'"),
        ("last = Dense(1)", "last = [Dense(1)][0]"),
        ("last = Dense(1)", "last = Dense(1)\nlast = Dense(2)"),
        ("last = Dense(1)", "last = Dense(1) if net else Dense(2)"),
        ("last = Dense(1)", "size = 1\nlast = Dense(size)\nsize = 2"),
        ("last = Dense(1)", "last = Dense(*[1])"),
        ("last = Dense(1)", "last = Dense(1)\nprint(isinstance(last, Dense))"),
        ("last = Dense(1)", "last = Dense(1)\nclass Wide(Dense):\n    pass"),
        ("net = Net(3, True)\n", "net = Net(3, True)\nprint(net.dense)\n"),
    ],
)
def test_other_classes_stay(before, after):
    assert before in LAYER + USE
    assert written((LAYER + USE).replace(before, after)) is None


def test_a_local_name_that_is_bound_again():
    assert written((LAYER + USE).replace("Dense(self.n, name", "Dense(n, name")) is not None
    assert (
        written(
            (LAYER + USE)
            .replace("Dense(self.n, name", "Dense(n, name")
            .replace("        self.y = self", "        n = 4\n        self.y = self")
        )
        is None
    )
