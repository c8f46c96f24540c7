"""Helpers that make variables: which become layers, how they read, and which are refused.

`printed` is what real TF 1.15 printed for the program. All migrated programs run in one child process.
"""

from __future__ import annotations

import dataclasses

import pytest
from printed import difference
from record_engine_forms import written

from tf2migrate.engine import migrate
from tf2migrate.project import migrate_programs
from tf2migrate.settings import Settings
from tf2migrate.verification.interpreters import InterpreterError, find_tf2
from tf2migrate.verification.worlds import Program, run_programs

_HEAD = """\
import numpy as np
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 3])
ones = tf.ones_initializer()
"""
_RUN = """\
with tf.Session() as s:
    s.run(tf.global_variables_initializer())
    print(s.run(y, {x: [[1, 2, 3]]}))
"""


@dataclasses.dataclass(frozen=True)
class Case:
    """A graph, what the program printed, and texts of its migrated form. It runs `y` unless it has a session."""

    graph: str
    printed: str = ""
    holds: tuple[str, ...] = ()

    @property
    def source(self) -> str:
        return _HEAD + self.graph + ("" if "tf.Session" in self.graph else _RUN)


LAYERS = {
    "weights_of_another_function": Case(
        """\
def encode(t):
    with tf.variable_scope("s", reuse=tf.AUTO_REUSE):
        return tf.matmul(t, tf.get_variable("w", [3, 2], initializer=ones))
def decode(t):
    with tf.variable_scope("s", reuse=tf.AUTO_REUSE):
        return tf.matmul(t, tf.transpose(tf.get_variable("w", [3, 2], initializer=ones)))
y = decode(encode(x))
""",
        printed="""\
[[12. 12. 12.]]
""",
        holds=("self.w = s.w", "decode = Decode(s=encode)"),
    ),
    "weights_of_the_pass_before_are_not_those_of_this_pass": Case(
        """\
def net(t, sizes):
    for i, n in enumerate(sizes):
        if i > 0:
            t = t + tf.reduce_sum(w)
        w = tf.Variable(tf.ones([3, n]) * (i + 1))
        t = tf.matmul(t, w)
    return t
y = net(x, [3, 3, 3])
""",
        printed="""\
[[972. 972. 972.]]
""",
        holds=("w = w_1",),
    ),
    "one_object_per_scope": Case(
        """\
def linear(t, n, scope, value=1.0):
    with tf.variable_scope(scope):
        w = tf.get_variable("w", [t.get_shape()[-1], n], initializer=tf.constant_initializer(value))
        return tf.matmul(t, w)
y = linear(linear(x, 4, "first", value=2.0), 2, "second")
""",
        printed="""\
[[48. 48.]]
""",
        holds=(
            'first = Linear(4, "first", value=2.0)',
            'second = Linear(2, "second")',
            "def build(self, input_shape):",
        ),
    ),
    "reuse_is_the_same_object": Case(
        """\
def net(t, reuse=False):
    with tf.variable_scope("net", reuse=reuse):
        return tf.layers.dense(t, 3, kernel_initializer=ones)
y = net(net(x), reuse=True)
""",
        printed="""\
[[18. 18. 18.]]
""",
        holds=("class Net(tf.keras.Model):", "y = net(net(x))"),
    ),
    "reuse_variables_behind_a_test": Case(
        """\
def net(t, again=None):
    with tf.variable_scope("net") as scope:
        if again:
            scope.reuse_variables()
        # the weights
        w = tf.get_variable("w", [3, 3], initializer=ones)
        return tf.matmul(t, w)
y = net(net(x), True)
""",
        printed="""\
[[18. 18. 18.]]
""",
        holds=("        # the weights\n        self.w = self.add_weight(", "y = net(net(x))"),
    ),
    "auto_reuse": Case(
        """\
def net(t):
    with tf.variable_scope("net", reuse=tf.AUTO_REUSE):
        return tf.layers.dense(t, 3, kernel_initializer=ones, name="out")
y = net(net(x))
""",
        printed="""\
[[18. 18. 18.]]
""",
        holds=("y = net(net(x))",),
    ),
    "without_a_scope_each_call_is_new": Case(
        """\
def block(t, n):
    return tf.layers.dense(t, n, kernel_initializer=ones)
y = block(block(x, 4), 2)
""",
        printed="""\
[[24. 24.]]
""",
        holds=("block = Block(4)", "block_1 = Block(2)"),
    ),
    "scope_of_the_caller_reused": Case(
        """\
def branch(t):
    return tf.matmul(t, tf.get_variable("w", [3, 2], initializer=ones))
with tf.variable_scope("pair") as scope:
    a = branch(x)
    scope.reuse_variables()
    b = branch(2 * x)
y = a - b
""",
        printed="""\
[[-6. -6.]]
""",
        holds=("branch = Branch()", "b = branch(2 * x)"),
    ),
    "weights_of_a_scope_object": Case(
        """\
def head(t, scope):
    with tf.variable_scope(scope, reuse=tf.AUTO_REUSE):
        return tf.matmul(t, tf.get_variable("w", [3, 3], initializer=ones))
with tf.variable_scope("heads") as heads:
    pass
y = head(head(x, heads), heads)
""",
        printed="""\
[[18. 18. 18.]]
""",
    ),
    "branch_on_a_python_value": Case(
        """\
def block(t, n, norm=True):
    if norm:
        t = tf.layers.dense(t, n, kernel_initializer=ones, name="wide")
    else:
        t = tf.layers.dense(t, 2 * n, kernel_initializer=ones, name="narrow")
    return t
y = block(block(x, 4), 1, norm=False)
""",
        printed="""\
[[24. 24.]]
""",
        holds=("        if norm:\n            self.wide =", "        if self.norm:\n            t = self.wide(t)"),
    ),
    "list_of_layers": Case(
        """\
def mlp(t, sizes):
    for n, size in enumerate(sizes):
        t = tf.layers.dense(t, size, kernel_initializer=ones, name="l%d" % n) * n
    return t
y = mlp(x, [4, 2])
""",
        printed="""\
[[0. 0.]]
""",
        holds=("for (n, size), dense in zip(enumerate(self.sizes), self.dense_layers):",),
    ),
    "factories_are_written_out": Case(
        """\
def weight(shape, value=1.0):
    initial = tf.constant(value, shape=shape)
    return tf.Variable(initial)
def net(t):
    w = weight([3, 2], 0.5)
    b = weight([2])
    return tf.matmul(t, w) + b
y = net(x)
""",
        printed="""\
[[4. 4.]]
""",
        holds=("self.w = self.add_weight(", "return tf.matmul(t, self.w) + self.b"),
    ),
    "factory_that_is_used_elsewhere_stays": Case(
        """\
def weight(shape):
    return tf.Variable(tf.ones(shape))
def net(t):
    return tf.matmul(t, weight([3, 2]))
w = weight([2, 2])
y = tf.matmul(net(x), w)
""",
        printed="""\
[[12. 12.]]
""",
        holds=("def weight(shape):",),
    ),
    "graph_value_from_outside": Case(
        """\
def net(n):
    return tf.layers.dense(x, n, kernel_initializer=ones)
y = net(2)
""",
        printed="""\
[[6. 6.]]
""",
        holds=("def call(self, x):", "y = net(x)"),
    ),
    "assigned_in_the_helper": Case(
        """\
def centered(t):
    with tf.variable_scope("mean"):
        m = tf.get_variable("m", [3], initializer=tf.zeros_initializer(), trainable=False)
        move = tf.assign(m, 0.5 * m + 0.5 * tf.reduce_mean(t, 0))
        with tf.control_dependencies([move]):
            return t - tf.identity(m)
y = centered(x)
""",
        printed="""\
[[0.5 1.  1.5]]
""",
        holds=("trainable=False",),
    ),
    "dropout_rate_that_is_fed": Case(
        """\
keep = tf.placeholder(tf.float32)
def net(t, keep_prob):
    return tf.nn.dropout(tf.layers.dense(t, 2, kernel_initializer=ones), keep_prob)
z = net(x, keep)
y = 0 * x
with tf.Session() as s:
    s.run(tf.global_variables_initializer())
    print(s.run(z, {x: [[1, 2, 3]], keep: 1.0}))
""",
        printed="""\
[[6. 6.]]
""",
        holds=("tf.TensorSpec([], tf.float32)", "rate=1 - keep_prob"),
    ),
    "variable_returned_and_fetched": Case(
        """\
def net(t, n):
    w = tf.get_variable("w", [3, n], initializer=ones)
    return tf.matmul(t, w), w
y, w = net(x, 2)
with tf.Session() as s:
    s.run(tf.global_variables_initializer())
    print(s.run(w))
""",
        printed="""\
[[1. 1.]
 [1. 1.]
 [1. 1.]]
""",
        holds=("print(net.w.numpy())",),
    ),
    "variables_listed_before_the_first_step": Case(
        """\
def net(t, scope):
    with tf.variable_scope(scope):
        return tf.layers.dense(t, 2, kernel_initializer=ones, name="out")
y = net(x, "online")
z = net(2 * x, "target")
online = tf.trainable_variables("online")
train = tf.train.GradientDescentOptimizer(0.1).minimize(tf.reduce_sum(y), var_list=online)
with tf.Session() as s:
    s.run(tf.global_variables_initializer())
    s.run(train, {x: [[1, 2, 3]]})
    print(s.run([y, z], {x: [[1, 2, 3]]}))
""",
        printed="""\
[array([[4.5, 4.5]], dtype=float32), array([[12., 12.]], dtype=float32)]
""",
        holds=("online_layer.trainable_variables",),
    ),
    "default_arguments_are_kept": Case(
        """\
def net(t, n=2, act=tf.nn.relu, name=None):
    with tf.variable_scope(name or "net"):
        return tf.layers.dense(t, n, activation=act, kernel_initializer=ones)
y = net(-x) + net(x, act=None, name="other")
""",
        printed="""\
[[6. 6.]]
""",
        holds=("def __init__(self, n=2, act=tf.nn.relu, name=None):", 'super().__init__(name=name or "net")'),
    ),
    "docstring_and_comments_stay": Case(
        '''\
# The network
def net(t):
    """One layer."""
    # ones only
    t = tf.layers.dense(t, 2, kernel_initializer=ones)  # kernel of ones
    return t
y = net(x)
''',
        printed="""\
[[6. 6.]]
""",
        holds=(
            '# The network\nclass Net(tf.keras.Model):\n    """One layer."""\n',
            "        # ones only\n        t = self.dense(t)  # kernel of ones\n",
        ),
    ),
    "recurrent_network": Case(
        """\
def last_step(t, units, w):
    # the cell
    cell = tf.nn.rnn_cell.BasicLSTMCell(units)
    outputs, state = tf.nn.dynamic_rnn(cell, t, dtype=tf.float32)
    return tf.matmul(outputs[:, -1, :], w)
w = tf.Variable(np.ones([4, 2], np.float32))
y = last_step(tf.reshape(x, [1, -1, 3]), 4, w)
with tf.Session() as s:
    s.run(tf.global_variables_initializer())
    print(s.run(y, {x: [[1, 2, 3], [4, 5, 6]]}).shape)
""",
        printed="""\
(1, 2)
""",
        holds=("        # the cell\n        cell = TF1BasicLSTMCell(units)\n        self.rnn", "def call(self, t, w):"),
    ),
    "class_takes_the_name_of_the_function": Case(
        """\
def Block(t, n):
    return tf.layers.dense(t, n, kernel_initializer=ones)
y = Block(x, 4)
""",
        printed="""\
[[6. 6. 6. 6.]]
""",
        holds=("class Block(tf.keras.Model):", "block = Block(4)"),
    ),
    "methods_of_a_class": Case(
        '''\
class Net(object):
    scale = 3.0
    def __init__(self, n):
        self.n = n
        self.half = n // 2
    def layer(self, t, n, name):
        with tf.variable_scope(name):
            return tf.matmul(t, tf.get_variable("w", [t.get_shape()[-1], n], initializer=ones)) * self.scale
    def network(self, t, reuse=False):
        """Two layers."""
        with tf.variable_scope("network", reuse=reuse):
            return self.layer(self.layer(t, self.n, "a"), self.half, "b")
    def build(self):
        self.x = tf.placeholder(tf.float32, [None, 3])
        self.y = self.network(self.x) - self.network(2 * self.x, reuse=True)
net = Net(4)
net.build()
with tf.Session() as s:
    s.run(tf.global_variables_initializer())
    print(s.run(net.y, {net.x: [[1, 2, 3]]}))
''',
        printed="""\
[[-216. -216.]]
""",
        holds=(
            "class Layer(tf.keras.layers.Layer):",
            'class Network(tf.keras.Model):\n    """Two layers."""',
            "self.network = Network(n=self.n, half=self.half, scale=self.scale)",
        ),
    ),
}

