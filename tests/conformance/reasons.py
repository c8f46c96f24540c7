"""Why a row is not proven by execution."""

from __future__ import annotations

from tf2migrate.rules import symbols
from tf2migrate.rules.symbols import Disposition

_BY_NAME = (
    ("estimator.", "the module is gone from TensorFlow 2"),
    ("contrib.tpu.", "it needs a TPU"),
    ("contrib.cluster_resolver.", "it needs a cluster"),
    ("contrib.", "contrib is gone"),
    ("python.", "it is a private module of 1.15"),
)


def reason(name: str, level: str) -> str:
    """One phrase."""
    symbol = symbols.lookup(name)
    for head, text in _BY_NAME:
        if name.startswith(head) and (symbol is None or symbol.disposition is Disposition.GONE):
            return text
    if symbol is None:
        return "it has no row"
    if symbol.disposition is Disposition.GONE:
        return "it is gone, and the advice is not code"
    if symbol.disposition is Disposition.LOWERED:
        return "no recorded program has it"
    return "no recorded call has it"
