"""How small expressions read."""

from __future__ import annotations

import ast


def spelling(node: ast.expr) -> str | None:
    """How a literal, a name or the last part of a dotted name reads; None for other expressions."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else repr(node.value)
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Dict) and not node.keys:
        return "{}"
    return None
