"""A helper that creates variables becomes a `tf.keras.layers.Layer` or a `tf.keras.Model`.

Its scope was its identity: a call in another scope is another instance, a call that took up weights again is the
same instance called again. What layers and weights are made of goes to the constructor, what depends on shapes
of the inputs to `build`, everything else is `call`: the body of the function, where it stood.
"""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Hashable
from typing import TYPE_CHECKING

from tf2migrate.analysis.activations import Activation
from tf2migrate.analysis.arguments import argument
from tf2migrate.analysis.classes import PREFIX, last
from tf2migrate.analysis.program import Function, Layer, Placeholder, Variable
from tf2migrate.analysis.scopes import VariableScope
from tf2migrate.analysis.tree import children, of_type
from tf2migrate.analysis.values import Kind, LeafKind
from tf2migrate.planning import recurrent
from tf2migrate.planning.keras_names import RESERVED
from tf2migrate.planning.layer_functions import FunctionBody, Stage, SCOPES, input_argument, refused
from tf2migrate.planning.layer_functions import training_argument
from tf2migrate.planning.names import camel, snake, thing
from tf2migrate.planning.recipe import Code, LayerUse, Line, Recipe, UserStatement
from tf2migrate.planning.roles import Role

if TYPE_CHECKING:
    from tf2migrate.planning.planner import Planner


@dataclasses.dataclass(eq=False)
class Member:
    """An attribute of a class: a layer, a weight, or an instance of another class; in a loop, a list of them."""

    name: str
    node: ast.Call  # where it is made
    looped: ast.For | None = None
    element: str = ""  # one of the list, in the loop


@dataclasses.dataclass(eq=False)
class LayerClass:
    """The class that stands for a helper."""

    body: FunctionBody
    name: str
    members: dict[ast.Call, Member] = dataclasses.field(default_factory=dict)
    init: list[str] = dataclasses.field(default_factory=list)
    call: list[str] = dataclasses.field(default_factory=list)
    renamed: dict[str, str] = dataclasses.field(default_factory=dict)
    training: str | None = None
    unused: list[str] = dataclasses.field(default_factory=list)
    free: list[str] = dataclasses.field(default_factory=list)
    scope: ast.expr | None = None  # what names its scope, where that is in the function
    named: str | None = None  # the parameter that names the scope, or what is made
    shaped: set[ast.Call] = dataclasses.field(default_factory=set)  # made in `build`
    instances: list["Instance"] = dataclasses.field(default_factory=list)

    @property
    def function(self) -> Function:
        return self.body.function

    def parameter(self, name: str) -> str:
        return self.renamed.get(name, name)


@dataclasses.dataclass(eq=False)
class Instance:
    """One object of a class: the calls that shared their weights."""

    cls: LayerClass
    activations: list[Activation]
    idents: dict[ast.Call, Hashable]
    weights: list[Variable]
    name: str = ""


def plan(planner: "Planner") -> "LayerClasses":
    """Plan a class for every helper that owns weights, and its instances.

    Raises:
        Unsupported: a helper has a shape that no class stands for.
    """
    classes = LayerClasses(planner)
    classes.plan()
    return classes


