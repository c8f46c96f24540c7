"""A review: suggestions, what was decided of them, what was applied and taken back."""

from __future__ import annotations

import dataclasses
import os
import threading
from typing import Any, Iterable, Sequence

from tf2migrate.review.applying import ApplyError, Step, carry_out, pending, steps_of
from tf2migrate.review.progress import DECISIONS, Store, Unit
from tf2migrate.review.suggestions import Suggestion

OPEN = "open"


@dataclasses.dataclass(frozen=True)
class Outcome:
    """What a request did: files that were changed, and why others were not."""

    paths: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()


class Review:
    """The state that the page shows; safe to use from several threads."""

    def __init__(self, suggestions: Sequence[Suggestion], store: Store):
        self._suggestions = {suggestion.key: suggestion for suggestion in suggestions}
        self._store = store
        self._progress = store.load()
        self._applied: set[str] = set()
        self._lock = threading.RLock()

    def state(self) -> dict[str, Any]:
        """Decisions by key, the keys of what was applied, and what the next undo takes back."""
        with self._lock:
            decisions = {key: word for key, word in self._progress.decisions.items() if key in self._suggestions}
            return {"decisions": decisions, "applied": sorted(self._applied), "undo": self._undo_text()}

    def decide(self, keys: Iterable[str], decision: str) -> None:
        """Accept or reject suggestions, or leave them open again.

        Raises:
            ValueError: no such decision or suggestion, or one that is applied already.
        """
        with self._lock:
            keys = list(keys)
            if decision not in (*DECISIONS, OPEN):
                raise ValueError(f"no such decision: {decision}")
            for key in keys:
                if key not in self._suggestions:
                    raise ValueError("no such suggestion: load the page again")
                if key in self._applied:
                    raise ValueError("it is applied already: undo that first")
            for key in keys:
                self._progress.decisions.pop(key, None)
                if decision != OPEN:
                    self._progress.decisions[key] = decision
            self._save()

    def apply(self) -> Outcome:
        """Write every accepted suggestion that is not written yet, each as a whole or not at all."""
        with self._lock:
            chosen = [
                one
                for key, one in self._suggestions.items()
                if self._progress.decisions.get(key) == "accepted" and key not in self._applied
            ]
            batch, failures = _units(chosen)
            if not batch:
                return Outcome(failures=tuple(failures))
            self._progress.batches.append(batch)
            self._save()  # before anything is written, so that it can be taken back whatever happens
            done, paths = [], []
            for unit in batch:
                try:
                    made = carry_out(unit.steps)
                except ApplyError as error:
                    failures.append(_relative(str(error)))
                    continue
                done.append(dataclasses.replace(unit, steps=tuple(made)))
                self._applied.add(unit.key)
                paths += [step.path for step in made]
            self._progress.batches[-1:] = [done] if done else []
            self._save()
            return Outcome(tuple(map(os.path.relpath, paths)), tuple(failures))

    def undo(self) -> Outcome:
        """Take back what was applied last. A suggestion whose files were changed since is left, and named."""
        with self._lock:
            if not self._progress.batches:
                return Outcome()
            batch = self._progress.batches.pop()
            left: list[Unit] = []
            failures, paths = [], []
            for unit in reversed(batch):
                needed = {path for other in [*left, *sum(self._progress.batches, [])] for path in other.needs}
                steps = [
                    step.back for step in reversed(unit.steps) if step.before is not None or step.path not in needed
                ]
                try:
                    paths += [step.path for step in carry_out(steps)]
                    self._applied.discard(unit.key)
                except ApplyError as error:
                    failures.append(_relative(str(error)))
                    left.insert(0, unit)
            if left:
                self._progress.batches.append(left)
            self._save()
            return Outcome(tuple(map(os.path.relpath, paths)), tuple(failures))

    def counts(self) -> dict[str, int]:
        """How many suggestions are open, accepted (not applied), rejected, applied."""
        with self._lock:
            made = {OPEN: 0, "accepted": 0, "rejected": 0, "applied": 0}
            for key in self._suggestions:
                made["applied" if key in self._applied else self._progress.decisions.get(key, OPEN)] += 1
            return made

    def _undo_text(self) -> str | None:
        if not self._progress.batches:
            return None
        paths = [os.path.relpath(step.path) for unit in self._progress.batches[-1] for step in unit.steps]
        more = f" and {len(paths) - 5} more" if len(paths) > 5 else ""
        return f"Take back what was written last: {', '.join(paths[:5])}{more}"

    def _save(self) -> None:
        self._store.save(self._progress)


def _units(suggestions: Iterable[Suggestion]) -> tuple[list[Unit], list[str]]:
    """What is to be done for each suggestion, and why some cannot be done."""
    units, failures = [], []
    for suggestion in suggestions:
        try:
            steps = tuple(_absolute(step) for step in pending(steps_of(suggestion)))
        except ApplyError as error:
            failures.append(str(error))
        else:
            units.append(Unit(suggestion.key, steps, tuple(map(os.path.abspath, suggestion.new_files))))
    return units, failures


def _absolute(step: Step) -> Step:
    return dataclasses.replace(step, path=os.path.abspath(step.path))


def _relative(failure: str) -> str:
    """The message with the path as the user knows it."""
    path, _, cause = failure.partition(": ")
    return f"{os.path.relpath(path)}: {cause}"
