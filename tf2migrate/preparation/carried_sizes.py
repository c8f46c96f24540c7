"""Sizes of weights that a loop reads off what its last pass has computed are taken from what it goes through, in the
text of the program.

    for n_output in sizes[1:]:                              for n_input, n_output in zip(sizes, sizes[1:]):
        n_input = int(h.get_shape()[1])
        w = tf.Variable(tf.zeros([n_input, n_output]))          w = tf.Variable(tf.zeros([n_input, n_output]))
        h = tf.tanh(tf.matmul(h, w))                            h = tf.tanh(tf.matmul(h, w))
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from tf2migrate.analysis.program import Analysis
from tf2migrate.analysis.tree import of_type, walk
from tf2migrate.planning import dimensions
from tf2migrate.preparation.edits import Edits, finished
from tf2migrate.preparation.text import Cannot, Text

_PLAIN = (ast.Name, ast.Attribute, ast.Constant, ast.Subscript, ast.Slice, ast.UnaryOp, ast.USub, ast.expr_context)
_WANTED = "in_size"


def prepared(text: Text, tree: ast.Module, analysis: Analysis, lines: Iterable[int]) -> Text | None:
    """The text with one such loop over both sizes; None when there is none.

    Args:
        lines: those of variables whose initial value depends on what is fed.
    """
    wanted = set(lines)
    for loop in of_type(tree, ast.For):
        if not any(loop.lineno < line <= loop.end_lineno for line in wanted):
            continue
        edits = Edits(text, tree)
        try:
            if _Loop(loop, analysis, edits).write():
                return finished(text, edits)
        except Cannot:
            continue
    return None


class _Loop:
    def __init__(self, loop: ast.For, analysis: Analysis, edits: Edits):
        self.loop, self.analysis, self.edits = loop, analysis, edits

    def write(self) -> bool:
        """Plan the edits; False when no size is carried."""
        place = self._gone_through()
        if place is None:
            return False
        element, listed = place
        found = [(node, first) for node in self._dimensions() if (first := self._first(node, element.id)) is not None]
        if not found or len({first for _, first in found}) > 1:
            return False
        name = self._named(found)
        sizes = self._sizes(found[0][1], ast.unparse(listed))
        pair = f"{name}, {element.id}"
        self.edits.substitute(element, pair if element is self.loop.target else f"({pair})")
        self.edits.substitute(listed, f"zip({sizes}, {ast.unparse(listed)})")
        return True

    def _gone_through(self) -> tuple[ast.Name, ast.expr] | None:
        """What each pass takes, and of what: `size` and `sizes` of `for i, size in enumerate(sizes)`."""
        target, iterated = self.loop.target, self.loop.iter
        if isinstance(iterated, ast.Call):
            if (
                not isinstance(iterated.func, ast.Name)
                or iterated.func.id != "enumerate"
                or len(iterated.args) != 1
                or iterated.keywords
                or not isinstance(target, ast.Tuple)
                or len(target.elts) != 2
            ):
                return None
            target, iterated = target.elts[1], iterated.args[0]
        if not isinstance(target, ast.Name) or not all(isinstance(n, _PLAIN) for n in ast.walk(iterated)):
            return None
        return target, iterated

    def _dimensions(self) -> Iterator[ast.expr]:
        """The dimensions that the loop reads in each pass."""
        for node in of_type(self.loop, ast.Subscript, ast.Attribute):
            inner = node.value if isinstance(node, ast.Attribute) and node.attr == "value" else node
            if isinstance(inner, ast.Subscript) and dimensions.tensor_of(inner) is not None:
                outer = self.edits.parents[node]
                if isinstance(outer, ast.Attribute) and outer.attr == "value":
                    continue  # it is found as a whole
                yield node

    def _first(self, node: ast.expr, element: str) -> str | None:
        """The size in the first pass, where in all others it is that of the element before."""
        inner = node.value if isinstance(node, ast.Attribute) else node
        tensor = dimensions.tensor_of(inner)
        if not isinstance(tensor, ast.Name) or not self._in_each_pass(node):
            return None
        known = self.analysis.definitions_of.get(tensor, ())
        outside = [d for d in known if d.node not in set(walk(self.loop))]
        last = self._last_binding(tensor)
        if len(outside) != 1 or last is None:
            return None
        sizes = [
            self._size(dimensions.of_definition(self.analysis, outside[0]), inner.slice),
            self._size(dimensions.last(self.analysis, last), inner.slice),
        ]
        return sizes[0] if sizes[1] == element else None

    def _last_binding(self, tensor: ast.Name) -> ast.expr | None:
        """What a pass binds the tensor to for the next one, behind where it is read."""
        stores = [n for n in of_type(self.loop, ast.Name) if n.id == tensor.id and not isinstance(n.ctx, ast.Load)]
        statements = [self.edits.parents[n] for n in stores]
        if not statements or any(
            not isinstance(s, ast.Assign)
            or len(s.targets) != 1
            or s.targets[0] not in stores
            or s not in self.loop.body
            or s.lineno < tensor.lineno
            for s in statements
        ):
            return None
        return max(statements, key=lambda s: s.lineno).value

    def _size(self, found: dimensions.Found | None, position: ast.expr) -> str | None:
        value = self.analysis.values.get(position)
        if found is None or value is None or not isinstance(value.constant, int):
            return None
        size, rank = found
        if value.constant != -1 and value.constant + 1 != rank:
            return None
        return ast.unparse(size) if all(isinstance(n, _PLAIN) for n in ast.walk(size)) else None

    def _in_each_pass(self, node: ast.AST) -> bool:
        while node is not self.loop:
            node = self.edits.parents[node]
            if isinstance(node, (ast.If, ast.While, ast.Try, ast.FunctionDef, ast.Lambda, ast.ListComp, ast.IfExp)):
                return False
            if isinstance(node, ast.For) and node is not self.loop:
                return False
        return True

    def _named(self, found: list[tuple[ast.expr, str]]) -> str:
        """The name of the size; what reads it off goes."""
        scope = self.edits.scope(self.loop)
        used = {n.id for n in of_type(scope, ast.Name)} | {a.arg for a in of_type(scope, ast.arg)}
        name = ""
        for node, _ in found:
            whole = self._whole(node)
            statement = self.edits.parents[whole]
            target = statement.targets[0] if isinstance(statement, ast.Assign) else None
            if (
                not name
                and isinstance(target, ast.Name)
                and len(statement.targets) == 1
                and [n for n in of_type(scope, ast.Name) if n.id == target.id and not isinstance(n.ctx, ast.Load)]
                == [target]
            ):
                name = target.id
                self.edits.remove(statement)
                continue
            if not name:
                name = next(n for n in (_WANTED, *(f"{_WANTED}_{i}" for i in range(2, 99))) if n not in used)
            self.edits.substitute(whole, name)
        return name

    def _whole(self, node: ast.expr) -> ast.expr:
        """`int(h.get_shape()[1])` round the dimension."""
        call = self.edits.parents[node]
        return call if isinstance(call, ast.Call) and ast.unparse(call.func) == "int" and call.args == [node] else node

    def _sizes(self, first: str, listed: str) -> str:
        """The size of the input in each pass: `sizes` for the first of them and `sizes[1:]`."""
        base = first.removesuffix("[0]")
        if base != first and listed == f"{base}[1:]":
            return base
        return f"[{first}, *{listed}]"
