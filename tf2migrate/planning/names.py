"""Names of emitted things, taken from the user's own names."""

from __future__ import annotations

import ast
import keyword
import re
from collections.abc import Callable

from tf2migrate.analysis.classes import PREFIX, last
from tf2migrate.analysis.program import Class
from tf2migrate.analysis.tree import of_type

_SUFFIXES = re.compile(r"(_ops?|_tensor|_node|Op)$")
_VERBS = re.compile(
    r"^(compute|predict|get|sample|encode|decode|generate|eval|evaluate|update|assign|train|reset|copy|"
    r"clip|init|apply|run|make|add|set|sync|increment)(_|$|[A-Z])"
)


class Names:
    """The names of a program's files, and new ones that do not clash with them."""

    def __init__(self, trees: list[ast.Module], neighbours: Callable[[ast.Module], list[ast.Module]]):
        self.neighbours = neighbours  # the files whose names may meet those of a file
        self.used_by = {tree: _names(tree) for tree in trees}
        self.used = set().union(*self.used_by.values())
        self.made: set[str] = set()
        self.classes: dict[ast.Module, set[str]] = {tree: set() for tree in trees}
        self.attributes: dict[Class, set[str]] = {}
        self.given: dict[Class, set[str]] = {}

    def of_class(self, tree: ast.Module, wanted: str, free: frozenset[str] = frozenset()) -> str:
        """A name for a new class of a file; files that do not import each other may have classes of one name."""
        near = [tree, *self.neighbours(tree)]
        used = set().union(*(self.used_by[other] for other in near))
        made = self.made.union(*(self.classes[other] for other in near))
        name, number = wanted, 0
        while (name in used and name not in free) or name in made or keyword.iskeyword(name):
            number += 1
            name = f"{wanted}_{number}"
        self.classes[tree].add(name)
        self.used.add(name)
        return name

    def attribute(self, made: Class, wanted: str, free: frozenset[str] = frozenset()) -> str:
        """`self.wanted`, or `self.wanted_1`, ... for an attribute or a method of a class. `free`: names that go."""
        used, given = self._attributes_of(made), self.given.setdefault(made, set())
        name, number = PREFIX + wanted, 0
        while name in given or (name in used and name not in free) or keyword.iskeyword(last(name)):
            number += 1
            name = f"{PREFIX}{wanted}_{number}"
        given.add(name)
        return name

    def _attributes_of(self, made: Class) -> set[str]:
        if made not in self.attributes:
            used = self.attributes[made] = set(made.env.names)
            for node in [made.node, *(base.node for base in all_bases(made))]:
                used.update(name.id for name in of_type(node, ast.Name) if name.id.startswith(PREFIX))
        return self.attributes[made]

    def of_program(self, owner: Class | None, name: str, free: frozenset[str] = frozenset()) -> bool:
        """Whether the program itself has the name for something, in the objects of a class or in its files."""
        if owner is not None:
            return PREFIX + name in self._attributes_of(owner) - free
        return name in self.used - self.made - free

    def fresh(self, wanted: str, free: frozenset[str] = frozenset()) -> str:
        """`wanted`, or `wanted_1`, ... `free` are names of the file that the migration removes."""
        name = wanted
        number = 0
        while (name in self.used and name not in free) or name in self.made or keyword.iskeyword(last(name)):
            number += 1
            name = f"{wanted}_{number}"
        self.used.add(name)
        self.made.add(name)
        return name


def _names(tree: ast.Module) -> set[str]:
    names = {node.id for node in of_type(tree, ast.Name)} | {node.arg for node in of_type(tree, ast.arg)}
    names |= {node.name for node in of_type(tree, ast.FunctionDef, ast.ClassDef)}
    return names | {(node.asname or node.name).split(".")[0] for node in of_type(tree, ast.alias)}


def all_bases(made: Class) -> list[Class]:
    """The base classes of a class, and theirs."""
    return [known for base in made.bases for known in (base, *all_bases(base))]


def snake(text: str) -> str:
    """`ConvNet` -> `conv_net`; names with capitals inside keep them otherwise: `D_loss` stays."""
    if re.fullmatch(r"(?:[A-Z][a-z0-9]+){2,}", text):
        return re.sub(r"(?<!^)([A-Z])", r"_\1", text).lower()
    return text


def camel(text: str) -> str:
    """`conv_net` -> `ConvNet`."""
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[^0-9A-Za-z]+", text) if part)


def says_nothing(name: str) -> bool:
    """Whether the name of a function tells that it makes something, and not what: `build`, `inference`."""
    return name.strip("_") in ("build", "make", "create", "construct", "define", "inference", "infer", "forward")


def thing(name: str) -> str:
    """What a function makes: `build_net` -> `net`."""
    stripped = re.sub(r"^_*(build|make|create|construct|get|add|define|inference)_(?=[A-Za-z])", "", name)
    return stripped if stripped.isidentifier() and not keyword.iskeyword(stripped) else name


def value_name(name: str) -> str:
    """The value that an op's name speaks of: `loss_op` -> `loss`."""
    stripped = _SUFFIXES.sub("", name)
    return stripped if stripped else name


def function_name(outputs: list[str], effects: list[str], trains: int) -> str:
    """A name for the function that computes these outputs and has these effects."""
    if trains:
        op = value_name(effects[0]) if effects else ""
        if trains == 1 and _VERBS.match(op) and op.startswith("train") and op != "train":
            return snake(op)
        return "train_step"
    if effects:
        op = value_name(effects[0])
        return snake(op) if _VERBS.match(op) else "run_" + snake(op)
    names = [value_name(o).rstrip("_") or value_name(o) for o in outputs]
    if len(names) == 1:
        name = snake(names[0])
        if name in ("pred", "prediction", "predictions", "y_pred"):
            return "predict"
        return name if _VERBS.match(name) else "compute_" + name
    if len(names) == 2:
        return "compute_" + "_and_".join(re.sub(r"^compute_", "", snake(n)) for n in names)
    return "evaluate"
