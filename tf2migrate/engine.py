"""The pure core: source bytes in, `Result` out. Prints nothing, reads no clock, writes no file."""

from __future__ import annotations

import ast
import contextlib
import dataclasses
import functools
import re
import warnings
from collections.abc import Callable, Iterator

from tf2migrate.analysis.classes import name_attributes
from tf2migrate.analysis import (
    arg_scopes, averages, elements, named_lists, namesakes, normalizers, optimize_loss, queues, repeated_layers,
    slim_training, stepwise,
)  # fmt: skip
from tf2migrate.analysis.estimators import expand
from tf2migrate.analysis.imports import root_alias
from tf2migrate.analysis.interpreter import Interpreter
from tf2migrate.analysis.inlining import Text, inline
from tf2migrate.analysis.rewritten_text import CannotWrite
from tf2migrate.analysis.modules import Module, Modules
from tf2migrate.analysis.program import Analysis, Unsupported
from tf2migrate.analysis.tree import belongs, index, of_type, release
from tf2migrate.checks import CheckFailed, check_output
from tf2migrate.garbage import without_collections
from tf2migrate.keras_habits import habits as habits_of, modernized
from tf2migrate.planning.evidence import all_evidence, evidence, named_sign, surely_none
from tf2migrate.planning.library import Library, is_mixed, library, only_defines, runs_graphs
from tf2migrate.planning.planner import Planner
from tf2migrate.planning.recipe import Plan
from tf2migrate.planning.stand_ins import missing
from tf2migrate.rules.keras_habits import EXPLAINED, REWRITTEN
from tf2migrate.planning.test_cases import is_settled, is_test_file, session_sign, test_cases
from tf2migrate.result import Diagnostic, Result, RuleSite, RunSite, Safety, Sign
from tf2migrate.settings import Settings
from tf2migrate.source import SourceError, concerns, decode, encode, with_newlines_of

_SKIP_FILE = re.compile(r"^\s*#\s*tf2migrate:\s*skip-file\b", re.MULTILINE)
# Findings about statements that cannot stay in a function, but could stand where it is called.
# Rules for texts that are closer to TensorFlow 2 than what they came from: what is left to do is the better reason.
_EXPLAINED = frozenset({"TFM606", "TFM221", "TFM222", "TFM223", "TFM224"})
_OF_BUILDERS = frozenset({"TFM102", "TFM201", "TFM206", "TFM212", "TFM305", "TFM306", "TFM401", "TFM403", "TFM601"})
_MAX_INLINED = 12
_SKIP = re.compile(r"#\s*tf2migrate:\s*skip\b(?!-file)")
_KERAS_2 = "a habit of Keras 2"
_NEWLINE = re.compile(r"\r\n|\r|\n")  # as Python's parser counts lines


@dataclasses.dataclass(frozen=True)
class _Planned:
    """A program after analysis: its plan, or the problems that keep it on compat.v1."""

    modules: tuple[Module, ...]  # the program itself, then the files that it imports
    analysis: Analysis
    planner: Planner
    plan: Plan | None
    diagnostics: tuple[Diagnostic, ...]
    left: bool = False  # a rule is deselected or a statement skipped: not even the fallback
    known: Modules = dataclasses.field(default_factory=Modules)  # what the program may import
    others: Modules = dataclasses.field(default_factory=Modules)  # what test cases may import

    @property
    def main(self) -> Module:
        return self.modules[0]


@without_collections
def screen(source: bytes, path: str, settings: Settings = Settings()) -> Result:
    """Only tell whether the file would change or has findings: then `sign` of the result says where.

    What the settings leave alone is a finding, so they play no part. The fastest: nothing is planned, and most
    files need no interpretation. Imports neither libcst nor TensorFlow.
    """
    try:
        module = load(source, path)
    except SourceError as error:
        return Result(path, source, source, error=str(error))
    if module is None:
        return Result(path, source, source)
    node = _sign(module.tree)
    sign = None if node is None else Sign(node.lineno, node.col_offset + 1, _use(node))
    if sign is None and b"keras" in source and not _SKIP.search(module.source.text):
        first = habits_of(module.tree).first
        sign = None if first is None else Sign(*first, _KERAS_2)
    release(module.tree)
    return Result(path, source, source, sign=sign)


