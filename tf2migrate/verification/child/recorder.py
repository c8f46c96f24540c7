"""Writes down what run sites return: the builtin `__tf2migrate_record__(site, value)`.

One JSON line per recorded call, written at once, so that a program cut at the clock leaves all it did:
  {"i": site, "n": number of the call at this site, "s": number of the call in the program, "l": [leaf, ...]}
A leaf is what remains when lists and tuples are flattened and None and operations are dropped:
  w  position in the outermost list or tuple, -1 if the value was none
  d  dtype ("float32", "python float", "string", "dict", "summary", "symbolic", "other")
  h  shape
  v  numbers: base64 of little-endian float64, or int64 for "q" in k; strings: a list;
     dict: {key: [leaf, ...]}
  t, a, m, c  of numbers: sum, sum of magnitudes, largest magnitude, how many in all
Large arrays are sampled evenly, and of many calls only some are kept; both depend on sizes and call
numbers alone, so both sides keep the same. The last line is {"counts": {site: calls}}; it is missing
after a cut.
"""

import ast
import base64
import bisect
import builtins
import json
import os
import re
import sys
import threading

import numpy as np

from . import origins

BUILTIN, BEGIN = "__tf2migrate_record__", "__tf2migrate_begin__"
EARLY_CALLS, EARLY_ELEMENTS, LATE_ELEMENTS = 20, 4096, 512
BLOCKS = ((200, 1), (2000, 10))  # below this call number, every kth call is kept; above, every 100th
MAX_STRINGS = 256


def is_kept(number):
    for limit, step in BLOCKS:
        if number < limit:
            return number % step == 0
    return number % 100 == 0


def mark_begins(source):
    """The program with `begin` called where a record call starts to evaluate its value; lines stay."""
    text = source.decode("latin-1")  # keeps every byte; the names looked for are ASCII
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return source
    ends = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", None) == BUILTIN:
            ends[node.lineno] = max(
                [ends.get(node.lineno, node.lineno)]
                + [inner.lineno for inner in ast.walk(node) if hasattr(inner, "lineno")]
            )
    starts = [0] + [match.end() for match in re.finditer("\r\n|\r|\n", text)]

    def mark(match):
        line = bisect.bisect_right(starts, match.start())
        if line not in ends:
            return match.group(0)
        return "%s(%s%s(%s, %d, %d)," % (BUILTIN, match.group(1), BEGIN, match.group(2), line, ends[line])

    return re.sub(BUILTIN + r"\((\s*)(\d+),", mark, text).encode("latin-1")


class Recorder(object):
    def __init__(self, path):
        self.stream = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o600)
        self.counts = {}
        self.calls = 0
        self.watcher = None  # takes snapshots of variables
        self.probe = None  # notes the tensors of one call
        self.begun = set()
        self.lock = threading.Lock()

    def install(self):
        setattr(builtins, BUILTIN, self.record)
        setattr(builtins, BEGIN, self.begin)

    def begin(self, site, first_line, last_line):
        """The run site starts to evaluate its value; returns its index."""
        if self.watcher and site not in self.begun:
            self.begun.add(site)
            self.watcher.snapshot("before %d" % site)
        origins.begin(site, (first_line, last_line))
        if self.probe:
            self.probe.begin(site)
        return site

    def record(self, site, value):
        """Note `value` as returned by the run site; returns it unchanged."""
        origins.end(site)
        if self.probe:
            self.probe.end(site)
        with self.lock:
            number = self.counts.get(site, 0)
            self.counts[site] = number + 1
            call = self.calls
            self.calls += 1
        if is_kept(number):
            limit = EARLY_ELEMENTS if number < EARLY_CALLS else LATE_ELEMENTS
            self.write({"i": site, "n": number, "s": call, "l": leaves(value, limit)})
        if number == 0 and self.watcher:
            self.watcher.snapshot("after %d" % site)
        return value

    def write(self, line):
        os.write(self.stream, (json.dumps(line, separators=(",", ":")) + "\n").encode("ascii"))

    def close(self):
        with self.lock:
            self.write({"counts": self.counts})
        os.close(self.stream)


