"""Variables made in one branch of an `if` that builds the graph.

The branch that makes the variable stays where the graph was built; the function has the whole `if` again, and reads
the variable in that branch:

    embedding = None
    if words:
        embedding = tf.Variable(...)
    ...
    if words:
        inputs = tf.nn.embedding_lookup(embedding, x)
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tf2migrate.analysis.classes import last
from tf2migrate.analysis.program import Definition, Variable
from tf2migrate.analysis.tree import of_type, walk
from tf2migrate.analysis.values import Kind
from tf2migrate.planning.recipe import Block, Code, Line, Recipe, Special
from tf2migrate.planning.roles import Role

if TYPE_CHECKING:
    from tf2migrate.planning.planner import Planner

_OPPOSITE = {ast.Is: "is not", ast.IsNot: "is", ast.Eq: "!=", ast.NotEq: "==", ast.In: "not in", ast.NotIn: "in"}
# What a test may be made of: it is asked once more, and has to answer the same.
_STEADY = (
    ast.Name,
    ast.Attribute,
    ast.Constant,
    ast.Compare,
    ast.BoolOp,
    ast.UnaryOp,
    ast.BinOp,
    ast.Subscript,
    ast.List,
    ast.Tuple,
    ast.expr_context,
    ast.boolop,
    ast.unaryop,
    ast.operator,
    ast.cmpop,
)

Path = tuple[tuple[ast.If, bool], ...]


def path_of(planner: "Planner", record: Variable) -> Path | None:
    """The branches that lead to where a variable is made, outermost first; None when other statements lie between."""
    path: list[tuple[ast.If, bool]] = []
    child: ast.AST = record.node
    top = record.unit.statement
    while child is not top:
        parent = planner.parents[child]
        if isinstance(parent, ast.If) and child is not parent.test:
            path.append((parent, child in parent.body))
        elif isinstance(parent, ast.stmt) and not isinstance(parent, (ast.With, ast.Assign, ast.Expr)):
            return None
        elif isinstance(parent, (ast.IfExp, ast.BoolOp, ast.Lambda, ast.ListComp, ast.GeneratorExp, ast.DictComp)):
            return None
        child = parent
    steady = all(_is_steady(planner, statement.test) for statement, _ in path)
    return tuple(reversed(path)) if path and steady else None


def _is_steady(planner: "Planner", test: ast.expr) -> bool:
    definitions = [d for n in walk(test) for d in planner.analysis.definitions_of.get(n, ())]
    return all(isinstance(n, _STEADY) for n in ast.walk(test)) and not any(
        d.value.dynamic or d.unit is not None and planner.roles.role[d.unit] is Role.GRAPH for d in definitions
    )


class Branches:
    """Hoists what one program makes in branches."""

    def __init__(self, planner: "Planner"):
        self.planner = planner
        self.blocks: dict[tuple, Block] = {}

    def hoist(self, record: Variable, path: Path, wanted: str) -> str:
        """Make a variable where the graph was built, if its branch is taken.

        Returns:
            Its name, which is None in the other branches.
        """
        planner, unit = self.planner, record.unit
        statement = planner.parents[record.node]
        bound = self._bound(record, statement)
        name = planner.fresh(unit, last(wanted), frozenset({bound.name}) if bound is not None else frozenset())
        lines = planner.result.before.setdefault(unit.statement, [])
        key = (unit, *((id(one), taken) for one, taken in path))
        if key not in self.blocks:
            self.blocks[key] = Block(_header(path), [])
            lines.append(self.blocks[key])
        first = next(n for n, line in enumerate(lines) if isinstance(line, Block))
        lines.insert(first, Line(Code(f"{name} = None")))
        self.blocks[key].body.append(Line(Code(f"{name} = {{0}}", (Special("variable", record),))))
        planner.result.overrides[record.node] = Code(name)
        if bound is not None:
            planner.result.dropped.add(statement)
            for node in planner.analysis.uses_of.get(bound, ()):
                if node is not bound.node:
                    planner.result.overrides[node] = Code(name)
        planner.owners.hoisted[record] = name
        planner.owners.optional.add(record)
        planner.result.apply("TFM206", record.node)
        return name

    def _bound(self, record: Variable, statement: ast.stmt) -> Definition | None:
        """What `W = tf.Variable(...)` binds, when all that reads it reads this variable and nothing else."""
        if not isinstance(statement, ast.Assign) or statement.value is not record.node or len(statement.targets) > 1:
            return None
        definition = next((d for d in record.unit.definitions if d.node is statement.targets[0]), None)
        parent = self.planner.parents[statement]
        block = next((b for b in (getattr(parent, "body", []), getattr(parent, "orelse", [])) if statement in b), [])
        if definition is None or not isinstance(definition.node, ast.Name) or len(block) < 2:
            return None
        known = self.planner.analysis.definitions_of
        uses = self.planner.analysis.uses_of.get(definition, ())
        return definition if all(known.get(n, (definition,)) == (definition,) for n in uses) else None


def _header(path: Path) -> Code:
    texts: list[str] = []
    parts: list[Recipe] = []
    for statement, taken in path:
        text, more = _test(statement.test, taken, len(parts))
        texts.append(text)
        parts += more
    return Code(f"if {' and '.join(texts)}:", tuple(parts))


def _test(test: ast.expr, taken: bool, first: int) -> tuple[str, list[Recipe]]:
    if taken:
        return f"({{{first}}})", [test]
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return f"({{{first}}})", [test.operand]
    if isinstance(test, ast.Compare) and len(test.ops) == 1 and type(test.ops[0]) in _OPPOSITE:
        return f"({{{first}}}) {_OPPOSITE[type(test.ops[0])]} ({{{first + 1}}})", [test.left, test.comparators[0]]
    return f"not ({{{first}}})", [test]


def keep(planner: "Planner", record: Variable) -> None:
    """A variable that a branch makes where it stood may be missing: its name is None then, and lists leave it out."""
    unit = record.unit
    if not isinstance(unit.statement, ast.If) or unit.header or record.many:
        return
    for definition in [d for d in unit.definitions if d.value.info is record]:
        bound = [d for d in unit.definitions if d.name == definition.name]
        if on_all_ways(unit.statement, {d.node for d in bound}) and all(d.value.kind is Kind.VARIABLE for d in bound):
            continue
        planner.owners.optional.add(record)
        others = planner.bindings_of(definition.name)
        surely = any(d.env is definition.env and d.unit.index < unit.index for d in others) or on_all_ways(
            unit.statement, {d.node for d in bound}
        )
        if not surely and definition not in planner.defaulted:
            planner.defaulted.update(bound)
            lines = planner.result.before.setdefault(unit.statement, [])
            lines.insert(0, Line(Code("{0} = None", (definition.node,))))


def on_all_ways(statement: ast.If, nodes: set[ast.AST | None]) -> bool:
    """Whether each way through an `if` has one of these nodes."""

    def has(body: list[ast.stmt]) -> bool:
        return any(
            has(s.body) and has(s.orelse)
            if isinstance(s, ast.If)
            else bool(nodes & set(of_type(s, ast.Name, ast.Attribute)))
            for s in body
        )

    return has([statement])
