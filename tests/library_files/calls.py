"""What the functions of `returns` and `averages` give; the same text for both versions of TensorFlow.

`compute(tf, returns, averages, value_of)` lists (name, value); `value_of` takes a tensor to its numbers.
"""

import numpy as np


def compute(tf, returns, averages, value_of):
    random = np.random.RandomState(3)
    x = random.randn(4, 3).astype(np.float32)
    row = tf.constant(x[:, 0])
    found = [
        ("discounted", value_of(returns.discounted(row, 0.9))),
        ("discounted named", value_of(returns.discounted(row, 0.9, name="d"))),
        ("entropy", value_of(returns.entropy(tf.constant(x)))),
        ("entropy flat", value_of(returns.entropy(tf.constant(x), keep=False))),
        ("huber", value_of(returns.huber(x, 0.7))),
        ("chosen", value_of(returns.chosen(tf.constant(x), [0, 2, 1, 1]).loss)),
        ("ratio of integers", value_of(returns.ratio(tf.constant([7, -7]), tf.constant([2, 2])))),
        ("ratio", value_of(returns.ratio(row, 2.0))),
        ("selected", value_of(returns.mean_of_selected(row, row > 0)[0])),
        ("how many", value_of(returns.mean_of_selected(row, row > 0)[1])),
        ("length", returns.static_length(row)),
        ("table", value_of(returns.Table(3).look_up([2, 0]))),
        ("projected", value_of(averages.projected(tf.constant(x), 2)[0])),
        ("running mean", value_of(averages.running_mean(row))),
    ]
    return [(name, np.asarray(value).dtype.name, np.asarray(value).tolist()) for name, value in found]
