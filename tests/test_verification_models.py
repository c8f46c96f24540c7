"""Model mode: a function of both programs is called with batches that are given, recorded or generated."""

from __future__ import annotations

import pytest

from tf2migrate.verification.interpreters import InterpreterError, find_tf2
from tf2migrate.verification.models import verify_entry

ORIGINAL = """\
import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 3])
w = tf.Variable(tf.random_normal([3, 2]), name="w")
loss = tf.reduce_mean(tf.square(tf.nn.softplus(tf.matmul(x, w))))
train = tf.train.GradientDescentOptimizer(0.01).minimize(loss)
sess = tf.Session()
sess.run(tf.global_variables_initializer())


def step(x):
    return sess.run([loss, train], {globals()["x"]: x})[0]


if __name__ == "__main__":
    for n in range(3):
        print(step(np.full([2, 3], n, np.float32)))
"""

REWRITTEN = """\
import numpy as np
import tensorflow as tf

w = tf.Variable(tf.random.normal([3, 2]), name="w")
optimizer = tf.keras.optimizers.SGD(0.01)


@tf.function(input_signature=[tf.TensorSpec([None, 3], tf.float32)])
def train_step(x):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(tf.nn.softplus(tf.matmul(x, w))))
    optimizer.apply_gradients([(tape.gradient(loss, w), w)])
    return loss


def step(x):
    return train_step(x).numpy()


if __name__ == "__main__":
    for n in range(3):
        print(step(np.full([2, 3], n, np.float32)))
"""

DATA = """\
import tensorflow as tf


def batches():
    return tf.data.Dataset.from_tensor_slices(tf.reshape(tf.range(30.0), [10, 3])).batch(4)
"""


@pytest.fixture
def programs(tmp_path, monkeypatch):
    try:
        find_tf2(None)
    except InterpreterError as error:
        pytest.skip(str(error))
    monkeypatch.chdir(tmp_path)
    for name, text in (
        ("before", ORIGINAL),
        ("after", REWRITTEN),
        ("wrong", REWRITTEN.replace("softplus", "relu")),
        ("my_data", DATA),
    ):
        (tmp_path / f"{name}.py").write_text(text)
    return tmp_path


@pytest.mark.parametrize(("options", "calls"), [({}, 12), ({"record": True}, 3), ({"data": "my_data:batches"}, 3)])
def test_equal(programs, options, calls):
    report = verify_entry(programs / "before.py", programs / "after.py", "step", **options)
    assert report.equal is True, report.render()
    assert [(site.text, site.verdict.calls) for site in report.sites] == [("def step(x)", calls)]
    assert report.ladder.variables[0].equal is True


def test_different_and_what_is_missing(programs):
    report = verify_entry(programs / "before.py", programs / "wrong.py", "step")
    assert report.equal is False and report.first_difference.text == "def step(x)", report.render()
    assert (
        "no function other" in verify_entry(programs / "before.py", programs / "after.py", "other", record=True).reason
    )
    missing = verify_entry(programs / "before.py", programs / "after.py", "step", data="my_data:none")
    assert missing.equal is None and "has no attribute 'none'" in missing.reason


WITH_SESSION = (
    ORIGINAL.replace("sess = tf.Session()\nsess.run(tf.global_variables_initializer())\n", "")
    .replace("def step(x):", "def step(session, x, scale=1.0):")
    .replace("return sess.run", "return session.run")
    .replace("    for n in", "    s = tf.Session()\n    s.run(tf.global_variables_initializer())\n    for n in")
    .replace("print(step(", "print(step(s, ")
)


def test_a_function_that_takes_a_session(programs):
    """The rewritten one does not; the original is given a session of which the variables are set up."""
    (programs / "before.py").write_text(WITH_SESSION)
    for record in (True, False):
        report = verify_entry(programs / "before.py", programs / "after.py", "step", record=record)
        assert report.equal is True, report.render()
        assert {site.verdict.calls for site in report.sites} == ({3} if record else {12})
    assert verify_entry(programs / "before.py", programs / "wrong.py", "step").equal is False
    report = verify_entry(programs / "before.py", programs / "after.py", "train_step")
    assert report.reason.endswith("before.py defines no function train_step")
