"""The base class of all layers: where their variables live and which names they get."""

import copy
import inspect
import re
import weakref

import tensorflow.compat.v1 as tf

_names_in_graph = weakref.WeakKeyDictionary()


class Layer:
    """A layer whose variables come from `tf.get_variable` under the layer's own variable scope.

    Subclasses create variables in `build(input_shape)` with `add_weight` and compute in `call`.

    Args:
        trainable: whether the variables join the collection TRAINABLE_VARIABLES.
        name: name of the variable scope; without it, the class name with a number where needed.
        dtype: type of the variables; without it, the type of the first input.
        activity_regularizer: gives a loss for the output.
    """

    def __init__(self, trainable=True, name=None, dtype=None, activity_regularizer=None, **kwargs):
        scope = kwargs.pop("_scope", None)
        self._reuse = kwargs.pop("_reuse", None)
        if kwargs:
            raise TypeError("Keyword argument not understood: %s" % sorted(kwargs))
        self.trainable = trainable
        self.built = False
        self._dtype = None if dtype is None else tf.as_dtype(dtype).base_dtype.name
        self._activity_regularizer = activity_regularizer
        self._trainable_weights, self._non_trainable_weights = [], []
        self._updates, self._losses = [], []
        class_name = _snake_case(type(self).__name__)
        given = name.name if isinstance(name, tf.VariableScope) else name
        self._base_name = given or class_name
        self._name = name if given and given is name else _unique_name(class_name)
        self._scope = self._current_scope = None
        if scope:
            with tf.variable_scope(scope) as self._scope:
                pass

    @property
    def name(self):
        return self._name

    @property
    def dtype(self):
        return self._dtype

    @property
    def scope_name(self):
        if self._scope is None:
            raise ValueError("The scope of layer %s is known after its first call." % self._name)
        return self._scope.name

    @property
    def trainable_weights(self):
        return list(self._trainable_weights) if self.trainable else []

    @property
    def non_trainable_weights(self):
        if self.trainable:
            return list(self._non_trainable_weights)
        return self._trainable_weights + self._non_trainable_weights

    @property
    def weights(self):
        return self.trainable_weights + self.non_trainable_weights

    @property
    def variables(self):
        return self.weights

    @property
    def trainable_variables(self):
        return self.trainable_weights

    @property
    def non_trainable_variables(self):
        return self.non_trainable_weights

    @property
    def updates(self):
        return list(self._updates) if self.trainable else []

    @property
    def losses(self):
        return list(self._losses)

    def build(self, input_shape):
        """Creates the variables; called once, before the first `call`."""
        self.built = True

    def call(self, inputs, *args, **kwargs):
        return inputs

    def apply(self, inputs, *args, **kwargs):
        return self(inputs, *args, **kwargs)

    def count_params(self):
        return sum(variable.shape.num_elements() for variable in self.weights)

    def add_update(self, updates, inputs=None):
        """Notes update ops, which `__call__` adds to UPDATE_OPS; `updates` may be a function of nothing."""
        for update in tf.nest.flatten(updates):
            self._updates.append(update() if callable(update) else update)

    def add_loss(self, losses, inputs=None):
        """Adds losses, or functions of nothing that give one, to REGULARIZATION_LOSSES."""
        for loss in tf.nest.flatten(losses):
            loss = loss() if callable(loss) else loss
            if loss is not None:
                self._losses.append(loss)
                if not tf.executing_eagerly():
                    _collect(loss, tf.GraphKeys.REGULARIZATION_LOSSES)

    def add_variable(self, *args, **kwargs):
        return self.add_weight(*args, **kwargs)

    def add_weight(
        self,
        name,
        shape,
        dtype=None,
        initializer=None,
        regularizer=None,
        trainable=None,
        constraint=None,
        use_resource=None,
        partitioner=None,
    ):
        """Creates a variable in the scope of the layer, or gets the one that is reused.

        A regularizer adds its loss when the variable is new, not when it is reused.
        """
        trainable = (trainable is None or trainable) and self.trainable
        self._set_scope(None)
        existing = {} if tf.executing_eagerly() else {id(v): v for v in tf.global_variables()}
        reuse = self.built or self._reuse
        with tf.variable_scope(self._scope, reuse=reuse, auxiliary_name_scope=False) as scope:
            self._current_scope = scope
            with tf.name_scope(scope.original_name_scope):
                dtype = tf.as_dtype(dtype or self._dtype or tf.float32)
                variable = tf.get_variable(
                    name,
                    shape=shape,
                    dtype=dtype,
                    initializer=_initializer(initializer, scope, dtype),
                    trainable=trainable,
                    constraint=constraint,
                    partitioner=partitioner,
                    use_resource=use_resource or scope.use_resource,
                )
                if regularizer and not any(id(v) in existing for v in _slices(variable)):
                    with tf.name_scope(name + "/Regularizer"):
                        self.add_loss(regularizer(variable))
        (self._trainable_weights if trainable else self._non_trainable_weights).append(variable)
        return variable

    def __call__(self, inputs, *args, **kwargs):
        self._set_scope(kwargs.pop("scope", None))
        reuse = True if self.built else self._reuse
        with tf.variable_scope(self._scope, reuse=reuse, auxiliary_name_scope=False) as scope:
            self._current_scope = scope
            if "scope" in inspect.signature(self.call).parameters:
                kwargs["scope"] = scope
            with tf.name_scope(scope.original_name_scope):
                inputs = tf.nest.map_structure(_as_tensor, inputs)
                if not self.built:
                    self._dtype = self._dtype or tf.nest.flatten(inputs)[0].dtype.base_dtype.name
                    self.build(tf.nest.map_structure(lambda tensor: tensor.shape, inputs))
                    self.built = True
                outputs = self.call(inputs, *args, **kwargs)
                self._regularize_activity(outputs)
        if not tf.executing_eagerly():
            for update in self.updates:
                _collect(update, tf.GraphKeys.UPDATE_OPS)
        return outputs

    def __deepcopy__(self, memo):
        """A copy that shares scopes and tensors; a copy of a layer that was not called is independent."""
        clone = memo[id(self)] = type(self).__new__(type(self))
        for name, value in vars(self).items():
            shared = name in ("_scope", "_current_scope", "_entered_scope") or _holds_tensors(value)
            setattr(clone, name, value if shared else copy.deepcopy(value, memo))
        return clone

    def _set_scope(self, scope):
        if self._scope is not None:
            return
        if self._reuse:
            captured = tf.variable_scope(self._base_name if scope is None else scope)
        else:
            captured = tf.variable_scope(scope, default_name=self._base_name)
        with captured as self._scope:
            pass

    def _regularize_activity(self, outputs):
        if self._activity_regularizer is None:
            return
        with tf.name_scope("ActivityRegularizer"):
            for output in tf.nest.flatten(outputs):
                loss = self._activity_regularizer(output)
                self.add_loss(loss / tf.cast(tf.shape(output)[0], loss.dtype))


