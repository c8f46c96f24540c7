"""Initializers run by the session: variables of TF2 have their values once they exist."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tf2migrate.analysis.api.known import variables_in
from tf2migrate.analysis.collections import is_layer
from tf2migrate.analysis.exclusive import Places
from tf2migrate.analysis.program import Definition, Optimizer, Run, Scope, Unit, Unsupported, Variable
from tf2migrate.analysis.tree import walk
from tf2migrate.analysis.values import Kind, Value
from tf2migrate.planning import sessions, shared_optimizers
from tf2migrate.planning.fetches import assigns
from tf2migrate.planning.recipe import Block, Code, FunctionCode, Line, Recipe, Special, Statement
from tf2migrate.result import Diagnostic, Safety

if TYPE_CHECKING:
    from tf2migrate.planning.planner import Planner

_LOOPS = (ast.For, ast.While)


def plan(planner: "Planner") -> None:
    """Check that each run of an initializer is the first, or is overwritten by a restore.

    Raises:
        Unsupported: variables that have changed are initialised again.
    """
    sessions.check(planner)
    shared_optimizers.plan(planner)
    again, places = _Again(planner), Places(planner.analysis)
    for run in planner.analysis.runs:
        if not _initializes(run.value):
            continue
        local = _only_local(run.value)
        if not local and _called_again(planner, run):
            raise _refused(run.node)
        start = _graph_start(planner, run)
        changes = [
            unit
            for unit in _in_this_graph(start, run, _earlier_changes(planner, run, local))
            if not places.apart(unit.statement, run.node)
        ]
        if not local and not _restored_next(planner, run.unit) and _changed_elsewhere(planner, run):
            raise _refused(run.node)
        repeated = local and isinstance(run.scope.node, ast.FunctionDef) and called_again(planner, run.scope)
        if not changes and not repeated:
            continue
        if local and planner.metric_names:
            _reset_metrics(planner, run)
        elif local or _restored_next(planner, run.unit):
            continue
        else:
            again.run(run, start.index if start is not None else -1, changes)


def _called_again(planner: "Planner", run: Run) -> bool:
    """Whether a function that initialises variables from outside of it may be called more than once."""
    function = run.scope.node
    if run.scope.owner is not None:
        return False  # the calls of methods are known, and looked at next
    if not isinstance(function, ast.FunctionDef) or all(
        v.unit is not None and v.unit.scope.root is run.scope for v in planner.analysis.variables
    ):
        return False
    return _may_repeat(planner, function)


def called_again(planner: "Planner", scope: Scope) -> bool:
    """Whether a function or method may be called more than once, as far as its calls can be seen."""
    if scope.owner is not None:
        return _Calls(planner).repeated(scope)
    return _may_repeat(planner, scope.node)


def _means_another(planner: "Planner", name: ast.Name, function: ast.FunctionDef) -> bool:
    """Whether a name stands for a function of the same name in another file."""
    value = planner.analysis.values.get(name)
    return (
        value is not None
        and value.kind is Kind.FUNCTION
        and value.info is not None
        and (value.info.node is not function)
    )


def _may_repeat(planner: "Planner", function: ast.FunctionDef) -> bool:
    """Whether a function may be called more than once, as far as its calls can be seen."""
    node: ast.AST = function
    while isinstance(node, ast.FunctionDef):
        calls = [
            n
            for n in planner.analysis.nodes(ast.Name)
            if n.id == node.name and isinstance(n.ctx, ast.Load) and not _means_another(planner, n, node)
        ]
        if len(calls) != 1:
            return len(calls) > 1
        node = calls[0]
        while node in planner.parents and not isinstance(node, ast.FunctionDef):
            node = planner.parents[node]
            if isinstance(node, (*_LOOPS, ast.ListComp, ast.GeneratorExp, ast.Lambda)):
                return True
        if isinstance(planner.parents.get(node), ast.ClassDef):
            return True
    return False


def _changed_elsewhere(planner: "Planner", run: Run) -> bool:
    """Whether a function or method that changes variables may have been called before this run, or this runs again."""
    order = _Calls(planner)
    changing = [
        (r.scope, r.unit)
        for r in planner.analysis.runs
        if r is not run and (_changes(r.value, False) or sessions.changes(planner, r))
    ]
    changing += [(unit.scope, unit) for unit in _restores(planner) if not _instead(planner, unit, run)]
    places = Places(planner.analysis)
    changing = [(scope, unit) for scope, unit in changing if not places.apart(unit.statement, run.node)]
    if any(scope is not run.scope and order.before(scope, run.unit) for scope, _ in changing):
        return True
    if run.scope.owner is None or not changing:
        return False
    if run.scope.node.name != "__init__":
        return order.repeated(run.scope)
    # Each object initialises the variables of all objects, in the session that they share.
    return not _own_session(planner, run) and any(
        order.before(scope, made) or scope is made.scope and (unit.index < made.index or _share_loop(unit, made))
        for made in order.callers(run.scope)
        for scope, unit in changing
        if scope is not run.scope
    )


def _own_session(planner: "Planner", run: Run) -> bool:
    """Whether the session of a run is made in the class."""
    held = planner.analysis.values.get(run.node.func.value) if isinstance(run.node.func, ast.Attribute) else None
    made = held.node if held is not None and held.kind is Kind.SESSION else None
    while made is not None and made is not run.scope.owner.node:
        made = planner.parents.get(made)
    return made is not None


class _Calls:
    """Which functions may have been called before a statement is reached, by the order of the program."""

    def __init__(self, planner: "Planner"):
        self.planner = planner
        self.units = {unit.statement: unit for unit in planner.analysis.units}
        self.places = Places(planner.analysis)

    def before(self, scope: Scope, target: Unit, seen: tuple = ()) -> bool:
        if scope in seen:
            return False
        for unit in self.callers(scope):
            if self.places.apart(unit.statement, target.statement):
                continue
            if unit.scope is target.scope or unit.scope.root is target.scope.root and unit.scope.owner is None:
                around = self.around(target, unit.scope)
                if unit.index < around.index or _share_loop(unit, around):
                    return True
            elif self.before(unit.scope, target, (*seen, scope)):
                return True
        return False

    def around(self, target: Unit, scope: Scope) -> Unit:
        """The statement of this scope that led to the target."""
        while target.scope is not scope and target.scope.owner is not None and target.scope.caller is not None:
            target = target.scope.caller
        return target

    def callers(self, scope: Scope) -> list[Unit]:
        found = []
        for call in scope.calls:
            node: ast.AST = call
            while node is not None and node not in self.units:
                node = self.planner.parents.get(node)
            if node is not None:
                found.append(self.units[node])
        return found

    def repeated(self, scope: Scope, seen: tuple = ()) -> bool:
        """Whether a method may be called more than once."""
        callers = self.callers(scope)
        if scope in seen:
            return False
        if len(callers) > 1 or any(isinstance(s, _LOOPS) for unit in callers for s in unit.enclosing):
            return True
        return any(
            self.repeated(unit.scope, (*seen, scope)) for unit in callers if not isinstance(unit.scope.node, ast.Module)
        )


class _Again:
    """Initialisation of variables that have changed: new initial values are assigned in place."""

    def __init__(self, planner: "Planner"):
        self.planner = planner
        self.names: dict[tuple, str] = {}

    def run(self, run: Run, start: int, changes: list[Unit]) -> None:
        """Replace the run site by a call of a function that assigns initial values.

        Raises:
            Unsupported: a variable has no name, or belongs to a layer.
        """
        planner = self.planner
        statement = planner.parents[run.node]
        if not isinstance(statement, ast.Expr):
            raise _refused(run.node)
        chosen = self._chosen(run.value)
        # Only what may have changed: what was made in this graph before the last change.
        end = (
            run.unit.index
            if any(u.index > run.unit.index or u.scope is not run.scope for u in changes)
            else max(u.index for u in changes)
        )
        changed = {u for u in planner.analysis.units if u.scope is run.scope and start < u.index < end}
        records = [v for v in planner.analysis.variables if v.unit in changed and (chosen is None or v in chosen)]
        optimizers = (
            [
                o
                for o in planner.analysis.optimizers
                if o.trains and o.stands_for in (None, o) and (o.unit in changed or o.unit.scope is not run.scope)
            ]
            if chosen is None
            else []
        )
        fresh = [
            v
            for v in planner.analysis.variables
            if v.unit.scope is run.scope
            and v not in records
            and end <= v.unit.index < run.unit.index
            and (chosen is None or v in chosen)
        ]
        if not records and fresh and not optimizers:
            return  # they have their initial values
        if not records or any(d.unit.index < run.unit.index for r in records for d in self._bound_later(r)):
            raise _refused(run.node)
        key = (tuple(records), tuple(optimizers))
        if key not in self.names:
            self.names[key] = self._define(run, records, optimizers)
        planner.result.removed.discard(statement)
        planner.result.statements[statement] = [Line(Code(f"{self.names[key]}()"), statement)]
        planner.result.apply("TFM207", statement)

    def _bound_later(self, record: Variable) -> list[Definition]:
        return [
            d
            for own in record.unit.definitions
            for d in self.planner.bindings_of(own.name)
            if d.env is own.env and d.unit.index > record.unit.index and not d.mutation
        ]

    def _chosen(self, value: Value) -> set[Variable] | None:
        """The variables of `variables_initializer(...)` and `v.initializer`; None for all."""
        if value.kind is Kind.SEQUENCE:
            parts = [self._chosen(v) for v in value.children()]
            return None if None in parts else set().union(*parts)
        if value.items is None:
            return None
        return {v for item in value.items for v in variables_in(item)}

    def _define(self, run: Run, records: list[Variable], optimizers: list[Optimizer]) -> str:
        planner = self.planner
        body: list[Statement] = []
        for record in records:
            holder = planner.owners.expression([record])
            text = holder.text if holder is not None else ""
            if record.many or not (text.startswith("[") and text.endswith("]")) or "*" in text:
                raise _refused(run.node)
            parts = holder.parts
            body.append(Line(Code(f"{text[1:-1]}.assign({{{len(parts)}}})", (*parts, self._initial(record, run)))))
        last = max([r.unit for r in records] + [o.unit for o in optimizers], key=lambda u: u.index)
        if any(not isinstance(s, ast.With) for s in last.enclosing):
            raise _refused(run.node)
        lines: list[Statement] = []
        for optimizer in optimizers:
            slots = planner.names.fresh(f"initial_{optimizer.name}_state")
            trained = next((t.trainable for t in optimizer.trains if t.loss is not None), None)
            holder = planner.owners.expression(trained, trained=True) if trained else None
            if holder is None or any(is_layer(v) for v in trained):
                raise _refused(run.node)
            given = next((t.variables for t in optimizer.trains if t.variables is not None), None)
            lines.append(
                Line(
                    Code(f"{optimizer.name}.build({{0}})", (holder if given is None else Code("list({0})", (given,)),))
                )
            )
            lines.append(Line(Code(f"{slots} = [value.numpy() for value in {optimizer.name}.variables]")))
            body.append(
                Block(
                    Code(f"for variable, value in zip({optimizer.name}.variables, {slots}):"),
                    [Line(Code("variable.assign(value)"))],
                )
            )
        name = planner.names.fresh("initialize_variables")
        code = FunctionCode(name, [], body, decorated=False)
        anchor = planner.result.after.setdefault(last.statement, [])
        anchor[:0] = [*lines, code]
        return name

    def _initial(self, record: Variable, run: Run) -> Recipe:
        """The expression of the initial value, evaluated anew."""
        if record.in_function is not None:
            value = getattr(record.unit.statement, "value", None)
            if (
                value is None
                or self.planner.analysis.values.get(value) is None
                or (self.planner.analysis.values[value].info is not record)
            ):
                raise _refused(run.node)
            return value
        if is_layer(record) or not self._same_again(record):
            raise _refused(run.node)
        return Special("initial_value", record)

    def _same_again(self, record: Variable) -> bool:
        """Whether the initial value can be written a second time: TensorFlow ops on names that are bound once."""
        analysis = self.planner.analysis
        for argument in [*record.node.args, *(k.value for k in record.node.keywords)]:
            for node in walk(argument):
                if isinstance(node, ast.Call) and node.func not in analysis.symbols:
                    owner = analysis.values.get(getattr(node.func, "value", None))
                    steady = owner is not None and (
                        owner.kind in (Kind.VARIABLE, Kind.TENSOR)
                        or (owner.kind is Kind.PYTHON and "random" not in ast.unparse(node.func))
                    )
                    if not steady:
                        return False
                if isinstance(node, ast.Name) and len(self.planner.bindings_of(node.id)) > 1:
                    return False
        return True


def _refused(node: ast.AST) -> Unsupported:
    return Unsupported(
        node,
        "TFM207",
        "variables that have changed are initialised again",
        "make the model anew in a function, or assign the initial values",
    )


def _initializes(value: Value) -> bool:
    if value.kind is Kind.INIT:
        return True
    return value.kind is Kind.SEQUENCE and any(_initializes(v) for v in value.children())


def _only_local(value: Value) -> bool:
    if value.kind is Kind.SEQUENCE:
        return all(_only_local(v) for v in value.children() if v.kind is Kind.INIT)
    return value.path in ("local_variables_initializer", "initialize_local_variables")


def _graph_start(planner: "Planner", run: Run) -> Unit | None:
    """The last `reset_default_graph()` that has run before: variables made before it belong to another graph."""
    resets = [
        u
        for u in planner.analysis.units
        if u.scope is run.scope
        and u.index < run.unit.index
        and isinstance(u.statement, ast.Expr)
        and isinstance(u.statement.value, ast.Call)
        and planner.analysis.symbols.get(u.statement.value.func) == "reset_default_graph"
        and all(s in run.unit.enclosing for s in u.enclosing)
    ]
    return resets[-1] if resets else None


def _in_this_graph(start: Unit | None, run: Run, changes: list[Unit]) -> list[Unit]:
    if start is None:
        return changes
    found = [u for u in changes if u.scope is not run.scope or u.index > start.index]
    if any(isinstance(s, _LOOPS) for s in start.enclosing):  # a new graph in each turn of the loop
        found = [u for u in found if u.scope is run.scope and u.index < run.unit.index]
    return found


def _earlier_changes(planner: "Planner", run: Run, local: bool) -> list[Unit]:
    """Units that change variables and may have run before this one."""
    units = [
        r.unit
        for r in planner.analysis.runs
        if r is not run
        and r.scope is run.scope
        and (_changes(r.value, local) or not local and sessions.changes(planner, r))
    ]
    if not local:
        # Where a restore in another function is called from is known better than where that was read first.
        units += [
            unit
            for unit in _restores(planner)
            if not _instead(planner, unit, run) and (unit.scope is run.scope or not unit.scope.calls)
        ]
    return [
        u
        for u in units
        if not _exclusive(planner, u, run.unit)
        and not planner.analysis.apart(u, run.unit)
        and (u.index < run.unit.index or _share_loop(u, run.unit))
    ]


def _exclusive(planner: "Planner", a: Unit, b: Unit) -> bool:
    """Whether the two stand in different branches of one `if`, outside of loops."""
    for statement in a.enclosing:
        if isinstance(statement, _LOOPS):
            return False
        if isinstance(statement, ast.If) and statement in b.enclosing:
            if _in_body(planner, a, statement) != _in_body(planner, b, statement):
                return True
    return False


def _restores(planner: "Planner") -> list[Unit]:
    return [unit for method, _, _, unit in planner.analysis.savings if method == "restore"]


def _instead(planner: "Planner", restore: Unit, run: Run) -> bool:
    """Whether an initializer is only run where a restore has failed: `try: saver.restore(...)`, `except:
    sess.run(init)`.
    """
    if not any(isinstance(s, ast.Try) for s in restore.enclosing):
        return False
    callers = [] if run.scope is restore.scope else _Calls(planner).callers(run.scope)
    found = (
        _has_failed(planner, restore, run.unit)
        or bool(callers)
        and all(_has_failed(planner, restore, unit) for unit in callers)
    )
    if found:
        _note_failure(planner, restore)
    return found


def _has_failed(planner: "Planner", restore: Unit, unit: Unit) -> bool:
    """Whether the statement is reached by an error of the restore: what stands behind it raises none."""
    for statement in restore.enclosing:
        if isinstance(statement, _LOOPS) or restore.scope is not unit.scope:
            return False
        if not isinstance(statement, ast.Try) or restore.statement not in statement.body:
            continue
        place: ast.AST = unit.statement
        while place in planner.parents and planner.parents[place] is not statement:
            place = planner.parents[place]
        behind = statement.body[statement.body.index(restore.statement) + 1 :]
        return place in statement.handlers and all(_prints(node) for node in behind)
    return False


def _note_failure(planner: "Planner", restore: Unit) -> None:
    node = restore.statement
    note = Diagnostic(
        planner.path_of(node),
        node.lineno,
        node.col_offset + 1,
        "TFM404",
        "a checkpoint that fits only in part gives its values before this fails; in TensorFlow 1 it gave none",
        "remove checkpoints of other models",
        Safety.SAFE,
    )
    if note not in planner.result.diagnostics:
        planner.result.diagnostics.append(note)


def _prints(statement: ast.stmt) -> bool:
    call = statement.value if isinstance(statement, ast.Expr) else None
    return (
        isinstance(statement, ast.Pass)
        or isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and (call.func.id == "print" and all(isinstance(n, (ast.Constant, ast.Name)) for n in call.args))
    )


def _in_body(planner: "Planner", unit: Unit, statement: ast.If) -> bool:
    node: ast.AST = unit.statement
    while planner.parents[node] is not statement:
        node = planner.parents[node]
    return node in statement.body


def _changes(value: Value, local: bool) -> bool:
    if local:
        return value.kind in (Kind.METRIC,) or any(_changes(v, local) for v in value.children())
    return assigns(value) or value.kind is Kind.TRAIN or any(_changes(v, local) for v in value.children())


def _share_loop(a: Unit, b: Unit) -> bool:
    return any(isinstance(s, _LOOPS) and s in b.enclosing for s in a.enclosing)


def _restored_next(planner: "Planner", unit: Unit) -> bool:
    """Whether everything is restored before anything else is run."""
    later = sorted(
        (
            r.unit.index
            for r in planner.analysis.runs
            if r.scope is unit.scope and r.unit.index > unit.index and not _initializes(r.value)
        )
    )
    for method, node, saver, place in planner.analysis.savings:
        if method == "restore" and saver.info.var_list is None and place.enclosing == unit.enclosing:
            if place.index > unit.index and (not later or place.index <= later[0]):
                return True
        # A session of its own: `with tf.Session() as sess: sess.run(init); saver.restore(...)`
    return False


def _reset_metrics(planner: "Planner", run: Run) -> None:
    statement = planner.parents[run.node]
    if not isinstance(statement, ast.Expr):
        raise Unsupported(run.node, "TFM403", "metrics are reset inside an expression", "call metric.reset_state()")
    planner.result.removed.discard(statement)
    planner.result.statements[statement] = [
        Line(Code(f"{name}.reset_state()"), statement if n == 0 else None)
        for n, name in enumerate(planner.metric_names.values())
    ]
