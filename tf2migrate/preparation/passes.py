"""Texts that say the same as a program and can be planned where the program as it stands cannot.

Input queues are written as datasets, conveniences of `tf.contrib` and estimators are written out, and functions that
build a part of the graph are taken apart, one after the other, until there is a plan or nothing is left to do.
"""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Callable, Iterable

from tf2migrate.analysis.classes import graph_classes
from tf2migrate.analysis.interpreter import Interpreter, is_open, open_branch
from tf2migrate.analysis.modules import Module, Modules
from tf2migrate.analysis.program import Analysis, Unsupported
from tf2migrate.analysis.tree import belongs, of_type
from tf2migrate.loading import indexed
from tf2migrate.planned import SKIP, Planned, diagnostic, plan_as_written
from tf2migrate.planning.graph_names import made_names
from tf2migrate.preparation import (
    arg_scopes,
    attribute_arguments,
    average_arguments,
    averages,
    branch_steps,
    callable_objects,
    carried_sizes,
    comprehensions,
    elements,
    fed_summaries,
    graph_arguments,
    graph_copies,
    graph_functions,
    graph_resets,
    idle_dropout,
    imported_functions,
    late_returns,
    layer_calls,
    lazy_attributes,
    lookups,
    looped_summaries,
    named_lists,
    namesakes,
    nested_functions,
    normalizers,
    optimize_loss,
    own_variables,
    partial_results,
    partials,
    private_attributes,
    queues,
    random_fields,
    repeated_layers,
    reused_variables,
    run_traces,
    saved_model_builders,
    slim_training,
    spread_arguments,
    state_feeds,
    static_dimensions,
    stepwise,
    switched_norms,
)
from tf2migrate.preparation.estimators import expand
from tf2migrate.preparation.inlining import inline, mentioned
from tf2migrate.preparation.text import CannotWrite, Prepared, Text
from tf2migrate.result import Diagnostic, Safety
from tf2migrate.settings import Settings
from tf2migrate.source import with_newlines_of

# Rules for texts that are closer to TensorFlow 2 than what they came from: what is left to do is the better reason.
_EXPLAINED = frozenset(
    {"TFM606", "TFM221", "TFM222", "TFM223", "TFM224", "TFM225", "TFM229", "TFM230", "TFM231", "TFM236"}
)
# Findings about statements that cannot stay in a function, but could stand where it is called.
_OF_BUILDERS = frozenset({"TFM102", "TFM201", "TFM206", "TFM212", "TFM305", "TFM306", "TFM401", "TFM403", "TFM601"})
_MAX_INLINED = 24


def plan_program(main: Module, modules: Modules, settings: Settings, others: tuple[Module, ...] = ()) -> Planned | None:
    """None when there is nothing to do.

    Args:
        others: further programs, which are planned together with it.
    """
    planned = plan_as_written(main, modules, settings, others)
    if planned is None or planned.plan is not None or main.displayed:
        return planned
    if not planned.left:
        planned = _plan_prepared(planned, modules, settings, others) or planned
    if others:
        return planned
    if planned.plan is None and settings.selects("TFM900"):
        planned = _plan_without_estimator(planned, modules, settings)
    if planned.plan is None:
        planned = _with_reason_of_copies(planned)
    return planned if planned.plan is not None else _with_reason_of_scopes(planned)


def _with_reason_of_scopes(planned: Planned) -> Planned:
    """Why argument scopes stay, in place of the finding that they are there."""
    text = Text.of(planned.main.source.text)
    problem = arg_scopes.attempt(text, planned.analysis) if not planned.main.origin else None
    if not isinstance(problem, CannotWrite):
        return planned
    finding = diagnostic(
        planned.main.path,
        Unsupported(
            problem.node,
            "TFM221",
            f"argument scopes: {problem.reason}",
            ("give the arguments at each call, or keep them in a dict and pass **arguments"),
        ),
    )
    others = [d for d in planned.diagnostics if not (d.rule == "TFM901" and "arg_scope" in d.message)]
    return dataclasses.replace(planned, diagnostics=(finding, *others))


