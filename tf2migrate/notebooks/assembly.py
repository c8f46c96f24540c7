"""One module out of the cells of a notebook, and the cells out of the migrated module.

Statements that do nothing mark where a cell begins and where lines stood that are not Python. They are constant
strings, so that no analysis sees anything in them and no rewriting moves them; every mark must come out once and
in order, or the notebook is not cut.
"""

from __future__ import annotations

import ast
import dataclasses
import re
import textwrap
from typing import Sequence

from tf2migrate.modernizing import Modern, is_python2, modernized
from tf2migrate.notebooks.document import Code
from tf2migrate.notebooks.magics import Special, cell_magic, runs_python, specials
from tf2migrate.source import SourceError

_DIVISION = re.compile(r"^from[ \t]+__future__[ \t]+import[^\n]*\bdivision\b", re.MULTILINE)
_FUTURE = re.compile(r"from[ \t]+__future__[ \t]+import[ \t]+[\w, \t]+(?:#.*)?$")


class CellError(Exception):
    """A cell that cannot be read; `line` is that in the cell, from 1."""

    def __init__(self, cell: Code, line: int, cause: str) -> None:
        super().__init__(cause)
        self.cell, self.line, self.cause = cell, line, cause


class NotCut(Exception):
    """The migrated module cannot be cut back into the cells."""


@dataclasses.dataclass(frozen=True)
class _Line:
    """Lines of a cell that stand in the module as a mark; `end` is that behind a block on one line."""

    mark: str
    special: Special
    end: str = ""


@dataclasses.dataclass
class _Part:
    """A cell of the module: its first line there (from 1), how many lines, and its lines that are marks."""

    cell: Code
    first: int
    lines: list[str]
    numbers: list[int]  # of the line in the cell, for each line in the module, from 1
    marked: list[_Line]
    read: list[str]  # the lines before they were modernized

    def modernize(self, exact_division: bool) -> Modern:
        """Let the lines be Python 3."""
        modern = modernized("\n".join(self.lines), exact_division)
        self.lines, numbers = modern.text.split("\n"), self.numbers
        self.numbers = [numbers[line - 1] for line in modern.lines]
        return modern


