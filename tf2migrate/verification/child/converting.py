"""Puts the values of a TensorFlow 1 checkpoint into the variables of a migrated program, and saves those.

Runs in the process of the program, after it has ended. The orders are a JSON object:
  source   prefix of a TF1 checkpoint, folder of a SavedModel, or file of a frozen graph
  target   where to write
  values   [[number of a variable, TF1 name], ...]; numbers as in `variables`
  cuts     [[number of a variable, TF1 names, kind of cell, part, units, offset], ...], see `arranged`
  counts   [[number of a step count of Keras, TF1 name of the power of beta, beta], ...]
The answer, {"written": [TF1 name, ...], "missing": [...], "how": text, "error": text or null}, goes to the records.
"""

import math
import os
import sys


def read(source):
    """A function from TF1 names (without ":0") to arrays, None for names that are not there."""
    import tensorflow as tf

    if os.path.isfile(source) and source.endswith((".pb", ".pbtxt")):
        return constants(source).get
    if os.path.isdir(source):
        inside = os.path.join(source, "variables", "variables")
        source = inside if os.path.exists(inside + ".index") else tf.train.latest_checkpoint(source) or source
    reader = tf.train.load_checkpoint(source)
    known = reader.get_variable_to_shape_map()
    return lambda name: reader.get_tensor(name) if name in known else None


def constants(path):
    """What a frozen graph holds in place of variables."""
    import tensorflow as tf
    from google.protobuf import text_format

    graph = tf.compat.v1.GraphDef()
    with open(path, "rb") as stream:
        data = stream.read()
    if path.endswith(".pbtxt"):
        text_format.Parse(data.decode("utf-8"), graph)
    else:
        graph.ParseFromString(data)
    return {node.name: tf.make_ndarray(node.attr["value"].tensor) for node in graph.node if node.op == "Const"}


def convert(orders, objects, checkpoints, namespace):
    """Assign and save.

    objects: variables by number; checkpoints: those that the program made; namespace: of its module.
    """
    get = read(orders["source"])
    written, missing = [], []
    for number, name in orders["values"]:
        value = get(name)
        variable = objects.get(number)
        if value is None or variable is None:
            missing.append(name)
            continue
        if tuple(value.shape) != tuple(variable.shape):
            raise ValueError("%s has shape %s, the migrated program %s" % (name, value.shape, tuple(variable.shape)))
        variable.assign(value)
        written.append(name)
    for number, names, kind, part, units, offset in orders["cuts"]:
        sources = [get(name) for name in names]
        variable = objects.get(number)
        absent = [name for name, value in zip(names, sources) if value is None]
        if absent or variable is None:
            missing.extend(absent or names)
            continue
        variable.assign(arranged(sources, kind, part, units, offset))
        written.extend(names)
    for number, name, beta in orders["counts"]:
        power = get(name)
        if power is not None and objects.get(number) is not None:
            # TF1 keeps beta ** (steps + 1) and no count
            objects[number].assign(int(round(math.log(float(power)) / math.log(beta))) - 1)
            written.append(name)
    how = save(orders["target"], checkpoints, namespace)
    return {"written": written, "missing": missing, "how": how, "error": None}


def arranged(sources, kind, part, units, offset):
    """The weight of a recurrent cell of Keras, made of those of a cell of TensorFlow 1.

    kind "lstm": gates input, candidate, forget, output there, and input, forget, candidate, output here; "gru":
    reset and update in one weight, the candidate in a second there, and update, reset, candidate here; "rnn": as it
    is.
    part "kernel": the rows of the input; "recurrent": those of the state; "bias".
    """
    import numpy as np

    if kind == "lstm":
        i, j, f, o = np.split(sources[0], 4, axis=-1)
        joint = np.concatenate([i, f + offset, j, o], axis=-1)
    elif kind == "gru":
        reset, update = np.split(sources[0], 2, axis=-1)
        joint = np.concatenate([update, reset, sources[1]], axis=-1)
    else:
        joint = sources[0]
    if part == "bias":
        return joint
    return joint[:-units] if part == "kernel" else joint[-units:]


def save(target, checkpoints, namespace):
    import keras
    import tensorflow as tf

    if target.endswith((".weights.h5", ".keras", ".h5")):
        models = [value for value in namespace.values() if isinstance(value, keras.Model)]
        if len(models) != 1:
            raise ValueError("a weights file is of one model, and the module of the program has %d" % len(models))
        models[0].save_weights(target) if target.endswith("h5") else models[0].save(target)
        return "weights of %s" % type(models[0]).__name__
    if checkpoints:
        checkpoint, how = checkpoints[0], "the program's own tf.train.Checkpoint"
    else:
        parts = {
            name: value
            for name, value in namespace.items()
            if isinstance(value, (tf.Module, keras.Layer, keras.Variable, tf.Variable, keras.optimizers.Optimizer))
        }
        if not parts:
            raise ValueError(
                "the module of the program holds no model and no variable: make a tf.train.Checkpoint in it"
            )
        checkpoint, how = tf.train.Checkpoint(**parts), "tf.train.Checkpoint(%s)" % ", ".join(sorted(parts))
    checkpoint._maybe_create_save_counter()
    checkpoint.write(target)
    return how


def watch_checkpoints(found):
    """Note every tf.train.Checkpoint that the program makes, in order."""
    import tensorflow as tf

    construct = tf.train.Checkpoint.__init__

    def noted(checkpoint, *args, **kwargs):
        construct(checkpoint, *args, **kwargs)
        if not sys._getframe(1).f_code.co_filename.count("site-packages"):
            found.append(checkpoint)

    tf.train.Checkpoint.__init__ = noted


def answer(orders, watcher, checkpoints):
    """What `convert` says, whatever happens."""
    try:
        return convert(orders, watcher.objects, checkpoints, vars(sys.modules["__main__"]))
    except Exception as error:
        return {"written": [], "missing": [], "how": "", "error": "%s: %s" % (type(error).__name__, error)}
