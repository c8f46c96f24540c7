"""Programs that were once migrated wrongly: each prints what TF 1.15 printed, or the right rule says why not.

`printed` is what real TF 1.15 printed for the program. All migrated programs run in one child process.
"""

from __future__ import annotations

import dataclasses

import pytest
from printed import difference
from record_engine_forms import written

from tf2migrate.engine import migrate
from tf2migrate.verification.interpreters import InterpreterError, find_tf2
from tf2migrate.verification.worlds import Program, run_programs


@dataclasses.dataclass(frozen=True)
class Case:
    """A program, and what must hold: what it prints, the rule that refuses it or that notes a change."""

    source: str
    printed: str = ""
    refused: str = ""
    noted: str = ""
    holds: tuple[str, ...] = ()  # texts of the output


CASES = {
    "tensor_printed_beside_its_value": Case(
        """\
import tensorflow as tf
a = tf.Variable([[4, 9], [16, 25]])
rank = tf.rank(a)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print("rank", rank, "is", sess.run(rank), sep=" ")
""",
        noted="TFM909",
        holds=('print("rank", "is", compute_rank().numpy(), sep=" ")',),
    ),
    "tensor_of_a_name_that_was_a_number_beside_a_run": Case(
        """\
import tensorflow as tf
a = tf.Variable([[4.0, 9.0]])
r = 7.0
print(r)
r = a * 2.0
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    values = [r, sess.run(r)]
    print(values[1])
""",
        refused="TFM106",
    ),
    "graph_values_given_to_code_in_a_text": Case(
        """\
import tensorflow as tf
x = tf.placeholder(tf.float32, [])
y = x * 2.0
names = {"y": y}
exec("z = y + 1.0", names)
with tf.Session() as sess:
    print(sess.run(y, {x: 1.0}))
""",
        refused="TFM905",
    ),
    "graph_values_set_by_the_name_of_an_attribute": Case(
        """\
import tensorflow as tf
class Box(object):
    pass
x = tf.placeholder(tf.float32, [])
y = x * 2.0
box = Box()
setattr(box, "y", y)
with tf.Session() as sess:
    print(sess.run(y, {x: 1.0}), hasattr(box, "y"))
""",
        refused="TFM905",
    ),
    "ops_of_updates_that_are_fetched_give_none": Case(
        """\
import tensorflow as tf
v = tf.Variable(0.0)
x = tf.placeholder(tf.float32, [])
w = tf.Variable(1.0)
y = tf.constant(3.0) * 2.0
z = x * w
inc = v.assign_add(1)
add = v.assign_add(x)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    r = sess.run([inc.op, y])
    print(r)
    a, b = sess.run([inc.op, y])
    print(a, b)
    c = sess.run([add.op, z], {x: 2.0})
    print(c)
    f = sess.run(add.op, {x: 1.0})
    print(f)
    print(sess.run([tf.group(add), z], {x: 1.0}), sess.run(v))
""",
        "[None, 6.0]\nNone 6.0\n[None, 2.0]\nNone\n[None, 1.0] 6.0\n",
        holds=("def add(x):", "def add_1(x):"),
    ),
    "names_that_numpy_2_does_not_have": Case(
        """\
import numpy as np
import tensorflow as tf
class other:
    float = 3
x = tf.placeholder(tf.float32, [2])
with tf.Session() as s:
    print(s.run(x * 2.0, {x: np.reshape(np.ones(2, np.float), newshape=[2])}), np.float32(1), np.Inf, other.float)
""",
        "[2. 2.] 1.0 inf 3\n",
        holds=("np.reshape(np.ones(2, float), [2])", "np.float32(1), np.inf, other.float"),
    ),
    "tests_for_names_that_neither_version_has": Case(
        """\
import tensorflow as tf
if "concat_v2" in dir(tf):
    def concat(tensors, axis):
        return tf.concat_v2(tensors, axis)
else:
    def concat(tensors, axis):
        return tf.concat(tensors, axis)
minus = tf.sub if hasattr(tf, "sub") else tf.subtract
x = tf.placeholder(tf.float32, [2])
y = concat([x, x * 2.0], 0)
with tf.Session() as s:
    print(s.run(y, {x: [1.0, 2.0]}))
""",
        "[1. 2. 2. 4.]\n",
    ),
    "global_step_by_its_function": Case(
        """\
import tensorflow as tf
gs = tf.Variable(0, trainable=False, name='gs')
v = tf.Variable(1.0)
op = tf.train.GradientDescentOptimizer(0.1).minimize(v * v, global_step=gs)
sess = tf.Session()
sess.run(tf.global_variables_initializer())
for i in range(4):
    sess.run(op)
    now = tf.train.global_step(sess, gs)
    if now % 2 == 0:
        print('step', now)
""",
        "step 2\nstep 4\n",
    ),
    "placeholder_with_default_is_a_tensor": Case(
        """\
import tensorflow as tf
p = tf.placeholder_with_default(2.0, [])
q = [1., 2.] * p
with tf.Session() as s:
    print(s.run(q), s.run(q, {p: 5}))
""",
        "[2. 4.] [ 5. 10.]\n",
        holds=("input_signature=[tf.TensorSpec([], tf.float32)]",),
    ),
    "alias_of_a_variable_starts_a_loop": Case(
        """\
import tensorflow as tf
x = tf.placeholder(tf.float32, [3, 2])
state = tf.Variable([1.0, -1.0], trainable=False)
h = state
for t in range(3):
    h = h * 2.0 + x[t]
keep = state.assign(h)
with tf.Session() as s:
    s.run(tf.global_variables_initializer())
    print(s.run(h, {x: [[1.0, 2.0]] * 3}))
    s.run(keep, {x: [[1.0, 2.0]] * 3})
    print(s.run(state))
""",
        "[15.  6.]\n[15.  6.]\n",
    ),
    "weights_by_a_computed_key_are_all_trained": Case(
        """\
import tensorflow as tf
w = {"a": tf.Variable([[1.0], [2.0]]), "b_a": tf.Variable([0.5]), "c": tf.Variable([[3.0]]), "b_c": tf.Variable([0.1])}
def dense(x, key):
    return tf.matmul(x, w[key]) + w["b_" + key]
loss = tf.reduce_mean(tf.square(dense(dense(tf.constant([[1.0, 1.0]]), "a"), "c")))
step = tf.train.GradientDescentOptimizer(0.001).minimize(loss)
with tf.Session() as s:
    s.run(tf.global_variables_initializer())
    s.run(step)
    print("%.4f %.4f" % (s.run(w["b_a"])[0], s.run(w["b_c"])[0]))
""",
        "0.4364 0.0788\n",
    ),
    "critic_loss_waits_for_update": Case(
        """\
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 2])
u = tf.Variable([[1.0, -2.0], [0.5, 1.5]])
v = tf.Variable([[2.0], [1.0]])
def critic(a):
    return tf.matmul(tf.nn.relu(tf.matmul(a, u)), v)
loss = tf.reduce_mean(critic(x)) - tf.reduce_mean(critic(2 * x))
step = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
with tf.Session() as s:
    s.run(tf.global_variables_initializer())
    for i in range(3):
        _, l = s.run([step, loss], {x: [[1.0, 2.0]]})
        print("%.4f" % l)
""",
        "-5.0000\n-8.2500\n-12.8125\n",
        holds=("with tf.control_dependencies([loss]):",),
    ),
    "large_weights_keep_the_rounding_of_adam": Case(
        """\
import tensorflow as tf
x = tf.constant([[1.0, 2.0, 3.0]])
u = tf.Variable(tf.random_normal([3, 4]))
v = tf.Variable(tf.truncated_normal([4, 1], stddev=0.7))
loss = tf.reduce_mean(tf.square(tf.matmul(tf.nn.relu(tf.matmul(x, u)), v)))
step = tf.train.AdamOptimizer(0.01, beta1=0.5).minimize(loss)
with tf.Session() as s:
    s.run(tf.global_variables_initializer())
    s.run([step, loss])
    print(s.run(loss) >= 0)
""",
        "True\n",
        holds=("Adam(0.01, beta_1=0.5, beta_2=0.9990000128746033, epsilon=1e-8)", "    optimizer.apply_gradients"),
    ),
    "small_weights_take_the_plain_adam": Case(
        """\
import tensorflow as tf
x = tf.constant([[1.0, 2.0, 3.0]])
u = tf.Variable(tf.random_normal([3, 4], stddev=0.1))
v = tf.Variable(tf.truncated_normal([4, 1], stddev=0.1))
loss = tf.reduce_mean(tf.square(tf.matmul(tf.nn.relu(tf.matmul(x, u)), v)))
step = tf.train.AdamOptimizer(0.01).minimize(loss)
with tf.Session() as s:
    s.run(tf.global_variables_initializer())
    s.run([step, loss])
    print(s.run(loss) >= 0)
""",
        "True\n",
        holds=("Adam(0.01, epsilon=1e-8)",),
    ),
    "list_times_variable": Case(
        """\
import tensorflow as tf
X = [1, 2, 3]
W = tf.Variable(5.0)
h = X * W
c = tf.reduce_mean(tf.square(h - X))
t = tf.train.GradientDescentOptimizer(0.1).minimize(c)
with tf.Session() as s:
    s.run(tf.global_variables_initializer())
    for i in range(3):
        _, v = s.run([t, W]); print(v)
""",
        printed="""\
1.2666664
1.0177778
1.0011852
""",
    ),
    "numpy_draws_while_built": Case(
        """\
import tensorflow as tf
import numpy as np
np.random.seed(3)
x = tf.placeholder(tf.float32, [])
y = x * np.random.rand()
z = y + 1
with tf.Session() as s:
    print(s.run(y, {x: 1}), s.run(z, {x: 1}), np.random.rand())
""",
        printed="""\
0.5507979 1.5507979 0.7081478226181048
""",
        holds=("rand_value = np.random.rand()",),
    ),
    "numpy_draws_in_order": Case(
        """\
import tensorflow as tf
import numpy as np
np.random.seed(3)
x = tf.placeholder(tf.float32, [None])
y = x * np.random.uniform()
data = np.random.uniform(size=3)
with tf.Session() as s:
    print(data, s.run(y, {x: data}))
""",
        printed="""\
[0.70814782 0.29090474 0.51082761] [0.39004633 0.16022971 0.28136277]
""",
    ),
    "next_while_built": Case(
        """\
import tensorflow as tf
it = iter([2.0, 3.0, 4.0])
x = tf.placeholder(tf.float32, [])
y = x * next(it)
z = y * next(it)
with tf.Session() as s:
    print(s.run(y, {x: 1}), s.run(z, {x: 1}), next(it))
""",
        printed="""\
2.0 6.0 4.0
""",
        holds=("next_value = next(it)",),
    ),
    "draws_of_a_generator_object": Case(
        """\
import tensorflow as tf
import numpy as np
rng = np.random.RandomState(7)
x = tf.placeholder(tf.float32, [2])
y = x + rng.uniform(size=2)
z = y * rng.rand()
a = rng.rand()
with tf.Session() as s:
    print(s.run([y, z], {x: [0, 0]}), s.run(z, {x: [1, 1]}), a)
""",
        printed="""\
[array([0.07630829, 0.7799188 ], dtype=float32), array([0.03345426, 0.3419236 ], dtype=float32)] [0.47186348 0.78033286] 0.7234651778309412
""",
    ),
    "draw_in_a_helper": Case(
        """\
import tensorflow as tf
import numpy as np
np.random.seed(1)
def noisy(t):
    return t + np.random.normal(size=2)
x = tf.placeholder(tf.float64, [2])
y = noisy(x)
z = y * 2
with tf.Session() as s:
    print(s.run(y, {x: [0, 0]}), s.run(z, {x: [0, 0]}))
""",
        refused="TFM110",
    ),
    "counter_in_a_helper": Case(
        """\
import tensorflow as tf
n = 0
def scale(t):
    global n
    n += 1
    return t * n
x = tf.placeholder(tf.float32, [])
a = scale(x)
b = scale(a)
with tf.Session() as s:
    print(s.run(b, {x: 1}), s.run(a, {x: 1}), n)
""",
        refused="TFM110",
    ),
    "mutable_default_argument": Case(
        """\
import tensorflow as tf
def f(t, acc=[]):
    acc.append(1)
    return t * len(acc)
x = tf.placeholder(tf.float32, [])
a = f(x); b = f(a)
with tf.Session() as s:
    print(s.run(a, {x: 1}), s.run(b, {x: 1}))
""",
        refused="TFM110",
    ),
    "print_in_a_helper": Case(
        """\
import tensorflow as tf
def layer(t, k):
    print('building', k)
    return t * k
x = tf.placeholder(tf.float32, [])
a = layer(x, 2)
b = layer(a, 3)
with tf.Session() as s:
    print('start')
    print(s.run(b, {x: 1}), s.run(a, {x: 1}))
""",
        noted="TFM909",
    ),
    "array_changed": Case(
        """\
import tensorflow as tf
import numpy as np
mask = np.ones(3, dtype=np.float32)
x = tf.placeholder(tf.float32, [3])
c = tf.constant(mask)
y = x * c
z = x + mask
mask[0] = 5.0
with tf.Session() as s:
    print(s.run(y, {x: [1, 2, 3]}), s.run(z, {x: [1, 2, 3]}))
""",
        refused="TFM107",
    ),
    "list_changed": Case(
        """\
import tensorflow as tf
dims = [0, 1]
x = tf.placeholder(tf.float32, [2, 2])
y = tf.reduce_sum(x, dims)
dims.pop()
with tf.Session() as s:
    print(s.run(y, {x: [[1, 2], [3, 4]]}))
""",
        refused="TFM107",
    ),
    "dict_changed": Case(
        """\
import tensorflow as tf
p = {'k': 2.0}
x = tf.placeholder(tf.float32, [])
y = x * p['k']
p['k'] = 7.0
z = x * p['k']
with tf.Session() as s:
    print(s.run(y, {x: 1}), s.run(z, {x: 1}))
""",
        refused="TFM107",
    ),
    "attribute_changed": Case(
        """\
import tensorflow as tf
class Cfg(object):
    scale = 2.0
cfg = Cfg()
x = tf.placeholder(tf.float32, [])
y = x * cfg.scale
cfg.scale = 9.0
with tf.Session() as s:
    print(s.run(y, {x: 1}))
""",
        refused="TFM107",
    ),
    "array_added_to": Case(
        """\
import tensorflow as tf
import numpy as np
m = np.ones(2)
x = tf.placeholder(tf.float64, [2])
y = x * m
m += 5
with tf.Session() as s:
    print(s.run(y, {x: [1, 2]}), m)
""",
        refused="TFM107",
    ),
    "number_added_to": Case(
        """\
import tensorflow as tf
n = 1
x = tf.placeholder(tf.float32, [])
y = x * n
n += 5
with tf.Session() as s:
    print(s.run(y, {x: 1}), n)
""",
        refused="TFM107",
    ),
    "name_deleted": Case(
        """\
import tensorflow as tf
x = tf.placeholder(tf.float32, [2])
k = 3.0
y = x * k
del k
with tf.Session() as s:
    print(s.run(y, {x: [1, 2]}))
""",
        refused="TFM107",
    ),
    "number_changed_in_the_driving_loop": Case(
        """\
import tensorflow as tf
lr = 0.5
x = tf.placeholder(tf.float32, [])
y = x * lr
with tf.Session() as s:
    for i in range(3):
        print(s.run(y, {x: 1}), lr)
        lr = lr * 0.1
""",
        refused="TFM107",
    ),
    "argument_changed_in_the_driving_loop": Case(
        """\
import tensorflow as tf
import argparse
def build(x, n):
    return tf.reduce_sum(x) * n
def main(n=2):
    x = tf.placeholder(tf.float32, [2])
    y = build(x, n)
    with tf.Session() as s:
        for i in range(2):
            n = n + 1
            print(n, s.run(y, {x: [1, i]}))
if __name__ == '__main__':
    p = argparse.ArgumentParser(); p.add_argument('--n', type=int, default=3)
    main(p.parse_args([]).n)
""",
        refused="TFM107",
    ),
    "shape_of_a_placeholder_bound_again": Case(
        """\
import tensorflow as tf
n = 2
x = tf.placeholder(tf.float32, [None, n])
n = 5
y = tf.reduce_sum(x, 0)
with tf.Session() as s:
    print(s.run(y, {x: [[1, 2]]}), n)
""",
        printed="""\
[1. 2.] 5
""",
    ),
    "loop_variable_fetched_by": Case(
        """\
import tensorflow as tf
x = tf.placeholder(tf.float32, [])
ys = []
for k in range(3):
    ys.append(x * k)
with tf.Session() as s:
    for k in range(3):
        print(s.run(ys[k], {x: 2}))
""",
        refused="TFM107",
    ),
    "another_loop_variable_fetched_by": Case(
        """\
import tensorflow as tf
x = tf.placeholder(tf.float32, [])
ys = []
for k in range(3):
    ys.append(x * k)
with tf.Session() as s:
    for i in range(3):
        print(s.run(ys[i], {x: 2}))
""",
        printed="""\
0.0
2.0
4.0
""",
    ),
    "constant_bound_again": Case(
        """\
import tensorflow as tf
scale = 2.0
x = tf.placeholder(tf.float32, [])
scale = x * scale
y = scale + 1
with tf.Session() as s:
    print(s.run(y, {x: 1}), s.run(scale, {x: 2}))
""",
        printed="""\
3.0 4.0
""",
    ),
    "state_by_hand": Case(
        """\
import tensorflow as tf
x = tf.placeholder(tf.float32, [2, 3])
w = tf.Variable(tf.ones([4, 1]) * 0.1)
h = tf.zeros([2, 1])
outs = []
for t in range(3):
    inp = tf.concat([x, h], 1)
    h = tf.tanh(tf.matmul(inp, w))
    outs.append(h)
last = outs[-1]
cost = tf.add_n([tf.reduce_sum(o) for o in outs])
tr = tf.train.GradientDescentOptimizer(0.1).minimize(cost)
with tf.Session() as s:
    s.run(tf.global_variables_initializer())
    for i in range(2):
        _, c, l = s.run([tr, cost, last], {x: [[1, 2, 3], [4, 5, 6]]})
        print(c, l)
""",
        printed="""\
4.4336853 [[0.5766412]
 [0.9204589]]
-5.997879 [[-0.99929065]
 [-1.        ]]
""",
    ),
    "formats_that_write_text": Case(
        """\
import tensorflow as tf
x = tf.placeholder(tf.float32, [])
y = x * 2
z = x * 3
with tf.Session() as s:
    a, b = s.run([y, z], {x: 1.25})
    print('%10s|%-8s' % (a, b))
    print('{:>10} {:<6}|'.format(a, b))
    print('{!r:>9} {!s:>3}'.format(a, b)[-3:])
    print(f'{a!s:>10} {b:.2f}')
    print('%i %5d' % (a, b))
""",
        printed="""\
       2.5|3.75    
       2.5 3.75  |
.75
       2.5 3.75
2     3
""",
    ),
    "fetched_twice": Case(
        """\
import tensorflow as tf
x = tf.placeholder(tf.float32, [])
a = x + 1
b = x * 2
with tf.Session() as s:
    print(s.run([a, a, b], {x: 1}))
    p, q = s.run([a, a], {x: 2})
    print(p, q)
    r = s.run([b, a, b], {x: 3})
    print(r, len(r))
""",
        printed="""\
[2.0, 2.0, 2.0]
3.0 3.0
[6.0, 4.0, 6.0] 3
""",
    ),
    "fetched_as_a_tuple": Case(
        """\
import tensorflow as tf
x = tf.placeholder(tf.float32, [])
a = x + 1
b = x * 2
with tf.Session() as s:
    print(s.run((a, b), {x: 1}))
    r = s.run((a, b), {x: 1})
    print(isinstance(r, tuple), isinstance(s.run([a, b], {x: 1}), list))
""",
        printed="""\
(2.0, 2.0)
True True
""",
    ),
    "pairs_of_gradients": Case(
        """\
import tensorflow as tf
w = tf.Variable(5.0)
c = tf.square(w)
o = tf.train.GradientDescentOptimizer(0.1)
gvs = o.compute_gradients(c)
ap = o.apply_gradients(gvs)
with tf.Session() as s:
    s.run(tf.global_variables_initializer())
    for i in range(3):
        g, _ = s.run([gvs, ap])
        print(g)
    print(s.run(gvs), s.run([g for g, v in gvs]))
""",
        "[(10.0, 4.0)]\n[(8.0, 3.2)]\n[(6.4, 2.56)]\n[(5.12, 2.56)] [5.12]\n",
    ),
    "losses_listed_in_gradients": Case(
        """\
import tensorflow as tf
x = tf.placeholder(tf.float32, [2])
y = tf.reduce_sum(x * x)
g = tf.gradients([y, 2 * y], [x])
with tf.Session() as s:
    print(s.run(g, {x: [1, 2]}))
""",
        printed="""\
[array([ 6., 12.], dtype=float32)]
""",
    ),
    "sessions_take_turns": Case(
        """\
import tensorflow as tf
w = tf.Variable(1.0)
up = w.assign(w * 2)
a = tf.Session(); b = tf.Session()
a.run(tf.global_variables_initializer()); b.run(tf.global_variables_initializer())
a.run(up); a.run(up)
print(a.run(w), b.run(w))
""",
        refused="TFM104",
    ),
    "sessions_one_after_the_other": Case(
        """\
import tensorflow as tf
w = tf.Variable(1.0)
up = w.assign(w * 2)
saver = tf.train.Saver()
with tf.Session() as s:
    s.run(tf.global_variables_initializer()); s.run(up)
    saver.save(s, './m')
    s.run(up)
with tf.Session() as s2:
    saver.restore(s2, './m')
    print(s2.run(w)); s2.run(up); print(s2.run(w))
""",
        printed="""\
2.0
4.0
""",
    ),
    "fed_sometimes": Case(
        """\
import tensorflow as tf
x = tf.placeholder(tf.float32, [2]); k = tf.placeholder_with_default(10.0, [])
y = x * k
with tf.Session() as s:
    for i in range(2):
        fd = {x: [1, 2]}
        if i:
            fd[k] = 3.0
        print(s.run(y, fd))
""",
        refused="TFM103",
    ),
    "one_optimizer_two_sets": Case(
        """\
import tensorflow as tf
a = tf.Variable(1.0); b = tf.Variable(2.0)
opt = tf.train.AdamOptimizer(0.1)
ta = opt.minimize(tf.square(a), var_list=[a])
tb = opt.minimize(tf.square(b), var_list=[b])
with tf.Session() as s:
    s.run(tf.global_variables_initializer())
    for i in range(3):
        s.run(ta); s.run(tb); s.run(ta)
        print(s.run([a, b]))
""",
        printed="""\
[0.81450826, 1.9255866]
[0.63651085, 1.8523674]
[0.45833966, 1.7750064]
""",
        holds=("opt.build([a, b])",),
    ),
    "argument_of_a_layer_from_the_graph": Case(
        """\
import tensorflow as tf
x = tf.placeholder(tf.float32, [4])
k = tf.placeholder(tf.float32)
z = tf.layers.dropout(x, rate=1 - k, training=tf.equal(k, 1.0))
with tf.Session() as s:
    print(s.run(z, {x: [1, 2, 3, 4], k: 1.0}))
""",
        refused="TFM206",
    ),
    "helper_with_variables": Case(
        """\
import tensorflow as tf
def dense(x, n_in, n_out, name):
    with tf.name_scope(name):
        w = tf.Variable(tf.ones([n_in, n_out]), name='w')
        b = tf.Variable(tf.zeros([n_out]), name='b')
        return tf.matmul(x, w) + b
x = tf.placeholder(tf.float32, [None, 2])
h = dense(x, 2, 3, 'l1')
y = dense(h, 3, 1, 'l2')
loss = tf.reduce_mean(tf.square(y))
t = tf.train.GradientDescentOptimizer(0.001).minimize(loss)
with tf.Session() as s:
    s.run(tf.global_variables_initializer())
    for i in range(2):
        print(s.run([loss, t], {x: [[1, 2]]})[0])
    print(s.run(y, {x: [[1, 1]]}))
""",
        printed="""\
81.0
67.06785
[[4.9962215]]
""",
    ),
    "built_again_after_a_reset": Case(
        """\
import tensorflow as tf
x = tf.placeholder(tf.float32, [2])
A = tf.Variable([1.0, 2.0])
loss = tf.reduce_sum(tf.square(x * A))
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
sess = tf.Session()
sess.run(tf.global_variables_initializer())
for i in range(2):
    sess.run(train, {x: [1, 2]})
print(sess.run(A))

tf.reset_default_graph()
sess = tf.Session()
x = tf.placeholder(tf.float32, [])
A = tf.Variable(3.0)
loss = tf.square(x * A)
train = tf.train.AdamOptimizer(0.2).minimize(loss)
sess.run(tf.global_variables_initializer())
for i in range(2):
    sess.run(train, {x: 0.5})
print(sess.run(A))
""",
        printed="""\
[0.64       0.07999998]
2.6004786
""",
    ),
    "a_new_variable_initialised": Case(
        """\
import tensorflow as tf
a = tf.Variable(1.0)
up = a.assign_add(1.0)
s = tf.Session()
s.run(tf.global_variables_initializer())
s.run(up)
b = tf.Variable(4.0)
c = b.assign_add(1.0)
s.run(b.initializer)
s.run(c)
print(s.run([a, b]))
s.run(tf.global_variables_initializer())
print(s.run([a, b]))
""",
        printed="""\
[2.0, 5.0]
[1.0, 4.0]
""",
    ),
    "built_again_in_one_graph": Case(
        """\
import tensorflow as tf
A = tf.Variable(1.0)
up = A.assign_add(1.0)
sess = tf.Session()
sess.run(tf.global_variables_initializer())
sess.run(up)
print(sess.run(A))
A = tf.Variable(5.0)
up = A.assign_add(2.0)
sess.run(tf.global_variables_initializer())
sess.run(up)
print(sess.run(A))
""",
        refused="TFM207",
    ),
    "initialised_in_each_trial": Case(
        """\
import tensorflow as tf
w = tf.Variable([1.0, 2.0])
l = tf.reduce_sum(tf.square(w))
t = tf.train.MomentumOptimizer(0.1, 0.9).minimize(l)
init = tf.global_variables_initializer()
with tf.Session() as s:
    for trial in range(2):
        s.run(init)
        for i in range(3):
            s.run(t)
        print(trial, s.run(w))
""",
        printed="""\
0 [0.06200001 0.12400001]
1 [0.06200001 0.12400001]
""",
    ),
    "results_of_ops_keep_their_type": Case(
        """\
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 2])
m = tf.nn.moments(x, [0])
t = tf.nn.top_k(x, 1)
with tf.Session() as s:
    value = [[1.0, 2.0], [4.0, 3.0]]
    r = s.run(m, {x: value})
    print(type(r).__name__, r[0], r[1])
    r = s.run(t, {x: value})
    print(type(r).__name__, r.indices.tolist())
    mean, variance = s.run(m, {x: value})
    print(mean, variance)
    first, total = s.run([t, tf.reduce_sum(x)], {x: value})
    print(type(first).__name__, total)
""",
        printed="""\
tuple [2.5 2.5] [2.25 0.25]
TopKV2 [[1], [0]]
[2.5 2.5] [2.25 0.25]
TopKV2 10.0
""",
    ),
    "op_of_a_variable": Case(
        """\
import tensorflow as tf
w = tf.Variable(1.0, name="w")
with tf.Session() as s:
    s.run(tf.global_variables_initializer())
    print(w.op.type, s.run(w * 2))
""",
        refused="TFM204",
    ),
    "normalization_whose_phase_is_not_fed": Case(
        """\
import numpy as np, tensorflow as T
T.logging.set_verbosity(T.logging.ERROR)
rs = np.random.RandomState(3)
data = rs.randn(12, 4).astype("float32")
feats, phase = T.placeholder(T.float32, [None, 4]), T.placeholder_with_default(False, [])
net = feats
for i, n in enumerate((5, 3)):
    net = T.layers.dense(net, n, activation=T.nn.tanh, kernel_initializer=T.constant_initializer(0.1 * (i + 1)), name="d%d" % i)
    net = T.layers.batch_normalization(net, training=phase, name="bn%d" % i)
score = T.reduce_mean(net, axis=-1, keep_dims=True)
obj = T.losses.mean_squared_error(T.ones_like(score), score)
with T.control_dependencies(T.get_collection(T.GraphKeys.UPDATE_OPS)):
    fit = T.train.GradientDescentOptimizer(0.1).minimize(obj)
sess = T.InteractiveSession()
T.global_variables_initializer().run()
for epoch in range(4):
    for k in range(0, 12, 4):
        batch = {feats: data[k:k + 4]}
        batch[phase] = True
        fit.run(feed_dict=batch)
    print(epoch, obj.eval({feats: data}))
print(score.eval({feats: data[:2]}).ravel())
sess.close()
""",
        printed="""\
0 0.8107297
1 0.535424
2 0.35363796
3 0.23358953
[0.5902143  0.50558716]
""",
    ),
    "values_nobody_takes": Case(
        """\
import tensorflow as tf
import numpy as np
x = tf.placeholder(tf.float32, [None, 2])
y = tf.placeholder(tf.float32, [None, 1])
w = tf.Variable(tf.zeros([2, 1]))
loss = tf.reduce_mean(tf.square(tf.matmul(x, w) - y))
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
far = tf.reduce_mean(tf.abs(tf.matmul(x, w) - y))
train2 = tf.train.GradientDescentOptimizer(0.1).minimize(far)
mean = tf.reduce_mean(w)
count = tf.Variable(0)
more = tf.assign_add(count, 1)
# Initializing the variables
init = tf.global_variables_initializer()
# Launch the graph
with tf.Session() as sess:
    # Run the initializer
    sess.run(init)
    xs, ys = np.ones([3, 2], np.float32), np.ones([3, 1], np.float32)
    # method 1: the session runs them together
    for i in range(3):
        _, l, _ = sess.run([train, loss, mean], {x: xs, y: ys})
        _, l2, _ = sess.run([train2, far, more], {x: xs, y: ys})
        _, m = sess.run([far, mean], {x: xs, y: ys})
        print(round(float(l), 5), round(float(l2), 5), round(float(m), 5))
    print(sess.run(count))
""",
        printed="""\
1.0 0.6 0.3
0.16 0.24 0.48
0.0016 0.024 0.588
3
""",
        holds=(
            "def train_step(x, y):",
            "def train_step2(x, y):",
            "    l = train_step(xs, ys).numpy()\n",
            "    m = compute_mean().numpy()\n",
            "# method 1: the session runs them together\nfor",
        ),
    ),
    "assigns_in_an_open_order": Case(
        """\
import tensorflow as tf
w = tf.Variable([[1.0, 2.0], [3.0, 4.0]])
v = tf.Variable([[1.0], [1.0]])
x = tf.constant([[1.0, 1.0]])
h = tf.matmul(x, w)
e = tf.matmul(h, v) - 1
dv = tf.matmul(tf.transpose(h), e)
dh = tf.matmul(e, tf.transpose(v))
dw = tf.matmul(tf.transpose(x), dh)
step = [tf.assign(v, v - 0.01 * dv), tf.assign(w, w - 0.01 * dw)]
with tf.Session() as s:
    s.run(tf.global_variables_initializer())
    for i in range(3): s.run(step)
    print(s.run([w, v]))
""",
        noted="TFM111",
    ),
    "one_seeded_draw_in_two_functions": Case(
        """\
import tensorflow as tf
tf.set_random_seed(1)
z = tf.random_normal([4])
a = tf.reduce_sum(z)
b = tf.reduce_mean(z)
with tf.Session() as s:
    print(s.run(a) / 4 == s.run(b))
""",
        noted="TFM112",
    ),
    "one_draw_with_its_own_seed_in_two_functions": Case(
        """\
import tensorflow as tf
z = tf.random_normal([4], seed=3)
a = tf.reduce_sum(z)
b = tf.reduce_mean(z)
with tf.Session() as s:
    print(s.run(a) / 4 == s.run(b))
""",
        noted="TFM112",
    ),
}


