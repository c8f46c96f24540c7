"""Loops that take elements until there is none are `for` loops over the dataset.

    iterator = iter(dataset)                        for images, labels in dataset:
    while True:                                         train_step(images, labels)
        try:
            train_step(*next(iterator))
        except StopIteration:
            break

That is how TensorFlow 1 had to write them, with `tf.errors.OutOfRangeError`. Both mean the same where the element is
taken once, before anything else is done that a pass more would show.
"""

from __future__ import annotations

import ast
import dataclasses
import io
import tokenize
from collections.abc import Container, Iterable, Iterator

from tf2migrate.scopes import fresh

_BLOCKS = ("body", "orelse", "finalbody", "handlers")
_CLOCKS = ("time.time", "time.perf_counter", "time.clock", "datetime.now", "datetime.datetime.now", "timer")


class _Stays(Exception):
    """The loop is not one of those, or must not become one."""


@dataclasses.dataclass
class _Loop:
    """A loop to write anew: its body, what stands before it in `try`, and what follows the last element."""

    outer: ast.stmt  # the statement that goes: `while`, or the `try` round it
    loop: ast.While
    attempt: ast.Try
    body: list[ast.stmt]
    before: list[ast.stmt]
    last: list[ast.stmt]
    siblings: list[ast.stmt]


def as_for_loops(text: str) -> str:
    """The text with `for` loops over datasets in place of loops that end with `StopIteration`."""
    passed = 0
    while "except StopIteration:" in text:
        tree = ast.parse(text)
        loops = list(_loops(tree))
        if passed == len(loops):
            break
        try:
            text = _rewritten(text, tree, loops[passed])
        except _Stays:
            passed += 1
    return text


def _loops(tree: ast.Module) -> Iterator[_Loop]:
    for node in ast.walk(tree):
        for block in _BLOCKS[:3]:
            siblings = getattr(node, block, None)
            for statement in siblings if isinstance(siblings, list) else ():
                loop = _loop(statement, siblings)
                if loop is not None:
                    yield loop


def _loop(statement: ast.stmt, siblings: list[ast.stmt]) -> _Loop | None:
    if _forever(statement) and len(statement.body) == 1 and _ends(statement.body[0]):
        attempt = statement.body[0]
        *last, end = attempt.handlers[0].body
        return (
            _Loop(statement, statement, attempt, attempt.body, [], last, siblings)
            if isinstance(end, ast.Break)
            else None
        )
    if _ends(statement) and _forever(statement.body[-1]):
        *before, loop = statement.body
        return _Loop(statement, loop, statement, loop.body, before, statement.handlers[0].body, siblings)
    return None


def _forever(statement: ast.stmt) -> bool:
    """`while True:`"""
    test = statement.test if isinstance(statement, ast.While) else None
    return isinstance(test, ast.Constant) and bool(test.value) and not statement.orelse


def _ends(statement: ast.stmt) -> bool:
    """`try: ...` with `except StopIteration:` alone."""
    if not isinstance(statement, ast.Try) or statement.orelse or statement.finalbody or len(statement.handlers) != 1:
        return False
    handler = statement.handlers[0]
    return isinstance(handler.type, ast.Name) and handler.type.id == "StopIteration" and handler.name is None


def _rewritten(text: str, tree: ast.Module, loop: _Loop) -> str:
    taken, first = _taken(loop)
    scope = _scope(tree, loop.outer)
    if _leaves(loop.body) and any(not isinstance(statement, ast.Pass) for statement in loop.last):
        raise _Stays  # what follows the last element does not follow a break
    _check_lines(text, loop)
    lines = text.split("\n")
    target, replaced = _element(tree, scope, taken, first)
    gone = range(0)
    if replaced is None:  # `images, labels = next(iterator)`: the targets of the loop
        gone = range(first.lineno, first.end_lineno + 1)
    else:
        _replace(lines, *replaced)
    made, source = _source(text, tree, loop, taken.args[0])
    mover = _Mover(text, lines)
    written = _written(mover, loop, f"for {target} in {source}:", gone)
    start, end = loop.outer.lineno - 1, loop.outer.end_lineno
    if made is None:
        return "\n".join([*lines[:start], *written, *lines[end:]])
    kept = mover.noted(made.lineno, mover.indent(made))
    return "\n".join([*lines[: made.lineno - 1], *kept, *lines[made.end_lineno : start], *written, *lines[end:]])


# -- where the element is taken ---------------------------------------------------------------------------