def _with_reason_of_copies(planned: Planned) -> Planned:
    """Why the graph that another scope of the program has saved cannot be built, in place of the finding that it is
    read.
    """
    problem = _graph_copy(Text.of(planned.main.source.text), planned, lambda: []) if not planned.main.origin else None
    if not isinstance(problem, CannotWrite):
        return planned
    call = next(n for n, path in planned.analysis.symbols.items() if path == lookups.IMPORT)
    finding = diagnostic(planned.main.path, Unsupported(call, "TFM406", problem.reason, problem.advice))
    return dataclasses.replace(planned, diagnostics=(finding, *[d for d in planned.diagnostics if d.rule != "TFM908"]))


def _plan_without_estimator(planned: Planned, modules: Modules, settings: Settings) -> Planned:
    """The plan of the program with its estimator written out; else the given one, with the reason."""
    main = planned.main
    found = expand(Text.of(main.source.text))
    if found is None:
        return planned
    if not isinstance(found, Text):
        finding = diagnostic(main.path, Unsupported(found.node, "TFM218", found.reason, found.advice))
        return dataclasses.replace(planned, diagnostics=(finding, *planned.diagnostics))
    attempt = plan_as_written(_with_text(main, found), modules, settings)
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
    known = frozenset(node.name for node in graph_classes(main.tree))
    tree = indexed(text.text, known or None)
    opened = {_place_of(branch, main.origin) for branch in of_type(main.tree, ast.If) if is_open(branch)}
    for branch in of_type(tree, ast.If) if opened else ():
        if _place_of(branch, text.origin) in opened:
            open_branch(branch)
    return dataclasses.replace(main, source=source, tree=tree, origin=text.origin)


def _place_of(branch: ast.If, origin: tuple[int, ...]) -> tuple[int, str]:
    """What a branch is known by in texts that come of each other."""
    return origin[branch.lineno - 1] if origin else branch.lineno, ast.unparse(branch.test)


def _plan_prepared(
    planned: Planned, modules: Modules, settings: Settings, others: tuple[Module, ...] = ()
) -> Planned | None:
    """The plan of the program with input queues written as datasets, and functions that build a part of the graph
    taken apart; None when that is no help."""
    main, attempt = planned.main, planned
    text = _text_of(main)
    rules: set[str] = set()
    steps: list[tuple[str, _Step]] = []
    for _ in range(_MAX_INLINED):
        opened = [branch for branch in attempt.planner.closed if open_branch(branch)]
        files = None
        if not opened:
            files = _prepared_program(text, attempt, modules) or _prepared_files(text, attempt, modules)
        if opened:
            pass  # the text stays, and is read in another way
        elif files is not None:
            text, modules, found_rules, found_steps = files
            others = tuple(modules.at(other.path) for other in others)
            rules |= found_rules
            steps += found_steps
        else:
            step = _copied(text, attempt) or _prepared(text, attempt)
            imported = _prepared_import(attempt, modules) if step is None else None
            files = _inlined_files(attempt, modules) if step is None and imported is None else None
            if step is not None:
                text = step.made.text
                rules.add(step.rule)
                steps.append((main.path, step))
            elif imported is not None:
                path, step = imported
                modules = modules.replaced({path: _with_text(modules.at(path), step.made.text)})
                others = tuple(modules.at(other.path) for other in others)
                rules.add(step.rule)
                steps.append((path, step))
            elif files is not None:
                modules = files
                others = tuple(modules.at(other.path) for other in others)
                rules.add("TFM217")
            else:
                found = _moved_functions(text, attempt, modules)
                if found is None:
                    return _explained(planned, attempt) if rules & _EXPLAINED or main.origin else None
                text, modules = found
                others = tuple(modules.at(other.path) for other in others)
                rules.add("TFM217")
        same = text.text == attempt.main.source.text
        attempt = plan_as_written(attempt.main if same else _with_text(main, text), modules, settings, others)
        if attempt is None or attempt.left:
            return None
        if attempt.plan is not None:
            attempt.plan.rules.update(rules)
            texts = {module.path: _text_of(module) for module in attempt.modules}
            found = [finding for path, step in steps for finding in step.findings(path, texts[path])]
            attempt = dataclasses.replace(attempt, diagnostics=(*attempt.diagnostics, *found))
            return attempt if all(settings.selects(rule) for rule in rules) else None
    return None


