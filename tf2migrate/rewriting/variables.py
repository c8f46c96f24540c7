"""Variables and the methods of tensors and variables whose spelling changes."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import libcst as cst

from tf2migrate.analysis.api.variables import GLOBAL_STEPS, VARIABLE_PARAMETERS
from tf2migrate.analysis.collections import is_layer
from tf2migrate.analysis.program import Variable
from tf2migrate.analysis.values import DIMENSION, Kind
from tf2migrate.rewriting import templates
from tf2migrate.rewriting.printing import text_of
from tf2migrate.rewriting.transform import changed
from tf2migrate.rules.editing import bare

if TYPE_CHECKING:
    from tf2migrate.rewriting.realize import Realizer

# Arguments of tf.Variable that only meant something to a graph.
_GRAPH_ARGUMENTS = frozenset(
    {
        "collections",
        "validate_shape",
        "expected_shape",
        "use_resource",
        "caching_device",
        "variable_def",
        "import_scope",
        "partitioner",
        "custom_getter",
        "regularizer",
    }
)
_CONSTANTS = ("constant_initializer", "initializers.constant")
_KEPT = ("trainable", "name", "dtype", "constraint")


def make(record: Variable, original: cst.Call, updated: cst.Call, realizer: "Realizer") -> cst.BaseExpression:
    """`tf.Variable(...)` in TF2 for a variable of TF1."""
    tf = realizer.tf
    if record.symbol in GLOBAL_STEPS:
        return templates.expression(f"{tf}.Variable(0, trainable=False, name='global_step', dtype={tf}.int64)")
    given = _bound(record, updated)
    if record.symbol == "get_variable":
        return _get_variable(given, realizer, record)
    arguments = []
    for argument, name in given:
        if name in _GRAPH_ARGUMENTS:
            continue
        if name == "initial_value" and argument.keyword is None:
            arguments.append(argument)
        elif name == "trainable" and argument.keyword is None and len(arguments) == 1:
            arguments.append(argument)
        else:
            arguments.append(_keyword(argument, name))
    return changed(updated, func=templates.expression(f"{tf}.Variable"), args=_closed(arguments, updated))


# Random ops and constants that are Keras initializers: name below tf -> class, parameters after the shape.
_INITIALIZERS = {
    "zeros": ("zeros", ()),
    "ones": ("ones", ()),
    "random.normal": ("RandomNormal", ("mean", "stddev")),
    "random.truncated_normal": ("TruncatedNormal", ("mean", "stddev")),
    "random.uniform": ("RandomUniform", ("minval", "maxval")),
}
_INITIALIZER_DEFAULTS = {
    "RandomNormal": {"stddev": "1.0"},
    "TruncatedNormal": {"stddev": "1.0"},
    "RandomUniform": {"minval": "0.0", "maxval": "1.0"},
}


def weight(made: cst.Call, record: Variable, tf: str) -> cst.BaseExpression:
    """The weight of a model for what would be `tf.Variable(...)`: `self.add_weight(...)` where an initializer
    draws the same distribution, else a `tf.keras.Variable` of the initial value."""
    keywords = {a.keyword.value: a.value for a in made.args[1:] if a.keyword is not None}
    name = _plain_name(keywords.get("name") or cst.SimpleString(repr(record.name)))
    arguments = [_plain_keyword("name", name)]
    initial = made.args[0].value
    chosen = _initializer(initial, tf)
    extra = [_plain_keyword(k, keywords[k]) for k in ("trainable", "constraint") if k in keywords]
    positional = [a.value for a in made.args[1:] if a.keyword is None]
    if positional:
        extra.insert(0, _plain_keyword("trainable", positional[0]))
    if chosen is not None and ("dtype" not in keywords or _is_float32(keywords["dtype"])):
        shape, initializer = chosen
        start = _plain_keyword("initializer", templates.expression(initializer))
        return cst.Call(
            templates.expression("self.add_weight"), [*arguments, _plain_keyword("shape", shape), start, *extra]
        )
    if "dtype" in keywords:
        extra.append(_plain_keyword("dtype", keywords["dtype"]))
    return cst.Call(templates.expression(f"{tf}.keras.Variable"), [cst.Arg(bare(initial)), *arguments, *extra])


def _filled(initial: cst.Call, tf: str) -> tuple[cst.BaseExpression, str] | None:
    """`tf.constant(0.1, shape=[n])` fills the shape with a number."""
    if not initial.args or initial.args[0].keyword is not None:
        return None
    value, others = initial.args[0].value, {a.keyword.value if a.keyword else "": a.value for a in initial.args[1:]}
    if "shape" not in others or others.keys() - {"shape", "dtype"} or not isinstance(value, cst.Float):
        return None
    if "dtype" in others and not _is_float32(others["dtype"]):
        return None
    return others["shape"], f"{tf}.keras.initializers.Constant({text_of(value)})"


def _is_float32(dtype: cst.BaseExpression) -> bool:
    return text_of(dtype).rsplit(".", 1)[-1].strip("'\"") == "float32"


def layer_weight(record: Variable, original: cst.Call, updated: cst.Call, realizer: "Realizer") -> cst.BaseExpression:
    """The weight of a layer that stands for a helper function."""
    tf = realizer.tf
    given = {name: argument for argument, name in _bound(record, updated)}
    if record.symbol != "get_variable" or "shape" not in given or _dtype_of(given) != "float32":
        return weight(make(record, original, updated, realizer), record, tf)
    initializer = given["initializer"].value if "initializer" in given else None
    if initializer is None or (isinstance(initializer, cst.Name) and initializer.value == "None"):
        initializer = templates.expression(f"{tf}.keras.initializers.GlorotUniform()")
    else:
        node = _argument_node(record, "initializer")
        known = realizer.analysis.values.get(node) if node is not None else None
        initializer = cst.Call(initializer) if _is_class(initializer, known) else initializer
    name = _plain_name(given["name"].value) if "name" in given else cst.SimpleString(repr(record.name))
    arguments = [
        _plain_keyword("name", name),
        _plain_keyword("shape", given["shape"].value),
        _plain_keyword("initializer", initializer),
    ]
    arguments += [_plain_keyword(k, given[k].value) for k in ("trainable", "constraint") if k in given]
    if record.regularized:
        arguments.append(_plain_keyword("regularizer", given["regularizer"].value))
    return cst.Call(templates.expression("self.add_weight"), arguments)


def _plain_name(name: cst.BaseExpression) -> cst.BaseExpression:
    """Keras 3 raises for a slash in the name of a weight."""
    if isinstance(name, cst.SimpleString) and "/" in name.value:
        return changed(name, value=name.value.replace("/", "_"))
    return name


def _dtype_of(given: dict[str, cst.Arg]) -> str:
    text = text_of(given["dtype"].value) if "dtype" in given else "float32"
    return text.rsplit(".", 1)[-1].strip("'\"") if "(" not in text else "?"


def _initializer(initial: cst.BaseExpression, tf: str) -> tuple[cst.BaseExpression, str] | None:
    """Shape and initializer of an initial value, when both are written down and float32."""
    if not isinstance(initial, cst.Call):
        return None
    text = text_of
    function = text(initial.func)
    if isinstance(initial.func, cst.Call) and function.startswith(
        (f"{tf}.keras.initializers.", f"{tf}.constant_initializer(")
    ):
        # tf.keras.initializers.X(...)(shape)
        others = [a for a in initial.args[1:] if a.keyword is None or a.keyword.value != "dtype"]
        if initial.args and initial.args[0].keyword is None and not others:
            return (initial.args[0].value, function) if all(_is_float32(a.value) for a in initial.args[1:]) else None
        return None
    path = function.removeprefix(f"{tf}.")
    if path == "constant":
        return _filled(initial, tf)
    if path not in _INITIALIZERS or not initial.args:
        return None
    keras, parameters = _INITIALIZERS[path]
    shape = None
    given: dict[str, str] = {}
    for position, argument in enumerate(initial.args):
        key = (
            argument.keyword.value
            if argument.keyword is not None
            else ("shape", *parameters)[position]
            if (position <= len(parameters))
            else "?"
        )
        if key == "shape":
            shape = argument.value
        elif key in parameters:
            given[key] = text(argument.value)
        else:
            return None  # a seed, a dtype, a name: keep the op itself
    if shape is None:
        return None
    if not parameters:
        return shape, repr(keras)
    merged = {**_INITIALIZER_DEFAULTS[keras], **given}
    arguments = ", ".join(f"{k}={merged[k]}" for k in parameters if k in merged)
    return shape, f"{tf}.keras.initializers.{keras}({arguments})"


def _bound(record: Variable, call: cst.Call) -> list[tuple[cst.Arg, str]]:
    parameters = VARIABLE_PARAMETERS[record.symbol]
    return [
        (argument, argument.keyword.value if argument.keyword is not None else parameters[position])
        for position, argument in enumerate(call.args)
    ]


def _get_variable(given: list[tuple[cst.Arg, str]], realizer: "Realizer", record: Variable) -> cst.BaseExpression:
    """`tf.get_variable(name, shape, initializer=f)` is `tf.Variable(f(shape), name=name)`."""
    tf = realizer.tf
    values = {name: argument.value for argument, name in given}
    initializer, shape, dtype = values.get("initializer"), values.get("shape"), values.get("dtype")
    if isinstance(initializer, cst.Name) and initializer.value == "None":
        initializer = None
    node = _argument_node(record, "initializer")
    kind = realizer.analysis.values.get(node) if node is not None else None
    if shape is None and initializer is not None:
        initial: cst.BaseExpression = initializer  # an array or a tensor
    else:
        if initializer is None:
            initializer = templates.expression(f"{tf}.keras.initializers.GlorotUniform()")
        elif _is_class(initializer, kind):
            initializer = cst.Call(initializer)
        arguments = [cst.Arg(shape)] if shape is not None else []
        if dtype is None and _takes_dtype_of_value(initializer, kind):
            arguments.append(_plain_keyword("dtype", templates.expression(f"{tf}.float32")))
        if dtype is not None:
            arguments.append(_plain_keyword("dtype", dtype))
        initial = cst.Call(initializer, arguments)
    arguments = [cst.Arg(initial)]
    for name in ("trainable", "name", "constraint"):
        if name in values:
            arguments.append(_plain_keyword(name, values[name]))
    if shape is None and dtype is not None:
        arguments.append(_plain_keyword("dtype", dtype))
    return cst.Call(templates.expression(f"{tf}.Variable"), arguments)


def _argument_node(record: Variable, name: str) -> ast.expr | None:
    from tf2migrate.analysis.arguments import argument

    return argument(record.node, VARIABLE_PARAMETERS[record.symbol], name)


def _takes_dtype_of_value(initializer: cst.BaseExpression, value) -> bool:
    """Whether an initializer gives numbers as they were given to it, where `get_variable` made them float32."""
    if isinstance(initializer, cst.Call) and text_of(initializer.func).endswith(".constant_initializer"):
        given = initializer.args[0].value if initializer.args else None
        return not (
            isinstance(given, (cst.List, cst.Tuple)) and "." in text_of(given) and "(" not in text_of(given)[1:]
        )
    return isinstance(initializer, cst.Name) and value is not None and value.path in _CONSTANTS


def _is_class(initializer: cst.BaseExpression, value) -> bool:
    """`initializer=tf.zeros_initializer` passes the class."""
    return not isinstance(initializer, cst.Call) and value is not None and value.kind is Kind.SYMBOL


def _keyword(argument: cst.Arg, name: str) -> cst.Arg:
    if argument.keyword is not None:
        return argument
    return changed(argument, keyword=cst.Name(name), equal=_tight())


def _plain_keyword(name: str, value: cst.BaseExpression) -> cst.Arg:
    return cst.Arg(value, keyword=cst.Name(name), equal=_tight())


def _tight() -> cst.AssignEqual:
    return cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))


def _closed(arguments: list[cst.Arg], call: cst.Call) -> list[cst.Arg]:
    """The last argument has no comma, unless the user's last one had."""
    if not arguments or arguments[-1] is call.args[-1]:
        return arguments
    last = call.args[-1]
    closed = changed(arguments[-1], comma=last.comma, whitespace_after_arg=last.whitespace_after_arg)
    return [*arguments[:-1], closed]


