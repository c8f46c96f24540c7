"""The files that have to change together with a document: its program."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path
from typing import Mapping

from tf2migrate.configuration import configuration_for
from tf2migrate.engine import migrate, screen
from tf2migrate.project import migrate_programs
from tf2migrate.result import Result
from tf2migrate.review.relations import Imports, connected
from tf2migrate.settings import Settings


def settings_for(path: str) -> Settings:
    """The settings that the project of a file has.

    Raises:
        ConfigurationError: its pyproject.toml cannot be used.
    """
    configuration = configuration_for(Path(path))
    names = {field.name for field in dataclasses.fields(Settings)}
    chosen = {name: value for name, value in vars(configuration).items() if name in names and value is not None}
    return Settings(**chosen)


def migrate_program_of(path: str, root: str, held: Mapping[str, bytes]) -> list[Result]:
    """The results of a file and of all files that run together with it, of those that change.

    Arguments:
        path: the file, absolute and without links, as all paths here.
        root: the folder of the project.
        held: content of files that an editor holds.

    Raises:
        ConfigurationError: see `settings_for`.
    """
    sources = {found: _read(found) for found in _files(root) if found not in held}
    sources.update((found, data) for found, data in held.items() if found.endswith(".py"))
    marked = {found: data for found, data in sources.items() if b"tensorflow" in data or found == path}
    imports = Imports(marked)
    groups = connected(list(marked), {found: imports.reached(found) for found in marked})
    group = next(group for group in groups if path in group)
    others = marked.keys() - set(group)
    plain = {found.replace(os.sep, "/"): data for found, data in sources.items() if found not in others}
    whole = migrate_programs(plain, settings_for).results if len(group) > 1 else {}
    results = [whole.get(found.replace(os.sep, "/")) or _alone(found, marked[found]) for found in group]
    return [dataclasses.replace(result, path=result.path.replace("/", os.sep)) for result in results
            if result is not None and result.error is None and result.changed]


def _alone(path: str, source: bytes) -> Result | None:
    return migrate(source, path, settings_for(path)) if screen(source, path).sign is not None else None


def _files(root: str) -> list[str]:
    from tf2migrate.discovery import discover_all

    return [os.path.realpath(file.path) for _, file in discover_all([(root, None)])
            if file.error is None and file.path.endswith(".py")]


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as stream:
            return stream.read()
    except OSError:
        return b""
