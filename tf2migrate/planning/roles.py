"""The stage each statement belongs to: construction and driver stay, graph statements move into functions."""

from __future__ import annotations

import ast
import enum
from collections.abc import Iterable

from tf2migrate.analysis.classes import argument_nodes
from tf2migrate.analysis.program import Analysis, Definition, Placeholder, Run, Unit, Unsupported, Variable
from tf2migrate.analysis.scopes import SCOPE
from tf2migrate.analysis.tree import of_type
from tf2migrate.analysis.values import CONFIGS, Kind, LeafKind, Value, function_of


class Role(enum.Enum):
    KEEP = "stays"
    GRAPH = "moves into functions"
    PLACEHOLDER = "becomes a parameter"
    DROP = "goes"
    DRIVER = "runs the graph"
    FEED = "makes a feed dict"
    CONTEXT = "sets a graph context"
    SCHEDULE = "makes a schedule"


_DEFINING = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom, ast.Global)
_DROPPED_KINDS = frozenset({Kind.SESSION, Kind.INIT, Kind.GRAPH, Kind.HANDLE})
_DROPPED_CALLS = frozenset(
    {
        "reset_default_graph",
        "enable_eager_execution",
        "contrib.eager.enable_eager_execution",
        "disable_v2_behavior",
        "disable_eager_execution",
        "enable_resource_variables",
        "keras.backend.set_session",
    }
)


