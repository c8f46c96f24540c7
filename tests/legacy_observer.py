"""Runs the cases of `legacy_cases` on `tf.compat.v1` with the legacy module and prints what it sees, as json.

The argument is the file of the legacy module. The cases run twice: as graphs in a program that keeps
TensorFlow 2's behavior, then after `disable_v2_behavior()`.
"""

import importlib.util
import json
import sys
import traceback
import types

import legacy_cases
import tensorflow.compat.v1 as tf


class Forward:
    """The attributes of one object, else those of another."""

    def __init__(self, first, second):
        self._objects = first, second

    def __getattr__(self, name):
        for candidate in self._objects:
            if hasattr(candidate, name):
                return getattr(candidate, name)
        raise AttributeError(name)


def library(path):
    """The names of TensorFlow 1, those that are lost taken from the legacy module."""
    spec = importlib.util.spec_from_file_location("legacy_module", path)
    legacy = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(legacy)
    return types.SimpleNamespace(layers=legacy.layers, contrib=legacy.contrib, nn=Forward(legacy.nn, tf.nn))


def observe_all(lib):
    seen = {}
    for case in legacy_cases.CASES:
        try:
            seen[case.__name__] = legacy_cases.observe(case, lib, tf)
        except Exception:
            seen[case.__name__] = traceback.format_exc()
    return {"cases": seen, "initial_values": legacy_cases.initial_values(lib, tf)}


if __name__ == "__main__":
    tf.logging.set_verbosity(tf.logging.ERROR)
    lib = library(sys.argv[1])
    graph = observe_all(lib)
    tf.disable_v2_behavior()
    json.dump({"graph": graph, "v1": observe_all(lib)}, sys.stdout)
