"""Runs an original and its migration side by side and says whether anything changed."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tf2migrate.settings import Settings
from tf2migrate.verification.compare import SiteVerdict, compare_site
from tf2migrate.verification.curves import curves, errors
from tf2migrate.verification.drift import explained_by_roundings, explained_by_versions, is_small, may_drift
from tf2migrate.verification.instrument import uses
from tf2migrate.verification.interpreters import Interpreter, InterpreterError, find_tf1, find_tf2
from tf2migrate.verification.ladder import Ladder, climb
from tf2migrate.verification.pairs import Pair, pair_up
from tf2migrate.verification.report import Oracle, Report, SiteReport, place
from tf2migrate.verification.request import Request
from tf2migrate.verification.search import first_difference
from tf2migrate.verification.steadiness import MORE_NOISE, NOISE, Steadiness, measure
from tf2migrate.verification.transcript import compare_transcripts
from tf2migrate.verification.worlds import (
    LONGEST_BEFORE_SECOND_WORLD,
    ORIGIN,
    SHAPE,
    WORLDS,
    Program,
    Run,
    WorldError,
    run_programs,
)


def verify(
    original: Path,
    rewritten: Path,
    args: Sequence[str] = (),
    tf1_python: str | None = None,
    tf2_python: str | None = None,
    timeout: float = 300.0,
    settings: Settings | None = None,
    stand_ins: bool = True,
) -> Report:
    """Run both programs from equal initial values and compare what every run site returned, and the output.

    Args:
        original, rewritten, args, settings, stand_ins: see `Request`.
        tf1_python: an interpreter with TensorFlow 1.x; None looks for one (see `interpreters`), and
            without one the embedded oracle runs the original on TF2's graph mode.
        tf2_python: an interpreter with TensorFlow 2.x; None takes the environment variable or the
            running one.
        timeout: seconds for each program; a program that is cut is compared on what it did until then.

    Never raises for what the programs do: whatever hinders the comparison is the reason of "not verified".
    """
    request = Request(Path(original), Path(rewritten), tuple(args), settings, stand_ins=stand_ins)
    return verify_many([request], tf1_python, tf2_python, timeout)[0]


def verify_many(
    requests: Sequence[Request], tf1_python: str | None, tf2_python: str | None, timeout: float
) -> list[Report]:
    """Compare pairs of programs in as few processes as there are sides; see `verify`."""
    pairs: list[Pair | str] = []
    for request in requests:
        try:
            pairs.append(pair_up(request))
        except OSError as error:
            pairs.append(str(error))
    good = [pair for pair in pairs if isinstance(pair, Pair)]
    try:
        done = iter(verify_pairs(good, find_tf1(tf1_python), find_tf2(tf2_python), timeout) if good else ())
    except (OSError, InterpreterError, WorldError) as error:
        if len(good) > 1:  # one program's folder may be the reason: the others are to be verified
            return [verify_many([request], tf1_python, tf2_python, timeout)[0] for request in requests]
        done = iter([_not_verified(pair, str(error)) for pair in good])
    return [
        next(done) if isinstance(pair, Pair) else Report(str(request.original), str(request.rewritten), None, pair)
        for request, pair in zip(requests, pairs)
    ]


def _not_verified(pair: Pair, reason: str) -> Report:
    return Report(str(pair.original), str(pair.rewritten), None, reason)


def verify_pairs(
    pairs: Sequence[Pair], legacy: Interpreter | None, modern: Interpreter, timeout: float
) -> list[Report]:
    """Run and compare pairs; TensorFlow is imported once for all originals and once for all others.

    Args:
        pairs: the programs.
        legacy: runs the originals; None for the embedded oracle.
        modern: runs the rewritten programs.
        timeout: seconds for each program.

    Raises:
        WorldError: a child process could not be set up.
    """
    oracle = Oracle("tensorflow", legacy.version, legacy.python) if legacy else None
    oracle = oracle or Oracle("embedded", modern.version, modern.python)
    runs = run_both(pairs, legacy, modern, timeout)
    found = [judge_worlds(pair, both, oracle, modern.version) for pair, both in zip(pairs, runs)]
    # before calling one different: does its original itself hold still under a little noise?
    doubtful = [
        number
        for number, judged in enumerate(found)
        if judged.report.equal is False and judged.before.status != "failed"
    ]
    known: dict[int, dict[str, tuple[Run, ...]]] = {number: {} for number in doubtful}
    for noises in (NOISE,), MORE_NOISE:
        doubtful = [number for number in doubtful if found[number].report.equal is False]
        worlds = {number: [world for world, ran in runs[number].items() if not _left_out(*ran)] for number in doubtful}
        programs = [
            program
            for number in doubtful
            for world in worlds[number]
            for program in disturbed(
                pairs[number], world, legacy is None, 2 * found[number].before.seconds + 10, noises
            )
        ]
        again = iter(run_programs(legacy or modern, programs) if programs else ())
        for number in doubtful:
            for world in worlds[number]:
                ran = [run for run in (next(again) for _ in noises) if run.status != "failed"]
                known[number][world] = (*known[number].get(world, ()), *ran)
            found[number] = judge_worlds(pairs[number], runs[number], oracle, modern.version, known[number])
    _allow_for_drift(pairs, runs, found, oracle, legacy, modern, timeout)
    return _located(pairs, found, legacy, modern, timeout)


def _allow_for_drift(
    pairs: Sequence[Pair],
    runs: Sequence[dict[str, tuple[Run, Run]]],
    found: list[Judged],
    oracle: Oracle,
    legacy: Interpreter | None,
    modern: Interpreter,
    timeout: float,
) -> None:
    """Tell what versions of TensorFlow round differently from what the rewriter changed; see `drift`."""
    numbers = [n for n, judged in enumerate(found) if may_drift(judged.report, judged.before)]
    programs = [
        drifting(pairs[number], world, legacy is None, 4 * found[number].before.seconds + 10)
        for number in numbers
        for world in runs[number]
    ]
    again = iter(run_programs(legacy or modern, programs) if programs else ())
    rounded: dict[int, dict[str, Run]] = {}
    for number in numbers:
        rounded[number] = {world: next(again) for world in runs[number]}
        report = judge_rounded(pairs[number], runs[number], found[number], rounded[number], oracle, modern.version)
        found[number] = dataclasses.replace(found[number], report=report)
    numbers = [n for n, judged in enumerate(found) if legacy is not None and is_small(judged.report)]
    programs = [
        program for number in numbers for world in runs[number] for program in embedded(pairs[number], world, timeout)
    ]
    again = iter(run_programs(modern, programs) if programs else ())
    for number in numbers:
        graph = {world: (next(again), next(again)) for world in runs[number]}
        report = judge_embedded(
            pairs[number],
            runs[number],
            found[number],
            rounded.get(number, {}),
            graph,
            Oracle("embedded", modern.version, modern.python),
        )
        found[number] = dataclasses.replace(found[number], report=report)


def disturbed(pair: Pair, world: str, graph: bool, timeout: float, noises: Sequence[float]) -> list[Program]:
    """The original, with so much noise each."""
    return [pair.before(graph=graph, world=world, timeout=timeout, noise=noise) for noise in noises]


def drifting(pair: Pair, world: str, graph: bool, timeout: float) -> Program:
    """The original, its weights rounded before every run."""
    return pair.before(graph=graph, world=world, timeout=timeout, jitter=True)


def embedded(pair: Pair, world: str, timeout: float) -> list[Program]:
    """The original on the embedded oracle, as it is and disturbed."""
    return [pair.before(graph=True, world=world, timeout=timeout, noise=noise) for noise in (0.0, NOISE)]


def judge_rounded(
    pair: Pair,
    runs: dict[str, tuple[Run, Run]],
    found: Judged,
    rounded: dict[str, Run],
    oracle: Oracle,
    version: str,
) -> Report:
    """The report on a program that drifts, when it is known how far the original drifts by roundings."""
    known = {world: (run,) for world, run in rounded.items() if run.status != "failed"}
    return explained_by_roundings(found.report, judge_worlds(pair, runs, oracle, version, known).report)


def judge_embedded(
    pair: Pair,
    runs: dict[str, tuple[Run, Run]],
    found: Judged,
    rounded: dict[str, Run],
    graph: dict[str, tuple[Run, Run]],
    oracle: Oracle,
) -> Report:
    """The report on a program that differs a little, when it is known what the original does on the embedded oracle.

    `graph` are the runs of `embedded`, by world.
    """
    both = {world: (graph[world][0], after) for world, (_, after) in runs.items()}
    noisy = {world: (ruffled,) for world, (_, ruffled) in graph.items()}
    again = judge_worlds(pair, both, oracle, oracle.version, noisy).report
    worlds = []
    for world, (before, after) in runs.items():
        if not _left_out(before, after):
            twin = rounded.get(world)
            twin = twin if twin and twin.status != "failed" else None
            # a difference in one world must not hide behind a small one in another
            report = judge(pair, before, after, found.report.oracle, oracle.version, (twin,) if twin else ())
            worlds.append((report, before, after, twin))
    return explained_by_versions(found.report, again, worlds)


def _located(
    pairs: Sequence[Pair], found: Sequence[Judged], legacy: Interpreter | None, modern: Interpreter, timeout: float
) -> list[Report]:
    """The reports; those of different programs name the first tensor that differs inside of the run."""
    places = {
        number: (site.verdict.difference.site, site.verdict.difference.call)
        for number, judged in enumerate(found)
        if judged.report.equal is False
        and (site := judged.report.first_difference)
        and site.verdict
        and site.verdict.difference
    }
    if not places:
        return [judged.report for judged in found]
    probes = [
        pairs[number].before(graph=legacy is None, world=found[number].world, timeout=timeout, probe=place)
        for number, place in places.items()
    ]
    others = [
        pairs[number].after(world=found[number].world, timeout=timeout, probe=place) for number, place in places.items()
    ]
    with ThreadPoolExecutor(2) as pool:
        ours = pool.submit(run_programs, legacy or modern, probes)
        theirs = pool.submit(run_programs, modern, others)
        runs = dict(zip(places, zip(ours.result(), theirs.result())))
    reports = [judged.report for judged in found]
    for number, (before, after) in runs.items():
        origin = first_difference(before.tensors, after.tensors)
        if origin:
            origin = dataclasses.replace(origin, rules=reports[number].rules_at(origin.line, origin.file))
            reports[number] = dataclasses.replace(reports[number], origin=origin)
    return reports


def run_both(
    pairs: Sequence[Pair],
    legacy: Interpreter | None,
    modern: Interpreter,
    timeout: float,
    worlds: Sequence[str] = WORLDS,
) -> list[dict[str, tuple[Run, Run]]]:
    """What both programs of every pair did, by world; the two sides run at the same time."""
    befores, afters = [], []
    for pair in pairs:
        first = len(befores)
        for world in worlds:
            after = None if world == worlds[0] else first
            befores.append(pair.before(graph=legacy is None, world=world, timeout=timeout, after=after))
            afters.append(pair.after(world=world, timeout=timeout, after=after))
    with ThreadPoolExecutor(2) as pool:
        ours = pool.submit(run_programs, legacy or modern, befores)
        theirs = pool.submit(run_programs, modern, afters)
        runs = list(zip(ours.result(), theirs.result()))
    step = len(worlds)
    return [dict(zip(worlds, runs[step * number : step * (number + 1)])) for number in range(len(pairs))]


@dataclasses.dataclass(frozen=True)
class Judged:
    """A report, the world that it is about, and what the original did there."""

    report: Report
    world: str
    before: Run


def judge_worlds(
    pair: Pair,
    runs: dict[str, tuple[Run, Run]],
    oracle: Oracle,
    version: str,
    noisy: Mapping[str, Sequence[Run]] | None = None,
) -> Judged:
    """The report of the first world in which the programs differ, else that of the first world.

    Args:
        pair: the two programs.
        runs: what the original and the rewritten program did, by world.
        oracle: what ran the original.
        version: of the TensorFlow that ran the rewritten program.
        noisy: by world, what the original did when it was disturbed.
    """
    first: Judged | None = None
    compared, notes = [], []
    for world, (before, after) in runs.items():
        if _left_out(before, after):
            notes += _why_left_out(world, *runs[SHAPE])
            continue
        report = judge(pair, before, after, oracle, version, (noisy or {}).get(world, ()))
        if world == ORIGIN and before.draws_in_loops != after.draws_in_loops and report.equal is not True:
            notes.append(
                f"the world by {world} says nothing: one program draws random numbers inside a loop or a branch, "
                "the other outside of it"
            )
            continue
        judged = Judged(report, world, before)
        compared.append(world)
        if first is None:
            first = judged
        if report.equal is not True:
            first = judged if first.report.equal else first
            break
        if first is not judged:
            first = dataclasses.replace(first, report=_widened(first.report, report))
    assert first is not None
    report = dataclasses.replace(first.report, worlds=tuple(compared), notes=first.report.notes + tuple(notes))
    return dataclasses.replace(first, report=report)


def _left_out(before: Run, after: Run) -> bool:
    return "left out" in (before.status, after.status)


def _why_left_out(world: str, before: Run, after: Run) -> list[str]:
    if before.status != "finished" or after.status != "finished" or not (before.draws or after.draws):
        return []
    if max(before.seconds, after.seconds) > LONGEST_BEFORE_SECOND_WORLD:
        return [f"the world by {world} was left out: the programs run too long"]
    return [f"the world by {world} was left out: only one of the programs draws random numbers"]


def _widened(first: Report, second: Report) -> Report:
    """The report of the first world, with the largest errors of both."""
    sites = []
    for ours, theirs in zip(first.sites, second.sites):
        if ours.verdict and theirs.verdict and theirs.verdict.largest_error > ours.verdict.largest_error:
            verdict = dataclasses.replace(
                ours.verdict, largest_error=theirs.verdict.largest_error, bound=theirs.verdict.bound
            )
            ours = dataclasses.replace(ours, verdict=verdict)
        sites.append(ours)
    return dataclasses.replace(first, sites=tuple(sites))


def judge(pair: Pair, before: Run, after: Run, oracle: Oracle, version: str, noisy: Sequence[Run] = ()) -> Report:
    """Compare two runs of a pair.

    Args:
        pair: the two programs.
        before: what the original did.
        after: what the rewritten program did.
        oracle: what ran the original.
        version: of the TensorFlow that ran the rewritten program.
        noisy: what the original did when it was disturbed; widens the bounds as far as that explains.
    """
    steadiness = measure(before, *noisy)
    sites = _compare_sites(pair, before, after, steadiness)
    cut = before.status != "finished" or after.status != "finished"
    transcript = compare_transcripts(before.stdout, after.stdout, cut, [run.stdout for run in noisy])
    verdicts = [site.verdict for site in sites if site.verdict]
    ladder = climb(before, after, verdicts, transcript if before.status != "failed" else None, noisy)
    values = sum(verdict.values for verdict in verdicts)
    differs = (
        not transcript.equal
        or any(verdict.difference for verdict in verdicts)
        or any(weight.equal is False for weight in ladder.variables)
    )
    failure = _failure("original", pair.original, before, pair.stand_ins) or _failure(
        "rewritten", pair.rewritten, after, pair.stand_ins
    )
    equal: bool | None = True
    reason = ""
    if before.status != "failed" and differs:
        equal = False
        reason = "the rewritten program also failed: " + failure if failure else ""
    elif failure:
        equal, reason = None, failure + _until_then(before, after, bool(values or transcript.numbers), differs)
    elif after.status == "timeout" and before.status == "finished":
        equal = None
        reason = f"the rewritten program did not end within {after.seconds:.0f} s; it was equal until then"
    elif not values and steadiness.chaotic_from is not None:
        equal = None
        reason = (
            f"the original is unsteady from its first runs on: noise of {NOISE:.0e} changes what they return by more "
            "than 1 %"
        )
    elif not values and not transcript.numbers and not _trained(before, ladder):
        equal = None
        reason = "nothing was compared: no run site returned a value, no number was printed and no weight was trained"
    return Report(
        str(pair.original),
        str(pair.rewritten),
        equal,
        reason,
        oracle,
        version,
        sites,
        transcript if before.status != "failed" else None,
        pair.notes
        + _notes(before, after)
        + _extra_weights(ladder)
        + _steadiness_notes(pair, before, steadiness)
        + _not_reached(verdicts, noisy),
        ladder=ladder,
        rules={part.path: part.rules for part in pair.parts},
        rewritten_sites=pair.rewritten_sites,
        curves=curves(before, after),
        errors=errors(before, after),
    )


def _compare_sites(pair: Pair, before: Run, after: Run, steadiness: Steadiness) -> tuple[SiteReport, ...]:
    """Every run site that the original reached with a value, or that the rewritten program records."""
    if not pair.mapped:
        return ()
    recorded, reports = pair.recorded, []
    for part in pair.parts:
        use = uses(pair.source(part.path), part.sites)
        for site in sorted(part.sites, key=lambda site: (site.line, site.column)):
            verdict = None
            if site.index in recorded:
                verdict = compare_site(site.index, before, after, use[site.index], steadiness)
            elif not any(call.leaves for call in before.calls.get(site.index, ())) or use[site.index].discarded:
                continue
            reports.append(SiteReport(site.index, site.line, site.text, verdict, part.path))
    return tuple(reports)


def _failure(side: str, path: Path, run: Run, stand_ins: bool) -> str:
    if run.status != "failed":
        return ""
    where = f", line {run.line}" if run.line else ""
    hint = "" if "network is closed" not in (run.error or "") or stand_ins else " (--stand-in-data replaces data sets)"
    return f"the {side} program failed ({run.file or path.name}{where}): {run.error}{hint}"


def _until_then(before: Run, after: Run, compared: bool, differs: bool) -> str:
    """What is known of programs of which the original failed."""
    if before.status != "failed" or not compared:
        return ""
    same = (
        "; the rewritten program fails in the same way"
        if after.status == "failed" and after.error == before.error
        else ""
    )
    return f"{same}; what they did until then is {'different' if differs else 'equal'}"


def _trained(before: Run, ladder: Ladder) -> bool:
    """Whether weights that the original trains were compared."""
    return bool(before.changing) and any(weight.equal is not None and weight.trainable for weight in ladder.variables)


def _notes(before: Run, after: Run) -> tuple[str, ...]:
    notes = []
    stand_ins = sorted({*before.stand_ins, *after.stand_ins})
    if stand_ins:
        notes.append(
            f"{', '.join(stand_ins)} was not downloaded: a small seeded stand-in of its shape and type was used"
        )
    for side, run in (("original", before), ("rewritten program", after)):
        if run.status == "timeout":
            notes.append(f"the {side} was stopped after {run.seconds:.0f} s; what it did until then was compared")
    return tuple(notes)


def _not_reached(verdicts: Sequence[SiteVerdict], noisy: Sequence[Run]) -> tuple[str, ...]:
    """Disturbed runs that were stopped too early say nothing about a difference."""
    first = min((verdict.difference.order for verdict in verdicts if verdict.difference), default=None)
    reached = [max((call.order for calls in run.calls.values() for call in calls), default=-1) for run in noisy]
    if first is None or not noisy or max(reached) >= first:
        return ()
    return ("the original, disturbed, was stopped before it came to the difference: roundings alone may explain it",)


def _extra_weights(ladder: Ladder) -> tuple[str, ...]:
    """Weights that only the rewritten program has, though each of the original has its own: nothing trains them."""
    if not ladder.added:
        return ()
    return (f"the rewritten program has weights that stand for none of the original: {', '.join(ladder.added[:5])}",)


def _steadiness_notes(pair: Pair, before: Run, steadiness: Steadiness) -> tuple[str, ...]:
    if not steadiness.orders:
        return ()
    order = steadiness.chaotic_from
    if order is None:
        worst = steadiness.worst[-1]
        return (f"the bounds allow for noise of {NOISE:.0e}, which changes the original by up to {worst:.1e}",)
    index = next(site for site, calls in before.calls.items() if any(call.order == order for call in calls))
    where = next(place(part.path, site.line) for part in pair.parts for site in part.sites if site.index == index)
    return (
        f"the original is unsteady: noise of {NOISE:.0e} changes it by more than 1 % from run-site call "
        f"{order + 1} on ({where}); numbers after that were not compared",
    )
