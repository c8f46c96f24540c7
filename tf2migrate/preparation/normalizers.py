"""`normalizer_fn=` of the layers of `tf.contrib` is written out: a layer, its normalization, its activation.

`slim.conv2d(x, 8, 3, normalizer_fn=slim.batch_norm, scope="c")` makes no biases, normalizes in the scope of the layer,
and applies the activation to what comes of that.

Source: `convolution`, `fully_connected` and others in tensorflow/contrib/layers/python/layers/layers.py of 1.15.
"""

from __future__ import annotations

import ast
import collections

from tf2migrate.analysis.program import Analysis
from tf2migrate.analysis.tree import walk
from tf2migrate.preparation.arg_scopes import canonical
from tf2migrate.preparation.lines import Lines
from tf2migrate.preparation.text import CannotWrite, Text, attempted
from tf2migrate.rules import symbols

# Layers that take a normalizer: the name of their scope when none is given, and their activation.
_LAYERS = {
    "conv1d": ("Conv", "relu"), "conv2d": ("Conv", "relu"), "conv3d": ("Conv", "relu"),
    "convolution1d": ("Conv", "relu"), "convolution2d": ("Conv", "relu"), "convolution3d": ("Conv", "relu"),
    "conv2d_transpose": ("Conv2d_transpose", "relu"), "convolution2d_transpose": ("Conv2d_transpose", "relu"),
    "separable_conv2d": ("SeparableConv2d", "relu"), "separable_convolution2d": ("SeparableConv2d", "relu"),
    "fully_connected": ("fully_connected", "relu"), "relu": ("fully_connected", "relu"),
    "relu6": ("fully_connected", "relu6"), "linear": ("fully_connected", ""),
}  # fmt: skip
_NORMALIZERS = {
    "contrib.layers.batch_norm": "BatchNorm",
    "contrib.layers.layer_norm": "LayerNorm",
    "contrib.layers.instance_norm": "InstanceNorm",
}


def prepared(text: Text, analysis: Analysis, tf: str) -> Text | None:
    """The text with normalizations as layers of their own; None when it has none, or one that has to stay.

    Args:
        analysis: what is known of the names in it.
        tf: what the API is called in it.
    """
    if "normalizer_fn" not in text.text:
        return None
    return attempted(text, lambda: _Writing(text, analysis, tf).result())


