"""Shows that the verifier calls no faithful migration different, and what a verification costs.

    python tests/verifier_gates.py [--tf1-python PYTHON] [--times 3] [--cost] [names...]

All fixtures, those of several files among them, are migrated and verified with the embedded oracle and, if an
interpreter is given, with real TensorFlow 1; so many times in a row. The exit status is 0 when every verdict was
"equal". `--cost` compares the time of verifying one fixture with that of starting both versions of TensorFlow once and
running both programs, one fixture at a time.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from fixture_programs import FOLDER, TIMEOUT, fixtures

from tf2migrate import verification
from tf2migrate.engine import migrate
from tf2migrate.project import migrate_programs
from tf2migrate.settings import Settings
from tf2migrate.verification.interpreters import find_tf1, find_tf2
from tf2migrate.verification.request import Request

BATCH = 12
MOST = 2.5


def requests(names: list[str], folder: Path) -> Iterator[Request]:
    """What to verify: fixtures of one file, then those of several with each of their lines of arguments."""
    projects = {f"projects/{path.parent.name}": path for path in sorted(FOLDER.glob("projects/*/main.py"))}
    single = [name for name in names if name not in projects]
    for fixture in fixtures(single) if single or not names else ():
        result = migrate(fixture.source, fixture.path.name)
        target = folder / fixture.name.replace("/", "_")
        target.mkdir()
        for name, text in result.new_files:
            (target / name).write_text(text)
        (target / fixture.path.name).write_bytes(result.output)
        yield Request(fixture.path, target / fixture.path.name, (), Settings())
    for name, main in projects.items():
        if not names or name in names:
            yield from _project(name, main, folder)


def _project(name: str, main: Path, folder: Path) -> Iterator[Request]:
    sources = {
        path.relative_to(main.parent).as_posix(): path.read_bytes() for path in sorted(main.parent.rglob("*.py"))
    }
    results = migrate_programs(sources, lambda path: Settings()).results
    target = folder / name.replace("/", "_")
    for path, data in sources.items():
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        (target / path).write_bytes(results[path].output if path in results else data)
    given = main.with_name("main.args")
    for line in given.read_text().split("\n")[:-1] if given.exists() else [""]:
        words = line.split()
        script = words.pop(0) if words and words[0].endswith(".py") else "main.py"
        yield Request(main.with_name(script), target / script, tuple(words), Settings())


def verdicts(asked: list[Request], tf1: str | None, say=print) -> int:
    """Verify all once; returns how many are not equal."""
    bad = 0
    for start in range(0, len(asked), BATCH):
        part = asked[start : start + BATCH]
        with _without_tf1(tf1 is None):
            reports = verification.verify_many(part, tf1, None, TIMEOUT)
        for request, report in zip(part, reports):
            name = " ".join([request.original.relative_to(FOLDER).as_posix(), *request.args])
            if report.equal is not True:
                bad += 1
                say(f"{name}: {report.render()}")
            elif report.notes:
                say(f"{name}: equal; " + "; ".join(report.notes))
    return bad


@contextlib.contextmanager
def _without_tf1(hidden: bool) -> Iterator[None]:
    """The embedded oracle, though the machine may have TensorFlow 1."""
    from tf2migrate.verification import verifier

    found = verifier.find_tf1
    if hidden:
        verifier.find_tf1 = lambda python: None
    try:
        yield
    finally:
        verifier.find_tf1 = found


def cost(request: Request, tf1: str, tf2: str) -> tuple[float, float]:
    """(seconds of verifying, seconds of running both programs as they are)."""
    started = time.perf_counter()
    verification.verify_many([request], tf1, tf2, TIMEOUT)
    verified = time.perf_counter() - started
    started = time.perf_counter()
    for python, program in ((tf1, request.original), (tf2, request.rewritten)):
        environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1"}
        environment.pop("PYTHONPATH", None)
        subprocess.run(
            [python, program.name, *request.args],
            cwd=program.parent,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
        )
    return verified, time.perf_counter() - started


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--tf1-python", help="a Python with TensorFlow 1.15")
    parser.add_argument("--times", type=int, default=1)
    parser.add_argument("--cost", action="store_true", help="measure the cost in place of the verdicts")
    parser.add_argument("--no-embedded", action="store_true", help="only real TensorFlow 1")
    parser.add_argument("names", nargs="*", help="fixtures such as gan, functions/x or projects/x; all by default")
    options = parser.parse_args(arguments)
    bad = 0
    with tempfile.TemporaryDirectory() as folder:
        asked = list(requests(options.names, Path(folder)))
        if options.cost:
            return _costs(asked, find_tf1(options.tf1_python).python, find_tf2(None).python)
        oracles = [options.tf1_python] if options.tf1_python else []
        for number in range(options.times):
            for tf1 in [*oracles, *([] if options.no_embedded else [None])]:
                started = time.time()
                found = verdicts(asked, tf1, lambda text: print(text, flush=True))
                print(
                    f"run {number + 1}, {'TensorFlow 1' if tf1 else 'embedded'}: {len(asked)} runs of programs, "
                    f"{found} not equal, {time.time() - started:.0f} s",
                    flush=True,
                )
                bad += found
    return 1 if bad else 0


def _costs(asked: list[Request], tf1: str, tf2: str) -> int:
    shares = []
    for request in asked:
        verified, plain = cost(request, tf1, tf2)
        shares.append(verified / plain)
        name = request.original.relative_to(FOLDER).as_posix()
        print(f"{name}: {verified:.1f} s against {plain:.1f} s: {shares[-1]:.2f}", flush=True)
    print(
        f"median {statistics.median(shares):.2f}, largest {max(shares):.2f}, over {MOST}: "
        f"{sum(share > MOST for share in shares)} of {len(shares)}"
    )
    return 1 if max(shares) > MOST else 0


if __name__ == "__main__":
    sys.exit(main())
