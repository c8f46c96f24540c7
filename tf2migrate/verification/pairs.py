"""Pairs of programs that are to be compared, and the map between their run sites.

The map is what the engine knows: the rewritten program must be what it makes of the original, and then the same
rewrite is made once more with every run site wrapped. The files that a program imports are part of it.
"""

from __future__ import annotations

import dataclasses
import itertools
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from tf2migrate import engine
from tf2migrate.result import Result, RuleSite, RunSite
from tf2migrate.settings import FIDELITIES, STYLES, Settings
from tf2migrate.verification.instrument import RECORD, record_calls, recorded_indices, same_program
from tf2migrate.verification.layout import Layout, layout, python_files
from tf2migrate.verification.request import Request
from tf2migrate.verification.worlds import File, Program

MOST_BESIDE = 300  # files that are migrated again to find the map of a program


@dataclasses.dataclass(frozen=True)
class PairFile:
    """A file of both programs that is imported: its path from their roots, and what `Pair` has of the program."""

    path: str
    sites: tuple[RunSite, ...] = ()
    code: bytes | None = None
    rules: tuple[RuleSite, ...] = ()


@dataclasses.dataclass(frozen=True)
class Pair:
    """An original and its rewritten program, as they will be run.

    `code` is the rewritten program with its run sites wrapped, None when there is no map between the two
    (then only their outputs can be compared, and the run sites of other files that have one). `layout` is that of
    the original, None for a program of one file that is started in its own folder.
    """

    original: Path
    rewritten: Path
    args: tuple[str, ...] = ()
    sites: tuple[RunSite, ...] = ()
    code: bytes | None = None
    notes: tuple[str, ...] = ()
    rules: tuple[RuleSite, ...] = ()
    entry: dict | None = None  # the function that is called in place of running the programs
    driven: frozenset[int] = frozenset()  # run sites that stand for calls of the entry
    files: tuple[PairFile, ...] = ()
    layout: Layout | None = None
    stand_ins: bool = True

    @property
    def parts(self) -> tuple[PairFile, ...]:
        """All files, the program itself first, under the name ""."""
        return PairFile("", self.sites, self.code, self.rules), *self.files

    @property
    def all_sites(self) -> tuple[RunSite, ...]:
        return tuple(site for part in self.parts for site in part.sites)

    @property
    def mapped(self) -> bool:
        """Whether any run site can be told in the rewritten program."""
        return bool(self.driven) or any(part.code is not None for part in self.parts)

    @property
    def recorded(self) -> frozenset[int]:
        """The run sites that the rewritten program records."""
        codes = [part.code for part in self.parts if part.code is not None]
        return self.driven.union(*(recorded_indices(code) for code in codes))

    @property
    def rewritten_sites(self) -> dict[int, tuple[int, str]]:
        """Line and text of what stands for each run site in the rewritten program."""
        found: dict[int, tuple[int, str]] = {}
        for part in self.parts:
            found.update(record_calls(part.code) if part.code else {})
        return found

    def source(self, file: str) -> bytes:
        """The original of one of its files, "" for the program itself."""
        return self.original.read_bytes() if not file or self.layout is None else self.layout.path(file).read_bytes()

    def before(self, **options) -> Program:
        """The original, to be run. `options`: see `Program`."""
        sites = tuple(site for site in self.sites if site.index not in self.driven)
        files = tuple(File(file.path, file.sites) for file in self.files)
        return Program(self.original, self.args, sites, entry=self.entry, files=files, **self._place(0), **options)

    def after(self, **options) -> Program:
        """The rewritten program, to be run."""
        files = tuple(File(file.path, (), file.code) for file in self.files)
        return Program(
            self.rewritten, self.args, code=self.code, entry=self.entry, files=files, **self._place(1), **options
        )

    def _place(self, side: int) -> dict:
        place: dict = {"stand_ins": self.stand_ins}
        if self.layout is None:
            return place
        root = self.layout.root if side == 0 else root_of(self.rewritten, self.layout)
        start, search, package = self.layout.start, self.layout.search, self.layout.package
        return {**place, "root": root, "start": start, "search": search, "package": package}


def root_of(rewritten: Path, of: Layout) -> Path:
    """The folder of the rewritten program that stands for the root of the original."""
    return Path(os.path.realpath(rewritten.parent)).joinpath(*[os.pardir] * of.script.count("/")).resolve()


def pair_up(request: Request) -> Pair:
    """Find the map between the two programs: the rewritten one must be what the engine makes of the original.

    Raises:
        OSError: a file cannot be read.
    """
    original, rewritten = Path(request.original), Path(request.rewritten)
    source, target = original.read_bytes(), rewritten.read_bytes()
    found = layout(original, request.top, request.start, request.package)
    pair = Pair(original, rewritten, request.args, stand_ins=request.stand_ins)
    sources, targets = {found.script: source}, {found.script: target}
    if found.files or found.start != "." or found.package is not None:
        other = root_of(rewritten, found)
        kept = tuple(file for file in found.files if (other / file).is_file())
        found = dataclasses.replace(found, files=kept)
        pair = dataclasses.replace(pair, layout=found)
        sources.update((file, found.path(file).read_bytes()) for file in kept)
        targets.update((file, (other / file).read_bytes()) for file in kept)
    best, unknown = _best(sources, targets, found, request)
    parts = _parts(best)
    own = parts.pop(found.script, PairFile(""))
    files = tuple(parts.get(file, PairFile(file)) for file in found.files)
    return dataclasses.replace(
        pair, sites=own.sites, code=own.code, rules=own.rules, files=files, notes=_notes(found, best, unknown)
    )


