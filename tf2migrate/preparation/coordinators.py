"""Threads that filled queues, and the coordinator that stopped them, go with the queues."""

from __future__ import annotations

import ast

from tf2migrate.analysis.tree import walk
from tf2migrate.preparation.edits import Edits
from tf2migrate.preparation.text import Cannot
from tf2migrate.scopes import fresh

_METHODS = frozenset({"request_stop", "join", "should_stop"})
_LOOPS = (ast.For, ast.While)


def remove(edits: Edits, tree: ast.Module, symbols: dict[ast.expr, str]) -> None:
    """Take out `start_queue_runners` and the coordinators of its threads.

    Raises:
        Cannot: a coordinator or the threads are used for something else.
    """
    calls = [n for n in walk(tree) if isinstance(n, ast.Call)]
    threads, coordinators = set(), set()
    for call in calls:
        path = symbols.get(call.func)
        if path not in ("train.start_queue_runners", "train.Coordinator"):
            continue
        statement = edits.parents[call]
        if not isinstance(statement, (ast.Assign, ast.Expr)) or statement.value is not call:
            raise Cannot
        targets = statement.targets if isinstance(statement, ast.Assign) else []
        if any(not isinstance(t, ast.Name) for t in targets):
            raise Cannot
        if path == "train.Coordinator":
            coordinators.update((edits.scope(statement), t.id) for t in targets)
        else:
            threads.update(t.id for t in targets)
        if path == "train.start_queue_runners":
            edits.remove(statement)
    for scope, name in coordinators:
        _Coordinator(edits, scope, symbols, name).remove()
    names = {name for _, name in coordinators}
    asked = [
        c
        for c in calls
        if isinstance(c.func, ast.Attribute) and isinstance(c.func.value, ast.Name) and c.func.value.id in names
    ]
    allowed = {n for c in asked for a in [*c.args, *[k.value for k in c.keywords]] for n in walk(a)}
    if any(
        isinstance(n, ast.Name) and n.id in threads and isinstance(n.ctx, ast.Load) and n not in allowed
        for n in walk(tree)
    ):
        raise Cannot


