"""Replaces TensorFlow's random ops by the numbers of `draws`, at the level of the generated op wrappers.

That level is where tf.random.*, initializers, dropout, Keras and tf.layers meet, in both major versions. Where
the shape is known when the op is made the result is a constant; otherwise a host function looks the numbers up.
"""
import importlib

import numpy as np

from . import draws

CONSTANT_LIMIT = 1 << 16  # elements; beyond it constants would swell the graph definition

_host_functions = []  # TensorFlow keeps weak references only


def _modules():
    from tensorflow.python.framework import constant_op, dtypes, ops, tensor_util
    from tensorflow.python.ops import array_ops, math_ops, script_ops
    return constant_op, dtypes, ops, tensor_util, array_ops, math_ops, script_ops


def draw(kind, shape, dtype, name):
    """A tensor of `shape` with the numbers of `kind`."""
    constant_op, dtypes, ops, tensor_util, _, _, script_ops = _modules()
    dtype = dtypes.as_dtype(dtype)
    shape = ops.convert_to_tensor(shape)
    static = tensor_util.constant_value(shape)
    if static is not None:
        static = tuple(int(size) for size in np.ravel(static))
        if _executing_eagerly() or np.prod(static, dtype=np.float64) <= CONSTANT_LIMIT:
            return constant_op.constant(_array(kind, static, dtype, name), dtype, name=name)

    def look_up(sizes):
        return _array(kind, tuple(np.ravel(sizes)), dtype, name)
    _host_functions.append(look_up)
    result = script_ops.numpy_function(look_up, [shape], dtype, name=name)
    result.set_shape(tensor_util.constant_value_as_shape(shape))
    return result


def _executing_eagerly():
    from tensorflow.python.eager import context
    return context.executing_eagerly()


def _array(kind, shape, dtype, name):
    values = draws.numbers(kind, shape, draws.identity(name)).astype(dtype.as_numpy_dtype)
    if kind == 'uniform' and dtype.size < 4:  # a half would round 0.99999 up to 1.0
        values = np.minimum(values, np.asarray(0.99, values.dtype))
    return values


def normal(shape, dtype, name=None):
    return draw('normal', shape, dtype, name)


def uniform(shape, dtype, name=None):
    return draw('uniform', shape, dtype, name)


def truncated(shape, dtype, name=None):
    return draw('truncated', shape, dtype, name)


def uniform_int(shape, low, high, name=None):
    _, dtypes, ops, _, _, math_ops, _ = _modules()
    low = ops.convert_to_tensor(low)
    high = ops.convert_to_tensor(high, dtype=low.dtype)
    bits = draw('bits', shape, dtypes.int64, name)
    wide = math_ops.cast(low, dtypes.int64)
    span = math_ops.cast(high, dtypes.int64) - wide
    return math_ops.cast(math_ops.floormod(bits, span) + wide, low.dtype)


def full_int(shape, dtype, name=None):
    _, dtypes, _, _, _, math_ops, _ = _modules()
    return math_ops.cast(draw('bits', shape, dtypes.int64, name), dtype)


def parameterized(shape, means, deviations, lows, highs, name=None):
    _, _, ops, _, _, math_ops, _ = _modules()
    means = ops.convert_to_tensor(means)
    value = truncated(shape, means.dtype, name) * deviations + means
    return math_ops.minimum(math_ops.maximum(value, lows), highs)


def categorical(logits, count, dtype, name=None):
    """The Gumbel-max draw over fixed uniforms: depends on the logits, as the real op does."""
    _, dtypes, ops, _, array_ops, math_ops, _ = _modules()
    logits = ops.convert_to_tensor(logits)
    sizes = array_ops.shape(logits)
    count = array_ops.reshape(math_ops.cast(count, dtypes.int32), [1])
    shape = array_ops.concat([sizes[:1], count, sizes[1:]], 0)
    noise = draw('uniform', shape, dtypes.float64, name) * (1.0 - 2.0 ** -20) + 2.0 ** -21
    scores = math_ops.cast(array_ops.expand_dims(logits, 1), dtypes.float64) - math_ops.log(-math_ops.log(noise))
    return math_ops.cast(math_ops.argmax(scores, axis=2), dtype or dtypes.int64)


def gamma(shape, alpha, name=None):
    """Differentiable in alpha, with the right mean; the distribution does not matter for equality."""
    _, dtypes, ops, _, array_ops, math_ops, _ = _modules()
    alpha = ops.convert_to_tensor(alpha)
    full = array_ops.concat([math_ops.cast(shape, dtypes.int32), array_ops.shape(alpha)], 0)
    return alpha * (uniform(full, alpha.dtype, name) + 0.5)


def poisson(shape, rate, dtype, name=None):
    _, dtypes, ops, _, array_ops, math_ops, _ = _modules()
    rate = ops.convert_to_tensor(rate)
    full = array_ops.concat([math_ops.cast(shape, dtypes.int32), array_ops.shape(rate)], 0)
    return math_ops.cast(math_ops.floor(2.0 * rate * uniform(full, rate.dtype, name)), dtype)


def same_order(value, name=None):
    return _modules()[4].identity(value, name=name)


