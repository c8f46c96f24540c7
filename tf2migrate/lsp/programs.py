"""The files that have to change together with a document: its program."""

from __future__ import annotations

import contextlib
import dataclasses
import os
from pathlib import Path
from typing import Any, Callable, Mapping

from tf2migrate.configuration import ConfigurationError, configuration_for
from tf2migrate.engine import check, migrate
from tf2migrate.modernizing import process as modernize
from tf2migrate.project import migrate_programs
from tf2migrate.result import Result
from tf2migrate.review.relations import Imports, connected
from tf2migrate.screening import screen
from tf2migrate.settings import Settings


def settings_for(path: str) -> Settings:
    """The settings that the project of a file has.

    Raises:
        ConfigurationError: its pyproject.toml cannot be used.
    """
    configuration = configuration_for(Path(path)).for_file(path)
    names = {field.name for field in dataclasses.fields(Settings)}
    chosen = {name: value for name, value in vars(configuration).items() if name in names and value is not None}
    return Settings(**chosen)


class Project:
    """The Python files below a folder. All paths are absolute, without links."""

    def __init__(self, root: str):
        self._root = root
        self._sources: dict[str, bytes] = {}
        self.refresh()

    def refresh(self) -> None:
        """Read the files again."""
        from tf2migrate.discovery import discover_all

        folder = [(self._root, _excluded(self._root))]
        found = (os.path.realpath(file.path) for _, file in discover_all(folder) if file.error is None)
        self._sources = {path: read(path) for path in found if path.endswith(".py")}
        self._imports = Imports({path: data for path, data in self._sources.items() if b"tensorflow" in data})

    def stands_alone(self, path: str, held: Mapping[str, bytes]) -> bool:
        """Whether a file is a program by itself, which is soon checked."""
        return len(self._program(path, held)[0]) == 1

    def check(self, path: str, held: Mapping[str, bytes]) -> Result:
        """What a check of the program says of one of its files.

        Args:
            path: the file.
            held: content of files that an editor holds.

        Raises:
            ConfigurationError: see `settings_for`.
        """
        group, sources = self._program(path, held)
        if len(group) > 1:
            outcome = migrate_programs(_slashed(sources), settings_for, write=False)
            if (name := path.replace(os.sep, "/")) in outcome.results:
                return outcome.results[name]
        else:
            outcome = None
        alone = _processed(check, sources[path], path)
        found = outcome.findings.get(path.replace(os.sep, "/"), ()) if outcome and "TFM900" in alone.applied else ()
        return dataclasses.replace(alone, diagnostics=tuple(sorted({*alone.diagnostics, *found})))

    def migrate(self, path: str, held: Mapping[str, bytes]) -> list[Result]:
        """The results of a file and of all files that run together with it, of those that change.

        Args, Raises: as of `check`.
        """
        group, sources = self._program(path, held)
        whole = migrate_programs(_slashed(sources), settings_for).results if len(group) > 1 else {}
        results = [whole.get(found.replace(os.sep, "/")) or _alone(found, sources[found]) for found in group]
        return [
            dataclasses.replace(result, path=result.path.replace("/", os.sep))
            for result in results
            if result is not None and result.error is None and result.changed
        ]

    def _program(self, path: str, held: Mapping[str, bytes]) -> tuple[list[str], dict[str, bytes]]:
        """The files with TensorFlow that a file is connected with, and these together with all that have none."""
        sources = {**self._sources, **{found: data for found, data in held.items() if found.endswith(".py")}}
        sources.setdefault(path, b"")
        marked = {found: data for found, data in sources.items() if b"tensorflow" in data or found == path}
        self._imports.update(marked)
        groups = connected(list(marked), {found: self._imports.reached(found) for found in marked})
        group = next(group for group in groups if path in group)
        others = marked.keys() - set(group)
        return group, {found: data for found, data in sources.items() if found not in others}


def _slashed(sources: Mapping[str, bytes]) -> dict[str, bytes]:
    return {path.replace(os.sep, "/"): data for path, data in sources.items()}


def _alone(path: str, source: bytes) -> Result | None:
    return _processed(migrate, source, path) if _processed(screen, source, path).sign is not None else None


def _processed(core: Callable[..., Result], source: bytes, path: str) -> Result:
    settings = settings_for(path)
    return modernize(source, path, core, settings=settings) if settings.python2 else core(source, path, settings)


def _excluded(root: str) -> Any:
    """What the settings leave out of the folder; nothing when they cannot be read, which is told elsewhere."""
    from tf2migrate.discovery import patterns

    with contextlib.suppress(ConfigurationError, ValueError):
        configuration = configuration_for(Path(root))
        if configuration.file is not None and configuration.exclude:
            return patterns(str(configuration.file.parent), configuration.exclude)
    return None


def read(path: str) -> bytes:
    """The content of a file on disk, empty where it cannot be read."""
    try:
        with open(path, "rb") as stream:
            return stream.read()
    except OSError:
        return b""
