"""Backward slices: the statements, parameters and effects that one run needs."""

from __future__ import annotations

import ast
import dataclasses

from tf2migrate.analysis.classes import PREFIX, SELF, last
from tf2migrate.analysis.program import (
    Analysis,
    Definition,
    Feed,
    Iterator,
    Placeholder,
    Run,
    Train,
    Unit,
    Unsupported,
)
from tf2migrate.analysis.tree import of_type, walk
from tf2migrate.analysis.values import Kind, LeafKind, Value, function_of
from tf2migrate.planning.fetches import Fetch, effects
from tf2migrate.planning.methods import assignments
from tf2migrate.planning.roles import Role, Roles
from tf2migrate.planning.staging import bound_names

_OBJECTS = (Kind.OBJECT, Kind.CLASS)


@dataclasses.dataclass(eq=False)
class Input:
    """A parameter of a slice: a placeholder, or a graph value that the run feeds or takes from an iterator."""

    name: str
    definition: Definition
    placeholder: Placeholder | None = None
    iterator: Iterator | None = None
    optional: bool = False  # some calls leave it as it is


@dataclasses.dataclass(eq=False)
class Slice:
    run: Run
    fetches: list[Fetch]
    units: list[Unit] = dataclasses.field(default_factory=list)
    inputs: list[Input] = dataclasses.field(default_factory=list)
    defaults: list[Definition] = dataclasses.field(default_factory=list)
    closure: list[Definition] = dataclasses.field(default_factory=list)
    effects: list[Value] = dataclasses.field(default_factory=list)
    captured: list[Definition] = dataclasses.field(default_factory=list)
    needed: set[Definition] = dataclasses.field(default_factory=set)  # of parallel assignments
    flags: dict[Definition, bool] = dataclasses.field(default_factory=dict)  # placeholders fed with a literal
    attributes: set[ast.Attribute] = dataclasses.field(default_factory=set)  # of objects, seen from outside

    @property
    def trains(self) -> list[Train]:
        """Train ops of the run, in the order of the program."""
        several = next((e for e in self.effects if e.kind is Kind.TRAIN and e.info is None), None)
        if several is not None:
            raise Unsupported(
                self.run.node,
                "TFM305",
                "which of several training ops is run depends on a branch",
                "compute the gradients first, change them in the branch, and apply them behind it",
            )
        records = {effect.info for effect in self.effects if effect.kind is Kind.TRAIN}
        for unit in self.units:
            made = [c for c in unit.creates if isinstance(c, Train)]
            if len(made) > 1 and isinstance(unit.statement, ast.Assign):
                wanted = self._done_for(unit)
                made = [c for c in made if c in wanted]
            records.update(made)
        return sorted(records, key=lambda record: record.index)

    def _done_for(self, unit: Unit) -> set[object]:
        """The effects that what is fetched, or what other statements read, has: `a, b = opt.minimize(x),
        opt.minimize(y)`.
        """
        values = [fetch.value for fetch in self.fetches] + self.effects
        values += [d.value for other in self.units if other is not unit for d in other.uses]
        return {leaf.origin for value in values for leaf in value.all_leaves() if leaf.kind is LeafKind.EFFECT}


class Slicer:
    def __init__(self, analysis: Analysis, roles: Roles):
        self.analysis, self.roles = analysis, roles

    def slice(self, run: Run, fetches: list[Fetch]) -> Slice:
        """The slice of a run site.

        Raises:
            Unsupported: a placeholder that the slice needs is not fed, or a feed key is not a name.
        """
        return _Walk(self, run, fetches).result


def first_names(analysis: Analysis, node: ast.expr) -> tuple[Definition, ...]:
    """What binds a tensor, for a name or an attribute that it may have been given later: `code = net`."""
    return _first(analysis, tuple(analysis.definitions_of.get(node, ())))


def _first(analysis: Analysis, definitions: tuple[Definition, ...]) -> tuple[Definition, ...]:
    while len(definitions) == 1 and definitions[0].unit is not None:
        one = definitions[0]
        values = [value for target, value in assignments(analysis, one.unit) if target is one.node]
        if len(values) != 1 or not isinstance(values[0], (ast.Name, ast.Attribute)):
            break
        earlier = tuple(analysis.definitions_of.get(values[0], ()))
        if not earlier or one in earlier:
            break
        definitions = earlier
    return definitions


