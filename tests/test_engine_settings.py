"""What the user's settings, comments and files do to the result of the engine, and what never fires."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
import tf1isms
from engine_form_programs import FORMS
from test_engine_hunted import CASES
from verification_programs import ORIGINAL

from tf2migrate.engine import check, migrate
from tf2migrate.result import Safety
from tf2migrate.screening import screen
from tf2migrate.settings import Settings

PROGRAM = """\
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2], name="x")
w = tf.Variable(tf.ones([2, 1]))
loss = tf.reduce_mean(tf.square(tf.matmul(x, w)), reduction_indices=0)  # per column
train_op = tf.train.RMSPropOptimizer(0.1).minimize(loss)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    _, value = sess.run([train_op, loss], feed_dict={x: [[1, 2]]})
    print(value)
"""
REFUSED = PROGRAM.replace("[train_op, loss]", '"loss:0"').replace("_, value", "value")


def migrated(text: str, **settings):
    return migrate(text.encode(), "program.py", Settings(**settings))


def unchanged(result, source: bytes) -> bool:
    return result.output == source and not result.changed and not result.applied and not result.new_files


# Rules that are not selected


@pytest.mark.parametrize(
    "settings",
    [
        {"ignore": ("TFM101",)}, {"ignore": ("TFM301",)}, {"ignore": ("TFM1",)}, {"ignore": ("TFM",)},
        {"select": ("TFM5",)}, {"select": ("TFM101", "TFM102")}, {"select": ("TFM",), "ignore": ("TFM102",)},
    ],
    ids=str,
)  # fmt: skip
def test_a_deselected_rule_takes_the_whole_file_out(settings):
    result = migrated(PROGRAM, **settings)
    assert unchanged(result, PROGRAM.encode())
    assert result.error is None
    assert result.diagnostics
    named = {d.rule for d in result.diagnostics}
    assert named and not any(Settings(**settings).selects(rule) for rule in named)


@pytest.mark.parametrize(
    "settings",
    [{"select": ("TFM",)}, {"ignore": ("TFM6", "TFM801")}, {"select": ("TFM1", "TFM2", "TFM3", "TFM5")}],
    ids=str,
)
def test_selected_rules_are_applied(settings):
    assert migrated(PROGRAM, **settings).output == migrated(PROGRAM).output != PROGRAM.encode()


@pytest.mark.parametrize(
    ("select", "ignore", "rule", "selected"),
    [
        ((), (), "TFM101", True),
        (("TFM1",), (), "TFM101", True),
        (("TFM1",), (), "TFM201", False),
        (("TFM1",), ("TFM101",), "TFM101", False),
        (("TFM101",), ("TFM1",), "TFM101", True),
        (("TFM1",), ("TFM1",), "TFM101", False),
        ((), ("TFM1",), "TFM201", True),
    ],
)
def test_the_longest_prefix_wins(select, ignore, rule, selected):
    assert Settings(select=select, ignore=ignore).selects(rule) is selected


def test_without_the_fallback_a_refused_file_stays():
    assert migrated(REFUSED).applied == ("TFM900",)
    result = migrated(REFUSED, ignore=("TFM900",))
    assert unchanged(result, REFUSED.encode())
    assert [d.rule for d in result.diagnostics] == ["TFM105"]


# Comments


@pytest.mark.parametrize(
    "comment",
    [
        "  # tf2migrate: skip",
        "  #tf2migrate:skip",
        "  # tf2migrate: skip, it is measured",
        "  # noqa  # tf2migrate: skip",
    ],
)
@pytest.mark.parametrize("line", [2, 4, 8, 9])
def test_a_skipped_statement_takes_the_file_out(comment, line):
    lines = PROGRAM.splitlines(keepends=True)
    lines[line] = lines[line].rstrip("\n") + comment + "\n"
    source = "".join(lines).encode()
    result = migrate(source, "program.py")
    assert unchanged(result, source)
    assert line + 1 in {d.line for d in result.diagnostics}


@pytest.mark.parametrize(
    "text", ["# tf2migrate: skip-file\n" + PROGRAM, PROGRAM + "\n# tf2migrate: skip-file because\n"]
)
def test_a_skipped_file_is_not_looked_at(text):
    for result in (migrated(text), check(text.encode(), "program.py"), screen(text.encode(), "program.py")):
        assert unchanged(result, text.encode())
        assert not result.diagnostics and result.error is None


# Fidelity and style


def test_fidelity():
    exact, close = migrated(PROGRAM), migrated(PROGRAM, fidelity="close")
    assert b"class TF1RMSprop" in exact.output and not exact.diagnostics
    assert b"class TF1RMSprop" not in close.output and b"tf.keras.optimizers.RMSprop(" in close.output
    notes = [d for d in close.diagnostics if d.rule == "TFM303"]
    assert [d.line for d in notes] == [6]
    assert "1.1" in notes[0].message and notes[0].safety is Safety.SAFE


def test_style():
    functions = migrated(PROGRAM, style="functions")
    assert b"keras.Model" not in functions.output
    assert not tf1isms.find(functions.output.decode())
    assert not tf1isms.find(migrated(PROGRAM, style="keras").output.decode())


# Files


@pytest.mark.parametrize(
    ("source", "cause"),
    [
        (b"import tensorflow as tf\nx = (1,\n", "line 2: '(' was never closed"),
        (b"import tensorflow as tf\n\nprint 'done'\n", "line 3: "),
        (b"import tensorflow as tf\ntry:\n    pass\nexcept ValueError, e:\n    pass\n", "line 4: "),
        (b"import tensorflow as tf\nif True:\n\tx = 1\n        y = 2\n", "line 4: "),
        (b"# coding: utf-8\nimport tensorflow\nname = '\xe9'\n", "line 3: "),
        (b"# coding: klingon\nimport tensorflow\n", "line 1: "),
        (b"import tensorflow as tf\nx = 1\x00\n", "line "),
    ],
)
def test_a_file_that_cannot_be_read(source, cause):
    for result in (migrate(source, "program.py"), check(source, "program.py"), screen(source, "program.py")):
        assert unchanged(result, source)
        assert result.error is not None and result.error.startswith(cause)


def test_python2_is_named():
    result = migrate(b"import tensorflow as tf\nprint 'done'\n", "program.py")
    assert "Python 2" in result.error


def _with_tabs(text: str) -> str:
    return text.replace("    ", "\t")


TRANSFORMS = {
    "crlf": lambda text: text.replace("\n", "\r\n").encode(),
    "bom": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "latin1": lambda text: ("# -*- coding: latin-1 -*-\n# caf\xe9\n" + text).encode("latin-1"),
    "tabs": lambda text: _with_tabs(text).encode(),
    "two spaces": lambda text: text.replace("    ", "  ").encode(),
    "no final newline": lambda text: text.rstrip("\n").encode(),
    "form feed and blank lines": lambda text: ("\f\n" + text + "\n\n\n").encode(),
    "docstring and future": lambda text: ('"""Doc."""\nfrom __future__ import division\n' + text).encode(),
    "shebang": lambda text: ("#!/usr/bin/env python\n# -*- coding: utf-8 -*-\n" + text).encode(),
}


@pytest.mark.parametrize("kind", TRANSFORMS)
@pytest.mark.parametrize("refused", [False, True], ids=["migrated", "fallback"])
def test_the_form_of_the_file_is_kept(kind, refused):
    source = TRANSFORMS[kind](REFUSED if refused else PROGRAM)
    result = migrate(source, "program.py", Settings(fidelity="close"))
    assert result.error is None and result.changed
    output = result.output
    compile(output, "program.py", "exec")
    assert (result.applied == ("TFM900",)) == refused
    if kind == "crlf":
        assert output.count(b"\r\n") == output.count(b"\n") and b"\r\r" not in output
    else:
        assert b"\r" not in output
    assert output.startswith(b"\xef\xbb\xbf") == (kind == "bom")
    if kind == "latin1":
        assert b"# caf\xe9\n" in output and output.startswith(b"# -*- coding: latin-1 -*-\n")
    if kind == "tabs":
        assert not any(line.startswith(b" ") for line in output.split(b"\n") if not _continues(line))
    if kind == "two spaces" and not refused:
        assert b"\n  with tf.GradientTape()" in output
    assert output.endswith(b"\n") == source.endswith(b"\n")
    if kind == "shebang":
        assert output.startswith(b"#!/usr/bin/env python\n# -*- coding: utf-8 -*-\n")
    if kind == "docstring and future":
        assert output.startswith(b'"""Doc."""\nfrom __future__ import division\n')
    assert migrate(output, "program.py", Settings(fidelity="close")).output == output


@pytest.mark.parametrize(("kind", "indent"), [("tabs", "\t"), ("two spaces", "  "), ("crlf", "    ")])
def test_a_written_class_has_the_form_of_the_file(kind, indent):
    output = migrate(TRANSFORMS[kind](PROGRAM), "program.py").output.decode()
    assert f"\n{indent}def build(self, var_list):" in output and f"\n{indent * 2}if self.built:" in output
    assert output.count("\r\n") == (output.count("\n") if kind == "crlf" else 0)
    compile(output, "program.py", "exec")


def _continues(line: bytes) -> bool:
    """Lines inside of brackets and docstrings are laid out by hand."""
    return not line.lstrip().startswith((b"def ", b"with ", b"return ", b"class ", b"for ", b"print"))


# Check


@pytest.mark.parametrize(
    "settings",
    [{}, {"fidelity": "close"}, {"ignore": ("TFM101",)}, {"style": "functions"}, {"ignore": ("TFM900",)}],
    ids=str,
)
@pytest.mark.parametrize("refused", [False, True])
def test_check_agrees_with_migrate(settings, refused):
    text = REFUSED if refused else PROGRAM
    result, seen = migrated(text, **settings), check(text.encode(), "program.py", Settings(**settings))
    assert bool(seen.applied) == result.changed
    assert ("TFM900" in seen.applied) == ("TFM900" in result.applied)
    by_hand = [d for d in result.diagnostics if d.safety is Safety.MANUAL]
    assert [d for d in seen.diagnostics if d.safety is Safety.MANUAL] == by_hand
    assert seen.output == seen.source == text.encode()


def _named(programs: Iterable[tuple[str, str]]):
    return [pytest.param(text, id=name) for name, text in programs]


def _files():
    root = Path(__file__).parent
    for folder in (root.parent / "fixtures", root / "fallback_programs"):
        yield from ((file.name, file.read_text(encoding="utf-8")) for file in sorted(folder.glob("*.py")))


@pytest.mark.parametrize(
    "text",
    [*_named(_files()), *_named(FORMS.items()), *_named((n, c.source) for n, c in CASES.items()), *_named([("verified", ORIGINAL)])],
)  # fmt: skip
def test_all_looks_at_a_program_agree(text):
    """Screening, checking and migrating say the same, before the program is migrated and after."""
    source = text.encode()
    result = migrate(source, "program.py")
    assert _speaks(result) == _speaks(check(source, "program.py")) == (screen(source, "program.py").sign is not None)
    assert bool(check(source, "program.py").applied) == result.changed
    again = screen(result.output, "program.py")
    assert (again.sign is not None) == _speaks(migrate(result.output, "program.py"))


def _speaks(result) -> bool:
    return bool(result.diagnostics or result.applied or result.changed)


@pytest.mark.parametrize("settings", [{}, {"select": ("TFM5",)}, {"ignore": ("TFM",)}], ids=str)
@pytest.mark.parametrize(
    ("old", "new", "line", "text"),
    [
        ("", "", 3, "tf.placeholder"),
        ("# per column", "# tf2migrate: skip", 3, "tf.placeholder"),
        ("import tensorflow as tf", "import tensorflow.compat.v1 as tf", 3, "tf.placeholder"),
        ("x = tf", "from tensorflow import log as l\nx = l(2.0) + tf", 4, "l"),
        ("import tensorflow as tf", "try:\n    import tensorflow as tf\nexcept ImportError:\n    tf = None", 6,
         "tf.placeholder"),
    ],
)  # fmt: skip
def test_screening_says_where_tensorflow_1_is_used_first(settings, old, new, line, text):
    source = PROGRAM.replace(old, new, 1).encode()
    result = screen(source, "program.py", Settings(**settings))
    assert (result.sign.line, result.sign.text) == (line, text)
    assert _speaks(migrate(source, "program.py", Settings(**settings)))
    assert not result.applied and not result.diagnostics and result.output == source


def test_a_session_given_to_another_module_is_refused():
    text = PROGRAM.replace("    print(value)", "    helper.report(sess)").replace(
        "import tensorflow", "import helper\nimport tensorflow"
    )
    result = migrated(text)
    assert [d.rule for d in result.diagnostics] == ["TFM906"] and result.applied == ("TFM900",)


def test_check_imports_neither_libcst_nor_tensorflow():
    code = (
        "import sys\n"
        "from tf2migrate.engine import check\n"
        f"result = check({PROGRAM.encode()!r}, 'program.py')\n"
        "assert result.applied, result\n"
        "print(sorted(m for m in ('libcst', 'tensorflow', 'numpy', 'click') if m in sys.modules))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# What is not TF1 stays byte for byte

UNTOUCHED = {
    "tf.function": """\
