"""Conditional random fields: what is written into a program, what has to stay, and the numbers of both copies."""

import ast
import importlib.util

import numpy as np
import pytest

from tf2migrate.engine import migrate
from tf2migrate.support import class_names, class_source

TAGGER = """\
import tensorflow as tf

scores = tf.placeholder(tf.float32, [None, None, 3])
tags = tf.placeholder(tf.int32, [None, None])
lengths = tf.placeholder(tf.int32, [None])
likelihood, transitions = tf.contrib.crf.crf_log_likelihood(scores, tags, lengths)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(likelihood, {scores: [[[1, 2, 3]]], tags: [[2]], lengths: [1]}))
    print(sess.run(transitions))
"""


def _output(text):
    result = migrate(text.encode(), "program.py")
    output = result.output.decode()
    compile(output, "program.py", "exec")
    assert migrate(result.output, "program.py").output == result.output
    return result, output


def test_transitions_are_a_variable_that_needs_no_feeding():
    result, output = _output(TAGGER)
    assert "TFM232" in result.applied and "contrib" not in output
    assert "shape=[3, 3]" in output and "print(model.transitions.numpy())" in output


def test_transitions_under_another_name():
    text = TAGGER.replace("lengths)\n", "lengths, transition_params=start)\n").replace(
        "likelihood, t", "start = tf.Variable(tf.eye(3))\nlikelihood, t"
    )
    result, output = _output(text)
    assert "TFM900" not in result.applied and ".numpy())\n" in output


def test_lines_that_are_aligned_stay_so():
    text = TAGGER.replace(
        "crf_log_likelihood(scores, tags, lengths)", "crf_log_likelihood(\n    scores, tags, lengths)"
    )
    assert "contrib" not in _output(text)[1]
    text = TAGGER.replace("(scores, tags, lengths)\n", f"(scores,\n{' ' * 60}tags,\n{' ' * 60}lengths)\n")
    lines = _output(text)[1].split("\n")
    start = next(n for n, line in enumerate(lines) if "likelihood, _ = crf_log_likelihood(scores," in line)
    assert len({len(line) - len(line.lstrip()) for line in lines[start + 1 : start + 4]}) == 1


@pytest.mark.parametrize(
    "old, new",
    [
        (
            "likelihood, transitions = tf.contrib.crf.crf_log_likelihood(scores, tags, lengths)",
            "both = tf.contrib.crf.crf_log_likelihood(scores, tags, lengths)\nlikelihood, transitions = both",
        ),
        ("crf_log_likelihood(scores, tags, lengths)", "crf_log_likelihood(*[scores, tags, lengths])"),
        ("crf_log_likelihood(scores, tags, lengths)", "crf_log_likelihood(2 * scores, tags, lengths)"),
        ("[None, None, 3]", "None"),
        ("likelihood, transitions =", "_ = 'a'\nprint(_)\nlikelihood, transitions ="),
    ],
)
def test_what_has_to_stay(old, new):
    text = TAGGER.replace(old, new)
    assert text != TAGGER
    result = migrate(text.encode(), "program.py")
    assert result.applied == ("TFM900",) and result.diagnostics
    assert "tf1_legacy" in result.output.decode()


def _functions():
    """The functions that are written into programs, and those of the module for programs that stay."""
    tf = pytest.importorskip("tensorflow")
    import tf2migrate.support.legacy.random_fields as legacy

    written = {"tf": tf}
    for name in ("crf_log_likelihood", "crf_decode", "viterbi_decode"):
        assert name in class_names()
        ast.parse(class_source(name, "tf"))
        exec(class_source(name, "tf"), written)
    return [written, vars(legacy)]


# Recorded on TF 1.15: the likelihoods, and the best tags with their scores, of the arrays below.
_SCORES = (np.arange(24).reshape(2, 4, 3) * 7 % 11 / 4.0).astype(np.float32)
_TRANSITIONS = (np.arange(9).reshape(3, 3) * 5 % 7 / 3.0).astype(np.float32)
_TAGS = np.array([[0, 2, 1, 1], [2, 2, 0, 1]], np.int32)
_LENGTHS = np.array([4, 2], np.int32)
_LIKELIHOODS = [-7.348267, -0.566246]
_BEST = [[1, 1, 1, 1], [2, 2, 0, 0]]
_BEST_SCORES = [11.5, 6.416667]
_PATH = [1, 1, 1, 1]


@pytest.mark.skipif(importlib.util.find_spec("tensorflow") is None, reason="needs TensorFlow")
@pytest.mark.parametrize("which", (0, 1))
def test_numbers_of_tensorflow_1(which):
    functions = _functions()[which]
    import tensorflow as tf

    scores, tags, lengths, transitions = map(tf.constant, (_SCORES, _TAGS, _LENGTHS, _TRANSITIONS))
    likelihoods, _ = functions["crf_log_likelihood"](scores, tags, lengths, transitions)
    np.testing.assert_allclose(likelihoods, _LIKELIHOODS, rtol=1e-5)
    best, best_scores = functions["crf_decode"](scores, transitions, lengths)
    assert best.numpy().tolist() == _BEST and best.dtype == tf.int32
    np.testing.assert_allclose(best_scores, _BEST_SCORES, rtol=1e-6)
    path, score = functions["viterbi_decode"](_SCORES[0], _TRANSITIONS)
    assert [int(tag) for tag in path] == _PATH and abs(score - _BEST_SCORES[0]) < 1e-5
    empty, _ = functions["crf_log_likelihood"](scores[:, :1], tags[:, :1], tf.constant([1, 0]), transitions)
    assert float(empty[1]) == 0.0 and float(empty[0]) < 0
