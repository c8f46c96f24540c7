"""Names of variables that a loop makes, which a loop over gradients reads: where they are known, and where not."""

from __future__ import annotations

import pytest

from tf2migrate.engine import migrate

PROGRAM = """\
import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2])
parts = []
for size in sizes:
    with tf.name_scope("part-%s" % size):
        w = tf.Variable(tf.fill([2, size], 0.1), name="w")
        parts.append(tf.matmul(x, w))
loss = tf.reduce_mean(tf.concat(parts, 1))
optimizer = tf.train.GradientDescentOptimizer(0.1)
pairs = optimizer.compute_gradients(loss)
train = optimizer.apply_gradients(pairs)
for g, v in pairs:
    tf.summary.histogram(v.name + "/gradient", g)
merged = tf.summary.merge_all()
with tf.Session() as sess:
    writer = tf.summary.FileWriter("logs")
    sess.run(tf.global_variables_initializer())
    writer.add_summary(sess.run(merged, {x: np.ones((1, 2))}), 0)
    sess.run(train, {x: np.ones((1, 2))})
""".replace("x = tf.placeholder", "sizes = [int(size) for size in '2,3'.split(',')]\nx = tf.placeholder")
SCOPE = 'with tf.name_scope("part-%s" % size):'


def rules(source: str) -> tuple[str, ...]:
    return migrate(source.encode(), "program.py").applied


@pytest.mark.parametrize(
    "scope, made",
    [
        (SCOPE, "name=('part-%s/w' % size)"),
        ('with tf.name_scope("part-{}".format(size)):', "name='part-{}/w'.format(size)"),
    ],
)
def test_variables_have_the_names_of_their_passes(scope, made):
    result = migrate(PROGRAM.replace(SCOPE, scope).encode(), "program.py")
    assert "TFM900" not in result.applied and made in result.output.decode()
    assert "[v.name for v in w_list]" in result.output.decode()
    (found,) = result.diagnostics
    assert found.rule == "TFM204" and found.safety.value == "safe"  # names of passes that repeat were numbered
    assert migrate(result.output, "program.py").output == result.output


@pytest.mark.parametrize(
    "before, after",
    [
        (SCOPE, "if True:"),  # `w` and `w_1`
        (SCOPE, 'with tf.name_scope("part"):'),  # `part/w` and `part_1/w`
        (SCOPE, 'with tf.name_scope("%s" % size):'),
        (SCOPE, 'with tf.name_scope("part-%s" % len(parts)):'),
        (SCOPE, 'with tf.name_scope("part-{0}".format(size)):'),
        (SCOPE, 'with tf.name_scope("part-%s" % size), tf.name_scope("inner"):'),
        ("loss = ", 'first = tf.identity(x, name="part-2")\nloss = '),  # then the scope of the first pass is part-2_1
        ('name="w")', 'name="w-%s" % size)'),
        (', name="w")', ")"),
    ],
)
def test_names_that_are_not_known(before, after):
    assert "TFM900" in rules(PROGRAM.replace(before, after))


def test_a_scope_round_the_loop():
    lines = PROGRAM.split("\n")
    start = next(n for n, line in enumerate(lines) if line.startswith("for size"))
    inside = ["    " + line for line in lines[start : start + 4]]
    moved = [*lines[:start], 'with tf.name_scope("all"):', *inside, *lines[start + 4 :]]
    assert "TFM900" in rules("\n".join(moved))
