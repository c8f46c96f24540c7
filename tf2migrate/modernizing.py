"""Python 2 source as Python 3, by the fixers of fissix; what they leave open is told.

fissix keeps the lib2to3 of older Pythons alive. It is an extra: nothing here runs without `--python2`.
"""

from __future__ import annotations

import ast
import dataclasses
import difflib
import functools
import importlib.util
import re
import warnings
from typing import Any, Iterable, Iterator

from tf2migrate.extras import needed
from tf2migrate.result import Diagnostic, Result, Safety
from tf2migrate.rules.python2 import DIVISION, MODERNIZED
from tf2migrate.source import SourceError, decode, encode

# `import` looks for neighbours on the disk, to tell relative imports from others.
_LEFT_OUT = ("fix_import", "fix_ws_comma", "fix_set_literal", "fix_idioms", "fix_buffer")
# What Python 2 alone has, in files that Python 3 can parse as well.
_ONLY_PYTHON2 = re.compile(
    r"\b(?:xrange|unicode|basestring|raw_input|unichr|cPickle|cStringIO|StringIO\.StringIO|urllib2|ConfigParser)\b"
    r"|\.(?:iteritems|itervalues|iterkeys|has_key)\(|^[ \t]*print[ \t]*>>",
    re.MULTILINE,
)
_FUTURE_DIVISION = re.compile(r"^from[ \t]+__future__[ \t]+import[^\n]*\bdivision\b", re.MULTILINE)


@dataclasses.dataclass(frozen=True)
class Modern:
    """Source in Python 3.

    Args:
        text: the source.
        lines: for each of its lines, the line (from 1) that it comes from.
        divisions: line and column (from 1) in it of the divisions that may give other numbers.
    """

    text: str
    lines: tuple[int, ...]
    divisions: tuple[tuple[int, int], ...]

    def line(self, number: int) -> int:
        """The line of the original that a line of the text comes from."""
        return self.lines[min(max(number, 1), len(self.lines)) - 1] if self.lines else 1


def check_installed() -> None:
    """
    Raises:
        MissingExtra: fissix is not installed.
    """
    if importlib.util.find_spec("fissix") is None:
        with needed("python2"):
            raise ModuleNotFoundError("No module named 'fissix'", name="fissix")