class _Walk:
    def __init__(self, slicer: Slicer, run: Run, fetches: list[Fetch]):
        self.analysis, self.roles, self.run = slicer.analysis, slicer.roles, run
        self.result = Slice(run, fetches)
        self.fed: dict[object, Feed] = {}  # by placeholder, or by definition of what else is fed
        for feed in run.feeds or ():
            self._feed(feed)
        self.seen: set[object] = set()
        for fetch in fetches:
            self._fetch(fetch)
        self._check_fed()
        self._bind_again()
        self.result.units.sort(key=lambda unit: self._order(unit))
        self.result.inputs.sort(
            key=lambda i: (i.optional, i.iterator is None, self._order(i.definition.unit), _position(i))
        )

    def _bind_again(self) -> None:
        """A constant whose name the function binds too is made in it: `h = tf.zeros(...)` before a loop over `h`."""
        found = True
        while found:
            found = False
            bound = set().union(*[bound_names(unit.statement) for unit in self.result.units])
            for definition in [d for d in self.result.closure if d.name in bound]:
                if definition.unit is not None and definition.unit not in self.seen and _constant(definition):
                    self.result.closure.remove(definition)
                    self._unit(definition.unit)
                    found = True

    def _order(self, unit: Unit | None) -> int:
        return unit.index if unit is not None else -1

    def _feed(self, feed: Feed) -> None:
        value = feed.key_value
        if value.kind is Kind.PLACEHOLDER and value.info is not None:
            self.fed[value.info] = feed
        elif feed.key in self.analysis.definitions_of:
            for definition in first_names(self.analysis, feed.key):
                self.fed[definition] = feed
        else:
            raise Unsupported(feed.key, "TFM103", "what is fed here is not known", "feed a placeholder by its name")

    def _check_fed(self) -> None:
        """Check that nothing else that is needed is computed with what is fed.

        Raises:
            Unsupported: a tensor that is fed has a way into the slice that the feed does not cut.
        """
        fed = {d: feed for d, feed in self.fed.items() if isinstance(d, Definition)}
        for definition, feed in fed.items():
            unit = definition.unit
            if unit in self.seen and not parallel(unit):
                self._cannot_feed(feed)
        for definition in self.seen if fed else ():
            if not isinstance(definition, Definition) or definition in fed:
                continue
            for other, feed in fed.items():
                if definition.value is other.value and not fed.keys() & set(_first(self.analysis, (definition,))):
                    self._cannot_feed(feed)

    def _cannot_feed(self, feed: Feed) -> None:
        raise Unsupported(
            feed.key,
            "TFM103",
            f"{ast.unparse(feed.key)} is fed, and what is fetched needs other parts of the statement that makes it",
            "make what is fed in a statement of its own",
        )

    def _fetch(self, fetch: Fetch) -> None:
        if fetch.role == "effect":
            self.result.effects += effects(fetch.value)
        if fetch.role == "summary":
            for record in fetch.value.info:
                self._expression(record.tensor, record.unit)
            return
        inside = set(walk(fetch.node))
        for child in self.analysis.references(fetch.node):
            for definition in self.analysis.definitions_of.get(child, ()):
                if definition.node in inside:
                    continue
                if definition.env.frame is not None and definition.value.dynamic:
                    raise Unsupported(
                        self.run.node,
                        "TFM105",
                        f"{ast.unparse(child)} stands for one of several tensors here",
                        "fetch the list of them in one run",
                    )
        self._expression(fetch.node, self.run.unit)

    def _expression(self, node: ast.expr, unit: Unit | None) -> None:
        """Needs of an expression written in `unit`."""
        for child in of_type(node, ast.Name, ast.Attribute, ast.Call):
            if isinstance(child, ast.Call):
                self._helper_needs(child)
            else:
                self._name(child)
        if unit is not None:
            for context in unit.contexts:
                for child in of_type(context.items[0].context_expr, ast.Name):
                    self._name(child)

    def _name(self, node: ast.Name | ast.Attribute) -> None:
        if isinstance(node, ast.Attribute) and self.analysis.definitions_of.get(node):
            self.result.attributes.add(node)
        for definition in self.analysis.definitions_of.get(node, ()):
            self._definition(definition)

    def _helper_needs(self, call: ast.Call) -> None:
        """Graph values that a called helper takes from outside by name."""
        for function in self._helpers(call):
            for definitions in function.free_dynamic.values():
                for definition in definitions:
                    self._definition(definition)

    def _helpers(self, call: ast.Call):
        for node in [call.func, *call.args, *[k.value for k in call.keywords]]:
            function = function_of(self.analysis.values.get(node))
            if function is not None:
                yield function

    def _definition(self, definition: Definition) -> None:
        if definition in self.seen or definition.env.frame is not None:
            return
        if definition.value.kind in _OBJECTS and not self._of_method(definition):
            return
        self.seen.add(definition)
        value = definition.value
        if definition in self.fed:
            self._input(definition, iterator=self._iterator(definition), optional=self.fed[definition].optional)
        elif value.kind is Kind.PLACEHOLDER and self._names_placeholder(definition):
            self._placeholder(definition)
        elif definition.unit is None:
            self.result.captured.append(definition)
        elif self.roles.role[definition.unit] is Role.GRAPH:
            iterator = self._iterator(definition)
            if iterator is not None:
                self._elements(definition.unit, iterator)
            elif parallel(definition.unit) or self._returned_apart(definition):
                self._element(definition)
            else:
                self._unit(definition.unit)
        else:
            self.result.closure.append(definition)

    def _of_method(self, definition: Definition) -> bool:
        """Whether an object has a local name of a method, which the functions cannot read."""
        local = definition.value.kind is Kind.OBJECT and definition.name != SELF and PREFIX not in definition.name
        return local and any(s.env is definition.env and s.owner is not None for s in self.analysis.scopes)

    def _names_placeholder(self, definition: Definition) -> bool:
        """Whether this binding made the placeholder; `y_true = X` is a statement of the graph."""
        return definition.unit is not None and self.roles.role[definition.unit] is Role.PLACEHOLDER

    def _iterator(self, definition: Definition) -> Iterator | None:
        """The iterator whose next element this name stands for."""
        if definition.unit is None or not self._is_element(definition.unit):
            return None
        return next((leaf.origin for leaf in definition.value.leaves if leaf.kind is LeafKind.ELEMENT), None)

    def _elements(self, unit: Unit, iterator: Iterator) -> None:
        """All the names that one element is unpacked into become parameters."""
        for definition in unit.definitions:
            self.seen.add(definition)
            if not any(i.definition is definition for i in self.result.inputs):
                self._input(definition, iterator=iterator)

    def _returned_apart(self, definition: Definition) -> bool:
        """Whether the name is one of several that a method returns, each of which can be computed alone."""
        statement = definition.unit.statement
        return getattr(statement, "value", None) in self.analysis.inlined and any(
            target is definition.node for target, _ in assignments(self.analysis, definition.unit)
        )

    def _element(self, definition: Definition) -> None:
        """One side of `a, b = f(x), g(y)`: the other is not needed for it."""
        unit = definition.unit
        if unit not in self.seen:
            self.seen.add(unit)
            self.result.units.append(unit)
        self.result.needed.add(definition)
        for target, value in assignments(self.analysis, unit):
            if target is definition.node:
                self._expression(value, unit)

    def _is_element(self, unit: Unit) -> bool:
        """`x, y = iterator.get_next()`: the names are what one run takes from the iterator."""
        value = getattr(unit.statement, "value", None)
        return isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr == "get_next"

    def _input(
        self,
        definition: Definition,
        placeholder: Placeholder | None = None,
        iterator: Iterator | None = None,
        optional: bool = False,
    ) -> None:
        name = placeholder.name if placeholder is not None else last(definition.name)
        if any(i.name == name for i in self.result.inputs):
            raise Unsupported(
                self.run.node, "TFM107", f"two graph inputs are both called {name}", "give them different names"
            )
        self.result.inputs.append(Input(name, definition, placeholder, iterator, optional))

    def _placeholder(self, definition: Definition) -> None:
        record = definition.value.info
        if record is None:
            raise Unsupported(
                self.run.node,
                "TFM102",
                f"{definition.name} is one of several placeholders",
                "give each placeholder a name",
            )
        if record in self.fed:
            flag = self._flag(record)
            if flag is not None:
                self.result.flags[definition] = flag
            elif not any(i.placeholder is record for i in self.result.inputs):
                self._input(definition, placeholder=record)
        elif record.default is not None:
            self.result.defaults.append(definition)
            self._expression(record.default, None)
        else:
            raise Unsupported(
                self.run.node,
                "TFM102",
                f"{definition.name} is needed and not fed here",
                "feed it, or check which tensor this run was meant to fetch",
            )

    def _flag(self, record: Placeholder) -> bool | None:
        """True or False written as such at the run: Keras wants `training` as a Python value."""
        if record not in self.roles.flags:
            return None
        feed = self.fed[record]
        known = self.analysis.values.get(feed.value) if feed.value is not None else None
        return known.constant if known is not None and isinstance(known.constant, bool) else None

    def _filtered(self, unit: Unit) -> set[Definition]:
        """Lists of variables that a comprehension chooses from by name: what it chose is written out."""
        found: set[Definition] = set()
        inside: set[ast.AST] = set()
        for node in of_type(unit.statement, ast.ListComp, ast.GeneratorExp):
            if node in self.analysis.filters:
                inside.update(walk(node))
                for name in walk(node.generators[0].iter):
                    found.update(self.analysis.definitions_of.get(name, ()))
        if found:
            for name in of_type(unit.statement, ast.Name, ast.Attribute):
                if name not in inside:
                    found.difference_update(self.analysis.definitions_of.get(name, ()))
        return found

    def _unit(self, unit: Unit) -> None:
        if unit in self.seen:
            return
        self.seen.add(unit)
        self.result.units.append(unit)
        if any(isinstance(c, Placeholder) for c in unit.creates):
            raise Unsupported(
                unit.statement,
                "TFM102",
                "a placeholder is made inside an expression and not fed by name",
                "give the placeholder a name of its own",
            )
        for node in of_type(unit.statement, ast.Attribute):
            if self.analysis.definitions_of.get(node):
                self.result.attributes.add(node)
        unread = self._filtered(unit)
        for definition in [*unit.uses, *unit.mutates]:
            if definition not in unread:
                self._definition(definition)
        for definition in unit.definitions:
            function = function_of(definition.value)
            if function is not None:
                for needed in function.free_dynamic.values():
                    for inner in needed:
                        self._definition(inner)
        for child in of_type(unit.statement, ast.Call):
            self._helper_needs(child)
        for made in unit.creates:
            if isinstance(made, Train):
                rate = made.optimizer.rate
                if rate is not None and made.optimizer.rate_value is not None and made.optimizer.rate_value.dynamic:
                    self._expression(rate, made.optimizer.unit)


