"""Every form of a recurrent network: migrated, it prints what TF 1.15 printed, or the right rule says why not.

All migrated programs run in one child process.
"""

from __future__ import annotations

import json

import pytest
import tf1isms
from printed import difference
from record_engine_forms import written
from record_recurrent import RECORD
from recurrent_programs import FORMS, REFUSED

from tf2migrate.engine import migrate
from tf2migrate.result import Result
from tf2migrate.verification.interpreters import InterpreterError, find_tf2
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
    folder = tmp_path_factory.mktemp("recurrent")
    programs = [Program(written(folder / name, r.output, r.new_files)) for name, r in results.items()]
    return dict(zip(results, run_programs(interpreter, programs)))


def test_every_form_is_recorded():
    assert set(PRINTED) == set(FORMS), "run tests/record_recurrent.py"


@each_form
def test_prints_what_tf1_printed(name, results, runs):
    run = runs[name]
    assert run.status == "finished", f"{run.error} (line {run.line})\n{results[name].output.decode()}"
    unequal = difference("\n".join(PRINTED[name]), run.stdout)
    assert unequal is None, f"{unequal}\n{results[name].output.decode()}"


@each_form
def test_holds_nothing_of_tf1_or_the_rule_says_why(name, results):
    result = results[name]
    found = "\n".join(f"{d.line}: {d.rule} {d.message}" for d in result.diagnostics)
    if name in REFUSED:
        assert result.applied == ("TFM900",)
        assert REFUSED[name] in {d.rule for d in result.diagnostics}, found
    else:
        assert "TFM900" not in result.applied, found
        assert not tf1isms.find(result.output.decode())


@each_form
def test_second_migration_changes_nothing(name, results):
    again = migrate(results[name].output, "program.py")
    assert again.output.decode() == results[name].output.decode()


def test_zero_state_that_nobody_feeds_goes(results):
    assert "get_initial_state(batch_size=" not in results["zero_state_of_a_batch"].output.decode().split("\nBATCH")[1]


def test_outputs_of_the_last_step_alone_are_not_kept_for_all_steps(results):
    assert "return_sequences" not in results["dropout_fed"].output.decode()
    assert "return_sequences=True" in results["last_step_with_lengths"].output.decode()
