"""Arguments of the API that a dict holds are written out: `params = {"units": 3}` above `tf.layers.dense(x, **params)`.

What a layer is made of, and what it is called on, is told apart by the names of its arguments.
"""

from __future__ import annotations

import ast
import itertools
import keyword

from tf2migrate.analysis.program import Analysis
from tf2migrate.analysis.tree import walk
from tf2migrate.preparation.lines import Lines, scope_of
from tf2migrate.preparation.text import Text, attempted


def prepared(text: Text, analysis: Analysis, tf: str) -> Text | None:
    """The text with the arguments written out; None when it has none, or some that have to stay.

    Args:
        analysis: what is known of the names in it.
        tf: what the API is called in it.
    """
    del tf
    places = {(n.lineno, n.col_offset, n.end_col_offset) for n in analysis.symbols}
    tree = text.tree
    lines = Lines(text, tree)
    pairs = [
        pair
        for node in walk(tree)
        for block in _blocks(node)
        for pair in itertools.pairwise(block)
        if _is_dict(pair[0])
    ]
    uses = {assign: _use(statement, assign.targets[0].id, places) for assign, statement in pairs}
    spreads = {use[1].value for use in uses.values() if use is not None}
    made = False
    for assign, use in uses.items():
        if use is None or not _only_spread(lines, assign, spreads):
            continue
        call, spread = use
        if any(k.arg in [key.value for key in assign.value.keys] for k in call.keywords):
            continue
        given = ", ".join(
            f"{key.value}={text.segment(value)}" for key, value in zip(assign.value.keys, assign.value.values)
        )
        lines.substitute(spread, given)
        lines.replace(assign, [])
        made = True
    return attempted(text, lines.assembled) if made else None


def _blocks(node: ast.AST) -> list[list[ast.stmt]]:
    found = [getattr(node, name, None) for name in ("body", "orelse", "finalbody")]
    return [block for block in found if isinstance(block, list)]


def _is_dict(statement: ast.stmt) -> bool:
    """Whether a statement is `name = {"argument": value, ...}`."""
    if (
        not isinstance(statement, ast.Assign)
        or len(statement.targets) != 1
        or not isinstance(statement.targets[0], ast.Name)
        or not isinstance(statement.value, ast.Dict)
        or not statement.value.keys
    ):
        return False
    keys = statement.value.keys
    plain = all(
        isinstance(k, ast.Constant)
        and isinstance(k.value, str)
        and k.value.isidentifier()
        and not keyword.iskeyword(k.value)
        for k in keys
    )
    return plain and len({k.value for k in keys}) == len(keys)


def _use(statement: ast.stmt, name: str, places: set) -> tuple[ast.Call, ast.keyword] | None:
    """The call of the API in a statement that takes the dict, when that is the only use of its name there."""
    if not isinstance(statement, (ast.Assign, ast.Return, ast.Expr)):
        return None
    uses = [n for n in walk(statement) if isinstance(n, ast.Name) and n.id == name]
    calls = [
        (call, k)
        for call in walk(statement)
        if isinstance(call, ast.Call)
        for k in call.keywords
        if k.arg is None and k.value in uses
    ]
    if len(uses) != 1 or len(calls) != 1:
        return None
    func = calls[0][0].func
    return calls[0] if (func.lineno, func.col_offset, func.end_col_offset) in places else None


def _only_spread(lines: Lines, assign: ast.Assign, spreads: set[ast.expr]) -> bool:
    """Whether nothing else in the function reads the name."""
    name, scope = assign.targets[0].id, scope_of(lines, assign)
    return isinstance(scope, ast.FunctionDef) and all(
        n in spreads for n in walk(scope) if isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Load)
    )
