"""Both sides of a change, row by row: what a side-by-side diff shows."""

from __future__ import annotations

import dataclasses
import difflib
import itertools
import re
from typing import Iterator, Sequence

from tf2migrate.reporting.edits import lines_of, text_of
from tf2migrate.result import Diagnostic, Result, RuleSite

CONTEXT = 3  # unchanged lines above and below a change
_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
_DEFINED = re.compile(r"^(?:class|def|import|from\s+\S+\s+import)\s+(?:\S+\s+as\s+)?(\w+)")
_LONG = 2000  # lines beyond which difflib may leave frequent lines out of account
_ALIGNED = 200  # lines of a block beyond which similar lines are not looked for
_SIMILAR = 0.5

Span = tuple[int, int]
Code = tuple[str, int, int, int, int]  # as difflib has them


@dataclasses.dataclass(frozen=True)
class Side:
    """One line of one side: its number (from 1), its text, and the stretches that differ from the other side."""

    number: int
    text: str
    marks: tuple[Span, ...] = ()


@dataclasses.dataclass(frozen=True)
class Row:
    """Two lines beside each other; one is missing where the other has no counterpart."""

    old: Side | None
    new: Side | None
    changed: bool


@dataclasses.dataclass(frozen=True)
class Hunk:
    """Neighbouring changes with the lines round them, the rules that made them and the notes on them."""

    rows: tuple[Row, ...]
    rules: tuple[str, ...]
    notes: tuple[Diagnostic, ...]

    @property
    def line(self) -> int:
        """The first line of the old side; of the new side when there is no old one."""
        return next((row.old.number for row in self.rows if row.old), 0) or (
            self.rows[0].new.number if self.rows and self.rows[0].new else 1
        )


def hunks_of(result: Result) -> list[Hunk]:
    """The change of a file from top to bottom."""
    old, new = lines_of(text_of(result.source)), lines_of(text_of(result.output))
    codes = _without_blank_anchors(_opcodes(old, new), old)
    hunks = [_hunk(group, old, new, result) for group in _grouped(codes)]
    return [
        hunk if hunk.rules else dataclasses.replace(hunk, rules=_rules_of_users(hunk, hunks, result.sites))
        for hunk in hunks
    ]


def _opcodes(old: list[str], new: list[str]) -> list[Code]:
    """The edits between two texts. Equal ends are not compared again, and frequent lines of long texts are no anchors:
    a file may hold thousands of equal lines."""
    shorter = min(len(old), len(new))
    head = next((n for n in range(shorter) if old[n] != new[n]), shorter)
    tail = next((n for n in range(shorter - head) if old[-1 - n] != new[-1 - n]), shorter - head)
    old_end, new_end = len(old) - tail, len(new) - tail
    matcher = difflib.SequenceMatcher(None, old[head:old_end], new[head:new_end], autojunk=old_end - head > _LONG)
    made = [("equal", 0, head, 0, head)] if head else []
    made += [(tag, a + head, b + head, c + head, d + head) for tag, a, b, c, d in matcher.get_opcodes()]
    made += [("equal", old_end, len(old), new_end, len(new))] if tail else []
    return _joined(made)


def _joined(codes: list[Code]) -> list[Code]:
    """Neighbours that are both equal as one."""
    made: list[Code] = []
    for code in codes:
        if made and made[-1][0] == code[0] == "equal":
            code = ("equal", made[-1][1], code[2], made.pop()[3], code[4])
        made.append(code)
    return made


def _rules_of_users(hunk: Hunk, hunks: Sequence[Hunk], sites: Sequence[RuleSite]) -> tuple[str, ...]:
    """The rules of what is written far from any site, such as a class for an optimizer: those of its users."""
    made = {name for row in hunk.rows if row.changed and row.new for name in _DEFINED.findall(row.new.text)}
    if not made:
        return ()
    uses = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(made)))})\b")
    rules: set[str] = set()
    for other in hunks:
        for row in other.rows:
            if other is not hunk and row.changed and row.new and uses.search(row.new.text):
                rules |= {site.rule for site in sites if row.old and site.line <= row.old.number <= site.end_line}
    return tuple(sorted(rules))


def _without_blank_anchors(codes: list[Code], old: list[str]) -> list[Code]:
    """Blank lines between two changes are part of the change: they do not tell what corresponds to what."""
    made: list[Code] = []
    for number, (tag, start, end, new_start, new_end) in enumerate(codes):
        inside = 0 < number < len(codes) - 1
        if tag == "equal" and not (inside and end - start <= CONTEXT and not "".join(old[start:end]).strip()):
            made.append((tag, start, end, new_start, new_end))
        elif made and made[-1][0] != "equal":
            made[-1] = ("replace", made[-1][1], end, made[-1][3], new_end)
        else:
            made.append(("replace", start, end, new_start, new_end))
    return made


