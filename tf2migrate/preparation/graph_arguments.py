"""Functions that run the session on graph values they are given, in the text of the program.

`evaluate(sess, correct, x, y, data)` is given the same fetch and placeholders at every call: the function reads them
where they are. It moves into the function that builds the graph, when it is another one; the step that its run becomes
is then at hand. What differs from call to call stays an argument.
"""

from __future__ import annotations

import ast
import symtable
from collections.abc import Iterable

from tf2migrate.analysis.program import Analysis
from tf2migrate.analysis.tree import walk
from tf2migrate.analysis.values import Kind
from tf2migrate.preparation.edits import Edits, finished
from tf2migrate.preparation.lines import Lines
from tf2migrate.preparation.text import Cannot, Text, attempted
from tf2migrate.scopes import fresh

_GRAPH = (Kind.VARIABLE, Kind.SAVER)


def prepared(text: Text, tree: ast.Module, analysis: Analysis, lines: Iterable[int]) -> Text | None:
    """The text in which one function called in these lines reads the graph values it was given; None when none can."""
    wanted = set(lines)
    for function in tree.body:
        if not isinstance(function, ast.FunctionDef) or not any(
            isinstance(n, ast.Call)
            and n.lineno in wanted
            and isinstance(n.func, ast.Name)
            and n.func.id == function.name
            for n in walk(tree)
        ):
            continue
        made = attempted(text, lambda: _Function(text, tree, analysis, function).made())
        if made is not None:
            return made
    return None


