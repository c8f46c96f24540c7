"""Loops that call a recurrent cell once per step, in the text of the program: what `tf.nn.static_rnn` does.

    with tf.variable_scope("encoder"):
        for t in range(steps):
            if t > 0:
                tf.get_variable_scope().reuse_variables()
            output, state = cell(x[:, t, :], state)
            outputs.append(output)

is `outputs, state = tf.nn.static_rnn(cell, tf.unstack(x[:, :steps], steps, 1), initial_state=state, scope="encoder")`:
that has a layer of Keras. A loop that does anything else with a step, like feeding it to the next one, stays.
"""

from __future__ import annotations

import ast

from tf2migrate.analysis.arguments import argument
from tf2migrate.analysis.program import Analysis
from tf2migrate.analysis.tree import walk
from tf2migrate.analysis.values import ABSENT, Kind
from tf2migrate.preparation.edits import Edits, finished
from tf2migrate.preparation.reading import loads, stores
from tf2migrate.preparation.text import Cannot, Text
from tf2migrate.scopes import fresh

_INNER = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def prepared(text: Text, tree: ast.Module, analysis: Analysis, tf: str) -> Text | None:
    """The text with one such loop as a call of what unrolls a cell; None when there is none.

    Args:
        tree: the parsed text.
        analysis: what is known of it.
        tf: the name of TensorFlow.
    """
    if tf not in analysis.aliases:
        return None
    for loop in [n for n in walk(tree) if isinstance(n, ast.For)]:
        edits = Edits(text, tree)
        try:
            _Loop(edits, loop, analysis, tf).rewrite()
        except Cannot:
            continue
        made = finished(text, edits)
        if made is not None:
            return made
    return None


