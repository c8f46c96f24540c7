"""Optimizers and decaying rates of TF1 as Keras optimizers and schedules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import libcst as cst

from tf2migrate.rules.calls import TRANSFORMS, target_name
from tf2migrate.rules.editing import Value, bare, bound_values, edit_arguments, fill, make_call, spelled
from tf2migrate.rules.rule import Rule
from tf2migrate.rules.symbols import Symbol, lookup

__all__ = ["RULES", "Optimizer", "Schedule", "rewrite_optimizer", "rewrite_schedule"]


@dataclass(frozen=True)
class Optimizer:
    """A Keras optimizer in the place of one of tf.train.

    Attributes:
        expression: makes the optimizer.
        support: names of the classes that must be written into the migrated code.
        notes: differences that stay with `close`, each with its size.
        rule: the id of the rule.
    """

    expression: cst.Call
    support: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    rule: str = ""


@dataclass(frozen=True)
class Schedule:
    """A Keras schedule in the place of a decay function.

    Attributes:
        constructor: makes the schedule.
        step: the step that TF1 computed the rate from; it has to be the one that the optimizer counts.
        support: names of the classes that must be written into the migrated code.
    """

    constructor: cst.Call
    step: cst.BaseExpression
    support: tuple[str, ...] = ()
    rule: str = "TFM302"


# When the exact form is needed, and what the Keras form changes (measured against 1.15 at a rate of 0.1).
_ALWAYS, _MOVING_RATE, _SPARSE = "always", "moving rate", "sparse"
_ROUNDED = "train.AdamOptimizer:rounded"
_DIFFERENCES = {
    "train.RMSPropOptimizer": (
        "exact",
        (_ALWAYS,),
        "The mean square starts at one in TensorFlow 1 and at zero in Keras: the first steps of Keras are "
        "several times larger (values differ by up to 1.1 after 20 steps at a rate of 0.1).",
    ),
    "train.MomentumOptimizer": (
        "exact",
        (_MOVING_RATE, _SPARSE),
        "Keras multiplies the rate into the velocity, TensorFlow 1 applies the rate of the moment to the "
        "accumulator, and touches only the rows of a sparse gradient (values differ by up to 1.3 after 20 "
        "steps).",
    ),
    "train.AdamOptimizer": (
        "sparse",
        (_SPARSE,),
        "Keras squares the entries of a sparse gradient one by one, so repeated rows get a wrong second "
        "moment (values differ by up to 0.42 after 20 steps).",
    ),
    "train.AdagradOptimizer": (
        "sparse",
        (_SPARSE,),
        "Keras squares the entries of a sparse gradient one by one, so repeated rows get a wrong accumulator "
        "(values differ by up to 0.17 after 20 steps).",
    ),
    "train.AdadeltaOptimizer": (
        "sparse",
        (_SPARSE,),
        "Keras decays and moves all rows for a sparse gradient, TensorFlow 1 only the rows it holds.",
    ),
    "train.FtrlOptimizer": (
        "sparse",
        (_SPARSE,),
        "Keras computes every row anew for a sparse gradient and sets rows that were never looked up to zero "
        "(values differ by up to 1.9).",
    ),
}


def rewrite_optimizer(
    symbol: Symbol,
    original: cst.Call,
    updated: cst.Call,
    tf: str,
    fidelity: str,
    constant_rate: bool,
    sparse: bool,
    is_python_float: Callable[[cst.BaseExpression], bool] | None = None,
    amplified: bool = False,
) -> Optimizer:
    """The Keras optimizer for one of tf.train.

    Args:
        symbol: the row of the optimizer class.
        original: the call as it was read.
        updated: the same call with the calls in it already rewritten, a schedule in the place of a decay.
        tf: the local name of the TensorFlow module.
        fidelity: `exact` writes support classes where Keras computes something else, `close` writes the
            Keras class and a note.
        constant_rate: whether the rate never changes; only then is the velocity of Keras that of TF1.
        sparse: whether a gradient may be sparse (an embedding), which Keras handles in another way.
        is_python_float: whether the rate may go to Keras as it is: a python float or a schedule. Other names
            are wrapped in `float(...)`, because Keras raises for integers, numpy numbers and tensors.
        amplified: whether the trained weights start so large that the rounding of Adam's constants shows
            (see `planning.rounding`).

    Raises:
        BindingError: the arguments cannot be seen.
    """
    chosen, notes = _choose(symbol, fidelity, constant_rate, sparse)
    if chosen is symbol and amplified and fidelity == "exact":
        chosen = lookup(_ROUNDED)
    edited = edit_arguments(chosen, original, updated, tf, TRANSFORMS)
    rate = edited.values.get("learning_rate")
    arguments = [_with_float_rate(arg, rate, tf, is_python_float) for arg in edited.arguments]
    call = make_call(target_name(chosen, tf), updated, arguments)
    return Optimizer(call, chosen.support, notes, chosen.rule)


def _choose(symbol: Symbol, fidelity: str, constant_rate: bool, sparse: bool) -> tuple[Symbol, tuple[str, ...]]:
    suffix, causes, note = _DIFFERENCES.get(symbol.name, ("", (), ""))
    happens = {_ALWAYS: True, _MOVING_RATE: not constant_rate, _SPARSE: sparse}
    if not any(happens[cause] for cause in causes):
        return symbol, ()
    if fidelity == "exact":
        return lookup(f"{symbol.name}:{suffix}"), ()
    return symbol, (note,)


def _with_float_rate(arg: cst.Arg, rate: Value | None, tf: str, is_python_float) -> cst.Arg:
    """The rate as Keras takes it: a python float or a schedule."""
    if rate is None or arg.value is not rate.updated.value:
        return arg
    value = arg.value
    if isinstance(value, cst.Integer):
        return arg.with_changes(value=cst.Float(f"{value.value}.0"))
    if _is_float(value) or (is_python_float is not None and is_python_float(rate.original)):
        return arg
    return arg.with_changes(value=fill("float({value})", {"value": value}, tf))


def _is_float(node: cst.BaseExpression) -> bool:
    """Whether an expression is a python float by its form alone."""
    if isinstance(node, cst.Float):
        return True
    if isinstance(node, cst.Call):
        return isinstance(node.func, cst.Name) and node.func.value == "float" or _is_schedule(node)
    if isinstance(node, cst.UnaryOperation):
        return _is_float(node.expression)
    if isinstance(node, cst.BinaryOperation):
        sides = (node.left, node.right)
        numbers = all(_is_float(side) or isinstance(side, cst.Integer) for side in sides)
        return numbers and (any(map(_is_float, sides)) or isinstance(node.operator, cst.Divide))
    return False


def _is_schedule(node: cst.Call) -> bool:
    """Whether a call makes a Keras schedule."""
    function = node.func
    if isinstance(function, cst.Name):
        return function.value == "LinearCosineDecay"
    return isinstance(function, cst.Attribute) and spelled(function.value) == "schedules"


def rewrite_schedule(symbol: Symbol, original: cst.Call, updated: cst.Call, tf: str) -> Schedule:
    """The Keras schedule for a decay function of tf.train.

    It gives the same rates only when the optimizer counts the step that the function got: the caller has
    to see that `minimize` or `apply_gradients` was given it as `global_step`.

    Args:
        symbol: the row of the decay function.
        original: the call as it was read.
        updated: the same call with the calls in it already rewritten.
        tf: the local name of the TensorFlow module.

    Raises:
        BindingError: the arguments cannot be seen.
    """
    edited = edit_arguments(symbol, original, updated, tf, TRANSFORMS)
    (step,) = edited.moved.values()
    call = make_call(target_name(symbol, tf), updated, edited.arguments)
    return Schedule(call, bare(step.value), symbol.support, symbol.rule)


def schedule_step(symbol: Symbol, original: cst.Call) -> cst.BaseExpression | None:
    """The step argument of a decay function, None when it is not given."""
    values = bound_values(symbol, original, original)
    name = next(edit.name for edit in symbol.edits if edit.kind == "call")
    return values[name].original if name in values else None


RULES = (
    Rule(
        "TFM301",
        "optimizer-classes",
        "Use Keras optimizers with the constants of TensorFlow 1",
        "The classes of tf.train build graphs. Those of Keras have other defaults: the epsilon of Adam "
        "was 1e-8 and is 1e-7, Adagrad had none.",
    ),
    Rule(
        "TFM302",
        "decay-schedules",
        "Write a decayed rate as a Keras schedule",
        "A schedule is evaluated at the step that its optimizer counts. A rate that was decayed by a step "
        "which no optimizer advanced stays constant.",
    ),
    Rule(
        "TFM303",
        "exact-optimizers",
        "Write out the optimizers that Keras computes in another way",
        "RMSProp starts its mean square at one in TensorFlow 1, momentum keeps a moving rate outside of "
        "the accumulator, and sparse gradients touch only their rows or are summed first. The class that "
        "does so is written into the migrated code; `--fidelity close` takes the Keras class and says by "
        "how much it differs.",
    ),
    Rule(
        "TFM308",
        "rounded-adam",
        "Give Adam the decay of TensorFlow 1 in float32 where large weights amplify its rounding",
        "TensorFlow 1 computes 1 - beta2 in float32, Keras in double: each step of Keras is 6.9e-6 (relative) "
        "off, with the float32 number 1.0e-6. That is rounding for most programs. A network whose weights "
        "start with a standard deviation of 0.5 or more has losses in the thousands and amplifies it (0.7 % "
        "of the loss after 40 steps of a convolutional network).",
        before="""\
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 20])
hidden = tf.nn.relu(tf.matmul(x, tf.Variable(tf.random_normal([20, 30]))))
loss = tf.reduce_mean(tf.square(tf.matmul(hidden, tf.Variable(tf.random_normal([30, 1])))))
train_op = tf.train.AdamOptimizer(0.01).minimize(loss)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    sess.run(train_op, {x: [[1.0] * 20]})
""",
        after="""\
