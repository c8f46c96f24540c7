"""The options that name the interpreters of the two worlds, the time a program may take, and its data."""

from __future__ import annotations

import shutil
from typing import Any, Callable

import click

DEFAULT_TIMEOUT = 600.0


def interpreter_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--tf1-python`, `--tf2-python`, `--timeout` and `--stand-in-data` to a command."""
    for option in (
        click.option(
            "--stand-in-data/--no-stand-in-data",
            default=None,
            help="Replace MNIST and other data sets that are downloaded by small seeded ones, as is the default.",
        ),
        click.option(
            "--timeout",
            metavar="SECONDS",
            type=click.FloatRange(min=0, min_open=True),
            help=f"How long one program may run, {DEFAULT_TIMEOUT:.0f} by default.",
        ),
        click.option(
            "--tf2-python",
            metavar="PYTHON",
            envvar="TF2MIGRATE_TF2_PYTHON",
            show_envvar=True,
            help="Interpreter with TensorFlow 2; the running one by default.",
        ),
        click.option(
            "--tf1-python",
            metavar="PYTHON",
            envvar="TF2MIGRATE_TF1_PYTHON",
            show_envvar=True,
            help="Interpreter with TensorFlow 1; looked for when not given.",
        ),
    ):
        function = option(function)
    return function


def existing(interpreter: str | None, name: str) -> str | None:
    """The interpreter, when it is given and can be run.

    Raises:
        click.UsageError: it is given and there is no such program.
    """
    if interpreter is not None and shutil.which(interpreter) is None:
        raise click.UsageError(f"{name}: no such interpreter: {interpreter}")
    return interpreter


def wanted(option: bool | None, configured: bool | None) -> bool:
    """Whether stand-ins of data sets are wanted."""
    return next((value for value in (option, configured) if value is not None), True)
