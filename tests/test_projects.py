"""Programs of several files in fixtures/projects: migrated together, equal to TF 1.15, and done after one run.

A line of `main.args` is one run of the program, or of the file that it names first. `main.expected.txt` is what real TF 1.15 printed in the equal world of `tf2migrate.verification.worlds`;
`python tests/test_projects.py PYTHON_WITH_TF1` records it again.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest
import tf1isms
from click.testing import CliRunner
from printed import difference, without_chatter

from tf2migrate.cli.migrate import command
from tf2migrate.project import migrate_programs
from tf2migrate.settings import Settings
from tf2migrate.verification.interpreters import TF1_VARIABLE, InterpreterError, find_tf1, find_tf2
from tf2migrate.verification.worlds import Program, run_programs

FOLDER = Path(__file__).resolve().parent.parent / "fixtures" / "projects"
PROJECTS = sorted(path.name for path in FOLDER.iterdir() if (path / "main.py").exists())
RECORD, ARGUMENTS = "main.expected.txt", "main.args"
TIMEOUT = 90.0


def sources(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.py"))}


def programs(name: str, folder: Path) -> list[Program]:
    """The runs of a project in a copy of it."""
    given = FOLDER / name / ARGUMENTS
    lines = given.read_text(encoding="utf-8").split("\n")[:-1] if given.exists() else [""]
    runs = [line.split() for line in lines]
    named = [words if words and words[0].endswith(".py") else ["main.py", *words] for words in runs]
    return [Program(folder / script, tuple(words), timeout=TIMEOUT) for script, *words in named]


def run_all(interpreter, folders: dict[str, Path]) -> dict[str, list]:
    """All runs of some projects, in one process."""
    listed = {name: programs(name, folder) for name, folder in folders.items()}
    done = iter(run_programs(interpreter, [program for runs in listed.values() for program in runs]))
    return {name: [next(done) for _ in runs] for name, runs in listed.items()}


def printed(runs: list) -> str:
    return "".join(without_chatter(run.stdout) for run in runs)


def migrated(files: dict[str, bytes]):
    return migrate_programs(files, lambda path: Settings())


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> dict[str, Path]:
    """A migrated copy of each project, by the command line."""
    copies = {}
    for name in PROJECTS:
        folder = tmp_path_factory.mktemp(name) / name
        shutil.copytree(FOLDER / name, folder, ignore=shutil.ignore_patterns("__pycache__", RECORD, ARGUMENTS))
        result = run_in(folder, ["--write", "."])
        assert result.return_value == int("TFM309" in result.output) and "[manual]" not in result.output, result.output
        copies[name] = folder
    return copies


def run_in(folder: Path, arguments: list[str]):
    before = os.getcwd()
    os.chdir(folder)
    try:
        return CliRunner().invoke(command, arguments, standalone_mode=False)
    finally:
        os.chdir(before)


@pytest.fixture(scope="module")
def runs(written):
    try:
        tf2 = find_tf2(None)
    except InterpreterError as error:
        pytest.skip(str(error))
    return run_all(tf2, written)


@pytest.mark.parametrize("name", PROJECTS)
def test_printed_as_on_tf1(name, runs):
    for run in runs[name]:
        assert run.status == "finished", f"{run.error} (line {run.line})\n{run.stderr[-2000:]}"
    assert difference((FOLDER / name / RECORD).read_text(encoding="utf-8"), printed(runs[name])) is None


@pytest.mark.parametrize("name", PROJECTS)
def test_nothing_of_tf1_is_left(name, written):
    for path in written[name].rglob("*.py"):
        assert not [str(ism) for ism in tf1isms.find(path.read_text(encoding="utf-8"))], path


@pytest.mark.parametrize("name", PROJECTS)
def test_second_run_changes_nothing(name, written):
    result = run_in(written[name], ["."])
    assert result.return_value == 0, result.output


@pytest.mark.parametrize("name", PROJECTS)
def test_recorded_again_on_tf1(name):
    if not os.environ.get(TF1_VARIABLE):
        pytest.skip(f"{TF1_VARIABLE} names no interpreter with TensorFlow 1.x")
    runs = run_all(find_tf1(None), {name: FOLDER / name})[name]
    assert difference((FOLDER / name / RECORD).read_text(encoding="utf-8"), printed(runs)) is None


MAIN = b"""\
import tensorflow as tf
from ops import double

