"""Python 2: left and named without `--python2`, modernized and told with it."""

import ast
import json
import re
import sys
from pathlib import Path

import pytest
from notebook_files import notebook, sources

from tf2migrate.cli import main
from tf2migrate.engine import migrate
from tf2migrate.extras import MissingExtra
from tf2migrate.source import SourceError

PYTHON3 = """import tensorflow as tf
import pickle

steps = {'a': 1}
x = tf.placeholder(tf.float32, [None])
y = x * 2.0  # doubled
with tf.Session() as sess:
    for step in range(3):
        print("step %d" % step, sess.run(y, feed_dict={x: [1.0]}))
    for name, value in steps.items():
        print(name)
"""
PYTHON2 = """import tensorflow as tf
import cPickle

steps = {'a': 1}
x = tf.placeholder(tf.float32, [None])
y = x * 2.0  # doubled
with tf.Session() as sess:
    for step in xrange(3):
        print "step %d" % step, sess.run(y, feed_dict={x: [1.0]})
    for name, value in steps.iteritems():
        print name
"""


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("old.py").write_text(PYTHON2)
    Path("fine.py").write_text(PYTHON3)
    return tmp_path


@pytest.fixture
def run(capfd):
    def run(*arguments):
        status = main(list(arguments))
        return status, *capfd.readouterr()

    return run


@pytest.fixture
def modernized():
    pytest.importorskip("fissix")
    from tf2migrate.modernizing import modernized

    return modernized


def test_without_the_option_the_file_is_left_and_named_and_the_rest_done(run):
    status, out, err = run("--write", ".")
    assert status == 3
    assert "error: old.py:9: Missing parentheses in call to 'print'" in err and "--python2" in err
    assert Path("old.py").read_text() == PYTHON2
    assert "Session" not in Path("fine.py").read_text()


def test_with_the_option_it_is_modernized_and_migrated(run, modernized):
    status, out, err = run("--write", "--python2", ".")
    assert status == 1
    assert "old.py:1:1: TFM851 [safe] this was Python 2" in err and "fine.py:1:1" not in err
    assert Path("old.py").read_text() == Path("fine.py").read_text()
    assert run("--check", ".")[:2] == (0, "")


def test_check_and_json(run, modernized):
    assert run("--check", "--python2", "old.py")[1] == "old.py:5:5: TensorFlow 1: tf.placeholder\n"
    found = json.loads(run("--python2", "--output-format", "json", "old.py")[1])["files"][0]
    assert "TFM851" in found["applied"] and [d["line"] for d in found["diagnostics"]] == [1]
    found = json.loads(run("--check", "--python2", "--output-format", "json", "old.py")[1])["files"][0]
    assert "TFM851" in found["applied"]


def test_files_without_tensorflow_1_are_not_touched(run, modernized):
    Path("old.py").write_text("import tensorflow as tf\nprint 'x'\n")
    assert run("--write", "--python2", "old.py")[0] == 0
    assert Path("old.py").read_text() == "import tensorflow as tf\nprint 'x'\n"


@pytest.mark.parametrize(
    "form",
    [
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: text.rstrip("\n").encode(),
        lambda text: b"# coding: latin-1\n# \xe9\n" + text.encode(),
    ],
)
def test_the_form_of_the_file_is_kept(run, modernized, form):
    Path("old.py").write_bytes(form(PYTHON2))
    run("--write", "--python2", "old.py")
    assert Path("old.py").read_bytes() == migrate(form(PYTHON3), "old.py").output


def test_notebooks(run, modernized):
    cells = PYTHON2.split("\n\n")
    magic = "%matplotlib inline\nprint 1\n!ls"
    Path("n.ipynb").write_bytes(notebook("# only a comment", magic, *cells, "print 5 / 2, 7 / n"))
    assert run("n.ipynb")[0] == 3
    status, out, err = run("--write", "--python2", "n.ipynb")
    assert status == 1 and re.search(r"n.ipynb:cell 5:1:\d+: TFM852 .manual. this division", err)
    found = sources(Path("n.ipynb").read_bytes())
    assert found[:2] == ["# only a comment", "%matplotlib inline\nprint(1)\n!ls"]
    assert "Session" not in found[3] and "range(3)" in found[3]
    assert found[4] == "print(5 // 2, 7 / n)"


def test_a_cell_that_is_no_python_at_all(run, modernized):
    Path("n.ipynb").write_bytes(notebook("import tensorflow as tf", "x = 1\nprint = = 2"))
    status, out, err = run("--python2", "n.ipynb")
    assert status == 3 and "cell 2, line 2: neither Python 2 nor Python 3" in err


def test_what_is_neither_is_named(run, modernized):
    Path("old.py").write_text("import tensorflow as tf\n\nprint = = 'a'\n")
    status, out, err = run("--python2", "old.py")
    assert status == 3 and "error: old.py:3: neither Python 2 nor Python 3" in err


def test_without_fissix_the_option_says_what_to_install(run, monkeypatch):
    from tf2migrate import modernizing

    monkeypatch.setitem(sys.modules, "fissix", None)
    modernizing._tool.cache_clear()
    with pytest.raises(MissingExtra, match="python2"):
        modernizing.modernized("print 1\n")
    status, out, err = run("--python2", "-j1", "old.py")
    assert status == 2 and 'pip install "tf2migrate[python2]"' in err
    modernizing._tool.cache_clear()


