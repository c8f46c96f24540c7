"""Python's own functions, called on graph values."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tf2migrate.analysis import presence
from tf2migrate.analysis.values import ABSENT, PYTHON, Kind, Value, constant, join_all, read_leaves, tensor

if TYPE_CHECKING:
    from tf2migrate.analysis.interpreter import Interpreter

# What does something with a graph value that nothing here follows.
_ACTING = frozenset({"exec", "eval", "setattr", "delattr"})


def builtin(interpreter: "Interpreter", node: ast.Call, name: str, values: list[Value]) -> Value:
    """Python's own functions on graph values."""
    answer = presence.called(interpreter, node) if name == "hasattr" else None
    if answer is not None:
        return answer
    if name in ("list", "tuple", "sorted", "reversed", "set") and len(values) >= 1:
        source = values[0]
        if source.kind is Kind.SEQUENCE and name in ("list", "tuple"):
            return Value(Kind.SEQUENCE, items=source.items, nodes=source.nodes, element=source.element)
        if isinstance(source.items, dict):
            return PYTHON
        children = source.children()
        return Value(Kind.SEQUENCE, element=join_all(children)) if children else PYTHON
    if name in ("list", "tuple", "set"):
        return Value(Kind.SEQUENCE, items=[], nodes=[])
    if name == "dict":
        items = dict(zip([k.arg for k in node.keywords], values[len(node.args) :])) if not node.args else None
        if items is not None and None not in items:
            return Value(Kind.MAPPING, items=items, info=[])
        return values[0] if values and values and values[0].kind is Kind.MAPPING else PYTHON
    if name == "zip":
        return _zip(interpreter, node, values)
    if name == "enumerate" and values:
        from tf2migrate.analysis.python_values import element_of

        return Value(Kind.SEQUENCE, element=Value(Kind.SEQUENCE, items=[PYTHON, element_of(values[0])]))
    if name == "map" and len(values) >= 2:
        from tf2migrate.analysis.python_values import element_of

        return Value(
            Kind.SEQUENCE, element=interpreter.apply_callable(node, values[0], [element_of(v) for v in values[1:]])
        )
    if name in ("sum", "abs", "max", "min", "round", "pow") and any(v.dynamic for v in values):
        return tensor(read_leaves(values))
    if name in ("len", "isinstance", "type", "print", "str", "repr", "hasattr", "id", "format", "int", "float", "bool"):
        if name in ("int", "float", "len") and len(values) == 1 and isinstance(values[0].constant, (int, float)):
            return constant(
                int(values[0].constant) if name == "int" else float(values[0].constant) if name == "float" else ABSENT
            )
        if name == "len" and values and isinstance(values[0].items, (list, dict)):
            return constant(len(values[0].items))
        leaves = read_leaves(values) if name in ("int", "float", "print", "str", "repr") else frozenset()
        return Value(Kind.PYTHON, leaves)
    if name == "range" and any(v.dynamic for v in values):
        return Value(Kind.PYTHON, read_leaves(values))
    if name in _ACTING and any(v.dynamic for v in values):
        return interpreter.foreign(node, values)
    if any(v.dynamic for v in values):
        return Value(Kind.UNKNOWN, read_leaves(values))
    return PYTHON


def _zip(interpreter: "Interpreter", node: ast.Call, values: list[Value]) -> Value:
    from tf2migrate.analysis.python_values import element_of

    if any(isinstance(a, ast.Starred) for a in node.args):
        # zip(*pairs): as many tuples as a pair has members.
        inner = element_of(values[0]) if values else PYTHON
        if isinstance(inner.items, list):
            return Value(Kind.SEQUENCE, items=[Value(Kind.SEQUENCE, element=v) for v in inner.items])
        return Value(Kind.SEQUENCE, element=Value(Kind.SEQUENCE, element=inner) if inner.dynamic else PYTHON)
    return Value(Kind.SEQUENCE, element=Value(Kind.SEQUENCE, items=[element_of(v) for v in values]))
