"""Changes of several files, made as one: all of them or none, and taken back the same way."""

from __future__ import annotations

import dataclasses
import os
from typing import Sequence

from tf2migrate.review.suggestions import Suggestion
from tf2migrate.writing import WriteError, create, rewrite


class ApplyError(Exception):
    """Nothing was changed; the message names the file and the cause."""


@dataclasses.dataclass(frozen=True)
class Step:
    """One file before and after; None where it does not exist."""

    path: str
    before: bytes | None
    after: bytes | None

    @property
    def back(self) -> Step:
        return Step(self.path, self.after, self.before)


def steps_of(suggestion: Suggestion) -> list[Step]:
    """New files come first: a migrated program must not stand there without what it imports."""
    made = [Step(path, None, data) for path, data in suggestion.new_files.items()]
    changed = [result for result in suggestion.results if result.output != result.source]
    return made + [Step(result.path, result.source, result.output) for result in changed]


def pending(steps: Sequence[Step]) -> list[Step]:
    """The steps whose outcome is not there already."""
    return [step for step in steps if _content(step.path) != step.after]


def carry_out(steps: Sequence[Step]) -> list[Step]:
    """Make the changes; one whose outcome is there already is passed over.

    Returns:
        The changes that were made, for taking them back.

    Raises:
        ApplyError: a file is not as it was, or cannot be written. What was changed before has been put back.
    """
    for step in steps:
        if _content(step.path) not in (step.before, step.after):
            raise ApplyError(f"{step.path}: {_difference(step)}")
    done: list[Step] = []
    try:
        for step in steps:
            if _carry_out(step):
                done.append(step)
    except BaseException as error:
        for made in reversed(done):
            _carry_out(made.back)
        if isinstance(error, WriteError):
            raise ApplyError(f"{step.path}: {error}") from error
        raise
    return done


def _difference(step: Step) -> str:
    if step.before is None:
        return "not created: a file of this name exists with other content"
    return "not written: the file changed meanwhile"


def _carry_out(step: Step) -> bool:
    """Whether something had to be done."""
    if _content(step.path) == step.after:
        return False
    if step.before is None:
        return create(step.path, step.after or b"")
    if step.after is None:
        _remove(step)
    else:
        rewrite(step.path, step.before, step.after)
    return True


def _remove(step: Step) -> None:
    try:
        if _content(step.path) != step.before:
            raise WriteError("not removed: the file changed meanwhile")
        os.unlink(step.path)
    except OSError as error:
        raise WriteError(f"not removed: {error.strerror or error}") from error


def _content(path: str) -> bytes | None:
    try:
        with open(path, "rb") as stream:
            return stream.read()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ApplyError(f"{path}: {error.strerror or error}") from error
