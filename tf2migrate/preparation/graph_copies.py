"""A program that reads the graph which another function or file has saved builds that graph.

`tf.train.import_meta_graph(path)` is given what another scope has built and saved there. What it takes to compute the
values that are looked up by name is written out in its place, as the writer has it, and a saver that restores them.
"""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Callable, Iterable

from tf2migrate.analysis.program import Analysis, Definition, Placeholder, Scope, Unit
from tf2migrate.analysis.tree import belongs, walk
from tf2migrate.analysis.values import Kind
from tf2migrate.preparation.edits import Edits
from tf2migrate.preparation.lookups import IMPORT, lookups_in, named_nodes
from tf2migrate.preparation.reading import stores
from tf2migrate.preparation.saved_paths import path_text, same_checkpoint, saved_text
from tf2migrate.preparation.text import Cannot, CannotWrite, Prepared, Text, attempted
from tf2migrate.scopes import fresh

_SCOPES = frozenset({"name_scope", "variable_scope", "device"})
_BUILDING = (
    Kind.TENSOR,
    Kind.PLACEHOLDER,
    Kind.VARIABLE,
    Kind.OBJECT,
    Kind.CELL,
    Kind.LAYER,
    Kind.FUNCTION,
    Kind.CLASS,
    Kind.SEQUENCE,
    Kind.MAPPING,
    Kind.MODULE,
    Kind.SYMBOL,
)
_PURE = frozenset({"int", "float", "len", "range", "list", "tuple", "max", "min", "sum", "str", "bool", "dict"})
_ADVICE = (
    "have {} write these values beside the checkpoint, read them here, build the model from them as it does, and "
    "restore it with tf.train.Checkpoint"
)
_MAX_TOLD = 8


@dataclasses.dataclass(frozen=True)
class Writer:
    """A file that may have saved the graph: its path, its text, and what is known of it."""

    path: str
    text: str
    analysis: Analysis
    tree: ast.Module


@dataclasses.dataclass(frozen=True)
class Copied(Prepared):
    """The new text, and the path of the file that the graph is from."""

    path: str = ""


class CannotCopy(CannotWrite):
    """The graph of a file cannot be built in another one, or another function."""

    def __init__(self, node: ast.AST, reason: str, advice: str, path: str):
        super().__init__(node, reason, advice)
        self.path = path


def prepared(
    text: Text, tree: ast.Module, analysis: Analysis, tf: str, own: str, writers: Callable[[], Iterable[Writer]]
) -> Copied | CannotCopy | None:
    """The text with the graph built in it, and a note on where it is from; None when it reads no graph.

    Args:
        tree: the parsed text.
        analysis: what is known of it.
        tf: what the API is called in it.
        own: the path of the program.
        writers: gives the other files that save graphs.

    Returns:
        Why there is no such text, where the writer is known.
    """
    calls = [n for n in walk(tree) if isinstance(n, ast.Call) and analysis.symbols.get(n.func) == IMPORT]
    if len(calls) != 1:
        return None
    try:
        reader = _Reader(Edits(text, tree), analysis, tf, calls[0])
        made = attempted(text, lambda: reader.result(Writer(own, text.text, analysis, tree), writers))
    except Cannot:
        return None
    if made is None:
        return reader.problem
    return Copied(made, ((text.origin[calls[0].lineno - 1], reader.note, ""),), reader.path)


