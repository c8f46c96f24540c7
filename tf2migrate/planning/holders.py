"""What holds variables where a statement can name it: the model, layer, list or name that a checkpoint tracks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tf2migrate.analysis.api.known import variables_in
from tf2migrate.analysis.classes import PREFIX, last
from tf2migrate.analysis.program import Definition, Unit, Unsupported, Variable
from tf2migrate.analysis.values import Kind
from tf2migrate.planning.recipe import Code

if TYPE_CHECKING:
    from tf2migrate.planning.planner import Planner

_RESERVED = frozenset({"root", "save_counter"})


def holders(planner: "Planner", records: list[Variable], unit: Unit) -> list[tuple[str, Code]]:
    """Name and expression for each holder of these variables, as a statement of `unit` can write it.

    Raises:
        Unsupported: a variable has no name.
    """
    owners, wanted = planner.owners, set(records)
    found: list[tuple[str, Code]] = []
    done: set[Variable] = set()
    for record in records:
        if record in done:
            continue
        single = (
            owners.model_of.get(record)
            or owners.layer_names.get(record)
            or (owners.hoisted.get(record) or owners.plural.get(record))
        )
        if single is not None:
            seen = planner.seen_from(unit, _present(planner, record, single), record.unit.scope.owner)
            if (single, seen.text) not in [(k, r.text) for k, r in found]:
                found.append((single, seen))
            done.add(record)
            continue
        held = _holder(planner, record, wanted, unit)
        if held is None:
            raise Unsupported(
                record.node,
                "TFM404",
                "a variable that is saved has no name",
                "bind it to a name, or make it part of a tf.keras.Model",
            )
        key, recipe, covered = held
        if covered & owners.optional:
            recipe = Code(_present(planner, record, recipe.text).text, recipe.parts)
        found.append((key, planner.seen_from(unit, recipe, record.unit.scope.owner)))
        done |= covered
    return found


def keyword(name: str) -> str:
    """The keyword of `tf.train.Checkpoint` for what has this name."""
    return last(name) if last(name) not in _RESERVED else last(name) + "_"


def checkpoint(tf: str, members: list[tuple[str, Code]]) -> Code:
    """`tf.train.Checkpoint(model=model, w=w)` of names and expressions."""
    texts = ", ".join(f"{key}={{{n}}}" for n, (key, _) in enumerate(members))
    return Code(f"{tf}.train.Checkpoint({texts})", tuple(recipe for _, recipe in members))


def _present(planner: "Planner", record: Variable, text: str) -> Code:
    """What holds a variable; a list of it, or of nothing, where only a branch makes it."""
    return Code(planner.owners.present(record, text) if record in planner.owners.optional else text)


def _holder(
    planner: "Planner", record: Variable, wanted: set[Variable], place: Unit
) -> tuple[str, Code, set[Variable]] | None:
    for definition in record.unit.definitions:
        value = definition.value
        held = set(variables_in(value))
        if record not in held or _is_hidden(definition, place):
            continue
        if value.kind is Kind.VARIABLE or held <= wanted:
            return definition.name, planner.owners.code_of(definition), held
    for unit in reversed(planner.analysis.units):
        for definition in unit.definitions:
            held = set(variables_in(definition.value))
            if (
                record in held
                and held <= wanted
                and definition.value.kind in (Kind.SEQUENCE, Kind.MAPPING)
                and not (_is_hidden(definition, place))
            ):
                return definition.name, planner.owners.code_of(definition), held
    return None


def _is_hidden(definition: Definition, place: Unit) -> bool:
    """Whether a name is a local one of another method than the one that a statement stands in."""
    scope = definition.unit.scope if definition.unit is not None else None
    return (
        scope is not None
        and scope.owner is not None
        and scope is not place.scope
        and (not definition.name.startswith(PREFIX))
    )
