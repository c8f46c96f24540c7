"""Calls: of functions and methods of the program, of constructors, and of what is not known."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING

from tf2migrate.analysis import classes, drivers, imports
from tf2migrate.analysis.activations import Activation, Site
from tf2migrate.analysis.memo import Call, coarse_key, key_of, traces
from tf2migrate.analysis.program import Definition, Environment, Frame, Function
from tf2migrate.analysis.python_values import parameter_names
from tf2migrate.analysis.scopes import spell
from tf2migrate.analysis.tree import of_type
from tf2migrate.analysis.values import (
    ABSENT,
    FLOATS,
    PYTHON,
    UNKNOWN,
    Kind,
    Value,
    alternatives,
    constant,
    join_all,
    read_leaves,
    tensor,
)

if TYPE_CHECKING:
    from tf2migrate.analysis.interpreter import Interpreter

_MAX_DEPTH = 12
_FLOATS = frozenset({"eye", "identity", "zeros", "ones", "linspace", "random.rand", "random.randn", "random.random"})
_PURE = frozenset({"reduce", "functools", "math", "operator"})  # what computes a number of numbers


class Calls:
    """The part of the interpreter that follows calls."""

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
        if callee.kind is Kind.FUNCTION and (
            callee.info is not None
            and callee.info.owner is not None
            or (callee.info is None and isinstance(node.func, ast.Attribute) and self._one_of_several(node.func.value))
        ):
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
            return api.builtin(self, node, callee.path[len("builtins.") :], arguments)
        values = arguments + list(keywords.values())
        if callee.kind is Kind.PYTHON and _is_regularizer(callee.path):
            return tensor(read_leaves(values), node, dtype=values[0].dtype if values else None, rank=0)
        legacy_layer = callee.kind is Kind.PYTHON and callee.path.startswith("layers.") and not self.analysis.eager
        if legacy_layer or any(v.dynamic for v in values):
            return self.foreign(node, values)
        if any(v.kind is Kind.SESSION for v in values):
            self.problem(
                node,
                "TFM906",
                f"{ast.unparse(node.func)}(...) is given the session and is not defined here",
                "migrate it together with the file that defines it (name their folder), or leave the argument out",
            )
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

    def _instantiate(
        self, node: ast.Call, callee: Value, arguments: list[Value], keywords: dict[str | None, Value]
    ) -> Value:
        if self.frames:
            self.problem(
                node,
                "TFM903",
                f"a {alternatives(callee)[0].info.node.name} is made in a helper function",
                "make it where the graph is built",
            )
            return UNKNOWN
        if callee.info is not None:
            return classes.instantiate(self, node, callee.info, arguments, keywords)
        return join_all(
            [
                self._as_one(one, lambda one=one: classes.instantiate(self, node, one.info, arguments, keywords))
                if one.info is not None
                else UNKNOWN
                for one in alternatives(callee)
            ]
        )

    def _call_method(
        self, node: ast.Call, callee: Value, arguments: list[Value], keywords: dict[str | None, Value], env: Environment
    ) -> Value:
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
            self.problem(
                node,
                "TFM903",
                f"the object that {ast.unparse(node.func)}(...) is called on is not known",
                "call it on an object that this file makes",
            )
            return UNKNOWN
        if owner.info is None:
            known = [
                (one, one.info.methods[node.func.attr])
                for one in alternatives(owner)
                if node.func.attr in one.info.methods
            ]
            return join_all(
                [
                    self._as_one(
                        one,
                        lambda one=one, function=function: classes.call_method(
                            self, node, one, function, arguments, keywords
                        ),
                    )
                    for one, function in known
                ]
            )
        return classes.call_method(self, node, owner, callee.info, arguments, keywords)

    def foreign(self, node: ast.Call, values: list[Value]) -> Value:
        """A graph value handed to code that is not in this file."""
        if drivers.root_name(node.func) in _PURE and all(_is_shape(v) for v in values if v.dynamic):
            return Value(Kind.PYTHON, read_leaves(values))
        if self.dead:  # `activation(h)` where this call of the helper gives None for it
            return Value(Kind.UNKNOWN, read_leaves(values))
        self.problem(
            node,
            "TFM905",
            f"{ast.unparse(node.func)}(...) is given a graph value and is not defined in this file",
            "migrate it together with the file that defines it (name their folder), or call it from inside the step "
            "function",
        )
        return Value(Kind.UNKNOWN, read_leaves(values))

    def call_function(
        self,
        node: ast.Call,
        function: Function,
        arguments: list[Value],
        keywords: dict[str | None, Value],
        callback: bool = False,
        parent: Environment | None = None,
    ) -> Value:
        """Interpret the body of a helper with these arguments. `parent`: the environment it sees, when not its own."""
        value = self._called(node, function, arguments, keywords, callback, parent)
        decorators = getattr(function.node, "decorator_list", ())
        if value.items and any(self.analysis.symbols.get(d) == "custom_gradient" for d in decorators):
            return value.items[0]  # the other one is the gradient
        return value

    def _called(
        self,
        node: ast.Call,
        function: Function,
        arguments: list[Value],
        keywords: dict[str | None, Value],
        callback: bool,
        parent: Environment | None,
    ) -> Value:
        if function.node in self.drivers:
            self._note_arguments(node, function, arguments, keywords)
            if any(v.dynamic or v.kind in (Kind.VARIABLE, Kind.SAVER) for v in [*arguments, *keywords.values()]):
                self.problem(
                    node,
                    "TFM906",
                    f"{function.name}(...) runs the session on graph values it is given",
                    "let it take the step function as its argument",
                )
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

    def _interpret_call(
        self,
        node: ast.Call,
        function: Function,
        arguments: list[Value],
        keywords: dict[str | None, Value],
        parent: Environment | None = None,
        callback: bool = False,
    ) -> Value:
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
        activation = Activation(
            function,
            node,
            parent,
            self.unit,
            self.next_index(),
            scope=self.variable_scopes.current.path,
            callback=callback,
            looped=bool(self.loop_depth),
            shares=self.variable_scopes.current.reuse is not False,
            uncalled=any(f.uncalled for f in self.frames),
        )
        frame.activation = activation
        spec = function.node.args
        outer = self.environment
        for parameter, given in zip([a.arg for a in spec.posonlyargs + spec.args][1 if bound else 0 :], node.args):
            if isinstance(given, ast.Starred):
                break
            activation.arguments[parameter] = (given, outer)
        for keyword in node.keywords:
            if keyword.arg is not None:
                activation.arguments[keyword.arg] = (keyword.value, outer)
        defaults = [*spec.defaults, *(d for d in spec.kw_defaults if d is not None)]
        names = [
            a.arg for a in (spec.posonlyargs + spec.args)[len(spec.posonlyargs + spec.args) - len(spec.defaults) :]
        ]
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
            activation.sites.append(
                Site(node, None if self.dead else record, self.inner_loops(), bool(self.unsure), new, dynamic, record)
            )

    def inner_loops(self) -> bool:
        """Whether a loop of the helper itself is open here."""
        inside = self.frames[-1].function.node if self.frames else None
        return inside is not None and any(
            isinstance(loop, ast.stmt) and loop in of_type(inside, type(loop)) for loop in self.loops
        )

    def _note_arguments(
        self, node: ast.Call, function: Function, arguments: list[Value], keywords: dict[str | None, Value]
    ) -> None:
        """What a function that runs sessions is given: it is interpreted later, with what all its calls have in
        common.
        """
        given = Environment()
        self.bind_parameters(function, given, arguments, keywords)
        values = {name: definition.value for name, (definition,) in given.names.items()}
        known = self._given.setdefault(function.node, [])
        if known and any(
            Kind.SESSION in (value.kind, known[0][1][name].kind) and value.kind is not known[0][1][name].kind
            for name, value in values.items()
        ):
            self.problem(
                node,
                "TFM104",
                f"{function.name}(...) is given a session at some of its calls only",
                "give it a session at every call",
            )
        known.append((node, values))

    def bind_parameters(
        self, function: Function, env: Environment, arguments: list[Value], keywords: dict[str | None, Value]
    ) -> None:
        spec = function.node.args
        names = [a.arg for a in spec.posonlyargs + spec.args]
        defaults = dict(zip(names[len(names) - len(spec.defaults) :], spec.defaults))
        defaults.update({a.arg: d for a, d in zip(spec.kwonlyargs, spec.kw_defaults) if d is not None})
        bound = dict(zip(names, arguments))
        if spec.vararg is not None:
            rest = arguments[len(names) :]
            bound[spec.vararg.arg] = Value(Kind.SEQUENCE, items=rest)
        if spec.kwarg is not None:
            bound[spec.kwarg.arg] = Value(
                Kind.MAPPING, items={k: v for k, v in keywords.items() if k and k not in names}
            )
        for name, value in keywords.items():
            if name in names or any(name == a.arg for a in spec.kwonlyargs):
                bound[name] = value
        for name, default in defaults.items():
            given = self.analysis.values.get(default)
            if given is not None and given.kind in (Kind.TENSOR, Kind.PLACEHOLDER):
                self.problem(
                    default,
                    "TFM905",
                    f"{ast.unparse(default)}, a graph value, is the default of a parameter",
                    "give it at every call",
                )
            if name not in bound:
                known = constant(default.value) if isinstance(default, ast.Constant) else PYTHON  # of a method
                bound[name] = self.analysis.values.get(default, known)
        for name in parameter_names(spec):
            env.names[name] = (Definition(name, bound.get(name, PYTHON), None, env),)

    def apply_callable(self, node: ast.Call, value: Value, arguments: list[Value]) -> Value:
        """Call a function value that the API calls itself: the branches of `tf.cond`, the body of `tf.scan`."""
        if value.kind is Kind.FUNCTION:
            return self.call_back(node, value, arguments)
        return tensor(read_leaves(arguments))

    def call_back(self, node: ast.Call, value: Value, arguments: list[Value]) -> Value:
        """Call a function that a call of the API is given."""
        if value.info is None:
            self.problem(
                node,
                "TFM905",
                "one of several functions is given to the API here",
                "give each of them to a call of its own",
            )
            return UNKNOWN
        return self.call_function(node, value.info, arguments, {}, callback=True)


def _forget_constants(interpreter: "Interpreter", node: ast.Call, function: Function, env: Environment) -> None:
    """Arguments that change from pass to pass of an open loop have no constant value."""
    spec = function.node.args
    given = dict(zip([a.arg for a in spec.posonlyargs + spec.args], node.args))
    given.update({k.arg: k.value for k in node.keywords if k.arg is not None})
    for name, argument in given.items():
        value = env.names[name][0].value if name in env.names else PYTHON
        if value.kind is Kind.PYTHON and value.constant is not ABSENT and not interpreter.steady(argument):
            env.names[name] = (Definition(name, Value(Kind.PYTHON, value.leaves), None, env),)


def _makes_floats(node: ast.Call) -> bool:
    """Whether a function of NumPy gives floats for whatever it is given."""
    name = ast.unparse(node.func) if isinstance(node.func, ast.Attribute) else ""
    return (
        name.partition(".")[2] in _FLOATS
        and name.partition(".")[0] in ("np", "numpy")
        and not any(k.arg == "dtype" for k in node.keywords)
        and len(node.args) < 2 + (name[-8:] == "linspace")
    )


def _is_regularizer(path: str) -> bool:
    """Whether calling this symbol gives a function of weights: what that computes belongs to each run."""
    from tf2migrate.rules.symbols import lookup

    symbol = lookup(path) if path else None
    return path.startswith("keras.regularizers.") or (symbol is not None and symbol.returns == "regularizer")


def _is_shape(value: Value) -> bool:
    """Whether a value is a Python number or list that was made of static shapes."""
    return value.kind is Kind.PYTHON or (value.kind is Kind.SEQUENCE and all(_is_shape(c) for c in value.children()))
