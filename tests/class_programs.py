"""Small programs whose graph and session live in classes: forms that are lowered, and traps that are not."""

from __future__ import annotations

_HEAD = """\
import numpy as np
import tensorflow as tf
xs = np.arange(6).reshape(3, 2) / 4.0
"""

CLASSES = {
    "graph_in_the_constructor": _HEAD
    + """
class Model(object):
    def __init__(self, session, size):
        self.session = session
        self.x = tf.placeholder(tf.float32, [None, size])
        w = tf.Variable(tf.ones([size, 2]))
        self.y = tf.matmul(self.x, w)
        self.update = w.assign_add(tf.ones([size, 2]))

    def predict(self, x):
        return self.session.run(self.y, feed_dict={self.x: x})

    def step(self):
        self.session.run(self.update)

with tf.Session() as sess:
    model = Model(sess, 2)
    sess.run(tf.global_variables_initializer())
    print(model.predict(xs))
    model.step()
    print(model.predict(xs[:1]))
""",
    "session_made_by_the_object": _HEAD
    + """
class Counter:
    def __init__(self):
        self.value = tf.Variable(1.0)
        self.twice = tf.assign(self.value, self.value * 2)
        self.sess = tf.Session()
        self.sess.run(tf.global_variables_initializer())

    def run(self, n):
        for _ in range(n):
            last = self.sess.run(self.twice)
        return last

    def __del__(self):
        self.sess.close()

a, b = Counter(), Counter()
print(a.run(2), b.run(3), a.sess.run(a.value))
""",
    "methods_that_call_methods": _HEAD
    + '''
class Net:
    """Builds itself step by step."""
    def __init__(self, n):
        self.n = n
        self._inputs()
        self._layers()
        self._loss()

    def _inputs(self):
        # what is fed
        self.x = tf.placeholder(tf.float32, [None, 2], "x")
        self.y = tf.placeholder(tf.float32, [None])

    def _layers(self):
        hidden = self.n * 2
        self.w = tf.get_variable("w", [2, hidden], initializer=tf.constant_initializer(0.5))
        self.h = tf.nn.relu(tf.matmul(self.x, self.w))

    def _loss(self):
        out = tf.reduce_sum(self.h, 1) / self.n
        self.loss = tf.reduce_mean(tf.square(out - self.y))
        opt = tf.train.GradientDescentOptimizer(0.01)
        self.train_op = opt.minimize(self.loss)

net = Net(3)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        loss, _ = sess.run([net.loss, net.train_op], {net.x: xs, net.y: [1, 2, 3]})
        print(loss)
    print(sess.run(net.w))
''',
    "returned_tensors": _HEAD
    + '''
class Net:
    def __init__(self):
        self.x = tf.placeholder(tf.float32, [None, 2])
        self.scores, self.best = self.score(self.x)
        self.total = self.sum_up() + 1

    def score(self, x):
        w = tf.Variable(tf.ones([2, 3]))
        scores = tf.matmul(x, w) + tf.constant([1.0, 2.0, 0.0])
        return scores, tf.argmax(scores, 1)

    def sum_up(self):
        """Of all scores."""
        return tf.reduce_sum(self.scores)

net = Net()
sess = tf.Session()
sess.run(tf.global_variables_initializer())
print(sess.run([net.best, net.total], {net.x: xs}))
print(sess.run(net.scores, {net.x: xs}))
''',
    "helper_method_used_twice": _HEAD
    + """
class Net:
    def __init__(self, scale):
        self.scale = scale
        self.a = tf.placeholder(tf.float32, [None, 2])
        self.b = tf.placeholder(tf.float32, [None, 2])
        self.distance = self.squash(self.a) - self.squash(self.b)

    def squash(self, t):
        return tf.tanh(t * self.scale)

net = Net(0.5)
with tf.Session() as sess:
    print(sess.run(net.distance, {net.a: xs, net.b: xs + 1}))
""",
    "same_name_for_local_and_attribute": _HEAD
    + """
class Net:
    def __init__(self):
        self.x = x = tf.placeholder(tf.float32, [None, 2])
        h = x * 2
        self.h = h
        h = tf.reduce_sum(h, 1)
        out = h + tf.reduce_sum(self.h)
        self.out = out
        loss = tf.reduce_mean(out)
        self.loss = tf.sqrt(loss)

net = Net()
with tf.Session() as sess:
    print(sess.run(net.h, {net.x: xs}))
    print(sess.run([net.out, net.loss], {net.x: xs}))
""",
    "attribute_set_in_two_steps": _HEAD
    + """
class Net:
    def __init__(self, deep):
        self.x = tf.placeholder(tf.float32, [None, 2])
        self.h = tf.nn.relu(self.x - 0.5)
        if deep:
            self.h = self.h * 3
        self.h = tf.reduce_sum(self.h, 1)

    def run(self, sess, x):
        return sess.run(self.h, {self.x: x})

with tf.Session() as sess:
    print(Net(True).run(sess, xs), Net(False).run(sess, xs))
""",
    "base_class_with_driver": _HEAD
    + """
class Base(object):
    def __init__(self, sess):
        self.sess = sess
        self.build()
        self.sess.run(tf.global_variables_initializer())

    def build(self):
        raise NotImplementedError()

    def fit(self, x, steps=2):
        for step in range(steps):
            _, loss = self.sess.run([self.train_op, self.loss], {self.x: x})
            print(step, loss)

class Line(Base):
    def __init__(self, sess, rate):
        self.rate = rate
        super(Line, self).__init__(sess)

    def build(self):
        self.x = tf.placeholder(tf.float32, [None, 2])
        self.w = tf.Variable([1.0, 2.0])
        self.loss = tf.reduce_mean(tf.square(tf.reduce_sum(self.x * self.w, 1) - 1))
        self.train_op = tf.train.GradientDescentOptimizer(self.rate).minimize(self.loss)

with tf.Session() as sess:
    line = Line(sess, 0.1)
    line.fit(xs)
    line.fit(xs, steps=1)
    print(sess.run(line.w))
""",
    "model_handed_to_functions": _HEAD
    + """
class Model:
    def __init__(self):
        self.x = tf.placeholder(tf.float32, [None, 2])
        self.w = tf.Variable(tf.ones([2]))
        self.loss = tf.reduce_sum(self.x * self.w)
        self.train_op = tf.train.GradientDescentOptimizer(0.1).minimize(self.loss)

def train(model, sess, data):
    for row in range(2):
        _, loss = sess.run([model.train_op, model.loss], feed_dict={model.x: data})
        print(loss)

def evaluate(sess, model, data):
    return sess.run(model.loss, {model.x: data})

def main():
    with tf.Session() as sess:
        m = Model()
        sess.run(tf.global_variables_initializer())
        train(m, sess, xs)
        print(evaluate(sess, m, xs * 2))

if __name__ == "__main__":
    main()
""",
    "objects_in_a_list": _HEAD
    + """
class Member:
    def __init__(self, sess, name, power):
        self.sess = sess
        self.power = power
        with tf.variable_scope(name):
            self.x = tf.placeholder(tf.float32, [None, 2])
            self.w = tf.get_variable("w", [2], initializer=tf.ones_initializer())
            self.out = tf.reduce_sum(self.x * self.w, 1) ** self.power
            self.grow = tf.assign_add(self.w, [1.0, 0.5])

    def vote(self, x):
        return self.sess.run(self.out, {self.x: x})

sess = tf.Session()
members = [Member(sess, "m%d" % i, i + 1.0) for i in range(2)]
sess.run(tf.global_variables_initializer())
members[1].vote(xs)
for member in members:
    sess.run(member.grow)
    print(member.vote(xs))
print(sum(m.vote(xs) for m in members))
""",
    "feed_dict_from_a_method": _HEAD
    + """
class Net:
    def __init__(self):
        self.x = tf.placeholder(tf.float32, [None, 2])
        self.keep = tf.placeholder_with_default(1.0, [])
        self.out = self.x * self.keep

    def feed(self, x, keep):
        return {self.x: x, self.keep: keep}

    def run(self, sess, x):
        fd = self.feed(x, 0.5)
        return sess.run(self.out, feed_dict=fd)

    def run_all(self, sess, x):
        return sess.run(self.out, self.feed(x, 0.25))

with tf.Session() as sess:
    print(Net().run(sess, xs))
""",
    "variables_of_a_scope": _HEAD
    + """
class Net:
    def __init__(self):
        self.x = tf.placeholder(tf.float32, [None, 2])
        with tf.variable_scope("a"):
            wa = tf.get_variable("w", [2, 2], initializer=tf.ones_initializer())
        with tf.variable_scope("b"):
            wb = tf.get_variable("w", [2, 2], initializer=tf.zeros_initializer())
        self.out = tf.matmul(tf.matmul(self.x, wa), wb + 1)
        self.loss = tf.reduce_sum(self.out)
        self.a_vars = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, scope="a")
        self.b_vars = [v for v in tf.trainable_variables() if v.name.startswith("b/")]
        self.copy = [tf.assign(b, a) for a, b in zip(self.a_vars, self.b_vars)]
        self.train = tf.train.GradientDescentOptimizer(0.1).minimize(self.loss, var_list=self.a_vars)

net = Net()
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run([net.train, net.loss], {net.x: xs})[1])
    sess.run(net.copy)
    print(sess.run(net.loss, {net.x: xs}))
""",
    "attribute_placeholder_alias": _HEAD
    + """
class Net:
    def __init__(self):
        self.inputs = tf.placeholder(tf.float32, [None, 2], name="in")
        net = self.inputs
        for k in range(3):
            net = net + k
        self.outputs = net
        self.mean = tf.reduce_mean(net, name="mean")

    def __call__(self, sess, x):
        mean, outputs = sess.run((self.mean, self.outputs), {self.inputs: x})
        return mean, outputs.sum()

net = Net()
with tf.Session() as sess:
    print(*net(sess, xs))
""",
    # -- traps ----------------------------------------------------------------------------------------
    "python_value_changes_before_the_run": _HEAD
    + """
class Net:
    def __init__(self):
        self.scale = 2.0
        self.x = tf.placeholder(tf.float32, [None, 2])
        self.y = self.x * self.scale

    def soften(self):
        self.scale = 1.0

net = Net()
net.soften()
with tf.Session() as sess:
    print(sess.run(net.y, {net.x: xs}))
""",
    "python_value_changed_from_outside": _HEAD
    + """
class Net:
    def __init__(self):
        self.scale = 2.0
        self.x = tf.placeholder(tf.float32, [None, 2])
        self.y = self.x * self.scale

net = Net()
net.scale = 5.0
with tf.Session() as sess:
    print(sess.run(net.y, {net.x: xs}))
""",
    "list_changes_before_the_run": _HEAD
    + """
class Net:
    def __init__(self):
        self.factors = [1.0, 2.0]
        self.x = tf.placeholder(tf.float32, [None, 2])
        self.y = self.x * self.factors[0]

    def swap(self):
        self.factors.reverse()

net = Net()
net.swap()
with tf.Session() as sess:
    print(sess.run(net.y, {net.x: xs}))
""",
    "class_value_changes_before_the_run": _HEAD
    + """
class Net:
    scale = 2.0
    def __init__(self):
        self.x = tf.placeholder(tf.float32, [None, 2])
        self.y = self.x * self.scale

net = Net()
Net.scale = 5.0
with tf.Session() as sess:
    print(sess.run(net.y, {net.x: xs}))
""",
    "built_twice": _HEAD
    + """
class Net:
    def __init__(self):
        self.x = tf.placeholder(tf.float32, [None, 2])
        self.h = self.x
        self.double()
        self.double()

    def double(self):
        self.h = self.h * 2

net = Net()
with tf.Session() as sess:
    print(sess.run(net.h, {net.x: xs}))
""",
    "initialized_again": _HEAD
    + """
class Net:
    def __init__(self):
        self.w = tf.Variable(1.0)
        self.up = self.w.assign_add(1.0)

    def train(self, sess):
        sess.run(tf.global_variables_initializer())
        sess.run(self.up)
        return sess.run(self.w)

net = Net()
with tf.Session() as sess:
    print(net.train(sess))
    print(net.train(sess))
""",
    "initialized_after_training": _HEAD
    + """
class Net:
    def __init__(self, sess):
        self.sess = sess
        self.w = tf.Variable(1.0)
        self.up = self.w.assign_add(1.0)

    def train(self):
        self.sess.run(self.up)

with tf.Session() as sess:
    net = Net(sess)
    sess.run(tf.global_variables_initializer())
    net.train()
    print(sess.run(net.w))
    sess.run(tf.global_variables_initializer())
    print(sess.run(net.w))
""",
    "second_object_resets_the_first": _HEAD
    + """
class Net:
    def __init__(self, sess):
        self.sess = sess
        self.w = tf.Variable(1.0)
        self.up = self.w.assign_add(1.0)
        self.sess.run(tf.global_variables_initializer())

    def train(self):
        self.sess.run(self.up)
        return self.sess.run(self.w)

with tf.Session() as sess:
    a = Net(sess)
    print(a.train())
    b = Net(sess)
    print(a.train(), b.train())
""",
    "another_session_initializes": _HEAD
    + """
class Net:
    def __init__(self):
        self.w = tf.Variable(1.0)
        self.up = self.w.assign_add(1.0)

    def train(self):
        with tf.Session() as sess:
            sess.run(tf.global_variables_initializer())
            sess.run(self.up)
            print(sess.run(self.w))

    def test(self):
        with tf.Session() as sess:
            sess.run(tf.global_variables_initializer())
            print(sess.run(self.w))

net = Net()
net.train()
net.test()
""",
    "objects_share_variables": _HEAD
    + """
class Net:
    def __init__(self, factor):
        self.x = tf.placeholder(tf.float32, [None, 2])
        with tf.variable_scope("net", reuse=tf.AUTO_REUSE):
            self.y = tf.layers.dense(self.x, 1, kernel_initializer=tf.ones_initializer(), name="d") * factor
        self.train = tf.train.GradientDescentOptimizer(0.1).minimize(tf.reduce_sum(self.y))

a, b = Net(1.0), Net(2.0)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    sess.run(a.train, {a.x: xs})
    print(sess.run(b.y, {b.x: xs}))
""",
    "collection_of_all_objects": _HEAD
    + """
class Net:
    def __init__(self):
        self.w = tf.Variable([1.0, 2.0])
        self.norm = tf.add_n([tf.nn.l2_loss(v) for v in tf.trainable_variables()])

a, b = Net(), Net()
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run([a.norm, b.norm]))
""",
    "run_of_two_objects": _HEAD
    + """
class Net:
    def __init__(self, k):
        self.x = tf.placeholder(tf.float32, [None, 2])
        self.y = self.x * k

a, b = Net(1.0), Net(2.0)
with tf.Session() as sess:
    print(sess.run([a.y, b.y], {a.x: xs, b.x: xs}))
""",
    "saver_outside_of_the_class": _HEAD
    + """
import os
import tempfile

class Net:
    def __init__(self):
        self.w = tf.Variable(1.0)
        self.up = self.w.assign_add(1.0)

net = Net()
saver = tf.train.Saver()
path = os.path.join(tempfile.mkdtemp(), "model")
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    sess.run(net.up)
    saver.save(sess, path)
    sess.run(net.up)
    saver.restore(sess, path)
    print(sess.run(net.w))
""",
    "tensor_put_in_from_outside": _HEAD
    + """
class Net:
    def __init__(self):
        self.x = tf.placeholder(tf.float32, [None, 2])

net = Net()
net.y = net.x * 2
with tf.Session() as sess:
    print(sess.run(net.y, {net.x: xs}))
""",
    "lazy_property": _HEAD
    + """
class Net:
    def __init__(self):
        self.x = tf.placeholder(tf.float32, [None, 2])
        self._y = None

    @property
    def y(self):
        if self._y is None:
            self._y = self.x * 2
        return self._y

net = Net()
with tf.Session() as sess:
    print(sess.run(net.y, {net.x: xs}))
""",
    "property_that_builds": _HEAD
    + '''
class Net:
    def __init__(self, k):
        self.k = k
        self.x = tf.placeholder(tf.float32, [None, 2])

    @property
    def hidden(self):
        """Scaled."""
        return self.x * self.k

    @property
    def y(self):
        return tf.reduce_sum(self.hidden, 1)

net = Net(3.0)
with tf.Session() as sess:
    print(sess.run(net.y, {net.x: xs}), sess.run([net.hidden, net.y], {net.x: xs})[1])
''',
    "property_that_makes_a_variable_in_a_run": _HEAD
    + """
class Net:
    def __init__(self):
        self.x = tf.placeholder(tf.float32, [None, 2])

    @property
    def y(self):
        return self.x * tf.Variable([1.0, 2.0])

net = Net()
with tf.Session() as sess:
    y = net.y
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {net.x: xs}))
""",
    "property_that_draws_each_time": _HEAD
    + """
class Net:
    @property
    def noise(self):
        return tf.random_normal([2])

net = Net()
difference = net.noise - net.noise
with tf.Session() as sess:
    print(sess.run(difference).shape)
""",
    "property_of_python_values": _HEAD
    + """
class Net:
    def __init__(self):
        self.x = tf.placeholder(tf.float32, [None, 2])
        self.y = self.x * self.factor

    @property
    def factor(self):
        return 2.0

net = Net()
with tf.Session() as sess:
    print(net.factor, sess.run(net.y, {net.x: xs}))
""",
    "session_kept_by_python_code": _HEAD
    + """
class Net:
    def __init__(self, sess):
        self.parts = {"session": sess}
        self.w = tf.Variable(1.0)

    def get(self):
        return self.parts["session"].run(self.w)

with tf.Session() as sess:
    net = Net(sess)
    sess.run(tf.global_variables_initializer())
    print(net.get())
""",
    "fetch_with_a_local": _HEAD
    + """
class Net:
    def __init__(self):
        self.x = tf.placeholder(tf.float32, [None, 2])
        self.y = self.x * 2

    def row(self, sess, x, k):
        return sess.run(self.y[k], {self.x: x})

net = Net()
with tf.Session() as sess:
    print(net.row(sess, xs, 0), net.row(sess, xs, 2))
""",
    "counter_read_by_the_graph": _HEAD
    + """
class Net:
    count = 0

    def __init__(self):
        Net.count += 1
        self.x = tf.placeholder(tf.float32, [None, 2])
        self.y = self.x * self.count

a = Net()
b = Net()
with tf.Session() as sess:
    print(sess.run(a.y, {a.x: xs}), sess.run(b.y, {b.x: xs}))
""",
    "locals_of_methods_kept_apart": _HEAD
    + """
class Net(object):
    def __init__(self):
        self._build()
        self.sess = tf.Session()

    def _build(self):
        self.x = tf.placeholder(tf.float32, [None, 2])
        net = self.x + 1.0
        out = self._double(net)
        h = net + 1.0
        q = self._triple(h)
        self.y = net + 10 * out + 100 * q + 1000 * h

    def _double(self, net):
        net = net * 2.0
        return net

    def _triple(self, z):
        h = z * 3.0
        return h

    def get(self, x):
        return self.sess.run(self.y, {self.x: x})

print(Net().get(xs))
""",
    "locals_of_methods_seen_from_outside": _HEAD
    + """
class Net(object):
    def __init__(self):
        self.x = tf.placeholder(tf.float32, [None, 2])
        x = self.x * 2.0
        self.shifted = self._shift(x)
        self.y = self.shifted + x

    def _shift(self, value):
        x = value + 1.0
        return x

net = Net()
with tf.Session() as sess:
    print(sess.run([net.y, net.shifted], {net.x: xs}))
""",
    "tensors_under_other_names": _HEAD
    + """
class Net(object):
    def __init__(self):
        x, y, self.loss, self.train = self._build()
        self.x, self.y = x, y
        self.sess = tf.Session()
        self.sess.run(tf.global_variables_initializer())

    def _build(self):
        tfx = tf.placeholder(tf.float32, [None, 2])
        tfy = tf.placeholder(tf.float32, [None, 1])
        loss, train = self._train(tfx, tfy)
        return tfx, tfy, loss, train

    def _train(self, s, re):
        out = tf.layers.dense(s, 1, kernel_initializer=tf.ones_initializer())
        loss = tf.reduce_mean(tf.square(out - re))
        return loss, tf.train.GradientDescentOptimizer(0.1).minimize(loss)

    def learn(self, x, y):
        return self.sess.run([self.train, self.loss], {self.x: x, self.y: y})[1]

net = Net()
for _ in range(3):
    print("%.5f" % net.learn(xs, xs[:, :1]))
""",
    "variables_in_a_collection_of_its_own": _HEAD
    + """
class Agent(object):
    def __init__(self, size):
        self.size = size
        self.s = tf.placeholder(tf.float32, [None, size])
        self.target = tf.placeholder(tf.float32, [None, 2])
        with tf.variable_scope("eval_net"):
            names, units, initial = \\
                ["eval_params", tf.GraphKeys.GLOBAL_VARIABLES], 3, \\
                tf.constant_initializer(0.5)  # what the layers are made with
            w = tf.get_variable("w", [size, units], initializer=initial, collections=names)
            b = tf.get_variable("b", [1, units], initializer=initial, collections=names)
            self.q = tf.layers.dense(tf.matmul(self.s, w) + b, 2, kernel_initializer=initial)
        self.train = tf.train.RMSPropOptimizer(0.01).minimize(tf.reduce_mean(tf.square(self.q - self.target)))
        with tf.variable_scope("target_net"):
            names = ["target_params", tf.GraphKeys.GLOBAL_VARIABLES]
            w = tf.get_variable("w", [size, units], initializer=initial, collections=names)
            b = tf.get_variable("b", [1, units], initializer=initial, collections=names)
            self.next = tf.matmul(self.s, w) + b
        self.replace = [tf.assign(t, e) for t, e in zip(tf.get_collection("target_params"),
                                                        tf.get_collection("eval_params"))]
        self.sess = tf.Session()
        self.sess.run(tf.global_variables_initializer())

    def learn(self):
        self.sess.run(self.train, {self.s: xs, self.target: xs})

    def values(self):
        return self.sess.run([self.q, self.next], {self.s: xs})

agent = Agent(2)
agent.learn()
print(agent.values())
agent.sess.run(agent.replace)
print(agent.values())
""",
    "target_network_whose_trained_twin_has_slots": _HEAD
    + """
class Agent(object):
    def __init__(self, size):
        self.size = size
        self._build()
        t_params = tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, scope="target_net")
        e_params = tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, scope="eval_net")
        self.replace = [tf.assign(t, e) for t, e in zip(t_params, e_params)]
        self.sess = tf.Session()
        self.sess.run(tf.global_variables_initializer())

    def _build(self):
        self.s = tf.placeholder(tf.float32, [None, self.size])
        self.s_ = tf.placeholder(tf.float32, [None, self.size])
        ones, half = tf.ones_initializer(), tf.constant_initializer(0.5)
        with tf.variable_scope("eval_net"):
            e1 = tf.layers.dense(self.s, 3, tf.nn.tanh, kernel_initializer=half, name="e1")
            self.q = tf.layers.dense(e1, 2, kernel_initializer=half, name="q")
        with tf.variable_scope("target_net"):
            t1 = tf.layers.dense(self.s_, 3, tf.nn.tanh, kernel_initializer=ones, name="t1")
            self.next = tf.layers.dense(t1, 2, kernel_initializer=ones, name="t2")
        goal = tf.stop_gradient(1.0 + 0.9 * tf.reduce_max(self.next, axis=1))
        self.train = tf.train.AdamOptimizer(0.1).minimize(tf.reduce_mean(tf.square(goal - self.q[:, 0])))

    def learn(self):
        self.sess.run(self.train, {self.s: xs, self.s_: xs + 1})

    def values(self):
        return self.sess.run([self.q, self.next], {self.s: xs, self.s_: xs})

agent = Agent(2)
agent.learn()
agent.learn()
print(agent.values())
agent.sess.run(agent.replace)
print(agent.values())
""",
    "target_network_with_slots_of_its_own": _HEAD
    + """
class Agent(object):
    def __init__(self):
        self.s = tf.placeholder(tf.float32, [None, 2])
        with tf.variable_scope("eval_net"):
            self.q = tf.layers.dense(self.s, 1, kernel_initializer=tf.ones_initializer(), name="q")
        with tf.variable_scope("target_net"):
            self.next = tf.layers.dense(self.s, 1, kernel_initializer=tf.constant_initializer(0.5), name="q")
        self.train = tf.train.MomentumOptimizer(0.1, 0.9).minimize(tf.reduce_mean(tf.square(self.q - self.next - 1.0)))
        t_params = tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, scope="target_net")
        e_params = tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, scope="eval_net")
        self.replace = [tf.assign(t, e) for t, e in zip(t_params, e_params)]
        self.sess = tf.Session()
        self.sess.run(tf.global_variables_initializer())

agent = Agent()
agent.sess.run(agent.train, {agent.s: xs})
agent.sess.run(agent.replace)
agent.sess.run(agent.train, {agent.s: xs})
print(agent.sess.run([agent.q, agent.next], {agent.s: xs}))
""",
    "session_announced_by_none": _HEAD
    + """
class Net(object):
    def __init__(self):
        self.sess = None
        self.y = None
        self.note = None

    def build(self):
        self.x = tf.placeholder(tf.float32, [None, 2])
        self.y = self.x * 2
        self.sess = tf.Session()

    def get(self, x):
        return self.sess.run(self.y, {self.x: x})

net = Net()
net.build()
print(net.get(xs), net.note)
""",
    "names_listed_by_a_method": _HEAD
    + """
class Net:
    def __init__(self, sess):
        self.sess = sess
        self.x = tf.placeholder(tf.float32, [None, 2])
        h = tf.layers.dense(self.x, 3, activation=tf.nn.relu, kernel_initializer=tf.ones_initializer(), name="hidden")
        self.loss = tf.reduce_mean(tf.layers.dense(h, 1, kernel_initializer=tf.ones_initializer(), name="out"))
        self.train_op = tf.train.GradientDescentOptimizer(0.1).minimize(self.loss)
        self.describe()

    def describe(self):
        for v in tf.trainable_variables():
            print(v.name, v.get_shape().as_list())

    def train(self, x):
        return self.sess.run([self.train_op, self.loss], {self.x: x})[1]

with tf.Session() as sess:
    net = Net(sess)
    sess.run(tf.global_variables_initializer())
    print(net.train(xs), net.train(xs))
""",
    "locals_of_several_methods_with_one_name": _HEAD
    + """
class Net:
    def __init__(self, sess):
        self.sess = sess
        self.weight = 2.0
        self.build()

    def pull(self, embeddings, by):
        norm = tf.reduce_sum(tf.square(embeddings), 1, keep_dims=True)
        h = embeddings / (norm + by)
        self.norm = norm
        return tf.reduce_mean(h)

    def head(self, h):
        x = tf.nn.relu(h)
        x += 1.0
        for i in range(2):
            h = x * 2.0
            x = h - 0.5
        y, z = x + 1.0, x - 1.0
        self.out = y * z

    def build(self):
        self.x = tf.placeholder(tf.float32, [None, 2])
        self.w = tf.Variable([[1.0, 0.5, 0.25], [0.5, 0.25, 0.125]])
        x = tf.reshape(self.x, [-1, 2, 1])
        x = tf.reshape(x * 2.0, [-1, 2])
        h = tf.matmul(x, self.w)
        norm = tf.reduce_sum(h) * 3.0
        y = tf.reduce_sum(h)
        code = tf.nn.sigmoid(h)
        self.head(h)
        self.pulled = self.pull(code, 0.5)
        self.loss = self.weight * self.pulled + norm + tf.reduce_sum(h) * y + tf.reduce_mean(self.out) + tf.reduce_sum(self.x)
        self.train_op = tf.train.GradientDescentOptimizer(0.0001).minimize(self.loss)

    def train(self, x):
        return self.sess.run([self.train_op, self.loss, self.norm, self.out], {self.x: x})[1:]

with tf.Session() as sess:
    net = Net(sess)
    sess.run(tf.global_variables_initializer())
    print(net.train(xs), net.train(xs))
""",
    "objects_in_other_branches": _HEAD
    + """
import sys

class Net(object):
    def __init__(self, size):
        self.x = tf.placeholder(tf.float32, [None, size])
        self.y = tf.layers.dense(self.x, 1, kernel_initializer=tf.ones_initializer())
        names = tf.trainable_variables()
        self.train = tf.train.AdamOptimizer(0.1).minimize(tf.reduce_mean(self.y), var_list=names)

def train():
    net = Net(2)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        sess.run(net.train, {net.x: xs})
        print(sess.run(net.y, {net.x: xs}))

def test():
    net = Net(2)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        print(sess.run(net.y, {net.x: xs}))

if __name__ == "__main__":
    if len(sys.argv) > 1:
        test()
    else:
        train()
""",
    "objects_in_branches_of_a_loop": _HEAD
    + """
class Net(object):
    def __init__(self, size):
        self.x = tf.placeholder(tf.float32, [None, size])
        self.y = tf.layers.dense(self.x, 1, kernel_initializer=tf.ones_initializer())
        self.count = len(tf.trainable_variables())

def first():
    print(Net(2).count)

def second():
    print(Net(2).count)

for turn in range(2):
    if turn == 0:
        first()
    else:
        second()
sess = tf.Session()
""",
    "function_that_nobody_calls": _HEAD
    + """
class Net(object):
    def __init__(self):
        self.x = tf.placeholder(tf.float32, [None, 2])
        self.y = tf.layers.dense(self.x, 1, kernel_initializer=tf.ones_initializer())
        self.train = tf.train.GradientDescentOptimizer(0.1).minimize(
            tf.reduce_mean(self.y), var_list=tf.trainable_variables())

def test():
    net = Net()
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        sess.run(net.train, {net.x: xs})
        print(sess.run(net.y, {net.x: xs}))

train, test_ = xs[:2], xs[2:]
net = Net()
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    sess.run(net.train, {net.x: train})
    print(sess.run(net.y, {net.x: test_}))
""",
    "session_handed_on_by_python_code": _HEAD
    + """
def load(sess, size):
    return np.ones((size, 2))

def prepare(sess, size):
    return load(sess, size) * 2

class Net(object):
    def __init__(self, sess):
        self.sess = sess
        self.x = tf.placeholder(tf.float32, [None, 2])
        self.y = self.x * 3

    def run(self, size):
        data = prepare(self.sess, size)
        return self.sess.run(self.y, {self.x: data})

with tf.Session() as sess:
    print(Net(sess).run(2))
""",
    "weights_paired_in_creation_order": _HEAD
    + """
def net(x):
    h = tf.layers.dense(x, 2, use_bias=False, kernel_initializer=tf.ones_initializer(), name="d")
    w = tf.get_variable("w", [2, 2], initializer=tf.constant_initializer(0.5))
    return tf.matmul(h, w) + h

class Agent(object):
    def __init__(self):
        self.s = tf.placeholder(tf.float32, [None, 2])
        with tf.variable_scope("eval"):
            self.q = net(self.s)
        with tf.variable_scope("target"):
            h = tf.layers.dense(self.s, 2, use_bias=False, kernel_initializer=tf.zeros_initializer(), name="d")
            w = tf.get_variable("w", [2, 2], initializer=tf.zeros_initializer())
            self.next = tf.matmul(h, w) + h
        t = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, scope="target")
        e = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, scope="eval")
        self.replace = [tf.assign(a, b) for a, b in zip(t, e)]
        self.sess = tf.Session()
        self.sess.run(tf.global_variables_initializer())

agent = Agent()
agent.sess.run(agent.replace)
print(agent.sess.run([agent.q, agent.next], {agent.s: xs}))
""",
    "actor_and_critic_with_targets": _HEAD
    + """
class Agent(object):
    def __init__(self, a_dim, s_dim):
        self.a_dim, self.s_dim = a_dim, s_dim
        self.S = tf.placeholder(tf.float32, [None, s_dim])
        self.S_ = tf.placeholder(tf.float32, [None, s_dim])
        with tf.variable_scope("Actor"):
            self.a = self._build_a(self.S, scope="eval", trainable=True)
            a_ = self._build_a(self.S_, scope="target", trainable=False)
        with tf.variable_scope("Critic"):
            q = self._build_c(self.S, self.a, scope="eval", trainable=True)
            q_ = self._build_c(self.S_, a_, scope="target", trainable=False)
        ae = tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, scope="Actor/eval")
        at = tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, scope="Actor/target")
        ce = tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, scope="Critic/eval")
        ct = tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, scope="Critic/target")
        self.replace = [tf.assign(t, 0.9 * t + 0.1 * e) for t, e in zip(at + ct, ae + ce)]
        self.error = tf.reduce_mean(tf.square(1.0 + 0.9 * q_ - q))
        self.ctrain = tf.train.AdamOptimizer(0.1).minimize(self.error, var_list=ce)
        self.atrain = tf.train.AdamOptimizer(0.1).minimize(-tf.reduce_mean(q), var_list=ae)
        self.sess = tf.Session()
        self.sess.run(tf.global_variables_initializer())

    def learn(self):
        self.sess.run(self.replace)
        self.sess.run(self.atrain, {self.S: xs})
        return self.sess.run([self.error, self.ctrain], {self.S: xs, self.a: xs[:, :1], self.S_: xs + 1})[0]

    def _build_a(self, s, scope, trainable):
        with tf.variable_scope(scope):
            ones = tf.constant_initializer(0.3)
            net = tf.layers.dense(s, 3, tf.nn.tanh, kernel_initializer=ones, name="l1", trainable=trainable)
            a = tf.layers.dense(net, self.a_dim, tf.nn.tanh, kernel_initializer=ones, name="a", trainable=trainable)
            return tf.multiply(a, 2.0)

    def _build_c(self, s, a, scope, trainable):
        with tf.variable_scope(scope):
            ones = tf.constant_initializer(0.2)
            w_s = tf.get_variable("w_s", [self.s_dim, 3], initializer=ones, trainable=trainable)
            w_a = tf.get_variable("w_a", [self.a_dim, 3], initializer=ones, trainable=trainable)
            net = tf.nn.tanh(tf.matmul(s, w_s) + tf.matmul(a, w_a))
            return tf.layers.dense(net, 1, kernel_initializer=ones, trainable=trainable)

agent = Agent(1, 2)
for _ in range(3):
    print("%.4f" % agent.learn())
""",
    "optimizer_by_name": _HEAD
    + """
class Model(object):
    def __init__(self, sess, method, rate):
        self.sess = sess
        self.method = method
        self.x = tf.placeholder(tf.float32, [None, 2])
        w = tf.Variable(tf.ones([2, 1]))
        self.loss = tf.reduce_mean(tf.square(tf.matmul(self.x, w) - 1.0))
        if self.method == "adam":
            optimizer = tf.train.AdamOptimizer(rate)
        elif self.method == "momentum":
            optimizer = tf.train.MomentumOptimizer(rate, 0.9)
        else:
            raise ValueError(self.method)
        self.train_op = optimizer.minimize(self.loss)

    def train(self, data):
        self.sess.run(tf.global_variables_initializer())
        for _ in range(3):
            _, loss = self.sess.run([self.train_op, self.loss], feed_dict={self.x: data})
            print("%.4f" % loss)

with tf.Session() as sess:
    model = Model(sess, ["sgd", "momentum", "adam"][len(xs) - 1], 0.1)
    model.train(xs)
""",
    "optimizer_by_name_whose_rate_decays": _HEAD
    + """
class Model(object):
    def __init__(self, method):
        self.x = tf.placeholder(tf.float32, [None, 2])
        self.w = tf.Variable(tf.ones([2, 1]))
        self.loss = tf.reduce_mean(tf.square(tf.matmul(self.x, self.w) - 1.0))
        self.step = tf.Variable(0, trainable=False)
        rate = tf.train.exponential_decay(0.1, self.step, 2, 0.5, staircase=True)
        if method == "sgd":
            self.opt = tf.train.GradientDescentOptimizer(rate)
        elif method == "adagrad":
            self.opt = tf.train.AdagradOptimizer(rate)
        else:
            self.opt = tf.train.MomentumOptimizer(rate, 0.9)
        pairs = self.opt.compute_gradients(self.loss)
        clipped = [(tf.clip_by_value(g, -1.0, 1.0), v) for g, v in pairs]
        self.train_op = self.opt.apply_gradients(clipped, global_step=self.step)

method = ["sgd", "adagrad", "momentum"][len(xs) - 1]
model = Model(method)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(5):
        print("%.4f" % sess.run([model.train_op, model.loss], {model.x: xs})[1])
    print(sess.run([model.step, model.w]))
""",
    "optimizer_by_name_whose_rates_differ": _HEAD
    + """
x = tf.placeholder(tf.float32, [None, 2])
rate = tf.placeholder(tf.float32, [])
w = tf.Variable(tf.ones([2, 1]))
loss = tf.reduce_mean(tf.square(tf.matmul(x, w) - 1.0))
if len(xs) > 2:
    opt = tf.train.GradientDescentOptimizer(rate)
else:
    opt = tf.train.GradientDescentOptimizer(0.5 * rate)
train_op = opt.minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        print("%.4f" % sess.run([train_op, loss], {x: xs, rate: 0.1})[1])
""",
    "training_op_of_one_of_two_branches": _HEAD
    + """
x = tf.placeholder(tf.float32, [None, 2])
w = tf.Variable(tf.ones([2, 1]))
loss = tf.reduce_mean(tf.square(tf.matmul(x, w) - 1.0))
opt = tf.train.GradientDescentOptimizer(0.1)
if len(xs) > 2:
    pairs = opt.compute_gradients(loss)
    train_op = opt.apply_gradients([(tf.clip_by_value(g, -0.1, 0.1), v) for g, v in pairs])
else:
    train_op = opt.minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        print("%.4f" % sess.run([train_op, loss], {x: xs})[1])
""",
    "modes_that_initialise_or_restore": _HEAD
    + """
import os, tempfile
class Model(object):
    def __init__(self, path):
        self.path = path

    def build(self):
        self.x = tf.placeholder(tf.float32, [None, 2])
        self.w = tf.Variable(tf.ones([2, 1]))
        self.loss = tf.reduce_mean(tf.square(tf.matmul(self.x, self.w) - 1.0))
        self.train_op = tf.train.GradientDescentOptimizer(0.1).minimize(self.loss)

    def train(self, train, rounds):
        saver = tf.train.Saver()
        with tf.Session() as sess:
            sess.run(tf.global_variables_initializer())
            for _ in range(rounds):
                sess.run(self.train_op, {self.x: train})
            print("%.4f" % sess.run(self.loss, {self.x: train}))
            saver.save(sess, self.path, global_step=rounds)

    def test(self, test):
        saver = tf.train.Saver()
        with tf.Session() as sess:
            saver.restore(sess, self.path + "-3")
            print("%.4f" % sess.run(self.loss, {self.x: test}))

mode = "train" if len(xs) else "test"
folder = tempfile.mkdtemp()
if mode == "train":
    model = Model(os.path.join(folder, "model"))
    model.build()
    model.train(xs, 3)
elif mode == "test":
    model = Model(os.path.join(folder, "model"))
    model.build()
    model.test(xs)
""",
    "flags_in_a_function": """\
import tensorflow as tf

def main():
    flags = tf.flags
    flags.DEFINE_integer("steps", 3, "How many.")
    FLAGS = flags.FLAGS
    x = tf.placeholder(tf.float32, [])
    y = x * 2.0
    with tf.Session() as sess:
        for n in range(FLAGS.steps):
            print(sess.run(y, {x: n}))

main()
""",
    "sequences_padded_by_keras": _HEAD
    + """
import tensorflow.contrib.keras as kr
x = tf.placeholder(tf.int32, [None, 4])
y = tf.reduce_sum(x, 1)
with tf.Session() as sess:
    padded = kr.preprocessing.sequence.pad_sequences([[1, 2], [3, 4, 5, 6, 7], [8]], 4)
    print(padded, padded.dtype, sess.run(y, {x: padded}))
""",
    "stacked_cells_of_a_number_that_is_given": _HEAD
    + """
class Net(object):
    def __init__(self, args):
        def make_cell():
            return tf.nn.rnn_cell.BasicLSTMCell(args["size"])

        self.inputs = tf.placeholder(tf.int32, [2, 3])
        self.targets = tf.placeholder(tf.int32, [2, 3])
        cell = tf.nn.rnn_cell.MultiRNNCell([make_cell() for _ in range(args["layers"])])
        self.initial_state = cell.zero_state(2, tf.float32)
        embedding = tf.get_variable("embedding", [4, args["size"]])
        x = tf.nn.embedding_lookup(embedding, self.inputs)
        outputs, self.final_state = tf.nn.dynamic_rnn(cell, x, initial_state=self.initial_state)
        w = tf.get_variable("w", [args["size"], 4])
        logits = tf.matmul(tf.reshape(outputs, [-1, args["size"]]), w)
        self.loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(
            logits=logits, labels=tf.reshape(self.targets, [-1])))
        tvars = tf.trainable_variables()
        grads, _ = tf.clip_by_global_norm(tf.gradients(self.loss, tvars), 5.0)
        self.train_op = tf.train.AdamOptimizer(0.1).apply_gradients(zip(grads, tvars))

ids = np.array([[0, 1, 1], [2, 1, 0]])
net = Net({"size": 2, "layers": len(xs)})
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    state = sess.run(net.initial_state)
    for _ in range(3):
        feed = {net.inputs: ids, net.targets: ids, net.initial_state: state}
        loss, state, _ = sess.run([net.loss, net.final_state, net.train_op], feed)
        print("%.4f" % loss)
    print(len(state), np.round(state[-1].h, 3))
""",
    "one_cell_that_is_stacked": _HEAD
    + """
class Net(object):
    def __init__(self, args):
        def make_cell():
            return tf.nn.rnn_cell.BasicLSTMCell(args["size"])

        self.inputs = tf.placeholder(tf.int32, [2, 3])
        self.targets = tf.placeholder(tf.int32, [2, 3])
        cell = tf.nn.rnn_cell.MultiRNNCell([make_cell() for _ in range(args["layers"])])
        self.initial_state = cell.zero_state(2, tf.float32)
        embedding = tf.get_variable("embedding", [4, args["size"]])
        x = tf.nn.embedding_lookup(embedding, self.inputs)
        outputs, self.final_state = tf.nn.dynamic_rnn(cell, x, initial_state=self.initial_state)
        w = tf.get_variable("w", [args["size"], 4])
        logits = tf.matmul(tf.reshape(outputs, [-1, args["size"]]), w)
        self.loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(
            logits=logits, labels=tf.reshape(self.targets, [-1])))
        tvars = tf.trainable_variables()
        grads, _ = tf.clip_by_global_norm(tf.gradients(self.loss, tvars), 5.0)
        self.train_op = tf.train.AdamOptimizer(0.1).apply_gradients(zip(grads, tvars))

ids = np.array([[0, 1, 1], [2, 1, 0]])
net = Net({"size": 2, "layers": len(xs) // 3})
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    state = sess.run(net.initial_state)
    for _ in range(3):
        feed = {net.inputs: ids, net.targets: ids, net.initial_state: state}
        loss, state, _ = sess.run([net.loss, net.final_state, net.train_op], feed)
        print("%.4f" % loss)
    print(len(state), np.round(state[-1].h, 3))
""",
    "embedding_whose_gradients_are_clipped": _HEAD
    + """
ids = tf.placeholder(tf.int32, [None])
table = tf.get_variable("table", [5, 3], initializer=tf.constant_initializer(0.5))
w = tf.get_variable("w", [3, 1], initializer=tf.constant_initializer(0.3))
loss = tf.reduce_mean(tf.square(tf.matmul(tf.nn.embedding_lookup(table, ids), w) - 1.0))
tvars = tf.trainable_variables()
grads, _ = tf.clip_by_global_norm(tf.gradients(loss, tvars), 5.0)
train_op = tf.train.AdamOptimizer(0.1).apply_gradients(zip(grads, tvars))
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(5):
        print("%.3f" % sess.run([train_op, loss], {ids: [0, 0, 1, 2, 2, 2]})[1])
    print(np.round(sess.run(table), 3))
""",
    "embedding_and_gradients_of_named_variables": _HEAD
    + """
ids = tf.placeholder(tf.int32, [None])
table = tf.get_variable("table", [5, 3], initializer=tf.constant_initializer(0.5))
w = tf.get_variable("w", [3, 1], initializer=tf.constant_initializer(0.3))
loss = tf.reduce_mean(tf.square(tf.matmul(tf.nn.embedding_lookup(table, ids), w) - 1.0))
g_table, g_w = tf.gradients(loss, [table, w])
train_op = tf.train.AdamOptimizer(0.1).apply_gradients([(g_table, table), (g_w, w)])
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(5):
        print("%.3f" % sess.run([train_op, loss], {ids: [0, 0, 1, 2, 2, 2]})[1])
    print(np.round(sess.run(table), 3))
""",
    "layers_of_a_method_with_a_default_and_an_attribute": _HEAD
    + """
class Net(object):
    def __init__(self, scale):
        self.scale = scale
        self.x = tf.placeholder(tf.float32, [None, 2])
        net = self._layer(self.x, 3, activation=tf.nn.relu)
        self.y = self._layer(net, 2)

    def _layer(self, x, size, activation=None):
        w = tf.Variable(tf.ones([x.get_shape().as_list()[-1], size]))
        output = tf.matmul(x, w) * self.scale
        if activation:
            output = activation(output)
        return output

net = Net(0.5)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(net.y, {net.x: xs}))
""",
    "cell_of_a_kind_that_is_given": _HEAD
    + """
class Net(object):
    def __init__(self, kind, layers):
        self.kind = kind
        self.x = tf.placeholder(tf.float32, [None, 3, 2])
        self.keep_prob = tf.placeholder(tf.float32)

        def make_cell(size, keep_prob):
            if self.kind == "lstm":
                cell = tf.contrib.rnn.BasicLSTMCell(size)
            else:
                cell = tf.contrib.rnn.GRUCell(size)
            return tf.contrib.rnn.DropoutWrapper(cell, output_keep_prob=keep_prob)

        cells = [make_cell(2, self.keep_prob) for _ in range(layers)]
        outputs, _ = tf.nn.dynamic_rnn(tf.contrib.rnn.MultiRNNCell(cells), self.x, dtype=tf.float32)
        self.last = outputs[:, -1, :]

net = Net(["lstm", "gru"][len(xs) - 2], 2)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for keep_prob in (0.5, 1.0):
        print(np.round(sess.run(net.last, {net.x: [xs], net.keep_prob: keep_prob}), 4))
""",
    "cell_of_a_kind_that_is_given_and_its_state": _HEAD
    + """
x = tf.placeholder(tf.float32, [None, 3, 2])
if len(xs) > 2:
    cell = tf.nn.rnn_cell.BasicLSTMCell(2)
else:
    cell = tf.nn.rnn_cell.GRUCell(2)
outputs, state = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(np.round(sess.run([outputs, state], {x: [xs]})[0], 4))
""",
    "dropout_of_a_helper_that_is_given_two": _HEAD
    + """
def make_cell(keep_prob):
    return tf.nn.rnn_cell.DropoutWrapper(tf.nn.rnn_cell.GRUCell(2), output_keep_prob=keep_prob)

x = tf.placeholder(tf.float32, [None, 3, 2])
one, two = tf.placeholder(tf.float32), tf.placeholder(tf.float32)
cell = tf.nn.rnn_cell.MultiRNNCell([make_cell(one), make_cell(two)])
outputs, _ = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(np.round(sess.run(outputs, {x: [xs], one: 1.0, two: 0.5}), 4))
""",
    "decayed_rate_under_another_name": _HEAD
    + """
class Net(object):
    def __init__(self, start):
        self.x = tf.placeholder(tf.float32, [None, 2])
        w = tf.Variable(tf.ones([2, 1]))
        self.y = tf.matmul(self.x, w)
        step = tf.Variable(0, trainable=False)
        lr = tf.train.exponential_decay(start, step, 2, 0.5)
        self.add_training(lr, step)

    def add_training(self, rate, step):
        self.loss = tf.reduce_mean(tf.square(self.y))
        half = rate * 0.5
        self.train_op = tf.train.AdamOptimizer(half).minimize(self.loss, global_step=step)

net = Net(0.1)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        print("%.4f" % sess.run([net.train_op, net.loss], {net.x: xs})[1])
""",
    "rate_that_is_a_parameter_of_a_method": _HEAD
    + """
class Net(object):
    def __init__(self, rate):
        self.x = tf.placeholder(tf.float32, [None, 2])
        w = tf.Variable(tf.ones([2, 1]))
        self.y = tf.matmul(self.x, w)
        self.add_training(rate)

    def add_training(self, rate):
        self.loss = tf.reduce_mean(tf.square(self.y))
        self.train_op = tf.train.AdamOptimizer(rate).minimize(self.loss)

net = Net(0.1)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        print("%.4f" % sess.run([net.train_op, net.loss], {net.x: xs})[1])
""",
    "variables_made_by_the_first_call": _HEAD
    + '''
class Net:
    def __init__(self, size, rate):
        self.size = size
        self.weights = None
        self.biases = None
        self.graph = tf.Graph()
        self.build(rate, 3, tf.tanh)
        self.sess = tf.Session(graph=self.graph)

    def build(self, rate, hidden, activation):
        with self.graph.as_default():
            self.x = tf.placeholder(tf.float32, [None, self.size])
            self.t = tf.placeholder(tf.float32, [None, 1])
            # for training
            self.y, self.loss = self.structure(self.x, targets=self.t, hidden=hidden, activation=activation)
            self.penalty = tf.add_n([tf.nn.l2_loss(w) for w in self.weights.values()])
            self.train_op = tf.train.GradientDescentOptimizer(rate).minimize(self.loss + 0.01 * self.penalty)
            self.new_x = tf.placeholder(tf.float32, [None, self.size])
            self.new_t = tf.placeholder(tf.float32, [None, 1])
            self.new_y, self.new_loss = self.structure(self.new_x, self.new_t, hidden, activation)
            self.init_op = tf.global_variables_initializer()

    def structure(self, x, targets, hidden, activation):
        """Of two layers."""
        # variables
        # of both layers
        if (not self.weights) or (not self.biases):
            self.weights = {
                "in": tf.Variable(tf.ones([self.size, hidden]) * 0.5),  # inner
                "out": tf.Variable(tf.ones([hidden, 1])),
            }
            self.biases = {"in": tf.Variable(tf.zeros([hidden])), "out": tf.Variable(tf.zeros([1]))}

        h = self.dense(x, "in", activation)
        y = self.dense(h, "out")
        # mean squares
        loss = tf.reduce_mean(tf.square(y - targets))
        return (y, loss)

    def dense(self, x, name, activation=None):
        y = tf.matmul(x, self.weights[name]) + self.biases[name]
        if activation:
            y = activation(y)
        return y

    def initialize(self):
        self.weights = None  # anew
        self.sess.run(self.init_op)

    def fit(self, x, t):
        return self.sess.run([self.train_op, self.loss], {self.x: x, self.t: t})[1]

    def predict(self, x):
        return self.sess.run(self.new_y, {self.new_x: x})

    def evaluate(self, x, t):
        return self.sess.run(self.new_loss, {self.new_x: x, self.new_t: t})

net = Net(2, 0.1)
net.initialize()
for _ in range(3):
    print(net.fit(xs, np.ones([3, 1])))
print(net.predict(xs[:2]), net.evaluate(xs, np.zeros([3, 1])))
''',
    "variables_made_in_loops_by_the_first_call": _HEAD
    + '''
class Net:
    def __init__(self, size, rate):
        self.size = size
        self.weights = None
        self.biases = None
        self.graph = tf.Graph()
        self.build(rate, 3, tf.tanh)
        self.sess = tf.Session(graph=self.graph)

    def build(self, rate, hidden, activation):
        with self.graph.as_default():
            self.x = tf.placeholder(tf.float32, [None, self.size])
            self.t = tf.placeholder(tf.float32, [None, 1])
            # for training
            self.y, self.loss = self.structure(self.x, targets=self.t, hidden=hidden, activation=activation)
            self.penalty = tf.add_n([tf.nn.l2_loss(w) for w in self.weights.values()])
            self.train_op = tf.train.GradientDescentOptimizer(rate).minimize(self.loss + 0.01 * self.penalty)
            self.new_x = tf.placeholder(tf.float32, [None, self.size])
            self.new_t = tf.placeholder(tf.float32, [None, 1])
            self.new_y, self.new_loss = self.structure(self.new_x, self.new_t, hidden, activation)
            self.init_op = tf.global_variables_initializer()

    def structure(self, x, targets, hidden, activation):
        """Of two layers."""
        # variables
        # of both layers
        if self.weights is None and self.biases is None:
            self.weights = {}
            self.biases = {}
            for i, n in enumerate(["in"]):
                self.weights[n] = tf.Variable(tf.ones([self.size, hidden]) * 0.5)
                self.biases[n] = tf.Variable(tf.zeros([hidden]))
            for i, n in enumerate(["out"]):
                self.weights[n] = tf.Variable(tf.ones([hidden, i + 1]))
                self.biases[n] = tf.Variable(tf.zeros([1]))

        h = self.dense(x, "in", activation)
        y = self.dense(h, "out")
        # mean squares
        loss = tf.reduce_mean(tf.square(y - targets))
        return (y, loss)

    def dense(self, x, name, activation=None):
        y = tf.matmul(x, self.weights[name]) + self.biases[name]
        if activation:
            y = activation(y)
        return y

    def initialize(self):
        self.weights = None  # anew
        self.sess.run(self.init_op)

    def fit(self, x, t):
        return self.sess.run([self.train_op, self.loss], {self.x: x, self.t: t})[1]

    def predict(self, x):
        return self.sess.run(self.new_y, {self.new_x: x})

    def evaluate(self, x, t):
        return self.sess.run(self.new_loss, {self.new_x: x, self.new_t: t})

net = Net(2, 0.1)
net.initialize()
for _ in range(3):
    print(net.fit(xs, np.ones([3, 1])))
print(net.predict(xs[:2]), net.evaluate(xs, np.zeros([3, 1])))
''',
    "variables_made_by_one_of_two_first_calls": _HEAD
    + """
class Net:
    def __init__(self, twice):
        self.w = None
        self.x = tf.placeholder(tf.float32, [None, 2])
        if twice:
            self.z = self.layer(self.x, 2.0)
        self.y = self.layer(self.x, 3.0)

    def layer(self, x, start):
        if self.w is None:
            self.w = tf.Variable(tf.ones([2, 1]) * start)
        return tf.matmul(x, self.w)

net = Net(True)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(net.y, {net.x: xs}))
""",
    "variables_made_by_every_call": _HEAD
    + """
class Net:
    def __init__(self):
        self.w = None
        self.kept = None
        self.x = tf.placeholder(tf.float32, [None, 2])
        self.y = self.layer(self.x, 2.0)
        self.z = self.layer(self.x, 3.0)

    def layer(self, x, start):
        if not self.w or not self.kept:
            self.w = {"w": tf.Variable(tf.ones([2, 1]) * start)}
        return tf.matmul(x, self.w["w"])

net = Net()
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run([net.y, net.z], {net.x: xs}))
""",
    "callable_objects": _HEAD
    + '''

class batch_norm(object):
    """Code modification of nothing."""
    # of momentum
    def __init__(self, epsilon=1e-5, momentum=0.9, name="batch_norm"):
        with tf.variable_scope(name):
            self.epsilon = epsilon  # small
            self.momentum = momentum
            self.name = name

    def __call__(self, x, train=True):
        return tf.contrib.layers.batch_norm(x, decay=self.momentum, updates_collections=None, epsilon=self.epsilon,
                                            scale=True, is_training=train, scope=self.name)


def linear(x, size, name):
    with tf.variable_scope(name):
        w = tf.get_variable("w", [x.get_shape()[-1], size], initializer=tf.constant_initializer(0.5))
        return tf.matmul(x, w)


class Net:
    def __init__(self, size):
        self.size = size
        # normalization
        self.d_bn1 = batch_norm(name='d_bn1')
        self.d_bn2 = batch_norm(name='d_bn2')
        if self.size:
            self.g_bn0 = batch_norm(name='g_bn0')
        self.x = tf.placeholder(tf.float32, [None, 2])
        self.z = tf.placeholder(tf.float32, [None, 3])
        self.G = self.generator(self.z)
        self.D = self.discriminator(self.x)
        self.D_ = self.discriminator(self.G, reuse=True)
        self.S = self.sampler(self.z)
        self.d_loss = tf.reduce_mean(tf.square(self.D)) + tf.reduce_mean(tf.square(self.D_ - 1))
        self.g_loss = tf.reduce_mean(tf.square(self.D_))
        t_vars = tf.trainable_variables()
        self.d_vars = [var for var in t_vars if 'd_' in var.name]
        self.g_vars = [var for var in t_vars if 'g_' in var.name]
        self.d_optim = tf.train.GradientDescentOptimizer(0.1).minimize(self.d_loss, var_list=self.d_vars)
        self.g_optim = tf.train.GradientDescentOptimizer(0.1).minimize(self.g_loss, var_list=self.g_vars)

    def discriminator(self, x, reuse=False):
        with tf.variable_scope("discriminator") as scope:
            if reuse:
                scope.reuse_variables()
            h = tf.nn.relu(self.d_bn1(linear(x, self.size, name='d_h0')))
            h = tf.nn.relu(self.d_bn2(linear(h, self.size, name='d_h1')))
            return linear(h, 1, 'd_h2')

    def generator(self, z):
        with tf.variable_scope("generator") as scope:
            h = tf.nn.relu(self.g_bn0(linear(z, self.size, name='g_h0')))
            return linear(h, 2, 'g_h1')

    def sampler(self, z):
        with tf.variable_scope("generator") as scope:
            scope.reuse_variables()
            h = tf.nn.relu(self.g_bn0(linear(z, self.size, name='g_h0'), train=False))
            return linear(h, 2, 'g_h1')


net = Net(3)
xs = np.arange(8).reshape(4, 2) / 4.0
zs = np.arange(12).reshape(4, 3) % 5 / 4.0
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        _, d = sess.run([net.d_optim, net.d_loss], {net.x: xs, net.z: zs})
        _, g = sess.run([net.g_optim, net.g_loss], {net.z: zs})
        print(d, g)
    print(sess.run(net.S, {net.z: zs}))
''',
    "layers_taken_up_by_another_function": _HEAD
    + """

def linear(x, size, name):
    with tf.variable_scope(name):
        w = tf.get_variable("w", [x.get_shape()[-1], size], initializer=tf.constant_initializer(0.5))
        return tf.matmul(x, w)


def generator(z):
    with tf.variable_scope("generator") as scope:
        h = tf.nn.relu(linear(z, 3, name='g_h0'))
        return linear(h, 2, 'g_h1')

def sampler(z):
    with tf.variable_scope("generator") as scope:
        scope.reuse_variables()
        h = tf.nn.relu(linear(z, 3, name='g_h0'))
        return linear(h, 2, 'g_h1') * 2

z = tf.placeholder(tf.float32, [None, 3])
G = generator(z)
S = sampler(z)
g_loss = tf.reduce_mean(tf.square(G))
g_optim = tf.train.GradientDescentOptimizer(0.1).minimize(g_loss)
zs = np.arange(12).reshape(4, 3) % 5 / 4.0
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        _, g = sess.run([g_optim, g_loss], {z: zs})
        print(g)
    print(sess.run(S, {z: zs}))
""",
    "layers_of_a_loop_taken_up": _HEAD
    + """
def linear(x, size, name):
    with tf.variable_scope(name):
        w = tf.get_variable("w", [x.get_shape()[-1], size], initializer=tf.constant_initializer(0.5))
        return tf.matmul(x, w)

def network(x):
    with tf.variable_scope("net"):
        for i in range(2):
            x = linear(x, 2, "layer%d" % i)
        return x

def other(x):
    with tf.variable_scope("net", reuse=True):
        for i in range(2):
            x = tf.nn.relu(linear(x, 2, "layer%d" % i))
        return x

x = tf.placeholder(tf.float32, [None, 2])
y, z = network(x), other(x)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run([y, z], {x: xs}))
""",
    "layers_taken_up_beside_new_ones": _HEAD
    + """
def linear(x, size, name):
    with tf.variable_scope(name, reuse=tf.AUTO_REUSE):
        w = tf.get_variable("w", [x.get_shape()[-1], size], initializer=tf.constant_initializer(0.5))
        return tf.matmul(x, w)

def network(x):
    return linear(linear(x, 2, "a"), 2, "b")

def other(x):
    return linear(linear(x, 2, "b"), 2, "c")

x = tf.placeholder(tf.float32, [None, 2])
y, z = network(x), other(x)
loss = tf.reduce_mean(tf.square(y - 1))
train = tf.train.GradientDescentOptimizer(0.01).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(2):
        sess.run(train, {x: xs})
    print(sess.run([y, z], {x: xs}))
""",
    "callable_objects_made_where_they_are_called": _HEAD
    + '''
class Layer:
    def __init__(self, units, scope, activation=tf.nn.relu):
        self.units = units * 2
        self.scope = scope
        self.activation = activation
        self.start = 0.5

    def __call__(self, inputs, bias=0.1, scale=1.0):
        """On two dimensions."""
        # the weights
        with tf.variable_scope(self.scope):
            w = tf.get_variable("w", [inputs.get_shape()[-1], self.units],
                                initializer=tf.constant_initializer(self.start))
            return self.activation(tf.matmul(inputs, w) * scale + bias)

x = tf.placeholder(tf.float32, [None, 2])
hidden = Layer(2, "hidden")(x, 0.2)
out = Layer(1, activation=tf.identity, scope="out")
y = out(hidden, scale=2.0)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {x: xs}))
''',
    "callable_objects_in_a_list": _HEAD
    + """
class Scale:
    def __init__(self, name):
        self.name = name

    def __call__(self, x):
        with tf.variable_scope(self.name):
            return x * tf.get_variable("w", [2], initializer=tf.constant_initializer(0.5))

x = tf.placeholder(tf.float32, [None, 2])
layers = [Scale("a"), Scale("b")]
y = x
for layer in layers:
    y = layer(y) + 1
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {x: xs}))
""",
    "callable_objects_that_change": _HEAD
    + """
class Scale:
    def __init__(self, name, factor):
        self.name = name
        self.factor = factor

    def __call__(self, x):
        self.factor = self.factor + 1.0
        with tf.variable_scope(self.name, reuse=tf.AUTO_REUSE):
            return x * tf.get_variable("w", [2], initializer=tf.constant_initializer(0.5)) * self.factor

x = tf.placeholder(tf.float32, [None, 2])
scale = Scale("a", 1.0)
y, z = scale(x), scale(x)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run([y, z], {x: xs}))
""",
    "callable_objects_made_with_a_value_that_changes": _HEAD
    + """
class Scale:
    def __init__(self, name, factor):
        self.name = name
        self.factor = factor

    def __call__(self, x):
        with tf.variable_scope(self.name):
            return x * tf.get_variable("w", [2], initializer=tf.constant_initializer(0.5)) * self.factor

x = tf.placeholder(tf.float32, [None, 2])
factor = 2.0
scale = Scale("a", factor)
factor = 3.0
y = scale(x) + factor
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {x: xs}))
""",
    "functions_in_a_class": _HEAD
    + '''
class Metrics:
    factor = 3.0

    @staticmethod
    def error(y, t):
        return tf.reduce_mean(tf.square(y - t))

    def twice(y):
        """Called on the class alone."""
        return y * 2

    @classmethod
    def scaled(cls, y, by=2.0):
        return tf.identity(y) * cls.factor * by

class Net:
    def __init__(self):
        self.x = tf.placeholder(tf.float32, [None, 2])
        w = tf.Variable(tf.ones([2, 1]))
        self.y = Metrics.twice(tf.matmul(self.x, w))
        self.error = Metrics.error(self.y, Metrics.scaled(self.y, by=0.5))

net = Net()
z = Metrics.error(net.y, 1.0)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run([net.error, net.y], {net.x: xs}))
    print(sess.run(z, {net.x: xs}))
''',
    "run_of_an_attribute_that_nobody_binds": _HEAD
    + """
class Net:
    def __init__(self):
        self.w = None
        self.x = tf.placeholder(tf.float32, [None, 2])
        self.t = tf.placeholder(tf.float32, [None])
        self.y = self.layer(self.x)
        self.sess = tf.Session()

    def layer(self, x):
        if not self.w:
            self.w = {"w": tf.Variable(tf.ones([2, 1]))}
        return tf.matmul(x, self.w["w"])

    def initialize(self):
        self.w = None
        self.sess.run(tf.global_variables_initializer())

    def predict(self, x):
        return self.sess.run(self.y, {self.x: x})

    def evaluate(self, x, t):
        return self.sess.run(self.new_loss, feed_dict={self.x: x, self.t: t})

net = Net()
net.initialize()
print(net.predict(xs))
try:
    print(net.evaluate(xs, [1, 2, 3]))
except AttributeError as error:
    print(error)
""",
    "epsilons_below_that_of_the_fused_kernel": _HEAD
    + """
class Net:
    def __init__(self, epsilon):
        self.x = tf.placeholder(tf.float32, [None, 2, 2, 3])
        self.y = tf.contrib.layers.batch_norm(self.x, epsilon=1e-5, updates_collections=None, scope="a")
        self.z = tf.layers.batch_normalization(self.x, epsilon=epsilon, name="b")
        self.w = tf.layers.batch_normalization(self.x, epsilon=epsilon, fused=False, name="c")

net = Net(1e-9)
small = np.arange(24).reshape([2, 2, 2, 3]) % 7 * 1e-3
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(tf.reduce_sum(tf.abs(net.y)), {net.x: small}))
    sess.run(net.y, {net.x: small})
    print(sess.run([tf.reduce_sum(net.z) * 1e6, tf.reduce_sum(net.w) * 1e6], {net.x: small}))
""",
    "returned_at_the_end_of_a_block": _HEAD
    + """
class Net:
    def __init__(self):
        self.x = tf.placeholder(tf.float32, [None, 2])
        self.h, self.y = self.network(self.x)
        self.total = self.sum_up()

    def network(self, x):
        with tf.variable_scope("net"):
            with tf.name_scope("inner"):
                self.w = tf.get_variable("w", [2, 3], initializer=tf.ones_initializer())
                h = tf.matmul(x, self.w)
                y = tf.nn.softmax(h)
                return h, y  # both

    def sum_up(self):
        with tf.name_scope("sum"):
            self.kept = self.h * 2
            return tf.reduce_sum(self.kept)

net = Net()
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run([net.y, net.total], {net.x: xs}))
    print(sess.run(net.kept, {net.x: xs}), sess.run(net.w))
""",
    "variables_chosen_by_the_scope_round_a_loop": _HEAD
    + """
def dense(x, size, scope="dense"):
    with tf.variable_scope(scope):
        return tf.layers.dense(x, size, kernel_initializer=tf.ones_initializer())

class Net:
    def __init__(self, layers):
        self.layers = layers
        self.x = tf.placeholder(tf.float32, [None, 2])
        self.g = self.generator(self.x)
        self.d = self.discriminator(self.g)
        t_vars = tf.trainable_variables()
        d_vars = [var for var in t_vars if "discriminator" in var.name]
        g_vars = [var for var in t_vars if var.name.startswith("generator/")]
        self.d_optim = tf.train.GradientDescentOptimizer(0.01).minimize(tf.reduce_mean(self.d), var_list=d_vars)
        self.g_optim = tf.train.GradientDescentOptimizer(0.01).minimize(-tf.reduce_mean(self.d), var_list=g_vars)

    def generator(self, x, scope="generator", reuse=False):
        with tf.variable_scope(scope, reuse=reuse):
            for i in range(self.layers):
                x = tf.tanh(dense(x, 2, scope="dense_" + str(i)))
            return dense(x, 2, scope="logit")

    def discriminator(self, x, scope="discriminator", reuse=False):
        with tf.variable_scope(scope, reuse=reuse):
            for i in range(1, self.layers):
                x = tf.tanh(dense(x, 3, scope="dense_" + str(i)))
            return dense(x, 1, scope="logit")

net = Net(3)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(2):
        sess.run(net.d_optim, {net.x: xs})
        sess.run(net.g_optim, {net.x: xs})
        print(sess.run([net.g, net.d], {net.x: xs}))
""",
    "sizes_of_layers_computed_in_steps": _HEAD
    + """
def conv(x, channels, kernel, scope):
    with tf.variable_scope(scope):
        return tf.layers.conv2d(x, channels, kernel, padding="same", kernel_initializer=tf.constant_initializer(0.1),
                                name="conv")

class Net:
    def __init__(self, ch, size):
        self.ch = ch
        self.size = size
        self.x = tf.placeholder(tf.float32, [None, size, size, 1])
        self.z = tf.placeholder(tf.float32, [None, size, size, 1])
        self.y = self.network(self.x)
        self.other = self.network(self.z, reuse=True)

    def network(self, x, scope="network", reuse=False):
        with tf.variable_scope(scope, reuse=reuse):
            channel = self.ch
            x = conv(x, channel, 3, scope="conv")
            for i in range(2):
                x = tf.nn.relu(conv(x, channel * 2, 3, scope="conv_" + str(i)))
                channel = channel * 2
            kernel = int(self.size / np.power(2, 1))
            x = conv(x, channel // 4, kernel, scope="last")
            channel = channel // 2
            return conv(x, channel, 1, scope="logit")

net = Net(1, 4)
data = np.arange(32).reshape([2, 4, 4, 1]) / 8.0
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(net.y, {net.x: data})[0, 0])
    print(sess.run(net.other, {net.z: data})[1, 1])
""",
    "tagger_of_a_conditional_random_field": """\
import numpy as np
import tensorflow as tf
from tensorflow.contrib.crf import crf_log_likelihood, viterbi_decode

NUM_TAGS = 3


class Tagger(object):
    def __init__(self, num_tags):
        self.num_tags = num_tags
        self.x = tf.placeholder(tf.float32, [None, None, 2])
        self.tags = tf.placeholder(tf.int32, [None, None])
        self.lengths = tf.placeholder(tf.int32, [None])
        self.add_scores()
        self.add_loss()

    def add_scores(self):
        with tf.variable_scope("proj"):
            w = tf.get_variable("w", [2, self.num_tags])
        steps = tf.shape(self.x)[1]
        scores = tf.matmul(tf.reshape(self.x, [-1, 2]), w)
        self.logits = tf.reshape(scores, [-1, steps, self.num_tags])

    def add_loss(self):
        likelihood, self.transitions = crf_log_likelihood(inputs=self.logits,
                                                          tag_indices=self.tags,
                                                          sequence_lengths=self.lengths)
        self.loss = -tf.reduce_mean(likelihood)
        self.train = tf.train.AdamOptimizer(0.1).minimize(self.loss)
        self.best, self.score = tf.contrib.crf.crf_decode(self.logits, self.transitions, self.lengths)


tagger = Tagger(NUM_TAGS)
random = np.random.RandomState(0)
x = random.randn(4, 5, 2).astype(np.float32)
tags = random.randint(0, 3, (4, 5))
lengths = [5, 3, 1, 2]
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for step in range(5):
        _, loss = sess.run([tagger.train, tagger.loss], {tagger.x: x, tagger.tags: tags, tagger.lengths: lengths})
        print(step, loss)
    logits, transitions = sess.run([tagger.logits, tagger.transitions], {tagger.x: x})
    for row, length in zip(logits, lengths):
        path, score = viterbi_decode(row[:length], transitions)
        print([int(tag) for tag in path], round(float(score), 3))
    print(sess.run(tagger.best, {tagger.x: x, tagger.lengths: lengths}))
    print(sess.run(tagger.transitions))
""",
    "variable_of_one_branch_read_in_it": """\
import numpy as np
import tensorflow as tf
class M(object):
    def __init__(self, scaled):
        self.scaled = scaled
        self.x = tf.placeholder(tf.float32, [None, 2])
        self.h = tf.layers.dense(self.x, 4)
        self.add()
    def add(self):
        if self.scaled:
            self.scale = tf.get_variable("scale", [4])
            self.y = tf.reduce_sum(self.h * tf.identity(self.scale), 1)
        else:
            self.y = tf.reduce_sum(self.h, 1)
    def run(self, sess):
        sess.run(tf.global_variables_initializer())
        if self.scaled:
            y, s = sess.run([self.y, self.scale], {self.x: [[1, 2]]})
            print(y, s)
        else:
            print(sess.run(self.y, {self.x: [[1, 2]]}))
with tf.Session() as sess:
    M(True).run(sess)
""",
    "variable_that_a_flag_does_not_train": """\
import numpy as np
import tensorflow as tf
import os
train_scale = "FROZEN" in os.environ
x = tf.placeholder(tf.float32, [None, 2])
w = tf.Variable([[1.0], [2.0]])
s = tf.Variable(2.0, trainable=train_scale)
loss = tf.reduce_mean(tf.square(tf.matmul(x, w) * s))
opt = tf.train.AdamOptimizer(0.1)
gv = opt.compute_gradients(loss)
train = opt.apply_gradients([(tf.clip_by_value(g, -1.0, 1.0), v) for g, v in gv])
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        print(sess.run([train, loss], {x: [[1, 2]]})[1], sess.run([w, s]))
""",
    "shape_of_a_variable_read_from_a_tensor": """\
import numpy as np
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 2])
h = tf.layers.dense(x, 4)
w = tf.get_variable("w", [h.get_shape()[1].value, 3])
y = tf.matmul(h, w)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {x: [[1, 2]]}))
""",
    "shape_of_a_variable_of_an_object_read_from_a_tensor": """\
import numpy as np
import tensorflow as tf
class M(object):
    def __init__(self):
        self.x = tf.placeholder(tf.float32, [None, 2])
        self.h = tf.layers.dense(self.x, 4)
        self.w = tf.get_variable("w", [self.h.get_shape()[1].value, 3])
        self.y = tf.matmul(self.h, self.w)
    def run(self, sess):
        sess.run(tf.global_variables_initializer())
        print(sess.run(self.y, {self.x: [[1, 2]]}))
with tf.Session() as sess:
    M().run(sess)
""",
    "object_with_the_settings_of_its_sessions": """\
import os
import tempfile
import numpy as np
import tensorflow as tf


class Model(object):
    def __init__(self, size, path, config):
        self.size = size
        self.path = path
        self.config = config

    def build_graph(self):
        self.add_placeholders()
        self.add_scores()
        self.add_step()

    def add_placeholders(self):
        self.x = tf.placeholder(tf.float32, [None, None, 2])
        self.y = tf.placeholder(tf.float32, [None])
        self.rate = tf.placeholder(tf.float32, [])

    def add_scores(self):
        _, state = tf.nn.dynamic_rnn(tf.nn.rnn_cell.GRUCell(self.size), self.x, dtype=tf.float32)
        self.scores = tf.reduce_sum(state, 1)
        self.loss = tf.reduce_mean(tf.square(self.scores - self.y))

    def add_step(self):
        optimizer = tf.train.AdamOptimizer(self.rate)
        pairs = [(tf.clip_by_value(g, -1.0, 1.0), v) for g, v in optimizer.compute_gradients(self.loss)]
        self.step = tf.Variable(0, trainable=False)
        self.train_op = optimizer.apply_gradients(pairs, global_step=self.step)

    def train(self, x, y):
        saver = tf.train.Saver()
        with tf.Session(config=self.config) as sess:
            sess.run(tf.global_variables_initializer())
            for _ in range(3):
                _, loss, step = sess.run([self.train_op, self.loss, self.step], {self.x: x, self.y: y, self.rate: 0.1})
                print(step, loss)
            print(sess.run(self.scores, {self.x: x}))
            saver.save(sess, self.path)

    def test(self, x):
        saver = tf.train.Saver()
        with tf.Session(config=self.config) as sess:
            saver.restore(sess, self.path)
            print(sess.run(self.scores, {self.x: x}))


config = tf.ConfigProto()
config.gpu_options.allow_growth = True
folder = tempfile.mkdtemp()
x = np.arange(12).reshape(2, 3, 2) / 12.0
model = Model(3, os.path.join(folder, "model"), config=config)
model.build_graph()
if len(folder) > 2:
    model.train(x, [0.5, -0.5])
## and what was saved
elif folder:
    with tf.Session(config=config) as sess:
        sess.run(tf.global_variables_initializer())
        print(sess.run(model.scores, {model.x: x}))
model.test(x)
""",
    "method_that_makes_a_network_twice": """\
import numpy as np
import tensorflow as tf


class Agent(object):
    def __init__(self, actions):
        self.actions = actions
        # the network that acts, and the one that it learns from
        self.state, self.values, self.w, self.b = self.create_network(4)
        self.state_t, self.values_t, self.w_t, self.b_t = self.create_network(4)
        self.copy = [self.w_t.assign(self.w), self.b_t.assign(self.b)]
        self.create_training()
        self.session = tf.InteractiveSession()
        self.session.run(tf.global_variables_initializer())

    def create_network(self, size):
        # weights
        w = self.weight([size, self.actions])
        b = tf.Variable(tf.constant(0.01, shape=[self.actions]))
        state = tf.placeholder("float", [None, size])
        values = tf.nn.relu(tf.matmul(state, w) + b)
        return state, values, w, b

    def weight(self, shape):
        return tf.Variable(tf.truncated_normal(shape, stddev=0.5))

    def create_training(self):
        self.action = tf.placeholder("float", [None, self.actions])
        self.target = tf.placeholder("float", [None])
        value = tf.reduce_sum(tf.multiply(self.values, self.action), 1)
        self.cost = tf.reduce_mean(tf.square(self.target - value))
        self.train_step = tf.train.RMSPropOptimizer(0.01, 0.9, 0.0, 1e-6).minimize(self.cost)

    def train(self, states, actions, rewards):
        following = self.values_t.eval(feed_dict={self.state_t: states})
        targets = rewards + 0.9 * np.max(following, 1)
        self.train_step.run(feed_dict={self.target: targets, self.action: actions, self.state: states})
        print(self.session.run(self.cost, {self.target: targets, self.action: actions, self.state: states}))

    def update(self):
        self.session.run(self.copy)

    def evaluate(self, states):
        return self.values.eval(feed_dict={self.state: states})


agent = Agent(2)
states = np.arange(12).reshape(3, 4) / 12.0
actions = np.eye(2)[[0, 1, 0]]
for step in range(4):
    agent.train(states, actions, np.array([0.0, 1.0, 2.0]))
    if step % 2:
        agent.update()
print(agent.evaluate(states))
""",
    "attribute_of_one_of_several": """\
import sys
import numpy as np
import tensorflow as tf


class Narrow(object):
    rate = 0.5

    def __init__(self, x):
        self.y = tf.reduce_sum(x * self.rate)


class Wide(object):
    rate = 2.0

    def __init__(self, x):
        self.y = tf.reduce_sum(x * x)


x = tf.placeholder(tf.float32, [None])
if len(sys.argv) > 1:
    net = Narrow(x)
else:
    net = Wide(x)
net.rate = 0.25
with tf.Session() as sess:
    print(sess.run(net.y, {x: np.ones(3)}), net.rate)
""",
    "values_of_an_object_by_other_names": """\
import numpy as np
import tensorflow as tf


class LogisticRegression(object):
    def __init__(self, inpt, n_in, n_out):
        self.W = tf.Variable(tf.zeros([n_in, n_out], dtype=tf.float32))
        self.b = tf.Variable(tf.zeros([n_out,]), dtype=tf.float32)
        self.output = tf.nn.softmax(tf.matmul(inpt, self.W) + self.b)
        self.y_pred = tf.argmax(self.output, axis=1)
        # keep track of variables
        self.params = [self.W, self.b]

    def cost(self, y):
        return -tf.reduce_mean(tf.reduce_sum(y * tf.log(self.output), axis=1))

    def accuracy(self, y):
        correct = tf.equal(self.y_pred, tf.argmax(y, axis=1))
        return tf.reduce_mean(tf.cast(correct, tf.float32))


if __name__ == "__main__":
    x = tf.placeholder(tf.float32, shape=[None, 3])
    y_ = tf.placeholder(tf.float32, shape=[None, 2])
    classifier = LogisticRegression(x, n_in=3, n_out=2)
    cost = classifier.cost(y_)
    accuracy = classifier.accuracy(y_)
    predictor = classifier.y_pred
    train_op = tf.train.GradientDescentOptimizer(learning_rate=0.1).minimize(cost, var_list=classifier.params)
    data, labels = np.arange(12).reshape(4, 3) / 12.0, np.eye(2)[[0, 0, 1, 1]]
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for epoch in range(3):
            c, _ = sess.run([cost, train_op], feed_dict={x: data, y_: labels})
            print(c, sess.run(accuracy, feed_dict={x: data, y_: labels}))
        print(sess.run(predictor, feed_dict={x: data}))
""",
    "tensor_that_waits_for_the_training_step": """\
import numpy as np
import tensorflow as tf


class Model:
    def __init__(self):
        self.x = tf.placeholder(tf.float32, [None, 3])
        self.w = tf.Variable(tf.ones([3, 1]))
        self.loss = tf.reduce_mean(tf.square(tf.matmul(self.x, self.w)))
        step = tf.train.GradientDescentOptimizer(0.1).minimize(self.loss)
        with tf.control_dependencies([step]):
            self.train_op = tf.identity(self.loss)


model = Model()
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        value, _ = sess.run([model.loss, model.train_op], {model.x: np.ones((2, 3))})
        print(value)
""",
    "method_with_a_default_reads_tensors": """\
import numpy as np
import tensorflow as tf


class Model:
    def __init__(self):
        self.x = tf.placeholder(tf.float32, [None, 3])
        self.y = tf.placeholder(tf.float32, [None, 1])
        self.w = tf.Variable(tf.ones([3, 1]))
        self.out = tf.matmul(self.x, self.w)
        weighted = self.error() * 2.0
        self.total = weighted + self.error(4.0)

    def error(self, scale=0.5):
        with tf.name_scope("error"):
            difference = self.out - self.y
            return tf.reduce_mean(tf.square(difference)) * scale


model = Model()
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(model.total, {model.x: np.ones((2, 3)), model.y: np.ones((2, 1))}))
""",
    "objects_with_one_initializer_each": """\
import numpy as np
import tensorflow as tf


class Net:
    def __init__(self, name, size, initializer=tf.random_normal_initializer(stddev=0.1)):
        self.initializer = initializer
        self.x = tf.placeholder(tf.float32, [None, size])
        with tf.variable_scope(name):
            self.w = tf.get_variable("w", [size, size], initializer=self.initializer)
            self.v = tf.get_variable("v", [size, size], initializer=self.initializer)
        self.out = tf.matmul(tf.matmul(self.x, self.w), self.v)


first, second = Net("first", 3), Net("second", 3)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for net in (first, second):
        print(sess.run(net.out, {net.x: np.ones((2, 3))}).shape)
        w, v = sess.run([net.w, net.v])
        print(w.shape, v.shape)
""",
    "schedule_of_a_step_with_sparse_gradients": """\
import numpy as np
import tensorflow as tf


class Model:
    def __init__(self, size, rate, steps):
        self.rate = rate
        self.global_step = tf.Variable(0, trainable=False, name="Global_Step")
        self.x = tf.placeholder(tf.int32, [None])
        self.y = tf.placeholder(tf.float32, [None, 1])
        self.w = tf.get_variable("w", [size, 1], initializer=tf.zeros_initializer())
        self.loss = tf.reduce_mean(tf.square(tf.nn.embedding_lookup(self.w, self.x) - self.y))
        decayed = tf.train.exponential_decay(self.rate, self.global_step, steps, 0.5, staircase=True)
        optimizer = tf.train.AdamOptimizer(decayed)
        self.train_op = optimizer.minimize(self.loss, global_step=self.global_step)


model = Model(3, 0.1, 2)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    saver = tf.train.Saver()
    for i in range(4):
        _, loss = sess.run([model.train_op, model.loss], {model.x: [0, 1, 1], model.y: np.ones((3, 1))})
        print(loss)
    saver.save(sess, "./model", global_step=4)
""",
    "saver_of_what_a_taken_branch_makes": """\
import numpy as np
import tensorflow as tf


class Model:
    def __init__(self, rate, is_training):
        self.x = tf.placeholder(tf.float32, [None, 3])
        self.w = tf.Variable(tf.ones([3, 1]))
        self.loss = tf.reduce_mean(tf.square(tf.matmul(self.x, self.w)))
        if is_training:
            self.train_op = tf.train.MomentumOptimizer(rate, 0.9).minimize(self.loss)


model = Model(0.1, True)
with tf.Session() as sess:
    saver = tf.train.Saver()
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        _, value = sess.run([model.train_op, model.loss], {model.x: np.ones((2, 3))})
        print(value)
    saver.save(sess, "./model", global_step=3)
    sess.run(model.train_op, {model.x: np.ones((2, 3))})
    saver.restore(sess, "./model-3")
    print(sess.run(model.loss, {model.x: np.ones((2, 3))}))
""",
    "names_of_variables_with_numbers_in_them": """\
import numpy as np
import tensorflow as tf


class Model:
    def __init__(self, sizes):
        self.x = tf.placeholder(tf.float32, [None, 4])
        parts = []
        for i, size in enumerate(sizes):
            with tf.variable_scope("part-%s" % size):
                kernel = tf.get_variable("kernel-{}".format(size), [4, size], initializer=tf.ones_initializer())
                bias = tf.get_variable("bias-%d" % i, [size], initializer=tf.ones_initializer())
                parts.append(tf.matmul(self.x, kernel) + bias)
        hidden = tf.concat(parts, 1)
        self.out = tf.layers.dense(hidden, 2, kernel_initializer=tf.ones_initializer())
        self.penalty = tf.add_n([tf.nn.l2_loss(v) for v in tf.trainable_variables() if "bias" not in v.name])


model = Model([2, 3])
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(model.penalty))
    print(sess.run(model.out, {model.x: np.ones((1, 4))}))
""",
    "two_targets_replaced_together": """\
import numpy as np
import tensorflow as tf


class Agent:
    def __init__(self):
        self.s = tf.placeholder(tf.float32, [None, 2], "s")
        with tf.variable_scope("actor"):
            self.a = self.net(self.s, "eval", True)
            a_ = self.net(self.s, "target", False)
        with tf.variable_scope("critic"):
            q = self.net(self.a, "eval", True)
            self.q_ = self.net(a_, "target", False)
        self.ae = tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, scope="actor/eval")
        self.at = tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, scope="actor/target")
        self.ce = tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, scope="critic/eval")
        self.ct = tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, scope="critic/target")
        self.soft_replace = [[tf.assign(ta, 0.9 * ta + 0.1 * ea), tf.assign(tc, 0.9 * tc + 0.1 * ec)]
                             for ta, ea, tc, ec in zip(self.at, self.ae, self.ct, self.ce)]
        self.train = tf.train.GradientDescentOptimizer(0.1).minimize(-tf.reduce_mean(q), var_list=self.ae + self.ce)
        self.sess = tf.Session()
        self.sess.run(tf.global_variables_initializer())

    def learn(self, s):
        self.sess.run(self.soft_replace)
        self.sess.run(self.train, {self.s: s})

    def value(self, s):
        return self.sess.run(self.q_, {self.s: s})

    def net(self, x, scope, trainable):
        with tf.variable_scope(scope):
            h = tf.layers.dense(x, 3, tf.nn.tanh, kernel_initializer=tf.constant_initializer(0.3), name="h",
                                trainable=trainable)
            return tf.layers.dense(h, 2, kernel_initializer=tf.constant_initializer(0.2), name="o",
                                   trainable=trainable)


agent = Agent()
for i in range(3):
    agent.learn(np.ones((2, 2)))
    print(agent.value(np.ones((1, 2))))
""",
    "function_that_a_method_defines": """\
import numpy as np
import tensorflow as tf


class Net:
    def __init__(self, width):
        self.x = tf.placeholder(tf.float32, [None, 2])
        self.z = tf.placeholder(tf.float32, [None, 2])
        w = tf.Variable(tf.ones([2, width]))
        scale = 2.0

        def model(data):
            return tf.matmul(data, w) * scale

        self.first = model(self.x)
        self.second = model(self.z)


net = Net(3)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(net.first, {net.x: np.ones((1, 2))}))
    print(sess.run(net.second, {net.z: np.ones((1, 2))}))
""",
    "method_that_names_a_tensor_as_the_object_does": """\
import numpy as np
import tensorflow as tf


class Model:
    def __init__(self):
        self.x = tf.placeholder(tf.float32, [None, 3])
        self.w = tf.Variable([[1.0], [2.0], [3.0]])
        self.out = tf.matmul(self.x, self.w)
        self.best, self.worst = self.extremes()

    def extremes(self, k=1):
        out = self.out
        flat = tf.reshape(out, [-1])
        return tf.nn.top_k(flat, k)[0], -tf.nn.top_k(-flat, k)[0]


model = Model()
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run([model.best, model.worst], {model.x: np.arange(6).reshape(2, 3)}))
    print(sess.run(model.out, {model.x: np.ones((1, 3))}))
""",
    "one_cell_of_as_many_as_there_are": """\
import numpy as np
import tensorflow as tf


class Model:
    def __init__(self, layers):
        self.x = tf.placeholder(tf.float32, [None, 4, 2])
        cells = []
        for _ in range(layers):
            cells.append(tf.nn.rnn_cell.BasicLSTMCell(3))
        cell = tf.nn.rnn_cell.MultiRNNCell(cells)
        self.state = cell.zero_state(2, tf.float32)
        outputs, self.last = tf.nn.dynamic_rnn(cell, self.x, initial_state=self.state)
        self.total = tf.reduce_sum(outputs, [0, 1])


with tf.variable_scope("rnn", initializer=tf.constant_initializer(0.1)):
    pass
model = Model(1)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for v in tf.trainable_variables():
        sess.run(v.assign(tf.fill(v.shape, 0.2)))
    data = np.arange(16).reshape(2, 4, 2) / 8.0
    print(sess.run(model.total, {model.x: data}))
    last = sess.run(model.last, {model.x: data})
    print(len(last), last[0].c, last[0].h)
""",
    "dict_of_fetches_with_a_variable": """\
import numpy as np
import tensorflow as tf


class Model:
    def __init__(self):
        self.x = tf.placeholder(tf.float32, [None, 3])
        self.w = tf.Variable(tf.ones([3, 1]))
        self.global_step = tf.Variable(0, trainable=False)
        self.loss = tf.reduce_mean(tf.square(tf.matmul(self.x, self.w)))
        self.train_op = tf.train.GradientDescentOptimizer(0.1).minimize(self.loss, global_step=self.global_step)


def run_train_step(model, sess, batch):
    feed_dict = {model.x: batch}
    to_return = {
        "train_op": model.train_op,
        "loss": model.loss,
        "global_step": model.global_step,
    }
    return sess.run(to_return, feed_dict)


model = Model()
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        result = run_train_step(model, sess, np.ones((2, 3)))
        print(result["loss"], result["global_step"], result["train_op"])
""",
    "function_that_calls_a_value_as_its_tensor_is_called": """\
import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2])
y = tf.placeholder(tf.int64, [None])
w = tf.Variable([[1.0, -1.0], [0.5, 0.25]])
out = tf.matmul(x, w)
correct_pred = tf.equal(tf.argmax(out, 1), y)
loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=out))
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
data, labels = np.array([[1.0, 2.0], [-1.0, 0.5], [0.0, 1.0]]), np.array([0, 1, 0])


def check_accuracy(sess, correct_prediction, batches):
    num_correct, num_samples = 0, 0
    for i in range(batches):
        correct_pred = sess.run(correct_prediction, {x: data[i:], y: labels[i:]})
        num_correct += correct_pred.sum()
        num_samples += correct_pred.shape[0]
    return float(num_correct) / num_samples


with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for step in range(3):
        sess.run(train, {x: data, y: labels})
        print(check_accuracy(sess, correct_pred, 2))
""",
}
