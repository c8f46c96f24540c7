"""What goes from functions and classes: parameters that took a session, calls of inlined methods, empty methods.

Also the last look at objects: nothing that stays may read an attribute that held a graph value.
"""

from __future__ import annotations

import ast
import dataclasses
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tf2migrate.analysis.classes import PREFIX, argument_nodes, keeps_value, last
from tf2migrate.analysis.program import Class, Scope, Unsupported
from tf2migrate.analysis.tree import belongs, children, walk
from tf2migrate.analysis.values import Kind
from tf2migrate.planning.names import all_bases
from tf2migrate.planning.recipe import Block, Code, FunctionCode, Line, Original, Special
from tf2migrate.planning.roles import Role, header_expressions

if TYPE_CHECKING:
    from tf2migrate.planning.planner import Planner


def plan(planner: "Planner") -> None:
    """Plan the signatures of the file.

    Raises:
        Unsupported: a session or a graph value is used by something that stays.
    """
    if planner.analysis.eager:
        return
    for made in dict.fromkeys(step.home for step in planner.steps if step.home is not None):
        planner.result.apply("TFM215", made.node)
    for scope in planner.analysis.scopes:
        _drop_parameters(planner, scope)
    _check_shared(planner)
    _inlined_calls(planner)
    _drop_unread(planner)
    _properties(planner)
    _empty(planner)
    _check_left(planner)
    _check_written(planner)


def _drop_parameters(planner: "Planner", scope: Scope) -> None:
    gone = {name for name, kind in scope.parameters.items() if kind is Kind.SESSION} | scope.passed | scope.settings
    if not gone:
        return
    spec = scope.node.args
    if spec.posonlyargs or any(a is not None and a.arg in gone for a in (spec.vararg, spec.kwarg)):
        raise Unsupported(
            scope.node,
            "TFM104",
            f"{scope.node.name} takes a session in a way that cannot be taken out",
            "take the session as a plain parameter",
        )
    planner.result.unneeded[scope.node] = gone
    for call in scope.calls:
        given = argument_nodes(scope.node, call, bound=scope.owner is not None)
        nodes = {given[name] for name in gone if name in given}
        if any(isinstance(a, ast.Starred) for a in call.args) or any(k.arg is None for k in call.keywords):
            raise Unsupported(call, "TFM104", "a session may be among starred arguments", "write the arguments out")
        if nodes and call not in planner.result.overrides:
            planner.result.overrides[call] = Special("call_without", (call, nodes))
    planner.result.apply("TFM101", scope.node)


def _calls(planner: "Planner") -> dict[ast.Call, list[Scope]]:
    """What each call may call: one method, or those of several classes."""
    found: dict[ast.Call, list[Scope]] = {}
    for scope in planner.analysis.scopes:
        for call in scope.calls:
            found.setdefault(call, []).append(scope)
    return found


def _check_shared(planner: "Planner") -> None:
    """A call of one of several classes must fit all of them.

    Raises:
        Unsupported: it would lose an argument that another class still takes.
    """
    for call, scopes in _calls(planner).items():
        gone = [
            frozenset(ast.dump(given[n]) for n in planner.result.unneeded.get(s.node, ()) if n in given)
            for s in scopes
            for given in [argument_nodes(s.node, call, bound=s.owner is not None)]
        ]
        if len(set(gone)) > 1:
            names = " and ".join(s.owner.node.name for s in scopes if s.owner is not None)
            raise Unsupported(
                call, "TFM104", f"{names} take the session in different places", "give them one signature"
            )


def _inlined_calls(planner: "Planner") -> None:
    """Methods whose result the graph used compute it in the functions; where they made something, they still do."""
    for call, inlined in planner.analysis.inlined.items():
        made = planner.result.overrides.get(call)
        planner.result.overrides[call] = inlined.value
        statement: ast.AST = call
        while not isinstance(statement, ast.stmt):
            statement = planner.parents[statement]
        kept = made if made is not None else Original(call)
        planner.result.removed.discard(statement)
        planner.result.statements[statement] = [Line(kept if isinstance(kept, Code) else Code("{0}", (kept,)))]


