"""Runs the programs of programs.py on real TF 1.15 and stores what they print.

python tests/conformance/record_programs.py --tf1-python /path/to/python3.7 [names]
"""

from __future__ import annotations

import argparse
import json
import pathlib
import sys

if __name__ == "__main__":
    sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from record_engine_forms import record

from conformance.programs import PROGRAMS, SUCCESSORS
from tf2migrate.verification.interpreters import find_tf1

RECORD = pathlib.Path(__file__).resolve().parent.parent / "data" / "conformance_programs.json"


def read() -> dict[str, list[str]]:
    return json.loads(RECORD.read_text(encoding="utf-8")) if RECORD.exists() else {}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--tf1-python", help="a Python with TensorFlow 1.15")
    parser.add_argument("names", nargs="*", help="only these programs")
    options = parser.parse_args()
    interpreter = find_tf1(options.tf1_python)
    if interpreter is None:
        parser.error("no Python with TensorFlow 1.x found; name one with --tf1-python")
    wanted = {
        name: SUCCESSORS.get(name, text)
        for name, text in PROGRAMS.items()
        if name in options.names or not options.names
    }
    printed, problems = record(wanted, interpreter)
    for name, problem in problems.items():
        print(f"{name}: {problem}", file=sys.stderr)
    known = {name: lines for name, lines in read().items() if name in PROGRAMS and name not in problems}
    RECORD.write_text(
        json.dumps({**known, **printed}, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8"
    )
    print(f"{len(printed)} recorded with TensorFlow {interpreter.version}, {len(problems)} not")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
