"""Writing files, and source as bytes and text."""

import dataclasses
import os
import stat

import pytest

from tf2migrate.result import Result
from tf2migrate.source import SourceError, decode, encode
from tf2migrate.writing import WriteError, create, missing_new_files, rewrite, settle_new_files


def names(folder):
    return sorted(os.listdir(folder))


@pytest.fixture
def file(tmp_path):
    file = tmp_path / "a.py"
    file.write_bytes(b"old")
    return file


def test_rewrite_keeps_the_mode_and_leaves_nothing_behind(file):
    file.chmod(0o751)
    rewrite(str(file), b"old", b"new")
    assert file.read_bytes() == b"new"
    assert stat.S_IMODE(file.stat().st_mode) == 0o751
    assert names(file.parent) == ["a.py"]


def test_rewrite_follows_a_link(file, tmp_path):
    (tmp_path / "sub").mkdir()
    link = tmp_path / "sub" / "link.py"
    link.symlink_to("../a.py")
    rewrite(str(link), b"old", b"new")
    assert link.is_symlink() and file.read_bytes() == b"new"
    assert names(tmp_path / "sub") == ["link.py"]


def test_rewrite_refuses_a_file_that_changed(file):
    with pytest.raises(WriteError, match="changed"):
        rewrite(str(file), b"older", b"new")
    assert file.read_bytes() == b"old"
    assert names(file.parent) == ["a.py"]


def test_rewrite_refuses_a_file_that_changes_while_it_is_written(file, monkeypatch):
    fsync = os.fsync
    monkeypatch.setattr(os, "fsync", lambda number: (fsync(number), file.write_bytes(b"mine")))
    with pytest.raises(WriteError, match="changed"):
        rewrite(str(file), b"old", b"new")
    assert file.read_bytes() == b"mine"


def test_rewrite_of_a_vanished_file(file):
    file.unlink()
    with pytest.raises(WriteError, match="No such file"):
        rewrite(str(file), b"old", b"new")
    assert names(file.parent) == []


def test_rewrite_refuses_a_read_only_file(file, monkeypatch):
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # root may write everything
    with pytest.raises(WriteError, match="read-only"):
        rewrite(str(file), b"old", b"new")


@pytest.mark.parametrize("step", ["fsync", "chmod", "replace"])
def test_the_file_is_whole_when_writing_stops_at_any_step(file, monkeypatch, step):
    def stop(*arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, step, stop)
    with pytest.raises(KeyboardInterrupt):
        rewrite(str(file), b"old", b"new")
    assert file.read_bytes() == b"old"
    assert names(file.parent) == ["a.py"]


def test_a_full_disk_is_a_write_error(file, monkeypatch):
    def full(number):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(WriteError, match="No space left"):
        rewrite(str(file), b"old", b"new")
    assert file.read_bytes() == b"old"


def test_create(tmp_path):
    path = str(tmp_path / "new.py")
    assert create(path, b"x")
    umask = os.umask(0)
    os.umask(umask)
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o666 & ~umask
    assert not create(path, b"x")
    with pytest.raises(WriteError, match="exists"):
        create(path, b"y")
    assert names(tmp_path) == ["new.py"]
    assert (tmp_path / "new.py").read_bytes() == b"x"


def test_create_without_hard_links(tmp_path, monkeypatch):
    def unsupported(source, target):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", unsupported)
    path = str(tmp_path / "new.py")
    assert create(path, b"x")
    with pytest.raises(WriteError, match="exists"):
        create(path, b"y")
    assert names(tmp_path) == ["new.py"]


def result(path, text):
    return Result(str(path), b"old", b"new", new_files=(("data.py", text),), applied=("TFM1",))


def test_new_files_are_shared_within_a_folder(tmp_path):
    results = settle_new_files([result(tmp_path / "a.py", "x"), result(tmp_path / "b.py", "x")])
    assert [one.error for one in results] == [None, None]
    assert missing_new_files(results) == {str(tmp_path / "data.py"): b"x"}
    (tmp_path / "data.py").write_text("x")
    assert [one.error for one in settle_new_files(results)] == [None, None]
    assert missing_new_files(results) == {}


def test_different_new_files_of_one_name_are_refused(tmp_path):
    first, second = settle_new_files([result(tmp_path / "a.py", "x"), result(tmp_path / "b.py", "y")])
    assert first.error is None
    assert "exists with other content" in second.error and not second.changed


def test_a_new_file_never_stands_for_an_existing_other_one(tmp_path):
    (tmp_path / "data.py").write_text("mine")
    (one,) = settle_new_files([result(tmp_path / "a.py", "x")])
    assert "exists with other content" in one.error and not one.changed
    assert settle_new_files([dataclasses.replace(one, error=None)])[0].error is None


@pytest.mark.parametrize(
    "data, encoding, newline",
    [
        (b"", "utf-8", "\n"),
        (b"x = 1", "utf-8", "\n"),
        (b"x = 1\r\ny = 2\n", "utf-8", "\r\n"),
        (b"x = 1\ny = 2\r\n", "utf-8", "\n"),
        (b"x = 1\ry = 2\r", "utf-8", "\r"),
        (b"\xef\xbb\xbfx = '\xc3\xa9'\n", "utf-8", "\n"),
        (b"\xef\xbb\xbf# coding: utf-8\nx = 1\n", "utf-8", "\n"),
        (b"# -*- coding: latin-1 -*-\nx = '\xe9'\n", "iso-8859-1", "\n"),
        (b"#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\nx = '\x80'\n", "cp1252", "\n"),
        (b"# coding: euc_jp\nx = '\xa4\xa2'\n", "euc_jp", "\n"),
    ],
)
def test_decode_and_encode_are_inverse(data, encoding, newline):
    source = decode(data)
    assert (source.encoding, source.newline) == (encoding, newline)
    assert "\ufeff" not in source.text
    assert encode(source.text, source) == data


@pytest.mark.parametrize(
    "data, line",
    [
        (b"x = 1\ny = '\xe9'\n", 2),
        (b"# coding: nonsense\n", 1),
        (b"\n# coding: nonsense\n", 2),
        (b"# coding: hex\nx\n", 1),
        (b"\xef\xbb\xbf# coding: latin-1\n", 1),
        (b"# coding: ascii\n\nx = '\xc3\xa9'\n", 3),
    ],
)
def test_undecodable_source_names_its_line(data, line):
    with pytest.raises(SourceError) as caught:
        decode(data)
    assert caught.value.line == line


def test_text_that_the_encoding_of_the_file_lacks():
    source = decode(b"# coding: latin-1\nx = 1\n")
    with pytest.raises(SourceError, match="line 2"):
        encode("# coding: latin-1\nx = '\u20ac'\n", source)
