"""Definitions that nobody in the program names stay on the API of TensorFlow 1, under a name of its own."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tf2migrate.analysis import imports
from tf2migrate.analysis.tree import of_type
from tf2migrate.planning.recipe import Code
from tf2migrate.result import Diagnostic, Safety

if TYPE_CHECKING:
    from tf2migrate.planning.planner import Planner

# What compat.v1 has not, or refuses where the rest of the program works eagerly.
_ENDED = {
    "contrib": ", of which TensorFlow 2 has no tf.contrib",
    "Session": ", and a session needs a graph of its own there",
    "placeholder": ", and a placeholder needs a graph of its own there",
}


def plan(planner: "Planner") -> None:
    """Name `tensorflow.compat.v1` in the functions and classes that are left alone, and say so."""
    names: dict[ast.Module, str] = {}
    for node in sorted(planner.analysis.idle, key=lambda n: n.lineno):
        tree = planner.tree_of(node)
        root = imports.root_alias(tree)
        used = [n for n in of_type(node, ast.Name) if n.id == root and isinstance(n.ctx, ast.Load)]
        if used and tree not in names:
            names[tree] = planner.names.fresh("tf1")
            planner.result.need_import(tree, f"import tensorflow.compat.v1 as {names[tree]}")
        for name in used:
            planner.result.overrides[name] = Code(names[tree])
        planner.result.apply("TFM219", node)
        named = {n.attr for n in of_type(node, ast.Attribute)}
        what = next((text for name, text in _ENDED.items() if name in named), "")
        planner.result.diagnostics.append(
            Diagnostic(
                planner.path_of(node),
                node.lineno,
                node.col_offset + 1,
                "TFM219",
                f"no file of the program names {node.name}: it stays on the API of TensorFlow 1" + what,
                "remove it, or migrate it together with the program that calls it",
                Safety.MANUAL if what else Safety.SAFE,
            )
        )