@without_collections
def signs(source: bytes, path: str) -> tuple[Sign, ...]:
    """Every use of TensorFlow 1 in a file, from top to bottom; none if it cannot be processed."""
    try:
        module = load(source, path)
    except SourceError:
        return ()
    tests = session_sign(module.tree) if module is not None else None
    if module is None or tests is None and surely_none(module.tree):
        return ()
    found = [*all_evidence(Interpreter(module.tree).interpret()), *([tests] if tests is not None else [])]
    return tuple(sorted({Sign(node.lineno, node.col_offset + 1, _use(node)) for node in found},
                        key=lambda sign: (sign.line, sign.column, sign.text)))


def _use(node: ast.expr) -> str:
    """A use in short: what is called, or the name; without what a method is called on, if that is no name."""
    node = node.func if isinstance(node, ast.Call) else node
    base: ast.expr = node
    while isinstance(base, ast.Attribute):
        base = base.value
    if isinstance(base, ast.Name):
        return ast.unparse(node)
    return f".{node.attr}" if isinstance(node, ast.Attribute) else "()"


def _sign(tree: ast.Module) -> ast.expr | None:
    """The first use of TensorFlow 1 in an indexed tree."""
    node = named_sign(tree)
    if node is None and not surely_none(tree):
        node = evidence(Interpreter(tree).interpret())
    return node if node is not None else session_sign(tree)


def _after_keras_2(process: Callable[..., Result]) -> Callable[..., Result]:
    """`process` of the file as Keras 3 has it: what it does is one step with the change of habits of Keras 2."""

    @functools.wraps(process)
    def wrapped(source: bytes, path: str, settings: Settings = Settings(),
                displayed: frozenset[int] = frozenset()) -> Result:
        modern, habits = modernized(source)
        if habits.first is None:
            return process(source, path, settings, displayed)
        if not settings.selects(REWRITTEN):
            modern, habits = source, dataclasses.replace(habits, edits=())
        notes = tuple(Diagnostic(path, node.lineno, node.col_offset + 1, EXPLAINED, advice.partition(":")[0],
                                 advice.partition(":")[2].strip()) for node, advice in habits.findings)
        result = process(modern, path, settings, displayed)
        if modern != source and result.output == modern and result.diagnostics and not result.applied:
            return process(source, path, settings, displayed)  # it is left as it is
        rules = {REWRITTEN} if modern != source else set()
        return dataclasses.replace(
            result, source=source, output=source if process.__name__ == "check" else result.output,
            diagnostics=tuple(sorted({*result.diagnostics, *notes})), applied=tuple(sorted({*result.applied, *rules})),
            sites=tuple(sorted({*result.sites, *(RuleSite(e.line, e.end_line, REWRITTEN) for e in habits.edits)})))

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
            applied = tuple(sorted(planned.plan.rules)) if planned.plan is not None else ()
            if not planned.left and (planned.plan is None or _is_open(planned, settings) or
                                     is_test_file(planned.main.tree)):
                made = _library(planned, settings)
                if made is not None:
                    return Result(path, source, source, made.diagnostics(path), tuple(sorted(made.rules)),
                                  sites=made.rule_sites())
                if planned.plan is None and not _on_compat(planned.main.tree):
                    applied = ("TFM900",)
            sites = _sites(planned.main.tree, planned.plan) if planned.plan is not None else ()
            return _by_lines_of_the_file(planned.main, Result(
                path, source, source, tuple(sorted(set(planned.diagnostics))) if planned.plan is not None else
                planned.diagnostics, applied, sites=sites))
    except SourceError as error:
        return Result(path, source, source, error=str(error))


@_after_keras_2
@without_collections
def migrate(source: bytes, path: str, settings: Settings = Settings(),
            displayed: frozenset[int] = frozenset()) -> Result:
    """Analyse, plan, rewrite and self-check one file.

    Args:
        displayed: see `Module`.

    A file that cannot be decoded or parsed gives a result with `error`; nothing is raised for it.
    """
    try:
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
    except SourceError as error:
        return Result(path, source, source, error=str(error))


