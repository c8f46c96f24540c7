"""Abstract interpretation of a TF1 file: every expression gets a `Value`, every name its definitions.

Module code and functions that run sessions are interpreted statement by statement (`Scope`, `Unit`); helper
functions are interpreted at their call sites, with the values they are given, so that one helper called with
a tensor here and an array there is understood in both places.
"""

from __future__ import annotations

import ast
import contextlib
from collections.abc import Iterable

from tf2migrate.analysis import classes, drivers, fresh_graphs, importing
from tf2migrate.analysis.activations import settle
from tf2migrate.analysis.bindings import merge_names, names_now, restore_names
from tf2migrate.analysis.exclusive import Places
from tf2migrate.analysis.expressions import Expressions
from tf2migrate.analysis.memo import Memo
from tf2migrate.analysis.modules import Module, Modules
from tf2migrate.analysis.program import (
    Analysis,
    Class,
    Definition,
    Environment,
    Frame,
    Function,
    Run,
    Scope,
    Unit,
    Unsupported,
)
from tf2migrate.analysis.python_values import FUNCTIONS, element_of, ends_early, parameter_names
from tf2migrate.analysis.scopes import SCOPE, VariableScopes, spell
from tf2migrate.analysis.statements import Statements
from tf2migrate.analysis.tree import of_type
from tf2migrate.analysis.values import CONFIGS, HANDLE, PYTHON, SOMETIMES_FED, STATE, UNKNOWN, Kind, Value, join_all

# Attributes whose call makes a statement part of the driver: it runs the graph, or acts on what a run left.
DRIVER_METHODS = frozenset(
    {"run", "eval", "save", "restore", "add_summary", "partial_run", "initializer", "add_graph", "global_step"}
)
GRAPH_CONTEXTS = frozenset({"name_scope", "device", "variable_scope", "control_dependencies", "op_scope"})
# Shapes that only trouble a program that builds a graph first and runs it later.
_GRAPH_ONLY = frozenset({"TFM206", "TFM305", "TFM903", "TFM905", "TFM906"})
_SPARSE = frozenset(
    """SparseTensor sparse.SparseTensor sparse_reorder sparse.reorder sparse_retain sparse.retain sparse_slice
sparse.slice sparse_concat sparse.concat sparse_add sparse.add sparse_transpose sparse.transpose sparse_reshape
sparse.reshape sparse_softmax sparse.softmax sparse_maximum sparse.maximum sparse_minimum sparse.minimum
sparse.from_dense string_split contrib.layers.dense_to_sparse""".split()
)

# What is going on in a file while it is read: another file that it imports has its own.
_OF_A_FILE = ("path", "unit", "frames", "contexts", "opened", "loop_depth", "loops", "unsure", "dead")