class _Function:
    def __init__(self, text: Text, tree: ast.Module, analysis: Analysis, function: ast.FunctionDef):
        self.text, self.tree, self.analysis, self.function = text, tree, analysis, function
        self.lines = Lines(text, tree)
        spec = function.args
        if (
            spec.vararg
            or spec.kwarg
            or spec.posonlyargs
            or spec.kwonlyargs
            or function.decorator_list
            or function.returns
        ):
            raise Cannot
        self.parameters = [a.arg for a in spec.args]
        self.own: dict[str, str] = {}  # new names of locals
        self.calls = self._calls()
        self.scope = self._scope()

    def made(self) -> Text | None:
        shared = self._shared()
        if not shared:
            return None
        self._drop(shared)
        made = self.lines.assembled()
        return made if isinstance(self.scope, ast.Module) else self._moved(made)

    def _calls(self) -> list[ast.Call]:
        name = self.function.name
        uses = [n for n in walk(self.tree) if isinstance(n, ast.Name) and n.id == name]
        found = [self.lines.parents[n] for n in uses]
        inside = set(walk(self.function))
        if not found or any(
            not isinstance(c, ast.Call)
            or c.func is not n
            or c in inside
            or any(isinstance(a, ast.Starred) for a in c.args)
            or any(k.arg is None for k in c.keywords)
            for c, n in zip(found, uses)
        ):
            raise Cannot
        return found

    def _scope(self) -> ast.Module | ast.FunctionDef:
        """The one function of the file, or the file, in which all calls stand."""
        outer = {next((f for f in self.tree.body if call in set(walk(f))), self.tree) for call in self.calls}
        if any(isinstance(one, ast.FunctionDef) for one in outer):
            if len(outer) > 1:
                raise Cannot
            return outer.pop()
        if any(self._around(call) is not self.tree for call in self.calls):
            raise Cannot
        return self.tree

    def _around(self, node: ast.AST) -> ast.AST:
        node = self.lines.parents[node]
        while not isinstance(node, (ast.Module, ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
            node = self.lines.parents[node]
        return node

    def _given(self, call: ast.Call) -> dict[str, ast.expr]:
        if len(call.args) > len(self.parameters):
            raise Cannot
        return {**dict(zip(self.parameters, call.args)), **{k.arg: k.value for k in call.keywords}}

    def _shared(self) -> dict[str, str]:
        """Parameters that are the same graph value at every call, and the name of that."""
        given = [self._given(call) for call in self.calls]
        bound = {
            n.id for n in walk(self.function) if isinstance(n, ast.Name) and isinstance(n.ctx, (ast.Store, ast.Del))
        }
        found: dict[str, str] = {}
        for parameter in self.parameters:
            arguments = [one.get(parameter) for one in given]
            if not all(isinstance(a, ast.Name) for a in arguments) or len({a.id for a in arguments}) > 1:
                continue
            values = [self.analysis.values.get(a) for a in arguments]
            name = arguments[0].id
            if (
                all(v is not None and (v.dynamic or v.kind in _GRAPH) for v in values)
                and parameter not in bound
                and (name == parameter or name not in self.parameters)
                and self._bound_once(name)
            ):
                found[parameter] = name
                if name in bound:  # the function has a name of its own for what it fetches
                    used = {n.id for n in walk(self.tree) if isinstance(n, ast.Name)}
                    self.own[name] = fresh(f"{name}_value", used | set(self.own.values()))
        return found

    def _bound_once(self, name: str) -> bool:
        stored = [
            n
            for n in walk(self.scope)
            if isinstance(n, ast.Name)
            and n.id == name
            and isinstance(n.ctx, ast.Store)
            and self._around(n) is self.scope
        ]
        node: ast.AST | None = stored[0] if len(stored) == 1 else None
        while node is not None and node is not self.scope:
            if isinstance(node, (ast.For, ast.While)):
                return False
            node = self.lines.parents[node]
        shadowed = any(
            a.arg == name
            for n in walk(self.function)
            if isinstance(n, (ast.FunctionDef, ast.Lambda)) and n is not self.function
            for a in walk(n.args)
            if isinstance(a, ast.arg)
        )
        return len(stored) == 1 and not shadowed

    def _drop(self, shared: dict[str, str]) -> None:
        function, spec = self.function, self.function.args
        defaults = dict(zip(self.parameters[len(self.parameters) - len(spec.defaults) :], spec.defaults))
        kept = [p for p in self.parameters if p not in shared]
        if any(p in defaults for p in shared):
            raise Cannot
        written = [f"{p}={self.text.segment(defaults[p])}" if p in defaults else p for p in kept]
        self.lines.set_parameters(function, ", ".join(written))
        if any(isinstance(n, (ast.FunctionDef, ast.Lambda)) for n in walk(function) if n is not function) and self.own:
            raise Cannot
        for node in walk(function):
            if isinstance(node, ast.Name) and node.id in self.own:
                self.lines.substitute(node, self.own[node.id])
            elif isinstance(node, ast.Name) and shared.get(node.id, node.id) != node.id:
                self.lines.substitute(node, shared[node.id])
        for call in self.calls:
            arguments = [self.text.segment(a) for p, a in zip(self.parameters, call.args) if p not in shared]
            arguments += [f"{k.arg}={self.text.segment(k.value)}" for k in call.keywords if k.arg not in shared]
            if any(n in walk(call) for n in self.calls if n is not call):
                raise Cannot
            self.lines.substitute(call, f"{function.name}({', '.join(arguments)})")

    def _moved(self, text: Text) -> Text | None:
        """The text with the function where it is first called from."""
        tree = text.tree
        named = [n for n in tree.body if isinstance(n, ast.FunctionDef)]
        function = next(n for n in named if n.name == self.function.name)
        scope = next(n for n in named if n.name == self.scope.name)
        if len([n for n in named if n.name in (function.name, scope.name)]) != 2:
            raise Cannot
        place = next(s for s in scope.body if any(isinstance(n, ast.Name) and n.id == function.name for n in walk(s)))
        while isinstance(place, ast.With):
            place = next(
                s for s in place.body if any(isinstance(n, ast.Name) and n.id == function.name for n in walk(s))
            )
        wanted = set(self._shared().values())
        table = next(
            t for t in symtable.symtable(text.text, "", "exec").get_children() if t.get_name() == function.name
        )
        local = {n.id for n in walk(scope) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        local |= {a.arg for a in scope.args.args}
        if (set(table.get_globals()) & local) - wanted:
            raise Cannot  # a name of the file is another one in there
        edits = Edits(text, tree)
        edits.define(place, edits.move([function], ""))
        made = finished(text, edits)
        return _without_gaps(made) if made is not None else None


def _without_gaps(text: Text) -> Text:
    """The text without more than two blank lines in a row."""
    kept: list[tuple[str, int]] = []
    for line, number in zip(text.text.split("\n"), text.origin):
        if line.strip() or [other.strip() for other, _ in kept[-2:]] != ["", ""]:
            kept.append((line, number))
    return Text("\n".join(line for line, _ in kept), tuple(number for _, number in kept))
