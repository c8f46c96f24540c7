"""Runs pairs of programs in child processes: with the embedded oracle, and with real TF1 where there is one.

One child per side runs all programs of this file.
"""

from __future__ import annotations

import os

import pytest
from verification_programs import (
    CHAOTIC,
    CRASHING,
    DRAWS_ORIGINAL,
    DRAWS_REWRITTEN,
    MNIST_ORIGINAL,
    MNIST_REWRITTEN,
    MUTATIONS,
    ORIGINAL,
    REWRITTEN,
    SLOW,
    pair,
    run_sites,
)

from tf2migrate.verification.interpreters import TF1_VARIABLE, InterpreterError, find_tf1, find_tf2
from tf2migrate.verification.report import Oracle
from tf2migrate.verification.steadiness import NOISE, measure
from tf2migrate.verification.verifier import judge
from tf2migrate.verification.worlds import Program, run_programs

PAIRS = {
    "equal": (ORIGINAL, REWRITTEN),
    "draws": (DRAWS_ORIGINAL, DRAWS_REWRITTEN),
    "mnist": (MNIST_ORIGINAL, MNIST_REWRITTEN),
    "crash": (ORIGINAL, CRASHING),
    "original crashes": (CRASHING, ORIGINAL),
    "slow": (SLOW, SLOW),
    "silent": ("import tensorflow as tf\n", "import tensorflow as tf\n"),
    **{f"mutation: {name}": (ORIGINAL, REWRITTEN.replace(old, new)) for name, (old, new) in MUTATIONS.items()},
}
TIMEOUTS = {"slow": 1.0}


@pytest.fixture(scope="module")
def pairs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pairs")
    return {name: pair(folder, name, *texts) for name, texts in PAIRS.items()}


@pytest.fixture(scope="module")
def rewritten(pairs):
    """What the rewritten programs did."""
    try:
        interpreter = find_tf2(None)
    except InterpreterError as error:
        pytest.skip(str(error))
    programs = [Program(p.rewritten, code=p.code, timeout=TIMEOUTS.get(name, 60)) for name, p in pairs.items()]
    return dict(zip(pairs, run_programs(interpreter, programs)))


@pytest.fixture(scope="module", params=["embedded", "tensorflow"])
def reports(request, pairs, rewritten):
    """A report for every pair."""
    embedded = request.param == "embedded"
    if not embedded and not os.environ.get(TF1_VARIABLE):
        pytest.skip(f"{TF1_VARIABLE} is not set")
    interpreter = find_tf2(None) if embedded else find_tf1(None)
    texts = {}  # many pairs share their original
    programs = {}
    for name, p in pairs.items():
        texts[name] = PAIRS[name][0]
        programs.setdefault(
            texts[name],
            Program(p.original, sites=p.sites, graph=embedded, timeout=TIMEOUTS.get(name, 60)),
        )
    originals = dict(zip(programs, run_programs(interpreter, list(programs.values()))))
    oracle = Oracle(request.param, interpreter.version, interpreter.python)
    return {name: judge(p, originals[texts[name]], rewritten[name], oracle, "2") for name, p in pairs.items()}


def test_equal_pair(reports):
    report = reports["equal"]
    assert report.equal is True, report.render()
    values = {site.index: site.verdict.values for site in report.sites if site.verdict}
    assert values == {1: 8, 2: 8, 3: 5, 4: 1, 5: 3, 6: 56}
    assert report.transcript.numbers == 19
    assert all(site.verdict.largest_error <= site.verdict.bound for site in report.sites if site.verdict)


@pytest.mark.parametrize("name", ["draws", "mnist"])
def test_worlds_are_equal(reports, name):
    assert reports[name].equal is True, reports[name].render()


def test_stand_ins_are_named(reports):
    assert any(note.startswith("MNIST was not downloaded") for note in reports["mnist"].notes)
    assert not any("downloaded" in note for note in reports["equal"].notes)


