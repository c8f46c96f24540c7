"""Initializers run by the session: variables of TF2 have their values once they exist."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tf2migrate.analysis.program import Run, Unit, Unsupported
from tf2migrate.analysis.values import Kind, Value
from tf2migrate.planning.fetches import assigns
from tf2migrate.planning.recipe import Code, Line

if TYPE_CHECKING:
    from tf2migrate.planning.planner import Planner

_LOOPS = (ast.For, ast.While)


def plan(planner: "Planner") -> None:
    """Check that each run of an initializer is the first, or is overwritten by a restore.

    Raises:
        Unsupported: variables that have changed are initialised again.
    """
    for run in planner.analysis.runs:
        if not _initializes(run.value):
            continue
        local = _only_local(run.value)
        changes = _earlier_changes(planner, run, local)
        if not changes:
            continue
        if local and planner.metric_names:
            _reset_metrics(planner, run)
        elif local or _restored_next(planner, run.unit):
            continue
        else:
            raise Unsupported(run.node, "TFM207", "variables that have changed are initialised again",
                              "make the model anew in a function, or assign the initial values")


def _initializes(value: Value) -> bool:
    if value.kind is Kind.INIT:
        return True
    return value.kind is Kind.SEQUENCE and any(_initializes(v) for v in value.children())


def _only_local(value: Value) -> bool:
    if value.kind is Kind.SEQUENCE:
        return all(_only_local(v) for v in value.children() if v.kind is Kind.INIT)
    return value.path in ("local_variables_initializer", "initialize_local_variables")


def _earlier_changes(planner: "Planner", run: Run, local: bool) -> list[Unit]:
    """Units that change variables and may have run before this one."""
    units = [r.unit for r in planner.analysis.runs if r is not run and r.scope is run.scope and _changes(r.value, local)]
    if not local:
        units += [unit for method, _, _, unit in planner.analysis.savings if method == "restore"]
    return [u for u in units if not _exclusive(planner, u, run.unit) and (
        u.index < run.unit.index or _share_loop(u, run.unit))]


def _exclusive(planner: "Planner", a: Unit, b: Unit) -> bool:
    """Whether the two stand in different branches of one `if`, outside of loops."""
    for statement in a.enclosing:
        if isinstance(statement, _LOOPS):
            return False
        if isinstance(statement, ast.If) and statement in b.enclosing:
            if _in_body(planner, a, statement) != _in_body(planner, b, statement):
                return True
    return False


def _in_body(planner: "Planner", unit: Unit, statement: ast.If) -> bool:
    node: ast.AST = unit.statement
    while planner.parents[node] is not statement:
        node = planner.parents[node]
    return node in statement.body


def _changes(value: Value, local: bool) -> bool:
    if local:
        return value.kind in (Kind.METRIC,) or any(_changes(v, local) for v in value.children())
    return assigns(value) or value.kind is Kind.TRAIN or any(_changes(v, local) for v in value.children())


def _share_loop(a: Unit, b: Unit) -> bool:
    return any(isinstance(s, _LOOPS) and s in b.enclosing for s in a.enclosing)


def _restored_next(planner: "Planner", unit: Unit) -> bool:
    """Whether everything is restored before anything else is run."""
    later = sorted((r.unit.index for r in planner.analysis.runs
                    if r.scope is unit.scope and r.unit.index > unit.index and not _initializes(r.value)))
    for method, node, saver, place in planner.analysis.savings:
        if method == "restore" and saver.info.var_list is None and place.enclosing == unit.enclosing:
            if place.index > unit.index and (not later or place.index <= later[0]):
                return True
        # A session of its own: `with tf.Session() as sess: sess.run(init); saver.restore(...)`
    return False


def _reset_metrics(planner: "Planner", run: Run) -> None:
    statement = planner.parents[run.node]
    if not isinstance(statement, ast.Expr):
        raise Unsupported(run.node, "TFM403", "metrics are reset inside an expression", "call metric.reset_state()")
    planner.result.removed.discard(statement)
    planner.result.statements[statement] = [
        Line(Code(f"{name}.reset_state()"), statement if n == 0 else None)
        for n, name in enumerate(planner.metric_names.values())
    ]