class Interpreter(Statements, Expressions):
    """Interprets a program: a file, and of `modules` those that it imports; what it finds is in `analysis`."""

    def __init__(
        self,
        tree: ast.Module,
        path: str = "",
        modules: Modules = Modules(),
        others: tuple[Module, ...] = (),
        idle: frozenset[ast.AST] = frozenset(),
    ):
        self.analysis = Analysis(tree, [tree], idle=idle)
        self.others = others  # further programs, of which one run is one: they share files with this one
        if others:
            self.analysis.entries = [tree, *[other.tree for other in others]]
        self.path, self.modules = path, modules
        self.environments: dict[str, Environment] = {}  # of imported files
        self._outer: list[dict[str, object]] = []  # what was going on where files are imported
        self.effects = 0  # changes of containers, and calls that were not followed
        self._memo = Memo()
        self._trail: list[Definition] = []  # names from outside that helpers have read
        self.module_env = Environment()
        self.environment = self.module_env  # of the call that is being interpreted
        self.scope: Scope | None = None
        self.unit: Unit | None = None
        self.frames: list[Frame] = []
        self.contexts: list[tuple[str, ast.With]] = []  # statements that open one alone
        self.opened: list[tuple[str, ast.Call]] = []  # the calls that opened any
        self.loop_depth = 0
        self.loops: list[ast.stmt | ast.comprehension] = []  # open loops, of drivers, helpers and comprehensions
        self.unsure = 0  # open branches of helpers that may not be taken
        self.dead = 0  # open branches of helpers that are not taken
        self.counter = 0
        self.units = 0
        found = drivers.find(tree, path, modules)
        self.drivers, self._calling_in = found.functions, dict(found.calling)
        for other in others:
            found = drivers.find(other.tree, other.path, modules)
            self.drivers |= found.functions
            for known, names in found.calling.items():
                self._calling_in[known] = self._calling_in.get(known, frozenset()) | names
        self.methods_read: dict[ast.AST, Class] = {}
        self._graph_classes = classes.graph_classes(tree)
        self._calling = self._calling_in[tree]  # names whose call makes a statement part of the driver
        self._given: dict[ast.AST, list[tuple[ast.Call, dict[str, Value]]]] = {}  # arguments of driver functions
        self._calls_of: dict[ast.AST, frozenset[str]] = {}
        self.tested: dict[ast.expr, Value] = {}  # the last values of tests in helpers
        self.current: dict[ast.AST, Value] = {}
        self.variable_scopes = VariableScopes(self)
        self.places = Places(self.analysis)

    # -- entry -------------------------------------------------------------------------------------------

    def interpret(self) -> Analysis:
        module = Scope(self.analysis.tree, self.module_env)
        self.interpret_module(module)
        for other in self.others:
            importing.enter_program(self, other)
        self._interpret_drivers()
        classes.finish(self)
        self._interpret_uncalled()
        settle(self.analysis)
        return self.analysis

    def interpret_module(self, scope: Scope) -> None:
        self.read(scope, scope.node.body)

    def enter(self, module: Module) -> None:
        """Turn to a file that is imported."""
        self._outer.append({name: getattr(self, name) for name in _OF_A_FILE})
        self.path, self.unit, self.frames, self.contexts, self.opened = module.path, None, [], [], []
        self.loop_depth = 0
        self.loops, self.unsure, self.dead = [], 0, 0
        self.analysis.trees.append(module.tree)
        self._graph_classes |= classes.graph_classes(module.tree)
        self._calling |= self._calling_in.get(module.tree, frozenset())

    def leave(self) -> None:
        """Go back to where the file was imported."""
        vars(self).update(self._outer.pop())

    def _interpret_uncalled(self) -> None:
        """Functions that nobody in the file calls are called from elsewhere: their uses of the API count too."""
        seen: set[ast.AST] = set()
        while True:
            left = [
                f
                for f in self.analysis.functions.values()
                if isinstance(f.node, FUNCTIONS)
                and f.node not in seen
                and f.node not in self.drivers
                and not f.calls
                and not f.callback
            ]
            if not left:
                return
            for function in left:
                seen.add(function.node)
                self.probe(function)

    def _interpret_drivers(self) -> None:
        """Functions that run sessions: those first whose calls have been seen, for they know what they are given."""
        left = [n for n in self.analysis.nodes(*FUNCTIONS) if n in self.drivers and n not in self.analysis.idle]
        apart = not self.others and not self.analysis.variables and fresh_graphs.of_all(self.analysis.tree, left)
        while left:
            ready = [n for n in left if n in self.analysis.functions and self.analysis.functions[n].owner is None]
            if not ready:
                return
            given = [n for n in ready if n in self._given]
            waited = {name for other in left for name in self._called_in(other) if name != other.name}
            node = next((n for n in given if n.name not in waited), (given or ready)[0])
            left.remove(node)
            with self.variable_scopes.new_graph() if apart else contextlib.nullcontext():
                self._interpret_driver(self.analysis.functions[node])

    def _called_in(self, node: ast.AST) -> frozenset[str]:
        """The functions that a function calls, by their plain names."""
        known = self._calls_of.get(node)
        if known is None:
            known = self._calls_of[node] = frozenset(
                call.func.id for call in of_type(node, ast.Call) if isinstance(call.func, ast.Name)
            )
        return known

    def _interpret_driver(self, function: Function) -> None:
        env = Environment(function.env)
        scope = Scope(function.node, env)
        calls = self._given.get(function.node, [])
        for argument in parameter_names(function.node.args):
            given = [values[argument] for _, values in calls if argument in values]
            value = join_all(given) if given else PYTHON
            if value.kind not in (Kind.SESSION, Kind.OBJECT):
                value = PYTHON
            scope.parameters[argument] = value.kind
            if given and all(one.path in CONFIGS for one in given):
                value = given[0]
                scope.settings.add(argument)
            env.names[argument] = (Definition(argument, value, None, env),)
        scope.calls = [call for call, _ in calls]
        self.read(scope, function.node.body)

    def read(self, scope: Scope, body: list[ast.stmt]) -> None:
        """Interpret the statements of a scope as units."""
        outer = self.scope, self.unit, self.frames, self.loop_depth
        self.scope, self.frames, self.loop_depth = scope, [], 0
        self.analysis.scopes.append(scope)
        self._block(body, scope.env, ())
        self.scope, self.unit, self.frames, self.loop_depth = outer

    def scopes(self, kinds: tuple[str, ...] = ("variable_scope",)) -> tuple[str, ...] | None:
        """Names of the scopes round this point; None when one is not a constant, or a helper may add some."""
        names = []
        if "name_scope" not in kinds:
            path = self.variable_scopes.current.path
            return path if all(isinstance(part, str) for part in path) else None
        if any(of_type(f.function.node, ast.With) for f in self.frames):
            return None
        for kind, call in self.opened:
            if kind not in kinds:
                continue
            known = self.analysis.values.get(call.args[0]) if call.args else None
            if known is None or not isinstance(known.constant, str):
                return None
            names.append(known.constant)
        return tuple(names)

    def scope_arguments(self) -> dict[str, Value]:
        """Keywords of the variable scopes round this point; the inner ones win."""
        return self.variable_scopes.current.arguments

    def spell(self, node: ast.expr, env: Environment) -> object:
        """A form of a Python expression that two evaluations share only if they give the same value."""
        return spell(self, node, env)

    def steady(self, node: ast.AST) -> bool:
        """Whether no name in an expression changes in a loop that is being interpreted once for all passes."""
        if not self.loops:
            return True
        names = {n.id for n in of_type(node, ast.Name)} | ({node.id} if isinstance(node, ast.Name) else set())
        return not names or not any(
            names & {n.id for n in of_type(loop, ast.Name) if isinstance(n.ctx, ast.Store)} for loop in self.loops
        )

    def next_index(self) -> int:
        self.counter += 1
        return self.counter

    # -- statements of a scope ---------------------------------------------------------------------------

    def _block(self, statements: Iterable[ast.stmt], env: Environment, enclosing: tuple[ast.stmt, ...]) -> None:
        for statement in statements:
            if isinstance(statement, ast.With):
                self._with(statement, env, enclosing)
            elif isinstance(statement, (ast.For, ast.While, ast.If, ast.Try)) and self._drives(statement):
                self._opened(statement, env, enclosing)
            else:
                self._begin(statement, enclosing)
                self.execute(statement, env)
                self._finish()

    def _begin(self, statement: ast.stmt, enclosing: tuple[ast.stmt, ...], header: bool = False) -> Unit:
        contexts = tuple(s for s in enclosing if any(s is node for _, node in self.contexts))
        self.units += 1  # methods are read in the middle of their callers: one order for all
        unit = Unit(statement, self.scope, self.units, enclosing, contexts, header)
        self.scope.units.append(unit)
        self.unit = unit
        return unit

    def _finish(self) -> None:
        for _, context in self.contexts:
            for name in of_type(context.items[0].context_expr, ast.Name):
                for definition in self.analysis.definitions_of.get(name, ()):
                    self.use(definition)

    def _drives(self, statement: ast.stmt) -> bool:
        if isinstance(statement, ast.If) and (_is_main_guard(statement) or is_open(statement)):
            return True
        for node in of_type(statement, ast.Call):
            if isinstance(node.func, ast.Attribute) and node.func.attr in DRIVER_METHODS:
                return True
            if drivers.called_name(node) in self._calling:
                return True
        return isinstance(statement, ast.If) and self._trains_apart(statement)

    def _trains_apart(self, statement: ast.If) -> bool:
        """Whether a branch makes an optimizer and its step, and binds names that nothing else binds.

        Its statements are taken one by one: what it makes stays in the branch, what it computes is a step's.
        """
        calls = [n.func.attr for n in of_type(statement, ast.Call) if isinstance(n.func, ast.Attribute)]
        if (
            not {"minimize", "apply_gradients"} & set(calls)
            or of_type(statement.test, ast.Call)
            or any(
                isinstance(s, (ast.For, ast.While, ast.If, ast.Try, ast.FunctionDef))
                for s in of_type(statement, ast.stmt)
                if s is not statement
            )
        ):
            return False
        inside = [n for s in [*statement.body, *statement.orelse] for n in _stored(s)]
        around = self.scope.owner.node if self.scope.owner is not None else self.scope.node
        return not any(n.id == other.id and n is not other for n in inside for other in _stored(around))

    def _with(self, statement: ast.With, env: Environment, enclosing: tuple[ast.stmt, ...]) -> None:
        self._begin(statement, enclosing, header=True)
        context = None
        before = len(self.opened)
        for item in statement.items:
            value = self.evaluate(item.context_expr, env)
            if isinstance(item.context_expr, ast.Call):
                path = self.analysis.symbols.get(item.context_expr.func)
                if path in GRAPH_CONTEXTS:
                    context = path
                    self.opened.append((path, item.context_expr))
            if item.optional_vars is not None:
                self.assign(item.optional_vars, value, env)
        self._finish()
        scopes = self._enter(statement, env)
        if context and len(statement.items) == 1:
            self.contexts.append((context, statement))
            names = self.scopes(("variable_scope", "name_scope")) if context == "name_scope" else None
            if names is not None:
                self.variable_scopes.note(statement.items[0].context_expr, names)
            self._block(statement.body, env, enclosing + (statement,))
            self.contexts.pop()
        else:
            self._block(statement.body, env, enclosing + (statement,))
        del self.opened[before:]
        self._leave(scopes)

    def _enter(self, statement: ast.With, env: Environment) -> list:
        """Enter the variable scopes of a `with` statement."""
        opened = []
        for item in statement.items:
            scope = self.variable_scopes.open(item.context_expr, env)
            if scope is not None:
                opened.append(scope)
                if isinstance(item.optional_vars, ast.Name):
                    self.assign(item.optional_vars, Value(Kind.PYTHON, path=SCOPE, info=scope), env)
        return opened

    def _leave(self, opened: list) -> None:
        for scope in reversed(opened):
            self.variable_scopes.close(scope)

    def _opened(self, statement: ast.stmt, env: Environment, enclosing: tuple[ast.stmt, ...]) -> None:
        self._begin(statement, enclosing, header=True)
        inside = enclosing + (statement,)
        if isinstance(statement, ast.For):
            iterated = self.evaluate(statement.iter, env)
            self.assign(statement.target, element_of(iterated), env)
        elif isinstance(statement, (ast.While, ast.If)):
            self.evaluate(statement.test, env)
        before = names_now(env)
        if isinstance(statement, (ast.For, ast.While)):
            self.loop_depth += 1
            self.loops.append(statement)
            self._block(statement.body, env, inside)
            self.loops.pop()
            self.loop_depth -= 1
            self._refuse_carried(statement, env, before)
            merge_names(env, before)
            self._block(statement.orelse, env, inside)
        elif isinstance(statement, ast.If):
            self._block(statement.body, env, inside)
            after = names_now(env)
            restore_names(env, before)
            self._block(statement.orelse, env, inside)
            if not ends_early(statement.body):
                merge_names(env, after)
        else:
            self._try(statement, env, lambda body: self._block(body, env, inside))

    def _refuse_carried(self, loop: ast.stmt, env: Environment, outer: list[tuple[Environment, dict]]) -> None:
        """A graph value that one pass of a driver loop hands to the next: the graph grows with every pass."""
        before = {name: definitions for _, names in outer for name, definitions in names.items()}
        carried = {
            name
            for known, names in outer
            for name, definitions in known.names.items()
            if name in names and definitions != names[name] and any(d.value.dynamic for d in definitions)
        }
        if not carried:
            return
        for statement in loop.body:
            for node in of_type(statement, ast.Name):
                if node.id in carried and any(d in before[node.id] for d in self.analysis.definitions_of.get(node, ())):
                    self.problem(
                        node,
                        "TFM107",
                        f"{node.id} is made anew from itself in a loop that runs the session",
                        "keep the value in a variable, or compute it in Python from the fetched number",
                    )
                    return

    # -- hooks filled by api and methods -----------------------------------------------------------------

    def symbol_value(self, node: ast.Attribute, path: str) -> Value:
        from tf2migrate.analysis import api

        return api.reference(self, node, path)

    def attribute(self, node: ast.Attribute, base: Value, env: Environment) -> Value:
        from tf2migrate.analysis import methods

        return methods.attribute(self, node, base)

    def problem(self, node: ast.AST, rule: str, reason: str, advice: str = "") -> None:
        if self.analysis.eager and rule in _GRAPH_ONLY:
            return
        self.analysis.problems.append(Unsupported(node, rule, reason, advice))

    def refuse_place(self, node: ast.Call, path: str, looped: bool) -> None:
        """Say so where a call that makes variables is in a function that nobody calls, or `looped`."""
        if any(frame.uncalled for frame in self.frames):
            reason = f"{path} makes variables in a function that nobody in this file calls"
            self.problem(node, "TFM206", reason, "make the function a tf.keras.layers.Layer")
        elif looped:
            advice = "make a list of Keras layers first and call them in the loop"
            self.problem(node, "TFM206", f"{path} makes variables in a loop", advice)

    def record_run(
        self,
        node: ast.Call,
        fetches: ast.expr,
        value: Value,
        feed: ast.expr | None,
        feed_value: Value | None,
        method: str,
    ) -> Value:
        if classes.bound_nowhere(self, fetches):
            self.analysis.failing_runs[node] = fetches
            return UNKNOWN
        literal = isinstance(feed, ast.Dict)
        feeds = list(feed_value.info or []) if feed_value is not None and feed_value.kind is Kind.MAPPING else None
        if feed is None or (feed_value is not None and feed_value.constant is None):
            feeds, feed = [], None
        elif feeds is None:
            self.problem(
                node, "TFM103", "the feed dict is not visible here", "pass the values to the step function by name"
            )
            feeds = []
        if feed_value is not None and feed_value.kind is Kind.MAPPING and feed_value.path == SOMETIMES_FED:
            self.problem(
                node,
                "TFM103",
                "the feed dict overrides a value on some of the ways to this run only",
                "write two runs, each with its own dict, or give the default as an argument",
            )
        if any(self._is_sparse(part) for part in (value, *value.children())):
            self.problem(node, "TFM105", "a sparse tensor is fetched", "fetch its indices, values and dense_shape")
        function = self.frames[-1].function if self.frames else None
        if function is not None:
            self.problem(
                node,
                "TFM906",
                f"{function.name}(...) runs the session and is called while the graph is built",
                "call the step function instead",
            )
        self.analysis.runs.append(
            Run(
                node,
                fetches,
                value,
                feeds,
                None if literal else feed,
                feed_value,
                self.unit,
                self.scope,
                method,
                function,
            )
        )
        self.scope.runs.append(self.analysis.runs[-1])
        return fetched(value)

    def _is_sparse(self, value: Value) -> bool:
        """Whether a call that is known to give a sparse tensor has made it."""
        return isinstance(value.node, ast.Call) and self.analysis.symbols.get(value.node.func) in _SPARSE


