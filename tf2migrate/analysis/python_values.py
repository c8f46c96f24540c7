"""What Python does with values: truth, comparison, iteration, folding of constants."""

from __future__ import annotations

import ast
from collections.abc import Callable

from tf2migrate.analysis.values import ABSENT, DIMENSION, FLOATS, PYTHON, UNKNOWN, Kind, Value, join_all

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def methods_by_node(part: type, prefix: str) -> dict[type, Callable]:
    """The methods of a class by the syntax that they are for: `_stmt_If` by `ast.If`."""
    return {
        getattr(ast, name.removeprefix(prefix)): getattr(part, name) for name in dir(part) if name.startswith(prefix)
    }


def truth(value: Value) -> bool | None:
    """Whether Python takes a value as true; None when it is not known."""
    if value.constant is not ABSENT:
        return bool(value.constant)
    if value.kind in (Kind.FUNCTION, Kind.SYMBOL, Kind.OPTIMIZER) or value.path == "AUTO_REUSE":
        return True
    return None


def element_of(value: Value) -> Value:
    """What iterating over the value gives."""
    if isinstance(value.items, dict):
        return PYTHON
    children = value.children()
    if children:
        return join_all(children)
    if value.kind in (Kind.TENSOR, Kind.PLACEHOLDER, Kind.GRADIENTS, Kind.METRIC):
        return Value(value.kind if value.kind is not Kind.PLACEHOLDER else Kind.TENSOR, value.leaves, info=value.info)
    if value.kind is Kind.UNKNOWN:
        return UNKNOWN
    if value.path in ("shape", "variable.shape"):
        return Value(Kind.PYTHON, value.leaves, path=DIMENSION)
    return Value(Kind.PYTHON, value.leaves, path=FLOATS if value.path == FLOATS else "")


def parameter_names(spec: ast.arguments) -> list[str]:
    names = [a.arg for a in spec.posonlyargs + spec.args + spec.kwonlyargs]
    return names + [a.arg for a in (spec.vararg, spec.kwarg) if a is not None]


def suggest_name(value: Value, name: str) -> None:
    """Records take the first name they are bound to: the emitted code keeps it."""
    if value.info is not None and getattr(value.info, "name", None) == "" and name.isidentifier():
        value.info.name = name


def ends_early(body: list[ast.stmt]) -> bool:
    return bool(body) and isinstance(body[-1], (ast.Return, ast.Raise, ast.Continue, ast.Break))


def is_hashable(value: object) -> bool:
    try:
        hash(value)
    except TypeError:
        return False
    return True
