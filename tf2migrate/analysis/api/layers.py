"""Layers, and the weights that they make or share."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tf2migrate.analysis import collections, recurrent
from tf2migrate.analysis.api.handlers import handles
from tf2migrate.analysis.api.ops import mark_scalars
from tf2migrate.analysis.api.variables import refuse_inherited
from tf2migrate.analysis.arguments import argument
from tf2migrate.analysis.program import Analysis, Environment, Layer, Variable
from tf2migrate.analysis.values import Kind, Leaf, LeafKind, Value, read_leaves, tensor
from tf2migrate.rules import symbols

if TYPE_CHECKING:
    from tf2migrate.analysis.interpreter import Interpreter


def flag_itself(analysis: Analysis, node: ast.expr) -> ast.expr:
    """A flag without what makes it a tensor, `flag` in `training=tf.convert_to_tensor(flag)`."""
    while (
        isinstance(node, ast.Call)
        and analysis.symbols.get(node.func) in FLAG_WRAPPERS
        and len(node.args) == 1
        and (not node.keywords)
    ):
        node = node.args[0]
    return node


def _in_one_loop(interpreter: "Interpreter") -> bool:
    """Whether the call stands in a `for` loop, which is in no other loop."""
    unit = interpreter.unit
    return isinstance(unit.statement, ast.For) and not unit.header and interpreter.loop_depth == 1


FLAG_WRAPPERS = frozenset({"convert_to_tensor", "identity"})


def layer(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]) -> Value:
    symbol = symbols.lookup(path)
    if symbol.returns == "layer":
        looped = interpreter.loop_depth and not interpreter.frames and not _in_one_loop(interpreter)
        interpreter.refuse_place(node, path, looped)
        refuse_inherited(interpreter, node, interpreter.scope_arguments())
    name = argument(node, symbol.parameters, "name") or argument(node, symbol.parameters, "scope")
    known = interpreter.now(name).constant if name is not None else None
    given_name = known if isinstance(known, str) else None
    record = Layer(
        node, path, given_name or "", interpreter.next_index(), interpreter.unit, interpreter.scopes(), given_name
    )
    flag = argument(node, symbol.parameters, "training") or argument(node, symbol.parameters, "is_training")
    record.flag = interpreter.now(flag_itself(interpreter.analysis, flag)) if flag is not None else None
    if record.flag is not None and record.flag.kind is Kind.TENSOR and record.flag.dynamic:
        interpreter.problem(
            node,
            "TFM206",
            "whether a layer trains is computed in the graph",
            "feed it, or compute it in Python and pass it to the function",
        )
    given = {p: argument(node, symbol.parameters, p) for p in symbol.parameters}
    dynamic = frozenset(p for p, n in given.items() if n is not None and interpreter.now(n).dynamic)
    if path.endswith("dropout"):
        mark_scalars(interpreter, node, symbol.parameters)
    leaves = read_leaves(values)
    if symbol.returns == "layer":
        leaves |= _layer_weights(interpreter, node, record, name, env)
    elif path.endswith("dropout"):
        leaves |= {Leaf(LeafKind.RANDOM, node)}
    new = record.shared is None
    interpreter.site(node, record, new, dynamic)
    if not interpreter.dead:
        interpreter.analysis.layers.append(record)
        interpreter.unit.creates.append(record)
    source = next(
        (
            v
            for v in values
            if v.kind in (Kind.TENSOR, Kind.PLACEHOLDER) or (v.kind is Kind.UNKNOWN and v.rank is not None)
        ),
        None,
    )
    return tensor(leaves, node, dtype=source.dtype if source is not None else None, rank=_layer_rank(path, source))


def _layer_rank(path: str, source: Value | None) -> int | None:
    name = path.rsplit(".", 1)[1]
    if name == "flatten":
        return 2
    for dimensions in "123":
        if f"{dimensions}d" in name:
            return int(dimensions) + 2
    return source.rank if source is not None else None


def _layer_weights(
    interpreter: "Interpreter", node: ast.Call, record: Layer, name: ast.expr | None, env: Environment
) -> frozenset[Leaf]:
    """The weights of a layer: its own, or with `reuse` those of the earlier layer of this scope and name."""
    if interpreter.dead:
        return frozenset()
    symbol, scopes = symbols.lookup(record.symbol), interpreter.variable_scopes
    given = argument(node, symbol.parameters, "reuse")
    reuse = scopes.flag(given) if given is not None else False
    reuse = scopes.current.reuse if reuse is False else reuse
    place = scopes.layer_path(record.symbol, name, env)
    known = scopes.find(place, reuse, node)
    if known is not None:
        record.shared = next((layer for layer in interpreter.analysis.layers if layer.variable is known), None)
        if record.shared is not None and record.shared.symbol == record.symbol:
            record.variable = known
            return frozenset({Leaf(LeafKind.VARIABLE, known)})
        interpreter.problem(
            node, "TFM203", "a layer takes up the weights of something else", "make the layer once and call it twice"
        )
    trainable = argument(node, symbol.parameters, "trainable")
    flag = interpreter.now(trainable).constant if trainable is not None else True
    record.variable = Variable(
        node,
        record.symbol,
        "",
        flag if isinstance(flag, bool) else None,
        record.index,
        None,
        unit=interpreter.unit,
        scope=record.scope,
    )
    if not interpreter.loop_depth and all(isinstance(part, str) for part in place):
        record.variable.tf1_names = collections.layer_names(record.symbol, place[:-1], place[-1])
    record.variable.many = bool(interpreter.loop_depth)
    interpreter.analysis.variables.append(record.variable)
    scopes.made.setdefault(place, record.variable)
    return frozenset({Leaf(LeafKind.VARIABLE, record.variable)})


def unlowered(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]) -> Value:
    symbol = symbols.lookup(path)
    interpreter.problem(node, "TFM901", f"tf.{path} has no lowering yet", symbol.advice if symbol is not None else "")
    return tensor(read_leaves(values) | {Leaf(LeafKind.EFFECT, node)}, node)


handles(*recurrent.CELLS)(recurrent.cell)

handles(*recurrent.STATE_TUPLES)(recurrent.state_tuple)

handles(*recurrent.UNROLLED)(recurrent.unrolled)
