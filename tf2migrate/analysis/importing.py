"""Import statements that take from other files of the program.

A file is interpreted once, where it is first imported. What it defines has the values that its own module level
gave them; what it does at its module level belongs to it, and a graph that is built there is refused.
"""

from __future__ import annotations

import ast
import dataclasses
from typing import TYPE_CHECKING

from tf2migrate.analysis.modules import Module
from tf2migrate.analysis.program import Environment, Scope
from tf2migrate.analysis.values import PYTHON, UNKNOWN, Kind, Value, join_all

if TYPE_CHECKING:
    from tf2migrate.analysis.interpreter import Interpreter


@dataclasses.dataclass(frozen=True)
class Imported:
    """What a name of a module stands for: `import a.b` binds `a`, which may be a package without a file."""

    importer: str
    name: str
    level: int
    env: Environment | None


def bind(interpreter: "Interpreter", statement: ast.Import | ast.ImportFrom, env: Environment, bound: set[str]) -> None:
    """Bind the names of an import statement that are not TensorFlow's (`bound`)."""
    for alias in statement.names:
        local = alias.asname or alias.name.partition(".")[0]
        if local in bound:
            continue
        if alias.name == "*":
            _bind_all(interpreter, statement, env)
        else:
            interpreter.bind(local, _value(interpreter, statement, alias), env, statement)


def _value(interpreter: "Interpreter", statement: ast.Import | ast.ImportFrom, alias: ast.alias) -> Value:
    if isinstance(statement, ast.Import):
        whole = _module(interpreter, alias.name, 0)
        if whole.kind is not Kind.MODULE or alias.asname:
            return whole
        return _module(interpreter, alias.name.partition(".")[0], 0, package=True)
    base = statement.module or ""
    owner = _module(interpreter, base, statement.level, package=True)
    return attribute(interpreter, owner, alias.name)


def _bind_all(interpreter: "Interpreter", statement: ast.ImportFrom, env: Environment) -> None:
    owner = _module(interpreter, statement.module or "", statement.level, star=True)
    if owner.kind is not Kind.MODULE:
        return
    for name in list(owner.info.env.names):
        if not name.startswith("_"):
            value = attribute(interpreter, owner, name)
            if value.kind is Kind.SYMBOL:
                interpreter.analysis.aliases[name] = value.path
            interpreter.bind(name, value, env, statement)


def _module(interpreter: "Interpreter", name: str, level: int, package: bool = False, star: bool = False) -> Value:
    """The value of a module of the program; a plain import for all others."""
    found = interpreter.modules.find(interpreter.path, name, level)
    if found is not None:
        edge = (interpreter.path, found.path)
        interpreter.analysis.imports[edge] = star or interpreter.analysis.imports.get(edge, False)
        return Value(Kind.MODULE, info=Imported(interpreter.path, name, level, _interpreted(interpreter, found)))
    if package and interpreter.modules.has_package(interpreter.path, name, level):
        return Value(Kind.MODULE, info=Imported(interpreter.path, name, level, None))
    return Value(Kind.PYTHON, path="import")


def attribute(interpreter: "Interpreter", owner: Value, name: str) -> Value:
    """The value of a name of a module, or of a module in a package."""
    if owner.kind is not Kind.MODULE:
        return owner
    known: Imported | None = owner.info
    if known is None:
        return UNKNOWN  # one of several modules
    definitions = known.env.names.get(name, ()) if known.env is not None else ()
    if definitions:
        return join_all([definition.value for definition in definitions])
    dotted = f"{known.name}.{name}" if known.name else name
    outer, interpreter.path = interpreter.path, known.importer
    inner = _module(interpreter, dotted, known.level, package=True)
    interpreter.path = outer
    return inner if inner.kind is Kind.MODULE else PYTHON


def _interpreted(interpreter: "Interpreter", module: Module) -> Environment:
    """The names of a file, which is interpreted when it is imported first."""
    known = interpreter.environments.get(module.path)
    if known is not None:
        return known  # whole, or what is there so far of files that import each other
    env = interpreter.environments[module.path] = Environment()
    scope = Scope(module.tree, env)
    made = len(interpreter.analysis.scopes)
    interpreter.enter(module)
    interpreter.interpret_module(scope)
    interpreter.leave()
    _refuse_graph(interpreter, scope, module)
    # What a file defines is there before the files that import it go on.
    interpreter.analysis.scopes[:] = [*interpreter.analysis.scopes[made:], *interpreter.analysis.scopes[:made]]
    return env


def enter_program(interpreter: "Interpreter", module: Module) -> None:
    """Interpret a further program: what the ones before have made is not there when it runs."""
    if module.path in interpreter.environments:
        return
    env = interpreter.environments[module.path] = Environment()
    scopes = interpreter.variable_scopes
    outer = scopes.made, scopes.counts, scopes.opened
    scopes.made, scopes.counts, scopes.opened = {}, {}, {}
    interpreter.enter(module)
    interpreter.interpret_module(Scope(module.tree, env))
    interpreter.leave()
    scopes.made, scopes.counts, scopes.opened = outer


def _refuse_graph(interpreter: "Interpreter", scope: Scope, module: Module) -> None:
    """A graph that is built when a file is imported belongs to every program that imports it."""
    for unit in scope.units:
        if unit.dynamic or unit.creates:
            interpreter.problem(
                unit.statement,
                "TFM914",
                f"{module.path} builds a part of the graph when it is imported",
                "build it in a function that the program calls",
            )
            return
