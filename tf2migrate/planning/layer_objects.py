"""Records of the classes that stand for helpers: their attributes, their objects, and what each is called with."""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Hashable

from tf2migrate.analysis.activations import Activation
from tf2migrate.analysis.program import Function, Variable
from tf2migrate.planning.layer_functions import FunctionBody


@dataclasses.dataclass(eq=False)
class Member:
    """An attribute of a class: a layer, a weight, or an instance of another class; in a loop, a list of them."""

    name: str
    node: ast.Call  # where it is made
    looped: ast.For | None = None
    element: str = ""  # one of the list, in the loop


@dataclasses.dataclass(eq=False)
class LayerClass:
    """The class that stands for a helper."""

    body: FunctionBody
    name: str
    members: dict[ast.Call, Member] = dataclasses.field(default_factory=dict)
    init: list[str] = dataclasses.field(default_factory=list)
    call: list[str] = dataclasses.field(default_factory=list)
    renamed: dict[str, str] = dataclasses.field(default_factory=dict)
    training: str | None = None
    unused: list[str] = dataclasses.field(default_factory=list)
    free: list[str] = dataclasses.field(default_factory=list)
    scope: ast.expr | None = None  # what names its scope, where that is in the function
    named: str | None = None  # the parameter that names the scope, or what is made
    shaped: set[ast.Call] = dataclasses.field(default_factory=set)  # made in `build`
    instances: list["Instance"] = dataclasses.field(default_factory=list)
    shared: dict[ast.Call, str] = dataclasses.field(default_factory=dict)  # attributes of the host, by what takes them
    host: str = ""  # the parameter of the constructor that takes the host

    @property
    def function(self) -> Function:
        return self.body.function

    def parameter(self, name: str) -> str:
        return self.renamed.get(name, name)


@dataclasses.dataclass(eq=False)
class Instance:
    """One object of a class: the calls that shared their weights."""

    cls: LayerClass
    activations: list[Activation]
    idents: dict[ast.Call, Hashable]
    weights: list[Variable]
    name: str = ""
    host: "Instance | None" = None  # the object whose layers it takes up
