"""Edits of statements, expressions, arguments and blocks in a source text, which know where each line came from."""

from __future__ import annotations

import ast
import functools
import io
import re
import tokenize

from tf2migrate.analysis.tree import parents, walk
from tf2migrate.preparation.text import CannotWrite, Text


class Lines:
    """Collects replacements of statements and of expressions in them, and puts the text together again."""

    def __init__(self, text: Text, tree: ast.Module):
        self.text, self.tree = text, tree
        self.source = text.text.split("\n")
        self._again: dict[str, str] = {}
        self._replaced: dict[ast.stmt, tuple[list[str], bool]] = {}
        self._before: dict[ast.stmt, list[str]] = {}
        self._spans: list[tuple[tuple[int, int], tuple[int, int], str]] = []  # start, end (line from 0, byte), text
        self._inserted: list[tuple[int, int, list[tuple[str, int]]]] = []
        self._flattened: list[ast.If | ast.With] = []
        self._read: list[tokenize.TokenInfo] | None = None
        self._shift: dict[int, int] = {}  # by line, how far it moves to the left

    @functools.cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        return parents(self.tree)

    @functools.cached_property
    def used(self) -> set[str]:
        """The names that the text uses, and those that were given since."""
        return set(_names(self.tree))

    def fresh(self, wanted: str, again: bool = False) -> str:
        """A name that the text does not use; with `again` the same one each time."""
        if again and wanted in self._again:
            return self._again[wanted]
        name, number = wanted, 1
        while name in self.used:
            number += 1
            name = f"{wanted}_{number}"
        self.used.add(name)
        if again:
            self._again[wanted] = name
        return name

    # -- edits ----------------------------------------------------------------------------------------

    def replace(self, statement: ast.stmt, lines: list[str], comments: bool = True) -> None:
        """Put lines in the place of a statement; without `comments`, those right above it go as well."""
        self._replaced[statement] = (lines, comments)

    def before(self, statement: ast.stmt, lines: list[str]) -> None:
        """Put lines above a statement, and above its comments."""
        self._before.setdefault(statement, []).extend(lines)

    def after(self, statement: ast.stmt, lines: list[str]) -> None:
        """Put lines behind a statement."""
        indent = self.source[statement.lineno - 1][: statement.col_offset]
        origin = self.text.origin[statement.end_lineno - 1]
        self._inserted.append((statement.end_lineno, statement.end_lineno, [(indent + line, origin) for line in lines]))

    def append(self, function: ast.FunctionDef, lines: list[str]) -> None:
        """Put lines at the end of a function."""
        indent = self.source[function.body[0].lineno - 1][: function.body[0].col_offset]
        origin = self.text.origin[function.end_lineno - 1]
        self._inserted.append((function.end_lineno, function.end_lineno, [(indent + line, origin) for line in lines]))

    def substitute(self, node: ast.expr, text: str) -> None:
        """Write another expression."""
        self._spans.append((_start(node), _end(node), text))

    def remove_argument(self, argument: ast.AST) -> None:
        """Leave an argument out of its call."""
        call = self.parents[argument]
        arguments = sorted([*call.args, *call.keywords], key=_start)
        position = arguments.index(argument)
        if position:
            self._spans.append((_end(arguments[position - 1]), _end(argument), ""))
        elif len(arguments) > 1:
            self._spans.append((_start(argument), _start(arguments[1]), ""))
        else:
            self._spans.append((_start(argument), _end(argument), ""))

    def add_arguments(self, call: ast.Call, arguments: list[str]) -> None:
        """Give a call more arguments, behind those that it has."""
        line, column = _end(call)
        self._add((line, column - 1), arguments)

    def insert_arguments(self, call: ast.Call, arguments: list[str]) -> None:
        """Give a call more arguments, before those that it has."""
        line, column = _end(call.func)
        if self.source[line].encode()[column : column + 1] != b"(":
            raise CannotWrite(call, "the call does not open where it is named")
        rest = ", " if call.args or call.keywords else ""
        self._spans.append(((line, column + 1), (line, column + 1), ", ".join(arguments) + rest))

    def add_parameters(self, function: ast.FunctionDef, parameters: list[str]) -> None:
        """Give a function more parameters with defaults, before `**kwargs`."""
        tokens = self._tokens_of(function)
        depth = 0
        for token in tokens:
            depth += {"(": 1, ")": -1}.get(token.string, 0)
            if depth == 1 and token.string == "**" or depth == 0 and token.string == ")":
                place = token.start[0] - 1, self._bytes(token)
                if token.string == "**":
                    self._spans.append((place, place, ", ".join(parameters) + ", "))
                else:
                    self._add(place, parameters)
                return

    def _add(self, place: tuple[int, int], texts: list[str]) -> None:
        """Write arguments or parameters before a closing parenthesis."""
        before = None
        for token in self._tokens():
            if (token.start[0] - 1, self._bytes(token)) >= place:
                break
            if token.type not in (tokenize.NL, tokenize.COMMENT, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT):
                before = token.string
        self._spans.append((place, place, ("" if before in ("(", ",") else ", ") + ", ".join(texts)))

    def _tokens(self) -> list[tokenize.TokenInfo]:
        if self._read is None:
            self._read = list(tokenize.generate_tokens(io.StringIO(self.text.text).readline))
        return self._read

    def _tokens_of(self, node: ast.stmt) -> list[tokenize.TokenInfo]:
        found = [t for t in self._tokens() if (t.start[0] - 1, self._bytes(t)) >= _start(node)]
        while found[0].string != "(":
            found = found[1:]
        return found

    def _bytes(self, token: tokenize.TokenInfo) -> int:
        """The column of a token, counted as `ast` does."""
        return len(self.source[token.start[0] - 1][: token.start[1]].encode())

    def remove_decorator(self, decorator: ast.expr) -> None:
        """Leave a decorator out."""
        self._inserted.append((decorator.lineno - 1, decorator.end_lineno, []))

    def remove_item(self, statement: ast.With, item: ast.withitem) -> None:
        """Leave one of several items out of a `with`."""
        place = statement.items.index(item)
        if place:
            before = statement.items[place - 1]
            self._spans.append(
                (_end(before.optional_vars or before.context_expr), _end(item.optional_vars or item.context_expr), "")
            )
        else:
            self._spans.append((_start(item.context_expr), _start(statement.items[1].context_expr), ""))

    def set_parameters(self, function: ast.FunctionDef, parameters: str) -> None:
        """Give a function other parameters."""
        start = function.lineno - 1
        spec = function.args
        last = max([start, *[node.end_lineno - 1 for node in [*spec.args, *spec.defaults]]])
        while not self.source[last].split("#")[0].rstrip().endswith(":"):
            last += 1
        if last >= function.body[0].lineno - 1 or any("#" in line for line in self.source[start : last + 1]):
            raise CannotWrite(function, "the head of the model function has comments or statements in it")
        indent = self.source[start][: function.col_offset]
        line = f"{indent}def {function.name}({parameters}):"
        above = self._comments_above(start)
        top = above if self._speaks_of_estimators(above, start) else start
        self._inserted.append((top, last + 1, [(line, self.text.origin[start])]))

    def flatten(self, statement: ast.If | ast.With) -> None:
        """Put the branches of a test one after the other, without the test; or what stands in a block, without it."""
        if statement.body[0].lineno == statement.lineno:
            raise CannotWrite(
                statement, "a statement stands on one line with the block that it heads", "put it on a line of its own"
            )
        self._flattened.append(statement)

    def is_flattened(self, statement: ast.If) -> bool:
        return statement in self._flattened

    def spelled(self, node: ast.expr) -> str:
        """An expression with the edits inside of it, on one line."""
        inside = [span for span in self._spans if _start(node) <= span[0] and span[1] <= _end(node)]
        if not inside:
            return self.text.segment(node)
        (first, left), (last, right) = _start(node), _end(node)
        lines = _with_spans([line.encode() for line in self.source], inside)
        length = len(lines[last]) - len(self.source[last].encode())
        part = lines[first : last + 1]
        part[-1] = part[-1][: right + length]
        part[0] = part[0][left:]
        if any(b"#" in line for line in part):
            raise CannotWrite(node, "an expression of the model function has comments in it")
        return " ".join(line.decode().strip() for line in part)

    # -- the new text ---------------------------------------------------------------------------------

    def assembled(self) -> Text:
        """The new text.

        Raises:
            CannotWrite: a statement shares its line with another one, or the result is no program.
        """
        edits = list(self._inserted)
        for statement in self._flattened:
            self._dedent(statement)
        for statement in self._flattened:
            edits += self._heads(statement)
        for statement in {*self._replaced, *self._before}:
            edits += self._of_statement(statement)
        lines = [line.decode() for line in _with_spans([line.encode() for line in self.source], self._spans)]
        edits += [
            (start[0] + 1, end[0] + 1, [])
            for start, end, _ in self._spans
            if end[0] > start[0] and not any(low <= start[0] < high for low, high, _ in edits)
        ]
        for number, shift in self._shift.items():
            lines[number] = lines[number][min(shift, len(lines[number]) - len(lines[number].lstrip())) :]
        numbered = list(zip(lines, self.text.origin))
        edits = _joined(edits)
        starts = {start for start, _, made in edits if made}
        edits = [edit if edit[2] or edit[0] == edit[1] else self._with_blanks(edit, starts) for edit in edits]
        for start, end, made in sorted(edits, key=lambda edit: (-edit[0], -edit[1])):
            numbered[start:end] = made
        made = Text("\n".join(line for line, _ in numbered), tuple(origin for _, origin in numbered))
        try:
            made.tree  # it parses
        except SyntaxError as error:
            raise CannotWrite(self.tree.body[0], f"it cannot be taken apart ({error.msg})") from None
        return made

    def _of_statement(self, statement: ast.stmt) -> list[tuple[int, int, list[tuple[str, int]]]]:
        start, end = statement.lineno - 1, statement.end_lineno
        head, tail = self._around(statement)
        if head.strip() or tail and not tail.startswith("#"):
            raise CannotWrite(statement, "a statement shares its line with another one")
        indent = head[self._shift.get(start, 0) :]
        origin = self.text.origin[start]
        above = self._comments_above(start)
        before = [(indent + line if line else "", origin) for line in self._before.get(statement, ())]
        if statement not in self._replaced:
            return [(above, above, before)]
        new, comments = self._replaced[statement]
        comments = comments and not self._speaks_of_estimators(above, start)
        made = [(indent + line, origin) for line in new]
        if not before:
            return [(start if comments else above, end, made)]
        return [(above, above, before), (start, end, made)]

    def _with_blanks(self, edit: tuple[int, int, list], starts: set[int]) -> tuple[int, int, list]:
        """Lines that go take the blank lines behind them along, when there are some above, or nothing is."""
        start, end, made = edit
        while (
            (not start or not self.source[start - 1].strip())
            and end < len(self.source)
            and end not in starts
            and not (self.source[end].strip())
        ):
            end += 1
        return start, end, made

    def _around(self, statement: ast.stmt) -> tuple[str, str]:
        """What stands on the lines of a statement before and behind it."""
        head = self.source[statement.lineno - 1].encode()[: statement.col_offset].decode()
        return head, self.source[statement.end_lineno - 1].encode()[statement.end_col_offset :].decode().strip()

    def _dedent(self, statement: ast.If | ast.With) -> None:
        for group in (statement.body, getattr(statement, "orelse", [])):
            if not group:
                continue
            shift = group[0].col_offset - statement.col_offset
            if shift and any(
                isinstance(n, (ast.Constant, ast.JoinedStr)) and n.lineno != n.end_lineno
                for s in group
                for n in walk(s)
            ):
                raise CannotWrite(statement, "a block that moves to the left holds a string of several lines")
            first = self._comments_above(group[0].lineno - 1)
            for number in range(first, group[-1].end_lineno):
                self._shift[number] = self._shift.get(number, 0) + shift

    def _heads(self, statement: ast.If | ast.With) -> list[tuple[int, int, list]]:
        """The lines of `if` and `else` go; the comments above go when nothing is left of the branches."""
        if isinstance(statement, ast.With):
            start, end = statement.lineno - 1, self._comments_above(statement.body[0].lineno - 1)
            indent = self.source[start][: statement.col_offset][self._shift.get(start, 0) :]
            said = [t.string for t in self._tokens() if t.type == tokenize.COMMENT and start < t.start[0] <= end]
            return [(start, end, [(indent + comment, self.text.origin[start]) for comment in said])]
        gone = all(s in self._replaced and not self._replaced[s][0] for s in [*statement.body, *statement.orelse])
        start = self._comments_above(statement.lineno - 1) if gone else statement.lineno - 1
        found = [(start, self._comments_above(statement.body[0].lineno - 1), [])]
        if statement.orelse and not (
            len(statement.orelse) == 1
            and isinstance(statement.orelse[0], ast.If)
            and self.is_flattened(statement.orelse[0])
            and statement.orelse[0].col_offset == statement.col_offset
        ):
            number = statement.body[-1].end_lineno
            while not re.match(r"\s*else\s*:", self.source[number]):
                number += 1
            found.append((number, number + 1, []))
        return found

    def _speaks_of_estimators(self, start: int, end: int) -> bool:
        return any("stimator" in line for line in self.source[start:end])

    def _comments_above(self, line: int) -> int:
        while line and self.source[line - 1].strip().startswith("#"):
            line -= 1
        return line


