"""Small TF1 programs, one for each form in which scripts build, fetch, feed and drive a graph.

The names say the form; each program prints what it computes. `tests/data/engine_forms.json` holds what real
TF 1.15 printed for each (see `record_engine_forms.py`). Programs must print the same on every run: they draw
nothing, or draw in the equal world of `tf2migrate.verification.worlds`.
"""

from __future__ import annotations

from class_programs import CLASSES
from compiled_programs import COMPILED
from comprehension_programs import COMPREHENSIONS
from course_programs import COURSES
from fed_programs import FED
from group_programs import GROUPS
from helper_programs import HELPERS
from idiom_programs import IDIOMS
from input_programs import INPUTS
from once_wrong_programs import ONCE_WRONG
from partial_programs import PARTIALS
from policy_programs import POLICIES
from reader_programs import READERS
from scope_programs import SCOPES
from slim_programs import SLIM
from text_programs import TEXTS
from tutorial_programs import TUTORIALS

from tf2migrate.rules import lowerings

_HEAD = """\
import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2])
y = tf.placeholder(tf.float32, [None, 1])
w = tf.Variable([[0.5], [-0.25]])
b = tf.Variable(0.1)
out = tf.matmul(x, w) + b
loss = tf.reduce_mean(tf.square(out - y))
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
xs = np.array([[1, 2], [3, 4], [-1, 0.5]], np.float32)
ys = np.array([[1], [2], [3]], np.float32)
"""


def _driven(driver: str) -> str:
    """A program with the graph above, `x y w b out loss train`, and this driver under an open session."""
    lines = "".join("    " + line + "\n" if line else "\n" for line in driver.strip("\n").split("\n"))
    return _HEAD + "\nwith tf.Session() as sess:\n    sess.run(tf.global_variables_initializer())\n" + lines


# Fetches

FETCHES = {
    "name": _driven("""
print(sess.run(loss, {x: xs, y: ys}))
value = sess.run(loss, feed_dict={x: xs, y: ys})
print(value, type(value), value.dtype)
"""),
    "list_literal": _driven("""
_, value = sess.run([train, loss], {x: xs, y: ys})
print(value)
a, c, d = sess.run([out, loss, b], {x: xs, y: ys})
print(a, c, d)
"""),
    "one_element_list": _driven("""
values = sess.run([loss], {x: xs, y: ys})
print(type(values), len(values), values[0])
print(sess.run([loss], {x: xs, y: ys})[0])
(single,) = sess.run([loss], {x: xs, y: ys})
print(single)
[other] = sess.run([out], {x: xs})
print(other)
"""),
    "name_of_a_list": _driven("""
fetches = [train, loss, out]
for step in range(3):
    _, value, shown = sess.run(fetches, {x: xs, y: ys})
    print(step, value, shown.ravel())
values = sess.run(fetches, {x: xs, y: ys})
print(values[0], values[1], values[2].shape)
"""),
    "list_that_grows": _driven("""
fetches = [loss]
fetches.append(out)
fetches += [b]
print([np.shape(value) for value in sess.run(fetches, {x: xs, y: ys})])
"""),
    "list_concatenation": _driven("""
scores = [out, loss]
print([np.shape(value) for value in sess.run([b] + scores, {x: xs, y: ys})])
_, first, second = sess.run([train] + scores, {x: xs, y: ys})
print(first.ravel(), second)
"""),
    "starred_list": _driven("""
scores = [out, loss]
print([np.shape(value) for value in sess.run([b, *scores], {x: xs, y: ys})])
first, *rest = sess.run([b, *scores], {x: xs, y: ys})
print(first, len(rest), rest[1])
"""),
    "comprehension": _driven("""
powers = [out ** n for n in range(1, 4)]
for value in sess.run([p + 1 for p in powers], {x: xs}):
    print(value.ravel())
print([sess.run(p, {x: xs[:1]}).ravel() for p in powers])
"""),
    "subscript": _driven("""
ops = {"loss": loss, "out": out}
layers = [x, out]
print(sess.run(ops["loss"], {x: xs, y: ys}), sess.run(layers[-1], {x: xs}).ravel())
print(sess.run([ops["out"], ops["loss"]], {x: xs, y: ys})[1])
"""),
    "slice_of_a_tensor": _driven("""
print(sess.run(out[0], {x: xs}), sess.run(out[:, 0], {x: xs}), sess.run(w[0, 0]))
"""),
    "inline_expression": _driven("""
print(sess.run(tf.argmax(out, 0), {x: xs}))
print(sess.run(tf.reduce_max(out) - tf.reduce_min(out), {x: xs}), sess.run(out * 2, {x: xs}).ravel())
print(sess.run(w * 2 + b).ravel(), sess.run(tf.constant(3) + 4))
"""),
    "inline_assignment": _driven("""
print(sess.run(b.assign(2.5)), sess.run(b), sess.run(tf.assign_add(b, 1.0)), b.eval())
sess.run(w.assign(tf.zeros([2, 1])))
print(sess.run(w).ravel(), sess.run(loss, {x: xs, y: ys}))
sess.run([b.assign_sub(0.5), w.assign_add([[1.0], [2.0]])])
print(sess.run([b, w])[0], w.eval().ravel())
"""),
    "nested_list": _driven("""
values = sess.run([loss, [out, b]], {x: xs, y: ys})
print(values[0], values[1][0].ravel(), values[1][1])
a, (c, d) = sess.run([loss, (out, b)], {x: xs, y: ys})
print(a, c.ravel(), d)
"""),
    "dict": _driven("""
values = sess.run({"loss": loss, "b": b}, {x: xs, y: ys})
print(values["loss"], values["b"], sorted(values))
"""),
    "named_tuple": _driven("""
import collections
Fetched = collections.namedtuple("Fetched", "loss out")
values = sess.run(Fetched(loss, out), {x: xs, y: ys})
print(values.loss, values.out.ravel())
"""),
    "by_tensor_name": _driven("""
print(sess.run(loss.name, {x: xs, y: ys}))
"""),
    "variable_with_its_update": _driven("""
for step in range(2):
    _, weights, bias, value = sess.run([train, w, b, loss], {x: xs, y: ys})
    print(weights.ravel(), bias, value)
"""),
    "values_before_the_update": _driven("""
for step in range(3):
    before, _, prediction = sess.run([loss, train, out], {x: xs, y: ys})
    after = sess.run(loss, {x: xs, y: ys})
    print(before, after, prediction.ravel())
"""),
    "discarded": _driven("""
sess.run(train, {x: xs, y: ys})
_ = sess.run([train, loss], {x: xs, y: ys})
_, _ = sess.run([train, loss], {x: xs, y: ys})
sess.run([loss, out], {x: xs, y: ys})
sess.run(b.assign_add(1.0))
sess.run([train], feed_dict={x: xs, y: ys})
print(sess.run(w).ravel(), sess.run(b))
"""),
    "result_of_a_train_op": _driven("""
result = sess.run(train, {x: xs, y: ys})
print(result, sess.run([train], {x: xs, y: ys}), sess.run([train, loss], {x: xs, y: ys})[0])
"""),
    "conditional_expression": _driven("""
for deep in (False, True):
    print(sess.run(out if deep else loss, {x: xs, y: ys}))
"""),
    "in_a_condition": _driven("""
steps = 0
while sess.run(loss, {x: xs, y: ys}) > 1.0 and steps < 20:
    sess.run(train, {x: xs, y: ys})
    steps += 1
if sess.run(b) > 0.2:
    print("grown", steps)
print("small" if sess.run(loss, {x: xs, y: ys}) < 2 else "large")
"""),
    "in_larger_expressions": _driven("""
total = 0.0
total += sess.run(loss, {x: xs, y: ys})
total = total + 2 * sess.run(b)
results = []
results.append(sess.run(out, {x: xs}))
print(total, results[0].sum(), np.sqrt(sess.run(loss, {x: xs, y: ys})), max(sess.run(out, {x: xs})[:, 0]))
print("%.3f %s" % (sess.run(b), sess.run(w).shape), "{:.4f}".format(sess.run(loss, {x: xs, y: ys})))
print(f"{sess.run(b):.3f} {sess.run(b)}", str(sess.run(b)), [1, 2, 3][int(sess.run(tf.constant(1)))])
print(sess.run(out, {x: xs}).mean(), sess.run(out, {x: xs}).T, -sess.run(b), not sess.run(b > 5))
assert sess.run(loss, {x: xs, y: ys}) > 0, "positive"
"""),
    "in_a_comprehension": _driven("""
print([sess.run(out, {x: [row]})[0, 0] for row in xs])
print({n: float(sess.run(loss, {x: xs[:n], y: ys[:n]})) for n in (1, 2, 3)})
print(sum(sess.run(out, {x: [row]})[0, 0] for row in xs if row[0] > 0))
"""),
    "chained_and_item_targets": _driven("""
first = second = sess.run(loss, {x: xs, y: ys})
table = {}
table["loss"], rows = sess.run([loss, out], {x: xs, y: ys})
history = np.zeros(3)
for step in range(3):
    _, history[step] = sess.run([train, loss], {x: xs, y: ys})
print(first, second, table["loss"], rows.ravel(), history)
"""),
    "looped_over": _driven("""
for value in sess.run([w, b]):
    print(value)
for row in sess.run(out, {x: xs}):
    print(row)
for index, value in enumerate(sess.run(out, {x: xs})[:, 0]):
    print(index, value)
"""),
    "result_is_changed": _driven("""
weights = sess.run(w)
weights[0, 0] = 9.0
print(weights.ravel(), sess.run(w).ravel())
value, rows = sess.run([loss, out], {x: xs, y: ys})
rows[0] = 7.0
print(rows.ravel(), value)
value, rows = sess.run([loss, out], {x: xs, y: ys})
rows += 1
print(rows.ravel())
"""),
    "formatted_results": _driven("""
_, value, rows, bias = sess.run([train, loss, out, b], {x: xs, y: ys})
print("%8s|" % bias)
print("%5.2f %i %d" % (value, value, bias * 10))
print("%s" % value, "%r" % bias.shape.__len__(), "{}".format(value), "{0:.2f} {1:>8}".format(value, bias))
print("loss", value, "out", rows.ravel(), f"{value:.3f} {bias}", "{:10.3f}|".format(bias))
"""),
    "padded_format": _driven("""
value, bias = sess.run([loss, b], {x: xs, y: ys})
print("%-12s|%12s" % (value, bias))
"""),
    "strings_and_bools": """\
import tensorflow as tf
text = tf.constant("hello")
word = tf.placeholder(tf.string)
with tf.Session() as session:
    print(session.run(text), session.run([text, tf.constant([True, False])]))
    print(session.run(tf.string_join([text, word], " "), {word: "world"}))
    print(session.run(tf.equal(word, "a"), {word: ["a", "b"]}), session.run(tf.logical_not(True)))
""",
}

