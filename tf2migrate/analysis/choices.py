"""Optimizers of which a program takes one: `if name == "adam": opt = AdamOptimizer(rate) else: opt = ...`.

All of them have the interface of a Keras optimizer afterwards, so that the choice stays as it is and one step serves
them all. Steps refer to one of them; what is trained with it is trained with the others.
"""

from __future__ import annotations

import ast

from tf2migrate.analysis.program import Analysis, Optimizer
from tf2migrate.analysis.tree import of_type
from tf2migrate.analysis.values import Kind, Value, alternatives


def optimizer(analysis: Analysis, owner: Value) -> Optimizer | None:
    """The optimizer that a value is, for several the one that stands for them; None when they are no choice."""
    if owner.info is not None:
        return owner.info.stands_for or owner.info
    records: list[Optimizer] = list(dict.fromkeys(v.info for v in alternatives(owner) if v.info is not None))
    if not records:
        return None
    known = {record.stands_for for record in records}
    if known != {None}:
        leader = known.pop()
        return leader if not known and leader is not None and set(leader.all()) == set(records) else None
    if any(record.trains or record.others for record in records) or not _alike(analysis, records):
        return None
    leader = records[-1]
    leader.others = records[:-1]
    for record in records:
        record.stands_for, record.trains = leader, leader.trains
    return leader


def take_sparse(record: Optimizer) -> None:
    """Note that a gradient may be sparse, whichever of the optimizers is taken."""
    for one in record.all():
        one.sparse = True


def _alike(analysis: Analysis, records: list[Optimizer]) -> bool:
    """Whether each is what the same name is bound to, and what the step does about the rate is right for all."""
    names = [{d.name for d in r.unit.definitions if d.value.info is r} for r in records]
    if not set.intersection(*names):
        return False
    return all(_steady(r.rate_value) for r in records) or len({_spelled(analysis, r.rate) for r in records}) == 1


def _steady(rate: Value | None) -> bool:
    return rate is None or not rate.dynamic and rate.kind not in (Kind.VARIABLE, Kind.TENSOR, Kind.SCHEDULE)


def _spelled(analysis: Analysis, rate: ast.expr | None) -> tuple | None:
    """What tells rates apart: their text, and what the names in it are."""
    if rate is None:
        return None
    known = [analysis.definitions_of.get(name) for name in of_type(rate, ast.Name)]
    return (ast.unparse(rate), *known)
