"""What is known of the elements of a dataset: their structure, dtypes and ranks, from the values it is made of."""

from __future__ import annotations

import ast

from tf2migrate.analysis.values import WHOLE, Kind, Leaf, Value, function_of, tensor

# Methods that change neither the structure nor the dtypes of elements.
KEEPING_STRUCTURE = frozenset(
    "batch repeat shuffle take skip prefetch cache filter shard padded_batch with_options".split()
)
_STACKING = frozenset({"batch", "padded_batch"})


def of_source(path: str, node: ast.Call, values: list[Value]) -> Value | None:
    """An element of a dataset that is made of values, or of other datasets; None when it is not known."""
    if not values or not node.args or values[0].kind is Kind.SEQUENCE and not isinstance(node.args[0], ast.Tuple):
        return None  # a list is one tensor
    if path in ("data.Dataset.from_tensor_slices", "data.Dataset.from_tensors"):
        return _typed(values[0], -1 if path.endswith("slices") else 0)
    if path == "data.Dataset.zip" and isinstance(values[0].items, list):
        parts = [v.info if v.kind is Kind.DATASET else None for v in values[0].items]
        return Value(Kind.SEQUENCE, items=parts) if all(part is not None for part in parts) else None
    return None


def of_method(owner: Value, method: str, values: list[Value], made: Value) -> Value | None:
    """An element of `dataset.method(...)`. `made`: what the function that it is given returns."""
    if method in KEEPING_STRUCTURE:
        return _typed(owner.info, 1 if method in _STACKING else 0) if owner.info is not None else None
    if method != "map" or made.kind is Kind.SEQUENCE and not _returns_tuples(values[0]):
        return None
    return _typed(made, 0)


def _returns_tuples(function: Value) -> bool:
    """Whether a function returns tuples, written as such: what it returns in a list is one tensor."""
    node = getattr(function_of(function), "node", None)
    if isinstance(node, ast.Lambda):
        return isinstance(node.body, ast.Tuple)
    returns = [n.value for n in ast.walk(node) if isinstance(n, ast.Return)] if node is not None else []
    return bool(returns) and all(isinstance(value, ast.Tuple) for value in returns)


def arguments_of(owner: Value, count: int) -> list[Value]:
    """What a function of `count` parameters is given that `map` or `filter` calls with an element."""
    known = _flat(owner.info)
    return known if len(known) == count else [tensor() for _ in range(count)]


def taken(element: Value | None, leaf: Leaf) -> dict:
    """What is known of the value of `get_next()`: the fields of a tensor, or tensors as its items."""
    known = _flat(element)
    if element is not None and element.kind is Kind.SEQUENCE and known:
        return {"items": [tensor(frozenset({leaf}), dtype=v.dtype, rank=v.rank) for v in known]}
    part = known[0] if known else tensor()
    return {
        "element": tensor(frozenset({leaf})),
        "dtype": part.dtype,
        "rank": part.rank,
    }


def _flat(element: Value | None) -> list[Value]:
    """The tensors of an element that is one, or a tuple of such."""
    if element is None:
        return []
    if element.kind is not Kind.SEQUENCE:
        return [element]
    return element.items if all(v.kind is not Kind.SEQUENCE for v in element.items) else []


def _typed(value: Value, more: int) -> Value | None:
    """The dtype, and the rank with `more` dimensions, of a value or of those in a tuple; None when none is known."""
    if value.kind is Kind.SEQUENCE:
        if not isinstance(value.items, list):
            return None
        items = [_typed(v, more) for v in value.items]
        return Value(Kind.SEQUENCE, items=items) if items and all(v is not None for v in items) else None
    if value.kind not in (Kind.TENSOR, Kind.PLACEHOLDER, Kind.PYTHON) or value.items is not None or value.path == WHOLE:
        return None
    rank = value.rank + more if value.rank is not None else None
    return tensor(dtype=value.dtype, rank=rank)
