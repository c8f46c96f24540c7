"""Records what real TF 1.15 computes for the cases of `support_cases`.

Run it with an interpreter that has TensorFlow 1.15: `python3.7 tests/record_support.py`. It writes
`tests/data/support.json` and `tests/data/support_legacy.json`.
"""

import gzip
import json
import os
import shutil
import struct
import tempfile

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import legacy_cases
import numpy as np
import support_cases as cases
import tensorflow as tf

tf.logging.set_verbosity(tf.logging.ERROR)


def rounded(value):
    """Nested lists with seven digits, enough for float32."""
    array = np.asarray(value)
    if array.dtype.kind == "f":
        return [rounded(v) for v in array] if array.ndim else float("%.7g" % array)
    return array.tolist()


def trajectory(optimizer_name, arguments, rate_kind):
    """Matrix and table after the recorded steps; the table gets sparse gradients with repeated rows."""
    data = cases.problem()
    with tf.Graph().as_default():
        matrix, table = tf.Variable(data["matrix"]), tf.Variable(data["table"])
        ids = tf.placeholder(tf.int32, [None])
        x = tf.placeholder(tf.float32, [None, cases.INPUTS])
        y = tf.placeholder(tf.float32, [None, cases.WIDTH])
        loss = tf.reduce_sum(tf.square(tf.matmul(x, matrix) + tf.nn.embedding_lookup(table, ids) - y))
        step = tf.train.get_or_create_global_step()
        rate = cases.RATE
        if rate_kind == "decaying":
            rate = tf.train.exponential_decay(rate, step, cases.DECAY_STEPS, cases.DECAY_RATE)
        owner = tf.contrib.opt if optimizer_name == "LazyAdamOptimizer" else tf.train
        train_op = getattr(owner, optimizer_name)(rate, **arguments).minimize(loss, global_step=step)
        result = []
        with tf.Session() as sess:
            sess.run(tf.global_variables_initializer())
            for i in range(cases.STEPS):
                sess.run(train_op, {ids: data["ids"][i], x: data["inputs"][i], y: data["targets"][i]})
                if i in cases.RECORDED:
                    result.append([rounded(v) for v in sess.run([matrix, table])])
    return result


def batch_normalization(x):
    """Outputs of two training steps, then of inference, of the fused kernel."""
    with tf.Graph().as_default():
        inputs = tf.placeholder(tf.float32, x[0].shape)
        training = tf.placeholder(tf.bool, [])
        beta, gamma = tf.constant_initializer(0.3), tf.constant_initializer(1.7)
        output = tf.layers.batch_normalization(
            inputs, momentum=0.7, training=training, beta_initializer=beta, gamma_initializer=gamma
        )
        gradient = tf.gradients(tf.reduce_sum(output * tf.constant(x[2])), inputs)[0]
        updates = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
        with tf.Session() as sess:
            sess.run(tf.global_variables_initializer())
            result = []
            for value in x[:2]:
                fetched = sess.run([output, gradient, updates], {inputs: value, training: True})
                result.extend(rounded(v) for v in fetched[:2])
            result.append(rounded(sess.run(output, {inputs: x[2], training: False})))
            result.extend(rounded(v) for v in sess.run(tf.global_variables()[-2:]))
    return result


def contrib_layer_norm(x, arguments):
    with tf.Graph().as_default():
        output = tf.contrib.layers.layer_norm(tf.constant(x), **arguments)
        variables = tf.global_variables()
        shapes = [v.shape.as_list() for v in variables]
        with tf.Session() as sess:
            sess.run([v.assign(cases.values(20 + i, *shapes[i])) for i, v in enumerate(variables)])
            return [shapes, rounded(sess.run(output))]


def lstm(arguments):
    """Outputs, states and weight shapes of a cell over three sequences of different length."""
    x = cases.values(30, 3, 4, 2)
    with tf.Graph().as_default():
        cell = tf.nn.rnn_cell.LSTMCell(4, **arguments)
        outputs, state = tf.nn.dynamic_rnn(cell, tf.constant(x), cases.LENGTHS, dtype=tf.float32)
        variables = tf.global_variables()
        shapes = [v.shape.as_list() for v in variables]
        with tf.Session() as sess:
            sess.run([v.assign(cases.values(40 + i, *shapes[i])) for i, v in enumerate(variables)])
            return [shapes] + [rounded(v) for v in sess.run([outputs, state.h, state.c])]


def recurrent(name, both):
    """The last state of a cell, or of two cells in opposite directions, and what it started from."""
    with tf.Graph().as_default():
        x = tf.constant(cases.values(30, 3, 4, 2))
        cell, _, arguments = cases.RECURRENT_CELLS[name]
        cells = [getattr(tf.nn.rnn_cell, cell)(4, **arguments) for _ in range(1 + both)]
        unroll = tf.nn.bidirectional_dynamic_rnn if both else tf.nn.dynamic_rnn
        results = unroll(*cells, x, sequence_length=cases.LENGTHS, dtype=tf.float32)
        variables = tf.global_variables()
        shapes = [v.shape.as_list() for v in variables]
        with tf.Session() as sess:
            sess.run(tf.global_variables_initializer())
            biases = [rounded(v) for v in sess.run([v for v in variables if v.shape.ndims == 1])]
            sess.run([v.assign(cases.values(40 + i, *shapes[i])) for i, v in enumerate(variables)])
            return [shapes, biases, [rounded(v) for v in tf.contrib.framework.nest.flatten(sess.run(results))]]