@dataclasses.dataclass(frozen=True)
class _Step:
    """The next form of a text, and the rule for it."""

    made: Prepared
    rule: str

    def findings(self, path: str, text: Text) -> list[Diagnostic]:
        """The notes as findings about the text that came of it in the end."""
        found = []
        for line, message, advice in dict.fromkeys(self.made.notes):
            nearest = min(range(len(text.origin)), key=lambda n: abs(text.origin[n] - line))
            found.append(Diagnostic(path, nearest + 1, 1, self.rule, message, advice, Safety.SAFE))
        return found


def _copied(text: Text, attempt: Planned) -> _Step | None:
    """The text with the graph built where another scope of it has saved that graph."""
    made = _graph_copy(text, attempt, lambda: [])
    return _Step(made, "TFM406") if isinstance(made, Prepared) else None


def _graph_copy(
    text: Text, attempt: Planned, writers: Callable[[], Iterable[graph_copies.Writer]]
) -> graph_copies.Copied | graph_copies.CannotCopy | None:
    main = attempt.main
    return graph_copies.prepared(text, main.tree, attempt.analysis, main.tf, main.path, writers)


@dataclasses.dataclass(frozen=True)
class Reader:
    """A file that reads the graph which another file has saved: with that graph built in it, or why it cannot be.

    Args:
        found: the finding that says so, or where the graph is from.
        writer: the path of the other file.
    """

    module: Module | None
    found: Diagnostic
    writer: str


def reader(main: Module, modules: Modules, settings: Settings) -> Reader | None:
    """A file as one that reads the graph of another one; None when it is not known to be one."""
    if not settings.selects("TFM406") or main.displayed or SKIP.search(main.source.text):
        return None
    attempt = plan_as_written(main, modules, settings)
    if attempt is None or attempt.plan is not None or attempt.left:
        return None
    text = _text_of(main)
    writers: list[graph_copies.Writer] = []

    def others() -> list[graph_copies.Writer]:
        writers.extend(
            graph_copies.Writer(m.path, m.source.text, Interpreter(m.tree, m.path, modules).interpret(), m.tree)
            for m in modules.saving()
            if m.path != main.path
        )
        return writers

    made = _graph_copy(text, attempt, others)
    if made is None or not writers:
        return None
    call = next(n for n, path in attempt.analysis.symbols.items() if path == lookups.IMPORT)
    if isinstance(made, CannotWrite):
        return Reader(None, diagnostic(main.path, Unsupported(call, "TFM406", made.reason, made.advice)), made.path)
    built = _with_text(main, made.text)
    analysis = plan_as_written(built, modules, settings)
    named = None if analysis is None else lookups.prepared(made.text, built.tree, analysis.analysis, main.tf)
    if named is None:
        return None
    writer = plan_program(modules.at(made.path), modules, settings)
    if writer is not None and writer.plan is None:
        return Reader(
            None,
            diagnostic(
                main.path,
                Unsupported(
                    call,
                    "TFM406",
                    f"{made.path}, which saves the graph that is read here, stays on tf.compat.v1",
                    "migrate that program first",
                ),
            ),
            made.path,
        )
    line, message, advice = made.notes[0]
    layout = writer.planner.saved_layout if writer is not None else None
    return Reader(
        dataclasses.replace(_with_text(main, named), layout=layout),
        Diagnostic(main.path, line, 1, "TFM406", message, advice, Safety.SAFE),
        made.path,
    )


