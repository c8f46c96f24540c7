"""List comprehensions that make layers are written as loops, in the text and before the analysis reads it.

`outputs = [tf.layers.dense(x, size) for size in sizes]` makes a layer in each pass, as a loop does that appends to a
list: the layers of a loop are made before it, in a list of their own.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from tf2migrate.analysis.tree import of_type, walk
from tf2migrate.preparation.edits import Edits
from tf2migrate.preparation.reading import loads, stores
from tf2migrate.preparation.text import Cannot, Text, attempted
from tf2migrate.scopes import fresh

_STATEMENTS = (ast.Assign, ast.Return, ast.Expr)
_SCOPES = (ast.Module, ast.FunctionDef)
_BINDING = (ast.For, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.Lambda, ast.FunctionDef)


def prepared(text: Text, tree: ast.Module, lines: Iterable[int]) -> Text | None:
    """The text with one such comprehension written as a loop; None when there is none.

    Args:
        tree: the parsed text.
        lines: lines whose calls make variables where they cannot.
    """
    wanted = set(lines)
    for comprehension in of_type(tree, ast.ListComp) if wanted else ():
        if any(isinstance(n, ast.Call) and n.lineno in wanted for n in walk(comprehension.elt)):
            made = attempted(text, lambda: _Loop(text, tree, comprehension).written())
            if made is not None:
                return made
    return None


class _Loop:
    def __init__(self, text: Text, tree: ast.Module, comprehension: ast.ListComp):
        self.text, self.tree, self.node = text, tree, comprehension
        self.edits = Edits(text, tree)
        self.statement = self._statement()

    def written(self) -> Text:
        if len(self.node.generators) != 1 or self.node.generators[0].is_async:
            raise Cannot
        generator = self.node.generators[0]
        scope = self.edits.scope(self.statement)
        bound = stores(generator.target)
        if any(self._is_read(name, scope) for name in bound) or self._comes_late():
            raise Cannot
        whole = isinstance(self.statement, ast.Assign) and self.statement.value is self.node
        target = self.statement.targets[0] if whole else None
        if isinstance(target, ast.Name) and len(self.statement.targets) == 1 and target.id not in loads(self.node):
            name = target.id
        else:
            whole, name = False, fresh("outputs", {n.id for n in of_type(self.tree, ast.Name)})
        lines = self._lines(name, generator)
        if whole:
            self.edits.replace(self.statement, lines)
        else:
            self.edits.expressions.append((self.node, name))
            self.edits.insert(self.statement, lines)
        return self.edits.text()

    def _lines(self, name: str, generator: ast.comprehension) -> list[str]:
        found = [
            f"{name} = []",
            f"for {self.text.segment(generator.target)} in {self.text.segment(generator.iter)}:",
        ]
        for depth, test in enumerate(generator.ifs, 1):
            found.append("    " * depth + f"if {self.text.segment(test)}:")
        return [*found, "    " * (len(generator.ifs) + 1) + f"{name}.append({self.text.segment(self.node.elt)})"]

    def _statement(self) -> ast.stmt:
        """The statement that the comprehension stands in, which no other scope of its own is round.

        Raises:
            Cannot: it is in a lambda, in another comprehension, or in a statement that runs it more or less often.
        """
        node: ast.AST = self.node
        while not isinstance(node, ast.stmt):
            node = self.edits.parents[node]
            if isinstance(node, (*_BINDING, ast.IfExp, ast.BoolOp)):
                raise Cannot
        if not isinstance(node, _STATEMENTS):
            raise Cannot
        return node

    def _is_read(self, name: str, scope: ast.AST) -> bool:
        """Whether something else of the scope reads a name that the loop binds, and does not bind it itself."""
        inside = set(walk(self.node))
        for use in of_type(scope, ast.Name):
            if use.id != name or use in inside or not isinstance(use.ctx, ast.Load):
                continue
            around: ast.AST = use
            while around is not scope and not (isinstance(around, _BINDING) and name in _bound_by(around)):
                around = self.edits.parents[around]
            if around is scope:
                return True
        return any(name in node.names for node in of_type(self.tree, ast.Global, ast.Nonlocal))

    def _comes_late(self) -> bool:
        """Whether the statement calls something before it makes the list."""
        place = (self.node.lineno, self.node.col_offset)
        around = set()
        node: ast.AST = self.node
        while node is not self.statement:
            node = self.edits.parents[node]
            around.add(node)
        return any((n.lineno, n.col_offset) < place and n not in around for n in of_type(self.statement, ast.Call))


def _bound_by(node: ast.AST) -> list[str]:
    """The names that a loop, a comprehension or the parameters of a function bind."""
    if isinstance(node, ast.For):
        return stores(node.target)
    if isinstance(node, (ast.Lambda, ast.FunctionDef)):
        return [a.arg for a in of_type(node.args, ast.arg)]
    return [name for generator in node.generators for name in stores(generator.target)]
