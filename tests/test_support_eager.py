"""The legacy module in eager programs: layers, cells, and what `tf.contrib.eager` had."""

from __future__ import annotations

import types

import pytest

from tf2migrate.support import legacy_module

np = pytest.importorskip("numpy")
tf = pytest.importorskip("tensorflow")


@pytest.fixture(scope="module")
def legacy():
    module = types.ModuleType("tf1_legacy")
    exec(compile(legacy_module(), "tf1_legacy.py", "exec"), vars(module))
    return module


def test_implicit_gradients(legacy):
    a, b = legacy.contrib.eager.Variable(3.0), tf.Variable(2.0)

    def loss(x):
        return x * a * a + b

    value, pairs = legacy.contrib.eager.implicit_value_and_gradients(loss)(5.0)
    assert float(value) == 47.0
    assert [(float(g), v is a or v is b) for g, v in pairs] == [(30.0, True), (1.0, True)]
    pairs = legacy.contrib.eager.implicit_gradients(loss)(tf.constant(1.0))
    tf.compat.v1.train.GradientDescentOptimizer(0.5).apply_gradients(pairs)
    assert (float(a), float(b)) == (0.0, 1.5)
    with pytest.raises(ValueError, match="No trainable variables"):
        legacy.contrib.eager.implicit_gradients(lambda x: x)(1.0)


def test_gradients_function(legacy):
    tfe = legacy.contrib.eager

    def f(x, y):
        return x * x * y

    assert [float(g) for g in tfe.gradients_function(f)(3.0, 2.0)] == [12.0, 9.0]
    assert [float(g) for g in tfe.gradients_function(f, params=["y"])(3.0, 2.0)] == [9.0]
    value, gradients = tfe.value_and_gradients_function(f, [0])(3.0, 2.0)
    assert (float(value), float(gradients[0])) == (18.0, 12.0)
    second = tfe.gradients_function(lambda x: tfe.gradients_function(lambda z: z * z * z)(x)[0])
    assert float(second(2.0)[0]) == 12.0


def test_iterator_and_metrics(legacy):
    iterator = legacy.contrib.eager.Iterator(tf.data.Dataset.range(3))
    assert int(iterator.next()) == 0 and [int(v) for v in iterator] == [1, 2]
    mean, accuracy = legacy.contrib.eager.metrics.Mean("m"), legacy.contrib.eager.metrics.Accuracy()
    mean([1.0, 2.0])
    mean(6.0)
    assert float(mean.result()) == 3.0
    mean.init_variables()
    mean([1.0, 3.0], weights=[3.0, 1.0])
    assert float(mean.result()) == 1.5
    accuracy([1, 2, 3, 4], [1, 2, 0, 0])
    assert float(accuracy.result()) == 0.5


def test_layers_keep_their_variables(legacy):
    layer = legacy.layers.Dense(2, use_bias=False, kernel_initializer=tf.compat.v1.ones_initializer())
    x = np.ones([3, 4], np.float32)
    assert np.array_equal(layer(x), 4 * np.ones([3, 2]))
    layer.kernel.assign_add(tf.ones([4, 2]))
    assert np.array_equal(layer(x), 8 * np.ones([3, 2]))
    assert len(layer.trainable_variables) == 1
    norm = legacy.layers.BatchNormalization(momentum=0.5)
    norm(tf.constant([[0.0], [2.0]]), training=True)
    norm(tf.constant([[0.0], [2.0]]), training=True)
    assert np.allclose(norm.moving_mean.numpy(), [0.75])


def test_cells_in_a_loop(legacy):
    cell = legacy.nn.rnn_cell.BasicLSTMCell(3)
    state = cell.zero_state(2, tf.float32)
    for _ in range(2):
        output, state = cell(tf.ones([2, 4]), state)
    assert np.array_equal(output, state.h) and len(cell.trainable_variables) == 2
