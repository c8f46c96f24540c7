"""Tables and queues are made where they stand; what cannot be one object of TensorFlow 2 stays, and a finding says why.

What the lowered programs print is compared with 1.15 by the conformance suite.
"""

from __future__ import annotations

import pytest

from tf2migrate.engine import check, migrate

HEAD = "import tensorflow as tf\nx = tf.placeholder(tf.string, [None])\nn = tf.placeholder(tf.float32, [])\n"
RUN = "with tf.Session() as sess:\n    sess.run(tf.tables_initializer())\n    print(sess.run({}, {{x: ['a']}}))\n"
TABLE = "tf.contrib.lookup.index_table_from_tensor"


def messages(text: str) -> list[str]:
    result = migrate(text.encode(), "program.py")
    assert "compat.v1" in result.output.decode()
    assert check(text.encode(), "program.py").diagnostics == result.diagnostics
    return [finding.message for finding in result.diagnostics]


@pytest.mark.parametrize(
    "call, made",
    [
        (
            f"{TABLE}(['a', 'b'])",
            "tf.lookup.StaticHashTable(tf.lookup.KeyValueTensorInitializer(['a', 'b'], tf.range(2, dtype=tf.int64)), -1)",
        ),
        (
            f"{TABLE}(words, 2, name='n')",
            "tf.lookup.StaticVocabularyTable(tf.lookup.KeyValueTensorInitializer(words, "
            "tf.range(tf.size(words, tf.int64), dtype=tf.int64)), 2)",
        ),
        (
            "tf.contrib.lookup.index_table_from_file('f', 0, 7)",
            "tf.lookup.StaticHashTable(tf.lookup.TextFileInitializer('f', tf.string, "
            "tf.lookup.TextFileIndex.WHOLE_LINE, tf.int64, tf.lookup.TextFileIndex.LINE_NUMBER, vocab_size=7), -1)",
        ),
    ],
)
def test_table(call, made):
    text = HEAD + f"words = ['a']\ntable = {call}\nids = table.lookup(x)\n" + RUN.format("ids")
    result = migrate(text.encode(), "program.py")
    assert f"\ntable = {made}\n" in result.output.decode() and "compat" not in result.output.decode()
    assert migrate(result.output, "program.py").output == result.output


@pytest.mark.parametrize(
    "call, reason",
    [
        (f"{TABLE}(['a'], hasher_spec=spec)", "one hash function"),
        (f"{TABLE}(['a'], count)", "may be zero"),
        (f"{TABLE}(['a'], 2, default_value=3)", "default_value"),
        (f"{TABLE}(read())", "computed twice"),
        (f"{TABLE}(['a'], dtype=kind)", "not visible"),
        (f"{TABLE}(x)", "what a session computes"),
    ],
)
def test_table_that_stays(call, reason):
    text = HEAD + "spec = count = kind = read = None\n" + f"ids = {call}.lookup(x)\n" + RUN.format("ids")
    assert any(reason in message for message in messages(text))


def test_table_of_a_helper_stays():
    text = HEAD + f"def look(words):\n    return {TABLE}(['a']).lookup(words)\n\n\nids = look(x)\n" + RUN.format("ids")
    assert any("helper function" in message for message in messages(text))


@pytest.mark.parametrize(
    "lines, run, reason",
    [
        ("q = tf.FIFOQueue(3, tf.float32)", "[q.enqueue(n), q.dequeue()]", "in no order"),
        ("q = tf.FIFOQueue(3, tf.float32, shared_name='q')", "q.enqueue(n)", "shared with other sessions"),
        ("q = tf.FIFOQueue(3, [tf.float32], names=['a'])", "q.enqueue({'a': n})", "have names"),
        ("q = tf.FIFOQueue(3, tf.float32)", "q.is_closed()", "is_closed"),
        ("qs = [tf.FIFOQueue(3, tf.float32) for _ in range(2)]", "qs[0].enqueue(n)", "loop"),
    ],
)
def test_queue_that_stays(lines, run, reason):
    text = HEAD + f"{lines}\nwith tf.Session() as sess:\n    sess.run({run}, {{n: 1.0}})\n"
    assert any(reason in message for message in messages(text))


@pytest.mark.parametrize("target", ["'grpc://localhost:2222'", "target=server", "tf.train.Server({}).target"])
def test_session_on_a_server_stays(target):
    text = HEAD + f"server = 's'\nwith tf.Session({target}) as sess:\n    print(sess.run(n * 2.0, {{n: 1.0}}))\n"
    assert any("runs on a server" in message for message in messages(text))


@pytest.mark.parametrize("target", ["''", "target=''", "None, None", "config=tf.ConfigProto()"])
def test_session_in_the_process(target):
    text = HEAD + f"with tf.Session({target}) as sess:\n    print(sess.run(n * 2.0, {{n: 1.0}}))\n"
    assert "compat" not in migrate(text.encode(), "program.py").output.decode()


def test_hyperparameters_come_with_the_methods_that_are_named():
    text = (
        "import tensorflow as tf\nhp = tf.contrib.training.HParams(rate=1.0)\n{}y = tf.constant(1.0) * hp.rate\n"
        "with tf.Session() as sess:\n    print(sess.run(y))\n"
    )
    short = migrate(text.format("").encode(), "program.py").output.decode()
    long = migrate(text.format("hp.parse('rate=2')\n").encode(), "program.py").output.decode()
    assert "class HParams" in short and "def parse" not in short and "def parse" in long and "def _read" in long
    whole = migrate(text.format("getattr(hp, 'to_json')()\n").encode(), "program.py").output.decode()
    assert "def to_json" in whole
    assert any("set_model_structure" in m for m in messages(text.format("hp.set_model_structure(1)\n")))


def test_protocol_buffers_are_where_they_were():
    text = (
        "import tensorflow as tf\nfrom tensorflow.core.util import event_pb2\nx = tf.placeholder(tf.float32, [])\n"
        "{}with tf.Session() as sess:\n    print(sess.run(x * 2.0, {{x: 1.0}}), event_pb2.Event(step=3).step, tf.__file__)\n"
    )
    output = migrate(text.format("").encode(), "program.py").output.decode()
    assert "\nfrom tensorflow.core.util import event_pb2\n" in output and "compat" not in output
    output = migrate(text.format("tf.get_default_graph().get_operations()\n").encode(), "program.py").output.decode()
    assert "\nfrom tensorflow.core.util import event_pb2\n" in output and "tf.core" not in output
