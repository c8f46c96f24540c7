"""Variables chosen by collection, scope or name: decided from the names that are written in the program."""

from __future__ import annotations

import ast
import dataclasses
from typing import TYPE_CHECKING

from tf2migrate.analysis import name_patterns, sizes, slots
from tf2migrate.analysis.arguments import argument
from tf2migrate.analysis.program import Layer, Unit, Variable
from tf2migrate.analysis.values import NO_LEAVES, Kind, Leaf, LeafKind, Value, join_all
from tf2migrate.rules import symbols

if TYPE_CHECKING:
    from tf2migrate.analysis.interpreter import Interpreter
    from tf2migrate.analysis.program import Analysis

ANALYZE = "contrib.slim.model_analyzer.analyze_vars"
# Weights by the last part of the layer's name, in the order in which TF 1.15 makes them (measured).
_WEIGHTS = {
    "batch_normalization": ("gamma", "beta"),
    "embed_sequence": ("embeddings",),
    "separable_conv1d": ("depthwise_kernel", "pointwise_kernel", "bias"),
    "separable_conv2d": ("depthwise_kernel", "pointwise_kernel", "bias"),
}
_ALL = ("global_variables", "all_variables")
OF_SLIM = ("contrib.framework.get_variables", "contrib.slim.get_variables")
_CONTRIB_WEIGHTS = {
    **_WEIGHTS,
    **dict.fromkeys(("batch_norm", "layer_norm", "instance_norm", "group_norm"), ("beta", "gamma")),
    **dict.fromkeys(
        ("separable_conv2d", "separable_convolution2d"), ("depthwise_weights", "pointwise_weights", "biases")
    ),
}
_UNSCALED = ("contrib.layers.batch_norm", "contrib.slim.batch_norm")  # no gamma, unless it is asked for
_SWITCHES = {"gamma": "scale", "beta": "center", "bias": "use_bias"}  # arguments that say whether there is a weight
SLOTLESS = ("GradientDescentOptimizer",)


@dataclasses.dataclass(eq=False)
class Collection:
    """The variables of a collection at the moment it was read."""

    path: str
    records: list[Variable]
    name: None = None  # a collection takes no name from what it is bound to
    with_slots: bool = False  # the variables of optimizers are among them
    chosen: frozenset[str] | None = None  # the names of those that a filter took, where it took some weights of a layer


@dataclasses.dataclass(eq=False)
class Listing:
    """One read of a collection: in a helper, by the `calls` that led there from the `unit`."""

    node: ast.expr
    calls: tuple[ast.Call, ...]
    unit: Unit
    collection: Collection


def value_of(path: str, records: list[Variable]) -> Value:
    """The list of these variables. Variables of layers exist after the first call, so it moves with the graph."""
    elements = [Value(Kind.VARIABLE, info=r) for r in records]
    of_layers = [r for r in records if of_layer_function(r) or r.in_function is not None]
    leaves = frozenset(Leaf(LeafKind.VARIABLE, r) for r in records) if of_layers else NO_LEAVES
    return Value(
        Kind.SEQUENCE,
        leaves,
        element=join_all(elements) if elements else None,
        path="collection:" + path,
        info=Collection(path, records),
    )


def is_layer(record: Variable) -> bool:
    """Whether a weight belongs to a layer of Keras, which may make it later than TensorFlow 1 did."""
    return record.owned or of_layer_function(record)


def of_layer_function(record: Variable) -> bool:
    """Whether a call of `tf.layers` and its like made the variable; the record stands for all of its weights."""
    return record.symbol not in ("Variable", "get_variable", "contrib.eager.Variable") and (
        "global_step" not in record.symbol
    )


def read(interpreter: "Interpreter", node: ast.Call, path: str, scope: str | None) -> Value:
    """`tf.trainable_variables(scope)`, `tf.get_collection(key, scope)`."""
    trainable = path == "trainable_variables"
    from tf2migrate.analysis.api.variables import visible

    records = visible(interpreter, node)
    if trainable:
        records = [v for v in records if v.trainable is not False]
    else:
        key = "GLOBAL_VARIABLES" if path in _ALL else path
        if any(v.collections is None for v in records):
            interpreter.problem(
                node,
                "TFM204",
                "which collections a variable is put into is not known",
                "keep the variables in a list of your own",
            )
        records = [v for v in records if v.member_of(key)]
    if scope:
        records = _in_scope(interpreter, node, records, scope)
    value = value_of(path, records)
    value.info.with_slots = path in _ALL and any(
        o.trains
        and not o.symbol.endswith(SLOTLESS)
        and (not scope or any(slots.of(interpreter.analysis, train) & set(records) for train in o.trains))
        for o in interpreter.analysis.optimizers
    )
    _note(interpreter, node, value)
    return value


