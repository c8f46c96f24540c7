"""A normalization in both branches of `tf.cond` is one that is told whether it trains, in the text of the program.

`tf.cond(train, lambda: batch_norm(x, is_training=True, scope=s), lambda: batch_norm(x, is_training=False, scope=s,
reuse=True))` computes what `batch_norm(x, is_training=train, scope=s)` does: the branches share the weights, and the
averages move in the first one only. An activation that a normalization is given is called on what it gives.
"""

from __future__ import annotations

import ast

from tf2migrate.analysis.arguments import argument, has_star
from tf2migrate.analysis.program import Analysis
from tf2migrate.analysis.tree import walk
from tf2migrate.preparation.lines import Lines
from tf2migrate.preparation.text import Text, attempted

# The parameter that says whether a normalization trains; it is given by name.
_SWITCHES = {
    "contrib.layers.batch_norm": "is_training",
    "contrib.slim.batch_norm": "is_training",
    "layers.batch_normalization": "training",
}
_COND = ("pred", "true_fn", "false_fn")
_NAMING = ("scope", "name")


def prepared(text: Text, tree: ast.Module, analysis: Analysis) -> Text | None:
    """The text with one normalization in the place of two; None when there are none in branches.

    Args:
        tree: the parsed text.
        analysis: what is known of it.
    """
    found = [
        (n, made)
        for n in walk(tree)
        if isinstance(n, ast.Call) and analysis.symbols.get(n.func) == "cond"
        for made in [_merged(text, n, analysis)]
        if made is not None
    ]
    found = found or [
        (n, made)
        for n in walk(tree)
        if isinstance(n, ast.Call)
        for made in [_activated(text, n, analysis)]
        if made is not None
    ]
    return attempted(text, lambda: _written(text, tree, found)) if found else None


def _written(text: Text, tree: ast.Module, found: list[tuple[ast.Call, str]]) -> Text:
    lines = Lines(text, tree)
    for call, made in found:
        lines.substitute(call, made)
    return lines.assembled()


def _activated(text: Text, call: ast.Call, analysis: Analysis) -> str | None:
    """The activation of a normalization, called on it; None when it has none."""
    symbol = analysis.symbols.get(call.func) or ""
    activation = next((k.value for k in call.keywords if k.arg == "activation_fn"), None)
    if (
        not symbol.startswith("contrib.")
        or symbol not in _SWITCHES
        or has_star(call)
        or not isinstance(activation, (ast.Name, ast.Attribute, ast.Constant))
        or isinstance(activation, ast.Constant)
        and activation.value is not None
    ):
        return None
    parts = [text.segment(a) for a in call.args]
    parts += [f"{k.arg}={text.segment(k.value)}" for k in call.keywords if k.arg != "activation_fn"]
    made = f"{text.segment(call.func)}({', '.join(parts)})"
    return made if isinstance(activation, ast.Constant) else f"{text.segment(activation)}({made})"


def _merged(text: Text, call: ast.Call, analysis: Analysis) -> str | None:
    """The one normalization; None when the branches are anything else."""
    pred = argument(call, _COND, "pred")
    branches = [
        argument(call, _COND, "true_fn") or argument(call, (), "fn1"),
        argument(call, _COND, "false_fn") or argument(call, (), "fn2"),
    ]
    bodies = [b.body for b in branches if isinstance(b, ast.Lambda) and isinstance(b.body, ast.Call)]
    if pred is None or len(bodies) != 2 or any(has_star(body) for body in bodies):
        return None
    first, second = bodies
    switch = _SWITCHES.get(analysis.symbols.get(first.func) or "")
    if switch is None or analysis.symbols.get(second.func) != analysis.symbols[first.func]:
        return None
    given = [{k.arg: k.value for k in body.keywords} for body in bodies]
    trains = [keywords.pop(switch, None) for keywords in given]
    shared = [keywords.pop("reuse", None) for keywords in given]
    if (
        not _is(trains[0], True)
        or not _is(trains[1], False)
        or not _is(shared[1], True)
        or (shared[0] is not None and not _is(shared[0], False) and not _is(shared[0], None))
        or not any(name in given[0] for name in _NAMING)
    ):
        return None
    if [ast.dump(a) for a in first.args] != [ast.dump(a) for a in second.args] or {
        name: ast.dump(value) for name, value in given[0].items()
    } != {name: ast.dump(value) for name, value in given[1].items()}:
        return None
    parts = [text.segment(a) for a in first.args]
    parts += [
        f"{k.arg}={text.segment(pred if k.arg == switch else k.value)}" for k in first.keywords if k.arg != "reuse"
    ]
    return f"{text.segment(first.func)}({', '.join(parts)})"


def _is(node: ast.expr | None, value: object) -> bool:
    return isinstance(node, ast.Constant) and node.value is value
