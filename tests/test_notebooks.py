"""Notebooks: one program in cells, everything else byte for byte."""

import ast
import dataclasses
import json
import random
import re
import subprocess
import textwrap
from pathlib import Path

import pytest
from notebook_files import code, notebook, sources, text

from tf2migrate import engine
from tf2migrate.cli import main
from tf2migrate.notebooks import json_spans
from tf2migrate.notebooks.assembly import NotCut, _Line, _with_block
from tf2migrate.notebooks.document import Document
from tf2migrate.notebooks.magics import Special, specials
from tf2migrate.notebooks.notebook import check, migrate, screen
from tf2migrate.result import CellPlace
from tf2migrate.settings import Settings

FIXTURES = [path for path in sorted((Path(__file__).parent.parent / "fixtures").glob("*.py"))]
IMPORT = "import tensorflow as tf\nimport numpy as np"
GRAPH = "# the graph\nx = tf.placeholder(tf.float32, [None, 2])\ny = x * 2.0  # doubled\n"
RUN = "with tf.Session() as sess:\n    print(sess.run(y, {x: np.ones([1, 2])}))"


def migrated(*cells, **more):
    """The result, and the code of its cells."""
    result = migrate(notebook(*cells, **more), "a.ipynb")
    assert result.error is None
    return result, sources(result.output)


def lowered(*cells, **more):
    result, found = migrated(*cells, **more)
    assert result.applied and "TFM900" not in result.applied, result.diagnostics
    second = migrate(result.output, "a.ipynb")
    assert not second.changed and not second.diagnostics
    return found


def test_graph_and_session_in_different_cells_are_one_program():
    first, graph, run = lowered(IMPORT, GRAPH, RUN)
    assert first == IMPORT
    assert "placeholder" not in graph
    assert "def compute_y(x):" in graph and "# doubled" in graph
    assert run == "print(compute_y(np.ones([1, 2])).numpy())"


@pytest.mark.parametrize("path", FIXTURES, ids=[path.stem for path in FIXTURES])
def test_a_program_cut_into_cells_is_migrated_as_the_program(path):
    """Cut between random statements, the cells together are the program that comes out of the whole."""
    source = path.read_text()
    draw = random.Random(path.name)
    starts = [node.lineno - 1 for node in ast.parse(source).body]
    lines = source.split("\n")
    whole = engine.migrate(source.encode(), "a.py")
    for _ in range(2):
        cuts = [0, *sorted(draw.sample(starts[1:], min(len(starts) - 1, draw.randrange(1, 6)))), len(lines)]
        cells = ["\n".join(lines[start:end]) for start, end in zip(cuts, cuts[1:])]
        # A semicolon keeps Jupyter from showing the last value of a cell, as a program does not show it.
        cells = [f"{cell.rstrip()};" if cell.rstrip().endswith((")", "]")) else cell for cell in cells]
        result, found = migrated(*cells)
        assert result.applied == whole.applied
        assert sorted(d.message for d in result.diagnostics) == sorted(d.message for d in whole.diagnostics)
        assert ast.dump(ast.parse("\n".join(found))) == ast.dump(ast.parse(whole.output)), path


def test_everything_else_is_kept_byte_for_byte():
    plot = {
        "output_type": "display_data",
        "data": {"image/png": "iVBORw0KGgo=\n", "text/plain": ["<Figure>"]},
        "metadata": {},
    }
    cells = [
        text("# Title\n\u00e9 \u2028 'quoted' \"twice\""),
        code(IMPORT, count=1, collapsed=True),
        code("", count=None),
        text(""),
        code(GRAPH, [plot], 2, tags=["a"]),
        code("%%bash\necho tf.Session", count=3),
        {"cell_type": "raw", "metadata": {}, "source": ["tf.Session()"]},
        code(RUN, [plot], 7),
    ]
    data = notebook(*cells, custom={"z": 1e-05, "a": [1.50, -0.0, None, True]})
    data = data.replace(b'"a": [', b'"a" :\t[ ').replace(b"iVBORw0KGgo=", b"iVBORw0KGgo\\u003d")
    result = migrate(data, "a.ipynb")
    assert result.changed and result.error is None
    before, after = Document(data), Document(result.output)
    blanked = [one.replaced({cell.number: "" for cell in one.cells}, clear_outputs=False) for one in (before, after)]
    assert blanked[0] == blanked[1]
    old, new = (json.loads(one)["cells"] for one in (data, result.output))
    assert [number for number, (a, b) in enumerate(zip(old, new)) if a != b] == [4, 7]
    assert new[4]["outputs"] == [plot] and new[4]["execution_count"] == 2