import tensorflow as tf

v = tf.Variable(1.0)
optimizer = tf.keras.optimizers.Adam(0.1)


@tf.function(input_signature=[tf.TensorSpec([None], tf.float32)])
def train_step(x):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(x * v), axis=0)
    optimizer.apply_gradients([(tape.gradient(loss, v), v)])
    return tf.nn.dropout(loss * tf.ones([3]), rate=0.5)


for step in range(3):
    print(train_step([1.0, 2.0]).numpy())
v.assign_add(1.0)
tf.group(v.assign(2.0))
tf.summary.scalar("loss", 1.0, step=1)
tf.train.Checkpoint(v=v).save("model")
""",
    "keras": """\
import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

model = keras.Sequential([layers.Dense(4, activation="relu"), layers.Dropout(0.5), tf.keras.layers.Dense(1)])
model.compile(optimizer="sgd", loss="mse", metrics=["mae"])
model.fit(np.zeros([4, 2]), np.zeros([4, 1]), epochs=1)
model.save("model.keras")
print(model.predict(np.zeros([1, 2])), tf.nn.softmax([1.0, 2.0]), tf.argmax([1, 2], axis=0))
""",
    "keras model class": """\
import tensorflow as tf


class Model(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = tf.keras.layers.Dense(3)

    def call(self, x, training=False):
        return tf.nn.relu(self.dense(x))

    def run(self, x):
        return self(x)


model = Model()
print(model.run(tf.ones([1, 2])))
""",
    "names of both versions": """\
import tensorflow as tf

with tf.name_scope("a"), tf.device("/cpu:0"), tf.control_dependencies([]):
    x = tf.where([True], [1.0], [2.0])
graph = tf.Graph()
dataset = tf.data.Dataset.range(3).batch(2)
for batch in dataset:
    print(tf.cast(batch, tf.float32), tf.concat([batch, batch], 0), tf.split([1, 2], 2))
print(tf.keras.losses.MeanSquaredError()([1.0], [2.0]), tf.nn.conv2d, tf.metrics.Mean(), tf.losses.Huber())
""",
    "only mentioned": '''\
"""Like tf.Session().run(x) in tensorflow 1, but without a graph."""
# import tensorflow as tf; sess = tf.Session()
CODE = "import tensorflow as tf\\nwith tf.Session() as sess:\\n    sess.run(x)"
print("tensorflow", CODE.replace("tf.placeholder", "x"))
''',
    "other sessions": """\
import subprocess

import pandas as pd
import requests
import torch

# tensorflow is not used here
session = requests.Session()
frame = pd.DataFrame({"a": [1]})
frame.eval("b = a + 1")
done = subprocess.run(["true"])
model = torch.nn.Linear(1, 1)
model.eval()
torch.save(model.state_dict(), "m")
sess = session
sess.run = print
sess.run(frame)
""",
    "shadowed module": """\
import transform as tf

placeholder = "tensorflow"
x = tf.placeholder("float")
with tf.Session() as sess:
    print(sess.run(x))
""",
    "shadowed by an argument": """\
import tensorflow as tf


def transform(tf, x):
    return tf.log(tf.placeholder(x))


print(tf.ones([2]))
""",
    "shadowed by an assignment": """\
import tensorflow as tf

print(tf.ones([2]))


class Fake:
    def log(self, x):
        return x


def use(x):
    tf = Fake()
    return tf.log(x)


print(use(1))
""",
}


@pytest.mark.parametrize("name", UNTOUCHED)
def test_stays_byte_for_byte(name):
    source = UNTOUCHED[name].encode()
    compile(source, name, "exec")
    for result in (migrate(source, "program.py"), check(source, "program.py"), screen(source, "program.py")):
        assert result.error is None and result.sign is None
        assert not result.applied and not result.diagnostics
        assert result.output == source and not result.new_files


MIXED = """\
import subprocess

import pandas as pd
import tensorflow as tf

frame = pd.DataFrame({"a": [1, 2]})
total = frame.eval("a + a")
subprocess.run(["true"], check=True)
x = tf.placeholder(tf.float32, [2])
y = x * 2


class Timer:
    def run(self, value):
        return value

    def eval(self):
        return "tf.Session()"


timer = Timer()
with tf.Session() as sess:
    print(sess.run(y, {x: frame.eval("a * 1.0")}), timer.run(3), timer.eval())
    frame.eval("b = a")
"""


def test_other_objects_in_a_tf1_file_keep_their_methods():
    result = migrated(MIXED)
    output = result.output.decode()
    for kept in (
        'frame.eval("a + a")', 'subprocess.run(["true"], check=True)', 'frame.eval("a * 1.0")',
        "timer.run(3)", "timer.eval()", 'frame.eval("b = a")', 'return "tf.Session()"',
    ):  # fmt: skip
        assert kept in output
    assert "sess.run" not in output or result.applied == ("TFM900",)
