"""The text of a program on its way from one pass to the next, and how a pass ends."""

from __future__ import annotations

import ast
import dataclasses
import functools
import io
import tokenize
from collections.abc import Callable

from tf2migrate.analysis.tree import index
from tf2migrate.checks import comments


@dataclasses.dataclass(frozen=True)
class Text:
    """A source text, and for each of its lines (from 1) the line of the file that it came from."""

    text: str
    origin: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> "Text":
        return cls(text, tuple(range(1, text.count("\n") + 2)))

    @functools.cached_property
    def tree(self) -> ast.Module:
        """The indexed tree of the text, which nobody changes.

        Raises:
            SyntaxError: the text is no program.
        """
        tree = ast.parse(self.text)
        index(tree)
        return tree

    @functools.cached_property
    def _lines(self) -> list[str]:
        return self.text.split("\n")

    def segment(self, node: ast.expr) -> str:
        """An expression as it is written, on one line."""
        if node.lineno != node.end_lineno:
            return ast.unparse(node)
        return self._lines[node.lineno - 1].encode()[node.col_offset : node.end_col_offset].decode()

    def comments(self) -> dict[int, str]:
        """The comments by their lines (from 1)."""
        tokens = tokenize.generate_tokens(io.StringIO(self.text).readline)
        return {token.start[0]: token.string for token in tokens if token.type == tokenize.COMMENT}

    def comments_in(self, statement: ast.stmt) -> list[str]:
        """The comments on the lines of a statement."""
        return [
            comment for line, comment in self.comments().items() if statement.lineno <= line <= statement.end_lineno
        ]


@dataclasses.dataclass(frozen=True)
class Prepared:
    """A new text, and what is to be said about lines of the file: the line, a message, advice."""

    text: Text
    notes: tuple[tuple[int, str, str], ...] = ()


class Cannot(Exception):
    """The text has to stay as it is."""


class CannotWrite(Cannot):
    """A program has to stay as it is, for a reason that is told."""

    def __init__(self, node: ast.AST, reason: str, advice: str = ""):
        super().__init__(reason)
        self.node, self.reason = node, reason
        self.advice = advice or "write a Keras model and train it with fit or a loop of your own"


def attempted(text: Text, write: Callable[[], Text | None]) -> Text | None:
    """What is made of a text; None when it cannot be made, does not parse, or lacks a comment."""
    try:
        made = write()
        if made is not None:
            made.tree  # it parses
    except (Cannot, SyntaxError):
        return None
    return None if made is None or comments(text.text) - comments(made.text) else made
