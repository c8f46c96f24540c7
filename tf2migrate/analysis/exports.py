"""`tf.saved_model.simple_save` as a run site: what it saves computes the outputs from the inputs."""

from __future__ import annotations

import ast
import keyword
from typing import TYPE_CHECKING

from tf2migrate.analysis.arguments import argument, has_star
from tf2migrate.analysis.program import Export, Feed
from tf2migrate.analysis.values import PYTHON, Kind, Value

if TYPE_CHECKING:
    from tf2migrate.analysis.interpreter import Interpreter

NAME = "saved_model.simple_save"
# `signature` is ours: what a builder is given is written as this call, and may have another name for its signature.
PARAMETERS = ("session", "export_dir", "inputs", "outputs", "legacy_init_op", "signature")
SERVING = "serving_default"
_ADVICE = "write a tf.function with an input_signature, and give it to tf.saved_model.save as signatures="


def record(interpreter: "Interpreter", node: ast.Call) -> Value:
    """Record the call as a run of its outputs, fed with its inputs."""
    given = {name: argument(node, PARAMETERS, name) for name in PARAMETERS}
    reason = None if not has_star(node) else "its arguments are not visible"
    for name in ("inputs", "outputs"):
        reason = reason or _refused(interpreter, name, given[name])
    if reason is None and not _is_none(given["legacy_init_op"]):
        reason = "legacy_init_op= runs an op when the model is loaded"
    signature = given["signature"]
    if reason is None and not (signature is None or isinstance(signature, ast.Constant)):
        reason = "the name of the signature is not a constant"
    if reason is not None:
        interpreter.problem(node, "TFM405", f"tf.{NAME}: {reason}", _ADVICE)
        return PYTHON
    inputs, outputs, values = given["inputs"], given["outputs"], interpreter.analysis.values
    feeds = [Feed(tensor, values[tensor], None) for tensor in inputs.values]
    interpreter.record_run(node, outputs, values[outputs], inputs, Value(Kind.MAPPING, info=feeds), "export")
    run = interpreter.analysis.runs[-1]
    names = [key.value for key in inputs.keys]
    run.export = Export(given["export_dir"], names, signature.value if signature is not None else SERVING)
    return PYTHON


def _refused(interpreter: "Interpreter", name: str, node: ast.expr | None) -> str | None:
    """Why the tensors of a signature cannot be told."""
    if not isinstance(node, ast.Dict) or not node.keys:
        return f"{name}= is not a dict that is written down"
    if not all(
        isinstance(key, ast.Constant)
        and isinstance(key.value, str)
        and key.value.isidentifier()
        and not keyword.iskeyword(key.value)
        for key in node.keys
    ):
        return f"a key of {name}= is not the name of a parameter"
    wanted = (Kind.PLACEHOLDER,) if name == "inputs" else (Kind.TENSOR,)
    found = [interpreter.analysis.values.get(value) for value in node.values]
    if any(
        value is None or value.kind not in wanted or value.kind is Kind.PLACEHOLDER and value.info is None
        for value in found
    ):
        return f"a value of {name}= is no {wanted[0].value} that is known"
    return None


def _is_none(node: ast.expr | None) -> bool:
    return node is None or isinstance(node, ast.Constant) and node.value is None
