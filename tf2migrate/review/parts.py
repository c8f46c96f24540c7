"""What of a file is shown: all of it, or the changed cells of a notebook, each as a small file."""

from __future__ import annotations

import dataclasses
from typing import Iterator

from tf2migrate.result import Diagnostic, Result, RuleSite


@dataclasses.dataclass(frozen=True)
class Part:
    """A piece of a change; `label` names the cell, and is empty for a file that is shown as a whole."""

    label: str
    result: Result


def parts_of(result: Result) -> list[Part]:
    """The pieces of a changed file, in their order; places in them count from the beginning of each."""
    if result.path.endswith(".ipynb"):
        from tf2migrate.notebooks.document import Document, NotebookError

        try:
            return list(_cells(result, Document(result.source), Document(result.output)))
        except NotebookError:
            pass
    return [Part("", result)]


def _cells(result: Result, before, after) -> Iterator[Part]:
    new = {cell.number: cell.source for cell in after.cells}
    for cell in before.cells:
        if new.get(cell.number, cell.source) != cell.source:
            inner: dict[int, int] = {}  # line of the cell by line of the file
            for line in range(cell.source.count("\n") + 1, 0, -1):
                inner[before.position(cell, line, 1)[0]] = line
            yield Part(
                f"cell {cell.number}",
                dataclasses.replace(
                    result,
                    source=_bytes(cell.source),
                    output=_bytes(new[cell.number]),
                    diagnostics=tuple(
                        _inside(note, cell.number)
                        for note in result.diagnostics
                        if note.cell is not None and note.cell.cell == cell.number
                    ),
                    sites=tuple(
                        RuleSite(inner[site.line], inner.get(site.end_line, inner[site.line]), site.rule)
                        for site in result.sites
                        if site.line in inner
                    ),
                ),
            )


def _inside(note: Diagnostic, cell: int) -> Diagnostic:
    return dataclasses.replace(note, line=note.cell.line, column=note.cell.column) if note.cell else note


def _bytes(text: str) -> bytes:
    """A cell is text whatever cookie stands in it."""
    return b"\xef\xbb\xbf" + text.encode("utf-8", "replace")