class LayerClasses:
    def __init__(self, planner: "Planner"):
        self.planner, self.analysis = planner, planner.analysis
        self.classes: dict[Function, LayerClass] = {}
        self.instance_of: dict[Activation, Instance] = {}
        self.owner_of: dict[Variable, Instance] = {}
        self.root_of: dict[Variable, Instance] = {}
        self.lines: dict[Instance, Line] = {}
        self.built: set[Instance] = set()
        self.imports: dict[ast.ImportFrom, dict[str, str]] = {}
        self.inlined: set[ast.Call] = set()  # calls of functions that only make a variable

    def plan(self) -> None:
        for function in self._callees_first():
            activations = [a for a in self.analysis.activations if a.function is function]
            body = FunctionBody(self.planner, function, activations)
            body.check()
            cls = LayerClass(body, "")
            self.classes[function] = cls
            self._identify(cls)
            _ClassPlanner(self, cls).plan()
        for activation in self.analysis.activations:
            if activation.parent is None and activation.function in self.classes:
                self._place(activation)
        for function in {a.function for a in self.analysis.activations}:
            if function.calls and self.inlined.issuperset(function.calls) and isinstance(function.node, ast.FunctionDef):
                self.planner.result.removed.add(function.node)
        self._rename_imports()
        for function in self.classes:
            self.planner.result.apply("TFM216", function.node)

    def _callees_first(self) -> list[Function]:
        ordered: list[Function] = []

        def visit(function: Function) -> None:
            if function in ordered:
                return
            for activation in self.analysis.activations:
                if activation.function is function:
                    for site in activation.sites:
                        if isinstance(site.made, Activation) and site.made.function is not function:
                            visit(site.made.function)
            if function in self.analysis.owners and function not in ordered:
                ordered.append(function)

        for function in self.analysis.owners:
            visit(function)
        return ordered

    # -- identity -------------------------------------------------------------------------------------

    def _identify(self, cls: LayerClass) -> None:
        """Which calls of a helper are calls of one object."""
        for activation in cls.body.activations:
            idents = self._idents(activation)
            weights = activation.weights()
            instance = next((i for i in cls.instances if self._same(i, idents, weights, activation)), None)
            if instance is None:
                inner = {w for i in idents.values() if isinstance(i, Instance) for w in i.weights}
                if any(w in self.owner_of and w not in inner for w in weights) or any(
                    w in other.weights for other in cls.instances for w in weights
                ):
                    raise refused(activation.node, f"this call of {cls.function.name}(...) takes up weights that "
                                  "another function, or a call with other arguments, has made",
                                  "make one tf.keras.layers.Layer that owns them and call it twice")
                instance = Instance(cls, [], idents, weights)
                cls.instances.append(instance)
            instance.activations.append(activation)
            instance.idents.update(idents)
            self.instance_of[activation] = instance
        for instance in cls.instances:
            for weight in instance.weights:
                self.owner_of[weight] = instance

    def _idents(self, activation: Activation) -> dict[ast.Call, Hashable]:
        idents: dict[ast.Call, Hashable] = {}
        for site in activation.sites:
            record = site.record
            if isinstance(record, Activation):
                instance = self.instance_of.get(record)
                if instance is not None and instance.weights:
                    idents[site.node] = instance
                elif instance is None and record.function not in self.analysis.owners:
                    idents[site.node] = record.weights()[0]
            elif isinstance(record, Layer) and record.variable is not None:
                idents[site.node] = record.variable
            elif isinstance(record, Variable):
                idents[site.node] = record
        return idents

    def _same(self, instance: Instance, idents: dict, weights: list[Variable], activation: Activation) -> bool:
        if not weights and not instance.weights:
            return self._arguments(instance.activations[0]) == self._arguments(activation)
        if not weights or not set(weights) <= set(instance.weights):
            return False
        return all(instance.idents.get(node, ident) == ident for node, ident in idents.items())

    def _arguments(self, activation: Activation) -> tuple:
        return tuple(sorted((name, repr(activation.spelled.get(name)))
                            for name, value in activation.values.items() if not value.dynamic))

    # -- instances at statements ----------------------------------------------------------------------

    def _place(self, activation: Activation) -> None:
        """Make the object where its first call stood, and call it there."""
        planner = self.planner
        instance = self.instance_of[activation]
        cls = instance.cls
        if activation.looped:
            raise refused(activation.node, f"{cls.function.name}(...) makes variables and is called in a loop",
                          "make a list of layers before the loop and call them in it")
        self._check_inputs(activation)
        if instance.activations[0] is activation:
            planner._movable(activation.unit, ast.Tuple([]), "a layer")
            self._check_arguments(activation)
            self._check_place(activation)
            instance.name = planner.fresh(activation.unit, self._wanted(instance), self._free_names())
            planner.hoist(activation.unit, instance.name, self.construction(activation))
            self.lines[instance] = planner.result.before[activation.unit.statement][-1]
            self.root_of.update((weight, instance) for weight in instance.weights)
            self._own(instance, instance.name)
        planner.result.overrides[activation.node] = self.use(activation.node, cls, instance.name, nested=False)

    def _check_place(self, activation: Activation) -> None:
        """A method that becomes a layer is called in the methods of its class only."""
        function, scope = activation.function, activation.unit.scope
        if function.owner is not None and scope.owner is None:
            raise refused(activation.node, f"{function.name}(...) makes variables and is called from outside of its class",
                          "call it in a method of the class")

    def _check_inputs(self, activation: Activation) -> None:
        """Keras needs the rank of what a layer is called on, and casts floats to its own type."""
        cls = self.classes[activation.function]
        for name in cls.body.tensors:
            value = activation.values.get(name)
            if value is None or name not in cls.call or name == cls.training:
                continue
            if value.dtype in ("float64", "double", "float16", "half", "bfloat16", "complex64", "complex128"):
                raise refused(activation.node, f"a layer is called on {name}, which is {value.dtype}: Keras casts it to "
                              "float32", "make the layer with dtype= and autocast=False")
            shapeless = [leaf.origin for leaf in value.all_leaves() if leaf.kind is LeafKind.PLACEHOLDER
                         and leaf.origin.shape is None and leaf.origin.default is None]
            if value.rank is None and shapeless and value.kind in (Kind.TENSOR, Kind.PLACEHOLDER):
                if not isinstance(value.info, Placeholder) or not value.info.scalar:
                    raise refused(activation.node, f"a layer is called on {name}, whose number of dimensions is not known",
                                  "give the placeholder a shape")
            if isinstance(value.info, Placeholder):
                value.info.ranked = True

    def _free_names(self) -> frozenset[str]:
        """Names of functions that become classes: nothing else may bind them."""
        stores = [n.id for n in self.analysis.nodes(ast.Name) if not isinstance(n.ctx, ast.Load)]
        arguments = [a.arg for a in self.analysis.nodes(ast.arg)]
        taken = {i.name for c in self.classes.values() for i in c.instances}
        defs = [f.name for f in self.analysis.nodes(ast.FunctionDef)]
        taken |= {c.name for c in self.classes.values()}
        free = {f.name for f in self.classes if f.owner is None and f.name not in (*stores, *arguments, *taken)
                and defs.count(f.name) == 1}
        methods = {PREFIX + f.name for f in self.classes if f.owner is not None}
        return frozenset(free | {name for name in methods if name not in (*stores, *taken)})

    def _wanted(self, instance: Instance) -> str:
        activation = instance.activations[0]
        named = self.scope_name(activation)
        if named:
            return named
        name = thing(instance.cls.function.name)
        return snake(name).lower() if name == instance.cls.name else name

    def scope_name(self, activation: Activation) -> str:
        """The name that the call gave to its scope, as far as it is a constant."""
        cls = self.classes[activation.function]
        path = next((s for s in self._paths(activation) if len(s) > len(activation.scope)), ())
        if cls.named is None:
            return ""
        given = activation.spelled.get(cls.named)
        name = given[2] if isinstance(given, tuple) and given[0] == "constant" else path[len(activation.scope)] if path else ""
        return name if isinstance(name, str) and name.isidentifier() and name not in RESERVED else ""

    def _paths(self, activation: Activation) -> list[tuple]:
        found = []
        for weight in activation.weights():
            if weight.tf1_names:
                found.append(tuple(weight.tf1_names[0].split("/")))
            elif weight.scope:
                found.append((*weight.scope, ""))
        return found

    def _check_arguments(self, activation: Activation) -> None:
        cls = self.classes[activation.function]
        for name in of_type(cls.body.node, ast.Name):
            if name.id in cls.body.attributes and any(
                d.unit is not None and self.planner.roles.role[d.unit] is Role.GRAPH
                for d in self.analysis.definitions_of.get(name, ())
            ):
                raise refused(name, f"a layer is made with {name.id}, which comes from the graph",
                              "make it with a Python value")
        for name in cls.init:
            given = activation.arguments.get(name, (None, None))[0]
            for node in of_type(given, ast.Name) if given is not None else ():
                for definition in self.analysis.definitions_of.get(node, ()):
                    if definition.unit is not None and self.planner.roles.role[definition.unit] is Role.GRAPH and (
                        definition.unit not in self.planner.roles.also_kept
                    ):
                        raise refused(given, f"a layer is made with {ast.unparse(given)}, which comes from the graph",
                                      "make it with a Python value")

    def _own(self, instance: Instance, path: str, root: str = "") -> None:
        """Write down by which expression each weight is reached."""
        owners = self.planner.owners
        root = root or path
        for node, ident in instance.idents.items():
            member = instance.cls.members.get(node)
            if member is None:
                continue
            place = f"{path}.{member.name}"
            if isinstance(ident, Instance):
                if member.looped is not None:
                    for weight in ident.weights:
                        owners.model_of[weight] = root
                else:
                    self._own(ident, place, root)
                continue
            owners.model_of[ident] = root
            if member.looped is None:
                owners.attribute_of[ident] = place

    # -- weights that must exist before the first step ------------------------------------------------

    def build(self, record: Variable) -> bool:
        """See to it that a weight exists from the line that made it in TensorFlow 1; False where that cannot be."""
        instance = self.root_of.get(record)
        if instance is None:
            return False
        if self._at_once(instance) or instance in self.built:
            return True
        for activation in instance.activations:
            arguments = self._zeros(activation)
            if arguments is None or activation.unit is not instance.activations[0].unit:
                continue
            line = Line(Code(f"{instance.name}({arguments[0]})", arguments[1]))
            lines = self.planner.result.before[activation.unit.statement]
            position = next(n for n, made in enumerate(lines) if made is self.lines[instance])
            lines.insert(position + 1, line)
            self.built.add(instance)
            return True
        return False

    def _at_once(self, instance: Instance) -> bool:
        """Whether the constructor makes all weights: none is a layer's of Keras, none needs a shape."""
        for node, ident in instance.idents.items():
            if isinstance(ident, Instance):
                if not self._at_once(ident):
                    return False
            elif instance.cls.body.weight(node) is None or node in instance.cls.shaped:
                return False
        return True

    def _zeros(self, activation: Activation) -> tuple[str, tuple[Recipe, ...]] | None:
        """Inputs to build a layer by; None when their shapes are not written down."""
        cls = self.classes[activation.function]
        texts, parts = [], []
        for name in cls.call:
            value = activation.values.get(name)
            if name == cls.training:
                texts.append("training=False")
                continue
            if name not in cls.body.tensors:
                return None
            record = value.info if value is not None and value.kind is Kind.PLACEHOLDER else None
            shape = record.shape if isinstance(record, Placeholder) else None
            if shape is None or value.dtype is None:
                return None
            dtype = "" if value.dtype == "float32" else f", {self.planner.tf}.{value.dtype}"
            if not isinstance(shape, (ast.List, ast.Tuple)):
                known = self.analysis.values.get(shape)
                if known is None or not isinstance(known.items, list) or any(v.constant is None for v in known.items):
                    return None
                texts.append(f"{self.planner.tf}.zeros({{{len(parts)}}}{dtype})")
                parts.append(shape)
                continue
            sizes = []
            for part in shape.elts:
                known = self.analysis.values.get(part)
                if known is not None and known.constant is None:
                    sizes.append("1")
                else:
                    sizes.append(f"{{{len(parts)}}}")
                    parts.append(part)
            texts.append(f"{self.planner.tf}.zeros([{', '.join(sizes)}]{dtype})")
        return (", ".join(texts), tuple(parts)) if not cls.free else None

    # -- code of calls --------------------------------------------------------------------------------

    def construction(self, activation: Activation, within: tuple | None = None) -> Recipe:
        """`Linear(10, name='fc1')`. `within`: the class that makes it, and in `build` the attributes of its parameters."""
        cls = self.classes[activation.function]
        extra = []
        for name in cls.init:
            if name in cls.body.attributes:
                text = name if within is None else f"self.{within[1][name]}" if within[1] is not None else within[0].parameter(name)
                extra.append((cls.parameter(name), Code(text)))
        return Code(*self._written(self._reference(activation.node, cls), activation.node, cls, cls.init, extra))

    def _reference(self, call: ast.Call, cls: LayerClass) -> str:
        """What the class is called where the function was called: `Linear`, `ops.Linear`."""
        func = call.func
        if cls.function.owner is None and isinstance(func, ast.Attribute):
            return f"{ast.unparse(func.value)}.{cls.name}"
        return cls.name

    def _rename_imports(self) -> None:
        """Files that import a function by name import its class instead.

        Raises:
            Unsupported: which function an import means is not clear.
        """
        for cls in self.classes.values():
            name = cls.function.name
            home = self.planner.tree_of(cls.body.node)
            if cls.function.owner is not None:
                continue
            others = [f for f in self.analysis.nodes(ast.FunctionDef) if f.name == name and f is not cls.body.node]
            for statement in self.analysis.nodes(ast.ImportFrom):
                if all(alias.name != name for alias in statement.names) or self.planner.tree_of(statement) is home or (
                    statement.level == 0 and (statement.module or "").partition(".")[0] == "tensorflow"
                ):
                    continue
                if others:
                    raise refused(statement, f"several functions are called {name}, and one of them becomes a class",
                                  "give them different names")
                known = self.imports.setdefault(statement, {})
                known[name] = cls.name
        for statement, known in self.imports.items():
            names = [known.get(a.name) or (f"{a.name} as {a.asname}" if a.asname else a.name) for a in statement.names]
            module = "." * statement.level + (statement.module or "")
            text = f"from {module} import {', '.join(names)}"
            if len(text) > 100:
                text = f"from {module} import (\n" + "".join(f"    {n},\n" for n in names) + ")"
            self.planner.result.statements[statement] = [Line(Code(text), statement)]

    def use(self, node: ast.Call, cls: LayerClass, target: str, nested: bool) -> LayerUse:
        """`fc1(x)`; Keras takes only tensors by position."""
        extra = []
        if nested and cls.training is not None and self._given(node, cls, cls.training) is None:
            extra.append(("training", cls.body.defaults[cls.training]))
        return LayerUse(*self._written(target, node, cls, cls.call, extra, keywords=tuple(
            p for p in cls.call if p not in cls.body.tensors or p == cls.training)))

    def _given(self, node: ast.Call, cls: LayerClass, name: str) -> ast.expr | None:
        return argument(node, tuple(cls.body.given), name)

    def _written(self, target: str, node: ast.Call, cls: LayerClass, wanted: list[str], extra,
                 keywords: tuple[str, ...] = ()) -> tuple[str, tuple[Recipe, ...]]:
        texts, parts = [], []
        by_keyword = {k.arg for k in node.keywords}
        positional = True
        for name in wanted:
            given = self._given(node, cls, name)
            if given is None:
                positional = False
                continue
            positional = positional and name not in by_keyword and name not in keywords
            text = f"{{{len(parts)}}}" if positional else f"{cls.parameter(name)}={{{len(parts)}}}"
            texts.append(text)
            parts.append(given)
        for name, recipe in extra:
            texts.append(f"{name}={{{len(parts)}}}")
            parts.append(recipe)
        if wanted is cls.call:
            texts += [name if positional and not extra else f"{name}={name}" for name in cls.free]
        return f"{target}({', '.join(texts)})", tuple(parts)


