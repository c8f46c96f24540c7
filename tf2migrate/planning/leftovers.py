"""Statements that run the session and also read a graph value by its name, which nothing binds any more.

`print(loss, sess.run(loss))` printed the node of the graph beside the number. The node is gone: a `print` says the
rest, with a note, and anything else is refused, for the name may stand for something else by then.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tf2migrate.analysis.program import Unit, Unsupported
from tf2migrate.analysis.values import Kind
from tf2migrate.planning.recipe import Code
from tf2migrate.planning.roles import Role
from tf2migrate.result import Diagnostic

if TYPE_CHECKING:
    from tf2migrate.planning.planner import Planner

_NODES = frozenset({Kind.TENSOR, Kind.PLACEHOLDER, Kind.TRAIN, Kind.GROUP, Kind.GRADIENTS, Kind.SUMMARY})


def plan(planner: "Planner") -> None:
    """Take such values out of what is printed.

    Raises:
        Unsupported: one is read for something else.
    """
    for unit in planner.analysis.units:
        gone = unit.statement in planner.result.removed or unit.statement in planner.result.dropped
        if planner.roles.role[unit] is Role.DRIVER and not unit.header and not gone:
            _plan_unit(planner, unit)


def _plan_unit(planner: "Planner", unit: Unit) -> None:
    gone = _read(planner, unit.statement)
    if not gone:
        return
    call = unit.statement.value if isinstance(unit.statement, ast.Expr) else None
    if not _is_print(call) or any(node not in call.args for node in gone):
        raise Unsupported(
            gone[0],
            "TFM106",
            f"{ast.unparse(gone[0])} is read here beside a run, and it is a value of the graph",
            "fetch its value in a statement of its own",
        )
    parts = [node for node in call.args if node not in gone] + [k.value for k in call.keywords]
    texts = [f"{{{n}}}" for n in range(len(call.args) - len(gone))]
    texts += [f"{k.arg}={{{len(texts) + n}}}" for n, k in enumerate(call.keywords)]
    planner.result.overrides[call] = Code(f"print({', '.join(texts)})", tuple(parts))
    names = " and ".join(dict.fromkeys(ast.unparse(node) for node in gone))
    planner.result.diagnostics.append(
        Diagnostic(
            planner.path_of(call),
            call.lineno,
            call.col_offset + 1,
            "TFM909",
            f"this also printed {names} of the graph, which is no value; there is none any more",
            "print the value that the step function returns",
        )
    )
    planner.result.apply("TFM909", call)


def _is_print(call: ast.expr | None) -> bool:
    return (
        isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id == "print"
        and not any(isinstance(a, ast.Starred) for a in call.args)
        and all(k.arg is not None for k in call.keywords)
    )


def _read(planner: "Planner", node: ast.AST) -> list[ast.expr]:
    """The names of graph values that a statement reads and that are bound nowhere any more."""
    if node in planner.result.overrides or node in planner.result.statements:
        return []
    if isinstance(node, (ast.Name, ast.Attribute)) and isinstance(node.ctx, ast.Load):
        bound = planner.analysis.definitions_of.get(node, ())
        if bound and all(_is_gone(planner, d.value.kind, d.unit) for d in bound):
            return [node]
    return [found for child in ast.iter_child_nodes(node) for found in _read(planner, child)]


def _is_gone(planner: "Planner", kind: Kind, unit: Unit | None) -> bool:
    return kind in _NODES and unit is not None and unit.statement in planner.result.removed
