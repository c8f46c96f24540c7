"""Summaries: a migrated program writes the events that TensorFlow 1.15 wrote, under the same tags."""

from __future__ import annotations

import json

import pytest
import tf1isms
from printed import difference
from record_engine_forms import written
from record_summaries import READING, RECORD
from summary_programs import PROGRAMS

from tf2migrate.engine import migrate
from tf2migrate.verification.interpreters import InterpreterError, find_tf2
from tf2migrate.verification.worlds import Program, run_programs

EVENTS = json.loads(RECORD.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def results():
    return {name: migrate(source.encode(), "program.py") for name, source in PROGRAMS.items()}


@pytest.fixture(scope="module")
def runs(results, tmp_path_factory):
    try:
        interpreter = find_tf2(None)
    except InterpreterError as error:
        pytest.skip(str(error))
    folder = tmp_path_factory.mktemp("summaries")
    return dict(
        zip(
            results,
            run_programs(
                interpreter,
                [
                    Program(written(folder / name, result.output + READING.encode(), result.new_files))
                    for name, result in results.items()
                ],
            ),
        )
    )


@pytest.mark.parametrize("name", PROGRAMS)
def test_writes_what_tf1_wrote(name, results, runs):
    output = results[name].output.decode()
    assert results[name].applied != ("TFM900",), results[name].diagnostics
    assert not tf1isms.find(output), output
    assert runs[name].status == "finished", f"{runs[name].error} (line {runs[name].line})\n{output}"
    unequal = difference("\n".join(EVENTS[name]), runs[name].stdout)
    assert unequal is None, f"{unequal}\n{output}"


@pytest.mark.parametrize("name", PROGRAMS)
def test_second_run_changes_nothing(name, results):
    assert migrate(results[name].output, "program.py").output == results[name].output


@pytest.mark.parametrize(
    "loop",
    [
        "for value in (x[0], x[1]):\n    tf.summary.scalar('same', value)",  # TensorFlow 1 numbers them
        "for i in range(2):\n    for j in range(2):\n        tf.summary.scalar('of_%d' % j, x[i] * j)",
        "for value in (tf.square(x[0]), tf.square(x[1])):\n    tf.summary.scalar(value.op.name, value)",  # names of ops
    ],
)
def test_tags_that_are_not_known_stay(loop):
    source = f"""\
import tensorflow as tf

x = tf.placeholder(tf.float32, [2])
{loop}
merged = tf.summary.merge_all()
with tf.Session() as sess:
    writer = tf.summary.FileWriter("logs")
    writer.add_summary(sess.run(merged, {{x: [1, 2]}}), 0)
"""
    result = migrate(source.encode(), "program.py")
    assert result.applied == ("TFM900",) and "TFM401" in {d.rule for d in result.diagnostics}, result.output.decode()