# Feeds

FEEDS = {
    "literal_positional_and_keyword": _driven("""
print(sess.run(out, {x: [[1, 2]]}), sess.run(out, feed_dict={x: [(1.0, 2.0)]}))
print(sess.run(fetches=out, feed_dict={x: xs[:1]}))
"""),
    "variable": _driven("""
feed = {x: xs, y: ys}
print(sess.run(loss, feed), sess.run(loss, feed_dict=feed))
sess.run(train, feed)
print(sess.run([loss, out], feed)[0], sess.run(out, feed).ravel())
"""),
    "updated_later": _driven("""
feed = {x: xs}
print(sess.run(out, feed).ravel())
feed[y] = ys
print(sess.run(loss, feed))
feed[x] = xs * 2
feed.update({y: ys + 1})
print(sess.run(loss, feed))
"""),
    "updated_in_a_loop": _driven("""
feed = {}
for step in range(3):
    feed[x] = xs + step
    feed[y] = ys
    _, value = sess.run([train, loss], feed)
    print(value)
"""),
    "several_dicts": _driven("""
train_feed = {x: xs[:2], y: ys[:2]}
test_feed = {x: xs[2:], y: ys[2:]}
for step in range(2):
    sess.run(train, feed_dict=train_feed)
    print(sess.run(loss, train_feed), sess.run(loss, test_feed))
for name, feed in [("train", train_feed), ("test", test_feed)]:
    print(name, sess.run(loss, feed))
"""),
    "built_by_a_function": _driven("""
def batch(n):
    return {x: xs[:n], y: ys[:n]}

for n in (1, 2, 3):
    print(sess.run(loss, feed_dict=batch(n)))
"""),
    "dict_call_and_copy": _driven("""
feed = dict({x: xs})
full = dict(feed)
full[y] = ys
print(sess.run(loss, full), sess.run(out, feed).ravel())
print(sess.run(loss, {**feed, y: ys * 2}))
"""),
    "more_than_needed": _driven("""
print(sess.run(out, {x: xs, y: ys}).ravel(), sess.run(b, {x: xs}))
"""),
    "conditional": _driven("""
for flag in (True, False):
    print(sess.run(out, {x: xs} if flag else {x: xs + 1}).ravel())
    print(sess.run(out, {x: xs if flag else xs * 2}).ravel())
"""),
    "none": _driven("""
print(sess.run(b, None), sess.run(w, feed_dict=None).ravel(), sess.run(b, feed_dict={}))
"""),
    "zip_of_placeholders": _driven("""
print(sess.run(loss, {p: v for p, v in zip([x, y], [xs, ys])}))
print(sess.run(loss, dict(zip((x, y), (xs, ys)))))
"""),
    "swapped_order_with_calls": _driven("""
rng = np.random.RandomState(0)
for step in range(2):
    _, value = sess.run([train, loss], {y: rng.rand(2, 1), x: rng.rand(2, 2)})
    print(value)
"""),
    "result_of_another_run": _driven("""
hidden = sess.run(out, {x: xs})
print(sess.run(loss, {x: xs, y: hidden + 1}), sess.run(loss, {x: xs, y: sess.run(out, {x: xs * 2})}))
"""),
    "same_placeholder_twice": _driven("""
print(sess.run(out, {x: xs, x: xs * 3}).ravel())
"""),
    "not_a_placeholder": _driven("""
print(sess.run(loss, {out: ys + 0.5, y: ys}), sess.run(tf.reduce_sum(out * 2), {out: [[1.0], [2.0]]}))
print(sess.run(loss, {x: xs, y: ys}))
"""),
    "a_variable": _driven("""
print(sess.run(out, {x: xs, b: 100.0}).ravel(), sess.run(b))
"""),
    "rebound_name_fed": """\
import tensorflow as tf
x = tf.placeholder(tf.float32, [None])
x = x / 2.0
y = x + 1
with tf.Session() as sess:
    print(sess.run(y, feed_dict={x: [3.0, 4.0]}))
""",
    "rebound_name_fed_both": """\
import tensorflow as tf
inp = tf.placeholder(tf.float32, [None])
x = inp / 2.0
x = x * 10
y = x + 1
with tf.Session() as sess:
    print(sess.run(y, feed_dict={x: [3.0, 4.0]}), sess.run(y, feed_dict={inp: [3.0, 4.0]}))
""",
    "default": """\
import tensorflow as tf
scale = tf.placeholder_with_default(2.0, shape=[])
keep = tf.placeholder_with_default(tf.constant(1.0), [], name="keep")
p = tf.placeholder("float", name="p")
r = p * scale + keep
with tf.Session() as sess:
    print(sess.run(r, {p: 3}), sess.run(r, {p: 3, scale: 10}), sess.run(r, {p: 1, scale: 0.5, keep: 0}))
    print(sess.run(scale))
""",
    "list_of_placeholders": """\
import tensorflow as tf
ins = [tf.placeholder(tf.float32, [], name="in%d" % n) for n in range(3)]
total = tf.add_n(ins)
with tf.Session() as sess:
    print(sess.run(total, {ins[0]: 1, ins[1]: 2, ins[2]: 3}))
    print(sess.run(total, {p: n for n, p in enumerate(ins)}))
""",
    "unequal_batches": _driven("""
for n in (3, 1, 2):
    print(sess.run(out, {x: xs[:n]}).ravel())
"""),
    "scalar_and_unknown_shape": """\
import numpy as np
import tensorflow as tf
any_shape = tf.placeholder(tf.float32)
half = tf.placeholder(tf.float32, shape=(None, None))
fixed = tf.placeholder(dtype=tf.int32, shape=())
s = tf.reduce_sum(any_shape)
with tf.Session() as sess:
    for v in (1, [1, 2], np.ones((2, 2, 2))):
        print(sess.run(s, {any_shape: v}))
    print(sess.run(half * 2, {half: [[1, 2, 3]]}), sess.run(tf.range(fixed), {fixed: 4}))
    print(sess.run(tf.shape(half), {half: np.ones((2, 5))}))
""",
    "none_shape_argument": """\
import tensorflow as tf
a = tf.placeholder(tf.float32, None)
b = tf.placeholder(tf.float32, shape=None, name="b")
c = tf.placeholder(shape=[2], dtype=tf.float32)
with tf.Session() as sess:
    print(sess.run(a + b, {a: 1, b: [2, 3]}), sess.run(c - 1, feed_dict={c: (1, 2)}))
""",
}

