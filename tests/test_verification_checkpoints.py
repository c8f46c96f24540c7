"""A checkpoint trained with TensorFlow 1 gives the same predictions in the migrated program."""

from __future__ import annotations

import os
import re

import pytest

from tf2migrate.engine import migrate
from tf2migrate.verification.checkpoints import CheckpointError, convert
from tf2migrate.verification.interpreters import TF1_VARIABLE, InterpreterError, find_tf1, find_tf2
from tf2migrate.verification.layouts import cuts
from tf2migrate.verification.worlds import Program, Variable, run_programs

TRAINED = """\
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
"""


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
    restoring = re.sub(
        r"for _ in range\(3\):",
        f"for _ in range(1):\n    saver.restore({str(folder / 'new' / 'model.ckpt')!r})"
        ".assert_existing_objects_matched()\nfor _ in range(0):",
        restoring,
    )
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


# Layouts of Keras: a program that was edited after its migration

CELLS = """\
import os
import numpy as np
import tensorflow as tf

data = np.random.RandomState(1).randn(12, 5, 3).astype(np.float32)
goal = np.tanh(data.sum(axis=(1, 2)))[:, None].astype(np.float32)
x = tf.placeholder(tf.float32, [None, 5, 3])
y = tf.placeholder(tf.float32, [None, 1])
outputs, _ = tf.nn.dynamic_rnn(tf.nn.rnn_cell.BasicLSTMCell(4, forget_bias=1.0), x, dtype=tf.float32, scope="one")
outputs, _ = tf.nn.dynamic_rnn(tf.nn.rnn_cell.GRUCell(4), outputs, dtype=tf.float32, scope="two")
outputs, _ = tf.nn.dynamic_rnn(tf.nn.rnn_cell.BasicRNNCell(4), outputs, dtype=tf.float32, scope="three")
normal = tf.layers.batch_normalization(outputs[:, -1], training=True, name="normal")
w = tf.Variable(tf.random_normal([4, 1]), name="w")
loss = tf.reduce_mean(tf.square(tf.matmul(normal, w) - y))
with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
    train = tf.train.AdamOptimizer(0.05).minimize(loss)
saver = tf.train.Saver()
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(STEPS):
        sess.run(train, {x: data, y: goal})
    SAVED
    print("loss %.6f" % sess.run(loss, {x: data, y: goal}))
    sess.run(train, {x: data, y: goal})
    print("after one more step %.6f" % sess.run(loss, {x: data, y: goal}))
"""
KERAS = """\
import numpy as np
import tensorflow as tf

data = np.random.RandomState(1).randn(12, 5, 3).astype(np.float32)
goal = np.tanh(data.sum(axis=(1, 2)))[:, None].astype(np.float32)
model = tf.keras.Sequential([
    tf.keras.Input([5, 3]),
    tf.keras.layers.LSTM(4, return_sequences=True),
    tf.keras.layers.GRU(4, reset_after=False, return_sequences=True, bias_initializer=start),
    tf.keras.layers.SimpleRNN(4),
    tf.keras.layers.BatchNormalization(),
])
w = tf.Variable(tf.random.normal([4, 1]))
optimizer = tf.keras.optimizers.Adam(0.05, epsilon=1e-8)
checkpoint = tf.train.Checkpoint(model=model, w=w, optimizer=optimizer)


@tf.function
def compute_loss(training):
    return tf.reduce_mean(tf.square(tf.matmul(model(data, training=True), w) - goal))


@tf.function
def train_step():
    with tf.GradientTape() as tape:
        loss = compute_loss(True)
    variables = [*model.trainable_variables, w]
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))


for _ in range(3):
    train_step()
RESTORED
print("loss %.6f" % compute_loss(True))
train_step()
print("after one more step %.6f" % compute_loss(True))
""".replace("start)", """lambda shape, dtype=None: tf.constant([1.0] * 8 + [0.0] * 4))""")


def test_layouts_of_keras(tmp_path):
    try:
        modern = find_tf2(None)
        legacy = find_tf1(None)
    except InterpreterError as error:
        pytest.skip(str(error))
    old, new = tmp_path / "old.ckpt", tmp_path / "made" / "new.ckpt"
    train, original, keras = (tmp_path / name for name in ("train.py", "original.py", "keras_program.py"))
    train.write_text(CELLS.replace("STEPS", "20").replace("SAVED", f"saver.save(sess, {str(old)!r})"))
    original.write_text(CELLS.replace("STEPS", "3").replace("SAVED", ""))
    keras.write_text(KERAS.replace("RESTORED", ""))
    printed = run_programs(legacy or modern, [Program(train, graph=legacy is None)])[0]
    assert printed.status == "finished", printed.stderr
    done = convert(old, new, original, keras)
    assert not done.missing and not done.left, done
    names = dict(reversed(pair) for pair in done.names)
    assert names["sequential/lstm/lstm_cell/recurrent_kernel"] == "one/basic_lstm_cell/kernel"
    assert {one for one, other in done.names if other == "sequential/gru/gru_cell/bias"} == {
        "two/gru_cell/gates/bias",
        "two/gru_cell/candidate/bias",
    }
    assert names["adam/sequential_gru_gru_cell_kernel_velocity"] == "two/gru_cell/candidate/kernel/Adam_1"
    restoring = tmp_path / "restoring.py"
    restored = f"checkpoint.restore({str(new)!r}).assert_existing_objects_matched()"
    restoring.write_text(KERAS.replace("RESTORED", restored))
    run = run_programs(modern, [Program(restoring)])[0]
    assert run.status == "finished", run.stderr
    assert numbers(run.stdout) == pytest.approx(numbers(printed.stdout), rel=1e-4)


def variables(*shapes: tuple) -> list[Variable]:
    return [Variable(name, "float32", tuple(shape), True, "weight", 1) for name, *shape in shapes]


def test_another_cell_gets_no_weights():
    ours = variables(
        ("rnn/gru_cell/gates/kernel:0", 7, 8),
        ("rnn/gru_cell/gates/bias:0", 8),
        ("rnn/gru_cell/candidate/kernel:0", 7, 4),
        ("rnn/gru_cell/candidate/bias:0", 4),
    )
    cell = [("gru/kernel", 3, 12), ("gru/recurrent_kernel", 4, 12)]
    assert [cut.part for cut in cuts(ours, variables(*cell, ("gru/bias", 12)))] == ["kernel", "recurrent", "bias"]
    assert cuts(ours, variables(*cell, ("gru/bias", 2, 12))) == []  # reset_after: the state is multiplied before