@pytest.mark.parametrize(
    "layout",
    [
        {"indent": 1},
        {"indent": 4},
        {"indent": None},
        {"indent": 2, "ensure_ascii": True},
        {"end": ""},
        {"indent": "\t"},
    ],
)
def test_the_layout_of_the_json_is_kept(layout):
    """What comes out is what the same writer would have written."""
    cells = [IMPORT, "s = '\u00e9'\n" + GRAPH, RUN]
    data = notebook(*cells, **layout)
    result = migrate(data, "a.ipynb")
    assert result.output == notebook(*[code(source) for source in sources(result.output)], **layout)


def test_escapes_of_lines_that_stay_are_kept():
    data = notebook(IMPORT, GRAPH, RUN + "\nprint('<&>')").replace(b"<&>", b"\\u003c\\u0026\\u003e")
    output = migrate(data, "a.ipynb").output
    assert b"print('\\u003c\\u0026\\u003e')" in output


def test_sources_that_are_one_string():
    cells = [dict(code(source), source=source) for source in (IMPORT, GRAPH, RUN)]
    data = notebook(*cells)
    result = migrate(data, "a.ipynb")
    found = [cell["source"] for cell in json.loads(result.output)["cells"]]
    assert all(isinstance(source, str) for source in found) and "compute_y" in found[2]


def test_format_3():
    cells = [
        {"cell_type": "code", "input": source.splitlines(True), "language": "python", "outputs": [], "prompt_number": 3}
        for source in (IMPORT, GRAPH, RUN)
    ]
    data = json.dumps({"metadata": {}, "nbformat": 3, "worksheets": [{"cells": cells}]}, indent=1).encode()
    result = migrate(data, "a.ipynb", Settings(clear_outputs=True))
    found = json.loads(result.output)["worksheets"][0]["cells"]
    assert "compute_y" in "".join(found[2]["input"])
    assert [cell["prompt_number"] for cell in found] == [3, None, None]


def test_outputs_are_emptied_on_request_only():
    stream = {"output_type": "stream", "name": "stdout", "text": ["1\n"]}
    data = notebook(code(IMPORT, [stream], 1), code(GRAPH, [stream], 2), code(RUN, [stream], 3))
    kept = json.loads(migrate(data, "a.ipynb").output)["cells"]
    assert [cell["outputs"] for cell in kept] == [[stream]] * 3
    cleared = json.loads(migrate(data, "a.ipynb", Settings(clear_outputs=True)).output)["cells"]
    assert [cell["outputs"] for cell in cleared] == [[stream], [], []]
    assert [cell["execution_count"] for cell in cleared] == [1, None, None]


# Blank lines, comments, empty cells


def test_comments_and_blank_lines_stay_in_their_cells():
    cells = [
        "# first\n\n" + IMPORT + "\n\n# last of one\n",
        "\n# only a comment\n",
        "",
        "\n\n" + GRAPH + "\n# end",
        "# before\n" + RUN + "\n\n# after\n\n",
    ]
    found = lowered(*cells)
    assert found[:3] == cells[:3]
    assert found[3].startswith("\n\n") and "# end" in found[3] + found[4]
    assert found[4].endswith("\n\n# after\n\n") and "# before" in found[4]


def test_a_cell_that_loses_all_its_code_stays_as_an_empty_cell():
    first, graph, session, run = lowered(IMPORT, GRAPH, "sess = tf.Session()", "print(sess.run(y, {x: [[1, 2]]}))")
    assert session == ""


def test_imports_that_are_repeated_in_later_cells():
    found = lowered(IMPORT, GRAPH, IMPORT, RUN, "import numpy as np\nimport tensorflow as tf")
    assert "compute_y" in found[3] and found[2] == IMPORT


# What Jupyter shows


def test_the_last_value_of_a_cell_is_shown():
    found = lowered(IMPORT, GRAPH, "sess = tf.Session()", "sess.run(y, {x: [[1, 2]]})", "y.eval({x: [[1, 2]]}, sess)")
    assert found[3].endswith("compute_y([[1, 2]]).numpy()")
    assert found[4].endswith("compute_y([[1, 2]]).numpy()")


def test_a_value_that_is_not_shown_is_not_converted():
    found = lowered(
        IMPORT,
        GRAPH,
        "sess = tf.Session()",
        "v = tf.Variable(1.0)\nup = v.assign_add(1.0)",
        "sess.run(v.initializer)\nsess.run(up)\nprint(sess.run(v))",
    )
    assert ".numpy()" not in found[4].split("print")[0]