def _note(interpreter: "Interpreter", node: ast.expr, value: Value) -> None:
    if interpreter.unit is not None and not any(frame.uncalled for frame in interpreter.frames):
        calls = tuple(frame.activation.node for frame in interpreter.frames)
        interpreter.analysis.listings.append(Listing(node, calls, interpreter.unit, value.info))


def _in_scope(interpreter: "Interpreter", node: ast.AST, records: list[Variable], scope: str) -> list[Variable]:
    chosen = []
    for record in records:
        names = names_of(record)
        if record.numbered:
            known = names or ("/".join([*(record.scope or ()), ""]),)
            matches = {False} if not any(n.startswith(scope) or scope.startswith(n) for n in known) else {True, False}
        elif names is not None:
            matches = {n.startswith(scope) for n in names}
        elif record.scope:
            prefix = "/".join(record.scope) + "/"
            matches = {True} if prefix.startswith(scope) else {False} if not scope.startswith(prefix) else {True, False}
        else:
            matches = {True, False} if record.scope is None else {False}
        if len(matches) > 1:
            interpreter.problem(
                node,
                "TFM204",
                f"whether a variable is in the scope {scope!r} cannot be seen",
                "keep the variables in a list of your own",
            )
            return []
        if matches == {True}:
            chosen.append(record)
    return chosen


def names_of(record: Variable) -> tuple[str, ...] | None:
    """The names of a record in the TF1 graph: one for a variable, several for a layer."""
    return record.tf1_names


def layer_names(symbol: str, scope: tuple[str, ...] | None, name: str | None) -> tuple[str, ...] | None:
    """Names of the weights of a layer that was given a name."""
    if scope is None or name is None:
        return None
    return tuple("/".join([*scope, name, weight]) + ":0" for weight in _weights(symbol))


def _weights(symbol: str) -> tuple[str, ...]:
    kind = symbol.rsplit(".", 1)[1]
    if symbol.startswith("contrib."):
        return _CONTRIB_WEIGHTS.get(kind, ("weights", "biases"))
    return _WEIGHTS.get(kind, ("kernel", "bias"))


def weights_of(analysis: "Analysis", layer: Layer) -> tuple[str, ...] | None:
    """The names of the weights of a layer, in the order in which TF 1.15 made them; None when that is not known."""
    names, parameters = layer.variable.tf1_names, symbols.lookup(layer.symbol).parameters

    def given(name: str) -> ast.expr | None:
        return argument(layer.node, parameters, name) if name in parameters else None

    if names is None or given("normalizer_fn") is not None or given("param_initializers") is not None:
        return None
    chosen = []
    for name in names:
        weight = name.rsplit("/", 1)[-1].removesuffix(":0")
        switch = given("biases_initializer" if weight == "biases" else _SWITCHES.get(weight, ""))
        value = analysis.values[switch] if switch is not None else None
        known = value.constant if value is not None else weight != "gamma" or layer.symbol not in _UNSCALED
        if value is not None and weight == "biases":
            known = value.constant is not None
        if known not in (True, False):
            return None
        if known:
            chosen.append(name)
    if len(chosen) > 1 and layer.symbol.endswith(".batch_norm") and not _beta_first(analysis, layer, given):
        chosen.reverse()
    return tuple(chosen)


def _beta_first(analysis: "Analysis", layer: Layer, given) -> bool:
    """Whether contrib's batch_norm makes beta before gamma, as where it does not use the class of `tf.layers`."""
    if given("updates_collections") is not None or given("zero_debias_moving_mean") is not None:
        return True
    fused, inputs = given("fused"), given("inputs")
    if fused is not None and analysis.values[fused].constant is False:
        return False
    return inputs is None or analysis.values[inputs].rank == 2