def _best(
    sources: Mapping[str, bytes], targets: Mapping[str, bytes], found: Layout, request: Request
) -> tuple[dict[str, Result], list[str]]:
    """The migrations that gave the files of the rewritten program, and the changed files of which none is known."""
    changed = [path for path in sources if sources[path] != targets[path]]
    best: tuple[dict[str, Result], list[str]] | None = None
    for results in _migrations(sources, found, request):
        known = {path: result for path, result in results.items() if result.output == targets[path]}
        unknown = [path for path in changed if path not in known]
        if best is None or len(unknown) < len(best[1]):
            best = known, unknown
        if not unknown and any(result.instrumented is not None for result in known.values()):
            return known, unknown
    return best if best is not None else ({}, changed)


def _migrations(sources: Mapping[str, bytes], found: Layout, request: Request) -> Iterator[dict[str, Result]]:
    """Ways in which the program may have been migrated: as a whole, every file for itself, and with the files beside
    it, of which others may use the same modules."""
    beside: Mapping[str, bytes] | None = None
    from tf2migrate.project import migrate_programs

    if request.settings is not None:
        chosen = [dataclasses.replace(request.settings, instrument=True)]
    else:
        chosen = [
            Settings(unsafe=unsafe, style=style, fidelity=fidelity, instrument=True)
            for unsafe, fidelity, style in itertools.product((False, True), FIDELITIES, STYLES[::-1])
        ]
    for settings in chosen:
        if len(sources) > 1:
            results = migrate_programs(sources, lambda _, settings=settings: settings, True).results
            if results:
                yield results
        yield {
            path: engine.migrate(data, str(found.path(path)), _settings(request, found.path(path), settings))
            for path, data in sources.items()
            if b"tensorflow" in data
        }
        beside = _beside(sources, found, request) if beside is None else beside
        if len(beside) > len(sources):
            results = migrate_programs(beside, lambda _, settings=settings: settings, True).results
            yield {path: results[path] for path in sources if path in results}


def _beside(sources: Mapping[str, bytes], found: Layout, request: Request) -> dict[str, bytes]:
    """The sources of a program, and what else was migrated with them; nothing else for a program without modules."""
    if len(sources) < 2:
        return {}
    paths = python_files(found.root, MOST_BESIDE) if request.beside is None else request.beside
    files = dict(sources)
    for path in paths:
        name = os.path.relpath(path, found.root).replace(os.sep, "/")
        try:
            files.setdefault(name, b"" if name in sources else Path(path).read_bytes())
        except OSError:
            continue
    return files


def _settings(request: Request, path: Path, settings: Settings) -> Settings:
    other = request.of_files.get(str(path))
    return settings if other is None else dataclasses.replace(other, instrument=True)


def _parts(results: Mapping[str, Result]) -> dict[str, PairFile]:
    """What is known of each file; the numbers of run sites are made different in files that were migrated alone."""
    parts: dict[str, PairFile] = {}
    taken: set[int] = set()
    for path, result in results.items():
        code, sites = result.instrumented, result.run_sites
        if code is None or not same_program(result.output, code):
            parts[path] = PairFile(path, rules=result.sites)
            continue
        if taken & {site.index for site in sites}:
            first = max(taken) + 1
            sites = tuple(dataclasses.replace(site, index=site.index + first) for site in sites)
            code = _renumbered(code, first)
        taken.update(site.index for site in sites)
        parts[path] = PairFile(path, sites, code, result.sites)
    return parts


def _renumbered(code: bytes, by: int) -> bytes:
    pattern = rb"(%s\(\s*)(\d+)" % RECORD.encode()
    return re.sub(pattern, lambda match: b"%s%d" % (match.group(1), int(match.group(2)) + by), code)


def _notes(found: Layout, results: Mapping[str, Result], unknown: list[str]) -> tuple[str, ...]:
    notes = []
    if found.package is not None:
        notes.append(f"it ran as python -m {found.package}.{Path(found.script).stem}, in {found.path(found.start)}")
    elif found.path(found.start) != found.main.parent:
        notes.append(f"it was started in {found.path(found.start)}, where the modules that it imports are found")
    if unknown:
        named = "the rewritten program" if unknown == [found.script] else ", ".join(unknown)
        why = f"{named} is not what tf2migrate makes of the original (edited by hand?)"
        if len(unknown) > 1:
            why = f"{named} are not what tf2migrate makes of the original (edited by hand?)"
    elif all("TFM900" in result.applied for result in results.values() if result.changed):
        why = "the rewritten program stays on tf.compat.v1"
    elif any("TFM218" in result.applied for result in results.values()):
        why = "the original runs an estimator, which has no run sites of its own"
    elif any(
        result.instrumented and not same_program(result.output, result.instrumented) for result in results.values()
    ):
        why = "the runs of this program cannot be told apart in its rewritten form"
    else:
        return tuple(notes)
    rest = [result for path, result in results.items() if path not in unknown and result.run_sites]
    compared = (
        "run sites in it were not compared" if rest else "only standard output and the weights in the end were compared"
    )
    return *notes, f"{why}: {compared}"
