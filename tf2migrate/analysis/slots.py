"""Which variables get slots from an optimizer: those that its loss has a gradient for.

TensorFlow 1 makes the slots when the gradients are applied, behind the variables in every collection, under the names
of their variables. A variable that the loss only reaches through `tf.stop_gradient` has no gradient, and no slots.
"""

from __future__ import annotations

import ast

from tf2migrate.analysis.program import Analysis, Definition, Train, Variable
from tf2migrate.analysis.tree import children
from tf2migrate.analysis.values import Kind, LeafKind, Value


def of(analysis: Analysis, train: Train) -> set[Variable]:
    """The variables that a training step may make slots for."""
    trainable = {v for v in analysis.variables if v.trainable is not False}
    if train.variables is not None:
        value = analysis.values.get(train.variables)
        records = getattr(value.info, "records", None) if value is not None else None
        return set(records) if records is not None else _reached(value) or trainable
    if train.loss is None:
        return trainable
    found: set[Variable] = set()
    seen: set[object] = set()
    todo: list[ast.AST] = [train.loss]
    while todo:
        node = todo.pop()
        if node in seen:
            continue
        seen.add(node)
        if isinstance(node, ast.Call):
            if analysis.symbols.get(node.func) == "stop_gradient":
                continue
            if analysis.symbols.get(node.func) is None or any(layer.node is node for layer in analysis.layers):
                found |= _reached(analysis.values.get(node))  # its body is not looked into
        definitions = analysis.definitions_of.get(node, ())
        for definition in definitions:
            source = _source(definition)
            if source is None:
                found |= _reached(definition.value)
            else:
                todo.append(source)
        if not definitions:
            todo += children(node)
    return found & trainable


def _source(definition: Definition) -> ast.expr | None:
    """The expression whose value a name has, when it is the whole of it."""
    statement = definition.unit.statement if definition.unit is not None else None
    if (
        isinstance(statement, ast.Assign)
        and not definition.mutation
        and definition.node in statement.targets
        and (definition.value.kind is not Kind.VARIABLE)
    ):
        return statement.value
    return None


def _reached(value: Value | None) -> set[Variable]:
    if value is None:
        return set()
    if value.kind is Kind.VARIABLE and value.info is not None:
        return {value.info}
    found = {leaf.origin for leaf in value.all_leaves() if leaf.kind is LeafKind.VARIABLE}
    for child in value.children():
        found |= _reached(child)
    return found
