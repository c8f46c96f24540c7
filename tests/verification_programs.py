"""Pairs of small programs for the tests of the verifier: an original, its hand-made migration, and
spoiled ones.

In rewritten programs `RECORD(n, value)` stands for the record call of run site n; run sites are numbered
in the order of the source.
"""

from __future__ import annotations

import ast
from pathlib import Path

from tf2migrate.result import RunSite
from tf2migrate.verification.pairs import Pair

ORIGINAL = """\
import numpy as np
import tensorflow as tf

rng = np.random.RandomState(3)
features = rng.randn(20, 6).astype(np.float32)
targets = np.tanh(features.dot(rng.randn(6, 1))).astype(np.float32)

x = tf.placeholder(tf.float32, [None, 6])
y = tf.placeholder(tf.float32, [None, 1])
w1 = tf.Variable(tf.random_normal([6, 8], stddev=0.5))
b1 = tf.Variable(tf.zeros([8]))
w2 = tf.Variable(tf.truncated_normal([8, 1], stddev=0.5))
average = tf.Variable(0.0, trainable=False)
hidden = tf.nn.dropout(tf.nn.relu(tf.matmul(x, w1) + b1), keep_prob=0.75)
prediction = tf.matmul(hidden, w2)
rows = tf.reduce_sum(tf.square(prediction - y), axis=1)
loss = 1e-4 * tf.reduce_mean(rows)
update = average.assign(0.9 * average + 0.1 * loss)
train = tf.train.AdamOptimizer(0.05).minimize(loss, var_list=[w1, b1, w2])
summary = tf.summary.scalar("loss", loss)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for step in range(8):
        _, value, _ = sess.run([train, loss, summary], feed_dict={x: features, y: targets})
        sess.run(update, feed_dict={x: features, y: targets})
        print("step %d loss %.4e" % (step, value))
    print("rows", sess.run(rows, {x: features[:5], y: targets[:5]}).shape, loss)
    print("average %.4e" % average.eval())
    best, names = sess.run([tf.argmax(rows), tf.constant(["a", "b"])], {x: features, y: targets})
    print("best", best, names)
    weights = sess.run({"w": w1, "b": b1})
    print("sum %.4f" % weights["w"].sum())
"""

REWRITTEN = """\
import numpy as np
import tensorflow as tf

rng = np.random.RandomState(3)
features = rng.randn(20, 6).astype(np.float32)
targets = np.tanh(features.dot(rng.randn(6, 1))).astype(np.float32)

w1 = tf.Variable(tf.random.normal([6, 8], stddev=0.5))
b1 = tf.Variable(tf.zeros([8]))
w2 = tf.Variable(tf.random.truncated_normal([8, 1], stddev=0.5))
average = tf.Variable(0.0, trainable=False)
optimizer = tf.keras.optimizers.Adam(0.05, epsilon=1e-8)


@tf.function
def compute_rows(x, y):
    hidden = tf.nn.dropout(tf.nn.relu(tf.matmul(x, w1) + b1), rate=0.25)
    prediction = tf.matmul(hidden, w2)
    return tf.reduce_sum(tf.square(prediction - y), axis=1)


@tf.function
def compute_loss(x, y):
    return 1e-4 * tf.reduce_mean(compute_rows(x, y))


@tf.function
def train_step(x, y):
    with tf.GradientTape() as tape:
        loss = compute_loss(x, y)
    variables = [w1, b1, w2]
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    return loss


for step in range(8):
    value, _ = RECORD(1, (train_step(features, targets), {"loss": 1.0}))
    RECORD(2, average.assign(0.9 * average + 0.1 * compute_loss(features, targets)))
    print("step %d loss %.4e" % (step, value))
few = RECORD(3, compute_rows(features[:5], targets[:5])).numpy()
print("rows", few.shape, compute_loss(features, targets))
print("average %.4e" % RECORD(4, average).numpy())
best, names = RECORD(5, [tf.argmax(compute_rows(features, targets)).numpy(), np.array([b"a", b"b"], object)])
print("best", best, names)
weights = RECORD(6, {"b": b1.numpy(), "w": w1.numpy()})
print("sum %.4f" % weights["w"].sum())
"""

# What a wrong migration would do: name -> (text of REWRITTEN, text in its place)
MUTATIONS = {
    "epsilon": ("epsilon=1e-8", "epsilon=1e-7"),
    "learning rate": ("Adam(0.05", "Adam(0.051"),
    "axis": ("axis=1)", "axis=1, keepdims=True)"),
    "missing update": ("    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))\n", ""),
    "missing assign": ("average.assign(0.9 * average + 0.1 * compute_loss(features, targets))", "average"),
    "assign of another value": ("0.9 * average + 0.1 *", "0.9 * average + 0.11 *"),
    "dropout rate flipped": ("rate=0.25", "rate=0.75"),
    "dropout dropped": (", rate=0.25)", ", rate=0.0)"),
    "truncated normal became normal": ("tf.random.truncated_normal", "tf.random.normal"),
    "value after the update": ("    return loss\n\n\nfor", "    return compute_loss(x, y)\n\n\nfor"),
    "one step less": ("range(8)", "range(7)"),
    "frozen bias": ("variables = [w1, b1, w2]", "variables = [w1, w2]"),
    "sum for mean": ("tf.reduce_mean(compute_rows", "tf.reduce_sum(compute_rows"),
    "another index": ("tf.argmax(", "1 + tf.argmax("),
    "another string": ('b"a", b"b"', 'b"a", b"c"'),
    "swapped keys": ('{"b": b1.numpy(), "w": w1.numpy()}', '{"b": w1.numpy(), "w": b1.numpy()}'),
}

