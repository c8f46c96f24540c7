"""text: a diff that `git apply` takes, or the lines of `--check`; nothing when files were written."""

from __future__ import annotations

from tf2migrate.reporting.diff import diff_of_change, diff_of_creation
from tf2migrate.reporting.report import Mode, Report
from tf2migrate.reporting.text import check_lines


def render(report: Report) -> bytes:
    """What goes to stdout; findings, errors and the summary go to stderr in every format."""
    if report.mode is Mode.CHECK:
        return "".join(f"{line}\n" for line in check_lines(report)).encode("utf-8", "surrogateescape")
    if report.mode is Mode.WRITE:
        return b""
    changes = [diff_of_change(result.path, result.source, result.output) for result in report.changed]
    return b"".join(changes + [diff_of_creation(path, data) for path, data in report.created.items()])
