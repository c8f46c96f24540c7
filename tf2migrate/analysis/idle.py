"""Functions and classes of imported files that no file of a program names: they are not called, whatever they make."""

from __future__ import annotations

import ast

from tf2migrate.analysis.classes import last
from tf2migrate.analysis.exclusive import BY_TEXT
from tf2migrate.analysis.program import Analysis
from tf2migrate.analysis.tree import of_type, walk

_DEFINITIONS = (ast.FunctionDef, ast.ClassDef)


def troubled(analysis: Analysis) -> frozenset[ast.AST]:
    """Those of them that would keep the program from being migrated."""
    if len(analysis.trees) < 2 or not analysis.problems:
        return frozenset()
    nodes = {problem.node for problem in analysis.problems}
    unnamed = [
        node
        for node in _unnamed(analysis)
        if not any(n.attr in ("contrib", "Session", "placeholder") for n in of_type(node, ast.Attribute))
    ]
    found = {node for node in unnamed if not nodes.isdisjoint(walk(node))}
    grown = True
    while grown:  # who calls one of them makes what it makes
        names = {node.name for node in found}
        callers = {node for node in unnamed if names & {n.id for n in of_type(node, ast.Name)}} - found
        found, grown = found | callers, bool(callers)
    return frozenset(found)


def _unnamed(analysis: Analysis) -> list[ast.AST]:
    """Definitions of imported files that only such definitions name."""
    defined = [
        node
        for tree in analysis.trees[1:]
        for node in tree.body
        if isinstance(node, _DEFINITIONS) and not node.decorator_list
    ]
    uses: dict[str, list[ast.AST]] = {}
    for node in analysis.nodes(ast.Name, ast.Attribute):
        uses.setdefault(node.attr if isinstance(node, ast.Attribute) else last(node.id), []).append(node)
    for node in analysis.nodes(ast.alias):
        uses.setdefault(node.name.rpartition(".")[2], []).append(node)
    if BY_TEXT & set(uses):
        for node in analysis.nodes(ast.Constant):
            uses.setdefault(str(node.value), []).append(node)
    idle = set(defined)
    inside = {node: {n for n in walk(node)} for node in defined}
    while True:
        named = {
            node
            for node in idle
            if any(
                use not in inside[node] and not any(use in inside[other] for other in idle if other is not node)
                for use in uses.get(node.name, ())
            )
        }
        if not named:
            return [node for node in defined if node in idle]
        idle -= named
