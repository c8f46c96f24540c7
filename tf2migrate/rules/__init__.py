"""The knowledge of the tool: tables of TF 1.15 symbols, and the rules with their documentation."""

from __future__ import annotations

import importlib
import pkgutil

from tf2migrate.rules.rule import Rule


def all_rules() -> tuple[Rule, ...]:
    """Every rule of the package, by id: each module in this folder lists its own in `RULES`."""
    rules: list[Rule] = []
    for module in pkgutil.iter_modules(__path__):
        rules.extend(getattr(importlib.import_module(f"{__name__}.{module.name}"), "RULES", ()))
    return tuple(sorted(rules, key=lambda rule: rule.id))
