"""Whether a file has anything of TensorFlow 1: a question of its own, for a hook asks it again and again.

Imports nothing that plans or rewrites.
"""

from __future__ import annotations

import ast

from tf2migrate.analysis.interpreter import Interpreter
from tf2migrate.analysis.tree import release
from tf2migrate.garbage import without_collections
from tf2migrate.keras_habits import habits as habits_of
from tf2migrate.loading import SKIP, load
from tf2migrate.planning.evidence import all_evidence, evidence, named_sign, surely_none
from tf2migrate.planning.test_cases import session_sign
from tf2migrate.result import Result, Sign
from tf2migrate.settings import Settings
from tf2migrate.source import SourceError

_KERAS_2 = "a habit of Keras 2"


@without_collections
def screen(source: bytes, path: str, settings: Settings = Settings()) -> Result:
    """Only tell whether the file would change or has findings: then `sign` of the result says where.

    What the settings leave alone is a finding, so they play no part. The fastest: nothing is planned, and most
    files need no interpretation. Imports neither libcst nor TensorFlow.
    """
    try:
        module = load(source, path)
    except SourceError as error:
        return Result(path, source, source, error=str(error))
    if module is None:
        return Result(path, source, source)
    node = sign_of(module.tree)
    sign = None if node is None else Sign(node.lineno, node.col_offset + 1, _use(node))
    if sign is None and b"keras" in source and not SKIP.search(module.source.text):
        first = habits_of(module.tree).first
        sign = None if first is None else Sign(*first, _KERAS_2)
    release(module.tree)
    return Result(path, source, source, sign=sign)


@without_collections
def signs(source: bytes, path: str) -> tuple[Sign, ...]:
    """Every use of TensorFlow 1 in a file, from top to bottom; none if it cannot be processed."""
    try:
        module = load(source, path)
    except SourceError:
        return ()
    tests = session_sign(module.tree) if module is not None else None
    if module is None or tests is None and surely_none(module.tree):
        return ()
    found = [*all_evidence(Interpreter(module.tree).interpret()), *([tests] if tests is not None else [])]
    return tuple(
        sorted(
            {Sign(node.lineno, node.col_offset + 1, _use(node)) for node in found},
            key=lambda sign: (sign.line, sign.column, sign.text),
        )
    )


def _use(node: ast.expr) -> str:
    """A use in short: what is called, or the name; without what a method is called on, if that is no name."""
    node = node.func if isinstance(node, ast.Call) else node
    base: ast.expr = node
    while isinstance(base, ast.Attribute):
        base = base.value
    if isinstance(base, ast.Name):
        return ast.unparse(node)
    return f".{node.attr}" if isinstance(node, ast.Attribute) else "()"


def sign_of(tree: ast.Module) -> ast.expr | None:
    """The first use of TensorFlow 1 in an indexed tree."""
    node = named_sign(tree)
    if node is None and not surely_none(tree):
        node = evidence(Interpreter(tree).interpret())
    return node if node is not None else session_sign(tree)
