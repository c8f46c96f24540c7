"""Disturbs a program a little, to learn how far its own roundings carry.

The numbers that stand in for random draws, and the float arrays that are fed, are changed by about one
part in a million. What that changes in the results, another order of summation may change as well. Or else all
variables of floats are changed by one rounding before every run, as kernels that round otherwise would do it.
"""

import numpy as np

from . import draws


def ripple(size, strength):
    """Factors a little below one, or above it when the strength is below nought."""
    return 1.0 - strength * (0.5 + 0.5 * np.sin(0.7 * np.arange(size, dtype=np.float64)))


def disturb(values, strength):
    values = np.asarray(values)
    return (values * ripple(values.size, strength).reshape(values.shape)).astype(values.dtype)


def install(strength):
    make = draws._make

    def disturbed_make(kind, shape, draw):
        values = make(kind, shape, draw)
        if kind == "bits":
            return values
        disturbed = disturb(values, strength)
        return np.minimum(disturbed, 1.0 - 2.0**-24) if kind == "uniform" else disturbed

    draws._make = disturbed_make
    from tensorflow.python.client import session

    run = session.BaseSession.run

    def disturbed_run(self, fetches, feed_dict=None, options=None, run_metadata=None):
        if isinstance(feed_dict, dict):
            feed_dict = {key: disturb_feed(value, strength) for key, value in feed_dict.items()}
        return run(self, fetches, feed_dict, options, run_metadata)

    session.BaseSession.run = disturbed_run


def disturb_feed(value, strength):
    """Arrays of floats only: a scalar may be a rate or a flag, and everything else is data to be kept.

    Whole numbers stay, too: ones and noughts are labels and masks, of which a program may ask for the exact value.
    """
    if isinstance(value, np.ndarray) and value.dtype.kind == "f" and value.size > 1:
        return np.where(value == np.round(value), value, disturb(value, strength))
    return value


def install_jitter():
    """Before every run, round the variables of the graph up or down by one place."""
    from tensorflow.python.client import session

    run = session.BaseSession.run
    state = draws.RandomState(5)
    busy = []

    def jittered_run(self, fetches, feed_dict=None, options=None, run_metadata=None):
        if not busy:
            busy.append(self)
            try:
                jitter(self, run, state)
            except Exception:  # some are not initialized yet
                pass
            finally:
                busy.pop()
        return run(self, fetches, feed_dict, options, run_metadata)

    session.BaseSession.run = jittered_run


def jitter(session, run, state):
    variables = [
        variable
        for variable in session.graph.get_collection_ref("variables")
        if variable.dtype.base_dtype.is_floating and variable.initializer is not None
    ]
    values = run(session, [getattr(variable, "_snapshot", variable) for variable in variables])
    given = {}
    for variable, value in zip(variables, values):
        towards = np.where(state.random_sample(np.shape(value)) < 0.5, -np.inf, np.inf).astype(value.dtype)
        rounded = np.where(value == 0, value, np.nextafter(value, towards))
        given[variable.initializer.inputs[1]] = rounded.astype(value.dtype)
    run(session, [variable.initializer for variable in variables], given)
