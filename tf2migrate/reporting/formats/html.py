"""html: one file to look at, with every suggestion side by side; it needs nothing else, not even a network."""

from __future__ import annotations

from tf2migrate.reporting.report import Report


def render(report: Report) -> bytes:
    """The page.

    Raises:
        MissingExtra: the packages of the extra `review` are not installed.
    """
    from tf2migrate.extras import needed

    with needed("review"):
        from tf2migrate.review.rendering import render as page

    return page(report)
