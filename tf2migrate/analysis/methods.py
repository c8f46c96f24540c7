"""Methods and attributes of graph objects, by the kind of the object they belong to."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tf2migrate.analysis import assigning, choices, classes, elements, importing, recurrent
from tf2migrate.analysis.api import queues, tables
from tf2migrate.analysis.arguments import argument
from tf2migrate.analysis.program import Environment, Gradients, Iterator, IteratorInit, Optimizer, Train
from tf2migrate.analysis.scopes import SCOPE
from tf2migrate.analysis.values import (
    PYTHON,
    SINGLE,
    UNKNOWN,
    WHOLE,
    Kind,
    Leaf,
    LeafKind,
    Value,
    constant,
    join_all,
    number_of_parameters,
    read_leaves,
    tensor,
    variable_leaves,
)
from tf2migrate.rules import distributions, hyperparameters

if TYPE_CHECKING:
    from tf2migrate.analysis.interpreter import Interpreter

_FETCHABLE = frozenset(
    {
        Kind.TENSOR,
        Kind.PLACEHOLDER,
        Kind.VARIABLE,
        Kind.TRAIN,
        Kind.GROUP,
        Kind.INIT,
        Kind.SUMMARY,
        Kind.METRIC,
        Kind.SCHEDULE,
        Kind.ITERATOR_INIT,
        Kind.HANDLE,
    }
)
_TENSORS = frozenset({Kind.TENSOR, Kind.PLACEHOLDER, Kind.SCHEDULE, Kind.METRIC, Kind.GRADIENTS})


def call(interpreter: "Interpreter", node: ast.Call, owner: Value, env: Environment) -> Value | None:
    """The value of `owner.method(...)`; None when the owner's kind has no such method."""
    method = node.func.attr
    handler = _BY_KIND.get(owner.kind)
    if method in ("run", "eval") and owner.kind in _FETCHABLE:
        return _evaluate(interpreter, node, owner, env)
    if handler is None:
        return None
    return handler(interpreter, node, owner, method, env)


def _values(interpreter: "Interpreter", node: ast.Call, env: Environment) -> list[Value]:
    values = [interpreter.evaluate(a, env) for a in node.args]
    return values + [interpreter.evaluate(k.value, env) for k in node.keywords]


def _evaluate(interpreter: "Interpreter", node: ast.Call, owner: Value, env: Environment) -> Value:
    """`tensor.eval(feed, session)`, `op.run(feed, session)`."""
    values = _values(interpreter, node, env)
    feed = argument(node, ("feed_dict", "session"), "feed_dict")
    if feed is not None and interpreter.analysis.values[feed].kind is Kind.SESSION:
        feed = None
    del values
    return interpreter.record_run(
        node,
        node.func.value,
        owner,
        feed,
        interpreter.analysis.values.get(feed) if feed is not None else None,
        node.func.attr,
    )


def _session(interpreter: "Interpreter", node: ast.Call, owner: Value, method: str, env: Environment) -> Value | None:
    _values(interpreter, node, env)
    if method == "run":
        parameters = ("fetches", "feed_dict", "options", "run_metadata")
        fetches, feed = argument(node, parameters, "fetches"), argument(node, parameters, "feed_dict")
        if argument(node, parameters, "options") is not None or argument(node, parameters, "run_metadata") is not None:
            interpreter.problem(
                node,
                "TFM104",
                "sess.run(..., options=, run_metadata=) traces the graph",
                "use tf.profiler.experimental",
            )
        if fetches is None:
            return UNKNOWN
        value = interpreter.analysis.values[fetches]
        return interpreter.record_run(
            node, fetches, value, feed, interpreter.analysis.values.get(feed) if feed is not None else None, "run"
        )
    if method in ("as_default", "__enter__"):
        return owner
    if method == "close":
        return PYTHON
    interpreter.problem(node, "TFM104", f"session.{method}(...)", "call the step function instead")
    return UNKNOWN


