"""Input functions of estimators that are made of arrays, as datasets."""

from __future__ import annotations

import ast
import dataclasses

from tf2migrate.analysis.tree import walk
from tf2migrate.preparation.lines import Lines, scope_of
from tf2migrate.preparation.reading import dotted, keywords
from tf2migrate.preparation.text import CannotWrite

_PARAMETERS = ("x", "y", "batch_size", "num_epochs", "shuffle", "queue_capacity", "num_threads")
_KEEPING = frozenset({"reshape", "copy", "transpose", "ravel", "flatten"})  # methods that keep the dtype
_KEEPING_FUNCTIONS = frozenset({"reshape", "expand_dims", "squeeze", "concatenate", "vstack", "hstack"})
_KNOWN = frozenset({"float32", "int32", "int64", "uint8", "int8", "int16", "bool"})
_DTYPE_ADVICE = "say it, as in x.astype(np.float32): a Keras layer casts float64 to float32"


@dataclasses.dataclass(frozen=True)
class DatasetText:
    """The expressions that make a dataset step by step; `{name}` is the name it has so far."""

    lines: list[str]
    keys: tuple[str, ...] | None  # of the features; None when they are one array
    labels: bool
    endless: bool
    ranks: tuple[int | None, ...]  # of the features


def dataset_of_arrays(lines: Lines, tree: ast.Module, tf: str, call: ast.Call) -> DatasetText:
    """The dataset of `numpy_input_fn`: rows in order, a batch may reach into the next epoch.

    Raises:
        CannotWrite: it is another function, or what it does is not known.
    """
    if dotted(call.func, tf) != "estimator.inputs.numpy_input_fn":
        raise CannotWrite(
            call,
            "an input function is not made by numpy_input_fn",
            "make a tf.data.Dataset and train a Keras model in a loop of your own",
        )
    given = keywords(call, _PARAMETERS)
    features, labels = given.get("x"), given.get("y")
    if isinstance(labels, ast.Constant) and labels.value is None:
        labels = None
    if isinstance(labels, ast.Dict) or features is None:
        raise CannotWrite(call, "an input function gives several labels")
    keys, arrays = _features(features)
    for array in arrays:
        if dtype_of(lines, tree, array) not in _KNOWN:
            raise CannotWrite(array, "the dtype of the features is not known", _DTYPE_ADVICE)
    made = lines.text.segment(features)
    if labels is not None:
        made = f"({made}, {lines.text.segment(labels)})"
    steps, endless = _steps(lines, call, given)
    braces = made.replace("{", "{{").replace("}", "}}")
    made = [f"{tf}.data.Dataset.from_tensor_slices({braces})", "{name}" + steps]
    return DatasetText(made, keys, labels is not None, endless, tuple(rank_of(lines, tree, array) for array in arrays))


def _features(node: ast.expr) -> tuple[tuple[str, ...] | None, list[ast.expr]]:
    if not isinstance(node, ast.Dict):
        return None, [node]
    if not all(
        isinstance(key, ast.Constant) and isinstance(key.value, str) and key.value.isidentifier() for key in node.keys
    ):
        raise CannotWrite(node, "the names of the features are not known")
    return tuple(key.value for key in node.keys), list(node.values)


def _steps(lines: Lines, call: ast.Call, given: dict[str, ast.expr]) -> tuple[str, bool]:
    """Repeating, shuffling and batching, in the order of the queue."""
    steps, endless = "", False
    epochs = given.get("num_epochs")
    if isinstance(epochs, ast.Constant) and epochs.value is None:
        steps, endless = ".repeat()", True
    elif epochs is not None and not (isinstance(epochs, ast.Constant) and epochs.value == 1):
        steps = f".repeat({lines.text.segment(epochs)})"
    shuffle = given.get("shuffle")
    if not isinstance(shuffle, ast.Constant) or not isinstance(shuffle.value, bool):
        raise CannotWrite(call, "whether an input function shuffles is not known")
    threads = given.get("num_threads")
    if not shuffle.value and threads is not None and not (isinstance(threads, ast.Constant) and threads.value == 1):
        raise CannotWrite(call, "an input function reads with several threads: its order is open")
    if shuffle.value:
        capacity = given.get("queue_capacity")
        steps += f".shuffle({lines.text.segment(capacity) if capacity is not None else 1000})"
    size = given.get("batch_size")
    return steps + f".batch({lines.text.segment(size) if size is not None else 128})", endless


# -- dtypes of arrays ---------------------------------------------------------------------------------


def dtype_of(lines: Lines, tree: ast.Module, node: ast.expr, depth: int = 0) -> str | None:
    """The dtype of a NumPy array, where the text says it."""
    if depth > 8:
        return None
    if isinstance(node, ast.Subscript):
        return dtype_of(lines, tree, node.value, depth + 1)
    if isinstance(node, ast.Name):
        return _of_name(lines, tree, node, depth)
    if isinstance(node, ast.Attribute):
        return "float32" if node.attr == "images" and _is_mnist(tree, node.value) else None
    if isinstance(node, ast.BinOp):
        left, right = (
            dtype_of(lines, tree, side, depth + 1) if not isinstance(side, ast.Constant) else "number"
            for side in (node.left, node.right)
        )
        if "number" in (left, right) and "float32" in (left, right):
            return "float32"
        return left if left == right == "float32" else None
    if isinstance(node, ast.Call):
        return _of_call(lines, tree, node, depth)
    return None


