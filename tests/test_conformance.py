"""The conformance suite: calls of TF1 functions, migrated, give what TensorFlow 1.15 gave.

Each call is migrated twice, with dtypes and shapes that the tool can see and without. A refused call stays on
`tf.compat.v1` and has to give the same, too. `tests/conformance/record.py` records the side of 1.15.
"""

from __future__ import annotations

import ast
import collections
import os

import pytest
from conformance import coverage, known, programs, record, record_programs
from conformance.cases import load
from printed import difference
from record_engine_forms import written

from tf2migrate.engine import migrate
from tf2migrate.verification.interpreters import InterpreterError, find_tf2
from tf2migrate.verification.worlds import Program, run_programs

CASES = load()
RECORDED = record.read()
PRINTED = record_programs.read()


def _groups() -> dict[str, list[str]]:
    groups: dict[str, list[str]] = collections.defaultdict(list)
    for text, case in CASES.items():
        groups[(case.symbols or ["operators"])[0] if text.startswith("tf.") else "others"].append(text)
    return dict(groups)


GROUPS = _groups()


def test_every_case_is_recorded():
    assert set(CASES) == set(RECORDED), "run tests/conformance/record.py with the python of TensorFlow 1.15"


def test_the_record_is_small():
    assert os.path.getsize(record.PATH) < 2_000_000


@pytest.fixture(scope="module")
def compare():
    pytest.importorskip("tensorflow")
    from conformance import compare

    return compare


@pytest.mark.parametrize("group", GROUPS)
def test_gives_what_tf1_gave(group, compare):
    problems = []
    for text in GROUPS[group]:
        found = compare.outcomes(CASES[text], RECORDED[text])
        unequal = [one for one in found if one.unequal or one.kind in ("error", "graph mode")]
        for one in unequal if known.reason(text) is None else ():
            problems.append(f"{text}\n[{one.kind}] {one.unequal}\n{one.output}")
        if known.reason(text) is not None and not unequal:
            problems.append(f"{text}\nis equal, but known.py says that it differs")
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("group", GROUPS)
def test_a_second_run_changes_nothing(group):
    for text in GROUPS[group][:3]:
        first = migrate(CASES[text].source(known=True).encode(), "case.py")
        ast.parse(first.output)
        if first.applied != ("TFM900",):
            assert not migrate(first.output, "case.py").changed, first.output.decode()


def test_coverage_does_not_fall():
    figures = coverage.figures()
    assert figures.share_of_used >= coverage.LEAST_SHARE, coverage.report(figures)


@pytest.fixture(scope="module")
def migrated_programs():
    return {name: migrate(source.encode(), "program.py") for name, source in programs.PROGRAMS.items()}


@pytest.fixture(scope="module")
def runs(migrated_programs, tmp_path_factory):
    """What the migrated programs print on TF2, all in one child process."""
    try:
        interpreter = find_tf2(None)
    except InterpreterError as error:
        pytest.skip(str(error))
    folder = tmp_path_factory.mktemp("programs")
    written_ = [Program(written(folder / name, r.output, r.new_files)) for name, r in migrated_programs.items()]
    return dict(zip(migrated_programs, run_programs(interpreter, written_)))


def test_every_program_is_recorded():
    assert set(programs.PROGRAMS) == set(PRINTED), "run tests/conformance/record_programs.py"
    assert programs.COMPAT | set(programs.UNEQUAL) <= set(PRINTED)


@pytest.mark.parametrize("name", programs.PROGRAMS)
def test_prints_what_tf1_printed(name, migrated_programs, runs):
    result, run = migrated_programs[name], runs[name]
    unequal = (
        f"{run.error} (line {run.line})"
        if run.status != "finished"
        else difference("\n".join(PRINTED[name]), run.stdout)
    )
    if name in programs.UNEQUAL and unequal is not None:
        assert result.diagnostics, result.output.decode()
        return
    assert unequal is None, f"{unequal}\n{result.output.decode()}"
    if result.applied == ("TFM900",):
        assert name in programs.COMPAT and result.diagnostics, [str(d) for d in result.diagnostics]


@pytest.mark.parametrize("name", programs.PROGRAMS)
def test_a_second_migration_of_a_program_changes_nothing(name, migrated_programs):
    result = migrated_programs[name]
    assert name in programs.COMPAT | set(programs.UNEQUAL) or not migrate(result.output, "program.py").changed
