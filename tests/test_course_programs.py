"""What keeps the rewrites of course_programs.py from firing, and what is refused in their place."""

import pytest
from course_programs import COURSES

from tf2migrate.engine import migrate


def _migrated(text):
    return migrate(text.encode(), "program.py")


def _refused(text, rule):
    result = _migrated(text)
    assert result.applied == ("TFM900",) and rule in {d.rule for d in result.diagnostics}, result.output.decode()


@pytest.mark.parametrize(
    "old, new",
    [
        ("h = drop(first(x)", "g = first(x)\nh = drop(first(x)"),  # called twice: the weights are shared
        ("z = tf.layers", "print(second.name)\nz = tf.layers"),
        ("y = second(inputs=h)", "for _ in range(2):\n    y = second(inputs=h)"),
    ],
)
def test_a_layer_object_that_stays(old, new):
    text = COURSES["layer_objects_of_a_network"]
    assert old in text
    _refused(text.replace(old, new), "TFM905")


@pytest.mark.parametrize(
    "old, new, rule",
    [
        ("decay=0.9, scope=scope, reuse=True", "decay=0.8, scope=scope, reuse=True", "TFM206"),
        ("scope=scope, reuse=True", "scope=scope", "TFM203"),
        ("is_training=False", "is_training=True", "TFM206"),
    ],
)
def test_a_normalization_that_stays_in_its_branches(old, new, rule):
    text = COURSES["normalization_in_branches"]
    assert old in text
    _refused(text.replace(old, new), rule)


def test_only_arrays_that_a_run_gave_give_their_item():
    output = _migrated(COURSES["one_number_of_an_array"]).output.decode()
    assert output.count(".item()") == 5 and "(step, value, " in output and "# as numbers" in output
    changed = COURSES["one_number_of_an_array"].replace(
        "    weight, bias =", "    weight = bias = 1.0\n    if data.size:\n        weight, bias ="
    )
    assert "bias.item()" not in _migrated(changed).output.decode()  # it may be a number


def test_a_sparse_tensor_that_is_fetched_is_refused():
    _refused(
        """import tensorflow as tf
sp = tf.SparseTensor(indices=[[0, 0], [1, 3]], values=[1, 2], dense_shape=[3, 4])
with tf.Session() as sess:
    print(sess.run([sp, tf.constant(1)]))
""",
        "TFM105",
    )


@pytest.mark.parametrize("name", ["name", "graph", "op"])
def test_a_tensor_that_is_computed_at_once_has_no_node(name):
    _refused(
        f"""import tensorflow as tf
a = tf.add(tf.constant([1, 1]), 2, name="sum")
with tf.Session() as sess:
    print(a.{name}, sess.run(a))
""",
        "TFM908",
    )


def test_a_decay_in_a_function_that_nobody_calls_is_refused():
    _refused(
        """import tensorflow as tf
import models


def main(_):
    model = models.Model()

    def decay(rate, step):
        return tf.train.exponential_decay(rate, step, decay_steps=10, decay_rate=0.5)

    models.train(model, decay)


if __name__ == "__main__":
    tf.app.run()
""",
        "TFM302",
    )


def test_a_layer_of_another_function_is_refused():
    _refused(
        """import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 2])


def net(x):
    return tf.layers.dense(x, 1, name="d")


def train(sess):
    with tf.variable_scope("m"):
        y = net(x)
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {x: [[1.0, 2.0]]}))


def test(sess):
    with tf.variable_scope("m", reuse=True):
        y = net(x)
    print(sess.run(y, {x: [[1.0, 2.0]]}))


sess = tf.Session()
train(sess)
test(sess)
""",
        "TFM203",
    )
