"""Statements of test cases: sessions that go, initializers that go, graphs that are entered."""

from __future__ import annotations

import ast

import libcst as cst

from tf2migrate.checks import CheckFailed
from tf2migrate.planning.test_cases import SEED, TestCases
from tf2migrate.rewriting import templates
from tf2migrate.rewriting.transform import changed


class TestEdits:
    """The edits of blocks and functions that the plan of the test cases asks for."""

    __test__ = False

    def __init__(self, tests: TestCases, pairs: dict[ast.stmt, cst.CSTNode], tf: str):
        self.unwrapped = {id(pairs[node]) for node in tests.unwrapped}
        self.removed = {id(pairs[node]) for node in tests.removed}
        self.entered = {id(pairs[node]): (position, node.args.args[0].arg) for node, position in tests.entered.items()}
        self.seeded = {id(pairs[node]) for node in tests.seeded}
        self.tf = tf

    def block(self, original: cst.Module | cst.IndentedBlock, updated: cst.CSTNode) -> cst.CSTNode:
        """The block without the sessions and initializers that go; their comments stay."""
        if not any(self._goes(line) for line in original.body):
            return updated
        made: list[cst.BaseStatement] = []
        waiting: list[cst.EmptyLine] = []  # comments and blank lines for the next statement
        for before, after in zip(original.body, updated.body):
            if id(before) in self.unwrapped:
                lines, waiting = _unwrapped(after, waiting)
                made += lines
            elif self._is_removed(before):
                comments = [line for line in after.leading_lines if line.comment is not None]
                trailing = after.trailing_whitespace.comment
                waiting += comments + ([cst.EmptyLine(comment=trailing)] if trailing is not None else [])
            else:
                made.append(changed(after, leading_lines=[*waiting, *after.leading_lines]) if waiting else after)
                waiting = []
        if not made:
            made = [cst.parse_statement("pass")]
        if waiting:
            if not isinstance(updated, cst.IndentedBlock):
                raise CheckFailed("comments of a session that goes have no place")
            return changed(updated, body=made, footer=[*waiting, *updated.footer])
        return changed(updated, body=made)

    def _goes(self, line: cst.BaseStatement) -> bool:
        return id(line) in self.unwrapped or self._is_removed(line)

    def _is_removed(self, line: cst.BaseStatement) -> bool:
        if line.__class__ is not cst.SimpleStatementLine or not any(id(small) in self.removed for small in line.body):
            return False
        if len(line.body) != 1:
            raise CheckFailed("an initializer shares its line with another statement")
        return True

    def function(self, original: cst.FunctionDef, updated: cst.FunctionDef) -> cst.FunctionDef:
        """The function with its graph."""
        entered = self.entered.get(id(original))
        if entered is None:
            return updated
        position, this = entered
        if not isinstance(updated.body, cst.IndentedBlock):
            raise CheckFailed("a test that is written in one line needs a graph")
        lines = [templates.statement(f"{this}.enter_context({self.tf}.Graph().as_default())")]
        if id(original) in self.seeded:
            lines.append(
                templates.statement(f"{self.tf}.random.set_seed({SEED})  # as the default graph of a test had it")
            )
        body = list(updated.body.body)
        return changed(updated, body=changed(updated.body, body=[*body[:position], *lines, *body[position:]]))


def _unwrapped(node: cst.With, waiting: list[cst.EmptyLine]) -> tuple[list[cst.BaseStatement], list[cst.EmptyLine]]:
    """The statements of a `with` block, with the comments round it; and those that are left for what follows."""
    leading = [*waiting, *node.leading_lines]
    if not isinstance(node.body, cst.IndentedBlock):
        line = cst.SimpleStatementLine(
            node.body.body, leading_lines=leading, trailing_whitespace=node.body.trailing_whitespace
        )
        return [line], []
    comment = node.body.header.comment
    if comment is not None:
        leading.append(cst.EmptyLine(comment=comment))
    lines = list(node.body.body)
    lines[0] = changed(lines[0], leading_lines=[*leading, *lines[0].leading_lines])
    return lines, [line for line in node.body.footer if line.comment is not None]
