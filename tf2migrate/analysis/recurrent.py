"""Recurrent cells, what unrolls them over a sequence, and the states that they hand on."""

from __future__ import annotations

import ast
import dataclasses
from typing import TYPE_CHECKING

from tf2migrate.analysis.arguments import argument
from tf2migrate.analysis.program import Cell, Environment, Layer, Recurrent, Variable
from tf2migrate.analysis.tree import of_type
from tf2migrate.analysis.values import (
    UNKNOWN,
    Kind,
    Leaf,
    LeafKind,
    Value,
    alternatives,
    read_leaves,
    tensor,
)
from tf2migrate.rules import symbols

if TYPE_CHECKING:
    from tf2migrate.analysis.interpreter import Interpreter

TENSOR, LSTM, EITHER = "tensor", "lstm", "either"


@dataclasses.dataclass(frozen=True)
class Several:
    """The structure of a state of stacked cells whose number the program gets when it runs."""

    inner: object


_WRAPPERS = {
    "DropoutWrapper": (
        "cell",
        "input_keep_prob",
        "output_keep_prob",
        "state_keep_prob",
        "variational_recurrent",
        "input_size",
        "dtype",
        "seed",
        "dropout_state_filter_visitor",
    )
}
_STRUCTURES = {"BasicRNNCell": TENSOR, "GRUCell": TENSOR, "BasicLSTMCell": LSTM, "LSTMCell": LSTM}
_SCOPES = {
    "BasicRNNCell": "basic_rnn_cell",
    "GRUCell": "gru_cell",
    "BasicLSTMCell": "basic_lstm_cell",
    "LSTMCell": "lstm_cell",
}
_MODULES = ("nn.rnn_cell.", "contrib.rnn.")
CELLS = tuple(module + name for module in _MODULES for name in (*_STRUCTURES, *_WRAPPERS, "MultiRNNCell"))
STATE_TUPLES = tuple(module + "LSTMStateTuple" for module in _MODULES)
UNROLLED = (
    "nn.dynamic_rnn",
    "nn.static_rnn",
    "contrib.rnn.static_rnn",
    "nn.bidirectional_dynamic_rnn",
    "nn.static_bidirectional_rnn",
    "contrib.rnn.static_bidirectional_rnn",
)


def parameters(path: str) -> tuple[str, ...]:
    """Parameters of a cell or of what unrolls one."""
    name = path.rsplit(".", 1)[1]
    return _WRAPPERS.get(name) or symbols.lookup(path).parameters


# -- cells --------------------------------------------------------------------------------------------


def cell(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]) -> Value:
    """The value of making a cell."""
    record = Cell(node, path, None, many=bool(interpreter.loop_depth))
    interpreter.effects += 1  # each call of a helper that makes a cell makes another one
    name = path.rsplit(".", 1)[1]
    if any(isinstance(a, ast.Starred) for a in node.args) or any(k.arg is None for k in node.keywords):
        return _refused(interpreter, node, f"tf.{path} with starred arguments", "write the arguments out")
    given = {p: argument(node, parameters(path), p) for p in parameters(path)}
    if name == "MultiRNNCell":
        record.cells = _members(interpreter, given["cells"])
        if record.cells:
            record.structure = [inner.structure for inner in record.cells]
        else:
            record.cells = _alike(interpreter, given["cells"])
            if not record.cells:
                return _refused(
                    interpreter,
                    node,
                    "which cells are stacked is not known",
                    "stack cells of one kind in a list that is written out",
                )
            record.structure = Several(record.cells[0].structure)
    elif name in _WRAPPERS:
        inner = interpreter.now(given["cell"]) if given["cell"] is not None else None
        wrapped = one_of(inner)
        if wrapped is None:
            return _refused(interpreter, node, "which cell is wrapped is not known", "wrap a cell of this file")
        record.cells = [wrapped]
        record.structure = wrapped.structure
    else:
        record.structure = _STRUCTURES[name]
        record.name = _scope_name(interpreter, given, name)
    if name == "DropoutWrapper":
        record.fed = {
            p: n for p, n in given.items() if p.endswith("keep_prob") and n is not None and interpreter.now(n).dynamic
        }
        _hide(interpreter, record)
        _take_from_caller(interpreter, record)
    reason = _refusal(interpreter, record, name, given)
    if reason is not None:
        return _refused(interpreter, node, reason, "write the cell as a tf.keras.layers.Layer with a state_size")
    first = interpreter.analysis.cells.setdefault(node, record)
    if {p: _meant(interpreter, n) for p, n in first.fed.items()} != {
        p: _meant(interpreter, n) for p, n in record.fed.items()
    }:
        return _refused(
            interpreter, node, f"tf.{path} is given several graph values", "write a helper for each of them"
        )
    record.held, record.fed = first.held, first.fed
    return Value(Kind.CELL, info=record, node=node)


