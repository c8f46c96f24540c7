"""The two worlds: what only shows when random numbers depend on where they come from."""

from __future__ import annotations

import os

import pytest
from verification_programs import pair

from tf2migrate.verification.interpreters import TF1_VARIABLE, InterpreterError, find_tf1, find_tf2
from tf2migrate.verification.verifier import verify_pairs

ORIGINAL = """\
import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 4])
training = tf.placeholder_with_default(False, [])
start = tf.random_normal_initializer(stddev=0.5)
first = tf.get_variable("first", [4, 4], initializer=start)
second = tf.get_variable("second", [4, 4], initializer=start)
third = tf.get_variable("third", [4, 3], initializer=start)
same = [tf.get_variable(n, [2, 2], initializer=tf.glorot_uniform_initializer(seed=3)) for n in "ab"]
noise = tf.random_normal(tf.shape(x), stddev=0.1)
hidden = tf.nn.dropout(tf.matmul(x + noise, first), keep_prob=0.5)
out = tf.layers.dropout(tf.matmul(tf.matmul(hidden, second), third), 0.5, training=training)
loss = tf.reduce_sum(tf.square(out)) + 0 * tf.reduce_sum(same[0])
train = tf.train.GradientDescentOptimizer(0.01).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for step in range(4):
        value, _ = sess.run([loss, train], {x: np.ones([3, 4]), training: True})
        print("%.6f" % value)
        sess.run(noise, {x: np.ones([5, 4])})
    print("%.6f" % sess.run(loss, {x: np.ones([3, 4])}))
    print("equal", np.abs(sess.run(same[0] - same[1])).max())
    sess.run(first.initializer)
    print("%.6f" % sess.run(first).sum())
"""

REWRITTEN = """\
import numpy as np
import tensorflow as tf


class Model(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.first = self.add_weight(name="first", shape=[4, 4], initializer=tf.keras.initializers.RandomNormal(stddev=0.5))
        self.second = self.add_weight(name="second", shape=[4, 4], initializer=tf.keras.initializers.RandomNormal(stddev=0.5))
        self.third = self.add_weight(name="third", shape=[4, 3], initializer=tf.keras.initializers.RandomNormal(stddev=0.5))
        self.dropout = tf.keras.layers.Dropout(0.5)

    def call(self, x, training=False):
        noise = tf.random.normal(tf.shape(x), stddev=0.1)
        hidden = tf.nn.dropout(tf.matmul(x + noise, self.first), rate=0.5)
        return self.dropout(tf.matmul(tf.matmul(hidden, self.second), self.third), training=training)


model = Model()
same = [tf.Variable(tf.keras.initializers.GlorotUniform(seed=3)([2, 2])) for n in "ab"]
optimizer = tf.keras.optimizers.SGD(0.01)


@tf.function
def train_step(x):
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(tf.square(model(x, training=True)))
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss


@tf.function
def compute_noise(x):
    return tf.random.normal(tf.shape(x), stddev=0.1)


@tf.function
def compute_loss(x):
    return tf.reduce_sum(tf.square(model(x)))


for step in range(4):
    value = RECORD(1, train_step(tf.ones([3, 4])))
    print("%.6f" % value)
    RECORD(2, compute_noise(tf.ones([5, 4])))
print("%.6f" % RECORD(3, compute_loss(tf.ones([3, 4]))))
print("equal", np.abs(RECORD(4, (same[0] - same[1]).numpy())).max())
model.first.assign(tf.random.normal([4, 4], stddev=0.5))
print("%.6f" % RECORD(6, model.first.numpy()).sum())
"""

NOISE = "        noise = tf.random.normal(tf.shape(x), stddev=0.1)\n"
START = "initializer=tf.keras.initializers.RandomNormal(stddev=0.5)"
FORWARD = "loss = tf.reduce_sum(tf.square(model(x, training=True)))"
MUTATIONS = {
    "one initializer object for two weights": [
        (START, "initializer=START"),
        ("class Model", "START = tf.keras.initializers.RandomNormal(stddev=0.5)\nclass Model"),
    ],
    "one initializer object for two shapes": [
        (f"shape=[4, 4], {START})\n        self.second", "shape=[4, 4], initializer=START)\n        self.second"),
        (f"shape=[4, 3], {START}", "shape=[4, 3], initializer=START"),
        ("class Model", "START = tf.keras.initializers.RandomNormal(stddev=0.5)\nclass Model"),
    ],
    "a draw made once": [
        (NOISE, ""),
        ("x + noise", "x + NOISE"),
        ("class Model", "NOISE = tf.random.normal([3, 4], stddev=0.1)\nclass Model"),
    ],
    "two draws for one": [
        (
            f"        {FORWARD}\n",
            f"        {FORWARD}\n        value = tf.reduce_sum(tf.square(model(x, training=True)))\n",
        ),
        ("return loss\n\n\n@tf.function\ndef compute_noise", "return value\n\n\n@tf.function\ndef compute_noise"),
    ],
    "a seed of its own for each of two": [("GlorotUniform(seed=3)", "GlorotUniform(seed=ord(n))")],
    "set up again with the first numbers": [
        ("model = Model()\n", "model = Model()\nstart = model.first.numpy()\n"),
        ("model.first.assign(tf.random.normal([4, 4], stddev=0.5))", "model.first.assign(start)"),
    ],
}


def mutated(replacements) -> str:
    text = REWRITTEN
    for old, new in replacements:
        assert old in text, old
        text = text.replace(old, new)
    return text


@pytest.fixture(scope="module", params=["embedded", "tensorflow"])
def reports(request, tmp_path_factory):
    try:
        modern = find_tf2(None)
    except InterpreterError as error:
        pytest.skip(str(error))
    if request.param == "tensorflow" and not os.environ.get(TF1_VARIABLE):
        pytest.skip(f"{TF1_VARIABLE} is not set")
    legacy = find_tf1(None) if request.param == "tensorflow" else None
    folder = tmp_path_factory.mktemp("worlds")
    texts = {"correct": REWRITTEN, **{name: mutated(what) for name, what in MUTATIONS.items()}}
    pairs = [pair(folder, name, ORIGINAL, text) for name, text in texts.items()]
    return dict(zip(texts, verify_pairs(pairs, legacy, modern, 60)))


def test_a_correct_migration_is_equal_in_both_worlds(reports):
    report = reports["correct"]
    assert report.equal is True, report.render()
    assert report.worlds == ("shape", "origin")


@pytest.mark.parametrize("name", MUTATIONS)
def test_only_the_origin_tells(reports, name):
    report = reports[name]
    assert report.equal is False, report.render()
    assert report.worlds == ("shape", "origin"), report.render()
    assert "equal where they depend on their shape alone" in report.render()
