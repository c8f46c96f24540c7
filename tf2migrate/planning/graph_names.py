"""The names that TensorFlow 1 gave to nodes: what else a graph holds under a name decides what the next one is called.

`tf.summary.scalar("loss", loss)` writes the tag "loss", but "loss_1" when an op, a scope or another summary is
called so already, in capitals or not. The program is read in its order, and every name is taken as TensorFlow 1 took
it.
"""

from __future__ import annotations

import ast
import re

from tf2migrate.analysis.arguments import argument
from tf2migrate.analysis.program import Analysis, Unit
from tf2migrate.analysis.values import Kind
from tf2migrate.rules import symbols

_SCOPES = ("name_scope", "variable_scope")
_GRAPHS = frozenset({"reset_default_graph", "Graph"})
_MAX_DEPTH = 8
# Measured on 1.15.5: names that ops and scopes take when none is given, where they are not the name of the function
# (without "reduce_" and underscores). Small letters: TensorFlow compares names so.
_DEFAULTS = {
    "negative": "neg",
    "subtract": "sub",
    "multiply": "mul",
    "divide": "truediv",
    "constant": "const",
    "nn.softmax_cross_entropy_with_logits": "softmax_cross_entropy_with_logits_sg",
    "nn.softmax_cross_entropy_with_logits_v2": "softmax_cross_entropy_with_logits",
    "nn.sigmoid_cross_entropy_with_logits": "logistic_loss",
    "losses.softmax_cross_entropy": "softmax_cross_entropy_loss",
    "losses.sparse_softmax_cross_entropy": "sparse_softmax_cross_entropy_loss",
    "losses.sigmoid_cross_entropy": "sigmoid_cross_entropy_loss",
    "nn.batch_normalization": "batchnorm",
    "gather": "gatherv2",
    "group": "group_deps",
    "nn.top_k": "topkv2",
    "summary.merge_all": "merge",
    "image.resize_images": "resize",
    "nn.static_rnn": "rnn",
    "nn.dynamic_rnn": "rnn",
    "nn.bidirectional_dynamic_rnn": "bidirectional_rnn",
}
# The same: those that keep the underscores of the function.
_AS_WRITTEN = frozenset(
    """zeros_like ones_like global_norm one_hot clip_by_value nn.xw_plus_b losses.mean_squared_error
losses.absolute_difference losses.huber_loss losses.log_loss nn.in_top_k nn.embedding_lookup random_normal
random_uniform truncated_normal layers.batch_normalization clip_by_global_norm clip_by_norm
contrib.layers.l2_regularizer contrib.layers.fully_connected confusion_matrix count_nonzero nn.l2_normalize
layers.max_pooling2d layers.average_pooling2d layers.conv2d_transpose layers.separable_conv2d""".split()
)
# Measured on 1.15.5: functions of `tf.nn` whose result is called as the function is told to,
_RESULTS = frozenset(
    """softmax log_softmax relu relu6 elu selu leaky_relu sigmoid tanh softplus softsign bias_add xw_plus_b
relu_layer conv2d max_pool avg_pool conv2d_transpose depthwise_conv2d l2_loss l2_normalize lrn
sigmoid_cross_entropy_with_logits""".split()
)
# and those that call it by something below that name, here and among the plain functions.
_BELOW = {
    "nn.dropout": "mul_1",
    "nn.embedding_lookup": "Identity",
    "nn.softmax_cross_entropy_with_logits": "Reshape_2",
    "nn.softmax_cross_entropy_with_logits_v2": "Reshape_2",
    "nn.conv1d": "Squeeze",
    "nn.batch_normalization": "add_1",
    "reduce_logsumexp": "Add",
    "norm": "Squeeze",
    "losses.mean_squared_error": "value",
    "losses.softmax_cross_entropy": "value",
    "multinomial": "Multinomial",
    "count_nonzero": "Sum",
    "nn.sparse_softmax_cross_entropy_with_logits": "",
    "nn.in_top_k": "",
    "concat": "",  # by something that varies
}
_OPERATORS = {ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "truediv", ast.Pow: "pow"}
_GRAPH_KINDS = (Kind.TENSOR, Kind.VARIABLE, Kind.PLACEHOLDER)
_INVALID = re.compile(r"[^-/\w\.]")