def _prepared(text: Text, attempt: Planned) -> _Step | None:
    """The next form of the text; None when there is none."""
    main, analysis = attempt.main, attempt.analysis
    lines = _lines_of(attempt, *_OF_BUILDERS)
    lines += [function.lineno for function in _in_the_way(attempt) if belongs(function, main.tree)]
    elsewhere = _mentioned(attempt, main.tree)
    try:
        made = queues.prepared(text, main.tree, analysis, main.tf)
        if made is not None:
            return _Step(made, "TFM606")
        plain, rule = _with_plain_layers(text, analysis, main)
        if plain is not None:
            return _Step(plain, rule)
        for rule, _, prepared in _PREPARATIONS:
            made = prepared(text, main.tree, attempt)
            if made is not None:
                return _Step(made if isinstance(made, Prepared) else Prepared(made), rule)
    except queues.Apart as parts:
        lines = parts.lines
    for change in (lambda: nested_functions.prepared(text, main.tree, lines), lambda: inline(text, lines, elsewhere)):
        apart = change() if lines else None
        if apart is not None:
            return _Step(Prepared(apart), "TFM217")
    return None


_Preparation = Callable[[Text, ast.Module, Planned], "Text | Prepared | None"]
# The rule that a text is written for, whether that concerns one file alone, so that it is done in imported files, too,
# and what writes it; in the order in which they are tried.
_PREPARATIONS: tuple[tuple[str, bool, _Preparation], ...] = (
    ("TFM217", False, lambda text, tree, attempt: graph_resets.prepared(text, tree, attempt.analysis)),
    (
        "TFM236",
        False,
        lambda text, tree, attempt: partials.prepared(text, tree, attempt.analysis, _mentioned(attempt, tree)),
    ),
    ("TFM206", True, lambda text, tree, attempt: reused_variables.prepared(text, tree, attempt.analysis)),
    ("TFM406", False, lambda text, tree, attempt: lookups.prepared(text, tree, attempt.analysis, attempt.main.tf)),
    ("TFM201", True, lambda text, tree, attempt: switched_norms.prepared(text, tree, attempt.analysis)),
    ("TFM201", True, lambda text, tree, attempt: layer_calls.prepared(text, tree, attempt.analysis)),
    (
        "TFM201",
        True,
        lambda text, tree, attempt: static_dimensions.prepared(
            text, tree, attempt.analysis, _lines_of(attempt, "TFM201")
        ),
    ),
    (
        "TFM201",
        True,
        lambda text, tree, attempt: carried_sizes.prepared(text, tree, attempt.analysis, _lines_of(attempt, "TFM201")),
    ),
    ("TFM206", True, lambda text, tree, attempt: comprehensions.prepared(text, tree, _lines_of(attempt, "TFM206"))),
    ("TFM201", True, lambda text, tree, attempt: idle_dropout.prepared(text, tree, attempt.analysis)),
    ("TFM402", True, lambda text, tree, attempt: run_traces.prepared(text, tree, attempt.analysis)),
    ("TFM307", True, lambda text, tree, attempt: average_arguments.prepared(text, tree, attempt.analysis)),
    ("TFM307", False, lambda text, tree, attempt: averages.prepared(text, tree, attempt.analysis, attempt.main.tf)),
    (
        "TFM405",
        False,
        lambda text, tree, attempt: saved_model_builders.prepared(text, tree, attempt.analysis, attempt.main.tf),
    ),
    ("TFM301", True, lambda text, tree, attempt: optimize_loss.prepared(text, tree, attempt.analysis, attempt.main.tf)),
    (
        "TFM235",
        False,
        lambda text, tree, attempt: graph_functions.prepared(text, tree, attempt.analysis, attempt.main.tf),
    ),
    ("TFM204", False, lambda text, tree, attempt: named_lists.prepared(text, tree, attempt.analysis, attempt.main.tf)),
    ("TFM607", True, lambda text, tree, attempt: elements.prepared(text, tree, attempt.analysis)),
    ("TFM213", True, lambda text, tree, attempt: state_feeds.prepared(text, tree, attempt.analysis)),
    ("TFM213", True, lambda text, tree, attempt: stepwise.prepared(text, tree, attempt.analysis, attempt.main.tf)),
    (
        "TFM402",
        True,
        lambda text, tree, attempt: (
            looped_summaries.prepared(text, tree, attempt.analysis, made_names(attempt.analysis))
            if any(d.rule == "TFM401" for d in attempt.diagnostics)
            else None
        ),
    ),
    (
        "TFM217",
        False,
        lambda text, tree, attempt: graph_arguments.prepared(
            text, tree, attempt.analysis, _lines_of(attempt, "TFM906", "TFM103")
        ),
    ),
    (
        "TFM217",
        False,
        lambda text, tree, attempt: namesakes.prepared(text, tree, attempt.analysis, _lines_of(attempt, "TFM107")),
    ),
    (
        "TFM230",
        False,
        lambda text, tree, attempt: attribute_arguments.prepared(
            text, tree, attempt.analysis, _lines_of(attempt, "TFM206")
        ),
    ),
    ("TFM231", True, lambda text, tree, attempt: own_variables.prepared(text, tree, attempt.analysis)),
    (
        "TFM226",
        False,
        lambda text, tree, attempt: partial_results.prepared(
            text, tree, attempt.analysis, _lines_of(attempt, "TFM102")
        ),
    ),
)


