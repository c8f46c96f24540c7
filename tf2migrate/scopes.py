"""Which names of a program are bound, told from its tree alone: a quick look before Python's own symbol tables."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Container

# Names that are there without being bound by the file.
GIVEN = frozenset(dir(builtins)) | {
    "__file__",
    "__name__",
    "__doc__",
    "__builtins__",
    "__path__",
    "__tf2migrate_record__",
}
_FUNCTIONS = frozenset({ast.FunctionDef, ast.AsyncFunctionDef})
_COMPREHENSIONS = frozenset({ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp})
_IMPORTS = frozenset({ast.Import, ast.ImportFrom})
# What binds names in another scope than its own, or in ways that are rare.
_DOUBTFUL = frozenset(
    {
        ast.Global,
        ast.Nonlocal,
        ast.NamedExpr,
        ast.MatchAs,
        ast.MatchStar,
        ast.MatchMapping,
        getattr(ast, "TypeAlias", None),
    }
)


class _Scope:
    """A scope, from place `start` to `end` in the order of the nodes."""

    __slots__ = ("bound", "end", "is_class", "outer", "read", "start")

    def __init__(self, outer: _Scope | None, start: int, end: int, is_class: bool = False):
        self.outer, self.start, self.end, self.is_class = outer, start, end, is_class
        self.bound: set[str] = set()
        self.read: set[str] = set()

    def binds(self, name: str) -> bool:
        if name in self.bound:
            return True
        scope = self.outer
        while scope is not None:
            if not scope.is_class and name in scope.bound:
                return True
            scope = scope.outer
        return name in GIVEN


def surely_bound(tree: ast.Module) -> bool:
    """Whether every name that an indexed tree reads is bound in a scope that reaches it; False in doubt."""
    order = tree._stretch[0].order
    scope = _Scope(None, 0, len(order))
    scopes, ahead = [scope], []
    for place, node in enumerate(order):
        while place >= scope.end:
            scope = scope.outer
        while ahead and ahead[-1].start == place:
            scope = ahead.pop()
        kind = node.__class__
        if kind is ast.Name:
            (scope.read if node.ctx.__class__ is ast.Load else scope.bound).add(node.id)
        elif kind in _FUNCTIONS or kind is ast.Lambda or kind is ast.ClassDef:
            if getattr(node, "type_params", None):
                return False
            inner = _body(node, scope)
            scopes.append(inner)
            ahead.append(inner)
            if kind is not ast.Lambda:
                scope.bound.add(node.name)
        elif kind in _COMPREHENSIONS:
            scope = _Scope(scope, place, node._stretch[2])
            scopes.append(scope)
            if _reads_own_target(node):
                return False
        elif kind in _IMPORTS:
            scope.bound.update([alias.asname or alias.name.partition(".")[0] for alias in node.names])
        elif kind is ast.ExceptHandler:
            if node.name is not None:
                scope.bound.add(node.name)
        elif kind in _DOUBTFUL:
            return False
    return all(scope.binds(name) for scope in scopes for name in scope.read)


def _body(node: ast.FunctionDef | ast.Lambda | ast.ClassDef, outer: _Scope) -> _Scope:
    """The scope of the body; decorators, defaults and bases stand outside of it."""
    first, last = (node.body, node.body) if isinstance(node, ast.Lambda) else (node.body[0], node.body[-1])
    scope = _Scope(outer, first._stretch[1], last._stretch[2], isinstance(node, ast.ClassDef))
    if isinstance(node, ast.ClassDef):
        scope.bound.update(("__module__", "__qualname__"))
    else:
        spec = node.args
        scope.bound.update([a.arg for a in spec.posonlyargs + spec.args + spec.kwonlyargs])
        scope.bound.update([a.arg for a in (spec.vararg, spec.kwarg) if a is not None])
    return scope


def _reads_own_target(node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp) -> bool:
    """Whether what is iterated, which stands outside of the scope, reads a name that the scope binds."""
    targets = {
        name.id for generator in node.generators for name in ast.walk(generator.target) if name.__class__ is ast.Name
    }
    return any(name.__class__ is ast.Name and name.id in targets for name in ast.walk(node.generators[0].iter))


def fresh(wanted: str, used: Container[str]) -> str:
    """A name that is not used: the one that is wanted, or it with a number."""
    name, number = wanted, 0
    while name in used:
        number += 1
        name = f"{wanted}_{number}"
    return name
