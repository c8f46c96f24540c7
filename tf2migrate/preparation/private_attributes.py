"""Attributes that one method binds and reads, and nobody else, are local names of it.

A method that only keeps its layers for nobody, `self.h0, self.h0_w = deconv2d(...)`, computes from what it is given,
and may be called like a function.
"""

from __future__ import annotations

import ast

from tf2migrate.analysis.classes import PREFIX, SELF, graph_classes, last
from tf2migrate.analysis.exclusive import BY_TEXT
from tf2migrate.analysis.program import Analysis
from tf2migrate.analysis.tree import of_type, walk
from tf2migrate.analysis.values import Kind, Value
from tf2migrate.preparation.lines import Lines
from tf2migrate.preparation.text import Text, attempted
from tf2migrate.scopes import fresh


def prepared(text: Text, tree: ast.Module, analysis: Analysis) -> Text | None:
    """The text with local names in one of the methods; None when no method has attributes of its own.

    Args:
        tree: the parsed text.
        analysis: what is known of the program.
    """
    if not any(problem.rule == "TFM903" for problem in analysis.problems):
        return None
    seen = {n.attr for n in analysis.nodes(ast.Attribute)}
    if BY_TEXT & (seen | {n.id for n in analysis.nodes(ast.Name)}):
        seen |= {n.value for n in analysis.nodes(ast.Constant) if isinstance(n.value, str)}
    for node in (n for n in tree.body if n in graph_classes(tree)):
        for method in (s for s in node.body if isinstance(s, ast.FunctionDef) and s.name != "__init__"):
            names = _private(analysis, node, method, seen)
            if not names:
                continue
            made = attempted(text, lambda: _renamed(Lines(text, tree), method, names))
            if made is not None:
                return made
    return None


def _private(analysis: Analysis, node: ast.ClassDef, method: ast.FunctionDef, seen: set[str]) -> set[str]:
    """The attributes that a method binds, where nobody else reads them and the method returns what it computes."""
    targets = [n for n in of_type(method, ast.Name) if n.id.startswith(PREFIX) and not isinstance(n.ctx, ast.Load)]
    if not any(_of_graph(analysis.values.get(n)) for n in targets):
        return set()
    stored = {n.id for n in targets}
    inside = set(of_type(method, ast.Name))
    if (
        not stored
        or not any(n.value is not None for n in of_type(method, ast.Return))
        or seen & {last(n) for n in stored}
    ):
        return set()
    others = [s for s in node.body if isinstance(s, ast.FunctionDef)]  # they may have the same names for their own
    known = {n for other in others for n in of_type(other, ast.Name)}
    if any(n.id in stored and n not in known for n in analysis.nodes(ast.Name)) or any(
        _Reads(stored).of(other.body, frozenset()) is None for other in others
    ):
        return set()
    if any(n.id == SELF for n in inside) or any(
        n is not method for n in of_type(method, ast.FunctionDef, ast.Lambda, ast.ClassDef, ast.Global)
    ):
        return set()
    return stored


def _of_graph(value: Value | None) -> bool:
    return value is not None and (value.dynamic or value.kind is Kind.VARIABLE)


class _Reads:
    """Whether names are bound whenever they are read."""

    def __init__(self, names: set[str]):
        self.names = names

    def of(self, body: list[ast.stmt], bound: frozenset[str]) -> frozenset[str] | None:
        """The names that are bound behind these statements; None when one is read that may not be."""
        known: frozenset[str] | None = bound
        for statement in body:
            known = self._statement(statement, known)
            if known is None:
                return None
        return known

    def _statement(self, statement: ast.stmt, bound: frozenset[str]) -> frozenset[str] | None:
        if isinstance(statement, ast.If):
            if self._unbound(statement.test, bound):
                return None
            ends = [(self.of(block, bound), block) for block in (statement.body, statement.orelse)]
            if any(end is None for end, _ in ends):
                return None
            open_ends = [end for end, block in ends if not block or not isinstance(block[-1], (ast.Return, ast.Raise))]
            return frozenset.intersection(*open_ends) if open_ends else frozenset(self.names)
        if isinstance(statement, ast.With):
            if any(self._unbound(item.context_expr, bound) for item in statement.items):
                return None
            return self.of(statement.body, bound)
        if isinstance(statement, (ast.For, ast.While)):
            head = statement.iter if isinstance(statement, ast.For) else statement.test
            inside = bound | self._stores([statement.target]) if isinstance(statement, ast.For) else bound
            if (
                self._unbound(head, bound)
                or self.of(statement.body, inside) is None
                or (self.of(statement.orelse, bound) is None)
            ):
                return None
            return bound
        if isinstance(statement, ast.Assign):
            return None if self._unbound(statement.value, bound) else bound | self._stores(statement.targets)
        if self._unbound(statement, bound) or self._stores([statement]):
            return None
        return bound

    def _unbound(self, node: ast.AST, bound: frozenset[str]) -> bool:
        return any(
            n.id in self.names and n.id not in bound and isinstance(n.ctx, ast.Load)
            for n in walk(node)
            if isinstance(n, ast.Name)
        )

    def _stores(self, nodes: list[ast.AST]) -> frozenset[str]:
        return frozenset(
            n.id
            for node in nodes
            for n in walk(node)
            if isinstance(n, ast.Name) and n.id in self.names and not isinstance(n.ctx, ast.Load)
        )


def _renamed(lines: Lines, method: ast.FunctionDef, names: set[str]) -> Text:
    used = (
        {n.id for n in of_type(method, ast.Name)}
        | {a.arg for a in of_type(method, ast.arg)}
        | {n.name for n in lines.tree.body if isinstance(n, (ast.FunctionDef, ast.ClassDef))}
    )
    chosen: dict[str, str] = {}
    for name in sorted(names):
        chosen[name] = fresh(last(name), used)
        used.add(chosen[name])
    for node in of_type(method, ast.Name):
        if node.id in chosen:
            lines.substitute(node, chosen[node.id])
    return lines.assembled()
