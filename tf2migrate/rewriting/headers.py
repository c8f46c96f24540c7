"""Imports and support classes at the top of the new file."""

from __future__ import annotations

import ast
import re

import libcst as cst

from tf2migrate.analysis.imports import root_alias
from tf2migrate.analysis.program import Analysis
from tf2migrate.analysis.tree import of_type
from tf2migrate.planning.recipe import Plan
from tf2migrate.rewriting import templates
from tf2migrate.rewriting.printing import SourceText, text_of
from tf2migrate.rules import distributions, hyperparameters
from tf2migrate.support import class_source

# Support classes that come with the methods that the program names, and what may take a method by another name.
_TRIMMED = {hyperparameters.CLASS: hyperparameters.METHODS}
_BY_NAME = ("getattr", "hasattr", "vars", "dir")
_INDENT = "    "
_INDENTATION = re.compile(rf"^(?:{_INDENT})+", re.MULTILINE)


def finish_headers(
    module: cst.Module, tree: ast.Module, analysis: Analysis, plan: Plan, realizer, tf: str
) -> cst.Module:
    """Add the imports and classes that the new code needs."""
    body = list(module.body)
    names = list(dict.fromkeys([*realizer.support, *plan.support, *plan.support_of.get(tree, ())]))
    present = _present(tree, plan)
    lines = [templates.statement(text) for text in dict.fromkeys(plan.imports.get(tree, ())) if text not in present]
    root = f"import tensorflow as {tf}"
    if (
        _first_tensorflow(body) >= 0
        and root_alias(tree) is None
        and re.search(rf"(?<![\w.]){tf}\.", text := text_of(module))
        and (root not in text)
    ):  # the file has imported parts of TensorFlow only
        lines.append(templates.statement(root))
    position = _after_imports(body)
    if names:
        made = [_class(name, tf, module, _methods(name, analysis)) for name in names]
        if position < len(body):
            following = body[position]
            leading = list(following.leading_lines)
            blanks = next((i for i, l in enumerate(leading) if l.comment is not None), len(leading))
            body[position] = following.with_changes(
                leading_lines=[cst.EmptyLine(indent=False)] * max(0, 2 - blanks) + leading
            )
        body[position:position] = made
    if lines and _first_tensorflow(body) < 0:
        place = _after_imports(body) or int(bool(body) and _is_prologue(body[0]))
        body[place:place] = lines
    elif lines:
        first = _tensorflow_import(body)
        target = body[first]
        lines[0] = lines[0].with_changes(leading_lines=target.leading_lines)
        body[first] = target.with_changes(leading_lines=[])
        body[first:first] = lines
    return module.with_changes(body=body)


def _present(tree: ast.Module, plan: Plan) -> set[str]:
    """The imports at the head of the file that stay."""
    found = set()
    for node in tree.body:
        if not isinstance(node, (ast.Import, ast.ImportFrom)) and not (
            isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        ):
            break
        if node not in plan.removed and node not in plan.statements:
            found.add(ast.unparse(node))
    return found


def _methods(name: str, analysis: Analysis) -> set[str] | None:
    """The methods of a support class that the program calls; None where the class is needed as a whole."""
    if name not in distributions.METHODS and name not in _TRIMMED:
        return None
    if name in _TRIMMED and any(n.id in _BY_NAME for tree in analysis.trees for n in of_type(tree, ast.Name)):
        return None
    called = {node.attr for tree in analysis.trees for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    return called & (_TRIMMED[name] if name in _TRIMMED else distributions.METHODS[name].keys())


def _class(name: str, tf: str, module: cst.Module, methods: set[str] | None) -> SourceText:
    """A support class with the indentation and the newlines of the file."""
    text = f"\n\n{class_source(name, tf, methods)}"
    if module.default_indent != _INDENT:
        text = _INDENTATION.sub(lambda found: module.default_indent * (len(found[0]) // len(_INDENT)), text)
    return SourceText(text.replace("\n", module.default_newline))


def _is_import(statement: cst.BaseStatement) -> bool:
    return isinstance(statement, cst.SimpleStatementLine) and any(
        isinstance(small, (cst.Import, cst.ImportFrom)) for small in statement.body
    )


def _after_imports(body: list[cst.BaseStatement]) -> int:
    """Behind the imports at the head of the file; later ones do not count."""
    last = 0
    for position, statement in enumerate(body):
        if _is_import(statement):
            last = position + 1
        elif not _is_prologue(statement):
            break
    if last == 0:
        last = next((p + 1 for p, s in enumerate(body) if _is_import(s)), 0)
    return max(last, _first_tensorflow(body) + 1)


def _first_tensorflow(body: list[cst.BaseStatement]) -> int:
    for position, statement in enumerate(body):
        if _is_import(statement) and "tensorflow" in text_of(statement):
            return position
    return -1


def _tensorflow_import(body: list[cst.BaseStatement]) -> int:
    return max(0, _first_tensorflow(body))


def _is_prologue(statement: cst.BaseStatement) -> bool:
    """Docstring, or a call between the imports such as `matplotlib.use('Agg')`."""
    return isinstance(statement, cst.SimpleStatementLine) and all(isinstance(s, cst.Expr) for s in statement.body)
