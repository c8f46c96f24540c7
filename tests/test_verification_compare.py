"""Comparing recorded values and printed text; no program runs here."""

from __future__ import annotations

import math
from array import array

import pytest

from tf2migrate.verification.bounds import bound_of
from tf2migrate.verification.compare import compare_site
from tf2migrate.verification.instrument import Use
from tf2migrate.verification.steadiness import measure
from tf2migrate.verification.transcript import compare_transcripts
from tf2migrate.verification.worlds import Call, Leaf, Run


def leaf(*values, dtype="float32", shape=None, where=-1):
    if dtype == "string":
        return Leaf(where, dtype, shape or (), list(values))
    kind = "d" if "float" in dtype else "q"
    sizes = [abs(value) for value in values]
    return Leaf(
        where,
        dtype,
        (() if len(values) == 1 else (len(values),)) if shape is None else shape,
        array(kind, values),
        len(values),
        float(sum(values)),
        float(sum(sizes)),
        float(max(sizes, default=0.0)),
    )


def run(*calls, status="finished"):
    """A run whose site 0 returned these leaves, call by call."""
    recorded = [Call(n, n, tuple(c) if isinstance(c, (list, tuple)) else (c,)) for n, c in enumerate(calls)]
    return Run(status, "", "", {0: recorded}, {0: len(calls)} if status == "finished" else None)


def compare(ours, theirs, use=Use()):
    return compare_site(0, run(ours), run(theirs), use)


SUMMARY = Leaf(0, "summary", ())
DICT = Leaf(0, "dict", (), {"loss": [leaf(1.0)]})


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (leaf(1.0), leaf(1.00001)),
        (leaf(0.0), leaf(1e-8)),
        (leaf(math.nan, math.inf), leaf(math.nan, math.inf)),
        (leaf(1.0), leaf(1.0, dtype="python float")),
        (leaf(1.0), leaf(1.0, dtype="float64")),
        (leaf(3, dtype="int64"), leaf(3, dtype="int32")),
        (leaf(3, dtype="int64"), leaf(3, dtype="python int")),
        (leaf("a", dtype="string"), leaf("a", dtype="string")),
        ([], []),
        (leaf(shape=(0, 3)), leaf(shape=(0, 3))),
        ([SUMMARY, leaf(1.0)], [DICT, leaf(1.0)]),
        ([SUMMARY, leaf(1.0)], [leaf(1.0)]),
        ([SUMMARY], []),
        (DICT, DICT),
        (leaf(100.0, 1e-9), leaf(100.0, 3e-7)),  # small next to large: what cancellation left
    ],
)
def test_equal(ours, theirs):
    verdict = compare(ours, theirs)
    assert verdict.difference is None, verdict


@pytest.mark.parametrize(
    ("ours", "theirs", "what"),
    [
        (leaf(1.0), leaf(1.0002), "value"),
        (leaf(0.0), leaf(1e-6), "value"),
        (leaf(1e-5), leaf(1.1e-5), "value"),
        (leaf(1.0), leaf(math.nan), "value"),
        (leaf(math.inf), leaf(-math.inf), "value"),
        (leaf(1.0, 2.0, 3.0), leaf(1.0, 2.0, 3.1), "value[2]"),
        (leaf(1.0, 2.0, 3.0, 4.0, shape=(2, 2)), leaf(1.0, 2.0, 3.0, 5.0, shape=(2, 2)), "value[1, 1]"),
        (leaf(1.0), leaf(1.0, shape=(1,)), "shape"),
        (leaf(1.0, 2.0), leaf(1.0, 2.0, shape=(2, 1)), "shape"),
        (leaf(3, dtype="int64"), leaf(4, dtype="int64"), "value"),
        (leaf(3, dtype="int64"), leaf(3.0), "dtype"),
        (leaf(1, dtype="bool"), leaf(1, dtype="int64"), "dtype"),
        (leaf("a", dtype="string"), leaf("b", dtype="string"), "text"),
        (leaf("1", dtype="string"), leaf(1.0), "dtype"),
        ([leaf(1.0), leaf(2.0)], [leaf(1.0)], "number of values"),
        (leaf(1.0), [], "number of values"),
        (leaf(1.0), Leaf(-1, "symbolic", ()), "type"),
        (DICT, Leaf(0, "dict", (), {"cost": [leaf(1.0)]}), "keys"),
        (DICT, Leaf(0, "dict", (), {"loss": [leaf(2.0)]}), "value"),
        (leaf(1.0, dtype="float64"), leaf(1.000001, dtype="float64"), "value"),
    ],
)
def test_different(ours, theirs, what):
    verdict = compare(ours, theirs)
    assert verdict.difference is not None and verdict.difference.what == what, verdict