@without_collections
def migrate_program(main: Module, modules: Modules, settings: Settings = Settings(), write: bool = True,
                    others: tuple[Module, ...] = ()) -> tuple[dict[str, Result], tuple[Diagnostic, ...]]:
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
    planned = _plan_as_written(main, modules, settings, others) if others else _plan(main, modules, settings)
    if planned is not None and (_is_open(planned, settings) or is_test_file(main.tree)):
        return {}, ()  # each file by itself
    if planned is None or planned.plan is None or planned.left:
        return {}, planned.diagnostics if planned is not None else ()
    try:
        results = {m.path: _rewrite(planned, m, settings) if write else _planned_only(planned, m)
                   for m in planned.modules}
        return _instrumented(planned, results, settings) if write and settings.instrument else results, ()
    except (CheckFailed, Unsupported) as error:
        return {}, (_self_check(planned.main, error),)


def migrate_tests(main: Module, modules: Modules, settings: Settings = Settings(), write: bool = True) -> Result | None:
    """Rewrite a file of test cases, knowing the files that it imports; None when it is done as any other file.

    Args:
        write: False plans only, and the result has no output.
    """
    planned = _plan_as_written(main, Modules(), settings)
    if planned is None or planned.left or _left_before(main.tree):
        return None
    planned = dataclasses.replace(planned, others=modules)
    if write:
        return _rewritten_library(planned, settings)
    made = _library(planned, settings)
    return made and Result(main.path, main.data, main.data, made.diagnostics(main.path), tuple(sorted(made.rules)),
                           sites=made.rule_sites())


def _planned_only(planned: _Planned, module: Module) -> Result:
    """The result of a file whose plan is made and not carried out."""
    data = module.data
    found = tuple(d for d in planned.plan.diagnostics if d.path == module.path)
    return Result(module.path, data, data, found, tuple(sorted(planned.plan.rules)),
                  sites=_sites(module.tree, planned.plan))


# -- analysis and plan ---------------------------------------------------------------------------------


@contextlib.contextmanager
def _planned(data: bytes, path: str, settings: Settings, displayed: frozenset[int]) -> Iterator[_Planned | None]:
    """One file by itself, planned; what is known of it is taken apart afterwards."""
    module = load(data, path, displayed=displayed)
    planned = None
    try:
        planned = _plan(module, Modules(), settings) if module is not None else None
        yield planned
    finally:
        if planned is not None:
            planned.planner.release()
            planned.analysis.release()
        if module is not None:
            release(module.tree)


def load(data: bytes, path: str, always: bool = False, displayed: frozenset[int] = frozenset(),
         graph_classes: frozenset[str] | None = None) -> Module | None:
    """The parsed file; None when there is nothing to do in it.

    Args:
        always: parse it though it does not name TensorFlow, or is to be skipped.
        displayed: see `Module`.
        graph_classes: see `name_attributes`.

    Raises:
        SourceError: it cannot be decoded or parsed.
    """
    if not concerns(data) and not always:
        return None
    source = decode(data)
    if not always and skips_file(source.text):
        return None
    tree = _indexed(source.text, graph_classes)
    return Module(path, data, source, tree, root_alias(tree) or "tf", displayed)


def _indexed(text: str, graph_classes: frozenset[str] | None = None) -> ast.Module:
    tree = _parse(text)
    try:
        if "class " in text:
            name_attributes(tree, graph_classes)
        index(tree)
    except RecursionError:
        raise SourceError(1, "cannot be read: it is nested too deeply") from None
    return tree


def skips_file(text: str) -> bool:
    """Whether a comment says to leave the file alone."""
    return "tf2migrate" in text and _SKIP_FILE.search(text) is not None


def _plan(main: Module, modules: Modules, settings: Settings) -> _Planned | None:
    """None when there is nothing to do."""
    planned = _plan_as_written(main, modules, settings)
    if planned is None or planned.plan is not None or main.displayed:
        return planned
    if not planned.left:
        planned = _plan_prepared(planned, modules, settings) or planned
    if planned.plan is None and settings.selects("TFM900"):
        planned = _plan_without_estimator(planned, modules, settings)
    return planned if planned.plan is not None else _with_reason_of_scopes(planned)