def test_the_initializer_at_the_end_of_a_cell_goes():
    found = lowered(
        IMPORT,
        "v = tf.Variable(1.0)",
        "sess = tf.Session()\nsess.run(tf.global_variables_initializer())",
        "sess.run(v)",
    )
    assert found[2] == "" and found[3] == "v.numpy()"


def test_values_shown_with_ops_that_ran():
    found = lowered(
        IMPORT,
        "v = tf.Variable(1.0)\nup = tf.group(tf.assign_add(v, 1.0))",
        "sess = tf.Session()\nsess.run(tf.global_variables_initializer())",
        "sess.run([up, v * 2.0])",
        "sess.run(up)",
    )
    assert "None" in found[3] and ".numpy()" in found[3]
    assert ".numpy()" not in found[4].split("\n")[-1]


# Magics


MAGICS = """%matplotlib inline
!pip install tensorflow==1.15 \\
    numpy
files = !ls {folder}
tf.Session?
?tf.Session
%config A.b = 'c'
if True:
    %env X=1
    !echo $HOME
text = '''
%not a magic
!nor this
'''
rest = (7
  % 3)
%pylab"""


def test_what_is_not_python_is_seen():
    found = [(special.first, special.last) for special in specials(MAGICS)]
    assert found == [(0, 0), (1, 2), (3, 3), (4, 4), (5, 5), (6, 6), (8, 8), (9, 9), (16, 16)]


def test_magics_stay_where_they_are():
    first, graph, run = lowered(MAGICS + "\n" + IMPORT, "%load_ext x\n" + GRAPH + "!date", "!ls\n" + RUN + "\n\n%who")
    assert first == MAGICS + "\n" + IMPORT
    assert graph.startswith("%load_ext x\n") and graph.endswith("\n!date") and "def compute_y" in graph
    assert run.startswith("!ls\n") and run.endswith("\n\n%who")


def test_magics_in_a_block_that_is_dedented():
    block = "with tf.Session() as sess:\n    !ls\n    print(sess.run(y, {x: [[1, 2]]}))\n    %who"
    run = lowered(IMPORT, GRAPH, block)[2]
    assert re.search(r"^!ls$", run, re.MULTILINE) and run.endswith("\n%who")


@pytest.mark.parametrize("magic", ["%time", "%timeit", "%timeit -n 10 -r3", "%prun"])
def test_python_under_a_line_magic_is_migrated(magic):
    run = lowered(IMPORT, GRAPH, "sess = tf.Session()", f"{magic} sess.run(y, {{x: [[1, 2]]}})")[3]
    assert run == f"{magic} compute_y([[1, 2]]).numpy()"
    run = lowered(IMPORT, GRAPH, "sess = tf.Session()", f"{magic} z = sess.run(y, {{x: [[1, 2]]}})")[3]
    assert run == f"{magic} z = compute_y([[1, 2]]).numpy()"


@pytest.mark.parametrize("block", ["for i in range(3): print({})", "if True: print({}); print(1)"])
@pytest.mark.parametrize("after", ["", "z = 1"])
def test_a_block_under_a_line_magic_is_migrated(block, after):
    old, new = block.format("sess.run(y, {x: [[1, 2]]})"), block.format("compute_y([[1, 2]]).numpy()")
    tail = "if True:\n    %timeit -n1 {}\n" + after
    cell = lowered(IMPORT, GRAPH, f"sess = tf.Session()\n%time {old}\n{tail.format(old)}")[2]
    assert cell == f"%time {new}\n{tail.format(new)}"


def test_a_session_under_a_line_magic():
    block = "%time with tf.Session() as s: print(s.run(y, {x: [[1, 2]]})); a = 1"
    assert lowered(IMPORT, GRAPH, block)[2] == "%time print(compute_y([[1, 2]]).numpy()); a = 1"


BLOCK = _Line("'m'", Special(0, 0, "", head="%time "), "'n'")


def test_functions_that_a_block_under_a_line_magic_needs_stand_above_it():
    lines = _with_block(["'m'", "def f():", "    return 1", "", "for a in b:", "    f()", "'n'"], 0, BLOCK)
    assert lines == ["def f():", "    return 1", "", "%time for a in b: f()"]


@pytest.mark.parametrize(
    "lines",
    [
        ["for a in b:", "    if c:", "        f()"],
        ["for a in b:", "    f(", "        a)"],
        ["if a:", "    f()", "else:", "    g()"],
    ],
)
def test_what_does_not_fit_on_the_line_of_a_magic(lines):
    with pytest.raises(NotCut, match="what %time runs"):
        _with_block(["'m'", *lines, "'n'"], 0, BLOCK)


