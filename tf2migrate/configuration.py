"""Settings from `[tool.tf2migrate]` of a pyproject.toml.

The nearest pyproject.toml above a path that has such a table counts; files nearer by without one are passed
over, so that a package inside a larger repository may keep its own pyproject.toml.
"""

from __future__ import annotations

import dataclasses
import difflib
import os
from pathlib import Path
from typing import Any

from tf2migrate.settings import FIDELITIES, STYLES

TABLE = "tool.tf2migrate"
OVERRIDES = "overrides"
OVERRIDABLE = frozenset({"select", "ignore", "unsafe", "style", "fidelity", "clear-outputs", "python2", "closed-world"})


class ConfigurationError(ValueError):
    """A pyproject.toml that cannot be used; the message names the file and the key."""


@dataclasses.dataclass(frozen=True)
class Override:
    """Settings of some files: `patterns` in .gitignore syntax, `values` by the fields of `Configuration`."""

    patterns: tuple[str, ...]
    values: tuple[tuple[str, Any], ...]


@dataclasses.dataclass(frozen=True)
class Configuration:
    """What a pyproject.toml says; None where it says nothing."""

    file: Path | None = None
    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] | None = None
    unsafe: bool | None = None
    style: str | None = None
    fidelity: str | None = None
    exclude: tuple[str, ...] | None = None  # gitignore patterns, relative to the folder of `file`
    jobs: int | None = None
    tf1_python: str | None = None
    tf2_python: str | None = None
    timeout: float | None = None
    clear_outputs: bool | None = None
    baseline: str | None = None
    python2: bool | None = None
    stand_in_data: bool | None = None
    programs: tuple[str, ...] | None = None  # command lines, to be run in the folder of `file`
    closed_world: bool | None = None
    overrides: tuple[Override, ...] = ()

    def for_file(self, path: str) -> Configuration:
        """The configuration with the overrides that name a file; of several that set a key the last wins."""
        if not self.overrides or self.file is None:
            return self
        from tf2migrate.discovery import patterns

        configuration = self
        for override in self.overrides:
            if patterns(str(self.file.parent), override.patterns).decide(os.path.realpath(path), False):
                configuration = dataclasses.replace(configuration, **dict(override.values))
        return configuration


def configuration_for(path: Path) -> Configuration:
    """The configuration that governs a file or folder.

    Raises:
        ConfigurationError: see `load`.
    """
    folder = path.resolve()
    for parent in (folder, *folder.parents):
        candidate = parent / "pyproject.toml"
        if candidate.is_file() and (configuration := load(candidate)) is not None:
            return configuration
    return Configuration()


def load(file: Path) -> Configuration | None:
    """Read one pyproject.toml; None when it has no `[tool.tf2migrate]`.

    Raises:
        ConfigurationError: unreadable, not TOML, an unknown key, or a value of the wrong type.
    """
    try:
        data = file.read_bytes()
    except OSError as error:
        raise ConfigurationError(f"{file}: {error.strerror}") from None
    if b"tf2migrate" not in data:
        return None
    table = _table(file, data)
    if table is None:
        return None
    table = dict(table)
    overrides = _overrides(file, table.pop(OVERRIDES, []))
    values = {_field(key): _value(file, key, value) for key, value in table.items()}
    return Configuration(file=file, overrides=overrides, **values)


def _overrides(file: Path, tables: Any) -> tuple[Override, ...]:
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise ConfigurationError(f"{file}: {TABLE}.{OVERRIDES}: expected tables, as in [[{TABLE}.{OVERRIDES}]]")
    found = []
    for table in tables:
        if "paths" not in table:
            raise ConfigurationError(f"{file}: {TABLE}.{OVERRIDES}: a table without paths")
        for key in table.keys() - {"paths"} - OVERRIDABLE:
            raise ConfigurationError(f"{file}: {TABLE}.{OVERRIDES}.{key}: cannot be set for some files only")
        try:
            paths = _strings(file, table["paths"])
            _patterns(file, paths)
        except (TypeError, ValueError) as error:
            raise ConfigurationError(f"{file}: {TABLE}.{OVERRIDES}.paths: {error}") from None
        values = tuple((_field(key), _value(file, key, table[key])) for key in table if key != "paths")
        found.append(Override(paths, values))
    return tuple(found)


def _patterns(file: Path, lines: tuple[str, ...]) -> None:
    """
    Raises:
        ValueError: a line is no pattern.
    """
    from tf2migrate.discovery import patterns

    patterns(str(file.parent), lines)


def _table(file: Path, data: bytes) -> dict[str, Any] | None:
    try:
        import tomllib
    except ModuleNotFoundError:  # Python 3.10
        import tomli as tomllib  # type: ignore[no-redef]
    try:
        document = tomllib.loads(data.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{file}: {error}") from None
    tool = document.get("tool")
    table = tool.get("tf2migrate") if isinstance(tool, dict) else None
    if table is not None and not isinstance(table, dict):
        raise ConfigurationError(f"{file}: {TABLE}: expected a table")
    return table


def _field(key: str) -> str:
    return key.replace("-", "_")


def _value(file: Path, key: str, value: Any) -> Any:
    if key not in _KEYS:
        near = difflib.get_close_matches(key, _KEYS, 1)
        raise ConfigurationError(f"{file}: {TABLE}.{key}: unknown key" + (f"; did you mean {near[0]}?" if near else ""))
    try:
        return _KEYS[key](file, value)
    except TypeError as error:
        raise ConfigurationError(f"{file}: {TABLE}.{key}: expected {error}, not {value!r}") from None


def _strings(file: Path, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise TypeError("a list of strings")
    return tuple(value)


def _boolean(file: Path, value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError("true or false")
    return value


def _one_of(choices: tuple[str, ...]):
    def convert(file: Path, value: Any) -> str:
        if not isinstance(value, str) or value not in choices:
            raise TypeError("one of " + ", ".join(choices))
        return value

    return convert


def _positive(kind: type | tuple[type, ...], name: str):
    def convert(file: Path, value: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, kind) or value <= 0:
            raise TypeError(name)
        return value

    return convert


def _path(file: Path, value: Any) -> str:
    """A relative path starts at the folder of the pyproject.toml."""
    if not isinstance(value, str) or not value:
        raise TypeError("a path")
    return str(file.parent / Path(value).expanduser())


def _program(file: Path, value: Any) -> str:
    """A bare name is looked up on PATH; a relative path starts at the folder of the pyproject.toml."""
    if not isinstance(value, str) or not value:
        raise TypeError("the path of an interpreter")
    return str(file.parent / Path(value).expanduser()) if "/" in value or "\\" in value else value


_KEYS = {
    "select": _strings,
    "ignore": _strings,
    "unsafe": _boolean,
    "style": _one_of(STYLES),
    "fidelity": _one_of(FIDELITIES),
    "baseline": _path,
    "python2": _boolean,
    "clear-outputs": _boolean,
    "closed-world": _boolean,
    "exclude": _strings,
    "jobs": _positive(int, "a positive integer"),
    "tf1-python": _program,
    "tf2-python": _program,
    "stand-in-data": _boolean,
    "programs": _strings,
    "timeout": _positive((int, float), "a positive number of seconds"),
}
