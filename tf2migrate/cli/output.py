"""Bytes from stdin and to stdout, lines to stderr."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Iterable, Sequence

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


def write_page(path: Path, reports: Sequence[Any]) -> None:
    """Write the evidence of verifications as an HTML page.

    Raises:
        click.ClickException: the file cannot be written.
    """
    from tf2migrate.reporting.verification_page import page

    try:
        path.write_text(page(reports), encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"{path}: {error.strerror}") from None
