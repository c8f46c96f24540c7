"""The plan of one program as its text stands, or the reasons why there is none."""

from __future__ import annotations

import ast
import dataclasses
import re
from collections.abc import Callable

from tf2migrate.analysis import idle
from tf2migrate.analysis.interpreter import Interpreter
from tf2migrate.analysis.modules import Module, Modules
from tf2migrate.analysis.program import Analysis, Unsupported
from tf2migrate.analysis.tree import belongs, of_type
from tf2migrate.loading import SKIP
from tf2migrate.planning.evidence import evidence, named_sign, surely_none
from tf2migrate.planning.library import is_mixed
from tf2migrate.planning.planner import Planner
from tf2migrate.planning.recipe import Plan
from tf2migrate.planning.stand_ins import LEGACY, missing
from tf2migrate.planning.test_cases import is_settled, is_test_file, session_sign
from tf2migrate.result import Diagnostic, Safety
from tf2migrate.settings import Settings

_NEWLINE = re.compile(r"\r\n|\r|\n")  # as Python's parser counts lines


@dataclasses.dataclass(frozen=True)
class Planned:
    """A program after analysis: its plan, or the problems that keep it on compat.v1."""

    modules: tuple[Module, ...]  # the program itself, then the files that it imports
    analysis: Analysis
    planner: Planner
    plan: Plan | None
    diagnostics: tuple[Diagnostic, ...]
    left: bool = False  # a rule is deselected or a statement skipped: not even the fallback
    known: Modules = dataclasses.field(default_factory=Modules)  # what the program may import
    others: Modules = dataclasses.field(default_factory=Modules)  # what test cases may import
    refused: tuple[Unsupported, ...] = ()  # why there is no plan

    @property
    def main(self) -> Module:
        return self.modules[0]


def plan_as_written(
    main: Module, modules: Modules, settings: Settings, others: tuple[Module, ...] = ()
) -> Planned | None:
    tests = session_sign(main.tree)
    if modules.empty and tests is None and surely_none(main.tree):
        return None
    analysis = Interpreter(main.tree, main.path, modules, others).interpret()
    left_alone: frozenset[ast.AST] = frozenset()
    planned, found = None, analysis.problems
    while True:
        more = idle.troubled(analysis, found) - left_alone if settings.selects("TFM219") else frozenset()
        if planned is not None and not more:
            return planned
        left_alone |= more
        planned = _plan(main, modules, settings, others, analysis, left_alone, tests is not None)
        if planned is None or planned.plan is not None or planned.left:
            return planned
        analysis, found = planned.analysis, planned.refused


def _plan(
    main: Module,
    modules: Modules,
    settings: Settings,
    others: tuple[Module, ...],
    analysis: Analysis,
    left_alone: frozenset[ast.AST],
    tests: bool,
) -> Planned | None:
    """Plan a program; what nobody names and would keep it from being migrated is left alone."""
    if left_alone != analysis.idle:
        analysis = Interpreter(main.tree, main.path, modules, others, left_alone).interpret()
    analysis.checkpoint_layout = main.layout
    if not tests and all(named_sign(tree) is None for tree in analysis.trees) and evidence(analysis) is None:
        return None
    members = (main, *[modules.of(tree) for tree in analysis.trees[1:]])
    problems = [] if is_done(main.tree) else [p for p in analysis.problems if not _is_legacy_call(p.node)]
    problems += _own_variables(analysis)
    for module in members:
        if not problems and left_before(module.tree):
            problems.append(
                Unsupported(
                    module.tree.body[0],
                    "TFM900",
                    "an earlier run has left this file on tf.compat.v1",
                    "restore the original to see why, or migrate by hand what is left",
                )
            )
    planner = Planner(analysis, settings, main.tf, _path_finder(members))
    planner.driver.displayed = displayed_in(members)
    plan = None
    if not problems:
        try:
            plan = planner.plan()
            if not plan.rules:  # there is evidence of TensorFlow 1, so that something goes: a session that runs nothing
                plan.apply("TFM101")
        except Unsupported as problem:
            problems.append(problem)
    found = tuple(diagnostic(planner.path_of(problem.node), problem) for problem in _distinct(problems))
    skipped = tuple(d for module in members for d in _skipped(module.source.text, module.path))
    if skipped:
        return Planned(members, analysis, planner, None, (*found, *skipped), left=True, known=modules)
    if plan is not None:
        deselected = sorted(rule for rule in plan.rules if not settings.selects(rule))
        if deselected:
            note = Diagnostic(
                main.path,
                1,
                1,
                deselected[0],
                f"the file needs {', '.join(deselected)}, which is not selected",
                "select the rule, or migrate the file by hand",
            )
            return Planned(members, analysis, planner, None, (note,), left=True, known=modules)
        found = tuple(plan.diagnostics)
    elif not settings.selects("TFM900"):
        return Planned(members, analysis, planner, None, found, left=True, known=modules)
    else:
        absent = tuple(diagnostic(main.path, problem) for problem in missing(main.tree, analysis))
        if absent:  # on compat.v1 the file would fail at once
            return Planned(members, analysis, planner, None, (*found, *absent), left=True, known=modules)
    return Planned(members, analysis, planner, plan, found, known=modules, refused=tuple(problems))


