"""Sessions, graphs and scopes."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tf2migrate.analysis.api.handlers import handles
from tf2migrate.analysis.arguments import argument
from tf2migrate.analysis.program import Environment
from tf2migrate.analysis.scopes import SCOPE
from tf2migrate.analysis.values import Kind, Value

if TYPE_CHECKING:
    from tf2migrate.analysis.interpreter import Interpreter


@handles("Session", "InteractiveSession")
def _session(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]) -> Value:
    interpreter.analysis.sessions.append(node)
    interpreter.unit.creates.append("session")
    target = argument(node, ("target", "graph", "config"), "target")
    if target is not None and interpreter.now(target).constant not in ("", None):
        interpreter.problem(
            node,
            "TFM101",
            "the session runs on a server, whose variables others may share",
            "use a tf.distribute strategy; leave the target out where there is one process",
        )
    return Value(Kind.SESSION, node=node, path=path)


@handles("get_default_session")
def _default_session(
    interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]
) -> Value:
    return Value(Kind.SESSION, node=node, path=path)


@handles("Graph", "get_default_graph")
def _graph(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]) -> Value:
    return Value(Kind.GRAPH, node=node, path=path)


@handles("reset_default_graph")
def _reset(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]) -> Value:
    unit = interpreter.unit
    if (
        unit is not None
        and not interpreter.frames
        and all(isinstance(s, ast.With) for s in unit.enclosing)
        and (isinstance(unit.statement, ast.Expr) and unit.statement.value is node)
    ):
        interpreter.analysis.graph_starts[interpreter.scope] = unit
    if interpreter.frames:
        interpreter.problem(
            node, "TFM217", "the default graph is reset in a helper function", "reset it where the function is called"
        )
    return Value(Kind.PYTHON, path=path)


@handles("name_scope", "variable_scope", "device", "control_dependencies", "op_scope", "variable_op_scope")
def _context(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]) -> Value:
    return Value(Kind.PYTHON, path="context:" + path)


@handles("get_variable_scope")
def _current_scope(
    interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]
) -> Value:
    return Value(Kind.PYTHON, path=SCOPE, info=interpreter.variable_scopes.current)


@handles("ConfigProto", "GPUOptions")
def _config(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]) -> Value:
    return Value(Kind.PYTHON, path=path)


@handles("enable_eager_execution", "contrib.eager.enable_eager_execution")
def _eager(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment, values: list[Value]) -> Value:
    interpreter.analysis.eager = True
    return Value(Kind.PYTHON, path=path)
