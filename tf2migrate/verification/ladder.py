"""The ladder: how far two programs agree, from their variables to what they print.

variables   number, shapes and dtypes of the weights
forward     what is computed before anything is trained: runs at fixed weights
losses      what the first training runs return
gradients   how the first training run moves every weight
steps       everything that run sites return, to the last step
weights     where the weights end
output      the printed text
"""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Sequence

from tf2migrate.verification.bounds import bound_of, is_float
from tf2migrate.verification.compare import SiteVerdict
from tf2migrate.verification.pairing import Pairing, leaf_error, pair_variables
from tf2migrate.verification.steadiness import CEILING, CHAOS, MARGIN
from tf2migrate.verification.transcript import TranscriptVerdict
from tf2migrate.verification.worlds import Leaf, Run, Variable

LEVELS = ("variables", "forward", "losses", "gradients", "steps", "weights", "output")
# Optimizers that divide by the size of the gradient make a step of every rounding; the values that run sites
# return are held to narrower bounds, the weights in the end tell of what was never trained or trained twice.
END = {"float32": 1e-2, "float64": 1e-5, "float16": 5e-2, "bfloat16": 5e-2}
_ADAPTIVE = re.compile(r"/(Adam|RMSProp|Adagrad|Adadelta|Ftrl|Momentum_RMS)")
UPDATE = 1e-3  # of the largest first change of a weight
LATER_UPDATE = 2e-2  # of all of a later one
FLOOR = 2e-5  # of the change of a weight: what cancellation leaves of a float32


@dataclasses.dataclass(frozen=True)
class Level:
    """One rung. `equal` is None when there is nothing to compare on it."""

    name: str
    equal: bool | None
    detail: str = ""


@dataclasses.dataclass(frozen=True)
class VariableVerdict:
    """A weight of both programs: its names, how far it moved, and how far apart it ended.

    `owner` is what the rewriter made of the variable, as an expression of the rewritten program, if that is
    written in its map. `error` is relative to the largest number in the variable; None when it cannot be told.
    """

    original: str
    rewritten: str
    shape: tuple[int, ...]
    dtype: str
    error: float | None
    bound: float
    equal: bool | None
    trainable: bool
    line: int | None
    rewritten_line: int | None
    first_update: float | None = None  # error of the first change, relative to the largest change
    owner: str = ""
    file: str = ""  # with `line`, "" for the program itself
    rewritten_file: str = ""


@dataclasses.dataclass(frozen=True)
class Ladder:
    """All rungs, and the weights."""

    levels: tuple[Level, ...] = ()
    variables: tuple[VariableVerdict, ...] = ()
    added: tuple[str, ...] = ()  # trainable weights of the rewritten program beyond those of the original

    @property
    def reached(self) -> str:
        """The name of the last level before the first difference."""
        reached = ""
        for level in self.levels:
            if level.equal is False:
                break
            if level.equal:
                reached = level.name
        return reached

    @property
    def stopped(self) -> Level | None:
        """The first level with a difference."""
        return next((level for level in self.levels if level.equal is False), None)


def climb(
    before: Run,
    after: Run,
    verdicts: Sequence[SiteVerdict],
    transcript: TranscriptVerdict | None,
    noisy: Sequence[Run] = (),
) -> Ladder:
    """Compare two runs level by level.

    Args:
        before: what the original did.
        after: what the rewritten program did.
        verdicts: of the run sites.
        transcript: of the printed text, None when it was not compared.
        noisy: what the original did when it was disturbed; weights that noise moves are not held against it.
    """
    pairing = pair_variables(before.variables, after.variables)
    training = before.changing
    first_change = min(
        (calls[0].order for site, calls in before.calls.items() if site in training and calls), default=math.inf
    )
    found = [verdict.difference for verdict in verdicts if verdict.difference]
    compared = {verdict.site for verdict in verdicts if verdict.calls}
    weights = _compare_weights(pairing, before, after, noisy, first_change)
    levels = (
        _variables(pairing, before),
        _calls(
            "forward",
            before,
            [d for d in found if d.order < first_change and d.site not in training],
            lambda site, call: site in compared and site not in training and call.order < first_change,
        ),
        _calls(
            "losses",
            before,
            [d for d in found if d.site in training and d.call == 0],
            lambda site, call: site in compared and site in training and call.number == 0,
        ),
        _gradients(weights),
        _calls("steps", before, found, lambda site, call: site in compared),
        _ends(weights),
        Level("output", transcript.equal if transcript and transcript.numbers + transcript.words else None),
    )
    missing = any(variable.trainable for variable in pairing.left)  # then a layout may be another one
    added = () if missing or not pairing.pairs else tuple(v.name for v in pairing.added if v.trainable)
    return Ladder(levels, weights, added)


