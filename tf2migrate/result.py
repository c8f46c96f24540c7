"""What the pure core hands to its renderers: diagnostics, run sites and the rewritten file."""

from __future__ import annotations

import dataclasses
import enum


class Safety(str, enum.Enum):
    """How sure a rule is at one site."""

    SAFE = "safe"  # keeps the meaning; applied by default
    UNSAFE = "unsafe"  # likely right; applied with --unsafe only
    MANUAL = "manual"  # never applied; explained


@dataclasses.dataclass(frozen=True, order=True)
class CellPlace:
    """A place in a notebook as its reader sees it: cell, line in the cell, column; all count from 1."""

    cell: int
    line: int
    column: int


@dataclasses.dataclass(frozen=True, order=True)
class Diagnostic:
    """One finding in one file.

    `line` and `column` count from 1, in the source as it was read; `cell` is the place in a notebook.
    """

    path: str
    line: int
    column: int
    rule: str
    message: str
    advice: str = ""
    safety: Safety = Safety.MANUAL
    cell: CellPlace | None = None


@dataclasses.dataclass(frozen=True)
class Sign:
    """A use of TensorFlow 1, as it is written. `line` and `column` count from 1; `cell` is the place in a notebook."""

    line: int
    column: int
    text: str
    cell: CellPlace | None = None


@dataclasses.dataclass(frozen=True, order=True)
class RuleSite:
    """Where a rule changes something: lines of the source, from 1, both included."""

    line: int
    end_line: int
    rule: str


@dataclasses.dataclass(frozen=True)
class RunSite:
    """A place where the original program ran its graph: `sess.run(...)`, `.eval()`, `.run()`.

    Lines count from 1 and columns from 0 in UTF-8 bytes, as in `ast`. `index` names the site in the
    instrumented program, where the value that stands in for the run is wrapped in
    `__tf2migrate_record__(index, value)`.
    """

    index: int
    line: int
    column: int
    end_line: int
    end_column: int
    text: str


@dataclasses.dataclass(frozen=True)
class Result:
    """The outcome of one file. `output == source` when nothing changes.

    `new_files` maps paths (of files to be created, from the folder of `path`) to their text.
    `instrumented` is `output` with every replaced run site wrapped in `__tf2migrate_record__`; it is
    made only when `Settings.instrument` is set.
    `sign` is the first use of TensorFlow 1, of a file that was only screened: it would change or has findings.
    `error` is set when the file could not be processed (`output == source` then).
    """

    path: str
    source: bytes
    output: bytes
    diagnostics: tuple[Diagnostic, ...] = ()
    applied: tuple[str, ...] = ()  # rule ids, sorted
    new_files: tuple[tuple[str, str], ...] = ()
    run_sites: tuple[RunSite, ...] = ()
    instrumented: bytes | None = None
    sign: Sign | None = None
    sites: tuple[RuleSite, ...] = ()  # of the rules in `applied`, by line; a rule may have none
    error: str | None = None

    @property
    def changed(self) -> bool:
        return self.output != self.source or bool(self.new_files)
