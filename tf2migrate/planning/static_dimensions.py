"""Static dimensions as they are written: `x.shape[0]`, `x.get_shape()[1]`, and a name for the shape.

TensorFlow 1 gave objects for them, with the number in `value`; TensorFlow 2 gives the numbers themselves.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tf2migrate.analysis import imports
from tf2migrate.analysis.tree import of_type

_SHAPES = re.compile("shape|rank|dim")


def is_dimension(node: ast.expr) -> bool:
    """Whether an expression is one dimension of a static shape."""
    if not isinstance(node, ast.Subscript) or isinstance(node.slice, ast.Slice):
        return False
    base = node.value
    return (
        _static_shape(base)
        or isinstance(base, ast.Attribute)
        and base.attr == "dims"
        or (isinstance(base, ast.Name) and _is_shape(base))
    )


def reads_value(tree: ast.Module) -> Iterator[ast.Attribute]:
    """The reads of `value` of a dimension that are an error in TensorFlow 2, in a file that imports TensorFlow.

    The objects in `shape.dims` have it to this day.
    """
    if not any(imports.bindings(statement) for statement in of_type(tree, ast.Import, ast.ImportFrom)):
        return
    for node in of_type(tree, ast.Attribute):
        if (
            node.attr == "value"
            and isinstance(node.ctx, ast.Load)
            and is_dimension(node.value)
            and getattr(node.value.value, "attr", "") != "dims"
        ):
            yield node


def may_be_dimension(node: ast.expr) -> bool:
    """Whether an expression is a part of what functions gave that are called after shapes, or of a part of that."""
    if not isinstance(node, ast.Subscript) or not isinstance(node.value, ast.Name) or isinstance(node.slice, ast.Slice):
        return False
    values = _assigned(node.value)
    return values is not None and all(_is_called_shape(value) for value in values)


def _is_called_shape(node: ast.expr) -> bool:
    while isinstance(node, ast.Subscript):
        node = node.value
    if not isinstance(node, ast.Call):
        return False
    called = node.func
    name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
    return _SHAPES.search(name.lower()) is not None


def _is_shape(name: ast.Name) -> bool:
    """Whether every assignment of a local name gives it the static shape of something."""
    values = _assigned(name)
    return values is not None and all(_static_shape(value) for value in values)


def _assigned(name: ast.Name) -> list[ast.expr] | None:
    """What is assigned to a local name; None when it gets its value in another way."""
    scope = name._parent
    while scope is not None and not isinstance(scope, (ast.FunctionDef, ast.Lambda, ast.Module)):
        scope = scope._parent
    if not isinstance(scope, ast.FunctionDef):
        return None
    stores = [node for node in of_type(scope, ast.Name) if node.id == name.id and node.ctx.__class__ is not ast.Load]
    if not stores or any(argument.arg == name.id for argument in of_type(scope, ast.arg)):
        return None
    if not all(isinstance(store._parent, ast.Assign) and len(store._parent.targets) == 1 for store in stores):
        return None
    return [store._parent.value for store in stores]


def _static_shape(node: ast.expr) -> bool:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.attr == "get_shape" and not node.args
    return isinstance(node, ast.Attribute) and node.attr == "shape"
