"""Eager programs of TensorFlow 1."""

from __future__ import annotations

from tf2migrate.rules.rule import Rule

RULES = (
    Rule(
        "TFM801",
        "eager-mode",
        "Drop the switch to eager execution",
        "TensorFlow 2 executes eagerly from the start; a program that did so in TensorFlow 1 only "
        "changes names. The global_step of apply_gradients is counted by itself, for Keras optimizers do "
        "not take it.",
        before="""\
import tensorflow as tf
tf.enable_eager_execution()

v = tf.Variable(2.0)
with tf.GradientTape() as tape:
    loss = v * v
print(tape.gradient(loss, v).numpy(), tf.log(v).numpy())
""",
        after="""\
import tensorflow as tf

v = tf.Variable(2.0)
with tf.GradientTape() as tape:
    loss = v * v
print(tape.gradient(loss, v).numpy(), tf.math.log(v).numpy())
""",
    ),
    Rule(
        "TFM802",
        "implicit-gradients",
        "Write tfe.implicit_gradients and its relatives as functions with a tape",
        "The function of contrib returned pairs of gradient and variable, in the order of first use. A "
        "tape watches the same variables in the same order. What gradients_function and the functions "
        "that also give the value made is written with a tape, too.",
        before="""\
import tensorflow as tf
from tensorflow.contrib.eager.python import tfe
tf.enable_eager_execution()

v = tf.Variable(2.0)


def energy(x):
    return v * v * x


gradients = tfe.implicit_gradients(energy)
for gradient, variable in gradients(3.0):
    print(gradient.numpy(), variable.numpy())
""",
        after="""\
import tensorflow as tf

v = tf.Variable(2.0)


def energy(x):
    return v * v * x


def gradients(x):
    with tf.GradientTape() as tape:
        loss = energy(x)
    variables = tape.watched_variables()
    return list(zip(tape.gradient(loss, variables), variables))


for gradient, variable in gradients(3.0):
    print(gradient.numpy(), variable.numpy())
""",
    ),
    Rule(
        "TFM803",
        "networks",
        "Derive a tfe.Network from tf.keras.Model",
        "A Network knew the layers that track_layer was given. A Keras model knows the layers that its "
        "attributes hold, and lists their weights in the same order. A class whose layers Keras would not "
        "find, or whose attributes mean something to Keras, is left.",
        before="""\
import tensorflow as tf
from tensorflow.contrib.eager.python import tfe
tf.enable_eager_execution()


class Net(tfe.Network):
    def __init__(self):
        super(Net, self).__init__()
        self.hidden = self.track_layer(tf.layers.Dense(4, kernel_initializer=tf.ones_initializer()))

    def call(self, x):
        return tf.nn.relu(self.hidden(x))


print(Net()(tf.constant([[1.0, -0.5]])).numpy())
""",
        after="""\
import tensorflow as tf


class Net(tf.keras.Model):
    def __init__(self):
        super(Net, self).__init__()
        self.hidden = tf.keras.layers.Dense(4, kernel_initializer=tf.keras.initializers.Ones())

    def call(self, x):
        return tf.nn.relu(self.hidden(x))


print(Net()(tf.constant([[1.0, -0.5]])).numpy())
""",
    ),
)
