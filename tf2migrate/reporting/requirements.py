"""What migrated programs need to be installed, and the lines of requirement files that have to change.

The files are only read; the changes are suggestions in a report.
"""

from __future__ import annotations

import ast
import os
import re
from pathlib import Path
from typing import Iterable, Iterator

from tf2migrate.reporting.edits import text_of
from tf2migrate.result import Result

TENSORFLOW = "tensorflow>=2.16"
# Packages that a migrated program may import and that TensorFlow 1.15 brought with it, or that TensorFlow 2.21
# needs without installing it (tensorboard, for tf.summary).
_BY_IMPORT = {"absl": "absl-py", "tensorboard": "tensorboard", "keras": "keras>=3"}
_NAMES = ("setup.py", "setup.cfg", "pyproject.toml", "environment.yml", "environment.yaml", "Pipfile")
_OLD = re.compile(
    r"""(?<![\w./-])(?P<name>tensorflow(?:[-_](?:gpu|cpu))?)(?P<extras>\[[\w, -]*\])?
        (?P<space>[ \t]*)(?P<pin>(?:[=<>~!]=?=?[ \t]*[\w.*+!-]+(?:[ \t]*,[ \t]*[=<>~!]=?=?[ \t]*[\w.*+!-]+)*)?)
        (?![\w./-])""",
    re.VERBOSE | re.IGNORECASE,
)


def needed(results: Iterable[Result]) -> list[str]:
    """Requirements of the migrated files that their originals did not have, sorted; TensorFlow comes first."""
    found: set[str] = set()
    changed = False
    for result in results:
        if result.error is None and result.changed:
            changed = True
            texts = [text_of(result.output), *(text for _, text in result.new_files)]
            found |= set().union(*map(_needs, texts)) - _needs(text_of(result.source))
    return [TENSORFLOW, *sorted(found)] if changed else []


def _needs(text: str) -> set[str]:
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return set()
    packages = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            packages |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            packages.add((node.module or "").partition(".")[0])
        elif isinstance(node, ast.Attribute) and node.attr == "create_file_writer":
            packages.add("tensorboard")
    return {_BY_IMPORT[package] for package in packages if package in _BY_IMPORT}


def find(paths: Iterable[str]) -> list[str]:
    """Requirement files in the folders of the paths and above them, up to the root of the repository."""
    found: dict[str, None] = {}
    for path in paths:
        folder = Path(os.path.realpath(path))
        folder = folder if folder.is_dir() else folder.parent
        for parent in _up_to_root(folder):
            names = sorted(
                {
                    *(p.name for p in parent.glob("requirements*.txt")),
                    *(name for name in _NAMES if (parent / name).is_file()),
                }
            )
            found.update((os.path.relpath(parent / name), None) for name in names)
    return list(found)


def _up_to_root(folder: Path) -> Iterator[Path]:
    """The folder and its parents up to the one that holds `.git`; the folder alone outside of a repository."""
    chain = [folder, *folder.parents]
    root = next((number for number, parent in enumerate(chain) if (parent / ".git").exists()), 0)
    return iter(chain[: root + 1])


def updated(name: str, text: str, requirements: Iterable[str]) -> str:
    """The text of a requirement file with TensorFlow 2 in place of TensorFlow 1, and with what else is needed.

    Arguments:
        name: the name of the file; what is missing is added to plain lists of requirements only.
        text: its content; the same text comes back when it does not mention TensorFlow.
        requirements: what `needed` found.
    """
    changed = "\n".join(_line(line) for line in text.split("\n"))
    if changed == text:
        return text
    if name.endswith(".txt"):
        missing = [
            r
            for r in requirements
            if not re.search(rf"^\s*{re.escape(re.split('[<>=]', r)[0])}\b", changed, re.MULTILINE | re.IGNORECASE)
        ]
        end = "\r\n" if "\r\n" in changed else "\n"
        if missing:
            changed += ("" if changed.endswith("\n") else end) + "".join(f"{r}{end}" for r in missing)
    return changed


def _line(line: str) -> str:
    """A line with its pin of TensorFlow replaced; one without a pin, or that needs TensorFlow 2 already, is kept."""
    code, mark, comment = line.partition("#")

    def replaced(match: re.Match[str]) -> str:
        major = re.search(r"\d+", match["pin"])
        plain = match["name"].lower().replace("_", "-") == "tensorflow"
        if plain and (major is None or (int(major[0]) >= 2 and "<" not in match["pin"])):
            return match[0]
        if not match["pin"] and not plain and not _is_requirement(code, match):
            return match[0]
        return f"tensorflow{match['extras'] or ''}>=2.16"

    return _OLD.sub(replaced, code) + mark + comment


def _is_requirement(code: str, match: re.Match[str]) -> bool:
    """Whether a bare name stands as a requirement: alone on its line, in a list of yaml, or in quotes."""
    before, after = code[: match.start()].rstrip(" \t-"), code[match.end() :].strip()
    return (not before and not after) or (before[-1:] in "'\"" and after[:1] in "'\"" and before != "")
