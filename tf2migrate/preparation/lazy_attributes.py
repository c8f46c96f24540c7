"""Methods that make the variables of an object when they are first called: the variables are made before that call.

    def structure(self, x):
        if self.weights is None:
            self.weights = {"w": tf.Variable(...)}
        return tf.matmul(x, self.weights["w"])

What is left of the method computes from what it is given, and may be called for training and for a test. This works on
the text; the first call has to be one that surely comes first.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from tf2migrate.analysis.program import Analysis
from tf2migrate.analysis.tree import walk
from tf2migrate.preparation.lines import Lines
from tf2migrate.preparation.text import CannotWrite, Text, attempted

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_LEAVING = (
    ast.Return,
    ast.Yield,
    ast.YieldFrom,
    ast.Await,
    ast.Global,
    ast.Nonlocal,
    ast.FunctionDef,
    ast.ClassDef,
    ast.Lambda,
    ast.Break,
    ast.Continue,
)
_RUNS = frozenset({"run", "eval"})


def prepared(text: Text, analysis: Analysis, tf: str) -> Text | None:
    """The text with variables made before the first call of the method; None when there is nothing to move.

    Args:
        analysis: what is known of the program.
        tf: what the API is called in it.
    """
    if "self" not in text.text:
        return None
    tree = text.tree
    for node in (n for n in tree.body if isinstance(n, ast.ClassDef)):
        for method in (n for n in node.body if isinstance(n, ast.FunctionDef) and n.name != "__init__"):
            for statement in method.body:
                if not isinstance(statement, ast.If) or not _absent(statement.test):
                    continue
                made = attempted(text, lambda: _Moving(text, tree, analysis, node, method, statement).result())
                if made is not None:
                    return made
    return None


class _Moving:
    def __init__(
        self,
        text: Text,
        tree: ast.Module,
        analysis: Analysis,
        owner: ast.ClassDef,
        method: ast.FunctionDef,
        statement: ast.If,
    ):
        self.text, self.analysis = text, analysis
        self.owner, self.method, self.statement = owner, method, statement
        self.lines = Lines(text, tree)
        self.methods = {n.name: n for n in owner.body if isinstance(n, ast.FunctionDef)}

    def result(self) -> Text:
        """The new text.

        Raises:
            CannotWrite: the statements have to stay where they are.
        """
        self.attributes = _absent(self.statement.test)
        if not self.attributes or self.statement.orelse or self.owner.bases and not _is_object(self.owner.bases):
            self._cannot()
        self._check_block()
        self._check_calls()
        self._check_attributes()
        block = self._block()
        self.lines.replace(self.statement, [])
        self.lines.before(self.first, block)
        for store in self.forgotten:
            self.lines.replace(store, self.text.comments_in(store))
        return self.lines.assembled()

    def _cannot(self) -> None:
        raise CannotWrite(self.statement, "what a method makes when it is first called stays in it")

    # -- what is made ---------------------------------------------------------------------------------

    def _check_block(self) -> None:
        """The block makes each attribute that the test asks for, and nothing that is read behind it but these."""
        body = self.statement.body
        if any(isinstance(n, _LEAVING) for s in body for n in walk(s)):
            self._cannot()
        filled = {t.attr for s in body if isinstance(s, ast.Assign) for t in s.targets if _of_self(t)}
        if not set(self.attributes) <= filled:
            self._cannot()
        empty = [
            t.attr
            for s in body
            if isinstance(s, ast.Assign) and _is_empty(s.value)
            for t in s.targets
            if _of_self(t) and t.attr in self.attributes
        ]
        test = self.statement.test
        if empty and not (isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And)) and len(self.attributes) > 1:
            self._cannot()  # one that stays empty would have all of them made again
        if any(
            isinstance(s, ast.Assign) and isinstance(s.value, ast.Constant) and not s.value.value
            for s in body
            if any(_of_self(t) and t.attr in self.attributes for t in getattr(s, "targets", ()))
        ):
            self._cannot()
        position = self.method.body.index(self.statement)
        self.stored = set(_stores(body))
        if any(_read_first(name, self.method.body[position + 1 :]) for name in self.stored) or (
            self.stored & set(self._parameters())
        ):
            self._cannot()
        before = self.method.body[:position]
        needed = {n for s in body for n in _loads(s)}
        if needed & set(_stores(before)) or any(not _is_docstring(s) and not isinstance(s, ast.Assign) for s in before):
            self._cannot()
        made = {t.attr for n in walk(self.statement) for t in [n] if _of_self(t) and isinstance(t.ctx, ast.Store)}
        if any(_of_self(n) and n.attr in made for s in before for n in walk(s)) or len(self.method.body) == 1:
            self._cannot()

    def _parameters(self) -> list[str]:
        spec = self.method.args
        if spec.vararg or spec.kwarg or spec.posonlyargs or spec.kwonlyargs or self.method.decorator_list:
            self._cannot()
        return [a.arg for a in spec.args]

    # -- where it is made -----------------------------------------------------------------------------

    def _check_calls(self) -> None:
        """All calls stand in one method, one after the other, which is called once from the constructor, or is it."""
        calls = [
            n
            for n in walk(self.owner)
            if isinstance(n, ast.Call) and _of_self(n.func) and n.func.attr == self.method.name
        ]
        self.again = len(calls) > 1
        if not calls or self._mentions(self.method.name) != len(calls):
            self._cannot()
        callers = {self._method_of(call) for call in calls}
        if len(callers) != 1:
            self._cannot()
        self.caller = callers.pop()
        self.call = min(calls, key=lambda call: (call.lineno, call.col_offset))
        self.first = self._statement_of(self.call)
        if self.caller is self.method or not self._built_once(self.caller):
            self._cannot()
        used = set(_loads(self.caller)) | set(_stores([self.caller])) | {a.arg for a in self.caller.args.args}
        if self.stored & used:
            self._cannot()

    def _built_once(self, method: ast.FunctionDef) -> bool:
        """Whether a method is the constructor, or is called once and in a straight line from it."""
        self.entry = self.first  # in the constructor
        for _ in self.methods:
            if method.name == "__init__":
                return True
            calls = [
                n
                for n in walk(self.owner)
                if isinstance(n, ast.Call) and _of_self(n.func) and n.func.attr == method.name
            ]
            if len(calls) != 1 or self._mentions(method.name) != 1:
                return False
            self.entry = self._statement_of(calls[0])
            method = self._method_of(calls[0])
        return False

    def _mentions(self, name: str) -> int:
        """How often something of this name is read, in all files of the program."""
        return sum(
            1
            for n in self.analysis.nodes(ast.Name, ast.Attribute)
            if (n.attr if isinstance(n, ast.Attribute) else n.id.rpartition(".")[2]) == name
        )

    def _method_of(self, node: ast.AST) -> ast.FunctionDef:
        while not (isinstance(node, ast.FunctionDef) and self.lines.parents.get(node) is self.owner):
            if (
                isinstance(node, (ast.Lambda, ast.ClassDef, ast.comprehension, *_FUNCTIONS))
                or node not in self.lines.parents
            ):
                self._cannot()
            node = self.lines.parents[node]
        return node

    def _statement_of(self, node: ast.AST) -> ast.stmt:
        """The statement of a call that surely runs when its method does."""
        while not isinstance(node, ast.stmt):
            node = self.lines.parents[node]
            if isinstance(node, (ast.IfExp, ast.BoolOp, ast.ListComp, ast.GeneratorExp, ast.DictComp, ast.SetComp)):
                self._cannot()
        parent = self.lines.parents[node]
        while not isinstance(parent, ast.FunctionDef):
            if not isinstance(parent, ast.With):
                self._cannot()
            parent = self.lines.parents[parent]
        return node

    # -- who reads and writes the attributes ----------------------------------------------------------

    def _check_attributes(self) -> None:
        """At the first call the attributes are None; whoever sets them to None later does so when the graph is
        built.
        """
        self.forgotten: list[ast.stmt] = []
        absent: set[str] = set()
        inside = set(walk(self.statement))
        for node in walk(self.owner):
            if (
                not _of_self(node)
                or node.attr not in self.attributes
                or isinstance(node.ctx, ast.Load)
                or node in inside
            ):
                continue
            statement, method = self.lines.parents[node], self._method_of(node)
            if not isinstance(statement, ast.Assign) or len(statement.targets) > 1 or not _is_none(statement.value):
                self._cannot()
            if method.name == "__init__":
                if self.lines.parents[statement] is not method or statement.lineno > self.entry.lineno:
                    self._cannot()
                absent.add(node.attr)
                if method is self.caller and "#" not in self.lines.source[statement.lineno - 1]:
                    self.forgotten.append(statement)
                continue
            if not self._runs(method) or any(
                self._reads(other) for other in self.methods.values() if self._runs(other)
            ):
                self._cannot()
            self.forgotten.append(statement)
        shared = {n for s in self.owner.body if not isinstance(s, _FUNCTIONS) for n in _stores([s])}
        outside = [
            n
            for n in self.analysis.nodes(ast.Attribute)
            if n.attr in self.attributes and not isinstance(n.ctx, ast.Load)
        ]
        if not self.again and not self.forgotten:
            self._cannot()  # the method is a part of its caller
        if outside or shared & set(self.attributes) or absent != set(self.attributes):
            self._cannot()

    def _runs(self, method: ast.FunctionDef) -> bool:
        """Whether a method runs the session, so that the graph is built when it is called."""
        return method.name != "__init__" and any(
            isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute) and n.func.attr in _RUNS for n in walk(method)
        )

    def _reads(self, method: ast.FunctionDef) -> bool:
        return any(_of_self(n) and n.attr in self.attributes and isinstance(n.ctx, ast.Load) for n in walk(method))

    # -- text -----------------------------------------------------------------------------------------

    def _block(self) -> list[str]:
        """The lines of the block, with the arguments of the first call in the place of parameters."""
        body = self.statement.body
        if body[0].lineno == self.statement.lineno or any(
            isinstance(n, (ast.Constant, ast.JoinedStr)) and n.lineno != n.end_lineno for s in body for n in walk(s)
        ):
            self._cannot()
        given = self._given()
        found = self.lines.source[self.statement.test.end_lineno : body[-1].end_lineno]
        for node in sorted(
            (n for s in body for n in walk(s) if isinstance(n, ast.Name) and n.id in given),
            key=lambda n: (n.lineno, -n.col_offset),
        ):
            number = node.lineno - 1 - self.statement.test.end_lineno
            line = found[number].encode()
            found[number] = (line[: node.col_offset] + given[node.id].encode() + line[node.end_col_offset :]).decode()
        old = self.lines.source[body[0].lineno - 1][: body[0].col_offset]
        return [line[len(old) :] if line.startswith(old) else line.lstrip() for line in found]

    def _given(self) -> dict[str, str]:
        """What the first call gives for each parameter that the block reads."""
        names = self._parameters()[1:]
        call = self.call
        if (
            len(call.args) > len(names)
            or any(isinstance(a, ast.Starred) for a in call.args)
            or any(k.arg is None for k in call.keywords)
            or any(isinstance(n, (ast.Call, ast.BinOp)) for a in [*call.args, *call.keywords] for n in walk(a))
        ):
            self._cannot()  # what an argument makes would be made behind the block
        spec = self.method.args
        values = dict(zip(names[len(names) - len(spec.defaults) :], spec.defaults))
        defaults = set(values) - {k.arg for k in call.keywords} - set(names[: len(call.args)])
        values.update({**dict(zip(names, call.args)), **{k.arg: k.value for k in call.keywords}})
        found = {}
        for name in sorted({n for s in self.statement.body for n in _loads(s)} & set(names)):
            value = values.get(name)
            if (
                value is None
                or not isinstance(value, (ast.Name, ast.Attribute, ast.Constant))
                or (name in defaults and not isinstance(value, ast.Constant))
            ):
                self._cannot()
            found[name] = self.text.segment(value)
        return found


def _absent(test: ast.expr) -> list[str]:
    """The attributes of the object that a test finds absent: `not self.w`, `self.w is None`; empty for other tests."""
    if isinstance(test, ast.BoolOp):
        parts = [_absent(value) for value in test.values]
        return [name for part in parts for name in part] if all(parts) else []
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not) and _of_self(test.operand):
        return [test.operand.attr]
    if (
        isinstance(test, ast.Compare)
        and len(test.ops) == 1
        and isinstance(test.ops[0], (ast.Is, ast.Eq))
        and (_of_self(test.left) and _is_none(test.comparators[0]))
    ):
        return [test.left.attr]
    return []


def _read_first(name: str, statements: list[ast.stmt]) -> bool:
    """Whether statements read a name before they surely bind it."""
    for statement in statements:
        if isinstance(statement, ast.For) and name in _stores([statement.target]):
            if name in _loads(statement.iter):
                return True
        elif isinstance(statement, ast.Assign) and name in _stores(statement.targets):
            return name in _loads(statement.value)
        elif name in _loads(statement):
            return True
    return False


def _of_self(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self"


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _is_empty(node: ast.expr) -> bool:
    return ast.unparse(node) in ("{}", "[]", "dict()", "list()")


def _is_object(bases: list[ast.expr]) -> bool:
    return [ast.unparse(base) for base in bases] == ["object"]


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _loads(node: ast.AST) -> set[str]:
    return {n.id for n in walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}


def _stores(statements: Iterable[ast.AST]) -> set[str]:
    return {n.id for s in statements for n in walk(s) if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
