"""The evidence of verifications as one HTML file: nothing is loaded, no script is run."""

from __future__ import annotations

import html
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tf2migrate.verification.report import place

if TYPE_CHECKING:
    from tf2migrate.verification.curves import Curve, Errors
    from tf2migrate.verification.report import Report, SiteReport

WIDTH, HEIGHT, MARGIN = 460, 150, 44

_STYLE = """
:root { color-scheme: light dark; --ink: #1d2733; --soft: #5d6b7a; --line: #d6dde5; --paper: #fff; --wash: #f5f7fa;
  --one: #1f5fbf; --two: #d9730d; --good: #1b7f4b; --bad: #b3261e; --none: #7a8592; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e9ef; --soft: #9aa7b5; --line: #35404d; --paper: #12181f;
  --wash: #1a222c; --one: #6ea8ff; --two: #ffa64d; --good: #55c48a; --bad: #ff7a70; --none: #8b97a5; } }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 62rem; padding: 2rem 1.25rem 4rem; font: 16px/1.5 system-ui, sans-serif;
  color: var(--ink); background: var(--paper) }
h1 { font-size: 1.6rem; margin: 0 0 .25rem } h2 { font-size: 1.2rem; margin: 0 }
h3 { font-size: 1rem; margin: 1.5rem 0 .5rem }
p { margin: .25rem 0 } .soft { color: var(--soft) } code, pre { font: .85rem/1.45 ui-monospace, monospace }
table { border-collapse: collapse; width: 100%; font-size: .9rem; font-variant-numeric: tabular-nums }
th { text-align: left; font-weight: 600; color: var(--soft) }
td, th { padding: .3rem .6rem .3rem 0; vertical-align: top;
  border-bottom: 1px solid var(--line) }
td.n, th.n { text-align: right; white-space: nowrap } .wide { overflow-x: auto }
.equal { color: var(--good) } .different { color: var(--bad) } .none { color: var(--none) }
details.program { border: 1px solid var(--line); border-radius: .5rem; margin: 1rem 0; padding: .75rem 1rem }
summary { cursor: pointer } summary h2 { display: inline; font-size: 1.05rem }
ol.ladder { list-style: none; display: flex; flex-wrap: wrap; gap: .35rem; padding: 0; margin: .5rem 0 }
ol.ladder li { border: 1px solid var(--line); border-radius: 1rem; padding: .1rem .75rem; font-size: .9rem }
ol.ladder li.equal { border-color: var(--good) } ol.ladder li.different { border-color: var(--bad); font-weight: 700 }
.difference { border-left: 4px solid var(--bad); background: var(--wash); padding: .6rem 1rem; margin: .75rem 0 }
.difference pre { margin: .3rem 0; white-space: pre-wrap } .charts { display: flex; flex-wrap: wrap; gap: 1rem }
figure { margin: 0; flex: 0 1 calc(50% - .5rem); min-width: 18rem } figcaption { font-size: .85rem; color: var(--soft) }
svg { width: 100%; height: auto; display: block } svg text { font: 11px system-ui, sans-serif; fill: var(--soft) }
.axis { stroke: var(--line); fill: none } .one { stroke: var(--one) } .two { stroke: var(--two) }
polyline { fill: none; stroke-width: 2 } polyline.two { stroke-dasharray: 5 4 }
polyline.bound { stroke: var(--none); stroke-width: 1 }
.key { font-weight: 600 } .key.k1 { color: var(--one) } .key.k2 { color: var(--two) }
"""

_LEVELS = {
    "variables": "the same weights",
    "forward": "the same results at fixed weights",
    "losses": "the same first losses",
    "gradients": "the same first updates",
    "steps": "the same results at every step",
    "weights": "the same weights in the end",
    "output": "the same printed text",
}
_WORLDS = {"shape": "their shape alone", "origin": "their op and which draw of it this is"}


