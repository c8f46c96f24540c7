"""Runs an original and its migration side by side and says whether anything changed."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path

from tf2migrate import engine
from tf2migrate.result import Result, RunSite
from tf2migrate.settings import FIDELITIES, STYLES, Settings
from tf2migrate.verification.compare import compare_site
from tf2migrate.verification.instrument import recorded_indices, uses
from tf2migrate.verification.interpreters import Interpreter, InterpreterError, find_tf1, find_tf2
from tf2migrate.verification.report import Oracle, Report, SiteReport
from tf2migrate.verification.steadiness import NOISE, Steadiness, measure
from tf2migrate.verification.transcript import compare_transcripts
from tf2migrate.verification.worlds import Program, Run, WorldError, run_programs


@dataclasses.dataclass(frozen=True)
class Pair:
    """An original and its rewritten program, as they will be run.

    `code` is the rewritten program with its run sites wrapped, None when there is no map between the two
    (then only their outputs can be compared).
    """

    original: Path
    rewritten: Path
    args: tuple[str, ...] = ()
    sites: tuple[RunSite, ...] = ()
    code: bytes | None = None
    notes: tuple[str, ...] = ()


def verify(
    original: Path,
    rewritten: Path,
    args: Sequence[str] = (),
    tf1_python: str | None = None,
    tf2_python: str | None = None,
    timeout: float = 300.0,
    settings: Settings | None = None,
) -> Report:
    """Run both programs from equal initial values and compare what every run site returned, and the output.

    Args:
        original: the TF1 program.
        rewritten: the program to compare, run in a copy of its own folder.
        args: command line arguments for both.
        tf1_python: an interpreter with TensorFlow 1.x; None looks for one (see `interpreters`), and
            without one the embedded oracle runs the original on TF2's graph mode.
        tf2_python: an interpreter with TensorFlow 2.x; None takes the environment variable or the
            running one.
        timeout: seconds for each program; a program that is cut is compared on what it did until then.
        settings: those that the rewritten program was made with; None tries all styles and fidelities.

    Never raises for what the programs do: whatever hinders the comparison is the reason of "not verified".
    """
    original, rewritten = Path(original), Path(rewritten)
    try:
        return verify_pair(
            pair_up(original, rewritten, tuple(args), settings), tf1_python, tf2_python, timeout
        )
    except (OSError, InterpreterError, WorldError) as error:
        return Report(str(original), str(rewritten), None, str(error))


def pair_up(original: Path, rewritten: Path, args: tuple[str, ...], settings: Settings | None) -> Pair:
    """Find the map between the two programs: the rewritten one must be what the engine makes of the original.

    Raises:
        OSError: a file cannot be read.
    """
    source, target = original.read_bytes(), rewritten.read_bytes()
    for result in _migrations(source, str(original), settings):
        if result.output == target and result.instrumented is not None:
            return Pair(original, rewritten, args, result.run_sites, result.instrumented)
    note = (
        "the rewritten program is not what tf2migrate makes of the original (edited by hand?): "
        "only standard output was compared"
    )
    return Pair(original, rewritten, args, notes=(note,))


def _migrations(source: bytes, path: str, settings: Settings | None) -> Iterator[Result]:
    if settings is not None:
        yield engine.migrate(source, path, dataclasses.replace(settings, instrument=True))
        return
    for unsafe, fidelity, style in itertools.product((False, True), FIDELITIES, STYLES[::-1]):
        yield engine.migrate(
            source, path, Settings(unsafe=unsafe, style=style, fidelity=fidelity, instrument=True)
        )


def verify_pair(pair: Pair, tf1_python: str | None, tf2_python: str | None, timeout: float) -> Report:
    """Run and compare a pair.

    Raises:
        InterpreterError: there is no TF2, or the interpreter that was named does not fit.
        WorldError: a child process could not be set up.
    """
    modern = find_tf2(tf2_python)
    legacy = find_tf1(tf1_python)
    before, after = _run(pair, legacy, modern, timeout)
    oracle = Oracle("tensorflow", legacy.version, legacy.python) if legacy else None
    oracle = oracle or Oracle("embedded", modern.version, modern.python)
    report = judge(pair, before, after, oracle, modern.version)
    if report.equal is False and before.status != "failed":
        # before calling it different: does the original itself hold still under a little noise?
        disturbed = dataclasses.replace(_original(pair, legacy is None, 2 * before.seconds + 10), noise=NOISE)
        noisy = run_programs(legacy or modern, [disturbed])[0]
        if noisy.status != "failed":
            report = judge(pair, before, after, oracle, modern.version, noisy)
    return report


def _run(pair: Pair, legacy: Interpreter | None, modern: Interpreter, timeout: float) -> tuple[Run, Run]:
    before = _original(pair, legacy is None, timeout)
    after = Program(pair.rewritten, pair.args, code=pair.code, timeout=timeout)
    if legacy is None:  # one process imports TensorFlow for both
        first, second = run_programs(modern, [before, after])
        return first, second
    return run_programs(legacy, [before])[0], run_programs(modern, [after])[0]


def _original(pair: Pair, graph: bool, timeout: float) -> Program:
    return Program(pair.original, pair.args, pair.sites, graph=graph, timeout=timeout)


def judge(
    pair: Pair, before: Run, after: Run, oracle: Oracle, version: str, noisy: Run | None = None
) -> Report:
    """Compare two runs of a pair.

    Args:
        pair: the two programs.
        before: what the original did.
        after: what the rewritten program did.
        oracle: what ran the original.
        version: of the TensorFlow that ran the rewritten program.
        noisy: what the original did when it was disturbed; widens the bounds as far as that explains.
    """
    steadiness = measure(before, noisy) if noisy else Steadiness()
    sites = _compare_sites(pair, before, after, steadiness)
    cut = before.status != "finished" or after.status != "finished"
    transcript = compare_transcripts(before.stdout, after.stdout, cut, noisy.stdout if noisy else None)
    values = sum(site.verdict.values for site in sites if site.verdict)
    differs = not transcript.equal or any(site.verdict and site.verdict.difference for site in sites)
    failure = _failure("original", pair.original, before) or _failure("rewritten", pair.rewritten, after)
    equal: bool | None = True
    reason = ""
    if before.status != "failed" and differs:
        equal = False
        reason = "the rewritten program also failed: " + failure if failure else ""
    elif failure:
        equal, reason = None, failure
    elif after.status == "timeout" and before.status == "finished":
        equal = None
        reason = f"the rewritten program did not end within {after.seconds:.0f} s; it was equal until then"
    elif not values and not transcript.numbers:
        equal, reason = None, "nothing was compared: no run site returned a value and no number was printed"
    return Report(
        str(pair.original),
        str(pair.rewritten),
        equal,
        reason,
        oracle,
        version,
        sites,
        transcript if before.status != "failed" else None,
        pair.notes + _notes(before, after) + _steadiness_notes(pair, before, steadiness),
    )


def _compare_sites(pair: Pair, before: Run, after: Run, steadiness: Steadiness) -> tuple[SiteReport, ...]:
    """Every run site that the original reached with a value, or that the rewritten program records."""
    if pair.code is None:
        return ()
    recorded = recorded_indices(pair.code)
    use = uses(pair.original.read_bytes(), pair.sites)
    reports = []
    for site in sorted(pair.sites, key=lambda site: (site.line, site.column)):
        if site.index in recorded:
            verdict = compare_site(site.index, before, after, use[site.index], steadiness)
            reports.append(SiteReport(site.index, site.line, site.text, verdict))
        elif any(call.leaves for call in before.calls.get(site.index, ())) and not use[site.index].discarded:
            reports.append(SiteReport(site.index, site.line, site.text, None))
    return tuple(reports)


def _failure(side: str, path: Path, run: Run) -> str:
    if run.status != "failed":
        return ""
    place = f", line {run.line}" if run.line else ""
    return f"the {side} program failed ({path.name}{place}): {run.error}"


def _notes(before: Run, after: Run) -> tuple[str, ...]:
    notes = []
    for side, run in (("original", before), ("rewritten program", after)):
        if run.status == "timeout":
            notes.append(
                f"the {side} was stopped after {run.seconds:.0f} s; what it did until then was compared"
            )
    return tuple(notes)


def _steadiness_notes(pair: Pair, before: Run, steadiness: Steadiness) -> tuple[str, ...]:
    if not steadiness.orders:
        return ()
    order = steadiness.chaotic_from
    if order is None:
        worst = steadiness.worst[-1]
        return (
            f"the bounds allow for noise of {NOISE:.0e}, which changes the original by up to {worst:.1e}",
        )
    index = next(site for site, calls in before.calls.items() if any(call.order == order for call in calls))
    line = next(site.line for site in pair.sites if site.index == index)
    return (
        f"the original is unsteady: noise of {NOISE:.0e} changes it by more than 1 % from run-site call "
        f"{order + 1} on (line {line}); numbers after that were not compared",
    )
