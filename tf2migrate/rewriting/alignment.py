"""Lines that were aligned with the bracket they stand in are aligned again where the bracket has moved.

    net = tf.layers.conv2d(x, 32, 3,          net = tf.keras.layers.Conv2D(32, 3,
                           padding="same")                                 padding="same")

Only white space inside of brackets changes. Source of the two styles: PEP 8, indentation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"""'
    r"|'''(?:\\.|[^\\])*?'''"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'(?:\\.|[^'\\\n])*'"
    r"|#[^\n]*"
    r"|[\[({\])}\n]",
    re.DOTALL,
)
_FIRST = re.compile(r"( *)(?!\s)([^\s=(,\[\]){}]*)")
_NEARLY = 4  # columns by which aligned lines may miss their bracket: those of a name that was changed once
_SAME_LINE = re.compile(r"[ \t]*[^\s#]")  # something stands behind the bracket in its line


class _Line(NamedTuple):
    """A line that goes on in a bracket: its number and indent, and where the bracket is. Numbers start at 0."""

    number: int
    indent: int
    bracket: tuple[int, int]
    first_word: str  # empty where the line cannot be aligned: nothing stands behind the bracket in its own line


def realigned(text: str, source: str) -> str:
    """The new text of a file with the lines aligned that were aligned, or nearly so, in the source."""
    offsets: dict[tuple[str, int | None], set[int]] = {}  # by first word, with and without the indent
    for line in _continued(source):
        if not line.first_word:
            continue
        for key in ((line.first_word, line.indent), (line.first_word, None)):
            offsets.setdefault(key, set()).add(line.indent - line.bracket[1] - 1)
    lines = text.split("\n")
    moved: dict[int, int] = {}  # by line, how far it goes to the right
    groups: dict[tuple[int, int], tuple[int, int]] = {}  # by bracket: the indent of the lines it aligns, their offset
    for line in _continued(text) if offsets else ():
        row, column = line.bracket
        known = offsets.get((line.first_word, line.indent)) or offsets.get((line.first_word, None), set())
        if line.first_word and len(known) == 1 and abs(min(known)) <= _NEARLY:
            groups.setdefault(line.bracket, (line.indent, min(known)))
        indent, offset = groups.get(line.bracket, (-1, 0))
        shift = moved.get(row, 0)
        if indent == line.indent:
            shift += column + 1 + offset - line.indent
        if shift and line.indent + shift >= 0:
            moved[line.number] = shift
            lines[line.number] = " " * (line.indent + shift) + lines[line.number].lstrip(" ")
    return "\n".join(lines)


def _continued(text: str) -> Iterator[_Line]:
    """The lines that start inside of a bracket."""
    brackets: list[tuple[int, int, bool]] = []
    row, start = 0, 0
    for token in _TOKEN.finditer(text):
        first = token[0][0]
        if first == "\n":
            row, start = row + 1, token.end()
            line = _FIRST.match(text, start) if brackets else None
            if line is not None:
                yield _Line(row, len(line[1]), brackets[-1][:2], line[2] if brackets[-1][2] else "")
        elif first in "[({":
            brackets.append((row, token.start() - start, _SAME_LINE.match(text, token.end()) is not None))
        elif first in "])}":
            if brackets:
                brackets.pop()
        elif "\n" in token[0]:
            row += token[0].count("\n")
            start = token.start() + token[0].rindex("\n") + 1
