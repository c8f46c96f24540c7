"""Programs that the planner refuses: they stay on tf.compat.v1, say why, and still print what TF 1.15 printed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from printed import difference

from tf2migrate.engine import check, migrate
from tf2migrate.result import Result
from tf2migrate.verification.interpreters import InterpreterError, find_tf2
from tf2migrate.verification.worlds import Program, run_programs

FOLDER = Path(__file__).parent / "fallback_programs"
PROGRAMS = sorted(FOLDER.glob("*.py"))
each_program = pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    try:
        tf2 = find_tf2(None)
    except InterpreterError as error:
        pytest.skip(str(error))
    programs = []
    for path in PROGRAMS:
        folder = tmp_path_factory.mktemp(path.stem)
        result = migrate(path.read_bytes(), path.name)
        for name, text in result.new_files:
            (folder / name).write_text(text, encoding="utf-8")
        (folder / path.name).write_bytes(result.output)
        programs.append(Program(folder / path.name, timeout=90.0))
    return dict(zip((path.stem for path in PROGRAMS), run_programs(tf2, programs)))


@each_program
def test_the_reason_is_given(path):
    result = migrate(path.read_bytes(), path.name)
    assert result.error is None
    assert result.applied == ("TFM900",)
    assert result.diagnostics
    for found in result.diagnostics:
        assert found.line > 0 and found.message and found.rule.startswith("TFM")
    checked = check(path.read_bytes(), path.name)
    assert (checked.applied, checked.diagnostics) == (result.applied, result.diagnostics)


@each_program
def test_second_run_changes_nothing(path):
    first = migrate(path.read_bytes(), path.name)
    second = migrate(first.output, path.name)
    assert second.output == first.output
    assert not second.new_files
    assert second.diagnostics


@each_program
def test_prints_what_tf1_printed(path, runs):
    run = runs[path.stem]
    assert run.status == "finished", f"{run.error} (line {run.line})\n{run.stderr[-1500:]}"
    expected = json.loads(path.with_suffix(".expected.json").read_text(encoding="utf-8"))
    printed = difference("\n".join(expected["stdout"]), run.stdout)
    assert printed is None, printed


def test_module_whose_uses_stay_keeps_its_import():
    source = b"""\
from tensorflow import keras, contrib
import tensorflow as tf

class Net:
    def __init__(self, x):
        self.w = tf.get_variable("w", [2, 1])
        self.y = tf.matmul(x, self.w)

layer = keras.layers.Dense(3)
net = Net(tf.placeholder(tf.float32, [None, 2]))
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
"""
    result = migrate(source.replace(b", contrib", b""), "program.py")
    assert result.applied == ("TFM900",)
    assert b"from tensorflow.compat.v1 import keras\n" in result.output
    assert migrate(result.output, "program.py").output == result.output
    # contrib is gone: nothing stands in for it, so its import stays and fails as it must
    assert b"compat.v1 import contrib" not in migrate(source, "program.py").output


def test_modules_imported_beside_tensorflow_stay():
    source = b"""\
import numpy as np, tensorflow as T

class Net:
    def __init__(self, x):
        self.y = T.layers.dense(x, 2)

net = Net(T.placeholder(T.float32, [None, 2]))
with T.Session() as sess:
    sess.run(T.global_variables_initializer())
    print(sess.run(net.y, {net.y: np.ones([1, 2])}))
"""
    result = migrate(source, "program.py")
    assert result.applied == ("TFM900",)
    assert result.output.startswith(b"import numpy as np\nimport tensorflow.compat.v1 as T\nimport tf1_legacy\n")
    assert migrate(result.output, "program.py").output == result.output


def test_the_module_that_stands_beside_a_program_is_left_alone(tmp_path, monkeypatch, capfd):
    from tf2migrate.cli import main
    from tf2migrate.support import legacy_module

    text = legacy_module()
    for before in ("", "# Copyright\n\n", "\ufeff"):
        source = (before + text.replace("\n", "\r\n" if before else "\n")).encode()
        assert migrate(source, "tf1_legacy.py") == Result("tf1_legacy.py", source, source)
    monkeypatch.chdir(tmp_path)
    program = "import tensorflow as tf\n\nx = tf.train.import_meta_graph('a')\ny = tf.layers.dense(x, 3)\nprint(tf.Session().run(y))\n"
    (tmp_path / "a.py").write_text(program)
    (tmp_path / "b.py").write_text(f"import a\n{program}")
    main(["--write", "."])
    capfd.readouterr()
    assert main(["--write", "."]) == 1
    out, err = capfd.readouterr()
    assert out == "" and "tf1_legacy.py:" not in err
    assert "tf1_legacy." not in err and "an earlier run has left this file" in err
    assert main(["--check", "tf1_legacy.py"]) == 0