class _Loop:
    """A loop over the steps of a sequence.

    Attributes:
        cell, state, output: what is called, and the names of what it is given and gives.
        outputs: the list that collects the outputs; None without one.
        steps: how many there are, where the loop counts them.
    """

    def __init__(self, edits: Edits, loop: ast.For, analysis: Analysis, tf: str):
        self.edits, self.loop, self.analysis, self.tf = edits, loop, analysis, tf
        self.text = edits.source
        self.scope = edits.scope(loop)

    def rewrite(self) -> None:
        if self.loop.orelse:
            raise Cannot
        body = list(self.loop.body)
        reuses = _reuses(body[0], set(stores(self.loop.target)))
        if reuses:
            body = body[1:]
        self._call(body[:1])
        self.outputs = self._collected(body[1:])
        self._input()
        later = self._read_later()
        with_ = self._variable_scope()
        if reuses and (with_ is None or with_.body[-1] is not self.loop):
            raise Cannot  # what is made later in the scope would be shared, too
        if self.outputs is None:
            self.outputs = fresh("outputs", {n.id for n in walk(self.edits.tree) if isinstance(n, ast.Name)})
        else:
            self.edits.remove(self._list())
        self._write(later, with_)

    # -- what the loop does -----------------------------------------------------------------------------

    def _call(self, body: list[ast.stmt]) -> None:
        """`output, state = cell(input, state)`."""
        statement = body[0] if body else None
        if (
            not isinstance(statement, ast.Assign)
            or len(statement.targets) != 1
            or not isinstance(statement.value, ast.Call)
        ):
            raise Cannot
        target, call = statement.targets[0], statement.value
        names = target.elts if isinstance(target, (ast.Tuple, ast.List)) else []
        known = self.analysis.values.get(call.func)
        if (
            [type(n) for n in names] != [ast.Name, ast.Name]
            or call.keywords
            or len(call.args) != 2
            or (known is None or known.kind is not Kind.CELL)
        ):
            raise Cannot
        self.output, self.state = (n.id for n in names)
        given = call.args[1]
        if not isinstance(given, ast.Name) or given.id != self.state or self.output == self.state:
            raise Cannot
        self.cell, self.given = self.text.segment(call.func), call.args[0]
        if set(loads(call.func)) & set(stores(self.loop)):
            raise Cannot

    def _collected(self, body: list[ast.stmt]) -> str | None:
        """The list that the outputs are appended to, which is all that is done besides."""
        if not body:
            return None
        call = body[0].value if isinstance(body[0], ast.Expr) else None
        if (
            len(body) > 1
            or not isinstance(call, ast.Call)
            or not isinstance(call.func, ast.Attribute)
            or (call.func.attr != "append" or not isinstance(call.func.value, ast.Name) or call.keywords)
        ):
            raise Cannot
        if [ast.unparse(a) for a in call.args] != [self.output] or call.func.value.id in (self.output, self.state):
            raise Cannot
        return call.func.value.id

    def _input(self) -> None:
        """The inputs of all steps: a tensor that is counted along, or a list of tensors."""
        target, iterated, given = self.loop.target, self.loop.iter, self.given
        self.whole = self.steps = self.list = None
        if (
            isinstance(iterated, ast.Call)
            and isinstance(iterated.func, ast.Name)
            and not iterated.keywords
            and len(iterated.args) == 1
        ):
            if iterated.func.id in ("range", "xrange") and isinstance(target, ast.Name):
                self._counted(target.id, iterated.args[0], given)
                return
            if iterated.func.id == "enumerate" and isinstance(target, ast.Tuple) and len(target.elts) == 2:
                target, iterated = target.elts[1], iterated.args[0]
        known = self.analysis.values.get(iterated)
        if (
            not isinstance(target, ast.Name)
            or not isinstance(given, ast.Name)
            or given.id != target.id
            or (known is None or known.kind is not Kind.SEQUENCE or set(loads(iterated)) & set(stores(self.loop)))
        ):
            raise Cannot
        self.list = self.text.segment(iterated)

    def _counted(self, step: str, number: ast.expr, given: ast.expr) -> None:
        """`x[:, t, :]` for `t in range(steps)`."""
        if not isinstance(given, ast.Subscript) or not isinstance(given.slice, ast.Tuple):
            raise Cannot
        places = [ast.unparse(part) for part in given.slice.elts]
        if (
            places not in ([":", step], [":", step, ":"])
            or not _is_path(given.value)
            or not (_is_path(number) or isinstance(number, ast.Constant))
        ):
            raise Cannot
        if set(loads(given.value) + loads(number)) & set(stores(self.loop)):
            raise Cannot
        whole, self.steps = self.text.segment(given.value), self.text.segment(number)
        self.whole = whole if self._has_length(given.value, number) else f"{whole}[:, :{self.steps}]"

    def _has_length(self, whole: ast.expr, number: ast.expr) -> bool:
        """Whether the second dimension of a placeholder is this number, where that is surely known."""
        if any(f.node is self.scope and len(f.calls) > 1 for f in self.analysis.functions.values()):
            return False
        value, wanted = self.analysis.values.get(whole), self.analysis.values.get(number)
        shape = getattr(value.info, "shape", None) if value is not None and value.kind is Kind.PLACEHOLDER else None
        sizes = self.analysis.values[shape].items if shape is not None else None
        return (
            isinstance(sizes, list)
            and len(sizes) > 1
            and wanted is not None
            and (isinstance(sizes[1].constant, int) and sizes[1].constant == wanted.constant is not ABSENT)
        )

    # -- what is round it ---------------------------------------------------------------------------------

    def _read_later(self) -> set[str]:
        """Which of the last output, the last state and the list of outputs are read behind the loop."""
        inside = set(walk(self.loop))
        counted = set(stores(self.loop.target))
        found = set()
        for name in walk(self.scope):
            if (
                not isinstance(name, ast.Name)
                or not isinstance(name.ctx, ast.Load)
                or name in inside
                or (name.id not in counted | {self.output, self.state, self.outputs} or self._is_own(name))
            ):
                continue
            if self._captured(name):
                raise Cannot  # by a function that is called at some time
            if name.id in counted and not self._bound_again(name):
                raise Cannot
            if name.id not in counted and name.lineno > self.loop.lineno:
                found.add(name.id)
            elif name.id == self.output:
                raise Cannot
        if any(isinstance(n, (ast.For, ast.While)) for n in self._around(self.loop)):
            raise Cannot
        return found

    def _is_own(self, name: ast.Name) -> bool:
        """Whether a function or a comprehension that the name stands in has a name like this of its own."""
        for node in self._around(name):
            if isinstance(node, _INNER) and name.id in {a.arg for a in walk(node.args) if isinstance(a, ast.arg)}:
                return True
            if isinstance(node, ast.FunctionDef) and name.id in stores(node):
                return True
            if isinstance(node, _COMPREHENSIONS) and any(name.id in stores(g.target) for g in node.generators):
                return True
        return False

    def _captured(self, name: ast.Name) -> bool:
        return any(isinstance(n, _INNER) for n in self._around(name))

    def _bound_again(self, name: ast.Name) -> bool:
        return any(isinstance(n, ast.For) and name.id in stores(n.target) for n in self._around(name))

    def _around(self, node: ast.AST) -> list[ast.AST]:
        """What a node stands in, inside of the function of the loop."""
        found = []
        node = self.edits.parents[node]
        while node is not self.scope:
            found.append(node)
            node = self.edits.parents[node]
        return found

    def _variable_scope(self) -> ast.With | None:
        """The `with tf.variable_scope(...)` that the loop stands in directly."""
        parent = self.edits.parents[self.loop]
        opened = isinstance(parent, ast.With) and any(
            isinstance(i.context_expr, ast.Call) and self.analysis.symbols.get(i.context_expr.func) == "variable_scope"
            for i in parent.items
        )
        return parent if opened else None

    def _binding(self, name: str, before: ast.stmt) -> ast.Assign:
        """The assignment that surely gave a name its value at a statement, and that nothing has read until there."""
        place: ast.AST = before
        while place is not self.scope:
            parent = self.edits.parents[place]
            block = next(
                b
                for b in (getattr(parent, f, []) for f in ("body", "orelse", "finalbody"))
                if isinstance(b, list) and place in b
            )
            for statement in reversed(block[: block.index(place)]):
                if name in stores(statement):
                    if (
                        not isinstance(statement, ast.Assign)
                        or len(statement.targets) != 1
                        or not isinstance(statement.targets[0], ast.Name)
                    ):
                        raise Cannot
                    return statement
                if any(isinstance(n, ast.Name) and n.id == name for n in walk(statement)):
                    raise Cannot
            if not isinstance(parent, (ast.With, ast.Module, ast.FunctionDef)):
                raise Cannot
            place = parent
        raise Cannot

    def _list(self) -> ast.Assign:
        """`outputs = []` before the loop."""
        statement = self._binding(self.outputs, self.loop)
        if ast.unparse(statement.value) not in ("[]", "list()"):
            raise Cannot
        return statement

    def _initial(self) -> str:
        """What says how the state begins: the type alone for zeros that nothing else reads."""
        kept = f"initial_state={self.state}"
        try:
            made = [self._binding(self.state, self.loop)]
            if isinstance(made[0].value, ast.Name):
                name = made[0].value.id
                if len([n for n in walk(self.scope) if isinstance(n, ast.Name) and n.id == name]) != 2:
                    return kept
                made.append(self._binding(name, made[0]))
        except Cannot:
            return kept
        call = made[-1].value
        if call not in self.analysis.zero_states or not isinstance(call, ast.Call):
            return kept
        dtype = argument(call, ("batch_size", "dtype"), "dtype")
        if dtype is None:
            return kept
        for statement in made:
            self.edits.remove(statement)
        return f"dtype={self.text.segment(dtype)}"

    # -- text -----------------------------------------------------------------------------------------------

    def _write(self, later: set[str], with_: ast.With | None) -> None:
        tf = self.tf
        names = f"{self.outputs}, {self.state}"
        scope, place = self._scope_of(with_)
        end = f"{self._initial()}{scope})"
        lines = []
        if {self.outputs, self.state} <= later | ({self.outputs} if self.output in later else set()):
            if self.whole is None:
                raise Cannot
            lines.append(f"{names} = {tf}.nn.dynamic_rnn({self.cell}, {self.whole}, {end}")
            lines.append(f"{self.outputs} = {tf}.unstack({self.outputs}, {self.steps}, 1)")
        else:
            inputs = self.list or f"{tf}.unstack({self.whole}, {self.steps}, 1)"
            lines.append(f"{names} = {tf}.nn.static_rnn({self.cell}, {inputs}, {end}")
        if self.output in later:
            lines.append(f"{self.output} = {self.outputs}[-1]")
        self.edits.replace(place, lines)

    def _scope_of(self, with_: ast.With | None) -> tuple[str, ast.stmt]:
        """The argument for the scope, and the statement to replace: the `with`, where that is all it holds."""
        if with_ is None or len(with_.items) > 1 or with_.items[0].optional_vars is not None or len(with_.body) > 1:
            return "", self.loop
        call = with_.items[0].context_expr
        if call.keywords or len(call.args) != 1 or not isinstance(call.args[0], ast.Constant):
            return "", self.loop
        return f", scope={self.text.segment(call.args[0])}", with_


def _reuses(statement: ast.stmt, counted: set[str]) -> bool:
    """`if t > 0: tf.get_variable_scope().reuse_variables()`: a cell has its weights once, anyway."""
    if not isinstance(statement, ast.If) or statement.orelse or len(statement.body) != 1:
        return False
    test = ast.unparse(statement.test)
    if test not in {form.format(name) for name in counted for form in ("{}", "{} > 0", "{} != 0", "{} >= 1")}:
        return False
    call = statement.body[0].value if isinstance(statement.body[0], ast.Expr) else None
    return (
        isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and (call.func.attr == "reuse_variables" and not call.args and not call.keywords)
    )


def _is_path(node: ast.expr) -> bool:
    """`x` or `self.x`."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name)
