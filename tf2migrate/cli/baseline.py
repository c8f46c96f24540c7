"""A baseline: the uses of TensorFlow 1 that are known, so that only new ones are complained of.

The file is json that is easy to read and to merge: for each path, relative to the folder of the file, how often
each use occurs. Code may move within a file and be formatted; a use more than before, or another one, is new.
"""

from __future__ import annotations

import collections
import dataclasses
import json
import os
from typing import Iterable, Mapping

from tf2migrate.configuration import ConfigurationError
from tf2migrate.result import Result, Sign

VERSION = 1
_PURPOSE = "Uses of TensorFlow 1 that tf2migrate --baseline does not complain of; written by --write-baseline."


@dataclasses.dataclass(frozen=True)
class Baseline:
    """Known uses by path; paths use `/` and start at `folder`."""

    folder: str
    files: Mapping[str, Mapping[str, int]]

    def of(self, path: str) -> Mapping[str, int]:
        """The known uses of a file."""
        return self.files.get(_key(path, self.folder), {})


def new_uses(signs: Iterable[Sign], known: Mapping[str, int]) -> list[Sign]:
    """The uses beyond those that are known; of equal ones the last are new."""
    left = collections.Counter(known)
    found = []
    for sign in signs:
        if left[sign.text] > 0:
            left[sign.text] -= 1
        else:
            found.append(sign)
    return found


def load(path: str) -> Baseline:
    """Read a baseline.

    Raises:
        ConfigurationError: there is none, or it is not one.
    """
    try:
        with open(path, encoding="utf-8") as stream:
            document = json.load(stream)
    except OSError as error:
        raise ConfigurationError(f"{path}: {error.strerror}; --write-baseline makes one") from None
    except ValueError as error:
        raise ConfigurationError(f"{path}: not a baseline: {error}") from None
    files = document.get("files") if isinstance(document, dict) else None
    if not isinstance(files, dict) or document.get("version") != VERSION or not all(map(_is_count, files.values())):
        raise ConfigurationError(f"{path}: not a baseline of this version of tf2migrate")
    return Baseline(os.path.dirname(os.path.realpath(path)), files)


def render(path: str, signs: Mapping[str, Iterable[Sign]]) -> bytes:
    """The content of the baseline file `path`; `signs` are the uses by the path of their file."""
    folder = os.path.dirname(os.path.realpath(path))
    files = {
        _key(name, folder): dict(sorted(collections.Counter(sign.text for sign in found).items()))
        for name, found in signs.items()
    }
    document = {
        "purpose": _PURPOSE,
        "version": VERSION,
        "files": {name: files[name] for name in sorted(files) if files[name]},
    }
    return json.dumps(document, indent=1).encode("ascii") + b"\n"


def uses(result: Result) -> tuple[Sign, ...]:
    """The uses of TensorFlow 1 in a file, from top to bottom."""
    from tf2migrate import screening
    from tf2migrate.cli.processing import NOTEBOOK

    if result.path.endswith(NOTEBOOK):
        from tf2migrate.notebooks import notebook

        return notebook.signs(result.source, result.path)
    return screening.signs(result.source, result.path)


def _is_count(uses: object) -> bool:
    return isinstance(uses, dict) and all(isinstance(number, int) for number in uses.values())


def _key(path: str, folder: str) -> str:
    return os.path.relpath(os.path.realpath(path), folder).replace(os.sep, "/")
