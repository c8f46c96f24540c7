"""Programs that read the graph which another file has saved, migrated together with it; and lookups that have to stay.

What the programs print is what TensorFlow 1.15.5 printed, the writer run first.
"""

import subprocess

import pytest
from printed import difference
from reader_programs import READERS

from tf2migrate.engine import migrate
from tf2migrate.project import migrate_programs
from tf2migrate.settings import Settings
from tf2migrate.verification.interpreters import InterpreterError, find_tf2

MODEL = """\
import tensorflow as tf


class TextCNN(object):
    def __init__(self, length, classes, hidden, l2=0.0):
        self.input_x = tf.placeholder(tf.float32, [None, length], name="input_x")
        self.input_y = tf.placeholder(tf.float32, [None, classes], name="input_y")
        self.dropout_keep_prob = tf.placeholder(tf.float32, name="dropout_keep_prob")
        with tf.name_scope("hidden"):
            W = tf.Variable(tf.ones([length, hidden]), name="W")
            h = tf.nn.dropout(tf.matmul(self.input_x, W), self.dropout_keep_prob)
        with tf.name_scope("output"):
            W2 = tf.Variable(tf.zeros([hidden, classes]), name="W")
            self.scores = tf.matmul(h, W2, name="scores")
            self.predictions = tf.argmax(self.scores, 1, name="predictions")
        self.loss = tf.reduce_mean(tf.square(self.scores - self.input_y))
"""
TRAIN = """\
import numpy as np
import tensorflow as tf
from text_cnn import TextCNN

HIDDEN = 5
data = np.array([[1.0, 2.0], [3.0, -1.0], [0.5, 1.0]])
labels = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]])
with tf.Graph().as_default():
    sess = tf.Session()
    with sess.as_default():
        cnn = TextCNN(length=2, classes=2, hidden=HIDDEN)
        train_op = tf.train.GradientDescentOptimizer(0.1).minimize(cnn.loss)
        saver = tf.train.Saver(tf.global_variables())
        sess.run(tf.global_variables_initializer())
        for step in range(4):
            _, loss = sess.run([train_op, cnn.loss], {cnn.input_x: data, cnn.input_y: labels, cnn.dropout_keep_prob: 1.0})
            print(step, loss)
            path = saver.save(sess, "./model", global_step=step)
"""
EVAL = """\
import numpy as np
import tensorflow as tf

checkpoint_file = tf.train.latest_checkpoint("./")
data = np.array([[1.0, 2.0], [3.0, -1.0], [0.5, 1.0]])
graph = tf.Graph()
with graph.as_default():
    sess = tf.Session()
    with sess.as_default():
        # Load the saved meta graph and restore variables
        saver = tf.train.import_meta_graph("{}.meta".format(checkpoint_file))
        saver.restore(sess, checkpoint_file)
        input_x = graph.get_operation_by_name("input_x").outputs[0]
        dropout_keep_prob = graph.get_operation_by_name("dropout_keep_prob").outputs[0]
        predictions = graph.get_operation_by_name("output/predictions").outputs[0]
        scores = graph.get_operation_by_name("output/scores").outputs[0]
        print(sess.run([predictions, scores], {input_x: data, dropout_keep_prob: 1.0}))
"""
SAVE = """\
import tensorflow as tf

HIDDEN = 4

# ---- graph ----
inputs = tf.placeholder(tf.float32, shape=[None, 2], name="input")
weight1 = tf.Variable(tf.ones(shape=[2, HIDDEN]), name="weight1")
bias1 = tf.Variable(tf.zeros(shape=[4]), name="bias1")
v1 = tf.matmul(inputs, weight1, name="op_v1")
v2 = tf.add(v1, bias1, name="op_v2")
with tf.name_scope("second"):
    weight2 = tf.Variable(tf.ones(shape=[v2.get_shape().as_list()[-1], 3]), name="weight2")
    v3 = tf.matmul(v2, weight2, name="op_v3")

sess = tf.Session()
saver = tf.train.Saver()
sess.run(tf.global_variables_initializer())
sess.run(bias1.assign_add([0.5, 1.0, 1.5, 2.0]))
print(sess.run(v3, {inputs: [[1.0, 2.0]]}))
saver.save(sess, "./my-model", global_step=1000)
"""
RESTORE = """\
import numpy as np
import tensorflow as tf

inputs = np.array([[1, 2.0], [3, 4], [5, 6]])
with tf.Session() as sess:
    new_saver = tf.train.import_meta_graph("./my-model-1000.meta")
    new_saver.restore(sess, tf.train.latest_checkpoint("./"))
    graph = tf.get_default_graph()
    x = graph.get_tensor_by_name("input:0")
    v1 = graph.get_tensor_by_name("op_v1:0")
    v2 = graph.get_tensor_by_name("op_v2:0")
    print(sess.run("weight1:0"))
    v1, v2 = sess.run([v1, v2], feed_dict={x: inputs})
    print(v1, v2)
    weight2 = sess.run("second/weight2:0")
    print(weight2)
"""
PROJECTS = {
    "class_of_another_file": (
        {"text_cnn.py": MODEL, "train.py": TRAIN, "eval.py": EVAL},
        ("train.py", "eval.py"),
        """\
0 0.5
1 0.8648727
2 1.6935577
3 3.05719
[array([1, 1, 1]), array([[-2.7852633, -1.2379696],
       [-1.6759603, -0.7449162],
       [-1.3926316, -0.6189848]], dtype=float32)]
""",
    ),
    "script": (
        {"save.py": SAVE, "restore.py": RESTORE},
        ("save.py", "restore.py"),
        """\
[[17. 17. 17.]]
[[1. 1. 1. 1.]
 [1. 1. 1. 1.]]
[[ 3.  3.  3.  3.]
 [ 7.  7.  7.  7.]
 [11. 11. 11. 11.]] [[ 3.5  4.   4.5  5. ]
 [ 7.5  8.   8.5  9. ]
 [11.5 12.  12.5 13. ]]
[[1. 1. 1.]
 [1. 1. 1.]
 [1. 1. 1.]
 [1. 1. 1.]]
""",
    ),
}


