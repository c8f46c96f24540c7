"""Every form of building, fetching, feeding and driving a graph: migrated, it prints what TF 1.15 printed.

All migrated programs run in one child process.
"""

from __future__ import annotations

import json
import os

import pytest
import record_engine_forms
import tf1isms
from engine_form_programs import FORMS, REFUSED
from printed import difference
from record_engine_forms import RECORD, written

from tf2migrate.engine import check, migrate
from tf2migrate.result import Result
from tf2migrate.verification.interpreters import TF1_VARIABLE, InterpreterError, find_tf1, find_tf2
from tf2migrate.verification.worlds import Program, Run, run_programs

each_form = pytest.mark.parametrize("name", FORMS)
PRINTED = json.loads(RECORD.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def results() -> dict[str, Result]:
    return {name: migrate(source.encode(), "program.py") for name, source in FORMS.items()}


@pytest.fixture(scope="session")
def runs(results, tmp_path_factory) -> dict[str, Run]:
    """What the migrated programs do on TF2."""
    try:
        interpreter = find_tf2(None)
    except InterpreterError as error:
        pytest.skip(str(error))
    folder = tmp_path_factory.mktemp("forms")
    programs = [Program(written(folder / name, r.output, r.new_files)) for name, r in results.items()]
    return dict(zip(results, run_programs(interpreter, programs)))


def test_every_form_is_recorded():
    assert set(PRINTED) == set(FORMS), "run tests/record_engine_forms.py"
    assert REFUSED <= set(FORMS)


def test_recorded_again_on_tf1():
    if not os.environ.get(TF1_VARIABLE):
        pytest.skip(f"{TF1_VARIABLE} names no interpreter with TensorFlow 1.x")
    printed, problems = record_engine_forms.record(FORMS, find_tf1(None))
    assert not problems
    unequal = {name: difference("\n".join(PRINTED[name]), "\n".join(printed[name])) for name in FORMS}
    assert not {name: text for name, text in unequal.items() if text}


@each_form
def test_original_is_tf1(name):
    assert tf1isms.find(FORMS[name])


@each_form
def test_prints_what_tf1_printed(name, results, runs):
    run = runs[name]
    assert run.status == "finished", f"{run.error} (line {run.line})\n{results[name].output.decode()}"
    unequal = difference("\n".join(PRINTED[name]), run.stdout)
    assert unequal is None, f"{unequal}\n{results[name].output.decode()}"


@each_form
def test_holds_nothing_of_tf1_or_says_why(name, results):
    result = results[name]
    assert result.error is None
    compile(result.output, name, "exec")
    if result.applied == ("TFM900",):
        assert name in REFUSED, "\n".join(f"{d.line}: {d.rule} {d.message}" for d in result.diagnostics)
        assert result.diagnostics
    else:
        left = [str(ism) for ism in tf1isms.find(result.output.decode())]
        assert not left


@each_form
def test_second_migration_changes_nothing(name, results):
    first = results[name]
    second = migrate(first.output, "program.py")
    assert second.output.decode() == first.output.decode()
    assert not second.new_files


@each_form
def test_check_says_what_migrate_does(name, results):
    seen, result = check(FORMS[name].encode(), "program.py"), results[name]
    if any(d.rule == "TFM990" for d in result.diagnostics):
        pytest.skip("what the checks of the output find is not known before there is one")
    assert bool(seen.applied) == result.changed
    assert ("TFM900" in seen.applied) == ("TFM900" in result.applied)
    assert seen.diagnostics == result.diagnostics