def _taken(loop: _Loop) -> tuple[ast.Call, ast.stmt]:
    """The one `next(iterator)` of the loop, and its statement, which is the first that does anything."""
    calls = [n for s in loop.body for n in ast.walk(s) if _is_next(n)]
    if len(calls) != 1 or any(_is_next(n) for s in loop.before for n in ast.walk(s)):
        raise _Stays
    (taken,) = calls
    for statement in loop.body:
        inside = any(n is taken for n in ast.walk(statement))
        if inside:
            break
        if not _is_clock(statement):
            raise _Stays
    if not isinstance(statement, (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Expr)):
        raise _Stays
    _check_first(statement, taken)
    bound = {n.id for s in loop.body for n in ast.walk(s) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    if taken.args[0].id in bound:
        raise _Stays
    return taken, statement


def _is_next(node: ast.AST) -> bool:
    """`next(...)`; one with a default, or of something else than a name, is none that can go."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("next", "iter")


def _is_clock(statement: ast.stmt) -> bool:
    """`start = time.time()`"""
    if not isinstance(statement, ast.Assign) or not all(isinstance(t, ast.Name) for t in statement.targets):
        return False
    call = statement.value
    return isinstance(call, ast.Call) and not call.args and ast.unparse(call.func) in _CLOCKS


def _check_first(statement: ast.stmt, taken: ast.Call) -> None:
    """Nothing is called in the statement before the element is taken, and it is taken once.

    Raises:
        _Stays
    """
    if taken.func.id != "next" or len(taken.args) != 1 or taken.keywords or not isinstance(taken.args[0], ast.Name):
        raise _Stays
    parents = {child: node for node in ast.walk(statement) for child in ast.iter_child_nodes(node)}
    later: set[ast.AST] = set()  # what is evaluated behind it though it stands before
    node: ast.AST = taken
    round_it = set()
    while node is not statement:
        parent = parents[node]
        if isinstance(parent, ast.comprehension):
            comprehension = parents[parent]
            if parent is not comprehension.generators[0] or node is not parent.iter:
                raise _Stays
            later.update(ast.walk(comprehension))
            later -= set(ast.walk(parent.iter))
            parent = comprehension
        elif isinstance(parent, (ast.Lambda, ast.IfExp, ast.BoolOp, ast.Compare, ast.JoinedStr, ast.NamedExpr)) or (
            isinstance(parent, (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.Await, ast.Yield))
        ):
            raise _Stays
        round_it.add(parent)
        node = parent
    place = (taken.lineno, taken.col_offset)
    for other in ast.walk(statement):
        if isinstance(other, (ast.Call, ast.Await)) and other not in round_it and other not in later:
            if (other.lineno, other.col_offset) < place:
                raise _Stays


def _leaves(body: list[ast.stmt]) -> bool:
    """Whether a `break` ends the loop."""
    for statement in body:
        if isinstance(statement, ast.Break):
            return True
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            continue
        inner = [] if isinstance(statement, (ast.For, ast.While)) else getattr(statement, "body", [])
        handlers = [h.body for h in getattr(statement, "handlers", ())]
        cases = [c.body for c in getattr(statement, "cases", ())]
        blocks = [inner, getattr(statement, "orelse", []), getattr(statement, "finalbody", []), *handlers, *cases]
        if any(_leaves(block) for block in blocks):
            return True
    return False


# -- names ------------------------------------------------------------------------------------------------


def _element(
    tree: ast.Module, scope: ast.AST, taken: ast.Call, first: ast.stmt
) -> tuple[str, tuple[ast.expr, str] | None]:
    """The targets of the loop, and what stands in place of `next(...)`; None where the statement binds just that."""
    if isinstance(first, ast.Assign) and first.value is taken and len(first.targets) == 1:
        target = first.targets[0]
        names = target.elts if isinstance(target, ast.Tuple) else [target]
        if not all(isinstance(name, ast.Name) for name in names):
            raise _Stays
        return ", ".join(name.id for name in names) + ("," if len(names) == 1 and names[0] is not target else ""), None
    used = _names(scope)
    parent = next(n for n in ast.walk(first) if taken in ast.iter_child_nodes(n))
    if not isinstance(parent, ast.Starred):
        name = fresh("element", used)
        return name, (taken, name)
    call = next(n for n in ast.walk(first) if parent in ast.iter_child_nodes(n))
    names = _parameters(tree, call, parent) if isinstance(call, ast.Call) else []
    if len(names) > 1 and not set(names) & used:
        return ", ".join(names), (parent, ", ".join(names))
    name = fresh("batch", used)
    return name, (taken, name)


def _parameters(tree: ast.Module, call: ast.Call, starred: ast.Starred) -> list[str]:
    """The names of the parameters that the elements are given to; none where it is not plain to see."""
    wanted = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    found = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) and n.name == wanted]
    methods = {m for c in ast.walk(tree) if isinstance(c, ast.ClassDef) for m in c.body}
    if len(found) != 1 or (found[0] in methods) != isinstance(call.func, ast.Attribute):
        return []
    given = found[0].args
    if given.defaults or given.vararg or given.kwonlyargs or given.kwarg or given.posonlyargs:
        return []
    names = [p.arg for p in given.args][found[0] in methods :]
    place = call.args.index(starred)
    count = len(names) - (len(call.args) - 1) - len(call.keywords)
    if any(isinstance(a, ast.Starred) for a in call.args if a is not starred):
        return []
    chosen = names[place : place + count]
    return [] if any(k.arg is None or k.arg in chosen for k in call.keywords) else chosen


def _scope(tree: ast.Module, statement: ast.stmt) -> ast.AST:
    """The function that the statement stands in, or the module."""
    scope: ast.AST = tree
    while True:
        inner = next(
            (
                n
                for n in ast.walk(scope)
                if n is not scope
                and isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef))
                and any(m is statement for m in ast.walk(n))
            ),
            None,
        )
        if inner is None:
            return scope
        scope = inner


def _names(scope: ast.AST) -> set[str]:
    """The names that a scope binds or reads, those that its functions read from it among them."""
    found: set[str] = set()
    waiting = list(ast.iter_child_nodes(scope))
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            found |= _names(node) - _locals(node)
            found.add(getattr(node, "name", ""))
            waiting += getattr(node, "decorator_list", [])
            continue
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.arg):
            found.add(node.arg)
        elif isinstance(node, ast.alias):
            found.add((node.asname or node.name).split(".")[0])
        elif isinstance(node, (ast.ClassDef, ast.ExceptHandler)):
            found.add(node.name or "")
        elif isinstance(node, (ast.Global, ast.Nonlocal)):
            found.update(node.names)
        waiting += ast.iter_child_nodes(node)
    return found


def _locals(function: ast.AST) -> set[str]:
    bound = {n.arg for n in ast.walk(function.args) if isinstance(n, ast.arg)}
    if isinstance(function, ast.Lambda):
        return bound
    shared = {name for n in ast.walk(function) if isinstance(n, (ast.Global, ast.Nonlocal)) for name in n.names}
    stored = {n.id for n in ast.walk(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    return (bound | stored) - shared


# -- what the loop goes over ------------------------------------------------------------------------------


def _source(text: str, tree: ast.Module, loop: _Loop, iterator: ast.Name) -> tuple[ast.Assign | None, str]:
    """The statement that makes the iterator, if the loop can do without, and what the loop goes over then."""
    named = [n for n in ast.walk(tree) if isinstance(n, ast.Name) and n.id == iterator.id]
    before = loop.siblings[: loop.siblings.index(loop.outer)]
    made = next((s for s in before if _makes(s, iterator.id)), None)
    shared = any(isinstance(n, (ast.Global, ast.Nonlocal)) and iterator.id in n.names for n in ast.walk(tree))
    if made is None or len(named) != 2 or shared or made.lineno != made.end_lineno:
        return None, iterator.id
    dataset = made.value.args[0]
    between = before[before.index(made) + 1 :]
    if isinstance(dataset, ast.Name) and _bound_once(tree, dataset.id) or _commute(dataset, between):
        return made, ast.get_source_segment(text, dataset)
    return None, iterator.id


def _commute(dataset: ast.expr, statements: list[ast.stmt]) -> bool:
    """Whether the dataset may be made behind the statements: they set names to constants, and it reads others."""
    read = {n.id for n in ast.walk(dataset) if isinstance(n, ast.Name)}
    plain = (ast.Constant, ast.Name, ast.List, ast.Tuple, ast.UnaryOp, ast.USub, ast.Load, ast.Store)
    for statement in statements:
        if not isinstance(statement, ast.Assign):
            return False
        parts = [n for node in (*statement.targets, statement.value) for n in ast.walk(node)]
        bound = {n.id for n in parts if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        if bound & read or not all(isinstance(n, plain) for n in parts):
            return False
    return True


def _makes(statement: ast.stmt, name: str) -> bool:
    """`iterator = iter(dataset)`"""
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
        return False
    target, call = statement.targets[0], statement.value
    made = isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "iter"
    return isinstance(target, ast.Name) and target.id == name and made and len(call.args) == 1 and not call.keywords


def _bound_once(tree: ast.Module, name: str) -> bool:
    stores = [n for n in ast.walk(tree) if isinstance(n, ast.Name) and n.id == name and not isinstance(n.ctx, ast.Load)]
    parameters = [n for n in ast.walk(tree) if isinstance(n, ast.arg) and n.arg == name]
    return len(stores) + len(parameters) == 1


# -- lines ------------------------------------------------------------------------------------------------


def _check_lines(text: str, loop: _Loop) -> None:
    """What moves to the left stands on lines of its own, and no string goes over several lines.

    Raises:
        _Stays
    """
    handler = loop.attempt.handlers[0]
    heads = [(loop.loop, loop.loop.body[0]), (loop.attempt, loop.attempt.body[0]), (handler, handler.body[0])]
    if any(inner.lineno <= outer.lineno for outer, inner in heads):
        raise _Stays
    for statement in [*loop.body, *loop.before, *loop.last]:
        for node in ast.walk(statement):
            if isinstance(node, (ast.JoinedStr, ast.Constant)) and node.lineno != node.end_lineno:
                segment = ast.get_source_segment(text, node) or ""
                if any(mark in segment for mark in ('"""', "'''", "\\\n")):
                    raise _Stays


def _replace(lines: list[str], node: ast.expr, text: str) -> None:
    if node.lineno != node.end_lineno:
        raise _Stays
    line = lines[node.lineno - 1].encode()
    lines[node.lineno - 1] = (line[: node.col_offset] + text.encode() + line[node.end_col_offset :]).decode()


class _Mover:
    """Takes lines, numbered from 1, to the left."""

    def __init__(self, text: str, lines: list[str]):
        self.lines = lines
        tokens = tokenize.generate_tokens(io.StringIO(text).readline)
        self.notes = {
            token.start[0]: token.string
            for token in tokens
            if token.type == tokenize.COMMENT and token.line[: token.start[1]].strip()
        }

    def indent(self, statement: ast.AST) -> str:
        line = self.lines[statement.lineno - 1]
        return line[: len(line) - len(line.lstrip())]

    def noted(self, number: int, indent: str) -> list[str]:
        """The comment at the end of a line that goes, on a line of its own."""
        return [indent + self.notes[number]] if number in self.notes else []

    def moved(self, numbers: Iterable[int], old: str, new: str, gone: Container[int] = ()) -> list[str]:
        """Lines with another indent; of those `gone` the comments are left."""
        result: list[str] = []
        for number in numbers:
            line = self.lines[number - 1]
            if number in gone:
                result += self.noted(number, new)
            elif line.startswith(old):
                result.append(new + line[len(old) :])
            else:  # an empty line, or a comment farther to the left
                result.append(new + line.lstrip() if line.strip() else line)
        return result


def _written(mover: _Mover, loop: _Loop, head: str, gone: range) -> list[str]:
    """The lines of the loop: what stood before it in `try`, its head, its body, what follows the last element."""
    handler = loop.attempt.handlers[0]
    outer, inside = mover.indent(loop.outer), mover.indent(loop.outer.body[0])
    first, second = sorted([loop.loop.lineno, loop.attempt.lineno])
    between = range(first + 1, second)
    if loop.outer is loop.loop:
        notes = [mover.notes[n] for n in (first, second) if n in mover.notes]
        written = ["  ".join([outer + head, *notes]), *mover.moved(between, inside, inside)]
    else:
        written = mover.noted(first, outer) + mover.moved(between, inside, outer)
        written.append("  ".join([outer + head, *(mover.notes[n] for n in (second,) if n in mover.notes)]))
    body = mover.moved(range(second + 1, handler.lineno), mover.indent(loop.body[0]), inside, gone)
    while body and not body[-1].strip():
        body.pop()
    if all(not line.strip() or line.strip().startswith("#") for line in body):
        body.append(inside + "pass")
    ended = [s for s in handler.body if s not in loop.last or isinstance(s, ast.Pass)]
    behind = range(handler.lineno + 1, loop.outer.end_lineno + 1)
    last = mover.noted(handler.lineno, outer)
    last += mover.moved(behind, mover.indent(handler.body[0]), outer, {s.lineno for s in ended})
    return written + body + last
