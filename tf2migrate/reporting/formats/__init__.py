"""The output formats: each module of this folder is one, by its name, and goes to stdout.

A format is a module with a function `render(report: Report) -> bytes`. The command line finds it here by its
file name; nothing else needs to be told of it.
"""

from __future__ import annotations

import importlib
import pkgutil
from typing import Callable

from tf2migrate.reporting.report import Report


def names() -> list[str]:
    """The names of all formats, without importing one."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__))


def renderer(name: str) -> Callable[[Report], bytes]:
    """The function that renders a report in the format of this name."""
    return importlib.import_module(f"{__name__}.{name}").render
