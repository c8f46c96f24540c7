"""Collections under own names and `optimize_loss`, written out in the text of a program; and what has to stay."""

import pytest
from conformance import coverage, programs

from tf2migrate.engine import migrate
from tf2migrate.reporting.symbol_explanations import TAKEN_UP
from tf2migrate.rules import symbols


def test_what_counts_as_taken_up_is_migrated_in_a_recorded_program():
    migrated, _ = coverage._in_programs()
    migrated |= {symbol.alias_of for name in migrated for symbol in [symbols.lookup(name)] if symbol is not None}
    assert {name for name in TAKEN_UP if name not in migrated} == set()


def _output(text):
    return migrate(text.encode(), "program.py").output.decode()


CALLED_TWICE = """\
import tensorflow as tf


def layer(x, keep_prob, decay=False, name="layer"):
    with tf.variable_scope(name):
        w = tf.get_variable("w", [3, 3])
        h = tf.nn.dropout(tf.matmul(x, w), keep_prob)
        if decay:
            wd = tf.nn.l2_loss(w)
        else:
            wd = tf.constant(0.0)
        tf.add_to_collection("decay", wd)
        return h


tf.set_random_seed(0)
x = tf.placeholder(tf.float32, [None, 3])
keep_prob = tf.placeholder(tf.float32)
h = layer(x, keep_prob, name="a")
h = layer(h, keep_prob, name="b")
y = tf.reduce_sum(h)
z = tf.reduce_max(h) + tf.add_n(tf.get_collection("decay"))
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {x: [[1.0, 2.0, 3.0]], keep_prob: 0.5}))
    print(sess.run(z, {x: [[1.0, 2.0, 3.0]], keep_prob: 0.5}))
"""


def test_a_finding_about_a_line_that_is_written_out_twice_is_told_once():
    result = migrate(CALLED_TWICE.encode(), "program.py")
    assert [(one.rule, one.line) for one in result.diagnostics] == [("TFM112", 7)]


COLLECTED = """\
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 2])
w = tf.Variable(tf.ones([2, 1]))
tf.add_to_collection("parts", 0.1 * tf.nn.l2_loss(w))  # decay
tf.add_to_collection("parts", tf.reduce_mean(tf.matmul(x, w)))
loss = tf.add_n(tf.get_collection("parts"))
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(loss, {x: [[1.0, 2.0]]}))
"""


def test_a_collection_is_a_list():
    output = _output(COLLECTED)
    assert "parts = []" in output and "parts.append(" in output and "# decay" in output and "collection" not in output


@pytest.mark.parametrize(
    "old, new",
    [
        ('"parts", tf', "tf.GraphKeys.LOSSES, tf"),  # one that TensorFlow itself reads
        ('tf.get_collection("parts")', 'tf.get_collection("parts", scope="a")'),
        ('tf.get_collection("parts")', 'tf.get_collection_ref("parts")'),
        ("loss = tf.add_n", 'tf.train.export_meta_graph("a")\nloss = tf.add_n'),
        ("loss = tf.add_n", "tf.losses.mean_squared_error(x, x)\nloss = tf.add_n"),
        ('"parts", 0.1', "name, 0.1"),
        ('"parts"', '"regularization_losses"'),
        ("import tensorflow as tf\n", "import tensorflow as tf\nadd = tf.add_to_collection\n"),
    ],
)
def test_a_collection_that_has_to_stay(old, new):
    text = (
        COLLECTED.replace(old, new)
        if "mean_squared" not in new
        else COLLECTED.replace(old, new).replace("parts", "losses")
    )
    assert text != COLLECTED
    result = migrate(text.encode(), "program.py")
    assert result.applied == ("TFM900",) and result.diagnostics, result.output.decode()


def test_a_function_of_several_calls_that_fills_a_collection_is_taken_apart():
    text = COLLECTED.replace(
        "w = tf.Variable", "def add(value):\n    tf.add_to_collection('parts', value)\n\n\nw = tf.Variable"
    )
    text = text.replace("loss =", "add(tf.reduce_sum(x))\nadd(tf.reduce_max(x))\nloss =")
    output = _output(text)
    assert output.count("parts.append(") == 4 and "def add" not in output and "collection" not in output, output


