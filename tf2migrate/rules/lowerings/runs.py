"""Runs of sessions: what is fetched, fed and built."""

from __future__ import annotations

from tf2migrate.result import Safety
from tf2migrate.rules.rule import Rule

RULES = (
    Rule(
        "TFM101",
        "session-runs",
        "Call a function where a session ran the graph",
        "Every run site becomes a call of a tf.function that computes just what the run needed: the "
        "backward slice of its fetches, cut at the fed placeholders. A value fetched together with a "
        "training op is the one from before the update, as in TensorFlow 1; a variable fetched with it "
        "is read after the update (in 400 of 400 runs of 1.15). Results leave as numpy values unless "
        "every use is safe for a tensor: print(tensor) shows another text. An update waits for a returned "
        "loss that ends in linear ops, such as that of a critic: TensorFlow 2.21 otherwise reads its weights "
        "after the update in some runs (in up to 12 of 15). Sessions, their configuration "
        "and the run of the initializers go.",
        before="""\
import tensorflow as tf

w = tf.Variable(3.0)
loss = tf.square(w - 1.0)
train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for step in range(2):
        _, value = sess.run([train_op, loss])
        print("loss: %.3f" % value)
    print(sess.run(w))
""",
        after="""\
import tensorflow as tf

w = tf.Variable(3.0)
optimizer = tf.keras.optimizers.SGD(0.1)


@tf.function
def train_step():
    with tf.GradientTape() as tape:
        loss = tf.square(w - 1.0)
    variables = [w]
    gradients = tape.gradient(loss, variables)
    optimizer.apply_gradients(zip(gradients, variables))
    return loss


for step in range(2):
    value = train_step().numpy()
    print("loss: %.3f" % value)
print(w.numpy())
""",
    ),
    Rule(
        "TFM102",
        "placeholders",
        "Make a placeholder the parameter of the functions that need it",
        "The input signature casts what is passed to the dtype of the placeholder, as feed_dict did, and "
        "one trace serves every batch size; without it each python number would trace the function anew. "
        "A placeholder with a default that a run does not feed takes its default inside the function. A "
        "placeholder that is made in a helper or in a loop, or needed by a run that does not feed it, "
        "keeps the file on compat.v1: give each placeholder a name at the place where the graph is "
        "built.",
        before="""\
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2], name="x")
scale = tf.placeholder_with_default(1.0, shape=[])
total = tf.reduce_sum(x, axis=1) * scale

with tf.Session() as sess:
    print(sess.run(total, feed_dict={x: [[1, 2], [3, 4]]}))
""",
        after="""\
import tensorflow as tf


@tf.function(input_signature=[tf.TensorSpec([None, 2], tf.float32)])
def compute_total(x):
    scale = tf.constant(1.0)
    total = tf.reduce_sum(x, axis=1) * scale
    return total


print(compute_total([[1, 2], [3, 4]]).numpy())
""",
    ),
    Rule(
        "TFM103",
        "feeds-not-visible",
        "Explain which feed dict cannot be followed",
        "The parameters of a function have to be known where it is written. A feed dict that is made by "
        "a comprehension over placeholders, comes in through an argument, or has keys that are no names "
        "hides them. Write the dict out at the run site, or call the new function with its values by "
        "name.",
        before="""\
import tensorflow as tf

x = tf.placeholder(tf.float32, [])
y = tf.placeholder(tf.float32, [])

with tf.Session() as sess:
    print(sess.run(x + y, {p: v for p, v in zip([x, y], [1, 2])}))
""",
        safety=Safety.MANUAL,
    ),
    Rule(
        "TFM104",
        "session-features",
        "Explain what a session did besides running ops",
        "Partial runs, callables of a session, and traces (run_metadata) that the program reads have no function that "
        "could "
        "take their place. Use tf.profiler.experimental for traces, and call the step function in place of "
        "make_callable. A `with` statement that opens a session and something else has to be written as "
        "two.",
        before="""\
import tensorflow as tf

x = tf.placeholder(tf.float32, [])
metadata = tf.RunMetadata()

with tf.Session() as sess:
    options = tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE)
    print(sess.run(x * 2, {x: 1}, options=options, run_metadata=metadata))
    print(len(metadata.step_stats.dev_stats))
""",
        safety=Safety.MANUAL,
    ),
    Rule(
        "TFM105",
        "fetches-not-known",
        "Explain which fetch cannot be followed",
        "A function returns values that have a name in the program. What is fetched by the name that "
        "TensorFlow gave a node, as a dict, or as a nested list that stays whole is not known one by one. Keep the "
        "tensor in a variable of the program and fetch it by that name; unpack a list of results at "
        "once.",
        before="""\
import tensorflow as tf

x = tf.placeholder(tf.float32, [], name="x")
y = tf.multiply(x, 2)

with tf.Session() as sess:
    print(sess.run("Mul:0", {x: 1}))
""",
        safety=Safety.MANUAL,
    ),
    Rule(
        "TFM106",
        "statement-on-graph-value",
        "Explain a loop or branch that depends on a graph value and runs the session",
        "A for, while or if statement that holds a run site stays in the driver, and the driver has no "
        "graph values. Fetch the value first and let the statement use the number: `for part in "
        "sess.run(parts, feed)`.",
        before="""\
import tensorflow as tf

x = tf.placeholder(tf.float32, [2])

with tf.Session() as sess:
    for part in tf.unstack(x):
        print(sess.run(part, {x: [1, 2]}))
""",
        safety=Safety.MANUAL,
    ),
    Rule(
        "TFM107",
        "name-bound-again",
        "Explain a name that changes between the graph and a run",
        "TensorFlow 1 read a python value once, when the graph was built. A function reads its names "
        "when it is traced, so a name that is bound again in between would give it the new value, "
        "silently. Give the two values two names. The same goes for two graph inputs of one name.",
        before="""\
import tensorflow as tf

x = tf.placeholder(tf.float32, [])
half = x / 2
first = x
x = tf.placeholder(tf.float32, [])
total = half + x

with tf.Session() as sess:
    print(sess.run(total, {first: 1, x: 2}))
""",
        safety=Safety.MANUAL,
    ),
    Rule(
        "TFM108",
        "branch-of-the-graph",
        "Explain a graph that is built in one branch and run outside of it",
        "The function has to be defined where all of its calls can see it. Build the graph before the "
        "branch, or run it inside.",
        before="""\
import tensorflow as tf

DEEP = True
x = tf.placeholder(tf.float32, [])

with tf.Session() as sess:
    if DEEP:
        y = x * 2
        print(sess.run(y, {x: 1}))
    else:
        y = x * 3
    print(sess.run(y, {x: 1}))
""",
        safety=Safety.MANUAL,
    ),
    Rule(
        "TFM109",
        "helpers-with-free-values",
        "Pass graph values to the helpers that read them from outside",
        "A helper function that reads a placeholder or another graph value of the module by name would "
        "read a name that is gone. The value becomes a parameter, and every call passes it. A lambda "
        "cannot take parameters that its callers do not pass: make it a function.",
        before="""\
import tensorflow as tf

x = tf.placeholder(tf.float32, [2])


def energy(factor):
    return factor * tf.reduce_sum(tf.square(x))


total = energy(0.5)

with tf.Session() as sess:
    print(sess.run(total, {x: [1, 2]}))
""",
        after="""\
import tensorflow as tf


def energy(factor, x):
    return factor * tf.reduce_sum(tf.square(x))


@tf.function(input_signature=[tf.TensorSpec([2], tf.float32)])
def compute_total(x):
    total = energy(0.5, x)
    return total


print(compute_total([1, 2]).numpy())
""",
    ),
)