def _with_reason_of_scopes(planned: _Planned) -> _Planned:
    """Why argument scopes stay, in place of the finding that they are there."""
    text = Text.of(planned.main.source.text)
    problem = arg_scopes.attempt(text, planned.analysis) if not planned.main.origin else None
    if not isinstance(problem, CannotWrite):
        return planned
    finding = _diagnostic(planned.main.path, Unsupported(problem.node, "TFM221", f"argument scopes: {problem.reason}", (
        "give the arguments at each call, or keep them in a dict and pass **arguments")))
    others = [d for d in planned.diagnostics if not (d.rule == "TFM901" and "arg_scope" in d.message)]
    return dataclasses.replace(planned, diagnostics=(finding, *others))


def _plan_without_estimator(planned: _Planned, modules: Modules, settings: Settings) -> _Planned:
    """The plan of the program with its estimator written out; else the given one, with the reason."""
    main = planned.main
    found = expand(Text.of(main.source.text))
    if found is None:
        return planned
    if not isinstance(found, Text):
        finding = _diagnostic(main.path, Unsupported(found.node, "TFM218", found.reason, found.advice))
        return dataclasses.replace(planned, diagnostics=(finding, *planned.diagnostics))
    attempt = _plan_as_written(_with_text(main, found), modules, settings)
    if attempt is not None and attempt.plan is None and not attempt.left:
        attempt = _plan_prepared(attempt, modules, settings)
    if attempt is None or attempt.left:
        return planned
    if attempt.plan is None:  # what keeps the program is what keeps it without the estimator
        return dataclasses.replace(planned, diagnostics=attempt.diagnostics)
    attempt.plan.rules.add("TFM218")
    attempt.plan.rules.discard("TFM217")
    return attempt if settings.selects("TFM218") else planned


def _with_text(main: Module, text: Text) -> Module:
    """The file with another text, of which it is known where each line came from."""
    source = dataclasses.replace(main.source, text=with_newlines_of(text.text, main.source.text))
    return dataclasses.replace(main, source=source, tree=_indexed(text.text), origin=text.origin)


def _plan_prepared(planned: _Planned, modules: Modules, settings: Settings) -> _Planned | None:
    """The plan of the program with input queues written as datasets, and functions that build a part of the graph
    taken apart; None when that is no help."""
    main, attempt = planned.main, planned
    text = Text(main.source.text, main.origin) if main.origin else Text.of(main.source.text)
    rules: set[str] = set()
    notes: list[tuple[int, str, str]] = []
    for _ in range(_MAX_INLINED):
        others = _prepared_files(attempt, modules)
        if others is not None:
            modules, found_rules = others
            rules |= found_rules
            attempt = _plan_as_written(attempt.main, modules, settings)
            if attempt is None or attempt.left:
                return None
            if attempt.plan is not None:
                attempt.plan.rules.update(rules)
                return attempt if all(settings.selects(rule) for rule in rules) else None
            continue
        text, rule, more = _prepared(text, attempt)
        if text is None:
            return _explained(planned, attempt) if rules & _EXPLAINED or main.origin else None
        rules.add(rule)
        notes += more
        attempt = _plan_as_written(_with_text(main, text), modules, settings)
        if attempt is None or attempt.left:
            return None
        if attempt.plan is not None:
            attempt.plan.rules.update(rules)
            found = tuple(_queue_note(main.path, text, *note) for note in dict.fromkeys(notes))
            attempt = dataclasses.replace(attempt, diagnostics=(*attempt.diagnostics, *found))
            return attempt if all(settings.selects(rule) for rule in rules) else None
    return None


def _queue_note(path: str, text: Text, line: int, message: str, advice: str) -> Diagnostic:
    """A finding about a line of the file, in the text that came of it."""
    nearest = min(range(len(text.origin)), key=lambda n: abs(text.origin[n] - line))
    return Diagnostic(path, nearest + 1, 1, "TFM606", message, advice, Safety.SAFE)


