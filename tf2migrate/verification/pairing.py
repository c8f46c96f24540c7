"""Which variable of the rewritten program stands for which one of the original.

Names alone do not tell: Keras names weights anew. Shape and dtype must be the same; among those the tail of
the name, the initial value, the order in which they were made, and where they ended decide.
"""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Sequence

from tf2migrate.verification.worlds import Leaf, Variable


@dataclasses.dataclass(frozen=True)
class Pairing:
    """Pairs of (original, rewritten), and the weights of both sides that have no counterpart."""

    pairs: tuple[tuple[Variable, Variable], ...]
    left: tuple[Variable, ...]
    added: tuple[Variable, ...]


def pair_variables(ours: Sequence[Variable], theirs: Sequence[Variable], role: str = "weight") -> Pairing:
    """Pair the variables of one role; by default weights: slots of optimizers and counters are passed over."""
    mine = [variable for variable in ours if variable.role == role]
    yours = [variable for variable in theirs if variable.role == role]
    pairs: list[tuple[int, Variable, Variable]] = []
    free = list(enumerate(yours))
    candidates = sorted(
        (_distance(one, other, abs(i - j)), i, j)
        for i, one in enumerate(mine)
        for j, other in free
        if one.shape == other.shape and one.dtype == other.dtype
    )
    taken_mine: set[int] = set()
    taken_yours: set[int] = set()
    for _, i, j in candidates:
        if i not in taken_mine and j not in taken_yours:
            taken_mine.add(i)
            taken_yours.add(j)
            pairs.append((i, mine[i], yours[j]))
    return Pairing(
        tuple((one, other) for _, one, other in sorted(pairs, key=lambda pair: pair[0])),
        tuple(variable for i, variable in enumerate(mine) if i not in taken_mine),
        tuple(variable for j, variable in enumerate(yours) if j not in taken_yours),
    )


def _distance(one: Variable, other: Variable, places: int) -> tuple:
    same_start = leaves_close(one.start, other.start)
    same_end = leaves_close(one.end, other.end)
    return (not (same_start and same_end), not same_end, _tail(one.name) != _tail(other.name), not same_start, places)


def _tail(name: str) -> str:
    return re.sub(r":\d+$", "", name).rsplit("/", 1)[-1]


def leaves_close(one: Leaf | None, other: Leaf | None, relative: float = 1e-3) -> bool:
    """Whether two values are about the same, measured by their largest number."""
    if one is None or other is None or one.shape != other.shape:
        return False
    return leaf_error(one, other) <= relative


def leaf_error(one: Leaf, other: Leaf) -> float:
    """The largest difference of two arrays over the largest magnitude in the first; infinite for other shapes."""
    if one.shape != other.shape or len(one.values) != len(other.values):
        return math.inf
    if not all(isinstance(value, (int, float)) for value in one.values):
        return 0.0 if list(one.values) == list(other.values) else math.inf
    worst = 0.0
    for mine, yours in zip(one.values, other.values):
        if mine == yours or (math.isnan(mine) and math.isnan(yours)):
            continue
        gap = abs(mine - yours)
        worst = max(worst, gap if math.isfinite(gap) else math.inf)
    if worst == 0.0:
        return 0.0
    scale = max(one.largest, 1e-7)
    return worst / scale if math.isfinite(scale) else math.inf
