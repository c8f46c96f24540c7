"""Text for people: findings, errors, the summary, and the lines of `--check`."""

from __future__ import annotations

import re
from typing import Iterable, Iterator

from tf2migrate.reporting.missing_packages import missing_packages
from tf2migrate.reporting.report import Mode, Report
from tf2migrate.result import CellPlace, Diagnostic, Result


def check_lines(report: Report) -> Iterator[str]:
    """One line per file that would change or has findings: where its first use of TensorFlow 1 is."""
    for result in report.signs:
        where = place(result.path, result.sign.line, result.sign.column, result.sign.cell)
        yield f"{where}: TensorFlow 1: {result.sign.text}"


def finding_lines(diagnostics: Iterable[Diagnostic]) -> Iterator[str]:
    for finding in sorted(diagnostics):
        where = place(finding.path, finding.line, finding.column, finding.cell)
        yield f"{where}: {finding.rule} [{finding.safety.value}] {finding.message}"
        yield from (f"    {line}" for line in finding.advice.splitlines())


def place(path: str, line: int, column: int, cell: CellPlace | None) -> str:
    """`path:line:column`, or `path:cell N:line:column` with line and column in that cell of a notebook."""
    return f"{path}:{line}:{column}" if cell is None else f"{path}:cell {cell.cell}:{cell.line}:{cell.column}"


def error_line(result: Result) -> str:
    """`path:line: cause`; an error that names its line begins with `line N: `."""
    line, cause = _split_line(result.error or "")
    return f"{result.path}:{line}: {cause}" if line else f"{result.path}: {cause}"


def report_lines(report: Report) -> Iterator[str]:
    """What goes to stderr after a run: errors, findings, verifications, what was written, the summary."""
    for result in report.results:
        if result.error is not None:
            yield f"error: {error_line(result)}"
        yield from finding_lines(result.diagnostics)
    for verification in report.verifications:
        yield f"{verification.path}: {verification.text}"
    if report.mode is Mode.WRITE:
        different = {one.path for one in report.different}
        for path in sorted(report.withheld & {result.path for result in report.changed}):
            why = "it" if path in different else "a program that it runs with"
            yield f"{path}: not written, because {why} came out different"
        yield from (f"rewrote {path}" for path in sorted(report.written))
        yield from (f"created {path}" for path in sorted(report.created))
    else:
        yield from (f"needs the new file {path}" for path in sorted(report.created))
    missing = missing_packages(report)
    if missing:
        yield missing
    yield summary(report)


def verdict(equal: bool | None) -> str:
    return {True: "equal", False: "different", None: "not verified"}[equal]


def summary(report: Report) -> str:
    """One line: how many files change, findings, errors."""
    parts = []
    if report.mode is Mode.WRITE:
        if report.written:
            parts.append(_count(len(report.written), "file") + " rewritten")
    elif report.changed:
        parts.append(_count(len(report.changed), "file") + " would change")
    if report.created:
        parts.append(_count(len(report.created), "file") + (" created" if report.mode is Mode.WRITE else " to create"))
    if report.signs:
        parts.append(_count(len(report.signs), "file") + " would change or have findings")
    if report.findings:
        files = sum(bool(result.diagnostics) for result in report.results)
        parts.append(_count(report.findings, "finding") + " in " + _count(files, "file"))
    if report.failed:
        parts.append(_count(len(report.failed), "file") + " could not be processed")
    for equal in (True, False, None):
        number = sum(verification.equal is equal for verification in report.verifications)
        if number:
            parts.append(f"{number} {verdict(equal)}")
    return f"{', '.join(parts) or 'nothing to do'} ({_count(report.looked_at, 'file')} looked at)"


def split_error(error: str) -> tuple[int | None, str]:
    """The line number, if the error names one, and the cause."""
    line, cause = _split_line(error)
    return (int(line) if line else None), cause


def _split_line(error: str) -> tuple[str | None, str]:
    match = re.match(r"(?:line )?(\d+): ?(.*)", error, re.DOTALL)
    return (match[1], match[2]) if match else (None, error)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
