"""Small stand-ins for the data sets of tutorials, the same arrays wherever a program asks for them.

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
wanted = True  # whether stand-ins are wanted in this process
_replaced = []  # (object, name, what was there)

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


def texts(name, classes, count, test_count):
    """A stand-in of texts as lists of word numbers, with Keras' options: (reader, reader of the word index)."""
    vocabulary = 2000

    def load(
        path=None, num_words=None, skip_top=0, maxlen=None, seed=113, start_char=1, oov_char=2, index_from=3, **options
    ):
        used.add(name)
        state = draws.RandomState(count)
        number = count + test_count
        labels = state.randint(0, classes, number)
        lengths = state.randint(20, 120, number)
        # common words have small numbers; some words belong to a class
        common = [np.minimum(state.zipf(1.3, length), vocabulary) for length in lengths]
        own = [20 + (word * classes + label) % vocabulary for word, label in zip(state.randint(0, 50, number), labels)]
        lines = [[int(word) for word in words] + [int(mark)] * 3 for words, mark in zip(common, own)]
        if start_char is not None:
            lines = [[start_char] + [word + index_from for word in words] for words in lines]
        elif index_from:
            lines = [[word + index_from for word in words] for words in lines]
        cut = int(number * (1 - options["test_split"])) if "test_split" in options else count
        kept = [place for place in range(number) if not maxlen or len(lines[place]) < maxlen]
        most = num_words or max(max(words) for words in lines)
        if oov_char is not None:
            lines = [[word if skip_top <= word < most else oov_char for word in words] for words in lines]
        else:
            lines = [[word for word in words if skip_top <= word < most] for words in lines]
        parts = []
        for places in ([place for place in kept if place < cut], [place for place in kept if place >= cut]):
            chosen = np.empty(len(places), dtype=object)
            chosen[:] = [lines[place] for place in places]
            parts.append((chosen, labels[places]))
        return tuple(parts)

    def words(path=None):
        used.add(name)
        return {"word%d" % number: number for number in range(1, vocabulary + 1)}

    return load, words


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
    labels = np.where(state.random_sample(count) < 1.0 / 9, state.randint(0, CLASSES, count), shown).astype(np.uint8)
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
    reviews, review_words = texts("IMDB", 2, 800, 200)
    news, news_words = texts("Reuters", 46, 800, 200)
    mnist.update(
        imdb=reviews,
        reuters=lambda path=None, num_words=None, skip_top=0, maxlen=None, test_split=0.2, **options: news(
            path, num_words, skip_top, maxlen, test_split=test_split, **options
        ),
    )
    replacements = [(name, "load_data", load) for name, load in mnist.items()]
    replacements += [("imdb", "get_word_index", review_words), ("reuters", "get_word_index", news_words)]
    found = [(owner, attribute, load) for name, attribute, load in replacements for owner in modules(tf, name)]
    for owner, attribute, load in found:  # now that all are imported: they take the readers from each other
        _replaced.append((owner, attribute, getattr(owner, attribute)))
        setattr(owner, attribute, load)


def modules(tf, name):
    """The modules that have a data set of Keras."""
    yield getattr(tf.keras.datasets, name)
    for package in (
        "keras.src.datasets",
        "keras.datasets",
        "keras._tf_keras.keras.datasets",
        "tensorflow.keras.datasets",
        "tensorflow.python.keras.datasets",
    ):
        try:
            yield importlib.import_module(package + "." + name)
        except ImportError:
            pass


def restore(home):
    """Let programs ask for the real data sets, as far as they are in this folder of Keras."""
    global wanted
    wanted = False
    os.environ["KERAS_HOME"] = home
    config = sys.modules.get("keras.src.backend.config")
    if config is not None:
        config._KERAS_DIR = home
    for owner, name, value in reversed(_replaced):
        setattr(owner, name, value)


def patch_reader(base, scratch):
    """TF1's reader runs as it is, on files that are not downloaded but made.

    They are made in the world's own folder: `work_directory` may be anywhere on the machine, and made digits
    left there would later be taken for the real ones. A complete set that is there already is used.
    """
    download = base.maybe_download

    def maybe_download(filename, work_directory, source_url):
        if (
            not wanted
            or filename not in FILES
            or all(os.path.exists(os.path.join(work_directory, name)) for name in FILES)
        ):
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