# Sessions, graphs, drivers

SESSIONS = {
    "closed_by_hand": _HEAD
    + """
sess = tf.Session()
init = tf.global_variables_initializer()
sess.run(init)
for epoch in range(3):
    _, cost = sess.run([train, loss], feed_dict={x: xs, y: ys})
    print("Epoch: %02d cost=%.6f" % (epoch + 1, cost))
print("W:", sess.run(w), "b:", sess.run(b))
sess.close()
""",
    "interactive": _HEAD
    + """
sess = tf.InteractiveSession()
tf.global_variables_initializer().run()
for _ in range(3):
    train.run(feed_dict={x: xs, y: ys})
    print(loss.eval({x: xs, y: ys}), out.eval(feed_dict={x: xs}).ravel())
print(w.eval().ravel(), b.eval(), tf.reduce_sum(w).eval())
""",
    "eval_with_session": _HEAD
    + """
session = tf.Session()
init = tf.initialize_all_variables()
init.run(session=session)
train.run({x: xs, y: ys}, session)
print(loss.eval({x: xs, y: ys}, session), b.eval(session=session), w.eval(session).ravel())
session.close()
""",
    "as_default": _HEAD
    + """
sess = tf.Session()
with sess.as_default():
    tf.global_variables_initializer().run()
    train.run(feed_dict={x: xs, y: ys})
    print(loss.eval(feed_dict={x: xs, y: ys}), tf.get_default_session().run(b))
""",
    "config": _HEAD
    + """
config = tf.ConfigProto(allow_soft_placement=True, log_device_placement=False)
config.gpu_options.allow_growth = True
gpu_options = tf.GPUOptions(per_process_gpu_memory_fraction=0.4)
with tf.Session(config=config) as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(loss, {x: xs, y: ys}))
with tf.Session(config=tf.ConfigProto(gpu_options=gpu_options, intra_op_parallelism_threads=1)) as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(b))
""",
    "own_graph": """\
import tensorflow as tf
graph = tf.Graph()
with graph.as_default():
    p = tf.placeholder(tf.float32, [])
    v = tf.Variable(2.0)
    r = p * v
    init = tf.global_variables_initializer()
with tf.Session(graph=graph) as sess:
    sess.run(init)
    print(sess.run(r, {p: 3}))
""",
    "graph_and_session_in_one": """\
import tensorflow as tf
with tf.Graph().as_default():
    p = tf.placeholder(tf.float32, [])
    v = tf.Variable(2.0)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        print(sess.run(p * v, {p: 3}))
with tf.Graph().as_default(), tf.Session() as sess:
    q = tf.placeholder(tf.float32, [])
    print(sess.run(q + 1, {q: 3}))
""",
    "two_graphs": """\
import tensorflow as tf
g1 = tf.Graph()
with g1.as_default():
    a = tf.Variable(1.0, name="a")
    up = a.assign_add(1.0)
    init1 = tf.global_variables_initializer()
g2 = tf.Graph()
with g2.as_default():
    c = tf.Variable(10.0, name="a")
    down = c.assign_sub(1.0)
    init2 = tf.global_variables_initializer()
s1, s2 = tf.Session(graph=g1), tf.Session(graph=g2)
s1.run(init1)
s2.run(init2)
for _ in range(2):
    print(s1.run(up), s2.run(down))
print(s1.run(a), s2.run(c))
""",
    "two_sessions_start_anew": _HEAD
    + """
init = tf.global_variables_initializer()
with tf.Session() as sess:
    sess.run(init)
    sess.run(train, {x: xs, y: ys})
    print(sess.run(b))
with tf.Session() as sess:
    sess.run(init)
    print(sess.run(b), sess.run(w).ravel())
""",
    "graph_built_in_the_function": """\
import tensorflow as tf


def fit(rate):
    tf.reset_default_graph()
    v = tf.Variable(3.0)
    loss = tf.square(v)
    train = tf.train.GradientDescentOptimizer(rate).minimize(loss)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for _ in range(2):
            sess.run(train)
        return sess.run([v, loss])


for rate in (0.1, 0.2):
    print(rate, fit(rate))
""",
    "main_guard": """\
import tensorflow as tf


def main():
    p = tf.placeholder(tf.float32, [2])
    r = tf.reduce_sum(p)
    with tf.Session() as sess:
        print(sess.run(r, feed_dict={p: [1, 2]}))


if __name__ == "__main__":
    main()
""",
    "main_with_argument": """\
import tensorflow as tf


def main(_):
    v = tf.Variable(1.0)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        print(sess.run(v))


if __name__ == "__main__":
    tf.app.run()
""",
    "session_given_to_a_function": _HEAD
    + """
def evaluate(session, data):
    return session.run(loss, {x: data, y: ys})


def step(sess, n):
    for _ in range(n):
        sess.run(train, feed_dict={x: xs, y: ys})


with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(evaluate(sess, xs))
    step(sess, 3)
    print(evaluate(sess, xs), evaluate(sess, xs * 2))
""",
    "global_session": _HEAD
    + """
sess = tf.Session()
sess.run(tf.global_variables_initializer())


def accuracy(data):
    global last
    last = sess.run(loss, {x: data, y: ys})
    return last


last = None
print(accuracy(xs), last)
sess.run(train, {x: xs, y: ys})
print(accuracy(xs), last)
""",
    "tensors_given_to_a_function": _HEAD
    + """
def show(sess, tensor, feed):
    print(sess.run(tensor, feed_dict=feed))


with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    show(sess, loss, {x: xs, y: ys})
    show(sess, b, {})
""",
    "nodes_after_the_session": _driven("""
sess.run(train, {x: xs, y: ys})
correct = tf.equal(tf.round(out), y)
accuracy = tf.reduce_mean(tf.cast(correct, tf.float32))
print(accuracy.eval({x: xs, y: ys}), sess.run(accuracy, feed_dict={x: xs, y: ys}))
"""),
    "nodes_made_in_the_loop": _driven("""
for step in range(3):
    shifted = out + step
    print(sess.run(tf.reduce_sum(shifted), {x: xs}))
"""),
    "try_finally": _HEAD
    + """
sess = tf.Session()
try:
    sess.run(tf.global_variables_initializer())
    print(sess.run(loss, {x: xs, y: ys}))
except tf.errors.OutOfRangeError:
    print("out of range")
finally:
    sess.close()
""",
    "import_forms": """\
from __future__ import print_function
import tensorflow
from tensorflow import Session, placeholder, float32 as real
from tensorflow.python.framework import ops
import tensorflow.compat.v1 as tf1

p = placeholder(real, [])
v = tf1.get_variable("v", [], initializer=tensorflow.constant_initializer(2.0))
with Session() as s:
    s.run(tensorflow.global_variables_initializer())
    print(s.run(p * v, {p: 4}))
""",
    "alias_of_a_module": """\
import tensorflow as T
t = T.train
layers = T.layers
v = T.Variable([1.0, 2.0], name="v")
cost = T.reduce_sum(v * v)
step = t.AdamOptimizer(learning_rate=0.1).minimize(cost)
with T.Session() as S:
    S.run(T.global_variables_initializer())
    for i in range(2):
        S.run(step)
    print(S.run(v))
""",
    "session_graph_and_names": """\
import tensorflow as tf
a = tf.constant(1.0, name="a")
v = tf.Variable(2.0, name="weights")
u = tf.Variable(3.0, name="weights")
with tf.variable_scope("net"):
    k = tf.get_variable("kernel", [2], initializer=tf.zeros_initializer())
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for t in (v, u, k):
        print(t.name, sess.run(t))
""",
    "trainable_names": """\
import tensorflow as tf
w = tf.Variable(tf.ones([2, 3]), name="w")
with tf.name_scope("layer"):
    b = tf.Variable(tf.zeros([3]), name="b")
for v in tf.trainable_variables():
    print(v.name, v.get_shape().as_list(), v.shape)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for v in tf.trainable_variables():
        print(v.name, sess.run(v).sum())
""",
}