def test_bounds_grow_up_to_a_ceiling():
    assert bound_of("float32", 0).relative == pytest.approx(2e-5)
    assert bound_of("float32", 100).relative == pytest.approx(2.2e-4)
    assert bound_of("float32", 10**6).relative == pytest.approx(1e-2)
    assert bound_of("int64", 100).relative == 0.0


def test_a_converged_loss_may_be_rounding_noise():
    falling = [leaf(10.0), leaf(1e-3), leaf(3e-9)]
    assert compare_site(0, run(*falling), run(leaf(10.0), leaf(1e-3), leaf(4e-7))).difference is None
    assert compare_site(0, run(*falling), run(leaf(10.0), leaf(1e-3), leaf(4e-5))).difference.call == 2


def test_discarded_and_unread_values_need_not_be_there():
    both = [leaf(1.0, where=0), leaf(2.0, where=1)]
    assert compare(both, [leaf(2.0)], Use(unread=frozenset({0}))).difference is None
    assert compare(both, [leaf(2.1)], Use(unread=frozenset({0}))).difference is not None
    assert compare(both, [leaf(1.0)], Use(unread=frozenset({0}))).difference is not None
    assert compare(leaf(1.0), [], Use(discarded=True)).difference is None
    assert compare(leaf(1.0), leaf(2.0), Use(discarded=True)).difference is not None


def test_samples_hide_nothing_from_the_sums():
    def sampled(total):
        return Leaf(-1, "float32", (100,), array("d", [1.0, 1.0]), 100, total, total, 1.0)

    assert compare(sampled(100.0), sampled(100.001)).difference is None
    assert compare(sampled(100.0), sampled(101.0)).difference.what == "sum of all values"


def test_number_of_calls():
    three, two = [leaf(1.0)] * 3, [leaf(1.0)] * 2
    assert compare_site(0, run(*three), run(*two)).difference.what == "number of calls"
    assert compare_site(0, run(*two), run(*three)).difference.what == "number of calls"
    assert compare_site(0, run(*three), run(*two, status="timeout")).difference is None
    assert compare_site(0, run(*three), run(*two, status="failed")).difference is None
    assert compare_site(0, run(*two, status="timeout"), run(*three)).difference is None
    assert compare_site(0, run(*three, status="timeout"), run(*two)).difference is not None


