"""From the bytes of a file to its indexed tree."""

from __future__ import annotations

import ast
import re
import warnings

from tf2migrate.analysis.classes import name_attributes
from tf2migrate.analysis.imports import root_alias
from tf2migrate.analysis.modules import Module
from tf2migrate.analysis.tree import index
from tf2migrate.source import SourceError, concerns, decode

_SKIP_FILE = re.compile(r"^\s*#\s*tf2migrate:\s*skip-file\b", re.MULTILINE)


def load(
    data: bytes,
    path: str,
    always: bool = False,
    displayed: frozenset[int] = frozenset(),
    graph_classes: frozenset[str] | None = None,
) -> Module | None:
    """The parsed file; None when there is nothing to do in it.

    Args:
        always: parse it though it does not name TensorFlow, or is to be skipped.
        displayed: see `Module`.
        graph_classes: see `name_attributes`.

    Raises:
        SourceError: it cannot be decoded or parsed.
    """
    if not concerns(data) and not always:
        return None
    source = decode(data)
    if not always and skips_file(source.text):
        return None
    tree = indexed(source.text, graph_classes)
    return Module(path, data, source, tree, root_alias(tree) or "tf", displayed)


def skips_file(text: str) -> bool:
    """Whether a comment says to leave the file alone."""
    return "tf2migrate" in text and _SKIP_FILE.search(text) is not None


def indexed(text: str, graph_classes: frozenset[str] | None = None) -> ast.Module:
    tree = parse(text)
    try:
        if "class " in text:
            name_attributes(tree, graph_classes)
        index(tree)
    except RecursionError:
        raise SourceError(1, "cannot be read: it is nested too deeply") from None
    return tree


def parse(text: str) -> ast.Module:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # invalid escapes in the user's strings are not our concern
            return ast.parse(text)
    except SyntaxError as error:
        hint = " (Python 2? --python2 modernizes it first)" if _looks_like_python2(text) else ""
        raise SourceError(error.lineno or 1, f"{error.msg}{hint}") from None
    except (ValueError, RecursionError, MemoryError) as error:
        raise SourceError(1, f"cannot be parsed: {error}") from None


def _looks_like_python2(text: str) -> bool:
    return (
        re.search(r"^\s*print\s+[^(=\s]|except\s+\w+\s*,\s*\w+\s*:|\bxrange\(|^\s*exec\s+[\"']", text, re.MULTILINE)
        is not None
    )
