"""The programs of fixtures/, the recorded results beside them, and the comparison of a run with its record.

A record `<name>.expected.json` holds what real TF 1.15 did in the equal world of
`tf2migrate.verification.worlds`: the printed text and, by position of the run site ("line:column"), what the
run site returned in some of its calls. Numbers are cut to seven digits and large arrays to some elements and
two sums, so that a record stays readable.
"""

from __future__ import annotations

import ast
import dataclasses
import json
import math
from collections.abc import Iterable, Mapping
from pathlib import Path

from printed import without_chatter

from tf2migrate.result import RunSite
from tf2migrate.verification.instrument import uses
from tf2migrate.verification.worlds import Call, Leaf, Run

FOLDER = Path(__file__).resolve().parent.parent / "fixtures"
TIMEOUT = 90.0
RTOL, ATOL = 1e-4, 1e-5
MAX_VALUES = 12


@dataclasses.dataclass(frozen=True)
class Fixture:
    """One legacy program; `name` is its path in fixtures/ without the suffix, such as "mnist/conv_layers"."""

    name: str

    @property
    def path(self) -> Path:
        return FOLDER / f"{self.name}.py"

    @property
    def record(self) -> Path:
        return FOLDER / f"{self.name}.expected.json"

    @property
    def source(self) -> bytes:
        return self.path.read_bytes()

    def expected(self) -> dict:
        return json.loads(self.record.read_text(encoding="utf-8"))


def fixtures(names: Iterable[str] = ()) -> list[Fixture]:
    """All programs, or those named; raises KeyError for a name that does not exist."""
    found = {}
    for path in sorted(FOLDER.rglob("*.py")):
        if "projects" in path.relative_to(FOLDER).parts:
            continue  # programs of several files have tests of their own
        name = path.relative_to(FOLDER).with_suffix("").as_posix()
        found[name] = Fixture(name)
    return [found[name] for name in names] if names else list(found.values())


def run_sites(source: bytes) -> list[RunSite]:
    """The run sites of a fixture, found by their spelling alone, without help of the tool's analysis.

    Good enough because the fixtures call nothing else `run` or `eval` but `tf.app.run`.
    """
    sites = []
    text = source.decode("utf-8")
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if node.func.attr not in ("run", "eval") or _segment(text, node.func) == "tf.app.run":
            continue
        start, end = (node.lineno, node.col_offset), (node.end_lineno, node.end_col_offset)
        sites.append((*start, *end, _segment(text, node)))
    return [RunSite(index, *site) for index, site in enumerate(sorted(sites))]


def _segment(text: str, node: ast.expr) -> str:
    return " ".join((ast.get_source_segment(text, node) or "").split())


def position(site: RunSite) -> str:
    return f"{site.line}:{site.column}"


# Records


def record_of(run: Run, sites: Iterable[RunSite], source: bytes, version: str) -> dict:
    """What is stored of a run on TF 1.x. Values that the program never reads are left out."""
    stored = {}
    read = uses(source, sites)
    for site in sites:
        if read[site.index].discarded:
            continue
        unread = read[site.index].unread
        calls = run.calls.get(site.index, [])
        kept = [
            [call.number, [_compact(leaf) for leaf in call.leaves if leaf.where not in unread]]
            for call in calls
            if _is_stored(call, calls)
        ]
        if any(leaves for _, leaves in kept):
            stored[position(site)] = {
                "text": site.text,
                "calls": (run.counts or {}).get(site.index, 0),
                "unread": len(unread),
                "values": kept,
            }
    return {"tensorflow": version, "stdout": without_chatter(run.stdout).split("\n"), "sites": stored}


def _is_stored(call: Call, calls: list[Call]) -> bool:
    """The first calls, then ever fewer, and the last one."""
    number = call.number
    return number < 3 or number & (number - 1) == 0 or call is calls[-1]


def _compact(leaf: Leaf) -> dict:
    """A leaf as it is stored: dtype, shape, some values and, of large arrays, the sums over all of them."""
    if leaf.dtype in ("string", "dict", "summary", "symbolic", "other"):
        values = list(leaf.values) if leaf.dtype == "string" else []
        return {"dtype": leaf.dtype, "shape": list(leaf.shape), "values": values}
    values = [_short(value) for value in _sample(leaf.values)]
    compact: dict = {"dtype": leaf.dtype, "shape": list(leaf.shape), "values": values}
    if leaf.count > MAX_VALUES:
        compact["sum"], compact["magnitude"] = _short(leaf.total), _short(leaf.magnitude)
    return compact


