"""What a call of the TF1 API does while the graph is built, by public TF1 name."""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING

from tf2migrate.analysis import assigning, collections, dtypes, exports, presence, ranks, recurrent
from tf2migrate.analysis.arguments import argument, has_star
from tf2migrate.analysis.program import (
    Analysis,
    Decay,
    Environment,
    Gradients,
    Layer,
    Metric,
    Optimizer,
    Placeholder,
    Saver,
    Summary,
    Unit,
    Variable,
)
from tf2migrate.analysis.scopes import SCOPE
from tf2migrate.analysis.tree import children, of_type
from tf2migrate.analysis.values import (
    ABSENT,
    PYTHON,
    SINGLE,
    STRUCTURE,
    STRUCTURE_LIST,
    STRUCTURE_TUPLE,
    UNKNOWN,
    Kind,
    Leaf,
    LeafKind,
    Value,
    constant,
    function_of,
    join_all,
    number_of_parameters,
    read_leaves,
    tensor,
    variable_leaves,
)
from tf2migrate.rules import symbols

if TYPE_CHECKING:
    from tf2migrate.analysis.interpreter import Interpreter

Handler = Callable[["Interpreter", ast.Call, str, Environment, list[Value]], Value]
_HANDLERS: dict[str, Handler] = {}

DTYPES = frozenset(
    "float16 float32 float64 half double int8 int16 int32 int64 uint8 uint16 uint32 uint64 bool string complex64 "
    "complex128 bfloat16 qint8 quint8 qint32 resource variant".split()
)
# Embedding look-ups: the gradient of their table has IndexedSlices, which optimizers treat row by row.
_SPARSE_READS = {
    "gather": ("params",), "gather_nd": ("params",), "nn.embedding_lookup": ("params",),
    "nn.embedding_lookup_sparse": ("params",), "nn.nce_loss": ("weights", "biases"),
    "nn.sampled_softmax_loss": ("weights", "biases"),
}
_PYTHON_RESULTS = (
    "ConfigProto", "GPUOptions", "OptimizerOptions", "GraphOptions", "RunOptions", "RunMetadata", "TensorShape",
    "Dimension", "as_dtype", "app.", "flags.", "logging.", "gfile.", "test.", "train.latest_checkpoint",
    "train.get_checkpoint_state", "train.checkpoint_exists", "train.list_variables", "train.load_variable",
    "train.Coordinator", "train.start_queue_runners", "errors.", "sysconfig.", "compat.", "set_random_seed",
    "enable_eager_execution", "executing_eagerly", "contrib.eager.enable_eager_execution",
    "contrib.eager.executing_eagerly", "python_io.", "train.Example", "train.Features", "train.Feature",
    "train.Int64List", "train.BytesList", "train.FloatList", "disable_v2_behavior", "disable_eager_execution",
    "python.debug", "contrib.training.HParams", "train.write_graph", "is_gpu_available", "test.is_gpu_available",
)


def handles(*names: str) -> Callable[[Handler], Handler]:
    def register(handler: Handler) -> Handler:
        for name in names:
            _HANDLERS[name] = handler
        return handler

    return register


def call(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment) -> Value:
    """The value of calling the symbol `path`."""
    values = [interpreter.evaluate(a, env) for a in node.args]
    values += [interpreter.evaluate(k.value, env) for k in node.keywords]
    handler = _HANDLERS.get(path) or _family(path)
    if handler is not None:
        return handler(interpreter, node, path, env, values)
    if path.startswith(_PYTHON_RESULTS):
        return Value(Kind.PYTHON, path=path)
    return _op(interpreter, node, path, env, values)


def reference(interpreter: "Interpreter", node: ast.AST, path: str) -> Value:
    """The value of naming a symbol without calling it."""
    if path in DTYPES:
        return Value(Kind.PYTHON, constant=path, path=path)
    if path in ("AUTO_REUSE", "newaxis", "VERSION", "__version__", "GIT_VERSION"):
        return Value(Kind.PYTHON, path=path)
    if path.startswith(("GraphKeys.", "errors.", "estimator.ModeKeys.", "contrib.learn.ModeKeys.", "flags.FLAGS", "VariableAggregation")):
        return Value(Kind.PYTHON, path=path)
    return Value(Kind.SYMBOL, path=path)


def builtin(interpreter: "Interpreter", node: ast.Call, name: str, values: list[Value]) -> Value:
    """Python's own functions on graph values."""
    answer = presence.called(interpreter, node) if name == "hasattr" else None
    if answer is not None:
        return answer
    if name in ("list", "tuple", "sorted", "reversed", "set") and len(values) >= 1:
        source = values[0]
        if source.kind is Kind.SEQUENCE and name in ("list", "tuple"):
            return Value(Kind.SEQUENCE, items=source.items, nodes=source.nodes, element=source.element)
        if isinstance(source.items, dict):
            return PYTHON
        children = source.children()
        return Value(Kind.SEQUENCE, element=join_all(children)) if children else PYTHON
    if name in ("list", "tuple", "set"):
        return Value(Kind.SEQUENCE, items=[], nodes=[])
    if name == "dict":
        items = dict(zip([k.arg for k in node.keywords], values[len(node.args):])) if not node.args else None
        if items is not None and None not in items:
            return Value(Kind.MAPPING, items=items, info=[])
        return values[0] if values and values and values[0].kind is Kind.MAPPING else PYTHON
    if name == "zip":
        return _zip(interpreter, node, values)
    if name == "enumerate" and values:
        from tf2migrate.analysis.interpreter import element_of

        return Value(Kind.SEQUENCE, element=Value(Kind.SEQUENCE, items=[PYTHON, element_of(values[0])]))
    if name == "map" and len(values) >= 2:
        from tf2migrate.analysis.interpreter import element_of

        return Value(Kind.SEQUENCE,
                     element=interpreter.apply_callable(node, values[0], [element_of(v) for v in values[1:]]))
    if name in ("sum", "abs", "max", "min", "round", "pow") and any(v.dynamic for v in values):
        return tensor(read_leaves(values))
    if name in ("len", "isinstance", "type", "print", "str", "repr", "hasattr", "id", "format", "int", "float", "bool"):
        if name in ("int", "float", "len") and len(values) == 1 and isinstance(values[0].constant, (int, float)):
            return constant(int(values[0].constant) if name == "int" else float(values[0].constant)
                            if name == "float" else ABSENT)
        if name == "len" and values and isinstance(values[0].items, (list, dict)):
            return constant(len(values[0].items))
        leaves = read_leaves(values) if name in ("int", "float", "print", "str", "repr") else frozenset()
        return Value(Kind.PYTHON, leaves)
    if name == "range" and any(v.dynamic for v in values):
        return Value(Kind.PYTHON, read_leaves(values))
    if any(v.dynamic for v in values):
        return Value(Kind.UNKNOWN, read_leaves(values))
    return PYTHON


