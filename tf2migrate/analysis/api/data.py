"""Datasets and their iterators."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tf2migrate.analysis import elements
from tf2migrate.analysis.api.handlers import handles
from tf2migrate.analysis.program import Environment
from tf2migrate.analysis.values import SINGLE, UNKNOWN, Kind, Value, read_leaves

if TYPE_CHECKING:
    from tf2migrate.analysis.interpreter import Interpreter


def dataset(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]) -> Value:
    if path.endswith("Iterator.from_structure"):
        from tf2migrate.analysis import methods

        return methods.make_iterator(interpreter, node, None, Value(Kind.DATASET), True)
    if path.endswith("from_string_handle"):
        from tf2migrate.analysis import methods

        if not values or values[0].kind is not Kind.PLACEHOLDER or values[0].info is None:
            interpreter.problem(
                node,
                "TFM602",
                "an iterator of a handle that is not a placeholder",
                "make one iterator per dataset with iter(dataset)",
            )
            return UNKNOWN
        made = methods.make_iterator(interpreter, node, None, Value(Kind.DATASET), False)
        made.info.handle = values[0].info
        return made
    if path in ("data.make_one_shot_iterator", "data.make_initializable_iterator"):
        from tf2migrate.analysis import methods

        return methods.make_iterator(interpreter, node, node.args[0], values[0], "initializable" in path)
    return Value(
        Kind.DATASET,
        read_leaves(values),
        node=node,
        path=SINGLE if _single(path, values) else "",
        info=elements.of_source(path, node, values),
    )


def _single(path: str, values: list[Value]) -> bool:
    """Whether the elements of a new dataset are surely tensors, not tuples or dicts of them."""
    if path.startswith("data.Dataset.from_tensor"):
        return bool(values) and (
            values[0].kind in (Kind.TENSOR, Kind.PLACEHOLDER)
            or (values[0].kind is Kind.PYTHON and values[0].path == "import")
        )
    return path in (
        "data.Dataset.range",
        "data.TextLineDataset",
        "data.TFRecordDataset",
        "data.Dataset.list_files",
        "data.FixedLengthRecordDataset",
    )


@handles("contrib.eager.Iterator")
def _eager_iterator(
    interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]
) -> Value:
    return Value(Kind.ITERATOR, node=node, path=path)
