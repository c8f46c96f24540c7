"""Functions that build a part of the graph: their statements move to the calls.

`train_op = training(loss, 0.1)` describes a part of the graph that its caller runs. The optimizer that it makes has
to outlive it and the placeholder that it returns becomes a parameter, so it cannot stay a function. Put where it
was called, its statements are construction and graph like all others. A function that is called several times is
written out for each call. This works on the text, so that comments, strings and formatting stay; the analysis then
reads the new text.
"""

from __future__ import annotations

import ast
import collections
import re
from collections.abc import Collection, Iterable

from tf2migrate.analysis.tree import parents, walk
from tf2migrate.checks import comments
from tf2migrate.preparation.specializing import SOMETHING, specialize
from tf2migrate.preparation.text import Cannot, Text
from tf2migrate.scopes import fresh

_MAX_LINES = 160  # that copies of a function may add to a program
_PURE = (
    ast.Name,
    ast.Attribute,
    ast.Constant,
    ast.List,
    ast.Tuple,
    ast.BinOp,
    ast.UnaryOp,
    ast.operator,
    ast.unaryop,
    ast.Load,
)
_WRITTEN = (ast.List, ast.Tuple, ast.Constant, ast.UnaryOp, ast.USub, ast.Load)
_READING = frozenset({"len", "enumerate", "range", "zip", "list", "tuple", "min", "max", "sum", "reversed", "sorted"})
_ATOMS = (ast.Name, ast.Attribute, ast.List, ast.Constant)
_RUNS = frozenset({"run", "eval", "restore", "save"})
_INNER = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.Lambda,
    ast.ClassDef,
    ast.ListComp,
    ast.SetComp,
    ast.DictComp,
    ast.GeneratorExp,
)


def inline(text: Text, lines: Iterable[int], elsewhere: frozenset[str] = frozenset()) -> Text | None:
    """The text without one of the functions round these lines, its statements where it was called.

    Args:
        text: a source that parses.
        lines: lines of `text` whose statements cannot stay in a function.
        elsewhere: what other files of the program name, as `mentioned` has it: functions and methods so called stay.

    Returns:
        None when none of the functions can be taken apart.
    """
    tree = text.tree
    wanted = set(lines)
    for function in _functions_round(tree, wanted):
        found = _everywhere(text, function.lineno) if not _is_mentioned(tree, function, elsewhere) else None
        if found is not None:
            return found
    return None


def _is_mentioned(tree: ast.Module, function: ast.FunctionDef, elsewhere: frozenset[str]) -> bool:
    """Whether another file may mean a function: a method is an attribute there."""
    method = any(isinstance(node, ast.ClassDef) and function in node.body for node in walk(tree))
    return "." + function.name in elsewhere or not method and function.name in elsewhere


def mentioned(tree: ast.Module, known: Collection[ast.AST] = ()) -> set[str]:
    """Names by which a file may mean functions and methods of another one; `.name` where it is an attribute.

    Args:
        known: attributes that mean something else, such as `tf.train`.
    """
    found: set[str] = set()
    for node in walk(tree):
        if isinstance(node, ast.Name):  # attributes of `self` are names in analysed trees
            found.add(node.id if "." not in node.id else "." + node.id.rpartition(".")[2])
        elif isinstance(node, ast.Attribute):
            found.update(() if node in known else ["." + node.attr])
        elif isinstance(node, ast.alias):
            found.add(node.name)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.add("." + node.value)
        elif isinstance(node, ast.FunctionDef):
            found |= {node.name, "." + node.name}
    return found


def _functions_round(tree: ast.Module, lines: set[int]) -> list[ast.FunctionDef]:
    """Functions in which one of the lines stands: those of the file, and before them those that they define.

    Methods come last.
    """
    found: list[ast.FunctionDef] = []
    methods: list[ast.FunctionDef] = []
    todo: list[tuple[ast.AST, bool]] = [(node, False) for node in reversed(tree.body)]
    while todo:
        node, method = todo.pop()
        if isinstance(node, ast.FunctionDef) and any(node.lineno <= n <= node.end_lineno for n in lines):
            inner = [
                n
                for n in walk(node)
                if isinstance(n, ast.FunctionDef)
                and n is not node
                and any(n.lineno <= line <= n.end_lineno for line in lines)
            ]
            found += [*reversed(inner), *([node] if not method else [])]
            methods += [node] if method else []
        elif isinstance(node, ast.ClassDef):
            todo += [(child, True) for child in reversed(node.body)]
    return found + methods


