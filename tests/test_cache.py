"""The cache: the same results with it and without it, whatever happens to it."""

import dataclasses
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from notebook_files import notebook

from tf2migrate import engine, screening
from tf2migrate.cli import cache, main
from tf2migrate.cli.processing import Task, Work
from tf2migrate.engine import migrate
from tf2migrate.result import Result
from tf2migrate.settings import Settings

TOP = Path(__file__).parent.parent
FIXTURES = sorted((TOP / "fixtures").glob("*.py"))[::4]
FALLBACKS = sorted((TOP / "tests" / "fallback_programs").glob("*.py"))[:2]
OLD = "import tensorflow as tf\n\nx = tf.placeholder(tf.float32)\nprint(tf.Session().run(x, {x: 1}))\n"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("TF2MIGRATE_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.delenv("TF2MIGRATE_NO_CACHE", raising=False)
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    for path in FIXTURES + FALLBACKS:
        shutil.copy(path, work)
    shutil.copytree(TOP / "fixtures" / "projects", work / "projects")
    (work / "bad.py").write_text("import tensorflow as tf\nx = = 1\n")
    (work / "none.py").write_text("x = 1\n")
    (work / "n.ipynb").write_bytes(notebook(*OLD.split("\n\n"), "tf.contrib.boosted_trees.x(x)"))
    return work


@pytest.fixture
def run(capfdbinary):
    def run(*arguments):
        status = main(list(arguments))
        return status, *capfdbinary.readouterr()

    return run


@pytest.fixture
def processed(monkeypatch):
    """What the core was asked for since."""
    asked = []
    for name in ("screen", "check", "migrate", "migrate_program"):
        home = screening if name == "screen" else engine
        original = getattr(home, name)

        def noted(first, second, *others, original=original, name=name, **more):
            asked.append(name)
            return original(first, second, *others, **more)

        monkeypatch.setattr(home, name, noted)
    monkeypatch.setattr("tf2migrate.project.migrate", engine.migrate)
    monkeypatch.setattr("tf2migrate.project.migrate_program", engine.migrate_program)
    return asked


ALL = (
    ["."],
    ["--check", "."],
    ["--output-format", "json", "."],
    ["--output-format", "sarif", "--check", "."],
    ["--style", "functions", "."],
    ["--ignore", "TFM2", "."],
)


@pytest.mark.parametrize("arguments", ALL)
def test_the_same_with_the_cache_and_without_it(run, processed, arguments):
    without = run("-j1", "--no-cache", *arguments)
    first = run("-j1", *arguments)
    processed.clear()
    assert first == run("-j1", *arguments) == without
    assert processed == []
    assert run("-j2", *arguments) == without


def test_settings_do_not_share_entries(run):
    for arguments in ALL:
        run(*arguments)
    for arguments in ALL:
        assert run(*arguments) == run("--no-cache", *arguments)


def test_writing_takes_what_the_diff_found(run, folder, processed):
    run("-j1", ".")
    processed.clear()
    assert run("-j1", "--write", ".")[0] == 3
    assert processed == []
    expected = {path.name: migrate(path.read_bytes(), path.name).output for path in FIXTURES}
    assert {name: (folder / name).read_bytes() for name in expected} == expected


def test_what_was_written_is_not_checked_again(run, folder, processed):
    (folder / "bad.py").unlink()
    for path in FALLBACKS:
        (folder / path.name).unlink()
    shutil.rmtree(folder / "projects")
    (folder / "n.ipynb").unlink()
    run("-j1", "--write", ".")
    processed.clear()
    assert run("-j1", "--check", ".")[0] == 0
    assert processed == []
    assert run("--check", "--no-cache", ".")[0] == 0


def test_what_a_check_found_clean_is_not_planned(run, folder, processed):
    (folder / "clean.py").write_text("import tensorflow as tf\nprint(tf.constant(1))\n")
    run("-j1", "--check", "clean.py")
    processed.clear()
    assert run("-j1", "--write", "clean.py")[0] == 0
    assert processed == []


def test_a_file_that_changed_is_processed(run, folder):
    run("--check", ".")
    (folder / "none.py").write_text(OLD)
    assert b"none.py:3:5: TensorFlow 1: tf.placeholder\n" in run("--check", ".")[1]
    (folder / "none.py").write_text("\n" + OLD)
    assert b"none.py:4:5" in run("--check", ".")[1]


def test_a_neighbour_that_changed_counts(run, folder):
    before = run("projects")
    for path in (folder / "projects").rglob("*.py"):
        path.write_text(path.read_text() + "\nlater = 1\n")
    after = run("projects")
    assert after == run("--no-cache", "projects") != before


def test_a_copy_of_a_file_has_its_own_path(run, folder):
    run("--output-format", "json", "n.ipynb")
    (folder / "copy.ipynb").write_bytes((folder / "n.ipynb").read_bytes())
    document = json.loads(run("--output-format", "json", "copy.ipynb")[1])
    assert {d["path"] for d in document["files"][0]["diagnostics"]} == {"copy.ipynb"}
    assert run("copy.ipynb") == run("--no-cache", "copy.ipynb")


def test_a_notebook_and_a_module_of_the_same_bytes_are_two_things(run, folder):
    (folder / "m.py").write_bytes((folder / "n.ipynb").read_bytes())
    assert run("m.py", "n.ipynb") == run("m.py", "n.ipynb") == run("--no-cache", "m.py", "n.ipynb")


def test_baselines(run, folder, processed):
    run("--write-baseline", "base.json", ".")
    (folder / "none.py").write_text(OLD)
    arguments = ("-j1", "--check", "--baseline", "base.json", ".")
    first = run(*arguments)
    processed.clear()
    assert first == run(*arguments) and processed == []
    assert first == run("--no-cache", *arguments)
    (folder / "base.json").write_text('{"version": 1, "files": {}}')
    assert run(*arguments) == run("--no-cache", *arguments) != first


def test_crashes_are_not_kept(run, folder, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(screening, "screen", lambda *arguments: 1 / 0)
        (folder / "none.py").write_text(OLD)
        assert b"internal error" in run("-j1", "--check", "none.py")[2]
    assert run("--check", "none.py")[0] == 1


# What happens to it


def database(tmp_path):
    return tmp_path / "cache" / "results.sqlite"


@pytest.mark.parametrize(
    "damage",
    [
        lambda file: file.unlink(),
        lambda file: file.write_bytes(b"garbage" * 1000),
        lambda file: file.write_bytes(b""),
        lambda file: shutil.rmtree(file.parent),
        lambda file: file.write_bytes(file.read_bytes()[:5000]),
        lambda file: execute(file, "DROP TABLE entries"),
        lambda file: execute(file, "UPDATE entries SET entry = x'00'"),
        lambda file: execute(file, "UPDATE tool SET fingerprint = 'other'"),
    ],
)
def test_damage_costs_only_time(run, tmp_path, damage):
    expected = run("--check", ".")
    damage(database(tmp_path))
    assert run("--check", ".") == expected
    assert run("--check", ".") == run("--check", ".") == expected
    assert database(tmp_path).exists()


def execute(file, statement):
    connection = sqlite3.connect(file)
    with connection:
        connection.execute(statement)
    connection.close()


def test_a_place_that_cannot_be_written(run, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("TF2MIGRATE_CACHE_DIR", str(tmp_path / "file" / "cache"))
    assert run("--check", ".") == run("--no-cache", "--check", ".")


def test_without_sqlite(run, monkeypatch):
    monkeypatch.setitem(sys.modules, "sqlite3", None)
    assert run("--check", ".") == run("--no-cache", "--check", ".")


def test_another_version_of_the_tool_starts_anew(tmp_path, monkeypatch):
    def entries(fingerprint):
        monkeypatch.setattr(cache, "_fingerprint", lambda: fingerprint)
        return cache.Cache(tmp_path / "c")

    entries("a").put([("k", {"x": 1})])
    assert entries("a").get(["k", "l"]) == {"k": {"x": 1}}
    assert entries("b").get(["k"]) == {} and entries("a").get(["k"]) == {}


def test_the_oldest_go(tmp_path, monkeypatch):
    monkeypatch.setattr(cache, "_MOST_ENTRIES", 10)
    one = cache.Cache(tmp_path / "c")
    for number in range(25):
        one.put([(str(number), {})])
    left = one.get([str(number) for number in range(25)])
    assert "24" in left and "0" not in left and len(left) <= 10


def test_many_at_once(run):
    """Processes share the file: each gets what it would have got alone."""
    expected = run("--no-cache", "--check", ".")
    command = [sys.executable, "-m", "tf2migrate", "--check", "-j1", "."]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    running = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) for _ in range(4)
    ]
    for process in running:
        out, err = process.communicate(timeout=120)
        assert (process.returncode, out, err) == expected


def test_results_come_back_whole():
    for path in FIXTURES + FALLBACKS:
        result = migrate(path.read_bytes(), str(path))
        entry = json.loads(json.dumps(cache.dump(result)))
        assert cache.load(entry, str(path), result.source) == result
    assert cache.dump(Result("a", b"x", b"x")) == {}


def test_the_key_knows_all_settings():
    task = Task("a.py", Settings(), Work.MIGRATE)
    changed = {"select": ("A",), "ignore": ("A",), "style": "functions", "fidelity": "close"}
    keys = {cache.key(task, b"")}
    for field in dataclasses.fields(Settings):
        value = changed.get(field.name, True)
        keys.add(cache.key(dataclasses.replace(task, settings=Settings(**{field.name: value})), b""))
    assert len(keys) == len(dataclasses.fields(Settings)) + 1
