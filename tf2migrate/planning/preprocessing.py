"""`contrib.learn.preprocessing`: its classes come from a module that is written beside the program.

A module, not a class in the program: a processor is pickled by one program and restored by another.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tf2migrate.analysis.program import Unsupported
from tf2migrate.analysis.tree import belongs
from tf2migrate.planning.recipe import Code

if TYPE_CHECKING:
    from tf2migrate.planning.planner import Planner

PREFIX = "contrib.learn.preprocessing."
MODULE = "vocabulary_processor"
NAMES = frozenset({"VocabularyProcessor", "CategoricalVocabulary", "ByteProcessor", "tokenizer"})


def provided(path: str) -> str | None:
    """What the module calls a TF1 name; None when it does not have it.

    >>> provided("contrib.learn.preprocessing.VocabularyProcessor")
    'VocabularyProcessor'
    """
    name = path[len(PREFIX) :]
    return name if path.startswith(PREFIX) and name in NAMES else None


def plan(planner: "Planner", tree: ast.Module) -> None:
    """Plan the uses in one file."""
    from tf2migrate.support import vocabulary_module

    for node, path in list(planner.analysis.symbols.items()):
        name = provided(path)
        if name is None or not belongs(node, tree) or planner.parents.get(node) is None:
            continue
        if isinstance(node, ast.Name):
            if node.id != name:
                raise Unsupported(
                    node,
                    "TFM605",
                    f"{name} of contrib.learn goes by the name {node.id}",
                    "import it under its own name",
                )
        elif name in planner.names.used:
            planner.result.overrides[node] = Code(f"{MODULE}.{name}")
            planner.result.need_import(tree, f"import {MODULE}")
        else:
            planner.result.overrides[node] = Code(name)
        if isinstance(node, ast.Name) or name not in planner.names.used:
            planner.result.need_import(tree, f"from {MODULE} import {name}")
        planner.result.new_files.setdefault(tree, {})[f"{MODULE}.py"] = vocabulary_module()
        planner.result.apply("TFM605", node)
