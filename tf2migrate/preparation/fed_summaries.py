"""Summaries of placeholders that are kept by tags, and run to write a value of Python, are written from the value.

    if tag not in self.ops:
        self.placeholders[tag] = tf.placeholder(tf.float32, None)
        self.ops[tag] = tf.summary.scalar(tag, self.placeholders[tag])
    writer.add_summary(sess.run(self.ops[tag], {self.placeholders[tag]: value}), step)

is `writer.add_summary(tf.Summary(value=[tf.Summary.Value(tag=tag, simple_value=value)]), step)`. `image_values=`, which
TensorFlow has not, stands for the image that `tf.summary.image` makes of a value.
"""

from __future__ import annotations

import ast
import dataclasses

from tf2migrate.analysis.arguments import argument
from tf2migrate.analysis.program import Analysis
from tf2migrate.analysis.tree import walk
from tf2migrate.preparation.edits import Edits, finished
from tf2migrate.preparation.lines import Lines, scope_of
from tf2migrate.preparation.text import Cannot, Prepared, Text

_FIELDS = {"summary.scalar": "simple_value", "scalar_summary": "simple_value", "summary.image": "image_values"}
_SCOPES = ("variable_scope", "name_scope")
_ADVICE = "give the summary another name if the number is to be kept"
_MESSAGE = "TensorFlow 1 numbered the tag of a summary whose placeholder had its name; it is written as it is given now"


@dataclasses.dataclass(eq=False)
class _Store:
    """`ops[key] = tf.summary.scalar(name, placeholders[key])`."""

    statement: ast.Assign
    key: str
    field: str
    name: ast.expr


def prepared(text: Text, analysis: Analysis, tf: str) -> Prepared | None:
    """The text with the values written; None when it has no such summaries, or some that have to stay.

    Args:
        analysis: what is known of the names in it.
        tf: what the API is called in it.
    """
    if not analysis.sessions:
        return None  # of a library
    paths = {(n.lineno, n.col_offset, n.end_col_offset): path for n, path in analysis.symbols.items()}
    if not any(path in _FIELDS for path in paths.values()) or "placeholder" not in paths.values():
        return None
    tree = text.tree
    for node in walk(tree):
        store = node if isinstance(node, ast.Assign) else None
        if store is None or _summary(store, paths) is None:
            continue
        writing = _Writing(text, tree, paths, tf)
        try:
            writing.write(store)
        except Cannot:
            continue
        made = finished(text, writing.edits)
        if made is not None:
            lines = sorted(
                text.origin[s.statement.lineno - 1] for s in writing.stores if ast.unparse(s.name) in writing.names
            )
            return Prepared(made, tuple((line, _MESSAGE, _ADVICE) for line in lines[:1]))
    return None


def _path(node: ast.AST, paths: dict) -> str:
    func = getattr(node, "func", None)
    return paths.get((func.lineno, func.col_offset, func.end_col_offset), "") if isinstance(node, ast.Call) else ""


def _summary(statement: ast.Assign, paths: dict) -> tuple[ast.Subscript, ast.Subscript, ast.expr] | None:
    """The places of the summary and of its placeholder, and the name."""
    call, target = statement.value, statement.targets[0]
    if _path(call, paths) not in _FIELDS or len(call.args) != 2 or call.keywords or len(statement.targets) != 1:
        return None
    given = call.args[1]
    if (
        not isinstance(target, ast.Subscript)
        or not isinstance(given, ast.Subscript)
        or ast.unparse(target.slice) != ast.unparse(given.slice)
    ):
        return None
    return target, given, call.args[0]