class _Reader:
    def __init__(self, edits: Edits, analysis: Analysis, tf: str, call: ast.Call):
        self.edits, self.analysis, self.tf, self.call = edits, analysis, tf, call
        self.scope = edits.scope(call)
        self.statement = edits.parents[call]
        self.problem: CannotCopy | None = None
        self.note = self.path = ""
        targets = getattr(self.statement, "targets", [])
        if len(call.args) != 1 or call.keywords or len(targets) != 1 or not isinstance(targets[0], ast.Name):
            raise Cannot
        self.saver = targets[0].id
        self.names = {lookup.name for lookup in lookups_in(edits, analysis) if edits.scope(lookup.node) is self.scope}
        if not self.names:
            raise Cannot

    def result(self, own: Writer, others: Callable[[], Iterable[Writer]]) -> Text:
        """The new text.

        Raises:
            Cannot: no writer is known, or what it builds cannot be built here.
        """
        slices = self._slices(own, own.tree)
        if not slices:
            slices = [found for writer in others() for found in self._slices(writer, self.edits.tree)]
        if len(slices) != 1:
            raise Cannot
        (slice_,) = slices
        self.path = slice_.writer.path
        try:
            slice_.check()
            slice_.renamed = self._renamed(slice_)
            lines = slice_.lines(self.edits.tree if slice_.writer is not own else None)
        except CannotCopy as problem:
            self.problem = problem
            raise
        self.edits.replace(self.statement, [*lines.building, f"{self.saver} = {self.tf}.train.Saver()"])
        first = next((s for s in self.edits.tree.body if isinstance(s, (ast.Import, ast.ImportFrom))), None)
        if lines.above and first is None:
            raise Cannot
        last = [s for s in self.edits.tree.body if isinstance(s, (ast.Import, ast.ImportFrom))][-1:]
        for statement in last:
            if lines.above:
                self.edits.behind(statement, lines.above)
        where = slice_.function or f"{slice_.writer.path}"
        self.note = f"the graph is built here as {where} builds it"
        return self.edits.text()

    def _slices(self, writer: Writer, tree: ast.Module) -> list["_Slice"]:
        """What builds the values that are looked up, by the scope of the writer that builds them."""
        nodes = named_nodes(writer.analysis)
        found: dict[Scope, dict[str, Unit]] = {}
        places = _places(writer.analysis.units)
        for name in self.names:
            for call in nodes.get(name, []):
                unit = places.get(call)
                while unit is not None and unit.scope.owner is not None:  # a method: what matters is who calls it
                    unit = unit.scope.caller
                if unit is not None and belongs(unit.statement, writer.tree):
                    found.setdefault(unit.scope, {})[name] = unit
        slices = []
        for scope, units_ in found.items():
            if set(units_) != self.names or scope.node is self.scope or not self._is_saved(writer, scope):
                continue
            slices.append(_Slice(writer, scope, list(units_.values())))
        return slices

    def _is_saved(self, writer: Writer, scope: Scope) -> bool:
        """Whether a scope saves to where the reader reads, as far as both are known."""
        edits = self.edits if writer.tree is self.edits.tree else Edits(Text.of(writer.text), writer.tree)
        saves = [node for method, node, _, unit in writer.analysis.savings if method == "save" and unit.scope is scope]
        read = path_text(self.edits, self.call.args[0])
        return any(
            same_checkpoint(self.edits, self.call.args[0], save, edits)
            or read is None
            or "{" in read
            or saved_text(edits, save) is None
            or "{" in saved_text(edits, save)
            for save in saves
        )

    def _renamed(self, slice_: "_Slice") -> dict[str, str]:
        """Other names for what the graph is built of, where its name stands for something else up to there."""
        taken = {
            n.id if isinstance(n, ast.Name) else n.arg
            for n in walk(self.edits.tree)
            if isinstance(n, (ast.Name, ast.arg))
        }
        found = {}
        for name in slice_.names():
            if not any(
                isinstance(node, (ast.Name, ast.arg))
                and name == (node.id if isinstance(node, ast.Name) else node.arg)
                and self.edits.scope(node) is self.scope
                and (isinstance(node, ast.arg) or node.lineno <= self.call.lineno)
                for node in walk(self.edits.tree)
            ):
                continue
            if slice_.holds_weights(name):  # the name is that in the checkpoint
                raise CannotCopy(
                    self.call,
                    f"{name} stands for something else here than where the graph is built ({slice_.writer.path})",
                    "give one of the two another name",
                    slice_.writer.path,
                )
            found[name] = fresh(f"{name}_", taken | slice_.names() | set(found.values()))
        return found


@dataclasses.dataclass(frozen=True)
class _Lines:
    building: list[str]
    above: list[str]  # imports and constants


