"""The text of libcst nodes, and changes of trees, next to libcst's own slow way."""

from __future__ import annotations

from pathlib import Path

import libcst as cst
import pytest

from tf2migrate.rewriting.printing import module_text, text_of
from tf2migrate.rewriting.transform import Transformer, transform

ROOT = Path(__file__).parent.parent
FILES = sorted(
    [*(ROOT / "fixtures").glob("*.py"), *(ROOT / "tests").glob("*.py"), *(ROOT / "tf2migrate").rglob("*.py")]
)

FORMS = (
    "x = a[1:2, ::3, ...], *b, (yield), -1 ** 2 // ~c",
    "with a as b, c(): pass",
    "with (\n    a as b,\n    c,\n): pass",
    "async def f(a, /, b=1, *, c, **d) -> int:\n\tasync for x in y: await z\n\telse: return",
    "@a(\n  1, # one\n  b = 2,\n)\n\n# between\ndef f ( x, ): return ( x )",
    "if a:\n  x ; y;\nelif b : z = w = {1: 2, ** c, }\nelse :\n  {1, * d}",
    "x = {**a, 'b': [c for c in d if e], }; y = lambda q: (q,), f(*g, h = 1, ** i)\r\n",
    "import a.b as c, d\nfrom . import ( e as f, g, )\nfrom .. h.i import *; from j import k as l;",
    "try:\n  x = 1 if not a is b <= c not in d else f'{e!r}'\nexcept (A, B) as c:\n  raise\nfinally:\n  del x",
    "class A ( B, metaclass = C, ) :\n  x += 1; y -= 2 ; z /= 3\n  # end\nclass D: pass\n@e\nclass F(): ...",
    "while  a :\n  b\nelse: c\nx = [ a for b in c if d if e for (f) in g ], ( h for i in j )",
    "def f(a, b = 1, *c, d, **e): pass\ndef g(a, /, b: int = 2): pass\ndef h( a, b, ): pass\ndef i(a, *, b): pass",
    "",
    "\n",
    "# only a comment",
    "x = 1 # end",
)


@pytest.mark.parametrize("source", FORMS)
def test_text_of_forms(source):
    module = cst.parse_module(source)
    assert module_text(module) == source == module.code
    for statement in module.body:
        assert text_of(statement) == cst.Module([]).code_for_node(statement)


def test_text_of_files():
    for file in FILES:
        source = file.read_text(encoding="utf-8")
        assert module_text(cst.parse_module(source)) == source, file


def test_defaults_of_nodes_without_layout():
    name, two = cst.Name("a"), cst.Integer("2")
    nodes = [
        cst.Call(name, [cst.Arg(two), cst.Arg(two, keyword=name)]),
        cst.Tuple([cst.Element(name)]),
        cst.List([cst.Element(name), cst.StarredElement(two)]),
        cst.Dict([cst.DictElement(name, two)] * 2),
        cst.Subscript(name, [cst.SubscriptElement(cst.Index(two))] * 2),
        cst.Return(name),
        cst.SimpleStatementLine([cst.Expr(name), cst.Return(), cst.Pass()]),
        cst.SimpleStatementLine([]),
        cst.FunctionDef(name, cst.Parameters([cst.Param(name, default=two)] * 2), cst.IndentedBlock([])),
        cst.Module([]),
    ]
    for node in nodes:
        assert text_of(node) == cst.Module([]).code_for_node(node)


class _Rename(Transformer):
    def leave(self, original, updated):
        return cst.Name("new") if original.__class__ is cst.Name and original.value == "old" else updated


def test_transform_keeps_what_does_not_change():
    module = cst.parse_module("f(old, [x, old], k=g(old))  # old\ny = h ( 1 )\n")
    made = transform(module, _Rename())
    assert module_text(made) == "f(new, [x, new], k=g(new))  # old\ny = h ( 1 )\n"
    assert made.body[1] is module.body[1]
    assert module_text(module).startswith("f(old")


def test_transform_visits_in_the_order_of_the_text():
    seen = []

    class Names(Transformer):
        def leave(self, original, updated):
            if original.__class__ is cst.Name:
                seen.append(original.value)
            return updated

    transform(cst.parse_module("a = b if c else d\nfor e in f(g, h=i): j[k] = l + m\n"), Names())
    assert seen == list("abcdefghijklm")
