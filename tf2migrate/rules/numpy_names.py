"""Names of numpy that programs of the time of TensorFlow 1 use and that numpy 2 does not have.

Source: the release notes of numpy 1.20, 1.24 (aliases of Python's types), 2.0 (names of the main namespace) and 2.1
(`newshape`). TensorFlow 2.16 and later run on numpy 1.26 to 2.x; what stands here works on all of them.
"""

from __future__ import annotations

from tf2migrate.rules.rule import Rule

SOURCE = "release notes of numpy 1.20, 1.24, 2.0 and 2.1"
# Python's own types, and the new names; `{np}` is what the file calls numpy.
NAMES = {
    "float": "float",
    "int": "int",
    "bool": "bool",
    "object": "object",
    "str": "str",
    "complex": "complex",
    "long": "int",
    "unicode": "str",
    "float_": "{np}.float64",
    "complex_": "{np}.complex128",
    "unicode_": "{np}.str_",
    "string_": "{np}.bytes_",
    "Inf": "{np}.inf",
    "Infinity": "{np}.inf",
    "infty": "{np}.inf",
    "PINF": "{np}.inf",
    "NINF": "-{np}.inf",
    "NaN": "{np}.nan",
    "NAN": "{np}.nan",
    "product": "{np}.prod",
    "cumproduct": "{np}.cumprod",
    "alltrue": "{np}.all",
    "sometrue": "{np}.any",
    "row_stack": "{np}.vstack",
    "in1d": "{np}.isin",
}
POSITIONAL = {"reshape": ("a", "newshape")}  # keywords that are gone, in calls that take them by position

RULES = (
    Rule(
        "TFM703",
        "numpy-names",
        "Write names that numpy 2 does not have as those that all versions have",
        "np.float, np.int and their like were other names of Python's types, np.Inf and np.product of np.inf and "
        "np.prod; numpy 1.24 and 2.0 removed them, and 2.1 the keyword newshape. A file that is migrated runs on "
        "the numpy of TensorFlow 2. An array of one number that is formatted with %f, or given to float(), gives its "
        "item: "
        "numpy 2.4 takes no other array for a number.",
        before="""\
import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [2])
with tf.Session() as sess:
    print(sess.run(x * 2.0, {x: np.reshape(np.ones(2, np.float), newshape=[2])}))
""",
        after="""\
import numpy as np
import tensorflow as tf


@tf.function(input_signature=[tf.TensorSpec([2], tf.float32)])
def compute_value(x):
    return x * 2.0


print(compute_value(np.reshape(np.ones(2, float), [2])).numpy())
""",
    ),
)
