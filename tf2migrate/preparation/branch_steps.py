"""A training op that is made in each branch of an `if` becomes one that is made behind it, of pairs that branches make.

    if clip:                                             if clip:
        pairs = optimizer.compute_gradients(loss)            pairs = optimizer.compute_gradients(loss)
        pairs = [...]                                        pairs = [...]
        train = optimizer.apply_gradients(pairs)         else:
    else:                                                    pairs = optimizer.compute_gradients(loss)
        train = optimizer.minimize(loss)                 train = optimizer.apply_gradients(pairs)

Source: `minimize` in tensorflow/python/training/optimizer.py of 1.15, which does these two steps.
"""

from __future__ import annotations

import ast

from tf2migrate.analysis.arguments import argument, has_star
from tf2migrate.analysis.program import Analysis
from tf2migrate.analysis.tree import walk
from tf2migrate.analysis.values import Kind
from tf2migrate.preparation.lines import Lines, scope_of
from tf2migrate.preparation.reading import altered, loads, parts, stores
from tf2migrate.preparation.text import Text, attempted

_MINIMIZE = (
    "loss",
    "global_step",
    "var_list",
    "gate_gradients",
    "aggregation_method",
    "colocate_gradients_with_ops",
    "name",
)
_APPLY = ("grads_and_vars", "global_step", "name")
_PLAIN = (ast.Name, ast.Attribute)


def prepared(text: Text, analysis: Analysis, tf: str) -> Text | None:
    """The text with training ops behind the branches; None when it has none, or some that have to stay.

    Args:
        analysis: what is known of the names in it.
        tf: what the API is called in it.
    """
    del tf
    optimizers = {
        (n.lineno, n.col_offset, n.end_col_offset)
        for n, value in analysis.values.items()
        if isinstance(n, _PLAIN) and value.kind is Kind.OPTIMIZER and hasattr(n, "lineno")
    }
    if not optimizers:
        return None
    tree = text.tree
    lines = Lines(text, tree)
    elses = {id(node.orelse[0]) for node in walk(tree) if isinstance(node, ast.If) and _is_elif(node)}
    made = [
        _write(text, lines, node, optimizers)
        for node in walk(tree)
        if isinstance(node, ast.If) and id(node) not in elses
    ]
    return attempted(text, lines.assembled) if any(made) else None


def _is_elif(node: ast.If) -> bool:
    return len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If)


def _ends(node: ast.If) -> list[ast.stmt]:
    """The last statements of the branches; empty when one of them may be none, or branches on."""
    found = [node.body[-1]]
    if _is_elif(node):
        more = _ends(node.orelse[0])
        return found + more if more else []
    return found + [node.orelse[-1]] if node.orelse else []


def _write(text: Text, lines: Lines, node: ast.If, optimizers: set) -> bool:
    ends = _ends(node)
    calls = [_step(end, optimizers) for end in ends]
    if (
        len(ends) < 2
        or None in calls
        or len({ast.unparse(end.targets[0]) for end in ends}) > 1
        or len({ast.unparse(call.func.value) for call in calls}) > 1
    ):
        return False
    target, optimizer = text.segment(ends[0].targets[0]), text.segment(calls[0].func.value)
    given = [{name: argument(call, _parameters(call), name) for name in _parameters(call)} for call in calls]
    behind = {
        tuple((name, ast.unparse(one[name])) for name in ("global_step", "name") if one[name] is not None)
        for one in given
    }
    bound = {name for end in (node.body, node.orelse) for s in end for name in stores(s)}
    read = {
        name
        for call, one in zip(calls, given)
        for part in (call.func, one["global_step"], one["name"])
        if part is not None
        for name in loads(part)
    }
    steps = {ast.unparse(end.targets[0]) for end in ends}
    others = [
        n
        for n in walk(node)
        if isinstance(n, _PLAIN)
        and isinstance(n.ctx, ast.Store)
        and ast.unparse(n) in steps | {optimizer}
        and n not in [end.targets[0] for end in ends]
    ]
    if len(behind) > 1 or bound & read or others:
        return False
    pairs = [one["grads_and_vars"] for one in given if "grads_and_vars" in one]
    names = {pair.id for pair in pairs if isinstance(pair, ast.Name)}
    name = names.pop() if len(names) == 1 else ""
    inside = set(walk(node))
    if not name or any(
        n.id == name and n not in inside for n in walk(scope_of(lines, node)) if isinstance(n, ast.Name)
    ):
        name = lines.fresh("pairs")
    computed = [_gradients(text, optimizer, one) for one in given if "grads_and_vars" not in one]
    common = _common(text, lines, node, given, set(computed))
    for end, one in zip(ends, given):
        if "grads_and_vars" not in one:
            lines.replace(end, [f"{name} = {common or _gradients(text, optimizer, one)}"])
        elif not (isinstance(one["grads_and_vars"], ast.Name) and one["grads_and_vars"].id == name):
            lines.replace(end, [f"{name} = {text.segment(one['grads_and_vars'])}"])
        else:
            alone = any(getattr(lines.parents[end], block) == [end] for block in ("body", "orelse"))
            lines.replace(end, ["pass"] if alone else [])
    options = "".join(f", {k}={v}" for k, v in behind.pop())
    lines.after(node, [f"{target} = {optimizer}.apply_gradients({name}{options})"])
    return True