def _properties(planner: "Planner") -> None:
    """Properties that built the graph go; what they made is made by a method that the constructor calls.

    Raises:
        Unsupported: nothing but a run reads a property that makes something.
    """
    taken: set[str] = set()
    for made in planner.analysis.classes:
        for function in made.methods.values():
            scope = made.scopes.get(function.node)
            if (
                not function.is_property
                or scope is None
                or not any(isinstance(u.statement, ast.Return) and u.definitions for u in scope.units)
            ):
                continue
            taken.update(d.id for d in function.node.decorator_list)
            if _nothing_left(planner, function.node.body):
                planner.result.emptied.add(function.node)
                continue
            definition = made.env.names[PREFIX + function.name][0]
            reads = [
                planner.parents[n]
                for n in planner.analysis.uses_of.get(definition, ())
                if isinstance(planner.parents.get(n), ast.Expr) and planner.parents[n] in planner.result.removed
            ]
            if not reads:
                raise Unsupported(
                    function.node,
                    "TFM903",
                    f"the property {function.name} makes layers or variables when it is read first, and that is a run",
                    "read it in __init__",
                )
            planner.result.undecorated.add(function.node)
            planner.result.removed.discard(reads[0])
            planner.result.statements[reads[0]] = [Line(Code(f"{PREFIX}{function.name}()"), reads[0])]
    for node in planner.analysis.nodes(ast.FunctionDef):
        if (
            node.name in taken
            and keeps_value(node)
            and all(
                any(
                    f.node in planner.result.undecorated | planner.result.emptied
                    for f in planner.analysis.functions.values()
                    if isinstance(f.node, ast.FunctionDef) and n in f.node.decorator_list
                )
                for n in planner.analysis.nodes(ast.Name)
                if n.id == node.name
            )
        ):
            planner.result.emptied.add(node)
            _drop_imports(planner, node)
            _drop_imports_of(planner, node)


def _drop_imports(planner: "Planner", gone: ast.FunctionDef) -> None:
    """Modules that only this function used."""
    inside = set(walk(gone))
    for statement in planner.analysis.nodes(ast.Import):
        names = {(a.asname or a.name).partition(".")[0] for a in statement.names}
        used = [n for n in planner.analysis.nodes(ast.Name) if n.id in names and belongs(n, planner.tree_of(gone))]
        if used and inside.issuperset(used) and belongs(statement, planner.tree_of(gone)):
            planner.result.removed.add(statement)


def _drop_imports_of(planner: "Planner", gone: ast.FunctionDef) -> None:
    """The name of a function that goes, where other files import it.

    Raises:
        Unsupported: the same statement imports something that becomes a class.
    """
    home = planner.tree_of(gone)
    classes = planner.layer_classes
    for statement in planner.analysis.nodes(ast.ImportFrom):
        kept = [alias for alias in statement.names if alias.name != gone.name]
        if len(kept) == len(statement.names) or planner.tree_of(statement) is home:
            continue
        if classes is not None and statement in classes.imports:
            raise Unsupported(statement, "TFM903", f"{gone.name} goes, and what is imported with it becomes a class")
        if not kept:
            planner.result.removed.add(statement)
            continue
        names = ", ".join(f"{a.name} as {a.asname}" if a.asname else a.name for a in kept)
        text = f"from {'.' * statement.level}{statement.module or ''} import {names}"
        planner.result.statements[statement] = [Line(Code(text), statement)]


