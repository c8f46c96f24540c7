"""Notes about networks that are trained against each other: their numbers part from those of TensorFlow 1 after a while.

Each step answers to where the other network stands, so that a difference in the last place, which other kernels make
between any two versions, grows from step to step. The same program left on `tf.compat.v1` shows it at the same place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tf2migrate.analysis.api import variables_in
from tf2migrate.analysis.program import Run, Train, Variable
from tf2migrate.analysis.values import LeafKind, Value
from tf2migrate.result import Diagnostic, Safety

if TYPE_CHECKING:
    from tf2migrate.planning.planner import Planner

RULE = "TFM309"


def note(planner: "Planner") -> None:
    """Note the runs that give numbers of two networks, each of which is trained on a loss that reads the other."""
    trained = [(train, _trained(planner, train)) for train in planner.analysis.trains]
    pairs = [(one, other, mine | theirs) for n, (one, mine) in enumerate(trained) for other, theirs in trained[n + 1:]
             if mine and theirs and not mine & theirs and _read(one.loss_value) & theirs and _read(other.loss_value) & mine]
    for one, other, variables in pairs[:1]:
        runs = [run for run in planner.analysis.runs if _read(run.value) & variables]
        if runs:
            planner.result.apply(RULE, runs[0].node)
            planner.result.diagnostics.append(_finding(planner, one, other, runs))


def _finding(planner: "Planner", one: Train, other: Train, runs: list[Run]) -> Diagnostic:
    node = runs[0].node
    lines = sorted({run.node.lineno for run in runs} - {node.lineno})
    more = f", and of those in lines {', '.join(map(str, lines))}," if len(lines) > 1 else (
        f", and of the one in line {lines[0]}," if lines else "")
    return Diagnostic(
        planner.path_of(node), node.lineno, node.col_offset + 1, RULE,
        f"the numbers of this run{more} come from two networks that are trained against each other (lines "
        f"{one.node.lineno} and {other.node.lineno}): differences in the last place, which the kernels of another version "
        "make, grow from step to step", "compare the first steps; tf2migrate verify tells how far both programs agree",
        Safety.SAFE)


def _trained(planner: "Planner", train: Train) -> frozenset[Variable]:
    value = planner.analysis.values.get(train.variables) if train.variables is not None else None
    return frozenset(variables_in(value)) if value is not None else frozenset()


def _read(value: Value | None) -> frozenset[Variable]:
    return frozenset(leaf.origin for leaf in value.all_leaves() if leaf.kind is LeafKind.VARIABLE) if value is not None else (
        frozenset())
