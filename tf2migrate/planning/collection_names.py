"""Names that only say which collections a variable goes into: they go with the argument."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tf2migrate.analysis.classes import argument_nodes
from tf2migrate.analysis.program import Definition, Function
from tf2migrate.analysis.tree import of_type
from tf2migrate.analysis.values import Kind
from tf2migrate.planning.recipe import Code, Line
from tf2migrate.planning.roles import Role

if TYPE_CHECKING:
    from tf2migrate.planning.planner import Planner

_MAKING = ("get_variable", "Variable")


def plan(planner: "Planner") -> None:
    """Remove `names = ["target", tf.GraphKeys.GLOBAL_VARIABLES]`, alone or in an assignment of several names."""
    for unit in planner.analysis.units:
        statement = unit.statement
        if (
            not isinstance(statement, ast.Assign)
            or len(statement.targets) != 1
            or (planner.roles.role[unit] is not Role.KEEP or statement in planner.result.statements)
        ):
            continue
        gone = {d.node for d in unit.definitions if _names_collections(planner, d)}
        target, value = statement.targets[0], statement.value
        if target in gone:
            planner.result.removed.add(statement)
        elif (
            gone
            and isinstance(target, ast.Tuple)
            and isinstance(value, ast.Tuple)
            and len(target.elts) == len(value.elts)
        ):
            kept = [(t, v) for t, v in zip(target.elts, value.elts) if t not in gone]
            if not kept:
                planner.result.removed.add(statement)
                continue
            names = ", ".join(f"{{{n}}}" for n in range(len(kept)))
            values = ", ".join(f"{{{n + len(kept)}}}" for n in range(len(kept)))
            parts = (*[t for t, _ in kept], *[v for _, v in kept])
            planner.result.statements[statement] = [Line(Code(f"{names} = {values}", parts))]


def _names_collections(planner: "Planner", definition: Definition) -> bool:
    uses = [use for use in planner.analysis.uses_of.get(definition, ()) if use is not definition.node]
    return isinstance(definition.node, ast.Name) and bool(uses) and all(_is_key(planner, use) for use in uses)


def _is_key(planner: "Planner", use: ast.expr) -> bool:
    """Whether a name is what a variable is given as its collections, or a helper whose variables are."""
    parent = planner.parents.get(use)
    if isinstance(parent, ast.keyword) and parent.arg == "collections":
        return planner.analysis.symbols.get(planner.parents[parent].func) in _MAKING
    call = planner.parents.get(parent) if isinstance(parent, ast.keyword) else parent
    called = planner.analysis.values.get(call.func) if isinstance(call, ast.Call) else None
    if (
        called is None
        or called.kind is not Kind.FUNCTION
        or called.info is None
        or not (planner.layer_classes is not None and called.info in planner.layer_classes.classes)
    ):
        return False
    return all(
        _is_key(planner, name)
        for parameter, given in _arguments(called.info, call)
        if given is use
        for name in of_type(called.info.node, ast.Name)
        if name.id == parameter
    )


def _arguments(function: Function, call: ast.Call) -> list[tuple[str, ast.expr]]:
    return list(argument_nodes(function.node, call, bound=function.owner is not None).items())
