"""Statements: what they bind, and which of their branches and passes are taken."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable

from tf2migrate.analysis import classes, drivers, importing, imports, presence
from tf2migrate.analysis.bindings import class_environment, merge_names, names_now, restore_names
from tf2migrate.analysis.program import Class, Definition, Environment, Feed, Frame, Function, Unit
from tf2migrate.analysis.python_values import (
    FUNCTIONS,
    element_of,
    ends_early,
    is_hashable,
    methods_by_node,
    parameter_names,
    suggest_name,
    truth,
)
from tf2migrate.analysis.tree import children, of_type
from tf2migrate.analysis.values import ABSENT, PYTHON, STATE, UNKNOWN, Kind, Value, constant, join, join_all


class Statements:
    """The part of the interpreter that executes statements."""

    # -- statements --------------------------------------------------------------------------------------

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
                        statement,
                        "TFM902",
                        f"class {statement.name} builds or runs a graph in its methods",
                        "move the layers into a tf.keras.Model and each sess.run into a @tf.function method",
                    )
                    break
        class_env = Environment(env)
        for inner in statement.body:
            if isinstance(inner, FUNCTIONS):
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
        for argument in parameter_names(node.args):
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
        self._run_loop(statement, env)

    def _stmt_While(self, statement: ast.While, env: Environment) -> None:
        self.evaluate(statement.test, env)
        self._run_loop(statement, env)

    def _run_loop(self, statement: ast.For | ast.While, env: Environment) -> None:
        """The body may run or not; then what follows it in the loop."""
        before = names_now(env)
        self.loop_depth += 1
        self.loops.append(statement)
        self._run_body(statement.body, env)
        self.loops.pop()
        self.loop_depth -= 1
        merge_names(env, before)
        self._run_body(statement.orelse, env)

    def _stmt_If(self, statement: ast.If, env: Environment) -> None:
        self.tested[statement.test] = self.evaluate(statement.test, env)
        taken = self._verdict(statement.test)
        if taken is not None:
            self._known_if(statement, env, taken)
            return
        self.unsure += 1
        before = names_now(env)
        self._run_body(statement.body, env)
        after = names_now(env)
        restore_names(env, before)
        self._run_body(statement.orelse, env)
        if not ends_early(statement.body):
            merge_names(env, after)
        self.unsure -= 1

    def _known_if(self, statement: ast.If, env: Environment, taken: bool) -> None:
        """Only one branch is taken in this call; the other is interpreted for its uses of the API."""
        before = names_now(env)
        self.dead += 1
        self._run_body(statement.orelse if taken else statement.body, env)
        self.dead -= 1
        restore_names(env, before)
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

        before = names_now(env)
        run(statement.body)
        broken = names_now(env)
        run(statement.orelse)
        after = [] if ends_early(statement.orelse) else [names_now(env)]
        for handler in () if recurrent.surely_builds(self, statement) else statement.handlers:
            restore_names(env, broken)
            merge_names(env, before)
            if handler.type is not None:
                self.evaluate(handler.type, env)
            if handler.name:
                self.bind(handler.name, PYTHON, env, handler)
            run(handler.body)
            if not ends_early(handler.body):
                after.append(names_now(env))
        if after:
            restore_names(env, after[0])
        for names in after[1:]:
            merge_names(env, names)
        run(statement.finalbody)

    def _stmt_Assert(self, statement: ast.Assert, env: Environment) -> None:
        value = self.evaluate(statement.test, env)
        if statement.msg is not None:
            self.evaluate(statement.msg, env)
        if (
            self.frames
            and not self.frames[0].uncalled
            and any(
                self.analysis.symbols.get(n) == "get_variable_scope" for n in of_type(statement.test, ast.Attribute)
            )
        ):
            if self.dead or value.constant is True:
                self.analysis.scope_checks.add(statement)
            else:
                self.problem(
                    statement,
                    "TFM203",
                    "whether weights are used again is not known here",
                    "make them once, and call the layer twice",
                )

    def _stmt_Global(self, statement: ast.Global, env: Environment) -> None:
        for name in statement.names:
            definitions = _outermost(env).lookup(name)
            if definitions:
                env.names[name] = definitions

    # -- binding -----------------------------------------------------------------------------------------

    def bind(self, name: str, value: Value, env: Environment, node: ast.AST | None = None) -> Definition:
        unit = self.unit if env.frame is None else None
        attributes = class_environment(env) if name.startswith(classes.PREFIX) else None
        if attributes is not None:
            if unit is None and (value.dynamic or value.kind is Kind.VARIABLE):
                self.problem(
                    node or self.unit.statement,
                    "TFM903",
                    f"the attribute {classes.last(name)} is set to a {value.kind.value} in a helper",
                    "set it where the graph is built",
                )
            env = attributes
        definition = Definition(name, value, unit, env, node)
        env.names[name] = (definition,)
        if unit is not None and self.scope is not None and (env is self.scope.env or attributes is not None):
            unit.definitions.append(definition)
        return definition

    def assign(self, target: ast.expr, value: Value, env: Environment, source: ast.expr | None = None) -> None:
        if isinstance(target, ast.Name):
            suggest_name(value, classes.last(target.id))
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
                    target,
                    "TFM903",
                    f"a {value.kind.value} is stored in the attribute {target.attr}",
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
                self.problem(
                    target, "TFM903", "a graph value is stored in a nested container", "keep it in a local name"
                )
            return
        if container.kind is Kind.MAPPING:
            updated = Value(
                Kind.MAPPING,
                items=dict(container.items) if container.items is not None else None,
                element=container.element,
                info=list(container.info or []),
            )
            if key.kind in (Kind.PLACEHOLDER, Kind.TENSOR) or key.path.startswith(STATE):
                if key.kind is Kind.TENSOR and self._is_of_a_pass(target.slice):
                    self.problem(
                        target,
                        "TFM103",
                        "a loop feeds another tensor in each pass",
                        "feed all of them by their own names",
                    )
                updated.info.append(Feed(target.slice, key, None))
            elif (
                updated.items is not None
                and key.constant is not ABSENT
                and is_hashable(key.constant)
                and (not self.loop_depth)
            ):
                suggest_name(value, str(key.constant))
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

    def _is_of_a_pass(self, node: ast.expr) -> bool:
        """Whether a name is bound anew in each pass of a loop."""
        return isinstance(node, ast.Name) and any(
            isinstance(loop, ast.For) and any(n.id == node.id for n in of_type(loop.target, ast.Name))
            for loop in self.loops
        )

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


def _as_load(target: ast.expr) -> ast.expr:
    if isinstance(target, ast.Name):
        return ast.Name(target.id, ast.Load())
    if isinstance(target, ast.Attribute):
        return ast.Attribute(target.value, target.attr, ast.Load())
    return ast.Subscript(target.value, target.slice, ast.Load())


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


_STATEMENTS = methods_by_node(Statements, "_stmt_")
