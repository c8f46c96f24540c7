"""Programs as courses and first steps have them, each with something that kept one from being migrated, or equal."""

from __future__ import annotations

COURSES = {
    "one_number_of_an_array": """\
import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 1])
w = tf.Variable(tf.ones([1, 1]))
b = tf.Variable(tf.zeros([1]))
y = tf.matmul(x, w) + b
loss = tf.reduce_mean(tf.square(y - 2.0))
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
data = np.array([[1.0], [2.0]], np.float32)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for step in range(3):
        sess.run(train, {x: data})
        value = sess.run(loss, {x: data})
        print("step %d, loss=%.4f, w=%.4f, b=%.4f" % (step, value, w.eval(), b.eval()))  # as numbers
    print("w: %.3f" % sess.run(w))
    weight, bias = sess.run([w, b])
    print("%s %.2f" % (weight, bias), float(weight), weight * 2.0)
    for name in ("a", "b"):
        bias = bias + 1.0
        print("%s: %.1f" % (name, bias[0]))
""",
    "saved_and_built_again_after_a_reset": """\
import tensorflow as tf

v1 = tf.get_variable("v1", shape=[3], initializer=tf.zeros_initializer)
v2 = tf.get_variable("v2", shape=[5], initializer=tf.zeros_initializer)
inc_v1 = v1.assign(v1 + 1)
dec_v2 = v2.assign(v2 - 1)
init_op = tf.global_variables_initializer()
saver = tf.train.Saver()
with tf.Session() as sess:
    sess.run(init_op)
    inc_v1.op.run()
    dec_v2.op.run()
    save_path = saver.save(sess, "./model.ckpt")
    print("Model saved in path: %s" % save_path)

tf.reset_default_graph()
v1 = tf.get_variable("v1", shape=[3])
v2 = tf.get_variable("v2", shape=[5], initializer=tf.zeros_initializer)
saver = tf.train.Saver({"v1": v1})
with tf.Session() as sess:
    v2.initializer.run()
    saver.restore(sess, "./model.ckpt")
    print("v1 : %s" % v1.eval())
    print("v2 : %s" % v2.eval())

tf.reset_default_graph()
v1 = tf.get_variable("v1", shape=[3])
v2 = tf.get_variable("v2", shape=[5])
saver = tf.train.Saver()
with tf.Session() as sess:
    saver.restore(sess, "./model.ckpt")
    print(sess.run([v1, v2]))
""",
    "choice_between_constants": """\
import tensorflow as tf
a = tf.constant(1)
b = tf.constant(2)
x = tf.placeholder(tf.float32, [])
i = tf.where(tf.equal(a, a), 10, 11)
j = tf.where(tf.equal(a, b), 10, 11)
k = tf.where(tf.greater(x, 1.0), x, 2.0 * x)
sess = tf.Session()
print(sess.run([i, j]), sess.run(k, {x: 3.0}))
""",
    "layer_object_called_on_a_constant": """\
import tensorflow as tf
x = tf.constant([[1], [2], [3], [4]], dtype=tf.float32)
y_true = tf.constant([[0], [-1], [-2], [-3]], dtype=tf.float32)
linear_model = tf.layers.Dense(units=1, kernel_initializer=tf.ones_initializer())
y_pred = linear_model(x)
loss = tf.losses.mean_squared_error(labels=y_true, predictions=y_pred)
optimizer = tf.train.GradientDescentOptimizer(0.01)
train = optimizer.minimize(loss)
init = tf.global_variables_initializer()
with tf.Session() as sess:
    sess.run(init)
    for i in range(3):
        _, loss_value = sess.run((train, loss))
        print(loss_value)
    print(sess.run(y_pred))
""",
    "layer_objects_of_a_network": """\
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 3])
train = tf.placeholder_with_default(False, [])
ones = tf.ones_initializer()
first = tf.layers.Dense(4, tf.nn.relu, kernel_initializer=ones)  # the first one
drop = tf.layers.Dropout(0.0)
h = drop(first(x), training=train)
second = tf.layers.Dense(units=2, kernel_initializer=ones, name="second")
y = second(inputs=h)
z = tf.layers.Flatten()(y)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(z, {x: [[1.0, 2.0, 3.0]]}))
    print([v.name for v in tf.trainable_variables()])
""",
    "normalization_in_branches": """\
import numpy as np
import tensorflow as tf
from tensorflow.contrib.layers import batch_norm

x = tf.placeholder(tf.float32, [None, 3])
y = tf.placeholder(tf.float32, [None, 1])
is_training = tf.placeholder(tf.bool, name="MODE")


def batch_norm_layer(inputT, is_training=True, scope=None):
    # is_training is a placeholder
    return tf.cond(is_training,
                   lambda: batch_norm(inputT, is_training=True, center=True, scale=True, activation_fn=tf.nn.relu,
                                      decay=0.9, scope=scope),
                   lambda: batch_norm(inputT, is_training=False, center=True, scale=True, activation_fn=tf.nn.relu,
                                      decay=0.9, scope=scope, reuse=True))


w = tf.Variable(tf.ones([3, 2]) * [[0.5, 1.0]])
h = batch_norm_layer(tf.matmul(x, w), is_training, "bn1")
w2 = tf.Variable(tf.ones([2, 1]))
out = tf.matmul(h, w2)
loss = tf.reduce_mean(tf.square(out - y))
with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
    train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
data = np.array([[1.0, 2.0, 0.5], [0.0, 1.0, 1.0], [2.0, -1.0, 0.5]])
labels = np.array([[1.0], [0.0], [0.5]])
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        _, value = sess.run([train, loss], {x: data, y: labels, is_training: True})
        print(i, value)
    print(sess.run(out, {x: data, is_training: False}))
""",
    "normal_form_of_xavier": """\
import tensorflow as tf
from tensorflow.contrib.layers import xavier_initializer

w1 = tf.get_variable("w1", [3, 2], initializer=xavier_initializer(uniform=False))
w2 = tf.get_variable("w2", [3, 2], initializer=tf.contrib.layers.variance_scaling_initializer())
w3 = tf.get_variable("w3", [3, 2], initializer=tf.contrib.layers.variance_scaling_initializer(1.5, mode="FAN_AVG"))
w4 = tf.get_variable("w4", [3, 2], initializer=tf.contrib.layers.variance_scaling_initializer(uniform=True))
total = tf.reduce_sum(w1 * w2 * w3 * w4)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for value in sess.run([w1, w2, w3, w4]):
        print(value)
    print(sess.run(total))
""",
}
