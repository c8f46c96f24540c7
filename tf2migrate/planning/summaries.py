"""Summaries: the run returns their values, which are written where `add_summary` stood."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tf2migrate.analysis.arguments import argument
from tf2migrate.analysis.program import Summary, Unsupported
from tf2migrate.analysis.values import Kind
from tf2migrate.planning import messages
from tf2migrate.planning.recipe import Block, Code, Line, Recipe, Statement
from tf2migrate.planning.steps import scopes_of, tag

if TYPE_CHECKING:
    from tf2migrate.planning.planner import Planner

_EXTRA = {
    "max_outputs": "max_outputs",
    "max_images": "max_outputs",
    "sample_rate": "sample_rate",
    "description": "description",
}


def plan(planner: "Planner") -> None:
    """Plan the writers of the file.

    Raises:
        Unsupported: what `add_summary` is given is not a summary that a run of this file fetched.
    """
    for node in planner.analysis.writers:
        directory = argument(node, ("logdir", "graph"), "logdir")
        if directory is None:
            raise Unsupported(node, "TFM402", "a FileWriter without a directory", "pass the directory")
        planner.result.overrides[node] = Code(f"{planner.tf}.summary.create_file_writer({{0}})", (directory,))
        planner.result.apply("TFM402", node)
    messages.plan(planner)
    for unit in planner.analysis.units:
        statement = unit.statement
        if (
            statement in planner.result.statements
            or unit.header
            or not isinstance(statement, ast.Expr)
            or not isinstance(statement.value, ast.Call)
        ):
            continue
        call = statement.value
        owner = planner.analysis.values.get(getattr(call.func, "value", None))
        if owner is None or owner.kind is not Kind.WRITER:
            continue
        if call.func.attr == "add_graph":
            planner.result.removed.add(statement)
        elif call.func.attr == "add_summary":
            planner.result.statements[statement] = _written(planner, statement, call)


def _written(planner: "Planner", statement: ast.Expr, call: ast.Call) -> list[Statement]:
    given = argument(call, ("summary", "global_step"), "summary")
    step = argument(call, ("summary", "global_step"), "global_step")
    value = planner.analysis.values.get(given)
    records: list[Summary] | None = value.info if value is not None and value.path == "summary_value" else None
    if records is None:
        raise Unsupported(
            call,
            "TFM402",
            "a summary that is not fetched in this file is written",
            "write its value with tf.summary.scalar under writer.as_default(step=...)",
        )
    lines: list[Statement] = []
    name: Recipe = given
    if not isinstance(given, ast.Name):
        local = planner.names.fresh("summary")
        lines.append(Line(Code(f"{local} = {{0}}", (given,)), statement))
        name = Code(local)
    body: list[Statement] = []
    for record in records:
        kind = record.symbol.rsplit(".", 1)[1]
        text = tag(planner.analysis, record)
        if record.many:
            body.append(_each(planner, record, kind, text, name))
            continue
        extra = [(_EXTRA[k.arg], k.value) for k in record.node.keywords if k.arg in _EXTRA]
        extra_text = "".join(f", {key}={{{n + 2}}}" for n, (key, _) in enumerate(extra))
        body.append(
            Line(
                Code(
                    f"{planner.tf}.summary.{kind}({{0}}, {{1}}[{{0}}]{extra_text})",
                    (text, name, *[v for _, v in extra]),
                )
            )
        )
    step_recipe: Recipe = step if step is not None else Code("0")
    lines.append(Block(Code("with {0}.as_default(step={1}):", (call.func.value, step_recipe)), body))
    return lines


def _each(planner: "Planner", record: Summary, kind: str, key: Recipe, summary: Recipe) -> Statement:
    """Write what a loop made, under the tags that it gave."""
    tagged, value = planner.names.fresh("tag"), planner.names.fresh("value")
    scopes = "/".join(scopes_of(planner.analysis, record))
    prefixed = f"{scopes + '/'!r} + {tagged}" if scopes else tagged
    return Block(
        Code(f"for {tagged}, {value} in {{0}}[{{1}}].items():", (summary, key)),
        [Line(Code(f"{planner.tf}.summary.{kind}({prefixed}, {value})"))],
    )
