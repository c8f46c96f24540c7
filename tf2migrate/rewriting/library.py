"""A library is rewritten use by use: the names of TensorFlow, the calls, the imports; nothing moves."""

from __future__ import annotations

import ast
from collections.abc import Callable

import libcst as cst

from tf2migrate.analysis import imports
from tf2migrate.analysis.tree import of_type, walk
from tf2migrate.checks import CheckFailed
from tf2migrate.planning.library import LEGACY, Library
from tf2migrate.rewriting import templates
from tf2migrate.rewriting.pairing import expressions, statements
from tf2migrate.rewriting.printing import module_text
from tf2migrate.rewriting.test_cases import TestEdits
from tf2migrate.rewriting.transform import Transformer, changed, transform
from tf2migrate.rules import calls
from tf2migrate.rules.editing import NO_SPACE_EQUAL, append_argument, bare, fill
from tf2migrate.source import with_newlines_of
from tf2migrate.support import legacy_module

_BLOCKS = frozenset({cst.Module, cst.IndentedBlock})
_HOLDERS = frozenset({cst.Assign, cst.Return, cst.AugAssign, cst.AnnAssign, cst.Expr, cst.Arg})


def rewrite_library(source: str, library: Library) -> tuple[str, dict[str, str]]:
    """The new text of a library, and new files it needs.

    Raises:
        CheckFailed: a use is written where the two trees cannot be paired.
    """
    tree, module = library.tree, cst.parse_module(source)
    pairs = statements(tree, module)
    nodes: dict[ast.AST, cst.CSTNode] = {}
    for statement, paired in pairs.items():
        nodes.update(expressions(statement, paired))
    decided = [*library.calls, *library.names, *library.wrapped, *library.references]
    if any(node not in nodes for node in decided if _is_written(node, library)):
        raise CheckFailed("a use of TensorFlow stands where the two parsers do not agree")
    changes = _Changes(
        library,
        {id(nodes[node]): node for node in decided if node in nodes},
        {id(paired): node for node, paired in nodes.items()},
    )
    edits = _ImportEdits(tree, pairs, library)
    tests = TestEdits(library.tests, pairs, library.tf) if library.tests is not None else None
    built = transform(module, _Rewrite(changes, edits, tests))
    new_files = {f"{LEGACY}.py": legacy_module()} if library.uses_legacy else {}
    return with_newlines_of(module_text(built), source), new_files


def _is_written(node: ast.expr, library: Library) -> bool:
    """Whether the text of a use changes."""
    text = library.names.get(node)
    return text is None or text != ast.unparse(node)


class _Changes:
    """What becomes of single expressions."""

    def __init__(self, library: Library, decided: dict[int, ast.expr], ast_of: dict[int, ast.AST]):
        self.library, self.decided, self.ast_of = library, decided, ast_of
        self.parts = {part for _, parts in library.wrapped.values() for part in parts}
        self.updated: dict[ast.AST, cst.CSTNode] = {}  # parts of templates, with what changes in them

    def made(self, original: cst.CSTNode, updated: cst.CSTNode) -> cst.CSTNode:
        made = self._made(original, updated)
        paired = self.ast_of.get(id(original))
        if paired in self.parts:
            self.updated[paired] = made
        return made

    def _made(self, original: cst.CSTNode, updated: cst.CSTNode) -> cst.CSTNode:
        node = self.decided.get(id(original))
        if node is None:
            return updated
        library = self.library
        if node in library.names:
            if not _is_written(node, library):
                return updated
            return changed(templates.expression(library.names[node]), lpar=updated.lpar, rpar=updated.rpar)
        if node in library.wrapped:
            template, parts = library.wrapped[node]
            values = {f"part{i}": self.updated[part] for i, part in enumerate(parts)}
            return changed(fill(template, values, library.tf), lpar=updated.lpar, rpar=updated.rpar)
        if node in library.references:
            arguments = list(updated.args)
            append_argument(
                arguments, cst.Arg(cst.Name("False"), keyword=cst.Name("use_resource"), equal=NO_SPACE_EQUAL)
            )
            return changed(updated, args=arguments)
        return calls.rewrite_call(
            library.calls[node],
            original,
            updated,
            library.tf,
            dtype_of=lambda argument: self._known(argument, library.dtype_of),
            rank_of=lambda argument: self._known(argument, library.rank_of),
        )

    def _known(self, argument: cst.CSTNode, fact: Callable) -> object:
        node = self.ast_of.get(id(argument))
        return fact(node) if node is not None else None


