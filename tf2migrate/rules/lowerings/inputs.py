"""Datasets, iterators and input queues."""

from __future__ import annotations

from tf2migrate.result import Safety
from tf2migrate.rules.rule import Rule

RULES = (
    Rule(
        "TFM601",
        "iterators",
        "Take elements with next() where a run took them from get_next()",
        "Every run that depended on get_next() took one element, so every run site takes one with "
        "next(). The end of the data still raises tf.errors.OutOfRangeError in tf.data's own loops; "
        "next() raises StopIteration, and handlers are rewritten. A loop that takes one element, before "
        "anything else, until there is none becomes a for loop over the dataset. An initializable iterator is "
        "made anew where its initializer ran; a fed dataset takes the arrays themselves.",
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
        "no switch is needed: the call takes the element from the iterator whose handle the run was fed. A handle of "
        "an "
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
        "iterator. Coordinators, queue runners and their threads go. Elements come in the same order where TensorFlow "
        "1 "
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

for element in dataset:
    print(element.numpy())
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
)
