"""The verifier: proves that a migrated program does what the original did.

`verify` is the whole of it, `verify_many` the same for several pairs in one go. `worlds` runs single programs or
batches in the same equal worlds.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tf2migrate.settings import Settings
    from tf2migrate.verification.report import Report
    from tf2migrate.verification.request import Request

__all__ = ["verify", "verify_many"]


def verify(
    original: Path,
    rewritten: Path,
    args: Sequence[str] = (),
    tf1_python: str | None = None,
    tf2_python: str | None = None,
    timeout: float = 300.0,
    settings: Settings | None = None,
    stand_ins: bool = True,
) -> Report:
    """Compare two programs; see `tf2migrate.verification.verifier.verify` for the arguments."""
    from tf2migrate.verification import verifier

    return verifier.verify(original, rewritten, args, tf1_python, tf2_python, timeout, settings, stand_ins)


def verify_many(
    requests: Sequence[Request], tf1_python: str | None, tf2_python: str | None, timeout: float
) -> list[Report]:
    """Compare pairs of programs; see `tf2migrate.verification.verifier.verify_many`."""
    from tf2migrate.verification import verifier

    return verifier.verify_many(requests, tf1_python, tf2_python, timeout)
