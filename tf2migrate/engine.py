"""The pure core: source bytes in, `Result` out. Prints nothing, reads no clock, writes no file."""

from __future__ import annotations

import ast
import dataclasses
import re
import warnings

from tf2migrate.analysis.imports import root_alias
from tf2migrate.analysis.interpreter import Interpreter
from tf2migrate.analysis.program import Analysis, Unsupported
from tf2migrate.analysis.tree import index, of_type
from tf2migrate.checks import CheckFailed, check_output
from tf2migrate.garbage import without_collections
from tf2migrate.planning.evidence import evidence, named_sign, surely_none
from tf2migrate.planning.planner import Planner
from tf2migrate.planning.recipe import Plan
from tf2migrate.result import Diagnostic, Result, RunSite, Safety, Sign
from tf2migrate.settings import Settings
from tf2migrate.source import Source, SourceError, decode, encode

_SKIP_FILE = re.compile(r"^\s*#\s*tf2migrate:\s*skip-file\b", re.MULTILINE)
_SKIP = re.compile(r"#\s*tf2migrate:\s*skip\b(?!-file)")


@dataclasses.dataclass(frozen=True)
class _Planned:
    """A file after analysis: its plan, or the problems that keep it on compat.v1."""

    source: Source
    tree: ast.Module
    analysis: Analysis
    tf: str
    planner: Planner | None
    plan: Plan | None
    diagnostics: tuple[Diagnostic, ...]
    left: bool = False  # a rule is deselected or a statement skipped: not even the fallback


@without_collections
def screen(source: bytes, path: str, settings: Settings = Settings()) -> Result:
    """Only tell whether the file would change or has findings: then `sign` of the result says where.

    What the settings leave alone is a finding, so they play no part. The fastest: nothing is planned, and most
    files need no interpretation. Imports neither libcst nor TensorFlow.
    """
    try:
        read = _read(source)
        node = None if read is None else _sign(read[1])
    except SourceError as error:
        return Result(path, source, source, error=str(error))
    if node is None:
        return Result(path, source, source)
    text = ast.unparse(node.func if isinstance(node, ast.Call) else node)
    return Result(path, source, source, sign=Sign(node.lineno, node.col_offset + 1, text))


def _sign(tree: ast.Module) -> ast.expr | None:
    """The first use of TensorFlow 1 in an indexed tree."""
    node = named_sign(tree)
    if node is None and not surely_none(tree):
        node = evidence(Interpreter(tree).interpret())
    return node


@without_collections
def check(source: bytes, path: str, settings: Settings = Settings()) -> Result:
    """Analyse and plan without rewriting: `ast` only, imports neither libcst nor TensorFlow.

    In the result `applied` lists the rules that would be applied, `diagnostics` what is left;
    `output` equals `source`.
    """
    try:
        planned = _plan(source, path, settings)
    except SourceError as error:
        return Result(path, source, source, error=str(error))
    if planned is None:
        return Result(path, source, source)
    applied = tuple(sorted(planned.plan.rules)) if planned.plan is not None else ()
    if planned.plan is None and not planned.left and not _on_compat(planned.tree):
        applied = ("TFM900",)
    return Result(path, source, source, planned.diagnostics, applied)


@without_collections
def migrate(source: bytes, path: str, settings: Settings = Settings()) -> Result:
    """Analyse, plan, rewrite and self-check one file.

    A file that cannot be decoded or parsed gives a result with `error`; nothing is raised for it.
    """
    try:
        planned = _plan(source, path, settings)
        if planned is None or planned.left:
            return Result(path, source, source, planned.diagnostics if planned else ())
        if planned.plan is None:
            return _fallback(planned, source, path)
        return _rewrite(planned, source, path, settings)
    except SourceError as error:
        return Result(path, source, source, error=str(error))


# -- analysis and plan ---------------------------------------------------------------------------------


def _plan(data: bytes, path: str, settings: Settings) -> _Planned | None:
    """None when there is nothing to do."""
    read = _read(data)
    if read is None or surely_none(read[1]):
        return None
    source, tree = read
    analysis = Interpreter(tree).interpret()
    if named_sign(tree) is None and evidence(analysis) is None:
        return None
    tf = root_alias(tree) or "tf"
    problems = list(analysis.problems)
    if not problems and _left_before(tree):
        problems.append(Unsupported(tree.body[0], "TFM900", "an earlier run has left this file on tf.compat.v1",
                                    "restore the original to see why, or migrate by hand what is left"))
    planner = Planner(analysis, settings, tf, path)
    plan = None
    if not problems:
        try:
            plan = planner.plan()
        except Unsupported as problem:
            problems.append(problem)
    found = tuple(_diagnostic(path, problem) for problem in _distinct(problems))
    skipped = _skipped(source.text, path)
    if skipped:
        return _Planned(source, tree, analysis, tf, planner, None, (*found, *skipped), left=True)
    if plan is not None:
        deselected = sorted(rule for rule in plan.rules if not settings.selects(rule))
        if deselected:
            note = Diagnostic(path, 1, 1, deselected[0], f"the file needs {', '.join(deselected)}, which is not selected",
                              "select the rule, or migrate the file by hand")
            return _Planned(source, tree, analysis, tf, planner, None, (note,), left=True)
        found = tuple(plan.diagnostics)
    elif not settings.selects("TFM900"):
        return _Planned(source, tree, analysis, tf, planner, None, found, left=True)
    return _Planned(source, tree, analysis, tf, planner, plan, found)


