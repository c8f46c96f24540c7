"""Lists of variables that are read for their names or shapes, or in another function than the one that made them.

`for v in tf.trainable_variables(): print(v.name)` read the graph. Variables of TensorFlow 2 carry no names of the
graph, and no function sees those of another one: what is read becomes a dict from the names that TensorFlow 1 gave
to the variables, in the order in which it made them, which is handed to the function that reads it. Variables that an
object owns are listed by a method of the object.
"""

from __future__ import annotations

import ast
import dataclasses
import itertools
from typing import TYPE_CHECKING, NoReturn

from tf2migrate.analysis.api.known import variables_in
from tf2migrate.analysis.classes import last
from tf2migrate.analysis.collections import ANALYZE, Collection, Listing, is_layer, of_layer_function, weights_of
from tf2migrate.analysis.program import Class, Function, Unit, Unsupported, Variable
from tf2migrate.analysis.tree import of_type, walk
from tf2migrate.analysis.values import Kind, LeafKind, Value, alternatives
from tf2migrate.planning import loop_names
from tf2migrate.planning.graph_names import made_names
from tf2migrate.planning.recipe import Code, FunctionCode, Line, Original, Special
from tf2migrate.planning.roles import Role

if TYPE_CHECKING:
    from tf2migrate.planning.planner import Planner

_LOOPS = (ast.For, ast.comprehension)
_ATTRIBUTES = {"weights": "kernel", "biases": "bias"}
_LONG = 50
_DOCSTRING = '"""The {which} by their names in TensorFlow 1, in the order in which it made them."""'


def plan(planner: "Planner", decided: set[ast.AST]) -> None:
    """Plan all lists whose names are read, and those that are read in helpers; not those of `decided` expressions.

    Raises:
        Unsupported: a name is not known, or what is listed depends on the call.
    """
    lister = _Lister(planner, decided)
    reads: dict[ast.expr, list[Listing]] = {}
    for listing in planner.analysis.listings:
        reads.setdefault(listing.node, []).append(listing)
    for node, listings in reads.items():
        if node not in decided and node not in planner.result.overrides:
            lister.plan(node, listings)
    for node in planner.analysis.name_reads:
        if node in lister.handled or node in decided or lister.plan_single(node):
            continue
        if not lister.plan_pairs(node):
            raise Unsupported(
                node,
                "TFM204",
                "the name that a variable had in the graph is read",
                "keep the variables you want in a list, or give them names of your own",
            )


def weights(planner: "Planner", node: ast.AST, chosen: Collection, ordered: bool = False) -> Code | None:
    """A list of the variables of a collection; None when some have no name in Python.

    Args:
        ordered: whether its order shows.

    Raises:
        Unsupported: a filter took some weights of a layer, where not all of them stand in a list that may be short.
    """
    if chosen.chosen is None:
        return planner.owners.expression(chosen.records, ordered, chosen.path == "trainable_variables")
    for train in planner.analysis.trains:
        given = planner.analysis.values.get(train.variables) if train.variables is not None else None
        if given is not None and given.info is chosen:
            raise Unsupported(
                node,
                "TFM204",
                "some weights of a layer are trained, and others are not",
                "name the weights in a list of your own",
            )
    if any(saver.var_value is not None and saver.var_value.info is chosen for saver in planner.analysis.savers):
        raise Unsupported(node, "TFM204", "some weights of a layer are saved, and others are not", "save the layer")
    return _in_part(planner, node, chosen, ordered)


def _in_part(planner: "Planner", node: ast.AST, chosen: Collection, ordered: bool) -> Code | None:
    """A list of variables where a filter took some weights of a layer: these one by one, the others as they are held.

    >>> # [model.embedding, dense.kernel] + model.filters
    """
    lister, parts = _Lister(planner, set()), []
    records = sorted(chosen.records, key=lambda r: r.index)
    whole = [r for r in records if not r.tf1_names or chosen.chosen.issuperset(r.tf1_names)]
    runs = [list(run) for _, run in itertools.groupby(records, whole.__contains__)]
    for run in runs if ordered else [whole, [r for r in records if r not in whole]]:
        if run and run[0] in whole:
            found = planner.owners.expression(run, ordered, chosen.path == "trainable_variables")
            if found is None:
                return None
            parts.append(found)
        elif run:
            entries = lister.entries(node, run)
            parts.append(Code("[" + ", ".join(place for name, place in entries if name in chosen.chosen) + "]"))
    return Code(" + ".join(f"{{{n}}}" for n in range(len(parts))), tuple(parts))


