"""Several sessions: each held values of its own for every variable; a variable of TF2 has one."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tf2migrate.analysis.api.known import variables_in
from tf2migrate.analysis.program import Train, Unsupported, Variable
from tf2migrate.analysis.values import Kind, LeafKind, Value

if TYPE_CHECKING:
    from tf2migrate.planning.planner import Planner


def check(planner: "Planner") -> None:
    """Sessions may follow each other, each with its own initialisation; they may not take turns.

    Raises:
        Unsupported: a session uses a variable after another session has given it a value.
    """
    for scope in planner.analysis.scopes:
        events = [(r.unit.index, r.node, _session(planner, r.node), r.value) for r in scope.runs]
        restored = [(call, unit) for method, call, _, unit in planner.analysis.savings if method == "restore"]
        events += [(unit.index, call, _argument(planner, call), None) for call, unit in restored if unit.scope is scope]
        used: dict[object, set[Variable]] = {}  # two graphs: each session has variables of its own
        for _, _, session, value in events:
            if value is not None and value.kind is not Kind.INIT:
                used.setdefault(session, set()).update(_touched(value))
        holder: dict[Variable, object] = {}
        for _, node, session, value in sorted(events, key=lambda event: event[0]):
            if session is None:
                continue
            if value is None or value.kind is Kind.INIT:
                holder.update({variable: session for variable in used.get(session, ())})
                continue
            for variable in _touched(value):
                if holder.setdefault(variable, session) != session:
                    raise Unsupported(
                        node,
                        "TFM104",
                        "two sessions take turns, and each has values of its own for the variables",
                        "make a model for each of them",
                    )


def _session(planner: "Planner", run: ast.Call) -> object:
    """What names the session of a run; None when it is the default one."""
    owner = run.func.value if isinstance(run.func, ast.Attribute) else None
    if isinstance(owner, ast.Name):
        value = planner.analysis.values.get(owner)
        if value is not None and value.kind is Kind.SESSION:
            return _identity(planner, owner)
    given = [k.value for k in run.keywords if k.arg == "session"]
    return _identity(planner, given[0]) if given else None


def _argument(planner: "Planner", call: ast.Call) -> object:
    return _identity(planner, call.args[0]) if call.args else None


def _identity(planner: "Planner", node: ast.expr) -> object:
    known = planner.analysis.definitions_of.get(node, ()) if isinstance(node, ast.Name) else ()
    return frozenset(id(d) for d in known) if known else None


def _touched(value: Value) -> set[Variable]:
    touched: set[Variable] = set(variables_in(value))
    for leaf in value.all_leaves():
        if isinstance(leaf.origin, Variable):
            touched.add(leaf.origin)
        elif leaf.kind is LeafKind.EFFECT and isinstance(leaf.origin, Train):
            touched.update(leaf.origin.trainable)
    return touched
