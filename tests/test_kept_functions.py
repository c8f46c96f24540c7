"""Functions that a method defines, and lists of assignments: where they may be kept, and where not."""

from __future__ import annotations

import pytest
from engine_form_programs import FORMS

from tf2migrate.engine import migrate

FUNCTION = FORMS["class_function_that_a_method_defines"]
LISTS = FORMS["class_two_targets_replaced_together"]


def fallback(source: str) -> set[str]:
    result = migrate(source.encode(), "program.py")
    return {d.rule for d in result.diagnostics} if "TFM900" in result.applied else set()


def test_the_object_keeps_the_function():
    output = migrate(FUNCTION.encode(), "program.py").output.decode()
    assert "        self.model = model\n" in output and "first = self.model(x)" in output


@pytest.mark.parametrize(
    "before, after, rule",
    [
        # what the function reads is bound again behind its first call
        ("self.second =", "scale = 5.0\n        self.second =", "TFM107"),
        ("scale = 2.0", "scale = [2.0]", ""),  # and a list that nobody changes
    ],
)
def test_what_a_kept_function_reads(before, after, rule):
    changed = FUNCTION.replace(before, after).replace("* scale", "* scale[0]" if "[" in after else "* scale")
    assert fallback(changed) == ({rule} if rule else set())


def test_attributes_that_a_kept_function_reads():
    attribute = FUNCTION.replace("scale", "self.scale")
    assert not fallback(attribute)
    assert fallback(attribute.replace("self.second =", "self.scale = 5.0\n        self.second =")) == {"TFM107"}


def test_a_list_of_lists_whose_values_are_used():
    used = LISTS.replace("self.sess.run(self.soft_replace)", "print(self.sess.run(self.soft_replace)[0])")
    assert fallback(used) == {"TFM105"}


def test_a_copy_of_a_list_of_tensors_that_is_changed():
    program = """\
import copy

import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 3])
parts = [tf.squeeze(part, axis=1) for part in tf.split(x, 3, axis=1)]
back = copy.copy(parts)
back.reverse()
y = parts[0] + 10.0 * back[0]
with tf.Session() as sess:
    print(sess.run(y, {x: np.array([[1.0, 2.0, 3.0]])}))
"""
    assert fallback(program) == {"TFM909"}
    assert not fallback(program.replace("back.reverse()\n", ""))
    known = migrate(program.replace("copy.copy(parts)", "list(parts)").encode(), "program.py")
    assert "TFM900" not in known.applied and b"    back.reverse()\n" in known.output
