"""Which rows of the tables are proven by execution on TensorFlow 1.15 and on TensorFlow 2.

`python tests/conformance/coverage.py [--list]` prints the figures; `--list` the rows that are not proven, too.
A row is *proven by a call* when the suite compares what a call with it gives on both versions; *proven in a
program* when a recorded program that uses it prints the same on both after its migration; *proven on compat.v1*
when such a program is refused with a diagnostic and prints the same on `tf.compat.v1`; *checked* when the tests
of the tables find its target and its arguments in the installed TensorFlow 2; else *unproven*.
"""

from __future__ import annotations

import ast
import collections
import dataclasses
import pathlib
import sys

if __name__ == "__main__":
    sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import call_cases
import engine_form_programs
import fixture_programs
import layer_cases
import optimizer_cases
import recurrent_programs
import table_cases

from conformance import known, programs, reasons, record
from conformance.cases import load
from tf2migrate.analysis.imports import public_name
from tf2migrate.analysis.interpreter import Interpreter
from tf2migrate.analysis.tree import index
from tf2migrate.rules import symbols
from tf2migrate.rules.symbols import Disposition

USES = pathlib.Path(__file__).parent.parent / "data" / "symbol_uses.tsv"
OFTEN = 3
LEAST_SHARE = 0.95  # what was reached; it must not fall
LEVELS = ("call", "program", "compat", "checked", "unproven")
PROVEN = LEVELS[:3]


@dataclasses.dataclass(frozen=True)
class Figures:
    """Level of every row of the tables and of every counted symbol, and how often symbols are used."""

    rows: dict[str, str]
    uses: dict[str, int]
    used: dict[str, str]

    @property
    def often(self) -> dict[str, str]:
        return {name: level for name, level in self.used.items() if self.uses[name] >= OFTEN}

    @property
    def share_of_used(self) -> float:
        """The share of the symbols that are used three times or more whose row is proven."""
        levels = list(self.often.values())
        return sum(level in PROVEN for level in levels) / len(levels)


def figures() -> Figures:
    found = (_in_calls(), *_in_programs())
    uses = {}
    for line in USES.read_text(encoding="utf-8").splitlines()[1:]:
        name, _, count = line.partition("\t")
        uses[name] = int(count)
    rows = {name: _level(name, found) for name in symbols.names() if ":" not in name}
    used = {name: _level(name, found) for name in uses}
    return Figures(rows, uses, used)


def _level(name: str, found: tuple[set[str], ...]) -> str:
    names = {
        name,
        public_name(name),
        row_of(name),
        *(other + name[len(head) :] for head, other in _SAME if name.startswith(head)),
    }
    for level, proven in zip(LEVELS, found):
        if names & proven:
            return level
    symbol = symbols.lookup(name)
    if symbol is None or symbol.disposition in (Disposition.GONE, Disposition.LOWERED):
        return "unproven"
    return "checked"


def row_of(name: str) -> str:
    """The name of the row that a symbol has, perhaps under another module."""
    known_names = _names()
    if name in known_names:
        return name
    for prefix, other in _MODULES:
        if name.startswith(prefix) and other + name[len(prefix) :] in known_names:
            return other + name[len(prefix) :]
    return name


_MODULES = (
    ("contrib.slim.layers.", "contrib.layers."), ("contrib.slim.initializers.", "contrib.layers."),
    ("contrib.slim.regularizers.", "contrib.layers."), ("contrib.slim.losses.", "contrib.losses."),
    ("contrib.slim.", "contrib.layers."), ("contrib.slim.", "contrib.framework."), ("contrib.rnn.", "nn.rnn_cell."),
    ("contrib.rnn.", "nn."), ("contrib.data.", "data.experimental."), ("contrib.data.", "data."),
    ("contrib.signal.", "signal."), ("flags.", "app.flags."), ("manip.", ""),
)  # fmt: skip


