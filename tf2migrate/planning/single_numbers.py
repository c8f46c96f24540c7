"""Arrays of one number where Python wants the number itself: `"%.2f" % sess.run(w)` for a `w` of shape [1].

Older releases of NumPy converted an array of one element, whatever its rank; those of today convert a scalar only.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from tf2migrate.analysis.tree import of_type
from tf2migrate.analysis.values import Kind
from tf2migrate.planning.recipe import Code

if TYPE_CHECKING:
    from tf2migrate.planning.planner import Planner

_SPEC = re.compile(
    r"%(?:\((?P<key>[^)]*)\))?[-+ #0]*(?P<width>\*|\d+)?(?:\.(?P<digits>\*|\d+))?[hlL]?(?P<kind>.)", re.DOTALL
)
_NUMBERS = frozenset("diouxXeEfFgG")
_CONVERTING = frozenset({"float", "int", "round"})


def plan(planner: "Planner") -> None:
    """Have what is fetched and formatted as a number, or converted to one, give its only element."""
    for tree in planner.analysis.trees:
        for node in of_type(tree, ast.BinOp):
            if (
                isinstance(node.op, ast.Mod)
                and isinstance(node.left, ast.Constant)
                and isinstance(node.left.value, str)
            ):
                _format(planner, node)
        for call in of_type(tree, ast.Call):
            if (
                isinstance(call.func, ast.Name)
                and call.func.id in _CONVERTING
                and len(call.args) == 1
                and not (call.keywords)
                and _is_array(planner, call.args[0])
                and call not in planner.result.overrides
            ):
                planner.result.overrides[call] = Code("{0}({1}.item())", (call.func, call.args[0]))
                planner.result.apply("TFM703", call)


def _format(planner: "Planner", node: ast.BinOp) -> None:
    kinds = _kinds(node.left.value)
    parts = node.right.elts if isinstance(node.right, ast.Tuple) else [node.right]
    if (
        kinds is None
        or len(kinds) != len(parts)
        or (isinstance(node.right, ast.Tuple) and node.right in planner.result.overrides)
    ):
        return
    texts = [
        f"{{{n}}}.item()" if kind in _NUMBERS and _is_array(planner, part) else f"{{{n}}}"
        for n, (kind, part) in enumerate(zip(kinds, parts))
    ]
    if not any(text.endswith(".item()") for text in texts):
        return
    if isinstance(node.right, ast.Tuple):
        text = f"({', '.join(texts)})" if len(texts) > 1 else f"({texts[0]},)"
        planner.result.overrides[node.right] = Code(text, tuple(parts))
    elif node not in planner.result.overrides:
        planner.result.overrides[node] = Code("{1} % {0}.item()", (node.right, node.left))
    planner.result.apply("TFM703", node)


def _kinds(template: str) -> list[str] | None:
    """The conversions of a template, in order; None when it takes a dict, or widths from the arguments."""
    found = [match for match in _SPEC.finditer(template) if match["kind"] != "%"]
    if any(match["key"] is not None or "*" in (match["width"], match["digits"]) for match in found):
        return None
    return [match["kind"] for match in found]


def _is_array(planner: "Planner", node: ast.expr) -> bool:
    """Whether an expression is what a run gave, and no scalar."""
    value = planner.analysis.values.get(node)
    if isinstance(node, ast.Name):
        known = planner.analysis.definitions_of.get(node, ())
        value = known[0].value if len(known) == 1 else None
    elif not isinstance(node, ast.Call):
        return False
    return value is not None and value.kind is Kind.PYTHON and bool(value.rank)
