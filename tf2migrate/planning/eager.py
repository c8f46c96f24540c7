"""Programs that switched TF1 to eager execution: only names change, and what contrib.eager had is written out."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tf2migrate.analysis.program import Unsupported
from tf2migrate.analysis.tree import walk
from tf2migrate.analysis.values import Kind, function_of
from tf2migrate.planning import eager_networks
from tf2migrate.planning.recipe import Code, FunctionCode, Line, Parameter, Special

if TYPE_CHECKING:
    from tf2migrate.planning.planner import Planner

_MODULE = "contrib.eager."
# Functions that make a function of gradients, and what this one returns besides them.
_OF_VARIABLES = {"implicit_gradients": False, "implicit_value_and_gradients": True}
_OF_ARGUMENTS = {"gradients_function": False, "value_and_gradients_function": True}
# Metrics that count in float64, and what their calls are given.
_METRICS = {"metrics.Mean": ("values", "weights"), "metrics.Accuracy": ("labels", "predictions", "weights")}


def plan(planner: "Planner") -> None:
    """Plan a program of which the analysis says that it runs eagerly."""
    result, analysis = planner.result, planner.analysis
    for unit in analysis.units:
        call = getattr(unit.statement, "value", None)
        if (
            isinstance(unit.statement, ast.Expr)
            and isinstance(call, ast.Call)
            and analysis.symbols.get(call.func, "").endswith("enable_eager_execution")
        ):
            result.removed.add(unit.statement)
            result.apply("TFM801", unit.statement)
    for record in analysis.variables:
        result.overrides[record.node] = Special("variable", record)
    for record in analysis.optimizers:
        result.overrides[record.node] = Special("optimizer", record)
    eager_networks.plan(planner)
    for node, path in list(analysis.symbols.items()):
        call = planner.parents.get(node)
        if not path.startswith(_MODULE) or not isinstance(call, ast.Call) or call.func is not node:
            continue
        name = path[len(_MODULE) :]
        if name == "Iterator":
            result.overrides[call] = Code("iter({0})", tuple(call.args))
        elif name in _METRICS:
            _metric(planner, call, name)
        elif name in _OF_VARIABLES or name in _OF_ARGUMENTS:
            _gradients(planner, call, name)
    for node, value in list(analysis.values.items()):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = analysis.values.get(node.func.value)
            if owner is not None and owner.kind is Kind.ITERATOR and node.func.attr == "next":
                result.overrides[node] = Code("next({0})", (node.func.value,))
            elif owner is not None and owner.kind is Kind.OPTIMIZER:
                _optimizer(planner, node)


def _optimizer(planner: "Planner", node: ast.Call) -> None:
    if node.func.attr != "apply_gradients":
        raise Unsupported(
            node,
            "TFM801",
            f"optimizer.{node.func.attr}(...) in eager mode",
            "take the gradients with tf.GradientTape and call optimizer.apply_gradients",
        )
    step = next(
        (k.value for k in node.keywords if k.arg == "global_step"), node.args[1] if len(node.args) > 1 else None
    )
    pairs = node.args[0] if node.args else next(k.value for k in node.keywords if k.arg == "grads_and_vars")
    planner.result.overrides[node] = Code("{0}.apply_gradients({1})", (node.func.value, pairs))
    if step is not None and not (isinstance(step, ast.Constant) and step.value is None):
        statement = planner.parents[node]
        planner.result.after.setdefault(statement, []).append(Line(Code("({0}).assign_add(1)", (step,))))


# -- metrics ------------------------------------------------------------------------------------------


def _metric(planner: "Planner", call: ast.Call, name: str) -> None:
    """A metric that has a name, is called on its own and asked for its result."""
    statement = planner.parents[call]
    target = statement.targets[0] if isinstance(statement, ast.Assign) and len(statement.targets) == 1 else None
    if (
        not isinstance(target, ast.Name)
        or len(call.args) + len(call.keywords) > 1
        or any(k.arg != "name" for k in call.keywords)
    ):
        raise _unclear(call, name)
    planner.result.overrides[call] = Code(
        f"{planner.tf}.keras.{name}({'name={0}, ' if call.args or call.keywords else ''}dtype={planner.tf}.float64)",
        tuple([*call.args, *[k.value for k in call.keywords]]),
    )
    for use in planner.analysis.nodes(ast.Name):
        if use.id == target.id and use is not target:
            _metric_use(planner, call, name, use)
    planner.result.apply("TFM403", call)


def _unclear(node: ast.AST, name: str) -> Unsupported:
    return Unsupported(
        node,
        "TFM403",
        f"tfe.{name} is used in another way than to be called and asked for its result",
        f"use tf.keras.{name} with dtype=tf.float64",
    )


def _metric_use(planner: "Planner", made: ast.Call, name: str, use: ast.Name) -> None:
    parent = planner.parents[use]
    outer = planner.parents.get(parent)
    if (
        isinstance(parent, ast.Attribute)
        and isinstance(outer, ast.Call)
        and outer.func is parent
        and not (outer.args or outer.keywords)
    ):
        if parent.attr == "init_variables":
            planner.result.overrides[outer] = Code("{0}.reset_state()", (use,))
            return
        if parent.attr == "result":
            return
    if isinstance(parent, ast.Call) and parent.func is use and isinstance(outer, ast.Expr):
        given = dict(zip(_METRICS[name], parent.args))
        given.update({k.arg: k.value for k in parent.keywords})
        if list(given) == list(_METRICS[name])[: len(given)]:
            texts = [f"sample_weight={{{n}}}" if key == "weights" else f"{{{n}}}" for n, key in enumerate(given, 1)]
            planner.result.overrides[parent] = Code(f"{{0}}.update_state({', '.join(texts)})", (use, *given.values()))
            return
    raise _unclear(use, name)


# -- functions of gradients ---------------------------------------------------------------------------


def _gradients(planner: "Planner", call: ast.Call, name: str) -> None:
    """Write the function of gradients where it is named, or before the statement that calls it at once."""
    target, parameters = _differentiated(planner, call, name)
    statement = planner.parents[call]
    named = (
        isinstance(statement, ast.Assign) and len(statement.targets) == 1 and isinstance(statement.targets[0], ast.Name)
    )
    tape = _tape_of_variables if name in _OF_VARIABLES else _tape_of_arguments
    if named:
        body = tape(planner, call, name, target, parameters)
        code = FunctionCode(statement.targets[0].id, parameters, body, decorated=False)
        planner.result.statements[statement] = [code]
    else:
        called = planner.parents.get(call)
        if not isinstance(called, ast.Call) or called.func is not call:
            raise _unknown(call, name, "is neither named nor called")
        made = planner.names.fresh(f"{target.id}_gradients" if isinstance(target, ast.Name) else "gradients")
        body = tape(planner, call, name, target, parameters)
        planner.result.before.setdefault(_simple_statement(planner, call, name), []).append(
            FunctionCode(made, parameters, body, decorated=False)
        )
        planner.result.overrides[call] = Code(made)
    planner.result.apply("TFM802", call)


def _unknown(call: ast.Call, name: str, reason: str) -> Unsupported:
    return Unsupported(call, "TFM802", f"what {name} makes {reason}", "write a function with tf.GradientTape")


def _simple_statement(planner: "Planner", call: ast.Call, name: str) -> ast.stmt:
    """The statement of a call, when a function can be written before it and means the same there."""
    node: ast.AST = call
    while not isinstance(node, ast.stmt):
        node = planner.parents[node]
        if isinstance(node, (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)):
            raise _unknown(call, name, "is called inside an expression with names of its own")
    if not isinstance(node, (ast.Assign, ast.Expr, ast.Return, ast.AugAssign)):
        raise _unknown(call, name, "is called in the head of a statement")
    return node


def _differentiated(planner: "Planner", call: ast.Call, name: str) -> tuple[ast.expr, list[Parameter]]:
    """The function that a call differentiates, and the parameters of the function it makes."""
    given = {k.arg: k.value for k in call.keywords}
    target = call.args[0] if call.args else given.get("f")
    function = function_of(planner.analysis.values.get(target)) if target is not None else None
    if isinstance(target, ast.Lambda):
        spec = target.args
    elif isinstance(target, ast.Name) and function is not None:
        spec = function.node.args
    else:
        raise Unsupported(call, "TFM802", f"{name} of an unknown function", "write a function with tf.GradientTape")
    if spec.vararg or spec.kwarg or spec.kwonlyargs or spec.posonlyargs or (spec.defaults and name in _OF_ARGUMENTS):
        raise _unknown(call, name, "takes a number of arguments that is not fixed")
    if not all(isinstance(default, ast.Constant) for default in spec.defaults):
        raise _unknown(call, name, "has defaults that are computed elsewhere")
    names = [a.arg for a in spec.args]
    defaults = dict(zip(names[len(names) - len(spec.defaults) :], spec.defaults))
    return target, [Parameter(n, default=Code(repr(defaults[n].value)) if n in defaults else None) for n in names]


def _value(target: ast.expr, parameters: list[Parameter]) -> Code:
    if isinstance(target, ast.Lambda):
        return Code("{0}", (target.body,))
    return Code(f"{{0}}({', '.join(p.name for p in parameters)})", (target,))


def _fresh(name: str, parameters: list[Parameter], target: ast.expr) -> str:
    """A local name that neither the parameters nor the expression of a lambda use."""
    taken = {p.name for p in parameters} | {n.id for n in walk(target) if isinstance(n, ast.Name)}
    return name if name not in taken else name + "_"


def _tape_of_variables(
    planner: "Planner", call: ast.Call, name: str, target: ast.expr, parameters: list[Parameter]
) -> list:
    loss, tape, variables = (_fresh(n, parameters, target) for n in ("loss", "tape", "variables"))
    pairs = f"list(zip({tape}.gradient({loss}, {variables}), {variables}))"
    return [
        Line(Code(f"with {planner.tf}.GradientTape() as {tape}:\n    {loss} = {{0}}", (_value(target, parameters),))),
        Line(Code(f"{variables} = {tape}.watched_variables()")),
        Line(Code(f"return {loss}, {pairs}" if _OF_VARIABLES[name] else f"return {pairs}")),
    ]


def _tape_of_arguments(
    planner: "Planner", call: ast.Call, name: str, target: ast.expr, parameters: list[Parameter]
) -> list:
    value, tape = (_fresh(n, parameters, target) for n in ("value", "tape"))
    sources = _sources(planner, call, name, [p.name for p in parameters])
    watched = ", ".join(sources)
    gradients = f"{tape}.gradient({value}, [{watched}])"
    lines = [Line(Code(f"{source} = {planner.tf}.convert_to_tensor({source})")) for source in sources]
    body = f"{tape}.watch({watched if len(sources) == 1 else f'[{watched}]'})\n    {value} = {{0}}"
    lines.append(Line(Code(f"with {planner.tf}.GradientTape() as {tape}:\n    {body}", (_value(target, parameters),))))
    return [*lines, Line(Code(f"return {value}, {gradients}" if _OF_ARGUMENTS[name] else f"return {gradients}"))]


def _sources(planner: "Planner", call: ast.Call, name: str, parameters: list[str]) -> list[str]:
    """The arguments that are differentiated: all, or those that `params` names or numbers."""
    given = next((k.value for k in call.keywords if k.arg == "params"), call.args[1] if len(call.args) > 1 else None)
    if given is None or isinstance(given, ast.Constant) and given.value is None:
        sources = parameters
    elif isinstance(given, (ast.List, ast.Tuple)) and all(isinstance(n, ast.Constant) for n in given.elts):
        chosen = [n.value for n in given.elts]
        if not all(c in parameters if isinstance(c, str) else c in range(len(parameters)) for c in chosen):
            raise _unknown(call, name, "differentiates arguments that are not there")
        sources = [c if isinstance(c, str) else parameters[c] for c in chosen]
    else:
        raise _unknown(call, name, "differentiates arguments that are computed")
    if not sources or len(set(sources)) < len(sources):
        raise _unknown(call, name, "differentiates no argument, or one of them twice")
    return sources
