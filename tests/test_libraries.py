"""Libraries and test cases: what TF 1.15 gave, the migrated files give to eager callers and to graphs alike."""

from __future__ import annotations

import ast
import importlib
import json
import sys
from pathlib import Path

import pytest

from tf2migrate.engine import check, migrate
from tf2migrate.project import migrate_programs
from tf2migrate.settings import Settings

HERE = Path(__file__).resolve().parent
FILES = HERE / "library_files"
MODULES = ("returns", "averages", "cases_of_returns", "calls")
EXPECTED = json.loads((HERE / "data" / "libraries.json").read_text(encoding="utf-8"))


def sources() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(FILES.glob("*.py")) if path.stem != "calls"}


@pytest.fixture(scope="module")
def results():
    return together(sources())


def together(files: dict[str, bytes], settings: Settings = Settings()):
    outcome = migrate_programs(files, lambda path: settings)
    return {path: outcome.results.get(path) or migrate(data, path, settings) for path, data in files.items()}


@pytest.fixture(scope="module")
def imported(results, tmp_path_factory):
    """The migrated modules."""
    folder = tmp_path_factory.mktemp("migrated")
    for path, result in results.items():
        (folder / path).write_bytes(result.output)
        for name, text in result.new_files:
            (folder / name).write_text(text, encoding="utf-8")
    (folder / "calls.py").write_bytes((FILES / "calls.py").read_bytes())
    sys.path.insert(0, str(folder))
    try:
        yield {name: importlib.import_module(name) for name in MODULES}
    finally:
        sys.path.remove(str(folder))
        for name in MODULES:
            sys.modules.pop(name, None)


def compared(values) -> None:
    import numpy as np

    assert [value[0] for value in values] == [value[0] for value in EXPECTED["values"]]
    for (name, dtype, value), (_, recorded_dtype, recorded) in zip(values, EXPECTED["values"]):
        assert dtype == recorded_dtype, name
        if recorded is None:
            assert value is None, name
        else:
            np.testing.assert_allclose(value, recorded, rtol=2e-6, atol=1e-6, err_msg=name)


def test_values_in_a_graph(imported):
    import tensorflow as tf

    with tf.Graph().as_default(), tf.compat.v1.Session() as session:

        def value_of(tensor):
            session.run(tf.compat.v1.global_variables_initializer())
            return session.run(tensor)

        compared(imported["calls"].compute(tf, imported["returns"], imported["averages"], value_of))


def test_values_eagerly(imported):
    import tensorflow as tf

    values = imported["calls"].compute(tf, imported["returns"], imported["averages"], lambda tensor: tensor.numpy())
    length = next(i for i, value in enumerate(EXPECTED["values"]) if value[0] == "length")
    assert values[length][2] == EXPECTED["values"][length][2]
    compared(values)


def test_values_in_a_function(imported):
    """Traced for any number of rows: nothing is known of the first dimension, and nothing is wrong with it."""
    import tensorflow as tf

    returns = imported["returns"]

    @tf.function(input_signature=[tf.TensorSpec([None, 3]), tf.TensorSpec([5, 3])])
    def checked(x, y):
        returns.check_same_steps(x, y)
        return returns.entropy(x)

    assert checked(tf.zeros([2, 3]), tf.zeros([5, 3])).shape == (2, 1)
    with pytest.raises(ValueError):
        returns.check_same_steps(tf.zeros([2, 3]), tf.zeros([5, 3]))


def test_test_cases_pass_as_on_tf1(imported):
    from record_libraries import outcomes

    found = outcomes(imported["cases_of_returns"])
    wanted = {name: outcome for name, outcome in EXPECTED["tests"].items() if not name.endswith(".test_session")}
    assert {name: outcome for name, outcome in found.items() if not name.endswith(".test_session")} == wanted


