"""All that one run of the command line found and did: what every renderer reads."""

from __future__ import annotations

import dataclasses
import enum
from typing import Any, Mapping

from tf2migrate.result import Result


class ExitStatus(enum.IntEnum):
    """With several causes the highest wins."""

    NOTHING = 0  # nothing to do, nothing found
    FOUND = 1  # changes or findings; after writing: something is left to do by hand
    USAGE = 2  # usage or configuration
    FAILED = 3  # some file could not be processed
    NOT_VERIFIED = 4  # `verify` only
    INTERRUPTED = 130  # as shells report Ctrl-C


class Mode(enum.Enum):
    DIFF = "diff"
    CHECK = "check"
    WRITE = "write"


@dataclasses.dataclass(frozen=True)
class Verification:
    """What the verifier said of one changed file, or of a program that imports one; `text` begins with the verdict.

    `evidence` are the whole reports (`tf2migrate.verification.report.Report`) of its runs; a file that was verified
    with the programs that import it has none. `together` are the changed files that run with it.
    """

    path: str
    equal: bool | None  # None: not verified
    text: str
    details: Mapping[str, Any]
    evidence: tuple[Any, ...] = ()
    together: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True)
class Report:
    """Results by the order of discovery.

    `looked_at` counts all files that were read, also those that do not mention TensorFlow and have no result.
    `created` are the files that stand beside migrated ones: to be created, or created in mode WRITE.
    `written` are the paths of the files that were rewritten, in mode WRITE.
    `paths` are what the user gave: files and folders.
    """

    mode: Mode
    results: tuple[Result, ...]
    looked_at: int
    created: Mapping[str, bytes] = dataclasses.field(default_factory=dict)
    written: frozenset[str] = frozenset()
    verifications: tuple[Verification, ...] = ()
    paths: tuple[str, ...] = ()

    def would_change(self, result: Result) -> bool:
        """Whether the file changes; a check does not rewrite, it knows by the rules that would be applied."""
        return bool(result.applied) if self.mode is Mode.CHECK else result.changed

    @property
    def changed(self) -> list[Result]:
        return [result for result in self.results if self.would_change(result)]

    @property
    def failed(self) -> list[Result]:
        return [result for result in self.results if result.error is not None]

    @property
    def findings(self) -> int:
        return sum(len(result.diagnostics) for result in self.results)

    @property
    def signs(self) -> list[Result]:
        """Files that were only screened, and would change or have findings."""
        return [result for result in self.results if result.sign is not None]

    @property
    def different(self) -> list[Verification]:
        return [verification for verification in self.verifications if verification.equal is False]

    @property
    def withheld(self) -> frozenset[str]:
        """Files that are not to be written: those of programs that came out different, with all that run with them."""
        found = {one.path for one in self.different}
        growing = True
        while growing:
            sets = [{one.path, *one.together} for one in self.verifications]
            more = set().union(*(files for files in sets if files & found)) - found
            found |= more
            growing = bool(more)
        return frozenset(found)

    def _unwritten(self, result: Result) -> bool:
        return result.output != result.source and result.path not in self.written

    @property
    def status(self) -> ExitStatus:
        if self.failed:
            return ExitStatus.FAILED
        left = [result for result in self.changed if self.mode is not Mode.WRITE or self._unwritten(result)]
        if left or self.findings or self.different or self.signs:
            return ExitStatus.FOUND
        return ExitStatus.NOTHING