def _everywhere(text: Text, line: int) -> Text | None:
    """The text with the statements of the function in a line at all of its calls, and without the function."""
    before = comments(text.text)
    again = False
    for _ in range(_MAX_LINES):
        try:
            site = _Inlining(text, line)
            site.check_function()
            calls = site.calls()
            if (len(calls) - 1) * (site.function.end_lineno - line) > _MAX_LINES:
                return None
            made = site.with_name_for(calls[0])
            last = made is None and len(calls) == 1
            if made is None:
                made = site.inlined(calls[0], last, again)
                again = True
            made.tree  # it parses
        except (Cannot, SyntaxError):
            return None
        if last:
            return None if before - comments(made.text) else made
        if calls[0].lineno < line:  # what stands above the function has grown
            line += len(made.origin) - len(text.origin)
        text = made
    return None


class _Inlining:
    """One function of a text, and what becomes of it at one of its calls."""

    def __init__(self, text: Text, line: int):
        self.text, self.tree = text, text.tree
        self.function = next(n for n in walk(self.tree) if isinstance(n, ast.FunctionDef) and n.lineno == line)
        self.lines = text.text.split("\n")
        self.parents = parents(self.tree)
        self.home = self.parents[self.function]  # what it is defined in
        while not isinstance(self.home, (ast.Module, ast.FunctionDef, ast.ClassDef)):
            self.home = self.parents[self.home]
        self.modules = {
            (a.asname or a.name).partition(".")[0]
            for n in walk(self.tree)
            if isinstance(n, (ast.Import, ast.ImportFrom))
            for a in n.names
        }
        self.tensorflow = {
            a.asname or a.name
            for n in walk(self.tree)
            if isinstance(n, ast.Import)
            for a in n.names
            if a.name.partition(".")[0] == "tensorflow" and (a.asname or "." not in a.name)
        }
        self.modules -= {n.id for n in walk(self.tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}

    def inlined(self, call: ast.Call, last: bool, again: bool) -> Text:
        """The text with the statements of the function where it is called.

        Args:
            last: it is called nowhere else, and goes.
            again: its statements stand at another call already; what is said about it is not said twice.

        Raises:
            Cannot: the function has to stay a function.
        """
        known = self._known(call)
        place = self.calls().index(call)
        seen = _Inlining(
            Text(*specialize(self.text.text, self.text.origin, self.function.lineno, known)), self.function.lineno
        )
        block = seen.block(seen.calls()[place], known, again)
        self.call = call
        statement = self._statement()
        numbered = list(zip(self.lines, self.text.origin))
        changes = [(slice(statement.lineno - 1, statement.end_lineno), block)]
        if last:
            changes.append((slice(self._comments_above(), self._end()), []))
        for part, new in sorted(changes, key=lambda pair: -pair[0].start):
            numbered[part] = new
        return Text("\n".join(line for line, _ in numbered), tuple(n for _, n in numbered))

    def block(self, call: ast.Call, known: dict[str, object], again: bool) -> list[tuple[str, int]]:
        """The lines in the place of a call; no test in the function depends on `known` any more."""
        self.call, self.known = call, known
        self._check_returns()
        self.statement = self._statement()
        self.caller = self._caller()
        self.names = self._new_names()
        indent = _cut(self.lines[self.statement.lineno - 1], self.statement.col_offset)[0]
        head, body = self._head(indent), self._body(indent)
        if again:
            head = [line for line in head if not line[0].lstrip().startswith("#")]
            while body and body[0][0].lstrip().startswith("#"):
                body.pop(0)
        return [*head, *body, *self._result(indent)]

    def with_name_for(self, call: ast.Call) -> Text | None:
        """The text with a call inside of an expression bound to a name before its statement; None when it stands
        alone.
        """
        statement = self.parents[call]
        if isinstance(statement, (ast.Assign, ast.Expr, ast.Return)):
            return None
        while not isinstance(statement, ast.stmt):
            if isinstance(statement, (*_INNER, ast.IfExp, ast.BoolOp)):
                raise Cannot
            statement = self.parents[statement]
        inside = set(walk(call))
        before = [
            n
            for n in walk(statement)
            if isinstance(n, ast.Call)
            and n not in inside
            and call not in set(walk(n))
            and (n.lineno, n.col_offset) < (call.lineno, call.col_offset)
        ]
        if not isinstance(statement, (ast.Assign, ast.Expr, ast.Return)) or before or not self._alone(statement):
            raise Cannot
        returned = self.function.body[-1]
        wanted = (
            returned.value.id if isinstance(returned, ast.Return) and isinstance(returned.value, ast.Name) else "value"
        )
        used = {n.id for n in walk(self.tree) if isinstance(n, ast.Name)}
        name = fresh(wanted, used)
        lines = list(zip(self.lines, self.text.origin))
        first, last = call.lineno - 1, call.end_lineno - 1
        head, tail = _cut(self.lines[first], call.col_offset)[0], _cut(self.lines[last], call.end_col_offset)[1]
        text = self.lines[first : last + 1]
        text[-1] = _cut(text[-1], call.end_col_offset)[0]
        text[0] = _cut(text[0], call.col_offset)[1]
        own = [number for _, number in lines[first : last + 1]]
        lines[first : last + 1] = [(head + name + tail, own[0])]
        indent = _cut(self.lines[statement.lineno - 1], statement.col_offset)[0]
        shift = len(_cut(self.lines[first], call.col_offset)[0]) - len(indent) - len(f"{name} = ")
        rest = [line[max(shift, 0) :] if not line[: max(shift, 0)].strip() else line for line in text[1:]]
        lines[statement.lineno - 1 : statement.lineno - 1] = list(zip([f"{indent}{name} = {text[0]}", *rest], own))
        return Text("\n".join(line for line, _ in lines), tuple(n for _, n in lines))

    def _known(self, call: ast.Call) -> dict[str, object]:
        """Values of parameters that are written at the call; `SOMETHING` for what is surely not None."""
        self.call = call
        stored = {
            n.id for n in walk(self.function) if isinstance(n, ast.Name) and isinstance(n.ctx, (ast.Store, ast.Del))
        }
        found: dict[str, object] = {}
        for name, argument in self._arguments().items():
            if name in stored:
                continue
            if isinstance(argument, ast.Constant):
                found[name] = argument.value
            elif (
                self._is_function_of_tensorflow(argument)
                or isinstance(argument, (ast.Lambda, ast.List, ast.Tuple))
                and getattr(argument, "elts", True)
            ):
                found[name] = SOMETHING
        return found

    def _is_function_of_tensorflow(self, node: ast.expr) -> bool:
        """Whether an expression is a name like `tf.nn.relu`, which is not None, and true."""
        parts = ast.unparse(node).split(".") if self._is_dotted(node) else [""]
        return parts[0] in self.tensorflow and len(parts) < 4 and parts[1] not in ("app", "flags")

    def _is_dotted(self, node: ast.expr) -> bool:
        """Whether an expression is a name of an imported module, like `tf.nn.relu`."""
        if not isinstance(node, ast.Attribute):
            return False
        while isinstance(node, ast.Attribute):
            node = node.value
        return isinstance(node, ast.Name) and node.id in self.modules

    # -- what can be inlined --------------------------------------------------------------------------

    def check_function(self) -> None:
        """Raise when the function has to stay one, whatever its calls."""
        function, spec = self.function, self.function.args
        if function.decorator_list or spec.vararg or spec.kwarg or spec.posonlyargs:
            raise Cannot
        if isinstance(self.home, ast.ClassDef):
            self._check_method()
        own = list(_own_nodes(function))
        if any(isinstance(n, (ast.Global, ast.Nonlocal, ast.Yield, ast.YieldFrom, ast.Await)) for n in own):
            raise Cannot
        if any(isinstance(n, ast.Attribute) and n.attr in _RUNS for n in own):
            raise Cannot  # it runs the graph
        if function.body[0].lineno == function.lineno:
            raise Cannot

    def _check_method(self) -> None:
        """Raise when other code than the methods of the class may know the method."""
        name, spec = self.function.name, self.function.args
        others = [
            n for n in walk(self.tree) if isinstance(n, ast.FunctionDef) and n.name == name and n is not self.function
        ]
        named = any(isinstance(n, ast.Constant) and n.value == name for n in walk(self.tree))
        if (
            name.startswith("__")
            or not spec.args
            or others
            or named
            or self.function not in self.home.body
            or any(isinstance(n, ast.Name) and n.id in ("super", name) for n in walk(self.tree))
            or any(
                isinstance(n, ast.Name) and n.id == spec.args[0].arg and not isinstance(n.ctx, ast.Load)
                for n in walk(self.function)
            )
        ):
            raise Cannot

    @property
    def receiver(self) -> str:
        """What a method calls its object; empty for a function."""
        return self.function.args.args[0].arg if isinstance(self.home, ast.ClassDef) else ""

    def _method_calls(self) -> list[ast.Call]:
        """The calls of a method: every attribute of its name is one, of the object itself."""
        named = [
            n
            for n in walk(self.tree)
            if isinstance(n, ast.Attribute)
            and n.attr == self.function.name
            and not (isinstance(n.value, ast.Name) and n.value.id in self.modules)
        ]
        found = []
        for node in named:
            call, method = self.parents[node], node
            while method in self.parents and not (
                isinstance(method, ast.FunctionDef) and self.parents[method] is self.home
            ):
                method = self.parents[method]
            if (
                not isinstance(call, ast.Call)
                or call.func is not node
                or not isinstance(node.value, ast.Name)
                or not (
                    isinstance(method, ast.FunctionDef)
                    and method is not self.function
                    and method.args.args
                    and method.args.args[0].arg == node.value.id == self.receiver
                    and not method.decorator_list
                )
            ):
                raise Cannot
            found.append(call)
        if (
            not found
            or any(isinstance(a, ast.Starred) for c in found for a in c.args)
            or any(k.arg is None for c in found for k in c.keywords)
        ):
            raise Cannot
        return sorted(found, key=lambda call: (call.lineno, call.col_offset))

    def _check_returns(self) -> None:
        returns = [n for n in _own_nodes(self.function) if isinstance(n, ast.Return)]
        self.last = _last(self.function)
        if returns and (len(returns) > 1 or returns[0] is not self.last):
            raise Cannot

    def calls(self) -> list[ast.Call]:
        """The calls of the function, from top to bottom: every use of its name is one."""
        if self.receiver:
            return self._method_calls()
        named = [
            n for n in walk(self.tree) if isinstance(n, ast.Name) and n.id == self.function.name and self._means_it(n)
        ]
        found = [self.parents[n] for n in named if isinstance(self.parents[n], ast.Call)]
        inside = set(walk(self.function))
        if (
            not named
            or len(found) < len(named)
            or any(
                call.func is not name
                or call in inside
                or any(isinstance(a, ast.Starred) for a in call.args)
                or any(k.arg is None for k in call.keywords)
                for call, name in zip(found, named)
            )
        ):
            raise Cannot
        return sorted(found, key=lambda call: (call.lineno, call.col_offset))

    def _means_it(self, name: ast.Name) -> bool:
        """Whether a name stands for this function."""
        if isinstance(self.home, ast.Module):
            return not self._is_local(name)
        return name in set(walk(self.home))

    def _is_local(self, name: ast.Name) -> bool:
        """Whether a function that a name stands in binds it."""
        node: ast.AST = name
        while node in self.parents:
            child, node = node, self.parents[node]
            if isinstance(node, ast.FunctionDef) and child in node.body and name.id in _bound(node):
                return not any(isinstance(n, (ast.Global, ast.Nonlocal)) for n in walk(node))
        return False

    def _statement(self) -> ast.stmt:
        statement = self.parents[self.call]
        if not isinstance(statement, (ast.Assign, ast.Expr, ast.Return)) or statement.value is not self.call:
            raise Cannot
        if not self._alone(statement):
            raise Cannot
        return statement

    def _alone(self, statement: ast.stmt) -> bool:
        first, last = self.lines[statement.lineno - 1], self.lines[statement.end_lineno - 1]
        after = _cut(last, statement.end_col_offset)[1].strip()
        return not _cut(first, statement.col_offset)[0].strip() and (not after or after.startswith("#"))

    def _caller(self) -> ast.Module | ast.FunctionDef:
        node: ast.AST = self.statement
        while not isinstance(node, (ast.Module, ast.FunctionDef)):
            node = self.parents[node]
            if not isinstance(node, (ast.Module, ast.FunctionDef, ast.With, ast.If)):
                raise Cannot  # in a loop, or in a class
        if node is self.function or not self._is_inside(node, self.home):
            raise Cannot
        return node

    def _is_inside(self, node: ast.AST, outer: ast.AST) -> bool:
        while node is not outer and node in self.parents:
            node = self.parents[node]
        return node is outer

    # -- names ----------------------------------------------------------------------------------------

    def _new_names(self) -> dict[str, str]:
        """What each local name of the function is called behind the call; texts for parameters that are not
        assigned.
        """
        function = self.function
        iterated = {n for c in walk(function) if isinstance(c, ast.comprehension) for n in walk(c.target)}
        stored = {
            n.id
            for n in _own_nodes(function)
            if isinstance(n, ast.Name) and isinstance(n.ctx, (ast.Store, ast.Del)) and n not in iterated
        }
        stored |= {n.name for n in _own_nodes(function) if isinstance(n, (ast.FunctionDef, ast.ClassDef))}
        self.inner = set().union(
            *[_bound_inside(n) for n in walk(function) if isinstance(n, _INNER) and n is not function]
        )
        if any(isinstance(n, (ast.Import, ast.ImportFrom, ast.ExceptHandler)) for n in _own_nodes(function)):
            raise Cannot
        arguments = self._arguments()
        free = {n.id for n in walk(function) if isinstance(n, ast.Name)} - stored - set(arguments) - {self.receiver}
        own = set(walk(function)) - {function} if self.home is self.caller else set()
        used = {n.id for n in walk(self.caller) if isinstance(n, ast.Name) and n not in own}
        used |= {a.arg for a in walk(self.caller) if isinstance(a, ast.arg) and a not in own}
        used |= {n.name for n in walk(self.caller) if isinstance(n, (ast.FunctionDef, ast.ClassDef)) and n not in own}
        if isinstance(self.caller, ast.Module):
            inside = {n.id for n in walk(function) if isinstance(n, ast.Name)} | set(arguments)
            outside = {
                n.id
                for statement in self.tree.body
                if statement is not function
                for n in walk(statement)
                if isinstance(n, ast.Name)
            }
            used = outside | {n.name for n in self.tree.body if hasattr(n, "name")} | (used - inside)
        elif self.home is not self.caller and free & _bound(self.caller):
            raise Cannot  # a global name of the function is a local one of the caller
        names: dict[str, str] = {}
        self.assigned: list[tuple[str, ast.expr]] = []
        for name, argument in arguments.items():
            text = self._substitute(name, argument, stored)
            if text is not None:
                names[name] = text
            else:
                names[name] = fresh(name, used.union(names.values()))
                self.assigned.append((names[name], argument))
        passed = {n.id for argument in arguments.values() for n in walk(argument) if isinstance(n, ast.Name)}
        unified = self._unified(stored, free | set(arguments) | passed)
        for name in sorted(stored - set(arguments)):
            names[name] = unified.get(name) or fresh(name, used.union(names.values()))
        renamed = {name for name, new in names.items() if name != new}
        if any(renamed & _bound_inside(n) for n in walk(function) if isinstance(n, _INNER) and n is not function):
            raise Cannot
        return names

    def _arguments(self) -> dict[str, ast.expr]:
        spec = self.function.args
        names = [a.arg for a in spec.args][bool(self.receiver) :]
        found: dict[str, ast.expr] = dict(zip(names, self.call.args))
        if len(self.call.args) > len(names):
            raise Cannot
        found.update({k.arg: k.value for k in self.call.keywords})
        defaults = dict(zip(names[len(names) - len(spec.defaults) :], spec.defaults))
        defaults.update({a.arg: d for a, d in zip(spec.kwonlyargs, spec.kw_defaults) if d is not None})
        names += [a.arg for a in spec.kwonlyargs]
        taken = {name: default for name, default in defaults.items() if name not in found}
        found.update(taken)
        if set(found) != set(names) or not all(
            isinstance(d, ast.Constant) or self._is_dotted(d) or self._is_only_read(name, d)
            for name, d in taken.items()
        ):
            raise Cannot  # a default is computed where the function is defined
        return {name: found[name] for name in names}

    def _is_only_read(self, name: str, default: ast.expr) -> bool:
        """Whether a default is a list that is written down, and the function does not change it."""
        if not isinstance(default, (ast.List, ast.Tuple)) or any(
            not isinstance(n, _WRITTEN) for n in ast.walk(default)
        ):
            return False
        for node in walk(self.function):
            if not isinstance(node, ast.Name) or node.id != name or not isinstance(node.ctx, ast.Load):
                continue
            parent = self.parents[node]
            if isinstance(parent, ast.keyword):
                parent = self.parents[parent]
            if isinstance(parent, ast.Call):
                plain = isinstance(parent.func, ast.Name) and parent.func.id in _READING
                if parent.func is node or not plain and not self._leaves_lists(parent.func):
                    return False
            elif (
                not isinstance(parent, ast.Subscript)
                or parent.value is not node
                or not isinstance(parent.ctx, ast.Load)
            ):
                return False
        return True

    def _leaves_lists(self, node: ast.expr) -> bool:
        """Whether a function is one of TensorFlow or NumPy, which make something new of a list."""
        known = self.tensorflow | {
            a.asname or a.name
            for n in walk(self.tree)
            if isinstance(n, ast.Import)
            for a in n.names
            if a.name == "numpy"
        }
        parts = ast.unparse(node).split(".") if self._is_dotted(node) else [""]
        return parts[0] in known and parts[-1] != "shuffle"

    def _substitute(self, name: str, argument: ast.expr, stored: set[str]) -> str | None:
        """What the parameter can be written as, when it means the same wherever the function reads it."""
        if name in stored:
            return None
        if isinstance(argument, ast.Name):
            return argument.id if argument.id not in stored | self.inner else None
        reads = [n for n in walk(self.function) if isinstance(n, ast.Name) and n.id == name]
        inner = {
            n
            for node in walk(self.function)
            if isinstance(node, (*_INNER, ast.JoinedStr)) and node is not self.function
            for n in walk(node)
        }
        if any(n in inner for n in reads):
            return None  # its place in the text, or the time when it is read, is not that of the call
        text = ast.get_source_segment(self.text.text, argument) or ""
        if self._is_dotted(argument):
            return text if text.partition(".")[0] not in stored | self.inner else None
        owners = (
            isinstance(self.parents[n], (ast.Attribute, ast.Subscript)) and self.parents[n].value is n for n in reads
        )
        if isinstance(argument, ast.Constant) and isinstance(argument.value, (int, float, str, type(None))):
            return None if any(owners) or "\n" in text else text
        if (
            len(reads) > 1
            and not _is_own_attribute(argument)
            or "\n" in text
            or any(owners)
            or any(not isinstance(n, _PURE) or isinstance(n, ast.Name) and n.id in stored for n in walk(argument))
            or self._sets_attributes(argument)
            or any(self._in_loop(n) for n in reads)
        ):
            return None
        return text if isinstance(argument, _ATOMS) or not reads or self._is_argument(reads[0]) else f"({text})"

    def _is_argument(self, node: ast.Name) -> bool:
        """Whether a name stands alone, as an argument or on the right of an assignment."""
        return isinstance(self.parents[node], (ast.Call, ast.keyword, ast.Assign))

    def _in_loop(self, node: ast.AST) -> bool:
        while node is not self.function:
            if isinstance(node, (ast.For, ast.While)):
                return True
            node = self.parents[node]
        return False

    def _sets_attributes(self, argument: ast.expr) -> bool:
        """Whether the function sets an attribute that an argument reads."""
        read = {n.attr for n in walk(argument) if isinstance(n, ast.Attribute)}
        return bool(read) and any(
            isinstance(n, ast.Attribute) and n.attr in read and isinstance(n.ctx, ast.Store)
            for n in walk(self.function)
        )

    def _unified(self, stored: set[str], other: set[str]) -> dict[str, str]:
        """`logits = inference(...)` and `return output`: `output` is called `logits` from the start."""
        found: dict[str, str] = {}
        captured = {
            n.id
            for node in walk(self.function)
            if isinstance(node, _INNER) and node is not self.function
            for n in walk(node)
            if isinstance(n, ast.Name)
        }
        for target, value in self._pairs():
            if (
                isinstance(value, ast.Name)
                and _is_own_attribute(target)
                and (self._is_only_returned(value) or self._is_kept(target, value, captured))
                and value.id not in found
            ):
                found[value.id] = ast.unparse(target)
            elif isinstance(target, ast.Name) and isinstance(value, ast.Name) and value.id in stored - captured:
                taken = (
                    target.id in other or target.id in found.values() or (target.id in stored and target.id != value.id)
                )
                if not taken and value.id not in found:
                    found[value.id] = target.id
        return found

    def _is_kept(self, target: ast.Attribute, value: ast.Name, captured: set[str]) -> bool:
        """Whether a name that a method binds once can be the attribute of its object that the result is bound to."""
        if not self.receiver or target.value.id != self.receiver or value.id in captured | set(self._arguments()):
            return False
        stores = [
            n
            for n in walk(self.function)
            if isinstance(n, ast.Name) and n.id == value.id and not isinstance(n.ctx, ast.Load)
        ]
        read = any(isinstance(n, ast.Attribute) and n.attr == target.attr for n in walk(self.function))
        plain = len(stores) == 1 and isinstance(self.parents[stores[0]], ast.Assign) and not self._in_loop(stores[0])
        again = [t for t, _ in self._pairs() if ast.unparse(t) == ast.unparse(target)]
        return plain and not read and len(again) == 1

    def _is_only_returned(self, value: ast.Name) -> bool:
        """Whether a name is bound once, and by itself, and read where it is returned and nowhere else."""
        uses = [n for n in walk(self.function) if isinstance(n, ast.Name) and n.id == value.id and n is not value]
        return len(uses) == 1 and isinstance(self.parents[uses[0]], ast.Assign) and isinstance(uses[0].ctx, ast.Store)

    def _pairs(self) -> list[tuple[ast.expr, ast.expr]]:
        """Targets of the call and what the function returns for them."""
        last = self.last
        if (
            not isinstance(self.statement, ast.Assign)
            or len(self.statement.targets) != 1
            or not isinstance(last, ast.Return)
            or last.value is None
        ):
            return []
        target, value = self.statement.targets[0], last.value
        if (
            isinstance(target, (ast.Tuple, ast.List))
            and isinstance(value, (ast.Tuple, ast.List))
            and len(target.elts) == len(value.elts)
            and not any(isinstance(n, ast.Starred) for n in target.elts + value.elts)
        ):
            return list(zip(target.elts, value.elts))
        return [(target, value)]

    # -- text -----------------------------------------------------------------------------------------

    def _head(self, indent: str) -> list[tuple[str, int]]:
        """Comments of the function and of the call, and parameters that have to be assigned."""
        here = self.text.origin[self.statement.lineno - 1]
        found = [
            (indent + self.lines[n].strip(), self.text.origin[n])
            for n in range(self._comments_above(), self.function.lineno - 1)
        ]
        first = self.function.body[0]
        opening = [(n, self.lines[n].strip()) for n in range(self.function.lineno - 1, first.lineno - 1)]
        found += [
            (indent + line[line.index("#") :], self.text.origin[n])
            for n, line in opening
            if "#" in line and not line.startswith("#")
        ]
        if _is_docstring(first):
            text = " ".join(first.value.value.split("\n\n")[0].split())
            found.append((f"{indent}# {text}", self.text.origin[first.lineno - 1]))
        trailing = _cut(self.lines[self.statement.end_lineno - 1], self.statement.end_col_offset)[1].strip()
        if trailing:
            found.append((indent + trailing, here))
        for name, argument in self.assigned:
            found += [
                (indent + line if n == 0 else line, here)
                for n, line in enumerate(f"{name} = {ast.get_source_segment(self.text.text, argument)}".split("\n"))
            ]
        return found

    def _body(self, indent: str) -> list[tuple[str, int]]:
        body = self.function.body[1:] if _is_docstring(self.function.body[0]) else self.function.body
        last = self.last
        start = (
            self.function.body[0].end_lineno
            if _is_docstring(self.function.body[0])
            else (self.function.body[0].lineno - 1)
        )
        # Comments between the head of the function and its first statement belong to it.
        while not _is_docstring(self.function.body[0]) and self.lines[start - 1].strip().startswith("#"):
            start -= 1
        end = last.lineno - 1 if isinstance(last, ast.Return) else self._end()
        if not body:
            return []
        old = _cut(self.lines[body[0].lineno - 1], body[0].col_offset)[0]
        if old != indent and any(_spans_lines(n) for s in body for n in walk(s)):
            raise Cannot  # a string over several lines would change
        renamed = self._renamed([s for s in body if s is not last or not isinstance(last, ast.Return)])
        found = []
        for number in range(start, end):
            line = renamed.get(number, self.lines[number])
            if not line.strip():
                found.append((line.strip(), self.text.origin[number]))
            elif line.startswith(old):
                found.append((indent + line[len(old) :], self.text.origin[number]))
            else:
                found.append((indent + line.lstrip(), self.text.origin[number]))
        while found and not found[-1][0]:
            found.pop()
        return found

    def _result(self, indent: str) -> list[tuple[str, int]]:
        """The assignment of what the function returns, as far as the names are not the same already."""
        last, statement = self.last, self.statement
        indent += " " * (last.col_offset - self.function.body[-1].col_offset)  # it may return from inside of a `with`
        returned = last.value if isinstance(last, ast.Return) else None
        here = self.text.origin[statement.lineno - 1]
        trailing = ""
        if isinstance(last, ast.Return):
            trailing = _cut(self.lines[last.end_lineno - 1], last.end_col_offset)[1].strip()
        found = [(indent + trailing, self.text.origin[last.end_lineno - 1])] if trailing else []
        if isinstance(statement, ast.Expr):
            if returned is not None and any(isinstance(n, ast.Call) for n in walk(returned)):
                found.append((indent + self._spell(returned), here))
            return found
        if isinstance(statement, ast.Return):
            return [*found, (indent + "return " + (self._spell(returned) if returned is not None else "None"), here)]
        pairs = self._pairs()
        if (
            len(statement.targets) == 1
            and pairs
            and not (
                len(pairs) == 1
                and isinstance(returned, (ast.Tuple, ast.List))
                and isinstance(statement.targets[0], ast.Name)
            )
        ):
            left = [
                (t, v)
                for t, v in pairs
                if not (
                    isinstance(v, ast.Name)
                    and self.names.get(v.id, v.id) == (t.id if isinstance(t, ast.Name) else ast.unparse(t))
                )
            ]
            if not left:
                return found
            texts = [(self._segment(t), self._spell(v)) for t, v in left]
            if _one_by_one(texts):
                return [*found, *[(f"{indent}{target} = {value}", here) for target, value in texts]]
            return [*found, (f"{indent}{', '.join(t for t, _ in texts)} = {', '.join(v for _, v in texts)}", here)]
        targets = " = ".join(self._segment(t) for t in statement.targets)
        return [*found, (f"{indent}{targets} = {self._spell(returned) if returned is not None else 'None'}", here)]

    def _segment(self, node: ast.expr) -> str:
        return ast.get_source_segment(self.text.text, node) or ast.unparse(node)

    def _spell(self, node: ast.expr) -> str:
        """An expression of the function, by its new names and on one line."""
        if (
            any("#" in line for line in self.lines[node.lineno - 1 : node.end_lineno])
            and node.lineno != node.end_lineno
        ):
            raise Cannot
        copy = ast.parse(ast.unparse(node), mode="eval").body
        for name in walk(copy):
            if isinstance(name, ast.Name) and name.id in self.names:
                name.id = self.names[name.id]
        if node.lineno == node.end_lineno and all(
            self.names.get(n.id, n.id) == n.id for n in walk(node) if isinstance(n, ast.Name)
        ):
            return self._segment(node)
        return ast.unparse(copy)

    def _renamed(self, statements: list[ast.stmt]) -> dict[int, str]:
        """Lines of the body (from 0) with the new names."""
        edits: dict[int, list[tuple[int, int, str]]] = {}
        for statement in statements:
            for node in walk(statement):
                if isinstance(node, ast.JoinedStr) and any(
                    isinstance(n, ast.Name) and self.names.get(n.id, n.id) != n.id for n in walk(node)
                ):
                    raise Cannot
                if (
                    isinstance(node, (ast.FunctionDef, ast.ClassDef))
                    and self.names.get(node.name, node.name) != node.name
                ):
                    raise Cannot
                if isinstance(node, ast.Name) and self.names.get(node.id, node.id) != node.id:
                    edits.setdefault(node.lineno - 1, []).append(
                        (node.col_offset, node.end_col_offset, self.names[node.id])
                    )
        renamed = {}
        for number, changes in edits.items():
            line = self.lines[number].encode()
            for start, end, text in sorted(changes, reverse=True):
                line = line[:start] + text.encode() + line[end:]
            renamed[number] = line.decode()
        return renamed

    def _comments_above(self) -> int:
        """The first line (from 0) of the comments right above the function."""
        number = self.function.lineno - 1
        indent = self.lines[number][: self.function.col_offset]
        while number and self.lines[number - 1].startswith(indent + "#"):
            number -= 1
        return number

    def _end(self) -> int:
        """Behind the last line of the function, with indented comments at its end, and blank lines after it."""
        number = self.function.end_lineno
        deeper = " " * (self.function.col_offset + 1)
        while (
            number < len(self.lines) and self.lines[number].startswith(deeper) and re.match(r"\s+#", self.lines[number])
        ):
            number += 1
        while number < len(self.lines) and not self.lines[number].strip():
            number += 1
        return number


def _last(function: ast.FunctionDef) -> ast.stmt:
    """The last statement, in the last `with` where that is the end."""
    last = function.body[-1]
    while isinstance(last, ast.With):
        last = last.body[-1]
    return last


def _own_nodes(function: ast.FunctionDef) -> list[ast.AST]:
    """Nodes of the function without those inside of functions and classes that it defines."""
    found: list[ast.AST] = []
    todo: collections.deque[ast.AST] = collections.deque(function.body)
    while todo:
        node = todo.popleft()
        found.append(node)
        if not isinstance(node, _INNER):
            todo.extend(ast.iter_child_nodes(node))
        elif not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
            todo.extend(n for n in ast.iter_child_nodes(node) if isinstance(n, ast.comprehension))
    return found


def _bound(function: ast.FunctionDef) -> set[str]:
    names = {n.id for n in _own_nodes(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    return names | {a.arg for a in [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]}


def _bound_inside(node: ast.AST) -> set[str]:
    """Names that an inner scope owns."""
    names = {a.arg for a in walk(node) if isinstance(a, ast.arg)}
    return names | {n.id for n in walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}


def _one_by_one(pairs: list[tuple[str, str]]) -> bool:
    """Whether a parallel assignment means the same as its parts one after the other."""
    return all(
        target.isidentifier() and not re.search(rf"\b{target}\b", value)
        for n, (target, _) in enumerate(pairs)
        for _, value in pairs[n + 1 :]
    )


def _is_own_attribute(node: ast.expr) -> bool:
    """`self.loss`: an attribute that can be read in several places."""
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)


def _is_docstring(statement: ast.stmt) -> bool:
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )


def _spans_lines(node: ast.AST) -> bool:
    return isinstance(node, (ast.Constant, ast.JoinedStr)) and node.lineno != node.end_lineno


def _cut(line: str, column: int) -> tuple[str, str]:
    """A line in two at a column that counts UTF-8 bytes."""
    data = line.encode()
    return data[:column].decode(), data[column:].decode()
