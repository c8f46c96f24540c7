"""Python code that ran while the graph was built, and what a graph did that functions do not."""

from __future__ import annotations

from tf2migrate.result import Safety
from tf2migrate.rules.rule import Rule

RULES = (
    Rule(
        "TFM110",
        "python-at-construction",
        "Call once what ran once, while the graph was built",
        "TensorFlow 1 ran the Python code between graph statements once. A function runs it when it is "
        "traced, and every function that holds the statement does: random numbers are drawn later and more often, a "
        "counter counts on. Such a call stays where it stood and the function uses its value. A helper with "
        "such effects on graph values is refused.",
        before="""\
import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [])
y = x * np.random.rand()

with tf.Session() as sess:
    print(sess.run(y, {x: 1}))
""",
        after="""\
import numpy as np
import tensorflow as tf

rand_value = np.random.rand()


@tf.function(input_signature=[tf.TensorSpec([], tf.float32)])
def compute_y(x):
    y = x * rand_value
    return y


print(compute_y(1).numpy())
""",
    ),
    Rule(
        "TFM111",
        "order-left-open",
        "Read a variable before the same run assigns it, where TensorFlow 1 left the order open",
        "A run that assigned a variable and read it elsewhere had no order between the two: the reading saw "
        "the old or the new value, depending on kernels and threads. The function reads first. The note names "
        "the run, because numbers may differ from those of a TensorFlow 1 that happened to assign first.",
        safety=Safety.SAFE,
    ),
    Rule(
        "TFM112",
        "draws-of-one-op",
        "Tell which functions draw the same numbers from one seed",
        "A random op with a seed, its own or that of the graph, drew on from run to run, whatever was fetched. "
        "Each function that holds the op starts from the seed for itself, so two of them draw the same numbers "
        "one after the other. The note names the draw and the functions.",
        safety=Safety.SAFE,
    ),
)
