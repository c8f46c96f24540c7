"""Lists of the variables that a function has just made, read where it is called and not in it.

`return mu, tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, scope=name)` gives tensors together with variables. The
function computes the tensors for a run; the variables are those of the model that it becomes. The collection is the
same right behind the call, so that it is read there. This works on the text.
"""

from __future__ import annotations

import ast
import dataclasses

from tf2migrate.analysis.program import Analysis
from tf2migrate.analysis.tree import belongs, of_type
from tf2migrate.preparation.lines import Lines
from tf2migrate.preparation.reading import flat, last_statement
from tf2migrate.preparation.text import CannotWrite, Text, attempted

NAMES = frozenset({"get_collection", "trainable_variables", "global_variables", "all_variables"})
_VARIABLES = ("TRAINABLE_VARIABLES", "GLOBAL_VARIABLES", "VARIABLES")
_ATOMS = (ast.Name, ast.Attribute, ast.Constant, ast.Load)


def prepared(text: Text, tree: ast.Module, analysis: Analysis) -> Text | None:
    """The text with the variables of a function read where it is called; None when no function returns them.

    Args:
        tree: the parsed text.
        analysis: what is known of it.
    """
    for function in of_type(tree, ast.FunctionDef):
        made = attempted(text, lambda: _Moving(text, tree, analysis, function).result())
        if made is not None:
            return made
    return None


@dataclasses.dataclass(frozen=True)
class _Read:
    """One list among what is returned: its place, the call that reads it, and the statement that names it."""

    place: int
    call: ast.Call
    statement: ast.Assign | None


