"""Small stand-ins for MNIST and its relatives, the same arrays wherever a program asks for them.

7000 training images: TF1's `read_data_sets` keeps the first 5000 for validation and leaves 2000. 500
test images. One label in nine is wrong, so that losses do not vanish and differences stay visible.
"""

import gzip
import importlib
import importlib.util
import os
import struct
import sys

import numpy as np

from . import draws, imports

TRAIN, TEST, CLASSES = 7000, 500, 10
FILES = {
    "train-images-idx3-ubyte.gz": (0, 0),
    "train-labels-idx1-ubyte.gz": (0, 1),
    "t10k-images-idx3-ubyte.gz": (1, 0),
    "t10k-labels-idx1-ubyte.gz": (1, 1),
}

used = set()  # names of the data sets that were asked for

_made = {}


def arrays(seed=20):
    """((train images, labels), (test images, labels)), uint8, as keras.datasets.mnist.load_data."""
    used.add("MNIST" if seed == 20 else "Fashion-MNIST")
    if seed not in _made:
        _made[seed] = _make(seed)
    return _made[seed]


def pictures(name, classes):
    """((train images, labels), (test images, labels)) of the shape and type of CIFAR."""
    used.add(name)
    state = draws.RandomState(classes)
    blocks = state.random_sample((classes, 8, 8, 3))
    labels = state.randint(0, classes, 2500)
    images = blocks[labels].repeat(4, axis=1).repeat(4, axis=2) * 200 + 55 * state.random_sample((2500, 32, 32, 3))
    images, labels = images.astype(np.uint8), labels.reshape(-1, 1).astype(np.uint8)
    return (images[:2000], labels[:2000]), (images[2000:], labels[2000:])


def houses(path="boston_housing.npz", test_split=0.2, seed=113):
    """((train rows, prices), (test rows, prices)) of the shape and type of the Boston housing data."""
    used.add("Boston housing")
    state = draws.RandomState(13)
    rows = state.standard_normal((506, 13)) * 20 + 30
    prices = np.clip(rows.dot(state.standard_normal(13)) / 20 + 22, 5, 50)
    cut = int(len(rows) * (1 - test_split))
    return (rows[:cut], prices[:cut]), (rows[cut:], prices[cut:])


def _make(seed):
    state = draws.RandomState(seed)
    count = TRAIN + TEST
    # a class is a pattern of bright 4x4 blocks; an image is a dimmed and stained copy of it
    blocks = state.random_sample((CLASSES, 7, 7)) > 0.7
    shown = state.randint(0, CLASSES, count)
    flipped = state.random_sample((count, 7, 7)) < 0.2
    bright = np.logical_xor(blocks[shown], flipped).repeat(4, axis=1).repeat(4, axis=2)
    light = np.where(bright, 140.0 + 110.0 * state.random_sample((count, 28, 28)), 0.0)
    stains = state.random_sample((count, 28, 28))
    images = np.where(stains > 0.9, 255.0 * (stains - 0.9) / 0.1, light).astype(np.uint8)
    labels = np.where(state.random_sample(count) < 1.0 / 9, state.randint(0, CLASSES, count), shown).astype(
        np.uint8
    )
    return (images[:TRAIN], labels[:TRAIN]), (images[TRAIN:], labels[TRAIN:])


def write_idx(folder, name):
    """Write one of the four files of the MNIST distribution; returns its path."""
    part, which = FILES[name]
    data = arrays()[part][which]
    head = struct.pack(">%dI" % (1 + data.ndim), 2051 if data.ndim == 3 else 2049, *data.shape)
    if not os.path.isdir(folder):
        os.makedirs(folder)
    path = os.path.join(folder, name)
    with gzip.open(path, "wb", compresslevel=1) as stream:
        stream.write(head + data.tobytes())
    return path


def install(tf, spec):
    patch_keras(tf)
    imports.after(
        lambda name: name.endswith("contrib.learn.python.learn.datasets.base"),
        lambda module: patch_reader(module, spec["scratch"]),
    )
    if tf.__version__.startswith("1"):
        imports.after(lambda name: name.endswith("examples.tutorials.mnist.input_data"), link_packages)


def patch_keras(tf):
    mnist = {
        "mnist": lambda path="mnist.npz": arrays(),
        "fashion_mnist": lambda: arrays(21),
        "cifar10": lambda: pictures("CIFAR-10", 10),
        "cifar100": lambda label_mode="fine": pictures("CIFAR-100", 100 if label_mode == "fine" else 20),
        "boston_housing": houses,
    }
    for name, load in mnist.items():
        setattr(getattr(tf.keras.datasets, name), "load_data", load)
        for package in (
            "keras.src.datasets",
            "keras.datasets",
            "keras._tf_keras.keras.datasets",
            "tensorflow.keras.datasets",
            "tensorflow.python.keras.datasets",
        ):
            try:
                importlib.import_module(package + "." + name).load_data = load
            except ImportError:
                pass


def patch_reader(base, scratch):
    """TF1's reader runs as it is, on files that are not downloaded but made.

    They are made in the world's own folder: `work_directory` may be anywhere on the machine, and made digits
    left there would later be taken for the real ones. A complete set that is there already is used.
    """
    download = base.maybe_download

    def maybe_download(filename, work_directory, source_url):
        if filename not in FILES or all(os.path.exists(os.path.join(work_directory, name)) for name in FILES):
            return download(filename, work_directory, source_url)
        return write_idx(scratch, filename)

    base.maybe_download = maybe_download


def link_packages(module):
    """TF 1.15 does not set the attributes that `import tensorflow.examples...input_data as x` needs."""
    name = module.__name__
    while "." in name:
        parent, _, child = name.rpartition(".")
        if parent in sys.modules and name in sys.modules:
            setattr(sys.modules[parent], child, sys.modules[name])
        name = parent


def load_module(path):
    """The module that stands in for tensorflow.examples.tutorials.mnist.input_data on TF2."""
    spec = importlib.util.spec_from_file_location("mnist_input_data", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
