"""Edits of whole statements in a source text, which keep its comments and know where each line came from."""

from __future__ import annotations

import ast
import functools

from tf2migrate.analysis.tree import parents, walk
from tf2migrate.preparation.text import Cannot, Text, attempted

_WIDTH = 110


class MovedLine(str):
    """A line that is moved, and the line of the file that it came from."""

    origin: int

    def __new__(cls, text: str, origin: int) -> "MovedLine":
        made = super().__new__(cls, text)
        made.origin = origin
        return made


class Edits:
    """Changes of the statements of a text, made all at once."""

    def __init__(self, text: Text, tree: ast.Module):
        self.source, self.tree = text, tree
        self.lines = text.text.split("\n")
        self.before: dict[ast.stmt, list[str]] = {}  # what stands in place of a statement
        self.above: dict[ast.stmt, list[str]] = {}  # a definition that stands above a statement and its comments
        self.inserted: dict[ast.stmt, list[str]] = {}
        self.following: dict[ast.stmt, list[str]] = {}
        self.gone: list[tuple[tuple[int, int], tuple[int, int]]] = []  # stretches of a statement: line from 0, byte
        self.moved: set[ast.stmt] = set()
        self.expressions: list[tuple[ast.expr, str]] = []
        self.clauses: set[int] = set()  # lines (from 0) of clauses that lose all they hold

    @functools.cached_property
    def comments(self) -> dict[int, str]:
        return self.source.comments()

    @functools.cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        return parents(self.tree)

    def scope(self, node: ast.AST) -> ast.Module | ast.FunctionDef:
        """The function that a node stands in, or the module."""
        while not isinstance(node, (ast.Module, ast.FunctionDef)):
            node = self.parents[node]
        return node

    def remove(self, statement: ast.stmt) -> None:
        """Take a statement out; its comments stay."""
        self.replace(statement, [])

    def replace(self, statement: ast.stmt, lines: list[str]) -> None:
        """Write these lines, not indented, in place of a statement."""
        if statement in self.before or not self._alone(statement):
            raise Cannot
        self.before[statement] = list(lines)

    def append(self, statement: ast.stmt, lines: list[str]) -> None:
        """Write these lines in place of a statement, behind what replaces it already."""
        if statement not in self.before:
            self.replace(statement, [])
        self.before[statement] += lines

    def define(self, statement: ast.stmt, lines: list[str]) -> None:
        """Write a definition above a statement and its comments."""
        self.above[statement] = lines

    def insert(self, statement: ast.stmt, lines: list[str]) -> None:
        """Write these lines right above a statement, under its comments."""
        if not self._alone(statement):
            raise Cannot
        self.inserted.setdefault(statement, []).extend(lines)

    def cut(self, call: ast.Call, arguments: list[ast.keyword]) -> None:
        """Leave out the last arguments of a call."""
        given = sorted([*call.args, *call.keywords], key=lambda a: (a.lineno, a.col_offset))
        if given[len(given) - len(arguments) :] != sorted(arguments, key=lambda a: (a.lineno, a.col_offset)) or (
            len(arguments) == len(given)
        ):
            raise Cannot
        before = given[-len(arguments) - 1]
        start, end = (
            (before.end_lineno - 1, before.end_col_offset),
            (given[-1].end_lineno - 1, given[-1].end_col_offset),
        )
        if any("#" in line for line in self.lines[start[0] : end[0] + 1]):
            raise Cannot
        self.gone.append((start, end))

    def behind(self, statement: ast.stmt, lines: list[str]) -> None:
        """Write these lines right behind a statement."""
        if not self._alone(statement):
            raise Cannot
        self.following.setdefault(statement, []).extend(lines)

    def substitute(self, node: ast.expr, text: str) -> None:
        """Write this text in place of an expression on one line."""
        if node.lineno != node.end_lineno:
            raise Cannot
        self.expressions.append((node, text))

    def substitute_end(self, node: ast.expr, text: str) -> None:
        """Write this text behind an expression."""
        if not isinstance(self.parents.get(node), ast.Assign) or not self._alone(self.parents[node]):
            raise Cannot
        number = node.end_lineno - 1
        line = self.lines[number].encode()
        self.lines[number] = (line[: node.end_col_offset] + text.encode() + line[node.end_col_offset :]).decode()

    def move(self, statements: list[ast.stmt], indent: str) -> list[str]:
        """Take statements away, with the comments above them, and give their lines with this indentation."""
        found: list[str] = []
        for statement in statements:
            if not self._alone(statement) or any(
                isinstance(n, (ast.Constant, ast.JoinedStr)) and n.lineno != n.end_lineno for n in walk(statement)
            ):
                raise Cannot
            self.moved.add(statement)
            start = self._above(statement)
            old = self.lines[statement.lineno - 1][: statement.col_offset]
            for number, line in enumerate(self.lines[start : statement.end_lineno], start):
                stripped = line[len(old) :] if line.startswith(old) else line.lstrip()
                found.append(MovedLine(indent + stripped if stripped.strip() else "", self.source.origin[number]))
        return found

    def text(self) -> Text:
        """The edited text.

        Raises:
            Cannot: edits overlap.
        """
        self._drop_empty_blocks()
        for node, new in sorted(self.expressions, key=lambda pair: (pair[0].lineno, -pair[0].col_offset)):
            line = self.lines[node.lineno - 1].encode()
            self.lines[node.lineno - 1] = (
                line[: node.col_offset] + new.encode() + line[node.end_col_offset :]
            ).decode()
        places = [self._without(start, end) for start, end in self.gone]
        places += [(s.lineno - 1, s.end_lineno, self._written(s, lines)) for s, lines in self.before.items()]
        places += [(self._above(s), s.end_lineno, []) for s in self.moved]
        places += [(s.lineno - 1, s.lineno - 1, self._indented(s, lines)) for s, lines in self.inserted.items()]
        places += [(s.end_lineno, s.end_lineno, self._indented(s, lines)) for s, lines in self.following.items()]
        places += [self._defined(s, lines) for s, lines in self.above.items()]
        taken = {n for start, end, _ in places for n in range(start, end)}
        places += [(number, number + 1, self._comment_of(number)) for number in self.clauses - taken]
        places.sort(key=lambda place: (place[0], place[1]), reverse=True)  # an insertion comes before what follows it
        numbered = list(zip(self.lines, self.source.origin))
        upper = len(numbered) + 1
        for start, end, new in places:
            if end > upper:
                raise Cannot
            upper = start
            numbered[start:end] = new
        return Text("\n".join(line for line, _ in numbered), tuple(n for _, n in numbered))

    def _without(self, start: tuple[int, int], end: tuple[int, int]) -> tuple[int, int, list[tuple[str, int]]]:
        first, last = self.lines[start[0]].encode(), self.lines[end[0]].encode()
        joined = (first[: start[1]] + last[end[1] :]).decode()
        return start[0], end[0] + 1, [(joined, self.source.origin[start[0]])]

    def _written(self, statement: ast.stmt, lines: list[str]) -> list[tuple[str, int]]:
        indent = self.lines[statement.lineno - 1][: statement.col_offset]
        here = self.source.origin[statement.lineno - 1]
        kept = [self.comments[n] for n in range(statement.lineno, statement.end_lineno + 1) if n in self.comments]
        if kept and lines and statement.end_lineno in self.comments and len(lines[0]) + len(kept[-1]) < _WIDTH:
            lines = [f"{lines[0]}  {kept.pop()}", *lines[1:]]
        return [(indent + line if line else "", here) for line in [*kept, *lines]]

    def _indented(self, statement: ast.stmt, lines: list[str]) -> list[tuple[str, int]]:
        indent = self.lines[statement.lineno - 1][: statement.col_offset]
        return [(indent + line, self.source.origin[statement.lineno - 1]) for line in lines]

    def _defined(self, statement: ast.stmt, lines: list[str]) -> tuple[int, int, list[tuple[str, int]]]:
        place = self._above(statement)
        indent = self.lines[statement.lineno - 1][: statement.col_offset]
        here = self.source.origin[statement.lineno - 1]
        blank = 1 if indent else 2
        first = place
        while first and not self.lines[first - 1].strip():
            first -= 1
        gap = [("", here)] * blank
        made = [(indent + line if line else "", getattr(line, "origin", here)) for line in lines]
        return first, place, [*gap, *made, *gap]

    def _drop_empty_blocks(self) -> None:
        """A block that loses its last statement gets a `pass`; a `with` or `finally` goes."""
        for node in walk(self.tree):
            for name in ("body", "orelse", "finalbody"):
                block = getattr(node, name, None)
                if not isinstance(block, list) or not block or isinstance(node, ast.Module):
                    continue
                if all(s in self.moved or self.before.get(s, [""]) == [] for s in block):
                    if name == "finalbody" and node.handlers:
                        self.clauses.add(self._clause(block[0]))
                        continue
                    if isinstance(node, ast.With) and self._alone(node):
                        self.clauses.update(range(node.lineno - 1, block[0].lineno - 1))
                        continue
                    stays = next((s for s in block if s in self.before), None)
                    if stays is None:
                        raise Cannot
                    self.before[stays] = ["pass"]

    def _comment_of(self, number: int) -> list[tuple[str, int]]:
        """The comment of a line (from 0) that goes."""
        comment = self.comments.get(number + 1)
        line = self.lines[number]
        indent = line[: len(line) - len(line.lstrip())]
        return [(indent + comment, self.source.origin[number])] if comment is not None else []

    def _clause(self, first: ast.stmt) -> int:
        """The line of the `finally:` above the first statement under it."""
        number = first.lineno - 2
        while not self.lines[number].strip().startswith("finally"):
            if self.lines[number].strip() and not self.lines[number].strip().startswith("#"):
                raise Cannot
            number -= 1
        if self.lines[number].strip() != "finally:":
            raise Cannot
        return number

    def _above(self, statement: ast.stmt) -> int:
        """The first line (from 0) of the comments right above a statement, at its own depth."""
        number = statement.lineno - 1
        indent = self.lines[number][: statement.col_offset]
        while number and self.lines[number - 1].startswith(indent + "#"):
            number -= 1
        return number

    def _alone(self, statement: ast.stmt) -> bool:
        """Whether nothing else stands on the lines of a statement."""
        first = self.lines[statement.lineno - 1].encode()[: statement.col_offset]
        after = self.lines[statement.end_lineno - 1].encode()[statement.end_col_offset :].decode().strip()
        return not first.strip() and (not after or after.startswith("#"))


def finished(text: Text, edits: Edits) -> Text | None:
    """The edited text; None when it cannot be made, does not parse, or lacks a comment."""
    return attempted(text, edits.text)
