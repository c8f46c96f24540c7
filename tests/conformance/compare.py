"""Runs the migrated calls on TensorFlow 2 and compares them with the record of 1.15.

`python tests/conformance/compare.py [part of a text]` prints every difference.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys

if __name__ == "__main__":
    sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from conformance import record
from conformance.cases import Case, load
from conformance.inputs import INPUTS
from conformance.values import difference, leaf
from tf2migrate.engine import migrate
from tf2migrate.settings import Settings

COMPAT = "TFM900"


class Outcome:
    """How one case went: what the engine made of it, and how it differs from 1.15 (None: it does not)."""

    def __init__(self, kind: str, unequal: str | None, output: str, diagnostics: tuple):
        self.kind, self.unequal, self.output, self.diagnostics = kind, unequal, output, diagnostics


def outcomes(case: Case, recorded: dict) -> list[Outcome]:
    """The case with and without known dtypes and shapes, and as a library, whose callers are not known."""
    found = [outcome(case, recorded, known=True)]
    bodies = [_body(found[0].output.encode())]
    for library in (False, True):
        result = migrated(case, known=False, library=library)
        if _body(result.output) not in bodies or result.new_files:
            bodies.append(_body(result.output))
            found.append(outcome(case, recorded, known=False, result=result))
    return found


def _body(output: bytes) -> list[str]:
    """The lines without those that tell dtypes and shapes."""
    lines = output.decode().split("\n")
    return [line for line in lines if "tf.reshape(tf.cast(" not in line]


def migrated(case: Case, known: bool, library: bool = False):
    return migrate(case.source(known).encode(), "case.py", Settings(closed_world=not library))


def outcome(case: Case, recorded: dict, known: bool, result=None) -> Outcome:
    result = result or migrated(case, known)
    output = result.output.decode()
    kind = "compat" if COMPAT in result.applied else "changed" if result.changed else "same"
    if result.error is not None:
        return Outcome("error", str(result.error), output, result.diagnostics)
    if "disable_v2_behavior" in output or "disable_eager_execution" in output:
        return Outcome("graph mode", None, output, result.diagnostics)
    try:
        unequal = compared(case, output, result.new_files, recorded)
    except Exception as error:
        unequal = f"{type(error).__name__}: {str(error)[:400]}"
    return Outcome(kind, unequal, output, result.diagnostics)


def compared(case: Case, output: str, new_files, recorded: dict) -> str | None:
    import tensorflow as tf

    scope: dict = {}
    with _importable(new_files):
        exec(compile(output, "case", "exec"), scope)
    compute = scope["compute"]
    if "graph" in case.options:
        compute = tf.function(compute)
    tf.random.set_seed(1)
    given = [tf.constant(_fed(INPUTS[name])) for name in case.inputs]
    watched = [part for part in given if part.dtype.is_floating]
    wanted = None if "nograd" in case.options else recorded.get("gradients")
    with tf.GradientTape(persistent=True) if wanted else contextlib.nullcontext() as tape:
        if tape:
            tape.watch(watched)
        flat = record.flatten(tf, compute(*given))
        targets = [part for part in flat if tf.is_tensor(part) and part.dtype.is_floating]
    values = [record.plain(part) if not tf.is_tensor(part) else leaf(part.numpy()) for part in flat]
    if "shape" in case.options:
        return _alike(recorded["values"], values)
    tolerance = (float(case.options["tol"]),) * 2 if "tol" in case.options else None
    unequal = difference(_noneless(recorded["values"]), _noneless(values), tolerance)
    if unequal or not wanted:
        return unequal
    gradients = tape.gradient(targets, watched)
    found = [None if part is None else leaf(tf.convert_to_tensor(part).numpy()) for part in gradients]
    unequal = difference(wanted, found, tolerance)
    return unequal and "gradient: " + unequal


def _noneless(values):
    """Operations give nothing, in 1.15 as in 2."""
    return [value for value in values if value[2] != "None"]


def _alike(wanted, got) -> str | None:
    """Draws of different generators: dtype, shape, and roughly mean and deviation."""
    import numpy as np

    if [part[:2] for part in wanted] != [part[:2] for part in got]:
        return f"{[part[:2] for part in got]} instead of {[part[:2] for part in wanted]}"
    for left, right in zip(wanted, got):
        if left[0] in ("py", "string") or not left[2]:
            continue
        a, b = np.array(left[2], float), np.array(right[2], float)
        room = 8 * max(a.std(), b.std(), 1e-6) / np.sqrt(a.size)
        if abs(a.mean() - b.mean()) > room or abs(a.std() - b.std()) > room:
            return f"mean {b.mean()}, deviation {b.std()} instead of {a.mean()}, {a.std()}"
    return None


def _fed(value):
    return value.tolist() if value.dtype.kind == "O" else value


@contextlib.contextmanager
def _importable(new_files):
    """Modules that were written beside the case, under their names while it is executed."""
    import types

    names = []
    for name, text in new_files:
        module = types.ModuleType(name.removesuffix(".py"))
        sys.modules[module.__name__] = module
        names.append(module.__name__)
        exec(compile(text, name, "exec"), vars(module))
    try:
        yield
    finally:
        for name in names:
            del sys.modules[name]


def main(wanted: str = "") -> None:
    recorded = record.read()
    bad = kinds = 0
    from collections import Counter

    kinds = Counter()
    for text, case in load().items():
        if wanted not in text or text not in recorded:
            continue
        for found in outcomes(case, recorded[text]):
            kinds[found.kind] += 1
            if found.unequal or found.kind in ("error", "graph mode"):
                bad += 1
                noise = io.StringIO()
                body = "\n".join(
                    line for line in found.output.split("\n") if "    " in line and "reshape(tf.cast" not in line
                )
                print(f"{text}\n  -> [{found.kind}] {body.strip()}\n     {found.unequal}", file=noise)
                print(noise.getvalue(), flush=True)
    print(dict(kinds), bad, "differ")


if __name__ == "__main__":
    main(*sys.argv[1:])
