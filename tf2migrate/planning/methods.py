"""Steps that are methods: the class they belong to, what they are called on, and what their names mean inside.

A run of `self.loss` needs statements of the methods that built the graph. They move into one method of the class:
attributes that held graph values are locals of it, Python values of the building methods that it needs are kept in
attributes.
"""

from __future__ import annotations

import ast
import itertools
from typing import TYPE_CHECKING

from tf2migrate.analysis.api.known import variables_in
from tf2migrate.analysis.classes import PREFIX, SELF, last
from tf2migrate.analysis.exclusive import Places
from tf2migrate.analysis.program import Class, Decay, Definition, Optimizer, Run, Scope, Train, Unit, Unsupported
from tf2migrate.analysis.tree import of_type, walk
from tf2migrate.analysis.values import ABSENT, Kind, LeafKind
from tf2migrate.planning.recipe import Code, Line, Original, Recipe, Special
from tf2migrate.planning.roles import Role

if TYPE_CHECKING:
    from tf2migrate.planning.models import Model
    from tf2migrate.planning.planner import Planner
    from tf2migrate.planning.slicing import Slice
    from tf2migrate.planning.steps import Step

_MAX_CALLERS = 12
_REPEATING = (ast.For, ast.AsyncFor, ast.While, ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_OBJECTS = (Kind.OBJECT, Kind.CLASS, Kind.SESSION, Kind.SYMBOL)


def home(slice_: "Slice") -> Class | None:
    """The class whose method the function of a slice is; None for a function of the module.

    Raises:
        Unsupported: the run needs the graphs of two classes.
    """
    units = [
        *slice_.units,
        *(i.definition.unit for i in slice_.inputs),
        *(d.unit for d in slice_.defaults),
        *(d.unit for d in slice_.flags),
    ]
    owners = list(dict.fromkeys(u.scope.owner for u in units if u is not None and u.scope.owner is not None))
    if len(owners) > 1:
        raise Unsupported(
            slice_.run.node,
            "TFM903",
            "a run needs what the objects of two classes have built: " + " and ".join(o.node.name for o in owners),
            "give one of them a method for its part",
        )
    if not owners:
        return slice_.run.scope.owner
    outside = [
        u
        for u in slice_.units
        if u.scope.owner is None and any(isinstance(n, ast.Attribute) for n in _foreign(slice_, u.statement))
    ]
    if outside and owners[0].several:
        raise Unsupported(
            outside[0].statement,
            "TFM903",
            "graph values of one of several objects are used outside of their class",
            "compute them in a method",
        )
    return owners[0]


def _foreign(slice_: "Slice", node: ast.AST) -> list[ast.Attribute]:
    return [n for n in of_type(node, ast.Attribute) if n in slice_.attributes]


def receiver(planner: "Planner", run: Run, step: "Step") -> str:
    """What the method is called on at this run: `self`, `model`, `self.model`.

    Raises:
        Unsupported: it is not the same object for all that is fetched and fed.
    """
    if step.home is None:
        return ""
    found = []
    nodes = [f.node for f in step.slice.fetches if step.slice.run is run]
    nodes += [run.fetches, *(f.key for f in run.feeds or ())]
    for node in nodes:
        for reference in planner.analysis.references(node) if node is not None else ():
            if any(d.env is step.home.env for d in planner.analysis.definitions_of.get(reference, ())):
                found.append(ast.unparse(reference.value) if isinstance(reference, ast.Attribute) else SELF)
    if not found:
        found = [ast.unparse(n.value) for u in step.slice.units for n in _foreign(step.slice, u.statement)]
    if not found:
        found = _named_outside(planner, step, nodes)
    if not found and run.scope.owner is not None:
        found = [SELF]
    if len(set(found)) != 1:
        raise Unsupported(
            run.node, "TFM903", "what is fetched here belongs to several objects", "write one run for each of them"
        )
    return found[0]


def _named_outside(planner: "Planner", step: "Step", nodes: list[ast.expr | None]) -> list[str]:
    """The objects of the class that other code names where it names what is fetched.

    `predictor = model.y_pred` gives a value another name, `accuracy = model.accuracy(labels)` calls the method
    that makes it.
    """
    known = planner.analysis.definitions_of
    bound = [known.get(n, ()) for node in nodes if node is not None for n in planner.analysis.references(node)]
    units = [definition.unit for definitions in bound for definition in definitions if len(definitions) == 1]
    return [
        ast.unparse(attribute.value)
        for unit in dict.fromkeys([*units, *step.slice.units])
        if unit is not None and unit.scope.owner is not step.home
        for attribute in of_type(unit.statement, ast.Attribute)
        if any(d.env is step.home.env for d in known.get(attribute, ()))
    ]


# -- values that steps need ----------------------------------------------------------------------------


def keep_values(planner: "Planner") -> None:
    """Put what steps need of the local names of methods into attributes.

    Raises:
        Unsupported: such a name is bound by something that cannot bind an attribute.
    """
    keeper = _Keeper(planner)
    for step in planner.steps:
        if step.home is not None:
            for definition in [*step.slice.closure, *step.slice.captured]:
                keeper.keep(definition, step)
            for train in step.slice.trains:
                keeper.keep_optimizer(train.optimizer)
                keeper.keep_schedule(train)
    if planner.analysis.savers:
        for unit in planner.analysis.units:
            for definition in unit.definitions:
                only_read = isinstance(unit.statement, ast.For) and not any(
                    v.unit is unit for v in planner.analysis.variables
                )
                if definition.value.kind is Kind.VARIABLE and planner.roles.role[unit] is Role.KEEP and not only_read:
                    keeper.keep_object(definition)


class _Keeper:
    def __init__(self, planner: "Planner"):
        self.planner, self.analysis = planner, planner.analysis
        self.scopes = {scope.env: scope for scope in self.analysis.scopes if scope.owner is not None}
        self.done: set[Definition] = set()
        self.places = Places(planner.analysis)
        records = [*self.analysis.variables, *self.analysis.layers, *self.analysis.optimizers]
        self.constructors = {record.node for record in records}
        self.optimizers = {
            o.node for o in self.analysis.optimizers if not any(t in planner.step_rates for t in o.trains)
        }

    def keep(self, definition: Definition, step: "Step") -> None:
        scope = self.scopes.get(definition.env)
        given = scope is not None and definition.unit is None and definition.value.kind is Kind.SYMBOL  # tf.nn.relu
        if definition.value.kind in _OBJECTS and not given and not (scope and definition.value.kind is Kind.OBJECT):
            return
        if self._moving(definition) and self._differs(definition, step):
            step.eager = True  # a trace would go on with the value of the first call
        if scope is None or definition in self.done:
            return
        self._check(definition, step)
        if not self._moving(definition):
            return
        if definition.unit is None:
            self.done.add(definition)
            self._use(definition, self._attribute_of(definition, scope) or self._store(definition, scope))
            return
        group = self._group(definition)
        self.done |= group
        text = self._attribute_of(definition, scope) if len(group) == 1 else None
        looped = any(isinstance(s, (ast.For, ast.While)) for s in definition.unit.enclosing)
        if text is None and len(group) == 1 and isinstance(definition.node, ast.FunctionDef) and not looped:
            text = self._keep_function(definition, scope)
        if text is not None:
            self._use(definition, text)
        else:
            self._rename(definition, group, scope)

    def _keep_function(self, definition: Definition, scope: Scope) -> str:
        """Keep a function that a method defines: what it closes over is there as long as the object has it."""
        text = self.planner.names.attribute(scope.owner, definition.name)
        lines = self.planner.result.after.setdefault(definition.node, [])
        lines.append(Line(Code(f"{text} = {definition.name}")))
        for node in self.analysis.references(definition.node):
            for read in self.analysis.definitions_of.get(node, ()):
                if self._changes(read):
                    raise Unsupported(
                        definition.node,
                        "TFM107",
                        f"{definition.name}(...) reads {last(read.name)}, which is bound again",
                        "give the function the value as an argument",
                    )
                if read.value.kind is Kind.VARIABLE and self.scopes.get(read.env) is scope:
                    self.keep_object(read)
        return text

    def _changes(self, read: Definition) -> bool:
        """Whether a name of an object or of its method may mean something else by the time that a function runs."""
        mine = self.scopes.get(read.env) is not None or read.env.owner is not None
        return mine and any(d is not read and d.env is read.env for d in self.planner.bindings_of(read.name))

    def _differs(self, definition: Definition, step: "Step") -> bool:
        """Whether a Python value that the graph is made of may be another one when its method is called again."""
        scope = self.scopes.get(definition.env)
        if scope is not None:
            return definition.value.constant is ABSENT and not self._runs_once(scope)
        others = [d for d in self.planner.bindings_of(definition.name) if d is not definition]
        for one in [definition, *others]:
            again = one.unit is not None and one.unit.scope.owner is not None and not self._runs_once(one.unit.scope)
            if (
                again
                and (others or one.value.constant is ABSENT)
                and any(
                    definition in u.uses and u.scope.owner is not None and not self._runs_once(u.scope)
                    for u in step.slice.units
                )
            ):
                return True
        return False

    def _runs_once(self, scope: Scope) -> bool:
        """Whether a method is surely called no more than once for each object: the constructor, or by one call."""
        node, calls = scope.node, scope.calls
        for _ in range(_MAX_CALLERS):
            if node.name == "__init__":
                return True
            if len(calls) > 1 and self._each_for_another_run(calls):
                return True
            if len(calls) != 1:
                return False
            place = self.planner.parents.get(calls[0])
            while place is not None and not isinstance(place, (ast.Module, ast.FunctionDef)):
                if isinstance(place, _REPEATING):
                    return False
                place = self.planner.parents.get(place)
            if not isinstance(place, ast.FunctionDef):
                return place is not None
            outer = next((s for s in self.analysis.scopes if s.node is place), None)
            function = self.analysis.functions.get(place)
            node = place
            calls = outer.calls if outer is not None and outer.calls else function.calls if function is not None else []
        return False

    def _each_for_another_run(self, calls: list[ast.Call]) -> bool:
        """Whether calls outside of all functions stand in branches of which a run of the program takes one."""
        for call in calls:
            place = self.planner.parents.get(call)
            while place is not None and not isinstance(place, (ast.Module, ast.FunctionDef, *_REPEATING)):
                place = self.planner.parents.get(place)
            if not isinstance(place, ast.Module):
                return False
        return all(self.places.apart(one, other) for one, other in itertools.combinations(calls, 2))

    def keep_optimizer(self, record: Optimizer) -> None:
        for definition in record.unit.definitions:
            if definition.value.info is record and definition.name == record.name:
                self.keep_object(definition)

    def keep_schedule(self, train: Train) -> None:
        """Keep the schedule that a training step asks for its rate."""
        record = train.optimizer.rate_value.info if train.optimizer.rate_value is not None else None
        if not isinstance(record, Decay) or train not in self.planner.step_rates:
            return
        for definition in record.unit.definitions:
            if definition.value.info is record and definition.name == record.name:
                self.keep_object(definition)
                record.name = definition.name
        self.planner.step_rates[train] = Code(f"{record.name}({{0}})", (record.step,))

    def keep_object(self, definition: Definition) -> None:
        """Keep what a method makes: a variable or an optimizer."""
        scope = self.scopes.get(definition.env)
        if scope is not None and definition not in self.done:
            group = self._group(definition)
            self.done |= group
            self._rename(definition, group, scope)

    def _check(self, definition: Definition, step: "Step") -> None:
        """An expression that is fetched may use locals of the method that runs it: they differ from call to call."""
        inside = {n for u in step.slice.units for n in walk(u.statement)}
        for fetch in step.slice.fetches:
            for node in self.analysis.references(fetch.node) if fetch.node is not None else ():
                if node not in inside and definition in self.analysis.definitions_of.get(node, ()):
                    raise Unsupported(
                        fetch.node,
                        "TFM903",
                        f"what is fetched here is computed with {definition.name}, a local name of the method",
                        "fetch the tensor and compute with its value",
                    )

    def _attribute_of(self, definition: Definition, scope: Scope) -> str | None:
        """The attribute that has the same value: the method says `self.size = size`."""
        for unit in scope.units:
            statement = unit.statement
            if not isinstance(statement, ast.Assign) or unit.header or not isinstance(statement.value, ast.Name):
                continue
            if self.analysis.definitions_of.get(statement.value) != (definition,) or unit.enclosing:
                continue
            for target in statement.targets:
                if (
                    isinstance(target, ast.Name)
                    and target.id.startswith(PREFIX)
                    and len(self.planner.bindings_of(target.id)) == 1
                    and self.planner.roles.role[unit] is Role.KEEP
                ):
                    return target.id
        return None

    def _store(self, definition: Definition, scope: Scope) -> str:
        text = self.planner.names.attribute(scope.owner, definition.name)
        first = scope.node.body[0]
        if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and len(scope.node.body) > 1:
            first = scope.node.body[1]
        self.planner.result.before.setdefault(first, []).insert(0, Line(Code(f"{text} = {definition.name}")))
        return text

    def _use(self, definition: Definition, text: str) -> None:
        """Name the attribute in the statements that move into methods."""
        overrides = self.planner.result.overrides
        for node in self._moving(definition):
            overrides[node] = _named(overrides.get(node), node, text)

    def _moving(self, definition: Definition) -> list[ast.expr]:
        """The uses that move into methods; what layers and variables are made with stays."""
        graph = {u.statement for u in self.analysis.units if self.planner.roles.role[u] is Role.GRAPH}
        found = []
        for node in self.analysis.uses_of.get(definition, ()):
            inner: ast.AST = node
            outer = self.planner.parents.get(node)
            while outer is not None and inner not in graph and not self._makes(outer, inner):
                inner, outer = outer, self.planner.parents.get(outer)
            if inner in graph:
                found.append(node)
        return found

    def _makes(self, node: ast.AST, part: ast.AST) -> bool:
        """Whether the part is given to a constructor that stays where it stood."""
        if not isinstance(node, ast.Call):
            return False
        if node in self.optimizers:
            return True
        made = self.planner.result.overrides.get(node)
        if isinstance(made, Special) and made.make == "layer_call":
            keyword = part.arg if isinstance(part, ast.keyword) else None
            return part not in node.args[:1] and keyword not in ("inputs", "training", "is_training")
        return isinstance(made, Special) or isinstance(made, Code) and not made.parts and (node in self.constructors)

    def _group(self, definition: Definition) -> set[Definition]:
        """The bindings that one use may mean: they stay one name."""
        group, todo = {definition}, [definition]
        while todo:
            for node in self.analysis.uses_of.get(todo.pop(), ()):
                for other in self.analysis.definitions_of.get(node, ()):
                    if other not in group:
                        group.add(other)
                        todo.append(other)
        return group

    def _rename(self, definition: Definition, group: set[Definition], scope: Scope) -> None:
        name = definition.name
        graph = {
            one
            for one in group
            if one.unit is not None
            and self.planner.roles.role[one.unit] is Role.GRAPH
            and one.unit not in self.planner.roles.also_kept
        }
        for one in group:
            statement = one.unit.statement if one.unit is not None else None
            if (
                not isinstance(one.node, ast.Name)
                or one not in graph
                and not isinstance(statement, (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.With, ast.If, ast.Expr))
                or (one in graph and definition.value.kind is not Kind.VARIABLE and not self._constant(group - graph))
            ):
                raise Unsupported(
                    one.node or scope.node,
                    "TFM903",
                    f"the method {scope.node.name}() binds {name}, "
                    "which the graph needs, in a way that an attribute cannot be bound",
                    f"keep it in self.{name}",
                )
        group = group - graph
        text = self.planner.names.attribute(scope.owner, name)
        for one in group:
            overrides = self.planner.result.overrides
            for node in self.analysis.uses_of.get(one, ()):
                if graph.intersection(self.analysis.definitions_of.get(node, ())):
                    self.planner.aliases[one] = name, text  # the function may have bound the name by then
                else:
                    overrides[node] = _named(overrides.get(node), node, text)
            one.name = text
            if one.value.kind is Kind.OPTIMIZER and one.value.info is not None and one.value.info.name == name:
                one.value.info.name = text

    def _constant(self, group: set[Definition]) -> bool:
        """Whether a name means variables and constants only: a function may read them as well as the object."""
        return all(
            d.unit is not None
            and (d.value.kind is Kind.VARIABLE or d.value.kind is Kind.TENSOR and not (d.value.all_leaves()))
            for d in group
        )


def _named(known: Recipe | None, node: ast.expr, text: str) -> Code:
    """The attribute in place of a name, inside of what the name has become: `zip(sizes, self.layers)`."""
    if isinstance(known, Code) and any(isinstance(part, Original) and part.node is node for part in known.parts):
        return Code(
            known.text,
            tuple(Code(text) if isinstance(part, Original) and part.node is node else part for part in known.parts),
        )
    return Code(text)


# -- steps that call each other ------------------------------------------------------------------------


def shared_parts(planner: "Planner") -> dict["Step", "Model"]:
    """Steps that compute what another method of the class returns call that method: the largest one that fits."""
    from tf2migrate.planning.models import Model

    found: dict["Step", Model] = {}
    for step in planner.steps:
        if step.home is None:
            continue
        best: tuple[int, Model] | None = None
        for other in planner.steps:
            part = _part(planner, other, step) if other is not step and other.home is step.home else None
            if part is None or best is not None and len(part[0]) <= best[0]:
                continue
            units, output = part
            names = [i.name for i in other.slice.inputs]
            best = len(units), Model(str(other.code), units, names, [output], False, units[0])
        if best is not None:
            found[step] = best[1]
    return found


def _part(planner: "Planner", other: "Step", step: "Step") -> tuple[list[Unit], Definition] | None:
    """The statements and the one result of a step that is a part of this one; None when it is not."""
    outputs = {fetch.key: fetch for fetch in other.outputs}
    if (
        other.slice.trains
        or other.slice.effects
        or other.slice.defaults
        or len(outputs) != 1
        or (other.slice.flags != {d: v for d, v in step.slice.flags.items() if d in other.slice.flags})
    ):
        return None
    fetch = next(iter(outputs.values()))
    known = planner.analysis.definitions_of.get(fetch.node, ())
    if fetch.role != "value" or len(known) != 1:
        return None
    output, units = known[0], list(other.slice.units)
    while output.unit not in step.slice.units:  # a second name for the value
        source = (
            next(
                (
                    planner.analysis.definitions_of.get(v, ())
                    for t, v in assignments(planner.analysis, output.unit)
                    if t is output.node and isinstance(v, ast.Name)
                ),
                (),
            )
            if output.unit is not None
            else ()
        )
        if len(source) != 1 or output.unit not in units:
            return None
        units.remove(output.unit)
        output = source[0]
    inside = set(units)
    if (
        len(units) < 2
        or not inside < set(step.slice.units)
        or not _reads_weights(planner, units)
        or any(i.definition not in [mine.definition for mine in step.slice.inputs] for i in other.slice.inputs)
    ):
        return None
    if any(d.unit in inside and d is not output for d in needed(planner, step, inside)):
        return None
    return (units, output) if all(order_free(planner, unit) for unit in units) else None


def needed(planner: "Planner", step: "Step", inside: set[Unit]) -> set[Definition]:
    """What the rest of a step and its results read."""
    found = {d for u in step.slice.units if u not in inside for d in [*u.uses, *u.mutates]}
    roots = [f.node for f in step.slice.fetches if f.node is not None]
    roots += [r.tensor for f in step.slice.fetches if f.role == "summary" for r in f.value.info]
    roots += [n for t in step.slice.trains for n in (t.loss, t.pairs, t.variables) if n is not None]
    roots += [
        i.value
        for i in planner.analysis.inlined.values()
        if any(i.call in of_type(u.statement, ast.Call) for u in step.slice.units if u not in inside)
    ]
    return found | {
        d
        for root in roots
        for n in planner.analysis.references(root)
        for d in planner.analysis.definitions_of.get(n, ())
    }


def _reads_weights(planner: "Planner", units: list[Unit]) -> bool:
    return any(variables_in(d.value) for u in units for d in u.uses) or any(
        getattr(c, "variable", None) is not None for u in units for c in u.creates
    )


def order_free(planner: "Planner", unit: Unit) -> bool:
    """Whether a statement only computes: nothing is assigned, counted or written."""
    return not unit.mutates and not any(
        leaf.kind is LeafKind.EFFECT for d in unit.definitions for leaf in d.value.all_leaves()
    )


# -- names inside of a method --------------------------------------------------------------------------


def local_names(planner: "Planner", step: "Step") -> dict[Definition, str]:
    """The local name of every attribute that holds a graph value of this step."""
    slice_ = step.slice
    known: dict[Definition, str] = {i.definition: i.name for i in slice_.inputs}
    known.update({d: last(d.name) for d in slice_.defaults})
    plain = {n.id for u in slice_.units for n in of_type(u.statement, ast.Name) if PREFIX not in n.id}
    plain |= {d.name for d in slice_.closure}
    taken = set(known.values())
    chosen: dict[str, str] = {}
    sources: dict[Definition, Definition] = {}  # of attributes that share the local name of what they are set from
    for unit in slice_.units:
        for definition in unit.definitions:
            if definition in known or planner.parents.get(definition.node) in planner.result.dropped:
                continue  # what a branch makes is made where the graph was built, see `branches`
            if not definition.name.startswith(PREFIX) and not isinstance(definition.node, ast.Attribute):
                continue
            same = _same_value(planner, unit, definition, slice_.units, known)
            if same is not None:
                known[definition], sources[definition] = same
                continue
            if definition.name not in chosen:
                wanted = name = last(definition.name)
                number = 0
                while (name in plain and not _free_after(planner, name, unit, slice_)) or name in taken:
                    number += 1
                    name = f"{wanted}_{number}"
                taken.add(name)
                chosen[definition.name] = name
                functions = planner.analysis.functions.values()
                if name != wanted and any(definition.name in f.free_dynamic for f in functions):
                    raise Unsupported(
                        unit.statement,
                        "TFM109",
                        f"a method reads {definition.name}, which has another name in the function",
                        "give the method the tensor as an argument",
                    )
            known[definition] = chosen[definition.name]
    _keep_apart(planner, slice_, known, taken | plain)
    known.update((definition, known[source]) for definition, source in sources.items() if source in known)
    return known


def _keep_apart(planner: "Planner", slice_: "Slice", known: dict[Definition, str], taken: set[str]) -> None:
    """Local names of several methods that one function computes: those alive at once have names of their own."""
    groups: dict[str, dict[object, list[Definition]]] = {}
    for unit in slice_.units:
        for definition in unit.definitions:
            if definition not in known and definition.env.frame is None:
                groups.setdefault(definition.name, {}).setdefault(definition.env, []).append(definition)
    given = {i.name: i.definition for i in slice_.inputs}
    for by_env in groups.values():
        for definition in (d for definitions in by_env.values() for d in definitions):
            if any(
                getattr(n, "id", definition.name) != definition.name
                for n in planner.analysis.uses_of.get(definition, ())
            ):
                known[definition] = definition.name  # a method is given it under another name
    if all(len(by_env) < 2 and name not in given for name, by_env in groups.items()):
        return
    used = _last_uses(planner, slice_)
    for name, by_env in groups.items():
        spans = [(-1, used.get(given[name], -1))] if name in given else []
        for definitions in sorted(by_env.values(), key=lambda ds: min(d.unit.index for d in ds)):
            span = (
                min(d.unit.index for d in definitions),
                max([used.get(d, -1) for d in definitions] + [d.unit.index for d in definitions]),
            )
            if all(end <= span[0] or span[1] <= start for start, end in spans):
                spans.append(span)
                continue
            number = 1
            while f"{name}_{number}" in taken:
                number += 1
            taken.add(f"{name}_{number}")
            known.update(dict.fromkeys(definitions, f"{name}_{number}"))


def _last_uses(planner: "Planner", slice_: "Slice") -> dict[Definition, float]:
    """The index of the last statement that reads each value; what is fetched or trained on is read at the end."""
    used: dict[Definition, float] = {}
    for unit in slice_.units:
        for definition in _read_in(planner, unit.statement):
            used[definition] = max(used.get(definition, -1), unit.index)
    ends = [f.node for f in slice_.fetches if f.node is not None]
    ends += [n for t in slice_.trains for n in (t.loss, t.pairs, t.variables) if n is not None]
    used.update({d: float("inf") for node in ends for d in _read_in(planner, node)})
    return used


def _read_in(planner: "Planner", root: ast.AST) -> set[Definition]:
    """What an expression or statement reads, and what the methods return that it calls."""
    found = {
        d
        for n in planner.analysis.references(root)
        if isinstance(n.ctx, ast.Load)
        for d in planner.analysis.definitions_of.get(n, ())
    }
    for call in of_type(root, ast.Call):
        if call in planner.analysis.inlined:
            found |= _read_in(planner, planner.analysis.inlined[call].value)
    return found


def _free_after(planner: "Planner", name: str, unit: Unit, slice_: "Slice") -> bool:
    """Whether the local name is read for the last time by the statement that sets the attribute."""
    bound = [d for u in slice_.units for d in u.definitions if d.name == name]
    if not bound or any(d.unit.index >= unit.index for d in bound) or name in {d.name for d in slice_.closure}:
        return False
    later = {n for u in slice_.units if u.index > unit.index for n in walk(u.statement)}
    later |= {n for fetch in slice_.fetches if fetch.node is not None for n in walk(fetch.node)}
    return not any(node in later for d in bound for node in planner.analysis.uses_of.get(d, ()))


def _same_value(
    planner: "Planner", unit: Unit, definition: Definition, units: list[Unit], known: dict[Definition, str]
) -> tuple[str, Definition] | None:
    """The local name, and its definition, that the attribute is set from, when it goes on meaning the same:
    `self.loss = loss`.
    """
    for target, value in assignments(planner.analysis, unit):
        if target is not definition.node or not isinstance(value, ast.Name):
            continue
        sources = planner.analysis.definitions_of.get(value, ())
        if len(sources) != 1 or sources[0].unit not in units and sources[0] not in known:
            return None
        source = sources[0]
        name = known.get(source, source.name)
        if last(name) != last(definition.name) or PREFIX in name:
            return None
        later = [
            d
            for u in units
            if source.unit is None or u.index > source.unit.index
            for d in u.definitions
            if d is not definition and d.name == source.name and d.env is source.env
        ]
        return (name, source) if not later else None
    return None


def assignments(analysis, unit: Unit) -> list[tuple[ast.expr, ast.expr]]:
    """Targets and values of a statement, where they can be told: what a method returns is seen through."""
    statement = unit.statement
    if isinstance(statement, ast.Return) and unit.definitions:  # of a property
        return [(unit.definitions[0].node, statement.value)]
    if not isinstance(statement, ast.Assign):
        return []
    value = statement.value
    while isinstance(value, ast.Call) and value in analysis.inlined:
        value = analysis.inlined[value].value
    pairs: list[tuple[ast.expr, ast.expr]] = []
    for target in statement.targets:
        if isinstance(target, (ast.Tuple, ast.List)):
            if not isinstance(value, (ast.Tuple, ast.List)) or len(target.elts) != len(value.elts):
                return []
            pairs += list(zip(target.elts, value.elts))
        else:
            pairs.append((target, value))
    return pairs
