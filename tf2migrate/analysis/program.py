"""The records that the analysis fills in: units, definitions, variables, placeholders, run sites."""

from __future__ import annotations

import ast
import dataclasses
from typing import Any

from tf2migrate.analysis.tree import of_type
from tf2migrate.analysis.values import Kind, Value


class Unsupported(Exception):
    """A shape that the planner does not lower: the component that holds it stays on compat.v1.

    `advice` tells the way to do it by hand.
    """

    def __init__(self, node: ast.AST | None, rule: str, reason: str, advice: str = ""):
        super().__init__(reason)
        self.node, self.rule, self.reason, self.advice = node, rule, reason, advice


@dataclasses.dataclass(eq=False)
class Unit:
    """A statement of a scope, the grain of slicing.

    Compound statements without a run site are one unit; those with one are opened, and their header is a
    unit (`header`). `enclosing` lists the opened compound statements round it, outermost first, inside its
    scope; those of them that are `with` blocks which only set a graph context are in `contexts` too.
    """

    statement: ast.stmt
    scope: "Scope"
    index: int
    enclosing: tuple[ast.stmt, ...] = ()
    contexts: tuple[ast.With, ...] = ()
    header: bool = False
    definitions: list["Definition"] = dataclasses.field(default_factory=list)
    uses: list["Definition"] = dataclasses.field(default_factory=list)
    mutates: list["Definition"] = dataclasses.field(default_factory=list)
    creates: list[Any] = dataclasses.field(default_factory=list)  # records made by this statement
    value: Value | None = None  # of an expression statement

    @property
    def dynamic(self) -> bool:
        """Whether it describes the graph: it defines or reads something that only a run knows."""
        if any(d.value.dynamic for d in self.definitions) or any(d.value.dynamic for d in self.uses):
            return True
        return self.value is not None and self.value.dynamic


@dataclasses.dataclass(eq=False, slots=True)
class Definition:
    """One binding of a name (a version in the sense of SSA)."""

    name: str
    value: Value
    unit: Unit | None
    env: "Environment"
    node: ast.AST | None = None
    mutation: bool = False  # the object stays the same, its contents change


class Environment:
    """Names of one lexical scope. `frame` is the inlined function it belongs to, `owner` the class, if any.

    `home`: of an inherited method, the names round the class that defines it; its attributes are those of `parent`.
    """

    def __init__(
        self,
        parent: "Environment | None" = None,
        frame: "Frame | None" = None,
        owner: "Class | None" = None,
        home: "Environment | None" = None,
    ):
        self.parent, self.frame, self.owner, self.home = parent, frame, owner, home
        self.names: dict[str, tuple[Definition, ...]] = {}

    def lookup(self, name: str) -> tuple[Definition, ...]:
        env, home = self, None
        while env is not None:
            if name in env.names:
                return env.names[name]
            env, home = env.outer(home)
        return ()

    def outer(self, home: "Environment | None" = None) -> "tuple[Environment | None, Environment | None]":
        """Where a name is looked up next. `home`: the names to go on with behind those of the class."""
        home = self.home or home
        if self.owner is not None and home is not None:
            return home, None
        return self.parent, home


@dataclasses.dataclass(eq=False)
class Function:
    """A function, lambda or method of the program. `free_dynamic`: graph values it takes from outside by name."""

    node: ast.FunctionDef | ast.Lambda
    env: Environment
    free_dynamic: dict[str, tuple[Definition, ...]] = dataclasses.field(default_factory=dict)
    calls: list[ast.Call] = dataclasses.field(default_factory=list)
    creates: bool = False
    recursive: bool = False
    callback: bool = False  # the API calls it (a branch of tf.cond, the body of a loop)
    owner: "Class | None" = None  # of a method
    is_property: bool = False

    @property
    def home(self) -> Environment | None:
        """The names round the class of a method."""
        return self.env.parent if self.owner is not None else None

    @property
    def name(self) -> str:
        return getattr(self.node, "name", "<lambda>")


@dataclasses.dataclass(eq=False)
class Frame:
    """One inlined call on the stack of the abstract interpreter."""

    function: Function
    returned: list[Value] = dataclasses.field(default_factory=list)
    uncalled: bool = False  # nobody in the file calls it: its arguments are unknown
    activation: Any = None  # what this call makes


