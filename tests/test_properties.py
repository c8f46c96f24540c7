"""What holds for every program: generated ones, and fixtures with statements moved about.

TF2MIGRATE_EXAMPLES sets how many of each kind are tried, and lets them be others each time.
"""

import ast
import contextlib
import os
import warnings
from pathlib import Path

import pytest

hypothesis = pytest.importorskip("hypothesis")

from hypothesis import HealthCheck, assume, given, settings  # noqa: E402
from program_strategies import mutants, programs  # noqa: E402

from tf2migrate.engine import check, migrate  # noqa: E402
from tf2migrate.screening import screen  # noqa: E402

FIXTURES = Path(__file__).parent.parent / "fixtures"
EXAMPLES = int(os.environ.get("TF2MIGRATE_EXAMPLES", 0))
some = settings(
    max_examples=EXAMPLES or 60,
    derandomize=not EXAMPLES,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def assert_promises(text):
    """The promises that need no run; the output."""
    source = text.encode()
    result = migrate(source, "a.py")
    output = result.output.decode()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compile(source, "before", "exec")
        except SyntaxError as error:
            if result.error is not None:
                assert output == text and f"does not compile in Python 3 as it is: {error.msg}" in result.error
                return result, output
        else:
            compile(result.output, "after", "exec")
    assert result.error is None
    assert result == migrate(source, "a.py")
    assert bool(screen(source, "a.py").sign) == bool(result.changed or result.diagnostics)
    looked = check(source, "a.py")
    if "TFM990" not in {found.rule for found in result.diagnostics}:
        assert bool(looked.applied or looked.diagnostics) == bool(result.changed or result.diagnostics)
    for name, new in result.new_files:
        again = migrate(new.encode(), name)
        assert not again.changed and not again.diagnostics and again.error is None
    second = migrate(result.output, "a.py")
    if {"TFM900", "TFM219"} & set(result.applied):  # what stays is told again
        assert second.output == result.output
    elif result.changed:
        assert not second.changed and not second.diagnostics
    return result, output


def stripped(lines):
    return [line.strip() for line in lines]


@some
@given(programs())
def test_generated_programs(case):
    text, noises = case
    try:
        ast.parse(text)
    except SyntaxError:
        return
    result, output = assert_promises(text)
    after = stripped(output.split("\n"))
    position = -1
    for lines in noises:  # what has nothing to do with TensorFlow is there, as it was, in its order
        wanted = stripped(lines)
        found = next(
            (start for start in range(position + 1, len(after)) if after[start : start + len(wanted)] == wanted), None
        )
        assert found is not None, "\n".join(lines)
        position = found


def ends_at_once(tree):
    """Whether `tf` is read before anything binds it."""
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == "tf"]
    imports = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for alias in node.names
        if (alias.asname or alias.name) == "tf"
    ]
    return bool(names) and min(imports, default=10**9) > min(node.lineno for node in names)


@some
@given(mutants())
def test_programs_with_statements_moved_about(text):
    with contextlib.suppress(SyntaxError):
        assume(not ends_at_once(ast.parse(text)))  # a fallback may bring the name
    assert_promises(text)


# Found by the above


def test_an_import_that_is_repeated_is_one_binding():
    text = (FIXTURES / "variable_initialization.py").read_text()
    for again in ("import tensorflow as tf", "import numpy as np"):
        result, output = assert_promises(f"{again}\n{text}")
        assert "TFM207" in result.applied, result.diagnostics


@pytest.mark.parametrize(
    "block",
    [
        "with tf.Session() as sess: print(sess.run(x * 2., {x: 1}))  # shown",
        "with tf.Session() as sess: a = 1; print(sess.run(x * 2., {x: 1})); b = 2",
        "with tf.Session() as sess: pass",
    ],
)
def test_a_session_on_one_line(block):
    result, output = assert_promises(f"import tensorflow as tf\nx = tf.placeholder(tf.float32)\n{block}\n")
    assert "Session" not in output and "TFM900" not in result.applied


@pytest.mark.parametrize(
    "again, lowered",
    [
        ("import tensorflow as tf", True),
        ("import os, tensorflow as tf", True),
        ("import numpy as np", True),
        ("import tensorflow as tf, numpy as np", True),
        ("import numpy as tf", False),
        ("from os import path as tf", False),
        ("import tensorflow.keras as tf", False),
    ],
)
def test_an_import_that_is_repeated_binds_nothing_else(again, lowered):
    text = (
        "import tensorflow as tf\nimport numpy as np\nx = tf.placeholder(tf.float32)\ny = tf.square(x) * np.pi\n"
        f"{again}\nsess = tf.Session()\nprint(sess.run(y, {{x: 1.}}))\n"
    )
    result, output = assert_promises(text)
    assert ("TFM900" not in result.applied and result.changed) == lowered
