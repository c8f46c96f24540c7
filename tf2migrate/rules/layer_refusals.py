"""Why one call of a layer function cannot become a Keras layer, decided on `ast` alone."""

from __future__ import annotations

import ast

from tf2migrate.rules.refusals import RankOf, arguments, spelling
from tf2migrate.rules.symbols import Disposition, Symbol


def layer_refusal(symbol: Symbol, call: ast.Call, rank_of: RankOf = lambda node: None) -> str | None:
    """Why `split_layer_call` must not be used for this call, or None when it may be.

    Args:
        symbol: the row of the layer function.
        call: the call.
        rank_of: the number of dimensions of an expression when it is known.
    """
    if symbol.disposition is Disposition.GONE:
        return f"tf.{symbol.name} has no equal in TensorFlow 2. {symbol.advice}".rstrip()
    given, reason = arguments(symbol, call)
    if reason is not None:
        if "reuse" in given:
            return f"{reason} A layer that is used again is one Keras layer called twice."
        return reason
    inputs = _inputs(symbol)
    if inputs not in given:
        return f"tf.{symbol.name} without its input."
    if "num_outputs" in given and spelling(given["num_outputs"]) == "None":
        return f"tf.{symbol.name} without a number of outputs is a depthwise convolution only."
    units = given.get("num_outputs", given.get("units", given.get("filters")))
    if "num_outputs" in symbol.parameters and units is None:
        return f"tf.{symbol.name} without a number of outputs."
    if symbol.name == "contrib.layers.layer_norm" and rank_of(given[inputs]) == 1:
        return "tf.contrib.layers.layer_norm of a vector."
    return None


def _inputs(symbol: Symbol) -> str:
    return next(edit.name for edit in symbol.edits if edit.kind == "call")


def inputs_of(symbol: Symbol, call: ast.Call) -> ast.expr | None:
    """The expression that the layer is called on."""
    given, _ = arguments(symbol, call)
    return given.get(_inputs(symbol))
