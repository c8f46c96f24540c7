"""Batch normalization: Keras moves the averages at every call in training mode, TF1 where the update op ran."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tf2migrate.analysis.api.training import UPDATE_OPS
from tf2migrate.analysis.arguments import argument
from tf2migrate.analysis.program import Layer, Placeholder, Train, Unsupported
from tf2migrate.analysis.tree import walk
from tf2migrate.analysis.values import Value
from tf2migrate.planning.steps import Step
from tf2migrate.rules import symbols

if TYPE_CHECKING:
    from tf2migrate.planning.planner import Planner

_NORMS = ("layers.batch_normalization", "contrib.layers.batch_norm", "contrib.slim.batch_norm")


def plan(planner: "Planner") -> None:
    """Check every step against what TF1 did.

    Raises:
        Unsupported: a run normalizes in training mode without its update ops, or has updates twice.
    """
    layers = [layer for layer in planner.analysis.layers if layer.symbol.endswith(_NORMS)]
    for step in planner.steps:
        for layer in layers:
            if layer.unit in step.slice.units and _trains(planner, layer, step):
                _check(planner, layer, step)


def _trains(planner: "Planner", layer: Layer, step: Step) -> bool:
    """Whether the layer may be in training mode in this step."""
    value = layer.flag
    if value is None:
        return not layer.symbol.startswith("layers.")  # contrib trains unless told otherwise
    if isinstance(value.constant, bool):
        return value.constant
    if isinstance(value.info, Placeholder):
        known = [v for d, v in step.slice.flags.items() if d.value.info is value.info]
        if not known and any(d.value.info is value.info for d in step.slice.defaults):
            known = [planner.analysis.values[value.info.default].constant]  # not fed here
        return known[0] is not False if known else True
    return True


def _check(planner: "Planner", layer: Layer, step: Step) -> None:
    collections = argument(layer.node, symbols.lookup(layer.symbol).parameters, "updates_collections")
    if collections is not None and planner.analysis.values[collections].constant is None:
        return  # TF1 moved the averages in place, as Keras does
    if all(_updates(planner, user) for user in _users(planner, step)):
        planner.result.apply("TFM209", layer.node)
        return
    what = "a training step" if step.slice.trains else "a run that only evaluates"
    raise Unsupported(
        layer.node,
        "TFM209",
        f"{what} normalizes in training mode without running the update ops: "
        "TF1 leaves the moving averages alone there, Keras moves them",
        "run the update ops with the training step (tf.control_dependencies), or evaluate with training=False",
    )


def _users(planner: "Planner", step: Step) -> list[Step]:
    """The steps whose runs do what a step does: itself, or those of which it is the part of an object."""
    users = [other for other in planner.steps if other.part is not None and other.part.inner is step]
    called = [run for other in users for run in other.runs]
    return users if users and all(run in called for run in step.runs) else [step, *users]


def _updates(planner: "Planner", step: Step) -> bool:
    """Whether every run of a step that trains runs the update ops: before the train op, or beside it."""
    trains = step.slice.trains
    beside = bool(trains) and bool(step.runs) and all(_holds_updates(run.value) for run in step.runs)
    return beside or any(updates_norms(planner, train) for train in trains)


def _holds_updates(value: Value) -> bool:
    """Whether the update ops are in what is fetched: `sess.run([train, update_ops])`, `tf.group(train, *updates)`."""
    return value.path == UPDATE_OPS or any(_holds_updates(child) for child in value.children())


def updates_norms(planner: "Planner", train: Train) -> bool:
    """Whether the train op stands under `control_dependencies` of the update ops."""
    for context in train.unit.contexts if train.unit is not None else ():
        call = context.items[0].context_expr
        if planner.analysis.symbols.get(getattr(call, "func", None)) != "control_dependencies":
            continue
        for node in walk(call):
            value = planner.analysis.values.get(node)
            if value is not None and value.path == "update_ops":
                return True
    return False
