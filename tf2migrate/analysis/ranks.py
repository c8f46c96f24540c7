"""The number of dimensions of what a function of TensorFlow gives; None when it is not known.

Like the dtypes, the ranks were compared with what TensorFlow 1.15 gives by the conformance suite.
"""

from __future__ import annotations

import ast
from collections.abc import Callable

_MODULES = ("", "bitwise", "debugging", "dtypes", "linalg", "losses", "math", "nn", "random")
# The result has the shape that all tensors broadcast to.
_ELEMENTWISE = frozenset(
    """
abs acos acosh add add_n angle asin asinh atan atan2 atanh cast ceil check_numerics clip_by_value conj cos cosh
digamma div div_no_nan divide divide_no_nan elu equal erf erfc exp expm1 floor floor_div floordiv floormod greater
greater_equal identity imag is_finite is_inf is_nan leaky_relu less less_equal lgamma log log1p log_sigmoid
logical_and logical_not logical_or logical_xor maximum minimum mod mul multiply neg negative not_equal pow real
realdiv reciprocal relu relu6 rint round rsqrt saturate_cast selu sigmoid sign sin sinh softplus softsign sqrt square
squared_difference stop_gradient sub subtract swish tan tanh to_double to_float to_int32 to_int64 truediv
sigmoid_cross_entropy_with_logits
""".split()
)
# The result has the rank of the first argument.
_LIKE_FIRST = frozenset(
    """
batch_normalization bias_add clip_by_norm crelu cumprod cumsum dropout l2_normalize log_softmax matmul ones_like pad
random_shuffle reverse reverse_sequence roll softmax sort slice tile transpose xw_plus_b zeros_like
matrix_transpose matrix_inverse cholesky
""".split()
)
_REDUCTIONS = frozenset(
    "reduce_sum reduce_mean reduce_max reduce_min reduce_prod reduce_all reduce_any "
    "reduce_logsumexp count_nonzero".split()
)
_SHAPED = {
    "constant": "shape",
    "zeros": "shape",
    "ones": "shape",
    "fill": "dims",
    "random_normal": "shape",
    "random_uniform": "shape",
    "truncated_normal": "shape",
    "reshape": "shape",
}
_FIXED = {
    "conv2d": 4,
    "max_pool": 4,
    "avg_pool": 4,
    "conv2d_transpose": 4,
    "conv1d": 3,
    "shape": 1,
    "size": 0,
    "rank": 0,
    "range": 1,
    "in_top_k": 1,
    "l2_loss": 0,
}
# An argument that lists something for each dimension, where the rank of the tensor is not known.
_LISTED = {"tile": "multiples", "transpose": "perm", "slice": "begin", "pad": "paddings"}
# What is counted from the rank of one argument.
_COUNTED = {
    "argmax": ("input", -1), "argmin": ("input", -1), "arg_max": ("input", -1), "arg_min": ("input", -1),
    "expand_dims": ("input", 1), "one_hot": ("indices", 1), "sequence_mask": ("lengths", 1),
    "softmax_cross_entropy_with_logits": ("logits", -1), "softmax_cross_entropy_with_logits_v2": ("logits", -1),
    "sparse_softmax_cross_entropy_with_logits": ("logits", -1), "where": ("x", 0),
}  # fmt: skip


def of_call(
    path: str,
    given: Callable[[str], ast.expr | None],
    rank_of: Callable[[ast.expr], int | None],
    constant_of: Callable[[ast.expr], object],
    length_of: Callable[[ast.expr], int | None],
    ranks: list[int | None],
) -> int | None:
    """The rank of the result of a call.

    Args:
        path: the public name of the function.
        given: the argument for a parameter.
        rank_of: the rank of an argument.
        constant_of: the Python constant that an argument is; `...` when it is none.
        length_of: how many elements an argument lists.
        ranks: the ranks of the tensors among the arguments.
    """
    module, _, name = path.rpartition(".")
    if module not in _MODULES:
        return None
    if name in _FIXED:
        return _FIXED[name]
    if name in _ELEMENTWISE:
        return max(ranks) if ranks and None not in ranks else None
    if name == "concat":
        return next((rank for rank in ranks if rank is not None), None)
    if name in _LIKE_FIRST:
        listed = given(_LISTED[name]) if name in _LISTED and not (ranks and ranks[0] is not None) else None
        if listed is not None:
            return length_of(listed)
        return ranks[0] if ranks else None
    if name in _SHAPED:
        node = given(_SHAPED[name])
        return None if node is None else length_of(node)
    if name in _COUNTED:
        parameter, more = _COUNTED[name]
        node = given(parameter)
        rank = rank_of(node) if node is not None else None
        return None if rank is None else rank + more
    if name in _REDUCTIONS:
        return _reduced(given, rank_of, constant_of)
    return None


def _reduced(given, rank_of, constant_of) -> int | None:
    tensor = given("input_tensor") or given("input")
    rank = rank_of(tensor) if tensor is not None else None
    kept = [given(name) for name in ("keepdims", "keep_dims")]
    kept = [constant_of(node) for node in kept if node is not None]
    if any(value not in (True, False, None) for value in kept):
        return None
    if any(kept):
        return rank
    axes = [constant_of(node) for node in (given("axis"), given("reduction_indices")) if node is not None]
    axes = [axis for axis in axes if axis is not None]
    if not axes:
        return 0
    axis = axes[0]
    if rank is None or axis is ...:
        return None
    count = len(axis) if isinstance(axis, (list, tuple)) else 1
    return rank - count if isinstance(axis, (int, list, tuple)) else None
