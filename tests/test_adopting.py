"""Adopting the tool in steps: baselines, marks, settings of some files, the documentation of rules, completion."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from notebook_files import code, notebook, sources

from tf2migrate import screening
from tf2migrate.cli import main
from tf2migrate.configuration import ConfigurationError, load
from tf2migrate.engine import migrate

HERE = Path(__file__).parent
OLD = """import tensorflow as tf

x = tf.placeholder(tf.float32)
with tf.Session() as sess:
    print(sess.run(x * 2.0, {x: 1}))
"""
LEFT = """#!/usr/bin/env python
# -*- coding: utf-8 -*-
'''What cannot be migrated.'''
import tensorflow as tf

t = tf.contrib.boosted_trees.unknown(3)
with tf.Session() as sess:
    print(sess.run(t))
"""


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / "old.py").write_text(OLD)
    (tmp_path / "left.py").write_text(LEFT)
    (tmp_path / "note.ipynb").write_bytes(notebook(*OLD.split("\n\n")))
    (tmp_path / "new.py").write_text("import tensorflow as tf\nprint(tf.constant(1))\n")
    return tmp_path


@pytest.fixture
def run(capfd):
    def run(*arguments):
        status = main(list(arguments))
        return status, *capfd.readouterr()

    return run


# Baselines


def test_a_baseline_keeps_what_is_known_quiet(run, folder):
    status, out, err = run("--write-baseline", "p/base.json", ".")
    assert (status, out) == (0, "") and "wrote p/base.json: 11 uses of TensorFlow 1 in 3 files" in err
    document = json.loads((folder / "p" / "base.json").read_text())
    assert document["files"]["old.py"] == {"sess.run": 1, "tf.Session": 1, "tf.placeholder": 1}
    assert list(document["files"]) == ["../left.py", "../note.ipynb", "old.py"]
    for arguments in (["--check"], [], ["--write"]):
        assert run(*arguments, "--baseline", "p/base.json", ".")[:2] == (0, "")
    assert (folder / "p" / "old.py").read_text() == OLD


def test_new_uses_are_told(run, folder):
    run("--write-baseline", "base.json", ".")
    (folder / "p" / "old.py").write_text("# moved\n\n" + OLD.replace("print(", "print(  ") + "again = tf.Session()\n")
    (folder / "new.py").write_text("import tensorflow as tf\ntf.Session()\n")
    (folder / "note.ipynb").write_bytes(notebook(*OLD.split("\n\n"), "tf.get_variable('w', [])"))
    status, out, err = run("--check", "--baseline", "base.json", ".")
    assert status == 1
    assert out.splitlines() == [
        "new.py:2:1: TensorFlow 1: tf.Session",
        "note.ipynb:cell 3:1:1: TensorFlow 1: tf.get_variable",
        "p/old.py:8:9: TensorFlow 1: tf.Session",
    ]
    out = run("--baseline", "base.json", ".")[1]
    assert "b/new.py" in out and "b/p/old.py" in out and "b/left.py" not in out


def test_a_use_that_went_is_no_complaint(run, folder):
    run("--write-baseline", "base.json", ".")
    (folder / "left.py").write_text("import tensorflow as tf\n")
    (folder / "note.ipynb").unlink()
    assert run("--check", "--baseline", "base.json", ".")[0] == 0
    assert run("--write-baseline", "base.json", ".")[0] == 0
    assert list(json.loads((folder / "base.json").read_text())["files"]) == ["p/old.py"]


def test_a_baseline_from_pyproject(run, folder):
    (folder / "pyproject.toml").write_text("[tool.tf2migrate]\nbaseline = 'base.json'\n")
    status, out, err = run("--check", ".")
    assert status == 2 and "base.json: No such file" in err and "--write-baseline" in err
    assert run("--write-baseline", "base.json", ".")[0] == 0
    assert run("--check", ".")[0] == run("--check", "p/old.py")[0] == 0


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"version": 1}',
        '{"version": 2, "files": {}}',
        '{"version": 1, "files": {"a": 1}}',
        '{"version": 1, "files": {"a": {"x": "y"}}}',
    ],
)
def test_what_is_no_baseline(run, folder, text):
    (folder / "base.json").write_text(text)
    status, out, err = run("--check", "--baseline", "base.json", ".")
    assert status == 2 and "base.json: not a baseline" in err


def test_files_that_cannot_be_read_do_not_keep_a_baseline_from_being_written(run, folder):
    (folder / "bad.py").write_text("import tensorflow as tf\nx = = 1\n")
    status, out, err = run("--write-baseline", "base.json", ".")
    assert status == 3 and "error: bad.py:2" in err and (folder / "base.json").exists()
    assert run("--check", "--baseline", "base.json", ".")[0] == 3


def test_every_sign_is_listed():
    for path in sorted((HERE.parent / "fixtures").glob("*.py")):
        source = path.read_bytes()
        found = screening.signs(source, "a.py")
        first = screening.screen(source, "a.py").sign
        assert (first.line, first.column) in [(sign.line, sign.column) for sign in found], path
        assert screening.signs(migrate(source, "a.py").output, "a.py") == ()


# Marks


def test_what_is_left_is_marked_with_its_reason(run, folder):
    status, out, err = run("--write", "--add-skip", ".")
    assert status == 1 and "rewrote left.py" in err
    lines = (folder / "left.py").read_text().split("\n")
    assert lines[2].startswith("# tf2migrate: skip-file, TFM901: ")
    assert lines[:2] + lines[3:] == LEFT.split("\n")
    assert "Session" not in (folder / "p" / "old.py").read_text()
    assert run("--check", ".") == (0, "", "nothing to do (4 files looked at)\n")
    assert run("--write", "--add-skip", ".")[0] == 0


def test_marks_are_shown_before_they_are_written(run, folder):
    status, out, err = run("--add-skip", "left.py")
    assert "+# tf2migrate: skip-file, TFM901" in out and (folder / "left.py").read_text() == LEFT
    subprocess.run(["git", "init", "-q", "."], check=True)
    subprocess.run(["git", "apply"], input=out.encode(), check=True)
    assert run("--check", "left.py")[0] == 0


@pytest.mark.parametrize(
    "form",
    [
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: data.replace(b"\n", b"\r"),
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data.rstrip(b"\n"),
        lambda data: data.replace(b"utf-8", b"latin-1").replace(b"What", b"Wh\xe4t"),
        lambda data: data.split(b"\n", 2)[2],
    ],
)
def test_marks_keep_the_form_of_a_file(run, folder, form):
    data = form(LEFT.encode())
    (folder / "left.py").write_bytes(data)
    run("--write", "--add-skip", "left.py")
    written = (folder / "left.py").read_bytes()
    start = written.index(b"# tf2migrate")
    end = min(written.index(mark, start) for mark in (b"\r\n", b"\r", b"\n") if mark in data[start:])
    newline = b"\r\n" if b"\r\n" in data else b"\r" if b"\r" in data else b"\n"
    assert written[:start] + written[end + len(newline) :] == data
    assert run("--check", "left.py")[0] == 0


def test_marks_in_notebooks(run, folder):
    data = notebook("%%bash\nls", "", LEFT.split("'''\n")[1], code("tf.Session()", [], 3))
    (folder / "n.ipynb").write_bytes(data)
    run("--write", "--add-skip", "n.ipynb")
    found = sources((folder / "n.ipynb").read_bytes())
    assert found[2].startswith("# tf2migrate: skip-file, TFM901") and found[0] == "%%bash\nls" and found[1] == ""
    assert run("--check", "n.ipynb")[0] == 0


def test_marks_in_notebooks_of_magics(run, folder):
    """A cell magic works at the head of its cell only."""
    cells = ["%%time\n" + "import" + LEFT.partition("import")[2], "%%time\ntf.Session()"]
    (folder / "n.ipynb").write_bytes(notebook(*cells))
    run("--write", "--add-skip", "n.ipynb")
    found = sources((folder / "n.ipynb").read_bytes())
    assert found[0].startswith("%%time\n# tf2migrate: skip-file, TFM901") and found[1] == cells[1]
    assert run("--check", "n.ipynb")[0] == 0


# Settings of some files


def test_overrides(run, folder):
    (folder / "pyproject.toml").write_text("""
