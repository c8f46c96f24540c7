"""The note about networks that are trained against each other, and programs that only look like it."""

import pytest

from tf2migrate.engine import migrate

PROGRAM = """\
import numpy as np
import tensorflow as tf

z = tf.placeholder(tf.float32, [None, 2])
x = tf.placeholder(tf.float32, [None, 2])
g = tf.Variable(tf.ones([2, 2]))
d = tf.Variable(tf.ones([2, 1]))
real, fake = tf.matmul(x, d), tf.matmul({made}, d)
d_loss = tf.reduce_mean(tf.square(real - 1.0)) + tf.reduce_mean(tf.square(fake))
g_loss = tf.reduce_mean(tf.square({other}))
d_step = tf.train.GradientDescentOptimizer(0.1).minimize(d_loss, var_list={d_list})
g_step = tf.train.GradientDescentOptimizer(0.1).minimize(g_loss, var_list=[g])
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    feed = {{x: np.ones([3, 2]), z: np.ones([3, 2])}}
    for _ in range(3):
        sess.run(d_step, feed)
        sess.run(g_step, feed)
    print(sess.run(g_loss, feed))
"""


def notes(**parts):
    result = migrate(PROGRAM.format(**parts).encode(), "a.py")
    assert result.changed and "TFM900" not in result.applied
    return [d for d in result.diagnostics if d.rule == "TFM309"]


def test_two_networks_against_each_other():
    assert [found.line for found in notes(made="tf.matmul(z, g)", other="fake - 1.0", d_list="[d]")] == [19]


@pytest.mark.parametrize(
    "parts",
    [
        {"made": "z", "other": "tf.matmul(z, g) - 1.0", "d_list": "[d]"},  # nothing in common
        {"made": "tf.matmul(z, g)", "other": "tf.matmul(z, g) - 1.0", "d_list": "[d]"},  # only one answers to the other
        {"made": "tf.matmul(z, g)", "other": "fake - 1.0", "d_list": "[d, g]"},  # both move the same weights
    ],
)
def test_what_is_no_such_pair(parts):
    assert not notes(**parts)


TWO_STEPS = """\
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2])
a = tf.Variable(tf.ones([2, 2]))
b = tf.Variable(tf.ones([2, 1]))
hidden = tf.matmul(x, a)
one = tf.train.GradientDescentOptimizer(0.1).minimize(tf.reduce_mean(tf.square({one})), var_list=[a])
two = tf.train.GradientDescentOptimizer(0.1).minimize(tf.reduce_mean(tf.square({two})), var_list=[b])
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    {run}
"""
BOTH = "sess.run([one, two], {x: [[1.0, 2.0]]})"


@pytest.mark.parametrize(
    "one, two, run, noted",
    [
        ("hidden", "tf.matmul(hidden, b)", BOTH, 1),  # the second reads what the first moves
        ("hidden", "tf.matmul(x, b)", BOTH, 0),
        ("hidden", "tf.matmul(hidden, b)", "sess.run(one, {x: [[1.0, 2.0]]}); sess.run(two, {x: [[1.0, 2.0]]})", 0),
    ],
)
def test_two_steps_of_one_run(one, two, run, noted):
    result = migrate(TWO_STEPS.format(one=one, two=two, run=run).encode(), "a.py")
    assert result.changed and "TFM900" not in result.applied
    assert [d.rule for d in result.diagnostics] == ["TFM310"] * noted


CLIPPED = """\
import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2])
y = tf.layers.dense(tf.layers.dense(x, 3, name="h"), 1, name="out")
loss = tf.reduce_mean(tf.square(y - 1.0))
weights = tf.trainable_variables()
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
clip = [w.assign(tf.clip_by_value(w, -0.1, 0.1)) for w in weights]
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    {run}
"""


@pytest.mark.parametrize(
    "run, noted",
    [
        ("sess.run([train, clip], {x: np.ones([1, 2])})", 1),
        ("sess.run(train, {x: np.ones([1, 2])}); sess.run(clip)", 0),
    ],
)
def test_weights_clipped_in_the_run_that_trains_them(run, noted):
    result = migrate(CLIPPED.format(run=run).encode(), "a.py")
    assert result.changed and "TFM900" not in result.applied
    assert [d.rule for d in result.diagnostics].count("TFM310") == noted


CRITIC = """\
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2])
u = tf.Variable([[1.0, -2.0], [0.5, 1.5]])
v = tf.Variable([[2.0], [1.0]])

def critic(a):
    says = tf.matmul(tf.nn.relu(tf.matmul(a, u)), v)
    return tf.nn.sigmoid(says), says

believed, says = critic(x)
train = tf.train.GradientDescentOptimizer(0.1).minimize({loss})
shown = {shown}
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run({fetches}, {{x: [[1.0, 2.0]]}}))
"""


@pytest.mark.parametrize(
    "loss, shown, fetches, noted",
    [
        ("tf.reduce_mean(says)", "tf.reduce_mean(says)", "[train, shown]", 1),
        ("tf.reduce_mean(says)", "-says", "[train, shown]", 1),
        ("tf.reduce_mean(says)", "tf.reduce_mean(believed)", "[train, shown]", 0),
        ("tf.reduce_mean(tf.square(says))", "tf.reduce_mean(tf.square(says))", "[train, shown]", 0),
        ("tf.reduce_mean(says)", "tf.reduce_mean(says)", "shown", 0),
    ],
)
def test_a_value_that_no_gradient_needs(loss, shown, fetches, noted):
    result = migrate(CRITIC.format(loss=loss, shown=shown, fetches=fetches).encode(), "a.py")
    assert result.changed and "TFM900" not in result.applied
    assert [d.rule for d in result.diagnostics].count("TFM310") == noted


@pytest.mark.parametrize("call", ["tf.assign(w, w * 2.0)", "tf.assign(value=w * 2.0, ref=w)", "w.assign(w * 2.0)"])
def test_a_race_is_noted_however_the_assignment_is_written(call):
    text = (
        "import tensorflow as tf\nw = tf.Variable(1.0)\ny = w + 1.0\nup = {}\nwith tf.Session() as sess:\n"
        "    sess.run(tf.global_variables_initializer())\n    print(sess.run([y, up]))\n"
    ).format(call)
    assert "TFM111" in migrate(text.encode(), "a.py").applied
