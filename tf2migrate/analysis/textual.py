"""Edits of whole statements in a source text, which keep its comments and know where each line came from."""

from __future__ import annotations

import ast
import dataclasses
import functools
import io
import tokenize
from collections.abc import Callable, Iterable

from tf2migrate.analysis.inlining import Text
from tf2migrate.analysis.program import Analysis
from tf2migrate.analysis.values import Kind, LeafKind
from tf2migrate.checks import comments

_WIDTH = 110
_STATE = (Kind.VARIABLE, Kind.PLACEHOLDER)
_CHANGING = (LeafKind.VARIABLE, LeafKind.PLACEHOLDER, LeafKind.EFFECT)


class Cannot(Exception):
    """The text has to stay as it is."""


def segment(text: str, node: ast.expr) -> str:
    """An expression as it is written, on one line."""
    found = ast.get_source_segment(text, node) or ast.unparse(node)
    return ast.unparse(node) if "\n" in found else found


def fresh(wanted: str, used: set[str]) -> str:
    """A name that is not used: the one that is wanted, or it with a number."""
    name, number = wanted, 0
    while name in used:
        number += 1
        name = f"{wanted}_{number}"
    return name


@dataclasses.dataclass(frozen=True)
class Prepared:
    """A new text, and what is to be said about lines of the file: the line, a message, advice."""

    text: Text
    notes: tuple[tuple[int, str, str], ...] = ()


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
        return _comments(self.source.text)

    @functools.cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        return {child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)}

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
        if given[len(given) - len(arguments):] != sorted(arguments, key=lambda a: (a.lineno, a.col_offset)) or (
            len(arguments) == len(given)
        ):
            raise Cannot
        before = given[-len(arguments) - 1]
        start, end = (before.end_lineno - 1, before.end_col_offset), (given[-1].end_lineno - 1, given[-1].end_col_offset)
        if any("#" in line for line in self.lines[start[0]: end[0] + 1]):
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
        self.lines[number] = (line[: node.end_col_offset] + text.encode() + line[node.end_col_offset:]).decode()

    def move(self, statements: list[ast.stmt], indent: str) -> list[str]:
        """Take statements away, with the comments above them, and give their lines with this indentation."""
        found: list[str] = []
        for statement in statements:
            if not self._alone(statement) or any(
                isinstance(n, (ast.Constant, ast.JoinedStr)) and n.lineno != n.end_lineno for n in ast.walk(statement)
            ):
                raise Cannot
            self.moved.add(statement)
            start = self._above(statement)
            old = self.lines[statement.lineno - 1][: statement.col_offset]
            for line in self.lines[start: statement.end_lineno]:
                stripped = line[len(old):] if line.startswith(old) else line.lstrip()
                found.append(indent + stripped if stripped.strip() else "")
        return found

    def text(self) -> Text:
        """The edited text.

        Raises:
            Cannot: edits overlap.
        """
        self._drop_empty_blocks()
        for node, new in sorted(self.expressions, key=lambda pair: (pair[0].lineno, -pair[0].col_offset)):
            line = self.lines[node.lineno - 1].encode()
            self.lines[node.lineno - 1] = (line[: node.col_offset] + new.encode() + line[node.end_col_offset:]).decode()
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
        joined = (first[: start[1]] + last[end[1]:]).decode()
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
        text = [*[""] * blank, *[indent + line if line else "" for line in lines], *[""] * blank]
        return first, place, [(line, here) for line in text]

    def _drop_empty_blocks(self) -> None:
        """A block that loses its last statement gets a `pass`; a `with` or `finally` goes."""
        for node in ast.walk(self.tree):
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
        after = self.lines[statement.end_lineno - 1].encode()[statement.end_col_offset:].decode().strip()
        return not first.strip() and (not after or after.startswith("#"))


def _comments(text: str) -> dict[int, str]:
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return {token.start[0]: token.string for token in tokens if token.type == tokenize.COMMENT}


def finished(text: Text, edits: Edits) -> Text | None:
    """The edited text; None when it cannot be made, does not parse, or lacks a comment."""
    return attempted(text, edits.text)


def attempted(text: Text, write: Callable[[], Text | None]) -> Text | None:
    """What is made of a text; None when it cannot be made, does not parse, or lacks a comment."""
    try:
        made = write()
        if made is not None:
            ast.parse(made.text)
    except (Cannot, SyntaxError):
        return None
    return None if made is None or comments(text.text) - comments(made.text) else made


def flat(body: list[ast.stmt]) -> Iterable[ast.stmt]:
    """Statements that surely run, one after the other: those of `with` blocks, and of a guard of the main module.

    The head of a `with` is one without a body.
    """
    for statement in body:
        if isinstance(statement, ast.With):
            yield ast.copy_location(ast.With(statement.items, []), statement)
            yield from flat(statement.body)
        elif isinstance(statement, ast.If) and not statement.orelse and "__name__" in loads(statement.test):
            yield from flat(statement.body)
        else:
            yield statement


def last_statement(function: ast.FunctionDef) -> ast.stmt:
    """The last statement, in the last `with` where that is the end."""
    last = function.body[-1]
    while isinstance(last, ast.With):
        last = last.body[-1]
    return last


def reads_state(node: ast.AST, analysis: Analysis) -> bool:
    """Whether an expression or a statement reads what a run is fed, or what training changes."""
    for name in ast.walk(node):
        if not isinstance(name, (ast.Name, ast.Attribute)) or not isinstance(name.ctx, ast.Load):
            continue
        value = analysis.values.get(name)
        if value is not None and (value.kind in _STATE or any(leaf.kind in _CHANGING for leaf in value.all_leaves())):
            return True
    return False


def loads(node: ast.AST) -> list[str]:
    """The names that are read."""
    found = [n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)]
    if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
        found.append(node.target.id)
    return found


def stores(node: ast.AST) -> list[str]:
    """The names that are bound or deleted."""
    return [n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, (ast.Store, ast.Del))]
