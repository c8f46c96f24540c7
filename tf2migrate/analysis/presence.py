"""Tests whether TensorFlow has a name: `"concat_v2" in dir(tf)`, `hasattr(tf, "mul")`.

Old code asks so which version it runs on. The test stays in the program, so its answer is used only where
1.15 and TensorFlow 2 give the same.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tf2migrate.analysis.values import Kind, Value
from tf2migrate.rules import symbols
from tf2migrate.rules.symbols import Disposition

if TYPE_CHECKING:
    from tf2migrate.analysis.interpreter import Interpreter

_OLDER = "renamed in 1.0"  # the source of a row: a name that neither version has
ANSWER = "presence"  # the path of the value of such a test


def compared(interpreter: "Interpreter", node: ast.Compare) -> Value | None:
    """The value of `"name" in dir(tf)`; None for other comparisons, and when the versions differ."""
    listing = node.comparators[0]
    if len(node.ops) != 1 or not isinstance(node.ops[0], (ast.In, ast.NotIn)) or not isinstance(listing, ast.Call):
        return None
    if not isinstance(listing.func, ast.Name) or listing.func.id != "dir" or len(listing.args) != 1:
        return None
    found = _has(interpreter, listing.args[0], node.left)
    return None if found is None else _answer(found == isinstance(node.ops[0], ast.In))


def called(interpreter: "Interpreter", node: ast.Call) -> Value | None:
    """The value of `hasattr(tf, "name")`."""
    found = _has(interpreter, *node.args) if len(node.args) == 2 and not node.keywords else None
    return None if found is None else _answer(found)


def _answer(found: bool) -> Value:
    return Value(Kind.PYTHON, constant=found, path=ANSWER)


def _has(interpreter: "Interpreter", owner: ast.expr, name: ast.expr) -> bool | None:
    module, wanted = interpreter.analysis.values.get(owner), interpreter.analysis.values.get(name)
    if module is None or module.kind is not Kind.SYMBOL or wanted is None or not isinstance(wanted.constant, str):
        return None
    path = f"{module.path}.{wanted.constant}" if module.path else wanted.constant
    symbol = symbols.lookup(path)
    if symbol is None:
        return None
    if symbol.source.startswith(_OLDER):
        return False
    return True if symbol.disposition is Disposition.SAME or symbol.target == path else None