def _drop_unread(planner: "Planner") -> None:
    """Local names of building methods that only the graph read go with it."""
    analysis = planner.analysis
    records = [
        *analysis.variables,
        *analysis.layers,
        *analysis.optimizers,
        *analysis.metrics,
        *analysis.decays,
        *analysis.iterators,
    ]
    kept = {n for record in records for n in walk(record.node)}
    kept |= {n for node in _written_beside(planner) for n in walk(node)}
    gone = {
        n
        for u in analysis.units
        if planner.roles.role[u] in (Role.GRAPH, Role.PLACEHOLDER, Role.DROP) and u not in planner.roles.also_kept
        for root in (header_expressions(u.statement) if u.header else [u.statement])
        for n in walk(root)
    }
    emitted = {u for step in planner.steps for u in step.slice.units}
    planner.result.unread |= {
        u.statement
        for u in analysis.units
        if u.scope.owner is not None
        and u not in emitted
        and u.definitions
        and all(d.value.path.startswith("collection:") for d in u.definitions)
    }
    todo = [
        u
        for scope in analysis.scopes
        if scope.owner is not None
        for u in scope.units
        if planner.roles.role[u] is Role.KEEP
        and isinstance(u.statement, ast.Assign)
        and u.definitions
        and u.statement not in planner.result.statements
    ]
    found = True
    while found:
        found = False
        for unit in list(todo):
            uses = [n for d in unit.definitions for n in analysis.uses_of.get(d, ()) if isinstance(n.ctx, ast.Load)]
            if (
                uses
                and all(
                    isinstance(d.node, ast.Name) and "." not in d.name and d.env is unit.scope.env
                    for d in unit.definitions
                )
                and _only_computes(planner, unit.statement.value)
                and all(n in gone and n not in kept for n in uses)
            ):
                gone.update(walk(unit.statement))
                planner.result.removed.add(unit.statement)
                planner.result.unread.add(unit.statement)
                todo.remove(unit)
                found = True


def _written_beside(planner: "Planner") -> Iterator[ast.AST]:
    """The user's expressions in lines that are put next to statements of a method."""
    for statements in [*planner.result.before.values(), *planner.result.after.values()]:
        todo = [s.code for s in statements if isinstance(s, Line)]
        while todo:
            recipe = todo.pop()
            if isinstance(recipe, Code):
                todo += recipe.parts
            elif isinstance(recipe, Original):
                todo.append(recipe.node)
            elif isinstance(recipe, ast.AST):
                yield recipe


def _only_computes(planner: "Planner", node: ast.expr) -> bool:
    made = planner.result.overrides.get(node)
    if isinstance(made, Code) and not made.parts:
        return True
    return not isinstance(node, (ast.Call, ast.Await, ast.Yield, ast.NamedExpr)) and all(
        _only_computes(planner, child) for child in children(node) if isinstance(child, ast.expr)
    )


def _empty(planner: "Planner") -> None:
    """Methods that only built the graph go with their calls."""
    shared = _calls(planner)
    methods = {node: scope for made in planner.analysis.classes for node, scope in made.scopes.items()}
    found = True
    while found:
        found = False
        for node, scope in methods.items():
            if node in planner.result.emptied or not _nothing_left(planner, node.body):
                continue
            if node.name == "__init__":
                taken = {a.arg for a in node.args.args[1:]} - planner.result.unneeded.get(node, set())
                if (
                    not taken
                    and not scope.owner.bases
                    and scope.units
                    and any(step.home is scope.owner for step in planner.steps)
                ):
                    planner.result.emptied.add(node)
                continue
            calls = [_statement_of_call(planner, call) for call in scope.calls]
            if any(len(shared[call]) > 1 for call in scope.calls):
                continue
            gone = node.name == "__del__" or calls
            if not gone or None in calls or not scope.units or len(_mentions(planner, node)) != len(calls):
                continue
            planner.result.emptied.add(node)
            planner.result.emptied |= _abstract(scope.owner, node.name)
            for statement in calls:
                planner.result.statements.pop(statement, None)
                planner.result.removed.add(statement)
                _unwrap(planner, statement)
            found = True


def _unwrap(planner: "Planner", statement: ast.stmt) -> None:
    """The scopes round a statement that goes, and that hold nothing else, go with it."""
    around = planner.parents[statement]
    while isinstance(around, ast.With) and _nothing_left(planner, around.body):
        values = [planner.analysis.values.get(item.context_expr) for item in around.items]
        if not all(v is not None and v.path.startswith("context:") for v in values):
            return
        planner.result.unwrapped.add(around)
        around = planner.parents[around]


