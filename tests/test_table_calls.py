"""Rows of the large tables, and habits of Keras 2: the numbers of TensorFlow 1.15 and of what is written in their place."""

import json
import pathlib

import numpy as np
import pytest
from call_rewriting import refusals_of, rewrite
from table_cases import CASES, OPTIMIZERS, inputs

from tf2migrate.engine import check, migrate
from tf2migrate.keras_habits import modernized
from tf2migrate.rules import keras_habits
from tf2migrate.rules.symbols import lookup
from tf2migrate.screening import screen
from tf2migrate.settings import Settings

RECORDED = json.loads((pathlib.Path(__file__).parent / "data" / "table_calls.json").read_text())


@pytest.fixture(scope="module")
def tf():
    return pytest.importorskip("tensorflow")


def value_of(tf, text):
    scope = dict({name: tf.constant(value) for name, value in inputs().items()}, tf=tf)
    exec(rewrite(f"value = {text}\n"), scope)
    return scope["value"]


@pytest.mark.parametrize("text", CASES)
def test_same_numbers_as_tf1(tf, text):
    assert refusals_of(f"value = {text}\n") == []
    got, recorded = value_of(tf, text), RECORDED[text]
    if isinstance(recorded, str) or isinstance(got, (int, tuple)):
        assert got == (tuple(recorded) if isinstance(got, tuple) else recorded)
        return
    flat = np.concatenate([np.ravel(np.asarray(part)) for part in tf.nest.flatten(got)]).astype(np.float64)
    wanted = np.ravel(np.asarray(recorded, np.float64))
    np.testing.assert_allclose(flat, wanted, rtol=3e-6, atol=2e-6)


@pytest.mark.parametrize("text", OPTIMIZERS)
def test_decay_of_keras_2_is_the_schedule(tf, text):
    from optimizer_cases import curvature, start

    source = f"import tensorflow as tf\noptimizer = {text}\n".encode()
    written, _ = modernized(source)
    assert b"lr=" not in written and b"decay=" not in written
    scope = {}
    exec(written, scope)
    v = tf.Variable(start())
    for wanted in RECORDED[text]:
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(tf.square(v) * curvature())
        scope["optimizer"].apply_gradients([(tape.gradient(loss, v), v)])
        np.testing.assert_allclose(np.ravel(v.numpy()), wanted, rtol=1e-5, atol=1e-5)


