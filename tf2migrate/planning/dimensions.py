"""The last dimension of a computed tensor, as the Python expression that the program made it from.

`h.get_shape()[1]` behind `h = tf.nn.relu(tf.matmul(x, w))` is the second number in the shape of `w`. A weight that
is made of it can then be made before `h` is computed.
"""

from __future__ import annotations

import ast

from tf2migrate.analysis.arguments import argument, has_star
from tf2migrate.analysis.classes import PREFIX, argument_nodes
from tf2migrate.analysis.program import Analysis, Definition, Unit
from tf2migrate.analysis.tree import of_type
from tf2migrate.analysis.values import Kind

Found = tuple[ast.expr, int | None]  # the dimension, and how many dimensions there are, where that is known

# Ops whose result has the dimensions of their first argument.
_ALIKE = frozenset(
    {
        "nn.relu",
        "nn.relu6",
        "nn.elu",
        "nn.selu",
        "nn.leaky_relu",
        "nn.tanh",
        "tanh",
        "nn.sigmoid",
        "sigmoid",
        "nn.softplus",
        "nn.softsign",
        "nn.softmax",
        "nn.log_softmax",
        "nn.dropout",
        "nn.bias_add",
        "identity",
        "stop_gradient",
        "abs",
        "exp",
        "log",
        "square",
        "sqrt",
        "negative",
        "clip_by_value",
        "nn.l2_normalize",
        "layers.dropout",
        "layers.batch_normalization",
        "contrib.layers.batch_norm",
        "contrib.layers.layer_norm",
        "contrib.layers.dropout",
        "nn.lrn",
        "nn.local_response_normalization",
        "check_numerics",
    }
)
# Ops that keep the last dimension and take four.
_POOLING = frozenset(
    {
        "nn.max_pool",
        "nn.avg_pool",
        "layers.max_pooling2d",
        "layers.average_pooling2d",
        "contrib.layers.max_pool2d",
        "contrib.layers.avg_pool2d",
    }
)
_BINARY = frozenset({"add", "subtract", "multiply", "div", "divide", "maximum", "minimum"})
# Layers: the parameters, which of them is the last dimension of the result, and the number of dimensions.
_LAYERS = {
    "layers.dense": (("inputs", "units"), None),
    "contrib.layers.fully_connected": (("inputs", "num_outputs"), None),
    "contrib.layers.linear": (("inputs", "num_outputs"), None),
    "layers.conv2d": (("inputs", "filters"), 4),
    "layers.conv2d_transpose": (("inputs", "filters"), 4),
    "contrib.layers.conv2d": (("inputs", "num_outputs"), 4),
    "contrib.layers.conv2d_transpose": (("inputs", "num_outputs"), 4),
}
_ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.Div)
_MAX_DEPTH = 40