def _abstract(made: Class, name: str) -> set[ast.FunctionDef]:
    """The methods of base classes that only say that a subclass has to have one."""
    found = set()
    for base in made.bases:
        for node in base.node.body:
            if (
                isinstance(node, ast.FunctionDef)
                and node.name == name
                and all(
                    isinstance(s, (ast.Raise, ast.Pass))
                    or isinstance(s, ast.Expr)
                    and isinstance(s.value, ast.Constant)
                    for s in node.body
                )
            ):
                found.add(node)
        found |= _abstract(base, name)
    return found


def _mentions(planner: "Planner", method: ast.FunctionDef) -> list[ast.AST]:
    return [
        n
        for n in planner.analysis.nodes(ast.Name, ast.Attribute)
        if getattr(n, "attr", "") == method.name or getattr(n, "id", "") == PREFIX + method.name
    ]


def _statement_of_call(planner: "Planner", call: ast.Call) -> ast.stmt | None:
    """The statement that is nothing but the call."""
    parent = planner.parents[call]
    if isinstance(parent, ast.Expr):
        return parent
    while not isinstance(parent, ast.stmt):
        parent = planner.parents[parent]
    return parent if call in planner.analysis.inlined else None


def _nothing_left(planner: "Planner", body: list[ast.stmt]) -> bool:
    result = planner.result
    for position, statement in enumerate(body):
        if statement in result.before or statement in result.after or statement in result.statements:
            return False
        if statement in result.removed or isinstance(statement, ast.Pass):
            continue
        if isinstance(statement, ast.With) and statement in result.unwrapped and _nothing_left(planner, statement.body):
            continue
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
            continue
        return False
    return True


def _check_left(planner: "Planner") -> None:
    """Whatever stays must not need a session, nor an attribute that is gone.

    Raises:
        Unsupported: it does.
    """
    if not planner.analysis.classes and not planner.result.unneeded:
        return
    roles = planner.roles.role
    for node, definitions in planner.analysis.definitions_of.items():
        if not hasattr(node, "_stretch") or not isinstance(node.ctx, ast.Load):
            continue
        gone = [
            d
            for d in definitions
            if d.value.kind is Kind.SESSION
            or (
                d.unit is not None
                and (d.unit.scope.owner is not None or isinstance(node, ast.Attribute))
                and roles[d.unit] in (Role.GRAPH, Role.PLACEHOLDER, Role.DROP)
                and d.unit not in planner.roles.also_kept
            )
        ]
        if gone and _stays(planner, node):
            what = "a session" if gone[0].value.kind is Kind.SESSION else "a graph value"
            raise Unsupported(
                node,
                "TFM903",
                f"{ast.unparse(node)} is {what}, and Python code that stays reads it",
                "fetch what you need, or keep it in Python",
            )


def _in_a_layer(planner: "Planner", node: ast.AST | None) -> bool:
    """Whether a node stands in a helper that becomes a class: `self` is an object of that."""
    while node is not None:
        if node in planner.result.classes:
            return True
        node = planner.parents.get(node)
    return False


_ATTRIBUTE = re.compile(r"\bself\.(\w+)")


def _check_written(planner: "Planner") -> None:
    """New code may name attributes of an object only in the methods of its class.

    Raises:
        Unsupported: it names them elsewhere, such as in a saver outside of the class.
    """
    if not planner.analysis.classes:
        return
    result = planner.result
    written = [(result.overrides, node, [recipe]) for node, recipe in result.overrides.items()]
    written += [
        (groups, node, list(group))
        for groups in (result.before, result.after, result.statements)
        for node, group in groups.items()
    ]
    for groups, node, recipes in written:
        if _in_a_layer(planner, node):
            continue
        names = {name for recipe in recipes for name in _attributes_in(recipe)}
        if names:
            known = _attributes_round(planner, node)
            unknown = sorted(names - known)
            holder = _holder(planner, node, names) if unknown and not known else None
            if holder is not None:
                named = [_named(recipe, holder) for recipe in recipes]
                groups[node] = named[0] if groups is result.overrides else named
            elif unknown:
                raise Unsupported(
                    node,
                    "TFM903",
                    f"self.{unknown[0]} belongs to an object, and is needed outside of its class",
                    "give the class a method for it",
                )


