"""What became of each TensorFlow 1.15 symbol: the tables in this folder, one row per symbol.

`same.tsv` lists the symbols that are left as they are. Every other table says what changes. The column
`source` of each row tells what it rests on: numbers recorded on 1.15, compared signatures, or less.
Names are canonical TF1 names below the module, without `compat.v1.`.
"""

from __future__ import annotations

import enum
import functools
import pathlib
from dataclasses import dataclass, replace

from tf2migrate.result import Safety
from tf2migrate.rules.rule import Rule


class Disposition(str, enum.Enum):
    SAME = "SAME"  # same name, arguments and meaning
    RENAMED = "RENAMED"  # same arguments and meaning under another name
    ARGUMENTS = "ARGUMENTS"  # one call becomes one call, its arguments are edited
    EXPRESSION = "EXPRESSION"  # a call becomes an expression
    LOWERED = "LOWERED"  # handled by a lowering, not by an edit of the call alone
    GONE = "GONE"  # no equal replacement; `advice` says what to do by hand


# What a call of the symbol gives in TF1, or what the name is when it is not called.
RETURNS = {
    "tensor": "a tensor, or a structure of tensors",
    "stateful": "a tensor that is drawn or computed anew at each run",
    "control_flow": "tensors that come from functions given as arguments (cond, while_loop, map_fn, ...)",
    "nest": "a structure like the arguments, of tensors when these hold tensors",
    "python": "a plain python or numpy value, a dtype, a class, a constant",
    "placeholder": "a tensor to be fed",
    "variable": "a variable",
    "assign": "an operation that assigns, and its value",
    "op": "an operation without a value",
    "gradients": "a list of gradients",
    "layer": "a tensor from a layer that creates variables",
    "layer_free": "a tensor from a layer without variables",
    "layer_object": "a layer object (tf.layers.Dense, tf.keras.layers.Dense)",
    "keras": "an object of tf.keras that is not a layer",
    "cell": "a recurrent cell",
    "rnn": "the outputs and the state of an unrolled cell",
    "optimizer": "an optimizer",
    "initializer": "an initializer",
    "regularizer": "a regularizer",
    "schedule": "a learning rate that decays with a step",
    "dataset": "a dataset, or a function from dataset to dataset",
    "iterator": "an iterator of a dataset",
    "loss": "a tensor that is also added to a collection",
    "metric": "a pair (value, update operation)",
    "summary": "a serialized summary",
    "saver": "a saver",
    "writer": "a writer of summaries",
    "session": "a session",
    "config": "a protocol buffer that configures sessions",
    "graph": "a graph",
    "init": "an operation that initializes variables or tables",
    "collection": "a list of what was collected in the graph, or the key of such a list",
    "context": "a context manager",
    "averages": "an object that keeps moving averages of variables",
    "global_step": "the variable that counts steps",
    "seed": "nothing; sets the seed of the graph",
    "eager": "nothing; switches the mode of the process",
    "flags": "command line flags",
    "app": "nothing; runs the main function",
    "logging": "nothing; logs",
    "gfile": "the outcome of a file operation that runs at once",
    "queue": "a queue or a reader, and what is read from it",
    "table": "a lookup table",
    "mnist": "the MNIST data sets",
    "module": "a namespace",
}


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit of the arguments of a call.

    Attributes:
        kind: `rename`, `drop`, `refuse`, `redundant`, `add`, `require` or `call`.
        name: the TF1 parameter, or for `add` the TF2 parameter.
        target: the TF2 parameter (`rename`, `call`), else empty.
        transform: the function that changes the value (`rename`), else empty.
        values: literals: those that are allowed and dropped (`refuse`), dropped (`redundant`), the one that
            is added (`add`), or the default of TF1 (`call`).
        positional: for `add`, whether to write the value without its keyword where that is possible.
    """

    kind: str
    name: str
    target: str = ""
    transform: str = ""
    values: tuple[str, ...] = ()
    positional: bool = False


@dataclass(frozen=True, slots=True)
class Symbol:
    """One row of the tables.

    Attributes:
        name: canonical TF1 name below the module.
        disposition: what becomes of it.
        returns: one of the keys of `RETURNS`.
        target: the TF2 name below the module; `support:Name` is a class that is written into the migrated
            code, `absl.x.y` a name of absl; for `EXPRESSION` a template with the TF1 parameters in braces,
            or `@name`, a function of `tf2migrate.rules.expressions`.
        parameters: the TF1 parameters in positional order.
        target_parameters: the TF2 parameters in positional order; those after `*` take a keyword.
        edits: how the arguments change.
        rule: the id of the rule that the change belongs to; empty when nothing changes.
        source: what the row rests on, and whether its rewrite was compared with numbers of 1.15.
        advice: what to do by hand when the call cannot be rewritten.
    """

    name: str
    disposition: Disposition
    returns: str
    target: str = ""
    parameters: tuple[str, ...] = ()
    target_parameters: tuple[str, ...] = ()
    edits: tuple[Edit, ...] = ()
    rule: str = ""
    source: str = ""
    advice: str = ""

    @property
    def support(self) -> tuple[str, ...]:
        """Names of the classes that must be written into the migrated code for this symbol."""
        prefix = "support:"
        return (self.target[len(prefix) :],) if self.target.startswith(prefix) else ()


# Modules that only repeat the symbols of another one.
_SAME_MODULES = (
    ("contrib.slim.layers.", "contrib.layers."),
    ("contrib.slim.initializers.", "contrib.layers."),
    ("contrib.slim.regularizers.", "contrib.layers."),
    ("contrib.slim.losses.", "contrib.losses."),
    ("contrib.slim.", "contrib.layers."),
    ("contrib.slim.", "contrib.framework."),
    ("contrib.rnn.", "nn.rnn_cell."),
    ("contrib.rnn.", "nn."),
    ("contrib.data.", "data.experimental."),
    ("contrib.data.", "data."),
    ("contrib.signal.", "signal."),
    ("flags.", "app.flags."),
    ("manip.", ""),
)


# Modules that are gone as a whole; their symbols without a row of their own get this advice.
_GONE_MODULES = (
    ("estimator.", "Write a Keras model and train it with fit or a loop of your own."),
    ("contrib.tensor_forest.", "Train the forest with tensorflow_decision_forests or scikit-learn."),
    ("contrib.learn.", "Write a Keras model and train it with fit or a loop of your own."),
    ("contrib.", "tf.contrib ended with TensorFlow 1."),
    ("python.", "This is a private module of TensorFlow 1."),
)


@functools.lru_cache(maxsize=None)
def lookup(name: str) -> Symbol | None:
    """The row of a canonical TF1 name, or None when the tables do not know it."""
    row = _rows().get(name)
    if row is not None:
        return _parse(name, *row)
    for prefix, other in _SAME_MODULES:
        if name.startswith(prefix):
            row = _rows().get(other + name[len(prefix) :])
            if row is not None:
                return _as_alias(_parse(other + name[len(prefix) :], *row), name)
    for prefix, advice in _GONE_MODULES:
        if name.startswith(prefix):
            return Symbol(
                name, Disposition.GONE, "python", rule="TFM515", source="the module is gone", advice=advice
            )
    return None


def _as_alias(symbol: Symbol, name: str) -> Symbol:
    """The symbol under a second TF1 name: what keeps its own name in TF2 is renamed here."""
    if symbol.disposition is Disposition.SAME:
        return replace(symbol, name=name, disposition=Disposition.RENAMED, rule="TFM501")
    return replace(symbol, name=name)


@functools.lru_cache(maxsize=1)
def _rows() -> dict[str, tuple[str, str]]:
    """TF1 name -> (table, rest of the line). Fields are only parsed on lookup: a run needs few rows."""
    rows = {}
    for path in sorted(pathlib.Path(__file__).parent.glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").split("\n")[1:]:
            if line:
                name, _, rest = line.partition("\t")
                rows[name] = (path.stem, rest)
    return rows


@functools.lru_cache(maxsize=None)
def is_module(path: str) -> bool:
    """Whether some TF1 name is below this path."""
    return any(name.startswith(path + ".") for name in _rows())


def names() -> tuple[str, ...]:
    """All TF1 names that have a row of their own, sorted."""
    return tuple(sorted(_rows()))


def _parse(name: str, table: str, rest: str) -> Symbol:
    fields = rest.split("\t")
    if table == "same":
        returns, parameters, source = fields
        listed = _split(parameters)
        return Symbol(name, Disposition.SAME, returns, name, listed, listed, source=source)
    disposition, returns, target, parameters, target_parameters, edits, rule, source, advice = fields
    listed = _split(parameters)
    return Symbol(
        name,
        Disposition(disposition),
        returns,
        target,
        listed,
        listed if target_parameters == "=" else _split(target_parameters),
        tuple(_parse_edit(text) for text in edits.split("; ") if text),
        rule,
        source,
        advice,
    )


def _split(text: str) -> tuple[str, ...]:
    return tuple(text.split(",")) if text else ()


def _parse_edit(text: str) -> Edit:
    """One item of the column `edits`.

    | item | meaning |
    |---|---|
    | `a>b` | parameter `a` is called `b` |
    | `a>b|f` | the same, and its value goes through the transform `f` |
    | `-a` | dropped |
    | `!a` | the call is refused when `a` is given |
    | `!a=v,w` | dropped when the value is literally `v` or `w`, else refused |
    | `?a=v,w` | dropped when the value is literally `v` or `w`, else kept |
    | `*a` | refused when `a` is not given |
    | `+b=v` | `b=v` is added when nothing else gave `b` |
    | `++b=v` | the same, without the keyword where that is possible |
    | `@a>b=v` | given at the call of the layer, not in its constructor, as `b`; `v` when it is not given |
    """
    kind, rest = (
        {"-": "drop", "!": "refuse", "?": "redundant", "*": "require", "+": "add", "@": "call"}.get(
            text[0], "rename"
        ),
        text[1:],
    )
    if kind == "add":
        name, _, value = rest.lstrip("+").partition("=")
        return Edit("add", name, name, values=(value,), positional=rest.startswith("+"))
    if kind in ("refuse", "redundant"):
        name, _, values = rest.partition("=")
        return Edit(kind, name, values=_split(values))
    if kind == "rename":
        name, _, target = text.partition(">")
        target, _, transform = target.partition("|")
        return Edit("rename", name, target, transform)
    if kind == "call":
        rest, _, default = rest.partition("=")
        name, _, target = rest.partition(">")
        return Edit("call", name, target or name, values=_split(default))
    return Edit(kind, rest)


_HEAD = "import tensorflow as tf\n\n\n"
RULES = (
    Rule(
        "TFM501",
        "renamed-symbol",
        "Call a function by its TensorFlow 2 name",
        "The function is the same object; only its old name is gone from TensorFlow 2.",
        _HEAD + "def entropy(p):\n    return -tf.reduce_sum(p * tf.log(p))\n",
        _HEAD + "def entropy(p):\n    return -tf.reduce_sum(p * tf.math.log(p))\n",
    ),
    Rule(
        "TFM502",
        "renamed-arguments",
        "Give arguments under their TensorFlow 2 names and positions",
        "TensorFlow 2 removed the second names of arguments (reduction_indices, keep_dims, dim, ...) and "
        "moved `name` to the end, so a call by position may mean another argument.",
        _HEAD + "def scale(x):\n    return x / tf.reduce_sum(x, reduction_indices=1, keep_dims=True)\n",
        _HEAD + "def scale(x):\n    return x / tf.reduce_sum(x, axis=1, keepdims=True)\n",
    ),
    Rule(
        "TFM503",
        "keep-prob",
        "Give dropout the share it drops instead of the share it keeps",
        "The second argument of tf.nn.dropout was keep_prob and is rate: the old call still runs and drops "
        "the complement.",
        _HEAD + "def thin(x):\n    return tf.nn.dropout(x, 0.75)\n",
        _HEAD + "def thin(x):\n    return tf.nn.dropout(x, rate=0.25)\n",
    ),
    Rule(
        "TFM504",
        "cast-functions",
        "Write tf.cast for tf.to_float and its relatives",
        "The to_* functions are gone; each was defined as this cast.",
        _HEAD + "def share(hits):\n    return tf.reduce_mean(tf.to_float(hits))\n",
        _HEAD + "def share(hits):\n    return tf.reduce_mean(tf.cast(hits, tf.float32))\n",
    ),
    Rule(
        "TFM505",
        "softmax-labels",
        "Stop the gradient into the labels of softmax_cross_entropy_with_logits",
        "The TF1 function gave no gradient to the labels, the TensorFlow 2 function of the same name does. "
        "Labels that no trained variable can reach stay as they are.",
        _HEAD + "def distill(teacher, student):\n"
        "    return tf.nn.softmax_cross_entropy_with_logits(labels=teacher, logits=student)\n",
        _HEAD + "def distill(teacher, student):\n"
        "    return tf.nn.softmax_cross_entropy_with_logits("
        "labels=tf.stop_gradient(teacher), logits=student)\n",
    ),
    Rule(
        "TFM506",
        "losses",
        "Write tf.losses functions as the mean they compute",
        "tf.losses is gone. Its functions divided by the number of weights that are not zero and added the "
        "result to a collection; the sum over that collection is written where it was asked for.",
        _HEAD + "def loss(labels, logits):\n"
        "    return tf.losses.sparse_softmax_cross_entropy(labels, logits)\n",
        _HEAD + "def loss(labels, logits):\n"
        "    return tf.reduce_mean("
        "tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits))\n",
    ),
    Rule(
        "TFM507",
        "initializers",
        "Use Keras initializers, with the TF1 defaults written out",
        "tf.random_normal_initializer() had a standard deviation of 1.0 and has 0.05 now; the uniform one "
        "went from 0 to 1 and goes from -0.05 to 0.05.",
        _HEAD + "def initial():\n    return tf.truncated_normal_initializer()\n",
        _HEAD + "def initial():\n    return tf.keras.initializers.TruncatedNormal(stddev=1.0)\n",
    ),
    Rule(
        "TFM508",
        "regularizers",
        "Use Keras regularizers, with the factor they need",
        "The contrib l2_regularizer(s) is s * sum(w ** 2) / 2, the one of Keras has no half.",
        _HEAD + "def penalty():\n    return tf.contrib.layers.l2_regularizer(0.01)\n",
        _HEAD + "def penalty():\n    return tf.keras.regularizers.L2(0.005)\n",
    ),
    Rule(
        "TFM509",
        "replaced-by-expression",
        "Write out a function that TensorFlow 2 has no name for",
        "Some small functions are gone; what each was defined as takes its place.",
        _HEAD + "def affine(x, w, b):\n    return tf.nn.xw_plus_b(x, w, b)\n",
        _HEAD + "def affine(x, w, b):\n    return tf.nn.bias_add(tf.matmul(x, w), b)\n",
    ),
    Rule(
        "TFM510",
        "division-by-dtype",
        "Write tf.div as the division it makes for the dtype at hand",
        "tf.div floors integers and divides floats. tf.divide divides integers to floats as well, so the "
        "dtype has to be known.",
        _HEAD + "def half(x):\n    return tf.div(x, 2.0)\n",
        _HEAD + "def half(x):\n    return tf.divide(x, 2.0)\n",
    ),
    Rule(
        "TFM511",
        "where-rows",
        "Keep the rows that tf.where picked for a condition of rank 1",
        "With a vector as condition the TF1 function picks whole rows; the one of TensorFlow 2 broadcasts "
        "the vector along the last axis, which gives other numbers for square matrices and an error for "
        "others.",
        _HEAD + "def clean(x):\n    return tf.where(tf.is_nan(x), tf.zeros_like(x), x)\n",
        _HEAD + "def clean(x):\n    return tf.where(tf.math.is_nan(x), tf.zeros_like(x), x)\n",
    ),
    Rule(
        "TFM512",
        "kernel-call",
        "Call the kernel that the TF1 function called",
        "tf.image.resize samples at the centres of half pixels and has no option for the grid of TF1; the "
        "kernel behind tf.raw_ops has. The same goes for a few functions without a TensorFlow 2 name.",
        _HEAD + "def grow(images):\n    return tf.image.resize_bilinear(images, [64, 64])\n",
        _HEAD + "def grow(images):\n    return tf.raw_ops.ResizeBilinear(images=images, size=[64, 64])\n",
    ),
    Rule(
        "TFM513",
        "file-access",
        "Write tf.gfile as tf.io.gfile",
        "The file functions moved, have lower-case names and other names for their arguments.",
        "import tensorflow as tf\n\nif not tf.gfile.Exists('logs'):\n    tf.gfile.MakeDirs('logs')\n",
        "import tensorflow as tf\n\nif not tf.io.gfile.exists('logs'):\n    tf.io.gfile.makedirs('logs')\n",
    ),
    Rule(
        "TFM514",
        "names-before-1.0",
        "Replace names and argument orders from before TensorFlow 1.0",
        "tf.mul, tf.pack, tf.concat(axis, values) and their like ended with TensorFlow 1.0.",
        _HEAD + "def join(a, b):\n    return tf.concat(1, [a, tf.mul(a, b)])\n",
        _HEAD + "def join(a, b):\n    return tf.concat([a, tf.multiply(a, b)], 1)\n",
    ),
    Rule(
        "TFM515",
        "no-replacement",
        "Explain what has no equal in TensorFlow 2",
        "A function without an equal replacement is left as it is; the finding says what to write by hand.",
        safety=Safety.MANUAL,
    ),
)
