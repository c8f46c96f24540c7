"""`tf.contrib.framework`: variables that also join MODEL_VARIABLES, and ways to list variables."""

import functools

import tensorflow.compat.v1 as tf

from tf2migrate.support.legacy.arg_scopes import add_arg_scope


@add_arg_scope
def variable(
    name,
    shape=None,
    dtype=None,
    initializer=None,
    regularizer=None,
    trainable=True,
    collections=None,
    caching_device=None,
    device=None,
    partitioner=None,
    custom_getter=None,
    use_resource=None,
    synchronization=tf.VariableSynchronization.AUTO,
    aggregation=tf.VariableAggregation.NONE,
):
    """Gets or creates a variable under the current scope, in `collections`, on a device."""
    collections = list(dict.fromkeys([tf.GraphKeys.GLOBAL_VARIABLES] if collections is None else collections))
    getter = tf.get_variable
    if custom_getter is not None:
        getter = functools.partial(custom_getter, reuse=tf.get_variable_scope().reuse)
    with tf.device(device or ""):
        return getter(
            name,
            shape=shape,
            dtype=dtype,
            initializer=initializer,
            regularizer=regularizer,
            trainable=trainable,
            collections=collections,
            caching_device=caching_device,
            partitioner=partitioner,
            use_resource=use_resource,
            synchronization=synchronization,
            aggregation=aggregation,
        )


@add_arg_scope
def model_variable(name, shape=None, dtype=tf.float32, collections=None, **kwargs):
    """A `variable` that is also in MODEL_VARIABLES; takes the same arguments."""
    collections = list(collections or []) + [tf.GraphKeys.GLOBAL_VARIABLES, tf.GraphKeys.MODEL_VARIABLES]
    return variable(name, shape=shape, dtype=dtype, collections=collections, **kwargs)


def local_variable(initial_value, validate_shape=True, name=None, use_resource=None):
    """A variable in LOCAL_VARIABLES that is not trained."""
    return tf.Variable(
        initial_value,
        trainable=False,
        collections=[tf.GraphKeys.LOCAL_VARIABLES],
        validate_shape=validate_shape,
        use_resource=use_resource,
        name=name,
    )


def add_model_variable(var):
    """Adds a variable to MODEL_VARIABLES."""
    if not any(member is var for member in tf.get_collection(tf.GraphKeys.MODEL_VARIABLES)):
        tf.add_to_collection(tf.GraphKeys.MODEL_VARIABLES, var)


def get_variables(scope=None, suffix=None, collection=tf.GraphKeys.GLOBAL_VARIABLES):
    """The variables of a collection whose name starts with `scope` and ends with `suffix`."""
    if isinstance(scope, tf.VariableScope):
        scope = scope.name
    if suffix is not None:
        scope = (scope or "") + ".*" + suffix + ("" if ":" in suffix else ":")
    return tf.get_collection(collection, scope)


def get_model_variables(scope=None, suffix=None):
    return get_variables(scope, suffix, tf.GraphKeys.MODEL_VARIABLES)


def get_local_variables(scope=None, suffix=None):
    return get_variables(scope, suffix, tf.GraphKeys.LOCAL_VARIABLES)


def get_trainable_variables(scope=None, suffix=None):
    return get_variables(scope, suffix, tf.GraphKeys.TRAINABLE_VARIABLES)


def get_variables_by_suffix(suffix, scope=None):
    return get_variables(scope=scope, suffix=suffix)


def get_variables_by_name(given_name, scope=None):
    return get_variables(scope=scope, suffix="/" + given_name + ":|^" + given_name + ":")


def get_variables_to_restore(include=None, exclude=None):
    """The global variables of the scopes `include` (all without it) but not of the scopes `exclude`."""
    if include is None:
        included = get_variables()
    else:
        included = [var for scope in include for var in get_variables(scope)]
    excluded = {id(var) for scope in exclude or [] for var in get_variables(scope)}
    return [var for var in included if id(var) not in excluded]


def assign_from_checkpoint_fn(model_path, var_list, ignore_missing_vars=False, reshape_variables=False):
    """A function of a session that restores `var_list`, a list or a dictionary from names, from a file."""
    if not var_list:
        raise ValueError("var_list cannot be empty")
    if ignore_missing_vars:
        reader = tf.train.load_checkpoint(model_path)
        names = var_list if isinstance(var_list, dict) else {var.op.name: var for var in var_list}
        var_list = {name: var for name, var in names.items() if reader.has_tensor(name)}
        if not var_list:
            tf.logging.warning("No Variables to restore")
            return None
    saver = tf.train.Saver(var_list, reshape=reshape_variables)
    return lambda session: saver.restore(session, model_path)


def tensor_description(var):
    """The dtype and the shape of a tensor or variable: `(float32 3x4)`."""
    return "(%s %s)" % (var.dtype.name, "x".join(str(size) for size in var.get_shape()))


def analyze_vars(variables, print_info=False):
    """(number of elements, number of bytes) of variables, which are listed with `print_info`."""
    lines = ["---------", "Variables: name (type shape) [size]", "---------"]
    total_size = total_bytes = 0
    for var in variables:
        size = var.get_shape().num_elements() or 0
        total_size += size
        total_bytes += size * var.dtype.size
        lines.append("%s %s [%d, bytes: %d]" % (var.name, tensor_description(var), size, size * var.dtype.size))
    lines += ["Total size of variables: %d" % total_size, "Total bytes of variables: %d" % total_bytes]
    if print_info:
        print("\n".join(lines))
    return total_size, total_bytes
