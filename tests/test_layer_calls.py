"""Layer functions as Keras layers: the text, the refusals, and the numbers before and after training."""

import ast
import json
import pathlib

import layer_cases
import libcst as cst
import pytest
from call_rewriting import canonical, rewrite

from tf2migrate.rules.layers import RULES, layer_refusal, split_layer_call
from tf2migrate.rules.symbols import lookup

RECORDED = json.loads((pathlib.Path(__file__).parent / "data" / "layers.json").read_text())


def split(text, fidelity="exact", ranks=None, dtypes=None):
    """The layer call of a text whose inner calls are rewritten."""
    original = cst.parse_expression(text)
    updated = cst.parse_expression(rewrite(text))
    symbol = lookup(canonical(original.func))
    assert layer_refusal(symbol, ast.parse(text, mode="eval").body) is None
    return split_layer_call(
        symbol,
        original,
        updated,
        "tf",
        fidelity,
        lambda node: (ranks or {}).get(getattr(node, "value", "")),
        lambda node: (dtypes or {}).get(getattr(node, "value", "")),
    )


def code(node):
    return cst.Module([]).code_for_node(node)


def joined(text, **options):
    """`constructor(inputs, keywords)` as one text."""
    call = split(text, **options)
    args = ", ".join(
        [
            code(call.inputs),
            *(code(arg.with_changes(comma=cst.MaybeSentinel.DEFAULT)) for arg in call.call_keywords),
        ]
    )
    return f"{code(call.constructor)}({args})"


@pytest.mark.parametrize(
    "before, after",
    [
        ("tf.layers.dense(x, 4)", "tf.keras.layers.Dense(4)(x)"),
        (
            "tf.layers.dense(inputs=x, units=4, name='d', reuse=None)",
            "tf.keras.layers.Dense(units=4, name='d')(x)",
        ),
        ("tf.layers.dense(x, 4, None, True, None)", "tf.keras.layers.Dense(4, None, True)(x)"),
        (
            "tf.layers.dense(x, 4, kernel_initializer=tf.truncated_normal_initializer(stddev=.1))",
            "tf.keras.layers.Dense(4, kernel_initializer=tf.keras.initializers.TruncatedNormal(stddev=.1))(x)",
        ),
        (
            "tf.layers.dense(h, 8, tf.nn.tanh, kernel_regularizer=tf.contrib.layers.l2_regularizer(0.01))",
            "tf.keras.layers.Dense(8, tf.nn.tanh, kernel_regularizer=tf.keras.regularizers.L2(0.005))(h)",
        ),
        ("tf.layers.conv2d(x, 4, 5, 2, 'same')", "tf.keras.layers.Conv2D(4, 5, 2, 'same')(x)"),
        (
            "tf.layers.conv2d(x, 4, 3, 1, 'valid', 'channels_last', 1, tf.nn.relu)",
            "tf.keras.layers.Conv2D(4, 3, 1, 'valid', 'channels_last', 1, activation=tf.nn.relu)(x)",
        ),
        (
            "tf.layers.conv2d_transpose(x, 4, 3, 2, 'same', 'channels_last')",
            "tf.keras.layers.Conv2DTranspose(4, 3, 2, 'same', data_format='channels_last')(x)",
        ),
        ("tf.layers.max_pooling2d(x, 2, 2)", "tf.keras.layers.MaxPooling2D(2, 2)(x)"),
        ("tf.layers.flatten(f(x))", "tf.keras.layers.Flatten()(f(x))"),
        ("tf.layers.dropout(x)", "tf.keras.layers.Dropout(0.5)(x, training=False)"),
        ("tf.layers.dropout(x, 0.4, training=flag)", "tf.keras.layers.Dropout(0.4)(x, training=flag)"),
        ("tf.layers.batch_normalization(x)", "tf.keras.layers.BatchNormalization()(x, training=False)"),
        ("tf.contrib.layers.fully_connected(x, 4)", 'tf.keras.layers.Dense(4, activation="relu")(x)'),
        ("tf.contrib.layers.fully_connected(x, 4, None)", "tf.keras.layers.Dense(4)(x)"),
        ("tf.contrib.layers.fully_connected(x, 4, activation_fn=None)", "tf.keras.layers.Dense(4)(x)"),
        (
            "tf.contrib.slim.fully_connected(x, 4, biases_initializer=None, scope='a/b')",
            "tf.keras.layers.Dense(4, use_bias=False, name='a_b', activation=\"relu\")(x)",
        ),
        ("tf.contrib.layers.linear(x, 4)", "tf.keras.layers.Dense(4)(x)"),
        (
            "tf.contrib.slim.conv2d(x, 4, [3, 3], scope='c')",
            'tf.keras.layers.Conv2D(4, [3, 3], name=\'c\', padding="same", activation="relu")(x)',
        ),
        ("tf.contrib.slim.max_pool2d(x, [2, 2])", "tf.keras.layers.MaxPooling2D([2, 2], 2)(x)"),
        ("tf.contrib.layers.max_pool2d(x, 3, stride=1)", "tf.keras.layers.MaxPooling2D(3, strides=1)(x)"),
        ("tf.contrib.slim.dropout(x, 0.8)", "tf.keras.layers.Dropout(rate=0.2)(x, training=True)"),
        (
            "tf.contrib.slim.dropout(x, is_training=flag)",
            "tf.keras.layers.Dropout(rate=0.5)(x, training=flag)",
        ),
        (
            "tf.contrib.layers.instance_norm(x)",
            "tf.keras.layers.GroupNormalization(groups=-1, epsilon=1e-6)(x)",
        ),
    ],
)
def test_fires(before, after):
    assert joined(before) == after


