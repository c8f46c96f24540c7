"""Layers and variables made in a loop that builds the graph: scalar expansion.

The loop is split in two. Where it stood, a list is made of what each pass constructed; in the function, the loop
over the graph takes one element of the list per pass:

    dense_layers = [tf.keras.layers.Dense(units) for units in sizes]
    ...
    for units, dense in zip(sizes, dense_layers):
        h = dense(h)
"""

from __future__ import annotations

import ast
import itertools
from typing import TYPE_CHECKING

from tf2migrate.analysis.activations import Activation, calls_in
from tf2migrate.analysis.classes import PREFIX, argument_nodes, last
from tf2migrate.analysis.program import Definition, Layer, Unit, Unsupported, Variable
from tf2migrate.analysis.tree import of_type, walk
from tf2migrate.planning.recipe import Code, Original, Recipe, Special, Within
from tf2migrate.planning.roles import Role
from tf2migrate.planning.staging import bound_names

if TYPE_CHECKING:
    from tf2migrate.planning.planner import Planner


_NUMBERS = (
    ast.Name,
    ast.Constant,
    ast.List,
    ast.Tuple,
    ast.BinOp,
    ast.UnaryOp,
    ast.Subscript,
    ast.expr_context,
    ast.operator,
    ast.unaryop,
)


def expand(planner: "Planner", unit: Unit) -> None:
    """Plan the lists of one loop.

    Raises:
        Unsupported: what is made depends on more than the loop variable and names from outside.
    """
    loop = unit.statement
    passes = planner.layer_classes.passes.get(unit, []) if planner.layer_classes is not None else []
    made = [c for c in unit.creates if (_has_weights(c) or isinstance(c, Layer)) and not c.owned] + passes
    made.sort(key=lambda record: record.index)
    names: list[str] = []
    lists: list[str] = []
    _keep_iterable(planner, unit, loop.iter)
    replaced: dict[ast.AST, Recipe] = {}
    for record in made:
        local = _check(planner, loop, record)
        statement = _bound(planner, loop, record)
        if isinstance(record, Activation):
            name = wanted = planner.layer_classes.instance_of[record].name
        elif statement is not None:
            name = wanted = statement.targets[0].id
            planner.result.dropped.add(statement)
        else:
            name = planner.names.fresh(_wanted(record))
            wanted = last(_wanted(record)) if isinstance(record, Variable) else name
        plural = planner.fresh(unit, f"{wanted}_list" if isinstance(record, Variable) else f"{wanted}_layers")
        making: Recipe = (
            planner.layer_classes.construction(record)
            if isinstance(record, Activation)
            else Special("layer" if isinstance(record, Layer) else "variable", record)
        )
        making = Within(making, local) if local else making
        target, iterated = _pass(planner, loop, record, local)
        planner.hoist(unit, plural, Code("[{0} for {1} in {2}]", (making, target, iterated)))
        replaced.update(local)
        names.append(name)
        lists.append(plural)
        if isinstance(record, Activation):
            for weight in planner.layer_classes.instance_of[record].weights:
                planner.owners.listed[weight] = f"[v for layer in {plural} for v in layer.trainable_variables]"
                planner.owners.plural[weight] = plural
        elif isinstance(record, Layer):
            record.name = name
            planner.result.overrides[record.node] = Special("layer_call", record)
            if record.variable is not None:
                planner.owners.listed[record.variable] = f"[v for layer in {plural} for v in layer.trainable_variables]"
                planner.owners.plural[record.variable] = plural
        else:
            planner.result.overrides[record.node] = Code(name)
            planner.owners.listed[record] = planner.owners.plural[record] = plural
    _take(planner, unit, made, names, lists)
    planner.result.apply("TFM206", loop)
    _drop_numbers(planner, unit, replaced)


def _take(planner: "Planner", unit: Unit, made: list, names: list[str], lists: list[str]) -> None:
    """Have the loop take one of each list per pass; it goes over what it went over only for what is read of that."""
    loop = unit.statement
    if _reads_target(planner, unit, made):
        target = "({0}), " if isinstance(loop.target, ast.Tuple) else "{0}, "
        planner.result.overrides[loop.target] = Code(target + ", ".join(names), (Original(loop.target),))
        planner.result.overrides[loop.iter] = Code("zip({0}, " + ", ".join(lists) + ")", (Original(loop.iter),))
    else:
        planner.result.overrides[loop.target] = Code(", ".join(names))
        planner.result.overrides[loop.iter] = Code(lists[0] if len(lists) == 1 else f"zip({', '.join(lists)})")


def _reads_target(planner: "Planner", unit: Unit, made: list) -> bool:
    """Whether anything reads the variable of the loop, but for what is made of it before the loop."""
    taken = set(of_type(unit.statement.target, ast.Name))
    consumed = {n for record in made for root in _making(planner, record) for n in walk(root)}
    bound = [d for d in unit.definitions if d.node in taken]
    if len(bound) != len(taken):
        return True
    uses = [use for d in bound for use in planner.analysis.uses_of.get(d, ()) if use is not d.node]
    return any(use not in consumed for use in uses)