# Two public names of one module.
_SAME = (
    ("app.flags.", "flags."),
    ("flags.", "app.flags."),
    ("io.TFRecordWriter", "python_io.TFRecordWriter"),
    ("optimizers.", "keras.optimizers."),
    ("python.", ""),
    ("python.training.moving_averages.", "train."),
)


def _names(cache: list = []) -> frozenset[str]:  # noqa: B006
    if not cache:
        cache.append(frozenset(symbols.names()))
    return cache[0]


def _in_calls() -> set[str]:
    recorded = record.read()
    found: set[str] = set()
    for text, case in load().items():
        if text in recorded and known.reason(text) is None:
            found |= {name for symbol in case.symbols for name in _prefixes(symbol)}
    older = call_cases.CASES + call_cases.INITIALIZERS + [text for text, _ in layer_cases.CASES] + table_cases.CASES
    for text in older + optimizer_cases.OPTIMIZERS + optimizer_cases.SCHEDULES:
        found |= _symbols("import tensorflow as tf\n" + text)
    return found


def _prefixes(symbol: str) -> list[str]:
    """A dotted text, and the longest beginning of it that is a symbol."""
    parts = symbol.rstrip(".").split(".")
    for count in range(len(parts), 0, -1):
        name = ".".join(parts[:count])
        if symbols.lookup(name) is not None:
            return [name, symbol]
    return [symbol]


def _in_programs() -> tuple[set[str], set[str]]:
    """What programs use that are migrated, and what programs use that stay on compat.v1."""
    migrated: set[str] = set()
    kept: set[str] = set()
    for name, text in {**engine_form_programs.FORMS, **recurrent_programs.FORMS}.items():
        refused = name in engine_form_programs.REFUSED or name in recurrent_programs.REFUSED
        (kept if refused else migrated).update(_symbols(text))
    for fixture in fixture_programs.fixtures():
        migrated |= _symbols(fixture.path.read_text(encoding="utf-8"))
    for name, text in programs.PROGRAMS.items():
        if name not in programs.UNEQUAL:
            (kept if name in programs.COMPAT else migrated).update(_symbols(text))
    return migrated, kept


def _symbols(text: str) -> set[str]:
    """The names that a program uses: those that the analysis sees, their members, and the modules it imports from."""
    tree = ast.parse(text)
    index(tree)
    known = Interpreter(tree).interpret().symbols
    found = {path for path in known.values() if path}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and known.get(node.value):
            found.add(f"{known[node.value]}.{node.attr}")
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tensorflow."):
            parts = [*node.module.split(".")[1:], ""]
            found |= {".".join(parts[:count]) for count in range(1, len(parts))}
            found |= {f"{'.'.join(parts[:-1])}.{alias.name}" for alias in node.names}
    return found


def report(figures_: Figures, listed: bool = False) -> str:
    """The figures as text."""
    lines = []
    for title, levels in (
        ("rows of the tables", list(figures_.rows.values())),
        (f"symbols used {OFTEN} times or more", list(figures_.often.values())),
    ):
        counts = collections.Counter(levels)
        lines.append(f"{len(levels)} {title}:")
        lines += [f"  {_TITLES[level]:<34} {counts[level]:>5}  {counts[level] / len(levels):6.1%}" for level in LEVELS]
    lines.append(
        f"proven by execution on both versions: {figures_.share_of_used:.1%} of the symbols that are used "
        f"{OFTEN} times or more"
    )
    left: dict[str, list[str]] = collections.defaultdict(list)
    for name, level in figures_.often.items():
        if level not in PROVEN:
            left[reasons.reason(name, level)].append(name)
    for reason, names in sorted(left.items(), key=lambda pair: -len(pair[1])):
        lines.append(f"not proven, {reason}: {len(names)}")
        if listed:
            lines += [f"  {name} ({figures_.uses[name]})" for name in names]
    return "\n".join(lines)


_TITLES = {
    "call": "proven by a call",
    "program": "proven in a program",
    "compat": "proven on compat.v1",
    "checked": "checked for existence alone",
    "unproven": "unproven",
}

if __name__ == "__main__":
    print(report(figures(), "--list" in sys.argv))
