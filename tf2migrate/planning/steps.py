"""Functions that stand in for run sites: the body of one `tf.function`."""

from __future__ import annotations

import ast
import dataclasses
import re
from typing import Any

from tf2migrate.analysis.activations import Activation
from tf2migrate.analysis.api.known import variables_in
from tf2migrate.analysis.classes import last
from tf2migrate.analysis.program import (
    Analysis,
    Class,
    Definition,
    Gradients,
    Layer,
    Metric,
    Placeholder,
    Summary,
    Train,
    Unit,
    Unsupported,
)
from tf2migrate.analysis.tree import of_type, walk
from tf2migrate.analysis.values import Kind, LeafKind, Value, function_of
from tf2migrate.planning.fetches import Fetch, assigns, is_unnamed_group, train_records
from tf2migrate.planning.gradient_pairs import TakenApart, made_for_that, taken_apart
from tf2migrate.planning.graph_names import made_names
from tf2migrate.planning.methods import assignments
from tf2migrate.planning.order import ends_linearly
from tf2migrate.planning.owners import Owners
from tf2migrate.planning.recipe import Block, Code, FunctionCode, Line, Parameter, Recipe, Statement, UserStatement
from tf2migrate.planning.slicing import Input, Slice, parallel

_KEPT_CONTEXTS = ("name_scope", "device")


@dataclasses.dataclass(eq=False)
class Step:
    """One emitted function and the run sites that call it."""

    slice: Slice
    outputs: list[Fetch]
    inputs: list[Input]
    runs: list = dataclasses.field(default_factory=list)
    code: FunctionCode | None = None
    home: Class | None = None  # the class that it is a method of
    elements: str = ""  # what takes its place when it only gives what an iterator holds
    part: Any = None  # what an object computes of it
    eager: bool = False  # Python values that it reads differ from call to call: a trace would keep the first ones

    @property
    def name(self) -> str:
        return self.code.name

    @property
    def signed(self) -> bool:
        """Whether the function has an input signature, which casts what it is given."""
        return not self.eager and bool(self.code.parameters) and all(p.specified for p in self.code.parameters)


