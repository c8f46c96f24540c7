"""A checkpoint trained with TensorFlow 1 gives the same predictions in the migrated program."""

from __future__ import annotations

import os
import re

import pytest

from tf2migrate.engine import migrate
from tf2migrate.verification.checkpoints import CheckpointError, convert
from tf2migrate.verification.interpreters import TF1_VARIABLE, InterpreterError, find_tf1, find_tf2
from tf2migrate.verification.worlds import Program, run_programs

TRAINED = '''\
import os
import sys
import numpy as np
import tensorflow as tf

data = np.random.RandomState(1).randn(30, 4).astype(np.float32)
x = tf.placeholder(tf.float32, [None, 4])
first = tf.Variable(tf.random_normal([4, 4], stddev=0.5), name="first")
second = tf.Variable(tf.random_normal([4, 4], stddev=0.5), name="second")
bias = tf.Variable(tf.zeros([4]), name="bias")
out = tf.matmul(tf.nn.tanh(tf.matmul(x, first) + bias), second)
loss = tf.reduce_mean(tf.square(out - x))
step = tf.Variable(0, trainable=False, name="global_step")
train = tf.train.AdamOptimizer(0.05).minimize(loss, global_step=step)
saver = tf.train.Saver()
path = os.path.join(FOLDER, "model.ckpt")
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(STEPS):
        sess.run(train, {x: data})
    SAVED
    print("loss %.6f" % sess.run(loss, {x: data}))
    sess.run(train, {x: data})
    print("after one more step %.6f" % sess.run(loss, {x: data}))
'''


def program(folder, name, steps, saved, checkpoint):
    path = folder / f"{name}.py"
    text = TRAINED.replace("STEPS", str(steps)).replace("SAVED", saved).replace("FOLDER", repr(str(checkpoint)))
    path.write_text(text)
    return path


@pytest.fixture(scope="module", params=["embedded", "tensorflow"])
def trained(request, tmp_path_factory):
    """A folder with a checkpoint that 25 steps have made, what the original printed then, and a program that restores."""
    try:
        modern = find_tf2(None)
    except InterpreterError as error:
        pytest.skip(str(error))
    if request.param == "tensorflow" and not os.environ.get(TF1_VARIABLE):
        pytest.skip(f"{TF1_VARIABLE} is not set")
    folder = tmp_path_factory.mktemp("trained")
    checkpoint = folder / "old"
    checkpoint.mkdir()
    script = program(folder, "train", 25, "saver.save(sess, path)", checkpoint)
    embedded = request.param == "embedded"
    run = run_programs(modern if embedded else find_tf1(None), [Program(script, graph=embedded)])[0]
    assert run.status == "finished", run.stderr
    original = program(folder, "original", 3, "", checkpoint)
    rewritten = folder / "migrated.py"
    rewritten.write_bytes(migrate(original.read_bytes(), original.name).output)
    return folder, run.stdout, original, rewritten, modern


def numbers(text):
    return [float(number) for number in re.findall(r"\d+\.\d+", text)]


def test_predictions_and_the_next_step_are_the_same(trained):
    folder, printed, original, rewritten, modern = trained
    done = convert(folder / "old" / "model.ckpt", folder / "new" / "model.ckpt", original, rewritten)
    assert {"first", "second", "bias", "global_step", "first/Adam", "second/Adam_1"} <= {name for name, _ in done.names}
    assert not done.missing and not done.left
    restoring = rewritten.read_text()
    assert "for _ in range(3)" in restoring and "saver = tf.train.Checkpoint" in restoring
    # the same program without training, with the checkpoint in its place
    restoring = re.sub(r"for _ in range\(3\):", f"for _ in range(1):\n    saver.restore({str(folder / 'new' / 'model.ckpt')!r})"
                       ".assert_existing_objects_matched()\nfor _ in range(0):", restoring)
    path = folder / "restoring.py"
    path.write_text(restoring)
    run = run_programs(modern, [Program(path)])[0]
    assert run.status == "finished", run.stderr
    assert numbers(run.stdout) == pytest.approx(numbers(printed), rel=1e-4)


def test_a_checkpoint_of_something_else_is_refused(trained, tmp_path):
    folder, _, original, rewritten, _ = trained
    with pytest.raises(CheckpointError):
        convert(tmp_path / "none", tmp_path / "new", original, rewritten)
    assert not (tmp_path / "new.index").exists()
