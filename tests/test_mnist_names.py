"""The tutorials' MNIST is one module, whatever a program calls it: its import, or its whole name in `tf.contrib`."""

import pytest

from tf2migrate.engine import migrate

_PROGRAM = """\
import tensorflow as tf
{imported}
mnist = {reader}("MNIST_data", one_hot=True)
x = tf.placeholder(tf.float32, [None, 784])
y = tf.layers.dense(x, 10)
{more}
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {{x: mnist.test.images}}))
"""
_STAYS = 'with open("log") as log:\n    exec(log.read(), {"y": y})'  # what it does to the graph is not known

_FORMS = [
    (
        "from tensorflow.contrib.learn.python.learn.datasets.mnist import read_data_sets",
        "read_data_sets",
        "from mnist_input_data import read_data_sets\n",
        "read_data_sets",
    ),
    (
        "from tensorflow.contrib.learn.python.learn.datasets.mnist import read_data_sets as read",
        "read",
        "from mnist_input_data import read_data_sets as read\n",
        "read",
    ),
    (
        "from tensorflow.contrib.learn.python.learn.datasets import mnist as data",
        "data.read_data_sets",
        "import mnist_input_data as data\n",
        "data.read_data_sets",
    ),
    (
        "import numpy as np",
        "tf.contrib.learn.datasets.mnist.read_data_sets",
        "import mnist_input_data\n",
        "mnist_input_data.read_data_sets",
    ),
    (
        "from tensorflow.examples.tutorials.mnist.input_data import read_data_sets",
        "read_data_sets",
        "from mnist_input_data import read_data_sets\n",
        "read_data_sets",
    ),
]


@pytest.mark.parametrize("more", ["", _STAYS], ids=["migrated", "on_compat"])
@pytest.mark.parametrize("imported, reader, expected, called", _FORMS)
def test_the_module_written_beside_the_file_is_read(imported, reader, expected, called, more):
    result = migrate(_PROGRAM.format(imported=imported, reader=reader, more=more).encode(), "program.py")
    text = result.output.decode()
    assert expected in text and f'mnist = {called}("MNIST_data", one_hot=True)' in text, text
    assert "mnist_input_data.py" in dict(result.new_files)
    assert ("compat.v1" in text) == bool(more), text
    compile(text, "program.py", "exec")
    assert migrate(result.output, "program.py").output == result.output


def test_what_the_module_lacks_is_refused():
    text = "from tensorflow.examples.tutorials.mnist import mnist\nprint(mnist.inference(1, 2, 3))\n"
    result = migrate(text.encode(), "program.py")
    assert result.output == text.encode() and result.diagnostics
