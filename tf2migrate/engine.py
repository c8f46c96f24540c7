"""The pure core: source bytes in, `Result` out. Prints nothing, reads no clock, writes no file."""

from __future__ import annotations

import ast
import contextlib
import dataclasses
import functools
from collections.abc import Callable, Iterable, Iterator

from tf2migrate.analysis.interpreter import Interpreter
from tf2migrate.analysis.modules import Module, Modules
from tf2migrate.analysis.program import Unsupported
from tf2migrate.analysis.tree import belongs, index, of_type, release
from tf2migrate.checks import CheckFailed, check_imports, check_output, check_python3, check_source
from tf2migrate.garbage import without_collections
from tf2migrate.keras_habits import modernized
from tf2migrate.loading import load, parse
from tf2migrate.planned import Planned, diagnostic, displayed_in, is_done, left_before, plan_as_written
from tf2migrate.planning.library import Library, library, only_defines, runs_graphs
from tf2migrate.planning.planner import Planner
from tf2migrate.planning.recipe import Plan
from tf2migrate.planning.test_cases import is_settled, is_test_file, test_cases
from tf2migrate.preparation.passes import plan_program
from tf2migrate.result import Diagnostic, Result, RuleSite, RunSite, Safety
from tf2migrate.rules.keras_habits import EXPLAINED, REWRITTEN
from tf2migrate.screening import sign_of
from tf2migrate.settings import Settings
from tf2migrate.source import SourceError, decode, encode

_FAILED = "TFM990"  # of the finding that the output breaks a promise


def _after_keras_2(process: Callable[..., Result]) -> Callable[..., Result]:
    """`process` of the file as Keras 3 has it: what it does is one step with the change of habits of Keras 2."""

    @functools.wraps(process)
    def wrapped(
        source: bytes, path: str, settings: Settings = Settings(), displayed: frozenset[int] = frozenset()
    ) -> Result:
        modern, habits = modernized(source)
        if habits.first is None:
            return process(source, path, settings, displayed)
        if not settings.selects(REWRITTEN):
            modern, habits = source, dataclasses.replace(habits, edits=())
        notes = tuple(
            Diagnostic(
                path,
                node.lineno,
                node.col_offset + 1,
                EXPLAINED,
                advice.partition(":")[0],
                advice.partition(":")[2].strip(),
            )
            for node, advice in habits.findings
        )
        result = process(modern, path, settings, displayed)
        if modern != source and result.output == modern and result.diagnostics and not result.applied:
            return process(source, path, settings, displayed)  # it is left as it is
        rules = {REWRITTEN} if modern != source else set()
        return dataclasses.replace(
            result,
            source=source,
            output=source if process.__name__ == "check" else result.output,
            diagnostics=tuple(sorted({*result.diagnostics, *notes})),
            applied=tuple(sorted({*result.applied, *rules})),
            sites=tuple(sorted({*result.sites, *(RuleSite(e.line, e.end_line, REWRITTEN) for e in habits.edits)})),
        )

    return wrapped


@_after_keras_2
@without_collections
def check(source: bytes, path: str, settings: Settings = Settings(), displayed: frozenset[int] = frozenset()) -> Result:
    """Analyse and plan without rewriting: `ast` only, imports neither libcst nor TensorFlow.

    Args:
        displayed: see `Module`.

    In the result `applied` lists the rules that would be applied, `diagnostics` what is left;
    `output` equals `source`.
    """
    try:
        with _planned(source, path, settings, displayed) as planned:
            if planned is None:
                return Result(path, source, source)
            if not planned.left:
                check_python3(decode(source).text)
            applied = tuple(sorted(planned.plan.rules)) if planned.plan is not None else ()
            if not planned.left and (
                planned.plan is None or _is_open(planned, settings) or is_test_file(planned.main.tree)
            ):
                made = _library(planned, settings)
                if made is not None:
                    return Result(
                        path, source, source, made.diagnostics(path), tuple(sorted(made.rules)), sites=made.rule_sites()
                    )
                if planned.plan is None and not _on_compat(planned.main.tree):
                    applied = ("TFM900",)
            sites = _sites(planned.main.tree, planned.plan) if planned.plan is not None else ()
            return _by_lines_of_the_file(
                planned.main,
                Result(
                    path,
                    source,
                    source,
                    tuple(sorted(set(planned.diagnostics))) if planned.plan is not None else planned.diagnostics,
                    applied,
                    sites=sites,
                ),
            )
    except SourceError as error:
        return Result(path, source, source, error=str(error))