def _variable(interpreter: "Interpreter", node: ast.Call, owner: Value, method: str, env: Environment) -> Value | None:
    values = _values(interpreter, node, env)
    if method in assigning.METHODS:
        leaves = read_leaves(values) | variable_leaves(owner) | {Leaf(LeafKind.EFFECT, node)}
        return tensor(leaves, node, dtype=owner.dtype, rank=owner.rank)
    if method == "initialized_value":
        return tensor(variable_leaves(owner), node, dtype=owner.dtype, rank=owner.rank)
    if method in ("read_value", "value"):
        return tensor(variable_leaves(owner), node, dtype=owner.dtype, rank=owner.rank)
    if method == "get_shape":
        return Value(Kind.PYTHON, path="variable.shape")
    if method == "load":
        interpreter.problem(node, "TFM205", "variable.load(value, session)", "variable.assign(value)")
        return PYTHON
    return tensor(variable_leaves(owner), node)


def _tensor(interpreter: "Interpreter", node: ast.Call, owner: Value, method: str, env: Environment) -> Value | None:
    values = _values(interpreter, node, env)
    if method == "get_shape":
        return Value(Kind.PYTHON, owner.leaves, path="shape")
    if method == "set_shape":
        return Value(Kind.TENSOR, owner.leaves)
    if method == "assign":
        interpreter.problem(node, "TFM205", "an assignment to a tensor", "assign to the variable")
    return tensor(owner.leaves | read_leaves(values), node)


def _optimizer(interpreter: "Interpreter", node: ast.Call, owner: Value, method: str, env: Environment) -> Value | None:
    values = _values(interpreter, node, env)
    analysis = interpreter.analysis
    if analysis.eager:
        return PYTHON
    record = choices.optimizer(analysis, owner)
    if interpreter.frames:
        interpreter.problem(
            node,
            "TFM305",
            f"optimizer.{method}(...) in a helper function",
            "write the training step where the optimizer is",
        )
        return UNKNOWN
    if record is None:
        interpreter.problem(
            node,
            "TFM305",
            f"optimizer.{method}(...) of one of several optimizers",
            "give them one name, in the branches of one choice, and the same learning rate",
        )
        return UNKNOWN
    if interpreter.loop_depth:
        interpreter.problem(node, "TFM305", f"optimizer.{method}(...) in a loop", "write one training step per loss")
    if method in ("minimize", "compute_gradients"):
        parameters = ("loss", "global_step", "var_list") if method == "minimize" else ("loss", "var_list")
        loss, chosen = argument(node, parameters, "loss"), argument(node, parameters, "var_list")
        if chosen is not None and analysis.values[chosen].constant is None:
            chosen = None
        if loss is None:
            return UNKNOWN
        loss_value = analysis.values[loss]
        trainable = _trained(interpreter, loss_value)
        if any(v.sparse for v in trainable):
            choices.take_sparse(record)
        if method == "compute_gradients":
            made = Gradients(
                node,
                loss,
                chosen,
                interpreter.next_index(),
                True,
                interpreter.unit,
                loss_value,
                analysis.values.get(chosen) if chosen is not None else None,
                trainable=trainable,
            )
            analysis.gradients.append(made)
            interpreter.unit.creates.append(made)
            leaf = Leaf(LeafKind.GRADIENT, made)
            pair = Value(Kind.SEQUENCE, items=[tensor(loss_value.leaves | {leaf}), Value(Kind.VARIABLE)])
            return Value(Kind.SEQUENCE, element=pair, info=made)
        step = argument(node, parameters, "global_step")
        return _train(
            interpreter,
            node,
            record,
            values,
            loss=loss,
            variables=chosen,
            step=step,
            loss_value=loss_value,
            trainable=trainable,
        )
    if method == "apply_gradients":
        parameters = ("grads_and_vars", "global_step")
        pairs = argument(node, parameters, "grads_and_vars")
        return _train(interpreter, node, record, values, pairs=pairs, step=argument(node, parameters, "global_step"))
    interpreter.problem(node, "TFM305", f"optimizer.{method}(...)", "use the Keras optimizer's own attributes")
    return UNKNOWN


def _trained(interpreter: "Interpreter", loss: Value) -> list:
    """Trainable variables that exist now and that the loss depends on, in creation order."""
    reached = {leaf.origin for leaf in loss.all_leaves() if leaf.kind is LeafKind.VARIABLE}
    return [v for v in interpreter.analysis.variables if v.trainable is not False and v in reached]


