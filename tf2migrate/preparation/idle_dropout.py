"""Dropout that is never on loses the flag that was meant to switch it, in the text and before the analysis.

`tf.layers.dropout(x, 0.5, is_training)` gives the flag as `noise_shape`. Without `training=` TensorFlow 1 dropped
nothing, and read neither the shape nor the flag (measured on 1.15).
"""

from __future__ import annotations

import ast

from tf2migrate.analysis.arguments import argument
from tf2migrate.analysis.program import Analysis
from tf2migrate.analysis.tree import of_type
from tf2migrate.preparation.lines import Lines
from tf2migrate.preparation.text import Prepared, Text, attempted
from tf2migrate.rules import symbols

_DROPOUT = "layers.dropout"
_MESSAGE = (
    "this dropout is never on, in TensorFlow 1 as here: its third argument is noise_shape, and training= is not given"
)
_ADVICE = "if it should drop values in training, give the flag as training="


def prepared(text: Text, tree: ast.Module, analysis: Analysis) -> Prepared | None:
    """The text without such flags, and for each its line, what is to be said and advice; None when there are none.

    Args:
        tree: the parsed text.
        analysis: what is known of it.
    """
    parameters = symbols.lookup(_DROPOUT).parameters
    lines, notes = Lines(text, tree), []
    for call in of_type(tree, ast.Call):
        shape = argument(call, parameters, "noise_shape") if analysis.symbols.get(call.func) == _DROPOUT else None
        if shape is None or not analysis.values[shape].dynamic or argument(call, parameters, "training") is not None:
            continue
        given = next((k for k in call.keywords if k.value is shape), shape)
        if given is shape and call.args[-1] is not shape:
            return None
        lines.remove_argument(given)
        notes.append((text.origin[call.lineno - 1], _MESSAGE, _ADVICE))
    made = attempted(text, lines.assembled) if notes else None
    return None if made is None else Prepared(made, tuple(notes))