def scope_of(lines: Lines, node: ast.AST) -> ast.AST:
    """The function or module that a node stands in."""
    while not isinstance(node, (ast.Module, ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
        node = lines.parents[node]
    return node


def _joined(edits: list[tuple[int, int, list]]) -> list[tuple[int, int, list]]:
    """Edits that take lines away, those of lines that follow each other as one."""
    found: list[tuple[int, int, list]] = []
    for start, end, made in sorted(edits, key=lambda edit: edit[:2]):
        if not made and found and start < end and not found[-1][2] and found[-1][0] < found[-1][1] == start:
            found[-1] = (found[-1][0], end, [])
        else:
            found.append((start, end, made))
    return found


def _names(tree: ast.Module) -> list[str]:
    found = []
    for node in walk(tree):
        if isinstance(node, ast.Name):
            found.append(node.id)
        elif isinstance(node, ast.arg):
            found.append(node.arg)
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            found.append(node.name)
        elif isinstance(node, ast.alias):
            found.append((node.asname or node.name).partition(".")[0])
    return found


def _start(node: ast.AST) -> tuple[int, int]:
    return node.lineno - 1, node.col_offset


def _end(node: ast.AST) -> tuple[int, int]:
    return node.end_lineno - 1, node.end_col_offset


def _with_spans(lines: list[bytes], spans: list[tuple[tuple[int, int], tuple[int, int], str]]) -> list[bytes]:
    """The lines with texts in the place of spans; lines that a span joins to its first one are left empty."""
    for (first, left), (last, right), text in sorted(spans, reverse=True):
        lines[first] = lines[first][:left] + text.encode() + lines[last][right:]
        for number in range(first + 1, last + 1):
            lines[number] = b""
    return lines
