"""The names of variables that a loop makes: `conv-3/W`, `conv-4/W` of `with tf.name_scope("conv-%s" % size)`.

What reads the names gets them of the variables: each is called in TensorFlow 2 what it was called in TensorFlow 1.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from tf2migrate.analysis.api.variables import VARIABLE_PARAMETERS
from tf2migrate.analysis.arguments import argument
from tf2migrate.analysis.program import Variable
from tf2migrate.analysis.tree import of_type
from tf2migrate.planning.recipe import Code
from tf2migrate.result import Diagnostic, Safety

if TYPE_CHECKING:
    from tf2migrate.planning.planner import Planner

_SCOPES = ("name_scope", "variable_scope")
_PLAIN = re.compile(r"[\w.-]+")
_FORMATTED = re.compile(r"(?:[\w.%-]|\{\})+")


def of(planner: "Planner", record: Variable) -> Code | None:
    """The name of a variable in each pass of its loop, without `:0`; None when it is not known."""
    if record.symbol not in ("Variable", "get_variable"):
        return None
    given = argument(record.node, VARIABLE_PARAMETERS[record.symbol], "name")
    if not isinstance(given, ast.Constant) or not isinstance(given.value, str) or not _PLAIN.fullmatch(given.value):
        return None
    scopes = _scopes(planner, record)
    if scopes is None or len(scopes) != 1:
        return None  # passes without a scope of their own make names that TensorFlow 1 numbers
    name = scopes[0].args[0]
    if record.symbol == "get_variable" and planner.analysis.symbols.get(scopes[0].func) != "variable_scope":
        return None
    targets = {d.node for n in of_type(name, ast.Name) for d in planner.analysis.definitions_of.get(n, ())}
    loop = _loop(planner, record)
    if not targets or not all(t in set(of_type(loop.target, ast.Name)) for t in targets):
        return None
    return _below(planner, name, given.value)


def give(planner: "Planner", record: Variable, name: Code) -> None:
    """Call the variables so."""
    given = argument(record.node, VARIABLE_PARAMETERS[record.symbol], "name")
    planner.result.overrides[given] = name
    found = Diagnostic(
        planner.path_of(record.node),
        record.node.lineno,
        record.node.col_offset + 1,
        "TFM204",
        "TensorFlow 1 numbered the scope of a pass that has the same name as an earlier one; variables of TensorFlow 2 "
        "are called alike then",
        "give the passes names that differ",
        Safety.SAFE,
    )
    if found not in planner.result.diagnostics:
        planner.result.diagnostics.append(found)


def _loop(planner: "Planner", record: Variable) -> ast.For | None:
    node = record.node
    while node is not None and not isinstance(node, (ast.For, ast.FunctionDef, ast.Module)):
        node = planner.parents.get(node)
    return node if isinstance(node, ast.For) else None


def _scopes(planner: "Planner", record: Variable) -> list[ast.Call] | None:
    """The calls that open the scopes round a variable; None when some are opened round its loop."""
    found, node, inside = [], record.node, True
    while node is not None and not isinstance(node, (ast.FunctionDef, ast.Module)):
        node = planner.parents.get(node)
        inside = inside and not isinstance(node, ast.For)
        for item in node.items if isinstance(node, ast.With) else ():
            call = item.context_expr
            if isinstance(call, ast.Call) and planner.analysis.symbols.get(call.func) in _SCOPES:
                if not inside or len(call.args) != 1 or call.keywords:
                    return None
                found.append(call)
    return found if record.unit is not None and not record.unit.scope.in_context else None


def _below(planner: "Planner", scope: ast.expr, name: str) -> Code | None:
    """`"conv-%s/W" % size`, where nothing else in the program has a name that is made alike."""
    if isinstance(scope, ast.BinOp) and isinstance(scope.op, ast.Mod):
        text, rest = scope.left, lambda full: Code(f"{full!r} % {{0}}", (scope.right,))
    elif (
        isinstance(scope, ast.Call)
        and isinstance(scope.func, ast.Attribute)
        and scope.func.attr == "format"
        and not scope.keywords
    ):
        fields = ", ".join(f"{{{n}}}" for n in range(len(scope.args)))
        text, rest = scope.func.value, lambda full: Code(f"{full!r}.format({fields})", tuple(scope.args))
    else:
        return None
    if not isinstance(text, ast.Constant) or not isinstance(text.value, str) or not _FORMATTED.fullmatch(text.value):
        return None
    start = re.split(r"[%{]", text.value)[0].lower()
    others = (
        n.value.lower() for n in planner.analysis.nodes(ast.Constant) if n is not text and isinstance(n.value, str)
    )
    if not start or any(part.startswith(start) for other in others for part in other.split("/")):
        return None
    return rest(f"{text.value}/{name}")
