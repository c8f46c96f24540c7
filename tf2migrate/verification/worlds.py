"""Runs programs in child processes that are equal worlds, and reads back what their run sites returned.

    from tf2migrate.verification.interpreters import find_tf1
    from tf2migrate.verification.worlds import Program, run_programs

    runs = run_programs(find_tf1("/path/to/python3.7"), [Program(path, sites=run_sites), ...])
    runs[0].status, runs[0].stdout, runs[0].calls[site.index][0].leaves[0].values

One child process imports TensorFlow once and forks for every program (see `child/`). What makes two
worlds equal:

* every random op of TensorFlow (initializers and dropout included) is a pure function of its shape or, in
  the other world, of its shape and origin; shuffles keep the order, candidate samplers return a fixed set;
* `random` and `numpy.random` start from seed 0;
* MNIST and its relatives are small stand-ins (if wanted), the network is closed, plots are not shown, names that
  numpy dropped exist;
* every program runs in its own copy of its folder, on one thread, with an empty standard input.
"""

from __future__ import annotations

import base64
import dataclasses
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from array import array
from collections.abc import Sequence
from pathlib import Path

from tf2migrate.result import RunSite
from tf2migrate.verification.instrument import instrument
from tf2migrate.verification.interpreters import Interpreter

CHILD = Path(__file__).parent / "child" / "main.py"
SHAPE, ORIGIN = "shape", "origin"
WORLDS = (SHAPE, ORIGIN)
LONGEST_BEFORE_SECOND_WORLD = 60.0  # seconds
IMPORT_SECONDS = 120.0  # granted on top of the programs' own time, for the import of TensorFlow
FOLDER_BYTES, FOLDER_FILES = 1 << 30, 50_000
_NOT_COPIED = {".git", "__pycache__", "node_modules", ".tox", ".venv", "venv", ".mypy_cache", ".pytest_cache"}
_CONTRIB = re.compile(rb"tensorflow[.\w]*\.(?:contrib|examples)|\btf\.contrib|tensorflow import contrib")


class WorldError(Exception):
    """The world could not be set up; the message says why, for the user."""


@dataclasses.dataclass(frozen=True)
class File:
    """A file that a program imports, `path` relative to the program's root with `/`; `sites` and `code` as those
    of `Program`."""

    path: str
    sites: tuple[RunSite, ...] = ()
    code: bytes | None = None


@dataclasses.dataclass(frozen=True)
class Program:
    """One program to run.

    Args:
        path: the script; its folder is copied, and it runs as `__main__` in the copy.
        args: what `sys.argv[1:]` will be.
        sites: run sites of `path` to be recorded, by their positions in it.
        code: run these bytes in place of the file (for code that is instrumented already); excludes `sites`.
        graph: TF1 semantics on a TF2 interpreter (the embedded oracle).
        timeout: seconds until the program is cut.
        noise: relative strength of a disturbance of random draws and feeds; shows what roundings can do.
        jitter: round the variables of the graph up or down before every run, as other kernels might.
        root: the folder to copy when that is not the script's own; must contain it.
        world: what a random draw depends on: "shape", or "origin" (its op and which draw of it this is).
        after: index in its batch of a program that decides whether this one is run: left out when that one
            made no random draws, did not finish, or took more than `LONGEST_BEFORE_SECOND_WORLD`.
        probe: (run site, number of the call): note all tensors of that call.
        convert: orders to turn a TensorFlow 1 checkpoint into one of this program, see `child/converting.py`.
        entry: the function to call in place of running the program, see `child/entry.py`.
        files: those that the program imports, of which lines are told and run sites may be recorded.
        start: the current folder, relative to the root; None for that of the script.
        search: folders at the front of the search path, relative to the root; None for that of the script.
        package: that the script is a part of when it is run by `python -m`.
        stand_ins: whether MNIST and its relatives are small seeded ones; else only what was downloaded before is there.
    """

    path: Path
    args: tuple[str, ...] = ()
    sites: tuple[RunSite, ...] = ()
    code: bytes | None = None
    graph: bool = False
    timeout: float = 60.0
    noise: float = 0.0
    jitter: bool = False
    root: Path | None = None
    world: str = SHAPE
    after: int | None = None
    probe: tuple[int, int] | None = None
    convert: dict | None = None
    entry: dict | None = None
    files: tuple[File, ...] = ()
    start: str | None = None
    search: tuple[str, ...] | None = None
    package: str | None = None
    stand_ins: bool = True


