"""Loop variables that are numbers because TensorFlow takes them as sizes: `[size, 1, 32]` is the shape of a weight.

TensorFlow 1 makes a dimension of whatever `int` takes and equals, or takes as the text of a number.
"""

from __future__ import annotations

import ast

from tf2migrate.analysis.arguments import argument
from tf2migrate.analysis.program import Analysis

_SHAPED = {
    "get_variable": ("name", "shape"),
    **dict.fromkeys(("truncated_normal", "random_normal", "random_uniform", "zeros", "ones"), ("shape",)),
}
_LOOPS = (ast.For, ast.comprehension)
_DECISIONS = (ast.If, ast.IfExp, ast.While, ast.Try, ast.BoolOp)


def loop_variables(analysis: Analysis) -> frozenset[int]:
    """The targets of loops, by identity, that each pass gives TensorFlow as a size."""
    found = set()
    for node, path in list(analysis.symbols.items()):
        call = getattr(node, "_parent", None)
        if path not in _SHAPED or not isinstance(call, ast.Call) or call.func is not node:
            continue
        shape = _written(analysis, argument(call, _SHAPED[path], "shape"))
        for size in shape.elts if isinstance(shape, (ast.List, ast.Tuple)) else ():
            targets = {d.node for d in analysis.definitions_of.get(size, ())}
            target = targets.pop() if len(targets) == 1 else None
            if isinstance(target, ast.Name) and _in_each_pass(target, call):
                found.add(id(target))
    return frozenset(found)


def _written(analysis: Analysis, node: ast.expr | None) -> ast.expr | None:
    """What an expression is, where it is a name that is bound once."""
    known = analysis.definitions_of.get(node, ()) if isinstance(node, ast.Name) else ()
    statement = getattr(known[0].node, "_parent", None) if len(known) == 1 else None
    return statement.value if isinstance(statement, ast.Assign) and statement.targets == [known[0].node] else node


def _in_each_pass(target: ast.Name, node: ast.AST) -> bool:
    """Whether a node is reached in each pass of the loop that binds a name."""
    while node is not None and not isinstance(node, (ast.FunctionDef, ast.Lambda, ast.Module)):
        if isinstance(node, _LOOPS) and any(one is target for one in ast.walk(node.target)):
            return True
        if isinstance(node, _DECISIONS):
            return False
        node = getattr(node, "_parent", None)
    return False
