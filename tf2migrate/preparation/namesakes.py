"""Functions and variables whose name is bound again to what is computed from them, in the text of the program.

`loss = loss(logits, labels)` takes the function away. Where the call moves into a function of TensorFlow 2 the name
would be a local one there, and not yet bound: the function gets a name of its own, `loss_fn`. So does the variable of
`y = tf.Variable(0.0)` before a loop with `y = y + x`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from tf2migrate.analysis.program import Analysis
from tf2migrate.analysis.tree import walk
from tf2migrate.analysis.values import Kind
from tf2migrate.preparation.edits import Edits, finished
from tf2migrate.preparation.reading import flat, stores
from tf2migrate.preparation.text import Cannot, Text
from tf2migrate.scopes import fresh


def prepared(text: Text, tree: ast.Module, analysis: Analysis, lines: Iterable[int]) -> Text | None:
    """The text with another name for one of the functions or variables that these lines make; None when none can
    have one.
    """
    wanted = set(lines)
    for statement in flat(tree.body):
        if statement.lineno not in wanted or not isinstance(statement, (ast.FunctionDef, ast.Assign)):
            continue
        edits = Edits(text, tree)
        try:
            if isinstance(statement, ast.FunctionDef):
                _rename(edits, statement)
            else:
                _name_variable(edits, statement, analysis)
        except Cannot:
            continue
        made = finished(text, edits)
        if made is not None:
            return made
    return None


def _name_variable(edits: Edits, statement: ast.Assign, analysis: Analysis) -> None:
    """`bias = tf.Variable(0.0, name="bias")`, and `y = bias`, in place of `y = tf.Variable(0.0, name="bias")`."""
    target, call = statement.targets[0], statement.value
    value = analysis.values.get(call)
    if (
        len(statement.targets) != 1
        or not isinstance(target, ast.Name)
        or not isinstance(call, ast.Call)
        or (value is None or value.kind is not Kind.VARIABLE)
    ):
        raise Cannot
    given = next((k.value.value for k in call.keywords if k.arg == "name" and isinstance(k.value, ast.Constant)), None)
    wanted = given if isinstance(given, str) and given.isidentifier() else f"{target.id}_variable"
    name = fresh(wanted, _used(edits.tree))
    edits.substitute(target, name)
    edits.behind(statement, [f"{target.id} = {name}"])


def _used(tree: ast.Module) -> set[str]:
    used = {n.id for n in walk(tree) if isinstance(n, ast.Name)}
    used |= {n.name for n in walk(tree) if isinstance(n, (ast.FunctionDef, ast.ClassDef))}
    used |= {
        (a.asname or a.name).partition(".")[0]
        for n in walk(tree)
        if isinstance(n, (ast.Import, ast.ImportFrom))
        for a in n.names
    }
    return used | {n.arg for n in walk(tree) if isinstance(n, ast.arg)}


def _rename(edits: Edits, function: ast.FunctionDef) -> None:
    name = function.name
    uses = [n for n in walk(edits.tree) if isinstance(n, ast.Name) and n.id == name]
    uses = [n for n in uses if not _is_local(edits, n)]
    statement = next(
        (s for s in flat(edits.tree.body) if not isinstance(s, ast.FunctionDef) and name in stores(s)), None
    )
    call = statement.value if isinstance(statement, ast.Assign) else None
    if (
        not isinstance(call, ast.Call)
        or not isinstance(call.func, ast.Name)
        or call.func.id != name
        or any(edits.scope(n) is not edits.tree for n in uses)
    ):
        raise Cannot  # a function that reads the name may run before or after it is bound again
    if any(
        isinstance(n, (ast.FunctionDef, ast.ClassDef)) and n.name == name and n is not function
        for n in walk(edits.tree)
    ):
        raise Cannot
    before = [n for n in uses if n.lineno < statement.lineno or n is call.func]
    inside = [
        n
        for n in walk(statement)
        if isinstance(n, ast.Name) and n.id == name and n is not call.func and isinstance(n.ctx, ast.Load)
    ]
    if inside or any(not isinstance(n.ctx, ast.Load) for n in before):
        raise Cannot
    chosen = fresh(f"{name}_fn", _used(edits.tree))
    head = edits.lines[function.lineno - 1].encode()
    start = function.col_offset + len("def ")
    if head[start:].decode().partition("(")[0].rstrip() != name:
        raise Cannot
    place = ast.Name(
        name,
        lineno=function.lineno,
        end_lineno=function.lineno,
        col_offset=start,
        end_col_offset=start + len(name.encode()),
    )
    for node in [place, *before]:
        edits.substitute(node, chosen)


def _is_local(edits: Edits, name: ast.Name) -> bool:
    """Whether a function that the name stands in binds it."""
    node: ast.AST = name
    while node in edits.parents:
        node = edits.parents[node]
        if isinstance(node, ast.Lambda) and name.id in {a.arg for a in walk(node.args) if isinstance(a, ast.arg)}:
            return True
        if isinstance(node, ast.FunctionDef):
            if any(isinstance(n, ast.Global) and name.id in n.names for n in walk(node)):
                return False
            if name.id in {a.arg for a in walk(node.args) if isinstance(a, ast.arg)} | set(stores(node)):
                return True
        if isinstance(node, ast.ClassDef):
            return False
    return False