def last(analysis: Analysis, node: ast.expr, depth: int = 0) -> Found | None:
    """The last dimension of the tensor that an expression gives; None where it is not written down."""
    if depth > _MAX_DEPTH:
        return None
    if isinstance(node, ast.Name):
        if any(_carried(node, d) for d in analysis.definitions_of.get(node, ())):
            return None
        found = [of_definition(analysis, d, depth) for d in analysis.definitions_of.get(node, ())]
        alike = found and None not in found and len({(ast.dump(f[0]), f[1]) for f in found}) == 1
        return found[0] if alike else None
    if isinstance(node, ast.BinOp) and isinstance(node.op, _ARITHMETIC):
        return _wider(analysis, node.left, node.right, depth)
    if not isinstance(node, ast.Call):
        return None
    path = (analysis.symbols.get(node.func) or "").replace("contrib.slim.", "contrib.layers.")
    if not path:
        return _returned(analysis, node, depth)
    if path == "placeholder":
        found = _of_shape(argument(node, ("dtype", "shape"), "shape"))
        return (
            found if found is not None and not (isinstance(found[0], ast.Constant) and found[0].value is None) else None
        )
    if path in ("get_variable", "Variable"):
        return _of_shape(_shape(node, path))
    if path in _LAYERS:
        parameters, rank = _LAYERS[path]
        size = argument(node, parameters, parameters[1])
        if rank is None:
            given = argument(node, parameters, parameters[0])
            rank = _rank(analysis, given, depth) if given is not None else None
        return (size, rank) if size is not None else None
    given = (
        node.args[0]
        if node.args
        else next((k.value for k in node.keywords if k.arg in ("x", "features", "inputs", "value", "input")), None)
    )
    if path == "matmul" and not {k.arg for k in node.keywords} - {"a", "b", "name"} and len(node.args) < 3:
        return _of_weights(analysis, argument(node, ("a", "b"), "b"), 2, depth)
    if path in ("nn.conv2d", "nn.xw_plus_b"):
        second = argument(
            node,
            ("input", "filter") if path == "nn.conv2d" else ("x", "weights"),
            ("filter" if path == "nn.conv2d" else "weights"),
        )
        return _of_weights(analysis, second, 4 if path == "nn.conv2d" else 2, depth)
    if given is None:
        return None
    if path in _ALIKE:
        return last(analysis, given, depth + 1)
    if path in _POOLING:
        found = last(analysis, given, depth + 1)
        return (found[0], 4) if found is not None and not any(k.arg == "data_format" for k in node.keywords) else None
    if path == "reshape":
        found = _of_shape(argument(node, ("tensor", "shape"), "shape"))
        return found if found is not None and _is_size(analysis, found[0]) else None
    if path in _BINARY and len(node.args) == 2:
        return _wider(analysis, node.args[0], node.args[1], depth)
    return None


