"""Argument scopes of `tf.contrib` are written out: each call gets the arguments that the scopes round it would add.

`with slim.arg_scope([slim.conv2d], padding="SAME"):` gives an argument to the calls made inside of it, also to those
in the functions that are called there. An inner scope wins over an outer one, argument by argument, and the call over
both. A function whose scopes depend on who calls it stays as it is; one that is called in one scope only gets the
arguments in its body, and as parameters of its own the names that they are made of.

Source: tensorflow/contrib/framework/python/ops/arg_scope.py of 1.15.
"""

from __future__ import annotations

import ast
import builtins
import dataclasses

from tf2migrate.analysis.arguments import argument
from tf2migrate.analysis.program import Analysis
from tf2migrate.analysis.tree import walk
from tf2migrate.checks import comments
from tf2migrate.preparation.lines import Lines
from tf2migrate.preparation.text import CannotWrite, Text
from tf2migrate.rules import symbols

_SCOPE = "contrib.framework.arg_scope"
_DECORATOR = "contrib.framework.add_arg_scope"
_NORMALIZED = "normalizer_fn"
_NORMALIZER = "contrib.layers.batch_norm"
_PLAIN_MODULES = frozenset(
    {"collections", "functools", "itertools", "math", "numpy", "operator", "os", "re", "six", "sys", "time"}
)
# Methods of tensors, shapes, strings, lists and dicts.
_METHODS = frozenset(
    {
        "append",
        "as_list",
        "copy",
        "extend",
        "format",
        "get",
        "get_shape",
        "insert",
        "items",
        "join",
        "keys",
        "lower",
        "pop",
        "set_shape",
        "setdefault",
        "split",
        "startswith",
        "endswith",
        "update",
        "upper",
        "values",
        "with_rank",
        "is_compatible_with",
        "num_elements",
        "merge_with",
        "index",
        "sum",
        "mean",
    }
)


@dataclasses.dataclass(frozen=True)
class Given:
    """An argument that a scope adds. `names`: what it is made of and the module does not have."""

    text: str
    names: tuple[str, ...]
    function: str = ""  # the public name that it is, if it is one


# By the public name of a function of contrib, or a decorated function of the file: what a call of it gets.
Environment = dict["str | ast.FunctionDef", dict[str, Given]]


def prepared(text: Text, analysis: Analysis, tf: str) -> Text | None:
    """The text without argument scopes; None when it has none, or one that has to stay.

    Args:
        analysis: what is known of the names in it.
        tf: what the API is called in it.
    """
    made = attempt(text, analysis)
    return made if isinstance(made, Text) else None


def attempt(text: Text, analysis: Analysis) -> Text | CannotWrite | None:
    """The same; a `CannotWrite` with the node and the reason when a scope has to stay."""
    if not any(canonical(path) in (_SCOPE, _DECORATOR) for path in analysis.symbols.values()):
        return None
    paths = {_place(node): canonical(path) for node, path in analysis.symbols.items() if hasattr(node, "lineno")}
    expansion = _Expansion(text, paths)
    try:
        made = expansion.result()
    except CannotWrite as problem:
        return problem
    if comments(text.text) - comments(made.text):
        return CannotWrite(expansion.tree.body[0], "comments would be lost")
    return made


def canonical(path: str) -> str:
    """One name for all public names of a symbol."""
    if not path.startswith("contrib."):
        return path
    symbol = symbols.lookup(path)
    return symbol.alias_of or path if symbol is not None else path


def _place(node: ast.AST) -> tuple[int, int, int, int]:
    return node.lineno, node.col_offset, node.end_lineno, node.end_col_offset