# Names, Python code around the graph

NAMES = {
    "result_replaces_the_node": """\
import tensorflow as tf
p = tf.placeholder(tf.float32, [2])
total = tf.reduce_sum(p)
mean = tf.reduce_mean(p)
with tf.Session() as sess:
    total, mean = sess.run([total, mean], {p: [1, 2]})
    print(total, mean)
    p = [5, 6]
    print(p)
""",
    "rebound_while_built": """\
import tensorflow as tf
x = tf.placeholder(tf.float32, [None])
h = x
for n in range(3):
    h = h * 2 + n
first = h
h = tf.reduce_sum(h)
h = -h
with tf.Session() as sess:
    print(sess.run(h, {x: [1, 2]}), sess.run(first, {x: [1, 2]}))
""",
    "old_version_kept": """\
import tensorflow as tf
x = tf.placeholder(tf.float32, [])
y = x + 1
z = y * 2
y = y * 100
with tf.Session() as sess:
    print(sess.run(z, {x: 1}), sess.run(y, {x: 1}), sess.run([z, y], {x: 2}))
""",
    "python_value_rebound_later": """\
import tensorflow as tf
scale = 2.0
x = tf.placeholder(tf.float32, [])
y = x * scale
scale = 100.0
z = x + scale
with tf.Session() as sess:
    print(sess.run(y, {x: 1}), sess.run(z, {x: 1}))
    scale = 7.0
    print(sess.run(y, {x: 1}), sess.run(z, {x: 1}), scale)
""",
    "python_value_changed_in_the_loop": """\
import tensorflow as tf
rate = 0.5
x = tf.placeholder(tf.float32, [])
y = x * rate
with tf.Session() as sess:
    for step in range(3):
        print(sess.run(y, {x: 1}), rate)
        rate *= 0.1
""",
    "list_changed_after_construction": """\
import tensorflow as tf
sizes = [1.0, 2.0]
x = tf.placeholder(tf.float32, [])
y = x * sizes[0] + len(sizes)
sizes.append(3.0)
sizes[0] = 50.0
with tf.Session() as sess:
    print(sess.run(y, {x: 1}), sizes)
""",
    "array_changed_after_construction": """\
import numpy as np
import tensorflow as tf
table = np.ones(3, np.float32)
x = tf.placeholder(tf.float32, [])
y = x * table
c = tf.constant(table)
table[0] = 50
with tf.Session() as sess:
    print(sess.run(y, {x: 1}), sess.run(c))
    table[1] = 70
    print(sess.run(y, {x: 1}), sess.run(c))
""",
    "counter_while_built": """\
import tensorflow as tf
count = 0
made = []


def dense(t, k):
    global count
    count += 1
    made.append(k)
    return t * k


x = tf.placeholder(tf.float32, [])
h = dense(dense(x, 2.0), 3.0)
print(count, made)
with tf.Session() as sess:
    for v in (1, 2):
        print(sess.run(h, {x: v}), count, made)
""",
    "print_while_built": """\
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 4])
h = x
for n in range(2):
    print("layer", n)
    h = h + n
print("built")
with tf.Session() as sess:
    for v in range(2):
        print(sess.run(h, {x: [[v] * 4]}))
""",
    "python_random_while_built": """\
import random
import numpy as np
import tensorflow as tf
random.seed(1)
x = tf.placeholder(tf.float32, [])
h = x
for n in range(2):
    h = h * random.choice([2.0, 3.0, 5.0]) + np.random.rand()
with tf.Session() as sess:
    first, second = sess.run(h, {x: 1}), sess.run(h, {x: 1})
    print(first == second, first, random.random(), np.random.rand())
    print(sess.run(h + 1, {x: 1}) - 1 == first)
""",
    "numpy_draw_is_a_constant": """\
import numpy as np
import tensorflow as tf
x = tf.placeholder(tf.float32, [2])
y = x + np.random.rand(2).astype(np.float32)
z = x * tf.constant(np.random.rand(2), tf.float32)
with tf.Session() as sess:
    a, c = sess.run([y, z], {x: [1, 2]})
    d = sess.run(y, {x: [1, 2]})
    e = sess.run(z, {x: [1, 2]})
    print(a, c, np.array_equal(a, d), np.array_equal(c, e))
""",
    "time_and_files_while_built": """\
import itertools
import tensorflow as tf
numbers = itertools.count(1)
x = tf.placeholder(tf.float32, [])
y = x * next(numbers)
z = x * next(numbers)
with tf.Session() as sess:
    print(sess.run([y, z], {x: 1}), sess.run(z, {x: 1}), sess.run(y, {x: 1}), next(numbers))
""",
    "helper_functions": '''\
import tensorflow as tf


def affine(t, k=2.0, *, shift=0.0):
    """Scale and shift."""
    return t * k + shift


def twice(f, t):
    return f(f(t))


x = tf.placeholder(tf.float32, [None])
square = lambda t: t * t
y = affine(x, shift=1.0)
z = twice(square, y) + affine(y, k=3.0)
with tf.Session() as sess:
    print(sess.run(z, {x: [0.5, 1.0]}), sess.run(affine(z), {x: [1.0]}))
''',
    "helper_reads_globals": """\
import tensorflow as tf
x = tf.placeholder(tf.float32, [2])
w = tf.Variable([2.0, 3.0])


def score():
    return tf.reduce_sum(x * w)


def penalty(k):
    return k * tf.reduce_sum(w) + score()


total = score() + penalty(0.1)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(total, {x: [1, 1]}), sess.run(penalty(1.0), {x: [1, 0]}))
""",
    "shapes_in_python": """\
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 3, 2])
shape = x.get_shape().as_list()
size = int(x.shape[1]) * x.get_shape()[2].value
flat = tf.reshape(x, [-1, size])
n = tf.shape(x)[0]
w = tf.Variable(tf.ones([size, 1]))
y = tf.matmul(flat, w) + tf.cast(n, tf.float32)
print(shape, size)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {x: [[[1, 2], [3, 4], [5, 6]]]}))
""",
    "weights_in_dicts_and_lists": """\
import tensorflow as tf
weights = {"h1": tf.Variable(tf.ones([2, 3])), "out": tf.Variable(tf.ones([3, 1]) * 0.5)}
biases = {"b1": tf.Variable(tf.zeros([3])), "out": tf.Variable(tf.zeros([1]))}
x = tf.placeholder("float", [None, 2])
layers = [x]
layers.append(tf.nn.relu(tf.matmul(layers[-1], weights["h1"]) + biases["b1"]))
layers.append(tf.matmul(layers[-1], weights["out"]) + biases["out"])
cost = tf.reduce_sum(tf.square(layers[-1] - 1))
opt = tf.train.MomentumOptimizer(0.01, 0.9).minimize(cost)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        _, c = sess.run([opt, cost], {x: [[1, 2]]})
        print(c)
    print(sess.run(weights["out"]).ravel(), sess.run(biases)["b1"], sess.run(list(weights.values()))[0])
""",
    "weights_in_a_loop": """\
import tensorflow as tf
sizes = [2, 4, 3, 1]
ws, bs = [], []
x = tf.placeholder(tf.float32, [None, 2])
h = x
for i, (n, m) in enumerate(zip(sizes[:-1], sizes[1:])):
    ws.append(tf.Variable(tf.ones([n, m]) * 0.3, name="w%d" % i))
    bs.append(tf.Variable(tf.zeros([m])))
    h = tf.matmul(h, ws[i]) + bs[-1]
    if i < 2:
        h = tf.nn.tanh(h)
cost = tf.reduce_mean(tf.square(h - 2.0)) + 0.01 * sum(tf.nn.l2_loss(v) for v in ws)
train = tf.train.AdamOptimizer(0.05).minimize(cost)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        print(sess.run([train, cost], {x: [[1, 2], [3, 4]]})[1])
    print([v.sum() for v in sess.run(ws)], sess.run(bs[2]))
""",
    "variables_made_in_the_loop_without_a_name": """\
import tensorflow as tf
h = tf.placeholder(tf.float32, [None, 2], name="input")
x = h
for n in range(2):
    k = tf.Variable(tf.eye(2) * (n + 1))
    h = tf.matmul(h, k)
train = tf.train.GradientDescentOptimizer(0.1).minimize(tf.reduce_sum(h * h))
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    sess.run(train, {x: [[1, 2]]})
    print(sess.run(h, {x: [[1, 2]]}), sess.run(k))
""",
    "local_names_like_graph_names": _HEAD
    + """
def average(x, y):
    loss = np.mean(x) + np.mean(y)
    return loss


with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for a, c in zip(xs, ys):
        w_value = sess.run(out, {x: [a]})
        print(average(w_value, c))
    print([y for y in (1, 2)], (lambda x: x + 1)(2))
""",
    "taken_names": """\
import tensorflow as tf
tape = "tape"
gradients = [1]
variables = {"a": 1}
optimizer = "sgd"
train_step = 5
v = tf.Variable(1.0)
loss = v * v
op = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
compute_loss = 3
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    sess.run(op)
    print(sess.run(loss), tape, gradients, variables, optimizer, train_step, compute_loss, sess.run(v))
""",
    "builtins_shadowed": """\
import tensorflow as tf
list = tf.constant([1.0, 2.0])
input = tf.placeholder(tf.float32, [2])
sum = tf.reduce_sum(list * input)
max = tf.reduce_max(list * input)
with tf.Session() as sess:
    print(sess.run(sum, {input: [3, 4]}), sess.run([sum, max], {input: [3, 4]}))
    a, b = sess.run([sum, max], {input: [1, 2]})
    print(a, b)
""",
    "deleted_and_conditional": """\
import tensorflow as tf
USE_BIAS = True
DEEP = 0
x = tf.placeholder(tf.float32, [None])
y = x * 2
if USE_BIAS:
    y = y + 1
else:
    y = y - 1
if DEEP > 1:
    y = y * y
elif DEEP == 0:
    z = tf.reduce_sum(y)
temporary = y * 3
result = temporary + 1
del temporary
with tf.Session() as sess:
    print(sess.run(y, {x: [1]}), sess.run(result, {x: [1]}), sess.run(z, {x: [1, 2]}))
""",
    "python_arithmetic_on_nodes": """\
import tensorflow as tf
a = tf.placeholder(tf.int32)
b = tf.placeholder(tf.int32)
f = tf.placeholder(tf.float32)
with tf.Session() as sess:
    feed = {a: 7, b: -2, f: 2.5}
    print(sess.run([a + b, a - b, a * b, a // b, a % b, -a, abs(b)], feed))
    print(sess.run(a / b, feed), sess.run(f ** 2, feed), sess.run(2 / f, feed), sess.run(5 // f, feed))
    print(sess.run(f > 2, feed))
    print(sess.run(a > b, feed), sess.run((a > b) & (b > a), feed), sess.run(~(a > b), feed))
    print(sess.run(tf.div(a, b), feed), sess.run(tf.mod(a, b), feed), sess.run(tf.div(f, 2.0), feed))
""",
    "variables_of_layers_listed": """\
import numpy as np
import tensorflow as tf

def describe():
    total = 0
    for variable in tf.trainable_variables():
        print(variable.op.name, variable.get_shape().as_list())
        total += int(np.prod(variable.get_shape().as_list()))
    print("parameters", total)

x = tf.placeholder(tf.float32, [None, 4])
h = tf.layers.dense(x, 5, activation=tf.nn.relu, name="hidden")
h = tf.layers.batch_normalization(h, name="norm")
out = tf.layers.dense(h, 3, use_bias=False)
describe()
print([v.name for v in tf.trainable_variables()], len(tf.trainable_variables()))
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(tf.shape(out), {x: np.ones([2, 4])}))
""",
    "variables_counted_by_a_helper": """\
import numpy as np
import tensorflow as tf

def count():
    return sum(int(np.prod(v.get_shape().as_list())) for v in tf.trainable_variables())

def main():
    x = tf.placeholder(tf.float32, [None, 4])
    w = tf.Variable(tf.ones([4, 2]), name="w")
    b = tf.Variable(tf.zeros([2]), trainable=False)
    out = tf.matmul(x, w) + b
    print("parameters", count())
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        print(sess.run(out, {x: np.ones([1, 4])}))

main()
""",
    "variables_analyzed": """\
import tensorflow as tf
import tensorflow.contrib.slim as slim

def show_all_variables():
    model_vars = tf.trainable_variables()
    slim.model_analyzer.analyze_vars(model_vars, print_info=True)

x = tf.placeholder(tf.float32, [None, 6, 6, 2])
with tf.variable_scope("net"):
    h = slim.conv2d(x, 4, [3, 3], scope="conv")
    h = tf.contrib.layers.batch_norm(h, scale=True, is_training=False, scope="norm")
    h = tf.contrib.layers.batch_norm(h, scale=True, is_training=False, updates_collections=None, scope="norm_2")
    scale = tf.get_variable("scale", [], initializer=tf.ones_initializer())
    h = tf.contrib.layers.fully_connected(slim.flatten(h), 3, biases_initializer=None, scope="out")
y = h * scale
show_all_variables()
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(tf.shape(y), {x: [[[[1.0, 2.0]] * 6] * 6]}))
""",
    "contrib_weights_chosen_by_name": """\
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 4, 4, 1])
h = tf.contrib.layers.conv2d(x, 2, 3, weights_initializer=tf.ones_initializer(), scope="conv")
out = tf.reduce_sum(h)
weights = [v for v in tf.trainable_variables() if "weights" in v.name]
penalty = tf.add_n([tf.reduce_sum(tf.square(v)) for v in weights])
decay = tf.add_n([tf.nn.l2_loss(v) for v in tf.trainable_variables() if "bias" not in v.name])
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run([out, penalty, decay], {x: [[[[1.0]] * 4] * 4]}))
""",
    "variables_of_one_name": """\
import tensorflow as tf
a = tf.Variable(1.0, name="w")
b = tf.Variable(2.0, name="w")
for v in tf.trainable_variables():
    print(v.name)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(a + b))
""",
    "variables_without_names": """\
import tensorflow as tf
a = tf.Variable(1.0)
b = tf.Variable(2.0)
for v in tf.trainable_variables():
    print(v.name)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(a + b))
""",
    "variables_listed_by_a_helper_of_a_helper": """\
import tensorflow as tf

def names():
    return [v.name for v in tf.trainable_variables()]

def show():
    print(names())

a = tf.Variable(1.0, name="a")
b = tf.Variable(2.0, name="b")
show()
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(a + b))
""",
}

