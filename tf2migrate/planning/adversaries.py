"""Notes about training steps whose numbers part from those of TensorFlow 1 after a while, and why.

Of two networks that are trained against each other, each answers to where the other stands, so that a difference in
the last place, which other kernels make between any two versions, grows from step to step. The same program left on
`tf.compat.v1` shows it at the same place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tf2migrate.analysis.api.known import variables_in
from tf2migrate.analysis.program import Train, Variable
from tf2migrate.analysis.values import Kind, LeafKind, Value
from tf2migrate.result import Diagnostic, Safety

if TYPE_CHECKING:
    from tf2migrate.planning.planner import Planner

RULE = "TFM309"


def note(planner: "Planner") -> None:
    """Note the runs that give numbers of two networks, each of which is trained on a loss that reads the other."""
    trained = [(train, trained_by(planner, train)) for train in planner.analysis.trains]
    pairs = [
        mine | theirs
        for n, (one, mine) in enumerate(trained)
        for other, theirs in trained[n + 1 :]
        if mine
        and theirs
        and not mine & theirs
        and read_by(one.loss_value) & theirs
        and read_by(other.loss_value) & mine
    ]
    variables = frozenset().union(*pairs)
    for run in planner.analysis.runs if pairs else ():
        if run.value.kind is not Kind.TRAIN and read_by(run.value) & variables:
            planner.result.apply(RULE, run.node)
            planner.result.diagnostics.append(
                Diagnostic(
                    planner.path_of(run.node),
                    run.node.lineno,
                    run.node.col_offset + 1,
                    RULE,
                    "these numbers come from two networks that are trained against each other: differences in the "
                    "last place, "
                    "which the kernels of another version make, grow from step to step",
                    "compare the first steps; tf2migrate verify tells how far both programs agree",
                    Safety.SAFE,
                )
            )


def trained_by(planner: "Planner", train: Train) -> frozenset[Variable]:
    value = planner.analysis.values.get(train.variables) if train.variables is not None else None
    return frozenset(variables_in(value)) if value is not None else frozenset()


def read_by(value: Value | None) -> frozenset[Variable]:
    return (
        frozenset(leaf.origin for leaf in value.all_leaves() if leaf.kind is LeafKind.VARIABLE)
        if value is not None
        else (frozenset())
    )