def _zip(interpreter: "Interpreter", node: ast.Call, values: list[Value]) -> Value:
    from tf2migrate.analysis.interpreter import element_of

    if any(isinstance(a, ast.Starred) for a in node.args):
        # zip(*pairs): as many tuples as a pair has members.
        inner = element_of(values[0]) if values else PYTHON
        if isinstance(inner.items, list):
            return Value(Kind.SEQUENCE, items=[Value(Kind.SEQUENCE, element=v) for v in inner.items])
        return Value(Kind.SEQUENCE, element=Value(Kind.SEQUENCE, element=inner) if inner.dynamic else PYTHON)
    return Value(Kind.SEQUENCE, element=Value(Kind.SEQUENCE, items=[element_of(v) for v in values]))


# -- ops ----------------------------------------------------------------------------------------------


def _op(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]) -> Value:
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
        _mark_scalars(interpreter, node, symbol.parameters)
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
    result = tensor(leaves, node, dtype=_dtype(interpreter, node, path, env, values), rank=_rank(interpreter, node, path, values))
    return _structured(interpreter, node, path, values, result)


# Kinds of symbols whose call gives a Python object.
_NOT_TENSORS = frozenset({
    "python", "class", "dtype", "flags", "logging", "gfile", "initializer", "regularizer", "mnist", "config", "app",
    "keras", "layer_object", "cell", "eager", "seed", "module", "saver", "session",
})


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
    "nn.moments": 2, "nn.top_k": 2, "clip_by_global_norm": 2, "unique": 2, "svd": 3, "qr": 2, "nn.fused_batch_norm": 3,
    "nn.static_rnn": 2, "nn.dynamic_rnn": 2, "self_adjoint_eig": 2, "linalg.eigh": 2, "setdiff1d": 2, "meshgrid": None,
    "split": None, "unstack": None, "unpack": None, "dynamic_partition": None, "while_loop": None, "tuple": None,
}


def _structured(interpreter: "Interpreter", node: ast.Call, path: str, values: list[Value], result: Value) -> Value:
    """Ops with several results."""
    if path == "clip_by_global_norm":
        gradients = values[0]
        clipped = Value(gradients.kind, result.leaves, info=gradients.info) if gradients.kind is Kind.GRADIENTS else (
            Value(Kind.SEQUENCE, element=tensor(result.leaves)))
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
        return _first_dtype([interpreter.analysis.values.get(part, UNKNOWN)])

    return dtypes.of_call(
        path, lambda name: argument(node, parameters, name),
        lambda part: dtype_name(interpreter.analysis.values.get(part)), found, _first_dtype(values),
        next((part.dtype for part in _flat(values) if part.kind in _GRAPH_VALUES and part.dtype), None))


_GRAPH_VALUES = (Kind.TENSOR, Kind.PLACEHOLDER, Kind.VARIABLE)


def _flat(values: list[Value]) -> list[Value]:
    """The values, and those in lists."""
    return [part for value in values for part in (
        value.items if value.kind is Kind.SEQUENCE and isinstance(value.items, list) else
        [value.element] if value.kind is Kind.SEQUENCE and value.element is not None else [value])]


def _first_dtype(values: list[Value]) -> str | None:
    """The dtype of the first value of the graph; that of a Python number where there is none."""
    first = next((part for part in _flat(values) if part.kind is not Kind.PYTHON), None)
    if first is not None:
        return first.dtype if first.kind in _GRAPH_VALUES else None
    return _literal_dtype(values[0].constant) if values else None


def _literal_dtype(value: object) -> str | None:
    while isinstance(value, (list, tuple)) and value:
        if any(isinstance(v, float) for v in value):
            return "float32"
        value = value[0]
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int):
        return "int32"
    if isinstance(value, float):
        return "float32"
    return "string" if isinstance(value, (str, bytes)) else None


def _literal_rank(value: Value) -> int | None:
    """The rank of the tensor that is made of numbers and lists of them."""
    if value.kind is Kind.SEQUENCE and isinstance(value.items, list) and value.items:
        inner = _literal_rank(value.items[0])
        return None if inner is None else inner + 1
    if value.kind is Kind.PYTHON and isinstance(value.constant, (bool, int, float, str, bytes)):
        return 0
    return value.rank if value.kind in _GRAPH_VALUES else None


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
        items = known.get(part, UNKNOWN).items
        return len(items) if isinstance(items, list) else None

    if path in ("constant", "convert_to_tensor") and argument(node, parameters, "shape") is None:
        return _literal_rank(values[0]) if values else None
    return ranks.of_call(path, lambda name: argument(node, parameters, name),
                         lambda part: known.get(part, UNKNOWN).rank, constant_of, length_of,
                         [value.rank for value in _flat(values) if value.kind in (*_GRAPH_VALUES, Kind.UNKNOWN)])


def dtype_name(value: Value | None) -> str | None:
    """Canonical name of a dtype given as `tf.float32`, "float", `np.float32`, ..."""
    if value is None or not isinstance(value.constant, str):
        return None
    name = {"float": "float32", "int": "int32", "double": "float64", "half": "float16"}.get(value.constant, value.constant)
    return name if name in DTYPES else None


def _mark_sparse(interpreter: "Interpreter", node: ast.Call, path: str) -> None:
    for name in _SPARSE_READS.get(path, ()):
        symbol = symbols.lookup(path)
        given = argument(node, symbol.parameters if symbol is not None and symbol.parameters else (name,), name)
        value = interpreter.analysis.values.get(given) if given is not None else None
        for variable in variables_in(value):
            variable.sparse = True


def _mark_scalars(interpreter: "Interpreter", node: ast.Call, parameters: tuple[str, ...]) -> None:
    """The rate of dropout and the predicate of `tf.cond` are scalars: so is a placeholder without a shape that is one."""
    for name in ("keep_prob", "rate", "pred"):
        given = argument(node, parameters, name) if name in parameters else None
        record = interpreter.now(given).info if given is not None else None
        if isinstance(record, Placeholder):
            record.scalar = True


