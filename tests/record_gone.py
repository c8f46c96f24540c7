"""Runs the programs of gone_programs.py on real TF 1.x and stores what they print.

python tests/record_gone.py --tf1-python /path/to/python3.7
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from gone_programs import GONE
from record_engine_forms import record

from tf2migrate.verification.interpreters import find_tf1

RECORD = Path(__file__).resolve().parent / "data" / "gone_programs.json"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--tf1-python", help="a Python with TensorFlow 1.15")
    parser.add_argument("names", nargs="*", help="programs; all when none is given")
    options = parser.parse_args()
    chosen = {name: source for name, source in GONE.items() if not options.names or name in options.names}
    printed, problems = record(chosen, find_tf1(options.tf1_python))
    for name, problem in problems.items():
        print(f"{name}: {problem}", file=sys.stderr)
    known = json.loads(RECORD.read_text(encoding="utf-8")) if RECORD.exists() else {}
    stored = {name: lines for name, lines in {**known, **printed}.items() if name in GONE}
    RECORD.write_text(json.dumps(stored, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
