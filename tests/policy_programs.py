"""Forms of programs that learn to act: probability distributions, networks that are copied, methods that make networks."""

from __future__ import annotations

_HEAD = """\
import numpy as np
import tensorflow as tf

tf.set_random_seed(1)
rng = np.random.RandomState(0)
"""
_COPIED = """
class Agent(object):
    def __init__(self):
        self.sess = tf.Session()
        self.x = tf.placeholder(tf.float32, [None, 3])
        self.a = tf.placeholder(tf.float32, [None, 2])
        new, new_params = self._build("new", trainable=True)
        old, old_params = self._build("old", trainable=False)
        self.copy_op = [o.assign(n) for n, o in zip(new_params, old_params)]
        self.loss = tf.reduce_mean(tf.square(new - self.a)) + tf.reduce_mean(tf.square(new - old))
        self.train_op = tf.train.GradientDescentOptimizer(0.1).minimize(self.loss)
        self.sess.run(tf.global_variables_initializer())

    def _build(self, name, trainable):
        with tf.variable_scope(name):
            h = tf.layers.dense(self.x, 8, tf.nn.relu, trainable=trainable)
            out = tf.layers.dense(h, 2, tf.nn.tanh, trainable=trainable)
        # what the network is made of
        params = tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, scope=name)
        return out, params

    def learn(self, x, a):
        self.sess.run(self.copy_op)
        return self.sess.run([self.train_op, self.loss], {self.x: x, self.a: a})[1]

agent = Agent()
for _ in range(3):
    xs = rng.rand(4, 3)
    print(agent.learn(xs, xs[:, :2]))
"""