def variables_in(value: Value | None) -> list[Variable]:
    """The variables a value holds: itself, or the elements of a container."""
    if value is None:
        return []
    if value.kind is Kind.VARIABLE and value.info is not None:
        return [value.info]
    return [variable for child in value.children() for variable in variables_in(child)]


# -- construction -------------------------------------------------------------------------------------

PLACEHOLDER_PARAMETERS = {
    "placeholder": ("dtype", "shape", "name"),
    "placeholder_with_default": ("input", "shape", "name"),
}
VARIABLE_PARAMETERS = {
    "Variable": ("initial_value", "trainable", "collections", "validate_shape", "caching_device", "name",
                 "variable_def", "dtype", "expected_shape", "import_scope", "constraint", "use_resource"),
    "get_variable": ("name", "shape", "dtype", "initializer", "regularizer", "trainable", "collections",
                     "caching_device", "partitioner", "validate_shape", "use_resource", "custom_getter", "constraint"),
}
VARIABLE_PARAMETERS["contrib.eager.Variable"] = VARIABLE_PARAMETERS["Variable"]
GLOBAL_STEPS = ("train.get_or_create_global_step", "train.create_global_step", "train.get_global_step",
                "contrib.framework.get_or_create_global_step", "contrib.framework.create_global_step",
                "contrib.framework.get_global_step")


@handles("placeholder", "placeholder_with_default")
def _placeholder(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]) -> Value:
    parameters = PLACEHOLDER_PARAMETERS[path]
    require_plain(interpreter, node, f"tf.{path}")
    if interpreter.frames or interpreter.loop_depth:
        interpreter.problem(node, "TFM102", "a placeholder is made in a helper function or in a loop",
                            "make it where the graph is built, or pass the tensor as an argument")
    dtype, shape = argument(node, parameters, "dtype"), argument(node, parameters, "shape")
    if isinstance(dtype, ast.Constant) and dtype.value is None:
        dtype = None  # what an input function gives
    default = argument(node, parameters, "input")
    record = Placeholder(node, dtype, shape, default, "", interpreter.next_index())
    interpreter.analysis.placeholders.append(record)
    interpreter.unit.creates.append(record)
    shape_value = interpreter.analysis.values.get(shape) if shape is not None else None
    rank = len(shape_value.items) if shape_value is not None and isinstance(shape_value.items, list) else None
    return Value(Kind.PLACEHOLDER, frozenset({Leaf(LeafKind.PLACEHOLDER, record)}), info=record, node=node, rank=rank,
                 dtype=dtype_name(interpreter.analysis.values.get(dtype)) if dtype is not None
                 else _default_dtype(interpreter.analysis.values.get(default)))


def _default_dtype(value: Value | None) -> str | None:
    """The dtype of a placeholder with a default: that which the default has as a tensor."""
    if value is None:
        return None
    return value.dtype or _DTYPES_OF_PYTHON.get(type(value.constant))


_DTYPES_OF_PYTHON = {bool: "bool", int: "int32", float: "float32", str: "string"}


@handles("train.global_step")
def _global_step(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]) -> Value:
    """`tf.train.global_step(sess, step)` runs the session on the step."""
    step = argument(node, ("sess", "global_step_tensor"), "global_step_tensor")
    if step is None:
        return PYTHON
    return interpreter.record_run(node, step, interpreter.analysis.values[step], None, None, "global_step")


@handles("Variable", "get_variable", "contrib.eager.Variable")
def _variable(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]) -> Value:
    parameters = VARIABLE_PARAMETERS[path]
    require_plain(interpreter, node, f"tf.{path}")
    flag = argument(node, parameters, "trainable")
    trainable: bool | None = True
    if flag is not None:
        known = interpreter.now(flag).constant
        trainable = known if isinstance(known, bool) else None
    first = argument(node, parameters, "initial_value" if path != "get_variable" else "initializer")
    first_value = interpreter.analysis.values.get(first) if first is not None else None
    if first_value is not None and any(leaf.kind is LeafKind.PLACEHOLDER for leaf in first_value.all_leaves()) and not (
        interpreter.frames and _only_of_shapes(interpreter, first)
    ):
        interpreter.problem(node, "TFM201", "the initial value of a variable depends on a placeholder",
                            "assign the fed value with variable.assign(...) after construction")
    if path == "get_variable":
        _refuse_getter(interpreter, node, parameters)
    function = interpreter.frames[-1].function if interpreter.frames else None
    if function is not None and isinstance(function.node, (ast.ListComp, ast.GeneratorExp)):
        function = None
    if path == "get_variable" and any(frame.uncalled for frame in interpreter.frames):
        interpreter.problem(node, "TFM212", "a function that nobody in this file calls makes variables by name",
                            "make it a tf.keras.layers.Layer whose weights are made once")
    scopes = interpreter.variable_scopes
    place = scopes.path(argument(node, parameters, "name"), env) if path == "get_variable" else None
    shared = None
    if place is not None and not interpreter.dead:
        shared = scopes.find(place, scopes.current.reuse, node) if interpreter.frames else None
    record = shared or Variable(node, path, "", trainable, interpreter.next_index(), function,
                                many=bool(interpreter.loop_depth), unit=interpreter.unit)
    interpreter.site(node, record, shared is None)
    if place is not None and not interpreter.dead:
        scopes.made.setdefault(place, record)
    known_dtype = _variable_dtype(interpreter, node, path, parameters, first_value)
    rank = first_value.rank if first_value is not None else None
    if first_value is not None and isinstance(first_value.constant, (int, float)):
        rank = 0
    shape = argument(node, parameters, "shape") if path == "get_variable" else None
    if shape is not None and isinstance(interpreter.now(shape).items, list):
        rank = len(interpreter.now(shape).items)
    value = Value(Kind.VARIABLE, info=record, node=node, dtype=known_dtype, rank=rank)
    if shared is not None or interpreter.dead:
        return value
    given = argument(node, parameters, "regularizer") if path == "get_variable" else None
    record.regularized = given is not None and interpreter.now(given).constant is not None
    record.collections = _given_collections(interpreter, argument(node, parameters, "collections"))
    record.scope = interpreter.scopes(("variable_scope",) if path == "get_variable" else ("variable_scope", "name_scope"))
    name = argument(node, parameters, "name")
    known_name = interpreter.now(name) if name is not None else None
    if record.scope is not None and known_name is not None and isinstance(known_name.constant, str) and (
        not interpreter.loop_depth
    ):
        record.tf1_names = ("/".join([*record.scope, known_name.constant]) + ":0",)
    interpreter.analysis.variables.append(record)
    interpreter.unit.creates.append(record)
    return value


