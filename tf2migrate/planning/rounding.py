"""Where the rounding of Adam's constants shows.

TF1 computes `1 - beta2` in float32, Keras in Python's doubles: 0.00099998713 against 0.001. Every step of Keras is
6.9e-6 (relative) off that of TF1's kernel, and 1.0e-6 when Keras is given the float32 number (measured, 200 steps). A
network whose weights start large, such as one of `tf.random_normal(shape)` without a standard deviation, has losses in
the thousands and amplifies it: 0.7 % of the loss after 40 steps in the measured case.
"""

from __future__ import annotations

import ast

from tf2migrate.analysis.arguments import argument
from tf2migrate.analysis.program import Analysis, Optimizer, Variable
from tf2migrate.analysis.tree import of_type
from tf2migrate.rules import symbols

_SPREAD = {
    "random_normal": "stddev",
    "random.normal": "stddev",
    "truncated_normal": "stddev",
    "random.truncated_normal": "stddev",
    "random_normal_initializer": "stddev",
    "initializers.random_normal": "stddev",
    "truncated_normal_initializer": "stddev",
    "initializers.truncated_normal": "stddev",
}
_LARGE = 0.5  # a standard deviation that grows what it is multiplied with, for any width above 4


def amplifies(analysis: Analysis, optimizer: Optimizer) -> bool:
    """Whether the optimizer is Adam and trains weights of a large spread."""
    if optimizer.symbol != "train.AdamOptimizer":
        return False
    trained = {v for train in optimizer.trains for v in train.trainable}
    return sum(_starts_large(analysis, v) for v in trained) > 1


def _starts_large(analysis: Analysis, record: Variable) -> bool:
    for call in of_type(record.node, ast.Call):
        path = analysis.symbols.get(call.func, "")
        if path in _SPREAD:
            spread = argument(call, symbols.lookup(path).parameters, _SPREAD[path])
            return spread is None or _number(analysis, spread) >= _LARGE
    return False


def _number(analysis: Analysis, node: ast.expr) -> float:
    constant = analysis.values[node].constant
    return float(constant) if isinstance(constant, (int, float)) else 0.0
