"""Models saved for serving: the migrated program saves one that gives what a model of TensorFlow 1.15 gives."""

import re
import subprocess
import sys

import pytest

from tf2migrate.engine import migrate

HEAD = """\
import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 3], name="x")
unused = tf.placeholder(tf.int32, [None])
w = tf.Variable(tf.ones([3, 2]))
b = tf.Variable([1.0, 2.0])
y = tf.nn.softmax(tf.matmul(x, w) + b)
score = tf.layers.dense(y, 1, kernel_initializer=tf.ones_initializer())
values, indices = tf.nn.top_k(y, 2)
loss = tf.reduce_mean(tf.square(score - 3.0))
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        sess.run(train, {x: np.ones([2, 3])})
"""
SIMPLE = (
    HEAD
    + """\
    tf.saved_model.simple_save(sess, "served", inputs={"features": x}, outputs={"score": score, "best": indices})
"""
)
BUILDER = (
    HEAD
    + """\
    builder = tf.saved_model.builder.SavedModelBuilder("served")
    # what goes in
    tensor_info_x = tf.saved_model.utils.build_tensor_info(x)
    tensor_info_y = tf.saved_model.utils.build_tensor_info(score)
    signature = tf.saved_model.signature_def_utils.build_signature_def(
        inputs={"features": tensor_info_x},
        outputs={"score": tensor_info_y, "best": tf.saved_model.utils.build_tensor_info(indices)},
        method_name=tf.saved_model.signature_constants.PREDICT_METHOD_NAME)
    legacy_init_op = tf.group(tf.tables_initializer(), name="legacy_init_op")
    builder.add_meta_graph_and_variables(
        sess, [tf.saved_model.tag_constants.SERVING],
        signature_def_map={tf.saved_model.signature_constants.DEFAULT_SERVING_SIGNATURE_DEF_KEY: signature},
        legacy_init_op=legacy_init_op)
    builder.save()
"""
)
SERVED = """\

served = tf.saved_model.load("served").signatures["serving_default"]
result = served(features=tf.constant([[1.0, 0.5, 0.25], [2.0, -1.0, 0.0]]))
print(" ".join(f"{v:.5f}" for v in result["score"].numpy().ravel()), result["best"].numpy().tolist())
"""
# Recorded on 1.15: both programs, their models loaded with tf.saved_model.loader.load and run by the names of the signature.
EXPECTED = "2.38336 2.38103 [[1, 0], [1, 0]]"


def migrated(text):
    result = migrate(text.encode(), "program.py")
    assert "TFM900" not in result.applied and "TFM405" in result.applied, result.diagnostics
    assert not migrate(result.output, "program.py").changed
    return result.output.decode()


def test_the_saved_model_gives_what_that_of_the_original_gives(tmp_path):
    pytest.importorskip("tensorflow")
    programs = []
    for name, text in (("simple", SIMPLE), ("builder", BUILDER)):
        folder = f"{tmp_path.as_posix()}/{name}"
        programs.append((migrated(text) + SERVED).replace('"served"', repr(folder)))
    script = tmp_path / "both.py"
    script.write_text("\n\n".join(programs), encoding="utf-8")
    run = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=300)
    assert run.returncode == 0, run.stderr[-2000:]
    assert run.stdout.splitlines() == [EXPECTED, EXPECTED]


def test_a_builder_of_a_private_module():
    text = BUILDER.replace("tf.saved_model.builder.", "saved_model_builder.").replace(
        "import tensorflow as tf\n",
        "import tensorflow as tf\nfrom tensorflow.python.saved_model import builder as saved_model_builder\n",
    )
    assert 'tf.saved_model.save(tf.train.Checkpoint(model=model), "served", signatures=serving_default)' in migrated(
        text
    )


def test_the_code_of_a_signature():
    output = migrated(SIMPLE)
    assert "def serving_default(features):\n    score, indices" not in output  # by the names of the signature
    assert re.search(
        r"score, best = compute_score_and_indices\(features\)\n    return {\"score\": score, \"best\": best}", output
    )
    assert 'tf.saved_model.save(tf.train.Checkpoint(model=model), "served", signatures=serving_default)' in output
    assert "# what goes in" in migrated(BUILDER)


def test_an_input_that_nothing_reads_is_one_of_the_signature():
    output = migrated(SIMPLE.replace('{"features": x}', '{"features": x, "ids": unused}'))
    assert "def serving_default(features, ids):" in output and "tf.TensorSpec([None], tf.int32)" in output


@pytest.mark.parametrize(
    "text, old, new",
    [
        (SIMPLE, '{"features": x}', "given"),
        (SIMPLE, '"features"', '"x:0"'),
        (SIMPLE, '"features"', '"in"'),  # no name of a parameter in Python
        (SIMPLE, '{"features": x}', '{"features": y}'),
        (SIMPLE, '{"features": x}', '{"features": unused}'),  # the outputs read what is no input
        (SIMPLE, '"score": score', '"score": w'),
        (SIMPLE, "indices})", "indices}, legacy_init_op=train)"),
        (SIMPLE, "    tf.saved_model", "    saved = tf.saved_model"),
        (BUILDER, "builder.save()", "builder.save(as_text=True)"),
        (BUILDER, "tag_constants.SERVING", "tag_constants.TRAINING"),
        (BUILDER, "builder.save()", "builder.save()\n    print(builder)"),
        (BUILDER, "KEY: signature", "KEY: signature, 'other': signature"),
        (BUILDER, "        legacy_init_op=legacy_init_op", "        legacy_init_op=train"),
    ],
)
def test_what_has_to_stay(text, old, new):
    assert old in text
    result = migrate(text.replace(old, new).encode(), "program.py")
    assert "TFM900" in result.applied and "TFM405" not in result.applied and result.diagnostics
