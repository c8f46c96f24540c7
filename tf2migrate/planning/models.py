"""The forward pass that several steps share becomes the `call` of a `tf.keras.Model` that owns the weights."""

from __future__ import annotations

import ast
import dataclasses
from typing import TYPE_CHECKING

from tf2migrate.analysis import assigning
from tf2migrate.analysis.api.known import variables_in
from tf2migrate.analysis.program import Definition, Layer, Metric, Unit, Variable
from tf2migrate.analysis.tree import of_type, walk
from tf2migrate.analysis.values import Kind, LeafKind
from tf2migrate.planning import recurrent
from tf2migrate.planning.keras_names import RESERVED
from tf2migrate.planning.recipe import (
    ClassCode,
    Code,
    FunctionCode,
    Line,
    Parameter,
    Recipe,
    Special,
    Statement,
    UserStatement,
)
from tf2migrate.planning.roles import Role
from tf2migrate.planning.slicing import Input
from tf2migrate.planning.steps import Step, assigned_before, kept_contexts
from tf2migrate.planning.tracing import zeros

if TYPE_CHECKING:
    from tf2migrate.planning.planner import Planner

_NAMES = (("Model", "model"), ("Network", "network"), ("Net", "net"), ("ForwardModel", "forward_model"))
_MAX_OUTPUTS = 3


@dataclasses.dataclass(eq=False)
class Model:
    """A planned model: its units, what it takes and gives, and the name of its instance."""

    name: str
    units: list[Unit]
    inputs: list[str]
    outputs: list[Definition]
    training: bool
    anchor: Unit  # where it is made


def outline(planner: "Planner") -> Model | None:
    """Plan the model of the file, or None when the forward pass is not one function of its inputs."""
    if planner.settings.style != "keras":
        return None
    return _Outline(planner).plan()


def build(planner: "Planner", weights: list[Variable], unit: Unit | None) -> bool:
    """Have the model make its weights where it is made; False when it does not own them all, or makes them too late."""
    model = planner.model
    if (
        model is None
        or unit is None
        or unit.index <= model.anchor.index
        or any(planner.owners.model_of.get(weight) != model.name for weight in weights)
    ):
        return False
    texts: list[str] = []
    parts: list[Recipe] = []
    for name in model.inputs:
        given = {id(d.value.info): d.value for u in planner.analysis.units for d in u.definitions if d.name == name}
        made = zeros(planner, next(iter(given.values())), len(parts)) if len(given) == 1 else None
        if made is None:
            return False
        texts.append(made[0])
        parts += made[1]
    lines = planner.result.after[model.anchor.statement]
    position = next(
        n for n, line in enumerate(lines) if isinstance(line, Line) and line.code.text.startswith(f"{model.name} =")
    )
    line = Line(Code(f"{model.name}({', '.join(texts)})", tuple(parts)))
    if not any(isinstance(known, Line) and known.code.text == line.code.text for known in lines):
        lines.insert(position + 1, line)
    return True