def _prepared(text: Text, attempt: _Planned) -> tuple[Text | None, str, tuple[tuple[int, str, str], ...]]:
    """The next form of the text, the rule for it, and what is to be said about it; no text when there is none."""
    main = attempt.main
    lines = [d.line for d in attempt.diagnostics if d.path == main.path and d.rule in _OF_BUILDERS]
    try:
        made = queues.prepared(text, main.tree, attempt.analysis, main.tf)
        if made is not None:
            return made.text, "TFM606", made.notes
        made, rule = _with_plain_layers(text, attempt.analysis, main)
        if made is not None:
            return made, rule, ()
        averaged = averages.prepared(text, main.tree, attempt.analysis, main.tf)
        if averaged is not None:
            return averaged, "TFM307", ()
        stepped = optimize_loss.prepared(text, main.tree, attempt.analysis, main.tf)
        if stepped is not None:
            return stepped, "TFM301", ()
        listed = named_lists.prepared(text, main.tree, attempt.analysis, main.tf)
        if listed is not None:
            return listed, "TFM204", ()
        taken = elements.prepared(text, main.tree, attempt.analysis)
        if taken is not None:
            return taken, "TFM607", ()
        unrolled = stepwise.prepared(text, main.tree, attempt.analysis, main.tf)
        if unrolled is not None:
            return unrolled, "TFM213", ()
        renamed = namesakes.prepared(text, main.tree, _bound_again(attempt))
        if renamed is not None:
            return renamed, "TFM217", ()
    except queues.Apart as apart:
        lines = apart.lines
    return inline(text, lines) if lines else None, "TFM217", ()


def _bound_again(attempt: _Planned) -> list[int]:
    """Lines of definitions whose name is bound again where it must not be."""
    return [d.line for d in attempt.diagnostics if d.path == attempt.main.path and d.rule == "TFM107"]


def _with_plain_layers(text: Text, analysis: Analysis, module: Module) -> tuple[Text | None, str]:
    """The text of a file with one convenience of `tf.contrib` written out, and the rule for it."""
    symbols = {node: path for node, path in analysis.symbols.items() if belongs(node, module.tree)}
    own = dataclasses.replace(analysis, symbols=symbols)
    for rule, prepared in _CONVENIENCES.items():
        made = prepared(text, own, module.tf)
        if made is not None:
            return made, rule
    return None, ""


_CONVENIENCES = {"TFM222": repeated_layers.prepared, "TFM221": arg_scopes.prepared, "TFM223": normalizers.prepared,
                 "TFM224": slim_training.prepared}


def _prepared_files(attempt: _Planned, modules: Modules) -> tuple[Modules, set[str]] | None:
    """The files that a program imports with the conveniences of `tf.contrib` written out; None when there are none."""
    changed: dict[str, Module] = {}
    rules: set[str] = set()
    for tree in attempt.analysis.trees[1:]:
        module = modules.of(tree)
        text = Text(module.source.text, module.origin) if module.origin else Text.of(module.source.text)
        made, rule = _with_plain_layers(text, attempt.analysis, module)
        if made is not None:
            changed[module.path] = _with_text(module, made)
            rules.add(rule)
    return (modules.replaced(changed), rules) if changed else None


def _explained(planned: _Planned, attempt: _Planned) -> _Planned:
    """What keeps a program from being migrated once its queues are datasets: that they are queues is no reason."""
    found = tuple(dataclasses.replace(d, line=attempt.main.origin[d.line - 1]) if d.path == attempt.main.path else d
                  for d in attempt.diagnostics)
    return dataclasses.replace(planned, diagnostics=found)


