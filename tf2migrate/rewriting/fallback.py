"""A file that cannot be planned stays on `tf.compat.v1`, whole, and runs on TensorFlow 2.16 and later."""

from __future__ import annotations

import ast

import libcst as cst

from tf2migrate.analysis import imports
from tf2migrate.analysis.program import Analysis
from tf2migrate.analysis.tree import of_type, walk
from tf2migrate.planning import preprocessing
from tf2migrate.planning.flags import MNIST, mnist_import, mnist_readers
from tf2migrate.planning.numpy_names import new_name, numpy_aliases
from tf2migrate.planning.stand_ins import LEGACY, ends, is_gone, replaceable, stand_in, successor
from tf2migrate.rewriting import templates
from tf2migrate.rewriting.pairing import expressions, statements
from tf2migrate.rewriting.printing import module_text, text_of
from tf2migrate.rewriting.transform import Transformer, changed, transform
from tf2migrate.source import with_newlines_of
from tf2migrate.support import legacy_module, mnist_module, vocabulary_module

_TEXTS = {LEGACY: legacy_module, preprocessing.MODULE: vocabulary_module, "mnist_input_data": mnist_module}


def rewrite_for_compat(source: str, tree: ast.Module, analysis: Analysis) -> tuple[str, dict[str, str]]:
    """The file on compat.v1, and new files it needs.

    The imports change, `disable_v2_behavior()` is added where the file runs sessions, and what Keras 3 took
    away from compat.v1 (`tf.layers`, `tf.nn.rnn_cell`, `tf.contrib`) comes from a module written beside it.
    """
    module = cst.parse_module(source)
    pairs = statements(tree, module)
    replaced: dict[int, cst.BaseExpression] = {}
    bound = {name for name, path in _bindings(tree)}
    tf = imports.root_alias(tree) or ("tf" if "tf" not in bound else "tf1")
    modules: set[str] = set()
    graph_mode = _needs_graph_mode(analysis)
    nodes = {}
    for statement, paired in pairs.items():
        for node, other in expressions(statement, paired):
            nodes[node] = other
    parents = {child: node for node in walk(tree) for child in ast.iter_child_nodes(node)}
    for node, path in analysis.symbols.items():
        if node not in nodes or not ends(node, parents, analysis) or path.startswith(MNIST):
            continue
        instead = None if path in _EAGER_ALONE and graph_mode else stand_in(path)
        if instead is not None:
            replaced[id(nodes[node])] = templates.expression(instead)
            modules.add(instead.partition(".")[0])
        elif successor(path) is not None:
            replaced[id(nodes[node])] = templates.expression(f"{tf}.{successor(path)}")
        elif isinstance(node, ast.Name) and node.id != tf and path and _imported(tree, node.id) and not is_gone(path):
            replaced[id(nodes[node])] = templates.expression(f"{tf}.{path}")
    for node, text in mnist_readers(analysis, tree).items():
        replaced[id(nodes[node])] = templates.expression(text)
        modules.add("mnist_input_data")
    aliases = numpy_aliases(tree)
    for node in of_type(tree, ast.Attribute) if aliases else ():
        text = new_name(node, aliases)
        if text is not None and node in nodes:
            replaced[id(nodes[node])] = templates.expression(text)
    kept = _names_left(analysis, nodes, parents, replaced)
    edits = _ImportEdits(tree, pairs, tf, sorted(modules), graph_mode, kept)
    module = transform(module, _Replace(replaced, edits))
    if edits.mnist:
        modules.add("mnist_input_data")
    new_files = {f"{name}.py": text() for name, text in _TEXTS.items() if name in modules}
    return with_newlines_of(module_text(module), source), new_files


# What compat.v1 has, and refuses where execution is eager.
_EAGER_ALONE = frozenset({"summary.FileWriter"})


def _bindings(tree: ast.Module) -> list[tuple[str, str]]:
    return [
        pair for node in walk(tree) if isinstance(node, (ast.Import, ast.ImportFrom)) for pair in imports.bindings(node)
    ]


def _imported(tree: ast.Module, name: str) -> bool:
    """Whether a public import that is about to change bound the name."""
    return any(
        bound == name
        for node in walk(tree)
        if isinstance(node, (ast.Import, ast.ImportFrom)) and not imports.is_private(node)
        for bound, _ in imports.bindings(node)
    )


def _names_left(analysis: Analysis, nodes: dict, parents: dict, replaced: dict) -> set[str]:
    """Imported names of which some use is not replaced: their import has to stay."""
    left = set()
    for node in analysis.symbols:
        if not isinstance(node, ast.Name) or node not in nodes:
            continue
        longer: ast.AST = node
        while id(nodes[longer]) not in replaced:
            longer = parents.get(longer)
            if not isinstance(longer, ast.Attribute) or longer not in analysis.symbols:
                left.add(node.id)
                break
    return left