def page(reports: Sequence[Report]) -> str:
    """A document with one section per program; those that are not equal come first."""
    order = {False: 0, None: 1, True: 2}
    reports = sorted(reports, key=lambda report: order[report.equal])
    counts = [
        (name, sum(report.verdict == name for report in reports)) for name in ("equal", "different", "not verified")
    ]
    title = ", ".join(f"{count} {name}" for name, count in counts if count) or "nothing was verified"
    body = [
        "<h1>" + html.escape(title[0].upper() + title[1:]) + "</h1>",
        '<p class="soft">Each program ran in its original form on TensorFlow 1 and rewritten on TensorFlow 2, from '
        "equal "
        "initial values, with equal random numbers and equal data. What every <code>session.run</code> returned, the "
        "weights "
        "and the printed text were compared.</p>",
        _overview(reports) if len(reports) > 1 else "",
        *(
            _program(report, f"p{number}", opened=len(reports) == 1 or report.equal is not True)
            for number, report in enumerate(reports)
        ),
    ]
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{html.escape(title)} — tf2migrate</title>\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<style>{_STYLE}</style>\n</head>\n<body>\n"
        + "\n".join(part for part in body if part)
        + "\n</body>\n</html>\n"
    )


def _class(equal: bool | None) -> str:
    return {True: "equal", False: "different", None: "none"}[equal]


def _overview(reports: Sequence[Report]) -> str:
    rows = []
    for number, report in enumerate(reports):
        verdicts = [site.verdict for site in report.sites if site.verdict]
        worst = max((verdict.largest_error for verdict in verdicts), default=0.0)
        rows.append(
            f'<tr><td><a href="#p{number}">{html.escape(report.original)}</a></td>'
            f'<td class="{_class(report.equal)}">{report.verdict}</td><td>{report.ladder.reached or "–"}</td>'
            f'<td class="n">{sum(verdict.calls for verdict in verdicts)}</td>'
            f'<td class="n">{sum(verdict.values for verdict in verdicts)}</td><td class="n">{_number(worst)}</td></tr>'
        )
    head = '<tr><th>program</th><th>verdict</th><th>equal up to</th><th class="n">runs</th><th class="n">values</th>'
    return f'<div class="wide"><table>{head}<th class="n">largest error</th></tr>{"".join(rows)}</table></div>'


def _program(report: Report, anchor: str, opened: bool) -> str:
    names = html.escape(report.original)
    if report.rewritten != report.original:
        names += f' <span class="soft">→ {html.escape(report.rewritten)}</span>'
    parts = [
        f'<summary><h2>{names}</h2> — <strong class="{_class(report.equal)}">{report.verdict}</strong></summary>',
        f"<p>{html.escape(report.reason)}</p>" if report.reason else "",
        f'<p class="soft">Original: {html.escape(str(report.oracle))}. Rewritten: TensorFlow '
        f"{html.escape(report.rewritten_version)}.{_worlds(report)}</p>"
        if report.oracle
        else "",
        _ladder(report),
        _difference(report),
        _charts(report),
        _sites(report),
        _weights(report),
        _transcript(report),
        "".join(f'<p class="soft">{html.escape(note[0].upper() + note[1:])}.</p>' for note in report.notes if note),
    ]
    inner = "\n".join(part for part in parts if part)
    return f'<details id="{anchor}" class="program"{" open" if opened else ""}>\n{inner}\n</details>'


def _worlds(report: Report) -> str:
    if not report.worlds:
        return ""
    worlds = [_WORLDS[world] for world in report.worlds]
    return " Random numbers depended on " + ", and in a second run on ".join(worlds) + "."


def _ladder(report: Report) -> str:
    levels = [level for level in report.ladder.levels if level.equal is not None]
    if not levels:
        return ""
    items = "".join(
        f'<li class="{_class(level.equal)}" title="{html.escape(level.detail)}">{"✓" if level.equal else "✗"} '
        f"{_LEVELS[level.name] if level.equal else _LEVELS[level.name].replace('the same ', 'other ')}</li>"
        for level in levels
    )
    return f'<ol class="ladder">{items}</ol>'