@pytest.mark.parametrize(
    ("original", "rewritten"),
    [
        ("loss 0.123456\n", "loss 0.123457\n"),
        ("[1.  2.5]\n", "[1. 2.5]\n"),
        ("took 3.21 s, loss 1\n", "took 9.87 s, loss 1\n"),
        ("time: 0.5\n", "time: 0.75\n"),
        ("2024-01-01 10:11:12 x\n", "2026-12-31 00:00:00 x\n"),
        ("saved to <scratch>/tmp/abc/model.ckpt\n", "saved to <scratch>/tmp/xyz/model.ckpt\n"),
        ("<object at 0x7f00>\n", "anything at all\n"),
        ('Tensor("add:0", shape=(), dtype=float32)\n1.5\n', "tf.Tensor(3.0, shape=(), dtype=float32)\n1.5\n"),
        ('a\nTensor("add:0", shape=(2,), dtype=float32)\nb 2\n', "a\nb 2\n"),
        ('a\nTensor("add:0", shape=(2,), dtype=float32)\n', "a\nx\ny 3\n"),
        ("Extracting data/train.gz\n5\n", "5\n"),
        (
            "<tf.Tensor: id=3, shape=(), dtype=float32, numpy=3.0>\n",
            "<tf.Tensor: shape=(), dtype=float32, numpy=3.0>\n",
        ),
        ("step 1\rstep 2\rstep 3\n", "step 3\n"),
        ("nan inf -inf\n", "nan inf -inf\n"),
        ("1e-05\n", "1.0001e-05\n"),
        ("0.0012\n", "0.0013\n"),  # rounded to the other side
    ],
)
def test_equal_output(original, rewritten):
    verdict = compare_transcripts(original, rewritten)
    assert verdict.equal, verdict


@pytest.mark.parametrize(
    ("original", "rewritten"),
    [
        ("loss 0.1234\n", "loss 0.1334\n"),
        ("loss 0.5\n", "loss 0.6\n"),
        ("correct 97\n", "correct 98\n"),
        ("a b\n", "a c\n"),
        ("1\n2\n", "1\n"),
        ("1\n", "1\n2\n"),
        ("1.5\n", "nan\n"),
        ("b'text'\n", "text\n"),
        ("[1 2]\n", "(1 2)\n"),
        ('Tensor("add:0")\n1.5\n', "tf.Tensor(3.0)\n2.5\n"),
        ("3.0\n", "tf.Tensor(3.0, shape=(), dtype=float32)\n"),
        ("-1.5\n", "1.5\n"),
        ("1.5e-05\n", "1.6e-05 x\n"),
    ],
)
def test_different_output(original, rewritten):
    assert not compare_transcripts(original, rewritten).equal


def test_difference_in_output_is_located():
    verdict = compare_transcripts("a 1\nb 2\nc 3\n", "a 1\nb 2\nc 4\n")
    assert (verdict.line, verdict.numbers) == (3, 2)
    assert verdict.original.endswith("c 3") and verdict.rewritten.endswith("c 4")


def test_output_that_was_cut():
    assert compare_transcripts("a 1\nb 2\nc", "a 1\nb 2\nc 3\nd 4\n", cut=True).equal
    assert not compare_transcripts("a 1\nb 2\n", "a 1\nb 3\nc 4\n", cut=True).equal


def test_noise_widens_the_bounds():
    clean = run(leaf(1.0), leaf(1.0), leaf(1.0), leaf(1.0))
    noisy = run(leaf(1.0), leaf(1.0001), leaf(1.0), leaf(1.05))
    steadiness = measure(clean, noisy)
    assert steadiness.chaotic_from == 3
    assert steadiness.allowance(0) == 0.0
    assert steadiness.allowance(2) == pytest.approx(3e-3, rel=0.1)  # a disturbance only grows

    def verdict(*values):
        return compare_site(0, clean, run(*(leaf(value) for value in values)), steadiness=steadiness)

    assert verdict(1.0, 1.002, 1.002, 9.0).difference is None
    assert verdict(1.0, 1.002, 1.002, 9.0).values == 3
    assert verdict(1.0, 1.002, 1.002, 9.0).notes == ("not compared from call 4 on: the original is unsteady",)
    assert verdict(1.002, 1.0, 1.0, 1.0).difference.call == 0
    assert verdict(1.0, 1.0, 1.02, 1.0).difference.call == 2