def one_of(value: Value | None) -> Cell | None:
    """The cell that a value is; for several of which a program takes one, a record of them all."""
    if value is None or value.kind is not Kind.CELL or isinstance(value.info, Cell):
        return value.info if value is not None and isinstance(value.info, Cell) else None
    cells: list[Cell] = list(dict.fromkeys(v.info for v in alternatives(value)))
    if not all(isinstance(c, Cell) for c in cells):
        return None
    structures = [c.structure for c in cells]
    return Cell(
        cells[0].node,
        "",
        structures[0] if all(s == structures[0] for s in structures) else EITHER,
        cells,
        many=any(c.many for c in cells),
    )


def _refused(interpreter: "Interpreter", node: ast.AST, reason: str, advice: str) -> Value:
    interpreter.problem(node, "TFM213", reason, advice)
    return UNKNOWN


def _constant(interpreter: "Interpreter", node: ast.expr | None, default: object) -> object:
    """The constant that an argument is; ABSENT when it is not known."""
    if node is None:
        return default
    return interpreter.now(node).constant


def _refusal(interpreter: "Interpreter", record: Cell, name: str, given: dict) -> str | None:
    """Why a cell is not written anew."""
    if _constant(interpreter, given.get("state_is_tuple"), True) is not True:
        return "a cell whose state is one concatenated tensor (state_is_tuple=False)"
    if _constant(interpreter, given.get("reuse"), None) not in (None, False):
        return f"tf.{record.symbol} with reuse="
    if _constant(interpreter, given.get("dtype"), None) not in (None, "float32"):
        return f"tf.{record.symbol} of another type than float32"
    for unusual in (
        "variational_recurrent",
        "seed",
        "dropout_state_filter_visitor",
        "num_unit_shards",
        "num_proj_shards",
    ):
        if _constant(interpreter, given.get(unusual), None) not in (None, False):
            return f"tf.{record.symbol} with {unusual}="
    known = set(parameters(record.symbol))
    unknown = next((k.arg for k in record.node.keywords if k.arg not in known), None)
    if unknown is not None:
        return f"tf.{record.symbol} with {unknown}="
    for parameter, node in given.items():
        if node is None or not interpreter.now(node).dynamic:
            continue
        if parameter in record.fed:
            if all(
                d.env.frame is None
                for n in of_type(record.fed[parameter], ast.Name)
                for d in interpreter.analysis.definitions_of.get(n, ())
            ):
                continue
            return f"the {parameter} of tf.{record.symbol} is a graph value that a helper is given"
        return f"the {parameter} of tf.{record.symbol} is a graph value"
    if (
        name == "DropoutWrapper"
        and isinstance(record.structure, (list, Several))
        and _constant(interpreter, given["state_keep_prob"], 1.0) not in (1, 1.0)
    ):
        return "dropout of the state of stacked cells"
    return None


def _hide(interpreter: "Interpreter", record: Cell) -> None:
    """Helpers that only pass a graph value on to a cell need not be given it: a variable will hold it."""
    inside = {n for node in record.fed.values() for n in of_type(node, ast.Name)}
    for frame in interpreter.frames:
        for name in {n.id for n in inside}:
            if all(n in inside for n in of_type(frame.function.node, ast.Name) if n.id == name):
                frame.function.free_dynamic.pop(name, None)


