"""Replaces TensorFlow's random ops by the numbers of `draws`, at the level of the generated op wrappers.

That level is where tf.random.*, initializers, dropout, Keras and tf.layers meet, in both major versions.
Where the shape is known when the op is made the result is a constant; otherwise a host function looks
the numbers up.
"""

import importlib

import numpy as np

from . import draws, origins

CONSTANT_LIMIT = 1 << 16  # elements; beyond it constants would swell the graph definition

_host_functions = []  # TensorFlow keeps weak references only
_steering = {}  # of the op that is being replaced: "seeds" (explicit numbers), "seed" (decides alone)


def _modules():
    from tensorflow.python.framework import constant_op, dtypes, ops, tensor_util
    from tensorflow.python.ops import array_ops, math_ops, script_ops

    return constant_op, dtypes, ops, tensor_util, array_ops, math_ops, script_ops


def draw(kind, shape, dtype, name):
    """A tensor of `shape` with the numbers of `kind`."""
    constant_op, dtypes, ops, tensor_util, _, _, _ = _modules()
    dtype = dtypes.as_dtype(dtype)
    shape = ops.convert_to_tensor(shape)
    static = tensor_util.constant_value(shape)
    if static is not None:
        static = tuple(int(size) for size in np.ravel(static))
    origins.note()
    place = origins.place()
    if place in ("eager", "weight"):
        identity = origins.eager(kind, static, _value(_steering.get("seed")))
        return constant_op.constant(_array(kind, static, dtype, identity), dtype, name=name)
    if place == "loop":
        origins.loop()
    if origins.world == origins.SHAPE or place in ("loop", "data", "scratch"):
        if static is not None and np.prod(static, dtype=np.float64) <= CONSTANT_LIMIT:
            return constant_op.constant(_array(kind, static, dtype, ()), dtype, name=name)
        return _looked_up(lambda sizes: _array(kind, sizes, dtype, ()), [shape], shape, dtype, name)
    record = origins.Draw(kind, _steering.get("seeds"))
    if place == "graph":
        result = _looked_up(lambda sizes: _array(kind, sizes, dtype, record.identity), [shape], shape, dtype, name)
        record.shape, record.rank = static, result.shape.ndims
        origins.add_to_graph(result.graph, result.op, record)
        return result
    seed = _steering.get("seed")

    def look_up(sizes, *seeds):
        identity = origins.executed(record, sizes, _value(np.asarray(seeds[0])) if seeds else None)
        return _array(kind, sizes, dtype, identity)

    return _looked_up(look_up, [shape] if seed is None else [shape, seed], shape, dtype, name)


def _looked_up(function, inputs, shape, dtype, name):
    """An op that calls `function` with the sizes, and the other inputs, whenever it is executed."""
    _, _, _, tensor_util, _, _, script_ops = _modules()

    def look_up(sizes, *others):
        return function(tuple(int(size) for size in np.ravel(sizes)), *others)

    _host_functions.append(look_up)
    result = script_ops.numpy_function(look_up, inputs, dtype, name=name)
    result.set_shape(tensor_util.constant_value_as_shape(shape))
    return result


def _value(seed):
    """A seed as something that can be compared, None for none."""
    if seed is None or isinstance(seed, (list, tuple, np.ndarray)):
        return None if seed is None else tuple(int(part) for part in np.ravel(seed))
    if _executing_eagerly():
        return tuple(int(part) for part in np.ravel(np.asarray(seed)))
    tensor_util = _modules()[3]
    for _ in range(8):  # the key of a generator is made of its seed
        constant = tensor_util.constant_value(seed)
        if constant is not None:
            return tuple(int(part) for part in np.ravel(constant))
        if not seed.op.inputs:
            return None
        seed = seed.op.inputs[0]
    return None


def _executing_eagerly():
    from tensorflow.python.eager import context

    return context.executing_eagerly()


def _array(kind, shape, dtype, identity):
    values = draws.numbers(kind, shape, identity).astype(dtype.as_numpy_dtype)
    if kind == "uniform" and dtype.size < 4:  # a half would round 0.99999 up to 1.0
        values = np.minimum(values, np.asarray(0.99, values.dtype))
    return values


# The replacements have the parameters of the ops they replace, less those in STEERING.


def normal(shape, dtype=None, name=None):
    return draw("normal", shape, dtype or "float32", name)


def uniform(shape, dtype=None, name=None):
    return draw("uniform", shape, dtype or "float32", name)


def truncated(shape, dtype=None, name=None):
    return draw("truncated", shape, dtype or "float32", name)


def uniform_int(shape, minval, maxval, name=None):
    _, dtypes, ops, _, _, math_ops, _ = _modules()
    low = ops.convert_to_tensor(minval)
    high = ops.convert_to_tensor(maxval, dtype=low.dtype)
    bits = draw("bits", shape, dtypes.int64, name)
    wide = math_ops.cast(low, dtypes.int64)
    span = math_ops.cast(high, dtypes.int64) - wide
    return math_ops.cast(math_ops.floormod(bits, span) + wide, low.dtype)


def full_int(shape, dtype=None, name=None):
    math_ops = _modules()[5]
    return math_ops.cast(draw("bits", shape, "int64", name), dtype or "uint64")