x = tf.placeholder(tf.float32, [2])
with tf.Session() as sess:
    print(sess.run(double(x), {x: [1.0, 2.0]}))
"""
OPS = b"""\
import tensorflow as tf


def double(x):
    return tf.to_double(x) * 2
"""


def test_a_helper_of_another_file_is_followed():
    outcome = migrated({"main.py": MAIN, "ops.py": OPS})
    assert set(outcome.results) == {"main.py", "ops.py"} and not outcome.findings
    assert b"double(x)" in outcome.results["main.py"].output
    assert b"tf.cast(x, tf.float64) * 2" in outcome.results["ops.py"].output


SCOPED = b"""\
import tensorflow as tf
import tensorflow.contrib.slim as slim
import nets

x = tf.placeholder(tf.float32, [None, 3])
with slim.arg_scope([slim.fully_connected], activation_fn=tf.nn.tanh):
    y = nets.network(x)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {x: [[1.0, 2.0, 3.0]]}))
"""
NETS = b"""\
import tensorflow.contrib.slim as slim


def network(x):
    return slim.fully_connected(x, 2, scope="out")
"""


def test_an_argument_scope_does_not_reach_another_file():
    outcome = migrated({"main.py": SCOPED, "nets.py": NETS})
    assert not any(b"keras" in result.output for result in outcome.results.values())


def test_a_graph_built_by_an_import_is_refused():
    ops = OPS + b"\n\nscale = tf.placeholder(tf.float32, [])\n"
    outcome = migrated({"main.py": MAIN, "ops.py": ops})
    assert not outcome.results
    assert [d.rule for d in outcome.findings["ops.py"]] == ["TFM914"]


def test_a_finding_names_the_file_that_it_is_about():
    ops = OPS.replace(b"tf.to_double(x) * 2", b"tf.gradients(x * x, x)[0]")
    outcome = migrated({"main.py": MAIN, "ops.py": ops})
    assert not outcome.results
    (finding,) = outcome.findings["ops.py"]
    assert finding.path == "ops.py" and finding.line == 5


def test_programs_that_cannot_agree_on_a_file_stay_as_they_are():
    """`make` is only there for the program that can be migrated: the other calls it on compat.v1."""
    blocked = b"import tensorflow as tf\nfrom ops import double\ntf.train.Supervisor()\n"
    ops = OPS + b"\n\ndef noise(shape):\n    return tf.random_normal(shape)\n"
    outcome = migrated({"main.py": MAIN, "blocked.py": blocked, "ops.py": ops})
    # what changes in ops.py means the same under compat.v1: the program is not held back
    assert set(outcome.results) == {"main.py", "ops.py"}
    assert [d.rule for d in outcome.findings["blocked.py"]] == ["TFM901"]


def test_what_files_import_from_each_other_has_to_be_there():
    from tf2migrate.analysis.modules import Modules
    from tf2migrate.checks import CheckFailed, check_imports
    from tf2migrate.loading import load

    texts = {
        "main.py": "from ops import double, sub, missing\nfrom .ops import half\nfrom other import *\n",
        "ops/__init__.py": "def double(x):\n    global half\n    half = x\n",
        "ops/sub.py": "",
    }
    texts["ops.py"] = texts["ops/__init__.py"]
    modules = Modules({path: load(text.encode(), path, always=True) for path, text in texts.items()})
    check_imports(modules, texts, texts)
    for text in ("def double(x):\n    pass\n", "half = 1\n"):
        with pytest.raises(CheckFailed, match="main.py imports (half|double), which is gone from the rewritten ops"):
            check_imports(modules, texts, {**texts, "ops.py": text, "ops/__init__.py": text})
    check_imports(modules, texts, {**texts, "ops.py": "from x import *\n", "ops/__init__.py": "from x import *\n"})


_IDLE = b"""\
import tensorflow as tf


class Net%s:
    def __init__(self):
        self.x = tf.placeholder(tf.float32, [None, 2])
        self.w = tf.get_variable("w", [2, 1], initializer=tf.ones_initializer())
        self.out = self.shallow()

    def shallow(self):
        return tf.matmul(self.x, self.w)

    def deep(self):
        with tf.variable_scope("deep"):
            inner = tf.get_variable("w", [2, 2])
            return tf.layers.dense(tf.matmul(self.x, inner), 1)


