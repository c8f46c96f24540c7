"""The support classes, copied under another module name, against numbers recorded from TF 1.15."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import support_cases as cases

np = pytest.importorskip("numpy")
tf = pytest.importorskip("tensorflow")

from tf2migrate.support import class_names, class_source  # noqa: E402

RECORDED = json.loads((Path(__file__).parent / "data" / "support.json").read_text())
CLASSES: dict = {"flow": tf}
for _name in class_names():
    exec(class_source(_name, "flow"), CLASSES)
TRAJECTORIES = [(name, rate) for name in cases.OPTIMIZERS for rate in cases.RATES]


def make_optimizer(name, rate):
    _, _, class_name, arguments = cases.OPTIMIZERS[name]
    if rate == "decaying":
        decay = tf.keras.optimizers.schedules.ExponentialDecay
        rate = decay(cases.RATE, cases.DECAY_STEPS, cases.DECAY_RATE)
        return CLASSES[class_name](rate, **arguments)
    return CLASSES[class_name](cases.RATE, **arguments)


def make_variables(kind):
    data = cases.problem()
    if kind == "tf":
        return tf.Variable(data["matrix"]), tf.Variable(data["table"])
    holder = tf.keras.layers.Layer()
    return tuple(
        holder.add_weight(shape=value.shape, initializer=lambda *_, value=value, **__: tf.constant(value))
        for value in (data["matrix"], data["table"])
    )


def make_step(optimizer, matrix, table, staged):
    def step(x, ids, y):
        with tf.GradientTape() as tape:
            looked_up = tf.gather(tf.convert_to_tensor(table) if not staged else table, ids)
            loss = tf.reduce_sum(tf.square(tf.matmul(x, matrix) + looked_up - y))
        optimizer.apply_gradients(zip(tape.gradient(loss, [matrix, table]), [matrix, table]))

    return tf.function(step) if staged else step


def arguments_of(step):
    data = cases.problem()
    return [tf.constant(data[name][step]) for name in ("inputs", "ids", "targets")]


@pytest.mark.parametrize("name, rate", TRAJECTORIES)
@pytest.mark.parametrize("kind, staged", [("tf", False), ("keras", True)])
def test_trajectory_equals_tf1(name, rate, kind, staged):
    matrix, table = make_variables(kind)
    optimizer = make_optimizer(name, rate)
    if not staged:
        optimizer.build([matrix, table])
    step = make_step(optimizer, matrix, table, staged)
    recorded = iter(RECORDED["optimizers"][f"{name}/{rate}"])
    for i in range(cases.STEPS):
        step(*arguments_of(i))
        if i in cases.RECORDED:
            for variable, expected in zip((matrix, table), next(recorded)):
                np.testing.assert_allclose(variable.numpy(), expected, rtol=2e-5, atol=2e-6)


@pytest.mark.parametrize("name", [n for n in cases.OPTIMIZERS if n not in ("nesterov", "ftrl_regularized")])
def test_checkpoint_continues_the_trajectory(name, tmp_path):
    def run(first, last, optimizer, variables):
        step = make_step(optimizer, *variables, staged=True)
        for i in range(first, last):
            step(*arguments_of(i))

    optimizer, variables = make_optimizer(name, "decaying"), make_variables("tf")
    run(0, 4, optimizer, variables)
    path = tf.train.Checkpoint(optimizer=optimizer, variables=list(variables)).save(str(tmp_path / "c"))

    optimizer, variables = make_optimizer(name, "decaying"), make_variables("tf")
    optimizer.build(list(variables))
    status = tf.train.Checkpoint(optimizer=optimizer, variables=list(variables)).restore(path)
    status.assert_existing_objects_matched()
    run(4, cases.STEPS, optimizer, variables)
    for variable, expected in zip(variables, RECORDED["optimizers"][f"{name}/decaying"][-1]):
        np.testing.assert_allclose(variable.numpy(), expected, rtol=2e-5, atol=2e-6)


@pytest.mark.parametrize("name", cases.OPTIMIZERS)
def test_optimizer_survives_its_configuration(name):
    optimizer = make_optimizer(name, "constant")
    again = type(optimizer).from_config(optimizer.get_config())
    assert again.get_config() == optimizer.get_config()


def test_callable_rate_and_several_dtypes():
    rate = tf.Variable(0.5)
    variable = tf.Variable([1.0, 2.0], dtype=tf.float64)
    optimizer = CLASSES["TF1Momentum"](lambda: rate, momentum=0.5)
    optimizer.apply_gradients([(tf.ones_like(variable), variable)])
    rate.assign(1.0)
    optimizer.apply_gradients([(tf.ones_like(variable), variable)])
    np.testing.assert_allclose(variable.numpy(), [1 - 0.5 - 1.5, 2 - 0.5 - 1.5])


def test_fused_batch_normalization():
    x = cases.values(10, 3, 2, 3, 3, 4)
    layer = CLASSES["FusedBatchNormalization"](
        momentum=0.7,
        beta_initializer=tf.keras.initializers.Constant(0.3),
        gamma_initializer=tf.keras.initializers.Constant(1.7),
    )
    got = []
    for value in map(tf.constant, x[:2]):
        with tf.GradientTape() as tape:
            tape.watch(value)
            output = layer(value, training=True)
            total = tf.reduce_sum(output * x[2])
        got += [output, tape.gradient(total, value)]
    got += [layer(tf.constant(x[2]), training=False), layer.moving_mean, layer.moving_variance]
    for value, expected in zip(got, RECORDED["batch_normalization"], strict=True):
        np.testing.assert_allclose(np.asarray(value), expected, rtol=1e-5, atol=2e-6)


def test_fused_batch_normalization_of_other_ranks_and_axes():
    x = tf.constant(cases.values(12, 4, 3, 5))
    last, first = (CLASSES["FusedBatchNormalization"](axis=axis) for axis in (-1, 1))
    swapped = first(tf.transpose(x, [0, 2, 1]), training=True)
    np.testing.assert_allclose(last(x, training=True), tf.transpose(swapped, [0, 2, 1]), atol=1e-6)
    np.testing.assert_allclose(last.moving_variance.numpy(), first.moving_variance.numpy(), rtol=1e-6)
    vector = CLASSES["FusedBatchNormalization"](scale=False, center=False)
    assert vector(tf.zeros([1, 3]), training=True).shape == (1, 3)
    assert len(vector.weights) == 2


@pytest.mark.parametrize(
    "name, arguments",
    [("default", {}), ("plain", {"center": False, "scale": False}), ("last_axis", {"begin_norm_axis": 2})],
)
def test_contrib_layer_normalization(name, arguments):
    shapes, expected = RECORDED["layer_norm"][name]
    layer = CLASSES["ContribLayerNormalization"](**arguments)
    x = tf.constant(cases.values(11, 2, 3, 4))
    layer(x)
    assert [list(w.shape) for w in layer.weights] == shapes
    layer.set_weights([cases.values(20 + i, *shape) for i, shape in enumerate(shapes)])
    np.testing.assert_allclose(layer(x).numpy(), expected, rtol=1e-5, atol=2e-6)


@pytest.mark.parametrize("name", cases.LSTM_CELLS)
def test_lstm_cell(name):
    shapes, outputs, h, c = RECORDED["lstm"][name]
    layer = tf.keras.layers.RNN(
        CLASSES["TF1LSTMCell"](4, **cases.LSTM_CELLS[name]),
        return_sequences=True,
        return_state=True,
        zero_output_for_mask=True,
    )
    x, mask = tf.constant(cases.values(30, 3, 4, 2)), tf.sequence_mask(cases.LENGTHS, 4)
    layer(x, mask=mask)
    assert [list(w.shape) for w in layer.weights] == shapes
    layer.set_weights([cases.values(40 + i, *shape) for i, shape in enumerate(shapes)])
    for value, expected in zip(layer(x, mask=mask), (outputs, c, h), strict=True):
        np.testing.assert_allclose(value.numpy(), expected, rtol=1e-5, atol=2e-6)


@pytest.mark.parametrize("name", cases.RECURRENT_CELLS)
def test_recurrent_cell(name):
    _, class_name, arguments = cases.RECURRENT_CELLS[name]
    x, mask = tf.constant(cases.values(30, 3, 4, 2)), tf.sequence_mask(cases.LENGTHS, 4)
    options = {"return_sequences": True, "return_state": True, "zero_output_for_mask": True}
    layers = [
        tf.keras.layers.RNN(CLASSES[class_name](4, **arguments), **options),
        CLASSES["BidirectionalRNN"](CLASSES[class_name](4, **arguments), CLASSES[class_name](4, **arguments)),
    ]
    for layer, (shapes, biases, results) in zip(layers, RECORDED["recurrent"][name], strict=True):
        layer(x, mask=mask)
        assert [list(w.shape) for w in layer.weights] == shapes
        assert [w.numpy().tolist() for w in layer.weights if len(w.shape) == 1] == biases
        layer.set_weights([cases.values(40 + i, *shape) for i, shape in enumerate(shapes)])
        for value, expected in zip(tf.nest.flatten(layer(x, mask=mask)), results, strict=True):
            np.testing.assert_allclose(value.numpy(), expected, rtol=1e-5, atol=2e-6)


def test_kernel_of_a_recurrent_cell_is_drawn_as_one():
    for class_name, columns in (("TF1BasicRNNCell", 30), ("TF1BasicLSTMCell", 120)):
        cell = CLASSES[class_name](30)
        cell.build((None, 10))
        assert np.abs(cell.kernel.numpy()).max() == pytest.approx((6 / (40 + columns)) ** 0.5, rel=2e-2)


def test_dropout_wrapper_draws_a_mask_for_each_step_and_keeps_the_state():
    cell = CLASSES["TF1BasicRNNCell"](50)
    layer = tf.keras.layers.RNN(CLASSES["TF1DropoutWrapper"](cell, output_keep_prob=0.5), True, True)
    outputs, state = layer(tf.ones([2, 3, 4]))
    dropped = outputs.numpy() == 0
    assert 0.3 < dropped.mean() < 0.7 and (dropped[:, 0] != dropped[:, 1]).any()
    plain, last = tf.keras.layers.RNN(cell, True, True)(tf.ones([2, 3, 4]))
    np.testing.assert_allclose(state, last, rtol=1e-6)
    np.testing.assert_allclose(outputs.numpy()[~dropped], 2 * plain.numpy()[~dropped], rtol=1e-6)


@pytest.mark.parametrize("number", [1, 2])
def test_one_of_the_stacked_cells_keeps_its_states_in_a_list(number):
    """Keras 3.15 fails on one cell with two states, and gives those of two cells in a list of two."""
    cells = [CLASSES["TF1BasicLSTMCell"](4) for _ in range(number)]
    layer = tf.keras.layers.RNN(CLASSES["StackedCells"](cells), return_sequences=True, return_state=True)
    inputs = tf.random.normal([2, 3, 5], seed=1)
    outputs, *states = layer(inputs, mask=tf.sequence_mask([3, 2], 3))
    assert outputs.shape == (2, 3, 4) and len(states) == number
    assert all(len(state) == 2 and state[0].shape == (2, 4) for state in states)
    again = layer(inputs, initial_state=states)[0]
    assert not np.allclose(again, outputs)


def test_dropout_wrapper_leaves_the_cell_state_of_an_lstm_alone():
    cell = CLASSES["TF1DropoutWrapper"](CLASSES["TF1BasicLSTMCell"](50), input_keep_prob=1, state_keep_prob=0.5)
    _, c, h = tf.keras.layers.RNN(cell, return_state=True)(tf.ones([2, 3, 4]))
    assert not (c.numpy() == 0).any() and 0.3 < (h.numpy() == 0).mean() < 0.7


def test_lstm_cell_draws_every_weight_anew():
    cell = CLASSES["TF1LSTMCell"](3, use_peepholes=True)
    cell.build((None, 2))
    assert not np.allclose(cell.forget_peephole.numpy(), cell.input_peephole.numpy())


@pytest.mark.parametrize("name", cases.SCHEDULES)
def test_linear_cosine_decay(name):
    schedule = CLASSES["LinearCosineDecay"](0.4, 10, **cases.SCHEDULES[name])
    got = [float(schedule(tf.constant(i, tf.int64))) for i in range(14)]
    np.testing.assert_allclose(got, RECORDED["linear_cosine_decay"][name], rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("staged", [False, True])
@pytest.mark.parametrize("name", cases.DISTRIBUTIONS)
def test_distributions(name, staged):
    def of(results, parameters):
        with tf.GradientTape() as tape:
            tape.watch(parameters)
            tensors = (tf.function(results) if staged else results)()
        return [tensors, tape.gradient(tensors[-1], parameters)]

    shapes, *got = cases.distribution_results(
        tf, of, lambda one: CLASSES[cases.DISTRIBUTIONS[one][1]], name, lambda sample: sample.shape.as_list()
    )
    recorded_shapes, *recorded = RECORDED["distributions"][name]
    assert shapes == recorded_shapes
    for ours, theirs in zip(got, recorded, strict=True):
        for value, expected in zip(ours, theirs, strict=True):
            np.testing.assert_allclose(value.numpy(), expected, rtol=2e-5, atol=1e-6)
            assert value.shape == np.shape(expected)


@pytest.mark.parametrize("name", ["normal", "bernoulli", "uniform", "categorical", "diagonal"])
def test_samples_of_distributions(name):
    """Their mean is that of the distribution; the same seed gives the same numbers."""
    _, class_name, parameters, _, _ = cases.DISTRIBUTIONS[name]
    made = CLASSES[class_name](**parameters)
    draws = made.sample(20000).numpy().astype(np.float32)
    if name == "categorical":
        frequencies = np.stack([(draws == label).mean(0) for label in range(3)], -1)
        np.testing.assert_allclose(frequencies, made.probs, atol=0.02)
    else:
        np.testing.assert_allclose(draws.mean(0), made.mean(), atol=0.03)
        np.testing.assert_allclose(draws.std(0), made.stddev(), atol=0.03)


def test_uniform_unit_scaling():
    initializer = CLASSES["UniformUnitScaling"](1.5)
    for shape, limit in zip(([50, 400], [3, 3, 20, 100], [5000]), RECORDED["unit_scaling"], strict=True):
        draws = initializer(shape).numpy()
        assert np.abs(draws).max() == pytest.approx(limit, rel=1e-2)
        assert draws.std() == pytest.approx(limit / 3**0.5, rel=5e-2)
    assert not np.allclose(initializer([9]), initializer([9]))
