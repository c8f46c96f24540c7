"""The text of the support code: complete, importable and independent of the alias. Needs no TensorFlow."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import tf2migrate.support
from tf2migrate.support import class_names, class_source, mnist_module

WITHOUT_TENSORFLOW = {"viterbi_decode", "HParams"}  # they work on arrays, and on Python values


@pytest.mark.parametrize("name", class_names())
def test_source_is_one_documented_definition(name):
    (statement,) = ast.parse(class_source(name, "tf")).body
    assert isinstance(statement, (ast.ClassDef, ast.FunctionDef)) and statement.name == name
    assert ast.get_docstring(statement)
    assert class_source(name, "tf").startswith(("class ", "def ")) and class_source(name, "tf").endswith("\n")


@pytest.mark.parametrize("name", class_names())
def test_source_needs_only_the_module_under_the_given_name(name):
    tree = ast.parse(class_source(name, "tensorflow"))
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert ("tensorflow" in names or name in WITHOUT_TENSORFLOW) and "tf" not in names
    imports = [node for node in ast.walk(tree) if isinstance(node, (ast.Import, ast.ImportFrom))]
    modules = {getattr(node, "module", None) or alias.name for node in imports for alias in node.names}
    assert modules <= sys.stdlib_module_names
    assert not any(node in tree.body for node in imports)
    assert "compat" not in class_source(name, "tf")


def test_alias_reaches_the_docstring():
    assert "`flow.keras.layers.RNN(" in class_source("TF1LSTMCell", "flow")


def test_other_alias_changes_nothing_else():
    for name in class_names():
        assert class_source(name, "flow").replace("flow.", "tf.") == class_source(name, "tf")


def test_unknown_class():
    with pytest.raises(KeyError):
        class_source("RMSprop", "tf")


def test_every_class_file_is_listed():
    folder = Path(tf2migrate.support.__file__).parent / "classes"
    defined = {
        statement.name
        for path in folder.glob("*.py")
        for statement in ast.parse(path.read_text()).body
        if isinstance(statement, (ast.ClassDef, ast.FunctionDef))
    }
    assert defined == set(class_names())


def test_modules_compile():
    compile(mnist_module(), "mnist_input_data.py", "exec")


def test_reading_imports_nothing_heavy():
    code = (
        "import sys; from tf2migrate import support; support.class_source('TF1Adam', 'tf');"
        "support.mnist_module();"
        "print([m for m in ('tensorflow', 'numpy', 'libcst', 'ast') if m in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "[]"
