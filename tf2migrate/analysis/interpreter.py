"""Abstract interpretation of a TF1 file: every expression gets a `Value`, every name its definitions.

Module code and functions that run sessions are interpreted statement by statement (`Scope`, `Unit`); helper
functions are interpreted at their call sites, with the values they are given, so that one helper called with
a tensor here and an array there is understood in both places.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import dataclasses
from collections.abc import Callable, Iterable, Iterator

from tf2migrate.analysis import classes, collections, drivers, dtypes, importing, imports, presence
from tf2migrate.analysis.activations import Activation, Site, settle
from tf2migrate.analysis.exclusive import Places
from tf2migrate.analysis.memo import Call, Memo, coarse_key, key_of, traces
from tf2migrate.analysis.modules import Module, Modules
from tf2migrate.analysis.program import (
    Analysis,
    Class,
    Definition,
    Environment,
    Feed,
    Frame,
    Function,
    Run,
    Scope,
    Unit,
    Unsupported,
)
from tf2migrate.analysis.scopes import SCOPE, VariableScopes, spell
from tf2migrate.analysis.tree import children, of_type
from tf2migrate.analysis.values import (
    ABSENT,
    CONFIGS,
    DIMENSION,
    FLOATS,
    HANDLE,
    PYTHON,
    SOMETIMES_FED,
    STATE,
    UNKNOWN,
    Kind,
    Value,
    alternatives,
    constant,
    join,
    join_all,
    read_leaves,
    tensor,
)

# Attributes whose call makes a statement part of the driver: it runs the graph, or acts on what a run left.
DRIVER_METHODS = frozenset({"run", "eval", "save", "restore", "add_summary", "partial_run", "initializer", "add_graph",
                            "global_step"})
GRAPH_CONTEXTS = frozenset({"name_scope", "device", "variable_scope", "control_dependencies", "op_scope"})
# Shapes that only trouble a program that builds a graph first and runs it later.
_GRAPH_ONLY = frozenset({"TFM206", "TFM305", "TFM903", "TFM905", "TFM906"})
_MAX_DEPTH = 12
_FLOATS = frozenset({"eye", "identity", "zeros", "ones", "linspace", "random.rand", "random.randn", "random.random"})
_PURE = frozenset({"reduce", "functools", "math", "operator"})  # what computes a number of numbers
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


class Interpreter:
    """Interprets a program: a file, and of `modules` those that it imports; what it finds is in `analysis`."""

    def __init__(self, tree: ast.Module, path: str = "", modules: Modules = Modules(), others: tuple[Module, ...] = (),
                 idle: frozenset[ast.AST] = frozenset()):
        self.analysis = Analysis(tree, [tree], idle=idle)
        self.others = others  # further programs, of which one run is one: they share files with this one
        if others:
            self.analysis.entries = [tree, *[other.tree for other in others]]
        self.path, self.modules = path, modules
        self.environments: dict[str, Environment] = {}  # of imported files
        self._outer: list[tuple] = []  # what was going on where files are imported
        self.effects = 0  # changes of containers, and calls that were not followed
        self._memo = Memo()
        self._trail: list[Definition] = []  # names from outside that helpers have read
        self.module_env = Environment()
        self.environment = self.module_env  # of the call that is being interpreted
        self.scope: Scope | None = None
        self.unit: Unit | None = None
        self.frames: list[Frame] = []
        self.contexts: list[tuple[str, ast.With]] = []
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

    # -- entry ----------------------------------------------------------------------------------------

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
        self._outer.append((self.path, self.unit, self.frames, self.contexts, self.loop_depth, self.loops, self.unsure,
                            self.dead))
        self.path, self.unit, self.frames, self.contexts, self.loop_depth = module.path, None, [], [], 0
        self.loops, self.unsure, self.dead = [], 0, 0
        self.analysis.trees.append(module.tree)
        self._graph_classes |= classes.graph_classes(module.tree)
        self._calling |= self._calling_in.get(module.tree, frozenset())

    def leave(self) -> None:
        """Go back to where the file was imported."""
        (self.path, self.unit, self.frames, self.contexts, self.loop_depth, self.loops, self.unsure,
         self.dead) = self._outer.pop()

    def _interpret_uncalled(self) -> None:
        """Functions that nobody in the file calls are called from elsewhere: their uses of the API count too."""
        seen: set[ast.AST] = set()
        while True:
            left = [f for f in self.analysis.functions.values()
                    if isinstance(f.node, _FUNCTIONS) and f.node not in seen and f.node not in self.drivers
                    and not f.calls and not f.callback]
            if not left:
                return
            for function in left:
                seen.add(function.node)
                self.probe(function)

    def _interpret_drivers(self) -> None:
        """Functions that run sessions: those first whose calls have been seen, for they know what they are given."""
        left = [n for n in self.analysis.nodes(*_FUNCTIONS) if n in self.drivers]
        while left:
            ready = [n for n in left if n in self.analysis.functions and self.analysis.functions[n].owner is None]
            if not ready:
                return
            given = [n for n in ready if n in self._given]
            waited = {name for other in left for name in self._called_in(other) if name != other.name}
            node = next((n for n in given if n.name not in waited), (given or ready)[0])
            left.remove(node)
            self._interpret_driver(self.analysis.functions[node])

    def _called_in(self, node: ast.AST) -> frozenset[str]:
        """The functions that a function calls, by their plain names."""
        known = self._calls_of.get(node)
        if known is None:
            known = self._calls_of[node] = frozenset(
                call.func.id for call in of_type(node, ast.Call) if isinstance(call.func, ast.Name))
        return known

    def _interpret_driver(self, function: Function) -> None:
        env = Environment(function.env)
        scope = Scope(function.node, env)
        calls = self._given.get(function.node, [])
        for argument in _parameters(function.node.args):
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
        for kind, statement in self.contexts:
            if kind not in kinds:
                continue
            call = statement.items[0].context_expr
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
        return not names or not any(names & {n.id for n in of_type(loop, ast.Name) if isinstance(n.ctx, ast.Store)}
                                    for loop in self.loops)

    def next_index(self) -> int:
        self.counter += 1
        return self.counter

    # -- statements of a scope ------------------------------------------------------------------------

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
        if isinstance(statement, ast.If) and _is_main_guard(statement):
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
        if not {"minimize", "apply_gradients"} & set(calls) or of_type(statement.test, ast.Call) or any(
            isinstance(s, (ast.For, ast.While, ast.If, ast.Try, ast.FunctionDef))
            for s in of_type(statement, ast.stmt) if s is not statement
        ):
            return False
        inside = [n for s in [*statement.body, *statement.orelse] for n in _stored(s)]
        around = self.scope.owner.node if self.scope.owner is not None else self.scope.node
        return not any(n.id == other.id and n is not other for n in inside for other in _stored(around))

    def _with(self, statement: ast.With, env: Environment, enclosing: tuple[ast.stmt, ...]) -> None:
        self._begin(statement, enclosing, header=True)
        context = None
        for item in statement.items:
            value = self.evaluate(item.context_expr, env)
            if isinstance(item.context_expr, ast.Call):
                path = self.analysis.symbols.get(item.context_expr.func)
                if path in GRAPH_CONTEXTS:
                    context = path
            if item.optional_vars is not None:
                self.assign(item.optional_vars, value, env)
        self._finish()
        scopes = self._enter(statement, env)
        if context and len(statement.items) == 1:
            self.contexts.append((context, statement))
            self._block(statement.body, env, enclosing + (statement,))
            self.contexts.pop()
        else:
            self._block(statement.body, env, enclosing + (statement,))
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
        before = _names(env)
        if isinstance(statement, (ast.For, ast.While)):
            self.loop_depth += 1
            self.loops.append(statement)
            self._block(statement.body, env, inside)
            self.loops.pop()
            self.loop_depth -= 1
            self._refuse_carried(statement, env, before)
            _merge(env, before)
            self._block(statement.orelse, env, inside)
        elif isinstance(statement, ast.If):
            self._block(statement.body, env, inside)
            after = _names(env)
            _restore(env, before)
            self._block(statement.orelse, env, inside)
            if not _leaves(statement.body):
                _merge(env, after)
        else:
            self._try(statement, env, lambda body: self._block(body, env, inside))

    def _refuse_carried(self, loop: ast.stmt, env: Environment, outer: list[tuple[Environment, dict]]) -> None:
        """A graph value that one pass of a driver loop hands to the next: the graph grows with every pass."""
        before = {name: definitions for _, names in outer for name, definitions in names.items()}
        carried = {name for known, names in outer for name, definitions in known.names.items()
                   if name in names and definitions != names[name] and any(d.value.dynamic for d in definitions)}
        if not carried:
            return
        for statement in loop.body:
            for node in of_type(statement, ast.Name):
                if node.id in carried and any(
                    d in before[node.id] for d in self.analysis.definitions_of.get(node, ())
                ):
                    self.problem(node, "TFM107", f"{node.id} is made anew from itself in a loop that runs the session",
                                 "keep the value in a variable, or compute it in Python from the fetched number")
                    return

    # -- statements -----------------------------------------------------------------------------------

    def execute(self, statement: ast.stmt, env: Environment) -> None:
        method = _STATEMENTS.get(statement.__class__)
        if method is not None:
            method(self, statement, env)
        else:
            for child in children(statement):
                if isinstance(child, ast.expr):
                    self.evaluate(child, env)

    def _run_body(self, statements: Iterable[ast.stmt], env: Environment) -> None:
        ended = False
        for statement in statements:
            if ended:  # a branch that is always taken has returned: interpreted for its uses of the API
                self.dead += 1
                self.execute(statement, env)
                self.dead -= 1
                continue
            self.execute(statement, env)
            ended = bool(self.frames) and self._always_returns(statement)

    def _always_returns(self, statement: ast.stmt) -> bool:
        if not isinstance(statement, ast.If) or not of_type(statement, ast.Return):
            return False
        taken = self._verdict(statement.test)
        body = statement.body if taken else statement.orelse if taken is False else []
        return bool(body) and isinstance(body[-1], (ast.Return, ast.Raise))

    def _verdict(self, test: ast.expr) -> bool | None:
        """How a test on Python values turns out in this call of a helper; None when it is not known."""
        value = self.tested.get(test)
        if value is not None and value.path == presence.ANSWER:
            return value.constant
        if value is None or not self.frames or not self.steady(test):
            return None
        return truth(value)

    def _stmt_Import(self, statement: ast.stmt, env: Environment) -> None:
        bound = imports.bindings(statement)
        for name, path in bound:
            self.analysis.aliases[name] = path
            self.bind(name, Value(Kind.SYMBOL, path=path), env, statement)
        importing.bind(self, statement, env, {name for name, _ in bound})

    _stmt_ImportFrom = _stmt_Import

    def _stmt_FunctionDef(self, statement: ast.FunctionDef, env: Environment) -> None:
        for decorator in statement.decorator_list:
            self.evaluate(decorator, env)
        for default in statement.args.defaults + [d for d in statement.args.kw_defaults if d]:
            self.evaluate(default, env)
        function = self.analysis.functions.get(statement)
        if function is None or function.env is not env:
            function = Function(statement, env)
            self.analysis.functions[statement] = function
        self.bind(statement.name, Value(Kind.FUNCTION, info=function), env, statement)

    def _stmt_ClassDef(self, statement: ast.ClassDef, env: Environment) -> None:
        if statement in self._graph_classes:
            classes.define(self, statement, env)
            return
        for base in statement.bases:
            self.evaluate(base, env)
        for inner in of_type(statement, ast.Attribute):
            if inner.attr in ("run", "eval", "placeholder"):
                root = drivers.root_name(inner)
                if root == "self" or root in self.analysis.aliases:
                    self.problem(
                        statement, "TFM902", f"class {statement.name} builds or runs a graph in its methods",
                        "move the layers into a tf.keras.Model and each sess.run into a @tf.function method",
                    )
                    break
        class_env = Environment(env)
        for inner in statement.body:
            if isinstance(inner, _FUNCTIONS):
                function = Function(inner, class_env)
                self.analysis.functions[inner] = function
                function.callback = True
                self.probe(function)
        self.bind(statement.name, Value(Kind.PYTHON, path="class"), env, statement)

    def probe(self, function: Function, owner: Class | None = None) -> None:
        """Interpret a body nobody calls here, so that its uses of the API are known."""
        if self.analysis.idle and any(node in self.analysis.idle for node in _around(function.node)):
            return
        outer = self.scope, self.unit
        if self.unit is None:
            self.scope = self.analysis.scopes[0]
            self.unit = Unit(function.node, self.scope, -1)
        node = function.node
        inner = Environment(function.env, Frame(function, uncalled=True))
        for argument in _parameters(node.args):
            inner.names[argument] = (Definition(argument, UNKNOWN, None, inner),)
        if owner is not None:
            inner.names[classes.SELF] = (Definition(classes.SELF, Value(Kind.OBJECT, info=owner), None, inner),)
        self.frames.append(inner.frame)
        self._run_body(node.body, inner)
        self.frames.pop()
        self.scope, self.unit = outer

    def _stmt_Return(self, statement: ast.Return, env: Environment) -> None:
        value = self.evaluate(statement.value, env) if statement.value is not None else constant(None)
        if self.frames:
            if not self.dead:
                self.frames[-1].returned.append(value)
        elif self.scope.owner is not None:
            self.scope.returned.append((statement, value))

    def _stmt_Expr(self, statement: ast.Expr, env: Environment) -> None:
        value = self.evaluate(statement.value, env)
        if self.unit is not None and not self.frames:
            self.unit.value = value if self.unit.value is None else join(self.unit.value, value)

    def _stmt_Assign(self, statement: ast.Assign, env: Environment) -> None:
        value = self.evaluate(statement.value, env)
        for target in statement.targets:
            self.assign(target, value, env, statement.value)

    def _stmt_AnnAssign(self, statement: ast.AnnAssign, env: Environment) -> None:
        if statement.value is not None:
            self.assign(statement.target, self.evaluate(statement.value, env), env, statement.value)

    def _stmt_AugAssign(self, statement: ast.AugAssign, env: Environment) -> None:
        target = statement.target
        load = ast.copy_location(_as_load(target), target)
        old = self.evaluate(load, env)
        if isinstance(target, ast.Name):
            self.analysis.definitions_of[target] = self.analysis.definitions_of.get(load, ())
        new = self.evaluate(statement.value, env)
        value = self.combine([old, new])
        if old.kind is Kind.SEQUENCE:
            parts = old.children() + new.children()
            value = Value(Kind.SEQUENCE, element=join_all(parts) if parts else None)
            self._mutated(load)
        elif old.kind is Kind.PYTHON and not new.dynamic and new.kind is not Kind.TENSOR:
            value = PYTHON
        self.assign(target, value, env)

    def _stmt_For(self, statement: ast.For, env: Environment) -> None:
        iterated = self.evaluate(statement.iter, env)
        self.assign(statement.target, element_of(iterated), env)
        before = _names(env)
        self.loop_depth += 1
        self.loops.append(statement)
        self._run_body(statement.body, env)
        self.loops.pop()
        self.loop_depth -= 1
        _merge(env, before)
        self._run_body(statement.orelse, env)

    def _stmt_While(self, statement: ast.While, env: Environment) -> None:
        self.evaluate(statement.test, env)
        before = _names(env)
        self.loop_depth += 1
        self.loops.append(statement)
        self._run_body(statement.body, env)
        self.loops.pop()
        self.loop_depth -= 1
        _merge(env, before)
        self._run_body(statement.orelse, env)

    def _stmt_If(self, statement: ast.If, env: Environment) -> None:
        self.tested[statement.test] = self.evaluate(statement.test, env)
        taken = self._verdict(statement.test)
        if taken is not None:
            self._known_if(statement, env, taken)
            return
        self.unsure += 1
        before = _names(env)
        self._run_body(statement.body, env)
        after = _names(env)
        _restore(env, before)
        self._run_body(statement.orelse, env)
        if not _leaves(statement.body):
            _merge(env, after)
        self.unsure -= 1

    def _known_if(self, statement: ast.If, env: Environment, taken: bool) -> None:
        """Only one branch is taken in this call; the other is interpreted for its uses of the API."""
        before = _names(env)
        self.dead += 1
        self._run_body(statement.orelse if taken else statement.body, env)
        self.dead -= 1
        _restore(env, before)
        self._run_body(statement.body if taken else statement.orelse, env)

    def _stmt_With(self, statement: ast.With, env: Environment) -> None:
        for item in statement.items:
            value = self.evaluate(item.context_expr, env)
            if item.optional_vars is not None:
                self.assign(item.optional_vars, value, env)
        scopes = self._enter(statement, env)
        self._run_body(statement.body, env)
        self._leave(scopes)

    def _stmt_Try(self, statement: ast.Try, env: Environment) -> None:
        self._try(statement, env, lambda body: self._run_body(body, env))

    def _try(self, statement: ast.Try, env: Environment, run: Callable[[list[ast.stmt]], None]) -> None:
        """What the body bound may stand after a handler, and what a handler bound may stand afterwards."""
        from tf2migrate.analysis import recurrent

        before = _names(env)
        run(statement.body)
        broken = _names(env)
        run(statement.orelse)
        after = [] if _leaves(statement.orelse) else [_names(env)]
        for handler in () if recurrent.surely_builds(self, statement) else statement.handlers:
            _restore(env, broken)
            _merge(env, before)
            if handler.type is not None:
                self.evaluate(handler.type, env)
            if handler.name:
                self.bind(handler.name, PYTHON, env, handler)
            run(handler.body)
            if not _leaves(handler.body):
                after.append(_names(env))
        if after:
            _restore(env, after[0])
        for names in after[1:]:
            _merge(env, names)
        run(statement.finalbody)

    def _stmt_Assert(self, statement: ast.Assert, env: Environment) -> None:
        value = self.evaluate(statement.test, env)
        if statement.msg is not None:
            self.evaluate(statement.msg, env)
        if self.frames and not self.frames[0].uncalled and any(self.analysis.symbols.get(n) == "get_variable_scope" for n in of_type(
            statement.test, ast.Attribute)):
            if self.dead or value.constant is True:
                self.analysis.scope_checks.add(statement)
            else:
                self.problem(statement, "TFM203", "whether weights are used again is not known here",
                             "make them once, and call the layer twice")

    def _stmt_Global(self, statement: ast.Global, env: Environment) -> None:
        for name in statement.names:
            definitions = _outermost(env).lookup(name)
            if definitions:
                env.names[name] = definitions

    # -- binding --------------------------------------------------------------------------------------

    def bind(self, name: str, value: Value, env: Environment, node: ast.AST | None = None) -> Definition:
        unit = self.unit if env.frame is None else None
        attributes = _attributes(env) if name.startswith(classes.PREFIX) else None
        if attributes is not None:
            if unit is None and (value.dynamic or value.kind is Kind.VARIABLE):
                self.problem(node or self.unit.statement, "TFM903",
                             f"the attribute {classes.last(name)} is set to a {value.kind.value} in a helper",
                             "set it where the graph is built")
            env = attributes
        definition = Definition(name, value, unit, env, node)
        env.names[name] = (definition,)
        if unit is not None and self.scope is not None and (env is self.scope.env or attributes is not None):
            unit.definitions.append(definition)
        return definition

    def assign(self, target: ast.expr, value: Value, env: Environment, source: ast.expr | None = None) -> None:
        if isinstance(target, ast.Name):
            _suggest_name(value, classes.last(target.id))
            self.bind(target.id, value, env, target)
            self.analysis.values[target] = value
        elif isinstance(target, (ast.Tuple, ast.List)):
            self._unpack(target.elts, value, env)
        elif isinstance(target, ast.Starred):
            self.assign(target.value, Value(Kind.SEQUENCE, element=element_of(value)), env)
        elif isinstance(target, ast.Subscript):
            self._assign_item(target, value, env)
        elif isinstance(target, ast.Attribute):
            owner = self.evaluate(target.value, env)
            if owner.kind in (Kind.OBJECT, Kind.CLASS):
                classes.assign_attribute(self, target, owner, value)
                return
            if value.dynamic or value.kind in (Kind.VARIABLE, Kind.SESSION):
                self.problem(
                    target, "TFM903", f"a {value.kind.value} is stored in the attribute {target.attr}",
                    "keep it in a local name, or make the object a tf.keras.Model that owns it",
                )

    def _unpack(self, targets: list[ast.expr], value: Value, env: Environment) -> None:
        known = value.items if isinstance(value.items, list) else None
        starred = any(isinstance(t, ast.Starred) for t in targets)
        for position, target in enumerate(targets):
            if known is not None and len(known) == len(targets) and not starred:
                self.assign(target, known[position], env)
            else:
                self.assign(target, element_of(value), env)

    def _assign_item(self, target: ast.Subscript, value: Value, env: Environment) -> None:
        container = self.evaluate(target.value, env)
        key = self.evaluate(target.slice, env)
        if not isinstance(target.value, ast.Name):
            if value.dynamic or value.kind is Kind.VARIABLE:
                self.problem(target, "TFM903", "a graph value is stored in a nested container",
                             "keep it in a local name")
            return
        if container.kind is Kind.MAPPING:
            updated = Value(Kind.MAPPING, items=dict(container.items) if container.items is not None else None,
                            element=container.element, info=list(container.info or []))
            if key.kind in (Kind.PLACEHOLDER, Kind.TENSOR) or key.path.startswith(STATE):
                updated.info.append(Feed(target.slice, key, None))
            elif updated.items is not None and key.constant is not ABSENT and _hashable(key.constant) and (
                not self.loop_depth
            ):
                _suggest_name(value, str(key.constant))
                updated.items[key.constant] = value
            else:
                updated.element = join_all(container.children() + [value])
                updated.items = None
        elif container.kind is Kind.SEQUENCE:
            updated = Value(Kind.SEQUENCE, element=join_all(container.children() + [value]))
        elif value.dynamic or value.kind is Kind.VARIABLE:
            updated = Value(Kind.UNKNOWN, value.all_leaves())
        else:
            updated = container
        self._mutated(target.value)
        self.bind(target.value.id, updated, env, target).mutation = True

    def mutate(self, node: ast.expr, value: Value, env: Environment) -> None:
        """A method changed the container that `node` names."""
        self.effects += 1
        if isinstance(node, ast.Name):
            self._mutated(node)
            owner, home = env, None
            while owner is not None and node.id not in owner.names:
                owner, home = owner.outer(home)
            self.bind(node.id, value, owner or env, node).mutation = True

    def _mutated(self, node: ast.expr) -> None:
        self.effects += 1
        if self.unit is not None:
            for definition in self.analysis.definitions_of.get(node, ()):
                if definition not in self.unit.mutates:
                    self.unit.mutates.append(definition)

    # -- expressions ----------------------------------------------------------------------------------

    def evaluate(self, node: ast.expr, env: Environment) -> Value:
        method = _EXPRESSIONS.get(node.__class__)
        if method is not None:
            value = method(self, node, env)
        else:
            value = self.combine([self.evaluate(child, env) for child in children(node)
                                  if isinstance(child, ast.expr)])
        if self.frames:
            self.current[node] = value
        old = self.analysis.values.get(node)
        self.analysis.values[node] = value if old is None or not self.frames else join(old, value)
        return value

    def combine(self, values: list[Value]) -> Value:
        """The value of an operator: a tensor as soon as one operand is."""
        leaves = read_leaves(values)
        tensors = [v for v in values if v.kind in (Kind.TENSOR, Kind.PLACEHOLDER, Kind.VARIABLE, Kind.SCHEDULE)]
        if tensors:
            dtype = next((v.dtype for v in tensors if v.dtype), None)
            ranks = [v.rank for v in tensors]
            return tensor(leaves, dtype=dtype, rank=max(ranks) if all(r is not None for r in ranks) else None)
        if any(v.kind is Kind.UNKNOWN for v in values):
            return Value(Kind.UNKNOWN, leaves)
        return Value(Kind.PYTHON, leaves)

    def _expr_Constant(self, node: ast.Constant, env: Environment) -> Value:
        return constant(node.value)

    def _expr_Name(self, node: ast.Name, env: Environment) -> Value:
        definitions = env.lookup(node.id)
        self.analysis.definitions_of[node] = definitions
        if not definitions:
            return Value(Kind.PYTHON, path="builtins." + node.id) if hasattr(builtins, node.id) else PYTHON
        for definition in definitions:
            self.use(definition)
            if self.frames:
                self._note_free(definition)
        if len(definitions) > 1:  # a module that may be absent, `except ImportError: tf = None`, is there when used
            symbols = [d.value for d in definitions if d.value.kind is Kind.SYMBOL]
            absent = [d for d in definitions if d.value.constant is None]
            value = join_all(symbols if len(symbols) + len(absent) == len(definitions) and symbols else
                             [d.value for d in definitions])
        else:
            value = definitions[0].value
        if value.kind is Kind.SYMBOL and value.path:
            self.analysis.symbols[node] = value.path
        if value.kind is Kind.UNKNOWN and self.frames and all(
            d.value.kind in (Kind.TENSOR, Kind.PLACEHOLDER) for d in definitions
        ):  # `h = x` before a loop over `h`, in a helper that is given a placeholder
            return tensor(value.leaves, dtype=value.dtype, rank=value.rank)
        if value.kind is Kind.FUNCTION and value.info is not None and value.info.is_property and (
            node.id.startswith(classes.PREFIX) and isinstance(node.ctx, ast.Load)
        ):
            return self._property(node, value, env)
        return value

    def _property(self, node: ast.Name, value: Value, env: Environment) -> Value:
        mine = env.lookup(classes.SELF)
        if len(mine) != 1 or mine[0].value.info is None:
            return UNKNOWN
        return classes.read_property(self, mine[0].value.info, value.info, node)

    def use(self, definition: Definition) -> None:
        if self.frames and definition.env.frame is None:
            self._trail.append(definition)
        if self.unit is not None and definition.unit is not self.unit and definition.env.frame is None:
            if definition not in self.unit.uses:
                self.unit.uses.append(definition)

    def _note_free(self, definition: Definition) -> None:
        """Helper functions on the stack that do not own this graph value need it as a parameter."""
        if definition.env.frame is not None or not definition.value.dynamic:
            return
        for frame in self.frames:
            known = frame.function.free_dynamic.get(definition.name, ())
            if definition not in known:
                frame.function.free_dynamic[definition.name] = known + (definition,)

    def _expr_Attribute(self, node: ast.Attribute, env: Environment) -> Value:
        base = self.evaluate(node.value, env)
        if base.kind is Kind.SYMBOL and base.items:
            return self._of_several(node.value, base)
        if base.kind is Kind.SYMBOL:
            path = imports.public_name(f"{base.path}.{node.attr}" if base.path else node.attr)
            self.analysis.symbols[node] = path
            return self.symbol_value(node, path)
        return self.attribute(node, base, env)

    def _expr_Subscript(self, node: ast.Subscript, env: Environment) -> Value:
        base = self.evaluate(node.value, env)
        key = self.evaluate(node.slice, env) if not isinstance(node.slice, ast.Slice) else self._slice(node.slice, env)
        if base.kind in (Kind.SEQUENCE, Kind.MAPPING):
            return self._item(base, node.slice, key)
        if base.kind is Kind.METRIC:
            return Value(Kind.METRIC, base.leaves, info=base.info, constant=key.constant)
        if base.kind in (Kind.TENSOR, Kind.PLACEHOLDER, Kind.VARIABLE):
            return tensor(read_leaves([base, key]), dtype=base.dtype)
        if base.path == FLOATS and not key.dynamic:
            return Value(Kind.PYTHON, path=FLOATS)
        return self.combine([base, key])

    def _slice(self, node: ast.Slice, env: Environment) -> Value:
        return self.combine([self.evaluate(part, env) for part in (node.lower, node.upper, node.step) if part])

    def _item(self, base: Value, node: ast.expr, key: Value) -> Value:
        if isinstance(base.items, dict) and key.constant is not ABSENT and _hashable(key.constant) and (
            key.constant in base.items
        ):
            return base.items[key.constant]
        if isinstance(base.items, list):
            if isinstance(key.constant, int) and -len(base.items) <= key.constant < len(base.items):
                return base.items[key.constant]
            if isinstance(node, ast.Slice) and key.constant is ABSENT:
                parts = [_int_or_none(p) for p in (node.lower, node.upper, node.step)]
                if all(p is not False for p in parts):
                    part = slice(*parts)
                    return Value(Kind.SEQUENCE, items=base.items[part], nodes=base.nodes[part] if base.nodes else None)
        if isinstance(node, ast.Slice):
            return Value(Kind.SEQUENCE, element=element_of(base))
        if isinstance(base.items, dict):
            return join_all(base.children()) if base.items else PYTHON
        return element_of(base)

    def _sequence(self, node: ast.Tuple | ast.List | ast.Set, env: Environment) -> Value:
        items, nodes = [], []
        for child in node.elts:
            if isinstance(child, ast.Starred):
                inner = self.evaluate(child.value, env)
                if not isinstance(inner.items, list):
                    rest = [self.evaluate(c, env) for c in node.elts if not isinstance(c, ast.Starred)]
                    parts = rest + inner.children()
                    return Value(Kind.SEQUENCE, element=join_all(parts) if parts else None)
                items += inner.items
                nodes += inner.nodes or [None] * len(inner.items)
            else:
                items.append(self.evaluate(child, env))
                nodes.append(child)
        known = all(v.constant is not ABSENT for v in items)
        return Value(Kind.SEQUENCE, items=items, nodes=nodes, node=node if isinstance(node, ast.Tuple) else None,
                     constant=[v.constant for v in items] if known else ABSENT)

    _expr_Tuple = _expr_List = _expr_Set = _sequence

    def _expr_Dict(self, node: ast.Dict, env: Environment) -> Value:
        items, feeds, unknown = {}, [], []
        for key, child in zip(node.keys, node.values):
            value = self.evaluate(child, env)
            if key is None:
                if value.kind is Kind.MAPPING and value.items is not None:
                    items.update(value.items)
                    feeds += value.info or []
                else:
                    unknown.append(element_of(value))
                continue
            key_value = self.evaluate(key, env)
            if key_value.kind in (Kind.PLACEHOLDER, Kind.TENSOR, Kind.VARIABLE, Kind.UNKNOWN) or (
                key_value.path.startswith(STATE)
            ):
                feeds.append(Feed(key, key_value, child))
            elif key_value.constant is not ABSENT and _hashable(key_value.constant):
                _suggest_name(value, str(key_value.constant))
                items[key_value.constant] = value
            else:
                unknown.append(value)
        if unknown:
            return Value(Kind.MAPPING, element=join_all(unknown + list(items.values())), info=feeds)
        return Value(Kind.MAPPING, items=items, info=feeds, node=node)

    def _expr_BinOp(self, node: ast.BinOp, env: Environment) -> Value:
        left, right = self.evaluate(node.left, env), self.evaluate(node.right, env)
        if isinstance(node.op, ast.Add) and left.kind is right.kind is Kind.SEQUENCE:
            if isinstance(left.items, list) and isinstance(right.items, list):
                nodes = (left.nodes or [None] * len(left.items)) + (right.nodes or [None] * len(right.items))
                return Value(Kind.SEQUENCE, items=left.items + right.items, nodes=nodes)
            parts = left.children() + right.children()
            return Value(Kind.SEQUENCE, element=join_all(parts) if parts else None)
        if isinstance(node.op, ast.Mult) and {left.kind, right.kind} in ({Kind.SEQUENCE, Kind.PYTHON}, {Kind.SEQUENCE}):
            sequence = left if left.kind is Kind.SEQUENCE else right
            return Value(Kind.SEQUENCE, element=element_of(sequence))
        if left.constant is not ABSENT and right.constant is not ABSENT:
            folded = _fold(node.op, left.constant, right.constant)
            if folded is not ABSENT:
                return constant(folded)
        result = self.combine([left, right])
        if isinstance(node.op, ast.Div) and result.kind is Kind.TENSOR:
            result = dataclasses.replace(result, dtype=dtypes.true_division(result.dtype))
        return result

    def _expr_UnaryOp(self, node: ast.UnaryOp, env: Environment) -> Value:
        operand = self.evaluate(node.operand, env)
        if isinstance(node.op, ast.USub) and isinstance(operand.constant, (int, float)):
            return constant(-operand.constant)
        if self.frames and isinstance(node.op, ast.Not) and truth(operand) is not None and self.steady(node):
            return constant(not truth(operand))
        return self.combine([operand])

    def _expr_Compare(self, node: ast.Compare, env: Environment) -> Value:
        values = [self.evaluate(child, env) for child in [node.left, *node.comparators]]
        if any(v.kind in (Kind.TENSOR, Kind.PLACEHOLDER) for v in values) and any(
            isinstance(op, (ast.Eq, ast.NotEq)) for op in node.ops
        ):
            if not any(v.constant is None for v in values):
                self.problem(node, "TFM904", "== compares tensors by identity in TF1 and by value in TF2",
                             "write tf.equal(a, b) for the values, `is` for the identity")
        answer = presence.compared(self, node)
        if answer is not None:
            return answer
        known = _compared(node, values) if self.frames and self.steady(node) else None
        if known is not None:
            return constant(known)
        if all(isinstance(op, (ast.Is, ast.IsNot, ast.In, ast.NotIn)) for op in node.ops):
            return PYTHON
        result = self.combine(values)
        result.dtype = "bool" if result.kind is Kind.TENSOR else None
        return result

    def _expr_BoolOp(self, node: ast.BoolOp, env: Environment) -> Value:
        values = [self.evaluate(child, env) for child in node.values]
        if self.frames and self.steady(node):  # `name or "linear"`, `train and keep`
            for value in values[:-1]:
                verdict = truth(value)
                if verdict is None:
                    break
                if verdict is isinstance(node.op, ast.Or):
                    return value
                values = values[1:]
        return join_all(values)

    def _expr_IfExp(self, node: ast.IfExp, env: Environment) -> Value:
        self.tested[node.test] = self.evaluate(node.test, env)
        taken = self._verdict(node.test)
        if taken is not None:
            self.dead += 1
            self.evaluate(node.orelse if taken else node.body, env)
            self.dead -= 1
            return self.evaluate(node.body if taken else node.orelse, env)
        self.unsure += 1
        value = join(self.evaluate(node.body, env), self.evaluate(node.orelse, env))
        self.unsure -= 1
        return value

    def _expr_Lambda(self, node: ast.Lambda, env: Environment) -> Value:
        function = self.analysis.functions.get(node)
        if function is None or function.env is not env:
            function = Function(node, env)
            self.analysis.functions[node] = function
        return Value(Kind.FUNCTION, info=function)

    def _comprehension(self, node: ast.ListComp, env: Environment) -> Value:
        inner = Environment(env, env.frame or Frame(Function(node, env)))
        for generator in node.generators:
            self.assign(generator.target, element_of(self.evaluate(generator.iter, inner)), inner)
            for condition in generator.ifs:
                self.evaluate(condition, inner)
        with self._passes(node):
            element = self.evaluate(node.elt, inner)
        chosen = collections.filtered(self, node)
        return chosen if chosen is not None else Value(Kind.SEQUENCE, element=element)

    @contextlib.contextmanager
    def _passes(self, node: ast.ListComp | ast.DictComp) -> Iterator[None]:
        """The element of a comprehension is interpreted once for all passes of its loops."""
        self.loop_depth += 1
        self.loops += node.generators
        yield
        del self.loops[-len(node.generators):]
        self.loop_depth -= 1

    _expr_ListComp = _expr_GeneratorExp = _expr_SetComp = _comprehension

    def _expr_DictComp(self, node: ast.DictComp, env: Environment) -> Value:
        inner = Environment(env, env.frame or Frame(Function(node, env)))
        for generator in node.generators:
            self.assign(generator.target, element_of(self.evaluate(generator.iter, inner)), inner)
        with self._passes(node):
            key, element = self.evaluate(node.key, inner), self.evaluate(node.value, inner)
        if key.dynamic:
            self.problem(node, "TFM103", "a feed dict is made by a comprehension over placeholders",
                         "pass the values to the step function by name")
        return Value(Kind.MAPPING, element=element)

    def _expr_Starred(self, node: ast.Starred, env: Environment) -> Value:
        return self.evaluate(node.value, env)

    def _expr_NamedExpr(self, node: ast.NamedExpr, env: Environment) -> Value:
        value = self.evaluate(node.value, env)
        self.assign(node.target, value, env)
        return value

    # -- calls ----------------------------------------------------------------------------------------

    def _expr_Call(self, node: ast.Call, env: Environment) -> Value:
        from tf2migrate.analysis import api, methods, recurrent

        method = classes.inherited(self, node, env)
        if method is not None:
            callee = Value(Kind.FUNCTION, info=method)
        elif isinstance(node.func, ast.Attribute):
            owner = self.evaluate(node.func.value, env)
            if owner.kind is Kind.SYMBOL and owner.items:
                return self._of_several(node.func.value, owner)
            if owner.kind is Kind.SYMBOL:
                path = imports.public_name(f"{owner.path}.{node.func.attr}" if owner.path else node.func.attr)
                self.analysis.symbols[node.func] = path
                return api.call(self, node, path, env)
            value = methods.call(self, node, owner, env)
            if value is not None:
                floats = value.kind is Kind.PYTHON and not value.dynamic and _makes_floats(node)
                return Value(Kind.PYTHON, path=FLOATS) if floats else value
            callee = self.attribute(node.func, owner, env)
        else:
            callee = self.evaluate(node.func, env)
        if callee.kind is Kind.SYMBOL and not callee.items:
            self.analysis.symbols[node.func] = callee.path
            return api.call(self, node, callee.path, env)
        arguments = [self.evaluate(argument, env) for argument in node.args]
        keywords = {k.arg: self.evaluate(k.value, env) for k in node.keywords}
        self.environment = env
        if callee.kind is Kind.OBJECT and callee.info is not None and "__call__" in callee.info.methods:
            return classes.call_method(self, node, callee, callee.info.methods["__call__"], arguments, keywords)
        if callee.kind is Kind.CLASS:
            return self._instantiate(node, callee, arguments, keywords)
        if callee.kind is Kind.FUNCTION and (callee.info is not None and callee.info.owner is not None or (
            callee.info is None and isinstance(node.func, ast.Attribute) and self._one_of_several(node.func.value)
        )):
            return self._call_method(node, callee, arguments, keywords, env)
        if callee.kind is Kind.FUNCTION and callee.info is not None:
            return self.call_function(node, callee.info, arguments, keywords)
        if callee.kind is Kind.CELL:
            return recurrent.called(self, node)
        if callee.kind is Kind.SYMBOL:
            return self._call_one_of(node, callee, [*arguments, *keywords.values()])
        if callee.kind is Kind.OPTIMIZER or callee.kind is Kind.LAYER:
            return tensor(read_leaves(arguments))
        if callee.path.startswith("builtins."):
            return api.builtin(self, node, callee.path[len("builtins."):], arguments)
        values = arguments + list(keywords.values())
        if any(v.dynamic for v in values):
            return self._foreign(node, values)
        if any(v.kind is Kind.SESSION for v in values):
            self.problem(node, "TFM906", f"{ast.unparse(node.func)}(...) is given the session and is not defined here",
                         "migrate it together with the file that defines it (name their folder), or leave the argument out")
        if callee.kind is Kind.UNKNOWN:
            return UNKNOWN
        return PYTHON

    def _of_several(self, node: ast.expr, value: Value) -> Value:
        names = " or ".join(f"tf.{one.path}" if one.path else "tf" for one in value.items)
        self.problem(node, "TFM910", f"{ast.unparse(node)} is {names}", "write out what each of them does")
        return UNKNOWN

    def _call_one_of(self, node: ast.Call, callee: Value, values: list[Value]) -> Value:
        """`activation(h)`, where the name is `tf.nn.relu` or `tf.nn.tanh`."""
        from tf2migrate.rules.symbols import Disposition, lookup

        rows = [lookup(one.path) for one in callee.items]
        plain = all(row is not None and row.disposition is Disposition.SAME and row.returns == "tensor" for row in rows)
        if not plain or node.keywords or len(values) > 1:
            names = " or ".join(f"tf.{one.path}" for one in callee.items)
            self.problem(node, "TFM910", f"{ast.unparse(node.func)}(...) calls {names}", "call each where it is chosen")
        return tensor(read_leaves(values), node)

    def _as_one(self, value: Value, read: Callable[[], Value]) -> Value:
        """Read what one of several objects does: the others have no graph beside it."""
        self.analysis.alternatives.add(value.info)
        with self.variable_scopes.alternative(value.info):
            return read()

    def _one_of_several(self, node: ast.expr) -> bool:
        """Whether an object may be of one class or another."""
        value = self.analysis.values.get(node)
        return value is not None and value.kind is Kind.OBJECT and value.info is None

    def _instantiate(self, node: ast.Call, callee: Value, arguments: list[Value],
                     keywords: dict[str | None, Value]) -> Value:
        if self.frames:
            self.problem(node, "TFM903", f"a {alternatives(callee)[0].info.node.name} is made in a helper function",
                         "make it where the graph is built")
            return UNKNOWN
        if callee.info is not None:
            return classes.instantiate(self, node, callee.info, arguments, keywords)
        return join_all([self._as_one(one, lambda one=one: classes.instantiate(self, node, one.info, arguments, keywords))
                         for one in alternatives(callee)])

    def _call_method(self, node: ast.Call, callee: Value, arguments: list[Value], keywords: dict[str | None, Value],
                     env: Environment) -> Value:
        """`model.train(x)`, `self.train(x)`; `super().__init__()` is a method of the same object."""
        mine = env.lookup(classes.SELF)
        owner = self.analysis.values.get(node.func.value, UNKNOWN) if isinstance(node.func, ast.Attribute) else UNKNOWN
        if owner.kind is Kind.CLASS and callee.info is not None and not classes.takes_self(callee.info.node):
            skipped = [owner] if classes.is_class_method(callee.info.node) else []
            return self.call_function(node, callee.info, skipped + arguments, keywords)
        if owner.kind is Kind.CLASS:  # Base.build(self, ...)
            owner, arguments = (arguments[0], arguments[1:]) if arguments else (UNKNOWN, [])
        elif owner.kind is not Kind.OBJECT and mine:
            owner = mine[0].value
        if owner.kind is not Kind.OBJECT:
            self.problem(node, "TFM903", f"the object that {ast.unparse(node.func)}(...) is called on is not known",
                         "call it on an object that this file makes")
            return UNKNOWN
        if owner.info is None:
            known = [(one, one.info.methods[node.func.attr]) for one in alternatives(owner)
                     if node.func.attr in one.info.methods]
            return join_all([self._as_one(one, lambda one=one, function=function: classes.call_method(
                self, node, one, function, arguments, keywords)) for one, function in known])
        return classes.call_method(self, node, owner, callee.info, arguments, keywords)

    def _foreign(self, node: ast.Call, values: list[Value]) -> Value:
        """A graph value handed to code that is not in this file."""
        if drivers.root_name(node.func) in _PURE and all(_is_shape(v) for v in values if v.dynamic):
            return Value(Kind.PYTHON, read_leaves(values))
        if self.dead:  # `activation(h)` where this call of the helper gives None for it
            return Value(Kind.UNKNOWN, read_leaves(values))
        self.problem(
            node, "TFM905", f"{ast.unparse(node.func)}(...) is given a graph value and is not defined in this file",
            "migrate it together with the file that defines it (name their folder), or call it from inside the step function",
        )
        return Value(Kind.UNKNOWN, read_leaves(values))

    def call_function(self, node: ast.Call, function: Function, arguments: list[Value],
                      keywords: dict[str | None, Value], callback: bool = False,
                      parent: Environment | None = None) -> Value:
        """Interpret the body of a helper with these arguments. `parent`: the environment it sees, when not its own."""
        if function.node in self.drivers:
            self._note_arguments(node, function, arguments, keywords)
            if any(v.dynamic or v.kind in (Kind.VARIABLE, Kind.SAVER) for v in [*arguments, *keywords.values()]):
                self.problem(node, "TFM906", f"{function.name}(...) runs the session on graph values it is given",
                             "let it take the step function as its argument")
            return PYTHON
        if len(self.frames) >= _MAX_DEPTH or any(f.function.node is function.node for f in self.frames):
            self.effects += 1
            function.recursive = True
            values = [*arguments, *keywords.values()]
            return tensor(read_leaves(values)) if any(v.dynamic for v in values) else UNKNOWN
        if callback:
            function.callback = True
        else:
            function.calls.append(node)
        probed = bool(self.frames) and self.frames[0].uncalled
        if function.owner is not None and not probed:  # what it sees of its object may be different by now
            return self._interpret_call(node, function, arguments, keywords, parent, callback)
        key = (coarse_key if probed else key_of)(function, arguments, keywords)
        known = self._memo.find(key, len(self.frames))
        if known is not None:
            self._read_again(known.uses)
            return known.value
        before, trail = traces(self), len(self._trail)
        value = self._interpret_call(node, function, arguments, keywords, parent, callback)
        if probed or traces(self) == before:
            self._memo.store(key, Call(value, len(self.frames), tuple(dict.fromkeys(self._trail[trail:]))))
        return value

    def _read_again(self, definitions: tuple[Definition, ...]) -> None:
        for definition in definitions:
            self.use(definition)
            if self.frames:
                self._note_free(definition)

    def _interpret_call(self, node: ast.Call, function: Function, arguments: list[Value],
                        keywords: dict[str | None, Value], parent: Environment | None = None,
                        callback: bool = False) -> Value:
        frame = Frame(function)
        inner = Environment(parent or function.env, frame, home=function.home)
        activation = self._activate(node, function, frame, callback, len(arguments) > len(node.args))
        self.bind_parameters(function, inner, arguments, keywords)
        if self.loops:
            _forget_constants(self, node, function, inner)
        activation.values = {name: d[0].value for name, d in inner.names.items()}
        made = len(self.analysis.variables) + len(self.analysis.layers)
        self.frames.append(frame)
        if isinstance(function.node, ast.Lambda):
            frame.returned.append(self.evaluate(function.node.body, inner))
        else:
            self._run_body(function.node.body, inner)
        self.frames.pop()
        if len(self.analysis.variables) + len(self.analysis.layers) > made:
            function.creates = True
        activation.result = join_all(frame.returned) if frame.returned else constant(None)
        if activation.sites:
            self.analysis.activations.append(activation)
            self.site(node, activation)
        return activation.result

    def _activate(self, node: ast.Call, function: Function, frame: Frame, callback: bool, bound: bool) -> Activation:
        """The record of a call. `bound`: the first parameter is the object of a method."""
        parent = self.frames[-1].activation if self.frames else None
        activation = Activation(function, node, parent, self.unit, self.next_index(), scope=self.variable_scopes.current.path,
                                callback=callback, looped=bool(self.loop_depth),
                                shares=self.variable_scopes.current.reuse is not False,
                                uncalled=any(f.uncalled for f in self.frames))
        frame.activation = activation
        spec = function.node.args
        outer = self.environment
        for parameter, given in zip([a.arg for a in spec.posonlyargs + spec.args][1 if bound else 0:], node.args):
            if isinstance(given, ast.Starred):
                break
            activation.arguments[parameter] = (given, outer)
        for keyword in node.keywords:
            if keyword.arg is not None:
                activation.arguments[keyword.arg] = (keyword.value, outer)
        defaults = [*spec.defaults, *(d for d in spec.kw_defaults if d is not None)]
        names = [a.arg for a in (spec.posonlyargs + spec.args)[len(spec.posonlyargs + spec.args) - len(spec.defaults):]]
        names += [a.arg for a, d in zip(spec.kwonlyargs, spec.kw_defaults) if d is not None]
        for name, default in zip(names, defaults):
            activation.spelled[name] = spell(self, default, function.env)
        for name, (given, env) in activation.arguments.items():
            activation.spelled[name] = spell(self, given, env)
        return activation

    def now(self, node: ast.AST) -> Value:
        """The value of an expression in this call of a helper; `analysis.values` joins those of all calls."""
        if self.frames and node in self.current:
            return self.current[node]
        return self.analysis.values.get(node, PYTHON)

    def site(self, node: ast.Call, record: object, new: bool = True, dynamic: frozenset[str] = frozenset()) -> None:
        """A helper that is being interpreted makes a layer or variable here, or calls one that does."""
        activation = self.frames[-1].activation if self.frames else None
        self.effects += 1
        if activation is not None:
            activation.sites.append(Site(node, None if self.dead else record, self.inner_loops(), bool(self.unsure),
                                         new, dynamic, record))

    def inner_loops(self) -> bool:
        """Whether a loop of the helper itself is open here."""
        inside = self.frames[-1].function.node if self.frames else None
        return inside is not None and any(
            isinstance(loop, ast.stmt) and loop in of_type(inside, type(loop)) for loop in self.loops)

    def _note_arguments(self, node: ast.Call, function: Function, arguments: list[Value],
                        keywords: dict[str | None, Value]) -> None:
        """What a function that runs sessions is given: it is interpreted later, with what all its calls have in common."""
        given = Environment()
        self.bind_parameters(function, given, arguments, keywords)
        values = {name: definition.value for name, (definition,) in given.names.items()}
        known = self._given.setdefault(function.node, [])
        if known and any(Kind.SESSION in (value.kind, known[0][1][name].kind) and value.kind is not known[0][1][name].kind
                         for name, value in values.items()):
            self.problem(node, "TFM104", f"{function.name}(...) is given a session at some of its calls only",
                         "give it a session at every call")
        known.append((node, values))

    def bind_parameters(self, function: Function, env: Environment, arguments: list[Value],
                         keywords: dict[str | None, Value]) -> None:
        spec = function.node.args
        names = [a.arg for a in spec.posonlyargs + spec.args]
        defaults = dict(zip(names[len(names) - len(spec.defaults):], spec.defaults))
        defaults.update({a.arg: d for a, d in zip(spec.kwonlyargs, spec.kw_defaults) if d is not None})
        bound = dict(zip(names, arguments))
        if spec.vararg is not None:
            rest = arguments[len(names):]
            bound[spec.vararg.arg] = Value(Kind.SEQUENCE, items=rest)
        if spec.kwarg is not None:
            bound[spec.kwarg.arg] = Value(Kind.MAPPING, items={
                k: v for k, v in keywords.items() if k and k not in names})
        for name, value in keywords.items():
            if name in names or any(name == a.arg for a in spec.kwonlyargs):
                bound[name] = value
        for name, default in defaults.items():
            if name not in bound:
                known = constant(default.value) if isinstance(default, ast.Constant) else PYTHON  # of a method
                bound[name] = self.analysis.values.get(default, known)
        for name in _parameters(spec):
            env.names[name] = (Definition(name, bound.get(name, PYTHON), None, env),)

    def apply_callable(self, node: ast.Call, value: Value, arguments: list[Value]) -> Value:
        """Call a function value that the API calls itself: the branches of `tf.cond`, the body of `tf.scan`."""
        if value.kind is Kind.FUNCTION:
            return self.call_back(node, value, arguments)
        return tensor(read_leaves(arguments))

    def call_back(self, node: ast.Call, value: Value, arguments: list[Value]) -> Value:
        """Call a function that a call of the API is given."""
        if value.info is None:
            self.problem(node, "TFM905", "one of several functions is given to the API here",
                         "give each of them to a call of its own")
            return UNKNOWN
        return self.call_function(node, value.info, arguments, {}, callback=True)

    # -- hooks filled by api and methods --------------------------------------------------------------

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

    def record_run(self, node: ast.Call, fetches: ast.expr, value: Value, feed: ast.expr | None,
                   feed_value: Value | None, method: str) -> Value:
        if classes.bound_nowhere(self, fetches):
            self.analysis.failing_runs[node] = fetches
            return UNKNOWN
        literal = isinstance(feed, ast.Dict)
        feeds = list(feed_value.info or []) if feed_value is not None and feed_value.kind is Kind.MAPPING else None
        if feed is None or (feed_value is not None and feed_value.constant is None):
            feeds, feed = [], None
        elif feeds is None:
            self.problem(node, "TFM103", "the feed dict is not visible here",
                         "pass the values to the step function by name")
            feeds = []
        if feed_value is not None and feed_value.kind is Kind.MAPPING and feed_value.path == SOMETIMES_FED:
            self.problem(node, "TFM103", "the feed dict overrides a value on some of the ways to this run only",
                         "write two runs, each with its own dict, or give the default as an argument")
        if any(self._is_sparse(part) for part in (value, *value.children())):
            self.problem(node, "TFM105", "a sparse tensor is fetched", "fetch its indices, values and dense_shape")
        function = self.frames[-1].function if self.frames else None
        if function is not None:
            self.problem(node, "TFM906", f"{function.name}(...) runs the session and is called while the graph is built",
                         "call the step function instead")
        self.analysis.runs.append(
            Run(node, fetches, value, feeds, None if literal else feed, feed_value, self.unit, self.scope, method, function))
        self.scope.runs.append(self.analysis.runs[-1])
        return fetched(value)


    def _is_sparse(self, value: Value) -> bool:
        """Whether a call that is known to give a sparse tensor has made it."""
        return isinstance(value.node, ast.Call) and self.analysis.symbols.get(value.node.func) in _SPARSE


def _by_node(prefix: str) -> dict[type, Callable]:
    return {getattr(ast, name[len(prefix):]): method for name, method in vars(Interpreter).items()
            if name.startswith(prefix)}


_SPARSE = frozenset("""SparseTensor sparse.SparseTensor sparse_reorder sparse.reorder sparse_retain sparse.retain sparse_slice
sparse.slice sparse_concat sparse.concat sparse_add sparse.add sparse_transpose sparse.transpose sparse_reshape sparse.reshape
sparse_softmax sparse.softmax sparse_maximum sparse.maximum sparse_minimum sparse.minimum sparse.from_dense string_split
contrib.layers.dense_to_sparse""".split())

_STATEMENTS, _EXPRESSIONS = _by_node("_stmt_"), _by_node("_expr_")


def fetched(value: Value) -> Value:
    """What a run of this gives: numpy values in the structure of the fetch."""
    if value.kind is Kind.SEQUENCE and isinstance(value.items, list):
        return Value(Kind.SEQUENCE, items=[fetched(v) for v in value.items],
                     path=value.path if value.path.startswith(STATE) else "")
    if value.kind is Kind.SEQUENCE and value.path.startswith(STATE) and value.element is not None:
        return Value(Kind.SEQUENCE, element=fetched(value.element), path=value.path)
    if value.kind is Kind.SUMMARY:
        return Value(Kind.PYTHON, path="summary_value", info=value.info)
    if value.kind is Kind.HANDLE:
        return Value(Kind.PYTHON, path=HANDLE, info=value.info)
    return Value(Kind.PYTHON, rank=value.rank) if value.rank else PYTHON


def truth(value: Value) -> bool | None:
    """Whether Python takes a value as true; None when it is not known."""
    if value.constant is not ABSENT:
        return bool(value.constant)
    if value.kind in (Kind.FUNCTION, Kind.SYMBOL, Kind.OPTIMIZER) or value.path == "AUTO_REUSE":
        return True
    return None


def _compared(node: ast.Compare, values: list[Value]) -> bool | None:
    """The result of comparing two known Python values, or a graph value with None."""
    if len(values) != 2:
        return None
    left, right = values
    op = node.ops[0]
    if isinstance(op, (ast.Is, ast.IsNot)) and right.constant is None:
        if left.constant is not ABSENT:
            return (left.constant is None) == isinstance(op, ast.Is)
        if left.kind in (Kind.TENSOR, Kind.PLACEHOLDER, Kind.VARIABLE, Kind.FUNCTION, Kind.SYMBOL):
            return isinstance(op, ast.IsNot)
    if left.constant is ABSENT or right.constant is ABSENT:
        return None
    try:
        if isinstance(op, (ast.Eq, ast.NotEq)):
            return (left.constant == right.constant) == isinstance(op, ast.Eq)
        if isinstance(op, ast.Gt):
            return left.constant > right.constant
        if isinstance(op, ast.Lt):
            return left.constant < right.constant
        if isinstance(op, (ast.In, ast.NotIn)):
            return (left.constant in right.constant) == isinstance(op, ast.In)
    except TypeError:
        pass
    return None


def _forget_constants(interpreter: Interpreter, node: ast.Call, function: Function, env: Environment) -> None:
    """Arguments that change from pass to pass of an open loop have no constant value."""
    spec = function.node.args
    given = dict(zip([a.arg for a in spec.posonlyargs + spec.args], node.args))
    given.update({k.arg: k.value for k in node.keywords if k.arg is not None})
    for name, argument in given.items():
        value = env.names[name][0].value if name in env.names else PYTHON
        if value.kind is Kind.PYTHON and value.constant is not ABSENT and not interpreter.steady(argument):
            env.names[name] = (Definition(name, Value(Kind.PYTHON, value.leaves), None, env),)


def element_of(value: Value) -> Value:
    """What iterating over the value gives."""
    if isinstance(value.items, dict):
        return PYTHON
    children = value.children()
    if children:
        return join_all(children)
    if value.kind in (Kind.TENSOR, Kind.PLACEHOLDER, Kind.GRADIENTS, Kind.METRIC):
        return Value(value.kind if value.kind is not Kind.PLACEHOLDER else Kind.TENSOR, value.leaves, info=value.info)
    if value.kind is Kind.UNKNOWN:
        return UNKNOWN
    if value.path in ("shape", "variable.shape"):
        return Value(Kind.PYTHON, value.leaves, path=DIMENSION)
    return Value(Kind.PYTHON, value.leaves, path=FLOATS if value.path == FLOATS else "")


def _makes_floats(node: ast.Call) -> bool:
    """Whether a function of NumPy gives floats for whatever it is given."""
    name = ast.unparse(node.func) if isinstance(node.func, ast.Attribute) else ""
    return name.partition(".")[2] in _FLOATS and name.partition(".")[0] in ("np", "numpy") and not any(
        k.arg == "dtype" for k in node.keywords) and len(node.args) < 2 + (name[-8:] == "linspace")


def _attributes(env: Environment | None) -> Environment | None:
    """The names of the class round this scope: the first environment that holds a method."""
    while env is not None:
        if env.owner is not None:
            return env
        env = env.parent
    return None


def _is_shape(value: Value) -> bool:
    """Whether a value is a Python number or list that was made of static shapes."""
    return value.kind is Kind.PYTHON or (value.kind is Kind.SEQUENCE and all(_is_shape(c) for c in value.children()))


def _names(env: Environment) -> list[tuple[Environment, dict[str, tuple[Definition, ...]]]]:
    """The names of a scope, and of the class it belongs to, as they are now."""
    attributes = _attributes(env)
    return [(known, dict(known.names)) for known in (env, attributes) if known is not None]


def _restore(env: Environment, names: list[tuple[Environment, dict]]) -> None:
    for known, before in names:
        known.names = dict(before)


def _merge(env: Environment, other: list[tuple[Environment, dict]]) -> None:
    for known, names in other:
        for name, definitions in names.items():
            mine = known.names.get(name, ())
            known.names[name] = mine + tuple(d for d in definitions if d not in mine)


def _parameters(spec: ast.arguments) -> list[str]:
    names = [a.arg for a in spec.posonlyargs + spec.args + spec.kwonlyargs]
    return names + [a.arg for a in (spec.vararg, spec.kwarg) if a is not None]


def _as_load(target: ast.expr) -> ast.expr:
    if isinstance(target, ast.Name):
        return ast.Name(target.id, ast.Load())
    if isinstance(target, ast.Attribute):
        return ast.Attribute(target.value, target.attr, ast.Load())
    return ast.Subscript(target.value, target.slice, ast.Load())


def _suggest_name(value: Value, name: str) -> None:
    """Records take the first name they are bound to: the emitted code keeps it."""
    if value.info is not None and getattr(value.info, "name", None) == "" and name.isidentifier():
        value.info.name = name


def _leaves(body: list[ast.stmt]) -> bool:
    return bool(body) and isinstance(body[-1], (ast.Return, ast.Raise, ast.Continue, ast.Break))


def _hashable(value: object) -> bool:
    try:
        hash(value)
    except TypeError:
        return False
    return True


def _int_or_none(node: ast.expr | None) -> int | None | bool:
    if node is None:
        return None
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant):
        return -node.operand.value
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, int) else False


def _fold(op: ast.operator, a: object, b: object) -> object:
    try:
        if isinstance(a, str) and isinstance(op, (ast.Add, ast.Mod)):
            return a + b if isinstance(op, ast.Add) else a % (tuple(b) if isinstance(b, list) else b)
    except (TypeError, ValueError):
        return ABSENT
    if not isinstance(a, (int, float)) or not isinstance(b, (int, float)):
        return ABSENT
    try:
        if isinstance(op, ast.Add):
            return a + b
        if isinstance(op, ast.Sub):
            return a - b
        if isinstance(op, ast.Mult):
            return a * b
        if isinstance(op, ast.Div):
            return a / b
        if isinstance(op, ast.FloorDiv):
            return a // b
        if isinstance(op, ast.Pow) and abs(b) < 64 and abs(a) < 1e9:
            return a ** b
    except (ArithmeticError, ValueError):
        pass
    return ABSENT


def _around(node: ast.AST | None) -> list[ast.AST]:
    """A node and all that it stands in."""
    found = []
    while node is not None:
        found.append(node)
        node = getattr(node, "_parent", None)
    return found


def _outermost(env: Environment) -> Environment:
    """The names of the file."""
    outer, home = env.outer()
    while outer is not None:
        env = outer
        outer, home = env.outer(home)
    return env


def _stored(root: ast.AST) -> list[ast.Name]:
    return [n for n in of_type(root, ast.Name) if isinstance(n.ctx, ast.Store)]


def _is_main_guard(statement: ast.If) -> bool:
    test = statement.test
    return isinstance(test, ast.Compare) and isinstance(test.left, ast.Name) and test.left.id == "__name__"
