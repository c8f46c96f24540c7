"""`tf2migrate verify ORIGINAL REWRITTEN`: run both programs and compare."""

from __future__ import annotations

import json
from pathlib import Path

import click

from tf2migrate.cli.interpreters import DEFAULT_TIMEOUT, existing, interpreter_options
from tf2migrate.cli.output import write_bytes, write_page
from tf2migrate.configuration import configuration_for
from tf2migrate.reporting.report import ExitStatus

_PROGRAM = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("original", type=_PROGRAM)
@click.argument("rewritten", type=_PROGRAM)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="[-- ARGS...]")
@interpreter_options
@click.option("--entry", metavar="NAME", help="Call this function of both programs in place of running them.")
@click.option("--data", metavar="MODULE:FUNCTION", help="With --entry: a tf.data.Dataset of its arguments.")
@click.option("--record", is_flag=True, help="With --entry: take its arguments from a run of the original.")
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option(
    "--html", "page", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path), help="Also write the evidence as a page."
)
def command(
    original: Path,
    rewritten: Path,
    arguments: tuple[str, ...],
    tf1_python: str | None,
    tf2_python: str | None,
    timeout: float | None,
    output_format: str,
    page: Path | None,
    entry: str | None,
    data: str | None,
    record: bool,
) -> int:
    """Run two programs from equal initial values and compare what every run site returned.

    ARGS go to both programs. The exit status is 0 when they are equal, 1 when they differ, 2 for a wrong
    usage and 4 when they could not be compared.

    With --entry the arguments of the function come from --data, from --record, or are made of the dtypes and shapes
    of the placeholders that are called like its parameters.
    """
    if (data or record) and not entry:
        raise click.UsageError("--data and --record are for --entry")
    if data and record:
        raise click.UsageError("--data and --record exclude each other")
    configuration = configuration_for(original)
    tf1_python = existing(tf1_python or configuration.tf1_python, "--tf1-python")
    tf2_python = existing(tf2_python or configuration.tf2_python, "--tf2-python")
    timeout = timeout or configuration.timeout or DEFAULT_TIMEOUT
    from tf2migrate import verification

    if entry:
        from tf2migrate.verification.models import verify_entry

        report = verify_entry(
            original, rewritten, entry, data, record, arguments, tf1_python, tf2_python, timeout
        )
    else:
        report = verification.verify(original, rewritten, list(arguments), tf1_python, tf2_python, timeout)
    text = json.dumps(report.to_dict(), indent=2) if output_format == "json" else report.render().rstrip("\n")
    write_bytes(text.encode("utf-8", "backslashreplace") + b"\n")
    if page is not None:
        write_page(page, [report])
    return {True: ExitStatus.NOTHING, False: ExitStatus.FOUND, None: ExitStatus.NOT_VERIFIED}[report.equal]
