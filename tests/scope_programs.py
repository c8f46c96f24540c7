"""TF1 programs about variables by their names: scopes, look-ups, what variables are called, and penalties of weights.

Forms of `engine_form_programs`, with recorded output of TF 1.15.
"""

from __future__ import annotations

SCOPES = {
    "graph_reset_in_a_helper": """
import numpy as np
import tensorflow as tf

def reset_graph(seed=42):
    tf.reset_default_graph()
    tf.set_random_seed(seed)
    np.random.seed(seed)

reset_graph()
x = tf.placeholder(tf.float32, [None, 2])
y = x * 2.0
with tf.Session() as sess:
    print(sess.run(y, {x: np.ones((3, 2))}))
reset_graph()
x = tf.placeholder(tf.float32, [None, 2])
y = x * 3.0
with tf.Session() as sess:
    print(y.eval(feed_dict={x: np.ones((3, 2))}))
""",
    "graph_reset_in_a_helper_that_nobody_calls": """
import numpy as np
import tensorflow as tf

def reset_graph(seed=42):
    tf.reset_default_graph()
    tf.set_random_seed(seed)
    np.random.seed(seed)

x = tf.placeholder(tf.float32, [None, 2])
y = x * 2.0
with tf.Session() as sess:
    print(sess.run(y, {x: np.ones((3, 2))}))
""",
    "graph_reset_is_all_of_a_helper": """
import numpy as np
import tensorflow as tf

def reset_graph():
    tf.reset_default_graph()

reset_graph()
x = tf.placeholder(tf.float32, [None, 2])
y = x * 2.0
with tf.Session() as sess:
    print(sess.run(y, {x: np.ones((3, 2))}))
reset_graph()
x = tf.placeholder(tf.float32, [None, 2])
y = x * 3.0
with tf.Session() as sess:
    print(y.eval(feed_dict={x: np.ones((3, 2))}))
""",
    "graph_reset_behind_an_op_in_a_helper": """
import numpy as np
import tensorflow as tf

def reset_graph(seed=42):
    tf.set_random_seed(seed)
    tf.reset_default_graph()
    np.random.seed(seed)

reset_graph()
x = tf.placeholder(tf.float32, [None, 2])
y = x * 2.0
with tf.Session() as sess:
    print(sess.run(y, {x: np.ones((3, 2))}))
reset_graph()
x = tf.placeholder(tf.float32, [None, 2])
y = x * 3.0
with tf.Session() as sess:
    print(y.eval(feed_dict={x: np.ones((3, 2))}))
""",
    "variable_looked_up_again": """
import numpy as np
import tensorflow as tf

with tf.variable_scope("foo"):
    v = tf.get_variable("v", shape=[1], initializer=tf.constant_initializer(1.0))
    print(v.name)
with tf.variable_scope("foo", reuse=True):
    v1 = tf.get_variable("v", [1])
print(v1 == v)
print(v1 is v)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(v1))
""",
    "variable_looked_up_by_its_path": """
import numpy as np
import tensorflow as tf

with tf.variable_scope("foo"):
    with tf.variable_scope("bar"):
        v3 = tf.get_variable("v", [1])
    v4 = tf.get_variable("v1", [1])
with tf.variable_scope("", reuse=True):
    v5 = tf.get_variable("foo/bar/v", [1])
    print(v5 == v3)
    v6 = tf.get_variable("foo/v1", [1])
    print(v6 == v4)
""",
    "variable_looked_up_after_reuse_variables": """
import numpy as np
import tensorflow as tf

with tf.variable_scope("a_variable_scope") as scope:
    initializer = tf.constant_initializer(value=3)
    var3 = tf.get_variable(name='var3', shape=[1], dtype=tf.float32, initializer=initializer)
    var4 = tf.Variable(name='var4', initial_value=[4], dtype=tf.float32)
    var4_reuse = tf.Variable(name='var4', initial_value=[4], dtype=tf.float32)
    scope.reuse_variables()
    var3_reuse = tf.get_variable(name='var3',)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(var3.name)
    print(sess.run(var3))
    print(var4.name)
    print(sess.run(var4))
    print(var4_reuse.name)
    print(sess.run(var4_reuse))
    print(var3_reuse.name)
    print(sess.run(var3_reuse))
""",
    "variable_scope_tells_of_itself": """
import numpy as np
import tensorflow as tf

with tf.variable_scope("root") as sc:
    v = tf.get_variable("v", [1], initializer=tf.ones_initializer())
    print(sc.name, sc.reuse)
    sc.reuse_variables()
    print(sc.reuse)
    w = tf.get_variable("v", [1])
with tf.variable_scope(sc, reuse=True) as again:
    print(again.name)
    u = tf.get_variable("v", [1])
print(u is v, w == v)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run([u, v, w]))
""",
    "variable_scope_tells_whether_it_reuses": """
import numpy as np
import tensorflow as tf

with tf.variable_scope("root"):
    print(tf.get_variable_scope().reuse)
    with tf.variable_scope("foo", reuse=True):
        print(tf.get_variable_scope().reuse)
        with tf.variable_scope("bar"):
            print(tf.get_variable_scope().reuse)
    print(tf.get_variable_scope().reuse)
""",
    "variables_compared_by_identity": """
import numpy as np
import tensorflow as tf

with tf.variable_scope("foo"):
    v = tf.get_variable("v", [1])
    tf.get_variable_scope().reuse_variables()
    v1 = tf.get_variable("v", [1])
assert v1 == v
assert v1 is v
assert v.name == "foo/v:0"
print('ok')
""",
    "variable_looked_up_under_a_name_bound_again": """
import tensorflow as tf

with tf.variable_scope("one"):
    v = tf.get_variable("v", [1], initializer=tf.constant_initializer(1.0))
with tf.variable_scope("two"):
    v = tf.get_variable("v", [1], initializer=tf.constant_initializer(2.0))
with tf.variable_scope("one", reuse=True):
    again = tf.get_variable("v", [1])
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run([v, again]))
""",
    "variable_looked_up_in_two_graphs": """
import numpy as np
import tensorflow as tf

g1 = tf.Graph()
with g1.as_default():
    v = tf.get_variable("v", initializer=tf.zeros_initializer()(shape=[1]))
g2 = tf.Graph()
with g2.as_default():
    v = tf.get_variable("v", initializer=tf.ones_initializer()(shape=[1]))
with tf.Session(graph=g1) as sess:
    tf.global_variables_initializer().run()
    with tf.variable_scope("", reuse=True):
        print(sess.run(tf.get_variable("v")))
with tf.Session(graph=g2) as sess:
    tf.global_variables_initializer().run()
    with tf.variable_scope("", reuse=True):
        print(sess.run(tf.get_variable("v")))
""",
    "variables_named_in_scopes": """
import numpy as np
import tensorflow as tf

v1 = tf.get_variable("v", [1])
print(v1.name)
with tf.variable_scope("foo"):
    v2 = tf.get_variable("v", [1])
    print(v2.name)
with tf.variable_scope("foo"):
    with tf.variable_scope("bar"):
        v3 = tf.get_variable("v", [1])
        print(v3.name)
    v4 = tf.get_variable("v1", [1])
    print(v4.name)
with tf.name_scope("a"):
    a = tf.Variable([1])
    print(a.name)
    a = tf.get_variable("b", [1])
    print(a.name)
""",
    "variables_without_names": """
import numpy as np
import tensorflow as tf

a = tf.Variable(3)
b = tf.Variable(4)
c = a + b
print(a.name, b.name)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(c))
""",
    "variables_of_one_name_in_a_name_scope": """
import numpy as np
import tensorflow as tf

with tf.name_scope("a_name_scope"):
    initializer = tf.constant_initializer(value=1)
    var1 = tf.get_variable(name='var1', shape=[1], dtype=tf.float32, initializer=initializer)
    var2 = tf.Variable(name='var2', initial_value=[2], dtype=tf.float32)
    var21 = tf.Variable(name='var2', initial_value=[2.1], dtype=tf.float32)
    var22 = tf.Variable(name='var2', initial_value=[2.2], dtype=tf.float32)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(var1.name)
    print(sess.run(var1))
    print(var2.name)
    print(sess.run(var2))
    print(var21.name)
    print(sess.run(var21))
    print(var22.name)
    print(sess.run(var22))
""",
    "variable_of_a_name_that_another_has": """
import numpy as np
import tensorflow as tf

v = tf.get_variable("v", shape=[1], initializer=tf.constant_initializer(1.0))
v = tf.Variable(tf.constant(1.0, shape=[1]), name="v")
print(v.name)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(v))
""",
    "two_scopes_that_one_with_opens": """
import numpy as np
import tensorflow as tf

with tf.device("/cpu:0"), tf.name_scope("embedding"):
    w = tf.Variable(tf.ones([2, 2]), name="W")
with tf.variable_scope("outer"), tf.name_scope("inner"):
    v = tf.Variable(tf.ones([2, 2]), name="V")
    u = tf.get_variable("U", [2, 2], initializer=tf.ones_initializer())
x = tf.placeholder(tf.float32, [None, 2])
y = tf.matmul(tf.matmul(tf.matmul(x, w), v), u)
chosen = [t for t in tf.trainable_variables() if "inner" in t.name]
print(w.name, v.name, u.name, len(chosen))
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {x: np.ones((1, 2))}))
""",
    "weight_told_its_name": """
import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2])
v = tf.Variable(tf.ones([2, 1]), name="v")
y = tf.matmul(x, v)
print(v.name)
loss = tf.reduce_mean(y)
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run([loss, train], {x: np.ones((1, 2))})[0])
    print(sess.run(y, {x: np.ones((1, 2))}))
    print(v.name, v.op.name)
""",
    "weight_in_a_scope_told_its_name": """
import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2])
with tf.variable_scope("s"):
    v = tf.get_variable("v", initializer=tf.ones([2, 1]))
y = tf.matmul(x, v)
print(v.name)
loss = tf.reduce_mean(y)
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run([loss, train], {x: np.ones((1, 2))})[0])
    print(sess.run(y, {x: np.ones((1, 2))}))
    print(v.name, v.op.name)
""",
    "variable_of_a_name_that_an_op_has": """
import numpy as np
import tensorflow as tf

with tf.name_scope("a"):
    x1 = tf.Variable(3, name='w')
    x2 = tf.Variable(3, name='w')
    g = tf.get_variable('w', [1])
print(x1.name, x2.name, g.name)
with tf.variable_scope("a"):
    y1 = tf.Variable(3, name='w')
    y2 = tf.get_variable('w', [1])
print(y1.name, y2.name)
""",
    "penalty_of_a_weight": """
import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, shape=(None, 2))
w = tf.Variable(tf.ones([2, 1]))
pen = tf.contrib.layers.l2_regularizer(0.01)(w)
loss = tf.reduce_mean(tf.square(tf.matmul(x, w))) + pen
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        print(sess.run([loss, train], {x: np.ones((4, 2))})[0])
""",
    "penalty_of_a_weight_by_name": """
import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, shape=(None, 2))
w = tf.Variable(tf.ones([2, 1]))
reg = tf.contrib.layers.l2_regularizer(0.01)
pen = reg(w)
loss = tf.reduce_mean(tf.square(tf.matmul(x, w))) + pen
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        print(sess.run([loss, train], {x: np.ones((4, 2))})[0])
""",
    "penalty_of_a_weight_in_a_helper": """
import numpy as np
import tensorflow as tf
def get_pen(w):
    reg = tf.contrib.layers.l2_regularizer(0.01)
    return reg(w)

x = tf.placeholder(tf.float32, shape=(None, 2))
w = tf.Variable(tf.ones([2, 1]))
pen = get_pen(w)
loss = tf.reduce_mean(tf.square(tf.matmul(x, w))) + pen
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        print(sess.run([loss, train], {x: np.ones((4, 2))})[0])
""",
    "penalty_of_keras": """
import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, shape=(None, 2))
w = tf.Variable(tf.ones([2, 1]))
pen = tf.keras.regularizers.l2(0.01)(w)
loss = tf.reduce_mean(tf.square(tf.matmul(x, w))) + pen
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        print(sess.run([loss, train], {x: np.ones((4, 2))})[0])
""",
    "penalty_of_a_constant": """
import numpy as np
import tensorflow as tf

weight = tf.constant([[1.0, -2.0], [-3.0, 4.0]])
with tf.Session() as sess:
    print('L1', sess.run(tf.contrib.layers.l1_regularizer(.5)(weight)))
    print('L2', sess.run(tf.contrib.layers.l2_regularizer(.5)(weight)))
""",
    "penalties_collected_by_a_helper": """
import numpy as np
import tensorflow as tf

def get_weight(shape, lambda1):
    var = tf.Variable(tf.ones(shape), dtype=tf.float32)
    tf.add_to_collection('losses', tf.contrib.layers.l2_regularizer(lambda1)(var))
    return var
x = tf.placeholder(tf.float32, shape=(None, 2))
y_ = tf.placeholder(tf.float32, shape=(None, 1))
w1 = get_weight([2, 3], 0.001)
w2 = get_weight([3, 1], 0.001)
cur_layer = tf.matmul(tf.matmul(x, w1), w2)
mse_loss = tf.reduce_mean(tf.square(y_ - cur_layer))
tf.add_to_collection('losses', mse_loss)
loss = tf.add_n(tf.get_collection('losses'))
train = tf.train.GradientDescentOptimizer(1e-6).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        print(sess.run([loss, train], {x: np.ones((4, 2)), y_: np.ones((4, 1))})[0])
""",
    "weights_filled_with_integers": """
import numpy as np
import tensorflow as tf

w = tf.get_variable('weight', [2, 2, 1, 1], initializer=tf.constant_initializer([[1, -1], [0, 2]]))
b = tf.get_variable('biases', [1], initializer=tf.constant_initializer(1))
x = tf.placeholder('float32', [1, None, None, 1])
conv = tf.nn.conv2d(x, w, strides=[1, 2, 2, 1], padding='SAME')
bias = tf.nn.bias_add(conv, b)
pool = tf.nn.avg_pool(x, ksize=[1, 2, 2, 1], strides=[1, 2, 2, 1], padding='SAME')
M = np.ones((1, 3, 3, 1))
with tf.Session() as sess:
    tf.global_variables_initializer().run()
    print(sess.run(bias, feed_dict={x: M}))
    print(sess.run(pool, feed_dict={x: M}))
""",
    "variables_filled_with_arrays": """
import numpy as np
import tensorflow as tf

w = tf.get_variable('weight', [2, 2], initializer=tf.constant_initializer([[1, -1], [0, 2]]))
v = tf.get_variable('v', [2], initializer=tf.constant_initializer([1., 2]))
i = tf.constant_initializer(np.array([1., 2]))
u = tf.get_variable('u', [2], initializer=i)
with tf.Session() as sess:
    tf.global_variables_initializer().run()
    for t in [w, v, u]:
        r = sess.run(t)
        print(r, r.dtype)
""",
    "layer_objects_under_one_name": """
import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, shape=[None, 3])
linear_model = tf.layers.Dense(units=1, kernel_initializer=tf.ones_initializer())
y = linear_model(x)
init = tf.global_variables_initializer()
with tf.Session() as sess:
    sess.run(init)
    print(sess.run(y, {x: [[1, 2, 3], [4, 5, 6]]}))
x = tf.constant([[1], [2], [3], [4]], dtype=tf.float32)
y_true = tf.constant([[0], [-1], [-2], [-3]], dtype=tf.float32)
linear_model = tf.layers.Dense(units=1, kernel_initializer=tf.ones_initializer())
y_pred = linear_model(x)
loss = tf.losses.mean_squared_error(labels=y_true, predictions=y_pred)
train = tf.train.GradientDescentOptimizer(0.01).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        _, _loss = sess.run((train, loss))
        print(_loss)
""",
    "variables_of_helpers_run_in_a_loop": """
import numpy as np
import tensorflow as tf

def net(x, name):
    with tf.variable_scope(name):
        w = tf.get_variable('w', [2, 1], initializer=tf.constant_initializer(0.5))
        b = tf.get_variable('b', [1], initializer=tf.constant_initializer(0.25))
        return tf.matmul(x, w) + b
x = tf.placeholder(tf.float32, shape=(None, 2))
one = net(x, 'one')
two = net(x, 'two')
step = tf.train.GradientDescentOptimizer(0.1).minimize(tf.reduce_mean(tf.square(one - 2.0)))
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    sess.run(step, {x: np.ones((2, 2))})
    print(sess.run([one, two], {x: np.ones((1, 2))}))
    for v in tf.trainable_variables():
        print(sess.run(v))
""",
    "list_of_variables_of_helpers_run_in_a_loop": """
import numpy as np
import tensorflow as tf

def net(x, name):
    with tf.variable_scope(name):
        w = tf.get_variable('w', [2, 1], initializer=tf.constant_initializer(0.5))
        b = tf.get_variable('b', [1], initializer=tf.constant_initializer(0.25))
        return tf.matmul(x, w) + b
x = tf.placeholder(tf.float32, shape=(None, 2))
one = net(x, 'one')
two = net(x, 'two')
step = tf.train.GradientDescentOptimizer(0.1).minimize(tf.reduce_mean(tf.square(one - 2.0)))
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    sess.run(step, {x: np.ones((2, 2))})
    print(sess.run([one, two], {x: np.ones((1, 2))}))
    tvars = tf.trainable_variables()
    for v in tvars:
        print(v.shape, sess.run(v))
""",
    "values_beside_variables_of_helpers": """
import numpy as np
import tensorflow as tf

def net(x, name):
    with tf.variable_scope(name):
        w = tf.get_variable('w', [2, 1], initializer=tf.constant_initializer(0.5))
        b = tf.get_variable('b', [1], initializer=tf.constant_initializer(0.25))
        return tf.matmul(x, w) + b
x = tf.placeholder(tf.float32, shape=(None, 2))
one = net(x, 'one')
two = net(x, 'two')
step = tf.train.GradientDescentOptimizer(0.1).minimize(tf.reduce_mean(tf.square(one - 2.0)))
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    sess.run(step, {x: np.ones((2, 2))})
    print(sess.run([one, two], {x: np.ones((1, 2))}))
    tvars = tf.trainable_variables()
    vals = sess.run(tvars)
    for v, value in zip(tvars, vals):
        print(v.get_shape().as_list(), value)
""",
    "variables_of_a_scope_run_in_a_loop": """
import numpy as np
import tensorflow as tf

def net(x, name):
    with tf.variable_scope(name):
        w = tf.get_variable('w', [2, 1], initializer=tf.constant_initializer(0.5))
        b = tf.get_variable('b', [1], initializer=tf.constant_initializer(0.25))
        return tf.matmul(x, w) + b
x = tf.placeholder(tf.float32, shape=(None, 2))
one = net(x, 'one')
two = net(x, 'two')
step = tf.train.GradientDescentOptimizer(0.1).minimize(tf.reduce_mean(tf.square(one - 2.0)))
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    sess.run(step, {x: np.ones((2, 2))})
    print(sess.run([one, two], {x: np.ones((1, 2))}))
    for v in tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, scope='two'):
        print(v.eval())
""",
    "variables_run_in_a_comprehension": """
import numpy as np
import tensorflow as tf

def net(x, name):
    with tf.variable_scope(name):
        w = tf.get_variable('w', [2, 1], initializer=tf.constant_initializer(0.5))
        b = tf.get_variable('b', [1], initializer=tf.constant_initializer(0.25))
        return tf.matmul(x, w) + b
x = tf.placeholder(tf.float32, shape=(None, 2))
one = net(x, 'one')
two = net(x, 'two')
step = tf.train.GradientDescentOptimizer(0.1).minimize(tf.reduce_mean(tf.square(one - 2.0)))
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    sess.run(step, {x: np.ones((2, 2))})
    print(sess.run([one, two], {x: np.ones((1, 2))}))
    print([sess.run(v) for v in tf.trainable_variables()])
""",
    "variables_run_in_a_dict": """
import numpy as np
import tensorflow as tf

def net(x, name):
    with tf.variable_scope(name):
        w = tf.get_variable('w', [2, 1], initializer=tf.constant_initializer(0.5))
        b = tf.get_variable('b', [1], initializer=tf.constant_initializer(0.25))
        return tf.matmul(x, w) + b
x = tf.placeholder(tf.float32, shape=(None, 2))
one = net(x, 'one')
two = net(x, 'two')
step = tf.train.GradientDescentOptimizer(0.1).minimize(tf.reduce_mean(tf.square(one - 2.0)))
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    sess.run(step, {x: np.ones((2, 2))})
    print(sess.run([one, two], {x: np.ones((1, 2))}))
    print({v.name: sess.run(v) for v in tf.trainable_variables()})
""",
    "variables_of_helpers_copied_in_a_loop": """
import numpy as np
import tensorflow as tf

def net(x, name):
    with tf.variable_scope(name):
        w = tf.get_variable('w', [2, 1], initializer=tf.constant_initializer(0.5))
        b = tf.get_variable('b', [1], initializer=tf.constant_initializer(0.25))
        return tf.matmul(x, w) + b
x = tf.placeholder(tf.float32, shape=(None, 2))
one = net(x, 'one')
two = net(x, 'two')
step = tf.train.GradientDescentOptimizer(0.1).minimize(tf.reduce_mean(tf.square(one - 2.0)))
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    sess.run(step, {x: np.ones((2, 2))})
    print(sess.run([one, two], {x: np.ones((1, 2))}))
    for a, b in zip(tf.trainable_variables('two'), tf.trainable_variables('one')):
        sess.run(a.assign(b))
    print(sess.run([one, two], {x: np.ones((1, 2))}))
""",
    "variables_of_a_helper_filled_in_a_function": """
import numpy as np
import tensorflow as tf

def net(x):
    w = tf.get_variable('w', [x.get_shape()[1], 1], initializer=tf.constant_initializer(0.5))
    return tf.matmul(x, w)

def main():
    with tf.variable_scope('D_pre'):
        a = tf.placeholder(tf.float32, shape=(None, 1))
        pre = net(a)
    with tf.variable_scope('Disc') as scope:
        x = tf.placeholder(tf.float32, shape=(None, 1))
        real = net(x)
    d_pre_params = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, scope='D_pre')
    d_params = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, scope='Disc')
    step = tf.train.GradientDescentOptimizer(0.1).minimize(tf.reduce_mean(tf.square(pre - 1.0)), var_list=d_pre_params)
    sess = tf.InteractiveSession()
    tf.global_variables_initializer().run()
    for i in range(3):
        sess.run(step, {a: np.ones((2, 1))})
    weights = sess.run(d_pre_params)
    for i, v in enumerate(d_params):
        sess.run(v.assign(weights[i]))
    print(sess.run(real, {x: np.ones((2, 1))}), sess.run(pre, {a: np.ones((2, 1))}))
    sess.close()

if __name__ == '__main__':
    main()
""",
    "variables_counted": """
import numpy as np
import tensorflow as tf

def f():
    a = tf.Variable(tf.ones([2]), name="a")
    b = tf.Variable(tf.ones([2]), name="b")
    return a, b
r1 = f()
r2 = f()
vs = tf.trainable_variables()
print('There are %d' % len(vs))

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(r1[0]))
""",
    "weights_of_a_layer_looked_up": """\
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 2])
h = tf.layers.dense(x, 3, name="hidden", kernel_initializer=tf.ones_initializer())
with tf.variable_scope("hidden", reuse=True):
    w = tf.get_variable("kernel")
    b = tf.get_variable("bias")
reg = tf.reduce_sum(tf.abs(w)) + tf.reduce_sum(b)
loss = tf.reduce_mean(h) + reg
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(2):
        sess.run(train, {x: [[1., 2.]]})
        print(sess.run([loss, w], {x: [[1., 2.]]}))
""",
    "weights_of_a_layer_looked_up_from_the_root": """\
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 2])
h = tf.layers.dense(x, 3, name="hidden", kernel_initializer=tf.ones_initializer())
with tf.variable_scope("", default_name="", reuse=True):
    w = tf.get_variable("hidden/kernel")
    b = tf.get_variable("hidden/bias")
reg = tf.reduce_sum(tf.abs(w)) + tf.reduce_sum(b)
loss = tf.reduce_mean(h) + reg
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(2):
        sess.run(train, {x: [[1., 2.]]})
        print(sess.run([loss, w], {x: [[1., 2.]]}))
""",
    "weights_of_a_layer_found_again": """\
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 2])
h = tf.layers.dense(x, 3, name="hidden", kernel_initializer=tf.ones_initializer())
with tf.variable_scope("hidden", reuse=tf.AUTO_REUSE):
    w = tf.get_variable("kernel", [2, 3])
    b = tf.get_variable("bias", [3])
reg = tf.reduce_sum(tf.abs(w)) + tf.reduce_sum(b)
loss = tf.reduce_mean(h) + reg
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(2):
        sess.run(train, {x: [[1., 2.]]})
        print(sess.run([loss, w], {x: [[1., 2.]]}))
""",
    "weights_of_a_layer_without_a_bias": """\
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 2])
h = tf.layers.dense(x, 3, name="hidden", use_bias=False, kernel_initializer=tf.ones_initializer())
with tf.variable_scope("hidden", reuse=True):
    w = tf.get_variable("kernel")
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(w))
    print(sess.run(h, {x: [[1., 2.]]}))
""",
    "weights_of_layers_in_scopes": """\
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 2])
with tf.variable_scope("net"):
    h = tf.layers.dense(x, 3, name="a", kernel_initializer=tf.ones_initializer())
    h = tf.layers.dense(h, 3, name="b", kernel_initializer=tf.constant_initializer(0.5))
with tf.variable_scope("net", reuse=True):
    w = tf.get_variable("a/kernel")
    with tf.variable_scope("b"):
        v = tf.get_variable("kernel")
reg = 0.01 * (tf.nn.l2_loss(w) + tf.nn.l2_loss(v))
train = tf.train.GradientDescentOptimizer(0.1).minimize(tf.reduce_mean(h) + reg)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    sess.run(train, {x: [[1., 2.]]})
    print(sess.run([w, v]))
""",
    "weights_of_a_layer_looked_up_by_a_helper": """\
import tensorflow as tf
def weights(name):
    with tf.variable_scope(name, reuse=True):
        return tf.get_variable("kernel")
x = tf.placeholder(tf.float32, [None, 2])
h = tf.layers.dense(x, 3, name="hidden", kernel_initializer=tf.ones_initializer())
w = weights("hidden")
loss = tf.reduce_mean(h) + tf.nn.l2_loss(w)
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(2):
        sess.run(train, {x: [[1., 2.]]})
        print(sess.run([loss, w], {x: [[1., 2.]]}))
""",
    "weights_of_a_layer_found_again_by_a_helper": """\
import tensorflow as tf
def weights(name):
    with tf.variable_scope(name, reuse=tf.AUTO_REUSE):
        return tf.get_variable("kernel", [2, 3])
x = tf.placeholder(tf.float32, [None, 2])
h = tf.layers.dense(x, 3, name="hidden", use_bias=False, kernel_initializer=tf.ones_initializer())
w = weights("hidden")
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(w, {x: [[1., 2.]]}))
""",
}
