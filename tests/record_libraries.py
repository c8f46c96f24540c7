"""Records what the library in `library_files` gives on real TF 1.15, and which of its tests pass there.

    python3.7 tests/record_libraries.py

Run it with an interpreter that has TensorFlow 1.15. It writes `tests/data/libraries.json`.
"""

import json
import os
import sys
import unittest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
HERE = os.path.dirname(os.path.abspath(__file__))
FILES = os.path.join(HERE, "library_files")


def outcomes(module):
    """The outcome of each test of a module, by its name."""
    found = {}
    for test in _each(unittest.defaultTestLoader.loadTestsFromModule(module)):
        result = unittest.TestResult()
        test.run(result)
        name = ".".join(test.id().split(".")[-2:])
        found[name] = (
            "passed"
            if result.wasSuccessful() and not result.skipped
            else ("skipped" if result.skipped else (result.errors + result.failures)[0][1].strip().split("\n")[-1])
        )
    return found


def _each(suite):
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            for inner in _each(test):
                yield inner
        else:
            yield test


def main():
    sys.path.insert(0, FILES)
    import averages
    import calls
    import cases_of_returns
    import returns
    import tensorflow as tf

    def value_of(tensor):
        session.run(tf.global_variables_initializer())
        return session.run(tensor)

    with tf.Graph().as_default(), tf.Session() as session:
        values = calls.compute(tf, returns, averages, value_of)
    record = {"values": values, "tests": outcomes(cases_of_returns)}
    with open(os.path.join(HERE, "data", "libraries.json"), "w") as file:
        json.dump(record, file, indent=1, sort_keys=True)
        file.write("\n")
    print("%d values, %d tests with TensorFlow %s" % (len(values), len(record["tests"]), tf.__version__))


if __name__ == "__main__":
    main()