def filtered(interpreter: "Interpreter", node: ast.expr) -> Value | None:
    """`[v for v in tf.trainable_variables() if 'd_' in v.name]`, decided by the names.

    Also with another element, such as `tf.nn.l2_loss(v)`: its value is not that of a collection then.
    """
    if not isinstance(node, (ast.ListComp, ast.GeneratorExp)) or len(node.generators) != 1:
        return None
    generator = node.generators[0]
    source = interpreter.analysis.values.get(generator.iter)
    if source is None or not isinstance(source.info, Collection) or not isinstance(generator.target, ast.Name):
        return None
    whole = isinstance(node.elt, ast.Name) and node.elt.id == generator.target.id
    if not whole and not generator.ifs:
        return None
    chosen, taken, partly, numbers = [], set(), False, None
    paths = {record: path for path, record in interpreter.variable_scopes.made.items()}
    for record in source.info.records:
        names = names_of(record)
        if not names and record in paths:  # as far as they are known: they may tell enough
            numbers = sizes.loop_variables(interpreter.analysis) if numbers is None else numbers
            names = name_patterns.of(paths[record], _weights_made(interpreter, record), numbers)
        if not names:
            names = _name_in_part(interpreter, record)
        if record.numbered:
            names = None
        verdicts = [_holds(generator.ifs, generator.target.id, name) for name in names] if names else [None]
        apart = len(set(verdicts)) > 1 and any(name_patterns.is_open(name) for name in names or ())
        if None in verdicts or apart:
            interpreter.problem(
                node,
                "TFM204",
                "variables are chosen by names that are not written in the program",
                "keep the variables in a list of your own",
            )
            return None
        taken.update(name for name, verdict in zip(names, verdicts) if verdict)
        partly = partly or len(set(verdicts)) > 1
        if True in verdicts:
            chosen.append(record)
    value = value_of(source.info.path, chosen)
    value.info.chosen = frozenset(taken) if partly else None
    interpreter.analysis.filters[node] = value.info
    if not whole:
        return None
    _note(interpreter, node, value)
    return value


def _name_in_part(interpreter: "Interpreter", record: Variable) -> tuple[str, ...]:
    """The name of a `tf.Variable` without one, or in a loop: TensorFlow 1 numbers these; empty when it is not known."""
    if record.symbol != "Variable" or record.scope is None:
        return ()
    from tf2migrate.analysis.api.variables import VARIABLE_PARAMETERS

    given = argument(record.node, VARIABLE_PARAMETERS["Variable"], "name")
    name = "Variable" if given is None else interpreter.analysis.values[given].constant
    return (name_patterns.of_unnamed(record.scope, name),) if isinstance(name, str) else ()


def _weights_made(interpreter: "Interpreter", record: Variable) -> tuple[str, ...]:
    """The last parts of the names of what a record stands for: the weights of a layer, or the variable itself."""
    layer = next((layer for layer in interpreter.analysis.layers if layer.variable is record), None)
    return _weights(layer.symbol) if layer is not None else ()


def _holds(tests: list[ast.expr], variable: str, name: str) -> bool | None:
    results = [_evaluate(test, variable, name) for test in tests]
    return None if None in results else all(results)


def _evaluate(test: ast.expr, variable: str, name: str) -> bool | None:
    """A test on `v.name` with the name filled in; None for any other test."""
    if isinstance(test, ast.BoolOp):
        results = [_evaluate(value, variable, name) for value in test.values]
        decisive = isinstance(test.op, ast.Or)
        return decisive if decisive in results else None if None in results else not decisive
    if isinstance(test, ast.Constant):
        return bool(test.value)
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        inner = _evaluate(test.operand, variable, name)
        return None if inner is None else not inner
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        left, right = _text(test.left, variable, name), _text(test.comparators[0], variable, name)
        if left is None or right is None:
            return None
        op = test.ops[0]
        if isinstance(op, (ast.In, ast.NotIn)):
            held = name_patterns.holds(right, left) if not name_patterns.is_open(left) else None
            return None if held is None else held is isinstance(op, ast.In)
        if isinstance(op, (ast.Eq, ast.NotEq)) and not name_patterns.is_open(left + right):
            return (left == right) == isinstance(op, ast.Eq)
        return None
    if isinstance(test, ast.Call) and isinstance(test.func, ast.Attribute) and len(test.args) == 1:
        owner, given = _text(test.func.value, variable, name), _text(test.args[0], variable, name)
        if owner is not None and given is not None and test.func.attr in ("startswith", "endswith"):
            if test.func.attr == "startswith":
                return name_patterns.starts(owner, given)
            return None if name_patterns.is_open(owner) else owner.endswith(given)
    return None


def _text(node: ast.expr, variable: str, name: str) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == variable:
        return name if node.attr == "name" else None
    if (
        isinstance(node, ast.Attribute)
        and node.attr == "name"
        and isinstance(node.value, ast.Attribute)
        and (node.value.attr == "op" and isinstance(node.value.value, ast.Name) and node.value.value.id == variable)
    ):
        return name.split(":")[0]
    return None
