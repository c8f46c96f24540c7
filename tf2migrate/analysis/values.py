"""Abstract values: what an expression of a TF1 program stands for while its graph is built.

A TF1 program is staged. The abstract interpreter gives every expression a `Value` whose `kind` says which
stage it belongs to, and whose `leaves` say what a session run would have to know to compute it. A tensor
without leaves is a constant: it has the same value when it is computed eagerly where it stands.
"""

from __future__ import annotations

import ast
import dataclasses
import enum
from typing import Any

from tf2migrate.analysis import initializers


class Kind(enum.Enum):
    PYTHON = "python value"
    SYMBOL = "name of the TensorFlow API"
    TENSOR = "tensor"
    PLACEHOLDER = "placeholder"
    VARIABLE = "variable"
    SEQUENCE = "list or tuple"
    MAPPING = "dict"
    FUNCTION = "function"
    LAYER = "layer"
    CELL = "recurrent cell"
    OPTIMIZER = "optimizer"
    TRAIN = "train op"
    GROUP = "group of ops"
    INIT = "initializer op"
    SESSION = "session"
    SAVER = "saver"
    SUMMARY = "summary"
    WRITER = "summary writer"
    DATASET = "dataset"
    ITERATOR = "iterator"
    ITERATOR_INIT = "iterator initializer"
    HANDLE = "iterator handle"
    METRIC = "metric pair"
    SCHEDULE = "decayed rate"
    GRADIENTS = "gradients"
    GRAPH = "graph"
    MODULE = "module of the program"
    EMA = "moving average"
    DISTRIBUTION = "probability distribution"
    CLASS = "class"
    OBJECT = "object"
    UNKNOWN = "unknown"


class LeafKind(enum.Enum):
    PLACEHOLDER = "placeholder"
    VARIABLE = "variable"
    RANDOM = "random op"
    ELEMENT = "iterator element"
    EFFECT = "assign op"
    GRADIENT = "gradient"


@dataclasses.dataclass(frozen=True)
class Leaf:
    """One thing that a run has to know, or does. `origin` identifies it: the node or record that made it."""

    kind: LeafKind
    origin: Any


NO_LEAVES: frozenset[Leaf] = frozenset()


class _Absent:
    def __repr__(self) -> str:
        return "<not a constant>"


ABSENT = _Absent()


@dataclasses.dataclass(eq=False, slots=True)
class Value:
    """What one expression stands for.

    `items`: for a SEQUENCE the list of element values, for a MAPPING a dict from constant key to value;
    None when they are not known one by one (`element` is then what all of them have in common). A VARIABLE,
    CLASS or OBJECT that is one of several has them as `items`, and no `info`.
    `nodes`: the expressions of those elements, aligned with `items`, where they were written down.
    `constant`: the Python constant, when it is known.
    """

    kind: Kind
    leaves: frozenset[Leaf] = NO_LEAVES
    items: Any = None
    nodes: Any = None
    element: "Value | None" = None
    path: str = ""
    constant: Any = ABSENT
    node: ast.AST | None = None
    info: Any = None
    dtype: str | None = None
    rank: int | None = None

    @property
    def dynamic(self) -> bool:
        """Whether a session has to run to know it; such code moves into functions."""
        if self.leaves or self.kind in DYNAMIC_KINDS:
            return True
        if self.items is None and self.element is None:
            return False
        return any(child.dynamic for child in self.children())

    def children(self) -> list["Value"]:
        if isinstance(self.items, dict):
            return list(self.items.values())
        if self.items is not None:
            return list(self.items)
        return [self.element] if self.element is not None else []

    def all_leaves(self) -> frozenset[Leaf]:
        leaves = self.leaves
        if self.items is None and self.element is None:
            return leaves
        for child in self.children():
            leaves |= child.all_leaves()
        return leaves


# Kinds that exist only inside a graph, whatever they were made of.
DYNAMIC_KINDS = frozenset(
    {Kind.PLACEHOLDER, Kind.TRAIN, Kind.GROUP, Kind.SUMMARY, Kind.GRADIENTS, Kind.METRIC, Kind.SCHEDULE}
)

PYTHON = Value(Kind.PYTHON)
UNKNOWN = Value(Kind.UNKNOWN)


def constant(value: Any) -> Value:
    return Value(Kind.PYTHON, constant=value)


