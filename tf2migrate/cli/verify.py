"""`tf2migrate verify ORIGINAL REWRITTEN`: run both programs, or those of two folders, and compare."""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tf2migrate.cli.cache import Cache
from tf2migrate.cli.cache import folder as cache_folder
from tf2migrate.cli.interpreters import DEFAULT_TIMEOUT, existing, interpreter_options, wanted
from tf2migrate.cli.output import write_bytes, write_page
from tf2migrate.cli.verifying import Worlds, in_batches
from tf2migrate.configuration import Configuration, configuration_for
from tf2migrate.reporting.report import ExitStatus

if TYPE_CHECKING:
    from tf2migrate.verification.report import Report

_PROGRAM = click.Path(exists=True, path_type=Path)


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("original", type=_PROGRAM)
@click.argument("rewritten", type=_PROGRAM)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="[-- ARGS...]")
@interpreter_options
@click.option("--entry", metavar="NAME", help="Call this function of both programs in place of running them.")
@click.option("--data", metavar="MODULE:FUNCTION", help="With --entry: a tf.data.Dataset of its arguments.")
@click.option("--record", is_flag=True, help="With --entry: take its arguments from a run of the original.")
@click.option(
    "-j", "--jobs", metavar="N", type=click.IntRange(min=1), help="Processes, for folders; one per core by default."
)
@click.option(
    "--no-cache",
    is_flag=True,
    envvar="TF2MIGRATE_NO_CACHE",
    show_envvar=True,
    help="Of folders: also run programs that did not change since the last run.",
)
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option(
    "--html",
    "page",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Also write the evidence as a page.",
)
def command(
    original: Path,
    rewritten: Path,
    arguments: tuple[str, ...],
    tf1_python: str | None,
    tf2_python: str | None,
    timeout: float | None,
    stand_in_data: bool | None,
    jobs: int | None,
    no_cache: bool,
    output_format: str,
    page: Path | None,
    entry: str | None,
    data: str | None,
    record: bool,
) -> int:
    """Run two programs from equal initial values and compare what every run site returned.

    ORIGINAL and REWRITTEN are programs, or folders before and after a migration: then their programs are found, or
    are those that pyproject.toml names, and run one by one. ARGS go to both programs. The exit status is 0 when they
    are equal, 1 when they differ, 2 for a wrong usage and 4 when they could not be compared.

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
    stand_ins = wanted(stand_in_data, configuration.stand_in_data)
    if original.is_dir() != rewritten.is_dir():
        raise click.UsageError("a program is compared with a program, and a folder with a folder")
    if original.is_dir():
        if entry or arguments:
            raise click.UsageError("--entry and arguments are for a program, not for a folder")
        cache = None if no_cache else Cache(cache_folder())
        worlds = Worlds(
            tf1_python, tf2_python, timeout, jobs or configuration.jobs or os.cpu_count() or 1, stand_ins, cache
        )
        reports = _folders(original, rewritten, configuration, worlds)
        return _show(reports, output_format, page, several=True)
    from tf2migrate import verification

    if entry:
        from tf2migrate.verification.models import verify_entry

        report = verify_entry(
            original, rewritten, entry, data, record, arguments, tf1_python, tf2_python, timeout, stand_ins
        )
    else:
        report = verification.verify(
            original, rewritten, list(arguments), tf1_python, tf2_python, timeout, None, stand_ins
        )
    return _show([report], output_format, page)


def _folders(original: Path, rewritten: Path, configuration: Configuration, worlds: Worlds) -> list[Report]:
    """The reports of all programs of a folder that run a file which is another one in the second folder."""
    from tf2migrate.discovery import discover
    from tf2migrate.verification.entries import EntryError, find, named
    from tf2migrate.verification.report import Report
    from tf2migrate.verification.request import Request

    top, other = original.resolve(), rewritten.resolve()
    paths = [
        Path(found.path).resolve()
        for found in discover(str(original))
        if found.path.endswith(".py") and not found.error
    ]
    changed = [path for path in paths if _differs(path, other / path.relative_to(top))]
    try:
        entries = (
            find(paths, changed)
            if configuration.programs is None
            else named(configuration.programs, configuration.file.parent)
        )
    except EntryError as error:
        raise click.UsageError(f"programs: {error}") from None
    if not entries:
        raise click.UsageError(f"no program in {original} runs a file that is another one in {rewritten}")
    requests, missing = [], []
    for entry in entries:
        twin = other / entry.main.relative_to(top)
        if twin.is_file():
            requests.append(
                Request(
                    entry.main,
                    twin,
                    entry.args,
                    top=top,
                    start=entry.start,
                    package=entry.package,
                    stand_ins=worlds.stand_ins,
                )
            )
        else:
            missing.append(Report(str(entry.main), str(twin), None, "there is no rewritten program"))
    reports = [
        Report(str(request.original), str(request.rewritten), None, report) if isinstance(report, str) else report
        for request, report in zip(requests, in_batches(requests, worlds))
    ]
    named_runs = [
        dataclasses.replace(report, original=" ".join([report.original, *request.args]))
        for request, report in zip(requests, reports)
    ]
    return [*named_runs, *missing]


def _differs(path: Path, other: Path) -> bool:
    return not other.is_file() or path.read_bytes() != other.read_bytes()


def _show(reports: Sequence[Report], output_format: str, page: Path | None, several: bool = False) -> int:
    if output_format == "json":
        document = {"programs": [report.to_dict() for report in reports]} if several else reports[0].to_dict()
        text = json.dumps(document, indent=2)
    else:
        text = "\n".join(report.render().rstrip("\n") for report in reports)
    write_bytes(text.encode("utf-8", "backslashreplace") + b"\n")
    if page is not None:
        write_page(page, reports)
    verdicts = [report.equal for report in reports]
    if False in verdicts:
        return ExitStatus.FOUND
    return ExitStatus.NOT_VERIFIED if None in verdicts else ExitStatus.NOTHING
