"""Names of variables that are known in part: `generator/conv_` and the number of a pass, `/kernel`.

Such a name is a text in which one sign stands for the digits of a number, one for the number that TensorFlow 1 gave to
a second layer of a kind, `_1`, and one for what is not known.
"""

from __future__ import annotations

from collections.abc import Hashable

_DIGITS, _ANY, _NUMBERED = "\0", "\1", "\2"


def of(path: tuple[Hashable, ...], weights: tuple[str, ...]) -> tuple[str, ...]:
    """The names of what is made at a path of scopes, as `spell` writes them. `weights`: those of a layer."""
    whole = "/".join(part if isinstance(part, str) else _text(part) for part in path)
    return tuple(f"{whole}/{weight}:0" for weight in weights) or (f"{whole}:0",)


def of_unnamed(scope: tuple[str, ...], name: str) -> str:
    """The name of a variable that is called like others in its scope, or may be: `scope/Variable_1:0`."""
    return "/".join([*scope, name]) + _NUMBERED + ":0"


def _text(part: Hashable) -> str:
    base = getattr(part, "base", None)  # of a layer that was given no name
    if isinstance(base, str):
        return base + _NUMBERED
    if isinstance(part, tuple) and part[:1] == ("constant",):
        return str(part[2])
    if isinstance(part, tuple) and part[:2] == ("BinOp", "Add") and len(part) == 5:
        return _text(part[3]) + _text(part[4])
    if isinstance(part, tuple) and part[:1] == ("call",) and len(part) == 3 and part[1][:2] == ("names", "str"):
        return _DIGITS if _counts(part[2]) else _ANY
    return _ANY


def _counts(part: Hashable) -> bool:
    """Whether a Python value is the number of a pass of a loop over a range that starts at zero or above."""
    if not isinstance(part, tuple) or part[:1] != ("pass",):
        return False
    iterated = part[2]
    if not isinstance(iterated, tuple) or iterated[:1] != ("call",) or iterated[1][:2] != ("names", "range"):
        return False
    given = iterated[2:]
    first = given[0] if len(given) == 2 else ("constant", "int", 0)
    return len(given) in (1, 2) and first[:2] == ("constant", "int") and first[2] >= 0


def is_open(name: str) -> bool:
    """Whether a name is known in part only."""
    return any(sign in name for sign in (_DIGITS, _ANY, _NUMBERED))


def holds(name: str, text: str) -> bool | None:
    """Whether a text is a part of a name; None when that is not known."""
    if text in name:
        return True
    if (
        _ANY in name
        or text in name.replace(_NUMBERED, "")
        or is_open(name)
        and any(c.isdigit() for c in text)
        or any(text == "_" or text.endswith("_") and part.endswith(text[:-1]) for part in name.split(_NUMBERED)[:-1])
    ):
        return None
    return False


def starts(name: str, text: str) -> bool | None:
    """Whether a name starts with a text; None when that is not known."""
    for sign, wanted in zip(name, text):
        if sign in (_ANY, _NUMBERED) or sign == _DIGITS and wanted.isdigit():
            return None
        if sign != wanted:
            return False
    return len(name) >= len(text)