class _Expansion:
    def __init__(self, text: Text, paths: dict[tuple, str]):
        self.text, self.paths = text, paths
        self.tree = text.tree
        self.lines = Lines(text, self.tree)
        self.functions = {s.name: s for s in self.tree.body if isinstance(s, ast.FunctionDef)}
        stored = [n.id for n in walk(self.tree) if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)]
        for name in [*stored, *(a.arg for a in walk(self.tree) if isinstance(a, ast.arg))]:
            self.functions.pop(name, None)
        self.module_names = _bound_by_module(self.tree)
        self.imported = {
            (a.asname or a.name).partition(".")[0]: (a.name if isinstance(s, ast.Import) else s.module or "").partition(
                "."
            )[0]
            for s in walk(self.tree)
            if isinstance(s, (ast.Import, ast.ImportFrom))
            for a in s.names
        }
        self.calls_of: dict[ast.FunctionDef, list[tuple[ast.Call, Environment, ast.AST]]] = {}
        self.done: set[ast.FunctionDef] = set()
        self.parameters: dict[ast.FunctionDef, list[str]] = {}
        self.scope_makers: set[ast.FunctionDef] = set()
        self.dicts: set[ast.Assign] = set()  # those whose contents were written into scopes
        self.listed: set[ast.AST] = set()  # names in the lists of scopes, and other uses that are understood

    def result(self) -> Text:
        self.decorated = {
            f for f in self.functions.values() if any(self._path(d) == _DECORATOR for d in f.decorator_list)
        }
        self._find_makers()
        order = self._callers_first()
        self._block(self.tree.body, {}, self.tree)
        for function in order:
            self._enter(function)
        for node in walk(self.tree):
            if (
                isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
                and node not in self.done
                and (node not in self.scope_makers)
            ):
                self._others(node)
        for function, calls in self.calls_of.items():
            self._pass_on(function, calls)
        self._remove_makers()
        for function in self.decorated:
            self._undecorate(function)
        self._remove_dicts()
        left = [n for n in walk(self.tree) if self._path(n) in (_SCOPE, _DECORATOR) and n not in self.listed]
        if left:
            raise CannotWrite(left[0], "an argument scope is used in another way than by `with`")
        return self.lines.assembled()

    def _path(self, node: ast.AST) -> str:
        return self.paths.get(_place(node), "") if isinstance(node, (ast.Name, ast.Attribute)) else ""

    # -- which functions are called where -------------------------------------------------------------

    def _called(self, call: ast.Call) -> ast.FunctionDef | None:
        return self.functions.get(call.func.id) if isinstance(call.func, ast.Name) else None

    def _callers_first(self) -> list[ast.FunctionDef]:
        ordered: list[ast.FunctionDef] = []

        def visit(function: ast.FunctionDef, above: tuple) -> None:
            if function in above:
                raise CannotWrite(function, "a function calls itself")
            if function not in ordered:
                for node in walk(function):
                    called = self._called(node) if isinstance(node, ast.Call) else None
                    if called is not None:
                        visit(called, (*above, function))
                ordered.append(function)

        for function in self.functions.values():
            visit(function, ())
        return ordered[::-1]

    def _reached(self, function: ast.AST, seen: frozenset = frozenset()) -> set:
        """The functions of contrib and decorated ones that a function uses, also through others."""
        found: set = set()
        for node in walk(function):
            path = self._path(node)
            if path.startswith("contrib."):
                found.add(path)
            if isinstance(node, ast.Name) and node.id in self.functions and self.functions[node.id] not in seen:
                other = self.functions[node.id]
                found |= self._reached(other, seen | {other}) | ({other} & self.decorated)
        return found

    def _enter(self, function: ast.FunctionDef) -> None:
        """Write out the scopes of a function, all calls of which are known by now."""
        if function in self.scope_makers:
            return
        self.done.add(function)
        environments = [env for _, env, _ in self.calls_of.get(function, ())]
        reached = self._reached(function)
        narrowed = [{key: given for key, given in env.items() if key in reached} for env in environments]
        if any(env != narrowed[0] for env in narrowed[1:]):
            raise CannotWrite(function, "a function is called in scopes that differ")
        ambient = narrowed[0] if narrowed else {}
        if ambient and len(self._uses(function)) != len(environments):
            raise CannotWrite(function, "a function that is called in a scope is also passed on")
        self._check_names(function, ambient)
        self._block(function.body, ambient, function)

    def _others(self, function: ast.AST) -> None:
        """A function that has no name in the module, or is a method: called from where no scope reaches it."""
        if isinstance(self.lines.parents[function], ast.ClassDef) and isinstance(function, ast.FunctionDef):
            self._block(function.body, {}, function)
            return
        if self._reached(function):
            raise CannotWrite(function, "layers are made in a nested function")

    def _uses(self, function: ast.FunctionDef) -> list[ast.Name]:
        return [n for n in walk(self.tree) if isinstance(n, ast.Name) and n.id == function.name]

    def _check_names(self, function: ast.FunctionDef, ambient: Environment) -> None:
        """The names in the arguments mean the same in the function, or become parameters of it."""
        wanted: list[str] = []
        for given in (g for arguments in ambient.values() for g in arguments.values()):
            wanted += [name for name in given.names if name not in wanted]
            if _loads(given.text) - set(given.names) & _locals(function):
                raise CannotWrite(function, "a name of the module is another thing in the function")
        own = _locals(function)
        parameters = [a.arg for a in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)]
        rebound = {n.id for n in walk(function) if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
        for name in wanted:
            if name in parameters and name not in rebound:
                for call, _, _ in self.calls_of[function]:
                    same = argument(call, tuple(parameters), name)
                    if not isinstance(same, ast.Name) or same.id != name:
                        raise CannotWrite(call, f"{name} is another thing in the function")
            elif name in own or name in self.module_names:
                raise CannotWrite(function, f"{name} is another thing in the function")
            else:
                self.parameters.setdefault(function, []).append(name)

    def _pass_on(self, function: ast.FunctionDef, calls: list) -> None:
        names = self.parameters.get(function)
        if not names:
            return
        self.lines.add_parameters(function, [f"{name}=None" for name in names])
        for call, _, _ in calls:
            if any(isinstance(a, ast.Starred) for a in call.args):
                raise CannotWrite(call, "arguments are not visible")
            self.lines.add_arguments(call, [f"{name}={name}" for name in names])

    # -- statements -----------------------------------------------------------------------------------

    def _block(self, body: list[ast.stmt], env: Environment, scope: ast.AST) -> None:
        for statement in body:
            if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
                for node in (*statement.decorator_list, *statement.args.defaults):
                    self._expression(node, env, scope)
            elif isinstance(statement, ast.ClassDef):
                continue
            elif isinstance(statement, ast.With):
                self._with(statement, env, scope)
            else:
                for field in ast.iter_child_nodes(statement):
                    if isinstance(field, ast.expr):
                        self._expression(field, env, scope)
                for name in ("body", "orelse", "finalbody"):
                    block = getattr(statement, name, None)
                    if isinstance(block, list):
                        self._block(block, env, scope)
                for handler in getattr(statement, "handlers", ()):
                    self._block(handler.body, env, scope)

    def _with(self, statement: ast.With, env: Environment, scope: ast.AST) -> None:
        scopes = []
        for item in statement.items:
            call = item.context_expr
            if isinstance(call, ast.Call) and self._path(call.func) == _SCOPE:
                if item.optional_vars is not None:
                    raise CannotWrite(statement, "the scope has a name")
                self.listed.add(call.func)
                env = self._scope(call, env, scope, statement.body)
                scopes.append(item)
            else:
                self._expression(call, env, scope)
        self._block(statement.body, env, scope)
        if scopes and len(scopes) == len(statement.items):
            self.lines.flatten(statement)
        elif len(scopes) == 1:
            self.lines.remove_item(statement, scopes[0])
        elif scopes:
            raise CannotWrite(statement, "several scopes stand beside something else")

    # -- scopes ---------------------------------------------------------------------------------------

    def _scope(self, call: ast.Call, env: Environment, scope: ast.AST, body: list[ast.stmt]) -> Environment:
        """The environment inside of `arg_scope(...)`."""
        if len(call.args) != 1 and not any(k.arg == "list_ops_or_scope" for k in call.keywords):
            raise CannotWrite(call, "the functions of the scope are not written down")
        listed = argument(call, ("list_ops_or_scope",), "list_ops_or_scope")
        given = [k for k in call.keywords if k.arg != "list_ops_or_scope"]
        if isinstance(listed, (ast.List, ast.Tuple)):
            arguments = {name: self._given(node, scope, body) for name, node in self._keywords(given, scope)}
            return self._with_arguments(env, listed, arguments)
        made = self._made_scope(listed, scope)
        if given or made is None:
            raise CannotWrite(call, "the functions of the scope are not written down")
        return self._of_maker(made, env, scope)

    def _keywords(self, given: list[ast.keyword], scope: ast.AST) -> list[tuple[str, ast.expr]]:
        found = []
        for keyword in given:
            if keyword.arg is not None:
                found.append((keyword.arg, keyword.value))
                continue
            literal = self._literal(keyword.value, scope)
            if literal is None:
                raise CannotWrite(keyword.value, "the arguments of the scope are not written down")
            found += [(key.value, value) for key, value in zip(literal.keys, literal.values)]
        return found

    def _with_arguments(self, env: Environment, listed: ast.expr, arguments: dict[str, Given]) -> Environment:
        env = dict(env)
        for element in listed.elts:
            key = self._path(element)
            if not key and isinstance(element, ast.Name):
                key = self.functions.get(element.id)
            if not key or isinstance(key, ast.FunctionDef) and key not in self.decorated:
                raise CannotWrite(element, "it is not known which function the scope is for")
            self.listed.add(element)
            env[key] = {**env.get(key, {}), **arguments}
        return env

    def _given(self, node: ast.expr, scope: ast.AST, body: list[ast.stmt]) -> Given:
        literal = self._literal(node, scope)
        if literal is not None:
            node = literal
        names = {n.id for n in walk(node) if isinstance(n, ast.Name)}
        if isinstance(node, (ast.Lambda, ast.ListComp, ast.GeneratorExp)) or any(
            isinstance(n, (ast.Lambda, ast.NamedExpr, ast.Starred, ast.Yield)) for n in walk(node)
        ):
            raise CannotWrite(node, "an argument of the scope is more than a value")
        for call in (n for n in walk(node) if isinstance(n, ast.Call)):
            if not self._path(call.func) and not (
                isinstance(call.func, ast.Name) and call.func.id in self.module_names
            ):
                raise CannotWrite(call, "an argument of the scope is computed")
        stored = {n.id for s in body for n in walk(s) if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
        if names & stored:
            raise CannotWrite(node, "a name in an argument of the scope is bound again inside of it")
        own = _locals(scope) if not isinstance(scope, ast.Module) else set()
        free = sorted(n for n in names if n in own or n not in self.module_names and not hasattr(builtins, n))
        text = self.text.segment(node) if literal is None else ast.unparse(node)
        return Given(text, tuple(free), self._path(node) if literal is None else "")

    def _literal(self, node: ast.expr, scope: ast.AST) -> ast.Dict | None:
        """The dict that is written down for a name that is bound once and not changed."""
        statement: ast.Assign | None = None
        if isinstance(node, ast.Name):
            bound = [
                s
                for s in walk(scope)
                if isinstance(s, ast.Assign) and any(isinstance(t, ast.Name) and t.id == node.id for t in s.targets)
            ]
            stores = [
                n
                for n in walk(scope)
                if isinstance(n, ast.Name) and n.id == node.id and not isinstance(n.ctx, ast.Load)
            ]
            changed = [
                n
                for n in walk(self.tree)
                if isinstance(n, (ast.Subscript, ast.Attribute))
                and isinstance(n.value, ast.Name)
                and n.value.id == node.id
            ]
            if len(bound) != 1 or len(stores) != 1 or changed:
                return None
            statement = bound[0]
            node = statement.value
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "dict" and not node.args:
            keys = [ast.Constant(k.arg) for k in node.keywords]
            node = ast.copy_location(ast.Dict(keys, [k.value for k in node.keywords]), node)
        if isinstance(node, ast.Dict) and all(
            isinstance(k, ast.Constant) and isinstance(k.value, str) for k in node.keys
        ):
            if statement is not None:
                self.dicts.add(statement)  # not another value of a name: the calls read it
            return node
        return None

    def _remove_dicts(self) -> None:
        """The dicts that nothing but scopes has read; the comments in them stay."""
        for statement in self.dicts:
            uses = [n for n in walk(self.tree) if isinstance(n, ast.Name) and n.id == statement.targets[0].id]
            in_scopes = [
                n
                for n in uses
                if isinstance(self.lines.parents[n], ast.keyword)
                and self._path(getattr(self.lines.parents[self.lines.parents[n]], "func", n)) == _SCOPE
            ]
            if len(in_scopes) == len(uses) - 1:
                self.lines.replace(statement, self.text.comments_in(statement))

    # -- scopes made by functions ---------------------------------------------------------------------

    def _find_makers(self) -> None:
        """Functions that return a scope."""
        for function in self.functions.values():
            body = [s for s in function.body if not (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant))]
            if body and _returned_scope(body[-1]) is not None:
                self.scope_makers.add(function)

    def _made_scope(self, node: ast.expr, scope: ast.AST) -> ast.Call | None:
        """The call of a function that returns a scope, given directly or under a name that is bound to it once."""
        if isinstance(node, ast.Call) and self._called(node) in self.scope_makers:
            self.listed.add(node.func)
            return node
        if not isinstance(node, ast.Name):
            return None
        bound = [
            s
            for s in walk(scope)
            if isinstance(s, ast.Assign)
            and len(s.targets) == 1
            and isinstance(s.targets[0], ast.Name)
            and s.targets[0].id == node.id
        ]
        uses = [n for n in walk(self.tree) if isinstance(n, ast.Name) and n.id == node.id]
        if len(bound) != 1 or len(uses) != 2 or not isinstance(bound[0].value, ast.Call):
            return None
        self.lines.replace(bound[0], [])
        return self._made_scope(bound[0].value, scope)

    def _of_maker(self, call: ast.Call, env: Environment, scope: ast.AST) -> Environment:
        """What the scope that a function returns holds: its scopes, inside of those round the call."""
        maker = self._called(call)
        values = self._arguments_of(maker, call)
        body: list[ast.stmt] = list(maker.body)
        while body:
            statement = body.pop(0)
            if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
                continue
            if (
                isinstance(statement, ast.Assign)
                and len(statement.targets) == 1
                and isinstance(statement.targets[0], ast.Name)
            ):
                values[statement.targets[0].id] = _filled(statement.value, values)
            elif isinstance(statement, ast.With) and not body and len(statement.items) == 1:
                scoped = statement.items[0].context_expr
                if not isinstance(scoped, ast.Call) or self._path(scoped.func) != _SCOPE or len(scoped.args) != 1:
                    raise CannotWrite(statement, "a function that returns a scope does more than that")
                listed = scoped.args[0]
                if not isinstance(listed, (ast.List, ast.Tuple)) or any(k.arg is None for k in scoped.keywords):
                    raise CannotWrite(statement, "the functions of the scope are not written down")
                self.listed.add(scoped.func)
                env = self._with_arguments(
                    env,
                    listed,
                    {k.arg: self._filled_in(_filled(k.value, values), k.value, scope) for k in scoped.keywords},
                )
                body = list(statement.body)
            elif not (isinstance(statement, ast.Return) and not body):
                raise CannotWrite(statement, "a function that returns a scope does more than that")
        return env

    def _filled_in(self, node: ast.expr, written: ast.expr, scope: ast.AST) -> Given:
        own = _locals(scope) if not isinstance(scope, ast.Module) else set()
        names = {n.id for n in walk(node) if isinstance(n, ast.Name)}
        free = sorted(n for n in names if n in own or n not in self.module_names and not hasattr(builtins, n))
        return Given(ast.unparse(node), tuple(free), self._path(written))

    def _arguments_of(self, maker: ast.FunctionDef, call: ast.Call) -> dict[str, ast.expr]:
        spec = maker.args
        names = tuple(a.arg for a in spec.args)
        if (
            spec.vararg
            or spec.kwarg
            or spec.kwonlyargs
            or any(k.arg is None for k in call.keywords)
            or any(isinstance(a, ast.Starred) for a in call.args)
        ):
            raise CannotWrite(call, "arguments are not visible")
        defaults = dict(zip(names[len(names) - len(spec.defaults) :], spec.defaults))
        return {name: argument(call, names, name) or defaults[name] for name in names}

    def _remove_makers(self) -> None:
        for maker in self.scope_makers:
            uses = [n for n in self._uses(maker)]
            if uses and all(n in self.listed for n in uses):
                self.listed.update(n for n in walk(maker))
                self.lines.replace(maker, [])

    def _undecorate(self, function: ast.FunctionDef) -> None:
        for decorator in function.decorator_list:
            if self._path(decorator) == _DECORATOR:
                self.listed.add(decorator)
                self.lines.remove_decorator(decorator)

    # -- calls ----------------------------------------------------------------------------------------

    def _expression(self, node: ast.expr, env: Environment, scope: ast.AST) -> None:
        for child in walk(node):
            if isinstance(child, ast.Lambda) and env and self._reached(child):
                raise CannotWrite(child, "layers are made in a nested function")
            if isinstance(child, ast.Call):
                self._call(child, env, scope)
        for child in walk(node) if env else ():
            if child not in self.listed and not self._is_understood(child) and self._is_scoped(child, env):
                raise CannotWrite(child, "a function that the scope reaches is used as a value")

    def _is_scoped(self, node: ast.AST, env: Environment) -> bool:
        """Whether a name stands for a function that a scope gives arguments to, or for one that calls such
        functions.
        """
        function = self.functions.get(node.id) if isinstance(node, ast.Name) else None
        if function is not None:
            return any(env.get(key) for key in {function, *self._reached(function)})
        return bool(env.get(self._path(node)))

    def _is_understood(self, node: ast.AST) -> bool:
        parent = self.lines.parents[node]
        return (
            isinstance(parent, ast.Call)
            and parent.func is node
            or (isinstance(parent, ast.keyword) and parent.arg == _NORMALIZED)
        )

    def _call(self, call: ast.Call, env: Environment, scope: ast.AST) -> None:
        function = self._called(call)
        if function is not None and function not in self.scope_makers:
            self.calls_of.setdefault(function, []).append((call, env, scope))
        elif any(env.values()) and not self._is_harmless(call.func):
            raise CannotWrite(
                call, f"{ast.unparse(call.func)}(...) is called in a scope, and what it calls is not known"
            )
        arguments = env.get(self._path(call.func) or (function if function in self.decorated else None), {})
        own = {k.arg for k in call.keywords}
        added = {name: given for name, given in arguments.items() if name not in own}
        if None in own and added:
            raise CannotWrite(call, "arguments are not visible")
        merged = self._normalizer(call, added, env, scope)
        if merged is not None:
            written = next((k.value for k in call.keywords if k.arg == "normalizer_params"), None)
            if written is not None:
                self.lines.substitute(written, merged.text)
            else:
                added["normalizer_params"] = merged
        if added:
            self.lines.add_arguments(call, [f"{name}={given.text}" for name, given in added.items()])

    def _is_harmless(self, callee: ast.expr) -> bool:
        """Whether a call surely makes no layer that is not written in it."""
        if self._path(callee):
            return True
        if isinstance(callee, ast.Name):
            return callee.id in self.functions or hasattr(builtins, callee.id) and callee.id not in self.module_names
        root = callee
        while isinstance(root, (ast.Attribute, ast.Call, ast.Subscript)):
            root = root.func if isinstance(root, ast.Call) else root.value
        if isinstance(root, ast.Name) and root.id in self.imported:
            return self.imported[root.id] in _PLAIN_MODULES
        return isinstance(callee, ast.Attribute) and callee.attr in _METHODS

    def _normalizer(self, call: ast.Call, added: dict[str, Given], env: Environment, scope: ast.AST) -> Given | None:
        """The parameters of the normalization that a layer calls, to which the scopes add theirs, too."""
        extra = env.get(_NORMALIZER)
        if not extra or not self._path(call.func).startswith("contrib.layers."):
            return None
        own = next((k.value for k in call.keywords if k.arg == _NORMALIZED), None)
        used = self._path(own) if own is not None else added[_NORMALIZED].function if _NORMALIZED in added else ""
        if used != _NORMALIZER:
            return None
        written = next((k.value for k in call.keywords if k.arg == "normalizer_params"), None)
        if written is not None:
            literal = self._literal(written, scope)
        else:
            literal = (
                ast.parse(added["normalizer_params"].text, mode="eval").body
                if "normalizer_params" in added
                else (ast.Dict([], []))
            )
        if not isinstance(literal, ast.Dict):
            raise CannotWrite(call, "the parameters of the normalization are not written down")
        parts = {key.value: ast.unparse(value) for key, value in zip(literal.keys, literal.values)}
        names = set(added["normalizer_params"].names) if "normalizer_params" in added else set()
        for name, given in extra.items():
            if name not in parts:
                parts[name] = given.text
                names.update(given.names)
        return Given("{" + ", ".join(f"{name!r}: {text}" for name, text in parts.items()) + "}", tuple(sorted(names)))


def _returned_scope(statement: ast.stmt) -> ast.With | None:
    """The `with ... as scope:` whose block ends by returning the scope."""
    outer = statement
    while isinstance(outer, ast.With) and outer.body:
        last = outer.body[-1]
        named = outer.items[0].optional_vars
        if (
            isinstance(last, ast.Return)
            and isinstance(last.value, ast.Name)
            and isinstance(named, ast.Name)
            and (named.id == last.value.id and len(outer.body) == 1)
        ):
            return outer
        outer = last
    return None


def _filled(node: ast.expr, values: dict[str, ast.expr]) -> ast.expr:
    """An expression with values in the place of names."""

    class Filling(ast.NodeTransformer):
        def visit_Name(self, name: ast.Name) -> ast.expr:  # noqa: N802
            return values.get(name.id, name) if isinstance(name.ctx, ast.Load) else name

    return Filling().visit(ast.parse(ast.unparse(node), mode="eval").body)


def _loads(text: str) -> set[str]:
    return {n.id for n in ast.walk(ast.parse(text, mode="eval")) if isinstance(n, ast.Name)}


def _locals(function: ast.AST) -> set[str]:
    """The names that a function binds."""
    found = {a.arg for a in walk(function) if isinstance(a, ast.arg)}
    return (
        found
        | {n.id for n in walk(function) if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
        | {n.name for n in walk(function) if isinstance(n, (ast.FunctionDef, ast.ClassDef)) and n is not function}
    )


def _bound_by_module(tree: ast.Module) -> set[str]:
    found: set[str] = set()
    for statement in tree.body:
        if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
            found.add(statement.name)
        elif isinstance(statement, (ast.Import, ast.ImportFrom)):
            found |= {(a.asname or a.name).partition(".")[0] for a in statement.names}
        else:
            found |= {n.id for n in walk(statement) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    return found
