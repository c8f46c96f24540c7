"""Variables that are looked up by their names again, in the text and before the analysis reads it.

`with tf.variable_scope("layer", reuse=True): again = tf.get_variable("w")` gives the variable that the program has
under a name of its own already: `again = w`. The weight of a layer, `tf.get_variable("kernel")`, is chosen from all
variables by its name.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from tf2migrate.analysis.imports import root_alias
from tf2migrate.analysis.program import Analysis
from tf2migrate.analysis.tree import belongs, walk
from tf2migrate.preparation.edits import Edits
from tf2migrate.preparation.lookups import layer_weights, variable_of
from tf2migrate.preparation.reading import flat
from tf2migrate.preparation.text import Cannot, Text, attempted

# A graph of its own has variables of its own under the same names.
_OTHER_GRAPHS = frozenset({"Graph", "reset_default_graph"})


def prepared(text: Text, tree: ast.Module, analysis: Analysis) -> Text | None:
    """The text with names in the place of look-ups; None when it has none, or one that has to stay.

    Args:
        tree: the parsed text.
        analysis: what is known of it.
    """
    if not (analysis.reused or analysis.reused_names) or _OTHER_GRAPHS & set(analysis.symbols.values()):
        return None
    return attempted(text, lambda: _Reused(text, tree, analysis).result())


class _Reused:
    def __init__(self, text: Text, tree: ast.Module, analysis: Analysis):
        self.edits, self.analysis = Edits(text, tree), analysis
        self.tf = root_alias(tree)
        self.reused = {call: record for call, record in analysis.reused.items() if belongs(call, tree)}
        self.weights = {call: name for call, name in analysis.reused_names.items() if belongs(call, tree)}

    def result(self) -> Text | None:
        if not self.reused and not self.weights:
            return None
        known = layer_weights(self.analysis)
        for call, name in self.weights.items():
            if known.count(name) != 1 or self.tf is None:
                raise Cannot
            self.edits.substitute(call, variable_of(name, self.tf))
        for call, record in self.reused.items():
            self._write(call, self._name(call, record.node))
        return self.edits.text()

    def _name(self, call: ast.Call, made: ast.Call) -> str:
        """The name that the variable has where it is looked up.

        Raises:
            Cannot: it has none.
        """
        statement = self.edits.parents.get(made)
        if (
            not isinstance(statement, ast.Assign)
            or len(statement.targets) != 1
            or not isinstance(statement.targets[0], ast.Name)
        ):
            raise Cannot
        name, scope = statement.targets[0].id, self.edits.scope(statement)
        if self.edits.scope(call) is not scope:
            raise Cannot
        order = [s for s in flat(scope.body) if not isinstance(s, ast.With) or s.body]
        if statement not in order or self._shared_by_functions(name, scope):
            raise Cannot
        between = order[order.index(statement) + 1 :]
        last = next((n for n, s in enumerate(between) if any(node is call for node in walk(s))), None)
        if last is None:
            raise Cannot
        inside = between[last]
        stored = [s for s in between[: last + 1] if name in _stores(s)]
        if stored and (stored != [inside] or not isinstance(inside, ast.Assign) or inside.value is not call):
            raise Cannot
        return name

    def _shared_by_functions(self, name: str, scope: ast.Module | ast.FunctionDef) -> bool:
        return (
            any(isinstance(n, (ast.Global, ast.Nonlocal)) and name in n.names for n in walk(self.edits.tree))
            or isinstance(scope, ast.FunctionDef)
            and any(a.arg == name for a in walk(scope.args) if isinstance(a, ast.arg))
        )

    def _write(self, call: ast.Call, name: str) -> None:
        statement = self.edits.parents[call]
        if isinstance(statement, ast.Assign) and [ast.unparse(t) for t in statement.targets] == [name]:
            self.edits.remove(statement)
        else:
            self.edits.substitute(call, name)


def _stores(statement: ast.stmt) -> Iterable[str]:
    return [n.id for n in walk(statement) if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)]
