"""Verifications that are not made again: what a report depends on, and that it comes back as it was."""

from __future__ import annotations

import dataclasses

import pytest

from tf2migrate.cli import remembered
from tf2migrate.cli.cache import Cache
from tf2migrate.cli.remembered import NOTE, Remembered
from tf2migrate.cli.verifying import Worlds, in_batches
from tf2migrate.result import RuleSite
from tf2migrate.settings import Settings
from tf2migrate.verification import interpreters
from tf2migrate.verification.compare import Difference, SiteVerdict
from tf2migrate.verification.curves import Curve
from tf2migrate.verification.ladder import Ladder, Level, VariableVerdict
from tf2migrate.verification.report import Oracle, Report, SiteReport, TensorDifference
from tf2migrate.verification.request import Request
from tf2migrate.verification.transcript import TranscriptVerdict

VERDICT = SiteVerdict(0, 2, 4, 1e-7, 2e-5, Difference(0, 1, 2, "value", "1", "2"), ("a note",))
WEIGHT = VariableVerdict("w:0", "w", (2, 3), "float32", float("inf"), 1e-2, False, True, 3, 4, owner="net.w")
REPORT = Report(
    "a.py",
    "b.py",
    False,
    "why",
    Oracle("tensorflow", "1.15.5", "python"),
    "2.21.0",
    (SiteReport(0, 5, "s.run(x)", VERDICT),),
    TranscriptVerdict(True, 3, 4),
    ("one",),
    ("shape", "origin"),
    Ladder((Level("variables", True),), (WEIGHT,)),
    {"": (RuleSite(1, 2, "TFM101"),)},
    {0: (7, "f(x)")},
    (Curve(0, 0, ((1, 0.5, 0.25),)),),
    (),
    TensorDifference("MatMul", 3, "[1]"),
)


@pytest.fixture
def asked(tmp_path, monkeypatch):
    for name in ("before", "after"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "p.py").write_text("import tensorflow\n")
    monkeypatch.setattr(interpreters, "find_tf1", lambda python: python)
    monkeypatch.setattr(interpreters, "find_tf2", lambda python: python)
    return Request(tmp_path / "before" / "p.py", tmp_path / "after" / "p.py", ("3",), Settings())


def memory(tmp_path, tf1=None, timeout=5.0):
    return Remembered(Cache(tmp_path / "cache"), tf1, None, timeout)


def test_a_report_comes_back_as_it_was(tmp_path, asked):
    (key,), (known,) = memory(tmp_path).known([asked])
    assert known is None
    memory(tmp_path).keep([key], [REPORT])
    (again,), (known,) = memory(tmp_path).known([asked])
    expected = dataclasses.replace(
        REPORT, original=str(asked.original), rewritten=str(asked.rewritten), notes=("one", NOTE)
    )
    assert again == key and known == expected
    assert known.render() == expected.render() and known.to_dict() == expected.to_dict()


def test_not_verified_is_tried_again(tmp_path, asked):
    (key,), _ = memory(tmp_path).known([asked])
    memory(tmp_path).keep([key], [dataclasses.replace(REPORT, equal=None)])
    assert memory(tmp_path).known([asked])[1] == [None]


def test_everything_counts(tmp_path, asked):
    def key(request=asked, **options):
        return memory(tmp_path, **options).known([request])[0][0]

    first = key()
    assert first == key()
    keys = [first, key(timeout=6.0), key(tf1="other")]
    for change in (
        {"args": ("4",)},
        {"settings": Settings(style="functions")},
        {"stand_ins": False},
        {"of_files": {str(asked.original.parent / "q.py"): Settings(unsafe=True)}},
    ):
        keys.append(key(dataclasses.replace(asked, **change)))
    (asked.rewritten.parent / "data.csv").write_text("1")
    keys.append(key())
    (asked.rewritten.parent / "data.csv").write_text("2")
    keys.append(key())
    asked.original.write_text("import tensorflow as tf\n")
    keys.append(key())
    assert len(set(keys)) == len(keys)


def test_too_many_files_are_not_read(tmp_path, asked, monkeypatch):
    monkeypatch.setattr(remembered, "_MOST", 0)
    assert memory(tmp_path).known([asked]) == ([None], [None])


def test_without_a_cache_nothing_is_kept(tmp_path, asked):
    nothing = Remembered(None, None, None, 5.0)
    nothing.keep([None], [REPORT])
    assert nothing.known([asked]) == ([None], [None])


def test_only_what_is_missing_is_verified(tmp_path, asked, monkeypatch):
    from tf2migrate import verification

    made = []

    def verify_many(requests, *others):
        made.append([request.args for request in requests])
        return [dataclasses.replace(REPORT, reason=str(request.args)) for request in requests]

    monkeypatch.setattr(verification, "verify_many", verify_many)
    worlds = Worlds(None, None, 5.0, 1, cache=Cache(tmp_path / "cache"))
    requests = [dataclasses.replace(asked, args=(str(number),)) for number in range(3)]
    list(in_batches(requests[:2], worlds))
    reports = list(in_batches(requests, worlds))
    assert made == [[("0",), ("1",)], [("2",)]]
    assert [report.reason for report in reports] == ["('0',)", "('1',)", "('2',)"]
    assert [NOTE in report.notes for report in reports] == [True, True, False]


def test_jobs_share_the_programs(tmp_path, asked, monkeypatch):
    from tf2migrate import verification

    sizes = []

    def verify_many(requests, *others):
        sizes.append(len(requests))
        return [REPORT for _ in requests]

    monkeypatch.setattr(verification, "verify_many", verify_many)
    for jobs, expected in ((1, [8]), (4, [4, 4]), (16, [3, 3, 2]), (2, [8])):
        sizes.clear()
        assert len(list(in_batches([asked] * 8, Worlds(None, None, 5.0, jobs)))) == 8
        assert sorted(sizes, reverse=True) == expected
