"""Placeholders, variables and what initializes them."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tf2migrate.analysis.api.handlers import handles
from tf2migrate.analysis.api.known import DTYPES_OF_PYTHON, dtype_name, literal_dtype
from tf2migrate.analysis.api.training import require_plain
from tf2migrate.analysis.arguments import argument
from tf2migrate.analysis.program import Environment, Placeholder, Unit, Variable
from tf2migrate.analysis.scopes import AUTO
from tf2migrate.analysis.tree import children
from tf2migrate.analysis.values import PYTHON, Kind, Leaf, LeafKind, Value

if TYPE_CHECKING:
    from tf2migrate.analysis.interpreter import Interpreter

PLACEHOLDER_PARAMETERS = {
    "placeholder": ("dtype", "shape", "name"),
    "placeholder_with_default": ("input", "shape", "name"),
}

VARIABLE_PARAMETERS = {
    "Variable": (
        "initial_value",
        "trainable",
        "collections",
        "validate_shape",
        "caching_device",
        "name",
        "variable_def",
        "dtype",
        "expected_shape",
        "import_scope",
        "constraint",
        "use_resource",
    ),
    "get_variable": (
        "name",
        "shape",
        "dtype",
        "initializer",
        "regularizer",
        "trainable",
        "collections",
        "caching_device",
        "partitioner",
        "validate_shape",
        "use_resource",
        "custom_getter",
        "constraint",
    ),
}

VARIABLE_PARAMETERS["contrib.eager.Variable"] = VARIABLE_PARAMETERS["Variable"]

GLOBAL_STEPS = (
    "train.get_or_create_global_step",
    "train.create_global_step",
    "train.get_global_step",
    "contrib.framework.get_or_create_global_step",
    "contrib.framework.create_global_step",
    "contrib.framework.get_global_step",
)


@handles("placeholder", "placeholder_with_default")
def _placeholder(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]) -> Value:
    parameters = PLACEHOLDER_PARAMETERS[path]
    require_plain(interpreter, node, f"tf.{path}")
    if interpreter.frames or interpreter.loop_depth:
        interpreter.problem(
            node,
            "TFM102",
            "a placeholder is made in a helper function or in a loop",
            "make it where the graph is built, or pass the tensor as an argument",
        )
    dtype, shape = argument(node, parameters, "dtype"), argument(node, parameters, "shape")
    if isinstance(dtype, ast.Constant) and dtype.value is None:
        dtype = None  # what an input function gives
    default = argument(node, parameters, "input")
    record = Placeholder(node, dtype, shape, default, "", interpreter.next_index())
    interpreter.analysis.placeholders.append(record)
    interpreter.unit.creates.append(record)
    shape_value = interpreter.analysis.values.get(shape) if shape is not None else None
    rank = len(shape_value.items) if shape_value is not None and isinstance(shape_value.items, list) else None
    return Value(
        Kind.PLACEHOLDER,
        frozenset({Leaf(LeafKind.PLACEHOLDER, record)}),
        info=record,
        node=node,
        rank=rank,
        dtype=dtype_name(interpreter.analysis.values.get(dtype))
        if dtype is not None
        else _default_dtype(interpreter.analysis.values.get(default)),
    )


def _default_dtype(value: Value | None) -> str | None:
    """The dtype of a placeholder with a default: that which the default has as a tensor."""
    if value is None:
        return None
    return value.dtype or DTYPES_OF_PYTHON.get(type(value.constant))


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
    if (
        first_value is not None
        and any(leaf.kind is LeafKind.PLACEHOLDER for leaf in first_value.all_leaves())
        and not (interpreter.frames and _only_of_shapes(interpreter, first))
    ):
        interpreter.problem(
            node,
            "TFM201",
            "the initial value of a variable depends on a placeholder",
            "assign the fed value with variable.assign(...) after construction",
        )
    if path == "get_variable":
        _refuse_getter(interpreter, node, parameters)
        _refuse_reuse(interpreter, node, parameters, env)
    function = interpreter.frames[-1].function if interpreter.frames else None
    if function is not None and isinstance(function.node, (ast.ListComp, ast.GeneratorExp)):
        function = None
    if path == "get_variable" and any(frame.uncalled for frame in interpreter.frames):
        interpreter.problem(
            node,
            "TFM212",
            "a function that nobody in this file calls makes variables by name",
            "make it a tf.keras.layers.Layer whose weights are made once",
        )
    scopes = interpreter.variable_scopes
    place = scopes.path(argument(node, parameters, "name"), env) if path == "get_variable" else None
    shared = None
    if place is not None and not interpreter.dead:
        shared = scopes.find(place, scopes.current.reuse, node) if interpreter.frames else None
    record = shared or Variable(
        node,
        path,
        "",
        trainable,
        interpreter.next_index(),
        function,
        many=bool(interpreter.loop_depth),
        unit=interpreter.unit,
    )
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
    record.scope = interpreter.scopes(
        ("variable_scope",) if path == "get_variable" else ("variable_scope", "name_scope")
    )
    record.numbered = path != "get_variable" and any(
        statement.items[0].context_expr in scopes.numbered for _, statement in interpreter.contexts
    )
    name = argument(node, parameters, "name")
    known_name = interpreter.now(name) if name is not None else None
    if (
        record.scope is not None
        and known_name is not None
        and isinstance(known_name.constant, str)
        and (not interpreter.loop_depth)
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
        made = _made_from(interpreter, child) if isinstance(child, ast.Name) and value.kind is Kind.TENSOR else None
        if made is not None:
            todo.append(made)
            continue
        if (
            value.kind in (Kind.PLACEHOLDER, Kind.UNKNOWN)
            or isinstance(child, ast.Name)
            and value.dynamic
            and (
                value.kind not in (Kind.PYTHON, Kind.SEQUENCE)
                or any(c.kind is not Kind.PYTHON for c in value.children())
            )
        ):
            return False
        todo += children(child)
    return True


def _made_from(interpreter: "Interpreter", name: ast.Name) -> ast.expr | None:
    """What the helper that is being read binds a name to, where it binds it once."""
    known = interpreter.analysis.definitions_of.get(name, ())
    target = known[0].node if len(known) == 1 and known[0].env.frame is interpreter.frames[-1] else None
    statement = getattr(target, "_parent", None)
    if isinstance(statement, ast.Assign) and statement.targets == [target]:
        return statement.value
    return None


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
    return {"trainable_variables": "TRAINABLE_VARIABLES", "variables": "GLOBAL_VARIABLES"}.get(
        value.constant, value.constant
    )


def _variable_dtype(
    interpreter: "Interpreter", node: ast.Call, path: str, parameters: tuple[str, ...], initial: Value | None
) -> str | None:
    dtype = argument(node, parameters, "dtype")
    known = dtype_name(interpreter.analysis.values.get(dtype)) if dtype is not None else None
    if known is None and initial is not None:
        known = initial.dtype or literal_dtype(initial.constant)
    if known is None and path == "get_variable" and dtype is None:
        known = "float32"
    return known


def _refuse_getter(interpreter: "Interpreter", node: ast.Call, parameters: tuple[str, ...]) -> None:
    for name in ("regularizer", "partitioner", "custom_getter"):
        given = argument(node, parameters, name)
        if name == "regularizer" and interpreter.frames:
            continue  # the layer that the helper becomes has it
        if given is not None and interpreter.analysis.values.get(given, PYTHON).constant is not None:
            interpreter.problem(
                node,
                "TFM202",
                f"get_variable(..., {name}=) acts through the graph",
                "add the regularisation term to the loss yourself"
                if name == "regularizer"
                else "create one plain variable",
            )
    refuse_inherited(interpreter, node, interpreter.scope_arguments())


def _refuse_reuse(interpreter: "Interpreter", node: ast.Call, parameters: tuple[str, ...], env: Environment) -> None:
    """`get_variable` that looks a variable up outside of helpers: `preparation.reused_variables` writes its name."""
    scopes = interpreter.variable_scopes
    if interpreter.frames or scopes.current.reuse is False:
        return
    path = scopes.path(argument(node, parameters, "name"), env)
    known = scopes.made.get(path)
    if known is None and scopes.current.reuse == AUTO and not interpreter.loop_depth and not scopes.is_of_layer(path):
        return
    if known is not None:
        interpreter.analysis.reused[node] = known
    elif all(isinstance(part, str) for part in path):
        interpreter.analysis.reused_names[node] = "/".join(path)
    interpreter.problem(
        node,
        "TFM203",
        "get_variable under variable_scope(..., reuse=)",
        "keep the variable in a name and use it twice",
    )


def refuse_inherited(interpreter: "Interpreter", node: ast.Call, given: dict[str, Value]) -> None:
    inherited = [
        n
        for n in given
        if n not in ("reuse", "name_or_scope", "default_name", "values", "auxiliary_name_scope")
        and given[n].constant is not None
    ]
    if inherited:
        interpreter.problem(
            node,
            "TFM203",
            f"variable_scope(..., {inherited[0]}=) changes the variables made in it",
            "pass the argument to each layer or variable",
        )


@handles(*GLOBAL_STEPS)
def _global_step(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]) -> Value:
    for record in interpreter.analysis.variables:
        if record.symbol in GLOBAL_STEPS:
            interpreter.problem(
                node, "TFM304", "the global step is fetched from the graph a second time", "keep it in one name"
            )
    record = Variable(
        node,
        path,
        "",
        False,
        interpreter.next_index(),
        interpreter.frames[-1].function if interpreter.frames else None,
        unit=interpreter.unit,
    )
    interpreter.analysis.variables.append(record)
    interpreter.unit.creates.append(record)
    return Value(Kind.VARIABLE, info=record, node=node, dtype="int64", rank=0)


@handles(
    "global_variables_initializer",
    "initialize_all_variables",
    "local_variables_initializer",
    "initialize_local_variables",
    "tables_initializer",
    "initialize_all_tables",
)
def _initializer(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]) -> Value:
    return Value(Kind.INIT, node=node, path=path)


@handles("variables_initializer", "initialize_variables")
def _some_initializer(
    interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]
) -> Value:
    return Value(Kind.INIT, node=node, path=path, items=[values[0]] if values else None)


def visible(interpreter: "Interpreter", node: ast.AST) -> list[Variable]:
    """The variables of the graph at this point: those of this scope and of the module."""
    variables = [v for v in interpreter.analysis.variables if interpreter.variable_scopes.beside(v.unit)]
    mine = [v for v in variables if v.unit is None or in_graph(interpreter, v.unit, node)]
    others = [v for v in variables if v not in mine and not interpreter.places.apart(v.unit.statement, node)]
    if (
        others
        and "reset_default_graph" not in interpreter.analysis.symbols.values()
        and ("Graph" not in interpreter.analysis.symbols.values())
    ):
        interpreter.problem(
            node,
            "TFM404",
            "another function has put variables into the same default graph",
            "give each function a graph of its own with tf.reset_default_graph()",
        )
    return mine


def in_graph(interpreter: "Interpreter", unit: Unit, node: ast.AST) -> bool:
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