def test_batch_normalization_by_rank_and_fidelity():
    text = "tf.layers.batch_normalization(x, training=flag, momentum=0.9)"
    plain = "tf.keras.layers.BatchNormalization(momentum=0.9)(x, training=flag)"
    fused = "FusedBatchNormalization(momentum=0.9)(x, training=flag)"
    assert joined(text, ranks={"x": 2}) == plain
    assert joined(text, ranks={"x": 4}) == fused
    assert joined(text) == fused
    assert split(text, ranks={"x": 4}).support == ("FusedBatchNormalization",)
    assert split(text, ranks={"x": 4}).notes == ()
    assert len(split(text).notes) == 1
    assert joined(text, fidelity="close") == plain
    assert len(split(text, fidelity="close").notes) == 1
    assert joined(text.replace(")", ", fused=False)")) == plain
    slim = "tf.contrib.slim.batch_norm(x)"
    assert joined(slim, ranks={"x": 2}) == "FusedBatchNormalization(momentum=0.999, scale=False)(x, training=True)"
    assert split(slim, ranks={"x": 3}).support == ()


def test_dtype_of_the_input():
    call = split("tf.layers.dense(x, 4)", dtypes={"x": "float64"})
    assert code(call.constructor) == 'tf.keras.layers.Dense(4, dtype="float64")'


def test_slashes_in_names():
    call = split("tf.layers.dense(x, 4, name='a/%d' % i)")
    assert code(call.constructor) == "tf.keras.layers.Dense(4, name='a_%d' % i)"
    assert len(call.notes) == 1


def test_layer_norm_by_rank():
    text = "tf.contrib.layers.layer_norm(x)"
    assert joined(text, ranks={"x": 2}) == "tf.keras.layers.LayerNormalization(epsilon=1e-12)(x)"
    assert joined(text) == "ContribLayerNormalization()(x)"
    assert split(text).support == ("ContribLayerNormalization",)
    assert len(split(text, fidelity="close").notes) == 1


