"""Variable scopes as TensorFlow 1 kept them: the name of every weight, and which calls share one.

`tf.get_variable` and the layer functions look weights up by name. A name is the path of the scopes round the
call and the name given to it; a layer without a name takes the name of its kind, numbered within the scope, and
the numbers start again when the scope is entered again. Names that are not constants are spelled by what they
are computed from, so that two calls agree exactly when they must.
"""

from __future__ import annotations

import ast
import contextlib
import dataclasses
from collections.abc import Hashable, Iterator
from typing import TYPE_CHECKING, Any

from tf2migrate.analysis import collections, steps
from tf2migrate.analysis.arguments import argument
from tf2migrate.analysis.program import Definition, Environment, Scope, Unit, Variable
from tf2migrate.analysis.tree import of_type
from tf2migrate.analysis.values import ABSENT, Kind, Value

if TYPE_CHECKING:
    from tf2migrate.analysis.interpreter import Interpreter

Path = tuple[Hashable, ...]
AUTO = "AUTO_REUSE"
UNSURE = "not known"
SCOPE = "variable scope"  # the path of a value that stands for a scope object
_PARAMETERS = (
    "name_or_scope",
    "default_name",
    "values",
    "initializer",
    "regularizer",
    "caching_device",
    "partitioner",
    "custom_getter",
    "reuse",
)
_OPEN = ("variable_scope", "variable_op_scope")
# Names of layers that were given none, where they differ from those of their functions.
_BASE_NAMES = {
    "contrib.layers.conv2d": "Conv",
    "contrib.layers.convolution2d": "Conv",
    "contrib.layers.convolution": "Conv",
    "contrib.layers.conv2d_transpose": "Conv2d_transpose",
    "contrib.layers.batch_norm": "BatchNorm",
    "contrib.layers.layer_norm": "LayerNorm",
    "contrib.layers.separable_conv2d": "SeparableConv2d",
}


@dataclasses.dataclass(eq=False)
class VariableScope:
    """One entered scope. `reuse` is False, True, `AUTO` or `UNSURE`."""

    path: Path
    reuse: Any = False
    arguments: dict[str, Value] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True)
class Numbered:
    """The name of a layer that was given none, in or behind a loop: `looped` tells which layers before it were in
    one.
    """

    base: str
    position: int
    looped: tuple[bool, ...]


