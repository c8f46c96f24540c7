"""Functions, classes and methods that no file of a program names: they are not called, whatever they make.

Those of the file that is run are methods alone: its functions may be what another program imports.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from tf2migrate.analysis import imports
from tf2migrate.analysis.classes import last
from tf2migrate.analysis.exclusive import BY_TEXT
from tf2migrate.analysis.program import Analysis, Unsupported
from tf2migrate.analysis.tree import belongs, of_type, walk

_DEFINITIONS = (ast.FunctionDef, ast.ClassDef)
_OF_PROGRAMS = ("Session", "placeholder")  # what has these may be a program of its own


def troubled(analysis: Analysis, problems: Iterable[Unsupported]) -> frozenset[ast.AST]:
    """Those of them that would keep the program from being migrated, by these problems."""
    problems = list(problems)
    nodes = {problem.node for problem in problems}
    if not nodes:
        return frozenset()
    fails = _failing(analysis, problems)
    unnamed = [
        node
        for node in _unnamed(analysis)
        if not _imports_parts(analysis, node)
        and (
            not any(n.attr in _OF_PROGRAMS for n in of_type(node, ast.Attribute))
            or not _is_method(node)
            and not fails.isdisjoint(walk(node))
        )
    ]
    found = {node for node in unnamed if not nodes.isdisjoint(walk(node))}
    grown = True
    while grown:  # who calls one of them makes what it makes
        names = {node.name for node in found}
        callers = {
            node
            for node in unnamed
            if names & {n.id for n in of_type(node, ast.Name)} | names & {n.attr for n in of_type(node, ast.Attribute)}
        } - found
        found, grown = found | callers, bool(callers)
    return frozenset(found)


def _is_method(node: ast.AST) -> bool:
    return isinstance(getattr(node, "_parent", None), ast.ClassDef)


def _failing(analysis: Analysis, problems: list[Unsupported]) -> set[ast.AST]:
    """The runs that fail in TensorFlow 1, too: what they need is not fed."""
    runs = {run.node for run in analysis.runs}
    return {problem.node for problem in problems if problem.rule == "TFM102" and problem.node in runs}


def _methods(analysis: Analysis) -> list[ast.FunctionDef]:
    """The methods that nothing but the program calls: none of those which a class takes from elsewhere calls them."""
    known = {node.name for node in analysis.nodes(ast.ClassDef)} | {"object"}
    return [
        method
        for cls in analysis.nodes(ast.ClassDef)
        if not cls.keywords and all(isinstance(base, ast.Name) and base.id in known for base in cls.bases)
        for method in cls.body
        if isinstance(method, ast.FunctionDef) and not method.decorator_list and not method.name.startswith("__")
    ]


def _imports_parts(analysis: Analysis, node: ast.AST) -> bool:
    """Whether a definition uses what its file imports of TensorFlow besides the package: the import does not stay."""
    tree = next(tree for tree in analysis.trees if belongs(node, tree))
    parts = {
        name
        for statement in of_type(tree, ast.Import, ast.ImportFrom)
        for name, path in imports.bindings(statement)
        if path
    }
    return any(n.id in parts for n in of_type(node, ast.Name))


def _unnamed(analysis: Analysis) -> list[ast.AST]:
    """Definitions that only such definitions name."""
    defined: list[ast.AST] = [
        node
        for tree in analysis.trees[1:]
        for node in tree.body
        if isinstance(node, _DEFINITIONS) and not node.decorator_list
    ]
    defined += _methods(analysis) if analysis.runs else []
    uses: dict[str, list[ast.AST]] = {}
    for node in analysis.nodes(ast.Attribute):
        uses.setdefault(node.attr, []).append(node)
    for tree in analysis.trees:
        starred = any(alias.name == "*" for alias in of_type(tree, ast.alias))
        mine = {node.name for node in defined if belongs(node, tree)}
        for node in of_type(tree, ast.Name):  # one of another file is a name of its own, or imported
            if starred or last(node.id) in mine:
                uses.setdefault(last(node.id), []).append(node)
    for node in analysis.nodes(ast.alias):
        uses.setdefault(node.name.rpartition(".")[2], []).append(node)
    if BY_TEXT & {*uses, *(last(node.id) for node in analysis.nodes(ast.Name))}:
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
