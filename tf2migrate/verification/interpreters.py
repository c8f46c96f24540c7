"""Finds Python interpreters with TensorFlow, without importing TensorFlow.

An installed distribution is recognised by its `*.dist-info` folder, which takes milliseconds.
"""

from __future__ import annotations

import dataclasses
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

TF1_VARIABLE = "TF2MIGRATE_TF1_PYTHON"
TF2_VARIABLE = "TF2MIGRATE_TF2_PYTHON"
_DISTRIBUTION = re.compile(
    r"(?:intel_)?tensorflow(?:_(?:cpu|gpu|macos|intel|aarch64|cpu_aws))?-(\d+)\.(\d[\w.]*)\.dist-info",
    re.ASCII,
)
_PROBE = (
    "import os,sys\n"
    "for folder in sys.path:\n"
    "    if os.path.isdir(folder):\n"
    "        for name in sorted(os.listdir(folder)):\n"
    "            if 'tensorflow' in name and name.endswith('.dist-info'): print(name)\n"
)


@dataclasses.dataclass(frozen=True)
class Interpreter:
    """A Python that has TensorFlow. `version` is that of TensorFlow, such as "1.15.5"."""

    python: str
    version: str

    @property
    def major(self) -> int:
        return int(self.version.split(".")[0])


class InterpreterError(Exception):
    """No interpreter fits; the message says what was looked for."""


def probe(python: str) -> Interpreter | None:
    """The interpreter with its TensorFlow version, or None when it does not run or has no TensorFlow."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    try:
        done = subprocess.run(
            [python, "-c", _PROBE],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=30,
            env=environment,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    version = _version(done.stdout.decode("utf-8", "replace").split("\n"))
    return Interpreter(python, version) if version else None


def _version(names: list[str]) -> str | None:
    for name in names:
        match = _DISTRIBUTION.fullmatch(name.strip())
        if match:
            return f"{match.group(1)}.{match.group(2)}"
    return None


def find_tf1(python: str | None) -> Interpreter | None:
    """The TF 1.x interpreter: as given, else from the environment variable, else one that
    `tf2migrate oracle install` made, else pyenv's, else conda's.

    Raises:
        InterpreterError: the interpreter that was named explicitly has no TensorFlow 1.x.
    """
    named = python or os.environ.get(TF1_VARIABLE)
    if named:
        return _require(named, 1)
    for _, candidate in installed():
        found = probe(candidate)
        if found and found.major == 1:
            return found
    return None


def find_tf2(python: str | None) -> Interpreter:
    """The TF 2.x interpreter: as given, else from the environment variable, else the running one.

    Raises:
        InterpreterError: it has no TensorFlow 2.x.
    """
    return _require(python or os.environ.get(TF2_VARIABLE) or sys.executable, 2)


def _require(python: str, major: int) -> Interpreter:
    found = probe(python)
    if found is None:
        hint = ' (pip install "tf2migrate[verify]")' if major == 2 else ""
        raise InterpreterError(f"{python} has no TensorFlow {major}.x{hint}")
    if found.major != major:
        raise InterpreterError(f"{python} has TensorFlow {found.version}, not {major}.x")
    return found


def installed() -> Iterator[tuple[str, str]]:
    """(source, path) of interpreters whose packages hold a TensorFlow 1.x, by their folders alone: the one that
    `tf2migrate oracle install` made, those of pyenv, those of conda."""
    from tf2migrate.verification import oracles

    home = Path.home()
    pyenv = Path(os.environ.get("PYENV_ROOT") or home / ".pyenv") / "versions"
    roots = [("tf2migrate oracle install", oracles.folder().parent), ("pyenv", pyenv)]
    conda = [os.environ.get("CONDA_ROOT")] + [
        str(home / name) for name in ("miniconda3", "anaconda3", "miniforge3", "mambaforge", ".conda")
    ]
    roots += [("conda", Path(folder) / "envs") for folder in conda if folder] + [("conda", Path("/opt/conda/envs"))]
    for source, root in roots:
        for packages in sorted(root.glob("*/lib/python3.*/site-packages")):
            version = _version(sorted(path.name for path in packages.glob("*tensorflow*.dist-info")))
            python = packages.parents[2] / "bin" / "python"
            if version and version.startswith("1.") and python.exists():
                yield source, str(python)
