"""A method that returns at the end of a `with` block returns behind it, before the analysis reads the text.

What a method that builds a part of the graph returns is taken where the method is through: its last statement.
"""

from __future__ import annotations

import ast

from tf2migrate.analysis.program import Analysis
from tf2migrate.analysis.tree import belongs, of_type
from tf2migrate.preparation.lines import Lines
from tf2migrate.preparation.text import CannotWrite, Text, attempted
from tf2migrate.scopes import fresh


def prepared(text: Text, tree: ast.Module, analysis: Analysis) -> Text | None:
    """The text with one such return behind its block; None when there is none that keeps the program.

    Args:
        tree: the parsed text.
        analysis: what is known of the program.
    """
    for problem in analysis.problems:
        node = problem.node
        if problem.rule != "TFM903" or not isinstance(node, ast.Return) or not belongs(node, tree):
            continue
        made = attempted(text, lambda: _moved(text, Lines(text, tree), node))
        if made is not None:
            return made
    return None


def _moved(text: Text, lines: Lines, node: ast.Return) -> Text:
    inner: ast.AST = node
    outer = lines.parents[node]
    while isinstance(outer, ast.With) and outer.body[-1] is inner:
        inner, outer = outer, lines.parents[outer]
    if (
        inner is node
        or not isinstance(outer, ast.FunctionDef)
        or outer.body[-1] is not inner
        or (of_type(outer, ast.Return) != [node])
    ):
        raise CannotWrite(node, "the method returns in another way")
    written = text.segment(node.value)
    parts = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
    kept = text.comments_in(node)
    if all(isinstance(part, ast.Name) for part in parts):
        lines.replace(node, kept)
    else:
        name = fresh("result", {n.id for n in of_type(outer, ast.Name)} | {a.arg for a in of_type(outer, ast.arg)})
        bound = f"{name} = {written}"
        lines.replace(node, [f"{bound}  {kept[0]}"] if len(kept) == 1 else [*kept, bound])
        written = name
    lines.append(outer, [f"return {written}"])
    return lines.assembled()
