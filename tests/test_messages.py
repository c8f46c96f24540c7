"""Summaries written by hand: the events of a migrated program are those that TensorFlow 1.15 wrote."""

import pytest
from conformance import programs
from record_engine_forms import written

from tf2migrate.engine import migrate
from tf2migrate.verification.interpreters import InterpreterError, find_tf2
from tf2migrate.verification.worlds import Program, run_programs

# Reads the events of both: 1.15 has the number as such, TensorFlow 2 as a tensor.
READING = """
import glob

for path in sorted(glob.glob(os.path.join(folder, "**", "events*"), recursive=True)):
    for event in tf.compat.v1.train.summary_iterator(path):
        for value in event.summary.value:
            number = value.simple_value if value.HasField("simple_value") else tf.make_ndarray(value.tensor).item()
            print(event.step, value.tag, "%.4f" % number)
"""
# What `READING` behind the program prints on TensorFlow 1.15.
EVENTS = {
    "messages_together": "0 loss 1.0000 0 half of it 0.5000 1 loss 2.0000 1 half of it 1.0000 2 loss 3.0000 2 half of it 1.5000",
    "messages_apart": "0 loss 1.0000 1 loss 2.0000 1 half 1.5000 2 loss 3.0000 2 half 2.0000",
    "messages_literal": "0 loss 1.0000 0 a 1.0000 0 b 0.0000 1 loss 2.0000 1 a 2.0000 1 b 1.0000 2 loss 3.0000 2 a 3.0000 "
    "2 b 2.0000",
    "messages_in_function": "0 loss 1.0000 1 loss 2.0000 2 loss 3.0000",
    "messages_in_class": "0 loss 1.0000 1 loss 2.0000 2 loss 3.0000",
    "messages_of_items": "0 my/a 3.0000 0 my/b 4.0000",
}


def test_events_are_those_of_tf1(tmp_path):
    try:
        interpreter = find_tf2(None)
    except InterpreterError as error:
        pytest.skip(str(error))
    migrated = {name: migrate(programs.PROGRAMS[name].encode(), "program.py") for name in EVENTS}
    runs = run_programs(
        interpreter,
        [
            Program(written(tmp_path / name, result.output + READING.encode(), result.new_files))
            for name, result in migrated.items()
        ],
    )
    for (name, result), run in zip(migrated.items(), runs):
        assert result.applied != ("TFM900",) and run.status == "finished", (name, run.error, result.output.decode())
        assert " ".join(run.stdout.split("\n")[1:]).strip() == EVENTS[name], (name, run.stdout, result.output.decode())


@pytest.mark.parametrize(
    "name, line",
    [
        ("messages_together", '        tf.summary.scalar("half of it", float(value) / 2)  # smaller\n'),
        ("messages_together", "    # what is logged\n    with writer.as_default(step=step):\n        # the loss\n"),
        ("messages_apart", '        summary["half"] = float(value) / 2\n'),
        ("messages_of_items", '    summary["my/" + tag] = number\n'),
    ],
)
def test_form(name, line):
    assert line in migrate(programs.PROGRAMS[name].encode(), "program.py").output.decode()


def _program(body):
    return "import tensorflow as tf\nwriter = tf.summary.FileWriter('logs')\nwith tf.Session() as sess:\n" + "".join(
        f"    {line}\n" for line in ("value = sess.run(tf.constant(1.0))", *body.split("\n"))
    )


@pytest.mark.parametrize(
    "body",
    [
        "summary = tf.Summary()\nsummary.value.add(tag='a', simple_value=value)\nother(summary)",
        "summary = tf.Summary()\nsummary.value.add(tag='a', simple_value=value)",
        "summary = tf.Summary()\nsummary.value.add(tag='a', simple_value=value)\nother.add_summary(summary, 1)",
        "summary = tf.Summary()\nsummary.value.add(tag='a', tensor=value)\nwriter.add_summary(summary, 1)",
        "summary = tf.Summary(value=values)\nwriter.add_summary(summary, 1)",
        "writer.add_summary(tf.Summary(value=[v for v in values]), 1)",
        "summary = tf.Summary()\nfor number in (1, 2):\n    summary.value.add(tag='a', simple_value=number)\n"
        "writer.add_summary(summary, 1)",
        "summary = tf.Summary()\nsummary.value.add(tag='a', simple_value=value)\nprint(1)\n"
        "summary.value.add(tag='a', simple_value=value)\nwriter.add_summary(summary, 1)",
        "summary = tf.Summary()\nif value:\n    summary = tf.Summary()\nsummary.value.add(tag='a', simple_value=value)\n"
        "writer.add_summary(summary, 1)",
    ],
)
def test_what_is_more_than_numbers_written_here_stays(body):
    result = migrate(_program(body).encode(), "program.py")
    assert result.applied == ("TFM900",) and "TFM402" in {d.rule for d in result.diagnostics}, result.output.decode()
