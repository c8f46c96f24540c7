"""Runs the programs of engine_form_programs.py on real TF 1.x and stores what they print.

    python tests/record_engine_forms.py --tf1-python /path/to/python3.7 [--only PREFIX]

Every program runs three times; one that fails, or whose runs differ, is an error of the program.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from engine_form_programs import FORMS
from printed import difference

from tf2migrate.verification.interpreters import Interpreter, InterpreterError, find_tf1
from tf2migrate.verification.worlds import Program, run_programs

RECORD = Path(__file__).resolve().parent / "data" / "engine_forms.json"
REPEATS = 3


def record(programs: Mapping[str, str], interpreter: Interpreter) -> tuple[dict[str, list[str]], dict[str, str]]:
    """Run the programs.

    Returns:
        The printed lines by name, and for the programs that have none, why.
    """
    with tempfile.TemporaryDirectory() as scratch:
        runs = run_programs(
            interpreter,
            [
                Program(written(Path(scratch) / f"{name}-{repeat}", source.encode()))
                for name, source in programs.items()
                for repeat in range(REPEATS)
            ],
        )
    printed, problems = {}, {}
    for number, name in enumerate(programs):
        mine = runs[number * REPEATS : (number + 1) * REPEATS]
        failed = [f"{run.status}: {run.error} (line {run.line})" for run in mine if run.status != "finished"]
        unequal = [difference(mine[0].stdout, run.stdout) for run in mine[1:]]
        problem = next((text for text in failed + unequal if text), None)
        if problem:
            problems[name] = problem
        else:
            printed[name] = mine[0].stdout.split("\n")
    return printed, problems


def written(folder: Path, code: bytes, files: tuple[tuple[str, str], ...] = ()) -> Path:
    """A program in a folder of its own, with the files it needs beside it."""
    folder.mkdir(parents=True)
    for name, text in files:
        (folder / name).write_text(text, encoding="utf-8")
    path = folder / "program.py"
    path.write_bytes(code)
    return path


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--tf1-python", help="a Python with TensorFlow 1.15")
    parser.add_argument("--only", default="", help="record the forms whose names start so, and keep the others")
    options = parser.parse_args(arguments)
    try:
        interpreter = find_tf1(options.tf1_python)
    except InterpreterError as error:
        parser.error(str(error))
    if interpreter is None:
        parser.error("no Python with TensorFlow 1.x found; name one with --tf1-python")
    printed, problems = record(
        {name: text for name, text in FORMS.items() if name.startswith(options.only)}, interpreter
    )
    for name, problem in problems.items():
        print(f"{name}: {problem}", file=sys.stderr)
    if not problems:
        printed = {**json.loads(RECORD.read_text(encoding="utf-8")), **printed} if options.only else printed
        printed = {name: printed[name] for name in FORMS if name in printed}
        RECORD.write_text(json.dumps(printed, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{len(printed)} recorded with TensorFlow {interpreter.version}, {len(problems)} not")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
