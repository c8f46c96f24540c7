"""`tf2migrate oracle`: the interpreters that can run originals, and `tf2migrate oracle install`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from tf2migrate.cli.output import tell, write_lines
from tf2migrate.configuration import configuration_for
from tf2migrate.reporting.report import ExitStatus


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("action", type=click.Choice(["list", "install"]), default="list")
@click.option("--tf1-python", metavar="PYTHON", help="An interpreter with TensorFlow 1 to look at.")
@click.option(
    "--python", metavar="PYTHON", help="With install: the Python 3.6 or 3.7 to build on; looked for by default."
)
@click.option(
    "--into",
    metavar="FOLDER",
    type=click.Path(file_okay=False, path_type=Path),
    help="With install: where the virtual environment goes.",
)
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(action: str, tf1_python: str | None, python: str | None, into: Path | None, output_format: str) -> int:
    """List the interpreters that can run original programs, or install TensorFlow 1.15.5 for them.

    The first one of the list that fits is taken by the verifier; without any, originals run in the graph mode of
    TensorFlow 2. `install` builds a virtual environment with a Python 3.6 or 3.7 that it finds, where the
    verifier looks for it. The exit status is 0 when there is an oracle, 1 when there is none.
    """
    from tf2migrate.verification import oracles

    if action == "install":
        try:
            installed = oracles.install(python, into, lambda text: tell([text]))
        except oracles.InstallError as error:
            tell([f"not installed: {error}"])
            return ExitStatus.FOUND
        write_lines([f"{installed.python}: TensorFlow {installed.version}"])
        return ExitStatus.NOTHING
    found = oracles.candidates(tf1_python, configuration_for(Path.cwd()).tf1_python)
    if output_format == "json":
        write_lines([json.dumps([_entry(candidate) for candidate in found], indent=2)])
    else:
        write_lines(_lines(found))
    return ExitStatus.NOTHING if any(candidate.fits for candidate in found) else ExitStatus.FOUND


def _entry(candidate) -> dict:
    version = candidate.found.version if candidate.found else None
    return {"source": candidate.source, "python": candidate.python, "tensorflow": version, "fits": candidate.fits}


def _lines(found) -> list[str]:
    lines, taken = [], False
    for candidate in found:
        version = f"TensorFlow {candidate.found.version}" if candidate.found else "no TensorFlow"
        mark = "" if candidate.fits else ", not 1.x"
        if candidate.fits and not taken:
            mark, taken = ", taken by the verifier", True
        lines.append(f"{candidate.python}: {version} ({candidate.source}){mark}")
    if not taken:
        lines.append(
            "no interpreter with TensorFlow 1.x: originals run in the graph mode of TensorFlow 2 "
            "(`tf2migrate oracle install` builds one)"
        )
    return lines
