"""A function as one of its calls sees it, in the text of the program: tests on what the call gives are decided.

A function that is called in several places is written out once for each of them. In the copy of a call that passes no
activation, `if activation is None:` has one way to go, and only that is written.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping

_INNER = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
SOMETHING = object()  # a value that is not None, and true


class Lines:
    """The lines of a text with their origins, changed from the bottom up."""

    def __init__(self, text: str, origin: tuple[int, ...]):
        self.lines = list(zip(text.split("\n"), origin))

    @property
    def text(self) -> str:
        return "\n".join(line for line, _ in self.lines)

    @property
    def origin(self) -> tuple[int, ...]:
        return tuple(number for _, number in self.lines)


def decided(test: ast.expr, known: Mapping[str, object]) -> bool | None:
    """How a test turns out when names have these values; None when it is not known."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        inner = decided(test.operand, known)
        return None if inner is None else not inner
    if isinstance(test, ast.BoolOp):
        parts = [decided(part, known) for part in test.values]
        ending = isinstance(test.op, ast.Or)
        if ending in parts and None not in parts[: parts.index(ending)]:
            return ending
        return None if None in parts else not ending
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        return _compared(test.ops[0], _value(test.left, known), _value(test.comparators[0], known))
    value = _value(test, known)
    return None if value is _UNKNOWN else value is SOMETHING or bool(value)


_UNKNOWN = object()


def _value(node: ast.expr, known: Mapping[str, object]) -> object:
    if isinstance(node, ast.Constant):
        return node.value
    return known.get(node.id, _UNKNOWN) if isinstance(node, ast.Name) else _UNKNOWN


def _compared(op: ast.cmpop, left: object, right: object) -> bool | None:
    if left is _UNKNOWN or right is _UNKNOWN:
        return None
    if SOMETHING in (left, right):
        other = right if left is SOMETHING else left
        return (
            isinstance(op, (ast.IsNot, ast.NotEq))
            if other is None and isinstance(op, (ast.Is, ast.IsNot, ast.Eq, ast.NotEq))
            else None
        )
    if isinstance(op, (ast.Is, ast.IsNot)) and not all(v is None or isinstance(v, bool) for v in (left, right)):
        return isinstance(op, ast.IsNot) if None in (left, right) else None
    if isinstance(op, (ast.Eq, ast.Is)):
        return left == right
    if isinstance(op, (ast.NotEq, ast.IsNot)):
        return left != right
    if not all(isinstance(v, (int, float)) for v in (left, right)):
        return None
    compare = {ast.Lt: float.__lt__, ast.LtE: float.__le__, ast.Gt: float.__gt__, ast.GtE: float.__ge__}.get(type(op))
    return compare(float(left), float(right)) if compare is not None else None


def specialize(
    text: str, origin: tuple[int, ...], line: int, known: Mapping[str, object]
) -> tuple[str, tuple[int, ...]]:
    """The text with the tests of the function in a line decided, and without what follows a `return`.

    Args:
        known: values of names that the function does not bind again.
    """
    made = Lines(text, origin)
    while True:
        tree = ast.parse(made.text)
        function = next(n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) and n.lineno == line)
        if not (_decide_one(made, function, known) or _choose_one(made, function, known) or _cut_one(made, function)):
            return made.text, made.origin


def _decide_one(made: Lines, function: ast.FunctionDef, known: Mapping[str, object]) -> bool:
    """Replace the first test that is decided by what it leads to."""
    for statement, verdict, alone in _tests(function.body, known):
        head = made.lines[statement.lineno - 1][0]
        if head.lstrip().startswith("elif") or any(
            isinstance(n, (ast.Constant, ast.JoinedStr)) and n.lineno != n.end_lineno for n in ast.walk(statement)
        ):
            continue
        taken = statement.body if verdict else statement.orelse
        new = _branch(made, statement, taken)
        if alone and not taken:
            new.append((head[: statement.col_offset] + "pass", made.lines[statement.lineno - 1][1]))
        made.lines[statement.lineno - 1 : statement.end_lineno] = new
        return True
    return False


