"""Compares what the run sites of two runs returned, call by call."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence

from tf2migrate.verification.bounds import Bound, bound_of, coarser, is_float
from tf2migrate.verification.instrument import Use
from tf2migrate.verification.steadiness import Steadiness
from tf2migrate.verification.worlds import Call, Leaf, Run

_PYTHON = {
    "python bool": "bool",
    "python int": "int64",
    "python float": "float64",
    "python complex": "complex128",
}


@dataclasses.dataclass(frozen=True)
class Difference:
    """The first place where the two runs part."""

    site: int
    call: int  # counts from 0, at this site
    order: int  # place among all calls of the original
    what: str
    original: str
    rewritten: str


@dataclasses.dataclass(frozen=True)
class SiteVerdict:
    """What was compared at one run site. `bound` is the widest one that was applied."""

    site: int
    calls: int = 0
    values: int = 0
    largest_error: float = 0.0
    bound: float = 0.0
    difference: Difference | None = None
    notes: tuple[str, ...] = ()


class _Unsteady(Exception):
    """From here on the original does not repeat its own numbers."""


class _Mismatch(Exception):
    def __init__(self, what: str, original: object, rewritten: object) -> None:
        super().__init__(what)
        self.what = what
        self.original = str(original)
        self.rewritten = str(rewritten)


@dataclasses.dataclass
class _Tally:
    values: int = 0
    largest_error: float = 0.0
    bound: float = 0.0
    notes: set[str] = dataclasses.field(default_factory=set)
    site: int = 0
    steadiness: Steadiness = Steadiness()
    seen: dict[tuple[int, str], float] = dataclasses.field(default_factory=dict)


def compare_site(
    site: int, original: Run, rewritten: Run, use: Use = Use(), steadiness: Steadiness = Steadiness()
) -> SiteVerdict:
    """Compare all recorded calls of one run site; the first difference ends it.

    Args:
        site: index of the run site.
        original: what the original did.
        rewritten: what the rewritten program did.
        use: what the program does with the returned values.
        steadiness: of the original; widens the bounds, and ends the comparison where it is chaotic.
    """
    tally = _Tally(site=site, steadiness=steadiness)
    others = {call.number: call for call in rewritten.calls.get(site, [])}
    pairs = 0
    difference = None
    for call in original.calls.get(site, []):
        other = others.get(call.number)
        if other is None:
            continue
        try:
            if call.order >= steadiness.exact.get(site, math.inf):
                raise _Unsteady
            _compare_leaves(call, other, use, tally)
            pairs += 1
        except _Unsteady:
            tally.notes.add(f"not compared from call {call.number + 1} on: the original is unsteady")
            return _verdict(site, pairs, tally, None)
        except _Mismatch as found:
            difference = Difference(site, call.number, call.order, found.what, found.original, found.rewritten)
            pairs += 1
            break
    if difference is None and steadiness.chaotic_from is None:
        difference = _compare_counts(site, original, rewritten)
    return _verdict(site, pairs, tally, difference)


def _verdict(site: int, pairs: int, tally: _Tally, difference: Difference | None) -> SiteVerdict:
    notes = tuple(sorted(tally.notes))
    return SiteVerdict(site, pairs, tally.values, tally.largest_error, tally.bound, difference, notes)


def _compare_counts(site: int, original: Run, rewritten: Run) -> Difference | None:
    """A site that ran more or less often is a difference, unless the side with fewer calls was cut short."""
    ours, theirs = _count(site, original), _count(site, rewritten)
    if ours == theirs or (ours < theirs and _cut(original)) or (theirs < ours and _cut(rewritten)):
        return None
    calls = original.calls.get(site, [])
    order = next((call.order for call in calls if call.number >= theirs), len(calls))
    if _cut(original) or _cut(rewritten):
        return Difference(site, min(ours, theirs), order, "number of calls", f"at least {ours}", f"at least {theirs}")
    return Difference(site, min(ours, theirs), order, "number of calls", str(ours), str(theirs))


def _count(site: int, run: Run) -> int:
    if run.counts is not None:
        return run.counts.get(site, 0)
    calls = run.calls.get(site, [])
    return calls[-1].number + 1 if calls else 0


def _cut(run: Run) -> bool:
    return run.status != "finished"


def _compare_leaves(call: Call, other: Call, use: Use, tally: _Tally) -> None:
    """Pair the leaves of two calls and compare them.

    Raises:
        _Mismatch: at the first difference.
    """
    ours, theirs = _drop_summaries(call.leaves, other.leaves)
    if len(ours) != len(theirs):
        ours, theirs = _drop_unread(ours, theirs, use)
    if len(ours) != len(theirs):
        if use.discarded:
            tally.notes.add("the program discards what this run returns")
            return
        raise _Mismatch("number of values", _describe(ours), _describe(theirs))
    for place, (mine, yours) in enumerate(zip(ours, theirs)):
        _compare_leaf(mine, yours, call.order, tally, (place, ""))


def _drop_summaries(ours: Sequence[Leaf], theirs: Sequence[Leaf]) -> tuple[list[Leaf], list[Leaf]]:
    """TF1 returns summaries serialized; rewritten code hands on a dict of their values, or nothing."""
    kept = [leaf for leaf in ours if leaf.dtype != "summary"]
    summaries = len(kept) < len(ours)
    has_dicts = any(leaf.dtype == "dict" for leaf in kept)
    others = [
        leaf
        for leaf in theirs
        if leaf.dtype != "summary" and not (leaf.dtype == "dict" and (summaries or not has_dicts))
    ]
    return kept, others


def _drop_unread(ours: list[Leaf], theirs: list[Leaf], use: Use) -> tuple[list[Leaf], list[Leaf]]:
    """Of two different lengths, the values that are unpacked to names no one reads need not be there."""
    longer, shorter = (ours, theirs) if len(ours) > len(theirs) else (theirs, ours)
    kept = [leaf for leaf in longer if leaf.where not in use.unread]
    if len(kept) != len(shorter):
        kept_shorter = [leaf for leaf in shorter if leaf.where not in use.unread]
        if len(kept) != len(kept_shorter):
            return ours, theirs
        shorter = kept_shorter
    return (kept, shorter) if longer is ours else (shorter, kept)


def _compare_leaf(ours: Leaf, theirs: Leaf, order: int, tally: _Tally, place: tuple[int, str]) -> None:
    if "symbolic" in (ours.dtype, theirs.dtype) or "other" in (ours.dtype, theirs.dtype):
        if ours.dtype == theirs.dtype:
            tally.notes.add(f"holds values that cannot be compared ({ours.dtype})")
            return
        raise _Mismatch("type", _describe([ours]), _describe([theirs]))
    if "dict" in (ours.dtype, theirs.dtype):
        _compare_dicts(ours, theirs, order, tally, place[0])
        return
    if ours.shape != theirs.shape:
        raise _Mismatch("shape", list(ours.shape), list(theirs.shape))
    if "string" in (ours.dtype, theirs.dtype):
        if ours.dtype != theirs.dtype:
            raise _Mismatch("dtype", ours.dtype, theirs.dtype)
        _compare_strings(ours, theirs, tally)
        return
    _compare_numbers(ours, theirs, order, tally, place)


def _compare_dicts(ours: Leaf, theirs: Leaf, order: int, tally: _Tally, place: int) -> None:
    if ours.dtype != theirs.dtype:
        raise _Mismatch("type", _describe([ours]), _describe([theirs]))
    mine = {key: value for key, value in ours.values.items() if value}
    yours = {key: value for key, value in theirs.values.items() if value}
    if mine.keys() != yours.keys():
        raise _Mismatch("keys", sorted(mine), sorted(yours))
    for key, value in mine.items():
        if len(value) != len(yours[key]):
            raise _Mismatch(f"number of values of {key!r}", _describe(value), _describe(yours[key]))
        for one, other in zip(value, yours[key]):
            _compare_leaf(one, other, order, tally, (place, key))


def _compare_strings(ours: Leaf, theirs: Leaf, tally: _Tally) -> None:
    for mine, yours in zip(ours.values, theirs.values):
        tally.values += 1
        if mine != yours:
            raise _Mismatch("text", repr(mine), repr(yours))


def _compare_numbers(ours: Leaf, theirs: Leaf, order: int, tally: _Tally, place: tuple[int, str]) -> None:
    dtype = _common_dtype(ours, theirs, tally)
    bound = bound_of(dtype, order)
    if bound.relative == 0.0:
        _compare_exactly(ours, theirs, tally)
        return
    if tally.steadiness.is_jumping(tally.site, ours.where, order):
        tally.notes.add("a number that noise makes jump was not compared from there on")
        return
    allowance = tally.steadiness.allowance(order)
    if math.isinf(allowance):
        raise _Unsteady
    limit = max(bound.relative, allowance)
    tally.bound = max(tally.bound, limit)
    largest = ours.largest if math.isfinite(ours.largest) else 0.0
    seen = tally.seen.get(place, 0.0)
    tally.seen[place] = max(seen, largest)
    worst, at = 0.0, 0
    for position, (mine, yours) in enumerate(zip(ours.values, theirs.values)):
        error = bound.error(float(mine), float(yours), largest, seen)
        if error > worst:
            worst, at = error, position
    tally.values += len(ours.values)
    tally.largest_error = max(tally.largest_error, worst)
    if worst > limit:
        raise _Mismatch(_where(ours, at), _number(ours.values[at]), _number(theirs.values[at]))
    _compare_totals(ours, theirs, Bound(limit, bound.absolute))


def _common_dtype(ours: Leaf, theirs: Leaf, tally: _Tally) -> str:
    mine, yours = _PYTHON.get(ours.dtype, ours.dtype), _PYTHON.get(theirs.dtype, theirs.dtype)
    if is_float(mine) != is_float(yours) or (mine == "bool") != (yours == "bool"):
        raise _Mismatch("dtype", ours.dtype, theirs.dtype)
    if mine != yours and ours.dtype not in _PYTHON and theirs.dtype not in _PYTHON:
        tally.notes.add(f"{ours.dtype} became {theirs.dtype}")
    return coarser(mine, yours) if is_float(mine) else mine


def _compare_exactly(ours: Leaf, theirs: Leaf, tally: _Tally) -> None:
    tally.values += len(ours.values)
    for position, (mine, yours) in enumerate(zip(ours.values, theirs.values)):
        if mine != yours:
            raise _Mismatch(_where(ours, position), mine, yours)
    if (ours.total, ours.count) != (theirs.total, theirs.count):
        raise _Mismatch("sum of all values", ours.total, theirs.total)


def _compare_totals(ours: Leaf, theirs: Leaf, bound: Bound) -> None:
    """Of a sampled array also the sums, which see the values between the samples."""
    if len(ours.values) >= ours.count or not math.isfinite(ours.magnitude):
        return
    scale = ours.magnitude + ours.count * bound.absolute
    for what, mine, yours in (
        ("sum of all values", ours.total, theirs.total),
        ("sum of all magnitudes", ours.magnitude, theirs.magnitude),
    ):
        if not abs(mine - yours) <= bound.relative * scale:
            raise _Mismatch(what, _number(mine), _number(yours))


def _where(leaf: Leaf, position: int) -> str:
    """Names one value: its place in the returned list, and its index in the array."""
    place = "value" if leaf.where < 0 else f"value {leaf.where}"
    if leaf.count <= 1:
        return place
    flat = position if len(leaf.values) >= leaf.count else position * leaf.count // len(leaf.values)
    index = []
    for size in reversed(leaf.shape):
        index.append(flat % size)
        flat //= size
    return f"{place}{list(reversed(index))}"


def _number(value: float) -> str:
    return f"{value:.9g}"


def _describe(leaves: Sequence[Leaf]) -> str:
    return ", ".join(f"{leaf.dtype}{list(leaf.shape)}" for leaf in leaves) or "nothing"