class VariableScopes:
    """The stack of variable scopes of the abstract interpreter, and the weights made so far."""

    def __init__(self, interpreter: "Interpreter"):
        self.interpreter = interpreter
        self.stack = [VariableScope(())]
        self.made: dict[Path, Variable] = {}
        self.counts: dict[Path, dict[str, list[bool]]] = {}
        self.opened: dict[Path, ast.expr] = {}  # the calls that opened scopes first, by the names of these
        self.numbered: set[ast.expr] = set()  # those that open one again: the names of ops in it have a number
        self.alternatives: dict[object, tuple[dict, dict, dict]] = {}
        self.chosen: object = None  # the one of several classes whose object is looked at

    @contextlib.contextmanager
    def new_graph(self) -> Iterator[None]:
        """The names of a graph in which nothing has been made."""
        outer = self.made, self.counts
        self.made, self.counts = {}, {}
        yield
        self.made, self.counts = outer

    @contextlib.contextmanager
    def alternative(self, key: object) -> Iterator[None]:
        """The names that one of several classes has made: a program has objects of one of them only."""
        outer = self.made, self.counts, self.opened, self.chosen
        self.made, self.counts, self.opened = self.alternatives.setdefault(
            key, (dict(self.made), dict(self.counts), dict(self.opened))
        )
        self.chosen = key
        yield
        self.made, self.counts, self.opened, self.chosen = outer

    def beside(self, unit: Unit | None) -> bool:
        """Whether what a statement makes may be in one graph with what is made now."""
        owner = unit.scope.owner if unit is not None else None
        now = self.interpreter.unit
        if (
            self.interpreter.analysis.entries
            and None not in (unit, now)
            and unit is not now
            and (self.interpreter.places.apart(unit.statement, now.statement))
        ):
            return False
        return self.chosen is None or owner is self.chosen or owner not in self.alternatives

    @property
    def current(self) -> VariableScope:
        return self.stack[-1]

    def open(self, call: ast.expr, env: Environment) -> VariableScope | None:
        """Enter the scope of `with variable_scope(...)`; None when `call` is something else."""
        interpreter = self.interpreter
        symbols = interpreter.analysis.symbols
        if not isinstance(call, ast.Call) or symbols.get(call.func) not in _OPEN:
            return None
        outer = self.current
        name = argument(call, _PARAMETERS, "name_or_scope")
        default = argument(call, _PARAMETERS, "default_name")
        given = argument(call, _PARAMETERS, "reuse")
        value = interpreter.now(name) if name is not None else Value(Kind.PYTHON, constant=None)
        inherited = outer.reuse
        if isinstance(value.info, VariableScope):
            path, inherited = value.info.path, value.info.reuse
        elif value.constant is None and default is not None:
            known = interpreter.now(default).constant
            path = (*outer.path, self.number(known) if isinstance(known, str) else interpreter.spell(default, env))
        elif isinstance(value.constant, str):
            path = (*outer.path, *(part for part in value.constant.split("/") if part))
        else:
            path = (*outer.path, interpreter.spell(name, env)) if name is not None else (*outer.path, object())
        reuse = self.flag(given)
        arguments = dict(outer.arguments)
        for keyword in call.keywords:
            if keyword.arg not in (None, "reuse"):
                arguments[keyword.arg] = interpreter.now(keyword.value)
        scope = VariableScope(path, inherited if reuse is False else reuse, arguments)
        self.stack.append(scope)
        self.note(call, path)
        return scope

    def note(self, call: ast.expr, path: Path) -> None:
        """Take the name of a scope of ops: whoever opens another one of it, in capitals or not, gets `name_1`."""
        path = tuple(part.lower() if isinstance(part, str) else part for part in path)
        if self.opened.setdefault(path, call) is not call or self.interpreter.loop_depth:
            self.numbered.add(call)

    def close(self, scope: VariableScope) -> None:
        """Leave a scope: names of layers in it are counted from the start when it is entered again."""
        self.stack.remove(scope)
        for path in [p for p in self.counts if p[: len(scope.path)] == scope.path]:
            del self.counts[path]

    def flag(self, node: ast.expr | None) -> Any:
        """What a `reuse` argument says."""
        value = self.interpreter.now(node) if node is not None else None
        if value is None or value.constant in (None, False):
            return False
        if value.constant is True:
            return True
        return AUTO if value.path == AUTO else UNSURE

    def reuse(self, scope: VariableScope, certain: bool) -> None:
        """`scope.reuse_variables()`."""
        scope.reuse = True if certain or scope.reuse is True else UNSURE

    def number(self, base: str) -> Hashable:
        """The name of the next layer of a kind that was given no name."""
        counts = self.counts.setdefault(self.current.path, {}).setdefault(base, [])
        looped = bool(self.interpreter.loop_depth)
        position = len(counts)
        counts.append(looped)
        if looped or any(counts):
            return Numbered(base, position, tuple(counts))
        return f"{base}_{position}" if position else base

    def layer_path(self, symbol: str, name: ast.expr | None, env: Environment) -> Path:
        """Where a layer keeps its weights."""
        value = self.interpreter.now(name) if name is not None else None
        if name is None or (value is not None and value.constant is None):
            symbol = symbol.replace("contrib.slim.", "contrib.layers.")
            return (*self.current.path, self.number(_BASE_NAMES.get(symbol, symbol.rsplit(".", 1)[1])))
        return self.path(name, env)

    def path(self, name: ast.expr | None, env: Environment) -> Path:
        """The full name of a weight."""
        value = self.interpreter.now(name) if name is not None else None
        if isinstance(getattr(value, "info", None), VariableScope):
            return value.info.path
        if value is not None and isinstance(value.constant, str):
            return (*self.current.path, *value.constant.split("/"))
        return (*self.current.path, self.interpreter.spell(name, env) if name is not None else object())

    def find(self, path: Path, reuse: Any, node: ast.AST) -> Variable | None:
        """The weight of this name, when `reuse` lets the call have it; None when the call makes a new one."""
        known = self.made.get(path)
        if any(frame.uncalled for frame in self.interpreter.frames):
            return None
        if reuse is False:
            if known is not None and self.interpreter.frames:
                self.interpreter.problem(
                    node,
                    "TFM203",
                    "a layer or variable of this name was made before, without reuse",
                    "make it once and call it twice",
                )
            return None
        if reuse is UNSURE:
            self.interpreter.problem(
                node,
                "TFM203",
                "whether a layer or variable is used again is not known here",
                "make it once and call it twice",
            )
            return None
        if known is None and reuse is not True and not self._of_each_pass(path):
            self.interpreter.problem(
                node,
                "TFM203",
                "all passes of a loop share a layer or variable of this name",
                "make it once before the loop and call it in it",
            )
        taken = any(_may_be(path, other) for other in self.made) or self.is_of_layer(path)
        if known is None and (reuse is True or taken):
            shown = repr("/".join(path)) if all(isinstance(part, str) for part in path) else "of this name"
            self.interpreter.problem(
                node,
                "TFM203",
                f"no layer or variable {shown} is known to be made before this one",
                "make it once and call it twice",
            )
        if known is not None and known.unit is not None and self._is_local(known.unit.scope.root):
            self.interpreter.problem(
                node,
                "TFM203",
                "a layer or variable that another function has made is used again",
                "make it outside of both functions",
            )
        return known

    def is_of_layer(self, path: Path) -> bool:
        """Whether a layer has made a weight of this name."""
        if not all(isinstance(part, str) for part in path):
            return False
        name = "/".join(path) + ":0"
        made = self.interpreter.analysis.variables
        return any(name in (v.tf1_names or ()) for v in made if collections.of_layer_function(v))

    def _is_local(self, scope: Scope) -> bool:
        """Whether what a statement of a scope makes is known in another function only."""
        return (
            isinstance(scope.node, ast.FunctionDef) and scope.owner is None and scope is not self.interpreter.scope.root
        )

    def _of_each_pass(self, path: Path) -> bool:
        """Whether a name is another one in each pass of the loops that are open."""
        if any(isinstance(part, Numbered) for part in path):
            return True
        targets = set(_passes_in(path))
        return all(
            any(id(node) in targets for node in ast.walk(loop.target)) if hasattr(loop, "target") else False
            for loop in self.interpreter.loops
        )