def parameterized(shape, means, minvals, maxvals, stdevs=None, stddevs=None, name=None):
    _, _, ops, _, _, math_ops, _ = _modules()
    means = ops.convert_to_tensor(means)
    deviations = stddevs if stdevs is None else stdevs
    value = truncated(shape, means.dtype, name) * deviations + means
    return math_ops.minimum(math_ops.maximum(value, minvals), maxvals)


def categorical(logits, num_samples, output_dtype=None, name=None):
    """The Gumbel-max draw over fixed uniforms: depends on the logits, as the real op does."""
    _, dtypes, ops, _, array_ops, math_ops, _ = _modules()
    logits = ops.convert_to_tensor(logits)
    sizes = array_ops.shape(logits)
    count = array_ops.reshape(math_ops.cast(num_samples, dtypes.int32), [1])
    shape = array_ops.concat([sizes[:1], count, sizes[1:]], 0)
    noise = draw("uniform", shape, dtypes.float64, name) * (1.0 - 2.0**-20) + 2.0**-21
    gumbel = -math_ops.log(-math_ops.log(noise))
    scores = math_ops.cast(array_ops.expand_dims(logits, 1), dtypes.float64) + gumbel
    return math_ops.cast(math_ops.argmax(scores, axis=2), output_dtype or dtypes.int64)


def gamma(shape, alpha, name=None):
    """Differentiable in alpha, with the right mean; the distribution does not matter for equality."""
    return full_gamma(_followed_by(shape, alpha), alpha, name)


def full_gamma(shape, alpha, name=None):
    """The op whose `shape` includes the shape of alpha."""
    alpha = _modules()[2].convert_to_tensor(alpha)
    return alpha * (uniform(shape, alpha.dtype, name) + 0.5)


def poisson(shape, rate, dtype=None, name=None):
    return full_poisson(_followed_by(shape, rate), rate, dtype or "int64", name)


def full_poisson(shape, lam, dtype, name=None):
    math_ops, rate = _modules()[5], _modules()[2].convert_to_tensor(lam)
    return math_ops.cast(math_ops.floor(2.0 * rate * uniform(shape, rate.dtype, name)), dtype)


def _followed_by(shape, parameter):
    _, dtypes, _, _, array_ops, math_ops, _ = _modules()
    return array_ops.concat([math_ops.cast(shape, dtypes.int32), array_ops.shape(parameter)], 0)


def same_order(value, name=None):
    return _modules()[4].identity(value, name=name)


def same_index(index, name=None):
    return _modules()[4].identity(index, name=name)


# Parameters that only steer the generator.
STEERING = frozenset(["seed", "seed2", "key", "counter", "alg", "algorithm", "resource", "rounds", "max_index"])

REPLACEMENTS = {
    "gen_random_ops": {
        "random_standard_normal": normal,
        "random_uniform": uniform,
        "truncated_normal": truncated,
        "random_uniform_int": uniform_int,
        "parameterized_truncated_normal": parameterized,
        "multinomial": categorical,
        "random_gamma": gamma,
        "random_poisson_v2": poisson,
        "random_shuffle": same_order,
    },
    "gen_stateless_random_ops": {
        "stateless_random_normal": normal,
        "stateless_random_uniform": uniform,
        "stateless_truncated_normal": truncated,
        "stateless_random_uniform_int": uniform_int,
        "stateless_random_uniform_full_int": full_int,
        "stateless_multinomial": categorical,
        "stateless_parameterized_truncated_normal": parameterized,
        "stateless_random_poisson": full_poisson,
    },
    "gen_stateless_random_ops_v2": {
        "stateless_random_normal_v2": normal,
        "stateless_random_uniform_v2": uniform,
        "stateless_truncated_normal_v2": truncated,
        "stateless_random_uniform_int_v2": uniform_int,
        "stateless_random_uniform_full_int_v2": full_int,
        "stateless_random_gamma_v3": full_gamma,
        "stateless_shuffle": same_order,
    },
    "gen_stateful_random_ops": {
        "stateful_standard_normal": normal,
        "stateful_standard_normal_v2": normal,
        "stateful_truncated_normal": truncated,
        "stateful_uniform": uniform,
        "stateful_uniform_int": uniform_int,
        "stateful_uniform_full_int": full_int,
    },
    "gen_random_index_shuffle_ops": {"random_index_shuffle": same_index},
}


def adapt(name, op, replacement):
    """`replacement` under the signature of the op wrapper `op`."""
    from tensorflow.python.util import tf_inspect

    names = tf_inspect.getfullargspec(op).args
    stateless = name.startswith("stateless")

    def adapted(*args, **kwargs):
        given = dict(zip(names, args), **kwargs)
        _steering.clear()
        if stateless:
            _steering["seed"] = given.get("seed", given.get("key"))
        else:
            seeds = (given.get("seed"), given.get("seed2"))
            if all(isinstance(seed, (int, np.integer)) for seed in seeds):
                _steering["seeds"] = tuple(int(seed) for seed in seeds)
        try:
            return replacement(**{key: value for key, value in given.items() if key not in STEERING})
        finally:
            _steering.clear()

    return adapted


def install():
    for module_name, table in REPLACEMENTS.items():
        try:
            module = importlib.import_module("tensorflow.python.ops." + module_name)
        except ImportError:  # younger than TF 1.15
            continue
        for name, replacement in table.items():
            if hasattr(module, name):
                setattr(module, name, adapt(name, getattr(module, name), replacement))
