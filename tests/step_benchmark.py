"""How long a training step takes: of the original on TensorFlow 1.15, and of the migrated program on TensorFlow 2.

    python tests/step_benchmark.py --tf1-python PYTHON [--rounds 3] [--store] [names...]

A training step is a run that moves weights, and what stands for it after the migration; of a program with several, as
those with two players have, the sum. Each is made 30 times more where the program makes it first. The median counts,
without the first ones, which build what is kept; of the rounds the best. Both versions of TensorFlow stay loaded and
take turns, so that a change in the load of the machine meets both; the best step of all is printed beside the median,
as a busy machine spoils that one least. `--store` writes the table to `data/step_times.json`.
"""

from __future__ import annotations

import argparse
import ast
import copy
import json
import math
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from fixture_programs import FOLDER, TIMEOUT
from step_clock import CLOCK, TIMED
from verifier_gates import requests

from tf2migrate.verification.instrument import RECORD, instrument
from tf2migrate.verification.interpreters import find_tf1, find_tf2
from tf2migrate.verification.pairs import Pair, pair_up
from tf2migrate.verification.worlds import CHILD, run_programs

STORED = Path(__file__).parent / "data" / "step_times.json"
REPEATS, SECONDS, WARM = 30, 2.0, 3
LONG, SHARE, OVERHEAD = 5e-3, 0.6, 1.5


class Timing(ast.NodeTransformer):
    """`record(0, step())` becomes `timed(clock(), 0, step(), lambda: step())`."""

    def __init__(self, sites: frozenset[int]) -> None:
        self.sites = sites

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if not (isinstance(node.func, ast.Name) and node.func.id == RECORD):
            return node
        number, value = node.args
        if number.value not in self.sites:
            return value
        arguments = [ast.Call(ast.Name(CLOCK, ast.Load()), [], []), number, value]
        if not any(isinstance(inner, (ast.Yield, ast.Await, ast.NamedExpr)) for inner in ast.walk(value)):
            nothing = ast.arguments(posonlyargs=[], args=[], kwonlyargs=[], kw_defaults=[], defaults=[])
            arguments.append(ast.Lambda(nothing, copy.deepcopy(value)))
        return ast.Call(ast.Name(TIMED, ast.Load()), arguments, [])


def timing(code: bytes, sites: frozenset[int]) -> str:
    return ast.unparse(ast.fix_missing_locations(Timing(sites).visit(ast.parse(code))))


