"""Whether each function that runs sessions builds in a graph of its own: names in TensorFlow 1 start anew there.

save()                                def save():
tf.reset_default_graph()                  tf.reset_default_graph()
reload()                                  ...
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from tf2migrate.analysis.imports import root_alias
from tf2migrate.analysis.tree import of_type, walk

_RESET = "reset_default_graph"
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def of_all(tree: ast.Module, drivers: Iterable[ast.FunctionDef]) -> bool:
    """Whether these functions of a file have graphs of their own, as its statements call them and reset the graph."""
    by_name = {driver.name: driver for driver in drivers}
    alias = root_alias(tree)
    if alias is None or not any(node.attr == _RESET for node in of_type(tree, ast.Attribute)):
        return False
    fresh, called = True, set()
    for statement in _straight(tree):
        if _is_reset(statement, alias):
            fresh = True
            continue
        for call in of_type(statement, ast.Call):
            name = call.func.id if isinstance(call.func, ast.Name) else ""
            if name not in by_name:
                continue
            once = fresh and isinstance(statement, (ast.Expr, ast.Assign)) and name not in called
            if not once and not _resets(by_name[name], alias):
                return False
            fresh = False
            called.add(name)
    return called == set(by_name)


def _straight(tree: ast.Module) -> Iterable[ast.stmt]:
    """The statements of a module in their order, those under `if __name__ == "__main__":` among them."""
    for statement in tree.body:
        if isinstance(statement, _DEFINITIONS):
            continue
        guard = isinstance(statement, ast.If) and not statement.orelse and "__name__" in ast.unparse(statement.test)
        yield from statement.body if guard else [statement]


def _is_reset(statement: ast.stmt, alias: str) -> bool:
    """`tf.reset_default_graph()`"""
    function = getattr(statement.value, "func", None) if isinstance(statement, ast.Expr) else None
    owner = function.value if isinstance(function, ast.Attribute) and function.attr == _RESET else None
    return isinstance(owner, ast.Name) and owner.id == alias


def _resets(driver: ast.FunctionDef, alias: str) -> bool:
    """Whether a function resets the graph before it does anything with TensorFlow."""
    for statement in driver.body:
        if _is_reset(statement, alias):
            return True
        if any(isinstance(node, ast.Name) and node.id == alias for node in walk(statement)):
            return False
    return False
