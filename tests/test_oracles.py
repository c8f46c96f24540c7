"""Interpreters for originals: listing them, and what `oracle install` says when something is missing."""

from __future__ import annotations

import pytest
from test_verification_verify import fake_python, no_interpreters  # noqa: F401

from tf2migrate.cli import main
from tf2migrate.verification import interpreters, oracles


@pytest.fixture
def nothing(no_interpreters, monkeypatch, tmp_path):  # noqa: F811
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def python_of(folder, version, script=""):
    """A Python that says its version, and else does what the script says."""
    folder.mkdir(parents=True, exist_ok=True)
    python = folder / f"python{version}"
    python.write_text(f'#!/bin/sh\nif [ "$1" = --version ]; then echo Python {version}.1; exit; fi\n{script}\n')
    python.chmod(0o755)
    return str(python)


def test_candidates_stand_in_the_order_in_which_they_are_taken(nothing, monkeypatch):
    named = fake_python(nothing / "named", "tensorflow-2.16.1")
    variable = fake_python(nothing / "variable", "tensorflow-1.15.5")
    monkeypatch.setenv(interpreters.TF1_VARIABLE, variable)
    found = oracles.candidates(named, None)
    assert [(c.python, c.fits) for c in found] == [(named, False), (variable, True)]


def test_what_install_made_is_found(nothing):
    home = oracles.folder()
    (home / "lib" / "python3.7" / "site-packages" / "tensorflow-1.15.5.dist-info").mkdir(parents=True)
    python = fake_python(home / "bin", "tensorflow-1.15.5")
    assert interpreters.find_tf1(None).python == python
    assert oracles.install().python == python  # nothing to do


def test_list(nothing, monkeypatch, capsysbinary):
    assert main(["oracle"]) == 1
    assert b"no interpreter with TensorFlow 1.x" in capsysbinary.readouterr().out
    monkeypatch.setenv(interpreters.TF1_VARIABLE, fake_python(nothing / "v", "tensorflow-1.15.5"))
    assert main(["oracle"]) == 0
    assert b"TensorFlow 1.15.5 (the environment variable TF2MIGRATE_TF1_PYTHON), taken" in capsysbinary.readouterr().out


def test_install_says_that_there_is_no_python(nothing, capsys):
    if any(oracles.base_pythons()):
        pytest.skip("this machine has a Python 3.7 where conda puts it")
    assert main(["oracle", "install"]) == 1
    assert "needs Python 3.7 or 3.6, and neither was found" in capsys.readouterr().err


def test_install_says_that_the_python_does_not_fit(nothing):
    with pytest.raises(oracles.InstallError, match="is Python 3.11; TensorFlow 1.15.5 needs 3.7 or 3.6"):
        oracles.install(python_of(nothing / "bin", "3.11"))


def test_install_says_which_step_failed(nothing):
    with pytest.raises(oracles.InstallError, match="environment could not be made: no room"):
        oracles.install(python_of(nothing / "bin", "3.7", "echo no room; exit 1"))


def test_the_better_python_comes_first(nothing, monkeypatch):
    monkeypatch.setenv("PATH", f"{nothing / 'bin'}:/bin:/usr/bin")
    for version in ("3.6", "3.7"):
        python_of(nothing / "bin", version)
    assert [version for version, _ in oracles.base_pythons()][:2] == ["3.7", "3.6"]


def test_install_takes_the_packages_that_fit_together(nothing, monkeypatch):
    made = nothing / "env"
    packages = made / "lib" / "python3.7" / "site-packages" / "tensorflow-1.15.5.dist-info"
    script = (
        f"mkdir -p {made}/bin {packages}\n"
        f'printf "#!/bin/sh\\necho \\"\\$@\\" >> {nothing}/calls\\necho tensorflow-1.15.5.dist-info\\n" > {made}/bin/python\n'
        f"chmod +x {made}/bin/python"
    )
    monkeypatch.setenv("PATH", f"{nothing / 'bin'}:/bin:/usr/bin")
    found = oracles.install(python_of(nothing / "bin", "3.7", script), made)
    assert found.version == "1.15.5"
    assert "install tensorflow==1.15.5 protobuf<3.21 numpy<1.19" in (nothing / "calls").read_text()
