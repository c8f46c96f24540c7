"""`tf2migrate lsp`: the language server, on stdin and stdout."""

from __future__ import annotations

import click

from tf2migrate.extras import needed


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
def command() -> int:
    """Serve an editor by the language server protocol, on stdin and stdout."""
    with needed("lsp"):
        from tf2migrate.lsp.server import make_server
    make_server().start_io()
    return 0
