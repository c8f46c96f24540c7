"""What must hold of a rewritten file before anybody sees it."""

from __future__ import annotations

import ast
import collections
import io
import re
import symtable
import tokenize
import warnings
from collections.abc import Iterator, Mapping

from tf2migrate.analysis.modules import Modules
from tf2migrate.analysis.tree import index
from tf2migrate.scopes import GIVEN, surely_bound
from tf2migrate.source import SourceError


class CheckFailed(Exception):
    """The rewritten text breaks a promise; the file is left as it was."""


# Strings, so that what looks like a comment inside of them is passed over, or a comment.
_STRING_OR_COMMENT = re.compile(
    r"""\"{3}(?:[^\\]|\\.)*?\"{3}|'{3}(?:[^\\]|\\.)*?'{3}"""
    r"""|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|(\#[^\n\r]*)""",
    re.DOTALL,
)


def comments(text: str) -> collections.Counter[str]:
    """All comments of a source text."""
    return collections.Counter(found.rstrip() for found in _STRING_OR_COMMENT.findall(text) if found)


def _tokenized_comments(text: str) -> collections.Counter[str]:
    """The same by Python's tokenizer: slow, and right in every corner."""
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return collections.Counter(token.string.rstrip() for token in tokens if token.type == tokenize.COMMENT)


def check_output(
    before: str, tree_before: ast.Module, after: str, dropped: list[str], elsewhere: frozenset[str] = frozenset()
) -> ast.Module:
    """Check that `after` compiles, keeps the comments and leaves no name undefined.

    Args:
        before, tree_before: the source as it was read, and its indexed tree.
        dropped: comments that went with statements that went.
        elsewhere: new names of other files of the program, which star imports may bring.

    Raises:
        CheckFailed: with the reason.
    """
    try:
        tree = ast.parse(after)
        index(tree)
        _compile(after)
    except (SyntaxError, ValueError) as error:
        raise CheckFailed(f"the rewritten file does not compile: {error}") from error
    gone = collections.Counter(comment.rstrip() for comment in dropped)
    lost = comments(before) - comments(after) - gone
    if lost:
        lost = _tokenized_comments(before) - _tokenized_comments(after) - gone
    if lost:
        raise CheckFailed(f"a comment got lost: {next(iter(lost))}")
    new = set() if surely_bound(tree) else undefined_names(after)
    if new:
        new -= undefined_names(before) | elsewhere
    if new:
        raise CheckFailed(f"the rewritten file uses the undefined name {sorted(new)[0]}")
    return tree


def check_source(text: str) -> None:
    """Check that a source which can be parsed can be compiled as well: Python finds some errors only then.

    Raises:
        SourceError: it cannot.
    """
    try:
        _compile(text)
    except SyntaxError as error:
        raise SourceError(error.lineno or 1, f"does not compile in Python 3 as it is: {error.msg}") from None


# Names of Python 2 alone, by which a file can be told that Python 3 parses as well.
_PYTHON_2 = frozenset({"xrange", "raw_input", "unicode", "basestring", "unichr", "execfile"})
_MAY_BE_PYTHON_2 = re.compile(rf"\b(?:{'|'.join(sorted(_PYTHON_2))})\b|\bprint[ \t]*>>")


def check_python3(text: str) -> None:
    """Check that a source that can be compiled does not need the names of Python 2.

    What stands in a `try`, or under a test of the version, knows what it does; a star import may bring any name.

    Raises:
        SourceError: it does, and where first.
    """
    if not _MAY_BE_PYTHON_2.search(text) or re.search(r"import[ \t]+\*", text):
        return
    try:
        names = undefined_names(text) & _PYTHON_2
        found = min(_python2_uses(ast.parse(text), names), default=None)
    except (SyntaxError, ValueError, RecursionError):
        return
    if found is not None:
        raise SourceError(found[0], f"Python 3 has no {found[1]} (Python 2? --python2 modernizes it first)")


def _python2_uses(node: ast.AST, names: set[str]) -> Iterator[tuple[int, str]]:
    if isinstance(node, ast.Try) or isinstance(node, (ast.If, ast.IfExp)) and _asks_version(node.test):
        return
    if isinstance(node, ast.Name) and node.id in names and isinstance(node.ctx, ast.Load):
        yield node.lineno, node.id
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.RShift) and getattr(node.left, "id", "") == "print":
        yield node.lineno, "print >>"
    for child in ast.iter_child_nodes(node):
        yield from _python2_uses(child, names)


def _asks_version(test: ast.expr) -> bool:
    text = ast.unparse(test).lower()
    return "version" in text or "py2" in text or "py3" in text


def _compile(text: str) -> None:
    """Compile a module, or the cells of a notebook, in which `await` may stand outside of functions."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        compile(text, "<migrated>", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)


def check_imports(modules: Modules, before: Mapping[str, str], after: Mapping[str, str]) -> None:
    """Check that what the files of a program import from each other by name is still there.

    Args:
        modules: where imports are looked up.
        before, after: the text of each file, by its path.

    Raises:
        CheckFailed: with the first name that is gone.
    """
    trees = {path: ast.parse(text) for path, text in after.items()}
    bound = {path: _bound(text) for path, text in after.items()}
    for path, tree in trees.items():
        for statement in (node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)):
            found = modules.find(path, statement.module or "", statement.level)
            names = bound.get(found.path) if found is not None else None
            if names is None:
                continue
            for alias in statement.names:
                part = f"{statement.module}.{alias.name}" if statement.module else alias.name
                missing = alias.name != "*" and alias.name not in names
                if (
                    missing
                    and modules.find(path, part, statement.level) is None
                    and alias.name in (_bound(before[found.path]) or ())
                ):
                    raise CheckFailed(f"{path} imports {alias.name}, which is gone from the rewritten {found.path}")


def _bound(text: str) -> frozenset[str] | None:
    """Names that a module binds; None where anything may be."""
    if re.search(r"import[ \t]+\*|__getattr__|globals\(", text):
        return None
    found: set[str] = set()
    module = symtable.symtable(text, "<migrated>", "exec")
    todo = [module]
    while todo:
        table = todo.pop()
        todo += table.get_children()
        for symbol in table.get_symbols():
            if (table is module or symbol.is_declared_global()) and (symbol.is_assigned() or symbol.is_imported()):
                found.add(symbol.get_name())
    return frozenset(found)


def undefined_names(text: str) -> set[str]:
    """Names that are read where no binding of the file reaches, by Python's own rules of scope.

    What star imports bring counts as undefined: nothing here says what that is.
    """
    module = symtable.symtable(text, "<migrated>", "exec")
    bound = set(GIVEN)
    read: set[str] = set()
    todo = [module]
    while todo:
        table = todo.pop()
        todo += table.get_children()
        names = table.get_globals() if isinstance(table, symtable.Function) else table.get_identifiers()
        for name in names:
            symbol = table.lookup(name)
            at_module = table is module or symbol.is_declared_global()
            if at_module and (symbol.is_assigned() or symbol.is_imported()):
                bound.add(name)
            elif symbol.is_referenced() and (table is module or symbol.is_global()):
                read.add(name)
    return read - bound
