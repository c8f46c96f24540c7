"""Moving averages of variables become variables, in the text of the program and before the analysis reads it.

`ema.apply([w])` makes a shadow of `w`, which starts at its initial value and is not trained, and an op that moves the
shadow: `shadow -= (shadow - w) * (1 - decay)`. Written out, both are what the planner knows already. The class of
TensorFlow 2 would start the shadow where `w` is at its first call, and does not take the variables of Keras.
"""

from __future__ import annotations

import ast

from tf2migrate.analysis.arguments import argument
from tf2migrate.analysis.program import Analysis
from tf2migrate.analysis.tree import walk
from tf2migrate.analysis.values import Kind
from tf2migrate.preparation.edits import Edits
from tf2migrate.preparation.reading import flat
from tf2migrate.preparation.text import Cannot, Text, attempted
from tf2migrate.scopes import fresh

_SYMBOL = "train.ExponentialMovingAverage"
NAMES = frozenset({_SYMBOL})
_PARAMETERS = ("decay", "num_updates", "zero_debias", "name")
_VARIABLES = ("Variable", "get_variable")


def prepared(text: Text, tree: ast.Module, analysis: Analysis, tf: str) -> Text | None:
    """The text with moving averages written out; None when it has none, or one that has to stay.

    Args:
        tree: the parsed text.
        analysis: what is known of it.
        tf: what the API is called in it.
    """
    if _SYMBOL not in analysis.symbols.values():
        return None
    return attempted(text, lambda: _Averages(text, tree, analysis, tf).result())


