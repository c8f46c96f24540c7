"""Each rule that applies tells where."""

from tf2migrate import engine

PROGRAM = b"""import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2])
w = tf.Variable(tf.zeros([2, 1]))
y = tf.log(
    tf.matmul(x, w) + 1.0)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {x: [[1.0, 2.0]]}))
"""


def sites(source):
    result = engine.migrate(source, "a.py")
    assert result.changed
    return {(site.line, site.end_line, site.rule) for site in result.sites}


def test_sites_name_the_lines_of_the_source():
    found = sites(PROGRAM)
    assert {(3, 3, "TFM102"), (4, 4, "TFM201"), (5, 6, "TFM501"), (10, 10, "TFM101")} <= found


def test_a_statement_that_moves_belongs_to_the_rule_of_run_sites():
    assert (5, 6, "TFM101") in sites(PROGRAM)


def test_a_rule_that_changes_no_statement_has_no_site():
    assert not any(line == 1 for line, _, _ in sites(PROGRAM))


def test_a_file_left_alone_has_no_sites():
    assert engine.migrate(b"import tensorflow as tf\nprint(tf.add(1, 2))\n", "a.py").sites == ()


def test_an_optimizer_that_is_written_out_names_its_rule():
    source = PROGRAM.replace(
        b"with tf", b"train = tf.train.RMSPropOptimizer(0.1).minimize(tf.reduce_sum(w))\nwith tf", 1
    )
    source = source.replace(b"    print", b"    sess.run(train)\n    print")
    assert (8, 8, "TFM303") in sites(source)


_MOVED = """\
import numpy as np
import tensorflow as tf


def evaluate(sess, total, x, data):
    count = 0
    for row in data:
        count += sess.run(total, feed_dict={x: row})
    print("total", count)


def main():
    with tf.Graph().as_default():
        x = tf.placeholder(tf.float32, [3])
        w = tf.Variable(tf.ones([3]))
        total = tf.reduce_sum(w * x)
        sess = tf.Session()
        sess.run(tf.global_variables_initializer())
        evaluate(sess, total, x, np.ones([4, 3]))
        evaluate(sess, total, x, np.zeros([4, 3]))


main()
"""


def test_a_run_site_of_a_function_that_moves_is_where_the_file_has_it():
    result = engine.migrate(_MOVED.encode(), "program.py")
    assert "TFM900" not in result.applied
    lines = _MOVED.split("\n")
    (site,) = result.run_sites
    assert lines[site.line - 1][site.column : site.end_column] == "sess.run(total, feed_dict={x: row})"
