"""Functions that build a part of the graph and are called once: what moves to the call, and what stays a function."""

from __future__ import annotations

import pytest

from tf2migrate.engine import migrate
from tf2migrate.preparation.inlining import inline
from tf2migrate.preparation.text import Text


def inlined(source: str) -> str | None:
    """The text with the function that starts in the line `def build` taken apart."""
    line = next(n for n, text in enumerate(source.split("\n"), 1) if text.startswith("def build"))
    made = inline(Text.of(source), [line])
    return None if made is None else made.text


def test_names_of_the_caller_and_of_the_function_are_kept_apart():
    source = """\
def build(rate, x):
    y = rate + x
    rate = y * 2
    return rate


def main(y):
    x = 1
    total = build(y, x)
    return total + y
"""
    made = inlined(source)
    assert (
        made
        == """\
def main(y):
    x = 1
    rate = y
    y_1 = rate + x
    rate = y_1 * 2
    total = rate
    return total + y
"""
    )
    for value in (2, 5):
        first, second = {}, {}
        exec(source, first)
        exec(made, second)
        assert first["main"](value) == second["main"](value)


@pytest.mark.parametrize("call", ["x = build(x)", "x, y = 0, x\nx = build(y)", "z = x\nx = build(z)"])
def test_a_name_that_is_passed_and_bound_again(call):
    source = f"""\
def build(a):
    y = a * 2
    z = a + y
    return y, z


x = 3
{call}
"""
    first, second = {}, {}
    exec(source, first)
    exec(inlined(source), second)
    assert first["x"] == second["x"]


def test_comments_move_along():
    source = """\
# about it
def build(x):  # header
    # first
    y = x + 1  # of the line
    # last
    return y  # result


value = build(3)  # call
"""
    made = inlined(source)
    for comment in ("# about it", "# header", "# first", "# of the line", "# last", "# result", "# call"):
        assert made.count(comment) == 1
    names: dict = {}
    exec(made, names)
    assert names["value"] == 4


def test_lines_are_known():
    text = Text.of("def build(x):\n    y = x\n    return y\n\n\na = 1\nz = build(a)\nprint(z)\n")
    made = inline(text, [1])
    assert made.text == "a = 1\nz = a\nprint(z)\n"
    assert made.origin == (6, 2, 8, 9)


@pytest.mark.parametrize(
    "source",
    [
        "def build(x):\n    return x\n\n\nf = build\na = build(1)\n",  # a value
        "def build(x):\n    return x\n\n\nfor i in range(2):\n    a = build(i)\n",  # in a loop
        "def build(x):\n    if x:\n        return 1\n    return 2\n\n\na = build(z)\n",  # returns early
        "def build(*x):\n    return x\n\n\na = build(1)\n",
        "def build(x):\n    global y\n    y = x\n\n\nbuild(1)\n",
        "def build(x):\n    yield x\n\n\na = build(1)\n",
        "@wrap\ndef build(x):\n    return x\n\n\na = build(1)\n",
        "def build(sess, x):\n    return sess.run(x)\n\n\na = build(s, 1)\n",
        "def build(x): return x\n\n\na = build(1)\n",
        "def build(x):\n    return x\n\n\na = f() + build(1)\n",  # another call comes first
        "def build(x):\n    return x\n\n\na = build(*b)\n",
        "n = 1\n\n\ndef build(x=n):\n    return x\n\n\nn = 2\na = build()\n",  # the default was computed before
        "n = 1\n\n\ndef build():\n    return n + 1\n\n\ndef main(n):\n    a = build()\n    return a\n",  # another n
        'def build(x):\n    y = """a\n    b"""\n    return y\n\n\na = build(1)\n',  # the string would change
    ],
    ids=lambda source: source.split("\n")[0] + source[-14:].strip(),
)
def test_what_stays_a_function(source):
    assert inlined(source) is None


GRAPH = """\
import tensorflow as tf


def inputs(size):
    return tf.placeholder(tf.float32, [size]), size


x, n = inputs(2)
y = x * n
with tf.Session() as sess:
    print(sess.run(y, {x: [1.0, 2.0]}))
"""


