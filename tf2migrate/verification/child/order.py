"""Seeds of `random` and `numpy.random`, and shuffles that keep the order.

A seedless request ("from the operating system's entropy") means seed 0. Explicit seeds and the streams drawn
from them are the program's own and stay; the libraries may not consume them unasked.
"""

import random
import sys

import numpy as np

MNIST_READERS = (".learn.datasets.mnist", "mnist_input_data")


def install(tf):
    patch_numpy()
    patch_random()
    patch_datasets(tf)
    patch_queues()
    if tf.__version__.startswith("2"):
        patch_keras()


def reseed():
    """Start both global streams; called at the last moment before the program."""
    np.random.seed(0)
    random.seed(0)


def patch_numpy():
    seed, state_class = np.random.seed, np.random.RandomState

    def seeded(seed_value=None):
        # TF1's MNIST reader reseeds numpy's global stream, by entropy or by the graph seed
        caller = sys._getframe(1).f_globals.get("__name__") or ""
        if not caller.endswith(MNIST_READERS):
            seed(0 if seed_value is None else seed_value)

    class Family(type):
        """The plain class still makes instances, numpy's global one among them: they belong as well."""

        def __instancecheck__(cls, instance):
            return isinstance(instance, state_class)

    RandomState = Family(
        "RandomState",
        (state_class,),
        {
            "__init__": lambda self, seed_value=None: state_class.__init__(
                self, 0 if seed_value is None else seed_value
            ),
            "__module__": "numpy.random",
        },
    )
    np.random.seed = seeded
    np.random.RandomState = RandomState
    np.random.shuffle = lambda x, *args, **kwargs: None
    np.random.permutation = in_order
    if hasattr(np.random, "default_rng"):
        default_rng = np.random.default_rng
        np.random.default_rng = lambda seed=None: default_rng(0 if seed is None else seed)


def in_order(x, *args, **kwargs):
    """The permutation that changes nothing."""
    return np.arange(x) if isinstance(x, (int, np.integer)) else np.array(x)


def patch_random():
    seed = random.seed
    random.seed = lambda a=None, version=2: seed(0 if a is None else a, version)
    random.shuffle = lambda x, *args, **kwargs: None


def patch_datasets(tf):
    """tf.data: `shuffle` passes its input on; on the classes, so that list_files and Keras see it."""
    from tensorflow.python.data.ops import dataset_ops

    for name in ("DatasetV2", "DatasetV1"):
        getattr(dataset_ops, name).shuffle = lambda self, *args, **kwargs: self

    def shuffle_and_repeat(buffer_size, count=None, seed=None):
        return lambda dataset: dataset.repeat(count)

    from tensorflow.python.data.experimental.ops import shuffle_ops

    shuffle_ops.shuffle_and_repeat = shuffle_and_repeat
    tf.data.experimental.shuffle_and_repeat = shuffle_and_repeat


def patch_queues():
    """tf.train.shuffle_batch and the estimator inputs: a queue in order, of the same capacity."""
    from tensorflow.python.ops import data_flow_ops

    def in_order_queue(
        capacity,
        min_after_dequeue,
        dtypes,
        shapes=None,
        names=None,
        seed=None,
        shared_name=None,
        name="random_shuffle_queue",
    ):
        return data_flow_ops.FIFOQueue(capacity, dtypes, shapes, names, shared_name, name)

    data_flow_ops.RandomShuffleQueue = in_order_queue


def default_seed():
    """Of every Keras object without a seed; `origins` tells them apart."""
    return 1337


def patch_keras():
    """Keras draws default seeds from Python's stream and compiles with XLA, which has no host functions."""
    from keras.src.random import seed_generator
    from keras.src.trainers import trainer

    real = seed_generator.make_default_seed
    for name, module in list(sys.modules.items()):
        if name.startswith("keras.") and getattr(module, "make_default_seed", None) is real:
            module.make_default_seed = default_seed
    trainer.model_supports_jit = lambda model: False