def graphs(text: str) -> tuple[set[str], set[str]]:
    """Test methods that work eagerly, and those that enter a graph themselves or in `setUp`."""
    eager, entering = set(), set()
    for node in ast.parse(text).body:
        if isinstance(node, ast.ClassDef):
            methods = [m for m in node.body if isinstance(m, ast.FunctionDef)]
            prepared = any(m.name == "setUp" and ".Graph()" in ast.unparse(m) for m in methods)
            for method in methods:
                if method.name.startswith("test"):
                    (entering if prepared or ".Graph()" in ast.unparse(method) else eager).add(
                        f"{node.name}.{method.name}"
                    )
    return eager, entering


def test_tests_are_eager_where_that_is_the_same(results):
    eager, entering = graphs(results["cases_of_returns.py"].output.decode())
    assert eager == {
        "DiscountedTest.testAgainstNumpy",
        "EntropyTest.testValue",
        "EntropyTest.testShape",
        "_Chosen.testChosen",
        "_Chosen.testRatio",
        "NoiseTest.testOnce",
        "VariableTest.testRead",
    }
    assert "NoiseTest.testTwice" in entering and "VariableTest.testAfterTheUpdate" in entering
    reasons = [d for d in results["cases_of_returns.py"].diagnostics if d.rule == "TFM917"]
    assert len(reasons) == 8
    text = results["cases_of_returns.py"].output.decode()
    assert "test_session" not in text and "disable_v2_behavior" not in text


def test_a_second_run_changes_nothing(results):
    again = together({path: result.output for path, result in results.items()})
    for path, result in results.items():
        assert again[path].output == result.output


def test_signatures_comments_and_other_lines_stay(results):
    for path, result in results.items():
        before, after = result.source.decode(), result.output.decode()
        compile(after, path, "exec")
        functions = [
            [ast.unparse(n.args) for n in ast.walk(ast.parse(text)) if isinstance(n, ast.FunctionDef)]
            for text in (before, after)
        ]
        assert functions[0] == functions[1]
        named = {number for site in result.sites for number in range(site.line, site.end_line + 1)}
        if path != "cases_of_returns.py":
            kept = set(after.split("\n"))
            assert not [
                line
                for number, line in enumerate(before.split("\n"), 1)
                if number not in named and "import" not in line and line not in kept
            ]


def test_library_keeps_what_belongs_to_its_callers(results):
    text = results["averages.py"].output.decode()
    assert "tf1.get_variable" in text and "tf1.variable_scope" in text and "tf1.assign_add" in text
    assert "isinstance(w, tf.Tensor)" in text
    rules = {d.rule for d in results["averages.py"].diagnostics}
    assert rules == {"TFM212", "TFM916"}
    text = results["returns.py"].output.decode()
    assert "tf1.div(a, b)" in text and "tf1.where(" in text and text.count("tf1.") == 2


def output(text: str, settings: Settings = Settings()) -> str:
    result = migrate(text.encode(), "library.py", settings)
    seen = check(text.encode(), "library.py", settings)
    assert seen.diagnostics == result.diagnostics and bool(seen.applied) == result.changed
    assert migrate(result.output, "library.py", settings).output == result.output
    return result.output.decode()


HEAD = "import tensorflow as tf\n\n\n"


@pytest.mark.parametrize(
    "body",
    [
        "def f(x):\n    return tf.matmul(x, x)\n",
        "def f(x):\n    return tf.reduce_sum(x, axis=1, keepdims=True)\n",
        "def f(x):\n    if x.shape[0] != 3:\n        return tf.math.log(x)\n",
        "def f(x):\n    return x.shape.dims[0].value, x[0].value, tf.zeros([])\n",
        "def f(scope):\n    with tf.name_scope(scope):\n        return tf.zeros([])\n",
    ],
)
def test_a_library_of_tensorflow_2_stays(body):
    assert output(HEAD + body) == HEAD + body


@pytest.mark.parametrize("shape", ["x[0].get_shape()", "x.shape", "x.a.get_shape()"])
def test_the_number_of_a_dimension_is_reason_enough(shape):
    """It is an error in TensorFlow 2; nothing else in the file tells its age."""
    text = f"{HEAD}def f(x):\n    return tf.zeros([{shape}[1].value])\n"
    assert output(text) == text.replace(f"{shape}[1].value", f"tf.compat.dimension_value({shape}[1])")
    text = HEAD.replace("tensorflow", "keras") + f"def f(x):\n    return {shape}[1].value\n"
    assert output(text) == text


