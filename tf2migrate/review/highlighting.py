"""Python source as html, line by line, with the stretches that changed."""

from __future__ import annotations

from typing import Iterator

from markupsafe import Markup, escape
from pygments.lexers import PythonLexer
from pygments.token import STANDARD_TYPES, Token

from tf2migrate.reporting.edits import lines_of
from tf2migrate.review.hunks import Side

Piece = tuple[str, str]  # class, text


class Highlighted:
    """The lines of a text; it is coloured as a whole, for a string may go over several lines."""

    def __init__(self, text: str):
        self._lines = [list(line) for line in _split(text)]
        self._plain = len(lines_of(text)) != len(self._lines)  # the lexer did not keep the text

    def line(self, side: Side) -> Markup:
        """One line of the text."""
        pieces = [("", side.text)] if self._plain else self._lines[side.number - 1]
        return Markup("".join(_pieces(pieces, side.marks)) if side.text else "")


def _split(text: str) -> Iterator[list[Piece]]:
    line: list[Piece] = []
    for _, kind, value in PythonLexer().get_tokens_unprocessed(text.replace("\r\n", "\n")):
        name = _class_of(kind)
        *whole, rest = value.split("\n")
        for part in whole:
            yield [*line, (name, part)]
            line = []
        if rest:
            line.append((name, rest))
    if line:
        yield line


def _class_of(kind) -> str:
    while kind not in STANDARD_TYPES:
        kind = kind.parent
    return "" if kind in (Token.Text, Token.Text.Whitespace, Token.Name) else STANDARD_TYPES[kind]


def _pieces(pieces: list[Piece], marks: tuple[tuple[int, int], ...]) -> Iterator[str]:
    """Html; the names of classes are those of the lexer, the text is escaped."""
    position = 0
    for name, text in pieces:
        for part, marked in _cut(text, position, marks):
            classes = " ".join(one for one in (name, "mark" if marked else "") if one)
            yield f'<span class="{classes}">{escape(part)}</span>' if classes else str(escape(part))
        position += len(text)


def _cut(text: str, position: int, marks: tuple[tuple[int, int], ...]) -> Iterator[tuple[str, bool]]:
    """Parts of a piece that are inside or outside of the marks."""
    if not marks:
        yield text, False
        return
    done = 0
    for start, end in marks:
        start, end = max(start - position, done), min(end - position, len(text))
        if start < end:
            if start > done:
                yield text[done:start], False
            yield text[start:end], True
            done = end
    if done < len(text):
        yield text[done:], False
