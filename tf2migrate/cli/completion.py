"""Completion in the shell by click: commands, options and paths."""

from __future__ import annotations

import importlib
from typing import Mapping

import click
from click.shell_completion import CompletionItem


class _Commands(click.Group):
    """The commands; a first word that names none of them is a path, as on the command line itself."""

    def __init__(self, modules: Mapping[str, str]) -> None:
        default = importlib.import_module(modules["migrate"]).command
        options = [parameter for parameter in default.params if isinstance(parameter, click.Option)]
        super().__init__(params=options, context_settings=default.context_settings)
        self.modules = modules

    def list_commands(self, context: click.Context) -> list[str]:
        return sorted(self.modules)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        return importlib.import_module(self.modules[name]).command if name in self.modules else None

    def shell_complete(self, context: click.Context, incomplete: str) -> list[CompletionItem]:
        return [*super().shell_complete(context, incomplete), CompletionItem(incomplete, type="file")]


def complete(modules: Mapping[str, str], program: str) -> None:
    """Answer the shell, as the environment asks for, and exit."""
    _Commands(modules).main([], prog_name=program)