def cleaned(name: str) -> str:
    """The name of a summary as TensorFlow 1 wrote it."""
    return _INVALID.sub("_", name).lstrip("/")


def made_names(analysis: Analysis) -> dict[ast.Call, str]:
    """The tag of each call of `tf.summary.*`, and the names of variables and ops, as far as they and scopes are
    constants.
    """
    return _names(analysis).made


def named_ops(analysis: Analysis) -> dict[ast.Call, str]:
    """The names of ops that the program gives a name to, of placeholders, and of what optimizers make; each by the call
    that makes it, empty where it makes several."""
    return _names(analysis).ops


def _names(analysis: Analysis) -> "_Names":
    if analysis.made_names is None:
        analysis.made_names = _Names(analysis)
    return analysis.made_names


class _Names:
    def __init__(self, analysis: Analysis):
        self.analysis = analysis
        self.made: dict[ast.Call, str] = {}
        self.ops: dict[ast.Call, str] = {}
        self.used: dict[str, int] = {}
        self.opened: dict[ast.With, str | None] = {}  # name scopes; None where a part is not known
        self.scopes = {scope.node for scope in analysis.scopes}  # functions whose statements are units
        around: dict[Unit, str | None] = {}
        for unit in sorted(analysis.units, key=lambda unit: unit.index):
            called = around.get(unit.scope.caller, "") if unit.scope.owner is not None else ""
            scope = next((self.opened[c] for c in reversed(unit.enclosing) if c in self.opened), called)
            around[unit] = scope
            if unit.header:
                self._header(unit, scope)
            else:
                self._statement(unit.statement, scope, ())

    def _header(self, unit: Unit, scope: str | None) -> None:
        statement = unit.statement
        if isinstance(statement, ast.With):
            for item in statement.items:
                inner = self._opens(item.context_expr, scope)
                if inner is not None:
                    self.opened[statement] = scope = inner[0]
        else:
            for field in ("iter", "test"):
                if isinstance(getattr(statement, field, None), ast.expr):
                    self._expression(getattr(statement, field), scope, ())

    def _statement(self, statement: ast.stmt, scope: str | None, calls: tuple[ast.AST, ...]) -> None:
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            return
        if isinstance(statement, ast.With):
            for item in statement.items:
                inner = self._opens(item.context_expr, scope)
                if inner is not None:
                    scope = inner[0]
        for child in ast.iter_child_nodes(statement):
            if isinstance(child, ast.stmt):
                self._statement(child, scope, calls)
            elif isinstance(child, ast.expr):
                self._expression(child, scope, calls)

    def _opens(self, node: ast.expr, scope: str | None) -> tuple[str | None] | None:
        """The name scope that an expression of a `with` opens, in a tuple; None when it opens none."""
        if not isinstance(node, ast.Call) or self.analysis.symbols.get(node.func) not in _SCOPES:
            self._expression(node, scope, ())
            return None
        name = self._constant(node.args[0]) if node.args else self._constant(argument(node, (), "name_or_scope"))
        if name is None or scope is None:
            return (None,)
        return (name.rstrip("/"),) if name.endswith("/") else (self._taken(scope, name),)

    def _expression(self, node: ast.AST, scope: str | None, calls: tuple[ast.AST, ...]) -> None:
        """Take the names of what an expression makes, arguments first."""
        if isinstance(node, (ast.Lambda, ast.FunctionDef)):
            return
        for child in ast.iter_child_nodes(node):
            self._expression(child, scope, calls)
        if (
            isinstance(node, ast.BinOp)
            and type(node.op) in _OPERATORS
            and scope is not None
            and any(self._is_graph(side) for side in (node.left, node.right))
        ):
            self._taken(scope, _OPERATORS[type(node.op)])
        elif isinstance(node, ast.Call):
            self._call(node, scope, calls)

    def _is_graph(self, node: ast.expr) -> bool:
        value = self.analysis.values.get(node)
        return value is not None and value.kind in _GRAPH_KINDS

    def _call(self, node: ast.Call, scope: str | None, calls: tuple[ast.AST, ...]) -> None:
        path = self.analysis.symbols.get(node.func)
        if path in _GRAPHS:
            self.used.clear()
        elif path is not None:
            self._symbol(node, path, scope)
        elif isinstance(node.func, ast.Attribute):
            owner = self.analysis.values.get(node.func.value)
            if owner is not None and owner.kind is Kind.OPTIMIZER and scope is not None:
                self._trained(node, owner.info, scope)
        else:
            value = self.analysis.values.get(node.func)
            function = getattr(value.info, "node", None) if value is not None and value.kind is Kind.FUNCTION else None
            body = getattr(function, "body", None)
            if function not in self.scopes and isinstance(body, list) and node not in calls and len(calls) < _MAX_DEPTH:
                for statement in body:
                    self._statement(statement, scope, (*calls, node))

    def _trained(self, node: ast.Call, record: object, scope: str) -> None:
        method = node.func.attr
        if method in ("minimize", "compute_gradients"):
            self._taken(scope, "gradients")
        if method in ("minimize", "apply_gradients"):
            symbol = getattr(record, "symbol", "").rsplit(".", 1)[-1].removesuffix("Optimizer")
            self._note(node, self._taken(scope, self._constant(argument(node, (), "name")) or symbol or "train"))

    def _symbol(self, node: ast.Call, path: str, scope: str | None) -> None:
        known = symbols.lookup(path)
        parameters = known.parameters if known is not None else ()
        given = argument(node, parameters, "name") or argument(node, parameters, "scope")
        name = self._constant(given)
        if path.startswith("summary.") and not path.startswith("summary.merge") or path.endswith("_summary"):
            name = name or self._constant(node.args[0] if node.args else None)
            if name is not None and scope is not None and not path.endswith("FileWriter"):
                self._make(node, scope, cleaned(name))
        elif path == "get_variable":
            name = name or self._constant(node.args[0] if node.args else None)
            if (
                name is not None
            ):  # under the variable scopes, whose names are those of name scopes that were not taken before
                self._mark(f"{scope}/{name}" if scope else name)
        elif scope is not None and (given is None or name is not None):
            short = path.rsplit(".", 1)[-1]
            default = (
                "Placeholder"
                if path == "placeholder"
                else _DEFAULTS.get(path)
                or (short if path in _AS_WRITTEN else short.removeprefix("reduce_").replace("_", ""))
            )
            if (
                path == "Variable"
                or name is not None
                and "." not in path.removeprefix("math.")
                and path not in _AS_WRITTEN
            ):
                taken = self._make(node, scope, name or default)
            else:
                taken = self._taken(scope, name or default)
            below = _BELOW.get(path)
            if (
                path == "placeholder"
                or name is not None
                and (
                    below
                    or below is None
                    and (
                        "." not in path or path.startswith(("math.", "train.")) or path.removeprefix("nn.") in _RESULTS
                    )
                )
            ):
                self._note(node, f"{taken}/{below}" if below else taken)

    def _note(self, node: ast.Call, name: str) -> None:
        self.ops[node] = name if node not in self.ops else ""

    def _make(self, node: ast.Call, scope: str, name: str) -> str:
        """Note the name of what is made here; none when it is made more than once."""
        taken = self._taken(scope, name)
        self.made[node] = taken if node not in self.made else ""
        return taken

    def _constant(self, node: ast.expr | None) -> str | None:
        value = self.analysis.values.get(node) if node is not None else None
        if isinstance(node, ast.Constant):
            return node.value if isinstance(node.value, str) else None
        return value.constant if value is not None and isinstance(value.constant, str) else None

    def _taken(self, scope: str, name: str) -> str:
        """`Graph.unique_name` of 1.15."""
        name = f"{scope}/{name}" if scope else name
        key = name.lower()
        number = self.used.get(key, 0)
        self.used[key] = number + 1
        if not number:
            return name
        base = key
        while key in self.used:
            key = f"{base}_{number}"
            number += 1
        self.used[key] = 1
        return f"{name}_{number - 1}"

    def _mark(self, name: str) -> None:
        self.used.setdefault(name.lower(), 1)
