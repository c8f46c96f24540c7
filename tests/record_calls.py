"""Record on TensorFlow 1.15 what the tests of the tables compare with.

Run with the python of TensorFlow 1.15: `python tests/record_calls.py`. Writes `calls.json`,
`layers.json`, `optimizers.json`, `initializers.json` and `tf1_signatures.tsv` in `tests/data/`.
Runs on python 3.6 and newer.
"""

import inspect
import json
import os

import layer_cases
import numpy as np
import optimizer_cases
import tensorflow as tf
from call_cases import CASES, INITIALIZED_SHAPE, INITIALIZERS, inputs

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


def record_initializers():
    """Mean, standard deviation, least and greatest number of a matrix."""
    recorded = {}
    for text in INITIALIZERS:
        with tf.Graph().as_default(), tf.Session() as session:
            tf.set_random_seed(1)
            v = tf.get_variable("v", INITIALIZED_SHAPE, initializer=eval(text))
            session.run(v.initializer)
            value = session.run(v)
            numbers = (value.mean(), value.std(), value.min(), value.max())
            recorded[text] = [plain(number)[0] for number in numbers]
    return recorded


def record_layers():
    return {"%s %s" % case: record_layer(*case) for case in layer_cases.CASES}


def record_layer(text, shape):
    """Output before training, losses, and the weights after some steps of gradient descent."""
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32, shape)
        y = eval(text, {"tf": tf, "x": x})
        loss = tf.reduce_mean(tf.square(y - 1.0)) + tf.losses.get_regularization_loss()
        train = tf.no_op()
        if tf.trainable_variables():
            with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
                train = tf.train.GradientDescentOptimizer(layer_cases.RATE).minimize(loss)
        feed = {x: layer_cases.values(shape)}
        load_weights(session)
        first, losses = session.run(y, feed), []
        load_weights(session)  # a layer may have moved its averages
        for _ in range(layer_cases.STEPS):
            losses.append(session.run([loss, train], feed)[0])
        weights = [
            [layer_cases.kind_of(variable.name), list(value.shape), plain(value)]
            for variable, value in zip(tf.global_variables(), session.run(tf.global_variables()))
        ]
    return {"output": plain(first), "losses": plain(losses), "weights": sorted(weights)}


def load_weights(session):
    for variable in tf.global_variables():
        value = layer_cases.weight(layer_cases.kind_of(variable.name), variable.shape.as_list())
        variable.load(value, session)


def record_optimizers():
    """Values of the variable after each step, and rates at some steps."""
    recorded = {}
    for text in optimizer_cases.OPTIMIZERS:
        with tf.Graph().as_default(), tf.Session() as session:
            step = tf.train.get_or_create_global_step()
            v = tf.Variable(optimizer_cases.start())
            loss = tf.reduce_sum(tf.square(v) * optimizer_cases.curvature())
            optimizer = eval(text, {"tf": tf, "step": step})
            train = optimizer.minimize(loss, global_step=step)
            session.run(tf.global_variables_initializer())
            recorded[text] = []
            for _ in range(optimizer_cases.STEPS):
                session.run(train)
                recorded[text].append(plain(session.run(v)))
    for text in optimizer_cases.SCHEDULES:
        with tf.Graph().as_default(), tf.Session() as session:
            step = tf.placeholder(tf.int64, [])
            rate = eval(text, {"tf": tf, "step": step})
            recorded[text] = [plain(session.run(rate, {step: n}))[0] for n in range(optimizer_cases.RATES)]
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


def write(name, recorded):
    lines = ",\n".join(json.dumps(key) + ": " + json.dumps(value) for key, value in recorded.items())
    with open(os.path.join(FOLDER, "data", name), "w") as out:
        out.write("{\n" + lines + "\n}\n")


def main():
    write("calls.json", record_calls())
    write("initializers.json", record_initializers())
    write("layers.json", record_layers())
    write("optimizers.json", record_optimizers())
    with open(os.path.join(FOLDER, "data", "tf1_signatures.tsv"), "w") as out:
        for name, parts in record_signatures().items():
            out.write(name + "\t" + ",".join(parts) + "\n")


if __name__ == "__main__":
    main()
