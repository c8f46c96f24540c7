"""How far roundings carry in a program: the original against itself, run with a little noise.

Training feeds every rounding back, and some programs amplify it without limit: no second machine repeats
their numbers. What a disturbance of one part in a million does to the original bounds what a faithful
migration may do.
"""

from __future__ import annotations

import bisect
import dataclasses
import math
from collections.abc import Sequence

from tf2migrate.verification.bounds import bound_of, is_float
from tf2migrate.verification.worlds import Call, Leaf, Run

NOISE = 1e-6
# A rounding may tip what one disturbance leaves alone, such as the first step that Adam makes for a unit that wakes up:
# before a program is called different these are tried too. Below nought: up in place of down.
MORE_NOISE = (-2e-6, 3e-6)
MARGIN = 30.0  # roundings fall anew at every step, the noise enters once
CEILING = 5e-2
ALL = -2  # a position that stands for everything that a run site returns
CHAOS = 1e-2  # beyond this deviation the numbers say nothing any more


@dataclasses.dataclass(frozen=True)
class Steadiness:
    """Deviations of the disturbed run, over the order of the original's calls.

    Attributes:
        orders: places among all calls where the largest deviation so far grew.
        worst: that deviation, at the same index.
        exact: by run site, the place from which on its integers or strings deviate.
        jumps: by run site and position in what it returns, the place from which on a number jumps that nothing else
            follows, such as the share of right answers when an example lies on the border.
    """

    orders: tuple[int, ...] = ()
    worst: tuple[float, ...] = ()
    exact: dict[int, int] = dataclasses.field(default_factory=dict)
    jumps: dict[tuple[int, int], int] = dataclasses.field(default_factory=dict)

    def deviation(self, order: int) -> float:
        """The largest relative deviation up to a place; a disturbance only grows."""
        found = bisect.bisect_right(self.orders, order)
        return self.worst[found - 1] if found else 0.0

    def is_jumping(self, site: int, position: int, order: int) -> bool:
        """Whether one number that a run site returns says nothing there."""
        return order >= self.jumps.get((site, position), math.inf)

    def allowance(self, order: int) -> float:
        """The relative bound there; infinite where the program is chaotic."""
        deviation = self.deviation(order)
        return math.inf if deviation > CHAOS else min(CEILING, MARGIN * deviation)

    @property
    def chaotic_from(self) -> int | None:
        """The place from which on numbers are not compared."""
        return next((order for order, worst in zip(self.orders, self.worst) if worst > CHAOS), None)


def measure(clean: Run, *noisy: Run) -> Steadiness:
    """Compare the original's run with its disturbed runs."""
    found: list[tuple[int, float, tuple[int, int]]] = []
    exact: dict[int, int] = {}
    for one in noisy:
        _find(clean, one, found, exact)
    found.sort()
    jumps = _jumps(found)
    orders, worst, high = [], [], 0.0
    for order, deviation, place in found:
        if deviation > high and order < jumps.get(place, math.inf):
            high = deviation
            orders.append(order)
            worst.append(high)
    return Steadiness(tuple(orders), tuple(worst), exact, jumps)


def _find(clean: Run, noisy: Run, found: list[tuple[int, float, tuple[int, int]]], exact: dict[int, int]) -> None:
    """Adds (place among all calls, relative deviation, site and position), and where what is no float is another."""
    for site, calls in clean.calls.items():
        others = {call.number: call for call in noisy.calls.get(site, [])}
        for call in calls:
            if call.number in others:
                deviations, same = _compare(call, others[call.number])
                found += [(call.order, deviation, (site, position)) for position, deviation in deviations]
                if not same:
                    exact[site] = min(call.order, exact.get(site, call.order))
            elif noisy.status == "finished":  # it ended earlier: the number of calls hangs on roundings
                found.append((call.order, math.inf, (site, ALL)))


def _jumps(found: Sequence[tuple[int, float, tuple[int, int]]]) -> dict[tuple[int, int], int]:
    """The numbers that jump alone: what is returned elsewhere in later calls does not deviate as much, in the end
    either.
    """
    first: dict[tuple[int, int], int] = {}
    for order, deviation, place in found:
        if deviation > CHAOS:
            first.setdefault(place, order)
    steady = [order for order, deviation, place in found if place not in first]
    last = max(steady, default=-1)
    return {place: order for place, order in first.items() if place[1] != ALL and order < last}


def _compare(call: Call, other: Call) -> tuple[list[tuple[int, float]], bool]:
    """(relative deviations with positions in what is returned; whether everything but floats is the same)."""
    ours, theirs = list(_flat(call.leaves)), list(_flat(other.leaves))
    if [(leaf.dtype, leaf.shape) for leaf in ours] != [(leaf.dtype, leaf.shape) for leaf in theirs]:
        return [(ALL, math.inf)], False
    deviations, same = [], True
    for mine, yours in zip(ours, theirs):
        deviations.append((mine.where, _deviation(mine, yours, call.order) if is_float(mine.dtype) else 0.0))
        if not is_float(mine.dtype) and list(mine.values) != list(yours.values):
            same = False
    return deviations, same


def _flat(leaves: Sequence[Leaf]):
    for leaf in leaves:
        if isinstance(leaf.values, dict):
            for inner in leaf.values.values():
                yield from _flat(inner)
        else:
            yield leaf


def _deviation(ours: Leaf, theirs: Leaf, order: int) -> float:
    bound = bound_of(ours.dtype, order)
    largest = ours.largest if math.isfinite(ours.largest) else 0.0
    errors = (bound.error(mine, yours, largest) for mine, yours in zip(ours.values, theirs.values))
    return max(errors, default=0.0)
