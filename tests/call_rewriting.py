"""Rewrites source text by the tables alone: what the tests of the tables need of the rewriter."""

import ast

import libcst as cst

from tf2migrate.rules import calls
from tf2migrate.rules.refusals import refusal
from tf2migrate.rules.symbols import lookup


def canonical(node: cst.BaseExpression) -> str | None:
    """The dotted name below `tf`, or None."""
    parts: list[str] = []
    while isinstance(node, cst.Attribute):
        parts.append(node.attr.value)
        node = node.value
    if isinstance(node, cst.Name) and node.value == "tf" and parts:
        return ".".join(reversed(parts))
    return None


class Rewriter(cst.CSTTransformer):
    """Rewrites every call of a known symbol; `dtypes` and `ranks` say what is known of names."""

    def __init__(self, dtypes=None, ranks=None, needs_stop_gradient=None):
        super().__init__()
        self.dtypes, self.ranks, self.refused = dtypes or {}, ranks or {}, []
        self.needs_stop_gradient = needs_stop_gradient

    def leave_Call(self, original_node, updated_node):
        name = canonical(original_node.func)
        symbol = lookup(name) if name else None
        if symbol is None:
            return updated_node
        call = ast.parse(f"({cst.Module([]).code_for_node(original_node)}\n)", mode="eval").body
        reason = refusal(
            symbol,
            call,
            lambda node: self.dtypes.get(ast.unparse(node)),
            lambda node: self.ranks.get(ast.unparse(node)),
        )
        if reason:
            self.refused.append(reason)
            return updated_node
        return calls.rewrite_call(
            symbol,
            original_node,
            updated_node,
            "tf",
            lambda node: self.dtypes.get(cst.Module([]).code_for_node(node)),
            lambda node: self.ranks.get(cst.Module([]).code_for_node(node)),
            self.needs_stop_gradient,
        )

    def leave_Attribute(self, original_node, updated_node):
        """Constants such as `tf.float32`."""
        name = canonical(original_node)
        symbol = lookup(name) if name else None
        if symbol is None or symbol.parameters:
            return updated_node
        text = calls.rewrite_reference(symbol, "tf")
        return updated_node if text is None else cst.parse_expression(text)

    def leave_Assign(self, original_node, updated_node):
        return updated_node.with_changes(value=calls.bare(updated_node.value))


def rewrite(text: str, **known) -> str:
    """The text after the rewrite of its calls."""
    return _run(text, **known)[0]


def refusals_of(text: str, **known) -> list[str]:
    return _run(text, **known)[1]


def _run(text: str, **known) -> tuple[str, list[str]]:
    rewriter = Rewriter(**known)
    return cst.parse_module(text).visit(rewriter).code, rewriter.refused
