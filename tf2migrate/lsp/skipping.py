"""Where a comment goes that has a statement or a file left alone."""

from __future__ import annotations

import io
import re
import tokenize

from lsprotocol import types

SKIP = "# tf2migrate: skip"
SKIP_FILE = "# tf2migrate: skip-file"
_HEAD = re.compile(r"^#!|^#.*?coding[:=]")


def end_of_statement(text: str, line: int) -> int | None:
    """The physical line (from 1) at whose end a comment belongs to the logical line that holds `line`.

    None where no comment can be put: the text cannot be read, or the line belongs to no statement.
    """
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.NEWLINE and token.start[0] >= line:
                return token.start[0]
    except (tokenize.TokenError, SyntaxError):
        return None
    return None


def first_line(text: str) -> int:
    """The line (from 1) before which a comment on the file goes: after an interpreter line and an encoding cookie."""
    lines = text.split("\n")[:2]
    taken = 0
    for number, line in enumerate(lines, 1):
        if _HEAD.match(line):
            taken = number
    return taken + 1


def comment_on_file(text: str, below: int | None = None) -> types.TextEdit:
    """The edit that has a file left alone.

    Args:
        below: how many lines the comment stands below; those that have to come first in a file if not given.
    """
    first = types.Position(first_line(text) - 1 if below is None else below, 0)
    newline = "\r\n" if "\r\n" in text else "\n"
    if first.line > text.count("\n"):  # the last line has no end of its own
        end = types.Position(first.line - 1, _UNTIL_END)
        return types.TextEdit(types.Range(end, end), f"{newline}{SKIP_FILE}")
    return types.TextEdit(types.Range(first, first), f"{SKIP_FILE}{newline}")


_UNTIL_END = 2**31 - 1  # a character beyond the end of a line stands for its end
