"""A review in the terminal, as `git add -p` does it."""

from __future__ import annotations

import os
from typing import Callable, Iterator, Mapping, Sequence

import click

from tf2migrate.reporting.diff import diff_of_change, diff_of_creation
from tf2migrate.reporting.text import place, verdict
from tf2migrate.review.parts import parts_of
from tf2migrate.review.suggestions import Suggestion
from tf2migrate.rules.rule import Rule

_HELP = """y - apply this suggestion
n - do not apply it
a - apply it and all later ones in {folder}
d - apply neither it nor any later one in {folder}
q - quit; apply neither it nor any later one
? - this help"""
_COLOURS = {"+": "green", "-": "red", "@": "cyan"}


def chosen(
    suggestions: Sequence[Suggestion], rules: Mapping[str, Rule], ask: Callable[[str], str]
) -> Iterator[Suggestion]:
    """The suggestions that the user wants, each as soon as it is known.

    Arguments:
        suggestions: what to ask about, in this order.
        rules: the rules by their ids.
        ask: shows a prompt and gives one line of the answer; empty at the end of the input, which means to quit.
    """
    settled: dict[str, bool] = {}
    for number, suggestion in enumerate(suggestions, 1):
        folder = os.path.dirname(suggestion.paths[0]) or os.curdir
        if folder not in settled or settled[folder] and suggestion.equal is False:  # no "all" covers a difference
            show(suggestion, rules)
            answer = _answer(ask, f"({number}/{len(suggestions)}) Apply this suggestion [y,n,a,d,q,?]? ", folder)
            if answer == "q":
                return
            if answer in "ad" and folder not in settled:
                settled[folder] = answer == "a"
            wanted = answer in "ya"
        else:
            wanted = settled[folder]
        if wanted:
            yield suggestion


def _answer(ask: Callable[[str], str], prompt: str, folder: str) -> str:
    while True:
        answer = ask(click.style(prompt, fg="blue", bold=True))
        if not answer:
            return "q"
        if answer.strip().lower() in tuple("ynadq"):
            return answer.strip().lower()
        click.secho(_HELP.format(folder=folder), fg="red", bold=True)


def show(suggestion: Suggestion, rules: Mapping[str, Rule]) -> None:
    """The diff of a suggestion with its rules and findings."""
    for id_ in suggestion.rules:
        rule = rules.get(id_)
        click.secho(f"{id_} [{rule.safety.value}] {rule.summary}" if rule else id_, bold=True)
    for note in suggestion.notes:
        where = place(note.path, note.line, note.column, note.cell)
        click.secho(_plain(f"{where}: {note.rule} [{note.safety.value}] {note.message}"), fg="yellow")
    for path in suggestion.staying:
        click.secho(_plain(f"{path} imports this and stays on TensorFlow 1"), fg="yellow")
    if suggestion.exchanging:
        click.secho(
            _plain(f"exchanges checkpoints, as {', '.join(suggestion.exchanging)}: accept them together"), fg="yellow"
        )
    for verification in suggestion.verifications:
        click.echo(_plain(f"{verification.path}: {verdict(verification.equal)}"))
    for result in suggestion.results:
        for part in parts_of(result):
            name = f"{result.path} ({part.label})" if part.label else result.path
            _show_diff(diff_of_change(name, part.result.source, part.result.output).replace(b"\xef\xbb\xbf", b""))
    for path, data in suggestion.new_files.items():
        if not os.path.exists(path):
            head, *_ = diff_of_creation(path, data).split(b"@@", 1)
            _show_diff(head)
            click.echo(f"({data.count(bytes([10]))} lines)")


def _show_diff(diff: bytes) -> None:
    for line in diff.decode("utf-8", "backslashreplace").split("\n")[:-1]:
        header = line.startswith(("--- ", "+++ "))
        click.secho(line, bold=header, fg=None if header else _COLOURS.get(line[:1]))


def _plain(text: str) -> str:
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