class StepBuilder:
    """Writes the body of one step."""

    def __init__(
        self,
        analysis: Analysis,
        owners: Owners,
        tf: str,
        slice_: Slice,
        outputs: list[Fetch],
        step_rates: dict[Train, Recipe],
        metric_names: dict[Metric, str],
        training_flags: set,
        model=None,
        home: Class | None = None,
        locals_: dict[Definition, str] | None = None,
        receiver: str = "",
        aliases: dict[Definition, tuple[str, str]] | None = None,
    ):
        self.aliases = aliases or {}
        self.home, self.locals = home, locals_ or {}
        self.receiver = receiver  # of the method that computes a part of it
        self.model = model  # the planned tf.keras.Model whose call replaces its units
        self.entry = next((u for u in slice_.units if model is not None and u in model.units), None)
        self.analysis, self.owners, self.tf = analysis, owners, tf
        self.slice, self.outputs = slice_, outputs
        self.step_rates, self.metric_names = step_rates, metric_names
        self.training_flags = training_flags
        self.overrides: dict[ast.AST, Recipe] = {}
        self.taken = self._taken_names()
        self.gradients = [c for unit in slice_.units for c in unit.creates if isinstance(c, Gradients)]
        self.trains = slice_.trains
        self.tapes: dict[object, str] = {}
        self.lists: dict[object, Recipe] = {}
        self.spoken: set[ast.With] = set()  # contexts whose comments have been taken over
        self.watched_after: dict[Unit, list[tuple[str, ast.expr]]] = {}

    def build(self, name: str) -> FunctionCode:
        self._name_locals()
        self._call_schedules()
        self._write_flags()
        body = self._defaults() + self._forward() + self._applications() + self._return()
        parameters = [self._parameter(i) for i in self.slice.inputs]
        parameters += [Parameter(d.name) for d in self.slice.captured if d.env.frame is not None]
        if not body:
            body = [Line(Code("pass"))]
        return FunctionCode(
            name, parameters, body, overrides={**self.named, **self.overrides}, method=self.home is not None
        )

    def _name_locals(self) -> None:
        """Attributes that held graph values are local names."""
        self.named: dict[ast.AST, Recipe] = {}
        for definition, name in self.locals.items():
            for node in self.analysis.uses_of.get(definition, ()):
                if getattr(node, "id", None) != name:  # an attribute, or the parameter of a method that was given it
                    self.named[node] = Code(name)
        if self.home is None:
            return
        kept = [output.node for output in self.outputs if output.role in ("variable", "variables")]
        if not self.home.several:
            kept += [train.variables for train in self.slice.trains if train.variables is not None]
        for root in kept:
            for node in self.analysis.references(root):  # `model.step` is `self.step` in the method
                names = {d.name for d in self.analysis.definitions_of.get(node, ()) if d.env is self.home.env}
                if isinstance(node, ast.Attribute) and len(names) == 1:
                    self.named[node] = Code(names.pop())

    def _write_flags(self) -> None:
        """A placeholder that every call of this step feeds with the same literal is that literal."""
        if not self.slice.flags:
            return
        for root in [u.statement for u in self.slice.units] + [o.node for o in self.outputs]:
            for node in self.analysis.references(root):
                if isinstance(node.ctx, ast.Load):
                    for definition in self.analysis.definitions_of.get(node, ()):
                        if definition in self.slice.flags:
                            self.overrides[node] = Code(repr(self.slice.flags[definition]))

    def _call_schedules(self) -> None:
        """A decayed rate that is used as a number is its schedule at the step."""
        if not self.analysis.decays:
            return
        roots = [u.statement for u in self.slice.units] + [o.node for o in self.outputs]
        for root in roots:
            for node in of_type(root, ast.Name):
                if isinstance(node.ctx, ast.Load):
                    value = self.analysis.values.get(node)
                    if value is None or value.kind is not Kind.SCHEDULE:
                        continue
                    if value.info is None:
                        continue
                    if value.info.name != node.id:
                        known = self.analysis.definitions_of.get(node, ())
                        if all(last(d.name) != last(value.info.name) for d in known):
                            continue  # a tensor of that name has been computed
                        raise Unsupported(
                            node,
                            "TFM302",
                            "a decayed rate is computed with under another name",
                            "call the schedule: rate(step)",
                        )
                    self.overrides[node] = Code(f"{node.id}({{0}})", (value.info.step,))

    # -- parameters -----------------------------------------------------------------------------------

    def _parameter(self, given: Input) -> Parameter:
        record = given.placeholder
        if self.receiver or record is not None and record in self.training_flags:
            return Parameter(given.name)  # Keras wants a Python bool
        if self.home is not None and given.optional:
            return Parameter(given.name, default=Code("None"))
        if record is not None and not self._known_at_class(record):
            return Parameter(given.name, source=given.definition.unit.statement)
        if record is not None and record.dtype is not None:
            scalar = record.shape is None and (record.ranked or self._is_rate(record))
            shape = Code("[]") if scalar else record.shape
            return Parameter(given.name, record.dtype, shape, specified=True, source=given.definition.unit.statement)
        if record is None and given.iterator is None and self._kept_state(given):
            spec = f"{self.tf}.type_spec_from_value"
            code = f"{spec}({given.name})"
            if given.definition.value.kind is Kind.SEQUENCE:
                code = f"{self.tf}.nest.map_structure({spec}, {given.name})"
            return Parameter(
                given.name, specified=True, spec=Code(code), default=Code(given.name) if given.optional else None
            )
        if given.iterator is None and given.definition.value.dtype:
            shape = record.shape if record is not None else _sizes(given.definition.value)
            return Parameter(given.name, Code(f"{self.tf}.{given.definition.value.dtype}"), shape, specified=True)
        return Parameter(given.name)

    def _is_rate(self, record: Placeholder) -> bool:
        """Whether an update of this step takes the placeholder as its learning rate, which is one number."""
        values = [self.analysis.values.get(self.step_rates.get(train)) for train in self.trains]
        return any(value is not None and value.info is record for value in values)

    def _known_at_class(self, record: Placeholder) -> bool:
        """Whether the signature can be written where the class is made: it names nothing that is local to an object."""
        if self.home is None:
            return True
        for node in (record.dtype, record.shape):
            for name in of_type(node, ast.Name) if node is not None else ():
                for definition in self.analysis.definitions_of.get(name, ()):
                    if definition.value.kind is Kind.SYMBOL or definition.value.path == "import":
                        continue
                    if (
                        definition.unit is None
                        or not isinstance(definition.unit.scope.node, ast.Module)
                        or (getattr(definition.unit.statement, "lineno", 0) > self.home.node.lineno)
                    ):
                        return False
        return True

    def _kept_state(self, given: Input) -> bool:
        """Whether a constant stands for what is fed where that is left out, or for its structure."""
        value = given.definition.value
        return (
            self.home is None and (given.optional or value.node in self.analysis.zero_states) and not value.all_leaves()
        )

    def _left_out(self) -> list[Statement]:
        """What a value of an object is where a call leaves it out."""
        found: list[Statement] = []
        for given in self.slice.inputs:
            if self.home is not None and given.optional:
                if given.definition.value.all_leaves():
                    raise Unsupported(
                        given.definition.node,
                        "TFM103",
                        "a value of an object that depends on others is fed on some of the ways to a run only",
                        "write two runs, each with its own dict",
                    )
                found.append(Block(Code(f"if {given.name} is None:"), self._unit(given.definition.unit)))
        return found

    def _defaults(self) -> list[Statement]:
        known = dict.fromkeys(self.aliases[d] for d in self.slice.closure if d in self.aliases)
        lines = [Line(Code(f"{name} = {text}")) for name, text in known]
        return (
            lines
            + self._left_out()
            + [Line(Code("{0} = {1}", (Code(last(d.name)), self._default(d.value.info)))) for d in self.slice.defaults]
        )

    def _default(self, record: Placeholder) -> Recipe:
        """What was not fed is a tensor, too; only Keras' training flag stays a Python bool."""
        made = {d for unit in self.slice.units for d in unit.definitions}
        for node in self.analysis.references(record.default):
            if made.intersection(self.analysis.definitions_of.get(node, ())):
                raise Unsupported(
                    record.node,
                    "TFM102",
                    f"the default of a placeholder is computed by the graph, from {ast.unparse(node)}",
                    "give it where the function is called, or write the two cases as two functions",
                )
        value = self.analysis.values.get(record.default)
        if record in self.training_flags or value is None or value.kind is Kind.TENSOR:
            return record.default
        if value.kind is Kind.VARIABLE:
            return Code(f"{self.tf}.identity({{0}})", (record.default,))
        return Code(f"{self.tf}.constant({{0}})", (record.default,))

    def _taken_names(self) -> set[str]:
        names = {i.name for i in self.slice.inputs}
        for unit in (
            self.slice.units if not self.receiver else [u for u in self.slice.units if u not in self.model.units]
        ):
            names |= {n.id for n in of_type(unit.statement, ast.Name)}
        names |= set(self.locals.values())
        names |= {d.name for d in self.slice.closure}
        for output in self.outputs:
            summaries = output.value.info if output.role == "summary" else ()
            for node in [part for s in summaries for part in (s.tag, s.tensor)] if summaries else [output.node]:
                names |= {n.id for n in of_type(node, ast.Name)}
        return names

    def local(self, wanted: str) -> str:
        name, number = wanted, 0
        while name in self.taken:
            number += 1
            name = f"{wanted}_{number}"
        self.taken.add(name)
        return name

    # -- forward and gradients ------------------------------------------------------------------------

    def _forward(self) -> list[Statement]:
        units = [u for u in self.slice.units if not self._after_train(u)]
        if self.entry is not None:
            # The model is called once, where its first statement stood.
            units = [u for u in units if u is self.entry or u not in self.model.units]
        takers: list[Gradients | Train] = [*self.gradients, *[t for t in self.trains if t.loss is not None]]
        depth = {taker: self._depth(taker) for taker in takers}
        body: list[Statement] = []
        done = 0
        for level in range(1, max(depth.values(), default=0) + 1):
            here = [t for t in takers if depth[t] == level]
            needed = [units.index(self._called(u)) for t in here for u in self._needs(t) if self._called(u) in units]
            # A gradient taken in a loop or a comprehension differentiates something made there.
            needed += [units.index(t.unit) for t in here if self._repeated(t) and t.unit in units]
            end = max(needed, default=-1) + 1
            names = self._name_tapes(here)
            self._override_gradients([t for t in here if isinstance(t, Gradients) and self._repeated(t)])
            watched = self._watch(here)
            inner = watched + body + self._emit(units[done : max(end, done)])
            done = max(end, done)
            inner += self._inline_losses(here)
            header = ", ".join(f"{self.tf}.GradientTape({options}) as {tape}" for tape, options in names)
            body = [Block(Code(f"with {header}:"), inner or [Line(Code("pass"))])]
            self._override_gradients([t for t in here if isinstance(t, Gradients) and not self._repeated(t)])
        return body + self._emit(units[done:]) + self._unnamed_outputs()

    def _called(self, unit: Unit) -> Unit:
        return self.entry if self.entry is not None and unit in self.model.units else unit

    def _repeated(self, taker: Gradients | Train) -> bool:
        if isinstance(taker, Train) or taker.unit not in self.slice.units:
            return False
        inside = taker.unit.statement
        if isinstance(inside, (ast.For, ast.While)):
            return True
        return any(taker.node in of_type(node, ast.Call) for node in of_type(inside, ast.ListComp, ast.GeneratorExp))

    def _depth(self, taker: Gradients | Train) -> int:
        inner = [c for u in self._needs(taker) for c in u.creates if isinstance(c, Gradients) and c is not taker]
        return 1 + max((self._depth(c) for c in inner), default=0)

    def _needs(self, taker: Gradients | Train) -> list[Unit]:
        """Units of the slice that compute what is differentiated."""
        root = taker.ys if isinstance(taker, Gradients) else taker.loss
        found: list[Unit] = []
        todo = self._units_of(root)
        while todo:
            unit = todo.pop()
            if unit in found or unit not in self.slice.units:
                continue
            found.append(unit)
            todo += [d.unit for d in [*unit.uses, *unit.mutates] if d.unit is not None]
            for inlined in [
                self.analysis.inlined[c] for c in of_type(unit.statement, ast.Call) if c in self.analysis.inlined
            ]:
                todo += self._units_of(inlined.value)
            for call in of_type(unit.statement, ast.Call):
                todo += self._helper_units(call)
        return found

    def _units_of(self, root: ast.expr) -> list[Unit]:
        units = []
        for node in of_type(root, ast.Name, ast.Attribute, ast.Call):
            if not isinstance(node, ast.Call):
                units += [d.unit for d in self.analysis.definitions_of.get(node, ()) if d.unit is not None]
            else:
                units += self._helper_units(node)
        return units

    def _helper_units(self, call: ast.Call) -> list[Unit]:
        function = function_of(self.analysis.values.get(call.func))
        if function is None:
            return []
        return [d.unit for definitions in function.free_dynamic.values() for d in definitions if d.unit is not None]

    def _name_tapes(self, takers: list) -> list[tuple[str, str]]:
        named = []
        for taker in takers:
            wanted = "tape" if len(takers) == 1 and not self.tapes else self._tape_name(taker)
            self.tapes[taker] = self.local(wanted)
            named.append((self.tapes[taker], "persistent=True" if self._repeated(taker) else ""))
        return named

    def _tape_name(self, taker: Gradients | Train) -> str:
        root = taker.ys if isinstance(taker, Gradients) else taker.loss
        return f"{last(root.id)}_tape" if isinstance(root, ast.Name) else "tape"

    def _watch(self, takers: list) -> list[Statement]:
        """`tape.watch` for what is differentiated by and is not a trainable variable."""
        lines: list[Statement] = []
        for taker in takers:
            if isinstance(taker, Train) or taker.xs is None:
                continue
            members = taker.xs.elts if isinstance(taker.xs, (ast.List, ast.Tuple)) else [taker.xs]
            for member in members:
                value = self.analysis.values[member]
                held = variables_in(value)
                if held and all(v.trainable is True for v in held):
                    continue
                if any(leaf.kind is LeafKind.VARIABLE and leaf.origin.trainable for leaf in value.all_leaves()):
                    continue  # made under the tape from trainable variables: already connected
                definitions = self.analysis.definitions_of.get(member, ()) if isinstance(member, ast.Name) else ()
                if not definitions:
                    raise Unsupported(
                        taker.node,
                        "TFM306",
                        "the gradient by an expression",
                        "give it a name and watch it with tape.watch",
                    )
                if any(d.unit in self.slice.units for d in definitions):
                    self.watched_after.setdefault(definitions[-1].unit, []).append((self.tapes[taker], member))
                else:
                    lines.append(Line(Code(f"{self.tapes[taker]}.watch({{0}})", (member,))))
        return lines

    def _inline_losses(self, takers: list) -> list[Statement]:
        """A loss that is written inside `minimize(...)` gets a name under the tape."""
        lines: list[Statement] = []
        for taker in takers:
            root = taker.ys if isinstance(taker, Gradients) else taker.loss
            written = root.elts if isinstance(root, (ast.List, ast.Tuple)) else [root]
            if not all(isinstance(part, ast.Name) or part in self.named for part in written) and not self._repeated(
                taker
            ):
                name = self.local("loss")
                lines.append(Line(Code(f"{name} = {{0}}", (root,))))
                self.lists[root] = Code(name)
        return lines

    def _root(self, node: ast.expr) -> Recipe:
        return self.lists.get(node, node)

    def _override_gradients(self, takers: list[Gradients]) -> None:
        parents = _subscript_parents([u.statement for u in self.slice.units])
        for taker in takers:
            tape = self.tapes[taker]
            if taker.pairs:
                variables = self._variables(taker)
                self.overrides[taker.node] = Code(
                    f"list(zip({tape}.gradient({{0}}, {{1}}), {{1}}))", (self._root(taker.ys), variables)
                )
                continue
            single = taker.xs_value is None or taker.xs_value.kind is not Kind.SEQUENCE
            parent = parents.get(taker.node)
            options = ", output_gradients={2}" if taker.grad_ys is not None else ""
            extra = (taker.grad_ys,) if taker.grad_ys is not None else ()
            if single and parent is not None:
                self.overrides[parent] = Code(
                    f"{tape}.gradient({{0}}, {{1}}{options})", (self._root(taker.ys), taker.xs, *extra)
                )
            elif single:
                self.overrides[taker.node] = Code(
                    f"{tape}.gradient({{0}}, [{{1}}]{options})", (self._root(taker.ys), taker.xs, *extra)
                )
            else:
                self.overrides[taker.node] = Code(
                    f"{tape}.gradient({{0}}, {{1}}{options})", (self._root(taker.ys), taker.xs, *extra)
                )

    def _variables(self, taker: Gradients | Train) -> Recipe:
        """The list of variables to differentiate by, as an expression."""
        given = taker.xs if isinstance(taker, Gradients) else taker.variables
        if given is not None:
            value = self.analysis.values[given]
            if value.kind is Kind.VARIABLE:
                return Code("[{0}]", (given,))
            if isinstance(given, ast.Call):
                return Code("list({0})", (given,)) if not value.path else given
            return given
        expression = self.owners.expression(taker.trainable, trained=True)
        if expression is None:
            return Code(f"{self.tapes[taker]}.watched_variables()")
        return (
            Code(re.sub(r"\bself\.", self.receiver + ".", expression.text), expression.parts)
            if self.receiver
            else expression
        )

    # -- statements -----------------------------------------------------------------------------------

    def _after_train(self, unit: Unit) -> bool:
        """Whether control dependencies put this unit after a training step."""
        if any(isinstance(c, Train) for c in unit.creates):
            return False
        for context in unit.contexts:
            call = context.items[0].context_expr
            if self.analysis.symbols.get(getattr(call, "func", None)) == "control_dependencies":
                for node in walk(call):
                    value = self.analysis.values.get(node)
                    if value is not None and value.kind is Kind.TRAIN:
                        return True
        return False

    def _emit(self, units: list[Unit]) -> list[Statement]:
        emitted: list[Statement] = []
        for unit in units:
            if self.model is not None and unit in self.model.units:
                if unit is self.entry:
                    emitted.append(self._model_call())
                continue
            emitted += self._unit(unit)
        return emitted

    def _model_call(self) -> Statement:
        """`logits = model(x)`: what this step does not need of several results is dropped."""
        needed = {d for u in self.slice.units if u not in self.model.units for d in u.uses}
        roots = [f.node for f in self.outputs if f.role != "summary"]
        roots += [r.tensor for f in self.outputs if f.role == "summary" for r in f.value.info]
        roots += [n for t in self.trains for n in (t.loss, t.pairs) if n is not None]
        for root in roots:
            needed |= {d for n in self.analysis.references(root) for d in self.analysis.definitions_of.get(n, ())}
        targets = ", ".join(self.locals.get(d, d.name) if d in needed else "_" for d in self.model.outputs)
        arguments = list(self.model.inputs)
        if self.model.training:
            flag = next(iter(self.slice.flags.values()), False)
            arguments.append(f"training={flag}")
        return Line(Code(f"{targets} = {self.model.name}({', '.join(arguments)})"))

    def _unit(self, unit: Unit) -> list[Statement]:
        contexts = tuple(kept_contexts(self.analysis, unit))
        heads = tuple(c for c in unit.contexts if c not in contexts and c not in self.spoken)
        self.spoken.update(heads)
        if parallel(unit) and any(d not in self.slice.needed for d in unit.definitions):
            return self._elements(unit, contexts)
        lines = self._control_inputs(unit)
        pairs = taken_apart(self.analysis, unit)
        if pairs is not None:
            return lines + self._gradients_of(pairs, unit, contexts, heads)
        if made_for_that(self.analysis, unit):
            return lines
        apart = self._apart(unit, contexts)
        if apart is not None:
            return lines + apart
        values = [d.value for d in unit.definitions] or ([unit.value] if unit.value is not None else [])
        if any(self._is_of_helper(unit, v) for v in values):
            return [*lines, Line(unit.statement.value, unit.statement, contexts, heads)]
        if any(v.kind in (Kind.TRAIN, Kind.GROUP) for v in values):
            members = lines + [line for v in values for line in self._members(v, contexts)]
            if members:
                members[0].heads = heads
            return members
        if values and all(v.kind in (Kind.SUMMARY, Kind.INIT) for v in values):
            return lines
        metrics = [c for c in unit.creates if isinstance(c, Metric)]
        if metrics:
            return lines + self._metric(unit, metrics)
        lines += assigned_before(unit)
        emitted: list[Statement] = lines + [UserStatement(unit.statement, contexts, heads)]
        for tape, member in self.watched_after.get(unit, ()):
            emitted.append(Line(Code(f"{tape}.watch({{0}})", (member,))))
        return emitted

    def _gradients_of(self, pairs: TakenApart, unit: Unit, contexts: tuple, heads: tuple) -> list[Statement]:
        """`variables = ...`, where they have a name that is read, and `gradients = tape.gradient(loss, variables)`."""
        variables = self._variables(pairs.taker)
        made = pairs.made.statement if pairs.made is not unit else None
        lines: list[Statement] = []
        if any(self._is_read(d.name, unit) for d in unit.definitions if d.node is pairs.variables):
            lines.append(Line(Code("{0} = {1}", (pairs.variables, variables)), made, contexts))
            variables = Code(self._text(pairs.variables) or "{0}", (pairs.variables,))
        call = Code(f"{self.tapes[pairs.taker]}.gradient({{0}}, {{1}})", (self._root(pairs.taker.ys), variables))
        lines.append(Line(Code("{0} = {1}", (pairs.gradients, call)), unit.statement, contexts, heads))
        return lines

    def _is_of_helper(self, unit: Unit, value: Value) -> bool:
        """Whether a function that the statement calls gives a group of assignments: the function makes them."""
        call = getattr(unit.statement, "value", None)
        return (
            value.kind is Kind.GROUP
            and isinstance(call, ast.Call)
            and value.node is not None
            and call not in self.analysis.symbols
            and self.analysis.symbols.get(call.func) is None
            and value.node not in set(walk(call))
            and not train_records(value)
        )

    def _apart(self, unit: Unit, contexts: tuple) -> list[Statement] | None:
        """Assignments that a method of the class returned, or that give a value a second name: one line for each."""
        pairs = assignments(self.analysis, unit)
        named = [(t, v) for t, v in pairs if self._text(t) is not None and self._text(t) == self._text(v)]
        if (
            not pairs
            or not named
            and getattr(unit.statement, "value", None) not in self.analysis.inlined
            and (not isinstance(unit.statement, ast.Return))
        ):
            return None
        needed = {d.node for d in self.slice.needed} if any(d in self.slice.needed for d in unit.definitions) else None
        lines: list[Statement] = []
        for target, value in pairs:
            kind = self.analysis.values[value].kind
            if kind is Kind.GROUP and isinstance(value, ast.Call):
                lines += self._members(self.analysis.values[value], contexts)
            if (
                (target, value) in named
                or kind in (Kind.TRAIN, Kind.GROUP, Kind.SUMMARY, Kind.INIT)
                or (needed is not None and target not in needed)
            ):
                continue
            lines.append(Line(Code("{0} = {1}", (target, value)), None if lines else unit.statement, contexts))
        return lines

    def _text(self, node: ast.expr) -> str | None:
        """The local name that a node means in this function."""
        made = self.named.get(node)
        if made is not None:
            return made.text
        return node.id if isinstance(node, ast.Name) and "." not in node.id else None

    def _elements(self, unit: Unit, contexts: tuple) -> list[Statement]:
        """The assignments of a parallel one that this step needs."""
        statement = unit.statement
        nodes = {d.node for d in self.slice.needed}
        return [
            Line(Code("{0} = {1}", (target, value)), None if n else statement, contexts)
            for n, (target, value) in enumerate(
                (t, v) for t, v in zip(statement.targets[0].elts, statement.value.elts) if t in nodes
            )
        ]

    def _context_name(self, context: ast.With) -> str | None:
        return self.analysis.symbols.get(getattr(context.items[0].context_expr, "func", None))

    def _control_inputs(self, unit: Unit) -> list[Statement]:
        """Assignments written inside `control_dependencies([...])` come first."""
        lines: list[Statement] = []
        for context in unit.contexts:
            if self._context_name(context) != "control_dependencies" or context in self.tapes:
                continue
            self.tapes[context] = ""
            for argument in context.items[0].context_expr.args:
                members = argument.elts if isinstance(argument, (ast.List, ast.Tuple)) else [argument]
                for member in members:
                    value = self.analysis.values.get(member)
                    if isinstance(member, ast.Starred):
                        member, value = member.value, self.analysis.values.get(member.value)
                    if value is not None and value.kind is Kind.SEQUENCE:
                        lines += self._of_sequence(member, value, ())
                    elif isinstance(member, ast.Call) and value is not None and assigns(value):
                        lines.append(Line(member))
        return lines

    def _members(self, value: Value, contexts: tuple) -> list[Statement]:
        if value.kind is not Kind.GROUP:
            return []
        lines: list[Statement] = []
        for node, item in zip(value.nodes, value.items):
            if item.kind is Kind.GROUP and not isinstance(node, (ast.Name, ast.Attribute)):
                lines += self._members(item, contexts)  # those of a group with a name stand where it is named
            elif item.kind is Kind.SEQUENCE:
                lines += self._of_sequence(node, item, contexts)
            elif item.kind is not Kind.TRAIN and isinstance(node, ast.Call):
                lines.append(Line(node, contexts=contexts))
        return lines

    def _of_sequence(self, node: ast.expr, value: Value, contexts: tuple) -> list[Statement]:
        """Assignments that stand in one expression: `tf.group(*[tf.assign(a, b) for a, b in pairs])`."""
        if isinstance(node, (ast.Name, ast.Attribute)) or not assigns(value):
            return []
        if isinstance(node, (ast.ListComp, ast.GeneratorExp)) and self._loops_alone(node):
            generator = node.generators[0]
            names = ast.unparse(generator.target)
            names = names[1:-1] if isinstance(generator.target, ast.Tuple) else names
            head = Code(f"for {names} in {{0}}:", (generator.iter,))
            return [Block(head, [Line(node.elt, contexts=contexts)])]
        lazy = isinstance(node, ast.GeneratorExp) or isinstance(node, ast.Call) and _is_lazy(node)
        return [Line(Code("list({0})", (node,)) if lazy else node, contexts=contexts)]

    def _loops_alone(self, node: ast.ListComp | ast.GeneratorExp) -> bool:
        """Whether a loop can stand for a comprehension: it has no tests, and its names mean nothing else."""
        generator = node.generators[0]
        if len(node.generators) > 1 or generator.ifs or generator.is_async:
            return False
        inside = set(walk(node))
        targets = {n.id for n in walk(generator.target) if isinstance(n, ast.Name)}
        return not any(n.id in targets and n not in inside for n in self.analysis.nodes(ast.Name))

    def _metric(self, unit: Unit, metrics: list[Metric]) -> list[Statement]:
        from tf2migrate.analysis.api.records import METRICS
        from tf2migrate.analysis.arguments import argument

        lines: list[Statement] = []
        for metric in metrics:
            name = self.metric_names[metric]
            made = METRICS[metric.symbol]
            given = [(p, argument(metric.node, made.parameters, p)) for p in made.parameters if p != made.constructor]
            texts, parts = [], []
            for parameter, node in given:
                if node is not None:
                    text = f"{{{len(parts)}}}"
                    if parameter == "weights":
                        text = f"sample_weight={text}"
                    elif made.of_booleans:
                        text = f"{self.tf}.cast({text}, {self.tf}.bool)"
                    texts.append(text)
                    parts.append(node)
            targets = [d.name for d in unit.definitions]
            updates = any(v.constant == 1 for v in (d.value for d in unit.definitions))
            if updates and any(self._reaches(f, unit, 1) for f in self.outputs):
                lines.append(Line(Code(f"{name}.update_state({', '.join(texts)})", tuple(parts)), unit.statement))
            for target in targets:
                if self._is_read(target, unit):
                    lines.append(Line(Code(f"{target} = {name}.result()"), None if lines else unit.statement))
        return lines

    def _is_read(self, name: str, unit: Unit) -> bool:
        """Whether the function reads a name that the unit binds."""
        roots = [o.node for o in self.outputs] + [u.statement for u in self.slice.units if u is not unit]
        return any(
            isinstance(node.ctx, ast.Load)
            and any(d.unit is unit and d.name == name for d in self.analysis.definitions_of.get(node, ()))
            for root in roots
            for node in self.analysis.references(root)
        )

    def _reaches(self, fetch: Fetch, unit: Unit, which: int) -> bool:
        for node in walk(fetch.node):
            if isinstance(node, ast.Name):
                for definition in self.analysis.definitions_of.get(node, ()):
                    if definition.unit is unit and definition.value.constant == which:
                        return True
                    if definition.unit is not unit and any(
                        leaf.kind is LeafKind.EFFECT and isinstance(d.value.info, Metric)
                        for d in unit.definitions
                        for leaf in definition.value.leaves
                        if leaf.origin is d.value.node
                    ):
                        return True
        return False

    # -- effects and results --------------------------------------------------------------------------

    def _applications(self) -> list[Statement]:
        lines: list[Statement] = []
        pairs: list[tuple[Train, Recipe, Recipe]] = []
        losses = [t for t in self.trains if t.loss is not None]
        for train in losses:
            gradients = self.local("gradients" if len(losses) == 1 else self._gradient_name(train))
            variables = self._variables(train)
            if not isinstance(variables, ast.Name):
                name = self.local("variables" if len(losses) == 1 else self._gradient_name(train, "variables"))
                lines.append(Line(Code(f"{name} = {{0}}", (variables,))))
                variables = Code(name)
            lines.append(
                Line(
                    Code(
                        f"{gradients} = {self.tapes[train]}.gradient({{0}}, {{1}})", (self._root(train.loss), variables)
                    ),
                    self._commented(train),
                )
            )
            pairs.append((train, Code(gradients), variables))
        updates: list[Statement] = []
        for train in self.trains:
            rate = self.step_rates.get(train)
            optimizer = train.optimizer.name
            if rate is not None:
                value = self.analysis.values.get(rate)
                ranked = value is None or value.rank == 0 or isinstance(value.info, Placeholder)
                text = "{0}" if ranked else f"{self.tf}.ensure_shape({{0}}, [])"
                updates.append(Line(Code(f"{optimizer}.learning_rate.assign({text})", (rate,))))
            if train.loss is not None:
                gradients, variables = next((g, v) for t, g, v in pairs if t is train)
                updates.append(Line(Code(f"{optimizer}.apply_gradients(zip({{0}}, {{1}}))", (gradients, variables))))
            else:
                updates.append(
                    Line(Code(f"{optimizer}.apply_gradients({{0}})", (train.pairs,)), self._commented(train))
                )
            if train.step is not None:
                updates.append(Line(Code("({0}).assign_add(1)", (train.step,))))
        lines += self._after_all([g for _, g, _ in pairs], updates)
        after = [u for u in self.slice.units if self._after_train(u)]
        return lines + self._emit(after)

    def _after_all(self, gradients: list[Recipe], updates: list[Statement]) -> list[Statement]:
        """No variable moves before what the run returns and all gradients are there.

        Without the control edges TensorFlow 2.21 reads variables after the first update in some runs: those of a
        second loss, and those of a returned loss that its own gradients do not need (see `planning.order`).
        """
        first: list[Recipe] = []
        if any(fetch.role in ("value", "summary") for fetch in self.outputs):
            roots = [t.loss for t in self.trains if t.loss is not None] + [g.ys for g in self.gradients]
            first = [self._root(root) for root in roots if self.trains and ends_linearly(self.analysis, root)]
        if len(gradients) > 1:
            listed = " + ".join(f"{{{n}}}" for n in range(len(gradients)))
            losses = "".join(f", {{{n + len(gradients)}}}" for n in range(len(first)))
            members = (
                f"[g for g in {listed} if g is not None]"
                if not first
                else (f"[*(g for g in {listed} if g is not None){losses}]")
            )
            return [Block(Code(f"with {self.tf}.control_dependencies({members}):", (*gradients, *first)), updates)]
        if first:
            return [Block(Code(f"with {self.tf}.control_dependencies([{{0}}]):", tuple(first)), updates)]
        return updates

    def _commented(self, train: Train) -> ast.stmt | None:
        return train.unit.statement if train.unit in self.slice.units else None

    def _gradient_name(self, train: Train, what: str = "gradients") -> str:
        return f"{last(train.loss.id)}_{what}" if isinstance(train.loss, ast.Name) else what

    def _unnamed_outputs(self) -> list[Statement]:
        """Values fetched with an update are those from before it: expressions are computed here."""
        lines = self._unnamed_groups()
        if not self.trains:
            return lines
        for fetch in self.outputs:
            if fetch.role == "value" and (
                fetch.node not in self.named and not isinstance(fetch.node, ast.Name) or fetch.node in self.overrides
            ):
                name = self.local(f"{last(fetch.node.id)}_value" if isinstance(fetch.node, ast.Name) else "value")
                lines.append(Line(Code(f"{name} = {{0}}", (fetch.node,))))
                self.lists[fetch.node] = Code(name)
            elif fetch.role == "summary":
                name = self.local("summaries")
                lines.append(Line(Code(f"{name} = {{0}}", (self._summary(fetch),))))
                self.lists[fetch.node] = Code(name)
        return lines

    def _unnamed_groups(self) -> list[Statement]:
        """The assignments of `sess.run(tf.group(a.assign(1.0), b.assign(2.0)))`, which no statement names."""
        lines: list[Statement] = []
        for fetch in self.slice.fetches:
            if is_unnamed_group(fetch):
                called = self.analysis.symbols.get(fetch.node.func) is None
                lines += [Line(fetch.node)] if called else self._members(fetch.value, ())
        return lines

    def _summary(self, fetch: Fetch) -> Recipe:
        parts: list[Recipe] = []
        texts = []
        for record in fetch.value.info:
            texts.append(f"{{{len(parts)}}}: {{{len(parts) + 1}}}")
            tensor = record.tensor
            value = self.analysis.values[tensor]
            parts += [
                tag(self.analysis, record),
                Code(f"{self.tf}.identity({{0}})", (tensor,)) if value.kind is Kind.VARIABLE else tensor,
            ]
        return Code("{" + ", ".join(texts) + "}", tuple(parts))

    def _return(self) -> list[Statement]:
        parts: list[Recipe] = []
        for fetch in self.outputs:
            if fetch.role == "summary":
                parts.append(self.lists.get(fetch.node) or self._summary(fetch))
            elif fetch.role == "variable":
                parts.append(Code(f"{self.tf}.identity({{0}})", (fetch.node,)))
            elif fetch.role == "variables":
                text = f"[{self.tf}.identity(v) for v in {{0}}]"
                if fetch.value.kind is Kind.MAPPING:
                    text = f"{{key: {self.tf}.identity(v) for key, v in {{0}}.items()}}"
                parts.append(Code(text, (fetch.node,)))
            else:
                parts.append(self._root(fetch.node))
        if not parts:
            return []
        return [Line(Code("return " + ", ".join(f"{{{i}}}" for i in range(len(parts))), tuple(parts)))]


