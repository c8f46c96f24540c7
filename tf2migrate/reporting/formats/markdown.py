"""markdown: a migration report of a whole repository, for people who plan the work.

It tells what migrates, what is proven, what is left and why, and what has to be installed. The requirement
files next to the given paths are read for that, and nothing is written.
"""

from __future__ import annotations

import collections
import difflib
import os
from typing import Iterator

from tf2migrate.reporting import requirements
from tf2migrate.reporting.edits import lines_of, text_of
from tf2migrate.reporting.effort import SIZES, effort
from tf2migrate.reporting.missing_packages import missing_packages
from tf2migrate.reporting.report import Mode, Report, Verification
from tf2migrate.reporting.text import error_line, verdict
from tf2migrate.result import Diagnostic, Result, Safety
from tf2migrate.rules import all_rules
from tf2migrate.rules.rule import Rule

FALLBACK = "TFM900"


def render(report: Report) -> bytes:
    """The report as UTF-8, with a newline at its end."""
    parts = [
        *_overview(report),
        *_migrated(report),
        *_proven(report),
        *_left(report),
        *_failed(report),
        *_requirements(report),
        *_next_steps(report),
    ]
    return ("\n".join(parts).rstrip("\n") + "\n").encode("utf-8", "surrogateescape")


def _overview(report: Report) -> Iterator[str]:
    lowered, kept, left = _groups(report)
    done = "were" if report.mode is Mode.WRITE else "would be"
    rows = [
        ("Files looked at", report.looked_at),
        (f"Files that {done} migrated to TensorFlow 2", len(lowered)),
        (f"Files that {done} kept on `tf.compat.v1`", len(kept)),
        ("Files left as they are, with findings", len(left)),
        ("Files that could not be processed", len(report.failed)),
        ("Findings", report.findings),
    ]
    yield "# Migration to TensorFlow 2"
    yield ""
    yield from _table(("", "number"), rows)


def _groups(report: Report) -> tuple[list[Result], list[Result], list[Result]]:
    """Files that are lowered, files that stay on compat.v1, files that do not change and have findings."""
    changed = [result for result in report.results if report.would_change(result)]
    lowered = [result for result in changed if FALLBACK not in result.applied]
    kept = [result for result in changed if FALLBACK in result.applied]
    left = [
        result for result in report.results if result not in changed and result.diagnostics and result.error is None
    ]
    return lowered, kept, left


def _migrated(report: Report) -> Iterator[str]:
    lowered, kept, _ = _groups(report)
    yield from ("## What migrates" if report.mode is not Mode.WRITE else "## What migrated", "")
    if not lowered and not kept:
        yield from ("Nothing.", "")
        return
    proof = {verification.path: verdict(verification.equal) for verification in report.verifications}
    rows = []
    for result in (*lowered, *kept):
        how = "stays on `tf.compat.v1`" if FALLBACK in result.applied else "TensorFlow 2"
        new = ", ".join(f"`{name}`" for name, _ in result.new_files)
        rows.append((_path(result.path), how, proof.get(result.path, "not run"), new, ", ".join(result.applied)))
    yield from _table(("file", "result", "verified", "new files", "rules"), rows)


def _proven(report: Report) -> Iterator[str]:
    yield from ("## What is proven", "")
    if not report.verifications:
        yield from ("Nothing was run. `tf2migrate --verify` runs each program before and after, and compares.", "")
        return
    counts = collections.Counter(verification.equal for verification in report.verifications)
    yield ", ".join(f"{counts[equal]} {verdict(equal)}" for equal in (True, False, None) if counts[equal]) + "."
    yield ""
    missing = missing_packages(report)
    if missing:
        yield from (f"{missing}.", "")
    for verification in report.verifications:
        yield _verification(verification)
    yield ""


def _verification(verification: Verification) -> str:
    """The first line of what the verifier said; all of it where the programs are not equal."""
    lines = verification.text.strip().splitlines() or [verdict(verification.equal)]
    shown = lines[:1] if verification.equal else lines
    rest = "".join(f"\n  {_plain(line.strip())}" for line in shown[1:])
    return f"* {_path(verification.path)}: {_plain(shown[0])}{rest}"


