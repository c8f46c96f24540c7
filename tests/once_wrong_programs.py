"""TF1 programs that were once migrated to something else, without a finding: names bound again, effects of methods.

Forms of `engine_form_programs`, with recorded output of TF 1.15.
"""

from __future__ import annotations

ONCE_WRONG = {
    "loss_of_a_branch_bound_again": """
import numpy as np
import tensorflow as tf
CLIP = False
x = tf.placeholder(tf.float32, [None, 2])
w = tf.Variable([[1.0], [2.0]])
loss = tf.reduce_mean(tf.square(tf.matmul(x, w)))
opt = tf.train.GradientDescentOptimizer(0.1)
if CLIP:
    gvs = opt.compute_gradients(loss)
    gvs = [(tf.clip_by_value(g, -1., 1.), v) for g, v in gvs]
    train = opt.apply_gradients(gvs)
else:
    loss = loss + 0.5 * tf.nn.l2_loss(w)
    train = opt.minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        print(sess.run([loss, train], {x: np.ones((2, 2))})[0], sess.run(w).ravel())
""",
    "loss_of_a_branch_added_to": """
import sys
import numpy as np
import tensorflow as tf
clip = len(sys.argv) > 5
x = tf.placeholder(tf.float32, [None, 2])
w = tf.Variable([[1.0], [2.0]])
loss = tf.reduce_mean(tf.square(tf.matmul(x, w)))
opt = tf.train.MomentumOptimizer(0.1, 0.9)
if clip:
    gvs = opt.compute_gradients(loss)
    train = opt.apply_gradients([(tf.clip_by_value(g, -1., 1.), v) for g, v in gvs])
else:
    loss += 0.5 * tf.nn.l2_loss(w)
    train = opt.minimize(loss)
sess = tf.Session()
sess.run(tf.global_variables_initializer())
for _ in range(3):
    print(sess.run([loss, train], {x: np.ones((2, 2))})[0], sess.run(w).ravel())
""",
    "arguments_of_a_layer_bound_again": """
import numpy as np
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 3])
n = 4
act = tf.nn.relu
first = tf.layers.Dense(n, activation=act, kernel_initializer=tf.constant_initializer(0.3))
n = 2
act = tf.nn.tanh
second = tf.layers.Dense(n, activation=act, kernel_initializer=tf.constant_initializer(-0.2))
h = first(x)
y = second(h)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run([h, y], {x: np.ones((1, 3))}))
""",
    "layer_called_behind_others": """
import numpy as np
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 3])
first = tf.layers.Dense(4, activation=tf.nn.relu, kernel_initializer=tf.constant_initializer(0.3))
x2 = tf.nn.softmax(x)
h = first(x2)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run([h], {x: np.ones((1, 3))}))
""",
    "list_of_variables_fetched": """
import tensorflow as tf
a = [tf.Variable(1.0), tf.Variable(2.0)]
inc = a[0].assign_add(1.0)
with tf.Session() as s:
    s.run(tf.global_variables_initializer())
    s.run(inc)
    print(s.run(a))
    print(s.run(a[0]), s.run(a[1]))
""",
    "tuple_and_dict_of_variables_fetched": """
import tensorflow as tf
a = (tf.Variable(1.0), tf.Variable(2.0))
d = {'w': tf.Variable(3.0), 'b': tf.Variable(4.0)}
loss = tf.square(a[0] * a[1] - d['w'] + d['b'])
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
with tf.Session() as s:
    s.run(tf.global_variables_initializer())
    s.run(train)
    print(s.run(a), sorted(s.run(d).items()))
    print(s.run([a, d['w']]))
""",
    "variables_of_a_list_beside_a_loss": """
import tensorflow as tf
a = [tf.Variable(1.0), tf.Variable(2.0)]
loss = tf.square(a[0] * a[1] - 3.0)
inc = [v.assign_add(1.0) for v in a]
with tf.Session() as s:
    s.run(tf.global_variables_initializer())
    s.run(inc)
    print(s.run([loss] + a))
""",
    "groups_of_a_parallel_assignment": """
import tensorflow as tf
def main():
    v = tf.Variable(0.0)
    u = tf.Variable(5.0)
    def make(k):
        return tf.group(v.assign_add(k), u.assign_sub(k))
    one, two = make(1.0), make(2.0)
    with tf.Session() as s:
        s.run(tf.global_variables_initializer())
        s.run(one)
        print(s.run([v, u]))
        s.run(two)
        s.run([one])
        print(s.run([v, u]))
main()
""",
    "groups_of_a_helper_run_in_turns": """
import tensorflow as tf
a = tf.Variable(0.0)
b = tf.Variable(0.0)
def inc(u, k=1.0):
    with tf.name_scope('inc'):
        return tf.group(u.assign_add(k), name='op')
ia, ib = inc(a), inc(b, k=5.0)
with tf.Session() as s:
    s.run(tf.global_variables_initializer())
    for i in range(3):
        if i % 2 == 0:
            s.run(ia)
        else:
            s.run(ib)
        print(s.run([a, b]))
""",
    "assignments_of_a_helper": """
import tensorflow as tf
v = tf.Variable(0.0)
def inc(k):
    return v.assign_add(k)
one, two = inc(1.0), inc(2.0)
with tf.Session() as s:
    s.run(tf.global_variables_initializer())
    print(s.run(one))
    print(s.run(two))
    print(s.run(one))
""",
    "group_that_a_method_returns": """
import tensorflow as tf
class M(object):
    def __init__(self):
        self.w = tf.get_variable('w', initializer=1.0)
        self.t = tf.get_variable('t', initializer=0.0, trainable=False)
        self.train = tf.train.GradientDescentOptimizer(0.1).minimize(tf.square(self.w - 3.0))
        self.sync = self._sync()
    def _sync(self):
        return tf.group(self.t.assign(self.w))
m = M()
with tf.Session() as s:
    s.run(tf.global_variables_initializer())
    for i in range(3):
        s.run(m.train)
        s.run(m.sync)
        print(s.run([m.w, m.t]))
""",
    "group_that_a_method_with_a_default_returns": """
import numpy as np
import tensorflow as tf
class M(object):
    def __init__(self, x):
        self.x = x
        self.w = tf.get_variable('w', initializer=1.0)
        self.t = tf.get_variable('t', initializer=0.0, trainable=False)
        self.loss = tf.square(self.w * x - 1.0)
        self.sync = self._sync()
        self.train = self._train()
    def _sync(self, tau=0.5):
        return tf.group(self.t.assign(tau * self.w + (1 - tau) * self.t), name='sync')
    def _train(self):
        op = tf.train.GradientDescentOptimizer(0.1).minimize(self.loss)
        return tf.group(op, name='train')
x = tf.placeholder(tf.float32, [])
m = M(x)
with tf.Session() as s:
    s.run(tf.global_variables_initializer())
    for i in range(3):
        s.run(m.train, {x: 2.0})
        s.run(m.sync)
        print(s.run([m.w, m.t]))
""",
    "assignment_that_a_method_returns": """
import tensorflow as tf
class M(object):
    def __init__(self):
        self.w = tf.get_variable('w', initializer=1.0)
        self.t = tf.get_variable('t', initializer=0.0, trainable=False)
        self.train = tf.train.GradientDescentOptimizer(0.1).minimize(tf.square(self.w - 3.0))
        self.sync = self._sync(0.5)
    def _sync(self, tau):
        return self.t.assign(tau * self.w + (1 - tau) * self.t)
m = M()
with tf.Session() as s:
    s.run(tf.global_variables_initializer())
    for i in range(3):
        s.run(m.train)
        s.run(m.sync)
        print(s.run([m.w, m.t]))
""",
    "assignment_that_a_method_returns_twice": """
import tensorflow as tf
class M(object):
    def __init__(self):
        self.w = tf.get_variable('w', initializer=1.0)
        self.t = tf.get_variable('t', initializer=0.0, trainable=False)
        self.train = tf.train.GradientDescentOptimizer(0.1).minimize(tf.square(self.w - 3.0))
        self.soft, self.hard = self._sync(0.5), self._sync(1.0)
    def _sync(self, tau):
        op = self.t.assign(tau * self.w + (1 - tau) * self.t)
        return op
m = M()
with tf.Session() as s:
    s.run(tf.global_variables_initializer())
    for i in range(3):
        s.run(m.train)
        s.run(m.soft)
        print(s.run([m.w, m.t]))
    s.run(m.hard)
    print(s.run([m.w, m.t]))
""",
    "values_read_from_the_feed_dict": """
import numpy as np
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 2])
y = x * 2.0
f = {x: np.ones((2, 2))}
def show(v, n):
    return v.sum() + n
with tf.Session() as sess:
    r = sess.run(y, f)
    for a, b in zip(f[x], r):
        print(a, b)
    print(show(f[x], 1), np.abs(f[x] - r))
    f[x] = f[x] + 1
    print(sess.run(y, f), f[x].shape)
""",
    "sequences_decoded_one_by_one": """
import numpy as np
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 4, 3])
tags = tf.placeholder(tf.int32, [None, 4])
lens = tf.placeholder(tf.int32, [None])
ll, trans = tf.contrib.crf.crf_log_likelihood(x, tags, lens)
loss = tf.reduce_mean(-ll)
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
rng = np.random.RandomState(0)
f = {x: rng.rand(2, 4, 3), tags: rng.randint(0, 3, (2, 4)), lens: [4, 2]}
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        l, tp, s, _ = sess.run([loss, trans, x, train], f)
        print(l)
    for sc, n in zip(s, f[lens]):
        print(tf.contrib.crf.viterbi_decode(sc[:n], tp))
""",
    "iterator_in_two_sessions": """
import tensorflow as tf
x = tf.data.Dataset.range(3).make_one_shot_iterator().get_next()
y = x * 2
for repeat in range(2):
    with tf.Session() as sess:
        print(repeat, sess.run(y), sess.run(y))
""",
    "queue_in_two_sessions": """
import tensorflow as tf
q = tf.FIFOQueue(5, tf.float32, shapes=())
x = tf.placeholder(tf.float32, [None])
fill = q.enqueue_many([x])
size = q.size()
with tf.Session() as first:
    first.run(fill, {x: [1., 2.]})
    print(first.run(size))
with tf.Session() as second:
    print(second.run(size))
""",
    "iterator_of_a_function_called_twice": """
import tensorflow as tf
x = tf.data.Dataset.range(4).make_one_shot_iterator().get_next()
y = x * 2
def show():
    with tf.Session() as sess:
        print(sess.run(y), sess.run(y))
show()
show()
""",
    "initialized_again_behind_a_no_op": """
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
for repeat in range(2):
    print('repeat', repeat)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for i in range(3):
            sess.run(train_op, {x: np.ones((2, 2))})
            print(sess.run(a), sess.run(w))
""",
    "initialized_again_where_a_name_is_bound_again": """
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 2], name='x')
w = tf.get_variable('w', [2, 1], initializer=tf.ones_initializer())
with tf.name_scope('out'):
    tf.sigmoid(tf.matmul(x, w, name='scores'), name='prob')
    label = tf.cast(tf.get_default_graph().get_tensor_by_name('out/prob:0') > 0.5, tf.int32, name='label')
graph = tf.get_default_graph()
train = tf.train.GradientDescentOptimizer(0.5).minimize(tf.reduce_sum(w))
for repeat in range(2):
    print('repeat', repeat)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        print(sess.run('out/prob:0', feed_dict={'x:0': [[1.0, 2.0]]}))
        print(sess.run(['out/scores:0', label], {x: [[-1.0, 0.5]]}))
        sess.run(graph.get_operation_by_name('GradientDescent'))
        weights = sess.graph.get_tensor_by_name('w:0')
        print(sess.run(weights))
        w = sess.run('w:0')
        print(w.shape)
""",
    "gradient_that_goes_on_behind_what_is_fed": """
import numpy as np
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 2])
w = tf.Variable([[1.0], [2.0]])
v = tf.Variable([[1.0]])
h = tf.matmul(x, w)
y = tf.matmul(h, v)
loss = tf.reduce_mean(y)
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
with tf.Session() as s:
    s.run(tf.global_variables_initializer())
    print(s.run([loss, train], {x: np.ones((1, 2)), h: [[5.0]]})[0])
    print(s.run([w, v]))
""",
    "tensors_that_are_fed_are_cast": """
import numpy as np
import tensorflow as tf
def main(n):
    x = tf.placeholder(tf.float32, [None, n])
    h = tf.nn.relu(x)
    y = h * 1.1
    k = tf.cast(x, tf.int32) + 1
    z = k * 2
    with tf.Session() as s:
        print(s.run(y, {h: np.ones((1, 2)) / 3}))
        print(s.run(z, {k: np.array([[1.0, 2.0]])}), s.run(z, {k: [[1, 2]]}), s.run([y, z], {h: [[1, 2]], k: np.ones((1, 2), np.int64)}))
main(2)
""",
    "savers_whose_names_are_swapped": """
import tensorflow as tf
a = tf.Variable([1.0, 2.0], name='b')
b = tf.Variable([3.0, 4.0], name='a')
all_saver = tf.train.Saver()
one = tf.train.Saver({'a': a})
with tf.Session() as s:
    s.run(tf.global_variables_initializer())
    all_saver.save(s, './m')
    one.restore(s, './m')
    print(s.run([a, b]))
""",
    "savers_whose_names_agree": """
import tensorflow as tf
a = tf.Variable([1.0, 2.0], name='a')
b = tf.Variable([3.0, 4.0], name='b')
all_saver = tf.train.Saver()
one = tf.train.Saver({'a': b})
with tf.Session() as s:
    s.run(tf.global_variables_initializer())
    all_saver.save(s, './m')
    one.restore(s, './m')
    print(s.run([a, b]))
""",
    "settings_changed_by_a_function": """
import numpy as np
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 2])
cfg = {'k': 2.0}
def f(v):
    return v * cfg['k']
def configure(**kw):
    cfg.update(kw)
configure(k=3.0)
y = f(x)
configure(k=9.0)
with tf.Session() as s:
    print(s.run(y, {x: np.ones((1, 2))}))
""",
    "settings_changed_by_a_method": """
import numpy as np
import tensorflow as tf
class Cfg:
    def __init__(self):
        self.k = 1.0
    def set(self, k):
        self.k = k
        return self
cfg = Cfg().set(2.0)
x = tf.placeholder(tf.float32, [None, 2])
y = x * cfg.k
cfg.set(7.0)
with tf.Session() as s:
    print(s.run(y, {x: np.ones((1, 2))}))
""",
    "array_changed_by_a_function": """
import numpy as np
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 2])
w = np.array([1.0, 2.0], np.float32)
y = x * w
def change(a):
    a[0] = 100.0
change(w)
with tf.Session() as s:
    print(s.run(y, {x: np.ones((1, 2))}), w)
""",
    "list_changed_under_another_name": """
import numpy as np
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 2])
a = [1.0, 2.0]
b = a
y = x * a
b[0] = 10.0
with tf.Session() as s:
    print(s.run(y, {x: np.ones((1, 2))}), a)
""",
    "object_changed_under_another_name": """
import numpy as np
import tensorflow as tf
class C(object):
    def __init__(self, k):
        self.k = k
c = C(1.0)
d = c
x = tf.placeholder(tf.float32, [None, 2])
y = x * c.k
d.k = 10.0
with tf.Session() as s:
    print(s.run(y, {x: np.ones((1, 2))}), c.k)
""",
    "object_changed_by_a_function": """
import numpy as np
import tensorflow as tf
class C(object):
    def __init__(self, k):
        self.k = k
def tweak(conf, k):
    conf.k = k
c = C(1.0)
x = tf.placeholder(tf.float32, [None, 2])
y = x * c.k
tweak(c, 5.0)
z = x * c.k
with tf.Session() as s:
    print(s.run([y, z], {x: np.ones((1, 2))}), c.k)
""",
    "helper_called_behind_another_value": """
import numpy as np
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 2])
gain = 2.0
def f(v):
    return v * gain
y = f(x)
gain = 3.0
z = f(x)
with tf.Session() as s:
    print(s.run([y, z], {x: np.ones((1, 2))}), gain)
""",
    "lambda_called_behind_another_value": """
import numpy as np
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 2])
k = 2.0
act = lambda v: v * k
y = act(x)
k = 3.0
z = act(x)
with tf.Session() as s:
    print(s.run([y, z], {x: np.ones((1, 2))}), k)
""",
    "value_set_by_a_function": """
import numpy as np
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 2])
scale = 1.0
def set_scale(v):
    global scale
    scale = v
def f(v):
    return v * scale
set_scale(4.0)
y = f(x)
set_scale(9.0)
with tf.Session() as s:
    print(s.run(y, {x: np.ones((1, 2))}), scale)
""",
    "value_bound_again_between_runs": """
import numpy as np
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 2])
mode = 'train'
def f(v):
    if mode == 'train':
        return v * 2
    return v
y = f(x)
with tf.Session() as s:
    print(s.run(y, {x: np.ones((1, 2))}))
    mode = 'test'
    print(s.run(y, {x: np.ones((1, 2))}))
    print(s.run(y + 1, {x: np.ones((2, 2))}), mode)
""",
    "object_given_under_a_name_of_the_file": """
import numpy as np
import tensorflow as tf
class Holder(object):
    def __init__(self, n):
        self.w = tf.Variable(tf.ones([n]) * n, name='w')
class M(object):
    def __init__(self, holder):
        self.x = tf.placeholder(tf.float32, [])
        self.y = tf.reduce_sum(holder.w) * self.x
a = Holder(2)
holder = Holder(3)
m = M(a)
with tf.Session() as s:
    s.run(tf.global_variables_initializer())
    print(s.run(m.y, {m.x: 1.0}))
""",
    "object_of_a_method": """
import numpy as np
import tensorflow as tf
class Holder(object):
    def __init__(self, n):
        self.w = tf.Variable(tf.ones([n]) * n, name='w')
class M(object):
    def __init__(self):
        self.x = tf.placeholder(tf.float32, [])
        h = Holder(2)
        self.y = tf.reduce_sum(h.w) * self.x
h = 'text'
m = M()
with tf.Session() as s:
    s.run(tf.global_variables_initializer())
    print(s.run(m.y, {m.x: 1.0}), h)
""",
    "object_given_to_a_method": """
import numpy as np
import tensorflow as tf
class Holder(object):
    def __init__(self, n):
        self.w = tf.Variable(tf.ones([n]) * n, name='w')
class M(object):
    def __init__(self):
        self.x = tf.placeholder(tf.float32, [])
    def build(self, other):
        self.y = tf.reduce_sum(other.w) * self.x
        self.step = other.w.assign_add(tf.ones([2]))
m = M()
m.build(Holder(2))
with tf.Session() as s:
    s.run(tf.global_variables_initializer())
    s.run(m.step)
    print(s.run(m.y, {m.x: 1.0}))
""",
    "table_of_an_object_that_is_given": """
import numpy as np
import tensorflow as tf
class Vocab(object):
    def __init__(self, words):
        self.words = words
        self.table = tf.contrib.lookup.index_table_from_tensor(tf.constant(words), default_value=len(words))
class Model(object):
    def __init__(self, vocab):
        self.tokens = tf.placeholder(tf.string, [None])
        self.ids = vocab.table.lookup(self.tokens)
a = Vocab(['p', 'q'])
vocab = Vocab(['x', 'y', 'z'])
m = Model(a)
with tf.Session() as s:
    s.run(tf.tables_initializer())
    print(s.run(m.ids, {m.tokens: ['x', 'q']}))
""",
    "placeholder_as_a_default": """
import numpy as np
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 2])
w = tf.Variable([[1.0], [2.0]])
def net(inp=x, weight=w, scale=2.0):
    return tf.matmul(inp, weight) * scale
y = net()
z = net(x + 1, scale=3.0)
p = x
x = np.ones((1, 2), np.float32) * 5
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run([y, z], {p: np.ones((1, 2))}), x)
""",
    "value_printed_with_a_shape": """
import numpy as np
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 3])
y = x * 2
with tf.Session() as s:
    r = s.run(y, {x: np.ones((1, 3))})
    print('shape', y.shape, r)
""",
    "value_returned_by_a_size": """
import numpy as np
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 3])
w = tf.Variable(tf.ones([3, 2]))
y = tf.matmul(x, w)
def evaluate(sess, data):
    r = sess.run(y, {x: data})
    n = int(y.get_shape()[1])
    return r.sum() / n
with tf.Session() as s:
    s.run(tf.global_variables_initializer())
    v = evaluate(s, np.ones((2, 3)))
    print(v)
    if v > 2:
        print('big')
""",
    "loop_over_a_size_behind_a_run": """
import numpy as np
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 3])
w = tf.Variable(tf.ones([3, 2]))
y = tf.matmul(x, w)
n_out = y.get_shape().as_list()[1]
with tf.Session() as s:
    s.run(tf.global_variables_initializer())
    r = s.run(y, {x: np.ones((2, 3))})
    acc = np.zeros(n_out)
    for row in r:
        acc += row
    for i in range(int(w.shape[1])):
        print(i, acc[i], int(x.shape[1]))
""",
    "function_called_behind_several_numbers": """
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

def drive(sess):
    print(sess.run(a, {x: 1}), sess.run(b, {x: 1}), sess.run(c, {x: 1}), k)
with tf.Session() as sess:
    drive(sess)
""",
    "function_called_behind_another_default": """
import numpy as np
import tensorflow as tf
k = 2.0
x = tf.placeholder(tf.float32, [None])
p = tf.placeholder_with_default(k, [])
out = x * p
k = 5.0

def drive(sess):
    print(sess.run(out, {x: [1.0, 2.0]}))
    print(sess.run(out, {x: [1.0, 2.0], p: 3.0}))
with tf.Session() as sess:
    drive(sess)
""",
    "function_called_behind_other_weights": """
import numpy as np
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 2])
w = tf.Variable(tf.ones([2, 3]))
h = tf.matmul(x, w)
w = tf.Variable(tf.ones([3, 1]))
y = tf.matmul(h, w)
loss = tf.reduce_mean(tf.square(y))
step = tf.train.GradientDescentOptimizer(0.01).minimize(loss)

def drive(sess):
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        print(sess.run([loss, step], {x: [[1.0, 2.0]]})[0])
with tf.Session() as sess:
    drive(sess)
""",
    "names_of_recurrent_weights": """
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 5, 3])
length = tf.placeholder(tf.int32, [None])
cell = tf.nn.rnn_cell.BasicRNNCell(8)
outputs, state = tf.nn.dynamic_rnn(cell, x, sequence_length=length, dtype=tf.float32)
mean = tf.reduce_mean(outputs) + tf.reduce_mean(state)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(mean, {x: [[[1, 2, 3]] * 5], length: [4]}))
    for checked in tf.trainable_variables():
        print(checked.name, sess.run(checked))
""",
    "graph_bound_again_between_calls": """
import numpy as np
import tensorflow as tf
x = tf.placeholder(tf.float32, [None])
y = x * 2.0
def drive(sess):
    print(sess.run(y, {x: np.ones(2)}))
with tf.Session() as sess:
    drive(sess)
y = x * 3.0
with tf.Session() as sess:
    drive(sess)
""",
    "graph_bound_again_before_a_call": """
import numpy as np
import tensorflow as tf
x = tf.placeholder(tf.float32, [None])
y = x * 2.0
z = y + 1.0
def drive(sess):
    print(sess.run([y, z], {x: np.ones(2)}))
y = x * 3.0
with tf.Session() as sess:
    drive(sess)
""",
    "number_chosen_before_a_function_builds": """
import numpy as np
import tensorflow as tf
n = 2
if len('abc') == 3:
    n = 4
def train():
    x = tf.placeholder(tf.float32, [None])
    y = x * n
    with tf.Session() as sess:
        print(sess.run(y, {x: np.ones(2)}))
train()
""",
    "metric_that_a_function_resets": """\
import tensorflow as tf
x = tf.placeholder(tf.float32, [None])
y = tf.placeholder(tf.float32, [None])
mean, update = tf.metrics.mean_absolute_error(y, x)
init = tf.local_variables_initializer()
sess = tf.Session()
sess.run(tf.global_variables_initializer())
def evaluate():
    sess.run(init)
    for k in range(2):
        print(sess.run(update, {x: [1.0 * k], y: [3.0]}))
    print(sess.run(mean))
evaluate()
evaluate()
""",
}
