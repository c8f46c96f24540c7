"""The modules of a program: files that import each other, and how an import statement finds them."""

from __future__ import annotations

import ast
import dataclasses
import posixpath

from tf2migrate.analysis.tree import of_type
from tf2migrate.source import Source


@dataclasses.dataclass(eq=False)
class Module:
    """One file of a program.

    Args:
        path: its path, with `/`, relative to anything that all files of the project share.
        data: its bytes.
        source: its decoded text.
        tree: its indexed tree.
        tf: what it calls the TensorFlow module.
        layout: see `planning.savers.Layout`.
        displayed: lines on which expressions begin whose values are shown, as at the ends of notebook cells.
    """

    path: str
    data: bytes
    source: Source
    tree: ast.Module
    tf: str
    displayed: frozenset[int] = frozenset()
    layout: dict | None = None  # of the checkpoint that it reads, where another program has saved that
    origin: tuple[int, ...] = ()  # the lines of the file that those of `source` came from, when that is another text


class Modules:
    """The files that a program may import, by their paths."""

    def __init__(self, modules: dict[str, Module] | None = None):
        self._modules = modules or {}

    @property
    def empty(self) -> bool:
        return not self._modules

    def of(self, tree: ast.Module) -> Module:
        """The file of a tree."""
        return next(module for module in self._modules.values() if module.tree is tree)

    def at(self, path: str) -> Module:
        """The file with a path."""
        return next(module for module in self._modules.values() if module.path == path)

    def saving(self) -> list[Module]:
        """The files that save checkpoints."""
        return [module for module in self._modules.values() if b"Saver" in module.data and b".save(" in module.data]

    def replaced(self, changed: dict[str, Module]) -> "Modules":
        """The same files, some of them with other texts."""
        return Modules({path: changed.get(module.path, module) for path, module in self._modules.items()})

    def find(self, importer: str, name: str, level: int = 0) -> Module | None:
        """The module that `name` stands for in an import of the file `importer`.

        Absolute names are looked up as Python does for a program that is started in the folder of the
        importer, or in one above it; `level` counts the dots of a relative import.
        """
        path = name.replace(".", "/")
        for folder in _folders(importer, level):
            for candidate in (f"{path}.py", f"{path}/__init__.py") if path else ("__init__.py",):
                found = self._modules.get(posixpath.join(folder, candidate))
                if found is not None and found.path != importer:
                    return found
        return None

    def has_package(self, importer: str, name: str, level: int = 0) -> bool:
        """Whether `name` is a folder of modules."""
        prefixes = [posixpath.join(folder, name.replace(".", "/"), "") for folder in _folders(importer, level)]
        return any(path.startswith(prefix) for prefix in prefixes if prefix not in ("", "/") for path in self._modules)


def imported(tree: ast.Module) -> list[tuple[str, int]]:
    """(dotted name, level) of everything that import statements of a tree may take from other files."""
    found: list[tuple[str, int]] = []
    for node in of_type(tree, ast.Import, ast.ImportFrom):
        if isinstance(node, ast.Import):
            found += [(alias.name, 0) for alias in node.names]
        else:
            base = node.module or ""
            found.append((base, node.level))
            found += [
                (f"{base}.{alias.name}" if base else alias.name, node.level)
                for alias in node.names
                if alias.name != "*"
            ]
    return found


def used(tree: ast.Module) -> list[tuple[str, int]]:
    """Those of `imported` whose names the file reads; a star import counts whenever the file reads anything."""
    read = {node.id for node in of_type(tree, ast.Name) if isinstance(node.ctx, ast.Load)}
    found: list[tuple[str, int]] = []
    for node in of_type(tree, ast.Import, ast.ImportFrom):
        names = [a for a in node.names if a.name == "*" or (a.asname or a.name.partition(".")[0]) in read]
        if isinstance(node, ast.Import):
            found += [(alias.name, 0) for alias in names]
        elif names:
            base = node.module or ""
            found.append((base, node.level))
            found += [
                (f"{base}.{alias.name}" if base else alias.name, node.level) for alias in names if alias.name != "*"
            ]
    return found


def _folders(importer: str, level: int) -> list[str]:
    folder = posixpath.dirname(importer)
    if level:
        for _ in range(level - 1):
            folder = posixpath.dirname(folder)
        return [folder]
    folders = [folder]
    while folder not in ("", "/"):
        folder = posixpath.dirname(folder)
        folders.append(folder)
    return folders
