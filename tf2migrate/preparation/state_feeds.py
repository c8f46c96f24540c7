"""Loops that feed the states of recurrent cells one by one, in the text of the program: the whole state is fed at once.

    for i, (c, h) in enumerate(initial_state):              feed[initial_state] = state
        feed[c] = state[i].c
        feed[h] = state[i].h

`Session.run` takes a nested tuple as a key, too, and feeds each of its tensors with its own part of the value.
"""

from __future__ import annotations

import ast

from tf2migrate.analysis.program import Analysis
from tf2migrate.analysis.tree import of_type
from tf2migrate.analysis.values import STATE, Kind
from tf2migrate.preparation.edits import Edits, finished
from tf2migrate.preparation.text import Cannot, Text

_PARTS = ("c", "h")  # of the state of an LSTM cell


def prepared(text: Text, tree: ast.Module, analysis: Analysis) -> Text | None:
    """The text without such loops; None when there are none."""
    edits, found = Edits(text, tree), False
    try:
        for loop in of_type(tree, ast.For):
            line = _fed_at_once(loop, analysis)
            if line is not None:
                edits.replace(loop, [line])
                found = True
    except Cannot:
        return None
    return finished(text, edits) if found else None


def _fed_at_once(loop: ast.For, analysis: Analysis) -> str | None:
    """The statement that feeds what a loop feeds."""
    walked = _walked(loop)
    if walked is None or loop.orelse:
        return None
    state, target, number, given = walked
    value = analysis.values.get(state)
    if value is None or value.kind is not Kind.SEQUENCE or not value.path.startswith(STATE):
        return None
    fed: dict[str, tuple[str, str, str]] = {}
    for statement in loop.body:
        pair = _fed(statement)
        if pair is None or pair[1] in fed:
            return None
        fed[pair[1]] = (pair[0], *pair[2:])
    wanted = _parts(target)
    if wanted is None or set(fed) != set(wanted) or len({dictionary for dictionary, _, _ in fed.values()}) != 1:
        return None
    sources = set()
    for name, part in wanted.items():
        dictionary, source, taken = fed[name]
        if taken not in part:
            return None
        sources.add(source)
    source = sources.pop()
    whole = source.removesuffix(f"[{number}]") if given is None else ast.unparse(given)
    changed = {n.id for n in of_type(loop.target, ast.Name)}
    if (
        sources
        or (source == whole if given is None else source != number)
        or not _is_plain(ast.parse(whole, mode="eval").body, changed)
        or dictionary in changed
    ):
        return None
    return f"{dictionary}[{ast.unparse(state)}] = {whole}"


def _walked(loop: ast.For) -> tuple[ast.expr, ast.expr, str, ast.expr | None] | None:
    """The state, what each of its parts is bound to, and the name of its number; or of the value and all values."""
    call, target = loop.iter, loop.target
    if (
        not isinstance(call, ast.Call)
        or not isinstance(call.func, ast.Name)
        or call.keywords
        or not isinstance(target, ast.Tuple)
        or len(target.elts) != 2
    ):
        return None
    if call.func.id == "enumerate" and len(call.args) == 1 and isinstance(target.elts[0], ast.Name):
        return call.args[0], target.elts[1], target.elts[0].id, None
    if call.func.id == "zip" and len(call.args) == 2 and isinstance(target.elts[1], ast.Name):
        return call.args[0], target.elts[0], target.elts[1].id, call.args[1]
    return None


def _parts(target: ast.expr) -> dict[str, tuple[str, ...]] | None:
    """What is fed for the state of each cell: by the key, how its value may be taken from that of the state."""
    if isinstance(target, ast.Name):
        return {target.id: ("",)}
    if isinstance(target, ast.Tuple) and len(target.elts) == 2 and all(isinstance(e, ast.Name) for e in target.elts):
        return {e.id: (f".{name}", f"[{n}]") for n, (e, name) in enumerate(zip(target.elts, _PARTS))}
    return None


def _fed(statement: ast.stmt) -> tuple[str, str, str, str] | None:
    """`feed[c] = state[i].c`: the dict, the key, the value of a cell, and what is taken of it."""
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
        return None
    target, value = statement.targets[0], statement.value
    if (
        not isinstance(target, ast.Subscript)
        or not isinstance(target.value, ast.Name)
        or not isinstance(target.slice, ast.Name)
    ):
        return None
    dictionary, key = target.value.id, target.slice.id
    if isinstance(value, ast.Attribute) and value.attr in _PARTS:
        return dictionary, key, ast.unparse(value.value), f".{value.attr}"
    inner = isinstance(value, ast.Subscript) and isinstance(value.slice, ast.Constant)
    if inner and value.slice.value in (0, 1):
        return dictionary, key, ast.unparse(value.value), f"[{value.slice.value}]"
    return dictionary, key, ast.unparse(value), ""


def _is_plain(node: ast.expr, changed: set[str]) -> bool:
    """Whether an expression is a name, or an attribute of one, that the loop does not bind."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name) and node.id not in changed
