"""Where elements are taken from a dataset, in the text of the program and before the analysis reads it.

A function that ends with `return images, labels` of an iterator's next element described what each run took from the
data. Functions of TensorFlow 2 are called again for each element, so that a helper gives the dataset, and its callers
take the elements: `images, labels = iterator.get_next()` moves to them, and what the function did with an element
becomes the function of a `map`. An element that is taken apart where it is taken (`iterator.get_next()[0]`) gets a
name first.
"""

from __future__ import annotations

import ast

from tf2migrate.analysis.program import Analysis
from tf2migrate.analysis.tree import walk
from tf2migrate.analysis.values import SINGLE, Kind
from tf2migrate.preparation.edits import Edits, finished
from tf2migrate.preparation.reading import flat, last_statement, loads, reads_state, stores
from tf2migrate.preparation.text import Cannot, Text
from tf2migrate.rules import symbols as table
from tf2migrate.scopes import fresh

_RUNS = frozenset({"run", "eval", "get_next", "make_one_shot_iterator"})
_MOVABLE = (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Expr, ast.If, ast.For, ast.Assert)
_LOOPS = (ast.For, ast.While, ast.ListComp, ast.GeneratorExp, ast.SetComp, ast.DictComp)
# What does more in a graph than compute a value: it belongs to the run.
_ACTING = (
    "summary.",
    "get_variable",
    "Variable",
    "assign",
    "train.",
    "layers.",
    "contrib.layers",
    "contrib.slim",
    "add_to_collection",
    "losses.",
    "metrics.",
    "Print",
    "placeholder",
)


def prepared(text: Text, tree: ast.Module, analysis: Analysis) -> Text | None:
    """The text with elements taken by names, and outside of helpers; None when it is so already.

    Args:
        tree: the parsed text.
        analysis: what is known of it.
    """
    if "get_next" not in text.text:
        return None
    for change in (_helpers, _names):
        made = change(text, tree, analysis)
        if made is not None:
            return made
    return None


# -- names for elements --------------------------------------------------------------------------------


def _names(text: Text, tree: ast.Module, analysis: Analysis) -> Text | None:
    """`x = iterator.get_next()[0]` and `(x, y), z = iterator.get_next()` in two steps."""
    edits = Edits(text, tree)
    used = {n.id for n in walk(tree) if isinstance(n, ast.Name)}
    found = False
    for call in [n for n in walk(tree) if isinstance(n, ast.Call)]:
        owner = analysis.values.get(call.func.value) if isinstance(call.func, ast.Attribute) else None
        if owner is None or owner.kind is not Kind.ITERATOR or owner.info is None or call.func.attr != "get_next":
            continue
        statement = call
        while not isinstance(statement, ast.stmt):
            statement = edits.parents[statement]
        if not isinstance(statement, ast.Assign) or len(statement.targets) != 1 or not _splits(statement, call):
            continue
        name = fresh("element", used)
        used.add(name)
        whole = text.segment(statement.value)
        taken = text.segment(call)
        if whole.count(taken) != 1:
            return None
        try:
            edits.replace(
                statement, [f"{name} = {taken}", f"{text.segment(statement.targets[0])} = {whole.replace(taken, name)}"]
            )
        except Cannot:
            return None
        found = True
    return finished(text, edits) if found else None


def _splits(statement: ast.Assign, call: ast.Call) -> bool:
    if statement.value is not call:
        return not any(isinstance(n, (ast.Lambda, *_LOOPS)) for n in walk(statement.value))
    target = statement.targets[0]
    return isinstance(target, (ast.Tuple, ast.List)) and any(isinstance(t, (ast.Tuple, ast.List)) for t in target.elts)


# -- helpers that give elements ------------------------------------------------------------------------


