"""Data sets that are not downloaded: stand-ins of the same types, in both worlds, or what was downloaded before."""

from __future__ import annotations

import sys

import pytest

from tf2migrate.verification.interpreters import InterpreterError, find_tf1, find_tf2
from tf2migrate.verification.worlds import Program, run_programs

PROGRAM = """\
import numpy as np
import tensorflow as tf

for name in ("mnist", "fashion_mnist", "cifar10", "cifar100", "boston_housing"):
    (x, y), (a, b) = getattr(tf.keras.datasets, name).load_data()
    print(name, x.dtype, x.shape[1:], y.dtype, y.shape[1:], a.dtype, a.shape[1:], b.shape[1:], x.max() > 1)
for name, options in (("imdb", {"num_words": 500, "maxlen": 90}), ("reuters", {"num_words": 500, "test_split": 0.25})):
    data = getattr(tf.keras.datasets, name)
    (x, y), (a, b) = data.load_data(**options)
    print(name, x.dtype, len(x), y.dtype, y.max(), len(a), len(b), x[0][:9], max(map(max, x)), max(map(len, x)))
    print(len(data.get_word_index()), type(x[0]).__name__)
"""
READER = """\
from tensorflow.examples.tutorials.mnist import input_data

data = input_data.read_data_sets("MNIST_data", one_hot=True)
print(data.train.images.shape, data.validation.labels.shape, data.test.images.dtype)
"""


def interpreters():
    try:
        yield find_tf2(None)
        legacy = find_tf1(None)
    except InterpreterError as error:
        pytest.skip(str(error))
    if legacy is not None:
        yield legacy


def test_both_worlds_have_the_same_data(tmp_path):
    (tmp_path / "p.py").write_text(PROGRAM)
    (tmp_path / "r.py").write_text(READER)
    printed = []
    for interpreter in interpreters():
        graph = interpreter.major == 2
        runs = run_programs(interpreter, [Program(tmp_path / "p.py"), Program(tmp_path / "r.py", graph=graph)])
        assert [run.status for run in runs] == ["finished", "finished"], runs
        assert runs[0].stand_ins == (
            "Boston housing",
            "CIFAR-10",
            "CIFAR-100",
            "Fashion-MNIST",
            "IMDB",
            "MNIST",
            "Reuters",
        )
        assert runs[1].stand_ins == ("MNIST",)
        printed.append([[line for line in run.stdout.split("\n") if "Extracting" not in line] for run in runs])
    assert all(lines == printed[0] for lines in printed)
    lines = printed[0][0]
    assert lines[0] == "mnist uint8 (28, 28) uint8 () uint8 (28, 28) () True"
    assert lines[2] == "cifar10 uint8 (32, 32, 3) uint8 (1,) uint8 (32, 32, 3) (1,) True"
    assert lines[5].startswith("imdb object ") and "int64 1 " in lines[5] and lines[6] == "2000 list"
    assert lines[7].startswith("reuters object 750 int64 45 250 250 [1, ")
    assert printed[0][1][0] == "(2000, 784) (5000, 10) float32"


def test_real_data_sets_when_no_stand_ins_are_wanted(tmp_path, monkeypatch):
    home = tmp_path / "keras"
    (home / "datasets").mkdir(parents=True)
    monkeypatch.setenv("KERAS_HOME", str(home))
    (tmp_path / "make.py").write_text(
        "import numpy as np, sys\nx = np.zeros([3, 28, 28], 'uint8')\n"
        "np.savez(sys.argv[1], x_train=x, y_train=x[:, 0, 0], x_test=x, y_test=x[:, 0, 0])\n"
    )
    import subprocess

    subprocess.run([sys.executable, str(tmp_path / "make.py"), str(home / "datasets" / "mnist.npz")], check=True)
    folder = tmp_path / "programs"
    folder.mkdir()
    (folder / "p.py").write_text(
        "import tensorflow as tf\nfrom tensorflow import keras\n"
        "try:\n    from keras.src.utils import file_utils\n    file_utils.hash_file = lambda *_, **__: '"
        "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1'\nexcept ImportError:\n    pass\n"
        "(x, y), _ = keras.datasets.mnist.load_data()\nprint(x.shape)\n"
    )
    (folder / "q.py").write_text("import tensorflow as tf\ntf.keras.datasets.cifar10.load_data()\n")
    interpreter = next(interpreters())
    real, missing, replaced = run_programs(
        interpreter,
        [
            Program(folder / "p.py", stand_ins=False),
            Program(folder / "q.py", stand_ins=False),
            Program(folder / "p.py"),
        ],
    )
    assert (missing.status, missing.stand_ins) == ("failed", ()) and "network is closed" in missing.error
    assert replaced.stdout == "(7000, 28, 28)\n" and replaced.stand_ins == ("MNIST",)
    assert real.stand_ins == () and (real.stdout == "(3, 28, 28)\n" or "network is closed" in real.error), real
    assert not (home / "datasets" / "cifar-10-batches-py.tar.gz").exists()