def _difference(report: Report) -> str:
    site = report.first_difference
    if site is None or site.verdict is None or site.verdict.difference is None:
        return ""
    difference = site.verdict.difference
    lines = [
        f"<p><strong>First difference:</strong> {html.escape(site.place)}, call {difference.call + 1}, "
        f"{html.escape(difference.what)}</p>",
        "<table><tr><th></th><th>value</th><th>source</th></tr>"
        f"<tr><td>original</td><td><code>{html.escape(difference.original)}</code></td>"
        f"<td><code>{html.escape(' '.join(site.text.split()))}</code></td></tr>",
    ]
    line, text = report.rewritten_sites.get(site.index, (0, ""))
    lines.append(
        f"<tr><td>rewritten</td><td><code>{html.escape(difference.rewritten)}</code></td>"
        f"<td><code>{html.escape(' '.join(text.split()))}</code>{f' (line {line})' if line else ''}</td></tr></table>"
    )
    if report.origin:
        origin = report.origin
        lines.append(
            f"<p>The first tensor of this run that differs is <code>{html.escape(origin.op)}</code>"
            + (f", made in {html.escape(place(origin.file, origin.line))}" if origin.line else "")
            + f": <code>{html.escape(origin.value)}</code>; "
            + (
                f"the rewritten program has <code>{html.escape(origin.nearest)}</code>"
                if origin.nearest
                else "the rewritten program has none of its shape"
            )
            + (
                f" ({html.escape(place(origin.rewritten_file, origin.rewritten_line))})"
                if origin.rewritten_line
                else ""
            )
            + ".</p>"
        )
    for where, rules in (
        (site.place, report.rules_at(site.line, site.file)),
        *([(place(report.origin.file, report.origin.line), report.origin.rules)] if report.origin else []),
    ):
        if rules:
            lines.append(f"<p>{html.escape(where[0].upper() + where[1:])} was rewritten by {', '.join(rules)}.</p>")
    return '<div class="difference">' + "".join(lines) + "</div>"


# Charts


def _charts(report: Report) -> str:
    places = {site.index: site.place for site in report.sites}
    figures = [_curve(curve, places.get(curve.site, "")) for curve in report.curves[:6]]
    figures += [_errors(errors, places.get(errors.site, "")) for errors in report.errors if len(errors.points) > 2][:6]
    if not figures:
        return ""
    key = '<p><span class="key k1">— original</span> &nbsp; <span class="key k2">- - rewritten</span></p>'
    return f'<h3>Over the calls</h3>{key}<div class="charts">{"".join(figures)}</div>'


def _curve(curve: Curve, where: str) -> str:
    calls = [point[0] for point in curve.points]
    values = [value for point in curve.points for value in point[1:]]
    scale = _Scale(min(calls), max(calls), min(values), max(values))
    drawn = (
        scale.frame()
        + scale.line("one", [(c, a) for c, a, _ in curve.points])
        + scale.line("two", [(c, b) for c, _, b in curve.points])
    )
    return _figure(drawn, f"value returned by the run in {where}, by call")


def _errors(errors: Errors, where: str) -> str:
    smallest = 1e-10
    points = [
        (call, math.log10(max(error, smallest)), math.log10(max(bound, smallest)))
        for call, error, bound in errors.points
    ]
    low = min(min(error, bound) for _, error, bound in points)
    high = max(max(error, bound) for _, error, bound in points)
    scale = _Scale(points[0][0], points[-1][0], low, high, powers=True)
    drawn = (
        scale.frame()
        + scale.line("bound", [(c, b) for c, _, b in points])
        + scale.line("one", [(c, e) for c, e, _ in points])
    )
    return _figure(drawn, f"largest relative error of the run in {where}, by call; thin: the bound")


def _figure(drawn: str, caption: str) -> str:
    return (
        f'<figure><svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{html.escape(caption)}">{drawn}</svg>'
        f"<figcaption>{html.escape(caption)}</figcaption></figure>"
    )


