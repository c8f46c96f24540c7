"""The plan of one file: runs become calls of steps, graph statements move into them, the rest stays."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable

from tf2migrate.analysis import assigning
from tf2migrate.analysis.api.known import variables_in
from tf2migrate.analysis.arguments import argument
from tf2migrate.analysis.classes import PREFIX, last
from tf2migrate.analysis.program import (
    Analysis,
    Class,
    Decay,
    Definition,
    Function,
    Gradients,
    Layer,
    Metric,
    Optimizer,
    Placeholder,
    Run,
    Train,
    Unit,
    Unsupported,
    Variable,
)
from tf2migrate.analysis.tree import belongs, of_type, parents, walk
from tf2migrate.analysis.values import Kind, LeafKind, Value
from tf2migrate.planning import (
    adversaries,
    branches,
    collection_names,
    data,
    draws,
    exports,
    flags,
    idle,
    initialization,
    initializers,
    interface,
    layer_building,
    layer_classes,
    leftovers,
    listings,
    loops,
    methods,
    models,
    normalization,
    parts,
    recurrent,
    savers,
    shared_optimizers,
    single_numbers,
    static_shapes,
    summaries,
    surface,
    unordered,
)
from tf2migrate.planning.driver import DriverRewriter
from tf2migrate.planning.fetches import WITHOUT_RUN, Fetch, Structure, is_unnamed_group, resolve
from tf2migrate.planning.names import Names, function_name, value_name
from tf2migrate.planning.neighbours import neighbours
from tf2migrate.planning.owners import Owners
from tf2migrate.planning.placement import place
from tf2migrate.planning.recipe import Code, LayerUse, Line, Plan, Recipe, Special
from tf2migrate.planning.roles import Role, Roles
from tf2migrate.planning.slicing import Slice, Slicer
from tf2migrate.planning.staging import MUTATORS
from tf2migrate.planning.steps import Step, StepBuilder
from tf2migrate.result import Diagnostic, Safety
from tf2migrate.rules import symbols
from tf2migrate.settings import Settings

# What a statement that only describes the graph may bind.
_DESCRIBED = (Kind.TENSOR, Kind.PLACEHOLDER, Kind.SUMMARY, Kind.TRAIN, Kind.GROUP, Kind.INIT)
_COMPOUND = (ast.For, ast.While, ast.If, ast.Try, ast.With)


_LISTED = re.compile(r"\[[\w.{}]+\]")  # a list of one name


def _is_first(node: ast.AST, listed: ast.expr) -> bool:
    """Whether a node is `listed[0]`."""
    return (
        isinstance(node, ast.Subscript)
        and node.value is listed
        and isinstance(node.slice, ast.Constant)
        and node.slice.value == 0
    )


class Planner:
    """Plans one program; `plan` raises `Unsupported` when some part of it cannot be lowered.

    `path_of` gives the file in which a node stands.
    """

    def __init__(self, analysis: Analysis, settings: Settings, tf: str, path_of: Callable[[ast.AST | None], str]):
        self.path_of = path_of
        self.analysis, self.settings, self.tf = analysis, settings, tf
        self.parents = {node: parent for tree in analysis.trees for node, parent in parents(tree).items()}
        self.names = Names(analysis.trees, self._neighbours)
        self.roles = Roles(analysis)
        self.result = Plan()
        self.owners = Owners(analysis, tf)
        self.owners.read_by_graph = lambda definition: any(
            isinstance(use.ctx, ast.Load) and self._in_graph(use) for use in analysis.uses_of.get(definition, ())
        )
        self.branches = branches.Branches(self)
        self.aliases: dict[Definition, tuple[str, str]] = {}  # local names that functions give to what objects hold
        self.defaulted: set[Definition] = set()  # names that are None unless a branch makes a variable
        self.driver = DriverRewriter(analysis, self.result, self.parents, tf, self.names)
        self.metric_names: dict[Metric, str] = {}
        self.absl_names: dict[tuple[ast.Module, str], str] = {}
        self.driver.metric_names = self.metric_names
        self.driver.receiver = lambda run, step: methods.receiver(self, run, step)
        self.driver.training_flags = self.roles.flags
        self.step_rates: dict[Train, Recipe] = {}
        self.saved_layout: dict | None = None  # of the checkpoint that the program saves
        self.steps: list[Step] = []
        self.model: models.Model | None = None
        self.layer_classes: layer_classes.LayerClasses | None = None
        self.layer_builder: layer_building.LayerBuilder | None = None
        self.staging = None  # what is known of calls that may answer differently, once for all steps
        self.closed: set[ast.If] = set()  # branches that hold what cannot be made in them
        self.wrappers: set[ast.AST] = set()  # functions that call a layer of another one, and own nothing themselves
        self.handled: set[Run] = set()
        self.renamed: dict[Definition, str] = {}
        self._bindings: dict[str, list[Definition]] | None = None
        self._keys: dict[Step, tuple] = {}
        self._effects: dict[Unit, bool] = {}

    def _neighbours(self, tree: ast.Module) -> list[ast.Module]:
        near = neighbours(self.analysis, self.path_of(tree.body[0]))
        return [other for other in self.analysis.trees if other.body and self.path_of(other.body[0]) in near]

    def release(self) -> None:
        """Take the plan apart when nobody needs it any more; see `tree.release`."""
        self.__dict__.clear()

    def bindings_of(self, name: str) -> list[Definition]:
        """All definitions of a name in the scopes of the file; an import that is repeated is one."""
        if self._bindings is None:
            self._bindings = {}
            imports = set()
            for unit in self.analysis.units:
                for definition in unit.definitions:
                    known = self._bindings.setdefault(definition.name, [])
                    brought = _brought(definition)
                    if brought is None or brought not in imports:
                        known.append(definition)
                        imports.add(brought)
        return self._bindings.get(name, [])

    def plan(self) -> Plan:
        """The plan of the whole file.

        Raises:
            Unsupported: with the node and the reason.
        """
        if self.analysis.problems:
            raise self.analysis.problems[0]
        if not self.analysis.eager:
            self._refuse_split_branches()
            self._name_placeholders()
            recurrent.plan(self)
            self.layer_classes = layer_classes.plan(self)
            self.layer_builder = layer_building.LayerBuilder(self)
            self._construct()
            self._decays()
            data.plan_iterators(self)
            self._runs()
            self.driver.rename_spare_feeds(self.roles)
            self._collections()
            initialization.plan(self)
            normalization.plan(self)
            self._lift()
            savers.plan(self)
            summaries.plan(self)
            self._remove()
            leftovers.plan(self)
            collection_names.plan(self)
            single_numbers.plan(self)
        flags.plan(self)
        surface.plan(self)
        idle.plan(self)
        interface.plan(self)
        return self.result

    def _refuse_split_branches(self) -> None:
        """A branch of the graph moves as a whole, and with it Python values that stay where they stood."""
        staying = {
            definition
            for unit in self.analysis.units
            if self.roles.role[unit] in (Role.KEEP, Role.DRIVER, Role.FEED)
            for definition in unit.uses
        }
        for unit in self.analysis.units:
            if not isinstance(unit.statement, ast.If) or unit.header or self.roles.role[unit] is not Role.GRAPH:
                continue
            for definition in unit.definitions:
                if definition in staying and definition.value.kind is Kind.PYTHON and not definition.value.dynamic:
                    self.closed.add(unit.statement)
                    raise Unsupported(
                        unit.statement,
                        "TFM206",
                        f"a branch that builds the graph also computes {definition.name}, which is needed outside",
                        "compute Python values in a branch of their own",
                    )

    def _collections(self) -> None:
        """Comprehensions that choose variables by name are the list of the chosen ones."""
        inside = set()
        for node, chosen in self.analysis.filters.items():
            generator = node.generators[0]
            made = surface.collection(self, node, chosen)
            if isinstance(node.elt, ast.Name) and node.elt.id == generator.target.id:
                inside.update(walk(node))
            else:
                made = Code(f"[{{0}} for {generator.target.id} in {{1}}]", (node.elt, made))
                inside.update(n for part in (generator.iter, *generator.ifs) for n in walk(part))
            self.result.overrides[node] = made
            first = self.parents[node]
            if len(chosen.records) == 1 and _is_first(first, node) and _LISTED.fullmatch(made.text):
                self.result.overrides[first] = Code(made.text[1:-1], made.parts)
        listings.plan(self, inside)

    # -- construction ---------------------------------------------------------------------------------

    def _name_placeholders(self) -> None:
        for unit in self.analysis.units:
            for definition in unit.definitions:
                record = definition.value.info
                if isinstance(record, Placeholder) and self.roles.role[unit] is Role.PLACEHOLDER:
                    record.name = last(definition.name)

    def _construct(self) -> None:
        expanded = dict.fromkeys(u for u in self.analysis.units if self._loops(u))
        for unit in expanded:
            loops.expand(self, unit)
        for record in self.analysis.variables:
            if record.unit in expanded or record.owned:
                continue
            if (
                record.symbol in ("Variable", "get_variable", "contrib.eager.Variable")
                or "global_step" in record.symbol
            ):
                self._variable(record)
        for record in [*self.analysis.variables, *self.analysis.layers]:
            if not record.owned:
                for given in initializers.shared(
                    self.analysis,
                    record.node,
                    lambda n: (
                        record.unit in expanded
                        or getattr(record, "many", False)
                        or self._shared_by_objects(n, record.unit)
                    ),
                ):
                    self.result.overrides[given] = initializers.cloned(given)
        for record in self.analysis.optimizers:
            self._optimizer(record)
        for record in self.analysis.layers:
            if record.unit not in expanded and not record.owned:
                self._layer(record)
        for record in self.analysis.metrics:
            self._metric(record)

    def _shared_by_objects(self, node: ast.expr, unit: Unit) -> bool:
        """Whether several objects of a class use what was made outside of them."""
        owner = unit.scope.owner
        return (
            owner is not None
            and owner.several
            and any(d.unit is None or d.unit.scope.owner is None for d in self.analysis.definitions_of.get(node, ()))
        )

    def _loops(self, unit: Unit) -> bool:
        """Whether the unit is a loop that makes layers or variables and moves into functions."""
        if not isinstance(unit.statement, ast.For) or unit.header or self.roles.role[unit] is not Role.GRAPH:
            return False
        helpers = self.layer_classes.passes if self.layer_classes is not None else ()
        return unit in helpers or any(isinstance(c, (Layer, Variable)) for c in unit.creates)

    def tree_of(self, node: ast.AST) -> ast.Module:
        """The file that a node stands in."""
        return next(tree for tree in self.analysis.trees if belongs(node, tree))

    def seen_from(self, unit: Unit, recipe: Recipe, owner: Class | None) -> Recipe:
        """What the methods of a class call `self.w`, as other code has to write it: `model.w`.

        Raises:
            Unsupported: the object has no name there, or there are several.
        """
        if owner is None or unit.scope.owner is owner or not isinstance(recipe, Code) or "self." not in recipe.text:
            return recipe
        env, names = unit.scope.env, []
        while env is not None:
            names += [
                name
                for name, known in env.names.items()
                if known and all(d.value.info is owner and d.value.kind is Kind.OBJECT for d in known)
            ]
            env = env.parent
        if len(names) != 1 or owner.several:
            raise Unsupported(
                unit.statement,
                "TFM903",
                f"variables of a {owner.node.name} are needed where the object has no name of its own",
                "give the class a method for it",
            )
        return Code(re.sub(r"\bself\.", names[0] + ".", recipe.text), recipe.parts)

    def fresh(self, unit: Unit, wanted: str, free: frozenset[str] = frozenset()) -> str:
        """A new name for what is made where the unit stands: in a method it is an attribute."""
        owner = unit.scope.owner
        return self.names.attribute(owner, wanted, free) if owner is not None else self.names.fresh(wanted, free)

    def hoist(self, unit: Unit, name: str, recipe: Recipe) -> None:
        """Put `name = recipe` where the unit stands."""
        self.result.before.setdefault(unit.statement, []).append(Line(Code(f"{name} = {{0}}", (recipe,))))

    def _inline(self, unit: Unit) -> bool:
        """Whether a construction stands inside a statement that moves away."""
        return self.roles.role[unit] in (Role.GRAPH, Role.DRIVER) and unit not in self.roles.also_kept

    def _variable(self, record: Variable) -> None:
        making = Special("variable", record)
        self.result.apply("TFM201", record.node)
        static_shapes.plan(self, record)
        if record.in_function is None and self._inline(record.unit):
            path = branches.path_of(self, record)
            self._movable(record.unit, record.node, "a variable", path is not None)
            if path is not None:
                self.branches.hoist(record, path, record.name or self._named(record.node) or "variable")
                return
            name = self.fresh(record.unit, record.name or self._named(record.node) or "variable")
            self.hoist(record.unit, name, making)
            self.result.overrides[record.node] = Code(name)
            self.owners.hoisted[record] = name
        else:
            self.result.overrides[record.node] = making
            branches.keep(self, record)

    def _named(self, node: ast.Call) -> str:
        for keyword in node.keywords:
            if keyword.arg == "name":
                known = self.analysis.values.get(keyword.value)
                if known is not None and isinstance(known.constant, str) and known.constant.isidentifier():
                    return known.constant
        return ""

    def _movable(self, unit: Unit, node: ast.AST, what: str, in_branch: bool = False) -> None:
        """A construction can be hoisted out of a simple statement, or a branch, whose names exist before the run."""
        if isinstance(unit.statement, _COMPOUND) and not unit.header and not in_branch:
            if isinstance(unit.statement, ast.If):
                self.closed.add(unit.statement)
            raise Unsupported(
                node if hasattr(node, "lineno") else unit.statement,
                "TFM206",
                f"{what} is made inside a {type(unit.statement).__name__.lower()} statement that builds the graph",
                "make it before the loop, in a list if there are several",
            )
        for child in walk(node):
            if isinstance(child, ast.Name):
                for definition in self.analysis.definitions_of.get(child, ()):
                    if (
                        definition.unit is not None
                        and self.roles.role[definition.unit] is Role.GRAPH
                        and (definition.value.kind is Kind.PYTHON)
                    ):
                        raise Unsupported(
                            node,
                            "TFM208",
                            f"{what} takes its shape from a tensor",
                            "write the number, or build a tf.keras.layers.Layer with build(input_shape)",
                        )

    def _optimizer(self, record: Optimizer) -> None:
        making = Special("optimizer", record)
        self.result.apply("TFM301", record.node)
        if self._is_handed_over(record):
            self.result.overrides[record.node] = making
        elif self._inline(record.unit) or not self._bound_directly(record):
            if record.stands_for is not None:
                raise Unsupported(
                    record.node,
                    "TFM305",
                    "one of several optimizers is made inside another statement",
                    "give it a name where it is made",
                )
            if isinstance(record.unit.statement, _COMPOUND) and not record.unit.header:
                raise Unsupported(
                    record.node, "TFM305", "an optimizer is made inside a compound statement", "make it before"
                )
            hint = next((d.name for d in record.unit.definitions if "optim" in d.name.lower()), "")
            removed = frozenset(d.name for d in record.unit.definitions)
            wanted = (
                hint if hint and not hint.endswith("_op") and self._only_name(hint) else self._optimizer_name(record)
            )
            record.name = self.fresh(record.unit, last(wanted), removed if wanted == hint else frozenset())
            self.hoist(record.unit, record.name, making)
        else:
            record.name = next(d.name for d in record.unit.definitions if d.value.info is record)
            self.result.overrides[record.node] = making

    def _is_handed_over(self, record: Optimizer) -> bool:
        """`model.compile(optimizer=tf.train.AdamOptimizer())`: Keras takes it, and nothing here uses it."""
        if self._in_helper_function(record.node):
            return True  # the analysis lets no other optimizer be made there
        parent = self.parents.get(record.node)
        call = self.parents.get(parent) if isinstance(parent, ast.keyword) else parent
        return (
            not record.trains
            and isinstance(call, ast.Call)
            and isinstance(call.func, ast.Attribute)
            and call.func.value is not record.node
            and call.func.attr == "compile"
        )

    def _in_helper_function(self, node: ast.AST) -> bool:
        """Whether a node stands in a function whose statements are no units of the plan."""
        while node is not None and not isinstance(node, (ast.FunctionDef, ast.Lambda)):
            node = self.parents.get(node)
        return node is not None and node not in {scope.node for scope in self.analysis.scopes}

    def _optimizer_name(self, record: Optimizer) -> str:
        owner = record.unit.scope.owner
        if len([o for o in self.analysis.optimizers if owner is None or o.unit.scope.owner is owner]) == 1:
            return "optimizer"
        target = next((last(d.name) for d in record.unit.definitions), "")
        for word in ("train_op_", "train_", "_train_op", "_train", "_opt", "opt_", "_op", "_step", "_solver", "_optim"):
            target = target.replace(word, "")
        return f"{target}_optimizer" if target else "optimizer"

    def _only_name(self, name: str) -> bool:
        """Whether every binding of the name is a statement that goes."""
        bound = [n for n in self.analysis.nodes(ast.Name) if n.id == name and isinstance(n.ctx, ast.Store)]
        return len(bound) == 1

    def _bound_directly(self, record: Optimizer) -> bool:
        return any(d.value.info is record for d in record.unit.definitions)

    def _layer(self, record: Layer) -> None:
        self.result.apply(
            "TFM213" if record.recurrent is not None else "TFM202" if record.symbol.startswith("contrib") else "TFM201",
            record.node,
        )
        if self._in_helper(record):
            raise Unsupported(
                record.node,
                "TFM206",
                f"tf.{record.symbol} in a helper function",
                "make the helper a tf.keras.layers.Layer",
            )
        if (
            record.symbol.endswith("flatten") is False
            and isinstance(record.unit.statement, _COMPOUND)
            and (not record.unit.header)
        ):
            self._movable(record.unit, record.node, "a layer")
        if record.recurrent is not None:
            recurrent.layer(self, record)
        elif self._dropout_by_op(record):
            return
        else:
            self._constant_arguments(record)
        self.result.overrides[record.node] = Special("layer_call", record)
        if record.shared is not None:
            record.name = record.shared.name
            return
        wanted = record.name if record.name.isidentifier() else record.symbol.rsplit(".", 1)[1]
        if record.recurrent is not None:
            wanted = recurrent.wanted_name(record)
        record.wanted = wanted
        record.name = self.fresh(record.unit, wanted)
        self.hoist(record.unit, record.name, Special("layer", record))
        if record.variable is not None:
            self.owners.layer_names[record.variable] = record.name

    def _dropout_by_op(self, record: Layer) -> bool:
        """Dropout at a rate that is fed: the op takes a tensor, the Keras layer does not."""
        parameters = symbols.lookup(record.symbol).parameters
        if not record.symbol.endswith("dropout"):
            return False
        keeps = "keep_prob" in parameters
        given = {name: argument(record.node, parameters, name) for name in parameters}
        rate = given["keep_prob" if keeps else "rate"]
        flag = given.get("is_training" if keeps else "training")
        on = self.analysis.values[flag].constant is True if flag is not None else keeps
        if rate is None or not self.analysis.values[rate].dynamic or not on or given.get("noise_shape") is not None:
            return False
        seed = given.get("seed")
        text = "{0}, rate=1 - ({1})" if keeps else "{0}, rate={1}"
        self.result.overrides[record.node] = Code(
            f"{self.tf}.nn.dropout({text}{', seed={2}' if seed is not None else ''})",
            (given["inputs"], rate, *([seed] if seed is not None else [])),
        )
        return True

    def _constant_arguments(self, record: Layer, known: Callable[[ast.expr], bool] = lambda node: False) -> None:
        """What a layer is made of must be known before the graph runs. `known`: what is, for other reasons."""
        keywords = [k.value for k in record.node.keywords if k.arg not in ("inputs", "training", "is_training")]
        for given in (*record.node.args[1:], *keywords):
            value = self.analysis.values.get(given)
            if value is not None and value.dynamic and not known(given):
                raise Unsupported(
                    given,
                    "TFM206",
                    f"an argument of tf.{record.symbol} is a graph value",
                    "make the layer with a Python value, or write the op out",
                )

    def _in_helper(self, record: Layer) -> bool:
        node = self.parents.get(record.node)
        while node is not None and node is not record.unit.scope.node:
            if isinstance(node, (ast.FunctionDef, ast.Lambda)):
                return True
            node = self.parents.get(node)
        return False

    def _metric(self, record: Metric) -> None:
        from tf2migrate.analysis.api.records import METRICS
        from tf2migrate.analysis.arguments import argument

        pairs = [d for d in record.unit.definitions if d.value.info is record and d.value.kind is Kind.SEQUENCE]
        if pairs and not any(use is not d.node for d in pairs for use in self.analysis.uses_of.get(d, ())):
            return  # nothing reads it
        if pairs:
            raise Unsupported(
                record.node,
                "TFM403",
                f"the pair that tf.{record.symbol} gives has one name",
                "unpack it into the value and the update",
            )
        made = METRICS[record.symbol]
        option = argument(record.node, made.parameters, made.constructor) if made.constructor else None
        target = next((last(d.name) for d in record.unit.definitions), "metric")
        name = self.fresh(record.unit, target if target.endswith("metric") else f"{target}_metric")
        self.metric_names[record] = name
        call = f"{self.tf}.keras.metrics.{made.keras}"
        self.hoist(record.unit, name, Code(f"{call}()") if option is None else Code(f"{call}({{0}})", (option,)))
        self.result.apply("TFM403", record.node)

    def _decays(self) -> None:
        for record in self.analysis.decays:
            self._decay(record)
        for optimizer in self.analysis.optimizers:
            value = optimizer.rate_value
            if value is None or value.kind is Kind.SCHEDULE:
                continue
            if value.kind is Kind.VARIABLE or value.dynamic or value.kind is Kind.TENSOR:
                for train in optimizer.trains:
                    self.step_rates[train] = optimizer.rate

    def _decay(self, record: Decay) -> None:
        self.result.apply("TFM302", record.node)
        role = self.roles.role.get(record.unit)
        if role is None:
            raise Unsupported(
                record.node,
                "TFM302",
                "a rate decays in a function that nobody in this file calls",
                "make the schedule where the optimizer is made",
            )
        users = [o for o in self.analysis.optimizers if o.rate_value is not None and o.rate_value.info is record]
        trains = list(dict.fromkeys(t for o in users for t in o.trains))
        follows = bool(trains) and all(self._counts(t, record) for t in trains) and len(trains) == 1
        if role is Role.SCHEDULE:
            record.name = record.unit.definitions[0].name
            self.result.overrides[record.node] = Special("schedule", record)
        elif len(users) == 1 and follows and users[0].rate is record.node:
            return  # written inside the constructor of the optimizer
        else:
            record.name = self.fresh(record.unit, "learning_rate")
            self.hoist(record.unit, record.name, Special("schedule", record))
            self.result.overrides[record.node] = Code(f"{record.name}({{0}})", (record.step,))
        if not follows:
            for train in trains:
                if record.step is None:
                    raise Unsupported(record.node, "TFM302", "a decayed rate without a step", "pass the step")
                self.step_rates[train] = Code(f"{record.name}({{0}})", (record.step,))

    def _counts(self, train: Train, record: Decay) -> bool:
        """Whether the optimizer's own iterations equal the step of the decay: nothing else moves that variable."""
        if train.step_value is None or record.step_value is None:
            return False
        variable = record.step_value.info
        if not isinstance(variable, Variable) or train.step_value.info is not variable:
            return False
        if any(
            t is not train and t.step_value is not None and t.step_value.info is variable for t in self.analysis.trains
        ):
            return False
        return (
            not any(isinstance(node, ast.Call) and self._assigns(node, variable) for node in self.analysis.values)
            and not self.analysis.savings
            and self._starts_at_zero(variable)
        )

    def _starts_at_zero(self, variable: Variable) -> bool:
        if "global_step" in variable.symbol:
            return True
        first = variable.node.args[0] if variable.node.args else None
        return isinstance(first, ast.Constant) and first.value == 0

    def _assigns(self, node: ast.Call, variable: Variable) -> bool:
        target = self.analysis.values.get(assigning.target(node, self.analysis.symbols.get(node.func, "")))
        return target is not None and target.info is variable

    # -- runs -----------------------------------------------------------------------------------------

    def _failing(self) -> None:
        """A run of an attribute that nobody binds raises an error at that, as it did."""
        for node, fetched in self.analysis.failing_runs.items():
            self.result.overrides[node] = fetched
            self.result.apply("TFM101", node)
            self.result.diagnostics.append(
                Diagnostic(
                    self.path_of(node),
                    node.lineno,
                    node.col_offset + 1,
                    "TFM105",
                    f"nothing binds {fetched.id}: this run fails, as it did in TensorFlow 1",
                    "fetch what was meant",
                    Safety.SAFE,
                )
            )

    def _runs(self) -> None:
        slicer = Slicer(self.analysis, self.roles)
        self._failing()
        planned: list[tuple[Run, Structure, Step | None]] = []
        for run in self.analysis.runs:
            structure = resolve(run, self.analysis.values)
            self.driver.drop_unused(run, structure, lambda fetch, run=run: self._acts(slicer, run, fetch))
            planned.append((run, structure, self._step(run, structure, slicer)))
        for step in self.steps:
            step.elements = data.elements(self, step)
        self.steps = [step for step in self.steps if not step.elements]
        parts.split(self)
        methods.keep_values(self)
        self.model = models.outline(self)
        self._name_steps()
        for step in self.steps:
            place(self, step)
        draws.note(self)
        adversaries.note(self)
        unordered.note(self)
        for run, structure, step in planned:
            if run in self.handled:
                continue
            if run.export is not None:
                exports.rewrite(self, run, structure, step)
            else:
                self.driver.rewrite(run, structure, step)
        for used in (*self.analysis.runs, *self.analysis.sessions):
            self.result.apply("TFM101", getattr(used, "node", used))
        for placeholder in self.analysis.placeholders:
            self.result.apply("TFM102", placeholder.node)

    def _acts(self, slicer: Slicer, run: Run, fetch: Fetch) -> bool:
        """Whether a tensor waits for what changes variables, which its value does not show."""
        if "control_dependencies" not in self.analysis.symbols.values():
            return False
        try:
            slice_ = slicer.slice(run, [fetch])
        except Unsupported:
            return True
        return bool(slice_.trains) or any(self._has_effect(unit) for unit in slice_.units)

    def _step(self, run: Run, structure: Structure, slicer: Slicer) -> Step | None:
        fetches = [f for f in structure.flatten() if f.role not in WITHOUT_RUN]
        outputs = [f for f in fetches if f.role in ("value", "values", "summary")]
        effects = [f for f in fetches if f.role == "effect"]
        variables = [f for f in fetches if f.role in ("variable", "variables")]
        for fetch in fetches:
            self._check_alone(fetch)
        for fetch in variables:
            self._fetch_owned(fetch)
        for record in [r for fetch in outputs if fetch.role == "summary" for r in fetch.value.info]:
            if record.unit.scope.owner is not None and any(
                isinstance(s, ast.If) and s not in run.unit.enclosing for s in record.unit.enclosing
            ):
                raise Unsupported(
                    record.node,
                    "TFM401",
                    "a summary of a run is made in one branch",
                    "write the summaries of each branch where its run is",
                )
        if not outputs and not effects:
            return None
        slice_ = slicer.slice(run, outputs + effects)
        self._check_gradients(slice_)
        changes = bool(slice_.trains) or any(self._has_effect(u) for u in slice_.units)
        if variables and (changes or len(outputs) > 1):
            slice_ = slicer.slice(run, outputs + effects + variables)
            outputs = [f for f in fetches if f in outputs or f in variables]
        inline = any(
            isinstance(self.result.overrides.get(n), LayerUse)
            or getattr(self.result.overrides.get(n), "make", "") == "layer_call"
            for f in outputs
            for n in of_type(f.node, ast.Call)
        )
        if (
            not slice_.units
            and not slice_.inputs
            and not slice_.flags
            and not slice_.trains
            and not slice_.defaults
            and not effects
            and (not inline)
            and not any(f.role == "summary" for f in outputs)
            and not any(f.value.kind is Kind.SCHEDULE for f in outputs)
        ):
            return None  # evaluated eagerly where it stands
        key = self._key(slice_, outputs)
        for step in self.steps:
            if self._keys[step] == key and (step.home is not None or step.slice.run.scope is run.scope):
                step.runs.append(run)
                self._share(step, outputs)
                return step
        step = Step(slice_, outputs, slice_.inputs, [run], home=methods.home(slice_))
        self._keys[step] = key  # runs that join the step have the same
        self.steps.append(step)
        return step

    def _check_gradients(self, slice_: Slice) -> None:
        """What is fed in the place of a computed tensor cuts the tape there; TensorFlow 1 went on behind it.

        Raises:
            Unsupported: gradients of what that tensor was computed from are taken.
        """
        fed = [i for i in slice_.inputs if i.placeholder is None and i.iterator is None]
        leaves = {leaf.origin for i in fed for leaf in i.definition.value.all_leaves()}
        wanted: set[object] = set()
        for train in slice_.trains if leaves else ():
            wanted |= shared_optimizers.trained(self, train) or set(train.trainable)
        for one in [c for u in slice_.units for c in u.creates if isinstance(c, Gradients)]:
            wanted |= {leaf.origin for leaf in one.xs_value.all_leaves()} if one.xs_value is not None else set()
            wanted |= set(shared_optimizers.held(one.xs_value) if one.xs_value is not None else one.trainable)
        if leaves & wanted:
            raise Unsupported(
                slice_.run.node,
                "TFM103",
                "a tensor is fed from which a gradient goes on to what it is computed from",
                "compute what comes before it in a function of its own",
            )

    def _check_alone(self, fetch: Fetch) -> None:
        """`sess.run(updates[1])` runs one of the assignments that one statement makes.

        Raises:
            Unsupported: the function that makes the list would run them all.
        """
        node = fetch.node
        definitions = self.analysis.definitions_of.get(node, ())
        if len(definitions) == 1 and definitions[0].unit is not None:  # `first = updates[0]`
            node = getattr(definitions[0].unit.statement, "value", None)
        base = self.analysis.values.get(node.value) if isinstance(node, ast.Subscript) else None
        if base is None or base.kind not in (Kind.SEQUENCE, Kind.MAPPING) or not _effect(base):
            return
        mine = getattr(fetch.value.info, "unit", None) if fetch.value.kind is Kind.TRAIN else None
        others = [
            c
            for c in base.children()
            if c is not fetch.value
            and (_assigns_itself(c) or c.kind is Kind.TRAIN and getattr(c.info, "unit", None) is mine)
        ]
        if base.items is None and _assigns_itself(base) or others:
            raise Unsupported(
                node,
                "TFM105",
                "one of several assignments that a list holds is run",
                "give each assignment a name of its own",
            )

    def _fetch_owned(self, fetch: Fetch) -> None:
        """A variable that a helper returned is fetched: it is read from the object that owns it."""
        records = [v for v in variables_in(fetch.value) if v.owned]
        if not records or self._is_loop_variable(fetch.node):
            return
        if (
            fetch.role == "variable"
            and len(records) == 1
            and records[0] in self.owners.attribute_of
            and self.layer_builder.build(records[0])
        ):
            self.result.overrides[fetch.node] = Code(self.owners.attribute_of[records[0]])
            return
        raise Unsupported(
            fetch.node,
            "TFM206",
            "variables that a helper function made are fetched",
            "fetch them from the layer that owns them",
        )

    def _is_loop_variable(self, node: ast.expr) -> bool:
        """Whether a name stands for each member of the list that a loop of the driver goes through."""
        definitions = self.analysis.definitions_of.get(node, ())
        return bool(definitions) and all(
            isinstance(self.parents.get(d.node), ast.comprehension)
            or (d.unit is not None and d.unit.header and isinstance(d.unit.statement, ast.For))
            for d in definitions
        )

    def _share(self, step: Step, outputs: list[Fetch]) -> None:
        step.outputs = list(step.outputs) + [f for f in outputs if f not in step.outputs]

    def _has_effect(self, unit: Unit) -> bool:
        known = self._effects.get(unit)
        if known is None:
            known = self._effects[unit] = any(_effect(d.value) for d in unit.definitions)
        return known

    def add_key(self, step: Step) -> None:
        """Note what tells a step apart that no run site asked for."""
        self._keys[step] = self._key(step.slice, step.outputs)

    def _key(self, slice_: Slice, outputs: list[Fetch]) -> tuple:
        fetched = []
        for fetch in outputs:
            if fetch.node is not None and getattr(fetch, "key", None) is None:
                definitions = tuple(
                    sorted(
                        id(d)
                        for n in self.analysis.references(fetch.node)
                        for d in self.analysis.definitions_of.get(n, ())
                        if d.value.kind is not Kind.OBJECT
                    )
                )
                alone = self.analysis.definitions_of.get(fetch.node)
                fetch.key = (fetch.role, "" if alone else ast.dump(fetch.node), definitions)
            if fetch.key not in fetched:
                fetched.append(fetch.key)
        fetched += [id(fetch.node) for fetch in slice_.fetches if is_unnamed_group(fetch)]
        trains = tuple(id(t) for t in slice_.trains)
        inputs = tuple(id(i.definition) for i in slice_.inputs)
        units = tuple(u.index for u in slice_.units if self._has_effect(u))
        flags = tuple((id(d), v) for d, v in slice_.flags.items())
        chosen = frozenset(id(d) for d in slice_.needed if _effect(d.value))  # of `a, b = v.assign(x), v.assign(y)`
        return tuple(fetched), trains, inputs, units, flags, chosen

    def _name_steps(self) -> None:
        trains = [s for s in self.steps if s.slice.trains]
        for step in self.steps:
            outputs = [_fetch_name(f) for f in _distinct(step)]
            effects = [_fetch_name(f) for f in step.slice.fetches if f.role == "effect"]
            removed = frozenset(d.name for u in step.slice.units for d in u.definitions)
            several = len({tuple(id(t) for t in s.slice.trains) for s in trains}) > 1
            assigning = [o for o, f in zip(outputs, _distinct(step)) if _effect(f.value)]
            wanted = function_name([o for o in outputs], effects or assigning, len(step.slice.trains))
            if wanted == "train_step" and several and effects and len(step.slice.trains) == 1:
                wanted = _train_name(effects[0])
            taken = wanted in {s.code for s in self.steps if isinstance(s.code, str)}
            if taken and outputs and step.slice.trains:
                wanted = f"{wanted}_and_" + function_name(outputs, [], 0)
            if step.home is not None:
                step.code = self._method_name(step, wanted, outputs)
                continue
            free = (
                removed if wanted in removed and all(self._only_removed(wanted, r) for r in [removed]) else frozenset()
            )
            if step.part is not None and wanted in self.names.used:
                wanted = "train_on_batch" if step.slice.trains else f"run_{wanted}"
            step.code = self.names.fresh(wanted, free)
        shared = methods.shared_parts(self)
        for step in self.steps:
            name = last(step.code)
            distinct = _distinct(step)
            locals_ = methods.local_names(self, step) if step.home is not None else None
            part = step.part
            if part is not None:
                called = models.Model(
                    part.method, part.units, [i.name for i in part.inner.inputs], part.outputs, False, part.units[0]
                )
                step.code = StepBuilder(
                    self.analysis,
                    self.owners,
                    self.tf,
                    part.whole,
                    distinct,
                    self.step_rates,
                    self.metric_names,
                    self.roles.flags,
                    called,
                    None,
                    part.locals,
                    part.receiver,
                ).build(name)
                continue
            step.code = StepBuilder(
                self.analysis,
                self.owners,
                self.tf,
                step.slice,
                distinct,
                self.step_rates,
                self.metric_names,
                self.roles.flags,
                shared.get(step) or self.model_of(step),
                step.home,
                locals_,
                aliases=self.aliases,
            ).build(name)
            step.code.decorated = not step.eager

    def _method_name(self, step: Step, wanted: str, outputs: list[str]) -> str:
        stay = (Role.KEEP, Role.DRIVER, Role.FEED, Role.SCHEDULE, Role.CONTEXT)
        names = {d.name for u in self.analysis.units for d in u.definitions if d.env is step.home.env}
        free = frozenset(
            n
            for n in names
            if PREFIX + wanted == n
            and not any(d.env is step.home.env and self.roles.role[d.unit] in stay for d in self.bindings_of(n))
        )
        if wanted == "predict" and PREFIX + wanted in step.home.env.names and PREFIX + wanted not in free:
            wanted = "compute_" + value_name(outputs[0])
        return self.names.attribute(step.home, wanted, free)

    def _in_graph(self, node: ast.AST) -> bool:
        """Whether a node stands in a statement that describes the graph."""
        units = {unit.statement: unit for unit in self.analysis.units}
        while node is not None and node not in units:
            node = self.parents.get(node)
        return node is not None and self.roles.role[units[node]] is Role.GRAPH

    def model_of(self, step: Step) -> models.Model | None:
        if (
            self.model is None
            or step.home is not None
            or step.part is not None
            or not any(u in self.model.units for u in step.slice.units)
        ):
            return None
        return self.model

    def _only_removed(self, name: str, removed: frozenset[str]) -> bool:
        """Whether all bindings of the name are graph statements, and nothing else reads it."""
        for unit in self.analysis.units:
            for definition in unit.definitions:
                if definition.name == name and self.roles.role[unit] is not Role.GRAPH:
                    return False
        for function in self.analysis.functions.values():
            if any(isinstance(n, ast.Name) and n.id == name for n in walk(function.node)):
                return False
        return True

    # -- helpers --------------------------------------------------------------------------------------

    def _lift(self) -> None:
        """Helpers that read graph values by name take them as parameters."""
        for function in self.analysis.functions.values():
            names = [n for n in function.free_dynamic if not self._only_fed(function, n)]
            if not names or function.node not in self.parents or function.node in self.result.classes:
                continue
            if isinstance(function.node, ast.Lambda) or self._moves(function.node):
                if isinstance(function.node, ast.Lambda) and not self._inside_graph(function.node):
                    raise Unsupported(
                        function.node,
                        "TFM109",
                        "a lambda reads a graph value from outside",
                        "make it a function that takes the value as an argument",
                    )
                continue
            if any(n.startswith(PREFIX) for n in names):
                names = self._lift_attributes(function, names)
            self.result.lifted[function.node] = names
            for call in function.calls:
                if call not in self.result.overrides:
                    self.result.overrides[call] = Special("lifted_call", (call, tuple(names)))
            self.result.apply("TFM109", function.node, *function.calls)

    def _only_fed(self, function: Function, name: str) -> bool:
        """Whether a helper names the graph value only as a key of the feed dict that it makes: a string by now."""
        wanted = function.free_dynamic[name]
        nodes = [
            n
            for n in self.analysis.references(function.node)
            if any(d in wanted for d in self.analysis.definitions_of.get(n, ()))
        ]
        return bool(nodes) and all(
            isinstance(made, Code) and made.text[:1] == "'" for made in map(self.result.overrides.get, nodes)
        )

    def _lift_attributes(self, function: Function, names: list[str]) -> list[str]:
        """A method that reads attributes which were graph values takes them as parameters."""
        for name in [n for n in names if n.startswith(PREFIX)]:
            own = [n for n in of_type(function.node, ast.Name) if n.id == last(name)]
            used = [*own, *(a for a in of_type(function.node, ast.arg) if a.arg == last(name))]
            if used and self._binds_again(function, name, own):
                continue
            if used:
                raise Unsupported(
                    function.node,
                    "TFM109",
                    f"{function.name}(...) has a name of its own for {name}",
                    "give the method the tensor as an argument",
                )
            for node in of_type(function.node, ast.Name):
                if node.id == name:
                    self.result.overrides[node] = Code(last(name))
        return [last(n) for n in names]

    def _binds_again(self, function: Function, attribute: str, own: list[ast.Name]) -> bool:
        """Whether all that a method does with an attribute is to give it its own name: `loss = self.loss`.

        Then the parameter has the name, and the statement goes.
        """
        stored = [n for n in own if not isinstance(n.ctx, ast.Load)]
        statement = self.parents.get(stored[0]) if len(stored) == 1 else None
        read = [n for n in of_type(function.node, ast.Name) if n.id == attribute]
        if (
            not isinstance(statement, ast.Assign)
            or statement.targets != stored
            or read != [statement.value]
            or statement not in function.node.body
            or len(function.node.body) < 2
            or any(a.arg == last(attribute) for a in of_type(function.node, ast.arg))
        ):
            return False
        self.result.removed.add(statement)
        return True

    def _moves(self, node: ast.AST) -> bool:
        return any(unit.statement is node and self.roles.role[unit] is Role.GRAPH for unit in self.analysis.units)

    def _inside_graph(self, node: ast.AST) -> bool:
        parent = self.parents.get(node)
        while parent is not None:
            for unit in self.analysis.units:
                if unit.statement is parent and self.roles.role[unit] in (Role.GRAPH, Role.DRIVER):
                    return True
            parent = self.parents.get(parent)
        return False

    # -- removal --------------------------------------------------------------------------------------

    def _remove(self) -> None:
        """Take away what described the graph.

        Raises:
            Unsupported: a statement that no function holds works on what a run gave.
        """
        self.result.removed.update(unit.statement for unit in recurrent.needless(self))
        held = {unit for step in self.steps for unit in step.slice.units}
        for unit in self.analysis.units:
            role = self.roles.role[unit]
            if unit.header and isinstance(unit.statement, ast.With):
                self._remove_with(unit)
            elif role in (Role.GRAPH, Role.PLACEHOLDER, Role.DROP):
                if unit.statement not in self.result.statements and unit not in self.roles.also_kept:
                    self.result.removed.add(unit.statement)
                if role is Role.GRAPH:
                    if unit not in held and unit.statement in self.result.removed:
                        self._check_after_runs(unit)
                    self._check_free_of_effects(unit)
            elif role is Role.KEEP and self._prints_constant(unit):
                self.result.removed.add(unit.statement)
                self._check_free_of_effects(unit)

    def _check_free_of_effects(self, unit: Unit) -> None:
        """Python that acted on symbolic tensors while the graph was built has nothing to act on any more."""
        node = unit.statement
        acts = isinstance(node, ast.Expr) and unit.value is not None and unit.value.kind is Kind.PYTHON
        if acts and not unit.mutates and self._changes_graph_value(node.value):
            raise Unsupported(
                node,
                "TFM909",
                "this changes an object that holds graph values, in a way that a function cannot follow",
                "make a new list, as reversed(...) and sorted(...) do",
            )
        prints = any(
            isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id == "print" for n in walk(node)
        )
        if isinstance(node, (ast.Assert, ast.Delete, ast.Raise)) or prints or (acts and not unit.mutates):
            what = "printed" if prints else "used"
            of, advice = "a symbolic tensor", "use the value that the step function returns, or tf.print inside of it"
            if self._reads_only_shapes(node):
                of, advice = "the static shape of a tensor", "use the shape of the value that the step function returns"
            self.result.diagnostics.append(
                Diagnostic(
                    self.path_of(node),
                    node.lineno,
                    node.col_offset + 1,
                    "TFM909",
                    f"this {what} {of} while the graph was built; there is none any more",
                    advice,
                )
            )
            self.result.apply("TFM909", node)

    def _changes_graph_value(self, node: ast.expr) -> bool:
        """`copied.reverse()` of what holds graph values: it would be lost."""
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or node.func.attr not in MUTATORS:
            return False
        value = self.analysis.values.get(node.func.value)
        return value is not None and value.dynamic

    def _check_after_runs(self, unit: Unit) -> None:
        described = unit.definitions and all(d.value.kind in _DESCRIBED for d in unit.definitions)
        if not described and unit.statement not in self.roles.returned and self._reads_results(unit):
            raise Unsupported(
                unit.statement,
                "TFM106",
                "a Python statement reads what a run gave, and a graph value",
                "fetch the graph value as well, or write its shape as numbers",
            )

    def _reads_results(self, unit: Unit) -> bool:
        """Whether a statement reads what the session gave, or what was computed of that."""
        todo, seen = [unit], {unit}
        for one in todo:
            for definition in [*one.uses, *one.mutates]:
                owner = definition.unit
                if owner in self.roles.runs_of:
                    return True
                if owner is not None and owner not in seen:
                    seen.add(owner)
                    todo.append(owner)
        return False

    def _reads_only_shapes(self, node: ast.stmt) -> bool:
        """Whether the statement asks for nothing but the shapes of graph values."""
        names = [
            n
            for n in of_type(node, ast.Name)
            if (known := self.analysis.values.get(n)) is not None and known.kind in (Kind.TENSOR, Kind.PLACEHOLDER)
        ]
        return bool(names) and all(
            isinstance(parent := self.parents.get(name), ast.Attribute) and parent.attr in ("shape", "get_shape")
            for name in names
        )

    def _prints_constant(self, unit: Unit) -> bool:
        """`print(t)` of a tensor that is constant: it printed the node of the graph, and would print the value now."""
        call = unit.statement.value if isinstance(unit.statement, ast.Expr) else None
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name) or call.func.id != "print":
            return False
        return bool(self.analysis.sessions) and any(
            self.analysis.values[a].kind is Kind.TENSOR for a in call.args if a in self.analysis.values
        )

    def _remove_with(self, unit: Unit) -> None:
        statement = unit.statement
        kinds = [self.analysis.values.get(item.context_expr) for item in statement.items]
        if all(k is not None and k.kind in (Kind.SESSION, Kind.GRAPH) for k in kinds):
            self.result.unwrapped.add(statement)
        elif any(k is not None and k.kind in (Kind.SESSION, Kind.GRAPH) for k in kinds):
            raise Unsupported(
                statement,
                "TFM104",
                "one with statement opens a session and something else",
                "write two with statements",
            )
        elif kinds[0] is not None and kinds[0].path.startswith("context:"):
            name = kinds[0].path.partition(":")[2]
            inner = [u for u in self.analysis.units if statement in u.enclosing]
            goes = (Role.GRAPH, Role.PLACEHOLDER, Role.DROP, Role.CONTEXT)  # of scopes inside, what they hold counts
            stays = [u for u in inner if self.roles.role[u] not in goes]
            if name not in ("name_scope", "device") or not stays:
                self.result.unwrapped.add(statement)