HEAD = "from tensorflow import keras\n"
CHANGES = {
    "o = keras.optimizers.Adam(lr=0.1)": "o = keras.optimizers.Adam(learning_rate=0.1)",
    "o = keras.optimizers.SGD(lr=rate, decay=0.)": "o = keras.optimizers.SGD(learning_rate=rate)",
    "o = keras.optimizers.SGD(decay=1e-3, lr=.1)":
        "o = keras.optimizers.SGD(learning_rate=keras.optimizers.schedules.InverseTimeDecay(.1, 1, 1e-3))",
    "m.fit_generator(g, 10, 3, workers=4)": "m.fit(g, steps_per_epoch=10, epochs=3)",
    "m.fit_generator(generator=g, steps_per_epoch=10)": "m.fit(x=g, steps_per_epoch=10)",
    "m.fit_generator(g,\n    use_multiprocessing=True,  # fast\n    epochs=2)": "m.fit(g,\n    # fast\n    epochs=2)",
    "m.fit_generator(g,\n    use_multiprocessing=True,\n    epochs=2)": "m.fit(g,\n\n    epochs=2)",
    "m.evaluate_generator(g, steps=2)": "m.evaluate(g, steps=2)",
    "y = m.predict_generator(g, 5, None, 10, 1, False, 1)": "y = m.predict(g, steps=5, callbacks=None, verbose=1)",
    "m.fit(x, y, max_queue_size=2)": "m.fit(x, y)",
    "from tensorflow.keras.layers.core import Dense": "from tensorflow.keras.layers import Dense",
    "from keras.utils.np_utils import to_categorical": "from keras.utils import to_categorical",
    "m.optimizer.lr = 0.1": "m.optimizer.learning_rate = 0.1",
    "keras.backend.set_value(self.m.optimizer.lr, r / 2)": "self.m.optimizer.learning_rate = r / 2",
    "r = keras.backend.get_value(m.optimizer.lr)": "r = m.optimizer.learning_rate.numpy()",
    "ä = 1; o = keras.optimizers.Adam(lr=ä)": "ä = 1; o = keras.optimizers.Adam(learning_rate=ä)",
}  # fmt: skip
STAYS = [
    "o = keras.optimizers.Adam(learning_rate=0.1)",
    "o = keras.optimizers.Adam(0.1)",
    "o = keras.optimizers.Adam(**options)",
    "o = other.optimizers.Adam(lr=0.1)",
    "o = Adam(lr=0.1)",
    "m.fit(x, y, epochs=2)",
    "from keras.layers import Dense",
    "from keras.layers.core import *",
    "from keras.utils.np_utils import other",
    "m.generator(g, workers=2)",
    "o = keras.optimizers.Adam(lr=0.1)  # tf2migrate: skip",
    "from keras.layers.core import Highway",
    "d = keras.layers.Dense(3, input_shape=(2,))",
    "from keras.optimizers import schedules",
    "self.lr = r; self.optimizer.lr = r",
    "a = args.lr",
]
EXPLAINED = {
    "m.fit_generator(*args)": "fit: it takes generators",
    "o = keras.optimizers.Adam(decay=0.1)": "InverseTimeDecay",
    "o = keras.optimizers.Adam(lr=f(), decay=0.1)": "InverseTimeDecay",
    "o = keras.optimizers.Ftrl(learning_rate=0.1, decay=0.1)": "InverseTimeDecay",
    "r = m.optimizer.lr; o = keras.optimizers.Ftrl(learning_rate=0.1, decay=0.1)": "InverseTimeDecay",
    "print(m.metrics_names)": "return_dict=True",
    "d = keras.layers.Dense(3, batch_input_shape=(2, 3))": "tf.keras.Input",
    "m.save_weights('w.h5')": ".weights.h5",
    "c = keras.callbacks.ModelCheckpoint('m.hdf5')": ".keras",
}


@pytest.mark.parametrize("text", CHANGES)
def test_habits_change(text):
    source = (HEAD + text + "\n").encode()
    result = migrate(source, "a.py")
    assert result.output.decode() == HEAD + CHANGES[text] + "\n"
    assert keras_habits.REWRITTEN in result.applied and result.source == source
    assert keras_habits.REWRITTEN in check(source, "a.py").applied and screen(source, "a.py").sign is not None
    again = migrate(result.output, "a.py")
    assert again.output == result.output and not again.applied and screen(again.output, "a.py").sign is None
    assert migrate(source, "a.py", Settings(ignore=(keras_habits.REWRITTEN,))).output == source


@pytest.mark.parametrize("text", STAYS)
def test_what_is_no_habit_stays(text):
    source = (HEAD + text + "\n").encode()
    result = migrate(source, "a.py")
    assert result.output == source and not result.applied and not result.diagnostics
    assert screen(source, "a.py").sign is None


@pytest.mark.parametrize("text", EXPLAINED)
def test_what_cannot_be_written_is_explained(text):
    result = migrate((HEAD + text + "\n").encode(), "a.py")
    (finding,) = result.diagnostics
    assert (finding.line, finding.rule) == (2, keras_habits.EXPLAINED)
    assert EXPLAINED[text] in f"{finding.message}: {finding.advice}"
    compile(result.output, "a.py", "exec")


def test_a_file_of_stand_alone_keras_is_looked_at():
    result = migrate(b"from keras import optimizers\n\nopt = optimizers.SGD(lr=0.1)\n", "a.py")
    assert result.output == b"from keras import optimizers\n\nopt = optimizers.SGD(learning_rate=0.1)\n"


def test_line_ends_and_marks_stay():
    source = b"\xef\xbb\xbfimport keras\r\no = keras.optimizers.SGD(lr=1.0)\r\n"
    assert (
        migrate(source, "a.py").output == b"\xef\xbb\xbfimport keras\r\no = keras.optimizers.SGD(learning_rate=1.0)\r\n"
    )


