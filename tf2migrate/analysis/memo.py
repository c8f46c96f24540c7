"""Calls that were interpreted before with the same abstract arguments, and left nothing behind but their value.

Helpers that call helpers are interpreted at every call site; without this the calls of a library of 30 files
multiply (7,000 interpretations of one function of three lines, measured on tensor2tensor).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Hashable
from typing import TYPE_CHECKING

from tf2migrate.analysis.program import Analysis, Definition, Function
from tf2migrate.analysis.values import ABSENT, Value

if TYPE_CHECKING:
    from tf2migrate.analysis.interpreter import Interpreter

_RECORDS = (
    "variables",
    "placeholders",
    "layers",
    "losses",
    "optimizers",
    "trains",
    "gradients",
    "summaries",
    "savers",
    "iterators",
    "metrics",
    "decays",
    "runs",
    "sessions",
    "savings",
    "writers",
    "name_reads",
    "identities",
    "listings",
)
_MAX_ITEMS = 16


@dataclasses.dataclass(frozen=True)
class Call:
    """What a call gave, how deep on the stack it was made, and the names from outside that it read."""

    value: Value
    depth: int
    uses: tuple[Definition, ...]


class Memo:
    """Calls by function and arguments."""

    def __init__(self) -> None:
        self._calls: dict[Hashable, Call] = {}

    def find(self, key: Hashable | None, depth: int) -> Call | None:
        """A call whose stack was no higher, so that it was followed at least as far."""
        known = self._calls.get(key) if key is not None else None
        return known if known is not None and known.depth <= depth else None

    def store(self, key: Hashable | None, call: Call) -> None:
        if key is not None:
            self._calls[key] = call


def key_of(function: Function, arguments: list[Value], keywords: dict[str | None, Value]) -> Hashable | None:
    """What tells calls of a function apart; None when an argument has too many sides."""
    try:
        key = (function, tuple(map(_sides, arguments)), tuple((name, _sides(v)) for name, v in keywords.items()))
        hash(key)
    except (TypeError, _TooMany):
        return None
    return key


def coarse_key(function: Function, arguments: list[Value], keywords: dict[str | None, Value]) -> Hashable:
    """The same for a function that nobody calls: only the types of the arguments tell its calls apart."""
    given = [*arguments, *keywords.values()]
    return (function.node, tuple(keywords), tuple((v.kind, v.path, v.dtype, v.rank) for v in given))


class _TooMany(Exception):
    pass


def _sides(value: Value) -> Hashable:
    items: Hashable = None
    if isinstance(value.items, dict):
        items = tuple((key, _sides(item)) for key, item in _few(value.items).items())
    elif value.items is not None:
        items = tuple(map(_sides, _few(value.items)))
    element = _sides(value.element) if value.element is not None else None
    known = (type(value.constant), value.constant) if value.constant is not ABSENT else None
    return (value.kind, value.leaves, value.path, known, value.dtype, value.rank, value.info, items, element)


def _few(items):
    if len(items) > _MAX_ITEMS:
        raise _TooMany
    return items


def traces(interpreter: "Interpreter") -> tuple[int, ...]:
    """How much interpretation has left behind so far; equal before and after a call that left nothing."""
    analysis: Analysis = interpreter.analysis
    made = len(interpreter.unit.creates) if interpreter.unit is not None else 0
    return (made, interpreter.effects, *[len(getattr(analysis, name)) for name in _RECORDS])
