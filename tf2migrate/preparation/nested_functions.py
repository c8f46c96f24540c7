"""Functions inside of functions that need nothing of them, in the text of the program: they move out.

A function that makes variables becomes a layer class, which has to stand where all its callers see it.
"""

from __future__ import annotations

import ast
import symtable
from collections.abc import Iterable, Iterator

from tf2migrate.analysis.imports import bindings
from tf2migrate.analysis.tree import walk
from tf2migrate.preparation.edits import Edits, finished
from tf2migrate.preparation.text import Cannot, Text


def prepared(text: Text, tree: ast.Module, lines: Iterable[int]) -> Text | None:
    """The text with the functions that start in these lines above those that hold them; None when none can move."""
    wanted = set(lines)
    inner = [
        (outer, function)
        for outer in tree.body
        if isinstance(outer, ast.FunctionDef)
        for function in outer.body
        if isinstance(function, ast.FunctionDef)
    ]
    if not any(function.lineno in wanted for _, function in inner):
        return None
    closed = {
        (table.get_name(), table.get_lineno())
        for table in _tables(symtable.symtable(text.text, "", "exec"))
        if not table.get_frees()
    }
    edits, moved = Edits(text, tree), []
    try:
        for outer, function in inner:
            if (
                function.lineno in wanted
                and (function.name, function.lineno) in closed
                and _may_move(tree, outer, function)
            ):
                moved.append((outer, function))
        for outer in dict.fromkeys(outer for outer, _ in moved):
            functions = [function for holder, function in moved if holder is outer]
            edits.define(outer, [line for function in functions for line in ("", "", *edits.move([function], ""))][2:])
    except Cannot:
        return None
    return finished(text, edits) if moved else None


def _tables(table: symtable.SymbolTable) -> Iterator[symtable.Function]:
    for child in table.get_children():
        if isinstance(child, symtable.Function):
            yield child
        yield from _tables(child)


def _may_move(tree: ast.Module, outer: ast.FunctionDef, function: ast.FunctionDef) -> bool:
    """Whether a name of the module would mean the same, and what the head of the function says is the same there."""
    inside = set(walk(outer))
    if any(name == function.name for node in walk(tree) if node not in inside for name in _names(node)):
        return False
    if sum(function.name in _names(node) and not _loads(node) for node in inside) != 1:
        return False  # bound again
    imported = {
        name for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom)) for name, _ in bindings(node)
    }
    head = [*function.args.defaults, *(d for d in function.args.kw_defaults if d is not None), *function.decorator_list]
    return all(name.id in imported for part in head for name in walk(part) if isinstance(name, ast.Name)) and not any(
        isinstance(node, ast.Call) for part in head for node in walk(part)
    )


def _loads(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)


def _names(node: ast.AST) -> list[str]:
    """The names that a node reads or binds."""
    if isinstance(node, ast.Name):
        return [node.id]
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return [node.name]
    if isinstance(node, ast.arg):
        return [node.arg]
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return [name for name, _ in bindings(node)]
    return []
