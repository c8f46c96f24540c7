"""README.md says what the command line does."""

import importlib
import re
import stat
from pathlib import Path

import pytest

from tf2migrate import configuration
from tf2migrate.cli import COMMANDS
from tf2migrate.discovery import SKIPPED_FOLDERS
from tf2migrate.reporting import json_document
from tf2migrate.reporting.report import ExitStatus

TOP = Path(__file__).parent.parent
README = (TOP / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_is_documented(command):
    parameters = importlib.import_module(COMMANDS[command]).command.params
    options = {option for parameter in parameters for option in (*parameter.opts, *parameter.secondary_opts)}
    assert [option for option in sorted(options) if option.startswith("-") and f"`{option}" not in README] == []


def test_every_documented_option_exists():
    known = {"--help", "-h"}
    for module in COMMANDS.values():
        for parameter in importlib.import_module(module).command.params:
            known.update(parameter.opts, parameter.secondary_opts)
    table = README.split("### Options")[1].split("\n\nThe settings")[0]
    assert set(re.findall(r"(?<=[`, ])--?[a-z][\w-]*", table)) <= known


def test_every_setting_is_documented():
    table = README.split("### Options")[1].split("###")[0]
    settings = {match for match in re.findall(r"\| `([a-z12-]+) = ", table)}
    assert settings == set(configuration._KEYS)


def test_every_skipped_folder_is_documented():
    assert [folder for folder in sorted(SKIPPED_FOLDERS) if f"`{folder}`" not in README] == []


def test_every_exit_status_is_documented():
    table = README.split("### Exit status")[1].split("###")[0]
    assert {int(status) for status in re.findall(r"^\| (\d+) \|", table, re.MULTILINE)} == set(ExitStatus)


def test_every_key_of_the_json_document_is_documented():
    text = README.split("### The json document")[1].split("###")[0]
    types = [
        getattr(json_document, name) for name in dir(json_document) if name.endswith(("Entry", "Summary", "Document"))
    ]
    keys = {key for one in types for key in one.__annotations__}
    assert [key for key in sorted(keys) if f"`{key}`" not in text] == []


def test_continuous_integration_runs_the_command_of_the_readme():
    run = TOP / ".ci" / "run"
    command = re.search(r"```sh\n(.*pytest)\n```", README)[1]
    assert command in run.read_text()
    assert run.stat().st_mode & stat.S_IXUSR