def _train(
    interpreter: "Interpreter", node: ast.Call, optimizer: Optimizer, values: list[Value], **known: object
) -> Value:
    step = known.get("step")
    if step is not None and interpreter.analysis.values[step].constant is None:
        known["step"] = step = None
    record = Train(
        node,
        optimizer,
        node.func.value,
        interpreter.next_index(),
        unit=interpreter.unit,
        step_value=interpreter.analysis.values.get(step) if step is not None else None,
        **known,
    )
    optimizer.trains.append(record)
    interpreter.analysis.trains.append(record)
    interpreter.unit.creates.append(record)
    leaves = read_leaves(values) | {Leaf(LeafKind.EFFECT, record)}
    if record.pairs is not None and any(v.sparse for v in _differentiated(interpreter, leaves)):
        choices.take_sparse(optimizer)
    rate = optimizer.rate_value
    if rate is not None:
        leaves |= read_leaves([rate])
    return Value(Kind.TRAIN, leaves, info=record, node=node)


def _differentiated(interpreter: "Interpreter", leaves: frozenset[Leaf]) -> list:
    """The variables whose gradients are among what is applied; all of them where that is not known."""
    from tf2migrate.analysis.api.known import variables_in

    analysis = interpreter.analysis
    known = [g for g in analysis.gradients if Leaf(LeafKind.GRADIENT, g) in leaves]
    found = [
        v
        for g in known
        for v in (*g.trainable, *variables_in(g.xs_value), *getattr(getattr(g.xs_value, "info", None), "records", ()))
    ]
    return found or analysis.variables


def _sequence(interpreter: "Interpreter", node: ast.Call, owner: Value, method: str, env: Environment) -> Value | None:
    values = _values(interpreter, node, env)
    target = node.func.value
    if method in ("append", "insert"):
        value = values[-1] if values else PYTHON
        if isinstance(owner.items, list) and not interpreter.loop_depth and method == "append":
            nodes = (owner.nodes or [None] * len(owner.items)) + [node.args[0]]
            updated = Value(Kind.SEQUENCE, items=owner.items + [value], nodes=nodes)
        else:
            updated = Value(Kind.SEQUENCE, element=join_all(owner.children() + [value]))
        interpreter.mutate(target, updated, env)
        return PYTHON
    if method == "extend":
        parts = owner.children() + (values[0].children() if values else [])
        interpreter.mutate(target, Value(Kind.SEQUENCE, element=join_all(parts) if parts else None), env)
        return PYTHON
    if method in ("pop", "copy", "reverse", "sort"):
        if method == "copy":
            return Value(Kind.SEQUENCE, items=owner.items, nodes=owner.nodes, element=owner.element)
        children = owner.children()
        interpreter.mutate(target, Value(Kind.SEQUENCE, element=join_all(children) if children else None), env)
        return join_all(children) if children and method == "pop" else PYTHON
    return PYTHON if not owner.dynamic else Value(Kind.PYTHON, owner.all_leaves())


def _mapping(interpreter: "Interpreter", node: ast.Call, owner: Value, method: str, env: Environment) -> Value | None:
    values = _values(interpreter, node, env)
    children = owner.children()
    element = join_all(children) if children else PYTHON
    if method == "values":
        if isinstance(owner.items, dict):
            return Value(Kind.SEQUENCE, items=list(owner.items.values()))
        return Value(Kind.SEQUENCE, element=element)
    if method == "items":
        return Value(Kind.SEQUENCE, element=Value(Kind.SEQUENCE, items=[PYTHON, element]))
    if method == "keys":
        return PYTHON
    if method == "get":
        key = values[0].constant if values else None
        if isinstance(owner.items, dict) and isinstance(key, (str, int)) and key in owner.items:
            return owner.items[key]
        return element
    if method == "update" and values and values[0].kind is Kind.MAPPING:
        given = values[0]
        if isinstance(owner.items, dict) and isinstance(given.items, dict):
            updated = Value(
                Kind.MAPPING, items={**owner.items, **given.items}, info=list(owner.info or []) + list(given.info or [])
            )
        else:
            updated = Value(
                Kind.MAPPING,
                element=join_all(children + given.children()),
                info=list(owner.info or []) + list(given.info or []),
            )
        interpreter.mutate(node.func.value, updated, env)
        return PYTHON
    if method == "copy":
        return Value(Kind.MAPPING, items=owner.items, element=owner.element, info=list(owner.info or []))
    return PYTHON if not owner.dynamic else Value(Kind.PYTHON, owner.all_leaves())


