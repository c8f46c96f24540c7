"""How far two numbers may be apart, per dtype and place in the run.

Sums are made in another order on the other side, and training feeds every rounding back: the bound grows
with the number of run-site calls made before. It is narrow: a program that leaves it is not different yet, but
has to show that a little noise moves the original as far (see `steadiness`). Integers, booleans, strings and shapes
are exact.
"""

from __future__ import annotations

import dataclasses
import math


@dataclasses.dataclass(frozen=True)
class Bound:
    """`|a - b| <= relative * |a| + absolute`, with `absolute` raised by the size of the numbers around.

    `residue` is the share of earlier, larger numbers that rounding leaves in a small one.
    """

    relative: float
    absolute: float
    residue: float = 0.0

    def error(self, a: float, b: float, largest: float = 0.0, seen: float = 0.0) -> float:
        """The relative distance of `b` from `a`; at most `relative` means close enough.

        `largest` is the largest magnitude in the array of `a`: next to it, small numbers are what
        cancellation left over. `seen` is the largest magnitude that earlier calls returned in the same place:
        a loss that has converged consists of the roundings of the numbers it came from.
        """
        if a == b or (math.isnan(a) and math.isnan(b)):
            return 0.0
        if not (math.isfinite(a) and math.isfinite(b)):
            return math.inf
        floor = (self.absolute + self.residue * seen) / self.relative + 0.1 * largest if self.relative else 0.0
        scale = abs(a) + floor
        return abs(a - b) / scale if scale else math.inf


EXACT = Bound(0.0, 0.0)
RESIDUE = 5e-3
_FLOATS = {  # dtype: relative bound of the first call, its ceiling, absolute bound
    "float16": (1e-2, 5e-2, 1e-4),
    "bfloat16": (2e-2, 1e-1, 1e-3),
    "float32": (2e-5, 1e-2, 2e-8),
    "complex64": (2e-5, 1e-2, 2e-8),
    "float64": (1e-7, 1e-4, 1e-14),
    "complex128": (1e-7, 1e-4, 1e-14),
}


def is_float(dtype: str) -> bool:
    return dtype in _FLOATS


def bound_of(dtype: str, calls_before: int) -> Bound:
    """The bound for numbers of `dtype` after that many run-site calls; exact for whatever is no float."""
    if dtype not in _FLOATS:
        return EXACT
    first, ceiling, absolute = _FLOATS[dtype]
    return Bound(min(ceiling, first * (1.0 + calls_before / 10.0)), absolute, first * RESIDUE)


def coarser(first: str, second: str) -> str:
    """Of two float dtypes the one with the wider bound."""
    return max(first, second, key=lambda dtype: _FLOATS[dtype][0])
