"""Sizes of weights that are read off a computed tensor are written as the program says them, in its text.

In `w = tf.Variable(tf.zeros([h.get_shape()[1].value, 10]))` the size is the last dimension of what another weight
computes: the expression that this weight was made with stands in its place, so that both can be made before anything
is computed.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from tf2migrate.analysis.program import Analysis, Unit
from tf2migrate.analysis.tree import belongs, of_type
from tf2migrate.planning import dimensions
from tf2migrate.preparation.edits import Edits, finished
from tf2migrate.preparation.text import Cannot, Text


def prepared(text: Text, tree: ast.Module, analysis: Analysis, lines: Iterable[int]) -> Text | None:
    """The text with sizes in the place of dimensions; None when there are none that are known.

    Args:
        tree: the parsed text.
        analysis: what is known of it.
        lines: those of variables whose initial value depends on what is fed.
    """
    wanted = set(lines)
    edits = Edits(text, tree)
    written: set[ast.expr] = set()
    for record in analysis.variables:
        if record.node.lineno not in wanted or not belongs(record.node, tree) or record.unit is None:
            continue
        for root, unit in _roots(analysis, tree, record.node, record.unit):
            for node, size in _sizes(analysis, root, unit):
                if node in written:
                    continue
                try:
                    edits.substitute(node, size)
                except Cannot:
                    return None
                written.add(node)
    return finished(text, edits) if written else None


def _roots(analysis: Analysis, tree: ast.Module, node: ast.AST, unit: Unit) -> list[tuple[ast.AST, Unit]]:
    """What makes a variable, and what the names that it is made of are bound to; each with its statement."""
    found: list[tuple[ast.AST, Unit]] = [(node, unit)]
    for root, _ in found:
        for name in of_type(root, ast.Name):
            known = analysis.definitions_of.get(name, ())
            place = known[0].unit if len(known) == 1 else None
            made = place.statement if place is not None else None
            if not isinstance(made, ast.Assign) or made.targets != [known[0].node] or not belongs(made, tree):
                continue
            if all(made.value is not other for other, _ in found):
                found.append((made.value, place))
    return found


def _sizes(analysis: Analysis, node: ast.AST, unit: Unit, top: bool = True) -> Iterable[tuple[ast.expr, str]]:
    """The dimensions in an expression, and what they are."""
    for child in [node] if isinstance(node, ast.expr) and top else ast.iter_child_nodes(node):
        inner = child
        while (
            isinstance(inner, ast.Call)
            and isinstance(inner.func, ast.Name)
            and inner.func.id == "int"
            and len(inner.args) == 1
        ):
            inner = inner.args[0]
        if isinstance(inner, (ast.Subscript, ast.Attribute)):
            size = dimensions.read(analysis, _written_out(analysis, inner))
            if size is not None and dimensions.known_at(analysis, size, unit):
                text = ast.unparse(size)
                yield child, text if isinstance(size, (ast.Name, ast.Constant, ast.Attribute)) else f"({text})"
                continue
        yield from _sizes(analysis, child, unit, top=False)


def _written_out(analysis: Analysis, node: ast.expr) -> ast.expr:
    """`h.get_shape()[-1]` for `shape[-1]` where that is what the name stands for."""
    inner = node.value if isinstance(node, ast.Attribute) and node.attr == "value" else node
    if not isinstance(inner, ast.Subscript) or not isinstance(inner.value, ast.Name):
        return node
    known = analysis.definitions_of.get(inner.value, ())
    made = known[0].unit.statement if len(known) == 1 and known[0].unit is not None else None
    if not isinstance(made, ast.Assign) or made.targets != [known[0].node]:
        return node
    return ast.Subscript(made.value, inner.slice, inner.ctx)
