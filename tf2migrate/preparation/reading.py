"""What statements and expressions of a text are about, as passes ask it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable

from tf2migrate.analysis.program import Analysis
from tf2migrate.analysis.tree import walk
from tf2migrate.analysis.values import Kind, LeafKind
from tf2migrate.preparation.text import CannotWrite

_STATE = (Kind.VARIABLE, Kind.PLACEHOLDER)
_CHANGING = (LeafKind.VARIABLE, LeafKind.PLACEHOLDER, LeafKind.EFFECT)


def flat(body: list[ast.stmt]) -> Iterable[ast.stmt]:
    """Statements that surely run, one after the other: those of `with` blocks, and of a guard of the main module.

    The head of a `with` is one without a body.
    """
    for statement in body:
        if isinstance(statement, ast.With):
            yield ast.copy_location(ast.With(statement.items, []), statement)
            yield from flat(statement.body)
        elif isinstance(statement, ast.If) and not statement.orelse and "__name__" in loads(statement.test):
            yield from flat(statement.body)
        else:
            yield statement


def last_statement(function: ast.FunctionDef) -> ast.stmt:
    """The last statement, in the last `with` where that is the end."""
    last = function.body[-1]
    while isinstance(last, ast.With):
        last = last.body[-1]
    return last


def reads_state(node: ast.AST, analysis: Analysis) -> bool:
    """Whether an expression or a statement reads what a run is fed, or what training changes."""
    for name in walk(node):
        if not isinstance(name, (ast.Name, ast.Attribute)) or not isinstance(name.ctx, ast.Load):
            continue
        value = analysis.values.get(name)
        if value is not None and (value.kind in _STATE or any(leaf.kind in _CHANGING for leaf in value.all_leaves())):
            return True
    return False


def loads(node: ast.AST) -> list[str]:
    """The names that are read."""
    found = [n.id for n in walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)]
    if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
        found.append(node.target.id)
    return found


def stores(node: ast.AST) -> list[str]:
    """The names that are bound or deleted."""
    return [n.id for n in walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, (ast.Store, ast.Del))]


def altered(nodes: Iterable[ast.AST]) -> set[str]:
    """What is bound, deleted, or changed in place: `a`, `a.b`, `c` of `c[0] = 1` and `d` of `d.append(1)`."""
    found: set[str] = set()
    for node in nodes:
        for n in ast.walk(node):
            if isinstance(n, (ast.Name, ast.Attribute, ast.Subscript)) and not isinstance(n.ctx, ast.Load):
                found.add(ast.unparse(n.value if isinstance(n, ast.Subscript) else n))
            elif isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute):
                found.add(ast.unparse(n.func.value))
    return found


def parts(node: ast.AST) -> set[str]:
    """The names that are read, and the attributes of names."""
    return {ast.unparse(n) for n in ast.walk(node) if isinstance(n, (ast.Name, ast.Attribute))}


def dotted(node: ast.AST, root: str | None) -> str:
    """The name below the module that `root` stands for: `estimator.Estimator`; empty for anything else."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name) or node.id != root:
        return ""
    return re.sub(r"^(compat\.v1\.)+", "", ".".join(reversed(parts)))


def keywords(call: ast.Call, names: tuple[str, ...]) -> dict[str, ast.expr]:
    """The arguments of a call by the names of its parameters.

    Raises:
        CannotWrite: there are starred arguments or too many.
    """
    if (
        len(call.args) > len(names)
        or any(isinstance(a, ast.Starred) for a in call.args)
        or any(k.arg is None for k in call.keywords)
    ):
        raise CannotWrite(call, "arguments are not visible")
    return {**dict(zip(names, call.args)), **{k.arg: k.value for k in call.keywords}}
