"""Summaries that are written out as protocol buffers: `tf.Summary` with values of Python.

`summary.value.add(tag=t, simple_value=v)` and `tf.Summary.Value(tag=t, simple_value=v)` hold numbers that are known
where they are written, so that `tf.summary.scalar(t, v)` under the writer takes their place. A message that is
filled in another place than it is written in is a dict of its values meanwhile.
"""

from __future__ import annotations

import ast
import dataclasses
from typing import TYPE_CHECKING

from tf2migrate.analysis.arguments import argument
from tf2migrate.analysis.program import Unsupported
from tf2migrate.analysis.values import Kind
from tf2migrate.planning.recipe import Block, Code, Line, Statement

if TYPE_CHECKING:
    from tf2migrate.planning.planner import Planner

MESSAGES = frozenset({"Summary", "summary.Summary"})
VALUES = frozenset({"Summary.Value", "summary.Summary.Value"})
NAMES = MESSAGES | VALUES
_ADVICE = "write its value with tf.summary.scalar under writer.as_default(step=...)"
_LOOPS = (ast.For, ast.While)


@dataclasses.dataclass
class _Message:
    """One message: what it is made with, what is added to it, and where it is written."""

    made: ast.Call
    entries: list[tuple[ast.expr, ast.expr]]
    statement: ast.Assign | None = None
    added: dict[ast.stmt, tuple[ast.expr, ast.expr]] = dataclasses.field(default_factory=dict)
    written: list[tuple[ast.stmt, ast.Call]] = dataclasses.field(default_factory=list)


def plan(planner: "Planner") -> None:
    """Plan the messages of the program.

    Raises:
        Unsupported: a message holds more than numbers, or goes elsewhere than to a writer of this program.
    """
    planned: set[ast.expr] = set()
    for call in planner.analysis.nodes(ast.Call):
        if planner.analysis.symbols.get(call.func) in MESSAGES:
            message = _message(planner, call, planned)
            _rewrite(planner, message)
            planner.result.apply("TFM402", message.written[0][1])
            planned.add(call.func)
    for node, path in planner.analysis.symbols.items():
        if (
            path in NAMES
            and node not in planned
            and planner.analysis.symbols.get(planner.parents.get(node)) not in NAMES
        ):
            raise Unsupported(node, "TFM402", "a summary is made by hand, and not only to be written here", _ADVICE)


def _message(planner: "Planner", call: ast.Call, planned: set[ast.expr]) -> _Message:
    message = _Message(call, _entries(planner, call, planned))
    parent = planner.parents[call]
    if isinstance(parent, ast.Call):
        message.written.append(_written(planner, parent, call))
        return message
    if not isinstance(parent, ast.Assign) or len(parent.targets) != 1 or not isinstance(parent.targets[0], ast.Name):
        raise Unsupported(call, "TFM402", "a summary that is made by hand has no name of its own", _ADVICE)
    message.statement = parent
    definitions = [d for d in planner.analysis.uses_of if d.node is parent.targets[0]]
    uses = dict.fromkeys(use for d in definitions for use in planner.analysis.uses_of[d] if use is not d.node)
    for use in uses:
        if any(d not in definitions for d in planner.analysis.definitions_of.get(use, ())):
            raise Unsupported(use, "TFM402", "which summary this is depends on the way that led here", _ADVICE)
        attribute = planner.parents[use]
        if isinstance(attribute, ast.Call):
            message.written.append(_written(planner, attribute, use))
        else:
            statement, entry = _added(planner, attribute, use)
            message.added[statement] = entry
    if not message.written:
        raise Unsupported(call, "TFM402", "a summary that is made by hand is not written here", _ADVICE)
    return message


def _entries(planner: "Planner", call: ast.Call, planned: set[ast.expr]) -> list[tuple[ast.expr, ast.expr]]:
    if not call.args and not call.keywords:
        return []
    values = (
        call.keywords[0].value
        if len(call.keywords) == 1 and not call.args and call.keywords[0].arg == "value"
        else None
    )
    if not isinstance(values, (ast.List, ast.Tuple)):
        raise Unsupported(call, "TFM402", "the values of a summary that is made by hand are not listed here", _ADVICE)
    found = []
    for value in values.elts:
        if not isinstance(value, ast.Call) or planner.analysis.symbols.get(value.func) not in VALUES:
            raise Unsupported(
                value, "TFM402", "the values of a summary that is made by hand are not listed here", _ADVICE
            )
        found.append(_entry(value))
        planned.add(value.func)
    return found


def _entry(call: ast.Call) -> tuple[ast.expr, ast.expr]:
    given = {keyword.arg: keyword.value for keyword in call.keywords}
    if not call.args and given.keys() == {"tag", "image_values"}:  # see `preparation.fed_summaries`
        return given["tag"], given["image_values"]
    if call.args or given.keys() != {"tag", "simple_value"}:
        raise Unsupported(call, "TFM402", "a summary that is made by hand holds more than a number", _ADVICE)
    return given["tag"], given["simple_value"]


def _added(planner: "Planner", attribute: ast.AST, use: ast.expr) -> tuple[ast.stmt, tuple[ast.expr, ast.expr]]:
    """`summary.value.add(tag=..., simple_value=...)` as a statement."""
    method = planner.parents[attribute]
    call = planner.parents[method]
    statement = planner.parents[call]
    if (
        not isinstance(attribute, ast.Attribute)
        or attribute.attr != "value"
        or not isinstance(method, ast.Attribute)
        or method.attr != "add"
        or not isinstance(call, ast.Call)
        or call.func is not method
        or not isinstance(statement, ast.Expr)
    ):
        raise Unsupported(use, "TFM402", "a summary that is made by hand is used in another way", _ADVICE)
    return statement, _entry(call)


