"""Programs of text models: convolutions of several sizes, words looked up or one-hot, recurrent cells of a choice."""

from __future__ import annotations

TEXTS = {
    "convolutions_of_several_sizes": """\
import numpy as np
import tensorflow as tf


class TextCNN(object):
    def __init__(self, length, classes, vocab, size, filter_sizes, filters, l2=0.0):
        self.input_x = tf.placeholder(tf.int32, [None, length], name="input_x")
        self.input_y = tf.placeholder(tf.float32, [None, classes], name="input_y")
        self.dropout_keep_prob = tf.placeholder(tf.float32, name="dropout_keep_prob")
        l2_loss = tf.constant(0.0)

        with tf.device("/cpu:0"), tf.name_scope("embedding"):
            self.W = tf.Variable(tf.random_uniform([vocab, size], -1.0, 1.0), name="W")
            self.embedded = tf.expand_dims(tf.nn.embedding_lookup(self.W, self.input_x), -1)

        pooled_outputs = []
        for i, filter_size in enumerate(filter_sizes):
            with tf.name_scope("conv-maxpool-%s" % filter_size):
                # Convolution Layer
                filter_shape = [filter_size, size, 1, filters]
                W = tf.Variable(tf.truncated_normal(filter_shape, stddev=0.1), name="W")
                b = tf.Variable(tf.constant(0.1, shape=[filters]), name="b")
                conv = tf.nn.conv2d(self.embedded, W, strides=[1, 1, 1, 1], padding="VALID", name="conv")
                h = tf.nn.relu(tf.nn.bias_add(conv, b), name="relu")
                pooled = tf.nn.max_pool(h, ksize=[1, length - filter_size + 1, 1, 1], strides=[1, 1, 1, 1],
                                        padding="VALID", name="pool")
                pooled_outputs.append(pooled)

        total = filters * len(filter_sizes)
        self.h_pool = tf.concat(pooled_outputs, 3)
        self.flat = tf.reshape(self.h_pool, [-1, total])

        with tf.name_scope("dropout"):
            self.h_drop = tf.nn.dropout(self.flat, self.dropout_keep_prob)

        with tf.name_scope("output"):
            W = tf.get_variable("W", shape=[total, classes], initializer=tf.contrib.layers.xavier_initializer())
            b = tf.Variable(tf.constant(0.1, shape=[classes]), name="b")
            l2_loss += tf.nn.l2_loss(W)
            l2_loss += tf.nn.l2_loss(b)
            self.scores = tf.nn.xw_plus_b(self.h_drop, W, b, name="scores")
            self.predictions = tf.argmax(self.scores, 1, name="predictions")

        with tf.name_scope("loss"):
            losses = tf.nn.softmax_cross_entropy_with_logits(logits=self.scores, labels=self.input_y)
            self.loss = tf.reduce_mean(losses) + l2 * l2_loss

        with tf.name_scope("accuracy"):
            correct = tf.equal(self.predictions, tf.argmax(self.input_y, 1))
            self.accuracy = tf.reduce_mean(tf.cast(correct, "float"), name="accuracy")


r = np.random.RandomState(0)
xs = r.randint(0, 20, (8, 7))
ys = np.eye(2)[r.randint(0, 2, 8)]
cnn = TextCNN(7, 2, 20, 4, [2, 3], 3, 0.1)
global_step = tf.Variable(0, name="global_step", trainable=False)
optimizer = tf.train.AdamOptimizer(1e-2)

train_op = optimizer.minimize(cnn.loss, global_step=global_step)
saver = tf.train.Saver(tf.global_variables(), max_to_keep=2)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())

    def train_step(x_batch, y_batch):
        feed_dict = {cnn.input_x: x_batch, cnn.input_y: y_batch, cnn.dropout_keep_prob: 0.5}
        _, step, loss, accuracy = sess.run([train_op, global_step, cnn.loss, cnn.accuracy], feed_dict)
        print(step, loss, accuracy)

    for _ in range(3):
        train_step(xs, ys)
        current_step = tf.train.global_step(sess, global_step)
        print(current_step)
    print(sess.run(cnn.predictions, {cnn.input_x: xs, cnn.dropout_keep_prob: 1.0}))
""",
    "sizes_from_an_iterator": """\
import numpy as np
import tensorflow as tf


class TextCNN(object):
    def __init__(self, length, classes, vocab, size, filter_sizes, filters, l2=0.0):
        self.input_x = tf.placeholder(tf.int32, [None, length], name="input_x")
        self.input_y = tf.placeholder(tf.float32, [None, classes], name="input_y")
        self.dropout_keep_prob = tf.placeholder(tf.float32, name="dropout_keep_prob")
        l2_loss = tf.constant(0.0)

        with tf.device("/cpu:0"), tf.name_scope("embedding"):
            self.W = tf.Variable(tf.random_uniform([vocab, size], -1.0, 1.0), name="W")
            self.embedded = tf.expand_dims(tf.nn.embedding_lookup(self.W, self.input_x), -1)

        pooled_outputs = []
        for i, filter_size in enumerate(filter_sizes):
            with tf.name_scope("conv-maxpool-%s" % filter_size):
                # Convolution Layer
                filter_shape = [filter_size, size, 1, filters]
                W = tf.Variable(tf.truncated_normal(filter_shape, stddev=0.1), name="W")
                b = tf.Variable(tf.constant(0.1, shape=[filters]), name="b")
                conv = tf.nn.conv2d(self.embedded, W, strides=[1, 1, 1, 1], padding="VALID", name="conv")
                h = tf.nn.relu(tf.nn.bias_add(conv, b), name="relu")
                pooled = tf.nn.max_pool(h, ksize=[1, length - filter_size + 1, 1, 1], strides=[1, 1, 1, 1],
                                        padding="VALID", name="pool")
                pooled_outputs.append(pooled)

        total = filters * 2
        self.h_pool = tf.concat(pooled_outputs, 3)
        self.flat = tf.reshape(self.h_pool, [-1, total])

        with tf.name_scope("dropout"):
            self.h_drop = tf.nn.dropout(self.flat, self.dropout_keep_prob)

        with tf.name_scope("output"):
            W = tf.get_variable("W", shape=[total, classes], initializer=tf.contrib.layers.xavier_initializer())
            b = tf.Variable(tf.constant(0.1, shape=[classes]), name="b")
            l2_loss += tf.nn.l2_loss(W)
            l2_loss += tf.nn.l2_loss(b)
            self.scores = tf.nn.xw_plus_b(self.h_drop, W, b, name="scores")
            self.predictions = tf.argmax(self.scores, 1, name="predictions")

        with tf.name_scope("loss"):
            losses = tf.nn.softmax_cross_entropy_with_logits(logits=self.scores, labels=self.input_y)
            self.loss = tf.reduce_mean(losses) + l2 * l2_loss

        with tf.name_scope("accuracy"):
            correct = tf.equal(self.predictions, tf.argmax(self.input_y, 1))
            self.accuracy = tf.reduce_mean(tf.cast(correct, "float"), name="accuracy")


r = np.random.RandomState(0)
xs = r.randint(0, 20, (8, 7))
ys = np.eye(2)[r.randint(0, 2, 8)]
cnn = TextCNN(7, 2, 20, 4, map(int, "2,3".split(",")), 3, 0.1)
global_step = tf.Variable(0, name="global_step", trainable=False)
optimizer = tf.train.AdamOptimizer(1e-2)

train_op = optimizer.minimize(cnn.loss, global_step=global_step)
saver = tf.train.Saver(tf.global_variables(), max_to_keep=2)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())

    def train_step(x_batch, y_batch):
        feed_dict = {cnn.input_x: x_batch, cnn.input_y: y_batch, cnn.dropout_keep_prob: 0.5}
        _, step, loss, accuracy = sess.run([train_op, global_step, cnn.loss, cnn.accuracy], feed_dict)
        print(step, loss, accuracy)

    for _ in range(3):
        train_step(xs, ys)
        current_step = tf.train.global_step(sess, global_step)
        print(current_step)
    print(sess.run(cnn.predictions, {cnn.input_x: xs, cnn.dropout_keep_prob: 1.0}))
""",
    "sizes_from_an_iterator_that_others_read": """\
import numpy as np
import tensorflow as tf


class TextCNN(object):
    def __init__(self, length, classes, vocab, size, filter_sizes, filters, l2=0.0):
        self.input_x = tf.placeholder(tf.int32, [None, length], name="input_x")
        self.input_y = tf.placeholder(tf.float32, [None, classes], name="input_y")
        self.dropout_keep_prob = tf.placeholder(tf.float32, name="dropout_keep_prob")
        l2_loss = tf.constant(0.0)

        with tf.device("/cpu:0"), tf.name_scope("embedding"):
            self.W = tf.Variable(tf.random_uniform([vocab, size], -1.0, 1.0), name="W")
            self.embedded = tf.expand_dims(tf.nn.embedding_lookup(self.W, self.input_x), -1)

        pooled_outputs = []
        for i, filter_size in enumerate(filter_sizes):
            with tf.name_scope("conv-maxpool-%s" % filter_size):
                # Convolution Layer
                filter_shape = [filter_size, size, 1, filters]
                W = tf.Variable(tf.truncated_normal(filter_shape, stddev=0.1), name="W")
                b = tf.Variable(tf.constant(0.1, shape=[filters]), name="b")
                conv = tf.nn.conv2d(self.embedded, W, strides=[1, 1, 1, 1], padding="VALID", name="conv")
                h = tf.nn.relu(tf.nn.bias_add(conv, b), name="relu")
                pooled = tf.nn.max_pool(h, ksize=[1, length - filter_size + 1, 1, 1], strides=[1, 1, 1, 1],
                                        padding="VALID", name="pool")
                pooled_outputs.append(pooled)

        total = filters * 2; print(list(filter_sizes))
        self.h_pool = tf.concat(pooled_outputs, 3)
        self.flat = tf.reshape(self.h_pool, [-1, total])

        with tf.name_scope("dropout"):
            self.h_drop = tf.nn.dropout(self.flat, self.dropout_keep_prob)

        with tf.name_scope("output"):
            W = tf.get_variable("W", shape=[total, classes], initializer=tf.contrib.layers.xavier_initializer())
            b = tf.Variable(tf.constant(0.1, shape=[classes]), name="b")
            l2_loss += tf.nn.l2_loss(W)
            l2_loss += tf.nn.l2_loss(b)
            self.scores = tf.nn.xw_plus_b(self.h_drop, W, b, name="scores")
            self.predictions = tf.argmax(self.scores, 1, name="predictions")

        with tf.name_scope("loss"):
            losses = tf.nn.softmax_cross_entropy_with_logits(logits=self.scores, labels=self.input_y)
            self.loss = tf.reduce_mean(losses) + l2 * l2_loss

        with tf.name_scope("accuracy"):
            correct = tf.equal(self.predictions, tf.argmax(self.input_y, 1))
            self.accuracy = tf.reduce_mean(tf.cast(correct, "float"), name="accuracy")


r = np.random.RandomState(0)
xs = r.randint(0, 20, (8, 7))
ys = np.eye(2)[r.randint(0, 2, 8)]
cnn = TextCNN(7, 2, 20, 4, map(int, "2,3".split(",")), 3, 0.1)
global_step = tf.Variable(0, name="global_step", trainable=False)
optimizer = tf.train.AdamOptimizer(1e-2)

train_op = optimizer.minimize(cnn.loss, global_step=global_step)
saver = tf.train.Saver(tf.global_variables(), max_to_keep=2)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())

    def train_step(x_batch, y_batch):
        feed_dict = {cnn.input_x: x_batch, cnn.input_y: y_batch, cnn.dropout_keep_prob: 0.5}
        _, step, loss, accuracy = sess.run([train_op, global_step, cnn.loss, cnn.accuracy], feed_dict)
        print(step, loss, accuracy)

    for _ in range(3):
        train_step(xs, ys)
        current_step = tf.train.global_step(sess, global_step)
        print(current_step)
    print(sess.run(cnn.predictions, {cnn.input_x: xs, cnn.dropout_keep_prob: 1.0}))
""",
    "table_trained": """\
import numpy as np
import tensorflow as tf


class Net(object):
    def __init__(self, table, trained, size):
        self.x = tf.placeholder(tf.int32, [None, 3])
        self.y = tf.placeholder(tf.float32, [None, 1])
        if not trained:
            E = tf.constant(table, name="E")
        else:
            E = tf.Variable(table, name="E")
        h = tf.reduce_mean(tf.nn.embedding_lookup(E, self.x), 1)
        w = tf.Variable(tf.ones([size, 1]) * 0.5, name="w")
        self.out = tf.matmul(h, w)
        self.loss = tf.reduce_mean(tf.square(self.out - self.y))
        self.train = tf.train.GradientDescentOptimizer(0.5).minimize(self.loss)


table = np.arange(8, dtype=np.float32).reshape(4, 2) / 8
xs, ys = np.array([[0, 1, 2], [1, 2, 3]]), np.array([[1.0], [0.5]])
net = Net(table, True, 2)
saver = tf.train.Saver()
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        _, loss = sess.run([net.train, net.loss], {net.x: xs, net.y: ys})
        print(loss)
    saver.save(sess, "./model")
    sess.run(net.train, {net.x: xs, net.y: ys})
    saver.restore(sess, "./model")
    print(sess.run(net.out, {net.x: xs}))
""",
    "table_kept": """\
import numpy as np
import tensorflow as tf


class Net(object):
    def __init__(self, table, trained, size):
        self.x = tf.placeholder(tf.int32, [None, 3])
        self.y = tf.placeholder(tf.float32, [None, 1])
        if not trained:
            E = tf.constant(table, name="E")
        else:
            E = tf.Variable(table, name="E")
        h = tf.reduce_mean(tf.nn.embedding_lookup(E, self.x), 1)
        w = tf.Variable(tf.ones([size, 1]) * 0.5, name="w")
        self.out = tf.matmul(h, w)
        self.loss = tf.reduce_mean(tf.square(self.out - self.y))
        self.train = tf.train.GradientDescentOptimizer(0.5).minimize(self.loss)


table = np.arange(8, dtype=np.float32).reshape(4, 2) / 8
xs, ys = np.array([[0, 1, 2], [1, 2, 3]]), np.array([[1.0], [0.5]])
net = Net(table, False, 2)
saver = tf.train.Saver()
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        _, loss = sess.run([net.train, net.loss], {net.x: xs, net.y: ys})
        print(loss)
    saver.save(sess, "./model")
    sess.run(net.train, {net.x: xs, net.y: ys})
    saver.restore(sess, "./model")
    print(sess.run(net.out, {net.x: xs}))
""",
    "words_looked_up": """\
import numpy as np
import tensorflow as tf


class Net(object):
    def __init__(self, use_embedding=False):
        self.use_embedding = use_embedding
        self.build_inputs()
        self.build_net()

    def build_inputs(self):
        with tf.name_scope("inputs"):
            self.x = tf.placeholder(tf.int32, [2, 3], name="x")
            self.y = tf.placeholder(tf.float32, [None, 1])
            # words need an embedding
            if self.use_embedding is False:
                self.inputs = tf.one_hot(self.x, 4)
            else:
                with tf.device("/cpu:0"):
                    embedding = tf.get_variable("embedding", [4, 4])
                    self.inputs = tf.nn.embedding_lookup(embedding, self.x)

    def build_net(self):
        w = tf.Variable(tf.ones([4, 1]) * 0.5, name="w")
        self.out = tf.matmul(tf.reduce_mean(self.inputs, 1), w)
        self.loss = tf.reduce_mean(tf.square(self.out - self.y))
        variables = tf.trainable_variables()
        grads, _ = tf.clip_by_global_norm(tf.gradients(self.loss, variables), 0.5)
        self.train = tf.train.AdamOptimizer(0.01).apply_gradients(zip(grads, variables))
        self.saver = tf.train.Saver()


xs, ys = np.array([[0, 1, 2], [1, 2, 3]]), np.array([[1.0], [0.5]])
net = Net(True)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        _, loss = sess.run([net.train, net.loss], {net.x: xs, net.y: ys})
        print(loss)
    net.saver.save(sess, "./model")
    sess.run(net.train, {net.x: xs, net.y: ys})
    net.saver.restore(sess, "./model")
    print(sess.run(net.out, {net.x: xs}))
""",
    "words_one_hot": """\
import numpy as np
import tensorflow as tf


class Net(object):
    def __init__(self, use_embedding=False):
        self.use_embedding = use_embedding
        self.build_inputs()
        self.build_net()

    def build_inputs(self):
        with tf.name_scope("inputs"):
            self.x = tf.placeholder(tf.int32, [2, 3], name="x")
            self.y = tf.placeholder(tf.float32, [None, 1])
            # words need an embedding
            if self.use_embedding is False:
                self.inputs = tf.one_hot(self.x, 4)
            else:
                with tf.device("/cpu:0"):
                    embedding = tf.get_variable("embedding", [4, 4])
                    self.inputs = tf.nn.embedding_lookup(embedding, self.x)

    def build_net(self):
        w = tf.Variable(tf.ones([4, 1]) * 0.5, name="w")
        self.out = tf.matmul(tf.reduce_mean(self.inputs, 1), w)
        self.loss = tf.reduce_mean(tf.square(self.out - self.y))
        variables = tf.trainable_variables()
        grads, _ = tf.clip_by_global_norm(tf.gradients(self.loss, variables), 0.5)
        self.train = tf.train.AdamOptimizer(0.01).apply_gradients(zip(grads, variables))
        self.saver = tf.train.Saver()


xs, ys = np.array([[0, 1, 2], [1, 2, 3]]), np.array([[1.0], [0.5]])
net = Net(False)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        _, loss = sess.run([net.train, net.loss], {net.x: xs, net.y: ys})
        print(loss)
    net.saver.save(sess, "./model")
    sess.run(net.train, {net.x: xs, net.y: ys})
    net.saver.restore(sess, "./model")
    print(sess.run(net.out, {net.x: xs}))
""",
    "functions_that_drive_one_model": """\
import os
import sys
import numpy as np
import tensorflow as tf

sys.argv = sys.argv + ["train"]


class Config(object):
    size = 4
    classes = 2
    rate = 0.01


class TextCNN(object):
    def __init__(self, config):
        self.config = config
        self.x = tf.placeholder(tf.int32, [None, self.config.size], name="x")
        self.y = tf.placeholder(tf.float32, [None, self.config.classes], name="y")
        self.keep_prob = tf.placeholder(tf.float32, name="keep_prob")
        self.cnn()

    def cnn(self):
        with tf.device("/cpu:0"):
            embedding = tf.get_variable("embedding", [10, 5])
            inputs = tf.nn.embedding_lookup(embedding, self.x)
        with tf.name_scope("cnn"):
            conv = tf.layers.conv1d(inputs, 6, 2, name="conv")
            gmp = tf.reduce_max(conv, reduction_indices=[1], name="gmp")
        with tf.name_scope("score"):
            fc = tf.layers.dense(gmp, 5, name="fc1")
            fc = tf.contrib.layers.dropout(fc, self.keep_prob)
            fc = tf.nn.relu(fc)
            self.logits = tf.layers.dense(fc, self.config.classes, name="fc2")
            self.pred = tf.argmax(tf.nn.softmax(self.logits), 1)
        with tf.name_scope("optimize"):
            cross_entropy = tf.nn.softmax_cross_entropy_with_logits(logits=self.logits, labels=self.y)
            self.loss = tf.reduce_mean(cross_entropy)
            self.optim = tf.train.AdamOptimizer(learning_rate=self.config.rate).minimize(self.loss)
        with tf.name_scope("accuracy"):
            self.acc = tf.reduce_mean(tf.cast(tf.equal(tf.argmax(self.y, 1), self.pred), tf.float32))


def batch_iter(x, y, size=4):
    for i in range(0, len(x), size):
        yield x[i:i + size], y[i:i + size]


def feed_data(x_batch, y_batch, keep_prob):
    feed_dict = {
        model.x: x_batch,
        model.y: y_batch,
        model.keep_prob: keep_prob
    }
    return feed_dict


def evaluate(sess, x_, y_):
    total_loss = 0.0
    for x_batch, y_batch in batch_iter(x_, y_, 128):
        feed_dict = feed_data(x_batch, y_batch, 1.0)
        loss, acc = sess.run([model.loss, model.acc], feed_dict=feed_dict)
        total_loss += loss * len(x_batch)
    return total_loss / len(x_), acc


def train():
    tf.summary.scalar("loss", model.loss)
    tf.summary.scalar("accuracy", model.acc)
    merged_summary = tf.summary.merge_all()
    writer = tf.summary.FileWriter("logs")
    saver = tf.train.Saver()
    session = tf.Session()
    session.run(tf.global_variables_initializer())
    writer.add_graph(session.graph)
    total_batch = 0
    for epoch in range(2):
        for x_batch, y_batch in batch_iter(xs, ys):
            feed_dict = feed_data(x_batch, y_batch, 0.5)
            if total_batch % 2 == 0:
                s = session.run(merged_summary, feed_dict=feed_dict)
                writer.add_summary(s, total_batch)
            if total_batch % 2 == 1:
                feed_dict[model.keep_prob] = 1.0
                loss_train, acc_train = session.run([model.loss, model.acc], feed_dict=feed_dict)
                loss_val, acc_val = evaluate(session, xs, ys)
                saver.save(sess=session, save_path=save_path)
                print(loss_train, acc_train, loss_val, acc_val)
            feed_dict[model.keep_prob] = 0.5
            session.run(model.optim, feed_dict=feed_dict)
            total_batch += 1


def test():
    session = tf.Session()
    session.run(tf.global_variables_initializer())
    saver = tf.train.Saver()
    saver.restore(sess=session, save_path=save_path)
    loss_test, acc_test = evaluate(session, xs, ys)
    print(loss_test, acc_test)
    y_pred = np.zeros(shape=len(xs), dtype=np.int32)
    for i in range(2):
        feed_dict = {
            model.x: xs[4 * i: 4 * i + 4],
            model.keep_prob: 1.0
        }
        y_pred[4 * i: 4 * i + 4] = session.run(model.pred, feed_dict=feed_dict)
    print(y_pred)


if __name__ == "__main__":
    config = Config()
    save_path = "best"
    r = np.random.RandomState(0)
    xs, ys = r.randint(0, 10, (8, 4)), np.eye(2)[r.randint(0, 2, 8)]
    model = TextCNN(config)
    if sys.argv[1] == "train":
        train()
    else:
        test()
""",
    "cell_of_a_helper": """\
import numpy as np
import tensorflow as tf


class RNN:
    def __init__(self, length, classes, vocab, size, cell_type, hidden):
        self.text = tf.placeholder(tf.int32, shape=[None, length], name="text")
        self.y = tf.placeholder(tf.float32, shape=[None, classes], name="y")
        self.keep_prob = tf.placeholder(tf.float32, name="keep_prob")
        text_length = self._length(self.text)
        with tf.device("/cpu:0"), tf.name_scope("embedding"):
            self.W_text = tf.Variable(tf.random_uniform([vocab, size], -1.0, 1.0), name="W_text")
            self.embedded = tf.nn.embedding_lookup(self.W_text, self.text)
        with tf.name_scope("rnn"):
            cell = self._get_cell(hidden, cell_type)
            cell = tf.nn.rnn_cell.DropoutWrapper(cell, output_keep_prob=self.keep_prob)
            outputs, _ = tf.nn.dynamic_rnn(cell=cell, inputs=self.embedded, sequence_length=text_length, dtype=tf.float32)
            self.h_outputs = self.last_relevant(outputs, text_length)
        with tf.name_scope("output"):
            W = tf.get_variable("W", shape=[hidden, classes], initializer=tf.contrib.layers.xavier_initializer())
            b = tf.Variable(tf.constant(0.1, shape=[classes]), name="b")
            self.logits = tf.nn.xw_plus_b(self.h_outputs, W, b, name="logits")
            self.predictions = tf.argmax(self.logits, 1, name="predictions")
        with tf.name_scope("loss"):
            losses = tf.nn.softmax_cross_entropy_with_logits(logits=self.logits, labels=self.y)
            self.loss = tf.reduce_mean(losses)

    @staticmethod
    def _get_cell(hidden, cell_type):
        if cell_type == "vanilla":
            return tf.nn.rnn_cell.BasicRNNCell(hidden)
        elif cell_type == "lstm":
            return tf.nn.rnn_cell.BasicLSTMCell(hidden)
        elif cell_type == "gru":
            return tf.nn.rnn_cell.GRUCell(hidden)
        else:
            print("'" + cell_type + "' is no cell")
            return None

    @staticmethod
    def _length(seq):
        relevant = tf.sign(tf.abs(seq))
        length = tf.reduce_sum(relevant, reduction_indices=1)
        return tf.cast(length, tf.int32)

    @staticmethod
    def last_relevant(seq, length):
        batch_size = tf.shape(seq)[0]
        max_length = int(seq.get_shape()[1])
        input_size = int(seq.get_shape()[2])
        index = tf.range(0, batch_size) * max_length + (length - 1)
        flat = tf.reshape(seq, [-1, input_size])
        return tf.gather(flat, index)


def train(cell_type):
    r = np.random.RandomState(0)
    xs, ys = r.randint(1, 20, (6, 5)), np.eye(2)[r.randint(0, 2, 6)]
    xs[0, 3:] = xs[1, 2:] = 0
    rnn = RNN(5, 2, 20, 4, cell_type, 3)
    step = tf.Variable(0, name="global_step", trainable=False)
    train_op = tf.train.AdamOptimizer(0.01).minimize(rnn.loss, global_step=step)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for _ in range(3):
            _, now, loss = sess.run([train_op, step, rnn.loss], {rnn.text: xs, rnn.y: ys, rnn.keep_prob: 0.5})
            print(now, loss)
        print(sess.run(rnn.predictions, {rnn.text: xs, rnn.keep_prob: 1.0}))


def main(_):
    train("gru")


if __name__ == "__main__":
    tf.app.run()
""",
    "table_whose_name_a_loop_binds": """\
import numpy as np
import tensorflow as tf


class Net(object):
    def __init__(self, table, trained, sizes, l2):
        self.x = tf.placeholder(tf.int32, [None, 4])
        self.y = tf.placeholder(tf.float32, [None, 1])
        l2_loss = tf.constant(0.0)
        with tf.name_scope("embedding"):
            if not trained:
                W = tf.constant(table, name="W")
            else:
                W = tf.Variable(table, name="W")
            emb = tf.nn.embedding_lookup(W, self.x)
        pooled = []
        for i, size in enumerate(sizes):
            with tf.name_scope("conv-%s" % size):
                shape = [size, 2, 3]
                W = tf.Variable(tf.truncated_normal(shape, stddev=0.1), name="W")
                pooled.append(tf.reduce_max(tf.nn.conv1d(emb, W, 1, "VALID"), 1))
        h = tf.concat(pooled, 1)
        with tf.name_scope("output"):
            self.W = tf.Variable(tf.ones([3 * len(sizes), 1]) * 0.5, name="W")
            l2_loss += tf.nn.l2_loss(W)
            self.out = tf.matmul(h, self.W)
        self.loss = tf.reduce_mean(tf.square(self.out - self.y)) + l2 * l2_loss
        self.train = tf.train.GradientDescentOptimizer(0.5).minimize(self.loss)


table = np.arange(8, dtype=np.float32).reshape(4, 2) / 8
xs, ys = np.array([[0, 1, 2, 3], [1, 2, 3, 3]]), np.array([[1.0], [0.5]])
net = Net(table, True, [1, 2], 0.1)
saver = tf.train.Saver()
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        _, loss = sess.run([net.train, net.loss], {net.x: xs, net.y: ys})
        print(loss)
    saver.save(sess, "./model")
    sess.run(net.train, {net.x: xs, net.y: ys})
    saver.restore(sess, "./model")
    print(sess.run(net.out, {net.x: xs}))
""",
    "weights_with_a_penalty_in_a_helper": """\
import numpy as np
import tensorflow as tf


def embedding(inputs, size, units, l2=0.0, scope="embedding", with_t=False, reuse=None):
    with tf.variable_scope(scope, reuse=reuse):
        table = tf.get_variable("table", dtype=tf.float32, shape=[size, units],
                                regularizer=tf.contrib.layers.l2_regularizer(l2))
        table = tf.concat((tf.zeros(shape=[1, units]), table[1:, :]), 0)
        outputs = tf.nn.embedding_lookup(table, inputs)
    if with_t:
        return outputs, table
    else:
        return outputs


class Model():
    def __init__(self, items, l2, reuse=None):
        self.x = tf.placeholder(tf.int32, shape=(None, 3))
        with tf.variable_scope("net", reuse=reuse):
            self.seq, table = embedding(self.x, items, 4, l2=l2, scope="items", with_t=True, reuse=reuse)
            t, _ = embedding(tf.tile(tf.expand_dims(tf.range(tf.shape(self.x)[1]), 0), [tf.shape(self.x)[0], 1]), 3, 4,
                             l2=l2, scope="positions", with_t=True, reuse=reuse)
            self.seq += t
        self.loss = tf.reduce_sum(tf.square(tf.reduce_mean(self.seq, 1) - 1.0))
        reg_losses = tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES)
        self.loss += sum(reg_losses)
        self.train_op = tf.train.AdamOptimizer(0.01).minimize(self.loss)


model = Model(6, 0.5)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        loss, _ = sess.run([model.loss, model.train_op], {model.x: [[1, 2, 3], [2, 3, 5]]})
        print(loss)
""",
    "width_of_the_input_by_default": """\
import numpy as np
import tensorflow as tf


def attention(queries, keys, num_units=None, scope="attention", reuse=None):
    with tf.variable_scope(scope, reuse=reuse):
        # the width of the queries if none is given
        if num_units is None:
            num_units = queries.get_shape().as_list()[-1]
        Q = tf.layers.dense(queries, num_units, activation=None)
        K = tf.layers.dense(keys, num_units, activation=tf.nn.relu)
        return tf.matmul(Q, tf.transpose(K, [0, 2, 1]))


class Model():
    def __init__(self, size, units):
        self.x = tf.placeholder(tf.float32, shape=(None, 3, size))
        self.a = attention(self.x, self.x, num_units=units, scope="one")
        self.b = attention(self.a, self.x, scope="two")
        self.loss = tf.reduce_sum(tf.square(self.b - 1.0))
        self.train_op = tf.train.AdamOptimizer(0.01).minimize(self.loss)


model = Model(4, 5)
xs = np.arange(24).reshape(2, 3, 4) / 24.0
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        loss, _ = sess.run([model.loss, model.train_op], {model.x: xs})
        print(loss)
""",
    "helpers_that_make_weights_in_a_loop": """\
import numpy as np
import tensorflow as tf


def normalize(inputs, epsilon=1e-8, scope="ln", reuse=None):
    with tf.variable_scope(scope, reuse=reuse):
        shape = inputs.get_shape()[-1:]
        mean, variance = tf.nn.moments(inputs, [-1], keep_dims=True)
        beta = tf.Variable(tf.zeros(shape))
        gamma = tf.Variable(tf.ones(shape))
        return gamma * (inputs - mean) / ((variance + epsilon) ** .5) + beta


def feed_forward(inputs, units=[8, 4], scope="feed_forward", reuse=None):
    with tf.variable_scope(scope, reuse=reuse):
        outputs = tf.layers.dense(inputs, units[0], activation=tf.nn.relu)
        outputs = tf.layers.dense(outputs, units[1])
        return outputs + inputs


class Model():
    def __init__(self, blocks, units, reuse=None):
        self.x = tf.placeholder(tf.float32, shape=(None, 3, units))
        with tf.variable_scope("net", reuse=reuse):
            self.seq = self.x * 2.0
            for i in range(blocks):
                with tf.variable_scope("block_%d" % i):
                    self.seq = feed_forward(normalize(self.seq), units=[i + 5, units], scope="inner")
                    self.seq *= 0.5
            self.seq = normalize(self.seq)
        self.loss = tf.reduce_sum(tf.square(self.seq - 1.0))
        self.train_op = tf.train.AdamOptimizer(0.01).minimize(self.loss)


model = Model(2, 4)
xs = np.arange(24).reshape(2, 3, 4) / 24.0
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(4):
        loss, _ = sess.run([model.loss, model.train_op], {model.x: xs})
        print(loss)
""",
    "helper_that_shares_its_weights_in_a_loop": """\
import numpy as np
import tensorflow as tf


def layer(inputs, units, scope):
    with tf.variable_scope(scope, reuse=tf.AUTO_REUSE):
        return tf.layers.dense(inputs, units, name="dense")


x = tf.placeholder(tf.float32, shape=(None, 4))
h = x
for i in range(3):
    h = layer(h, 4, "shared")
loss = tf.reduce_sum(tf.square(h - 1.0))
train_op = tf.train.GradientDescentOptimizer(0.01).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(2):
        print(sess.run([loss, train_op], {x: np.ones([2, 4])})[0])
""",
    "optimizer_of_a_branch": """\
import numpy as np
import tensorflow as tf


class Model():
    def __init__(self, size, reuse=None):
        self.x = tf.placeholder(tf.float32, shape=(None, 3))
        with tf.variable_scope("net", reuse=reuse):
            w = tf.get_variable("w", [3, size])
            self.y = tf.matmul(self.x, w)
        self.loss = tf.reduce_sum(tf.square(self.y - 1.0))
        tf.summary.scalar("loss", self.loss)
        if reuse is None:
            tf.summary.scalar("train_loss", self.loss)
            self.global_step = tf.Variable(0, name="global_step", trainable=False)
            self.optimizer = tf.train.AdamOptimizer(learning_rate=0.1, beta2=0.98)
            self.train_op = self.optimizer.minimize(self.loss, global_step=self.global_step)
        else:
            tf.summary.scalar("test_loss", self.loss)
        self.merged = tf.summary.merge_all()

    def predict(self, sess, x):
        return sess.run(self.y, {self.x: x})


model = Model(2)
xs = np.ones((2, 3))
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        loss, _ = sess.run([model.loss, model.train_op], {model.x: xs})
        print(loss)
    print(model.predict(sess, xs), sess.run(model.global_step))
""",
    "optimizer_of_a_branch_and_summaries_of_both": """\
import numpy as np
import tensorflow as tf


class Model():
    def __init__(self, size, reuse=None):
        self.x = tf.placeholder(tf.float32, shape=(None, 3))
        with tf.variable_scope("net", reuse=reuse):
            w = tf.get_variable("w", [3, size])
            self.y = tf.matmul(self.x, w)
        self.loss = tf.reduce_sum(tf.square(self.y - 1.0))
        tf.summary.scalar("loss", self.loss)
        if reuse is None:
            tf.summary.scalar("train_loss", self.loss)
            self.global_step = tf.Variable(0, name="global_step", trainable=False)
            self.optimizer = tf.train.AdamOptimizer(learning_rate=0.1, beta2=0.98)
            self.train_op = self.optimizer.minimize(self.loss, global_step=self.global_step)
        else:
            tf.summary.scalar("test_loss", self.loss)
        self.merged = tf.summary.merge_all()

    def predict(self, sess, x):
        return sess.run(self.y, {self.x: x})


model = Model(2)
xs = np.ones((2, 3))
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        loss, _ = sess.run([model.loss, model.train_op], {model.x: xs})
        print(loss)
    print(model.predict(sess, xs), sess.run(model.merged, {model.x: xs})[:0])
""",
    "optimizer_of_a_branch_that_is_saved": """\
import numpy as np
import tensorflow as tf


class Model():
    def __init__(self, size, reuse=None):
        self.x = tf.placeholder(tf.float32, shape=(None, 3))
        with tf.variable_scope("net", reuse=reuse):
            w = tf.get_variable("w", [3, size])
            self.y = tf.matmul(self.x, w)
        self.loss = tf.reduce_sum(tf.square(self.y - 1.0))
        tf.summary.scalar("loss", self.loss)
        if reuse is None:
            tf.summary.scalar("train_loss", self.loss)
            self.global_step = tf.Variable(0, name="global_step", trainable=False)
            self.optimizer = tf.train.AdamOptimizer(learning_rate=0.1, beta2=0.98)
            self.train_op = self.optimizer.minimize(self.loss, global_step=self.global_step)
        else:
            tf.summary.scalar("test_loss", self.loss)
        self.merged = tf.summary.merge_all()

    def predict(self, sess, x):
        return sess.run(self.y, {self.x: x})


model = Model(2)
saver = tf.train.Saver()
xs = np.ones((2, 3))
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        loss, _ = sess.run([model.loss, model.train_op], {model.x: xs})
        print(loss)
    print(model.predict(sess, xs), sess.run(model.global_step))
""",
    "normalized_model_trained_in_a_function": """\
import numpy as np
import tensorflow as tf


class Net:
    def __init__(self, units):
        self.x = tf.placeholder(tf.float32, [None, 2])
        self.y = tf.placeholder(tf.float32, [None, 1])
        self.is_training = tf.placeholder(tf.bool, [])
        h = tf.layers.dense(self.x, units, activation=tf.nn.relu)
        h = tf.layers.dropout(h, 0.5, training=self.is_training)
        h = tf.layers.batch_normalization(h, training=self.is_training)
        self.out = tf.layers.dense(h, 1)
        self.loss = tf.reduce_mean(tf.square(self.out - self.y))


def train(units):
    net = Net(units)
    step = tf.Variable(0, trainable=False)
    update_ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
    with tf.control_dependencies(update_ops):
        train_op = tf.train.GradientDescentOptimizer(0.1).minimize(net.loss, global_step=step)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        xs, ys = np.arange(6).reshape(3, 2) / 6.0, np.ones((3, 1))
        for _ in range(3):
            loss, now, _ = sess.run([net.loss, step, train_op], {net.x: xs, net.y: ys, net.is_training: True})
            print(loss, now)
            now, loss = sess.run([step, net.loss], {net.x: xs, net.y: ys, net.is_training: False})
            print(now, loss)
        print(sess.run(net.out, {net.x: xs, net.is_training: False}))


def main():
    train(4)


main()
""",
    "normalized_model_trained_without_its_updates": """\
import numpy as np
import tensorflow as tf


class Net:
    def __init__(self, units):
        self.x = tf.placeholder(tf.float32, [None, 2])
        self.y = tf.placeholder(tf.float32, [None, 1])
        self.is_training = tf.placeholder(tf.bool, [])
        h = tf.layers.dense(self.x, units, activation=tf.nn.relu)
        h = tf.layers.dropout(h, 0.5, training=self.is_training)
        h = tf.layers.batch_normalization(h, training=self.is_training)
        self.out = tf.layers.dense(h, 1)
        self.loss = tf.reduce_mean(tf.square(self.out - self.y))


def train(units):
    net = Net(units)
    step = tf.Variable(0, trainable=False)
    train_op = tf.train.GradientDescentOptimizer(0.1).minimize(net.loss, global_step=step)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        xs, ys = np.arange(6).reshape(3, 2) / 6.0, np.ones((3, 1))
        for _ in range(3):
            loss, now, _ = sess.run([net.loss, step, train_op], {net.x: xs, net.y: ys, net.is_training: True})
            print(loss, now)
            now, loss = sess.run([step, net.loss], {net.x: xs, net.y: ys, net.is_training: False})
            print(now, loss)
        print(sess.run(net.out, {net.x: xs, net.is_training: False}))


def main():
    train(4)


main()
""",
}
