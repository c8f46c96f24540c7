"""Model mode: one function of both programs is called with the same batches.

The batches come from a `tf.data.Dataset` of the user, from the calls that the original program makes, or are
generated from the dtypes and shapes of the placeholders that are called like the function's parameters.
"""

from __future__ import annotations

import ast
import dataclasses
import subprocess
import tempfile
from pathlib import Path

from tf2migrate.result import RunSite
from tf2migrate.verification.interpreters import InterpreterError, find_tf1, find_tf2
from tf2migrate.verification.pairs import Pair, pair_up
from tf2migrate.verification.report import Report
from tf2migrate.verification.request import Request
from tf2migrate.verification.verifier import verify_pairs
from tf2migrate.verification.worlds import WorldError, run_programs

BATCHES, ROWS, FREE = 8, 6, 5  # generated batches, their rows, the size of other open dimensions
EXTREME = 50.0
SESSIONS = "sessions"  # see `child/entry.py`

_WRITE_DATASET = """
import importlib, os, sys
sys.path.insert(0, os.getcwd())
module, _, function = sys.argv[1].partition(":")
import numpy as np
arrays = {}
for number, element in enumerate(getattr(importlib.import_module(module), function)()):
    if number == 1000:
        break
    items = sorted(element.items()) if isinstance(element, dict) else [("", part) for part in (
        element if isinstance(element, (tuple, list)) else [element])]
    for place, (name, value) in enumerate(items):
        arrays["%d.%d.%s" % (number, place, name)] = np.asarray(value)
np.savez(sys.argv[2], **arrays)
"""


class EntryError(Exception):
    """There are no batches to call the function with; the message says why."""


def verify_entry(
    original: Path,
    rewritten: Path,
    entry: str,
    data: str | None = None,
    record: bool = False,
    args: tuple[str, ...] = (),
    tf1_python: str | None = None,
    tf2_python: str | None = None,
    timeout: float = 300.0,
    stand_ins: bool = True,
) -> Report:
    """Call a function of both programs and compare what it returns, the run sites inside of it, and the weights.

    Args:
        original, rewritten, args: the programs; their modules are executed, but not as `__main__`.
        entry: the name of a function that both have; it takes arrays and returns arrays or numbers.
        data: "module:function" that gives a `tf.data.Dataset`, importable from the current directory; its
            elements are the arguments: tuples, or dicts by the names of parameters.
        record: take the arguments from a run of the original.
        tf1_python, tf2_python, timeout: see `verify`.

    Never raises for what the programs do: whatever hinders the comparison is the reason of "not verified".
    """
    try:
        legacy, modern = find_tf1(tf1_python), find_tf2(tf2_python)
        pair = pair_up(Request(original, rewritten, args, stand_ins=stand_ins))
        for program in original, rewritten:
            _definition(program, entry)
        with tempfile.TemporaryDirectory(prefix="tf2migrate-") as folder:
            batches = Path(folder) / "batches.npz"
            if data:
                _write_dataset(modern.python, data, batches)
            else:
                _ask_original(pair, legacy or modern, legacy is None, entry, record, batches, timeout)
            return verify_pairs([_driven(pair, entry, batches)], legacy, modern, timeout)[0]
    except (OSError, InterpreterError, WorldError, EntryError) as error:
        return Report(str(original), str(rewritten), None, str(error))


def _driven(pair: Pair, entry: str, batches: Path) -> Pair:
    index = max((site.index for site in pair.all_sites), default=-1) + 1
    line, text = _definition(pair.original, entry)
    site = RunSite(index, line, 0, line, 0, text)
    orders = {"name": entry, "batches": str(batches), "record": None, "describe": False, "site": index}
    note = f"{entry} was called with the same batches on both sides; the programs did not run as a whole"
    return dataclasses.replace(
        pair, sites=(*pair.sites, site), entry=orders, driven=frozenset([index]), notes=(*pair.notes, note)
    )


def _definition(path: Path, entry: str) -> tuple[int, str]:
    name = entry.rpartition(".")[2]
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.FunctionDef) and node.name == name:
            return node.lineno, f"def {entry}({ast.unparse(node.args)})"
    raise EntryError(f"{path} defines no function {entry}")


def _write_dataset(python: str, data: str, batches: Path) -> None:
    done = subprocess.run(
        [python, "-c", _WRITE_DATASET, data, str(batches)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    if done.returncode:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise EntryError(f"{data} gives no data: {lines[-1] if lines else 'no reason given'}")


def _ask_original(
    pair: Pair, interpreter, graph: bool, entry: str, record: bool, batches: Path, timeout: float
) -> None:
    """Take the batches from the calls of the original, or make them of what it says about its placeholders."""
    orders = {"name": entry, "batches": None, "record": str(batches) if record else None, "describe": not record}
    program = dataclasses.replace(pair, entry=orders).before(graph=graph, timeout=timeout)
    run = run_programs(interpreter, [program])[0]
    if run.status == "failed":
        raise EntryError(f"the original program failed: {run.error}")
    if record:
        if not batches.exists() or not _has_calls(batches):
            raise EntryError(f"the original did not call {entry} with arrays before it was stopped")
        return
    described = (run.answer or {}).get("entry")
    if not described:
        raise EntryError(f"nothing is known of the parameters of {entry}")
    unknown = [name for name, dtype, _ in described if dtype is None]
    if unknown:
        raise EntryError(f"no placeholder is called {', '.join(unknown)}: give the data with --data, or --record it")
    _generate(described, batches)


def _has_calls(batches: Path) -> bool:
    import numpy as np

    with np.load(batches, allow_pickle=False) as data:
        return any(key != SESSIONS for key in data.files)


def _generate(described: list, batches: Path) -> None:
    """Seeded batches: ordinary ones, one of a single row, a short last one, zeros, and large values."""
    import numpy as np

    state = np.random.RandomState(7)
    arrays = {}
    kinds = [("ordinary", ROWS)] * BATCHES + [
        ("ordinary", 1),
        ("zeros", ROWS),
        ("extreme", ROWS),
        ("ordinary", ROWS // 2),
    ]
    sessions = [name for name, dtype, _ in described if dtype == SESSIONS]
    if sessions:
        arrays[SESSIONS] = np.asarray(sessions)
    described = [one for one in described if one[1] != SESSIONS]
    for number, (kind, rows) in enumerate(kinds):
        for place, (name, dtype, shape) in enumerate(described):
            sizes = [
                rows if at == 0 and size is None else FREE if size is None else size
                for at, size in enumerate(shape or [])
            ]
            arrays[f"{number}.{place}.{name}"] = _values(np, state, kind, dtype, sizes)
    np.savez(batches, **arrays)


def _values(np, state, kind: str, dtype: str, sizes: list[int]):
    if dtype == "bool":
        return state.rand(*sizes) > 0.5 if sizes else np.asarray(True)
    if "int" in dtype:
        return np.asarray(state.randint(0, 2, sizes) if kind == "ordinary" else np.zeros(sizes), dtype)
    if "float" in dtype:
        scale = {"ordinary": 1.0, "zeros": 0.0, "extreme": EXTREME}[kind]
        return np.asarray(state.randn(*sizes) * scale if sizes else 0.5, dtype)
    raise EntryError(f"values of type {dtype} cannot be generated: give the data with --data")
