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
}
