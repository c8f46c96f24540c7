"""Collections of the graph under names of the program's own become lists, in the text and before the analysis reads it.

`tf.add_to_collection("losses", loss)` puts a value where `tf.get_collection("losses")` finds it. When both stand in one
scope, a list does the same. Where a function that is called adds to it, the function is taken apart first.
"""

from __future__ import annotations

import ast
import keyword
import re

from tf2migrate.analysis.arguments import argument
from tf2migrate.analysis.program import Analysis
from tf2migrate.analysis.tree import walk
from tf2migrate.preparation.edits import Edits
from tf2migrate.preparation.queues import Apart
from tf2migrate.preparation.text import Cannot, Text, attempted
from tf2migrate.scopes import fresh

NAMES = frozenset({"add_to_collection"})
_GET = "get_collection"
# Keys that TensorFlow itself adds to; what `tf.losses` adds goes to "losses".
_STANDARD = frozenset(
    """variables local_variables global_variables trainable_variables model_variables update_ops summaries
regularization_losses queue_runners table_initializer asset_filepaths moving_average_variables biases weights
activations savers concatenated_variables train_op while_context cond_context summary_op ready_op init_op
local_init_op global_step eval_step metric_variables ready_for_local_init_op saveable_objects resources
local_resources _streaming_model_ports trainable_resource_variables _summary_collection""".split()
)
_OF_LOSSES = ("losses.", "contrib.losses.")
# More than one graph, or collections that are reached in another way.
_OTHER_WAYS = frozenset(
    {
        "get_collection_ref",
        "add_to_collections",
        "Graph",
        "reset_default_graph",
        "GraphKeys.LOSSES",
        "train.import_meta_graph",
        "train.export_meta_graph",
        "get_default_graph",
        "import_graph_def",
    }
)


def prepared(text: Text, tree: ast.Module, analysis: Analysis, tf: str) -> Text | None:
    """The text with lists in place of collections; None when it has none, or one that has to stay.

    Args:
        tree: the parsed text.
        analysis: what is known of it.
        tf: what the API is called in it.

    Raises:
        Apart: functions that add to a collection have to be taken apart first.
    """
    paths = set(analysis.symbols.values())
    if not NAMES & paths or _OTHER_WAYS & paths:
        return None
    return attempted(text, lambda: _Lists(text, tree, analysis).result())


class _Lists:
    def __init__(self, text: Text, tree: ast.Module, analysis: Analysis):
        self.text, self.tree, self.analysis = text, tree, analysis
        self.edits = Edits(text, tree)
        self.used = {n.id for n in walk(tree) if isinstance(n, ast.Name)} | {
            n.arg for n in walk(tree) if isinstance(n, ast.arg)
        }
        self.uses_losses = any(path.startswith(_OF_LOSSES) for path in analysis.symbols.values())

    def result(self) -> Text:
        calls: dict[str, list[ast.Call]] = {}
        found = 0
        for call in [n for n in walk(self.tree) if isinstance(n, ast.Call)]:
            path = self.analysis.symbols.get(call.func)
            if path in NAMES or path == _GET and self._key(call) is not None:
                found += path in NAMES
                calls.setdefault(self._checked(call, path), []).append(call)
        if found < sum(path in NAMES for path in self.analysis.symbols.values()):
            raise Cannot  # the function itself is a value
        names = {}
        for key in [key for key, group in calls.items() if any(self._adds(call) for call in group)]:
            names[key] = self._list(key, calls[key])
        return self.edits.text()

    def _key(self, call: ast.Call) -> str | None:
        """The key of a collection of the program's own."""
        key = argument(
            call, ("name", "value") if self._adds(call) else ("key", "scope"), "name" if self._adds(call) else "key"
        )
        known = key.value if isinstance(key, ast.Constant) else None
        return known if isinstance(known, str) and known not in _STANDARD else None

    def _adds(self, call: ast.Call) -> bool:
        return self.analysis.symbols.get(call.func) in NAMES

    def _checked(self, call: ast.Call, path: str) -> str:
        key = self._key(call)
        if key is None or key == "losses" and self.uses_losses or any(isinstance(a, ast.Starred) for a in call.args):
            raise Cannot
        if path == _GET and argument(call, ("key", "scope"), "scope") is not None:
            raise Cannot
        if path in NAMES and (not isinstance(self.edits.parents[call], ast.Expr) or self._value(call) is None):
            raise Cannot
        return key

    def _value(self, call: ast.Call) -> ast.expr | None:
        return argument(call, ("name", "value"), "value")

    def _list(self, key: str, calls: list[ast.Call]) -> str:
        calls.sort(key=lambda call: (call.lineno, call.col_offset))
        scopes = {self.edits.scope(call) for call in calls}
        if len(scopes) > 1:
            raise Apart([call.lineno for call in calls if not isinstance(self.edits.scope(call), ast.Module)])
        scope = scopes.pop()
        if isinstance(scope, ast.FunctionDef) and any(
            isinstance(node, (ast.Lambda, ast.ClassDef, ast.AsyncFunctionDef)) for node in self._above(calls[0])
        ):
            raise Cannot
        name = fresh(_identifier(key), self.used)
        self.used.add(name)
        first = next(s for s in scope.body if any(n is calls[0] for n in walk(s)))
        self.edits.insert(first, [f"{name} = []"])
        for call in calls:
            if self._adds(call):
                value = self.text.segment(self._value(call))
                self.edits.replace(self.edits.parents[call], [f"{name}.append({value})"])
            else:
                self.edits.substitute(call, name if self._is_read(call) else f"list({name})")
        return name

    def _above(self, node: ast.AST) -> list[ast.AST]:
        found = []
        while node in self.edits.parents:
            node = self.edits.parents[node]
            found.append(node)
        return found

    def _is_read(self, call: ast.Call) -> bool:
        """Whether the list is only looked at where it is taken, so that no copy of it is needed."""
        parent = self.edits.parents[call]
        if isinstance(parent, ast.Call):
            return parent.func is not call
        return isinstance(parent, (ast.comprehension, ast.Subscript, ast.For, ast.BinOp))


def _identifier(key: str) -> str:
    name = re.sub(r"\W+", "_", key).strip("_").lower() or "collected"
    return f"{name}_" if keyword.iskeyword(name) else f"_{name}" if name[0].isdigit() else name
