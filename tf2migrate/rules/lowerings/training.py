"""Losses, optimizers, gradients, averages, and the order of a step."""

from __future__ import annotations

from tf2migrate.result import Safety
from tf2migrate.rules.rule import Rule

RULES = (
    Rule(
        "TFM304",
        "second-global-step",
        "Explain a global step that is looked up in the graph again",
        "tf.train.get_global_step() finds the variable that was made first through a collection of the "
        "graph. Keep the step in one name and use it everywhere.",
        before="""\
import tensorflow as tf

step = tf.train.get_or_create_global_step()
v = tf.Variable(1.0)
train = tf.train.GradientDescentOptimizer(0.1).minimize(v * v, global_step=tf.train.get_global_step())

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    sess.run(train)
    print(sess.run(step))
""",
        safety=Safety.MANUAL,
    ),
    Rule(
        "TFM305",
        "optimizer-not-followed",
        "Explain an optimizer that is made or used in a helper, a loop or a branch",
        "A Keras optimizer holds the slots of its variables: it has to be one object that exists before "
        "the first step. Make it where the model is made, and write one training step for each loss. "
        "Methods other than minimize, compute_gradients and apply_gradients have other names in Keras.",
        before="""\
import tensorflow as tf


def training(loss, rate):
    return tf.train.AdamOptimizer(rate).minimize(loss)


v = tf.Variable(1.0)
steps = []
for rate in (0.1, 0.01):
    steps.append(training(v * v, rate))

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    sess.run(steps[0])
    print(sess.run(v))
""",
        safety=Safety.MANUAL,
    ),
    Rule(
        "TFM306",
        "gradient-not-followed",
        "Explain a call of tf.gradients that a tape cannot stand in for",
        "A tape records what is computed under it, so the gradient has to be taken in the function that "
        "computes the value, by something that has a name there. stop_gradients= has no equal: put "
        "tf.stop_gradient round the value where it is used (leaving it out changed a gradient by 6 in "
        "the measured case).",
        before="""\
import tensorflow as tf

v = tf.Variable(3.0)
square = v * v
slope = tf.gradients(square * v, v, stop_gradients=[square])[0]

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(slope))
""",
        safety=Safety.MANUAL,
    ),
    Rule(
        "TFM307",
        "moving-averages",
        "Write moving averages of variables out",
        "apply() makes a shadow of each variable, which starts at its initial value and is not trained, and an op "
        "that moves the shadow. The class of TensorFlow 2 starts a shadow where the variable is at the first call "
        "(the averages differ by 0.16 after five steps), as do the averages of Keras optimizers, and it does not take "
        "variables of Keras. So shadows become variables, and apply() the update that it was.",
        before="""\
import tensorflow as tf

v = tf.Variable(1.0)
average = tf.train.ExponentialMovingAverage(0.9)
update = average.apply([v])

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    sess.run(v.assign(2.0))
    sess.run(update)
    print(sess.run(average.average(v)))
""",
        after="""\
import tensorflow as tf

v = tf.Variable(1.0)
v_average = tf.Variable(v.read_value(), trainable=False, name="v/ExponentialMovingAverage")


@tf.function
def update():
    v_average.assign_sub((v_average - v) * (1.0 - 0.9))


v.assign(2.0)
update()
print(v_average.numpy())
""",
    ),
)