def _tables():
    """(module, {op wrapper: replacement}); parameters that only steer the generator are accepted and ignored."""
    from tensorflow.python.framework import dtypes
    f32, i32, i64, u64 = dtypes.float32, dtypes.int32, dtypes.int64, dtypes.uint64
    stateful = {
        'random_standard_normal': lambda shape, dtype, seed=0, seed2=0, name=None: normal(shape, dtype, name),
        'random_uniform': lambda shape, dtype, seed=0, seed2=0, name=None: uniform(shape, dtype, name),
        'truncated_normal': lambda shape, dtype, seed=0, seed2=0, name=None: truncated(shape, dtype, name),
        'random_uniform_int': lambda shape, minval, maxval, seed=0, seed2=0, name=None:
            uniform_int(shape, minval, maxval, name),
        'parameterized_truncated_normal': lambda shape, means, stdevs, minvals, maxvals, seed=0, seed2=0, name=None:
            parameterized(shape, means, stdevs, minvals, maxvals, name),
        'multinomial': lambda logits, num_samples, seed=0, seed2=0, output_dtype=i64, name=None:
            categorical(logits, num_samples, output_dtype, name),
        'random_gamma': lambda shape, alpha, seed=0, seed2=0, name=None: gamma(shape, alpha, name),
        'random_poisson_v2': lambda shape, rate, seed=0, seed2=0, dtype=i64, name=None:
            poisson(shape, rate, dtype, name),
        'random_shuffle': lambda value, seed=0, seed2=0, name=None: same_order(value, name),
    }
    stateless = {
        'stateless_random_normal': lambda shape, seed, dtype=f32, name=None: normal(shape, dtype, name),
        'stateless_random_uniform': lambda shape, seed, dtype=f32, name=None: uniform(shape, dtype, name),
        'stateless_truncated_normal': lambda shape, seed, dtype=f32, name=None: truncated(shape, dtype, name),
        'stateless_random_uniform_int': lambda shape, seed, minval, maxval, name=None:
            uniform_int(shape, minval, maxval, name),
        'stateless_random_uniform_full_int': lambda shape, seed, dtype=u64, name=None: full_int(shape, dtype, name),
        'stateless_multinomial': lambda logits, num_samples, seed, output_dtype=i64, name=None:
            categorical(logits, num_samples, output_dtype, name),
        'stateless_parameterized_truncated_normal': lambda shape, seed, means, stddevs, minvals, maxvals, name=None:
            parameterized(shape, means, stddevs, minvals, maxvals, name),
        'stateless_random_poisson': lambda shape, seed, lam, dtype, name=None:
            _full_poisson(shape, lam, dtype, name),
    }
    counter = {
        'stateless_random_normal_v2': lambda shape, key, counter, alg, dtype=f32, name=None:
            normal(shape, dtype, name),
        'stateless_random_uniform_v2': lambda shape, key, counter, alg, dtype=f32, name=None:
            uniform(shape, dtype, name),
        'stateless_truncated_normal_v2': lambda shape, key, counter, alg, dtype=f32, name=None:
            truncated(shape, dtype, name),
        'stateless_random_uniform_int_v2': lambda shape, key, counter, alg, minval, maxval, name=None:
            uniform_int(shape, minval, maxval, name),
        'stateless_random_uniform_full_int_v2': lambda shape, key, counter, alg, dtype=u64, name=None:
            full_int(shape, dtype, name),
        'stateless_random_gamma_v3': lambda shape, key, counter, alg, alpha, name=None:
            _full_gamma(shape, alpha, name),
        'stateless_shuffle': lambda value, key, counter, alg, name=None: same_order(value, name),
    }
    generator = {
        'stateful_standard_normal_v2': lambda resource, algorithm, shape, dtype=f32, name=None:
            normal(shape, dtype, name),
        'stateful_standard_normal': lambda resource, shape, dtype=f32, name=None: normal(shape, dtype, name),
        'stateful_truncated_normal': lambda resource, algorithm, shape, dtype=f32, name=None:
            truncated(shape, dtype, name),
        'stateful_uniform': lambda resource, algorithm, shape, dtype=f32, name=None: uniform(shape, dtype, name),
        'stateful_uniform_int': lambda resource, algorithm, shape, minval, maxval, name=None:
            uniform_int(shape, minval, maxval, name),
        'stateful_uniform_full_int': lambda resource, algorithm, shape, dtype=u64, name=None:
            full_int(shape, dtype, name),
    }
    index = {'random_index_shuffle': lambda index, seed, max_index, rounds=4, name=None: same_order(index, name)}
    return (('gen_random_ops', stateful), ('gen_stateless_random_ops', stateless),
            ('gen_stateless_random_ops_v2', counter), ('gen_stateful_random_ops', generator),
            ('gen_random_index_shuffle_ops', index))


def _full_gamma(shape, alpha, name):
    """The op whose `shape` already includes the shape of alpha."""
    alpha = _modules()[2].convert_to_tensor(alpha)
    return alpha * (uniform(shape, alpha.dtype, name) + 0.5)


def _full_poisson(shape, rate, dtype, name):
    math_ops, rate = _modules()[5], _modules()[2].convert_to_tensor(rate)
    return math_ops.cast(math_ops.floor(2.0 * rate * uniform(shape, rate.dtype, name)), dtype)


def install():
    for module_name, table in _tables():
        try:
            module = importlib.import_module('tensorflow.python.ops.' + module_name)
        except ImportError:  # younger than TF 1.15
            continue
        for name, replacement in table.items():
            if hasattr(module, name):
                setattr(module, name, replacement)
