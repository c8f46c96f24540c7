"""Functions that build a part of the graph and are called once: their statements move to the call.

`train_op = training(loss, 0.1)` describes a part of the graph that its caller runs. The optimizer that it makes has
to outlive it and the placeholder that it returns becomes a parameter, so it cannot stay a function. Put where it
was called, its statements are construction and graph like all others. This works on the text, so that comments,
strings and formatting stay; the analysis then reads the new text.
"""

from __future__ import annotations

import ast
import collections
import dataclasses
import re
from collections.abc import Iterable

from tf2migrate.checks import comments

_RUNS = frozenset({"run", "eval", "restore", "save"})
_INNER = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef, ast.ListComp, ast.SetComp, ast.DictComp,
          ast.GeneratorExp)


@dataclasses.dataclass(frozen=True)
class Text:
    """A source text, and for each of its lines (from 1) the line of the file that it came from."""

    text: str
    origin: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> "Text":
        return cls(text, tuple(range(1, text.count("\n") + 2)))


def inline(text: Text, lines: Iterable[int]) -> Text | None:
    """The text without one of the functions round these lines, its statements where it was called.

    Args:
        text: a source that parses.
        lines: lines of `text` whose statements cannot stay in a function.

    Returns:
        None when none of the functions can be taken apart.
    """
    tree = ast.parse(text.text)
    wanted = set(lines)
    for function in tree.body:
        if isinstance(function, ast.FunctionDef) and any(function.lineno <= n <= function.end_lineno for n in wanted):
            found = _Inlining(text, tree, function).result()
            if found is not None:
                return found
    return None


class _Cannot(Exception):
    """The function has to stay a function."""


