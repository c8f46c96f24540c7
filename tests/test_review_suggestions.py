"""What may be accepted alone, and how a change is laid out side by side."""

import json
import os
from pathlib import Path
from random import Random

import pytest

from tf2migrate import engine
from tf2migrate.cli.processing import Task, Work, process_source
from tf2migrate.reporting.report import Mode, Report, Verification
from tf2migrate.result import Diagnostic, Result, RuleSite, Safety
from tf2migrate.review.hunks import hunks_of
from tf2migrate.review.parts import parts_of
from tf2migrate.review.relations import Imports
from tf2migrate.review.suggestions import suggestions
from tf2migrate.settings import Settings


def changed(path, source="OLD\n", **more):
    data = source.encode()
    return Result(path, data, data.replace(b"OLD", b"NEW"), applied=("TFM101",), **more)


def left(path, source="OLD\n"):
    return Result(path, source.encode(), source.encode(), (Diagnostic(path, 1, 1, "TFM900", "skipped"),))


def groups(*results):
    return [suggestion.paths for suggestion in suggestions(Report(Mode.DIFF, results, len(results)))]


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(path, text=""):
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path, "w", encoding="utf-8") as stream:
        stream.write(text)


# -- what belongs together -------------------------------------------------------------------------


def test_independent_files_are_suggestions_of_their_own():
    assert groups(changed("a.py"), changed("b.py")) == [("a.py",), ("b.py",)]


@pytest.mark.parametrize(
    "line",
    [
        "import b",
        "from b import x",
        "import b as c",
        "from . import b",
        "from .b import x",
        "from b import *",
        "def f():\n    import b",
        "try:\n    import b\nexcept ImportError:\n    b = None",
    ],
)
def test_a_file_belongs_to_what_it_imports(line):
    assert groups(changed("a.py", f"{line}\nOLD\n"), changed("b.py")) == [("a.py", "b.py")]


def test_two_programs_that_share_a_module_change_together():
    found = groups(
        changed("a.py", "import c\nOLD\n"), changed("b.py", "import c\nOLD\n"), changed("c.py"), changed("d.py")
    )
    assert found == [("a.py", "b.py", "c.py"), ("d.py",)]


def test_two_programs_that_share_a_module_without_tensorflow_do_not():
    put("c.py", "x = 1\n")
    assert groups(changed("a.py", "import c\nOLD\n"), changed("b.py", "import c\nOLD\n")) == [("a.py",), ("b.py",)]


def test_imports_are_followed_through_files_without_tensorflow():
    put("c.py", "from deep import d\n")
    put("deep/__init__.py")
    assert groups(changed("a.py", "import c\nOLD\n"), changed("deep/d.py")) == [("a.py", "deep/d.py")]


def test_the_package_of_a_module_is_imported_with_it():
    found = groups(changed("a.py", "import p.m\nOLD\n"), changed("p/__init__.py"), changed("p/m.py"))
    assert found == [("a.py", "p/__init__.py", "p/m.py")]


def test_a_module_on_an_unknown_search_path_is_found_by_its_name():
    found = groups(changed("tools/run.py", "import model.net\nOLD\n"), changed("src/model/net.py"), changed("src/x.py"))
    assert found == [("tools/run.py", "src/model/net.py"), ("src/x.py",)]


def test_the_standard_library_is_not_looked_for():
    assert groups(changed("a.py", "import queue\nOLD\n"), changed("b/queue.py")) == [("a.py",), ("b/queue.py",)]


def test_a_relative_import_does_not_leave_its_folder():
    assert groups(changed("p/a.py", "from . import b\nOLD\n"), changed("b.py")) == [("p/a.py",), ("b.py",)]


def test_contents_that_change():
    found = Imports({"a.py": b"", "b.py": b""})
    assert found.reached("a.py") == set()
    found.update({"a.py": b"import b\nimport c"})
    assert found.reached("a.py") == {"b.py"}
    found.update({"c.py": b""})
    assert found.reached("a.py") == {"b.py", "c.py"}


@pytest.mark.parametrize("line", ["importlib.import_module('b')", "m = __import__('b')"])
def test_names_of_modules_that_are_imported_by_a_call(line):
    assert groups(changed("a.py", f"{line}\nOLD\n"), changed("b.py")) == [("a.py", "b.py")]


def notebook(*cells):
    made = [
        {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": cell.splitlines(True)}
        for cell in cells
    ]
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, indent=1)


def test_a_notebook_imports_modules():
    found = groups(changed("n.ipynb", notebook("%matplotlib inline\nimport b\n", "OLD")), changed("b.py"))
    assert found == [("n.ipynb", "b.py")]


