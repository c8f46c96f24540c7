"""Pairing of variables, the ladder, the search for the first tensor that differs, and the page; no program runs."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from test_verification_compare import leaf

from tf2migrate.reporting.verification_page import page
from tf2migrate.result import RuleSite
from tf2migrate.verification.compare import compare_site
from tf2migrate.verification.curves import curves, errors
from tf2migrate.verification.ladder import climb
from tf2migrate.verification.pairing import pair_variables
from tf2migrate.verification.report import Oracle, Report, SiteReport
from tf2migrate.verification.search import first_difference
from tf2migrate.verification.transcript import compare_transcripts
from tf2migrate.verification.worlds import Call, Run, State, Tensor, Variable


def variable(name, *values, role="weight", trainable=True, follows=False):
    """A weight whose value was `values[n]` after n calls."""
    states = tuple(State("before 0" if n == 0 else "end", n, leaf(*value)) for n, value in enumerate(values))
    return Variable(name, "float32", (len(values[0]),), trainable, role, 3, states, follows)


def run(losses, *variables, changing=(0,)):
    calls = {0: [Call(n, n, (leaf(value),)) for n, value in enumerate(losses)]}
    text = "".join(f"{value:.6f}\n" for value in losses)
    return Run("finished", text, "", calls, {0: len(losses)}, variables=tuple(variables), changing=frozenset(changing))


def ladder(before, after, *noisy):
    verdict = compare_site(0, before, after)
    return climb(before, after, [verdict], compare_transcripts(before.stdout, after.stdout), noisy)


def names(pairing):
    return [(one.name, other.name) for one, other in pairing.pairs]


def test_pairs_by_value_where_names_and_order_differ():
    ours = [variable("a:0", (1.0, 2.0), (3.0, 4.0)), variable("b:0", (5.0, 6.0), (7.0, 8.0))]
    theirs = [variable("m/y", (5.0, 6.0), (7.0, 8.0)), variable("m/x", (1.0, 2.0), (3.0, 4.0))]
    assert names(pair_variables(ours, theirs)) == [("a:0", "m/x"), ("b:0", "m/y")]


def test_slots_and_seeds_are_passed_over():
    ours = [variable("a:0", (1.0,)), variable("a/Adam:0", (0.0,), role="optimizer")]
    theirs = [variable("seed", (0.0,), role="seed"), variable("a", (1.0,))]
    assert names(pair_variables(ours, theirs)) == [("a:0", "a")]


def test_another_shape_is_no_counterpart():
    pairing = pair_variables([variable("a:0", (1.0, 2.0))], [variable("a", (1.0,))])
    assert not pairing.pairs and pairing.left and pairing.added


LOSSES = [3.0, 2.0, 1.0]
WEIGHT = variable("w:0", (1.0, 2.0), (0.9, 1.8))


def test_all_levels_are_equal():
    found = ladder(run(LOSSES, WEIGHT), run(LOSSES, WEIGHT))
    assert found.stopped is None and found.reached == "output"


@pytest.mark.parametrize(
    ("after", "reached", "stopped"),
    [
        (run([3.1, 2.0, 1.0], WEIGHT), "variables", "losses"),
        (run([3.0, 2.1, 1.0], WEIGHT), "gradients", "steps"),
        (run(LOSSES, variable("w:0", (1.0, 2.0), (0.9, 1.9))), "losses", "gradients"),
    ],
)
def test_the_level_that_differs_is_named(after, reached, stopped):
    found = ladder(run(LOSSES, WEIGHT), after)
    assert (found.reached, found.stopped.name) == (reached, stopped)


def test_a_weight_that_ends_elsewhere_is_a_difference():
    late = [variable("w:0", (1.0, 2.0), (0.9, 1.8), (0.5, end)) for end in (1.5, 1.6)]
    found = ladder(run(LOSSES, late[0]), run(LOSSES, late[1]))
    assert found.stopped.name == "weights" and found.variables[0].equal is False
    # unless a little noise moves it as far, or nobody can say where it starts
    assert ladder(run(LOSSES, late[0]), run(LOSSES, late[1]), run(LOSSES, late[1])).variables[0].equal is None
    racing = [variable("w:0", *[(1.0, 2.0)], (0.5, end), follows=True) for end in (1.5, 1.6)]
    assert ladder(run(LOSSES, racing[0]), run(LOSSES, racing[1])).variables[0].equal is None


def test_single_weights_that_an_adaptive_optimizer_moves_are_no_evidence():
    def sides(wrong):
        ours = [variable(f"{n}:0", (0.0, 1.0), (0.5, 1.5)) for n in "abc"]
        slots = [variable(f"{n}/Adam:0", (0.0, 0.0), role="optimizer") for n in "abc"]
        theirs = [variable(f"{n}:0", (0.0, 1.0), (0.5, 1.5 + (n in wrong))) for n in "abc"]
        return run(LOSSES, *ours, *slots), run(LOSSES, *theirs)

    assert [weight.equal for weight in ladder(*sides("c")).variables] == [True, True, None]
    assert [weight.equal for weight in ladder(*sides("bc")).variables] == [True, False, False]


def tensor(op, line, *values):
    return Tensor(op, line, leaf(*values))


def test_the_first_tensor_that_differs():
    ours = [tensor("MatMul a", 4, 1.0, 2.0), tensor("Tanh b", 5, 0.7, 0.9), tensor("Sum c", 6, 1.6)]
    theirs = [tensor("MatMul", 9, 1.0, 2.0), tensor("Sigmoid", 10, 0.6, 0.8), tensor("Sum", 11, 1.4)]
    found = first_difference(ours, theirs)
    assert (found.op, found.line, found.rewritten_line) == ("Tanh b", 5, 10)
    assert first_difference(ours, ours) is None and first_difference(ours, []) is None


class Reader(HTMLParser):
    VOID = {"meta", "br"}

    def __init__(self):
        super().__init__()
        self.open, self.loaded = [], []

    def handle_starttag(self, tag, attributes):
        self.loaded += [value for name, value in attributes if name in ("src", "href") and not value.startswith("#")]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        pass

    def handle_endtag(self, tag):
        while self.open and self.open[-1] != tag and self.open[-1] in ("tr", "td", "th"):
            self.open.pop()
        assert self.open.pop() == tag


def test_the_page_holds_the_evidence():
    before, after = run(LOSSES, WEIGHT), run([3.0, 2.1, 1.0], WEIGHT)
    verdict = compare_site(0, before, after)
    report = Report(
        "a<b>.py",
        "b.py",
        False,
        "",
        Oracle("tensorflow", "1.15.5", "python"),
        "2.21.0",
        (SiteReport(0, 7, "sess.run([train, loss])", verdict),),
        compare_transcripts(before.stdout, after.stdout),
        worlds=("shape",),
        ladder=ladder(before, after),
        rules={"": (RuleSite(6, 8, "TFM101"),)},
        rewritten_sites={0: (12, "train_step(x)")},
        curves=curves(before, after),
        errors=errors(before, after),
    )
    text = page([report, report])
    reader = Reader()
    reader.feed(text)
    assert not reader.open and not reader.loaded and "<script" not in text
    for part in (
        "a&lt;b&gt;.py",
        "sess.run([train, loss])",
        "train_step(x)",
        "TFM101",
        "<polyline",
        "w:0",
        "2 different",
    ):
        assert part in text, part
    assert "line 12: train_step(x)" in report.render() and "rewritten by TFM101" in report.render()
    assert page([]).startswith("<!doctype html>")