class Assembly:
    """The module that the Python cells of a notebook make, from top to bottom.

    Attributes:
        text: the module.
        displayed: the lines on which the last expression of a cell begins, which Jupyter shows.
    """

    def __init__(self, cells: Sequence[Code], python2: bool = False) -> None:
        """
        Args:
            python2: modernize cells that are Python 2.

        Raises:
            CellError: a cell is neither Python 2 nor Python 3.
        """
        self._word = _free_word(cells)
        self.divisions: list[tuple[int, int]] = []  # line of the module, and column
        self.modernized = False
        self._parts: list[_Part] = []
        self._count = 0
        lines: list[str] = []
        for cell in cells:
            if not _is_python(cell):
                continue
            if self._parts:
                lines.append(self._mark("cell", cell.number))
            self._parts.append(self._part(cell, len(lines) + 1))
            if python2 and is_python2("\n".join(self._parts[-1].lines)):
                self._modernize(self._parts[-1], any(_DIVISION.search(one.source) for one in cells))
            lines += self._parts[-1].lines
        self.text = "\n".join(lines) + "\n"

    def _modernize(self, part: _Part, exact_division: bool) -> None:
        self.modernized = True
        try:
            modern = part.modernize(exact_division)
        except SourceError as error:
            line = part.numbers[min(error.line, len(part.numbers)) - 1]
            raise CellError(part.cell, line, error.cause) from None
        self.divisions += [(part.first - 1 + line, column) for line, column in modern.divisions]

    @property
    def displayed(self) -> frozenset[int]:
        """The first lines of the expressions that Jupyter shows."""
        return frozenset(part.first - 1 + line for part in self._parts if (line := _shown(part)) is not None)

    @property
    def needs_ipython(self) -> bool:
        """Whether a value comes from IPython, or Python runs under a magic: then the module is no program."""
        return any(line.special.python or line.special.left.strip() for part in self._parts for line in part.marked)

    def place(self, line: int) -> tuple[Code, int] | None:
        """The cell and its line (from 1) that stands on a line of the module."""
        for part in reversed(self._parts):
            if line >= part.first:
                return part.cell, part.numbers[min(line - part.first, len(part.numbers) - 1)]
        return (self._parts[0].cell, 1) if self._parts else None

    def line_of(self, number: int, line: int) -> int | None:
        """The line of the module for a line (from 1) of a cell; None where it has none."""
        for part in self._parts:
            if part.cell.number == number and part.lines:
                after = (index for index, found in enumerate(part.numbers) if found >= line)
                return part.first + next(after, len(part.numbers) - 1)
        return None

    def cut(self, migrated: str) -> dict[int, str]:
        """The new code of the cells that changed, by their numbers.

        Raises:
            NotCut: a mark is lost, or stands inside of something.
        """
        pieces: list[list[str]] = [[]]
        marks = [self._mark("cell", part.cell.number) for part in self._parts[1:]]
        for line in migrated.split("\n"):
            if len(pieces) <= len(marks) and line == marks[len(pieces) - 1]:
                pieces.append([])
            elif any(mark in line for mark in marks):
                raise NotCut("the border of two cells is lost")
            else:
                pieces[-1].append(line)
        if len(pieces) != len(self._parts):
            raise NotCut("the border of two cells is lost")
        sources = {}
        for part, piece in zip(self._parts, pieces):
            if _trimmed(piece) != _trimmed(part.read):
                sources[part.cell.number] = _restored(part, piece)
            elif self._word in "\n".join(piece) and not part.marked:
                raise NotCut("a line that is not Python is lost")
        return {
            number: source
            for number, source in sources.items()
            if source != next(part.cell.source for part in self._parts if part.cell.number == number)
        }

    def _mark(self, kind: str, number: int) -> str:
        return f"'{self._word}_{kind}_{number}'"

    def _part(self, cell: Code, first: int) -> _Part:
        source = cell.source.split("\n")
        lines, numbers, marked = [], [], []
        found = {special.first: special for special in _hidden(cell.source)}
        number = 0
        while number < len(source):
            special = found.get(number)
            if special is None:
                numbers.append(number + 1)
                lines.append(source[number])
                number += 1
                continue
            self._count += 1
            instead, mark = self._stand_in(special)
            numbers += [number + 1] * len(instead)
            lines += instead
            marked.append(mark)
            number = special.last + 1
        return _Part(cell, first, lines, numbers, marked, lines)

    def _stand_in(self, special: Special) -> tuple[list[str], _Line]:
        """The lines that stand for a special one, and what of them to look for later."""
        name = f"{self._word}_line_{self._count}"
        left, python = special.left, special.python
        if python and _parses(python, "eval"):
            return [f"{left}{name}({python})"], _Line(f"{name}(", special)
        if python and not _parses(f"0; {python}") and _parses(python):  # a block: for, with, if
            end = f"'{name}_end'"
            return [f"{left}'{name}'", left + python, left + end], _Line(f"'{name}'", special, end)
        if python:
            return [f"{left}'{name}'; {python}"], _Line(f"'{name}'; ", special)
        mark = f"{name}()" if left.strip() else f"'{name}'"
        return [left + mark], _Line(mark, special)


def place_of_comment(cells: Sequence[Code]) -> tuple[Code, int] | None:
    """The cell, and the number of its lines before it, where a comment on the whole notebook goes.

    A cell magic has to stay at the head of its cell.
    """
    for cell in cells:
        if cell.source.strip() and _is_python(cell):
            return cell, 0 if cell_magic(cell.source) is None else _leading(cell.source.split("\n")) + 1
    return None


def _is_python(cell: Code) -> bool:
    name = cell_magic(cell.source)
    return name is None or runs_python(name)


def _free_word(cells: Sequence[Code]) -> str:
    word = "tf2migrate_mark"
    while any(word in cell.source for cell in cells):
        word += "_"
    return word


def _hidden(source: str) -> list[Special]:
    """Lines that are not Python, or that may stand in a cell and not in the middle of a module."""
    found = specials(source)
    if cell_magic(source) is not None:
        first = source[: len(source) - len(source.lstrip())].count("\n")
        head = Special(first, first, source.split("\n")[first])
        found = [head, *(special for special in found if special.first != first)]
    taken = {number for special in found for number in range(special.first, special.last + 1)}
    for number, line in enumerate(source.split("\n")):
        if number not in taken and _FUTURE.match(line):  # Python 3 has all of these, but for `annotations`
            found.append(Special(number, number, line))
    return found


def _parses(text: str, mode: str = "exec") -> bool:
    try:
        ast.parse(text, mode=mode)
        return True
    except (SyntaxError, ValueError):
        return False