def _prepared_import(attempt: Planned, modules: Modules) -> tuple[str, _Step] | None:
    """The next form of a file that the program imports; None when there is none."""
    for module in attempt.modules[1:]:
        found = tuple(d for d in attempt.diagnostics if d.path == module.path)
        view = dataclasses.replace(attempt, modules=(module,), diagnostics=found)
        for rule, alone, prepared in _PREPARATIONS if found else ():
            made = prepared(_text_of(module), module.tree, view) if alone else None
            if made is not None:
                return module.path, _Step(made if isinstance(made, Prepared) else Prepared(made), rule)
    return None


def _mentioned(attempt: Planned, tree: ast.Module) -> frozenset[str]:
    """Names that the other files of the program use."""
    others = [module.tree for module in attempt.modules if module.tree is not tree]
    return frozenset().union(*[mentioned(other, attempt.analysis.symbols) for other in others])


def _inlined_files(attempt: Planned, modules: Modules) -> Modules | None:
    """The files that a program imports with a function, that no other file knows, taken apart; None when there is
    none.
    """
    for module in attempt.modules[1:]:
        lines = [d.line for d in attempt.diagnostics if d.path == module.path and d.rule in _OF_BUILDERS]
        made = inline(_text_of(module), lines, _mentioned(attempt, module.tree)) if lines else None
        if made is not None:
            return modules.replaced({module.path: _with_text(module, made)})
    return None


def _moved_functions(text: Text, attempt: Planned, modules: Modules) -> tuple[Text, Modules] | None:
    """The texts of the program with a function of an imported file in the file that calls it; None when none can move.

    It is one that builds a part of the graph, or that gives several values of which a run needs some.
    """
    main = attempt.main
    texts = {main: text, **{module: _text_of(module) for module in attempt.modules if module is not main}}
    wanted = {(d.path, d.line) for d in attempt.diagnostics if d.rule in _OF_BUILDERS}
    for module in attempt.modules[1:]:
        for function in module.tree.body:
            if not isinstance(function, ast.FunctionDef) or not (
                function in _in_the_way(attempt)
                or any((module.path, line) in wanted for line in range(function.lineno, function.end_lineno + 1))
            ):
                continue
            made = imported_functions.moved(texts, modules.find, module, function)
            if made:
                changed = {m.path: _with_text(m, new) for m, new in made.items() if m is not main}
                return made.get(main, text), modules.replaced(changed)
    return None


def _in_the_way(attempt: Planned) -> list[ast.FunctionDef]:
    """Functions that give a run what it fetches and need what it does not feed, or that call a layer of another one."""
    lines = set(_lines_of(attempt, "TFM102"))
    found = [node for node in attempt.planner.wrappers if isinstance(node, ast.FunctionDef)]
    for run in attempt.analysis.runs:
        if run.node.lineno not in lines or not belongs(run.node, attempt.main.tree) or run.feeds is None:
            continue
        for unit in partial_results.units(attempt.analysis, run):
            call = unit.statement.value if isinstance(unit.statement, ast.Assign) else None
            found += [
                function.node
                for function in attempt.analysis.functions.values()
                if call in function.calls and isinstance(function.node, ast.FunctionDef)
            ]
    return found


