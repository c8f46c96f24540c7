"""Short texts that the rewriter writes again and again are parsed once; nodes are never changed, only copied."""

from __future__ import annotations

import functools

import libcst as cst


@functools.lru_cache(maxsize=4096)
def expression(text: str) -> cst.BaseExpression:
    """`cst.parse_expression(text)`."""
    return cst.parse_expression(text)


@functools.lru_cache(maxsize=4096)
def statement(text: str) -> cst.SimpleStatementLine | cst.BaseCompoundStatement:
    """`cst.parse_statement(text)`."""
    return cst.parse_statement(text)
