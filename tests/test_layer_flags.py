"""What tells a layer whether it trains is no tensor for Keras."""

import pytest

from tf2migrate.engine import migrate

FLAGGED = """\
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2])
flag = tf.placeholder(tf.bool, [])
h = tf.layers.dropout(x, 0.5, training=tf.convert_to_tensor(flag))
with tf.Session() as sess:
    print(sess.run(h, {x: [[1, 2]], flag: False}))
"""


@pytest.mark.parametrize(
    "wrapped", ["tf.convert_to_tensor(flag)", "tf.identity(flag)", "tf.identity(tf.identity(flag))"]
)
def test_a_flag_that_is_made_a_tensor(wrapped):
    result = migrate(FLAGGED.replace("tf.convert_to_tensor(flag)", wrapped).encode(), "program.py")
    assert "training=False" in result.output.decode() and "TFM900" not in result.applied


@pytest.mark.parametrize(
    "computed", ["tf.logical_not(flag)", "tf.equal(flag, True)", "tf.greater(tf.reduce_sum(x), 0.0)"]
)
def test_a_flag_that_is_computed(computed):
    result = migrate(FLAGGED.replace("tf.convert_to_tensor(flag)", computed).encode(), "program.py")
    assert result.applied == ("TFM900",) and [d.rule for d in result.diagnostics] == ["TFM206"]
