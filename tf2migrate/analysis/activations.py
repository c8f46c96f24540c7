"""Calls of helper functions that make weights: what each call made, and what it shares with an earlier one."""

from __future__ import annotations

import ast
import dataclasses
from typing import Any

from tf2migrate.analysis.program import Analysis, Environment, Function, Layer, Unit, Variable
from tf2migrate.analysis.values import PYTHON, Kind, Value


@dataclasses.dataclass(eq=False)
class Site:
    """A call in the body of a helper that makes a layer, a variable, or calls a helper that does.

    `record` is None in code that this activation did not reach. `unsure`: it may or may not have been reached.
    """

    node: ast.Call
    record: "Layer | Variable | Activation | None"
    looped: bool = False
    unsure: bool = False
    new: bool = True  # whether it made the record, rather than taking one that was there
    dynamic: frozenset[str] = frozenset()  # arguments that were graph values
    made: object = None  # the record, also where the code was not reached


@dataclasses.dataclass(eq=False)
class Activation:
    """One call of a helper, as the abstract interpreter saw it."""

    function: Function
    node: ast.Call
    parent: "Activation | None"
    unit: Unit
    index: int
    arguments: dict[str, tuple[ast.expr | None, Environment]] = dataclasses.field(default_factory=dict)
    values: dict[str, Value] = dataclasses.field(default_factory=dict)
    spelled: dict[str, Any] = dataclasses.field(default_factory=dict)  # Python arguments, as `scopes.spell` gives them
    sites: list[Site] = dataclasses.field(default_factory=list)
    scope: tuple = ()  # the path of the variable scope round the call
    callback: bool = False
    looped: bool = False
    uncalled: bool = False  # in a function that nobody in the program calls
    result: Value = PYTHON
    symbol: str = ""  # as records of layers and variables have one

    def weights(self) -> list[Variable]:
        """The variables that the call made or took up again, in the order of its body."""
        found: list[Variable] = []
        for site in self.sites:
            record = site.record
            if isinstance(record, Activation):
                found += record.weights()
            elif isinstance(record, Layer):
                found += [record.variable] if record.variable is not None else []
            elif record is not None:
                found.append(record)
        return list(dict.fromkeys(found))


def settle(analysis: Analysis) -> None:
    """Decide which helpers own what is made in them.

    A helper that is given no tensor and returns nothing but raw variables stays a function; all others that make
    layers or variables are owners. Records of an owner belong to its call, not to the statement.
    """
    changed = True
    while changed:
        changed = False
        for activation in analysis.activations:
            function = activation.function
            if function in analysis.owners or not _makes(activation, analysis):
                continue
            if not _factory(activation, analysis):
                analysis.owners.append(function)
                changed = True
    owned: set[Any] = set()
    for activation in analysis.activations:
        if activation.function not in analysis.owners and not _inside_owner(activation, analysis):
            continue
        for site in activation.sites:
            if site.record is not None:
                owned.add(site.record)
                if isinstance(site.record, Layer) and site.record.variable is not None:
                    site.record.variable.owned = True
                site.record.owned = True
    for unit in analysis.units:
        unit.creates = [c for c in unit.creates if c not in owned]
    for activation in analysis.activations:
        if activation.parent is None and activation.function in analysis.owners:
            activation.unit.creates.append(activation)


def _makes(activation: Activation, analysis: Analysis) -> bool:
    return any(not isinstance(s.record, Activation) or s.record.function in analysis.owners or _makes(s.record, analysis)
               for s in activation.sites)


def _inside_owner(activation: Activation, analysis: Analysis) -> bool:
    parent = activation.parent
    return parent is not None and (parent.function in analysis.owners or _inside_owner(parent, analysis))


def _factory(activation: Activation, analysis: Analysis) -> bool:
    """Whether the call only made raw variables and gave them back."""
    if activation.function.free_dynamic or any(v.dynamic for v in activation.values.values()):
        return False
    for site in activation.sites:
        record = site.record
        if isinstance(record, Layer):
            return False
        if isinstance(record, Activation) and (record.function in analysis.owners or not _factory(record, analysis)):
            return False
        if not site.new:
            return False
    return _only_variables(activation.result)


def _only_variables(value: Value) -> bool:
    if value.kind is Kind.VARIABLE:
        return True
    if value.kind in (Kind.SEQUENCE, Kind.MAPPING):
        return all(_only_variables(child) for child in value.children())
    return value.kind is Kind.PYTHON and not value.dynamic
