"""json for programs: see `tf2migrate.reporting.json_document`, which holds the schema."""

from tf2migrate.reporting.json_document import render

__all__ = ["render"]