@_after_keras_2
@without_collections
def migrate(
    source: bytes, path: str, settings: Settings = Settings(), displayed: frozenset[int] = frozenset()
) -> Result:
    """Analyse, plan, rewrite and self-check one file.

    Args:
        displayed: see `Module`.

    A file that cannot be decoded or parsed gives a result with `error`; nothing is raised for it.
    """
    try:
        result = _migrated(source, path, settings, displayed)
        if any(found.rule == _FAILED for found in result.diagnostics):
            check_source(decode(source).text)
        if result.changed:
            check_python3(decode(source).text)
        return result
    except SourceError as error:
        return Result(path, source, source, error=str(error))


def _migrated(source: bytes, path: str, settings: Settings, displayed: frozenset[int]) -> Result:
    with _planned(source, path, settings, displayed) as planned:
        if planned is None or planned.left:
            return Result(path, source, source, planned.diagnostics if planned else ())
        if planned.plan is not None and (_is_open(planned, settings) or is_test_file(planned.main.tree)):
            made = _rewritten_library(planned, settings)
            if made is not None:
                return made
        if planned.plan is None:
            return _fallback(planned, planned.diagnostics, settings)
        return _rewrite_one(planned, settings)


@without_collections
def migrate_program(
    main: Module, modules: Modules, settings: Settings = Settings(), write: bool = True, others: tuple[Module, ...] = ()
) -> tuple[dict[str, Result], tuple[Diagnostic, ...]]:
    """Analyse, plan, rewrite and self-check a program that imports other files.

    Args:
        main: the file that is run.
        modules: the files that it may import.
        write: False plans only, and the results have no output.
        others: further programs, which are migrated together with it.

    Returns:
        The results of its files by their paths, and nothing else; or no results and the findings that keep
        the program from being migrated as a whole.
    """
    planned = plan_program(main, modules, settings, others)
    if planned is not None and (_is_open(planned, settings) or is_test_file(main.tree)):
        return {}, ()  # each file by itself
    if planned is None or planned.plan is None or planned.left:
        return {}, planned.diagnostics if planned is not None else ()
    try:
        for module in planned.modules:
            check_python3(module.source.text)
    except SourceError:
        return {}, ()  # each file by itself: that one is told to be Python 2
    try:
        results = {
            m.path: _rewrite(planned, m, settings) if write else _planned_only(planned, m) for m in planned.modules
        }
        if write and len(results) > 1:
            texts = {m.path: decode(results[m.path].output).text for m in planned.modules}
            check_imports(modules, {m.path: m.source.text for m in planned.modules}, texts)
        return _instrumented(planned, results, settings) if write and settings.instrument else results, ()
    except (CheckFailed, Unsupported) as error:
        return {}, (_self_check(planned.main, error),)


def migrate_tests(main: Module, modules: Modules, settings: Settings = Settings(), write: bool = True) -> Result | None:
    """Rewrite a file of test cases, knowing the files that it imports; None when it is done as any other file.

    Args:
        write: False plans only, and the result has no output.
    """
    planned = plan_as_written(main, Modules(), settings)
    if planned is None or planned.left or left_before(main.tree):
        return None
    planned = dataclasses.replace(planned, others=modules)
    if write:
        return _rewritten_library(planned, settings)
    made = _library(planned, settings)
    return made and Result(
        main.path, main.data, main.data, made.diagnostics(main.path), tuple(sorted(made.rules)), sites=made.rule_sites()
    )


