"""Helpers that return several values, of which a run can compute some only: it does not know all that the helper takes.

`y, loss = self.structure(x, labels)` is one statement. A run of `y` feeds `x` alone, for in the graph `y` does not
depend on the labels. The helper is taught to do without them, `if labels is None: return y, None`, and is called for
`y` without and for `loss` with them. This works on the text.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from tf2migrate.analysis.program import Analysis, Definition, Run, Unit
from tf2migrate.analysis.tree import belongs, of_type, walk
from tf2migrate.analysis.values import Kind, LeafKind, Value
from tf2migrate.preparation.lines import Lines
from tf2migrate.preparation.text import CannotWrite, Text, attempted

_MAKING = (LeafKind.RANDOM, LeafKind.EFFECT, LeafKind.ELEMENT)


def prepared(text: Text, tree: ast.Module, analysis: Analysis, lines: Iterable[int]) -> Text | None:
    """The text with a helper that gives a part of its values; None when no run asks for that.

    Args:
        tree: the parsed text.
        analysis: what is known of it.
        lines: lines of runs that need what they do not feed.
    """
    wanted = set(lines)
    for run in analysis.runs:
        if run.node.lineno not in wanted or not belongs(run.node, tree) or run.feeds is None:
            continue
        for unit in units(analysis, run):
            made = attempted(text, lambda: _Splitting(text, tree, analysis, run, unit).result())
            if made is not None:
                return made
    return None


def units(analysis: Analysis, run: Run) -> list[Unit]:
    """The statements that a run may need."""
    found = {d.unit for d in _definitions(analysis, run) if d.unit is not None}
    return sorted(found, key=lambda unit: unit.index)


class _Splitting:
    def __init__(self, text: Text, tree: ast.Module, analysis: Analysis, run: Run, unit: Unit):
        self.text, self.tree, self.analysis, self.run, self.unit = text, tree, analysis, run, unit
        self.lines = Lines(text, tree)

    def result(self) -> Text:
        """The new text.

        Raises:
            CannotWrite: the statement is needed as a whole, or the helper cannot do a part.
        """
        self._check_statement()
        self.argument, self.parameter = self._missing()
        self._check_helper()
        self._check_runs()
        self._write()
        return self.lines.assembled()

    def _cannot(self) -> None:
        raise CannotWrite(self.unit.statement, "the values are not computed apart")

    # -- the statement and its helper -----------------------------------------------------------------

    def _check_statement(self) -> None:
        statement = self.unit.statement
        if not isinstance(statement, ast.Assign) or len(statement.targets) != 1 or not belongs(statement, self.tree):
            self._cannot()
        self.targets = getattr(statement.targets[0], "elts", [])
        self.call = statement.value
        if (
            not self.targets
            or not isinstance(self.call, ast.Call)
            or not all(isinstance(t, ast.Name) for t in self.targets)
        ):
            self._cannot()
        value, callee = self.analysis.values.get(self.call), self.analysis.values.get(self.call.func)
        items = value.items if value is not None and isinstance(value.items, list) else []
        if (
            len(items) != len(self.targets)
            or callee is None
            or callee.kind is not Kind.FUNCTION
            or callee.info is None
            or (callee.info.creates or not belongs(callee.info.node, self.tree))
        ):
            self._cannot()
        self.items: list[Value] = items
        self.function: ast.FunctionDef = callee.info.node
        self.bound = callee.info.owner is not None
        if any(leaf.kind in _MAKING for leaf in value.all_leaves()):
            self._cannot()  # it would be done twice

    def _missing(self) -> tuple[ast.expr, str]:
        """The argument that the run does not feed, and the parameter that takes it."""
        fed = {feed.key_value.info for feed in self.run.feeds}
        given = self._arguments()
        for name, node in given.items():
            known = self.analysis.values.get(node)
            if (
                isinstance(node, (ast.Name, ast.Attribute))
                and known is not None
                and (known.kind is Kind.PLACEHOLDER and known.info is not None and known.info not in fed)
            ):
                self.kept = [not self._needs(item, known) for item in self.items]
                if any(self.kept) and not all(self.kept):
                    return node, name
        self._cannot()

    def _arguments(self) -> dict[str, ast.expr]:
        spec = self.function.args
        if (
            not isinstance(self.function, ast.FunctionDef)
            or spec.vararg
            or spec.kwarg
            or spec.posonlyargs
            or (self.function.decorator_list)
            or any(isinstance(a, ast.Starred) for a in self.call.args)
            or any(k.arg is None for k in self.call.keywords)
        ):
            self._cannot()
        names = [a.arg for a in spec.args][1 if self.bound else 0 :]
        return {**dict(zip(names, self.call.args)), **{k.arg: k.value for k in self.call.keywords}}

    @staticmethod
    def _needs(value: Value, placeholder: Value) -> bool:
        return bool(value.all_leaves() & placeholder.all_leaves())

    def _check_helper(self) -> None:
        """The statements from the first on that depends on the argument make nothing that is kept."""
        body = self.function.body
        last = body[-1]
        returns = [n for n in walk(self.function) if isinstance(n, ast.Return)]
        if returns != [last] or not isinstance(last.value, ast.Tuple) or len(last.value.elts) != len(self.kept):
            self._cannot()
        depending, self.start = {self.parameter}, None
        for statement in body[:-1]:
            if depending & _loads(statement):
                depending |= _stores(statement)
                self.start = self.start or statement
        if self.start is None:
            self.start = last
        tail = body[body.index(self.start) : -1]
        if any(
            isinstance(n, (ast.Expr, ast.Attribute, ast.Subscript))
            and not isinstance(getattr(n, "ctx", None), ast.Load)
            or isinstance(n, (ast.Yield, ast.Await, ast.NamedExpr, ast.Global, ast.Nonlocal))
            or isinstance(n, ast.Name)
            and "." in n.id
            and not isinstance(n.ctx, ast.Load)
            for s in tail
            for n in walk(s)
        ):
            self._cannot()
        made = {name for s in tail for name in _stores(s)} | depending
        elements = [e for e, kept in zip(last.value.elts, self.kept) if kept]
        if any(made & _loads(e) for e in elements):
            self._cannot()

    def _check_runs(self) -> None:
        """No run computes values of both sorts, for it would compute what they share twice."""
        for run in self.analysis.runs:
            names = {definition.node for definition in _definitions(self.analysis, run)}
            reached = {kept for target, kept in zip(self.targets, self.kept) if target in names}
            if len(reached) > 1:
                self._cannot()

    # -- text -----------------------------------------------------------------------------------------

    def _write(self) -> None:
        last = self.function.body[-1]
        parts = [self.text.segment(e) if kept else "None" for e, kept in zip(last.value.elts, self.kept)]
        self.lines.before(self.start, [f"if {self.parameter} is None:", f"    return {', '.join(parts)}"])
        unused = (
            "_"
            if "_" not in {n.id for n in of_type(self.tree, ast.Name) if isinstance(n.ctx, ast.Load)}
            else (self.lines.fresh("unused"))
        )
        call, written = self.text.segment(self.call), []
        for wanted in (True, False):
            names = [t.id if kept is wanted else unused for t, kept in zip(self.targets, self.kept)]
            written.append(f"{', '.join(names)} = {self._without(call) if wanted else call}")
        self.lines.replace(self.unit.statement, written)

    def _without(self, text: str) -> str:
        """The call with None in the place of the argument."""
        call = ast.parse(text, mode="eval").body
        arguments = [*call.args, *[k.value for k in call.keywords]]
        own = [*self.call.args, *[k.value for k in self.call.keywords]]
        place = arguments[own.index(self.argument)]
        line = text.encode()
        return (line[: place.col_offset] + b"None" + line[place.end_col_offset :]).decode()


def _definitions(analysis: Analysis, run: Run) -> set[Definition]:
    """What a run reads."""
    seen: set[Definition] = set()
    left = [d for n in of_type(run.fetches, ast.Name, ast.Attribute) for d in analysis.definitions_of.get(n, ())]
    while left:
        definition = left.pop()
        if definition in seen:
            continue
        seen.add(definition)
        if definition.unit is not None:
            left += definition.unit.uses
    return seen


def _loads(node: ast.AST) -> set[str]:
    return {n.id for n in walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}


def _stores(node: ast.AST) -> set[str]:
    return {n.id for n in walk(node) if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
