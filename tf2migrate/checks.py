"""What must hold of a rewritten file before anybody sees it."""

from __future__ import annotations

import ast
import builtins
import collections
import io
import re
import tokenize
import warnings

from tf2migrate.analysis.tree import index, walk


class CheckFailed(Exception):
    """The rewritten text breaks a promise; the file is left as it was."""


# Strings, so that what looks like a comment inside of them is passed over, or a comment.
_STRING_OR_COMMENT = re.compile(
    r"""\"{3}(?:[^\\]|\\.)*?\"{3}|'{3}(?:[^\\]|\\.)*?'{3}"""
    r"""|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|(\#[^\n\r]*)""", re.DOTALL)


def comments(text: str) -> collections.Counter[str]:
    """All comments of a source text."""
    return collections.Counter(found.rstrip() for found in _STRING_OR_COMMENT.findall(text) if found)


def _tokenized_comments(text: str) -> collections.Counter[str]:
    """The same by Python's tokenizer: slow, and right in every corner."""
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return collections.Counter(token.string for token in tokens if token.type == tokenize.COMMENT)


def check_output(before: str, tree_before: ast.Module, after: str, dropped: list[str]) -> ast.Module:
    """Check that `after` compiles, keeps the comments and leaves no name undefined.

    Args:
        before, tree_before: the source as it was read, and its indexed tree.
        dropped: comments that went with statements that went.

    Raises:
        CheckFailed: with the reason.
    """
    try:
        tree = ast.parse(after)
        index(tree)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(tree, "<migrated>", "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        raise CheckFailed(f"the rewritten file does not compile: {error}") from error
    lost = comments(before) - comments(after) - collections.Counter(dropped)
    if lost:
        lost = _tokenized_comments(before) - _tokenized_comments(after) - collections.Counter(dropped)
    if lost:
        raise CheckFailed(f"a comment got lost: {next(iter(lost))}")
    new = undefined_names(tree) - undefined_names(tree_before)
    if new:
        raise CheckFailed(f"the rewritten file uses the undefined name {sorted(new)[0]}")
    return tree


def undefined_names(tree: ast.Module) -> set[str]:
    """Names that are read somewhere and bound nowhere in the file."""
    bound: set[str] = set(dir(builtins)) | {"__file__", "__name__", "__doc__", "__builtins__", "__path__"}
    bound |= {"__tf2migrate_record__"}
    read: set[str] = set()
    for node in walk(tree):
        if isinstance(node, ast.Name):
            (read if isinstance(node.ctx, ast.Load) else bound).add(node.id)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            bound.add(node.name)
        elif isinstance(node, ast.arg):
            bound.add(node.arg)
        elif isinstance(node, ast.alias):
            if node.name == "*":
                return set()
            bound.add((node.asname or node.name).split(".")[0])
        elif isinstance(node, ast.ExceptHandler) and node.name:
            bound.add(node.name)
    return read - bound