class Roles:
    """Roles of all units of a file, with what they read of the graph."""

    def __init__(self, analysis: Analysis):
        self.analysis = analysis
        absorbed = _absorbed_nodes(analysis)
        self.absorbed = {name for node in absorbed for name in of_type(node, ast.Name, ast.Attribute)}
        self.runs_of: dict[Unit, list[Run]] = {}
        for run in analysis.runs:
            self.runs_of.setdefault(run.unit, []).append(run)
        self.returned = {inlined.statement for inlined in analysis.inlined.values()}
        self.role: dict[Unit, Role] = {}
        self.also_kept: set[Unit] = set()  # graph statements that a construction needs where it stands
        for unit in analysis.units:
            self.role[unit] = self._role(unit)
        self._spread()
        self._keep_initial_values()
        self._drop_announcements()
        self.flags = self._training_flags()

    def graph_reads(self, unit: Unit) -> list[ast.expr]:
        """Names in the unit that stand for graph values, outside of fetches and feed keys."""
        return [name for name in self._names(unit) if _is_dynamic(self.analysis.definitions_of.get(name, ()))]

    def _names(self, unit: Unit) -> Iterable[ast.expr]:
        roots = header_expressions(unit.statement) if unit.header else [unit.statement]
        for root in roots:
            yield from (name for name in self.analysis.references(root) if name not in self.absorbed)

    def _role(self, unit: Unit) -> Role:
        statement = unit.statement
        if isinstance(statement, ast.FunctionDef) and any(
            f is not None and f.callback and (f.free_dynamic or unit.scope.owner is not None)
            for f in (function_of(d.value) for d in unit.definitions)
        ):
            return Role.GRAPH  # the API calls it: what it reads of the graph, or of a method, cannot be passed to it
        if isinstance(statement, _DEFINING) or _only_defines(statement):
            return Role.KEEP
        if unit.header:
            return self._header_role(unit)
        if statement in self.returned:
            return Role.GRAPH  # the functions compute it, where the method was called
        values = [d.value for d in unit.definitions]
        if self._drops(unit, values):
            return Role.DROP
        if (
            unit in self.runs_of
            or any(isinstance(c, str) and c.startswith("writer") for c in unit.creates)
            or any(saving[3] is unit for saving in self.analysis.savings)
        ):
            return Role.DRIVER
        if (
            values
            and all(v.kind is Kind.PLACEHOLDER for v in values)
            and any(isinstance(c, Placeholder) for c in unit.creates)
        ):
            return Role.PLACEHOLDER
        if values and all(v.kind is Kind.SCHEDULE for v in values):
            return Role.SCHEDULE
        if self._is_feed(unit):
            return Role.FEED
        if values and all(v.kind is Kind.OPTIMIZER for v in values):
            return Role.KEEP  # its rate may be a graph value: the step assigns it
        if any(isinstance(c, Variable) for c in unit.creates) and values and not any(v.dynamic for v in values):
            return Role.KEEP  # initial values are computed once, where the variable is made
        if any(v.dynamic for v in values) or (unit.value is not None and unit.value.dynamic):
            return Role.GRAPH
        if any(v.kind is Kind.DATASET and v.dynamic for v in values):
            return Role.GRAPH
        if self.graph_reads(unit) and not self._reads_only_variables(unit):
            return Role.GRAPH
        return Role.KEEP

    def _header_role(self, unit: Unit) -> Role:
        if isinstance(unit.statement, ast.With):
            if unit in self.runs_of:
                return Role.DRIVER
            call = unit.statement.items[0].context_expr
            value = self.analysis.values.get(call)
            if value is not None and value.kind in (Kind.SESSION, Kind.GRAPH):
                return Role.DROP
            if value is not None and value.path.startswith("context:"):
                return Role.CONTEXT
        if self.graph_reads(unit) and unit not in self.runs_of and not self._loops_over_variables(unit):
            self.analysis.problems.append(
                Unsupported(
                    unit.statement,
                    "TFM106",
                    "a Python statement that runs the session depends on a graph value",
                    "fetch the value first and test the number",
                )
            )
        return Role.DRIVER

    def _loops_over_variables(self, unit: Unit) -> bool:
        """`for i, v in enumerate(variables):` in the driver."""
        return isinstance(unit.statement, ast.For) and self._reads_only_variables(unit)

    def _reads_only_variables(self, unit: Unit) -> bool:
        """Whether a statement reads nothing but lists of variables of the graph: they stay where they are named."""
        names = self.graph_reads(unit)
        if unit.scope.owner is not None:
            return False
        read = [d for name in names if isinstance(name.ctx, ast.Load) for d in self.analysis.definitions_of[name]]
        if any(
            d.unit is None or not d.value.path.startswith("collection:") or len(d.unit.definitions) > 1 for d in read
        ):
            return False
        self.also_kept.update(d.unit for d in read)
        return bool(read)

    def _drops(self, unit: Unit, values: list[Value]) -> bool:
        if values and all(v.path in ("update_ops", SCOPE) for v in values):
            return True
        if values:
            return all(v.kind in _DROPPED_KINDS or (v.kind is Kind.PYTHON and v.path in CONFIGS) for v in values)
        statement = unit.statement
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
            call = statement.value
            if self.analysis.symbols.get(call.func) in _DROPPED_CALLS:
                return True
            if isinstance(call.func, ast.Attribute) and call.func.attr in (
                "close",
                "as_default",
                "__enter__",
                "finalize",
            ):
                owner = self.analysis.values.get(call.func.value)
                return owner is not None and owner.kind in (Kind.SESSION, Kind.GRAPH)
            if isinstance(call.func, ast.Attribute) and call.func.attr == "reuse_variables":
                return True
            value = self.analysis.values.get(call)
            return value is not None and value.kind in (Kind.SESSION, Kind.INIT, Kind.GRAPH)
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Attribute):
            root = statement.targets[0]
            while isinstance(root, ast.Attribute):
                root = root.value
            value = self.analysis.values.get(root)
            return value is not None and value.path in CONFIGS
        return False

    def _is_feed(self, unit: Unit) -> bool:
        """A statement that reads placeholders only as the keys of a feed dict."""
        maps = [d.value for d in unit.definitions if d.value.kind is Kind.MAPPING and d.value.info]
        read = self.graph_reads(unit) if maps else []
        if read and isinstance(getattr(unit.statement, "value", None), ast.Call):
            self.analysis.problems.append(
                Unsupported(
                    unit.statement.value,
                    "TFM103",
                    "a function makes the feed dict of placeholders that it is given",
                    "let it read the placeholders where they are",
                )
            )
        return bool(maps) and not read

    def _training_flags(self) -> set[Placeholder]:
        """Placeholders that switch layers between training and inference."""
        flags: set[Placeholder] = set()
        for layer in self.analysis.layers:
            if layer.flag is not None and isinstance(layer.flag.info, Placeholder):
                flags.add(layer.flag.info)
        return flags

    def _keep_initial_values(self) -> None:
        todo = [
            u
            for u in self.analysis.units
            if self.role[u] is Role.KEEP and any(isinstance(c, Variable) for c in u.creates)
        ]
        while todo:
            unit = todo.pop()
            for definition in unit.uses:
                owner = definition.unit
                if owner is None or self.role[owner] is not Role.GRAPH or owner in self.also_kept:
                    continue
                if all(leaf.kind in (LeafKind.RANDOM, LeafKind.VARIABLE) for leaf in definition.value.all_leaves()):
                    self.also_kept.add(owner)
                    todo.append(owner)

    def _drop_announcements(self) -> None:
        """`self.sess = None` only says that there will be a session: it goes with what it announces."""
        bound: dict[tuple, list[Definition]] = {}
        for unit in self.analysis.units:
            for definition in unit.definitions:
                bound.setdefault((definition.env, definition.name), []).append(definition)
        for unit in self.analysis.units:
            if (
                self.role[unit] is not Role.KEEP
                or len(unit.definitions) != 1
                or not isinstance(unit.statement, ast.Assign)
            ):
                continue
            announced = unit.definitions[0]
            others = [d for d in bound[announced.env, announced.name] if d.unit is not unit]
            if announced.value.constant is not None or not others or not all(map(self._goes, others)):
                continue
            if all(
                any(d in others for d in self.analysis.definitions_of.get(node, ()))
                for node in self.analysis.uses_of.get(announced, ())
                if node is not announced.node
            ):
                self.role[unit] = Role.DROP

    def _goes(self, definition: Definition) -> bool:
        return (
            definition.unit is not None
            and definition.unit not in self.also_kept
            and (self.role[definition.unit] in (Role.GRAPH, Role.PLACEHOLDER, Role.DROP))
        )

    def _spread(self) -> None:
        """A container that graph statements change is made inside the function that changes it."""
        changed = True
        while changed:
            changed = False
            for unit in self.analysis.units:
                if self._follows(unit):
                    self.role[unit] = Role.GRAPH
                    changed = True
                if self.role[unit] is not Role.GRAPH:
                    continue
                for definition in unit.mutates:
                    owner = definition.unit
                    if (
                        owner is not None
                        and self.role[owner] is Role.KEEP
                        and definition.value.kind in (Kind.SEQUENCE, Kind.MAPPING)
                    ):
                        self.role[owner] = Role.GRAPH
                        changed = True

    def _follows(self, unit: Unit) -> bool:
        """Whether a statement only changes containers that are made inside of a function: `weights.reverse()`."""
        return (
            self.role[unit] is Role.KEEP
            and isinstance(unit.statement, ast.Expr)
            and bool(unit.mutates)
            and all(d.unit is not None and self.role[d.unit] is Role.GRAPH for d in unit.mutates)
        )