def _making(planner: "Planner", record: Layer | Variable | Activation) -> list[ast.AST]:
    """What something is made of, and no longer called with."""
    if isinstance(record, Activation):
        return list(planner.layer_classes.made_of(record))
    if isinstance(record, Layer):
        return [*record.node.args[1:], *(k.value for k in record.node.keywords if k.arg != "inputs")]
    return [record.node]


def _bound(planner: "Planner", loop: ast.For, record: Layer | Variable | Activation) -> ast.Assign | None:
    """`W = tf.Variable(...)`: the pass has the variable under this name, and needs no other."""
    statement = planner.parents[record.node]
    if not isinstance(record, Variable) or not isinstance(statement, ast.Assign) or statement.value is not record.node:
        return None
    target = statement.targets[0]
    if len(statement.targets) > 1 or not isinstance(target, ast.Name) or target.id.startswith(PREFIX):
        return None
    block = getattr(planner.parents[statement], "body", ())
    others = [
        n
        for n in of_type(loop, ast.Name)
        if n.id == target.id and n is not target and (isinstance(n.ctx, ast.Store) or n.lineno < statement.lineno)
    ]
    return statement if not others and statement in block and len(block) > 1 else None


def _pass(
    planner: "Planner", loop: ast.For, record: Layer | Variable, local: dict[ast.AST, Recipe]
) -> tuple[Recipe, Recipe]:
    """Target and iterable of the list: `for size in sizes` where the loop numbers the sizes and this does not."""
    target, iterated = loop.target, loop.iter
    if (
        isinstance(target, ast.Tuple)
        and len(target.elts) == 2
        and isinstance(iterated, ast.Call)
        and (
            isinstance(iterated.func, ast.Name)
            and iterated.func.id == "enumerate"
            and len(iterated.args) == 1
            and not planner.analysis.definitions_of.get(iterated.func)
            and isinstance(target.elts[0], ast.Name)
        )
    ):
        made_of = planner.layer_classes.made_of(record) if isinstance(record, Activation) else [record.node]
        roots = [*made_of, *(part for part in local.values() if isinstance(part, ast.AST))]
        if not any(n.id == target.elts[0].id for root in roots for n in of_type(root, ast.Name)):
            return Original(target.elts[1]), iterated.args[0]
    return Original(target), Original(iterated)


def _drop_numbers(planner: "Planner", unit: Unit, replaced: dict[ast.AST, Recipe]) -> None:
    """`shape = [size, units]` goes when nothing but what is made outside of the loop reads it."""
    for statement in {planner.parents[value] for value in replaced.values() if isinstance(value, ast.AST)}:
        if (
            _is_number(statement)
            and len(getattr(planner.parents[statement], "body", ())) > 1
            and all(
                n in replaced
                for n in of_type(unit.scope.node, ast.Name)
                if n.id == statement.targets[0].id and isinstance(n.ctx, ast.Load)
            )
        ):
            planner.result.dropped.add(statement)


_ITERATORS = frozenset({"map", "filter", "zip", "iter", "reversed"})


def _keep_iterable(planner: "Planner", unit: Unit, iterated: ast.expr) -> None:
    """Several loops take what one took: an iterator that is made for it where the graph is built becomes a list.

    Raises:
        Unsupported: others take from the same iterator.
    """
    for name in walk(iterated):
        for definition in planner.analysis.definitions_of.get(name, ()) if isinstance(name, ast.Name) else ():
            for given in _given(planner, unit, definition):
                if not _is_iterator(planner, given):
                    continue
                uses = [n for n in planner.analysis.uses_of.get(definition, ()) if isinstance(n, ast.Name)]
                if uses != [name]:
                    raise Unsupported(
                        given,
                        "TFM206",
                        f"{definition.name} is an iterator, and a loop that builds layers or variables takes from it",
                        "make it a list",
                    )
                planner.result.overrides[given] = Code("list({0})", (Original(given),))


def _given(planner: "Planner", unit: Unit, definition: Definition) -> list[ast.expr]:
    """The expressions whose values a name has: what is assigned to it, or what calls give for the parameter."""
    if definition.unit is not None:
        statement = definition.unit.statement
        return [statement.value] if isinstance(statement, ast.Assign) and statement.value is not None else []
    scope = unit.scope
    if definition.env is not scope.env:
        return []
    calls = [*scope.calls, *(n for n in scope.instances if isinstance(n, ast.Call) and scope.node.name == "__init__")]
    found = [argument_nodes(scope.node, call, bound=scope.owner is not None).get(definition.name) for call in calls]
    return [node for node in dict.fromkeys(found) if node is not None]


