"""Functions that reset the default graph: the reset moves to the calls, in the text and before the analysis reads it.

`def reset_graph(seed=42): tf.reset_default_graph(); tf.set_random_seed(seed)` starts a new graph wherever it is called.
There is no graph in TensorFlow 2. Where one starts decides which variables a program has made, so that it has to be
seen at the calls; what else the function does stays in it.
"""

from __future__ import annotations

import ast

from tf2migrate.analysis.program import Analysis
from tf2migrate.analysis.tree import walk
from tf2migrate.preparation.edits import Edits
from tf2migrate.preparation.text import Cannot, Text, attempted

_RESET = "reset_default_graph"
_ATOMS = (ast.Constant, ast.Name)


def prepared(text: Text, tree: ast.Module, analysis: Analysis) -> Text | None:
    """The text in which the calls of one function reset the graph, and not the function; None when none does.

    Args:
        tree: the parsed text.
        analysis: what is known of it.
    """
    if _RESET not in analysis.symbols.values():
        return None
    for function in tree.body:
        if isinstance(function, ast.FunctionDef):
            made = attempted(text, lambda: _moved(text, tree, analysis, function))
            if made is not None:
                return made
    return None


def _moved(text: Text, tree: ast.Module, analysis: Analysis, function: ast.FunctionDef) -> Text | None:
    edits = Edits(text, tree)
    resets = [s for s in function.body if _resets(s, analysis)]
    inside = [n for n in walk(function) if isinstance(n, ast.Call) and analysis.symbols.get(n.func) == _RESET]
    if len(resets) != 1 or len(inside) != 1:
        return None
    reset = resets[0]
    earlier = function.body[: function.body.index(reset)]
    if any(n in analysis.symbols for s in earlier for n in walk(s)):
        raise Cannot  # what it does in the graph that ends
    rest = [s for s in function.body if s is not reset and not _is_docstring(s)]
    written = text.segment(reset.value)
    for call in _calls(edits, function):
        if rest:
            edits.insert(call, [written])
        elif all(isinstance(a, _ATOMS) for a in [*call.value.args, *(k.value for k in call.value.keywords)]):
            edits.replace(call, [written])
        else:
            raise Cannot
    if rest:
        edits.remove(reset)
    else:
        edits.remove(function)
    return edits.text()


def _resets(statement: ast.stmt, analysis: Analysis) -> bool:
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Call)
        and analysis.symbols.get(statement.value.func) == _RESET
    )


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _calls(edits: Edits, function: ast.FunctionDef) -> list[ast.Expr]:
    """The statements that call a function.

    Raises:
        Cannot: it is used in another way, or its name means something else as well.
    """
    found = []
    if function.decorator_list:
        raise Cannot
    for node in walk(edits.tree):
        bound = isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.name == function.name
        if bound and node is not function:
            raise Cannot
        if not isinstance(node, ast.Name) or node.id != function.name:
            continue
        call = edits.parents[node]
        statement = edits.parents[call]
        if not isinstance(call, ast.Call) or call.func is not node or not isinstance(statement, ast.Expr):
            raise Cannot
        found.append(statement)
    return found
