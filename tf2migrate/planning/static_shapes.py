"""Shapes of variables that were read from tensors: the tensor is computed in a step, the variable is made before.

`tf.get_variable("w", [h.get_shape()[1].value, 3])` is written with what the program made the dimension of `h` from.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tf2migrate.analysis.program import Unit, Unsupported, Variable
from tf2migrate.analysis.tree import children
from tf2migrate.analysis.values import Kind
from tf2migrate.planning import dimensions
from tf2migrate.planning.roles import Role

if TYPE_CHECKING:
    from tf2migrate.planning.planner import Planner

_LOST = (Role.GRAPH, Role.PLACEHOLDER)


def plan(planner: "Planner", record: Variable) -> None:
    """Write dimensions of computed tensors, in the construction of a variable, as what they were made from.

    Raises:
        Unsupported: a dimension is not written in the program.
    """
    todo: list[ast.AST] = [*record.node.args, *(k.value for k in record.node.keywords)]
    while todo:
        node = todo.pop()
        if not isinstance(node, (ast.Name, ast.Attribute, ast.Subscript, ast.Call)) or not _replace(
            planner, node, record.unit
        ):
            todo += children(node)


def _replace(planner: "Planner", node: ast.expr, unit: Unit) -> bool:
    """Whether an expression is one dimension, or the shape, of a tensor that is not there when the variable is made."""
    read = _value(planner, node) if isinstance(node, ast.Name) else node
    tensor = _tensor(read) if read is not None else None
    if tensor is None or not _is_lost(planner, tensor):
        return False
    found = dimensions.read(planner.analysis, read)
    if found is None or not dimensions.known_at(planner.analysis, found, unit):
        raise Unsupported(
            node,
            "TFM208",
            "a variable takes its shape from a tensor",
            "write the number, or build a tf.keras.layers.Layer with build(input_shape)",
        )
    planner.result.overrides[node] = found
    return True


def _value(planner: "Planner", name: ast.Name) -> ast.expr | None:
    """What a name stands for that is bound to a number where the graph is described."""
    definitions = planner.analysis.definitions_of.get(name, ())
    if len(definitions) != 1 or definitions[0].unit is None or definitions[0].value.kind is not Kind.PYTHON:
        return None
    definition = definitions[0]
    statement = definition.unit.statement
    lost = planner.roles.role[definition.unit] in _LOST and definition.unit not in planner.roles.also_kept
    plain = isinstance(statement, ast.Assign) and statement.targets == [definition.node] and not definition.mutation
    return statement.value if lost and plain else None


def _tensor(node: ast.AST) -> ast.Name | None:
    """The name `h` in `h.get_shape()[1].value`, `h.shape.as_list()` and their like."""
    while True:
        if isinstance(node, ast.Attribute) and node.attr in ("value", "shape"):
            found = node.value
            if node.attr == "shape":
                return found if isinstance(found, ast.Name) else None
            node = found
        elif isinstance(node, ast.Subscript):
            node = node.value
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and not node.args:
            if node.func.attr == "get_shape":
                return node.func.value if isinstance(node.func.value, ast.Name) else None
            if node.func.attr not in ("as_list",):
                return None
            node = node.func.value
        else:
            return None


def _is_lost(planner: "Planner", name: ast.Name) -> bool:
    definitions = [d for d in planner.analysis.definitions_of.get(name, ()) if d.unit is not None]
    return any(
        d.value.kind in (Kind.TENSOR, Kind.PLACEHOLDER)
        and planner.roles.role[d.unit] in _LOST
        and d.unit not in planner.roles.also_kept
        for d in definitions
    )
