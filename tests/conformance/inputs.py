"""The arrays that the calls name: equal in both worlds, of several dtypes, ranks and edge values.

Runs on python 3.6 and newer.
"""

import numpy as np


def _make():
    rng = np.random.RandomState(11)
    normal = lambda *shape: rng.randn(*shape).astype(np.float32)  # noqa: E731
    x = normal(4, 3)
    return {
        # float32 by rank
        "s": np.float32(1.75),
        "v": normal(4),
        "x": x,
        "y": normal(4, 3),
        "t": normal(2, 3, 4),
        "t4": normal(2, 3, 2, 2),
        "sq": normal(3, 3),
        "mat": normal(3, 2),
        "bias": normal(3),
        "bias2": normal(2),
        # float32 of other ranges
        "p": rng.uniform(0.05, 0.95, (4, 3)).astype(np.float32),
        "pos": rng.uniform(0.5, 3.0, (4, 3)).astype(np.float32),
        "big": (normal(4, 3) * 40).astype(np.float32),
        "halves": np.array([-2.5, -1.5, -0.5, 0.5, 1.5, 2.5], np.float32),
        "special": np.array([[np.nan, 1.0, -np.inf], [0.0, np.inf, -0.0]], np.float32),
        "zero": np.zeros((4, 3), np.float32),
        "empty": np.zeros((0, 3), np.float32),
        "unsorted": np.array([[3.0, -1.0, 2.0, -1.0], [0.5, 4.0, 0.5, -7.0]], np.float32),
        # other dtypes
        "d": rng.randn(4, 3),
        "h": normal(4, 3).astype(np.float16),
        "z": (rng.randn(4, 3) + 1j * rng.randn(4, 3)).astype(np.complex64),
        "z8": (rng.randn(8) + 1j * rng.randn(8)).astype(np.complex64),
        "i": np.array([[-7, 7, -1], [0, 5, -5], [3, -3, 8], [2, 1, -2]], np.int32),
        "j": np.array([[2, -2, 3], [4, -3, 3], [-2, 2, 3], [1, -1, 5]], np.int32),
        "il": np.array([[-7, 7, -1], [0, 5, -5]], np.int64),
        "u8": np.array([[0, 7, 200], [255, 128, 3]], np.uint8),
        "u8b": np.array([[1, 2, 7], [16, 255, 4]], np.uint8),
        "eint": np.zeros((0, 3), np.int32),
        "b": np.array([[True, False, True], [False, False, True], [True, True, True], [False] * 3]),
        "c": np.array([[True, True, False], [False, True, True], [True, False, True], [False] * 3]),
        "bvec": np.array([True, False, True, True]),
        "bs": np.bool_(True),
        # ids, labels, weights
        "ids": np.array([2, 0, 1, 1], np.int32),
        "lids": np.array([2, 0, 1, 1], np.int64),
        "ids2": np.array([[2, 0], [1, 1], [0, 2]], np.int32),
        "seg": np.array([0, 0, 1, 3], np.int32),
        "perm": np.array([2, 0, 3, 1], np.int32),
        "lens": np.array([2, 0, 3], np.int32),
        "onehot": np.eye(3, dtype=np.float32)[[2, 0, 1, 1]],
        "soft": (lambda a: a / a.sum(1, keepdims=True))(rng.uniform(0.1, 1, (4, 3)).astype(np.float32)),
        "zeroone": np.array([[1, 0, 0], [1, 1, 0], [0, 0, 1], [1, 1, 1]], np.float32),
        "iones": np.array([[1, 0, 0], [1, 1, 0], [0, 0, 1], [1, 1, 1]], np.int32),
        "w": np.array([[0.5], [0.0], [2.0], [1.0]], np.float32),
        "wvec": np.array([0.5, 0.0, 2.0, 1.0], np.float32),
        "wmat": np.array([[0.5, 0, 1], [0, 0, 0], [2.0, 1, 1], [1, 3, 0]], np.float32),
        "count": np.int64(3),
        "flt": np.float32(2.5),
        # pictures and signals
        "img": rng.rand(2, 5, 6, 3).astype(np.float32),
        "img1": rng.rand(5, 6, 3).astype(np.float32),
        "gray": rng.rand(5, 6, 1).astype(np.float32),
        "u8img": rng.randint(0, 256, (2, 4, 5, 3)).astype(np.uint8),
        "u8img1": rng.randint(0, 256, (4, 5, 3)).astype(np.uint8),
        "even": rng.rand(2, 4, 4, 3).astype(np.float32),
        "k2": normal(3, 3, 3, 2),
        "k2t": normal(3, 3, 2, 3),
        "k1": normal(3, 3, 2),
        "k3": normal(2, 2, 2, 3, 2),
        "k3t": normal(2, 2, 2, 2, 3),
        "dk": normal(3, 3, 3, 2),
        "pk": normal(1, 1, 6, 2),
        "seq": normal(3, 5, 3),
        "vol": normal(2, 3, 4, 3, 3),
        "boxes": np.array([[0.1, 0.2, 0.8, 0.9], [0.0, 0.0, 1.0, 0.5], [0.15, 0.2, 0.8, 0.95]], np.float32),
        "scores": np.array([0.9, 0.6, 0.8], np.float32),
        "wave": normal(2, 24),
        # matrices
        "spd": np.array([[4.0, 1.0, 0.5], [1.0, 3.0, 0.25], [0.5, 0.25, 2.0]], np.float32),
        "spdd": np.array([[4.0, 1.0, 0.5], [1.0, 3.0, 0.25], [0.5, 0.25, 2.0]], np.float64),
        "batchspd": np.array([[[4.0, 1.0], [1.0, 3.0]], [[2.0, 0.5], [0.5, 5.0]]], np.float32),
        "rhs": normal(3, 2),
        # text
        "words": np.array(["a b", "", "c,d;e", "Word"], object),
        "nums": np.array(["1.5", "-2", "1e3"], object),
        "wordmat": np.array([["ab", "c"], ["def", ""]], object),
        # indices
        "pairs": np.array([[0, 1], [2, 0], [3, 2]], np.int32),
        "pairsl": np.array([[0, 1], [2, 0], [3, 2]], np.int64),
        "rowids": np.array([[0], [2], [1], [1]], np.int32),
    }


INPUTS = _make()
