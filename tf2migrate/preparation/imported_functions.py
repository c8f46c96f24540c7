"""Functions of imported files that build a part of the graph move to the file that calls them, where they can be taken
apart.

    # model.py                                              # train.py
    def optimization(logits, labels):                       def optimization(logits, labels):
        loss = cross_entropy(logits, labels)                    loss = model.cross_entropy(logits, labels)
        return tf.train.AdamOptimizer().minimize(loss)          return tf.train.AdamOptimizer().minimize(loss)

    # train.py
    train_op = model.optimization(logits, labels)           train_op = optimization(logits, labels)
"""

from __future__ import annotations

import ast
import builtins
import dataclasses
from collections.abc import Callable, Iterator, Mapping

from tf2migrate.analysis.modules import Module
from tf2migrate.analysis.tree import walk
from tf2migrate.preparation.lines import Lines
from tf2migrate.preparation.text import CannotWrite, Text

_STAR = "*"
_Find = Callable[[str, str, int], Module | None]  # the file that an import of a file (its path, name, level) finds


def moved(texts: Mapping[Module, Text], find: _Find, home: Module, function: ast.FunctionDef) -> dict[Module, Text]:
    """The texts that change when a function moves to the one file that calls it; empty when it has to stay.

    Args:
        texts: those of all files of the program.
        find: how imports find files.
        home: the file that defines the function.
    """
    try:
        return _Move(texts, find, home, function).made()
    except CannotWrite:
        return {}


@dataclasses.dataclass(frozen=True)
class _Reach:
    """How a file names another one: by itself, and what it takes from it."""

    statement: ast.stmt
    alias: str  # `model`, or `package.model`; empty where names are taken
    taken: tuple[str, ...] = ()