REFUSED = {
    "made_of_what_a_training_flag_chooses": Case(
        """\
def block(t, training):
    if training:
        n = 3
    else:
        n = 3
    w = tf.get_variable("w", [3, n])
    return tf.layers.dropout(tf.matmul(t, w), training=training)
y = block(x, tf.placeholder_with_default(False, []))
"""
    ),
    "made_of_what_a_graph_value_chooses": Case(
        """\
def block(t):
    if t.get_shape()[-1].value > tf.rank(t):
        n = 3
    else:
        n = 2
    return tf.matmul(t, tf.get_variable("w", [3, n]))
y = block(x)
"""
    ),
    "passed_as_a_value": Case(
        """\
def block(t):
    return tf.layers.dense(t, 3)
y = x
for f in [block, block]:
    y = f(y)
"""
    ),
    "recursion": Case(
        """\
def block(t, n):
    if n == 0:
        return t
    return block(tf.layers.dense(t, 3), n - 1)
y = block(x, 2)
"""
    ),
    "generator": Case(
        """\
def block(t):
    for i in range(2):
        t = tf.layers.dense(t, 3)
        yield t
y = list(block(x))[-1]
"""
    ),
    "counts_its_calls": Case(
        """\
count = [0]
def block(t):
    count[0] += 1
    return tf.layers.dense(t, 3, name="l%d" % count[0])
y = block(block(x))
"""
    ),
    "lambda_with_weights": Case(
        """\
block = lambda t: tf.layers.dense(t, 3)
y = block(x)
"""
    ),
    "doubles": Case(
        """\
def block(t):
    return tf.layers.dense(t, 3)
y = block(tf.placeholder_with_default(np.ones([2, 3]), [2, 3])) if False else x
z = tf.placeholder(tf.float64, [None, 3])
q = block(z)
y = tf.cast(q, tf.float32)
"""
    ),
    "called_by_the_api": Case(
        """\
def block(t):
    return tf.layers.dense(t, 3)
y = tf.cond(tf.reduce_sum(x) > 0, lambda: block(x), lambda: x)
"""
    ),
    "any_number_of_arguments": Case(
        """\
def block(t, **options):
    return tf.layers.dense(t, 3, **options)
y = block(x, use_bias=False)
"""
    ),
    "decorated": Case(
        """\
def loud(f):
    return f
@loud
def block(t):
    return tf.layers.dense(t, 3)
y = block(x)
"""
    ),
    "reused_with_another_argument": Case(
        """\
def net(t, act, reuse=False):
    with tf.variable_scope("net", reuse=reuse):
        return tf.layers.dense(t, 3, activation=act)
y = net(x, tf.nn.relu) + net(x, tf.nn.tanh, True)
"""
    ),
    "name_that_is_not_known": Case(
        """\
import sys
def net(t, scope):
    with tf.variable_scope(scope, reuse=tf.AUTO_REUSE):
        return tf.layers.dense(t, 3, name="out")
y = net(x, "a") + net(x, sys.argv[0][:1])
"""
    ),
    "reuse_that_is_not_known": Case(
        """\
import sys
def net(t, reuse):
    with tf.variable_scope("net", reuse=reuse):
        return tf.layers.dense(t, 3)
y = net(x, len(sys.argv) > 5)
"""
    ),
    "method_called_from_outside": Case(
        """\
class Net(object):
    def network(self, t):
        return tf.layers.dense(t, 3)
    def build(self):
        self.x = tf.placeholder(tf.float32, [None, 3])
        self.y = self.network(self.x)
net = Net()
net.build()
y = net.network(x)
"""
    ),
    "method_that_reads_a_tensor_and_is_called_from_outside": Case(
        """\
class Net(object):
    def network(self, t):
        return tf.layers.dense(t, 3) + self.x
    def build(self):
        self.x = tf.placeholder(tf.float32, [None, 3])
        self.y = self.network(self.x)
net = Net()
net.build()
z = net.network(2 * net.x)
with tf.Session() as s:
    s.run(tf.global_variables_initializer())
    print(s.run(net.y + z, {net.x: [[1, 2, 3]]}))
"""
    ),
    "nobody_calls_it": Case(
        """\
def net(t):
    return tf.layers.dense(t, 3)
y = x * 2
"""
    ),
}