def _variables(pairing: Pairing, before: Run) -> Level:
    total = len(pairing.pairs) + len(pairing.left)
    if not total:
        return Level("variables", None)
    detail = f"{len(pairing.pairs)} of {total} weights have a counterpart of their shape and dtype"
    missing = [variable.name for variable in pairing.left if variable.trainable]
    if missing:
        detail += f"; without: {', '.join(missing[:5])}" + (", ..." if len(missing) > 5 else "")
    # another layout (one kernel for two) is no difference; the numbers decide
    return Level("variables", True if not missing else None, detail)


def _calls(name: str, before: Run, differences: list, chosen) -> Level:
    calls = [call for site, calls in before.calls.items() for call in calls if chosen(site, call) and call.leaves]
    if differences:
        first = min(differences, key=lambda difference: difference.order)
        return Level(name, False, f"call {first.call + 1} of run site {first.site}: {first.what}")
    return Level(name, True if calls else None, f"{len(calls)} calls" if calls else "")


def _gradients(weights: Sequence[VariableVerdict]) -> Level:
    """A hint only: an optimizer that divides by the size of the gradient makes noise of what should be zero."""
    seen = [weight for weight in weights if weight.first_update is not None]
    if not seen:
        return Level("gradients", None)
    worst = max(seen, key=lambda weight: weight.first_update or 0.0)
    detail = f"first update of {len(seen)} weights, largest error {worst.first_update:.1e} ({worst.original})"
    return Level(
        "gradients", all(weight.equal is not False or (weight.first_update or 0) < 1e-3 for weight in seen), detail
    )


def _ends(weights: Sequence[VariableVerdict]) -> Level:
    told = [weight for weight in weights if weight.equal is not None]
    if not told:
        return Level("weights", None)
    worst = max(told, key=lambda weight: (weight.error or 0.0) / (weight.bound or 1.0))
    detail = f"{len(told)} weights, largest error {worst.error:.1e} (bound {worst.bound:.1e}, {worst.original})"
    return Level("weights", all(weight.equal for weight in told), detail)


def _compare_weights(
    pairing: Pairing, before: Run, after: Run, noisy: Sequence[Run], first_change: float
) -> tuple[VariableVerdict, ...]:
    disturbed = [_by_name(run.variables) for run in noisy]
    finished = before.status == after.status == "finished"
    calls = max((call.order for found in before.calls.values() for call in found), default=0)
    seen: dict[str, int] = {}
    verdicts = []
    for one, other in pairing.pairs:
        number = seen.get(one.name, 0)
        seen[one.name] = number + 1
        again = [run.get(one.name, []) for run in disturbed]
        noise = [twins[number] if number < len(twins) else None for twins in again]
        verdicts.append(_compare_weight(one, other, noise, calls, first_change, finished))
    return _excused(verdicts, before)


def _excused(verdicts: list[VariableVerdict], before: Run) -> tuple[VariableVerdict, ...]:
    """An optimizer that divides by the size of the gradient makes whole steps of the roundings in a gradient that
    is zero, as before a batch normalization: single weights that part are no evidence, many are."""
    slots = [variable.name for variable in before.variables if variable.role == "optimizer"]
    adaptive = {
        verdict.original
        for verdict in verdicts
        if any(verdict.original.split(":")[0] in slot and _ADAPTIVE.search(slot) for slot in slots)
    }
    apart = [verdict for verdict in verdicts if verdict.equal is False and verdict.original in adaptive]
    follow = [verdict for verdict in verdicts if verdict.equal is False and not verdict.trainable]
    if 2 * len(apart) >= len(adaptive):
        return tuple(verdicts)
    # averages follow what feeds them
    excused = apart + (follow if apart else [])
    return tuple(dataclasses.replace(v, equal=None) if v in excused else v for v in verdicts)


