"""Wraps the run sites of an original program in `__tf2migrate_record__(index, ...)`, by text.

Lines keep their numbers, so that errors of the instrumented program point into the original.
"""

from __future__ import annotations

import ast
import dataclasses
import io
import re
import tokenize
from collections.abc import Iterable, Sequence

from tf2migrate.result import RunSite

RECORD = "__tf2migrate_record__"
_LINE_END = re.compile(rb"\r\n|\r|\n")


def instrument(source: bytes, sites: Sequence[RunSite]) -> bytes:
    """The source with every run site wrapped. A site that cannot be wrapped safely is left as it is.

    "Safely" is checked: without its record calls, the instrumented program has the syntax tree of the source.
    """
    whole = _splice(source, sites)
    if same_program(source, whole):
        return whole
    # positions inside f-strings are wrong before Python 3.12; find the sites that go well one by one
    good = [site for site in sites if same_program(source, _splice(source, [site]))]
    return _splice(source, good)


def _splice(source: bytes, sites: Iterable[RunSite]) -> bytes:
    encoding, _ = tokenize.detect_encoding(io.BytesIO(source).readline)
    text = source.decode(encoding).encode("utf-8")  # columns count UTF-8 bytes; utf-8-sig drops the mark
    starts = [0] + [match.end() for match in _LINE_END.finditer(text)]
    inserts = []
    for site in sites:
        begin = starts[site.line - 1] + site.column
        end = starts[site.end_line - 1] + site.end_column
        # of nested sites with one start the longer opens first; of those with one end the shorter closes
        # first
        inserts.append((begin, 1, -end, b"%s(%d, " % (RECORD.encode(), site.index)))
        inserts.append((end, 0, -begin, b")"))
    for position, _, _, insert in sorted(inserts, reverse=True):
        text = text[:position] + insert + text[position:]
    return text.decode("utf-8").encode(encoding)


def same_program(source: bytes, instrumented: bytes) -> bool:
    """Whether a program without its record calls is `source`."""
    try:
        plain, tree = ast.parse(source), ast.parse(instrumented)
    except (SyntaxError, ValueError):
        return False
    return ast.dump(plain) == ast.dump(_Unwrap().visit(tree))


class _Unwrap(ast.NodeTransformer):
    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id == RECORD and len(node.args) == 2:
            return node.args[1]
        return node


def recorded_indices(instrumented: bytes) -> frozenset[int]:
    """The run sites that an instrumented program records."""
    return frozenset(int(index) for index in re.findall(rb"__tf2migrate_record__\(\s*(\d+)", instrumented))


def record_calls(instrumented: bytes) -> dict[int, tuple[int, str]]:
    """By index of the run site, line and text of the value that is recorded for it."""
    found: dict[int, tuple[int, str]] = {}
    for node in ast.walk(ast.parse(instrumented)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == RECORD:
            index, value = node.args
            if isinstance(index, ast.Constant):
                found.setdefault(index.value, (value.lineno, ast.unparse(_Unwrap().visit(value))))
    return found


@dataclasses.dataclass(frozen=True)
class Use:
    """What the program does with the value of a run site.

    `discarded`: nothing at all. `unread`: positions of the returned list whose values no one reads,
    because they are unpacked to a name that is never loaded.
    """

    discarded: bool = False
    unread: frozenset[int] = frozenset()


def uses(source: bytes, sites: Iterable[RunSite]) -> dict[int, Use]:
    """By index of the run site, how its value is used."""
    tree = ast.parse(source)
    loaded = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    by_position: dict[tuple[int, int, int | None, int | None], Use] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            by_position[_position(node.value)] = Use(discarded=True)
        elif isinstance(node, ast.Assign) and len(node.targets) == 1:
            by_position[_position(node.value)] = _use_of_target(node.targets[0], loaded)
    return {
        site.index: by_position.get((site.line, site.column, site.end_line, site.end_column), Use()) for site in sites
    }


def _use_of_target(target: ast.expr, loaded: set[str]) -> Use:
    def unread(node: ast.expr) -> bool:
        return isinstance(node, ast.Name) and node.id not in loaded

    if isinstance(target, (ast.Tuple, ast.List)):
        if any(isinstance(element, ast.Starred) for element in target.elts):
            return Use()
        return Use(unread=frozenset(i for i, element in enumerate(target.elts) if unread(element)))
    return Use(discarded=unread(target))


def _position(node: ast.expr) -> tuple[int, int, int | None, int | None]:
    return (node.lineno, node.col_offset, node.end_lineno, node.end_col_offset)
