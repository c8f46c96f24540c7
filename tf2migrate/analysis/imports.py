"""Import forms of TensorFlow: which local name stands for which public TF1 name."""

from __future__ import annotations

import ast
import functools

from tf2migrate.analysis.tree import of_type
from tf2migrate.rules import symbols

ROOT = "tensorflow"

# Modules that only ever re-export the public names under another path.
_PRIVATE_PREFIXES = {
    "python.ops.rnn_cell": "nn.rnn_cell",
    "python.ops.rnn": "nn",
    "python.ops.nn_ops": "nn",
    "python.ops.nn": "nn",
    "python.ops.math_ops": "",
    "python.ops.array_ops": "",
    "python.ops.control_flow_ops": "",
    "python.ops.variable_scope": "",
    "python.ops.init_ops": "",
    "python.ops.variables": "",
    "python.framework.ops": "",
    "python.framework.dtypes": "",
    "python.platform.gfile": "gfile",
    "python.platform.flags": "flags",
    "python.platform.app": "app",
    "python.platform.tf_logging": "logging",
    "python.client.session": "",
    "python.training.moving_averages": "train",
    **{
        f"contrib.layers.python.layers.{part}": "contrib.layers"
        for part in ("initializers", "layers", "regularizers", "optimizers", "encoders", "normalization", "summaries")
    },
    "contrib.layers.python.layers": "contrib.layers",
    "contrib.slim.python.slim": "contrib.slim",
    "contrib.rnn.python.ops.rnn_cell": "contrib.rnn",
    "contrib.framework.python.ops": "contrib.framework",
    "contrib.eager.python.tfe": "contrib.eager",
    "contrib.learn.python.learn.preprocessing.text": "contrib.learn.preprocessing",
    "contrib.learn.python.learn.preprocessing.categorical_vocabulary": "contrib.learn.preprocessing",
    "contrib.learn.python.learn.preprocessing": "contrib.learn.preprocessing",
    "python": "",
}

# One name for what TF1 exports under several: the one that the analysis knows.
_FOLDED_PREFIXES = (
    ("app.flags", "flags"),
    ("contrib.data.Iterator", "data.Iterator"),
    ("contrib.keras", "keras"),
    ("contrib.learn.python.learn.datasets.mnist", "examples.tutorials.mnist.input_data"),
    ("contrib.learn.datasets.mnist", "examples.tutorials.mnist.input_data"),
    ("nn.seq2seq", "contrib.legacy_seq2seq"),  # until 1.0
    ("initializers.global_variables", "global_variables_initializer"),
    ("initializers.local_variables", "local_variables_initializer"),
    ("initializers.tables_initializer", "tables_initializer"),
    ("initializers.variables", "variables_initializer"),
    ("sparse.placeholder", "sparse_placeholder"),
    ("train.queue_runner", "train"),
)


@functools.lru_cache(maxsize=4096)
def public_name(path: str) -> str:
    """The public TF1 name of a dotted path below `tensorflow`: `compat.v1.` stripped, private modules folded.

    >>> public_name("compat.v1.nn.relu")
    'nn.relu'
    >>> public_name("python.ops.rnn_cell.BasicLSTMCell")
    'nn.rnn_cell.BasicLSTMCell'
    """
    while path == "compat.v1" or path.startswith("compat.v1."):
        path = path[len("compat.v1.") :]
    if "python." in path:
        path = symbols.behind_private(path) or path
    for private, public in _PRIVATE_PREFIXES.items():
        if path == private or path.startswith(private + "."):
            path = _folded(path, private, public)
            break
    for long, short in _FOLDED_PREFIXES:
        if path == long or path.startswith(long + "."):
            path = short + path[len(long) :]
    return path


def _folded(path: str, private: str, public: str) -> str:
    """The path with a public prefix; a private name without a public one stays what it is."""
    folded = ".".join(part for part in (public, path[len(private) + 1 :]) if part)
    known = not folded or symbols.lookup(folded) is not None or symbols.is_module(folded)
    return folded if known or not private.startswith("python") else path


def root_alias(tree: ast.Module) -> str | None:
    """What the file calls the TensorFlow module itself, or None when it only imports parts of it."""
    for node in of_type(tree, ast.Import, ast.ImportFrom):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name in (ROOT, f"{ROOT}.compat.v1"):
                    return alias.asname or ROOT
        elif node.module == f"{ROOT}.compat":
            for alias in node.names:
                if alias.name == "v1":
                    return alias.asname or alias.name
    return None


def is_private(statement: ast.stmt) -> bool:
    """Whether an import reaches into `tensorflow.python`."""
    if isinstance(statement, ast.ImportFrom):
        return (statement.module or "").startswith(f"{ROOT}.python")
    return isinstance(statement, ast.Import) and any(a.name.startswith(f"{ROOT}.python") for a in statement.names)


def _is_protocol(path: str) -> bool:
    return path == "core" or path.startswith("core.")


def bindings(statement: ast.stmt) -> list[tuple[str, str]]:
    """(local name, public path below tensorflow) for every name that an import statement binds to TensorFlow.

    The module itself has the path "". Protocol buffers of `tensorflow.core` are in the same place in TensorFlow 2: they
    are modules like those of other packages.
    """
    found = []
    if isinstance(statement, ast.Import):
        for alias in statement.names:
            root, _, rest = alias.name.partition(".")
            if root == ROOT and not (alias.asname and _is_protocol(rest)):
                found.append((alias.asname, public_name(rest)) if alias.asname else (ROOT, ""))
    elif isinstance(statement, ast.ImportFrom) and not statement.level and statement.module:
        root, _, rest = statement.module.partition(".")
        if root == ROOT and not _is_protocol(rest):
            for alias in statement.names:
                path = f"{rest}.{alias.name}" if rest else alias.name
                found.append((alias.asname or alias.name, public_name(path)))
    return found