class _Writing:
    def __init__(self, text: Text, analysis: Analysis, tf: str):
        self.text, self.tf = text, tf
        self.paths = {
            (n.lineno, n.col_offset, n.end_col_offset): canonical(path) for n, path in analysis.symbols.items()
        }
        self.tree = text.tree
        self.lines = Lines(text, self.tree)
        self.unnamed: collections.Counter = collections.Counter()
        self.reused = _takes_up_weights(analysis)
        self.dicts: set[ast.Assign] = set()

    def result(self) -> Text | None:
        calls = [n for n in walk(self.tree) if isinstance(n, ast.Call) and self._layer(n) in _LAYERS]
        calls.sort(key=lambda call: (call.lineno, call.col_offset))
        count = 0
        for call in calls:
            scope = self._scope(call)
            if any(k.arg == "normalizer_fn" for k in call.keywords):
                self._write(call, scope)
                count += 1
        if not count:
            return None
        self._remove_dicts()
        return self.lines.assembled()

    def _path(self, node: ast.expr) -> str:
        return self.paths.get((node.lineno, node.col_offset, node.end_col_offset), "")

    def _layer(self, call: ast.Call) -> str:
        module, _, name = self._path(call.func).rpartition(".")
        return name if module == "contrib.layers" else ""

    def _scope(self, call: ast.Call) -> str:
        """The text of the scope of a layer; for one without, the name that it gets in the scope round it."""
        parameters = symbols.lookup(self._path(call.func)).parameters
        given = next((k.value for k in call.keywords if k.arg == "scope"), None)
        if given is None and len(call.args) >= len(parameters):
            given = call.args[len(parameters) - 1]
        if given is not None and not (isinstance(given, ast.Constant) and given.value is None):
            return self.text.segment(given)
        if self.reused and any(k.arg == "normalizer_fn" for k in call.keywords):
            # TF1 numbers the scope each time; written down, one name would take up the weights of another call
            raise CannotWrite(call, "a layer without a scope may take up the weights of another one")
        name = _LAYERS[self._layer(call)][0]
        around = self._around(call)
        number = self.unnamed[around, name]
        self.unnamed[around, name] += 1
        return repr(f"{name}_{number}" if number else name)

    def _around(self, node: ast.AST) -> ast.AST:
        """The variable scope that a layer stands in, as far as the text tells; a loop makes several of one."""
        while not isinstance(node, (ast.Module, ast.FunctionDef)):
            parent = self.lines.parents[node]
            if (
                isinstance(parent, ast.With)
                and node in parent.body
                and any(
                    isinstance(i.context_expr, ast.Call)
                    and self._path(i.context_expr.func) in ("variable_scope", "variable_op_scope")
                    for i in parent.items
                )
            ):
                return parent
            node = parent
        return node

    def _write(self, call: ast.Call, scope: str) -> None:
        keywords = {k.arg: k for k in call.keywords}
        normalizer = keywords["normalizer_fn"].value
        if None in keywords:
            raise CannotWrite(call, "arguments are not visible")
        if isinstance(normalizer, ast.Constant) and normalizer.value is None:
            for name in ("normalizer_fn", "normalizer_params"):
                if name in keywords:
                    self.lines.remove_argument(keywords[name])
            return
        kind = _NORMALIZERS.get(self._path(normalizer))
        if (
            kind is None
            or len(call.args) > 7
            or "reuse" in keywords
            and not isinstance(keywords["reuse"].value, ast.Name)
        ):
            raise CannotWrite(call, "the normalizer is a function of its own")
        kept = [self.text.segment(a) for a in call.args]
        left_out = {
            "normalizer_fn",
            "normalizer_params",
            "activation_fn",
            "biases_initializer",
            "biases_regularizer",
            "scope",
        }
        kept += [f"{k.arg}={self.text.segment(k.value)}" for k in call.keywords if k.arg not in left_out]
        if self._positional(call, "activation_fn") is not None or self._positional(call, "scope") is not None:
            raise CannotWrite(call, "arguments are given by position")
        bare = f"activation_fn=None, biases_initializer=None, scope={scope}"
        layer = f"{self.text.segment(call.func)}({', '.join(kept)}, {bare})"
        given = self._parameters(keywords.get("normalizer_params"), call)
        shared = [
            f"{name}={self.text.segment(keywords[name].value)}"
            for name in ("reuse", "trainable")
            if name in keywords and not any(g.startswith(name + "=") for g in given) and name == "reuse"
        ]
        inner = repr(f"{ast.literal_eval(scope)}/{kind}") if _is_string(scope) else f"{scope} + '/{kind}'"
        text = f"{self.text.segment(normalizer)}({layer}, {', '.join([*given, *shared, f'scope={inner}'])})"
        self.lines.substitute(call, self._activated(call, keywords, text))

    def _positional(self, call: ast.Call, name: str) -> ast.expr | None:
        place = symbols.lookup(self._path(call.func)).parameters.index(name)
        return call.args[place] if len(call.args) > place else None

    def _activated(self, call: ast.Call, keywords: dict[str, ast.keyword], text: str) -> str:
        default = _LAYERS[self._layer(call)][1]
        if "activation_fn" not in keywords:
            return f"{self.tf}.nn.{default}({text})" if default else text
        activation = keywords["activation_fn"].value
        if isinstance(activation, ast.Constant) and activation.value is None:
            return text
        if not isinstance(activation, (ast.Name, ast.Attribute)):
            raise CannotWrite(call, "the activation is computed")
        return f"{self.text.segment(activation)}({text})"

    def _parameters(self, keyword: ast.keyword | None, call: ast.Call) -> list[str]:
        if keyword is None or isinstance(keyword.value, ast.Constant) and keyword.value.value is None:
            return []
        literal = keyword.value if isinstance(keyword.value, ast.Dict) else self._bound(keyword.value)
        if (
            isinstance(literal, ast.Call)
            and isinstance(literal.func, ast.Name)
            and literal.func.id == "dict"
            and (not literal.args and all(k.arg for k in literal.keywords))
        ):
            return [f"{k.arg}={self.text.segment(k.value)}" for k in literal.keywords]
        if not isinstance(literal, ast.Dict) or not all(
            isinstance(k, ast.Constant) and isinstance(k.value, str) and k.value.isidentifier() for k in literal.keys
        ):
            raise CannotWrite(call, "the parameters of the normalization are not written down")
        return [f"{key.value}={self.text.segment(value)}" for key, value in zip(literal.keys, literal.values)]

    def _bound(self, node: ast.expr) -> ast.expr | None:
        """What a name stands for that is bound once and not changed."""
        if not isinstance(node, ast.Name):
            return None
        uses = [n for n in walk(self.tree) if isinstance(n, ast.Name) and n.id == node.id]
        uses += [a for a in walk(self.tree) if isinstance(a, ast.arg) and a.arg == node.id]
        stored = [n for n in uses if isinstance(n, ast.arg) or not isinstance(n.ctx, ast.Load)]
        changed = [n for n in uses if isinstance(self.lines.parents[n], (ast.Subscript, ast.Attribute))]
        statement = self.lines.parents[stored[0]] if len(stored) == 1 else None
        if changed or not isinstance(statement, ast.Assign) or len(statement.targets) > 1:
            return None
        if all(
            isinstance(self.lines.parents[n], ast.keyword) and self.lines.parents[n].arg == "normalizer_params"
            for n in uses
            if n is not stored[0]
        ):
            self.dicts.add(statement)
        return statement.value

    def _remove_dicts(self) -> None:
        """The dicts are no longer read; the comments in them stay."""
        for statement in self.dicts:
            self.lines.replace(statement, self.text.comments_in(statement))


def _takes_up_weights(analysis: Analysis) -> bool:
    """Whether anything in the program asks for weights that are there already."""
    return (
        "AUTO_REUSE" in analysis.symbols.values()
        or any(keyword.arg == "reuse" for keyword in analysis.nodes(ast.keyword))
        or any(node.attr == "reuse_variables" for node in analysis.nodes(ast.Attribute))
    )


def _is_string(text: str) -> bool:
    try:
        return isinstance(ast.literal_eval(text), str)
    except ValueError:
        return False