def open_branch(statement: ast.If) -> bool:
    """Read the statements of a branch one by one from now on, as where it runs a session; False if they are already.

    What they make then stays in the branch, and what they compute belongs to the steps that need it.
    """
    opened = is_open(statement)
    statement._opened = True
    return not opened


def is_open(statement: ast.If) -> bool:
    """Whether the statements of a branch are read one by one because nothing else would do."""
    return getattr(statement, "_opened", False)


def fetched(value: Value) -> Value:
    """What a run of this gives: numpy values in the structure of the fetch."""
    if value.kind is Kind.SEQUENCE and isinstance(value.items, list):
        return Value(
            Kind.SEQUENCE,
            items=[fetched(v) for v in value.items],
            path=value.path if value.path.startswith(STATE) else "",
        )
    if value.kind is Kind.SEQUENCE and value.path.startswith(STATE) and value.element is not None:
        return Value(Kind.SEQUENCE, element=fetched(value.element), path=value.path)
    if value.kind is Kind.SUMMARY:
        return Value(Kind.PYTHON, path="summary_value", info=value.info)
    if value.kind is Kind.HANDLE:
        return Value(Kind.PYTHON, path=HANDLE, info=value.info)
    return Value(Kind.PYTHON, rank=value.rank) if value.rank else PYTHON


def _stored(root: ast.AST) -> list[ast.Name]:
    return [n for n in of_type(root, ast.Name) if isinstance(n.ctx, ast.Store)]


def _is_main_guard(statement: ast.If) -> bool:
    test = statement.test
    return isinstance(test, ast.Compare) and isinstance(test.left, ast.Name) and test.left.id == "__name__"
