"""Python values that a helper computes in steps: two calls that are given the same come to the same ones.

`channel = self.ch`, and `channel = channel * 2` in a loop over the layers: what `channel` is at a place of the helper
follows from what the helper is given, and from the pass of the loop.
"""

from __future__ import annotations

import ast
from collections.abc import Hashable
from typing import TYPE_CHECKING

from tf2migrate.analysis.program import Definition, Environment
from tf2migrate.analysis.tree import of_type
from tf2migrate.analysis.values import Kind

if TYPE_CHECKING:
    from tf2migrate.analysis.interpreter import Interpreter

_PURE = (
    ast.BinOp,
    ast.UnaryOp,
    ast.Constant,
    ast.Name,
    ast.Attribute,
    ast.Subscript,
    ast.Tuple,
    ast.List,
    ast.IfExp,
    ast.Compare,
    ast.BoolOp,
    ast.Call,
    ast.operator,
    ast.unaryop,
    ast.cmpop,
    ast.boolop,
    ast.expr_context,
)
_MATH = frozenset({"power", "pow", "prod", "sqrt", "log", "log2", "log10", "exp", "ceil", "floor", "abs", "round"})
_FUNCTIONS = frozenset({"int", "float", "len", "str", "range", "min", "max", "abs"})


def spelled(
    interpreter: "Interpreter", name: str, definitions: tuple[Definition, ...], env: Environment
) -> Hashable | None:
    """A form of a local name of a helper that two calls share only if it has the same value; None when there is
    none.
    """
    frames = {d.env.frame for d in definitions}
    frame = frames.pop() if len(frames) == 1 else None
    activation = getattr(frame, "activation", None)
    if (
        activation is None
        or not isinstance(frame.function.node, ast.FunctionDef)
        or any(d.value.kind is not Kind.PYTHON or d.value.dynamic or d.mutation for d in definitions)
    ):
        return None
    function = frame.function.node
    needed = _needed(function, name)
    if needed is None:
        return None
    given: list[Hashable] = []
    parameters = {a.arg for a in of_type(function.args, ast.arg)}
    stored = {n.id for n in of_type(function, ast.Name) if not isinstance(n.ctx, ast.Load)}
    for other in sorted(needed):
        if other in parameters:
            if other not in activation.spelled:
                return None
            given.append((other, activation.spelled[other]))
        elif other not in stored:
            known = env.lookup(other)
            if len(known) > 1:
                return None
            given.append((other, tuple(id(d) for d in known)))
    return (
        "steps",
        id(function),
        name,
        tuple(id(d.node) if d.node is not None else 0 for d in definitions),
        tuple(id(loop) for loop in interpreter.loops),
        tuple(given),
    )


def _needed(function: ast.FunctionDef, name: str) -> set[str] | None:
    """All names that the value of a name may come from; None when something else plays a part."""
    if any(
        not isinstance(n, ast.FunctionDef) or n is not function
        for n in of_type(
            function,
            ast.Break,
            ast.Continue,
            ast.While,
            ast.Try,
            ast.Global,
            ast.Nonlocal,
            ast.FunctionDef,
            ast.NamedExpr,
        )
    ):
        return None
    found: set[str] = set()
    todo = [name]
    while todo:
        wanted = todo.pop()
        if wanted in found:
            continue
        found.add(wanted)
        for target in of_type(function, ast.Name):
            if target.id == wanted and not isinstance(target.ctx, ast.Load):
                roots = _roots(function, target)
                if roots is None or not all(_is_pure(root) for root in roots):
                    return None
                todo += [n.id for root in roots for n in of_type(root, ast.Name)]
    held = {
        n.value.id
        for n in of_type(function, ast.Subscript, ast.Attribute)
        if isinstance(n.value, ast.Name)
        and (
            not isinstance(n.ctx, ast.Load) or isinstance(getattr(n, "_parent", None), ast.Call) and n._parent.func is n
        )
    }
    return found if not held & found else None  # a list may change


def _roots(function: ast.FunctionDef, target: ast.Name) -> list[ast.expr] | None:
    """The expressions that decide what a statement binds a name to: its value, and tests and loops round it."""
    node: ast.AST = target
    while not isinstance(node, ast.stmt):
        if isinstance(node, ast.comprehension):
            return None
        node = node._parent
    if isinstance(node, (ast.Assign, ast.AugAssign)):
        roots = [node.value]
    elif isinstance(node, ast.For):
        roots = [node.iter]
    else:
        return None
    while node._parent is not function:
        node = node._parent
        if isinstance(node, ast.If):
            roots.append(node.test)
        elif isinstance(node, ast.For):
            roots.append(node.iter)
        elif not isinstance(node, ast.With):
            return None
    return roots


def _is_pure(root: ast.expr) -> bool:
    return all(isinstance(n, _PURE) and (not isinstance(n, ast.Call) or is_pure_call(n)) for n in ast.walk(root))


def is_pure_call(node: ast.Call) -> bool:
    """Whether a call gives the same for the same numbers: `int(n)`, `np.power(2, n)`."""
    func = node.func
    if isinstance(func, ast.Attribute):
        return isinstance(func.value, ast.Name) and func.value.id in ("np", "numpy", "math") and func.attr in _MATH
    return isinstance(func, ast.Name) and func.id in _FUNCTIONS