import tensorflow as tf

variable = tf.Variable(tf.random.normal([20, 30]))
variable_1 = tf.Variable(tf.random.normal([30, 1]))
optimizer = tf.keras.optimizers.Adam(0.01, beta_2=0.9990000128746033, epsilon=1e-8)


@tf.function(input_signature=[tf.TensorSpec([None, 20], tf.float32)])
def train_step(x):
    with tf.GradientTape() as tape:
        hidden = tf.nn.relu(tf.matmul(x, variable))
        loss = tf.reduce_mean(tf.square(tf.matmul(hidden, variable_1)))
    variables = [variable, variable_1]
    gradients = tape.gradient(loss, variables)
    optimizer.apply_gradients(zip(gradients, variables))


train_step([[1.0] * 20])
""",
    ),
    Rule(
        "TFM309",
        "adversarial-drift",
        "Tell which runs give numbers of networks that are trained against each other",
        "Each of the two answers to where the other one stands, so that differences in the last place grow from step "
        "to "
        "step. TensorFlow 2.21 makes such differences by its kernels alone: a program of this kind, run on "
        "tf.compat.v1 "
        "as it is, parted from 1.15 at the same number as its rewrite (68 numbers agreed). The note names the runs.",
    ),
    Rule(
        "TFM310",
        "unordered-training-steps",
        "Tell which runs train and move the same weights in another way, in an order left open",
        "Two training steps of one run, a step and an assignment (the clipped weights of a critic), or a step and a "
        "value "
        "that no gradient needs (the mean of what a critic says) ran in any order in TensorFlow 1: one may have read "
        "weights that the other had moved already. The migrated step takes all gradients and reads all values before "
        "any "
        "weight moves by an update, and assigns in between.",
    ),
)
