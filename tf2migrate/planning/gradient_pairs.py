"""`gradients, variables = zip(*optimizer.compute_gradients(loss))` asks the tape for the gradients, without pairs."""

from __future__ import annotations

import ast
import dataclasses

from tf2migrate.analysis.program import Analysis, Gradients, Unit
from tf2migrate.analysis.tree import of_type


@dataclasses.dataclass(eq=False)
class TakenApart:
    """A statement that takes pairs apart: where gradients and variables go, and the unit that made the pairs."""

    taker: Gradients
    gradients: ast.expr
    variables: ast.expr
    made: Unit


def taken_apart(analysis: Analysis, unit: Unit) -> TakenApart | None:
    """What the unit takes apart; None when it does something else, or needs what only a tuple is."""
    pairs, targets = _unzipped(unit.statement)
    if pairs is None:
        return None
    value = analysis.values.get(pairs)
    taker = value.info if value is not None else None
    if not isinstance(taker, Gradients) or not taker.pairs or taker.unit is None or _joined(analysis, unit):
        return None
    if pairs is not taker.node and not made_for_that(analysis, taker.unit):
        return None
    return TakenApart(taker, *targets, taker.unit)


def made_for_that(analysis: Analysis, unit: Unit) -> bool:
    """Whether the unit `pairs = optimizer.compute_gradients(loss)` binds them for others to take apart, and no more."""
    statement = unit.statement
    definition = unit.definitions[0] if len(unit.definitions) == 1 else None
    taker = definition.value.info if definition is not None else None
    if not isinstance(taker, Gradients) or not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
        return False
    if not taker.pairs or statement.value is not taker.node:
        return False
    uses = [n for n in analysis.uses_of.get(definition, ()) if n is not definition.node]
    unzipped = {pairs for u in analysis.units if (pairs := _unzipped(u.statement)[0]) is not None}
    return bool(uses) and all(use in unzipped for use in uses)


def _unzipped(statement: ast.stmt) -> tuple[ast.expr | None, list[ast.expr]]:
    """`pairs` and the targets of `gradients, variables = zip(*pairs)`."""
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
        return None, []
    target, call = statement.targets[0], statement.value
    if not isinstance(target, ast.Tuple) or len(target.elts) != 2:
        return None, []
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name) or call.func.id != "zip":
        return None, []
    if len(call.args) != 1 or call.keywords or not isinstance(call.args[0], ast.Starred):
        return None, []
    return call.args[0].value, target.elts


def _joined(analysis: Analysis, unit: Unit) -> bool:
    """Whether something is added to one of the two, which works for tuples with tuples and lists with lists only."""
    uses = {node for d in unit.definitions for node in analysis.uses_of.get(d, ())}
    return any(
        operation.left in uses or operation.right in uses
        for reader in analysis.units
        if any(d in reader.uses for d in unit.definitions)
        for operation in of_type(reader.statement, ast.BinOp)
    )
