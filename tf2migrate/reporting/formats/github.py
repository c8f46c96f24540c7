"""github: workflow commands that GitHub Actions shows as annotations of the changed lines.

The form and its escapes are those of the toolkit of GitHub Actions (`::warning file=,line=,col=,title=::message`).
"""

from __future__ import annotations

from typing import Iterator

from tf2migrate.reporting.edits import Lines, edits
from tf2migrate.reporting.report import Mode, Report
from tf2migrate.reporting.text import split_error
from tf2migrate.result import Diagnostic, Result, Safety


def render(report: Report) -> bytes:
    """One command per line: errors, findings, and the lines that would change."""
    return "".join(f"{line}\n" for line in _commands(report)).encode("utf-8", "surrogateescape")


def _commands(report: Report) -> Iterator[str]:
    for result in report.results:
        if result.error is not None:
            line, cause = split_error(result.error)
            yield _command("error", cause, file=_path(result), line=line or 1, title="tf2migrate")
            continue
        lines = Lines(result.source)
        for finding in sorted(result.diagnostics):
            yield _finding(finding, lines)
        if report.would_change(result) and report.mode is not Mode.WRITE:
            yield from _changes(report, result)


def _finding(finding: Diagnostic, lines: Lines) -> str:
    level = "notice" if finding.safety is Safety.SAFE else "warning"
    message = f"{finding.message}\n{finding.advice}".rstrip()
    column = lines.character(finding.line, finding.column)
    path = finding.path.replace("\\", "/")
    return _command(level, message, file=path, line=finding.line, col=column, title=f"tf2migrate {finding.rule}")


def _changes(report: Report, result: Result) -> Iterator[str]:
    rules = ", ".join(result.applied)
    if report.mode is Mode.CHECK or result.output == result.source:
        yield _command(
            "warning",
            f"TensorFlow 1 code that tf2migrate would change ({rules})",
            file=_path(result),
            line=1,
            title="tf2migrate",
        )
        return
    for edit in edits(result):
        message = f"tf2migrate would write here ({rules}):\n{edit.new}" if edit.new else "tf2migrate would remove this"
        yield _command(
            "warning",
            message,
            file=_path(result),
            line=edit.first,
            endLine=max(edit.first, edit.last),
            title="tf2migrate",
        )


def _path(result: Result) -> str:
    return result.path.replace("\\", "/")


def _command(level: str, message: str, **properties: object) -> str:
    listed = ",".join(f"{key}={_escape(str(value), True)}" for key, value in properties.items())
    return f"::{level} {listed}::{_escape(message, False)}"


def _escape(text: str, in_property: bool) -> str:
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C") if in_property else text