@pytest.fixture(scope="module")
def results():
    return {name: migrate(case.source.encode(), "program.py") for name, case in LAYERS.items()}


@pytest.fixture(scope="module")
def runs(results, tmp_path_factory):
    try:
        interpreter = find_tf2(None)
    except InterpreterError as error:
        pytest.skip(str(error))
    folder = tmp_path_factory.mktemp("layer_functions")
    programs = [Program(written(folder / n, r.output, r.new_files)) for n, r in results.items()]
    return dict(zip(results, run_programs(interpreter, programs)))


@pytest.mark.parametrize("name", LAYERS)
def test_prints_what_tf1_printed(name, results, runs):
    assert "TFM216" in results[name].applied, results[name].diagnostics
    assert runs[name].status == "finished", f"{runs[name].error}\n{results[name].output.decode()}"
    unequal = difference(LAYERS[name].printed, runs[name].stdout)
    assert unequal is None, f"{unequal}\n{results[name].output.decode()}"


@pytest.mark.parametrize("name", LAYERS)
def test_output_reads_as_meant(name, results):
    output = results[name].output.decode()
    for text in LAYERS[name].holds:
        assert text in output


@pytest.mark.parametrize("name", LAYERS)
def test_second_run_changes_nothing(name, results):
    assert migrate(results[name].output, "program.py").output == results[name].output