[tool.tf2migrate]
ignore = ["TFM9"]
[[tool.tf2migrate.overrides]]
paths = ["p/"]
ignore = ["TFM1"]
[[tool.tf2migrate.overrides]]
paths = ["*_new.py"]
ignore = []
""")
    (folder / "p" / "other_new.py").write_text(OLD)
    out = run(".")[1]
    assert "b/p/other_new.py" in out and "b/p/old.py" not in out and "b/note.ipynb" in out
    assert "b/p/old.py" in run("--ignore", "TFM9", ".")[1]
    assert "b/p/old.py" not in run("p/old.py")[1]


@pytest.mark.parametrize(
    "table, message",
    [
        ("[tool.tf2migrate.overrides]\npaths = ['a']", "expected tables"),
        ("[[tool.tf2migrate.overrides]]\nselect = ['TFM1']", "without paths"),
        ("[[tool.tf2migrate.overrides]]\npaths = ['a']\njobs = 1", "overrides.jobs: cannot be set for some files"),
        ("[[tool.tf2migrate.overrides]]\npaths = 'a'", "overrides.paths: a list"),
        ("[[tool.tf2migrate.overrides]]\npaths = ['!']", "overrides.paths"),
        ("[[tool.tf2migrate.overrides]]\npaths = ['a']\nstyle = 'x'", "style: expected one of"),
    ],
)
def test_wrong_overrides(tmp_path, table, message):
    (tmp_path / "pyproject.toml").write_text(table)
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path / "pyproject.toml")
    assert message in str(caught.value)


# Rules


def test_the_documentation_of_the_rules(run):
    from tf2migrate.rules import all_rules

    status, out, err = run("rules", "--markdown")
    assert status == 0
    for rule in all_rules():
        assert f"## {rule.id} {rule.name}\n" in out and f"(#{rule.id.lower()}-{rule.name})" in out
        assert rule.before.strip("\n") in out and rule.after.strip("\n") in out
    assert out.count("```") % 2 == 0


# Completion


def completions(*words):
    environment = {
        **os.environ,
        "_TF2MIGRATE_COMPLETE": "bash_complete",
        "COMP_WORDS": " ".join(["tf2migrate", *words]),
        "COMP_CWORD": str(len(words)),
        "PYTHONPATH": str(HERE.parent),
    }
    done = subprocess.run(
        [sys.executable, "-c", "from tf2migrate.cli import main; main()"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return [tuple(line.split(",", 1)) for line in done.stdout.splitlines()]


def test_completion():
    assert ("plain", "--write") in completions("--wr")
    assert ("plain", "verify") in completions("ver") and ("file", "ver") in completions("ver")
    assert ("plain", "--tf1-python") in completions("verify", "--tf1")
    assert ("plain", "functions") in completions("--style", "f")
    assert ("plain", "--check") in completions("src/", "--ch")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shell_gets_its_script(shell):
    environment = {**os.environ, "_TF2MIGRATE_COMPLETE": f"{shell}_source", "PYTHONPATH": str(HERE.parent)}
    done = subprocess.run(
        [sys.executable, "-c", "from tf2migrate.cli import main; main()"],
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0 and "_TF2MIGRATE_COMPLETE" in done.stdout
