"""TF1 programs that make layers and variables in list comprehensions.

Forms of `engine_form_programs`, with recorded output of TF 1.15.
"""

from __future__ import annotations

COMPREHENSIONS = {
    "layers": """\
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 2])
outs = [tf.layers.dense(x, 2, kernel_initializer=tf.ones_initializer()) for i in range(3)]
y = tf.add_n(outs)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {x: [[1.0, 2.0]]}))
""",
    "helper_that_makes_variables": """\
import tensorflow as tf
def relu(X):
    w_shape = (int(X.get_shape()[1]), 1)
    w = tf.Variable(tf.ones(w_shape), name="weights")
    b = tf.Variable(0.5, name="bias")
    z = tf.add(tf.matmul(X, w), b, name="z")
    return tf.maximum(z, 0., name="relu")
x = tf.placeholder(tf.float32, [None, 2])
relus = [relu(x) for i in range(3)]
y = tf.add_n(relus)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {x: [[1.0, 2.0]]}))
""",
    "sizes_in_an_argument": """\
import tensorflow as tf
def branch(x, size):
    w = tf.Variable(tf.ones([2, size]))
    return tf.matmul(x, w)
x = tf.placeholder(tf.float32, [None, 2])
y = tf.concat([branch(x, size) for size in [1, 2, 3]], 1)
z = x
for k in range(2):
    z = branch(z, 2)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run([y, z], {x: [[1.0, 2.0]]}))
""",
    "in_a_layer_function": """\
import tensorflow as tf
def tower(x, sizes):
    outs = [tf.layers.dense(x, s, kernel_initializer=tf.constant_initializer(0.1 * s)) for s in sizes]
    return tf.concat(outs, 1)
x = tf.placeholder(tf.float32, [None, 2])
with tf.variable_scope("a"):
    a = tower(x, [1, 2])
with tf.variable_scope("b"):
    b = tower(a, [2])
loss = tf.reduce_sum(b)
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(2):
        sess.run(train, {x: [[1.0, 2.0]]})
        print(sess.run([loss, b], {x: [[1.0, 2.0]]}))
""",
    "in_a_class": """\
import tensorflow as tf
class Net(object):
    def __init__(self, sizes):
        self.x = tf.placeholder(tf.float32, [None, 2])
        self.heads = [tf.layers.dense(self.x, n, kernel_initializer=tf.ones_initializer(), name="head_%d" % k) for k, n in enumerate(sizes)]
        self.y = tf.concat(self.heads, 1)
net = Net([1, 2])
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(net.y, {net.x: [[1.0, 2.0]]}))
""",
    "that_filters": """\
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 2])
sizes = [1, 0, 3]
for i in range(2):
    print(i)
y = tf.concat([tf.layers.dense(x, i, kernel_initializer=tf.ones_initializer(), name="d%d" % i) for i in sizes if i], axis=1)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(2):
        print(i, sess.run(y, {x: [[1.0, 2.0 + i]]}))
    print([v.name for v in tf.global_variables()])
""",
    "whose_name_is_read_later": """\
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 2])
size = 7
ys = [tf.layers.dense(x, size, kernel_initializer=tf.ones_initializer()) for size in (1, 2)]
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(ys, {x: [[1.0, 2.0]]}), size)
""",
    "in_a_comprehension": """\
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 2])
rows = [[tf.layers.dense(x, n, kernel_initializer=tf.ones_initializer()) for n in (1, 2)] for m in range(2)]
y = tf.concat(rows[0] + rows[1], 1)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {x: [[1.0, 2.0]]}))
""",
    "behind_another_call": """\
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 2])
def head(n):
    return tf.layers.dense(x, n, kernel_initializer=tf.constant_initializer(float(n)))
y = tf.concat([head(1)] + [head(n) for n in (2, 3)], 1)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {x: [[1.0, 2.0]]}))
""",
}
