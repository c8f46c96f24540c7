"""From the paths of the user to the Python files and notebooks to look at.

Folders are walked in sorted order. Left out are files and folders that a .gitignore above or inside the
walked folder names, well-known folders of tools, of installed packages and of vendored or generated code,
generated modules, what `exclude` names, links to folders and broken links. A file that is named by the user is
always taken. A link to a file stands for the file that it leads to: that is the one to rewrite, the one whose folder
Python imports from, and the only one that `git apply` would touch.
"""

from __future__ import annotations

import dataclasses
import os
from typing import Any, Iterable, Iterator

# Of tools; of code that is generated, or kept as a copy of other people's.
SKIPPED_FOLDERS = frozenset(
    ".eggs .git .hg .ipynb_checkpoints .mypy_cache .nox .pytest_cache .ruff_cache .svn .tox .venv __pycache__ build "
    "dist node_modules site-packages venv _vendor generated third_party vendor vendored".split()
)
GENERATED_ENDINGS = ("_pb2.py", "_pb2_grpc.py")  # by the compiler of protocol buffers


@dataclasses.dataclass(frozen=True)
class Found:
    """A file to look at, or a path that could not be read (`error` says why).

    `path` is relative to the current directory where that is possible.
    """

    path: str
    error: str | None = None


@dataclasses.dataclass(frozen=True)
class Patterns:
    """Patterns in .gitignore syntax, relative to `folder` (absolute)."""

    folder: str
    spec: Any  # pathspec.GitIgnoreSpec

    def decide(self, path: str, is_folder: bool) -> bool | None:
        """True: ignored; False: expressly not ignored (`!pattern`); None: no pattern matches."""
        relative = os.path.relpath(path, self.folder).replace(os.sep, "/")
        if relative.startswith("../"):
            return None
        return self.spec.check_file(relative + "/" if is_folder else relative).include


def patterns(folder: str, lines: Iterable[str]) -> Patterns:
    """Compile patterns in .gitignore syntax.

    Raises:
        ValueError: a pattern that git would not take.
    """
    from pathspec import GitIgnoreSpec

    return Patterns(os.path.realpath(folder), GitIgnoreSpec.from_lines(lines))


def discover(path: str, exclude: Patterns | None = None) -> Iterator[Found]:
    """Every Python file that `path` stands for: itself if it is a file, else the files in the folder.

    Arguments:
        path: a file or folder.
        exclude: what to leave out of folders, besides what is always left out.
    """
    if os.path.isfile(path):
        yield Found(relative_to_current(path))
    elif os.path.isdir(path):
        folder = os.path.realpath(path)
        ignores = _ignores_above(folder)
        if _ignored(folder, True, ignores):  # named by the user: what hides the folder itself does not count
            ignores = []
        yield from _walk(folder, ignores, exclude)
    else:
        yield Found(path, "broken link" if os.path.islink(path) else "no such file or folder")


def discover_all(paths: Iterable[tuple[str, Patterns | None]]) -> Iterator[tuple[int, Found]]:
    """Like `discover` for several paths: each file once, also when several paths or links lead to it.

    Returns:
        Pairs of the index in `paths` and what was found.
    """
    seen: set[str] = set()
    for index, (path, exclude) in enumerate(paths):
        for found in discover(path, exclude):
            if found.path not in seen:
                seen.add(found.path)
                yield index, found


def relative_to_current(path: str) -> str:
    """`path` without links, as seen from the current directory."""
    real = os.path.realpath(path)
    try:
        return os.path.relpath(real, os.path.realpath(os.curdir))
    except ValueError:  # another drive on Windows
        return real


def _walk(folder: str, ignores: list[Patterns], exclude: Patterns | None) -> Iterator[Found]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        yield Found(relative_to_current(folder), error.strerror)
        return
    if any(entry.name == ".gitignore" for entry in entries):
        ignores = [*ignores, *_read_ignore(folder, ".gitignore")]
    shown = relative_to_current(folder)
    prefix = "" if shown == os.curdir else os.path.join(shown, "")
    for entry in entries:
        # A link to a folder leads out of the tree, into a loop, or to files found under their own name.
        is_folder = entry.is_dir(follow_symlinks=False)
        if is_folder and entry.name in SKIPPED_FOLDERS:
            continue
        if not is_folder and not (_is_source(entry.name) and entry.is_file()):
            continue
        if _ignored(entry.path, is_folder, ignores) or (exclude and exclude.decide(entry.path, is_folder)):
            continue
        if is_folder:
            yield from _walk(entry.path, ignores, exclude)
        else:
            yield Found(relative_to_current(entry.path) if entry.is_symlink() else prefix + entry.name)


def _is_source(name: str) -> bool:
    return name.endswith((".py", ".ipynb")) and not name.endswith(GENERATED_ENDINGS)


def _ignored(path: str, is_folder: bool, ignores: list[Patterns]) -> bool:
    """The innermost .gitignore that has something to say decides, as in git."""
    for ignore in reversed(ignores):
        decision = ignore.decide(path, is_folder)
        if decision is not None:
            return decision
    return False


def _ignores_above(folder: str) -> list[Patterns]:
    """The .gitignore files between the root of the repository and the parent of `folder`, outermost first."""
    if os.path.exists(os.path.join(folder, ".git")):
        return _read_ignore(folder, os.path.join(".git", "info", "exclude"))
    found: list[Patterns] = []
    parent = os.path.dirname(folder)
    while True:
        found[:0] = _read_ignore(parent, ".gitignore")
        if os.path.exists(os.path.join(parent, ".git")):
            return _read_ignore(parent, os.path.join(".git", "info", "exclude")) + found
        if parent == os.path.dirname(parent):
            return []  # not in a repository
        parent = os.path.dirname(parent)


def _read_ignore(folder: str, name: str) -> list[Patterns]:
    try:
        with open(os.path.join(folder, name), encoding="utf-8", errors="replace") as stream:
            lines = stream.read().splitlines()
    except OSError:  # git, too, goes on without a file that it cannot read
        return []
    return [patterns(folder, filter(_is_pattern, lines))]


def _is_pattern(line: str) -> bool:
    """Git passes over a line that is no pattern, such as a lone `!`."""
    try:
        patterns("", [line])
    except ValueError:
        return False
    return True
