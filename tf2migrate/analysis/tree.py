"""Walking subtrees without visiting them again: each node knows its stretch of one list of all nodes.

The planner asks many small questions of the form "which names does this expression hold". `ast.walk` builds the
answer from the fields of every node each time; measured on the fixtures that was nine tenths of the analysis.
Contexts (`ast.Load`) and operators are not in the list: they are one object for the whole program.
"""

from __future__ import annotations

import ast
import bisect
from collections.abc import Iterable
from typing import TypeVar

Node = TypeVar("Node", bound=ast.AST)

# Fields that never hold nodes of the program.
_SCALARS = frozenset(
    {
        "ctx",
        "op",
        "ops",
        "id",
        "attr",
        "arg",
        "name",
        "names",
        "asname",
        "kind",
        "type_comment",
        "type_ignores",
        "module",
        "level",
        "simple",
        "is_async",
        "conversion",
    }
)


class _Fields(dict):
    """The fields of a node type that may hold nodes, in the order of `ast`."""

    def __missing__(self, kind: type) -> tuple[str, ...]:
        fields = tuple(n for n in kind._fields if n not in _SCALARS or (n, kind) in _NODES)
        self[kind] = fields
        return fields


_NODES = frozenset({("names", ast.Import), ("names", ast.ImportFrom), ("name", getattr(ast, "TypeAlias", None))})
_FIELDS = _Fields({ast.Constant: (), ast.Name: ()})


class _Index:
    """All nodes of a tree in source order, and those of each type with their places in that order."""

    def __init__(self) -> None:
        self.order: list[ast.AST] = []
        self.by_type: dict[type, tuple[list[int], list[ast.AST]]] = {}
        self.parents: dict[ast.AST, ast.AST] | None = None  # when somebody asked for them


def index(tree: ast.AST) -> None:
    """Number all nodes in source order, so that `walk` is a slice."""
    made = _Index()
    _number(tree, made, made.order, None)


def _number(node: ast.AST, made: _Index, order: list[ast.AST], parent: ast.AST | None) -> None:
    start = len(order)
    order.append(node)
    node._parent = parent
    kind = node.__class__
    known = made.by_type.get(kind)
    if known is None:
        known = made.by_type[kind] = ([], [])
    known[0].append(start)
    known[1].append(node)
    for name in _FIELDS[kind]:
        value = getattr(node, name, None)
        if value.__class__ is list:
            for item in value:
                if isinstance(item, ast.AST):
                    _number(item, made, order, node)
        elif isinstance(value, ast.AST):
            _number(value, made, order, node)
    node._stretch = (made, start, len(order))


def belongs(node: ast.AST, tree: ast.AST) -> bool:
    """Whether a node stands in an indexed tree, as the source has it."""
    stretch = getattr(node, "_stretch", None)
    return stretch is not None and stretch[0] is tree._stretch[0]


def release(tree: ast.AST) -> None:
    """Take apart an indexed tree that nobody needs any more.

    Its nodes point to their parents and to the list of all nodes: without this they would wait for the cyclic
    garbage collector, which takes longer than the analysis.
    """
    for node in tree._stretch[0].order:
        node.__dict__.clear()


def children(node: ast.AST) -> list[ast.AST]:
    """`ast.iter_child_nodes` without contexts and operators."""
    found: list[ast.AST] = []
    for name in _FIELDS[node.__class__]:
        value = getattr(node, name, None)
        if value.__class__ is list:
            found += [item for item in value if isinstance(item, ast.AST)]
        elif isinstance(value, ast.AST):
            found.append(value)
    return found


def parents(tree: ast.AST) -> dict[ast.AST, ast.AST]:
    """The parent of every node of an indexed tree but the root."""
    made = tree._stretch[0]
    if made.parents is None:
        made.parents = {node: node._parent for node in made.order if node._parent is not None}
    return made.parents


def walk(node: ast.AST) -> Iterable[ast.AST]:
    """The node and all nodes below it, parents before children; `ast.walk` for trees that are not indexed."""
    stretch = getattr(node, "_stretch", None)
    if stretch is None:
        return ast.walk(node)
    made, start, end = stretch
    return made.order[start:end]


def of_type(node: ast.AST, *kinds: type[Node]) -> list[Node]:
    """The nodes of exactly these types that `walk(node)` gives, in the same order."""
    stretch = getattr(node, "_stretch", None)
    if stretch is None:
        return [child for child in ast.walk(node) if child.__class__ in kinds]
    made, start, end = stretch
    if end - start == 1:
        return [node] if node.__class__ in kinds else []
    found: list[Node] = []
    several = False
    for kind in kinds:
        known = made.by_type.get(kind)
        if known is not None:
            places, nodes = known
            first = bisect.bisect_left(places, start)
            last = bisect.bisect_left(places, end, first)
            if first < last:
                several = bool(found)
                found += nodes[first:last]
    if several:
        found.sort(key=_place)
    return found


def _place(node: ast.AST) -> int:
    return node._stretch[1]
