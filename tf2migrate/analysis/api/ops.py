"""Ops that compute tensors: what they depend on, their types, ranks and structures."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tf2migrate.analysis import dtypes, ranks
from tf2migrate.analysis.api.known import GRAPH_VALUES, dtype_name, first_dtype, flat, literal_rank, variables_in
from tf2migrate.analysis.arguments import argument
from tf2migrate.analysis.program import Environment, Placeholder
from tf2migrate.analysis.values import (
    ABSENT,
    UNKNOWN,
    Kind,
    Leaf,
    LeafKind,
    Value,
    number_of_parameters,
    read_leaves,
    tensor,
)
from tf2migrate.rules import symbols

if TYPE_CHECKING:
    from tf2migrate.analysis.interpreter import Interpreter
# Embedding look-ups: the gradient of their table has IndexedSlices, which optimizers treat row by row.
_SPARSE_READS = {
    "gather": ("params",),
    "gather_nd": ("params",),
    "nn.embedding_lookup": ("params",),
    "nn.embedding_lookup_sparse": ("params",),
    "nn.nce_loss": ("weights", "biases"),
    "nn.sampled_softmax_loss": ("weights", "biases"),
}


def op(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]) -> Value:
    symbol = symbols.lookup(path)
    returns = symbol.returns if symbol is not None else "tensor"
    if returns in _NOT_TENSORS:
        return Value(Kind.PYTHON, read_leaves(values), path=path)
    if returns == "dataset":
        return Value(Kind.DATASET, read_leaves(values))
    if returns == "distribution":
        return Value(Kind.DISTRIBUTION, read_leaves(values), node=node, path=symbol.support[0])
    _mark_sparse(interpreter, node, path)
    if path == "nn.dropout":
        mark_scalars(interpreter, node, symbol.parameters)
    if returns == "loss" and not _outside_collection(interpreter, node):
        interpreter.analysis.losses.append(node)
    leaves = read_leaves([v for v in values if v.kind is not Kind.FUNCTION])
    for value in values:
        if value.kind is Kind.FUNCTION:
            leaves |= _callback_leaves(interpreter, node, value, values)
    if returns == "stateful":
        leaves |= {Leaf(LeafKind.RANDOM, node)}
    if path == "contrib.layers.apply_regularization":
        interpreter.problem(node, "TFM901", "apply_regularization collects losses")
    result = tensor(
        leaves, node, dtype=_dtype(interpreter, node, path, env, values), rank=_rank(interpreter, node, path, values)
    )
    return _structured(interpreter, node, path, values, result)


# Kinds of symbols whose call gives a Python object.
_NOT_TENSORS = frozenset(
    {
        "python",
        "class",
        "dtype",
        "flags",
        "logging",
        "gfile",
        "initializer",
        "regularizer",
        "mnist",
        "config",
        "app",
        "keras",
        "layer_object",
        "cell",
        "eager",
        "seed",
        "module",
        "saver",
        "session",
    }
)


def _callback_leaves(interpreter: "Interpreter", node: ast.Call, function: Value, values: list[Value]) -> frozenset:
    others = [v for v in values if v.kind is not Kind.FUNCTION]
    element = tensor(read_leaves(others)) if others else tensor()
    return read_leaves([interpreter.call_back(node, function, [element] * number_of_parameters(function))])


def _outside_collection(interpreter: "Interpreter", node: ast.Call) -> bool:
    for keyword in node.keywords:
        if keyword.arg == "loss_collection":
            return interpreter.analysis.values[keyword.value].constant is None
    return False


_MULTIPLE = {
    "nn.moments": 2,
    "nn.top_k": 2,
    "clip_by_global_norm": 2,
    "unique": 2,
    "svd": 3,
    "qr": 2,
    "nn.fused_batch_norm": 3,
    "nn.static_rnn": 2,
    "nn.dynamic_rnn": 2,
    "self_adjoint_eig": 2,
    "linalg.eigh": 2,
    "setdiff1d": 2,
    "meshgrid": None,
    "split": None,
    "unstack": None,
    "unpack": None,
    "dynamic_partition": None,
    "while_loop": None,
    "tuple": None,
}


def _structured(interpreter: "Interpreter", node: ast.Call, path: str, values: list[Value], result: Value) -> Value:
    """Ops with several results."""
    if path == "clip_by_global_norm":
        gradients = values[0]
        clipped = (
            Value(gradients.kind, result.leaves, info=gradients.info)
            if gradients.kind is Kind.GRADIENTS
            else (Value(Kind.SEQUENCE, element=tensor(result.leaves)))
        )
        return Value(Kind.SEQUENCE, items=[clipped, tensor(result.leaves, dtype="float32", rank=0)])
    if path not in _MULTIPLE:
        return result
    count = _MULTIPLE[path]
    if path in ("nn.top_k", "unique", "setdiff1d"):
        kinds = (result.dtype, "int32" if path == "nn.top_k" else None)
        return Value(Kind.SEQUENCE, items=[tensor(result.leaves, dtype=kind) for kind in kinds], path=path)
    if count is None:
        return Value(Kind.SEQUENCE, element=tensor(result.leaves, dtype=result.dtype))
    return Value(Kind.SEQUENCE, items=[tensor(result.leaves, dtype=result.dtype) for _ in range(count)], path=path)


def _dtype(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]) -> str | None:
    symbol = symbols.lookup(path)
    parameters = symbol.parameters if symbol is not None else ()

    def found(part: ast.expr) -> str | None:
        return first_dtype([interpreter.analysis.values.get(part, UNKNOWN)])

    return dtypes.of_call(
        path,
        lambda name: argument(node, parameters, name),
        lambda part: dtype_name(interpreter.analysis.values.get(part)),
        found,
        first_dtype(values),
        next((part.dtype for part in flat(values) if part.kind in GRAPH_VALUES and part.dtype), None),
    )


def _rank(interpreter: "Interpreter", node: ast.Call, path: str, values: list[Value]) -> int | None:
    symbol = symbols.lookup(path)
    parameters = symbol.parameters if symbol is not None else ()
    known = interpreter.analysis.values

    def constant_of(part: ast.expr) -> object:
        value = known.get(part, UNKNOWN)
        if isinstance(value.items, list) and value.kind is Kind.SEQUENCE:
            parts = [item.constant for item in value.items]
            return parts if all(isinstance(one, int) for one in parts) else ...
        return ... if value.constant is ABSENT else value.constant

    def length_of(part: ast.expr) -> int | None:
        if isinstance(part, ast.Call) and interpreter.analysis.symbols.get(part.func) == "shape" and part.args:
            return known.get(part.args[0], UNKNOWN).rank
        items = known.get(part, UNKNOWN).items
        return len(items) if isinstance(items, list) else None

    if path in ("constant", "convert_to_tensor") and argument(node, parameters, "shape") is None:
        return literal_rank(values[0]) if values else None
    return ranks.of_call(
        path,
        lambda name: argument(node, parameters, name),
        lambda part: known.get(part, UNKNOWN).rank,
        constant_of,
        length_of,
        [value.rank for value in flat(values) if value.kind in (*GRAPH_VALUES, Kind.UNKNOWN)],
    )


def _mark_sparse(interpreter: "Interpreter", node: ast.Call, path: str) -> None:
    for name in _SPARSE_READS.get(path, ()):
        symbol = symbols.lookup(path)
        given = argument(node, symbol.parameters if symbol is not None and symbol.parameters else (name,), name)
        value = interpreter.analysis.values.get(given) if given is not None else None
        for variable in variables_in(value):
            variable.sparse = True


def mark_scalars(interpreter: "Interpreter", node: ast.Call, parameters: tuple[str, ...]) -> None:
    """The rate of dropout and the predicate of `tf.cond` are scalars: so is a placeholder without a shape that is
    one.
    """
    for name in ("keep_prob", "rate", "pred"):
        given = argument(node, parameters, name) if name in parameters else None
        record = interpreter.now(given).info if given is not None else None
        if isinstance(record, Placeholder):
            record.scalar = True
