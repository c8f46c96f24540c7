"""Programs of several files through the core, before the files that are left are done one by one."""

from __future__ import annotations

import dataclasses
import os
from typing import Any, Iterable, Mapping, Sequence

from tf2migrate.cli.cache import Cache, dump, key_of_all, load, made, values
from tf2migrate.cli.processing import NOTEBOOK, Task, Work
from tf2migrate.result import Diagnostic, Result


@dataclasses.dataclass(frozen=True)
class Programs:
    """What is known of the files of programs: results of some, findings about others (see `project.Outcome`)."""

    results: dict[str, Result]
    findings: dict[str, list[Diagnostic]]
    homes: dict[str, frozenset[str]] = dataclasses.field(default_factory=dict)

    def left(self, tasks: Iterable[Task]) -> list[Task]:
        """The files that have to be done one by one."""
        return [task for task in tasks if task.path not in self.results]

    def complete(self, result: Result | None, path: str) -> Result | None:
        """The result of a file; one that stays on compat.v1 also says what keeps its program from migrating."""
        if path in self.results:
            return self._placed(self.results[path])
        found = self.findings.get(path, ())
        if result is None or not found or "TFM900" not in result.applied:
            return result and self._placed(result)
        return self._placed(dataclasses.replace(result, diagnostics=tuple(sorted({*result.diagnostics, *found}))))

    def _placed(self, result: Result) -> Result:
        """The result with its new files where the imports of the file look for them."""
        here = os.path.dirname(result.path)
        folders = self.homes.get(result.path, frozenset({here}))
        if not result.new_files or folders == {here}:
            return result
        ways = [os.path.relpath(folder or ".", here or ".") for folder in sorted(folders)]
        made = tuple((os.path.normpath(os.path.join(way, n)), text) for way in ways for n, text in result.new_files)
        return dataclasses.replace(result, new_files=made)


def process_programs(tasks: Sequence[Task], cache: Cache | None = None) -> Programs:
    """Plan and rewrite the programs of several files among the tasks, or find in the cache what came out last time."""
    tasks = [task for task in tasks if task.work is not Work.SCREEN and task.known is None]
    sources = _read(tasks)
    if len(sources) < 2 or not any(b"tensorflow" in data for data in sources.values()):
        return Programs({}, {})
    key = key_of_all(tasks, sources)
    entry = cache.get([key]).get(key) if cache is not None else None
    if entry is not None:
        return _loaded(entry, sources)
    programs = _processed(tasks, sources)
    if cache is not None:
        cache.put([(key, _dumped(programs))])
    return programs


def _processed(tasks: Sequence[Task], sources: Mapping[str, bytes]) -> Programs:
    from tf2migrate.project import migrate_programs

    settings = {task.path.replace(os.sep, "/"): task.settings for task in tasks}
    outcome = migrate_programs(sources, settings.__getitem__, tasks[0].work is Work.MIGRATE)
    return Programs(
        {path.replace("/", os.sep): result for path, result in outcome.results.items()},
        {path.replace("/", os.sep): found for path, found in outcome.findings.items()},
        {
            path.replace("/", os.sep): frozenset(folder.replace("/", os.sep) for folder in folders)
            for path, folders in outcome.homes.items()
        },
    )


def _dumped(programs: Programs) -> dict[str, Any]:
    return {
        "results": {path: dump(result) for path, result in programs.results.items()},
        "findings": {path: [values(one) for one in found] for path, found in programs.findings.items()},
        "homes": {path: sorted(folders) for path, folders in programs.homes.items()},
    }


def _loaded(entry: Mapping[str, Any], sources: Mapping[str, bytes]) -> Programs:
    return Programs(
        {path: load(one, path, sources[path.replace(os.sep, "/")]) for path, one in entry["results"].items()},
        {path: [made(Diagnostic, one, path) for one in found] for path, found in entry["findings"].items()},
        {path: frozenset(folders) for path, folders in entry["homes"].items()},
    )


def _read(tasks: Sequence[Task]) -> dict[str, bytes]:
    """The files that can be read; the others are named when they are done alone."""
    sources = {}
    for task in tasks:
        if task.path.endswith(NOTEBOOK):  # nothing imports it
            continue
        try:
            with open(task.path, "rb") as stream:
                sources[task.path.replace(os.sep, "/")] = stream.read()
        except OSError:
            continue
    return sources
