"""Compares what two programs printed: words exactly, numbers within bounds.

Times, dates, addresses and the folders of the sandbox differ between any two runs and are masked. A
symbolic tensor that TF1 printed (`Tensor("add:0", ...)`) has no counterpart in TF2: such a line matches
any lines.
"""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Iterator, Sequence

from tf2migrate.verification.steadiness import CEILING, CHAOS, MARGIN

_GONE = re.compile(
    r"^\s*(?:WARNING|INFO|DEBUG|ERROR):"  # logging that ends up on standard output
    r"|^\s*(?:Extracting|Downloading|Successfully downloaded)\b"  # TF1's MNIST reader
    r"|^\s*\d+/\d+ .*\[=|^\s*\d+/\d+ .*━"  # progress bars
)
_SYMBOLIC = re.compile(
    r"""\bTensor\("|<tf\.Variable '[^']*' shape=\S.*dtype=\w+(?:_ref)?>|<tf\.Operation |name: "|"""
    r"""\b(?:object|function \S+|method \S+.*) at 0x|<(?:bound method|class|module) """
)
_SAME_TEXT = (
    # TF1's eager tensors show an id; Keras shows its variables in a way of its own
    (re.compile(r"<tf\.Tensor: id=\d+, "), "<tf.Tensor: "),
    (re.compile(r"<tf\.Variable '[^']*' shape=\([\d, ]*\) dtype=\w+, numpy=(.*?)>", re.S), r"\1"),
    (re.compile(r"<Variable path=[^,]*, shape=\([\d, ]*\), dtype=\w+, value=(.*?)>", re.S), r"\1"),
    (re.compile(r"\bDimension\((\w+)\)"), r"\1"),
    (re.compile(r"\b(float32|float64|int32|int64|string|bool)_ref\b"), r"\1"),
)
_MASKS = (
    re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?)?"),
    re.compile(r"\b\d{1,2}:\d\d:\d\d(?:\.\d+)?"),
    re.compile(r"\b0x[0-9a-fA-F]{4,}"),
    re.compile(r"<(?:folder|scratch)>[^\s'\"]*"),
    re.compile(r"(?<![\w.])/(?:tmp|var/folders)/[^\s'\"]*"),
    re.compile(r"(?i)(?<=\btime)\W{0,4}[-+]?\d[\d.:]*(?:e[-+]?\d+)?"),
    re.compile(r"(?i)(?<=\btook|\bcost)\s*[:=]?\s*\d[\d.:]*(?=\s*(?:s|sec|seconds|ms)\b)"),
    re.compile(r"(?i)(?:(?<=\belapsed)|(?<=\bduration))\W{0,4}\d[\d.:]*(?:e[-+]?\d+)?"),
    re.compile(r"(?i)\b\d+(?:\.\d+)?(?:e[-+]?\d+)?\s?(?:s|secs?|seconds?|ms|msec|us|minutes?|hours?)\b(?!\w)"),
    re.compile(
        r"(?i)\b\d+(?:\.\d+)?\s?(?=(?:examples|images|samples|steps|batches|words|sec)\s?(?:/|per )\s?"
        r"(?:s|sec|batch))"
    ),
    re.compile(r"\b1[5-9]\d{8}(?:\.\d+)?\b"),
)
_TOKEN = re.compile(
    r"(?P<number>(?<![\w.])[-+]?(?:\d+\.\d*|\.\d+|\d+)(?:[eE][-+]?\d+)?(?![\w])|(?<!\w)[-+]?(?:nan|inf)\b)"
    r"|(?P<word>\w+)|(?P<mark>[^\s\w])"
)
_MASKED = "\ue000"  # a private character: no program prints it
_RTOL, _GROWTH, _CEILING, _ATOL = 1e-3, 100.0, 1e-2, 1e-6


@dataclasses.dataclass(frozen=True)
class Token:
    """`number` is None for words and marks; `step` is one unit in the last place that was printed."""

    text: str
    line: int
    number: float | None = None
    step: float = 0.0


@dataclasses.dataclass(frozen=True)
class Wildcard:
    """Stands for a printed symbolic value: matches any lines."""

    line: int


@dataclasses.dataclass(frozen=True)
class TranscriptVerdict:
    """`numbers` and `words` were compared; the first difference is in line `line` of the original.

    From line `unsteady_from` on, numbers that the original prints hang on roundings and were not compared.
    """

    equal: bool
    numbers: int = 0
    words: int = 0
    line: int | None = None
    original: str = ""
    rewritten: str = ""
    unsteady_from: int | None = None


def compare_transcripts(
    original: str, rewritten: str, cut: bool = False, noisy: Sequence[str] = ()
) -> TranscriptVerdict:
    """Compare two standard outputs.

    Args:
        original: what the original printed.
        rewritten: what the rewritten program printed.
        cut: whether a side was stopped: then one output may end before the other, and an unfinished last line
            does not count.
        noisy: what the original printed whenever it was disturbed (see `steadiness`); numbers that it changed by more
            than one part in a hundred, and all that follow, are not compared, nor words behind one that it changed.
    """
    if cut:
        original, rewritten = _whole_lines(original), _whole_lines(rewritten)
    ours, theirs = list(_tokens(original, True)), list(_tokens(rewritten, False))
    each = [_allowances(ours, list(_tokens(text, True))) for text in noisy] or [[0.0] * len(ours)]
    allowances = [max(values) for values in zip(*each)]
    numbers = words = 0
    unsteady_from: int | None = None
    position = 0
    index = 0
    while index < len(ours):
        if index >= len(allowances):
            return TranscriptVerdict(True, numbers, words, unsteady_from=unsteady_from or ours[index].line)
        token = ours[index]
        if isinstance(token, Wildcard):
            while index < len(ours) and isinstance(ours[index], Wildcard):
                index += 1
            position = _resume(ours[index : index + 12], theirs, position)
            continue
        if position >= len(theirs):
            if cut:
                break
            return _different(ours, index, theirs, position, numbers, words)
        other = theirs[position]
        if not _same(token, other, numbers, allowances[index]):
            return _different(ours, index, theirs, position, numbers, words)
        if token.number is not None and math.isinf(allowances[index]):
            unsteady_from = unsteady_from or token.line
        else:
            numbers += token.number is not None
        words += token.number is None
        index += 1
        position += 1
    if position < len(theirs) and not cut and len(allowances) == len(ours):
        return _different(ours, index, theirs, position, numbers, words)
    return TranscriptVerdict(True, numbers, words, unsteady_from=unsteady_from)