def test_files_of_a_folder_that_exchange_checkpoints_know_of_each_other():
    saving = "saver = tf.train.Saver()\nOLD\n"
    results = (changed("a.py", saving), changed("b.py", saving), changed("c.py"), changed("sub/d.py", saving))
    found = suggestions(Report(Mode.DIFF, results, 4))
    assert [one.exchanging for one in found] == [("b.py",), ("a.py",), (), ()]


def test_circles_end():
    found = Imports({"a.py": b"import b", "b.py": b"import a"})
    assert found.reached("a.py") == {"b.py"}


def test_a_file_that_cannot_be_parsed_imports_nothing():
    assert groups(changed("a.py", "import b\nOLD OLD(\n"), changed("b.py")) == [("a.py",), ("b.py",)]


def test_a_file_that_stays_is_named_at_what_it_imports():
    report = Report(Mode.DIFF, (left("main.py", "import lib\n"), changed("lib.py"), changed("other.py")), 3)
    assert [one.staying for one in suggestions(report)] == [("main.py",), ()]


def test_errors_and_files_without_change_are_no_suggestions():
    broken = Result("a.py", b"(", b"(", error="line 1: invalid syntax")
    assert groups(broken, left("b.py")) == []


def test_the_key_names_the_content():
    (first,), (second,), (same,) = (
        suggestions(Report(Mode.DIFF, (changed("a.py", text),), 1)) for text in ("OLD\n", "OLD \n", "OLD\n")
    )
    assert first.key == same.key != second.key


def test_new_modules_belong_to_their_program():
    (one,) = suggestions(Report(Mode.DIFF, (changed("p/a.py", new_files=(("help.py", "x = 1\n"),)),), 1))
    assert one.new_files == {os.path.join("p", "help.py"): b"x = 1\n"}


@pytest.mark.parametrize(
    "equal, expected", [((True, True), True), ((True, False), False), ((True, None), None), ((None, False), False)]
)
def test_the_verdict_of_several_files(equal, expected):
    results = changed("a.py", "import b\nOLD\n"), changed("b.py")
    verdicts = tuple(Verification(one.path, word, "", {}) for one, word in zip(results, equal))
    (one,) = suggestions(Report(Mode.DIFF, results, 2, verifications=verdicts))
    assert one.equal is expected


def test_safety_is_the_most_careful_word():
    notes = tuple(Diagnostic("a.py", 1, 1, "TFM111", "m", "", safety) for safety in (Safety.SAFE, Safety.MANUAL))
    (one,) = suggestions(Report(Mode.DIFF, (changed("a.py", diagnostics=notes),), 1))
    assert one.safety is Safety.MANUAL


# -- what is shown ---------------------------------------------------------------------------------


def test_a_notebook_is_shown_by_its_changed_cells():
    path = "n.ipynb"
    source = notebook(
        "import tensorflow as tf\n", "# ä\nx = tf.to_float(3)", "plain = 1", "tf.placeholder(tf.float32)\n"
    )
    result = process_source(source.encode(), Task(path, Settings(), Work.MIGRATE))
    cells = [part for part in parts_of(changed(path, notebook("same", "a\nOLD", "OLD")))]
    assert [(part.label, part.result.output.decode("utf-8-sig")) for part in cells] == [
        ("cell 2", "a\nNEW"),
        ("cell 3", "NEW"),
    ]
    assert result.changed
    for part in parts_of(result):
        for site in part.result.sites:
            assert 1 <= site.line <= part.result.source.count(b"\n") + 1
    (second,) = [part for part in parts_of(result) if part.label == "cell 2"]
    assert (2, "TFM504") in {(site.line, site.rule) for site in second.result.sites}


def test_a_module_is_shown_as_a_whole():
    result = changed("a.py")
    assert [(part.label, part.result) for part in parts_of(result)] == [("", result)]


# -- side by side ----------------------------------------------------------------------------------


def hunks(old, new, sites=(), notes=()):
    return hunks_of(Result("a.py", old.encode(), new.encode(), tuple(notes), ("TFM101",), sites=tuple(sites)))


def sides(rows):
    return [(row.old and row.old.text, row.new and row.new.text) for row in rows]


def test_rows_hold_every_changed_line_once_and_in_order():
    old, new = "a\nb\nc = tf.log(x)\nd\n", "a\nb\nc = tf.math.log(x)\nnew\nd\n"
    (hunk,) = hunks(old, new)
    assert sides(hunk.rows) == [
        ("a", "a"),
        ("b", "b"),
        ("c = tf.log(x)", "c = tf.math.log(x)"),
        (None, "new"),
        ("d", "d"),
    ]
    assert [row.changed for row in hunk.rows] == [False, False, True, True, False]


