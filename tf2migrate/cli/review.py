"""`tf2migrate review PATH`: look at each suggestion in a browser, accept or reject it, apply."""

from __future__ import annotations

import contextlib
import html
import os
import sys
import tempfile
from pathlib import Path
from typing import Any, Iterator

import click

from tf2migrate.cli import migrate
from tf2migrate.cli.output import tell, write_lines
from tf2migrate.cli.processing import Work
from tf2migrate.extras import needed
from tf2migrate.reporting.report import Mode, Report
from tf2migrate.reporting.text import report_lines

# A review reads as a migration does, and has ways of its own to tell and to write.
_OF_MIGRATE = ("write", "interactive", "check", "output_format", "stdin_filename", "version", "write_baseline")


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--browser/--no-browser", default=None, help="Open the page; done by default where there is a desktop.")
@click.option("--forget", is_flag=True, help="Start anew: forget what was decided and applied in earlier reviews.")
def command(browser: bool | None, forget: bool, **options: Any) -> int:
    """Review the migration of the files and folders PATH in a browser.

    Prints the address of a page of this machine that only you can open. Each suggestion can be accepted or
    rejected; what is accepted is written when you say so, and can be taken back. With --verify each program is
    run before and after first, and the page says what came out.
    """
    with needed("review"):
        from tf2migrate.review.rendering import page
        from tf2migrate.review.server import Server
    from tf2migrate.review.progress import Progress, store_for
    from tf2migrate.review.review import Review
    from tf2migrate.review.suggestions import suggestions

    paths = options.pop("paths")
    if migrate.STDIN in paths:
        raise click.UsageError("a review needs files or folders")
    report = migrate.gather(paths, Mode.DIFF, Work.MIGRATE, options)
    found = suggestions(report)
    if not found:
        tell(report_lines(report))
        return int(report.status)
    store = store_for(paths)
    if forget:
        store.save(Progress())
    review = Review(found, store)
    server = Server(review, lambda nonce: page(report, found, nonce))
    write_lines([server.url])
    tell([f"{len(found)} suggestion{'' if len(found) == 1 else 's'}. Open the address above; Ctrl-C ends the review."])
    with _opened(server.url, browser):
        with contextlib.suppress(KeyboardInterrupt):
            server.run()
    return _end(report, review)


command.params[:0] = [one for one in migrate.command.params if one.name not in _OF_MIGRATE]


def _end(report: Report, review: Any) -> int:
    counts = review.counts()
    tell([", ".join(f"{number} {word}" for word, number in counts.items() if number)])
    if counts["accepted"]:
        tell(["What is accepted and not applied is kept for the next review."])
    return 3 if report.failed else int(counts["applied"] < sum(counts.values()) or report.findings > 0)


@contextlib.contextmanager
def _opened(url: str, browser: bool | None) -> Iterator[None]:
    """The page in the user's browser.

    The address goes there in a file that only the user can read: the arguments of a program can be seen by all.
    """
    if not (_has_desktop() if browser is None else browser):
        yield
        return
    import webbrowser

    with _entrance(url) as file:
        with contextlib.suppress(webbrowser.Error):
            webbrowser.open(Path(file).as_uri())
        yield


@contextlib.contextmanager
def _entrance(url: str) -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="tf2migrate-") as folder:
        file = os.path.join(folder, "review.html")
        with open(file, "w", encoding="utf-8") as stream:
            stream.write(f'<!doctype html><meta http-equiv="refresh" content="0; url={html.escape(url)}">')
        yield file


def _has_desktop() -> bool:
    return sys.platform in ("win32", "darwin") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
