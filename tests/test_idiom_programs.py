"""How the programs of idiom_programs.py read when they are migrated. That they are equal is told by their records."""

from __future__ import annotations

from pathlib import Path

import pytest
from idiom_programs import IDIOMS

from tf2migrate.engine import migrate


def _migrated(name):
    return migrate(IDIOMS[name].encode(), "program.py").output.decode()


@pytest.mark.parametrize(
    "name, written, gone",
    [
        ("gradients_and_variables", "    gradients = tape.gradient(loss, variables)\n", "zip(*"),
        ("gradients_of_some_variables_by_pairs", "    variables = [b]  # not of w\n", "pairs"),
        ("gradients_whose_pairs_are_read", "    gradients, variables = zip(*pairs)\n", None),
        ("gradients_in_a_longer_tuple", "    gradients, variables = zip(*list(zip(", None),
        (
            "batches_until_there_are_none",
            "    for features, labels in make_dataset(tf.cast(xs, tf.float32), tf.cast(ys, tf.float32)):  # one epoch\n"
            "        value = train_step(features, labels).numpy()  # one step\n",
            "iter(",
        ),
        ("batches_with_a_last_word", '        print(value)\n    print("end of epoch", epoch)\n', "StopIteration"),
        ("batches_that_are_counted", "        except StopIteration:\n", None),
        ("elements_of_known_dtypes", "tf.math.floordiv(numbers, 2)", "float32), tf.cast"),
        ("elements_that_lists_make", "tf.cast(a", None),
        ("a_network_without_a_name", "model = Model()\n", "nference"),
        ("networks_in_scopes_called_like_builtins", 'eval_net = Net("eval")\ntarget = Net("target")\n', "eval = "),
    ],
)
def test_what_is_written(name, written, gone):
    text = _migrated(name)
    assert written in text
    assert gone is None or gone not in text


def test_a_number_that_a_network_is_made_with_is_a_number():
    source = (Path(__file__).parent.parent / "fixtures" / "convnet_train_test.py").read_bytes()
    assert b"PictureNet(n_classes, dropout)" in migrate(source, "program.py").output
