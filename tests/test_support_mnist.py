"""The MNIST module against what TF 1.15 handed out, batch by batch."""

from __future__ import annotations

import gzip
import json
import struct
from pathlib import Path

import pytest
import support_cases as cases

np = pytest.importorskip("numpy")
tf = pytest.importorskip("tensorflow")

from tf2migrate.support import mnist_input_data  # noqa: E402

RECORDED = json.loads((Path(__file__).parent / "data" / "support.json").read_text())["mnist"]


@pytest.fixture
def keras_mnist(monkeypatch):
    monkeypatch.setattr(tf.keras.datasets.mnist, "load_data", cases.tiny_mnist)


def read(folder, arguments):
    arguments = dict(arguments)
    if "dtype" in arguments:
        arguments["dtype"] = getattr(tf, arguments["dtype"])
    return mnist_input_data.read_data_sets(folder, **arguments)


def check(sets, batches, recorded):
    for name in ("train", "validation", "test"):
        part = getattr(sets, name)
        image_type, label_type, count, images, labels = recorded[name]
        assert (str(part.images.dtype), str(part.labels.dtype)) == (image_type, label_type)
        assert part.num_examples == count
        np.testing.assert_allclose(part.images, np.reshape(images, part.images.shape), rtol=1e-6)
        np.testing.assert_array_equal(part.labels, np.reshape(labels, part.labels.shape))
    for batch, (images, labels, epochs) in zip(batches, recorded["batches"], strict=True):
        got_images, got_labels = sets.train.next_batch(*batch)
        np.testing.assert_allclose(got_images, images, rtol=1e-6)
        np.testing.assert_array_equal(got_labels, labels)
        assert sets.train.epochs_completed == epochs
    # The generator was asked exactly as often as by TF 1.15.
    assert np.random.randint(0, 1000, 3).tolist() == recorded["after"]


@pytest.mark.parametrize("name", sorted(cases.MNIST))
def test_sets_and_batches_equal_tf1(name, keras_mnist, tmp_path):
    arguments, batches = cases.MNIST[name]
    check(read(str(tmp_path / "none"), arguments), batches, RECORDED[name])


def test_files_in_the_folder_come_first(tmp_path, monkeypatch):
    monkeypatch.delattr(tf.keras.datasets.mnist, "load_data")
    train, test = cases.tiny_mnist()
    for prefix, (images, labels) in ("train", train), ("t10k", test):
        with gzip.open(tmp_path / f"{prefix}-images-idx3-ubyte.gz", "wb") as file:
            file.write(struct.pack(">IIII", 2051, *images.shape) + images.tobytes())
        with gzip.open(tmp_path / f"{prefix}-labels-idx1-ubyte.gz", "wb") as file:
            file.write(struct.pack(">II", 2049, *labels.shape) + labels.tobytes())
    arguments, batches = cases.MNIST["one_hot"]
    check(read(str(tmp_path), arguments), batches, RECORDED["one_hot"])


def test_source_url_fills_the_folder(tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(tf.keras.utils, "get_file", lambda path, url: asked.append((path, url)))
    monkeypatch.setattr(tf.keras.datasets.mnist, "load_data", cases.tiny_mnist)
    mnist_input_data.read_data_sets(str(tmp_path), source_url="http://host/", validation_size=0)
    assert [url for _, url in asked] == ["http://host/" + name for name in mnist_input_data._FILES]
    assert all(Path(path).parent == tmp_path for path, _ in asked)


def test_without_seed_the_generator_is_left_alone(keras_mnist):
    np.random.seed(5)
    expected = np.random.randint(0, 1000, 3).tolist()
    np.random.seed(5)
    mnist_input_data.read_data_sets("none", validation_size=3)
    assert np.random.randint(0, 1000, 3).tolist() == expected


def test_fake_data():
    sets = mnist_input_data.read_data_sets("none", fake_data=True, one_hot=True)
    assert sets.test.num_examples == 10000
    images, labels = sets.train.next_batch(2, fake_data=True)
    assert images == [[1] * 784] * 2 and labels == [[1] + [0] * 9] * 2


def test_errors(keras_mnist):
    with pytest.raises(ValueError, match="between 0 and 17"):
        mnist_input_data.read_data_sets("none", validation_size=18)
    with pytest.raises(TypeError, match="Invalid image dtype"):
        mnist_input_data.read_data_sets("none", validation_size=0, dtype=tf.float64)