def _written(planner: "Planner", call: ast.Call, given: ast.expr) -> tuple[ast.stmt, ast.Call]:
    """`writer.add_summary(summary, step)` as a statement."""
    owner = planner.analysis.values.get(getattr(call.func, "value", None))
    statement = planner.parents[call]
    if (
        owner is None
        or owner.kind is not Kind.WRITER
        or call.func.attr != "add_summary"
        or not isinstance(statement, ast.Expr)
        or argument(call, ("summary", "global_step"), "summary") is not given
    ):
        raise Unsupported(call, "TFM402", "a summary that is made by hand goes elsewhere than to a writer", _ADVICE)
    return statement, call


def _rewrite(planner: "Planner", message: _Message) -> None:
    if message.statement is None or _is_together(planner, message):
        ((statement, call),) = message.written
        lines: list[Statement] = [_scalar(planner, entry) for entry in message.entries]
        lines += [_scalar(planner, entry, added) for added, entry in message.added.items()]
        planner.result.statements[statement] = [_under(planner, call, lines)] if lines else []
        planner.result.removed.update(message.added)
        if message.statement is not None:
            planner.result.removed.add(message.statement)
            planner.result.unread.add(message.statement)
        return
    _refuse_repeated(planner, message)
    name = message.statement.targets[0].id
    parts = [part for entry in message.entries for part in entry]
    text = ", ".join(f"{{{n}}}: {{{n + 1}}}" for n in range(0, len(parts), 2))
    made = Code(f"{name} = {{{{{text}}}}}", tuple(parts)) if parts else Code(f"{name} = {{}}")
    planner.result.statements[message.statement] = [Line(made, message.statement)]
    for added, (tag, value) in message.added.items():
        planner.result.statements[added] = [Line(Code(f"{name}[{{0}}] = {{1}}", (tag, value)), added)]
    for statement, call in message.written:
        tag, value = planner.names.fresh("tag"), planner.names.fresh("value")
        loop = Block(
            Code(f"for {tag}, {value} in {name}.items():"), [Line(Code(f"{planner.tf}.summary.scalar({tag}, {value})"))]
        )
        planner.result.statements[statement] = [_under(planner, call, [loop])]


def _scalar(planner: "Planner", entry: tuple[ast.expr, ast.expr], statement: ast.stmt | None = None) -> Line:
    keyword = planner.parents.get(entry[1])
    kind = "image" if isinstance(keyword, ast.keyword) and keyword.arg == "image_values" else "scalar"
    return Line(Code(f"{planner.tf}.summary.{kind}({{0}}, {{1}})", entry), statement)


def _under(planner: "Planner", call: ast.Call, body: list[Statement]) -> Block:
    step = argument(call, ("summary", "global_step"), "global_step")
    return Block(
        Code("with {0}.as_default(step={1}):", (call.func.value, step if step is not None else Code("0"))), body
    )


def _is_together(planner: "Planner", message: _Message) -> bool:
    """Whether nothing but what fills the message stands between the first value of it and its one writing."""
    block = _block(planner, message.statement)
    inside = [message.statement, *message.added, *[statement for statement, _ in message.written]]
    if len(message.written) > 1 or any(statement not in block for statement in inside):
        return False
    filling = [message.statement] if message.entries else list(message.added)
    start, end = block.index(filling[0]) if filling else 0, block.index(message.written[0][0])
    return (
        block.index(message.statement) <= start
        and all(statement in message.added or statement is message.statement for statement in block[start:end])
        and all(block.index(statement) < end for statement in message.added)
    )


def _block(planner: "Planner", statement: ast.stmt) -> list[ast.stmt]:
    parent = planner.parents[statement]
    return next(
        block
        for name in ("body", "orelse", "finalbody", "handlers")
        for block in [getattr(parent, name, [])]
        if isinstance(block, list) and statement in block
    )


def _refuse_repeated(planner: "Planner", message: _Message) -> None:
    """A dict holds one number for each tag."""
    tags = [ast.unparse(tag) for tag, _ in (*message.entries, *message.added.values())]
    if len(set(tags)) < len(tags):
        raise Unsupported(message.made, "TFM402", "a summary that is made by hand holds a tag twice", _ADVICE)
    around = _loops(planner, message.statement)
    for statement, (tag, _) in message.added.items():
        loops = _loops(planner, statement)
        if loops != around and not (loops[1:] == around and _one_for_each(loops[0], tag)):
            raise Unsupported(message.made, "TFM402", "a summary that is made by hand is filled in a loop", _ADVICE)


def _one_for_each(loop: ast.AST, tag: ast.expr) -> bool:
    """Whether the tag is made of the key of a loop over a dict, so that it differs in each round."""
    if (
        not isinstance(loop, ast.For)
        or not isinstance(loop.target, ast.Tuple)
        or not isinstance(loop.target.elts[0], ast.Name)
        or not ast.unparse(loop.iter).endswith((".items()", ".iteritems()"))
    ):
        return False
    parts = (tag.left, tag.right) if isinstance(tag, ast.BinOp) and isinstance(tag.op, ast.Add) else (tag,)
    names = [part for part in parts if isinstance(part, ast.Name)]
    return [name.id for name in names] == [loop.target.elts[0].id] and all(
        isinstance(part, ast.Constant) for part in parts if part not in names
    )


def _loops(planner: "Planner", node: ast.AST) -> list[ast.AST]:
    found = []
    while node in planner.parents:
        node = planner.parents[node]
        if isinstance(node, (*_LOOPS, ast.FunctionDef)):
            found.append(node)
    return found
