"""Python source as bytes and as text: encoding cookie, byte order mark, newlines.

Text keeps its newlines as they are in the file, so that `encode(decode(data).text, ...)` gives `data` back.
Only where carriage returns alone end all lines, as before Mac OS X, does the text have newlines in their place.
"""

from __future__ import annotations

import codecs
import dataclasses
import io
import re
import tokenize

_ALONE = re.compile(r"(?<!\r)\n")


class SourceError(ValueError):
    """Source that cannot be decoded or encoded; `line` counts from 1."""

    def __init__(self, line: int, cause: str) -> None:
        super().__init__(f"line {line}: {cause}")
        self.line = line
        self.cause = cause


@dataclasses.dataclass(frozen=True)
class Source:
    """Decoded source, and all that is needed to encode an edited text in the same way."""

    text: str  # without the byte order mark
    encoding: str
    bom: bool
    newline: str  # of the first line: what generated lines should end with


def concerns(data: bytes) -> bool:
    """Whether a file may have anything to migrate: it names TensorFlow or Keras."""
    return b"tensorflow" in data or b"keras" in data


def decode(data: bytes) -> Source:
    """Decode Python source by its byte order mark or encoding cookie, UTF-8 without either (PEP 263).

    Raises:
        SourceError: the cookie names no known encoding, or the bytes are not in it.
    """
    bom = data.startswith(codecs.BOM_UTF8)
    try:
        encoding = tokenize.detect_encoding(io.BytesIO(data).readline)[0]
    except SyntaxError as error:
        raise SourceError(_cookie_line(data), str(error)) from None
    body = data[len(codecs.BOM_UTF8) :] if bom else data
    encoding = "utf-8" if encoding == "utf-8-sig" else encoding
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as error:
        line = max(body.count(end, 0, error.start) for end in (b"\n", b"\r")) + 1
        raise SourceError(line, f"byte {body[error.start : error.start + 1]!r} is not {encoding}") from None
    except LookupError as error:  # the cookie names a codec that is not a text encoding, such as `hex`
        raise SourceError(_cookie_line(data), str(error)) from None
    newline = _newline(text)
    return Source(text.replace("\r", "\n") if newline == "\r" else text, encoding, bom, newline)


def encode(text: str, like: Source) -> bytes:
    """Encode `text` as the source `like` was encoded.

    Raises:
        SourceError: `text` holds a character that the encoding of the file lacks.
    """
    try:
        body = (text.replace("\n", "\r") if like.newline == "\r" else text).encode(like.encoding)
    except UnicodeEncodeError as error:
        line = text.count("\n", 0, error.start) + 1
        raise SourceError(line, f"{text[error.start]!r} is not in {like.encoding}") from None
    return codecs.BOM_UTF8 + body if like.bom else body


def with_newlines_of(text: str, original: str) -> str:
    """Edited text with `\\r\\n` everywhere if the original has it everywhere; generated strings may hold others."""
    if "\r\n" not in original or _ALONE.search(original):
        return text
    return _ALONE.sub("\r\n", text)


def _newline(text: str) -> str:
    end = text.find("\n")
    if end < 0:
        return "\r" if "\r" in text else "\n"
    return "\r\n" if text[end - 1 : end] == "\r" else "\n"


def _cookie_line(data: bytes) -> int:
    """The cookie may stand in the first or the second line."""
    return 1 if b"coding" in data.split(b"\n", 1)[0] else 2
