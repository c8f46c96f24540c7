"""Layer objects that are called once are calls of the function of the layer, in the text of the program.

`linear = tf.layers.Dense(1)` and `y = linear(x)` make what `y = tf.layers.dense(x, 1)` makes, with the same names: a
layer gets its name where it is called.
"""

from __future__ import annotations

import ast

from tf2migrate.analysis.program import Analysis
from tf2migrate.analysis.tree import walk
from tf2migrate.preparation.edits import Edits
from tf2migrate.preparation.reading import altered, parts
from tf2migrate.preparation.text import Text, attempted

# The function of each class of tf.layers: the arguments of the function are those of the class, behind the inputs.
_FUNCTIONS = {
    "Dense": "dense",
    "Conv1D": "conv1d",
    "Conv2D": "conv2d",
    "Conv3D": "conv3d",
    "Conv2DTranspose": "conv2d_transpose",
    "SeparableConv2D": "separable_conv2d",
    "MaxPooling1D": "max_pooling1d",
    "MaxPooling2D": "max_pooling2d",
    "AveragePooling1D": "average_pooling1d",
    "AveragePooling2D": "average_pooling2d",
    "Flatten": "flatten",
    "Dropout": "dropout",
    "BatchNormalization": "batch_normalization",
}
_CALLED = frozenset({"inputs", "training"})


def prepared(text: Text, tree: ast.Module, analysis: Analysis) -> Text | None:
    """The text with calls of functions in the place of layer objects; None when there are none that are called once.

    Args:
        tree: the parsed text.
        analysis: what is known of it.
    """
    made = [
        n
        for n in walk(tree)
        if isinstance(n, ast.Call)
        and isinstance(n.func, ast.Attribute)
        and (analysis.symbols.get(n.func) or "").removeprefix("layers.") in _FUNCTIONS
        and analysis.symbols[n.func].startswith("layers.")
    ]
    return attempted(text, lambda: _Layers(Edits(text, tree), analysis).result(made)) if made else None


class _Layers:
    def __init__(self, edits: Edits, analysis: Analysis):
        self.edits, self.analysis = edits, analysis
        self.written: set[ast.AST] = set()  # what is written anew: one call in another has to wait

    def result(self, made: list[ast.Call]) -> Text | None:
        """The new text; None when nothing changes."""
        changed = [call for call in made if self._replace(call)]
        return self.edits.text() if changed else None

    def _replace(self, made: ast.Call) -> bool:
        statement = self.edits.parents[made]
        if isinstance(statement, ast.Call) and statement.func is made:  # tf.layers.Dense(1)(x)
            return self._write(made, statement)
        if (
            not isinstance(statement, ast.Assign)
            or len(statement.targets) != 1
            or not isinstance(statement.targets[0], ast.Name)
        ):
            return False
        name, scope = statement.targets[0].id, self.edits.scope(statement)
        found = [n for n in walk(self.edits.tree) if isinstance(n, ast.Name) and n.id == name]
        calls = self._uses(statement.targets[0], found)
        if len(calls) != 1 or self.edits.scope(calls[0]) is not scope:
            return False
        call = self.edits.parents[calls[0]]
        if not isinstance(call, ast.Call) or call.func is not calls[0] or self._around(call) != self._around(statement):
            return False
        if self._changes_between(made, call) or not self._write(made, call):
            return False
        self.edits.remove(statement)
        return True

    def _uses(self, target: ast.Name, found: list[ast.Name]) -> list[ast.Name]:
        """Where the name means this layer: it may mean another one before and after."""
        if not any(n is not target and isinstance(n.ctx, ast.Store) for n in found):
            return [n for n in found if n is not target]
        uses = []
        for node in found:
            known = self.analysis.definitions_of.get(node, ())
            if isinstance(node.ctx, ast.Load) and (not known or any(d.node is target for d in known)):
                uses.append(node)
        return uses if all(len(self.analysis.definitions_of.get(n, ())) == 1 for n in uses) else []

    def _changes_between(self, made: ast.Call, call: ast.Call) -> bool:
        """Whether the arguments of a layer may be others where the layer is called."""
        given = [*made.args, *[k.value for k in made.keywords]]
        read = {part for node in given for part in parts(node) if part.split(".")[0] not in self.analysis.aliases}
        between = [
            n
            for n in ast.walk(self.edits.scope(made))
            if isinstance(n, ast.expr) and made.end_lineno < n.lineno <= call.lineno
        ]
        acting = [n for node in given for n in ast.walk(node) if isinstance(n, (ast.Call, ast.Lambda))]
        own = any(not isinstance(n, ast.Call) or n.func not in self.analysis.symbols for n in acting)
        calls = any(isinstance(n, ast.Call) and n.func not in self.analysis.symbols and n is not call for n in between)
        return bool(read & altered(between)) or own and calls

    def _write(self, made: ast.Call, call: ast.Call) -> bool:
        given = [*call.args, *[k.value for k in call.keywords]]
        if (
            len(call.args) > 1
            or not given
            or any(k.arg not in _CALLED for k in call.keywords)
            or call.lineno != (call.end_lineno)
            or any(isinstance(a, ast.Starred) for a in [*call.args, *made.args])
        ):
            return False
        inside = set(walk(call))
        if inside & self.written:
            return False
        inputs = call.args[0] if call.args else next((k.value for k in call.keywords if k.arg == "inputs"), None)
        if inputs is None:
            return False
        segment = self.edits.source.segment
        parts = [segment(inputs), *[segment(a) for a in made.args]]
        parts += [f"{k.arg}={segment(k.value)}" if k.arg else f"**{segment(k.value)}" for k in made.keywords]
        parts += [f"training={segment(k.value)}" for k in call.keywords if k.arg == "training"]
        self.written |= inside
        function = f"{segment(made.func.value)}.{_FUNCTIONS[made.func.attr]}"
        self.edits.substitute(call, f"{function}({', '.join(parts)})")
        return True

    def _around(self, node: ast.AST) -> list[ast.AST]:
        """The blocks round a statement that may run more or less than once, or name what is made."""
        found = []
        while not isinstance(node, (ast.Module, ast.FunctionDef)):
            node = self.edits.parents[node]
            if isinstance(
                node, (ast.For, ast.While, ast.If, ast.Try, ast.With, ast.Lambda, ast.ClassDef, ast.ListComp)
            ):
                found.append(node)
        return found
