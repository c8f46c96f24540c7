"""`tf2migrate checkpoint OLD NEW`: weights that were trained with TensorFlow 1, for a migrated program."""

from __future__ import annotations

from pathlib import Path

import click

from tf2migrate.cli.interpreters import DEFAULT_TIMEOUT, existing, interpreter_options, wanted
from tf2migrate.cli.output import tell, write_lines
from tf2migrate.configuration import configuration_for
from tf2migrate.reporting.report import ExitStatus

_PROGRAM = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option("--original", required=True, type=_PROGRAM, help="The TensorFlow 1 program that made OLD.")
@click.option("--rewritten", required=True, type=_PROGRAM, help="The migrated program that is to read NEW.")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="[-- ARGS...]")
@interpreter_options
def command(
    old: Path,
    new: Path,
    original: Path,
    rewritten: Path,
    arguments: tuple[str, ...],
    tf1_python: str | None,
    tf2_python: str | None,
    timeout: float | None,
    stand_in_data: bool | None,
) -> int:
    """Turn OLD, a TensorFlow 1 checkpoint, SavedModel or frozen graph, into NEW, which the migrated program restores.

    NEW is the prefix of a checkpoint, or a file *.weights.h5 for a program with one Keras model. Both programs are
    run, with ARGS, to find which TensorFlow 1 name is which variable. The exit status is 1 when something of OLD
    could not be taken over, and 4 when nothing was converted.
    """
    configuration = configuration_for(original)
    from tf2migrate.verification.checkpoints import CheckpointError, convert
    from tf2migrate.verification.interpreters import InterpreterError
    from tf2migrate.verification.worlds import WorldError

    try:
        done = convert(
            old,
            new,
            original,
            rewritten,
            arguments,
            existing(tf1_python or configuration.tf1_python, "--tf1-python"),
            existing(tf2_python or configuration.tf2_python, "--tf2-python"),
            timeout or configuration.timeout or DEFAULT_TIMEOUT,
            wanted(stand_in_data, configuration.stand_in_data),
        )
    except (CheckpointError, InterpreterError, WorldError, OSError) as error:
        tell([f"not converted: {error}"])
        return ExitStatus.NOT_VERIFIED
    write_lines(f"{one} -> {other}" for one, other in done.names)
    tell([f"not in {old}: {name}" for name in done.missing])
    tell([f"no counterpart in {rewritten}: {name}" for name in done.left])
    tell([f"written: {', '.join(done.files)} ({done.how})"])
    return ExitStatus.FOUND if done.missing or done.left else ExitStatus.NOTHING