def _take_from_caller(interpreter: "Interpreter", record: Cell) -> None:
    """`make_cell(size, keep_prob)` only hands a graph value on: the variable that holds it needs no parameter."""
    frame = interpreter.frames[-1] if interpreter.frames else None
    if frame is None or frame.activation is None or not isinstance(frame.function.node, ast.FunctionDef):
        return
    inside = {n for node in record.fed.values() for n in of_type(node, ast.Name)}
    for parameter, node in record.fed.items():
        given, _ = frame.activation.arguments.get(node.id, (None, None)) if isinstance(node, ast.Name) else (None, None)
        uses = [n for n in of_type(frame.function.node, ast.Name) if isinstance(node, ast.Name) and n.id == node.id]
        if (
            given is not None
            and inside.issuperset(uses)
            and all(
                d.env.frame is None
                for n in of_type(given, ast.Name)
                for d in interpreter.analysis.definitions_of.get(n, ())
            )
        ):
            record.fed[parameter] = given
            passed = interpreter.analysis.passed_to_cells.setdefault(frame.function.node, {})
            passed.setdefault(node.id, []).append(frame.activation.node)


def _meant(interpreter: "Interpreter", node: ast.expr) -> tuple:
    """What tells expressions apart: their text, and what the names in it are."""
    return (ast.dump(node), *(interpreter.analysis.definitions_of.get(n) for n in of_type(node, ast.Name)))


def _scope_name(interpreter: "Interpreter", given: dict, name: str) -> str | None:
    named = _constant(interpreter, given.get("name"), None)
    if named is None:
        return _SCOPES[name]
    return named if isinstance(named, str) else None


def _members(interpreter: "Interpreter", node: ast.expr | None) -> list[Cell]:
    """The cells of a list, one by one; empty when they are not all known."""
    value = interpreter.now(node) if node is not None else None
    if value is None or value.kind is not Kind.SEQUENCE:
        return []
    if isinstance(value.items, list):
        found = [one_of(v) for v in value.items]
    else:
        element = one_of(value.element)
        found = [element] * _length(interpreter, node)
    return found if all(isinstance(f, Cell) for f in found) else []


def _length(interpreter: "Interpreter", node: ast.expr) -> int:
    """How many elements `[cell() for _ in range(n)]`, `[cell] * n` or a name bound to one of them has."""
    if isinstance(node, ast.Name):
        definitions = interpreter.analysis.definitions_of.get(node, ())
        statement = definitions[0].unit.statement if len(definitions) == 1 and definitions[0].unit is not None else None
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            return _length(interpreter, statement.value)
    if isinstance(node, ast.ListComp) and len(node.generators) == 1 and not node.generators[0].ifs:
        iterated = node.generators[0].iter
        if (
            isinstance(iterated, ast.Call)
            and isinstance(iterated.func, ast.Name)
            and iterated.func.id == "range"
            and (len(iterated.args) == 1)
        ):
            return _count(interpreter, iterated.args[0])
        value = interpreter.now(iterated)
        if isinstance(value.items, list):
            return len(value.items)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        sides = [(node.left, node.right), (node.right, node.left)]
        return next((_count(interpreter, n) for s, n in sides if isinstance(s, ast.List) and len(s.elts) == 1), 0)
    return 0


def _count(interpreter: "Interpreter", node: ast.expr) -> int:
    known = _constant(interpreter, node, 0)
    return known if isinstance(known, int) else 0


def _alike(interpreter: "Interpreter", node: ast.expr | None) -> list[Cell]:
    """The one record of the cells of a list whose length is not known; empty when there is no such."""
    value = interpreter.now(node) if node is not None else None
    element = one_of(value.element) if value is not None and value.kind is Kind.SEQUENCE else None
    return [element] if element is not None else []


# -- states -------------------------------------------------------------------------------------------


def state_of(structure: object, leaves: frozenset, node: ast.AST | None = None) -> Value:
    """The state of a cell as its structure says."""
    if structure == TENSOR:
        return tensor(leaves, node, dtype="float32", rank=2)
    if structure == LSTM:
        parts = [tensor(leaves, dtype="float32", rank=2) for _ in "ch"]
        return Value(Kind.SEQUENCE, leaves, items=parts, path="state.lstm", node=node)
    if structure == EITHER:
        return Value(Kind.SEQUENCE, leaves, path="state.either", node=node)
    if isinstance(structure, Several):
        return Value(Kind.SEQUENCE, leaves, element=state_of(structure.inner, leaves), path="state.tuple", node=node)
    return Value(
        Kind.SEQUENCE, leaves, items=[state_of(inner, leaves) for inner in structure], path="state.tuple", node=node
    )