def _snake_case(name):
    name = re.sub("(.)([A-Z][a-z0-9]+)", r"\1_\2", name)
    return re.sub("([a-z])([A-Z])", r"\1_\2", name).lower().lstrip("_")


def _unique_name(base_name):
    counts = _names_in_graph.setdefault(tf.get_default_graph(), {})
    counts[base_name] = counts.get(base_name, 0) + 1
    return "%s_%d" % (base_name, counts[base_name])


def _collect(element, collection):
    """Adds to a collection what is not in it yet; `in` would compare tensors by value."""
    members = tf.get_collection_ref(collection)
    if not any(member is element for member in members):
        members.append(element)


def _slices(variable):
    return list(variable) if type(variable).__name__ == "PartitionedVariable" else [variable]


def _holds_tensors(value):
    return any(isinstance(part, (tf.Tensor, tf.Variable)) for part in tf.nest.flatten(value))


def _as_tensor(value):
    return value if isinstance(value, (tf.Tensor, tf.SparseTensor)) else tf.convert_to_tensor(value)


def _static(value):
    """The python value of a condition, None when only the run knows it."""
    if isinstance(value, tf.Variable):
        return None
    return tf.get_static_value(value) if isinstance(value, tf.Tensor) else value


def _cond(condition, true_fn, false_fn):
    value = _static(condition)
    if value is None:
        return tf.cond(tf.cast(condition, tf.bool), true_fn, false_fn)
    return true_fn() if value else false_fn()


