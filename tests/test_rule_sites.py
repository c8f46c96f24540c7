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
