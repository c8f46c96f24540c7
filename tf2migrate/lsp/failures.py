"""What is told when something cannot be analysed."""

from __future__ import annotations

import logging

from tf2migrate.configuration import ConfigurationError
from tf2migrate.extras import MissingExtra
from tf2migrate.result import Result
from tf2migrate.source import SourceError


def failure(path: str, error: Exception) -> Result:
    """The result of a file that cannot be analysed: a defect of the core must not end the server."""
    if isinstance(error, (SourceError, ConfigurationError, MissingExtra)):
        cause = str(error)
    elif isinstance(error, (RecursionError, MemoryError)):
        cause = "nested too deeply, or too large, to be analysed"
    else:
        logging.getLogger(__name__).error("internal error in %s", path, exc_info=error)
        cause = f"internal error: {type(error).__name__}: {error}"
    return Result(path, b"", b"", error=cause)