@pytest.mark.parametrize("magic", ["%%time", "%%capture out"])
def test_python_under_a_cell_magic_is_migrated(magic):
    run = lowered(IMPORT, GRAPH, f"{magic}\n{RUN}")[2]
    assert run.startswith(f"{magic}\n") and "compute_y" in run and "Session" not in run


def test_cells_in_other_languages_are_left():
    cells = [
        "%%bash\nls | grep 'tf",
        "%%writefile a.py\nimport tensorflow as tf\ntf.Session(",
        "%%javascript\nlet x = {",
    ]
    first, *others, graph, run = lowered(IMPORT, *cells, GRAPH, RUN)
    assert others == cells


def test_future_imports_may_stand_in_any_cell():
    found = lowered("%matplotlib inline", "from __future__ import print_function, division\n" + IMPORT, GRAPH, RUN)
    assert found[1].startswith("from __future__ import print_function, division\n")


# Places


def test_findings_name_file_and_cell():
    bad = "b = tf.Variable(1.)\n\u00e9 = '\u00e9\"'; z = tf.train.import_meta_graph(1)"
    data = notebook(text("a\nb"), IMPORT, bad, RUN.replace("y,", "b,"))
    result = migrate(data, "a.ipynb")
    found = next(d for d in result.diagnostics if "import_meta_graph" in d.message)
    line = data.decode().split("\n")[found.line - 1]
    assert line.encode()[found.column - 1 :].startswith(b"tf.train.import")
    assert found.cell == CellPlace(3, 2, len("\u00e9 = '\u00e9\"'; z = ".encode()) + 1)
    assert screen(data, "a.ipynb").sign.cell.cell in (3, 4)
    assert [d.cell for d in check(data, "a.ipynb").diagnostics] == [d.cell for d in result.diagnostics]


def test_errors_name_file_and_cell():
    data = notebook(IMPORT, "x = 1\n\nprint 'a'")
    line = next(n for n, one in enumerate(data.decode().split("\n"), 1) if "print 'a'" in one)
    assert re.match(rf"line {line}: cell 2, line 3: .*Python 2", migrate(data, "a.ipynb").error)


@pytest.mark.parametrize(
    "data, cause",
    [
        (b"", "line 1: no notebook"),
        (b"{}", "it has no cells"),
        (b"[]", "it has no cells"),
        (b'{"cells": [', "no notebook"),
        (b'{"cells": [{"cell_type": "code", "source": [1]}]}', "not text"),
        (b'{\n"cells": "\xff"}', "line 2: not UTF-8"),
        (b'{"cells": []} x', "extra data"),
        (b'{"cells": [], "cells": []}', "twice"),
        (b"[" * 5000, "nested too deeply"),
    ],
)
def test_what_is_no_notebook_is_named(data, cause):
    result = migrate(data, "a.ipynb")
    assert cause in result.error and result.output == data


def test_notebooks_of_other_languages_are_left():
    data = notebook("import tensorflow as tf; tf.Session()", language="julia")
    assert not migrate(data, "a.ipynb").changed and migrate(data, "a.ipynb").error is None


def test_skipping():
    result, found = migrated(IMPORT, "# tf2migrate: skip-file", GRAPH, RUN)
    assert not result.changed and not result.diagnostics
    result, found = migrated(IMPORT, GRAPH, RUN + "  # tf2migrate: skip")
    assert not result.changed and [d.cell.cell for d in result.diagnostics] == [3]


def test_what_cannot_be_migrated_stays_on_compat():
    result, found = migrated(IMPORT, "cell = tf.train.import_meta_graph(1)\n" + GRAPH, RUN)
    assert result.applied == ("TFM900",) and found[1] == "cell = tf.train.import_meta_graph(1)\n" + GRAPH
    assert found[0].startswith("import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()")


# JSON


@pytest.mark.parametrize(
    "value",
    [None, True, 1, -1.5e-7, "", 'a"\\\n\u00e9\U0001f600\u2028', [], {}, [[], {}, [1, [2]]], {"a": {"b": []}, "": 0}],
)
@pytest.mark.parametrize("options", [{}, {"indent": 2}, {"separators": (" ,", ": ")}, {"ensure_ascii": False}])
def test_places_of_json_values(value, options):
    whole = "\n " + json.dumps(value, **options) + "\t"

    def inspect(node, value):
        assert json.loads(whole[node.start : node.end]) == value
        if isinstance(value, dict):
            assert list(node.value) == list(value)
            for key in value:
                inspect(node.value[key], value[key])
        elif isinstance(value, list):
            assert len(node.value) == len(value)
            for one, inner in zip(node.value, value):
                inspect(one, inner)

    inspect(json_spans.parse(whole), value)