def _grouped(codes: list[Code]) -> Iterator[list[Code]]:
    """Neighbouring changes with the lines round them."""
    matcher = difflib.SequenceMatcher(None, "", "")
    matcher.opcodes = codes
    return iter(matcher.get_grouped_opcodes(CONTEXT)) if any(code[0] != "equal" for code in codes) else iter(())


def _hunk(group: Sequence[Code], old: list[str], new: list[str], result: Result) -> Hunk:
    rows: list[Row] = []
    touched: list[Span] = []
    for tag, start, end, new_start, new_end in group:
        if tag == "equal":
            rows += [
                Row(Side(start + n + 1, _bare(line)), Side(new_start + n + 1, _bare(line)), False)
                for n, line in enumerate(old[start:end])
            ]
        else:
            rows += _changed_rows(old[start:end], new[new_start:new_end], start, new_start)
            touched.append((start + 1, end))
    rules = _rules(result.sites, touched) or (result.applied if len(result.applied) == 1 else ())
    return Hunk(tuple(rows), rules, _notes(result.diagnostics, group))


def _bare(line: str) -> str:
    return line.rstrip("\r\n")


def _changed_rows(old: list[str], new: list[str], old_first: int, new_first: int) -> Iterator[Row]:
    for left, right in _alignment(old, new):
        old_side = new_side = None
        marks: tuple[tuple[Span, ...], tuple[Span, ...]] = ((), ())
        if left is not None and right is not None:
            marks = _marks(_bare(old[left]), _bare(new[right]))
        if left is not None:
            old_side = Side(old_first + left + 1, _bare(old[left]), marks[0])
        if right is not None:
            new_side = Side(new_first + right + 1, _bare(new[right]), marks[1])
        yield Row(old_side, new_side, True)


def _alignment(old: list[str], new: list[str]) -> list[tuple[int | None, int | None]]:
    """Lines that resemble each other side by side, as many as go without crossing; the others in between."""
    pairs = _similar_pairs(old, new) if len(old) <= _ALIGNED and len(new) <= _ALIGNED else []
    aligned: list[tuple[int | None, int | None]] = []
    left = right = 0
    for pair in [*pairs, (len(old), len(new))]:
        aligned += _beside(range(left, pair[0]), range(right, pair[1]))
        if pair[0] < len(old):
            aligned.append(pair)
        left, right = pair[0] + 1, pair[1] + 1
    return aligned


def _beside(left: range, right: range) -> Iterator[tuple[int | None, int | None]]:
    """Lines without a counterpart stand beside each other to save space."""
    return itertools.zip_longest(left, right)


def _similar_pairs(old: list[str], new: list[str]) -> list[tuple[int, int]]:
    """The alignment with the greatest sum of similarities (longest common subsequence, weighted)."""
    words = [_words(line) for line in old], [_words(line) for line in new]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    gain = [[_similarity(a, b) for b in words[1]] for a in words[0]]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            paired = gain[i][j] + best[i + 1][j + 1] if gain[i][j] > 0 else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], paired)
    pairs, i, j = [], 0, 0
    while i < len(old) and j < len(new):
        if gain[i][j] > 0 and best[i][j] == gain[i][j] + best[i + 1][j + 1]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def _words(line: str) -> set[str]:
    return set(re.findall(r"\w+", line))


def _similarity(first: set[str], second: set[str]) -> float:
    """By how much the share of common words exceeds what makes two lines resemble each other."""
    total = len(first) + len(second)
    return 2 * len(first & second) / total - _SIMILAR if total else 0.0


def _marks(old: str, new: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """The stretches of two lines that differ, by tokens; none when the lines do not resemble each other."""
    if _similarity(_words(old), _words(new)) <= 0:
        return (), ()
    first, second = _TOKEN.findall(old), _TOKEN.findall(new)
    matcher = difflib.SequenceMatcher(None, first, second, autojunk=False)
    changes = [code for code in matcher.get_opcodes() if code[0] != "equal"]
    return (_spans(first, [(a, b) for _, a, b, _, _ in changes]), _spans(second, [(a, b) for _, _, _, a, b in changes]))


def _spans(tokens: list[str], ranges: list[Span]) -> tuple[Span, ...]:
    starts = [0]
    for token in tokens:
        starts.append(starts[-1] + len(token))
    return tuple((starts[a], starts[b]) for a, b in ranges if "".join(tokens[a:b]).strip())


def _rules(sites: Sequence[RuleSite], touched: list[Span]) -> tuple[str, ...]:
    """The rules of the lines that go; where lines only come, those of the nearest line."""

    def meeting(slack: int) -> set[str]:
        return {
            site.rule
            for site in sites
            for first, last in touched
            if site.line <= last + slack and first - slack <= site.end_line
        }

    return tuple(sorted(meeting(0) or meeting(1)))


def _notes(diagnostics: Sequence[Diagnostic], group: Sequence[Code]) -> tuple[Diagnostic, ...]:
    first, last = group[0][1] + 1, group[-1][2]
    return tuple(note for note in sorted(diagnostics) if first <= note.line <= last)
