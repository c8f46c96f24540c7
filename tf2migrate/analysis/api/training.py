"""Assignments, groups, optimizers, gradients and decayed rates."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tf2migrate.analysis import assigning
from tf2migrate.analysis.api.handlers import handles
from tf2migrate.analysis.arguments import argument, has_star
from tf2migrate.analysis.program import Decay, Environment, Gradients, Optimizer
from tf2migrate.analysis.tree import of_type
from tf2migrate.analysis.values import (
    PYTHON,
    Kind,
    Leaf,
    LeafKind,
    Value,
    join_all,
    read_leaves,
    tensor,
    variable_leaves,
)

if TYPE_CHECKING:
    from tf2migrate.analysis.interpreter import Interpreter

UPDATE_OPS = "update_ops"  # the path of the collection, and of a group with its members


@handles(
    "assign",
    "assign_add",
    "assign_sub",
    "scatter_update",
    "scatter_add",
    "scatter_sub",
    "scatter_nd_update",
    "compat.v1.assign",
    "state_ops.assign",
    "train.assign_moving_average",
)
def _assign(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]) -> Value:
    node_of_target = assigning.target(node, path)
    target = interpreter.analysis.values[node_of_target] if node_of_target is not None else PYTHON
    if target.kind is not Kind.VARIABLE:
        interpreter.problem(
            node,
            "TFM205",
            "the target of an assignment is not a variable of this file",
            "call variable.assign(...) on the variable itself",
        )
    others = [value for value in values if value is not target]
    leaves = read_leaves(others) | variable_leaves(target) | {Leaf(LeafKind.EFFECT, node)}
    return tensor(leaves, node, dtype=target.dtype, rank=target.rank)


@handles("group", "tuple")
def _group(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]) -> Value:
    if path == "tuple":
        return Value(Kind.SEQUENCE, items=None, element=join_all(values) if values else None)
    items, nodes = [], []
    for child, value in zip(node.args, values):
        if isinstance(child, ast.Starred):
            if not isinstance(value.items, list):
                items.append(value)
                nodes.append(child.value)
                continue
            items += value.items
            named = isinstance(child.value, (ast.Name, ast.Attribute))  # the members are made where the list is
            nodes += [child.value] * len(value.items) if named or not value.nodes else value.nodes
        else:
            items.append(value)
            nodes.append(child)
    if items and all(item.kind is Kind.INIT for item in items):
        return Value(Kind.INIT, node=node, path="group")
    known = UPDATE_OPS if any(value.path == UPDATE_OPS for value in values) else ""
    return Value(Kind.GROUP, read_leaves(items), items=items, nodes=nodes, node=node, path=known)


@handles("no_op")
def _no_op(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]) -> Value:
    return Value(Kind.GROUP, items=[], nodes=[], node=node)


def optimizer(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]) -> Value:
    require_plain(interpreter, node, f"tf.{path}")
    rate = argument(node, ("learning_rate",), "learning_rate")
    rate_value = interpreter.analysis.values.get(rate) if rate is not None else None
    if interpreter.frames and not _is_compiled(node):
        interpreter.problem(
            node, "TFM305", "an optimizer is made in a helper function", "make the optimizer where the model is made"
        )
    record = Optimizer(node, path, rate, rate_value, "", interpreter.unit)
    interpreter.analysis.optimizers.append(record)
    interpreter.unit.creates.append(record)
    return Value(Kind.OPTIMIZER, info=record, node=node)


def _is_compiled(node: ast.Call) -> bool:
    """Whether nothing but `model.compile(optimizer=...)` takes an optimizer that a function makes."""
    parent = getattr(node, "_parent", None)
    if not isinstance(parent, ast.Assign) or len(parent.targets) != 1 or not isinstance(parent.targets[0], ast.Name):
        return _compiles(node)
    function: ast.AST | None = parent
    while function is not None and not isinstance(function, ast.FunctionDef):
        function = getattr(function, "_parent", None)
    names = [n for n in of_type(function, ast.Name) if n.id == parent.targets[0].id] if function is not None else []
    uses = [n for n in names if n is not parent.targets[0]]
    return bool(uses) and all(isinstance(n.ctx, ast.Load) and _compiles(n) for n in uses)


def _compiles(node: ast.expr) -> bool:
    parent = getattr(node, "_parent", None)
    call = getattr(parent, "_parent", None) if isinstance(parent, ast.keyword) else parent
    return isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "compile"


@handles("gradients")
def _gradients(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]) -> Value:
    parameters = (
        "ys",
        "xs",
        "grad_ys",
        "name",
        "colocate_gradients_with_ops",
        "gate_gradients",
        "aggregation_method",
        "stop_gradients",
        "unconnected_gradients",
    )
    if argument(node, parameters, "stop_gradients") is not None:
        interpreter.problem(
            node, "TFM306", "tf.gradients(..., stop_gradients=)", "use tf.stop_gradient in the function"
        )
    ys, xs = argument(node, parameters, "ys"), argument(node, parameters, "xs")
    if ys is None or xs is None or interpreter.frames:
        interpreter.problem(node, "TFM306", "tf.gradients in a helper function", "take the gradient where it is used")
        return tensor(read_leaves(values), node)
    record = Gradients(
        node,
        ys,
        xs,
        interpreter.next_index(),
        False,
        interpreter.unit,
        interpreter.analysis.values.get(ys),
        interpreter.analysis.values.get(xs),
        argument(node, parameters, "grad_ys"),
    )
    interpreter.analysis.gradients.append(record)
    interpreter.unit.creates.append(record)
    leaves = read_leaves(values) | {Leaf(LeafKind.GRADIENT, record)}
    xs_value = record.xs_value
    if xs_value is not None and isinstance(xs_value.items, list):
        return Value(Kind.SEQUENCE, items=[tensor(leaves) for _ in xs_value.items])
    if xs_value is not None and xs_value.kind is Kind.SEQUENCE:
        return Value(Kind.SEQUENCE, element=tensor(leaves))
    return Value(Kind.SEQUENCE, items=[tensor(leaves, dtype=xs_value.dtype if xs_value else None)])


def decay(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]) -> Value:
    name = "x" if path == "train.piecewise_constant" else "global_step"
    first = "x" if name == "x" else "learning_rate"
    parameters = (first, "boundaries", "values") if name == "x" else (first, "global_step")
    step = argument(node, parameters, name)
    record = Decay(
        node, path, step, interpreter.analysis.values.get(step) if step is not None else None, interpreter.unit
    )
    interpreter.analysis.decays.append(record)
    interpreter.unit.creates.append(record)
    return Value(Kind.SCHEDULE, read_leaves(values), info=record, node=node, dtype="float32", rank=0)


@handles("train.ExponentialMovingAverage")
def _moving_average(
    interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]
) -> Value:
    interpreter.problem(
        node,
        "TFM307",
        "a moving average of something else than variables with names, or applied twice",
        "call tf.train.ExponentialMovingAverage.apply on the variables once before training and after every step",
    )
    return Value(Kind.EMA, node=node)


def require_plain(interpreter: "Interpreter", node: ast.Call, what: str) -> None:
    """Refuse starred arguments where the meaning depends on which argument is which."""
    if has_star(node):
        interpreter.problem(node, "TFM907", f"{what} is called with starred arguments", "write the arguments out")