@dataclasses.dataclass(eq=False)
class Scope:
    """A module, a function that runs sessions, or a method of a class: its statements are units."""

    node: ast.Module | ast.FunctionDef
    env: Environment
    units: list[Unit] = dataclasses.field(default_factory=list)
    runs: list["Run"] = dataclasses.field(default_factory=list)
    owner: "Class | None" = None  # the class of a method
    parameters: dict[str, Kind] = dataclasses.field(default_factory=dict)
    passed: set[str] = dataclasses.field(default_factory=set)  # parameters that stand for graph values
    settings: set[str] = dataclasses.field(default_factory=set)  # parameters that configure a session
    calls: list[ast.Call] = dataclasses.field(default_factory=list)
    returned: list[tuple[ast.Return, Value]] = dataclasses.field(default_factory=list)
    caller: Unit | None = None  # the statement of the first call of a method, where it was read
    instances: set = dataclasses.field(default_factory=set)  # calls that made the objects it was called on
    in_context: bool = False  # called under a scope of the graph that means something to what it builds

    @property
    def root(self) -> "Scope":
        """The scope that the program was in before any method was called."""
        scope = self
        while scope.owner is not None and scope.caller is not None:
            scope = scope.caller.scope
        return scope


@dataclasses.dataclass(eq=False)
class Class:
    """A class whose methods build or run a graph. `env` holds its attributes, by names such as `self.loss`."""

    node: ast.ClassDef
    env: Environment
    bases: list["Class"] = dataclasses.field(default_factory=list)
    methods: dict[str, Function] = dataclasses.field(default_factory=dict)  # inherited ones too
    scopes: dict[ast.FunctionDef, Scope] = dataclasses.field(default_factory=dict)  # of the methods that were read
    instances: list[ast.Call] = dataclasses.field(default_factory=list)
    many: bool = False  # objects are made in a loop
    apart: bool = False  # no program makes more than one of its objects

    @property
    def several(self) -> bool:
        return self.many or (len(self.instances) > 1 and not self.apart)


@dataclasses.dataclass(eq=False)
class Inlined:
    """A call of a method that returns graph values: the function that is emitted computes `value` itself."""

    call: ast.Call
    scope: Scope
    statement: ast.Return
    value: ast.expr


@dataclasses.dataclass(eq=False)
class Placeholder:
    node: ast.Call
    dtype: ast.expr | None
    shape: ast.expr | None
    default: ast.expr | None
    name: str
    index: int
    scalar: bool = False  # some op takes nothing but a number in its place
    ranked: bool = False  # a Keras layer is called on it: its number of dimensions must be known


@dataclasses.dataclass(eq=False)
class Variable:
    node: ast.Call
    symbol: str
    name: str
    trainable: bool | None  # None: not known statically
    index: int
    in_function: Function | None = None
    many: bool = False
    sparse: bool = False
    unit: Unit | None = None
    scope: tuple[str, ...] | None = ()  # scopes round it; None: not known
    tf1_names: tuple[str, ...] | None = None  # names in the TF1 graph, as far as they are written down
    numbered: bool = False  # TensorFlow 1 has numbered the scope in its name: `scope_1`
    owned: bool = False  # a call of a helper function owns it
    collections: tuple[str, ...] | None = ("GLOBAL_VARIABLES",)  # None: not known
    regularized: bool = False

    def member_of(self, key: str) -> bool:
        """Whether it is known to be in a collection; those of the trained ones hold it whatever it was given."""
        return self.collections is not None and key in self.collections


@dataclasses.dataclass(eq=False)
class Cell:
    """A recurrent cell. `structure` of its state: "tensor", "lstm", or a list of those of the cells in it, or
    `Several` of one."""

    node: ast.Call
    symbol: str
    structure: Any
    cells: list["Cell"] = dataclasses.field(default_factory=list)
    variable: Variable | None = None  # its weights, once something calls it
    name: str | None = None  # of the scope that holds its weights, where that is known
    many: bool = False  # made in a loop: one record stands for several
    fed: dict[str, ast.expr] = dataclasses.field(default_factory=dict)  # arguments that are graph values
    held: dict[str, str] = dataclasses.field(default_factory=dict)  # and the variables that hold them, set by the plan

    def all(self) -> list["Cell"]:
        """The cell and the cells in it."""
        return [self, *(found for inner in self.cells for found in inner.all())]


