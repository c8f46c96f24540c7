"""The tool as it is used, on a git repository: first run, diff, write, a hook that blocks, a second run.

The hooks run under the real pre-commit program. It would install them from the repository with pip; here they
are taken from `.pre-commit-hooks.yaml` with the language `system`, so that they run the tool under test and no
network is needed.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from notebook_files import notebook, sources

yaml = pytest.importorskip("yaml")
pytest.importorskip("pre_commit")

TOP = Path(__file__).parent.parent
PROGRAM = """import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2])
w = tf.Variable(tf.ones([2, 1]))
y = tf.matmul(x, w)  # linear

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, feed_dict={x: [[1., 2.]]}))
"""
CLASS = """import tensorflow as tf


class Net:
    def __init__(self):
        self.x = tf.placeholder(tf.float32)
        self.loss = tf.contrib.boosted_trees.unknown(self.x)

    def run(self, sess):
        return sess.run(self.loss)
"""


class Repository:
    """A git repository, and the programs that are run in it."""

    def __init__(self, folder):
        self.folder = folder
        tool = folder.parent / "bin" / "tf2migrate"
        tool.parent.mkdir()
        tool.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m tf2migrate "$@"\n')
        tool.chmod(0o755)
        self.environment = {
            **os.environ,
            "PATH": f"{tool.parent}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": os.pathsep.join([str(TOP), os.environ.get("PYTHONPATH", "")]),
            "PRE_COMMIT_HOME": str(folder.parent / "pre-commit"),
            "HOME": str(folder.parent),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_AUTHOR_NAME": "a",
            "GIT_AUTHOR_EMAIL": "a@example.com",
            "GIT_COMMITTER_NAME": "a",
            "GIT_COMMITTER_EMAIL": "a@example.com",
        }
        folder.mkdir()
        self.git("init", "-q", "-b", "main", ".")

    def run(self, *command, status=0, input=None):
        done = subprocess.run(command, cwd=self.folder, env=self.environment, capture_output=True, input=input)
        assert done.returncode == status, (command, done.returncode, done.stdout.decode(), done.stderr.decode())
        return done.stdout.decode() + (done.stderr.decode() if command[0] == "git" else "")

    def tool(self, *arguments, status=0):
        return self.run("tf2migrate", *arguments, status=status)

    def git(self, *arguments, status=0, input=None):
        return self.run("git", *arguments, status=status, input=input)

    def hooks(self, *identifiers, arguments=()):
        """Use these hooks of the project, and let git run them before each commit."""
        manifest = yaml.safe_load((TOP / ".pre-commit-hooks.yaml").read_text())
        chosen = [
            {**hook, "language": "system", "args": list(arguments)} for hook in manifest if hook["id"] in identifiers
        ]
        assert len(chosen) == len(identifiers)
        configuration = {"repos": [{"repo": "local", "hooks": chosen}]}
        (self.folder / ".pre-commit-config.yaml").write_text(json.dumps(configuration))
        self.pre_commit("install")
        self.git("add", ".pre-commit-config.yaml")

    def pre_commit(self, *arguments, status=0):
        return self.run(sys.executable, "-m", "pre_commit", *arguments, status=status)

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        self.git("add", name)

    def read(self, name):
        return (self.folder / name).read_text()


@pytest.fixture
def repository(tmp_path):
    return Repository(tmp_path / "work")


def test_the_manifest_is_valid(repository):
    repository.pre_commit("validate-manifest", str(TOP / ".pre-commit-hooks.yaml"))
    manifest = yaml.safe_load((TOP / ".pre-commit-hooks.yaml").read_text())
    assert [hook["id"] for hook in manifest] == ["tf2migrate-check", "tf2migrate"]
    assert all(hook["types_or"] == ["python", "jupyter"] and hook["language"] == "python" for hook in manifest)


def test_from_the_first_run_to_a_hook(repository):
    repository.write("train.py", PROGRAM)
    repository.write("lib/old.py", PROGRAM.replace("linear", "again"))
    repository.write("lib/new.py", "import tensorflow as tf\n\nprint(tf.constant(1))\n")
    repository.write("note.ipynb", notebook(*PROGRAM.split("\n\n")))
    repository.git("commit", "-qm", "legacy")

    # The first run shows, and writes nothing.
    listed = repository.tool("--check", ".", status=1)
    assert [line.split(":")[0] for line in listed.splitlines()] == ["lib/old.py", "note.ipynb", "train.py"]
    diff = repository.tool(".", status=1)
    assert repository.git("status", "--porcelain") == ""

    # One file by its diff, the others by writing: the same code.
    part = repository.tool("train.py", status=1)
    repository.git("apply", input=part.encode())
    assert "Session" not in repository.read("train.py") and "# linear" in repository.read("train.py")
    repository.tool("--write", ".")
    assert repository.git("diff").count("diff --git") == diff.count("\n+++ ") == 3
    assert "compute_y" in "".join(sources((repository.folder / "note.ipynb").read_bytes()))
    repository.git("commit", "-qam", "migrated")

    # The second run is clean.
    assert [repository.tool(*options, ".") for options in ([], ["--check"], ["--write"])] == ["", "", ""]
    assert repository.git("status", "--porcelain") == ""

    # From now on a hook blocks TensorFlow 1, in programs and in notebooks.
    repository.hooks("tf2migrate-check")
    repository.git("commit", "-qm", "hook")
    repository.write("lib/new.py", "import tensorflow as tf\n\nprint(tf.constant(1))\nsess = tf.Session()\n")
    shown = repository.git("commit", "-qm", "blocked", status=1)
    assert "lib/new.py:4:8: TensorFlow 1: tf.Session" in shown
    repository.git("rm", "-qf", "lib/new.py")
    repository.write("more.ipynb", notebook("import tensorflow as tf", "sess = tf.Session()"))
    assert "more.ipynb:cell 2:1:8: TensorFlow 1: tf.Session" in repository.git("commit", "-qm", "blocked", status=1)
    repository.git("rm", "-qf", "more.ipynb")
    repository.write("lib/fine.py", "import tensorflow as tf\n\nprint(tf.constant(2))\n")
    repository.git("commit", "-qm", "not blocked")
    repository.pre_commit("run", "--all-files")


def test_the_hook_that_writes(repository):
    repository.hooks("tf2migrate")
    repository.write("train.py", PROGRAM)
    repository.write("note.ipynb", notebook(*PROGRAM.split("\n\n")))
    shown = repository.git("commit", "-qm", "first", status=1)
    assert "files were modified by this hook" in shown and "rewrote train.py" in shown
    assert "Session" not in repository.read("train.py")
    repository.git("add", "-u")
    repository.git("commit", "-qm", "second")
    repository.write("net.py", CLASS)
    shown = repository.git("commit", "-qm", "third", status=1)
    assert re.search(r"\d+ findings? in 1 file", shown)
