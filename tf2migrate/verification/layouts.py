"""Weights that Keras lays out in another way than TensorFlow 1: recurrent cells.

A cell of TensorFlow 1 has one kernel for the input and the state, `[inputs + units, gates * units]`; one of Keras has
two, and another order of the gates. The forget bias of an LSTM is added at run time there, and part of the bias here.
Who edits a migrated program to use `tf.keras.layers.LSTM` can still take the old checkpoint.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from tf2migrate.verification.worlds import Variable

_GATES = {4: "lstm", 3: "gru", 1: "rnn"}


@dataclasses.dataclass(frozen=True)
class Cut:
    """A variable of the migrated program that is made of variables of the original.

    `kind` is "lstm", "gru" or "rnn"; `part` "kernel" (rows of the input), "recurrent" or "bias"; `offset` is added to
    the forget gate of a bias. See `child/converting.py`.
    """

    variable: Variable
    sources: tuple[Variable, ...]
    kind: str
    part: str
    units: int
    offset: float = 0.0

    def order(self) -> list:
        """For the child: the number of the variable, and how it is made of which TF1 names."""
        names = [re.sub(r":\d+$", "", source.name) for source in self.sources]
        return [self.variable.number, names, self.kind, self.part, self.units, self.offset]


def cuts(ours: Sequence[Variable], theirs: Sequence[Variable]) -> list[Cut]:
    """The cells of the original whose weights stand in others of the migrated program.

    Args:
        ours, theirs: all variables; those that have a counterpart of their own need not be left out of them, as a bias
            has the same shape in both.
    """
    found: list[Cut] = []
    mine = [variable for variable in ours if variable.role == "weight"]
    weights = [variable for variable in theirs if variable.role == "weight"]
    for number, recurrent in enumerate(weights):
        if not recurrent.name.endswith("recurrent_kernel") or len(recurrent.shape) != 2:
            continue
        units = recurrent.shape[0]
        kind = _GATES.get(recurrent.shape[1] // units)
        prefix = recurrent.name.removesuffix("recurrent_kernel")
        near = {
            variable.name.removeprefix(prefix): variable
            for variable in weights[max(0, number - 1) : number + 2]
            if variable.name.startswith(prefix)
        }
        kernel, bias = near.get("kernel"), near.get("bias")
        if kind is None or kernel is None or bias is not None and bias.shape != (recurrent.shape[1],):
            continue  # a GRU of Keras with two biases (reset_after) is another cell
        rows = kernel.shape[0] + units
        used = {id(source) for cut in found for source in cut.sources}
        free = [variable for variable in mine if id(variable) not in used]
        kernels = _sources(free, "kernel", kind, rows, units)
        if kernels is None:
            continue
        found += [Cut(kernel, kernels, kind, "kernel", units), Cut(recurrent, kernels, kind, "recurrent", units)]
        biases = _sources(free, "bias", kind, rows, units, kernels)
        if bias is not None and biases is not None:
            found.append(Cut(bias, biases, kind, "bias", units, _offset(kind, bias, biases[0], units)))
    return found + [slot for cut in found for slot in _slots(cut, ours, theirs)]


def _sources(
    free: Sequence[Variable], tail: str, kind: str, rows: int, units: int, kernels: tuple[Variable, ...] = ()
) -> tuple[Variable, ...] | None:
    """The variables of one cell: one of an LSTM, those of the gates and of the candidate of a GRU."""
    widths = {"lstm": (4 * units,), "gru": (2 * units, units), "rnn": (units,)}[kind]
    chosen: list[Variable] = []
    for place, width in enumerate(widths):
        shape = (rows, width) if tail == "kernel" else (width,)
        fitting = [variable for variable in free if variable.shape == shape and _tail(variable) == tail]
        if kernels:
            fitting = [variable for variable in fitting if _scope(variable) == _scope(kernels[place])]
        elif chosen:
            above = _scope(chosen[0]).rpartition("/")[0]
            fitting = [variable for variable in fitting if _scope(variable).rpartition("/")[0] == above]
        if not fitting:
            return None
        chosen.append(fitting[0])
    return tuple(chosen)


def _offset(kind: str, bias: Variable, source: Variable, units: int) -> float:
    """What stands in the forget gate beyond what the original has there: the forget bias, after equal training."""
    if kind != "lstm" or bias.end is None or source.end is None or len(bias.end.values) != 4 * units:
        return 1.0 if kind == "lstm" else 0.0
    return round(float(bias.end.values[units]) - float(source.end.values[2 * units]), 4)


def _slots(cut: Cut, ours: Sequence[Variable], theirs: Sequence[Variable]) -> list[Cut]:
    """What optimizers keep of the variable, in the order in which they made it."""
    start = cut.variable.name.replace("/", "_") + "_"
    slots = [variable for variable in theirs if variable.role == "optimizer" and _last(variable).startswith(start)]
    sources = []
    for source in cut.sources:
        name = re.sub(r":\d+$", "", source.name) + "/"
        sources.append([slot for slot in ours if slot.role == "optimizer" and slot.name.startswith(name)])
    return [
        dataclasses.replace(cut, variable=slot, sources=tuple(each), offset=0.0) for slot, *each in zip(slots, *sources)
    ]


def _tail(variable: Variable) -> str:
    return re.sub(r":\d+$", "", _last(variable))


def _scope(variable: Variable) -> str:
    return variable.name.rpartition("/")[0]


def _last(variable: Variable) -> str:
    return variable.name.rpartition("/")[2]