def _initializer(initializer, scope, dtype):
    """The initializer of a weight: given, by name, that of the scope, or the default for its type."""
    if isinstance(initializer, str):
        return _named_initializer(initializer)
    if initializer is not None:
        return initializer
    if scope.initializer is not None:
        return scope.initializer
    return tf.glorot_uniform_initializer() if dtype.is_floating else tf.zeros_initializer()


def _named_initializer(name):
    """The initializers that TensorFlow 1 knew by a string; three differ from the ones in `tf`."""
    by_name = {
        "random_normal": lambda: tf.random_normal_initializer(0.0, 0.05),
        "random_uniform": lambda: tf.random_uniform_initializer(-0.05, 0.05),
        "truncated_normal": lambda: tf.truncated_normal_initializer(0.0, 0.05),
        "normal": lambda: tf.random_normal_initializer(0.0, 0.05),
        "uniform": lambda: tf.random_uniform_initializer(-0.05, 0.05),
        "zeros": tf.zeros_initializer,
        "zero": tf.zeros_initializer,
        "ones": tf.ones_initializer,
        "one": tf.ones_initializer,
        "glorot_uniform": tf.glorot_uniform_initializer,
        "glorot_normal": tf.glorot_normal_initializer,
        "orthogonal": tf.orthogonal_initializer,
        "identity": lambda: tf.initializers.identity(),
        "variance_scaling": tf.variance_scaling_initializer,
        "he_normal": lambda: tf.variance_scaling_initializer(2.0, "fan_in", "truncated_normal"),
        "he_uniform": lambda: tf.variance_scaling_initializer(2.0, "fan_in", "uniform"),
        "lecun_normal": lambda: tf.variance_scaling_initializer(1.0, "fan_in", "truncated_normal"),
        "lecun_uniform": lambda: tf.variance_scaling_initializer(1.0, "fan_in", "uniform"),
    }
    if name not in by_name:
        raise ValueError("Unknown initializer: %s" % name)
    return by_name[name]()


def _activation(activation):
    """An activation function given as a function, by name, or None."""
    if activation is None or callable(activation):
        return activation
    by_name = {
        "linear": lambda x: x,
        "relu": tf.nn.relu,
        "relu6": tf.nn.relu6,
        "elu": tf.nn.elu,
        "selu": tf.nn.selu,
        "tanh": tf.tanh,
        "sigmoid": tf.sigmoid,
        "softmax": tf.nn.softmax,
        "softplus": tf.nn.softplus,
        "softsign": tf.nn.softsign,
        "exponential": tf.exp,
        "hard_sigmoid": lambda x: tf.clip_by_value(0.2 * x + 0.5, 0.0, 1.0),
    }
    if activation not in by_name:
        raise ValueError("Unknown activation function: %s" % activation)
    return by_name[activation]


def _tuple(value, n):
    """`n` integers from one or from a sequence of them."""
    values = (value,) * n if isinstance(value, int) else tuple(int(v) for v in value)
    if len(values) != n:
        raise ValueError("Expected %d integers, received %s" % (n, value))
    return values


def _channels(shape, axis):
    channels = tf.TensorShape(shape).as_list()[axis]
    if channels is None:
        raise ValueError("The channel dimension of the inputs should be defined. Found `None`.")
    return channels
