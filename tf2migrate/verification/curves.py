"""Curves for the eye: single numbers that a run site returned call by call, of both programs, and their errors."""

from __future__ import annotations

import dataclasses
import math

from tf2migrate.verification.bounds import bound_of, is_float
from tf2migrate.verification.worlds import Leaf, Run

FEWEST = 3
MOST = 400  # points that are kept


@dataclasses.dataclass(frozen=True)
class Curve:
    """`points`: (call, original, rewritten), for one place in what a run site returned."""

    site: int
    place: int
    points: tuple[tuple[int, float, float], ...]


@dataclasses.dataclass(frozen=True)
class Errors:
    """`points`: (call, largest relative error, bound), over all floats that a run site returned."""

    site: int
    points: tuple[tuple[int, float, float], ...]


def curves(before: Run, after: Run) -> tuple[Curve, ...]:
    """All curves of at least three points."""
    found: dict[tuple[int, int], list[tuple[int, float, float]]] = {}
    for site, calls in before.calls.items():
        others = {call.number: call for call in after.calls.get(site, [])}
        for call in calls:
            other = others.get(call.number)
            mine = [leaf for leaf in call.leaves if _is_number(leaf)]
            yours = [leaf for leaf in other.leaves if _is_number(leaf)] if other else []
            if len(mine) == len(yours):
                for place, (one, two) in enumerate(zip(mine, yours)):
                    point = call.number + 1, float(one.values[0]), float(two.values[0])
                    if all(math.isfinite(value) for value in point):
                        found.setdefault((site, place), []).append(point)
    return tuple(
        Curve(site, place, _thinned(points)) for (site, place), points in sorted(found.items()) if len(points) >= FEWEST
    )


def errors(before: Run, after: Run) -> tuple[Errors, ...]:
    """Per run site the errors of its calls."""
    found = []
    for site, calls in sorted(before.calls.items()):
        others = {call.number: call for call in after.calls.get(site, [])}
        points = []
        for call in calls:
            other = others.get(call.number)
            mine = [leaf for leaf in call.leaves if is_float(leaf.dtype)]
            yours = [leaf for leaf in other.leaves if "float" in leaf.dtype] if other else []
            if mine and len(mine) == len(yours):
                bound = max(bound_of(leaf.dtype, call.order).relative for leaf in mine)
                worst = max(_error(one, two, call.order) for one, two in zip(mine, yours))
                if math.isfinite(worst):
                    points.append((call.number + 1, worst, bound))
        if points:
            found.append(Errors(site, _thinned(points)))
    return tuple(found)


def _error(one: Leaf, two: Leaf, order: int) -> float:
    bound = bound_of(one.dtype, order)
    largest = one.largest if math.isfinite(one.largest) else 0.0
    return max((bound.error(float(a), float(b), largest) for a, b in zip(one.values, two.values)), default=0.0)


def _is_number(leaf: Leaf) -> bool:
    return "float" in leaf.dtype and leaf.count == 1 and len(leaf.values) == 1


def _thinned(points: list) -> tuple:
    step = -(-len(points) // MOST)
    return tuple(points[::step])