def _left(report: Report) -> Iterator[str]:
    by_rule: dict[str, list[Diagnostic]] = collections.defaultdict(list)
    notes = []
    for result in report.results:
        for finding in sorted(result.diagnostics):
            (notes if finding.safety is Safety.SAFE else by_rule[finding.rule]).append(finding)
    yield from ("## What is left, and why", "")
    if by_rule:
        known = {rule.id: rule for rule in all_rules()}
        ranked = sorted(by_rule, key=lambda rule: (-len(by_rule[rule]), rule))
        yield from _table(
            ("rule", "what", "findings", "files", "effort", "how"),
            [_row(rule, known.get(rule), by_rule[rule]) for rule in ranked],
        )
        yield "Effort for each finding: small is minutes, medium an hour or two, large a redesign of that part."
        yield ""
        for rule in ranked:
            yield from _findings(rule, by_rule[rule])
    else:
        yield from ("Nothing.", "")
    if notes:
        yield from ("### To know", "")
        yield from _listed(notes)
        yield ""


def _row(rule: str, known: Rule | None, findings: list[Diagnostic]) -> tuple[object, ...]:
    estimate = effort(rule)
    files = len({finding.path for finding in findings})
    return rule, known.summary if known else "", len(findings), files, estimate.size, estimate.hint


def _findings(rule: str, findings: list[Diagnostic]) -> Iterator[str]:
    yield f"### {rule}"
    yield ""
    yield from _listed(findings)
    yield ""


def _listed(findings: list[Diagnostic]) -> Iterator[str]:
    for finding in findings:
        advice = f" {_sentence(finding.advice)}" if finding.advice else ""
        where = (
            f"{finding.path}:{finding.line}"
            if finding.cell is None
            else (f"{finding.path}:cell {finding.cell.cell}:{finding.cell.line}")
        )
        yield f"* {_path(where)} {_sentence(finding.message)}{advice}"


def _failed(report: Report) -> Iterator[str]:
    if report.failed:
        yield from ("## What could not be processed", "")
        yield from (f"* {_plain(error_line(result))}" for result in report.failed)
        yield ""


def _requirements(report: Report) -> Iterator[str]:
    needed = requirements.needed(report.results)
    if not needed:
        return
    yield from ("## What has to be installed", "")
    yield from (f"* `{requirement}`" for requirement in needed)
    yield ""
    for path in requirements.find(report.paths):
        try:
            with open(path, "rb") as stream:
                text = text_of(stream.read())
        except OSError:
            continue
        new = requirements.updated(os.path.basename(path), text, needed)
        if new != text:
            yield f"Suggested for {_path(path)}:"
            yield ""
            yield from _fenced(_diff(path, text, new), "diff")


def _diff(path: str, old: str, new: str) -> str:
    shown = path.replace(os.sep, "/")
    lines = difflib.unified_diff(lines_of(old), lines_of(new), f"a/{shown}", f"b/{shown}")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _next_steps(report: Report) -> Iterator[str]:
    sizes = collections.Counter(
        effort(finding.rule).size
        for result in report.results
        for finding in result.diagnostics
        if finding.safety is not Safety.SAFE
    )
    if report.mode is not Mode.WRITE and report.changed:
        yield from ("## What to do next", "")
        yield "1. Read the diff: `tf2migrate PATH`, then apply it: `tf2migrate --write PATH`."
        if not report.verifications:
            yield "2. Prove it: `tf2migrate --verify PATH`, best with an interpreter that has TensorFlow 1.15."
        if sizes:
            left = ", ".join(f"{sizes[size]} {size}" for size in SIZES if sizes[size])
            yield f"{2 if report.verifications else 3}. By hand: {left}."


def _table(head: tuple[str, ...], rows: list[tuple[object, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(_plain(str(cell)).replace('|', chr(92) + '|') for cell in row)} |"
    yield ""


def _fenced(text: str, language: str) -> Iterator[str]:
    fence = "```"
    while fence in text:
        fence += "`"
    yield from (f"{fence}{language}", text.rstrip("\n"), fence, "")


def _path(path: str) -> str:
    return f"`{path.replace(os.sep, '/')}`"


def _sentence(text: str) -> str:
    """A line of its own that ends like a sentence."""
    text = _plain(" ".join(text.split()))
    return text if text.endswith((".", "?", "!", ":")) else f"{text}."


def _plain(text: str) -> str:
    """Text in which nothing becomes a tag."""
    return text.replace("<", "&lt;")
