"""A helper that creates variables becomes a `tf.keras.layers.Layer` or a `tf.keras.Model`.

Its scope was its identity: a call in another scope is another instance, a call that took up weights again is the
same instance called again. What layers and weights are made of goes to the constructor, what depends on shapes
of the inputs to `build`, everything else is `call`: the body of the function, where it stood.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Hashable
from typing import TYPE_CHECKING

from tf2migrate.analysis.activations import Activation, calls_in
from tf2migrate.analysis.arguments import argument
from tf2migrate.analysis.classes import PREFIX
from tf2migrate.analysis.program import Analysis, Class, Function, Layer, Placeholder, Unit, Variable
from tf2migrate.analysis.tree import of_type
from tf2migrate.analysis.values import Kind, LeafKind, join_all
from tf2migrate.planning.keras_names import RESERVED
from tf2migrate.planning.layer_class_plan import ClassPlanner
from tf2migrate.planning.layer_functions import FunctionBody, refused
from tf2migrate.planning.layer_objects import Instance, LayerClass
from tf2migrate.planning.names import all_bases, says_nothing, snake, thing
from tf2migrate.planning.recipe import Code, LayerUse, Line, Recipe
from tf2migrate.planning.roles import Role

if TYPE_CHECKING:
    from tf2migrate.planning.planner import Planner


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
        self.holder_of: dict[Instance, Instance] = {}  # the object whose constructor makes another one
        self.lines: dict[Instance, Line] = {}
        self.passes: dict[Unit, list[Activation]] = {}  # by loop, the calls of which each pass has an object
        self.imports: dict[ast.ImportFrom, dict[str, str]] = {}
        self.inlined: set[ast.Call] = set()  # calls of functions that only make a variable

    def plan(self) -> None:
        for activation in self.analysis.activations:
            if activation.uncalled and activation.function in self.analysis.owners:
                raise refused(
                    activation.node,
                    f"{activation.function.name}(...) makes variables, and a function that "
                    "nobody in this file calls calls it",
                )
        for function in self._callees_first():
            activations = [a for a in self.analysis.activations if a.function is function]
            body = FunctionBody(self.planner, function, activations)
            body.check()
            cls = LayerClass(body, "")
            self.classes[function] = cls
            self._identify(cls)
            ClassPlanner(self, cls).plan()
        for activation in self.analysis.activations:
            if activation.parent is None and activation.function in self.classes:
                self._place(activation)
        for function in {a.function for a in self.analysis.activations}:
            inlined = bool(function.calls) and self.inlined.issuperset(function.calls)
            if inlined and isinstance(function.node, ast.FunctionDef):
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
                host = self._host(cls, activation, idents, weights)
                inner = {w for i in idents.values() if isinstance(i, Instance) for w in i.weights}
                if host is None and (
                    any(w in self.owner_of and w not in inner for w in weights)
                    or any(w in other.weights for other in cls.instances for w in weights)
                    or any(i in self.holder_of for i in idents.values() if isinstance(i, Instance))
                ):
                    self.planner.wrappers.add(cls.function.node)
                    raise refused(
                        activation.node,
                        f"this call of {cls.function.name}(...) takes up weights that "
                        "another function, or a call with other arguments, has made",
                        "make one tf.keras.layers.Layer that owns them and call it twice",
                    )
                instance = Instance(cls, [], idents, weights, host=host)
                cls.instances.append(instance)
            instance.activations.append(activation)
            instance.idents.update(idents)
            if instance.host is None:
                self.holder_of.update((i, instance) for i in idents.values() if isinstance(i, Instance))
            self.instance_of[activation] = instance
        for instance in cls.instances:
            if instance.host is None:
                self.owner_of.update((weight, instance) for weight in instance.weights)

    def _host(self, cls: LayerClass, activation: Activation, idents: dict, weights: list[Variable]) -> Instance | None:
        """The object of another class that made all the layers and weights that this call takes up."""
        hosts = {self.holder_of.get(i) if isinstance(i, Instance) else self.owner_of.get(i) for i in idents.values()}
        host = hosts.pop() if len(hosts) == 1 else None
        if host is None or host.cls is cls or host.host is not None or not set(weights) <= set(host.weights):
            return None
        first = host.activations[0]
        near = first.parent is activation.parent is None and first.unit.scope is activation.unit.scope
        return host if near and not activation.looped else None

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
        return tuple(
            sorted(
                (name, repr(activation.spelled.get(name)))
                for name, value in activation.values.items()
                if not value.dynamic
            )
        )

    # -- instances at statements ----------------------------------------------------------------------

    def _place(self, activation: Activation) -> None:
        """Make the object where its first call stood, and call it there."""
        planner = self.planner
        instance = self.instance_of[activation]
        cls = instance.cls
        if activation.looped and self._one_per_pass(activation, instance):
            self._check_inputs(activation)
            self._check_place(activation)
            instance.name = planner.names.fresh(self._wanted(instance), self.free_names(activation.unit.scope.owner))
            self.passes.setdefault(activation.unit, []).append(activation)
            planner.result.overrides[activation.node] = self.use(activation.node, cls, instance.name, nested=False)
            return
        if activation.looped:
            raise refused(
                activation.node,
                f"{cls.function.name}(...) makes variables and is called in a loop",
                "make a list of layers before the loop and call them in it",
            )
        self._check_inputs(activation)
        if instance in self.holder_of and instance.host is None:
            planner.wrappers.add(self.holder_of[instance].cls.function.node)
            raise refused(
                activation.node,
                f"{cls.function.name}(...) takes up weights that are made in another function",
                "make one tf.keras.layers.Layer that owns them and call it twice",
            )
        if instance.activations[0] is activation:
            planner._movable(activation.unit, ast.Tuple([]), "a layer")
            self._check_arguments(activation)
            self._check_place(activation)
            owner = activation.unit.scope.owner
            free = self.free_names(owner)
            wanted = self._told_apart(instance)
            if planner.names.of_program(owner, wanted, free):  # most often for what the object gives
                wanted += self._sort(instance)
            instance.name = planner.fresh(activation.unit, wanted, free)
            planner.hoist(activation.unit, instance.name, self.construction(activation))
            self.lines[instance] = planner.result.before[activation.unit.statement][-1]
            if instance.host is None:
                self.root_of.update((weight, instance) for weight in instance.weights)
                self._own(instance, instance.name)
        planner.result.overrides[activation.node] = self.use(activation.node, cls, instance.name, nested=False)

    def _one_per_pass(self, activation: Activation, instance: Instance) -> bool:
        """Whether each pass of a loop makes an object of its own: nothing in it takes up what was made before."""
        unit = activation.unit
        alone = (
            instance.activations == [activation]
            and instance not in self.holder_of
            and isinstance(unit.statement, ast.For)
            and not unit.header
            and self.planner.roles.role[unit] is Role.GRAPH
        )
        return (
            alone and instance.weights != [] and not any(_shares(self.analysis, made) for made in calls_in(activation))
        )

    def _check_place(self, activation: Activation) -> None:
        """A method that becomes a layer is called in the methods of its class only."""
        function, scope = activation.function, activation.unit.scope
        if function.owner is not None and scope.owner is None:
            raise refused(
                activation.node,
                f"{function.name}(...) makes variables and is called from outside of its class",
                "call it in a method of the class",
            )

    def _check_inputs(self, activation: Activation) -> None:
        """Keras needs the rank of what a layer is called on, and casts floats to its own type."""
        cls = self.classes[activation.function]
        given = {
            name: activation.values[name]
            for name in cls.body.tensors
            if name in activation.values and name in cls.call and name != cls.training
        }
        free = activation.function.free_dynamic
        given.update((name, join_all([d.value for d in free[name]])) for name in cls.free if name in free)
        for name, value in given.items():
            if value.dtype in ("float64", "double", "float16", "half", "bfloat16", "complex64", "complex128"):
                raise refused(
                    activation.node,
                    f"a layer is called on {name}, which is {value.dtype}: Keras casts it to float32",
                    "make the layer with dtype= and autocast=False",
                )
            shapeless = [
                leaf.origin
                for leaf in value.all_leaves()
                if leaf.kind is LeafKind.PLACEHOLDER and leaf.origin.shape is None and leaf.origin.default is None
            ]
            if value.rank is None and shapeless and value.kind in (Kind.TENSOR, Kind.PLACEHOLDER):
                if not isinstance(value.info, Placeholder) or not value.info.scalar:
                    raise refused(
                        activation.node,
                        f"a layer is called on {name}, whose rank is not known",
                        "give the placeholder a shape",
                    )
            if isinstance(value.info, Placeholder):
                value.info.ranked = True

    def free_names(self, owner: Class | None) -> frozenset[str]:
        """Names of functions that become classes: nothing else may bind them. `owner`: for attributes of its
        objects.
        """
        stores = [n.id for n in self.analysis.nodes(ast.Name) if not isinstance(n.ctx, ast.Load)]
        arguments = [a.arg for a in self.analysis.nodes(ast.arg)]
        taken = {
            i.name for c in self.classes.values() for i in c.instances if i.activations[0].unit.scope.owner is owner
        }
        defs = [f.name for f in self.analysis.nodes(ast.FunctionDef)]
        taken |= {c.name for c in self.classes.values()}
        free = {
            f.name
            for f in self.classes
            if f.owner is None and f.name not in (*stores, *arguments, *taken) and defs.count(f.name) == 1
        }
        near = [owner, *all_bases(owner)] if owner is not None else []
        methods = {PREFIX + f.name for f in self.classes if f.owner is not None and f.owner in near}
        return frozenset(free | {name for name in methods if name not in (*stores, *taken)})

    @staticmethod
    def _sort(instance: Instance) -> str:
        """What tells the name of an object from that of its output: `policy_net`, `embedding_layer`."""
        layers = [node for node in instance.idents if instance.cls.body.weight(node) is None]
        return "_net" if len(layers) > 1 else "_layer"

    def _told_apart(self, instance: Instance) -> str:
        """The name of an object; with the scope round it where several objects would have one name."""
        wanted = self._wanted(instance)
        alike = [
            i
            for i in dict.fromkeys(self.instance_of.values())
            if i.activations[0].parent is None
            and (
                i.activations[0].unit.scope.owner is instance.activations[0].unit.scope.owner
                and self._wanted(i) == wanted
            )
        ]
        outer = [i.activations[0].scope[-1] if i.activations[0].scope else None for i in alike]
        if (
            len(alike) < 2
            or len(set(outer)) < len(alike)
            or not all(isinstance(o, str) and o.isidentifier() for o in outer)
        ):
            return wanted
        return f"{snake(outer[alike.index(instance)]).lower()}_{wanted}"

    def _wanted(self, instance: Instance) -> str:
        activation = instance.activations[0]
        named = self.scope_name(activation)
        if named:
            shadows = hasattr(builtins, named) and activation.unit.scope.owner is None
            return f"{named}_net" if shadows else named  # `eval` and `input` stay Python's
        name = thing(instance.cls.function.name)
        return snake(instance.cls.name).lower() if name == instance.cls.name or says_nothing(name) else name

    def scope_name(self, activation: Activation) -> str:
        """The name that the call gave to its scope, as far as it is a constant."""
        cls = self.classes[activation.function]
        path = next((s for s in self._paths(activation) if len(s) > len(activation.scope)), ())
        if cls.named is None:
            return ""
        given = activation.spelled.get(cls.named)
        known = isinstance(given, tuple) and given[0] == "constant"
        name = given[2] if known else path[len(activation.scope)] if path else ""
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
                raise refused(
                    name, f"a layer is made with {name.id}, which comes from the graph", "make it with a Python value"
                )
        for name in cls.init:
            given = activation.arguments.get(name, (None, None))[0]
            for node in of_type(given, ast.Name) if given is not None else ():
                for definition in self.analysis.definitions_of.get(node, ()):
                    if (
                        definition.unit is not None
                        and self.planner.roles.role[definition.unit] is Role.GRAPH
                        and (definition.unit not in self.planner.roles.also_kept)
                    ):
                        raise refused(
                            given,
                            f"a layer is made with {ast.unparse(given)}, which comes from the graph",
                            "make it with a Python value",
                        )

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

    # -- code of calls --------------------------------------------------------------------------------

    def construction(self, activation: Activation, within: tuple | None = None) -> Recipe:
        """`Linear(10, name='fc1')`.

        Args:
            within: the class that makes it, and in `build` the attributes of its parameters.
        """
        cls = self.classes[activation.function]
        extra = []
        host = self.instance_of[activation].host if cls.host else None
        if host is not None:
            extra.append((cls.host, Code(host.name)))
        for name in cls.init:
            if name in cls.body.attributes:
                text = name
                if within is not None:
                    outer, attributes = within
                    text = f"self.{attributes[name]}" if attributes is not None else outer.parameter(name)
                extra.append((cls.parameter(name), Code(text)))
        return Code(*self._written(self._reference(activation.node, cls), activation.node, cls, cls.init, extra))

    def made_of(self, activation: Activation) -> list[ast.expr]:
        """What a call gives to the constructor."""
        cls = self.classes[activation.function]
        found = [self._given(activation.node, cls, name) for name in cls.init]
        return [node for node in found if node is not None]

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
                if (
                    all(alias.name != name for alias in statement.names)
                    or self.planner.tree_of(statement) is home
                    or (statement.level == 0 and (statement.module or "").partition(".")[0] == "tensorflow")
                ):
                    continue
                if others:
                    raise refused(
                        statement,
                        f"several functions are called {name}, and one of them becomes a class",
                        "give them different names",
                    )
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
            default = cls.body.defaults[cls.training]  # of another file, maybe
            extra.append(("training", Code(repr(default.value)) if isinstance(default, ast.Constant) else default))
        return LayerUse(
            *self._written(
                target,
                node,
                cls,
                cls.call,
                extra,
                keywords=tuple(p for p in cls.call if p not in cls.body.tensors or p == cls.training),
            )
        )

    def _given(self, node: ast.Call, cls: LayerClass, name: str) -> ast.expr | None:
        return argument(node, tuple(cls.body.given), name)

    def _is_number(self, node: ast.expr) -> bool:
        """Whether an argument is a number here, where other calls give a tensor: Keras takes none by position."""
        value = self.analysis.values.get(node)
        return value is not None and value.kind is Kind.PYTHON and isinstance(value.constant, float)

    def _written(
        self, target: str, node: ast.Call, cls: LayerClass, wanted: list[str], extra, keywords: tuple[str, ...] = ()
    ) -> tuple[str, tuple[Recipe, ...]]:
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
            number = wanted is cls.call and positional and self._is_number(given)
            parts.append(Code(f"{self.planner.tf}.constant({{0}})", (given,)) if number else given)
        for name, recipe in extra:
            texts.append(f"{name}={{{len(parts)}}}")
            parts.append(recipe)
        if wanted is cls.call:
            texts += [name if positional and not extra else f"{name}={name}" for name in cls.free]
        return f"{target}({', '.join(texts)})", tuple(parts)


def _shares(analysis: Analysis, activation: Activation) -> bool:
    """Whether a call of a helper may take up variables that are there: by `reuse=`, here or in the helper."""
    if activation.shares:
        return True
    for given in of_type(activation.function.node, ast.keyword):
        if given.arg != "reuse":
            continue
        value = activation.values.get(given.value.id) if isinstance(given.value, ast.Name) else None
        value = value or analysis.values.get(given.value)
        if value is None or value.constant not in (None, False):
            return True
    return any(
        call.func.attr == "reuse_variables"
        for call in of_type(activation.function.node, ast.Call)
        if isinstance(call.func, ast.Attribute)
    )