def _by_name(variables: Sequence[Variable]) -> dict[str, list[Variable]]:
    found: dict[str, list[Variable]] = {}
    for variable in variables:
        if variable.role == "weight":
            found.setdefault(variable.name, []).append(variable)
    return found


def _compare_weight(
    one: Variable, other: Variable, noise: Sequence[Variable | None], calls: int, first_change: float, finished: bool
) -> VariableVerdict:
    error = equal = None
    bound = max(bound_of(one.dtype, calls).relative, END.get(one.dtype, 0.0))
    if one.end is not None and other.end is not None and finished:
        error = leaf_error(one.end, other.end)
        if noise and is_float(one.dtype):
            deviation = max(leaf_error(one.end, twin.end) if twin and twin.end else math.inf for twin in noise)
            bound = math.inf if deviation > CHAOS else max(bound, min(CEILING, MARGIN * deviation))
        # TensorFlow 1 does not say which of two variables that follow each other is set up again first
        equal = None if math.isinf(bound) or one.follows and error > bound else error <= bound
    return VariableVerdict(
        one.name,
        other.name,
        one.shape,
        one.dtype,
        error,
        bound,
        equal,
        one.trainable,
        one.line,
        other.line,
        _first_update(one, other, first_change),
        file=one.file,
        rewritten_file=other.file,
    )


def _first_update(one: Variable, other: Variable, first_change: float) -> float | None:
    """How differently the first training run moves the weight; None when one side was not seen before and after."""
    if math.isinf(first_change) or not is_float(one.dtype):
        return None
    order = int(first_change)
    changes = [_change(variable, order) for variable in (one, other)]
    if changes[0] is None or changes[1] is None:
        return None
    largest = max((abs(value) for value in changes[0]), default=0.0)
    gap = max((abs(a - b) for a, b in zip(*changes)), default=0.0)
    rounding = FLOOR * max((abs(value) for value in one.end.values), default=0.0) if one.end else 0.0
    if gap <= rounding * 1e-2:
        return 0.0
    return gap / largest if largest else math.inf


def updates_agree(before: Run, after: Run, rounded: Run | None) -> bool:
    """Whether the first run of each training site moves every weight alike, as far as roundings let it.

    The first of all starts from equal weights. Those of other sites start from weights that are no longer equal to the
    last place, which an optimizer that divides by the size of the gradient blows up in single numbers: there the sum
    over a weight counts.

    Args:
        before, after: the original and the rewritten program.
        rounded: the original with its weights rounded; what that moves otherwise says nothing.
    """
    firsts = sorted(calls[0].order for site, calls in before.calls.items() if site in before.changing and calls)
    pairs = pair_variables(before.variables, after.variables).pairs
    again = _by_name(rounded.variables) if rounded else {}
    told = False
    for place, order in enumerate(firsts):
        measure, share = (_first_update, UPDATE) if place == 0 else (_typical_update, LATER_UPDATE)
        for one, other in pairs:
            update = measure(one, other, order)
            twin = again.get(one.name, [])
            own = measure(one, twin[0], order) if len(twin) == 1 else None
            told = told or update is not None
            limit = max(share, MARGIN * (own or 0.0))
            if update is not None and update > limit:
                return False
    return told


def _typical_update(one: Variable, other: Variable, order: int) -> float | None:
    """The sum of all differences of a change, relative to the sum of the change."""
    changes = [_change(variable, order) for variable in (one, other)]
    if not is_float(one.dtype) or changes[0] is None or changes[1] is None:
        return None
    total = sum(abs(value) for value in changes[0])
    return sum(abs(a - b) for a, b in zip(*changes)) / total if total else None


def _change(variable: Variable, order: int) -> list[float] | None:
    start: Leaf | None = variable.at(order)
    end = variable.at(order + 1)
    if start is None or end is None or variable.states[0].order > order:
        return None
    return [b - a for a, b in zip(start.values, end.values)]
