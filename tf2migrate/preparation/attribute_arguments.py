"""Tensors that a method reads from its object become arguments of the method.

A method that makes variables becomes a model, and a model is given what it computes from. `self.build("pi")`, which
reads the placeholder `self.x`, is written `self.build(self.x, "pi")`. This works on the text.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from tf2migrate.analysis.classes import PREFIX, SELF, graph_classes, last
from tf2migrate.analysis.program import Analysis
from tf2migrate.analysis.tree import of_type
from tf2migrate.analysis.values import Kind
from tf2migrate.preparation.lines import Lines
from tf2migrate.preparation.text import CannotWrite, Text, attempted
from tf2migrate.scopes import fresh

_TENSORS = (Kind.PLACEHOLDER, Kind.TENSOR)


def prepared(text: Text, tree: ast.Module, analysis: Analysis, lines: Iterable[int]) -> Text | None:
    """The text with arguments in the place of attributes; None when no method here reads tensors of its object.

    Args:
        tree: the parsed text.
        analysis: what is known of it.
        lines: lines of methods that read what belongs to their object.
    """
    wanted = set(lines)
    for node in (n for n in tree.body if n in graph_classes(tree)):
        for method in (s for s in node.body if isinstance(s, ast.FunctionDef) and s.name != "__init__"):
            if any(method.lineno <= line <= method.end_lineno for line in wanted):
                made = attempted(text, lambda: _Giving(text, tree, analysis, node, method).result())
                if made is not None:
                    return made
    return None


class _Giving:
    def __init__(self, text: Text, tree: ast.Module, analysis: Analysis, node: ast.ClassDef, method: ast.FunctionDef):
        self.analysis, self.node, self.method = analysis, node, method
        self.lines = Lines(text, tree)

    def result(self) -> Text | None:
        """The new text; None when the method reads no tensors of its object.

        Raises:
            CannotWrite: a call of the method is not visible, or an attribute may change before it is read.
        """
        reads = self._reads()
        if not reads:
            return None
        self._check(set(reads))
        calls = self._calls()
        names = self._names(reads)
        for attribute, nodes in reads.items():
            for node in nodes:
                self.lines.substitute(node, names[attribute])
        self.lines.substitute(self.method.args.args[0], ", ".join([SELF, *names.values()]))
        for call in calls:
            self.lines.insert_arguments(call, list(names))
        return self.lines.assembled()

    def _reads(self) -> dict[str, list[ast.Name]]:
        """The tensors that the method reads from its object, by attribute, in the order of the text."""
        found: dict[str, list[ast.Name]] = {}
        for name in sorted(of_type(self.method, ast.Name), key=lambda n: (n.lineno, n.col_offset)):
            value = self.analysis.values.get(name)
            if name.id.startswith(PREFIX) and value is not None and value.kind in _TENSORS:
                found.setdefault(name.id, []).append(name)
        return found

    def _names(self, attributes: Iterable[str]) -> dict[str, str]:
        """The names of the parameters: those of the attributes where the method has no other use for them."""
        used = {n.id for n in of_type(self.method, ast.Name)} | {a.arg for a in of_type(self.method, ast.arg)}
        found: dict[str, str] = {}
        for attribute in attributes:
            found[attribute] = fresh(last(attribute), used)
            used.add(found[attribute])
        return found

    def _check(self, attributes: set[str]) -> None:
        """What is read in the method is what could be read where it is called."""
        spec = self.method.args
        if self.method.decorator_list or spec.posonlyargs or not spec.args or spec.args[0].arg != SELF:
            raise CannotWrite(self.method, "the method cannot be given more arguments")
        for other in of_type(self.node, ast.FunctionDef):
            stores = {n.id for n in of_type(other, ast.Name) if not isinstance(n.ctx, ast.Load)}
            called = any(n.id == PREFIX + other.name for n in of_type(self.method, ast.Name))
            if stores & attributes and (other is self.method or other.name != "__init__" and called):
                raise CannotWrite(other, "the attribute changes while the method runs")

    def _calls(self) -> list[ast.Call]:
        """The calls of the method, all of them on the object itself."""
        name = PREFIX + self.method.name
        own = [n for n in of_type(self.node, ast.Name) if n.id == name]
        others = [n for n in self.analysis.nodes(ast.Attribute) if n.attr == self.method.name]
        calls = [self.lines.parents.get(n) for n in own]
        if not calls or others or not all(isinstance(c, ast.Call) and c.func in own for c in calls):
            raise CannotWrite(self.method, "a call of the method is not visible")
        return calls
