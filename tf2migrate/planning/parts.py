"""Runs of what an object has built together with what another file made of it: an optimizer, a summary, an average.

The object gets a method for its part; the rest is a function beside what it needs:

    @tf.function
    def train_on_batch(x, y):
        with tf.GradientTape() as tape:
            loss, accuracy = model.compute_loss_and_accuracy(x, y)
        ...
"""

from __future__ import annotations

import ast
import dataclasses
from typing import TYPE_CHECKING

from tf2migrate.analysis.classes import last
from tf2migrate.analysis.program import Class, Definition, Unit, Unsupported
from tf2migrate.analysis.tree import of_type
from tf2migrate.analysis.values import Kind, LeafKind
from tf2migrate.planning import methods
from tf2migrate.planning.fetches import Fetch
from tf2migrate.planning.slicing import Slice, Slicer
from tf2migrate.planning.steps import Step

if TYPE_CHECKING:
    from tf2migrate.planning.planner import Planner

_MAX_UNUSED = 2  # results of a method that another step may leave


@dataclasses.dataclass(eq=False)
class Part:
    """What a step has an object compute."""

    inner: Step  # the method
    receiver: str  # the object, as the function names it
    made: list[Definition]  # what binds that name
    whole: Slice  # what the run needs, the part of the object included
    units: list[Unit]  # of the object
    outputs: list[Definition]  # what the method returns
    locals: dict[Definition, str]  # and the names it has in the function

    @property
    def method(self) -> str:
        """The method as the function calls it."""
        code = self.inner.code
        return f"{self.receiver}.{last(code if isinstance(code, str) else code.name)}"


def split(planner: "Planner") -> None:
    """Take the steps apart of which one part stands in another file than the class they belong to.

    Raises:
        Unsupported: the object has no name where the function stands.
    """
    found: dict[tuple, list[tuple[Step, set[Definition]]]] = {}
    for step in planner.steps:
        if step.home is None or not _reaches_out(planner, step):
            continue
        units = [u for u in step.slice.units if u.scope.owner is step.home]
        if any(t.unit.scope.owner is step.home for t in step.slice.trains) or not _only_computes(units):
            continue
        read = methods.needed(planner, step, set(units))
        wanted = {d for d in read if d.unit in units and d.value.kind is not Kind.VARIABLE}
        inner = _inner_slice(planner, step, wanted) if wanted else None
        if inner is not None:
            found.setdefault(_key(step.home, inner), []).append((step, wanted))
    for group in found.values():
        wanted = set().union(*[definitions for _, definitions in group])
        inner, outputs = _method(planner, group[0][0], wanted)
        for step, _ in group:
            _take_apart(planner, step, inner, outputs)
            inner.runs += [run for run in step.runs if run not in inner.runs]


def _key(home: Class, slice_: Slice) -> tuple:
    inputs = tuple(id(i.definition) for i in slice_.inputs)
    return home, inputs, tuple(sorted((id(d), flag) for d, flag in slice_.flags.items()))


def _reaches_out(planner: "Planner", step: Step) -> bool:
    """Whether the function would hold code of another file than that of the class, or names of another function."""
    slice_, home = step.slice, step.home
    units = [*slice_.units, *(t.unit for t in slice_.trains), *(t.optimizer.unit for t in slice_.trains)]
    if any(u.scope.owner is None and isinstance(u.scope.node, ast.FunctionDef) for u in units):
        return True
    nodes: list[ast.AST] = [u.statement for u in slice_.units if u.scope.owner is not home]
    nodes += [node for train in slice_.trains for node in (train.node, train.optimizer.node)]
    nodes += [record.node for fetch in slice_.fetches if fetch.role == "summary" for record in fetch.value.info]
    nodes += [
        fetch.node
        for fetch in step.outputs
        if fetch.role in ("value", "values") and not planner.analysis.definitions_of.get(fetch.node)
    ]
    nodes += [
        fetch.node
        for fetch in step.outputs
        if fetch.role in ("variable", "variables")
        and not any(
            d.env is home.env
            for n in planner.analysis.references(fetch.node)
            for d in planner.analysis.definitions_of.get(n, ())
        )
    ]
    file = planner.path_of(home.node)
    return any(planner.path_of(node) != file for node in nodes)


def _inner_slice(planner: "Planner", step: Step, wanted: set[Definition]) -> Slice | None:
    """What the object computes of a run; None when it needs something from outside for it."""
    fetches = []
    for definition in sorted(wanted, key=lambda d: (d.unit.index, d.name)):
        node = next(
            (
                n
                for n in planner.analysis.uses_of.get(definition, ())
                if isinstance(n.ctx, ast.Load) and planner.analysis.definitions_of.get(n) == (definition,)
            ),
            None,
        )
        if node is None:
            return None
        role = "values" if definition.value.kind is Kind.SEQUENCE else "value"
        fetches.append(Fetch(role, node, definition.value, (role, "", (id(definition),))))
    made = Slicer(planner.analysis, planner.roles).slice(step.slice.run, fetches)
    inside = all(u.scope.owner is step.home for u in made.units)
    return made if inside and not made.trains and not made.effects else None


