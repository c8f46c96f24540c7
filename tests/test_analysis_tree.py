"""The index of a tree answers as `ast.walk` and `isinstance` would."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tf2migrate.analysis.tree import children, index, of_type, parents, walk

ROOT = Path(__file__).parent.parent
FILES = sorted([*(ROOT / "fixtures").glob("*.py"), *(ROOT / "tf2migrate" / "planning").glob("*.py")])
SHARED = (ast.expr_context, ast.operator, ast.unaryop, ast.boolop, ast.cmpop)
FORMS = """
from a import b as c
import d.e
global f
@g
async def h(i, /, j: k = 1, *l, m, **n) -> o:
    async with p as q, r:
        yield {**s, t: [*u], **{v for v in w if x}}
    try:
        nonlocal y
    except (z, A) as B:
        raise C from D
class E(F, metaclass=G):
    H: I = lambda J, K=2: f"{L!r:>{M}}" if (N := O) else -P ** Q[R:S, ...]
match T:
    case U(V, W=X) | {"a": Y, **Z} | [1, *_] if a1 < b1 <= c1:
        del d1, e1.f1
"""


def _preorder(node):
    yield node
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, SHARED):
            yield from _preorder(child)


@pytest.mark.parametrize("source", [FORMS, *(file.read_text(encoding="utf-8") for file in FILES)])
def test_index_holds_every_node(source):
    tree = ast.parse(source)
    index(tree)
    expected = list(_preorder(tree))
    assert list(walk(tree)) == expected
    up = parents(tree)
    for node in expected:
        inside = [child for child in ast.iter_child_nodes(node) if not isinstance(child, SHARED)]
        assert children(node) == inside
        assert all(up[child] is node for child in inside)
    assert tree not in up


@pytest.mark.parametrize(
    "kinds", [(ast.Name,), (ast.Call, ast.Name), (ast.Starred,), (ast.Name, ast.FunctionDef, ast.arg)]
)
def test_nodes_of_types_come_in_the_order_of_the_source(kinds):
    tree = ast.parse(FORMS + FILES[0].read_text(encoding="utf-8"))
    index(tree)
    for node in walk(tree):
        assert of_type(node, *kinds) == [child for child in walk(node) if isinstance(child, kinds)]


def test_trees_without_an_index():
    tree = ast.parse("f(a, b)")
    assert {n.id for n in of_type(tree, ast.Name)} == {"f", "a", "b"}
    assert len(list(walk(tree.body[0]))) == 8