class _Outline:
    def __init__(self, planner: "Planner"):
        self.planner, self.analysis = planner, planner.analysis
        self.steps = [step for step in planner.steps if step.home is None and step.part is None]
        self.units = {u for step in self.steps for u in step.slice.units}
        self.taken: set[str] = set()
        self.attributes: dict[ast.AST, str] = {}  # of layers, by their calls

    def plan(self) -> Model | None:
        region = self._region()
        if not region:
            return None
        scopes = {u.scope for u in region}
        if len(scopes) != 1:
            return None
        holders = self._holders(region)
        if holders is None or not self._fits(region, holders):
            return None
        outputs = self._outputs(region)
        used = [s for s in self.steps if any(u in region for u in s.slice.units)]
        inputs = self._inputs(region, used)
        if not outputs or len(outputs) > _MAX_OUTPUTS or inputs is None:
            return None
        return self._emit(region, holders, inputs, outputs, used)

    # -- which statements -----------------------------------------------------------------------------

    def _region(self) -> list[Unit]:
        """Statements that read weights on their way from the inputs, with all they need of the graph."""
        losses = {d.unit for t in self.analysis.trains if t.loss is not None for d in self._definitions(t.loss)}
        labels = self._labels(losses)
        readers = [
            u
            for u in self.units
            if u not in losses
            and self._reads_weights(u)
            and self._placeholders(u)
            and not self._placeholders(u) & labels
        ]
        region: set[Unit] = set()
        todo = list(readers)
        while todo:
            unit = todo.pop()
            if unit in region or unit not in self.units:
                continue
            region.add(unit)
            todo += [
                d.unit
                for d in [*unit.uses, *unit.mutates]
                if d.unit is not None and self.planner.roles.role[d.unit] is Role.GRAPH
            ]
        return sorted(region, key=lambda u: u.index)

    def _definitions(self, node: ast.expr) -> list[Definition]:
        return [
            d for n in of_type(node, ast.Name) for d in self.analysis.definitions_of.get(n, ()) if d.unit is not None
        ]

    def _placeholders(self, unit: Unit) -> set:
        leaves = set()
        for definition in unit.definitions:
            leaves |= {
                leaf.origin
                for leaf in definition.value.all_leaves()
                if leaf.kind in (LeafKind.PLACEHOLDER, LeafKind.ELEMENT)
            }
        return leaves

    def _labels(self, losses: set[Unit]) -> set:
        """Inputs that only losses need: those that no reader of weights outside of the losses depends on."""
        forward: set = set()
        for unit in self.units:
            if unit not in losses and self._reads_weights(unit) and not self._is_scalar(unit):
                forward |= self._placeholders(unit)
        everything = {p for unit in losses for p in self._placeholders(unit)}
        return everything - forward

    def _is_scalar(self, unit: Unit) -> bool:
        return any(d.value.rank == 0 for d in unit.definitions)

    def _reads_weights(self, unit: Unit) -> bool:
        if any(isinstance(c, Layer) and c.variable is not None for c in unit.creates):
            return True
        return any(
            variables_in(d.value)
            for d in unit.uses
            if d.unit is not None and self.planner.roles.role[d.unit] is Role.KEEP
        )

    # -- weights and layers ---------------------------------------------------------------------------

    def _holders(self, region: list[Unit]) -> list[tuple[Unit, Definition | Layer]] | None:
        """Weights by the definitions that hold them, and layers; None when one cannot become an attribute."""
        holders: list[tuple[Unit, Definition | Layer]] = []
        for unit in region:
            for definition in unit.uses:
                if definition.unit is None or not variables_in(definition.value):
                    continue
                if definition.value.kind is not Kind.VARIABLE or not self._simple(definition):
                    return None
                if not any(h is definition for _, h in holders):
                    holders.append((definition.unit, definition))
            if unit.creates and isinstance(unit.statement, (ast.For, ast.While, ast.If, ast.With, ast.Try)):
                return None
            for made in unit.creates:
                if isinstance(made, Layer):
                    if made.shared is None:
                        holders.append((unit, made))
                elif not isinstance(made, str):
                    return None
        return sorted(holders, key=lambda pair: (pair[0].index, getattr(pair[1], "index", 0))) if holders else None

    def _simple(self, definition: Definition) -> bool:
        """`W = tf.Variable(...)`: made by a statement of its own, assigned by nobody, read row by row by nobody."""
        record, unit = definition.value.info, definition.unit
        statement = unit.statement
        if definition.value.dtype != "float32":
            return False  # Keras takes its own float type where TF1 takes that of the initial value
        return (
            isinstance(record, Variable)
            and record.in_function is None
            and not record.many
            and not record.sparse
            and isinstance(statement, ast.Assign)
            and len(statement.targets) == 1
            and isinstance(statement.targets[0], ast.Name)
            and statement.value is record.node
            and not any(
                leaf.kind is LeafKind.EFFECT
                for u in self.units
                for d in u.definitions
                for leaf in d.value.leaves
                if self._assigns(leaf.origin, record)
            )
        )

    def _assigns(self, node: object, record: Variable) -> bool:
        if not isinstance(node, ast.Call):
            return False
        target = assigning.target(node, self.analysis.symbols.get(node.func, ""))
        return record in variables_in(self.analysis.values.get(target))

    def _fits(self, region: list[Unit], holders: list) -> bool:
        """The model is made where its last weight was; nothing may use a weight before, or from a helper."""
        last = max(u.index for u, _ in holders)
        records = {h.value.info for _, h in holders if isinstance(h, Definition)}
        if any(unit.enclosing and any(not isinstance(s, ast.With) for s in unit.enclosing) for unit, _ in holders):
            return False
        if any(kept is not None for unit, _ in holders for kept in kept_contexts(self.analysis, unit)[:1]):
            return False
        if any(isinstance(c, Metric) for u in region for c in u.creates):
            return False
        for unit in self.analysis.units:
            role = self.planner.roles.role[unit]
            reads = [d for d in unit.uses if set(variables_in(d.value)) & records]
            if (
                reads
                and role in (Role.KEEP, Role.DRIVER)
                and (unit.index < last or isinstance(unit.statement, (ast.FunctionDef, ast.ClassDef)))
            ):
                return False
        inside_helpers = {n.id for f in self.analysis.functions.values() for n in of_type(f.node, ast.Name)}
        names = {h.name for _, h in holders if isinstance(h, Definition)}
        if names & inside_helpers:
            return False
        if any(len(self.planner.bindings_of(name)) > 1 for name in names):
            return False
        if any(u.scope.node is not region[0].scope.node for u in self.units):
            return False
        runs_elsewhere = any(run.scope is not region[0].scope for step in self.steps for run in step.runs)
        return not runs_elsewhere

    # -- interface ------------------------------------------------------------------------------------

    def _outputs(self, region: list[Unit]) -> list[Definition]:
        """What statements outside of the model, or the runs themselves, take from it."""
        inside = set(region)
        wanted: list[Definition] = []
        for step in self.steps:
            uses = [d for u in step.slice.units if u not in inside for d in u.uses]
            for output in step.outputs:
                uses += self._definitions(output.node)
                if output.role == "summary":
                    uses += [d for r in output.value.info for d in self._definitions(r.tensor)]
            for train in step.slice.trains:
                for node in (train.loss, train.pairs, train.variables):
                    uses += self._definitions(node) if node is not None else []
            for definition in uses:
                if definition.unit in inside and definition not in wanted:
                    wanted.append(definition)
        last = {}
        for unit in region:
            for definition in unit.definitions:
                last[definition.name] = definition
        if any(last[d.name] is not d for d in wanted):
            return []  # an inner version of a name is needed: two values would share one name
        return sorted(wanted, key=lambda d: d.unit.index)

    def _inputs(self, region: list[Unit], used: list[Step]) -> list[str] | None:
        """Parameters of `call`; None when some step has not got them all."""
        names: list[str] = []
        reads = {d for u in region for d in u.uses}
        for step in used:
            mine = [i.name for i in step.slice.inputs if i.definition in reads]
            if any(d in reads and d.unit in region for d in (i.definition for i in step.slice.inputs)):
                return None  # a value inside of the model is fed
            if step.slice.defaults and any(d in reads for d in step.slice.defaults):
                return None
            missing = [u for u in region if u not in step.slice.units]
            if any(isinstance(c, Layer) and "norm" in c.symbol for u in missing for c in u.creates):
                return None  # a call of the whole model would move the averages of a layer this run leaves alone
            if names and mine != names:
                return None
            names = mine
            if not all(self._plain_input(i) for i in step.slice.inputs if i.definition in reads):
                return None
        if any(d in reads for step in used for d in step.slice.captured):
            return None
        return names or None

    def _plain_input(self, given: Input) -> bool:
        """Keras needs the rank of what a model is called on, and casts floats to its own type."""
        value = given.definition.value
        if given.placeholder is None:
            return given.iterator is not None
        return (
            value.rank is not None
            and value.dtype is not None
            and (
                value.dtype == "float32" or not value.dtype.startswith(("float", "double", "half", "bfloat", "complex"))
            )
        )

    # -- code -----------------------------------------------------------------------------------------

    def _emit(
        self, region: list[Unit], holders: list, inputs: list[str], outputs: list[Definition], used: list[Step]
    ) -> Model | None:
        planner = self.planner
        chosen = next(((c, i) for c, i in _NAMES if c not in planner.names.used and i not in planner.names.used), None)
        if chosen is None:
            return None
        class_name, instance = (planner.names.fresh(n) for n in chosen)
        local: dict[ast.AST, Recipe] = {}
        body: list[Statement] = [Line(Code("super().__init__()"))]
        for unit, holder in holders:
            if isinstance(holder, Layer):
                body += self._cells(holder, region)
                attribute = self._attribute(holder.wanted)
                self.attributes[holder.node] = attribute
                body.append(Line(Code(f"self.{attribute} = {{0}}", (Special("layer", holder),))))
                self._use_layer(holder, attribute, instance, unit)
            else:
                attribute = self._attribute(holder.name)
                body.append(
                    Line(Code(f"self.{attribute} = {{0}}", (Special("weight", holder.value.info),)), unit.statement)
                )
                planner.result.removed.add(unit.statement)
                planner.result.overrides.pop(holder.value.info.node, None)
                self._use_weight(holder, attribute, instance, region, local)
        for layer in self.analysis.layers:
            if layer.unit in region:
                local[layer.node] = Special(
                    "layer_call",
                    dataclasses.replace(layer, name=f"self.{self.attributes[(layer.shared or layer).node]}"),
                )
        training = self._flags(region, used, local)
        parameters = [Parameter("self"), *[Parameter(name) for name in inputs]]
        if training:
            parameters.append(Parameter("training", default=Code("False")))
        call_body = self._moved(region)
        call_body.append(Line(Code("return " + ", ".join(d.name for d in outputs))))
        init = FunctionCode("__init__", [Parameter("self")], body, decorated=False)
        call = FunctionCode("call", parameters, call_body, decorated=False, overrides=local)
        code = ClassCode(class_name, f"{planner.tf}.keras.Model", [init, call])
        anchor = max((u for u, _ in holders), key=lambda u: u.index)
        planner.result.after.setdefault(anchor.statement, [])[:0] = [code, Line(Code(f"{instance} = {class_name}()"))]
        planner.result.apply("TFM211", *(unit.statement for unit in region))
        return Model(instance, region, inputs, outputs, training, anchor)

    def _moved(self, region: list[Unit]) -> list[Statement]:
        """The statements, with the comments of `with` statements that go."""
        moved: list[Statement] = []
        spoken: set[ast.With] = set()
        for unit in region:
            contexts = tuple(kept_contexts(self.analysis, unit))
            heads = tuple(c for c in unit.contexts if c not in contexts and c not in spoken)
            spoken.update(heads)
            moved += [*assigned_before(unit), UserStatement(unit.statement, contexts, heads)]
        return moved

    def _cells(self, layer: Layer, region: list[Unit]) -> list[Statement]:
        """The cells that a recurrent layer runs are made where the layer is."""
        if layer.recurrent is None:
            return []
        units = [
            u
            for u in recurrent.cell_units(self.planner, layer, region)
            if u.statement not in self.planner.result.removed
        ]
        self.planner.result.removed.update(u.statement for u in units)
        return [UserStatement(u.statement) for u in units]

    def _attribute(self, name: str) -> str:
        """An attribute that Keras leaves to the user and that no other weight or layer has."""
        wanted = name + "_" if name in RESERVED else name
        chosen, number = wanted, 0
        while chosen in self.taken:
            number += 1
            chosen = f"{wanted}_{number}"
        self.taken.add(chosen)
        return chosen

    def _use_layer(self, layer: Layer, attribute: str, instance: str, unit: Unit) -> None:
        planner = self.planner
        lines = planner.result.before.get(unit.statement, [])
        lines[:] = [
            line
            for line in lines
            if not (
                isinstance(line, Line)
                and isinstance(line.code, Code)
                and any(isinstance(p, Special) and p.make == "layer" and p.record is layer for p in line.code.parts)
            )
        ]
        if layer.variable is not None:
            planner.owners.layer_names.pop(layer.variable, None)
            planner.owners.model_of[layer.variable] = instance
            planner.owners.attribute_of[layer.variable] = f"{instance}.{attribute}"

    def _use_weight(
        self, holder: Definition, attribute: str, instance: str, region: list[Unit], local: dict[ast.AST, Recipe]
    ) -> None:
        planner = self.planner
        inside = {n for u in region for n in walk(u.statement)}
        for node, definitions in self.analysis.definitions_of.items():
            if holder not in definitions or not isinstance(node.ctx, ast.Load):
                continue
            if node in inside:
                local[node] = Code(f"self.{attribute}")
            planner.result.overrides[node] = Code(f"{instance}.{attribute}")
        planner.owners.model_of[holder.value.info] = instance
        planner.owners.attribute_of[holder.value.info] = f"{instance}.{attribute}"

    def _flags(self, region: list[Unit], used: list[Step], local: dict[ast.AST, Recipe]) -> bool:
        flags = {d for step in used for d in step.slice.flags}
        found = False
        for unit in region:
            for node in walk(unit.statement):
                if isinstance(node, ast.Name) and any(d in flags for d in self.analysis.definitions_of.get(node, ())):
                    local[node] = Code("training")
                    found = True
        return found