def test_comments_that_only_announce_the_session_go():
    output = migrate(CASES["values_nobody_takes"].source.encode(), "program.py").output.decode()
    assert not any(text in output for text in ("# Initializing", "# Launch", "# Run the initializer"))


@pytest.mark.parametrize(
    "tensor",
    ["tf.random_normal([])", "tf.Print(loss, [loss])", "tf.py_func(print, [loss], [])", "tf.assign_add(c, 1.0)"],
)
def test_values_with_effects_are_computed(tensor):
    """What nobody takes is computed when that draws, prints or assigns."""
    source = f"""\
import tensorflow as tf
c = tf.Variable(0.0)
loss = c * 2.0
other = {tensor}
with tf.Session() as s:
    s.run(tf.global_variables_initializer())
    value, _ = s.run([loss, other])
    print(value)
"""
    result = migrate(source.encode(), "program.py")
    assert result.applied == ("TFM900",) or "other = " in result.output.decode()


@pytest.mark.parametrize(
    ("read", "text"),
    [
        ("h", "a symbolic tensor"),
        ("h.shape", "the static shape"),
        ("h.get_shape().as_list()[0]", "the static shape"),
        ("h.shape, h", "a symbolic tensor"),
    ],
)
def test_what_was_printed_while_the_graph_was_built_is_named(read, text):
    source = f"""\
import tensorflow as tf
x = tf.placeholder(tf.float32, [3])
h = x * 2.0
print({read})
with tf.Session() as s:
    print(s.run(h, {{x: [1, 2, 3]}}))
"""
    found = [d for d in migrate(source.encode(), "program.py").diagnostics if d.rule == "TFM909"]
    assert [d.line for d in found] == [4] and text in found[0].message