@pytest.mark.parametrize("name", REFUSED)
def test_is_refused_with_a_reason(name):
    result = migrate(REFUSED[name].source.encode(), "program.py")
    assert result.applied in (("TFM900",), ())
    assert {d.rule for d in result.diagnostics} & {"TFM203", "TFM206"}
    assert "TFM990" not in {d.rule for d in result.diagnostics}


_OPS = """\
import tensorflow as tf


def linear(x, size, scope):
    with tf.variable_scope(scope):
        w = tf.get_variable("w", [x.get_shape()[-1], size], initializer=tf.ones_initializer())
        return tf.matmul(x, w)


def double(x):
    return 2 * x
"""
_MAIN = """\
import tensorflow as tf
{imported}

x = tf.placeholder(tf.float32, [None, 2])
y = {linear}({double}({linear}(x, 3, "a")), 1, "b")
with tf.Session() as s:
    s.run(tf.global_variables_initializer())
    print(s.run(y, {{x: [[1, 2]]}}))
"""
IMPORTS = {
    "star": ("from ops import *", "linear", "double", "from ops import *", "a = Linear(3, "),
    "names": (
        "from ops import linear, double as d",
        "linear",
        "d",
        "from ops import Linear, double as d",
        "a = Linear(3, ",
    ),
    "module": ("import ops", "ops.linear", "ops.double", "import ops", "a = ops.Linear(3, "),
}


@pytest.mark.parametrize("form", IMPORTS)
def test_helpers_of_another_file(form, tmp_path):
    imported, linear, double, *holds = IMPORTS[form]
    sources = {
        "main.py": _MAIN.format(imported=imported, linear=linear, double=double).encode(),
        "ops.py": _OPS.encode(),
    }
    outcome = migrate_programs(sources, lambda path: Settings())
    assert set(outcome.results) == set(sources), outcome.findings
    texts = {path: result.output.decode() for path, result in outcome.results.items()}
    assert "class Linear(tf.keras.layers.Layer):" in texts["ops.py"] and "def linear" not in texts["ops.py"]
    for text in holds:
        assert text in texts["main.py"]
    try:
        interpreter = find_tf2(None)
    except InterpreterError as error:
        pytest.skip(str(error))
    path = written(tmp_path / form, outcome.results["main.py"].output, [("ops.py", texts["ops.py"])])
    (run,) = run_programs(interpreter, [Program(path)])
    assert run.stdout == "[[18.]]\n", run.error