def tensor(leaves: frozenset[Leaf] = NO_LEAVES, node: ast.AST | None = None, **known: Any) -> Value:
    return Value(Kind.TENSOR, leaves, node=node, **known)


def join(a: Value, b: Value) -> Value:
    """The value of a name that is one or the other, as after an `if`."""
    if a is b:
        return a
    leaves = a.leaves | b.leaves
    if a.kind is b.kind:
        if a.kind is Kind.SEQUENCE and a.items is not None and b.items is not None and len(a.items) == len(b.items):
            path = a.path if a.path == b.path and a.path.startswith(STATE) else ""
            return Value(a.kind, leaves, items=[join(x, y) for x, y in zip(a.items, b.items)], path=path)
        if (
            a.kind is Kind.MAPPING
            and isinstance(a.items, dict)
            and isinstance(b.items, dict)
            and (a.items.keys() == b.items.keys())
        ):
            return Value(
                a.kind,
                leaves,
                items={k: join(v, b.items[k]) for k, v in a.items.items()},
                info=_possible_feeds(a.info, b.info),
                path=SOMETIMES_FED if a.path or b.path or _overrides_sometimes(a.info, b.info) else "",
            )
        if a.kind in (Kind.SEQUENCE, Kind.MAPPING):
            parts = a.children() + b.children()
            element = join_all(parts) if parts else None
            return Value(a.kind, leaves, element=element)
        if a.kind is Kind.PYTHON:
            same = a.constant is not ABSENT and b.constant is not ABSENT and a.constant == b.constant
            return Value(
                a.kind,
                leaves,
                constant=a.constant if same else ABSENT,
                path=FLOATS if FLOATS in (a.path, b.path) else initializers.joined(a.path, b.path),
            )
        if a.kind is Kind.FUNCTION and a.info is not None and b.info is not None and a.info.node is b.info.node:
            return b  # one lambda, in two calls of the function round it
        if a.kind is Kind.SYMBOL and a.path != b.path:
            return Value(a.kind, leaves, items=symbols_of(a) + symbols_of(b))
        if a.kind in _ALTERNATIVE and a.info is not b.info:
            return Value(
                a.kind,
                leaves,
                items=alternatives(a) + alternatives(b),
                dtype=_same(a.dtype, b.dtype),
                rank=_same(a.rank, b.rank),
            )
        return Value(
            a.kind,
            leaves,
            path=a.path if a.path == b.path else "",
            dtype=_same(a.dtype, b.dtype),
            rank=_same(a.rank, b.rank),
            info=a.info if a.info is b.info else None,
        )
    kinds = {a.kind, b.kind}
    if kinds == {Kind.TENSOR, Kind.PLACEHOLDER}:
        return Value(Kind.TENSOR, leaves, dtype=_same(a.dtype, b.dtype), rank=_same(a.rank, b.rank))
    for one, other in ((a, b), (b, a)):
        if one.kind in (Kind.CLASS, Kind.OBJECT, Kind.CELL) and other.kind is Kind.PYTHON and other.constant is None:
            return one  # `model = None` first: what is called is an object; a cell that is none cannot be run
    if kinds == {Kind.TENSOR, Kind.PYTHON} or kinds == {Kind.TENSOR, Kind.VARIABLE}:
        return Value(Kind.TENSOR, leaves | variable_leaves(a) | variable_leaves(b))
    return Value(Kind.UNKNOWN, leaves)


# Kinds of which a value can be one of several.
_ALTERNATIVE = frozenset({Kind.VARIABLE, Kind.CLASS, Kind.OBJECT, Kind.OPTIMIZER, Kind.CELL})


def alternatives(value: Value) -> list[Value]:
    """The variables, classes, objects, optimizers or cells of which a value is one."""
    return value.items if value.info is None and value.items else [value]


def function_of(value: Value | None) -> Any:
    """The function of the program that a value is; None when it is none, or one of several."""
    return value.info if value is not None and value.kind is Kind.FUNCTION else None


def number_of_parameters(value: Value) -> int:
    """How many values a function of the program takes by position; none when it is one of several."""
    function = function_of(value)
    return len(function.node.args.posonlyargs + function.node.args.args) if function is not None else 0


def symbols_of(value: Value) -> list[Value]:
    """The names of the API of which a value is one."""
    return value.items if value.items else [value]


