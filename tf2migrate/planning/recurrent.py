"""Recurrent cells and what unrolls them: Keras layers that run a cell over a sequence."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tf2migrate.analysis.arguments import argument
from tf2migrate.analysis.classes import SELF, argument_nodes, last
from tf2migrate.analysis.program import Cell, Definition, Layer, Run, Unit, Unsupported
from tf2migrate.analysis.recurrent import EITHER, TENSOR, loads_of, parameters
from tf2migrate.analysis.tree import of_type
from tf2migrate.analysis.values import STATE, Kind
from tf2migrate.planning.recipe import Code, Recipe, Special
from tf2migrate.planning.roles import Role

if TYPE_CHECKING:
    from tf2migrate.planning.planner import Planner

# Parameters of TF1 cells and of those that stand for them; what is not named here means nothing any more.
_RENAMED = {
    "BasicRNNCell": ("TF1BasicRNNCell", {"activation": "activation"}),
    "BasicLSTMCell": ("TF1BasicLSTMCell", {"forget_bias": "forget_bias", "activation": "activation"}),
    "GRUCell": (
        "TF1GRUCell",
        {
            "activation": "activation",
            "kernel_initializer": "kernel_initializer",
            "bias_initializer": "bias_initializer",
        },
    ),
    "LSTMCell": (
        "TF1BasicLSTMCell",
        {"initializer": "kernel_initializer", "forget_bias": "forget_bias", "activation": "activation"},
    ),
    "DropoutWrapper": (
        "TF1DropoutWrapper",
        {
            "input_keep_prob": "input_keep_prob",
            "output_keep_prob": "output_keep_prob",
            "state_keep_prob": "state_keep_prob",
        },
    ),
}
_FULL_LSTM = (
    "TF1LSTMCell",
    {
        name: name
        for name in ("use_peepholes", "cell_clip", "initializer", "num_proj", "proj_clip", "forget_bias", "activation")
    },
)
_FIRST = {"DropoutWrapper": "cell"}
_DEFAULTS = {
    "forget_bias": 1.0,
    "use_peepholes": False,
    "activation": None,
    "cell_clip": None,
    "initializer": None,
    "kernel_initializer": None,
    "bias_initializer": None,
    "num_proj": None,
    "proj_clip": None,
    "input_keep_prob": 1.0,
    "output_keep_prob": 1.0,
    "state_keep_prob": 1.0,
}


_UNROLLED = 50  # as many steps are written out one by one, as static_rnn did


def plan(planner: "Planner") -> None:
    """Write the cells of the file, their states and the parts of states that are read."""
    analysis, result = planner.analysis, planner.result
    for run in analysis.runs:
        _refuse_shown(planner, run)
    for unit in needless(planner):
        for other in analysis.units:
            other.uses = [d for d in other.uses if d.unit is not unit]
    held: dict[tuple, str] = {}
    for record in analysis.cells.values():
        for parameter, node in record.fed.items():
            record.held[parameter] = _held(planner, record, node, held)  # shared by all cells that the call makes
        result.apply("TFM213", record.node)
        result.overrides[record.node] = Special("cell", record)
    _drop_passed(planner)
    for node, record in analysis.zero_states.items():
        batch = argument(node, ("batch_size", "dtype"), "batch_size")
        result.overrides[node] = Code("({0}).get_initial_state(batch_size={1})", (node.func.value, batch))
    for node, index in analysis.state_reads.items():
        result.overrides[node] = Code(f"({{0}})[{index}]", (node.value,))


def _drop_passed(planner: "Planner") -> None:
    """Parameters of helpers that only handed on what a variable now holds.

    Raises:
        Unsupported: the helper is called in another way as well.
    """
    for function, passed in planner.analysis.passed_to_cells.items():
        calls = {call for name in passed for call in passed[name]}
        uses = [
            n
            for n in planner.analysis.nodes(ast.Name, ast.Attribute)
            if isinstance(n.ctx, ast.Load) and last(n.attr if isinstance(n, ast.Attribute) else n.id) == function.name
        ]
        bound = function.args.args[:1] and function.args.args[0].arg == SELF
        for call in sorted(calls, key=lambda c: (c.lineno, c.col_offset)):
            given = argument_nodes(function, call, bound=bool(bound))
            if (
                len(uses) != len(calls)
                or call in planner.result.overrides
                or any(isinstance(a, ast.Starred) for a in call.args)
                or not set(passed) <= set(given)
            ):
                raise Unsupported(
                    call,
                    "TFM213",
                    f"{function.name}(...) is given the probability of a dropout in several ways",
                    "write out the helper",
                )
            planner.result.overrides[call] = Special("call_without", (call, {given[name] for name in passed}))
        planner.result.unneeded.setdefault(function, set()).update(passed)


def _refuse_shown(planner: "Planner", run: Run) -> None:
    """A fetched LSTM state was a named tuple: as a list it shows another text.

    Raises:
        Unsupported: the whole state is printed or made a string.
    """
    parent = planner.parents[run.node]
    target = parent.targets[0] if isinstance(parent, ast.Assign) and len(parent.targets) == 1 else None
    holders: list[ast.AST] = []
    if run.value.path.startswith(STATE):
        holders = [run.node] if target is None else [target]
    elif isinstance(run.value.items, list) and isinstance(target, (ast.Tuple, ast.List)):
        holders = [t for t, v in zip(target.elts, run.value.items) if v.path.startswith(STATE)]
    shown = [n for h in holders for n in ([h] if h is run.node else loads_of(planner.analysis, h))]
    for node in shown:
        above = planner.parents[node]
        if (
            isinstance(above, ast.FormattedValue)
            or isinstance(above, ast.Call)
            and (
                isinstance(above.func, ast.Name)
                and above.func.id in ("print", "str", "repr")
                or isinstance(above.func, ast.Attribute)
                and above.func.attr == "format"
            )
        ):
            raise Unsupported(
                node,
                "TFM213",
                "a whole LSTM state, which was a named tuple, is printed",
                "print its parts: state.c, state.h",
            )


def _held(planner: "Planner", record: Cell, node: ast.expr, held: dict[tuple, str]) -> str:
    """The variable that holds a probability which runs feed; the steps assign it."""
    definitions = tuple(id(d) for n in of_type(node, ast.Name) for d in planner.analysis.definitions_of.get(n, ()))
    key = (ast.dump(node), definitions)
    if key not in held:
        units = {unit.statement: unit for unit in planner.analysis.units}
        statement = record.node
        while statement not in units:
            statement = planner.parents[statement]
        name = held[key] = planner.fresh(
            units[statement], f"cell_{last(node.id)}" if isinstance(node, ast.Name) else ("cell_keep_prob")
        )
        planner.hoist(units[statement], name, Code(f"{planner.tf}.Variable(1.0, trainable=False)"))
    return held[key]


def cell_code(planner_values: dict, record: Cell, tf: str) -> tuple[Code, str | None]:
    """The constructor of a cell, and the class that has to be written into the program for it."""
    name = record.symbol.rsplit(".", 1)[1]
    if name == "MultiRNNCell":
        cells = argument(record.node, parameters(record.symbol), "cells")
        if _may_be_one(record):
            return Code("StackedCells({0})", (cells,)), "StackedCells"
        return Code(f"{tf}.keras.layers.StackedRNNCells({{0}})", (cells,)), None
    function, renamed = _RENAMED[name]
    given = {p: argument(record.node, parameters(record.symbol), p) for p in parameters(record.symbol)}
    if name == "LSTMCell" and any(
        not _default(planner_values, p, given[p]) for p in ("use_peepholes", "cell_clip", "num_proj", "proj_clip")
    ):
        function, renamed = _FULL_LSTM
    parts: list[Recipe] = [given[_FIRST.get(name, "num_units")]]
    texts = ["{0}"]
    for old, new in renamed.items():
        if old in record.held:
            texts.append(f"{new}={record.held[old]}")
        elif not _default(planner_values, old, given[old]):
            texts.append(f"{new}={{{len(parts)}}}")
            parts.append(given[old])
    return Code(f"{function}({', '.join(texts)})", tuple(parts)), function


def _may_be_one(record: Cell) -> bool:
    """Whether only one cell, of several states, may be stacked."""
    known = record.structure if isinstance(record.structure, list) else None
    inner = known if known is not None else [getattr(record.structure, "inner", None)]
    return (known is None or len(known) == 1) and any(part != "tensor" for part in inner)


def _default(values: dict, name: str, node: ast.expr | None) -> bool:
    """Whether an argument says what is so without it."""
    if node is None:
        return True
    known = values.get(node)
    return (
        known is not None and isinstance(known.constant, (int, float, type(None))) and known.constant == _DEFAULTS[name]
    )


# -- sequences ----------------------------------------------------------------------------------------


def layer(planner: "Planner", record: Layer) -> None:
    """Set constructor and call of a layer that unrolls cells, and what its results are bound to.

    Raises:
        Unsupported: the results are used in a way that the layer cannot serve.
    """
    if len(record.recurrent.cells) == 2:
        _bidirectional(planner, record)
        return
    use = _Use(planner, record)
    tf, unrolling = planner.tf, record.recurrent
    text, parts = _call(planner, record, _initial(planner, record))
    if not use.states:
        text = use.results.format(text, tf=tf)
    unrolling.call = (text, parts)
    options = []
    if use.sequences:
        options.append("return_sequences=True")
    if use.states:
        options.append("return_state=True")
    if unrolling.lengths is not None:
        options.append("zero_output_for_mask=True")
    if unrolling.static and (_steps(planner, record) or _UNROLLED + 1) <= _UNROLLED and _known_length(planner, record):
        options.append("unroll=True")
    unrolling.constructor = Code(f"{tf}.keras.layers.RNN({', '.join(['{0}', *options])})", (unrolling.cell_nodes[0],))
    if use.whole is not record.node:
        planner.result.overrides[use.whole] = Code("{0}", (record.node,))
    for node, code in use.rewritten.items():
        planner.result.overrides[node] = code


def _call(planner: "Planner", record: Layer, initial: Recipe | None) -> tuple[str, tuple]:
    """The call of the layer on its inputs, with a mask and an initial state where there are such."""
    tf, unrolling = planner.tf, record.recurrent
    inputs, swap = "{0}", f"{tf}.transpose({{0}}, [1, 0, 2])"
    whole = _unstacked(planner, record) if unrolling.static else None
    parts: list[Recipe] = [unrolling.inputs if whole is None else whole]
    if unrolling.static and whole is None:
        inputs = f"{tf}.stack({{0}}, axis=1)"
        known = planner.analysis.values[unrolling.inputs]
        if known.kind is not Kind.SEQUENCE:
            inputs = f"{tf}.stack({tf}.unstack({{0}}), axis=1)"
    elif unrolling.time_major:
        inputs = swap
    if inputs == "{0}" and unrolling.lengths is None and _masks(planner):
        inputs = f"{tf}.identity({{0}})"  # Keras hands the mask of an earlier network on with its outputs
    texts = [inputs]
    if unrolling.lengths is not None:
        named = _named_sequence(planner, parts[0])
        if named is None:
            raise Unsupported(
                record.node,
                "TFM213",
                "a sequence with lengths is not given by name",
                "give the inputs of the recurrent network a name of their own",
            )
        length, sequence = f"{{{len(parts)}}}", f"{{{len(parts) + 1}}}"
        steps = (
            f"len({sequence})"
            if unrolling.static and whole is None
            else (f"{tf}.shape({sequence})[{0 if unrolling.time_major else 1}]")
        )
        _refuse_normalization(planner, record)
        texts.append(f"mask={tf}.sequence_mask({length}, {steps})")
        parts += [unrolling.lengths, named]
    if initial is not None:
        texts.append(f"initial_state={{{len(parts)}}}")
        parts.append(initial)
    return f"{{name}}({', '.join(texts)})", tuple(parts)


def _named_sequence(planner: "Planner", node: ast.expr) -> ast.Name | None:
    """A name with as many steps as the sequence."""
    if isinstance(node, ast.Call) and planner.analysis.symbols.get(node.func) in ("nn.embedding_lookup", "one_hot"):
        path = planner.analysis.symbols[node.func]
        node = argument(
            node,
            ("params", "ids") if path == "nn.embedding_lookup" else ("indices",),
            "ids" if path == "nn.embedding_lookup" else "indices",
        )
    return node if isinstance(node, ast.Name) else None


def _unstacked(planner: "Planner", record: Layer) -> ast.expr | None:
    """The tensor that was unstacked into the steps: Keras takes it whole. The statement that did it goes."""
    analysis, node = planner.analysis, record.recurrent.inputs
    if not isinstance(node, ast.Name):
        return _along_time(planner, node)
    targets = {d.node for d in analysis.definitions_of.get(node, ())}
    target = targets.pop() if len(targets) == 1 else None
    statement = planner.parents.get(target)
    if not isinstance(statement, ast.Assign) or statement.targets != [target] or loads_of(analysis, target) != [node]:
        return None
    whole = _along_time(planner, statement.value)
    if whole is None or not _follows(planner, statement, record.node, {n.id for n in of_type(whole, ast.Name)}):
        return None
    unit = next((u for u in analysis.units if u.statement is statement), None)
    if unit is not None:
        if planner.roles.role[unit] is not Role.GRAPH:
            return None
        record.unit.uses = [d for d in record.unit.uses if d.node is not target]
        record.unit.uses += [
            d for n in of_type(whole, ast.Name) for d in analysis.definitions_of.get(n, ()) if d not in record.unit.uses
        ]
    planner.result.removed.add(statement)
    return whole


def _follows(planner: "Planner", first: ast.stmt, node: ast.AST, names: set[str]) -> bool:
    """Whether a statement stands before another of the same block, and nothing between them binds these names."""
    block = planner.parents[first]
    statements = next((b for b in (getattr(block, "body", []), getattr(block, "orelse", [])) if first in b), [])
    then = node
    while then is not None and planner.parents.get(then) is not block:
        then = planner.parents.get(then)
    if then not in statements or statements.index(then) < statements.index(first):
        return False
    between = statements[statements.index(first) + 1 : statements.index(then)]
    return not any(n.id in names and not isinstance(n.ctx, ast.Load) for s in between for n in of_type(s, ast.Name))


def _steps(planner: "Planner", record: Layer) -> int | None:
    """How many steps a list of them has, where that is written down."""
    node = record.recurrent.inputs
    if isinstance(node, ast.Name):
        targets = {d.node for d in planner.analysis.definitions_of.get(node, ())}
        statement = planner.parents.get(targets.pop()) if len(targets) == 1 else None
        node = statement.value if isinstance(statement, ast.Assign) else node
    path = planner.analysis.symbols.get(node.func) if isinstance(node, ast.Call) else None
    if path not in ("unstack", "unpack", "split"):
        return None
    given = argument(
        node,
        ("value", "num_or_size_splits" if path == "split" else "num"),
        "num_or_size_splits" if path == "split" else "num",
    )
    known = planner.analysis.values[given].constant if given is not None else None
    return known if isinstance(known, int) else None


def _known_length(planner: "Planner", record: Layer) -> bool:
    """Whether the number of steps is known when the function is traced: of a list it is, or the shape says it."""
    whole = record.recurrent.call[1][0] if record.recurrent.call[1] else record.recurrent.inputs
    if whole is record.recurrent.inputs and not _along_time(planner, whole):
        return True
    value = planner.analysis.values.get(whole)
    shape = getattr(value.info, "shape", None) if value is not None and value.kind is Kind.PLACEHOLDER else None
    sizes = planner.analysis.values[shape].items if shape is not None else None
    return isinstance(sizes, list) and len(sizes) > 1 and sizes[1].constant is not None


def _along_time(planner: "Planner", node: ast.expr) -> ast.expr | None:
    """What `tf.unstack(tensor, steps, 1)` unstacks."""
    if not isinstance(node, ast.Call) or planner.analysis.symbols.get(node.func) not in ("unstack", "unpack"):
        return None
    axis = argument(node, ("value", "num", "axis"), "axis")
    return (
        argument(node, ("value",), "value")
        if axis is not None and planner.analysis.values[axis].constant == 1
        else None
    )


def _masks(planner: "Planner") -> bool:
    """Whether some recurrent network of the file has lengths."""
    return any(
        layer_.recurrent is not None and layer_.recurrent.lengths is not None for layer_ in planner.analysis.layers
    )


def _refuse_normalization(planner: "Planner", record: Layer) -> None:
    """Keras hands a mask on from layer to layer, and normalizes what is inside of it only."""
    if any("norm" in layer_.symbol for layer_ in planner.analysis.layers):
        raise Unsupported(
            record.node,
            "TFM213",
            "a program with lengths of sequences normalizes batches",
            "call the layer of the normalization on tf.identity(outputs), which has no mask",
        )


def _initial(planner: "Planner", record: Layer) -> Recipe | None:
    """The initial state, unless it is zero anyway."""
    node = record.recurrent.initial[0]
    if node is None:
        return None
    analysis = planner.analysis
    if isinstance(node, ast.Name) and zero_state(planner, node) is not None:
        return None
    value = analysis.values[node]
    if value.node in analysis.zero_states and node is value.node:
        return None
    return node


def zero_state(planner: "Planner", node: ast.Name) -> Unit | None:
    """The statement that makes a zero state which nothing but initial states reads and nobody feeds."""
    analysis = planner.analysis
    definitions = analysis.definitions_of.get(node, ())
    if len(definitions) != 1 or definitions[0].unit is None or definitions[0].value.node not in analysis.zero_states:
        return None
    definition = definitions[0]
    statement = definition.unit.statement
    if not isinstance(statement, ast.Assign) or statement.targets[0] is not definition.node:
        return None
    wanted = {n for layer_ in analysis.layers if layer_.recurrent is not None for n in layer_.recurrent.initial}
    if any(load not in wanted for load in loads_of(analysis, definition.node)):
        return None
    return definition.unit


class _Use:
    """What a program does with the outputs and the last state of a recurrent network.

    Attributes:
        sequences: whether the outputs of all steps are needed.
        states: whether the last state is.
        results: what to do with the call when only its outputs are needed.
        whole: the expression that the call replaces.
        rewritten: other expressions that change: targets, and reads of single steps.
    """

    def __init__(self, planner: "Planner", record: Layer):
        self.planner, self.analysis, self.record = planner, planner.analysis, record
        self.sequences, self.states = True, False
        self.results = "{}"
        self.whole: ast.expr = record.node
        self.rewritten: dict[ast.AST, Recipe] = {}
        unrolling = record.recurrent
        if unrolling.static:
            self.results = "{tf}.unstack({}, axis=1)"
        elif unrolling.time_major:
            self.results = "{tf}.transpose({}, [1, 0, 2])"
        parent = planner.parents[record.node]
        if isinstance(parent, ast.Subscript) and isinstance(parent.slice, ast.Constant) and parent.slice.value == 0:
            self.whole = parent
        elif (
            isinstance(parent, ast.Assign)
            and len(parent.targets) == 1
            and isinstance(parent.targets[0], (ast.Tuple, ast.List))
            and len(parent.targets[0].elts) == 1 + len(unrolling.cells)
        ):
            self._unpacked(parent.targets[0])
        else:
            raise Unsupported(
                record.node,
                "TFM213",
                "the outputs and the state of a recurrent network are kept in one value",
                "unpack them: outputs, state = tf.nn.dynamic_rnn(...)",
            )

    def _read(self, target: ast.expr) -> bool:
        if not isinstance(target, ast.Name):
            return (
                isinstance(target, (ast.Tuple, ast.List))
                and any(self._read(t) for t in target.elts)
                or isinstance(target, (ast.Attribute, ast.Subscript))
            )
        return bool(loads_of(self.analysis, target))

    def _unpacked(self, targets: ast.Tuple | ast.List) -> None:
        outputs, state, *other = targets.elts
        self.states = self._read(state) or any(self._read(s) for s in other)
        if other and self.states:
            raise Unsupported(
                self.record.node,
                "TFM213",
                "the states of a bidirectional network over a list of steps are used",
                "use bidirectional_dynamic_rnn on batch by time by features",
            )
        if not self._read(outputs):
            self.sequences = not self.states
            self.results = "{}" if self.states else self.results
        else:
            self._outputs(outputs)
        if not self.states:
            self.rewritten[targets] = Code("{0}", (outputs,))
            return
        if self.results != "{}" and self._read(outputs):
            raise Unsupported(
                self.record.node,
                "TFM213",
                "both the outputs and the state of a network over a list of steps, or with time first, are used",
                "use dynamic_rnn on batch by time by features",
            )
        structure = self.record.recurrent.cells[0].structure
        if structure == EITHER:
            raise Unsupported(
                self.record.node,
                "TFM213",
                "the state of a network is used, whose parts depend on the cell",
                "write one network for each cell",
            )
        if structure == TENSOR:
            return
        if isinstance(state, (ast.Tuple, ast.List)):
            text = ", ".join(f"{{{n + 1}}}" for n in range(len(state.elts)))
            self.rewritten[targets] = Code(f"{{0}}, {text}", (outputs, *state.elts))
        else:
            self.rewritten[targets] = Code("{0}, *{1}", (outputs, state))

    def _outputs(self, target: ast.expr) -> None:
        """Single steps are read from the tensor; of the last step alone nothing else is computed."""
        if not isinstance(target, ast.Name):
            return
        loads = loads_of(self.analysis, target)
        parents = [self.planner.parents[load] for load in loads]
        unrolling = self.record.recurrent
        if unrolling.static and all(_step(p, load) is not None for p, load in zip(parents, loads)):
            last = (
                all(_step(p, load) == -1 for p, load in zip(parents, loads))
                and unrolling.lengths is None
                and (len(unrolling.cells) == 1)
            )
            for parent, load in zip(parents, loads):
                self.rewritten[parent] = (
                    Code("{0}", (load,)) if last else Code(f"{{0}}[:, {_step(parent, load)}]", (load,))
                )
            self.sequences, self.results = not last, "{}"
        elif (
            not unrolling.static
            and not unrolling.time_major
            and unrolling.lengths is None
            and loads
            and all(_last(p, load) for p, load in zip(parents, loads))
        ):
            for parent, load in zip(parents, loads):
                self.rewritten[parent] = Code("{0}", (load,))
            self.sequences = False


def _step(node: ast.AST, of: ast.Name) -> int | None:
    """The constant step that `outputs[step]` reads."""
    if not isinstance(node, ast.Subscript) or node.value is not of or not isinstance(node.ctx, ast.Load):
        return None
    index = node.slice
    if isinstance(index, ast.UnaryOp) and isinstance(index.op, ast.USub) and isinstance(index.operand, ast.Constant):
        return -index.operand.value if isinstance(index.operand.value, int) else None
    return index.value if isinstance(index, ast.Constant) and isinstance(index.value, int) else None


def _last(node: ast.AST, of: ast.Name) -> bool:
    """Whether this reads `outputs[:, -1]` or `outputs[:, -1, :]`."""
    if not isinstance(node, ast.Subscript) or node.value is not of or not isinstance(node.slice, ast.Tuple):
        return False
    parts = [ast.unparse(part) for part in node.slice.elts]
    return parts in ([":", "-1"], [":", "-1", ":"])


def _bidirectional(planner: "Planner", record: Layer) -> None:
    """Two cells, one for each direction."""
    unrolling, tf = record.recurrent, planner.tf
    if unrolling.time_major:
        raise Unsupported(
            record.node,
            "TFM213",
            "a bidirectional network with time first",
            "use bidirectional_dynamic_rnn on batch by time by features",
        )
    unrolling.constructor = Code("BidirectionalRNN({0}, {1})", tuple(unrolling.cell_nodes))
    initial: Recipe | None = None
    if any(node is not None for node in unrolling.initial):
        if None in unrolling.initial:
            raise Unsupported(
                record.node, "TFM213", "one direction has an initial state and the other has none", "give both"
            )
        initial = Code("({0}, {1})", tuple(unrolling.initial))
    text, parts = _call(planner, record, initial)
    if unrolling.static:
        use = _Use(planner, record)
        text = use.results.format(f"{tf}.concat({text}[0], axis=2)", tf=tf)
        for node, code in use.rewritten.items():
            planner.result.overrides[node] = code
    unrolling.call = (text, parts)


def wanted_name(record: Layer) -> str:
    """What the layer is called when nothing else has the name: `encoder_cell` gives `encoder_rnn`."""
    node = record.recurrent.cell_nodes[0]
    if len(record.recurrent.cells) == 2:
        return "bidirectional_rnn"
    if isinstance(node, ast.Name) and node.id.endswith("_cell"):
        stem = node.id.removesuffix("_cell")
        return stem if stem in ("lstm", "gru", "rnn") else f"{stem}_rnn"
    return "rnn"


def support(record: Layer) -> list[str]:
    """Classes that the constructor needs, beside those of the cells."""
    return ["BidirectionalRNN"] if len(record.recurrent.cells) == 2 else []


def only_unrolls(analysis, statement: ast.Try) -> bool:
    """Whether the handlers of a `try` were not even looked at: see `analysis.recurrent.surely_builds`."""
    return all(handler.type is not None and handler.type not in analysis.values for handler in statement.handlers)


def cell_reads(planner: "Planner", record: Layer, function: ast.AST) -> list[ast.Name]:
    """Where the sizes of the cell that a layer runs are read, in the function that makes it."""
    node = record.recurrent.cell_nodes[0]
    if len(record.recurrent.cells) != 1 or not isinstance(node, ast.Name):
        return []
    analysis = planner.analysis
    targets = {d.node for d in analysis.definitions_of.get(node, ())}
    return [
        name
        for name in of_type(function, ast.Name)
        if name is not node
        and isinstance(name.ctx, ast.Load)
        and {d.node for d in analysis.definitions_of.get(name, ())} == targets
        and isinstance(planner.parents[name], ast.Attribute)
        and planner.parents[name].attr in ("state_size", "output_size")
    ]


def needless(planner: "Planner") -> set[Unit]:
    """Statements that make a zero state where Keras starts from zeros by itself."""
    found = set()
    for record in planner.analysis.layers:
        for node in record.recurrent.initial if record.recurrent is not None else ():
            unit = (
                zero_state(planner, node) if isinstance(node, ast.Name) and len(record.recurrent.cells) == 1 else None
            )
            if unit is not None:
                found.add(unit)
    return found


def cell_units(planner: "Planner", record: Layer, region: list[Unit]) -> list[Unit]:
    """Statements that make the cells of a layer and that nothing outside of the model reads."""
    analysis = planner.analysis
    found: list[Unit] = []
    todo = [n for node in record.recurrent.cell_nodes for n in of_type(node, ast.Name)]
    while todo:
        name = todo.pop()
        for definition in analysis.definitions_of.get(name, ()):
            if definition.unit is None or definition.unit in found or not _makes_cell(definition):
                continue
            if planner.roles.role[definition.unit] is not Role.KEEP or (
                definition.unit.enclosing != definition.unit.contexts
            ):
                return []
            found.append(definition.unit)
            todo += of_type(definition.unit.statement, ast.Name)
    layers = [
        made for unit in region for made in unit.creates if isinstance(made, Layer) and made.recurrent is not None
    ]
    roots = {node for layer_ in layers for node in layer_.recurrent.cell_nodes}
    roots |= {unit.statement for unit in found} | {unit.statement for unit in needless(planner)}
    made = {d for unit in found for d in unit.definitions}
    for name, definitions in analysis.definitions_of.items():
        if (
            made & set(definitions)
            and isinstance(name.ctx, ast.Load)
            and not any(_belongs(planner, name, root) for root in roots)
        ):
            return []
    return sorted(found, key=lambda unit: unit.index)


def _makes_cell(definition: Definition) -> bool:
    value = definition.value
    return value.kind is Kind.CELL or (
        value.kind is Kind.SEQUENCE
        and bool(value.children())
        and all(child.kind is Kind.CELL for child in value.children())
    )


def _belongs(planner: "Planner", node: ast.AST | None, root: ast.AST) -> bool:
    while node is not None and node is not root:
        node = planner.parents.get(node)
    return node is root
