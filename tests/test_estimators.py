"""Estimators as text: what is written in their place, and what keeps them."""

from __future__ import annotations

import ast

import pytest

from tf2migrate.engine import migrate
from tf2migrate.preparation.estimators import expand
from tf2migrate.preparation.text import CannotWrite, Text

_PROGRAM = """\
import numpy as np
import tensorflow as tf

xs = np.zeros([8, 3]).astype(np.float32)
ys = np.zeros([8], np.int32)
rate = 0.1


def model_fn(features, labels, mode):
    logits = tf.layers.dense(features['x'], 2)
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={'logits': logits})
    loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
    train_op = tf.train.GradientDescentOptimizer(rate).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


estimator = tf.estimator.Estimator(model_fn)
input_fn = tf.estimator.inputs.numpy_input_fn({'x': xs}, ys, shuffle=False)
estimator.train(input_fn)
result = estimator.evaluate(input_fn)
print(result['loss'])
"""


def _changed(*pairs: tuple[str, str]) -> str:
    program = _PROGRAM
    for old, new in pairs:
        assert program.count(old) == 1, old
        program = program.replace(old, new)
    ast.parse(program)
    return program


def test_the_program_itself_is_written_out():
    made = expand(Text.of(_PROGRAM))
    assert isinstance(made, Text)
    assert "stimator" not in made.text and "mode" not in made.text.replace("model_fn", "")
    assert len(made.origin) == made.text.count("\n") + 1
    ast.parse(made.text)
    result = migrate(_PROGRAM.encode(), "program.py")
    assert "TFM218" in result.applied and not result.diagnostics


KEPT = {
    "model_dir": (("Estimator(model_fn)", "Estimator(model_fn, model_dir='/tmp/m')"), "model_dir"),
    "warm_start": (("Estimator(model_fn)", "Estimator(model_fn, warm_start_from='/tmp/m')"), "warm_start_from"),
    "seeded_config": (
        ("Estimator(model_fn)", "Estimator(model_fn, config=tf.estimator.RunConfig(tf_random_seed=1))"),
        "configuration",
    ),
    "hooks": (("train(input_fn)", "train(input_fn, hooks=[object()])"), "hooks"),
    "float64": ((".astype(np.float32)", ""), "dtype"),
    "unknown_shuffling": (("shuffle=False", "shuffle=rate > 1"), "shuffles"),
    "several_threads": (("shuffle=False", "shuffle=False, num_threads=4"), "threads"),
    "computed_features": (("{'x': xs}", "dict(x=xs)"), "dtype"),
    "input_of_a_function": (("train(input_fn)", "train(lambda: None)"), "numpy_input_fn"),
    "no_labels": (("{'x': xs}, ys", "{'x': xs}"), "no labels"),
    "passed_on": (("print(result['loss'])", "print(estimator)"), "another way"),
    "train_returns": (("estimator.train(input_fn)", "other = estimator.train(input_fn)"), "returns"),
    "evaluate_that_may_not_run": (
        ("result = estimator.evaluate(input_fn)", "result = rate and estimator.evaluate(input_fn)"),
        "may not run",
    ),
    "unknown_metric": (("print(result['loss'])", "print(result['accuracy'])"), "no metric"),
    "summary": (("    loss = tf", "    tf.summary.histogram('logits', logits)\n    loss = tf"), "summaries"),
    "prints": (("    loss = tf", "    print('building')\n    loss = tf"), "each time"),
    "constant_changes": (("estimator.train(input_fn)", "rate = 0.2\nestimator.train(input_fn)"), "rate"),
    "array_changes": (("estimator.train(input_fn)", "ys += 1\nestimator.train(input_fn)"), "ys"),
    "row_changes": (("estimator.train(input_fn)", "xs[0] = 1\nestimator.train(input_fn)"), "xs"),
    "mode_decides_a_value": (
        ("    loss = tf", "    if mode == tf.estimator.ModeKeys.EVAL:\n        logits = logits * 2\n    loss = tf"),
        "depends on the mode",
    ),
    "mode_of_evaluation_as_a_value": (
        ("    loss = tf", "    flag = mode == tf.estimator.ModeKeys.EVAL\n    loss = tf"),
        "mode",
    ),
    "mode_is_passed": (("    loss = tf", "    print(mode)\n    loss = tf"), "each time"),
    "two_estimators": (
        ("estimator.train(input_fn)", "other = tf.estimator.Estimator(model_fn)\nestimator.train(input_fn)"),
        "several",
    ),
    "batches_are_normalized": (
        ("np.zeros([8, 3]).astype", "np.load('xs.npy').astype"),
        ("    loss = tf", "    logits = tf.layers.batch_normalization(logits)\n    loss = tf"),
        "dimensions",
    ),
}


@pytest.mark.parametrize("name", KEPT)
def test_is_kept(name):
    *pairs, reason = KEPT[name]
    program = _changed(*pairs)
    found = expand(Text.of(program))
    assert isinstance(found, CannotWrite)
    assert reason in found.reason
    assert 1 <= found.node.lineno <= program.count("\n")
    result = migrate(program.encode(), "program.py")
    assert result.applied == ("TFM900",)
    (finding,) = [d for d in result.diagnostics if d.rule == "TFM218"]
    assert finding.message == found.reason and finding.advice


def test_without_an_estimator_there_is_nothing_to_do():
    assert expand(Text.of("import tensorflow as tf\nprint(tf.constant(1))  # no estimator\n")) is None


def test_a_reason_besides_the_estimator_is_told_by_the_lines_of_the_file():
    program = _changed(
        ("    loss = tf", "    logits = tf.contrib.layers.layer_norm(logits, begin_params_axis=0)\n    loss = tf")
    )
    result = migrate(program.encode(), "program.py")
    assert result.applied == ("TFM900",)
    assert result.diagnostics[0].line == program[: program.index("    logits = tf.contrib")].count("\n") + 1


def test_comments_of_what_goes_go_and_others_stay():
    program = _changed(
        ("    if mode ==", "    # for serving\n    if mode =="),
        ("    loss = tf", "    # the cost\n    loss = tf"),
        ("estimator = tf", "# Make the Estimator\nestimator = tf"),
        ("input_fn = tf", "# the data\ninput_fn = tf"),
    )
    made = expand(Text.of(program)).text
    assert "# the cost" in made and "# the data" in made
    assert "# for serving" not in made and "# Make the Estimator" not in made


def test_shuffling_and_epochs_are_in_the_order_of_the_queue():
    program = _changed(
        ("shuffle=False", "num_epochs=None, shuffle=True, batch_size=4, queue_capacity=50"),
        ("train(input_fn)", "train(input_fn, steps=7)"),
        ("evaluate(input_fn)", "evaluate(input_fn, steps=3)"),
    )
    made = expand(Text.of(program)).text
    assert "dataset = dataset.repeat().shuffle(50).batch(4)" in made
    assert "in dataset.take(7):" in made and "in dataset.take(3):" in made
