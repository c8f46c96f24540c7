"""What the lowerings do, and what they refuse: documentation for `tf2migrate rules` and `tf2migrate explain`.

The lowerings themselves are in `tf2migrate.analysis` and `tf2migrate.planning`; rules of tables stand
with their tables. Sizes of differences were measured on TensorFlow 1.15 against 2.21.
"""

from __future__ import annotations

from tf2migrate.result import Safety
from tf2migrate.rules.rule import Rule

RULES = (
    Rule(
        "TFM101",
        "session-runs",
        "Call a function where a session ran the graph",
        "Every run site becomes a call of a tf.function that computes just what the run needed: the "
        "backward slice of its fetches, cut at the fed placeholders. A value fetched together with a "
        "training op is the one from before the update, as in TensorFlow 1; a variable fetched with it "
        "is read after the update (in 400 of 400 runs of 1.15). Results leave as numpy values unless "
        "every use is safe for a tensor: print(tensor) shows another text. An update waits for a returned "
        "loss that ends in linear ops, such as that of a critic: TensorFlow 2.21 otherwise reads its weights "
        "after the update in some runs (in up to 12 of 15). Sessions, their configuration "
        "and the run of the initializers go.",
        before="""\
import tensorflow as tf

w = tf.Variable(3.0)
loss = tf.square(w - 1.0)
train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for step in range(2):
        _, value = sess.run([train_op, loss])
        print("loss: %.3f" % value)
    print(sess.run(w))
""",
        after="""\
import tensorflow as tf

w = tf.Variable(3.0)
optimizer = tf.keras.optimizers.SGD(0.1)


@tf.function
def train_step():
    with tf.GradientTape() as tape:
        loss = tf.square(w - 1.0)
    variables = [w]
    gradients = tape.gradient(loss, variables)
    optimizer.apply_gradients(zip(gradients, variables))
    return loss


for step in range(2):
    value = train_step().numpy()
    print("loss: %.3f" % value)
print(w.numpy())
""",
    ),
    Rule(
        "TFM102",
        "placeholders",
        "Make a placeholder the parameter of the functions that need it",
        "The input signature casts what is passed to the dtype of the placeholder, as feed_dict did, and "
        "one trace serves every batch size; without it each python number would trace the function anew. "
        "A placeholder with a default that a run does not feed takes its default inside the function. A "
        "placeholder that is made in a helper or in a loop, or needed by a run that does not feed it, "
        "keeps the file on compat.v1: give each placeholder a name at the place where the graph is "
        "built.",
        before="""\
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2], name="x")
scale = tf.placeholder_with_default(1.0, shape=[])
total = tf.reduce_sum(x, axis=1) * scale

with tf.Session() as sess:
    print(sess.run(total, feed_dict={x: [[1, 2], [3, 4]]}))
""",
        after="""\
import tensorflow as tf


@tf.function(input_signature=[tf.TensorSpec([None, 2], tf.float32)])
def compute_total(x):
    scale = tf.constant(1.0)
    total = tf.reduce_sum(x, axis=1) * scale
    return total


print(compute_total([[1, 2], [3, 4]]).numpy())
""",
    ),
    Rule(
        "TFM103",
        "feeds-not-visible",
        "Explain which feed dict cannot be followed",
        "The parameters of a function have to be known where it is written. A feed dict that is made by "
        "a comprehension over placeholders, comes in through an argument, or has keys that are no names "
        "hides them. Write the dict out at the run site, or call the new function with its values by "
        "name.",
        before="""\
import tensorflow as tf

x = tf.placeholder(tf.float32, [])
y = tf.placeholder(tf.float32, [])

with tf.Session() as sess:
    print(sess.run(x + y, {p: v for p, v in zip([x, y], [1, 2])}))
""",
        safety=Safety.MANUAL,
    ),
    Rule(
        "TFM104",
        "session-features",
        "Explain what a session did besides running ops",
        "Partial runs, callables of a session, and traces (run_metadata) that the program reads have no function that could "
        "take their place. Use tf.profiler.experimental for traces, and call the step function in place of "
        "make_callable. A `with` statement that opens a session and something else has to be written as "
        "two.",
        before="""\
import tensorflow as tf

x = tf.placeholder(tf.float32, [])
metadata = tf.RunMetadata()

with tf.Session() as sess:
    options = tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE)
    print(sess.run(x * 2, {x: 1}, options=options, run_metadata=metadata))
    print(len(metadata.step_stats.dev_stats))
""",
        safety=Safety.MANUAL,
    ),
    Rule(
        "TFM105",
        "fetches-not-known",
        "Explain which fetch cannot be followed",
        "A function returns values that have a name in the program. What is fetched by the name that "
        "TensorFlow gave a node, as a dict, or as a nested list that stays whole is not known one by one. Keep the "
        "tensor in a variable of the program and fetch it by that name; unpack a list of results at "
        "once.",
        before="""\
import tensorflow as tf

x = tf.placeholder(tf.float32, [], name="x")
y = tf.multiply(x, 2)

with tf.Session() as sess:
    print(sess.run("Mul:0", {x: 1}))
""",
        safety=Safety.MANUAL,
    ),
    Rule(
        "TFM106",
        "statement-on-graph-value",
        "Explain a loop or branch that depends on a graph value and runs the session",
        "A for, while or if statement that holds a run site stays in the driver, and the driver has no "
        "graph values. Fetch the value first and let the statement use the number: `for part in "
        "sess.run(parts, feed)`.",
        before="""\
import tensorflow as tf

x = tf.placeholder(tf.float32, [2])

with tf.Session() as sess:
    for part in tf.unstack(x):
        print(sess.run(part, {x: [1, 2]}))
""",
        safety=Safety.MANUAL,
    ),
    Rule(
        "TFM107",
        "name-bound-again",
        "Explain a name that changes between the graph and a run",
        "TensorFlow 1 read a python value once, when the graph was built. A function reads its names "
        "when it is traced, so a name that is bound again in between would give it the new value, "
        "silently. Give the two values two names. The same goes for two graph inputs of one name.",
        before="""\
import tensorflow as tf

x = tf.placeholder(tf.float32, [])
half = x / 2
first = x
x = tf.placeholder(tf.float32, [])
total = half + x

with tf.Session() as sess:
    print(sess.run(total, {first: 1, x: 2}))
""",
        safety=Safety.MANUAL,
    ),
    Rule(
        "TFM108",
        "branch-of-the-graph",
        "Explain a graph that is built in one branch and run outside of it",
        "The function has to be defined where all of its calls can see it. Build the graph before the "
        "branch, or run it inside.",
        before="""\
import tensorflow as tf

DEEP = True
x = tf.placeholder(tf.float32, [])

with tf.Session() as sess:
    if DEEP:
        y = x * 2
        print(sess.run(y, {x: 1}))
    else:
        y = x * 3
    print(sess.run(y, {x: 1}))
""",
        safety=Safety.MANUAL,
    ),
    Rule(
        "TFM109",
        "helpers-with-free-values",
        "Pass graph values to the helpers that read them from outside",
        "A helper function that reads a placeholder or another graph value of the module by name would "
        "read a name that is gone. The value becomes a parameter, and every call passes it. A lambda "
        "cannot take parameters that its callers do not pass: make it a function.",
        before="""\
import tensorflow as tf

x = tf.placeholder(tf.float32, [2])


def energy(factor):
    return factor * tf.reduce_sum(tf.square(x))


total = energy(0.5)

with tf.Session() as sess:
    print(sess.run(total, {x: [1, 2]}))
""",
        after="""\
import tensorflow as tf


def energy(factor, x):
    return factor * tf.reduce_sum(tf.square(x))


@tf.function(input_signature=[tf.TensorSpec([2], tf.float32)])
def compute_total(x):
    total = energy(0.5, x)
    return total


print(compute_total([1, 2]).numpy())
""",
    ),
    Rule(
        "TFM206",
        "weights-in-helpers",
        "Explain weights that are made where no layer object can stand for them",
        "In TensorFlow 1 a call of tf.layers made its variables once, while the graph was built. A "
        "function of TensorFlow 2 runs at every step, and would make new ones: the layer has to be an "
        "object that exists before the first step. A helper that makes variables becomes a layer "
        "(TFM216) unless it is passed around, calls itself, makes things by a flag of training, or in a "
        "loop that is more than a list. Make it a tf.keras.layers.Layer with its sublayers in __init__ "
        "and their calls in call; make a list of layers before a loop.",
        before="""\
import tensorflow as tf


def block(inputs, units):
    return tf.layers.dense(inputs, units, activation=tf.nn.relu)


x = tf.placeholder(tf.float32, [None, 3])
blocks = [block, block]
y = blocks[1](blocks[0](x, 4), 2)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {x: [[1, 2, 3]]}).shape)
""",
        safety=Safety.MANUAL,
    ),
    Rule(
        "TFM207",
        "initialized-again",
        "Assign the initial values again where an initializer ran a second time",
        "Variables of TensorFlow 2 have their initial values from the start, and nothing sets them back. "
        "A second run of the initializers drew new values for weights and set the slots and counters of "
        "the optimizers back; a function does the same in place, so that functions that captured the "
        "variables keep working. Where an initial value cannot be written down again the file stays on "
        "compat.v1: make the model and its optimizer in a function and call it again.",
        before="""\
import tensorflow as tf

v = tf.Variable(1.0)
double = v.assign(v * 2)

with tf.Session() as sess:
    for trial in range(2):
        sess.run(tf.global_variables_initializer())
        print(sess.run(double))
""",
        after="""\
import tensorflow as tf

v = tf.Variable(1.0)


def initialize_variables():
    v.assign(1.0)


@tf.function
def run_double():
    double = v.assign(v * 2)
    return double


for trial in range(2):
    initialize_variables()
    print(run_double().numpy())
""",
    ),
    Rule(
        "TFM208",
        "shape-from-a-tensor",
        "Explain weights whose shape is read from a graph value",
        "The weights are made before the first step, and the tensor whose shape they take exists only "
        "inside of it. Write the number, or make a tf.keras.layers.Layer that creates its weights in "
        "build(input_shape).",
        safety=Safety.MANUAL,
    ),
    Rule(
        "TFM209",
        "update-ops",
        "Let the training step move the averages of batch normalization",
        "TensorFlow 1 moved the averages in the runs that executed UPDATE_OPS, Keras moves them at every "
        "call in training mode. They are the same where the training op depends on the update ops. A run "
        "that normalizes in training mode without them, such as one that only prints the loss, would "
        "move the averages once more: it keeps the file on compat.v1. A program that never ran its "
        "update ops kept averages of zero and one; its inference results differ by 0.05 after five steps "
        "when Keras moves them.",
        before="""\
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 3])
h = tf.layers.batch_normalization(x, training=True)
loss = tf.reduce_mean(tf.square(h - 1.0))
update_ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
with tf.control_dependencies(update_ops):
    train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for step in range(2):
        _, value = sess.run([train_op, loss], {x: [[1, 2, 3], [4, 6, 8]]})
        print(value)
""",
        after="""\
import tensorflow as tf


class Model(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.batch_normalization = tf.keras.layers.BatchNormalization()

    def call(self, x):
        h = self.batch_normalization(x, training=True)
        return h


model = Model()
optimizer = tf.keras.optimizers.SGD(0.1)


@tf.function(input_signature=[tf.TensorSpec([None, 3], tf.float32)])
def train_step(x):
    with tf.GradientTape() as tape:
        h = model(x)
        loss = tf.reduce_mean(tf.square(h - 1.0))
    variables = model.trainable_variables
    gradients = tape.gradient(loss, variables)
    optimizer.apply_gradients(zip(gradients, variables))
    return loss


for step in range(2):
    value = train_step([[1, 2, 3], [4, 6, 8]]).numpy()
    print(value)
""",
    ),
    Rule(
        "TFM210",
        "regularization-losses",
        "Take regularization losses from the layers",
        "The collection becomes the losses of the layers that have a regularizer. The l2_regularizer(s) "
        "of contrib is s * sum(w ** 2) / 2, so the Keras regularizer gets half the factor; without it "
        "the loss was 0.486 in place of 0.243. A loss without a name, or losses chosen by scope, have to "
        "be added by hand.",
        before="""\
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 3])
y = tf.layers.dense(x, 2, kernel_regularizer=tf.contrib.layers.l2_regularizer(0.1))
loss = tf.reduce_mean(tf.square(y - 1.0)) + tf.losses.get_regularization_loss()

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(loss, {x: [[1, 2, 3]]}))
""",
        after="""\
import tensorflow as tf


class Model(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = tf.keras.layers.Dense(2, kernel_regularizer=tf.keras.regularizers.L2(0.05))

    def call(self, x):
        y = self.dense(x)
        return y


model = Model()


@tf.function(input_signature=[tf.TensorSpec([None, 3], tf.float32)])
def compute_loss(x):
    y = model(x)
    loss = tf.reduce_mean(tf.square(y - 1.0)) + tf.add_n(model.dense.losses)
    return loss


print(compute_loss([[1, 2, 3]]).numpy())
""",
    ),
    Rule(
        "TFM211",
        "models",
        "Make the shared forward pass a tf.keras.Model",
        "Weights belong to a model: what they compute together is its call method, and every step calls "
        "the model once, so that two values of one run share one forward pass. A tf.Variable as an "
        "attribute of a Keras 3 model would not be among its trainable variables and silently stop "
        "training, so each becomes a Keras variable. With `--style functions` variables stay where they "
        "are.",
        before="""\
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2])
y = tf.placeholder(tf.float32, [None, 1])
W = tf.Variable(tf.zeros([2, 1]))
b = tf.Variable(tf.zeros([1]))
prediction = tf.matmul(x, W) + b
loss = tf.reduce_mean(tf.square(prediction - y))
train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    sess.run(train_op, {x: [[1, 2], [3, 4]], y: [[1], [2]]})
    print(sess.run(prediction, {x: [[5, 6]]}))
""",
        after="""\
import tensorflow as tf


class Model(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.W = self.add_weight(name='W', shape=[2, 1], initializer='zeros')
        self.b = self.add_weight(name='b', shape=[1], initializer='zeros')

    def call(self, x):
        prediction = tf.matmul(x, self.W) + self.b
        return prediction


model = Model()


@tf.function(input_signature=[tf.TensorSpec([None, 2], tf.float32)])
def predict(x):
    prediction = model(x)
    return prediction


optimizer = tf.keras.optimizers.SGD(0.1)


@tf.function(input_signature=[
    tf.TensorSpec([None, 2], tf.float32),
    tf.TensorSpec([None, 1], tf.float32),
])
def train_step(x, y):
    with tf.GradientTape() as tape:
        prediction = model(x)
        loss = tf.reduce_mean(tf.square(prediction - y))
    variables = model.trainable_variables
    gradients = tape.gradient(loss, variables)
    optimizer.apply_gradients(zip(gradients, variables))


train_step([[1, 2], [3, 4]], [[1], [2]])
print(predict([[5, 6]]).numpy())
""",
    ),
    Rule(
        "TFM212",
        "named-variables-of-library-functions",
        "A function that only other files call makes variables with tf.get_variable",
        "tf.get_variable makes a variable at its first call and may find it again later; which of the two a "
        "call means depends on scopes that are set elsewhere. Made with tf.Variable it would be new at every "
        "call. Make the function a tf.keras.layers.Layer whose weights are made once, in build.",
        before="""\
import tensorflow as tf


def linear(x, size):
    w = tf.get_variable("w", [x.get_shape()[-1], size])
    return tf.matmul(x, w)
""",
        safety=Safety.MANUAL,
    ),
    Rule(
        "TFM213",
        "recurrent-networks",
        "Run recurrent cells with Keras layers",
        "A cell of TensorFlow 1 has one kernel for the input and the state, drawn as one matrix, its own "
        "order of the gates, and states in the order c, h; Keras' cells have two kernels and other "
        "initial values. The cell becomes a small class with the weights of TensorFlow 1, "
        "tf.keras.layers.RNN runs it. Steps past the end of a sequence are masked: outputs are zero there "
        "and the state is carried on. A zero state is what the layer starts with by itself. A loop that only "
        "calls the cell once for each step is run by the layer, too.",
        before="""\
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 5, 3])
length = tf.placeholder(tf.int32, [None])
cell = tf.nn.rnn_cell.BasicRNNCell(8)
outputs, state = tf.nn.dynamic_rnn(cell, x, sequence_length=length, dtype=tf.float32)
mean = tf.reduce_mean(outputs) + tf.reduce_mean(state)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(mean, {x: [[[1, 2, 3]] * 5], length: [4]}))
""",
        after='''\
import tensorflow as tf


class TF1BasicRNNCell(tf.keras.layers.Layer):
    """Recurrent cell with one kernel for the input and the state, as in TensorFlow 1.

    Keras' SimpleRNNCell has two kernels, with initial values of another distribution. Use it as
    `tf.keras.layers.RNN(cell, zero_output_for_mask=True)`.
    """

    def __init__(self, units, activation="tanh", **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.activation = tf.keras.activations.get(activation)
        self.state_size = self.output_size = units

    def build(self, input_shape):
        rows = input_shape[-1] + self.units
        self.kernel = self.add_weight(shape=(rows, self.units), initializer="glorot_uniform", name="kernel")
        self.bias = self.add_weight(shape=(self.units,), initializer="zeros", name="bias")

    def get_initial_state(self, batch_size):
        return tf.zeros([batch_size, self.units])

    def call(self, inputs, states):
        h = states[0] if isinstance(states, (list, tuple)) else states
        h = self.activation(tf.matmul(tf.concat([inputs, h], 1), self.kernel) + self.bias)
        return h, [h] if isinstance(states, (list, tuple)) else h

    def get_config(self):
        config = {"units": self.units, "activation": tf.keras.activations.serialize(self.activation)}
        return {**super().get_config(), **config}


class Model(tf.keras.Model):
    def __init__(self):
        super().__init__()
        cell = TF1BasicRNNCell(8)
        self.rnn = tf.keras.layers.RNN(
            cell,
            return_sequences=True,
            return_state=True,
            zero_output_for_mask=True,
        )

    def call(self, x, length):
        outputs, state = self.rnn(x, mask=tf.sequence_mask(length, tf.shape(x)[1]))
        return outputs, state


model = Model()


@tf.function(input_signature=[
    tf.TensorSpec([None, 5, 3], tf.float32),
    tf.TensorSpec([None], tf.int32),
])
def compute_mean(x, length):
    outputs, state = model(x, length)
    mean = tf.reduce_mean(outputs) + tf.reduce_mean(state)
    return mean


print(compute_mean([[[1, 2, 3]] * 5], [4]).numpy())
''',
    ),
    Rule(
        "TFM214",
        "sequence-loss",
        "Write the weighted cross entropy of sequences out",
        "tf.contrib is gone. The loss is the weighted sum of the cross entropies divided by the sum of "
        "the weights, and zero where all weights are zero.",
        before="""\
import tensorflow as tf

logits = tf.placeholder(tf.float32, [None, 3, 4])
targets = tf.placeholder(tf.int32, [None, 3])
weights = tf.placeholder(tf.float32, [None, 3])
loss = tf.contrib.seq2seq.sequence_loss(logits, targets, weights)

with tf.Session() as sess:
    print(sess.run(loss, {logits: [[[1, 2, 3, 4]] * 3], targets: [[0, 1, 2]], weights: [[1, 1, 0]]}))
""",
        after="""\
import tensorflow as tf


@tf.function(input_signature=[
    tf.TensorSpec([None, 3, 4], tf.float32),
    tf.TensorSpec([None, 3], tf.int32),
    tf.TensorSpec([None, 3], tf.float32),
])
def compute_loss(logits, targets, weights):
    loss = tf.math.divide_no_nan(
        tf.reduce_sum(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=targets, logits=logits) * weights),
        tf.reduce_sum(weights))
    return loss


print(compute_loss([[[1, 2, 3, 4]] * 3], [[0, 1, 2]], [[1, 1, 0]]).numpy())
""",
    ),
    Rule(
        "TFM215",
        "class-models",
        "Make each run of a class model a method of the class",
        "A class that builds a graph in its methods stays the class it was: what it makes (variables, layers, "
        "optimizers) stays where it stood, tensors that were kept in attributes become local names of the methods "
        "that compute them, and a session that was handed around is not needed any more. A method runs the graph of "
        "the object it is called on, so each object is traced by itself. Python values of the building methods that "
        "the graph needs are kept in attributes.",
        before="""\
import tensorflow as tf


class Model:
    def __init__(self, sess, size):
        self.sess = sess
        self.x = tf.placeholder(tf.float32, [None, size])
        self.W = tf.Variable(tf.ones([size, 1]))
        self.y = tf.matmul(self.x, self.W)

    def predict(self, value):
        return self.sess.run(self.y, {self.x: value})


sess = tf.Session()
model = Model(sess, 2)
sess.run(tf.global_variables_initializer())
print(model.predict([[1, 2]]))
""",
        after="""\
import tensorflow as tf


class Model:
    def __init__(self, size):
        self.W = tf.Variable(tf.ones([size, 1]))

    @tf.function
    def compute_y(self, x):
        y = tf.matmul(x, self.W)
        return y

    def predict(self, value):
        return self.compute_y(tf.cast(value, tf.float32)).numpy()


model = Model(2)
print(model.predict([[1, 2]]))
""",
    ),
    Rule(
        "TFM216",
        "helpers-as-layers",
        "Make a helper that creates variables a tf.keras.layers.Layer or tf.keras.Model",
        "The scope of a call was its identity: a call in another scope is another object of the class, a "
        "call that took up weights again (reuse=True, AUTO_REUSE, reuse_variables) is the same object "
        "called again. Python values go to the constructor, flags of training and tensors to call; "
        "weights whose shape comes from the input are made in build. Where variables are listed before "
        "the first step, the object is called on zeros when it is made, for Keras makes the weights of "
        "its layers at the first call.",
        before="""\
import tensorflow as tf


def linear(x, size, scope):
    with tf.variable_scope(scope):
        w = tf.get_variable("w", [x.get_shape()[-1], size])
        return tf.matmul(x, w)


def network(x, reuse=False):
    with tf.variable_scope("Network", reuse=reuse):
        h = tf.nn.relu(linear(x, 4, "hidden"))
        return tf.layers.dense(h, 2)


x = tf.placeholder(tf.float32, [None, 3])
z = tf.placeholder(tf.float32, [None, 3])
gap = tf.reduce_mean(network(x) - network(z, reuse=True))

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(gap, {x: [[1, 2, 3]], z: [[1, 2, 3]]}))
""",
        after="""\
import tensorflow as tf


class Linear(tf.keras.layers.Layer):
    def __init__(self, size, name):
        super().__init__(name=name)
        self.size = size

    def build(self, input_shape):
        self.w = self.add_weight(
            name="w",
            shape=[input_shape[-1], self.size],
            initializer=tf.keras.initializers.GlorotUniform(),
        )

    def call(self, x):
        return tf.matmul(x, self.w)


class Network(tf.keras.Model):
    def __init__(self):
        super().__init__(name="Network")
        self.hidden = Linear(4, "hidden")
        self.dense = tf.keras.layers.Dense(2)

    def call(self, x):
        h = tf.nn.relu(self.hidden(x))
        return self.dense(h)


network = Network()


@tf.function(input_signature=[
    tf.TensorSpec([None, 3], tf.float32),
    tf.TensorSpec([None, 3], tf.float32),
])
def compute_gap(x, z):
    gap = tf.reduce_mean(network(x) - network(z))
    return gap


print(compute_gap([[1, 2, 3]], [[1, 2, 3]]).numpy())
""",
    ),
    Rule(
        "TFM217",
        "builders-called-once",
        "Put a function that builds a part of the graph where it is called",
        "A function that returns placeholders, or makes the optimizer and the training op, describes a part of "
        "the graph that its caller runs: the optimizer has to outlive it, and the placeholders become "
        "parameters of the step. When it is called once its statements move to the call, with its comments; "
        "names that mean something else there get a number.",
        before="""\
import tensorflow as tf


def training(loss, rate):
    # plain gradient descent
    optimizer = tf.train.GradientDescentOptimizer(rate)
    return optimizer.minimize(loss)


v = tf.Variable(3.0)
train_op = training(tf.square(v), 0.1)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    sess.run(train_op)
    print(sess.run(v))
""",
        after="""\
import tensorflow as tf


v = tf.Variable(3.0)
# plain gradient descent
optimizer = tf.keras.optimizers.SGD(0.1)


@tf.function
def train_step():
    with tf.GradientTape() as tape:
        loss = tf.square(v)
    variables = [v]
    gradients = tape.gradient(loss, variables)
    optimizer.apply_gradients(zip(gradients, variables))


train_step()
print(v.numpy())
""",
    ),
    Rule(
        "TFM218",
        "estimators",
        "Write what an estimator did: a training step, and loops over a dataset",
        "An estimator called its model function for training, evaluation and prediction, each time in a new graph, and "
        "kept the weights in checkpoints between them. The function becomes one model with a step for each; "
        "numpy_input_fn becomes a dataset that repeats, shuffles and batches in its order. What keeps a folder of "
        "checkpoints, runs hooks or writes summaries stays, on a stand-in for tf.estimator. An estimator stopped at a "
        "loss that is not a number, a loop goes on.",
        before="""\
import numpy as np
import tensorflow as tf

xs = np.float32([[0.0], [1.0], [2.0], [3.0]])
ys = np.float32([[1.0], [3.0], [5.0], [7.0]])


def model_fn(features, labels, mode):
    output = tf.layers.dense(features["x"], 1, kernel_initializer=tf.ones_initializer())
    loss = tf.losses.mean_squared_error(labels, output)
    optimizer = tf.train.GradientDescentOptimizer(0.1)
    train_op = optimizer.minimize(loss, global_step=tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


estimator = tf.estimator.Estimator(model_fn)
input_fn = tf.estimator.inputs.numpy_input_fn({"x": xs}, ys, batch_size=2, num_epochs=5, shuffle=False)
estimator.train(input_fn)
result = estimator.evaluate(input_fn, steps=2)
print("%.5f" % result["loss"])
""",
        after="""\
import numpy as np
import tensorflow as tf

xs = np.float32([[0.0], [1.0], [2.0], [3.0]])
ys = np.float32([[1.0], [3.0], [5.0], [7.0]])


dense = tf.keras.layers.Dense(1, kernel_initializer=tf.keras.initializers.Ones())
optimizer = tf.keras.optimizers.SGD(0.1)
mean_loss_metric = tf.keras.metrics.Mean()
dataset = tf.data.Dataset.from_tensor_slices(({"x": xs}, ys))
dataset = dataset.repeat(5).batch(2)


@tf.function
def train_step(x, labels):
    with tf.GradientTape() as tape:
        output = dense(x)
        loss = tf.reduce_mean(tf.math.squared_difference(tf.cast(output, tf.float32), tf.cast(labels, tf.float32)))
    variables = dense.trainable_variables
    gradients = tape.gradient(loss, variables)
    optimizer.apply_gradients(zip(gradients, variables))


for batch_features, batch_labels in dataset:
    train_step(batch_features['x'], batch_labels)


@tf.function
def run_mean_loss_update(x, labels):
    output = dense(x)
    loss = tf.reduce_mean(tf.math.squared_difference(tf.cast(output, tf.float32), tf.cast(labels, tf.float32)))
    mean_loss_metric.update_state(loss)
    mean_loss_update = mean_loss_metric.result()
    return mean_loss_update


for batch_features, batch_labels in dataset.take(2):
    run_mean_loss_update(batch_features['x'], batch_labels)
result = {'loss': mean_loss_metric.result().numpy()}
print("%.5f" % result["loss"])
""",
    ),
    Rule(
        "TFM219",
        "libraries-use-by-use",
        "Rewrite a library use by use, and keep what belongs to its callers on tf.compat.v1",
        "Nobody in the project says who calls the functions of a library: programs that build a graph and run it in a "
        "session, or code that works eagerly. Signatures stay, and a use of TensorFlow 1 is rewritten where the new "
        "expression means the same to both. Variables, layers, collections, losses that go into a collection, "
        "optimizers and datasets belong to the callers: they stay on `tensorflow.compat.v1`, which works in both "
        "ways, under a name of its own. With --closed-world the files named are all there are.",
        before="""\
import tensorflow as tf


def scaled(x, scope=None):
    with tf.name_scope(scope, "scaled", [x]):
        size = x.get_shape()[-1].value
        return tf.log(tf.to_float(x)) / size
""",
        after="""\
import tensorflow as tf


def scaled(x, scope=None):
    with tf.name_scope("scaled" if scope is None else scope):
        size = tf.compat.dimension_value(x.get_shape()[-1])
        return tf.math.log(tf.cast(x, tf.float32)) / size
""",
    ),
    Rule(
        "TFM220",
        "eager-tests",
        "Make test cases eager, or give them a graph of their own",
        "A test that builds tensors out of tensors and looks at their values does the same without a session: "
        "`sess.run(x)` and `x.eval()` become `self.evaluate(x)`, and the `with` goes. What the functions of the project "
        "do that it calls is looked up. A test that feeds, takes gradients, assigns, expects an error, looks at an "
        "unknown shape or brings together what two runs drew keeps a graph; without it, a process would have to leave "
        "TensorFlow 2 for all of its tests.",
        before="""\
import tensorflow as tf


class SquareTest(tf.test.TestCase):
    def test_value(self):
        with self.test_session() as sess:
            x = tf.constant([1.0, 2.0])
            self.assertAllClose(sess.run(tf.square(x)), [1.0, 4.0])
            self.assertAllClose(tf.log(x[:1]).eval(), [0.0])
""",
        after="""\
import tensorflow as tf


class SquareTest(tf.test.TestCase):
    def test_value(self):
        x = tf.constant([1.0, 2.0])
        self.assertAllClose(self.evaluate(tf.square(x)), [1.0, 4.0])
        self.assertAllClose(self.evaluate(tf.math.log(x[:1])), [0.0])
""",
    ),
    Rule(
        "TFM221",
        "argument-scopes",
        "Give the arguments of an arg_scope to the calls that it reaches",
        "tf.contrib.framework.arg_scope, slim.arg_scope, adds arguments to the calls made inside of it, also to those in "
        "functions that are called there; the inner scope wins for each argument, and the call over both. Each call gets "
        "what it would be given, also through a normalizer_fn. A function that is called in one scope gets the names that "
        "it needs as parameters; one that is called in scopes that differ stays, and so does its program.",
        before="""\
import numpy as np
import tensorflow as tf
import tensorflow.contrib.slim as slim

x = tf.placeholder(tf.float32, [None, 3])
with slim.arg_scope([slim.fully_connected], activation_fn=tf.nn.tanh, biases_initializer=tf.ones_initializer()):
    h = slim.fully_connected(x, 4, scope="hidden")
    y = slim.fully_connected(h, 2, activation_fn=None, scope="out")

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {x: np.ones([1, 3])}).round(3))
""",
        after="""\
import numpy as np
import tensorflow as tf


class Model(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.hidden = tf.keras.layers.Dense(
            4,
            name="hidden",
            activation=tf.nn.tanh,
            bias_initializer=tf.keras.initializers.Ones(),
        )
        self.out = tf.keras.layers.Dense(2, name="out", bias_initializer=tf.keras.initializers.Ones())

    def call(self, x):
        h = self.hidden(x)
        y = self.out(h)
        return y


model = Model()


@tf.function(input_signature=[tf.TensorSpec([None, 3], tf.float32)])
def compute_y(x):
    y = model(x)
    return y


print(compute_y(np.ones([1, 3])).numpy().round(3))
""",
    ),
    Rule(
        "TFM222",
        "repeated-layers",
        "Write slim.repeat and slim.stack as the layers that they make",
        "repeat makes a layer several times in a variable scope, and numbers the scopes of the layers from 1: a loop says "
        "the same, and becomes a list of layers. stack makes one layer for each of its arguments.",
        before="""\
import numpy as np
import tensorflow as tf
import tensorflow.contrib.slim as slim


def network(x):
    h = slim.repeat(x, 2, slim.fully_connected, 3, scope="hidden")
    return slim.fully_connected(h, 2, activation_fn=None, scope="out")


x = tf.placeholder(tf.float32, [None, 3])
y = network(x)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {x: np.ones([1, 3])}).round(3))
""",
        after="""\
import numpy as np
import tensorflow as tf


class Network(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.fully_connected_layers = [tf.keras.layers.Dense(
            3,
            name='hidden_%d' % (i + 1),
            activation="relu",
        ) for i in range(2)]
        self.out = tf.keras.layers.Dense(2, name="out")

    def call(self, x):
        h = x
        for fully_connected in self.fully_connected_layers:
            h = fully_connected(h)
        return self.out(h)


network = Network()


@tf.function(input_signature=[tf.TensorSpec([None, 3], tf.float32)])
def compute_y(x):
    y = network(x)
    return y


print(compute_y(np.ones([1, 3])).numpy().round(3))
""",
    ),
    Rule(
        "TFM223",
        "normalizer-functions",
        "Make the normalizer_fn of a layer a layer of its own",
        "A layer of tf.contrib with normalizer_fn has no biases, is normalized in its own scope, and its activation comes "
        "after that. normalizer_params become arguments of the normalization.",
        before="""\
import numpy as np
import tensorflow as tf
import tensorflow.contrib.slim as slim

x = tf.placeholder(tf.float32, [None, 3])
y = slim.fully_connected(x, 2, normalizer_fn=slim.batch_norm, normalizer_params={"is_training": False}, scope="out")

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {x: np.ones([1, 3])}).round(3))
""",
        after="""\
import numpy as np
import tensorflow as tf


class Model(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.out = tf.keras.layers.Dense(2, use_bias=False, name="out")
        self.batch_norm = tf.keras.layers.BatchNormalization(
            name='out_BatchNorm',
            momentum=0.999,
            scale=False,
        )

    def call(self, x):
        y = tf.nn.relu(self.batch_norm(self.out(x), training=False))
        return y


model = Model()


@tf.function(input_signature=[tf.TensorSpec([None, 3], tf.float32)])
def compute_y(x):
    y = model(x)
    return y


print(compute_y(np.ones([1, 3])).numpy().round(3))
""",
    ),
    Rule(
        "TFM224",
        "slim-train-ops",
        "Write slim.learning.create_train_op as a training step that gives its loss",
        "A run of the train op does the update ops of the graph, applies the gradients, and gives the loss. The step "
        "returns the loss; Keras layers update their statistics in the forward pass.",
        before="""\
import tensorflow as tf
import tensorflow.contrib.slim as slim

w = tf.Variable([[3.0], [1.0]])
loss = tf.reduce_sum(tf.square(tf.matmul([[0.5, 1.0]], w)))
train_op = slim.learning.create_train_op(loss, tf.train.GradientDescentOptimizer(0.1))

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(train_op), sess.run(train_op))
""",
        after="""\
import tensorflow as tf

w = tf.Variable([[3.0], [1.0]])
optimizer = tf.keras.optimizers.SGD(0.1)


@tf.function
def train_step():
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(tf.square(tf.matmul([[0.5, 1.0]], w)))
    variables = [w]
    gradients = tape.gradient(loss, variables)
    optimizer.apply_gradients(zip(gradients, variables))
    train_op = tf.identity(loss)
    return train_op


print(train_step().numpy(), train_step().numpy())
""",
    ),
    Rule(
        "TFM225",
        "variables-made-when-first-called",
        "Make variables before the method that made them when it was first called",
        "A method that makes the variables of its object unless they are there cannot be called in a step: a variable "
        "made while a function is traced is lost. They are made where the method is called first, and the method "
        "computes from what it is given.",
        before="""\
import tensorflow as tf


class Net:
    def __init__(self):
        self.w = None
        self.x = tf.placeholder(tf.float32, [None, 2])
        self.new_x = tf.placeholder(tf.float32, [None, 2])
        self.y = self.layer(self.x)
        self.new_y = self.layer(self.new_x)

    def layer(self, x):
        if self.w is None:
            self.w = tf.Variable(tf.ones([2, 1]))
        return tf.matmul(x, self.w)


net = Net()
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(net.y, {net.x: [[1, 2]]}))
    print(sess.run(net.new_y, {net.new_x: [[3, 4]]}))
""",
        after="""\
import tensorflow as tf


class Net:
    def __init__(self):
        self.w = tf.Variable(tf.ones([2, 1]))

    @tf.function(input_signature=[tf.TensorSpec([None, 2], tf.float32)])
    def compute_y(self, x):
        y = self.layer(x)
        return y

    @tf.function(input_signature=[tf.TensorSpec([None, 2], tf.float32)])
    def compute_new_y(self, new_x):
        new_y = self.layer(new_x)
        return new_y

    def layer(self, x):
        return tf.matmul(x, self.w)


net = Net()
print(net.compute_y([[1, 2]]).numpy())
print(net.compute_new_y([[3, 4]]).numpy())
""",
    ),
    Rule(
        "TFM226",
        "partial-results",
        "Teach a helper to give those of its values that a run can compute",
        "In the graph each value that a helper returns is computed from what it depends on alone. A run that feeds no "
        "labels calls the helper without them, and gets the values that need none.",
        before="""\
import tensorflow as tf

w = tf.Variable(tf.ones([2, 1]))


def network(x, labels):
    y = tf.matmul(x, w)
    loss = tf.reduce_mean(tf.square(y - labels))
    return y, loss


x = tf.placeholder(tf.float32, [None, 2])
labels = tf.placeholder(tf.float32, [None, 1])
y, loss = network(x, labels)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {x: [[1, 2]]}))
    print(sess.run(loss, {x: [[1, 2]], labels: [[1]]}))
""",
        after="""\
import tensorflow as tf

w = tf.Variable(tf.ones([2, 1]))


def network(x, labels):
    y = tf.matmul(x, w)
    if labels is None:
        return y, None
    loss = tf.reduce_mean(tf.square(y - labels))
    return y, loss


@tf.function(input_signature=[tf.TensorSpec([None, 2], tf.float32)])
def compute_y(x):
    y, _ = network(x, None)
    return y


@tf.function(input_signature=[
    tf.TensorSpec([None, 2], tf.float32),
    tf.TensorSpec([None, 1], tf.float32),
])
def compute_loss(x, labels):
    _, loss = network(x, labels)
    return loss


print(compute_y([[1, 2]]).numpy())
print(compute_loss([[1, 2]], [[1]]).numpy())
""",
    ),
    Rule(
        "TFM227",
        "callable-objects",
        "Make Keras layers of classes whose objects are called on tensors",
        "An object that only keeps what its `__call__` makes variables with stands for a layer, which the scope of the call "
        "identifies. The class becomes a layer, and is made where its weights are.",
        before="""\
import tensorflow as tf


class Scale:
    def __init__(self, name):
        self.name = name

    def __call__(self, x):
        with tf.variable_scope(self.name):
            w = tf.get_variable("w", [2], initializer=tf.ones_initializer())
            return x * w


scale = Scale("first")
x = tf.placeholder(tf.float32, [None, 2])
y = scale(x)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {x: [[1, 2]]}))
""",
        after="""\
import tensorflow as tf


class Scale(tf.keras.layers.Layer):
    def __init__(self, name):
        super().__init__(name=name)
        self.w = self.add_weight(name="w", shape=[2], initializer=tf.keras.initializers.Ones())

    def call(self, x):
        return x * self.w


first = Scale(name="first")


@tf.function(input_signature=[tf.TensorSpec([None, 2], tf.float32)])
def compute_y(x):
    y = first(x)
    return y


print(compute_y([[1, 2]]).numpy())
""",
    ),
    Rule(
        "TFM228",
        "attributes-of-one-method",
        "Keep in local names what one method keeps in attributes for nobody",
        "A method that returns what it computes, and keeps parts of it in attributes that nobody else reads, computes from "
        "what it is given alone: it can be called like a function, and become a Keras model.",
        before="""\
import tensorflow as tf


class Net:
    def __init__(self):
        self.x = tf.placeholder(tf.float32, [None, 2])
        self.y = self.network(self.x)

    def network(self, x):
        with tf.variable_scope("network"):
            self.h = tf.layers.dense(x, 3, kernel_initializer=tf.ones_initializer(), name="h")
            return tf.reduce_sum(self.h, 1)


net = Net()
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(net.y, {net.x: [[1, 2]]}))
""",
        after="""\
import tensorflow as tf


class Network(tf.keras.Model):
    def __init__(self):
        super().__init__(name="network")
        self.h = tf.keras.layers.Dense(3, kernel_initializer=tf.keras.initializers.Ones(), name="h")

    def call(self, x):
        h = self.h(x)
        return tf.reduce_sum(h, 1)


class Net:
    def __init__(self):
        self.network = Network()

    @tf.function(input_signature=[tf.TensorSpec([None, 2], tf.float32)])
    def compute_y(self, x):
        y = self.network(x)
        return y


net = Net()
print(net.compute_y([[1, 2]]).numpy())
""",
    ),
    Rule(
        "TFM229",
        "arguments-in-a-dict",
        "Write out the arguments of a layer that a dict holds",
        "A layer is made of some of its arguments and called on others: the dict is taken apart where it is given as "
        "**arguments, in the statement behind the one that makes it.",
        before="""\
import tensorflow as tf


def feed_forward(inputs, units):
    params = {"inputs": inputs, "units": units, "activation": tf.nn.relu, "kernel_initializer": tf.ones_initializer()}
    return tf.layers.dense(**params)


x = tf.placeholder(tf.float32, [None, 2])
y = feed_forward(x, 3)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {x: [[1, 2]]}))
""",
        after="""\
import tensorflow as tf


class FeedForward(tf.keras.Model):
    def __init__(self, units):
        super().__init__()
        self.dense = tf.keras.layers.Dense(
            units=units,
            activation=tf.nn.relu,
            kernel_initializer=tf.keras.initializers.Ones(),
        )

    def call(self, inputs):
        return self.dense(inputs)


feed_forward = FeedForward(3)


@tf.function(input_signature=[tf.TensorSpec([None, 2], tf.float32)])
def compute_y(x):
    y = feed_forward(x)
    return y


print(compute_y([[1, 2]]).numpy())
""",
    ),
    Rule(
        "TFM230",
        "attributes-as-arguments",
        "Give a method that becomes a model the tensors that it read from its object",
        "A method that makes variables becomes a Keras layer or model, and a model is given what it computes from. Tensors "
        "that the method read from its object become its first arguments.",
        before="""\
import tensorflow as tf


class Net:
    def __init__(self):
        self.x = tf.placeholder(tf.float32, [None, 2])
        self.one = self.branch("one")
        self.two = self.branch("two")

    def branch(self, name):
        with tf.variable_scope(name):
            return tf.layers.dense(self.x, 1, kernel_initializer=tf.ones_initializer())


net = Net()
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(net.one + net.two, {net.x: [[1, 2]]}))
""",
        after="""\
import tensorflow as tf


class Branch(tf.keras.layers.Layer):
    def __init__(self, name):
        super().__init__(name=name)
        self.dense = tf.keras.layers.Dense(1, kernel_initializer=tf.keras.initializers.Ones())

    def call(self, x):
        return self.dense(x)


class Net:
    def __init__(self):
        self.one_layer = Branch("one")
        self.two_layer = Branch("two")

    @tf.function(input_signature=[tf.TensorSpec([None, 2], tf.float32)])
    def compute_value(self, x):
        one = self.one_layer(x)
        two = self.two_layer(x)
        return one + two


net = Net()
print(net.compute_value([[1, 2]]).numpy())
""",
    ),
    Rule(
        "TFM231",
        "own-variables",
        "List the variables of a function where it is called",
        "A function that returns tensors and, from a collection, the variables that it has just made computes the tensors for "
        "a run; the variables are those of the model that it becomes. The collection is read behind the call, where it holds "
        "the same.",
        before="""\
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2])


def network(name):
    with tf.variable_scope(name):
        y = tf.layers.dense(x, 1, kernel_initializer=tf.ones_initializer())
    return y, tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, scope=name)


one, one_params = network("one")
two, two_params = network("two")
copy = [t.assign(o) for o, t in zip(one_params, two_params)]
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    sess.run(copy)
    print(sess.run(one + two, {x: [[1, 2]]}))
""",
        after="""\
import tensorflow as tf


class Network(tf.keras.layers.Layer):
    def __init__(self, name):
        super().__init__(name=name)
        self.dense = tf.keras.layers.Dense(1, kernel_initializer=tf.keras.initializers.Ones())

    def call(self, x):
        y = self.dense(x)
        return y


one_layer = Network("one")
one_layer(tf.zeros([1, 2]))
two_layer = Network("two")
two_layer(tf.zeros([1, 2]))


@tf.function(input_signature=[tf.TensorSpec([None, 2], tf.float32)])
def compute_value(x):
    one = one_layer(x)
    two = two_layer(x)
    return one + two


@tf.function
def copy():
    one_params = one_layer.trainable_variables
    two_params = two_layer.trainable_variables
    copy = [t.assign(o) for o, t in zip(one_params, two_params)]
    return copy


copy()
print(compute_value([[1, 2]]).numpy())
""",
    ),
    Rule(
        "TFM232",
        "conditional-random-field",
        "Write the functions of a conditional random field into the program",
        "tf.contrib is gone, and with it crf_log_likelihood, crf_decode and viterbi_decode: the few lines of each are "
        "written into the program. The transitions, which crf_log_likelihood made when it was given none, are a "
        "variable of the program.",
        before="""\
import tensorflow as tf

scores = tf.placeholder(tf.float32, [None, None, 3])
tags = tf.placeholder(tf.int32, [None, None])
lengths = tf.placeholder(tf.int32, [None])
transitions = tf.Variable(tf.eye(3))
likelihood, _ = tf.contrib.crf.crf_log_likelihood(scores, tags, lengths, transitions)
loss = -tf.reduce_mean(likelihood)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(loss, {scores: [[[1, 2, 3], [4, 5, 6]]], tags: [[2, 0]], lengths: [2]}))
""",
        after='''\
import tensorflow as tf


def crf_log_likelihood(inputs, tag_indices, sequence_lengths, transition_params):
    """The log likelihood of sequences of tags in a linear-chain conditional random field, with its transitions.

    Args:
        inputs: scores of the tags, `[batch, time, tags]`.
        tag_indices: the tags, `[batch, time]`.
        sequence_lengths: how many steps of each sequence count, `[batch]`.
        transition_params: scores from tag to tag, `[tags, tags]`.
    """
    shape = tf.shape(inputs, out_type=tag_indices.dtype)
    mask = tf.sequence_mask(sequence_lengths, tf.shape(tag_indices)[1], dtype=tf.float32)

    # The score of the given tags
    first_of_step = tf.reshape(tf.range(shape[0] * shape[1]) * shape[2], shape[:2])
    unary_scores = tf.gather(tf.reshape(inputs, [-1]), first_of_step + tag_indices)
    scores = tf.reduce_sum(unary_scores * mask, 1)
    pairs = tag_indices[:, :-1] * shape[2] + tag_indices[:, 1:]
    binary_scores = tf.gather(tf.reshape(transition_params, [-1]), pairs)
    scores += tf.reduce_sum(binary_scores * mask[:, 1:], 1)

    # The score of all tags: the forward algorithm
    def add_step(alphas, step):
        step_inputs, inside = step
        updated = step_inputs + tf.reduce_logsumexp(alphas[:, :, tf.newaxis] + transition_params, 1)
        return tf.where(inside[:, tf.newaxis] > 0, updated, alphas)

    steps = tf.transpose(inputs[:, 1:], [1, 0, 2]), tf.transpose(mask[:, 1:])
    alphas = tf.foldl(add_step, steps, initializer=inputs[:, 0])
    log_norm = tf.reduce_logsumexp(alphas, 1)
    log_norm = tf.where(sequence_lengths <= 0, tf.zeros_like(log_norm), log_norm)
    return scores - log_norm, transition_params


class Model(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.transitions = tf.keras.Variable(tf.eye(3), name='transitions')

    def call(self, scores, tags, lengths):
        likelihood, _ = crf_log_likelihood(scores, tags, lengths, self.transitions)
        return likelihood


model = Model()


@tf.function(input_signature=[
    tf.TensorSpec([None, None, 3], tf.float32),
    tf.TensorSpec([None, None], tf.int32),
    tf.TensorSpec([None], tf.int32),
])
def compute_loss(scores, tags, lengths):
    likelihood = model(scores, tags, lengths)
    loss = -tf.reduce_mean(likelihood)
    return loss


print(compute_loss([[[1, 2, 3], [4, 5, 6]]], [[2, 0]], [2]).numpy())
''',
    ),
    Rule(
        "TFM233",
        "step-of-branches",
        "Apply gradients behind the branches that compute them",
        "A function trains in one place: where each branch of an `if` makes the training op of one optimizer, the "
        "branches make the pairs of gradient and variable, and one step behind them applies these. `minimize` is "
        "compute_gradients and apply_gradients.",
        before="""\
import tensorflow as tf

CLIP = True
x = tf.placeholder(tf.float32, [None, 2])
w = tf.Variable([[1.0], [2.0]])
loss = tf.reduce_mean(tf.square(tf.matmul(x, w)))
optimizer = tf.train.AdamOptimizer(0.1)
if CLIP:
    pairs = optimizer.compute_gradients(loss)
    clipped = [(tf.clip_by_value(g, -1.0, 1.0), v) for g, v in pairs]
    train = optimizer.apply_gradients(clipped)
else:
    train = optimizer.minimize(loss)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        print(sess.run([loss, train], {x: [[1, 2]]})[0])
""",
        after="""\
import tensorflow as tf

CLIP = True


class Model(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.w = tf.keras.Variable([[1.0], [2.0]], name='w')

    def call(self, x):
        loss = tf.reduce_mean(tf.square(tf.matmul(x, self.w)))
        return loss


model = Model()
optimizer = tf.keras.optimizers.Adam(0.1, epsilon=1e-8)


@tf.function(input_signature=[tf.TensorSpec([None, 2], tf.float32)])
def train_step(x):
    with tf.GradientTape() as tape:
        loss = model(x)
    pairs = list(zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables))
    if CLIP:
        clipped = [(tf.clip_by_value(g, -1.0, 1.0), v) for g, v in pairs]
    else:
        clipped = pairs
    optimizer.apply_gradients(clipped)
    return loss


for _ in range(3):
    print([train_step([[1, 2]]).numpy(), None][0])
""",
    ),
    Rule(
        "TFM234",
        "summaries-of-fed-values",
        "Write summaries of values of Python without a placeholder for each tag",
        "A logger that makes a placeholder and a summary for each tag, and runs the summary to write a number, writes the "
        "number. TensorFlow 1 numbered such a tag where the placeholder had the same name; the tag is the name now.",
        before="""\
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2])
mean = tf.reduce_mean(x)
tags = ["mean", "twice"]
placeholders = {}
ops = {}
for tag in tags:
    placeholders[tag] = tf.placeholder(tf.float32, None, name=tag + "_value")
    ops[tag] = tf.summary.scalar(tag + "_of_x", placeholders[tag])

with tf.Session() as sess:
    writer = tf.summary.FileWriter("logs")
    for step in range(2):
        value = sess.run(mean, {x: [[step, 2]]})
        values = {"mean": value, "twice": 2 * value}
        summaries = sess.run([ops[tag] for tag in values.keys()], {placeholders[tag]: v for tag, v in values.items()})
        for summary in summaries:
            writer.add_summary(summary, step)
        print(value)
    writer.close()
""",
        after="""\
import tensorflow as tf

tags = ["mean", "twice"]

writer = tf.summary.create_file_writer("logs")


@tf.function(input_signature=[tf.TensorSpec([None, 2], tf.float32)])
def compute_mean(x):
    mean = tf.reduce_mean(x)
    return mean


for step in range(2):
    value = compute_mean([[step, 2]]).numpy()
    values = {"mean": value, "twice": 2 * value}
    for tag, v in values.items():
        with writer.as_default(step=step):
            tf.summary.scalar(tag + "_of_x", v)
    print(value)
writer.close()
""",
    ),
    Rule(
        "TFM304",
        "second-global-step",
        "Explain a global step that is looked up in the graph again",
        "tf.train.get_global_step() finds the variable that was made first through a collection of the "
        "graph. Keep the step in one name and use it everywhere.",
        before="""\
import tensorflow as tf

step = tf.train.get_or_create_global_step()
v = tf.Variable(1.0)
train = tf.train.GradientDescentOptimizer(0.1).minimize(v * v, global_step=tf.train.get_global_step())

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    sess.run(train)
    print(sess.run(step))
""",
        safety=Safety.MANUAL,
    ),
    Rule(
        "TFM305",
        "optimizer-not-followed",
        "Explain an optimizer that is made or used in a helper, a loop or a branch",
        "A Keras optimizer holds the slots of its variables: it has to be one object that exists before "
        "the first step. Make it where the model is made, and write one training step for each loss. "
        "Methods other than minimize, compute_gradients and apply_gradients have other names in Keras.",
        before="""\
import tensorflow as tf


def training(loss, rate):
    return tf.train.AdamOptimizer(rate).minimize(loss)


v = tf.Variable(1.0)
steps = []
for rate in (0.1, 0.01):
    steps.append(training(v * v, rate))

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    sess.run(steps[0])
    print(sess.run(v))
""",
        safety=Safety.MANUAL,
    ),
    Rule(
        "TFM306",
        "gradient-not-followed",
        "Explain a call of tf.gradients that a tape cannot stand in for",
        "A tape records what is computed under it, so the gradient has to be taken in the function that "
        "computes the value, by something that has a name there. stop_gradients= has no equal: put "
        "tf.stop_gradient round the value where it is used (leaving it out changed a gradient by 6 in "
        "the measured case).",
        before="""\
import tensorflow as tf

v = tf.Variable(3.0)
square = v * v
slope = tf.gradients(square * v, v, stop_gradients=[square])[0]

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(slope))
""",
        safety=Safety.MANUAL,
    ),
    Rule(
        "TFM307",
        "moving-averages",
        "Write moving averages of variables out",
        "apply() makes a shadow of each variable, which starts at its initial value and is not trained, and an op "
        "that moves the shadow. The class of TensorFlow 2 starts a shadow where the variable is at the first call "
        "(the averages differ by 0.16 after five steps), as do the averages of Keras optimizers, and it does not take "
        "variables of Keras. So shadows become variables, and apply() the update that it was.",
        before="""\
import tensorflow as tf

v = tf.Variable(1.0)
average = tf.train.ExponentialMovingAverage(0.9)
update = average.apply([v])

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    sess.run(v.assign(2.0))
    sess.run(update)
    print(sess.run(average.average(v)))
""",
        after="""\
import tensorflow as tf

v = tf.Variable(1.0)
v_average = tf.Variable(v.read_value(), trainable=False, name="v/ExponentialMovingAverage")


@tf.function
def update():
    v_average.assign_sub((v_average - v) * (1.0 - 0.9))


v.assign(2.0)
update()
print(v_average.numpy())
""",
    ),
    Rule(
        "TFM401",
        "summaries-not-known",
        "Explain a summary whose tag or value is not known",
        "A fetched summary becomes the values it shows, by their tags, and they are written where "
        "add_summary stood. A summary made in a loop that runs the session, in a helper that stays a function, in a "
        "collection of its own or under a scope that is not a constant has no tag that is known. Write it with tf.summary under "
        "writer.as_default() where the value is at hand.",
        before="""\
import tensorflow as tf

x = tf.placeholder(tf.float32, [2])

with tf.Session() as sess:
    writer = tf.summary.FileWriter("logs", sess.graph)
    for index in range(2):
        summary = tf.summary.scalar("x%d" % index, x[index])
        writer.add_summary(sess.run(summary, {x: [1, 2]}), 0)
    writer.close()
""",
        safety=Safety.MANUAL,
    ),
    Rule(
        "TFM402",
        "summary-writers",
        "Write summaries with tf.summary and a step",
        "FileWriter and the merged summary are gone. The function returns the raw values, and the driver "
        "writes them where add_summary stood, with the same tags and step. tf.summary.scalar of "
        "TensorFlow 2.21 needs the package tensorboard, which TensorFlow does not install. The graph "
        "itself (add_graph) is not written.",
        before="""\
import tensorflow as tf

x = tf.placeholder(tf.float32, [])
loss = tf.square(x)
tf.summary.scalar("loss", loss)
merged = tf.summary.merge_all()

with tf.Session() as sess:
    writer = tf.summary.FileWriter("logs", sess.graph)
    for step in range(2):
        summary, value = sess.run([merged, loss], {x: step})
        writer.add_summary(summary, step)
        print(value)
""",
        after="""\
import tensorflow as tf

writer = tf.summary.create_file_writer("logs")


@tf.function(input_signature=[tf.TensorSpec([], tf.float32)])
def compute_summary_and_loss(x):
    loss = tf.square(x)
    return {"loss": loss}, loss


for step in range(2):
    summary, value = compute_summary_and_loss(step)
    value = value.numpy()
    with writer.as_default(step=step):
        tf.summary.scalar("loss", summary["loss"])
    print(value)
""",
    ),
    Rule(
        "TFM403",
        "streaming-metrics",
        "Use metric objects in place of value and update ops",
        "The pair of tf.metrics becomes an object with update_state() and result(); running the update "
        "returns the new result, as in TensorFlow 1. The initializer of local variables becomes "
        "reset_state(). Metrics whose Keras class computes another number keep the file on compat.v1: "
        "Precision and Recall of Keras cut at 0.5, those of TensorFlow 1 at zero (0.17 and 0.64 apart).",
        before="""\
import tensorflow as tf

labels = tf.placeholder(tf.int64, [None])
predictions = tf.placeholder(tf.int64, [None])
accuracy, update = tf.metrics.accuracy(labels, predictions)

with tf.Session() as sess:
    sess.run(tf.local_variables_initializer())
    sess.run(update, {labels: [1, 2], predictions: [1, 3]})
    sess.run(update, {labels: [1, 2], predictions: [1, 2]})
    print(sess.run(accuracy))
""",
        after="""\
import tensorflow as tf

accuracy_metric = tf.keras.metrics.Accuracy()


@tf.function(input_signature=[tf.TensorSpec([None], tf.int64), tf.TensorSpec([None], tf.int64)])
def update(labels, predictions):
    accuracy_metric.update_state(labels, predictions)
    update = accuracy_metric.result()
    return update


update([1, 2], [1, 3])
update([1, 2], [1, 2])
print(accuracy_metric.result().numpy())
""",
    ),
    Rule(
        "TFM404",
        "savers",
        "Save and restore with tf.train.Checkpoint",
        "A Saver without a list held all variables that existed when it was made, slots of optimizers "
        "included. The checkpoint names the same ones. Restoring asserts that all of them were found, "
        "because Saver.restore raised for a missing name and a checkpoint passes over it. A numbered "
        "save becomes a CheckpointManager with the same prefix, number and max_to_keep of five.",
        before="""\
import tensorflow as tf

v = tf.Variable(1.0, name="v")
double = v.assign(v * 2)
saver = tf.train.Saver()

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    saver.save(sess, "./model.ckpt")
    print(sess.run(double))
    saver.restore(sess, "./model.ckpt")
    print(sess.run(v))
""",
        after="""\
import tensorflow as tf

v = tf.Variable(1.0, name="v")


@tf.function
def run_double():
    double = v.assign(v * 2)
    return double


saver = tf.train.Checkpoint(v=v)

saver.write("./model.ckpt")
print(run_double().numpy())
saver.read("./model.ckpt").assert_existing_objects_matched()
print(v.numpy())
""",
    ),
    Rule(
        "TFM405",
        "saved-models",
        "Save a model for serving with tf.saved_model.save",
        "A signature is a tf.function whose parameters and results have the names of the inputs and outputs; what is "
        "saved tracks the variables that it reads. A builder with one signature is written the same way. TensorFlow 1 "
        "raised when the folder was there already, TensorFlow 2 writes over it.",
        before="""\
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2])
w = tf.Variable([[1.0], [2.0]])
y = tf.matmul(x, w)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {x: [[1.0, 2.0]]}))
    tf.saved_model.simple_save(sess, "served", inputs={"x": x}, outputs={"y": y})
""",
        after="""\
import tensorflow as tf


class Model(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.w = tf.keras.Variable([[1.0], [2.0]], name='w')

    def call(self, x):
        y = tf.matmul(x, self.w)
        return y


model = Model()


@tf.function(input_signature=[tf.TensorSpec([None, 2], tf.float32)])
def compute_y(x):
    y = model(x)
    return y


print(compute_y([[1.0, 2.0]]).numpy())


@tf.function(input_signature=[tf.TensorSpec([None, 2], tf.float32)])
def serving_default(x):
    return {"y": compute_y(x)}


tf.saved_model.save(tf.train.Checkpoint(model=model), "served", signatures=serving_default)
""",
    ),
    Rule(
        "TFM406",
        "graph-lookups",
        "Use the names of the program in the place of names of the graph",
        "What get_tensor_by_name, get_operation_by_name or a string in a run looks up is what the program gave that name "
        "to. import_meta_graph makes a copy of the graph that was saved beside a checkpoint: where the same scope has "
        "built it, that is used again; where another function or file has, what it takes to compute the values is built "
        "in the reader as there, and restored from where that has saved it. What the writer makes its model from has to "
        "be known in its text: otherwise the finding names the values.",
        before="""\
import tensorflow as tf

x = tf.placeholder(tf.float32, [], name="x")
w = tf.Variable(2.0, name="w")
y = tf.multiply(w, x, name="y")
saver = tf.train.Saver()

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    saver.save(sess, "./model")

tf.reset_default_graph()
with tf.Session() as sess:
    restorer = tf.train.import_meta_graph("./model.meta")
    restorer.restore(sess, "./model")
    graph = tf.get_default_graph()
    x = graph.get_tensor_by_name("x:0")
    print(sess.run("y:0", {x: 3.0}))
""",
        after="""\
import tensorflow as tf


class Model(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.w = tf.keras.Variable(2.0, name="w")

    def call(self, x):
        y = tf.multiply(self.w, x, name="y")
        return y


model = Model()


@tf.function(input_signature=[tf.TensorSpec([], tf.float32)])
def compute_y(x):
    y = model(x)
    return y


saver = tf.train.Checkpoint(model=model)

saver.write("./model")

saver.read("./model").assert_existing_objects_matched()
print(compute_y(3.0).numpy())
""",
    ),
    Rule(
        "TFM601",
        "iterators",
        "Take elements with next() where a run took them from get_next()",
        "Every run that depended on get_next() took one element, so every run site takes one with "
        "next(). The end of the data still raises tf.errors.OutOfRangeError in tf.data's own loops; "
        "next() raises StopIteration, and handlers are rewritten. An initializable iterator is made anew "
        "where its initializer ran; a fed dataset takes the arrays themselves.",
        before="""\
import tensorflow as tf

dataset = tf.data.Dataset.range(4).batch(2)
iterator = dataset.make_one_shot_iterator()
batch = iterator.get_next()
total = tf.reduce_sum(batch)

with tf.Session() as sess:
    print(sess.run(total))
    print(sess.run(total))
""",
        after="""\
import tensorflow as tf

dataset = tf.data.Dataset.range(4).batch(2)
iterator = iter(dataset)


@tf.function
def compute_total(batch):
    total = tf.reduce_sum(batch)
    return total


print(compute_total(next(iterator)).numpy())
print(compute_total(next(iterator)).numpy())
""",
    ),
    Rule(
        "TFM602",
        "switched-iterators",
        "Take the element from the iterator whose handle was fed",
        "String handles let one graph read from several datasets. A function takes its batch as an argument, so "
        "no switch is needed: the call takes the element from the iterator whose handle the run was fed. A handle of an "
        "iterator that is initialised is followed by name, for it is another Python object after that.",
        before="""\
import tensorflow as tf

train = tf.data.Dataset.range(3).make_one_shot_iterator()
valid = tf.data.Dataset.range(10, 12).make_one_shot_iterator()
handle = tf.placeholder(tf.string, [])
iterator = tf.data.Iterator.from_string_handle(handle, tf.int64, [])
item = iterator.get_next()
double = item * 2

with tf.Session() as sess:
    train_handle = sess.run(train.string_handle())
    valid_handle = sess.run(valid.string_handle())
    print("%d" % sess.run(double, {handle: train_handle}))
    print("%d" % sess.run(double, {handle: valid_handle}))
""",
        after="""\
import tensorflow as tf

train = iter(tf.data.Dataset.range(3))
valid = iter(tf.data.Dataset.range(10, 12))


@tf.function
def compute_double(item):
    double = item * 2
    return double


print("%d" % compute_double(next(train)).numpy())
print("%d" % compute_double(next(valid)).numpy())
""",
    ),
    Rule(
        "TFM603",
        "two-elements-at-once",
        "Explain an iterator from which get_next() is taken twice",
        "A run that fetched both took two elements, a run that fetched one took one. Call next(iterator) "
        "once for each element that a step needs.",
        before="""\
import tensorflow as tf

iterator = tf.data.Dataset.range(4).make_one_shot_iterator()
first = iterator.get_next()
second = iterator.get_next()

with tf.Session() as sess:
    print(sess.run(first), sess.run(second))
""",
        safety=Safety.MANUAL,
    ),
    Rule(
        "TFM604",
        "tutorial-mnist",
        "Write the MNIST reader of the tutorials beside the program",
        "tensorflow.examples.tutorials is gone. A small module takes its place, on top of "
        "tf.keras.datasets, with the same split (55,000, 5,000 and 10,000), the same order, scaling and "
        "one-hot labels, and the same next_batch.",
        before="""\
from tensorflow.examples.tutorials.mnist import input_data

mnist = input_data.read_data_sets("MNIST_data", one_hot=True)
images, labels = mnist.train.next_batch(3)
print(images.shape, labels.shape)
""",
        after="""\
import mnist_input_data as input_data

mnist = input_data.read_data_sets("MNIST_data", one_hot=True)
images, labels = mnist.train.next_batch(3)
print(images.shape, labels.shape)
""",
    ),
    Rule(
        "TFM605",
        "vocabulary-processor",
        "Write the text preprocessing of contrib.learn beside the program",
        "tf.contrib.learn is gone. A small module takes the place of its VocabularyProcessor, with the same "
        "tokens, the same order of ids and the same padding; it also restores what TensorFlow 1 has saved.",
        before="""\
from tensorflow.contrib import learn

processor = learn.preprocessing.VocabularyProcessor(4)
print(list(processor.fit_transform(["one two", "two three four five six"])), len(processor.vocabulary_))
""",
        after="""\
from vocabulary_processor import VocabularyProcessor
import tensorflow as tf

processor = VocabularyProcessor(4)
print(list(processor.fit_transform(["one two", "two three four five six"])), len(processor.vocabulary_))
""",
    ),
    Rule(
        "TFM606",
        "input-queues",
        "Make a dataset of an input queue, its reader and its batches",
        "A producer of file names or slices, a reader, the ops on one element and tf.train.batch are a "
        "pipeline that threads filled. A dataset says the same: the producer is where it begins, the reader a "
        "flat_map, the ops the function of a map, the batch a batch with drop_remainder unless "
        "allow_smaller_final_batch was set. Epochs are repeats, and the end of the last one is the end of the "
        "iterator. Coordinators, queue runners and their threads go. Elements come in the same order where TensorFlow 1 "
        "had one; where it drew the order at random, or several threads raced, a finding says so.",
        before="""\
import tensorflow as tf

a, b = tf.train.slice_input_producer([[1, 2, 3, 4, 5], [5, 4, 3, 2, 1]], num_epochs=1, shuffle=False)
product = a * b
products = tf.train.batch([product], batch_size=2, allow_smaller_final_batch=True)

with tf.Session() as sess:
    sess.run(tf.local_variables_initializer())
    coord = tf.train.Coordinator()
    threads = tf.train.start_queue_runners(sess=sess, coord=coord)
    try:
        while not coord.should_stop():
            print(sess.run(products))
    except tf.errors.OutOfRangeError:
        print("done")
    finally:
        coord.request_stop()
    coord.join(threads)
""",
        after="""\
import tensorflow as tf

dataset = tf.data.Dataset.from_tensor_slices(([1, 2, 3, 4, 5], [5, 4, 3, 2, 1]))


def prepare_example(a, b):
    product = a * b
    return product


dataset = dataset.map(prepare_example)
dataset = dataset.batch(2)
iterator = iter(dataset)

try:
    while True:
        print(next(iterator).numpy())
except StopIteration:
    print("done")
""",
    ),
    Rule(
        "TFM607",
        "helpers-give-datasets",
        "Have a helper return its dataset, and take the elements where it is called",
        "A helper that returned the next element of an iterator described what every run took from the data. A "
        "function of TensorFlow 2 would be called once and give one element. So it returns the dataset; what it "
        "computed of an element becomes the function of a map, and its callers take an element for each run. An "
        "element that is taken apart where it is taken, by an index or by nested names, gets a name first.",
        before="""\
import tensorflow as tf


def inputs(size):
    dataset = tf.data.Dataset.from_tensor_slices(([1., 2., 3., 4.], [0, 1, 1, 0])).batch(size)
    iterator = dataset.make_one_shot_iterator()
    values, labels = iterator.get_next()
    values = values * 10.
    return values, labels


values, labels = inputs(2)
total = tf.reduce_sum(values)

with tf.Session() as sess:
    print(sess.run([total, labels]))
    print(sess.run(total))
""",
        after="""\
import tensorflow as tf


def inputs(size):
    dataset = tf.data.Dataset.from_tensor_slices(([1., 2., 3., 4.], [0, 1, 1, 0])).batch(size)

    def prepare(values, labels):
        values = values * 10.
        return values, labels

    return dataset.map(prepare)


iterator = iter(inputs(2))


@tf.function
def compute_total_and_labels(values, labels):
    total = tf.reduce_sum(values)
    return total, labels


@tf.function
def compute_total(values, labels):
    total = tf.reduce_sum(values)
    return total


print([value.numpy() for value in compute_total_and_labels(*next(iterator))])
print(compute_total(*next(iterator)).numpy())
""",
    ),
    Rule(
        "TFM701",
        "absl",
        "Use absl for flags, the main function and logging",
        "tf.app, tf.flags and tf.logging were absl under another name, with one addition: FLAGS parsed "
        "itself at the first read. A program that reads a flag before app.run gets a call of "
        "FLAGS(sys.argv).",
        before="""\
import tensorflow as tf

flags = tf.app.flags
flags.DEFINE_integer("steps", 2, "Number of steps.")
FLAGS = flags.FLAGS


def main(_):
    print(FLAGS.steps)


if __name__ == "__main__":
    tf.logging.info("start")
    tf.app.run()
""",
        after="""\
from absl import app
from absl import flags
from absl import logging
import tensorflow as tf

flags.DEFINE_integer("steps", 2, "Number of steps.")
FLAGS = flags.FLAGS


def main(_):
    print(FLAGS.steps)


if __name__ == "__main__":
    logging.info("start")
    app.run(main)
""",
    ),
    Rule(
        "TFM702",
        "graph-seeds",
        "Set the seed with tf.random.set_seed",
        "The name moves. The numbers are others all the same: an op without a seed of its own derives "
        "one from its place in the graph, and that place is gone. Numbers that must be kept have to come "
        "from ops with their own seed.",
        before="""\
import tensorflow as tf

tf.set_random_seed(1)
x = tf.placeholder(tf.float32, [])

with tf.Session() as sess:
    print(sess.run(x * 2, {x: 1}))
""",
        after="""\
import tensorflow as tf

tf.random.set_seed(1)


@tf.function(input_signature=[tf.TensorSpec([], tf.float32)])
def compute_value(x):
    return x * 2


print(compute_value(1).numpy())
""",
    ),
    Rule(
        "TFM801",
        "eager-mode",
        "Drop the switch to eager execution",
        "TensorFlow 2 executes eagerly from the start; a program that did so in TensorFlow 1 only "
        "changes names. The global_step of apply_gradients is counted by itself, for Keras optimizers do "
        "not take it.",
        before="""\
import tensorflow as tf
tf.enable_eager_execution()

v = tf.Variable(2.0)
with tf.GradientTape() as tape:
    loss = v * v
print(tape.gradient(loss, v).numpy(), tf.log(v).numpy())
""",
        after="""\
import tensorflow as tf

v = tf.Variable(2.0)
with tf.GradientTape() as tape:
    loss = v * v
print(tape.gradient(loss, v).numpy(), tf.math.log(v).numpy())
""",
    ),
    Rule(
        "TFM802",
        "implicit-gradients",
        "Write tfe.implicit_gradients and its relatives as functions with a tape",
        "The function of contrib returned pairs of gradient and variable, in the order of first use. A "
        "tape watches the same variables in the same order. What gradients_function and the functions "
        "that also give the value made is written with a tape, too.",
        before="""\
import tensorflow as tf
from tensorflow.contrib.eager.python import tfe
tf.enable_eager_execution()

v = tf.Variable(2.0)


def energy(x):
    return v * v * x


gradients = tfe.implicit_gradients(energy)
for gradient, variable in gradients(3.0):
    print(gradient.numpy(), variable.numpy())
""",
        after="""\
import tensorflow as tf

v = tf.Variable(2.0)


def energy(x):
    return v * v * x


def gradients(x):
    with tf.GradientTape() as tape:
        loss = energy(x)
    variables = tape.watched_variables()
    return list(zip(tape.gradient(loss, variables), variables))


for gradient, variable in gradients(3.0):
    print(gradient.numpy(), variable.numpy())
""",
    ),
    Rule(
        "TFM803",
        "networks",
        "Derive a tfe.Network from tf.keras.Model",
        "A Network knew the layers that track_layer was given. A Keras model knows the layers that its "
        "attributes hold, and lists their weights in the same order. A class whose layers Keras would not "
        "find, or whose attributes mean something to Keras, is left.",
        before="""\
import tensorflow as tf
from tensorflow.contrib.eager.python import tfe
tf.enable_eager_execution()


class Net(tfe.Network):
    def __init__(self):
        super(Net, self).__init__()
        self.hidden = self.track_layer(tf.layers.Dense(4, kernel_initializer=tf.ones_initializer()))

    def call(self, x):
        return tf.nn.relu(self.hidden(x))


print(Net()(tf.constant([[1.0, -0.5]])).numpy())
""",
        after="""\
import tensorflow as tf


class Net(tf.keras.Model):
    def __init__(self):
        super(Net, self).__init__()
        self.hidden = tf.keras.layers.Dense(4, kernel_initializer=tf.keras.initializers.Ones())

    def call(self, x):
        return tf.nn.relu(self.hidden(x))


print(Net()(tf.constant([[1.0, -0.5]])).numpy())
""",
    ),
    Rule(
        "TFM900",
        "compat-fallback",
        "Keep on tf.compat.v1 what cannot be migrated",
        "When one part of a file cannot be planned the whole file keeps its sessions, on tf.compat.v1, "
        "and a diagnostic names every cause. It still runs on TensorFlow 2.16 and later: tf.layers, "
        "tf.nn.rnn_cell and tf.contrib, which compat.v1 lost with Keras 3, come from a module that is "
        "written beside the program. A comment `# tf2migrate: skip` on a statement leaves the file as it "
        "is.",
        before="""\
import tensorflow as tf

x = tf.placeholder(tf.float32, [], name="x")
y = tf.multiply(x, 2)

with tf.Session() as sess:
    print(sess.run("Mul:0", {x: 1}))
""",
        after="""\
import tensorflow.compat.v1 as tf
tf.disable_v2_behavior()

x = tf.placeholder(tf.float32, [], name="x")
y = tf.multiply(x, 2)

with tf.Session() as sess:
    print(sess.run("Mul:0", {x: 1}))
""",
    ),
    Rule(
        "TFM901",
        "no-lowering",
        "Explain a part of TensorFlow 1 that has no equal or no lowering yet",
        "The message names the symbol, and the advice what takes its place. Migrate that part by hand "
        "first, or leave the file on compat.v1.",
        before="""\
import tensorflow as tf

x = tf.placeholder(tf.float32, [2, 3, 4])
outputs, state = tf.nn.dynamic_rnn(tf.contrib.rnn.NASCell(5), x, dtype=tf.float32)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(state, {x: [[[1.0] * 4] * 3] * 2}).shape)
""",
        safety=Safety.MANUAL,
    ),
    Rule(
        "TFM902",
        "graph-in-a-class",
        "Explain a class whose methods build or run a graph",
        "What the methods of a class do is known from the objects that a program makes of it. A class that nobody "
        "makes an object of, or that has a base class from elsewhere, stays as it is. Migrate it together with the "
        "program that uses it, or move the layers into a tf.keras.Model and each sess.run into a method with "
        "@tf.function.",
        before="""\
import tensorflow as tf


class Model:
    def __init__(self):
        self.x = tf.placeholder(tf.float32, [])
        self.y = self.x * 2

    def predict(self, sess, value):
        return sess.run(self.y, {self.x: value})
""",
        safety=Safety.MANUAL,
    ),
    Rule(
        "TFM903",
        "graph-value-in-an-object",
        "Explain a graph value that is kept in an attribute or a nested container",
        "Only names, lists and dicts are followed. Keep the value in a name of its own, or make the "
        "object a tf.keras.Model that owns it.",
        before="""\
import argparse

import tensorflow as tf

ops = argparse.Namespace()
ops.x = tf.placeholder(tf.float32, [])
ops.y = ops.x * 2

with tf.Session() as sess:
    print(sess.run(ops.y, {ops.x: 3}))
""",
        safety=Safety.MANUAL,
    ),
    Rule(
        "TFM904",
        "tensor-equality",
        "Explain == and != between tensors",
        "TensorFlow 1 compared tensors by identity, like any python object; TensorFlow 2 compares their "
        "values. Write tf.equal(a, b) for the values and `a is b` for the identity.",
        before="""\
import tensorflow as tf

x = tf.placeholder(tf.float32, [])
y = tf.square(x)
outputs = [x, y]

with tf.Session() as sess:
    for output in outputs:
        print(output == y, sess.run(output, {x: 3}))
""",
        safety=Safety.MANUAL,
    ),
    Rule(
        "TFM905",
        "code-elsewhere",
        "Explain a graph value that is given to code outside of the file",
        "What the called function does with the value is not known. Migrate its module first, then call "
        "it inside of the step function.",
        before="""\
import operator

import tensorflow as tf

x = tf.placeholder(tf.float32, [])
y = operator.mul(x, 2)

with tf.Session() as sess:
    print(sess.run(y, {x: 3}))
""",
        safety=Safety.MANUAL,
    ),
    Rule(
        "TFM906",
        "driver-with-arguments",
        "Explain a function that runs the session on graph values it is given",
        "The fetches and feeds of such a run change from call to call. Let the function take the step "
        "function as its argument and call it.",
        before="""\
import tensorflow as tf

x = tf.placeholder(tf.float32, [])
y = x * 2


def show(sess, tensor, value):
    print(sess.run(tensor, {x: value}))


with tf.Session() as sess:
    show(sess, y, 3)
    show(sess, x + 1, 3)
""",
        safety=Safety.MANUAL,
    ),
    Rule(
        "TFM907",
        "starred-arguments",
        "Explain a call whose arguments are passed with a star",
        "Which argument is which decides what the call means. Write the arguments out.",
        safety=Safety.MANUAL,
    ),
    Rule(
        "TFM908",
        "graph-inspection",
        "Explain code that looks into the graph",
        "There is no graph to list nodes of, or to look up those that the program gave no name. Keep the values that "
        "are needed in names of the program, and return them from functions.",
        before="""\
import tensorflow as tf

x = tf.placeholder(tf.float32, [], name="x")
y = tf.square(x, name="square")
print([op.name for op in tf.get_default_graph().get_operations()])

with tf.Session() as sess:
    print(sess.run(y, {x: 3}))
""",
        safety=Safety.MANUAL,
    ),
    Rule(
        "TFM909",
        "symbolic-print",
        "Explain a print of a tensor that has no value yet",
        "print showed the name of a graph node. Print the value in the driver, or write tf.print inside "
        "of the function.",
        before="""\
import tensorflow as tf

x = tf.placeholder(tf.float32, [2])
y = x * 2
print(y)

with tf.Session() as sess:
    print(sess.run(y, {x: [1, 2]}))
""",
        safety=Safety.MANUAL,
    ),
    Rule(
        "TFM910",
        "unknown-symbol",
        "Explain a name that TensorFlow 1.15 does not have",
        "A name that is in no table cannot be judged. Look it up in the documentation of TensorFlow "
        "1.15; it may be misspelled, or come from a version before 1.0.",
        before="""\
import tensorflow as tf

x = tf.placeholder(tf.float32, [])
y = tf.no_such_function(x)

with tf.Session() as sess:
    print(sess.run(y, {x: 1}))
""",
        safety=Safety.MANUAL,
    ),
    Rule(
        "TFM914",
        "graph-of-an-import",
        "Explain a graph that is built when a file is imported",
        "A file that makes placeholders, layers or tensors at its module level builds them into the graph of "
        "every program that imports it. Put them into a function, and call it where the program needs them.",
        safety=Safety.MANUAL,
    ),
    Rule(
        "TFM915",
        "shared-file",
        "Explain a file whose programs need different code of it",
        "A file that several programs import must come out the same from all of them, and work for those that "
        "stay on tf.compat.v1. Migrate the program that is named first, or give each its own file.",
        safety=Safety.MANUAL,
    ),
    Rule(
        "TFM916",
        "library-on-compat",
        "Explain what a library keeps on tf.compat.v1",
        "A use whose meaning depends on the callers, and these are not known. Name the programs that use the library, "
        "so that all are migrated together, or make what creates variables a tf.keras.layers.Layer by hand. With "
        "--closed-world nobody else calls the functions of the files named.",
        before="""\
import tensorflow as tf


def averaged(x, key):
    mean = tf.reduce_mean(x, keep_dims=True)
    tf.add_to_collection(key, mean)
    return mean
""",
        safety=Safety.MANUAL,
    ),
    Rule(
        "TFM917",
        "graph-of-a-test",
        "Explain a test that keeps a graph",
        "The test feeds values, takes gradients, assigns, expects an error, or does something else that is not the "
        "same eagerly. It enters a graph of its own. Write it with eager tensors, and with tf.GradientTape for "
        "gradients.",
        before="""\
import tensorflow as tf


class SquareTest(tf.test.TestCase):
    def test_fed(self):
        x = tf.placeholder(tf.float32, [])
        with self.test_session() as sess:
            self.assertEqual(sess.run(tf.square(x), {x: 3}), 9)
""",
        safety=Safety.MANUAL,
    ),
    Rule(
        "TFM990",
        "self-check",
        "Report output that did not pass the checks",
        "Before anything is written the output is checked: it compiles, keeps every comment, leaves no "
        "name undefined, and holds nothing that a second run would change. A program that fails a check "
        "stays on compat.v1. Please report it.",
        safety=Safety.MANUAL,
    ),
)
