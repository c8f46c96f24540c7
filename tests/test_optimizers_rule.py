"""Optimizers and schedules: the text, the choice of the exact class, and the numbers."""

import json
import pathlib

import libcst as cst
import optimizer_cases
import pytest
from call_rewriting import canonical

from tf2migrate.rules.optimizers import RULES, rewrite_optimizer, rewrite_schedule, schedule_step
from tf2migrate.rules.refusals import refusal
from tf2migrate.rules.symbols import lookup

RECORDED = json.loads((pathlib.Path(__file__).parent / "data" / "optimizers.json").read_text())


class Schedules(cst.CSTTransformer):
    def leave_Call(self, original_node, updated_node):
        name = canonical(original_node.func)
        if name and lookup(name).returns == "schedule":
            return rewrite_schedule(lookup(name), original_node, updated_node, "tf").constructor
        return updated_node


def code(node):
    return cst.Module([]).code_for_node(node)


def optimizer(text, fidelity="exact", constant_rate=True, sparse=False, is_python_float=None):
    original = cst.parse_expression(text)
    updated = original.visit(Schedules())
    symbol = lookup(canonical(original.func))
    return rewrite_optimizer(symbol, original, updated, "tf", fidelity, constant_rate, sparse, is_python_float)


def schedule(text):
    original = cst.parse_expression(text)
    return rewrite_schedule(lookup(canonical(original.func)), original, original, "tf")


@pytest.mark.parametrize(
    "before, after",
    [
        ("tf.train.AdamOptimizer(1e-3)", "tf.keras.optimizers.Adam(1e-3, epsilon=1e-8)"),
        (
            "tf.train.AdamOptimizer(2e-4, beta1=0.5, name='a')",
            "tf.keras.optimizers.Adam(2e-4, beta_1=0.5, name='a', epsilon=1e-8)",
        ),
        ("tf.train.AdamOptimizer(epsilon=0.1)", "tf.keras.optimizers.Adam(epsilon=0.1)"),
        ("tf.train.GradientDescentOptimizer(1)", "tf.keras.optimizers.SGD(1.0)"),
        ("tf.train.GradientDescentOptimizer(rate, True)", "tf.keras.optimizers.SGD(float(rate))"),
        ("tf.train.GradientDescentOptimizer(1e-3 / 2)", "tf.keras.optimizers.SGD(1e-3 / 2)"),
        ("tf.train.GradientDescentOptimizer(1 / 10)", "tf.keras.optimizers.SGD(1 / 10)"),
        ("tf.train.GradientDescentOptimizer(0.1 * n)", "tf.keras.optimizers.SGD(float(0.1 * n))"),
        (
            "tf.train.GradientDescentOptimizer(learning_rate=FLAGS.rate)",
            "tf.keras.optimizers.SGD(learning_rate=float(FLAGS.rate))",
        ),
        (
            "tf.train.MomentumOptimizer(0.1, 0.9, use_nesterov=True)",
            "tf.keras.optimizers.SGD(0.1, momentum=0.9, nesterov=True)",
        ),
        ("tf.train.AdagradOptimizer(0.1)", "tf.keras.optimizers.Adagrad(0.1, epsilon=0.0)"),
        ("tf.train.AdadeltaOptimizer(0.1)", "tf.keras.optimizers.Adadelta(0.1, epsilon=1e-8)"),
        ("tf.train.RMSPropOptimizer(0.1, 0.99)", "TF1RMSprop(0.1, 0.99)"),
        ("tf.contrib.opt.LazyAdamOptimizer(0.1)", "TF1Adam(0.1, lazy=True)"),
        (
            "tf.train.GradientDescentOptimizer(tf.train.exponential_decay(0.1, step, 9, 0.96, staircase=True))",
            "tf.keras.optimizers.SGD(tf.keras.optimizers.schedules.ExponentialDecay(0.1, 9, 0.96, staircase=True))",
        ),
    ],
)
def test_fires(before, after):
    assert code(optimizer(before).expression) == after


def test_known_floats_are_not_wrapped():
    found = optimizer("tf.train.AdamOptimizer(rate)", is_python_float=lambda node: code(node) == "rate")
    assert code(found.expression) == "tf.keras.optimizers.Adam(rate, epsilon=1e-8)"