def _passes_in(part: Hashable) -> Iterator[int]:
    """The loop variables in the spelling of a name."""
    if isinstance(part, tuple):
        if part and part[0] == "pass":
            yield part[1]
        for inner in part:
            yield from _passes_in(inner)


def _may_be(path: Path, other: Path) -> bool:
    """Whether two names that are spelled differently may be one: names in loops, and those that are not constants."""
    return len(path) == len(other) and path != other and all(_part_may_be(a, b) for a, b in zip(path, other))


def _part_may_be(part: Hashable, other: Hashable) -> bool:
    if part == other:
        return True
    if isinstance(part, str) and isinstance(other, str):
        return False
    for one, two in ((part, other), (other, part)):
        if isinstance(one, Numbered):
            return isinstance(two, str) and two.startswith(one.base)
    return True


def spell(interpreter: "Interpreter", node: ast.expr, env: Environment) -> Hashable:
    """A form of a Python expression that two evaluations share only if they give the same value."""
    value = interpreter.now(node)
    if value is not None and value.constant is not ABSENT and _hashable(value.constant) and interpreter.steady(node):
        return ("constant", type(value.constant).__name__, value.constant)
    if value is not None and isinstance(value.info, VariableScope):
        return ("scope", value.info.path)
    if isinstance(node, ast.Name):
        definitions = env.lookup(node.id)
        if len(definitions) != 1:
            local = steps.spelled(interpreter, node.id, definitions, env) if definitions else None
            if local is not None:
                return local
            return ("names", node.id, tuple(id(d) for d in definitions))
        return _spell_definition(interpreter, definitions[0])
    parts = [spell(interpreter, child, env) for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)]
    if isinstance(
        node,
        (
            ast.BinOp,
            ast.UnaryOp,
            ast.Tuple,
            ast.List,
            ast.Attribute,
            ast.Subscript,
            ast.JoinedStr,
            ast.FormattedValue,
            ast.BoolOp,
            ast.IfExp,
            ast.Slice,
        ),
    ):
        return (type(node).__name__, type(getattr(node, "op", None)).__name__, getattr(node, "attr", ""), *parts)
    if isinstance(node, ast.Constant):
        return ("constant", type(node.value).__name__, node.value)
    if (
        isinstance(node, ast.Call)
        and not node.keywords
        and interpreter.analysis.symbols.get(node.func) is None
        and (
            isinstance(node.func, ast.Name)
            and node.func.id in ("str", "int", "len", "float", "range")
            or isinstance(node.func, ast.Attribute)
            and (node.func.attr == "format" or steps.is_pure_call(node))
        )
    ):
        return ("call", *parts)
    return object()


