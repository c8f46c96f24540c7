"""`--verify`: each changed program against its migrated form, in a folder that looks like its own."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from pathlib import Path
from typing import Iterator, Mapping, Sequence

from tf2migrate.reporting.report import Verification
from tf2migrate.result import Result
from tf2migrate.writing import new_files


def is_program(result: Result) -> bool:
    """Whether running the file runs a graph: it has a run site, or it is meant to be run as a script."""
    return bool(result.run_sites) or b"__main__" in result.source


def verify_all(
    results: Sequence[Result], tf1_python: str | None, tf2_python: str | None, timeout: float
) -> Iterator[Verification]:
    """Verify every changed program; nothing outside of a temporary folder is written."""
    changed = [result for result in results if result.error is None and result.changed]
    files = {os.path.realpath(result.path): result.output for result in changed}
    files.update((os.path.realpath(path), data) for result in changed for path, data in new_files(result))
    for result in changed:
        if is_program(result):
            yield _verify(result, files, tf1_python, tf2_python, timeout)


def _verify(
    result: Result, files: Mapping[str, bytes], tf1_python: str | None, tf2_python: str | None, timeout: float
) -> Verification:
    from tf2migrate import verification

    original = Path(os.path.realpath(result.path))
    try:
        with overlay(str(original.parent), files) as folder:
            report = verification.verify(
                original, folder / original.name, [], tf1_python, tf2_python, timeout
            )
            return Verification(result.path, report.equal, report.render(), report.to_dict())
    except Exception as error:  # the other programs are still to be verified
        reason = f"the verifier failed: {type(error).__name__}: {error}"
        return Verification(result.path, None, reason, {"reason": reason})


@contextlib.contextmanager
def overlay(folder: str, files: Mapping[str, bytes]) -> Iterator[Path]:
    """A temporary folder that looks like `folder` with some files replaced or added; all others are links.

    Arguments:
        folder: an absolute path without links.
        files: content by absolute path without links; those outside of `folder` are not used.
    """
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
        (shutil.copytree if os.path.isdir(source) else shutil.copy2)(source, target)