def _planned_only(planned: Planned, module: Module) -> Result:
    """The result of a file whose plan is made and not carried out."""
    data = module.data
    found = tuple(d for d in planned.plan.diagnostics if d.path == module.path)
    return Result(
        module.path, data, data, found, tuple(sorted(planned.plan.rules)), sites=_sites(module.tree, planned.plan)
    )


# -- analysis and plan ---------------------------------------------------------------------------------


@contextlib.contextmanager
def _planned(data: bytes, path: str, settings: Settings, displayed: frozenset[int]) -> Iterator[Planned | None]:
    """One file by itself, planned; what is known of it is taken apart afterwards."""
    module = load(data, path, displayed=displayed)
    planned = None
    try:
        planned = plan_program(module, Modules(), settings) if module is not None else None
        yield planned
    finally:
        if planned is not None:
            planned.planner.release()
            planned.analysis.release()
        if module is not None:
            release(module.tree)


# -- rewriting -----------------------------------------------------------------------------------------


def _rewrite_one(planned: Planned, settings: Settings) -> Result:
    try:
        result = _rewrite(planned, planned.main, settings)
        return _instrumented(planned, {result.path: result}, settings)[result.path] if settings.instrument else result
    except (CheckFailed, Unsupported) as error:
        found = (_self_check(planned.main, error),)
    if planned.main.origin:  # another text was planned: the file itself stays on compat.v1
        planned = plan_as_written(load(planned.main.data, planned.main.path), Modules(), settings)
        found = planned.diagnostics
    return _fallback(planned, found, settings)


def _self_check(module: Module, error: Exception) -> Diagnostic:
    first = module.tree.body[0] if module.tree.body else None
    problem = (
        error
        if isinstance(error, Unsupported)
        else Unsupported(first, _FAILED, str(error), "please report this program")
    )
    return diagnostic(module.path, problem)


def _rewrite(planned: Planned, module: Module, settings: Settings) -> Result:
    """The migrated file.

    Raises:
        CheckFailed, Unsupported: it cannot be written as planned.
    """
    from tf2migrate.rewriting.rewrite import rewrite

    text, dropped, notes = rewrite(
        module.source.text, module.tree, planned.analysis, planned.plan, settings, module.tf, planned.planner.step_rates
    )
    elsewhere = frozenset(made.name for made in planned.plan.classes.values())
    output_tree = check_output(module.source.text, module.tree, text, dropped, elsewhere)
    if not planned.analysis.idle or not is_done(output_tree):  # what nobody names stays on compat.v1
        _check_finished(module.tree, output_tree)
    release(output_tree)
    found = [d for d in planned.diagnostics if d.path == module.path] + [
        Diagnostic(module.path, node.lineno, node.col_offset + 1, "TFM303", note, "", Safety.SAFE)
        for node, note in notes
    ]
    return _by_lines_of_the_file(
        module,
        Result(
            module.path,
            module.data,
            encode(text, module.source),
            tuple(sorted(set(found))),
            tuple(sorted(planned.plan.rules)),
            tuple(sorted(planned.plan.new_files.get(module.tree, {}).items())),
            _run_sites(planned, module) if not _without_estimator(planned) else (),
            sites=_sites(module.tree, planned.plan),
        ),
    )


def _by_lines_of_the_file(module: Module, result: Result) -> Result:
    """The result with the lines of the file where another text was planned."""
    origin = module.origin
    if not origin:
        return result
    return dataclasses.replace(
        result,
        diagnostics=_once(dataclasses.replace(d, line=origin[d.line - 1]) for d in result.diagnostics),
        run_sites=_run_sites_of_the_file(result.run_sites, origin, module.data),
        sites=tuple(
            sorted({RuleSite(*sorted((origin[s.line - 1], origin[s.end_line - 1])), s.rule) for s in result.sites})
        ),
    )


