"""`tf.saved_model.simple_save` becomes a function with a signature, saved by `tf.saved_model.save`."""

from __future__ import annotations

import ast
import dataclasses
from typing import TYPE_CHECKING

from tf2migrate.analysis.exports import SERVING
from tf2migrate.analysis.program import Run, Unsupported, Variable
from tf2migrate.analysis.values import LeafKind
from tf2migrate.planning import holders
from tf2migrate.planning.fetches import Fetch, Structure
from tf2migrate.planning.recipe import Code, FunctionCode, Line, Parameter, Recipe

if TYPE_CHECKING:
    from tf2migrate.planning.planner import Planner
    from tf2migrate.planning.steps import Step

RULE = "TFM405"
_ADVICE = "write a tf.function with an input_signature, and give it to tf.saved_model.save as signatures="


def rewrite(planner: "Planner", run: Run, structure: Structure, step: "Step | None") -> None:
    """Write the function that is served, and save it with the variables that it reads.

    Raises:
        Unsupported: it would need what is not known where the model is saved.
    """
    statement = planner.parents[run.node]
    if not isinstance(statement, ast.Expr):
        raise Unsupported(run.node, RULE, "the value of the call that saves a model is used", _ADVICE)
    if step is None or step.home is not None or step.slice.captured or step.slice.trains or not step.code.decorated:
        raise Unsupported(run.node, RULE, "what a saved model computes is not a function of its inputs alone", _ADVICE)
    parameters = _parameters(run, step)
    name = planner.fresh(run.unit, run.export.signature)
    function = FunctionCode(name, parameters, [*_body(run, structure, step)])
    planner.result.before.setdefault(statement, []).append(function)
    signatures = name if run.export.signature == SERVING else f"{{{run.export.signature!r}: {name}}}"
    planner.result.overrides[run.node] = Code(
        f"{planner.tf}.saved_model.save({{0}}, {{1}}, signatures={signatures})",
        (_tracked(planner, run), run.export.directory),
    )
    planner.result.apply(RULE, run.node)


def _parameters(run: Run, step: "Step") -> list[Parameter]:
    """The inputs by their names in the signature, with the dtypes and shapes of the placeholders."""
    known = {given.placeholder: parameter for given, parameter in zip(step.inputs, step.code.parameters)}
    found = []
    for name, feed in zip(run.export.inputs, run.feeds):
        record = feed.key_value.info
        parameter = known.get(record) or Parameter(name, record.dtype, record.shape, specified=record.dtype is not None)
        if not parameter.specified:
            raise Unsupported(run.node, RULE, f"the type of the input {name} is not known", _ADVICE)
        found.append(dataclasses.replace(parameter, name=name, source=None))
    return found


def _body(run: Run, structure: Structure, step: "Step") -> list[Line]:
    names = dict(zip((feed.key_value.info for feed in run.feeds), run.export.inputs))
    if any(given.placeholder not in names or given.iterator is not None or given.optional for given in step.inputs):
        raise Unsupported(run.node, RULE, "what a saved model computes is not a function of its inputs alone", _ADVICE)
    call = f"{step.name}({', '.join(names[given.placeholder] for given in step.inputs)})"
    keys = [key.value for key in structure.keys]
    fetches = [item.fetch for item in structure.items]
    if any(fetch is None or fetch.role != "value" for fetch in fetches):
        raise Unsupported(run.node, RULE, "an output of a saved model is no tensor", _ADVICE)
    outputs = list(dict.fromkeys(fetch.key for fetch in step.outputs))
    if len(outputs) == 1:
        return [Line(Code(f"return {_dict([(key, call) for key in keys])}"))]
    values = [_value_name(keys, fetches, key) for key in outputs]
    pairs = [(key, values[outputs.index(fetch.key)]) for key, fetch in zip(keys, fetches)]
    return [Line(Code(f"{', '.join(values)} = {call}")), Line(Code(f"return {_dict(pairs)}"))]


def _value_name(keys: list[str], fetches: list[Fetch], output: tuple) -> str:
    """What an output of the step is called in the function: by its key, or `_` when it is not served."""
    return next((key for key, fetch in zip(keys, fetches) if fetch.key == output), "_")


def _dict(pairs: list[tuple[str, str]]) -> str:
    return "{" + ", ".join(f'"{key}": {value}' for key, value in pairs) + "}"


def _tracked(planner: "Planner", run: Run) -> Recipe:
    """What is saved has to track the variables that the function reads."""
    leaves = [leaf for leaf in run.value.all_leaves() if leaf.kind is LeafKind.VARIABLE]
    records = sorted(
        {leaf.origin for leaf in leaves if isinstance(leaf.origin, Variable)}, key=planner.analysis.variables.index
    )
    if not records:
        return Code(f"{planner.tf}.Module()")
    members = holders.holders(planner, records, run.unit)
    return holders.checkpoint(planner.tf, [(holders.keyword(key), recipe) for key, recipe in members])
