"""Functions of imported files that build a part of the graph: they move to the file that calls them, or stay."""

import pytest

from tf2migrate.project import migrate_programs
from tf2migrate.settings import Settings

NET = """\
import tensorflow as tf

RATE = 0.1


def squared(a, b):
    return tf.reduce_mean(tf.square(a - b))


# one step down
def optimization(y, labels, momentum=0.9):
    loss = squared(y, labels)
    train_op = tf.train.MomentumOptimizer(RATE, momentum).minimize(loss)
    return loss, train_op
"""
MAIN = """\
import numpy as np
import tensorflow as tf

import net

x = tf.placeholder(tf.float32, [None, 2])
labels = tf.placeholder(tf.float32, [None, 1])
y = tf.matmul(x, tf.Variable(tf.ones([2, 1])))
loss, train_op = net.optimization(y, labels)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        print(sess.run([loss, train_op], {x: [[1.0, 2.0]], labels: [[1.0]]})[0])
"""


def _migrated(main, net=NET, **more):
    sources = {"main.py": main, "net.py": net, **{f"{name}.py": text for name, text in more.items()}}
    results = migrate_programs({p: t.encode() for p, t in sources.items()}, lambda path: Settings()).results
    for path, result in results.items():
        compile(result.output, path, "exec")
    again = {p: results[p].output if p in results else t.encode() for p, t in sources.items()}
    second = migrate_programs(again, lambda path: Settings()).results
    assert all(result.output == again[path] for path, result in second.items())
    return {path: result.output.decode() for path, result in results.items()}


@pytest.mark.parametrize(
    "main, loss",
    [
        (MAIN, "loss = net.squared(y, labels)"),
        (MAIN.replace("import net", "import net as layers").replace("net.opt", "layers.opt"), "= layers.squared("),
        (MAIN.replace("import net", "from net import *").replace("net.opt", "opt"), "loss = squared(y, labels)"),
        (MAIN.replace("import net", "from net import optimization").replace("net.opt", "opt"), "= squared(y, labels)"),
    ],
)
def test_a_function_moves_and_is_taken_apart(main, loss):
    files = _migrated(main)
    assert set(files) == {"main.py", "net.py"}
    assert loss in files["main.py"] and "# one step down" in files["main.py"]
    assert "optimization" not in files["main.py"] + files["net.py"] and "def squared" in files["net.py"]


def test_what_it_needs_is_imported():
    main = MAIN.replace("import net", "from net import optimization").replace("net.opt", "opt")
    assert "from net import RATE, squared" in _migrated(main)["main.py"]
    files = _migrated(
        MAIN.replace("import numpy as np\n", ""),
        NET.replace("RATE,", "np.float32(RATE).item(),").replace(
            "import tensorflow", "import numpy as np\nimport tensorflow"
        ),
    )
    assert "import numpy as np" in files["main.py"]


@pytest.mark.parametrize(
    "main, net, more",
    [
        (MAIN, NET, {"other": "import net\n\n\ndef again(y):\n    return net.optimization(y, y)\n"}),
        (MAIN + "print(net.optimization)\n", NET, {}),
        (MAIN, NET + "\n\ndef both(y):\n    return optimization(y, y)\n", {}),
        (MAIN, NET.replace("# one", "@staticmethod\n# one"), {}),
        (MAIN + "optimization = 1\n", NET, {}),
        (MAIN.replace("net.opt", "getattr(net, 'opt' + '')\nnet.opt"), NET + "\nprint('optimization')\n", {}),
        (MAIN.replace("import numpy as np", "import math as tf2, random as np"), NET.replace("RATE,", "np.log(1.1),").replace(
            "import tensorflow", "import numpy as np\nimport tensorflow"
        ), {}),
    ],
)  # fmt: skip
def test_a_function_stays_that_others_know_or_that_means_something_else_there(main, net, more):
    if more:
        main = main.replace("import net\n", "import net\nimport other\n")
    files = _migrated(main, net, **more)
    assert "net.py" not in files or "def optimization" in files["net.py"]
