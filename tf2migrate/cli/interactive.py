"""`--interactive`: each suggestion is shown, and applied when the user says so."""

from __future__ import annotations

import dataclasses
import sys

import click

from tf2migrate.cli.output import tell
from tf2migrate.reporting.report import Mode, Report
from tf2migrate.result import Result


def apply_chosen(report: Report) -> Report:
    """Ask, and write what is wanted at once.

    Returns:
        What was written, as of a run that writes; what was not wanted is not among it.
    """
    from tf2migrate.review.applying import ApplyError, carry_out, steps_of
    from tf2migrate.review.suggestions import suggestions
    from tf2migrate.review.terminal import chosen
    from tf2migrate.rules import all_rules

    written: set[str] = set()
    created: dict[str, bytes] = {}
    failures: dict[str, str] = {}
    rules = {rule.id: rule for rule in all_rules()}
    for suggestion in chosen(suggestions(report), rules, _ask):
        try:
            done = carry_out(steps_of(suggestion))
        except ApplyError as error:
            tell([f"error: {error}"])
            failures.update((path, str(error)) for path in suggestion.paths)
            continue
        created.update((step.path, step.after or b"") for step in done if step.before is None)
        written.update(step.path for step in done if step.before is not None)
    results = tuple(_failed(result, failures.get(result.path)) for result in report.results)
    return dataclasses.replace(report, mode=Mode.WRITE, results=results, written=frozenset(written), created=created)


def _failed(result: Result, failure: str | None) -> Result:
    if failure is None:
        return result
    cause = failure.removeprefix(f"{result.path}: ")
    return dataclasses.replace(result, output=result.source, applied=(), new_files=(), error=cause)


def _ask(prompt: str) -> str:
    click.echo(prompt, nl=False)
    line = sys.stdin.readline()
    if not line:
        click.echo()
    return line