class _Move:
    def __init__(self, texts: Mapping[Module, Text], find: _Find, home: Module, function: ast.FunctionDef):
        self.texts, self.find, self.home, self.function = texts, find, home, function
        self.name = function.name

    def made(self) -> dict[Module, Text]:
        """The new texts.

        Raises:
            CannotWrite: it cannot be told who calls the function, or what it names.
        """
        self._check_function()
        self.caller, self.reach = self._caller()
        self.lines = Lines(self.texts[self.caller], self.caller.tree)
        self.imports: list[str] = []
        self.more: list[str] = []
        renamed = {name: self._seen_from_there(name) for name in sorted(self._free())}
        calls = self._calls()
        for call in calls:
            if self.reach.alias:
                self.lines.substitute(call.func, self.name)
        self._write_import(calls)
        first = min(calls, key=lambda call: (call.lineno, call.col_offset))
        body = self._written({name: new for name, new in renamed.items() if new != name})
        self.lines.before(self._top(first), [*body, "", ""])
        source = Lines(self.texts[self.home], self.home.tree)
        source.replace(self.function, [], comments=False)
        return {self.caller: self.lines.assembled(), self.home: source.assembled()}

    def _cannot(self) -> None:
        raise CannotWrite(self.function, "the function belongs to its file")

    # -- the function ---------------------------------------------------------------------------------

    def _check_function(self) -> None:
        tree, function = self.home.tree, self.function
        if (
            function not in tree.body
            or function.decorator_list
            or function.body[0].lineno == function.lineno
            or any(isinstance(n, (ast.Global, ast.Nonlocal, ast.Yield, ast.YieldFrom)) for n in walk(function))
            or any(n is not function for n in _mentions(tree, self.name))
            or len([s for s in tree.body if not _is_docstring(s)]) < 2
        ):
            self._cannot()

    def _free(self) -> set[str]:
        """The names of the module that the function reads."""
        nodes = list(walk(self.function))
        bound = {n.id for n in nodes if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
        bound |= {n.arg for n in nodes if isinstance(n, ast.arg)}
        bound |= {n.name for n in nodes if isinstance(n, (ast.FunctionDef, ast.ClassDef)) and n is not self.function}
        bound |= {n.name for n in nodes if isinstance(n, ast.ExceptHandler) and n.name}
        if any(isinstance(n, (ast.Import, ast.ImportFrom)) for n in nodes):
            self._cannot()
        self.bound = bound
        return {n.id for n in nodes if isinstance(n, ast.Name)} - bound

    # -- the file that calls it -----------------------------------------------------------------------

    def _caller(self) -> tuple[Module, _Reach]:
        found = []
        for module in self.texts:
            if module is self.home or not _mentions(module.tree, self.name):
                continue
            reaches = [r for r in self._reaches(module) if r.alias or {self.name, _STAR} & set(r.taken)]
            if len(reaches) != 1:
                self._cannot()
            found.append((module, reaches[0]))
        if len(found) != 1:
            self._cannot()
        return found[0]

    def _reaches(self, module: Module) -> Iterator[_Reach]:
        for node in walk(module.tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    if self.find(module.path, alias.name, 0) is self.home:
                        yield _Reach(node, alias.asname or alias.name)
            elif isinstance(node, ast.ImportFrom):
                base = node.module or ""
                if self.find(module.path, base, node.level) is self.home:
                    if any(a.asname for a in node.names):
                        self._cannot()
                    yield _Reach(node, "", tuple(a.name for a in node.names))
                    continue
                for alias in node.names:
                    whole = f"{base}.{alias.name}" if base else alias.name
                    if self.find(module.path, whole, node.level) is self.home:
                        yield _Reach(node, alias.asname or alias.name)

    def _calls(self) -> list[ast.Call]:
        """The calls of the function, which are all that the file says of it."""
        found = []
        for node in _mentions(self.caller.tree, self.name):
            if isinstance(node, ast.alias):
                continue
            call = self.lines.parents.get(node)
            means = (
                isinstance(node, ast.Attribute) and ast.unparse(node.value) == self.reach.alias
                if self.reach.alias
                else isinstance(node, ast.Name)
            )
            if not means or not isinstance(call, ast.Call) or call.func is not node or node.lineno != node.end_lineno:
                self._cannot()
            found.append(call)
        if not found or self.reach.statement not in self.caller.tree.body:
            self._cannot()
        return found

    def _top(self, node: ast.AST) -> ast.stmt:
        """The statement of the module that a node stands in; not behind a test of its own."""
        while self.lines.parents[node] is not self.caller.tree:
            node = self.lines.parents[node]
        return node

    # -- names ----------------------------------------------------------------------------------------

    def _seen_from_there(self, name: str) -> str:
        """What a name of the function's file is called in the other file."""
        own, theirs = _imported(self.home), _imported(self.caller)
        if name in own:
            if theirs.get(name) not in (None, own[name]) or name in _defined(self.caller):
                self._cannot()
            if name not in theirs:
                if own[name].startswith("from .") or self.find(self.home.path, own[name].split()[1], 0) is not None:
                    self._cannot()
                self.imports.append(own[name])
            return name
        if name not in _defined(self.home):
            if name not in vars(builtins) or name in _defined(self.caller) or name in theirs:
                self._cannot()
            return name
        if self.reach.alias:
            if self.reach.alias.partition(".")[0] in self.bound:
                self._cannot()
            return f"{self.reach.alias}.{name}"
        if _STAR in self.reach.taken:
            if name.startswith("_") or name in _defined(self.caller):
                self._cannot()
        elif name not in self.reach.taken:
            if name in _defined(self.caller) or name in theirs:
                self._cannot()
            self.more.append(name)
        return name

    def _write_import(self, calls: list[ast.Call]) -> None:
        """Take from the function's file what the function needs of it, and no longer the function."""
        statement = self.reach.statement
        if self.name in _defined(self.caller) or self.reach.alias and self.name in _imported(self.caller):
            self._cannot()
        if not self.reach.alias and _STAR not in self.reach.taken:
            names = [n for n in self.reach.taken if n != self.name] + self.more
            if statement.lineno != statement.end_lineno or not names:
                self._cannot()
            base = "." * statement.level + (statement.module or "")
            self.lines.replace(statement, [f"from {base} import {', '.join(names)}"])
        if self.imports:
            self.lines.after(statement, list(dict.fromkeys(self.imports)))

    # -- text -----------------------------------------------------------------------------------------

    def _written(self, renamed: dict[str, str]) -> list[str]:
        """The lines of the function, with the comments above it."""
        source = self.texts[self.home].text.split("\n")
        edits: dict[int, list[tuple[int, int, str]]] = {}
        for node in walk(self.function):
            if isinstance(node, ast.Name) and node.id in renamed:
                edits.setdefault(node.lineno - 1, []).append((node.col_offset, node.end_col_offset, renamed[node.id]))
            if isinstance(node, ast.JoinedStr) and any(isinstance(n, ast.Name) and n.id in renamed for n in walk(node)):
                self._cannot()
        start = self.function.lineno - 1
        while start and source[start - 1].startswith("#"):
            start -= 1
        found = []
        for number in range(start, self.function.end_lineno):
            line = source[number].encode()
            for left, right, text in sorted(edits.get(number, ()), reverse=True):
                line = line[:left] + text.encode() + line[right:]
            found.append(line.decode())
        return found


def _mentions(tree: ast.Module, name: str) -> list[ast.AST]:
    """What may mean a function by its name."""
    return [
        n
        for n in walk(tree)
        if isinstance(n, ast.Name)
        and n.id == name
        or isinstance(n, ast.Attribute)
        and n.attr == name
        or isinstance(n, ast.alias)
        and name in (n.name, n.asname)
        or isinstance(n, ast.FunctionDef)
        and n.name == name
        or isinstance(n, ast.Constant)
        and n.value == name
    ]


def _imported(module: Module) -> dict[str, str]:
    """The names that the imports at the top of a file bind, each with a statement that binds it alone."""
    found = {}
    for statement in module.tree.body:
        if isinstance(statement, ast.Import):
            for alias in statement.names:
                name = alias.asname or alias.name.partition(".")[0]
                found[name] = f"import {alias.name}" + (f" as {alias.asname}" if alias.asname else "")
        elif isinstance(statement, ast.ImportFrom):
            base = "." * statement.level + (statement.module or "")
            for alias in statement.names:
                name = alias.asname or alias.name
                found[name] = f"from {base} import {alias.name}" + (f" as {alias.asname}" if alias.asname else "")
    return found


def _defined(module: Module) -> set[str]:
    """The names that the statements of a file bind, other than by imports at its top."""
    nodes = list(walk(module.tree))
    found = {n.name for n in module.tree.body if isinstance(n, (ast.FunctionDef, ast.ClassDef))}
    return found | {n.id for n in nodes if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