def try_out():
    net = Net()
    with tf.Session() as sess:
        print(sess.run(net.out))
"""
_WITH_IDLE = b"""import tensorflow as tf
from net import Net

net = Net()
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(net.out, {net.x: [[1.0, 2.0]]}))
"""


def test_methods_and_functions_that_nobody_names_stay_as_they_are():
    outcome = migrated({"main.py": _WITH_IDLE, "net.py": _IDLE % b""})
    assert not outcome.findings
    net = outcome.results["net.py"]
    assert b'inner = tf1.get_variable("w", [2, 2])' in net.output and b"tf.placeholder" not in net.output
    assert [(d.line, d.rule, d.safety.value) for d in net.diagnostics] == [
        (13, "TFM219", "safe"),
        (19, "TFM219", "manual"),  # it fails: `x` is not fed
    ]
    again = migrated({path: result.output for path, result in outcome.results.items()})
    assert not again.results


def test_functions_that_run_a_session_are_programs_of_their_own():
    net = _IDLE.replace(b"print(sess.run(net.out))", b"print(sess.run(net.deep(), {net.x: [[1.0, 2.0]]}))") % b""
    assert not migrated({"main.py": _WITH_IDLE, "net.py": net}).results


@pytest.mark.parametrize(
    "net, main",
    [
        (_IDLE % b"(tf.keras.Model)", _WITH_IDLE),  # Keras may call what it finds
        (_IDLE % b"", _WITH_IDLE + b"    print(sess.run(net.deep(), {net.x: [[1.0, 2.0]]}))\n"),
        (_IDLE % b"", _WITH_IDLE + b"    getattr(net, 'deep')()\n"),
        (_IDLE.replace(b"    def deep", b"    @property\n    def deep") % b"", _WITH_IDLE),
    ],
)
def test_methods_that_may_be_called_are_not_idle(net, main):
    outcome = migrated({"main.py": main, "net.py": net})
    found = [d for r in outcome.results.values() for d in r.diagnostics if d.rule == "TFM219" and d.line == 13]
    assert not found


def test_a_method_is_taken_apart_although_another_file_uses_its_name_for_something_else():
    model = b"""import tensorflow as tf


class Model:
    def __init__(self, training):
        self.x = tf.placeholder(tf.float32, [None, 2])
        self.w = tf.Variable(tf.ones([2, 1]))
        self.loss = tf.reduce_mean(tf.square(tf.matmul(self.x, self.w)))
        if not training:
            return
        self.step = self.train()

    def train(self):
        return tf.train.GradientDescentOptimizer(0.1).minimize(self.loss)
"""
    main = b"""import numpy as np
import tensorflow as tf
from model import Model

train, test = np.ones((4, 2)), np.ones((1, 2))
model = Model(True)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    sess.run(model.step, {model.x: train})
    print(sess.run(model.loss, {model.x: test}))
"""
    assert {"main.py", "model.py"} <= set(migrated({"main.py": main, "model.py": model}).results)
    called = main + b"    print(model.train())\n"
    assert not migrated({"main.py": called, "model.py": model}).results


def test_a_program_that_uses_nothing_of_a_file_does_not_hold_it_back():
    ops = (
        OPS.replace(b"tf.to_double(x) * 2", b"tf.Session().run(x)")
        + b"\n\ndef half(x):\n    return tf.to_double(x) / 2\n"
    )
    blocked = b"import tensorflow as tf\nfrom ops import double\ntf.train.Supervisor()\n"
    other = MAIN.replace(b"double", b"half")
    assert "other.py" not in migrated({"other.py": other, "ops.py": ops}).results
    assert "main.py" in migrated({"main.py": MAIN, "blocked.py": blocked, "ops.py": OPS}).results


UNNAMED = b"""

def scaled(x):
    w = tf.get_variable("w", [2])
    return tf.log(x) * w


def more(x):
    return scaled(x) + 1
