"""Uses of numpy that the numpy of TensorFlow 2 does not have."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tf2migrate.analysis.tree import of_type
from tf2migrate.planning.recipe import Code
from tf2migrate.rules.numpy_names import NAMES, POSITIONAL

if TYPE_CHECKING:
    from tf2migrate.planning.planner import Planner


def plan(planner: "Planner", tree: ast.Module) -> None:
    """Plan the uses of one file."""
    aliases = numpy_aliases(tree)
    for node in of_type(tree, ast.Attribute) if aliases else ():
        text = new_name(node, aliases)
        if (
            text is not None
            and not planner.bindings_of(text)
            and planner.result.overrides.setdefault(node, Code(text)).text == text
        ):
            planner.result.apply("TFM703", node)
    for call in of_type(tree, ast.Call) if aliases else ():
        position = by_position(call, aliases)
        if position is not None and call not in planner.result.overrides:
            others = [k for k in call.keywords if k is not position]
            texts = [f"{{{n}}}" for n in range(1, len(call.args) + 2)]
            texts += [f"{k.arg}={{{len(call.args) + 2 + n}}}" for n, k in enumerate(others)]
            planner.result.overrides[call] = Code(
                f"{{0}}({', '.join(texts)})", (call.func, *call.args, position.value, *(k.value for k in others))
            )
            planner.result.apply("TFM703", call)


def numpy_aliases(tree: ast.Module) -> frozenset[str]:
    """What the file calls numpy."""
    return frozenset(
        alias.asname or alias.name
        for node in of_type(tree, ast.Import)
        for alias in node.names
        if alias.name == "numpy"
    )


def new_name(node: ast.Attribute, aliases: frozenset[str]) -> str | None:
    """What replaces `np.float` and its like."""
    if not isinstance(node.value, ast.Name) or node.value.id not in aliases or node.attr not in NAMES:
        return None
    return NAMES[node.attr].format(np=node.value.id)


def by_position(call: ast.Call, aliases: frozenset[str]) -> ast.keyword | None:
    """The keyword of `np.reshape(a, newshape=s)`, when it may be given by position."""
    func = call.func
    if not isinstance(func, ast.Attribute) or not isinstance(func.value, ast.Name) or func.value.id not in aliases:
        return None
    names = POSITIONAL.get(func.attr, ())
    if any(isinstance(a, ast.Starred) for a in call.args) or len(call.args) + 1 != len(names):
        return None
    return next((k for k in call.keywords if k.arg == names[-1]), None)
