"""`tf2migrate explain RULE or SYMBOL`: why, traps, before, after."""

from __future__ import annotations

import difflib
import textwrap
from typing import TYPE_CHECKING, Iterator

import click

from tf2migrate.cli.output import write_lines
from tf2migrate.rules.rule import Rule

if TYPE_CHECKING:
    from tf2migrate.reporting.symbol_explanations import Explanation

_WIDTH = 100


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("rule", nargs=-1, required=True, metavar="RULE|SYMBOL...")
def command(rule: tuple[str, ...]) -> None:
    """Explain a RULE, given by its id or its name, or what becomes of a SYMBOL of TensorFlow 1 (tf.nn.dropout,
    slim.conv2d).
    """
    chosen = [list(_explained(name)) for name in rule]
    for number, lines in enumerate(chosen):
        write_lines(([""] if number else []) + lines)


def _explained(name: str) -> Iterator[str]:
    """The explanation of a rule or of a symbol.

    Raises:
        click.UsageError: it is neither.
    """
    from tf2migrate.rules import all_rules

    by_name = {key: rule for rule in all_rules() for key in (rule.name, rule.id)}
    rule = by_name.get(name) or by_name.get(name.upper())
    if rule is not None:
        return _of_rule(rule)
    from tf2migrate.reporting import symbol_explanations

    path = symbol_explanations.find(name)
    if path is not None:
        return _of_symbol(symbol_explanations.explain(path))
    if "." in name:
        raise _unknown("symbol", name, [f"tf.{path}" for path in symbol_explanations.near(name)])
    close = difflib.get_close_matches(name.upper(), by_name, 3) or difflib.get_close_matches(name, by_name, 3)
    raise _unknown("rule", name, close, "; `tf2migrate rules` lists them, symbols are written as tf.nn.relu")


def _unknown(what: str, name: str, near: list[str], otherwise: str = "") -> click.UsageError:
    hint = f"; did you mean {' or '.join(near)}?" if near else otherwise
    return click.UsageError(f"unknown {what} {name}{hint}")


def _of_rule(rule: Rule) -> Iterator[str]:
    yield f"{rule.id} {rule.name} ({rule.safety.value})"
    yield ""
    yield rule.summary
    yield ""
    yield textwrap.dedent(rule.why).strip()
    yield from _programs(rule.before, rule.after)


def _of_symbol(found: "Explanation") -> Iterator[str]:
    yield from textwrap.wrap(found.summary, _WIDTH, break_long_words=False, break_on_hyphens=False)
    texts = [("Trap", found.trap), ("By hand", found.advice), ("Known from", found.source)]
    if found.rule is not None:
        texts.append(("Rule", f"{found.rule.id} {found.rule.name}: {found.rule.summary}."))
    for title, text in texts:
        if text:
            yield ""
            yield from textwrap.wrap(f"{title}: {text}", _WIDTH, break_long_words=False, break_on_hyphens=False)
    yield from _programs(found.before, found.after)


def _programs(before: str, after: str) -> Iterator[str]:
    for title, program in (("Before", before), ("After", after)):
        if program:
            yield f"\n{title}:\n"
            yield textwrap.indent(program.strip("\n"), "    ")
