"""`tf2migrate explain SYMBOL`: the row of a symbol in words, its traps, and a call before and after."""

import ast

import pytest
from click.testing import CliRunner

from tf2migrate.cli.explain import command
from tf2migrate.reporting.symbol_explanations import explain, find, near
from tf2migrate.rules import search, symbols
from tf2migrate.rules.symbols import Disposition


def run(*names):
    result = CliRunner().invoke(command, list(names))
    return result.exit_code, result.output


@pytest.mark.parametrize(
    "name, path",
    [
        ("tf.nn.conv2d", "nn.conv2d"), ("tensorflow.contrib.layers.fully_connected", "contrib.layers.fully_connected"),
        ("slim.conv2d", "contrib.slim.conv2d"), ("tf.mul", "mul"), ("tf.compat.v1.Session", "Session"),
        ("tensorflow.python.ops.rnn_cell.GRUCell", "nn.rnn_cell.GRUCell"), ("K.get_session", "keras.backend.get_session"),
        ("np.float", "np.float"), ("numpy.product", "np.product"), ("tf.contrib.rnn", "contrib.rnn"),
        ("tf.train.Optimizer.compute_gradients", "train.Optimizer.compute_gradients"), ("nn.relu", "nn.relu"),
        ("tf.nn.conv2f", None), ("tf.nn.relu.foo", None), ("np.array", None), ("bla", None), ("tf", None), ("", None),
        ("rnn_cell.BasicLSTMCell", "nn.rnn_cell.BasicLSTMCell"), ("tf.nn.dropout()", "nn.dropout"),
        ("tf.keras.optimizers.legacy.Adam", "keras.optimizers.legacy.Adam"),
    ],
)  # fmt: skip
def test_names_are_found_as_they_are_written(name, path):
    assert find(name) == path


@pytest.mark.parametrize(
    "name, before, after",
    [
        ("nn.dropout", "tf.nn.dropout(x, keep_prob=0.75)", "tf.nn.dropout(x, rate=0.25)"),
        ("mul", "tf.mul(x, y)", "tf.multiply(x, y)"),
        ("reduce_max", "tf.reduce_max(input_tensor, reduction_indices=reduction_indices, keep_dims=keep_dims)",
         "tf.reduce_max(input_tensor, axis=reduction_indices, keepdims=keep_dims)"),
        ("truncated_normal_initializer", "tf.truncated_normal_initializer()",
         "tf.keras.initializers.TruncatedNormal(stddev=1.0)"),
        ("estimator.ModeKeys.TRAIN", "tf.estimator.ModeKeys.TRAIN", "'train'"),
        ("contrib.layers.l2_regularizer", "tf.contrib.layers.l2_regularizer(0.01)", "tf.keras.regularizers.L2(0.005)"),
        ("contrib.slim.conv2d", "y = tf.contrib.slim.conv2d(inputs, num_outputs, kernel_size)",
         'layer = tf.keras.layers.Conv2D(num_outputs, kernel_size, padding="same", activation="relu")\ny = layer(inputs)'),
        ("layers.dropout", "y = tf.layers.dropout(inputs, rate, noise_shape)",
         "layer = tf.keras.layers.Dropout(rate, noise_shape)\ny = layer(inputs, training=False)"),
        ("nn.relu", "", ""), ("contrib.distributions.Gamma", "", ""),
        ("distributions.Normal", "tf.distributions.Normal(loc, 0.01)", "NormalDistribution(loc, 0.01)"),
    ],
)  # fmt: skip
def test_examples(name, before, after):
    found = explain(name)
    assert (found.before, found.after) == (before, after)


def test_every_symbol_can_be_explained():
    shown = 0
    for name in symbols.names():
        if ":" in name:
            continue  # a variant of a row for another case
        symbol, found = symbols.lookup(name), explain(name)
        assert found.summary.startswith(f"tf.{name} ") and found.summary.endswith("."), name
        assert found.before != found.after or not found.before, name
        for text in (found.before, found.after):
            ast.parse(text)
        rewritten = symbol.disposition in (Disposition.RENAMED, Disposition.ARGUMENTS, Disposition.EXPRESSION)
        shown += bool(found.before) and rewritten
        assert not (symbol.disposition is Disposition.GONE and not found.advice), name
    assert shown > 700


def test_traps_are_of_symbols_that_change():
    for name in search.names(symbols._API / "traps.tsv"):
        assert symbols.lookup(name) is not None, name
        assert explain(name).trap.endswith("."), name


def test_traps_tell_their_size():
    status, output = run("tf.train.RMSPropOptimizer")
    assert status == 0
    assert "The mean square starts at one" in output and "Measured: 1.1" in output
    assert "tf.keras.optimizers" in output or "TF1RMSprop" in output


def test_several_names_and_a_rule():
    status, output = run("TFM101", "tf.log")
    assert status == 0
    assert output.index("session-runs") < output.index("`tf.math.log`")


def test_unknown_symbol():
    status, output = run("tf.nn.conv2f")
    assert status == 2
    assert "unknown symbol tf.nn.conv2f; did you mean tf.nn.conv2d" in output
    assert near("tf.contrib.foo.fully_connected")[0] == "contrib.layers.fully_connected"


def test_unknown_word():
    status, output = run("bla")
    assert status == 2
    assert "unknown rule bla" in output


def test_a_module_and_a_member():
    assert "a module of TensorFlow 1. Its names are" in run("tf.contrib.crf")[1]
    assert "a member of tf.train.Optimizer" in run("tf.train.Optimizer.minimize")[1]
