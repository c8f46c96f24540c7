"""Which files are looked at."""

import os
import subprocess

import pytest

from tf2migrate.discovery import SKIPPED_FOLDERS, discover, discover_all, patterns


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """Make files from their paths, in an empty current directory."""
    monkeypatch.chdir(tmp_path)

    def make(*paths, **texts):
        for path in paths:
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text("x")
        return tmp_path

    return make


def paths(*arguments, exclude=None):
    return [found.path.replace(os.sep, "/") for argument in arguments for found in discover(argument, exclude)]


def ignore(path, text):
    with open(path, "w") as stream:
        stream.write(text)


def test_folders_are_walked_in_sorted_order_for_python_files_and_notebooks(tree):
    tree("b.py", "a/z.py", "a/b.py", "c.txt", "d.ipynb", "e.pyc")
    assert paths(".") == ["a/b.py", "a/z.py", "b.py", "d.ipynb"]


@pytest.mark.parametrize("folder", sorted(SKIPPED_FOLDERS))
def test_folders_of_tools_are_left_out(tree, folder):
    tree(f"{folder}/a.py", f"x/{folder}/a.py", "lib/site-packages/p/a.py", "b.py")
    assert paths(".") == ["b.py"]


def test_generated_modules_are_left_out_unless_named(tree):
    tree("a.py", "a_pb2.py", "p/a_pb2_grpc.py", "pb2.py")
    assert paths(".") == ["a.py", "pb2.py"]
    assert paths("a_pb2.py") == ["a_pb2.py"]


def test_a_file_may_carry_the_name_of_a_skipped_folder(tree):
    tree("build.py", "dist.py")
    assert paths(".") == ["build.py", "dist.py"]


def test_what_the_user_names_is_taken(tree):
    tree(".git/HEAD", "build/a.py", "ignored.py", "script")
    ignore(".gitignore", "ignored.py\nbuild/\n")
    assert paths("build") == ["build/a.py"]
    assert paths("ignored.py", "script") == ["ignored.py", "script"]
    assert paths(".") == []


def test_nested_gitignores_inner_one_wins(tree):
    tree(".git/HEAD", "a.py", "gen_a.py", "p/gen_b.py", "p/c.py", "p/q/gen_d.py", "p/q/only.py", "only.py")
    ignore(".gitignore", "gen_*.py\n/p/c.py\n")
    ignore("p/.gitignore", "!gen_b.py\n")
    ignore("p/q/.gitignore", "/only.py\n")
    assert paths(".") == ["a.py", "only.py", "p/gen_b.py"]


def test_gitignore_above_the_walked_folder_counts_within_a_repository(tree):
    tree(".git/info/exclude", "p/a.py", "p/b.py", "p/c.py")
    ignore(".gitignore", "/p/a.py\n")
    ignore(".git/info/exclude", "c.py\n")
    assert paths("p") == ["p/b.py"]


def test_gitignore_outside_of_the_repository_does_not_count(tree):
    tree("r/.git/HEAD", "r/p/a.py")
    ignore(".gitignore", "a.py\n")
    assert paths("r/p") == paths("r") == ["r/p/a.py"]


def test_a_line_that_is_no_pattern_is_passed_over(tree):
    tree("a.py", "b.py")
    ignore(".gitignore", "!\na.py\n")
    assert paths(".") == ["b.py"]


def test_same_files_as_git(tree):
    top = tree(
        "a.py",
        "logs/a.py",
        "src/logs/a.py",
        "src/a.py",
        "src/deep/tmp/a.py",
        "keep/a.py",
        "x y.py",
        "data/1.py",
    )
    ignore(".gitignore", "/logs\nsrc/**/tmp/\n!keep\n*\\ y.py\ndata/*\n!data/1.py\n")
    subprocess.run(["git", "init", "-q", "."], check=True)
    listed = subprocess.run(
        ["git", "ls-files", "-o", "--exclude-standard", "-z", "*.py"],
        check=True,
        capture_output=True,
        cwd=top,
    )
    assert sorted(paths(".")) == sorted(listed.stdout.decode().strip("\0").split("\0"))


def test_exclude(tree):
    tree("a.py", "p/a.py", "p/b.py", "p/gen/c.py")
    assert paths(".", exclude=patterns(".", ["gen/", "/a.py"])) == ["p/a.py", "p/b.py"]
    assert paths("a.py", exclude=patterns(".", ["a.py"])) == ["a.py"]


def test_links(tree):
    tree("real/a.py")
    os.symlink("..", "real/loop")
    os.symlink("real", "other")
    os.symlink("real/a.py", "link.py")
    os.symlink("gone.py", "broken.py")
    assert paths(".") == ["real/a.py", "real/a.py"]  # by the link, and by its own name
    assert [found.path for _, found in discover_all([(".", None), ("other", None)])] == [os.path.join("real", "a.py")]


def test_paths_that_cannot_be_read_are_named(tree):
    tree("a.py")
    os.symlink("gone.py", "broken.py")
    errors = {found.path: found.error for name in ("none.py", "none/", "broken.py") for found in discover(name)}
    assert errors == {
        "none.py": "no such file or folder",
        "none/": "no such file or folder",
        "broken.py": "broken link",
    }


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_cannot_be_read_is_named(tree):
    tree("p/a.py", "b.py")
    os.chmod("p", 0)
    try:
        assert [(found.path, bool(found.error)) for found in discover(".")] == [("b.py", False), ("p", True)]
    finally:
        os.chmod("p", 0o700)


def test_each_file_once_with_the_first_path_that_leads_to_it(tree):
    tree("p/a.py", "p/b.py")
    found = [(index, found.path) for index, found in discover_all([("p/b.py", None), ("p", None), (".", None)])]
    assert found == [(0, os.path.join("p", "b.py")), (1, os.path.join("p", "a.py"))]


def test_paths_are_relative_to_the_current_directory(tree, monkeypatch):
    top = tree("p/a.py", "q/b.py")
    monkeypatch.chdir(top / "q")
    assert paths(str(top)) == ["../p/a.py", "b.py"]
