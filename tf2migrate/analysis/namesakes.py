"""Functions whose name is bound again to what they return, in the text of the program.

`loss = loss(logits, labels)` takes the function away. Where the call moves into a function of TensorFlow 2 the name
would be a local one there, and not yet bound: the function gets a name of its own, `loss_fn`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from tf2migrate.analysis.inlining import Text
from tf2migrate.analysis.textual import Cannot, Edits, finished, flat, fresh, stores


def prepared(text: Text, tree: ast.Module, lines: Iterable[int]) -> Text | None:
    """The text with another name for one of the functions that start in these lines; None when none can have one."""
    wanted = set(lines)
    for function in tree.body:
        if isinstance(function, ast.FunctionDef) and function.lineno in wanted:
            edits = Edits(text, tree)
            try:
                _rename(edits, function)
            except Cannot:
                continue
            made = finished(text, edits)
            if made is not None:
                return made
    return None


def _rename(edits: Edits, function: ast.FunctionDef) -> None:
    name = function.name
    uses = [n for n in ast.walk(edits.tree) if isinstance(n, ast.Name) and n.id == name]
    uses = [n for n in uses if not _is_local(edits, n)]
    statement = next((s for s in flat(edits.tree.body) if not isinstance(s, ast.FunctionDef) and name in stores(s)), None)
    call = statement.value if isinstance(statement, ast.Assign) else None
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name) or call.func.id != name or any(
        edits.scope(n) is not edits.tree for n in uses
    ):
        raise Cannot  # a function that reads the name may run before or after it is bound again
    if any(isinstance(n, (ast.FunctionDef, ast.ClassDef)) and n.name == name and n is not function
           for n in ast.walk(edits.tree)):
        raise Cannot
    before = [n for n in uses if n.lineno < statement.lineno or n is call.func]
    inside = [n for n in ast.walk(statement) if isinstance(n, ast.Name) and n.id == name and n is not call.func
              and isinstance(n.ctx, ast.Load)]
    if inside or any(not isinstance(n.ctx, ast.Load) for n in before):
        raise Cannot
    used = {n.id for n in ast.walk(edits.tree) if isinstance(n, ast.Name)}
    used |= {n.name for n in ast.walk(edits.tree) if isinstance(n, (ast.FunctionDef, ast.ClassDef))}
    used |= {n.arg for n in ast.walk(edits.tree) if isinstance(n, ast.arg)}
    chosen = fresh(f"{name}_fn", used)
    head = edits.lines[function.lineno - 1].encode()
    start = function.col_offset + len("def ")
    if head[start:].decode().partition("(")[0].rstrip() != name:
        raise Cannot
    place = ast.Name(name, lineno=function.lineno, end_lineno=function.lineno, col_offset=start,
                     end_col_offset=start + len(name.encode()))
    for node in [place, *before]:
        edits.substitute(node, chosen)


def _is_local(edits: Edits, name: ast.Name) -> bool:
    """Whether a function that the name stands in binds it."""
    node: ast.AST = name
    while node in edits.parents:
        node = edits.parents[node]
        if isinstance(node, ast.Lambda) and name.id in {a.arg for a in ast.walk(node.args) if isinstance(a, ast.arg)}:
            return True
        if isinstance(node, ast.FunctionDef):
            if any(isinstance(n, ast.Global) and name.id in n.names for n in ast.walk(node)):
                return False
            if name.id in {a.arg for a in ast.walk(node.args) if isinstance(a, ast.arg)} | set(stores(node)):
                return True
        if isinstance(node, ast.ClassDef):
            return False
    return False