def _is_legacy_call(node: ast.AST | None) -> bool:
    """A call of a function of the module that an earlier run has put beside the program: it is known that it stays."""
    root = node.func if isinstance(node, ast.Call) else None
    while isinstance(root, ast.Attribute):
        root = root.value
    return isinstance(root, ast.Name) and root.id == LEGACY


def _own_variables(analysis) -> list[Unsupported]:
    """Why programs are not planned together: what a shared file reads of the graph would not be the same in all."""
    own = [
        v
        for v in analysis.variables
        if v.unit is not None
        and v.unit.scope.owner is None
        and any(belongs(v.node, entry) for entry in analysis.entries)
    ]
    return [
        Unsupported(
            v.node,
            "TFM915",
            "a program that shares a file with others makes variables of its own",
            "make them in the file that is shared",
        )
        for v in own[:1]
    ]


def _path_finder(modules: tuple[Module, ...]) -> Callable[[ast.AST | None], str]:
    """The path of the file in which a node stands; that of the program for nodes of no file."""
    return lambda node: next((m.path for m in modules if node is not None and belongs(node, m.tree)), modules[0].path)


def displayed_in(modules: tuple[Module, ...]) -> frozenset[ast.stmt]:
    return frozenset(
        node
        for m in modules
        if m.displayed
        for node in m.tree.body
        if isinstance(node, ast.Expr) and node.lineno in m.displayed
    )


def _distinct(problems: list[Unsupported]) -> list[Unsupported]:
    seen, kept = set(), []
    for problem in problems:
        key = (getattr(problem.node, "lineno", 0), problem.rule, problem.reason)
        if key not in seen:
            seen.add(key)
            kept.append(problem)
    return kept


def diagnostic(path: str, problem: Unsupported) -> Diagnostic:
    node = problem.node
    return Diagnostic(
        path,
        getattr(node, "lineno", 1),
        getattr(node, "col_offset", 0) + 1,
        problem.rule,
        problem.reason,
        problem.advice,
        Safety.MANUAL,
    )


def _skipped(text: str, path: str) -> list[Diagnostic]:
    """`# tf2migrate: skip` takes the whole component out, which is the file."""
    if "tf2migrate" not in text:
        return []
    for number, line in enumerate(_NEWLINE.split(text), 1):
        found = SKIP.search(line)
        if found:
            return [
                Diagnostic(
                    path,
                    number,
                    found.start() + 1,
                    "TFM900",
                    "a statement is marked to be skipped: the file stays as it is",
                    "remove the comment to migrate the file",
                )
            ]
    return []


def is_done(tree: ast.Module) -> bool:
    """Whether an earlier run has rewritten the file use by use, so that nothing is left to do but by hand."""
    return is_mixed(tree) or is_settled(tree) and is_test_file(tree)


def left_before(tree: ast.Module) -> bool:
    return is_done(tree) or any(a.name == LEGACY for n in of_type(tree, ast.Import) for a in n.names)
