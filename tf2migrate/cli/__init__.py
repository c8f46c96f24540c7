"""The command line. A first argument that names a command is that command; anything else is migrated.

Each command is a module here and is imported only when it is called, so that `tf2migrate --help` starts fast.
"""

from __future__ import annotations

import importlib
import os
import sys

COMMANDS = {
    "migrate": "tf2migrate.cli.migrate",
    "lsp": "tf2migrate.cli.lsp",
    "review": "tf2migrate.cli.review",
    "verify": "tf2migrate.cli.verify",
    "oracle": "tf2migrate.cli.oracle",
    "checkpoint": "tf2migrate.cli.checkpoint",
    "rules": "tf2migrate.cli.rules",
    "explain": "tf2migrate.cli.explain",
}


def main(arguments: list[str] | None = None) -> int:
    """Run the command line.

    Arguments:
        arguments: what follows the name of the program; those of the process by default.

    Returns:
        The exit status, see `tf2migrate.reporting.report.ExitStatus`.

    Raises:
        SystemExit: the reader of our output went away, as in `tf2migrate . | head`, or the shell asked for
            completions; click sees to both.
    """
    import click

    from tf2migrate.configuration import ConfigurationError
    from tf2migrate.extras import MissingExtra
    from tf2migrate.reporting.report import ExitStatus

    arguments = list(sys.argv[1:] if arguments is None else arguments)
    if "_TF2MIGRATE_COMPLETE" in os.environ:
        from tf2migrate.cli.completion import complete

        complete(COMMANDS, "tf2migrate")
    name, program = "migrate", "tf2migrate"
    if arguments and arguments[0] in COMMANDS:
        name = arguments.pop(0)
        program = f"tf2migrate {name}"
    try:
        command = importlib.import_module(COMMANDS[name]).command
        return int(command.main(arguments, prog_name=program, standalone_mode=False) or 0)
    except click.ClickException as error:
        error.show()
        return ExitStatus.USAGE
    except (ConfigurationError, MissingExtra) as error:
        click.echo(f"Error: {error}", err=True)
        return ExitStatus.USAGE
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted.", err=True)
        return ExitStatus.INTERRUPTED
