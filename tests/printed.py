"""Compares what two programs printed: words exactly, numbers within bounds, white space not at all."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

_TOKEN = re.compile(
    r"(?P<number>(?<![\w.])[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?![\w])|\bnan\b|[-+]?\binf\b)"
    r"|(?P<word>\w+)"
    r"|(?P<mark>\S)"
)
# What a loader of data says while it works is no result, and loaders of TF1 and Keras say different things
_CHATTER = re.compile(r"^(?:Extracting|Downloading|Successfully downloaded) .*\n", re.MULTILINE)
# numpy 2 prints the scalars inside of lists with their type
_SCALAR = re.compile(r"\bnp\.\w+\(([^()]*)\)")


def tokens(text: str) -> list[str | float]:
    """The printed text as words, marks and numbers; a number with a fraction or exponent becomes a float."""
    found: list[str | float] = []
    for match in _matches(text):
        if match.group("number") is None:
            found.append(match.group())
        elif re.fullmatch(r"[-+]?\d+", match.group()):
            found.append(match.group().lstrip("+"))
        else:
            found.append(float(match.group()))
    return found


def without_chatter(text: str) -> str:
    """The printed text without what loaders of data say while they work."""
    return _CHATTER.sub("", text)


def _matches(text: str) -> Iterator[re.Match]:
    return _TOKEN.finditer(_SCALAR.sub(r"\1", without_chatter(text)))


def difference(expected: str, printed: str, rtol: float = 1e-4, atol: float = 1e-5) -> str | None:
    """The first difference with what stands around it, or None when both texts are equal.

    A number that was rounded in print may differ by one unit of its last place.
    """
    left, right = tokens(expected), tokens(printed)
    places = _places(expected)
    for position, (one, other) in enumerate(zip(left, right)):
        if not _same(one, other, rtol, _bound(one, places.get(position, 0.0), atol)):
            return f"expected ... {_around(left, position)} ... printed ... {_around(right, position)}"
    if len(left) != len(right):
        end = min(len(left), len(right))
        return (
            f"expected {len(left)} words, printed {len(right)}; after the common part: "
            f"{_around(left, end)!r} and {_around(right, end)!r}"
        )
    return None


def _places(text: str) -> dict[int, float]:
    """For numbers printed with a short fraction, by position: the size of one unit of the last place."""
    sizes: dict[int, float] = {}
    for position, match in enumerate(_matches(text)):
        digits = re.fullmatch(r"[-+]?\d*\.(\d{3,7})", match.group())
        if digits:
            sizes[position] = 1.01 * 10.0 ** -len(digits.group(1))
    return sizes


def _same(one: str | float, other: str | float, rtol: float, atol: float) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return one == other
    try:
        first, second = float(one), float(other)
    except ValueError:
        return False
    if math.isnan(first) or math.isnan(second):
        return math.isnan(first) and math.isnan(second)
    return math.isclose(first, second, rel_tol=rtol, abs_tol=atol)


def _bound(one: str | float, place: float, atol: float) -> float:
    """The absolute bound for a number: small ones must not pass for zero, unless print has cut them."""
    size = abs(one) if isinstance(one, float) and math.isfinite(one) else 1.0
    return max(min(atol, 0.01 * size), place)


def _around(words: list[str | float], position: int) -> str:
    return " ".join(str(word) for word in words[max(0, position - 5) : position + 4])