def is_python2(text: str) -> bool:
    """Whether the source is Python 2 and not Python 3 as well."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except SyntaxError:
        return True
    except (ValueError, RecursionError, MemoryError):
        return False
    return _ONLY_PYTHON2.search(text) is not None


def modernized(text: str, exact_division: bool = False) -> Modern:
    """The source in Python 3.

    Args:
        text: source in Python 2.
        exact_division: `/` is the division of Python 3 already, because another part of the program says so.

    Raises:
        SourceError: it is not Python 2 either.
        MissingExtra: fissix is not installed.
    """
    end = "" if text.endswith("\n") else "\n"
    tool = _tool()
    try:
        new = str(tool.refactor_string(text + end, "program.py"))
    except Exception as error:  # the parser and the tokenizer of fissix have errors of their own
        raise SourceError(_line_of(error), f"neither Python 2 nor Python 3: {_cause(error)}") from None
    new = new[: len(new) - len(end)] if end and new.endswith("\n") else new
    lines = _origins(text, new)
    if exact_division or _FUTURE_DIVISION.search(text):
        return Modern(new, lines, ())
    new, divisions = _divided(new)
    return Modern(new, lines, tuple(divisions))


def result_of(result: Result, source: bytes, modern: Modern) -> Result:
    """What the core found in the modern source, as a result for the original."""
    path = result.path
    if result.error is not None:
        from tf2migrate.reporting.text import split_error

        line, cause = split_error(result.error)
        place = f"line {modern.line(line)}: " if line else ""
        return Result(path, source, source, error=f"{place}{cause} (after modernizing from Python 2)")
    found = [dataclasses.replace(one, line=modern.line(one.line)) for one in result.diagnostics]
    sign = result.sign and dataclasses.replace(result.sign, line=modern.line(result.sign.line))
    sites = tuple(
        dataclasses.replace(site, line=modern.line(site.line), end_line=modern.line(site.end_line))
        for site in result.sites
    )
    if result.applied or result.changed:
        found += notes(path, [(modern.line(line), column) for line, column in modern.divisions])
    applied = tuple(sorted({*result.applied, MODERNIZED})) if result.applied or result.changed else ()
    output = result.output if applied else source
    return dataclasses.replace(
        result,
        source=source,
        output=output,
        diagnostics=tuple(sorted(found)),
        sign=sign,
        sites=sites,
        applied=applied,
        run_sites=(),
        instrumented=None,
    )


def notes(path: str, divisions: Iterable[tuple[int, int]]) -> Iterator[Diagnostic]:
    """That the file was modernized, and the divisions to look at (line and column, from 1)."""
    yield Diagnostic(
        path,
        1,
        1,
        MODERNIZED,
        "this was Python 2, and was modernized before it was migrated",
        "run it once in Python 3: text and bytes, and the order of dictionaries, may differ",
        Safety.SAFE,
    )
    for line, column in divisions:
        yield Diagnostic(
            path,
            line,
            column,
            DIVISION,
            "this division rounded down in Python 2 if both sides are integers",
            "write // if they are",
        )


def process(source: bytes, path: str, core: Any, **options: Any) -> Result:
    """Modernize a file that is Python 2, and let the core do the rest.

    Args:
        core: a function of the core that takes bytes and a path, and `options`.
    """
    try:
        text = decode(source)
        if not is_python2(text.text):
            return core(source, path, **options)
        modern = modernized(text.text)
        return result_of(core(encode(modern.text, text), path, **options), source, modern)
    except SourceError as error:
        return Result(path, source, source, error=str(error))


@functools.lru_cache(maxsize=1)
def _tool() -> Any:
    with needed("python2"):
        from fissix import refactor
    fixers = [name for name in refactor.get_fixers_from_package("fissix.fixes") if not name.endswith(_LEFT_OUT)]
    return refactor.RefactoringTool(fixers)


def _line_of(error: Exception) -> int:
    context = getattr(error, "context", None)  # ParseError: (prefix, (line, column))
    if context:
        return max(1, context[1][0])
    found = next((part for part in error.args if isinstance(part, tuple) and part), None)  # TokenError
    return max(1, found[0]) if found and isinstance(found[0], int) else 1


def _cause(error: Exception) -> str:
    return str(getattr(error, "msg", "") or (error.args[0] if error.args else error) or type(error).__name__)


def _origins(old: str, new: str) -> tuple[int, ...]:
    """The line of the old text for each line of the new."""
    before, after = old.split("\n"), new.split("\n")
    origins = [1] * len(after)
    for _, start, end, new_start, new_end in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        for number in range(new_start, new_end):
            origins[number] = min(start + (number - new_start), max(start, end - 1), len(before) - 1) + 1
    return tuple(origins)


# -- division --------------------------------------------------------------------------------------------


def _divided(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The text with `//` between integers, and the places where nothing is known."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return text, []
    numbers = _constants(tree)
    cut_off = {id(call.args[0]) for call in ast.walk(tree) if _calls(call, "int") and len(call.args) == 1}
    whole, open_ = [], []
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            left, right = node.left, node.right
        elif isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Div):
            left, right = node.target, node.value
        else:
            continue
        kinds = _kind(left, numbers), _kind(right, numbers)
        if kinds == ("int", "int"):
            whole.append((left, right))
        elif "float" not in kinds and id(node) not in cut_off:
            open_.append((node.lineno, node.col_offset + 1))
    return _with_floors(text, whole), sorted(open_)


def _calls(node: ast.AST, *names: str) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names


def _kind(node: ast.expr, numbers: dict[str, str]) -> str:
    """`int` or `float` of an expression where that is plain to see."""
    if isinstance(node, ast.Constant):
        return type(node.value).__name__ if type(node.value) in (int, float) else ""
    if isinstance(node, ast.Name):
        return numbers.get(node.id, "")
    if isinstance(node, ast.UnaryOp):
        return _kind(node.operand, numbers)
    if isinstance(node, ast.BinOp):
        kinds = {_kind(node.left, numbers), _kind(node.right, numbers)}
        return "float" if "float" in kinds else "int" if kinds == {"int"} and not isinstance(node.op, ast.Pow) else ""
    if _calls(node, "float"):
        return "float"
    return "int" if _calls(node, "len", "int", "ord") else ""


def _constants(tree: ast.Module) -> dict[str, str]:
    """The types of names that are bound once in the whole file, to a plain number."""
    kinds: dict[str, str] = {}
    bound: dict[str, int] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            bound[node.id] = bound.get(node.id, 0) + 1
        elif isinstance(node, ast.arg):
            bound[node.arg] = 2
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            bound[node.name] = 2
        elif isinstance(node, ast.alias):
            bound[(node.asname or node.name).partition(".")[0]] = 2
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            kinds[node.targets[0].id] = _kind(node.value, {})
    return {name: kind for name, kind in kinds.items() if kind and bound.get(name) == 1}


def _with_floors(text: str, divisions: list[tuple[ast.expr, ast.expr]]) -> str:
    """The text with the operator between each pair of nodes doubled."""
    lines = [line.encode("utf-8") for line in text.split("\n")]
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    data = b"\n".join(lines)
    places = []
    for left, right in divisions:
        start = starts[left.end_lineno - 1] + left.end_col_offset
        end = starts[right.lineno - 1] + right.col_offset
        between = re.sub(rb"#[^\n]*", lambda comment: b" " * len(comment[0]), data[start:end])
        places.append(start + between.index(b"/"))
    for place in sorted(places, reverse=True):
        data = data[:place] + b"/" + data[place:]
    return data.decode("utf-8")
