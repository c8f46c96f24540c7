"""Flags, seeds, and what stands round the graph of a program."""

from __future__ import annotations

from tf2migrate.rules.rule import Rule

RULES = (
    Rule(
        "TFM701",
        "absl",
        "Use absl for flags, the main function and logging",
        "tf.app, tf.flags and tf.logging were absl under another name, with one addition: FLAGS parsed "
        "itself at the first read. A program that reads a flag before app.run gets a call of "
        "FLAGS(sys.argv).",
        before="""\
import tensorflow as tf

flags = tf.app.flags
flags.DEFINE_integer("steps", 2, "Number of steps.")
FLAGS = flags.FLAGS


def main(_):
    print(FLAGS.steps)


if __name__ == "__main__":
    tf.logging.info("start")
    tf.app.run()
""",
        after="""\
from absl import app
from absl import flags
from absl import logging
import tensorflow as tf

flags.DEFINE_integer("steps", 2, "Number of steps.")
FLAGS = flags.FLAGS


def main(_):
    print(FLAGS.steps)


if __name__ == "__main__":
    logging.info("start")
    app.run(main)
""",
    ),
    Rule(
        "TFM702",
        "graph-seeds",
        "Set the seed with tf.random.set_seed",
        "The name moves. The numbers are others all the same: an op without a seed of its own derives "
        "one from its place in the graph, and that place is gone. Numbers that must be kept have to come "
        "from ops with their own seed.",
        before="""\
import tensorflow as tf

tf.set_random_seed(1)
x = tf.placeholder(tf.float32, [])

with tf.Session() as sess:
    print(sess.run(x * 2, {x: 1}))
""",
        after="""\
import tensorflow as tf

tf.random.set_seed(1)


@tf.function(input_signature=[tf.TensorSpec([], tf.float32)])
def compute_value(x):
    return x * 2


print(compute_value(1).numpy())
""",
    ),
)
