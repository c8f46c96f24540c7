"""Classes derived from `contrib.eager.Network` become Keras models.

A network knew the layers that `track_layer` was given; a Keras model knows those that its attributes hold.
Both build them at the first call and list their weights in the order in which they were made known.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tf2migrate.analysis.program import Unsupported
from tf2migrate.analysis.tree import of_type
from tf2migrate.planning.keras_names import RESERVED
from tf2migrate.planning.recipe import Code
from tf2migrate.rules import symbols

if TYPE_CHECKING:
    from tf2migrate.planning.planner import Planner

NETWORK = "contrib.eager.Network"
_OVERRIDDEN = frozenset({"__init__", "call"})
_ADVICE = "derive the class from tf.keras.Model and give each layer an attribute of its own"


def plan(planner: "Planner") -> None:
    """Plan the classes of networks.

    Raises:
        Unsupported: a Keras model would not know the same layers, or would call them in another way.
    """
    networks = {}
    for node in planner.analysis.nodes(ast.ClassDef):
        bases = [base for base in node.bases if planner.analysis.symbols.get(base) == NETWORK]
        if bases:
            _network(planner, node, bases[0])
            networks[node.name] = node
    _name_arguments(planner, networks)


def _network(planner: "Planner", node: ast.ClassDef, base: ast.expr) -> None:
    if any("." in name.id for name in of_type(node, ast.Name)):
        raise Unsupported(node, "TFM803", "a Network holds a graph", "build and run the graph outside of the class")
    _check_names(node)
    for call in of_type(node, ast.Call):
        if _is_tracking(call):
            _tracked(planner, call)
            planner.result.overrides[call] = Code("{0}", (call.args[0],))
        elif _makes_layer(planner, call) and not _is_tracking(planner.parents[call]):
            raise Unsupported(call, "TFM803", "a layer of a Network that track_layer is not told of", _ADVICE)
    _check_variables(planner)
    planner.result.overrides[base] = Code(f"{planner.tf}.keras.Model")
    for use, path in planner.analysis.symbols.items():
        if path == NETWORK and use is not base and isinstance(planner.parents.get(use), ast.Attribute):
            planner.result.overrides[use] = Code(f"{planner.tf}.keras.Model")  # Network.__init__(self)
    planner.result.apply("TFM803", node)


def _is_tracking(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "track_layer"
        and (isinstance(node.func.value, ast.Name))
    )


def _makes_layer(planner: "Planner", call: ast.Call) -> bool:
    symbol = symbols.lookup(planner.analysis.symbols.get(call.func, ""))
    return symbol is not None and symbol.returns == "layer_object"


def _check_names(node: ast.ClassDef) -> None:
    for method in node.body:
        if isinstance(method, ast.FunctionDef) and method.name in RESERVED - _OVERRIDDEN - frozenset(dir(object)):
            raise Unsupported(
                method,
                "TFM803",
                f"a Network has a method {method.name}, which means something to Keras",
                "give it another name",
            )
    for attribute in of_type(node, ast.Attribute):
        if isinstance(attribute.ctx, ast.Store) and attribute.attr in RESERVED:
            raise Unsupported(
                attribute,
                "TFM803",
                f"a Network has an attribute {attribute.attr}, which means something to Keras",
                "give it another name",
            )


def _tracked(planner: "Planner", call: ast.Call) -> None:
    """Check that Keras tracks the layer: an attribute holds it, or a list that an attribute holds."""
    if len(call.args) != 1 or call.keywords:
        raise Unsupported(call, "TFM803", "track_layer is called in another way", _ADVICE)
    layer = call.args[0]
    if planner.analysis.symbols.get(getattr(layer, "func", None), "").endswith("BatchNormalization"):
        raise Unsupported(
            call,
            "TFM803",
            "a Network normalizes batches",
            "use tf.keras.layers.BatchNormalization, which keeps another moving variance",
        )
    holder: ast.AST = call
    parent = planner.parents[holder]
    while isinstance(parent, (ast.List, ast.Tuple, ast.ListComp)):
        holder, parent = parent, planner.parents[parent]
    if isinstance(parent, ast.Assign) and parent.value is holder and all(_is_attribute(t) for t in parent.targets):
        return
    if (
        isinstance(parent, ast.Call)
        and isinstance(parent.func, ast.Attribute)
        and parent.func.attr == "append"
        and (_is_attribute(parent.func.value))
    ):
        return
    raise Unsupported(call, "TFM803", "a layer of a Network that no attribute holds", _ADVICE)


def _is_attribute(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)


def _check_variables(planner: "Planner") -> None:
    """A Keras layer of dropout keeps the state of its generator in a variable."""
    makes = [
        call
        for call in planner.analysis.nodes(ast.Call)
        if planner.analysis.symbols.get(call.func) in ("layers.Dropout", "keras.layers.Dropout")
    ]
    if makes and any(a.attr == "variables" for tree in planner.analysis.trees for a in of_type(tree, ast.Attribute)):
        raise Unsupported(
            makes[0],
            "TFM803",
            "the variables of a Network are listed, and a layer is dropout",
            "use model.weights: a Keras layer of dropout has a variable, too",
        )


# -- calls --------------------------------------------------------------------------------------------


def _name_arguments(planner: "Planner", networks: dict[str, ast.ClassDef]) -> None:
    """Keras takes nothing but tensors by position: what follows the first argument is given by its name.

    Raises:
        Unsupported: a function calls what it is given, which may be such a network.
    """
    parameters = {name: _parameters_of_call(node) for name, node in networks.items()}
    several = {name: found for name, found in parameters.items() if len(found) > 1}
    if not several:
        return
    objects = _objects(planner, several)
    for call in planner.analysis.nodes(ast.Call):
        if len(call.args) < 2 or call.func in planner.analysis.symbols:
            continue
        name = objects.get(_spelled(call.func))
        if name is not None:
            names = several[name][: len(call.args)]
            texts = [f"{{{n + 1}}}" if n == 0 else f"{key}={{{n + 1}}}" for n, key in enumerate(names)]
            texts += [f"{k.arg}={{{n}}}" for n, k in enumerate(call.keywords, len(call.args) + 1)]
            planner.result.overrides[call] = Code(
                f"{{0}}({', '.join(texts)})", (call.func, *call.args, *[k.value for k in call.keywords])
            )
        elif isinstance(call.func, ast.Name) and _is_parameter(planner, call):
            raise Unsupported(
                call,
                "TFM803",
                "a function calls what it is given with several arguments, and a Network takes several",
                "give all arguments of the Network but the first by their names",
            )


def _parameters_of_call(node: ast.ClassDef) -> list[str]:
    """The arguments that a network is called with."""
    for method in node.body:
        if isinstance(method, ast.FunctionDef) and method.name == "call":
            return [a.arg for a in method.args.args[1:]]
    return []


def _objects(planner: "Planner", classes: dict[str, list[str]]) -> dict[str, str]:
    """How objects of the classes are written, and of which class each is."""
    found = {}
    for statement in planner.analysis.nodes(ast.Assign):
        value = statement.value
        if _is_tracking(value) and value.args:
            value = value.args[0]
        if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id in classes:
            found.update({_spelled(target): value.func.id for target in statement.targets})
    return found


def _spelled(node: ast.expr) -> str:
    return ast.unparse(node) if isinstance(node, (ast.Name, ast.Attribute)) else ""


def _is_parameter(planner: "Planner", call: ast.Call) -> bool:
    node: ast.AST | None = call
    while node is not None:
        node = planner.parents.get(node)
        if isinstance(node, (ast.FunctionDef, ast.Lambda)) and call.func.id in [
            a.arg for a in [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        ]:
            return True
    return False
