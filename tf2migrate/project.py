"""Programs of several files: those that import each other are planned and rewritten together, or not at all.

A program is a file that no other file imports, with everything it imports. A file that several programs share
must come out the same from all of them; a program that cannot be migrated as a whole leaves its files to be done
one by one, and so do the programs that share a file with it which they would change in another way.
"""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections.abc import Callable, Mapping

from tf2migrate.analysis.modules import Module, Modules, imported, used
from tf2migrate.analysis.relations import across_files
from tf2migrate.engine import check, migrate, migrate_program, migrate_tests
from tf2migrate.loading import load, skips_file
from tf2migrate.planning.test_cases import is_test_file
from tf2migrate.preparation.passes import Reader, reader
from tf2migrate.result import Diagnostic, Result
from tf2migrate.settings import Settings
from tf2migrate.source import SourceError

_IMPORT = re.compile(rb"^[ \t]*(?:from[ \t]+\.*([\w.]*)[ \t]+import\b(.*)|import[ \t]+(.+))$", re.MULTILINE)
_MAX_JOINED = 4  # programs that are migrated together
_SUPPLIED = frozenset({"TFM404", "TFM915"})  # findings that may go when programs are migrated together
_WORD = re.compile(rb"\w+")


@dataclasses.dataclass
class Outcome:
    """What is known of the files of programs.

    Args:
        results: those of the files of programs that are migrated as a whole.
        findings: why a program is not, by the file that each finding is about.
        homes: the folders in which Python finds a file when others import it, of files that others import. What such a
            file imports in its turn is looked for there.
    """

    results: dict[str, Result] = dataclasses.field(default_factory=dict)
    findings: dict[str, list[Diagnostic]] = dataclasses.field(default_factory=dict)
    homes: dict[str, frozenset[str]] = dataclasses.field(default_factory=dict)


def migrate_programs(sources: Mapping[str, bytes], settings: Callable[[str], Settings], write: bool = True) -> Outcome:
    """Migrate every program of several files among these files.

    Args:
        sources: bytes by path; paths use `/` and share their root.
        settings: the settings for a path.
        write: False plans only.
    """
    loaded = _load(sources)
    readers = _readers(loaded, settings)
    loaded.update({path: found.module for path, found in readers.items() if found.module is not None})
    modules = Modules(loaded)
    imports = {path: _imports(module, modules) for path, module in loaded.items()}
    uses = {path: _imports(module, modules, used) for path, module in loaded.items()}
    alone = _Alone(sources, settings)
    doomed: dict[str, Diagnostic] = {}  # files that only a program could migrate which cannot be migrated
    attempts = []
    for main in _programs(loaded, imports):
        members = _reachable(main, imports)
        if is_test_file(loaded[main].tree):
            continue
        if len(members) < 2 and main not in readers or not any(b"tensorflow" in loaded[path].data for path in members):
            continue
        blocker = next((doomed[path] for path in sorted(members) if path in doomed), None)
        if blocker is not None:
            attempts.append(_Attempt(_reachable(main, uses), {}, (blocker,), (main,)))
            continue
        results, found = _attempt(loaded[main], modules, settings(main), write)
        attempts.append(_Attempt(members if results else _reachable(main, uses), results, found, (main,)))
        if not results and found:
            # The same files would give the next program the same findings, or keep it from agreeing with this one.
            inside = {finding.path for finding in found}
            doomed.update(
                {
                    path: _blocked(path, found[0])
                    for path in _reachable(main, uses)
                    if path != main and path not in doomed and (path in inside or not alone.migrates(path))
                }
            )
    if write:
        attempts = _joined(attempts, loaded, modules, settings)
    outcome = _agree(attempts, alone, write)
    _note_readers(outcome, readers)
    outcome.results.update(_tests(loaded, modules, settings, write))
    outcome.homes = _homes(loaded, modules)
    return outcome


def _readers(loaded: Mapping[str, Module], settings: Callable[[str], Settings]) -> dict[str, Reader]:
    """The files that read the graph which another one has saved."""
    modules, found = Modules(dict(loaded)), {}
    for path, module in loaded.items():
        if b"import_meta_graph" in module.data:
            try:
                known = reader(module, modules, settings(path))
            except Exception:  # a defect of the core: the file is done alone, where the error is told
                continue
            if known is not None:
                found[path] = known
    return found


