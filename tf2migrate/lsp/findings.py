"""What the core says of a document, as diagnostics of the protocol."""

from __future__ import annotations

import ast
from typing import Iterator

from lsprotocol import types
from pygls.workspace import TextDocument

from tf2migrate.lsp.text import end_of, lines_of, span
from tf2migrate.reporting.text import split_error
from tf2migrate.result import Result, Safety
from tf2migrate.rules import all_rules

SOURCE = "tf2migrate"
FALLBACK = "TFM900"
CHANGES = "would-change"  # in the data of a diagnostic: the file can be migrated
_SEVERITIES = {
    Safety.SAFE: types.DiagnosticSeverity.Information,
    Safety.UNSAFE: types.DiagnosticSeverity.Warning,
    Safety.MANUAL: types.DiagnosticSeverity.Warning,
}


def diagnostics(
    document: TextDocument, result: Result, tree: ast.Module | None, whole: bool = True
) -> list[types.Diagnostic]:
    """Findings, and a hint at each place that a rule would change.

    Args:
        whole: also say what concerns the whole program.
    """
    return [*_error(document, result), *_findings(document, result, tree), *_changes(document, result, whole)]


def _error(document: TextDocument, result: Result) -> Iterator[types.Diagnostic]:
    if result.error is not None:
        line, cause = split_error(result.error)
        yield _made(
            types.Range(types.Position((line or 1) - 1, 0), end_of(document, line or 1)),
            cause,
            types.DiagnosticSeverity.Warning,
            None,
        )


def _findings(document: TextDocument, result: Result, tree: ast.Module | None) -> Iterator[types.Diagnostic]:
    for finding in sorted(result.diagnostics):
        where = span(document, tree, finding.line, finding.column - 1)
        message = f"{finding.message}\n{finding.advice}".rstrip()
        yield _made(where, message, _SEVERITIES[finding.safety], finding.rule)


def _changes(document: TextDocument, result: Result, whole: bool) -> Iterator[types.Diagnostic]:
    """One hint for each rule and line; one for the whole file when it would stay on tf.compat.v1."""
    summaries = {rule.id: rule.summary for rule in all_rules()}
    told = set()
    for site in result.sites:
        if (site.line, site.rule) not in told and site.rule in result.applied:
            told.add((site.line, site.rule))
            start = types.Position(site.line - 1, _indent(document, site.line))
            yield _made(
                types.Range(start, end_of(document, site.line)),
                summaries.get(site.rule, site.rule),
                types.DiagnosticSeverity.Hint,
                site.rule,
                CHANGES,
            )
    if whole and FALLBACK in result.applied:
        yield _made(
            types.Range(types.Position(0, 0), end_of(document, 1)),
            summaries.get(FALLBACK, FALLBACK),
            types.DiagnosticSeverity.Hint,
            FALLBACK,
            CHANGES,
        )


def _indent(document: TextDocument, line: int) -> int:
    text = "".join(lines_of(document)[line - 1 : line])
    return len(text) - len(text.lstrip())


def _made(
    where: types.Range, message: str, severity: types.DiagnosticSeverity, rule: str | None, data: str | None = None
) -> types.Diagnostic:
    return types.Diagnostic(where, message, severity, code=rule, source=SOURCE, data=data)
