"""What is asked of the verifier."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path

from tf2migrate.settings import Settings


@dataclasses.dataclass(frozen=True)
class Request:
    """Two programs to compare.

    Attributes:
        original: the TF1 program.
        rewritten: the program to compare, run in a copy of its own folder.
        args: command line arguments for both.
        settings: those that the rewritten program was made with; None tries all styles and fidelities.
        of_files: settings of other files of the program, by their paths, where those are not `settings`.
        beside: all files that were migrated with it, those that it does not import too, where they are known; None
            looks for them when its modules cannot be told without.
        top: a folder that holds all of the original's files; None looks where its project begins.
        start: the folder to start it in; None for its own, or the one where its imports are found.
        package: the package that it is run as a part of, by `python -m` in `start`.
        stand_ins: whether data sets that programs download are replaced by small seeded ones.
    """

    original: Path
    rewritten: Path
    args: tuple[str, ...] = ()
    settings: Settings | None = None
    of_files: Mapping[str, Settings] = dataclasses.field(default_factory=dict)
    top: Path | None = None
    start: Path | None = None
    package: str | None = None
    stand_ins: bool = True
    beside: tuple[Path, ...] | None = None
