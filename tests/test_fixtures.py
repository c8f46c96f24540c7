"""Every program of fixtures/: on TF 1.x, on the embedded oracle, and migrated on TF2.

All runs of one kind happen in one child process, when the first test asks for one of them.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import io
import os
import re
import tokenize
from collections import Counter
from pathlib import Path

import pytest
import record_fixtures
import tf1isms
from fixture_programs import TIMEOUT, Fixture, differences, dump, fixtures, record_of, run_sites
from printed import difference

from tf2migrate.engine import migrate
from tf2migrate.result import Result, RunSite
from tf2migrate.settings import Settings
from tf2migrate.verification.interpreters import TF1_VARIABLE, InterpreterError, find_tf1, find_tf2
from tf2migrate.verification.worlds import Call, Leaf, Program, Run, run_programs

FIXTURES = fixtures()
each_fixture = pytest.mark.parametrize("fixture", FIXTURES, ids=lambda fixture: fixture.name)


@pytest.fixture(scope="session")
def tf2():
    try:
        return find_tf2(None)
    except InterpreterError as error:
        pytest.skip(str(error))


@functools.lru_cache(maxsize=None)
def migrated(fixture: Fixture) -> Result:
    """What the tool makes of a program."""
    return migrate(fixture.source, fixture.path.name, Settings(instrument=True))


@pytest.fixture(scope="session")
def migrated_runs(tf2, tmp_path_factory) -> dict[str, Run]:
    """What the migrated programs did on TF2, their run sites recorded."""
    programs = {}
    for number, fixture in enumerate(FIXTURES):
        with contextlib.suppress(Exception):  # its own test shows what happened
            path = tmp_path_factory.mktemp(f"migrated{number}") / fixture.path.name
            result = migrated(fixture)
            for name, text in result.new_files:
                (path.parent / name).write_text(text, encoding="utf-8")
            path.write_bytes(result.instrumented or result.output)
            programs[fixture.name] = Program(path, timeout=TIMEOUT)
    return dict(zip(programs, run_programs(tf2, list(programs.values()))))


@pytest.fixture(scope="session")
def oracle_runs(tf2) -> dict[str, Run]:
    """What the original programs did on TF2's graph mode behind the import shim."""
    programs = [Program(f.path, sites=tuple(run_sites(f.source)), graph=True, timeout=TIMEOUT) for f in FIXTURES]
    return dict(zip((fixture.name for fixture in FIXTURES), run_programs(tf2, programs)))


@pytest.fixture(scope="session")
def recorded_again():
    """Records made anew on real TF 1.x, and the problems met on the way."""
    if not os.environ.get(TF1_VARIABLE):
        pytest.skip(f"{TF1_VARIABLE} names no interpreter with TensorFlow 1.x")
    return record_fixtures.record(FIXTURES, find_tf1(None))


def comments(source: bytes) -> Counter:
    tokens = tokenize.tokenize(io.BytesIO(source).readline)
    return Counter(token.string.strip() for token in tokens if token.type == tokenize.COMMENT)


def assert_as_recorded(fixture: Fixture, run: Run, sites) -> None:
    assert run.status == "finished", f"{run.error} (line {run.line})\n{run.stderr[-2000:]}"
    expected = fixture.expected()
    unequal = differences(expected, run, sites)
    assert not unequal, "\n".join(unequal)
    printed = difference("\n".join(expected["stdout"]), run.stdout)
    assert printed is None, printed


def test_there_are_enough_programs():
    assert len(FIXTURES) >= 26
    assert not [f.name for f in FIXTURES if not f.record.exists()], "run tests/record_fixtures.py"
    records = {path.name.removesuffix(".expected.json") for path in fixture_records()}
    assert records == {f.path.stem for f in FIXTURES}


def fixture_records() -> list[Path]:
    return [path for f in FIXTURES for path in f.path.parent.glob("*.expected.json")]


@each_fixture
def test_original_is_tf1(fixture):
    """The checker finds something in every original: only so does finding nothing mean something."""
    assert tf1isms.find(fixture.source.decode())


@each_fixture
def test_recorded_again_on_tf1(fixture, recorded_again):
    records, problems = recorded_again
    assert fixture.name not in problems, problems[fixture.name]
    new, old = records[fixture.name], fixture.expected()
    assert {k: (v["text"], v["calls"]) for k, v in new["sites"].items()} == {
        k: (v["text"], v["calls"]) for k, v in old["sites"].items()
    }, "the program changed; record it again"
    printed = difference("\n".join(old["stdout"]), "\n".join(new["stdout"]))
    assert printed is None, printed


@each_fixture
def test_embedded_oracle_agrees_with_tf1(fixture, oracle_runs):
    assert_as_recorded(fixture, oracle_runs[fixture.name], run_sites(fixture.source))