def _needs_graph_mode(analysis: Analysis) -> bool:
    if analysis.eager:
        return False
    names = set(analysis.symbols.values())
    if any(name.startswith("estimator.") for name in names):
        return True
    made = [*analysis.variables, *analysis.layers]  # a file that only builds a graph, and prints what it made
    return bool(
        analysis.sessions
        or analysis.runs
        or analysis.placeholders
        or any(record.unit is not None and isinstance(record.unit.scope.node, ast.Module) for record in made)
        or names
        & {
            "Session",
            "InteractiveSession",
            "train.MonitoredTrainingSession",
            "train.MonitoredSession",
            "train.SingularMonitoredSession",
            "train.Supervisor",
            "app.run",
        }
    )


class _ImportEdits:
    """The import statements of TensorFlow, rewritten to compat.v1."""

    def __init__(self, tree: ast.Module, pairs: dict, tf: str, modules: list[str], graph_mode: bool, kept: set[str]):
        self.tf, self.mnist = tf, False
        self.lines: dict[int, list[cst.BaseStatement]] = {}
        done = False
        already = any(
            isinstance(n, ast.Attribute) and n.attr in ("disable_v2_behavior", "disable_eager_execution")
            for n in walk(tree)
        )
        for node, paired in pairs.items():
            if not isinstance(node, (ast.Import, ast.ImportFrom)):
                continue
            bound = imports.bindings(node)
            if not bound or imports.is_private(node):
                continue
            if any(not replaceable(path) or (is_gone(path) and name in kept) for name, path in bound):
                continue  # nothing stands in for it: the import fails as it must
            texts = _other_modules(node)
            mnist = [mnist_import(name, path) for name, path in bound if path.startswith(MNIST)]
            if None in mnist:
                continue
            if mnist:
                self.mnist = True
                texts += mnist
            elif not done:
                texts.append(f"import tensorflow.compat.v1 as {tf}")
            if not mnist and not done:
                texts += [f"import {module}" for module in modules if not _imports(tree, module)]
                if graph_mode and not already:
                    texts.append(f"{tf}.disable_v2_behavior()")
                done = True
            texts += [
                f"from tensorflow.compat.v1 import {path}" + (f" as {name}" if name != path else "")
                for name, path in bound
                if name in kept and path.isidentifier()
            ]
            texts += [
                f"{name} = {tf}.{path}"
                for name, path in bound
                if name in kept and not path.isidentifier() and path and not mnist
            ]
            self.lines[id(paired)] = [templates.statement(text) for text in texts]


def _other_modules(node: ast.Import | ast.ImportFrom) -> list[str]:
    """The import of what stands beside TensorFlow in `import numpy as np, tensorflow as tf`."""
    if isinstance(node, ast.ImportFrom):
        return []
    others = [alias for alias in node.names if alias.name.partition(".")[0] != imports.ROOT]
    return [ast.unparse(ast.Import(others))] if others else []


def _imports(tree: ast.Module, module: str) -> bool:
    return any(isinstance(n, ast.Import) and any(a.name == module for a in n.names) for n in walk(tree))


class _Replace(Transformer):
    def __init__(self, replaced: dict[int, cst.BaseExpression], edits: _ImportEdits):
        self.replaced, self.edits = replaced, edits

    def leave(self, original: cst.CSTNode, updated: cst.CSTNode) -> cst.CSTNode:
        made = self.replaced.get(id(original))
        if made is not None:
            return changed(made, lpar=updated.lpar, rpar=updated.rpar)
        if original.__class__ in _BLOCKS and any(self._edits(line) for line in original.body):
            return changed(
                updated,
                body=[
                    line for before, after in zip(original.body, updated.body) for line in self._lines(before, after)
                ],
            )
        return updated

    def _edits(self, line: cst.BaseStatement) -> bool:
        return (
            line.__class__ is cst.SimpleStatementLine and len(line.body) == 1 and id(line.body[0]) in self.edits.lines
        )

    def _lines(self, original: cst.BaseStatement, updated: cst.BaseStatement) -> list[cst.BaseStatement]:
        if not self._edits(original):
            return [updated]
        lines = self.edits.lines[id(original.body[0])]
        if not lines:
            commented = updated.trailing_whitespace.comment is not None or any(
                line.comment is not None for line in updated.leading_lines
            )
            if not commented:
                return []
            lines = [cst.parse_statement(f"import tensorflow.compat.v1 as {self.edits.tf}")]  # carries the comments
        lines = [
            changed(lines[0], leading_lines=updated.leading_lines, trailing_whitespace=updated.trailing_whitespace),
            *lines[1:],
        ]
        return [updated] if len(lines) == 1 and text_of(lines[0]).strip() == text_of(updated).strip() else lines


_BLOCKS = frozenset({cst.Module, cst.IndentedBlock})
