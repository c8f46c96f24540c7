"""Record on TensorFlow 1.15 what the calls of the conformance suite give.

Run with the python of TensorFlow 1.15: `python tests/conformance/record.py`. Only cases without a record
run; `--all` runs every case again. Runs on python 3.6 and newer.
"""

import gzip
import io
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from conformance.cases import load  # noqa: E402
from conformance.inputs import INPUTS  # noqa: E402
from conformance.values import leaf  # noqa: E402

PATH = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "data", "conformance.json.gz")


def read():
    """Text of a case -> `{"values": leaves, "gradients": leaves}`, or `{"error": text}`."""
    if not os.path.exists(PATH):
        return {}
    with gzip.open(PATH, "rb") as file:
        return json.loads(file.read().decode())


def write(recorded):
    lines = ",\n".join(
        json.dumps(key) + ":" + json.dumps(recorded[key], separators=(",", ":")) for key in sorted(recorded)
    )
    packed = io.BytesIO()
    with gzip.GzipFile(filename="", fileobj=packed, mode="wb", mtime=0) as file:
        file.write(("{\n" + lines + "\n}\n").encode())
    with open(PATH, "wb") as file:
        file.write(packed.getvalue())


def run(case):
    """Values and gradients of one case in a graph of its own."""
    import tensorflow as tf

    scope = {}
    exec(compile(case.source(known=False, successor=True), "case", "exec"), scope)
    with tf.Graph().as_default(), tf.Session() as session:
        tf.set_random_seed(1)
        given = [tf.placeholder_with_default(_fed(INPUTS[name]), INPUTS[name].shape) for name in case.inputs]
        result = scope["compute"](*given)
        flat = flatten(tf, result)
        gradients = [None] * len(given) if "nograd" in case.options else _gradients(tf, flat, given)
        session.run([tf.global_variables_initializer(), tf.local_variables_initializer(), tf.tables_initializer()])
        tensors = [part for part in flat + gradients if _is_graph_value(tf, part)]
        fetched = iter(session.run(tensors))
        values = [_leaf(tf, part, fetched) for part in flat]
        found = [None if part is None else leaf(next(fetched)) for part in gradients]
    recorded = {"values": values}
    if any(part is not None for part in found):
        recorded["gradients"] = found
    return recorded


def _fed(value):
    return value.tolist() if value.dtype.kind == "O" else value


def flatten(tf, result):
    """Leaves of a structure; a sparse tensor is its three parts."""
    if isinstance(result, (list, tuple)):
        return [leaf for part in result for leaf in flatten(tf, part)]
    if isinstance(result, dict):
        return [leaf for key in sorted(result) for leaf in flatten(tf, result[key])]
    if isinstance(result, (tf.SparseTensor,)) or type(result).__name__ == "SparseTensorValue":
        return [result.indices, result.values, result.dense_shape]
    if type(result).__name__ == "RaggedTensor":
        return flatten(tf, result.to_sparse())
    if type(result).__name__ == "IndexedSlices":
        return [tf.convert_to_tensor(result)]
    return [result]


def _is_graph_value(tf, part):
    return isinstance(part, (tf.Tensor, tf.Operation, tf.Variable))


def _leaf(tf, part, fetched):
    if isinstance(part, tf.Operation):
        next(fetched)
        return ["py", [], "None"]
    return leaf(next(fetched)) if _is_graph_value(tf, part) else plain(part)


def plain(part):
    """A python value: how it prints; numpy arrays and numbers as such."""
    if hasattr(part, "dtype") and hasattr(part, "shape"):
        return leaf(part)
    return ["py", [], repr(part)]


def _gradients(tf, flat, given):
    """Gradients of all floats to all floats; densified. None where there is none."""
    ys = [part for part in flat if isinstance(part, tf.Tensor) and part.dtype.is_floating]
    xs = [part for part in given if part.dtype.is_floating]
    if not ys or not xs:
        return []
    try:
        found = tf.gradients(ys, xs)
    except (LookupError, TypeError, ValueError, NotImplementedError):
        return []
    return [None if part is None else tf.convert_to_tensor(part) for part in found]


def main():
    cases = load()
    recorded = {} if "--all" in sys.argv else read()
    recorded = {text: recorded[text] for text in recorded if text in cases and "error" not in recorded[text]}
    failed = 0
    for text, case in cases.items():
        if text in recorded:
            continue
        try:
            recorded[text] = run(case)
        except Exception as error:  # the text is not a call of 1.15: its author has to know
            failed += 1
            print("%s\n    %s: %s" % (text, type(error).__name__, str(error).split("\n")[0][:300]))
    write(recorded)
    print("%d cases, %d failed, %d bytes" % (len(cases), failed, os.path.getsize(PATH)))


if __name__ == "__main__":
    main()
