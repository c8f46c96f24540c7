"""Notes about runs in which TensorFlow 1 left open whether a weight was read before it moved.

Two training steps of one run, a step and an assignment, or a step and a value that no gradient needs, have no edge
between them in the graph.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tf2migrate.analysis import assigning
from tf2migrate.analysis.api.known import variables_in
from tf2migrate.analysis.program import Train, Variable
from tf2migrate.analysis.tree import of_type
from tf2migrate.planning.adversaries import read_by, trained_by
from tf2migrate.planning.order import ends_linearly
from tf2migrate.result import Diagnostic, Safety

if TYPE_CHECKING:
    from tf2migrate.planning.planner import Planner
    from tf2migrate.planning.steps import Step

RULE = "TFM310"


def note(planner: "Planner") -> None:
    """Note each run that trains beside something that moves or reads the same weights."""
    for step in planner.steps:
        _note(planner, step)


def _note(planner: "Planner", step: "Step") -> None:
    """Note a run of a training step beside another one, or beside an assignment, where one moves what the other
    reads.
    """
    node = step.runs[0].node
    trained = [(train, _moved(planner, train)) for train in step.slice.trains]
    both = any(
        mine & (read_by(other.loss_value) | theirs) or theirs & read_by(one.loss_value)
        for n, (one, mine) in enumerate(trained)
        for other, theirs in trained[n + 1 :]
    )
    used = frozenset().union(*(mine | read_by(train.loss_value) for train, mine in trained))
    if both:
        what, now = (
            "does two training steps, and one moves weights that the other reads",
            ("both take their gradients before any weight moves"),
        )
    elif used & _assigned(planner, step):
        what, now = (
            "does a training step and assigns to weights of it",
            ("the loss is computed first, then comes the assignment, then the update"),
        )
    elif trained and _reads_beside(planner, step, frozenset().union(*(mine for _, mine in trained))):
        what, now = "does a training step and gives a value that no gradient needs", "it is read before the update"
    else:
        return
    planner.result.apply(RULE, node)
    planner.result.diagnostics.append(
        Diagnostic(
            planner.path_of(node),
            node.lineno,
            node.col_offset + 1,
            RULE,
            f"this run {what}: TensorFlow 1 left open which came first; here {now}",
            "run them one after the other where the order matters",
            Safety.SAFE,
        )
    )


def _reads_beside(planner: "Planner", step: "Step", moved: frozenset[Variable]) -> bool:
    """Whether a value that the run gives, such as the mean of what a critic says, may be read before or after the
    update.
    """
    return any(
        fetch.role == "value"
        and read_by(planner.analysis.values.get(fetch.node)) & moved
        and ends_linearly(planner.analysis, fetch.node, unknown=False)
        for fetch in step.slice.fetches
    )


def _assigned(planner: "Planner", step: "Step") -> frozenset[Variable]:
    """What the assignments change that are done in a run without waiting for anything."""
    roots = [unit.statement for unit in step.slice.units if not unit.contexts]
    roots += [fetch.node for fetch in step.slice.fetches if fetch.node is not None]
    calls = [call for root in roots for call in of_type(root, ast.Call)]
    targets = [assigning.target(call, planner.analysis.symbols.get(call.func, "")) for call in calls]
    return frozenset(
        v for target in targets if target is not None for v in variables_in(planner.analysis.values.get(target))
    )


def _moved(planner: "Planner", train: Train) -> frozenset[Variable]:
    return trained_by(planner, train) if train.variables is not None else frozenset(train.trainable)
