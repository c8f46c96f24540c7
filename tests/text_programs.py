"""Programs of text models: convolutions of several sizes, words looked up or one-hot, recurrent cells of a choice."""

from __future__ import annotations

TEXTS = {
    "convolutions_of_several_sizes": '''\
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
''',
    "sizes_from_an_iterator": '''\
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
''',
    "sizes_from_an_iterator_that_others_read": '''\
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
''',
    "table_trained": '''\
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
''',
    "table_kept": '''\
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
''',
    "words_looked_up": '''\
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
''',
    "words_one_hot": '''\
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
''',
}