@dataclasses.dataclass(frozen=True)
class Leaf:
    """One array or string that a run site returned.

    `where` is its position in the returned list or tuple, -1 when that was none. `values` holds numbers
    (at most some thousands of them, sampled evenly), strings, or for `dtype == "dict"` a dict of lists
    of leaves. `count`, `total`, `magnitude` (sum of absolute values) and `largest` describe all numbers
    of the array.
    """

    where: int
    dtype: str
    shape: tuple[int, ...]
    values: Sequence | dict = ()
    count: int = 0
    total: float = 0.0
    magnitude: float = 0.0
    largest: float = 0.0

    def reshaped(self, shape: tuple[int, ...]) -> Leaf:
        """The same numbers under another shape."""
        return dataclasses.replace(self, shape=shape)


@dataclasses.dataclass(frozen=True)
class Tensor:
    """What an op computed inside a run: its type and name, and the line of the program that made it.

    `file` is the file with that line, "" for the script itself.
    """

    op: str
    line: int | None
    value: Leaf
    file: str = ""


@dataclasses.dataclass(frozen=True)
class Call:
    """One call of a run site: its number at that site, and its place among all calls of the program."""

    number: int
    order: int
    leaves: tuple[Leaf, ...]


@dataclasses.dataclass(frozen=True)
class State:
    """The value of a variable at some moment: "before 3" and "after 3" (the first call of run site 3), "end".

    `order` is the place of the moment among the calls of the program.
    """

    moment: str
    order: int
    value: Leaf


@dataclasses.dataclass(frozen=True)
class Variable:
    """A variable of a program, in the order in which the program made them.

    `role` is "weight", "optimizer" or "seed"; `line` the line of the program that made it, if any did, in `file`
    ("" for the script itself).
    `states` has one entry whenever the value was another one than at the moment before. `follows`: its
    initial value is made of other variables.
    """

    name: str
    dtype: str
    shape: tuple[int, ...]
    trainable: bool
    role: str
    line: int | None
    states: tuple[State, ...] = ()
    follows: bool = False
    number: int = -1  # by which the process of the program knows it
    file: str = ""

    @property
    def start(self) -> Leaf | None:
        return self.states[0].value if self.states else None

    @property
    def end(self) -> Leaf | None:
        return self.states[-1].value if self.states else None

    def at(self, order: int) -> Leaf | None:
        """The value after so many calls of run sites."""
        known = [state.value for state in self.states if state.order <= order]
        return known[-1] if known else None


@dataclasses.dataclass(frozen=True)
class Run:
    """What a program did. `status` is "finished", "failed", "timeout" or, of a second world, "left out".

    `calls` maps the index of a run site to its recorded calls (all of the first 200, then some, see
    `child/recorder.py`); `counts` has the true numbers of calls and is None after a cut or a crash of
    the process. `error`, `line` and `file` ("" for the script) are those of the exception that ended it. `draws` is the
    number of random ops that were made, `draws_in_loops` whether some stood in a loop or a branch.
    """

    status: str
    stdout: str
    stderr: str
    calls: dict[int, list[Call]]
    counts: dict[int, int] | None = None
    error: str | None = None
    line: int | None = None
    file: str = ""
    seconds: float = 0.0
    draws: int = 0
    draws_in_loops: bool = False
    stand_ins: tuple[str, ...] = ()  # data sets that were not downloaded but made
    variables: tuple[Variable, ...] = ()
    changing: frozenset[int] = frozenset()  # run sites whose first call changed variables
    tensors: tuple[Tensor, ...] = ()  # of the call that was probed
    answer: dict | None = None  # what `child/converting.py` or `child/entry.py` answered


def run_program(
    python: str,
    path: Path,
    args: Sequence[str] = (),
    sites: Sequence[RunSite] = (),
    timeout: float = 60.0,
    graph: bool = False,
) -> Run:
    """Run one program under the interpreter `python`; see `Program` for the arguments.

    Raises:
        WorldError: the world could not be set up.
    """
    program = Program(Path(path), tuple(args), tuple(sites), graph=graph, timeout=timeout)
    return run_programs(python, [program])[0]


