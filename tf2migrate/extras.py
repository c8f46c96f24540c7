"""What is not in the base install."""

from __future__ import annotations

import contextlib
from typing import Iterator


class MissingExtra(Exception):
    """A package that an extra of the project brings is not installed; the message says how to get it."""


@contextlib.contextmanager
def needed(extra: str) -> Iterator[None]:
    """Tell which extra to install when an import inside the block fails.

    Raises:
        MissingExtra: in place of ModuleNotFoundError.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("tf2migrate"):
            raise
        raise MissingExtra(
            f'the package {error.name} is missing: pip install "tf2migrate[{extra}]" brings it'
        ) from None
