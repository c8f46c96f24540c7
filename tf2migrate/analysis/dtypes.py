"""The dtype of what a function of TensorFlow gives; None when it is not known.

Each name here was compared with what TensorFlow 1.15 gives by the conformance suite. A function that is not
listed has no known dtype: a wrong one would choose between `floordiv` and `divide`.
"""

from __future__ import annotations

import ast
from collections.abc import Callable

# Modules whose functions go by their last name.
_MODULES = (
    "bitwise", "contrib.framework", "contrib.layers", "contrib.legacy_seq2seq", "contrib.losses", "contrib.seq2seq",
    "contrib.signal", "contrib.slim.losses", "debugging", "dtypes", "image", "io", "linalg", "losses", "manip", "math",
    "nn", "quantization", "random", "signal", "spectral", "strings",
)  # fmt: skip

_FIXED = {
    "to_float": "float32", "to_double": "float64", "to_int32": "int32", "to_int64": "int64",
    "to_bfloat16": "bfloat16", "to_complex64": "complex64", "to_complex128": "complex128", "rank": "int32",
    "zero_fraction": "float32", "leaky_relu": "float32", "hann_window": "float32", "hamming_window": "float32",
    "resize_bilinear": "float32", "resize_bicubic": "float32", "resize_area": "float32",
    **dict.fromkeys(
        "equal not_equal less less_equal greater greater_equal logical_and logical_or logical_not logical_xor is_nan "
        "is_inf is_finite is_non_decreasing is_strictly_increasing in_top_k reduce_all reduce_any regex_full_match "
        "is_jpeg".split(), "bool"),
    **dict.fromkeys("as_string encode_png encode_jpeg serialize_tensor substr string_join reduce_join regex_replace "
                    "lower upper strip string_strip encode_base64 decode_base64".split(), "string"),
    **dict.fromkeys("string_to_hash_bucket string_to_hash_bucket_fast string_to_hash_bucket_strong to_hash_bucket "
                    "to_hash_bucket_fast to_hash_bucket_strong".split(), "int64"),
    **dict.fromkeys("argsort non_max_suppression length extract_jpeg_shape".split(), "int32"),
}  # fmt: skip

# Function -> the parameter that names the dtype, and the dtype without it.
_OPTION = {
    "shape": ("out_type", "int32"), "size": ("out_type", "int32"),
    "argmax": ("output_type", "int64"), "argmin": ("output_type", "int64"),
    "arg_max": ("output_type", "int64"), "arg_min": ("output_type", "int64"),
    "multinomial": ("output_dtype", "int64"), "stateless_multinomial": ("output_dtype", "int64"),
    "categorical": ("dtype", "int64"), "stateless_categorical": ("dtype", "int64"),
    "count_nonzero": ("dtype", "int64"), "confusion_matrix": ("dtype", "int32"),
    "histogram_fixed_width": ("dtype", "int32"), "sequence_mask": ("dtype", "bool"), "eye": ("dtype", "float32"),
    "zeros": ("dtype", "float32"), "ones": ("dtype", "float32"), "random_normal": ("dtype", "float32"),
    "truncated_normal": ("dtype", "float32"), "random_uniform": ("dtype", "float32"), "normal": ("dtype", "float32"),
    "uniform": ("dtype", "float32"), "random_gamma": ("dtype", "float32"), "random_poisson": ("dtype", "float32"),
    "gamma": ("dtype", "float32"), "poisson": ("dtype", "float32"),
    "stateless_normal": ("dtype", "float32"), "stateless_uniform": ("dtype", "float32"),
    "stateless_truncated_normal": ("dtype", "float32"), "string_to_number": ("out_type", "float32"),
    "to_number": ("out_type", "float32"), "cast": ("dtype", None), "saturate_cast": ("dtype", None),
    "convert_image_dtype": ("dtype", None), "decode_raw": ("out_type", None), "bitcast": ("type", None),
    "decode_png": ("dtype", "uint8"), "parse_tensor": ("out_type", None),
}  # fmt: skip

