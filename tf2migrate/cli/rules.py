"""`tf2migrate rules`: one line per rule, or the documentation of all of them."""

from __future__ import annotations

import textwrap
from typing import Iterator, Sequence

import click

from tf2migrate.cli.output import write_lines
from tf2migrate.rules.rule import Rule


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--markdown", is_flag=True, help="Print the documentation of all rules instead.")
def command(markdown: bool) -> None:
    """List the rules: id, name, safety, summary.

    A safe rule keeps the meaning and is applied by default; an unsafe one is applied with --unsafe only; a
    manual one is never applied, it explains what to do by hand.
    """
    from tf2migrate.rules import all_rules

    rules = all_rules()
    write_lines(_documentation(rules) if markdown else _list(rules))


def _list(rules: Sequence[Rule]) -> Iterator[str]:
    name = max((len(rule.name) for rule in rules), default=0)
    identity = max((len(rule.id) for rule in rules), default=0)
    for rule in rules:
        yield f"{rule.id:{identity}}  {rule.name:{name}}  {rule.safety.value:6}  {rule.summary}"


def _documentation(rules: Sequence[Rule]) -> Iterator[str]:
    yield from ("# Rules", "", "| rule | name | safety | what it does |", "|---|---|---|---|")
    for rule in rules:
        yield f"| [{rule.id}](#{rule.id.lower()}-{rule.name}) | {rule.name} | {rule.safety.value} | {rule.summary} |"
    for rule in rules:
        yield from ("", f"## {rule.id} {rule.name}", "", f"{rule.summary}. ({rule.safety.value})")
        if rule.why.strip():
            yield from ("", textwrap.dedent(rule.why).strip())
        for title, program in (("Before", rule.before), ("After", rule.after)):
            if program:
                yield from ("", f"{title}:", "", "```python", program.strip("\n"), "```")
