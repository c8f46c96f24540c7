"""Lookup tables that are filled when they are made: objects that stay where they stand, and that functions read."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tf2migrate.analysis.api.handlers import handles
from tf2migrate.analysis.program import Environment
from tf2migrate.analysis.values import UNKNOWN, Kind, Value, read_leaves, tensor

if TYPE_CHECKING:
    from tf2migrate.analysis.interpreter import Interpreter

TABLE = "lookup table"  # the path of their values
# What a lookup gives, where the function says so
_GIVES = {
    "lookup.StaticHashTable": None,
    "lookup.StaticVocabularyTable": "int64",
    "contrib.lookup.HashTable": None,
    "contrib.lookup.index_table_from_file": "int64",
    "contrib.lookup.index_table_from_tensor": "int64",
    "contrib.lookup.index_to_string_table_from_file": "string",
    "contrib.lookup.index_to_string_table_from_tensor": "string",
    "python.ops.lookup_ops.index_table_from_file": "int64",
    "python.ops.lookup_ops.index_table_from_tensor": "int64",
    "python.ops.lookup_ops.index_to_string_table_from_file": "string",
    "python.ops.lookup_ops.index_to_string_table_from_tensor": "string",
}
_INITIALIZERS = (
    "lookup.KeyValueTensorInitializer",
    "lookup.TextFileInitializer",
    "contrib.lookup.KeyValueTensorInitializer",
    "contrib.lookup.TextFileInitializer",
)


@handles(*_GIVES, *_INITIALIZERS)
def _table(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]) -> Value:
    if any(value.dynamic for value in values):
        interpreter.problem(
            node,
            "TFM901",
            "a lookup table is filled with what a session computes",
            "compute it first, and make the table of the result",
        )
    if interpreter.frames or interpreter.loop_depth:
        interpreter.problem(
            node,
            "TFM901",
            "a lookup table is made in a helper function or a loop",
            "make it once, outside of the functions that read it",
        )
    if path in _INITIALIZERS:
        return Value(Kind.PYTHON, path=path)
    return Value(Kind.PYTHON, path=TABLE, dtype=_GIVES[path], node=node)


def method(interpreter: "Interpreter", node: ast.Call, table: Value, name: str, values: list[Value]) -> Value:
    """The value of `table.name(...)`."""
    if name == "lookup" and len(values) == 1:
        return tensor(read_leaves(values), node, dtype=table.dtype, rank=values[0].rank)
    if name == "size" and not values:
        return tensor(node=node, dtype="int64", rank=0)
    interpreter.problem(
        node, "TFM901", f"{name}(...) of a lookup table, with these arguments", "call lookup(keys) of the table"
    )
    return UNKNOWN


def attribute(node: ast.Attribute, table: Value) -> Value | None:
    """The value of `table.init` and `table.initializer`, which initialize it; None for other attributes."""
    if node.attr in ("init", "initializer"):
        return Value(Kind.INIT, node=node, path="initializer", items=[])
    return None
