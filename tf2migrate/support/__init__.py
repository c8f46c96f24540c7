"""Code that is written into migrated programs, as text.

Nothing here imports the files it reads: they need TensorFlow, this package does not.
"""

from __future__ import annotations

import functools
import re
from importlib import resources

# Class name -> file in the folder `classes`.
_CLASSES = {
    "ContribLayerNormalization": "contrib_layer_normalization",
    "DenseGradientAdagrad": "dense_adagrad",
    "DenseGradientAdam": "dense_adam",
    "FusedBatchNormalization": "fused_batch_normalization",
    "LinearCosineDecay": "linear_cosine_decay",
    "TF1Adadelta": "adadelta",
    "TF1Adam": "adam",
    "TF1Ftrl": "ftrl",
    "TF1LSTMCell": "lstm_cell",
    "TF1Momentum": "momentum",
    "TF1RMSprop": "rmsprop",
    "UniformUnitScaling": "uniform_unit_scaling",
}
_HEADER = "import tensorflow as tf\n\n\n"
_MODULE_NAME = re.compile(r"(?<![\w.`'\"])tf(?=\.)")


def class_names() -> tuple[str, ...]:
    """The names of all classes that `class_source` knows, sorted."""
    return tuple(sorted(_CLASSES))


def class_source(name: str, tf: str) -> str:
    """The definition of a support class, ready to be copied into a module.

    Args:
        name: one of `class_names()`.
        tf: what the module calls TensorFlow: `tf` after `import tensorflow as tf`.

    Returns:
        The class statement, from `class` to the newline after its last line, without imports.

    Raises:
        KeyError: there is no such class.
    """
    text = _read("classes", f"{_CLASSES[name]}.py")
    return _MODULE_NAME.sub(lambda match: tf, text.removeprefix(_HEADER))


def mnist_module() -> str:
    """The text of the module that stands in for `tensorflow.examples.tutorials.mnist.input_data`."""
    return _read("mnist_input_data.py")


@functools.lru_cache(maxsize=None)
def _read(*path: str) -> str:
    return resources.files(__name__).joinpath(*path).read_text(encoding="utf-8")
