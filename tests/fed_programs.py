"""TF1 programs that feed tensors other than placeholders, under their own names and others.

Forms of `engine_form_programs`, with recorded output of TF 1.15.
"""

from __future__ import annotations

FED = {
    "another_name": """\
import tensorflow as tf
def main():
    x = tf.placeholder(tf.float32, [None, 2])
    net = tf.layers.dense(x, 2, kernel_initializer=tf.ones_initializer())
    code = net
    net = tf.layers.dense(net, 1, kernel_initializer=tf.ones_initializer())
    out = net
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        print(sess.run(out, {x: [[1.0, 2.0]]}))
        print(sess.run(out, {code: [[1.0, 0.0]], x: [[1.0, 2.0]]}))
        print(sess.run(out, {code: [[1.0, 0.0]]}))
main()
""",
    "attribute_of_an_object": """\
import tensorflow as tf
class Net(object):
    def __init__(self):
        self.x = tf.placeholder(tf.float32, [None])
        self.w = tf.Variable(2.0)
        h = self.w * self.x
        self.h = h
        self.y = h + 1
m = Net()
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(m.y, {m.h: [4.0], m.x: [1.0]}))
""",
    "variable_under_another_name": """\
import tensorflow as tf
x = tf.placeholder(tf.float32, [None])
w = tf.Variable(2.0)
b = w
y = w * x
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {w: 4.0, x: [1.0, 2.0]}))
    print(sess.run(y, {b: 5.0, x: [1.0, 2.0]}))
""",
    "result_under_another_name": """\
import tensorflow as tf
def encode(x, w):
    h = x * w
    return h
x = tf.placeholder(tf.float32, [None])
w = tf.Variable(2.0)
code = encode(x, w)
def decode(z):
    return z + 1
y = decode(code)
other = code
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {code: [3.0]}))
    print(sess.run(y, {other: [4.0], x: [1.0, 2.0]}))
""",
    "attributes_in_a_chain": """\
import tensorflow as tf
class Net(object):
    def __init__(self):
        self.x = tf.placeholder(tf.float32, [None])
        self.w = tf.Variable(2.0)
        self.h, self.y = self.build(self.x)
        self.z = self.tail()
    def build(self, x):
        h = self.w * x
        return h, h + 1
    def tail(self):
        code = self.h
        self.code = code
        return code * 3
m = Net()
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(m.z, {m.code: [4.0], m.x: [1.0]}))
    print(sess.run(m.z, {m.h: [4.0], m.x: [1.0]}))
    print(sess.run(m.z, {m.h: [5.0]}))
""",
    "part_of_a_call": """\
import tensorflow as tf
w = tf.Variable(2.0)
def net(x):
    h = w * x
    return h, h + 1
x = tf.placeholder(tf.float32, [None])
h, y = net(x)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {h: [4.0], x: [1.0]}))
""",
    "part_of_a_method": """\
import tensorflow as tf
class Net(object):
    def __init__(self):
        self.x = tf.placeholder(tf.float32, [None])
        self.w = tf.Variable(2.0)
        self.h, self.y = self.build(self.x)
    def build(self, x):
        h = self.w * x
        return h, h + 1
m = Net()
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(m.y, {m.h: [4.0], m.x: [1.0]}))
""",
    "part_of_a_split": """\
import tensorflow as tf
x = tf.placeholder(tf.float32, [None])
w = tf.Variable(2.0)
a, b = tf.split(w * x, 2)
first = a
y = first * b
z = a * 3
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run([y, z], {a: [4.0], x: [1.0, 2.0]}))
    print(sess.run([y, z], {first: [4.0], x: [1.0, 2.0]}))
""",
    "element_of_a_list": """\
import tensorflow as tf
w = tf.Variable(2.0)
x = tf.placeholder(tf.float32, [None])
layers = []
layers.append(w * x)
y = layers[0] + 1
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {layers[0]: [4.0], x: [1.0]}))
""",
    "element_of_a_dict": """\
import tensorflow as tf
x = tf.placeholder(tf.float32, [None])
w = tf.Variable(2.0)
h = w * x
parts = {"h": h}
y = h + 1
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {parts["h"]: [4.0], x: [1.0]}))
""",
}
