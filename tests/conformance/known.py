"""Calls that differ, and why: what the kernels of TensorFlow 2 do in another way, whatever name calls them.

The beginning of a text -> the reason. A text that has a reason and does not differ is a failure, too.
"""

_NAN = "the kernel of 2.21 hands NaN on, the one of 1.15 did not"
_K = "refused: 1.15 took no notice of k; compat.v1 does"

KNOWN = {
    "tf.abs(special)": _NAN + " (gradient)",
    "tf.math.abs(special)": _NAN + " (gradient)",
    "tf.sign(special)": _NAN,
    "tf.math.sign(special)": _NAN,
    "tf.reduce_max(special)": _NAN,
    "tf.reduce_min(special)": _NAN,
    "tf.nn.softmax(special)": "rows with NaN: 2.21 gives zeros beside it",
    "tf.angle(x)": "the angle of a negative real number was 0 and is pi",
    "tf.mod(x, -pos)": "the gradient to a negative divisor had the wrong sign in 1.15",
    "tf.floormod(x, -pos)": "the gradient to a negative divisor had the wrong sign in 1.15",
    "tf.reduce_mean(u8)": "1.15 overflows when it adds up 8 bits",
    "tf.matrix_inverse(input=sq, adjoint=True": "the gradient with adjoint=True was transposed in 1.15",
    "tf.matrix_inverse(sq, True)": "the gradient with adjoint=True was transposed in 1.15",
    "tf.nn.fused_batch_norm(img, bias, bias, bias, bias * bias, is_training=False)": "refused: the second and third results outside training are other ones",
    "tf.nn.ctc_loss_v2(": "the gradient past the lengths was not zero in 1.15",
    "tf.image.non_max_suppression_with_scores(boxes, scores, 3, soft_nms_sigma=0.5)": "the kernel of 2.21 is another one",
    "tf.image.per_image_standardization(u8img1)": "refused where the dtype is known: the function of 2.21 gives floats",
    "tf.image.extract_glimpse(img, [3, 2], [[0.1, 0.2], [-0.3, 0.4]], centered=False": "refused: other windows",
    "tf.losses.mean_pairwise_squared_error(x, y, w)": None,  # one weight for each row hides the difference
    "tf.losses.mean_pairwise_squared_error(": "refused: compat.v1 counts otherwise when it is executed eagerly",
    "tf.losses.sparse_softmax_cross_entropy(ids[:, tf.newaxis], x)": "labels with an axis too many whose rank is not known raise an error",
    "tf.matrix_diag(x, k=1)": _K,
    "tf.matrix_diag(x, 'n', 1)": _K,
    "tf.matrix_diag(t[0": _K,
    "tf.matrix_diag_part(sq, k=1)": _K,
    "tf.matrix_diag_part(x, 'n', -1)": _K,
    "tf.matrix_diag_part(x, k=": _K,
    "tf.constant([1, 2, 3], shape=[2, 3])": "refused: 1.15 repeated the last number",
    "tf.constant([1.0, 2.0], shape=[4])": "refused: 1.15 repeated the last number",
}


def reason(text):
    """Why this call differs, or None."""
    return next((why for head, why in KNOWN.items() if text.startswith(head)), None)
