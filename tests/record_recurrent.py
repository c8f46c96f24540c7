"""Runs the programs of recurrent_programs.py on real TF 1.x and stores what they print.

python tests/record_recurrent.py --tf1-python /path/to/python3.7
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from record_engine_forms import record
from recurrent_programs import FORMS

from tf2migrate.verification.interpreters import find_tf1

RECORD = Path(__file__).resolve().parent / "data" / "recurrent.json"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--tf1-python", help="a Python with TensorFlow 1.15")
    interpreter = find_tf1(parser.parse_args().tf1_python)
    if interpreter is None:
        parser.error("no Python with TensorFlow 1.x found; name one with --tf1-python")
    printed, problems = record(FORMS, interpreter)
    for name, problem in problems.items():
        print(f"{name}: {problem}", file=sys.stderr)
    if not problems:
        RECORD.write_text(json.dumps(printed, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{len(printed)} recorded with TensorFlow {interpreter.version}, {len(problems)} not")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
