"""What stays on tf.compat.v1, and why."""

from __future__ import annotations

from tf2migrate.result import Safety
from tf2migrate.rules.rule import Rule

RULES = (
    Rule(
        "TFM900",
        "compat-fallback",
        "Keep on tf.compat.v1 what cannot be migrated",
        "When one part of a file cannot be planned the whole file keeps its sessions, on tf.compat.v1, "
        "and a diagnostic names every cause. It still runs on TensorFlow 2.16 and later: tf.layers, "
        "tf.nn.rnn_cell and tf.contrib, which compat.v1 lost with Keras 3, come from a module that is "
        "written beside the program. A comment `# tf2migrate: skip` on a statement leaves the file as it "
        "is.",
        before="""\
import tensorflow as tf

x = tf.placeholder(tf.float32, [], name="x")
y = tf.multiply(x, 2)

with tf.Session() as sess:
    print(sess.run("Mul:0", {x: 1}))
""",
        after="""\
import tensorflow.compat.v1 as tf
tf.disable_v2_behavior()

x = tf.placeholder(tf.float32, [], name="x")
y = tf.multiply(x, 2)

with tf.Session() as sess:
    print(sess.run("Mul:0", {x: 1}))
""",
    ),
    Rule(
        "TFM901",
        "no-lowering",
        "Explain a part of TensorFlow 1 that has no equal or no lowering yet",
        "The message names the symbol, and the advice what takes its place. Migrate that part by hand "
        "first, or leave the file on compat.v1.",
        before="""\
import tensorflow as tf

x = tf.placeholder(tf.float32, [2, 3, 4])
outputs, state = tf.nn.dynamic_rnn(tf.contrib.rnn.NASCell(5), x, dtype=tf.float32)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(state, {x: [[[1.0] * 4] * 3] * 2}).shape)
""",
        safety=Safety.MANUAL,
    ),
    Rule(
        "TFM902",
        "graph-in-a-class",
        "Explain a class whose methods build or run a graph",
        "What the methods of a class do is known from the objects that a program makes of it. A class that nobody "
        "makes an object of, or that has a base class from elsewhere, stays as it is. Migrate it together with the "
        "program that uses it, or move the layers into a tf.keras.Model and each sess.run into a method with "
        "@tf.function.",
        before="""\
import tensorflow as tf


class Model:
    def __init__(self):
        self.x = tf.placeholder(tf.float32, [])
        self.y = self.x * 2

    def predict(self, sess, value):
        return sess.run(self.y, {self.x: value})
""",
        safety=Safety.MANUAL,
    ),
    Rule(
        "TFM903",
        "graph-value-in-an-object",
        "Explain a graph value that is kept in an attribute or a nested container",
        "Only names, lists and dicts are followed. Keep the value in a name of its own, or make the "
        "object a tf.keras.Model that owns it.",
        before="""\
import argparse

import tensorflow as tf

ops = argparse.Namespace()
ops.x = tf.placeholder(tf.float32, [])
ops.y = ops.x * 2

with tf.Session() as sess:
    print(sess.run(ops.y, {ops.x: 3}))
""",
        safety=Safety.MANUAL,
    ),
    Rule(
        "TFM904",
        "tensor-equality",
        "Explain == and != between tensors",
        "TensorFlow 1 compared tensors by identity, like any python object; TensorFlow 2 compares their "
        "values. Write tf.equal(a, b) for the values and `a is b` for the identity.",
        before="""\
import tensorflow as tf

x = tf.placeholder(tf.float32, [])
y = tf.square(x)
outputs = [x, y]

with tf.Session() as sess:
    for output in outputs:
        print(output == y, sess.run(output, {x: 3}))
""",
        safety=Safety.MANUAL,
    ),
    Rule(
        "TFM905",
        "code-elsewhere",
        "Explain a graph value that is given to code outside of the file",
        "What the called function does with the value is not known. Migrate its module first, then call "
        "it inside of the step function.",
        before="""\
import operator

import tensorflow as tf

x = tf.placeholder(tf.float32, [])
y = operator.mul(x, 2)

with tf.Session() as sess:
    print(sess.run(y, {x: 3}))
""",
        safety=Safety.MANUAL,
    ),
    Rule(
        "TFM906",
        "driver-with-arguments",
        "Explain a function that runs the session on graph values it is given",
        "The fetches and feeds of such a run change from call to call. Let the function take the step "
        "function as its argument and call it.",
        before="""\
import tensorflow as tf

x = tf.placeholder(tf.float32, [])
y = x * 2


def show(sess, tensor, value):
    print(sess.run(tensor, {x: value}))


with tf.Session() as sess:
    show(sess, y, 3)
    show(sess, x + 1, 3)
""",
        safety=Safety.MANUAL,
    ),
    Rule(
        "TFM907",
        "starred-arguments",
        "Explain a call whose arguments are passed with a star",
        "Which argument is which decides what the call means. Write the arguments out.",
        safety=Safety.MANUAL,
    ),
    Rule(
        "TFM908",
        "graph-inspection",
        "Explain code that looks into the graph",
        "There is no graph to list nodes of, or to look up those that the program gave no name. Keep the values that "
        "are needed in names of the program, and return them from functions.",
        before="""\
import tensorflow as tf

x = tf.placeholder(tf.float32, [], name="x")
y = tf.square(x, name="square")
print([op.name for op in tf.get_default_graph().get_operations()])

with tf.Session() as sess:
    print(sess.run(y, {x: 3}))
""",
        safety=Safety.MANUAL,
    ),
    Rule(
        "TFM909",
        "symbolic-print",
        "Explain a print of a tensor that has no value yet",
        "print showed the name of a graph node. Print the value in the driver, or write tf.print inside "
        "of the function.",
        before="""\
import tensorflow as tf

x = tf.placeholder(tf.float32, [2])
y = x * 2
print(y)

with tf.Session() as sess:
    print(sess.run(y, {x: [1, 2]}))
""",
        safety=Safety.MANUAL,
    ),
    Rule(
        "TFM910",
        "unknown-symbol",
        "Explain a name that TensorFlow 1.15 does not have",
        "A name that is in no table cannot be judged. Look it up in the documentation of TensorFlow "
        "1.15; it may be misspelled, or come from a version before 1.0.",
        before="""\
import tensorflow as tf

x = tf.placeholder(tf.float32, [])
y = tf.no_such_function(x)

with tf.Session() as sess:
    print(sess.run(y, {x: 1}))
""",
        safety=Safety.MANUAL,
    ),
    Rule(
        "TFM914",
        "graph-of-an-import",
        "Explain a graph that is built when a file is imported",
        "A file that makes placeholders, layers or tensors at its module level builds them into the graph of "
        "every program that imports it. Put them into a function, and call it where the program needs them.",
        safety=Safety.MANUAL,
    ),
    Rule(
        "TFM915",
        "shared-file",
        "Explain a file whose programs need different code of it",
        "A file that several programs import must come out the same from all of them, and work for those that "
        "stay on tf.compat.v1. Migrate the program that is named first, or give each its own file.",
        safety=Safety.MANUAL,
    ),
    Rule(
        "TFM916",
        "library-on-compat",
        "Explain what a library keeps on tf.compat.v1",
        "A use whose meaning depends on the callers, and these are not known. Name the programs that use the library, "
        "so that all are migrated together, or make what creates variables a tf.keras.layers.Layer by hand. With "
        "--closed-world nobody else calls the functions of the files named.",
        before="""\
import tensorflow as tf


def averaged(x, key):
    mean = tf.reduce_mean(x, keep_dims=True)
    tf.add_to_collection(key, mean)
    return mean
""",
        safety=Safety.MANUAL,
    ),
    Rule(
        "TFM917",
        "graph-of-a-test",
        "Explain a test that keeps a graph",
        "The test feeds values, takes gradients, assigns, expects an error, or does something else that is not the "
        "same eagerly. It enters a graph of its own. Write it with eager tensors, and with tf.GradientTape for "
        "gradients.",
        before="""\
import tensorflow as tf


class SquareTest(tf.test.TestCase):
    def test_fed(self):
        x = tf.placeholder(tf.float32, [])
        with self.test_session() as sess:
            self.assertEqual(sess.run(tf.square(x), {x: 3}), 9)
""",
        safety=Safety.MANUAL,
    ),
    Rule(
        "TFM990",
        "self-check",
        "Report output that did not pass the checks",
        "Before anything is written the output is checked: it compiles, keeps every comment, leaves no "
        "name undefined, and holds nothing that a second run would change. A program that fails a check "
        "stays on compat.v1. Please report it.",
        safety=Safety.MANUAL,
    ),
)