def _dataset(interpreter: "Interpreter", node: ast.Call, owner: Value, method: str, env: Environment) -> Value | None:
    if method in ("make_one_shot_iterator", "make_initializable_iterator"):
        _values(interpreter, node, env)
        return make_iterator(interpreter, node, node.func.value, owner, method == "make_initializable_iterator")
    values = _values(interpreter, node, env)
    # A function given to map, filter, ... is traced by the dataset itself, in both versions.
    leaves = owner.leaves | read_leaves([v for v in values if v.kind is not Kind.FUNCTION])
    made = UNKNOWN
    for value in values:
        if value.kind is Kind.FUNCTION:
            given = interpreter.call_back(node, value, elements.arguments_of(owner, number_of_parameters(value)))
            made = given if value is values[0] else made
    return Value(
        Kind.DATASET,
        leaves,
        node=node,
        path=_structure(owner, method, values, made),
        info=elements.of_method(owner, method, values, made),
    )


def _structure(owner: Value, method: str, values: list[Value], made: Value) -> str:
    """`SINGLE` when the elements of a dataset are surely tensors, not tuples or dicts of them.

    Args:
        made: what the function that is given to the method returns.
    """
    if method in elements.KEEPING_STRUCTURE:
        return owner.path
    if method == "map" and values and values[0].kind is Kind.FUNCTION:
        return SINGLE if made.kind is Kind.TENSOR and made.element is None and made.path != WHOLE else ""
    if method == "flat_map" and made.kind is Kind.DATASET:
        return made.path
    return SINGLE if method in ("map", "flat_map") and values and values[0].path in _READING else ""


# What is given to `map` or `flat_map` to read files.
_READING = (
    "data.TextLineDataset",
    "data.TFRecordDataset",
    "data.FixedLengthRecordDataset",
    "io.read_file",
    "read_file",
)


def make_iterator(
    interpreter: "Interpreter", node: ast.Call, dataset: ast.expr | None, value: Value, initializable: bool
) -> Value:
    record = Iterator(node, dataset, value, initializable, interpreter.unit)
    interpreter.analysis.iterators.append(record)
    interpreter.unit.creates.append(record)
    if interpreter.frames or interpreter.loop_depth:
        interpreter.problem(
            node,
            "TFM601",
            "an iterator is made in a helper function or a loop",
            "make it with iter(dataset) where it is consumed",
        )
    return Value(Kind.ITERATOR, info=record, node=node)


def _iterator(interpreter: "Interpreter", node: ast.Call, owner: Value, method: str, env: Environment) -> Value | None:
    values = _values(interpreter, node, env)
    if owner.info is None:  # tfe.Iterator
        return tensor(node=node)
    if method == "get_next":
        owner.info.gets.append(node)
        if len(owner.info.gets) > 1:
            interpreter.problem(
                node,
                "TFM603",
                "get_next() is called twice: a run of both consumes two elements",
                "call next(iterator) once for each",
            )
        leaf = Leaf(LeafKind.ELEMENT, owner.info)
        single = owner.info.dataset_value.path == SINGLE
        return Value(
            Kind.TENSOR,
            frozenset({leaf}),
            node=node,
            path="" if single else WHOLE,
            **elements.taken(owner.info.dataset_value.info, leaf),
        )
    if method == "string_handle" and not interpreter.frames:
        owner.info.switched = True
        return Value(Kind.HANDLE, info=owner.info, node=node)
    if method == "make_initializer":
        if not values:
            return Value(Kind.ITERATOR_INIT, info=owner.info, node=node)
        record = IteratorInit(owner.info, node, argument(node, ("dataset",), "dataset"), values[0], interpreter.unit)
        if interpreter.frames or record.dataset is None:
            interpreter.problem(
                node,
                "TFM602",
                "an iterator is given a dataset in a helper function",
                "make one iterator per dataset with iter(dataset)",
            )
        interpreter.analysis.iterator_inits.append(record)
        return Value(Kind.ITERATOR_INIT, info=record, node=node)
    interpreter.problem(node, "TFM602", f"iterator.{method}(...)", "make one iterator per dataset with iter(dataset)")
    return UNKNOWN


