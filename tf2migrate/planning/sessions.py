"""Several sessions: each held values of its own for every variable; a variable of TF2 has one."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tf2migrate.analysis.api.known import variables_in
from tf2migrate.analysis.program import Run, Train, Unit, Unsupported, Variable
from tf2migrate.analysis.tree import walk
from tf2migrate.analysis.values import Kind, LeafKind, Value
from tf2migrate.planning.fetches import assigns

if TYPE_CHECKING:
    from tf2migrate.planning.planner import Planner

_LOOPS = (ast.For, ast.While)
_QUEUES = frozenset({"FIFOQueue", "PaddingFIFOQueue", "PriorityQueue", "RandomShuffleQueue"})


def check(planner: "Planner") -> None:
    """Sessions may follow each other, each with its own initialisation; they may not take turns.

    Raises:
        Unsupported: a session uses a variable after another session has given it a value, or one takes elements where
            it would begin anew.
    """
    _check_iterators(planner)
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


def changes(planner: "Planner", run: Run) -> bool:
    """Whether a run changes variables in what it fetches or in what has to come before that."""
    steps = [step for step in planner.steps if run in step.runs]
    return any(
        step.slice.trains
        or any(assigns(d.value) for unit in step.slice.units for d in unit.definitions)
        or any(
            (value := planner.analysis.values.get(node)) is not None and assigns(value)
            for unit in step.slice.units
            for context in unit.contexts
            for node in walk(context.items[0].context_expr)
        )
        for step in steps
    )


def _check_iterators(planner: "Planner") -> None:
    """Elements of an iterator without an initializer, and of a queue, begin anew in each session.

    Raises:
        Unsupported: two sessions take them, or one that is made again and again.
    """
    for iterator in planner.analysis.iterators:
        if not iterator.initializable and iterator.unit is not None:
            runs = [run for run in planner.analysis.runs if iterator in _taken(planner, run)]
            _check_one_session(planner, runs, iterator.unit, "TFM601", "an iterator")
    queues = [node for node, path in planner.analysis.symbols.items() if path in _QUEUES]
    for unit in planner.analysis.units:
        if any(node in queues for node in walk(unit.statement)) and not unit.header:
            _check_one_session(planner, planner.analysis.runs, unit, "TFM607", "a queue")


def _taken(planner: "Planner", run: Run) -> set[object]:
    """The iterators that a run takes elements from."""
    found = {leaf.origin for leaf in run.value.all_leaves() if leaf.kind is LeafKind.ELEMENT}
    found |= {given.iterator for step in planner.steps if run in step.runs for given in step.inputs} - {None}
    if any(getattr(iterator, "handle", None) is not None for iterator in found):
        found |= {iterator for iterator in planner.analysis.iterators if iterator.switched}
    return found


def _check_one_session(planner: "Planner", runs: list[Run], made: Unit, rule: str, what: str) -> None:
    places: dict[ast.AST, list[ast.stmt]] = {}
    again = False
    for run in runs:
        place = _opened(planner, run)
        if place is not None:
            places[place[0]] = place[1]
            again = again or made.scope is not run.scope and _runs_again(planner, run, place[0])
    repeated = any(isinstance(s, _LOOPS) and s not in made.enclosing for loops in places.values() for s in loops)
    if len(places) > 1 or repeated or again:
        raise Unsupported(
            made.statement,
            rule,
            f"{what} is used in several sessions, and began anew in each of them",
            "make it where the session was made",
        )


def _runs_again(planner: "Planner", run: Run, opened: ast.AST) -> bool:
    """Whether the function that makes the session of a run may be called more than once."""
    from tf2migrate.planning.initialization import called_again

    function = run.scope.node
    return isinstance(function, ast.FunctionDef) and opened in set(walk(function)) and called_again(planner, run.scope)


def _opened(planner: "Planner", run: Run) -> tuple[ast.AST, list[ast.stmt]] | None:
    """The statement that makes the session of a run, and the statements round it; None where it is not known."""
    owner = run.node.func.value if isinstance(run.node.func, ast.Attribute) else None
    given = [owner, *[k.value for k in run.node.keywords if k.arg == "session"]]
    for node in given:
        known = planner.analysis.definitions_of.get(node, ()) if isinstance(node, ast.Name) else ()
        units = [d.unit for d in known if d.value.kind is Kind.SESSION and d.unit is not None]
        if len(units) == 1:
            return units[0].statement, units[0].enclosing
    for place, statement in reversed(list(enumerate(run.unit.enclosing))):
        if isinstance(statement, ast.With):
            value = planner.analysis.values.get(statement.items[0].context_expr)
            if value is not None and value.kind is Kind.SESSION:
                return statement, run.unit.enclosing[:place]
    return None


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
