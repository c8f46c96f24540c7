"""How far a review has come: what was decided, and what can be taken back. Kept from one run to the next.

What is about to be written is noted first, so that it can be taken back even if the process was killed.
"""

from __future__ import annotations

import base64
import contextlib
import dataclasses
import hashlib
import json
import os
import sys
from pathlib import Path
from typing import Any, Iterable

from tf2migrate.review.applying import Step

_VERSION = 1
_BATCHES = 20  # that many can be taken back
DECISIONS = ("accepted", "rejected")


@dataclasses.dataclass(frozen=True)
class Unit:
    """The changes of one suggestion, and the new files that it needs, whoever created them."""

    key: str
    steps: tuple[Step, ...]
    needs: tuple[str, ...]


@dataclasses.dataclass
class Progress:
    """Decisions by the key of the suggestion, and what was applied at once, the latest last."""

    decisions: dict[str, str] = dataclasses.field(default_factory=dict)
    batches: list[list[Unit]] = dataclasses.field(default_factory=list)


class Store:
    """A file that keeps the progress of the reviews of some paths; nothing is kept without one."""

    def __init__(self, file: Path | None):
        self._file = file

    def load(self) -> Progress:
        """What was saved; nothing if it cannot be read."""
        if self._file is None:
            return Progress()
        try:
            return _progress(json.loads(self._file.read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return Progress()

    def save(self, progress: Progress) -> None:
        """Keep the progress; a folder that cannot be written to is no reason to stop."""
        if self._file is None:
            return
        with contextlib.suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            temporary = self._file.with_suffix(f".{os.getpid()}.tmp")
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with open(descriptor, "w", encoding="utf-8") as stream:
                json.dump(_document(progress), stream)
            os.replace(temporary, self._file)


def store_for(paths: Iterable[str]) -> Store:
    """The store of a review of these files and folders, in the user's folder for such state."""
    named = "\0".join(sorted(os.path.realpath(path) for path in paths)).encode("utf-8", "surrogateescape")
    return Store(_state_folder() / "tf2migrate" / "review" / f"{hashlib.sha256(named).hexdigest()[:32]}.json")


def _state_folder() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")


def _document(progress: Progress) -> dict[str, Any]:
    return {
        "version": _VERSION,
        "decisions": progress.decisions,
        "batches": [
            [
                {
                    "key": unit.key,
                    "needs": list(unit.needs),
                    "steps": [
                        {"path": step.path, "before": _text(step.before), "after": _text(step.after)}
                        for step in unit.steps
                    ],
                }
                for unit in batch
            ]
            for batch in progress.batches[-_BATCHES:]
        ],
    }


def _progress(document: dict[str, Any]) -> Progress:
    if document["version"] != _VERSION:
        return Progress()
    decisions = {key: word for key, word in document["decisions"].items() if word in DECISIONS}
    return Progress(
        decisions,
        [
            [
                Unit(
                    unit["key"],
                    tuple(Step(step["path"], _bytes(step["before"]), _bytes(step["after"])) for step in unit["steps"]),
                    tuple(unit["needs"]),
                )
                for unit in batch
            ]
            for batch in document["batches"]
        ],
    )


def _text(data: bytes | None) -> str | None:
    return None if data is None else base64.b64encode(data).decode("ascii")


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else base64.b64decode(text)
