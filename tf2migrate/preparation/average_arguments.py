"""Functions that may be given a moving average take the averaged weights, in the text of the program.

`inference(x, None, w, b)` and `inference(x, averages, w, b)` compute the same from other weights, where the one branch
of the function says `averages.average(w)` for each `w` of the other. The branch goes, and the calls give the averages:
`inference(x, averages.average(w), averages.average(b))`.
"""

from __future__ import annotations

import ast

from tf2migrate.analysis.program import Analysis
from tf2migrate.analysis.tree import walk
from tf2migrate.analysis.values import Kind
from tf2migrate.preparation.lines import Lines
from tf2migrate.preparation.text import Cannot, Text, attempted

_SYMBOL = "train.ExponentialMovingAverage"


def prepared(text: Text, tree: ast.Module, analysis: Analysis) -> Text | None:
    """The text in which one function is given averaged weights; None when there is none.

    Args:
        tree: the parsed text.
        analysis: what is known of it.
    """
    if _SYMBOL not in analysis.symbols.values():
        return None
    for function in tree.body:
        for parameter in function.args.args if isinstance(function, ast.FunctionDef) else ():
            made = attempted(text, lambda: _Function(text, tree, analysis, function, parameter.arg).made())
            if made is not None:
                return made
    return None


class _Function:
    """A function, and the parameter that is a moving average or None."""

    def __init__(self, text: Text, tree: ast.Module, analysis: Analysis, function: ast.FunctionDef, parameter: str):
        self.text, self.tree, self.analysis = text, tree, analysis
        self.function, self.parameter = function, parameter
        self.lines = Lines(text, tree)

    def made(self) -> Text | None:
        found = self._branches()
        if found is None:
            return None
        test, plain, averaged = found
        weights = self._averaged(plain, averaged)
        self._write_calls(weights)
        self._write_parameters()
        for statement in averaged:
            self.lines.replace(statement, self.text.comments_in(statement))
        self.lines.flatten(test)
        return self.lines.assembled()

    def _branches(self) -> tuple[ast.If, list[ast.stmt], list[ast.stmt]] | None:
        """The test whether there is an average, what stands under it without one, and with one."""
        body = [s for s in self.function.body if not (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant))]
        test = body[0] if body else None
        verdict = self._is_absent(test.test) if isinstance(test, ast.If) else None
        if verdict is None or self.function.decorator_list or self.function.args.kwonlyargs:
            return None
        other = test.orelse or (body[1:] if isinstance(test.body[-1], ast.Return) else [])
        if not other or test.orelse and len(body) > 1:
            return None
        return (test, test.body, other) if verdict else (test, other, test.body)

    def _is_absent(self, test: ast.expr) -> bool | None:
        """Whether a test is true when there is no average; None for another test."""
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            inner = self._is_absent(test.operand)
            return None if inner is None else not inner
        if isinstance(test, ast.Name) and test.id == self.parameter:
            return False
        if not isinstance(test, ast.Compare) or len(test.ops) != 1 or ast.unparse(test.left) != self.parameter:
            return None
        if not isinstance(test.comparators[0], ast.Constant) or test.comparators[0].value is not None:
            return None
        if isinstance(test.ops[0], (ast.Is, ast.Eq)):
            return True
        return False if isinstance(test.ops[0], (ast.IsNot, ast.NotEq)) else None

    def _averaged(self, plain: list[ast.stmt], averaged: list[ast.stmt]) -> set[str]:
        """The parameters that the one branch averages, which is the other one else.

        Raises:
            Cannot: the branches differ in more.
        """
        stripped = _Stripped(self.parameter)
        texts = [[ast.dump(_copy(s)) for s in plain], [ast.dump(stripped.visit(_copy(s))) for s in averaged]]
        names = {a.arg for a in self.function.args.args}
        bound = {n.id for n in walk(self.function) if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
        if texts[0] != texts[1] or not stripped.weights or stripped.weights - names or stripped.weights & bound:
            raise Cannot
        reads = [n for s in averaged for n in walk(s) if isinstance(n, ast.Name)]
        if any(sum(n.id == w for n in reads) != stripped.counts[w] for w in stripped.weights):
            raise Cannot  # read without its average as well
        if (
            sum(n.id == self.parameter for n in walk(self.function) if isinstance(n, ast.Name))
            != len([n for n in reads if n.id == self.parameter]) + 1
        ):
            raise Cannot
        return stripped.weights

    def _write_calls(self, weights: set[str]) -> None:
        names = [a.arg for a in self.function.args.args]
        uses = [n for n in walk(self.tree) if isinstance(n, ast.Name) and n.id == self.function.name]
        for use in uses:
            call = self.lines.parents[use]
            if (
                not isinstance(call, ast.Call)
                or call.func is not use
                or len(call.args) > len(names)
                or any(isinstance(a, ast.Starred) for a in call.args)
                or any(k.arg is None for k in call.keywords)
            ):
                raise Cannot
            given: dict[str, ast.expr] = dict(zip(names, call.args)) | {k.arg: k.value for k in call.keywords}
            self._write_call(call, given, weights)

    def _write_call(self, call: ast.Call, given: dict[str, ast.expr], weights: set[str]) -> None:
        average = given.get(self.parameter)
        value = self.analysis.values.get(average) if average is not None else None
        if value is not None and value.kind is Kind.EMA and isinstance(average, ast.Name):
            for weight in weights:
                if not isinstance(given.get(weight), ast.Name):
                    raise Cannot
                self.lines.substitute(given[weight], f"{average.id}.average({given[weight].id})")
        elif average is not None and not (isinstance(average, ast.Constant) and average.value is None):
            raise Cannot
        if average is not None:
            keyword = next((k for k in call.keywords if k.value is average), None)
            self.lines.remove_argument(keyword or average)

    def _write_parameters(self) -> None:
        spec = self.function.args
        if spec.vararg or spec.kwarg or spec.posonlyargs or self.function.returns:
            raise Cannot
        names = [a.arg for a in spec.args]
        defaults = dict(zip(names[len(names) - len(spec.defaults) :], spec.defaults))
        kept = [n for n in names if n != self.parameter]
        written = [f"{n}={self.text.segment(defaults[n])}" if n in defaults else n for n in kept]
        if any(a.annotation for a in spec.args):
            raise Cannot
        self.lines.set_parameters(self.function, ", ".join(written))


def _copy(statement: ast.stmt) -> ast.stmt:
    return ast.parse(ast.unparse(statement)).body[0]


class _Stripped(ast.NodeTransformer):
    """`average.average(w)` as `w`."""

    def __init__(self, parameter: str):
        self.parameter = parameter
        self.counts: dict[str, int] = {}

    @property
    def weights(self) -> set[str]:
        return set(self.counts)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        if (
            isinstance(node.func, ast.Attribute)
            and node.func.attr == "average"
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == self.parameter
            and len(node.args) == 1
            and isinstance(node.args[0], ast.Name)
            and not node.keywords
        ):
            self.counts[node.args[0].id] = self.counts.get(node.args[0].id, 0) + 1
            return node.args[0]
        return self.generic_visit(node)
