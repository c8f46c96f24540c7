"""Programs of several files in the verifier: where they are started, their run sites, and what --verify says."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from tf2migrate.cli.migrate import command as migrate_command
from tf2migrate.cli.verify import command as verify_command
from tf2migrate.verification.entries import EntryError, find, is_program, named
from tf2migrate.verification.interpreters import InterpreterError, find_tf2
from tf2migrate.verification.layout import layout
from tf2migrate.verification.pairs import pair_up
from tf2migrate.verification.request import Request

PROJECTS = Path(__file__).resolve().parent.parent / "fixtures" / "projects"


def put(folder: Path, **files: str) -> Path:
    """Files by names with `__` for `/`."""
    for name, text in files.items():
        path = folder / (name.replace("__", "/") + ".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def plain(found) -> tuple:
    return found.script, set(found.files), found.start, set(found.search), found.package


# Layout


def test_a_program_in_its_own_folder(tmp_path):
    put(
        tmp_path,
        main="import model, os\nfrom nets import deep\n",
        model="import helper\n",
        helper="",
        nets__deep="",
        other="",
    )
    found = layout(tmp_path / "main.py")
    assert found.root == tmp_path
    assert plain(found) == ("main.py", {"model.py", "helper.py", "nets/deep.py"}, ".", {"."}, None)
    (tmp_path / "nets" / "__init__.py").touch()
    assert set(layout(tmp_path / "main.py").files) == {"model.py", "helper.py", "nets/__init__.py", "nets/deep.py"}


def test_a_script_of_a_package_is_started_above_it(tmp_path):
    put(
        tmp_path,
        pkg__init="",
        pkg__train="from pkg.model import net\nimport plain\n",
        pkg__model="from . import ops\n",
        pkg__ops="",
        pkg__plain="",
    )
    (tmp_path / "pkg" / "init.py").rename(tmp_path / "pkg" / "__init__.py")
    found = layout(tmp_path / "pkg" / "train.py")
    files = {"pkg/__init__.py", "pkg/model.py", "pkg/ops.py", "pkg/plain.py"}
    assert found.root == tmp_path and plain(found) == ("pkg/train.py", files, ".", {"pkg", "."}, None)


def test_relative_imports_need_the_package(tmp_path):
    put(tmp_path, a__b__train="from . import model\nfrom ..top import x\n", a__b__model="", a__top="", a__b__x="")
    for folder in ("a", "a/b"):
        (tmp_path / folder / "__init__.py").touch()
    found = layout(tmp_path / "a" / "b" / "train.py")
    assert found.root == tmp_path and found.package == "a.b" and found.start == "."
    assert {"a/b/model.py", "a/top.py"} <= set(found.files) and "a/b" not in found.search


def test_a_script_beside_the_package_it_needs(tmp_path):
    put(tmp_path, examples__train="from lib.net import f\nimport queue\n", lib__net="", queue="")
    (tmp_path / "setup.py").touch()
    found = layout(tmp_path / "examples" / "train.py")
    assert plain(found) == ("examples/train.py", {"lib/net.py"}, ".", {"examples", "."}, None)


def test_without_a_sign_of_a_project_other_folders_are_not_looked_at(tmp_path):
    put(tmp_path, examples__train="import lib\n", lib="")
    assert plain(layout(tmp_path / "examples" / "train.py")) == ("train.py", set(), ".", {"."}, None)


# Entries


def test_programs_are_found(tmp_path):
    put(
        tmp_path,
        main="import a\na.go()\n",
        a="import b\ndef go(): pass\nif x: pass\n",
        b="def f(): pass\n",
        c="import b\nif __name__ == '__main__': pass\n",
        d="import c\nc.x()\n",
        e="print()\n",
    )
    paths = sorted(tmp_path.glob("*.py"))
    assert [entry.layout.script for entry in find(paths, [tmp_path / "b.py"])] == ["c.py", "d.py", "main.py"]
    assert [entry.layout.script for entry in find(paths, [tmp_path / "e.py"])] == ["e.py"]


def test_modules_that_import_each_other(tmp_path):
    put(tmp_path, a="import b\nprint()\n", b="import a\nprint()\n")
    assert {e.layout.script for e in find(sorted(tmp_path.glob("*.py")), [tmp_path / "a.py"])} >= {"a.py"}


@pytest.mark.parametrize(
    "source, program",
    [
        (b"'''text'''\nimport a\nx = 1\ndef f(): pass\n", False),
        (b"f()\n", True),
        (b"with a: pass\n", True),
        (b"(", False),
    ],
)
def test_is_program(source, program):
    assert is_program(source) is program


def test_programs_are_named(tmp_path):
    put(
        tmp_path,
        tools__main="import net\n",
        pkg__sub__run="from . import x\n",
        pkg__sub__x="",
        pkg__all__main="",
        net="",
    )
    (tmp_path / "pkg" / "all" / "main.py").rename(tmp_path / "pkg" / "all" / "__main__.py")
    first, second, third = named(["tools/main.py --name 'a b'", "-m pkg.sub.run 3", "-m pkg.all"], tmp_path)
    assert first.args == ("--name", "a b") and first.layout.root == tmp_path
    assert (first.layout.script, first.layout.start, first.layout.package) == ("tools/main.py", ".", None)
    assert (second.layout.package, second.args, second.layout.search) == ("pkg.sub", ("3",), (".",))
    assert third.layout.script == "pkg/all/__main__.py" and third.layout.package == "pkg.all"
    for wrong in ("none.py", "-m pkg.none", "", "'", "/etc/hosts"):
        with pytest.raises(EntryError):
            named([wrong], tmp_path)


# Pairs


@pytest.fixture(scope="module")
def rewritten(tmp_path_factory) -> Path:
    """All projects, migrated by the command line."""
    target = tmp_path_factory.mktemp("rewritten") / "projects"
    shutil.copytree(PROJECTS, target, ignore=shutil.ignore_patterns("__pycache__"))
    for folder in sorted(target.iterdir()):
        run_in(folder, migrate_command, ["--write", "."])
    return target


def run_in(folder: Path, command, arguments: list[str]):
    before = os.getcwd()
    os.chdir(folder)
    try:
        return CliRunner().invoke(command, arguments, standalone_mode=False)
    finally:
        os.chdir(before)


def test_run_sites_of_every_module_are_known(rewritten):
    pair = pair_up(Request(PROJECTS / "gan_collection" / "main.py", rewritten / "gan_collection" / "main.py"))
    places = {(part.path, site.line) for part in pair.parts for site in part.sites}
    assert not pair.notes and {path for path, _ in places} == {"gan.py", "vae.py"} and len(places) == 5
    assert pair.recorded == {site.index for site in pair.all_sites}


def test_one_edited_module_is_named(rewritten, tmp_path):
    folder = tmp_path / "gan_collection"
    shutil.copytree(rewritten / "gan_collection", folder)
    (folder / "vae.py").write_text((folder / "vae.py").read_text() + "\n# by hand\n")
    pair = pair_up(Request(PROJECTS / "gan_collection" / "main.py", folder / "main.py"))
    assert pair.notes == (
        "vae.py is not what tf2migrate makes of the original (edited by hand?): run sites in it were not compared",
    )
    assert [part.path for part in pair.parts if part.sites] == ["gan.py"]


def test_a_module_that_two_programs_use_is_known(rewritten, tmp_path):
    """It is what both need, which the program that is verified does not tell alone."""
    original, target = PROJECTS / "trained_and_served", rewritten / "trained_and_served"
    for name in ("main.py", "serve.py"):
        pair = pair_up(Request(original / name, target / name))
        assert not pair.notes and pair.recorded, name
    shutil.copytree(target, tmp_path / "alone")
    (tmp_path / "alone" / "serve.py").unlink()
    pair = pair_up(Request(original / "main.py", tmp_path / "alone" / "main.py", beside=(original / "main.py",)))
    assert pair.notes and "model.py" in pair.notes[0]  # the other program is not known: nothing is guessed


# Whole runs


@pytest.fixture
def tensorflow():
    try:
        find_tf2(None)
    except InterpreterError as error:
        pytest.skip(str(error))


def test_two_folders(tensorflow, rewritten, tmp_path):
    original = tmp_path / "before"
    shutil.copytree(PROJECTS / "gan_collection", original / "gan")
    shutil.copytree(PROJECTS / "losses_package", original / "pkg")
    after = tmp_path / "after"
    shutil.copytree(rewritten / "gan_collection", after / "gan")
    shutil.copytree(rewritten / "losses_package", after / "pkg")
    (original / "pyproject.toml").write_text(
        '[tool.tf2migrate]\nprograms = ["gan/main.py --kind GAN --epoch 1", "gan/main.py --kind VAE", "pkg/main.py"]\n'
    )
    losses = after / "pkg" / "nets" / "losses.py"
    losses.write_text(losses.read_text().replace("return -tf", "return tf"))
    done = run_in(tmp_path, verify_command, ["before", "after", "--output-format", "json"])
    assert done.return_value == 1, done.output
    gan, vae, pkg = json.loads(done.stdout)["programs"]
    assert (gan["verdict"], vae["verdict"], pkg["verdict"]) == ("equal", "equal", "different")
    assert gan["original"].endswith("gan/main.py --kind GAN --epoch 1")
    ran = (
        {site["file"] for site in gan["sites"] if site["calls"]},
        {site["file"] for site in vae["sites"] if site["calls"]},
    )
    assert ran == ({"gan/gan.py"}, {"gan/vae.py"})
    assert any("pkg/nets/losses.py is not what tf2migrate makes" in note for note in pkg["notes"])


def test_verify_option_on_a_project(tensorflow, tmp_path):
    shutil.copytree(PROJECTS / "gan_collection", tmp_path / "gan")
    (tmp_path / "pyproject.toml").write_text('[tool.tf2migrate]\nprograms = ["gan/main.py --kind GAN --epoch 1"]\n')
    done = run_in(tmp_path, migrate_command, ["--verify", "--output-format", "json", "gan"])
    found = {one["path"]: one for one in json.loads(done.stdout)["verification"]}
    assert {path: one["verdict"] for path, one in found.items()} == {
        "gan/main.py": "equal",
        "gan/gan.py": "equal",
        "gan/ops.py": "equal",
        "gan/utils.py": "equal",
        "gan/vae.py": "not verified",
    }
    assert found["gan/gan.py"]["report"] == {"with": ["gan/main.py --kind GAN --epoch 1"]}
    assert "vae.py: not verified: none of its runs was reached, with gan/main.py --kind GAN" in done.stderr


def test_a_program_of_a_package_is_run_as_one(tensorflow, tmp_path):
    put(tmp_path, pkg__train=PACKAGE_MAIN, pkg__net=PACKAGE_NET)
    (tmp_path / "pkg" / "__init__.py").touch()
    done = run_in(tmp_path, migrate_command, ["--verify", "--output-format", "json", "pkg"])
    found = {one["path"]: one for one in json.loads(done.stdout)["verification"]}
    assert {path: one["verdict"] for path, one in found.items()} == {"pkg/train.py": "equal", "pkg/net.py": "equal"}, (
        done.stderr
    )
    report = found["pkg/train.py"]["report"]
    assert report["notes"][0].startswith("it ran as python -m pkg.train, in ")
    assert [site["calls"] for site in report["sites"]] == [3]


PACKAGE_MAIN = """\
import tensorflow as tf

from .net import cost

w = tf.Variable(tf.random_normal([3]))
loss = cost(w)
step = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        _, value = sess.run([step, loss])
        print("%.5f" % value)
"""
PACKAGE_NET = """\
import tensorflow as tf


def cost(w):
    return tf.reduce_sum(tf.square(w), reduction_indices=0)
"""
