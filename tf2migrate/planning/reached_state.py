"""Python objects that are changed where their name does not say so: by a call, or under another name.

    def configure(**options):          config = Config()            copy = scales
        settings.update(options)       config.set_rate(0.1)         copy[0] = 2.0

`Config.set_rate` says `self.rate = rate`, so that the call changes `config.rate`.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from tf2migrate.analysis.classes import PREFIX, SELF, last
from tf2migrate.analysis.tree import of_type

if TYPE_CHECKING:
    from tf2migrate.analysis.program import Analysis

Change = tuple[ast.Name, tuple]


class ReachedState:
    """What calls change, and which names stand for one object.

    Args:
        analysis: the program.
        changed: the objects that a node changes itself: the name at their root, and the way from there.
    """

    def __init__(self, analysis: "Analysis", changed: Callable[[ast.AST], Iterator[Change]]):
        self.changed = changed
        self.functions: dict[str, list[ast.FunctionDef]] = {}
        self.methods: dict[str, list[ast.FunctionDef]] = {}
        in_classes = {method for node in analysis.nodes(ast.ClassDef) for method in node.body}
        for function in analysis.nodes(ast.FunctionDef):
            found = self.methods if function in in_classes else self.functions
            found.setdefault(function.name, []).append(function)
        self.known: dict[tuple[ast.FunctionDef, str], set[tuple]] = {}
        self.others: dict[str, set[str]] = {}
        for statement in analysis.nodes(ast.Assign):
            if isinstance(statement.value, ast.Name):
                for target in statement.targets:
                    if isinstance(target, ast.Name):
                        self.others.setdefault(target.id, set()).add(statement.value.id)
                        self.others.setdefault(statement.value.id, set()).add(target.id)

    def names(self, name: str) -> set[str]:
        """The names that some statement binds to the same object."""
        found, todo = {name}, [name]
        while todo:
            for other in self.others.get(todo.pop(), ()):
                if other not in found:
                    found.add(other)
                    todo.append(other)
        return found

    def by_call(self, call: ast.Call) -> Iterator[Change]:
        """The objects that a call of a function or method of the program changes."""
        if isinstance(call.func, ast.Name):
            for function in self.functions.get(call.func.id, ()):
                for name, argument in _given(function, call, 0):
                    yield from _rooted(argument, self._changes(function, name))
        elif isinstance(call.func, ast.Attribute):
            for method in self.methods.get(call.func.attr, ()):
                if method.args.args:
                    yield from _rooted(call.func.value, self._changes(method, method.args.args[0].arg))
                for name, argument in _given(method, call, 1):
                    yield from _rooted(argument, self._changes(method, name))

    def _changes(self, function: ast.FunctionDef, name: str) -> set[tuple]:
        """What a function changes of a parameter: the ways from there."""
        key = function, name
        if key not in self.known:
            self.known[key] = set()  # while it is being looked at: recursion adds nothing
            found = {path for node in ast.walk(function) for root, path in self._of_node(node) if root.id == name}
            if name == SELF:
                found |= {
                    (f".{last(n.id)}",)
                    for n in of_type(function, ast.Name)
                    if n.id.startswith(PREFIX) and not isinstance(n.ctx, ast.Load)
                }
            self.known[key] = found
        return self.known[key]

    def _of_node(self, node: ast.AST) -> Iterator[Change]:
        yield from self.changed(node)
        if isinstance(node, ast.Call):
            yield from self.by_call(node)

    def attributes(self, roots: list[ast.AST]) -> set[str]:
        """The attributes that code may read, with those that methods of these names read."""
        found: set[str] = set()
        todo = list(roots)
        while todo:
            for node in of_type(todo.pop(), ast.Attribute, ast.Name):
                name = node.attr if isinstance(node, ast.Attribute) else last(node.id)
                if name not in found:
                    found.add(name)
                    todo += self.methods.get(name, [])
        return found


def _given(function: ast.FunctionDef, call: ast.Call, bound: int) -> Iterator[tuple[str, ast.expr]]:
    """The arguments of a call by the names of the parameters."""
    names = [a.arg for a in function.args.posonlyargs + function.args.args][bound:]
    yield from zip(names, call.args)
    yield from ((keyword.arg, keyword.value) for keyword in call.keywords if keyword.arg is not None)


def _rooted(node: ast.expr, paths: set[tuple]) -> Iterator[Change]:
    """The same changes, from the name at the root of an expression."""
    way: list[object] = []
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        way.append(f".{node.attr}" if isinstance(node, ast.Attribute) else getattr(node.slice, "value", None))
        node = node.value
    if isinstance(node, ast.Name):
        for path in paths:
            yield node, (*reversed(way), *path)
