"""How fast the tool is, next to the bare parser and to TensorFlow's own script, in one run on the same files.

    python tests/benchmark.py [--rounds N] [--lines N] [PATH...]

Each round runs every contender once over all files, so that a change in the load of the machine meets all of
them; the best round of each counts. Times are CPU times of one process. Files are taken from PATH, by default
fixtures/, and repeated until there are enough lines.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Callable

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

FIXTURES = Path(__file__).parent.parent / "fixtures"
Contender = Callable[[str, bytes], object]


def files(paths: list[Path], lines: int) -> list[tuple[str, bytes]]:
    """Path and content of every file that mentions TensorFlow, repeated until there are `lines` lines."""
    found = sorted({file for path in paths for file in (path.rglob("*.py") if path.is_dir() else [path])})
    once = [(str(file), data) for file in found if b"tensorflow" in (data := file.read_bytes())]
    if not once:
        raise SystemExit("no file mentions tensorflow")
    return once * max(1, -(-lines // count(once)))


def count(sources: list[tuple[str, bytes]]) -> int:
    return sum(data.count(b"\n") for _, data in sources)


def upgrade_script() -> Contender | None:
    """TensorFlow's tf_upgrade_v2 in process; None where TensorFlow is absent."""
    try:
        from tensorflow.tools.compatibility import ast_edits, tf_upgrade_v2
    except ImportError:
        return None

    def upgrade(path: str, data: bytes) -> None:
        upgrader = ast_edits.ASTCodeUpgrader(tf_upgrade_v2.TFAPIChangeSpec())
        upgrader.process_opened_file(path, io.StringIO(data.decode("utf-8")), path, io.StringIO())

    return upgrade


def contenders() -> dict[str, Contender]:
    import libcst

    from tf2migrate import engine, screening

    table: dict[str, Contender] = {
        "libcst.parse_module": lambda path, data: libcst.parse_module(data),
        "tf2migrate --check": lambda path, data: screening.screen(data, path),
        "the same, as json": lambda path, data: engine.check(data, path),
        "tf2migrate rewrite": lambda path, data: engine.migrate(data, path),
    }
    upgrade = upgrade_script()
    if upgrade is not None:
        table["tf_upgrade_v2"] = upgrade
    return table


def measure(table: dict[str, Contender], sources: list[tuple[str, bytes]], rounds: int) -> dict[str, float]:
    """Seconds of the best round, by contender."""
    best = dict.fromkeys(table, float("inf"))
    for _ in range(rounds):
        for name, run in table.items():
            start = time.process_time()
            for path, data in sources:
                attempt(name, run, path, data)
            best[name] = min(best[name], time.process_time() - start)
    return best


def attempt(name: str, run: Contender, path: str, data: bytes) -> None:
    """Run a contender on a file, and say so when it fails: a failure is not a fast success."""
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            run(path, data)
    except Exception as error:
        print(f"{name} failed on {path}: {type(error).__name__}: {error}", file=sys.stderr)


def child_seconds(command: list[str], folder: str, environment: dict[str, str]) -> float:
    """CPU time of a command in a process of its own, with the processes that it starts."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def cached_seconds(sources: list[tuple[str, bytes]], lines: int, rounds: int) -> dict[str, float]:
    """CPU seconds of checking a large folder and of the hook on five files, without and with the cache."""
    base = [sys.executable, "-m", "tf2migrate", "migrate", "--check"]
    with tempfile.TemporaryDirectory() as folder:
        total = number = 0
        while total < lines:
            data = sources[number % len(sources)][1] + b"\n# %d\n" % number  # no two files are the same
            place = Path(folder, f"p{number // 50}")
            place.mkdir(exist_ok=True)
            (place / f"m{number}.py").write_bytes(data)
            total, number = total + data.count(b"\n"), number + 1
        place = Path(folder, "cache")
        environment = {"TF2MIGRATE_CACHE_DIR": str(place), "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        five = [f"p0/m{number}.py" for number in range(5)]
        found: dict[str, float] = {}
        for what, paths in ((f"check of {total:,} lines", ["."]), ("hook on five files", five)):
            for state in ("cold", "warm"):
                times = []
                for _ in range(rounds):
                    if state == "cold":
                        shutil.rmtree(place, ignore_errors=True)
                    times.append(child_seconds([*base, *paths], folder, environment))
                found[f"{what}, {state}"] = min(times)
        return found


def help_milliseconds(rounds: int) -> float:
    """CPU time of `tf2migrate --help` in a process of its own, the best of some."""
    times = []
    for _ in range(rounds):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-m", "tf2migrate", "--help"], check=True, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return 1000 * min(times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("paths", nargs="*", type=Path, default=[FIXTURES])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--lines", type=int, default=5000)
    parser.add_argument("--large", type=int, default=100_000, help="lines to check with and without the cache")
    options = parser.parse_args()
    sources = files(options.paths, options.lines)
    lines = count(sources)
    best = measure(contenders(), sources, options.rounds)
    parse = best["libcst.parse_module"]
    print(f"{len(sources)} files, {lines} lines, best of {options.rounds} rounds")
    print(f"{'':22}{'lines/s':>12}{'time, parse = 1':>18}")
    for name, seconds in best.items():
        print(f"{name:22}{lines / seconds:12,.0f}{seconds / parse:18.2f}")
    print(f"tf2migrate --help: {help_milliseconds(5):.0f} ms CPU")
    for what, seconds in cached_seconds(sources, options.large, options.rounds).items():
        print(f"{what}: {seconds:.2f} s CPU")


if __name__ == "__main__":
    main()
