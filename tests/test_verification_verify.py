"""The whole verifier: finding interpreters, pairing up, and the reasons for "not verified"."""

from __future__ import annotations

import os
import sys

import pytest
from verification_programs import run_sites

from tf2migrate import verification
from tf2migrate.result import Result
from tf2migrate.settings import Settings
from tf2migrate.verification import interpreters, pairs, verifier
from tf2migrate.verification.interpreters import InterpreterError
from tf2migrate.verification.request import Request
from tf2migrate.verification.worlds import WorldError

ORIGINAL = "import tensorflow as tf\nsess = tf.Session()\nprint(sess.run(tf.constant(2.0) * 3.0))\n"
REWRITTEN = "import tensorflow as tf\nprint((tf.constant(2.0) * 3.0).numpy())\n"
INSTRUMENTED = REWRITTEN.replace(
    "(tf.constant(2.0) * 3.0).numpy()", "__tf2migrate_record__(1, (tf.constant(2.0) * 3.0).numpy())"
)


@pytest.fixture
def programs(tmp_path):
    before, after = tmp_path / "before.py", tmp_path / "after.py"
    before.write_text(ORIGINAL)
    after.write_text(REWRITTEN)
    return before, after


def fake_python(folder, *distributions):
    """An interpreter that claims to have these distributions installed."""
    folder.mkdir(parents=True, exist_ok=True)
    python = folder / "python"
    python.write_text("#!/bin/sh\n" + "".join(f"echo {name}.dist-info\n" for name in distributions))
    python.chmod(0o755)
    return str(python)


@pytest.fixture
def no_interpreters(monkeypatch, tmp_path):
    for name in (interpreters.TF1_VARIABLE, interpreters.TF2_VARIABLE, "PYENV_ROOT", "CONDA_ROOT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.mark.parametrize(
    ("distribution", "version"),
    [
        ("tensorflow-1.15.5", "1.15.5"),
        ("tensorflow_gpu-1.14.0", "1.14.0"),
        ("tensorflow_cpu-2.16.1", "2.16.1"),
    ],
)
def test_probe(tmp_path, distribution, version):
    assert interpreters.probe(fake_python(tmp_path, "tensorflow_estimator-1.15.1", distribution)).version == version


@pytest.mark.parametrize(
    "distribution", ["tensorflow_estimator-1.15.1", "tensorflow_datasets-4.0.0", "tensorflow_hub-1.0"]
)
def test_probe_finds_no_tensorflow(tmp_path, distribution):
    assert interpreters.probe(fake_python(tmp_path, distribution)) is None


def test_probe_of_something_that_does_not_run(tmp_path):
    assert interpreters.probe(str(tmp_path / "missing")) is None


def test_the_named_interpreter_must_fit(tmp_path, no_interpreters):
    modern = fake_python(tmp_path, "tensorflow-2.16.1")
    with pytest.raises(InterpreterError, match="has TensorFlow 2.16.1, not 1.x"):
        interpreters.find_tf1(modern)
    with pytest.raises(InterpreterError, match=r"has no TensorFlow 1.x"):
        interpreters.find_tf1(str(tmp_path / "missing"))
    assert interpreters.find_tf2(modern).version == "2.16.1"


def test_the_variable_names_the_interpreter(tmp_path, no_interpreters, monkeypatch):
    python = fake_python(tmp_path, "tensorflow-1.15.5")
    monkeypatch.setenv(interpreters.TF1_VARIABLE, python)
    assert interpreters.find_tf1(None).python == python


def test_pyenv_is_searched(tmp_path, no_interpreters, monkeypatch):
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    for name, version in (("3.6.1", "2.1.0"), ("3.7.1", "1.15.5")):
        home = tmp_path / "pyenv" / "versions" / name
        (home / "lib" / "python3.7" / "site-packages" / f"tensorflow-{version}.dist-info").mkdir(parents=True)
        fake_python(home / "bin", f"tensorflow-{version}")
    assert interpreters.find_tf1(None).python == str(tmp_path / "pyenv/versions/3.7.1/bin/python")


def test_nothing_is_found(no_interpreters):
    if os.path.isdir("/opt/conda/envs"):
        pytest.skip("there is a conda on this machine")
    assert interpreters.find_tf1(None) is None


def test_wrong_interpreter_is_not_verified(programs, tmp_path):
    report = verification.verify(*programs, tf2_python=str(tmp_path / "missing"))
    assert report.equal is None
    assert "has no TensorFlow 2.x" in report.reason
    assert "not verified" in report.render()
    assert verification.verify(*programs, tf2_python=str(tmp_path / "missing")).equal is None  # and again


def test_missing_file_is_not_verified(programs):
    assert verification.verify(programs[0], programs[1].with_name("none.py")).equal is None


def test_world_error_is_not_verified(programs, monkeypatch):
    def broken(*args):
        raise WorldError("the folder is too large")

    monkeypatch.setattr(verifier, "verify_pairs", broken)
    assert verification.verify(*programs).reason == "the folder is too large"


def migrate(source, path, settings=Settings()):
    """An engine that makes REWRITTEN of ORIGINAL, in one style only."""
    text = REWRITTEN if settings.style == "functions" else "pass\n"
    code = INSTRUMENTED.encode() if settings.instrument else None
    sites = tuple(site for site in run_sites(ORIGINAL))
    site = type(sites[0])(1, *[getattr(sites[0], n) for n in ("line", "column", "end_line", "end_column", "text")])
    return Result(path, source, text.encode(), run_sites=(site,), instrumented=code)


def test_pairs_by_any_style(programs, monkeypatch):
    monkeypatch.setattr(pairs.engine, "migrate", migrate)
    pair = pairs.pair_up(Request(*programs))
    assert pair.code == INSTRUMENTED.encode() and not pair.notes
    assert pairs.pair_up(Request(*programs, (), Settings(style="keras"))).code is None


def test_edited_by_hand(programs, monkeypatch):
    monkeypatch.setattr(pairs.engine, "migrate", migrate)
    programs[1].write_text(REWRITTEN + "print('more')\n")
    pair = pairs.pair_up(Request(*programs))
    assert pair.code is None and "edited by hand" in pair.notes[0]


def test_verify(programs, monkeypatch):
    try:
        interpreters.find_tf2(None)
    except InterpreterError as error:
        pytest.skip(str(error))
    monkeypatch.setattr(pairs.engine, "migrate", migrate)
    monkeypatch.setattr(verifier, "find_tf1", lambda python: None)
    report = verification.verify(*programs, args=["--flag"], timeout=60)
    assert report.equal is True, report.render()
    assert report.oracle.kind == "embedded" and report.oracle.python == sys.executable
    assert [(site.line, site.verdict.values) for site in report.sites] == [(3, 1)]
    assert "line 3: 1 call, 1 value, largest error 0.0e+00" in report.render()