def _only_of_shapes(interpreter: "Interpreter", node: ast.expr) -> bool:
    """Whether all that an expression has of the graph are static shapes: they are Python values."""
    todo: list[ast.AST] = [node]
    while todo:
        child = todo.pop()
        value = interpreter.now(child) if isinstance(child, ast.expr) else PYTHON
        if value.kind is Kind.PYTHON and value.path == "shape":
            continue
        if value.kind in (Kind.PLACEHOLDER, Kind.UNKNOWN) or isinstance(child, ast.Name) and value.dynamic and (
            value.kind not in (Kind.PYTHON, Kind.SEQUENCE) or any(c.kind is not Kind.PYTHON for c in value.children())
        ):
            return False
        todo += children(child)
    return True


def _given_collections(interpreter: "Interpreter", node: ast.expr | None) -> tuple[str, ...] | None:
    """The collections that a variable is put into; None when they are not known."""
    given = interpreter.now(node) if node is not None else None
    if given is None or given.constant is None:
        return ("GLOBAL_VARIABLES",)
    if not isinstance(given.items, list):
        return None
    keys = [_collection_key(value) for value in given.items]
    return None if None in keys else tuple(keys)


def _collection_key(value: Value) -> str | None:
    """The name of a collection: that of `tf.GraphKeys`, or a string."""
    if value.path.startswith("GraphKeys."):
        return {"VARIABLES": "GLOBAL_VARIABLES"}.get(key := value.path.removeprefix("GraphKeys."), key)
    if not isinstance(value.constant, str):
        return None
    return {"trainable_variables": "TRAINABLE_VARIABLES", "variables": "GLOBAL_VARIABLES"}.get(value.constant, value.constant)


def _variable_dtype(interpreter: "Interpreter", node: ast.Call, path: str, parameters: tuple[str, ...],
                    initial: Value | None) -> str | None:
    dtype = argument(node, parameters, "dtype")
    known = dtype_name(interpreter.analysis.values.get(dtype)) if dtype is not None else None
    if known is None and initial is not None:
        known = initial.dtype or _literal_dtype(initial.constant)
    if known is None and path == "get_variable" and dtype is None:
        known = "float32"
    return known


def _refuse_getter(interpreter: "Interpreter", node: ast.Call, parameters: tuple[str, ...]) -> None:
    for name in ("regularizer", "partitioner", "custom_getter"):
        given = argument(node, parameters, name)
        if name == "regularizer" and interpreter.frames:
            continue  # the layer that the helper becomes has it
        if given is not None and interpreter.analysis.values.get(given, PYTHON).constant is not None:
            interpreter.problem(node, "TFM202", f"get_variable(..., {name}=) acts through the graph",
                                "add the regularisation term to the loss yourself" if name == "regularizer" else
                                "create one plain variable")
    given = interpreter.scope_arguments()
    if not interpreter.frames and interpreter.variable_scopes.current.reuse is not False:
        interpreter.problem(node, "TFM203", "get_variable under variable_scope(..., reuse=)",
                            "keep the variable in a name and use it twice")
    _refuse_inherited(interpreter, node, given)


def _refuse_inherited(interpreter: "Interpreter", node: ast.Call, given: dict[str, Value]) -> None:
    inherited = [n for n in given if n not in ("reuse", "name_or_scope", "default_name", "values",
                                               "auxiliary_name_scope") and given[n].constant is not None]
    if inherited:
        interpreter.problem(node, "TFM203", f"variable_scope(..., {inherited[0]}=) changes the variables made in it",
                            "pass the argument to each layer or variable")


@handles(*GLOBAL_STEPS)
def _global_step(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]) -> Value:
    for record in interpreter.analysis.variables:
        if record.symbol in GLOBAL_STEPS:
            interpreter.problem(node, "TFM304", "the global step is fetched from the graph a second time",
                                "keep it in one name")
    record = Variable(node, path, "", False, interpreter.next_index(),
                      interpreter.frames[-1].function if interpreter.frames else None, unit=interpreter.unit)
    interpreter.analysis.variables.append(record)
    interpreter.unit.creates.append(record)
    return Value(Kind.VARIABLE, info=record, node=node, dtype="int64", rank=0)


@handles("global_variables_initializer", "initialize_all_variables", "local_variables_initializer",
         "initialize_local_variables", "tables_initializer", "initialize_all_tables")
def _initializer(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]) -> Value:
    return Value(Kind.INIT, node=node, path=path)


@handles("variables_initializer", "initialize_variables")
def _some_initializer(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment,
                      values: list[Value]) -> Value:
    return Value(Kind.INIT, node=node, path=path, items=[values[0]] if values else None)


@handles("Session", "InteractiveSession")
def _session(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]) -> Value:
    interpreter.analysis.sessions.append(node)
    interpreter.unit.creates.append("session")
    return Value(Kind.SESSION, node=node, path=path)


@handles("get_default_session")
def _default_session(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment,
                     values: list[Value]) -> Value:
    return Value(Kind.SESSION, node=node, path=path)


@handles("Graph", "get_default_graph")
def _graph(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]) -> Value:
    return Value(Kind.GRAPH, node=node, path=path)


@handles("reset_default_graph")
def _reset(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]) -> Value:
    unit = interpreter.unit
    if unit is not None and not interpreter.frames and all(isinstance(s, ast.With) for s in unit.enclosing) and (
        isinstance(unit.statement, ast.Expr) and unit.statement.value is node
    ):
        interpreter.analysis.graph_starts[interpreter.scope] = unit
    return Value(Kind.PYTHON, path=path)


@handles("name_scope", "variable_scope", "device", "control_dependencies", "op_scope", "variable_op_scope")
def _context(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]) -> Value:
    return Value(Kind.PYTHON, path="context:" + path)


@handles("get_variable_scope")
def _current_scope(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment,
                   values: list[Value]) -> Value:
    return Value(Kind.PYTHON, path=SCOPE, info=interpreter.variable_scopes.current)


@handles("ConfigProto", "GPUOptions")
def _config(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]) -> Value:
    return Value(Kind.PYTHON, path=path)


