"""Model mode: one function of a program is called with given batches, in place of running the program.

Batches are an .npz file; the array of parameter j in batch i has the key "i.j.name" (the name empty for a
positional argument). A parameter that takes a session of TensorFlow 1 is named in the array "sessions": the original is
given one of which the variables are set up, and the rewritten program has no such parameter. Orders are a JSON object:
  name     of the function, in the module of the program; "Class.method" is called on an instance made without
           arguments
  batches  path of the .npz to take them from, null
  record   path of the .npz to write the arguments of all calls to, null; then the program runs as it is
  describe whether to say what the function takes: {"entry": [[parameter, dtype, shape], ...]}
"""

import inspect
import os
import re

import numpy as np

MOST = 100  # calls that are recorded
SESSIONS = "sessions"
_SESSION_NAMES = ("sess", "session", "tf_session")  # where nothing was recorded


def load(path):
    """The batches of a file: lists of (name, array)."""
    found = {}
    with np.load(path, allow_pickle=False) as data:
        for key in set(data.files) - {SESSIONS}:
            batch, place, name = key.split(".", 2)
            found.setdefault(int(batch), []).append((int(place), name, data[key]))
    return [
        [(name, value) for _, name, value in sorted(found[batch], key=lambda item: item[0])] for batch in sorted(found)
    ]


def find(namespace, name):
    owner, _, method = name.rpartition(".")
    if not owner:
        return namespace[name]
    return getattr(namespace[owner](), method)


def drive(orders, namespace, record, site):
    """Call the function with every batch; what it returns is recorded as that of a run site."""
    function = find(namespace, orders["name"])
    parameters = inspect.signature(function).parameters
    taken = [name for name in sessions(orders["batches"]) if name in parameters]
    given = {name: open_session() for name in taken[:1]}
    given.update((name, given[taken[0]]) for name in taken[1:])
    for batch in load(orders["batches"]):
        positional = [value for name, value in batch if not name]
        named = {name: value for name, value in batch if name}
        if given and positional:  # in their order, round the sessions
            names = [name for name in parameters if name not in given]
            named.update(zip(names, positional))
            positional = []
        named.update(given)
        record(site, function(*positional, **named))


def sessions(path):
    """Names of parameters that take a session."""
    with np.load(path, allow_pickle=False) as data:
        return [str(name) for name in data[SESSIONS]] if SESSIONS in data.files else []


def open_session():
    """A session on the graph of the program, its variables set up."""
    import tensorflow as tf

    v1 = tf.compat.v1
    session = v1.Session()
    session.run([v1.global_variables_initializer(), v1.local_variables_initializer(), v1.tables_initializer()])
    return session


def describe(orders, namespace, write):
    """What a graph that is there already says of the parameters: those that are called like placeholders."""
    from tensorflow.python.framework import ops

    function = find(namespace, orders["name"])
    known = {}
    for op in ops.get_default_graph().get_operations():
        if op.type in ("Placeholder", "PlaceholderV2", "PlaceholderWithDefault"):
            known[op.name.split("/")[-1]] = op.outputs[0]
    for name, value in namespace.items():
        if getattr(getattr(value, "op", None), "type", None) in (
            "Placeholder",
            "PlaceholderV2",
            "PlaceholderWithDefault",
        ):
            known[name] = value
    found = []
    for name, parameter in inspect.signature(function).parameters.items():
        tensor = known.get(name)
        if tensor is None:
            if parameter.default is not parameter.empty:
                continue
            if name in _SESSION_NAMES:
                found.append([name, SESSIONS, None])
                continue
            found.append([name, None, None])
            continue
        shape = tensor.shape.as_list() if tensor.shape.ndims is not None else None
        found.append([name, tensor.dtype.base_dtype.name, shape])
    write({"entry": found})


def is_session(value):
    from tensorflow.python.client import session

    return isinstance(value, session.BaseSession)


class Listener(object):
    """Writes down the arguments of the calls of a function, which is marked in the source."""

    BUILTIN = "__tf2migrate_given__"

    def __init__(self, path):
        self.path = path
        self.arrays = {}
        self.sessions = []
        self.calls = 0

    def install(self):
        import builtins

        setattr(builtins, self.BUILTIN, self.wrap)

    def wrap(self, function):
        def listened(*args, **kwargs):
            if self.calls < MOST:
                self.note(function, args, kwargs)
            return function(*args, **kwargs)

        listened.__name__ = function.__name__
        return listened

    def note(self, function, args, kwargs):
        names = dict(zip(inspect.signature(function).parameters, args), **kwargs)
        self.sessions += [name for name, value in names.items() if is_session(value) and name not in self.sessions]
        given = [("", value) for value in args] + sorted(kwargs.items())
        given = [(name, value) for name, value in given if not is_session(value)]
        arrays = [(name, np.asarray(value)) for name, value in given]
        if all(array.dtype.kind in "fiubSU" for _, array in arrays):
            for place, (name, array) in enumerate(arrays):
                self.arrays["%d.%d.%s" % (self.calls, place, name)] = array
            self.calls += 1

    def close(self):
        if self.sessions:
            self.arrays[SESSIONS] = np.asarray(self.sessions)
        np.savez(self.path + ".part.npz", **self.arrays)
        os.replace(self.path + ".part.npz", self.path)

    @classmethod
    def mark(cls, source, name):
        """The program with the function's definition wrapped; its lines stay."""
        text = source.decode("latin-1")
        pattern = r"^def(\s+)%s(\s*\()" % re.escape(name)
        found = re.search(pattern, text, re.MULTILINE)
        if not found:
            raise ValueError("the program has no function %s at its top level" % name)
        # `@d; def` is no Python: the decorator takes the end of the line before, or a line that is blank
        lines = text[: found.start()].split("\n")
        place = len(lines) - 2
        while place >= 0 and lines[place].strip():
            place -= 1
        if place < 0 or lines[place + 1 : -1]:
            raise ValueError("the function %s has no blank line above it" % name)
        lines[place] = "@" + cls.BUILTIN
        return ("\n".join(lines) + text[found.start() :]).encode("latin-1")