def _saver(interpreter: "Interpreter", node: ast.Call, owner: Value, method: str, env: Environment) -> Value | None:
    _values(interpreter, node, env)
    interpreter.analysis.savings.append((method, node, owner, interpreter.unit))
    if method not in ("save", "restore"):
        interpreter.problem(node, "TFM404", f"saver.{method}(...)", "use tf.train.CheckpointManager")
    return PYTHON


def _writer(interpreter: "Interpreter", node: ast.Call, owner: Value, method: str, env: Environment) -> Value | None:
    _values(interpreter, node, env)
    interpreter.unit.creates.append("writer." + method)
    if method not in ("add_summary", "add_graph", "close", "flush"):
        interpreter.problem(node, "TFM402", f"writer.{method}(...)", "use tf.summary under writer.as_default()")
    return PYTHON


def _graph(interpreter: "Interpreter", node: ast.Call, owner: Value, method: str, env: Environment) -> Value | None:
    _values(interpreter, node, env)
    if method in ("as_default", "finalize", "as_graph_def"):
        return owner
    interpreter.problem(
        node, "TFM908", f"graph.{method}(...) looks into the graph", "keep the values you need in names of your own"
    )
    return UNKNOWN


def _distribution(interpreter: "Interpreter", node: ast.Call, owner: Value, method: str, env: Environment) -> Value:
    values = _values(interpreter, node, env)
    parameters = distributions.METHODS.get(owner.path, {}).get(method)
    if parameters is None or len(node.args) > len(parameters) or any(k.arg not in parameters for k in node.keywords):
        interpreter.problem(
            node,
            distributions.RULE,
            f"distribution.{method}(...), or its arguments, have no equal here",
            "use the class of this name in tensorflow-probability",
        )
    leaves = owner.leaves | read_leaves(values)
    return tensor(leaves | {Leaf(LeafKind.RANDOM, node)} if method == "sample" else leaves, node)


def _python(interpreter: "Interpreter", node: ast.Call, owner: Value, method: str, env: Environment) -> Value | None:
    """Methods of Python values that came from graph values: shapes, sums of lists."""
    values = _values(interpreter, node, env)
    if owner.path == tables.TABLE:
        return tables.method(interpreter, node, owner, method, values)
    if owner.path == queues.QUEUE and owner.kind is Kind.PYTHON:
        return queues.method(interpreter, node, owner, method, values)
    if owner.path == hyperparameters.NAME and method not in hyperparameters.METHODS:
        interpreter.problem(node, "TFM901", f"HParams.{method}(...) has no equal here", "use the attributes")
    if owner.path == SCOPE and owner.info is not None:
        if method == "reuse_variables" and not interpreter.dead:
            interpreter.variable_scopes.reuse(owner.info, not interpreter.unsure)
        return PYTHON
    if owner.leaves and method in ("as_list", "value", "get_shape", "num_elements", "with_rank", "is_fully_defined"):
        return Value(Kind.PYTHON, owner.leaves, path="shape")
    if any(v.dynamic for v in values):
        if owner.path == "import" and _is_numpy_shape_use(values):
            return Value(Kind.PYTHON, read_leaves(values))
        if method in ("format", "append", "write", "join"):
            return Value(Kind.PYTHON, read_leaves(values))
        return None
    if any(v.kind is Kind.SESSION for v in values):
        return None
    return Value(Kind.PYTHON, owner.leaves)


def _is_numpy_shape_use(values: list[Value]) -> bool:
    """np.prod(x.get_shape().as_list()): Python arithmetic on a static shape."""
    return all(v.kind in (Kind.PYTHON, Kind.SEQUENCE) for v in values if v.dynamic)


_BY_KIND: dict[Kind, Callable[..., Value | None]] = {
    Kind.SESSION: _session,
    Kind.VARIABLE: _variable,
    Kind.TENSOR: _tensor,
    Kind.PLACEHOLDER: _tensor,
    Kind.SCHEDULE: _tensor,
    Kind.METRIC: _tensor,
    Kind.OPTIMIZER: _optimizer,
    Kind.SEQUENCE: _sequence,
    Kind.MAPPING: _mapping,
    Kind.DATASET: _dataset,
    Kind.ITERATOR: _iterator,
    Kind.SAVER: _saver,
    Kind.WRITER: _writer,
    Kind.GRAPH: _graph,
    Kind.CELL: recurrent.method,
    Kind.DISTRIBUTION: _distribution,
    Kind.PYTHON: _python,
}


