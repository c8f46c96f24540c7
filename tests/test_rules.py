"""The rules as documentation: complete, in order, and true, for each example is what the tool does."""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import tf1isms

import tf2migrate
from tf2migrate.engine import check, migrate
from tf2migrate.result import Safety
from tf2migrate.rules import all_rules, lowerings

PACKAGE = Path(tf2migrate.__file__).parent
ID = re.compile(r"TFM\d{3}")
# No program fails the checks of the output on purpose; what the others refuse, another rule refuses first
WITHOUT_EXAMPLE = {"TFM208", "TFM907", "TFM914", "TFM915", "TFM990"}

by_id = pytest.mark.parametrize("rule", lowerings.RULES, ids=lambda rule: rule.id)
safe = pytest.mark.parametrize(
    "rule", [r for r in lowerings.RULES if r.safety is Safety.SAFE], ids=lambda rule: rule.id
)
manual = pytest.mark.parametrize(
    "rule", [r for r in lowerings.RULES if r.safety is Safety.MANUAL and r.before], ids=lambda rule: rule.id
)


def emitted() -> dict[str, set[str]]:
    """Where the package names each id, apart from its documentation."""
    found: dict[str, set[str]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        for rule in _ids_in_code(ast.parse(path.read_text(encoding="utf-8"))):
            found.setdefault(rule, set()).add(path.name)
    for path in sorted(PACKAGE.rglob("*.tsv")):
        with open(path, encoding="utf-8", newline="") as stream:
            for row in csv.reader(stream, delimiter="\t"):
                for cell in row:
                    if ID.fullmatch(cell):
                        found.setdefault(cell, set()).add(path.name)
    return found


def _ids_in_code(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Rule":
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and ID.fullmatch(node.value):
        yield node.value
    for child in ast.iter_child_nodes(node):
        yield from _ids_in_code(child)


def test_ids_and_names_are_unique_and_sorted():
    rules = all_rules()
    assert [rule.id for rule in rules] == sorted({rule.id for rule in rules})
    assert len({rule.name for rule in rules}) == len(rules)
    assert [rule.id for rule in lowerings.RULES] == sorted(rule.id for rule in lowerings.RULES)
    assert all(ID.fullmatch(rule.id) for rule in rules)
    assert all(re.fullmatch(r"[a-z0-9]+([-.][a-z0-9]+)*", rule.name) for rule in rules)


def test_every_emitted_id_is_documented_and_every_documented_id_is_emitted():
    documented = {rule.id for rule in all_rules()}
    used = emitted()
    undocumented = {rule: places for rule, places in used.items() if rule not in documented}
    assert not undocumented
    assert not documented - set(used)


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.id)
def test_texts_are_there(rule):
    assert rule.summary and len(rule.summary) <= 90 and not rule.summary.endswith(".")
    assert rule.why.strip().endswith((".", "?"))
    assert rule.summary[0].isupper()
    if rule.before:
        compile(rule.before, rule.id, "exec")
    if rule.after:
        compile(rule.after, rule.id, "exec")
    if rule.safety is Safety.MANUAL:
        assert not rule.after


@by_id
def test_examples_are_given(rule):
    assert bool(rule.before) == (rule.id not in WITHOUT_EXAMPLE)
    assert bool(rule.after) == (rule.safety is Safety.SAFE)


@safe
def test_example_is_migrated_as_documented(rule):
    result = migrate(rule.before.encode(), "program.py")
    assert result.output.decode() == rule.after
    assert rule.id in result.applied
    assert result.error is None
    if rule.id != "TFM900":
        assert not result.diagnostics
        assert not tf1isms.find(rule.after)


@safe
def test_migrated_example_is_finished(rule):
    again = migrate(rule.after.encode(), "program.py")
    assert again.output.decode() == rule.after
    if rule.id != "TFM900":
        assert not again.diagnostics and not again.applied


@manual
def test_example_of_a_manual_rule_is_explained_and_compiles(rule):
    result = migrate(rule.before.encode(), "program.py")
    findings = [d for d in result.diagnostics if d.rule == rule.id]
    assert findings
    for finding in findings:
        assert 1 <= finding.line <= rule.before.count("\n")
        assert finding.message
        assert finding.safety is Safety.MANUAL
    compile(result.output, "program.py", "exec")
    if result.applied == ("TFM900",) or "TFM219" in result.applied:
        assert b"tensorflow.compat.v1" in result.output
    elif result.output.decode() != rule.before:  # only the statement goes that the finding names
        assert not tf1isms.find(result.output.decode())


@pytest.mark.parametrize("rule", [r for r in lowerings.RULES if r.before], ids=lambda rule: rule.id)
def test_check_says_what_migrate_does(rule):
    result, seen = migrate(rule.before.encode(), "program.py"), check(rule.before.encode(), "program.py")
    assert bool(seen.applied) == result.changed
    assert rule.safety is Safety.MANUAL or rule.id in seen.applied
    assert seen.diagnostics == result.diagnostics
    assert seen.output == seen.source