class _Coordinator:
    """A coordinator that a module or a function makes, in `tree`."""

    def __init__(self, edits: Edits, tree: ast.Module | ast.FunctionDef, symbols: dict[ast.expr, str], name: str):
        self.edits, self.tree, self.symbols, self.name = edits, tree, symbols, name
        self.parents = edits.parents

    def remove(self) -> None:
        uses: dict[str, list[ast.Call]] = {method: [] for method in _METHODS}
        made = []
        for node in walk(self.tree):
            if not isinstance(node, ast.Name) or node.id != self.name or self._of_another(node):
                continue
            parent = self.parents[node]
            if isinstance(node.ctx, ast.Store):
                made.append(parent)
            elif (
                isinstance(parent, ast.Attribute)
                and parent.attr in _METHODS
                and (getattr(self.parents[parent], "func", None) is parent)
            ):
                uses[parent.attr].append(self.parents[parent])
            elif self._starts(node):
                continue
            else:
                raise Cannot
        if any(
            not isinstance(s, ast.Assign) or self.symbols.get(getattr(s.value, "func", None)) != "train.Coordinator"
            for s in made
        ):
            raise Cannot
        flag = self._flag(uses)
        for statement in made:
            self.edits.replace(statement, [f"{flag} = False"] if flag else [])
        for call in uses["join"]:
            self._take_out(call, "")
        for call in uses["request_stop"]:
            self._request(call, flag)
        for call in uses["should_stop"]:
            self._asked(call, flag)

    def _of_another(self, node: ast.Name) -> bool:
        """Whether the name is that of a function inside."""
        scope = self.edits.scope(node)
        return scope is not self.tree and any(
            isinstance(n, ast.Name)
            and n.id == node.id
            and isinstance(n.ctx, ast.Store)
            and self.edits.scope(n) is scope
            for n in walk(scope)
        )

    def _starts(self, node: ast.Name) -> bool:
        parent = self.parents[node]
        call = self.parents[parent] if isinstance(parent, ast.keyword) else parent
        return isinstance(call, ast.Call) and self.symbols.get(call.func) == "train.start_queue_runners"

    def _flag(self, uses: dict[str, list[ast.Call]]) -> str:
        """The name of a flag in place of the coordinator; none when nobody asks after somebody stopped it."""
        for asked in uses["should_stop"]:
            around = set(self._loops(asked))
            for stop in uses["request_stop"]:
                if around & set(self._loops(stop)) or stop.lineno < asked.lineno:
                    if self.edits.scope(stop) is not self.edits.scope(asked):
                        raise Cannot
                    names = {n.id for n in walk(self.tree) if isinstance(n, ast.Name)}
                    return fresh("should_stop", names)
        return ""

    def _loops(self, node: ast.AST) -> list[ast.AST]:
        found = []
        while node in self.parents:
            node = self.parents[node]
            if isinstance(node, _LOOPS):
                found.append(node)
        return found

    def _take_out(self, call: ast.Call, text: str) -> None:
        statement = self.parents[call]
        if not isinstance(statement, ast.Expr):
            raise Cannot
        self.edits.replace(statement, [text] if text else [])

    def _request(self, call: ast.Call, flag: str) -> None:
        handler = self.parents[self.parents[call]]
        if (call.args or call.keywords) and isinstance(handler, ast.ExceptHandler):
            self._handled(call, handler)
        elif call.args or call.keywords:
            raise Cannot
        else:
            self._take_out(call, f"{flag} = True" if flag else "")

    def _handled(self, call: ast.Call, handler: ast.ExceptHandler) -> None:
        """`except Exception as e: coord.request_stop(e)`: the end of the data is no error; `join` raised all others."""
        alone = len(handler.body) == 1 and len(call.args) == 1 and isinstance(call.args[0], ast.Name)
        if not alone or call.args[0].id != handler.name or not isinstance(handler.type, (ast.Name, ast.Attribute)):
            raise Cannot
        if self.symbols.get(handler.type) != "errors.OutOfRangeError":
            root = next(
                (
                    ast.unparse(n).removesuffix(".train.Coordinator")
                    for n, p in self.symbols.items()
                    if p == "train.Coordinator"
                ),
                "tf",
            )
            self._rename_handler(handler, f"except {root}.errors.OutOfRangeError:")
        self._take_out(call, "pass")

    def _rename_handler(self, handler: ast.ExceptHandler, head: str) -> None:
        line = self.edits.lines[handler.lineno - 1]
        if handler.body[0].lineno == handler.lineno or not line.rstrip().endswith(":"):
            raise Cannot
        self.edits.lines[handler.lineno - 1] = line[: handler.col_offset] + head

    def _asked(self, call: ast.Call, flag: str) -> None:
        if flag:
            self.edits.substitute(call, flag)
            return
        parent = self.parents[call]
        if (
            isinstance(parent, ast.If)
            and parent.test is call
            and not parent.orelse
            and len(parent.body) == 1
            and (isinstance(parent.body[0], ast.Break))
        ):
            self.edits.replace(parent, [])
            return
        if not isinstance(parent, ast.UnaryOp) or not isinstance(parent.op, ast.Not):
            self.edits.substitute(call, "False")
            return
        outer = self.parents[parent]
        if isinstance(outer, ast.BoolOp) and isinstance(outer.op, ast.And):
            rest = [value for value in outer.values if value is not parent]
            self.edits.substitute(outer, " and ".join(self._parenthesized(v) for v in rest))
        else:
            self.edits.substitute(parent, "True")

    def _parenthesized(self, node: ast.expr) -> str:
        text = ast.get_source_segment(self.edits.source.text, node)
        return f"({text})" if isinstance(node, (ast.BoolOp, ast.IfExp, ast.Lambda)) else text