class _Inlining:
    def __init__(self, text: Text, tree: ast.Module, function: ast.FunctionDef):
        self.text, self.tree, self.function = text, tree, function
        self.lines = text.text.split("\n")
        self.parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}

    def result(self) -> Text | None:
        try:
            self._check_function()
            self.call = self._only_call()
            self.statement = self._statement()
            self.caller = self._caller()
            self.names = self._new_names()
            made = self._assemble()
        except _Cannot:
            return None
        try:
            ast.parse(made.text)
        except SyntaxError:
            return None
        lost = comments(self.text.text) - comments(made.text)
        return None if lost else made

    # -- what can be inlined --------------------------------------------------------------------------

    def _check_function(self) -> None:
        function, spec = self.function, self.function.args
        if function.decorator_list or spec.vararg or spec.kwarg or spec.posonlyargs:
            raise _Cannot
        own = list(_own_nodes(function))
        if any(isinstance(n, (ast.Global, ast.Nonlocal, ast.Yield, ast.YieldFrom, ast.Await)) for n in own):
            raise _Cannot
        returns = [n for n in own if isinstance(n, ast.Return)]
        self.last = _last(function)
        if returns and (len(returns) > 1 or returns[0] is not self.last):
            raise _Cannot
        if any(isinstance(n, ast.Attribute) and n.attr in _RUNS for n in own):
            raise _Cannot  # it runs the graph
        if function.body[0].lineno == function.lineno:
            raise _Cannot

    def _only_call(self) -> ast.Call:
        named = [n for n in ast.walk(self.tree) if isinstance(n, ast.Name) and n.id == self.function.name
                 and not self._is_local(n)]
        if len(named) != 1 or not isinstance(self.parents[named[0]], ast.Call):
            raise _Cannot
        call = self.parents[named[0]]
        if call.func is not named[0] or any(isinstance(a, ast.Starred) for a in call.args) or any(
            k.arg is None for k in call.keywords
        ):
            raise _Cannot
        return call

    def _is_local(self, name: ast.Name) -> bool:
        """Whether a function that a name stands in binds it."""
        node: ast.AST = name
        while node in self.parents:
            child, node = node, self.parents[node]
            if isinstance(node, ast.FunctionDef) and child in node.body and name.id in _bound(node):
                return not any(isinstance(n, (ast.Global, ast.Nonlocal)) for n in ast.walk(node))
        return False

    def _statement(self) -> ast.stmt:
        statement = self.parents[self.call]
        if not isinstance(statement, (ast.Assign, ast.Expr, ast.Return)) or statement.value is not self.call:
            raise _Cannot
        first, last = self.lines[statement.lineno - 1], self.lines[statement.end_lineno - 1]
        after = _cut(last, statement.end_col_offset)[1].strip()
        if _cut(first, statement.col_offset)[0].strip() or (after and not after.startswith("#")):
            raise _Cannot
        return statement

    def _caller(self) -> ast.Module | ast.FunctionDef:
        node: ast.AST = self.statement
        while not isinstance(node, (ast.Module, ast.FunctionDef)):
            node = self.parents[node]
            if not isinstance(node, (ast.Module, ast.FunctionDef, ast.With, ast.If)):
                raise _Cannot  # in a loop, or in a class
        if node is self.function or isinstance(node, ast.FunctionDef) and isinstance(self.parents[node], ast.ClassDef):
            raise _Cannot
        return node

    # -- names ----------------------------------------------------------------------------------------

    def _new_names(self) -> dict[str, str]:
        """What each local name of the function is called behind the call; texts for parameters that are not assigned."""
        function = self.function
        stored = {n.id for n in _own_nodes(function) if isinstance(n, ast.Name) and isinstance(n.ctx, (ast.Store, ast.Del))}
        stored |= {n.name for n in _own_nodes(function) if isinstance(n, (ast.FunctionDef, ast.ClassDef))}
        if any(isinstance(n, (ast.Import, ast.ImportFrom, ast.ExceptHandler)) for n in _own_nodes(function)):
            raise _Cannot
        arguments = self._arguments()
        free = {n.id for n in ast.walk(function) if isinstance(n, ast.Name)} - stored - set(arguments)
        used = {n.id for n in ast.walk(self.caller) if isinstance(n, ast.Name)}
        used |= {a.arg for a in ast.walk(self.caller) if isinstance(a, ast.arg)}
        if isinstance(self.caller, ast.Module):
            inside = {n.id for n in ast.walk(function) if isinstance(n, ast.Name)} | set(arguments)
            outside = {n.id for statement in self.tree.body if statement is not function for n in ast.walk(statement)
                       if isinstance(n, ast.Name)}
            used = outside | {n.name for n in self.tree.body if hasattr(n, "name")} | (used - inside)
        elif free & _bound(self.caller):
            raise _Cannot  # a global name of the function is a local one of the caller
        names: dict[str, str] = {}
        self.assigned: list[tuple[str, ast.expr]] = []
        for name, argument in arguments.items():
            text = self._substitute(name, argument, stored)
            if text is not None:
                names[name] = text
            else:
                names[name] = self._fresh(name, used, names)
                self.assigned.append((names[name], argument))
        passed = {n.id for argument in arguments.values() for n in ast.walk(argument) if isinstance(n, ast.Name)}
        unified = self._unified(stored, free | set(arguments) | passed)
        for name in sorted(stored - set(arguments)):
            names[name] = unified.get(name) or self._fresh(name, used, names)
        renamed = {name for name, new in names.items() if name != new}
        if any(renamed & _bound_inside(n) for n in ast.walk(function) if isinstance(n, _INNER) and n is not function):
            raise _Cannot
        return names

    def _arguments(self) -> dict[str, ast.expr]:
        spec = self.function.args
        names = [a.arg for a in spec.args]
        found: dict[str, ast.expr] = dict(zip(names, self.call.args))
        if len(self.call.args) > len(names):
            raise _Cannot
        found.update({k.arg: k.value for k in self.call.keywords})
        defaults = dict(zip(names[len(names) - len(spec.defaults):], spec.defaults))
        defaults.update({a.arg: d for a, d in zip(spec.kwonlyargs, spec.kw_defaults) if d is not None})
        names += [a.arg for a in spec.kwonlyargs]
        taken = {name: default for name, default in defaults.items() if name not in found}
        found.update(taken)
        if set(found) != set(names) or not all(isinstance(d, ast.Constant) for d in taken.values()):
            raise _Cannot  # a default is computed where the function is defined
        return {name: found[name] for name in names}

    def _substitute(self, name: str, argument: ast.expr, stored: set[str]) -> str | None:
        """What the parameter can be written as, when it means the same wherever the function reads it."""
        if name in stored:
            return None
        if isinstance(argument, ast.Name):
            return argument.id if argument.id not in stored else None
        if not isinstance(argument, ast.Constant) or not isinstance(argument.value, (int, float, str, type(None))):
            return None
        owners = (isinstance(self.parents[n], (ast.Attribute, ast.Subscript)) and self.parents[n].value is n for n in ast.walk(self.function)
                  if isinstance(n, ast.Name) and n.id == name)
        return None if any(owners) else ast.get_source_segment(self.text.text, argument)

    def _unified(self, stored: set[str], other: set[str]) -> dict[str, str]:
        """`logits = inference(...)` and `return output`: `output` is called `logits` from the start."""
        found: dict[str, str] = {}
        for target, value in self._pairs():
            if isinstance(target, ast.Name) and isinstance(value, ast.Name) and value.id in stored:
                taken = target.id in other or target.id in found.values() or (
                    target.id in stored and target.id != value.id)
                if not taken and value.id not in found:
                    found[value.id] = target.id
        return found

    def _pairs(self) -> list[tuple[ast.expr, ast.expr]]:
        """Targets of the call and what the function returns for them."""
        last = self.last
        if not isinstance(self.statement, ast.Assign) or len(self.statement.targets) != 1 or not isinstance(
            last, ast.Return
        ) or last.value is None:
            return []
        target, value = self.statement.targets[0], last.value
        if isinstance(target, (ast.Tuple, ast.List)) and isinstance(value, (ast.Tuple, ast.List)) and len(
            target.elts) == len(value.elts) and not any(isinstance(n, ast.Starred) for n in target.elts + value.elts):
            return list(zip(target.elts, value.elts))
        return [(target, value)]

    @staticmethod
    def _fresh(name: str, used: set[str], names: dict[str, str]) -> str:
        chosen, number = name, 0
        while chosen in used or chosen in names.values():
            number += 1
            chosen = f"{name}_{number}"
        return chosen

    # -- text -----------------------------------------------------------------------------------------

    def _assemble(self) -> Text:
        statement = self.statement
        indent = _cut(self.lines[statement.lineno - 1], statement.col_offset)[0]
        block = [*self._head(indent), *self._body(indent), *self._result(indent)]
        top = self._comments_above()
        end = self._end()
        numbered = list(zip(self.lines, self.text.origin))
        place = slice(statement.lineno - 1, statement.end_lineno)
        gone = slice(top, end)
        made = numbered[:]
        for part, new in sorted([(place, block), (gone, [])], key=lambda pair: -pair[0].start):
            made[part] = new
        return Text("\n".join(line for line, _ in made), tuple(n for _, n in made))

    def _head(self, indent: str) -> list[tuple[str, int]]:
        """Comments of the function and of the call, and parameters that have to be assigned."""
        here = self.text.origin[self.statement.lineno - 1]
        found = [(indent + self.lines[n].strip(), self.text.origin[n])
                 for n in range(self._comments_above(), self.function.lineno - 1)]
        first = self.function.body[0]
        opening = [(n, self.lines[n].strip()) for n in range(self.function.lineno - 1, first.lineno - 1)]
        found += [(indent + line[line.index("#"):], self.text.origin[n]) for n, line in opening
                  if "#" in line and not line.startswith("#")]
        if _is_docstring(first):
            text = " ".join(first.value.value.split("\n\n")[0].split())
            found.append((f"{indent}# {text}", self.text.origin[first.lineno - 1]))
        trailing = _cut(self.lines[self.statement.end_lineno - 1], self.statement.end_col_offset)[1].strip()
        if trailing:
            found.append((indent + trailing, here))
        for name, argument in self.assigned:
            found += [(indent + line if n == 0 else line, here) for n, line in enumerate(
                f"{name} = {ast.get_source_segment(self.text.text, argument)}".split("\n"))]
        return found

    def _body(self, indent: str) -> list[tuple[str, int]]:
        body = self.function.body[1:] if _is_docstring(self.function.body[0]) else self.function.body
        last = self.last
        start = self.function.body[0].end_lineno if _is_docstring(self.function.body[0]) else (
            self.function.body[0].lineno - 1)
        # Comments between the head of the function and its first statement belong to it.
        while not _is_docstring(self.function.body[0]) and self.lines[start - 1].strip().startswith("#"):
            start -= 1
        end = last.lineno - 1 if isinstance(last, ast.Return) else self._end()
        if not body:
            return []
        old = _cut(self.lines[body[0].lineno - 1], body[0].col_offset)[0]
        if old != indent and any(_spans_lines(n) for s in body for n in ast.walk(s)):
            raise _Cannot  # a string over several lines would change
        renamed = self._renamed([s for s in body if s is not last or not isinstance(last, ast.Return)])
        found = []
        for number in range(start, end):
            line = renamed.get(number, self.lines[number])
            if not line.strip():
                found.append((line.strip(), self.text.origin[number]))
            elif line.startswith(old):
                found.append((indent + line[len(old):], self.text.origin[number]))
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
            if returned is not None and any(isinstance(n, ast.Call) for n in ast.walk(returned)):
                found.append((indent + self._spell(returned), here))
            return found
        if isinstance(statement, ast.Return):
            return [*found, (indent + "return " + (self._spell(returned) if returned is not None else "None"), here)]
        pairs = self._pairs()
        if len(statement.targets) == 1 and pairs and not (len(pairs) == 1 and isinstance(returned, (ast.Tuple, ast.List))
                                                         and isinstance(statement.targets[0], ast.Name)):
            left = [(t, v) for t, v in pairs if not (isinstance(t, ast.Name) and isinstance(v, ast.Name)
                                                     and self.names.get(v.id, v.id) == t.id)]
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
        if any("#" in line for line in self.lines[node.lineno - 1: node.end_lineno]) and node.lineno != node.end_lineno:
            raise _Cannot
        copy = ast.parse(ast.unparse(node), mode="eval").body
        for name in ast.walk(copy):
            if isinstance(name, ast.Name) and name.id in self.names:
                name.id = self.names[name.id]
        if node.lineno == node.end_lineno and all(self.names.get(n.id, n.id) == n.id for n in ast.walk(node)
                                                  if isinstance(n, ast.Name)):
            return self._segment(node)
        return ast.unparse(copy)

    def _renamed(self, statements: list[ast.stmt]) -> dict[int, str]:
        """Lines of the body (from 0) with the new names."""
        edits: dict[int, list[tuple[int, int, str]]] = {}
        for statement in statements:
            for node in ast.walk(statement):
                if isinstance(node, ast.JoinedStr) and any(
                    isinstance(n, ast.Name) and self.names.get(n.id, n.id) != n.id for n in ast.walk(node)
                ):
                    raise _Cannot
                if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and self.names.get(node.name, node.name) != node.name:
                    raise _Cannot
                if isinstance(node, ast.Name) and self.names.get(node.id, node.id) != node.id:
                    edits.setdefault(node.lineno - 1, []).append((node.col_offset, node.end_col_offset, self.names[node.id]))
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
        while number and self.lines[number - 1].startswith("#"):
            number -= 1
        return number

    def _end(self) -> int:
        """Behind the last line of the function, with indented comments at its end, and blank lines after it."""
        number = self.function.end_lineno
        while number < len(self.lines) and re.match(r"\s+#", self.lines[number]):
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
    names = {a.arg for a in ast.walk(node) if isinstance(a, ast.arg)}
    return names | {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}


def _one_by_one(pairs: list[tuple[str, str]]) -> bool:
    """Whether a parallel assignment means the same as its parts one after the other."""
    return all(target.isidentifier() and not re.search(rf"\b{target}\b", value)
               for n, (target, _) in enumerate(pairs) for _, value in pairs[n + 1:])


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant) and isinstance(
        statement.value.value, str)


def _spans_lines(node: ast.AST) -> bool:
    return isinstance(node, (ast.Constant, ast.JoinedStr)) and node.lineno != node.end_lineno


def _cut(line: str, column: int) -> tuple[str, str]:
    """A line in two at a column that counts UTF-8 bytes."""
    data = line.encode()
    return data[:column].decode(), data[column:].decode()
