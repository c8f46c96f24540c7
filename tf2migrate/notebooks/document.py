"""A notebook file: its code cells, and the same file with other code in some of them."""

from __future__ import annotations

import dataclasses
import json
import re
from typing import Mapping

from tf2migrate.notebooks.json_spans import Node, parse

_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|.)", re.DOTALL)


@dataclasses.dataclass(frozen=True)
class Code:
    """What a code cell holds.

    Args:
        number: which cell it is, from 1; cells of other kinds count.
        source: its code.
    """

    number: int
    source: str


@dataclasses.dataclass(frozen=True)
class Cell(Code):
    """A code cell of a file.

    Args:
        node: the value of its `source`: a list of strings, or one string.
        outputs, count: the values of its `outputs` and `execution_count`.
    """

    node: Node
    outputs: Node | None
    count: Node | None


class NotebookError(ValueError):
    """A file that cannot be read as a notebook; `line` counts from 1."""

    def __init__(self, line: int, cause: str) -> None:
        super().__init__(f"line {line}: {cause}")


class Document:
    """The text of a notebook file with the places of its code cells."""

    def __init__(self, data: bytes) -> None:
        """
        Raises:
            NotebookError: it is no notebook.
        """
        try:
            self.text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            raise NotebookError(data.count(b"\n", 0, error.start) + 1, "not UTF-8, as notebooks are") from None
        self._mark = self.text.startswith("\ufeff")
        self.text = self.text.removeprefix("\ufeff")
        try:
            self.root = parse(self.text)
        except json.JSONDecodeError as error:
            raise NotebookError(error.lineno, f"no notebook: {error.msg}") from None
        self.cells = [
            cell for number, node in enumerate(self._cell_nodes(), 1) if (cell := _code_cell(number, node)) is not None
        ]

    @property
    def language(self) -> str:
        """The language of the kernel, `python` where the file does not say."""
        for path in (("kernelspec", "language"), ("language_info", "name"), ("kernelspec", "name")):
            found = self.root.get("metadata", *path)
            if found is not None and found.text():
                return found.text()
        return "python"

    def _cell_nodes(self) -> list[Node]:
        """All cells; in notebooks of format 3 they stand in worksheets."""
        cells = self.root.get("cells")
        if cells is not None:
            return cells.items()
        sheets = self.root.get("worksheets")
        if sheets is None:
            raise NotebookError(1, "no notebook: it has no cells")
        return [cell for sheet in sheets.items() if (inner := sheet.get("cells")) for cell in inner.items()]

    def position(self, cell: Cell, line: int, column: int) -> tuple[int, int]:
        """Line and column (from 1, in bytes) in the file of a place in a cell (the same, in the cell)."""
        lines = cell.source.split("\n")
        before = lines[line - 1].encode("utf-8", "surrogatepass")[: column - 1].decode("utf-8", "ignore")
        members = cell.node.items()
        offset = len(before)
        if members:
            offset += sum(len(text) + 1 for text in lines[: line - 1])
            for node in members:
                if offset < len(node.value) or node is members[-1]:
                    break
                offset -= len(node.value)
        else:
            node = cell.node
            offset += sum(len(text) + 1 for text in lines[: line - 1])
        index = _raw_index(self.text, node.start + 1, offset)
        start = self.text.rfind("\n", 0, index) + 1
        return self.text.count("\n", 0, index) + 1, len(self.text[start:index].encode("utf-8", "surrogatepass")) + 1

    def replaced(self, sources: Mapping[int, str], clear_outputs: bool) -> bytes:
        """The file with new code in some cells, by their numbers; everything else stays byte for byte.

        Args:
            clear_outputs: also empty the outputs of these cells, and forget when they ran.
        """
        edits: list[tuple[Node, str]] = []
        for cell in self.cells:
            if cell.number not in sources:
                continue
            edits.append((cell.node, self._written(cell, sources[cell.number])))
            if clear_outputs:
                cleared = ((cell.outputs, "[]"), (cell.count, "null"))
                edits += [(node, text) for node, text in cleared if node is not None]
        text = self.text
        for node, new in sorted(edits, key=lambda edit: edit[0].start, reverse=True):
            text = text[: node.start] + new + text[node.end :]
        return (("\ufeff" if self._mark else "") + text).encode("utf-8", "surrogatepass")

    def _written(self, cell: Cell, source: str) -> str:
        """New code in the form of the old: one string, or a list laid out as the lists of this file are."""
        if isinstance(cell.node.value, str):
            return self._string(source)
        opening, between, closing = self._layout(cell)
        known = {node.value: self.text[node.start : node.end] for node in cell.node.items()}
        lines = [line for line in re.split(r"(?<=\n)", source) if line]
        if not lines:
            return "[]"
        return opening + between.join(known.get(line) or self._string(line) for line in lines) + closing

    def _layout(self, cell: Cell) -> tuple[str, str, str]:
        """What stands before, between and after the members of a list: in this cell, or in the first that has some."""
        for one in (cell, *self.cells):
            items = one.node.items()
            if len(items) > 1:
                return (
                    self.text[one.node.start : items[0].start],
                    self.text[items[0].end : items[1].start],
                    self.text[items[-1].end : one.node.end],
                )
        return "[\n    ", ",\n    ", "\n   ]"

    def _string(self, text: str) -> str:
        return json.dumps(text, ensure_ascii=self.text.isascii())


def _code_cell(number: int, node: Node) -> Cell | None:
    kind = node.get("cell_type")
    source = node.get("source") or node.get("input")
    if kind is None or kind.text() != "code" or source is None:
        return None
    parts = [source.text()] if isinstance(source.value, str) else [item.text() for item in source.items()]
    if any(part is None for part in parts):
        raise NotebookError(1, f"no notebook: the source of cell {number} is not text")
    count = node.get("execution_count") or node.get("prompt_number")
    return Cell(number, "".join(parts), source, node.get("outputs"), count)


def _raw_index(text: str, index: int, offset: int) -> int:
    """Where, in a JSON string that begins at `index`, the character with this number stands."""
    for _ in range(offset):
        escape = _ESCAPE.match(text, index)
        index = escape.end() if escape else index + 1
        if escape and escape[1] and 0xD800 <= int(escape[1], 16) < 0xDC00:  # a pair stands for one character
            low = _ESCAPE.match(text, index)
            index = low.end() if low and low[1] and 0xDC00 <= int(low[1], 16) < 0xE000 else index
    return index