class _Rewrite(Transformer):
    def __init__(self, changes: _Changes, edits: "_ImportEdits", tests: TestEdits | None):
        self.changes, self.edits, self.tests = changes, edits, tests

    def leave(self, original: cst.CSTNode, updated: cst.CSTNode) -> cst.CSTNode:
        made = self.changes.made(original, updated)
        if made is not updated:
            return made
        kind = original.__class__
        if kind in _HOLDERS and updated is not original and getattr(updated, "value", None) is not None:
            return changed(updated, value=bare(updated.value))
        if kind in _BLOCKS and any(self.edits.concerns(line) for line in original.body):
            return changed(
                updated,
                body=[
                    line
                    for before, after in zip(original.body, updated.body)
                    for line in self.edits.lines(before, after)
                ],
            )
        if kind in _BLOCKS and self.tests is not None:
            return self.tests.block(original, updated)
        if kind is cst.FunctionDef and self.tests is not None:
            return self.tests.function(original, updated)
        return updated


class _ImportEdits:
    """The imports of TensorFlow: the module itself, and after it compat.v1 and the legacy module where they are
    used.
    """

    def __init__(self, tree: ast.Module, pairs: dict[ast.stmt, cst.CSTNode], library: Library):
        self.texts: dict[int, list[str]] = {}
        needed = [f"import tensorflow.compat.v1 as {library.tf1}"] * library.uses_v1
        if library.uses_legacy and not any(a.name == LEGACY for n in of_type(tree, ast.Import) for a in n.names):
            needed.append(f"import {LEGACY}")
        left = _names_left(tree, library)
        used = {node.id for node in of_type(tree, ast.Name)}
        for node, paired in pairs.items():
            if not isinstance(node, (ast.Import, ast.ImportFrom)) or imports.is_private(node):
                continue
            bound = imports.bindings(node)
            if any(path == "" for _, path in bound):
                own = "import tensorflow" if library.tf == imports.ROOT else f"import tensorflow as {library.tf}"
                self.texts[id(paired)] = [*_others(node), own, *needed]
            elif bound and all(
                name not in left and (name in used or path.startswith("contrib")) for name, path in bound
            ):
                self.texts[id(paired)] = []

    def concerns(self, line: cst.BaseStatement) -> bool:
        return line.__class__ is cst.SimpleStatementLine and any(id(small) in self.texts for small in line.body)

    def lines(self, original: cst.BaseStatement, updated: cst.BaseStatement) -> list[cst.BaseStatement]:
        if not self.concerns(original):
            return [updated]
        if len(original.body) != 1:
            raise CheckFailed("an import of TensorFlow shares its line with another statement")
        texts = self.texts[id(original.body[0])]
        made = [templates.statement(text) for text in texts]
        if not made:
            if updated.trailing_whitespace.comment is not None or any(
                line.comment is not None for line in updated.leading_lines
            ):
                raise CheckFailed("an import that goes has a comment")
            return []
        if (
            cst.Module([made[0]]).code.strip()
            == cst.Module(
                [changed(updated, leading_lines=[], trailing_whitespace=cst.TrailingWhitespace())]
            ).code.strip()
        ):
            return [updated, *made[1:]]
        return [
            changed(made[0], leading_lines=updated.leading_lines, trailing_whitespace=updated.trailing_whitespace),
            *made[1:],
        ]


def _others(node: ast.Import | ast.ImportFrom) -> list[str]:
    """The import of what stands beside TensorFlow in `import numpy as np, tensorflow as tf`."""
    if isinstance(node, ast.ImportFrom):
        return []
    others = [alias for alias in node.names if alias.name.partition(".")[0] != imports.ROOT]
    return [ast.unparse(ast.Import(others))] if others else []


def _names_left(tree: ast.Module, library: Library) -> set[str]:
    """Names of which some use stays as it is written."""
    written = set()
    for node in [*library.names, *(call.func for call in library.calls)]:
        inner: ast.expr = node
        while isinstance(inner, ast.Attribute):
            inner = inner.value
        written.add(inner)
    exported = {
        c.value
        for s in of_type(tree, ast.Assign)
        if any(isinstance(t, ast.Name) and t.id == "__all__" for t in s.targets)
        for c in walk(s.value)
        if isinstance(c, ast.Constant)
    }
    return {node.id for node in of_type(tree, ast.Name) if node not in written} | exported