def test_similar_lines_stand_side_by_side():
    (hunk,) = hunks("one = 1\nloss = tf.losses.mean(x, y)\n", "zzz\nyyy\nloss = tf.mean(x, y)\n")
    assert ("loss = tf.losses.mean(x, y)", "loss = tf.mean(x, y)") in sides(hunk.rows)


def test_marks_are_what_differs():
    (hunk,) = hunks("y = tf.log(x)\n", "y = tf.math.log(x)\n")
    (row,) = hunk.rows
    assert [row.new.text[a:b] for a, b in row.new.marks] == ["math."]
    assert row.old.marks == ()


def test_lines_that_do_not_resemble_each_other_have_no_marks():
    (hunk,) = hunks("import os\n", "return model(x)\n")
    assert hunk.rows[0].old.marks == hunk.rows[0].new.marks == ()


def test_distant_changes_are_hunks_of_their_own():
    middle = "".join(f"line{n}\n" for n in range(20))
    assert [hunk.line for hunk in hunks(f"a = 1\n{middle}b = 1\n", f"a = 2\n{middle}b = 2\n")] == [1, 19]


def test_blank_lines_between_changes_do_not_part_them():
    (hunk,) = hunks("first(a)\n\nsecond(b)\n", "x\n\ny\n")
    assert all(row.changed for row in hunk.rows)


def test_a_hunk_has_the_rules_of_its_lines():
    middle = "".join(f"line{n}\n" for n in range(20))
    found = hunks(
        f"a = 1\n{middle}b = 1\n", f"a = 2\n{middle}b = 2\n", [RuleSite(1, 1, "TFM201"), RuleSite(22, 22, "TFM301")]
    )
    assert [hunk.rules for hunk in found] == [("TFM201",), ("TFM301",)]


def test_lines_that_only_come_have_the_rules_of_their_neighbours():
    (hunk,) = hunks("a = 1\nb = 2\n", "a = 1\nnew\nb = 2\n", [RuleSite(2, 2, "TFM301")])
    assert hunk.rules == ("TFM301",)


def test_notes_stand_at_their_hunk():
    note = Diagnostic("a.py", 1, 1, "TFM111", "m", "", Safety.SAFE)
    assert hunks("a = 1\n", "a = 2\n", notes=[note])[0].notes == (note,)


@pytest.mark.parametrize(
    "old, new", [("", "x\n"), ("x\n", ""), ("x", "x\n"), ("a\r\nb\r\n", "a\r\nc\r\n"), ("x\n", "x\n")]
)
def test_edges(old, new):
    assert (len(hunks(old, new)) == 1) == (old != new)


FIXTURES = sorted((Path(__file__).parent.parent / "fixtures").glob("*.py"))


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_hunks_tell_the_whole_change_of_a_fixture(path):
    result = engine.migrate(path.read_bytes(), path.name)
    old, new = (data.decode().split("\n") for data in (result.source, result.output))
    made, done = [], 0
    for hunk in hunks_of(result):
        shown = [row.old for row in hunk.rows if row.old]
        assert [side.text for side in shown] == old[shown[0].number - 1 : shown[-1].number]
        made += old[done : shown[0].number - 1] + [row.new.text for row in hunk.rows if row.new]
        done = shown[-1].number
        assert set(hunk.rules) <= set(result.applied)
        assert hunk.rules or not any(row.changed and row.old for row in hunk.rows)
    assert made + old[done:] == new


def test_thousands_of_equal_lines_do_not_take_long():
    middle = "x = 1\n" * 20000
    (hunk,) = hunks(f"{middle}b = 1\n{middle}", f"{middle}b = 2\n{middle}")
    assert len(hunk.rows) == 7
    assert hunks(f"a = 1\n{middle}b = 1\n", f"a = 2\n{middle}b = 2\n")


@pytest.mark.parametrize("seed", range(40))
def test_any_change_is_told_whole(seed):
    random = Random(seed)
    old, new = (
        [
            "\n" if random.random() < 0.2 else f"{random.choice('abcde')} = {random.choice('xyz')}\n"
            for _ in range(random.randrange(40))
        ]
        for _ in range(2)
    )
    new = [*old[:5], *new, *old[-5:]]
    made, done = [], 0
    for hunk in hunks("".join(old), "".join(new)):
        left = [row.old for row in hunk.rows if row.old]
        right = [row.new for row in hunk.rows if row.new]
        made += old[done : left[0].number - 1 if left else 0] + [f"{side.text}\n" for side in right]
        done = left[-1].number if left else done
        assert [f"{side.text}\n" for side in left] == old[left[0].number - 1 : left[-1].number] if left else True
    assert made + old[done:] == new
