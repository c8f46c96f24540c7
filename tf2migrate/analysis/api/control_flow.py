"""Control flow on tensors, and Python functions in the graph."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tf2migrate.analysis.api.handlers import handles
from tf2migrate.analysis.api.ops import mark_scalars
from tf2migrate.analysis.arguments import argument
from tf2migrate.analysis.program import Environment
from tf2migrate.analysis.tree import of_type
from tf2migrate.analysis.values import (
    STRUCTURE,
    STRUCTURE_LIST,
    STRUCTURE_TUPLE,
    Kind,
    Leaf,
    LeafKind,
    Value,
    function_of,
    number_of_parameters,
    read_leaves,
    tensor,
)

if TYPE_CHECKING:
    from tf2migrate.analysis.interpreter import Interpreter


@handles("cond", "case", "while_loop", "scan", "map_fn", "foldl", "foldr")
def _control_flow(
    interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]
) -> Value:
    leaves = read_leaves([v for v in values if v.kind is not Kind.FUNCTION])
    if path == "cond":
        mark_scalars(interpreter, node, ("pred",))
    structure = None
    others = [v for v in values if v.kind is not Kind.FUNCTION]
    for value in values:
        if value.kind is Kind.FUNCTION:
            count = number_of_parameters(value)
            arguments = [tensor(read_leaves(others))] * count
            if (
                path == "while_loop"
                and others
                and isinstance(others[-1].items, list)
                and len(others[-1].items) == count
            ):
                arguments = [tensor(read_leaves([v])) for v in others[-1].items]
            result = interpreter.call_back(node, value, arguments)
            leaves |= read_leaves([result])
            if result.kind is Kind.SEQUENCE:
                structure = result
    if structure is not None and isinstance(structure.items, list):
        nested = any(item.kind is Kind.SEQUENCE for item in structure.items)
        packed = (
            STRUCTURE if nested else _packed(node, path, [v.info.node for v in values if function_of(v) is not None])
        )
        return Value(Kind.SEQUENCE, items=[tensor(leaves) for _ in structure.items], path=packed)
    if path == "while_loop" and structure is not None:
        return Value(Kind.SEQUENCE, element=tensor(leaves))
    return tensor(leaves, node)


def _packed(node: ast.Call, path: str, functions: list[ast.FunctionDef | ast.Lambda]) -> str:
    """Whether control flow gives a tuple or a list: as its last function returns it, or as it is told to start."""
    told = {
        "scan": ("fn", "elems", "initializer"),
        "foldl": ("fn", "elems", "initializer"),
        "foldr": ("fn", "elems", "initializer"),
        "map_fn": ("fn", "elems", "dtype"),
    }
    if path in told:
        made = [argument(node, told[path], told[path][-1])]
    else:
        made = (
            [functions[-1].body]
            if isinstance(functions[-1], ast.Lambda)
            else [inner.value for inner in of_type(functions[-1], ast.Return)]
        )
    if made and all(isinstance(value, ast.Tuple) for value in made):
        return STRUCTURE_TUPLE
    return STRUCTURE_LIST if made and all(isinstance(value, ast.List) for value in made) else STRUCTURE


@handles("py_func", "numpy_function", "py_function")
def _py_func(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]) -> Value:
    # The Python function may do anything, so it runs again whenever it is fetched.
    return tensor(read_leaves([v for v in values if v.kind is not Kind.FUNCTION]) | {Leaf(LeafKind.RANDOM, node)}, node)
