"""Small programs in the shapes of tutorials: scripts that were refused, or migrated wrongly, once."""

from __future__ import annotations

TUTORIALS = {
    "name_of_several_variables": """
import tensorflow as tf

v = tf.Variable(tf.constant([1.0, 2.0]))
a = tf.reduce_sum(v)
v = tf.Variable(tf.constant([3.0, 4.0]))
b = tf.reduce_sum(v)
v = tf.Variable(tf.constant([5.0, 6.0]))
c = tf.reduce_sum(v)
v = tf.Variable(tf.constant([7.0, 8.0]))
d = tf.reduce_sum(v)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(v))
    print(sess.run(d), sess.run(b), sess.run(c), sess.run(a))
""",
    "name_of_several_numbers": """
import tensorflow as tf

x = tf.placeholder(tf.float32, [])
k = 2.0
a = x * k
k = 3.0
b = x * k
k = k + 1.0
c = x * k
for k in range(2):
    pass
with tf.Session() as sess:
    print(sess.run(a, {x: 1}), sess.run(b, {x: 1}), sess.run(c, {x: 1}), k)
""",
    "constant_by_keyword": """
import tensorflow as tf

def show():
    with tf.Graph().as_default():
        x = tf.constant(value=[[1., 2.], [3., 4.]], dtype=tf.float32, name="x")
        w = tf.get_variable("w", shape=[2, 2], dtype=tf.float32, initializer=tf.ones_initializer())
        parts = tf.split(value=tf.matmul(x, w), num_or_size_splits=2, axis=0)
        with tf.Session() as sess:
            sess.run(tf.global_variables_initializer())
            parts = sess.run(parts)
            print(parts[0], parts[1])

if __name__ == "__main__":
    show()
""",
    "initializers_as_classes": """
import tensorflow as tf

x = tf.placeholder(tf.float32, shape=[None], name="x")
w = tf.get_variable(name="weight", shape=[1], initializer=tf.random_normal_initializer)
v = tf.get_variable("v", [1], tf.float32, tf.truncated_normal_initializer)
b = tf.get_variable(name="bias", shape=[1], initializer=tf.zeros_initializer)
dense = tf.layers.dense(tf.reshape(x, [-1, 1]), 2, kernel_initializer=tf.random_uniform_initializer)
h = x * w + b * v
sess = tf.Session()
sess.run(tf.global_variables_initializer())
print(sess.run(h, feed_dict={x: [5]}), sess.run(dense, {x: [1, 2]}), sess.run(v))
""",
    "comments_inside_a_configuration": """
import tensorflow as tf

a = tf.constant([[1., 2.]])
# take memory as it is needed
gpu_options = tf.GPUOptions(
    allow_growth=True,  # grow
    per_process_gpu_memory_fraction=0.9  # share
)
config = tf.ConfigProto(
    allow_soft_placement=True,  # or on the CPU
    gpu_options=gpu_options)
with tf.Session(config=config) as sess:
    print(sess.run(a + 1))
""",
    "helper_inside_of_main": """
import tensorflow as tf

def main(_):
    x = tf.placeholder(tf.float32, [2, 2])
    e = tf.placeholder(tf.float32, [2, 2])
    w = tf.Variable(tf.ones([2, 2]))

    def model(data, train=False):
        hidden = tf.matmul(data, w)
        if train:
            hidden = hidden * 0.5
        return hidden

    logits = model(x, True)
    loss = tf.reduce_mean(logits)
    loss += 5e-4 * tf.nn.l2_loss(w)
    train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
    eval_prediction = tf.nn.softmax(model(e))

    def evaluated(data, sess):
        return sess.run(eval_prediction, feed_dict={e: data})

    with tf.Session() as sess:
        tf.global_variables_initializer().run()
        for i in range(2):
            sess.run(train, {x: [[1, 2], [3, 4]]})
        print(evaluated([[1, 2], [3, 5]], sess), sess.run(loss, {x: [[1, 0], [0, 1]]}))

if __name__ == "__main__":
    tf.app.run(main=main)
""",
    "feed_dicts_that_no_run_takes": """
import tensorflow as tf

x = tf.placeholder(tf.float32, [None])
y = tf.placeholder(tf.float32, [None])
z = x + 1
feeds = {x: [5], y: [6]}
with tf.Session() as sess:
    print(sess.run(z, feed_dict={x: [1]}))
    feed_dict = {x: [2], y: [3]}
    print(sess.run(z, feed_dict={x: [4]}), len(feeds))
""",
    "private_modules": """
import numpy
import tensorflow as tf
from tensorflow.python.framework import dtypes
from tensorflow.python.platform import gfile

class DataSet(object):
    def __init__(self, images, dtype=dtypes.float32):
        dtype = dtypes.as_dtype(dtype).base_dtype
        if dtype not in (dtypes.uint8, dtypes.float32):
            raise TypeError("%r" % dtype)
        if dtype == dtypes.float32:
            images = images.astype(numpy.float32) / 255
        self.images = images
        self.there = gfile.Exists("nothing")

print(DataSet(numpy.array([1, 255])).images, DataSet(numpy.array([1, 255]), dtypes.uint8).images)
x = tf.placeholder(dtypes.float32, [])
with tf.Session() as sess:
    print(sess.run(x * 2, {x: 3}))
""",
    "list_filled_in_a_method": """
import tensorflow as tf

class Map:
    def __init__(self, width):
        self.width = width
        self.nodes = tf.Variable(tf.ones([width]))
        self.x = tf.placeholder(tf.float32, [width])
        self.grow = tf.assign(self.nodes, self.nodes + self.x)

    def train(self, data):
        with tf.Session() as sess:
            sess.run(tf.global_variables_initializer())
            for row in data:
                sess.run(self.grow, feed_dict={self.x: row})
            grid = [[] for i in range(self.width)]
            self.values = list(sess.run(self.nodes))
            for i in range(self.width):
                grid[i].append(self.values[i])
            self.grid = grid

m = Map(2)
m.train([[1, 2], [3, 4]])
print(m.grid)
""",
    "builder_that_nobody_calls": """
import tensorflow as tf

def layer(x, shape):
    w = tf.Variable(tf.ones(shape))
    return tf.matmul(x, w)

def block(x, depth):
    with tf.variable_scope("a"):
        h = layer(x, [depth, depth])
    return h

def net(x):
    h = block(x, 4)
    return block(h, 5)

x = tf.placeholder(tf.float32, [])
with tf.Session() as sess:
    print(sess.run(x * 2, {x: 3}))
""",
    "rate_of_unknown_shape": """
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2])
lr = tf.placeholder(tf.float32)
w = tf.Variable([[1.0], [2.0]])
loss = tf.reduce_mean(tf.square(tf.matmul(x, w)))
train_step = tf.train.AdamOptimizer(lr).minimize(loss)
other = tf.train.GradientDescentOptimizer(lr * 0.5).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        _, value = sess.run([train_step, loss], {x: [[1, 2]], lr: 0.1 / (i + 1)})
        sess.run(other, {x: [[1, 2]], lr: 0.1 / (i + 1)})
        print(value)
    print(sess.run(lr, {lr: [1, 2]}))
""",
    "restore_or_initialize": """
import os
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2])
w = tf.Variable([[1.0], [2.0]])
loss = tf.reduce_mean(tf.square(tf.matmul(x, w)))
train_step = tf.train.AdamOptimizer(0.1).minimize(loss)
saver = tf.train.Saver()
with tf.Session() as sess:
    try:
        saver.restore(sess, "./net")
        print("restored")
    except:
        print("a new model")
        sess.run(tf.global_variables_initializer())
    for i in range(3):
        print(sess.run([loss, train_step], {x: [[1, 2]]})[0])
    saver.save(sess, "./net")
    print(os.path.exists("./net.index"))
""",
    "restore_or_train_in_classes": """
import tensorflow as tf

class Config:
    def __init__(self):
        self.lr = 0.1
        self.units = 3
        self.save_path = "./{name}_model".format(name="roots")

class Tensors:
    def __init__(self, config):
        x = tf.placeholder(tf.float32, [None], "x")
        self.x = x
        x = tf.expand_dims(x, axis=1)
        x = tf.layers.dense(x, config.units, activation=tf.nn.relu, name="first", kernel_initializer=tf.ones_initializer())
        y_predict = tf.layers.dense(x, 1, name="second", kernel_initializer=tf.ones_initializer())
        self.y_predict = tf.reshape(y_predict, [-1])
        y = tf.placeholder(tf.float32, [None], "y")
        self.y = y
        self.loss = tf.sqrt(tf.reduce_mean(tf.square(y - self.y_predict)))
        lr = tf.placeholder(tf.float32, [], "lr")
        self.lr = lr
        opt = tf.train.AdamOptimizer(lr)
        self.train_opt = opt.minimize(self.loss)

class Roots:
    def __init__(self):
        self.config = Config()
        self.tensors = Tensors(self.config)
        self.session = tf.Session()
        self.saver = tf.train.Saver()
        try:
            self.saver.restore(self.session, self.config.save_path)
            print("restored")
        except:
            print("a new model")
            self.train()

    def train(self):
        self.session.run(tf.global_variables_initializer())
        feeds = {self.tensors.x: [1.0, 4.0], self.tensors.y: [1.0, 2.0], self.tensors.lr: self.config.lr}
        for epoch in range(3):
            _, value = self.session.run([self.tensors.train_opt, self.tensors.loss], feeds)
            print(epoch, value)
        self.saver.save(self.session, self.config.save_path)

    def predict(self, value):
        if type(value) not in (list, tuple):
            value = [value]
        return self.session.run(self.tensors.y_predict, {self.tensors.x: value})

    def close(self):
        self.session.close()

roots = Roots()
print(roots.predict(4.0))
roots.close()
""",
    "fetched_dicts": """
import tensorflow as tf
a = tf.constant(3.0)
b = tf.constant(4.0)
total = a + b
x = tf.placeholder(tf.float32, [])
w = tf.Variable(2.0)
y = x * w
more = {"w": w}
fetches = {"y": y, "twice": y * 2, 3: [y, y + 1]}
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run({'ab': (a, b), 'total': total}))
    values = sess.run({"y": y, "w": w}, {x: 2})
    print(values["y"], values["w"], sorted(values))
    print(sess.run(fetches, {x: 3}))
    print(sess.run({"only": y}, {x: 5}), sess.run(more))
    print(sess.run([w.assign_add(1.0), y, more], {x: 1})[2])
    for key in sess.run({"y": y}, {x: 1}):
        print(key)
""",
    "fetched_dict_behind_another_run": """
import tensorflow as tf

x = tf.placeholder(tf.float32, [])
w = tf.Variable(2.0)
y = x * w
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {x: 5}), sess.run({"up": w.assign_add(1.0), "y": y}, {x: 1})["up"])
""",
    "fetched_pairs": """
import tensorflow as tf
w = tf.Variable(2.0)
b = tf.Variable([1.0, 3.0])
loss = tf.reduce_sum(tf.square(w * b - 1.0))
opt = tf.train.GradientDescentOptimizer(0.1)
gvs = opt.compute_gradients(loss, [w, b])
clipped = [(tf.clip_by_value(g, -1., 1.), v) for g, v in gvs]
train = opt.apply_gradients(clipped)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(2):
        print(sess.run(gvs))
        sess.run(train)
    print(sess.run(clipped))
""",
    "fetched_pairs_beside_the_update": """
import tensorflow as tf
inputs = [1, 2, 3]
w = tf.Variable(5.)
cost = tf.reduce_mean(tf.square(inputs * w - inputs))
optimizer = tf.train.GradientDescentOptimizer(learning_rate=0.01)
pairs = optimizer.compute_gradients(cost)
apply_gradients = optimizer.apply_gradients(pairs)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for step in range(3):
        cost_val, pairs_val, _ = sess.run([cost, pairs, apply_gradients])
        print(step, cost_val, pairs_val)
    print(sess.run(w))
""",
    "fetched_pairs_of_a_layer": """
import tensorflow as tf

opt = tf.train.GradientDescentOptimizer(0.1)
x = tf.placeholder(tf.float32, [None, 2])
score = tf.reduce_mean(tf.layers.dense(x, 1, kernel_initializer=tf.ones_initializer()))
pairs = opt.compute_gradients(score)
step = opt.apply_gradients(pairs)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    result = sess.run(pairs, {x: [[1, 2], [3, 4]]})
    print(type(result), [type(pair) for pair in result], [(g, v) for g, v in result])
    sess.run(step, {x: [[1, 2], [3, 4]]})
    print(sess.run([score, pairs], {x: [[1, 2], [3, 4]]}))
""",
    "scopes_without_weights": """
import tensorflow as tf

def norm(x, name):
    with tf.variable_scope(name) as scope:
        y = x / tf.reduce_max(x)
    return y

def other(x, name):
    with tf.variable_scope(name) as scope:
        y = x / tf.reduce_sum(x)
    return y

x = tf.placeholder(tf.float32, [None])
z = norm(x, "a")
with tf.Session() as sess:
    print(sess.run(z, {x: [1, 2]}))
""",
    "optimizer_class_given_to_a_function": """
import tensorflow as tf

x = tf.placeholder(tf.float32, [])
print(callable(tf.train.AdamOptimizer))
with tf.Session() as sess:
    print(sess.run(x * 2, {x: 3}))
""",
    "activation_that_may_be_none": """
import numpy as np
import tensorflow as tf

def add_layer(inputs, rows, columns, activation=None):
    weights = tf.Variable(tf.constant(np.linspace(-1, 1, rows * columns).reshape(rows, columns), tf.float32))
    biases = tf.Variable(tf.zeros([1, columns]) + 0.1)
    product = tf.matmul(inputs, weights) + biases
    if activation is None:
        outputs = product
    else:
        outputs = activation(product)
    return outputs

def squeeze(inputs, activation=None):
    x = inputs * 0.5
    if activation:
        x = activation(x)
    return x

xs = tf.placeholder(tf.float32, [None, 1])
hidden = add_layer(xs, 1, 3, activation=tf.nn.relu)
prediction = squeeze(add_layer(hidden, 3, 1, activation=None))
loss = tf.reduce_mean(tf.square(xs - prediction))
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    data = np.array([[1.0], [-2.0], [3.0]], np.float32)
    for step in range(3):
        sess.run(train, {xs: data})
        print(sess.run(loss, {xs: data}))
""",
    "functions_that_give_their_name_away": """
import numpy as np
import tensorflow as tf

def inference(x):
    w = tf.Variable([[0.5, -0.5], [0.25, 1.0]])
    return tf.nn.softmax(tf.matmul(x, w))

def loss(y, t):  # of one batch
    return tf.reduce_mean(-tf.reduce_sum(t * tf.log(y), axis=1))

def training(loss):
    optimizer = tf.train.GradientDescentOptimizer(0.5)
    train_step = optimizer.minimize(loss)
    return train_step

def accuracy(y, t):
    correct = tf.equal(tf.argmax(y, 1), tf.argmax(t, 1))
    accuracy = tf.reduce_mean(tf.cast(correct, tf.float32))
    return accuracy

if __name__ == "__main__":
    x = tf.placeholder(tf.float32, [None, 2])
    t = tf.placeholder(tf.float32, [None, 2])
    y = inference(x)
    loss = loss(y, t)
    train_step = training(loss)
    accuracy = accuracy(y, t)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        data = {x: np.array([[1, 2], [-1, 0.5], [3, -2]], np.float32), t: np.eye(2)[[0, 1, 0]]}
        for step in range(3):
            sess.run(train_step, feed_dict=data)
            print(loss.eval(session=sess, feed_dict=data), accuracy.eval(session=sess, feed_dict=data))
""",
    "cell_called_in_a_loop": """
import numpy as np
import tensorflow as tf

def inference(x, batch, steps, units):
    cell = tf.nn.rnn_cell.GRUCell(units, kernel_initializer=tf.constant_initializer(0.3))
    initial_state = cell.zero_state(batch, tf.float32)
    state = initial_state
    outputs = []  # of each step
    with tf.variable_scope("GRU"):
        for t in range(steps):
            if t > 0:
                tf.get_variable_scope().reuse_variables()
            (cell_output, state) = cell(x[:, t, :], state)
            outputs.append(cell_output)
    output = outputs[-1]
    w = tf.Variable(tf.ones([units, 1]))
    return tf.matmul(output, w)

steps = 3
x = tf.placeholder(tf.float32, [None, steps, 2])
y = tf.placeholder(tf.float32, [None, 1])
batch = tf.placeholder(tf.int32, [])
prediction = inference(x, batch, steps, 4)
loss = tf.reduce_mean(tf.square(prediction - y))
train = tf.train.GradientDescentOptimizer(0.05).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    xs = np.arange(12, dtype=np.float32).reshape(2, 3, 2) / 10
    for step in range(3):
        sess.run(train, {x: xs, y: [[1.0], [2.0]], batch: 2})
        print(sess.run(loss, {x: xs, y: [[1.0], [2.0]], batch: 2}))
""",
    "cell_called_for_some_steps": """
import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 4, 2])
cell = tf.nn.rnn_cell.GRUCell(3, kernel_initializer=tf.constant_initializer(0.2))
state = cell.zero_state(2, tf.float32)
outputs = []
with tf.variable_scope("rnn"):
    for step in range(3):
        if step > 0:
            tf.get_variable_scope().reuse_variables()
        output, state = cell(x[:, step], state)
        outputs.append(output)
flat = tf.reshape(tf.concat(outputs, 1), [-1, 3])
total = tf.reduce_sum(state)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    xs = np.arange(16, dtype=np.float32).reshape(2, 4, 2) / 10
    print(sess.run(flat, {x: xs}))
    print(sess.run(total, {x: xs}))
""",
    "cell_called_for_a_list": """
import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 3, 2])
inputs = tf.unstack(x, axis=1)
cell = tf.nn.rnn_cell.LSTMCell(2, initializer=tf.constant_initializer(0.2))
state = cell.zero_state(2, tf.float32)
with tf.variable_scope("lstm") as scope:
    for i, one in enumerate(inputs):
        if i > 0:
            scope.reuse_variables()
        output, state = cell(one, state)
total = tf.reduce_sum(output)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(total, {x: np.arange(12, dtype=np.float32).reshape(2, 3, 2) / 10}))
""",
    "fetched_control_flow": """
import tensorflow as tf

n = tf.placeholder(tf.int32, [])
x = tf.placeholder(tf.float32, [None])

def recurrence(last, current):
    return last[1], last[0] + last[1]

def nested(last, current):
    return last[0] + 1, (last[1][0], last[1][1] + last[0])

start = (tf.constant(0), tf.constant(1))
fibonacci = tf.scan(fn=recurrence, elems=tf.range(n), initializer=(0, 1))
named = tf.scan(recurrence, tf.range(n), start)
as_list = tf.scan(lambda last, current: [last[1], last[0] + last[1]], tf.range(n), [0, 1])
deep = tf.scan(nested, tf.range(n), (0, (1, 2)))
mapped = tf.map_fn(lambda value: (value, value * 2), x, dtype=(tf.float32, tf.float32))
folded = tf.foldl(lambda last, current: [last[0] + current, last[1] * 2], tf.range(n), initializer=[0, 1])
chosen = tf.cond(tf.reduce_sum(x) > 0, lambda: (x, x * 2), lambda: (x, x * 3))
looped = tf.while_loop(lambda i, j: i < n, lambda i, j: (i + 1, j * 2), [0, 1])
listed = tf.while_loop(lambda i, j: i < n, lambda i, j: [i + 1, j * 2], (0, 1))
both = (x * 2, x * 3)
pair = [x * 4, x * 5]
with tf.Session() as sess:
    for value in [fibonacci, named, as_list]:
        pass
    values = sess.run(fibonacci, feed_dict={n: 4})
    print("output:", values)
    print(sess.run(named, {n: 3}), sess.run(as_list, {n: 3}))
    first, (second, third) = sess.run(deep, {n: 3})
    print(sess.run(deep, {n: 3}), first, second, third)
    print(sess.run(mapped, {x: [1, 2]}), sess.run(folded, {n: 3}))
    print(sess.run(chosen, {x: [1, 2]}))
    print(sess.run(looped, {n: 3}), sess.run(listed, {n: 3}))
    i, j = sess.run(looped, {n: 3})
    print(i, j)
    print(sess.run(both, {x: [1, 2]}), sess.run(pair, {x: [1, 2]}))
    print(sess.run([both, pair], {x: [1, 2]}))
""",
    "layers_of_a_list_of_sizes": """
import numpy as np
import tensorflow as tf

def inference(x, n_in, n_hiddens, n_out):
    def weight_variable(shape):
        initial = np.sqrt(2.0 / shape[0]) * tf.ones(shape) / 10
        return tf.Variable(initial)

    def bias_variable(shape):
        initial = tf.zeros(shape)
        return tf.Variable(initial)

    # the hidden layers
    for i, n_hidden in enumerate(n_hiddens):
        if i == 0:
            input = x
            input_dim = n_in
        else:
            input = output
            input_dim = n_hiddens[i-1]

        W = weight_variable([input_dim, n_hidden])
        b = bias_variable([n_hidden])
        output = tf.nn.relu(tf.matmul(input, W) + b)

    # the last layer
    W_out = weight_variable([n_hiddens[-1], n_out])
    b_out = bias_variable([n_out])
    return tf.matmul(output, W_out) + b_out

n_in = 2
x = tf.placeholder(tf.float32, [None, n_in])
y = tf.placeholder(tf.float32, [None, 1])
prediction = inference(x, n_in, [3, 4], 1)
loss = tf.reduce_mean(tf.square(prediction - y))
train = tf.train.GradientDescentOptimizer(0.05).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    data = {x: [[1, 2], [3, -1]], y: [[1], [2]]}
    for step in range(3):
        sess.run(train, data)
        print(sess.run(loss, data), sess.run(prediction, data).ravel())
""",
    "layers_of_parameters_chosen_by_tests": """
import tensorflow as tf

def dense(x, wide, name):
    rows = 2
    if wide:
        extra = 1
        units = rows + extra
    else:
        units = 1
    with tf.variable_scope(name):
        w = tf.get_variable("w", [rows, units], initializer=tf.constant_initializer(0.5))
    return tf.matmul(x, w)

def chained(x, sizes):
    last = 2
    for size in sizes:
        w = tf.Variable(tf.ones([last, size]) * 0.1)
        x = tf.matmul(x, w)
        last = size
    return x

x = tf.placeholder(tf.float32, [None, 2])
a, b, c = dense(x, True, "a"), dense(x, False, "b"), chained(x, [3, 4, 1])
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(a, {x: [[1, 2]]}), sess.run(b, {x: [[1, 2]]}), sess.run(c, {x: [[1, 2]]}))
""",
    "lists_of_floats_for_integers": """
import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.int32, [None, 2])
k = tf.placeholder(tf.int32, [None])
y = tf.reduce_sum(x)
z = tf.reduce_sum(x) + tf.reduce_max(k)
array = np.eye(2)[[0, 1, 0]]
rows = []
for n in [0, 1, 1]:
    rows.append(np.eye(2)[n])

def batch():
    got, other = [], []
    for n in [0, 1, 1]:
        got.append(np.eye(2)[n] * 2)
        other.append(n)
    return got, other

with tf.Session() as sess:
    print(sess.run(y, {x: array}), sess.run(y, {x: rows}), sess.run(y, {x: [[1.5, 2.5]]}), sess.run(y, {x: [[1, 2]]}))
    data = {x: rows, k: [3, 4]}
    print(sess.run(z, data))
    first, second = batch()
    print(sess.run(z, {x: rows, k: second}))
""",
    "layers_that_read_a_placeholder_by_name": """
import tensorflow as tf

def build(x):
    w = tf.Variable(tf.ones([2, 3]))
    h = tf.matmul(x, w)
    h = tf.nn.dropout(h, keep_prob)
    v = tf.Variable(tf.ones([3, 1]))
    return tf.matmul(h, v) * scale

x = tf.placeholder(tf.float32, shape=[None, 2])
keep_prob = tf.placeholder(tf.float32)
scale = tf.placeholder(tf.float32, [])
y = build(x)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(y.eval({x: [[1, 2]], keep_prob: 1.0, scale: 2.0}))
""",
    "weights_of_shapes_of_the_pass": """
import numpy as np
import tensorflow as tf

sizes = [2, 3]
units = 2
x = tf.placeholder(tf.float32, [None, 4, 3, 1])
pooled = []
for i, size in enumerate(sizes):
    # the filters
    shape = [size, 3, 1, units]  # of this size
    bias = 0.1 * (i + 1)
    # their weights
    w = tf.Variable(tf.ones(shape) * bias)  # all equal
    b = tf.Variable(tf.constant(bias, shape=[units]))
    conv = tf.nn.conv2d(x, w, strides=[1, 1, 1, 1], padding="VALID")
    h = tf.nn.relu(tf.nn.bias_add(conv, b))
    pooled.append(tf.reduce_max(h, axis=[1, 2]))
out = tf.concat(pooled, 1)

def train_step(value, rate):
    # plain descent
    optimizer = tf.train.GradientDescentOptimizer(rate)
    train_step = optimizer.minimize(value)
    return train_step

train = train_step(tf.reduce_sum(tf.square(out)), 0.001)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    data = np.arange(12, dtype=np.float32).reshape(1, 4, 3, 1)
    for step in range(2):
        sess.run(train, {x: data})
        print(sess.run(out, {x: data}))
""",
    "weights_of_a_list_that_the_loop_fills": """
import numpy as np
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 2])
dims = [2]
h = x
for n in [3, 4]:
    dims.append(n)
    w = tf.Variable(tf.ones([dims[-2], dims[-1]]))
    h = tf.matmul(h, w)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(h, {x: [[1, 2]]}))
""",
    "values_of_each_call_of_a_method": """
import numpy as np
import tensorflow as tf

class Model:
    def __init__(self, n):
        self.n = n
        self.x = tf.placeholder(tf.float32, [None, n])
        self.w = tf.Variable(np.ones([n, 1], np.float32))
        self.y = tf.matmul(self.x, self.w)

    def set_session(self, session):
        self.session = session

    def init(self):
        self.session.run(tf.global_variables_initializer())

    def set(self, w):
        op = self.w.assign(w)
        self.session.run(op)

    def weighted(self, data, factor):
        self.factor = factor
        weighted = self.y * self.factor
        return self.session.run(weighted, feed_dict={self.x: data})

    def scaled(self, data, factor):
        scaled = self.y * factor
        return self.session.run(scaled, feed_dict={self.x: data})

    def predict(self, data):
        return self.session.run(self.y, feed_dict={self.x: data})

model = Model(2)
with tf.Session() as session:
    model.set_session(session)
    model.init()
    for k in [1.0, 2.0, 3.0]:
        model.set(np.full([2, 1], k, np.float32))
        print(model.predict([[1, 2]]), model.scaled([[1, 2]], k), model.weighted([[1, 2]], k))
""",
    "values_of_each_call_of_a_function": """
import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2])
w = tf.Variable(np.ones([2, 1], np.float32))
y = tf.matmul(x, w)
sess = tf.Session()
sess.run(tf.global_variables_initializer())

def set_weights(value):
    op = w.assign(value)
    sess.run(op)

def scaled(data, factor):
    z = y * factor
    return sess.run(z, feed_dict={x: data})

def top(data, k):
    return sess.run(tf.nn.top_k(tf.reshape(y, [-1]), k), {x: data})[0]

for k in [1.0, 2.0, 3.0]:
    set_weights(np.full([2, 1], k, np.float32))
    print(scaled([[1, 2]], k), top([[1, 2], [3, 4], [5, 6]], int(k)))
""",
    "attributes_of_each_call_of_a_method": """
import numpy as np
import tensorflow as tf

class Net:
    def __init__(self, n):
        self.x = tf.placeholder(tf.float32, [None, n])
        self.w = tf.Variable(np.ones([n, 1], np.float32))
        self.y = tf.matmul(self.x, self.w)
        self.rate = 0.1
        self.sess = tf.Session()
        self.sess.run(tf.global_variables_initializer())

    def step(self, data, decay):
        update = self.w.assign_sub(self.rate * tf.ones_like(self.w))
        self.sess.run(update)
        self.rate = self.rate * decay
        return self.rate

    def nearest(self, data, row):
        distance = tf.reduce_sum(tf.abs(self.x - row), 1)
        return self.sess.run(tf.argmin(distance, 0), {self.x: data})

net = Net(2)
for d in (0.5, 0.25):
    print(net.step(None, d), net.sess.run(net.w).ravel())
for row in ([1.0, 2.0], [3.0, 4.0]):
    print(net.nearest([[1, 2], [3, 4]], np.array(row, np.float32)))
""",
    "dropout_given_its_flag_as_a_shape": """
import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 4])
is_training = tf.placeholder(tf.bool)
h = tf.layers.dense(x, 3)
h = tf.layers.dropout(h, 0.7, is_training)
h = tf.layers.dropout(h, 0.5, noise_shape=is_training)  # a shape as well
y = tf.layers.dense(h, 1)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {x: np.ones([2, 4]), is_training: True}))
    print(sess.run(y, {x: np.ones([2, 4]), is_training: False}))
""",
    "lambdas_of_a_function_called_twice": """
import numpy as np
import tensorflow as tf

scale = [2.0, 3.0]

def chosen(on, one, other):
    return one() if on else other()

def scaled(v, factor, on=False):
    def by(v, factor):
        return v * factor * scale

    return chosen(on, lambda: by(v, factor), lambda: tf.identity(v))

x = tf.placeholder(tf.float32, [None, 2])
y = scaled(scaled(x, 2.0, True), 3.0, True)
z = scaled(x, 2.0)
with tf.Session() as sess:
    print(sess.run([y, z], {x: np.ones([1, 2])}))
""",
    "one_of_two_functions_given_to_the_api": """
import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None])
if len(x.shape) == 1:
    def change(v):
        return v * 2.0
else:
    def change(v):
        return v + 2.0
y = tf.map_fn(change, x)
z = change(x)
with tf.Session() as sess:
    print(sess.run([y, z], {x: [1.0, 2.0]}))
""",
    "nested_variable_helpers": """
import numpy as np
import tensorflow as tf

def model(images, train=True):
    def weight(name, shape, dtype):
        return(tf.get_variable(name=name, shape=shape, dtype=dtype, initializer=tf.truncated_normal_initializer(stddev=0.05)))
    def zero(name, shape, dtype):
        return(tf.get_variable(name=name, shape=shape, dtype=dtype, initializer=tf.constant_initializer(0.0)))

    with tf.variable_scope('one') as scope:
        kernel = weight(name='kernel', shape=[4, 3], dtype=tf.float32)
        bias = zero(name='bias', shape=[3], dtype=tf.float32)
        h = tf.nn.relu(tf.matmul(images, kernel) + bias)
    with tf.variable_scope('two') as scope:
        kernel = weight(name='kernel', shape=[3, 2], dtype=tf.float32)
        bias = zero(name='bias', shape=[2], dtype=tf.float32)
        out = tf.add(tf.matmul(h, kernel), bias)
    return out

x = tf.placeholder(tf.float32, [None, 4])
y = tf.placeholder(tf.float32, [None, 2])
with tf.variable_scope('model') as scope:
    out = model(x)
    scope.reuse_variables()
    test = model(y[:, :1] + x)
loss = tf.reduce_mean(tf.square(out - y))
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        print(sess.run([train, loss], {x: np.ones([2, 4]), y: np.ones([2, 2])})[1])
    print(sess.run(test, {x: np.ones([2, 4]), y: np.ones([2, 2])}))
""",
    "variable_helpers_under_reuse": """
import numpy as np
import tensorflow as tf

def weight(name, shape):
    return tf.get_variable(name, shape, initializer=tf.truncated_normal_initializer(stddev=0.5))

def model(images, scope, reuse=None):
    with tf.variable_scope(scope, reuse=reuse):
        k = weight('k', [4, 3])
        b = weight('b', [3, 2])
    return tf.matmul(tf.nn.relu(tf.matmul(images, k)), b)

x = tf.placeholder(tf.float32, [None, 4])
y = tf.placeholder(tf.float32, [None, 2])
a = model(x, 'one') + model(x, 'two')
b = model(2 * x, 'two', reuse=True)

loss = tf.reduce_mean(tf.square(a - y)) + tf.reduce_mean(tf.square(b - y))
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        print(sess.run([train, loss], {x: np.ones([2, 4]), y: np.ones([2, 2])})[1])
    print([v.name for v in tf.trainable_variables()], [v.shape for v in sess.run(tf.trainable_variables())])
""",
    "variable_helpers_in_a_dict_under_reuse": """
import numpy as np
import tensorflow as tf

def weight(name, shape):
    return tf.get_variable(name, shape, initializer=tf.truncated_normal_initializer(stddev=0.5))

def model(images):
    w = {'k': weight('k', [4, 3]), 'b': weight('b', [3, 2])}
    return tf.matmul(tf.nn.relu(tf.matmul(images, w['k'])), w['b'])

x = tf.placeholder(tf.float32, [None, 4])
y = tf.placeholder(tf.float32, [None, 2])
with tf.variable_scope('s') as s:
    a = model(x)
    s.reuse_variables()
    b = model(2 * x)

loss = tf.reduce_mean(tf.square(a - y)) + tf.reduce_mean(tf.square(b - y))
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        print(sess.run([train, loss], {x: np.ones([2, 4]), y: np.ones([2, 2])})[1])
    print([v.name for v in tf.trainable_variables()], [v.shape for v in sess.run(tf.trainable_variables())])
""",
    "variable_helpers_of_two_models_that_share": """
import numpy as np
import tensorflow as tf

def weight(name, shape):
    return tf.get_variable(name, shape, initializer=tf.truncated_normal_initializer(stddev=0.5))

def model(images, own):
    with tf.variable_scope('m', reuse=tf.AUTO_REUSE):
        k = weight('shared', [4, 3])
        b = weight(own, [3, 2])
    return tf.matmul(tf.nn.relu(tf.matmul(images, k)), b)

x = tf.placeholder(tf.float32, [None, 4])
y = tf.placeholder(tf.float32, [None, 2])
a = model(x, 'one')
b = model(2 * x, 'two')

loss = tf.reduce_mean(tf.square(a - y)) + tf.reduce_mean(tf.square(b - y))
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        print(sess.run([train, loss], {x: np.ones([2, 4]), y: np.ones([2, 2])})[1])
    print([v.name for v in tf.trainable_variables()], [v.shape for v in sess.run(tf.trainable_variables())])
""",
    "variable_helper_called_again_in_the_model": """
import numpy as np
import tensorflow as tf

def weight(name, shape):
    return tf.get_variable(name, shape, initializer=tf.truncated_normal_initializer(stddev=0.5))

def model(images):
    k = weight('k', [4, 3])
    with tf.variable_scope(tf.get_variable_scope(), reuse=True):
        again = weight('k', [4, 3])
    b = weight('b', [3, 2])
    return tf.matmul(tf.nn.relu(tf.matmul(images, k + again)), b)

x = tf.placeholder(tf.float32, [None, 4])
y = tf.placeholder(tf.float32, [None, 2])
with tf.variable_scope('s') as s:
    a = model(x)
    s.reuse_variables()
    b = model(2 * x)

loss = tf.reduce_mean(tf.square(a - y)) + tf.reduce_mean(tf.square(b - y))
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        print(sess.run([train, loss], {x: np.ones([2, 4]), y: np.ones([2, 2])})[1])
    print([v.name for v in tf.trainable_variables()], [v.shape for v in sess.run(tf.trainable_variables())])
""",
    "variable_helper_called_again_outside": """
import numpy as np
import tensorflow as tf

def weight(name, shape):
    return tf.get_variable(name, shape, initializer=tf.truncated_normal_initializer(stddev=0.5))

def model(images):
    k = weight('k', [4, 3])
    b = weight('b', [3, 2])
    return tf.matmul(tf.nn.relu(tf.matmul(images, k)), b)

x = tf.placeholder(tf.float32, [None, 4])
y = tf.placeholder(tf.float32, [None, 2])
with tf.variable_scope('s') as s:
    a = model(x)
    s.reuse_variables()
    b = model(2 * x) + tf.matmul(x, weight('k', [4, 3]))[:, :2]

loss = tf.reduce_mean(tf.square(a - y)) + tf.reduce_mean(tf.square(b - y))
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        print(sess.run([train, loss], {x: np.ones([2, 4]), y: np.ones([2, 2])})[1])
    print([v.name for v in tf.trainable_variables()], [v.shape for v in sess.run(tf.trainable_variables())])
""",
    "saved_for_serving": """
import os
import shutil
import tensorflow as tf

folder = "served"
x = tf.placeholder(tf.float32, [None, 2])
w = tf.Variable([[1.0], [2.0]])
y = tf.matmul(x, w)
best = tf.argmax(tf.concat([y, x], 1), 1)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run([y, best], {x: [[1.0, 2.0], [3.0, -4.0]]}))
    tf.saved_model.simple_save(sess, folder, inputs={"x": x}, outputs={"y": y, "best": best})
print(os.path.exists(folder + "/saved_model.pb"))
shutil.rmtree(folder)
""",
    "saved_by_a_builder": """
import os
import shutil
import tensorflow as tf

folder = "served"
x = tf.placeholder(tf.float32, [None, 2])
w = tf.Variable([[1.0], [2.0]])
y = tf.matmul(x, w)
best = tf.argmax(tf.concat([y, x], 1), 1)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run([y, best], {x: [[1.0, 2.0], [3.0, -4.0]]}))
    builder = tf.saved_model.builder.SavedModelBuilder(folder)
    tensor_info_x = tf.saved_model.utils.build_tensor_info(x)
    signature = tf.saved_model.signature_def_utils.build_signature_def(
        inputs={"images": tensor_info_x}, outputs={"scores": tf.saved_model.utils.build_tensor_info(y)},
        method_name=tf.saved_model.signature_constants.PREDICT_METHOD_NAME)
    builder.add_meta_graph_and_variables(sess, [tf.saved_model.tag_constants.SERVING],
                                         signature_def_map={"predict_images": signature})
    builder.save()
print(os.path.exists(folder + "/saved_model.pb"))
shutil.rmtree(folder)
""",
    "saved_by_a_builder_with_short_names": """
import os
import shutil
import tensorflow as tf

folder = "served"
x = tf.placeholder(tf.float32, [None, 2])
w = tf.Variable([[1.0], [2.0]])
y = tf.matmul(x, w)
best = tf.argmax(tf.concat([y, x], 1), 1)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run([y, best], {x: [[1.0, 2.0], [3.0, -4.0]]}))
    builder = tf.saved_model.Builder(folder)
    signature = tf.saved_model.predict_signature_def(inputs={"x": x}, outputs={"y": y})
    builder.add_meta_graph_and_variables(sess, ["serve"], {"serving_default": signature})
    builder.save()
print(os.path.exists(folder + "/saved_model.pb"))
shutil.rmtree(folder)
""",
    "saved_by_a_builder_with_names_of_both_kinds": """
import os
import shutil
import tensorflow as tf

folder = "served"
x = tf.placeholder(tf.float32, [None, 2])
w = tf.Variable([[1.0], [2.0]])
y = tf.matmul(x, w)
best = tf.argmax(tf.concat([y, x], 1), 1)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run([y, best], {x: [[1.0, 2.0], [3.0, -4.0]]}))
    builder = tf.saved_model.Builder(folder)
    info = tf.saved_model.build_tensor_info(y)
    signature = tf.saved_model.build_signature_def({"x": tf.saved_model.build_tensor_info(x)}, {"y": info}, "predict")
    builder.add_meta_graph_and_variables(sess, [tf.saved_model.SERVING], {
        tf.saved_model.DEFAULT_SERVING_SIGNATURE_DEF_KEY: signature}, main_op=tf.tables_initializer())
    builder.save()
print(os.path.exists(folder + "/saved_model.pb"))
shutil.rmtree(folder)
""",
    "saved_by_a_builder_in_a_function": """
import os
import shutil
import tensorflow as tf

folder = "served"
x = tf.placeholder(tf.float32, [None, 2])
w = tf.Variable([[1.0], [2.0]])
y = tf.matmul(x, w)
best = tf.argmax(tf.concat([y, x], 1), 1)

def export(sess):
    builder = tf.saved_model.builder.SavedModelBuilder(folder)
    signature = tf.saved_model.signature_def_utils.predict_signature_def(inputs={"x": x}, outputs={"y": y})
    builder.add_meta_graph_and_variables(sess, [tf.saved_model.tag_constants.SERVING], {"serving_default": signature})
    builder.save()

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run([y, best], {x: [[1.0, 2.0], [3.0, -4.0]]}))
    export(sess)
print(os.path.exists(folder + "/saved_model.pb"))
shutil.rmtree(folder)
""",
    "variable_that_a_loop_adds_to": """
import numpy as np
import tensorflow as tf
X = tf.placeholder(tf.float32)
Y = tf.placeholder(tf.float32)
Y_pred = tf.Variable(tf.random_normal([1]), name='bias')
for pow_i in range(1, 5):
    W = tf.Variable(tf.random_normal([1]), name='weight_%d' % pow_i)
    Y_pred = tf.add(tf.multiply(tf.pow(X, pow_i), W), Y_pred)
cost = tf.reduce_sum(tf.pow(Y_pred - Y, 2)) / 9
optimizer = tf.train.GradientDescentOptimizer(0.01).minimize(cost)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        for (a, b) in zip(np.linspace(-1, 1, 4), np.linspace(0, 1, 4)):
            sess.run(optimizer, feed_dict={X: a, Y: b})
        print(sess.run(cost, feed_dict={X: np.linspace(-1, 1, 4), Y: np.ones(4)}))
    print(Y_pred.eval(feed_dict={X: np.linspace(-1, 1, 4)}, session=sess))
""",
    "helpers_called_in_a_loop": """
import numpy as np
import tensorflow as tf

def conv_layer(layer, layer_i):
    strides = 2 if layer_i % 3 == 0 else 1
    layer = tf.layers.conv2d(layer, layer_i * 4, 3, strides, 'same', activation=tf.nn.relu)
    return layer

x = tf.placeholder(tf.float32, [None, 6, 6, 1])
h = x
for layer_i in range(1, 4):
    h = conv_layer(h, layer_i)
shape = h.get_shape().as_list()
h = tf.reshape(h, [-1, shape[1] * shape[2] * shape[3]])
h = tf.layers.dense(h, 2)

loss = tf.reduce_mean(tf.square(h - 0.5))
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        print(sess.run([train, loss], {x: np.ones([2, 6, 6, 1]) * 0.3})[1])
""",
    "helpers_called_in_a_loop_of_named_scopes": """
import numpy as np
import tensorflow as tf

def conv_layer(layer, units, scope):
    with tf.variable_scope(scope):
        w = tf.get_variable('w', [36, units])
        b = tf.get_variable('b', [units], initializer=tf.zeros_initializer())
        return tf.matmul(layer, w) + b

x = tf.placeholder(tf.float32, [None, 6, 6, 1])
flat = tf.reshape(x, [-1, 36])
outputs = []
for i, units in enumerate([2, 3]):
    outputs.append(conv_layer(flat, units, 'branch_%d' % i))
h = tf.concat(outputs, 1)

loss = tf.reduce_mean(tf.square(h - 0.5))
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        print(sess.run([train, loss], {x: np.ones([2, 6, 6, 1]) * 0.3})[1])
""",
    "helpers_called_in_a_loop_of_a_function": """
import numpy as np
import tensorflow as tf

def layer(v, n):
    return tf.nn.tanh(tf.layers.dense(v, n))

def net(v):
    for n in [5, 3]:
        v = layer(v, n)
    return v

x = tf.placeholder(tf.float32, [None, 6, 6, 1])
h = net(tf.reshape(x, [-1, 36]))

loss = tf.reduce_mean(tf.square(h - 0.5))
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        print(sess.run([train, loss], {x: np.ones([2, 6, 6, 1]) * 0.3})[1])
""",
    "shared_helper_in_a_loop": """
import numpy as np
import tensorflow as tf

def shared(layer):
    with tf.variable_scope('s', reuse=tf.AUTO_REUSE):
        return tf.layers.dense(layer, 36, name='d', activation=tf.nn.tanh)

x = tf.placeholder(tf.float32, [None, 6, 6, 1])
h = tf.reshape(x, [-1, 36])
for i in range(3):
    h = shared(h)

loss = tf.reduce_mean(tf.square(h - 0.5))
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        print(sess.run([train, loss], {x: np.ones([2, 6, 6, 1]) * 0.3})[1])
""",
    "helper_that_reads_the_loop": """
import numpy as np
import tensorflow as tf

def layer(v, n):
    return tf.nn.tanh(tf.layers.dense(v, n + i))

x = tf.placeholder(tf.float32, [None, 6, 6, 1])
h = tf.reshape(x, [-1, 36])
for i in range(2):
    h = layer(h, 3)

loss = tf.reduce_mean(tf.square(h - 0.5))
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        print(sess.run([train, loss], {x: np.ones([2, 6, 6, 1]) * 0.3})[1])
""",
    "helper_in_a_loop_of_a_loop": """
import numpy as np
import tensorflow as tf

def layer(v, n, name):
    with tf.variable_scope(name):
        return tf.nn.tanh(tf.layers.dense(v, n))

x = tf.placeholder(tf.float32, [None, 6, 6, 1])
h = tf.reshape(x, [-1, 36])
for block in range(2):
    for n in [5, 3]:
        h = layer(h, n, 'b%d_%d' % (block, n))

loss = tf.reduce_mean(tf.square(h - 0.5))
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        print(sess.run([train, loss], {x: np.ones([2, 6, 6, 1]) * 0.3})[1])
""",
    "helper_of_a_number_that_the_loop_changes": """
import numpy as np
import tensorflow as tf

def layer(v, n):
    return tf.nn.tanh(tf.layers.dense(v, n))

x = tf.placeholder(tf.float32, [None, 6, 6, 1])
h = tf.reshape(x, [-1, 36])
n = 8
for i in range(2):
    n = n // 2
    h = layer(h, n)

loss = tf.reduce_mean(tf.square(h - 0.5))
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        print(sess.run([train, loss], {x: np.ones([2, 6, 6, 1]) * 0.3})[1])
""",
    "shared_helper_in_a_loop_of_a_function": """
import numpy as np
import tensorflow as tf

def dense(v, n, name):
    return tf.layers.dense(v, n, name=name, activation=tf.nn.tanh)

def net(v):
    with tf.variable_scope('n', reuse=tf.AUTO_REUSE):
        for i in range(3):
            v = dense(v, 36, 'd')
    return v

x = tf.placeholder(tf.float32, [None, 36])
h = net(x)
loss = tf.reduce_mean(tf.square(h - 0.5))
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        print(sess.run([train, loss], {x: np.ones([2, 36]) * 0.3})[1])
""",
    "shared_layer_in_a_loop_of_a_function": """
import numpy as np
import tensorflow as tf

def net(v):
    with tf.variable_scope('n', reuse=tf.AUTO_REUSE):
        for i in range(3):
            v = tf.layers.dense(v, 36, name="d", activation=tf.nn.tanh)
    return v

x = tf.placeholder(tf.float32, [None, 36])
h = net(x)
loss = tf.reduce_mean(tf.square(h - 0.5))
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        print(sess.run([train, loss], {x: np.ones([2, 36]) * 0.3})[1])
""",
    "shared_weight_in_a_loop_of_a_function": """
import numpy as np
import tensorflow as tf

def net(v):
    with tf.variable_scope('n', reuse=tf.AUTO_REUSE):
        for i in range(3):
            v = tf.nn.tanh(tf.matmul(v, tf.get_variable("w", [36, 36])))
    return v

x = tf.placeholder(tf.float32, [None, 36])
h = net(x)
loss = tf.reduce_mean(tf.square(h - 0.5))
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        print(sess.run([train, loss], {x: np.ones([2, 36]) * 0.3})[1])
""",
    "helpers_with_moving_averages_in_a_loop": """
import numpy as np
import tensorflow as tf

def layer(v, units, is_training):
    size = v.get_shape().as_list()[-1]
    w = tf.Variable(tf.truncated_normal([size, units], stddev=0.5))
    v = tf.matmul(v, w)
    scale = tf.Variable(tf.ones([units]), trainable=True)
    mean = tf.Variable(tf.zeros([units]), trainable=False)

    def training():
        now, _ = tf.nn.moments(v, axes=[0], keep_dims=False)
        update = tf.assign(mean, 0.9 * mean + 0.1 * now)
        with tf.control_dependencies([update]):
            return (v - now) * scale

    def inference():
        return (v - mean) * scale

    return tf.nn.tanh(tf.cond(is_training, training, inference))

x = tf.placeholder(tf.float32, [None, 5])
is_training = tf.placeholder(tf.bool)
h = x
for i in range(1, 4):
    h = layer(h, i * 2, is_training)
loss = tf.reduce_mean(tf.square(h - 0.5))
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
data = np.random.RandomState(0).rand(4, 5)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        sess.run(train, {x: data, is_training: True})
        print(sess.run(loss, {x: data, is_training: False}))
""",
    "default_of_a_list_that_changes": """
import numpy as np
import tensorflow as tf
count = [2.0]
x = tf.placeholder(tf.float32, [None])
p = tf.placeholder_with_default(count[0], [])
out = x * p
count[0] = 5.0
with tf.Session() as sess:
    print(sess.run(out, {x: [1.0, 2.0]}))
    print(sess.run(out, {x: [1.0, 2.0], p: 3.0}))
""",
    "default_of_a_name_that_is_bound_again": """
import numpy as np
import tensorflow as tf
k = 2.0
x = tf.placeholder(tf.float32, [None])
p = tf.placeholder_with_default(k, [])
out = x * p
k = 5.0
with tf.Session() as sess:
    print(sess.run(out, {x: [1.0, 2.0]}))
    print(sess.run(out, {x: [1.0, 2.0], p: 3.0}))
""",
    "return_behind_a_test_of_the_call": """
import numpy as np
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 3])
ones = tf.ones_initializer()
def block(t, n):
    if n > 3:
        m = n
        if n > 4:
            return t
    else:
        m = 3
    return tf.matmul(t, tf.get_variable("w", [3, m], initializer=ones))
y = block(x, 4)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {x: [[1, 2, 3]]}))
""",
    "weights_by_a_flag_of_the_call": """
import numpy as np
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 3])
ones = tf.ones_initializer()
def net(t, training, reuse=False):
    with tf.variable_scope("net", reuse=reuse):
        if training:
            t = tf.layers.dense(t, 3, kernel_initializer=ones, name="a")
        t = tf.layers.dropout(t, 0.0, training=training)
        return tf.layers.dense(t, 3, kernel_initializer=ones, name="b")
y = net(x, True) + net(x, False, True)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {x: [[1, 2, 3]]}))
""",
    "list_that_the_calls_of_a_helper_fill": """
import numpy as np
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 3])
ones = tf.ones_initializer()
made = []
def block(t):
    made.append(t)
    return tf.layers.dense(t, 3, kernel_initializer=ones)
y = block(block(x))
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {x: [[1, 2, 3]]}))
""",
    "two_weights_of_one_name": """
import numpy as np
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 2])
w = tf.Variable(tf.ones([2, 3]))
h = tf.matmul(x, w)
w = tf.Variable(tf.ones([3, 1]))
y = tf.matmul(h, w)
loss = tf.reduce_mean(tf.square(y))
step = tf.train.GradientDescentOptimizer(0.01).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        print(sess.run([loss, step], {x: [[1.0, 2.0]]})[0])
""",
    "two_weights_of_one_name_in_scopes": """
import numpy as np
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 2])
with tf.variable_scope("one"):
    w = tf.get_variable("w", [2, 3], initializer=tf.ones_initializer())
    h = tf.matmul(x, w)
with tf.variable_scope("two"):
    w = tf.get_variable("w", [3, 1], initializer=tf.ones_initializer())
    y = tf.matmul(h, w)
loss = tf.reduce_mean(tf.square(y))
step = tf.train.GradientDescentOptimizer(0.01).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        print(sess.run([loss, step], {x: [[1.0, 2.0]]})[0])
""",
    "weights_of_one_name_kept_in_a_dict": """
import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 4])
y = tf.placeholder(tf.float32, [None, 2])
layers = {}
w = tf.Variable(tf.ones([4, 3]))
layers['one'] = w
w = tf.Variable(tf.ones([3, 2]))
layers['two'] = w
out = tf.matmul(tf.nn.relu(tf.matmul(x, layers['one'])), layers['two'])
loss = tf.reduce_mean(tf.square(out - y))
train = tf.train.AdamOptimizer(0.1).minimize(loss)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        print(sess.run([train, loss], {x: np.ones([2, 4]) * 0.3, y: np.zeros([2, 2])})[1])
""",
}