def test_a_program_of_tensorflow_1_is_changed_as_well():
    source = (
        "import tensorflow as tf\n\nx = tf.placeholder(tf.float32, [2])\no = tf.keras.optimizers.SGD(lr=0.5)\n"
        "with tf.Session() as sess:\n    print(sess.run(x * 2.0, {x: [1.0, 2.0]}))\n"
    )
    result = migrate(source.encode(), "a.py")
    assert b"SGD(learning_rate=0.5)" in result.output and b"Session" not in result.output
    assert {"TFM101", keras_habits.REWRITTEN} <= set(result.applied)


MOVING = """\
import tensorflow as tf
from tensorflow.python.training import moving_averages

x = tf.placeholder(tf.float32, [2])
m = tf.Variable([0.0, 0.0])
step = moving_averages.assign_moving_average({})
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    sess.run(step, {{x: [1.0, 2.0]}})
"""


@pytest.mark.parametrize(
    "arguments", ["m, x, 0.9, False", "variable=m, value=x, decay=0.9, zero_debias=False, name='m'"]
)
def test_moving_averages_are_written_out(arguments):
    result = migrate(MOVING.format(arguments).encode(), "a.py")
    assert b"m.assign_sub((m - x) * (1.0 - 0.9))" in result.output and not result.diagnostics
    assert migrate(result.output, "a.py").output == result.output


@pytest.mark.parametrize("arguments", ["m, x, 0.9", "m, x, 0.9, zero_debias=True", "m + 1.0, x, 0.9, False"])
def test_moving_averages_that_count_their_steps_are_refused(arguments):
    result = migrate(MOVING.format(arguments).encode(), "a.py")
    assert "TFM900" in result.applied and {finding.rule for finding in result.diagnostics} == {"TFM205"}


def test_calls_without_what_they_need_are_refused():
    for text in ("y = tf.nn.relu_layer(x, w)", "y = tf.image.resize_images()", "y = tf.batch_gather(x)"):
        assert len(refusals_of(text + "\n")) == 1


def test_rows_with_numbers():
    for name in (
        "Print",
        "nn.depthwise_conv2d_native",
        "contrib.layers.softmax",
        "contrib.nn.nth_element",
        "quantize_v2",
    ):
        assert lookup(name).source.endswith("compared with numbers recorded on 1.15")


ASSIGNED = """\
import tensorflow as tf

x = tf.placeholder(tf.float32, [2])
m = tf.Variable([0.0, 0.0])
n = tf.Variable([1.0, 1.0])
step = {}
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(step, {{x: [1.0, 2.0]}}))
"""


@pytest.mark.parametrize("call", ["tf.assign(ref=m, value=m + x)", "tf.assign(value=m + x, ref=m)", "m.assign(m + x)"])
def test_a_variable_that_is_assigned_by_keyword_is_no_weight_of_a_model(call):
    assert (
        migrate(ASSIGNED.format(call).encode(), "a.py").output
        == migrate(ASSIGNED.format("tf.assign(m, m + x)").encode(), "a.py").output
    )


def test_an_assignment_by_keyword_counts_as_one_of_the_step():
    text = (
        "import tensorflow as tf\nstep = tf.Variable(0, trainable=False)\nw = tf.Variable(1.0)\n"
        "rate = tf.train.exponential_decay(0.1, step, 2, 0.5)\n"
        "train = tf.train.GradientDescentOptimizer(rate).minimize(w * w, global_step=step)\nback = {}\n"
        "with tf.Session() as sess:\n    sess.run(tf.global_variables_initializer())\n"
        "    for _ in range(3):\n        sess.run(train)\n    sess.run(back)\n    sess.run(train)\n    print(sess.run(w))\n"
    )
    positional = migrate(text.format("tf.assign(step, 0)").encode(), "a.py").output
    assert (
        migrate(text.format("tf.assign(value=0, ref=step)").encode(), "a.py").output
        == positional
        != (migrate(text.format("tf.no_op()").encode(), "a.py").output)
    )
