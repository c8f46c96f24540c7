"""Summaries, savers, exports and metrics."""

from __future__ import annotations

import ast
import dataclasses
from typing import TYPE_CHECKING

from tf2migrate.analysis import exports
from tf2migrate.analysis.api.handlers import handles
from tf2migrate.analysis.api.variables import in_graph, visible
from tf2migrate.analysis.arguments import argument
from tf2migrate.analysis.program import Environment, Metric, Saver, Summary
from tf2migrate.analysis.values import Kind, Leaf, LeafKind, Value, read_leaves

if TYPE_CHECKING:
    from tf2migrate.analysis.interpreter import Interpreter


def summary(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]) -> Value:
    names = ("name", "values") if path.endswith("histogram") else ("name", "tensor")
    tag, value = argument(node, names, "name"), argument(node, names, names[1])
    many = len(node.args) == 1 and not node.keywords and values and values[0].kind is Kind.MAPPING
    if many:
        value = tag
    if any(frame.uncalled for frame in interpreter.frames) and len(node.args) == 2 and not node.keywords:
        return Value(Kind.SUMMARY, read_leaves(values))  # it means the same under a writer of TensorFlow 2
    if tag is None or value is None or interpreter.frames or interpreter.loop_depth:
        interpreter.problem(
            node,
            "TFM401",
            "a summary is made in a helper function or in a loop",
            "write it with tf.summary under a writer where the value is known",
        )
        return Value(Kind.SUMMARY, read_leaves(values))
    collections = argument(node, (), "collections")
    record = Summary(
        node, path, tag, value, interpreter.next_index(), interpreter.unit, collected=collections is None, many=many
    )
    if collections is not None:
        interpreter.problem(node, "TFM401", "a summary with collections=", "keep its value in a name of its own")
    interpreter.analysis.summaries.append(record)
    interpreter.unit.creates.append(record)
    return Value(Kind.SUMMARY, read_leaves(values), info=[record], node=node)


# Names before 1.0, whose tag was the text that they were given: no scope stood before it, and no character changed.
OLD_SUMMARIES = {
    "scalar_summary": "summary.scalar",
    "histogram_summary": "summary.histogram",
    "image_summary": "summary.image",
}


@handles(*OLD_SUMMARIES)
def _old_summary(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]) -> Value:
    if len(node.args) != 2 or node.keywords:
        interpreter.problem(
            node,
            "TFM401",
            "a summary of before TensorFlow 1.0 with more than a tag and a value",
            "write it with tf.summary under a writer where the value is known",
        )
    made = summary(interpreter, node, OLD_SUMMARIES[path], env, values)
    for record in made.info or ():
        record.literal = True
    return made


@handles("summary.merge_all", "merge_all_summaries")
def _merge_all(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]) -> Value:
    apart = interpreter.places.apart if interpreter.analysis.entries else lambda one, other: False
    here = [
        s
        for s in interpreter.analysis.summaries
        if interpreter.variable_scopes.beside(s.unit) and not apart(s.unit.statement, node)
    ]
    return Value(Kind.SUMMARY, info=here, node=node)


@handles("summary.merge", "merge_summary")
def _merge(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]) -> Value:
    records: list[Summary] = []
    members = values[0].children() if values else []
    for member in members:
        if member.kind is Kind.SUMMARY and member.info:
            records += [r for r in member.info if r not in records]
    if not records:
        interpreter.problem(node, "TFM401", "the members of a merged summary are not known", "merge a list of names")
    return Value(Kind.SUMMARY, info=records, node=node)


@handles("summary.FileWriter", "train.SummaryWriter")
def _writer(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]) -> Value:
    interpreter.analysis.writers.append(node)
    interpreter.unit.creates.append("writer")
    return Value(Kind.WRITER, node=node)


@handles(exports.NAME)
def _export(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]) -> Value:
    return exports.record(interpreter, node)


@handles("train.Saver")
def _saver(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]) -> Value:
    parameters = ("var_list", "reshape", "sharded", "max_to_keep")
    var_list = argument(node, parameters, "var_list")
    record = Saver(
        node,
        var_list,
        argument(node, parameters, "max_to_keep"),
        visible(interpreter, node),
        [
            o
            for o in interpreter.analysis.optimizers
            if o.trains
            and o.stands_for in (None, o)
            and in_graph(interpreter, o.unit, node)
            and interpreter.variable_scopes.beside(o.unit)
        ],
        interpreter.unit,
        interpreter.analysis.values.get(var_list) if var_list is not None else None,
    )
    interpreter.analysis.savers.append(record)
    interpreter.unit.creates.append(record)
    return Value(Kind.SAVER, info=record, node=node)


def metric(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]) -> Value:
    record = Metric(node, path, "", interpreter.unit)
    if interpreter.frames or interpreter.loop_depth or path not in METRICS or not _is_plain_metric(node, path):
        interpreter.problem(node, "TFM403", f"tf.{path} has no lowering here", "use the tf.keras.metrics class")
    interpreter.analysis.metrics.append(record)
    interpreter.unit.creates.append(record)
    leaves = read_leaves(values)
    pair = [
        Value(Kind.METRIC, leaves, info=record, constant=0, node=node),
        Value(Kind.METRIC, leaves | {Leaf(LeafKind.EFFECT, node)}, info=record, constant=1, node=node),
    ]
    return Value(Kind.SEQUENCE, items=pair, info=record)


@dataclasses.dataclass(frozen=True)
class MetricClass:
    """The Keras class that computes the same number as a function of tf.metrics.

    Attributes:
        keras: its name.
        parameters: those of the TF1 function that say what is measured, in order.
        constructor: the one of them that the constructor takes, if any.
        of_booleans: whether TF1 takes everything but zero for true, where Keras has a threshold.
    """

    keras: str
    parameters: tuple[str, ...] = ("labels", "predictions", "weights")
    constructor: str = ""
    of_booleans: bool = False


METRICS = {
    "metrics.accuracy": MetricClass("Accuracy"),
    "metrics.mean": MetricClass("Mean", ("values", "weights")),
    "metrics.mean_squared_error": MetricClass("MeanSquaredError"),
    "metrics.mean_absolute_error": MetricClass("MeanAbsoluteError"),
    "metrics.root_mean_squared_error": MetricClass("RootMeanSquaredError"),
    "metrics.precision": MetricClass("Precision", of_booleans=True),
    "metrics.recall": MetricClass("Recall", of_booleans=True),
    "metrics.true_positives": MetricClass("TruePositives", of_booleans=True),
    "metrics.true_negatives": MetricClass("TrueNegatives", of_booleans=True),
    "metrics.false_positives": MetricClass("FalsePositives", of_booleans=True),
    "metrics.false_negatives": MetricClass("FalseNegatives", of_booleans=True),
    "metrics.auc": MetricClass("AUC"),
    "metrics.mean_iou": MetricClass("MeanIoU", ("labels", "predictions", "num_classes", "weights"), "num_classes"),
    "metrics.sensitivity_at_specificity": MetricClass(
        "SensitivityAtSpecificity", ("labels", "predictions", "specificity", "weights"), "specificity"
    ),
}

_METRIC_OPTIONS = ("name", "metrics_collections", "updates_collections")


def _is_plain_metric(node: ast.Call, path: str) -> bool:
    """Whether the call says nothing that the class computes in another way (another curve, other thresholds)."""
    parameters = METRICS[path].parameters
    return len(node.args) <= len(parameters) and all(
        k.arg in parameters or k.arg in _METRIC_OPTIONS for k in node.keywords
    )