def _holder(planner: "Planner", node: ast.AST, names: set[str]) -> str | None:
    """What the only object that has these attributes is called at a statement outside of its class."""
    statement: ast.AST | None = node
    while statement is not None and not isinstance(statement, ast.stmt):
        statement = planner.parents.get(statement)
    here = next((u for u in planner.analysis.units if u.statement is statement), None)
    made = [
        c
        for c in planner.analysis.classes
        if c.instances and names <= {last(n) for n in [*c.env.names, *planner.names.given.get(c, ())]}
    ]
    if here is None or here.scope.owner is not None or len(made) != 1 or made[0].several:
        return None
    found = [
        d
        for u in planner.analysis.units
        for d in u.definitions
        if d.value.kind is Kind.OBJECT and d.value.info is made[0] and u.index < here.index and u.scope is here.scope
    ]
    once = len(found) == 1 and len([d for d in planner.bindings_of(found[0].name) if d.env is found[0].env]) == 1
    return found[0].name if once else None


def _named(recipe: object, holder: str) -> object:
    """The recipe with the name of an object in the place of `self`."""
    if isinstance(recipe, Code):
        return dataclasses.replace(
            recipe,
            text=_ATTRIBUTE.sub(rf"{holder}.\1", recipe.text),
            parts=tuple(_named(part, holder) for part in recipe.parts),
        )
    if isinstance(recipe, Line):
        return dataclasses.replace(recipe, code=_named(recipe.code, holder))
    if isinstance(recipe, Block):
        return dataclasses.replace(
            recipe,
            header=_named(recipe.header, holder),
            body=[_named(s, holder) for s in recipe.body],
            orelse=[_named(s, holder) for s in recipe.orelse],
        )
    return recipe


def _attributes_in(recipe: object) -> set[str]:
    if isinstance(recipe, Code):
        return set(_ATTRIBUTE.findall(recipe.text)).union(*[_attributes_in(p) for p in recipe.parts])
    if isinstance(recipe, Line):
        return _attributes_in(recipe.code)
    if isinstance(recipe, Block):
        return _attributes_in(recipe.header).union(*[_attributes_in(s) for s in recipe.body])
    if isinstance(recipe, FunctionCode):
        return set().union(*[_attributes_in(s) for s in [*recipe.body, *recipe.overrides.values()]])
    return set()


def _attributes_round(planner: "Planner", node: ast.AST) -> set[str]:
    """Names of the attributes that `self` has where a node stands."""
    around: ast.AST | None = node
    while around is not None and not isinstance(around, ast.ClassDef):
        around = planner.parents.get(around)
    found: set[str] = set()
    for made in planner.analysis.classes:
        if around is made.node or any(around is base.node for base in all_bases(made)):
            found |= {last(n) for n in made.env.names} | {last(n) for n in planner.names.given.get(made, ())}
            found |= {last(d.name) for s in made.scopes.values() for u in s.units for d in u.definitions}
    return found


def _stays(planner: "Planner", node: ast.AST) -> bool:
    """Whether the new file holds this expression where the old one did."""
    result = planner.result
    child: ast.AST | None = None
    while node is not None:
        if (
            child is not None
            and isinstance(result.overrides.get(node), Special)
            and (result.overrides[node].make == "call_without")
        ):
            if _of(child) in result.overrides[node].record[1]:
                return False
        elif node in result.overrides and not (isinstance(node, ast.Call) and node in planner.analysis.inlined):
            return False
        if isinstance(node, ast.stmt):
            if node in result.removed or node in result.statements or node in result.emptied:
                return False
            if node in result.unwrapped and isinstance(child, ast.withitem):
                return False
        child, node = node, planner.parents.get(node)
    return True


def _of(node: ast.AST) -> ast.AST:
    return node.value if isinstance(node, ast.keyword) else node
