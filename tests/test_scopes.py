"""The quick look at names is never surer than Python's own symbol tables."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tf2migrate.analysis.tree import index
from tf2migrate.checks import undefined_names
from tf2migrate.scopes import surely_bound

ROOT = Path(__file__).parent.parent
BOUND = (
    "import a.b, c as d\nfrom e import f\na, d, f, print, __file__\n",
    "def f(x, *y, z=1, **w):\n    v = x\n    return [v, y, z, w, f, g]\ng = lambda q, r=2: q + r\n",
    "class A(object):\n    b = 1\n    c = b\n    def d(self):\n        return A, self\n",
    "try:\n    pass\nexcept ValueError as e:\n    print(e)\n",
    "xs = [(a, b) for a in range(3) for b in range(a) if b]\nys = {k: v for k, v in xs}\n",
    "with open('x') as f, open('y') as (g, h):\n    f, g, h\n",
    "for i, (j, *k) in []:\n    i, j, k\nelse:\n    del i\n",
    "def f():\n    def g():\n        return h\n    h = 1\n    return g\n",
)
UNBOUND = (
    "x\n",
    "def f(a=b):\n    return a\n",
    "@deco\ndef f(deco):\n    pass\n",
    "def f(a=a):\n    return a\n",
    "def f():\n    y = 1\ndef g():\n    return y\n",
    "class A:\n    b = 1\n    def c(self):\n        return b\n",
    "class A(B):\n    B = 1\n",
    "[x for x in x]\n",
    "[x for x in []]\nx\n",
    "f = lambda q=q: q\n",
    "[a for b in []]\n",
    "import a.b\nb\n",
    "def f():\n    global g\n    return g\n",
    "@x.y\nclass A:\n    x = 1\n",
    "def f(x: T):\n    T = 1\n",
)


def _sure(source: str) -> bool:
    tree = ast.parse(source)
    index(tree)
    return surely_bound(tree)


@pytest.mark.parametrize("source", BOUND)
def test_bound(source):
    assert _sure(source) and not undefined_names(source)


@pytest.mark.parametrize("source", UNBOUND)
def test_unbound(source):
    assert not _sure(source) and undefined_names(source)


@pytest.mark.parametrize("source", ["def f():\n    global g\n    g = 1\nf(), g\n", "if (n := 10) > 5:\n    n\n"])
def test_in_doubt(source):
    assert not _sure(source) and not undefined_names(source)


def test_never_surer_than_symbol_tables():
    """The program with each of its names taken away in turn."""
    files = [*(ROOT / "fixtures").glob("*.py"), *(ROOT / "tf2migrate").rglob("*.py")]
    sure = 0
    for file in files:
        source = file.read_text(encoding="utf-8")
        sure += _sure(source)
        assert not (_sure(source) and undefined_names(source)), file
    assert sure > len(files) / 2
    for file in files[:12]:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for node in [n for n in ast.walk(tree) if isinstance(n, ast.Name)][::3]:
            kept, node.id = node.id, "unheard_of"
            source = ast.unparse(tree)
            node.id = kept
            assert not (_sure(source) and undefined_names(source)), (file, kept, node.lineno)
