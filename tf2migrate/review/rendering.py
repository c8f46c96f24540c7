"""The page of a review, and the same as a file of its own: html with everything inside."""

from __future__ import annotations

import dataclasses
import itertools
import re
from importlib.resources import files
from typing import Iterator, Sequence

import jinja2
from markupsafe import Markup
from pygments.formatters import HtmlFormatter

from tf2migrate.reporting.edits import text_of
from tf2migrate.reporting.report import Mode, Report, Verification
from tf2migrate.reporting.text import error_line, summary, verdict
from tf2migrate.result import Diagnostic, Result
from tf2migrate.review.highlighting import Highlighted
from tf2migrate.review.hunks import Hunk, Row, Side, hunks_of
from tf2migrate.review.parts import parts_of
from tf2migrate.review.suggestions import Suggestion, rules_of, suggestions
from tf2migrate.rules import all_rules
from tf2migrate.rules.rule import Rule

_UNKNOWN = Rule("", "", "", "")
_VERSION = re.compile(r"(?:TensorFlow|Keras|runs of|of) \d+\.\d+")
_SIZE = re.compile(r"\d %|\b\d+ of \d+\b|\d\.\d|\de-\d")
_STYLES = {"light": "default", "dark": "github-dark"}


@dataclasses.dataclass(frozen=True)
class _Block:
    """Rows that are all changed or all the same."""

    changed: bool
    rows: tuple[tuple[Side | None, Markup, Side | None, Markup], ...]


@dataclasses.dataclass(frozen=True)
class _FileView:
    path: str
    rules: tuple[str, ...]
    hunks: tuple[tuple[str, Hunk, tuple[_Block, ...]], ...]  # the first says where
    verification: Verification | None


def page(report: Report, chosen: Sequence[Suggestion] | None = None, nonce: str | None = None) -> str:
    """The html of a report.

    Args:
        report: what was found.
        chosen: its suggestions, when they are known already.
        nonce: of the security policy of a live page, which has buttons; None for a file to look at.
    """
    found = suggestions(report) if chosen is None else list(chosen)
    rules = {rule.id: rule for rule in all_rules()}
    used = sorted({rule for suggestion in found for rule in suggestion.rules})
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(_resource),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["verdict"] = verdict
    return environment.get_template("page.html").render(
        live=nonce is not None,
        nonce=nonce or "",
        summary=summary(report),
        style=Markup(_resource("page.css") + _colours()),
        script=Markup(_resource("page.js")),
        suggestions=[(suggestion, _Lazily(suggestion)) for suggestion in found],
        rule_of=lambda rule: rules.get(rule, dataclasses.replace(_UNKNOWN, id=rule)),
        nothing="A check makes no changes: leave out --check." if report.mode is Mode.CHECK else "Nothing to change.",
        used=used,
        plain=_plain,
        where=_where,
        measured=measured,
        left=list(_left(report, found)),
        failed=[error_line(result) for result in report.failed],
    )


def render(report: Report) -> bytes:
    """The file of `--output-format html`, in UTF-8."""
    return page(report).rstrip("\n").encode("utf-8", "backslashreplace") + b"\n"


class _Lazily:
    """The files of a suggestion, computed when the template comes to them."""

    def __init__(self, suggestion: Suggestion):
        self._suggestion = suggestion

    def __iter__(self) -> Iterator[_FileView]:
        verifications = {one.path: one for one in self._suggestion.verifications}
        return (_view(result, verifications.get(result.path)) for result in self._suggestion.results)


def _view(result: Result, verification: Verification | None) -> _FileView:
    hunks: list[tuple[str, Hunk, tuple[_Block, ...]]] = []
    for part in parts_of(result):
        old, new = Highlighted(text_of(part.result.source)), Highlighted(text_of(part.result.output))
        for hunk in hunks_of(part.result):
            where = f"{part.label}, line {hunk.line}" if part.label else f"line {hunk.line}"
            hunks.append((where, hunk, tuple(_blocks(hunk.rows, old, new))))
    return _FileView(result.path, rules_of(result), tuple(hunks), verification)


def _blocks(rows: Sequence[Row], old: Highlighted, new: Highlighted) -> Iterator[_Block]:
    for changed, group in itertools.groupby(rows, lambda row: row.changed):
        yield _Block(
            changed,
            tuple(
                (
                    row.old,
                    old.line(row.old) if row.old else Markup(""),
                    row.new,
                    new.line(row.new) if row.new else Markup(""),
                )
                for row in group
            ),
        )


def _left(report: Report, found: Sequence[Suggestion]) -> Iterator[tuple[str, Sequence[Diagnostic]]]:
    """Files that stay as they are, with their findings."""
    changed = {path for suggestion in found for path in suggestion.paths}
    for result in report.results:
        if result.path not in changed and result.error is None and result.diagnostics:
            yield result.path, sorted(result.diagnostics)


def _where(note: Diagnostic) -> str:
    return f"line {note.line}" if note.cell is None else f"cell {note.cell.cell}, line {note.cell.line}"


def measured(why: str) -> list[str]:
    """The sentences of an explanation that tell the size of a trap."""
    sentences = re.split(r"(?<=[.;]) (?=[A-Z])", why)
    return [one for one in sentences if _SIZE.search(_VERSION.sub("", one))]


def _plain(text: str) -> str:
    """A path as text: bytes that are no text come out as escapes."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _resource(name: str) -> str:
    return (files("tf2migrate.review") / "page" / name).read_text(encoding="utf-8")


def _colours() -> str:
    """Syntax colours for both schemes; the backgrounds are those of the page."""
    light, dark = (
        "\n".join(
            line
            for line in HtmlFormatter(style=style).get_style_defs(".code").splitlines()
            if line.startswith(".code .")
        )
        for style in (_STYLES["light"], _STYLES["dark"])
    )
    return f"{light}\n@media (prefers-color-scheme: dark) {{\n{dark}\n}}\n"
