"""Expressions that name variables: which Python name holds which variable."""

from __future__ import annotations

from tf2migrate.analysis.api import variables_in
from tf2migrate.analysis.collections import of_layer_function
from tf2migrate.analysis.program import Analysis, Definition, Unit, Variable
from tf2migrate.analysis.values import Kind
from tf2migrate.planning.recipe import Code


_WIDTH = 90


class Owners:
    """Finds the names of variables. `layer_names`: variable records of layers and the names of their objects."""

    def __init__(self, analysis: Analysis):
        self.analysis = analysis
        self.layer_names: dict[Variable, str] = {}
        self.hoisted: dict[Variable, str] = {}
        self.model_of: dict[Variable, str] = {}  # the name of the model that owns a variable
        self.attribute_of: dict[Variable, str] = {}
        self.listed: dict[Variable, str] = {}  # expressions of the lists that hold what a loop made

    def expression(self, records: list[Variable]) -> Code | None:
        """A list of these variables, in creation order; None when some have no name.

        >>> # [W, b]; list(weights.values()); model.trainable_variables
        """
        wanted = set(records)
        models = self._whole_models(wanted)
        parts: list[str] = []
        listed: list[str] = []
        done: set[Variable] = set()
        for record in sorted(records, key=lambda r: r.index):
            if record in done:
                continue
            if self.model_of.get(record) in models:
                continue
            if record in self.attribute_of and of_layer_function(record):
                if listed:
                    parts.append("[" + ", ".join(listed) + "]")
                    listed = []
                parts.append(f"{self.attribute_of[record]}.{_weights_of(record)}")
                done.add(record)
                continue
            if record in self.attribute_of:
                listed.append(self.attribute_of[record])
                done.add(record)
                continue
            if record in self.layer_names:
                if listed:
                    parts.append("[" + ", ".join(listed) + "]")
                    listed = []
                parts.append(f"{self.layer_names[record]}.{_weights_of(record)}")
                done.add(record)
                continue
            if record in self.listed:
                if listed:
                    parts.append("[" + ", ".join(listed) + "]")
                    listed = []
                parts.append(self.listed[record])
                done.add(record)
                continue
            if record in self.hoisted:
                listed.append(self.hoisted[record])
                done.add(record)
                continue
            found = self._owner(record, wanted)
            if found is None:
                return None
            text, covered = found
            listed += text
            done |= covered
        if listed:
            parts.append(_list_text(listed))
        parts = [f"{model}.trainable_variables" for model in models] + parts
        if len(" + ".join(parts)) > _WIDTH and not any("]" in part and " for " in part for part in parts):
            return Code("[" + ", ".join(part[1:-1] if part[0] == "[" else "*" + part for part in parts) + "]")
        return Code(" + ".join(parts)) if parts else Code("[]")

    def _whole_models(self, wanted: set[Variable]) -> list[str]:
        """Models all of whose trainable variables are wanted."""
        homes = {record.unit.scope.owner for record in wanted}  # `self.net` of another class is another model
        models = list(dict.fromkeys(self.model_of[r] for r in sorted(wanted, key=lambda r: r.index) if r in self.model_of))
        frozen = {self.model_of[r] for r in wanted if r in self.model_of and r.trainable is not True}
        return [m for m in models if m not in frozen and all(
            r in wanted for r, owner in self.model_of.items()
            if owner == m and r.trainable is not False and r.unit.scope.owner in homes)]

    def _owner(self, record: Variable, wanted: set[Variable]) -> tuple[list[str], set[Variable]] | None:
        definitions = [d for d in self._definitions(record.unit) if record in variables_in(d.value)]
        names: list[str] = []
        covered: set[Variable] = set()
        for definition in definitions:
            value = definition.value
            held = set(variables_in(value))
            if value.kind is Kind.VARIABLE:
                names.append(definition.name)
                covered |= held
            elif value.kind is Kind.MAPPING and held <= wanted:
                names.append(f"*{definition.name}.values()")
                covered |= held
            elif value.kind is Kind.MAPPING and isinstance(value.items, dict):
                for key, item in value.items.items():
                    if item.kind is Kind.VARIABLE and item.info in wanted:
                        names.append(f"{definition.name}[{key!r}]")
                        covered.add(item.info)
            elif value.kind is Kind.SEQUENCE and held <= wanted:
                names.append(f"*{definition.name}")
                covered |= held
            elif value.kind is Kind.SEQUENCE and isinstance(value.items, list):
                for position, item in enumerate(value.items):
                    if item.kind is Kind.VARIABLE and item.info in wanted:
                        names.append(f"{definition.name}[{position}]")
                        covered.add(item.info)
            else:
                return None
        return (names, covered) if names else self._container(record, wanted)

    def _container(self, record: Variable, wanted: set[Variable]) -> tuple[list[str], set[Variable]] | None:
        """Variables that were only ever put into a list or dict: the last version of the container holds them."""
        for definition in reversed(self._definitions(None)):
            value = definition.value
            held = set(variables_in(value))
            if record in held and held <= wanted and value.kind in (Kind.SEQUENCE, Kind.MAPPING):
                suffix = ".values()" if value.kind is Kind.MAPPING else ""
                return [f"*{definition.name}{suffix}"], held
        return None

    def _definitions(self, unit: Unit | None) -> list[Definition]:
        units = self.analysis.units if unit is None else [unit]
        found: list[Definition] = []
        for candidate in units:
            last = {d.name: d for d in candidate.definitions}
            found += [d for d in last.values() if d.env.frame is None]
        return found


def _weights_of(record: Variable) -> str:
    """The weights of a layer: one that is not trained has no trainable ones."""
    return "trainable_variables" if record.trainable is True else "variables"


def _list_text(listed: list[str]) -> str:
    if len(listed) == 1 and listed[0].startswith("*"):
        return f"list({listed[0][1:]})" if listed[0].endswith(".values()") else listed[0][1:]
    return "[" + ", ".join(listed) + "]"
