"""A change of a file as edits of whole lines, with the positions that other tools count in.

Lines end at a newline, as editors, git and the formats below see it.
"""

from __future__ import annotations

import dataclasses
import difflib

from tf2migrate.result import Result
from tf2migrate.source import SourceError, decode


@dataclasses.dataclass(frozen=True)
class Edit:
    """The lines from `first` (from 1) to `last`, both included, give way to `new`; none do if `last < first`."""

    first: int
    last: int
    old: str
    new: str


class Lines:
    """The text of a file by lines, as far as it can be decoded."""

    def __init__(self, data: bytes):
        self.lines = lines_of(text_of(data))

    def line(self, number: int) -> str:
        """The line with this number (from 1) without its end; empty beyond the end of the file."""
        return self.lines[number - 1].rstrip("\r\n") if 0 < number <= len(self.lines) else ""

    def character(self, line: int, column: int) -> int:
        """The column (from 1) in characters; `column` counts bytes of UTF-8, as Python's parser does."""
        return len(self.line(line).encode("utf-8", "surrogatepass")[: column - 1].decode("utf-8", "ignore")) + 1

    def end(self) -> tuple[int, int]:
        """Line and column, in characters, of the end of the file."""
        if not self.lines or self.lines[-1].endswith("\n"):
            return len(self.lines) + 1, 1
        return len(self.lines), len(self.lines[-1]) + 1


def text_of(data: bytes) -> str:
    """Decoded source without its byte order mark; bytes that do not belong into it come out as escapes."""
    try:
        return decode(data).text
    except SourceError:
        return data.decode("utf-8", "backslashreplace")


def lines_of(text: str) -> list[str]:
    """Lines with their ends; `str.splitlines` would split at form feeds and lone carriage returns as well."""
    *whole, rest = text.split("\n")
    return [f"{line}\n" for line in whole] + ([rest] if rest else [])


def edits(result: Result) -> list[Edit]:
    """What changes in the file, from top to bottom."""
    return edits_between(text_of(result.source), text_of(result.output))


def edits_between(before: str, after: str) -> list[Edit]:
    """The same for two texts."""
    old, new = lines_of(before), lines_of(after)
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    return [
        Edit(start + 1, end, "".join(old[start:end]), "".join(new[new_start:new_end]))
        for tag, start, end, new_start, new_end in matcher.get_opcodes()
        if tag != "equal"
    ]