@dataclasses.dataclass(eq=False)
class Recurrent:
    """What unrolls cells over a sequence.

    `constructor` and `call` are set by the plan: the recipe of the layer, and the text of its call, in which
    `{name}` is the layer, with its parts.
    """

    cells: list[Cell]
    cell_nodes: list[ast.expr]
    inputs: ast.expr
    lengths: ast.expr | None
    initial: list[ast.expr | None]
    time_major: bool
    static: bool  # over a list of steps, and giving one
    constructor: Any = None
    call: tuple[str, tuple] = ("", ())
    name: None = None


@dataclasses.dataclass(eq=False)
class Layer:
    """A call of `tf.layers.*` or `contrib.layers.*`: a Keras layer to make, and its call."""

    node: ast.Call
    symbol: str
    name: str
    index: int
    unit: Unit | None = None
    scope: tuple[str, ...] | None = ()
    given_name: str | None = None
    shared: "Layer | None" = None  # the earlier layer that this call uses again
    variable: Variable | None = None
    wanted: str = ""  # the name it would have if nothing else had it
    recurrent: Recurrent | None = None
    owned: bool = False  # a call of a helper function owns it
    flag: Value | None = None  # what its `training` argument was


@dataclasses.dataclass(eq=False)
class Optimizer:
    node: ast.Call
    symbol: str
    rate: ast.expr | None
    rate_value: Value | None
    name: str
    unit: Unit | None = None
    sparse: bool = False
    trains: list["Train"] = dataclasses.field(default_factory=list)
    others: list["Optimizer"] = dataclasses.field(default_factory=list)  # that may stand under its name instead
    stands_for: "Optimizer | None" = None  # the one of several under a name that steps refer to

    def all(self) -> list["Optimizer"]:
        """The optimizer and those of which a choice may have taken one in its place."""
        return [self, *self.others]


@dataclasses.dataclass(eq=False)
class Train:
    """`minimize` (loss, variables) or `apply_gradients` (pairs)."""

    node: ast.Call
    optimizer: Optimizer
    optimizer_node: ast.expr
    index: int
    loss: ast.expr | None = None
    variables: ast.expr | None = None
    pairs: ast.expr | None = None
    step: ast.expr | None = None
    step_value: Value | None = None
    loss_value: Value | None = None
    unit: Unit | None = None
    trainable: list[Variable] = dataclasses.field(default_factory=list)


@dataclasses.dataclass(eq=False)
class Gradients:
    """`compute_gradients` or `tf.gradients`: `ys` differentiated by `xs` (None: all trainable variables)."""

    node: ast.Call
    ys: ast.expr
    xs: ast.expr | None
    index: int
    pairs: bool
    unit: Unit | None = None
    ys_value: Value | None = None
    xs_value: Value | None = None
    grad_ys: ast.expr | None = None
    trainable: list[Variable] = dataclasses.field(default_factory=list)


@dataclasses.dataclass(eq=False)
class Summary:
    node: ast.Call
    symbol: str
    tag: ast.expr
    tensor: ast.expr
    index: int
    unit: Unit | None = None
    collected: bool = True
    many: bool = False  # `tensor` is a dict from tags to values, see `looped_summaries`
    literal: bool = False  # the tag is the text that is given: before TensorFlow 1.0


@dataclasses.dataclass(eq=False)
class Merge:
    node: ast.Call
    summaries: list[Summary]


@dataclasses.dataclass(eq=False)
class Metric:
    node: ast.Call
    symbol: str
    name: str
    unit: Unit | None = None


@dataclasses.dataclass(eq=False)
class Iterator:
    """`dataset` is None for an iterator of no dataset of its own: its initializers name one each."""

    node: ast.Call
    dataset: ast.expr | None
    dataset_value: Value
    initializable: bool
    unit: Unit | None = None
    gets: list[ast.Call] = dataclasses.field(default_factory=list)
    name: str = ""
    handle: Placeholder | None = None  # what it is fed: which iterator to take the element from
    switched: bool = False  # somebody asks for its handle