class _Averages:
    def __init__(self, text: Text, tree: ast.Module, analysis: Analysis, tf: str):
        self.text, self.tree, self.analysis, self.tf = text, tree, analysis, tf
        self.edits = Edits(text, tree)
        self.used = {n.id for n in walk(tree) if isinstance(n, ast.Name)} | {
            n.arg for n in walk(tree) if isinstance(n, ast.arg)
        }

    def result(self) -> Text:
        made = [n for n in walk(self.tree) if isinstance(n, ast.Call) and self._symbol(n) == _SYMBOL]
        if sum(1 for path in self.analysis.symbols.values() if path == _SYMBOL) != len(made):
            raise Cannot
        for call in made:
            self._average(call)
        return self.edits.text()

    def _symbol(self, call: ast.Call) -> str:
        return self.analysis.symbols.get(call.func, "")

    def _average(self, call: ast.Call) -> None:
        statement = self.edits.parents[call]
        if (
            not isinstance(statement, ast.Assign)
            or len(statement.targets) != 1
            or not isinstance(statement.targets[0], ast.Name)
            or statement.value is not call
        ):
            raise Cannot
        scope = self.edits.scope(statement)
        order = list(flat(scope.body))
        if statement not in order:
            raise Cannot
        name = statement.targets[0].id
        uses = [n for n in walk(self.tree) if isinstance(n, ast.Name) and n.id == name]
        calls = [self._method(n) for n in uses if n is not statement.targets[0]]
        applied = [c for c in calls if c.func.attr == "apply"]
        if len(applied) != 1 or any(self.edits.scope(n) is not scope for n in uses):
            raise Cannot
        self.edits.remove(statement)
        shadows = self._apply(applied[0], call, order)
        for asked in calls:
            if asked is not applied[0]:
                self._read(asked, shadows, applied[0])

    def _method(self, node: ast.Name) -> ast.Call:
        attribute = self.edits.parents[node]
        call = self.edits.parents[attribute]
        if (
            not isinstance(attribute, ast.Attribute)
            or attribute.attr not in ("apply", "average")
            or not isinstance(call, ast.Call)
            or call.func is not attribute
        ):
            raise Cannot
        return call

    def _apply(self, call: ast.Call, made: ast.Call, order: list[ast.stmt]) -> dict[str, str]:
        """Write the shadows above the statement that applies the average, and their updates in its place."""
        statement = self.edits.parents[call]
        while not isinstance(statement, ast.stmt):
            statement = self.edits.parents[statement]
        if statement not in order:
            raise Cannot  # in a loop, or where it may not run
        given = {p: argument(made, _PARAMETERS, p) for p in _PARAMETERS}
        if given["decay"] is None or given["zero_debias"] is not None or given["name"] is not None:
            raise Cannot
        shadows: dict[str, str] = {}
        for name in self._variables(call, order):
            shadows[name] = fresh(f"{name}_average", self.used)
            self.used.add(shadows[name])
        outer: ast.stmt = statement
        while isinstance(self.edits.parents[outer], ast.With):
            outer = self.edits.parents[outer]
        self.edits.insert(
            outer,
            [
                f"{shadow} = {self.tf}.Variable({name}.initialized_value(), trainable=False, "
                f'name="{self._name(name)}/ExponentialMovingAverage")'
                for name, shadow in shadows.items()
            ],
        )
        lines, rate = self._rate(given)
        self.edits.insert(statement, lines)
        moves = [f"{self.tf}.assign_sub({shadow}, ({shadow} - {name}) * {rate})" for name, shadow in shadows.items()]
        self.edits.substitute(call, f"{self.tf}.group({', '.join(moves)})")
        return shadows

    def _rate(self, given: dict[str, ast.expr | None]) -> tuple[list[str], str]:
        decay = self.text.segment(given["decay"])
        updates = given["num_updates"]
        if updates is None or isinstance(updates, ast.Constant) and updates.value is None:
            return [], f"(1.0 - {decay})"
        name = fresh("decay", self.used)
        count = fresh("updates", self.used)
        self.used |= {name, count}
        return [
            f"{count} = {self.tf}.cast({self.text.segment(updates)}, {self.tf}.float32)",
            f"{name} = {self.tf}.minimum({decay}, (1.0 + {count}) / (10.0 + {count}))",
        ], f"(1.0 - {name})"

    def _variables(self, call: ast.Call, order: list[ast.stmt]) -> list[str]:
        chosen = argument(call, ("var_list",), "var_list")
        if (
            isinstance(chosen, (ast.List, ast.Tuple))
            and chosen.elts
            and all(isinstance(e, ast.Name) and self._is_variable(e) for e in chosen.elts)
        ):
            return [e.id for e in chosen.elts]
        every = (
            chosen is None
            or isinstance(chosen, ast.Call)
            and self._symbol(chosen) == "trainable_variables"
            and (not chosen.args and not chosen.keywords)
        )
        if not every or len(self.analysis.variables) != len({v.node for v in self.analysis.variables}):
            raise Cannot
        by_node = {
            s.value: s.targets[0]
            for s in order
            if isinstance(s, ast.Assign) and len(s.targets) == 1 and isinstance(s.targets[0], ast.Name)
        }
        names = []
        for variable in self.analysis.variables:
            if variable.trainable is False or variable.node.lineno > call.lineno:
                continue
            if variable.trainable is None or variable.symbol not in _VARIABLES or variable.node not in by_node:
                raise Cannot
            names.append(by_node[variable.node].id)
        if not names or len(set(names)) < len(names):
            raise Cannot
        return names

    def _is_variable(self, name: ast.Name) -> bool:
        value = self.analysis.values.get(name)
        return (
            value is not None
            and value.kind is Kind.VARIABLE
            and value.info is not None
            and (value.info.symbol in _VARIABLES and value.dtype in (None, "float32", "float64"))
        )

    def _name(self, name: str) -> str:
        """What the variable is called in the graph, as far as that is written down."""
        for node in walk(self.tree):
            if isinstance(node, ast.Name) and node.id == name:
                value = self.analysis.values.get(node)
                if value is not None and value.kind is Kind.VARIABLE and value.info is not None:
                    names = value.info.tf1_names
                    return names[0].partition(":")[0] if names else value.info.name or name
        return name

    def _read(self, call: ast.Call, shadows: dict[str, str], applied: ast.Call) -> None:
        chosen = argument(call, ("var",), "var")
        if not isinstance(chosen, ast.Name) or chosen.id not in shadows or call.lineno < applied.lineno:
            raise Cannot
        self.edits.substitute(call, shadows[chosen.id])