class _Writing:
    def __init__(self, text: Text, tree: ast.Module, paths: dict, tf: str):
        self.text, self.tree, self.paths, self.tf = text, tree, paths, tf
        self.edits = Edits(text, tree)
        self.lines = Lines(text, tree)
        self.parents = self.edits.parents
        self.stores: list[_Store] = []
        self.runs: list[ast.Call] = []
        self.names: set[str] = set()  # of placeholders
        self.gone: set[ast.stmt] = set()

    def write(self, first: ast.Assign) -> None:
        """Write the values of all summaries that are kept beside one.

        Raises:
            Cannot: what keeps them is used in another way.
        """
        target, given, _ = _summary(first, self.paths)
        self.ops, self.holders = ast.unparse(target.value), ast.unparse(given.value)
        if self.ops == self.holders:
            raise Cannot
        self._classify()
        for run in self.runs:
            self._run(run)
        for statement in self.gone:
            if not any(other is not statement and statement in set(walk(other)) for other in self.gone):
                self.edits.remove(statement)

    # -- what keeps the summaries ---------------------------------------------------------------------

    def _classify(self) -> None:
        last = {name.rpartition(".")[2] for name in (self.ops, self.holders)}
        for node in walk(self.tree):
            name = ast.unparse(node) if isinstance(node, (ast.Name, ast.Attribute)) else ""
            if name not in (self.ops, self.holders):
                if isinstance(node, ast.Attribute) and node.attr in last:
                    raise Cannot  # another object's, or that of a subclass
                continue
            self._use(node)
        if not self.stores or not self.runs:
            raise Cannot

    def _use(self, node: ast.expr) -> None:
        parent = self.parents[node]
        statement = self._statement(node)
        if (
            isinstance(statement, ast.Assign)
            and statement.targets == [node]
            and ast.unparse(statement.value) in ("{}", "dict()")
        ):
            self.gone.add(statement)
        elif (
            isinstance(parent, ast.Compare)
            and parent.comparators == [node]
            and isinstance(parent.ops[0], ast.NotIn)
            and (isinstance(statement, ast.If) and statement.test is parent and not statement.orelse)
        ):
            if not all(self._stores_only(inner) for inner in statement.body):
                raise Cannot
            self.gone.add(statement)
        elif isinstance(parent, ast.Subscript) and parent.value is node:
            self._item(parent, statement)
        else:
            raise Cannot

    def _stores_only(self, statement: ast.stmt) -> bool:
        if isinstance(statement, ast.If):
            return all(self._stores_only(s) for s in [*statement.body, *statement.orelse])
        target = statement.targets[0] if isinstance(statement, ast.Assign) else None
        return isinstance(target, ast.Subscript) and ast.unparse(target.value) in (self.ops, self.holders)

    def _item(self, item: ast.Subscript, statement: ast.stmt) -> None:
        if isinstance(statement, ast.Assign) and statement.targets == [item]:
            made = _summary(statement, self.paths)
            if made is not None and ast.unparse(made[1].value) == self.holders:
                field = _FIELDS[_path(statement.value, self.paths)]
                self.stores.append(_Store(statement, ast.unparse(item.slice), field, made[2]))
            elif _path(statement.value, self.paths) != "placeholder" or ast.unparse(item.value) != self.holders:
                raise Cannot
            else:
                name = argument(statement.value, ("dtype", "shape", "name"), "name")
                self.names.update([ast.unparse(name)] if name is not None else [])
            self._go(statement)
            return
        if (
            isinstance(statement, ast.Assign)
            and _summary(statement, self.paths) is not None
            and (statement.value.args[1] is item)
        ):
            return
        run = self._around(item)
        if run is None:
            raise Cannot
        if run not in self.runs:
            self.runs.append(run)

    def _go(self, statement: ast.stmt) -> None:
        """Take a statement away, and a loop that does no more."""
        self.gone.add(statement)
        loop = self.parents[statement]
        if isinstance(loop, ast.For) and not loop.orelse and all(self._stores_only(s) for s in loop.body):
            self.gone.add(loop)

    def _around(self, node: ast.AST) -> ast.Call | None:
        """The `session.run(...)` round a node."""
        while not isinstance(node, ast.stmt):
            node = self.parents[node]
            if isinstance(node, ast.Call):
                return node if isinstance(node.func, ast.Attribute) and node.func.attr == "run" else None
        return None

    def _statement(self, node: ast.AST) -> ast.stmt:
        while not isinstance(node, ast.stmt):
            node = self.parents[node]
        return node

    # -- runs -----------------------------------------------------------------------------------------

    def _run(self, run: ast.Call) -> None:
        fetches, feed = (
            argument(run, ("fetches", "feed_dict"), "fetches"),
            argument(run, ("fetches", "feed_dict"), "feed_dict"),
        )
        if fetches is None or feed is None or len(run.args) + len(run.keywords) != 2:
            raise Cannot
        if isinstance(fetches, ast.Subscript) and isinstance(feed, ast.Dict) and len(feed.keys) == 1:
            key, value = feed.keys[0], feed.values[0]
            if (
                not self._is(fetches, self.ops)
                or not self._is(key, self.holders)
                or ast.unparse(key.slice) != ast.unparse(fetches.slice)
            ):
                raise Cannot
            statement, writer, step = self._written(run)
            self._replace(statement, self._values(run, fetches.slice, value, writer, step))
        elif isinstance(fetches, ast.ListComp) and isinstance(feed, ast.DictComp):
            self._all(run, fetches, feed)
        else:
            raise Cannot

    def _is(self, node: ast.AST | None, name: str) -> bool:
        return isinstance(node, ast.Subscript) and ast.unparse(node.value) == name

    def _all(self, run: ast.Call, fetches: ast.ListComp, feed: ast.DictComp) -> None:
        """`run([ops[tag] for tag in values], {placeholders[tag]: value for tag, value in values.items()})`."""
        plain = all(len(part.generators) == 1 and not part.generators[0].ifs for part in (fetches, feed))
        if not plain or not self._is(fetches.elt, self.ops) or not self._is(feed.key, self.holders):
            raise Cannot
        one, both = fetches.generators[0], feed.generators[0]
        source = ast.unparse(both.iter)
        if not source.endswith(".items()") or ast.unparse(one.iter) not in (source[:-8], source[:-8] + ".keys()"):
            raise Cannot
        if (
            not isinstance(both.target, ast.Tuple)
            or [ast.unparse(feed.key.slice), ast.unparse(feed.value)] != [ast.unparse(e) for e in both.target.elts]
            or ast.unparse(fetches.elt.slice) != ast.unparse(one.target)
        ):
            raise Cannot
        statement, writer, step = self._written(run, True)
        tag, value = both.target.elts
        lines = self._values(run, tag, value, writer, step)
        self._replace(
            statement,
            [f"for {ast.unparse(tag)}, {ast.unparse(value)} in {source}:", *["    " + line for line in lines]],
        )

    def _replace(self, statement: ast.stmt, lines: list[str]) -> None:
        self.edits.replace(statement, lines)

    def _written(self, run: ast.Call, several: bool = False) -> tuple[ast.stmt, str, str]:
        """The statement of a run whose result only goes to a writer, the writer and the step."""
        parent, statement = self.parents[run], self._statement(run)
        if (
            not several
            and isinstance(parent, ast.Call)
            and isinstance(statement, ast.Expr)
            and statement.value is parent
        ):
            if getattr(parent.func, "attr", "") == "add_summary" and parent.args[:1] == [run]:
                return statement, *self._arguments(parent)
            if (
                getattr(parent.func, "attr", "") == "append"
                and isinstance(parent.func.value, ast.Name)
                and (len(parent.args) == 1)
            ):
                return statement, *self._loop(parent.func.value.id, statement, True)
        if (
            isinstance(statement, ast.Assign)
            and statement.value is run
            and isinstance(statement.targets[0], ast.Name)
            and (len(statement.targets) == 1)
        ):
            name = statement.targets[0].id
            return statement, *(self._loop(name, statement, False) if several else self._once(name, statement))
        raise Cannot

    def _once(self, name: str, statement: ast.stmt) -> tuple[str, str]:
        """`writer.add_summary(name, step)` is all that is done with a name."""
        uses = self._uses(name, statement)
        call = self.parents[uses[0]] if len(uses) == 1 else None
        if (
            call is None
            or not isinstance(self.parents[call], ast.Expr)
            or not self._beside(statement, self.parents[call])
        ):
            raise Cannot
        found = self._arguments(call)
        self.gone.add(self.parents[call])
        return found

    def _loop(self, name: str, statement: ast.stmt, listed: bool) -> tuple[str, str]:
        """`for summary in name: writer.add_summary(summary, step)` is all that is done with a list."""
        uses = [n for n in self._uses(name, statement) if self._statement(n) is not statement]
        loop = self.parents[uses[0]] if len(uses) == 1 else None
        if not isinstance(loop, ast.For) or loop.iter is not uses[0] or len(loop.body) != 1 or loop.orelse:
            raise Cannot
        call = loop.body[0].value if isinstance(loop.body[0], ast.Expr) else None
        if not isinstance(call, ast.Call) or not call.args or ast.unparse(call.args[0]) != ast.unparse(loop.target):
            raise Cannot
        first: ast.AST = statement
        if listed:
            first = self.parents[statement]
            made = [
                s
                for s in walk(scope_of(self.lines, statement))
                if isinstance(s, ast.Assign) and ast.unparse(s) == f"{name} = []"
            ]
            if len(made) != 1 or not isinstance(first, ast.For) or not self._beside(made[0], first):
                raise Cannot
            self.gone.add(made[0])
        if not self._beside(first, loop):
            raise Cannot
        writer, step = self._arguments(call)
        if {n.id for n in walk(first) if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)} & {
            n.id for n in walk(call) if isinstance(n, ast.Name) and n is not call.args[0]
        }:
            raise Cannot
        self.gone.add(loop)
        return writer, step

    def _beside(self, first: ast.AST, second: ast.AST) -> bool:
        """Whether one statement comes right behind another one."""
        parent = self.parents[second]
        for name in ("body", "orelse"):
            block = getattr(parent, name, [])
            if first in block and second in block:
                return block.index(second) == block.index(first) + 1
        return False

    def _uses(self, name: str, statement: ast.stmt) -> list[ast.Name]:
        scope = scope_of(self.lines, statement)
        return [n for n in walk(scope) if isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Load)]

    def _arguments(self, call: ast.Call) -> tuple[str, str]:
        """The writer and the step of `writer.add_summary(summary, step)`."""
        step = argument(call, ("summary", "global_step"), "global_step")
        plain = (
            isinstance(call.func, ast.Attribute)
            and call.func.attr == "add_summary"
            and len(call.args) + len(call.keywords) < 3
        )
        if not plain or any(isinstance(n, ast.Call) for n in walk(call.func)):
            raise Cannot
        return self.text.segment(call.func.value), f", {self.text.segment(step)}" if step is not None else ""

    # -- what is written ------------------------------------------------------------------------------

    def _values(self, run: ast.Call, key: ast.expr, value: ast.expr, writer: str, step: str) -> list[str]:
        if len(self.stores) == 1:
            return [self._line(self.stores[0], run, key, value, writer, step)]
        if len(self.stores) != 2:
            raise Cannot
        # `if few: ops[tag] = tf.summary.scalar(...)` and `else: ops[tag] = tf.summary.image(...)`
        one, other = self.stores
        test = self.parents[one.statement]
        if (
            self.parents[other.statement] is not test
            or not isinstance(test, ast.If)
            or scope_of(self.lines, test) is not scope_of(self.lines, run)
            or one.statement not in test.body
            or (other.statement not in test.orelse)
        ):
            raise Cannot
        return [
            f"if {self.text.segment(test.test)}:",
            "    " + self._line(one, run, key, value, writer, step),
            "else:",
            "    " + self._line(other, run, key, value, writer, step),
        ]

    def _line(self, store: _Store, run: ast.Call, key: ast.expr, value: ast.expr, writer: str, step: str) -> str:
        tag = self._tag(store, run, key)
        given = self.text.segment(value)
        if store.field == "image_values":
            given = f"{self.tf}.cast({given}, {self.tf}.float32)"
        made = f"{self.tf}.Summary(value=[{self.tf}.Summary.Value(tag={tag}, {store.field}={given})])"
        return f"{writer}.add_summary({made}{step})"

    def _tag(self, store: _Store, run: ast.Call, key: ast.expr) -> str:
        """The name of the summary in the words of the run, with the scopes that it was made under."""
        here = scope_of(self.lines, run) is scope_of(self.lines, store.statement)
        names = {n.id for n in walk(store.name) if isinstance(n, ast.Name)}
        keys = {n.id for n in ast.walk(ast.parse(store.key)) if isinstance(n, ast.Name)}
        if here and store.key != ast.unparse(key) or not here and (len(keys) != 1 or names - keys - {"self"}):
            raise Cannot
        text = self.text.segment(store.name)
        if not here:
            if store.key != min(keys):
                raise Cannot
            renamed = _Renamed(store.key, key).visit(ast.parse(text, mode="eval").body)
            text = ast.unparse(renamed)
        return " + ".join([*self._prefixes(store.statement, here), text])

    def _prefixes(self, node: ast.AST, here: bool) -> list[str]:
        """The scopes round a summary, outermost first: TensorFlow 1 puts them before the tag."""
        found: list[str] = []
        while not isinstance(node, (ast.FunctionDef, ast.Module)):
            node = self.parents[node]
            for item in reversed(node.items) if isinstance(node, ast.With) else ():
                if _path(item.context_expr, self.paths) not in _SCOPES:
                    continue
                name = item.context_expr.args[0] if item.context_expr.args else None
                if isinstance(name, ast.Constant) and isinstance(name.value, str):
                    found += [repr(name.value + "/")] if name.value else []
                elif here and isinstance(name, (ast.Name, ast.Attribute)):
                    text = ast.unparse(name)
                    found.append(f'({text} + "/" if {text} else "")')
                else:
                    raise Cannot
        return found[::-1]


class _Renamed(ast.NodeTransformer):
    def __init__(self, name: str, by: ast.expr):
        self.name, self.by = name, by

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self.by if node.id == self.name else node
