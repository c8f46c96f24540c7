"""Where a program of several files lives: which files it imports, and in which folder it has to be started.

Imports are followed as Python does when the program is started in its own folder, or in one above it: as
`python train.py`, as `python package/train.py` with the project on PYTHONPATH, or as `python -m package.train`.
"""

from __future__ import annotations

import ast
import dataclasses
import functools
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from tf2migrate.analysis.modules import imported

_TOPS = (".git", "pyproject.toml", "setup.py", "setup.cfg")  # beside these the project begins
_HIGHEST = 6  # folders above the program that are looked at for them
_MOST = 500  # files of a program
_NOT_SOURCE = frozenset({"__pycache__", "node_modules", "venv"})
_INSTALLED = frozenset({"tensorflow", "keras", "numpy", "scipy", "six"})


@dataclasses.dataclass(frozen=True)
class Layout:
    """How to run a program and where its files are.

    Attributes:
        root: the folder that holds all of the program.
        script: the program, relative to `root` as all other paths here, with `/`.
        files: the other files of it that it imports.
        start: the folder that is the current one while it runs.
        search: folders that come first on the search path of modules.
        package: the package that the program is a part of when it is run by `python -m`, else None.
    """

    root: Path
    script: str
    files: tuple[str, ...] = ()
    start: str = "."
    search: tuple[str, ...] = (".",)
    package: str | None = None

    @property
    def main(self) -> Path:
        return self.root / self.script

    def moved(self, root: Path) -> Layout:
        """The same in another folder."""
        return dataclasses.replace(self, root=root)

    def path(self, file: str) -> Path:
        return self.root / file


def layout(main: Path, top: Path | None = None, start: Path | None = None, package: str | None = None) -> Layout:
    """How a program is run.

    Args:
        main: the program.
        top: a folder above which nothing of it is; None looks where its project begins.
        start: the folder to start it in; None takes its own, or the one where its imports are found.
        package: the package it is run as a part of, by `python -m` in `start`.
    """
    main = Path(os.path.realpath(main.parent)) / main.name
    ceiling = Path(os.path.realpath(top)) if top is not None else _ceiling(main.parent)
    if not main.is_relative_to(ceiling):
        ceiling = main.parent
    found = _Imports(main, ceiling)
    if start is not None:
        start = Path(os.path.realpath(start))
        found.roots.add(start)
    root = Path(os.path.commonpath([main.parent, *found.roots]))
    files = tuple(path.relative_to(root).as_posix() for path in found.files if path.is_relative_to(root))
    own = main.parent.relative_to(root).as_posix()
    search = [path.relative_to(root).as_posix() for path in found.searched]
    if package is None and found.relative:
        package = own.replace("/", ".")
        search.append(".")
    if package is None:
        search.insert(0, own)
    elif start is not None:
        search.insert(0, start.relative_to(root).as_posix())
    where = start if start is not None else main.parent if root == main.parent else root
    return Layout(
        root,
        main.relative_to(root).as_posix(),
        files,
        where.relative_to(root).as_posix(),
        tuple(dict.fromkeys(search)),
        package,
    )


def _ceiling(folder: Path) -> Path:
    """The folder where a project begins; without a sign of that, the one that holds the outermost package."""
    above = [folder, *folder.parents][:_HIGHEST]
    for candidate in above:
        if any((candidate / name).exists() for name in _TOPS):
            return candidate
    while (folder / "__init__.py").exists() and folder.parent != folder:
        folder = folder.parent
    return folder


def python_files(folder: Path, most: int) -> list[Path]:
    """The Python files below a folder; none when there are more than `most`."""
    found: list[Path] = []
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in _NOT_SOURCE)
        found += [Path(parent, name) for name in sorted(names) if name.endswith(".py")]
        if len(found) > most:
            return []
    return found


class _Imports:
    """The files that a program imports, and the folders in which they were found.

    Attributes:
        files: in the order in which they were found, without the program itself.
        searched: folders that have to be on the search path.
        roots: folders that have to be a part of what is run.
        relative: whether the program itself imports relative to its package.
    """

    def __init__(self, main: Path, ceiling: Path) -> None:
        self.main, self.ceiling = main, ceiling
        self.files: list[Path] = []
        self.searched: list[Path] = []
        self.roots: set[Path] = set()
        self.relative = False
        todo = [main]
        while todo and len(self.files) < _MOST:
            importer = todo.pop()
            for name, level in _names(importer):
                for path in self._find(importer, name, level):
                    if path != main and path not in self.files:
                        self.files.append(path)
                        todo.append(path)

    def _find(self, importer: Path, name: str, level: int) -> list[Path]:
        """The file that an import stands for, with those of the packages round it."""
        parts = name.split(".") if name else []
        if level:
            folder = importer.parents[min(level, len(importer.parents)) - 1]
            if not folder.is_relative_to(self.ceiling):
                return []
            if importer == self.main:
                self.relative = True
                self.roots.add(self._outside(folder))
            return list(_files(folder, parts, True))
        for folder in self._folders(importer, parts[0]):
            found = list(_files(folder, parts, False))
            if found:
                if folder != self.main.parent and folder not in self.searched:
                    self.searched.append(folder)
                self.roots.add(folder)
                return found
        return []

    def _folders(self, importer: Path, name: str) -> Iterator[Path]:
        """Where an absolute import is looked for: from the program upwards, then beside the importer.

        Names of installed modules are not looked for above the program.
        """
        known = name in sys.stdlib_module_names or name in _INSTALLED
        for folder in (self.main.parent, *(() if known else self.main.parents[1:])):
            if not folder.is_relative_to(self.ceiling):
                break
            yield folder
        yield importer.parent

    def _outside(self, folder: Path) -> Path:
        """The folder that holds the outermost package of a folder; at least the one that holds the folder."""
        while (folder.parent / "__init__.py").exists() and folder.parent != folder.parent.parent:
            folder = folder.parent
        return folder.parent


def _names(path: Path) -> list[tuple[str, int]]:
    try:
        return _imported(path.read_bytes())
    except OSError:
        return []


@functools.lru_cache(2000)  # many programs import the same files
def _imported(source: bytes) -> list[tuple[str, int]]:
    try:
        return imported(ast.parse(source))
    except (SyntaxError, ValueError, RecursionError):
        return []


def _files(folder: Path, parts: list[str], relative: bool) -> Iterator[Path]:
    """The modules that importing a dotted name runs, as far as they are there; none when the last one is not."""
    ends = _module(folder, parts)
    if ends is None:
        return
    for length in range(0 if relative else 1, len(parts)):
        package = folder.joinpath(*parts[:length]) / "__init__.py"
        if package.is_file():
            yield package
    yield ends


def _module(folder: Path, parts: list[str]) -> Path | None:
    places = [folder.joinpath(*parts, "__init__.py")]
    if parts:
        places.insert(0, folder.joinpath(*parts[:-1], f"{parts[-1]}.py"))
    return next((place for place in places if place.is_file()), None)
