"""What a program finds around itself: no network, no display, one thread, numpy's old names."""

import socket

from . import imports

LOCAL = (None, "", "localhost", "127.0.0.1", "::1", "0.0.0.0")


class NetworkClosed(OSError):
    """Raised for every connection that would leave the machine."""


def install():
    import numpy as np

    close_network()
    restore_numpy_names(np)
    if int(np.__version__.split(".")[0]) >= 2:
        np.set_printoptions(legacy="1.25")  # numpy 2 prints np.float32(0.5) inside lists; numpy 1 printed 0.5
    imports.after(lambda name: name == "matplotlib.pyplot", hide_plots)


def close_network():
    connect, getaddrinfo = socket.socket.connect, socket.getaddrinfo

    def guarded_connect(self, address):
        host = address[0] if isinstance(address, tuple) else None  # a path: a local socket
        if host not in LOCAL:
            raise NetworkClosed("the network is closed during verification: %s" % (address,))
        return connect(self, address)

    def guarded_getaddrinfo(host, *args, **kwargs):
        if host not in LOCAL and host != socket.gethostname():
            raise NetworkClosed("the network is closed during verification: %s" % (host,))
        return getaddrinfo(host, *args, **kwargs)

    socket.socket.connect = guarded_connect
    socket.getaddrinfo = guarded_getaddrinfo


def restore_numpy_names(np):
    """Names that numpy dropped in 1.24 and 2.0 and that programs of TF1's time use."""
    for name, value in (
        ("bool", bool),
        ("int", int),
        ("float", float),
        ("complex", complex),
        ("object", object),
        ("str", str),
        ("long", int),
        ("unicode", str),
        ("float_", np.float64),
        ("complex_", np.complex128),
        ("unicode_", np.str_),
        ("string_", np.bytes_),
        ("Inf", np.inf),
        ("Infinity", np.inf),
        ("infty", np.inf),
        ("NaN", np.nan),
        ("asscalar", lambda array: array.item()),
        ("product", np.prod),
        ("cumproduct", np.cumprod),
        ("sometrue", np.any),
        ("alltrue", np.all),
    ):
        if name not in vars(np):
            setattr(np, name, value)


def hide_plots(pyplot):
    """Figures are drawn (that is part of the program) and shown nowhere; pauses for the eye are skipped."""
    pyplot.switch_backend("Agg")
    pyplot.show = lambda *args, **kwargs: None
    pyplot.pause = lambda *args, **kwargs: None
    pyplot.waitforbuttonpress = lambda *args, **kwargs: None


def limit_threads(tf):
    """One thread: sums are made in one order, and racing effects fall out the same way every time."""
    if tf.__version__.startswith("2"):
        tf.config.threading.set_intra_op_parallelism_threads(1)
        tf.config.threading.set_inter_op_parallelism_threads(1)
    from tensorflow.core.protobuf import config_pb2
    from tensorflow.python.client import session

    construct = session.BaseSession.__init__

    def limited(self, target="", graph=None, config=None):
        chosen = config_pb2.ConfigProto()
        if isinstance(config, config_pb2.ConfigProto):  # anything else is for the real constructor to refuse
            chosen.CopyFrom(config)
        elif config is not None:
            return construct(self, target, graph, config)
        chosen.intra_op_parallelism_threads = 1
        chosen.inter_op_parallelism_threads = 1
        return construct(self, target, graph, chosen)

    session.BaseSession.__init__ = limited