@handles("global_variables", "all_variables", "trainable_variables")
def _collection(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]) -> Value:
    scope = values[0].constant if values else None
    if values and not isinstance(scope, str):
        interpreter.problem(node, "TFM204", "variables are chosen by a scope that is not a constant",
                            "keep them in a list of your own")
        scope = None
    return collections.read(interpreter, node, path, scope)


@handles("get_collection", "get_collection_ref")
def _get_collection(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment,
                    values: list[Value]) -> Value:
    key, scope = argument(node, ("key", "scope"), "key"), argument(node, ("key", "scope"), "scope")
    known = interpreter.now(key) if key is not None else None
    name = known.path.removeprefix("GraphKeys.") if known is not None else ""
    if name == "" and known is not None and isinstance(known.constant, str):
        name = {"trainable_variables": "TRAINABLE_VARIABLES", "update_ops": "UPDATE_OPS",
                "losses": "LOSSES", "regularization_losses": "REGULARIZATION_LOSSES"}.get(known.constant, "")
    if name in ("TRAINABLE_VARIABLES", "GLOBAL_VARIABLES", "VARIABLES"):
        given = interpreter.analysis.values[scope].constant if scope is not None else None
        if scope is None or isinstance(given, str):
            return collections.read(interpreter, node, "trainable_variables" if name.startswith("T") else
                                    "global_variables", given)
    if name == "UPDATE_OPS" and scope is None:
        return Value(Kind.SEQUENCE, items=[], nodes=[], path="update_ops")
    if name == "REGULARIZATION_LOSSES" and scope is None:
        return _penalties(interpreter, node)
    if known is not None and isinstance(known.constant, str) and not name and scope is None:
        if any(record.member_of(known.constant) for record in interpreter.analysis.variables):
            return collections.read(interpreter, node, known.constant, None)
    interpreter.problem(node, "TFM204", f"the collection {ast.unparse(node.args[0]) if node.args else ''} is read",
                        "keep its members in a list of your own")
    return UNKNOWN


@handles(collections.ANALYZE)
def _analyze_vars(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]) -> Value:
    interpreter.analysis.name_reads.append(node)
    return PYTHON


_REGULARIZERS = ("kernel_regularizer", "bias_regularizer", "activity_regularizer", "weights_regularizer",
                 "biases_regularizer", "depthwise_regularizer", "pointwise_regularizer")


def regularized(layers: list[Layer]) -> list[Layer]:
    """The layers that have a regularizer."""
    return [layer for layer in layers if layer.shared is None and any(
        k.arg in _REGULARIZERS and not (isinstance(k.value, ast.Constant) and k.value.value is None)
        for k in layer.node.keywords)]


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
def _regularization_loss(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment,
                         values: list[Value]) -> Value:
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
    return Value(Kind.TENSOR, leaves, info=(losses, penalties.info), node=node, path="penalties", dtype="float32", rank=0)


@handles("add_to_collection", "add_to_collections")
def _add_to_collection(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment,
                       values: list[Value]) -> Value:
    interpreter.problem(node, "TFM204", "a value is put into a collection of the graph",
                        "append it to a list of your own")
    return PYTHON


# -- assignment, grouping -----------------------------------------------------------------------------


@handles("assign", "assign_add", "assign_sub", "scatter_update", "scatter_add", "scatter_sub", "scatter_nd_update",
         "compat.v1.assign", "state_ops.assign", "train.assign_moving_average")
def _assign(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]) -> Value:
    node_of_target = assigning.target(node, path)
    target = interpreter.analysis.values[node_of_target] if node_of_target is not None else PYTHON
    if target.kind is not Kind.VARIABLE:
        interpreter.problem(node, "TFM205", "the target of an assignment is not a variable of this file",
                            "call variable.assign(...) on the variable itself")
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
            items += value.items if isinstance(value.items, list) else [value]
            nodes += value.nodes if isinstance(value.items, list) and value.nodes else [None]
        else:
            items.append(value)
            nodes.append(child)
    if items and all(item.kind is Kind.INIT for item in items):
        return Value(Kind.INIT, node=node, path="group")
    return Value(Kind.GROUP, read_leaves(items), items=items, nodes=nodes, node=node)


@handles("no_op")
def _no_op(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]) -> Value:
    return Value(Kind.GROUP, items=[], nodes=[], node=node)


# -- layers -------------------------------------------------------------------------------------------


def _family(path: str) -> Handler | None:
    if path.startswith(("train.", "contrib.opt.")) and path.endswith("Optimizer"):
        return _optimizer
    symbol = symbols.lookup(path)
    if symbol is not None and symbol.returns in ("layer", "layer_free"):
        return _layer
    if symbol is not None and symbol.returns == "cell":
        return _unlowered
    if path.startswith(("layers.", "contrib.layers.", "contrib.slim.", "nn.rnn_cell.", "contrib.rnn.", "keras.")):
        if symbol is None or symbol.generated or symbol.disposition == symbols.Disposition.GONE:
            return _unlowered
    if path.startswith("summary.") and path.split(".")[-1] in ("scalar", "histogram", "image", "audio", "text"):
        return _summary
    if path.startswith("metrics."):
        return _metric
    if path.startswith("data.") or path.startswith("contrib.data."):
        return _dataset
    if path in ("train.exponential_decay", "train.inverse_time_decay", "train.natural_exp_decay",
                "train.piecewise_constant", "train.polynomial_decay", "train.cosine_decay",
                "train.cosine_decay_restarts"):
        return _decay
    return None


def flag_itself(analysis: Analysis, node: ast.expr) -> ast.expr:
    """A flag without what makes it a tensor, `flag` in `training=tf.convert_to_tensor(flag)`."""
    while isinstance(node, ast.Call) and analysis.symbols.get(node.func) in FLAG_WRAPPERS and len(node.args) == 1 and (
        not node.keywords
    ):
        node = node.args[0]
    return node


FLAG_WRAPPERS = frozenset({"convert_to_tensor", "identity"})


