"""TensorFlow 1 checkpoints for migrated programs.

A TF1 checkpoint knows variables by their names; what the migrated program saves knows objects. Which name
belongs to which variable is found by running both programs in the world in which every draw has its own
numbers: there two weights of one shape start from different values, and train to different ones.
"""

from __future__ import annotations

import dataclasses
import os
import re
import tempfile
from pathlib import Path

from tf2migrate.verification.interpreters import find_tf1, find_tf2
from tf2migrate.verification.layouts import cuts
from tf2migrate.verification.pairing import leaves_close, pair_variables
from tf2migrate.verification.pairs import pair_up
from tf2migrate.verification.request import Request
from tf2migrate.verification.verifier import run_both
from tf2migrate.verification.worlds import ORIGIN, Run, Variable, run_programs

_POWER = re.compile(r"beta1_power(_\d+)?:0$")


class CheckpointError(Exception):
    """The checkpoint could not be converted; the message says why."""


@dataclasses.dataclass(frozen=True)
class Conversion:
    """What was converted.

    Attributes:
        names: (TF1 name, variable of the migrated program), as they were written.
        missing: TF1 names that the checkpoint does not have.
        left: weights of the original that have no counterpart in the migrated program.
        how: what was saved.
        files: that were written.
    """

    names: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]
    left: tuple[str, ...]
    how: str
    files: tuple[str, ...]


def convert(
    source: Path,
    target: Path,
    original: Path,
    rewritten: Path,
    args: tuple[str, ...] = (),
    tf1_python: str | None = None,
    tf2_python: str | None = None,
    timeout: float = 300.0,
    stand_ins: bool = True,
) -> Conversion:
    """Write what the migrated program can restore.

    Args:
        source: prefix of a TF1 checkpoint (or its folder), folder of a SavedModel, or a frozen graph (.pb).
        target: prefix of the new checkpoint, or a file *.weights.h5.
        original, rewritten, args: the programs that use them; both are run.
        tf1_python, tf2_python, timeout, stand_ins: see `verify`.

    Raises:
        CheckpointError: a program fails, weights have another layout, or the source cannot be read.
        InterpreterError, WorldError: see `verify`.
    """
    pair = pair_up(Request(original, rewritten, args, stand_ins=stand_ins))
    legacy, modern = find_tf1(tf1_python), find_tf2(tf2_python)
    before, after = run_both([pair], legacy, modern, timeout, (ORIGIN,))[0][ORIGIN]
    for side, run in (("original", before), ("migrated program", after)):
        if run.status != "finished":
            raise CheckpointError(f"the {side} did not run to its end: {run.error or run.status}")
    if not after.variables:
        raise CheckpointError(
            "the migrated program makes no variables of TensorFlow 2: it reads old checkpoints as it is"
        )
    cut = cuts(before.variables, after.variables)
    taken = {id(one.variable) for one in cut}
    names = [(one, other) for one, other in name_map(before, after) if id(other) not in taken]
    with tempfile.TemporaryDirectory(prefix="tf2migrate-") as folder:
        orders = {
            "source": os.path.realpath(source),
            "target": str(Path(folder) / target.name),
            "values": [[other.number, _plain(one.name)] for one, other in names],
            "cuts": [one.order() for one in cut],
            "counts": _counts(before, after),
        }
        program = pair.after(timeout=timeout, world=ORIGIN, convert=orders)
        answer = (run_programs(modern, [program])[0].answer or {}).get("converted")
        if answer is None or answer["error"]:
            raise CheckpointError(answer["error"] if answer else "the migrated program ended without an answer")
        files = _move(Path(folder), target.parent)
    written = set(answer["written"])
    if not written:
        raise CheckpointError(
            f"{source} has none of the variables {', '.join(_plain(one.name) for one, _ in names[:5])}"
        )
    pairs = [*names, *((source, one.variable) for one in cut for source in one.sources)]
    used = {_plain(one.name) for one, _ in pairs}
    return Conversion(
        tuple((_plain(one.name), other.name) for one, other in pairs if _plain(one.name) in written),
        tuple(answer["missing"]),
        tuple(v.name for v in before.variables if v.role == "weight" and v.trainable and _plain(v.name) not in used),
        answer["how"],
        files,
    )


def name_map(before: Run, after: Run) -> list[tuple[Variable, Variable]]:
    """Variables of the original and their counterparts: weights, and slots that hold the same numbers."""
    weights = [
        (one, other)
        for one, other in pair_variables(before.variables, after.variables).pairs
        if leaves_close(one.end, other.end, 1e-2)
    ]
    slots = [
        (one, other)
        for one, other in pair_variables(before.variables, after.variables, "optimizer").pairs
        if one.shape and leaves_close(one.end, other.end, 1e-2)
    ]
    steps = [variable for variable in before.variables if variable.name.startswith("global_step")]
    iterations = [variable for variable in after.variables if variable.name.endswith("/iteration")]
    paired = {id(other) for _, other in weights + slots}
    counted = [
        (steps[0], variable)
        for variable in iterations
        if steps and id(variable) not in paired and _same_count(steps[0], variable)
    ]
    return weights + slots + counted


def _same_count(step: Variable, iteration: Variable) -> bool:
    return step.end is not None and iteration.end is not None and list(step.end.values) == list(iteration.end.values)


def _counts(before: Run, after: Run) -> list[list]:
    """Step counts of Keras that TF1 only kept as a power of Adam's first beta."""
    steps = {variable.name for variable in before.variables if variable.name.startswith("global_step")}
    powers = [variable for variable in before.variables if _POWER.search(variable.name)]
    iterations = [variable for variable in after.variables if variable.name.endswith("/iteration")]
    if steps or len(powers) != len(iterations):
        return []
    found = []
    for power, iteration in zip(powers, iterations):
        if power.end is None or iteration.end is None or not 0.0 < power.end.values[0] < 1.0:
            continue
        # both programs have made as many steps, and TF1 keeps beta ** (steps + 1)
        beta = float(power.end.values[0]) ** (1.0 / (iteration.end.values[0] + 1))
        found.append([iteration.number, _plain(power.name), beta])
    return found


def _plain(name: str) -> str:
    return re.sub(r":\d+$", "", name)


def _move(folder: Path, target: Path) -> tuple[str, ...]:
    target.mkdir(parents=True, exist_ok=True)
    written = []
    for path in sorted(folder.iterdir()):
        destination = target / path.name
        destination.write_bytes(path.read_bytes())
        written.append(str(destination))
    return tuple(written)
