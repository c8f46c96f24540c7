"""`--verify`: each changed program against its migrated form, in a folder that looks like its own."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import re
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Iterator, Mapping, Sequence

from tf2migrate.cli.processing import NOTEBOOK
from tf2migrate.reporting.report import Verification
from tf2migrate.result import Result
from tf2migrate.rules.python2 import MODERNIZED
from tf2migrate.settings import Settings
from tf2migrate.verification.request import Request
from tf2migrate.writing import new_files

if TYPE_CHECKING:
    from tf2migrate.verification.report import Report as ProgramReport

BATCH = 12  # programs that share one import of TensorFlow; all their copies exist at the same time


def is_program(result: Result) -> bool:
    """Whether running the file does something: a module that only defines things has nothing to compare."""
    import ast

    def acts(node: ast.stmt) -> bool:
        if isinstance(node, ast.Expr):
            return not isinstance(node.value, ast.Constant)  # a docstring
        return isinstance(node, (ast.For, ast.While, ast.With, ast.If, ast.Try))

    return any(acts(node) for node in ast.parse(result.source).body)


@dataclasses.dataclass(frozen=True)
class Worlds:
    """What the programs run on, and how long each may take."""

    tf1_python: str | None
    tf2_python: str | None
    timeout: float
    jobs: int = 1


def verify_all(
    results: Sequence[Result], settings: Mapping[str, Settings], worlds: Worlds
) -> Iterator[Verification]:
    """Verify every changed program; nothing outside of a temporary folder is written.

    Arguments:
        results: all results of the run: a program is run beside the migrated form of its neighbours.
        settings: what each file was migrated with, by path.
        worlds: the interpreters.
    """
    changed = [result for result in results if result.error is None and result.changed]
    files = {os.path.realpath(result.path): result.output for result in changed}
    files.update((os.path.realpath(path), data) for result in changed for path, data in new_files(result))
    programs = [result for result in changed if _why_not_run(result) is None]
    starts = range(0, len(programs), BATCH)
    # both sides of a batch run at the same time
    pool = ThreadPoolExecutor(max(1, worlds.jobs // 2))
    batches = {
        start: pool.submit(_verify, programs[start : start + BATCH], files, settings, worlds) for start in starts
    }
    places = {id(result): number for number, result in enumerate(programs)}
    try:
        yield from _in_order(changed, places, batches)
    finally:
        pool.shutdown(cancel_futures=True)


def _in_order(
    changed: Sequence[Result], places: Mapping[int, int], batches: Mapping[int, Future[list[Verification]]]
) -> Iterator[Verification]:
    for result in changed:
        reason = _why_not_run(result)
        if reason is not None:
            yield Verification(result.path, None, f"not verified: {reason}", {"reason": reason})
            continue
        start, place = divmod(places[id(result)], BATCH)
        yield batches[start * BATCH].result()[place]


def _verify(
    results: Sequence[Result], files: Mapping[str, bytes], settings: Mapping[str, Settings], worlds: Worlds
) -> list[Verification]:
    from tf2migrate import verification

    try:
        with contextlib.ExitStack() as stack:
            requests = []
            for result in results:
                requests.append(_request(result, files, settings[result.path], stack))
            reports = verification.verify_many(requests, worlds.tf1_python, worlds.tf2_python, worlds.timeout)
    except Exception as error:
        if len(results) > 1:  # the other programs are still to be verified
            return [done for result in results for done in _verify([result], files, settings, worlds)]
        reason = f"the verifier failed: {type(error).__name__}: {error}"
        return [Verification(results[0].path, None, f"not verified: {reason}", {"reason": reason})]
    return [_readable(*each) for each in zip(results, requests, reports)]


def _why_not_run(result: Result) -> str | None:
    """Why there is nothing to run; None for a program."""
    if MODERNIZED in result.applied:
        return "the original is Python 2, which the verifier does not run"
    if not result.path.endswith(NOTEBOOK):
        return None if is_program(result) else "it is not a program; verify one that imports it"
    from tf2migrate.notebooks.notebook import program

    return None if program(result.source) is not None else "a cell takes a value from IPython"


def _request(
    result: Result, files: Mapping[str, bytes], settings: Settings, stack: contextlib.ExitStack
) -> Request:
    """What to run: the file and its migrated form; of a notebook its cells, as a program in their place."""
    original = Path(os.path.realpath(result.path))
    folder = str(original.parent)
    if not result.path.endswith(NOTEBOOK):
        return Request(original, stack.enter_context(overlay(folder, files)) / original.name, (), settings)
    from tf2migrate.notebooks.notebook import migrated_program, program

    name = f"cells_of_{re.sub(r'[^0-9A-Za-z_]', '_', original.stem)}.py"
    before = stack.enter_context(overlay(folder, {os.path.join(folder, name): program(result.source)}))
    after = {**files, os.path.join(folder, name): migrated_program(result.source, result.path, settings)}
    return Request(before / name, stack.enter_context(overlay(folder, after)) / name, (), settings)


def _readable(result: Result, request: Request, report: ProgramReport) -> Verification:
    """The overlay is gone when the user reads this: its paths become those of the user."""
    folder = os.path.dirname(os.path.realpath(result.path))
    text = report.render().replace(f"{request.original} -> {request.rewritten}: ", "")
    for one in (request.original, request.rewritten):
        text = text.replace(str(one.parent), folder)
    details = {**report.to_dict(), "original": result.path, "rewritten": result.path}
    evidence = dataclasses.replace(report, original=result.path, rewritten=result.path)
    return Verification(result.path, report.equal, text, details, evidence)


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