def run_programs(python: str | Interpreter, programs: Sequence[Program]) -> list[Run]:
    """Run programs one after another in one child process; the order of the results is that of `programs`.

    Raises:
        WorldError: the interpreter could not be started, TensorFlow could not be imported, or a folder
        is too large
            to be copied.
    """
    executable = python.python if isinstance(python, Interpreter) else python
    with tempfile.TemporaryDirectory(prefix="tf2migrate-", ignore_cleanup_errors=True) as scratch:
        boxes = [_Sandbox(Path(scratch) / str(number), program) for number, program in enumerate(programs)]
        spec = _specification(Path(scratch), boxes)
        budget = IMPORT_SECONDS + sum(program.timeout + 5 for program in programs)
        complaint = _start(executable, spec, Path(scratch), budget)
        return [box.read(complaint) for box in boxes]


class _Sandbox:
    """The copy of one program's folder, and the files that its run leaves."""

    def __init__(self, folder: Path, program: Program) -> None:
        self.folder = folder
        self.program = program
        root = Path(os.path.realpath(program.root or program.path.parent))
        script = Path(os.path.realpath(program.path.parent)) / program.path.name
        tree = folder / "tree" / (root.name or "root")
        folder.mkdir(parents=True)
        (folder / "tmp").mkdir()
        if not program.stand_ins:
            _link_data_sets(folder / "tmp" / ".keras")
        self.tree = tree
        _copy(root, tree)
        self.script = tree / script.relative_to(root)
        code = program.code
        if code is None and program.sites:
            code = instrument(script.read_bytes(), program.sites)
        if code is not None:
            self.script.write_bytes(code)
        for file in program.files:
            path = tree / file.path
            code = file.code
            if code is None and file.sites:
                code = instrument(path.read_bytes(), file.sites)
            if code is not None:
                path.write_bytes(code)

    def describe(self) -> dict:
        program, folder = self.program, str(self.script.parent)
        return {
            "script": str(self.script),
            "files": [str(self.tree / file.path) for file in program.files],
            "cwd": folder if program.start is None else os.path.normpath(self.tree / program.start),
            "search": [folder]
            if program.search is None
            else [os.path.normpath(self.tree / path) for path in program.search],
            "package": program.package,
            "stand_ins": program.stand_ins,
            "argv": list(self.program.args),
            "runtime": "graph" if self.program.graph else "native",
            "timeout": self.program.timeout,
            "noise": self.program.noise,
            "jitter": self.program.jitter,
            "world": self.program.world,
            "after": None,
            "probe": self.program.probe,
            "convert": self.program.convert,
            "entry": self.program.entry,
            **{name: str(self.folder / name) for name in ("stdout", "stderr", "records", "outcome")},
            "temporary": str(self.folder / "tmp"),
        }

    def read(self, complaint: str) -> Run:
        try:
            outcome = json.loads((self.folder / "outcome").read_text())
        except FileNotFoundError:
            raise WorldError(complaint or "the child process ended without running the program") from None
        names = ("", *(file.path for file in self.program.files))
        calls, counts, snapshots, tensors, answer = _read_records(self.folder / "records", names)
        variables, changing = _read_variables(snapshots, names)
        file, line = _place(outcome.get("place"), names)
        return Run(
            status=outcome["status"],
            stdout=self._text("stdout"),
            stderr=self._text("stderr")[-8000:],
            calls=calls,
            counts=counts,
            error=outcome.get("error"),
            line=line,
            file=file,
            seconds=outcome.get("seconds", 0.0),
            draws=outcome.get("draws", 0),
            stand_ins=tuple(outcome.get("stand_ins", ())),
            variables=variables,
            changing=changing,
            tensors=tensors,
            answer=answer,
            draws_in_loops=outcome.get("draws_in_loops", False),
        )

    def _text(self, name: str) -> str:
        """What was written to a stream, with the folders of the sandbox made equal on both sides."""
        path = self.folder / name
        text = path.read_bytes()[: 8 << 20].decode("utf-8", "replace") if path.exists() else ""
        return text.replace(str(self.tree), "<folder>").replace(str(self.folder), "<scratch>")


def _link_data_sets(target: Path) -> None:
    """Let a program find the files that Keras has downloaded before, without letting it write there."""
    known = Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras") / "datasets"
    (target / "datasets").mkdir(parents=True)
    for path in known.glob("*") if known.is_dir() else ():
        if path.is_file():
            os.symlink(path, target / "datasets" / path.name)