# Division


@pytest.mark.parametrize(
    "before, after, told",
    [
        ("x = 7 / 2", "x = 7 // 2", 0),
        ("x = 7 / 2.0", "x = 7 / 2.0", 0),
        ("x = float(a) / b", "x = float(a) / b", 0),
        ("x = 1.0 * a / b", "x = 1.0 * a / b", 0),
        ("x = a / b", "x = a / b", 1),
        ("x = int(a / b)", "x = int(a / b)", 0),
        ("x = len(a) / 2", "x = len(a) // 2", 0),
        ("n = 128\nx = 1000 / n", "n = 128\nx = 1000 // n", 0),
        ("n = 128\nn = 2.0\nx = 1000 / n", "n = 128\nn = 2.0\nx = 1000 / n", 1),
        ("def f(n):\n    return 1 / n\nn = 1", "def f(n):\n    return 1 / n\nn = 1", 1),
        ("x = (7 # a / b\n     / 2)", "x = (7 # a / b\n     // 2)", 0),
        ("x = (7) / ( 2 )", "x = (7) // ( 2 )", 0),
        ("x = '\u00e9'; y = 7 / 2; z = 8 / 3 / 2", "x = '\u00e9'; y = 7 // 2; z = 8 // 3 // 2", 0),
        ("x /= 2", "x /= 2", 1),
        ("x = 7\nx /= 2", "x = 7\nx /= 2", 1),
        ("from __future__ import division\nx = a / 2 + 7 / 2", "from __future__ import division\nx = a / 2 + 7 / 2", 0),
        ("x = a // b", "x = a // b", 0),
        ("x = 2 ** n / 2", "x = 2 ** n / 2", 1),
    ],
)
def test_division(modernized, before, after, told):
    found = modernized(f"print 'x'\n{before}\n")
    after = after.replace("from __future__ import division\n", "")  # fissix drops it, or leaves it
    new = found.text.replace("from __future__ import division\n", "")
    assert ast.dump(ast.parse(new)) == ast.dump(ast.parse(f"print('x')\n{after}\n"))
    assert len(found.divisions) == told


def test_lines_of_the_original(modernized):
    found = modernized("# a\nimport sys\nx = reduce(f, y)\n\nprint 'a'\nz = a / b\n")
    new = found.text.split("\n")
    ((line, column),) = found.divisions
    assert new[line - 1] == "z = a / b" and found.line(line) == 6
    assert found.line(new.index("print('a')") + 1) == 5


def test_what_is_not_python2():
    from tf2migrate.modernizing import is_python2

    assert is_python2("print 'a'\n") and is_python2("for i in xrange(3): pass\n") and is_python2("d.iteritems()\n")
    assert is_python2("import sys\nprint >>sys.stderr, 1\n")
    assert not is_python2("print('a')\nd.items()\n") and not is_python2("x = 1\n")


def test_errors_of_fissix_name_their_line(modernized):
    for text, line in (("x = 1\nprint = = 2\n", 2), ("x = (\n", None), ("if x:\ny\n", None), ("'''\n", None)):
        with pytest.raises(SourceError) as caught:
            modernized(text)
        assert line is None or caught.value.line == line


LOOP = """import sys
import tensorflow as tf

x = tf.placeholder(tf.float32)
with tf.Session() as sess:
    for step in range(3):
        print(sess.run(x * 2.0, {x: step}))
"""


@pytest.mark.parametrize(
    "old, new, cause",
    [
        ("range(", "xrange(", "old.py:6: Python 3 has no xrange"),
        ("print(sess", "print >>sys.stderr, (sess", "old.py:7: Python 3 has no print >>"),
        ("{x: step}", "{x: float(raw_input())}", "old.py:7: Python 3 has no raw_input"),
    ],
)
def test_a_file_of_python2_that_python3_parses_is_left_and_named(run, old, new, cause):
    text = LOOP.replace(old, new)
    Path("old.py").write_text(text)
    Path("fine.py").unlink()
    status, out, err = run("--write", "old.py")
    assert status == 3 and cause in err and "--python2 modernizes it first" in err
    assert Path("old.py").read_text() == text
    status, out, err = run("--check", "--output-format", "json", "old.py")
    assert status == 3 and cause in err
    Path("main.py").write_text("import old\n" + LOOP)
    status, out, err = run("--write", ".")
    assert status == 3 and cause in err and Path("old.py").read_text() == text


@pytest.mark.parametrize(
    "head",
    [
        "from six.moves import xrange\n",
        "xrange = range\n",
        "try:\n    xrange\nexcept NameError:\n    xrange = range\n",
        "import sys\nif sys.version_info[0] > 2:\n    xrange = range\n",
        "from helpers import *\n",
    ],
)
def test_names_of_python2_that_the_file_brings_along(run, head):
    Path("fine.py").write_text(head + LOOP.replace("range(", "xrange("))
    assert run("--write", "fine.py")[0] == 0
    assert "Session" not in Path("fine.py").read_text()


def test_what_a_test_of_the_version_guards(run):
    Path("fine.py").write_text("import sys\nname = raw_input if sys.version_info < (3,) else input\n" + LOOP)
    assert run("--write", "fine.py")[0] == 0
