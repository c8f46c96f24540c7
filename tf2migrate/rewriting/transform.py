"""Changing libcst trees: only what lies on the way to a change is built anew.

`CSTNode.visit` makes a new node of every node that it passes, white space included, and validates it. The trees
here change in few places, and the text that comes out of them is compiled before anybody sees it.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable

import libcst as cst

_LAYOUT = frozenset(
    {
        "lpar",
        "rpar",
        "lbracket",
        "rbracket",
        "lbrace",
        "rbrace",
        "comma",
        "semicolon",
        "equal",
        "dot",
        "operator",
        "leading_lines",
        "lines_after_decorators",
        "header",
        "footer",
        "first_line",
        "first_colon",
        "second_colon",
        "colon",
        "asynchronous",
    }
)
_DEFAULT = cst.MaybeSentinel.DEFAULT


class Transformer:
    """What happens to the nodes of a tree. Layout (white space, commas, parentheses) is not visited."""

    def visit(self, node: cst.CSTNode) -> cst.CSTNode:
        """The node to put in the place of `node`."""
        return self.leave(node, rebuilt(node, self.visit))

    def leave(self, original: cst.CSTNode, updated: cst.CSTNode) -> cst.CSTNode:
        """The node to put in the place of `original`; `updated` is it with its changed children."""
        return updated


def transform(node: cst.CSTNode, transformer: Transformer) -> cst.CSTNode:
    """The tree with the transformer's changes; unchanged parts are the same objects as before."""
    return transformer.visit(node)


def rebuilt(node: cst.CSTNode, visit: Callable[[cst.CSTNode], cst.CSTNode]) -> cst.CSTNode:
    """The node with `visit(child)` for each child; the node itself when all are the same."""
    kind = node.__class__
    changes: dict[str, object] = {}
    fields = _child_fields.get(kind)
    for name in child_fields(kind, node) if fields is None else fields:
        value = getattr(node, name)
        if value is None or value is _DEFAULT:
            continue
        if value.__class__ is tuple or value.__class__ is list:
            made: object = tuple([visit(child) for child in value])
            for new, old in zip(made, value):
                if new is not old:
                    changes[name] = made
                    break
        else:
            made = visit(value)
            if made is not value:
                changes[name] = made
    return _copy(node, changes) if changes else node


def changed(node: cst.CSTNode, **changes: object) -> cst.CSTNode:
    """`node.with_changes(**changes)` without validation; the node itself when nothing is different."""
    for name, value in changes.items():
        if getattr(node, name) is not value:
            return _copy(node, changes)
    return node


def _copy(node: cst.CSTNode, changes: dict[str, object]) -> cst.CSTNode:
    kind = node.__class__
    made = object.__new__(kind)
    for name in _all_fields(kind):
        object.__setattr__(made, name, changes[name] if name in changes else getattr(node, name))
    return made


@functools.lru_cache(maxsize=None)
def _all_fields(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind))


_child_fields: dict[type, tuple[str, ...]] = {}


def child_fields(kind: type, example: cst.CSTNode) -> tuple[str, ...]:
    """Names of the fields that hold code, in the order of the text; learnt from `example` once per type."""
    known = _child_fields.get(kind)
    if known is None:
        recorder = _Recorder(example)
        example.visit(recorder)
        known = tuple(
            name for name in recorder.names if name not in _LAYOUT and not name.startswith(("whitespace", "trailing"))
        )
        _child_fields[kind] = known
    return known


class _Recorder(cst.CSTVisitor):
    def __init__(self, root: cst.CSTNode):
        super().__init__()
        self.root, self.names = root, []

    def on_visit(self, node: cst.CSTNode) -> bool:
        return node is self.root

    def on_visit_attribute(self, node: cst.CSTNode, attribute: str) -> None:
        self.names.append(attribute)
