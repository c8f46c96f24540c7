"""Programs that look values of the graph up by name, in their own graph or in one that they have saved."""

from __future__ import annotations

READERS = {
    "looked_up_in_the_graph": """\
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2], name="x")
w = tf.get_variable("w", [2, 1], initializer=tf.ones_initializer())
with tf.name_scope("out"):
    tf.sigmoid(tf.matmul(x, w, name="scores"), name="prob")  # what is served
    label = tf.cast(tf.get_default_graph().get_tensor_by_name("out/prob:0") > 0.5, tf.int32, name="label")
graph = tf.get_default_graph()
train = tf.train.GradientDescentOptimizer(0.5).minimize(tf.reduce_sum(w))
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run("out/prob:0", feed_dict={"x:0": [[1.0, 2.0]]}))
    print(sess.run(["out/scores:0", label], {x: [[-1.0, 0.5]]}))
    sess.run(graph.get_operation_by_name("GradientDescent"))
    weights = sess.graph.get_tensor_by_name("w:0")
    print(sess.run(weights))
    w = sess.run("w:0")
    print(w.shape)
""",
    "imported_after_a_reset": """\
import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2], name="input")
y = tf.placeholder(tf.float32, [None, 1], name="label")
w = tf.Variable(tf.ones([2, 1]), name="weights")
b = tf.Variable(tf.zeros([1]), name="bias")
pred = tf.add(tf.matmul(x, w), b, name="prediction")
loss = tf.reduce_mean(tf.square(pred - y), name="loss")
tf.sigmoid(pred, name="Output")
train = tf.train.MomentumOptimizer(0.05, 0.9).minimize(loss)
saver = tf.train.Saver()
data = np.array([[1.0, 2.0], [3.0, 1.0]])
labels = np.array([[1.0], [2.0]])
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for step in range(4):
        _, value = sess.run([train, loss], {x: data, y: labels})
        print(step, value)
    path = saver.save(sess, "./model.ckpt")
    sess.run(train, {x: data, y: labels})

tf.reset_default_graph()
with tf.Session() as sess:
    new_saver = tf.train.import_meta_graph(path + ".meta")
    new_saver.restore(sess, path)
    graph = tf.get_default_graph()
    x = graph.get_tensor_by_name("input:0")
    y = graph.get_tensor_by_name("label:0")
    output = graph.get_operation_by_name("Output").outputs[0]
    prediction = graph.get_tensor_by_name("prediction:0")
    print(sess.run(output, {x: data}))
    print(sess.run([prediction, "weights:0"], {x: data}))
    train_op = graph.get_operation_by_name("Momentum")
    for step in range(2):
        _, value = sess.run([train_op, "loss:0"], {x: data, y: labels})
        print(step, value)
""",
    "imported_into_a_graph_of_its_own": """\
import os
import tensorflow as tf

SAVE = "./checkpoints"
if not os.path.exists(SAVE):
    os.makedirs(SAVE)
g1 = tf.Graph()
with g1.as_default():
    x = tf.placeholder(tf.float32, [None, 2], name="x")
    h = tf.layers.dense(x, 3, activation=tf.nn.relu, kernel_initializer=tf.ones_initializer(), name="hidden")
    with tf.name_scope("out"):
        y = tf.nn.softmax(tf.layers.dense(h, 2, kernel_initializer=tf.constant_initializer(0.5), name="logits"), name="prob")
        label = tf.argmax(y, 1, name="label")
    saver = tf.train.Saver()
    init = tf.global_variables_initializer()

with tf.Session(graph=g1) as sess:
    sess.run(init)
    print(sess.run(y, {x: [[1.0, 2.0]]}))
    saver.save(sess, os.path.join(SAVE, "model"), global_step=10)

g2 = tf.Graph()
with tf.Session(graph=g2) as sess:
    with g2.as_default():
        restorer = tf.train.import_meta_graph(tf.train.latest_checkpoint(SAVE) + ".meta")
    restorer.restore(sess, tf.train.latest_checkpoint(SAVE))
    kernel = g2.get_tensor_by_name("hidden/kernel:0")
    print(sess.run(["out/label:0", "out/prob:0"], feed_dict={"x:0": [[1.0, 2.0]]}))
    print(sess.run(kernel))
""",
    "saved_and_read_by_two_functions": """\
import numpy as np
import tensorflow as tf

MODEL = "./model.ckpt"
data = np.array([[1.0, 2.0], [3.0, 1.0]])
labels = np.array([[1.0], [2.0]])


def dense(x, size, name):
    w = tf.Variable(tf.ones([2, size]), name=name + "_w")
    return tf.matmul(x, w)


def train():
    x = tf.placeholder(tf.float32, [None, 2], name="x")
    y = tf.placeholder(tf.float32, [None, 1], name="y")
    with tf.name_scope("model"):
        pred = tf.identity(dense(x, 1, "fc"), name="pred")
    loss = tf.reduce_mean(tf.square(pred - y), name="loss")
    op = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
    saver = tf.train.Saver()
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for i in range(3):
            _, l = sess.run([op, loss], feed_dict={x: data, y: labels})
            print(i, l)
        saver.save(sess, MODEL)


def test():
    x = data[:1]
    print(x.shape)
    graph = tf.Graph()
    with graph.as_default():
        with tf.Session() as sess:
            saver = tf.train.import_meta_graph(MODEL + ".meta")
            saver.restore(sess, MODEL)
            inputs = graph.get_operation_by_name("x").outputs[0]
            pred = graph.get_tensor_by_name("model/pred:0")
            print(sess.run(pred, feed_dict={inputs: data}))


if __name__ == "__main__":
    train()
    test()
""",
    "sizes_read_off_tensors": """\
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2])
first = tf.Variable(tf.ones(shape=[2, 4]))
hidden = tf.nn.relu(tf.matmul(x, first))
shape = hidden.get_shape().as_list()
second = tf.Variable(tf.ones([hidden.get_shape().as_list()[-1], 3]))
third = tf.Variable(tf.fill([int(hidden.get_shape()[1]), 3], 0.5))
fourth = tf.Variable(tf.constant(0.25, shape=[shape[1], hidden.shape[1].value]))
out = tf.matmul(hidden, second) + tf.matmul(tf.matmul(hidden, fourth), third)
sess = tf.Session()
sess.run(tf.global_variables_initializer())
print(sess.run(out, {x: [[1.0, 2.0]]}))
""",
    "saved_by_a_function_and_read_by_the_next": """\
import numpy as np
import tensorflow as tf

tf.set_random_seed(1)
data = np.linspace(-1, 1, 10)[:, np.newaxis]
labels = np.power(data, 2)


def save():
    x = tf.placeholder(tf.float32, data.shape)
    y = tf.placeholder(tf.float32, labels.shape)
    hidden = tf.layers.dense(x, 5, tf.nn.relu)
    out = tf.layers.dense(hidden, 1)
    loss = tf.losses.mean_squared_error(y, out)
    train_op = tf.train.GradientDescentOptimizer(0.5).minimize(loss)
    sess = tf.Session()
    sess.run(tf.global_variables_initializer())
    saver = tf.train.Saver()
    for step in range(5):
        sess.run(train_op, {x: data, y: labels})
    saver.save(sess, "./functions/params", write_meta_graph=False)
    pred, l = sess.run([out, loss], {x: data, y: labels})
    print("saved", l, pred[:2])


def reload():
    x = tf.placeholder(tf.float32, data.shape)
    y = tf.placeholder(tf.float32, labels.shape)
    l_ = tf.layers.dense(x, 5, tf.nn.relu)
    o_ = tf.layers.dense(l_, 1)
    loss_ = tf.losses.mean_squared_error(y, o_)
    sess = tf.Session()
    saver = tf.train.Saver()
    saver.restore(sess, "./functions/params")
    pred, l = sess.run([o_, loss_], {x: data, y: labels})
    print("read", l, pred[:2])


save()

# another graph
tf.reset_default_graph()

reload()
""",
    "saved_and_read_by_functions_that_reset_the_graph": """\
import numpy as np
import tensorflow as tf

tf.set_random_seed(1)
data = np.linspace(-1, 1, 10)[:, np.newaxis]
labels = np.power(data, 2)


def save():
    tf.reset_default_graph()
    x = tf.placeholder(tf.float32, data.shape)
    y = tf.placeholder(tf.float32, labels.shape)
    hidden = tf.layers.dense(x, 5, tf.nn.relu)
    out = tf.layers.dense(hidden, 1)
    loss = tf.losses.mean_squared_error(y, out)
    train_op = tf.train.GradientDescentOptimizer(0.5).minimize(loss)
    sess = tf.Session()
    sess.run(tf.global_variables_initializer())
    saver = tf.train.Saver()
    for step in range(5):
        sess.run(train_op, {x: data, y: labels})
    saver.save(sess, "./resetting/params", write_meta_graph=False)
    pred, l = sess.run([out, loss], {x: data, y: labels})
    print("saved", l, pred[:2])


def reload():
    print("anew")
    tf.reset_default_graph()
    x = tf.placeholder(tf.float32, data.shape)
    y = tf.placeholder(tf.float32, labels.shape)
    l_ = tf.layers.dense(x, 5, tf.nn.relu)
    o_ = tf.layers.dense(l_, 1)
    loss_ = tf.losses.mean_squared_error(y, o_)
    sess = tf.Session()
    saver = tf.train.Saver()
    saver.restore(sess, "./resetting/params")
    pred, l = sess.run([o_, loss_], {x: data, y: labels})
    print("read", l, pred[:2])


if __name__ == "__main__":
    save()
    reload()
    reload()
""",
}