def _helpers(text: Text, tree: ast.Module, analysis: Analysis) -> Text | None:
    for function in tree.body:
        if isinstance(function, ast.FunctionDef):
            try:
                edits = Edits(text, tree)
                _Helper(edits, function, analysis).rewrite()
            except Cannot:
                continue
            made = finished(text, edits)
            if made is not None:
                return made
    return None


class _Helper:
    """A function that returns the next element of a dataset that it makes."""

    def __init__(self, edits: Edits, function: ast.FunctionDef, analysis: Analysis):
        self.edits, self.function, self.analysis = edits, function, analysis
        self.text = edits.source
        self.order = list(flat(function.body))
        self.end = last_statement(function)
        self.parts: set[str] = set()

    def rewrite(self) -> None:
        calls = self._calls()
        taken = self._taken()
        made, dataset = self._made(taken.func.value)
        moved = self._moved(taken)
        returned = self._returned(moved)
        if made is not None:
            self.edits.remove(made)
        if self.statement is not self.end:
            self.edits.remove(self.statement)
        if returned is None:
            self.edits.append(self.end, [f"return {dataset}"])
        else:
            used = {n.id for n in walk(self.function) if isinstance(n, ast.Name)}
            name = fresh("prepare", used)
            body = self.edits.move(moved, "    ")
            parameters = ", ".join(self.names)
            self.edits.define(self.end, [f"def {name}({parameters}):", *body, f"    return {returned}"])
            self.edits.append(self.end, [f"return {dataset}.map({name})"])
        for call in calls:
            self.edits.substitute_end(call, ".make_one_shot_iterator().get_next()")

    def _calls(self) -> list[ast.Call]:
        """The calls of the function, each of them what a name or several are bound to."""
        own = {n for n in walk(self.function)}
        if self.function.decorator_list or any(isinstance(n, (ast.Yield, ast.YieldFrom, ast.Global)) for n in own):
            raise Cannot
        calls = []
        for node in walk(self.edits.tree):
            if isinstance(node, ast.Name) and node.id == self.function.name:
                call = self.edits.parents[node]
                statement = self.edits.parents.get(call)
                if (
                    not isinstance(call, ast.Call)
                    or call.func is not node
                    or node in own
                    or not isinstance(statement, ast.Assign)
                    or statement.value is not call
                    or self._repeated(statement)
                ):
                    raise Cannot
                calls.append(call)
        if not calls:
            raise Cannot
        return calls

    def _repeated(self, node: ast.AST) -> bool:
        while node in self.edits.parents and not isinstance(node, ast.FunctionDef):
            node = self.edits.parents[node]
            if isinstance(node, (ast.For, ast.While)):
                return True
        return False

    def _taken(self) -> ast.Call:
        """The one place where an element is taken."""
        found = [
            n
            for n in walk(self.function)
            if isinstance(n, ast.Call)
            and isinstance(n.func, ast.Attribute)
            and n.func.attr == "get_next"
            and not n.args
            and not n.keywords
        ]
        returns = [n for n in walk(self.function) if isinstance(n, ast.Return) and not self._inner(n)]
        if len(found) != 1 or returns != [self.end] or self.end.value is None:
            raise Cannot
        self.statement = next((s for s in self.order if getattr(s, "value", None) is found[0]), None)
        if self.statement is self.end:
            self.names = []
        elif isinstance(self.statement, ast.Assign) and len(self.statement.targets) == 1:
            target = self.statement.targets[0]
            members = target.elts if isinstance(target, (ast.Tuple, ast.List)) else [target]
            if not all(isinstance(t, ast.Name) for t in members):
                raise Cannot
            self.names, self.single = [t.id for t in members], members == [target]
        else:
            raise Cannot
        return found[0]

    def _inner(self, node: ast.AST) -> bool:
        """Whether a node stands in a function inside of the function."""
        while node is not self.function:
            node = self.edits.parents[node]
            if isinstance(node, (ast.FunctionDef, ast.Lambda)) and node is not self.function:
                return True
        return False

    def _made(self, iterator: ast.expr) -> tuple[ast.stmt | None, str]:
        """The statement that makes the iterator, and its dataset."""
        statement, value = None, iterator
        if isinstance(iterator, ast.Name):
            bound = [n for n in walk(self.function) if isinstance(n, ast.Name) and n.id == iterator.id]
            statement = next(
                (
                    s
                    for s in self.order
                    if isinstance(s, ast.Assign)
                    and len(s.targets) == 1
                    and isinstance(s.targets[0], ast.Name)
                    and s.targets[0].id == iterator.id
                ),
                None,
            )
            if len(bound) != 2 or statement is None:
                raise Cannot
            value = statement.value
        if not isinstance(value, ast.Call):
            raise Cannot
        if self.analysis.symbols.get(value.func) == "data.make_one_shot_iterator" and len(value.args) == 1:
            self.dataset = value.args[0]
        elif isinstance(value.func, ast.Attribute) and value.func.attr == "make_one_shot_iterator" and not value.args:
            self.dataset = value.func.value
        else:
            raise Cannot
        if statement is not None:
            # What the dataset is made of has to be the same at the end of the function.
            changed = {n for s in self.order if s.lineno > statement.lineno for n in stores(s)}
            if changed & set(loads(self.dataset)):
                raise Cannot
        return statement, self.text.segment(self.dataset)

    def _moved(self, taken: ast.Call) -> list[ast.stmt]:
        """Statements between the element and the end that compute something of it."""
        if self.statement is self.end:
            return []
        self.parts = set(self.names)
        moved = []
        for statement in self.order[self.order.index(self.statement) + 1 :]:
            if statement is self.end:
                break
            if not self.parts & set(loads(statement)):
                if self.parts & set(stores(statement)):
                    raise Cannot
                continue
            if (
                not isinstance(statement, _MOVABLE)
                or reads_state(statement, self.analysis)
                or any(self._acts(n) for n in walk(statement))
            ):
                raise Cannot
            moved.append(statement)
            self.parts |= set(stores(statement))
        if any(
            statement not in moved and statement.lineno > m.lineno and set(loads(m)) & set(stores(statement))
            for m in moved
            for statement in self.order
        ):
            raise Cannot  # what it reads is bound again before the end
        return moved

    def _acts(self, node: ast.AST) -> bool:
        """Whether it does more than compute a value of the element."""
        if isinstance(node, (ast.FunctionDef, ast.Lambda)) or isinstance(node, ast.Name) and node.id == "print":
            return True
        if isinstance(node, ast.Attribute) and (node.attr in _RUNS or isinstance(node.ctx, ast.Store)):
            return True
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
            return True
        path = self.analysis.symbols.get(node, "") if isinstance(node, ast.expr) else ""
        known = table.lookup(path) if path else None
        return path.startswith(_ACTING) or known is not None and known.returns in ("layer", "stateful_layer", "loss")

    def _returned(self, moved: list[ast.stmt]) -> str | None:
        """What the function of the `map` returns; None when that is the element itself."""
        if self.statement is self.end:
            return None
        value = self.end.value
        members = (
            value.elts
            if isinstance(value, (ast.Tuple, ast.List))
            else list(value.values)
            if isinstance(value, ast.Dict)
            else [value]
        )
        if any(not self.parts & set(loads(m)) or any(self._acts(n) for n in walk(m)) for m in members):
            raise Cannot  # it returns something else too
        tuple_ = isinstance(value, (ast.Tuple, ast.List))
        plain = [m.id if isinstance(m, ast.Name) else "" for m in members]
        if not moved and plain == self.names and (tuple_ or self.single):
            return None
        known = self.analysis.values.get(self.dataset)
        if self.single and (known is None or known.path != SINGLE):
            raise Cannot  # an element may be a tuple or a tensor
        return ", ".join(self.text.segment(m) for m in members) if tuple_ else self.text.segment(value)
