"""What a call gave, as plain data: dtypes, shapes and numbers. Runs on python 3.6 and newer."""

import math

import numpy as np

_DIGITS = {"float16": "%.5g", "bfloat16": "%.4g", "float32": "%.9g", "float64": "%.17g"}


def leaf(array):
    """`[dtype, shape, numbers]` of an array; complex numbers as pairs."""
    array = np.asarray(array)
    name = array.dtype.name
    if array.dtype.kind in "OSU":
        flat = [part.decode("latin1") if isinstance(part, bytes) else str(part) for part in array.ravel()]
        return ["string", list(array.shape), flat]
    if array.dtype.kind == "c":
        parts = np.stack([array.real, array.imag], -1)
        return [name, list(array.shape), _numbers(parts)]
    if array.dtype.kind == "b":
        return [name, list(array.shape), array.astype(int).ravel().tolist()]
    if array.dtype.kind in "fV" or name == "bfloat16":
        return [name, list(array.shape), _numbers(array)]
    return [name, list(array.shape), array.ravel().tolist()]


def _numbers(array):
    digits = _DIGITS.get(array.dtype.name, "%.9g")
    return [_short(float(digits % float(number))) for number in array.ravel()]


def _short(number):
    """Whole numbers without `.0`: the record is smaller."""
    return int(number) if math.isfinite(number) and number == int(number) and number != 0 else number


def difference(wanted, got, tolerance=None):
    """How two lists of leaves differ, or None."""
    if len(wanted) != len(got):
        return "%d values instead of %d: %s, %s" % (len(got), len(wanted), _brief(got), _brief(wanted))
    for number, (left, right) in enumerate(zip(wanted, got)):
        if left is None or right is None:
            if left != right and not _nothing(left) and not _nothing(right):
                return "value %d is %s instead of %s" % (number, right, left)
            continue
        if left[:2] != right[:2]:
            return "value %d is %s instead of %s" % (number, right[:3], left[:3])
        if left[0] == "py" or left[0] == "string":
            if left[2] != right[2]:
                return "value %d is %s instead of %s" % (number, right[2], left[2])
            continue
        a, b = np.array(left[2], np.float64), np.array(right[2], np.float64)
        rtol, atol = tolerance or _TOLERANCES.get(left[0], (0, 0))
        if not np.allclose(b, a, rtol=rtol, atol=atol, equal_nan=True):
            return "value %d is %s instead of %s" % (number, right[2], left[2])
    return None


_TOLERANCES = {
    "float16": (2e-3, 1e-3),
    "bfloat16": (2e-2, 1e-2),
    "float32": (5e-6, 1e-6),
    "float64": (1e-12, 1e-13),
    "complex64": (1e-5, 2e-6),
    "complex128": (1e-12, 1e-12),
}


def _nothing(value):
    """No gradient, or one that is zero everywhere."""
    return value is None or not np.any(np.array(value[2], np.float64))


def _brief(leaves):
    return [part and part[:2] for part in leaves]
