"""Bytes from stdin and to stdout, lines to stderr."""

from __future__ import annotations

import sys
from typing import Iterable

import click


def write_bytes(data: bytes) -> None:
    """Write to stdout as it is: a diff must keep its carriage returns and the encoding of its file."""
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def write_lines(lines: Iterable[str]) -> None:
    """Write text lines to stdout; file names that are not text come out as the bytes they are."""
    write_bytes("".join(f"{line}\n" for line in lines).encode("utf-8", "surrogateescape"))


def tell(lines: Iterable[str]) -> None:
    """Write lines to stderr."""
    for line in lines:
        click.echo(line.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace"), err=True)


def read_bytes() -> bytes:
    """All of stdin as it is."""
    return sys.stdin.buffer.read()


def on_terminal() -> bool:
    return sys.stderr.isatty()