class _Slice:
    """The statements of a scope that build some values."""

    def __init__(self, writer: Writer, scope: Scope, roots: list[Unit]):
        self.writer, self.scope = writer, scope
        self.units: set[Unit] = set()
        self.renamed: dict[str, str] = {}
        todo = list(roots)
        while todo:
            unit = todo.pop()
            if unit in self.units:
                continue
            self.units.add(unit)
            todo += [
                d.unit
                for d in [*unit.uses, *unit.mutates]
                if d.unit is not None and d.unit.scope is scope and belongs(d.unit.statement, writer.tree)
            ]

    @property
    def function(self) -> str:
        """The name of the function that builds the graph; empty for a file."""
        return f"{self.scope.node.name}()" if isinstance(self.scope.node, ast.FunctionDef) else ""

    def ordered(self) -> list[Unit]:
        return sorted(self.units, key=lambda unit: unit.statement.lineno)

    def names(self) -> set[str]:
        """The names that are bound where the graph is built."""
        return {
            name
            for unit in self.units
            if not isinstance(unit.statement, (ast.Import, ast.ImportFrom))
            for name in stores(unit.statement)
        }

    def holds_weights(self, name: str) -> bool:
        """Whether a name may stand for what has weights."""
        return not all(
            d.value.kind in (Kind.PLACEHOLDER, Kind.TENSOR, Kind.PYTHON)
            and all(isinstance(made, Placeholder) for made in unit.creates)
            for unit in self.units
            for d in unit.definitions
            if d.name == name
        )

    def lines(self, reader: ast.Module | None) -> _Lines:
        """The statements as they are written, those for the top of a file apart.

        Args:
            reader: the file that gets them; None when it is that which has them.

        Raises:
            CannotCopy: one of them does more than to build the graph.
        """
        here = (
            set()
            if reader is None
            else {ast.unparse(s) for s in reader.body if isinstance(s, (ast.Import, ast.ImportFrom))}
        )
        building: list[str] = []
        above: list[str] = []
        opened: list[ast.With] = []
        for unit in self.ordered():
            statement = unit.statement
            if isinstance(statement, (ast.Import, ast.ImportFrom)):
                if reader is not None and ast.unparse(statement) not in here:
                    above.append(ast.unparse(statement))
                continue
            scopes = self._scopes(unit)
            shared = 0
            while shared < min(len(scopes), len(opened)) and scopes[shared] is opened[shared]:
                shared += 1
            for depth, scope in enumerate(scopes[shared:], shared):
                building.append("    " * depth + f"with {', '.join(ast.unparse(i) for i in self._items(scope))}:")
            opened = scopes
            building += ["    " * len(scopes) + line for line in self._written(statement)]
        return _Lines(building, above)

    def _written(self, statement: ast.stmt) -> list[str]:
        if any(isinstance(n, (ast.Constant, ast.JoinedStr)) and n.lineno != n.end_lineno for n in walk(statement)):
            raise Cannot
        lines = self.writer.text.split("\n")[: statement.end_lineno]
        rest = lines[-1].encode()[statement.end_col_offset :].decode().strip()
        if lines[statement.lineno - 1].encode()[: statement.col_offset].strip() or rest and not rest.startswith("#"):
            raise Cannot
        names = [n for n in walk(statement) if isinstance(n, ast.Name) and n.id in self.renamed]
        for node in sorted(names, key=lambda n: (n.lineno, -n.col_offset)):
            line = lines[node.lineno - 1].encode()
            lines[node.lineno - 1] = (
                line[: node.col_offset] + self.renamed[node.id].encode() + line[node.end_col_offset :]
            ).decode()
        lines = lines[statement.lineno - 1 :]
        indent = lines[0][: statement.col_offset]
        return [line.removeprefix(indent) for line in lines]

    def _items(self, statement: ast.With) -> list[ast.withitem]:
        symbols = self.writer.analysis.symbols
        return [
            i
            for i in statement.items
            if isinstance(i.context_expr, ast.Call) and symbols.get(i.context_expr.func) in _SCOPES
        ]

    def _scopes(self, unit: Unit) -> list[ast.With]:
        """The scopes of the graph that a statement stands in."""
        found = []
        for statement in unit.enclosing:
            if isinstance(statement, ast.With):
                if self._items(statement):
                    found.append(statement)
        return found

    def check(self) -> None:
        """
        Raises:
            CannotCopy: some statements do more than to build the graph.
        """
        missing = [text for unit in self.ordered() for text in self._missing(unit)]
        if missing:
            told = ", ".join(missing[:_MAX_TOLD]) + (", ..." if len(missing) > _MAX_TOLD else "")
            where = self.function or self.writer.path
            raise CannotCopy(
                self.ordered()[0].statement,
                "the graph that is read here cannot be built without what is known "
                f"only where it was saved ({where}): {told}",
                _ADVICE.format(where),
                self.writer.path,
            )

    def _missing(self, unit: Unit) -> list[str]:
        """What of a statement only the writer knows, and where that is."""
        statement = unit.statement
        line = f" (line {statement.lineno})"
        if isinstance(statement, (ast.Import, ast.ImportFrom, ast.FunctionDef)):
            return []
        if (
            unit.header
            or not isinstance(statement, (ast.Assign, ast.AugAssign, ast.Expr, ast.For, ast.With))
            or any(
                not isinstance(s, ast.With) and not (isinstance(s, ast.If) and "__name__" in ast.unparse(s.test))
                for s in unit.enclosing
            )
        ):
            return [ast.unparse(statement).partition("\n")[0] + line]
        call = getattr(statement, "value", None)
        if isinstance(call, ast.Call) and self._builds(call):
            parts = [*call.args, *call.keywords]
            return [
                ast.unparse(p) + line for p in parts if not self._is_known(p.value if isinstance(p, ast.keyword) else p)
            ]
        return [] if self._is_known(statement) else [ast.unparse(statement).partition("\n")[0] + line]

    def _is_known(self, node: ast.AST) -> bool:
        """Whether an expression or a statement is made of the graph, of constants, and of names that are built, too."""
        return all(
            self._builds(n)
            if isinstance(n, ast.Call)
            else self._is_part(n)
            if isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Load)
            else self._is_given(n)
            if isinstance(n, ast.Name)
            else True
            for n in walk(node)
        )

    def _is_given(self, name: ast.Name) -> bool:
        """Whether a name is none of the parameters of the function that saves."""
        if not isinstance(self.scope.node, ast.FunctionDef):
            return True
        known = self.writer.analysis.definitions_of.get(name, ())
        spec = self.scope.node.args
        parameters = {a.arg for a in [*spec.args, *spec.kwonlyargs, spec.vararg, spec.kwarg] if a is not None}
        return name.id not in parameters or any(d.unit is not None and d.unit.scope is self.scope for d in known)

    def _builds(self, call: ast.Call) -> bool:
        analysis = self.writer.analysis
        if analysis.symbols.get(call.func) is not None:
            return not analysis.symbols[call.func].startswith(("app.", "flags.", "train.", "gfile.", "data."))
        value, callee = analysis.values.get(call), analysis.values.get(call.func)
        if callee is not None and callee.kind in (Kind.FUNCTION, Kind.CLASS):
            return True
        if isinstance(call.func, ast.Name):
            return call.func.id in _PURE
        owner = analysis.values.get(call.func.value) if isinstance(call.func, ast.Attribute) else None
        if owner is not None and owner.kind in _BUILDING:
            return True
        if value is not None and value.kind in _BUILDING and value.dynamic:
            return True
        return isinstance(call.func, ast.Attribute) and call.func.attr in (
            "append",
            "as_list",
            "get_shape",
            "format",
            "join",
        )

    def _is_part(self, node: ast.Attribute) -> bool:
        """Whether an attribute is one of a module, of a value of the graph, or a method that is checked as a call."""
        base: ast.expr = node
        while isinstance(base, (ast.Attribute, ast.Subscript, ast.Call)):
            base = base.func if isinstance(base, ast.Call) else base.value
        value = self.writer.analysis.values.get(node.value)
        if value is not None and (value.kind in _BUILDING or value.dynamic):
            return True
        if not isinstance(base, ast.Name):
            return True
        known: Iterable[Definition] = self.writer.analysis.definitions_of.get(base, ())
        return not known or all(
            d.unit is not None and isinstance(d.unit.statement, (ast.Import, ast.ImportFrom)) for d in known
        )


def _places(units: Iterable[Unit]) -> dict[ast.AST, Unit]:
    """The statement that each node of the units stands in."""
    found: dict[ast.AST, Unit] = {}
    for unit in units:
        if unit.header:
            continue
        inside = isinstance(unit.statement, (ast.FunctionDef, ast.ClassDef))
        for node in walk(unit.statement):
            if not inside or node not in found:
                found[node] = unit
    return found
