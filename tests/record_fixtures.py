"""Runs the programs of fixtures/ on real TF 1.x and stores what they did beside them.

    python tests/record_fixtures.py --tf1-python /path/to/python3.7 [names...]

Every program runs three times; one whose runs differ is not stored, for nothing could be held to its record.
"""

from __future__ import annotations

import argparse
import sys

from fixture_programs import TIMEOUT, Fixture, differences, dump, fixtures, record_of, run_sites
from printed import difference

from tf2migrate.verification.interpreters import Interpreter, InterpreterError, find_tf1
from tf2migrate.verification.worlds import Program, Run, run_programs

REPEATS = 3


def record(chosen: list[Fixture], interpreter: Interpreter) -> tuple[dict[str, dict], dict[str, str]]:
    """Run the programs.

    Returns:
        The records by name, and for the programs that have none, why.
    """
    sites = {fixture.name: tuple(run_sites(fixture.source)) for fixture in chosen}
    programs = [
        Program(fixture.path, sites=sites[fixture.name], timeout=TIMEOUT) for fixture in chosen for _ in range(REPEATS)
    ]
    runs = run_programs(interpreter, programs)
    records, problems = {}, {}
    for number, fixture in enumerate(chosen):
        mine = runs[number * REPEATS : (number + 1) * REPEATS]
        stored = record_of(mine[0], sites[fixture.name], fixture.source, interpreter.version)
        problem = _problem(stored, mine, sites[fixture.name])
        if problem:
            problems[fixture.name] = problem
        else:
            records[fixture.name] = stored
    return records, problems


def _problem(stored: dict, runs: list[Run], sites) -> str | None:
    for run in runs:
        if run.status != "finished":
            return f"{run.status}: {run.error} (line {run.line})"
        unequal = differences(stored, run, sites) or difference("\n".join(stored["stdout"]), run.stdout)
        if unequal:
            return f"two runs differ: {unequal}"
    return None


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--tf1-python", help="a Python with TensorFlow 1.15")
    parser.add_argument("names", nargs="*", help="such as gan or mnist/conv_layers; all when none is given")
    options = parser.parse_args(arguments)
    try:
        interpreter = find_tf1(options.tf1_python)
    except InterpreterError as error:
        parser.error(str(error))
    if interpreter is None:
        parser.error("no Python with TensorFlow 1.x found; name one with --tf1-python")
    records, problems = record(fixtures(options.names), interpreter)
    for fixture in fixtures(options.names):
        if fixture.name in records:
            fixture.record.write_text(dump(records[fixture.name]), encoding="utf-8")
    for name, problem in problems.items():
        print(f"{name}: {problem}", file=sys.stderr)
    print(f"{len(records)} recorded with TensorFlow {interpreter.version}, {len(problems)} not")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
