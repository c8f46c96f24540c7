"""Optimizers that train several sets of variables: Keras builds one for those of its first call only."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tf2migrate.analysis.api.known import variables_in
from tf2migrate.analysis.collections import is_layer
from tf2migrate.analysis.program import Optimizer, Train, Unsupported, Variable
from tf2migrate.analysis.values import LeafKind, Value
from tf2migrate.planning.recipe import Code, Line

if TYPE_CHECKING:
    from tf2migrate.planning.planner import Planner


def plan(planner: "Planner") -> None:
    """Build each optimizer that trains different variables at different places for all of them.

    Raises:
        Unsupported: some of them belong to a layer, which has no weights yet, or have no name.
    """
    for optimizer in [o for o in planner.analysis.optimizers if o.stands_for in (None, o)]:
        sets = [trained(planner, train) for train in optimizer.trains]
        union = sorted(set().union(*sets), key=lambda record: record.index)
        if len(optimizer.trains) < 2 or all(len(trained) == len(union) for trained in sets):
            continue
        _build(planner, optimizer, union)


def _build(planner: "Planner", optimizer: Optimizer, union: list[Variable]) -> None:
    holder = None if any(is_layer(v) for v in union) else planner.owners.expression(union, trained=True)
    last = max([r.unit for r in union] + [optimizer.unit], key=lambda unit: unit.index)
    scopes = {r.unit.scope for r in union} | {optimizer.unit.scope}
    if (
        holder is None
        or len(scopes) > 1
        or optimizer.others
        or any(not isinstance(s, ast.With) for s in last.enclosing)
    ):
        raise Unsupported(
            optimizer.node,
            "TFM305",
            "one optimizer trains different variables at two places",
            "call optimizer.build(variables) with all of them before the first step",
        )
    line = Line(Code(f"{optimizer.name}.build({{0}})", (holder,)))
    planner.result.after.setdefault(last.statement, []).insert(0, line)


def trained(planner: "Planner", train: Train) -> set[Variable]:
    """The variables that a training op moves."""
    if train.variables is not None:
        return set(held(planner.analysis.values[train.variables]))
    if train.loss is not None:
        return set(train.trainable)
    taken: set[Variable] = set()
    value = planner.analysis.values.get(train.pairs)
    leaves = value.all_leaves() if value is not None else frozenset()
    applied = [leaf.origin for leaf in leaves if leaf.kind is LeafKind.GRADIENT]
    for gradients in applied or planner.analysis.gradients:
        given = set(held(gradients.xs_value)) if gradients.xs_value is not None else set()
        taken |= given or set(gradients.trainable)
    return taken


def held(value: Value) -> list[Variable]:
    """The variables of a list that the program wrote, or of a collection."""
    return value.info.records if value.path.startswith("collection:") else variables_in(value)