# Function -> the parameter whose dtype the result has.
_LIKE = {
    "where": "x", "select": "x", "fill": "value", "gather": "params", "gather_nd": "params", "batch_gather": "params",
    "embedding_lookup": "params", "embedding_lookup_sparse": "params", "scatter_nd": "updates",
    "safe_embedding_lookup_sparse": "embedding_weights", "nce_loss": "inputs", "sampled_softmax_loss": "inputs",
    "softmax_cross_entropy_with_logits": "logits", "softmax_cross_entropy_with_logits_v2": "logits",
    "sparse_softmax_cross_entropy_with_logits": "logits", "sigmoid_cross_entropy_with_logits": "logits",
    "weighted_cross_entropy_with_logits": "logits", "sequence_loss": "logits",
    "sparse_softmax_cross_entropy": "logits", "softmax_cross_entropy": "logits", "sigmoid_cross_entropy": "logits",
    "compute_weighted_loss": "losses", "boolean_mask": "tensor", "one_hot_encoding": "on_value",
}  # fmt: skip
# Losses that cast what they compare to float32.
_FLOAT_LOSSES = frozenset(
    {
        "mean_squared_error",
        "absolute_difference",
        "huber_loss",
        "hinge_loss",
        "log_loss",
        "cosine_distance",
        "mean_pairwise_squared_error",
    }
)

# Functions that give the dtype of their tensors, of the first one where these differ.
_PRESERVING = frozenset(
    """
acos acosh add add_n adjoint adjust_brightness adjust_contrast adjust_gamma adjust_hue adjust_saturation asin asinh
assert_all_finite atan atan2 atanh atrous_conv2d atrous_conv2d_transpose avg_pool avg_pool1d avg_pool2d avg_pool3d
avg_pool_v2 batch_cholesky batch_matmul batch_matrix_band_part batch_matrix_determinant batch_matrix_diag
batch_matrix_inverse batch_matrix_solve batch_matrix_transpose batch_norm_with_global_normalization
batch_normalization batch_to_space batch_to_space_nd betainc bias_add bitwise_and bitwise_or bitwise_xor broadcast_to
ceil central_crop check_numerics cholesky cholesky_solve clip_by_average_norm clip_by_norm clip_by_value concat conj
conv1d conv2d conv2d_transpose conv3d conv3d_transpose convolution cos cosh crelu crop_and_resize crop_to_bounding_box
cross cumprod cumsum dct deconv2d depth_to_space depthwise_conv2d depthwise_conv2d_native det diag diag_part digamma
div div_no_nan divide_no_nan dropout einsum elu ensure_shape erf erfc exp expand_dims expm expm1
extract_image_patches extract_patches fft fft2d flatten flip_left_right flip_up_down floor floor_div floordiv floormod
frame grayscale_to_rgb guarantee_const hsv_to_rgb idct identity ifft ifft2d igamma igammac inv invert
invert_permutation l2_loss l2_normalize lbeta left_shift lgamma lin_space linspace local_response_normalization log
log1p log_poisson_loss log_sigmoid log_softmax logdet lrn matmul matrix_band_part matrix_determinant matrix_diag
matrix_diag_part matrix_inverse matrix_set_diag matrix_solve matrix_solve_ls matrix_square_root matrix_transpose
matrix_triangular_solve matvec max_pool max_pool1d max_pool2d max_pool3d max_pool_v2 maximum minimum mod mul multiply
neg negative norm overlap_and_add pack pad pad_to_bounding_box pool pow random_brightness random_contrast random_crop
random_flip_left_right random_flip_up_down random_hue random_saturation random_shuffle realdiv reciprocal
reduce_euclidean_norm reduce_logsumexp reduce_max reduce_mean reduce_min reduce_prod reduce_std reduce_sum
reduce_variance relu relu6 relu_layer repeat reshape resize_image_with_crop_or_pad resize_nearest_neighbor
resize_with_crop_or_pad reverse reverse_sequence reverse_v2 rgb_to_grayscale rgb_to_hsv rgb_to_yiq rgb_to_yuv
right_shift rint roll rot90 round rsqrt scalar_mul segment_max segment_mean segment_min segment_prod segment_sum selu
separable_conv2d shuffle sigmoid sign sin sinh slice softmax softplus softsign solve sort space_to_batch
space_to_batch_nd space_to_depth split sqrt square squared_difference squeeze stack stop_gradient strided_slice sub
subtract swish tan tanh tensor_diag tensor_scatter_add tensor_scatter_nd_add tensor_scatter_nd_sub
tensor_scatter_nd_update tensor_scatter_sub tensor_scatter_update tensordot tile trace transpose transpose_image
truncatediv truncatemod unpack unsorted_segment_max unsorted_segment_mean unsorted_segment_min unsorted_segment_prod
unsorted_segment_sqrt_n unsorted_segment_sum unstack verify_tensor_all_finite xdivy xlogy xw_plus_b
moments top_k clip_by_global_norm
""".split()
)
# Those of them whose tensors all have one dtype.
_OF_ONE_DTYPE = frozenset(
    """
add add_n atan2 batch_matmul bias_add clip_by_value concat conv1d conv2d conv3d div div_no_nan divide_no_nan floor_div
floordiv floormod matmul maximum minimum mod mul multiply pack pow realdiv relu_layer squared_difference stack sub
subtract tensordot truncatediv truncatemod xdivy xlogy xw_plus_b
""".split()
)
_TRUE_DIVISIONS = frozenset({"divide", "truediv"})