"""


def test_what_no_file_names_stays_on_the_old_api():
    outcome = migrated({"main.py": MAIN, "ops.py": OPS + UNNAMED})
    assert set(outcome.results) == {"main.py", "ops.py"} and not outcome.findings
    ops = outcome.results["ops.py"]
    assert b"import tensorflow.compat.v1 as tf1\n" in ops.output
    assert b'    w = tf1.get_variable("w", [2])\n    return tf1.log(x) * w\n' in ops.output
    assert b"tf.cast(x, tf.float64) * 2" in ops.output
    assert [d.message.split()[6] for d in ops.diagnostics] == ["scaled:", "more:"]
    again = migrated({path: result.output for path, result in outcome.results.items()})
    assert not any(result.changed for result in again.results.values())


def test_what_some_file_names_keeps_the_program():
    main = MAIN.replace(b"import double", b"import double, more")
    assert not migrated({"main.py": main, "ops.py": OPS + UNNAMED}).results
    by_text = b"import tensorflow as tf\nimport ops\n" + MAIN.split(b"\n", 2)[2].replace(
        b"double(x)", b"getattr(ops, 'scaled')(ops.double(x))"
    )
    assert not migrated({"main.py": by_text, "ops.py": OPS + UNNAMED}).results
    assert not migrated({"main.py": MAIN + UNNAMED, "ops.py": OPS}).results


def test_files_in_packages_are_found():
    main = MAIN.replace(b"from ops import double", b"from lib.math.ops import double")
    package = {"lib/__init__.py": b"", "lib/math/__init__.py": b"from . import ops\n", "lib/math/ops.py": OPS}
    assert "lib/math/ops.py" in migrated({"main.py": main, **package}).results


def test_modules_of_others_are_not_taken_for_the_files_of_the_program():
    outcome = migrated({"main.py": MAIN.replace(b"from ops", b"from other.ops"), "ops.py": OPS})
    assert "main.py" not in outcome.results


_MODEL = b"""\
import tensorflow as tf


class Model(object):
    def __init__(self):
        self.x = tf.placeholder(tf.float32, [None, 1])
        w = tf.get_variable("w", [1, 1])
        self.y = tf.matmul(self.x, w)
        self.train_op = tf.train.AdamOptimizer(0.1).minimize(tf.reduce_mean(self.y))
"""
_PROGRAM = b"""\
import tensorflow as tf
from model import Model

model = Model()
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(model.%s, {model.x: [[1.0]]}))
"""


def test_programs_that_need_different_code_of_a_file_are_done_together():
    outcome = migrated({"train.py": _PROGRAM % b"train_op", "predict.py": _PROGRAM % b"y", "model.py": _MODEL})
    assert set(outcome.results) == {"train.py", "predict.py", "model.py"} and not outcome.findings
    text = outcome.results["model.py"].output
    assert b"def train_step(self, x):" in text and b"def compute_y(self, x):" in text
    again = migrated({path: result.output for path, result in outcome.results.items()})
    assert all(result.output == outcome.results[path].output for path, result in again.results.items())


def test_each_of_programs_that_are_done_together_parses_its_own_flags():
    flags = (
        b"from model import Model\n\ntf.app.flags.DEFINE_integer('n', 2, 'how many')\nFLAGS = tf.app.flags.FLAGS\n"
        b"print(FLAGS.n)\n"
    )
    texts = {
        name: (_PROGRAM % fetch).replace(b"from model import Model\n", flags)
        for name, fetch in (("train.py", b"train_op"), ("predict.py", b"y"))
    }
    outcome = migrated({**texts, "model.py": _MODEL})
    assert set(outcome.results) == {"train.py", "predict.py", "model.py"} and not outcome.findings
    for name in texts:
        output = outcome.results[name].output
        assert output.count(b"import sys") == output.count(b"FLAGS(sys.argv, known_only=True)") == 1
        assert output.index(b"FLAGS(sys.argv") < output.index(b"print(FLAGS.n)")
    assert b"sys" not in outcome.results["model.py"].output


def test_a_program_that_stays_holds_those_back_that_share_a_class_with_it():
    blocked = _PROGRAM % b"y" + b"    tf.train.Supervisor()\n"
    outcome = migrated({"train.py": _PROGRAM % b"train_op", "predict.py": blocked, "model.py": _MODEL})
    assert not outcome.results
    assert "TFM901" in [d.rule for d in outcome.findings["predict.py"]]


def test_objects_that_two_programs_make_differently_are_understood():
    """The size is an argument: no program's value becomes that of the class."""
    model = _MODEL.replace(b"def __init__(self):", b"def __init__(self, size):").replace(b"[None, 1]", b"[None, size]")
    model = model.replace(b"[1, 1]", b"[size, 2]")
    texts = [
        (_PROGRAM % b"y").replace(b"Model()", b"Model(%d)" % n).replace(b"[[1.0]]", b"[[1.0] * %d]" % n) for n in (1, 2)
    ]
    outcome = migrated(
        {"one.py": texts[0], "two.py": (texts[1]).replace(b"model.y", b"model.train_op"), "model.py": model}
    )
    assert set(outcome.results) == {"one.py", "two.py", "model.py"}
    assert b"[size, 2]" in outcome.results["model.py"].output


