"""What a call or a mention of a TF1 symbol stands for: by its own handler, or that of its family."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tf2migrate.analysis.api import collected, control_flow, queues, sessions, tables, variables
from tf2migrate.analysis.api.data import dataset
from tf2migrate.analysis.api.handlers import HANDLERS, Handler
from tf2migrate.analysis.api.known import DTYPES
from tf2migrate.analysis.api.layers import layer, unlowered
from tf2migrate.analysis.api.ops import op
from tf2migrate.analysis.api.records import metric, summary
from tf2migrate.analysis.api.training import decay, optimizer
from tf2migrate.analysis.program import Environment
from tf2migrate.analysis.values import Kind, Value
from tf2migrate.rules import symbols

if TYPE_CHECKING:
    from tf2migrate.analysis.interpreter import Interpreter

# They fill the table of handlers when they are imported.
HANDLING = (collected, control_flow, queues, sessions, tables, variables)
_PYTHON_RESULTS = (
    "ConfigProto",
    "GPUOptions",
    "OptimizerOptions",
    "GraphOptions",
    "RunOptions",
    "RunMetadata",
    "TensorShape",
    "Dimension",
    "as_dtype",
    "app.",
    "flags.",
    "logging.",
    "gfile.",
    "test.",
    "train.latest_checkpoint",
    "train.get_checkpoint_state",
    "train.checkpoint_exists",
    "train.list_variables",
    "train.load_variable",
    "train.Coordinator",
    "train.start_queue_runners",
    "errors.",
    "sysconfig.",
    "compat.",
    "set_random_seed",
    "enable_eager_execution",
    "executing_eagerly",
    "contrib.eager.enable_eager_execution",
    "contrib.eager.executing_eagerly",
    "python_io.",
    "train.Example",
    "train.Features",
    "train.Feature",
    "train.Int64List",
    "train.BytesList",
    "train.FloatList",
    "disable_v2_behavior",
    "disable_eager_execution",
    "python.debug",
    "contrib.training.HParams",
    "train.write_graph",
    "is_gpu_available",
    "test.is_gpu_available",
)


def call(interpreter: "Interpreter", node: ast.Call, path: str, env: Environment) -> Value:
    """The value of calling the symbol `path`."""
    values = [interpreter.evaluate(a, env) for a in node.args]
    values += [interpreter.evaluate(k.value, env) for k in node.keywords]
    handler = HANDLERS.get(path) or _family(path)
    if handler is not None:
        return handler(interpreter, node, path, env, values)
    if path.startswith(_PYTHON_RESULTS):
        return Value(Kind.PYTHON, path=path)
    return op(interpreter, node, path, env, values)


def reference(interpreter: "Interpreter", node: ast.AST, path: str) -> Value:
    """The value of naming a symbol without calling it."""
    if path in DTYPES:
        return Value(Kind.PYTHON, constant=path, path=path)
    if path in ("AUTO_REUSE", "newaxis", "VERSION", "__version__", "GIT_VERSION"):
        return Value(Kind.PYTHON, path=path)
    if path.startswith(
        (
            "GraphKeys.",
            "errors.",
            "estimator.ModeKeys.",
            "contrib.learn.ModeKeys.",
            "flags.FLAGS",
            "VariableAggregation",
        )
    ):
        return Value(Kind.PYTHON, path=path)
    return Value(Kind.SYMBOL, path=path)


def _is_kept(symbol: symbols.Symbol | None) -> bool:
    """What Keras has by the same name, and no graph is made of: callbacks, utilities, saved models."""
    return symbol is not None and symbol.disposition is symbols.Disposition.SAME and symbol.returns == "keras"


def _family(path: str) -> Handler | None:
    if path.startswith(("train.", "contrib.opt.")) and path.endswith("Optimizer"):
        return optimizer
    symbol = symbols.lookup(path)
    if symbol is not None and symbol.returns in ("layer", "layer_free"):
        return layer
    if symbol is not None and symbol.returns == "cell":
        return unlowered
    if path.startswith(("layers.", "contrib.layers.", "contrib.slim.", "nn.rnn_cell.", "contrib.rnn.", "keras.")):
        if path.startswith("keras.") and _is_kept(symbol):
            return None
        if symbol is None or symbol.generated or symbol.disposition == symbols.Disposition.GONE:
            return unlowered
    if path.startswith("summary.") and path.split(".")[-1] in ("scalar", "histogram", "image", "audio", "text"):
        return summary
    if path.startswith("metrics."):
        return metric
    if path.startswith("data.") or path.startswith("contrib.data."):
        return dataset
    if path in (
        "train.exponential_decay",
        "train.inverse_time_decay",
        "train.natural_exp_decay",
        "train.piecewise_constant",
        "train.polynomial_decay",
        "train.cosine_decay",
        "train.cosine_decay_restarts",
    ):
        return decay
    return None
