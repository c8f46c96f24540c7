"""What takes the place of names that compat.v1 lost with Keras 3, in a file that stays on compat.v1."""

from __future__ import annotations

import ast

from tf2migrate.analysis import imports
from tf2migrate.analysis.program import Analysis, Unsupported
from tf2migrate.analysis.tree import of_type, walk
from tf2migrate.planning import preprocessing
from tf2migrate.rules import symbols
from tf2migrate.rules.symbols import Disposition
from tf2migrate.support import legacy_names

LEGACY = "tf1_legacy"


# Names that TF 1.15 no longer had, or contrib alone, and the function of compat.v1 that takes the same arguments.
_SUCCESSORS = {
    "select": "where",
    "nn.deconv2d": "nn.conv2d_transpose",
    "contrib.metrics.confusion_matrix": "math.confusion_matrix",
    "scalar_summary": "summary.scalar",
    "image_summary": "summary.image",
    "histogram_summary": "summary.histogram",
    "audio_summary": "summary.audio",
    "merge_summary": "summary.merge",
    "merge_all_summaries": "summary.merge_all",
    "train.SummaryWriter": "summary.FileWriter",
}
# Modules of contrib whose names all have successors; a use of another name keeps the import.
_WITH_SUCCESSORS = ("contrib.data", "contrib.signal", "contrib.framework.nest")


def successor(path: str) -> str | None:
    """The name in compat.v1 of what compat.v1 does not have under this name; None where there is none."""
    if path in _SUCCESSORS:
        return _SUCCESSORS[path]
    symbol = symbols.lookup(path)
    if symbol is not None and is_gone(path) and stand_in(path) is None:
        known = symbol.alias_of or path.removeprefix("contrib.")  # one object in 1.15
        other = symbols.lookup(known) if known.startswith(("train.", "distributions.")) else None
        if other is not None and other.source != symbols.NO_ROW:
            return known
    if symbol is None or symbol.disposition is not Disposition.RENAMED:
        return None
    return symbol.target if path.startswith("contrib.") or symbol.rule == "TFM514" else None


def is_gone(path: str) -> bool:
    """Whether compat.v1 lost this name or namespace.

    >>> is_gone("contrib.layers"), is_gone("nn.relu")
    (True, False)
    """
    return path == "nn.rnn_cell" or path.split(".")[0] in ("contrib", "estimator", "layers")


def stand_in(path: str) -> str | None:
    """The name of what is written beside the program for a name or a namespace; None when there is nothing."""
    name = preprocessing.provided(path)
    if name is not None:
        return f"{preprocessing.MODULE}.{name}"
    if path in legacy_names() or is_gone(path) and _is_namespace(path):
        return f"{LEGACY}.{path}"
    return None


def replaceable(path: str) -> bool:
    """Whether an import of the name can go: compat.v1 has it, or something stands in for it or for names below it."""
    if not is_gone(path) or path == "contrib" or stand_in(path) is not None or successor(path) is not None:
        return True
    if path in _WITH_SUCCESSORS:
        return True
    if any(f"{preprocessing.PREFIX}{name}".startswith(path + ".") for name in preprocessing.NAMES):
        return True
    return _is_below(path)


def ends(node: ast.AST, parents: dict, analysis: Analysis) -> bool:
    """Whether no longer name that starts here is replaced or kept as a whole."""
    parent = parents.get(node)
    if not isinstance(parent, ast.Attribute) or parent not in analysis.symbols:
        return True
    path = analysis.symbols[node]  # `estimator.ModeKeys.TRAIN` is a name below one that is replaced
    return path in legacy_names() or preprocessing.provided(path) is not None


def missing(tree: ast.Module, analysis: Analysis) -> list[Unsupported]:
    """Names that nothing stands in for where the file would fail at once: in imports, and outside of functions."""
    found: list[tuple[ast.AST, str]] = []
    for node in of_type(tree, ast.Import, ast.ImportFrom):
        if not imports.is_private(node):
            found += [(node, path) for _, path in imports.bindings(node) if not replaceable(path)]
    reached = {node for node, _ in found}
    inside = {
        n
        for function in of_type(tree, ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
        for statement in (function.body if isinstance(function.body, list) else [function.body])
        for n in walk(statement)
    }
    parents = {child: node for node in walk(tree) for child in ast.iter_child_nodes(node)}
    for node, path in analysis.symbols.items():
        if (
            isinstance(node, ast.Attribute)
            and node in parents
            and node not in inside
            and is_gone(path)
            and ends(node, parents, analysis)
            and not _is_below(path)
            and stand_in(path) is None
            and successor(path) is None
            and not symbols.is_module(path)
        ):
            found.append((node, path))
    if reached:
        found = [(node, path) for node, path in found if node in reached]
    return [_problem(node, path) for node, path in found]


def _problem(node: ast.AST, path: str) -> Unsupported:
    symbol = symbols.lookup(path)
    advice = symbol.advice if symbol is not None else ""
    return Unsupported(
        node,
        "TFM901",
        f"nothing stands in for tf.{path} on TensorFlow 2: the file is left as it is",
        advice or "tf.contrib ended with TensorFlow 1.",
    )


def _is_namespace(path: str) -> bool:
    return any(name.startswith(path + ".") for name in legacy_names())


def _is_below(path: str) -> bool:
    """Whether the name is an attribute of something that is replaced."""
    parts = path.split(".")
    return any(
        ".".join(parts[:n]) in legacy_names() or preprocessing.provided(".".join(parts[:n])) is not None
        for n in range(1, len(parts))
    )