OPTIMIZED = """\
import tensorflow as tf
x = tf.placeholder(tf.float32, [3])
w = tf.Variable([1.0, 2.0, 3.0])
loss = tf.reduce_mean(tf.square(w - x))
train = tf.contrib.layers.optimize_loss(loss, None, 0.1, "SGD")
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(train, {x: [0.0, 1.0, 2.0]}))
"""


@pytest.mark.parametrize(
    "arguments",
    [
        'loss, None, 0.1, "SGD", gradient_noise_scale=0.1',
        'loss, None, 0.1, "SGD", gradient_multipliers={w: 2.0}',
        'loss, None, 0.1, "SGD", learning_rate_decay_fn=decay',
        'loss, None, 0.1, "SGD", clip_gradients=clip',
        'loss * 2.0, None, 0.1, "SGD"',
        "loss, None, 0.1, lambda rate: tf.train.AdamOptimizer(rate)",
        "loss, None, 0.1, word",
        'loss, None, None, "SGD"',
        'loss, tf.train.get_global_step(), 0.1, "SGD", update_ops=[]',
        "*given",
    ],
)
def test_a_step_that_has_to_stay(arguments):
    result = migrate(OPTIMIZED.replace('loss, None, 0.1, "SGD"', arguments).encode(), "program.py")
    assert result.applied == ("TFM900",) and result.diagnostics, result.output.decode()


@pytest.mark.parametrize(
    "before",
    [
        "tf.summary.scalar('loss', loss)\nmerged = tf.summary.merge_all()\n",
        "h = tf.layers.batch_normalization(w[None])\n",
        "count = tf.train.get_or_create_global_step()\n",
    ],
)
def test_a_step_in_a_program_that_sees_more_of_it(before):
    result = migrate(OPTIMIZED.replace("train =", before + "train =").encode(), "program.py")
    assert result.applied == ("TFM900",), result.output.decode()


@pytest.mark.parametrize("name", ["temporary_folders_shared"])
def test_a_folder_that_functions_share_is_that_of_the_process(name):
    assert "self.get_temp_dir" not in _output(programs.PROGRAMS[name])


def test_a_folder_of_a_class_is_that_of_the_process():
    text = programs.PROGRAMS["temporary_folders"].replace(
        "    def setUp(self):\n",
        "    @classmethod\n    def setUpClass(cls):\n        cls.one = tf.test.get_temp_dir()\n\n"
        "    def setUp(self):\n",
    )
    assert "get_temp_dir" in text and "self.get_temp_dir" not in _output(text)


def test_a_file_with_await_is_read():
    text = "import tensorflow as tf\n\n\nasync def f(g, x):\n    return tf.log(await g(tf.log(x)))\n"
    assert "await g(tf.math.log(x))" in _output(text)


NESTED = """\
import tensorflow as tf


def model(x, n):
    def weight(name, shape=(2, 3)):
        return tf.get_variable(name, shape)

    return tf.matmul(x, weight("w"))


x = tf.placeholder(tf.float32, [None, 2])
with tf.variable_scope("s") as scope:
    y = model(x, 3)
    scope.reuse_variables()
    y += model(2 * x, 3)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {x: [[1.0, 2.0]]}))
"""


@pytest.mark.parametrize(
    "old, new",
    [
        ("shape)\n", "[2, n])\n"),  # reads what the outer function was given
        ("(2, 3)", "(2, n)"),
        ("    return tf.matmul", "    weight = print or weight\n    return tf.matmul"),
        ("x = tf.placeholder", "weight = 3\nx = tf.placeholder"),
    ],
)
def test_a_function_that_needs_the_one_round_it_stays_there(old, new):
    text = NESTED.replace(old, new)
    assert text != NESTED
    output = migrate(text.encode(), "program.py").output.decode()
    assert "\ndef weight(" not in output, output