def _plan_as_written(main: Module, modules: Modules, settings: Settings,
                     others: tuple[Module, ...] = ()) -> _Planned | None:
    tests = session_sign(main.tree)
    if modules.empty and tests is None and surely_none(main.tree):
        return None
    analysis = Interpreter(main.tree, main.path, modules, others).interpret()
    if tests is None and all(named_sign(tree) is None for tree in analysis.trees) and evidence(analysis) is None:
        return None
    members = (main, *[modules.of(tree) for tree in analysis.trees[1:]])
    problems = [] if _is_done(main.tree) else list(analysis.problems)
    problems += _own_variables(analysis)
    for module in members:
        if not problems and _left_before(module.tree):
            problems.append(Unsupported(module.tree.body[0], "TFM900", "an earlier run has left this file on tf.compat.v1",
                                        "restore the original to see why, or migrate by hand what is left"))
    planner = Planner(analysis, settings, main.tf, _path_finder(members))
    planner.driver.displayed = _displayed(members)
    plan = None
    if not problems:
        try:
            plan = planner.plan()
            if not plan.rules:  # there is evidence of TensorFlow 1, so that something goes: a session that runs nothing
                plan.apply("TFM101")
        except Unsupported as problem:
            problems.append(problem)
    found = tuple(_diagnostic(planner.path_of(problem.node), problem) for problem in _distinct(problems))
    skipped = tuple(d for module in members for d in _skipped(module.source.text, module.path))
    if skipped:
        return _Planned(members, analysis, planner, None, (*found, *skipped), left=True, known=modules)
    if plan is not None:
        deselected = sorted(rule for rule in plan.rules if not settings.selects(rule))
        if deselected:
            note = Diagnostic(main.path, 1, 1, deselected[0], f"the file needs {', '.join(deselected)}, which is not "
                              "selected", "select the rule, or migrate the file by hand")
            return _Planned(members, analysis, planner, None, (note,), left=True, known=modules)
        found = tuple(plan.diagnostics)
    elif not settings.selects("TFM900"):
        return _Planned(members, analysis, planner, None, found, left=True, known=modules)
    else:
        absent = tuple(_diagnostic(main.path, problem) for problem in missing(main.tree, analysis))
        if absent:  # on compat.v1 the file would fail at once
            return _Planned(members, analysis, planner, None, (*found, *absent), left=True, known=modules)
    return _Planned(members, analysis, planner, plan, found, known=modules)


def _own_variables(analysis) -> list[Unsupported]:
    """Why programs are not planned together: what a shared file reads of the graph would not be the same in all."""
    own = [v for v in analysis.variables if v.unit is not None and v.unit.scope.owner is None and any(
        belongs(v.node, entry) for entry in analysis.entries)]
    return [Unsupported(v.node, "TFM915", "a program that shares a file with others makes variables of its own",
                        "make them in the file that is shared") for v in own[:1]]


def _path_finder(modules: tuple[Module, ...]) -> Callable[[ast.AST | None], str]:
    """The path of the file in which a node stands; that of the program for nodes of no file."""
    return lambda node: next((m.path for m in modules if node is not None and belongs(node, m.tree)), modules[0].path)


def _displayed(modules: tuple[Module, ...]) -> frozenset[ast.stmt]:
    return frozenset(node for m in modules if m.displayed for node in m.tree.body
                     if isinstance(node, ast.Expr) and node.lineno in m.displayed)


def _parse(text: str) -> ast.Module:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # invalid escapes in the user's strings are not our concern
            return ast.parse(text)
    except SyntaxError as error:
        hint = " (Python 2? --python2 modernizes it first)" if _looks_like_python2(text) else ""
        raise SourceError(error.lineno or 1, f"{error.msg}{hint}") from None
    except (ValueError, RecursionError, MemoryError) as error:
        raise SourceError(1, f"cannot be parsed: {error}") from None


def _looks_like_python2(text: str) -> bool:
    return re.search(r"^\s*print\s+[^(=\s]|except\s+\w+\s*,\s*\w+\s*:|\bxrange\(|^\s*exec\s+[\"']", text, re.MULTILINE) is not None


def _distinct(problems: list[Unsupported]) -> list[Unsupported]:
    seen, kept = set(), []
    for problem in problems:
        key = (getattr(problem.node, "lineno", 0), problem.rule, problem.reason)
        if key not in seen:
            seen.add(key)
            kept.append(problem)
    return kept


def _diagnostic(path: str, problem: Unsupported) -> Diagnostic:
    node = problem.node
    return Diagnostic(path, getattr(node, "lineno", 1), getattr(node, "col_offset", 0) + 1, problem.rule,
                      problem.reason, problem.advice, Safety.MANUAL)


def _skipped(text: str, path: str) -> list[Diagnostic]:
    """`# tf2migrate: skip` takes the whole component out, which is the file."""
    if "tf2migrate" not in text:
        return []
    for number, line in enumerate(_NEWLINE.split(text), 1):
        found = _SKIP.search(line)
        if found:
            return [Diagnostic(path, number, found.start() + 1, "TFM900", "a statement is marked to be skipped: the "
                               "file stays as it is", "remove the comment to migrate the file")]
    return []


# -- rewriting -----------------------------------------------------------------------------------------


