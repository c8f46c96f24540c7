"""Wrapping run sites by text."""

from __future__ import annotations

import ast

import pytest
from verification_programs import run_sites

from tf2migrate.verification.instrument import instrument, recorded_indices, uses


def wrapped(source: str, encoding: str = "utf-8") -> str:
    return instrument(source.encode(encoding), run_sites(source)).decode(encoding)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("sess.run(a)\n", "__tf2migrate_record__(0, sess.run(a))\n"),
        ("a, b = sess.run([a, b])\n", "a, b = __tf2migrate_record__(0, sess.run([a, b]))\n"),
        ("print(a.eval()[0])\n", "print(__tf2migrate_record__(0, a.eval())[0])\n"),
        (
            "x = sess.run(a,\n             {p: 1})\n",
            "x = __tf2migrate_record__(0, sess.run(a,\n             {p: 1}))\n",
        ),
        (
            "if x: sess.run(a); sess.run(b)\n",
            "if x: __tf2migrate_record__(0, sess.run(a)); __tf2migrate_record__(1, sess.run(b))\n",
        ),
        (
            "s.run(a, {p: s.run(b)})\n",
            "__tf2migrate_record__(0, s.run(a, {p: __tf2migrate_record__(1, s.run(b))}))\n",
        ),
        ("s = 'ü'; t = s.run('é', 'é')\n", "s = 'ü'; t = __tf2migrate_record__(0, s.run('é', 'é'))\n"),
        ("x = 1\r\ny = s.run(x)\r\n", "x = 1\r\ny = __tf2migrate_record__(0, s.run(x))\r\n"),
        ("x = 1\n\x0cs.run(x)", "x = 1\n\x0c__tf2migrate_record__(0, s.run(x))"),
        (
            "def f():\n\treturn s.run(x)  # é\n",
            "def f():\n\treturn __tf2migrate_record__(0, s.run(x))  # é\n",
        ),
    ],
)
def test_wraps(source, expected):
    assert wrapped(source) == expected


def test_nested_in_the_receiver():
    source = "a.eval().run()\n"
    assert ast.unparse(ast.parse(wrapped(source))) in (
        "__tf2migrate_record__(0, __tf2migrate_record__(1, a.eval()).run())",
        "__tf2migrate_record__(1, __tf2migrate_record__(0, a.eval()).run())",
    )


def test_keeps_the_encoding():
    source = "# -*- coding: latin-1 -*-\nname = 'é'; s.run('é')\n"
    out = instrument(source.encode("latin-1"), run_sites(source))
    assert out == source.replace("s.run('é')", "__tf2migrate_record__(0, s.run('é'))").encode("latin-1")


def test_keeps_the_byte_order_mark():
    assert instrument(b"\xef\xbb\xbfs.run(x)\n", run_sites("s.run(x)\n")).startswith(
        b"\xef\xbb\xbf__tf2migrate_record__(0,"
    )


def test_a_site_that_cannot_be_wrapped_is_left():
    good, bad = run_sites("s.run(a)\ns.run(b)\n")
    shifted = type(bad)(bad.index, bad.line, bad.column + 1, bad.end_line, bad.end_column, bad.text)
    out = instrument(b"s.run(a)\ns.run(b)\n", [good, shifted])
    assert out == b"__tf2migrate_record__(0, s.run(a))\ns.run(b)\n"


def test_no_sites_no_change():
    assert instrument(b"x = 1\r\n", ()) == b"x = 1\r\n"


def test_recorded_indices():
    assert recorded_indices(b"a = __tf2migrate_record__(3, f(x))\nb = __tf2migrate_record__(\n  12, g())") == {3, 12}


def test_uses():
    source = (
        "s.run(a)\n"  # 0
        "x, _ = s.run([a, b])\nprint(x)\n"  # 1
        "_ = s.run(a)\n"  # 2
        "print(s.run(a))\n"  # 3
        "y = s.run(a)\nprint(y)\n"  # 4
        "first, *rest = s.run([a, b, c])\n"  # 5
    )
    found = uses(source.encode(), run_sites(source))
    assert [found[i].discarded for i in range(6)] == [True, False, True, False, False, False]
    assert found[1].unread == {1}
    assert not found[5].unread
