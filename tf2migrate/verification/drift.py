"""Small differences: what the kernels of another version of TensorFlow round, and what the rewriter changed.

Kernels of another version round otherwise in every step, which a disturbance that enters once does not show, and
training feeds every rounding back. Two things tell such a drift from a mistake:

1. The original runs again with its weights rounded up or down in their last place before every run. Programs that
   start equal, and drift apart no further than that one from itself, are equal.
2. The original runs on the embedded oracle, which shares the kernels of TensorFlow 2 with the rewritten program. It
   may share a fault as well, that of a layer which both take from tf2migrate. So it is believed only where everything
   that is computed at equal weights, results and updates of the weights, was equal to real TensorFlow 1. Else what it
   says is a hint for the reader.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from tf2migrate.verification.ladder import updates_agree
from tf2migrate.verification.report import Report
from tf2migrate.verification.worlds import Run

DRIFT = 2e-3  # relative error of run-site values up to which versions of TensorFlow may be the cause


def is_small(report: Report) -> bool:
    """Whether the programs differ in nothing but floats, and those by little."""
    if report.equal is not False:
        return False
    differences = [site.verdict.difference for site in report.sites if site.verdict and site.verdict.difference]
    numeric = all(difference.what.startswith(("value", "sum")) for difference in differences)
    printed = report.transcript is not None and report.transcript.equal
    return numeric and printed and _largest_error(report) <= DRIFT and not report.reason


def may_drift(report: Report, before: Run) -> bool:
    """Whether the programs differ a little, and not as long as their weights were equal."""
    return is_small(report) and _starts_equal(report, before)


def explained_by_roundings(report: Report, again: Report) -> Report:
    """The report on a program that differs a little.

    Args:
        report: what the comparison said.
        again: what it says when the bounds allow for what roundings of the weights do to the original.
    """
    if not again.equal:
        return report
    note = (
        f"the programs drift apart (run-site values by up to {_largest_error(report):.1e}) as far as the original "
        "drifts when its weights are rounded in their last place before every run"
    )
    return dataclasses.replace(again, notes=(*again.notes, note))


def explained_by_versions(
    report: Report, again: Report, worlds: Sequence[tuple[Report, Run, Run, Run | None]]
) -> Report:
    """The report on a program that differs a little.

    Args:
        report: what the comparison with real TensorFlow 1 said.
        again: what the comparison with the embedded oracle says.
        worlds: for each world what the comparison with real TensorFlow 1 says when its bounds allow for roundings, and
            what the original did, the rewritten program, and the original with its weights rounded.
    """
    if not again.equal:
        return report
    same = f"the original on the graph mode of TensorFlow {again.oracle.version} does what the rewritten program does"
    if all(
        (one.equal or may_drift(one, before)) and updates_agree(before, after, rounded)
        for one, before, after, rounded in worlds
    ):
        note = (
            "results and updates at equal weights were equal to those of real TensorFlow 1; then the program drifts "
            f"apart (run-site values by up to {_largest_error(report):.1e}). {same[0].upper()}{same[1:]}: the drift is "
            "that of the versions of TensorFlow"
        )
        return dataclasses.replace(again, oracle=report.oracle, notes=(*again.notes, note))
    note = f"{same}: an op of TensorFlow has changed between the versions, or both share a mistake of tf2migrate"
    return dataclasses.replace(report, notes=(*report.notes, note))


def _starts_equal(report: Report, before: Run) -> bool:
    """Whether there was no difference as long as the weights were equal: up to the first run that trains them."""
    firsts = [calls[0].order for site, calls in before.calls.items() if site in before.changing and calls]
    differences = [site.verdict.difference for site in report.sites if site.verdict and site.verdict.difference]
    return bool(firsts) and all(difference.order > min(firsts) for difference in differences)


def _largest_error(report: Report) -> float:
    return max((site.verdict.largest_error for site in report.sites if site.verdict), default=0.0)
