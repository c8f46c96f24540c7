"""Parts of TF1 that are gone even from `tf.compat.v1`: migrated or not, the programs print what TF 1.15 printed."""

from __future__ import annotations

import json

import pytest
import tf1isms
from gone_programs import GONE, STAYS
from printed import difference
from record_engine_forms import written
from record_gone import RECORD

from tf2migrate.engine import check, migrate
from tf2migrate.result import Result
from tf2migrate.verification.interpreters import InterpreterError, find_tf2
from tf2migrate.verification.worlds import Program, Run, run_programs

PRINTED = json.loads(RECORD.read_text(encoding="utf-8"))
each_program = pytest.mark.parametrize("name", GONE)


@pytest.fixture(scope="module")
def results() -> dict[str, Result]:
    return {name: migrate(source.encode(), "program.py") for name, source in GONE.items()}


@pytest.fixture(scope="module")
def runs(results, tmp_path_factory) -> dict[str, Run]:
    try:
        interpreter = find_tf2(None)
    except InterpreterError as error:
        pytest.skip(str(error))
    folder = tmp_path_factory.mktemp("gone")
    programs = [Program(written(folder / name, r.output, r.new_files)) for name, r in results.items()]
    return dict(zip(results, run_programs(interpreter, programs)))


def test_every_program_is_recorded():
    assert set(PRINTED) == set(GONE), "run tests/record_gone.py"
    assert STAYS <= set(GONE)


@each_program
def test_prints_what_tf1_printed(name, results, runs):
    run = runs[name]
    assert run.status == "finished", f"{run.error} (line {run.line})\n{results[name].output.decode()}"
    unequal = difference("\n".join(PRINTED[name]), run.stdout)
    assert unequal is None, f"{unequal}\n{results[name].output.decode()}"


@each_program
def test_migrates_or_says_why(name, results):
    result = results[name]
    assert result.error is None
    compile(result.output, name, "exec")
    if name in STAYS:
        assert result.applied == ("TFM900",)
        assert result.diagnostics
    else:
        assert result.applied != ("TFM900",), "\n".join(f"{d.line}: {d.rule} {d.message}" for d in result.diagnostics)
        assert not [str(ism) for ism in tf1isms.find(result.output.decode())]


@each_program
def test_second_migration_changes_nothing(name, results):
    second = migrate(results[name].output, "program.py")
    assert second.output == results[name].output
    assert not second.new_files


@each_program
def test_check_says_what_migrate_does(name, results):
    seen, result = check(GONE[name].encode(), "program.py"), results[name]
    assert ("TFM900" in seen.applied) == ("TFM900" in result.applied)
    assert seen.diagnostics == result.diagnostics


_FOREST = b"""\
import tensorflow as tf
from tensorflow.contrib.tensor_forest.python import tensor_forest

params = tensor_forest.ForestHParams(num_classes=2, num_features=3).fill()
x = tf.placeholder(tf.float32, [None, 3])
"""


def test_without_a_stand_in_the_file_is_left_byte_for_byte():
    result = migrate(_FOREST, "program.py")
    assert result.output == _FOREST and not result.applied and not result.new_files
    (finding,) = [d for d in result.diagnostics if d.rule == "TFM901" and d.line == 2]
    assert "tensor_forest" in finding.message and "decision_forests" in finding.advice
    assert check(_FOREST, "program.py").diagnostics == result.diagnostics


def test_a_missing_name_in_a_function_does_not_keep_the_rest_from_running():
    source = (
        _FOREST.split(b"\n", 2)[0]
        + b"""

def rare(x):
    return tf.contrib.framework.fuse_op(x)

x = tf.placeholder(tf.float32, [None, 3], name="x")
with tf.Session() as sess:
    print(sess.run("x:0", {x: [[1.0, 2.0, 3.0]]}))
"""
    )
    assert migrate(source, "program.py").applied == ("TFM900",)


def test_what_tensorflow_1_pickled_is_restored(tmp_path):
    pytest.importorskip("tensorflow")
    import pickletools
    import types

    from tf2migrate.support import vocabulary_module

    module = types.ModuleType("vocabulary_processor")
    import sys

    sys.modules["vocabulary_processor"] = module
    try:
        exec(compile(vocabulary_module(), "vocabulary_processor.py", "exec"), vars(module))
        processor = module.VocabularyProcessor(3).fit(["one two", "two three"])
        processor.save(str(tmp_path / "new"))
        data = (tmp_path / "new").read_bytes()
        assert pickletools.genops(data)
        import pickle

        old = pickle.dumps(processor, protocol=0)
        place = b"ctensorflow_core.contrib.learn.python.learn.preprocessing."
        old = old.replace(b"cvocabulary_processor\nCategorical", place + b"categorical_vocabulary\nCategorical")
        old = old.replace(b"cvocabulary_processor\n", place + b"text\n")
        (tmp_path / "old").write_bytes(old)
        for name in ("old", "new"):
            again = module.VocabularyProcessor.restore(str(tmp_path / name))
            assert [row.tolist() for row in again.transform(["three two one zero"])] == [[3, 2, 1]]
    finally:
        del sys.modules["vocabulary_processor"]