def tag(analysis: Analysis, record: Summary) -> Recipe:
    """The tag of a summary: TF1 puts the name scopes round it in front.

    Raises:
        Unsupported: when a scope is not a constant.
    """
    if record.literal:
        return record.tag
    if record.many:
        return Code(repr(ast.unparse(record.tag)))
    scopes = scopes_of(analysis, record)
    text = made_names(analysis).get(record.node)
    if text:
        written = record.tag.value if isinstance(record.tag, ast.Constant) else None
        return record.tag if text == written else Code(repr(text))
    if scopes:
        raise Unsupported(record.node, "TFM401", "the tag of a summary is not a constant", "write the full tag")
    return record.tag


def scopes_of(analysis: Analysis, record: Summary) -> list[str]:
    """The name scopes round a summary.

    Raises:
        Unsupported: when one is not a constant.
    """
    scopes = []
    for context in record.unit.contexts:
        call = context.items[0].context_expr
        if analysis.symbols.get(getattr(call, "func", None)) in ("name_scope", "variable_scope"):
            known = analysis.values.get(call.args[0]) if call.args else None
            if known is None or not isinstance(known.constant, str):
                raise Unsupported(
                    record.node, "TFM401", "the name scope of a summary is not a constant", "write the full tag"
                )
            scopes.append(known.constant)
    return scopes