@dataclasses.dataclass
class _Uses:
    """How the list of one read is used."""

    loops: list[ast.For | ast.comprehension]
    analyzed: list[ast.Call]
    names: list[ast.Attribute]
    others: list[ast.expr]
    binding: ast.Assign | None  # `tvars = tf.trainable_variables()`

    @property
    def named(self) -> bool:
        return bool(self.names or self.analyzed)


class _Lister:
    def __init__(self, planner: "Planner", decided: set[ast.AST]):
        self.planner, self.analysis, self.decided = planner, planner.analysis, decided
        self.handled: set[ast.AST] = set()
        self.methods: dict[tuple[Class, bool, str], str] = {}
        self.suffix: dict[ast.expr, str] = {}  # what a loop iterates of the dict

    def plan(self, node: ast.expr, listings: list[Listing]) -> None:
        uses = self._uses(node)
        helper = listings[0].calls[-1:]
        if not uses.named and not (helper and (uses.loops or uses.others)):
            return
        if self._emitted(listings[0].unit, helper):
            return
        listing = self._same(node, listings)
        if uses.named:
            if uses.others:
                raise Unsupported(
                    uses.others[0], "TFM204", "a list of variables whose names are read is also used otherwise", _KEEP
                )
            self._use_names(node, uses)
        self.planner.result.apply("TFM204", node)
        if not listing.calls:
            text = self._text(node, listing.unit, listing.collection, uses.named)
            text = self._named(node, text) if self._built_before(listing) else text
            self.planner.result.overrides[node] = self._suffixed(node, text)
            return
        self._pass(node, listings, uses)

    def plan_single(self, node: ast.expr) -> bool:
        """Plan the name of one variable: what TensorFlow 1 called it; False when that is not known."""
        value = self.analysis.values.get(node.value) if isinstance(node, ast.Attribute) else None
        record = value.info if value is not None and value.kind is Kind.VARIABLE else None
        name = self._single_name(record) if isinstance(record, Variable) else None
        if name is None:
            return False
        outer = self.planner.parents[node]
        if node.attr == "op":
            if not (isinstance(outer, ast.Attribute) and outer.attr == "name"):
                return False
            self.planner.result.overrides[outer] = Code(repr(name.removesuffix(":0")))
        elif not self._keeps_name(record, name):
            self.planner.result.overrides[node] = Code(repr(name))
        else:
            return True
        self.planner.result.apply("TFM204", node)
        return True

    def _single_name(self, record: Variable) -> str | None:
        if record.many or record.in_function is not None or record.scope is None:
            return None
        made = made_names(self.analysis)
        if record.symbol == "Variable":
            return f"{made[record.node]}:0" if made.get(record.node) else None
        if record.symbol != "get_variable" or not record.tf1_names:
            return None
        name = record.tf1_names[0]
        return name if name.removesuffix(":0").lower() not in {other.lower() for other in made.values()} else None

    def _keeps_name(self, record: Variable, name: str) -> bool:
        """Whether the variable of TensorFlow 2 has this name too: one that no layer owns, under no scope."""
        place = self._place(record)
        alone = place is not None and place.isidentifier() and record.unit is not None and not record.unit.contexts
        return alone and not record.scope and record.tf1_names == (name,)

    def plan_pairs(self, node: ast.expr) -> bool:
        """Plan a name that is read of the second of `for gradient, variable in pairs`; False when it is another one."""
        loop = self._loop_over_pairs(node)
        if loop is None:
            return False
        leaves = self.analysis.values[loop.iter].all_leaves()
        made = {leaf.origin for leaf in leaves if leaf.kind is LeafKind.GRADIENT}
        record = made.pop() if len(made) == 1 else None
        if (
            record is None
            or not isinstance(loop.iter, ast.Name)
            or not record.pairs
            and (record.xs_value is None or record.xs_value.path != "collection:trainable_variables")
        ):
            return False
        variables = record.trainable if record.xs is None else variables_in(record.xs_value)
        ordered, plain = (self.planner.owners.expression(variables, way, record.xs is None) for way in (True, False))
        if not variables or plain is None or ordered is None or ordered.text != plain.text:
            return False
        if any(of_layer_function(v) and v.symbol.rsplit(".", 1)[-1] in ("batch_norm", "layer_norm") for v in variables):
            return False  # Keras has their weights in another order
        around = [u for u in self.analysis.units if u.statement is loop or loop in walk(u.statement)]
        unit = min(around, key=lambda u: u.statement.end_lineno - u.statement.lineno)
        names = self._spelled(node, unit, sorted(variables, key=lambda v: v.index))
        text = Code("[" + ", ".join(names) + "]")
        if all(record.unit.scope.owner is None for record in variables):
            text = self._named(loop.iter, text, "variable_names")
        self._read_names(loop, text)
        return True

    def _spelled(self, node: ast.AST, unit: Unit, records: list[Variable]) -> list[str]:
        """The names of variables as members of a list; those of a loop are called so where they are made."""
        entries = self.entries(node, [r for r in records if not r.many])
        written = iter([f'"{name}"' for name, _ in entries])
        found = []
        for record, alike in itertools.groupby(records, lambda r: r if r.many else None):
            if record is None:
                found += itertools.islice(written, sum(len(self._names_of(one) or ()) for one in alike))
                continue
            place, name = self.planner.owners.listed.get(record), loop_names.of(self.planner, record)
            if place is None or name is None or of_layer_function(record):
                self._unnamed(node, record)
            seen = self.planner.seen_from(unit, Code(place), record.unit.scope.owner)
            found.append(f"*[v.name for v in {seen.text}]")
            loop_names.give(self.planner, record, name)
        return found

    def _unnamed(self, node: ast.AST, record: Variable) -> NoReturn:
        raise Unsupported(
            node,
            "TFM204",
            "the name that a variable had in the graph is read, and it is not "
            f"written in the program for the one of line {record.node.lineno}",
            _KEEP,
        )

    def _read_names(self, loop: ast.For, text: Code) -> None:
        overrides, name = self.planner.result.overrides, self._fresh(loop)
        for read in [n for n in self.analysis.name_reads if self._loop_over_pairs(n) is loop]:
            self.handled.add(read)
            outer = self.planner.parents[read]
            if read.attr == "op":
                if not (isinstance(outer, ast.Attribute) and outer.attr == "name"):
                    raise Unsupported(read, "TFM204", "the op of a variable is read", _KEEP)
                overrides[outer] = Code(f"{name}[:-2]")
            else:
                overrides[read] = Code(name)
        overrides[loop.target] = Code(f"{name}, ({ast.unparse(loop.target).strip('()')})")
        overrides[loop.iter] = Code("zip({0}, {1})", (text, Original(loop.iter)))
        self.planner.result.apply("TFM204", loop.iter)

    def _loop_over_pairs(self, node: ast.expr) -> ast.For | None:
        """`for gradient, variable in pairs:` in which the name of `variable` is read."""
        if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Name):
            return None
        targets = {d.node for d in self.analysis.definitions_of.get(node.value, ())}
        target = targets.pop() if len(targets) == 1 else None
        pair = self.planner.parents.get(target) if target is not None else None
        loop = (
            self.planner.parents.get(pair)
            if isinstance(pair, ast.Tuple) and len(pair.elts) == 2 and (pair.elts[1] is target)
            else None
        )
        return loop if isinstance(loop, ast.For) and loop.target is pair else None

    def _emitted(self, unit: Unit | None, calls: tuple[ast.Call, ...]) -> bool:
        """Whether a function of the new program holds the helper's call: there the list stands for itself."""
        return bool(calls) and any(unit in step.slice.units for step in self.planner.steps)

    def _same(self, node: ast.expr, listings: list[Listing]) -> Listing:
        """What is listed, in whichever call."""
        if len({tuple(listing.collection.records) for listing in listings}) > 1 and not listings[0].calls:
            raise Unsupported(node, "TFM204", "which variables are listed changes from pass to pass", _KEEP)
        if any(len(listing.calls) != 1 for listing in listings) and any(listing.calls for listing in listings):
            raise Unsupported(
                node,
                "TFM204",
                "the variables of the graph are read in a helper of a helper",
                "hand the list to the function",
            )
        return listings[0]

    # -- how the list is used -------------------------------------------------------------------------

    def _uses(self, node: ast.expr) -> _Uses:
        parent = self.planner.parents[node]
        binding = None
        consumers: list[ast.expr] = [node]
        if isinstance(parent, ast.Assign) and len(parent.targets) == 1 and isinstance(parent.targets[0], ast.Name):
            target = parent.targets[0]
            definitions = [d for n in self.analysis.definitions_of.values() for d in n if d.node is target]
            consumers = [
                n
                for n in dict.fromkeys(
                    n for n, found in self.analysis.definitions_of.items() if any(d in definitions for d in found)
                )
                if isinstance(n.ctx, ast.Load)
            ]
            if consumers and all(set(self.analysis.definitions_of[n]) <= set(definitions) for n in consumers):
                binding = parent
            else:
                consumers = [node]
        uses = _Uses([], [], [], [], binding)
        for consumer in consumers:
            if consumer not in self.decided:
                self._sort(consumer, uses)
        return uses

    def _sort(self, consumer: ast.expr, uses: _Uses) -> None:
        parent = self.planner.parents[consumer]
        if isinstance(parent, _LOOPS) and parent.iter is consumer and isinstance(parent.target, ast.Name):
            uses.loops.append(parent)
            uses.names += [
                n for n in self.analysis.name_reads if isinstance(n, ast.Attribute) and self._loop_of(n) is parent
            ]
        elif isinstance(parent, ast.Call) and self.analysis.symbols.get(parent.func) == ANALYZE:
            uses.analyzed.append(parent)
        elif not (isinstance(parent, ast.Call) and isinstance(parent.func, ast.Name) and parent.func.id == "len"):
            uses.others.append(consumer)

    def _loop_of(self, node: ast.Attribute) -> ast.AST | None:
        if not isinstance(node.value, ast.Name):
            return None
        targets = {d.node for d in self.analysis.definitions_of.get(node.value, ())}
        return self.planner.parents.get(targets.pop()) if len(targets) == 1 and None not in targets else None

    def _use_names(self, node: ast.expr, uses: _Uses) -> None:
        overrides = self.planner.result.overrides
        for loop in uses.loops:
            mine = [n for n in uses.names if self._loop_of(n) is loop]
            whole = self.planner.parents[loop] if isinstance(loop, ast.comprehension) else loop
            reads = [n for n in of_type(whole, ast.Name) if n.id == loop.target.id and isinstance(n.ctx, ast.Load)]
            name = self._fresh(loop)
            for read in mine:
                self.handled.add(read)
                outer = self.planner.parents[read]
                if read.attr == "op":
                    if not (isinstance(outer, ast.Attribute) and outer.attr == "name"):
                        raise Unsupported(read, "TFM204", "the op of a variable is read", _KEEP)
                    overrides[outer] = Code(f"{name}[:-2]")
                else:
                    overrides[read] = Code(name)
            only_names = {n.value for n in mine}.issuperset(reads)
            if mine:
                overrides[loop.target] = Code(name if only_names else f"{name}, {loop.target.id}")
            if not mine or not only_names:
                self.suffix[loop.iter] = ".items()" if mine else ".values()"
                overrides[loop.iter] = Code("{0}" + self.suffix[loop.iter], (Original(loop.iter),))
        for call in uses.analyzed:
            self.handled.add(call)
            self._analyze(call)

    def _built_before(self, listing: Listing) -> bool:
        """Whether a list of weights can be written above the function that reads it: layers may make them in there."""
        from tf2migrate.planning import surface

        weights = [r for r in listing.collection.records if r.owned or is_layer(r)]
        if not weights or self.planner.roles.role[listing.unit] is not Role.GRAPH:
            return True
        return surface.build(self.planner, listing.unit, weights)

    def _named(self, node: ast.expr, text: Code, wanted: str = "named_variables") -> Code:
        """A dict or list that would make a long line gets a name above it."""
        statement = node
        while not isinstance(statement, ast.stmt):
            statement = self.planner.parents[statement]
        if len(text.text) < _LONG or text.text[0] not in "{[" or isinstance(statement, ast.While):
            return text
        before = self.planner.result.before.setdefault(statement, [])
        for line in before:
            if isinstance(line, Line) and line.code.parts and line.code.parts[0].text == text.text:
                return Code(line.code.text.partition(" ")[0])
        name = self.planner.names.fresh(wanted)
        before.append(Line(Code(f"{name} = {{0}}", (text,))))
        return Code(name)

    def _suffixed(self, node: ast.expr, text: Code) -> Code:
        return Code("{0}" + self.suffix[node], (text,)) if node in self.suffix else text

    def _fresh(self, loop: ast.AST) -> str:
        around = loop
        while not isinstance(around, (ast.FunctionDef, ast.Module)):
            around = self.planner.parents[around]
        taken = {n.id for n in of_type(around, ast.Name)} | {a.arg for a in of_type(around, ast.arg)}
        return next(n for n in ("name", "variable_name", *(f"name_{i}" for i in range(2, 99))) if n not in taken)

    def _analyze(self, call: ast.Call) -> None:
        """`slim.model_analyzer.analyze_vars` prints the list."""
        shown = [k.value for k in call.keywords if k.arg == "print_info"] + call.args[1:2]
        if (
            len(call.args) + len(call.keywords) > 2
            or not call.args
            or not shown
            or (self.analysis.values[shown[0]].constant is not True)
        ):
            raise Unsupported(
                call, "TFM204", "analyze_vars(...) that does not print", "add up the sizes of the variables yourself"
            )
        if not isinstance(self.planner.parents[call], ast.Expr):
            raise Unsupported(
                call, "TFM204", "the sums of analyze_vars(...) are used", "add up the sizes of the variables yourself"
            )
        self.planner.result.overrides[call] = Code("print_variables({0})", (call.args[0],))
        self.planner.result.support_of.setdefault(self.planner.tree_of(call), []).append("print_variables")

    # -- the list -------------------------------------------------------------------------------------

    def _text(self, node: ast.AST, unit: Unit, collection: Collection, named: bool) -> Code:
        """The variables of a collection, as they are reached from a statement."""
        from tf2migrate.planning import surface

        records = sorted(collection.records, key=lambda r: r.index)
        surface.check_built(self.planner, node, records)
        homes = list(dict.fromkeys(r.unit.scope.owner for r in records))
        if homes == [unit.scope.owner] or homes == [None] or not homes:
            return self._listed(node, records, named)
        if None in homes:
            raise Unsupported(node, "TFM204", "variables of an object and others are listed together", _KEEP)
        receiver = self._receiver(node, unit, homes)
        which = "trainable variables" if collection.path == "trainable_variables" else "variables"
        of_home = {home: [r for r in records if r.unit.scope.owner is home] for home in homes}
        names = {self._method(node, home, of_home[home], named, which) for home in homes}
        if len(names) > 1:
            raise Unsupported(node, "TFM204", "objects of several classes name their lists differently", _KEEP)
        return Code(f"{receiver}.{names.pop()}()")

    def _listed(self, node: ast.AST, records: list[Variable], named: bool) -> Code:
        if not named:
            found = self.planner.owners.expression(records)
            if found is None:
                raise Unsupported(node, "TFM204", "some variables of the collection have no name in Python", _KEEP)
            return found
        return Code(_dict(self.entries(node, records)))

    def _receiver(self, node: ast.AST, unit: Unit, homes: list[Class]) -> str:
        """The name of the object that has made all of these."""
        found = {
            d.name
            for other in self.analysis.units
            if other.scope is unit.scope and other.index <= unit.index
            for d in other.definitions
            if set(_classes(d.value)) >= set(homes)
        }
        if len(found) != 1 or any(home.several for home in homes):
            raise Unsupported(node, "TFM204", "the object whose variables are listed has no name here", _KEEP)
        return found.pop()

    def _method(self, node: ast.AST, home: Class, records: list[Variable], named: bool, which: str) -> str:
        """A method of the class that lists what its objects made; its name."""
        key = (home, named, which)
        if key in self.methods:
            return self.methods[key]
        wanted = ("named_" if named else "") + which.replace(" ", "_")
        name = last(self.planner.names.attribute(home, wanted))
        text = self._listed(node, records, named).text
        docstring = _DOCSTRING.format(which=which) if named else f'"""The {which} of the model."""'
        body = [Line(Code(docstring)), Line(Code("return {0}", (Code(text),)))]
        code = FunctionCode(name, [], body, decorated=False, method=True)
        made = max((r.unit.scope.node for r in records), key=lambda n: n.lineno)
        self.planner.result.after.setdefault(made, []).append(code)
        self.methods[key] = name
        return name

    def entries(self, node: ast.AST, records: list[Variable]) -> list[tuple[str, str]]:
        """(name in TensorFlow 1, expression) of each variable.

        Raises:
            Unsupported: some name is not known.
        """
        found: list[tuple[str, str]] = []
        for record in records:
            names = None if record.many else self._names_of(record)
            place = self._place(record)
            if names is None or place is None:
                self._unnamed(node, record)
            if of_layer_function(record):
                found += [(n, f"{place}.{_attribute(n)}") for n in names]
            else:
                found.append((names[0], place))
        if len({name for name, _ in found}) < len(found):
            raise Unsupported(
                node,
                "TFM204",
                "two variables are given one name, and TensorFlow 1 tells them apart by numbers",
                "give them names of your own",
            )
        return found

    def _names_of(self, record: Variable) -> tuple[str, ...] | None:
        if record.tf1_names is None:
            return None
        if of_layer_function(record):
            layer = next((layer for layer in self.analysis.layers if layer.variable is record), None)
            if layer is None or layer.recurrent is not None:
                return None  # the weights of a recurrent layer are those of its cells
            return weights_of(self.analysis, layer)
        if (
            record.symbol == "Variable"
            and any(self._written(part) > 1 for part in record.tf1_names[0].removesuffix(":0").split("/"))
            and f"{made_names(self.analysis).get(record.node)}:0" != record.tf1_names[0]
        ):
            return None  # tf.Variable numbers a name, or the scope round it, that the graph has already
        return record.tf1_names

    def _written(self, part: str) -> int:
        return sum(
            part in node.value.split("/") for node in self.analysis.nodes(ast.Constant) if isinstance(node.value, str)
        )

    def _place(self, record: Variable) -> str | None:
        owners = self.planner.owners
        if record in owners.optional:
            return None
        for table in (owners.attribute_of, owners.layer_names, owners.hoisted):
            if record in table:
                return table[record]
        item = self._item(record)
        if item is not None or record in owners.listed or of_layer_function(record) or record.owned:
            return item
        found = owners.expression([record])
        if found is None or not found.text.startswith("[") or not found.text[1:-1].replace(".", "").isidentifier():
            return None
        return found.text[1:-1]

    def _item(self, record: Variable) -> str | None:
        """A variable that is a member of a dict or list with a name."""
        for definition in record.unit.definitions:
            value = definition.value
            members = value.items.items() if isinstance(value.items, dict) else enumerate(value.items or ())
            for key, member in members:
                if (
                    value.kind in (Kind.MAPPING, Kind.SEQUENCE)
                    and member.info is record
                    and isinstance(key, (str, int))
                ):
                    return f"{definition.name}[{key!r}]"
        return None

    # -- a helper that reads the list -----------------------------------------------------------------

    def _pass(self, node: ast.expr, listings: list[Listing], uses: _Uses) -> None:
        """The helper takes the list as a parameter."""
        planner = self.planner
        function = self._function(node)
        if function is None or function.owner is not None or function.node in planner.result.classes:
            raise Unsupported(
                node,
                "TFM204",
                "the variables of the graph are read in a method that did not make them",
                "give the method the list",
            )
        calls = {listing.calls[0]: listing for listing in listings}
        if set(calls) != set(function.calls):
            raise Unsupported(node, "TFM204", "not all calls of the function that reads the variables are known", _KEEP)
        taken = {n.id for n in of_type(function.node, ast.Name)} | {a.arg for a in of_type(function.node, ast.arg)}
        if uses.binding is not None and not planner.result.lifted.get(function.node):
            name = uses.binding.targets[0].id
            planner.result.overrides[node] = Code(name)
            planner.result.removed.add(uses.binding)
        else:
            wanted = ("variables", "listed_variables", *(f"variables_{i}" for i in range(2, 99)))
            name = next(n for n in wanted if n not in taken)
            planner.result.overrides[node] = self._suffixed(node, Code(name))
        planner.result.lifted.setdefault(function.node, []).append(name)
        for call, listing in calls.items():
            text = self._named(call, self._text(call, listing.unit, listing.collection, uses.named))
            made = planner.result.overrides.get(call)
            given = made.record[1] if isinstance(made, Special) and made.make == "lifted_call" else ()
            planner.result.overrides[call] = Special("lifted_call", (call, (*given, (name, text))))

    def _function(self, node: ast.AST) -> Function | None:
        around = node
        while around is not None and not isinstance(around, ast.FunctionDef):
            around = self.planner.parents.get(around)
        return next((f for f in self.analysis.functions.values() if f.node is around), None)


_KEEP = "keep the variables in a list of your own"


def _classes(value: Value) -> list[Class]:
    return [one.info for one in alternatives(value)] if value.kind is Kind.OBJECT else []


def _attribute(name: str) -> str:
    """The attribute of a Keras layer that holds a weight of this name."""
    weight = name.rsplit("/", 1)[-1].removesuffix(":0")
    return _ATTRIBUTES.get(weight, weight)


def _dict(entries: list[tuple[str, str]]) -> str:
    return "{" + ", ".join(f'"{name}": {place}' for name, place in entries) + "}"
