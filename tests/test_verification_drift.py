"""Small differences: accepted where roundings move the original as far, not where the embedded oracle does the same."""

from __future__ import annotations

import pytest
from test_verification_compare import leaf
from verification_programs import run_sites

from tf2migrate.verification import verifier
from tf2migrate.verification.interpreters import Interpreter
from tf2migrate.verification.pairs import Pair
from tf2migrate.verification.worlds import Call, Run, State, Variable

LEGACY, MODERN = Interpreter("one", "1.15.5"), Interpreter("two", "2.21.0")
CLEAN = (1.0, 0.9, 0.8, 0.7)
DRIFTED = (1.0, 0.90001, 0.8001, 0.7005)  # grows from nothing
SHIFTED = (1.001, 0.901, 0.801, 0.701)  # is there from the first step


UPDATED, ELSEWHERE = (0.5, 0.4, 0.3), (0.5, 0.41, 0.3)  # a weight at the start, after the first run, in the end


def run(values, weights=UPDATED):
    calls = [Call(n, n, (leaf(value),)) for n, value in enumerate(values)]
    moments = zip(("before 0", "after 0", "end"), (0, 1, 4), weights)
    weight = Variable("w:0", "float32", (), True, "weight", 1, tuple(State(m, o, leaf(v)) for m, o, v in moments))
    return Run("finished", "", "", {0: calls}, {0: len(calls)}, variables=(weight,), changing=frozenset({0}))


@pytest.fixture
def verify(tmp_path, monkeypatch):
    """The report for values of the rewritten program, when roundings move the original so, on an embedded oracle that
    does just what the rewritten program does."""
    source = "for _ in range(4):\n    value = sess.run(x)\n    print(value)\n"
    (tmp_path / "a.py").write_text(source)
    code = b"for _ in range(4):\n    value = __tf2migrate_record__(0, f())\n    print(value)\n"
    pair = Pair(tmp_path / "a.py", tmp_path / "a.py", (), tuple(s for s in run_sites(source) if s.index == 0), code)

    def verified(rewritten, rounded, noisy=CLEAN, updated=UPDATED):
        def run_programs(python, programs):
            return [
                run(rewritten, updated)
                if program.code is not None or python is MODERN and program.graph
                else run(rounded if program.jitter else noisy if program.noise else CLEAN)
                for program in programs
            ]

        monkeypatch.setattr(verifier, "run_programs", run_programs)
        return verifier.verify_pairs([pair], LEGACY, MODERN, 5.0)[0]

    return verified


def test_what_roundings_explain_is_equal(verify):
    report = verify(DRIFTED, (1.0, 0.900001, 0.80002, 0.70006))
    assert report.equal is True
    assert any("its weights are rounded in their last place" in note for note in report.notes)


def test_what_noise_explains_is_equal(verify):
    report = verify(DRIFTED, CLEAN, (1.0, 0.900001, 0.80002, 0.70006))
    assert report.equal is True and not any("last place" in note for note in report.notes)


def test_kernels_of_another_version_are_seen_with_the_embedded_oracle(verify):
    report = verify(DRIFTED, CLEAN)
    assert report.equal is True and report.oracle.version == "1.15.5"
    assert any("drift is that of the versions" in note for note in report.notes)


def test_an_oracle_that_shares_a_mistake_of_an_update_accepts_nothing(verify):
    report = verify(DRIFTED, CLEAN, updated=ELSEWHERE)
    assert report.equal is False
    assert any("both share a mistake" in note for note in report.notes)


def test_a_difference_at_equal_weights_is_no_drift(verify):
    report = verify(SHIFTED, (1.001, 0.901, 0.801, 0.701))
    assert report.equal is False
    assert any("both share a mistake" in note for note in report.notes)


def test_a_large_difference_is_not_looked_at_again(verify):
    report = verify((1.0, 0.9, 0.8, 0.6), (1.0, 0.9, 0.8, 0.701))
    assert report.equal is False and not any("both share" in note for note in report.notes)