def _gradients(text: Text, optimizer: str, given: dict[str, ast.expr | None]) -> str:
    """What computes the gradients that `minimize` applies."""
    options = "".join(f", {k}={text.segment(given[k])}" for k in _MINIMIZE[2:-1] if given[k] is not None)
    return f"{optimizer}.compute_gradients({text.segment(given['loss'])}{options})"


def _common(text: Text, lines: Lines, node: ast.If, given: list[dict], computed: set[str]) -> str:
    """The name of the gradients that all branches begin with, computed once above the `if`; empty where they differ."""
    ends, first = _ends(node), []
    for end, one in zip(ends, given):
        if "grads_and_vars" in one:
            block = next(b for b in (lines.parents[end].body, lines.parents[end].orelse) if end in b)
            first.append(block[0])
    plain = all(isinstance(s, ast.Assign) and len(s.targets) == 1 and isinstance(s.targets[0], ast.Name) for s in first)
    if (
        not first
        or not plain
        or len(computed) > 1
        or {ast.unparse(s) for s in first}
        != {f"{first[0].targets[0].id} = {ast.unparse(ast.parse(one))}" for one in computed}
    ):
        return ""
    if any(_changes(node, end, first[0]) for end, one in zip(ends, given) if "grads_and_vars" not in one):
        return ""
    lines.before(node, [text.segment(first[0])])
    for statement in first:
        lines.replace(statement, [])
    return first[0].targets[0].id


def _changes(node: ast.If, end: ast.stmt, first: ast.Assign) -> bool:
    """Whether the gradients may be others above an `if` than at the end of a branch.

    That is so where what they are computed from is made there, or bound or changed in the branch or in a test.
    """
    made, name = first.value, first.targets[0].id
    tests, block = _way(node, end)
    if any(isinstance(n, (ast.Call, ast.Subscript)) and n is not made for n in ast.walk(made)):
        return True
    return bool({*parts(made), name} & altered([*tests, *block])) or any(name in parts(test) for test in tests)


def _way(node: ast.If, end: ast.stmt) -> tuple[list[ast.expr], list[ast.stmt]]:
    """The tests that lead to the branch which ends with a statement, and what stands before it there."""
    if end in node.body:
        return [node.test], node.body[:-1]
    if not _is_elif(node):
        return [node.test], node.orelse[:-1]
    tests, block = _way(node.orelse[0], end)
    return [node.test, *tests], block


def _parameters(call: ast.Call) -> tuple[str, ...]:
    return _MINIMIZE if call.func.attr == "minimize" else _APPLY


def _step(statement: ast.stmt, optimizers: set) -> ast.Call | None:
    """The call in `train = optimizer.minimize(loss)`."""
    call = statement.value if isinstance(statement, ast.Assign) and len(statement.targets) == 1 else None
    if not isinstance(call, ast.Call) or not isinstance(statement.targets[0], _PLAIN) or has_star(call):
        return None
    func = call.func
    if not isinstance(func, ast.Attribute) or func.attr not in ("minimize", "apply_gradients"):
        return None
    first = _parameters(call)[0]
    owner = func.value
    known = isinstance(owner, _PLAIN) and (owner.lineno, owner.col_offset, owner.end_col_offset) in optimizers
    plain = {k.arg for k in call.keywords} <= set(_parameters(call)) and argument(
        call, _parameters(call), first
    ) is not None
    return call if known and plain else None