def _is_size(analysis: Analysis, node: ast.expr) -> bool:
    """Whether a number in the shape of a reshape is a size as it stands: -1 means what is left over."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, int) and node.value >= 0
    value = analysis.values.get(node)
    return (
        isinstance(node, (ast.Name, ast.Attribute))
        and value is not None
        and value.kind is Kind.PYTHON
        and not (value.dynamic or isinstance(value.constant, int) and value.constant < 0)
    )


def _rank(analysis: Analysis, node: ast.expr, depth: int) -> int | None:
    value = analysis.values.get(node)
    if value is not None and value.rank is not None:
        return value.rank
    return (last(analysis, node, depth + 1) or (None, None))[1]


def _returned(analysis: Analysis, call: ast.Call, depth: int) -> Found | None:
    """The last dimension of what a function of the program returns, in the words of its caller."""
    called = analysis.values.get(call.func)
    function = called.info if called is not None and called.kind is Kind.FUNCTION else None
    node = getattr(function, "node", None)
    returns = of_type(node, ast.Return) if isinstance(node, ast.FunctionDef) else []
    found = last(analysis, returns[0].value, depth + 1) if len(returns) == 1 and returns[0].value is not None else None
    if found is None:
        return None
    names = {n.id for n in of_type(found[0], ast.Name)}
    if isinstance(found[0], ast.Name) and found[0].id in [a.arg for a in node.args.args]:
        given = argument_nodes(node, call, bound=function.owner is not None).get(found[0].id)
        return (given, found[1]) if given is not None else None
    local = {n.id for n in of_type(node, ast.Name) if not isinstance(n.ctx, ast.Load)} | {a.arg for a in node.args.args}
    elsewhere = any(name.startswith(PREFIX) for name in names) and not (
        isinstance(call.func, ast.Name) and call.func.id.startswith(PREFIX)
    )
    return None if elsewhere or names & local else found


def of_definition(analysis: Analysis, definition: Definition, depth: int = 0) -> Found | None:
    """The last dimension of the tensor that a statement binds to a name."""
    statement = getattr(definition.node, "_parent", None)
    if isinstance(statement, ast.Assign) and definition.node in statement.targets and not definition.mutation:
        return last(analysis, statement.value, depth + 1)
    return None


def _carried(name: ast.Name, definition: Definition) -> bool:
    """Whether a loop binds a name again that it reads: from the second pass on it means something else."""
    loop = getattr(name, "_parent", None)
    while loop is not None and not isinstance(loop, (ast.FunctionDef, ast.Lambda)):
        if isinstance(loop, (ast.For, ast.While)) and not any(n is definition.node for n in ast.walk(loop)):
            if any(n.id == name.id and not isinstance(n.ctx, ast.Load) for n in of_type(loop, ast.Name)):
                return True
        loop = getattr(loop, "_parent", None)
    return False


def _of_weights(analysis: Analysis, node: ast.expr | None, rank: int, depth: int) -> Found | None:
    found = last(analysis, node, depth + 1) if node is not None else None
    value = analysis.values.get(node)
    if found is None or value is None or value.kind is not Kind.VARIABLE or found[1] != rank:
        return None  # the matrix may have more dimensions, and the result with it
    return found[0], rank


def _wider(analysis: Analysis, left: ast.expr, right: ast.expr, depth: int) -> Found | None:
    """Of an operator that broadcasts; None when the sides are not written alike."""
    found = [(side, last(analysis, side, depth + 1)) for side in (left, right)]
    known = [f for _, f in found if f is not None and not (isinstance(f[0], ast.Constant) and f[0].value == 1)]
    if not known or len({_known(analysis, f[0]) for f in known}) > 1:
        return None
    for side, dimension in found:
        value = analysis.values.get(side)
        if dimension is None and not (value is not None and value.kind is Kind.PYTHON):
            return None
    ranks = [f[1] for f in known]
    return known[0][0], None if None in ranks else max(ranks)


def _known(analysis: Analysis, node: ast.expr) -> int | str:
    """A dimension by its number, or as it is written."""
    value = analysis.values.get(node)
    constant = node.value if isinstance(node, ast.Constant) else value.constant if value is not None else None
    return constant if isinstance(constant, int) else ast.dump(node)


def _shape(node: ast.Call, path: str) -> ast.expr | None:
    if path == "get_variable":
        return argument(node, ("name", "shape"), "shape")
    initial = argument(node, ("initial_value",), "initial_value")
    if (
        isinstance(initial, ast.Call)
        and isinstance(initial.func, ast.Attribute)
        and not has_star(initial)
        and (initial.func.attr in ("random_normal", "truncated_normal", "random_uniform", "zeros", "ones"))
    ):
        return argument(initial, ("shape",), "shape")
    return None


def _of_shape(shape: ast.expr | None) -> Found | None:
    if (
        isinstance(shape, (ast.List, ast.Tuple))
        and shape.elts
        and not any(isinstance(e, ast.Starred) for e in shape.elts)
    ):
        return shape.elts[-1], len(shape.elts)
    return None


def read(analysis: Analysis, node: ast.AST) -> ast.expr | None:
    """The dimension that `h.get_shape()[-1]` and its like mean; None for other expressions."""
    if isinstance(node, ast.Attribute) and node.attr == "value":
        node = node.value
    if not isinstance(node, ast.Subscript):
        return None
    tensor = tensor_of(node)
    if tensor is None:
        return None
    position = analysis.values.get(node.slice)
    found = last(analysis, tensor) if position is not None and isinstance(position.constant, int) else None
    if found is None or (position.constant != -1 and position.constant + 1 != found[1]):
        return None
    return found[0]


def tensor_of(node: ast.Subscript) -> ast.expr | None:
    """The tensor of which an expression like `h.get_shape()[-1]` reads a dimension."""
    owner = node.value
    if isinstance(owner, ast.Call) and isinstance(owner.func, ast.Attribute) and owner.func.attr == "as_list":
        owner = owner.func.value
    if isinstance(owner, ast.Call) and isinstance(owner.func, ast.Attribute) and owner.func.attr == "get_shape":
        return owner.func.value
    return owner.value if isinstance(owner, ast.Attribute) and owner.attr == "shape" else None


def known_at(analysis: Analysis, node: ast.expr, unit: Unit) -> bool:
    """Whether the names of an expression mean the same at a statement: those of its scope, its class or a file."""
    for name in of_type(node, ast.Name):
        for definition in analysis.definitions_of.get(name, ()):
            if definition.unit is not None and (definition.unit.index > unit.index or definition.mutation):
                return False
            local = (
                definition.env is unit.scope.env or definition.env.owner is not None or definition.env.parent is None
            )
            if not local or definition.value.dynamic:
                return False
    return True
