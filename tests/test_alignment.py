"""Lines are aligned with the bracket they stand in, if they were, and no other line changes."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tf2migrate.rewriting.alignment import realigned

ROOT = Path(__file__).parent.parent
SOURCES = sorted([*(ROOT / "fixtures").rglob("*.py"), *(ROOT / "tf2migrate").rglob("*.py")])


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_text_that_did_not_change(path):
    text = path.read_text(encoding="utf-8")
    assert realigned(text, text) == text


def test_names_that_became_longer():
    source = """\
net = conv2d(x, 32, 3,
             padding="same",
             kernel_regularizer=l2(0.1,
                                   scope=None),
             name="a")
"""
    text = source.replace("net = conv2d(x, ", "self.net = tf.keras.Conv2D(").replace("l2(0.1", "L2(0.05")
    assert (
        realigned(text, source)
        == """\
self.net = tf.keras.Conv2D(32, 3,
                           padding="same",
                           kernel_regularizer=L2(0.05,
                                                 scope=None),
                           name="a")
"""
    )


def test_names_that_became_shorter():
    source = "loss = tf.losses.sigmoid_cross_entropy(labels,\n                                       logits)\n"
    text = source.replace("tf.losses.sigmoid_cross_entropy", "bce")
    assert realigned(text, source) == "loss = bce(labels,\n           logits)\n"


def test_lines_that_nearly_were():
    source = "y = dense(x, 3,\n            name='y')\n"
    text = "y = self.dense(3,\n            name='y')\n"
    assert realigned(text, source) == "y = self.dense(3,\n                 name='y')\n"


def test_lines_in_a_bracket_that_is_not_aligned_follow():
    source = "a = f(x,\n      g(\n          3,\n          4,\n      ))\n"
    text = source.replace("f(x", "function(x")
    moved = "a = function(x,\n             g(\n                 3,\n                 4,\n             ))\n"
    assert realigned(text, source) == moved


@pytest.mark.parametrize(
    "source, text",
    [
        ("a = f(\n    x,\n    y)\n", "abc = function(\n    x,\n    y)\n"),  # not aligned
        ("a = f(x,\n      y)\nb = f(x,\n    y)\n", "aa = f(x,\n  y)\n"),  # in two ways
        ("a = f(x, g(y,\n    z))\n", "abc = f(x, g(y,\n    z))\n"),  # far from the bracket
        ('a = f("""(\n  b""",\n c)\n', 'abcdef = f("""(\n  b""",\n c)\n'),
        ("a = '(' + \\\n   b\n", "abc = '(' + \\\n   b\n"),
    ],
)
def test_lines_that_stay(source, text):
    ast.parse(source)
    assert realigned(text, source) == text