# How the paths of the states of recurrent cells start.
STATE = "state."
# The path of an array of NumPy that holds floats, as far as that is known.
FLOATS = "floats"
# Paths of what control flow gives: a tuple, a list, or one of them, or nested ones.
STRUCTURE, STRUCTURE_TUPLE, STRUCTURE_LIST = "structure", "structure.tuple", "structure.list"
# The path of an element of a dataset that may be a tuple or a dict, and of a dataset whose elements are tensors.
WHOLE = "element"
# The path of what a run of `iterator.string_handle()` gives; `info` is the iterator.
HANDLE = "handle of an iterator"
SINGLE = "elements are tensors"
# The path of a feed dict that feeds, on some of the ways to it, what the run could also do without.
SOMETIMES_FED = "sometimes fed"
# The paths of what configures a session.
CONFIGS = ("ConfigProto", "GPUOptions", "OptimizerOptions", "GraphOptions")
# The path of one dimension of a static shape, which TensorFlow 1 wraps and TensorFlow 2 does not.
DIMENSION = "dimension"


def _overrides_sometimes(a: Any, b: Any) -> bool:
    common = _common_feeds(a, b) + _common_feeds(b, a)
    return any(
        feed not in common
        and not _keeps_constant(feed)
        and (feed.key_value.kind is not Kind.PLACEHOLDER or getattr(feed.key_value.info, "default", None) is not None)
        for feed in [*(a or ()), *(b or ())]
    )


def _common_feeds(a: Any, b: Any) -> list:
    """Feeds that are in the dict on both ways; what only one of them has cannot be relied on."""
    keys = [_fed(feed) for feed in b or ()]
    return [feed for feed in a or () if _fed(feed) in keys]


def _possible_feeds(a: Any, b: Any) -> list:
    """Feeds of a dict that is one or the other: a run that needs a placeholder is sure to have been fed it.

    What overrides a constant on one way is optional.
    """
    keys = {_fed(feed): (feed.key, *feed.twins) for feed in b or ()}
    known = [dataclasses.replace(feed, twins=(*feed.twins, *keys[_fed(feed)])) for feed in _common_feeds(a, b)]
    fed = {_fed(feed) for feed in known}
    for feed in [*(a or ()), *(b or ())]:
        if _fed(feed) in fed:
            continue
        if feed.key_value.kind is Kind.PLACEHOLDER and getattr(feed.key_value.info, "default", 0) is None:
            fed.add(_fed(feed))
            known.append(feed)
        elif _keeps_constant(feed):
            fed.add(_fed(feed))
            known.append(dataclasses.replace(feed, optional=True))
    return known


def _keeps_constant(feed: Any) -> bool:
    """Whether what the feed overrides is a constant: it can be the default of a parameter."""
    value = feed.key_value
    return value.kind in (Kind.TENSOR, Kind.SEQUENCE) and not value.all_leaves()


def _fed(feed: Any) -> Any:
    return feed.key_value.info if feed.key_value.info is not None else feed.key_value


def join_all(values: list[Value]) -> Value:
    result = values[0]
    for value in values[1:]:
        result = join(result, value)
    return result


def _same(a: Any, b: Any) -> Any:
    return a if a == b else None


def variable_leaves(value: Value) -> frozenset[Leaf]:
    """Reading a variable is what makes a tensor depend on it; the variable object itself is not dynamic."""
    if value.kind is Kind.VARIABLE:
        return frozenset(Leaf(LeafKind.VARIABLE, one.info) for one in alternatives(value))
    return value.leaves


def read_leaves(values: list[Value]) -> frozenset[Leaf]:
    """Leaves of a tensor computed from these values, containers included."""
    leaves: frozenset[Leaf] = NO_LEAVES
    for value in values:
        leaves |= variable_leaves(value)
        children = value.children()
        if children:
            leaves |= read_leaves(children)
    return leaves


def has_floats(value: Value) -> bool:
    """Whether a Python value is known to hold floats: a number, an array, or a list of them."""
    return value.path == FLOATS or _is_float(value.constant) or any(has_floats(child) for child in value.children())


def _is_float(constant: Any) -> bool:
    if isinstance(constant, (list, tuple)):
        return any(_is_float(part) for part in constant)
    return isinstance(constant, float)
