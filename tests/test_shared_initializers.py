"""An initializer object that several weights share draws anew for each, as it did in TensorFlow 1."""

from __future__ import annotations

import pytest

from tf2migrate.engine import migrate

HEAD = "import tensorflow as tf\n"
TAIL = """\
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run({}))
"""


def migrated(body: str, fetched: str = "tf.trainable_variables()[0]") -> str:
    result = migrate((HEAD + body + TAIL.format(fetched)).encode(), "program.py")
    assert "TFM900" not in result.applied, result.diagnostics
    return result.output.decode()


@pytest.mark.parametrize(
    "body",
    [
        'init = tf.random_normal_initializer(0., 0.3)\na = tf.get_variable("a", [2], initializer=init)\n'
        'b = tf.get_variable("b", [2], initializer=init)\n',
        'init = tf.contrib.layers.xavier_initializer()\na = tf.get_variable("a", [2, 2], tf.float32, init)\n'
        'b = tf.get_variable("b", [2, 2], tf.float32, init)\n',
        "init = tf.truncated_normal_initializer()\nweights = [tf.get_variable('w%d' % n, [2], initializer=init) "
        "for n in range(2)]\n",
    ],
)
def test_each_weight_has_its_own(body):
    assert "init.clone()" in migrated(body)


NET = """\
def net(x, reuse=False):
    with tf.variable_scope("net", reuse=reuse):
        init = {}
        a = tf.get_variable("a", [2, 3], initializer=init)
        b = tf.get_variable("b", [3, 2], initializer=init)
        return tf.matmul(tf.matmul(x, a), b)


y = net(tf.ones([1, 2]))
z = net(y, reuse=True)
"""


@pytest.mark.parametrize(
    "init",
    [
        "tf.random_normal_initializer()",
        "tf.contrib.layers.variance_scaling_initializer()",
        "tf.glorot_uniform_initializer() if FLAG else tf.random_normal_initializer()",
        "tf.zeros_initializer() if FLAG else tf.random_normal_initializer()",
    ],
)
def test_a_helper_that_is_called_again_shares_its_weights_and_no_numbers(init):
    """What a name in a helper is, is looked at in each of its calls."""
    text = migrated("import sys\n\nFLAG = len(sys.argv) > 5\n" + NET.format(init), "[y, z]")
    assert text.count(".clone()") == 2


@pytest.mark.parametrize(
    "body",
    [
        'init = tf.random_normal_initializer(0., 0.3)\na = tf.get_variable("a", [2], initializer=init)\n',
        'init = tf.zeros_initializer()\na = tf.get_variable("a", [2], initializer=init)\n'
        'b = tf.get_variable("b", [2], initializer=init)\n',
        'a = tf.get_variable("a", [2], initializer=tf.random_normal_initializer())\n'
        'b = tf.get_variable("b", [2], initializer=tf.random_normal_initializer())\n',
    ],
)
def test_nothing_to_share(body):
    assert "clone" not in migrated(body)


def test_objects_that_share_one():
    body = """\
init = tf.random_normal_initializer()


class Net:
    def __init__(self, name):
        with tf.variable_scope(name):
            self.w = tf.get_variable("w", [2], initializer=init)


a, b = Net("a"), Net("b")
"""
    assert "init.clone()" in migrated(body, "a.w")
    assert "clone" not in migrated(body.replace('a, b = Net("a"), Net("b")', 'a = Net("a")'), "a.w")
