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

# A comment that has a statement left alone, and one that has a file left alone.
SKIP = re.compile(r"#\s*tf2migrate:\s*skip\b(?!-file)")
_LEGACY_MODULE = re.compile(
    r'(?:#[^\n]*\n|\s)*"{3}TensorFlow 1 layers, recurrent cells and contrib functions on `tf\.compat\.v1`\.'
)
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
    """Whether a comment says to leave the file alone, or an earlier run has written all of it."""
    return "tf2migrate" in text and _SKIP_FILE.search(text) is not None or _LEGACY_MODULE.match(text) is not None


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
        raise SourceError(error.lineno or _line_of_null(text), f"{error.msg}{_hint(text, error)}") from None
    except (ValueError, RecursionError, MemoryError) as error:
        raise SourceError(_line_of_null(text), f"cannot be parsed: {error}") from None


def _line_of_null(text: str) -> int:
    """The line of the first null byte, which Python does not name."""
    return text.count("\n", 0, text.index("\0")) + 1 if "\0" in text else 1


# Forms that Python 3 lost; looked for only in what it cannot parse.
_PYTHON_2 = re.compile(
    r"^\s*print\s+[^(=\s]|^\s*print\s*>>|except\s+[\w.]+\s*,\s*\w+\s*:|\bxrange\(|^\s*exec\s+[\"'\w]|<>|`"
    r"|^\s*raise\s+[\w.]+\s*,|\b(?:\d+|0x[\da-f]+)L\b|\b0[0-7]+\b|\bur[\"']|\bdef\s+\w+\([^)]*\(\s*\w+\s*,|\blambda\s*\(",
    re.MULTILINE,
)
_NEW_WORDS = re.compile(r"\b(async|await)\s*[=,)]")


def _hint(text: str, error: SyntaxError) -> str:
    """What may be the matter with a source that cannot be parsed."""
    lines = text.splitlines()
    line = lines[error.lineno - 1] if error.lineno and error.lineno <= len(lines) else ""
    word = _NEW_WORDS.search(line)
    if word is not None:
        return f" ({word[1]} is no name any more since Python 3.7: rename it)"
    return " (Python 2? --python2 modernizes it first)" if _PYTHON_2.search(text) else ""
