"""Functions under `Defun` are written without it, in the text and before the analysis.

`Defun` of `tensorflow.python.framework.function` makes one node of the graph out of each call. What the node computes
is what the body computes, and so is its gradient, unless a gradient function is given: `tf.custom_gradient` has that
one.
"""

from __future__ import annotations

import ast
import builtins

from tf2migrate.analysis.program import Analysis
from tf2migrate.analysis.tree import of_type, walk
from tf2migrate.preparation.lines import Lines
from tf2migrate.preparation.text import CannotWrite, Text, attempted
from tf2migrate.scopes import fresh

NAMES = frozenset({"python.framework.function.Defun"})
# They say how the node is made, not what it computes.
_IDLE = ("noinline", "func_name", "shape_func", "out_names")
_GRADIENTS = ("python_grad_func", "grad_func")


def prepared(text: Text, tree: ast.Module, analysis: Analysis, tf: str) -> Text | None:
    """The text without `Defun`; None when it has none, or one that has to stay.

    Args:
        tree: the parsed text.
        analysis: what is known of it.
        tf: what the API is called in it.
    """
    uses = [node for node, path in analysis.symbols.items() if path in NAMES]
    if not uses:
        return None
    functions = {
        f: f.decorator_list[0]
        for f in of_type(tree, ast.FunctionDef)
        if len(f.decorator_list) == 1 and getattr(f.decorator_list[0], "func", None) in uses
    }
    if len(functions) < len(uses):
        return None  # it is called on a function
    return attempted(text, lambda: _written(text, tree, functions, tf))


def _written(text: Text, tree: ast.Module, functions: dict[ast.FunctionDef, ast.Call], tf: str) -> Text:
    lines = Lines(text, tree)
    given = [k.value for decorator in functions.values() for k in decorator.keywords if k.arg == "grad_func"]
    slopes = {node.id for node in given if isinstance(node, ast.Name)}
    for function, decorator in functions.items():
        given = {k.arg: k.value for k in decorator.keywords}
        gradients = [name for name in _GRADIENTS if name in given]
        if given.keys() - {*_IDLE, *_GRADIENTS} or len(gradients) > 1:
            raise CannotWrite(decorator, "an argument of Defun says more")
        parameters = _parameters(function)
        if decorator.args or not gradients and function.name not in slopes:  # tf.custom_gradient makes tensors itself
            _convert(lines, function, decorator, parameters, tf)
        if not gradients:
            lines.remove_decorator(decorator)
            continue
        _check_names(function, parameters, {tf, *slopes})
        lines.substitute(decorator, f"{tf}.custom_gradient")
        _give_gradient(lines, function, parameters, given[gradients[0]], gradients[0], functions)
    return lines.assembled()


def _parameters(function: ast.FunctionDef) -> list[str]:
    arguments = function.args
    if arguments.vararg or arguments.kwarg or arguments.kwonlyargs or arguments.defaults or arguments.posonlyargs:
        raise CannotWrite(function, "the parameters of a Defun are not plain names")
    return [a.arg for a in arguments.args]


def _check_names(function: ast.FunctionDef, parameters: list[str], known: set[str]) -> None:
    """What `tf.custom_gradient` is round must not read variables, which a name from outside may hold."""
    names = [n for statement in function.body for n in walk(statement) if isinstance(n, ast.Name)]
    local = {n.id for n in names if isinstance(n.ctx, ast.Store)}
    if any(n.id not in {*parameters, *known, *local, *dir(builtins)} for n in names):
        raise CannotWrite(function, "a Defun with a gradient of its own reads names from outside")


def _convert(lines: Lines, function: ast.FunctionDef, decorator: ast.Call, parameters: list[str], tf: str) -> None:
    """The body works on tensors of the dtypes that the decorator names, whatever the function is called with."""
    dtypes = [ast.unparse(a) for a in decorator.args]
    if any(isinstance(a, ast.Starred) for a in decorator.args) or dtypes and len(dtypes) != len(parameters):
        raise CannotWrite(decorator, "the dtypes of a Defun are not written down one by one")
    first = function.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):  # the docstring
        first = function.body[1] if len(function.body) > 1 else first
    made = [
        f"{name} = {tf}.convert_to_tensor({', '.join([name, *([dtypes[n]] if dtypes else [])])})"
        for n, name in enumerate(parameters)
    ]
    lines.before(first, made)


def _give_gradient(
    lines: Lines,
    function: ast.FunctionDef,
    parameters: list[str],
    gradient: ast.expr,
    keyword: str,
    functions: dict[ast.FunctionDef, ast.Call],
) -> None:
    """A function beside the result, as `tf.custom_gradient` wants it."""
    last = function.body[-1]
    returns = of_type(function, ast.Return)
    if not (isinstance(last, ast.Return) and returns == [last]) or isinstance(last.value, (ast.Tuple, type(None))):
        raise CannotWrite(function, "a Defun with a gradient of its own has one result, in its last line")
    if any(isinstance(n, (ast.FunctionDef, ast.Lambda)) for statement in function.body for n in walk(statement)):
        raise CannotWrite(function, "a function is made in a Defun")
    used = {n.id for statement in function.body for n in walk(statement) if isinstance(n, ast.Name)} | {*parameters}
    slope, name = fresh("slope", used), fresh("gradient", used)
    if keyword == "grad_func":
        known = [f for f in functions if isinstance(gradient, ast.Name) and f.name == gradient.id]
        if len(known) != 1 or len(_parameters(known[0])) != len(parameters) + 1:
            raise CannotWrite(function, "which function gives the gradient of a Defun is not known")
        result = f"{gradient.id}({', '.join([*parameters, slope])})"
    else:
        result = _of_lambda(gradient, slope, len(parameters))
    above = [""] if last is not function.body[0] else []
    lines.before(last, [*above, f"def {name}({slope}):", f"    return {result}", ""])
    lines.substitute(last.value, f"{lines.text.segment(last.value)}, {name}")


def _of_lambda(gradient: ast.expr, slope: str, count: int) -> str:
    """What a lambda of the op and the slope gives, when it does not look at the op."""
    names = [a.arg for a in gradient.args.args] if isinstance(gradient, ast.Lambda) else []
    if len(names) != 2 or any(n.id == names[0] for n in of_type(gradient.body, ast.Name)):
        raise CannotWrite(gradient, "a gradient that looks at the node of the graph")
    several = len(gradient.body.elts) if isinstance(gradient.body, (ast.List, ast.Tuple)) else 1
    if several != count:
        raise CannotWrite(gradient, "which gradients there are is not written down")
    body = ast.parse(ast.unparse(gradient.body), mode="eval").body
    for node in walk(body):
        if isinstance(node, ast.Name) and node.id == names[1]:
            node.id = slope
    return ast.unparse(body)