def _rewrite_one(planned: _Planned, settings: Settings) -> Result:
    try:
        result = _rewrite(planned, planned.main, settings)
        return _instrumented(planned, {result.path: result}, settings)[result.path] if settings.instrument else result
    except (CheckFailed, Unsupported) as error:
        found = (_self_check(planned.main, error),)
    if planned.main.origin:  # another text was planned: the file itself stays on compat.v1
        planned = _plan_as_written(load(planned.main.data, planned.main.path), Modules(), settings)
        found = planned.diagnostics
    return _fallback(planned, found, settings)


def _self_check(module: Module, error: Exception) -> Diagnostic:
    first = module.tree.body[0] if module.tree.body else None
    problem = error if isinstance(error, Unsupported) else Unsupported(
        first, "TFM990", str(error), "please report this program")
    return _diagnostic(module.path, problem)


def _rewrite(planned: _Planned, module: Module, settings: Settings) -> Result:
    """The migrated file.

    Raises:
        CheckFailed, Unsupported: it cannot be written as planned.
    """
    from tf2migrate.rewriting.rewrite import rewrite

    text, dropped, notes = rewrite(module.source.text, module.tree, planned.analysis, planned.plan, settings,
                                   module.tf, planned.planner.step_rates)
    elsewhere = frozenset(made.name for made in planned.plan.classes.values())
    output_tree = check_output(module.source.text, module.tree, text, dropped, elsewhere)
    _check_finished(module.tree, output_tree)
    release(output_tree)
    found = [d for d in planned.diagnostics if d.path == module.path] + [
        Diagnostic(module.path, node.lineno, node.col_offset + 1, "TFM303", note, "", Safety.SAFE)
        for node, note in notes]
    return _by_lines_of_the_file(module, Result(
        module.path, module.data, encode(text, module.source), tuple(sorted(set(found))),
        tuple(sorted(planned.plan.rules)), tuple(sorted(planned.plan.new_files.get(module.tree, {}).items())),
        _run_sites(planned, module) if not _without_estimator(planned) else (), sites=_sites(module.tree, planned.plan),
    ))


def _by_lines_of_the_file(module: Module, result: Result) -> Result:
    """The result with the lines of the file where another text was planned."""
    origin = module.origin
    if not origin:
        return result
    return dataclasses.replace(
        result,
        diagnostics=tuple(sorted(dataclasses.replace(d, line=origin[d.line - 1]) for d in result.diagnostics)),
        run_sites=tuple(dataclasses.replace(s, line=origin[s.line - 1], end_line=origin[s.end_line - 1])
                        for s in result.run_sites),
        sites=tuple(sorted({RuleSite(*sorted((origin[s.line - 1], origin[s.end_line - 1])), s.rule)
                            for s in result.sites})),
    )


def _sites(tree: ast.Module, plan: Plan) -> tuple[RuleSite, ...]:
    """Where the rules of the plan change a file; what moves into a function belongs to its run site's rule."""
    moved = (("TFM101", statement) for statement in plan.removed)
    return tuple(sorted({
        RuleSite(node.lineno, node.end_lineno or node.lineno, rule)
        for rule, node in (*plan.sites, *moved) if rule in plan.rules and belongs(node, tree)
    }))


def _check_finished(before: ast.Module, after: ast.Module) -> None:
    """A second run would find nothing to do.

    Raises:
        Unsupported: a name of TensorFlow 1 that the file had is left.
        CheckFailed: another sign of TensorFlow 1 is left.
    """
    sign = _sign(after)
    if sign is None:
        return
    text = ast.unparse(sign)
    for node in of_type(before, type(sign)):
        if not isinstance(node, ast.Call) and ast.unparse(node) == text:
            raise Unsupported(node, "TFM901", f"{text} has no lowering here", "")
    raise CheckFailed(f"something of TensorFlow 1 is left: {text}")


def _without_estimator(planned: _Planned) -> bool:
    """Whether the runs of the plan are of a program in which an estimator was written out: the file has none."""
    return planned.plan is not None and "TFM218" in planned.plan.rules


