"""Seeded random ops: one op of a graph drew on from run to run, a function starts from the seed.

Measured on TF 2.21: two functions that hold the same draw, under one seed, draw the same numbers.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tf2migrate.analysis.arguments import argument
from tf2migrate.analysis.tree import of_type
from tf2migrate.planning.recipe import Special
from tf2migrate.result import Diagnostic, Safety
from tf2migrate.rules import symbols

if TYPE_CHECKING:
    from tf2migrate.planning.planner import Planner
    from tf2migrate.planning.steps import Step

_GRAPH_SEED = ("set_random_seed", "random.set_random_seed")


def note(planner: "Planner") -> None:
    """Note every seeded draw that more than one function of the plan holds."""
    graph_seed = any(path in _GRAPH_SEED for path in planner.analysis.symbols.values())
    holders: dict[ast.Call, list["Step"]] = {}
    for step in planner.steps:
        for call in _draws(planner, step, graph_seed):
            holders.setdefault(call, []).append(step)
    for call, steps in sorted(holders.items(), key=lambda held: (held[0].lineno, held[0].col_offset)):
        if len(steps) > 1:
            names = " and ".join(step.name for step in steps)
            planner.result.apply("TFM112", call)
            planner.result.diagnostics.append(
                Diagnostic(
                    planner.path_of(call),
                    call.lineno,
                    call.col_offset + 1,
                    "TFM112",
                    f"{names} draw the same numbers here, for each starts from the seed; in TensorFlow 1 they "
                    "drew on, one after the other",
                    "draw once and hand the numbers over, or drop the seed",
                    Safety.SAFE,
                )
            )


def _draws(planner: "Planner", step: "Step", graph_seed: bool) -> list[ast.Call]:
    roots = [unit.statement for unit in step.slice.units] + [o.node for o in step.outputs if o.node is not None]
    found = [call for root in roots for call in of_type(root, ast.Call) if _seeded(planner, call, graph_seed)]
    return list(dict.fromkeys(found))


def _seeded(planner: "Planner", call: ast.Call, graph_seed: bool) -> bool:
    symbol = symbols.lookup(planner.analysis.symbols.get(call.func, ""))
    if symbol is None or symbol.returns != "stateful" or "seed" not in symbol.parameters:
        return False
    if isinstance(planner.result.overrides.get(call), Special):
        return False  # a layer, which has a generator of its own
    seed = argument(call, symbol.parameters, "seed")
    own = seed is not None and not (isinstance(seed, ast.Constant) and seed.value is None)
    return own or graph_seed
