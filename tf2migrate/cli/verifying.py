"""`--verify`: each changed program against its migrated form, in a folder that looks like its own."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, Callable, Iterator, Mapping, Sequence

from tf2migrate.cli.processing import NOTEBOOK
from tf2migrate.reporting.report import Verification
from tf2migrate.reporting.text import verdict
from tf2migrate.result import Result
from tf2migrate.rules.python2 import MODERNIZED
from tf2migrate.settings import Settings
from tf2migrate.verification.request import Request
from tf2migrate.writing import new_files

if TYPE_CHECKING:
    from tf2migrate.cli.cache import Cache
    from tf2migrate.verification.entries import Entry
    from tf2migrate.verification.report import Report as ProgramReport

# Programs that share one import of TensorFlow; all their copies exist at the same time
BATCH, SMALLEST = 12, 3


@dataclasses.dataclass(frozen=True)
class Worlds:
    """What the programs run on, and how long each may take."""

    tf1_python: str | None
    tf2_python: str | None
    timeout: float
    jobs: int = 1
    stand_ins: bool = True
    cache: Cache | None = None  # of what was verified before


@dataclasses.dataclass(frozen=True)
class Run:
    """One run of a program, original and rewritten.

    Args:
        path: of the program, as the user knows it.
        result: of it, None when it does not change itself.
        entry: how to start it, None for a notebook.
        together: the changed files that it runs or imports, as the user knows them.
    """

    path: str
    result: Result | None
    entry: Entry | None
    together: tuple[str, ...]

    @property
    def command(self) -> str:
        return " ".join([self.path, *(self.entry.args if self.entry else ())])


def verify_all(
    results: Sequence[Result], settings: Mapping[str, Settings], worlds: Worlds, entries: Sequence[Entry] | None = None
) -> Iterator[Verification]:
    """Verify every changed program; nothing outside of a temporary folder is written.

    Arguments:
        results: all results of the run: a program is run beside the migrated form of its neighbours.
        settings: what each file was migrated with, by path.
        worlds: the interpreters.
        entries: the programs to run; None looks for those that run changed files.
    """
    changed = [result for result in results if result.error is None and result.changed]
    files = {os.path.realpath(result.path): result.output for result in changed}
    files.update((os.path.realpath(path), data) for result in changed for path, data in new_files(result))
    runs = _runs(changed, settings, entries)
    with _parallel(runs, worlds, lambda part: _verify(part, files, settings, worlds)) as done:
        yield from _by_file(changed, runs, done)


@contextlib.contextmanager
def _parallel(
    things: Sequence[Any], worlds: Worlds, work: Callable[[Sequence[Any]], Sequence[Any]]
) -> Iterator[Callable[[int], Any]]:
    """Work on batches, as many at a time as there are jobs; gives a function that waits for the result of one thing."""
    workers = max(1, worlds.jobs // 2)  # both sides of a batch run at the same time
    size = max(SMALLEST, min(BATCH, -(-len(things) // workers)))
    pool = ThreadPoolExecutor(workers)
    batches = [pool.submit(work, things[start : start + size]) for start in range(0, len(things), size)]
    try:
        yield lambda number: batches[number // size].result()[number % size]
    finally:
        pool.shutdown(cancel_futures=True)


def in_batches(requests: Sequence[Request], worlds: Worlds) -> Iterator[ProgramReport | str]:
    """The reports of requests, in their order; of one that could not be made the reason."""
    with _parallel(requests, worlds, lambda part: _reports(part, worlds)) as done:
        yield from (done(number) for number in range(len(requests)))


def _runs(changed: Sequence[Result], settings: Mapping[str, Settings], entries: Sequence[Entry] | None) -> list[Run]:
    """What to run: programs and notebooks, in the order of the files."""
    if not changed:
        return []
    from tf2migrate.verification.entries import find

    known = {Path(os.path.realpath(path)): path for path in settings if not path.endswith(NOTEBOOK)}
    of_path = {result.path: result for result in changed}
    real = [path for path, name in known.items() if name in of_path]
    if entries is None:
        entries = find(known, real) if real else []
    runs = []
    for entry in entries:
        path = known.get(entry.main) or os.path.relpath(entry.main)
        together = tuple(known[one] for one in entry.concerns(real))
        if together and not any(MODERNIZED in of_path[one].applied for one in together):
            runs.append(Run(path, of_path.get(path), entry, together))
    for result in changed:
        if result.path.endswith(NOTEBOOK) and _why_not_run(result) is None:
            runs.append(Run(result.path, result, None, (result.path,)))
    places = {path: number for number, path in enumerate(settings)}
    return sorted(runs, key=lambda run: places.get(run.path, len(places)))


def _by_file(
    changed: Sequence[Result], runs: Sequence[Run], done: Callable[[int], ProgramReport | str]
) -> Iterator[Verification]:
    """What to say of each changed file, and of programs that only import some; `done` is what came of a run."""
    of_path = {result.path: result for result in changed}
    paths = dict.fromkeys([*of_path, *(run.path for run in runs)])
    for path in paths:
        own = [number for number, run in enumerate(runs) if run.path == path]
        others = [number for number, run in enumerate(runs) if run.path != path and path in run.together]
        if own:
            found = _of_program(path, [(runs[number], done(number)) for number in own])
            if any(_equal(done(number)) is False for number in others):
                found = dataclasses.replace(found, equal=False)
        elif others:
            found = _of_module(path, [(runs[number], done(number)) for number in others])
        else:
            reason = _why_not_run(of_path[path]) or "no program imports it; name the programs in pyproject.toml"
            found = Verification(path, None, f"not verified: {reason}", {"reason": reason})
        together = {other for number in own + others for other in runs[number].together}
        yield dataclasses.replace(found, together=tuple(sorted(together)))


def _equal(report: ProgramReport | str) -> bool | None:
    return None if isinstance(report, str) else report.equal


def _of_program(path: str, done: Sequence[tuple[Run, ProgramReport | str]]) -> Verification:
    """Of a file that was run, once or with several arguments."""
    verdicts = [_equal(report) for _, report in done]
    equal = False if False in verdicts else None if None in verdicts else True
    texts, details = [], []
    for _, report in done:
        if isinstance(report, str):
            texts.append(f"not verified: {report}")
            details.append({"reason": report})
        else:
            texts.append(report.render().removeprefix(f"{report.original} -> {report.rewritten}: "))
            details.append(report.to_dict())
    evidence = tuple(report for _, report in done if not isinstance(report, str))
    if len(done) == 1:
        return Verification(path, equal, texts[0], details[0], evidence)
    text = verdict(equal) + "".join(f"\n{run.command}: {text}" for (run, _), text in zip(done, texts))
    runs = [{"arguments": list(run.entry.args if run.entry else ()), **each} for (run, _), each in zip(done, details)]
    return Verification(path, equal, text, {"runs": runs}, evidence)


def _of_module(path: str, done: Sequence[tuple[Run, ProgramReport | str]]) -> Verification:
    """Of a file that was verified with programs that import it: equal when one of them reached all it could tell."""
    reached = [(run, report) for run, report in done if not _is_missed(path, run, report)]
    verdicts = [_equal(report) for _, report in reached]
    equal = False if any(_equal(report) is False for _, report in done) else True if True in verdicts else None
    chosen = [run.command for run, report in reached if _equal(report) is equal] or [run.command for run, _ in done]
    if equal is not None or not reached:
        why = "" if reached else ": none of its runs was reached"
        return Verification(path, equal, f"{verdict(equal)}{why}, with {', '.join(chosen)}", {"with": chosen})
    return Verification(path, None, f"not verified, as {', '.join(chosen)}", {"with": chosen})


def _is_missed(path: str, run: Run, report: ProgramReport | str) -> bool:
    """Whether a program came through without a single run of a file that has some."""
    if isinstance(report, str) or run.entry is None:
        return False
    real = Path(os.path.realpath(path))
    sites = [site for site in report.sites if site.file and run.entry.layout.path(site.file) == real]
    return bool(sites) and not any(site.verdict is not None and site.verdict.calls for site in sites)


def _verify(
    runs: Sequence[Run], files: Mapping[str, bytes], settings: Mapping[str, Settings], worlds: Worlds
) -> list[ProgramReport | str]:
    """The reports of runs, in the words of the user; of one that could not be made the reason."""
    with contextlib.ExitStack() as stack:
        requests = [_request(run, files, settings, worlds.stand_ins, stack) for run in runs]
        reports = _reports(requests, worlds)
        return [_readable(*each) for each in zip(runs, requests, reports)]


def _reports(requests: Sequence[Request], worlds: Worlds) -> list[ProgramReport | str]:
    """What comes of requests: reports, those of earlier runs where nothing has changed, or reasons why there is
    none.
    """
    from tf2migrate import verification
    from tf2migrate.cli.remembered import Remembered

    memory = Remembered(worlds.cache, worlds.tf1_python, worlds.tf2_python, worlds.timeout)
    keys, reports = memory.known(requests)
    missing = [number for number, report in enumerate(reports) if report is None]
    if not missing:
        return reports
    try:
        made = verification.verify_many(
            [requests[number] for number in missing], worlds.tf1_python, worlds.tf2_python, worlds.timeout
        )
    except Exception as error:
        if len(requests) > 1:  # the other programs are still to be verified
            return [done for request in requests for done in _reports([request], worlds)]
        return [f"the verifier failed: {type(error).__name__}: {error}"]
    memory.keep([keys[number] for number in missing], made)
    for number, report in zip(missing, made):
        reports[number] = report
    return reports


def _why_not_run(result: Result) -> str | None:
    """Why there is nothing to run; None for a program."""
    if MODERNIZED in result.applied:
        return "the original is Python 2, which the verifier does not run"
    if not result.path.endswith(NOTEBOOK):
        from tf2migrate.verification.entries import is_program

        return None if is_program(result.source) else "it is not a program; verify one that imports it"
    from tf2migrate.notebooks.notebook import program

    return None if program(result.source) is not None else "a cell takes a value from IPython"


def _request(
    run: Run, files: Mapping[str, bytes], settings: Mapping[str, Settings], stand_ins: bool, stack: contextlib.ExitStack
) -> Request:
    """What to run: the file and its migrated form; of a notebook its cells, as a program in their place."""
    entry = run.entry
    if entry is not None:
        chosen = settings.get(run.path) or settings[run.together[0]]
        others = {os.path.realpath(path): settings[path] for path in run.together if settings[path] != chosen}
        copy = stack.enter_context(overlay(str(entry.layout.root), files))
        beside = tuple(Path(os.path.realpath(path)) for path in settings if not path.endswith(NOTEBOOK))
        return Request(
            entry.main,
            copy / entry.layout.script,
            entry.args,
            chosen,
            others,
            None,
            entry.start,
            entry.package,
            stand_ins,
            beside,
        )
    from tf2migrate.notebooks.notebook import migrated_program, program

    result = run.result
    original, chosen = Path(os.path.realpath(result.path)), settings[result.path]
    folder = str(original.parent)
    name = f"cells_of_{re.sub(r'[^0-9A-Za-z_]', '_', original.stem)}.py"
    before = stack.enter_context(overlay(folder, {os.path.join(folder, name): program(result.source)}))
    after = {**files, os.path.join(folder, name): migrated_program(result.source, result.path, chosen)}
    return Request(before / name, stack.enter_context(overlay(folder, after)) / name, (), chosen, stand_ins=stand_ins)


def _readable(run: Run, request: Request, report: ProgramReport | str) -> ProgramReport | str:
    """The overlay is gone when the user reads this: its paths become those of the user."""
    if isinstance(report, str):
        return report
    folder = os.path.dirname(os.path.realpath(run.path))
    root = str(run.entry.layout.root) if run.entry is not None else folder
    up = 0 if run.entry is None else run.entry.layout.script.count("/")
    places = {str(request.rewritten.parents[up]): root, str(request.original.parents[up]): root}

    def plain(text: str) -> str:
        for place, shown in places.items():
            text = text.replace(place, shown)
        return text

    name = run.command
    return dataclasses.replace(
        report, original=name, rewritten=name, reason=plain(report.reason), notes=tuple(map(plain, report.notes))
    )


@contextlib.contextmanager
def overlay(folder: str, files: Mapping[str, bytes]) -> Iterator[Path]:
    """A temporary folder that looks like `folder` with some files replaced or added; all others are links.

    Arguments:
        folder: an absolute path without links.
        files: content by absolute path without links; those outside of `folder` are not used.
    """
    import tempfile

    with tempfile.TemporaryDirectory(prefix="tf2migrate-") as temporary:
        top = os.path.join(temporary, os.path.basename(folder) or "root")
        _lay(folder, top, {path: data for path, data in files.items() if _is_below(path, folder)})
        yield Path(top)


def _lay(folder: str, target: str, files: Mapping[str, bytes]) -> None:
    os.mkdir(target)
    for entry in os.scandir(folder):
        below = {path: data for path, data in files.items() if _is_below(path, entry.path)}
        if entry.is_dir() and below:
            _lay(entry.path, os.path.join(target, entry.name), below)
        elif entry.path not in files and entry.name != "__pycache__":
            _link(entry.path, os.path.join(target, entry.name))
    for path, data in files.items():
        if os.path.dirname(path) == folder:
            Path(target, os.path.basename(path)).write_bytes(data)


def _is_below(path: str, folder: str) -> bool:
    return path.startswith(os.path.join(folder, ""))


def _link(source: str, target: str) -> None:
    try:
        os.symlink(source, target)
    except OSError:  # links need a privilege on Windows
        import shutil

        (shutil.copytree if os.path.isdir(source) else shutil.copy2)(source, target)