def assigned_before(unit: Unit) -> list[Statement]:
    """Variables of recurrent cells get what the run feeds."""
    assigned = {name: node for made in unit.creates for name, node in _assigned(made)}
    return [Line(Code(f"{name}.assign({{0}})", (node,))) for name, node in assigned.items()]


def _assigned(made: object) -> list[tuple[str, ast.expr]]:
    if isinstance(made, Activation):
        return [pair for site in made.sites for pair in _assigned(site.record)]
    if isinstance(made, Layer) and made.recurrent is not None:
        return [
            (cell.held[parameter], node)
            for outer in made.recurrent.cells
            for cell in outer.all()
            for parameter, node in cell.fed.items()
        ]
    return []


def kept_contexts(analysis: Analysis, unit: Unit) -> list[ast.With]:
    """Contexts that mean the same in TF2."""
    return [
        c
        for c in unit.contexts
        if analysis.symbols.get(getattr(c.items[0].context_expr, "func", None)) in _KEPT_CONTEXTS
    ]


def _sizes(value: Value) -> Code | None:
    """The shape of a tensor that is fed in place of being computed, as far as its rank says it."""
    return None if value.rank is None else Code(f"[{', '.join(['None'] * value.rank)}]")


def _subscript_parents(statements: list[ast.stmt]) -> dict[ast.AST, ast.Subscript]:
    """Calls of which only element 0 is used."""
    parents = {}
    for statement in statements:
        for node in of_type(statement, ast.Subscript):
            if isinstance(node.slice, ast.Constant) and node.slice.value == 0:
                parents[node.value] = node
    return parents


def _is_lazy(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Name) and call.func.id in ("map", "filter", "zip")
