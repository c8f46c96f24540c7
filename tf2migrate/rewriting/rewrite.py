"""One pass over one file: parse, rebuild what the plan touches, generate the text."""

from __future__ import annotations

import ast

import libcst as cst

from tf2migrate.analysis.program import Analysis
from tf2migrate.planning.recipe import Plan
from tf2migrate.rewriting.assemble import Assembler
from tf2migrate.rewriting.headers import finish_headers
from tf2migrate.rewriting.pairing import statements
from tf2migrate.rewriting.realize import Realizer, _owners
from tf2migrate.rules import symbols
from tf2migrate.settings import Settings


def rewrite(source: str, tree: ast.Module, analysis: Analysis, plan: Plan, settings: Settings, tf: str,
            step_rates: dict) -> tuple[str, list[str], list[tuple[ast.AST, str]]]:
    """The new text, the comments that went with their statements, and notes of the rules.

    Raises:
        PairingError: the two parsers disagree on the source.
        libcst.ParserSyntaxError: libcst cannot parse it.
    """
    module = cst.parse_module(source)
    pairs = statements(tree, module)
    realizer = Realizer(analysis, plan, settings, tf, pairs, step_rates)
    touched = _touched(tree, analysis, plan)
    assembler = Assembler(tree, module, plan, realizer, touched)
    built = assembler.build()
    built = finish_headers(built, tree, analysis, plan, realizer, tf)
    return built.code, assembler.dropped_comments, realizer.notes


def _touched(tree: ast.Module, analysis: Analysis, plan: Plan) -> set[ast.AST]:
    """Statements that change, with all the statements round them."""
    owners = _owners(tree)
    parents: dict[ast.stmt, ast.stmt] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt):
            for child in ast.walk(node):
                if isinstance(child, ast.stmt) and child is not node:
                    parents.setdefault(child, node)
                    parents[child] = node if node is not child else parents[child]
    marked: set[ast.AST] = set(plan.removed) | set(plan.unwrapped) | set(plan.before) | set(plan.after)
    marked |= set(plan.statements) | set(plan.lifted)
    marked |= {owners[node] for node in plan.overrides if node in owners}
    for node, path in analysis.symbols.items():
        symbol = symbols.lookup(path)
        if symbol is not None and symbol.disposition is not symbols.Disposition.SAME and node in owners:
            marked.add(owners[node])
    for node in analysis.values:
        if isinstance(node, ast.Attribute) and node.attr in ("get_shape", "value", "initialized_value"):
            if node in owners:
                marked.add(owners[node])
    result: set[ast.AST] = set()
    for statement in marked:
        node = statement
        while node is not None and node not in result:
            result.add(node)
            node = parents.get(node)
    return result