def _layer(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]) -> Value:
    symbol = symbols.lookup(path)
    if symbol.returns == "layer":
        if any(frame.uncalled for frame in interpreter.frames):
            interpreter.problem(node, "TFM206", f"{path} makes variables in a function that nobody in this file calls",
                                "make the function a tf.keras.layers.Layer")
        elif interpreter.loop_depth and not interpreter.frames and not (
            isinstance(interpreter.unit.statement, ast.For) and not interpreter.unit.header and interpreter.loop_depth == 1
        ):
            interpreter.problem(node, "TFM206", f"{path} makes variables in a loop",
                                "make a list of Keras layers first and call them in the loop")
        _refuse_inherited(interpreter, node, interpreter.scope_arguments())
    name = argument(node, symbol.parameters, "name") or argument(node, symbol.parameters, "scope")
    known = interpreter.now(name).constant if name is not None else None
    given_name = known if isinstance(known, str) else None
    record = Layer(node, path, given_name or "", interpreter.next_index(), interpreter.unit, interpreter.scopes(),
                   given_name)
    flag = argument(node, symbol.parameters, "training") or argument(node, symbol.parameters, "is_training")
    record.flag = interpreter.now(flag_itself(interpreter.analysis, flag)) if flag is not None else None
    if record.flag is not None and record.flag.kind is Kind.TENSOR and record.flag.dynamic:
        interpreter.problem(node, "TFM206", "whether a layer trains is computed in the graph",
                            "feed it, or compute it in Python and pass it to the function")
    given = {p: argument(node, symbol.parameters, p) for p in symbol.parameters}
    dynamic = frozenset(p for p, n in given.items() if n is not None and interpreter.now(n).dynamic)
    if path.endswith("dropout"):
        _mark_scalars(interpreter, node, symbol.parameters)
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
    source = next((v for v in values if v.kind in (Kind.TENSOR, Kind.PLACEHOLDER) or (
        v.kind is Kind.UNKNOWN and v.rank is not None)), None)
    return tensor(leaves, node, dtype=source.dtype if source is not None else None, rank=_layer_rank(path, source))


def _layer_rank(path: str, source: Value | None) -> int | None:
    name = path.rsplit(".", 1)[1]
    if name == "flatten":
        return 2
    for dimensions in "123":
        if f"{dimensions}d" in name:
            return int(dimensions) + 2
    return source.rank if source is not None else None


def _layer_weights(interpreter: "Interpreter", node: ast.Call, record: Layer, name: ast.expr | None,
                   env: Environment) -> frozenset[Leaf]:
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
        interpreter.problem(node, "TFM203", "a layer takes up the weights of something else",
                            "make the layer once and call it twice")
    trainable = argument(node, symbol.parameters, "trainable")
    flag = interpreter.now(trainable).constant if trainable is not None else True
    record.variable = Variable(node, record.symbol, "", flag if isinstance(flag, bool) else None, record.index, None,
                               unit=interpreter.unit, scope=record.scope)
    if not interpreter.loop_depth and all(isinstance(part, str) for part in place):
        record.variable.tf1_names = collections.layer_names(record.symbol, place[:-1], place[-1])
    record.variable.many = bool(interpreter.loop_depth)
    interpreter.analysis.variables.append(record.variable)
    scopes.made.setdefault(place, record.variable)
    return frozenset({Leaf(LeafKind.VARIABLE, record.variable)})


def _unlowered(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]) -> Value:
    symbol = symbols.lookup(path)
    interpreter.problem(node, "TFM901", f"tf.{path} has no lowering yet", symbol.advice if symbol is not None else "")
    return tensor(read_leaves(values) | {Leaf(LeafKind.EFFECT, node)}, node)


handles(*recurrent.CELLS)(recurrent.cell)
handles(*recurrent.STATE_TUPLES)(recurrent.state_tuple)
handles(*recurrent.UNROLLED)(recurrent.unrolled)


# -- optimizers, gradients ----------------------------------------------------------------------------


def _optimizer(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]) -> Value:
    require_plain(interpreter, node, f"tf.{path}")
    rate = argument(node, ("learning_rate",), "learning_rate")
    rate_value = interpreter.analysis.values.get(rate) if rate is not None else None
    if interpreter.frames:
        interpreter.problem(node, "TFM305", "an optimizer is made in a helper function",
                            "make the optimizer where the model is made")
    record = Optimizer(node, path, rate, rate_value, "", interpreter.unit)
    interpreter.analysis.optimizers.append(record)
    interpreter.unit.creates.append(record)
    return Value(Kind.OPTIMIZER, info=record, node=node)


@handles("gradients")
def _gradients(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]) -> Value:
    parameters = ("ys", "xs", "grad_ys", "name", "colocate_gradients_with_ops", "gate_gradients", "aggregation_method",
                  "stop_gradients", "unconnected_gradients")
    if argument(node, parameters, "stop_gradients") is not None:
        interpreter.problem(node, "TFM306", "tf.gradients(..., stop_gradients=)", "use tf.stop_gradient in the function")
    ys, xs = argument(node, parameters, "ys"), argument(node, parameters, "xs")
    if ys is None or xs is None or interpreter.frames:
        interpreter.problem(node, "TFM306", "tf.gradients in a helper function", "take the gradient where it is used")
        return tensor(read_leaves(values), node)
    record = Gradients(node, ys, xs, interpreter.next_index(), False, interpreter.unit,
                       interpreter.analysis.values.get(ys), interpreter.analysis.values.get(xs),
                       argument(node, parameters, "grad_ys"))
    interpreter.analysis.gradients.append(record)
    interpreter.unit.creates.append(record)
    leaves = read_leaves(values) | {Leaf(LeafKind.GRADIENT, record)}
    xs_value = record.xs_value
    if xs_value is not None and isinstance(xs_value.items, list):
        return Value(Kind.SEQUENCE, items=[tensor(leaves) for _ in xs_value.items])
    if xs_value is not None and xs_value.kind is Kind.SEQUENCE:
        return Value(Kind.SEQUENCE, element=tensor(leaves))
    return Value(Kind.SEQUENCE, items=[tensor(leaves, dtype=xs_value.dtype if xs_value else None)])


def _decay(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]) -> Value:
    name = "x" if path == "train.piecewise_constant" else "global_step"
    first = "x" if name == "x" else "learning_rate"
    parameters = (first, "boundaries", "values") if name == "x" else (first, "global_step")
    step = argument(node, parameters, name)
    record = Decay(node, path, step, interpreter.analysis.values.get(step) if step is not None else None, interpreter.unit)
    interpreter.analysis.decays.append(record)
    interpreter.unit.creates.append(record)
    return Value(Kind.SCHEDULE, read_leaves(values), info=record, node=node, dtype="float32", rank=0)


# -- summaries, savers, metrics -----------------------------------------------------------------------