def _migrated(files):
    outcome = migrate_programs({name: text.encode() for name, text in files.items()}, lambda _: Settings())
    return outcome


@pytest.mark.parametrize("name", PROJECTS)
def test_reader_and_writer_print_what_tf1_printed(name, tmp_path):
    files, programs, printed = PROJECTS[name]
    results = _migrated(files).results
    assert set(results) == {path for path in files if path != "save.py"}
    for path in set(files) - set(results):  # a program of one file
        results[path] = migrate(files[path].encode(), path)
    assert all("TFM406" not in result.applied or path == programs[-1] for path, result in results.items())
    try:
        interpreter = find_tf2(None)
    except InterpreterError as error:
        pytest.skip(str(error))
    for path, result in results.items():
        (tmp_path / path).write_bytes(result.output)
        assert migrate(result.output, path).output == result.output
    found = ""
    for program in programs:
        run = subprocess.run([interpreter.python, program], cwd=tmp_path, capture_output=True, text=True, timeout=300)
        assert run.returncode == 0, run.stderr[-2000:] + results[program].output.decode()
        found += run.stdout
    assert difference(printed, found) is None, found


def test_values_that_only_the_writer_knows_are_named():
    files = {
        "text_cnn.py": MODEL,
        "eval.py": EVAL,
        "train.py": TRAIN.replace("length=2", "length=data.shape[1]").replace("hidden=HIDDEN", "hidden=int(input())"),
    }
    outcome = _migrated(files)
    assert set(outcome.results) == {"text_cnn.py", "train.py"}
    (finding,) = outcome.findings["eval.py"]
    assert finding.rule == "TFM406" and finding.line == 11 and "length=data.shape[1]" in finding.message
    assert "hidden=int(input())" in finding.message and "train.py" in finding.message
    (note,) = [d for d in outcome.results["train.py"].diagnostics if d.rule == "TFM406"]
    assert "eval.py reads the graph" in note.message


def test_a_writer_that_stays_keeps_its_reader():
    outcome = _migrated({"save.py": SAVE + "print(tf.get_default_graph().get_operations())\n", "restore.py": RESTORE})
    assert not outcome.results and "stays on tf.compat.v1" in outcome.findings["restore.py"][0].message


@pytest.mark.parametrize(
    "old, new",
    [
        ('"./my-model-1000.meta"', '"./other-1000.meta"'),  # another checkpoint
        ('"op_v1:0"', '"op_v9:0"'),  # a node that nobody names
        ('"op_v1:0"', '"op_v1:1"'),
        ("tf.train.import_meta_graph(", "tf.train.import_meta_graph(clear_devices=True, meta_graph_or_file="),
    ],
)
def test_a_reader_that_has_to_stay(old, new):
    assert old in RESTORE
    outcome = _migrated({"save.py": SAVE, "restore.py": RESTORE.replace(old, new)})
    assert "restore.py" not in outcome.results


@pytest.mark.parametrize(
    "old, new",
    [
        ('path + ".meta"', '"./other.ckpt.meta"'),
        ('get_tensor_by_name("label:0")', 'get_tensor_by_name("labels:0")'),
        ('name="Output")', 'name="Output" + str(len(tf.VERSION)))'),
        ("x = graph.get_tensor", "x = 1 or graph.get_tensor"),
    ],
)
def test_a_lookup_that_has_to_stay(old, new):
    text = READERS["imported_after_a_reset"]
    assert old in text
    result = migrate(text.replace(old, new).encode(), "program.py")
    assert result.applied == ("TFM900",) and result.diagnostics


def test_names_that_are_taken_twice_are_not_mixed_up():
    text = """\
import tensorflow as tf
x = tf.placeholder(tf.float32, [], name="x")
for i in range(2):
    y = tf.multiply(x, i + 2.0, name="y")
z = tf.get_default_graph().get_tensor_by_name("y:0")
with tf.Session() as sess:
    print(sess.run(z, {x: 3.0}))
"""
    assert migrate(text.encode(), "program.py").applied == ("TFM900",)
    twice = text.replace(
        "for i in range(2):\n    y = tf.multiply(x, i + 2.0", 'w = tf.square(x, name="Y")\ny = tf.multiply(x, 2.0'
    )
    assert migrate(twice.encode(), "program.py").applied == ("TFM900",)  # that one is called y_1