def test_what_may_be_a_dimension():
    text = (
        HEAD + "def f(x, i):\n    ranks = x.get_ranks()[0]\n    other = x.items()\n"
        "    return tf.log(x), ranks[i].value, other[0].value, x[0].value\n"
    )
    assert output(text) == text.replace("ranks[i].value", 'getattr(ranks[i], "value", ranks[i])').replace(
        "tf.log", "tf.math.log"
    )


@pytest.mark.parametrize(
    "before, after",
    [
        ("tf.log(x)", "tf.math.log(x)"),
        ("map(tf.log, x)", "map(tf.math.log, x)"),
        ("tf.to_float(x)", "tf.cast(x, tf.float32)"),
        ("tf.argmax(x, dimension=1)", "tf.argmax(x, axis=1)"),
        ("tf.div(x, 2.0)", "tf.divide(x, 2.0)"),
        ("isinstance(x, tf.Variable) and tf.log(x)", "isinstance(x, tf.Variable) and tf.math.log(x)"),
        ("tf.nn.dropout(tf.log(x), 0.9)", "tf.nn.dropout(tf.math.log(x), rate=0.1)"),
    ],
)
def test_use_that_is_rewritten(before, after):
    text = f"{HEAD}def f(x):\n    return {{}}\n"
    assert output(text.format(before)) == text.format(after)


@pytest.mark.parametrize(
    "use",
    [
        "tf.div(x, y)",
        "tf.where(x, y, y)",
        "tf.get_variable('w', [2])",
        "tf.losses.mean_squared_error(x, y)",
        "tf.train.AdamOptimizer(x)",
        "tf.trainable_variables()",
        "tf.data.Dataset.range(3)",
        "tf.assign(x, y)",
        "tf.summary.scalar('x', x)",
        "tf.get_default_graph()",
        "tf.zeros_initializer()",
        "tf.Variable(x)",
        "tf.train.get_or_create_global_step()",
    ],
)
def test_use_that_stays(use):
    text = f"{HEAD}def f(x, y):\n    return tf.log(x), {use}\n"
    wanted = text.replace(use, use.replace("tf.", "tf1.")).replace("tf.log", "tf.math.log")
    assert output(text) == wanted.replace(HEAD, "import tensorflow as tf\nimport tensorflow.compat.v1 as tf1\n\n\n")


_GATED = (
    HEAD + "def linear(x, n, name):\n    with tf.variable_scope(name):\n"
    "        return tf.matmul(tf.log(x), tf.get_variable('w', [n, n]))\n\n\n"
    "class Gated(object):\n    def gated(self, inputs, n):\n        def gate(name):\n"
    "            flat = tf.reshape(inputs, [self.size, n])\n            return tf.sigmoid(linear(flat, n, name))\n\n"
    "        return gate('a') * gate('b')\n\n    def __call__(self, inputs):\n"
    "        self.size = tf.shape(inputs)[0]\n        return tf.reshape(self.gated(inputs, 3), [self.size, 3])\n\n\n"
    "def build(inputs):\n    return Gated()(inputs)\n"
)


def test_another_text_of_a_library_is_not_what_is_rewritten():
    """Its functions were given parameters, so that the file could be planned as a program."""
    made = output(_GATED)

    assert "def gated(self, inputs, n):" in made
    assert "tf1.get_variable" in made and "self.size, n]" in made


def test_layers_that_keras_took_come_from_the_module_beside():
    text = f"{HEAD}def f(x):\n    return tf.layers.dense(tf.log(x), 3)\n"
    result = migrate(text.encode(), "library.py")
    assert result.output.decode() == text.replace("tf.layers", "tf1_legacy.layers").replace(
        "tf.log", "tf.math.log"
    ).replace(HEAD, "import tensorflow as tf\nimport tf1_legacy\n\n\n")
    assert [name for name, _ in result.new_files] == ["tf1_legacy.py"]


