"""Calls of helper functions that make weights: what each call made, and what it shares with an earlier one."""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Callable, Iterator
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
    shares: bool = False  # a variable scope round the call may have taken up what was made before
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


def calls_in(activation: Activation) -> list[Activation]:
    """A call of a helper, and the calls of helpers in it."""
    return [
        activation,
        *(inner for site in activation.sites if isinstance(site.record, Activation) for inner in calls_in(site.record)),
    ]


def settle(analysis: Analysis) -> None:
    """Decide which helpers own what is made in them.

    A helper that is given no tensor and returns nothing but raw variables stays a function; all others that make
    layers or variables are owners. Records of an owner belong to its call, not to the statement. Variables that a
    helper takes up again are its own, unless an owner round it keeps them.
    """
    _settle_owners(analysis, _factory)
    _settle_owners(
        analysis,
        lambda activation, analysis: (
            _factory(activation, analysis)
            and (_all_new(activation) or _inside_owner(activation, analysis) and not _takes_up_of_parent(activation))
        ),
    )
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


def _settle_owners(analysis: Analysis, stays: Callable[[Activation, Analysis], bool]) -> None:
    """Make owners of the functions with a call that does not stay a call of a function."""
    changed = True
    while changed:
        changed = False
        for activation in analysis.activations:
            function = activation.function
            if function not in analysis.owners and _makes(activation, analysis) and not stays(activation, analysis):
                analysis.owners.append(function)
                changed = True


def _makes(activation: Activation, analysis: Analysis) -> bool:
    return any(
        not isinstance(s.record, Activation) or s.record.function in analysis.owners or _makes(s.record, analysis)
        for s in activation.sites
    )


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
    return _only_variables(activation.result)


def _takes_up_of_parent(activation: Activation) -> bool:
    """Whether a call takes up what the call round it has made."""
    made = {site.record for site in _all_sites(activation.parent) if site.new}
    return any(not site.new and site.record in made for site in _all_sites(activation))


def _all_sites(activation: Activation) -> Iterator[Site]:
    for site in activation.sites:
        yield site
        if isinstance(site.record, Activation):
            yield from _all_sites(site.record)


def _all_new(activation: Activation) -> bool:
    """Whether a call made all its variables, rather than taking up some that were there."""
    return all(site.new for site in _all_sites(activation))


def _only_variables(value: Value) -> bool:
    if value.kind is Kind.VARIABLE:
        return True
    if value.kind in (Kind.SEQUENCE, Kind.MAPPING):
        return all(_only_variables(child) for child in value.children())
    return value.kind is Kind.PYTHON and not value.dynamic