if __name__ == "__main__":
    for project, done in run_all(find_tf1(sys.argv[1]), {name: FOLDER / name for name in PROJECTS}).items():
        assert all(run.status == "finished" for run in done), (project, [run.error for run in done])
        (FOLDER / project / RECORD).write_text(printed(done), encoding="utf-8")


_NET = b"""\
import tensorflow as tf
from ops import linear


class %s:
    def net(self, x):
        with tf.variable_scope("%s/net"):
            return linear(tf.nn.relu(x), 3, "fc")

    def __init__(self, sess):
        self.sess = sess
        self.x = tf.placeholder(tf.float32, [None, 2])
        self.y = self.net(self.x)

    def run(self, x):
        return self.sess.run(self.y, {self.x: x})
"""
_TWO_NETS = {
    "main.py": b"""\
import tensorflow as tf
from one import One
from two import Two

with tf.Graph().as_default(), tf.Session() as sess:
    one = One(sess)
    sess.run(tf.global_variables_initializer())
    print(one.run([[1.0, 2.0]]).shape)
with tf.Graph().as_default(), tf.Session() as sess:
    two = Two(sess)
    sess.run(tf.global_variables_initializer())
    print(two.run([[1.0, 2.0]]).shape)
""",
    "one.py": _NET % (b"One", b"one"),
    "two.py": _NET % (b"Two", b"two"),
    "ops.py": b"""\
import tensorflow as tf


def linear(x, size, scope):
    with tf.variable_scope(scope):
        w = tf.get_variable("w", [x.get_shape()[-1], size])
        return tf.matmul(x, w)
""",
}


def test_files_that_do_not_import_each_other_may_name_their_classes_alike():
    outcome = migrated(_TWO_NETS)
    assert not outcome.findings, outcome.findings
    for name in ("one.py", "two.py"):
        text = outcome.results[name].output
        assert b"class Net(tf.keras.Model):" in text and b"self.net = Net()" in text


def test_files_that_a_star_brings_together_may_not():
    """`main` would see one class under the name of the other."""
    main = _TWO_NETS["main.py"].replace(b"import One", b"import *").replace(b"import Two", b"import *")
    outcome = migrated({**_TWO_NETS, "main.py": main})
    assert not outcome.findings, outcome.findings
    names = [line for r in outcome.results.values() for line in r.output.splitlines() if line.startswith(b"class Net")]
    assert sorted(names) == [b"class Net(tf.keras.Model):", b"class Net_1(tf.keras.Model):"]


def test_programs_that_agree_on_the_files_they_share_are_done_one_by_one():
    """Those that need different code of a file are done together, whatever others share another file with them."""
    files = sources(FOLDER / "char_rnn")
    files["letters.py"] = files["letters.py"].replace(
        b"import numpy as np", b"import numpy as np\nimport tensorflow as tf"
    )
    outcome = migrated(
        {
            **files,
            "other.py": b"""\
import tensorflow as tf
from letters import LETTERS, encode

w = tf.Variable(1.0)
x = tf.placeholder(tf.float32, [None])
loss = tf.reduce_sum(x * w)
train = tf.train.AdamOptimizer(0.1).minimize(loss)
saver = tf.train.Saver()
if __name__ == "__main__":
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        print(sess.run([loss, train], {x: encode(LETTERS)})[0])
        saver.save(sess, "./model")
""",
        }
    )
    assert not outcome.findings, outcome.findings
    assert {"main.py", "sample.py", "model.py", "other.py"} <= set(outcome.results)