def _sample(values) -> list:
    count = len(values)
    if count <= MAX_VALUES:
        return list(values)
    return [values[index * count // MAX_VALUES] for index in range(MAX_VALUES)]


def _short(value: float) -> float | int | str:
    if isinstance(value, int):
        return value
    return float(f"{value:.7g}") if math.isfinite(value) else repr(value)


def dump(record: Mapping) -> str:
    """The text of a record: one line per call, so that a change can be read in a diff."""
    lines = ["{", f' "tensorflow": {json.dumps(record["tensorflow"])},', ' "stdout": [']
    lines.append(",\n".join("  " + json.dumps(line, ensure_ascii=False) for line in record["stdout"]))
    lines.append(' ],\n "sites": {')
    sites = []
    for where, site in record["sites"].items():
        calls = ",\n".join("   " + json.dumps(call) for call in site["values"])
        counts = f'"calls": {site["calls"]}, "unread": {site["unread"]}'
        head = f'  "{where}": {{"text": {json.dumps(site["text"])}, {counts}, "values": ['
        sites.append(f"{head}\n{calls}]}}")
    lines.append(",\n".join(sites))
    lines.append(" }\n}\n")
    return "\n".join(lines)


# Comparison


def differences(expected: Mapping, run: Run, sites: Iterable[RunSite]) -> list[str]:
    """How the values that a run returned differ from the record, at most one line per run site.

    Args:
        expected: a record.
        run: a run of the original or of the rewritten program.
        sites: where the run sites of the original are, with the indices that `run` uses.
    """
    index_at = {position(site): site.index for site in sites}
    found = []
    for where, site in expected["sites"].items():
        complaint = _site_difference(site, run, index_at.get(where))
        if complaint:
            found.append(f"line {where} {site['text']}: {complaint}")
    return found


def _site_difference(site: Mapping, run: Run, index: int | None) -> str | None:
    if index is None:
        return "is no run site of the tool"
    calls = {call.number: call for call in run.calls.get(index, [])}
    for number, leaves in site["values"]:
        if number not in calls:
            return f"call {number} is missing"
        complaint = _call_difference(leaves, calls[number].leaves, site["unread"])
        if complaint:
            return f"call {number}: {complaint}"
    if run.counts is not None and run.counts.get(index, 0) != site["calls"]:
        return f"{site['calls']} calls expected, {run.counts.get(index, 0)} made"
    return None


def _call_difference(expected: list, leaves: tuple[Leaf, ...], unread: int) -> str | None:
    """The stored leaves must be there, in order; between them may stand what the program never reads."""
    wanted = [leaf for leaf in expected if leaf["dtype"] != "summary"]
    given = [leaf for leaf in leaves if leaf.dtype not in ("summary", "dict")]
    spare = len(given) - len(wanted)
    if not 0 <= spare <= unread:
        return f"{len(wanted)} values expected, {len(given)} returned"
    rest = iter(given)
    for leaf in wanted:
        complaint = _leaf_difference(leaf, next(rest))
        while complaint and spare:
            spare -= 1
            complaint = _leaf_difference(leaf, next(rest))
        if complaint:
            return complaint
    return None


def _leaf_difference(expected: Mapping, leaf: Leaf) -> str | None:
    given = _compact(leaf)
    if list(expected["shape"]) != given["shape"]:
        return f"shape {expected['shape']} expected, {given['shape']} returned"
    if _sort(expected["dtype"]) != _sort(given["dtype"]):
        return f"{expected['dtype']} expected, {given['dtype']} returned"
    # values that are small all over, such as amperes, must not pass for zero
    size = max((abs(value) for value in expected["values"] if isinstance(value, float)), default=1.0)
    for one, other in zip(expected["values"], given["values"]):
        if not _close(one, other, min(ATOL, 0.01 * size)):
            return f"{one!r} expected, {other!r} returned"
    if "sum" in expected:
        spread = RTOL * max(abs(float(expected["magnitude"])), 1e-3)
        for key in ("sum", "magnitude"):
            if not _close(expected[key], given.get(key, math.nan), spread):
                return f"{key} {expected[key]!r} expected, {given.get(key)!r} returned"
    return None


def _sort(dtype: str) -> str:
    """Python and numpy scalars of one sort count as equal."""
    for sort in ("float", "int", "bool"):
        if sort in dtype:
            return sort
    return dtype


def _close(one, other, spread: float) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return one == other
    if isinstance(one, int) and isinstance(other, int):
        return one == other
    first, second = float(one), float(other)
    if math.isnan(first) or math.isnan(second):
        return math.isnan(first) and math.isnan(second)
    return math.isclose(first, second, rel_tol=RTOL, abs_tol=spread)
