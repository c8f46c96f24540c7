"""Recipes: code to be emitted, described without building it.

The planner must not import libcst (`--check` ends with the plan), so it describes new code in terms of the
user's own `ast` nodes; the rewriter turns recipes into libcst nodes.
"""

from __future__ import annotations

import ast
import dataclasses
from typing import Any, Union


@dataclasses.dataclass(frozen=True, eq=False)
class Code:
    """An expression or a statement written as text. `{0}`, `{1}`, ... stand for the parts.

    Write `({0})` where a part may need parentheses; they are dropped when it does not.
    """

    text: str
    parts: tuple["Recipe", ...] = ()


@dataclasses.dataclass(frozen=True, eq=False)
class LayerUse(Code):
    """A call of an object that stands for a helper function; its parts are evaluated with it."""


@dataclasses.dataclass(frozen=True, eq=False)
class Original:
    """The user's expression as it stands, leaving out what the plan says about this very node."""

    node: ast.expr


@dataclasses.dataclass(frozen=True, eq=False)
class Special:
    """A construction whose text the rules know: `make` is "layer", "optimizer", "variable", "schedule", ..."""

    make: str
    record: Any


@dataclasses.dataclass(frozen=True, eq=False)
class Within:
    """A recipe in whose code other expressions stand for some: what is written in place of a call."""

    recipe: "Recipe"
    overrides: dict[ast.AST, "Recipe"]


# An `ast` node stands for the user's expression or statement, rewritten as the plan says.
Recipe = Union[ast.AST, Code, Original, Special, Within]


@dataclasses.dataclass(eq=False)
class UserStatement:
    """A statement of the user moved or copied into a function, with its comments.

    `contexts` are the `with` blocks it stood in; neighbours that share one share it again.
    """

    statement: ast.stmt
    contexts: tuple[ast.With, ...] = ()
    heads: tuple[ast.With, ...] = ()  # `with` statements that are gone: their comments stand above this one


@dataclasses.dataclass(eq=False)
class Line:
    """A generated simple statement. `comments_of`: a user's statement whose comments it takes over."""

    code: Recipe
    comments_of: ast.stmt | None = None
    contexts: tuple[ast.With, ...] = ()
    heads: tuple[ast.With, ...] = ()


@dataclasses.dataclass(eq=False)
class Block:
    """A generated compound statement."""

    header: Code
    body: list["Statement"]
    orelse: list["Statement"] = dataclasses.field(default_factory=list)


@dataclasses.dataclass(eq=False)
class Parameter:
    name: str
    dtype: Recipe | None = None
    shape: Recipe | None = None
    default: Recipe | None = None
    specified: bool = False  # whether a TensorSpec can be written
    source: ast.stmt | None = None  # the statement that made the placeholder
    spec: Recipe | None = None  # in place of a TensorSpec of dtype and shape


@dataclasses.dataclass(eq=False)
class FunctionCode:
    """A function to emit."""

    name: str
    parameters: list[Parameter]
    body: list["Statement"]
    decorated: bool = True
    method: bool = False
    overrides: dict[ast.AST, "Recipe"] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(eq=False)
class ClassCode:
    """A class to emit."""

    name: str
    base: str
    body: list["Statement"]


@dataclasses.dataclass(eq=False)
class LayerClassCode:
    """A class that takes the place of a function: the function itself, edited, is its `call`."""

    name: str
    base: str
    methods: list[FunctionCode]
    parameters: list[Parameter]


@dataclasses.dataclass(eq=False)
class MovedClass:
    """The class that takes the place of a method (see `Plan.classes`), where it is written."""

    function: ast.FunctionDef


Statement = Union[UserStatement, Line, Block, FunctionCode, ClassCode, MovedClass]


@dataclasses.dataclass(eq=False)
class Plan:
    """What happens to the files of one program. Anything not mentioned stays as it is.

    `overrides`: expressions and what replaces them; `removed`: statements that go; `unwrapped`: `with`
    statements replaced by their bodies; `before`/`after`: statements put next to a user's statement.
    """

    overrides: dict[ast.AST, Recipe] = dataclasses.field(default_factory=dict)
    statements: dict[ast.stmt, list[Statement]] = dataclasses.field(default_factory=dict)
    removed: set[ast.stmt] = dataclasses.field(default_factory=set)
    dropped: set[ast.stmt] = dataclasses.field(default_factory=set)  # simple ones that go, inside of one that moves
    unwrapped: set[ast.stmt] = dataclasses.field(default_factory=set)
    before: dict[ast.stmt, list[Statement]] = dataclasses.field(default_factory=dict)
    after: dict[ast.stmt, list[Statement]] = dataclasses.field(default_factory=dict)
    classes: dict[ast.FunctionDef, LayerClassCode] = dataclasses.field(default_factory=dict)
    lifted: dict[ast.AST, list[str]] = dataclasses.field(default_factory=dict)
    unneeded: dict[ast.AST, set[str]] = dataclasses.field(default_factory=dict)  # parameters that go, by function
    unread: set[ast.stmt] = dataclasses.field(default_factory=set)  # removed, but the comments above them stay
    undecorated: set[ast.FunctionDef] = dataclasses.field(default_factory=set)  # properties that become methods
    emptied: set[ast.FunctionDef] = dataclasses.field(default_factory=set)  # methods of which nothing is left
    imports: dict[ast.Module, list[str]] = dataclasses.field(default_factory=dict)  # by the file that needs them
    support: list[str] = dataclasses.field(default_factory=list)
    support_of: dict[ast.Module, list[str]] = dataclasses.field(default_factory=dict)  # by the file that needs it
    new_files: dict[ast.Module, dict[str, str]] = dataclasses.field(default_factory=dict)  # beside the file
    rules: set[str] = dataclasses.field(default_factory=set)
    diagnostics: list[Any] = dataclasses.field(default_factory=list)
    run_sites: list[Any] = dataclasses.field(default_factory=list)
    sites: list[tuple[str, ast.AST]] = dataclasses.field(default_factory=list)  # which rule changes what

    def apply(self, rule: str, *nodes: ast.AST) -> None:
        """Note that a rule applies, and to which of the user's nodes."""
        self.rules.add(rule)
        self.sites += [(rule, node) for node in nodes]

    def need_import(self, tree: ast.Module, text: str) -> None:
        """Have the file import something."""
        lines = self.imports.setdefault(tree, [])
        if text not in lines:
            lines.append(text)
            lines.sort()

    @property
    def empty(self) -> bool:
        return not (
            self.overrides
            or self.statements
            or self.removed
            or self.unwrapped
            or self.before
            or self.after
            or self.classes
            or self.lifted
            or self.imports
            or self.new_files
        )