def _method(planner: "Planner", step: Step, wanted: set[Definition]) -> tuple[Step, list[Definition]]:
    """A step of the class that gives these values, and all that it gives."""
    slice_ = _inner_slice(planner, step, wanted)
    for other in planner.steps:
        given = _outputs(planner, other)
        if (
            other.home is step.home
            and given is not None
            and wanted <= set(given)
            and (len(given) <= len(wanted) + _MAX_UNUSED and _key(other.home, other.slice) == _key(step.home, slice_))
        ):
            return other, given
    inner = Step(slice_, list(slice_.fetches), slice_.inputs, [], home=step.home)
    planner.steps.append(inner)
    planner.add_key(inner)
    return inner, _outputs(planner, inner)


def _outputs(planner: "Planner", step: Step) -> list[Definition] | None:
    """What a step without effects returns; None when it is not plain values with names."""
    known = {fetch.key: planner.analysis.definitions_of.get(fetch.node, ()) for fetch in step.outputs}
    plain = step.home is not None and not step.slice.trains and not step.slice.effects and not step.slice.defaults
    if (
        not plain
        or any(len(definitions) != 1 for definitions in known.values())
        or any(fetch.role not in ("value", "values") for fetch in step.outputs)
    ):
        return None
    outputs = [definitions[0] for definitions in known.values()]
    return outputs if _only_computes(step.slice.units) else None


def _only_computes(units: list[Unit]) -> bool:
    """Whether statements assign no variable, and change no list but their own."""
    return all(d.unit in units for u in units for d in u.mutates) and not any(
        leaf.kind is LeafKind.EFFECT for u in units for d in u.definitions for leaf in d.value.all_leaves()
    )


def _take_apart(planner: "Planner", step: Step, inner: Step, outputs: list[Definition]) -> None:
    whole, home = step.slice, step.home
    units = [u for u in whole.units if u.scope.owner is home]
    rest = [u for u in whole.units if u not in units]
    receiver, made = _receiver(planner, step, rest)
    known = planner.analysis.definitions_of
    read = {d for u in rest for d in [*u.uses, *u.mutates]}
    read |= {d for root in _roots(step) for n in planner.analysis.references(root) for d in known.get(n, ())}
    reduced = dataclasses.replace(
        whole,
        units=rest,
        closure=[d for d in whole.closure if d in read],
        defaults=[],
        captured=[d for d in whole.captured if d in read] + [d for d in made if d.unit is None],
        flags={d: flag for d, flag in whole.flags.items() if d in read},
    )
    step.part = Part(inner, receiver, made, whole, units, outputs, _local_names(planner, step, rest, outputs))
    step.slice, step.home = reduced, None


def _roots(step: Step) -> list[ast.AST]:
    roots = [f.node for f in step.slice.fetches if f.node is not None]
    roots += [r.tensor for f in step.slice.fetches if f.role == "summary" for r in f.value.info]
    return roots + [n for t in step.slice.trains for n in (t.loss, t.pairs, t.variables, t.step) if n is not None]


def _receiver(planner: "Planner", step: Step, rest: list[Unit]) -> tuple[str, list[Definition]]:
    """The name of the object where the function stands, and what binds it.

    Raises:
        Unsupported: it is no name, or several.
    """
    known = planner.analysis.definitions_of
    inner = [u.statement for u in rest] + [n for t in step.slice.trains for n in (t.loss, t.pairs) if n is not None]
    inner += [r.tensor for f in step.slice.fetches if f.role == "summary" for r in f.value.info]
    for roots in (inner, [*_roots(step), *(feed.key for run in step.runs for feed in run.feeds or ())]):
        found = [
            n.value
            for root in roots
            for n in of_type(root, ast.Attribute)
            if any(d.env is step.home.env for d in known.get(n, ()))
        ]
        if found:
            break
    names = {n.id for n in found if isinstance(n, ast.Name) and "." not in n.id}
    definitions = {d for n in found for d in known.get(n, ())}
    if len(names) != 1 or not all(isinstance(n, ast.Name) for n in found) or len(definitions) != 1:
        raise Unsupported(
            step.slice.run.node,
            "TFM903",
            "what is run here belongs to an object, and to another file, where the object has no single name",
            "give the class a method for its part",
        )
    return names.pop(), list(definitions)


def _local_names(planner: "Planner", step: Step, rest: list[Unit], outputs: list[Definition]) -> dict[Definition, str]:
    """Names of what the method returns: those that the program gives them outside of the class, or their own."""
    known = {i.definition: i.name for i in step.inputs}
    taken = {n.id for u in rest for n in of_type(u.statement, ast.Name)} | set(known.values())
    taken |= {n.id for root in _roots(step) for n in of_type(root, ast.Name)}
    for unit in rest:
        for target, value in methods.assignments(planner.analysis, unit):
            definitions = planner.analysis.definitions_of.get(value, ())
            if (
                isinstance(target, ast.Name)
                and len(definitions) == 1
                and definitions[0] in outputs
                and (definitions[0] not in known and len([d for d in planner.bindings_of(target.id)]) == 1)
            ):
                known[definitions[0]] = target.id
    for definition in outputs:
        if definition in known:
            continue
        name, number = last(definition.name), 0
        while name in taken:
            number += 1
            name = f"{last(definition.name)}_{number}"
        taken.add(name)
        known[definition] = name
    return known