def _lines_of(attempt: Planned, *rules: str) -> list[int]:
    """The lines of the program that findings of these rules are about."""
    return [d.line for d in attempt.diagnostics if d.path == attempt.main.path and d.rule in rules]


def _with_plain_layers(text: Text, analysis: Analysis, module: Module) -> tuple[Prepared | None, str]:
    """The text of a file with one convenience of `tf.contrib`, or of Python, written out, and the rule for it."""
    symbols = {node: path for node, path in analysis.symbols.items() if belongs(node, module.tree)}
    own = dataclasses.replace(analysis, symbols=symbols)
    for rule, prepared in _CONVENIENCES.items():
        made = prepared(text, own, module)
        if made is not None:
            return made if isinstance(made, Prepared) else Prepared(made), rule
    return None, ""


_CONVENIENCES: dict[str, Callable[[Text, Analysis, Module], Text | Prepared | None]] = {
    "TFM222": lambda text, analysis, module: repeated_layers.prepared(text, analysis, module.tf),
    "TFM221": lambda text, analysis, module: arg_scopes.prepared(text, analysis, module.tf),
    "TFM223": lambda text, analysis, module: normalizers.prepared(text, analysis, module.tf),
    "TFM224": lambda text, analysis, module: slim_training.prepared(text, analysis, module.tf),
    "TFM225": lambda text, analysis, module: lazy_attributes.prepared(text, analysis, module.tf),
    "TFM229": lambda text, analysis, module: spread_arguments.prepared(text, analysis, module.tf),
    "TFM232": lambda text, analysis, module: random_fields.prepared(text, analysis, module.tf),
    "TFM233": lambda text, analysis, module: branch_steps.prepared(text, analysis, module.tf),
    "TFM234": lambda text, analysis, module: fed_summaries.prepared(text, analysis, module.tf),
    "TFM228": lambda text, analysis, module: private_attributes.prepared(text, module.tree, analysis),
    "TFM215": lambda text, analysis, module: late_returns.prepared(text, module.tree, analysis),
}


_Files = tuple[
    Text, Modules, set[str], list[tuple[str, _Step]]
]  # of a whole program: text of the main file, and others


def _prepared_program(text: Text, attempt: Planned, modules: Modules) -> _Files | None:
    """The program with a class written as a function, in all its files; None when it has no such class."""
    main = attempt.main
    texts = {main.tree: text, **{tree: _text_of(modules.of(tree)) for tree in attempt.analysis.trees[1:]}}
    made = callable_objects.prepared(texts, attempt.analysis)
    if not made:
        return None
    changed = {
        modules.of(tree).path: _with_text(modules.of(tree), new) for tree, new in made.items() if tree is not main.tree
    }
    return made.get(main.tree, text), modules.replaced(changed) if changed else modules, {"TFM227"}, []


def _text_of(module: Module) -> Text:
    return Text(module.source.text, module.origin) if module.origin else Text.of(module.source.text)


def _prepared_files(text: Text, attempt: Planned, modules: Modules) -> _Files | None:
    """The files that a program imports with the conveniences of `tf.contrib` written out; None when there are none."""
    changed: dict[str, Module] = {}
    steps: list[tuple[str, _Step]] = []
    for tree in attempt.analysis.trees[1:]:
        module = modules.of(tree)
        made, rule = _with_plain_layers(_text_of(module), attempt.analysis, module)
        if made is not None:
            changed[module.path] = _with_text(module, made.text)
            steps.append((module.path, _Step(made, rule)))
    return (text, modules.replaced(changed), {step.rule for _, step in steps}, steps) if changed else None


def _explained(planned: Planned, attempt: Planned) -> Planned:
    """What keeps a program from being migrated once its queues are datasets: that they are queues is no reason."""
    origins = {module.path: module.origin for module in attempt.modules if module.origin}
    found = tuple(
        dataclasses.replace(d, line=origins[d.path][d.line - 1]) if d.path in origins else d
        for d in attempt.diagnostics
    )
    return dataclasses.replace(planned, diagnostics=found)
