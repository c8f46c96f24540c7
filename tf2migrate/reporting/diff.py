"""Unified diffs that `git apply` takes, as bytes: a diff of a file is in the encoding of that file.

The headers are those of plain `diff -u`: `git apply` takes the paths of these relative to the current
directory, and those of its own `diff --git` headers relative to the root of the repository.
"""

from __future__ import annotations

import difflib
import os
from typing import Iterable

_ESCAPES = {
    ord("\a"): "\\a",
    ord("\b"): "\\b",
    ord("\t"): "\\t",
    ord("\n"): "\\n",
    ord("\v"): "\\v",
    ord("\f"): "\\f",
    ord("\r"): "\\r",
    ord('"'): '\\"',
    ord("\\"): "\\\\",
}


def diff_of_change(path: str, old: bytes, new: bytes) -> bytes:
    """The diff of a rewritten file; empty when nothing changed."""
    return _diff(_name("a", path), _name("b", path), old, new)


def diff_of_creation(path: str, new: bytes) -> bytes:
    """The diff that creates a file."""
    if not new:  # without a hunk, only git's own header can say it
        return b"diff --git " + _name("a", path) + b" " + _name("b", path) + b"\nnew file mode 100644\n"
    return _diff(b"/dev/null", _name("b", path), b"", new)


def _diff(old_name: bytes, new_name: bytes, old: bytes, new: bytes) -> bytes:
    lines = difflib.diff_bytes(difflib.unified_diff, _lines(old), _lines(new), old_name, new_name)
    return b"".join(_terminated(lines))


def _lines(data: bytes) -> list[bytes]:
    """Lines as git counts them: `bytes.splitlines` would split at a lone carriage return as well."""
    return [line + b"\n" for line in data.split(b"\n")[:-1]] + [rest for rest in [data.rsplit(b"\n", 1)[-1]] if rest]


def _terminated(lines: Iterable[bytes]) -> Iterable[bytes]:
    for line in lines:
        yield line
        if not line.endswith(b"\n"):
            yield b"\n\\ No newline at end of file\n"


def _name(side: str, path: str) -> bytes:
    """A path as git writes it: forward slashes, in quotes if need be, ended by a tab if it holds a space."""
    plain = f"{side}/{path.replace(os.sep, '/')}"
    if any(ord(c) in _ESCAPES or ord(c) < 32 or ord(c) == 127 for c in plain):
        quoted = "".join(
            _ESCAPES.get(ord(c), c if ord(c) >= 32 and ord(c) != 127 else f"\\{ord(c):03o}") for c in plain
        )
        return os.fsencode(f'"{quoted}"')
    return os.fsencode(plain + ("\t" if " " in plain else ""))
