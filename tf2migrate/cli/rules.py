"""`tf2migrate rules`: one line per rule."""

from __future__ import annotations

import click

from tf2migrate.cli.output import write_lines


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """List the rules: id, name, safety, summary.

    A safe rule keeps the meaning and is applied by default; an unsafe one is applied with --unsafe only; a
    manual one is never applied, it explains what to do by hand.
    """
    from tf2migrate.rules import all_rules

    rules = all_rules()
    name = max((len(rule.name) for rule in rules), default=0)
    identity = max((len(rule.id) for rule in rules), default=0)
    write_lines(
        f"{rule.id:{identity}}  {rule.name:{name}}  {rule.safety.value:6}  {rule.summary}" for rule in rules
    )