def state_tuple(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]) -> Value:
    """`LSTMStateTuple(c, h)`."""
    parts = [argument(node, ("c", "h"), name) for name in "ch"]
    if None in parts or len(values) != 2:
        return _refused(interpreter, node, "LSTMStateTuple without its two parts", "write LSTMStateTuple(c, h)")
    known = [interpreter.now(p) for p in parts]
    return Value(Kind.SEQUENCE, read_leaves(known), items=known, nodes=parts, path="state.lstm", node=node)


def attribute(interpreter: "Interpreter", node: ast.Attribute, base: Value) -> Value | None:
    """`state.c`, `state.h`: the parts of an LSTM state, in this order."""
    if base.path == "state.either":
        return _refused(
            interpreter, node, "whether a state has parts depends on the cell", "write one network for each cell"
        )
    if base.path != "state.lstm" or node.attr not in ("c", "h"):
        return None
    index = "ch".index(node.attr)
    interpreter.analysis.state_reads[node] = index
    return base.items[index]


def method(interpreter: "Interpreter", node: ast.Call, owner: Value, name: str, env: Environment) -> Value | None:
    """Methods of cells."""
    values = [interpreter.evaluate(a, env) for a in node.args]
    values += [interpreter.evaluate(k.value, env) for k in node.keywords]
    known = one_of(owner)
    if name != "zero_state" or known is None:
        return _refused(interpreter, node, f"cell.{name}(...)", "call the cell, or run it with dynamic_rnn")
    dtype = argument(node, ("batch_size", "dtype"), "dtype")
    if _constant(interpreter, dtype, None) not in ("float32", "float"):
        return _refused(interpreter, node, "a state of another type than float32", "use float32")
    interpreter.analysis.zero_states[node] = known
    return state_of(known.structure, read_leaves(values), node)


def called(interpreter: "Interpreter", node: ast.Call) -> Value:
    """`output, state = cell(inputs, state)`."""
    return _refused(
        interpreter,
        node,
        "a recurrent cell is called step by step",
        "unroll it with dynamic_rnn, or call a Keras cell in the loop",
    )


# -- sequences ----------------------------------------------------------------------------------------


def unrolled(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]) -> Value:
    """`dynamic_rnn`, `static_rnn` and their bidirectional forms: outputs and last state."""
    known = interpreter.now
    given = {p: argument(node, parameters(path), p) for p in parameters(path)}
    both = "bidirectional" in path
    nodes = [given["cell_fw"], given["cell_bw"]] if both else [given["cell"]]
    initial = [given["initial_state_fw"], given["initial_state_bw"]] if both else [given["initial_state"]]
    cells = [one_of(known(n)) if n is not None else None for n in nodes]
    if not all(isinstance(c, Cell) for c in cells):
        return _refused(interpreter, node, "which cell is unrolled is not known", "make the cell in this file")
    if any(c.many for c in cells):
        return _refused(
            interpreter,
            node,
            "one of several cells that are made in a loop is unrolled",
            "make each cell in a statement of its own",
        )
    static = "static" in path
    time_major = _constant(interpreter, given.get("time_major"), False)
    lengths = given["sequence_length"]
    if lengths is not None and known(lengths).constant is None:
        lengths = None
    reason = _unrolled_refusal(interpreter, given, time_major)
    if reason is not None:
        return _refused(interpreter, node, reason, "write the sequence as float32, batch by time by features")
    interpreter.refuse_place(node, path, looped=bool(interpreter.loop_depth))
    initial = [None if n is None or known(n).constant is None else n for n in initial]
    record = Layer(node, path, "", interpreter.next_index(), interpreter.unit, interpreter.scopes())
    record.recurrent = Recurrent(cells, nodes, given["inputs"], lengths, initial, bool(time_major), static)
    made = len(interpreter.analysis.variables)
    leaves = read_leaves([v for v in values if v.kind is not Kind.CELL])
    if not interpreter.dead:
        record.variable = _weights(interpreter, record, given.get("scope"), both, env)
        leaves |= {Leaf(LeafKind.VARIABLE, record.variable)}
    interpreter.site(node, record, len(interpreter.analysis.variables) > made)
    if not interpreter.dead:
        interpreter.analysis.layers.append(record)
        interpreter.unit.creates.append(record)
    if any(c.symbol.endswith("DropoutWrapper") for inner in cells for c in inner.all()):
        leaves |= {Leaf(LeafKind.RANDOM, node)}
    for fed in [n for inner in cells for c in inner.all() for n in c.fed.values()]:
        leaves |= read_leaves([known(fed)])
        for name in of_type(fed, ast.Name):
            for definition in interpreter.analysis.definitions_of.get(name, ()):
                interpreter.use(definition)
    states = [state_of(c.structure, leaves) for c in cells]
    if static:
        width = tensor(leaves, dtype="float32", rank=2)
        outputs = Value(Kind.SEQUENCE, leaves, element=width, path="steps")
        return Value(Kind.SEQUENCE, leaves, items=[outputs, *states], path="recurrent")
    outputs = tensor(leaves, dtype="float32", rank=3)
    if not both:
        return Value(Kind.SEQUENCE, leaves, items=[outputs, *states], path="recurrent")
    pair = Value(Kind.SEQUENCE, leaves, items=[outputs, tensor(leaves, dtype="float32", rank=3)])
    return Value(Kind.SEQUENCE, leaves, items=[pair, Value(Kind.SEQUENCE, leaves, items=states, path="state.tuple")])


