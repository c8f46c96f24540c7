"""Summaries that a loop makes become dicts from tags to values, in the text and before the analysis reads it.

    for gradient, variable in pairs:
        tf.summary.histogram(variable.name, gradient)

fills `histograms = {}` in the loop, and `tf.summary.histogram(histograms)` behind it, which TensorFlow has not, stands
for all that the loop made: a run gives the dict, and what writes the summary goes through it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping

from tf2migrate.analysis.arguments import argument
from tf2migrate.analysis.program import Analysis
from tf2migrate.analysis.tree import walk
from tf2migrate.analysis.values import Kind
from tf2migrate.preparation.edits import Edits, finished
from tf2migrate.preparation.text import Cannot, Text
from tf2migrate.scopes import fresh

KINDS = {
    "summary.scalar": "scalars", "summary.histogram": "histograms", "summary.image": "images",
    "scalar_summary": "scalars", "histogram_summary": "histograms", "image_summary": "images",
}  # fmt: skip
_VALUES = {"scalars": "tensor", "histograms": "values", "images": "tensor"}
# What a variable is called, without the number of its output: an op has that name.
_NAME_OF_OP = re.compile(r"\w+\.(op\.name|name\[:-2\]|name\.split\(['\"]:['\"]\)\[0\])")


def prepared(text: Text, tree: ast.Module, analysis: Analysis, names: Mapping[ast.Call, str]) -> Text | None:
    """The text with the summaries of one loop in dicts; None when there is none, or it has to stay.

    Args:
        names: what TensorFlow 1 called the ops that these calls make.
    """
    edits = Edits(text, tree)
    for node in walk(tree):
        if isinstance(node, ast.For) and not _in_loop(edits, node):
            calls = [
                n
                for n in walk(node)
                if isinstance(n, ast.Call)
                and analysis.symbols.get(n.func) in KINDS
                and len(n.args) + len(n.keywords) > 1
            ]
            if not calls or any(isinstance(n, (ast.FunctionDef, ast.Lambda, ast.While)) for n in walk(node)):
                continue
            try:
                loop = _Loop(edits, analysis, node, calls)
                if not loop.unroll(names):
                    loop.write()
            except Cannot:
                edits = Edits(text, tree)
                continue
            return finished(text, edits)
    return None


def _in_loop(edits: Edits, node: ast.AST) -> bool:
    node = edits.parents[node]
    while not isinstance(node, (ast.Module, ast.FunctionDef)):
        if isinstance(node, (ast.For, ast.While)):
            return True
        node = edits.parents[node]
    return False


class _Loop:
    def __init__(self, edits: Edits, analysis: Analysis, loop: ast.For, calls: list[ast.Call]):
        self.edits, self.analysis, self.loop, self.calls = edits, analysis, loop, calls
        self.used = {n.id for n in walk(edits.tree) if isinstance(n, ast.Name)}
        self.names: dict[tuple[str, str], str] = {}  # of the dicts, by kind and by the list that held the summaries
        self.functions: dict[str, str] = {}

    def unroll(self, names: Mapping[ast.Call, str]) -> bool:
        """Write one summary for each of the tensors that a list names, under the name of its op."""
        loop = self.loop
        if not isinstance(loop.iter, (ast.List, ast.Tuple)) or not isinstance(loop.target, ast.Name) or loop.orelse:
            return False
        known = [self._op_name(element, names) for element in loop.iter.elts]
        written = []
        for statement in loop.body:
            call = statement.value if isinstance(statement, ast.Expr) else None
            if (
                call not in self.calls
                or len(call.args) != 2
                or call.keywords
                or ast.unparse(call.args[0]) != (f"{loop.target.id}.op.name")
                or ast.unparse(call.args[1]) != loop.target.id
                or None in known
            ):
                return False
            written.append(self.edits.source.segment(call.func))
        self.edits.replace(
            loop,
            [
                f"{function}({name!r}, {ast.unparse(element)})"
                for name, element in zip(known, loop.iter.elts)
                for function in written
            ],
        )
        return True

    def _op_name(self, element: ast.expr, names: Mapping[ast.Call, str]) -> str | None:
        made = [
            d.unit.statement.value
            for d in self.analysis.definitions_of.get(element, ())
            if d.unit is not None and isinstance(d.unit.statement, ast.Assign)
        ]
        return names.get(made[0]) or None if len(made) == 1 and isinstance(made[0], ast.Call) else None

    def write(self) -> None:
        bound: dict[str, ast.Call] = {}
        for call in self.calls:
            statement = self.edits.parents[call]
            if (
                isinstance(statement, ast.Assign)
                and len(statement.targets) == 1
                and isinstance(statement.targets[0], ast.Name)
            ):
                bound[statement.targets[0].id] = call
            elif isinstance(statement, ast.Expr):
                self._store(statement, call, "")
            elif self._list_of(statement, call):
                self._store(self.edits.parents[statement], call, self._list_of(statement, call))
            else:
                raise Cannot
        for name, call in bound.items():
            self._store(self.edits.parents[call], call, self._only_collected(name))
        before = [f"{name} = {{}}" for name in self.names.values()]
        self.edits.insert(self.loop, before)
        after = []
        for (kind, listed), name in self.names.items():
            made = f"{self.functions[kind]}({name})"
            after.append(f"{listed}.append({made})" if listed else made)
        self.edits.behind(self.loop, after)

    def _list_of(self, parent: ast.AST, call: ast.Call) -> str:
        """The list to which a summary is appended where it is made; empty when it is not."""
        if (
            isinstance(parent, ast.Call)
            and isinstance(parent.func, ast.Attribute)
            and parent.func.attr == "append"
            and (
                isinstance(parent.func.value, ast.Name)
                and parent.args == [call]
                and isinstance(self.edits.parents[parent], ast.Expr)
            )
        ):
            return parent.func.value.id
        return ""

    def _only_collected(self, name: str) -> str:
        """The list that a name is appended to, which is all that is done with it; the statement goes."""
        listed = ""
        for node in walk(self.edits.scope(self.loop)):
            if not isinstance(node, ast.Name) or node.id != name or not isinstance(node.ctx, ast.Load):
                continue
            parent = self.edits.parents[node]
            statement = self.edits.parents[parent]
            if not isinstance(statement, ast.Expr) or not (found := self._list_of(parent, node)) or listed:
                raise Cannot
            listed = found
            self.edits.remove(statement)
        return listed

    def _store(self, statement: ast.stmt, call: ast.Call, listed: str) -> None:
        path = self.analysis.symbols[call.func]
        kind = KINDS[path]
        parameters = ("name", _VALUES[kind])
        tag, value = (
            argument(call, parameters, "name") or argument(call, (), "tag"),
            argument(call, parameters, _VALUES[kind]),
        )
        if tag is None or value is None or len(call.args) + len(call.keywords) > 2:
            raise Cannot
        if not self._differs(tag, call):
            raise Cannot  # TensorFlow 1 numbers a tag that it is given again
        self.functions[kind] = self.edits.source.segment(call.func)
        if (kind, listed) not in self.names:
            self.names[kind, listed] = fresh(kind, self.used)
            self.used.add(self.names[kind, listed])
        text, tagged = self.edits.source.segment(value), self._tag(tag, statement)
        known = self.analysis.values.get(value)
        if known is not None and known.kind is Kind.VARIABLE:
            root = self.functions[kind].split(".")[0]
            text = f"{root}.identity({text})"
        self.edits.replace(statement, [f"{self.names[kind, listed]}[{tagged}] = {text}"])

    def _differs(self, tag: ast.expr, call: ast.Call) -> bool:
        """Whether a tag is made of something of each loop round it."""
        names = {n.id for n in walk(tag) if isinstance(n, ast.Name)}
        for _ in range(2):  # names that the passes bind
            names |= {
                n.id
                for s in walk(self.loop)
                if isinstance(s, ast.Assign) and any(isinstance(t, ast.Name) and t.id in names for t in s.targets)
                for n in walk(s.value)
                if isinstance(n, ast.Name)
            }
        node: ast.AST = call
        while node is not self.loop:
            node = self.edits.parents[node]
            if isinstance(node, ast.For) and not names & {n.id for n in walk(node.target) if isinstance(n, ast.Name)}:
                return False
        return True

    def _tag(self, tag: ast.expr, statement: ast.stmt) -> str:
        """The tag that TensorFlow 1 wrote: without colons, and not that of an op."""
        for node in walk(tag):
            known = self.analysis.values.get(node.value) if isinstance(node, ast.Attribute) else None
            if (
                known is not None
                and known.kind is not Kind.VARIABLE
                and (known.dynamic or known.kind in (Kind.TENSOR, Kind.PLACEHOLDER, Kind.UNKNOWN))
            ):
                raise Cannot  # the name of an op, which TensorFlow 2 gives otherwise
        text = self.edits.source.segment(tag)
        if not _NAME_OF_OP.fullmatch(text):
            return f"({text}).replace(':', '_')" if ".name" in text and ".op.name" not in text else text
        if self._scoped():
            return text
        before = [
            n
            for n in walk(self.edits.tree)
            if isinstance(n, ast.Call)
            and n.lineno < statement.lineno
            and (
                self.analysis.symbols.get(n.func) in KINDS
                and _NAME_OF_OP.fullmatch(ast.unparse(n.args[0]) if n.args else "")
            )
        ]
        return f'{text} + "_{len(before) + 1}"'

    def _scoped(self) -> bool:
        """Whether a name scope stands round the loop: no variable has a name in it."""
        node: ast.AST = self.loop
        while not isinstance(node, (ast.Module, ast.FunctionDef)):
            node = self.edits.parents[node]
            if isinstance(node, ast.With) and any(
                isinstance(i.context_expr, ast.Call)
                and self.analysis.symbols.get(i.context_expr.func) in ("name_scope", "variable_scope")
                for i in node.items
            ):
                return True
        return False