# Effects and their order

EFFECTS = {
    "two_training_ops_of_one_statement": """\
import tensorflow as tf

w, v = tf.Variable(1.0), tf.Variable(1.0)
x = tf.placeholder(tf.float32, [])
first, second = (tf.train.GradientDescentOptimizer(0.1).minimize(tf.square(w * x)),
                 tf.train.GradientDescentOptimizer(0.1).minimize(tf.square(v * x)))
both = tf.group(first, second)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    sess.run(first, {x: 1.0})
    print(sess.run([w, v]))
    sess.run(second, {x: 0.5})
    print(sess.run([w, v]))
    sess.run(both, {x: 1.0})
    print(sess.run([w, v]))
""",
    "gradients_of_one_optimizer_applied_in_parts": """\
import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2])
own = tf.Variable([[0.5], [0.25]])
shared = tf.Variable([0.5])
loss = tf.reduce_mean(tf.square(tf.matmul(x, own) * shared + shared - 1.0))
optimizer = tf.train.AdamOptimizer(0.1)
pairs = optimizer.compute_gradients(loss, [own])
shared_pairs = optimizer.compute_gradients(loss, [shared])
shared_pairs = [(0.5 * p[0], p[1]) for p in shared_pairs]
first, second = optimizer.apply_gradients(pairs), optimizer.apply_gradients(shared_pairs)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        print(sess.run(loss, {x: np.eye(2)}))
        sess.run(first, {x: np.eye(2)})
        sess.run(second, {x: np.eye(2)})
""",
    "activation_of_several": """\
import sys
import numpy as np
import tensorflow as tf

activation = tf.nn.relu if len(sys.argv) < 2 else tf.nn.tanh

def net(x, act):
    return act(tf.layers.dense(x, 2, kernel_initializer=tf.ones_initializer()))

x = tf.placeholder(tf.float32, [None, 2])
y = net(x, activation) + activation(x)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {x: np.arange(4).reshape(2, 2) - 2.0}))
""",
    "module_of_several": """\
import sys
import tensorflow as tf

lib = tf.nn if len(sys.argv) < 2 else tf.math
y = lib.softplus(tf.constant([0.5, -1.0]))
with tf.Session() as sess:
    print(sess.run(y))
""",
    "size_reduced_from_a_shape": """\
import functools
import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2, 3])
shape = x.get_shape().as_list()
flat = tf.reshape(x, [-1, functools.reduce(lambda a, b: a * b, shape[1:])])
with tf.Session() as sess:
    print(sess.run(flat, {x: np.arange(12).reshape(2, 2, 3)}))
""",
    "weights_sized_by_hidden_tensors": """\
import numpy as np
import tensorflow as tf

def encoder(x, units, outputs, keep_prob):
    with tf.variable_scope("encoder"):
        initial = tf.constant_initializer(0.5)
        w0 = tf.get_variable("w0", [x.get_shape()[1], units], initializer=initial)
        b0 = tf.get_variable("b0", [units], initializer=initial)
        h = tf.matmul(x, w0) + b0
        h = tf.nn.dropout(tf.nn.elu(h), keep_prob)
        w1 = tf.get_variable("w1", [h.get_shape()[1], 2 * units], initializer=initial)
        h = tf.nn.tanh(tf.matmul(h, w1))
        wide = int(h.get_shape()[-1])
        wo = tf.get_variable("wo", [h.get_shape()[1].value, outputs], initializer=initial)
        return tf.matmul(h, wo) / wide

x = tf.placeholder(tf.float32, [None, 3])
keep_prob = tf.placeholder(tf.float32)
y = encoder(x, 4, 2, keep_prob)
train = tf.train.GradientDescentOptimizer(0.1).minimize(tf.reduce_mean(tf.square(y - 1.0)))
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(2):
        sess.run(train, {x: np.eye(3), keep_prob: 1.0})
    print(sess.run(y, {x: np.eye(3), keep_prob: 1.0}))
""",
    "assign_op_by_name": """\
import tensorflow as tf
v = tf.Variable(1.0)
up = tf.assign(v, v + 1)
add = tf.assign_add(v, 10.0)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(2):
        print(sess.run(up), sess.run(add), sess.run(v))
    sess.run([up])
    _ = sess.run(add)
    print(v.eval())
""",
    "assign_in_another_expression": """\
import tensorflow as tf
v = tf.Variable(1.0)
shifted = tf.assign_add(v, 1.0) * 10
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(shifted), sess.run(shifted), sess.run(v))
""",
    "initialized_twice": """\
import tensorflow as tf
v = tf.Variable(1.0)
up = v.assign_add(5.0)
init = tf.global_variables_initializer()
with tf.Session() as sess:
    sess.run(init)
    sess.run(up)
    print(sess.run(v))
    sess.run(init)
    print(sess.run(v))
""",
    "initialized_in_a_loop": """\
import tensorflow as tf
v = tf.Variable(1.0)
up = v.assign_add(5.0)
sess = tf.Session()
for trial in range(2):
    sess.run(tf.global_variables_initializer())
    for _ in range(trial + 1):
        sess.run(up)
    print(trial, sess.run(v))
""",
    "initialized_one_by_one": """\
import tensorflow as tf
a = tf.Variable(1.0)
b = tf.Variable(2.0)
with tf.Session() as sess:
    sess.run(a.initializer)
    sess.run(tf.variables_initializer([b]))
    sess.run(a.assign_add(b))
    print(sess.run(a))
    a.initializer.run()
    print(sess.run(a))
""",
    "group": """\
import tensorflow as tf
a = tf.Variable(1.0)
b = tf.Variable(2.0)
both = tf.group(a.assign_add(1.0), tf.assign(b, b * 2))
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    sess.run(both)
    print(sess.run([a, b]), sess.run(both))
    both.run()
    print(sess.run([a, b]))
""",
    "control_dependencies": """\
import tensorflow as tf
step = tf.Variable(0)
x = tf.placeholder(tf.float32, [])
with tf.control_dependencies([step.assign_add(1)]):
    y = tf.identity(x * 2)
    z = tf.cast(step, tf.float32) + x
w = y + 1
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {x: 1}), sess.run(step), sess.run(w, {x: 1}), sess.run(step))
    print(sess.run(x + 1, {x: 1}), sess.run(step))
""",
    "train_op_under_control_dependencies": """\
import tensorflow as tf
v = tf.Variable(4.0)
average = tf.Variable(0.0, trainable=False)
loss = v * v
minimize = tf.train.GradientDescentOptimizer(0.25).minimize(loss)
with tf.control_dependencies([minimize]):
    train_op = average.assign(0.9 * average + 0.1 * v)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        sess.run(train_op)
        print(sess.run([v, average]))
""",
    "gradients": """\
import tensorflow as tf
x = tf.placeholder(tf.float32, [])
v = tf.Variable(3.0)
y = v * v * x
dy, = tf.gradients(y, [v])
dx = tf.gradients(y, x)[0]
second = tf.gradients(dy, v)
update = v.assign(v - 0.1 * dy)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run([dy, dx], {x: 2}), sess.run(second, {x: 2}), sess.run(tf.gradients(y, v), {x: 2}))
    sess.run(update, {x: 2})
    print(sess.run(v))
""",
    "clipped_gradients": """\
import tensorflow as tf
v = tf.Variable([3.0, 4.0])
u = tf.Variable(1.0)
loss = tf.square(tf.reduce_sum(v * v) * u - 20.0)
optimizer = tf.train.AdamOptimizer(0.1)
pairs = optimizer.compute_gradients(loss)
clipped = [(tf.clip_by_value(g, -1.0, 1.0), var) for g, var in pairs]
train = optimizer.apply_gradients(clipped)
norm = tf.global_norm([g for g, _ in pairs])
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(2):
        _, n = sess.run([train, norm])
        print(n, sess.run(v), sess.run(u))
""",
    "global_step": """\
import tensorflow as tf
global_step = tf.Variable(0, name="global_step", trainable=False)
v = tf.Variable(1.0)
loss = v * v
rate = tf.train.exponential_decay(0.1, global_step, 2, 0.5, staircase=True)
train = tf.train.GradientDescentOptimizer(rate).minimize(loss, global_step=global_step)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    while sess.run(global_step) < 5:
        _, r, step = sess.run([train, rate, global_step])
        print(step, sess.run(v), sess.run(rate))
""",
    "fed_rate": """\
import tensorflow as tf
lr = tf.placeholder(tf.float32, shape=[])
v = tf.Variable(1.0)
loss = v * v
train = tf.train.MomentumOptimizer(lr, 0.9).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for step in range(4):
        _, l = sess.run([train, loss], {lr: 0.1 if step < 2 else 0.01})
        print(l, sess.run(v))
""",
    "variable_rate": """\
import tensorflow as tf
lr = tf.Variable(0.1, trainable=False)
v = tf.Variable(1.0)
train = tf.train.GradientDescentOptimizer(lr).minimize(v * v)
halve = lr.assign(lr * 0.5)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for step in range(4):
        sess.run(train)
        if step % 2:
            print(sess.run(halve))
        print(sess.run(v), sess.run(lr))
""",
    "random_ops": """\
import tensorflow as tf
noise = tf.random_normal([2])
v = tf.Variable(tf.random_uniform([2], -1, 1))
total = noise + v
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    a, c = sess.run([noise, total])
    print(a, c, sess.run(v), sess.run(noise * 2))
""",
    "dropout": """\
import tensorflow as tf
keep = tf.placeholder(tf.float32)
x = tf.placeholder(tf.float32, [None, 4])
y = tf.nn.dropout(x, keep)
z = tf.nn.dropout(x, 0.5) + y
with tf.Session() as sess:
    print(sess.run(y, {x: [[1, 2, 3, 4]], keep: 1.0}), sess.run(y, {x: [[1, 2, 3, 4]], keep: 0.5}))
    print(sess.run([y, z], {x: [[1, 2, 3, 4]], keep: 0.75}))
""",
    "effect_in_a_branch": """\
import tensorflow as tf
p = tf.placeholder(tf.bool, [])
v = tf.Variable(0.0)
r = tf.cond(p, lambda: tf.assign_add(v, 1.0), lambda: tf.identity(v))
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for value in (True, False, True):
        print(sess.run(r, {p: value}), sess.run(v))
""",
    "scatter": """\
import tensorflow as tf
v = tf.Variable(tf.zeros([3, 2]))
i = tf.placeholder(tf.int32, [None])
u = tf.placeholder(tf.float32, [None, 2])
put = tf.scatter_update(v, i, u)
add = tf.scatter_add(v, i, u)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(put, {i: [0, 2], u: [[1, 2], [3, 4]]}))
    sess.run(add, {i: [2], u: [[1, 1]]})
    print(sess.run(v))
""",
    "not_trained": """\
import tensorflow as tf
a = tf.Variable(1.0, trainable=False)
b = tf.Variable(2.0)
c = tf.Variable(3.0)
train = tf.train.GradientDescentOptimizer(0.1).minimize(a * b * b)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    sess.run(train)
    print(sess.run([a, b, c]))
""",
    "summary_free_metrics": """\
import tensorflow as tf
labels = tf.placeholder(tf.int64, [None])
guesses = tf.placeholder(tf.int64, [None])
value, update = tf.metrics.accuracy(labels, guesses)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    sess.run(tf.local_variables_initializer())
    print(sess.run(update, {labels: [1, 2], guesses: [1, 3]}), sess.run(value))
    print(sess.run(update, {labels: [1, 2], guesses: [1, 2]}), sess.run(value))
""",
    "iterators": """\
import numpy as np
import tensorflow as tf
data = tf.data.Dataset.from_tensor_slices(np.arange(6)).map(lambda v: v * 2).batch(2)
item = data.make_one_shot_iterator().get_next()
total = tf.reduce_sum(item)
with tf.Session() as sess:
    print(sess.run(item), sess.run([item, total]))
    print(sess.run(total))
    try:
        sess.run(item)
    except tf.errors.OutOfRangeError:
        print("end")
""",
    "iterator_initialized_per_epoch": """\
import numpy as np
import tensorflow as tf
features = tf.placeholder(tf.float32, [None])
dataset = tf.data.Dataset.from_tensor_slices(features).batch(2)
iterator = dataset.make_initializable_iterator()
batch = iterator.get_next()
v = tf.Variable(0.0)
add = v.assign_add(tf.reduce_sum(batch))
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for epoch in range(2):
        sess.run(iterator.initializer, feed_dict={features: np.arange(3) + epoch})
        while True:
            try:
                print(sess.run(add))
            except tf.errors.OutOfRangeError:
                break
    print(sess.run(v))
""",
    "layers": """\
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 3])
h = tf.layers.dense(x, 4, activation=tf.nn.relu, name="hidden")
y = tf.layers.dense(inputs=h, units=1)
loss = tf.losses.mean_squared_error(tf.ones_like(y), y)
train = tf.train.AdamOptimizer().minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        _, l = sess.run([train, loss], {x: [[1, 2, 3], [4, 5, 6]]})
        print(l)
    print(sess.run(y, {x: [[1, 1, 1]]}))
""",
}

