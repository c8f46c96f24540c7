"""What is asked of the verifier."""

from __future__ import annotations

import dataclasses
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
    """

    original: Path
    rewritten: Path
    args: tuple[str, ...] = ()
    settings: Settings | None = None
