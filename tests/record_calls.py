"""Record on TensorFlow 1.15 what the tests of the tables compare with.

Run with the python of TensorFlow 1.15: `python tests/record_calls.py`. Writes `tests/data/calls.json` and
`tests/data/tf1_signatures.tsv`. Runs on python 3.6 and newer.
"""

import inspect
import json
import os

import numpy as np
import tensorflow as tf
from call_cases import CASES, inputs

FOLDER = os.path.dirname(os.path.abspath(__file__))
TABLES = os.path.join(FOLDER, "..", "tf2migrate", "rules")


def plain(value):
    """A nested list of numbers, floats with eight digits."""
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    array = np.asarray(value)
    if array.dtype.kind == "f":
        return [float("%.8g" % number) for number in array.ravel()]
    if array.dtype.kind in "SO":
        return [text.decode() for text in array.ravel().tolist()]
    return array.ravel().tolist()


def record_calls():
    recorded = {}
    for text in CASES:
        with tf.Graph().as_default(), tf.Session() as session:
            tf.set_random_seed(1)
            tensors = {name: tf.constant(value) for name, value in inputs().items()}
            recorded[text] = plain(session.run(eval(text, dict(tensors, tf=tf))))
    return recorded


def signature(name):
    """Positional parameters of a symbol; None when it has none or is not there."""
    value = tf
    try:
        for part in name.split("."):
            value = getattr(value, part)
    except (AttributeError, ImportError):
        return None
    from tensorflow.python.util import tf_decorator, tf_inspect

    if not callable(value):
        return None
    try:
        if inspect.isclass(value):
            spec = tf_inspect.getfullargspec(value.__init__)
        else:
            spec = tf_inspect.getfullargspec(tf_decorator.unwrap(value)[1])
    except TypeError:
        return None
    return [part for part in spec.args + spec.kwonlyargs if part not in ("self", "cls")]


def record_signatures():
    names = set()
    for file in sorted(os.listdir(TABLES)):
        if file.endswith(".tsv"):
            with open(os.path.join(TABLES, file), encoding="utf-8") as lines:
                names.update(line.split("\t")[0].split(":")[0] for line in list(lines)[1:])
    found = {name: signature(name) for name in sorted(names)}
    return {name: parts for name, parts in found.items() if parts is not None}


def main():
    with open(os.path.join(FOLDER, "data", "calls.json"), "w") as out:
        recorded = record_calls()
        out.write("{\n" + ",\n".join(json.dumps(k) + ": " + json.dumps(v) for k, v in recorded.items()) + "\n}\n")
    with open(os.path.join(FOLDER, "data", "tf1_signatures.tsv"), "w") as out:
        for name, parts in record_signatures().items():
            out.write(name + "\t" + ",".join(parts) + "\n")


if __name__ == "__main__":
    main()
