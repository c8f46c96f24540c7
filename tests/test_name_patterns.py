"""Names of variables that are known in part."""

from __future__ import annotations

import pytest

from tf2migrate.analysis import name_patterns
from tf2migrate.analysis.scopes import Numbered

_RANGE = ("call", ("names", "range", ()), ("constant", "int", 3))
_PASS = ("call", ("names", "str", ()), ("pass", 1, _RANGE))
_CONV = ("BinOp", "Add", "", ("constant", "str", "conv_"), _PASS)


def name(*path) -> str:
    return name_patterns.of(path, ())[0]


@pytest.mark.parametrize(
    "path, text, verdict",
    [
        (("generator", _CONV, "w"), "generator", True),
        (("generator", _CONV, "w"), "/conv_", True),
        (("generator", _CONV, "w"), "discriminator", False),
        (("generator", _CONV, "w"), "conv_1", None),
        (("generator", _CONV, "w"), "v_/", False),
        (("a", ("definition", 7)), "a/", True),
        (("a", ("definition", 7)), "b", None),
        (("a", Numbered("dense", 0, (True,))), "a/dense", True),
        (("a", Numbered("dense", 0, (True,))), "dense:0", None),  # or it is dense_1
        (("a", Numbered("dense", 0, (True,))), "e_", None),
        (("a", Numbered("dense", 0, (True,))), "x", False),
        (
            ("a", ("BinOp", "Add", "", ("constant", "str", "b"), ("call", ("names", "str", ()), ("definition", 3)))),
            "c",
            None,
        ),
    ],
)
def test_whether_a_name_holds_a_text(path, text, verdict):
    assert name_patterns.holds(name(*path), text) is verdict


@pytest.mark.parametrize(
    "path, text, verdict",
    [
        (("generator", _CONV), "generator/", True),
        (("generator", _CONV), "gen_", False),
        (("generator", _CONV), "generator/conv_a", False),
        (("generator", _CONV), "generator/conv_1", None),
        ((_PASS, "a"), "1", None),
        ((("definition", 7), "a"), "a", None),
        (("a",), "a:0/b", False),
    ],
)
def test_whether_a_name_starts_with_a_text(path, text, verdict):
    assert name_patterns.starts(name(*path), text) is verdict


def test_weights_of_a_layer():
    assert name_patterns.of(("a", _CONV), ("kernel", "bias")) == ("a/conv_\0/kernel:0", "a/conv_\0/bias:0")
    assert name_patterns.is_open("a/conv_\0/kernel:0") and not name_patterns.is_open("a/b:0")
