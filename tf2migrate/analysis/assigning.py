"""Calls that change a variable: `tf.assign(v, ...)`, `v.assign_add(...)`."""

from __future__ import annotations

import ast

from tf2migrate.analysis.arguments import argument
from tf2migrate.rules import symbols

METHODS = frozenset(
    {"assign", "assign_add", "assign_sub", "scatter_update", "scatter_add", "scatter_sub", "count_up_to"}
)


def target(node: ast.Call, path: str) -> ast.expr | None:
    """The variable that a call changes, None when it is no assignment. `path`: the public name of a function.

    >>> ast.unparse(target(ast.parse("tf.assign(value=1.0, ref=v)").body[0].value, "assign"))
    'v'
    """
    symbol = symbols.lookup(path.removeprefix("compat.v1.").removeprefix("state_ops.")) if path else None
    if symbol is not None:
        return argument(node, symbol.parameters, symbol.parameters[0]) if symbol.returns == "assign" else None
    if not path and isinstance(node.func, ast.Attribute) and node.func.attr in METHODS:
        return node.func.value
    return None