def _of_name(lines: Lines, tree: ast.Module, node: ast.Name, depth: int) -> str | None:
    stores = _stores(lines, tree, node)
    found = {
        dtype_of(lines, tree, lines.parents[n].value, depth + 1)
        for n in stores
        if isinstance(lines.parents[n], ast.Assign)
    }
    if not stores or any(not isinstance(lines.parents[n], ast.Assign) for n in stores) or len(found) != 1:
        return None
    return next(iter(found))


def _stores(lines: Lines, tree: ast.Module, node: ast.Name) -> list[ast.Name]:
    """Where a name is bound, in its scope or in the file."""
    scopes = (scope_of(lines, node), tree)
    return [
        n
        for n in walk(tree)
        if isinstance(n, ast.Name) and n.id == node.id and isinstance(n.ctx, ast.Store) and scope_of(lines, n) in scopes
    ]


def _of_call(lines: Lines, tree: ast.Module, node: ast.Call, depth: int) -> str | None:
    function = node.func
    if not isinstance(function, ast.Attribute):
        return None
    if function.attr == "astype" and node.args:
        return _dtype_name(node.args[0])
    if function.attr in _KNOWN and isinstance(function.value, ast.Name) and len(node.args) == 1:
        return function.attr  # np.float32(x)
    dtype = next((k.value for k in node.keywords if k.arg == "dtype"), None)
    if dtype is not None:
        return _dtype_name(dtype)
    if isinstance(function.value, ast.Name) and function.value.id in ("np", "numpy"):
        if function.attr in ("array", "asarray") and len(node.args) == 2:
            return _dtype_name(node.args[1])
        if function.attr in _KEEPING_FUNCTIONS and node.args and not isinstance(node.args[0], (ast.List, ast.Tuple)):
            return dtype_of(lines, tree, node.args[0], depth + 1)
        return None
    return dtype_of(lines, tree, function.value, depth + 1) if function.attr in _KEEPING else None


def _dtype_name(node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return node.attr if isinstance(node, ast.Attribute) else None


def rank_of(lines: Lines, tree: ast.Module, node: ast.expr, depth: int = 0) -> int | None:
    """The number of dimensions of a NumPy array, where the text says it."""
    if depth > 8:
        return None

    def of(other: ast.expr) -> int | None:
        return rank_of(lines, tree, other, depth + 1)

    if isinstance(node, ast.Subscript):
        parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        return of(node.value) if all(isinstance(part, ast.Slice) for part in parts) else None
    if isinstance(node, ast.Name):
        stores = _stores(lines, tree, node)
        found = {of(lines.parents[n].value) if isinstance(lines.parents[n], ast.Assign) else None for n in stores}
        return next(iter(found)) if len(found) == 1 else None
    if isinstance(node, ast.Attribute):
        return 2 if node.attr == "images" and _is_mnist(tree, node.value, ("dtype", "reshape")) else None
    if isinstance(node, ast.BinOp):
        return of(node.left) if isinstance(node.right, ast.Constant) else None
    if (
        not isinstance(node, ast.Call)
        or not isinstance(node.func, ast.Attribute)
        or any(isinstance(argument, ast.Starred) for argument in node.args)
    ):
        return None
    if node.func.attr in ("randn", "rand"):
        return len(node.args)
    if node.func.attr == "reshape":
        function = isinstance(node.func.value, ast.Name) and node.func.value.id in ("np", "numpy")
        shape = node.args[1:] if function else node.args
        if len(shape) == 1 and isinstance(shape[0], (ast.List, ast.Tuple)):
            shape = shape[0].elts
        elif len(shape) == 1 and not isinstance(shape[0], ast.Constant):
            return None
        return len(shape)
    if node.func.attr == "astype":
        return of(node.func.value)
    return of(node.args[0]) if node.func.attr in _KNOWN and len(node.args) == 1 else None


def _is_mnist(tree: ast.Module, node: ast.expr, changed_by: tuple[str, ...] = ("dtype",)) -> bool:
    """Whether this is a part of the MNIST data sets of the tutorials, with their default dtype."""
    if (
        not isinstance(node, ast.Attribute)
        or node.attr not in ("train", "test", "validation")
        or not isinstance(node.value, ast.Name)
    ):
        return False
    made = [
        n.value
        for n in walk(tree)
        if isinstance(n, ast.Assign) and any(isinstance(t, ast.Name) and t.id == node.value.id for t in n.targets)
    ]
    return bool(made) and all(
        isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "read_data_sets"
        and not any(k.arg in changed_by for k in call.keywords)
        and len(call.args) < 4
        for call in made
    )
