"""sarif: the Static Analysis Results Interchange Format 2.1.0 of OASIS, for code scanning.

A file that would change is one result with one fix, as its edits belong together. Files that could not be
processed are notifications of the invocation.
"""

from __future__ import annotations

import collections
import hashlib
import json
import os
import urllib.parse
from typing import Any, Iterator

from tf2migrate import __version__
from tf2migrate.reporting.edits import Edit, Lines, edits
from tf2migrate.reporting.report import Mode, Report
from tf2migrate.reporting.text import split_error
from tf2migrate.result import Diagnostic, Result, Safety
from tf2migrate.rules import all_rules
from tf2migrate.rules.rule import Rule
from tf2migrate.writing import new_files

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Safety.SAFE: "note", Safety.UNSAFE: "warning", Safety.MANUAL: "warning"}


def render(report: Report) -> bytes:
    """One log with one run, as ASCII json with a newline at its end."""
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(report)]}
    return json.dumps(log, indent=2).encode("ascii") + b"\n"


def _run(report: Report) -> dict[str, Any]:
    results = list(_results(report))
    used = {result["ruleId"] for result in results}
    rules = [rule for rule in all_rules() if rule.id in used]
    index = {rule.id: number for number, rule in enumerate(rules)}
    for result in results:
        if result["ruleId"] in index:
            result["ruleIndex"] = index[result["ruleId"]]
    notifications = [_notification(result) for result in report.failed]
    return {
        "tool": {"driver": {"name": "tf2migrate", "version": __version__, "rules": [_rule(rule) for rule in rules]}},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"ROOT": {"description": {"text": "The folder that tf2migrate ran in."}}},
        "invocations": [
            {
                "executionSuccessful": not notifications,
                "exitCode": int(report.status),
                "toolExecutionNotifications": notifications,
            }
        ],
        "results": results,
    }


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "name": rule.name,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": " ".join(rule.why.split()) or rule.summary},
        "help": {"text": f"tf2migrate explain {rule.id}"},
        "defaultConfiguration": {"level": _LEVELS[rule.safety]},
        "properties": {"safety": rule.safety.value},
    }


def _results(report: Report) -> Iterator[dict[str, Any]]:
    for result in report.results:
        if result.error is not None:
            continue
        lines = Lines(result.source)
        seen: collections.Counter[str] = collections.Counter()
        for finding in sorted(result.diagnostics):
            yield _finding(finding, lines, seen)
        if report.would_change(result) and report.mode is not Mode.WRITE:
            yield _change(report, result, lines)


def _finding(finding: Diagnostic, lines: Lines, seen: collections.Counter[str]) -> dict[str, Any]:
    region = {"startLine": finding.line, "startColumn": lines.character(finding.line, finding.column)}
    code = f"{finding.rule}\0{finding.message}\0{' '.join(lines.line(finding.line).split())}"
    print_ = hashlib.sha256(code.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    seen[print_] += 1
    return {
        "ruleId": finding.rule,
        "level": _LEVELS[finding.safety],
        "message": {"text": f"{finding.message}\n{finding.advice}".rstrip()},
        "locations": [_location(finding.path, region)],
        "partialFingerprints": {"codeAndOccurrence/v1": f"{print_}:{seen[print_]}"},
    }


def _change(report: Report, result: Result, lines: Lines) -> dict[str, Any]:
    """The first rule stands for all of them: a SARIF result has one rule."""
    found = edits(result) if report.mode is Mode.DIFF else []
    first = found[0].first if found else 1
    made: dict[str, Any] = {
        "ruleId": result.applied[0] if result.applied else "TFM900",
        "level": "warning",
        "message": {"text": f"TensorFlow 1 code that tf2migrate would change ({', '.join(result.applied)})"},
        "locations": [_location(result.path, {"startLine": min(first, max(1, len(lines.lines)))})],
        "properties": {"applied": list(result.applied)},
    }
    changes = [_artifact_change(result.path, [_replacement(edit, lines) for edit in found])] if found else []
    if report.mode is Mode.DIFF:
        changes += [
            _artifact_change(
                path,
                [
                    {
                        "deletedRegion": {"charOffset": 0, "charLength": 0},
                        "insertedContent": {"text": data.decode("utf-8")},
                    }
                ],
            )
            for path, data in new_files(result)
            if path in report.created
        ]
    if changes:
        made["fixes"] = [{"description": {"text": "Migrate the file to TensorFlow 2"}, "artifactChanges": changes}]
    return made


def _artifact_change(path: str, replacements: list[dict[str, Any]]) -> dict[str, Any]:
    return {"artifactLocation": _artifact(path), "replacements": replacements}


def _replacement(edit: Edit, lines: Lines) -> dict[str, Any]:
    start, end = _position(edit.first, lines), _position(max(edit.last, edit.first - 1) + 1, lines)
    region = {"startLine": start[0], "startColumn": start[1], "endLine": end[0], "endColumn": end[1]}
    made: dict[str, Any] = {"deletedRegion": region}
    if edit.new:
        made["insertedContent"] = {"text": edit.new}
    return made


def _position(line: int, lines: Lines) -> tuple[int, int]:
    return (line, 1) if line <= len(lines.lines) else lines.end()


def _notification(result: Result) -> dict[str, Any]:
    line, cause = split_error(result.error or "")
    region = {"startLine": line} if line else None
    return {"level": "error", "message": {"text": cause}, "locations": [_location(result.path, region)]}


def _location(path: str, region: dict[str, Any] | None) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": _artifact(path)}
    if region:
        physical["region"] = region
    return {"physicalLocation": physical}


def _artifact(path: str) -> dict[str, Any]:
    uri = urllib.parse.quote_from_bytes(os.fsencode(path.replace(os.sep, "/")))
    return {"uri": uri} if os.path.isabs(path) else {"uri": uri, "uriBaseId": "ROOT"}