@pytest.mark.parametrize("name", MUTATIONS)
def test_mutation_is_caught(reports, name):
    report = reports[f"mutation: {name}"]
    assert PAIRS[f"mutation: {name}"][1] != REWRITTEN
    assert report.equal is False, report.render()
    assert report.first_difference, report.render()


def test_first_difference_is_located(reports):
    report = reports["mutation: missing update"]
    first = report.first_difference
    assert (first.line, first.verdict.difference.call) == (26, 0)  # sees the weights after the first step
    assert first.text.startswith("sess.run(update")
    assert "line 26, call 1" in report.render()


def test_crash_of_the_rewritten_program(reports):
    report = reports["crash"]
    assert report.equal is False
    assert "line 3" in report.reason and "no_such_name" in report.reason


def test_crash_of_the_original_is_not_verified(reports):
    report = reports["original crashes"]
    assert report.equal is None
    assert report.reason.startswith("the original program failed (program.py, line 3): AttributeError")


def test_noise_leaves_labels_as_they_are():
    """Ones and noughts may be fed where whole numbers are taken; a little less than one is nought there."""
    np = pytest.importorskip("numpy")
    from tf2migrate.verification.child import noise

    labels, data = np.eye(3, dtype=np.float32), np.array([0.5, 2.0, -0.25])
    assert (noise.disturb_feed(labels, 1e-6) == labels).all()
    found = noise.disturb_feed(data, 1e-6)
    assert found[1] == 2.0 and 0 < abs(found[0] - 0.5) < 1e-6 and found[2] != -0.25
    assert noise.disturb(data, -2e-6)[0] > 0.5


def test_sets_are_walked_in_one_order():
    from tf2migrate.verification.child import sets

    text = "x = list(set('b a c'.split())); y = {w for w in x} | {'0'}\nz = isinstance({1}, set), repr(y)\n"
    marked = sets.mark(text.encode())
    assert marked.count(b"\n") == 2 and marked.count(sets.BUILTIN.encode()) == 5
    names = {sets.BUILTIN: sets.Walked}
    exec(marked, names)
    assert names["x"] == ["a", "b", "c"] and list(names["y"]) == ["0", "a", "b", "c"]
    assert names["z"] == (True, "{'0', 'a', 'b', 'c'}")
    for own in (
        "def set(x): pass\nset(1)\n",
        "from sets import set\nset(1)\n",
        "f(set=1)\n",
        "{1: 2}\n",
        "{1, \n",
        "x.set(1)\n",
    ):
        assert sets.mark(own.encode()) == own.encode()


def test_both_cut_at_the_clock(reports):
    report = reports["slow"]
    assert report.equal is True, report.render()
    assert len([note for note in report.notes if "was stopped after" in note]) == 2


def test_nothing_to_compare(reports):
    assert reports["silent"].equal is None
    assert "nothing was compared" in reports["silent"].reason


def test_noise_tells_chaotic_programs_from_steady_ones(tmp_path, rewritten):
    programs = []
    for name, text in (("chaotic", CHAOTIC), ("steady", ORIGINAL)):
        path = tmp_path / f"{name}.py"
        path.write_text(text)
        sites = run_sites(text)
        programs += [Program(path, sites=sites, graph=True, noise=noise) for noise in (0.0, NOISE)]
    chaotic, disturbed, steady, ruffled = run_programs(find_tf2(None), programs)
    assert 3 < measure(chaotic, disturbed).chaotic_from < 40
    found = measure(steady, ruffled)
    assert found.chaotic_from is None and 0 < found.worst[-1] < 1e-4


def test_report_as_json(reports):
    import json

    for report in reports.values():
        again = json.loads(json.dumps(report.to_dict(), allow_nan=False))
        assert again["verdict"] in ("equal", "different", "not verified")
        assert (again["first_difference"] is None) == (report.first_difference is None)
