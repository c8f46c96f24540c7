"""Which files are in one process: a program runs on one TensorFlow, with all that it imports."""

from __future__ import annotations

import ast
import os
import sys
import warnings
from typing import Iterable, Iterator, Mapping, Sequence

from tf2migrate.analysis.modules import imported
from tf2migrate.analysis.tree import index, of_type
from tf2migrate.reporting.edits import text_of


class Imports:
    """What files import from each other, followed on disk through files that have nothing to migrate."""

    def __init__(self, sources: Mapping[str, bytes]):
        """
        Args:
            sources: content by path, of the files to relate.
        """
        self._paths: dict[str, str] = {}
        self._sources: dict[str, bytes] = {}
        self._direct: dict[str, tuple[str, ...]] = {}
        self.update(sources)
        self._root = _root(self._sources)

    def update(self, sources: Mapping[str, bytes]) -> None:
        """Take these contents from now on; of files that are the same, what is known is kept."""
        for path, source in sources.items():
            real = os.path.realpath(path)
            if real not in self._sources:
                self._direct.clear()  # others may import it
            if self._sources.get(real) != source:
                self._paths[real], self._sources[real] = path, source
                self._direct.pop(real, None)

    def reached(self, path: str) -> set[str]:
        """The given files that a file imports, itself or through others."""
        start = os.path.realpath(path)
        seen, todo = {start}, [start]
        while todo:
            for found in self._imports(todo.pop()):
                if found not in seen:
                    seen.add(found)
                    todo.append(found)
        return {self._paths[found] for found in seen - {start} if found in self._paths}

    def _imports(self, path: str) -> tuple[str, ...]:
        if path not in self._direct:
            found = {}
            for name, level in _names(_program(path, self._read(path))):
                for target in self._find(path, name, level):
                    found[target] = None
            self._direct[path] = tuple(found)
        return self._direct[path]

    def _read(self, path: str) -> bytes:
        if path in self._sources:
            return self._sources[path]
        try:
            with open(path, "rb") as stream:
                return stream.read()
        except OSError:
            return b""

    def _find(self, importer: str, name: str, level: int) -> list[str]:
        """The files that an import runs: the module and the packages round it."""
        parts = name.split(".") if name else []
        for folder in self._folders(importer, level):
            found = [
                file
                for length in range(level == 0, len(parts) + 1)
                for file in _candidates(os.path.join(folder, *parts[:length]))
                if self._exists(file)
            ]
            if found and (level or found[-1] != os.path.join(folder, "__init__.py")):
                return [file for file in found if file != importer]
        if level or not parts or parts[0] in sys.stdlib_module_names:
            return []
        return self._by_name(importer, parts)

    def _by_name(self, importer: str, parts: list[str]) -> list[str]:
        """Files that a module of this name may be when its folder comes from a search path that is not known."""
        endings = tuple(os.sep + ending for ending in _candidates(os.path.join(*parts)))
        return [path for path in self._sources if path != importer and path.endswith(endings)]

    def _folders(self, importer: str, level: int) -> list[str]:
        folder = os.path.dirname(importer)
        if level:
            for _ in range(level - 1):
                folder = os.path.dirname(folder)
            return [folder]
        folders = [folder]
        while folder != self._root and len(folder) > len(self._root):
            folder = os.path.dirname(folder)
            folders.append(folder)
        return folders

    def _exists(self, path: str) -> bool:
        return path in self._sources or os.path.isfile(path)


def connected(paths: Sequence[str], reached: Mapping[str, set[str]]) -> list[list[str]]:
    """The paths in groups: those of one group are joined by what they reach, those of different ones are not."""
    group_of = {path: [path] for path in paths}
    for path in paths:
        for other in reached[path] & group_of.keys():
            first, second = group_of[path], group_of[other]
            if first is not second:
                first += second
                group_of.update((member, first) for member in second)
    order = {path: number for number, path in enumerate(paths)}
    groups = {id(group): sorted(group, key=order.__getitem__) for group in group_of.values()}
    return sorted(groups.values(), key=lambda group: order[group[0]])


def _candidates(stem: str) -> tuple[str, str]:
    return f"{stem}.py", os.path.join(stem, "__init__.py")


def _program(path: str, source: bytes) -> bytes:
    """The Python code of a file."""
    if not path.endswith(".ipynb"):
        return source
    from tf2migrate.notebooks.assembly import Assembly, CellError
    from tf2migrate.notebooks.document import Document, NotebookError

    try:
        return Assembly(Document(source).cells).text.encode("utf-8", "surrogatepass")
    except (NotebookError, CellError):
        return b""


def _names(source: bytes) -> list[tuple[str, int]]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text_of(source))
        index(tree)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    return imported(tree) + [(name, 0) for call in of_type(tree, ast.Call) for name in _dynamic(call)]


def _dynamic(call: ast.Call) -> Iterator[str]:
    """`importlib.import_module("name")` and `__import__("name")`."""
    function = getattr(call.func, "attr", getattr(call.func, "id", ""))
    if function in ("import_module", "__import__") and call.args and isinstance(call.args[0], ast.Constant):
        name = call.args[0].value
        if isinstance(name, str) and not name.startswith("."):
            yield name


def _root(paths: Iterable[str]) -> str:
    """The folder of the repository that holds the files, or else the one that holds them all."""
    folders = [os.path.dirname(path) for path in paths]
    try:
        common = os.path.commonpath(folders) if folders else os.sep
    except ValueError:  # several drives
        return ""
    folder = common
    while True:
        if os.path.exists(os.path.join(folder, ".git")):
            return folder
        if os.path.dirname(folder) == folder:
            return common
        folder = os.path.dirname(folder)