def _spell_definition(interpreter: "Interpreter", definition: Definition) -> Hashable:
    activation = getattr(definition.env.frame, "activation", None)
    if activation is not None and definition.node is None and definition.name in activation.spelled:
        return activation.spelled[definition.name]
    loop = _loop_of(definition.node)
    if loop is not None:
        return ("pass", id(definition.node), spell(interpreter, loop.iter, definition.env))
    constant = definition.value.constant
    if (
        constant is not ABSENT
        and _hashable(constant)
        and (not isinstance(definition.node, ast.Name) or interpreter.steady(definition.node))
    ):
        return ("constant", type(constant).__name__, constant)
    plain = activation is not None and definition.value.kind is Kind.PYTHON and not definition.value.dynamic
    given = _assigned(definition) if plain else None
    form = spell(interpreter, given, definition.env) if given is not None else None
    if given is not None and not _is_opaque(form):
        return form
    local = steps.spelled(interpreter, definition.name, (definition,), definition.env) if plain else None
    return local if local is not None else ("definition", id(definition))


def _is_opaque(form: Hashable) -> bool:
    """Whether a form is shared with nothing else."""
    return type(form) is object or isinstance(form, tuple) and any(_is_opaque(part) for part in form)


def _assigned(definition: Definition) -> ast.expr | None:
    """What a local name of a helper is assigned, when neither it nor a name in that is bound again."""
    target, function = definition.node, definition.env.frame.function.node
    statement = getattr(target, "_parent", None)
    if not isinstance(target, ast.Name):
        return None
    place = None
    if isinstance(statement, ast.Tuple):
        target, place, statement = statement, statement.elts.index(target), getattr(statement, "_parent", None)
    if not isinstance(statement, ast.Assign) or statement.targets != [target]:
        return None
    value = statement.value
    if place is not None:
        if not isinstance(value, ast.Tuple) or len(value.elts) != len(target.elts):
            return None
        value = value.elts[place]
    targets = [n for n in of_type(function, ast.Name) if not isinstance(n.ctx, ast.Load)]
    stored = [n.id for n in targets]
    parameters = {a.arg for a in of_type(function.args, ast.arg)}
    names = {n.id for n in of_type(value, ast.Name)}
    once = stored.count(definition.name) == 1 and definition.name not in parameters | names and not definition.mutation
    if any(
        isinstance(n.value, ast.Name) and n.value.id in names | {definition.name}
        for n in of_type(function, ast.Subscript)
        if not isinstance(n.ctx, ast.Load)
    ):
        return None  # what it holds changes
    before = all(n.lineno < statement.lineno for n in targets if n.id in names)  # no value of a pass before
    return value if once and before and all(stored.count(n) + (n in parameters) < 2 for n in names) else None


def _loop_of(target: ast.AST | None) -> ast.For | ast.comprehension | None:
    """The loop whose variable a name is."""
    node = target
    while isinstance(node, (ast.Name, ast.Tuple, ast.List)):
        parent = getattr(node, "_parent", None)
        if isinstance(parent, (ast.For, ast.comprehension)) and parent.target is node:
            return parent
        node = parent
    return None


def _hashable(value: object) -> bool:
    try:
        hash(value)
    except TypeError:
        return False
    return True