def _run_sites(planned: _Planned, module: Module) -> tuple[RunSite, ...]:
    lines = module.source.text.encode().split(b"\n")
    sites = []
    for index_, run in enumerate(planned.plan.run_sites):
        node = run.node
        if not belongs(node, module.tree):
            continue
        segment = lines[node.lineno - 1: node.end_lineno]
        segment[-1] = segment[-1][: node.end_col_offset]
        segment[0] = segment[0][node.col_offset:]
        sites.append(RunSite(index_, node.lineno, node.col_offset, node.end_lineno, node.end_col_offset,
                             b"\n".join(segment).decode(errors="replace")))
    return tuple(sites)


def _instrumented(planned: _Planned, results: dict[str, Result], settings: Settings) -> dict[str, Result]:
    """The results with the rewritten files again, each replaced run site wrapped in `__tf2migrate_record__`."""
    from tf2migrate.rewriting.rewrite import rewrite

    if _without_estimator(planned):
        return results
    main = planned.main
    analysis = Interpreter(main.tree, main.path, planned.known).interpret()
    planner = Planner(analysis, settings, main.tf, planned.planner.path_of)
    planner.driver.recording = True
    planner.driver.displayed = _displayed(planned.modules)
    plan = planner.plan()
    wrapped = {}
    for module in planned.modules:
        text, _, _ = rewrite(module.source.text, module.tree, analysis, plan, settings, module.tf, planner.step_rates)
        wrapped[module.path] = dataclasses.replace(results[module.path], instrumented=encode(text, module.source))
    return wrapped


# -- fallback ------------------------------------------------------------------------------------------


def _is_open(planned: _Planned, settings: Settings) -> bool:
    """Whether nothing in the program says who uses it: files that only define, and no session among them."""
    return not settings.closed_world and not runs_graphs(planned.analysis) and all(
        only_defines(module.tree) for module in planned.modules)


def _library(planned: _Planned, settings: Settings) -> Library | None:
    """The file use by use, when it is a library and the rules for it are selected."""
    if _left_before(planned.main.tree):
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
    tree = _parse(module.source.text)
    index(tree)
    return dataclasses.replace(module, tree=tree)


def _rewritten_library(planned: _Planned, settings: Settings) -> Result | None:
    """The file rewritten use by use; None when it is no library, or cannot be written so."""
    from tf2migrate.rewriting.library import rewrite_library

    main = planned.main
    made = _library(planned, settings)
    if made is None:
        return None
    try:
        text, new_files = rewrite_library(main.source.text, made)
        tree = check_output(main.source.text, main.tree, text, [])
        if not _left_before(tree) and not is_settled(tree):
            _check_finished(main.tree, tree)
        release(tree)
    except (CheckFailed, Unsupported):
        return None
    found = made.diagnostics(main.path)
    release(made.tree)
    return Result(main.path, main.data, encode(text, main.source), found, tuple(sorted(made.rules)),
                  tuple(sorted(new_files.items())), sites=made.rule_sites())


def _fallback(planned: _Planned, diagnostics: tuple[Diagnostic, ...], settings: Settings) -> Result:
    from tf2migrate.rewriting.fallback import rewrite_for_compat

    made = _rewritten_library(planned, settings)
    if made is not None:
        return made
    main = planned.main
    data = main.data
    if _is_done(main.tree):
        return Result(main.path, data, data, diagnostics)
    try:
        text, new_files = rewrite_for_compat(main.source.text, main.tree, planned.analysis)
        release(check_output(main.source.text, main.tree, text, []))
    except CheckFailed as error:
        note = Diagnostic(main.path, 1, 1, "TFM990", f"left as it is: {error}", "please report this program")
        return Result(main.path, data, data, (*diagnostics, note))
    output = encode(text, main.source)
    applied = ("TFM900",) if output != data else ()
    return Result(main.path, data, output, diagnostics, applied, tuple(sorted(new_files.items())) if applied else ())


def _is_done(tree: ast.Module) -> bool:
    """Whether an earlier run has rewritten the file use by use, so that nothing is left to do but by hand."""
    return is_mixed(tree) or is_settled(tree) and is_test_file(tree)


def _left_before(tree: ast.Module) -> bool:
    return _is_done(tree) or any(a.name == "tf1_legacy" for n in of_type(tree, ast.Import) for a in n.names)


def _on_compat(tree: ast.Module) -> bool:
    return any(a.name == "tensorflow.compat.v1" for n in of_type(tree, ast.Import) for a in n.names)
