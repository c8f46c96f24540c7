"""Where an emitted function goes: after the last statement it needs, before its first call, outside of loops."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tf2migrate.analysis.classes import PREFIX
from tf2migrate.analysis.program import Definition, Unit, Unsupported
from tf2migrate.analysis.tree import of_type, walk
from tf2migrate.analysis.values import Kind, function_of
from tf2migrate.planning import staging
from tf2migrate.planning.callers import called_behind
from tf2migrate.planning.recipe import Code
from tf2migrate.planning.roles import Role
from tf2migrate.planning.steps import Step

if TYPE_CHECKING:
    from tf2migrate.planning.planner import Planner

_LOOPS = (ast.For, ast.While)


def place(planner: "Planner", step: Step) -> None:
    """Insert the function of `step` into the plan.

    Raises:
        Unsupported: a name that it captures is bound again before a call, or the graph is built conditionally.
    """
    if step.home is not None:
        _place_method(planner, step)
        return
    required = _required_units(planner, step)
    runs = [run.unit for run in step.runs]
    scope = _home(planner, step, required, runs)
    required = [u for u in required if u.scope is scope]
    graph = [u for u in step.slice.units if u.scope is scope]
    callers = [u for u in runs if u.scope is scope]
    _check_rebinding(planner, step, runs)
    staging.check(planner, step)
    loops = _common_loops(callers)
    fixed = [u for u in required if not _pure_graph(planner, u)]
    for loop in loops:
        if not any(loop in u.enclosing or (u.header and u.statement is loop) for u in fixed):
            planner.result.before.setdefault(loop, []).append(step.code)
            return
    anchors = required + [u for u in graph if not any(l in u.enclosing for l in loops)] or graph or required
    if not anchors:
        target = callers[0] if callers else None
        outermost = next((s for s in (target.enclosing if target else ()) if not isinstance(s, ast.With)), None)
        statement = outermost or target.statement
        planner.result.before.setdefault(statement, []).append(step.code)
        return
    anchor = max(anchors + [u for u in graph], key=lambda u: u.index)
    branch = _left_branch(planner, step, anchor, callers)
    if branch is not None:
        planner.result.after.setdefault(branch, []).append(step.code)
    elif anchor.header and not isinstance(anchor.statement, ast.With):
        planner.result.before.setdefault(anchor.statement.body[0], []).append(step.code)
    elif anchor.header:
        planner.result.before.setdefault(anchor.statement.body[0], []).append(step.code)
    else:
        planner.result.after.setdefault(anchor.statement, []).append(step.code)


def _place_method(planner: "Planner", step: Step) -> None:
    """A method stands behind the last of those that made what it uses."""
    _check_rebinding(planner, step, [run.unit for run in step.runs])
    staging.check(planner, step)
    units = [*step.slice.units, *(i.definition.unit for i in step.inputs)]
    made = [u.scope.node for u in units if u is not None and u.scope.owner is step.home]
    if not made:
        made = [run.scope.node for run in step.runs if run.scope.owner is step.home]
    if not made:
        raise Unsupported(
            step.runs[0].node, "TFM903", "what is run here is not made by a method", "make it in __init__"
        )
    planner.result.after.setdefault(max(made, key=lambda node: node.lineno), []).append(step.code)


def _home(planner: "Planner", step: Step, required: list[Unit], runs: list[Unit]):
    """The function, or the module, in which all names that the step needs are bound.

    Raises:
        Unsupported: it is called from outside of the function whose parameters it reads.
    """
    parameters = {d.env for d in step.slice.captured if d.unit is None}
    inner = [s for s in planner.analysis.scopes if s.env in parameters and not isinstance(s.node, ast.Module)]
    if inner:
        if any(run.scope is not inner[0] for run in runs) or len(inner) > 1:
            raise Unsupported(
                step.runs[0].node,
                "TFM108",
                f"what is fetched here is computed with a parameter of {inner[0].node.name}(...)",
                "fetch the tensor and compute with its value",
            )
        return inner[0]
    units = step.slice.units + required
    if not units:
        return runs[0].scope
    innermost = [u.scope for u in units if u.scope is runs[0].scope]
    return innermost[0] if innermost else max(reversed(units), key=_depth).scope


def _depth(unit: Unit) -> int:
    """How many functions stand around a statement: what it needs is all bound in the innermost."""
    depth, environment = 0, unit.scope.env
    while environment is not None:
        depth, environment = depth + 1, environment.parent
    return depth


def _required_units(planner: "Planner", step: Step) -> list[Unit]:
    """Statements that must have run when the function is defined or first called."""
    units = [d.unit for d in step.slice.closure if d.unit is not None]
    units += [u for u in step.slice.units if u.creates]
    units += [t.optimizer.unit for t in step.slice.trains]
    model = planner.model_of(step)
    if model is not None:
        units.append(model.anchor)
    if step.part is not None:
        return [u for u in [*units, *(d.unit for d in step.part.made)] if u is not None]
    for given in step.inputs:
        record = given.placeholder
        if record is None and given.iterator is None and planner.roles.role[given.definition.unit] is Role.KEEP:
            units.append(given.definition.unit)  # its signature or default
        if record is not None:
            units.append(given.definition.unit)
            for node in (record.dtype, record.shape):
                if node is not None:
                    units += [
                        d.unit
                        for n in of_type(node, ast.Name)
                        for d in planner.analysis.definitions_of.get(n, ())
                        if d.unit is not None
                    ]
    return [u for u in units if u is not None]


def _pure_graph(planner: "Planner", unit: Unit) -> bool:
    return planner.roles.role[unit] in (Role.GRAPH, Role.PLACEHOLDER) and not any(
        not isinstance(c, str)
        and type(c).__name__ in ("Layer", "Variable", "Activation", "Optimizer", "Metric", "Decay")
        for c in unit.creates
    )


def _common_loops(callers: list[Unit]) -> list[ast.stmt]:
    if not callers:
        return []
    common = list(callers[0].enclosing)
    for unit in callers[1:]:
        common = [s for s in common if s in unit.enclosing]
    return [s for s in common if isinstance(s, _LOOPS)]


def _left_branch(planner: "Planner", step: "Step", anchor: Unit, callers: list[Unit]) -> ast.If | None:
    """The branch in which the graph is built where it is run outside of it: a function behind it does for both.

    Raises:
        Unsupported: a run may need what another branch has built.
    """
    inside = [s for s in anchor.enclosing if not isinstance(s, ast.With)]
    left = [s for s in inside if any(s not in caller.enclosing for caller in callers)]
    if not left:
        return None
    within = inside[inside.index(left[0]) :]
    definitions = {d for u in step.slice.units if left[0] in u.enclosing for d in u.definitions}
    if not all(isinstance(s, ast.If) for s in within) or any(
        len(planner.analysis.definitions_of.get(use, ())) > 1
        for definition in definitions
        for use in planner.analysis.uses_of.get(definition, ())
    ):
        raise Unsupported(
            anchor.statement,
            "TFM108",
            "the graph is built in one branch and run outside of it",
            "build the graph in front of the branch",
        )
    return left[0]


def _check_rebinding(planner: "Planner", step: Step, runs: list[Unit]) -> None:
    """A function reads its names when it is traced: they must still be bound to the same objects then."""
    _check_fetched(planner, step)
    arguments = [d for d in step.slice.captured if d.env.frame is None]
    for definition in [*step.slice.closure, *arguments, *_in_signature(planner, step)]:
        if isinstance(definition.node, ast.Attribute) and step.home is not None and step.home.several:
            raise Unsupported(
                definition.node,
                "TFM107",
                f"{definition.name} is set from outside of the class, and the graphs of several objects read it",
                "keep it in each object",
            )
        if definition.value.kind is Kind.FUNCTION and definition.unit is None:
            continue
        bound = definition.unit.index if definition.unit is not None else -1
        for other in _other_bindings(planner, definition):
            if _same_import(definition, other):
                continue
            for run in runs:
                if run.scope is not other.unit.scope:
                    later = other.unit.index > bound and (
                        _read_between(planner, step, definition, other)
                        or not _before_first_use(planner, other.unit, run.scope.node)
                    )
                else:
                    shared = any(s in run.enclosing for s in other.unit.enclosing if isinstance(s, _LOOPS))
                    later = bound < other.unit.index and (run.index > other.unit.index or shared)
                if later and _is_release(planner, other):
                    planner.result.removed.add(other.unit.statement)
                elif later and planner.renamed.get(other) == planner.renamed.get(definition):
                    _rename_later(planner, definition, other)


def _check_fetched(planner: "Planner", step: Step) -> None:
    """A function that runs the graph means by a name what is bound where it is called.

    Raises:
        Unsupported: the name is bound again behind its first call.
    """
    for run in step.runs:
        keys = [feed.key for feed in run.feeds or ()]
        nodes = [name for root in (run.fetches, *keys) for name in planner.analysis.references(root)]
        for definition in {d for node in nodes for d in planner.analysis.definitions_of.get(node, ())}:
            unit = definition.unit
            if unit is None or unit.scope is run.scope or unit.scope.owner is not None:
                continue
            earlier = [
                d
                for d in planner.bindings_of(definition.name)
                if d.env is definition.env and d.unit.index < unit.index and not d.mutation
            ]
            if earlier and not _before_first_use(planner, unit, run.scope.node):
                raise Unsupported(
                    unit.statement,
                    "TFM107",
                    f"{definition.name} is bound again behind a call of a function that runs it",
                    "give the two values different names",
                )


def _read_between(planner: "Planner", step: Step, definition: Definition, other: Definition) -> bool:
    """Whether a statement between two bindings of a name reads the first one: by itself, or in a helper."""
    bound = definition.unit.index if definition.unit is not None else -1
    return any(
        unit.scope is other.unit.scope
        and bound < unit.index < other.unit.index
        and (
            definition in unit.uses
            or any(function_of(planner.analysis.values.get(call.func)) for call in of_type(unit.statement, ast.Call))
        )
        for unit in [*step.slice.units, *(d.unit for d in step.slice.defaults if d.unit is not None)]
    )


def _before_first_use(planner: "Planner", unit: Unit, function: ast.AST) -> bool:
    """Whether a statement of the file runs before anything that could call a function: none before it names one."""
    if (
        not isinstance(unit.scope.node, ast.Module)
        or not isinstance(function, ast.FunctionDef)
        or any(isinstance(s, _LOOPS) for s in unit.enclosing)
    ):
        return False
    named, todo = {function.name}, [function.name]
    while todo:
        name = todo.pop()
        for node in of_type(unit.scope.node, ast.Name):
            around = planner.parents.get(node)
            while (
                node.id == name
                and around is not None
                and not isinstance(around, (ast.FunctionDef, ast.ClassDef, ast.Module))
            ):
                around = planner.parents.get(around)
            if node.id == name and isinstance(around, (ast.FunctionDef, ast.ClassDef)) and around.name not in named:
                named.add(around.name)
                todo.append(around.name)
    return not any(
        other.index <= unit.index
        and not isinstance(other.statement, (ast.FunctionDef, ast.ClassDef))
        and any(name.id in named for name in of_type(other.statement, ast.Name))
        and not (other.header and unit.statement in ast.walk(other.statement))
        for other in unit.scope.units
    )


def _is_release(planner: "Planner", definition: Definition) -> bool:
    """`self.weights = None` lets go of what the graph was made of; a function still needs it."""
    statement = definition.unit.statement
    return (
        isinstance(statement, ast.Assign)
        and len(statement.targets) == 1
        and isinstance(statement.value, ast.Constant)
        and statement.value.value is None
        and all(isinstance(node.ctx, ast.Store) for node in planner.analysis.uses_of.get(definition, ()))
    )


def _same_import(definition: Definition, other: Definition) -> bool:
    """Whether two statements import the same thing under the same name."""
    sources = [_imported(d.unit.statement, d.name) if d.unit is not None else None for d in (definition, other)]
    return sources[0] is not None and sources[0] == sources[1]


def _imported(statement: ast.stmt, name: str) -> tuple | None:
    """What an import statement binds a name to."""
    if isinstance(statement, ast.Import):
        return next(
            (
                ("", 0, a.name if a.asname else name)
                for a in statement.names
                if (a.asname or a.name.partition(".")[0]) == name
            ),
            None,
        )
    if isinstance(statement, ast.ImportFrom):
        return next(
            ((statement.module, statement.level, a.name) for a in statement.names if (a.asname or a.name) == name), None
        )
    return None


def _in_signature(planner: "Planner", step: Step) -> list[Definition]:
    """Names in the shapes and dtypes of placeholders: the signature is evaluated where the function is defined."""
    records = [given.placeholder for given in step.inputs if given.placeholder is not None]
    return [
        d
        for record in records
        for part in (record.dtype, record.shape)
        if part is not None
        for node in of_type(part, ast.Name)
        for d in planner.analysis.definitions_of.get(node, ())
        if d.unit is not None
    ]


def _rename_later(planner: "Planner", definition: Definition, other: Definition) -> None:
    """Give what is bound later to the name of a graph object a name of its own.

    What has been told apart from it before keeps its name: of three bindings each may need one.

    Raises:
        Unsupported: some use may mean either of the two.
    """
    problem = Unsupported(
        other.unit.statement,
        "TFM107",
        f"{definition.name} is bound again between the construction of the graph and a run",
        "give the two values different names",
    )
    group = {
        d
        for d in planner.bindings_of(definition.name)
        if d.env is definition.env
        and d.unit.index >= other.unit.index
        and d is not definition
        and planner.renamed.get(d) == planner.renamed.get(definition)
    }
    if definition.name.startswith(PREFIX):
        raise problem
    if definition.unit in {d.unit for d in group} or any(not isinstance(d.node, ast.Name) for d in group):
        raise problem
    if any(_also_reads(planner, d) for d in group) or _read_by_functions(planner, definition, other):
        raise problem
    uses = []
    for node, definitions in planner.analysis.definitions_of.items():
        if getattr(node, "id", "") != definition.name or not any(d in group for d in definitions):
            continue
        if not all(d in group for d in definitions):
            raise problem
        uses.append(node)
    name = planner.names.fresh(f"{definition.name}_value")
    for node in [*uses, *(d.node for d in group)]:
        planner.result.overrides[node] = Code(name)
    planner.renamed.update(dict.fromkeys(group, name))


def _read_by_functions(planner: "Planner", definition: Definition, other: Definition) -> bool:
    """Whether a function that reads the name is named behind the second binding: it would read the first one."""
    readers = [
        function
        for function in planner.analysis.nodes(ast.FunctionDef, ast.Lambda)
        if definition.name not in staging.bound_names(function)
        and any(n.id == definition.name for n in of_type(function, ast.Name))
        and (definition.unit is None or function is not definition.unit.scope.node)
    ]
    return bool(readers) and called_behind(planner, readers, other.unit.index) is not None


def _also_reads(planner: "Planner", definition: Definition) -> bool:
    """Whether the binding reads the name it binds, or stands in a loop that may read an older value of it."""
    if isinstance(planner.parents.get(definition.node), ast.AugAssign):
        return True
    loops = [s for s in definition.unit.enclosing if isinstance(s, _LOOPS)]
    return any(
        isinstance(node, ast.Name)
        and node.id == definition.name
        and isinstance(node.ctx, ast.Load)
        and any(d not in (definition,) for d in planner.analysis.definitions_of.get(node, ()))
        for loop in loops
        for node in walk(loop)
    )


def _other_bindings(planner: "Planner", definition: Definition) -> list[Definition]:
    return [
        d
        for d in planner.bindings_of(definition.name)
        if d is not definition
        and d.unit is not definition.unit
        and d.env is definition.env
        and not d.mutation
        and planner.roles.role[d.unit] not in (Role.GRAPH, Role.PLACEHOLDER, Role.DROP)
    ]
