"""Small programs that read their data through queues and datasets: forms that are lowered, and traps that are not."""

from __future__ import annotations

_FILES = """\
import tensorflow as tf
with open("one.csv", "w") as one, open("two.csv", "w") as two:
    one.write("a,b,c\\n1,2,3\\n4,5,6\\n7,8,9\\n")
    two.write("a,b,c\\n10,20,30\\n40,50,60\\n")
"""

INPUTS = {
    "two_iterators_in_one_run": """\
import numpy as np
import tensorflow as tf

a = tf.data.Dataset.from_tensor_slices(np.arange(6.0)).batch(2)
b = tf.data.Dataset.from_tensor_slices(np.arange(10.0, 16.0)).batch(2)
ia = a.make_one_shot_iterator()
ib = b.make_one_shot_iterator()
xa = ia.get_next()
xb = ib.get_next()
s = xa + xb
with tf.Session() as sess:
    print(sess.run(s))
    print(sess.run([xa, s]))
""",
    "element_is_a_dict": """\
import numpy as np
import tensorflow as tf

d = tf.data.Dataset.from_tensor_slices({"x": np.arange(6.0), "y": np.arange(6)}).batch(2)
it = d.make_one_shot_iterator()
batch = it.get_next()
s = batch["x"] * 2
with tf.Session() as sess:
    print(sess.run(s))
    print(sess.run([s, batch["y"]]))
    print(sess.run(batch))
""",
    "iterator_without_a_name": """\
import numpy as np
import tensorflow as tf

d = tf.data.Dataset.from_tensor_slices((np.arange(6.0), np.arange(6))).batch(2)
x, y = d.make_one_shot_iterator().get_next()
z = d.shuffle(1).make_one_shot_iterator().get_next()
s = x * 2
with tf.Session() as sess:
    print(sess.run(s))
    print(sess.run([s, y]))
    print(sess.run(z))
""",
    "element_in_nested_names": """\
import numpy as np
import tensorflow as tf

d = tf.data.Dataset.from_tensor_slices(((np.arange(6.0), np.arange(6)), np.arange(6, 12))).batch(2)
it = d.make_one_shot_iterator()
(x, y), z = it.get_next()
f, label = tf.data.make_one_shot_iterator(d).get_next()
s = x * 2
with tf.Session() as sess:
    print(sess.run(s))
    print(sess.run([s, y, z]))
    print(sess.run(f[0]))
    print(sess.run(label))
""",
    "helper_gives_elements": """\
import numpy as np
import tensorflow as tf


def input_fn(data, size):
    dataset = tf.data.Dataset.from_tensor_slices(data)
    dataset = dataset.batch(size)  # a batch
    iterator = dataset.make_one_shot_iterator()
    x, y = iterator.get_next()
    return x, y


def direct(data):
    return tf.data.Dataset.from_tensor_slices(data).batch(3).make_one_shot_iterator().get_next()


x, y = input_fn((np.arange(6.0), np.arange(6)), 2)
vx, vy = input_fn((np.arange(6.0), np.arange(6)), 3)
q = direct(np.arange(4.))
s = x * 2
vs = vx * 2
with tf.Session() as sess:
    print(sess.run(s))
    print(sess.run([s, y]))
    print(sess.run([vs, vy]))
    print(sess.run(q))
""",
    "element_by_index": """\
import numpy as np
import tensorflow as tf

d = tf.data.Dataset.from_tensor_slices((np.arange(6.0), np.arange(6))).batch(2)
it = d.make_one_shot_iterator()
x = it.get_next()[0]
s = x * 2
with tf.Session() as sess:
    print(sess.run(s))
    print(sess.run([s, x]))
""",
    "part_of_an_element_is_a_dict": """\
import numpy as np
import tensorflow as tf

d = tf.data.Dataset.from_tensor_slices(({"f": np.arange(6.0)}, np.arange(6))).batch(2)
it = d.make_one_shot_iterator()
features, label = it.get_next()
e = tf.data.Dataset.from_tensor_slices(np.arange(3)).make_one_shot_iterator()
one = e.get_next()
s = features["f"] * 2
with tf.Session() as sess:
    print(sess.run(s))
    print(sess.run([s, label]))
    print(sess.run(features))
    try:
        while True:
            print(sess.run(one))
    except tf.errors.OutOfRangeError:
        print("end")
""",
    "lines_of_files": _FILES
    + """\
# All files
filename_queue = tf.train.string_input_producer(
    ["one.csv", "two.csv"], shuffle=False, name="filename_queue")  # two of them

reader = tf.TextLineReader(skip_header_lines=1)  # one line each
key, value = reader.read(filename_queue)

# Default values, in case of empty columns.
record_defaults = [[0.], [0.], [0.]]
xy = tf.decode_csv(value, record_defaults=record_defaults)

# collect batches of csv in
train_x_batch, train_y_batch = tf.train.batch([xy[0:-1], xy[-1:]], batch_size=3)

X = tf.placeholder(tf.float32, shape=[None, 2])
Y = tf.placeholder(tf.float32, shape=[None, 1])
W = tf.Variable([[0.1], [0.2]], name="weight")
b = tf.Variable([0.0], name="bias")
hypothesis = tf.matmul(X, W) + b
cost = tf.reduce_mean(tf.square(hypothesis - Y))
optimizer = tf.train.GradientDescentOptimizer(learning_rate=1e-5)
train = optimizer.minimize(cost)

sess = tf.Session()
sess.run(tf.global_variables_initializer())

# Start populating the filename queue.
coord = tf.train.Coordinator()
threads = tf.train.start_queue_runners(sess=sess, coord=coord)

for step in range(7):
    x_batch, y_batch = sess.run([train_x_batch, train_y_batch])
    cost_val, hy_val, _ = sess.run([cost, hypothesis, train], feed_dict={X: x_batch, Y: y_batch})
    print(step, "Cost: ", cost_val, "\\nPrediction:", hy_val)

coord.request_stop()
coord.join(threads)
print("done", sess.run(W))
""",
    "slices_in_a_helper": """\
import numpy as np
import tensorflow as tf

images = np.arange(28, dtype=np.float32).reshape(7, 4)
labels = [0, 1, 0, 1, 1, 0, 1]


def read_images(batch_size):
    image, label = tf.train.slice_input_producer([images, labels], num_epochs=2, shuffle=False)
    # normalize
    image = image / 10.0 - 1.0
    image.set_shape([4])
    with tf.name_scope("one_hot"):
        label = tf.one_hot(label, 2)
    X, Y = tf.train.batch([image, label], batch_size=batch_size, capacity=batch_size * 8, num_threads=1,
                          allow_smaller_final_batch=True)
    return X, Y


X, Y = read_images(3)
w = tf.get_variable("w", [4, 2], initializer=tf.zeros_initializer())
logits = tf.matmul(X, w)
loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(logits=logits, labels=Y))
train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
init = tf.group(tf.global_variables_initializer(), tf.local_variables_initializer())

with tf.Session() as sess:
    sess.run(init)
    coord = tf.train.Coordinator()
    threads = tf.train.start_queue_runners(sess=sess, coord=coord)
    step = 0
    try:
        while not coord.should_stop():
            _, l, y = sess.run([train_op, loss, Y])
            print(step, l, y.shape)
            step += 1
    except tf.errors.OutOfRangeError:
        print("done after %d steps" % step)
    finally:
        # When done, ask the threads to stop.
        coord.request_stop()
    coord.join(threads)
    print(sess.run(w))
""",
    "records_through_functions": """\
import os
import numpy as np
import tensorflow as tf

path = "q3.tfrecords"
writer = tf.python_io.TFRecordWriter(path)
for i in range(5):
    example = tf.train.Example(features=tf.train.Features(feature={
        "label": tf.train.Feature(int64_list=tf.train.Int64List(value=[i])),
        "image_raw": tf.train.Feature(bytes_list=tf.train.BytesList(value=[bytes(bytearray([i, i + 1, i + 2]))])),
    }))
    writer.write(example.SerializeToString())
writer.close()


def read_and_decode(filename_queue):
    reader = tf.TFRecordReader()
    _, serialized_example = reader.read(filename_queue)
    features = tf.parse_single_example(
        serialized_example,
        # Defaults are not specified since both keys are required.
        features={
            'image_raw': tf.FixedLenFeature([], tf.string),
            'label': tf.FixedLenFeature([], tf.int64),
        })
    image = tf.decode_raw(features['image_raw'], tf.uint8)
    image.set_shape([3])
    # OPTIONAL: Could reshape into a 28x28 image here
    image = tf.cast(image, tf.float32) * (1. / 255) - 0.5
    label = tf.cast(features['label'], tf.int32)
    return image, label


def inputs(batch_size, num_epochs):
    if not num_epochs:
        num_epochs = None
    with tf.name_scope('input'):
        filename_queue = tf.train.string_input_producer([path], num_epochs=num_epochs)
        image, label = read_and_decode(filename_queue)
        images, sparse_labels = tf.train.shuffle_batch(
            [image, label], batch_size=batch_size, num_threads=2,
            capacity=1000 + 3 * batch_size,
            # Ensures a minimum amount of shuffling of examples.
            min_after_dequeue=1000)
        return images, sparse_labels


def run_training():
    with tf.Graph().as_default():
        images, labels = inputs(batch_size=2, num_epochs=3)
        total = tf.reduce_sum(images) + tf.cast(tf.reduce_sum(labels), tf.float32)
        sess = tf.Session()
        sess.run(tf.group(tf.global_variables_initializer(), tf.local_variables_initializer()))
        coord = tf.train.Coordinator()
        threads = tf.train.start_queue_runners(sess=sess, coord=coord)
        everything = 0.0
        try:
            step = 0
            while not coord.should_stop():
                everything += sess.run(total)
                step += 1
        except tf.errors.OutOfRangeError:
            print('Done training for %d epochs, %d steps.' % (3, step))
        finally:
            coord.request_stop()
        coord.join(threads)
        sess.close()
        print(step)


run_training()
""",
    "whole_files": _FILES
    + """\
filename_queue = tf.train.string_input_producer(tf.train.match_filenames_once("*.csv"), shuffle=False)
image_reader = tf.WholeFileReader()
key, image_file = image_reader.read(filename_queue)
length = tf.strings.length(image_file)

with tf.Session() as sess:
    sess.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
    coord = tf.train.Coordinator()
    threads = tf.train.start_queue_runners(coord=coord)
    for i in range(3):
        print("%s %d" % tuple(sess.run([key, length])))
        name = sess.run(key)
        print(name)
    coord.request_stop()
    coord.join(threads)
""",
    "keys_of_records": _FILES
    + """\
with open("q5.bin", "wb") as f:
    f.write(bytes(bytearray(range(26))))

lines = tf.train.string_input_producer(["one.csv", "two.csv"], shuffle=False, num_epochs=1)
key, line = tf.TextLineReader(skip_header_lines=1).read(lines)

files = tf.train.string_input_producer(["q5.bin"], num_epochs=2, shuffle=False)
reader = tf.FixedLengthRecordReader(record_bytes=6, header_bytes=2)
name, record = reader.read(files)
numbers = tf.decode_raw(record, tf.uint8)
numbers = tf.reshape(numbers, [2, 3])
numbers.set_shape([2, 3])
batch, names = tf.train.batch([numbers, name], 3, allow_smaller_final_batch=True)

sess = tf.InteractiveSession()
tf.local_variables_initializer().run()
coord = tf.train.Coordinator()
threads = tf.train.start_queue_runners(sess, coord)
try:
    while True:
        k, v = sess.run([key, line])
        print(k, v)
except tf.errors.OutOfRangeError:
    print("no more lines")
try:
    while not coord.should_stop():
        print(sess.run(batch).tolist(), names.eval().tolist())
except Exception as e:
    coord.request_stop(e)
finally:
    coord.request_stop()
    coord.join(threads)
""",
    "coordinator_stopped_inside": """\
import numpy as np
import tensorflow as tf

a = np.arange(10.0)
queue = tf.train.slice_input_producer([a, a * 2], shuffle=False)
total = queue[0] + queue[1]
index = tf.train.range_input_producer(4, shuffle=False).dequeue()
row = tf.gather(tf.constant([10, 20, 30, 40]), index)

with tf.Session() as sess:
    coord = tf.train.Coordinator()
    threads = tf.train.start_queue_runners(sess=sess, coord=coord)
    step = 0
    while not coord.should_stop():
        print(sess.run(total), "%d %d" % tuple(sess.run([row, index])))
        step += 1
        if step == 5:
            coord.request_stop()
    coord.join(threads)
""",
    "batches_in_branches": _FILES
    + """\
shuffle = False
batch_size = 2


def parse(line):
    a, b, c = tf.decode_csv(line, record_defaults=[[0], [0], [0]])
    return tf.stack([a, b]), c


files = ["one.csv", "two.csv"]
q = tf.train.string_input_producer(files, shuffle=shuffle)
_, line = tf.TextLineReader(skip_header_lines=1).read(q)
features, label = parse(line)
names = tf.train.string_input_producer(["x", "y", "z"], shuffle=False)
name = names.dequeue()

if shuffle:
    feature_batch, label_batch, name_batch = tf.train.shuffle_batch(
        [features, label, name], batch_size=batch_size, num_threads=1, capacity=100, min_after_dequeue=50)
else:
    feature_batch, label_batch, name_batch = tf.train.batch(
        [features, label, name], batch_size=batch_size, num_threads=1, capacity=100)
label_batch = tf.reshape(label_batch, [batch_size])


d = tf.train.slice_input_producer([[1., 2., 3.], [4, 5, 6]], shuffle=False)
named = tf.train.batch({"p": d[0], "q": d[1] * 2}, 4)

with tf.Session() as sess:
    coord = tf.train.Coordinator()
    threads = tf.train.start_queue_runners(coord=coord)
    for _ in range(4):
        f, l, n = sess.run([feature_batch, label_batch, name_batch])
        print(f, l, n)
    print(sess.run(named["p"]), sess.run(named["q"]))
    coord.request_stop()
    coord.join(threads)
""",
    "elements_of_a_helper_with_more_in_it": """\
import tensorflow as tf


def inputs(values, scale):
    with tf.name_scope("inputs"):
        dataset = tf.data.Dataset.from_tensor_slices((values, [v % 2 for v in values])).batch(2)
        iterator = tf.data.make_one_shot_iterator(dataset)
        value, label = iterator.get_next()
        factor = scale * 2
        value = value * factor  # scaled
        label = tf.one_hot(label, 2)
        return {"value": value, "label": label}


batch = inputs([1, 2, 3, 4], 3)
other = inputs([5, 6, 7, 8, 9], 1)
total = tf.reduce_sum(batch["value"])
with tf.Session() as sess:
    for _ in range(2):
        print(sess.run(total))
    for _ in range(3):
        print(sess.run([other["value"], other["label"]]))
""",
    "queue_elements_end": """\
import tensorflow as tf
word, number = tf.train.slice_input_producer([["a", "b", "c"], [1.0, 2.0, 3.0]], num_epochs=2, shuffle=False)
words, numbers = tf.train.batch([word, number * 2], 4)
coord = tf.train.Coordinator()
with tf.Session() as sess:
    tf.local_variables_initializer().run()
    threads = tf.train.start_queue_runners(coord=coord)
    count = 0
    try:
        while not coord.should_stop() and count < 10:
            print(sess.run([words, numbers]))
            count += 1
    except tf.errors.OutOfRangeError:
        print("the last two are not enough", count)
    coord.request_stop()
    coord.join(threads)
""",
    "queue_padded_and_many": """\
import tensorflow as tf
row = tf.train.slice_input_producer([[[1, 2, 3], [4, 5, 6], [7, 8, 9]]], shuffle=False)
single = tf.train.batch([row[0]], 4, enqueue_many=True)
size = tf.train.range_input_producer(3, shuffle=False).dequeue()
padded = tf.train.batch([tf.range(size + 1)], 2, dynamic_pad=True)
with tf.Session() as sess:
    tf.train.start_queue_runners()
    for _ in range(3):
        print(sess.run(single).tolist(), sess.run(padded).tolist())
""",
    "queue_trains_a_model": """\
import numpy as np
import tensorflow as tf
xs = np.arange(12, dtype=np.float32).reshape(6, 2) / 12
ys = xs.sum(axis=1, keepdims=True)


def pipeline(features, targets, size):
    x, y = tf.train.slice_input_producer([features, targets], shuffle=False)
    x = x * 2.0
    return tf.train.batch([x, y], size)


x_batch, y_batch = pipeline(xs, ys, 2)
x_test, y_test = pipeline(xs[:3], ys[:3], 3)


def model(x, reuse=None):
    with tf.variable_scope("model", reuse=reuse):
        h = tf.layers.dense(x, 3, activation=tf.nn.tanh, kernel_initializer=tf.constant_initializer(0.1), name="h")
        return tf.layers.dense(h, 1, kernel_initializer=tf.constant_initializer(0.2), name="out")


loss = tf.reduce_mean(tf.square(model(x_batch) - y_batch))
test = tf.reduce_mean(tf.square(model(x_test, reuse=True) - y_test))
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    coord = tf.train.Coordinator()
    threads = tf.train.start_queue_runners(sess, coord)
    for _ in range(4):
        _, value = sess.run([train, loss])
        print("%.5f" % value)
        print("test %.5f" % sess.run(test))
    coord.request_stop()
    coord.join(threads)
""",
    "handles_fed_in_place": """\
import numpy as np
import tensorflow as tf

data = np.random.RandomState(0).rand(20, 3).astype(np.float32)
labels = np.arange(20)
train = tf.data.Dataset.from_tensor_slices((data, labels)).batch(4).repeat()
valid = tf.data.Dataset.from_tensor_slices((data[:8], labels[:8])).batch(8)
handle = tf.placeholder(tf.string, shape=[])
iterator = tf.data.Iterator.from_string_handle(handle, train.output_types, train.output_shapes)
x, y = iterator.get_next()
w = tf.get_variable("w", [3, 1], initializer=tf.ones_initializer())
loss = tf.reduce_mean(tf.square(tf.matmul(x, w)[:, 0] - tf.cast(y, tf.float32)))
step = tf.train.GradientDescentOptimizer(0.01).minimize(loss)
it_train = train.make_one_shot_iterator()
it_valid = valid.make_initializable_iterator()
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    h_train = sess.run(it_train.string_handle())
    h_valid = sess.run(it_valid.string_handle())
    for epoch in range(3):
        for i in range(4):
            _, l = sess.run([step, loss], feed_dict={handle: h_train})
            print(l)
        sess.run(it_valid.initializer)
        while True:
            try:
                print("valid", sess.run(loss, feed_dict={handle: h_valid}))
            except tf.errors.OutOfRangeError:
                break
""",
    "handles_chosen": """\
import numpy as np
import tensorflow as tf

train = tf.data.Dataset.from_tensor_slices((np.arange(8.0), np.arange(8))).batch(2)
valid = tf.data.Dataset.from_tensor_slices((np.arange(3.0), np.arange(3))).batch(2)
handle = tf.placeholder(tf.string, shape=[])
x, y = tf.data.Iterator.from_string_handle(handle, train.output_types, train.output_shapes).get_next()
s = x * 2
it_train = train.make_one_shot_iterator()
it_valid = valid.make_one_shot_iterator()
train_handle = it_train.string_handle()
with tf.Session() as sess:
    h1, h2 = sess.run([train_handle, it_valid.string_handle()])
    for training in (True, False, True):
        print(sess.run([s, y], feed_dict={handle: h1 if training else h2}))
    for h in [h1, h2]:
        print(sess.run(s, {handle: h}))
""",
    "handles_of_iterators_made_anew": """\
import tensorflow as tf
first = tf.data.Dataset.range(3).make_initializable_iterator()
second = tf.data.Dataset.range(5, 8).make_initializable_iterator()
handle = tf.placeholder(tf.string, [])
item = tf.data.Iterator.from_string_handle(handle, tf.int64, []).get_next()
double = item * 2
with tf.Session() as sess:
    handles = [sess.run(first.string_handle()), sess.run(second.string_handle())]
    for _ in range(2):
        sess.run([first.initializer, second.initializer])
        for one in handles:
            print("%d" % sess.run(double, {handle: one}))
""",
    "average_of_a_list": """\
import tensorflow as tf

v1 = tf.Variable(0, dtype=tf.float32, name="v1")
w = tf.Variable([1.0, 2.0])
step = tf.Variable(0, trainable=False)

# The average moves faster in the beginning.
ema = tf.train.ExponentialMovingAverage(0.99, step)
maintain_averages_op = ema.apply([v1, w])

with tf.Session() as sess:
    init_op = tf.global_variables_initializer()
    sess.run(init_op)
    print("%.4f %.4f" % tuple(sess.run([v1, ema.average(v1)])))
    sess.run(tf.assign(v1, 5))
    sess.run(maintain_averages_op)
    print("%.4f %.4f" % tuple(sess.run([v1, ema.average(v1)])))
    sess.run(tf.assign(step, 10000))
    sess.run(tf.assign(v1, 10))
    sess.run(tf.assign(w, [4., 5.]))
    sess.run(maintain_averages_op)
    print("%.4f %.4f" % tuple(sess.run([v1, ema.average(v1)])))
    sess.run(maintain_averages_op)
    print("%.4f %.4f" % tuple(sess.run([v1, ema.average(v1)])), sess.run(ema.average(w)))
""",
    "average_of_what_is_trained": """\
import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2], name="x")
y = tf.placeholder(tf.float32, [None, 1], name="y")
w = tf.get_variable("w", [2, 1], initializer=tf.constant_initializer(0.5))
b = tf.get_variable("b", [1], initializer=tf.zeros_initializer())
global_step = tf.Variable(0, trainable=False, name="global_step")


def inference(x, w, b):
    return tf.matmul(x, w) + b


out = inference(x, w, b)
loss = tf.reduce_mean(tf.square(out - y))
train_step = tf.train.GradientDescentOptimizer(0.1).minimize(loss, global_step=global_step)
variable_averages = tf.train.ExponentialMovingAverage(0.9, global_step)
with tf.control_dependencies([train_step]):
    train_op = variable_averages.apply(tf.trainable_variables())
averaged = inference(x, variable_averages.average(w), variable_averages.average(b))

xs = np.array([[1, 2], [3, 4], [-1, 0.5]], np.float32)
ys = np.array([[1], [2], [3]], np.float32)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(5):
        sess.run(train_op, {x: xs, y: ys})
        print("%.5f" % sess.run(loss, {x: xs, y: ys}))
        print(sess.run(averaged, {x: xs}))
    print(sess.run(variable_averages.average(w)), sess.run(global_step))
""",
    "average_of_a_tensor": """\
import tensorflow as tf

x = tf.placeholder(tf.float32, [None])
mean = tf.reduce_mean(x)
ema = tf.train.ExponentialMovingAverage(decay=0.5)
update = ema.apply([mean])
average = ema.average(mean)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        sess.run(update, {x: [1., 2. + i]})
        print(sess.run(average))
""",
    "average_in_a_function": """\
import tensorflow as tf


def main():
    a, b = tf.Variable(2.0), tf.Variable([1.0, 3.0])
    c = tf.Variable(1.0, name="c")
    rate = 0.5
    ema = tf.train.ExponentialMovingAverage(decay=rate)
    change = tf.group(tf.assign(c, 3.0), tf.assign_add(b, [1.0, 1.0]))
    with tf.control_dependencies([change]):
        update = ema.apply([c, b])  # both
    shifted = ema.average(c) + ema.average(b)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        sess.run(update)
        print(sess.run(shifted))
        sess.run(update)
        print(sess.run(shifted))


main()
""",
    "average_in_a_loop": """\
import tensorflow as tf
v = [tf.Variable(1.0), tf.Variable(2.0)]
ema = tf.train.ExponentialMovingAverage(0.9)
update = ema.apply(v)
averages = [ema.average(one) for one in v]
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    sess.run([one.assign_add(1.0) for one in v])
    sess.run(update)
    print(["%.4f" % value for value in sess.run(averages)])
""",
    "queue_of_a_variable": """\
import tensorflow as tf
values = tf.Variable([1, 2, 3], trainable=False, collections=[])
value, = tf.train.slice_input_producer([values], shuffle=False)
batch = tf.train.batch([value], 3)
with tf.Session() as sess:
    sess.run(values.initializer)
    tf.train.start_queue_runners()
    print(sess.run(batch).tolist())
""",
    "queue_elements_scaled_by_a_variable": """\
import tensorflow as tf
scale = tf.Variable(2.0)
value, = tf.train.slice_input_producer([[1.0, 2.0, 3.0]], shuffle=False)
value = value * scale
batch = tf.train.batch([value], 3)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    tf.train.start_queue_runners()
    print(sess.run(batch).tolist())
""",
    "helper_elements_scaled_by_a_variable": """\
import tensorflow as tf
scale = tf.Variable(2.0)


def inputs(values):
    iterator = tf.data.Dataset.from_tensor_slices((values, values)).make_one_shot_iterator()
    value, same = iterator.get_next()
    value = value * scale
    return value, same


value, same = inputs([1.0, 2.0, 3.0])
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run([tf.identity(value), same]))
    sess.run(scale.assign(5.0))
    print(sess.run([tf.identity(value), same]))
""",
    "coordinators_of_two_functions": """\
import tensorflow as tf


def numbers():
    number, = tf.train.slice_input_producer([[1, 2, 3]], num_epochs=1, shuffle=False)
    pair = tf.train.batch([number], 2, allow_smaller_final_batch=True)
    with tf.Session() as sess:
        sess.run(tf.local_variables_initializer())
        coord = tf.train.Coordinator()
        threads = tf.train.start_queue_runners(sess, coord)
        try:
            while not coord.should_stop():
                print(sess.run(pair).tolist())
        except tf.errors.OutOfRangeError:
            print("end")
        coord.request_stop()
        coord.join(threads)


def words():
    word = tf.train.string_input_producer(["a", "b"], shuffle=False).dequeue()
    with tf.Session() as sess:
        coord = tf.train.Coordinator()
        threads = tf.train.start_queue_runners(sess, coord)
        count = 0
        while not coord.should_stop():
            print(sess.run(word))
            count += 1
            if count > 2:
                coord.request_stop()
        coord.join(threads)


numbers()
tf.reset_default_graph()
words()
""",
    "queue_with_two_ends": """\
import tensorflow as tf
number = tf.train.range_input_producer(1, shuffle=False).dequeue()
first = tf.train.batch([number], 3)
second = tf.train.batch([number], 2)
with tf.Session() as sess:
    tf.train.start_queue_runners()
    print(sess.run(first).tolist(), sess.run(second).tolist())
""",
    "queue_element_read_beside_its_batch": """\
import tensorflow as tf
number = tf.train.range_input_producer(1, shuffle=False).dequeue()
batch = tf.train.batch([number], 3)
with tf.Session() as sess:
    tf.train.start_queue_runners()
    print(sess.run(batch).tolist(), int(sess.run(number)))
""",
    "queue_filled_by_several_readers": """\
import tensorflow as tf
numbers = [[tf.train.range_input_producer(1, shuffle=False).dequeue()] for _ in range(2)]
batch = tf.train.batch_join(numbers, 3)
with tf.Session() as sess:
    tf.train.start_queue_runners()
    print(sess.run(batch).tolist())
""",
    "queue_of_the_program": """\
import tensorflow as tf
queue = tf.FIFOQueue(4, tf.int32, shapes=[[]])
fill = queue.enqueue_many([[1, 2, 3]])
item = queue.dequeue()
name = tf.train.string_input_producer(["a", "b"], shuffle=False).dequeue()
with tf.Session() as sess:
    tf.train.start_queue_runners()
    sess.run(fill)
    print(int(sess.run(item)), sess.run(name), int(sess.run(item)))
""",
    "coordinator_of_other_threads": """\
import threading
import tensorflow as tf
coord = tf.train.Coordinator()
seen = []


def work():
    while not coord.should_stop():
        seen.append(1)
        coord.request_stop()


word = tf.train.batch([tf.train.string_input_producer(["a"]).dequeue()], 2)
with tf.Session() as sess:
    threads = tf.train.start_queue_runners(sess, coord)
    print(sess.run(word).tolist())
    mine = threading.Thread(target=work)
    mine.start()
    mine.join()
    print(len(seen))
""",
}