def _only_defines(statement: ast.stmt) -> bool:
    """Whether a test only chooses which functions, classes and modules a name means."""
    return isinstance(statement, (ast.If, ast.Try)) and all(
        isinstance(inner, (*_DEFINING, ast.Pass))
        or _only_defines(inner)
        or (isinstance(inner, ast.Expr) and isinstance(inner.value, ast.Constant))
        for block in (statement.body, statement.orelse, *(h.body for h in getattr(statement, "handlers", ())))
        for inner in block
    )


def _is_dynamic(definitions: tuple[Definition, ...]) -> bool:
    return any(d.value.dynamic for d in definitions)


def header_expressions(statement: ast.stmt) -> list[ast.AST]:
    """What the header of a compound statement evaluates."""
    if isinstance(statement, ast.For):
        return [statement.iter, statement.target]
    if isinstance(statement, (ast.While, ast.If)):
        return [statement.test]
    if isinstance(statement, ast.With):
        return [item.context_expr for item in statement.items]
    return []


def _absorbed_nodes(analysis: Analysis) -> set[ast.AST]:
    """Expressions whose graph values the driver lowering takes care of."""
    absorbed: set[ast.AST] = set()
    for run in analysis.runs:
        absorbed.add(run.fetches)
        for feed in run.feeds or ():
            absorbed.add(feed.key)
        if run.feed_node is not None:
            absorbed.add(run.feed_node)
    for cell in analysis.cells.values():
        absorbed.update(cell.fed.values())
    for value in analysis.values.values():
        if value.kind is Kind.MAPPING and value.info:
            absorbed.update(key for feed in value.info if hasattr(feed, "key") for key in (feed.key, *feed.twins))
    for node in analysis.writers:
        absorbed.update(node.args[1:])
        absorbed.update(keyword.value for keyword in node.keywords)
    for scope in analysis.scopes:
        for call in scope.calls if scope.passed else ():
            given = argument_nodes(scope.node, call, bound=scope.owner is not None)
            absorbed.update(given[name] for name in scope.passed if name in given)
    for node in analysis.sessions:
        absorbed.update(node.args)
        absorbed.update(keyword.value for keyword in node.keywords)
    return absorbed