def of_call(
    path: str,
    given: Callable[[str], ast.expr | None],
    named: Callable[[ast.expr], str | None],
    found: Callable[[ast.expr], str | None],
    first: str | None,
    known: str | None,
) -> str | None:
    """The dtype of the result of a call.

    Args:
        path: the public name of the function.
        given: the argument for a parameter.
        named: the dtype that an argument names.
        found: the dtype that an argument has.
        first: the dtype of the first tensor among the arguments, or of a Python number where there is none.
        known: the dtype of some tensor among the arguments.
    """
    module, _, name = path.rpartition(".")
    if module and module not in _MODULES:
        return None
    if name in _FIXED:
        return _FIXED[name]
    if module.endswith("losses") and name in _FLOAT_LOSSES:
        return "float32"
    if name in _OPTION:
        parameter, default = _OPTION[name]
        node = given(parameter)
        return default if node is None or _is_none(node) else named(node)
    if name == "one_hot":
        return _one_hot(given, named, found)
    if name == "convert_to_tensor" and (given("preferred_dtype") or given("dtype_hint")) is not None:
        return None
    if name in ("constant", "convert_to_tensor", "zeros_like", "ones_like", "range"):
        node = given("dtype")
        return first if node is None or _is_none(node) else named(node)
    if name == "sequence_loss_by_example":  # lists of the steps; the losses are multiplied by the weights
        node = given("weights")
        return found(node.elts[0]) if isinstance(node, (ast.List, ast.Tuple)) and node.elts else None
    if name in _LIKE:
        node = given(_LIKE[name])
        return found(node) if node is not None else _without(name)
    if name in _TRUE_DIVISIONS:
        return true_division(known or first)
    if name in _OF_ONE_DTYPE:
        return known or first
    return first if name in _PRESERVING else None


def _without(name: str) -> str | None:
    """The dtype where the parameter that tells it is not given."""
    return {"where": "int64", "one_hot_encoding": "float32"}.get(name)


def _one_hot(given, named, found) -> str | None:
    node = given("dtype")
    if node is not None and not _is_none(node):
        return named(node)
    for parameter in ("on_value", "off_value"):
        node = given(parameter)
        if node is not None and not _is_none(node):
            return found(node)
    return "float32"


def true_division(dtype: str | None) -> str | None:
    """The dtype of `x / y` in Python 3."""
    if dtype is None or "int" not in dtype:
        return dtype
    return "float32" if dtype in ("int8", "uint8", "int16", "uint16") else "float64"


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None
