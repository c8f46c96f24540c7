"""The default command: show, check or write the migration of files and folders."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Callable, Iterable, Mapping, Sequence

import click

from tf2migrate import __version__
from tf2migrate.cli.cache import Cache, keep, read
from tf2migrate.cli.cache import folder as cache_folder
from tf2migrate.cli.interpreters import DEFAULT_TIMEOUT, existing, interpreter_options, wanted
from tf2migrate.cli.output import on_terminal, read_bytes, tell, write_bytes, write_page
from tf2migrate.cli.processing import Task, Work, failure, process_all, process_source
from tf2migrate.cli.programs import process_programs
from tf2migrate.cli.verifying import Worlds, verify_all
from tf2migrate.configuration import Configuration, ConfigurationError, configuration_for
from tf2migrate.reporting import formats
from tf2migrate.reporting.report import ExitStatus, Mode, Report
from tf2migrate.result import Result
from tf2migrate.settings import FIDELITIES, STYLES, Settings

if TYPE_CHECKING:
    from tf2migrate.verification.entries import Entry

STDIN = "-"


def _split(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...] | None:
    """`A,B` and two options mean the same; None when the option is not given."""
    return tuple(part.strip() for value in values for part in value.split(",") if part.strip()) if values else None


@click.command(
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Further commands: `tf2migrate review PATH`, `tf2migrate verify ORIGINAL REWRITTEN`, `tf2migrate rules`, "
    "`tf2migrate explain RULE`. Exit status: 0 nothing to do and nothing found, 1 changes or findings, "
    "2 usage or configuration, 3 some file could not be processed.",
)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path())
@click.option("--write", is_flag=True, help="Rewrite the files.")
@click.option("-i", "--interactive", is_flag=True, help="Ask for each suggestion whether to apply it.")
@click.option("--check", is_flag=True, help="Print one line per file that would change or has findings.")
@click.option("--verify", is_flag=True, help="Run each changed program before and after, and compare.")
@click.option(
    "--html", metavar="FILE", type=click.Path(dir_okay=False), help="With --verify: also write the evidence as a page."
)
@click.option(
    "--select",
    metavar="RULES",
    multiple=True,
    callback=_split,
    help="Apply only these rules: ids or prefixes of ids, by commas.",
)
@click.option("--ignore", metavar="RULES", multiple=True, callback=_split, help="Do not apply these rules.")
@click.option("--unsafe/--no-unsafe", default=None, help="Apply also what is likely right but not known to be.")
@click.option("--style", type=click.Choice(STYLES), help="Shape of the code; keras by default.")
@click.option(
    "--fidelity",
    type=click.Choice(FIDELITIES),
    help="Equal numbers, or plain Keras with a finding where it differs; exact by default.",
)
@click.option("--python2/--no-python2", default=None, help="Modernize Python 2 first, with fissix.")
@click.option(
    "--closed-world/--no-closed-world",
    default=None,
    help="Nobody else calls what the files define: libraries are migrated as programs are.",
)
@click.option(
    "--clear-outputs/--no-clear-outputs", default=None, help="Empty the outputs of notebook cells that change."
)
@click.option(
    "--exclude",
    metavar="PATTERN",
    multiple=True,
    help="Leave out of folders, as .gitignore would. Repeat for several.",
)
@click.option(
    "--baseline", metavar="FILE", help="Leave alone what this file holds; complain of new uses of TensorFlow 1 only."
)
@click.option(
    "--write-baseline", metavar="FILE", help="Write the uses of TensorFlow 1 that there are to FILE, and do no more."
)
@click.option("--add-skip", is_flag=True, help="Mark the files that cannot be migrated to be skipped, with the reason.")
@click.option(
    "--no-cache",
    is_flag=True,
    envvar="TF2MIGRATE_NO_CACHE",
    show_envvar=True,
    help="Process files again that did not change since the last run.",
)
@click.option("-j", "--jobs", metavar="N", type=click.IntRange(min=1), help="Processes; one per core by default.")
@click.option("--output-format", type=click.Choice(formats.names()), default="text", show_default=True)
@click.option("--stdin-filename", metavar="PATH", help="What - stands for, in messages and for pyproject.toml.")
@interpreter_options
@click.version_option(__version__, prog_name="tf2migrate")
def command(paths: tuple[str, ...], output_format: str, **options: Any) -> int:
    """Migrate TensorFlow 1.x programs to TensorFlow 2.

    Prints a unified diff of the files and folders PATH to stdout, and findings and a summary to stderr.
    Nothing is written without --write. With - as PATH, the program is read from stdin and goes to stdout
    rewritten.
    """
    mode = _mode(options)
    if options["interactive"] and output_format != "text":
        raise click.UsageError("--interactive asks on stdout: leave out --output-format")
    work = _work(mode, output_format)
    if STDIN in paths:
        _check_stdin(paths, options)
    if options["write_baseline"]:
        return _write_baseline(paths, options)
    if paths == (STDIN,):
        (configuration,) = _configurations(paths, options["stdin_filename"])
        settings = _settings(configuration, options)
        report = _run_stdin(mode, work, settings, options["stdin_filename"] or "<stdin>")
    else:
        report = gather(paths, mode, work, options)
        if options["interactive"]:
            from tf2migrate.cli.interactive import apply_chosen

            report = apply_chosen(report)
        elif mode is Mode.WRITE:
            report = _write(report)
    _render(report, output_format, from_stdin=paths == (STDIN,))
    return report.status


def gather(paths: Sequence[str], mode: Mode, work: Work, options: dict[str, Any]) -> Report:
    """What files and folders hold, verified when the options ask for it; nothing is written."""
    configurations = _configurations(paths, None)
    settings = [_settings(configuration, options) for configuration in configurations]
    worlds = _worlds(configurations, options) if options["verify"] else None
    report, settings_by_path = _run(paths, mode, work, configurations, settings, options)
    if worlds is None:
        return report
    report = _verify(report, settings_by_path, worlds, _programs(configurations))
    if options["html"]:
        write_page(Path(options["html"]), [each for v in report.verifications for each in v.evidence])
    return report


def _mode(options: dict[str, Any]) -> Mode:
    if options["html"] and not options["verify"]:
        raise click.UsageError("--html writes what --verify found: add --verify")
    if options["check"] and (options["write"] or options["verify"]):
        raise click.UsageError("--check neither writes nor verifies: leave out --write and --verify")
    if options["interactive"] and (options["check"] or options["write"]):
        raise click.UsageError("--interactive writes what you choose: leave out --write and --check")
    if options["write_baseline"] and (options["write"] or options["verify"] or options["check"] or options["add_skip"]):
        raise click.UsageError("--write-baseline does nothing else: leave out the other actions")
    if options["check"] and options["add_skip"]:
        raise click.UsageError("--check writes nothing: leave out --add-skip")
    return Mode.WRITE if options["write"] else Mode.CHECK if options["check"] else Mode.DIFF


def _work(mode: Mode, output_format: str) -> Work:
    """The lines of a check need no plan; its json document promises rules and findings."""
    if mode is not Mode.CHECK:
        return Work.MIGRATE
    return Work.SCREEN if output_format == "text" else Work.CHECK


def _check_stdin(paths: Sequence[str], options: dict[str, Any]) -> None:
    if len(paths) > 1:
        raise click.UsageError("- cannot be combined with other paths")
    for name in ("write", "verify", "interactive", "write-baseline", "baseline"):
        if options[name.replace("-", "_")]:
            raise click.UsageError(f"--{name} needs a file: with - the program goes to stdout")


def _configurations(paths: Sequence[str], stdin_filename: str | None) -> list[Configuration]:
    return [configuration_for(Path(stdin_filename or os.curdir) if path == STDIN else Path(path)) for path in paths]


def _settings(configuration: Configuration, options: dict[str, Any]) -> Settings:
    """The command line, then pyproject.toml, then the defaults."""
    chosen = {}
    for field in ("select", "ignore", "unsafe", "style", "fidelity", "clear_outputs", "python2", "closed_world"):
        value = options[field] if options[field] is not None else getattr(configuration, field)
        if value is not None:
            chosen[field] = value
    settings = Settings(**chosen)
    _check_rules(settings.select + settings.ignore)
    if settings.python2:
        from tf2migrate.modernizing import check_installed

        check_installed()
    return settings


def _check_rules(prefixes: Iterable[str]) -> None:
    """A misspelt rule would silently select nothing."""
    prefixes = set(prefixes)
    if not prefixes:
        return
    from tf2migrate.rules import all_rules

    known = [rule.id for rule in all_rules()]
    unknown = sorted(prefix for prefix in prefixes if not any(rule.startswith(prefix) for rule in known))
    if unknown:
        raise click.UsageError(f"unknown rule {', '.join(unknown)}; `tf2migrate rules` lists them")


def _first(options: dict[str, Any], configurations: Sequence[Configuration], field: str) -> Any:
    """A setting of the whole run: the command line, then the first pyproject.toml that has it."""
    values = [options[field], *(getattr(configuration, field) for configuration in configurations)]
    return next((value for value in values if value is not None), None)


def _worlds(configurations: Sequence[Configuration], options: dict[str, Any]) -> Worlds:
    tf1 = existing(_first(options, configurations, "tf1_python"), "--tf1-python")
    tf2 = existing(_first(options, configurations, "tf2_python"), "--tf2-python")
    timeout = _first(options, configurations, "timeout") or DEFAULT_TIMEOUT
    jobs = _first(options, configurations, "jobs") or os.cpu_count() or 1
    cache = None if options.get("no_cache") else Cache(cache_folder())
    return Worlds(tf1, tf2, timeout, jobs, wanted(_first(options, configurations, "stand_in_data"), None), cache)


def _run(
    paths: Sequence[str],
    mode: Mode,
    work: Work,
    configurations: Sequence[Configuration],
    settings: Sequence[Settings],
    options: dict[str, Any],
) -> tuple[Report, dict[str, Settings]]:
    from tf2migrate.discovery import discover_all
    from tf2migrate.writing import missing_new_files, settle_new_files

    excludes = [_exclude(configuration, options["exclude"]) for configuration in configurations]
    found = list(discover_all(zip(paths, excludes)))
    known = _known(configurations, options)
    of_file = _settings_by_file(configurations, settings, options)
    tasks = [
        Task(file.path, of_file(index, file.path), work, known(file.path)) for index, file in found if not file.error
    ]
    jobs = _first(options, configurations, "jobs") or os.cpu_count() or 1
    cache = None if options.get("no_cache") else Cache(cache_folder())
    programs = process_programs(tasks, cache)
    alone = _one_by_one(programs.left(tasks), jobs, cache)
    merged = [
        programs.complete(alone.get(file.path), file.path) if file.error is None else failure(file.path, file.error)
        for _, file in found
    ]
    if options["add_skip"]:
        from tf2migrate.cli.marking import marked

        merged = [result and marked(result) for result in merged]
    settled = settle_new_files(result for result in merged if result is not None)
    report = Report(mode, tuple(settled), len(tasks), missing_new_files(settled), paths=tuple(paths))
    return report, {task.path: task.settings for task in tasks}


def _one_by_one(tasks: Sequence[Task], jobs: int, cache: Cache | None) -> dict[str, Result | None]:
    """The results of files by their paths; those that are in the cache are taken from there."""
    if cache is None:
        return dict(zip((task.path for task in tasks), _with_progress(tasks, jobs)))
    known = read(cache, tasks)
    missing = [task for task in tasks if task.path not in known]
    made = dict(zip((task.path for task in missing), _with_progress(missing, jobs)))
    keep(cache, missing, made)
    return {**known, **made}


def _settings_by_file(
    configurations: Sequence[Configuration], settings: Sequence[Settings], options: dict[str, Any]
) -> Callable[[int, str], Settings]:
    """The settings of a file that the path with an index led to."""
    made: dict[Configuration, Settings] = {}

    def of_file(index: int, path: str) -> Settings:
        configuration = configurations[index].for_file(path)
        if configuration is configurations[index]:
            return settings[index]
        if configuration not in made:
            made[configuration] = _settings(configuration, options)
        return made[configuration]

    return of_file


def _known(
    configurations: Sequence[Configuration], options: dict[str, Any]
) -> Callable[[str], Mapping[str, int] | None]:
    """The uses of TensorFlow 1 in a file that the baseline holds, None if it holds none."""
    file = None if options.get("write_baseline") else _first(options, configurations, "baseline")
    if file is None:
        return lambda path: None
    from tf2migrate.cli.baseline import load

    baseline = load(file)
    return lambda path: baseline.of(path) or None


def _write_baseline(paths: Sequence[str], options: dict[str, Any]) -> int:
    from tf2migrate.cli import baseline
    from tf2migrate.reporting.text import error_line
    from tf2migrate.writing import WriteError, overwrite

    file = options["write_baseline"]
    report = gather(paths, Mode.CHECK, Work.SCREEN, options)
    uses = {result.path: baseline.uses(result) for result in report.signs}
    tell(f"error: {error_line(result)}" for result in report.failed)
    try:
        overwrite(file, baseline.render(file, uses))
    except WriteError as error:
        raise click.UsageError(f"{file}: {error}") from None
    tell([f"wrote {file}: {sum(map(len, uses.values()))} uses of TensorFlow 1 in {len(uses)} files"])
    return ExitStatus.FAILED if report.failed else ExitStatus.NOTHING


def _exclude(configuration: Configuration, patterns_of_user: tuple[str, ...]) -> Any:
    from tf2migrate.discovery import patterns

    lines = patterns_of_user or configuration.exclude or ()
    if not lines:
        return None
    folder = configuration.file.parent if configuration.file and not patterns_of_user else Path(os.curdir)
    try:
        return patterns(str(folder), lines)
    except ValueError as error:
        raise click.UsageError(f"exclude: {error}") from None


def _with_progress(tasks: Sequence[Task], jobs: int) -> Iterable[Result | None]:
    results = process_all(tasks, jobs)
    if len(tasks) < 2 or not on_terminal():
        return results
    import sys

    with click.progressbar(results, length=len(tasks), label="Files", file=sys.stderr) as bar:
        return list(bar)


def _run_stdin(mode: Mode, work: Work, settings: Settings, name: str) -> Report:
    from tf2migrate.writing import missing_new_files

    source = read_bytes()
    result = process_source(source, Task(name, settings, work)) or Result(name, source, source)
    return Report(mode, (result,), 1, missing_new_files([result]))


def _programs(configurations: Iterable[Configuration]) -> list[Entry] | None:
    """The programs that pyproject.toml files name; None when none of them does."""
    from tf2migrate.verification.entries import EntryError, named

    files = {
        configuration.file: configuration for configuration in configurations if configuration.programs is not None
    }
    try:
        found = [entry for file, one in files.items() for entry in named(one.programs, file.parent)]
    except EntryError as error:
        raise ConfigurationError(f"programs: {error}") from None
    return found if files else None


def _verify(
    report: Report, settings: Mapping[str, Settings], worlds: Worlds, entries: Sequence[Entry] | None
) -> Report:
    verifications = []
    for verification in verify_all(report.results, settings, worlds, entries):
        verifications.append(verification)
        if on_terminal():
            tell([f"verified {verification.path}"])
    return dataclasses.replace(report, verifications=tuple(verifications))


def _write(report: Report) -> Report:
    """Write what changed, except programs that came out different."""
    withheld = report.withheld
    written, created, results = set(), {}, []
    for result in report.results:
        if result.error is None and result.changed and result.path not in withheld:
            result = _write_one(result, written, created)
        results.append(result)
    return dataclasses.replace(report, results=tuple(results), written=frozenset(written), created=created)


def _write_one(result: Result, written: set[str], created: dict[str, bytes]) -> Result:
    """New files come first: a migrated program must not stand there without what it imports."""
    from tf2migrate.writing import WriteError, create, new_files, rewrite

    path = result.path
    try:
        for path, data in new_files(result):
            if create(path, data):
                created[path] = data
        path = result.path
        if result.output != result.source:
            rewrite(path, result.source, result.output)
            written.add(path)
    except WriteError as error:
        cause = str(error) if path == result.path else f"{path}: {error}"
        return dataclasses.replace(result, output=result.source, applied=(), error=cause)
    return result


def _render(report: Report, output_format: str, from_stdin: bool) -> None:
    from tf2migrate.reporting import text

    if from_stdin and output_format == "text" and report.mode is Mode.DIFF:
        write_bytes(report.results[0].output if report.results[0].error is None else b"")
    else:
        write_bytes(formats.renderer(output_format)(report))
    tell(text.report_lines(report))
