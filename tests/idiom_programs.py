"""Programs whose numbers were right before, but not the code that an expert would write: gradients, loops, dtypes."""

from __future__ import annotations

_DATA = """\
import numpy as np
import tensorflow as tf

rng = np.random.RandomState(0)
xs = rng.rand(12, 3).astype(np.float32)
ys = rng.rand(12, 1).astype(np.float32)
"""
_CLIPPED = (
    _DATA
    + """
x = tf.placeholder(tf.float32, [None, 3])
y = tf.placeholder(tf.float32, [None, 1])
w = tf.Variable(tf.ones([3, 1]) * 0.5)
b = tf.Variable(tf.zeros([1]))
loss = tf.reduce_mean(tf.square(tf.matmul(x, w) + b - y))
optimizer = tf.train.GradientDescentOptimizer(0.5)
{gradients}
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        print(sess.run([loss, norm, train], {{x: xs, y: ys}})[:2])
    print(sess.run([w, b]))
"""
)
_FED = (
    _DATA
    + """
features_ph = tf.placeholder(tf.float32, [None, 3])
labels_ph = tf.placeholder(tf.float32, [None, 1])
dataset = tf.data.Dataset.from_tensor_slices((features_ph, labels_ph)).batch(4)
iterator = dataset.make_initializable_iterator()
features, labels = iterator.get_next()
w = tf.get_variable("w", [3, 1], initializer=tf.constant_initializer(0.5))
loss = tf.losses.mean_squared_error(labels, tf.matmul(features, w))
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for epoch in range(2):
        sess.run(iterator.initializer, {{features_ph: xs, labels_ph: ys}})
{loop}
"""
)

IDIOMS = {
    "gradients_and_variables": _CLIPPED.format(
        gradients="""\
gradients, variables = zip(*optimizer.compute_gradients(loss))
gradients, norm = tf.clip_by_global_norm(gradients, 0.1)
train = optimizer.apply_gradients(zip(gradients, variables))
"""
    ),
    "gradients_of_some_variables_by_pairs": _CLIPPED.format(
        gradients="""\
pairs = optimizer.compute_gradients(loss, var_list=[b])  # not of w
gradients, variables = zip(*pairs)
norm = tf.global_norm(gradients)
gradients = [tf.clip_by_value(g, -0.1, 0.1) for g in gradients]
train = optimizer.apply_gradients(list(zip(gradients, variables)))
"""
    ),
    "gradients_whose_pairs_are_read": _CLIPPED.format(
        gradients="""\
pairs = optimizer.compute_gradients(loss)
gradients, variables = zip(*pairs)
norm = tf.global_norm(gradients)
train = optimizer.apply_gradients([(g / norm, v) for g, v in pairs])
"""
    ),
    "gradients_in_a_longer_tuple": _CLIPPED.format(
        gradients="""\
gradients, variables = zip(*optimizer.compute_gradients(loss))
norm = tf.global_norm(gradients + (loss,))
train = optimizer.apply_gradients(zip(gradients, variables))
"""
    ),
    "batches_until_there_are_none": _FED.format(
        loop="""\
        total = 0.0
        while True:  # one epoch
            try:
                value, _ = sess.run([loss, train])  # one step
                total += value
            except tf.errors.OutOfRangeError:
                break
        print(epoch, total)
"""
    ),
    "batches_with_a_last_word": _FED.format(
        loop="""\
        try:
            while True:
                value, _ = sess.run([loss, train])
                if value > 100:
                    continue
                print(value)
        except tf.errors.OutOfRangeError:
            print("end of epoch", epoch)
"""
    ),
    "batches_that_are_counted": _FED.format(
        loop="""\
        count = 0
        while True:
            try:
                count += 1
                value, _ = sess.run([loss, train])
            except tf.errors.OutOfRangeError:
                break
        print(epoch, count, value)
"""
    ),
    "elements_of_known_dtypes": (
        _DATA
        + """
def scaled(x, y):
    return x * 2.0, tf.cast(y > 0.5, tf.int32)


pairs = tf.data.Dataset.from_tensor_slices((tf.constant(xs), tf.constant(ys))).map(scaled).batch(5)
x, y = pairs.make_one_shot_iterator().get_next()
rows = tf.data.Dataset.from_tensor_slices(tf.constant(xs))
both = tf.data.Dataset.zip((rows, rows.map(lambda row: row * 2.0))).batch(5)
a, z = both.make_one_shot_iterator().get_next()
numbers = tf.data.Dataset.from_tensor_slices(tf.constant([1, 2, 3])).make_one_shot_iterator().get_next()
w = tf.Variable(tf.ones([3, 1]))
loss = tf.losses.mean_squared_error(y, tf.matmul(x - z + a, w))
half = tf.div(numbers, 2)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(loss), sess.run(half), sess.run(half))
"""
    ),
    "elements_that_lists_make": (
        _DATA
        + """
rows = tf.data.Dataset.from_tensor_slices([[1.0, 2.0, 3.0], [0.5, 0.25, 0.0]])  # one tensor
both = rows.map(lambda x: [x * 2.0, x])  # a tuple, though
a, x = both.make_one_shot_iterator().get_next()
w = tf.Variable(tf.ones([3, 1]))
loss = tf.losses.mean_squared_error(a[:1], tf.matmul([x], w)[0])
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(loss), sess.run(a))
"""
    ),
    "a_network_without_a_name": (
        _DATA
        + """
def inference(x):
    h = tf.layers.dense(x, 4, tf.nn.tanh, kernel_initializer=tf.constant_initializer(0.1))
    return tf.layers.dense(h, 1, kernel_initializer=tf.constant_initializer(0.2))


x = tf.placeholder(tf.float32, [None, 3])
y = tf.placeholder(tf.float32, [None, 1])
loss = tf.reduce_mean(tf.square(inference(x) - y))
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
tf.summary.scalar("loss", loss)
summaries = tf.summary.merge_all()
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for step in range(2):
        value, _ = sess.run([loss, train], {x: xs, y: ys})
        print(step, value)
"""
    ),
    "networks_in_scopes_called_like_builtins": """\
import tensorflow as tf
import numpy as np


def net(x, scope):
    with tf.variable_scope(scope):
        h = tf.layers.dense(x, 5, tf.nn.relu, kernel_initializer=tf.constant_initializer(0.3))
        return tf.layers.dense(h, 1, kernel_initializer=tf.constant_initializer(0.2))


x = tf.placeholder(tf.float32, [None, 4])
one = net(x, "eval")
two = net(x, "target")
loss = tf.reduce_mean(tf.square(one - 2.0 * two + 1.0))
t_vars = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, scope="eval")
train = tf.train.GradientDescentOptimizer(1e-2).minimize(loss, var_list=t_vars)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(eval("1 + 1"), sess.run([train, loss], {x: np.ones((2, 4))})[1], sess.run([one, two], {x: np.ones((1, 4))}))
""",
}
