"""The report as a json document. The classes below are its schema; README.md describes it."""

from __future__ import annotations

import json
from typing import Any, TypedDict

from tf2migrate.reporting.diff import diff_of_change
from tf2migrate.reporting.report import Mode, Report, Verification
from tf2migrate.reporting.text import split_error, verdict
from tf2migrate.result import CellPlace, Diagnostic, Result
from tf2migrate.source import SourceError, decode
from tf2migrate.writing import new_files

VERSION = 1  # rises when a key changes its meaning or goes away


class CellEntry(TypedDict):
    number: int
    line: int
    column: int


class DiagnosticEntry(TypedDict):
    path: str
    line: int
    column: int
    cell: CellEntry | None
    rule: str
    safety: str
    message: str
    advice: str


class NewFileEntry(TypedDict):
    path: str
    text: str


class ErrorEntry(TypedDict):
    line: int | None
    message: str


class FileEntry(TypedDict):
    path: str
    changed: bool
    written: bool
    applied: list[str]
    diagnostics: list[DiagnosticEntry]
    diff: str | None
    new_files: list[NewFileEntry]
    error: ErrorEntry | None


class Summary(TypedDict):
    looked_at: int
    changed: int
    written: int
    created: int
    findings: int
    errors: int
    exit_status: int


class VerificationEntry(TypedDict):
    path: str
    verdict: str
    report: dict[str, Any]


class Document(TypedDict):
    version: int
    mode: str
    files: list[FileEntry]
    summary: Summary
    verification: list[VerificationEntry]


def document(report: Report) -> Document:
    """The report as plain lists, dicts, strings and numbers."""
    return {
        "version": VERSION,
        "mode": report.mode.value,
        "files": [_file(report, result) for result in report.results],
        "summary": {
            "looked_at": report.looked_at,
            "changed": len(report.changed),
            "written": len(report.written),
            "created": len(report.created),
            "findings": report.findings,
            "errors": len(report.failed),
            "exit_status": int(report.status),
        },
        "verification": [_verification(verification) for verification in report.verifications],
    }


def render(report: Report) -> bytes:
    """The document as ASCII json with a newline at its end."""
    return json.dumps(document(report), indent=2).encode("ascii") + b"\n"


def _file(report: Report, result: Result) -> FileEntry:
    line, cause = split_error(result.error or "")
    return {
        "path": result.path,
        "changed": report.would_change(result),
        "written": result.path in report.written,
        "applied": list(result.applied),
        "diagnostics": [_diagnostic(diagnostic) for diagnostic in sorted(result.diagnostics)],
        "diff": None if report.mode is Mode.CHECK else _diff_text(result),
        "new_files": [{"path": path, "text": data.decode("utf-8")} for path, data in new_files(result)],
        "error": None if result.error is None else {"line": line, "message": cause},
    }


def _diff_text(result: Result) -> str:
    """The diff of this file alone, decoded as the file is: two files may share a new one."""
    try:
        encoding = decode(result.source).encoding
    except SourceError:
        encoding = "utf-8"
    return diff_of_change(result.path, result.source, result.output).decode(encoding, "backslashreplace")


def _diagnostic(diagnostic: Diagnostic) -> DiagnosticEntry:
    return {
        "path": diagnostic.path,
        "line": diagnostic.line,
        "column": diagnostic.column,
        "cell": _cell(diagnostic.cell),
        "rule": diagnostic.rule,
        "safety": diagnostic.safety.value,
        "message": diagnostic.message,
        "advice": diagnostic.advice,
    }


def _cell(place: CellPlace | None) -> CellEntry | None:
    return None if place is None else {"number": place.cell, "line": place.line, "column": place.column}


def _verification(verification: Verification) -> VerificationEntry:
    return {
        "path": verification.path,
        "verdict": verdict(verification.equal),
        "report": dict(verification.details),
    }
