"""The body of a helper that owns weights, taken apart: what constructs, what reads shapes, what computes.

Names and expressions of the body have a stage: Python values are known when the layer is made, shapes of the
inputs when it is built, all else when it is called.
"""

from __future__ import annotations

import ast
import enum
from typing import TYPE_CHECKING

from tf2migrate.analysis.activations import Activation, Site
from tf2migrate.analysis.arguments import argument, has_star
from tf2migrate.analysis.classes import PREFIX, SELF
from tf2migrate.analysis.program import Function, Layer, Unsupported, Variable
from tf2migrate.analysis.tree import children, of_type, walk
from tf2migrate.analysis.values import Kind, Value
from tf2migrate.planning import dimensions
from tf2migrate.planning.staging import changed_objects
from tf2migrate.rules import symbols

if TYPE_CHECKING:
    from tf2migrate.planning.planner import Planner

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_TENSORS = (Kind.TENSOR, Kind.PLACEHOLDER, Kind.VARIABLE, Kind.GRADIENTS, Kind.METRIC, Kind.SCHEDULE)
_TRAINING = ("training", "is_training")
SCOPES = ("variable_scope", "variable_op_scope")


class Stage(enum.IntEnum):
    PYTHON = 0
    SHAPE = 1
    TENSOR = 2


def refused(node: ast.AST, reason: str, advice: str = "make the helper a tf.keras.layers.Layer") -> Unsupported:
    return Unsupported(node, "TFM206", reason, advice)


def training_argument(record: Layer) -> ast.expr | None:
    """The expression that switches a layer between training and inference."""
    if record.recurrent is not None:
        return None
    parameters = symbols.lookup(record.symbol).parameters
    for name in _TRAINING:
        found = argument(record.node, parameters, name) if name in parameters else None
        if found is not None:
            return found
    return None


def input_argument(record: Layer) -> ast.expr | None:
    """What a layer is called on."""
    if record.recurrent is not None:
        return record.recurrent.inputs
    for keyword in record.node.keywords:
        if keyword.arg in ("inputs", "x", "tensor_in", "net"):
            return keyword.value
    return record.node.args[0] if record.node.args else None


