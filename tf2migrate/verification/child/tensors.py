"""All tensors of one call of one run site, to find where two programs part.

In a graph the tensors that the run computes anyway are fetched with it. Outside of graphs functions run op by
op, and what every op returns is noted. Written as lines {"tensor": [op, place, leaf]}, in the order of the graph
or of the execution.
"""

from . import places

ELEMENTS = 256
MOST = 4000
KINDS = "fiub"  # of numpy dtypes that are compared


class Stepped(object):
    """A tf.function that runs op by op, its arguments cast as its signature says, while the probe is active."""

    def __init__(self, probe, python, compiled, signature):
        self.probe, self.python, self.compiled, self.signature = probe, python, compiled, signature

    def __getattr__(self, name):
        return getattr(self.compiled, name)

    def __get__(self, instance, owner):
        return self.compiled.__get__(instance, owner)

    def __call__(self, *args, **kwargs):
        if not self.probe.active:
            return self.compiled(*args, **kwargs)
        import inspect

        import tensorflow as tf

        if self.signature is None:
            return self.python(*args, **kwargs)
        bound = inspect.signature(self.python).bind(*args, **kwargs)
        values = [
            tf.nest.map_structure(self.cast, spec, value)
            for spec, value in zip(self.signature, bound.arguments.values())
        ]
        return self.python(*values)

    @staticmethod
    def cast(spec, value):
        import tensorflow as tf

        return tf.cast(value, spec.dtype) if spec.dtype != tf.string else tf.convert_to_tensor(value)


class Probe(object):
    """Active while call `call` of run site `site` is being evaluated."""

    def __init__(self, site, call, write, leaf):
        self.site, self.call = site, call
        self.write, self.leaf = write, leaf
        self.begun = 0
        self.active = False
        self.count = 0

    def begin(self, site):
        if site == self.site:
            self.active = self.begun == self.call
            self.begun += 1

    def end(self, site):
        if site == self.site:
            self.active = False

    def install(self, native):
        from tensorflow.python.client import session

        self._extend_runs(session.BaseSession)
        if native:
            import tensorflow as tf
            from tensorflow.python.framework import op_callbacks

            op_callbacks.add_op_callback(self.note)
            make = tf.function

            def function(func=None, input_signature=None, **options):
                if func is None:
                    return lambda given: function(given, input_signature, **options)
                return Stepped(self, func, make(func, input_signature=input_signature, **options), input_signature)

            tf.function = function

    def _extend_runs(self, sessions):
        probe, do_run = self, sessions._do_run

        def extended(session, handle, target_list, fetch_list, feed_dict, options, run_metadata):
            if not probe.active:
                return do_run(session, handle, target_list, fetch_list, feed_dict, options, run_metadata)
            probe.active = False  # reading variables runs sessions of its own
            more = probe.inner(session.graph, target_list, fetch_list, feed_dict)
            try:
                values = do_run(session, handle, target_list, list(fetch_list) + more, feed_dict, options, run_metadata)
            finally:
                probe.active = True
            for tensor, value in zip(more, values[len(fetch_list) :]):
                probe.keep(tensor.op.type + " " + tensor.op.name, places.of_op(tensor.op), value)
            return values[: len(fetch_list)]

        sessions._do_run = extended

    def inner(self, graph, targets, fetches, feeds):
        """The tensors that the run computes, in the order in which they were made."""
        from . import origins

        def plain(item):
            return item.deref() if hasattr(item, "deref") else item

        fetches = [plain(item) for item in fetches]
        fed = frozenset(plain(item).name for item in feeds)
        ops = list(targets) + [tensor.op for tensor in fetches if tensor.name not in fed]
        reached = origins.closure(ops, fed)
        found = []
        for op in graph.get_operations():
            if op.name not in reached or op._get_control_flow_context() is not None:
                continue
            if op.type == "Identity" and op.inputs[0].dtype._is_ref_dtype:
                continue  # the variable itself, which may have been updated when it is fetched
            if op.type in ("Switch", "Merge", "Enter", "Exit", "Const", "VariableV2", "VarHandleOp", "NoOp"):
                continue
            for tensor in op.outputs:
                numeric = tensor.dtype.is_floating or tensor.dtype.is_integer or tensor.dtype.is_bool
                if numeric and not tensor.dtype._is_ref_dtype and tensor.name not in fed:
                    if graph.is_fetchable(tensor):
                        found.append(tensor)
        return found[:MOST]

    def note(self, op_type, inputs, attrs, outputs, op_name=None, graph=None):
        if self.active and graph is None:
            self.active = False
            try:
                for output in outputs:
                    if hasattr(output, "numpy") and output.dtype.name not in ("resource", "variant"):
                        self.keep(str(op_type), places.of_frame(1), output.numpy())
            finally:
                self.active = True
        return None

    def keep(self, name, place, value):
        if self.count < MOST and getattr(getattr(value, "dtype", None), "kind", "") in KINDS:
            self.count += 1
            self.write({"tensor": [name, place, self.leaf(value, ELEMENTS)]})
