"""Summaries of placeholders that loggers keep by tags: the values are written, and what has to stay."""

import pytest

from tf2migrate.engine import migrate
from tf2migrate.project import migrate_programs
from tf2migrate.settings import Settings

LOGGER = """\
import tensorflow as tf


class Logger(object):
    def __init__(self, sess):
        self.sess = sess
        self.placeholders = {}
        self.ops = {}
        self.writer = tf.summary.FileWriter("logs", sess.graph)

    def summarize(self, step, values, scope=""):
        with tf.variable_scope(scope):
            summaries = []
            for tag, value in values.items():
                if tag not in self.ops:
                    self.placeholders[tag] = tf.placeholder("float32", value.shape, name=tag)
                    self.ops[tag] = tf.summary.scalar(tag, self.placeholders[tag])
                summaries.append(self.sess.run(self.ops[tag], {self.placeholders[tag]: value}))
            for summary in summaries:
                self.writer.add_summary(summary, step)
            self.writer.flush()


x = tf.placeholder(tf.float32, [None, 2])
mean = tf.reduce_mean(x)
with tf.Session() as sess:
    logger = Logger(sess)
    value = sess.run(mean, {x: [[1, 2]]})
    print(value)
    logger.summarize(0, {"mean": value})
"""


def _migrated(text):
    result = migrate(text.encode(), "program.py")
    compile(result.output, "program.py", "exec")
    assert migrate(result.output, "program.py").output == result.output
    return result


def test_a_logger_writes_the_values():
    result = _migrated(LOGGER)
    output = result.output.decode()
    assert "TFM234" in result.applied and "placeholder" not in output and "ops" not in output
    assert 'tf.summary.scalar((scope + "/" if scope else "") + tag, value)' in output
    assert [d.line for d in result.diagnostics if d.rule == "TFM234"]


def test_images_beside_numbers():
    text = LOGGER.replace(
        """                    self.ops[tag] = tf.summary.scalar(tag, self.placeholders[tag])
""",
        """                    if len(value.shape) <= 1:
                        self.ops[tag] = tf.summary.scalar(tag, self.placeholders[tag])
                    else:
                        self.ops[tag] = tf.summary.image(tag, self.placeholders[tag])
""",
    )
    output = _migrated(text).output.decode()
    assert "if len(value.shape) <= 1:" in output and "tf.summary.image(" in output and "image_values" not in output


def test_tags_that_are_known_before():
    text = LOGGER.replace(
        """        self.ops = {}
""",
        """        self.ops = {}
        with tf.name_scope("logged"):
            for name in ["mean"]:
                self.placeholders[name] = tf.placeholder("float32", None)
                self.ops[name] = tf.summary.scalar(name + "_of_all", self.placeholders[name])
""",
    ).replace(
        """                if tag not in self.ops:
                    self.placeholders[tag] = tf.placeholder("float32", value.shape, name=tag)
                    self.ops[tag] = tf.summary.scalar(tag, self.placeholders[tag])
""",
        "",
    )
    output = _migrated(text).output.decode()
    assert "tf.summary.scalar('logged/' + tag + '_of_all', value)" in output and "for name in" not in output


@pytest.mark.parametrize(
    "old, new",
    [
        ("self.writer.flush()", "print(len(self.ops))"),
        ("self.writer.flush()", "print(summaries)"),
        ("tf.summary.scalar(tag, self.placeholders[tag])", "tf.summary.scalar(tag, self.placeholders[tag] * 2)"),
        (
            "tf.summary.scalar(tag, self.placeholders[tag])",
            "tf.summary.scalar(tag, self.placeholders[tag], family='a')",
        ),
        ("{self.placeholders[tag]: value}", "{self.placeholders[tag]: value, x: [[0, 0]]}"),
        ("with tf.variable_scope(scope):", "with tf.variable_scope(scope + 'a'):"),
        ("summaries = []\n", "summaries = [self.sess.run(self.ops['first'])]\n"),
    ],
)
def test_what_has_to_stay(old, new):
    text = LOGGER.replace(old, new)
    assert text != LOGGER
    result = _migrated(text)
    assert "TFM234" not in result.applied and "image_values" not in result.output.decode()


def test_a_library_stays():
    result = migrate(LOGGER.split("\n\n\nx = ")[0].encode(), "program.py")
    assert "TFM234" not in result.applied and b"tf.summary.scalar(tag" in result.output


def test_programs_that_share_a_logger_are_prepared_together():
    base, main = LOGGER.split("\n\n\nx = ")
    sources = {
        "logger.py": base + "\n",
        "main.py": "import tensorflow as tf\nfrom logger import Logger\n\nx = " + main,
        "other.py": "import tensorflow as tf\nfrom logger import Logger\n\n\ndef show(values):\n    return tf.log(values)\n",
    }
    outcome = migrate_programs({path: text.encode() for path, text in sources.items()}, lambda path: Settings())
    assert outcome.results["logger.py"].changed and outcome.results["main.py"].changed
    assert b"placeholder" not in outcome.results["logger.py"].output
    notes = [d for d in outcome.results["logger.py"].diagnostics if d.rule == "TFM234"]
    assert [d.path for d in notes] == ["logger.py"]
