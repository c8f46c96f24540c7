"""Snapshots of the variables of a program: before and after the first call of each run site, and at the end.

A graph is asked for its variables by its collections, and for their values through the session that ran last,
by tensors that exist already: nothing is added to the graph. Outside of graphs every variable is noted when
it is made, and kept, so that those of a model that was thrown away can be looked at in the end.

A snapshot is a line {"at": moment, "vars": [variable, ...]} of the records. A variable is
  k  its number
  n, h, d, t, r, f  name, shape, dtype, trainable, role, place in the program that made it (see `places`); when it is
  new v  its value, as a leaf of `recorder`; only when it changed since the last snapshot
  x  whether its initial value is made of other variables: setting it up again races with setting up those
Roles: "weight", "optimizer" (slots, step counts of Keras), "seed", "counter" (of checkpoints).
"""

import sys
import weakref

from . import places

ELEMENTS = 512
MANY = 400  # of more variables only the last snapshot is taken


class Watcher(object):
    """Notes variables and sessions, and takes snapshots."""

    def __init__(self):
        self.sessions = []
        self.last = None
        self.optimizers = []
        self.eager = []  # (variable, place)
        self.keras = []
        self.numbers = {}
        self.values = {}
        self.objects = {}  # of eager variables, by number
        self.busy = False
        self.write = None
        self.leaf = None

    # Noting

    def install(self, write, leaf):
        self.write, self.leaf = write, leaf
        from tensorflow.python.client import session
        from tensorflow.python.ops import resource_variable_ops
        from tensorflow.python.training import optimizer

        self._follow_sessions(session.BaseSession)
        self._note_optimizers(optimizer.Optimizer)
        base = getattr(resource_variable_ops, "BaseResourceVariable", None)
        if base is not None:
            self._note_variables(base)
        if "keras" in sys.modules:
            from keras.src.backend.common.variables import Variable
            from keras.src.optimizers.base_optimizer import BaseOptimizer

            self._note_optimizers(BaseOptimizer)
            self._note_keras(Variable)

    def _follow_sessions(self, sessions):
        watcher, do_run, close = self, sessions._do_run, sessions.close

        def noted_do_run(session, *args, **kwargs):
            if not watcher.busy:
                watcher.last = weakref.ref(session)
                if session not in [known() for known in watcher.sessions]:
                    watcher.sessions.append(weakref.ref(session))
            return do_run(session, *args, **kwargs)

        def noted_close(session):
            if not watcher.busy and not getattr(session, "_closed", True):
                watcher.snapshot("end", session)
            return close(session)

        sessions._do_run, sessions.close = noted_do_run, noted_close

    def _note_optimizers(self, optimizers):
        watcher, construct = self, optimizers.__init__

        def noted(optimizer, *args, **kwargs):
            construct(optimizer, *args, **kwargs)
            watcher.optimizers.append(optimizer)

        optimizers.__init__ = noted

    def _note_variables(self, variables):
        watcher, construct = self, variables.__init__

        def noted(variable, *args, **kwargs):
            construct(variable, *args, **kwargs)
            # what an assignment returns is a second object for the same variable
            if not getattr(variable, "_in_graph_mode", True) and type(variable).__name__ != "_UnreadVariable":
                watcher.eager.append((variable, places.of_frame(1)))

        variables.__init__ = noted

    def _note_keras(self, variables):
        watcher, construct = self, variables.__init__

        def noted(variable, *args, **kwargs):
            construct(variable, *args, **kwargs)
            watcher.keras.append((variable, places.of_frame(1)))

        variables.__init__ = noted

    # Snapshots

    def snapshot(self, moment, session=None):
        if self.busy:
            return
        self.busy = True
        try:
            found = list(self._of_graphs(session)) + list(self._of_eager())
            if len(found) > MANY and moment != "end":
                return
            entries = [entry for entry in (self._entry(*item) for item in found) if entry]
            if entries:
                self.write({"at": moment, "vars": entries})
        except Exception as error:  # a snapshot must never end the program
            self.write({"at": moment, "vars": [], "error": "%s: %s" % (type(error).__name__, error)})
        finally:
            self.busy = False

    def end(self):
        for reference in self.sessions:
            session = reference()
            if session is not None and not getattr(session, "_closed", True):
                self.snapshot("end", session)
        if self.eager or self.keras:
            self.snapshot("end")

    def _entry(self, identity, describe, value, variable=None):
        entry = {}
        if identity not in self.numbers:
            self.numbers[identity] = len(self.numbers)
            self.objects[self.numbers[identity]] = variable
            entry.update(describe())
        entry["k"] = self.numbers[identity]
        leaf = self.leaf(value, ELEMENTS)
        if self.values.get(identity) != leaf:
            self.values[identity] = leaf
            entry["v"] = leaf
        return entry if len(entry) > 1 else None

    def _of_graphs(self, session=None):
        if session is None:
            session = self.last() if self.last is not None else None
        if session is None or getattr(session, "_closed", True):
            return
        graph = session.graph
        slots = self._slots()
        trainable = set(id(v) for v in graph.get_collection_ref("trainable_variables"))
        variables = {}
        for name in ("variables", "local_variables"):
            for variable in graph.get_collection_ref(name):
                variables.setdefault(variable.name, variable)
        tensors = [_readable(variable) for variable in variables.values()]
        for variable, value in zip(variables.values(), _read(session, tensors)):
            if value is None:
                continue

            def describe(variable=variable):
                return {
                    "n": variable.name,
                    "h": [int(size) for size in variable.shape.as_list()] if variable.shape.ndims is not None else [],
                    "d": variable.dtype.base_dtype.name,
                    "t": id(variable) in trainable,
                    "r": "optimizer" if variable.name in slots else "weight",
                    "x": _follows_others(variable),
                    "f": places.of_op(variable.op),
                }

            yield (id(graph), variable.name), describe, value

    def _slots(self):
        names = set()
        for optimizer in self.optimizers:
            try:
                listed = optimizer.variables
                names.update(variable.name for variable in (listed() if callable(listed) else listed))
            except Exception:
                pass
        return names

    def _of_eager(self):
        kept, inside = set(), set()
        for optimizer in self.optimizers:
            for variable in getattr(optimizer, "_variables", None) or ():
                kept.add(id(variable))
        for variable, place in self.keras:
            inner = getattr(variable, "_value", None)
            if inner is None:
                continue
            inside.add(id(inner))
            yield id(variable), self._describer(variable, place, self._role(variable, kept)), inner.numpy(), variable
        for variable, place in self.eager:
            if id(variable) in inside or not variable.is_initialized():
                continue
            role = "counter" if variable.name.startswith("save_counter") else "weight"
            yield id(variable), self._describer(variable, place, role), variable.numpy(), variable

    def _role(self, variable, kept):
        path = getattr(variable, "path", variable.name)
        if id(variable) in kept:
            return "optimizer"
        if "seed_generator" in path:
            return "seed"
        return "weight"

    def _describer(self, variable, place, role):
        def describe():
            dtype = variable.dtype
            return {
                "n": getattr(variable, "path", variable.name),
                "h": [int(size) for size in variable.shape],
                "d": dtype if isinstance(dtype, str) else dtype.name,
                "t": bool(variable.trainable),
                "r": role,
                "f": place,
            }

        return describe


def _follows_others(variable):
    from . import origins

    initializer = getattr(variable, "initializer", None)
    if initializer is None:
        return False
    graph = initializer.graph
    reached = origins.closure([tensor.op for tensor in initializer.inputs[1:]], frozenset())
    return any(
        name != variable.op.name and graph.get_operation_by_name(name).type in ("VariableV2", "VarHandleOp", "Variable")
        for name in reached
    )


def _readable(variable):
    """A tensor of the graph that reads the variable."""
    for name in ("_snapshot", "_graph_element"):
        tensor = getattr(variable, name, None)
        if tensor is not None:
            return tensor
    return None


def _read(session, tensors):
    known = [tensor for tensor in tensors if tensor is not None]
    try:
        values = iter(session.run(known))
        return [None if tensor is None else next(values) for tensor in tensors]
    except Exception:  # some are not initialized yet
        return [_read_one(session, tensor) for tensor in tensors]


def _read_one(session, tensor):
    try:
        return None if tensor is None else session.run(tensor)
    except Exception:
        return None
