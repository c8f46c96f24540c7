"""Installs the world once, then runs one program as `__main__` in the current (forked) process."""

import importlib
import io
import json
import os
import sys
import tempfile
import time
import tokenize
import traceback
import types

from . import (
    converting,
    digits,
    entry,
    noise,
    oracle,
    order,
    origins,
    places,
    random_ops,
    recorder,
    recurrent,
    samplers,
    sets,
    surroundings,
    tensors,
    variables,
)


def install(spec):
    """Everything that all programs of a batch share; must not execute a single TensorFlow op."""
    surroundings.install()
    import tensorflow as tf

    if tf.__version__.startswith("2"):
        # Keras loads lazily; loading it here keeps its import out of every single fork
        import keras  # noqa: F401

        recurrent.install()
    random_ops.install()
    samplers.install()
    order.install(tf)
    sets.install()
    digits.install(tf, spec)
    surroundings.limit_threads(tf)
    if tf.__version__.startswith("1"):
        for name in spec["preload"]:
            importlib.import_module(name)


def run(program, spec):
    """Run `program` (see main.py), write its outcome, and end the process."""
    started = time.time()
    redirect(program)
    os.chdir(program["cwd"])
    os.environ["HOME"] = os.environ["TMPDIR"] = tempfile.tempdir = program["temporary"]
    sys.argv = [os.path.basename(program["script"])] + list(program["argv"])
    if not program["stand_ins"]:
        digits.restore(os.path.join(program["temporary"], ".keras"))
    sys.path[:0] = program["search"]
    places.install([program["script"]] + program["files"])
    for path in program["files"]:
        mark_file(path)
    recording = recorder.Recorder(program["records"])
    recording.install()
    if program["runtime"] == "graph":
        oracle.install(spec)
    if program["noise"]:
        noise.install(program["noise"])
    if program["jitter"]:
        noise.install_jitter()
    origins.install(program["world"])
    checkpoints = []
    if program["convert"]:
        converting.watch_checkpoints(checkpoints)
    if program["probe"]:
        site, call = program["probe"]
        recording.probe = tensors.Probe(site, call, recording.write, recorder.leaf)
        recording.probe.install(
            program["runtime"] == "native" and not sys.modules["tensorflow"].__version__.startswith("1")
        )
    recording.watcher = variables.Watcher()
    recording.watcher.install(recording.write, recorder.leaf)
    order.reseed()
    outcome = execute(program) if not program["entry"] else call_entry(program, recording)
    outcome["stand_ins"] = sorted(digits.used)
    outcome["draws"] = origins.made
    outcome["draws_in_loops"] = origins.inside_loops
    outcome["seconds"] = time.time() - started
    leave(program, outcome, recording, checkpoints)


def redirect(program):
    """Send both streams to files, line by line, so that a program cut at the clock leaves what it printed."""
    for number, name in ((1, "stdout"), (2, "stderr")):
        handle = os.open(program[name], os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o600)
        os.dup2(handle, number)
        os.close(handle)
        setattr(
            sys,
            name,
            io.open(number, "w", buffering=1, encoding="utf-8", errors="backslashreplace", closefd=False),
        )
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    # Libraries imported before the fork hold the old stderr in their log handlers
    import logging

    for name in [None] + list(logging.root.manager.loggerDict):
        for handler in getattr(logging.getLogger(name), "handlers", ()):
            if isinstance(handler, logging.StreamHandler) and not isinstance(handler, logging.FileHandler):
                handler.stream = sys.stderr


def call_entry(program, recording):
    """Call one function of the program, or listen to its calls; see `entry`."""
    orders = program["entry"]
    if orders["record"]:
        listener = entry.Listener(orders["record"])
        listener.install()
        outcome = execute(program, lambda source: listener.mark(source, orders["name"]))
        listener.close()
        return outcome

    def then(namespace):
        if orders["describe"]:
            entry.describe(orders, namespace, recording.write)
        else:
            entry.drive(orders, namespace, recording.record, orders["site"])

    return execute(program, lambda source: source, "program", then)


def mark_file(path):
    """Mark the beginnings of run sites, and sets, in a file that the script imports."""
    with open(path, "rb") as stream:
        source = stream.read()
    marked = sets.mark(recorder.mark_begins(source))
    if marked != source:
        with open(path, "wb") as stream:
            stream.write(marked)


def execute(program, change=lambda source: source, name="__main__", then=None):
    """Run the script, by default as `__main__`; returns its outcome.

    change: what to do to the source before; then: what to do with the names of the module after.
    """
    script = program["script"]
    module = types.ModuleType(name)
    module.__file__ = script
    module.__package__ = program["package"]
    module.__builtins__ = __builtins__
    sys.modules[name] = module
    try:
        with open(script, "rb") as stream:
            source = stream.read()
        tokenize.detect_encoding(io.BytesIO(source).readline)
        source = sets.mark(recorder.mark_begins(change(source)))
        exec(compile(source, script, "exec", dont_inherit=True), module.__dict__)
        if then is not None:
            then(module.__dict__)
    except SystemExit as end:
        if end.code in (None, 0):
            return {"status": "finished"}
        return {"status": "failed", "error": "SystemExit: %s" % (end.code,), "place": None}
    except BaseException as error:
        traceback.print_exc()
        return {"status": "failed", "error": last_line(error), "place": place_of(script, error)}
    return {"status": "finished"}


def last_line(error):
    lines = "".join(traceback.format_exception_only(type(error), error)).strip().split("\n")
    # TensorFlow's messages run over many lines; the first one names the error
    return lines[-1] if isinstance(error, SyntaxError) else lines[0]


def place_of(script, error):
    """The line of the program that was being executed, see `places`."""
    if isinstance(error, SyntaxError) and error.filename == script:
        return [0, error.lineno]
    return places.innermost([(frame[0], frame[1]) for frame in traceback.extract_tb(error.__traceback__)])


def leave(program, outcome, recording, checkpoints):
    """Write the outcome and end at once: TF1's queue runner threads must not hold the process."""
    recording.watcher.end()
    if program["convert"]:
        recording.write({"converted": converting.answer(program["convert"], recording.watcher, checkpoints)})
    try:
        import atexit

        atexit._run_exitfuncs()
    except Exception:
        traceback.print_exc()
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:
            pass
    recording.close()
    part = program["outcome"] + ".part"
    with open(part, "w") as stream:
        json.dump(outcome, stream)
    os.replace(part, program["outcome"])
    os._exit(0)