def _read(data: bytes) -> tuple[Source, ast.Module] | None:
    """The text and its indexed tree; None when the file is none of our business."""
    if b"tensorflow" not in data:
        return None
    source = decode(data)
    if "tf2migrate" in source.text and _SKIP_FILE.search(source.text):
        return None
    tree = _parse(source.text)
    index(tree)
    return source, tree


def _parse(text: str) -> ast.Module:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # invalid escapes in the user's strings are not our concern
            return ast.parse(text)
    except SyntaxError as error:
        hint = " (Python 2?)" if _looks_like_python2(text) else ""
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
    for number, line in enumerate(text.splitlines(), 1):
        found = _SKIP.search(line)
        if found:
            return [Diagnostic(path, number, found.start() + 1, "TFM900", "a statement is marked to be skipped: the "
                               "file stays as it is", "remove the comment to migrate the file")]
    return []


# -- rewriting -----------------------------------------------------------------------------------------


def _rewrite(planned: _Planned, source: bytes, path: str, settings: Settings) -> Result:
    from tf2migrate.rewriting.pairing import PairingError
    from tf2migrate.rewriting.rewrite import rewrite

    try:
        text, dropped, notes = rewrite(planned.source.text, planned.tree, planned.analysis, planned.plan, settings,
                                       planned.tf, planned.planner.step_rates)
        output_tree = check_output(planned.source.text, planned.tree, text, dropped)
        _check_finished(output_tree)
    except (CheckFailed, PairingError, Unsupported) as error:
        problem = error if isinstance(error, Unsupported) else Unsupported(
            planned.tree.body[0] if planned.tree.body else None, "TFM990", str(error), "please report this program")
        return _fallback(dataclasses.replace(planned, diagnostics=(_diagnostic(path, problem),)), source, path)
    found = list(planned.diagnostics) + [
        Diagnostic(path, node.lineno, node.col_offset + 1, "TFM303", note, "", Safety.SAFE) for node, note in notes]
    return Result(
        path, source, encode(text, planned.source), tuple(sorted(set(found))), tuple(sorted(planned.plan.rules)),
        tuple(sorted(planned.plan.new_files.get(planned.tree, {}).items())), _run_sites(planned),
        _instrumented(planned, settings) if settings.instrument else None,
    )


def _check_finished(tree: ast.Module) -> None:
    """A second run would find nothing to do."""
    sign = _sign(tree)
    if sign is not None:
        raise CheckFailed(f"something of TensorFlow 1 is left: {ast.unparse(sign)}")


def _run_sites(planned: _Planned) -> tuple[RunSite, ...]:
    lines = planned.source.text.encode().split(b"\n")
    sites = []
    for index_, run in enumerate(planned.plan.run_sites):
        node = run.node
        segment = lines[node.lineno - 1: node.end_lineno]
        segment[-1] = segment[-1][: node.end_col_offset]
        segment[0] = segment[0][node.col_offset:]
        sites.append(RunSite(index_, node.lineno, node.col_offset, node.end_lineno, node.end_col_offset,
                             b"\n".join(segment).decode(errors="replace")))
    return tuple(sites)


def _instrumented(planned: _Planned, settings: Settings) -> bytes:
    """The rewritten program again, with each replaced run site wrapped in `__tf2migrate_record__`."""
    from tf2migrate.rewriting.rewrite import rewrite

    analysis = Interpreter(planned.tree).interpret()
    planner = Planner(analysis, settings, planned.tf, planned.planner.path)
    planner.driver.recording = True
    plan = planner.plan()
    text, _, _ = rewrite(planned.source.text, planned.tree, analysis, plan, settings, planned.tf, planner.step_rates)
    return encode(text, planned.source)


# -- fallback ------------------------------------------------------------------------------------------


def _fallback(planned: _Planned, source: bytes, path: str) -> Result:
    from tf2migrate.rewriting.fallback import rewrite_for_compat
    from tf2migrate.rewriting.pairing import PairingError

    try:
        text, new_files = rewrite_for_compat(planned.source.text, planned.tree, planned.analysis)
        check_output(planned.source.text, planned.tree, text, [])
    except (CheckFailed, PairingError) as error:
        note = Diagnostic(path, 1, 1, "TFM990", f"left as it is: {error}", "please report this program")
        return Result(path, source, source, (*planned.diagnostics, note))
    output = encode(text, planned.source)
    applied = ("TFM900",) if output != source else ()
    return Result(path, source, output, planned.diagnostics, applied, tuple(sorted(new_files.items())) if applied else ())


def _left_before(tree: ast.Module) -> bool:
    return any(a.name == "tf1_legacy" for n in of_type(tree, ast.Import) for a in n.names)


def _on_compat(tree: ast.Module) -> bool:
    return any(a.name == "tensorflow.compat.v1" for n in of_type(tree, ast.Import) for a in n.names)
