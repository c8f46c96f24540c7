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
MARGIN = 30.0  # roundings fall anew at every step, the noise enters once
CEILING = 5e-2
CHAOS = 1e-2  # beyond this deviation the numbers say nothing any more


@dataclasses.dataclass(frozen=True)
class Steadiness:
    """Deviations of the disturbed run, over the order of the original's calls.

    Attributes:
        orders: places among all calls where the largest deviation so far grew.
        worst: that deviation, at the same index.
        exact: by run site, the place from which on its integers or strings deviate.
    """

    orders: tuple[int, ...] = ()
    worst: tuple[float, ...] = ()
    exact: dict[int, int] = dataclasses.field(default_factory=dict)

    def deviation(self, order: int) -> float:
        """The largest relative deviation up to a place; a disturbance only grows."""
        found = bisect.bisect_right(self.orders, order)
        return self.worst[found - 1] if found else 0.0

    def allowance(self, order: int) -> float:
        """The relative bound there; infinite where the program is chaotic."""
        deviation = self.deviation(order)
        return math.inf if deviation > CHAOS else min(CEILING, MARGIN * deviation)

    @property
    def chaotic_from(self) -> int | None:
        """The place from which on numbers are not compared."""
        return next((order for order, worst in zip(self.orders, self.worst) if worst > CHAOS), None)


def measure(clean: Run, noisy: Run) -> Steadiness:
    """Compare the original's run with its disturbed run."""
    found: list[tuple[int, float]] = []
    exact: dict[int, int] = {}
    for site, calls in clean.calls.items():
        others = {call.number: call for call in noisy.calls.get(site, [])}
        for call in calls:
            if call.number in others:
                deviation, same = _compare(call, others[call.number])
                found.append((call.order, deviation))
                if not same:
                    exact.setdefault(site, call.order)
            elif noisy.status == "finished":  # it ended earlier: the number of calls hangs on roundings
                found.append((call.order, math.inf))
    orders, worst, high = [], [], 0.0
    for order, deviation in sorted(found):
        if deviation > high:
            high = deviation
            orders.append(order)
            worst.append(high)
    return Steadiness(tuple(orders), tuple(worst), exact)


def _compare(call: Call, other: Call) -> tuple[float, bool]:
    """(largest relative deviation of floats, whether everything else is the same)."""
    ours, theirs = list(_flat(call.leaves)), list(_flat(other.leaves))
    if [(leaf.dtype, leaf.shape) for leaf in ours] != [(leaf.dtype, leaf.shape) for leaf in theirs]:
        return math.inf, False
    worst, same = 0.0, True
    for mine, yours in zip(ours, theirs):
        if is_float(mine.dtype):
            worst = max(worst, _deviation(mine, yours, call.order))
        elif list(mine.values) != list(yours.values):
            same = False
    return worst, same


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
