"""Training ops of branches: one step behind the branches, and what has to stay as it is."""

import pytest

from tf2migrate.engine import migrate

STEPS = """\
import tensorflow as tf

clip = input()
x = tf.placeholder(tf.float32, [None, 2])
w = tf.Variable([[1.0], [2.0]])
loss = tf.reduce_mean(tf.square(tf.matmul(x, w)))
step = tf.Variable(0, trainable=False)
optimizer = tf.train.AdamOptimizer(0.1)
if clip:
    pairs = optimizer.compute_gradients(loss)
    # keep them small
    clipped = [(tf.clip_by_value(g, -1.0, 1.0), v) for g, v in pairs]
    train = optimizer.apply_gradients(clipped, global_step=step)
else:
    train = optimizer.minimize(loss, global_step=step)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run([loss, train], {x: [[1, 2]]})[0])
"""


def _migrated(text):
    result = migrate(text.encode(), "program.py")
    compile(result.output, "program.py", "exec")
    assert migrate(result.output, "program.py").output == result.output
    return result


def test_one_step_behind_the_branches():
    result = _migrated(STEPS)
    output = result.output.decode()
    assert "TFM233" in result.applied and output.count("apply_gradients") == 1 and output.count("tape.gradient") == 1
    assert "# keep them small" in output and "    else:\n        clipped = pairs" in output


@pytest.mark.parametrize(
    "old, new",
    [
        (
            "    train = optimizer.minimize(loss, global_step=step)\n",
            "    pairs = optimizer.compute_gradients(2 * loss)\n    train = optimizer.apply_gradients(pairs, step)\n",
        ),
        ("else:\n", "elif x is None:\n    train = optimizer.minimize(2 * loss, global_step=step)\nelse:\n"),
        ("(clipped, global_step=step)", "([(g, v) for g, v in pairs], global_step=step)"),
    ],
)
def test_other_branches(old, new):
    text = STEPS.replace(old, new)
    assert text != STEPS
    result = _migrated(text)
    assert "TFM233" in result.applied and result.output.decode().count("apply_gradients") == 1


@pytest.mark.parametrize(
    "old, new",
    [
        ("minimize(loss, global_step=step)", "minimize(loss)"),
        ("else:\n    train = optimizer", "else:\n    train = tf.train.AdamOptimizer(0.2)"),
        ("else:\n    train =", "else:\n    other ="),
        ("else:\n", "else:\n    optimizer = tf.train.AdamOptimizer(0.2)\n"),
        ("else:\n    train", "elif x is not None:\n    train"),
    ],
)
def test_what_has_to_stay(old, new):
    text = STEPS.replace(old, new)
    assert text != STEPS
    assert "TFM233" not in _migrated(text).applied