# The world itself: every line must be the same under TF1, the embedded oracle and TF2
DRAWS_ORIGINAL = """\
import random
import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 3])
made = [
    tf.random_normal([2, 3], 1.0, 2.0), tf.random_uniform([4], -1, 1), tf.truncated_normal([5]),
    tf.random_uniform([6], 0, 10, dtype=tf.int32), tf.random_normal(tf.shape(x)), tf.nn.dropout(x, 0.5),
    tf.multinomial(tf.log([[0.2, 0.3, 0.5]]), 7), tf.random_shuffle(tf.range(6)), tf.random_gamma([3], 2.0),
    tf.random_normal([300, 300]), tf.random_normal([3], dtype=tf.float64),
    tf.nn.log_uniform_candidate_sampler([[1], [2]], 1, 4, True, 50),
]
weights = [
    tf.get_variable("xavier", [4, 5]),
    tf.get_variable("scaled", [4, 5], initializer=tf.variance_scaling_initializer()),
    tf.get_variable("normal", [4, 5], initializer=tf.random_normal_initializer(stddev=0.1)),
]
batch = tf.data.Dataset.range(10).shuffle(10).batch(4).make_one_shot_iterator().get_next()
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for value in sess.run(made, {x: np.ones([4, 3])}) + sess.run(weights):
        print(value)
    print(sess.run(batch))
values = np.arange(4)
np.random.shuffle(values)
print(values, np.random.rand(2), np.random.permutation(3), np.random.RandomState().rand(), random.random())
try:
    import socket
    socket.create_connection(("example.com", 80), 1)
except OSError as error:
    print("closed", "network is closed" in str(error), np.float)
"""

DRAWS_REWRITTEN = """\
import random
import numpy as np
import tensorflow as tf


@tf.function(input_signature=[tf.TensorSpec([None, 3], tf.float32)])
def make(x):
    return [
        tf.random.normal([2, 3], 1.0, 2.0), tf.random.uniform([4], -1, 1), tf.random.truncated_normal([5]),
        tf.random.uniform([6], 0, 10, dtype=tf.int32), tf.random.normal(tf.shape(x)), tf.nn.dropout(x, 0.5),
        tf.random.categorical(tf.math.log([[0.2, 0.3, 0.5]]), 7), tf.random.shuffle(tf.range(6)),
        tf.random.gamma([3], 2.0), tf.random.normal([300, 300]), tf.random.normal([3], dtype=tf.float64),
        tf.random.log_uniform_candidate_sampler([[1], [2]], 1, 4, True, 50),
    ]


weights = [
    tf.keras.initializers.GlorotUniform()([4, 5]),
    tf.keras.initializers.VarianceScaling()([4, 5]),
    tf.keras.initializers.RandomNormal(stddev=0.1)([4, 5]),
]
batch = next(iter(tf.data.Dataset.range(10).shuffle(10).batch(4)))
for value in make(np.ones([4, 3])) + weights:
    print(value.numpy() if hasattr(value, "numpy") else type(value)(*(part.numpy() for part in value)))
print(batch.numpy())
values = np.arange(4)
np.random.shuffle(values)
print(values, np.random.rand(2), np.random.permutation(3), np.random.RandomState().rand(), random.random())
try:
    import socket
    socket.create_connection(("example.com", 80), 1)
except OSError as error:
    print("closed", "network is closed" in str(error), np.float)
"""

MNIST_ORIGINAL = """\
from tensorflow.examples.tutorials.mnist import input_data

data = input_data.read_data_sets("MNIST_data", one_hot=True)
print(data.train.num_examples, data.validation.num_examples, data.test.num_examples)
for _ in range(3):
    images, labels = data.train.next_batch(900)
    print("%.1f" % images.sum(), labels.sum(0))
"""

MNIST_REWRITTEN = """\
import numpy as np
import tensorflow as tf

(images, labels), (test_images, _) = tf.keras.datasets.mnist.load_data()
print(len(images) - 5000, 5000, len(test_images))
images, labels = images[5000:].reshape(-1, 784).astype(np.float32) / 255.0, np.eye(10)[labels[5000:]]
for _ in range(3):
    order = np.arange(2700).reshape(3, 900)[_] % 2000
    print("%.1f" % images[order].sum(), labels[order].sum(0))
"""

# The logistic map: every digit is lost after some twenty steps
CHAOTIC = """\
import tensorflow as tf
state = tf.Variable(tf.random_uniform([3], 0.2, 0.8))
advance = state.assign(3.9 * state * (1.0 - state))
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(60):
        print(sess.run(advance))
"""

CRASHING = """\
import tensorflow as tf
print("before 1.5")
tf.no_such_name
"""

SLOW = """\
import time
for i in range(1000):
    print("value %.2f" % (i / 8.0))
    time.sleep(0.05)
"""


def run_sites(source: str) -> tuple[RunSite, ...]:
    """Every call of a method `run` or `eval`, in the order of the source."""
    calls = [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("run", "eval")
    ]
    calls.sort(key=lambda node: (node.lineno, node.col_offset))
    return tuple(
        RunSite(i, n.lineno, n.col_offset, n.end_lineno, n.end_col_offset, ast.get_source_segment(source, n))
        for i, n in enumerate(calls)
    )


def pair(folder: Path, name: str, original: str, rewritten: str) -> Pair:
    """Write both programs below `folder` and pair them up as the engine would."""
    before, after = folder / name / "before" / "program.py", folder / name / "after" / "program.py"
    for path, text in ((before, original), (after, rewritten.replace("RECORD(", "__tf2migrate_record__("))):
        path.parent.mkdir(parents=True)
        path.write_text(text)
    return Pair(before, after, (), run_sites(original), after.read_bytes())
