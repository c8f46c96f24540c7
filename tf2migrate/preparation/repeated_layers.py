"""`slim.repeat` and `slim.stack` are written out: a loop of layers, and one layer after the other.

Both open a variable scope, and number the scopes of the layers in it from 1.

Source: `repeat` and `stack` in tensorflow/contrib/layers/python/layers/layers.py of 1.15.
"""

from __future__ import annotations

import ast

from tf2migrate.analysis.program import Analysis
from tf2migrate.analysis.tree import walk
from tf2migrate.preparation.arg_scopes import canonical
from tf2migrate.preparation.lines import Lines
from tf2migrate.preparation.text import CannotWrite, Text, attempted

_REPEAT, _STACK = "contrib.layers.repeat", "contrib.layers.stack"
_DEFAULT_SCOPES = {_REPEAT: "Repeat", _STACK: "Stack"}
# What the functions themselves are called: `conv2d` is a second name of `convolution2d`.
_FUNCTION_NAMES = {
    "conv2d": "convolution2d",
    "conv2d_transpose": "convolution2d_transpose",
    "separable_conv2d": "separable_convolution2d",
}


def prepared(text: Text, analysis: Analysis, tf: str) -> Text | None:
    """The text with repeated layers written out; None when it has none, or one that has to stay.

    Args:
        analysis: what is known of the names in it.
        tf: what the API is called in it.
    """
    places = {
        (n.lineno, n.col_offset, n.end_col_offset): canonical(path)
        for n, path in analysis.symbols.items()
        if canonical(path) in _DEFAULT_SCOPES
    }
    if not places:
        return None
    tree = text.tree
    lines = Lines(text, tree)

    def written() -> Text:
        for call in (n for n in walk(tree) if isinstance(n, ast.Call)):
            path = places.get((call.func.lineno, call.func.col_offset, call.func.end_col_offset))
            if path is not None:
                _Writing(text, lines, tf, analysis).write(call, path)
        return lines.assembled()

    return attempted(text, written)


class _Writing:
    def __init__(self, text: Text, lines: Lines, tf: str, analysis: Analysis):
        self.text, self.lines, self.tf = text, lines, tf
        self.paths = {(n.lineno, n.col_offset, n.end_col_offset): path for n, path in analysis.symbols.items()}

    def write(self, call: ast.Call, path: str) -> None:
        """Put a loop, or several statements, in the place of a statement that repeats a layer."""
        statement = self.lines.parents[call]
        returned = isinstance(statement, ast.Return)
        if not returned and not (
            isinstance(statement, ast.Assign)
            and len(statement.targets) == 1
            and isinstance(statement.targets[0], ast.Name)
        ):
            raise CannotWrite(call, "a repeated layer is part of an expression", "bind it to a name first")
        keywords = {k.arg: k.value for k in call.keywords}
        if len(call.args) < 3 or None in keywords or any(isinstance(a, ast.Starred) for a in call.args):
            raise CannotWrite(call, "arguments are not visible")
        scope = keywords.pop("scope", None)
        name = statement.targets[0].id if not returned else self.lines.fresh("net")
        source = self._text(call.args[0])
        layer = call.args[2 if path == _REPEAT else 1]
        opened = (
            f"with {self.tf}.variable_scope({self._text(scope)}):"
            if scope is not None
            else (f"with {self.tf}.variable_scope(None, '{_DEFAULT_SCOPES[path]}', [{source}]):")
        )
        prefix = self._prefix(scope, layer)
        more = "".join(f", {key}={self._text(value)}" for key, value in keywords.items())
        body = [] if source == name else [f"{name} = {source}"]
        if path == _REPEAT:
            body += self._repeated(call, name, self._text(layer), more, prefix)
        else:
            body += self._stacked(call, name, self._text(layer), more, prefix)
        lines = [opened, *("    " + line for line in body)]
        self.lines.replace(statement, [*lines, f"return {name}"] if returned else lines)

    def _text(self, node: ast.expr) -> str:
        return self.text.segment(node)

    def _prefix(self, scope: ast.expr | None, layer: ast.expr) -> str:
        """What the names of the inner scopes start with, as the beginning of a string."""
        if isinstance(scope, ast.Constant) and isinstance(scope.value, str):
            return scope.value
        if scope is not None or not isinstance(layer, (ast.Name, ast.Attribute)):
            raise CannotWrite(layer, "the name of the scope is not written down")
        name = layer.id if isinstance(layer, ast.Name) else layer.attr
        known = (layer.lineno, layer.col_offset, layer.end_col_offset) in self.paths
        return _FUNCTION_NAMES.get(name, name) if known else name

    def _repeated(self, call: ast.Call, name: str, layer: str, more: str, prefix: str) -> list[str]:
        arguments = "".join(f", {self._text(a)}" for a in call.args[3:])
        times = self._text(call.args[1])
        if times == "1":
            return [f"{name} = {layer}({name}{arguments}{more}, scope='{prefix}_1')"]
        index = self._index(call)
        return [
            f"for {index} in range({times}):",
            f"    {name} = {layer}({name}{arguments}{more}, scope='{prefix}_%d' % ({index} + 1))",
        ]

    def _index(self, call: ast.Call) -> str:
        """A name for the number of the pass that nothing else in the function, or in the module, is called."""
        scope = call
        while not isinstance(scope, (ast.Module, ast.FunctionDef)):
            scope = self.lines.parents[scope]
        used = {n.id for n in walk(scope) if isinstance(n, ast.Name)} | {
            n.arg for n in walk(scope) if isinstance(n, ast.arg)
        }
        return next(name for name in ("i", "j", "k", self.lines.fresh("number")) if name not in used)

    def _stacked(self, call: ast.Call, name: str, layer: str, more: str, prefix: str) -> list[str]:
        listed = call.args[2]
        if len(call.args) > 3 or not isinstance(listed, (ast.List, ast.Tuple)):
            raise CannotWrite(call, "what is stacked is not written down")
        lines = []
        for number, given in enumerate(listed.elts, 1):
            arguments = given.elts if isinstance(given, (ast.List, ast.Tuple)) else [given]
            texts = "".join(f", {self._text(a)}" for a in arguments)
            lines.append(f"{name} = {layer}({name}{texts}{more}, scope='{prefix}_{number}')")
        return lines
