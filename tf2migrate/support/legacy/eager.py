"""`tf.contrib.eager`: gradients of functions, metrics, iterators."""

import inspect

import tensorflow.compat.v1 as tf


def implicit_value_and_gradients(f):
    """A function that gives `f`'s value and the pairs of gradient and variable for all variables it used."""

    def value_and_gradients(*args, **kwargs):
        with tf.GradientTape() as tape:
            value = f(*args, **kwargs)
        if value is None:
            raise ValueError("Cannot differentiate a function that returns None")
        variables = tape.watched_variables()
        if not variables:
            raise ValueError("No trainable variables were accessed while the function was being computed.")
        return value, list(zip(tape.gradient(value, variables), variables))

    return value_and_gradients


def implicit_gradients(f):
    """A function that gives the pairs of gradient and variable for all variables `f` used."""
    value_and_gradients = implicit_value_and_gradients(f)
    return lambda *args, **kwargs: value_and_gradients(*args, **kwargs)[1]


def value_and_gradients_function(f, params=None):
    """A function that gives `f`'s value and its gradients with respect to its positional arguments.

    `params` names the arguments, by position or by name; all of them without it.
    """

    def value_and_gradients(*args, dy=None):
        names = list(inspect.signature(f).parameters)
        positions = range(len(args)) if params is None else params
        positions = [names.index(p) if isinstance(p, str) else p for p in positions]
        args = [tf.convert_to_tensor(arg) if i in positions else arg for i, arg in enumerate(args)]
        sources = [args[i] for i in positions]
        with tf.GradientTape() as tape:
            tape.watch(sources)
            value = f(*args)
        if value is None:
            raise ValueError("Cannot differentiate a function that returns None")
        return value, tape.gradient(value, sources, output_gradients=dy)

    return value_and_gradients


def gradients_function(f, params=None):
    """A function that gives the gradients of `f` with respect to its positional arguments."""
    value_and_gradients = value_and_gradients_function(f, params)
    return lambda *args, **kwargs: value_and_gradients(*args, **kwargs)[1]


def eager_variable(*args, **kwargs):
    """A resource variable."""
    return tf.Variable(*args, **dict(kwargs, use_resource=True))


class EagerIterator:
    """Iterates over a dataset; `next()` gives one element."""

    def __init__(self, dataset):
        self._iterator = iter(dataset)

    def __iter__(self):
        return self

    def __next__(self):
        return next(self._iterator)

    def next(self):
        return next(self._iterator)


class EagerMean:
    """The weighted mean of all values it was called with."""

    def __init__(self, name=None, dtype=tf.float64):
        self.name = name or type(self).__name__
        self._dtype = dtype
        self.numer = tf.Variable(tf.zeros([], dtype), trainable=False)
        self.denom = tf.Variable(tf.zeros([], dtype), trainable=False)

    @property
    def variables(self):
        return [self.numer, self.denom]

    def init_variables(self):
        for variable in self.variables:
            variable.assign(tf.zeros_like(variable))

    def call(self, values, weights=None):
        if weights is None:
            self.denom.assign_add(tf.cast(tf.size(values), self._dtype))
            self.numer.assign_add(tf.reduce_sum(tf.cast(values, self._dtype)))
            return values
        weights = tf.cast(weights, self._dtype)
        self.denom.assign_add(tf.reduce_sum(weights))
        self.numer.assign_add(tf.reduce_sum(tf.cast(values, self._dtype) * weights))
        return values, weights

    def __call__(self, *args, **kwargs):
        return self.call(*args, **kwargs)

    def result(self, write_summary=True):
        return self.numer / self.denom


class EagerAccuracy(EagerMean):
    """The share of predictions that equal their label."""

    def __init__(self, name=None, dtype=tf.float64):
        super().__init__(name=name, dtype=dtype)

    def call(self, labels, predictions, weights=None):
        super().call(tf.cast(tf.equal(labels, predictions), self._dtype), weights)
        return (labels, predictions) if weights is None else (labels, predictions, weights)


class EagerSaver:
    """Saves variables under their names."""

    def __init__(self, var_list):
        self._saver = tf.train.Saver(var_list)

    def save(self, file_prefix, global_step=None):
        return self._saver.save(None, file_prefix, write_meta_graph=False, global_step=global_step)

    def restore(self, file_prefix):
        self._saver.restore(None, file_prefix)


class EagerNetwork:
    """Layers that are known by `track_layer`; a subclass calls them in `call`."""

    def __init__(self, name=None):
        self._name, self._tracked = name, []

    @property
    def name(self):
        return self._name or type(self).__name__

    @property
    def layers(self):
        return self._tracked

    def track_layer(self, layer):
        self._tracked.append(layer)
        return layer

    def get_layer(self, name=None, index=None):
        if index is not None:
            return self._tracked[index]
        for layer in self._tracked:
            if layer.name == name:
                return layer
        raise ValueError("No such layer: %s" % name)

    def __call__(self, inputs, *args, **kwargs):
        return self.call(tf.nest.map_structure(tf.convert_to_tensor, inputs), *args, **kwargs)

    @property
    def variables(self):
        return self._of_layers("variables")

    weights = variables

    @property
    def trainable_variables(self):
        return self._of_layers("trainable_variables")

    trainable_weights = trainable_variables

    @property
    def losses(self):
        return self._of_layers("losses")

    def _of_layers(self, attribute):
        return [value for layer in self._tracked for value in getattr(layer, attribute)]
