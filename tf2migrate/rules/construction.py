"""Python code that ran while the graph was built."""

from __future__ import annotations

from tf2migrate.rules.rule import Rule

RULES = (
    Rule(
        "TFM110",
        "python-at-construction",
        "Call once what ran once, while the graph was built",
        "TensorFlow 1 ran the Python code between graph statements once. A function runs it when it is traced, "
        "and every function that holds the statement does: random numbers are drawn later and more often, a "
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
)