def _summary(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]) -> Value:
    names = ("name", "values") if path.endswith("histogram") else ("name", "tensor")
    tag, value = argument(node, names, "name"), argument(node, names, names[1])
    many = len(node.args) == 1 and not node.keywords and values and values[0].kind is Kind.MAPPING
    if many:
        value = tag
    if any(frame.uncalled for frame in interpreter.frames) and len(node.args) == 2 and not node.keywords:
        return Value(Kind.SUMMARY, read_leaves(values))  # it means the same under a writer of TensorFlow 2
    if tag is None or value is None or interpreter.frames or interpreter.loop_depth:
        interpreter.problem(node, "TFM401", "a summary is made in a helper function or in a loop",
                            "write it with tf.summary under a writer where the value is known")
        return Value(Kind.SUMMARY, read_leaves(values))
    collections = argument(node, (), "collections")
    record = Summary(node, path, tag, value, interpreter.next_index(), interpreter.unit, collected=collections is None,
                     many=many)
    if collections is not None:
        interpreter.problem(node, "TFM401", "a summary with collections=", "keep its value in a name of its own")
    interpreter.analysis.summaries.append(record)
    interpreter.unit.creates.append(record)
    return Value(Kind.SUMMARY, read_leaves(values), info=[record], node=node)


@handles("summary.merge_all", "merge_all_summaries")
def _merge_all(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]) -> Value:
    apart = interpreter.places.apart if interpreter.analysis.entries else lambda one, other: False
    here = [s for s in interpreter.analysis.summaries if interpreter.variable_scopes.beside(s.unit)
            and not apart(s.unit.statement, node)]
    return Value(Kind.SUMMARY, info=here, node=node)


@handles("summary.merge", "merge_summary")
def _merge(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]) -> Value:
    records: list[Summary] = []
    members = values[0].children() if values else []
    for member in members:
        if member.kind is Kind.SUMMARY and member.info:
            records += [r for r in member.info if r not in records]
    if not records:
        interpreter.problem(node, "TFM401", "the members of a merged summary are not known", "merge a list of names")
    return Value(Kind.SUMMARY, info=records, node=node)


@handles("summary.FileWriter", "train.SummaryWriter")
def _writer(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]) -> Value:
    interpreter.analysis.writers.append(node)
    interpreter.unit.creates.append("writer")
    return Value(Kind.WRITER, node=node)


def visible(interpreter: "Interpreter", node: ast.AST) -> list[Variable]:
    """The variables of the graph at this point: those of this scope and of the module."""
    variables = [v for v in interpreter.analysis.variables if interpreter.variable_scopes.beside(v.unit)]
    mine = [v for v in variables if v.unit is None or _in_graph(interpreter, v.unit, node)]
    others = [v for v in variables if v not in mine and not interpreter.places.apart(v.unit.statement, node)]
    if others and "reset_default_graph" not in interpreter.analysis.symbols.values() and (
        "Graph" not in interpreter.analysis.symbols.values()
    ):
        interpreter.problem(node, "TFM404", "another function has put variables into the same default graph",
                            "give each function a graph of its own with tf.reset_default_graph()")
    return mine


def _in_graph(interpreter: "Interpreter", unit: Unit, node: ast.AST) -> bool:
    """Whether the graph at this point holds what a statement makes."""
    start = interpreter.analysis.graph_starts.get(unit.scope)
    if start is not None and unit.scope is interpreter.scope and unit.index < start.index:
        return False
    of_the_file = isinstance(unit.scope.root.node, ast.Module) and not interpreter.analysis.entries
    return of_the_file or _in_program(interpreter, unit, node)


def _in_program(interpreter: "Interpreter", unit: Unit, node: ast.AST) -> bool:
    """Whether a statement has made what it makes when the program gets to this point."""
    if unit.scope.root is interpreter.scope.root:
        return True
    shared = unit.scope.owner is not None or isinstance(unit.scope.root.node, ast.Module)
    return bool(interpreter.analysis.entries) and shared and not interpreter.places.apart(unit.statement, node)


@handles(exports.NAME)
def _export(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]) -> Value:
    return exports.record(interpreter, node)


@handles("train.Saver")
def _saver(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]) -> Value:
    parameters = ("var_list", "reshape", "sharded", "max_to_keep")
    var_list = argument(node, parameters, "var_list")
    record = Saver(node, var_list, argument(node, parameters, "max_to_keep"), visible(interpreter, node),
                   [o for o in interpreter.analysis.optimizers if o.trains and o.stands_for in (None, o)
                    and _in_graph(interpreter, o.unit, node) and interpreter.variable_scopes.beside(o.unit)],
                   interpreter.unit,
                   interpreter.analysis.values.get(var_list) if var_list is not None else None)
    interpreter.analysis.savers.append(record)
    interpreter.unit.creates.append(record)
    return Value(Kind.SAVER, info=record, node=node)


def _metric(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]) -> Value:
    record = Metric(node, path, "", interpreter.unit)
    if interpreter.frames or interpreter.loop_depth or path not in METRICS or not _is_plain_metric(node, path):
        interpreter.problem(node, "TFM403", f"tf.{path} has no lowering here", "use the tf.keras.metrics class")
    interpreter.analysis.metrics.append(record)
    interpreter.unit.creates.append(record)
    leaves = read_leaves(values)
    pair = [Value(Kind.METRIC, leaves, info=record, constant=0, node=node),
            Value(Kind.METRIC, leaves | {Leaf(LeafKind.EFFECT, node)}, info=record, constant=1, node=node)]
    return Value(Kind.SEQUENCE, items=pair, info=record)


@dataclasses.dataclass(frozen=True)
class MetricClass:
    """The Keras class that computes the same number as a function of tf.metrics.

    Attributes:
        keras: its name.
        parameters: those of the TF1 function that say what is measured, in order.
        constructor: the one of them that the constructor takes, if any.
        of_booleans: whether TF1 takes everything but zero for true, where Keras has a threshold.
    """

    keras: str
    parameters: tuple[str, ...] = ("labels", "predictions", "weights")
    constructor: str = ""
    of_booleans: bool = False


