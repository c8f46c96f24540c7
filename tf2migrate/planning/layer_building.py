"""Objects of layer classes that make their weights where TensorFlow 1 made them: they are called on zeros."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tf2migrate.analysis.activations import Activation
from tf2migrate.analysis.program import Variable
from tf2migrate.analysis.values import Kind, Value
from tf2migrate.planning import dimensions
from tf2migrate.planning.layer_objects import Instance
from tf2migrate.planning.recipe import Code, Line, Recipe
from tf2migrate.planning.tracing import zeros

if TYPE_CHECKING:
    from tf2migrate.planning.planner import Planner


class LayerBuilder:
    """Writes the calls on zeros of one program."""

    def __init__(self, planner: "Planner"):
        self.planner, self.classes = planner, planner.layer_classes
        self.lines: dict[Instance, Line] = {}
        self.outputs: dict[Instance, tuple[ast.expr, set[str]]] = {}  # the names that take the result, and those read

    def build(self, record: Variable) -> bool:
        """See to it that a weight exists from the line that made it in TensorFlow 1; False where that cannot be."""
        instance = self.classes.root_of.get(record)
        return instance is not None and self._build(instance)

    def _build(self, instance: Instance) -> bool:
        if instance in self.lines or self._at_once(instance):
            return True
        for activation in instance.activations:
            if activation.unit is not instance.activations[0].unit:
                continue
            arguments = self._arguments(activation)
            if arguments is None:
                continue
            line = Line(Code(f"{instance.name}({arguments[0]})", arguments[1]))
            lines = self.planner.result.before[activation.unit.statement]
            position = next(n for n, made in enumerate(lines) if made is self.classes.lines[instance])
            lines.insert(position + 1, line)
            self.lines[instance] = line
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

    def _arguments(self, activation: Activation) -> tuple[str, tuple[Recipe, ...]] | None:
        """Inputs to build a layer by; None when their shapes are not written down."""
        cls = self.classes.classes[activation.function]
        texts: list[str] = []
        parts: list[Recipe] = []
        for name in cls.call:
            value = activation.values.get(name)
            if name == cls.training:
                texts.append("training=False")
                continue
            if name not in cls.body.tensors or value is None:
                return None
            made = (
                zeros(self.planner, value, len(parts))
                or self._matrix(activation, name, value, len(parts))
                or (self._output(activation, name))
            )
            if made is None:
                return None
            texts.append(made[0])
            parts += made[1]
        for name in cls.free:
            read = activation.function.free_dynamic.get(name, ())
            made = zeros(self.planner, next(iter(read)).value, len(parts)) if len(read) == 1 else None
            if made is None:
                return None
            texts.append(made[0] if cls.training not in cls.call else f"{name}={made[0]}")
            parts += made[1]
        return ", ".join(texts), tuple(parts)

    def _matrix(
        self, activation: Activation, parameter: str, value: Value, position: int
    ) -> tuple[str, list[Recipe]] | None:
        """Zeros for a computed matrix whose width is written down."""
        given, _ = activation.arguments.get(parameter, (None, None))
        if given is None or value.kind is not Kind.TENSOR or value.dtype not in (None, "float32"):
            return None
        found = dimensions.last(self.planner.analysis, given)
        if found is None or found[1] != 2 or not dimensions.known_at(self.planner.analysis, found[0], activation.unit):
            return None
        return f"{self.planner.tf}.zeros([1, {{{position}}}])", [found[0]]

    def _output(self, activation: Activation, parameter: str) -> tuple[str, list[Recipe]] | None:
        """What another object gave, when that is called on zeros just before."""
        given = activation.arguments.get(parameter, (None, None))[0]
        definitions = self.planner.analysis.definitions_of.get(given, ()) if isinstance(given, ast.Name) else ()
        unit = definitions[0].unit if len(definitions) == 1 else None
        statement = unit.statement if unit is not None else None
        if (
            not isinstance(statement, ast.Assign)
            or len(statement.targets) != 1
            or (unit.scope is not activation.unit.scope)
        ):
            return None
        activations = self.planner.analysis.activations
        made = next((a for a in activations if a.node is statement.value and a.parent is None), None)
        instance = self.classes.instance_of.get(made)
        target = statement.targets[0]
        names = target.elts if isinstance(target, ast.Tuple) else [target]
        if (
            instance is None
            or not all(isinstance(n, ast.Name) for n in names)
            or not self._build(instance)
            or (instance not in self.lines)
        ):
            return None
        known, read = self.outputs.setdefault(instance, (target, set()))
        if ast.dump(known) != ast.dump(target) and read:
            return None
        read.add(given.id)
        self.outputs[instance] = (target, read)
        listed = ", ".join(n.id if n.id in read else "_" for n in names)
        line = self.lines[instance]
        line.code = Code(f"{listed} = {line.code.text.rpartition(' = ')[2]}", line.code.parts)
        return given.id, []
