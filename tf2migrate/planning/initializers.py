"""Initializer objects that several weights share, and initializers that are given as classes.

An initializer of Keras 3 repeats its numbers at every call (measured: two layers of one shape that were given one
object start equal), one of TensorFlow 1 drew on. Each weight gets a clone.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from tf2migrate.analysis.arguments import argument
from tf2migrate.analysis.initializers import draws
from tf2migrate.analysis.program import Analysis
from tf2migrate.analysis.values import Kind, Value
from tf2migrate.planning.recipe import Code, Original, Recipe
from tf2migrate.rules import symbols
from tf2migrate.rules.symbols import Disposition, Symbol


def shared(analysis: Analysis, call: ast.Call, many: Callable[[ast.Name], bool]) -> Iterator[ast.expr]:
    """The arguments of a layer or variable that name an initializer which draws, and which something else names too.

    Args:
        many: whether a name is evaluated more than once, so that one mention stands for several weights.
    """
    symbol = symbols.lookup(analysis.symbols.get(call.func, ""))
    parameters = symbol.parameters if symbol is not None else ()
    for name in {*(p for p in parameters if p.endswith("initializer")), "initializer"}:
        given = argument(call, parameters, name)
        if (
            isinstance(given, (ast.Name, ast.Attribute))
            and _draws(analysis.values.get(given))
            and (many(given) or _mentions(analysis, given) > 1)
        ):
            yield given


def cloned(node: ast.expr, base: Recipe | None = None) -> Recipe:
    """`w_init.clone()`."""
    return Code("{0}.clone()", (base if base is not None else Original(node),))


def is_class_argument(analysis: Analysis, node: ast.AST, symbol: Symbol) -> bool:
    """Whether a class of initializers is given as it is: `get_variable(..., initializer=tf.random_normal_initializer)`.

    TensorFlow 1 made an object of it, with its own defaults.
    """
    if symbol.returns != "initializer" or symbol.disposition is not Disposition.ARGUMENTS:
        return False
    if symbol.name.startswith("contrib."):
        return False  # a function that makes initializers
    parent = getattr(node, "_parent", None)
    call = getattr(parent, "_parent", None) if isinstance(parent, ast.keyword) else parent
    if not isinstance(call, ast.Call) or call.func is node:
        return False
    taker = symbols.lookup(analysis.symbols.get(call.func, ""))
    parameters = taker.parameters if taker is not None else ()
    names = {"initializer", *(name for name in parameters if name.endswith("initializer"))}
    return taker is not None and any(argument(call, parameters, name) is node for name in names)


def _draws(value: Value | None) -> bool:
    return value is not None and value.kind is Kind.PYTHON and draws(value.path)


def _mentions(analysis: Analysis, node: ast.expr) -> int:
    text = ast.unparse(node)
    return sum(
        1 for other in analysis.nodes(type(node)) if isinstance(other.ctx, ast.Load) and ast.unparse(other) == text
    )
