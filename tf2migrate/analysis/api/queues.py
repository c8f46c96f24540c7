"""Queues that a program fills itself: objects that stay where they stand, and that functions fill and empty."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tf2migrate.analysis.api.handlers import handles
from tf2migrate.analysis.api.known import dtype_name
from tf2migrate.analysis.arguments import argument
from tf2migrate.analysis.program import Environment
from tf2migrate.analysis.values import UNKNOWN, Kind, Leaf, LeafKind, Value, read_leaves, tensor

if TYPE_CHECKING:
    from tf2migrate.analysis.interpreter import Interpreter

QUEUE = "queue"  # the path of their values
_PARAMETERS = {
    "FIFOQueue": ("capacity", "dtypes", "shapes", "names", "shared_name", "name"),
    "RandomShuffleQueue": (
        "capacity", "min_after_dequeue", "dtypes", "shapes", "names", "seed", "shared_name", "name",
    ),
}  # fmt: skip
# Methods with their parameters; what they give is drawn anew at each run.
_METHODS = {
    "enqueue": ("vals", "name"),
    "enqueue_many": ("vals", "name"),
    "dequeue": ("name",),
    "dequeue_many": ("n", "name"),
    "dequeue_up_to": ("n", "name"),
    "size": ("name",),
    "close": ("cancel_pending_enqueues", "name"),
}


@handles(*_PARAMETERS)
def _queue(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]) -> Value:
    reason = None
    if any(value.dynamic for value in values):
        reason = "a queue is made of what a session computes"
    elif interpreter.frames or interpreter.loop_depth:
        reason = "a queue is made in a helper function or a loop"
    elif argument(node, _PARAMETERS[path], "shared_name") is not None:
        reason = "a queue is shared with other sessions"
    elif argument(node, _PARAMETERS[path], "names") is not None:
        reason = "the components of a queue have names"
    if reason is not None:
        interpreter.problem(node, "TFM607", reason, "make it once with tf.queue, outside of the functions that use it")
    dtypes = argument(node, _PARAMETERS[path], "dtypes")
    single = isinstance(dtypes, (ast.List, ast.Tuple)) and len(dtypes.elts) != 1
    listed = dtypes.elts if isinstance(dtypes, (ast.List, ast.Tuple)) else [dtypes] if dtypes is not None else []
    kinds = [dtype_name(interpreter.analysis.values.get(part)) for part in listed]
    return Value(Kind.PYTHON, path=QUEUE, node=node, info=kinds if single else kinds[:1])


def method(interpreter: "Interpreter", node: ast.Call, queue: Value, name: str, values: list[Value]) -> Value:
    """The value of `queue.name(...)`."""
    if name not in _METHODS or any(isinstance(a, ast.Starred) for a in node.args):
        interpreter.problem(node, "TFM607", f"{name}(...) of a queue", "call enqueue and dequeue of tf.queue")
        return UNKNOWN
    leaves = read_leaves(values)
    if name.startswith("dequeue") or name == "size":
        leaves |= {Leaf(LeafKind.RANDOM, node)}
    else:
        done = tensor(leaves | {Leaf(LeafKind.EFFECT, node)}, node)
        return Value(Kind.GROUP, done.leaves, items=[done], nodes=[node], node=node)  # an op without a value
    if name == "size":
        return tensor(leaves, node, dtype="int32", rank=0)
    if len(queue.info) == 1:
        return tensor(leaves, node, dtype=queue.info[0])
    return Value(Kind.SEQUENCE, items=[tensor(leaves, dtype=kind) for kind in queue.info], path=QUEUE)


def filled_and_emptied(value: Value) -> bool:
    """Whether one run puts something into a queue and takes something out: TensorFlow 1 did both at a time."""
    origins = [leaf.origin for leaf in value.all_leaves() if isinstance(leaf.origin, ast.Call)]
    named = [origin.func.attr for origin in origins if isinstance(origin.func, ast.Attribute)]
    return any(name.startswith("enqueue") for name in named) and any(name.startswith("dequeue") for name in named)
