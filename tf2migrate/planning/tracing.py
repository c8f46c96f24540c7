"""Layers that make their weights where TensorFlow 1 made them: traced on the shapes of the placeholders.

Weights of a Keras layer exist after its first call, those of TensorFlow 1 from the line that built the graph. What
lists, saves or restores them in between needs them earlier.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tf2migrate.analysis.collections import SLOTLESS
from tf2migrate.analysis.program import Class, Optimizer, Placeholder, Unit, Variable
from tf2migrate.analysis.values import Kind, Value
from tf2migrate.planning.recipe import Block, Code, Line, Recipe

if TYPE_CHECKING:
    from tf2migrate.planning.planner import Planner
    from tf2migrate.planning.steps import Step


def trace_where_made(planner: "Planner", owner: Class | None, layers: list[Variable],
                     optimizers: list[Optimizer]) -> Unit | None:
    """Trace methods of the object where its graph was built.

    Traces make all weights and slots; the first calls find them.

    Returns:
        The statement behind which the weights and slots exist; None where no traces make them all.
    """
    steps = sorted((s for s in planner.steps if owner is not None and s.home is owner and s.inputs),
                   key=lambda s: (len(s.slice.trains), len(s.slice.units)), reverse=True)
    lines: list[Line] = []
    places: list[Unit] = []
    missing, slots = set(layers), set(optimizers)
    for step in steps:
        made = {v for v in missing if _calls(planner, step, v)}
        trained = {t.optimizer for t in step.slice.trains} & slots
        specs = _specs(planner, step)
        if specs is None or not (made or trained) or _makes_slots_late(step):
            continue
        missing -= made
        slots -= trained
        places += [i.definition.unit for i in step.inputs] + [t.optimizer.unit for t in step.slice.trains]
        lines.append(Line(Code(f"self.{step.name}.get_concrete_function({specs[0]})", specs[1])))
    scopes = {unit.scope for unit in places}
    if missing or slots or len(scopes) != 1:
        return None
    last = max([*places, *(v.unit for v in layers if v.unit.scope in scopes)], key=lambda u: u.index)
    after = planner.result.after.setdefault(last.statement, [])
    known = {line.code.text for line in after if isinstance(line, Line)}
    after += [line for line in lines if line.code.text not in known]
    return last


def _makes_slots_late(step: "Step") -> bool:
    """Whether an optimizer with slots waits for something: TF 2.21 cannot lift what it makes there out of a trace."""
    slots = any(not o.symbol.endswith(SLOTLESS) for t in step.slice.trains for o in t.optimizer.all())
    return slots and any(isinstance(s, Block) and "control_dependencies" in s.header.text for s in step.code.body)


def zeros(planner: "Planner", value: Value, first: int) -> tuple[str, list[Recipe]] | None:
    """Zeros of the shape and type of a placeholder, one where a size is not given; None when the shape is not written.

    Args:
        first: the number of the first part that the text may name.
    """
    shape = value.info.shape if value.kind is Kind.PLACEHOLDER and isinstance(value.info, Placeholder) else None
    if shape is None or value.dtype is None:
        return None
    dtype = "" if value.dtype == "float32" else f", {planner.tf}.{value.dtype}"
    if not isinstance(shape, (ast.List, ast.Tuple)):
        known = planner.analysis.values.get(shape)
        if known is None or not isinstance(known.items, list) or any(v.constant is None for v in known.items):
            return None
        return f"{planner.tf}.zeros({{{first}}}{dtype})", [shape]
    sizes: list[str] = []
    parts: list[Recipe] = []
    for part in shape.elts:
        known = planner.analysis.values.get(part)
        if known is not None and known.constant is None:
            sizes.append("1")
        else:
            sizes.append(f"{{{first + len(parts)}}}")
            parts.append(part)
    return f"{planner.tf}.zeros([{', '.join(sizes)}]{dtype})", parts


def _calls(planner: "Planner", step: "Step", record: Variable) -> bool:
    """Whether the function of a step calls the layer of a weight."""
    made = planner.layer_classes
    instance = made.root_of.get(record) if made is not None else None
    if instance is not None:
        return any(activation.unit in step.slice.units for activation in instance.activations)
    return record.unit in step.slice.units


def _specs(planner: "Planner", step: "Step") -> tuple[str, tuple[Recipe, ...]] | None:
    """What the function of a step is called with, as its placeholders said it."""
    texts: list[str] = []
    parts: list[Recipe] = []
    for given in step.inputs:
        record = given.placeholder
        if record is None or record.dtype is None or record.shape is None:
            return None
        texts.append(f"{planner.tf}.TensorSpec({{{len(parts)}}}, {{{len(parts) + 1}}})")
        parts += [record.shape, record.dtype]
    return ", ".join(texts), tuple(parts)
