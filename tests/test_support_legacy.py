"""The legacy module on `tf.compat.v1` against what TF 1.15 did: names, collections, values, gradients."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import legacy_cases
import pytest

from tf2migrate.support import legacy_attribute, legacy_module, legacy_names

np = pytest.importorskip("numpy")
pytest.importorskip("tensorflow")

HERE = Path(__file__).parent
RECORDED = json.loads((HERE / "data" / "support_legacy.json").read_text())
MODES = ("v1", "graph")


@pytest.fixture(scope="module")
def observed_modes(tmp_path_factory):
    module = tmp_path_factory.mktemp("legacy") / "tf1_legacy.py"
    module.write_text(legacy_module())
    result = subprocess.run(
        [sys.executable, str(HERE / "legacy_observer.py"), str(module)],
        capture_output=True,
        text=True,
        env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"},
    )
    assert result.returncode == 0, result.stderr[-3000:]
    return json.loads(result.stdout)


@pytest.fixture(scope="module", params=MODES)
def observed(request, observed_modes):
    return observed_modes[request.param]


def assert_close(seen, expected):
    """Digests: shapes and booleans exactly, numbers within rounding."""
    if not isinstance(expected, list) or not isinstance(expected[0], list):
        assert seen == expected
        return
    assert seen[0] == expected[0]
    size = max(1, int(np.prod(expected[0])))
    np.testing.assert_allclose(seen[2], expected[2], rtol=2e-4, atol=2e-5)
    np.testing.assert_allclose(seen[1], expected[1], rtol=2e-4, atol=2e-5 * size)


@pytest.mark.parametrize("name", [case.__name__ for case in legacy_cases.CASES])
def test_case_equals_tf1(observed, name):
    seen, expected = observed["cases"][name], RECORDED["cases"][name]
    assert not isinstance(seen, str), seen
    for key in ("variables", "trained", "models", "collections"):
        assert seen[key] == expected[key], key
    for key in ("outputs", "gradients", "later", "last"):
        assert len(seen[key]) == len(expected[key]), key
        for one, other in zip(seen[key], expected[key]):
            assert_close(one, other)


def test_initial_values_have_the_same_distribution(observed):
    seen, expected = observed["initial_values"], RECORDED["initial_values"]
    assert sorted(seen) == sorted(expected)
    for name, (largest, deviation, mean) in expected.items():
        wide = "peep" not in name and "diag" not in name
        assert seen[name][0] == pytest.approx(largest, rel=0.25 if wide else 0.5, abs=1e-6), name
        assert seen[name][1] == pytest.approx(deviation, rel=0.05 if wide else 0.4, abs=1e-6), name
        assert seen[name][2] == pytest.approx(mean, abs=0.1 * deviation + 1e-6 if wide else 1.0), name


def test_module_stands_alone():
    tree = ast.parse(legacy_module())
    imported = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    assert imported[-1] == "tensorflow.compat.v1"
    assert set(imported[:-1]) <= {*sys.stdlib_module_names, "numpy"}
    assert not any(isinstance(node, ast.ImportFrom) for node in ast.walk(tree))
    assert "tf2migrate" not in legacy_module()


def test_definitions_are_unique():
    definitions = (ast.FunctionDef, ast.ClassDef)
    names = [node.name for node in ast.parse(legacy_module()).body if isinstance(node, definitions)]
    assert len(names) == len(set(names))


def test_names():
    assert {"layers.dense", "nn.rnn_cell.BasicLSTMCell", "contrib.layers.flatten"} <= legacy_names()
    assert {"contrib.slim.conv2d", "contrib.slim.arg_scope", "contrib.rnn.GRUCell"} <= legacy_names()
    assert legacy_attribute("layers.dense") == "layers.dense"
    with pytest.raises(KeyError):
        legacy_attribute("layers.denser")