@dataclasses.dataclass(eq=False)
class IteratorInit:
    """`iterator.make_initializer(dataset)`."""

    iterator: Iterator
    node: ast.Call
    dataset: ast.expr
    dataset_value: Value
    unit: Unit | None = None
    name: None = None


@dataclasses.dataclass(eq=False)
class Saver:
    node: ast.Call
    var_list: ast.expr | None
    max_to_keep: ast.expr | None
    variables: list[Variable]
    optimizers: list[Optimizer]
    unit: Unit | None = None
    var_value: Value | None = None


@dataclasses.dataclass(eq=False)
class Decay:
    """A decay function of the rate: it becomes a Keras schedule."""

    node: ast.Call
    symbol: str
    step: ast.expr | None
    step_value: Value | None
    unit: Unit | None = None
    name: str = ""


@dataclasses.dataclass(eq=False)
class Feed:
    """One entry of a feed dict."""

    key: ast.expr
    key_value: Value
    value: ast.expr | None
    optional: bool = False  # on some of the ways to the run it is not fed, and keeps its own value
    twins: tuple[ast.expr, ...] = ()  # keys of the same meaning in other dicts that may be the one here


@dataclasses.dataclass(eq=False)
class Run:
    """A run site: `sess.run(fetches, feed)`, `t.eval(feed)` or `op.run(feed)`."""

    node: ast.Call
    fetches: ast.expr
    value: Value
    feeds: list[Feed] | None  # None: given by a variable
    feed_node: ast.expr | None
    feed_value: Value | None
    unit: Unit
    scope: Scope
    method: str
    in_function: Function | None = None
    export: "Export | None" = None


@dataclasses.dataclass(eq=False)
class Export:
    """What a run saves instead of giving it: a model that computes the fetches from the feeds.

    `inputs`: the names of the feeds in the signature, in their order.
    """

    directory: ast.expr
    inputs: list[str]
    signature: str