def _shown(part: _Part) -> int | None:
    """The line, from 1 within the cell's part of the module, on which the expression begins that Jupyter shows."""
    text = "\n".join(part.lines)
    if text.rstrip().endswith(";"):
        return None
    try:
        body = ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError):
        return None
    return body[-1].lineno if body and isinstance(body[-1], ast.Expr) else None


def _trimmed(lines: list[str]) -> list[str]:
    """Lines without the blank ones at both ends."""
    start, end = 0, len(lines)
    while start < end and not lines[start].strip():
        start += 1
    while end > start and not lines[end - 1].strip():
        end -= 1
    return lines[start:end]


def _restored(part: _Part, piece: list[str]) -> str:
    """A piece of the migrated module as the code of its cell: blank lines at its ends, special lines as they were."""
    read = part.read
    end = read[len(read) - _leading(read[::-1]) :] if _trimmed(read) else []
    lines = [*read[: _leading(read)], *_trimmed(piece), *end]
    for marked in part.marked:
        lines = _unmarked(lines, marked)
    magic = cell_magic(part.cell.source)
    if magic is not None:
        lines = _magic_first(lines, part)
    return "\n".join(lines)


def _leading(lines: list[str]) -> int:
    return next((number for number, line in enumerate(lines) if line.strip()), len(lines))


def _unmarked(lines: list[str], marked: _Line) -> list[str]:
    places = [number for number, line in enumerate(lines) if marked.mark in line]
    if len(places) != 1 or lines[places[0]].count(marked.mark) != 1:
        raise NotCut("a line that is not Python is lost")
    number, special = places[0], marked.special
    if marked.end:
        return _with_block(lines, number, marked)
    line = lines[number]
    before, after = line.split(marked.mark)
    if special.python:
        code = after.rstrip()
        if marked.mark.endswith("("):
            if not code.endswith(")") or not _parses(code[:-1] or ")", "eval"):
                raise NotCut(f"what {special.head.strip()} runs does not fit on its line any more")
            code = code[:-1]
        new = f"{special.head}{code}"
        if before.strip():
            raise NotCut(f"what {special.head.strip()} runs is part of another statement now")
    else:
        if after.strip() or (before.strip() and not special.left.strip()):
            raise NotCut("a line that is not Python is part of another statement now")
        new = special.text
    return [*lines[:number], *f"{before}{new}".split("\n"), *lines[number + 1 :]]


def _with_block(lines: list[str], number: int, marked: _Line) -> list[str]:
    """The lines with the statement that a magic runs on its line again, functions that were made for it above it."""
    head = marked.special.head
    end = next((index for index in range(number, len(lines)) if lines[index].strip() == marked.end), None)
    if end is None or lines[number].strip() != marked.mark:
        raise NotCut("a line that is not Python is lost")
    first, code = _on_one_line(lines[number + 1 : end])
    if code is None:
        raise NotCut(f"what {head.strip()} runs does not fit on its line any more")
    line = lines[end]
    above = lines[number + 1 : number + 1 + first]
    return [*lines[:number], *above, f"{line[: len(line) - len(line.lstrip())]}{head}{code}", *lines[end + 1 :]]


def _on_one_line(lines: list[str]) -> tuple[int, str | None]:
    """The last of some statements on one line, and how many lines stand above it; None where that cannot be."""
    text = textwrap.dedent("\n".join(lines))
    try:
        last = ast.parse(text).body[-1]
    except (SyntaxError, ValueError, IndexError):
        return 0, None
    own = text.split("\n")[last.lineno - 1 :]
    inside = getattr(last, "body", [last])
    if len(own) == 1:
        return last.lineno - 1, own[0]
    simple = not any(hasattr(one, "body") for one in inside) and not getattr(last, "orelse", ())
    if not simple or len(own) != len({one.lineno for one in inside}) + 1 or "#" in "".join(own):
        return 0, None
    return last.lineno - 1, f"{own[0]} {'; '.join(line.strip().rstrip(';') for line in own[1:])}"


def _magic_first(lines: list[str], part: _Part) -> list[str]:
    """A cell magic works at the head of its cell only; what was written above it goes below."""
    first = next(special for special in (marked.special for marked in part.marked)).text
    position = lines.index(first)
    return [first, *lines[:position], *lines[position + 1 :]] if any(l.strip() for l in lines[:position]) else lines
