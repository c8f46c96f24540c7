"""Checkpoints, summaries, metrics and saved models."""

from __future__ import annotations

from tf2migrate.result import Safety
from tf2migrate.rules.rule import Rule

RULES = (
    Rule(
        "TFM401",
        "summaries-not-known",
        "Explain a summary whose tag or value is not known",
        "A fetched summary becomes the values it shows, by their tags, and they are written where "
        "add_summary stood. A summary made in a loop that runs the session, in a helper that stays a function, in a "
        "collection of its own or under a scope that is not a constant has no tag that is known. Write it with "
        "tf.summary under "
        "writer.as_default() where the value is at hand.",
        before="""\
import tensorflow as tf

x = tf.placeholder(tf.float32, [2])

with tf.Session() as sess:
    writer = tf.summary.FileWriter("logs", sess.graph)
    for index in range(2):
        summary = tf.summary.scalar("x%d" % index, x[index])
        writer.add_summary(sess.run(summary, {x: [1, 2]}), 0)
    writer.close()
""",
        safety=Safety.MANUAL,
    ),
    Rule(
        "TFM402",
        "summary-writers",
        "Write summaries with tf.summary and a step",
        "FileWriter and the merged summary are gone. The function returns the raw values, and the driver "
        "writes them where add_summary stood, with the same tags and step. tf.summary.scalar of "
        "TensorFlow 2.21 needs the package tensorboard, which TensorFlow does not install. The graph "
        "itself (add_graph) is not written.",
        before="""\
import tensorflow as tf

x = tf.placeholder(tf.float32, [])
loss = tf.square(x)
tf.summary.scalar("loss", loss)
merged = tf.summary.merge_all()

with tf.Session() as sess:
    writer = tf.summary.FileWriter("logs", sess.graph)
    for step in range(2):
        summary, value = sess.run([merged, loss], {x: step})
        writer.add_summary(summary, step)
        print(value)
""",
        after="""\
import tensorflow as tf

writer = tf.summary.create_file_writer("logs")


@tf.function(input_signature=[tf.TensorSpec([], tf.float32)])
def compute_summary_and_loss(x):
    loss = tf.square(x)
    return {"loss": loss}, loss


for step in range(2):
    summary, value = compute_summary_and_loss(step)
    value = value.numpy()
    with writer.as_default(step=step):
        tf.summary.scalar("loss", summary["loss"])
    print(value)
""",
    ),
    Rule(
        "TFM403",
        "streaming-metrics",
        "Use metric objects in place of value and update ops",
        "The pair of tf.metrics becomes an object with update_state() and result(); running the update "
        "returns the new result, as in TensorFlow 1. The initializer of local variables becomes "
        "reset_state(). Metrics whose Keras class computes another number keep the file on compat.v1: "
        "Precision and Recall of Keras cut at 0.5, those of TensorFlow 1 at zero (0.17 and 0.64 apart).",
        before="""\
import tensorflow as tf

labels = tf.placeholder(tf.int64, [None])
predictions = tf.placeholder(tf.int64, [None])
accuracy, update = tf.metrics.accuracy(labels, predictions)

with tf.Session() as sess:
    sess.run(tf.local_variables_initializer())
    sess.run(update, {labels: [1, 2], predictions: [1, 3]})
    sess.run(update, {labels: [1, 2], predictions: [1, 2]})
    print(sess.run(accuracy))
""",
        after="""\
import tensorflow as tf

accuracy_metric = tf.keras.metrics.Accuracy()


@tf.function(input_signature=[tf.TensorSpec([None], tf.int64), tf.TensorSpec([None], tf.int64)])
def update(labels, predictions):
    accuracy_metric.update_state(labels, predictions)
    update = accuracy_metric.result()
    return update


update([1, 2], [1, 3])
update([1, 2], [1, 2])
print(accuracy_metric.result().numpy())
""",
    ),
    Rule(
        "TFM404",
        "savers",
        "Save and restore with tf.train.Checkpoint",
        "A Saver without a list held all variables that existed when it was made, slots of optimizers "
        "included. The checkpoint names the same ones. Restoring asserts that all of them were found, "
        "because Saver.restore raised for a missing name and a checkpoint passes over it. A numbered "
        "save becomes a CheckpointManager with the same prefix, number and max_to_keep of five.",
        before="""\
import tensorflow as tf

v = tf.Variable(1.0, name="v")
double = v.assign(v * 2)
saver = tf.train.Saver()

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    saver.save(sess, "./model.ckpt")
    print(sess.run(double))
    saver.restore(sess, "./model.ckpt")
    print(sess.run(v))
""",
        after="""\
import tensorflow as tf

v = tf.Variable(1.0, name="v")


@tf.function
def run_double():
    double = v.assign(v * 2)
    return double


saver = tf.train.Checkpoint(v=v)

saver.write("./model.ckpt")
print(run_double().numpy())
saver.read("./model.ckpt").assert_existing_objects_matched()
print(v.numpy())
""",
    ),
    Rule(
        "TFM405",
        "saved-models",
        "Save a model for serving with tf.saved_model.save",
        "A signature is a tf.function whose parameters and results have the names of the inputs and outputs; what is "
        "saved tracks the variables that it reads. A builder with one signature is written the same way. TensorFlow 1 "
        "raised when the folder was there already, TensorFlow 2 writes over it.",
        before="""\
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2])
w = tf.Variable([[1.0], [2.0]])
y = tf.matmul(x, w)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {x: [[1.0, 2.0]]}))
    tf.saved_model.simple_save(sess, "served", inputs={"x": x}, outputs={"y": y})
""",
        after="""\
import tensorflow as tf


class Model(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.w = tf.keras.Variable([[1.0], [2.0]], name='w')

    def call(self, x):
        y = tf.matmul(x, self.w)
        return y


model = Model()


@tf.function(input_signature=[tf.TensorSpec([None, 2], tf.float32)])
def compute_y(x):
    y = model(x)
    return y


print(compute_y([[1.0, 2.0]]).numpy())


@tf.function(input_signature=[tf.TensorSpec([None, 2], tf.float32)])
def serving_default(x):
    return {"y": compute_y(x)}


tf.saved_model.save(tf.train.Checkpoint(model=model), "served", signatures=serving_default)
""",
    ),
    Rule(
        "TFM406",
        "graph-lookups",
        "Use the names of the program in the place of names of the graph",
        "What get_tensor_by_name, get_operation_by_name or a string in a run looks up is what the program gave that "
        "name "
        "to. import_meta_graph makes a copy of the graph that was saved beside a checkpoint: where the same scope has "
        "built it, that is used again; where another function or file has, what it takes to compute the values is "
        "built "
        "in the reader as there, and restored from where that has saved it. What the writer makes its model from has "
        "to "
        "be known in its text: otherwise the finding names the values.",
        before="""\
import tensorflow as tf

x = tf.placeholder(tf.float32, [], name="x")
w = tf.Variable(2.0, name="w")
y = tf.multiply(w, x, name="y")
saver = tf.train.Saver()

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    saver.save(sess, "./model")

tf.reset_default_graph()
with tf.Session() as sess:
    restorer = tf.train.import_meta_graph("./model.meta")
    restorer.restore(sess, "./model")
    graph = tf.get_default_graph()
    x = graph.get_tensor_by_name("x:0")
    print(sess.run("y:0", {x: 3.0}))
""",
        after="""\
import tensorflow as tf


class Model(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.w = tf.keras.Variable(2.0, name="w")

    def call(self, x):
        y = tf.multiply(self.w, x, name="y")
        return y


model = Model()


@tf.function(input_signature=[tf.TensorSpec([], tf.float32)])
def compute_y(x):
    y = model(x)
    return y


saver = tf.train.Checkpoint(model=model)

saver.write("./model")

saver.read("./model").assert_existing_objects_matched()
print(compute_y(3.0).numpy())
""",
    ),
)
