"""A sample of the mutation suite, and the suite's own promises. The whole of it is `mutation_suite.py`."""

from __future__ import annotations

import ast
import json

import mutation_suite
import pytest
from fixture_programs import fixtures
from mutations import KINDS, mutants

from tf2migrate.engine import migrate
from tf2migrate.settings import Settings
from tf2migrate.verification.interpreters import InterpreterError, find_tf2

PROGRAM = """\
import tensorflow as tf

w = tf.Variable(tf.random.normal([2, 2], stddev=0.5))
optimizer = tf.keras.optimizers.Adam(0.1, epsilon=1e-8)


@tf.function
def train_step(x, y):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.nn.dropout(tf.matmul(x, w), rate=0.2) - y)
    gradients = tape.gradient(loss, [w])
    optimizer.apply_gradients(zip(gradients, [w]))
    return loss


for n in range(3):
    print("loss", __tf2migrate_record__(0, train_step([[1.0, n]], 2.0).numpy()))
"""


def test_every_mutant_is_one_change_that_compiles():
    original = ast.unparse(ast.parse(PROGRAM))
    made = list(mutants(PROGRAM))
    assert len(made) > 15 and len({mutant.text for mutant in made}) > len(made) - 3  # kinds may overlap
    for mutant in made:
        assert mutant.text != original
        compile(mutant.text, mutant.kind, "exec")
    kinds = {mutant.kind for mutant in made}
    assert {
        "epsilon of Keras",
        "sum for mean",
        "update missing",
        "dropout missing",
        "draw frozen",
        "one step less",
    } <= kinds


def test_a_program_without_a_place_for_it_has_no_mutant():
    assert list(mutants("x = 1\n")) == []


def test_there_are_enough_kinds():
    assert len(KINDS) >= 80
    found = set()
    for fixture in fixtures(["gan", "save_restore", "convnet_layers", "batch_norm_conv", "gradient_clipping"]):
        result = migrate(fixture.source, fixture.path.name, Settings(instrument=True))
        found.update(mutant.kind for mutant in mutants(result.instrumented.decode(), 1))
    assert len(found) >= 40, sorted(found)


def test_the_figures_hold_what_was_promised():
    figures = json.loads(mutation_suite.FIGURES.read_text(encoding="utf-8"))
    assert figures["kinds"] >= 40 and figures["share caught"] >= 0.985
    assert all(
        text.startswith(("same: ", "unseen: "))
        for each in mutation_suite.explanations().values()
        for text in each.values()
    )


SAMPLE = {
    "vae": {"activation skipped", "learning rate", "update made twice"},
    "gradient_clipping": {"gradients not clipped by their global norm", "update missing", "value after the update"},
}


def test_a_sample_is_caught():
    try:
        find_tf2(None)
    except InterpreterError as error:
        pytest.skip(str(error))

    def chosen(name, text):
        return [mutant for mutant in mutants(text, 1) if mutant.kind in SAMPLE[name]]

    outcomes, _ = mutation_suite.run(list(SAMPLE), None, chosen, lambda text: None)
    assert len(outcomes) >= 5
    assert {(outcome.mutant.kind, outcome.fate) for outcome in outcomes if outcome.fate != "caught"} == set()
