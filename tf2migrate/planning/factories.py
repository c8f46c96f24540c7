"""Functions that only make a variable, `weight_variable(shape)`, written out where a layer makes its weights."""

from __future__ import annotations

import ast

from tf2migrate.analysis.activations import Activation
from tf2migrate.analysis.arguments import argument, has_star
from tf2migrate.analysis.program import Unsupported, Variable
from tf2migrate.analysis.tree import of_type
from tf2migrate.planning.recipe import Recipe


def expand(activation: Activation, call: ast.Call) -> tuple[Variable, dict[ast.AST, Recipe]]:
    """The variable that a call makes, and what stands for the parameters and names of the function.

    Raises:
        Unsupported: the function does more than make one variable.
    """
    node = activation.function.node
    refused = Unsupported(
        call,
        "TFM206",
        f"{activation.function.name}(...) makes variables in more than one step",
        "make the variables with self.add_weight(...) in the constructor of a layer",
    )
    weights = activation.weights()
    if len(weights) != 1 or not isinstance(node, (ast.FunctionDef, ast.Lambda)) or has_star(call):
        raise refused
    body = node.body if isinstance(node, ast.FunctionDef) else [ast.Return(node.body)]
    if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        body = body[1:]
    local: dict[str, ast.expr] = {}
    for statement in body[:-1]:
        if (
            not isinstance(statement, ast.Assign)
            or len(statement.targets) != 1
            or not isinstance(statement.targets[0], ast.Name)
            or statement.targets[0].id in local
        ):
            raise refused
        local[statement.targets[0].id] = statement.value
    if not isinstance(body[-1], ast.Return) or body[-1].value is None:
        raise refused
    given = body[-1].value
    made = local.get(given.id) if isinstance(given, ast.Name) else given
    if made is not weights[0].node:
        raise refused
    overrides: dict[ast.AST, Recipe] = {}
    for name in of_type(node, ast.Name):
        if isinstance(name.ctx, ast.Load):
            stands = local.get(name.id) or _argument(node, call, name.id)
            if stands is not None:
                overrides[name] = stands
    for part in of_type(node, ast.Subscript):  # `shape[0]` of a shape that is written down
        listed = overrides.get(part.value)
        if (
            isinstance(listed, (ast.List, ast.Tuple))
            and isinstance(part.slice, ast.Constant)
            and isinstance(part.slice.value, int)
            and 0 <= part.slice.value < len(listed.elts)
            and not any(isinstance(e, ast.Starred) for e in listed.elts)
        ):
            overrides[part] = listed.elts[part.slice.value]
    return weights[0], overrides


def _argument(node: ast.FunctionDef | ast.Lambda, call: ast.Call, name: str) -> ast.expr | None:
    spec = node.args
    names = [a.arg for a in spec.posonlyargs + spec.args]
    given = argument(call, names, name) if name in [*names, *(a.arg for a in spec.kwonlyargs)] else None
    if given is not None:
        return given
    defaults = dict(zip(names[len(names) - len(spec.defaults) :], spec.defaults))
    defaults.update({a.arg: d for a, d in zip(spec.kwonlyargs, spec.kw_defaults) if d is not None})
    return defaults.get(name)
