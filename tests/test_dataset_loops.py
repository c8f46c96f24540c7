"""Loops that end with StopIteration become `for` loops that do the same; the others stay as they are."""

from __future__ import annotations

import contextlib
import io

import pytest

from tf2migrate.rewriting.dataset_loops import as_for_loops

_HEAD = """\
DATA = [(1, 2), (3, 4), (5, 6)]


def step(a, b):
    print("step", a, b)
    return a, b


def one(batch):
    print("one", batch)
    return batch


"""
FOR = {
    "names of the parameters": """\
iterator = iter(DATA)
while True:
    try:
        total = sum(step(*next(iterator)))
        print(total)
    except StopIteration:
        break
print("end")
""",
    "what follows the last element": """\
iterator = iter(DATA)
print("start")
while True:  # all of them
    try:
        # a step
        _, loss = step(*next(iterator))  # trains

        if loss > 4:
            continue
        print(loss)
        # nothing is left
    except StopIteration:  # the end
        print("done")
        # leave
        break  # now
print("end")
""",
    "try round the loop": """\
def main():
    iterator = iter(DATA)
    try:
        print("first")
        while True:
            loss, norm = [r * 2 for r in step(*next(iterator))]
            print(loss, norm)
    except StopIteration:
        print("done")
        return 7


print(main())
""",
    "try round the loop that does nothing more": """\
iterator = iter(DATA)
try:
    while True:
        loss, _ = step(*next(iterator))
        if loss == 3:
            break
except StopIteration:
    pass
print("end", loss)
""",
    "names that are taken": """\
a = 5
iterator = iter(DATA)
while True:
    try:
        step(*next(iterator))
    except StopIteration:
        break
print(a)
""",
    "names that a function reads": """\
a = 5


def again():
    print(a)


iterator = iter(DATA)
while 1:
    try:
        step(*next(iterator))
        again()
    except StopIteration:
        break
""",
    "more arguments": """\
iterator = iter([(1,), (2,)])
while True:
    try:
        step(*next(iterator), b=3)
    except StopIteration:
        break
""",
    "an element": """\
iterator = iter(DATA)
while True:
    try:
        value = one(next(iterator))
        print(value)
    except StopIteration:
        break
""",
    "an element with names": """\
iterator = iter(DATA)
while True:
    try:
        images, labels = next(iterator)  # a batch
        print(images, labels)
    except StopIteration:
        break
""",
    "an element and nothing else": """\
iterator = iter(DATA)
count = 0
while True:
    try:
        element = next(iterator)
    except StopIteration:
        break
""",
    "a clock": """\
import time

iterator = iter(DATA)
while True:
    try:
        start = time.time()
        step(*next(iterator))
        assert time.time() >= start
    except StopIteration:
        break
""",
    "epochs": """\
def make(data):
    print("made")
    return data


for epoch in range(2):
    iterator = iter(make(DATA))  # anew
    while True:
        try:
            step(*next(iterator))
        except StopIteration:
            break
""",
    "constants between": """\
def make(data):
    print("made")
    return data


iterator = iter(make(DATA))
total, losses = 0, []
last = -1
while True:
    try:
        a, b = next(iterator)
        total += a
        losses.append(b)
    except StopIteration:
        break
print(total, losses, last)
""",
    "something else between": """\
def make(data):
    print("made")
    return data


iterator = iter(make(DATA))
print("between")
while True:
    try:
        a, b = next(iterator)
    except StopIteration:
        break
""",
    "the same iterator twice": """\
iterator = iter(DATA)
step(*next(iterator))
while True:
    try:
        step(*next(iterator))
    except StopIteration:
        break
""",
    "an iterator of all epochs": """\
iterator = iter(DATA)
for epoch in range(2):
    print(epoch)
    while True:
        try:
            step(*next(iterator))
        except StopIteration:
            break
""",
}
STAY = {
    "something is counted before": """\
count = 0
iterator = iter(DATA)
while True:
    try:
        count += 1
        step(*next(iterator))
    except StopIteration:
        break
print(count)
""",
    "something is called before": """\
iterator = iter(DATA)
while True:
    try:
        print(one("before"), step(*next(iterator)))
    except StopIteration:
        break
""",
    "two elements": """\
iterator = iter(DATA)
while True:
    try:
        step(*next(iterator))
        step(*next(iterator))
    except StopIteration:
        break
""",
    "another way out": """\
iterator = iter(DATA)
while True:
    try:
        loss, _ = step(*next(iterator))
        if loss == 3:
            break
    except StopIteration:
        print("all")
        break
""",
    "an element in one branch": """\
iterator = iter(DATA)
turn = 0
while True:
    try:
        if turn % 2 == 0:
            step(*next(iterator))
        turn += 1
    except StopIteration:
        break
print(turn)
""",
    "an element that may not be taken": """\
iterator = iter(DATA)
turn = 3
while True:
    try:
        turn = turn - 1
        value = turn > 0 and one(next(iterator))
        if turn < -2:
            break
    except StopIteration:
        break
""",
    "made anew in the loop": """\
iterator = iter(DATA)
turn = 0
while True:
    try:
        step(*next(iterator))
        turn += 1
        if turn == 2:
            iterator = iter(DATA[:1])
    except StopIteration:
        break
""",
    "text of several lines": '''\
iterator = iter(DATA)
while True:
    try:
        step(*next(iterator))
        print("""a
        b""")
    except StopIteration:
        break
''',
    "not only the end": """\
iterator = iter(DATA)
while True:
    try:
        step(*next(iterator))
    except StopIteration:
        break
    finally:
        print("each time")
""",
}


def _printed(text):
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(text, "program.py", "exec"), {"__name__": "__main__"})
    return printed.getvalue()


def _comments(text):
    return sorted(line.split("#")[1].strip() for line in text.splitlines() if "#" in line)


@pytest.mark.parametrize("name", FOR)
def test_a_for_loop_does_the_same(name):
    text = _HEAD + FOR[name]
    written = as_for_loops(text)
    assert "while" not in written and "StopIteration" not in written
    assert _printed(written) == _printed(text)
    assert _comments(written) == _comments(text)
    assert as_for_loops(written) == written


@pytest.mark.parametrize("name", STAY)
def test_a_loop_that_stays(name):
    text = _HEAD + STAY[name]
    _printed(text)
    assert as_for_loops(text) == text


@pytest.mark.parametrize(
    "name, loop",
    [
        ("names of the parameters", "for a, b in DATA:\n    total = sum(step(a, b))\n"),
        ("names that are taken", "for batch in DATA:\n    step(*batch)\n"),
        ("names that a function reads", "for batch in DATA:\n    step(*batch)\n"),
        ("more arguments", "for batch in [(1,), (2,)]:\n"),
        ("an element with names", "for images, labels in DATA:\n    # a batch\n"),
        ("constants between", "for a, b in make(DATA):\n"),
        ("something else between", "for a, b in iterator:\n"),
        ("the same iterator twice", "for a, b in iterator:\n"),
        ("an iterator of all epochs", "for a, b in iterator:\n"),
        ("epochs", "    # anew\n    for a, b in make(DATA):\n        step(a, b)\n"),
    ],
)
def test_how_it_reads(name, loop):
    assert loop in as_for_loops(_HEAD + FOR[name])