def schedule(arguments):
    with tf.Graph().as_default(), tf.Session() as sess:
        steps = tf.placeholder(tf.int64, [])
        rate = tf.train.linear_cosine_decay(0.4, steps, 10, **arguments)
        return [rounded(sess.run(rate, {steps: i})) for i in range(14)]


def unit_scaling_limits():
    """Largest numbers of many draws, per shape."""
    with tf.Graph().as_default(), tf.Session() as sess:
        initializer = tf.uniform_unit_scaling_initializer(1.5, seed=1)
        shapes = [50, 400], [3, 3, 20, 100], [5000]
        return [float(np.abs(sess.run(initializer(shape))).max()) for shape in shapes]


def distribution(name):
    """Shapes of samples, results of methods, gradients of the log probabilities."""

    def of(results, parameters):
        tensors = results()
        gradients = tf.gradients(tensors[-1], parameters)
        return [[rounded(v) for v in part] for part in sess.run([tensors, gradients])]

    with tf.Graph().as_default(), tf.Session() as sess:
        return cases.distribution_results(
            tf,
            of,
            lambda one: getattr(tf.contrib.distributions, cases.DISTRIBUTIONS[one][0]),
            name,
            lambda sample: list(sess.run(sample).shape),
        )


def write_idx(path, array):
    with gzip.open(path, "wb") as file:
        if array.ndim == 3:
            file.write(struct.pack(">IIII", 2051, *array.shape))
        else:
            file.write(struct.pack(">II", 2049, *array.shape))
        file.write(array.tobytes())


def mnist(folder, arguments, batches):
    from tensorflow.examples.tutorials.mnist import input_data

    arguments = dict(arguments)
    if "dtype" in arguments:
        arguments["dtype"] = getattr(tf, arguments["dtype"])
    with tf.Graph().as_default():
        sets = input_data.read_data_sets(folder, **arguments)
    result = {}
    for name in ("train", "validation", "test"):
        part = getattr(sets, name)
        kinds = [str(part.images.dtype), str(part.labels.dtype), part.num_examples]
        result[name] = kinds + [rounded(part.images), rounded(part.labels)]
    result["batches"] = []
    for batch in batches:
        images, labels = sets.train.next_batch(*batch)
        result["batches"].append([rounded(images), rounded(labels), sets.train.epochs_completed])
    result["after"] = np.random.randint(0, 1000, 3).tolist()
    return result


def record_mnist():
    folder = tempfile.mkdtemp()
    try:
        (train_images, train_labels), (test_images, test_labels) = cases.tiny_mnist()
        write_idx(os.path.join(folder, "train-images-idx3-ubyte.gz"), train_images)
        write_idx(os.path.join(folder, "train-labels-idx1-ubyte.gz"), train_labels)
        write_idx(os.path.join(folder, "t10k-images-idx3-ubyte.gz"), test_images)
        write_idx(os.path.join(folder, "t10k-labels-idx1-ubyte.gz"), test_labels)
        return {name: mnist(folder, *case) for name, case in cases.MNIST.items()}
    finally:
        shutil.rmtree(folder)


def record():
    return {
        "optimizers": {
            name + "/" + rate: trajectory(case[0], case[1], rate)
            for name, case in cases.OPTIMIZERS.items()
            for rate in cases.RATES
        },
        "batch_normalization": batch_normalization(cases.values(10, 3, 2, 3, 3, 4)),
        "layer_norm": {
            "default": contrib_layer_norm(cases.values(11, 2, 3, 4), {}),
            "plain": contrib_layer_norm(cases.values(11, 2, 3, 4), {"center": False, "scale": False}),
            "last_axis": contrib_layer_norm(cases.values(11, 2, 3, 4), {"begin_norm_axis": 2}),
        },
        "recurrent": {name: [recurrent(name, both) for both in (False, True)] for name in cases.RECURRENT_CELLS},
        "lstm": {name: lstm(arguments) for name, arguments in cases.LSTM_CELLS.items()},
        "linear_cosine_decay": {name: schedule(arguments) for name, arguments in cases.SCHEDULES.items()},
        "unit_scaling": unit_scaling_limits(),
        "distributions": {name: distribution(name) for name in cases.DISTRIBUTIONS},
        "mnist": record_mnist(),
    }


def record_legacy():
    observed = {case.__name__: legacy_cases.observe(case, tf, tf) for case in legacy_cases.CASES}
    return {"cases": observed, "initial_values": legacy_cases.initial_values(tf, tf)}


def write(name, content):
    folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data")
    with open(os.path.join(folder, name), "w") as file:
        json.dump(content, file, separators=(",", ":"), sort_keys=True)


if __name__ == "__main__":
    write("support.json", record())
    write("support_legacy.json", record_legacy())