def _note_readers(outcome: Outcome, readers: Mapping[str, Reader]) -> None:
    """Say where the graph of a reader is from; or why it is not built, to both sides."""
    for path, known in readers.items():
        result = outcome.results.get(path)
        if known.module is not None and result is not None:
            outcome.results[path] = dataclasses.replace(
                result,
                diagnostics=tuple(sorted({*result.diagnostics, known.found})),
                applied=tuple(sorted({*result.applied, known.found.rule})),
            )
            continue
        if known.module is None:
            others = [d for d in outcome.findings.get(path, ()) if d.rule != "TFM908"]  # that is what it says
            outcome.findings[path] = [known.found, *others]
        writer = outcome.results.get(known.writer)
        if writer is not None:
            note = Diagnostic(
                known.writer,
                1,
                1,
                known.found.rule,
                f"{path} reads the graph that is saved here, and is not "
                "migrated: it finds no graph beside the checkpoint any more",
                "migrate it by hand, too",
            )
            outcome.results[known.writer] = dataclasses.replace(
                writer, diagnostics=tuple(sorted({*writer.diagnostics, note}))
            )


def _tests(
    loaded: Mapping[str, Module], modules: Modules, settings: Callable[[str], Settings], write: bool
) -> dict[str, Result]:
    """The files of test cases, done one by one: what they import tells what they may do eagerly."""
    made = {}
    for path, module in loaded.items():
        if is_test_file(module.tree) and b"tensorflow" in module.data:
            try:
                result = migrate_tests(module, modules, settings(path), write)
            except Exception:  # a defect of the core: the file is done alone, where the error is told
                continue
            if result is not None:
                made[path] = result
    return made


@dataclasses.dataclass(frozen=True)
class _Attempt:
    """A program with its files, and what came of it: results, or findings.

    A program that stays as it is does not mind what becomes of files of which it uses nothing.
    """

    members: set[str]
    results: dict[str, Result]
    findings: tuple[Diagnostic, ...]
    mains: tuple[str, ...] = ()


class _Alone:
    """What becomes of a file that is done without those that import it."""

    def __init__(self, sources: Mapping[str, bytes], settings: Callable[[str], Settings]):
        self._sources, self._settings = sources, settings
        self._checked: dict[str, Result] = {}
        self._migrated: dict[str, Result] = {}

    def migrates(self, path: str) -> bool:
        """Whether nothing keeps it on compat.v1."""
        if path not in self._checked:
            self._checked[path] = check(self._sources[path], path, self._settings(path))
        return "TFM900" not in self._checked[path].applied

    def output(self, path: str) -> bytes:
        if path not in self._migrated:
            self._migrated[path] = migrate(self._sources[path], path, self._settings(path))
        return self._migrated[path].output


def _joined(
    attempts: list[_Attempt], loaded: Mapping[str, Module], modules: Modules, settings: Callable[[str], Settings]
) -> list[_Attempt]:
    """Programs that need different code of a file that they share, done together: it gets what all of them need."""
    groups = [
        [attempt]
        for attempt in attempts
        if attempt.mains and (attempt.results or all(finding.rule in _SUPPLIED for finding in attempt.findings))
    ]
    changed = True
    while changed:
        changed = False
        for one, other in itertools.combinations(groups, 2):
            if any(
                _share(a, b, loaded) and (not a.results or not b.results or _differ(a, b)) for a in one for b in other
            ):
                groups = [group for group in groups if group is not other]
                one += other
                changed = True
                break
    for group in groups:
        if (
            not 1 < len(group) <= _MAX_JOINED
            or all(attempt.results for attempt in group)
            and not any(_differ(a, b) for a, b in itertools.combinations(group, 2))
        ):
            continue
        mains = [main for attempt in group for main in attempt.mains]
        results, _ = _attempt(loaded[mains[0]], modules, settings(mains[0]), True, tuple(loaded[m] for m in mains[1:]))
        if results:
            attempts = [attempt for attempt in attempts if not any(attempt is one for one in group)]
            attempts.append(_Attempt(set().union(*[one.members for one in group]), results, (), tuple(mains)))
    return attempts


def _share(one: _Attempt, other: _Attempt, loaded: Mapping[str, Module]) -> bool:
    """Whether two programs have a file in common that has to do with TensorFlow."""
    return any(b"tensorflow" in loaded[path].data for path in one.members & other.members)


def _differ(one: _Attempt, other: _Attempt) -> bool:
    return any(
        path in other.results and other.results[path].output != result.output for path, result in one.results.items()
    )


def _attempt(
    main: Module, modules: Modules, settings: Settings, write: bool, others: tuple[Module, ...] = ()
) -> tuple[dict, tuple[Diagnostic, ...]]:
    try:
        return migrate_program(main, modules, settings, write, others)
    except Exception as error:  # a defect of the core must not keep the other programs from being done
        return {}, (
            Diagnostic(
                main.path,
                1,
                1,
                "TFM990",
                f"internal error: {type(error).__name__}: {error}",
                "please report this program",
            ),
        )


# -- files and programs --------------------------------------------------------------------------------


