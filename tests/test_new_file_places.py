"""Modules that are written beside programs stand where the imports of the files that need them look for them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tf2migrate.cli import main

_LAYER = """\
import tensorflow as tf
{more}

def {name}(x, f):
    return f(tf.layers.dense(x, 2, kernel_initializer=tf.ones_initializer()))
"""
_PROGRAM = """\
import tensorflow as tf
{imports}

x = tf.placeholder(tf.float32, [None, 2])
double = eval("lambda t: t * 2")
y = net(x, double)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {{x: [[1., 2.]]}}))
"""


def _written(folder, files, monkeypatch, capfd):
    """The files that a run makes in a folder, and those that a run of the result would make."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("TF2MIGRATE_CACHE_DIR", str(folder.parent / "cache"))
    assert main(["."]) == 1
    assert main(["--write", "."]) == 1  # what is known of the programs comes from the cache now
    capfd.readouterr()
    return {str(p.relative_to(folder)) for p in folder.rglob("*.py")} - set(files)


@pytest.mark.parametrize("package", [True, False], ids=["package", "namespace"])
def test_a_file_of_a_folder_finds_it_where_the_folder_is_found(tmp_path, package, monkeypatch, capfd):
    files = {
        "main.py": _PROGRAM.format(imports="from nets.model import net"),
        "nets/model.py": _LAYER.format(name="net", more="from nets.deep import helper"),
        "nets/deep.py": _LAYER.format(name="helper", more=""),
        **({"nets/__init__.py": ""} if package else {}),
    }
    (tmp_path / "project").mkdir()
    assert _written(tmp_path / "project", files, monkeypatch, capfd) == {"tf1_legacy.py"}
    pytest.importorskip("tensorflow")
    done = subprocess.run(
        [sys.executable, "main.py"], capture_output=True, text=True, env={**os.environ, "PYTHONPATH": ""}
    )
    assert done.stdout == "[[6. 6.]]\n", done.stderr


def test_files_of_one_folder_have_it_beside_them(tmp_path, monkeypatch, capfd):
    files = {
        "src/main.py": _PROGRAM.format(imports="from model import net"),
        "src/model.py": _LAYER.format(name="net", more=""),
        "other/alone.py": _LAYER.format(name="net", more=""),
    }
    (tmp_path / "project").mkdir()
    made = _written(tmp_path / "project", files, monkeypatch, capfd)
    assert made == {str(Path("src/tf1_legacy.py")), str(Path("other/tf1_legacy.py"))}
