"""What was found in files before, so that a file that did not change is not processed again.

An entry is keyed by the content of a file, by what was asked of it and the settings that matter, and all entries
are dropped when the tool itself changes. Checking and writing share them: what a check has found to be free of
TensorFlow 1 is not planned, and what was written is not checked again. The file may be deleted at any time, and
whatever is wrong with it only means that everything is done anew.
"""

from __future__ import annotations

import base64
import contextlib
import dataclasses
import functools
import hashlib
import json
import os
import sys
import zlib
from pathlib import Path
from typing import Any, Iterable, Iterator, Mapping, Sequence

from tf2migrate import __version__
from tf2migrate.cli.processing import NOTEBOOK, Task, Work
from tf2migrate.result import CellPlace, Diagnostic, Result, RuleSite, RunSite, Safety, Sign
from tf2migrate.source import concerns

_MOST_ENTRIES = 50_000
_AT_ONCE = 500  # as many as SQLite takes in one question, in its oldest versions
_FALLBACK = "TFM900"
_NOTHING: dict[str, Any] = {}


class Cache:
    """Entries by key. Nothing is raised: a cache that cannot be used is empty.

    The file is open only while it is asked, as a connection must not be carried into other processes.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder / "results.sqlite"

    def get(self, keys: Sequence[str]) -> dict[str, Any]:
        """The entries that there are."""
        found: dict[str, Any] = {}
        with self._quietly(), self._connection() as connection:
            for start in range(0, len(keys), _AT_ONCE):
                some = keys[start : start + _AT_ONCE]
                marks = ",".join("?" * len(some))
                rows = connection.execute(f"SELECT key, entry FROM entries WHERE key IN ({marks})", some)
                found.update((key, json.loads(zlib.decompress(entry))) for key, entry in rows)
        return found

    def put(self, entries: Iterable[tuple[str, Any]]) -> None:
        """Keep entries; the oldest go when there are too many."""
        rows = [(key, zlib.compress(json.dumps(entry).encode(), 1)) for key, entry in entries]
        if not rows:
            return
        with self._quietly(), self._connection() as connection, connection:
            connection.executemany("INSERT OR REPLACE INTO entries (key, entry) VALUES (?, ?)", rows)
            (number,) = connection.execute("SELECT count(*) FROM entries").fetchone()
            if number > _MOST_ENTRIES:
                connection.execute(
                    "DELETE FROM entries WHERE rowid IN (SELECT rowid FROM entries ORDER BY rowid LIMIT ?)",
                    (number - _MOST_ENTRIES // 2,),
                )

    def _connection(self) -> contextlib.closing[Any]:
        self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        return contextlib.closing(_connected(self._file))

    @contextlib.contextmanager
    def _quietly(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:  # no module sqlite3, no room, no rights, another process, a broken file
            if type(error).__name__ == "DatabaseError" or isinstance(error, (zlib.error, ValueError)):
                with contextlib.suppress(OSError):  # make room for a whole one
                    self._file.unlink()


def folder() -> Path:
    """Where the cache is: `TF2MIGRATE_CACHE_DIR`, or a folder of this name where the system keeps caches."""
    given = os.environ.get("TF2MIGRATE_CACHE_DIR")
    if given:
        return Path(given)
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or os.path.expanduser("~")
    elif sys.platform == "darwin":
        base = os.path.expanduser("~/Library/Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return Path(base) / "tf2migrate"


def _connected(file: Path) -> Any:
    import sqlite3

    connection = sqlite3.connect(file, timeout=5)
    connection.execute("PRAGMA synchronous = OFF")  # a cache that is lost in a crash of the machine is no loss
    connection.execute("CREATE TABLE IF NOT EXISTS tool (fingerprint TEXT)")
    connection.execute("CREATE TABLE IF NOT EXISTS entries (key TEXT PRIMARY KEY, entry BLOB)")
    known, fingerprint = connection.execute("SELECT fingerprint FROM tool").fetchall(), _fingerprint()
    if known != [(fingerprint,)]:
        with connection:
            connection.execute("DELETE FROM entries")
            connection.execute("DELETE FROM tool")
            connection.execute("INSERT INTO tool VALUES (?)", (fingerprint,))
    return connection


@functools.lru_cache(maxsize=1)
def _fingerprint() -> str:
    """The version of the tool and of what it stands on; its files count, as a checkout changes within a version."""
    top = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    facts: list[Any] = [__version__, sys.version_info[:3]]
    for where, folders, names in os.walk(top):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in sorted(names):
            status = os.stat(os.path.join(where, name))
            facts.append((name, status.st_size, status.st_mtime_ns))
    for package in ("libcst", "fissix"):
        facts.append(_installed(package))
    return hashlib.sha256(repr(facts).encode()).hexdigest()


def _installed(package: str) -> Any:
    """What tells one installed version of a package from another, without importing it."""
    import importlib.util

    found = importlib.util.find_spec(package)
    if found is None or found.origin is None:
        return None
    status = os.stat(found.origin)
    return found.origin, status.st_size, status.st_mtime_ns


# -- keys ------------------------------------------------------------------------------------------------


def key(task: Task, source: bytes) -> str:
    """What the result of a task depends on, but for the path, which is in it."""
    settings: Any = dataclasses.astuple(task.settings)
    if task.work is Work.SCREEN:
        settings = task.settings.python2
    known = sorted(task.known.items()) if task.known else None
    facts = (task.work.value, settings, task.path.endswith(NOTEBOOK), known)
    return _digest(repr(facts).encode(), source)


def key_of_all(tasks: Sequence[Task], sources: Mapping[str, bytes]) -> str:
    """What the results of programs of several files depend on: all of them."""
    facts = [(task.path, task.work.value, dataclasses.astuple(task.settings)) for task in tasks]
    contents = [part for path in sorted(sources) for part in (path.encode("utf-8", "surrogateescape"), sources[path])]
    return _digest(repr(facts).encode(), *contents)


def _digest(*parts: bytes) -> str:
    digest = hashlib.blake2b(digest_size=20)
    for part in parts:
        digest.update(b"%d:" % len(part))
        digest.update(part)
    return digest.hexdigest()


# -- results of tasks ------------------------------------------------------------------------------------


def read(cache: Cache, tasks: Iterable[Task]) -> dict[str, Result | None]:
    """The results that are known, by path; None for a file that does not mention TensorFlow."""
    results: dict[str, Result | None] = {}
    asked: list[tuple[Task, bytes, str, str]] = []
    for task in tasks:
        try:
            with open(task.path, "rb") as stream:
                source = stream.read()
        except OSError:
            continue  # named when the file is done
        if not concerns(source):
            results[task.path] = None
        else:
            asked.append((task, source, key(task, source), key(_screening(task), source)))
    entries = cache.get([one for _, _, *keys in asked for one in dict.fromkeys(keys)])
    for task, source, own, screened in asked:
        entry = entries.get(own)
        if entry is None and entries.get(screened) == _NOTHING:
            entry = _NOTHING
        if entry is not None:
            results[task.path] = load(entry, task.path, source)
    return results


def keep(cache: Cache, tasks: Iterable[Task], results: Mapping[str, Result | None]) -> None:
    """Keep new results; not those that may be others next time, such as the error of a process that died."""
    entries: list[tuple[str, Any]] = []
    for task in tasks:
        result = results.get(task.path)
        if result is None or (result.error is not None and not result.error.startswith("line ")):
            continue
        entry = dump(result)
        entries.append((key(task, result.source), entry))
        if task.work is Work.MIGRATE and result.changed and _FALLBACK not in result.applied:
            entries.append((key(_screening(task), result.output), _NOTHING))  # the self-check has looked at it
        elif entry == _NOTHING and task.known is None:
            entries.append((key(_screening(task), result.source), _NOTHING))
    cache.put(entries)


def _screening(task: Task) -> Task:
    return dataclasses.replace(task, work=Work.SCREEN, known=None)


# -- results as entries ----------------------------------------------------------------------------------

_LISTS = {"diagnostics": Diagnostic, "sites": RuleSite, "run_sites": RunSite}


def dump(result: Result) -> dict[str, Any]:
    """All of a result but its path and source, as json takes it; nothing for what is as it is by default."""
    entry: dict[str, Any] = {}
    if result.output != result.source:
        entry["output"] = base64.b85encode(result.output).decode()
    for name in _LISTS:
        if getattr(result, name):
            entry[name] = [values(one) for one in getattr(result, name)]
    for name in ("applied", "new_files", "error"):
        if getattr(result, name):
            entry[name] = getattr(result, name)
    if result.sign is not None:
        entry["sign"] = values(result.sign)
    return entry


def load(entry: Mapping[str, Any], path: str, source: bytes) -> Result:
    """The result that an entry holds, for a file of this path and content."""
    lists = {name: tuple(made(kind, values, path) for values in entry.get(name, ())) for name, kind in _LISTS.items()}
    return Result(
        path,
        source,
        base64.b85decode(entry["output"]) if "output" in entry else source,
        applied=tuple(entry.get("applied", ())),
        new_files=tuple(map(tuple, entry.get("new_files", ()))),
        sign=made(Sign, entry["sign"], path) if "sign" in entry else None,
        error=entry.get("error"),
        **lists,
    )


def values(one: Any) -> dict[str, Any]:
    """The fields of an object; `path` is that of the file, wherever it is then."""
    values = dataclasses.asdict(one)
    values.pop("path", None)
    return {name: value.value if isinstance(value, Safety) else value for name, value in values.items()}


def made(kind: type, values: dict[str, Any], path: str) -> Any:
    values = dict(values)
    if values.get("cell") is not None:
        values["cell"] = CellPlace(**values["cell"])
    if kind is Diagnostic:
        values.update(path=path, safety=Safety(values["safety"]))
    return kind(**values)