def test_draws_of_one_function_are_not_noted():
    """Two draws without a seed, and a seeded one that only one function holds."""
    source = """\
import tensorflow as tf
z = tf.random_normal([4])
a = tf.reduce_sum(z)
b = tf.reduce_mean(z)
c = tf.random_uniform([2], seed=3)
with tf.Session() as s:
    print(s.run(a), s.run(b), s.run(c), s.run(c))
"""
    result = migrate(source.encode(), "program.py")
    assert "TFM900" not in result.applied
    assert not result.diagnostics


migrated = [name for name, case in CASES.items() if not case.refused and not case.noted]
noted = [name for name, case in CASES.items() if case.noted]
refused = [name for name, case in CASES.items() if case.refused]


@pytest.fixture(scope="module")
def results():
    return {name: migrate(case.source.encode(), "program.py") for name, case in CASES.items()}


@pytest.fixture(scope="module")
def runs(results, tmp_path_factory):
    try:
        interpreter = find_tf2(None)
    except InterpreterError as error:
        pytest.skip(str(error))
    folder = tmp_path_factory.mktemp("hunted")
    programs = [Program(written(folder / n, results[n].output, results[n].new_files)) for n in migrated]
    return dict(zip(migrated, run_programs(interpreter, programs)))


@pytest.mark.parametrize("name", migrated)
def test_prints_what_tf1_printed(name, results, runs):
    assert "TFM900" not in results[name].applied, results[name].diagnostics
    assert runs[name].status == "finished", f"{runs[name].error}\n{results[name].output.decode()}"
    unequal = difference(CASES[name].printed, runs[name].stdout)
    assert unequal is None, f"{unequal}\n{results[name].output.decode()}"


@pytest.mark.parametrize("name", migrated)
def test_output_reads_as_meant(name, results):
    output = results[name].output.decode()
    for text in CASES[name].holds:
        assert text in output


@pytest.mark.parametrize("name", refused)
def test_is_refused_by_the_rule(name, results):
    assert CASES[name].refused in {d.rule for d in results[name].diagnostics}
    assert results[name].applied in (("TFM900",), ())


@pytest.mark.parametrize("name", noted)
def test_change_is_noted(name, results):
    assert CASES[name].noted in {d.rule for d in results[name].diagnostics}
    assert "TFM900" not in results[name].applied