def _copy(source: Path, target: Path) -> None:
    """Copy a folder with everything a program may read or overwrite.

    Raises:
        WorldError: it is too large.
    """
    total = files = 0

    def skip(folder: str, names: list[str]) -> set[str]:
        nonlocal total, files
        skipped = set()
        for name in names:
            path = os.path.join(folder, name)
            environment = os.path.exists(os.path.join(path, "pyvenv.cfg"))
            special = not os.path.isdir(path) and not os.path.isfile(path)
            if name in _NOT_COPIED or environment or special:
                skipped.add(name)
            elif os.path.isfile(path):
                total += os.path.getsize(path)
                files += 1
        if total > FOLDER_BYTES or files > FOLDER_FILES:
            raise WorldError(f"the folder {source} is too large to be copied (over {files} files, {total >> 20} MB)")
        return skipped

    try:
        shutil.copytree(source, target, ignore=skip, ignore_dangling_symlinks=True)
    except (OSError, shutil.Error) as error:
        raise WorldError(f"the folder {source} could not be copied: {error}") from error
    for folder, _, names in os.walk(target):
        os.chmod(folder, 0o755)
        for name in names:
            path = os.path.join(folder, name)
            if not os.path.islink(path):
                os.chmod(path, os.stat(path).st_mode | 0o600)


def _specification(scratch: Path, boxes: list[_Sandbox]) -> Path:
    graph = any(box.program.graph for box in boxes)
    native = [box for box in boxes if not box.program.graph]
    scripts = [
        path.read_bytes()
        for box in native
        for path in (box.script, *(box.tree / file.path for file in box.program.files))
    ]
    spec: dict = {
        "programs": [_described(box, boxes) for box in boxes],
        "legacy": None,
        "mnist": None,
        # takes seconds under TF1; a TF2 child passes over it
        "preload": ["tensorflow.contrib"] if any(_CONTRIB.search(script) for script in scripts) else [],
        "scratch": str(scratch / "world"),
    }
    (scratch / "world").mkdir()
    if graph:
        spec["mnist"] = _support_file(scratch, "mnist_input_data.py", "mnist_module")
        module = _support_file(scratch, "legacy.py", "legacy_module")
        if module:
            from tf2migrate import support

            names = {name: support.legacy_attribute(name) for name in sorted(support.legacy_names())}
            spec["legacy"] = {"module": module, "names": names}
    path = scratch / "spec.json"
    path.write_text(json.dumps(spec))
    return path


def _described(box: _Sandbox, boxes: list[_Sandbox]) -> dict:
    described = box.describe()
    if box.program.after is not None:
        outcome = str(boxes[box.program.after].folder / "outcome")
        described["after"] = {"outcome": outcome, "longest": LONGEST_BEFORE_SECOND_WORLD}
    return described


def _support_file(scratch: Path, name: str, function: str) -> str | None:
    """Write a module of tf2migrate.support where a child can import it."""
    from tf2migrate import support

    if not hasattr(support, function):
        return None
    path = scratch / "world" / name
    path.write_text(getattr(support, function)(), encoding="utf-8")
    return str(path)


def _environment(scratch: Path) -> dict[str, str]:
    """The child's environment: one thread, no GPU, no settings of the caller.

    HOME stays until the import is over (packages may be installed below it); each fork gets its own.
    """
    dropped = ("TF_", "TF2_", "KERAS_", "PYTHON", "CUDA_", "XLA_", "COVERAGE")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    environment.update(
        PYTHONHASHSEED="0",
        PYTHONDONTWRITEBYTECODE="1",
        PYTHONIOENCODING="utf-8",
        TF_CPP_MIN_LOG_LEVEL="3",
        TF_ENABLE_ONEDNN_OPTS="0",
        CUDA_VISIBLE_DEVICES="-1",
        GRPC_VERBOSITY="ERROR",
        KERAS_BACKEND="tensorflow",
        MPLBACKEND="Agg",
        OMP_NUM_THREADS="1",
        OPENBLAS_NUM_THREADS="1",
        MKL_NUM_THREADS="1",
        COLUMNS="80",
        KERAS_HOME=str(scratch / "world"),
        TMPDIR=str(scratch / "world"),
    )
    return environment


