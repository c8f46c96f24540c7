"""Calls that become another expression: one function per template name `@name` of the tables.

Each gets an `Expression` and gives the new expression. What cannot be written was refused before, by the
check of the same name in `tf2migrate.rules.refusals`.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass

import libcst as cst

from tf2migrate.rewriting.printing import text_of
from tf2migrate.rules import lookup_tables, refusals
from tf2migrate.rules.editing import (
    Value,
    append_argument,
    bare,
    edit_arguments,
    fill,
    make_call,
    spelled,
)
from tf2migrate.rules.symbols import Symbol


@dataclass(frozen=True)
class Expression:
    """What a handler works on."""

    symbol: Symbol
    original: cst.Call
    updated: cst.Call
    tf: str
    values: dict[str, Value]
    dtype_of: Callable[[cst.BaseExpression], "str | None"]
    rank_of: Callable[[cst.BaseExpression], "int | None"]
    needs_stop_gradient: Callable[[cst.BaseExpression], bool] | None = None

    def value(self, name: str) -> cst.BaseExpression:
        return self.values[name].updated.value

    def spelled(self, name: str) -> str | None:
        """How the argument reads, None when it is absent or not a literal or name."""
        return spelled(self.values[name].original) if name in self.values else None

    def fill(self, template: str, **more: cst.BaseExpression) -> cst.BaseExpression:
        given = {name: value.updated.value for name, value in self.values.items()}
        return fill(template, {**given, **more}, self.tf)

    def call(self, target: str) -> cst.Call:
        """The edited call under another name."""
        edited = edit_arguments(self.symbol, self.original, self.updated, self.tf)
        return make_call(target, self.updated, edited.arguments)


def as_ast(node: cst.BaseExpression) -> ast.expr:
    """The same expression for the checks that work on `ast`."""
    return ast.parse(f"({text_of(node)}\n)", mode="eval").body


def _ast_view(expression: Expression, names: tuple[str, ...]):
    """`ast` nodes of some arguments, and the predicates on them."""
    nodes = {name: as_ast(expression.values[name].original) for name in names}
    back = {id(node): expression.values[name].original for name, node in nodes.items()}

    def dtype_of(node):
        return expression.dtype_of(back[id(node)]) if id(node) in back else None

    def rank_of(node):
        return expression.rank_of(back[id(node)]) if id(node) in back else None

    return nodes, dtype_of, rank_of


def division(expression: Expression) -> cst.BaseExpression:
    nodes, dtype_of, _ = _ast_view(expression, ("x", "y"))
    kind = refusals.division_kind(nodes["x"], nodes["y"], dtype_of)
    name = {"floordiv": "math.floordiv", "divide": "divide"}[kind]
    return expression.call(f"{expression.tf}.{name}")


def where(expression: Expression) -> cst.BaseExpression:
    if "x" not in expression.values:
        return expression.call(f"{expression.tf}.where")
    nodes, _, rank_of = _ast_view(expression, ("condition", "x", "y"))
    missing = refusals.where_rank(nodes["condition"], nodes["x"], nodes["y"], rank_of)
    call = expression.call(f"{expression.tf}.where")
    if not missing:
        return call
    axes = ", ".join([f"{expression.tf}.newaxis"] * missing)
    condition = fill(f"{{condition}}[:, {axes}]", {"condition": expression.value("condition")}, expression.tf)
    index = list(expression.values).index("condition")
    args = list(call.args)
    args[index] = args[index].with_changes(value=condition)
    return call.with_changes(args=args)


def concat(expression: Expression) -> cst.BaseExpression:
    return _axis_last(expression, ("axis", "values"), ("values", "axis"))


def split(expression: Expression) -> cst.BaseExpression:
    return _axis_last(expression, ("axis", "num_or_size_splits", "value"), ("value", "num_or_size_splits", "axis"))


def _axis_last(expression: Expression, old: tuple[str, ...], new: tuple[str, ...]) -> cst.BaseExpression:
    """`concat` and `split`: the axis came first before TensorFlow 1.0."""
    name, args = f"{expression.tf}.{expression.symbol.name}", list(expression.updated.args)
    first = spelled(expression.original.args[0].value) if expression.original.args else None
    negative = bool(expression.original.args) and isinstance(expression.original.args[0].value, cst.UnaryOperation)
    by_position = expression.original.args and expression.original.args[0].keyword is None
    if not (by_position and (negative or (first or "").isdigit())):
        return expression.call(name)
    count = sum(arg.keyword is None for arg in args)
    order = [old.index(parameter) for parameter in new if old.index(parameter) < count]
    moved = [args[source].value for source in order]
    args[: len(moved)] = [arg.with_changes(value=value) for arg, value in zip(args, moved)]
    return make_call(name, expression.updated, args)


def while_loop(expression: Expression) -> cst.BaseExpression:
    edited = edit_arguments(expression.symbol, expression.original, expression.updated, expression.tf)
    kept = [arg for arg in edited.arguments if not (arg.keyword and arg.keyword.value == "return_same_structure")]
    call = make_call(f"{expression.tf}.while_loop", expression.updated, kept)
    if "return_same_structure" in expression.values:
        return call
    loop_vars = expression.values["loop_vars"].original
    if len(loop_vars.elements) > 1:
        return call
    return fill("{call}[0]", {"call": call}, expression.tf)


def name_scope(expression: Expression) -> cst.BaseExpression:
    chosen = "name"
    if expression.spelled("name") in (None, "None") and "default_name" in expression.values:
        chosen = "default_name"
    arg = expression.values[chosen].updated.with_changes(keyword=None, equal=cst.MaybeSentinel.DEFAULT)
    given = expression.values["name"].original if chosen == "name" else None
    if (
        isinstance(given, (cst.Name, cst.Attribute))
        and expression.spelled("default_name") != "None"
        and ("default_name" in expression.values)
    ):
        arg = arg.with_changes(value=bare(expression.fill("{default_name} if {name} is None else {name}")))
    arg = arg.with_changes(comma=cst.MaybeSentinel.DEFAULT, whitespace_after_arg=cst.SimpleWhitespace(""))
    return make_call(f"{expression.tf}.name_scope", expression.updated, [arg])


def resize_images(expression: Expression) -> cst.BaseExpression:
    kernel = refusals.resize_kernel(expression.spelled("method") or "0")
    args: list[cst.Arg] = []
    for name in ("images", "size", "align_corners"):
        if name in expression.values:
            append_argument(args, _keyword(name, expression.value(name)))
    return make_call(f"{expression.tf}.raw_ops.{kernel}", expression.updated, args)


def batch_gather(expression: Expression) -> cst.BaseExpression:
    rank = expression.rank_of(expression.values["indices"].original)
    args: list[cst.Arg] = [_plain(expression.value("params")), _plain(expression.value("indices"))]
    args[0] = args[0].with_changes(comma=cst.Comma(whitespace_after=cst.SimpleWhitespace(" ")))
    append_argument(args, _keyword("batch_dims", cst.Integer(str(rank - 1))))
    return make_call(f"{expression.tf}.gather", expression.updated, args)


def constant_initializer(expression: Expression) -> cst.BaseExpression:
    keras = f"{expression.tf}.keras.initializers.Constant"
    if "value" not in expression.values:
        return make_call(keras, expression.updated, [_plain(cst.Integer("0"))])
    value = expression.values["value"].original
    number = value.expression if isinstance(value, cst.UnaryOperation) else value
    if isinstance(number, (cst.Integer, cst.Float)):
        return expression.call(keras)
    return expression.call(f"{expression.tf}.constant_initializer")


# The variance of the normal form in `contrib.layers.variance_scaling_initializer` of 1.15, which draws from a normal
# distribution cut at two deviations and makes up for the cut with 1.3; Keras divides by the deviation that is left.
_CONTRIB_NORMAL = 1.3 * 0.87962566103423978**2


def xavier_initializer(expression: Expression) -> cst.BaseExpression:
    if expression.spelled("uniform") == "False":
        return _variance_scaling(expression, cst.Float(repr(_CONTRIB_NORMAL)), "FAN_AVG", uniform=False)
    return make_call(f"{expression.tf}.keras.initializers.GlorotUniform", expression.updated, _seed(expression))


def contrib_variance_scaling(expression: Expression) -> cst.BaseExpression:
    mode, uniform = expression.spelled("mode") or "FAN_IN", expression.spelled("uniform") == "True"
    factor = expression.spelled("factor") if "factor" in expression.values else "2.0"
    if uniform and mode == "FAN_IN" and factor in ("2", "2.0", "2."):
        return make_call(f"{expression.tf}.keras.initializers.HeUniform", expression.updated, _seed(expression))
    value = expression.value("factor") if "factor" in expression.values else cst.Float("2.0")
    if not uniform and isinstance(value, (cst.Integer, cst.Float)):
        value = cst.Float(repr(float(value.value) * _CONTRIB_NORMAL))
    elif not uniform:
        value = fill(f"{_CONTRIB_NORMAL!r} * {{factor}}", {"factor": value}, expression.tf)
    return _variance_scaling(expression, value, mode, uniform)


def _seed(expression: Expression) -> list[cst.Arg]:
    return [_keyword("seed", expression.value("seed"))] if "seed" in expression.values else []


def _variance_scaling(
    expression: Expression, scale: cst.BaseExpression, mode: str, uniform: bool
) -> cst.BaseExpression:
    args = [_keyword("scale", scale), _keyword("mode", cst.SimpleString(f"'{mode.lower()}'"))]
    args.append(_keyword("distribution", cst.SimpleString("'uniform'" if uniform else "'truncated_normal'")))
    separated: list[cst.Arg] = []
    for arg in args + _seed(expression):
        append_argument(separated, arg)
    return make_call(f"{expression.tf}.keras.initializers.VarianceScaling", expression.updated, separated)


def apply_regularization(expression: Expression) -> cst.BaseExpression:
    return expression.fill("{tf}.add_n([{regularizer}(w) for w in {weights_list}])")


def string_split(expression: Expression) -> cst.BaseExpression:
    """The kernel that 1.15 called: it takes the separator as a set of characters, and gives the parts of a sparse
    tensor.
    """
    kernel = make_call(f"{expression.tf}.raw_ops.StringSplit", expression.updated, [])
    args: list[cst.Arg] = [_keyword("input", expression.value("source"))]
    separator = next(
        (
            name
            for name in ("sep", "delimiter")
            if expression.spelled(name) not in (None, "None")
            or name in expression.values
            and expression.spelled(name) is None
        ),
        None,
    )
    append_argument(args, _keyword("delimiter", expression.value(separator) if separator else cst.SimpleString('" "')))
    if "skip_empty" in expression.values:
        append_argument(args, _keyword("skip_empty", expression.value("skip_empty")))
    return fill("{tf}.SparseTensor(*{kernel})", {"kernel": kernel.with_changes(args=args)}, expression.tf)


def tile_batch(expression: Expression) -> cst.BaseExpression:
    """Each row several times; in every part of a structure, when it may be one."""
    if expression.rank_of(expression.values["t"].original) is not None:
        return expression.fill("{tf}.repeat({t}, {multiplier}, axis=0)")
    return expression.fill("{tf}.nest.map_structure(lambda part: {tf}.repeat(part, {multiplier}, axis=0), {t})")


def sequence_loss_by_example(expression: Expression) -> cst.BaseExpression:
    """The cross entropies of the steps, weighted, over the sum of the weights."""
    lists = [expression.values[name].updated.value for name in ("logits", "targets", "weights")]
    loss, more = _CROSS_ENTROPY, {}
    if expression.spelled("softmax_loss_function") not in (None, "None") or (
        "softmax_loss_function" in expression.values and expression.spelled("softmax_loss_function") is None
    ):
        loss, more = "{loss}(labels={targets}, logits={logits})", {"loss": expression.value("softmax_loss_function")}
    if all(isinstance(value, (cst.List, cst.Tuple)) and len(value.elements) == 1 for value in lists):
        logits, targets, weights = (value.elements[0].value for value in lists)
        given = {"logits": logits, "targets": targets, **more}
        if text_of(weights).startswith(f"{expression.tf}.ones("):  # 1 + 1e-12 is one in float32
            return fill(loss, given, expression.tf)
        return fill(loss + " * {weights} / ({weights} + 1e-12)", {**given, "weights": weights}, expression.tf)
    named = loss.replace("{targets}", "target").replace("{logits}", "logit")
    return fill(
        "{tf}.add_n([" + named + " * weight for logit, target, weight in zip({logits}, {targets}, {weights})]) / "
        "({tf}.add_n({weights}) + 1e-12)",
        {**{name: expression.value(name) for name in ("logits", "targets", "weights")}, **more},
        expression.tf,
    )


_CROSS_ENTROPY = (
    "{tf}.nn.sparse_softmax_cross_entropy_with_logits(labels={tf}.reshape({targets}, [-1]), logits={logits})"
)


def to_categorical(expression: Expression) -> cst.BaseExpression:
    """Keras 3 gives float64: the numbers are given the dtype that TF1 gave them."""
    call = expression.fill("{tf}.keras.utils.to_categorical()")
    kept = [value.updated for name, value in expression.values.items() if name != "dtype"]
    kept = [
        arg.with_changes(keyword=cst.Name("x")) if arg.keyword and arg.keyword.value == "y" else arg for arg in kept
    ]
    if kept:
        kept[-1] = kept[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
    dtype = expression.value("dtype") if "dtype" in expression.values else cst.SimpleString('"float32"')
    return fill("{call}.astype({dtype})", {"call": call.with_changes(args=kept), "dtype": dtype}, expression.tf)


def inplace(expression: Expression) -> cst.BaseExpression:
    """An update of rows in a copy: reads of the tensor that was updated had no order in TF1."""
    kind = expression.symbol.name.rpartition("_")[2]
    if refusals.index_rank(
        as_ast(expression.values["i"].original), expression.rank_of(expression.values["i"].original)
    ):
        return expression.fill(f"{{tf}}.tensor_scatter_nd_{kind}({{x}}, {{tf}}.reshape({{i}}, [-1, 1]), {{v}})")
    return expression.fill(f"{{tf}}.tensor_scatter_nd_{kind}({{x}}, [[{{i}}]], [{{v}}])")


def fused_batch_norm(expression: Expression) -> cst.BaseExpression:
    """The kernel that 1.15 called, with the least epsilon that it had."""
    given = expression.values
    parts = [f"{name}={{{name}}}" for name in ("x", "scale", "offset")]
    for name in ("mean", "variance"):
        absent = name not in given or expression.spelled(name) == "None"
        parts.append(f"{name}=[]" if absent else f"{name}={{{name}}}")
    epsilon = given["epsilon"].original if "epsilon" in given else None
    literal = isinstance(epsilon, (cst.Float, cst.Integer))
    if epsilon is None:
        parts.append("epsilon=0.001")
    elif literal and float(epsilon.value) > _LEAST_EPSILON:
        parts.append("epsilon={epsilon}")
    else:
        parts.append(f"epsilon={_LEAST_EPSILON}" if literal else f"epsilon=max({{epsilon}}, {_LEAST_EPSILON})")
    parts += [f"{name}={{{name}}}" for name in ("data_format", "is_training") if name in given]
    return expression.fill(f"{{tf}}.raw_ops.FusedBatchNormV3({', '.join(parts)})[:3]")


_LEAST_EPSILON = 1.001e-5


def lookup_table(expression: Expression) -> cst.BaseExpression:
    nodes = {name: as_ast(value.original) for name, value in expression.values.items()}
    return expression.fill(lookup_tables.template(expression.symbol.target, nodes))


def _plain(value: cst.BaseExpression) -> cst.Arg:
    return cst.Arg(value)


def _keyword(name: str, value: cst.BaseExpression) -> cst.Arg:
    return cst.Arg(
        value,
        keyword=cst.Name(name),
        equal=cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace("")),
    )


def loss(expression: Expression) -> cst.BaseExpression:
    """tf.losses: the elementwise loss, weighted and reduced as its arguments say."""
    reduction = refusals.reduction_kind(expression.spelled("reduction"), "reduction" in expression.values)
    weights = expression.values.get("weights")
    node = as_ast(weights.original) if weights else None
    scaled = refusals.weights_kind(node, expression.rank_of(weights.original) if weights else None)
    each = _elementwise(expression, reduced=scaled is not None and reduction in ("nonzero", "batch", "mean"))
    if isinstance(each, _Mean):
        value = each.expression
        return value if scaled == "one" else fill("{weights} * {value}", _pair(expression, value=value), expression.tf)
    if scaled is None:
        template = (
            "{tf}.math.divide_no_nan({tf}.reduce_sum({each} * {weights}), "
            "{tf}.math.count_nonzero({tf}.ones_like({each}) * {weights}, dtype={tf}.float32))"
        )
        return fill(template, _pair(expression, each=each), expression.tf)
    reduce = {"nonzero": "reduce_mean", "batch": "reduce_mean", "mean": "reduce_mean", "sum": "reduce_sum"}
    if reduction != "none":
        each = fill(f"{{tf}}.{reduce[reduction]}({{each}})", {"each": each}, expression.tf)
    return each if scaled == "one" else fill("{weights} * {each}", _pair(expression, each=each), expression.tf)


def _pair(expression: Expression, **values: cst.BaseExpression) -> dict[str, cst.BaseExpression]:
    return {"weights": expression.value("weights"), **values}


@dataclass(frozen=True)
class _Mean:
    """A loss that is already reduced to its mean."""

    expression: cst.BaseExpression


def _elementwise(expression: Expression, reduced: bool) -> cst.BaseExpression | _Mean:
    """The loss of each element, or its mean where only that is asked for and Keras has it."""
    name = expression.symbol.name.rpartition(".")[2]
    if name == "compute_weighted_loss":
        return expression.value("losses")
    if _given_nonzero(expression, "label_smoothing"):
        return _Mean(_smoothed(expression, name))
    template = _LOSSES[name]
    values = {parameter: value.updated.value for parameter, value in expression.values.items()}
    for parameter in ("labels", "predictions", "logits", "multi_class_labels"):
        if parameter in values and parameter in _CAST.get(name, ()):
            values[parameter] = _as_float(expression, parameter)
    values.setdefault("delta", cst.Float("1.0"))
    values.setdefault("epsilon", cst.Float("1e-7"))
    if "dim" in values:
        values.setdefault("axis", values["dim"])
    if name == "huber_loss":
        template = _huber("delta" in expression.values, reduced)
    elif name == "softmax_cross_entropy":
        values["onehot_labels"] = _stopped(expression, values["onehot_labels"])
    elif name == "sparse_softmax_cross_entropy" and _has_extra_axis(expression):
        values["labels"] = fill("{tf}.squeeze({labels}, -1)", values, expression.tf)
    filled = fill(template, values, expression.tf)
    return _Mean(filled) if reduced and name == "huber_loss" else filled


def _has_extra_axis(expression: Expression) -> bool:
    """Whether the labels are known to have a last axis of their own, which TF1 took away."""
    rank = expression.rank_of(expression.values["labels"].original)
    return rank is not None and rank == expression.rank_of(expression.values["logits"].original)


def _given_nonzero(expression: Expression, name: str) -> bool:
    if name not in expression.values:
        return False
    value = expression.spelled(name)
    try:
        return value is None or float(value) != 0.0
    except ValueError:
        return True


def _smoothed(expression: Expression, name: str) -> cst.BaseExpression:
    keras, labels = {
        "softmax_cross_entropy": ("CategoricalCrossentropy", "onehot_labels"),
        "sigmoid_cross_entropy": ("BinaryCrossentropy", "multi_class_labels"),
    }[name]
    value = expression.value(labels)
    if name == "softmax_cross_entropy":
        value = _stopped(expression, value)
    template = (
        "{tf}.keras.losses." + keras + "(from_logits=True, label_smoothing={label_smoothing})({labels}, {logits})"
    )
    return expression.fill(template, labels=value)


def _stopped(expression: Expression, value: cst.BaseExpression) -> cst.BaseExpression:
    """Labels get no gradient in TF1; one-hot labels cannot have one."""
    function = value.func if isinstance(value, cst.Call) else None
    if isinstance(function, cst.Attribute) and function.attr.value in ("one_hot", "stop_gradient"):
        return value
    needs = expression.needs_stop_gradient
    if needs is not None and not needs(expression.values["onehot_labels"].original):
        return value
    return fill("{tf}.stop_gradient({value})", {"value": value}, expression.tf)


def _as_float(expression: Expression, name: str) -> cst.BaseExpression:
    """TF1 casts to float32; a cast that changes nothing is left out when the dtype is known."""
    value = expression.values[name]
    if expression.dtype_of(value.original) == "float32" or _is_float_already(value.updated.value):
        return value.updated.value
    return fill("{tf}.cast({value}, {tf}.float32)", {"value": value.updated.value}, expression.tf)


def _is_float_already(node: cst.BaseExpression) -> bool:
    if isinstance(node, cst.Float):
        return True
    if not (isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute)):
        return False
    return node.func.attr.value == "cast" and len(node.args) > 1 and spelled(node.args[1].value) == "float32"


# Parameters that TF1 casts to float32, and whose TF2 operation would not cast them.
_CAST = {
    "mean_squared_error": ("labels", "predictions"),
    "absolute_difference": ("labels", "predictions"),
    "huber_loss": ("labels", "predictions"),
    "log_loss": ("labels", "predictions"),
    "hinge_loss": ("labels", "logits"),
    "cosine_distance": ("labels", "predictions"),
    "sigmoid_cross_entropy": ("multi_class_labels",),
}
_LOSSES = {
    "mean_squared_error": "{tf}.math.squared_difference({predictions}, {labels})",
    "absolute_difference": "{tf}.abs({predictions} - {labels})",
    "huber_loss": "",
    "log_loss": (
        "-({labels} * {tf}.math.log({predictions} + {epsilon})"
        " + (1 - {labels}) * {tf}.math.log(1 - {predictions} + {epsilon}))"
    ),
    "hinge_loss": "{tf}.nn.relu(1 - (2 * {labels} - 1) * {logits})",
    "cosine_distance": "1 - {tf}.reduce_sum({predictions} * {labels}, axis={axis}, keepdims=True)",
    "sigmoid_cross_entropy": (
        "{tf}.nn.sigmoid_cross_entropy_with_logits(labels={multi_class_labels}, logits={logits})"
    ),
    "softmax_cross_entropy": ("{tf}.nn.softmax_cross_entropy_with_logits(labels={onehot_labels}, logits={logits})"),
    "sparse_softmax_cross_entropy": (
        "{tf}.nn.sparse_softmax_cross_entropy_with_logits(labels={labels}, logits={logits})"
    ),
}


def _huber(with_delta: bool, reduced: bool) -> str:
    """Keras' Huber takes the mean over the last axis; for single values each gets an axis of its own."""
    delta = "delta={delta}" if with_delta else ""
    if reduced:
        return "{tf}.keras.losses.Huber(" + delta + ")({labels}, {predictions})"
    arguments = ", ".join(filter(None, [delta, "reduction=None"]))
    return "{tf}.keras.losses.Huber(" + arguments + ")({labels}[..., {tf}.newaxis], {predictions}[..., {tf}.newaxis])"


HANDLERS = {
    "@div": division,
    "@where": where,
    "@concat": concat,
    "@split": split,
    "@while_loop": while_loop,
    "@name_scope": name_scope,
    "@resize_images": resize_images,
    "@batch_gather": batch_gather,
    "@constant_initializer": constant_initializer,
    "@xavier_initializer": xavier_initializer,
    "@contrib_variance_scaling": contrib_variance_scaling,
    "@apply_regularization": apply_regularization,
    "@to_categorical": to_categorical,
    "@string_split": string_split,
    "@tile_batch": tile_batch,
    "@sequence_loss_by_example": sequence_loss_by_example,
    "@loss": loss,
    "@fused_batch_norm": fused_batch_norm,
    "@inplace": inplace,
    "@index_table": lookup_table,
    "@index_table_from_file": lookup_table,
    "@string_table": lookup_table,
    "@string_table_from_file": lookup_table,
}
