"""Record on TensorFlow 1.15 the numbers of `table_cases.py`: `python tests/record_table.py` with its python.

Writes `tests/data/table_calls.json`. Runs on python 3.6 and newer.
"""

import json
import os

import numpy as np
import tensorflow as tf
from optimizer_cases import curvature, start
from record_calls import plain
from table_cases import CASES, OPTIMIZERS, STEPS, inputs

FILE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data", "table_calls.json")


def record_call(text):
    with tf.Graph().as_default(), tf.Session() as session:
        tensors = {name: tf.constant(value) for name, value in inputs().items()}
        value = eval(text, dict(tensors, tf=tf))
        if not isinstance(value, (tf.Tensor, list)):
            return value.tolist() if isinstance(value, np.ndarray) else value
        return plain(session.run(value) if isinstance(value, tf.Tensor) else value)


def record_optimizer(text):
    with tf.Graph().as_default(), tf.Session() as session:
        v = tf.Variable(start(), use_resource=True)
        loss = tf.reduce_sum(tf.square(v) * curvature())
        train = eval(text).get_updates(loss, [v])
        session.run(tf.global_variables_initializer())
        values = []
        for _ in range(STEPS):
            session.run(train)
            values.append(plain(session.run(v)))
        return values


def main():
    recorded = {text: record_call(text) for text in CASES}
    recorded.update({text: record_optimizer(text) for text in OPTIMIZERS})
    lines = ",\n".join(json.dumps(key) + ": " + json.dumps(value) for key, value in recorded.items())
    with open(FILE, "w") as out:
        out.write("{\n" + lines + "\n}\n")


if __name__ == "__main__":
    main()
