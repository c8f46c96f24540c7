"""Candidate samplers (nce_loss, sampled_softmax_loss) return one fixed set of classes per size.

The expected counts follow the formulas of the real kernels, with `num_sampled` tries.
"""

import collections
import importlib

import numpy as np

from . import draws

Sampled = collections.namedtuple("Sampled", "sampled_candidates true_expected_count sampled_expected_count")


def log_uniform(range_max):
    """The Zipf-like distribution of log_uniform_candidate_sampler."""
    classes = np.arange(range_max, dtype=np.float64)
    return np.log((classes + 2.0) / (classes + 1.0)) / np.log(range_max + 1.0)


def even(range_max):
    return np.full([range_max], 1.0 / range_max)


def pick(weights, count, unique):
    """`count` classes by the cumulative distribution; distinct ones if `unique`."""
    limits = np.cumsum(weights)
    found = np.searchsorted(limits, draws.numbers("uniform", (4 * count + 16, 3))[:, 1] * limits[-1])
    found = np.minimum(found, len(weights) - 1)
    if not unique:
        return found[:count].astype(np.int64)
    ordered = list(collections.OrderedDict.fromkeys(list(found) + list(range(len(weights)))))
    return np.asarray(ordered[:count], np.int64)


def sample(true_classes, num_sampled, unique, weights):
    from tensorflow.python.framework import constant_op, dtypes, ops
    from tensorflow.python.ops import array_ops

    chosen = pick(weights, int(num_sampled), unique)
    expected = weights * num_sampled
    if unique:
        expected = -np.expm1(num_sampled * np.log1p(-np.minimum(weights, 1.0 - 1e-12)))
    table = constant_op.constant(expected.astype(np.float32))
    candidates = constant_op.constant(chosen, dtypes.int64)
    true_classes = ops.convert_to_tensor(true_classes, dtype=dtypes.int64)
    return Sampled(candidates, array_ops.gather(table, true_classes), array_ops.gather(table, candidates))


def install():
    try:
        ops = importlib.import_module("tensorflow.python.ops.gen_candidate_sampling_ops")
    except ImportError:
        return

    def sampler(distribution):
        def replacement(true_classes, num_true, num_sampled, unique, range_max, seed=0, seed2=0, name=None):
            return sample(true_classes, num_sampled, unique, distribution(int(range_max)))

        return replacement

    def fixed_unigram(
        true_classes,
        num_true,
        num_sampled,
        unique,
        range_max,
        vocab_file="",
        distortion=1,
        num_reserved_ids=0,
        num_shards=1,
        shard=0,
        unigrams=(),
        seed=0,
        seed2=0,
        name=None,
    ):
        weights = np.zeros([range_max]) if len(unigrams) else np.ones([range_max])
        weights[num_reserved_ids : num_reserved_ids + len(unigrams)] = np.power(unigrams, float(distortion))
        return sample(true_classes, num_sampled, unique, weights / weights.sum())

    ops.log_uniform_candidate_sampler = sampler(log_uniform)
    ops.learned_unigram_candidate_sampler = sampler(log_uniform)
    ops.thread_unsafe_unigram_candidate_sampler = sampler(log_uniform)
    ops.uniform_candidate_sampler = sampler(even)
    ops.fixed_unigram_candidate_sampler = fixed_unigram