def test_run_sites_are_those_of_the_file():
    result = migrate(GRAPH.encode(), "program.py")
    assert "TFM217" in result.applied and not result.diagnostics
    (site,) = result.run_sites
    assert (site.line, site.text) == (11, "sess.run(y, {x: [1.0, 2.0]})")


def test_a_function_that_is_called_twice_is_refused_as_before():
    result = migrate(GRAPH.replace("y = x * n", "y = x * n + inputs(2)[1]").encode(), "program.py")
    assert result.applied == ("TFM900",)
    assert [(d.rule, d.line) for d in result.diagnostics][0] == ("TFM102", 5)


def test_a_function_may_bind_its_own_name():
    source = """\
def build(loss):
    build = loss * 2
    return build


def other(build):
    return build + 1


total = build(3) 
print(other(total))
"""
    assert inlined(source) is not None
    first, second = {}, {}
    exec(source.replace("print(", "shown = ("), first)
    exec(inlined(source).replace("print(", "shown = ("), second)
    assert first["shown"] == second["shown"] and first["total"] == second["total"]
    assert inlined(source.replace("def other(build)", "def other(x)")) is None


def test_a_setting_of_another_module_decides_no_branch():
    source = """\
import settings
import tensorflow as tf


def build(x, normalize, activation):
    if normalize:
        x = x - 1
    if activation is not None:
        x = activation(x)
    return x


value = build(3, settings.NORMALIZE, tf.nn.relu)
"""
    made = inlined(source)
    assert "if settings.NORMALIZE:" in made and "is not None" not in made


METHODS = """\
import tensorflow as tf


class Net:
    def __init__(self, size):
        self.x, self.w, self.y = self.make(size)
        self.x_2, self.w_2, self.y_2 = self.make(2 * size)
        self.sess = tf.Session()

    def make(self, size):
        w = tf.Variable(tf.ones([size]))
        x = tf.placeholder(tf.float32, [None, size])
        y = x * w
        return x, w, y

    def show(self):
        self.sess.run(tf.global_variables_initializer())
        print(self.sess.run(self.y, {self.x: [[1.0, 2.0]]}))
        print(self.sess.run(self.y_2, {self.x_2: [[1.0, 2.0, 3.0, 4.0]]}))


Net(2).show()
"""


def test_a_method_that_is_called_twice_is_taken_apart():
    result = migrate(METHODS.encode(), "program.py")
    output = result.output.decode()
    assert "TFM217" in result.applied and "def make" not in output and "TFM900" not in result.applied
    assert "self.w = tf.Variable(" in output and "self.w_2 = tf.Variable(" in output
    assert migrate(result.output, "program.py").output == result.output


@pytest.mark.parametrize(
    "old, new",
    [
        ("Net(2).show()", "net = Net(2)\nnet.show()\nprint(net.make)"),
        ("Net(2).show()", "net = Net(2)\nnet.show()\ngetattr(net, 'make')"),
        ("Net(2).show()", "class Other(Net):\n    def make(self, size):\n        return 1, 2, 3\n\n\nNet(2).show()"),
        ("    def show", "    def again(self):\n        return [self.make(n) for n in range(2)]\n\n    def show"),
        ("    def make", "    @property\n    def make"),
        ("self.make(2 * size)", "self.make(*[2 * size])"),
    ],
)
def test_a_method_that_others_know_stays(old, new):
    text = METHODS.replace(old, new)
    assert text != METHODS
    assert "def make" in migrate(text.encode(), "program.py").output.decode()


def test_functions_of_an_imported_file_that_nobody_else_knows():
    from tf2migrate.project import migrate_programs
    from tf2migrate.settings import Settings

    base, main = METHODS.rsplit("\n\n\n", 1)
    sources = {"net.py": base + "\n", "main.py": "from net import Net\n\n" + main}
    results = migrate_programs({p: t.encode() for p, t in sources.items()}, lambda path: Settings()).results
    assert results["net.py"].changed and b"def make" not in results["net.py"].output
    sources["main.py"] += "\nprint(Net.make)\n"
    results = migrate_programs({p: t.encode() for p, t in sources.items()}, lambda path: Settings()).results
    assert "net.py" not in results or b"def make" in results["net.py"].output
