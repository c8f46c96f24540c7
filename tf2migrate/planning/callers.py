"""Statements that may call one of some functions, themselves or through others."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tf2migrate.analysis.program import Unit
from tf2migrate.analysis.tree import of_type
from tf2migrate.planning.roles import header_expressions

if TYPE_CHECKING:
    from tf2migrate.planning.planner import Planner


def called_behind(planner: "Planner", functions: list[ast.AST], index: int) -> Unit | None:
    """A statement behind a place that names one of the functions, or one that names those."""
    names = {name for function in functions for name in _names_of(planner, function)}
    others = [f for f in planner.analysis.nodes(ast.FunctionDef, ast.ClassDef, ast.Lambda) if f not in functions]
    found = True
    while found:
        found = False
        for function in others:
            mine = set(_names_of(planner, function))
            if not mine <= names and _mentions(function, names):
                names |= mine
                found = True
    return next(
        (
            unit
            for unit in planner.analysis.units
            if unit.index > index
            and not isinstance(unit.statement, (ast.FunctionDef, ast.ClassDef))
            and any(_mentions(part, names) for part in _parts(unit))
        ),
        None,
    )


def _parts(unit: Unit) -> list[ast.AST]:
    return header_expressions(unit.statement) if unit.header else [unit.statement]


def _mentions(node: ast.AST, names: set[str]) -> bool:
    return any(
        isinstance(n.ctx, ast.Load) and (n.id.rpartition(".")[2] if isinstance(n, ast.Name) else n.attr) in names
        for n in of_type(node, ast.Name, ast.Attribute)
    )


def _names_of(planner: "Planner", function: ast.AST) -> list[str]:
    """The name of a function or class, or the names that a lambda is bound to."""
    if not isinstance(function, ast.Lambda):
        return [function.name]
    parent = planner.parents.get(function)
    targets = parent.targets if isinstance(parent, ast.Assign) else []
    return [name.id.rpartition(".")[2] for target in targets for name in of_type(target, ast.Name)]