_OF_NODES = frozenset({"name", "graph", "op", "consumers"})


def attribute(interpreter: "Interpreter", node: ast.Attribute, base: Value) -> Value:
    """The value of `base.attr` outside a call."""
    name = node.attr
    if base.kind is Kind.MODULE:
        return importing.attribute(interpreter, base, name)
    if base.kind in (Kind.OBJECT, Kind.CLASS):
        return classes.attribute(interpreter, node, base)
    if base.kind is Kind.ITERATOR and name == "initializer":
        return Value(Kind.ITERATOR_INIT, info=base.info, node=node)
    if base.kind is Kind.VARIABLE:
        if name == "initializer":
            return Value(Kind.INIT, node=node, path="initializer", items=[base])
        if name in ("op", "name"):  # an eager variable has no op, and TensorFlow 1 numbered names
            interpreter.analysis.name_reads.append(node)
        if name in ("shape", "name", "dtype", "op", "graph", "device"):
            return Value(Kind.PYTHON, path="variable." + name)
        return PYTHON
    if base.kind is Kind.SESSION:
        return Value(Kind.GRAPH, node=node) if name in ("graph", "graph_def") else PYTHON
    if base.kind in _TENSORS:
        if name == "shape":
            return Value(Kind.PYTHON, base.leaves, path="shape")
        if (
            name in _OF_NODES
            and not base.leaves
            and isinstance(base.node, ast.Call)
            and (interpreter.analysis.symbols.get(base.node.func) is not None)
        ):
            interpreter.problem(
                node,
                "TFM908",
                f"{ast.unparse(node)} is that of a node of the graph, and the tensor is computed at once",
                "write the name out, or drop the statement",
            )
        if name == "op":
            return base
        if name in ("dtype", "name", "graph"):
            return Value(
                Kind.PYTHON,
                base.leaves if name != "dtype" else frozenset(),
                path="tensor." + name,
                constant=base.dtype if name == "dtype" and base.dtype else Value(Kind.PYTHON).constant,
            )
        return tensor(base.leaves)
    if base.kind is Kind.UNKNOWN:
        return UNKNOWN
    if base.path == SCOPE and name in ("reuse", "name", "original_name_scope"):
        known = _of_scope(base.info, name)
        if known is not None:
            if not interpreter.frames and not interpreter.loop_depth:
                interpreter.analysis.scope_reads[node] = known
            return constant(known)
    if base.kind is Kind.PYTHON:
        if base.path == tables.TABLE:
            initialized = tables.attribute(node, base)
            return initialized if initialized is not None else PYTHON
        path = f"{base.path}.{name}" if base.path else ""
        if base.path == "import":
            return _module_attribute(interpreter, node)
        return Value(Kind.PYTHON, base.leaves, path=path)
    if base.kind is Kind.DATASET:
        return PYTHON
    if base.kind is Kind.DISTRIBUTION:
        if name not in distributions.ATTRIBUTES.get(base.path, ()):
            interpreter.problem(
                node,
                distributions.RULE,
                f"distribution.{name} has no equal here",
                "use the class of this name in tensorflow-probability",
            )
        return tensor(base.leaves, node)
    if base.kind in (Kind.SEQUENCE, Kind.MAPPING):
        part = recurrent.attribute(interpreter, node, base)
        return part if part is not None else Value(Kind.PYTHON, base.all_leaves())
    return PYTHON


def _of_scope(scope: Any, name: str) -> bool | str | None:
    """What an attribute of a variable scope is, where that is written down."""
    if name == "reuse":
        reuse = getattr(scope, "reuse", None)
        return reuse if isinstance(reuse, bool) else None
    path = getattr(scope, "path", (None,))
    return "/".join(path) if name == "name" and all(isinstance(part, str) for part in path) else None


def _module_attribute(interpreter: "Interpreter", node: ast.Attribute) -> Value:
    """`np.float32` is a dtype name; everything else of other modules is a plain Python value."""
    from tf2migrate.analysis.api.known import DTYPES

    if isinstance(node.value, ast.Name) and node.value.id in ("np", "numpy") and node.attr in DTYPES:
        return Value(Kind.PYTHON, constant=node.attr, path="import")
    return Value(Kind.PYTHON, path="import")
