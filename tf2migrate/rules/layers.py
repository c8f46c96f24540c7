"""Layer functions of TF1 as Keras layers: one call becomes a constructor and a call of what it makes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import libcst as cst

from tf2migrate.rules.calls import TRANSFORMS, target_name
from tf2migrate.rules.editing import (
    EditedArguments,
    add_argument,
    bare,
    bound_values,
    edit_arguments,
    make_call,
    spelled,
)
from tf2migrate.rules.layer_refusals import layer_refusal
from tf2migrate.rules.rule import Rule
from tf2migrate.rules.symbols import Symbol, lookup

__all__ = ["RULES", "LayerCall", "layer_refusal", "split_layer_call"]


@dataclass(frozen=True)
class LayerCall:
    """A layer function taken apart.

    Attributes:
        constructor: makes the layer, once.
        inputs: what the layer is called on.
        call_keywords: further arguments of that call, such as `training=`.
        support: names of the classes that must be written into the migrated code.
        notes: what a reader should know: differences that stay, or assumptions that were made.
        rule: the id of the rule.
    """

    constructor: cst.Call
    inputs: cst.BaseExpression
    call_keywords: tuple[cst.Arg, ...] = ()
    support: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    rule: str = ""


def split_layer_call(
    symbol: Symbol,
    original: cst.Call,
    updated: cst.Call,
    tf: str,
    fidelity: str = "exact",
    rank_of: Callable[[cst.BaseExpression], int | None] | None = None,
    dtype_of: Callable[[cst.BaseExpression], str | None] | None = None,
) -> LayerCall:
    """Take a call of tf.layers, contrib.layers or slim apart.

    The caller asks `layer_refusal` first. Two things it has to know by itself: an initializer that the
    surrounding `variable_scope` gives to layers without one, and that a rate of dropout has to be a python
    number.

    Args:
        symbol: the row of the layer function.
        original: the call as it was read.
        updated: the same call with the calls in it already rewritten.
        tf: the local name of the TensorFlow module.
        fidelity: `exact` writes support classes where Keras differs, `close` writes Keras layers and notes.
        rank_of: the number of dimensions of an argument when it is known.
        dtype_of: the dtype of an argument when it is known. A TF1 layer has the dtype of its input, one of
            Keras casts it to float32 unless it is told.

    Raises:
        BindingError: the arguments cannot be seen.
    """
    rank, dtype = _of_input(symbol, original, rank_of), _of_input(symbol, original, dtype_of)
    choice = _choose(symbol, original, fidelity, rank)
    edited = edit_arguments(choice.symbol, original, updated, tf, TRANSFORMS)
    inputs, keywords = _call_arguments(choice.symbol, edited)
    arguments = [_without_slashes(arg) for arg in edited.arguments]
    if choice.least_epsilon:
        arguments = [_at_least(arg, choice.least_epsilon) for arg in arguments]
    notes = choice.notes
    if any(
        after is not before and not _is_of_normalizer(before) and after.keyword.value == "name"
        for after, before in zip(arguments, edited.arguments)
    ):
        notes += ("A Keras layer has no slash in its name; it is an underscore here.",)
    if dtype in ("float64", "float16", "bfloat16"):
        add_argument(arguments, choice.symbol, "dtype", f'"{dtype}"')
    function = choice.function or target_name(choice.symbol, tf)
    constructor = make_call(function, updated, arguments)
    support = (choice.function,) if choice.function else choice.symbol.support
    return LayerCall(constructor, inputs, keywords, support, notes, symbol.rule)


@dataclass(frozen=True)
class _Choice:
    symbol: Symbol
    function: str = ""  # a support class, when it is not the target of the symbol
    notes: tuple[str, ...] = ()
    least_epsilon: str = ""  # what a kernel takes in place of a smaller number


_BESSEL = (
    "Keras feeds the variance of the batch to moving_variance, the fused kernel of TensorFlow 1 feeds n / "
    "(n - 1) of it, n being the number of values per channel; only inference after training differs."
)


def _choose(symbol: Symbol, original: cst.Call, fidelity: str, rank: int | None) -> _Choice:
    name = symbol.name.replace("contrib.slim.", "contrib.layers.")
    if name in ("layers.batch_normalization", "contrib.layers.batch_norm"):
        return _choose_batch_normalization(symbol, name, original, fidelity, rank)
    if name == "contrib.layers.layer_norm":
        exact = lookup("contrib.layers.layer_norm:exact")
        if rank == 2:
            return _Choice(symbol)
        if fidelity == "exact":
            return _Choice(exact)
        note = "Keras takes the statistics over the last axis, contrib.layers.layer_norm over all but the batch."
        return _Choice(symbol, notes=(note,))
    return _Choice(symbol)


def _choose_batch_normalization(symbol, name, original, fidelity, rank) -> _Choice:
    values = {value: _literal(symbol, original, value) for value in ("fused", "training", "is_training")}
    default = "False" if name == "layers.batch_normalization" else "True"
    training = values["training"] or values["is_training"] or default
    fused_ranks = (4,) if name == "layers.batch_normalization" else (2, 4)
    if values["fused"] == "False" or (rank is not None and rank not in fused_ranks):
        return _Choice(symbol)
    if fidelity == "close":
        return _Choice(symbol, notes=(_BESSEL,) if training != "False" else ())
    if training == "False":
        return _Choice(symbol, least_epsilon=_LEAST_EPSILON)
    if rank is None and name == "layers.batch_normalization":
        note = "The input is taken to have four axes: TensorFlow 1 used its fused kernel for these only."
        return _Choice(symbol, "FusedBatchNormalization", (note,), _LEAST_EPSILON)
    return _Choice(symbol, "FusedBatchNormalization", least_epsilon=_LEAST_EPSILON)


# Source: `fused_batch_norm` in tensorflow/python/ops/nn_impl.py of 1.15 ("a requirement by CUDNN").
_LEAST_EPSILON = "1.001e-5"


def _at_least(arg: cst.Arg, least: str) -> cst.Arg:
    """The epsilon that the fused kernel of TensorFlow 1 took: no smaller one than cuDNN knows."""
    if arg.keyword is None or arg.keyword.value != "epsilon":
        return arg
    try:
        known = float(arg.value.value) if isinstance(arg.value, (cst.Float, cst.Integer)) else None
    except ValueError:
        known = None
    if known is not None:
        return arg if known >= float(least) else arg.with_changes(value=cst.Float(least))
    return arg.with_changes(value=cst.parse_expression(f"max({_text(arg.value)}, {least})"))


def _text(node: cst.BaseExpression) -> str:
    return cst.Module([]).code_for_node(node)


def _literal(symbol: Symbol, original: cst.Call, name: str) -> str | None:
    """How an argument reads; an expression that is not a literal or name reads `?`."""
    value = bound_values(symbol, original, original).get(name)
    return None if value is None else spelled(value.original) or "?"


def _of_input(symbol, original, predicate):
    """What a predicate says of the input of the layer."""
    if predicate is None:
        return None
    inputs = next(edit.name for edit in symbol.edits if edit.kind == "call")
    value = bound_values(symbol, original, original).get(inputs)
    return None if value is None else predicate(value.original)


def _call_arguments(symbol: Symbol, edited: EditedArguments):
    """What the layer is called on, and the keywords of that call with the defaults of TF1 written out."""
    calls = [edit for edit in symbol.edits if edit.kind == "call"]
    inputs = bare(edited.moved[calls[0].target].value)
    keywords: list[cst.Arg] = []
    for edit in calls[1:]:
        given = edited.moved.get(edit.target)
        if given is not None:
            arg = cst.Arg(bare(given.value), keyword=cst.Name(edit.target), equal=_EQUAL)
            keywords.append(arg)
        elif edit.values:
            add_argument(keywords, symbol, edit.target, edit.values[0])
    return inputs, tuple(keywords)


_EQUAL = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))


def _is_of_normalizer(arg: cst.Arg) -> bool:
    """Whether a slash came of `normalizer_fn`: nobody has written it."""
    strings = [arg.value, *(part for part in (getattr(arg.value, "right", None),) if part is not None)]
    return any(
        isinstance(s, cst.SimpleString) and s.value.strip("\"'").endswith(("/BatchNorm", "/LayerNorm", "/InstanceNorm"))
        for s in strings
    )


def _without_slashes(arg: cst.Arg) -> cst.Arg:
    """Keras 3 raises for a slash in the name of a layer."""
    if arg.keyword is None or arg.keyword.value != "name":
        return arg
    changer = _Slashes()
    value = arg.value.visit(changer)
    return arg.with_changes(value=value) if changer.found else arg


class _Slashes(cst.CSTTransformer):
    """Replaces slashes in the strings of an expression."""

    def __init__(self):
        super().__init__()
        self.found = False

    def _replace(self, node):
        if "/" not in node.value:
            return node
        self.found = True
        return node.with_changes(value=node.value.replace("/", "_"))

    def leave_SimpleString(self, original_node, updated_node):
        return self._replace(updated_node)

    def leave_FormattedStringText(self, original_node, updated_node):
        return self._replace(updated_node)


RULES = (
    Rule(
        "TFM201",
        "layer-functions",
        "Make a Keras layer for each call of a tf.layers function",
        "tf.layers is gone. A function that creates variables becomes a layer that owns them, made once, "
        "and a call of it; kernels, defaults and results are the same.",
    ),
    Rule(
        "TFM202",
        "contrib-layers",
        "Make a Keras layer for each call of a contrib.layers or slim function",
        "tf.contrib is gone. Its layers have other defaults than those of Keras: relu as the activation, "
        "SAME padding, a stride of two in pooling. They are written out.",
    ),
    Rule(
        "TFM203",
        "batch-normalization",
        "Normalize batches with a Keras layer that collects the same averages",
        "The fused kernel that TensorFlow 1 chose for images feeds the unbiased variance to the moving "
        "average, Keras 3 the biased one. The exact form is a small class; slim had no scale and a decay "
        "of 0.999.",
    ),
    Rule(
        "TFM204",
        "dropout-layers",
        "Say at each dropout layer whether it is on",
        "tf.layers.dropout was off and slim.dropout was on when nothing was said. A Keras layer follows the "
        "model it is part of, so the default is written out.",
    ),
    Rule(
        "TFM205",
        "normalization-layers",
        "Normalize layers and instances with the epsilon and the axes of TensorFlow 1",
        "contrib.layers.layer_norm takes its statistics over all axes but the batch and has parameters "
        "for the last axis; no setting of Keras does both. The epsilon differs as well.",
    ),
)
