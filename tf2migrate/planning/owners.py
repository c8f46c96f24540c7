"""Expressions that name variables: which Python name holds which variable."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable

from tf2migrate.analysis.api.known import variables_in
from tf2migrate.analysis.classes import PREFIX
from tf2migrate.analysis.collections import of_layer_function
from tf2migrate.analysis.program import Analysis, Definition, Unit, Variable
from tf2migrate.analysis.values import Kind
from tf2migrate.planning.recipe import Code

_WIDTH = 90


# A name that may yet get another one: the number of its node, and how it is written now.
_MARK = re.compile("\x01(\\d+)\x02([^\x03]*)\x03")


class Owners:
    """Finds the names of variables. `layer_names`: variable records of layers and the names of their objects."""

    def __init__(self, analysis: Analysis, tf: str):
        self.analysis, self.tf = analysis, tf
        self.layer_names: dict[Variable, str] = {}
        self.hoisted: dict[Variable, str] = {}
        self.model_of: dict[Variable, str] = {}  # the name of the model that owns a variable
        self.attribute_of: dict[Variable, str] = {}
        self.listed: dict[Variable, str] = {}  # expressions of the lists that hold what a loop made
        self.optional: set[Variable] = set()  # made in one branch: what has their name may be something else
        self.plural: dict[Variable, str] = {}  # the names of these lists
        self._marked: list[ast.Name] = []
        self.read_by_graph: Callable[[Definition], bool] = lambda definition: True

    def expression(self, records: list[Variable], ordered: bool = False, trained: bool = False) -> Code | None:
        """A list of these variables; None when some have no name.

        Args:
            ordered: whether it has to be in creation order: its members are paired, counted or shown.
            trained: whether it holds those alone that are trainable, which a flag of the program may decide.

        >>> # [W, b]; list(weights.values()); model.trainable_variables
        """
        wanted = set(records)
        models = self._whole_models(wanted)
        if ordered:
            models = [m for m in models if self._in_creation_order(m, wanted)]
        training = {self.model_of[r] for r in records if r in self.model_of and r.trainable is not False}
        texts = {m: f"{m}.{'trainable_variables' if m in training else 'weights'}" for m in models}
        text = _ListText([] if ordered else [texts[m] for m in models])
        done: set[Variable] = set()
        for record in sorted(records, key=lambda r: r.index):
            model = self.model_of.get(record)
            if record in done:
                continue
            if model in texts:
                if ordered:
                    text.list(texts[model])
                continue
            if ordered and model is not None and record not in self.attribute_of:
                return None
            covered = self._written(record, wanted, text, trained)
            if covered is None:
                return None
            done |= covered
        return self._code(text.whole())

    def _written(
        self, record: Variable, wanted: set[Variable], text: "_ListText", training: bool
    ) -> set[Variable] | None:
        """Write what holds a variable; gives all that it holds, or None when it has no name."""
        if record in self.attribute_of and not of_layer_function(record):
            self._list(text, [record], [self.attribute_of[record]], training)
        elif record in self.attribute_of or record in self.layer_names:
            text.list(f"{self.attribute_of.get(record) or self.layer_names[record]}.{_weights_of(record)}")
        elif record in self.listed:
            together = {r for r, expression in self.listed.items() if expression == self.listed[record]}
            trained = {r for r in together if r.trainable is not False}
            if len(together) > 1 and not (record in trained and trained <= wanted):
                return None  # the list holds what objects train, all of it
            text.list(self.listed[record])
            return together
        elif record in self.hoisted:
            name = self.hoisted[record]
            self._list(text, [record], [name], training)
        else:
            found = self._owner(record, wanted)
            if found is None:
                return None
            names, covered = found
            self._list(text, [record, *(covered - {record})], names, training)
            return covered
        return {record}

    def name_of(self, definition: Definition) -> str:
        """How a name is written; marked when it is bound more than once, and may yet get another name.

        The mark is read by `_code`, which puts the node in its place: it is written as the plan says in the end.
        """
        if definition.name.startswith(PREFIX) or not isinstance(definition.node, ast.Name):
            return definition.name
        bound = {d.node for d in self._definitions(None) if d.name == definition.name and d.env is definition.env}
        if len(bound) < 2:
            return definition.name
        self._marked.append(definition.node)
        return f"\x01{len(self._marked) - 1}\x02{definition.name}\x03"

    def code_of(self, definition: Definition) -> Code:
        """The name of a definition, as it is written in the end."""
        return self._code(self.name_of(definition))

    def _code(self, text: str) -> Code:
        """The code of a text with marks."""
        nodes = list(dict.fromkeys(int(found[1]) for found in _MARK.finditer(text)))
        return Code(
            _MARK.sub(lambda found: f"{{{nodes.index(int(found[1]))}}}", text),
            tuple(self._marked[number] for number in nodes),
        )

    def _list(self, text: "_ListText", records: list[Variable], names: list[str], training: bool) -> None:
        """Write the names of variables; a flag may say whether they are trained, or a branch whether there are any."""
        flagged = training and any(record.trainable is None for record in records)
        if records[0] in self.optional:
            text.list(self.present(records[0], ", ".join(names), flagged))
        elif flagged:
            text.list(f"[v for v in [{', '.join(names)}] if v.trainable]")
        else:
            text.members(names)

    def present(self, record: Variable, text: str, flagged: bool = False) -> str:
        """A list of a variable that only one branch makes, or of nothing."""
        test = "v is not None" if record in self.hoisted else f"isinstance(v, {self.tf}.Variable)"
        return f"[v for v in [{text}] if {test}{' and v.trainable' if flagged else ''}]"

    def _in_creation_order(self, model: str, wanted: set[Variable]) -> bool:
        """Whether Keras lists the weights of a model as they were made: it has those of the model itself first.

        Those of other models that were made in between would be out of order, too.
        """
        mine = sorted(
            (r for r, owner in self.model_of.items() if owner == model and r in wanted), key=lambda r: r.index
        )
        if any(r not in self.attribute_of for r in mine):
            return not any(not of_layer_function(r) for r in mine)
        between = [r for r in wanted if mine[0].index < r.index < mine[-1].index and r not in mine]
        return (
            not between
            and _as_keras(mine, {r: tuple(self.attribute_of[r].split(".")) for r in mine}, len(model.split(".")))
            == mine
        )

    def _whole_models(self, wanted: set[Variable]) -> list[str]:
        """Models all of whose trainable variables are wanted."""
        homes = {record.unit.scope.owner for record in wanted}  # `self.net` of another class is another model
        models = list(
            dict.fromkeys(self.model_of[r] for r in sorted(wanted, key=lambda r: r.index) if r in self.model_of)
        )
        trained = {owner for r, owner in self.model_of.items() if r.trainable is not False}
        frozen = {self.model_of[r] for r in wanted if r in self.model_of and r.trainable is not True} & trained
        return [
            m
            for m in models
            if m not in frozen
            and all(
                r in wanted
                for r, owner in self.model_of.items()
                if owner == m and (r.trainable is not False or m not in trained) and r.unit.scope.owner in homes
            )
        ]

    def _owner(self, record: Variable, wanted: set[Variable]) -> tuple[list[str], set[Variable]] | None:
        definitions = [
            d for d in self._definitions(record.unit) if record in variables_in(d.value) and not self._lost(d)
        ]
        if (
            record.unit.scope.owner is not None
            and not any(d.name.startswith(PREFIX) for d in definitions)
            and any(d.value.kind in (Kind.MAPPING, Kind.SEQUENCE) for d in definitions)
        ):
            # Other methods do not see the local name of one.
            found = self._container(record, wanted, PREFIX)
            if found is not None:
                return found
            definitions = [
                d
                for d in reversed(self._definitions(None))
                if d.name.startswith(PREFIX) and isinstance(d.value.items, dict) and record in variables_in(d.value)
            ][:1] or definitions
        names: list[str] = []
        covered: set[Variable] = set()
        for definition in definitions:
            value = self._filled(definition).value
            held = set(variables_in(value))
            name = self.name_of(definition)
            if value.kind is Kind.VARIABLE:
                names.append(name)
                covered |= held
            elif value.kind is Kind.MAPPING and held <= wanted:
                names.append(f"*{name}.values()")
                covered |= held
            elif value.kind is Kind.MAPPING and isinstance(value.items, dict):
                for key, item in value.items.items():
                    if item.kind is Kind.VARIABLE and item.info in wanted:
                        names.append(f"{name}[{key!r}]")
                        covered.add(item.info)
            elif value.kind is Kind.SEQUENCE and held <= wanted:
                names.append(f"*{name}")
                covered |= held
            elif value.kind is Kind.SEQUENCE and isinstance(value.items, list):
                for position, item in enumerate(value.items):
                    if item.kind is Kind.VARIABLE and item.info in wanted:
                        names.append(f"{name}[{position}]")
                        covered.add(item.info)
            else:
                return None
        return (names, covered) if names else self._container(record, wanted)

    def _lost(self, definition: Definition) -> bool:
        """Whether a name means another variable by the end, and no graph reads it: then nothing tells the two apart."""
        if definition.value.kind is not Kind.VARIABLE or definition.name.startswith(PREFIX) or definition.unit is None:
            return False
        later = any(
            d.name == definition.name
            and d.env is definition.env
            and d.node is not definition.node
            and d.unit is not None
            and d.unit.index > definition.unit.index
            for d in self._definitions(None)
        )
        return later and not self.read_by_graph(definition)

    def _filled(self, definition: Definition) -> Definition:
        """The list or dict when nothing more is put into it: a name stands for all that it holds by then."""
        same = [d for d in self._definitions(None) if d.name == definition.name and d.env is definition.env]
        for later in same[same.index(definition) + 1 :] if definition in same else ():
            if not later.mutation:
                break
            definition = later
        return definition

    def _container(
        self, record: Variable, wanted: set[Variable], prefix: str = ""
    ) -> tuple[list[str], set[Variable]] | None:
        """Variables that were only ever put into a list or dict: the last version of the container holds them."""
        for definition in reversed(self._definitions(None)):
            value = definition.value
            held = set(variables_in(value))
            if (
                record in held
                and held <= wanted
                and value.kind in (Kind.SEQUENCE, Kind.MAPPING)
                and (definition.name.startswith(prefix))
            ):
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


def _as_keras(records: list[Variable], paths: dict[Variable, tuple[str, ...]], depth: int) -> list[Variable]:
    """The order in which Keras lists weights: those of an object itself, then those of its layers.

    Args:
        depth: how many names lead to the object.
    """
    own = [r for r in records if len(paths[r]) == depth + 1 and not of_layer_function(r)]
    layers: dict[str, list[Variable]] = {}
    for record in records:
        if record not in own:
            layers.setdefault(paths[record][depth], []).append(record)
    return own + [
        r
        for inner in layers.values()
        for r in (inner if all(len(paths[r]) == depth + 1 for r in inner) else _as_keras(inner, paths, depth + 1))
    ]


def _weights_of(record: Variable) -> str:
    """The weights of a layer: one that is not trained has no trainable ones."""
    return "trainable_variables" if record.trainable is True else "variables"


class _ListText:
    """A list that is put together from lists and from members, in their order."""

    def __init__(self, lists: list[str]):
        self.lists = lists
        self.open: list[str] = []  # the members since the last list

    def members(self, names: list[str]) -> None:
        self.open += names

    def list(self, text: str) -> None:
        if text not in self.lists:
            self._close()
            self.lists.append(text)

    def _close(self) -> None:
        if self.open:
            self.lists.append("[" + ", ".join(self.open) + "]")
        self.open = []

    def whole(self) -> str:
        """The expression: a sum of lists, or one list of all members where that would be long."""
        parts = [*self.lists, _list_text(self.open)] if self.open else self.lists
        text = " + ".join(parts)
        if len(_MARK.sub(r"\2", text)) > _WIDTH and not any("]" in part and " for " in part for part in parts):
            return "[" + ", ".join(part[1:-1] if part[0] == "[" else "*" + part for part in parts) + "]"
        return text or "[]"


def _list_text(listed: list[str]) -> str:
    if len(listed) == 1 and listed[0].startswith("*"):
        return f"list({listed[0][1:]})" if listed[0].endswith(".values()") else listed[0][1:]
    return "[" + ", ".join(listed) + "]"
