"""TF1 programs that run several assignments as one op: groups with names and without, in lists, helpers and contexts.

Forms of `engine_form_programs`, with recorded output of TF 1.15.
"""

from __future__ import annotations

GROUPS = {
    "named": """
import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2])
w = tf.Variable(tf.ones([2, 1]))
a = tf.Variable(0.0, trainable=False)
y = tf.matmul(x, w)
loss = tf.reduce_mean(tf.square(y))
op = tf.group(tf.assign_add(a, 1.0))
step = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
with tf.control_dependencies([step]):
    train_op = tf.group(op)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        sess.run(train_op, {x: np.ones((2, 2))})
        print(sess.run(a), sess.run(w))
""",
    "named_of_two": """
import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2])
w = tf.Variable(tf.ones([2, 1]))
a = tf.Variable(0.0, trainable=False)
y = tf.matmul(x, w)
loss = tf.reduce_mean(tf.square(y))
op = tf.group(tf.assign_add(a, 1.0), tf.assign_add(a, 2.0))
step = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
with tf.control_dependencies([step]):
    train_op = tf.group(op)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        sess.run(train_op, {x: np.ones((2, 2))})
        print(sess.run(a), sess.run(w))
""",
    "named_before_nothing": """
import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2])
w = tf.Variable(tf.ones([2, 1]))
a = tf.Variable(0.0, trainable=False)
y = tf.matmul(x, w)
loss = tf.reduce_mean(tf.square(y))
op = tf.group(tf.assign_add(a, 1.0))
step = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
with tf.control_dependencies([step, op]):
    train_op = tf.no_op()
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        sess.run(train_op, {x: np.ones((2, 2))})
        print(sess.run(a), sess.run(w))
""",
    "beside_the_step": """
import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2])
w = tf.Variable(tf.ones([2, 1]))
a = tf.Variable(0.0, trainable=False)
y = tf.matmul(x, w)
loss = tf.reduce_mean(tf.square(y))
op = tf.group(tf.assign_add(a, 1.0))
step = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
train_op = tf.group(step, op)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        sess.run(train_op, {x: np.ones((2, 2))})
        print(sess.run(a), sess.run(w))
""",
    "of_an_object": """
import numpy as np
import tensorflow as tf

class M(object):
    def __init__(self):
        self.x = tf.placeholder(tf.float32, [None, 2])
        self.w = tf.Variable(tf.ones([2, 1]))
        self.a = tf.Variable(0.0, trainable=False)
        self.b = tf.Variable(0.0, trainable=False)
        y = tf.matmul(self.x, self.w)
        loss = tf.reduce_mean(tf.square(y))
        self.update = tf.group(tf.assign_add(self.a, 1.0), tf.assign_add(self.b, 2.0))
        self.step = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
        self.train = tf.group(self.step, self.update)
        self.sess = tf.Session()
        self.sess.run(tf.global_variables_initializer())
    def learn(self):
        self.sess.run(self.train, {self.x: np.ones((2, 2))})
        return self.sess.run([self.a, self.b, self.w])
m = M()
for i in range(3):
    print(m.learn())
""",
    "of_a_list": """
import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2])
w = tf.Variable(tf.ones([2, 1]))
a = tf.Variable(0.0, trainable=False)
y = tf.matmul(x, w)
loss = tf.reduce_mean(tf.square(y))
ops = [tf.assign_add(a, 1.0)]
op = tf.group(*ops)
step = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
with tf.control_dependencies([step]):
    train_op = tf.group(op)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        sess.run(train_op, {x: np.ones((2, 2))})
        print(sess.run(a), sess.run(w))
""",
    "of_a_helper": """
import numpy as np
import tensorflow as tf

def upd(v):
    return tf.group(tf.assign_add(v, 1.0))
x = tf.placeholder(tf.float32, [None, 2])
w = tf.Variable(tf.ones([2, 1]))
a = tf.Variable(0.0, trainable=False)
y = tf.matmul(x, w)
loss = tf.reduce_mean(tf.square(y))
op = upd(a)
step = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
with tf.control_dependencies([step]):
    train_op = tf.group(op)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        sess.run(train_op, {x: np.ones((2, 2))})
        print(sess.run(a), sess.run(w))
""",
    "in_a_group": """
import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2])
w = tf.Variable(tf.ones([2, 1]))
a = tf.Variable(0.0, trainable=False)
y = tf.matmul(x, w)
loss = tf.reduce_mean(tf.square(y))
op = tf.assign_add(a, 1.0)
step = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
with tf.control_dependencies([step]):
    train_op = tf.group(tf.group(op), tf.group(tf.assign_add(a, 3.0)))
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        sess.run(train_op, {x: np.ones((2, 2))})
        print(sess.run(a), sess.run(w))
""",
    "named_twice": """
import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2])
w = tf.Variable(tf.ones([2, 1]))
a = tf.Variable(0.0, trainable=False)
y = tf.matmul(x, w)
loss = tf.reduce_mean(tf.square(y))
op = tf.group(tf.assign_add(a, 1.0))
op2 = tf.group(op)
step = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
with tf.control_dependencies([step]):
    train_op = tf.group(op2, op)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        sess.run(train_op, {x: np.ones((2, 2))})
        print(sess.run(a), sess.run(w))
""",
    "of_a_written_list": """
import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2])
w = tf.Variable(tf.ones([2, 1]))
a = tf.Variable(0.0, trainable=False)
y = tf.matmul(x, w)
loss = tf.reduce_mean(tf.square(y))
op = tf.group(*[tf.assign_add(a, 1.0), tf.assign_add(a, 2.0)])
step = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
with tf.control_dependencies([step]):
    train_op = tf.group(op)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        sess.run(train_op, {x: np.ones((2, 2))})
        print(sess.run(a), sess.run(w))
""",
    "of_a_list_beside_the_step": """
import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2])
w = tf.Variable(tf.ones([2, 1]))
a = tf.Variable(0.0, trainable=False)
y = tf.matmul(x, w)
loss = tf.reduce_mean(tf.square(y))
ops = [tf.assign_add(a, 1.0), tf.assign_add(a, 2.0)]
step = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
train_op = tf.group(step, *ops)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        sess.run(train_op, {x: np.ones((2, 2))})
        print(sess.run(a), sess.run(w))
""",
    "of_a_comprehension": """
import numpy as np
import tensorflow as tf

a = tf.Variable(1.0)
b = tf.Variable(2.0)
c = tf.Variable([3.0])
op = tf.group(*[tf.assign_add(t, e) for t, e in zip([a, b], [1.0, 2.0])])
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(2):
        sess.run(op)
        print(sess.run([a, b]))
""",
    "of_a_comprehension_with_a_taken_name": """
import numpy as np
import tensorflow as tf

a = tf.Variable(1.0)
b = tf.Variable(2.0)
c = tf.Variable([3.0])
a1 = a * 2.0
op = tf.group(*[tf.assign_add(c, 1.0) for c in [a, b]])
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(2):
        sess.run(op)
        print(sess.run([a, b]))
""",
    "of_a_generator": """
import numpy as np
import tensorflow as tf

a = tf.Variable(1.0)
b = tf.Variable(2.0)
c = tf.Variable([3.0])
op = tf.group(*(tf.assign_add(v, 1.0) for v in [a, b]))
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(2):
        sess.run(op)
        print(sess.run([a, b]))
""",
    "of_a_map": """
import numpy as np
import tensorflow as tf

a = tf.Variable(1.0)
b = tf.Variable(2.0)
c = tf.Variable([3.0])
op = tf.group(*map(lambda v: v.assign_add(1.0), [a, b]))
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(2):
        sess.run(op)
        print(sess.run([a, b]))
""",
    "of_one_and_a_comprehension": """
import numpy as np
import tensorflow as tf

a = tf.Variable(1.0)
b = tf.Variable(2.0)
c = tf.Variable([3.0])
op = tf.group(tf.assign_add(a, 5.0), *[t.assign(t + e) for t, e in zip([b], [2.0])])
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(2):
        sess.run(op)
        print(sess.run([a, b]))
""",
    "nested_comprehension": """
import numpy as np
import tensorflow as tf

a = tf.Variable(1.0)
b = tf.Variable(2.0)
c = tf.Variable([3.0])
op = tf.group(tf.group(*[t.assign(t + e) for t, e in zip([a, b], [1.0, 2.0])]))
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(2):
        sess.run(op)
        print(sess.run([a, b]))
""",
    "comprehension_as_a_dependency": """
import numpy as np
import tensorflow as tf

a = tf.Variable(1.0)
b = tf.Variable(2.0)
c = tf.Variable([3.0])
with tf.control_dependencies([tf.assign_add(v, 1.0) for v in [a, b]]):
    op = tf.no_op()
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(2):
        sess.run(op)
        print(sess.run([a, b]))
""",
    "list_of_a_helper": """
import numpy as np
import tensorflow as tf
def soft(ts, es):
    return [tf.assign_add(t, e) for t, e in zip(ts, es)]

a = tf.Variable(1.0)
b = tf.Variable(2.0)
c = tf.Variable([3.0])
op = tf.group(*soft([a, b], [1.0, 2.0]))
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(2):
        sess.run(op)
        print(sess.run([a, b]))
""",
    "comprehension_of_a_helper": """
import numpy as np
import tensorflow as tf
def soft(ts, es):
    return tf.group(*[tf.assign_add(t, e) for t, e in zip(ts, es)])

a = tf.Variable(1.0)
b = tf.Variable(2.0)
c = tf.Variable([3.0])
op = soft([a, b], [1.0, 2.0])
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(2):
        sess.run(op)
        print(sess.run([a, b]))
""",
    "list_of_a_helper_as_a_dependency": """
import numpy as np
import tensorflow as tf
def soft(ts, es):
    return [tf.assign_add(t, e) for t, e in zip(ts, es)]

a = tf.Variable(1.0)
b = tf.Variable(2.0)
c = tf.Variable([3.0])
with tf.control_dependencies(soft([a, b], [1.0, 2.0])):
    op = tf.no_op()
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(2):
        sess.run(op)
        print(sess.run([a, b]))
""",
    "helper_in_a_list": """
import numpy as np
import tensorflow as tf
def soft(ts, es):
    return tf.group(*[tf.assign_add(t, e) for t, e in zip(ts, es)])

a = tf.Variable(1.0)
b = tf.Variable(2.0)
c = tf.Variable([3.0])
op = [soft([a, b], [1.0, 2.0])]
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(2):
        sess.run(op)
        print(sess.run([a, b]))
""",
    "helper_in_a_group": """
import numpy as np
import tensorflow as tf
def soft(ts, es):
    return tf.group(*[tf.assign_add(t, e) for t, e in zip(ts, es)])

a = tf.Variable(1.0)
b = tf.Variable(2.0)
c = tf.Variable([3.0])
op = tf.group(soft([a, b], [1.0, 2.0]), tf.assign_add(a, 3.0))
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(2):
        sess.run(op)
        print(sess.run([a, b]))
""",
    "run_without_a_name": """
import numpy as np
import tensorflow as tf

a = tf.Variable(1.0)
b = tf.Variable(2.0)
c = tf.Variable([3.0])

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(2):
        sess.run(tf.group(tf.assign_add(a, 1.0), b.assign_add(2.0)))
        print(sess.run([a, b]))
""",
    "comprehension_run_without_a_name": """
import numpy as np
import tensorflow as tf

a = tf.Variable(1.0)
b = tf.Variable(2.0)
c = tf.Variable([3.0])

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(2):
        sess.run(tf.group(*[v.assign_add(1.0) for v in [a, b]]))
        print(sess.run([a, b]))
""",
    "run_by_its_method": """
import numpy as np
import tensorflow as tf

a = tf.Variable(1.0)
b = tf.Variable(2.0)
c = tf.Variable([3.0])

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(2):
        tf.group(tf.assign_add(a, 1.0)).run()
        print(sess.run([a, b]))
""",
    "run_beside_a_step": """
import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2])
w = tf.Variable(tf.ones([2, 1]))
n = tf.Variable(0.0, trainable=False)
loss = tf.reduce_mean(tf.square(tf.matmul(x, w)))
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(2):
        sess.run([train, tf.group(tf.assign_add(n, 1.0))], {x: np.ones((1, 2))})
        print(sess.run([n, w]))
        sess.run(tf.group(train, tf.assign_add(n, 1.0)), {x: np.ones((1, 2))})
        print(sess.run([n, w]))
""",
    "target_network": """
import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2])
def net(x, scope):
    with tf.variable_scope(scope):
        h = tf.layers.dense(x, 3, kernel_initializer=tf.ones_initializer(), name='h')
        return tf.layers.dense(h, 1, kernel_initializer=tf.ones_initializer(), name='o')
q = net(x, 'eval')
t = net(x, 'target')
ev = tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, scope='eval')
tv = tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, scope='target')
update = tf.group(*[tf.assign(a, 0.9 * a + 0.1 * b) for a, b in zip(tv, ev)])
train = tf.train.GradientDescentOptimizer(0.01).minimize(tf.reduce_mean(tf.square(q - 1.0)))
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        sess.run(train, {x: np.ones((2, 2))})
        sess.run(update)
        print(sess.run([q, t], {x: np.ones((1, 2))}))
""",
    "averages_given_to_a_function": """
import numpy as np
import tensorflow as tf

def inference(t, avg_class, w1, b1):
    if avg_class == None:
        return tf.nn.relu(tf.matmul(t, w1) + b1)
    else:
        return tf.nn.relu(tf.matmul(t, avg_class.average(w1)) + avg_class.average(b1))

def train():
    x = tf.placeholder(tf.float32, [None, 2], name='x-input')
    y_ = tf.placeholder(tf.float32, [None, 1], name='y-input')
    weights = tf.Variable(tf.constant(0.1, shape=[2, 1]))
    biases = tf.Variable(tf.constant(0.1, shape=[1]))
    y = inference(x, None, weights, biases)
    global_step = tf.Variable(0, trainable=False)
    variable_averages = tf.train.ExponentialMovingAverage(0.99, global_step)
    loss = tf.reduce_mean(tf.square(y - y_))
    train_step = tf.train.GradientDescentOptimizer(0.1).minimize(loss, global_step=global_step)
    with tf.control_dependencies([train_step]):
        train_op = variable_averages.apply(tf.trainable_variables())
    average_y = inference(x, variable_averages, weights, biases)
    with tf.Session() as sess:
        tf.global_variables_initializer().run()
        for i in range(3):
            sess.run(train_op, feed_dict={x: np.ones((4, 2)), y_: np.ones((4, 1))})
            print(sess.run([y, average_y], feed_dict={x: np.ones((1, 2))}))

if __name__ == '__main__':
    train()
""",
    "averages_given_by_name": """
import numpy as np
import tensorflow as tf

def inference(t, avg_class, w1, b1):
    if avg_class:
        h = tf.matmul(t, avg_class.average(w1))  # of the averages
        return tf.nn.relu(h + avg_class.average(b1))
    h = tf.matmul(t, w1)
    return tf.nn.relu(h + b1)

def train():
    x = tf.placeholder(tf.float32, [None, 2], name='x-input')
    y_ = tf.placeholder(tf.float32, [None, 1], name='y-input')
    weights = tf.Variable(tf.constant(0.1, shape=[2, 1]))
    biases = tf.Variable(tf.constant(0.1, shape=[1]))
    y = inference(x, avg_class=None, w1=weights, b1=biases)
    global_step = tf.Variable(0, trainable=False)
    variable_averages = tf.train.ExponentialMovingAverage(0.99, global_step)
    loss = tf.reduce_mean(tf.square(y - y_))
    train_step = tf.train.GradientDescentOptimizer(0.1).minimize(loss, global_step=global_step)
    with tf.control_dependencies([train_step]):
        train_op = variable_averages.apply(tf.trainable_variables())
    average_y = inference(x, variable_averages, weights, biases)
    with tf.Session() as sess:
        tf.global_variables_initializer().run()
        for i in range(3):
            sess.run(train_op, feed_dict={x: np.ones((4, 2)), y_: np.ones((4, 1))})
            print(sess.run([y, average_y], feed_dict={x: np.ones((1, 2))}))

if __name__ == '__main__':
    train()
""",
    "averages_given_to_a_function_that_does_more": """
import numpy as np
import tensorflow as tf

def inference(t, avg_class, w1, b1):
    if avg_class == None:
        return tf.nn.relu(tf.matmul(t, w1) + b1)
    else:
        return tf.nn.relu(tf.matmul(t, avg_class.average(w1)) + b1 * 2.0)

def train():
    x = tf.placeholder(tf.float32, [None, 2], name='x-input')
    y_ = tf.placeholder(tf.float32, [None, 1], name='y-input')
    weights = tf.Variable(tf.constant(0.1, shape=[2, 1]))
    biases = tf.Variable(tf.constant(0.1, shape=[1]))
    y = inference(x, None, weights, biases)
    global_step = tf.Variable(0, trainable=False)
    variable_averages = tf.train.ExponentialMovingAverage(0.99, global_step)
    loss = tf.reduce_mean(tf.square(y - y_))
    train_step = tf.train.GradientDescentOptimizer(0.1).minimize(loss, global_step=global_step)
    with tf.control_dependencies([train_step]):
        train_op = variable_averages.apply(tf.trainable_variables())
    average_y = inference(x, variable_averages, weights, biases)
    with tf.Session() as sess:
        tf.global_variables_initializer().run()
        for i in range(3):
            sess.run(train_op, feed_dict={x: np.ones((4, 2)), y_: np.ones((4, 1))})
            print(sess.run([y, average_y], feed_dict={x: np.ones((1, 2))}))

if __name__ == '__main__':
    train()
""",
    "update_ops_beside_the_step": """
import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 4])
y = tf.placeholder(tf.int64, [None])
xs = np.linspace(0, 1, 12).reshape(3, 4)
ys = np.array([0, 1, 1])
tr = tf.placeholder(tf.bool)
h = tf.layers.batch_normalization(tf.layers.dense(x, 3, kernel_initializer=tf.constant_initializer(0.1)), training=tr)
logits = tf.layers.dense(h, 2, kernel_initializer=tf.constant_initializer(0.1))
loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=logits))
ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
train = tf.train.GradientDescentOptimizer(0.5).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        _, l, _ = sess.run([train, loss, ops], feed_dict={x: xs, y: ys, tr: True})
        print(l, sess.run(loss, {x: xs, y: ys, tr: False}))
""",
    "update_ops_with_the_step": """
import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 4])
y = tf.placeholder(tf.int64, [None])
xs = np.linspace(0, 1, 12).reshape(3, 4)
ys = np.array([0, 1, 1])
tr = tf.placeholder(tf.bool)
h = tf.layers.batch_normalization(tf.layers.dense(x, 3, kernel_initializer=tf.constant_initializer(0.1)), training=tr)
logits = tf.layers.dense(h, 2, kernel_initializer=tf.constant_initializer(0.1))
loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=logits))
ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
step = tf.train.GradientDescentOptimizer(0.5).minimize(loss)
train = tf.group(step, *ops)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        _, l = sess.run([train, loss], feed_dict={x: xs, y: ys, tr: True})
        print(l, sess.run(loss, {x: xs, y: ys, tr: False}))
""",
    "update_ops_run_with_the_step": """
import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 4])
y = tf.placeholder(tf.int64, [None])
xs = np.linspace(0, 1, 12).reshape(3, 4)
ys = np.array([0, 1, 1])
tr = tf.placeholder(tf.bool)
h = tf.layers.batch_normalization(tf.layers.dense(x, 3, kernel_initializer=tf.constant_initializer(0.1)), training=tr)
logits = tf.layers.dense(h, 2, kernel_initializer=tf.constant_initializer(0.1))
loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=logits))
extra_update_ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
train = tf.train.GradientDescentOptimizer(0.5).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        sess.run([train, extra_update_ops], feed_dict={x: xs, y: ys, tr: True})
        print(sess.run(loss, {x: xs, y: ys, tr: False}))
""",
    "update_ops_in_a_list_of_a_group": """
import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 4])
y = tf.placeholder(tf.int64, [None])
xs = np.linspace(0, 1, 12).reshape(3, 4)
ys = np.array([0, 1, 1])
tr = tf.placeholder(tf.bool)
h = tf.layers.batch_normalization(tf.layers.dense(x, 3, kernel_initializer=tf.constant_initializer(0.1)), training=tr)
logits = tf.layers.dense(h, 2, kernel_initializer=tf.constant_initializer(0.1))
loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=logits))
ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
step = tf.train.GradientDescentOptimizer(0.5).minimize(loss)
train = tf.group([step, ops])
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        _, l = sess.run([train, loss], feed_dict={x: xs, y: ys, tr: True})
        print(l, sess.run(loss, {x: xs, y: ys, tr: False}))
""",
    "update_ops_beside_some_steps": """
import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 4])
y = tf.placeholder(tf.int64, [None])
xs = np.linspace(0, 1, 12).reshape(3, 4)
ys = np.array([0, 1, 1])
tr = tf.placeholder(tf.bool)
h = tf.layers.batch_normalization(tf.layers.dense(x, 3, kernel_initializer=tf.constant_initializer(0.1)), training=tr)
logits = tf.layers.dense(h, 2, kernel_initializer=tf.constant_initializer(0.1))
loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=logits))
ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
train = tf.train.GradientDescentOptimizer(0.5).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        _, l, _ = sess.run([train, loss, ops], feed_dict={x: xs, y: ys, tr: True})
        sess.run(train, feed_dict={x: xs, y: ys, tr: True})
        print(l, sess.run(loss, {x: xs, y: ys, tr: False}))
""",
    "update_ops_that_nothing_runs": """
import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 4])
y = tf.placeholder(tf.int64, [None])
xs = np.linspace(0, 1, 12).reshape(3, 4)
ys = np.array([0, 1, 1])
tr = tf.placeholder(tf.bool)
h = tf.layers.batch_normalization(tf.layers.dense(x, 3, kernel_initializer=tf.constant_initializer(0.1)), training=tr)
logits = tf.layers.dense(h, 2, kernel_initializer=tf.constant_initializer(0.1))
loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=logits))
train = tf.train.GradientDescentOptimizer(0.5).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        _, l = sess.run([train, loss], feed_dict={x: xs, y: ys, tr: True})
        print(l, sess.run(loss, {x: xs, y: ys, tr: False}))
""",
    "metric_that_nothing_reads": """
import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2])
y = tf.argmax(x, 1)
acc_op = tf.metrics.accuracy(labels=tf.zeros_like(y), predictions=y)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {x: np.ones((3, 2))}))
""",
    "summaries_of_weights_of_layers": """
import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 4])
y = tf.placeholder(tf.int64, [None])
xs = np.linspace(0, 1, 12).reshape(3, 4)
ys = np.array([0, 1, 1])
logits = tf.layers.dense(x, 2, kernel_initializer=tf.constant_initializer(0.1))
loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=logits))
train = tf.train.AdamOptimizer(0.1).minimize(loss)
tf.summary.scalar('loss', loss)
for v in tf.trainable_variables():
    tf.summary.histogram(v.op.name, v)
merged = tf.summary.merge_all()
with tf.Session() as sess:
    wr = tf.summary.FileWriter('./logs', sess.graph)
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        s, _, l = sess.run([merged, train, loss], {x: xs, y: ys})
        wr.add_summary(s, i)
        print(l)
    wr.close()
""",
    "summaries_of_weights_of_a_helper": """
import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 4])
y = tf.placeholder(tf.int64, [None])
xs = np.linspace(0, 1, 12).reshape(3, 4)
ys = np.array([0, 1, 1])
def net(x):
    h = tf.layers.dense(x, 3, tf.nn.relu, name='h', kernel_initializer=tf.constant_initializer(0.1))
    return tf.layers.dense(h, 2, name='o', kernel_initializer=tf.constant_initializer(0.1))
logits = net(x)
loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=logits))
train = tf.train.AdamOptimizer(0.1).minimize(loss)
tf.summary.scalar('loss', loss)
for v in tf.trainable_variables():
    tf.summary.histogram(v.op.name, v)
for v in tf.trainable_variables():
    tf.summary.histogram(v.name, v)
merged = tf.summary.merge_all()
with tf.Session() as sess:
    wr = tf.summary.FileWriter('./logs', sess.graph)
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        s, _, l = sess.run([merged, train, loss], {x: xs, y: ys})
        wr.add_summary(s, i)
        print(l)
    wr.close()
""",
    "summaries_of_gradients_and_weights": """
import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 4])
y = tf.placeholder(tf.int64, [None])
xs = np.linspace(0, 1, 12).reshape(3, 4)
ys = np.array([0, 1, 1])
def net(x):
    h = tf.layers.dense(x, 3, tf.nn.relu, name='h', kernel_initializer=tf.constant_initializer(0.1))
    return tf.layers.dense(h, 2, name='o', kernel_initializer=tf.constant_initializer(0.1))
logits = net(x)
loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=logits))
opt = tf.train.AdamOptimizer(0.1)
gvs = opt.compute_gradients(loss)
train = opt.apply_gradients(gvs)
tf.summary.scalar('loss', loss)
for v in tf.trainable_variables():
    tf.summary.histogram(v.op.name, v)
for g, v in gvs:
    if g is not None:
        tf.summary.histogram(v.op.name + '/gradients', g)
merged = tf.summary.merge_all()
with tf.Session() as sess:
    wr = tf.summary.FileWriter('./logs', sess.graph)
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        s, _, l = sess.run([merged, train, loss], {x: xs, y: ys})
        wr.add_summary(s, i)
        print(l)
    wr.close()
""",
    "one_of_a_comprehension": """
import numpy as np
import tensorflow as tf

vs = [tf.Variable(float(i)) for i in range(3)]
def resets(vars_):
    return [v.assign(0.0) for v in vars_]
inc = [v.assign_add(1.0) for v in vs]
rs = resets(vs)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    sess.run(inc)
    print(sess.run(vs))
    sess.run(rs)
    print(sess.run(vs))
    sess.run(inc[1])
    print(sess.run(vs))
""",
    "one_of_a_list": """
import numpy as np
import tensorflow as tf

a = tf.Variable(1.0)
b = tf.Variable(10.0)
ops = [a.assign_add(1.0), b.assign_sub(1.0)]

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    sess.run(ops[0])
    print(sess.run([a, b]))
""",
    "one_of_a_list_by_another_name": """
import numpy as np
import tensorflow as tf

a = tf.Variable(1.0)
b = tf.Variable(10.0)
ops = [a.assign_add(1.0), b.assign_sub(1.0)]
first = ops[0]

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    sess.run(first)
    print(sess.run([a, b]))
""",
    "one_of_a_dict": """
import numpy as np
import tensorflow as tf

a = tf.Variable(1.0)
b = tf.Variable(10.0)
ops = {'a': a.assign_add(1.0), 'b': b.assign_sub(1.0)}

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    sess.run(ops['b'])
    print(sess.run([a, b]))
""",
    "one_of_two_steps": """
import numpy as np
import tensorflow as tf

a = tf.Variable(1.0)
b = tf.Variable(10.0)
opt = tf.train.GradientDescentOptimizer(0.1)
ts = [opt.minimize(tf.square(a)), opt.minimize(tf.square(b))]

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    sess.run(ts[0])
    print(sess.run([a, b]))
""",
    "default_that_the_graph_computes": """
import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 4])
h = tf.layers.dense(x, 3, tf.nn.relu, kernel_initializer=tf.constant_initializer(0.1))
mu = tf.layers.dense(h, 2, kernel_initializer=tf.constant_initializer(0.1))
lv = tf.layers.dense(h, 2, kernel_initializer=tf.constant_initializer(0.0))
eps = tf.placeholder_with_default(tf.zeros_like(mu), [None, 2])
z = mu + tf.exp(lv / 2) * eps
o = tf.layers.dense(z, 4, kernel_initializer=tf.constant_initializer(0.2))
rec = tf.reduce_sum(tf.nn.sigmoid_cross_entropy_with_logits(logits=o, labels=x), 1)
kl = 0.5 * tf.reduce_sum(tf.exp(lv) + mu ** 2 - 1. - lv, 1)
loss = tf.reduce_mean(rec + kl)
train = tf.train.AdamOptimizer(0.01).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        print(sess.run([train, loss], {x: np.eye(4)})[1])
    print(sess.run(tf.nn.sigmoid(o), {z: np.ones((1, 2))}))
""",
    "default_of_what_is_fed": """
import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2])
k = tf.placeholder_with_default(tf.ones_like(x), [None, 2])
z = x * k + 1.0
with tf.Session() as sess:
    print(sess.run(z, {x: [[1.0, 2.0]]}), sess.run(z, {x: [[1.0, 2.0]], k: [[3.0, 3.0]]}))
""",
}
