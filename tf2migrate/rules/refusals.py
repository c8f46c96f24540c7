"""Why one call cannot be rewritten, decided on `ast` alone: the check mode does not import libcst."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Callable

from tf2migrate.rules import lookup_tables
from tf2migrate.rules.binding import BindingError, bind
from tf2migrate.rules.spellings import spelling
from tf2migrate.rules.symbols import Disposition, Symbol

DtypeOf = Callable[[ast.expr], "str | None"]
RankOf = Callable[[ast.expr], "int | None"]


def refusal(
    symbol: Symbol,
    call: ast.Call,
    dtype_of: DtypeOf = lambda node: None,
    rank_of: RankOf = lambda node: None,
) -> str | None:
    """Why `rewrite_call` must not be used for this call, or None when it may be.

    Args:
        symbol: the row of the function that is called.
        call: the call.
        dtype_of: the dtype of an expression (`"float32"`, `"int32"`, ...) when it is known.
        rank_of: the number of dimensions of an expression when it is known.

    Returns:
        One sentence for the user, or None. Calls of symbols that a lowering handles are never refused here.
    """
    if symbol.disposition is Disposition.GONE:
        return f"tf.{symbol.name} has no equal in TensorFlow 2. {symbol.advice}".rstrip()
    if symbol.disposition not in (Disposition.ARGUMENTS, Disposition.EXPRESSION):
        return None
    if symbol.name in ("concat", "split") and _has_star(call):
        return None  # the argument order of 1.15 is that of 2.21
    given, reason = arguments(symbol, call)
    if reason is not None:
        return reason
    missing = [name for name in re.findall(r"\{(\w+)\}", symbol.target) if name != "tf" and name not in given]
    if missing:
        return f"tf.{symbol.name} without {missing[0]}."
    special = _SPECIAL.get(symbol.target if symbol.target.startswith("@") else symbol.name)
    reason = special(symbol, given, dtype_of, rank_of) if special else None
    return f"{reason} {symbol.advice}".rstrip() if reason else None


def arguments(symbol: Symbol, call: ast.Call) -> tuple[dict[str, ast.expr], str | None]:
    """The arguments of a call by TF1 parameter, and the reason why they cannot be edited, if any."""
    listed = [(None, "*" if isinstance(arg, ast.Starred) else "") for arg in call.args]
    listed += [(keyword.arg, "" if keyword.arg else "**") for keyword in call.keywords]
    try:
        bound = bind(accepted_parameters(symbol), listed)
    except BindingError as error:
        return {}, f"tf.{symbol.name}: {error}."
    given = dict(zip(bound, [*call.args, *(keyword.value for keyword in call.keywords)]))
    try:
        chosen_parameters(symbol, {name: spelling(node) for name, node in given.items()})
    except BindingError as error:
        return given, f"tf.{symbol.name}: {error}."
    return given, _refused_argument(symbol, given)


def _has_star(call: ast.Call) -> bool:
    starred = any(isinstance(arg, ast.Starred) for arg in call.args)
    return starred or any(keyword.arg is None for keyword in call.keywords)


def accepted_parameters(symbol: Symbol) -> tuple[str, ...]:
    """The parameters, and after `*` the older keywords that only an edit names."""
    named = [edit.name for edit in symbol.edits if edit.kind in ("rename", "refuse")]
    older = tuple(dict.fromkeys(name for name in named if name not in symbol.parameters))
    if not older or "*" in symbol.parameters:
        return symbol.parameters + older
    return symbol.parameters + ("*",) + older


def _refused_argument(symbol: Symbol, given: dict[str, ast.expr]) -> str | None:
    for edit in symbol.edits:
        if edit.kind == "refuse" and edit.name in given and not spelled_as(given[edit.name], edit.values):
            return f"tf.{symbol.name} with {edit.name}= has no equal in TensorFlow 2. {symbol.advice}".rstrip()
        if edit.kind == "require" and edit.name not in given:
            reason = f"tf.{symbol.name} without {edit.name}= has no equal in TensorFlow 2."
            return f"{reason} {symbol.advice}".rstrip()
    return None


def chosen_parameters(symbol: Symbol, spellings: dict[str, str | None]) -> dict[str, str]:
    """TF2 parameter -> the TF1 parameter that gives it, where an older name of it is given as well.

    Raises:
        BindingError: two of them have a value other than None.
    """
    renamed = {edit.name: edit.target for edit in symbol.edits if edit.kind == "rename"}
    chosen: dict[str, str] = {}
    for name, text in spellings.items():
        target = renamed.get(name, name)
        if target in chosen and text != "None":
            if spellings[chosen[target]] != "None":
                raise BindingError(f"both {chosen[target]!r} and {name!r} are given")
            chosen[target] = name
        else:
            chosen.setdefault(target, name)
    return chosen


def spelled_as(node: ast.expr, values: tuple[str, ...]) -> bool:
    """Whether a node is literally one of the values of a table."""
    return spelling(node) in values


def applied_rules(
    symbol: Symbol,
    call: ast.Call,
    rank_of: RankOf = lambda node: None,
    needs_stop_gradient: Callable[[ast.expr], bool] = lambda node: True,
) -> tuple[str, ...]:
    """The rules that `rewrite_call` would apply to this call: none when the text stays as it is.

    The predicates are those of `rewrite_call`, on `ast` nodes.
    """
    if symbol.disposition in (Disposition.SAME, Disposition.LOWERED, Disposition.GONE):
        return ()
    if symbol.disposition is Disposition.RENAMED or symbol.target not in (symbol.name, f"@{symbol.name}"):
        return (symbol.rule,)
    given, reason = arguments(symbol, call)
    if reason is not None:
        return ()
    if symbol.name in ("concat", "split"):
        old = before_1_0(symbol.name, given) or any(edit.name in given for edit in symbol.edits)
        return (symbol.rule,) if old else ()
    if symbol.name == "name_scope":
        return (symbol.rule,) if len(given) > 1 else ()
    if symbol.name == "while_loop":
        return (symbol.rule,) if changes_while_loop(given) else ()
    if symbol.name == "where":
        return (symbol.rule,) if "x" in given and where_rank(**_values(given), rank_of=rank_of) else ()
    if symbol.name == "div":
        return (symbol.rule,)
    if symbol.name in ("constant_initializer", "initializers.constant"):
        kept = "value" in given and not _is_number(given["value"]) and symbol.name == "constant_initializer"
        return () if kept and len(given) == 1 else (symbol.rule,)
    if symbol.rule == "TFM505" and not stops_gradient(given["labels"], needs_stop_gradient):
        given.pop("labels")
    renamed = {edit.name: edit.target for edit in symbol.edits if edit.kind == "rename" and not edit.transform}
    leading = tuple(renamed.get(name, name) for name in symbol.parameters[: len(call.args)])
    moved = leading != symbol.target_parameters[: len(call.args)]
    named = {keyword.arg for keyword in call.keywords}
    edited = any(
        edit.kind == "add" or edit.name in (given if edit.kind != "rename" or edit.transform else named)
        for edit in symbol.edits
        if edit.kind != "require"
    )
    return (symbol.rule,) if moved or edited else ()


# Functions with no gradient to what they are given.
WITHOUT_GRADIENT = ("one_hot", "stop_gradient", "zeros_like", "ones_like", "zeros", "ones")


def stops_gradient(labels: ast.expr, needs_stop_gradient: Callable[[ast.expr], bool]) -> bool:
    """Whether the labels of a softmax loss get a stop_gradient round them."""
    function = labels.func if isinstance(labels, ast.Call) else None
    if isinstance(function, ast.Attribute) and function.attr in WITHOUT_GRADIENT:
        return False
    return needs_stop_gradient(labels)


def _is_number(node: ast.expr) -> bool:
    if isinstance(node, ast.UnaryOp):
        node = node.operand
    return isinstance(node, ast.Constant) and type(node.value) in (int, float)


def before_1_0(name: str, given: dict[str, ast.expr]) -> bool:
    """Whether `concat` or `split` is called with the axis first, as before TensorFlow 1.0."""
    first = {"concat": "values", "split": "value"}[name]
    return first in given and _is_integer(given[first])


def _is_integer(node: ast.expr) -> bool:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        node = node.operand
    return isinstance(node, ast.Constant) and type(node.value) is int


def changes_while_loop(given: dict[str, ast.expr]) -> bool:
    """Whether the result of `while_loop` has another structure in TensorFlow 2."""
    loop_vars = given.get("loop_vars")
    if "return_same_structure" in given:
        return True
    return isinstance(loop_vars, (ast.List, ast.Tuple)) and len(loop_vars.elts) == 1


def _values(given):
    return {name: given[name] for name in ("condition", "x", "y")}


# Checks that need more than the edits of the table. Each returns a sentence or None.


def _division(symbol, given, dtype_of, rank_of):
    del symbol, rank_of
    if not {"x", "y"} <= set(given):
        return "tf.div without both operands."
    if division_kind(given["x"], given["y"], dtype_of) is None:
        return "tf.div floors integers and divides floats, and the dtype is not known here."
    return None


def division_kind(x, y, dtype_of) -> str | None:
    """`"floordiv"` or `"divide"` for tf.div; None when the dtype is unknown."""
    for node in (x, y):
        dtype = dtype_of(node)
        if dtype is None and isinstance(node, ast.Constant) and isinstance(node.value, float):
            dtype = "float32"
        if dtype is not None:
            return "floordiv" if "int" in dtype else "divide"
    if all(isinstance(node, ast.Constant) and isinstance(node.value, int) for node in (x, y)):
        return "floordiv"
    return None


def _where(symbol, given, dtype_of, rank_of):
    del dtype_of
    if "x" not in given and "y" not in given:
        return None
    if not {"condition", "x", "y"} <= set(given):
        return f"tf.{symbol.name} with one value only."
    if where_rank(given["condition"], given["x"], given["y"], rank_of) is None:
        return (
            f"tf.{symbol.name} picked whole rows for a condition of rank 1 and broadcasts it now, and the "
            "ranks are not known here."
        )
    return None


def where_rank(condition, x, y, rank_of) -> int | None:
    """How many axes the condition lacks: 0 when it has the shape of the values; None when unknown."""
    ranks = [rank for rank in (rank_of(x), rank_of(y)) if rank is not None]
    wanted = ranks[0] if ranks else None
    found = rank_of(condition)
    if found is not None and wanted is not None:
        return wanted - 1 if found == 1 and wanted > 1 else 0
    if wanted is not None and wanted <= 1 or found is not None and found != 1:
        return 0
    operands = {ast.dump(node) for node in _elementwise_operands(condition)}
    return 0 if any(ast.dump(_like(node)) in operands for node in (x, y)) else None


# Functions whose result has the shape that their operands broadcast to.
_ELEMENTWISE = {
    "greater", "greater_equal", "less", "less_equal", "equal", "not_equal", "is_nan", "is_inf", "is_finite",
    "logical_and", "logical_or", "logical_not", "logical_xor", "abs", "square", "sqrt", "exp", "log",
    "negative", "subtract", "add", "multiply", "maximum", "minimum", "sign", "floor", "cast", "to_float",
    "to_int32",
}  # fmt: skip


def _elementwise_operands(node):
    """Sub-expressions that have at most the rank of the whole, which is elementwise in them."""
    yield node
    if isinstance(node, ast.Compare):
        parts = [node.left, *node.comparators]
    elif isinstance(node, ast.BinOp) and not isinstance(node.op, ast.MatMult):
        parts = [node.left, node.right]
    elif isinstance(node, ast.UnaryOp):
        parts = [node.operand]
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _ELEMENTWISE:
        parts = node.args
    else:
        return
    for part in parts:
        yield from _elementwise_operands(part)


def _like(node):
    """What a value takes its shape from: `x` for `tf.zeros_like(x)`."""
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
        if node.func.attr not in ("zeros_like", "ones_like", "identity", "stop_gradient"):
            break
        node = node.args[0]
    return node


def _while_loop(symbol, given, dtype_of, rank_of):
    del symbol, dtype_of, rank_of
    same = given.get("return_same_structure")
    if same is not None:
        return None if spelling(same) == "True" else "tf.while_loop with return_same_structure=."
    if not isinstance(given.get("loop_vars"), (ast.List, ast.Tuple)):
        return (
            "tf.while_loop returns a single loop variable without its list in TF1, and their number is not "
            "visible here."
        )
    return None


def _name_scope(symbol, given, dtype_of, rank_of):
    del symbol, dtype_of, rank_of
    name = given.get("name")
    if name is None or spelling(name) == "None":
        return None if "default_name" in given else "tf.name_scope without a name."
    if "default_name" in given and not isinstance(name, (ast.Constant, ast.Name, ast.Attribute)):
        return "tf.name_scope with a name that may be None and a default name."
    return None


def _resize_images(symbol, given, dtype_of, rank_of):
    method = given.get("method")
    if method is not None and resize_kernel(spelling(method)) is None:
        return f"tf.{symbol.name} with a method that is not visible here."
    if "images" not in given or rank_of(given["images"]) != 4:
        return f"tf.{symbol.name} samples another grid in TensorFlow 2, and its kernel needs a batch of images."
    if _is_integer_dtype(dtype_of(given["images"])) and resize_kernel(spelling(method)) != "ResizeNearestNeighbor":
        return f"tf.{symbol.name} leaves integer pictures that have the size already as they are."
    return None


def _is_integer_dtype(dtype: str | None) -> bool:
    return dtype is not None and "int" in dtype


def _per_image_standardization(symbol, given, dtype_of, rank_of):
    del rank_of
    if _is_integer_dtype(dtype_of(given.get("image"))):
        return f"tf.{symbol.name} scaled integer pictures and gave integers; it gives floats now."
    return None


def _constant(symbol, given, dtype_of, rank_of):
    """A list that is shorter than the shape: 1.15 repeated its last number."""
    del dtype_of, rank_of
    value, shape = given.get("value"), given.get("shape")
    if not isinstance(value, (ast.List, ast.Tuple)) or not isinstance(shape, (ast.List, ast.Tuple)):
        return None
    if not all(isinstance(node, ast.Constant) and type(node.value) is int for node in shape.elts):
        return None
    count = math.prod(node.value for node in shape.elts)
    if len(value.elts) > 1 and not any(map(_is_nested, value.elts)) and len(value.elts) < count:
        return f"tf.{symbol.name} repeated the last number of a list that is shorter than the shape."
    return None


def _is_nested(node: ast.expr) -> bool:
    return not isinstance(node, (ast.Constant, ast.UnaryOp))


def resize_kernel(method: str | None) -> str | None:
    """The kernel behind a method of `resize_images`."""
    return {
        "0": "ResizeBilinear", "BILINEAR": "ResizeBilinear", "bilinear": "ResizeBilinear",
        "1": "ResizeNearestNeighbor", "NEAREST_NEIGHBOR": "ResizeNearestNeighbor",
        "nearest": "ResizeNearestNeighbor",
        "2": "ResizeBicubic", "BICUBIC": "ResizeBicubic", "bicubic": "ResizeBicubic",
        "3": "ResizeArea", "AREA": "ResizeArea", "area": "ResizeArea",
    }.get(method)  # fmt: skip


def _concat(symbol, given, dtype_of, rank_of):
    del dtype_of, rank_of
    return None if "values" in given else f"tf.{symbol.name} without values."


def _split(symbol, given, dtype_of, rank_of):
    del dtype_of, rank_of
    return None if "value" in given else f"tf.{symbol.name} without a value."


def _batch_gather(symbol, given, dtype_of, rank_of):
    del symbol, dtype_of
    if "indices" not in given or rank_of(given["indices"]) is None:
        return "tf.batch_gather takes all axes of indices but the last as batch, and their number is not known here."
    return None


def _xavier(symbol, given, dtype_of, rank_of):
    del dtype_of, rank_of
    uniform = given.get("uniform")
    if uniform is None or spelling(uniform) in ("True", "False"):
        return None
    return f"tf.{symbol.name} with a choice that is not visible here."


def _variance_scaling(symbol, given, dtype_of, rank_of):
    reason = _xavier(symbol, given, dtype_of, rank_of)
    mode = given.get("mode")
    if reason is None and mode is not None and spelling(mode) not in ("FAN_IN", "FAN_OUT", "FAN_AVG"):
        return f"tf.{symbol.name} with a mode that is not visible here."
    return reason


def _tables(symbol, given, dtype_of, rank_of):
    """Embedding tables: a list of several is split by "mod" in 1.15 and by "div" in 2.21."""
    del dtype_of, rank_of
    table = given.get("params", given.get("weights"))
    if isinstance(table, (ast.List, ast.Tuple)) and len(table.elts) > 1:
        strategy = given.get("partition_strategy")
        if strategy is None or spelling(strategy) != "div":
            return f"tf.{symbol.name} with several tables splits the ids in another way in TensorFlow 2."
    return None


def _sentinel(symbol, given, dtype_of, rank_of):
    del dtype_of, rank_of
    if not {"labels", "logits"} <= set(given):
        return f"tf.{symbol.name} without labels= and logits=."
    return None


def _apply_regularization(symbol, given, dtype_of, rank_of):
    del dtype_of, rank_of
    if "weights_list" in given and spelling(given["weights_list"]) != "None":
        return None
    return f"tf.{symbol.name} over the weights of a collection."


def _string_split(symbol, given, dtype_of, rank_of):
    del dtype_of, rank_of
    if "source" not in given:
        return f"tf.{symbol.name} without strings."
    if "sep" in given and "delimiter" in given:
        return f"tf.{symbol.name} with two separators."
    return None


def _sequence_loss_by_example(symbol, given, dtype_of, rank_of):
    del dtype_of, rank_of
    if not {"logits", "targets", "weights"} <= given.keys():
        return f"tf.{symbol.name} without logits, targets or weights."
    if all(
        isinstance(node, _PLAIN) or isinstance(node, ast.Call) and _last_name(node.func) in _CONSTANT_OPS
        for node in ast.walk(given["weights"])
        if isinstance(node, ast.expr)
    ):
        return None
    return f"tf.{symbol.name} with weights that would be computed twice."


_PLAIN = (ast.Name, ast.Attribute, ast.Constant, ast.List, ast.Tuple, ast.BinOp, ast.UnaryOp, ast.Subscript)
_CONSTANT_OPS = frozenset(
    {"ones", "ones_like", "fill", "constant", "reshape", "cast", "to_float", "sequence_mask", "shape", "size"}
)


def _last_name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


_REDUCTIONS = {
    "SUM": "sum", "weighted_sum": "sum", "NONE": "none", "none": "none",
    "MEAN": "mean", "weighted_mean": "mean",
    "SUM_BY_NONZERO_WEIGHTS": "nonzero", "SUM_OVER_NONZERO_WEIGHTS": "nonzero",
    "weighted_sum_by_nonzero_weights": "nonzero",
    "SUM_OVER_BATCH_SIZE": "batch", "weighted_sum_over_batch_size": "batch",
}  # fmt: skip


def reduction_kind(spelled: str | None, given: bool) -> str | None:
    """`nonzero`, `sum`, `mean`, `batch` or `none` for the `reduction` of a loss; None when not visible."""
    return _REDUCTIONS.get(spelled) if given else "nonzero"


def weights_kind(node, rank: int | None) -> str | None:
    """`one` (absent or 1), `scalar`, or None when the weights may have a shape."""
    if node is None:
        return "one"
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
        return "one" if node.value == 1 else "scalar"
    return "scalar" if rank == 0 else None


def _loss(symbol, given, dtype_of, rank_of):
    del dtype_of
    reduction = given.get("reduction")
    kind = reduction_kind(spelling(reduction) if reduction is not None else None, reduction is not None)
    if kind is None:
        return f"tf.{symbol.name} with a reduction that is not visible here."
    weights = given.get("weights")
    scaled = weights_kind(weights, rank_of(weights) if weights is not None else None)
    smoothing = given.get("label_smoothing")
    smooth = smoothing is not None and not (isinstance(smoothing, ast.Constant) and smoothing.value == 0)
    squeezed = symbol.name == "losses.sparse_softmax_cross_entropy"  # weights of shape [n, 1] become [n]
    unclear = squeezed and weights is not None and rank_of(weights) != 1
    if scaled is None and (kind != "nonzero" or smooth or unclear or not _repeatable(given)):
        return f"tf.{symbol.name} with weights is divided by the number of weights that are not zero."
    if scaled == "scalar" and kind == "mean":
        return f"tf.{symbol.name} with the reduction MEAN and weights."
    if smooth and (kind not in ("nonzero", "batch", "mean")):
        return f"tf.{symbol.name} with label_smoothing= and this reduction."
    if symbol.name == "losses.cosine_distance" and "axis" not in given and "dim" not in given:
        return "tf.losses.cosine_distance without an axis."
    if symbol.name == "losses.log_loss" and not _repeatable(given):
        return "tf.losses.log_loss of an expression would compute it twice."
    return None


def _repeatable(given) -> bool:
    """Whether the values may be written twice: names, attributes and constants compute nothing."""
    values = [given[name] for name in given if name in ("labels", "predictions", "logits", "weights", "losses")]
    values += [given[name] for name in ("onehot_labels", "multi_class_labels") if name in given]
    return all(isinstance(node, (ast.Name, ast.Attribute, ast.Constant)) for node in values)


def _inplace(symbol, given, dtype_of, rank_of):
    del dtype_of
    if not {"x", "i", "v"} <= given.keys() or index_rank(given["i"], rank_of(given["i"])) is None:
        return f"tf.{symbol.name} with an index that may be a number or a vector, which is not known here."
    return None


def index_rank(node: ast.expr, rank: int | None) -> int | None:
    """The rank of the rows of an update in place: 0 or 1; None when it is not known, or a row counts from the end."""
    if isinstance(node, (ast.List, ast.Tuple)):
        literal = all(_is_integer(part) and not isinstance(part, ast.UnaryOp) for part in node.elts)
        return 1 if node.elts and literal else None
    if _is_integer(node):
        return None if isinstance(node, ast.UnaryOp) else 0
    return rank if rank in (0, 1) else None


def _fused_batch_norm(symbol, given, dtype_of, rank_of):
    del dtype_of, rank_of
    if not {"x", "scale", "offset"} <= given.keys():
        return f"tf.{symbol.name} without scale or offset."
    epsilon = given.get("epsilon")
    if epsilon is None or isinstance(epsilon, (ast.Constant, ast.Name, ast.Attribute)):
        return None
    return f"tf.{symbol.name} with a computed epsilon."


def _bitmap(symbol, given, dtype_of, rank_of):
    channels = given.get("channels")
    if channels is None or isinstance(channels, ast.Constant) and channels.value in (None, 0, 3, 4):
        return None
    return f"tf.{symbol.name} takes 0, 3 or 4 channels in TensorFlow 2, and 1 for a gray picture in TensorFlow 1."


_SPECIAL = {
    "image.decode_bmp": _bitmap,
    "io.decode_bmp": _bitmap,
    "@div": _division,
    "@where": _where,
    "@while_loop": _while_loop,
    "@name_scope": _name_scope,
    "@resize_images": _resize_images,
    "@concat": _concat,
    "@split": _split,
    "@batch_gather": _batch_gather,
    "@xavier_initializer": _xavier,
    "@contrib_variance_scaling": _variance_scaling,
    "@apply_regularization": _apply_regularization,
    "@loss": _loss,
    "@string_split": _string_split,
    "@sequence_loss_by_example": _sequence_loss_by_example,
    "@fused_batch_norm": _fused_batch_norm,
    "@inplace": _inplace,
    "@index_table": lookup_tables.refusal,
    "@index_table_from_file": lookup_tables.refusal,
    "@string_table": lookup_tables.refusal,
    "@string_table_from_file": lookup_tables.refusal,
    "constant": _constant,
    "image.per_image_standardization": _per_image_standardization,
    "nn.embedding_lookup": _tables,
    "nn.embedding_lookup_sparse": _tables,
    "nn.safe_embedding_lookup_sparse": _tables,
    "nn.nce_loss": _tables,
    "nn.sampled_softmax_loss": _tables,
    "nn.softmax_cross_entropy_with_logits": _sentinel,
    "nn.sigmoid_cross_entropy_with_logits": _sentinel,
    "nn.sparse_softmax_cross_entropy_with_logits": _sentinel,
}