def surely_builds(interpreter: "Interpreter", statement: ast.Try) -> bool:
    """Whether a `try` only guards the unrolling of cells against versions before 1.0, which gave back less."""
    if len(statement.body) != 1 or statement.orelse or statement.finalbody:
        return False
    value = getattr(statement.body[0], "value", None)
    return (
        isinstance(statement.body[0], ast.Assign)
        and isinstance(value, ast.Call)
        and (interpreter.analysis.symbols.get(value.func) in UNROLLED and interpreter.now(value).kind is Kind.SEQUENCE)
    )


def _unrolled_refusal(interpreter: "Interpreter", given: dict, time_major: object) -> str | None:
    if given["inputs"] is None:
        return "the inputs are not written as an argument"
    if time_major not in (True, False):
        return "whether time is the first axis is not known"
    if _constant(interpreter, given.get("dtype"), "float32") not in ("float32", "float", None):
        return "a sequence of another type than float32"
    if interpreter.now(given["inputs"]).dtype not in (None, "float32"):
        return "a sequence of another type than float32"
    inherited = interpreter.scope_arguments()
    for name, value in inherited.items():
        if name in ("initializer", "regularizer", "custom_getter", "partitioner", "dtype") and (
            value.constant not in (None, False)
        ):
            return f"variable_scope(..., {name}=) changes the weights of the cell"
    return None


def _weights(
    interpreter: "Interpreter", record: Layer, scope: ast.expr | None, both: bool, env: Environment
) -> Variable:
    """The weights of the cells that a layer calls first, as one record."""
    cells = [inner for cell_ in record.recurrent.cells for inner in cell_.all()]
    earlier = next((c.variable for c in cells if c.variable is not None), None)
    if earlier is not None:
        return earlier
    scopes = interpreter.variable_scopes
    named = scope is not None and interpreter.now(scope).constant is not None
    above = scopes.path(scope, env) if named else (*scopes.current.path, "bidirectional_rnn" if both else "rnn")
    place = (*above, cells[0].name)
    known = scopes.find(place, scopes.current.reuse, record.node)
    if known is not None:
        record.shared = next((layer for layer in interpreter.analysis.layers if layer.variable is known), None)
        if record.shared is None or record.shared.recurrent is None:
            interpreter.problem(
                record.node,
                "TFM203",
                "a recurrent network takes up the weights of something else",
                "make the layer once and call it twice",
            )
    variable = known
    if known is None:
        variable = Variable(
            record.node, record.symbol, "", True, record.index, None, unit=interpreter.unit, scope=record.scope
        )
        if len(cells) == 1 and all(isinstance(part, str) for part in place):
            weights = ("kernel:0", "bias:0")
            if cells[0].symbol.endswith("GRUCell"):
                weights = ("gates/kernel:0", "gates/bias:0", "candidate/kernel:0", "candidate/bias:0")
            variable.tf1_names = tuple("/".join([*place, w]) for w in weights)
        interpreter.analysis.variables.append(variable)
        scopes.made.setdefault(place, variable)
    for inner in cells:
        inner.variable = variable
    return variable


def loads_of(analysis, target: ast.expr) -> list[ast.Name]:
    """The places that read what an assignment bound to a name."""
    return [
        node
        for node, definitions in analysis.definitions_of.items()
        if isinstance(node.ctx, ast.Load) and any(d.node is target for d in definitions)
    ]
