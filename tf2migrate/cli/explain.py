"""`tf2migrate explain RULE`: why, before, after."""

from __future__ import annotations

import difflib
import textwrap
from typing import Iterator

import click

from tf2migrate.cli.output import write_lines
from tf2migrate.rules.rule import Rule


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("rule", nargs=-1, required=True)
def command(rule: tuple[str, ...]) -> None:
    """Explain a RULE, given by its id or its name: why it exists, and a program before and after."""
    chosen = [_find(name) for name in rule]
    for number, found in enumerate(chosen):
        write_lines(([""] if number else []) + list(_explanation(found)))


def _find(name: str) -> Rule:
    from tf2migrate.rules import all_rules

    by_name = {key: rule for rule in all_rules() for key in (rule.name, rule.id)}
    if name in by_name:
        return by_name[name]
    if name.upper() in by_name:
        return by_name[name.upper()]
    near = difflib.get_close_matches(name.upper(), by_name, 3) or difflib.get_close_matches(name, by_name, 3)
    hint = f"; did you mean {' or '.join(near)}?" if near else "; `tf2migrate rules` lists them"
    raise click.UsageError(f"unknown rule {name}{hint}")


def _explanation(rule: Rule) -> Iterator[str]:
    yield f"{rule.id} {rule.name} ({rule.safety.value})"
    yield ""
    yield rule.summary
    yield ""
    yield textwrap.dedent(rule.why).strip()
    for title, program in (("Before", rule.before), ("After", rule.after)):
        if program:
            yield f"\n{title}:\n"
            yield textwrap.indent(program.strip("\n"), "    ")
