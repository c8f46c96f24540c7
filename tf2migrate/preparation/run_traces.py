"""Traces of session runs go, in the text of the program: TensorFlow 2 is profiled from outside of a step.

`sess.run(..., options=tf.RunOptions(trace_level=...), run_metadata=metadata)` computes what it computes without
them. Where the metadata only go to a writer of summaries, they are left out with a note that names what TensorFlow 2
has for it.
"""

from __future__ import annotations

import ast

from tf2migrate.analysis.program import Analysis
from tf2migrate.analysis.tree import walk
from tf2migrate.preparation.edits import Edits, finished
from tf2migrate.preparation.text import Cannot, Prepared, Text

_MADE = frozenset({"RunOptions", "RunMetadata"})
_TRACING = ("options", "run_metadata")
_KEYWORDS = ("trace_level", "output_partition_graphs", "report_tensor_allocations_upon_oom")
_WRITTEN = "add_run_metadata"
_MESSAGE = "the time and memory of this run is no longer written"
_ADVICE = "put tf.profiler.experimental.start(logdir) and stop() round the steps that are to be profiled"


def prepared(text: Text, tree: ast.Module, analysis: Analysis) -> Prepared | None:
    """The text without traces, and notes about lines of the file; None when there are none, or they go elsewhere."""
    if not _MADE & set(analysis.symbols.values()):
        return None
    edits = Edits(text, tree)
    try:
        notes = _Traces(edits, analysis).remove()
    except Cannot:
        return None
    made = finished(text, edits)
    return Prepared(made, tuple((text.origin[n - 1], _MESSAGE, _ADVICE) for n in notes)) if made is not None else None


class _Traces:
    def __init__(self, edits: Edits, analysis: Analysis):
        self.edits, self.analysis = edits, analysis

    def remove(self) -> list[int]:
        """Plan the edits; gives the lines of the runs that were traced."""
        names = set()
        for node in walk(self.edits.tree):
            if isinstance(node, ast.Call) and self.analysis.symbols.get(node.func) in _MADE:
                statement = self.edits.parents[node]
                if node.args or any(k.arg not in _KEYWORDS for k in node.keywords):
                    raise Cannot  # a timeout
                if (
                    isinstance(statement, ast.Assign)
                    and len(statement.targets) == 1
                    and isinstance(statement.targets[0], ast.Name)
                ):
                    names.add(statement.targets[0].id)
                    self.edits.remove(statement)
                elif not self._is_tracing(statement):
                    raise Cannot
        lines = []
        for node in walk(self.edits.tree):
            if isinstance(node, ast.Name) and node.id in names and isinstance(node.ctx, ast.Load):
                self._use(node)
            if isinstance(node, ast.Call) and any(self._is_tracing(k) for k in node.keywords):
                self.edits.cut(node, [k for k in node.keywords if self._is_tracing(k)])
                lines.append(node.lineno)
        return lines

    def _is_tracing(self, node: ast.AST) -> bool:
        """Whether an argument is the trace of a run, or what is traced."""
        if not isinstance(node, ast.keyword) or node.arg not in _TRACING:
            return False
        call = self.edits.parents[node]
        return isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "run"

    def _use(self, node: ast.Name) -> None:
        parent = self.edits.parents[node]
        if self._is_tracing(parent):
            return
        statement = self.edits.parents[parent]
        if (
            not isinstance(parent, ast.Call)
            or not isinstance(parent.func, ast.Attribute)
            or (parent.func.attr != _WRITTEN or not isinstance(statement, ast.Expr))
        ):
            raise Cannot
        self.edits.remove(statement)
