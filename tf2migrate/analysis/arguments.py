"""Arguments of a call by name, whether they were given by position or by keyword."""

from __future__ import annotations

import ast


def argument(node: ast.Call, parameters: tuple[str, ...] | list[str], name: str) -> ast.expr | None:
    """The expression given for parameter `name`, or None. A starred argument hides what follows it."""
    for keyword in node.keywords:
        if keyword.arg == name:
            return keyword.value
    if name in parameters:
        position = list(parameters).index(name)
        given = node.args[: position + 1]
        if len(given) > position and not any(isinstance(a, ast.Starred) for a in given):
            return given[position]
    return None


def has_star(node: ast.Call) -> bool:
    """Whether some argument comes from a starred list or dict, so that positions are not known."""
    return any(isinstance(a, ast.Starred) for a in node.args) or any(k.arg is None for k in node.keywords)