@pytest.mark.parametrize(
    "text, word",
    [
        ("tf.layers.dense(x, 4, reuse=True)", "reuse"),
        ("tf.layers.dense(x, 4, reuse=tf.AUTO_REUSE)", "reuse"),
        ("tf.layers.dense(x, 4, name='a', reuse=reuse)", "called twice"),
        ("tf.layers.dense(*args)", "cannot be seen"),
        ("tf.layers.dense(x, **options)", "cannot be seen"),
        ("tf.layers.dense(units=4)", "input"),
        ("tf.layers.batch_normalization(x, training=True, renorm=True)", "renorm"),
        ("tf.layers.batch_normalization(x, training=True, trainable=False)", "trainable"),
        (
            "tf.contrib.layers.fully_connected(x, 4, normalizer_fn=tf.contrib.layers.batch_norm)",
            "normalizer_fn",
        ),
        ("tf.contrib.layers.conv2d(x, 4, 3, data_format='NCHW')", "data_format"),
        ("tf.contrib.layers.separable_conv2d(x, None, 3, 1)", "depthwise"),
        ("tf.contrib.layers.separable_conv2d(x, 4, 3, 1, weights_initializer=w)", "weights_initializer"),
        ("tf.contrib.layers.batch_norm(x, activation_fn=tf.nn.relu)", "activation_fn"),
        ("tf.contrib.layers.batch_norm(x, updates_collections='mine')", "updates_collections"),
        ("tf.contrib.layers.layer_norm(x, begin_norm_axis=2, reuse=True)", "reuse"),
        ("tf.contrib.layers.repeat(x, 2, f)", "loop"),
        ("tf.contrib.layers.conv2d(x, 4, 3, outputs_collections='o')", "outputs_collections"),
    ],
)
def test_refused(text, word):
    call = ast.parse(text, mode="eval").body
    reason = layer_refusal(lookup(canonical(cst.parse_expression(text).func)), call)
    assert word in reason and reason.endswith(".")


@pytest.mark.parametrize("text, shape", layer_cases.CASES)
def test_is_not_refused(text, shape):
    assert split(text, ranks={"x": len(shape)}).rule.startswith("TFM2")


def test_layout_stays():
    text = """tf.layers.conv2d(
    inputs=x,  # the images
    filters=4,
    kernel_size=3,  # small
    activation=tf.nn.relu,
)"""
    assert (
        code(split(text).constructor)
        == """tf.keras.layers.Conv2D(
    # the images
    filters=4,
    kernel_size=3,  # small
    activation=tf.nn.relu,
)"""
    )


def test_rules_are_listed():
    assert [rule.id for rule in RULES] == ["TFM201", "TFM202", "TFM203", "TFM204", "TFM205"]


@pytest.fixture(scope="module")
def tf():
    return pytest.importorskip("tensorflow")


@pytest.mark.parametrize("text, shape", layer_cases.CASES)
def test_same_numbers_as_tf1(tf, text, shape):
    import numpy as np

    from tf2migrate.support import class_source

    call, recorded = split(text, ranks={"x": len(shape)}), RECORDED[f"{text} {shape}"]
    scope = {"tf": tf, "x": tf.constant(layer_cases.values(shape))}
    for name in call.support:
        exec(class_source(name, "tf"), scope)
    layer = eval(code(call.constructor), scope)
    layer.build(shape)
    for weight in layer.weights:
        weight.assign(layer_cases.weight(layer_cases.kind_of(weight.name), tuple(weight.shape)))
    keywords = {arg.keyword.value: eval(code(arg.value), scope) for arg in call.call_keywords}
    saved = layer.get_weights()
    first = layer(scope["x"], **keywords)
    layer.set_weights(saved)
    np.testing.assert_allclose(np.ravel(first), recorded["output"], rtol=1e-5, atol=2e-6)
    losses = []
    for _ in range(layer_cases.STEPS):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(layer(scope["x"], **keywords) - 1.0)) + sum(layer.losses)
        losses.append(float(loss))
        for gradient, weight in zip(tape.gradient(loss, layer.trainable_variables), layer.trainable_variables):
            weight.assign_sub(layer_cases.RATE * gradient)
    np.testing.assert_allclose(losses, [part[0] for part in recorded["losses"]], rtol=1e-5)
    weights = sorted(
        [layer_cases.kind_of(weight.name), list(weight.shape), np.ravel(weight).tolist()] for weight in layer.weights
    )
    assert [part[:2] for part in weights] == [part[:2] for part in recorded["weights"]]
    for got, wanted in zip(weights, recorded["weights"]):
        np.testing.assert_allclose(got[2], wanted[2], rtol=1e-5, atol=2e-6)
