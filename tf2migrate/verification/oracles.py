"""The interpreters that can run originals: where they were found, and a new one where there is none."""

from __future__ import annotations

import dataclasses
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tf2migrate.verification.interpreters import TF1_VARIABLE, Interpreter, installed, probe

REQUIREMENTS = ("tensorflow==1.15.5", "protobuf<3.21", "numpy<1.19")
PYTHONS = ("3.7", "3.6")  # for which TensorFlow 1.15.5 was built, the better one first
INSTALL_SECONDS = 1800


class InstallError(Exception):
    """The oracle could not be installed; the message says what is missing."""


@dataclasses.dataclass(frozen=True)
class Candidate:
    """A place where an oracle was looked for. `found` is None when there is no TensorFlow 1.x."""

    source: str  # "--tf1-python", "pyproject.toml", the environment variable, "pyenv", "conda", "installed"
    python: str
    found: Interpreter | None

    @property
    def fits(self) -> bool:
        return self.found is not None and self.found.major == 1


def folder() -> Path:
    """Where `install` puts its environment."""
    base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "tf2migrate" / "tf1"


def candidates(named: str | None, configured: str | None) -> list[Candidate]:
    """All interpreters that are considered, in the order in which the verifier takes them.

    Args:
        named: from the command line.
        configured: from pyproject.toml.
    """
    places = [
        ("--tf1-python", named),
        ("the environment variable " + TF1_VARIABLE, os.environ.get(TF1_VARIABLE)),
        ("pyproject.toml", configured),
    ]
    found = [Candidate(source, python, probe(python)) for source, python in places if python]
    for source, python in installed():
        found.append(Candidate(source, python, probe(python)))
    return found


def install(python: str | None = None, target: Path | None = None, say=lambda text: None) -> Interpreter:
    """Make a virtual environment with TensorFlow 1.15.5.

    Args:
        python: a Python 3.6 or 3.7; None looks for one.
        target: the folder of the environment, `folder()` by default.
        say: is told what happens.

    Raises:
        InstallError: there is no fitting Python, or a step failed.
    """
    target = target or folder()
    executable = target / "bin" / "python"
    if executable.exists():
        present = probe(str(executable))
        if present and present.major == 1:
            say(f"TensorFlow {present.version} is there already")
            return present
    base = python or next((path for _, path in base_pythons()), None)
    if base is None:
        raise InstallError(
            "TensorFlow 1.15.5 needs Python 3.7 or 3.6, and neither was found: install one "
            "(`pyenv install 3.7.17`, or `conda create -n py37 python=3.7`), or name it with --python"
        )
    version = version_of(base)
    if version not in PYTHONS:
        raise InstallError(f"{base} is Python {version or '?'}; TensorFlow 1.15.5 needs 3.7 or 3.6")
    say(f"environment {target}, of {base} (Python {version})")
    target.parent.mkdir(parents=True, exist_ok=True)
    _run([base, "-m", "venv", "--clear", str(target)], "the virtual environment could not be made")
    pip = [str(executable), "-m", "pip", "--disable-pip-version-check", "install"]
    say("pip " + " ".join(REQUIREMENTS))
    _run([*pip, "--upgrade", "pip"], "pip could not be brought up to date", required=False)
    _run([*pip, *REQUIREMENTS], "pip could not install TensorFlow 1.15.5")
    present = probe(str(executable))
    if present is None or present.major != 1:
        raise InstallError(f"TensorFlow 1.x is not in {target} after its installation")
    return present


def base_pythons() -> Iterator[tuple[str, str]]:
    """(version, path) of the Pythons that TensorFlow 1.15.5 can be installed with, the better ones first."""
    found: dict[str, list[str]] = {}
    for version in PYTHONS:
        found.setdefault(version, [])
        on_path = shutil.which(f"python{version}")
        if on_path and version_of(on_path) == version:
            found[version].append(on_path)
    home = Path.home()
    roots = [Path(os.environ.get("PYENV_ROOT") or home / ".pyenv") / "versions"]
    roots += [home / name / "envs" for name in ("miniconda3", "anaconda3", "miniforge3", "mambaforge", ".conda")]
    for root in [*roots, Path("/opt/conda/envs")]:
        for path in sorted(root.glob("*/bin/python3.[67]")):
            version = path.name.removeprefix("python")
            if version in found and str(path) not in found[version] and version_of(str(path)) == version:
                found[version].append(str(path))
    for version, paths in found.items():
        for path in paths:
            yield version, path


def version_of(python: str) -> str | None:
    """The version of a Python, such as "3.7"; None when it does not run."""
    try:
        done = subprocess.run([python, "--version"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return None
    match = re.match(r"Python (\d+\.\d+)", done.stdout.decode("utf-8", "replace"))
    return match.group(1) if match and done.returncode == 0 else None


def _run(command: list[str], complaint: str, required: bool = True) -> None:
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
    try:
        done = subprocess.run(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=INSTALL_SECONDS, env=environment
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise InstallError(f"{complaint}: {error}") from None
    if done.returncode and required:
        lines = [line for line in done.stdout.decode("utf-8", "replace").splitlines() if line.strip()]
        raise InstallError(f"{complaint}: {lines[-1] if lines else 'no reason given'}")
