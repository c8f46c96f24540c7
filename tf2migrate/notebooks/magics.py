"""What IPython understands in a cell beside Python: magics, shell lines and questions.

The forms are those of IPython's input transformers: `%magic`, `!command`, `name = %magic`, `name?`, and
`%%magic` at the head of a cell.
"""

from __future__ import annotations

import dataclasses
import re
from typing import Iterator

# Cell magics whose body is Python that runs in the namespace of the notebook.
_PYTHON_CELLS = frozenset({"time", "capture", "prun", "memit"})
# Line magics whose rest is Python.
_PYTHON_LINES = frozenset({"time", "timeit", "prun", "memit"})
_CELL = re.compile(r"\s*%%(\w+)")
_LINE = re.compile(
    r"(?P<indent>[ \t]*)(?:(?P<magic>%\w+)(?P<rest>.*)|!.*|\?+[\w.*]+[ \t]*|%?[\w.*]+\?+[ \t]*)$", re.DOTALL
)
_ASSIGNED = re.compile(r"(?P<left>[ \t]*[\w.,()\[\] \t]+?=[ \t]*)(?P<right>(?:%\w|!)[^=].*)$", re.DOTALL)
_TOKEN = re.compile(
    r"""(?P<string>(?P<quote>\"{3}|'{3}|"|'))|(?P<comment>\#.*)|(?P<open>[(\[{])|(?P<close>[)\]}])|(?P<end>\\?$)|.""",
    re.DOTALL | re.VERBOSE,
)


@dataclasses.dataclass(frozen=True)
class Special:
    """Lines `first` to `last` (from 0, both included) that are not Python.

    `left` is the Python before them (`files = ` of `files = !ls`), `python` the Python that a magic runs
    (of `%time f()`), and `head` what stands before that.
    """

    first: int
    last: int
    text: str
    left: str = ""
    head: str = ""
    python: str = ""


def cell_magic(source: str) -> str | None:
    """The name of the cell magic, if the cell has one."""
    found = _CELL.match(source)
    return found[1] if found else None


def runs_python(name: str) -> bool:
    """Whether the body of a cell with this magic is Python of the notebook."""
    return name in _PYTHON_CELLS


def specials(source: str) -> list[Special]:
    """The lines of a cell that are not Python, from top to bottom."""
    return list(_specials(source.split("\n")))


def _specials(lines: list[str]) -> Iterator[Special]:
    inside = _Inside()
    number = 0
    while number < len(lines):
        line = lines[number]
        found = _special(lines, number) if not inside else None
        if found is not None:
            yield found
            number = found.last + 1
            continue
        inside.read(line)
        number += 1


def _special(lines: list[str], number: int) -> Special | None:
    line = lines[number]
    assigned = _ASSIGNED.match(line)
    if assigned is None and _LINE.match(line) is None:
        return None
    last = number
    while lines[last].endswith("\\") and last + 1 < len(lines):
        last += 1
    text = "\n".join(lines[number : last + 1])
    if assigned is not None:
        return Special(number, last, text[len(assigned["left"]) :], left=assigned["left"])
    magic = _LINE.match(text)
    if magic is not None and magic["magic"] and magic["magic"][1:] in _PYTHON_LINES:
        rest = magic["rest"]
        options = re.match(r"\s*(?:-\w+[ \t]*\d*[ \t]*)*", rest).end()
        if rest[options:].strip() and last == number:
            return Special(
                number,
                last,
                text,
                left=magic["indent"],
                head=magic["magic"] + rest[:options],
                python=rest[options:].strip(),
            )
    return Special(number, last, text.lstrip(" \t"), left=line[: len(line) - len(line.lstrip(" \t"))])


class _Inside:
    """Whether the next line goes on with a statement: an open bracket, a long string, a backslash."""

    def __init__(self) -> None:
        self.depth, self.quote, self.continued = 0, "", False

    def __bool__(self) -> bool:
        return bool(self.depth or self.quote or self.continued)

    def read(self, line: str) -> None:
        index, self.continued = 0, False
        if self.quote:
            index = self._string(line, 0)
        while index < len(line):
            token = _TOKEN.match(line, index)
            index = token.end()
            if token["string"]:
                self.quote = token["quote"]
                index = self._string(line, index)
            elif token["comment"]:
                return
            elif token["open"]:
                self.depth += 1
            elif token["close"]:
                self.depth = max(0, self.depth - 1)
            elif token[0] == "\\":
                self.continued = True

    def _string(self, line: str, index: int) -> int:
        """Behind the end of the string that is open, or of the line."""
        while index < len(line):
            if line[index] == "\\":
                index += 2
            elif line.startswith(self.quote, index):
                index += len(self.quote)
                self.quote = ""
                return index
            else:
                index += 1
        if len(self.quote) == 1 and not line.endswith("\\"):
            self.quote = ""  # a string of one line that is not closed: an error that the parser will name
        return index