def _once(found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Findings without those that say the same of a line that was written out several times."""
    kept: dict[Diagnostic, Diagnostic] = {}
    for one in sorted(found):
        kept.setdefault(dataclasses.replace(one, column=1), one)
    return tuple(kept.values())


def _run_sites_of_the_file(sites: tuple[RunSite, ...], origin: tuple[int, ...], data: bytes) -> tuple[RunSite, ...]:
    """Run sites of another text where they stand in the file: what was moved stands in another column there."""
    calls: dict[tuple[int, str], list[ast.Call]] = {}
    with contextlib.suppress(SyntaxError, ValueError):
        for node in ast.walk(ast.parse(data)) if sites else ():
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                calls.setdefault((node.lineno, node.func.attr), []).append(node)
    found = []
    for site in sites:
        moved = dataclasses.replace(site, line=origin[site.line - 1], end_line=origin[site.end_line - 1])
        method = next((attr for line, attr in calls if line == moved.line and f".{attr}(" in site.text), "")
        there = calls.get((moved.line, method), [])
        if len(there) == 1:
            node = there[0]
            moved = dataclasses.replace(
                moved, column=node.col_offset, end_line=node.end_lineno, end_column=node.end_col_offset
            )
        found.append(moved)
    return tuple(found)


def _sites(tree: ast.Module, plan: Plan) -> tuple[RuleSite, ...]:
    """Where the rules of the plan change a file; what moves into a function belongs to its run site's rule."""
    moved = (("TFM101", statement) for statement in plan.removed)
    return tuple(
        sorted(
            {
                RuleSite(node.lineno, node.end_lineno or node.lineno, rule)
                for rule, node in (*plan.sites, *moved)
                if rule in plan.rules and belongs(node, tree)
            }
        )
    )


def _check_finished(before: ast.Module, after: ast.Module) -> None:
    """A second run would find nothing to do.

    Raises:
        Unsupported: a name of TensorFlow 1 that the file had is left.
        CheckFailed: another sign of TensorFlow 1 is left.
    """
    sign = sign_of(after)
    if sign is None:
        return
    text = ast.unparse(sign)
    for node in of_type(before, type(sign)):
        if not isinstance(node, ast.Call) and ast.unparse(node) == text:
            raise Unsupported(node, "TFM901", f"{text} has no lowering here", "")
    raise CheckFailed(f"something of TensorFlow 1 is left: {text}")


def _without_estimator(planned: Planned) -> bool:
    """Whether the runs of the plan are of a program in which an estimator was written out: the file has none."""
    return planned.plan is not None and "TFM218" in planned.plan.rules


def _run_sites(planned: Planned, module: Module) -> tuple[RunSite, ...]:
    lines = module.source.text.encode().split(b"\n")
    sites = []
    for index_, run in enumerate(planned.plan.run_sites):
        node = run.node
        if not belongs(node, module.tree):
            continue
        segment = lines[node.lineno - 1 : node.end_lineno]
        segment[-1] = segment[-1][: node.end_col_offset]
        segment[0] = segment[0][node.col_offset :]
        sites.append(
            RunSite(
                index_,
                node.lineno,
                node.col_offset,
                node.end_lineno,
                node.end_col_offset,
                b"\n".join(segment).decode(errors="replace"),
            )
        )
    return tuple(sites)


def _instrumented(planned: Planned, results: dict[str, Result], settings: Settings) -> dict[str, Result]:
    """The results with the rewritten files again, each replaced run site wrapped in `__tf2migrate_record__`."""
    from tf2migrate.rewriting.rewrite import rewrite

    if _without_estimator(planned):
        return results
    main, first = planned.main, planned.analysis
    others = tuple(module for module in planned.modules if any(module.tree is tree for tree in first.entries[1:]))
    analysis = Interpreter(main.tree, main.path, planned.known, others, first.idle).interpret()
    planner = Planner(analysis, settings, main.tf, planned.planner.path_of)
    planner.driver.recording = True
    planner.driver.displayed = displayed_in(planned.modules)
    plan = planner.plan()
    wrapped = {}
    for module in planned.modules:
        text, _, _ = rewrite(module.source.text, module.tree, analysis, plan, settings, module.tf, planner.step_rates)
        wrapped[module.path] = dataclasses.replace(results[module.path], instrumented=encode(text, module.source))
    return wrapped


# -- fallback ------------------------------------------------------------------------------------------


def _is_open(planned: Planned, settings: Settings) -> bool:
    """Whether nothing in the program says who uses it: files that only define, and no session among them."""
    return (
        not settings.closed_world
        and not runs_graphs(planned.analysis)
        and all(only_defines(module.tree) for module in planned.modules)
    )


def _unprepared(planned: Planned, settings: Settings) -> Planned:
    """The file as it was read: what another text of it passes to functions is no business of unknown callers."""
    if not planned.main.origin:
        return planned
    module = load(planned.main.data, planned.main.path, displayed=planned.main.displayed)
    return plan_as_written(module, Modules(), settings) or planned


def _library(planned: Planned, settings: Settings) -> Library | None:
    """The file use by use, when it is a library and the rules for it are selected."""
    planned = _unprepared(planned, settings)
    if left_before(planned.main.tree):
        return None
    plain = _as_written(planned.main)
    tests = None
    if is_test_file(plain.tree):
        tests = test_cases(plain, planned.others)
        if tests is None:
            return None
    made = library(plain.tree, planned.analysis, tests, settings.closed_world)
    return made if made is not None and all(settings.selects(rule) for rule in made.rules) else None


def _as_written(module: Module) -> Module:
    """The file with a tree of its own, in which attributes of `self` are not names."""
    tree = parse(module.source.text)
    index(tree)
    return dataclasses.replace(module, tree=tree)


def _rewritten_library(planned: Planned, settings: Settings) -> Result | None:
    """The file rewritten use by use; None when it is no library, or cannot be written so."""
    from tf2migrate.rewriting.library import rewrite_library

    planned = _unprepared(planned, settings)
    main = planned.main
    made = _library(planned, settings)
    if made is None:
        return None
    try:
        text, new_files = rewrite_library(main.source.text, made)
        tree = check_output(main.source.text, main.tree, text, [])
        if not left_before(tree) and not is_settled(tree):
            _check_finished(main.tree, tree)
        release(tree)
    except (CheckFailed, Unsupported):
        return None
    found = made.diagnostics(main.path)
    release(made.tree)
    return Result(
        main.path,
        main.data,
        encode(text, main.source),
        found,
        tuple(sorted(made.rules)),
        tuple(sorted(new_files.items())),
        sites=made.rule_sites(),
    )


def _fallback(planned: Planned, diagnostics: tuple[Diagnostic, ...], settings: Settings) -> Result:
    from tf2migrate.rewriting.fallback import rewrite_for_compat

    if planned.analysis.idle:  # what nobody names stays on compat.v1 with the rest
        whole = Interpreter(planned.main.tree, planned.main.path).interpret()
        planned = dataclasses.replace(planned, analysis=whole)
    made = _rewritten_library(planned, settings)
    if made is not None:
        return made
    main = planned.main
    data = main.data
    if is_done(main.tree):
        return Result(main.path, data, data, diagnostics)
    try:
        text, new_files = rewrite_for_compat(main.source.text, main.tree, planned.analysis)
        release(check_output(main.source.text, main.tree, text, []))
    except CheckFailed as error:
        note = Diagnostic(main.path, 1, 1, _FAILED, f"left as it is: {error}", "please report this program")
        return Result(main.path, data, data, (*diagnostics, note))
    output = encode(text, main.source)
    applied = ("TFM900",) if output != data else ()
    return Result(main.path, data, output, diagnostics, applied, tuple(sorted(new_files.items())) if applied else ())


def _on_compat(tree: ast.Module) -> bool:
    return any(a.name == "tensorflow.compat.v1" for n in of_type(tree, ast.Import) for a in n.names)
