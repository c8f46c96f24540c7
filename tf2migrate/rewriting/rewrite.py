"""One pass over one file: parse, rebuild what the plan touches, generate the text."""

from __future__ import annotations

import ast
import re

import libcst as cst

from tf2migrate.analysis.imports import root_alias
from tf2migrate.analysis.program import Analysis
from tf2migrate.planning.recipe import Plan
from tf2migrate.rewriting.alignment import realigned
from tf2migrate.rewriting.assemble import Assembler
from tf2migrate.rewriting.dataset_loops import as_for_loops
from tf2migrate.rewriting.headers import finish_headers
from tf2migrate.rewriting.pairing import statements
from tf2migrate.rewriting.printing import module_text
from tf2migrate.rewriting.realize import Realizer
from tf2migrate.settings import Settings
from tf2migrate.source import with_newlines_of


def rewrite(
    source: str, tree: ast.Module, analysis: Analysis, plan: Plan, settings: Settings, tf: str, step_rates: dict
) -> tuple[str, list[str], list[tuple[ast.AST, str]]]:
    """The new text, the comments that went with their statements, and notes of the rules.

    Raises:
        PairingError: the two parsers disagree on the source.
        libcst.ParserSyntaxError: libcst cannot parse it.
    """
    module = cst.parse_module(source)
    pairs = statements(tree, module)
    realizer = Realizer(tree, analysis, plan, settings, tf, pairs, step_rates)
    touched = _touched(analysis, plan, realizer.hot)
    assembler = Assembler(source, tree, module, plan, realizer, touched)
    built = assembler.build()
    finished = finish_headers(built, tree, analysis, plan, realizer, tf)
    text = module_text(finished, assembler.texts)
    if _lacks_import(tree, text, source, tf):
        plan.need_import(tree, f"import tensorflow as {tf}")
        finished = finish_headers(built, tree, analysis, plan, realizer, tf)
        text = module_text(finished, assembler.texts)
    if analysis.iterators:
        text = as_for_loops(text)
    return with_newlines_of(realigned(text, source), source), assembler.dropped_comments, realizer.notes


def _lacks_import(tree: ast.Module, text: str, source: str, tf: str) -> bool:
    """Whether the new code of a file that only handed values on names TensorFlow."""
    named = re.compile(rf"(?<![\w.]){tf}\.")
    return root_alias(tree) is None and named.search(text) is not None and named.search(source) is None


def _touched(analysis: Analysis, plan: Plan, hot: list[ast.AST]) -> set[ast.AST]:
    """Statements that change, with all the statements round them."""
    marked: set[ast.AST] = set(plan.removed) | set(plan.unwrapped) | set(plan.before) | set(plan.after)
    marked |= (
        set(plan.statements)
        | set(plan.lifted)
        | set(plan.unneeded)
        | plan.emptied
        | plan.undecorated
        | set(plan.classes)
        | set(hot)
    )
    result: set[ast.AST] = set()
    for node in marked:
        while node is not None and node not in result:
            if isinstance(node, ast.stmt):
                result.add(node)
            node = getattr(node, "_parent", None)
    return result