@dataclasses.dataclass(eq=False)
class Analysis:
    """Everything known about one program: a file, and the files that it imports.

    `trees`: those of the imported files come behind that of the program itself.
    """

    tree: ast.Module
    trees: list[ast.Module] = dataclasses.field(default_factory=list)
    entries: list[ast.Module] = dataclasses.field(
        default_factory=list
    )  # of several programs, of which each is run alone
    imports: dict[tuple[str, str], bool] = dataclasses.field(default_factory=dict)  # (importer, file): by a star?
    values: dict[ast.AST, Value] = dataclasses.field(default_factory=dict)
    definitions_of: dict[ast.expr, tuple[Definition, ...]] = dataclasses.field(default_factory=dict)
    symbols: dict[ast.expr, str] = dataclasses.field(default_factory=dict)  # every use of the TF API, by its TF1 name
    call_uses: dict[ast.Call, list[Definition]] = dataclasses.field(default_factory=dict)
    scopes: list[Scope] = dataclasses.field(default_factory=list)
    functions: dict[ast.AST, Function] = dataclasses.field(default_factory=dict)
    classes: list[Class] = dataclasses.field(default_factory=list)
    inlined: dict[ast.Call, Inlined] = dataclasses.field(default_factory=dict)
    variables: list[Variable] = dataclasses.field(default_factory=list)
    placeholders: list[Placeholder] = dataclasses.field(default_factory=list)
    layers: list[Layer] = dataclasses.field(default_factory=list)
    cells: dict[ast.Call, Cell] = dataclasses.field(default_factory=dict)
    passed_to_cells: dict[ast.FunctionDef, dict[str, list[ast.Call]]] = dataclasses.field(
        default_factory=dict
    )  # parameters
    zero_states: dict[ast.Call, Cell] = dataclasses.field(default_factory=dict)  # calls of cell.zero_state
    state_reads: dict[ast.Attribute, int] = dataclasses.field(default_factory=dict)  # state.c and state.h
    activations: list[Any] = dataclasses.field(default_factory=list)  # calls of helpers, in the order they began
    owners: list[Function] = dataclasses.field(default_factory=list)  # helpers that own the weights made in them
    losses: list[ast.Call] = dataclasses.field(default_factory=list)  # tf.losses.* that register themselves
    optimizers: list[Optimizer] = dataclasses.field(default_factory=list)
    trains: list[Train] = dataclasses.field(default_factory=list)
    gradients: list[Gradients] = dataclasses.field(default_factory=list)
    summaries: list[Summary] = dataclasses.field(default_factory=list)
    savers: list[Saver] = dataclasses.field(default_factory=list)
    iterators: list[Iterator] = dataclasses.field(default_factory=list)
    iterator_inits: list[IteratorInit] = dataclasses.field(default_factory=list)
    metrics: list[Metric] = dataclasses.field(default_factory=list)
    decays: list[Decay] = dataclasses.field(default_factory=list)
    runs: list[Run] = dataclasses.field(default_factory=list)
    sessions: list[ast.Call] = dataclasses.field(default_factory=list)
    savings: list[tuple[str, ast.Call, Value, Unit]] = dataclasses.field(default_factory=list)
    writers: list[ast.Call] = dataclasses.field(default_factory=list)
    problems: list[Unsupported] = dataclasses.field(default_factory=list)
    alternatives: set["Class"] = dataclasses.field(default_factory=set)  # an object may be of one of these
    eager: bool = False
    scope_checks: set[ast.Assert] = dataclasses.field(default_factory=set)  # that hold: no weights are used again
    idle: frozenset[ast.AST] = frozenset()  # functions and classes that nobody names, and that are left as they are
    failing_runs: dict[ast.Call, ast.expr] = dataclasses.field(default_factory=dict)  # of attributes that nobody binds
    scope_reads: dict[ast.Attribute, Any] = dataclasses.field(default_factory=dict)  # of the names of variable scopes
    identities: list[ast.Compare] = dataclasses.field(default_factory=list)  # == of variables, which compared objects
    reused: dict[ast.Call, Variable] = dataclasses.field(default_factory=dict)  # get_variable of one that is there
    reused_names: dict[ast.Call, str] = dataclasses.field(default_factory=dict)  # of something else that made one
    name_reads: list[ast.Attribute | ast.Call] = dataclasses.field(default_factory=list)  # of names that TF2 has not
    filters: dict[ast.expr, Any] = dataclasses.field(default_factory=dict)  # comprehensions that choose by name
    listings: list[Any] = dataclasses.field(default_factory=list)  # reads of collections of variables
    aliases: dict[str, str] = dataclasses.field(default_factory=dict)
    graph_starts: dict["Scope", Unit] = dataclasses.field(default_factory=dict)  # the last reset that surely runs
    checkpoint_layout: dict | None = None  # of the checkpoint that another program has saved
    made_names: Any = None  # of nodes of the graph, once they are asked for
    _uses: dict[Definition, list[ast.expr]] | None = None

    def references(self, node: ast.AST) -> list[ast.expr]:
        """Names, and attributes of objects that stand for names of their class, at or below a node."""
        return [
            n for n in of_type(node, ast.Name, ast.Attribute) if n.__class__ is ast.Name or n in self.definitions_of
        ]

    @property
    def uses_of(self) -> dict[Definition, list[ast.expr]]:
        """The nodes that mean each definition, the one that binds it among them."""
        if self._uses is None:
            self._uses = {}
            for node, definitions in self.definitions_of.items():
                for definition in definitions:
                    self._uses.setdefault(definition, []).append(node)
            for unit in self.units:
                for definition in unit.definitions:
                    if definition.node is not None and definition.node not in self._uses.get(definition, ()):
                        self._uses.setdefault(definition, []).append(definition.node)
        return self._uses

    def nodes(self, *kinds: type) -> list[Any]:
        """The nodes of these types in all files."""
        return [node for tree in self.trees for node in of_type(tree, *kinds)]

    def release(self) -> None:
        """Take the records apart when nobody needs them any more; see `tree.release`."""
        for scope in self.scopes:
            for unit in scope.units:
                for definition in unit.definitions:
                    definition.unit = definition.env = None
                unit.__dict__.clear()
            scope.env.names.clear()
        for function in self.functions.values():
            function.env.names.clear()
        self.__dict__.clear()

    def apart(self, one: Unit, other: Unit) -> bool:
        """Whether two statements belong to classes of which a program takes one: they are never in one graph."""
        owners = {one.scope.owner, other.scope.owner}
        return len(owners) == 2 and owners <= self.alternatives

    @property
    def units(self) -> list[Unit]:
        return [unit for scope in self.scopes for unit in scope.units]
