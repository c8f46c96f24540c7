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
from tf2migrate.planning.recipe import Code, Original, Recipe, Special
from tf2migrate.planning.roles import Role

if TYPE_CHECKING:
    from tf2migrate.planning.planner import Planner


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
        _check(planner, loop, record)
        name = planner.names.fresh(_wanted(record))
        plural = planner.fresh(unit, f"{name}_layers" if isinstance(record, Layer) else f"{name}_list")
        making = Special("layer" if isinstance(record, Layer) else "variable", record)
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


def _check(planner: "Planner", loop: ast.For, record: Layer | Variable) -> None:
    refused = Unsupported(record.node, "TFM206", "a layer or variable made in this loop depends on how far the loop got",
                          "make a list of Keras layers before the loop")
    if loop.orelse or any(isinstance(n, (ast.Break, ast.Continue)) for n in walk(loop)):
        raise refused
    statement: ast.AST = record.node
    while planner.parents[statement] is not loop:
        statement = planner.parents[statement]
        if isinstance(statement, (ast.If, ast.For, ast.While, ast.FunctionDef, ast.Lambda, ast.ListComp)):
            raise refused
    inside = {n.id for s in loop.body for n in of_type(s, ast.Name) if isinstance(n.ctx, ast.Store)}
    given = record.node.args[1:] if isinstance(record, Layer) else record.node.args
    for part in [*given, *(k.value for k in record.node.keywords if k.arg != "inputs")]:
        for name in walk(part):
            if isinstance(name, ast.Name) and name.id in inside:
                raise refused
    for name in walk(loop.iter):
        for definition in planner.analysis.definitions_of.get(name, ()) if isinstance(name, ast.Name) else ():
            if definition.unit is not None and planner.roles.role[definition.unit] is Role.GRAPH:
                raise refused