def leaves(value, limit):
    out = []
    if isinstance(value, (list, tuple)):
        for where, item in enumerate(value):
            flatten(item, where, limit, out)
    else:
        flatten(value, -1, limit, out)
    return out


def flatten(value, where, limit, out):
    if value is None or is_operation(value):
        return
    if isinstance(value, (list, tuple)):
        for item in value:
            flatten(item, where, limit, out)
    elif isinstance(value, dict):
        inner = {}
        for key, item in value.items():
            flatten(item, where, limit, inner.setdefault(str(key), []))
        out.append({"w": where, "d": "dict", "h": [], "v": inner})
    elif type(value).__name__ in ("IndexedSlices", "SparseTensor"):
        parts = (
            ("values", "indices", "dense_shape")
            if type(value).__name__ == "IndexedSlices"
            else ("indices", "values", "dense_shape")
        )  # the field order of the value tuples that TF1 returns
        for part in parts:
            flatten(getattr(value, part), where, limit, out)
    else:
        out.append(dict(leaf(value, limit), w=where))


def is_operation(value):
    return type(value).__name__ == "Operation" and hasattr(value, "outputs") and hasattr(value, "graph")


def leaf(value, limit):
    if isinstance(value, (bool, int, float, complex)) and not isinstance(value, np.generic):
        if isinstance(value, int) and not -(2**63) <= value < 2**63:
            value = float(value)
        return dict(numeric(np.asarray(value), limit), d="python " + type(value).__name__)
    if isinstance(value, bytes) and is_summary(value):
        return {"d": "summary", "h": []}
    if isinstance(value, (bytes, str)):
        return strings([value], ())
    if not isinstance(value, (np.ndarray, np.generic)):
        try:
            value = np.asarray(value.numpy())
        except Exception:
            # symbolic tensors have no numpy(); anything else with a name and dtype counts as one too
            symbolic = hasattr(value, "dtype") and hasattr(value, "shape")
            return {"d": "symbolic" if symbolic else "other", "h": [], "v": type(value).__name__}
    return array_leaf(np.asarray(value), limit)


def array_leaf(array, limit):
    if array.dtype.kind in "SUO":
        items = sample(array, min(limit, MAX_STRINGS)).tolist()
        if all(isinstance(item, (bytes, str)) for item in items):
            if array.ndim == 0 and isinstance(items[0], bytes) and is_summary(items[0]):
                return {"d": "summary", "h": []}
            return strings(items, array.shape)
        return {"d": "other", "h": list(array.shape), "v": "array of objects"}
    return numeric(array, limit)


def strings(items, shape):
    text = [item.decode("utf-8", "backslashreplace") if isinstance(item, bytes) else item for item in items]
    return {"d": "string", "h": list(shape), "v": text}


def numeric(array, limit):
    """Numbers of any dtype; complex ones as pairs, bfloat16 and halves widened."""
    kind = "q" if array.dtype.kind in "iub" else "d"
    name, shape = array.dtype.name, list(array.shape)
    if array.dtype.kind == "c":
        array = np.stack([array.real, array.imag], axis=-1)
    wide = array.astype(np.int64 if kind == "q" else np.float64)
    size = np.abs(wide.astype(np.float64))
    with np.errstate(all="ignore"):
        return {
            "d": name,
            "h": shape,
            "k": kind,
            "v": base64.b64encode(sample(wide, limit).astype("<i8" if kind == "q" else "<f8").tobytes()).decode(
                "ascii"
            ),
            "t": repr(float(wide.sum(dtype=np.float64))),
            "a": repr(float(size.sum())),
            "m": repr(float(size.max()) if size.size else 0.0),
            "c": int(wide.size),
        }


def sample(array, limit):
    flat = array.reshape(-1)
    if flat.size <= limit:
        return flat
    return flat[np.arange(limit, dtype=np.int64) * flat.size // limit]


def is_summary(data):
    """Whether the bytes are a serialized Summary with at least one tagged value."""
    if not data or "tensorflow" not in sys.modules:
        return False
    try:
        from tensorflow.core.framework import summary_pb2

        summary = summary_pb2.Summary.FromString(data)
    except Exception:
        return False
    return len(summary.value) > 0 and all(value.tag for value in summary.value)
