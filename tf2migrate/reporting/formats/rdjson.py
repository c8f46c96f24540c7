"""rdjson: the diagnostic format of reviewdog, with each changed place as a suggestion.

Lines and columns count from 1, columns in bytes of UTF-8, ends are exclusive, as its definition
(`proto/rdf/reviewdog.proto`) has it. The suggestions of one file belong together: it is migrated whole or not
at all, and each message says so.
"""

from __future__ import annotations

import json
from typing import Any, Iterator

from tf2migrate.reporting.edits import Edit, Lines, edits
from tf2migrate.reporting.report import Mode, Report
from tf2migrate.reporting.text import split_error
from tf2migrate.result import Diagnostic, Result, Safety


def render(report: Report) -> bytes:
    """One `DiagnosticResult` as ASCII json with a newline at its end."""
    found = {"source": {"name": "tf2migrate"}, "diagnostics": list(_diagnostics(report))}
    return json.dumps(found, indent=2).encode("ascii") + b"\n"


def _diagnostics(report: Report) -> Iterator[dict[str, Any]]:
    for result in report.results:
        if result.error is not None:
            line, cause = split_error(result.error)
            yield _diagnostic(cause, result.path, {"start": {"line": line or 1}}, "ERROR")
            continue
        for finding in sorted(result.diagnostics):
            yield _finding(finding)
        if report.mode is Mode.CHECK and report.would_change(result):
            message = f"TensorFlow 1 code that tf2migrate would change ({', '.join(result.applied)})"
            yield _diagnostic(message, result.path, {"start": {"line": 1}}, "WARNING")
        elif report.mode is Mode.DIFF:
            yield from _suggestions(result)


def _finding(finding: Diagnostic) -> dict[str, Any]:
    start = {"line": finding.line, "column": finding.column}
    severity = "INFO" if finding.safety is Safety.SAFE else "WARNING"
    message = f"{finding.message}\n{finding.advice}".rstrip()
    return {**_diagnostic(message, finding.path, {"start": start}, severity), "code": {"value": finding.rule}}


def _suggestions(result: Result) -> Iterator[dict[str, Any]]:
    found, lines = edits(result), Lines(result.source)
    for number, edit in enumerate(found, 1):
        where = _range(edit, lines)
        message = f"Migrate to TensorFlow 2 ({', '.join(result.applied)})"
        if len(found) > 1:
            message += f": change {number} of {len(found)}, which belong together"
        if result.new_files:
            message += f"; needs the new file {', '.join(name for name, _ in result.new_files)}"
        yield {
            **_diagnostic(message, result.path, where, "WARNING"),
            "suggestions": [{"range": where, "text": edit.new}],
        }


def _range(edit: Edit, lines: Lines) -> dict[str, Any]:
    """From the start of the first line to the start of the line after the last, or to the end of the file."""
    return {"start": _position(edit.first, lines), "end": _position(max(edit.last, edit.first - 1) + 1, lines)}


def _position(line: int, lines: Lines) -> dict[str, int]:
    if line <= len(lines.lines):
        return {"line": line, "column": 1}
    end, _ = lines.end()
    last = lines.lines[end - 1] if end <= len(lines.lines) else ""
    return {"line": end, "column": len(last.encode("utf-8", "surrogatepass")) + 1}


def _diagnostic(message: str, path: str, where: dict[str, Any], severity: str) -> dict[str, Any]:
    location = {"path": path.replace("\\", "/"), "range": where}
    return {"message": message, "location": location, "severity": severity}
