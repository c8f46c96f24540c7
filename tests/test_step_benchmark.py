"""The benchmark of training steps: what it writes into programs, and what it makes of the times."""

from __future__ import annotations

import builtins
import time

import pytest
from step_benchmark import timing, warm
from step_clock import CLOCK, TIMED, Clock


def test_run_sites_are_timed_and_made_again(monkeypatch):
    clock, steps = Clock(5, 10.0), []
    monkeypatch.setattr(builtins, CLOCK, time.perf_counter, raising=False)
    monkeypatch.setattr(builtins, TIMED, clock.timed, raising=False)
    code = b"""\
def train(data):
    for x in data:
        value = __tf2migrate_record__(0, step(x))
        __tf2migrate_record__(1, show(value))
    return value
result = train([1, 2])
"""
    names = {"step": lambda x: steps.append(x) or len(steps), "show": lambda x: None}
    exec(timing(code, frozenset({0})), names)
    assert steps == [1, 1, 1, 1, 1, 1, 2] and names["result"] == 7
    assert list(clock.times) == [0] and len(clock.times[0]) == 7


def test_an_end_of_the_data_ends_the_repeats():
    clock, data = Clock(5, 10.0), iter([1])
    assert clock.timed(time.perf_counter(), 0, 3, lambda: next(data)) == 3
    assert len(clock.times[0]) == 2


@pytest.mark.parametrize("times, left", [([9], [9]), ([9, 1, 2], [1, 2]), ([9, 9, 9, 1, 2, 3, 4], [1, 2, 3, 4])])
def test_first_steps_do_not_count(times, left):
    assert warm(times) == left
