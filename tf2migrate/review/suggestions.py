"""What a reviewer accepts or rejects. Changes that need each other are one suggestion.

A file is migrated as a whole or not at all, and so are files that run in one process: a program that is half on
TensorFlow 1 and half on TensorFlow 2 runs on neither. A file belongs to the suggestion of every file that it
imports, itself or through others, and a module that is written beside a program belongs to that program.
"""

from __future__ import annotations

import dataclasses
import hashlib
import os
import re
from typing import Iterable, Mapping, Sequence

from tf2migrate.reporting.report import Report, Verification
from tf2migrate.result import Diagnostic, Result, Safety
from tf2migrate.review.relations import Imports, connected
from tf2migrate.writing import new_files

FALLBACK = "TFM900"
_CHECKPOINTS = re.compile(rb"\b(?:Saver|import_meta_graph|latest_checkpoint|get_checkpoint_state)\b")


@dataclasses.dataclass(frozen=True)
class Suggestion:
    """Files that change together.

    Attributes:
        key: names this very change: another content of a file has another key.
        results: the changed files: those that no other imports come first.
        verifications: what the verifier said of them, of those that were verified.
        staying: files that import one of these and stay on TensorFlow 1.
        exchanging: files of the same folders, in other suggestions, that read or write checkpoints, as one of these.
    """

    key: str
    results: tuple[Result, ...]
    verifications: tuple[Verification, ...] = ()
    staying: tuple[str, ...] = ()
    exchanging: tuple[str, ...] = ()

    @property
    def paths(self) -> tuple[str, ...]:
        return tuple(result.path for result in self.results)

    @property
    def new_files(self) -> dict[str, bytes]:
        """The modules that are written beside the files, by path."""
        return {path: data for result in self.results for path, data in new_files(result)}

    @property
    def rules(self) -> tuple[str, ...]:
        return tuple(sorted({rule for result in self.results for rule in rules_of(result)}))

    @property
    def notes(self) -> tuple[Diagnostic, ...]:
        return tuple(sorted({note for result in self.results for note in result.diagnostics}))

    @property
    def kept(self) -> bool:
        """Whether a file stays on tf.compat.v1."""
        return any(FALLBACK in result.applied for result in self.results)

    @property
    def safety(self) -> Safety:
        """The most careful word of its notes: manual when something is left to do by hand."""
        found = {note.safety for note in self.notes}
        return next((one for one in (Safety.MANUAL, Safety.UNSAFE) if one in found), Safety.SAFE)

    @property
    def equal(self) -> bool | None:
        """What the verifier says of all of it: False when one came out different."""
        if any(one.equal is False for one in self.verifications):
            return False
        return True if self.verifications and all(one.equal for one in self.verifications) else None


def rules_of(result: Result) -> tuple[str, ...]:
    """The rules that change a line of the file; all that apply when no site is known."""
    return tuple(sorted({site.rule for site in result.sites})) or result.applied


def suggestions(report: Report) -> list[Suggestion]:
    """The changes of a report, by what can be accepted alone."""
    changed = [result for result in report.results if result.error is None and result.changed]
    left = [result for result in report.results if result.path not in {one.path for one in changed}]
    imports = Imports({result.path: result.source for result in (*changed, *left)})
    reached = {result.path: imports.reached(result.path) for result in (*changed, *left)}
    verdicts = {one.path: one for one in report.verifications}
    by_path = {result.path: result for result in changed}
    groups = [[by_path[path] for path in _mains_first(group, reached)] for group in connected(list(by_path), reached)]
    return [
        Suggestion(
            _key(group),
            tuple(group),
            tuple(verdicts[one.path] for one in group if one.path in verdicts),
            tuple(
                other.path
                for other in left
                if (other.diagnostics or other.error) and reached[other.path] & {one.path for one in group}
            ),
            _exchanging(group, changed),
        )
        for group in groups
    ]


def _mains_first(paths: Sequence[str], reached: Mapping[str, set[str]]) -> list[str]:
    imported = {other for path in paths for other in reached[path] if path not in reached[other]}
    return sorted(paths, key=imported.__contains__)


def _exchanging(group: Sequence[Result], changed: Sequence[Result]) -> tuple[str, ...]:
    folders = {os.path.dirname(one.path) for one in group if _CHECKPOINTS.search(one.source)}
    inside = {one.path for one in group}
    return tuple(
        one.path
        for one in changed
        if one.path not in inside and os.path.dirname(one.path) in folders and _CHECKPOINTS.search(one.source)
    )


def _key(results: Iterable[Result]) -> str:
    made = hashlib.sha256()
    for result in results:
        for part in (
            result.path.encode("utf-8", "surrogateescape"),
            result.source,
            result.output,
            *(data for _, data in new_files(result)),
        ):
            made.update(len(part).to_bytes(8, "big") + part)
    return made.hexdigest()[:16]
