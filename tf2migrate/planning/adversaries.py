"""Notes about training steps whose numbers part from those of TensorFlow 1 after a while, and why.

Of two networks that are trained against each other, each answers to where the other stands, so that a difference in
the last place, which other kernels make between any two versions, grows from step to step. The same program left on
`tf.compat.v1` shows it at the same place. Of two training steps in one run, or of a step and an assignment, TensorFlow 1
left open whether one reads the weights before the other has moved them.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tf2migrate.analysis import assigning
from tf2migrate.analysis.api import variables_in
from tf2migrate.analysis.program import Train, Variable
from tf2migrate.analysis.tree import of_type
from tf2migrate.analysis.values import Kind, LeafKind, Value
from tf2migrate.result import Diagnostic, Safety

if TYPE_CHECKING:
    from tf2migrate.planning.planner import Planner
    from tf2migrate.planning.steps import Step

RULE = "TFM309"
UNORDERED = "TFM310"


def note(planner: "Planner") -> None:
    """Note the runs that give numbers of two networks, each of which is trained on a loss that reads the other."""
    trained = [(train, _trained(planner, train)) for train in planner.analysis.trains]
    pairs = [mine | theirs for n, (one, mine) in enumerate(trained) for other, theirs in trained[n + 1:]
             if mine and theirs and not mine & theirs and _read(one.loss_value) & theirs and _read(other.loss_value) & mine]
    variables = frozenset().union(*pairs)
    for run in planner.analysis.runs if pairs else ():
        if run.value.kind is not Kind.TRAIN and _read(run.value) & variables:
            planner.result.apply(RULE, run.node)
            planner.result.diagnostics.append(Diagnostic(
                planner.path_of(run.node), run.node.lineno, run.node.col_offset + 1, RULE,
                "these numbers come from two networks that are trained against each other: differences in the last place, "
                "which the kernels of another version make, grow from step to step",
                "compare the first steps; tf2migrate verify tells how far both programs agree", Safety.SAFE))
    for step in planner.steps:
        _note_unordered(planner, step)


def _note_unordered(planner: "Planner", step: "Step") -> None:
    """Note a run of a training step beside another one, or beside an assignment, where one moves what the other reads."""
    node = step.runs[0].node
    trained = [(train, _moved(planner, train)) for train in step.slice.trains]
    both = any(mine & (_read(other.loss_value) | theirs) or theirs & _read(one.loss_value)
               for n, (one, mine) in enumerate(trained) for other, theirs in trained[n + 1:])
    used = frozenset().union(*(mine | _read(train.loss_value) for train, mine in trained))
    if both:
        what, now = "does two training steps, and one moves weights that the other reads", (
            "both take their gradients before any weight moves")
    elif used & _assigned(planner, step):
        what, now = "does a training step and assigns to weights of it", (
            "the loss is computed first, then comes the assignment, then the update")
    else:
        return
    planner.result.apply(UNORDERED, node)
    planner.result.diagnostics.append(Diagnostic(
        planner.path_of(node), node.lineno, node.col_offset + 1, UNORDERED,
        f"this run {what}: TensorFlow 1 left open which came first; here {now}",
        "run them one after the other where the order matters", Safety.SAFE))


def _assigned(planner: "Planner", step: "Step") -> frozenset[Variable]:
    """What the assignments change that are done in a run without waiting for anything."""
    roots = [unit.statement for unit in step.slice.units if not unit.contexts]
    roots += [fetch.node for fetch in step.slice.fetches if fetch.node is not None]
    calls = [call for root in roots for call in of_type(root, ast.Call)]
    targets = [assigning.target(call, planner.analysis.symbols.get(call.func, "")) for call in calls]
    return frozenset(v for target in targets if target is not None
                     for v in variables_in(planner.analysis.values.get(target)))


def _trained(planner: "Planner", train: Train) -> frozenset[Variable]:
    value = planner.analysis.values.get(train.variables) if train.variables is not None else None
    return frozenset(variables_in(value)) if value is not None else frozenset()


def _moved(planner: "Planner", train: Train) -> frozenset[Variable]:
    return _trained(planner, train) if train.variables is not None else frozenset(train.trainable)


def _read(value: Value | None) -> frozenset[Variable]:
    return frozenset(leaf.origin for leaf in value.all_leaves() if leaf.kind is LeafKind.VARIABLE) if value is not None else (
        frozenset())
