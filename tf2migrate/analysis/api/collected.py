"""Collections of the graph: variables, losses and penalties that were put into them."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tf2migrate.analysis import collections
from tf2migrate.analysis.api.handlers import handles
from tf2migrate.analysis.arguments import argument
from tf2migrate.analysis.program import Environment, Layer
from tf2migrate.analysis.values import PYTHON, UNKNOWN, Kind, Leaf, LeafKind, Value, read_leaves, tensor

if TYPE_CHECKING:
    from tf2migrate.analysis.interpreter import Interpreter


@handles("global_variables", "all_variables", "trainable_variables")
def _collection(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]) -> Value:
    scope = values[0].constant if values else None
    if values and not isinstance(scope, str):
        interpreter.problem(
            node, "TFM204", "variables are chosen by a scope that is not a constant", "keep them in a list of your own"
        )
        scope = None
    return collections.read(interpreter, node, path, scope)


@handles("get_collection", "get_collection_ref")
def _get_collection(
    interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]
) -> Value:
    key, scope = argument(node, ("key", "scope"), "key"), argument(node, ("key", "scope"), "scope")
    known = interpreter.now(key) if key is not None else None
    name = known.path.removeprefix("GraphKeys.") if known is not None else ""
    if name == "" and known is not None and isinstance(known.constant, str):
        name = {
            "trainable_variables": "TRAINABLE_VARIABLES",
            "update_ops": "UPDATE_OPS",
            "losses": "LOSSES",
            "regularization_losses": "REGULARIZATION_LOSSES",
        }.get(known.constant, "")
    if name in ("TRAINABLE_VARIABLES", "GLOBAL_VARIABLES", "VARIABLES"):
        given = interpreter.analysis.values[scope].constant if scope is not None else None
        if scope is None or isinstance(given, str):
            return collections.read(
                interpreter, node, "trainable_variables" if name.startswith("T") else "global_variables", given
            )
    if name == "UPDATE_OPS" and scope is None:
        return Value(Kind.SEQUENCE, items=[], nodes=[], path="update_ops")
    if name == "REGULARIZATION_LOSSES" and scope is None:
        return _penalties(interpreter, node)
    if known is not None and isinstance(known.constant, str) and not name and scope is None:
        if any(record.member_of(known.constant) for record in interpreter.analysis.variables):
            return collections.read(interpreter, node, known.constant, None)
    interpreter.problem(
        node,
        "TFM204",
        f"the collection {ast.unparse(node.args[0]) if node.args else ''} is read",
        "keep its members in a list of your own",
    )
    return UNKNOWN


@handles(*collections.OF_SLIM)
def _variables_of_slim(
    interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]
) -> Value:
    """`get_variables(scope)`: the global variables below it."""
    parameters = ("scope", "suffix", "collection")
    scope, chosen = (argument(node, parameters, name) for name in ("scope", "collection"))
    known = interpreter.now(scope).constant if scope is not None else None
    key = interpreter.now(chosen).path.removeprefix("GraphKeys.") if chosen is not None else "GLOBAL_VARIABLES"
    suffix = argument(node, parameters, "suffix")
    if (
        not (known is None or isinstance(known, str))
        or suffix is not None
        or key not in ("TRAINABLE_VARIABLES", "GLOBAL_VARIABLES")
    ):
        interpreter.problem(
            node, "TFM204", "variables are chosen by more than a scope", "keep them in a list of your own"
        )
        return UNKNOWN
    return collections.read(interpreter, node, key.lower(), known)


@handles(collections.ANALYZE)
def _analyze_vars(
    interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]
) -> Value:
    interpreter.analysis.name_reads.append(node)
    return PYTHON


_REGULARIZERS = (
    "kernel_regularizer",
    "bias_regularizer",
    "activity_regularizer",
    "weights_regularizer",
    "biases_regularizer",
    "depthwise_regularizer",
    "pointwise_regularizer",
)


def regularized(layers: list[Layer]) -> list[Layer]:
    """The layers that have a regularizer."""
    return [
        layer
        for layer in layers
        if layer.shared is None
        and any(
            k.arg in _REGULARIZERS and not (isinstance(k.value, ast.Constant) and k.value.value is None)
            for k in layer.node.keywords
        )
    ]


def _penalties(interpreter: "Interpreter", node: ast.Call) -> Value:
    """Regularisation losses: they belong to the layers that have a regularizer."""
    layers = regularized(interpreter.analysis.layers) + [v for v in interpreter.analysis.variables if v.regularized]
    weights = [getattr(layer, "variable", layer) for layer in layers]
    leaves = frozenset(Leaf(LeafKind.VARIABLE, weight) for weight in weights if weight is not None)
    for layer in layers:  # the layers have to be called first: their losses are those of built layers
        for definition in layer.unit.definitions if layer.unit is not None else ():
            if definition not in interpreter.unit.uses and layer.unit is not interpreter.unit:
                interpreter.unit.uses.append(definition)
    return Value(Kind.SEQUENCE, leaves, element=tensor(leaves), path="penalties", info=layers)


@handles("losses.get_regularization_loss", "losses.get_regularization_losses")
def _regularization_loss(
    interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]
) -> Value:
    if values:
        interpreter.problem(node, "TFM210", "regularisation losses are chosen by scope", "add the losses yourself")
    found = _penalties(interpreter, node)
    if path.endswith("losses"):
        return found
    return Value(Kind.TENSOR, found.leaves, info=found.info, node=node, path="penalties", dtype="float32", rank=0)


@handles("losses.get_total_loss")
def _total_loss(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]) -> Value:
    if values:
        interpreter.problem(node, "TFM210", "get_total_loss with arguments", "add the losses yourself")
    penalties = _penalties(interpreter, node)
    losses = [n for n in interpreter.analysis.losses]
    leaves = penalties.leaves | read_leaves([interpreter.analysis.values[n] for n in losses])
    for definition in [d for u in interpreter.scope.units for d in u.definitions if d.value.node in losses]:
        if definition not in interpreter.unit.uses and definition.unit is not interpreter.unit:
            interpreter.unit.uses.append(definition)
    return Value(
        Kind.TENSOR, leaves, info=(losses, penalties.info), node=node, path="penalties", dtype="float32", rank=0
    )


@handles("add_to_collection", "add_to_collections")
def _add_to_collection(
    interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]
) -> Value:
    interpreter.problem(
        node, "TFM204", "a value is put into a collection of the graph", "append it to a list of your own"
    )
    return PYTHON
