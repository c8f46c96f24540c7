"""What a call of the TF1 API does while the graph is built, by public TF1 name."""

from __future__ import annotations

from tf2migrate.analysis.api.builtins import builtin
from tf2migrate.analysis.api.dispatch import call, reference

__all__ = ["builtin", "call", "reference"]
