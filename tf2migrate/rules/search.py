"""Looking up single lines of a large sorted table without taking it apart.

The lines are sorted by their first column as bytes are, and have no header. A table is read once, as it is.
"""

from __future__ import annotations

import functools
import pathlib


@functools.lru_cache(maxsize=None)
def _data(path: pathlib.Path) -> bytes:
    return path.read_bytes()


def line(path: pathlib.Path, name: str) -> str | None:
    """What follows the name and a tab in its line, or None."""
    data, key = _data(path), name.encode() + b"\t"
    start = _first(data, key)
    return data[start + len(key) : _end(data, start)].decode() if data.startswith(key, start) else None


def has_prefix(path: pathlib.Path, prefix: str) -> bool:
    """Whether a name starts so."""
    data, key = _data(path), prefix.encode()
    return data.startswith(key, _first(data, key))


def names(path: pathlib.Path) -> list[str]:
    """All names of a table."""
    return [one.partition(b"\t")[0].decode() for one in _data(path).splitlines()]


def _first(data: bytes, key: bytes) -> int:
    """Where the first line starts that is not less than the key."""
    low, high = 0, len(data)
    while low < high:
        middle = data.rfind(b"\n", low, (low + high) // 2) + 1 or low
        end = _end(data, middle)
        if data[middle:end] < key:
            low = end + 1
        else:
            high = middle
    return low


def _end(data: bytes, start: int) -> int:
    end = data.find(b"\n", start)
    return len(data) if end < 0 else end