def method(realizer: "Realizer", node: ast.Call, updated: cst.Call) -> cst.CSTNode:
    """Methods of graph objects that TF2 spells otherwise."""
    if not isinstance(node.func, ast.Attribute):
        return updated
    owner = realizer.analysis.values.get(node.func.value)
    if (
        node.func.attr == "as_list"
        and _is_layer_shape(realizer, node.func.value)
        and isinstance(updated.func, cst.Attribute)
    ):
        return cst.Call(cst.Name("list"), [cst.Arg(updated.func.value)])  # shapes of Keras weights are tuples
    if owner is None or not isinstance(updated.func, cst.Attribute):
        return updated
    name = node.func.attr
    if owner.kind in (Kind.TENSOR, Kind.PLACEHOLDER, Kind.VARIABLE) and name == "get_shape" and not node.args:
        return changed(updated.func, attr=cst.Name("shape"))
    if owner.kind is Kind.VARIABLE and name == "initialized_value":
        return changed(updated, func=changed(updated.func, attr=cst.Name("read_value")))
    return updated


def _is_layer_shape(realizer: "Realizer", node: ast.expr) -> bool:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get_shape":
        node = node.func
    if not isinstance(node, ast.Attribute) or node.attr not in ("shape", "get_shape"):
        return False
    owner = realizer.analysis.values.get(node.value)
    return owner is not None and owner.kind is Kind.VARIABLE and (owner.info is None or is_layer(owner.info))


def attribute(realizer: "Realizer", node: ast.AST, updated: cst.CSTNode) -> cst.CSTNode:
    """`shape[i].value` is the number itself in TF2."""
    if isinstance(node, ast.Attribute) and node.attr == "value" and isinstance(updated, cst.Attribute):
        owner = realizer.analysis.values.get(node.value)
        if owner is not None and owner.path == DIMENSION:
            return updated.value
        if isinstance(node.value, ast.Subscript) and owner is not None:
            base = realizer.analysis.values.get(node.value.value)
            if base is not None and base.path in ("shape", "variable.shape"):
                return updated.value
    return updated