def _is_iterator(planner: "Planner", node: ast.expr) -> bool:
    """Whether an expression gives what can be gone through once."""
    return (
        isinstance(node, ast.GeneratorExp)
        or isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and (node.func.id in _ITERATORS and not planner.analysis.definitions_of.get(node.func))
    )


def _has_weights(record: object) -> bool:
    return isinstance(record, Variable) and record.symbol in ("Variable", "get_variable")


def _wanted(record: Layer | Variable) -> str:
    if isinstance(record, Layer):
        return record.symbol.rsplit(".", 1)[1]
    return record.name or "variable"


def _check(planner: "Planner", loop: ast.For, record: Layer | Variable | Activation) -> dict[ast.AST, Recipe]:
    """What names of the pass stand for where something is made in it.

    Raises:
        Unsupported: it is made of more than the loop variable, numbers of the pass, and names from outside.
    """
    refused = Unsupported(
        record.node,
        "TFM206",
        "a layer or variable made in this loop depends on how far the loop got",
        "make a list of Keras layers before the loop",
    )
    if loop.orelse or any(isinstance(n, (ast.Break, ast.Continue)) for n in walk(loop)):
        raise refused
    statement: ast.AST = record.node
    earlier: list[ast.stmt] = []
    while planner.parents[statement] is not loop:
        statement = planner.parents[statement]
        if isinstance(statement, (ast.If, ast.For, ast.While, ast.Try, ast.FunctionDef, ast.Lambda, ast.ListComp)):
            raise refused
        if isinstance(statement, ast.With):
            earlier += _before(statement.body, record.node)
    earlier += _before(loop.body, record.node)
    inside = [n.id for s in loop.body for n in of_type(s, ast.Name) if isinstance(n.ctx, ast.Store)]
    numbers = {s.targets[0].id: s.value for s in earlier if _is_number(s)}
    numbers = {name: value for name, value in numbers.items() if not _carried(name, numbers)}
    changed = _changed(loop)
    local: dict[ast.AST, Recipe] = {}
    if isinstance(record, Activation):
        if any(
            _free(made.function.node) & {*inside, *(n.id for n in of_type(loop.target, ast.Name))}
            for made in calls_in(record)
        ):
            raise refused  # the helper reads a name of the pass
    todo = _making(planner, record)
    while todo:
        for name in walk(todo.pop()):
            if isinstance(name, ast.Name) and name.id in changed:
                raise refused
            if not isinstance(name, ast.Name) or name.id not in inside:
                continue
            value = numbers.get(name.id)
            if value is None or inside.count(name.id) > 1 or planner.analysis.values[value].dynamic:
                raise refused
            local[name] = value
            todo.append(value)
    for name in walk(loop.iter):
        for definition in planner.analysis.definitions_of.get(name, ()) if isinstance(name, ast.Name) else ():
            if definition.unit is not None and planner.roles.role[definition.unit] is Role.GRAPH:
                raise refused
    return local


def _before(body: list[ast.stmt], node: ast.AST) -> list[ast.stmt]:
    """The statements of a block before the one that holds a node."""
    return list(itertools.takewhile(lambda statement: node not in walk(statement), body))


def _is_number(statement: ast.stmt) -> bool:
    """`shape = [size, units]`: a name for what can be computed again from the same numbers."""
    return (
        isinstance(statement, ast.Assign)
        and len(statement.targets) == 1
        and isinstance(statement.targets[0], ast.Name)
        and all(isinstance(n, _NUMBERS) for n in ast.walk(statement.value))
    )


def _free(function: ast.FunctionDef | ast.Lambda) -> set[str]:
    """Names that a function reads and does not bind."""
    bound = bound_names(function) | {a.arg for a in of_type(function.args, ast.arg)}
    return {n.id for n in of_type(function, ast.Name)} - bound


def _carried(name: str, numbers: dict[str, ast.expr]) -> bool:
    """Whether a number of a pass is made from that of the pass before: `units = units // 2`."""
    seen: set[str] = set()
    todo = [name]
    while todo:
        read = {n.id for n in of_type(numbers[todo.pop()], ast.Name)} & numbers.keys()
        if name in read:
            return True
        todo += read - seen
        seen |= read
    return False


def _changed(loop: ast.For) -> set[str]:
    """Names of lists and dicts that the loop fills: `sizes.append(n)`, `sizes[i] = n`."""
    found = {
        n.value.id
        for n in of_type(loop, ast.Subscript)
        if isinstance(n.ctx, (ast.Store, ast.Del)) and isinstance(n.value, ast.Name)
    }
    for statement in of_type(loop, ast.Expr):
        call = statement.value
        if (
            isinstance(call, ast.Call)
            and isinstance(call.func, ast.Attribute)
            and isinstance(call.func.value, ast.Name)
        ):
            found.add(call.func.value.id)
    return found
