"""Rewriting one call, or one use of a function as a value, by its row in the tables."""

from __future__ import annotations

import decimal
from collections.abc import Callable

import libcst as cst

from tf2migrate.rules.editing import (
    bare,
    bound_values,
    edit_arguments,
    fill,
    keep_comments,
    make_call,
    parenthesized,
)
from tf2migrate.rules.expressions import HANDLERS, Expression
from tf2migrate.rules.references import SAME_WITH_VALUES, reference
from tf2migrate.rules.refusals import WITHOUT_GRADIENT, refusal
from tf2migrate.rules.symbols import Disposition, Symbol

__all__ = ["bare", "refusal", "rewrite_call", "rewrite_reference", "target_name"]


def rewrite_call(
    symbol: Symbol,
    original: cst.Call,
    updated: cst.Call,
    tf: str,
    dtype_of: Callable[[cst.BaseExpression], str | None] | None = None,
    rank_of: Callable[[cst.BaseExpression], int | None] | None = None,
    needs_stop_gradient: Callable[[cst.BaseExpression], bool] | None = None,
) -> cst.BaseExpression:
    """The TF2 expression for one call of a TF1 function.

    The caller asks `refusal` first. A result with an operator outside is in parentheses that `bare` takes
    away where the place needs none.

    Args:
        symbol: the row of the function that is called.
        original: the call as it was read; predicates get its arguments.
        updated: the same call with the calls in it already rewritten.
        tf: the local name of the TensorFlow module.
        dtype_of: the dtype of an argument when it is known.
        rank_of: the number of dimensions of an argument when it is known.
        needs_stop_gradient: whether a gradient could flow into the labels of a softmax loss; in doubt, or
            without the predicate, it is stopped.

    Raises:
        BindingError: the arguments cannot be seen.
    """
    if symbol.disposition in (Disposition.SAME, Disposition.LOWERED, Disposition.GONE):
        return updated
    if symbol.disposition is Disposition.RENAMED:
        return make_call(target_name(symbol, tf), updated, updated.args)
    if symbol.disposition is Disposition.ARGUMENTS:
        transforms = {**TRANSFORMS, "stop_gradient": _stop_gradient_unless(needs_stop_gradient)}
        edited = edit_arguments(symbol, original, updated, tf, transforms)
        return make_call(target_name(symbol, tf), updated, edited.arguments)
    if symbol.name in SAME_WITH_VALUES and any(arg.star for arg in original.args):
        return updated
    values = bound_values(symbol, original, updated)
    expression = Expression(
        symbol, original, updated, tf, values, dtype_of or _unknown, rank_of or _unknown, needs_stop_gradient
    )
    if symbol.target.startswith("@"):
        return keep_comments(HANDLERS[symbol.target](expression), updated)
    given = {name: value.updated.value for name, value in values.items()}
    return keep_comments(fill(symbol.target, given, tf), updated)


def rewrite_reference(symbol: Symbol, tf: str) -> str | None:
    """The TF2 text for a use of a function without a call, as in `activation=tf.nn.relu`.

    Returns None when a caller of the function value could get another meaning.
    """
    if symbol.disposition is Disposition.EXPRESSION and not symbol.parameters and "@" not in symbol.target:
        return symbol.target.format(tf=tf)  # a constant
    return target_name(symbol, tf) if reference(symbol) is not None else None


def target_name(symbol: Symbol, tf: str) -> str:
    """How the TF2 function of a symbol is written in the code."""
    if symbol.name in SAME_WITH_VALUES:
        return f"{tf}.{symbol.name}"
    if symbol.support:
        return symbol.support[0]
    return f"{tf}.{symbol.target}"


def _unknown(node: cst.BaseExpression) -> None:
    del node


# Transforms of values: (TF2 name, value, argument, tf) -> (TF2 name, value).


def _complement(name, value, argument, tf):
    """`1 - value`, computed when it is a number."""
    del argument
    number = _decimal(value)
    if number is not None:
        return name, cst.parse_expression(_written(1 - number))
    if isinstance(value, cst.BinaryOperation) and isinstance(value.operator, cst.Subtract) and not value.lpar:
        if _decimal(value.left) == 1:
            rate = value.right
            return name, rate.with_changes(lpar=rate.lpar[1:], rpar=rate.rpar[:-1]) if rate.lpar else rate
    return name, bare(fill("1 - {value}", {"value": value}, tf))


def _half(name, value, argument, tf):
    """Half the value, computed when it is a number."""
    del argument
    number = _decimal(value)
    if number is not None:
        return name, cst.parse_expression(_written(number / 2))
    return name, bare(fill("{value} / 2", {"value": value}, tf))


def _keyword(name, value, argument, tf):
    del argument, tf
    return name, value


def _as_float(name, value, argument, tf):
    """A whole number as a float: Keras computes with integers when a rate is one."""
    del argument, tf
    return name, cst.Float(f"{value.value}.0") if isinstance(value, cst.Integer) else value


def _exp_negative(name, value, argument, tf):
    """`exp(-value)`, the decay of one period."""
    del argument
    number = _decimal(value)
    if number is not None:
        return name, cst.parse_expression(_written((-number).exp()))
    return name, fill("{tf}.exp(-{value})", {"value": parenthesized(value)}, tf)


def _square(name, value, argument, tf):
    """A block size for both axes."""
    del argument
    return name, fill("[{value}, {value}]", {"value": value}, tf)


def _bias_or_none(name, value, argument, tf):
    """contrib layers have no bias when its initializer is None."""
    del argument, tf
    if isinstance(value, cst.Name) and value.value == "None":
        return "use_bias", cst.Name("False")
    return name, value


def _stop_gradient_unless(needs: Callable[[cst.BaseExpression], bool] | None):
    def transform(name, value, argument, tf):
        function = value.func if isinstance(value, cst.Call) else None
        if isinstance(function, cst.Attribute) and function.attr.value in WITHOUT_GRADIENT:
            return name, value
        if needs is not None and not needs(argument.original):
            return name, value
        return name, fill("{tf}.stop_gradient({value})", {"value": value}, tf)

    return transform


TRANSFORMS = {
    "complement": _complement,
    "half": _half,
    "keyword": _keyword,
    "as_float": _as_float,
    "exp_negative": _exp_negative,
    "square": _square,
    "bias_or_none": _bias_or_none,
}


def _decimal(node: cst.BaseExpression) -> decimal.Decimal | None:
    if not isinstance(node, (cst.Integer, cst.Float)):
        return None
    try:
        return decimal.Decimal(node.value.replace("_", ""))
    except decimal.InvalidOperation:
        return None


def _written(number: decimal.Decimal) -> str:
    """A float as python prints it."""
    return repr(float(number))