class _Moving:
    def __init__(self, text: Text, tree: ast.Module, analysis: Analysis, function: ast.FunctionDef):
        self.text, self.tree, self.analysis, self.function = text, tree, analysis, function
        self.lines = Lines(text, tree)

    def result(self) -> Text | None:
        """The new text; None when the function returns no such list.

        Raises:
            CannotWrite: variables are made behind the read, or a call is not visible.
        """
        last = last_statement(self.function)
        if not isinstance(last, ast.Return) or not isinstance(last.value, ast.Tuple):
            return None
        self.returned = last.value.elts
        self.reads = [read for place, node in enumerate(self.returned) if (read := self._read(place, node)) is not None]
        if not self.reads or len(self.reads) == len(self.returned):
            return None
        self._check(last)
        calls = self._calls()
        for assignment in calls:
            self._write_call(assignment)
        self._write_function(last)
        return self.lines.assembled()

    def _cannot(self) -> None:
        raise CannotWrite(self.function, "its variables are not read where it is called")

    def _read(self, place: int, node: ast.expr) -> _Read | None:
        if isinstance(node, ast.Call):
            return _Read(place, node, None) if self._is_read(node) else None
        if not isinstance(node, ast.Name):
            return None
        names = [n for n in of_type(self.function, ast.Name) if n.id == node.id]
        found = [s for s in of_type(self.function, ast.Assign) if len(s.targets) == 1 and s.targets[0] in names]
        if len(found) != 1 or len(names) != 2 or not isinstance(found[0].value, ast.Call):
            return None
        return _Read(place, found[0].value, found[0]) if self._is_read(found[0].value) else None

    def _is_read(self, call: ast.Call) -> bool:
        """Whether a call lists variables, by nothing but constants, parameters, and names of the file."""
        path = self.analysis.symbols.get(call.func)
        if path not in NAMES or (path == "get_collection" and not self._of_variables(call)):
            return False
        bound = {n.id for n in of_type(self.function, ast.Name) if not isinstance(n.ctx, ast.Load)}
        return all(n.id not in bound for part in [*call.args, *call.keywords] for n in of_type(part, ast.Name))

    def _of_variables(self, call: ast.Call) -> bool:
        key = call.args[0] if call.args else next((k.value for k in call.keywords if k.arg == "key"), None)
        return isinstance(key, ast.Attribute) and key.attr in _VARIABLES

    def _check(self, last: ast.Return) -> None:
        """Nothing stands between the reads and the end, where it could make variables."""
        spec = self.function.args
        named = {read.statement for read in self.reads}
        behind = list(flat(self.function.body))
        while behind and (behind[-1] is last or behind[-1] in named):
            behind.pop()
        if named & set(behind) or spec.vararg or spec.kwarg or spec.posonlyargs or self.function.decorator_list:
            self._cannot()
        first = min(read.place if read.statement is None else 0 for read in self.reads)
        listed = {read.call for read in self.reads}
        if any(n not in listed for e in self.returned[first:] for n in of_type(e, ast.Call)):
            self._cannot()
        if [n for n in of_type(self.function, ast.Return, ast.Yield)] != [last]:
            self._cannot()

    def _calls(self) -> list[ast.Assign]:
        """The statements that take the returned values apart: nobody else may know the function."""
        name = self.function.name
        mentions = [
            n
            for n in self.analysis.nodes(ast.Name, ast.Attribute)
            if (n.id.rpartition(".")[2] if isinstance(n, ast.Name) else n.attr) == name
        ]
        found = []
        for mention in mentions:
            call = self.lines.parents.get(mention)
            statement = self.lines.parents.get(call)
            if (
                not isinstance(call, ast.Call)
                or call.func is not mention
                or not belongs(call, self.tree)
                or (not isinstance(statement, ast.Assign) or not self._takes_apart(statement.targets))
            ):
                self._cannot()
            found.append(statement)
        if not found:
            self._cannot()
        return found

    def _takes_apart(self, targets: list[ast.expr]) -> bool:
        return (
            len(targets) == 1
            and isinstance(targets[0], (ast.Tuple, ast.List))
            and (len(targets[0].elts) == len(self.returned))
        )

    # -- text -----------------------------------------------------------------------------------------

    def _write_call(self, assignment: ast.Assign) -> None:
        call, targets = assignment.value, assignment.targets[0].elts
        given = self._arguments(call)
        moved = {read.place for read in self.reads}
        kept = ", ".join(self.text.segment(t) for place, t in enumerate(targets) if place not in moved)
        written = [f"{kept} = {self.text.segment(call)}"]
        for read in self.reads:
            written.append(f"{self.text.segment(targets[read.place])} = {self._spelled(read.call, given)}")
        self.lines.replace(assignment, written)

    def _arguments(self, call: ast.Call) -> dict[str, ast.expr]:
        spec = self.function.args
        if any(isinstance(a, ast.Starred) for a in call.args) or any(k.arg is None for k in call.keywords):
            self._cannot()
        names = [a.arg for a in spec.args]
        if isinstance(self.lines.parents[self.function], ast.ClassDef):
            names = names[1:]
        defaults = dict(zip(reversed([a.arg for a in spec.args]), reversed(spec.defaults)))
        return {**defaults, **dict(zip(names, call.args)), **{k.arg: k.value for k in call.keywords}}

    def _spelled(self, read: ast.Call, given: dict[str, ast.expr]) -> str:
        """The read with arguments in the place of parameters."""
        text = self.text.segment(read)
        parsed = ast.parse(text, mode="eval").body
        line = text.encode()
        parameters = {a.arg for a in self.function.args.args}
        for name in sorted(of_type(parsed, ast.Name), key=lambda n: -n.col_offset):
            if name.id not in parameters:
                continue
            value = given.get(name.id)
            if value is None or not all(isinstance(n, _ATOMS) for n in ast.walk(value)):
                self._cannot()
            line = line[: name.col_offset] + self.text.segment(value).encode() + line[name.end_col_offset :]
        return line.decode()

    def _write_function(self, last: ast.Return) -> None:
        for read in self.reads:
            if read.statement is not None:
                self.lines.replace(read.statement, [])
        moved = {read.place for read in self.reads}
        kept = ", ".join(self.text.segment(e) for place, e in enumerate(self.returned) if place not in moved)
        self.lines.replace(last, [f"return {kept}"])
