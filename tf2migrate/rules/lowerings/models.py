"""Variables, layers, models, and the functions and classes that make them."""

from __future__ import annotations

from tf2migrate.result import Safety
from tf2migrate.rules.rule import Rule

RULES = (
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
        "`sess.run(x)` and `x.eval()` become `self.evaluate(x)`, and the `with` goes. What the functions of the "
        "project "
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
)
