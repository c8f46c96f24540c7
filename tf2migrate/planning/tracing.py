"""Layers that make their weights where TensorFlow 1 made them: traced on the shapes of the placeholders.

Weights of a Keras layer exist after its first call, those of TensorFlow 1 from the line that built the graph. What
lists, saves or restores them in between needs them earlier.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tf2migrate.analysis.classes import PREFIX
from tf2migrate.analysis.collections import SLOTLESS, is_layer
from tf2migrate.analysis.program import Class, Optimizer, Placeholder, Unit, Variable
from tf2migrate.analysis.tree import of_type
from tf2migrate.analysis.values import Kind, Value
from tf2migrate.planning import branches, shared_optimizers
from tf2migrate.planning.recipe import Block, Code, Line, Recipe
from tf2migrate.planning.roles import Role

if TYPE_CHECKING:
    from tf2migrate.planning.planner import Planner
    from tf2migrate.planning.slicing import Input
    from tf2migrate.planning.steps import Step


def trace_where_made(
    planner: "Planner", owner: Class | None, layers: list[Variable], optimizers: list[Optimizer]
) -> Unit | None:
    """Trace methods of the object where its graph was built.

    Traces make all weights and slots; the first calls find them.

    Returns:
        The statement behind which the weights and slots exist; None where no traces make them all.
    """
    steps = sorted(
        (s for s in planner.steps if owner is not None and s.home is owner and s.inputs),
        key=lambda s: (len(s.slice.trains), len(s.slice.units)),
        reverse=True,
    )
    lines: list[Line] = []
    places: list[Unit] = []
    kept: list[Unit] = []
    trained = {
        optimizer for step in planner.steps for train in step.slice.trains for optimizer in train.optimizer.all()
    }
    missing, slots = set(layers), trained.intersection(optimizers)  # nobody reads the slots of the others
    near = {v.unit.scope for v in layers}  # an optimizer of another method is made later
    steps = [s for s in steps if all(t.optimizer in slots or t.optimizer.unit.scope in near for t in s.slice.trains)]
    for step in steps:
        made = {v for v in missing if calls(planner, step, v)}
        moved = {t.optimizer for t in step.slice.trains} & slots
        specs = _specs(planner, step)
        if (
            specs is None
            or not (made or moved)
            or _makes_slots_late(step)
            or step.eager
            or not _has_result(planner, step)
        ):
            continue
        if _made_later(step, owner):
            continue
        missing -= made
        slots -= moved
        places += [i.definition.unit for i in step.inputs] + [t.optimizer.unit for t in step.slice.trains]
        kept += [d.unit for d in step.slice.closure if d.unit is not None and d.unit.scope.owner is owner]
        places += _constructions(planner, step)
        lines.append(Line(Code(f"self.{step.name}.get_concrete_function({specs[0]})", specs[1])))
    if not missing:
        for optimizer in sorted(slots, key=lambda o: o.unit.index):
            line = _slots(planner, optimizer, owner, layers)
            if line is None:
                break
            lines.append(line)
            places.append(optimizer.unit)
            slots = slots - set(optimizer.all())
    places += [v.unit for v in layers if v.unit.scope.owner is owner]
    first = min((unit.index for unit in places), default=0)
    last = _last(owner, [*places, *(unit for unit in kept if unit.index > first)])
    if missing or slots or last is None:
        return None
    after = planner.result.after.setdefault(last.statement, [])
    known = {line.code.text for line in after if isinstance(line, Line)}
    after += [line for line in lines if line.code.text not in known]
    return last


def _slots(planner: "Planner", optimizer: Optimizer, owner: Class, traced: list[Variable]) -> Line | None:
    """Have an optimizer make its slots by itself; None where what it trains may not have been made, or has no name."""
    trained = set().union(*[shared_optimizers.trained(planner, train) for train in optimizer.trains])
    recipe = planner.owners.expression(sorted(trained, key=lambda record: record.index), trained=True)
    if (
        recipe is None
        or optimizer.unit.scope.owner is not owner
        or not optimizer.name
        or any(record.unit.scope.owner is not owner or is_layer(record) and record not in traced for record in trained)
    ):
        return None
    return Line(Code(f"{optimizer.name}.build({recipe.text})", recipe.parts))


def _made_later(step: "Step", owner: Class) -> bool:
    """Whether the function reads names that are bound outside of the class after its first object was made."""
    made = [scope.caller for scope in owner.scopes.values() if scope.node.name == "__init__"]
    first = min((unit.index for unit in made if unit is not None), default=-1)
    return any(
        d.unit is not None and d.unit.scope.owner is not owner and d.unit.index > first for d in step.slice.closure
    )


def _last(owner: Class | None, units: list[Unit]) -> Unit | None:
    """The last of some statements of a class, or of the statements that call the methods they stand in.

    They are taken in the innermost method that calls all of these methods; None where there is none.
    """
    chains: list[dict[ast.AST, Unit]] = []
    for unit in dict.fromkeys(units):
        chain: dict[ast.AST, Unit] = {}
        while unit is not None and unit.scope.owner is owner and unit.scope.node not in chain:
            chain[unit.scope.node] = unit
            unit = unit.scope.caller
        chains.append(chain)
    common = next((node for node in (chains[0] if chains else ()) if all(node in chain for chain in chains)), None)
    return max((chain[common] for chain in chains), key=lambda u: u.index) if common is not None else None


def _has_result(planner: "Planner", step: "Step") -> bool:
    """Whether the function has what it returns whichever branches it takes."""
    for fetch in step.slice.fetches:
        for name in of_type(fetch.node, ast.Name) if fetch.node is not None else ():
            found = planner.analysis.definitions_of.get(name, ())
            nodes = {d.node for d in found}
            if any(
                d.unit is not None
                and isinstance(d.unit.statement, ast.If)
                and not d.unit.header
                and d.value.kind is not Kind.VARIABLE
                and not branches.on_all_ways(d.unit.statement, nodes)
                for d in found
            ):
                return False
    return True


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


def _constructions(planner: "Planner", step: "Step") -> list[Unit]:
    """Where the layers that the function of a step calls are made."""
    instances = planner.layer_classes.instance_of.values() if planner.layer_classes is not None else ()
    return [
        i.activations[0].unit
        for i in dict.fromkeys(instances)
        if i.name and any(a.unit in step.slice.units for a in i.activations)
    ]


def calls(planner: "Planner", step: "Step", record: Variable) -> bool:
    """Whether the function of a step calls the layer of a weight."""
    made = planner.layer_classes
    instance = made.root_of.get(record) if made is not None else None
    if instance is not None:
        return any(activation.unit in step.slice.units for activation in instance.activations)
    return record.unit in step.slice.units


def _specs(planner: "Planner", step: "Step") -> tuple[str, tuple[Recipe, ...]] | None:
    """What the function of a step is called with, as its placeholders said it."""
    tf = planner.tf
    texts: list[str] = []
    parts: list[Recipe] = []
    for given in step.inputs:
        record = given.placeholder
        if record is None:
            state = _kept_state(planner, step, given)
            if state is None:
                return None
            texts.append(f"{tf}.nest.map_structure({tf}.type_spec_from_value, {state})")
            continue
        if record.dtype is None or record in planner.roles.flags:
            return None
        shape: Recipe = record.shape or Code("[]" if record.scalar or record.ranked else "None")
        texts.append(f"{tf}.TensorSpec({{{len(parts)}}}, {{{len(parts) + 1}}})")
        parts += [shape, record.dtype]
    return ", ".join(texts), tuple(parts)


def _kept_state(planner: "Planner", step: "Step", given: "Input") -> str | None:
    """The attribute that holds the zero state of a cell, in whose place a run feeds another state."""
    definition = given.definition
    kept = definition.unit is not None and planner.roles.role[definition.unit] is Role.KEEP
    if (
        not kept
        or definition.value.kind is not Kind.SEQUENCE
        or definition.value.node not in planner.analysis.zero_states
    ):
        return None
    return definition.name if definition.name.startswith(PREFIX) and definition.unit.scope.owner is step.home else None
