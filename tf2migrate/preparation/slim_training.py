"""`slim.learning.create_train_op` is written out: the update ops, a training step, and the loss that a run of it gives.

Source: `create_train_op` in tensorflow/contrib/training/python/training/training.py of 1.15.
"""

from __future__ import annotations

import ast

from tf2migrate.analysis.arguments import argument
from tf2migrate.analysis.program import Analysis
from tf2migrate.analysis.tree import walk
from tf2migrate.preparation.lines import Lines
from tf2migrate.preparation.text import CannotWrite, Text, attempted

_PATHS = ("contrib.slim.learning.create_train_op", "contrib.training.create_train_op")
# What the planner writes out, and what says nothing once it is written out; all others stay.
_TAKEN = ("total_loss", "optimizer", "global_step", "variables_to_train")
_QUIET = {
    "summarize_gradients": (False,),
    "colocate_gradients_with_ops": (True, False),
    "check_numerics": (True, False),
    "clip_gradient_norm": (0,),
    "update_ops": (None,),
    "transform_grads_fn": (None,),
    "gradient_multipliers": (None,),
}


def prepared(text: Text, analysis: Analysis, tf: str) -> Text | None:
    """The text with train ops written out; None when it has none, or one that has to stay.

    Args:
        analysis: what is known of the names in it.
        tf: what the API is called in it.
    """
    places = {(n.lineno, n.col_offset, n.end_col_offset) for n, path in analysis.symbols.items() if path in _PATHS}
    if not places:
        return None
    tree = text.tree
    lines = Lines(text, tree)
    counted = bool(analysis.savings) or any("global_step" in path for path in analysis.symbols.values())

    def written() -> Text:
        for call in (n for n in walk(tree) if isinstance(n, ast.Call)):
            if (call.func.lineno, call.func.col_offset, call.func.end_col_offset) in places:
                _write(text, lines, call, tf, counted)
        return lines.assembled()

    return attempted(text, written)


def _write(text: Text, lines: Lines, call: ast.Call, tf: str, counted: bool) -> None:
    statement = lines.parents[call]
    if (
        not isinstance(statement, ast.Assign)
        or len(statement.targets) != 1
        or len(call.args) > 2
        or any(isinstance(a, ast.Starred) for a in call.args)
    ):
        raise CannotWrite(call, "the train op has no name")
    for keyword in call.keywords:
        known = isinstance(keyword.value, ast.Constant) and keyword.value.value in _QUIET.get(keyword.arg, ())
        if keyword.arg not in _TAKEN and not known:
            raise CannotWrite(call, f"create_train_op(..., {keyword.arg}=)")
    given = {name: argument(call, ("total_loss", "optimizer"), name) for name in _TAKEN}
    if given["total_loss"] is None or given["optimizer"] is None:
        raise CannotWrite(call, "arguments are not visible")
    loss = text.segment(given["total_loss"])
    step = given["global_step"]
    none = isinstance(step, ast.Constant) and step.value is None
    more, before = "", []
    if step is not None and not none:
        more = f", global_step={text.segment(step)}"
    elif step is None and counted:
        name = lines.fresh("global_step")
        before = [f"{name} = {tf}.train.get_or_create_global_step()"]
        more = f", global_step={name}"
    if given["variables_to_train"] is not None:
        more += f", var_list={text.segment(given['variables_to_train'])}"
    update = lines.fresh("apply_gradients")
    lines.replace(
        statement,
        [
            *before,
            f"with {tf}.control_dependencies({tf}.get_collection({tf}.GraphKeys.UPDATE_OPS)):",
            f"    {update} = {text.segment(given['optimizer'])}.minimize({loss}{more})",
            f"with {tf}.control_dependencies([{update}]):",
            f"    {text.segment(statement.targets[0])} = {tf}.identity({loss})",
        ],
    )