METRICS = {
    "metrics.accuracy": MetricClass("Accuracy"),
    "metrics.mean": MetricClass("Mean", ("values", "weights")),
    "metrics.mean_squared_error": MetricClass("MeanSquaredError"),
    "metrics.mean_absolute_error": MetricClass("MeanAbsoluteError"),
    "metrics.root_mean_squared_error": MetricClass("RootMeanSquaredError"),
    "metrics.precision": MetricClass("Precision", of_booleans=True),
    "metrics.recall": MetricClass("Recall", of_booleans=True),
    "metrics.true_positives": MetricClass("TruePositives", of_booleans=True),
    "metrics.true_negatives": MetricClass("TrueNegatives", of_booleans=True),
    "metrics.false_positives": MetricClass("FalsePositives", of_booleans=True),
    "metrics.false_negatives": MetricClass("FalseNegatives", of_booleans=True),
    "metrics.auc": MetricClass("AUC"),
    "metrics.mean_iou": MetricClass("MeanIoU", ("labels", "predictions", "num_classes", "weights"), "num_classes"),
    "metrics.sensitivity_at_specificity": MetricClass(
        "SensitivityAtSpecificity", ("labels", "predictions", "specificity", "weights"), "specificity"),
}
_METRIC_OPTIONS = ("name", "metrics_collections", "updates_collections")


def _is_plain_metric(node: ast.Call, path: str) -> bool:
    """Whether the call says nothing that the class computes in another way (another curve, other thresholds)."""
    parameters = METRICS[path].parameters
    return len(node.args) <= len(parameters) and all(
        k.arg in parameters or k.arg in _METRIC_OPTIONS for k in node.keywords)


# -- data ---------------------------------------------------------------------------------------------


def _dataset(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]) -> Value:
    if path.endswith("Iterator.from_structure"):
        from tf2migrate.analysis import methods

        return methods.make_iterator(interpreter, node, None, Value(Kind.DATASET), True)
    if path.endswith("from_string_handle"):
        from tf2migrate.analysis import methods

        if not values or values[0].kind is not Kind.PLACEHOLDER or values[0].info is None:
            interpreter.problem(node, "TFM602", "an iterator of a handle that is not a placeholder",
                                "make one iterator per dataset with iter(dataset)")
            return UNKNOWN
        made = methods.make_iterator(interpreter, node, None, Value(Kind.DATASET), False)
        made.info.handle = values[0].info
        return made
    if path in ("data.make_one_shot_iterator", "data.make_initializable_iterator"):
        from tf2migrate.analysis import methods

        return methods.make_iterator(interpreter, node, node.args[0], values[0], "initializable" in path)
    return Value(Kind.DATASET, read_leaves(values), node=node, path=SINGLE if _single(path, values) else "")


def _single(path: str, values: list[Value]) -> bool:
    """Whether the elements of a new dataset are surely tensors, not tuples or dicts of them."""
    if path.startswith("data.Dataset.from_tensor"):
        return bool(values) and (values[0].kind in (Kind.TENSOR, Kind.PLACEHOLDER) or (
            values[0].kind is Kind.PYTHON and values[0].path == "import"))
    return path in ("data.Dataset.range", "data.TextLineDataset", "data.TFRecordDataset", "data.Dataset.list_files",
                    "data.FixedLengthRecordDataset")


@handles("contrib.eager.Iterator")
def _eager_iterator(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment,
                    values: list[Value]) -> Value:
    return Value(Kind.ITERATOR, node=node, path=path)


@handles("enable_eager_execution", "contrib.eager.enable_eager_execution")
def _eager(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]) -> Value:
    interpreter.analysis.eager = True
    return Value(Kind.PYTHON, path=path)


@handles("train.ExponentialMovingAverage")
def _moving_average(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment,
                    values: list[Value]) -> Value:
    interpreter.problem(node, "TFM307", "a moving average of something else than variables with names, or applied twice",
                        "call tf.train.ExponentialMovingAverage.apply on the variables once before training and "
                        "after every step")
    return Value(Kind.EMA, node=node)


@handles("cond", "case", "while_loop", "scan", "map_fn", "foldl", "foldr")
def _control_flow(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment,
                  values: list[Value]) -> Value:
    leaves = read_leaves([v for v in values if v.kind is not Kind.FUNCTION])
    if path == "cond":
        _mark_scalars(interpreter, node, ("pred",))
    structure = None
    others = [v for v in values if v.kind is not Kind.FUNCTION]
    for value in values:
        if value.kind is Kind.FUNCTION:
            count = number_of_parameters(value)
            arguments = [tensor(read_leaves(others))] * count
            if path == "while_loop" and others and isinstance(others[-1].items, list) and len(others[-1].items) == count:
                arguments = [tensor(read_leaves([v])) for v in others[-1].items]
            result = interpreter.call_back(node, value, arguments)
            leaves |= read_leaves([result])
            if result.kind is Kind.SEQUENCE:
                structure = result
    if structure is not None and isinstance(structure.items, list):
        nested = any(item.kind is Kind.SEQUENCE for item in structure.items)
        packed = STRUCTURE if nested else _packed(node, path, [v.info.node for v in values if function_of(v) is not None])
        return Value(Kind.SEQUENCE, items=[tensor(leaves) for _ in structure.items], path=packed)
    if path == "while_loop" and structure is not None:
        return Value(Kind.SEQUENCE, element=tensor(leaves))
    return tensor(leaves, node)


def _packed(node: ast.Call, path: str, functions: list[ast.FunctionDef | ast.Lambda]) -> str:
    """Whether control flow gives a tuple or a list: as its last function returns it, or as it is told to start."""
    told = {"scan": ("fn", "elems", "initializer"), "foldl": ("fn", "elems", "initializer"),
            "foldr": ("fn", "elems", "initializer"), "map_fn": ("fn", "elems", "dtype")}
    if path in told:
        made = [argument(node, told[path], told[path][-1])]
    else:
        made = [functions[-1].body] if isinstance(functions[-1], ast.Lambda) else [
            inner.value for inner in of_type(functions[-1], ast.Return)]
    if made and all(isinstance(value, ast.Tuple) for value in made):
        return STRUCTURE_TUPLE
    return STRUCTURE_LIST if made and all(isinstance(value, ast.List) for value in made) else STRUCTURE


@handles("py_func", "numpy_function", "py_function")
def _py_func(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]) -> Value:
    # The Python function may do anything, so it runs again whenever it is fetched.
    return tensor(read_leaves([v for v in values if v.kind is not Kind.FUNCTION]) | {Leaf(LeafKind.RANDOM, node)}, node)


def require_plain(interpreter: "Interpreter", node: ast.Call, what: str) -> None:
    """Refuse starred arguments where the meaning depends on which argument is which."""
    if has_star(node):
        interpreter.problem(node, "TFM907", f"{what} is called with starred arguments", "write the arguments out")
