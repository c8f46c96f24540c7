"""The programs among the files of a project: found, or named as one would start them."""

from __future__ import annotations

import ast
import dataclasses
import os
import shlex
from collections.abc import Iterable, Sequence
from pathlib import Path

from tf2migrate.verification.layout import Layout, layout


class EntryError(ValueError):
    """A command line of the configuration that names no program; the message says why."""


@dataclasses.dataclass(frozen=True)
class Entry:
    """A way to start a program."""

    layout: Layout
    args: tuple[str, ...] = ()
    start: Path | None = None  # as it was named
    package: str | None = None

    @property
    def main(self) -> Path:
        return self.layout.main

    def concerns(self, paths: Iterable[Path]) -> tuple[Path, ...]:
        """Those of the files that it runs or imports; all paths are real ones."""
        own = {self.main, *(self.layout.path(file) for file in self.layout.files)}
        return tuple(path for path in paths if path in own)


def is_program(source: bytes) -> bool:
    """Whether running the file does something: a module that only defines things has nothing to compare."""

    def acts(node: ast.stmt) -> bool:
        if isinstance(node, ast.Expr):
            return not isinstance(node.value, ast.Constant)  # a docstring
        return isinstance(node, (ast.For, ast.While, ast.With, ast.If, ast.Try))

    try:
        return any(acts(node) for node in ast.parse(source).body)
    except (SyntaxError, ValueError, RecursionError):
        return False


def find(paths: Iterable[Path], changed: Sequence[Path]) -> list[Entry]:
    """The programs that run or import changed files.

    A file that others import is a program only when it asks whether it is the main one. All paths are real ones.
    """
    candidates = []
    for path in paths:
        source = path.read_bytes()
        if is_program(source):
            entry = Entry(layout(path))
            if entry.concerns(changed):
                candidates.append((entry, b"__main__" in source))
    imported = {entry.layout.path(file) for entry, _ in candidates for file in entry.layout.files}
    chosen = [entry for entry, guarded in candidates if guarded or entry.main not in imported]
    covered = {path for entry in chosen for path in entry.concerns(changed)}
    # files that import each other in a ring
    return chosen + [e for e, _ in candidates if e not in chosen and e.main in changed and e.main not in covered]


def named(commands: Sequence[str], folder: Path) -> list[Entry]:
    """Programs by their command lines in `folder`, without the interpreter: "train.py --steps 3", "-m pkg.train".

    Raises:
        EntryError: a command line names no program.
    """
    folder = Path(os.path.realpath(folder))
    entries = []
    for command in commands:
        try:
            words = shlex.split(command)
        except ValueError as error:
            raise EntryError(f"{command!r}: {error}") from None
        package = None
        if words[:1] == ["-m"] and len(words) > 1:
            parts = words[1].split(".")
            words = ["/".join(parts) + ".py", *words[2:]]
            if not (folder / words[0]).is_file():
                words[0] = "/".join([*parts, "__main__.py"])
                parts.append("__main__")
            package = ".".join(parts[:-1])
        main = folder / words[0] if words else folder
        if not main.is_file() or not main.resolve().is_relative_to(folder):
            raise EntryError(f"{command!r}: there is no program {words[0] if words else ''} in {folder}")
        entries.append(Entry(layout(main, None, folder, package), tuple(words[1:]), folder, package))
    return entries