@each_fixture
def test_migrated_compiles(fixture):
    result = migrated(fixture)
    assert result.error is None
    compile(result.output, fixture.path.name, "exec")


@each_fixture
def test_migrated_holds_nothing_of_tf1(fixture):
    result = migrated(fixture)
    left = [str(ism) for ism in tf1isms.find(result.output.decode())]
    for name, text in result.new_files:
        left += [f"{name}: {ism}" for ism in tf1isms.find(text)]
    reasons = [f"{d.line}: {d.rule} {d.message}" for d in result.diagnostics]
    assert not left, "\n".join(left + ["diagnostics:"] + reasons)


@each_fixture
def test_second_migration_changes_nothing(fixture):
    first = migrated(fixture)
    second = migrate(first.output, fixture.path.name, Settings())
    assert second.error is None
    assert second.output.decode() == first.output.decode()
    assert not second.new_files
    for name, text in first.new_files:
        assert not migrate(text.encode(), name, Settings()).changed


# Statements without a counterpart in TF2: what is said about them alone goes with them.
_GOES = re.compile(
    r"placeholder|Session|initializer|merge_all|get_collection|trainable_variables|unstack|init\b|\.run\(\)|as_default|enable_eager|graph|config|get_next|iterator|summary"
)


@each_fixture
def test_comments_survive(fixture):
    lost = comments(fixture.source) - comments(migrated(fixture).output)
    lines = fixture.source.decode().splitlines()
    for comment in lost:
        place = next(n for n, line in enumerate(lines) if comment in line)
        while lines[place].lstrip().startswith("#") and place + 1 < len(lines):
            place += 1
        assert _GOES.search(lines[place]), f"{comment} stood at: {lines[place]}"


@each_fixture
def test_migrated_is_equal(fixture, migrated_runs):
    sites = migrated(fixture).run_sites
    assert_as_recorded(fixture, migrated_runs[fixture.name], sites)


def test_a_difference_is_seen_in_print():
    fixture = fixtures(["linear_regression"])[0]
    record = fixture.expected()
    assert dump(record) == fixture.record.read_text(encoding="utf-8"), "records are written in one form"
    stdout = "\n".join(record["stdout"])
    assert difference(stdout, stdout) is None
    number = next(word for word in stdout.split() if word.replace(".", "").isdigit() and "." in word)
    assert difference(stdout, stdout.replace(number, str(float(number) * 1.01), 1))
    assert difference(stdout, stdout.replace("Finished", "finished", 1))
    assert difference(stdout, stdout + " 1")


SITE = RunSite(0, 3, 4, 3, 20, "sess.run([train, loss])")


def run_of(*calls: tuple[float, ...], dtype: str = "float32") -> Run:
    """A run whose one site returned a list of scalars in each call."""
    recorded = [
        Call(
            n,
            n,
            tuple(
                Leaf(where, dtype, (), [value], 1, value, abs(value), abs(value)) for where, value in enumerate(values)
            ),
        )
        for n, values in enumerate(calls)
    ]
    return Run("finished", "", "", {0: recorded}, {0: len(recorded)})


@pytest.mark.parametrize(
    ("source", "original", "rewritten", "equal"),
    [
        (b"\n\na = sess.run([train, loss])\nprint(a)", [(1.0, 2.0)], [(1.0, 2.00001)], True),
        (b"\n\na = sess.run([train, loss])\nprint(a)", [(1.0, 2.0)], [(1.0, 2.001)], False),
        (b"\n\na = sess.run([train, loss])\nprint(a)", [(1.0, 2.0)], [(2.0, 1.0)], False),
        (b"\n\na = sess.run([train, loss])\nprint(a)", [(1.0, 2.0)], [(2.0,)], False),
        (b"\n\n_, b = sess.run([train, loss])\nprint(b)", [(1.0, 2.0)], [(2.0,)], True),
        (b"\n\n_, b = sess.run([train, loss])\nprint(b)", [(1.0, 2.0)], [(7.0, 2.0)], True),
        (b"\n\n_, b = sess.run([train, loss])\nprint(b)", [(1.0, 2.0)], [(7.0, 2.1)], False),
        (b"\n\n_, b = sess.run([train, loss])\nprint(b)", [(1.0, 2.0), (1.0, 3.0)], [(2.0,)], False),
        (b"\n\n_, b = sess.run([train, loss])\nprint(b)", [(1.0, 2.0)], [(2.0,), (3.0,)], False),
    ],
)
def test_a_difference_is_seen_in_values(source, original, rewritten, equal):
    end = source.index(b")") - 1
    site = dataclasses.replace(SITE, column=source.split(b"\n")[2].index(b"sess"), end_column=end)
    record = record_of(run_of(*original), [site], source, "1.15")
    assert record["sites"]
    assert (not differences(record, run_of(*rewritten), [site])) == equal
