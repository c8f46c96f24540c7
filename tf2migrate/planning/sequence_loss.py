"""The cross entropy of sequences, weighted and averaged."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tf2migrate.analysis.arguments import argument, has_star
from tf2migrate.analysis.program import Unsupported
from tf2migrate.analysis.values import LeafKind
from tf2migrate.planning.recipe import Code, Recipe
from tf2migrate.rules import symbols

if TYPE_CHECKING:
    from tf2migrate.planning.planner import Planner

_FLAGS = ("average_across_timesteps", "average_across_batch")
_REFUSED = ("sum_over_timesteps", "sum_over_batch", "softmax_loss_function")


def sequence_loss(planner: "Planner", call: ast.Call) -> Recipe:
    """`contrib.seq2seq.sequence_loss` as the sum of the weighted cross entropies by the sum of the weights.

    Raises:
        Unsupported: another loss is given, or the kind of average is not known.
    """
    values = planner.analysis.values
    parameters = symbols.lookup("contrib.seq2seq.sequence_loss").parameters
    given = {name: argument(call, parameters, name) for name in parameters}
    if has_star(call) or None in (given["logits"], given["targets"], given["weights"]):
        raise Unsupported(call, "TFM214", "sequence_loss whose arguments are not visible", "write the arguments out")
    if any(given[name] is not None and values[given[name]].constant not in (None, False) for name in _REFUSED):
        raise Unsupported(
            call,
            "TFM214",
            "sequence_loss with a loss function or sums of its own",
            "write the sum of the weighted losses",
        )
    averages = [True if given[name] is None else values[given[name]].constant for name in _FLAGS]
    if any(flag not in (True, False) for flag in averages):
        raise Unsupported(call, "TFM214", "how sequence_loss averages is not known", "write True or False")
    if any(leaf.kind is LeafKind.RANDOM for leaf in values[given["weights"]].all_leaves()) and not isinstance(
        given["weights"], ast.Name
    ):
        raise Unsupported(call, "TFM214", "the weights of sequence_loss are drawn at random", "give them a name")
    planner.result.apply("TFM214", call)
    tf = planner.tf
    entropy = f"{tf}.nn.sparse_softmax_cross_entropy_with_logits(labels={{0}}, logits={{1}}) * ({{2}})"
    parts = (given["targets"], given["logits"], given["weights"])
    if averages == [False, False]:
        return Code(entropy, parts)
    axis = "" if all(averages) else ", axis=0" if averages[1] else ", axis=1"
    total = f"{tf}.reduce_sum({entropy}{axis})"
    return Code(f"{tf}.math.divide_no_nan(\n    {total},\n    {tf}.reduce_sum({{2}}{axis}))", parts)