FORMS = {
    f"{group}_{name}": source
    for group, programs in (
        ("fetch", FETCHES),
        ("feed", FEEDS),
        ("session", SESSIONS),
        ("name", NAMES),
        ("effect", EFFECTS),
        ("class", CLASSES),
        ("tutorial", TUTORIALS),
        ("input", INPUTS),
        ("helper", HELPERS),
        ("slim", SLIM),
        ("text", TEXTS),
        ("policy", POLICIES),
        ("reader", READERS),
        ("course", COURSES),
        ("idiom", IDIOMS),
        ("scope", SCOPES),
        ("compiled", COMPILED),
        ("group", GROUPS),
        ("once_wrong", ONCE_WRONG),
        ("fed", FED),
        ("partial", PARTIALS),
        ("comprehension", COMPREHENSIONS),
    )
    for name, source in programs.items()
}
FORMS.update((f"rule_{rule.id}", rule.before) for rule in lowerings.RULES if rule.after)

# Forms that the tool refuses with a diagnostic: they stay on compat.v1, and print the same there.
REFUSED = frozenset(
    {
        "scope_weights_of_a_layer_looked_up_by_a_helper",
        "scope_weights_of_a_layer_found_again_by_a_helper",
        "once_wrong_arguments_of_a_layer_bound_again",
        "once_wrong_function_called_behind_several_numbers",
        "once_wrong_names_of_recurrent_weights",
        "once_wrong_graph_bound_again_between_calls",
        "once_wrong_initialized_again_behind_a_no_op",
        "once_wrong_loop_over_a_size_behind_a_run",
        "once_wrong_value_returned_by_a_size",
        "once_wrong_value_printed_with_a_shape",
        "once_wrong_placeholder_as_a_default",
        "once_wrong_value_set_by_a_function",
        "once_wrong_lambda_called_behind_another_value",
        "once_wrong_helper_called_behind_another_value",
        "once_wrong_object_changed_by_a_function",
        "once_wrong_object_changed_under_another_name",
        "once_wrong_list_changed_under_another_name",
        "once_wrong_array_changed_by_a_function",
        "once_wrong_settings_changed_by_a_method",
        "once_wrong_settings_changed_by_a_function",
        "once_wrong_savers_whose_names_are_swapped",
        "once_wrong_gradient_that_goes_on_behind_what_is_fed",
        "once_wrong_iterator_of_a_function_called_twice",
        "once_wrong_queue_in_two_sessions",
        "once_wrong_iterator_in_two_sessions",
        "once_wrong_variables_of_a_list_beside_a_loss",
        "comprehension_that_filters",
        "comprehension_whose_name_is_read_later",
        "comprehension_in_a_comprehension",
        "comprehension_behind_another_call",
        "fed_part_of_a_call",
        "fed_part_of_a_split",
        "fed_element_of_a_list",
        "fed_element_of_a_dict",
        "partial_given_to_another_layer",
        "partial_number_that_changes_later",
        "partial_bound_in_a_loop",
        "policy_target_copied_that_reaches_the_slots",
        "class_attribute_of_one_of_several",
        "group_helper_in_a_group",
        "group_one_of_a_comprehension",
        "group_one_of_a_list",
        "group_one_of_a_list_by_another_name",
        "group_one_of_two_steps",
        "group_default_that_the_graph_computes",
        "group_update_ops_in_a_list_of_a_group",
        "group_update_ops_beside_some_steps",
        "group_update_ops_that_nothing_runs",
        "group_averages_given_to_a_function_that_does_more",
        "scope_graph_reset_behind_an_op_in_a_helper",
        "scope_variable_looked_up_under_a_name_bound_again",
        "scope_variable_looked_up_in_two_graphs",
        "scope_variable_of_a_name_that_an_op_has",
        "compiled_session_on_a_server",
        "policy_distribution_with_other_methods",
        "policy_variables_read_before_the_last_are_made",
        "policy_method_that_moves_on_a_tensor_of_its_object",
        "policy_distribution_that_is_not_written_out",
        "policy_distribution_that_checks_its_arguments",
        "helper_runs_other_tensors_at_each_call",
        "helper_parts_fed_by_a_loop",
        "helper_scope_of_a_variable_that_is_opened_again",
        "tutorial_weights_of_a_list_that_the_loop_fills",
        "class_cell_of_a_kind_that_is_given_and_its_state",
        "class_decayed_rate_under_another_name",
        "class_dropout_of_a_helper_that_is_given_two",
        "class_objects_in_branches_of_a_loop",
        "class_optimizer_by_name_whose_rates_differ",
        "effect_module_of_several",
        "class_property_that_draws_each_time",
        "class_property_that_makes_a_variable_in_a_run",
        "class_built_twice",
        "class_class_value_changes_before_the_run",
        "class_collection_of_all_objects",
        "class_counter_read_by_the_graph",
        "class_fetch_with_a_local",
        "class_initialized_after_training",
        "class_initialized_again",
        "class_list_changes_before_the_run",
        "class_objects_share_variables",
        "class_another_session_initializes",
        "class_python_value_changed_from_outside",
        "class_python_value_changes_before_the_run",
        "class_run_of_two_objects",
        "class_second_object_resets_the_first",
        "class_session_kept_by_python_code",
        "class_callable_objects_in_a_list",
        "class_callable_objects_made_with_a_value_that_changes",
        "class_callable_objects_that_change",
        "class_layers_of_a_loop_taken_up",
        "class_layers_taken_up_beside_new_ones",
        "class_variables_made_by_every_call",
        "class_variables_made_by_one_of_two_first_calls",
        "class_target_network_with_slots_of_its_own",
        "class_tensor_put_in_from_outside",
        "feed_list_of_placeholders",
        "feed_zip_of_placeholders",
        "fetch_by_tensor_name",
        "fetch_comprehension",
        "fetch_named_tuple",
        "fetch_result_of_a_train_op",
        "input_average_in_a_loop",
        "input_average_of_a_tensor",
        "input_coordinator_of_other_threads",
        "input_handles_of_iterators_made_anew",
        "input_queue_element_read_beside_its_batch",
        "input_queue_elements_scaled_by_a_variable",
        "input_queue_filled_by_several_readers",
        "input_queue_of_the_program",
        "input_queue_of_a_variable",
        "input_queue_with_two_ends",
        "name_array_changed_after_construction",
        "name_counter_while_built",
        "name_list_changed_after_construction",
        "name_print_while_built",
        "name_python_random_while_built",
        "name_python_value_changed_in_the_loop",
        "name_shapes_in_python",
        "name_variables_made_in_the_loop_without_a_name",
        "name_weights_in_a_loop",
        "rule_TFM900",
        "session_session_graph_and_names",
        "session_tensors_given_to_a_function",
        "slim_function_of_another_object_in_a_scope",
        "slim_helper_in_two_scopes",
        "slim_helper_passed_on_in_a_scope",
        "slim_layer_as_a_value_in_a_scope",
        "slim_name_bound_again_in_a_scope",
        "slim_normalized_layer_without_a_scope_under_reuse",
        "slim_normalizer_of_the_program",
        "text_helper_that_shares_its_weights_in_a_loop",
        "text_normalized_model_trained_without_its_updates",
        "text_optimizer_of_a_branch_and_summaries_of_both",
        "text_optimizer_of_a_branch_that_is_saved",
        "text_sizes_from_an_iterator_that_others_read",
        "tutorial_builder_that_nobody_calls",
        "name_variables_of_one_name",
        "name_variables_without_names",
        "name_variables_listed_by_a_helper_of_a_helper",
        "tutorial_fetched_dict_behind_another_run",
        "tutorial_one_of_two_functions_given_to_the_api",
        "tutorial_default_of_a_list_that_changes",
        "tutorial_shared_helper_in_a_loop",
        "tutorial_helper_that_reads_the_loop",
        "tutorial_helper_in_a_loop_of_a_loop",
        "tutorial_helper_of_a_number_that_the_loop_changes",
        "tutorial_shared_helper_in_a_loop_of_a_function",
        "tutorial_shared_layer_in_a_loop_of_a_function",
        "tutorial_shared_weight_in_a_loop_of_a_function",
        "tutorial_variable_helper_called_again_outside",
        "tutorial_optimizer_class_given_to_a_function",
    }
)