class _Scale:
    def __init__(self, left: float, right: float, low: float, high: float, powers: bool = False) -> None:
        self.left, self.right, self.low, self.high, self.powers = left, right, low, high, powers

    def place(self, x: float, y: float) -> tuple[float, float]:
        across = (x - self.left) / (self.right - self.left or 1)
        up = (y - self.low) / (self.high - self.low) if self.high > self.low else 0.5
        return MARGIN + across * (WIDTH - MARGIN - 10), HEIGHT - 22 - up * (HEIGHT - 36)

    def line(self, name: str, points: Sequence[tuple[float, float]]) -> str:
        text = " ".join(f"{x:.1f},{y:.1f}" for x, y in (self.place(*point) for point in points))
        return f'<polyline class="{name}" points="{text}"/>'

    def frame(self) -> str:
        x, bottom = self.place(self.left, self.low)
        end, top = self.place(self.right, self.high)
        low, high = (
            (f"1e{value:.0f}" for value in (self.low, self.high))
            if self.powers
            else (f"{value:.4g}" for value in (self.low, self.high))
        )
        if bottom == top:
            bottom, low = HEIGHT - 22.0, ""
        return (
            f'<path class="axis" d="M{x:.1f} 8V{HEIGHT - 22}H{end:.1f}"/>'
            f'<text x="{x - 4:.1f}" y="{top + 4:.1f}" text-anchor="end">{high}</text>'
            f'<text x="{x - 4:.1f}" y="{bottom:.1f}" text-anchor="end">{low}</text>'
            f'<text x="{x:.1f}" y="{HEIGHT - 6}">{self.left:g}</text>'
            f'<text x="{end:.1f}" y="{HEIGHT - 6}" text-anchor="end">{self.right:g}</text>'
        )


# Tables


def _sites(report: Report) -> str:
    if not report.sites:
        return ""
    rows = "".join(_site_row(site) for site in report.sites)
    head = (
        '<tr><th class="n">line</th><th>run</th><th class="n">calls</th><th class="n">values</th>'
        '<th class="n">largest error</th><th class="n">bound</th><th></th></tr>'
    )
    return f'<h3>Runs</h3><div class="wide"><table>{head}{rows}</table></div>'


def _site_row(site: SiteReport) -> str:
    text = " ".join(site.text.split())
    text = text if len(text) < 90 else text[:87] + "..."
    file = html.escape(f"{site.file} " if site.file else "")
    start = f'<tr><td class="n">{file}{site.line}</td><td><code>{html.escape(text)}</code></td>'
    verdict = site.verdict
    if verdict is None:
        return start + '<td colspan="4" class="none">not compared</td><td></td></tr>'
    bound = _number(verdict.bound) if verdict.bound else "exact" if verdict.values else "–"
    error = _number(verdict.largest_error) if verdict.bound else "–"
    equal = verdict.difference is None
    return (
        f'{start}<td class="n">{verdict.calls}</td><td class="n">{verdict.values}</td><td class="n">{error}</td>'
        f'<td class="n">{bound}</td><td class="{_class(equal)}">{"equal" if equal else "different"}</td></tr>'
    )


def _weights(report: Report) -> str:
    weights = report.ladder.variables
    if not weights:
        return ""
    rows = "".join(
        f"<tr><td><code>{html.escape(w.original)}</code>{_line(w.file, w.line)}</td>"
        f"<td><code>{html.escape(w.owner or w.rewritten)}</code>{_line(w.rewritten_file, w.rewritten_line)}</td>"
        f"<td>{html.escape(w.dtype)} {list(w.shape)}</td>"
        f'<td class="n">{_number(w.first_update)}</td><td class="n">{_number(w.error)}</td>'
        f'<td class="n">{_number(w.bound)}</td>'
        f'<td class="{_class(w.equal)}">{ {True: "equal", False: "different", None: "not told"}[w.equal] }</td></tr>'
        for w in weights
    )
    head = (
        '<tr><th>original</th><th>rewritten</th><th>type</th><th class="n">error of the first update</th>'
        '<th class="n">error in the end</th><th class="n">bound</th><th></th></tr>'
    )
    return f'<h3>Weights</h3><div class="wide"><table>{head}{rows}</table></div>'


def _transcript(report: Report) -> str:
    verdict = report.transcript
    if verdict is None:
        return ""
    if verdict.equal:
        counts = f"{verdict.numbers} numbers and {verdict.words} words"
        return f'<p>Printed text: <span class="equal">equal</span>, {counts}.</p>'
    return (
        f'<div class="difference"><p><strong>Printed text:</strong> different in line {verdict.line}</p>'
        f"<pre>original:  {html.escape(str(verdict.original))}\n"
        f"rewritten: {html.escape(str(verdict.rewritten))}</pre></div>"
    )


def _line(file: str, number: int | None) -> str:
    return f' <span class="soft">{html.escape(place(file, number))}</span>' if number else ""


def _number(value: float | None) -> str:
    if value is None:
        return "–"
    if math.isinf(value):
        return "∞"
    return f"{value:.1e}" if value else "0"
