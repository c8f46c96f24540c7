"""Names of variables that are known in part: `generator/conv_` and the number of a pass, `/kernel`.

Such a name is a text in which one sign stands for the digits of a number, one for a number as it is printed, one for
the number that TensorFlow 1 gave to a second layer of a kind, `_1`, and one for what is not known.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Hashable

_DIGITS, _ANY, _NUMBERED, _NUMBER = "\0", "\1", "\2", "\3"
_OF_NUMBERS = re.compile(r"[\d.+_ -]|True|False")  # what a number may be printed with, besides its digits
_FIELD = re.compile(r"%(?P<kind>[sdi%])|%.?")
_BRACES = re.compile(r"(?P<literal>\{\{|\}\})|\{(?P<number>\d*)(?P<format>:d)?\}|[{}]")


def of(path: tuple[Hashable, ...], weights: tuple[str, ...], numbers: Collection[int] = frozenset()) -> tuple[str, ...]:
    """The names of what is made at a path of scopes, as `spell` writes them.

    Args:
        weights: those of a layer.
        numbers: the loop variables, by the identity of their targets, that are known to be numbers.
    """
    whole = "/".join(part if isinstance(part, str) else _text(part, numbers) for part in path)
    return tuple(f"{whole}/{weight}:0" for weight in weights) or (f"{whole}:0",)


def of_unnamed(scope: tuple[str, ...], name: str) -> str:
    """The name of a variable that is called like others in its scope, or may be: `scope/Variable_1:0`."""
    return "/".join([*scope, name]) + _NUMBERED + ":0"


def _text(part: Hashable, numbers: Collection[int]) -> str:
    base = getattr(part, "base", None)  # of a layer that was given no name
    if isinstance(base, str):
        return base + _NUMBERED
    if not isinstance(part, tuple):
        return _ANY
    if part[:1] == ("constant",):
        return str(part[2])
    if part[:1] == ("pass",):
        return _DIGITS if _counts(part) else _NUMBER if part[1] in numbers else _ANY
    if part[:2] == ("BinOp", "Add") and len(part) == 5:
        return _text(part[3], numbers) + _text(part[4], numbers)
    if part[:2] == ("BinOp", "Mod") and len(part) == 5 and _is_text(part[3]):
        return _formatted(part[3][2], part[4], numbers)
    if part[:1] == ("JoinedStr",):
        return "".join(_text(one, numbers) for one in part[3:])
    if part[:1] == ("FormattedValue",):
        return _text(part[3], numbers) if len(part) == 4 else _ANY
    if part[:1] == ("call",) and len(part) == 3 and part[1][:2] == ("names", "str"):
        return _text(part[2], numbers)
    if part[:1] == ("call",) and part[1][:1] == ("Attribute",) and part[1][2:3] == ("format",) and len(part[1]) == 4:
        return _filled(part[1][3], part[2:], numbers)
    return _ANY


def _is_text(part: Hashable) -> bool:
    return isinstance(part, tuple) and part[:2] == ("constant", "str")


def _formatted(template: str, given: Hashable, numbers: Collection[int]) -> str:
    """What `template % given` gives, as far as it is known."""
    several = isinstance(given, tuple) and given[:1] == ("Tuple",)
    values = list(given[3:]) if several else [given]
    fields = [found for found in _FIELD.finditer(template) if found["kind"] != "%"]
    if len(fields) != len(values) or any(found["kind"] is None for found in fields):
        return _ANY

    def written(found: re.Match) -> str:
        text = "%" if found["kind"] == "%" else _text(values.pop(0), numbers)
        return _NUMBER if text == _ANY and found["kind"] in "di" else text

    return _FIELD.sub(written, template)


def _filled(template: Hashable, values: tuple[Hashable, ...], numbers: Collection[int]) -> str:
    """What `template.format(*values)` gives, as far as it is known."""
    if not _is_text(template):
        return _ANY
    left = list(values)

    def written(found: re.Match) -> str:
        if found["literal"]:
            return found["literal"][0]
        if found["number"] is None or not left and not found["number"]:
            return _ANY
        number = int(found["number"]) if found["number"] else None
        if number is not None and number >= len(values):
            return _ANY
        text = _text(left.pop(0) if number is None else values[number], numbers)
        return _NUMBER if text == _ANY and found["format"] else text

    return _BRACES.sub(written, template[2])


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
    return any(sign in name for sign in (_DIGITS, _ANY, _NUMBERED, _NUMBER))


def holds(name: str, text: str) -> bool | None:
    """Whether a text is a part of a name; None when that is not known."""
    if text in name:
        return True
    if (
        _ANY in name
        or text in name.replace(_NUMBERED, "")
        or is_open(name)
        and any(c.isdigit() for c in text)
        or _NUMBER in name
        and _OF_NUMBERS.search(text)
        or any(text == "_" or text.endswith("_") and part.endswith(text[:-1]) for part in name.split(_NUMBERED)[:-1])
    ):
        return None
    return False


def starts(name: str, text: str) -> bool | None:
    """Whether a name starts with a text; None when that is not known."""
    for sign, wanted in zip(name, text):
        if sign in (_ANY, _NUMBERED, _NUMBER) or sign == _DIGITS and wanted.isdigit():
            return None
        if sign != wanted:
            return False
    return len(name) >= len(text)