@pytest.mark.parametrize(
    "text, moving, sparse",
    [
        ("tf.train.MomentumOptimizer(0.1, 0.9)", "TF1Momentum", "TF1Momentum"),
        ("tf.train.AdamOptimizer(0.1)", "", "DenseGradientAdam"),
        ("tf.train.AdagradOptimizer(0.1)", "", "DenseGradientAdagrad"),
        ("tf.train.AdadeltaOptimizer(0.1)", "", "TF1Adadelta"),
        ("tf.train.FtrlOptimizer(0.1)", "", "TF1Ftrl"),
        ("tf.train.GradientDescentOptimizer(0.1)", "", ""),
    ],
)
def test_exact_class_only_where_it_is_needed(text, moving, sparse):
    plain = optimizer(text)
    assert (plain.support, plain.notes, plain.rule) == ((), (), "TFM301")
    for wanted, options in ((moving, {"constant_rate": False}), (sparse, {"sparse": True})):
        exact, close = optimizer(text, **options), optimizer(text, fidelity="close", **options)
        assert exact.support == ((wanted,) if wanted else ())
        assert code(exact.expression).startswith(f"{wanted}(" if wanted else "tf.keras.optimizers.")
        assert exact.rule == ("TFM303" if wanted else "TFM301")
        assert close.support == () and len(close.notes) == bool(wanted)


def test_close_root_mean_square():
    found = optimizer("tf.train.RMSPropOptimizer(0.1, decay=0.8)", fidelity="close")
    assert code(found.expression) == "tf.keras.optimizers.RMSprop(0.1, rho=0.8, epsilon=1e-10)"
    assert "starts at one" in found.notes[0]


def test_schedule_and_its_step():
    found = schedule("tf.train.exponential_decay(learning_rate=1, global_step=step + 1, decay_steps=9, decay_rate=0.5)")
    keras = "tf.keras.optimizers.schedules.ExponentialDecay"
    assert code(found.constructor) == f"{keras}(initial_learning_rate=1.0, decay_steps=9, decay_rate=0.5)"
    assert code(found.step) == "step + 1"
    assert schedule("tf.train.linear_cosine_decay(0.1, step, 8)").support == ("LinearCosineDecay",)
    call = cst.parse_expression("tf.train.piecewise_constant(step, [1], [0.1, 0.2])")
    assert code(schedule_step(lookup("train.piecewise_constant"), call)) == "step"


@pytest.mark.parametrize(
    "text",
    [
        "tf.train.ProximalAdagradOptimizer(0.1)",
        "tf.contrib.opt.NadamOptimizer()",
        "tf.contrib.opt.AdamWOptimizer(0.1)",
        "tf.train.noisy_linear_cosine_decay(0.1, step, 8)",
    ],
)
def test_refused(text):
    import ast

    symbol = lookup(canonical(cst.parse_expression(text).func))
    assert refusal(symbol, ast.parse(text, mode="eval").body)


def test_rules_are_listed():
    assert [rule.id for rule in RULES] == ["TFM301", "TFM302", "TFM303", "TFM308", "TFM309", "TFM310"]


@pytest.fixture(scope="module")
def tf():
    return pytest.importorskip("tensorflow")


def evaluate(tf, node, support):
    from tf2migrate.support import class_source

    scope = {"tf": tf}
    for name in support:
        exec(class_source(name, "tf"), scope)
    return eval(code(node), scope)


@pytest.mark.parametrize("text", optimizer_cases.OPTIMIZERS)
def test_same_numbers_as_tf1(tf, text):
    import numpy as np

    found = optimizer(text, constant_rate="decay" not in text.split("(")[1])
    keras = evaluate(tf, found.expression, found.support)
    v = tf.Variable(optimizer_cases.start())
    for wanted in RECORDED[text]:
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(tf.square(v) * optimizer_cases.curvature())
        keras.apply_gradients([(tape.gradient(loss, v), v)])
        np.testing.assert_allclose(np.ravel(v), wanted, rtol=2e-5, atol=2e-6)


@pytest.mark.parametrize("text", optimizer_cases.SCHEDULES)
def test_same_rates_as_tf1(tf, text):
    import numpy as np

    found = schedule(text)
    keras = evaluate(tf, found.constructor, found.support)
    rates = [float(keras(tf.constant(step, tf.int64))) for step in range(optimizer_cases.RATES)]
    np.testing.assert_allclose(rates, RECORDED[text], rtol=2e-6, atol=1e-9)
