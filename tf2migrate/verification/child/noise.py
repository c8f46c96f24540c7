"""Disturbs a program a little, to learn how far its own roundings carry.

The numbers that stand in for random draws, and the float arrays that are fed, are changed by about one
part in a million. What that changes in the results, another order of summation may change as well.
"""

import numpy as np

from . import draws


def ripple(size, strength):
    """Factors a little below one, so that a uniform draw stays in its interval."""
    return 1.0 - strength * (0.5 + 0.5 * np.sin(0.7 * np.arange(size, dtype=np.float64)))


def disturb(values, strength):
    values = np.asarray(values)
    return (values * ripple(values.size, strength).reshape(values.shape)).astype(values.dtype)


def install(strength):
    make = draws._make

    def disturbed_make(kind, shape, draw):
        values = make(kind, shape, draw)
        return values if kind == "bits" else disturb(values, strength)

    draws._make = disturbed_make
    from tensorflow.python.client import session

    run = session.BaseSession.run

    def disturbed_run(self, fetches, feed_dict=None, options=None, run_metadata=None):
        if isinstance(feed_dict, dict):
            feed_dict = {key: disturb_feed(value, strength) for key, value in feed_dict.items()}
        return run(self, fetches, feed_dict, options, run_metadata)

    session.BaseSession.run = disturbed_run


def disturb_feed(value, strength):
    """Arrays of floats only: a scalar may be a rate or a flag, and everything else is data to be kept."""
    if isinstance(value, np.ndarray) and value.dtype.kind == "f" and value.size > 1:
        return disturb(value, strength)
    return value
