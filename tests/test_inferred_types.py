"""Dtypes and ranks that the analysis finds are those that TensorFlow 1.15 gives: a wrong one picks a wrong rewrite."""

from __future__ import annotations

import ast

from conformance import record
from conformance.cases import load

from tf2migrate.analysis.interpreter import Interpreter
from tf2migrate.analysis.tree import index
from tf2migrate.analysis.values import Kind


def test_they_are_those_of_tf1():
    recorded, wrong, found = record.read(), [], 0
    for text, case in load().items():
        values = recorded[text]["values"]
        if len(values) != 1 or values[0][0] == "py":
            continue
        value = _returned(case.source(known=True))
        if value is None or value.kind is not Kind.TENSOR:
            continue
        dtype, shape, _ = values[0]
        found += value.rank is not None
        if value.dtype not in (None, dtype) or value.rank not in (None, len(shape)):
            wrong.append((text, value.dtype, dtype, value.rank, len(shape)))
    assert not wrong
    assert found > 1000


def test_division_of_what_is_true_division():
    assert (
        _returned("import tensorflow as tf\ni = tf.constant([1, 2])\ndef f():\n    return i / 2\n").dtype == "float64"
    )


def _returned(source: str):
    """The value of the last `return` of a source."""
    tree = ast.parse(source)
    index(tree)
    analysis = Interpreter(tree).interpret()
    returns = [node for node in ast.walk(tree) if isinstance(node, ast.Return)]
    return analysis.values.get(returns[-1].value)
