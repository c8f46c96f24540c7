"""What a verification found, for people (`render`) and for programs (`to_dict`)."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping

from tf2migrate.result import RuleSite
from tf2migrate.verification.compare import SiteVerdict
from tf2migrate.verification.curves import Curve, Errors
from tf2migrate.verification.ladder import Ladder, VariableVerdict
from tf2migrate.verification.transcript import TranscriptVerdict


@dataclasses.dataclass(frozen=True)
class Oracle:
    """What ran the original. `kind` is "tensorflow" (real TF 1.x) or "embedded" (TF2's graph mode)."""

    kind: str
    version: str
    python: str

    def __str__(self) -> str:
        if self.kind == "tensorflow":
            return f"TensorFlow {self.version} ({self.python})"
        return f"embedded TF1 oracle on TensorFlow {self.version}"


def place(file: str, line: int | None) -> str:
    """A line, with its file when that is not the program itself."""
    return f"{file} line {line}" if file else f"line {line}"


@dataclasses.dataclass(frozen=True)
class SiteReport:
    """One run site: where it is in the original, and what was compared.

    `calls` is None when the site was not compared because the rewritten program leaves it as it was.
    """

    index: int
    line: int
    text: str
    verdict: SiteVerdict | None
    file: str = ""  # "" for the program itself, else one that it imports

    @property
    def place(self) -> str:
        return place(self.file, self.line)


@dataclasses.dataclass(frozen=True)
class TensorDifference:
    """The first tensor of a run, in the order of its graph, that the rewritten program does not compute.

    `op` is the operation of the original, `line` where its program makes it, `value` the tensor as text;
    `nearest` is the value of the same shape in the rewritten program that comes closest, made at
    `rewritten_line`. `rules` rewrote that line of the original.
    """

    op: str
    line: int | None
    value: str
    nearest: str = ""
    rewritten_line: int | None = None
    rules: tuple[str, ...] = ()
    file: str = ""  # with `line`, "" for the program itself
    rewritten_file: str = ""


@dataclasses.dataclass(frozen=True)
class Report:
    """The outcome of one verification.

    Attributes:
        equal: True, False, or None for "not verified"; `reason` then says why.
        sites: per run site, in the order of the original's lines.
        transcript: the comparison of standard output, None when it was not made.
        notes: what the reader should know about how the comparison was made.
        worlds: those that were compared, by what random numbers depend on; the sites are those of the last
            one when it shows a difference, else of the first, with the largest errors of all.
        ladder: level by level, how far the programs agree, and what became of every weight.
        rules: where the rewriter applied which rule, by file, "" for the program itself.
        rewritten_sites: line and text of what stands for each run site in the rewritten program.
        curves, errors: over the calls of the run sites, for the eye.
        origin: the first tensor inside of the run that differs, when it was looked for.
    """

    original: str
    rewritten: str
    equal: bool | None
    reason: str = ""
    oracle: Oracle | None = None
    rewritten_version: str = ""
    sites: tuple[SiteReport, ...] = ()
    transcript: TranscriptVerdict | None = None
    notes: tuple[str, ...] = ()
    worlds: tuple[str, ...] = ()
    ladder: Ladder = Ladder()
    rules: Mapping[str, tuple[RuleSite, ...]] = dataclasses.field(default_factory=dict)
    rewritten_sites: dict[int, tuple[int, str]] = dataclasses.field(default_factory=dict)
    curves: tuple[Curve, ...] = ()
    errors: tuple[Errors, ...] = ()
    origin: TensorDifference | None = None

    @property
    def verdict(self) -> str:
        return {True: "equal", False: "different", None: "not verified"}[self.equal]

    @property
    def first_difference(self) -> SiteReport | None:
        """The run site where the two programs part first, in the order of the original's run."""
        found = [site for site in self.sites if site.verdict and site.verdict.difference]
        return min(found, key=lambda site: site.verdict.difference.order, default=None)

    def rules_at(self, line: int | None, file: str = "") -> tuple[str, ...]:
        """The rules that rewrote a line of the original; the narrowest first."""
        rules = self.rules.get(file, ())
        found = [rule for rule in rules if line is not None and rule.line <= line <= rule.end_line]
        found.sort(key=lambda rule: (rule.end_line - rule.line, rule.rule))
        return tuple(dict.fromkeys(rule.rule for rule in found))

    def render(self) -> str:
        """The report as text, without a final newline."""
        lines = [f"{self.original} -> {self.rewritten}: {self.verdict}" + (f": {self.reason}" if self.reason else "")]
        if self.oracle:
            lines.append(f"  original ran on {self.oracle}, rewritten on TensorFlow {self.rewritten_version}")
        if len(self.worlds) > 1 or self.worlds and self.equal is False:
            lines.append(f"  {_worlds_line(self.worlds, self.equal)}")
        if self.equal is not None or any(site.verdict is None or site.verdict.calls for site in self.sites):
            lines += [f"  {_site_line(site)}" for site in self.sites]
        first = self.first_difference
        if first:
            lines += [f"  {line}" for line in _difference_lines(self, first)]
        lines += [f"  {line}" for line in _ladder_lines(self)]
        if self.transcript:
            lines += [f"  {line}" for line in _transcript_lines(self.transcript)]
        lines += [f"  note: {note}" for note in self.notes]
        return "\n".join(lines)

    def to_dict(self) -> dict:
        """The report for JSON: see the keys below; absent parts are null, infinities are strings."""
        first = self.first_difference
        return {
            "original": self.original,
            "rewritten": self.rewritten,
            "verdict": self.verdict,
            "equal": self.equal,
            "reason": self.reason,
            "oracle": dataclasses.asdict(self.oracle) if self.oracle else None,
            "rewritten_version": self.rewritten_version,
            "sites": [_site_dict(site) for site in self.sites],
            "first_difference": _difference_dict(self, first) if first else None,
            "stdout": dataclasses.asdict(self.transcript) if self.transcript else None,
            "notes": list(self.notes),
            "worlds": list(self.worlds),
            "level": self.ladder.reached,
            "ladder": [dataclasses.asdict(level) for level in self.ladder.levels],
            "variables": [_variable_dict(variable) for variable in self.ladder.variables],
        }


_WORLDS = {"shape": "their shape alone", "origin": "their op and which draw of it this is"}


def _worlds_line(worlds: tuple[str, ...], equal: bool | None) -> str:
    if equal is not False:
        return "random numbers depended on " + ", then on ".join(_WORLDS[world] for world in worlds)
    before = f" (equal where they depend on {_WORLDS[worlds[0]]})" if len(worlds) > 1 else ""
    return f"different where random numbers depend on {_WORLDS[worlds[-1]]}{before}"


def _site_line(site: SiteReport) -> str:
    verdict = site.verdict
    head = f"{site.place}:"
    if verdict is None:
        return f"{head} not compared: the rewritten program keeps this run as it was"
    calls = _count(verdict.calls, "call")
    if not verdict.values:
        text = f"{head} {calls}, no values to compare"
    elif verdict.bound:
        text = (
            f"{head} {calls}, {_count(verdict.values, 'value')}, largest error {verdict.largest_error:.1e} "
            f"(bound {verdict.bound:.1e})"
        )
    else:
        text = f"{head} {calls}, {_count(verdict.values, 'value')}, compared exactly"
    if verdict.difference:
        text += ", DIFFERENT"
    if verdict.notes:
        text += f" ({'; '.join(verdict.notes)})"
    return text


def _difference_lines(report: Report, site: SiteReport) -> list[str]:
    difference = site.verdict.difference
    lines = [
        f"first difference: {site.place}, call {difference.call + 1}, {difference.what}: "
        f"original {difference.original}, rewritten {difference.rewritten}",
        f"    {' '.join(site.text.split())}",
    ]
    if site.index in report.rewritten_sites:
        line, text = report.rewritten_sites[site.index]
        lines.append(f"    rewritten, {place(site.file, line)}: {' '.join(text.split())}")
    if report.rules_at(site.line, site.file):
        lines.append(f"    rewritten by {', '.join(report.rules_at(site.line, site.file))}")
    origin = report.origin
    if origin:
        lines.append(
            f"    first tensor that differs: {origin.op}"
            + (f", {place(origin.file, origin.line)}" if origin.line else "")
            + f": original {origin.value}"
            + (f", rewritten {origin.nearest}" if origin.nearest else ", rewritten has none of its shape")
            + (f" ({place(origin.rewritten_file, origin.rewritten_line)})" if origin.rewritten_line else "")
        )
        if origin.rules:
            lines.append(f"    that line was rewritten by {', '.join(origin.rules)}")
    return lines


def _ladder_lines(report: Report) -> list[str]:
    ladder = report.ladder
    if report.equal is None or not any(level.equal is not None for level in ladder.levels):
        return []
    if ladder.stopped is None:
        return ["equal: " + ", ".join(level.name for level in ladder.levels if level.equal)]
    lines = [
        f"equal up to: {ladder.reached or 'nothing'}; different: {ladder.stopped.name}"
        + (f" ({ladder.stopped.detail})" if ladder.stopped.detail else "")
    ]
    for weight in ladder.variables:
        if weight.equal is False:
            made = f", made in {place(weight.file, weight.line)}" if weight.line else ""
            lines.append(
                f"    weight {weight.original}{made} ({weight.rewritten}): error {weight.error:.1e} "
                f"(bound {weight.bound:.1e})"
            )
    return lines[:8]


def _transcript_lines(verdict: TranscriptVerdict) -> list[str]:
    if verdict.equal:
        end = f" up to line {verdict.unsteady_from}" if verdict.unsteady_from else ""
        return [f"standard output: equal{end} ({_count(verdict.numbers, 'number')}, {_count(verdict.words, 'word')})"]
    return [
        f"standard output: different in line {verdict.line}",
        f"    original:  {verdict.original}",
        f"    rewritten: {verdict.rewritten}",
    ]


def _site_dict(site: SiteReport) -> dict:
    entry: dict = {
        "index": site.index,
        "file": site.file,
        "line": site.line,
        "text": site.text,
        "compared": site.verdict is not None,
    }
    if site.verdict:
        entry.update(
            calls=site.verdict.calls,
            values=site.verdict.values,
            largest_error=_finite(site.verdict.largest_error),
            bound=site.verdict.bound,
            equal=site.verdict.difference is None,
            notes=list(site.verdict.notes),
        )
    return entry


def _difference_dict(report: Report, site: SiteReport) -> dict:
    difference = site.verdict.difference
    line, text = report.rewritten_sites.get(site.index, (None, None))
    return {
        "site": site.index,
        "file": site.file,
        "line": site.line,
        "call": difference.call + 1,
        "what": difference.what,
        "original": difference.original,
        "rewritten": difference.rewritten,
        "rewritten_line": line,
        "rewritten_text": text,
        "rules": list(report.rules_at(site.line, site.file)),
        "tensor": dataclasses.asdict(report.origin) if report.origin else None,
    }


def _variable_dict(variable: VariableVerdict) -> dict:
    entry = dataclasses.asdict(variable)
    for key in ("error", "bound", "first_update"):
        entry[key] = _finite(entry[key]) if entry[key] is not None else None
    return entry


def _finite(number: float) -> float | str:
    return number if math.isfinite(number) else str(number)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")
