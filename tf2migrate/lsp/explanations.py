"""What stands under the cursor: a rule, or a symbol of TensorFlow 1 and what becomes of it."""

from __future__ import annotations

import ast
import re

from tf2migrate.analysis.imports import bindings
from tf2migrate.analysis.tree import of_type, walk
from tf2migrate.reporting.symbol_explanations import explain
from tf2migrate.rules import all_rules, symbols
from tf2migrate.rules.rule import Rule

_RULE = re.compile(r"\bTFM\d{3}\b")


def rule_text(rule: Rule) -> str:
    """The explanation of a rule, as Markdown."""
    parts = [f"**{rule.id} {rule.name}** ({rule.safety.value})", rule.summary, " ".join(rule.why.split())]
    for title, program in (("Before", rule.before), ("After", rule.after)):
        if program:
            parts.append(f"{title}:\n\n```python\n{program.strip()}\n```")
    return "\n\n".join(part for part in parts if part)


def rule_in(text: str, column: int) -> Rule | None:
    """The rule whose id stands in a line at a column (in characters)."""
    for match in _RULE.finditer(text):
        if match.start() <= column <= match.end():
            return next((rule for rule in all_rules() if rule.id == match[0]), None)
    return None


def symbol_at(tree: ast.Module, line: int, column: int) -> tuple[ast.expr, str] | None:
    """The longest dotted name round a place that stands for something of TensorFlow 1.

    Returns:
        Its node and its public path below the module.
    """
    local = {name: path for node in of_type(tree, ast.Import, ast.ImportFrom) for name, path in bindings(node)}
    for node in walk(tree):
        if isinstance(node, (ast.Name, ast.Attribute)) and _covers(node, line, column):
            path = _path(node, local)
            if path:
                return node, path
    return None


def _covers(node: ast.expr, line: int, column: int) -> bool:
    if node.lineno != line or node.end_lineno != line:
        return False
    return node.col_offset <= column <= (node.end_col_offset or 0)


def _path(node: ast.expr, local: dict[str, str]) -> str | None:
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name) or node.id not in local:
        return None
    path = ".".join(filter(None, [local[node.id], *reversed(names)]))
    while path and symbols.lookup(path) is None and "." in path:
        path = path.rpartition(".")[0]  # a method or an attribute of what the symbol gives
    return path if symbols.lookup(path) is not None else None


def symbol_text(path: str) -> str:
    """What becomes of a symbol, as Markdown."""
    if symbols.lookup(path) is None:
        return ""
    found = explain(path)
    parts = [found.summary.replace(f"tf.{path}", f"**tf.{path}**", 1)]
    if found.source:
        parts.append(f"_{found.source}_")
    if found.trap:
        parts.append(f"**Trap:** {found.trap}")
    if found.advice:
        parts.append(found.advice)
    if found.rule is not None:
        parts.append(f"**{found.rule.id}** {found.rule.summary}. {' '.join(found.rule.why.split())}")
    return "\n\n".join(parts)