class FunctionBody:
    """What is known of one helper from all of its calls.

    `sites`: the calls in it that make something, by node, with a site per activation.
    """

    def __init__(self, planner: "Planner", function: Function, activations: list[Activation]):
        self.planner, self.analysis, self.function = planner, planner.analysis, function
        self.node: ast.FunctionDef = function.node
        self.activations = activations
        self.sites: dict[ast.Call, list[Site]] = {}
        for activation in activations:
            for site in activation.sites:
                self.sites.setdefault(site.node, []).append(site)
        spec = self.node.args
        self.bound = function.owner is not None and bool(spec.args) and spec.args[0].arg == SELF
        positional = [a.arg for a in spec.posonlyargs + spec.args][1 if self.bound else 0 :]
        self.given = positional + [a.arg for a in spec.kwonlyargs]  # what a call may pass
        self.attributes = self._attributes() if self.bound else []
        self.parameters = self.given + self.attributes
        self.defaults: dict[str, ast.expr] = dict(
            zip(positional[len(positional) - len(spec.defaults) :], spec.defaults)
        )
        self.defaults.update({a.arg: d for a, d in zip(spec.kwonlyargs, spec.kw_defaults) if d is not None})
        self.tensors = [p for p in self.parameters if any(self._is_tensor(a.values.get(p)) for a in activations)]
        self.stored: dict[str, list[ast.Name]] = {}
        for name in of_type(self.node, ast.Name):
            if not isinstance(name.ctx, ast.Load):
                self.stored.setdefault(name.id, []).append(name)
        self.sources = _sources(self.node)
        self._stages: dict[str, Stage] = {}
        self._dimensions: dict[ast.AST, ast.expr | None] = {}
        # what runs feed to recurrent cells is held by variables
        self.held = {node for cell in self.analysis.cells.values() for node in cell.fed.values()}

    def _attributes(self) -> list[str]:
        """Attributes of the object that the method reads; those of the methods it calls are among them."""
        called = {call.func for call in self.sites}
        found = [n.id for n in of_type(self.node, ast.Name) if n.id.startswith(PREFIX) and n not in called]
        for name in found:
            self._attribute(name)
        return list(dict.fromkeys(found))

    def _attribute(self, name: str) -> None:
        for node in of_type(self.node, ast.Name):
            if node.id != name:
                continue
            value = self.analysis.values.get(node)
            if (
                not isinstance(node.ctx, ast.Load)
                or value is None
                or value.dynamic
                or value.kind not in (Kind.PYTHON, Kind.SEQUENCE, Kind.MAPPING, Kind.SYMBOL)
                or _holds_variables(value)
            ):
                raise refused(
                    node,
                    f"{self.function.name}(...) makes variables and uses {name}, which belongs to the object",
                    "make it an argument",
                )
            definitions = self.analysis.definitions_of.get(node, ())
            if len(definitions) != 1:
                raise refused(
                    node,
                    f"{self.function.name}(...) makes variables and reads {name}, which has several values",
                    "make it an argument",
                )

    @staticmethod
    def _is_tensor(value: Value | None) -> bool:
        return value is not None and (value.dynamic or value.kind in _TENSORS or _holds_variables(value))

    def check(self) -> None:
        """Shapes of functions that no class stands for.

        Raises:
            Unsupported: with the reason.
        """
        node, name = self.node, self.function.name
        spec = node.args
        if not isinstance(node, ast.FunctionDef):
            raise refused(node, "a lambda makes variables")
        if node.decorator_list:
            raise refused(node, f"{name}(...) makes variables and has a decorator")
        if spec.vararg is not None or spec.kwarg is not None:
            raise refused(node, f"{name}(...) makes variables and takes any number of arguments")
        if function_of_class(self.function) and not self.bound:
            raise refused(node, f"{name}(...) makes variables and is a method without an object")
        if self.bound and any(n.id == SELF for n in of_type(node, ast.Name)):
            raise refused(node, f"{name}(...) makes variables and hands its object on")
        if self.function.recursive:
            raise refused(node, f"{name}(...) makes variables and calls itself")
        if self.function.env.frame is not None:
            raise refused(node, f"{name}(...) makes variables and is defined inside another helper")
        if of_type(node, ast.Yield, ast.YieldFrom, ast.Global, ast.Nonlocal):
            raise refused(node, f"{name}(...) makes variables and is a generator, or binds names of other functions")
        for use in self.analysis.nodes(ast.Name, ast.Attribute):
            known = self.analysis.values.get(use)
            if (
                isinstance(use.ctx, ast.Load)
                and known is not None
                and known.kind is Kind.FUNCTION
                and (known.info is self.function)
            ):
                parent = self.planner.parents.get(use)
                if not (isinstance(parent, ast.Call) and parent.func is use and parent in self.function.calls):
                    raise refused(
                        use,
                        f"{name}(...) makes variables and is passed around or called where the arguments are not known",
                    )
        for activation in self.activations:
            if activation.callback:
                raise refused(activation.node, f"{name}(...) makes variables and is called by the API")
            if has_star(activation.node):
                raise refused(activation.node, f"{name}(...) makes variables and is given a list of arguments")
        for child in of_type(node, ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Delete, ast.Call):
            for root, _ in changed_objects(child):
                if self._holds_state(root) and (root.id not in self.stored or root.id in self.parameters):
                    raise refused(
                        child,
                        f"{name}(...) makes variables and changes {root.id}, which it did once, while "
                        "the graph was built",
                        "return the value, or change it where the function is called",
                    )
        for inner in of_type(node, *_FUNCTIONS, *_COMPREHENSIONS):
            if inner is not node and any(call in self.sites for call in of_type(inner, ast.Call)):
                raise refused(inner, f"an expression or function inside of {name}(...) makes variables")

    def _holds_state(self, root: ast.Name) -> bool:
        """Whether a name can stand for something that changes: no module, no tensor."""
        value = self.analysis.values.get(root)
        return value is None or not (value.kind in (Kind.SYMBOL, Kind.MODULE, *_TENSORS) or value.path == "import")

    # -- stages ---------------------------------------------------------------------------------------

    def stage(self, node: ast.AST) -> Stage:
        """When an expression of the body is known."""
        found = Stage.PYTHON
        todo = [node]
        own = {n.id for n in of_type(node, ast.Name) if not isinstance(n.ctx, ast.Load)}
        while todo:
            child = todo.pop()
            if child in self.held:
                continue
            if self.shape_of(child) is not None:
                found = max(found, Stage.SHAPE)
                continue
            known = self.dimension(child)
            if known is not None:
                todo.append(known)
                continue
            if isinstance(child, ast.Call) and child in self.sites:
                return Stage.TENSOR
            if isinstance(child, ast.Name) and child.id not in own:
                found = max(found, self.stage_of(child.id, child))
            todo += children(child)
        return found

    def stage_of(self, name: str, node: ast.Name | None = None) -> Stage:
        known = self._stages.get(name)
        if known is not None:
            return known
        if name in self.tensors:
            return Stage.TENSOR
        if name in self.parameters and name not in self.sources:
            return Stage.PYTHON
        if name not in self.sources:
            definitions = self.analysis.definitions_of.get(node, ()) if node is not None else ()
            return Stage.TENSOR if any(d.value.dynamic for d in definitions) else Stage.PYTHON
        self._stages[name] = Stage.PYTHON  # a name may be computed from itself
        self._stages[name] = max(self.stage(source) for source in self.sources[name])
        return self._stages[name]

    def shape_of(self, node: ast.AST) -> str | None:
        """The tensor parameter whose static shape an expression reads: `x.shape`, `x.get_shape()`, `.as_list()`."""
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and not node.args:
            if node.func.attr == "as_list":
                return self.shape_of(node.func.value)
            owner = node.func.value if node.func.attr == "get_shape" else None
        elif isinstance(node, ast.Attribute) and node.attr == "shape":
            owner = node.value
        else:
            return None
        if (
            isinstance(owner, ast.Name)
            and owner.id in self.tensors
            and not any(
                (s.lineno, s.col_offset) < (owner.lineno, owner.col_offset) for s in self.stored.get(owner.id, ())
            )
            and not self._in_loop(owner)
        ):
            return owner.id
        return None

    def dimension(self, node: ast.AST) -> ast.expr | None:
        """What the last dimension of a tensor that the body computes is made from, when `node` reads it."""
        if not isinstance(node, (ast.Subscript, ast.Attribute)):
            return None
        if node not in self._dimensions:
            found = dimensions.read(self.analysis, node)
            inside = found is not None and (isinstance(found, ast.Constant) or found in walk(self.node))
            self._dimensions[node] = found if inside and not self._changes(found) else None
        return self._dimensions[node]

    def _changes(self, node: ast.expr) -> bool:
        """Whether names in an expression may mean something else elsewhere in the body."""
        return any(n.id in self.stored for n in [*of_type(node, ast.Name)]) or bool(of_type(node, ast.Call))

    def _in_loop(self, node: ast.Name) -> bool:
        parent = self.planner.parents.get(node)
        while parent is not None and parent is not self.node:
            if isinstance(parent, (ast.For, ast.While)) and node.id in {
                n.id for n in of_type(parent, ast.Name) if not isinstance(n.ctx, ast.Load)
            }:
                return True
            parent = self.planner.parents.get(parent)
        return False

    # -- what a call leaves ---------------------------------------------------------------------------

    def weight(self, call: ast.Call) -> Variable | None:
        """The variable that a site makes: `tf.Variable(...)`, or a call of a function that only makes one."""
        made = self.sites[call][0].made
        if isinstance(made, Variable):
            return made
        if isinstance(made, Activation) and made.function not in self.analysis.owners:
            weights = made.weights()
            return weights[0] if weights else None
        return None

    def weighted(self, call: ast.Call) -> bool:
        """Whether a site makes weights in some call."""
        for site in self.sites.get(call, ()):
            record = site.record
            if isinstance(record, Variable) or (isinstance(record, Layer) and record.variable is not None):
                return True
            if isinstance(record, Activation) and record.weights():
                return True
        return False

    def calls_in(self, node: ast.AST) -> list[ast.Call]:
        """The sites of an expression or statement, inner ones first."""
        found = [call for call in of_type(node, ast.Call) if call in self.sites]
        return sorted(found, key=lambda c: (c.end_lineno, c.end_col_offset))