def _choose_one(made: Lines, function: ast.FunctionDef, known: Mapping[str, object]) -> bool:
    """Replace the first `a if test else b` that is decided by what it gives."""
    for node in ast.walk(function):
        if not isinstance(node, ast.IfExp) or node.lineno != node.end_lineno:
            continue
        verdict = decided(node.test, known)
        if verdict is not None:
            taken = node.body if verdict else node.orelse
            line, number = made.lines[node.lineno - 1]
            data = line.encode()
            text = data[: node.col_offset] + data[taken.col_offset : taken.end_col_offset] + data[node.end_col_offset :]
            made.lines[node.lineno - 1] = text.decode(), number
            return True
    return False


def _tests(body: list[ast.stmt], known: Mapping[str, object]) -> Iterable[tuple[ast.If, bool, bool]]:
    """Tests that are decided, how, and whether nothing else stands in their block."""
    for statement in body:
        if isinstance(statement, _INNER):
            continue
        if isinstance(statement, ast.If):
            verdict = decided(statement.test, known)
            if verdict is not None:
                yield statement, verdict, len(body) == 1
        for name in ("body", "orelse", "finalbody"):
            yield from _tests(getattr(statement, name, []), known)


def _branch(made: Lines, statement: ast.If, taken: list[ast.stmt]) -> list[tuple[str, int]]:
    """The lines of a branch where the test stood, and the comments of all that goes."""
    lines = made.lines
    indent = lines[statement.lineno - 1][0].encode()[: statement.col_offset].decode()
    first = last = 0
    if taken:
        first, last = taken[0].lineno - 1, taken[-1].end_lineno
        while first > statement.lineno and lines[first - 1][0].strip().startswith("#"):
            first -= 1
    kept = [
        (indent + _comment(line), number)
        for place, (line, number) in enumerate(lines[statement.lineno - 1 : statement.end_lineno], statement.lineno - 1)
        if _comment(line) and not first <= place < last
    ]
    if not taken:
        return kept
    if taken[0].lineno == statement.lineno or len(taken) == 1 and _is_elif(lines, taken[0]):
        line, number = lines[taken[0].lineno - 1]
        start = line.encode()[taken[0].col_offset :].decode()
        start = start.removeprefix("el") if _is_elif(lines, taken[0]) else start
        rest = lines[taken[0].lineno : last] if _is_elif(lines, taken[0]) else []
        return [*kept, (indent + start, number), *rest]
    old = lines[taken[0].lineno - 1][0][: taken[0].col_offset]
    return [
        *kept,
        *[
            (indent + line.removeprefix(old) if line.startswith(old) else (indent + line.lstrip()).rstrip(), number)
            for line, number in lines[first:last]
        ],
    ]


def _is_elif(lines: list[tuple[str, int]], statement: ast.stmt) -> bool:
    return isinstance(statement, ast.If) and lines[statement.lineno - 1][0].lstrip().startswith("elif")


def _comment(line: str) -> str:
    """The comment of a line that holds no string with a number sign; such a line has none here."""
    place = line.find("#")
    return line[place:] if place >= 0 and "'" not in line[:place] and '"' not in line[:place] else ""


def _cut_one(made: Lines, function: ast.FunctionDef) -> bool:
    """Take away what stands behind a `return` in its block."""
    todo = [function.body]
    while todo:
        body = todo.pop()
        for place, statement in enumerate(body):
            if isinstance(statement, ast.Return) and place + 1 < len(body):
                made.lines[statement.end_lineno : body[-1].end_lineno] = []
                return True
            if not isinstance(statement, _INNER):
                todo += [block for name in ("body", "orelse", "finalbody") if (block := getattr(statement, name, None))]
    return False
