"""Runs the programs of summary_programs.py on real TF 1.x and stores the events that they write.

python tests/record_summaries.py --tf1-python /path/to/python3.7 [--only PREFIX]
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from record_engine_forms import record
from summary_programs import PROGRAMS

from tf2migrate.verification.interpreters import find_tf1

RECORD = Path(__file__).resolve().parent / "data" / "summary_events.json"
# Prints the events of a program that wrote them: 1.15 has numbers and histograms as such, TensorFlow 2 as tensors.
READING = """
import glob
import os


def _shown(value):
    if value.HasField("simple_value"):
        return "scalar %.4f" % value.simple_value
    if value.HasField("histo"):
        return "histogram %d" % value.histo.num
    if value.HasField("image"):
        return "image %d %d" % (value.image.height, value.image.width)
    kind = value.metadata.plugin_data.plugin_name
    array = tf.make_ndarray(value.tensor)
    if kind == "scalars":
        return "scalar %.4f" % array.item()
    if kind == "histograms":
        return "histogram %d" % round(array[:, 2].sum())
    return "image %d %d" % (int(array[1]), int(array[0]))


_found = []
for _path in glob.glob(os.path.join("**", "events*"), recursive=True):
    for _event in tf.compat.v1.train.summary_iterator(_path):
        for _value in _event.summary.value:
            _tag = _value.tag if not _value.HasField("image") else _value.tag.rsplit("/image", 1)[0]
            _found.append((os.path.dirname(_path), _event.step, _tag, _shown(_value)))
for _line in sorted(_found):
    print("EVENT", *_line)
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tf1-python", required=True)
    parser.add_argument("--only", default="")
    arguments = parser.parse_args()
    known = json.loads(RECORD.read_text(encoding="utf-8")) if RECORD.exists() else {}
    chosen = {name: source + READING for name, source in PROGRAMS.items() if name.startswith(arguments.only)}
    printed, problems = record(chosen, find_tf1(arguments.tf1_python))
    known.update(printed)
    text = json.dumps({name: known[name] for name in PROGRAMS if name in known}, indent=1, ensure_ascii=False)
    RECORD.write_text(text + "\n", encoding="utf-8")
    for name, problem in problems.items():
        print(name, problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