def parallel(unit: Unit) -> bool:
    """Whether the statement is `a, b = f(x), g(y)`: one assignment written as several."""
    statement = unit.statement
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1 or unit.creates:
        return False
    target, value = statement.targets[0], statement.value
    if not isinstance(target, ast.Tuple) or not isinstance(value, ast.Tuple) or len(target.elts) != len(value.elts):
        return False
    names = [t.id for t in target.elts if isinstance(t, ast.Name)]
    reads = {n.id for n in of_type(value, ast.Name)}
    return len(set(names)) == len(target.elts) and not reads & set(names)


def _constant(definition: Definition) -> bool:
    """Whether a statement binds one name to the same value whenever it runs."""
    statement, value = definition.unit.statement, definition.value
    if (
        not isinstance(statement, ast.Assign)
        or len(statement.targets) != 1
        or statement.targets[0] is not definition.node
    ):
        return False
    return (
        (value.kind is Kind.TENSOR and not value.all_leaves())
        or (value.kind is Kind.PYTHON and isinstance(statement.value, ast.Constant))
        or (value.kind is Kind.VARIABLE and isinstance(statement.value, ast.Name))
    )


def _position(given: Input) -> tuple[int, int]:
    node = given.definition.node
    return (getattr(node, "lineno", 0), getattr(node, "col_offset", 0))
