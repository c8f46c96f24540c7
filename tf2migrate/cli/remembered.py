"""Verifications that were made before: a run that was ended is resumed, and what did not change is not run again.

A report is kept by the contents of everything that the two programs may have seen: the files of both folders, the
arguments, the settings and the interpreters. "Not verified" is not kept, as the reason may be gone.
"""

from __future__ import annotations

import dataclasses
import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tf2migrate.cli.cache import Cache

if TYPE_CHECKING:
    from tf2migrate.verification.report import Report
    from tf2migrate.verification.request import Request

NOTE = "this is the result of an earlier run, with the same files, settings and interpreters"
_LARGE = 1 << 24  # bytes; of larger files the size and the time count
_MOST = 20_000  # files; programs among more are always run
_SKIPPED = frozenset({".git", "__pycache__"})


class Remembered:
    """Reports by what they depend on; without a cache nothing is known and nothing is kept."""

    def __init__(self, cache: Cache | None, tf1_python: str | None, tf2_python: str | None, timeout: float) -> None:
        self._cache = cache
        self._asked = (tf1_python, tf2_python, timeout)

    def known(self, requests: Sequence[Request]) -> tuple[list[str | None], list[Report | None]]:
        """The keys of requests, None where nothing can be kept, and the reports that there are."""
        if self._cache is None:
            return [None] * len(requests), [None] * len(requests)
        keys = [self._key(request) for request in requests]
        entries = self._cache.get([key for key in keys if key is not None])
        return keys, [
            _as_asked(_read(entries[key]), request) if key in entries else None for key, request in zip(keys, requests)
        ]

    def keep(self, keys: Sequence[str | None], reports: Sequence[Report]) -> None:
        """Keep new reports, those that say equal or different."""
        if self._cache is not None:
            self._cache.put(
                [
                    (key, _written(report))
                    for key, report in zip(keys, reports)
                    if key is not None and report.equal is not None
                ]
            )

    def _key(self, request: Request) -> str | None:
        from tf2migrate.verification.interpreters import InterpreterError, find_tf1, find_tf2
        from tf2migrate.verification.layout import layout
        from tf2migrate.verification.pairs import root_of

        digest = hashlib.blake2b(digest_size=20)
        tf1_python, tf2_python, timeout = self._asked
        try:
            digest.update(repr((find_tf1(tf1_python), find_tf2(tf2_python), timeout)).encode())
            found = layout(request.original, request.top, request.start, request.package)
            facts = dataclasses.replace(request, original=Path(), rewritten=Path(), top=None, start=None)
            others = sorted((os.path.relpath(path, found.root), one) for path, one in request.of_files.items())
            facts = dataclasses.replace(facts, of_files={})
            digest.update(repr((facts, others, dataclasses.replace(found, root=Path()))).encode())
            for root in (found.root, root_of(request.rewritten, found)):
                _add_folder(digest, root)
        except (OSError, InterpreterError, _TooMany):
            return None
        return "verified " + digest.hexdigest()


def _as_asked(report: Report, request: Request) -> Report:
    """An earlier report, of the same contents in whatever place."""
    return dataclasses.replace(
        report, original=str(request.original), rewritten=str(request.rewritten), notes=(*report.notes, NOTE)
    )


class _TooMany(Exception):
    """There are more files than are worth reading."""


def _add_folder(digest: Any, root: Path) -> None:
    number = 0
    for folder, folders, names in os.walk(root, followlinks=True):
        folders[:] = sorted(name for name in folders if name not in _SKIPPED)
        for name in sorted(names):
            number += 1
            if number > _MOST:
                raise _TooMany
            path = os.path.join(folder, name)
            try:
                status = os.stat(path)
            except OSError:  # a link that leads nowhere
                continue
            digest.update(f"\n{os.path.relpath(path, root)}:{status.st_size}:".encode("utf-8", "surrogateescape"))
            if status.st_size > _LARGE:
                digest.update(str(status.st_mtime_ns).encode())
            elif os.path.isfile(path):
                with open(path, "rb") as stream:
                    digest.update(stream.read())


# -- reports as entries ----------------------------------------------------------------------------------


def _written(value: Any) -> Any:
    """An object of the report's classes as json takes it."""
    if dataclasses.is_dataclass(value):
        fields = {field.name: _written(getattr(value, field.name)) for field in dataclasses.fields(value)}
        return {"kind": type(value).__name__, "fields": fields}
    if isinstance(value, (list, tuple)):
        return [_written(one) for one in value]
    if isinstance(value, dict):
        return {"kind": "dict", "items": [[_written(one), _written(two)] for one, two in value.items()]}
    return value


def _read(entry: Any) -> Any:
    """What `_written` made; sequences come back as tuples."""
    if isinstance(entry, list):
        return tuple(_read(one) for one in entry)
    if not isinstance(entry, dict):
        return entry
    if entry["kind"] == "dict":
        return {_read(one): _read(two) for one, two in entry["items"]}
    return _kinds()[entry["kind"]](**{name: _read(value) for name, value in entry["fields"].items()})


def _kinds() -> dict[str, Any]:
    from tf2migrate.result import RuleSite
    from tf2migrate.verification import compare, curves, ladder, report, transcript

    kinds = (
        report.Report,
        report.Oracle,
        report.SiteReport,
        report.TensorDifference,
        compare.SiteVerdict,
        compare.Difference,
        ladder.Ladder,
        ladder.Level,
        ladder.VariableVerdict,
        transcript.TranscriptVerdict,
        curves.Curve,
        curves.Errors,
        RuleSite,
    )
    return {kind.__name__: kind for kind in kinds}