def _whole_lines(text: str) -> str:
    return text[: text.rfind("\n") + 1]


def _tokens(text: str, original: bool) -> Iterator[Token | Wildcard]:
    for pattern, replacement in _SAME_TEXT:
        text = pattern.sub(replacement, text)
    for number, line in enumerate(text.split("\n"), 1):
        line = line.rstrip("\r").rpartition("\r")[2]  # what a terminal would show of a line written over
        if _GONE.search(line):
            continue
        if original and _SYMBOLIC.search(line):
            yield Wildcard(number)
            continue
        for mask in _MASKS:
            line = mask.sub(f" {_MASKED} ", line)
        for match in _TOKEN.finditer(line):
            yield _token(match, number)


def _token(match: re.Match, line: int) -> Token:
    text = match.group()
    if match.group("number") is None:
        return Token(text, line)
    mantissa, _, exponent = text.lower().partition("e")
    if "." not in mantissa and not exponent:
        return Token(text, line, float(text), 0.0 if text.lstrip("+-").isdigit() else 1.0)
    decimals = len(mantissa.partition(".")[2])
    return Token(text, line, float(text), 10.0 ** (int(exponent or 0) - decimals))


def _allowances(ours: Sequence[Token | Wildcard], noisy: Sequence[Token | Wildcard]) -> list[float]:
    """Per token the relative deviation that roundings explain, infinite from where that is too much.

    Then all words are still compared, if the disturbed run printed the same ones to its end. Else the list ends where
    the first number, or a word, deviates.
    """
    found: list[float] = []
    worst = 0.0
    unsteady: int | None = None
    for mine, other in zip(ours, noisy):
        if isinstance(mine, Wildcard) or isinstance(other, Wildcard) or mine.number is None:
            if type(mine) is not type(other) or (isinstance(mine, Token) and mine.text != other.text):
                return found[:unsteady]
        elif other.number is None:
            return found[:unsteady]
        elif mine.number != other.number and mine.number == mine.number:
            if mine.step == 0.0 and other.step == 0.0:
                worst = math.inf
            else:
                rounding = 0.6 * mine.step
                worst = max(worst, (abs(mine.number - other.number) - rounding) / max(abs(mine.number), 1e-12))
            if not worst <= CHAOS:
                worst = math.inf
                unsteady = len(found) if unsteady is None else unsteady
        found.append(worst if math.isinf(worst) else min(CEILING, MARGIN * worst))
    return found if len(ours) == len(noisy) else found[:unsteady]


def _same(ours: Token | Wildcard, theirs: Token | Wildcard, numbers: int, allowance: float = 0.0) -> bool:
    if isinstance(ours, Wildcard) or isinstance(theirs, Wildcard):
        return True
    if ours.number is None or theirs.number is None:
        return ours.text == theirs.text
    if math.isinf(allowance):
        return True
    a, b = ours.number, theirs.number
    if a == b or (a != a and b != b):
        return True
    if ours.step == 0.0 and theirs.step == 0.0:  # integers
        return False
    relative = min(_CEILING, _RTOL * (1.0 + numbers / _GROWTH))
    # a number that is printed with few decimals may fall on the other side of a rounding border
    step = max(ours.step, theirs.step)
    rounding = 1.01 * step if step <= max(1e-3, 5e-3 * abs(a)) else 0.0
    allowed = _ATOL + max(relative, allowance) * abs(a) + rounding
    return abs(a - b) <= allowed


def _resume(wanted: Sequence[Token | Wildcard], theirs: Sequence[Token | Wildcard], start: int) -> int:
    """Where in `theirs` the text after a symbolic line goes on: the first line with what is wanted."""
    wanted = list(wanted)
    for position in range(start, len(theirs) + 1):
        if position < len(theirs) and position > start and theirs[position].line == theirs[position - 1].line:
            continue
        rest = theirs[position : position + len(wanted)]
        if len(rest) == len(wanted) and all(_same(a, b, 0) for a, b in zip(wanted, rest)):
            if wanted or position == len(theirs):
                return position
    return start


def _different(ours, index, theirs, position, numbers, words) -> TranscriptVerdict:
    line = ours[index].line if index < len(ours) else (ours[-1].line if ours else 1)
    return TranscriptVerdict(False, numbers, words, line, _excerpt(ours, index), _excerpt(theirs, position))


def _excerpt(tokens: Sequence[Token | Wildcard], index: int) -> str:
    """The tokens around `index`, as words."""
    if index >= len(tokens):
        return "<end of output>"
    shown = tokens[max(0, index - 4) : index + 8]
    return " ".join("<symbolic>" if isinstance(t, Wildcard) else t.text.replace(_MASKED, "<masked>") for t in shown)