def test_nest_of_contrib_under_a_name():
    text = HEAD + "nest = tf.contrib.framework.nest\n\n\ndef f(x):\n    return nest.flatten(tf.log(x))\n"
    assert output(text) == text.replace("tf.contrib.framework.nest", "tf.nest").replace("tf.log", "tf.math.log")
    text = text.replace("nest.flatten", "nest.is_sequence")
    assert "tf1.contrib.framework.nest" in output(text)


@pytest.mark.parametrize("fetches, sort", [("[u, v]", ", use_resource=False"), ("v", "")])
def test_variable_that_is_fetched_with_its_update(fetches, sort):
    text = (
        HEAD
        + "class A(tf.test.TestCase):\n    def test_it(self):\n        v = tf.Variable(0)\n        u = tf.assign(v, 1)\n"
        "        with self.cached_session() as s:\n            s.run({})\n"
    )
    made = migrate(text.format(fetches).encode(), "cases.py").output.decode()
    assert f"v = tf1.Variable(0{sort})\n" in made


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "def f(tf):\n    return tf.log(1.0)\n\n\ndef g(x):\n    return tf.get_variable('x', [])\n",
        HEAD + "def g(x):\n    return getattr(tf, x), tf.get_variable('x', [])\n",
        HEAD + "tf.log = None\n\n\ndef g(x):\n    return tf.get_variable('x', [])\n",
    ],
)
def test_file_whose_names_mean_several_things_stays_on_compat(text):
    made = output(text)
    assert "tf1" not in made and "import tensorflow.compat.v1 as tf" in made


def test_callers_in_the_file_say_nothing_about_others():
    """`ratio` floors for an outside caller with integers, though the one in the file gives floats."""
    text = HEAD + "def ratio(a, b):\n    return tf.div(a, b)\n\n\ndef half(x):\n    return ratio(tf.to_float(x), 2.0)\n"
    assert "tf1.div(a, b)" in output(text)


def test_closed_world_plans_a_library_as_a_program():
    text = HEAD + "def f(x):\n    tf.logging.info('x')\n    return tf.losses.mean_squared_error(tf.log(x), x)\n"
    assert "tf1.logging" in output(text) and "tf1.losses" in output(text)
    assert "tf1" not in output(text, Settings(closed_world=True))


TEST = HEAD + "class A(tf.test.TestCase):\n    def test_it(self):\n        {}\n"


@pytest.mark.parametrize(
    "body, reason",
    [
        ("x = tf.placeholder(tf.float32)", "tf.placeholder"),
        ("with self.session() as s:\n            self.evaluate(tf.gradients(s.run(1), 2))", "tf.gradients"),
        ("with self.cached_session() as s:\n            s.run(x, {y: 1})", "feeds"),
        ("with self.cached_session() as s:\n            s.run(tf.assign(x, 1))", "tf.assign"),
        ("with self.cached_session() as s:\n            helper(s)", "another way"),
        ("with self.test_session(graph=g) as s:\n            s.run(tf.constant(1))", "arguments"),
        ("self.assertEqual(tf.log(1.0), None)", "as objects"),
        ("self.assertEqual(tf.log(x).shape, [None])", "not known"),
        ("import other\n        with self.test_session():\n            other.f().eval()", "not part of the project"),
    ],
)
def test_test_that_needs_a_graph(body, reason):
    result = migrate(TEST.format(body).encode(), "cases.py")
    assert [reason in d.message for d in result.diagnostics if d.rule == "TFM917"] == [True]
    assert "        self.enter_context(tf.Graph().as_default())\n" in result.output.decode()
    assert migrate(result.output, "cases.py").output == result.output


def test_comments_of_a_session_that_goes_stay():
    body = (
        "# a\n        with self.test_session():  # b\n            # c\n            self.assertAllEqual(tf.log(1.0).eval(), 0)"
        "  # d\n            # e\n        # f\n        print(1)"
    )
    made = migrate(TEST.format(body).encode(), "cases.py").output.decode()
    assert [line.split("#")[1].strip() for line in made.split("\n") if "#" in line] == list("abcdef")
    assert "self.assertAllEqual(self.evaluate(tf.math.log(1.0)), 0)  # d" in made
