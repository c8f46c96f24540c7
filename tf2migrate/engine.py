"""The pure core: source bytes in, `Result` out. Prints nothing, reads no clock, writes no file."""

from __future__ import annotations

from tf2migrate.result import Result
from tf2migrate.settings import Settings


def check(source: bytes, path: str, settings: Settings = Settings()) -> Result:
    """Analyse and plan without rewriting: `ast` only, imports neither libcst nor TensorFlow.

    In the result `applied` lists the rules that would be applied, `diagnostics` what is left;
    `output` equals `source`.
    """
    return Result(path, source, source)


def migrate(source: bytes, path: str, settings: Settings = Settings()) -> Result:
    """Analyse, plan, rewrite and self-check one file."""
    return Result(path, source, source)
