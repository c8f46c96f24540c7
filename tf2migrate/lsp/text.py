"""An open document and the core: the bytes it would be saved as, and places in it."""

from __future__ import annotations

import ast
import io
import re
import tokenize
import warnings

from lsprotocol import types
from pygls.workspace import TextDocument

from tf2migrate.analysis.tree import index, walk
from tf2migrate.reporting.edits import Edit, edits, edits_between
from tf2migrate.result import Result
from tf2migrate.source import SourceError


def bytes_of(text: str) -> bytes:
    """The document as a file: in the encoding that its cookie names.

    Raises:
        SourceError: the cookie names no known encoding, or one that lacks a character of the text.
    """
    try:
        encoding = tokenize.detect_encoding(io.BytesIO(text.encode("utf-8", "surrogatepass")).readline)[0]
        return text.encode("utf-8" if encoding == "utf-8-sig" else encoding)
    except (SyntaxError, UnicodeEncodeError, LookupError) as error:
        raise SourceError(1, str(error)) from None


def tree_of(text: str) -> ast.Module | None:
    """The indexed tree; None when the text cannot be parsed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
        index(tree)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return tree


def lines_of(document: TextDocument) -> list[str]:
    """Lines without their ends, as the protocol and Python count them (`str.splitlines` also splits at form feeds)."""
    return re.split(r"\r\n|\n|\r", document.source)


def position(document: TextDocument, line: int, column: int) -> types.Position:
    """A place of `ast` (`line` from 1, `column` from 0 in bytes of UTF-8) in the units of the client."""
    lines = lines_of(document)
    text = lines[line - 1] if 0 < line <= len(lines) else ""
    return _sent(document, lines, line, len(text.encode("utf-8", "surrogatepass")[:column].decode("utf-8", "ignore")))


def place(document: TextDocument, at: types.Position) -> tuple[int, int]:
    """The reverse: line from 1 and column from 0 in bytes of UTF-8."""
    lines = lines_of(document)
    found = document.position_codec.position_from_client_units(lines, at)
    text = lines[found.line] if found.line < len(lines) else ""
    return found.line + 1, len(text[: found.character].encode("utf-8", "surrogatepass"))


def end_of(document: TextDocument, line: int) -> types.Position:
    """The end of a line (from 1), before its line end."""
    lines = lines_of(document)
    return _sent(document, lines, line, len(lines[line - 1]) if 0 < line <= len(lines) else 0)


def span(document: TextDocument, tree: ast.Module | None, line: int, column: int) -> types.Range:
    """What begins at a place, as far as its line goes."""
    end = max(
        (
            node.end_col_offset or 0
            for node in (walk(tree) if tree is not None else ())
            if isinstance(node, (ast.expr, ast.stmt))
            and node.end_lineno == line
            and (node.lineno, node.col_offset) == (line, column)
        ),
        default=0,
    )
    last = position(document, line, end) if end else end_of(document, line)
    return types.Range(position(document, line, column), last)


def text_edits(source: bytes, document: TextDocument | None, result: Result) -> list[types.TextEdit] | None:
    """The change of a file; None for one whose lines the protocol counts in another way.

    Arguments:
        document: the file as the editor holds it; None when it is only on disk.
    """
    text = document.source if document is not None else source.decode("utf-8", "replace")
    return None if "\r" in text.replace("\r\n", "") else _sent_edits(text, edits(result))


def edited(document: TextDocument, text: str) -> list[types.TextEdit]:
    """The change of a document to a text with newlines; the ends of its lines stay as they are."""
    before = document.source
    if "\r\n" in before:
        text = text.replace("\n", "\r\n")
    return _sent_edits(before, edits_between(before, text))


def _sent_edits(text: str, changes: list[Edit]) -> list[types.TextEdit]:
    count = text.count("\n") + 1
    made = []
    for edit in changes:
        start, end = types.Position(edit.first - 1, 0), types.Position(max(edit.last, edit.first - 1), 0)
        if end.line >= count:  # the last line has no end of its own
            end = types.Position(count - 1, _UNTIL_END)
        if start.line >= count:
            start = end
        made.append(types.TextEdit(types.Range(start, end), edit.new))
    return made


_UNTIL_END = 2**31 - 1  # a character beyond the end of a line stands for its end


def _sent(document: TextDocument, lines: list[str], line: int, character: int) -> types.Position:
    return document.position_codec.position_to_client_units(lines, types.Position(max(line - 1, 0), character))