def function_of_class(function: Function) -> bool:
    return function.owner is not None


def _holds_variables(value: Value) -> bool:
    return value.kind in (Kind.VARIABLE, Kind.SESSION, Kind.OPTIMIZER, Kind.OBJECT) or any(
        _holds_variables(child) for child in value.children()
    )


def _sources(function: ast.FunctionDef) -> dict[str, list[ast.expr]]:
    """What each local name of a function is computed from."""
    found: dict[str, list[ast.expr]] = {}

    def bind(target: ast.expr, source: ast.expr) -> None:
        for name in of_type(target, ast.Name):
            if not isinstance(name.ctx, ast.Load):
                found.setdefault(name.id, []).append(source)

    for node in of_type(function, ast.Assign, ast.AugAssign, ast.AnnAssign, ast.For, ast.With, ast.NamedExpr):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if (
                    isinstance(target, (ast.Tuple, ast.List))
                    and isinstance(node.value, (ast.Tuple, ast.List))
                    and (len(target.elts) == len(node.value.elts))
                ):
                    for part, value in zip(target.elts, node.value.elts):
                        bind(part, value)
                else:
                    bind(target, node.value)
                    if isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name):
                        found.setdefault(target.value.id, []).append(node.value)
        elif isinstance(node, ast.AugAssign):
            bind(node.target, node.value)
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            bind(node.target, node.value)
        elif isinstance(node, ast.For):
            bind(node.target, node.iter)
        elif isinstance(node, ast.With):
            for item in node.items:
                if item.optional_vars is not None:
                    bind(item.optional_vars, item.context_expr)
        elif isinstance(node, ast.NamedExpr):
            bind(node.target, node.value)
    for call in of_type(function, ast.Call):
        if (
            isinstance(call.func, ast.Attribute)
            and call.func.attr in ("append", "extend", "insert", "update")
            and (isinstance(call.func.value, ast.Name))
        ):
            found.setdefault(call.func.value.id, []).extend(call.args)
    return found