class _ClassPlanner:
    """Plans the class of one helper."""

    def __init__(self, classes: LayerClasses, cls: LayerClass):
        self.classes, self.cls, self.body = classes, cls, cls.body
        self.planner, self.analysis = classes.planner, classes.analysis
        self.function = cls.body.function
        self.node: ast.FunctionDef = cls.body.node
        self.taken = set(RESERVED)
        self.removed: set[ast.stmt] = set()
        self.local_names: dict[ast.Name, str] = {}
        self.guards: set[ast.stmt] = set()  # `try` statements that go, all but their bodies
        self.cell_reads: dict[ast.Name, str] = {}  # other uses of the cells that layers run

    def plan(self) -> None:
        self._find_scope()
        self._members()
        self._parameters()
        self._emit()

    # -- scope ----------------------------------------------------------------------------------------

    def _find_scope(self) -> None:
        """The outermost scope that holds all that the function makes names the class."""
        sites = [c for c in self.body.sites]
        found: ast.expr | None = None
        todo = list(self.node.body)
        for statement in todo:
            if not isinstance(statement, ast.With) or len(statement.items) != 1:
                continue
            inside = [c for c in of_type(statement, ast.Call) if c in self.body.sites]
            if len(inside) != len(sites):
                continue
            call = statement.items[0].context_expr
            if self.analysis.symbols.get(getattr(call, "func", None)) in SCOPES and (call.args or call.keywords):
                found = argument(call, ("name_or_scope",), "name_or_scope")
                break
            todo.extend(statement.body)
        if isinstance(found, ast.Name) and any(
            isinstance(getattr(a.values.get(found.id), "info", None), VariableScope) for a in self.body.activations
        ):
            found = None  # a scope object: which scope it is was settled by the analysis
        literal = found.value if isinstance(found, ast.Constant) and isinstance(found.value, str) else None
        wanted = camel(literal.rsplit("/", 1)[-1]) if literal else camel(thing(self.function.name))
        if not wanted.isidentifier():
            wanted = camel(self.function.name)
        free = self.classes._free_names() if wanted == self.function.name else frozenset()
        self.cls.name = self.planner.names.fresh(wanted, free)
        self.cls.scope = found

    # -- members --------------------------------------------------------------------------------------

    def _members(self) -> None:
        groups = self._groups()
        done: dict[ast.Call, Member] = {}
        for call in sorted(self.body.sites, key=lambda c: (c.lineno, c.col_offset)):
            first = groups[call]
            if first is not call:
                self.cls.members[call] = done[first]
                if self._loop(call) is not done[first].looped:
                    raise refused(call, "a layer of a loop is used again outside of it")
                continue
            member = Member("", call, self._loop(call))
            wanted = self._wanted(call)
            if member.looped is not None:
                member.element = self._local(wanted)
                made = self.body.sites[call][0].made
                plural = "_layers" if isinstance(made, Layer) else "s" if self.body.weight(call) is None else "_list"
                wanted += plural
            member.name = self._attribute(wanted)
            done[call] = self.cls.members[call] = member
        for call, member in self.cls.members.items():
            made = self.body.sites[call][0].made
            if isinstance(made, Layer) and made.recurrent is not None and member.looped is None:
                for name in recurrent.cell_reads(self.planner, made, self.node):
                    self.cell_reads[name] = f"self.{member.name}.cell"

    def _groups(self) -> dict[ast.Call, ast.Call]:
        """For each site the first one that makes the same thing."""
        first = {call: call for call in self.body.sites}
        for activation in self.body.activations:
            idents = self.classes._idents(activation)
            seen: dict[Hashable, ast.Call] = {}
            for node, ident in idents.items():
                root = seen.setdefault(ident, node)
                if root is not node:
                    first[node] = first[root]
        for activation in self.body.activations:
            idents = self.classes._idents(activation)
            for node, ident in idents.items():
                root = first[node]
                if root in idents and idents[root] != ident:
                    raise refused(node, "what is used again here differs from call to call")
        return first

    def _loop(self, call: ast.Call) -> ast.For | None:
        """The loop round a site; it becomes a loop over a list of layers.

        Raises:
            Unsupported: what is made depends on more than the pass.
        """
        found = None
        parent = self.planner.parents[call]
        while parent is not self.node:
            if isinstance(parent, (ast.While, ast.Try)) and not self._guard(parent):
                raise refused(call, f"a layer or variable is made inside a {type(parent).__name__.lower()} statement")
            if isinstance(parent, ast.For):
                if found is not None:
                    raise refused(call, "a layer or variable is made in a loop inside of a loop")
                found = parent
            if isinstance(parent, (ast.IfExp, ast.BoolOp)):
                raise refused(call, "a layer or variable is made in an expression that may not be evaluated")
            parent = self.planner.parents[parent]
        if found is not None:
            if found.orelse or of_type(found, ast.Break, ast.Continue):
                raise refused(call, "a layer or variable is made in a loop with break, continue or else")
            if self.body.stage(found.iter) is not Stage.PYTHON:
                raise refused(call, "a layer or variable is made in a loop over graph values")
            statement = call
            while self.planner.parents[statement] is not found:
                statement = self.planner.parents[statement]
                if isinstance(statement, ast.If):
                    raise refused(call, "a layer or variable is made in some passes of a loop only")
        return found

    def _guard(self, node: ast.While | ast.Try) -> bool:
        """Whether a `try` guards nothing but the unrolling of cells, which does not fail: its body takes its place."""
        if not isinstance(node, ast.Try) or not recurrent.only_unrolls(self.analysis, node):
            return False
        self.planner.result.statements[node] = [UserStatement(node.body[0])]
        self.guards.add(node)
        return True

    def _wanted(self, call: ast.Call) -> str:
        site = next((s for s in self.body.sites[call] if s.record is not None), self.body.sites[call][0])
        record = site.made
        if isinstance(record, Activation) and record.function in self.classes.classes:
            name = self.classes.scope_name(record) if self._literal_scope(call, record) else ""
            return name or snake(thing(record.function.name))
        if isinstance(record, Layer):
            if record.recurrent is not None:
                return recurrent.wanted_name(record)
            literal = self._literal_name(call)
            return literal if literal else record.symbol.rsplit(".", 1)[1]
        parent = self.planner.parents[call]
        if isinstance(parent, ast.Assign) and len(parent.targets) == 1 and isinstance(parent.targets[0], ast.Name):
            return parent.targets[0].id
        return self._literal_name(call) or getattr(record, "name", "") or "weight"

    def _literal_name(self, call: ast.Call) -> str:
        for node in [*call.args[:1], *(k.value for k in call.keywords if k.arg in ("name", "scope"))]:
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isidentifier():
                return node.value
        return ""

    def _literal_scope(self, call: ast.Call, record: Activation) -> bool:
        return any(isinstance(n, ast.Constant) and isinstance(n.value, str)
                   for n in [*call.args, *(k.value for k in call.keywords)])

    def _attribute(self, wanted: str) -> str:
        chosen = wanted + "_" if wanted in RESERVED else wanted
        name, number = chosen, 0
        while name in self.taken:
            number += 1
            name = f"{chosen}_{number}"
        self.taken.add(name)
        return name

    def _local(self, wanted: str) -> str:
        called = {id(call.func) for call in self.body.sites}
        used = {n.id for n in of_type(self.node, ast.Name) if id(n) not in called} | set(self.body.parameters)
        name, number = wanted, 0
        while name in used:
            number += 1
            name = f"{wanted}_{number}"
        return name

    # -- what construction needs ----------------------------------------------------------------------

    def construction_nodes(self, call: ast.Call) -> list[ast.expr]:
        """The expressions that a layer or weight is made of."""
        record = self.body.sites[call][0].made
        if isinstance(record, Layer):
            if self._by_op(call):
                return []
            if record.recurrent is not None:
                return list(record.recurrent.cell_nodes)
            skipped = {id(input_argument(record)), id(training_argument(record))}
            skipped |= {id(k.value) for k in call.keywords if k.arg == "reuse"}
            return [n for n in [*call.args, *(k.value for k in call.keywords)] if id(n) not in skipped]
        if isinstance(record, Activation) and record.function in self.classes.classes:
            cls = self.classes.classes[record.function]
            given = [argument(call, tuple(cls.body.given), p) for p in cls.init]
            return [n for n in given if n is not None]
        return [*call.args, *(k.value for k in call.keywords)]

    def call_nodes(self, call: ast.Call) -> list[ast.expr]:
        """The expressions that a layer is called on."""
        record = self.body.sites[call][0].made
        if isinstance(record, Layer):
            if self._by_op(call):
                return [*call.args, *(k.value for k in call.keywords)]
            if record.recurrent is not None:
                unrolled = record.recurrent
                return [n for n in (unrolled.inputs, unrolled.lengths, *unrolled.initial) if n is not None]
            return [n for n in (input_argument(record), training_argument(record)) if n is not None]
        if isinstance(record, Activation) and record.function in self.classes.classes:
            cls = self.classes.classes[record.function]
            given = [argument(call, tuple(cls.body.given), p) for p in cls.call]
            return [n for n in given if n is not None]
        return []

    def _by_op(self, call: ast.Call) -> bool:
        """Dropout at a rate that is a graph value: the op takes a tensor."""
        return any({"rate", "keep_prob"} & s.dynamic for s in self.body.sites[call])

    # -- parameters -----------------------------------------------------------------------------------

    def _parameters(self) -> None:
        cls, body = self.cls, self.body
        self.constructed = [m.node for m in dict.fromkeys(cls.members.values())]
        needed: list[ast.AST] = [n for c in self.constructed for n in self.construction_nodes(c)]
        if cls.scope is not None:
            needed.append(cls.scope)
        for call in self.constructed:
            needed += self._guards(call)
            loop = cls.members[call].looped
            if loop is not None and not self._by_op(call):
                needed.append(loop.iter)
        self.moved = self._moved_locals(needed)
        inherited = dict.fromkeys(name for c in self.constructed for name in self._inner_attributes(c))
        body.parameters += [name for name in inherited if name not in body.parameters]
        body.attributes += [name for name in inherited if name not in body.attributes]
        init_names = {*inherited} | {n.id for root in [*needed, *(s.value for s in self.moved)] for n in self._reads(root)}
        for root in needed:
            if body.stage(root) is Stage.TENSOR:
                raise refused(root, f"what {self.function.name}(...) makes depends on a value of the graph",
                              "make it with Python values, or from the shape of the input")
        if cls.scope is not None and any(body.stage(n) is not Stage.PYTHON for n in [cls.scope]):
            raise refused(cls.scope, "the name of a scope depends on a graph value")
        cls.init = [p for p in body.parameters if p in init_names and p not in body.tensors]
        self._settle_training()
        self._remove_statements()
        call_names = {n.id for n in self._remaining()}
        self.call_names = call_names
        cls.init = [p for p in body.parameters if p in cls.init or (p in call_names and self._hyperparameter(p))]
        cls.call = [p for p in body.parameters if p in call_names and p not in cls.init]
        cls.free = [n for n in self.function.free_dynamic if n not in body.parameters]
        if not [p for p in cls.call if p in body.tensors] and not cls.free:
            raise refused(self.node, f"{self.function.name}(...) makes variables and is given no tensor",
                          "make the weights where the function is called, and pass them")
        for parameter in cls.init:
            if parameter in body.sources and parameter in call_names:
                raise refused(self.node, f"{self.function.name}(...) binds its parameter {parameter} again",
                              "give the new value a name of its own")
        for name in body.attributes:
            plain = last(name)
            while plain in body.given or plain in cls.renamed.values():
                plain += "_"
            cls.renamed[name] = plain
        self._name_parameter()
        self._check_constant()

    def _inner_attributes(self, call: ast.Call) -> list[str]:
        """What the class of an inner method needs of the object."""
        record = self.body.sites[call][0].made
        inner = self.classes.classes.get(record.function) if isinstance(record, Activation) else None
        return [name for name in inner.init if name in inner.body.attributes] if inner is not None else []

    def _hyperparameter(self, name: str) -> bool:
        """A Python value that all calls of each object agree on, and that has nothing to do with training."""
        if name in self.body.tensors or name in self._flags() or name in self.body.sources:
            return False
        return all(len({repr(a.spelled.get(name)) for a in i.activations}) == 1 for i in self.cls.instances)

    def _name_parameter(self) -> None:
        """The parameter that named the scope is the name of the layer."""
        cls = self.cls
        named = [p for p in cls.init if cls.scope is not None and p in self._scope_names()]
        if not named and cls.scope is None:
            named = [p for p in cls.init if p in ("name", "scope")]
        if len(named) != 1 or not all(self._is_name(a.spelled.get(named[0])) for a in self.body.activations):
            return
        cls.named = named[0]
        if (cls.scope is None or isinstance(cls.scope, ast.Name)) and "name" not in self.body.parameters:
            cls.renamed[cls.named] = "name"

    @staticmethod
    def _is_name(spelled: Hashable) -> bool:
        """A Python string that Keras takes as the name of a layer, or None."""
        if not isinstance(spelled, tuple) or spelled[0] != "constant":
            return isinstance(spelled, tuple)
        return spelled[2] is None or (isinstance(spelled[2], str) and "/" not in spelled[2])

    def _guards(self, call: ast.Call) -> list[ast.expr]:
        """Tests on Python values that decide whether a thing is made."""
        tests = []
        node: ast.AST = call
        while node is not self.node:
            parent = self.planner.parents[node]
            if isinstance(parent, ast.If) and node is not parent.test:
                if self._static(parent.test):
                    tests.append(parent.test)
                elif self.body.weighted(call):
                    raise refused(parent.test, "whether a layer or variable is made depends on a training flag or "
                                  "a graph value")
            node = parent
        return tests

    def _static(self, test: ast.expr) -> bool:
        """Whether a test can be made in the constructor; flags of training differ from call to call."""
        flags = self._flags()
        return self.body.stage(test) is Stage.PYTHON and not any(n.id in flags for n in of_type(test, ast.Name))

    def _flags(self) -> set[str]:
        """Parameters that are, or decide, the `training` argument of a layer."""
        found = set()
        for call, sites in self.body.sites.items():
            record = sites[0].made
            node = training_argument(record) if isinstance(record, Layer) else None
            if isinstance(record, Activation) and record.function in self.classes.classes:
                inner = self.classes.classes[record.function]
                node = argument(call, tuple(inner.body.given), inner.training) if inner.training else None
            if node is not None:
                found |= {n.id for n in of_type(node, ast.Name) if n.id in self.body.parameters}
        return found

    def _reads(self, root: ast.AST) -> list[ast.Name]:
        own = {n.id for n in of_type(root, ast.Name) if not isinstance(n.ctx, ast.Load)}
        return [n for n in of_type(root, ast.Name) if isinstance(n.ctx, ast.Load) and n.id not in own]

    def _moved_locals(self, needed: list[ast.AST]) -> list[ast.Assign]:
        """Assignments of Python values and shapes that construction reads, in the order of the body."""
        moved: list[ast.Assign] = []
        todo = list(needed)
        done: set[str] = set()
        while todo:
            for name in self._reads(todo.pop()):
                if name.id in done or name.id not in self.body.sources:
                    continue
                done.add(name.id)
                if self.body.stage_of(name.id, name) is Stage.TENSOR:
                    raise refused(name, f"what {self.function.name}(...) makes depends on {name.id}, a value of the graph",
                                  "make it with Python values, or from the shape of the input")
                for statement in of_type(self.node, ast.Assign, ast.AugAssign, ast.AnnAssign):
                    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
                    if any(n.id == name.id for t in targets for n in of_type(t, ast.Name)):
                        if not isinstance(statement, ast.Assign) or len(targets) != 1:
                            raise refused(statement, f"{name.id} is computed in steps before a layer is made of it")
                        if statement not in moved:
                            moved.append(statement)
                            todo.append(statement.value)
                if any(n.id == name.id for w in of_type(self.node, ast.With) for i in w.items
                       if i.optional_vars is not None for n in of_type(i.optional_vars, ast.Name)):
                    raise refused(name, "a layer or variable takes its name from a scope object")
        for statement in moved:
            node = self.planner.parents[statement]
            while node is not self.node:
                if isinstance(node, (ast.While, ast.Try, ast.If, ast.FunctionDef, ast.Lambda)) or (
                    isinstance(node, ast.For) and node not in [m.looped for m in self.cls.members.values()]
                ):
                    raise refused(statement, "what a layer is made of is computed in a branch or a loop")
                node = self.planner.parents[node]
        return sorted(moved, key=lambda s: s.lineno)

    def _settle_training(self) -> None:
        cls = self.cls
        direct = set()
        for call, sites in self.body.sites.items():
            for node in self._training_nodes(call):
                if isinstance(node, ast.Name) and node.id in self.body.parameters:
                    direct.add(node.id)
        direct -= set(cls.init)
        if len(direct) == 1:
            name = direct.pop()
            if name == "training" or "training" not in {n.id for n in of_type(self.node, ast.Name)} | set(
                self.body.parameters
            ):
                cls.training = name
                cls.renamed[name] = "training"
        for activation in self.body.activations:
            for name in self._flags():
                value = activation.values.get(name)
                if value is not None and value.dynamic and not isinstance(value.info, Placeholder):
                    raise refused(activation.node, "the training flag of a layer is computed in the graph",
                                  "pass a Python bool")

    def _training_nodes(self, call: ast.Call) -> list[ast.expr]:
        record = self.body.sites[call][0].made
        if isinstance(record, Layer):
            node = training_argument(record)
        elif isinstance(record, Activation) and record.function in self.classes.classes:
            inner = self.classes.classes[record.function]
            node = argument(call, tuple(inner.body.given), inner.training) if inner.training else None
        else:
            node = None
        return [node] if node is not None else []

    # -- statements that go ---------------------------------------------------------------------------

    def _remove_statements(self) -> None:
        """Statements of the body that are left to the constructor, and those that only set a scope."""
        for statement in of_type(self.node, ast.Expr):
            call = statement.value
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "reuse_variables":
                self.removed.add(statement)
            elif isinstance(call, ast.Call) and call in self.body.sites and self.body.weight(call) is not None:
                self.removed.add(statement)
        for statement in of_type(self.node, ast.Assign):
            if self._plain_weight(statement):
                self.removed.add(statement)
            elif all(isinstance(n, ast.Call) and self.analysis.symbols.get(n.func) == "get_variable_scope"
                     for n in [statement.value]):
                self.removed.add(statement)
        for inner in of_type(self.node, ast.FunctionDef):
            calls = [c for c, sites in self.body.sites.items() if isinstance(sites[0].made, Activation)
                     and sites[0].made.function.node is inner and self.body.weight(c) is not None]
            if calls and len([n for n in of_type(self.node, ast.Name) if n.id == inner.name]) == len(calls):
                self.removed.add(inner)
        changed = True
        while changed:
            changed = False
            for statement in of_type(self.node, ast.If, ast.With):
                inner = [*statement.body, *getattr(statement, "orelse", ())]
                if statement not in self.removed and all(s in self.removed or isinstance(s, ast.Pass) for s in inner):
                    self.removed.add(statement)
                    changed = True
        changed = True
        while changed:
            changed = False
            read = {n.id for n in self._remaining()}
            for statement in self.moved:
                targets = {n.id for n in of_type(statement.targets[0], ast.Name)}
                if statement not in self.removed and not targets & read:
                    self.removed.add(statement)
                    changed = True

    def _plain_weight(self, statement: ast.Assign) -> bool:
        """`w = tf.get_variable(...)`, bound once: its uses become `self.w`."""
        if statement.value not in self.body.sites or self.body.weight(statement.value) is None or len(statement.targets) != 1 or not isinstance(statement.targets[0], ast.Name):
            return False
        target = statement.targets[0].id
        return len(self.body.stored.get(target, ())) == 1 and target not in self.body.parameters and (
            self.cls.members[statement.value].looped is None)

    def _remaining(self) -> list[ast.Name]:
        """Names that the body still reads when it has become `call`."""
        found: list[ast.Name] = []
        todo: list[ast.AST] = list(self.node.body)
        while todo:
            node = todo.pop()
            if node in self.removed:
                continue
            if isinstance(node, ast.With):
                for item in node.items:
                    if self.analysis.symbols.get(getattr(item.context_expr, "func", None)) not in SCOPES:
                        todo.append(item.context_expr)
                todo += node.body
                continue
            if node in self.guards:
                todo += node.body
                continue
            if isinstance(node, ast.Call) and node in self.body.sites:
                todo += self.call_nodes(node)
                continue
            if isinstance(node, ast.For) and node in [m.looped for m in self.cls.members.values()]:
                todo += node.body
                todo.append(node.iter)
                continue
            if isinstance(node, ast.Name):
                if isinstance(node.ctx, ast.Load) and node not in self.cell_reads:
                    found.append(node)
                continue
            todo += children(node)
        return found

    # -- equality of arguments ------------------------------------------------------------------------

    def _check_constant(self) -> None:
        """What the object is made of is the same in all its calls."""
        for instance in self.cls.instances:
            for name in self.cls.init:
                spelled = {repr(a.spelled.get(name)) for a in instance.activations}
                if len(spelled) > 1 and name not in self._scope_names():
                    raise refused(instance.activations[-1].node, f"{self.function.name}(...) uses its weights again "
                                  f"with another {name}", f"make {name} an argument of call")

    def _scope_names(self) -> set[str]:
        return {n.id for n in of_type(self.cls.scope, ast.Name)} if self.cls.scope is not None else set()

    # -- code -----------------------------------------------------------------------------------------

    def _emit(self) -> None:
        from tf2migrate.planning.layer_class_code import emit

        emit(self)