def _effect(value) -> bool:
    from tf2migrate.planning.fetches import assigns

    return assigns(value)


def _distinct(step: Step) -> list[Fetch]:
    seen, distinct = set(), []
    for fetch in step.outputs:
        if fetch.key not in seen:
            seen.add(fetch.key)
            distinct.append(fetch)
    return distinct


def _fetch_name(fetch: Fetch) -> str:
    node = fetch.node
    if fetch.role == "summary":
        return "summary"
    while not isinstance(node, ast.Name):
        if isinstance(node, ast.Attribute):
            return node.attr
        if isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Subscript):
            if isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str):
                return node.slice.value if node.slice.value.isidentifier() else "value"
            node = node.value
        else:
            return "value"
    return last(node.id)


def _train_name(op: str) -> str:
    if op.startswith("train") and op[5:].strip("_").isdigit() or op == "train":
        return f"train_step{op[5:]}"
    for word in (
        "train_op_",
        "train_step_",
        "train_",
        "_train_op",
        "_train_step",
        "_train",
        "optimizer_",
        "_optimizer",
        "_optim",
        "_opt",
        "opt_",
        "_op",
        "_solver",
        "_step",
    ):
        op = op.replace(word, "")
    return f"train_{op}" if op else "train_step"


def _assigns_itself(value: Value) -> bool:
    """Whether computing a value changes a variable in another way than by a training step."""
    return any(
        leaf.kind is LeafKind.EFFECT and not isinstance(leaf.origin, (Train, Metric)) for leaf in value.all_leaves()
    )


def _brought(definition: Definition) -> tuple | None:
    """What a definition brings into which scope, if it is an import."""
    statement = definition.unit.statement if definition.unit is not None else None
    if not isinstance(statement, (ast.Import, ast.ImportFrom)):
        return None
    module = (getattr(statement, "module", None), getattr(statement, "level", 0))
    names = ((a.name, a.asname) for a in statement.names if definition.name in (a.asname, a.name.partition(".")[0]))
    return id(definition.env), *module, next(names, None), definition.name