class Side:
    """One version of TensorFlow, which stays loaded."""

    def __init__(self, python: str, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "TF_", "TF2_"))
        }
        environment.update(
            TF_CPP_MIN_LOG_LEVEL="3", CUDA_VISIBLE_DEVICES="-1", MPLBACKEND="Agg", PYTHONDONTWRITEBYTECODE="1"
        )
        self.child = subprocess.Popen(
            [python, str(Path(__file__).with_name("step_clock.py")), str(CHILD.parent), str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            text=True,
        )
        self.runs = 0

    def run(
        self, program: Path, codes: dict[str, str], arguments: tuple[str, ...]
    ) -> tuple[dict[int, list[float]], str]:
        """(seconds by run site, error) of a program in a copy of its folder, some of its files replaced by `codes`."""
        self.runs += 1
        copy_of = self.folder / str(self.runs)
        if len(codes) > 1 or (program.parent / "main.py").exists():
            shutil.copytree(program.parent, copy_of, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            copy_of.mkdir()
            for path in program.parent.glob("*"):
                if path.is_file() and path.suffix != ".json" and (path.suffix != ".py" or FOLDER not in path.parents):
                    shutil.copy(path, copy_of)
        for name, code in codes.items():
            (copy_of / (name or program.name)).write_text(code)
        order = {
            "script": str(copy_of / program.name),
            "argv": list(arguments),
            "repeats": REPEATS,
            "seconds": SECONDS,
            "timeout": TIMEOUT,
        }
        self.child.stdin.write(json.dumps(order) + "\n")
        self.child.stdin.flush()
        answer = json.loads(self.child.stdout.readline())
        shutil.rmtree(copy_of, ignore_errors=True)
        return {int(site): times for site, times in answer["times"].items()}, answer["error"] or ""

    def close(self) -> None:
        self.child.stdin.close()
        self.child.wait()


def warm(times: list[float]) -> list[float]:
    """Without the first ones, which trace functions."""
    return times[WARM:] if len(times) > 2 * WARM else times[1:] or times


def step_seconds(pair: Pair, sites: frozenset[int], sides: tuple[Side, Side], rounds: int) -> list[float] | str:
    """Medians of a step on both sides and the best ones, or why they cannot be told."""
    before = {
        part.path: timing(instrument(pair.source(part.path), part.sites), sites) for part in pair.parts if part.sites
    }
    after = {part.path: timing(part.code, sites) for part in pair.parts if part.code is not None}
    medians, best = ({}, {}), ({}, {})
    for _ in range(rounds):
        for number, (program, codes) in enumerate(((pair.original, before), (pair.rewritten, after))):
            times, error = sides[number].run(program, codes, pair.args)
            if error:
                return error.strip().split("\n")[-1]
            for site, seconds in times.items():
                medians[number][site] = min(medians[number].get(site, math.inf), statistics.median(warm(seconds)))
                best[number][site] = min(best[number].get(site, math.inf), min(warm(seconds)))
    both = best[0].keys() & best[1].keys()
    return [sum(known[site] for site in both) for known in (*medians, *best)] if both else "no step on both sides"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--tf1-python", required=True, help="a Python with TensorFlow 1.15")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--store", action="store_true", help="write the table beside the tests")
    parser.add_argument("names", nargs="*", help="fixtures such as gan or projects/x; all by default")
    options = parser.parse_args()
    legacy, modern = find_tf1(options.tf1_python), find_tf2(None)
    table: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        pairs = [pair_up(request) for request in requests(options.names, Path(folder))]
        runs = run_programs(legacy, [pair.before(timeout=TIMEOUT) for pair in pairs])
        sides = Side(legacy.python, Path(folder) / "one"), Side(modern.python, Path(folder) / "two")
        for pair, run in zip(pairs, runs):
            name = " ".join([pair.original.relative_to(FOLDER).as_posix(), *pair.args])
            sites = run.changing & pair.recorded
            found = step_seconds(pair, sites, sides, options.rounds) if sites else "no run that trains"
            if isinstance(found, str):
                print(f"{name:48} {found}", flush=True)
                continue
            table[name] = [round(seconds * 1e3, 3) for seconds in found]
            print(
                f"{name:48}{table[name][0]:10.2f} ms{table[name][1]:10.2f} ms{found[1] / found[0]:8.2f}      best"
                f"{table[name][2]:10.2f} ms{table[name][3]:10.2f} ms{found[3] / found[2]:8.2f}",
                flush=True,
            )
        for side in sides:
            side.close()
    shares = {name: times[1] / times[0] for name, times in table.items()}
    best = [math.log(times[3] / times[2]) for times in table.values() if times[2] <= LONG * 1e3]
    long = {name: share for name, share in shares.items() if table[name][0] > LONG * 1e3}
    short = [math.log(share) for name, share in shares.items() if name not in long]
    over = sorted(name for name, share in long.items() if share > SHARE)
    mean = math.exp(statistics.mean(short)) if short else 0.0
    print(f"steps over {LONG * 1e3:.0f} ms: {len(long)}, over {SHARE}: {', '.join(over) or 'none'}")
    print(
        f"shorter steps: {len(short)}, geometric mean {mean:.2f} (at most {OVERHEAD}), of the best steps "
        f"{math.exp(statistics.mean(best)) if best else 0.0:.2f}"
    )
    if options.store:
        document = {
            "versions": [legacy.version, modern.version],
            "milliseconds": table,
            "geometric mean": round(mean, 3),
        }
        STORED.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    return 1 if over or mean > OVERHEAD else 0


if __name__ == "__main__":
    sys.exit(main())