POLICIES = {
    "normal_policy": _HEAD
    + """
x = tf.placeholder(tf.float32, [None, 3])
a = tf.placeholder(tf.float32, [None, 2])
h = tf.layers.dense(x, 8, tf.nn.relu)
mu, sigma = tf.layers.dense(h, 2, tf.nn.tanh), tf.layers.dense(h, 2, tf.nn.softplus)
policy = tf.distributions.Normal(loc=mu, scale=sigma + 0.1, name="policy")
action = tf.clip_by_value(tf.squeeze(policy.sample(1), axis=0), -1, 1)
loss = -tf.reduce_mean(policy.log_prob(a) + 0.01 * policy.entropy())
standard = tf.distributions.Normal(0.0, 1.0)
apart = tf.reduce_mean(tf.distributions.kl_divergence(policy, standard))
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        xs = rng.rand(4, 3)
        acted = sess.run(action, {x: xs})
        print(acted.shape, sess.run([train, loss, apart], {x: xs, a: acted})[1:])
""",
    "categorical_policy": _HEAD
    + """
x = tf.placeholder(tf.float32, [None, 3])
a = tf.placeholder(tf.int32, [None])
logits = tf.layers.dense(x, 4)
policy = tf.contrib.distributions.Categorical(logits=logits)
drawn, best = policy.sample(), policy.mode()
loss = -tf.reduce_mean(policy.log_prob(a)) - 0.1 * tf.reduce_mean(policy.entropy())
train = tf.train.GradientDescentOptimizer(0.5).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        xs = rng.rand(5, 3)
        acted, greedy = sess.run([drawn, best], {x: xs})
        print(acted.shape, acted.dtype, greedy, sess.run([loss, train], {x: xs, a: greedy})[0])
""",
    "diagonal_normal_and_bernoulli": _HEAD
    + """
from tensorflow.contrib import distributions as tfd

x = tf.placeholder(tf.float32, [None, 4])
posterior = tfd.MultivariateNormalDiag(tf.layers.dense(x, 2), tf.nn.softplus(tf.layers.dense(x, 2)))
z = posterior.sample()
likelihood = tfd.Bernoulli(logits=tf.layers.dense(z, 4), dtype=tf.float32)
loss = tf.reduce_mean(posterior.log_prob(z) - tf.reduce_sum(likelihood.log_prob(x), 1))
train = tf.train.GradientDescentOptimizer(0.01).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        xs = (rng.rand(6, 4) > 0.5).astype(np.float32)
        print(sess.run([loss, train], {x: xs})[0], sess.run(tf.reduce_mean(likelihood.probs), {x: xs}))
""",
    "distribution_with_other_methods": _HEAD
    + """
x = tf.placeholder(tf.float32, [None])
noise = tf.distributions.Normal(x, 1.0)
with tf.Session() as sess:
    print(sess.run(noise.quantile(0.75), {x: [1.0, 2.0]}))
""",
    "distribution_that_is_not_written_out": _HEAD
    + """
x = tf.placeholder(tf.float32, [None])
with tf.Session() as sess:
    print(sess.run(tf.distributions.Gamma(2.0, 3.0).log_prob(x), {x: [1.0, 2.0]}))
""",
    "distribution_that_checks_its_arguments": _HEAD
    + """
x = tf.placeholder(tf.float32, [None])
with tf.Session() as sess:
    print(sess.run(tf.distributions.Normal(x, 2.0, validate_args=True).mean(), {x: [1.0, 2.0]}))
""",
    "method_that_returns_its_variables": _HEAD + _COPIED,
    "function_that_returns_its_variables": _HEAD
    + """
x = tf.placeholder(tf.float32, [None, 3])
a = tf.placeholder(tf.float32, [None, 2])

def build(name, trainable=True):
    with tf.variable_scope(name):
        h = tf.layers.dense(x, 8, tf.nn.relu, trainable=trainable)
        return tf.layers.dense(h, 2, trainable=trainable), h, tf.global_variables(name + "/")

new, _, new_params = build("new")
old, hidden, old_params = build("old", trainable=False)
copy = [o.assign(0.5 * n + 0.5 * o) for n, o in zip(new_params, old_params)]
loss = tf.reduce_mean(tf.square(new - a)) + tf.reduce_mean(tf.square(new - old))
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss, var_list=new_params)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        xs = rng.rand(4, 3)
        print(sess.run([train, loss], {x: xs, a: xs[:, :2]})[1])
        sess.run(copy)
        print(sess.run(hidden, {x: xs}).sum())
""",
    # The list holds what was made before, not all that the function makes.
    "variables_read_before_the_last_are_made": _HEAD
    + """
x = tf.placeholder(tf.float32, [None, 3])

def build(name):
    with tf.variable_scope(name):
        h = tf.layers.dense(x, 2)
        params = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, scope=name)
        return tf.layers.dense(h, 1), params

one, one_params = build("one")
two, two_params = build("two")
train = tf.train.GradientDescentOptimizer(0.1).minimize(tf.reduce_sum(one + two), var_list=one_params)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    xs = rng.rand(4, 3)
    sess.run(train, {x: xs})
    print(sess.run([one, two], {x: xs}))
""",
    "method_that_reads_tensors_of_its_object": _HEAD
    + """
class Net:
    def __init__(self, units):
        self.units = units
        self.x = tf.placeholder(tf.float32, [None, 3])
        self.scaled = self.x * 2.0
        self.left = self.branch("left", 2)
        self.right = self.branch("right", 3, activation=tf.nn.relu)

    def branch(self, name, width, activation=None):
        with tf.variable_scope(name):
            h = tf.layers.dense(self.scaled, self.units, activation)
            return tf.layers.dense(tf.concat([h, self.x], 1), width)

net = Net(4)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run([net.left, net.right], {net.x: rng.rand(2, 3)}))
""",
    # Each call reads another tensor.
    "method_that_moves_on_a_tensor_of_its_object": _HEAD
    + """
class Net:
    def __init__(self):
        self.x = tf.placeholder(tf.float32, [None, 3])
        self.h = self.x
        self.add("one")
        self.add("two")

    def add(self, name):
        with tf.variable_scope(name):
            self.h = tf.layers.dense(self.h, 3, tf.nn.tanh) + self.x

net = Net()
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(net.h, {net.x: rng.rand(2, 3)}))
""",
    "coordinator_of_own_threads": _HEAD
    + """
import threading

x = tf.placeholder(tf.float32, [None])
y = tf.reduce_sum(tf.square(x))
sess = tf.Session()
coord = tf.train.Coordinator()
results = []

def work(number):
    while not coord.should_stop():
        results.append(sess.run(y, {x: [number, 1.0]}))
        if len(results) >= 3:
            coord.request_stop()

thread = threading.Thread(target=work, args=(2.0,))
thread.start()
coord.join([thread])
print(results)
""",
    "target_copied_in_a_function": _HEAD
    + """\
states = tf.placeholder(tf.float32, [None, 3])
chosen = tf.placeholder(tf.int32, [None])
rewards = tf.placeholder(tf.float32, [None])
followers = tf.placeholder(tf.float32, [None, 3])

with tf.variable_scope("q"):  # evaluation network
    hidden = tf.layers.dense(states, 4, tf.nn.relu, kernel_initializer=tf.random_normal_initializer(0, 0.3))
    q = tf.layers.dense(hidden, 2, kernel_initializer=tf.random_normal_initializer(0, 0.3))

with tf.variable_scope("q_next"):  # target network, not to train
    target_hidden = tf.layers.dense(followers, 4, tf.nn.relu, trainable=False)
    q_next = tf.layers.dense(target_hidden, 2, trainable=False)

target = rewards + 0.9 * tf.reduce_max(q_next, axis=1)
indices = tf.stack([tf.range(tf.shape(chosen)[0], dtype=tf.int32), chosen], axis=1)
loss = tf.reduce_mean(tf.squared_difference(target, tf.gather_nd(params=q, indices=indices)))
train_op = tf.train.AdamOptimizer(0.05).minimize(loss)
sess = tf.Session()
sess.run(tf.global_variables_initializer())
turn = 0


def choose(state):
    return np.argmax(sess.run(q, feed_dict={states: state[np.newaxis, :]}))


def learn(batch):
    global turn
    if turn % 2 == 0:
        t_params = tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, scope="q_next")
        e_params = tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, scope="q")
        sess.run([tf.assign(t, e) for t, e in zip(t_params, e_params)])
    turn += 1
    actions = np.array([choose(state) for state in batch])
    sess.run(train_op, {states: batch, chosen: actions, rewards: batch[:, 0], followers: batch[::-1]})


for _ in range(4):
    learn(rng.rand(5, 3).astype(np.float32))
print(sess.run([q, q_next], {states: np.eye(3), followers: np.eye(3)}))
""",
    "target_copied_that_reaches_the_slots": _HEAD
    + """\
states = tf.placeholder(tf.float32, [None, 3])
chosen = tf.placeholder(tf.int32, [None])
rewards = tf.placeholder(tf.float32, [None])
followers = tf.placeholder(tf.float32, [None, 3])

with tf.variable_scope("q"):  # evaluation network
    hidden = tf.layers.dense(states, 4, tf.nn.relu, kernel_initializer=tf.random_normal_initializer(0, 0.3))
    q = tf.layers.dense(hidden, 2, kernel_initializer=tf.random_normal_initializer(0, 0.3))

first_op = tf.train.AdamOptimizer(0.05).minimize(tf.reduce_sum(tf.square(q)))
with tf.variable_scope("q_next"):  # target network, not to train
    target_hidden = tf.layers.dense(followers, 4, tf.nn.relu, trainable=False)
    q_next = tf.layers.dense(target_hidden, 2, trainable=False)
with tf.variable_scope("q_next_next"):
    q_next = q_next + tf.layers.dense(followers, 4, use_bias=False, trainable=False)[:, :2]

target = rewards + 0.9 * tf.reduce_max(q_next, axis=1)
indices = tf.stack([tf.range(tf.shape(chosen)[0], dtype=tf.int32), chosen], axis=1)
loss = tf.reduce_mean(tf.squared_difference(target, tf.gather_nd(params=q, indices=indices)))
train_op = tf.train.AdamOptimizer(0.05).minimize(loss)
sess = tf.Session()
sess.run(tf.global_variables_initializer())
turn = 0


def choose(state):
    return np.argmax(sess.run(q, feed_dict={states: state[np.newaxis, :]}))


def learn(batch):
    global turn
    if turn % 2 == 0:
        t_params = tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, scope="q_next")
        e_params = tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, scope="q")
        sess.run([tf.assign(t, e) for t, e in zip(t_params, e_params)])
    turn += 1
    actions = np.array([choose(state) for state in batch])
    sess.run(train_op, {states: batch, chosen: actions, rewards: batch[:, 0], followers: batch[::-1]})


for _ in range(4):
    learn(rng.rand(5, 3).astype(np.float32))
print(sess.run([q, q_next], {states: np.eye(3), followers: np.eye(3)}))
""",
}
