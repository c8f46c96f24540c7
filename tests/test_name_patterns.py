"""Names of variables that are known in part."""

from __future__ import annotations

import pytest

from tf2migrate.analysis import name_patterns
from tf2migrate.analysis.scopes import Numbered

_RANGE = ("call", ("names", "range", ()), ("constant", "int", 3))
_PASS = ("call", ("names", "str", ()), ("pass", 1, _RANGE))
_SIZE = ("pass", 2, ("definition", 5))
_PERCENT = ("BinOp", "Mod", "", ("constant", "str", "conv-%s"), _SIZE)
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


@pytest.mark.parametrize(
    "part, text, verdict",
    [
        (_PERCENT, "bias", False),  # a number is printed without letters
        (_PERCENT, "conv", True),
        (_PERCENT, "conv-3", None),
        (_PERCENT, "v-_", None),
        (_PERCENT, "True", None),
        (("BinOp", "Mod", "", ("constant", "str", "a%d%%"), ("definition", 3)), "bias", False),
        (("BinOp", "Mod", "", ("constant", "str", "a%r"), _SIZE), "bias", None),
        (("BinOp", "Mod", "", ("constant", "str", "%s-%s"), _SIZE), "bias", None),
        (("BinOp", "Mod", "", ("constant", "str", "%s-%s"), ("Tuple", "NoneType", "", _SIZE, _SIZE)), "bias", False),
        (("BinOp", "Mod", "", ("constant", "str", "a-%s"), ("definition", 3)), "bias", None),
        (("call", ("Attribute", "NoneType", "format", ("constant", "str", "c{}")), _SIZE), "bias", False),
        (("call", ("Attribute", "NoneType", "format", ("constant", "str", "c{1}{0}")), _SIZE, _SIZE), "bias", False),
        (("call", ("Attribute", "NoneType", "format", ("constant", "str", "c{!r}")), _SIZE), "bias", None),
        (("call", ("Attribute", "NoneType", "format", ("definition", 3)), _SIZE), "bias", None),
        (("JoinedStr", "NoneType", "", ("constant", "str", "c"), ("FormattedValue", "x", "", _SIZE)), "bias", False),
        (object(), "bias", None),
    ],
)
def test_names_that_are_formatted(part, text, verdict):
    (known,) = name_patterns.of(("a", part), (), {2})
    assert name_patterns.holds(known, text) is verdict


def test_a_loop_variable_that_is_not_known_to_be_a_number():
    assert name_patterns.holds(name("a", _PERCENT), "bias") is None


def test_weights_of_a_layer():
    assert name_patterns.of(("a", _CONV), ("kernel", "bias")) == ("a/conv_\0/kernel:0", "a/conv_\0/bias:0")
    assert name_patterns.is_open("a/conv_\0/kernel:0") and not name_patterns.is_open("a/b:0")