def _start(python: str, spec: Path, scratch: Path, budget: float) -> str:
    """Run the child to its end; returns the last line it wrote to its own standard error."""
    log = scratch / "child.log"
    with open(log, "wb") as stream:
        try:
            child = subprocess.Popen(
                [python, str(CHILD), str(spec)],
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=stream,
                cwd=scratch,
                env=_environment(scratch),
                start_new_session=True,
            )
        except OSError as error:
            raise WorldError(f"{python} could not be started: {error}") from error
        complaint = ""
        try:
            child.wait(budget)
        except subprocess.TimeoutExpired:
            complaint = f"the child process was stopped after {budget:.0f} s"
        finally:
            _stop(child)
    if complaint:
        return complaint
    lines = [line for line in log.read_text("utf-8", "replace").split("\n") if line.strip()]
    return lines[-1] if lines else ""


def _stop(child: subprocess.Popen) -> None:
    """End the child, which on termination ends the fork that is running."""
    if child.poll() is None:
        try:
            os.kill(child.pid, signal.SIGTERM)
            child.wait(5)
        except (ProcessLookupError, subprocess.TimeoutExpired):
            pass
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass
    child.wait()


def _read_records(
    path: Path, names: Sequence[str]
) -> tuple[dict[int, list[Call]], dict[int, int] | None, list[tuple[int, dict]], tuple[Tensor, ...], dict | None]:
    """Calls by run site, true numbers of calls, snapshots of variables with the calls made before, tensors, and
    what a conversion or an entry answered."""
    calls: dict[int, list[Call]] = {}
    counts, answer, made = None, None, 0
    snapshots: list[tuple[int, dict]] = []
    tensors: list[Tensor] = []
    if not path.exists():
        return calls, counts, snapshots, (), None
    with open(path, encoding="ascii") as stream:
        for line in stream:
            try:
                entry = json.loads(line)
            except ValueError:  # the line that was being written when the program was killed
                continue
            if "at" in entry:
                snapshots.append((made, entry))
            elif "tensor" in entry:
                op, place, value = entry["tensor"]
                file, line = _place(place, names)
                tensors.append(Tensor(op, line, _leaf(dict(value, w=-1)), file))
            elif "converted" in entry or "entry" in entry:
                answer = entry
            elif "counts" in entry:
                counts = {int(site): number for site, number in entry["counts"].items()}
            else:
                call = Call(entry["n"], entry["s"], tuple(_leaf(leaf) for leaf in entry["l"]))
                calls.setdefault(entry["i"], []).append(call)
                made = call.order + 1
    return calls, counts, snapshots, tuple(tensors), answer


def _place(place: list | None, names: Sequence[str]) -> tuple[str, int | None]:
    """(file, line) of what the child calls [number of the file, line]."""
    return ("", None) if place is None else (names[place[0]], place[1])


def _read_variables(
    snapshots: list[tuple[int, dict]], names: Sequence[str]
) -> tuple[tuple[Variable, ...], frozenset[int]]:
    found: dict[int, dict] = {}
    states: dict[int, list[State]] = {}
    changing = set()
    for order, snapshot in snapshots:
        moment, _, site = snapshot["at"].partition(" ")
        for entry in snapshot["vars"]:
            number = entry["k"]
            if "n" in entry:
                found[number] = entry
            if "v" in entry:
                known = states.setdefault(number, [])
                if known and moment == "after" and found[number]["r"] == "weight":
                    changing.add(int(site))
                known.append(State(snapshot["at"], order, _leaf(dict(entry["v"], w=-1))))
    variables = tuple(
        Variable(
            entry["n"],
            entry["d"],
            tuple(entry["h"]),
            entry["t"],
            entry["r"],
            _place(entry["f"], names)[1],
            tuple(states.get(number, ())),
            entry.get("x", False),
            number,
            _place(entry["f"], names)[0],
        )
        for number, entry in sorted(found.items())
    )
    return variables, frozenset(changing)


def _leaf(entry: dict) -> Leaf:
    where, dtype, shape = entry["w"], entry["d"], tuple(entry["h"])
    if "k" in entry:
        numbers = array(entry["k"], base64.b64decode(entry["v"]))
        if sys.byteorder == "big":
            numbers.byteswap()
        total, magnitude, largest = (float(entry[key]) for key in "tam")
        return Leaf(where, dtype, shape, numbers, entry["c"], total, magnitude, largest)
    if dtype == "dict":
        return Leaf(where, dtype, shape, {key: [_leaf(leaf) for leaf in inner] for key, inner in entry["v"].items()})
    values = entry.get("v", ())
    return Leaf(where, dtype, shape, values if isinstance(values, list) else [values])