def test_noise_in_integers_ends_their_site():
    def numbers(*values):
        return [leaf(value, dtype="int64") for value in values]

    clean, noisy = run(*numbers(1, 2, 3)), run(*numbers(1, 5, 3))
    steadiness = measure(clean, noisy)
    assert steadiness.exact == {0: 1}
    assert compare_site(0, clean, run(*numbers(1, 9, 9)), steadiness=steadiness).difference is None
    assert compare_site(0, clean, run(*numbers(4, 2, 3)), steadiness=steadiness).difference is not None


def test_a_steady_original_excuses_nothing():
    clean = run(leaf(1.0), leaf(2.0))
    steadiness = measure(clean, clean)
    assert steadiness.chaotic_from is None and not steadiness.orders
    assert compare_site(0, clean, run(leaf(1.0), leaf(2.1)), steadiness=steadiness).difference is not None
    assert compare_site(0, clean, run(leaf(1.0)), steadiness=steadiness).difference is not None


def test_noise_in_the_output():
    original = "loss 1.00000\nloss 0.50000\nloss 0.25000\ndone\n"
    noisy = "loss 1.00000\nloss 0.50100\nloss 0.75000\ndone\n"
    equal = compare_transcripts(original, "loss 1.00000\nloss 0.51000\nloss 0.99000\ndone\n", noisy=[noisy])
    assert equal.equal and (equal.numbers, equal.words, equal.unsteady_from) == (2, 4, 3)
    # words go on, where noise leaves them as they are
    assert not compare_transcripts(original, "loss 1.00000\nloss 0.51000\nloss 0.99000\n", noisy=[noisy]).equal
    assert not compare_transcripts(original, "loss 1.00000\nloss 0.51000\nloss 0.99000\ngone\n", noisy=[noisy]).equal
    restless = noisy.replace("done", "again")
    assert compare_transcripts(original, "loss 1.00000\nloss 0.51000\nloss 0.99000\n", noisy=[restless]).equal
    assert not compare_transcripts(original, "loss 1.00000\nloss 0.51000\n", noisy=[original]).equal
    assert not compare_transcripts(original, original.replace("1.0", "1.1"), noisy=[noisy]).equal
    assert not compare_transcripts(original, original.replace("loss 0.5", "cost 0.5"), noisy=[noisy]).equal


def test_a_number_that_jumps_alone_says_nothing_of_the_rest():
    """The share of right answers, when an example lies on the border."""

    def two(*pairs):
        return run(*([leaf(a, where=0), leaf(b, where=1)] for a, b in pairs))

    clean, noisy = two((1.0, 0.5), (1.0, 0.5), (1.0, 0.5)), two((1.0, 0.5), (1.0 + 1e-6, 0.6), (1.0, 0.5))
    steadiness = measure(clean, noisy)
    assert steadiness.chaotic_from is None and steadiness.jumps == {(0, 1): 1}

    def difference(*pairs):
        return compare_site(0, clean, two(*pairs), steadiness=steadiness).difference

    assert difference((1.0, 0.5), (1.0, 0.7), (1.0, 0.7)) is None
    assert difference((1.0, 0.5), (1.0, 0.7), (1.1, 0.7)).call == 2
    assert difference((1.0, 0.7), (1.0, 0.5), (1.0, 0.5)).call == 0
    assert difference((1.0, 0.5), (1.0, 0.5)).what == "number of calls"


def test_one_disturbance_of_several_may_tip_a_program():
    clean = run(leaf(1.0), leaf(1.0), leaf(1.0))
    calm, tipped = run(leaf(1.0), leaf(1.0), leaf(1.0)), run(leaf(1.0), leaf(1.0005), leaf(1.0))
    rewritten = run(leaf(1.0), leaf(1.0004), leaf(1.0))
    assert compare_site(0, clean, rewritten, steadiness=measure(clean, calm)).difference
    assert compare_site(0, clean, rewritten, steadiness=measure(clean, calm, tipped)).difference is None
    early = run(leaf(1.0004), leaf(1.0), leaf(1.0))  # before anything has tipped
    assert compare_site(0, clean, early, steadiness=measure(clean, calm, tipped)).difference
