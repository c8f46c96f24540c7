"""The quick look at names is never surer than the analysis."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tf2migrate.analysis.interpreter import Interpreter
from tf2migrate.analysis.tree import index
from tf2migrate.planning.evidence import evidence, surely_none

ROOT = Path(__file__).parent.parent

# Programs of TF1 whose names alone do not all tell so.
LEGACY = (
    "import tensorflow as tf\nx = tf.placeholder(tf.float32)\n",
    "import tensorflow as tf\nt = tf.train\no = t.AdamOptimizer(0.1)\n",
    "import tensorflow as tf\ndef f(api):\n    return api.Session()\nf(tf)\n",
    "import tensorflow as tf\nfor m in (tf.nn, tf.train):\n    pass\no = m.GradientDescentOptimizer(0.1)\n",
    "import tensorflow as tf\nd = tf.nn.dropout\ny = d(tf.ones([2]), keep_prob=0.5)\n",
    "from tensorflow import *\nx = placeholder(float32)\n",
    "import tensorflow as tf\nx = tf.ones([2])\nx.eval()\n",
    "from tensorflow.compat import v1\nv1.get_variable('a', [1])\n",
    "import tensorflow.contrib.slim as slim\nslim.conv2d\n",
    "import tensorflow\ntensorflow.reduce_sum([1], reduction_indices=0)\n",
    "import tensorflow as tf\nx = tf.layers\n",
)
MODERN = (
    "import tensorflow as tf\nv = tf.Variable(1.0)\n@tf.function\ndef f(x):\n    return tf.nn.relu(x * v)\nprint(f(1.0))\n",
    "import tensorflow as tf\nm = tf.keras.Sequential([tf.keras.layers.Dense(1)])\n",
    "import os\nx = 1\n",
)


def _indexed(source: str) -> ast.Module:
    tree = ast.parse(source)
    index(tree)
    return tree


@pytest.mark.parametrize("source", LEGACY)
def test_never_sure_of_legacy_programs(source):
    assert not surely_none(_indexed(source))


@pytest.mark.parametrize("source", MODERN)
def test_sure_of_modern_programs(source):
    tree = _indexed(source)
    assert surely_none(tree) and not evidence(Interpreter(tree).interpret())


def test_fixtures_have_evidence():
    for file in (ROOT / "fixtures").glob("*.py"):
        tree = _indexed(file.read_text(encoding="utf-8"))
        assert not surely_none(tree), file
        assert evidence(Interpreter(tree).interpret()), file
