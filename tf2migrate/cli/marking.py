"""`--add-skip`: files that cannot be migrated are marked to be left alone, with the reason."""

from __future__ import annotations

import dataclasses
import re

from tf2migrate.cli.processing import NOTEBOOK
from tf2migrate.result import Diagnostic, Result, Safety
from tf2migrate.source import decode, encode

_FALLBACK = "TFM900"
_HEAD = re.compile(r"#!|[ \t\f]*#.*?coding[:=][ \t]*[-\w.]+")
_LONGEST = 90


def marked(result: Result) -> Result:
    """The result with a mark in the file where findings keep it from being migrated; any other as it is."""
    manual = sorted(found for found in result.diagnostics if found.safety is Safety.MANUAL)
    lowered = result.changed and _FALLBACK not in result.applied
    if result.error is not None or not manual or lowered:
        return result
    add = _in_notebook if result.path.endswith(NOTEBOOK) else _in_module
    output = add(result.source, _mark(manual[0]))
    left = dataclasses.replace(result, applied=(), new_files=(), sites=(), run_sites=(), instrumented=None)
    return dataclasses.replace(left, output=output)


def _mark(reason: Diagnostic) -> str:
    text = " ".join(reason.message.split()).encode("ascii", "backslashreplace").decode("ascii")
    text = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."
    return f"# tf2migrate: skip-file, {reason.rule}: {text}"


def _in_module(data: bytes, mark: str) -> bytes:
    """Below the lines that have to come first: the name of the interpreter and the encoding."""
    source = decode(data)
    newline = "\n" if source.newline == "\r" else source.newline
    lines = source.text.split("\n")
    position = 0
    while position < 2 and position < len(lines) and _HEAD.match(lines[position]):
        position += 1
    if position == len(lines):  # the last line ends without a newline
        return encode(f"{source.text}{newline}{mark}", source)
    text = "\n".join([*lines[:position], ""]) + mark + newline + "\n".join(lines[position:])
    return encode(text, source)


def _in_notebook(data: bytes, mark: str) -> bytes:
    """In the first cell that has code of the notebook in it."""
    from tf2migrate.notebooks.assembly import place_of_comment
    from tf2migrate.notebooks.document import Document

    document = Document(data)
    cell, first = place_of_comment(document.cells) or (document.cells[0], 0)
    lines = cell.source.split("\n")
    return document.replaced({cell.number: "\n".join([*lines[:first], mark, *lines[first:]])}, clear_outputs=False)