def _load(sources: Mapping[str, bytes]) -> dict[str, Module]:
    """The files that have to do with TensorFlow, or import such a file, or are imported by one; parsed."""
    chosen = {path for path, data in sources.items() if b"tensorflow" in data}
    words = {path: _imported_words(data) for path, data in sources.items()}
    by_stem: dict[bytes, set[str]] = {}
    for path in sources:
        by_stem.setdefault(_stem(path), set()).add(path)
    found = True
    while found:
        stems = {_stem(path) for path in chosen}
        more = {path for path in sources if path not in chosen and words[path] & stems}
        more |= {
            path for chosen_path in chosen for word in words[chosen_path] for path in by_stem.get(word, ())
        } - chosen
        chosen |= more
        found = bool(more)
    loaded = {}
    for path in sorted(chosen):
        try:
            module = load(sources[path], path, always=True)
        except SourceError:
            continue  # named when the file is done alone
        if not skips_file(module.source.text):
            loaded[path] = module
    for path, names in across_files(loaded).items():
        loaded[path] = load(sources[path], path, always=True, graph_classes=names)
    return loaded


def _imported_words(data: bytes) -> set[bytes]:
    return {word for groups in _IMPORT.findall(data) for part in groups for word in _WORD.findall(part)}


def _stem(path: str) -> bytes:
    name = path.rpartition("/")[2]
    if name == "__init__.py":
        name = path.rpartition("/")[0].rpartition("/")[2]
    return name.removesuffix(".py").encode()


def _imports(module: Module, modules: Modules, of: Callable = imported) -> set[str]:
    found = (modules.find(module.path, name, level) for name, level in of(module.tree))
    return {other.path for other in found if other is not None}


def _homes(loaded: Mapping[str, Module], modules: Modules) -> dict[str, frozenset[str]]:
    """See `Outcome`; an import that is relative says nothing, for it needs another one that found the package."""
    found: dict[str, set[str]] = {}
    for module in loaded.values():
        for name, level in imported(module.tree):
            other = modules.find(module.path, name, level) if not level else None
            folder = _folder_of(other.path, name) if other is not None else None
            if folder is not None:
                found.setdefault(other.path, set()).add(folder)
    return {path: frozenset(folders) for path, folders in found.items()}


def _folder_of(path: str, name: str) -> str | None:
    """Where a dotted name leads to a file: for `pkg.model` and `src/pkg/model.py` it is `src`."""
    stem = "/" + path.removesuffix(".py").removesuffix("/__init__")
    tail = "/" + name.replace(".", "/")
    return stem.removesuffix(tail).removeprefix("/") if stem.endswith(tail) else None


def _programs(loaded: dict[str, Module], imports: dict[str, set[str]]) -> list[str]:
    """Files that nobody imports, and of files that import each other in a ring the first."""
    taken = set().union(*imports.values()) if imports else set()
    mains = [path for path in loaded if path not in taken]
    covered = set().union(*[_reachable(path, imports) for path in mains]) if mains else set()
    for path in loaded:
        if path not in covered:
            mains.append(path)
            covered |= _reachable(path, imports)
    return mains


def _reachable(main: str, imports: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    todo = [main]
    while todo:
        path = todo.pop()
        if path not in found:
            found.add(path)
            todo += imports[path]
    return found


# -- what several programs share -----------------------------------------------------------------------


def _agree(attempts: list[_Attempt], alone: _Alone, write: bool) -> Outcome:
    """The results that all programs agree on."""
    whole = [attempt for attempt in attempts if attempt.results]
    failed = [attempt for attempt in attempts if not attempt.results]
    changed = write
    while changed:
        changed = False
        for attempt in list(whole):
            blocker = _blocker(attempt, whole, failed, alone)
            if blocker is not None:
                whole.remove(attempt)
                failed.append(_Attempt(attempt.members, {}, (blocker,)))
                changed = True
    outcome = Outcome()
    for attempt in whole:
        outcome.results.update(attempt.results)
    for attempt in failed:
        for diagnostic in attempt.findings:
            if diagnostic not in outcome.findings.setdefault(diagnostic.path, []):
                outcome.findings[diagnostic.path].append(diagnostic)
    return outcome


def _blocker(attempt: _Attempt, whole: list[_Attempt], failed: list[_Attempt], alone: _Alone) -> Diagnostic | None:
    """Why a program cannot be migrated beside the others."""
    for path, result in sorted(attempt.results.items()):
        for other in failed:
            if path in other.members and result.output != alone.output(path):
                return _blocked(path, other.findings[0] if other.findings else None)
        for other in whole:
            if path in other.results and other.results[path].output != result.output:
                return _shared(path, "two programs that import it need different code of it")
    return None


def _blocked(path: str, cause: Diagnostic | None) -> Diagnostic:
    reason = f"{cause.path} line {cause.line}: {cause.message}" if cause is not None else "unknown"
    return _shared(path, f"another program that imports it stays on tf.compat.v1 ({reason})")


def _shared(path: str, reason: str) -> Diagnostic:
    return Diagnostic(
        path,
        1,
        1,
        "TFM915",
        f"this file is shared, and {reason}",
        "migrate that program first, or give each program a file of its own",
    )
