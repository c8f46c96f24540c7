"""Code that is written into migrated programs, as text.

Nothing here imports the files it reads: they need TensorFlow, this package does not.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection
from importlib import resources

# Class or function -> file in the folder `classes`.
_CLASSES = {
    "BernoulliDistribution": "bernoulli_distribution",
    "BidirectionalRNN": "bidirectional_rnn",
    "CategoricalDistribution": "categorical_distribution",
    "ContribLayerNormalization": "contrib_layer_normalization",
    "DenseGradientAdagrad": "dense_adagrad",
    "DenseGradientAdam": "dense_adam",
    "DiagonalNormalDistribution": "diagonal_normal_distribution",
    "FusedBatchNormalization": "fused_batch_normalization",
    "HParams": "hparams",
    "LinearCosineDecay": "linear_cosine_decay",
    "NormalDistribution": "normal_distribution",
    "StackedCells": "stacked_cells",
    "TF1Adadelta": "adadelta",
    "TF1Adam": "adam",
    "TF1BasicLSTMCell": "basic_lstm_cell",
    "TF1BasicRNNCell": "basic_rnn_cell",
    "TF1DropoutWrapper": "dropout_wrapper",
    "TF1Ftrl": "ftrl",
    "TF1GRUCell": "gru_cell",
    "TF1LSTMCell": "lstm_cell",
    "TF1Momentum": "momentum",
    "TF1RMSprop": "rmsprop",
    "crf_decode": "crf_decode",
    "crf_log_likelihood": "crf_log_likelihood",
    "print_variables": "print_variables",
    "UniformDistribution": "uniform_distribution",
    "UniformUnitScaling": "uniform_unit_scaling",
    "viterbi_decode": "viterbi_decode",
}
_HEADER = "import tensorflow as tf\n\n\n"
_TENSORFLOW_1 = "import tensorflow.compat.v1 as tf"
_LEGACY_DOCSTRING = """TensorFlow 1 layers, recurrent cells and contrib functions on `tf.compat.v1`.

`tf.compat.v1` lost `layers`, `nn.rnn_cell` and `contrib` with Keras 3. The ones in this module stand
under the same names: `layers.dense`, `nn.rnn_cell.BasicLSTMCell`, `contrib.layers.fully_connected`.
Their variables have the names, the order, the initial values and the collections they always had.
"""
_METHOD = re.compile(r"\n(?=    def )")
_METHOD_NAME = re.compile(r"    def (\w+)")
_OWN_CALL = re.compile(r"\bself\.(\w+)\(")
_MODULE_NAME = re.compile(r"(?<![\w.])tf(?=\.)")


def class_names() -> tuple[str, ...]:
    """The names of all classes that `class_source` knows, sorted."""
    return tuple(sorted(_CLASSES))


def class_source(name: str, tf: str, methods: Collection[str] | None = None) -> str:
    """The definition of a support class or function, ready to be copied into a module.

    Args:
        name: one of `class_names()`.
        tf: what the module calls TensorFlow: `tf` after `import tensorflow as tf`.
        methods: those to keep, with the constructor, special methods and the methods that they call; None for all.

    Returns:
        The statement, from `class` or `def` to the newline after its last line, without imports.

    Raises:
        KeyError: there is no such class.
    """
    text = _read("classes", f"{_CLASSES[name]}.py")
    if methods is not None:
        text = _with_methods(text, methods)
    return _MODULE_NAME.sub(lambda match: tf, text.removeprefix(_HEADER))


def _with_methods(text: str, wanted: Collection[str]) -> str:
    """The text of a class without the methods that neither the wanted ones nor the constructor call."""
    head, *methods = _METHOD.split(text)
    named = {_METHOD_NAME.match(method)[1]: method for method in methods}
    kept, todo = set(), [*wanted, *(name for name in named if name.startswith("__"))]
    while todo:
        name = todo.pop()
        if name in named and name not in kept:
            kept.add(name)
            todo += _OWN_CALL.findall(named[name])
    return head + "".join(f"\n{method.rstrip()}\n" for name, method in named.items() if name in kept)


def mnist_module() -> str:
    """The text of the module that stands in for `tensorflow.examples.tutorials.mnist.input_data`."""
    return _read("mnist_input_data.py")


def vocabulary_module() -> str:
    """The text of the module that stands in for `tensorflow.contrib.learn.preprocessing`."""
    return _read("vocabulary_processor.py")


@functools.lru_cache(maxsize=None)
def _read(*path: str) -> str:
    return resources.files(__name__).joinpath(*path).read_text(encoding="utf-8")


def legacy_module() -> str:
    """The text of one module with the layers, cells and contrib functions that `tf.compat.v1` lost.

    It needs TensorFlow 2.16 or later and nothing else. `legacy_attribute` says where in it a name is.
    """
    from tf2migrate.support.legacy import PARTS

    bodies, imports = [], set()
    for part in PARTS:
        own, body = _split_imports(_read("legacy", f"{part}.py"))
        imports.update(own)
        bodies.append(body)
    header = '"""' + _LEGACY_DOCSTRING + '"""\n\n'
    return header + "\n".join(sorted(imports)) + f"\n\n{_TENSORFLOW_1}\n\n" + "\n\n".join(bodies)


@functools.lru_cache(maxsize=None)
def legacy_names() -> frozenset[str]:
    """The TensorFlow 1 names that `legacy_module()` provides: `layers.dense`, `nn.rnn_cell.GRUCell` ..."""
    import ast

    tables: dict[str, list[str]] = {}

    def keys(table: ast.expr) -> list[str]:
        if isinstance(table, ast.Name):
            return tables[table.id]
        found: list[str] = []
        for key, value in zip(table.keys, table.values):
            found.extend(keys(value) if key is None else [key.value])
        return found

    names: set[str] = set()
    for statement in ast.parse(_read("legacy", "namespaces.py")).body:
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Dict):
            if statement.targets[0].id == "_NAMESPACES":
                for path, table in zip(statement.value.keys, statement.value.values):
                    names.update(f"{path.value}.{name}" for name in keys(table))
            else:
                tables[statement.targets[0].id] = keys(statement.value)
    return frozenset(names)


def legacy_attribute(name: str) -> str:
    """Where in `legacy_module()` a TensorFlow 1 name is.

    Args:
        name: one of `legacy_names()`.

    Returns:
        A dotted path below the module; it is the name itself.

    Raises:
        KeyError: the module does not provide the name.
    """
    if name not in legacy_names():
        raise KeyError(name)
    return name


def _split_imports(text: str) -> tuple[list[str], str]:
    """The imports of standard modules in a part of the legacy module, and the text behind all imports."""
    lines = text.splitlines(keepends=True)
    last = 0
    inside = False
    for number, line in enumerate(lines):
        starts = line.startswith(("import ", "from "))
        if starts or inside:
            last = number + 1
            inside = line.rstrip().endswith("(") if starts else not line.startswith(")")
        elif last and line.strip():
            break
    standard = [line.strip() for line in lines[:last] if line.startswith("import ") and "tensorflow" not in line]
    return standard, "".join(lines[last:]).strip("\n") + "\n"