@pytest.mark.parametrize(
    "broken", ["", "{", "[1,]", "[1 2]", '{"a" 1}', '{"a": 1,}', "{a: 1}", '"a', "nul", "[1", "01x"]
)
def test_broken_json(broken):
    with pytest.raises(ValueError):
        json_spans.parse(broken)


# The command line


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / "a.ipynb").write_bytes(notebook(text("T"), IMPORT, GRAPH, RUN))
    (tmp_path / "p" / "b.ipynb").write_bytes(notebook("print(1)"))
    (tmp_path / "p" / "bad.ipynb").write_bytes(b"tensorflow")
    return tmp_path


def test_diff_check_json_and_write(folder, capfd):
    assert main(["p"]) == 3
    out, err = capfd.readouterr()
    assert "error: p/bad.ipynb:1: no notebook" in err
    assert main(["--check", "p/a.ipynb", "p/b.ipynb"]) == 1
    assert capfd.readouterr().out == "p/a.ipynb:cell 3:2:5: TensorFlow 1: tf.placeholder\n"
    assert main(["--output-format", "json", "p"]) == 3
    document = json.loads(capfd.readouterr().out)
    assert [entry["path"] for entry in document["files"]] == ["p/a.ipynb", "p/bad.ipynb"]
    expected = migrate((folder / "p" / "a.ipynb").read_bytes(), "a.ipynb").output
    subprocess.run(["git", "init", "-q", "."], check=True)
    subprocess.run(["git", "apply"], input=out.encode(), check=True)
    assert (folder / "p" / "a.ipynb").read_bytes() == expected
    (folder / "p" / "a.ipynb").write_bytes(notebook(text("T"), IMPORT, GRAPH, RUN))
    (folder / "p" / "bad.ipynb").unlink()
    assert main(["--write", "p"]) == 0
    assert (folder / "p" / "a.ipynb").read_bytes() == expected
    assert main(["--check", "p"]) == 0


def test_stdin(folder, capfdbinary, monkeypatch):
    import io
    import sys
    import types

    data = (folder / "p" / "a.ipynb").read_bytes()
    monkeypatch.setattr(sys, "stdin", types.SimpleNamespace(buffer=io.BytesIO(data)))
    assert main(["--stdin-filename", "x.ipynb", "-"]) == 1
    assert capfdbinary.readouterr().out == migrate(data, "x.ipynb").output


def test_clear_outputs(folder, capfd):
    data = notebook(code(IMPORT, [], 1), code(GRAPH, [], 2), code(RUN, [], 3))
    (folder / "c.ipynb").write_bytes(data)
    assert main(["--write", "--clear-outputs", "c.ipynb"]) == 0
    cells = json.loads((folder / "c.ipynb").read_bytes())["cells"]
    assert [cell["execution_count"] for cell in cells] == [1, None, None]


def test_verifying_runs_the_cells(folder, monkeypatch, capfd):
    """With a verifier that runs nothing: what it is given are the programs that the cells make."""
    from tf2migrate import verification
    from tf2migrate.cli import verifying

    seen = []

    @dataclasses.dataclass
    class Report:
        original: object
        rewritten: object
        notes: tuple
        equal = True
        reason: str = ""

        def render(self):
            return "equal " + self.notes[0]

        def to_dict(self):
            return {}

    def verify_many(requests, *others):
        for request in requests:
            seen.append((request.original.read_text(), request.rewritten.read_text()))
            assert (request.rewritten.parent / "beside.txt").exists()
        return [
            Report(r.original, r.rewritten, (f"in {r.original.parent} and {r.rewritten.parent}",)) for r in requests
        ]

    monkeypatch.setattr(verification, "verify_many", verify_many)
    (folder / "p" / "beside.txt").write_text("")
    (folder / "p" / "m.ipynb").write_bytes(notebook("files = !ls\n" + IMPORT, GRAPH, RUN))
    assert main(["--verify", "p/a.ipynb", "p/m.ipynb"]) == 1
    err = capfd.readouterr().err
    assert f"p/a.ipynb: equal in {folder}/p and {folder}/p\n" in err
    assert "p/m.ipynb: not verified: a cell takes a value from IPython\n" in err
    ((before, after),) = seen
    assert "tf.Session" in before and "def compute_y" in after
    compile(before, "before", "exec"), compile(after, "after", "exec")
    assert verifying.NOTEBOOK == ".ipynb" and textwrap.dedent(before) == before
