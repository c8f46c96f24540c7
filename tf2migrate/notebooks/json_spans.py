"""JSON with places: which characters of the text hold which value.

`json.loads` gives values alone; to change one value and keep every other byte, its place has to be known.
"""

from __future__ import annotations

import dataclasses
import re
from json.decoder import JSONDecodeError, scanstring
from typing import Any

_SPACE = re.compile(r"[ \t\n\r]*")
_SCALAR = re.compile(r"true|false|null|NaN|-?Infinity|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
_DEPTH = 100


@dataclasses.dataclass(frozen=True)
class Node:
    """A value and the characters from `start` to `end` (excluded) that hold it.

    `value` is a dict of nodes by key, a list of nodes, a str, or None for a number or constant.
    """

    start: int
    end: int
    value: Any

    def get(self, *keys: str) -> Node | None:
        """The node at the end of a path of keys, if there is one."""
        node: Node | None = self
        for key in keys:
            node = node.value.get(key) if node is not None and isinstance(node.value, dict) else None
        return node

    def items(self) -> list[Node]:
        """The members of a list; none for anything else."""
        return self.value if isinstance(self.value, list) else []

    def text(self) -> str | None:
        """The string, if it is one."""
        return self.value if isinstance(self.value, str) else None


def parse(text: str) -> Node:
    """The one value of a JSON text.

    Raises:
        ValueError: the text is not JSON; a `JSONDecodeError` in most cases, which tells the line.
    """
    node = _value(text, _skip(text, 0), 0)
    end = _skip(text, node.end)
    if end != len(text):
        raise JSONDecodeError("extra data", text, end)
    return node


def _skip(text: str, index: int) -> int:
    return _SPACE.match(text, index).end()


def _value(text: str, index: int, depth: int) -> Node:
    if depth > _DEPTH:
        raise JSONDecodeError("nested too deeply", text, index)
    first = text[index : index + 1]
    if first == '"':
        value, end = scanstring(text, index + 1)
        return Node(index, end, value)
    if first == "{":
        return _object(text, index, depth)
    if first == "[":
        return _array(text, index, depth)
    scalar = _SCALAR.match(text, index)
    if scalar is None:
        raise JSONDecodeError("expecting a value", text, index)
    return Node(index, scalar.end(), None)


def _object(text: str, start: int, depth: int) -> Node:
    members: dict[str, Node] = {}
    index = _skip(text, start + 1)
    while text[index : index + 1] != "}":
        if members:
            index = _skip(text, _expect(text, index, ","))
        _expect(text, index, '"')
        key, index = scanstring(text, index + 1)
        if key in members:  # which of them counts differs from reader to reader
            raise JSONDecodeError(f"the key {key!r} occurs twice", text, index)
        index = _skip(text, _expect(text, _skip(text, index), ":"))
        members[key] = _value(text, index, depth + 1)
        index = _skip(text, members[key].end)
    return Node(start, index + 1, members)


def _array(text: str, start: int, depth: int) -> Node:
    members: list[Node] = []
    index = _skip(text, start + 1)
    while text[index : index + 1] != "]":
        if members:
            index = _skip(text, _expect(text, index, ","))
        members.append(_value(text, index, depth + 1))
        index = _skip(text, members[-1].end)
    return Node(start, index + 1, members)


def _expect(text: str, index: int, character: str) -> int:
    if text[index : index + 1] != character:
        raise JSONDecodeError(f"expecting {character!r}", text, index)
    return index + 1
