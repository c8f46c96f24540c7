"""Layers and variables made in a loop that builds the graph: scalar expansion.

The loop is split in two. Where it stood, a list is made of what each pass constructed; in the function, the loop
over the graph takes one element of the list per pass:

    dense_layers = [tf.keras.layers.Dense(units) for units in sizes]
    ...
    for units, dense in zip(sizes, dense_layers):
        h = dense(h)
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tf2migrate.analysis.program import Layer, Unit, Unsupported, Variable
from tf2migrate.analysis.tree import of_type, walk
from tf2migrate.planning.recipe import Code, Original, Recipe, Special, Within
from tf2migrate.planning.roles import Role

if TYPE_CHECKING:
    from tf2migrate.planning.planner import Planner


_NUMBERS = (ast.Name, ast.Constant, ast.List, ast.Tuple, ast.BinOp, ast.UnaryOp, ast.Subscript, ast.expr_context,
            ast.operator, ast.unaryop)


def expand(planner: "Planner", unit: Unit) -> None:
    """Plan the lists of one loop.

    Raises:
        Unsupported: what is made depends on more than the loop variable and names from outside.
    """
    loop = unit.statement
    made = [c for c in unit.creates if _has_weights(c) or isinstance(c, Layer)]
    made.sort(key=lambda record: record.index)
    names: list[str] = []
    lists: list[str] = []
    for record in made:
        local = _check(planner, loop, record)
        name = planner.names.fresh(_wanted(record))
        plural = planner.fresh(unit, f"{name}_layers" if isinstance(record, Layer) else f"{name}_list")
        making: Recipe = Special("layer" if isinstance(record, Layer) else "variable", record)
        making = Within(making, local) if local else making
        planner.hoist(unit, plural, Code("[{0} for {1} in {2}]", (making, Original(loop.target), Original(loop.iter))))
        names.append(name)
        lists.append(plural)
        if isinstance(record, Layer):
            record.name = name
            planner.result.overrides[record.node] = Special("layer_call", record)
            if record.variable is not None:
                planner.owners.listed[record.variable] = (
                    f"[v for layer in {plural} for v in layer.trainable_variables]")
        else:
            planner.result.overrides[record.node] = Code(name)
            planner.owners.listed[record] = plural
    target: Recipe = Code(("({0}), " if isinstance(loop.target, ast.Tuple) else "{0}, ") + ", ".join(names), (Original(loop.target),))
    planner.result.overrides[loop.target] = target
    planner.result.overrides[loop.iter] = Code("zip({0}, " + ", ".join(lists) + ")", (Original(loop.iter),))
    planner.result.apply("TFM206", loop)


def _has_weights(record: object) -> bool:
    return isinstance(record, Variable) and record.symbol in ("Variable", "get_variable")


def _wanted(record: Layer | Variable) -> str:
    if isinstance(record, Layer):
        return record.symbol.rsplit(".", 1)[1]
    return record.name or "variable"


def _check(planner: "Planner", loop: ast.For, record: Layer | Variable) -> dict[ast.AST, Recipe]:
    """What names of the pass stand for where something is made in it.

    Raises:
        Unsupported: it is made of more than the loop variable, numbers of the pass, and names from outside.
    """
    refused = Unsupported(record.node, "TFM206", "a layer or variable made in this loop depends on how far the loop got",
                          "make a list of Keras layers before the loop")
    if loop.orelse or any(isinstance(n, (ast.Break, ast.Continue)) for n in walk(loop)):
        raise refused
    statement: ast.AST = record.node
    while planner.parents[statement] is not loop:
        statement = planner.parents[statement]
        if isinstance(statement, (ast.If, ast.For, ast.While, ast.FunctionDef, ast.Lambda, ast.ListComp)):
            raise refused
    inside = [n.id for s in loop.body for n in of_type(s, ast.Name) if isinstance(n.ctx, ast.Store)]
    numbers = {s.targets[0].id: s.value for s in loop.body[: loop.body.index(statement)] if _is_number(s)}
    changed = _changed(loop)
    local: dict[ast.AST, Recipe] = {}
    given = record.node.args[1:] if isinstance(record, Layer) else record.node.args
    todo = [*given, *(k.value for k in record.node.keywords if k.arg != "inputs")]
    while todo:
        for name in walk(todo.pop()):
            if isinstance(name, ast.Name) and name.id in changed:
                raise refused
            if not isinstance(name, ast.Name) or name.id not in inside:
                continue
            value = numbers.get(name.id)
            if value is None or inside.count(name.id) > 1 or planner.analysis.values[value].dynamic:
                raise refused
            local[name] = value
            todo.append(value)
    for name in walk(loop.iter):
        for definition in planner.analysis.definitions_of.get(name, ()) if isinstance(name, ast.Name) else ():
            if definition.unit is not None and planner.roles.role[definition.unit] is Role.GRAPH:
                raise refused
    return local


def _is_number(statement: ast.stmt) -> bool:
    """`shape = [size, units]`: a name for what can be computed again from the same numbers."""
    return isinstance(statement, ast.Assign) and len(statement.targets) == 1 and isinstance(
        statement.targets[0], ast.Name
    ) and all(isinstance(n, _NUMBERS) for n in ast.walk(statement.value))


def _changed(loop: ast.For) -> set[str]:
    """Names of lists and dicts that the loop fills: `sizes.append(n)`, `sizes[i] = n`."""
    found = {n.value.id for n in of_type(loop, ast.Subscript) if isinstance(n.ctx, (ast.Store, ast.Del))
             and isinstance(n.value, ast.Name)}
    for statement in of_type(loop, ast.Expr):
        call = statement.value
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name):
            found.add(call.func.value.id)
    return found
