"""MNIST in mini-batches, as tensorflow.examples.tutorials.mnist gave it.

Same splits (the first 5000 training images are the validation set), same scaling, same label
types and the same order of `next_batch` under the same numpy seed as TensorFlow 1.15. The images
come from the gzipped IDX files in `train_dir` when they are there, else from
`tf.keras.datasets.mnist`.
"""

import collections
import gzip
import os

import numpy as np
import tensorflow as tf

Datasets = collections.namedtuple("Datasets", ["train", "validation", "test"])

_FILES = (
    "train-images-idx3-ubyte.gz",
    "train-labels-idx1-ubyte.gz",
    "t10k-images-idx3-ubyte.gz",
    "t10k-labels-idx1-ubyte.gz",
)


class DataSet:
    """Images and labels that are handed out in shuffled mini-batches, epoch after epoch."""

    def __init__(self, images, labels, fake_data=False, one_hot=False, dtype=tf.float32, reshape=True, seed=None):
        """Takes uint8 images `[n, rows, columns, 1]` and their `n` labels.

        Args:
            images: pixel values 0 to 255.
            labels: digits or one-hot rows.
            fake_data: hand out constant images and labels; `images` and `labels` are not used.
            one_hot: whether the fake labels are one-hot rows.
            dtype: `tf.float32` scales the pixels to [0, 1], `tf.uint8` keeps them.
            reshape: flatten every image to one row.
            seed: seeds numpy's global generator, which shuffles the examples. Without it the
                generator is left as it is.

        Raises:
            TypeError: `dtype` is neither `tf.float32` nor `tf.uint8`.
            ValueError: the numbers of images and labels differ.
        """
        dtype = tf.as_dtype(dtype)
        if dtype not in (tf.float32, tf.uint8):
            raise TypeError(f"Invalid image dtype {dtype!r}, expected uint8 or float32")
        if seed is not None:
            np.random.seed(seed % (2**31 - 1))
        if fake_data:
            self._num_examples = 10000
            self.one_hot = one_hot
        else:
            if len(images) != len(labels):
                raise ValueError(f"{len(images)} images, but {len(labels)} labels")
            self._num_examples = len(images)
            if reshape:
                images = images.reshape(len(images), images.shape[1] * images.shape[2])
            if dtype == tf.float32:
                images = np.multiply(images.astype(np.float32), np.float32(1.0 / 255.0))
        self._images = images
        self._labels = labels
        self._epochs_completed = 0
        self._index_in_epoch = 0

    @property
    def images(self):
        return self._images

    @property
    def labels(self):
        return self._labels

    @property
    def num_examples(self):
        return self._num_examples

    @property
    def epochs_completed(self):
        return self._epochs_completed

    def next_batch(self, batch_size, fake_data=False, shuffle=True):
        """Returns the next `batch_size` images and labels.

        A batch that reaches over the end of an epoch is filled up with the first examples of the
        next one. The examples are shuffled before the first epoch and between epochs.
        """
        if fake_data:
            label = [1] + [0] * 9 if self.one_hot else 0
            return [[1] * 784 for _ in range(batch_size)], [label for _ in range(batch_size)]
        start = self._index_in_epoch
        if shuffle and start == 0 and self._epochs_completed == 0:
            self._shuffle()
        end = start + batch_size
        if end <= self._num_examples:
            self._index_in_epoch = end
            return self._images[start:end], self._labels[start:end]
        # The rest is sliced off before the shuffle, which makes new arrays.
        last_images, last_labels = self._images[start:], self._labels[start:]
        self._epochs_completed += 1
        if shuffle:
            self._shuffle()
        end = self._index_in_epoch = end - self._num_examples
        images = np.concatenate([last_images, self._images[:end]])
        return images, np.concatenate([last_labels, self._labels[:end]])

    def _shuffle(self):
        order = np.arange(self._num_examples)
        np.random.shuffle(order)
        self._images = self._images[order]
        self._labels = self._labels[order]


def dense_to_one_hot(labels_dense, num_classes):
    """Returns float64 one-hot rows for the class numbers `labels_dense`."""
    return np.eye(num_classes)[np.ravel(labels_dense)]


def read_data_sets(
    train_dir,
    fake_data=False,
    one_hot=False,
    dtype=tf.float32,
    reshape=True,
    validation_size=5000,
    seed=None,
    source_url=None,
):
    """Returns the training, validation and test set of MNIST.

    Args:
        train_dir: folder that may hold the four gzipped IDX files.
        fake_data: make sets that hand out constant examples.
        one_hot: labels as float64 one-hot rows instead of uint8 digits.
        dtype: `tf.float32` scales the pixels to [0, 1], `tf.uint8` keeps them.
        reshape: flatten every image to 784 values.
        validation_size: how many of the training images become the validation set.
        seed: seeds numpy's global generator, which shuffles the examples.
        source_url: where to fetch the IDX files from instead of using `tf.keras.datasets.mnist`.

    Raises:
        ValueError: `validation_size` is negative or larger than the training set.
    """
    if fake_data:
        return Datasets(*(DataSet([], [], True, one_hot, dtype=dtype, seed=seed) for _ in Datasets._fields))
    train_images, train_labels, test_images, test_labels = _load(train_dir, source_url)
    if one_hot:
        train_labels, test_labels = dense_to_one_hot(train_labels, 10), dense_to_one_hot(test_labels, 10)
    if not 0 <= validation_size <= len(train_images):
        raise ValueError(f"Validation size should be between 0 and {len(train_images)}. Received: {validation_size}.")
    options = {"dtype": dtype, "reshape": reshape, "seed": seed}
    return Datasets(
        train=DataSet(train_images[validation_size:], train_labels[validation_size:], **options),
        validation=DataSet(train_images[:validation_size], train_labels[:validation_size], **options),
        test=DataSet(test_images, test_labels, **options),
    )


def _load(train_dir, source_url):
    paths = [os.path.join(train_dir, name) for name in _FILES]
    if source_url:
        for name, path in zip(_FILES, paths):
            if not os.path.exists(path):
                tf.keras.utils.get_file(os.path.abspath(path), source_url + name)
    if all(os.path.exists(path) for path in paths):
        return [_read_idx(path) for path in paths]
    (train_images, train_labels), (test_images, test_labels) = tf.keras.datasets.mnist.load_data()
    return train_images[..., np.newaxis], train_labels, test_images[..., np.newaxis], test_labels


def _read_idx(path):
    """Reads images `[n, rows, columns, 1]` or labels `[n]`; the header is a magic number and the sizes."""
    with gzip.open(path, "rb") as file:
        content = file.read()
    magic = int.from_bytes(content[:4], "big")
    if magic == 2049:
        return np.frombuffer(content, np.uint8, offset=8)
    if magic == 2051:
        rows, columns = np.frombuffer(content, ">u4", count=2, offset=8)
        return np.frombuffer(content, np.uint8, offset=16).reshape(-1, rows, columns, 1)
    raise ValueError(f"Invalid magic number {magic} in MNIST file: {path}")
