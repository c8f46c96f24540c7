"""Runs programs with a clock at their run sites; runs on Python 3.6 and later, under either version of TensorFlow.

    python step_clock.py FOLDER_OF_THE_VERIFIER'S_CHILD SCRATCH

Reads one JSON object a line: {script, argv, repeats, seconds, timeout}, and answers each with a line: {"times": {site:
[seconds, ...]}, "error": text or null}. Every program runs in a fork, with the stand-ins for data sets that the
verifier has, and else as a user would run it: its own random numbers, and as many threads as TensorFlow takes.
"""

import importlib.util
import json
import os
import sys
import time
import types

CLOCK, TIMED = "__tf2migrate_clock__", "__tf2migrate_timed__"


class Clock(object):
    """Notes how long the expressions of run sites take, and takes them some times more when they are new."""

    def __init__(self, repeats, seconds):
        self.repeats, self.seconds = repeats, seconds
        self.times = {}

    def timed(self, started, site, value, again=None):
        known = self.times.setdefault(site, [])
        known.append(time.perf_counter() - started)
        if len(known) == 1 and again is not None:
            until = time.perf_counter() + self.seconds
            for _ in range(self.repeats):
                begin = time.perf_counter()
                try:
                    again()
                except Exception:  # its data has come to an end
                    break
                known.append(time.perf_counter() - begin)
                if known[-1] + begin > until:
                    break
        return value


def run(order, answer):
    import builtins
    import traceback

    clock = Clock(order["repeats"], order["seconds"])
    setattr(builtins, CLOCK, time.perf_counter)
    setattr(builtins, TIMED, clock.timed)
    script = order["script"]
    os.chdir(os.path.dirname(script))
    sys.argv = [script] + order["argv"]
    sys.path.insert(0, os.path.dirname(script))
    module = types.ModuleType("__main__")
    module.__file__ = script
    sys.modules["__main__"] = module
    error = None
    try:
        with open(script, "rb") as stream:
            exec(compile(stream.read(), script, "exec", dont_inherit=True), module.__dict__)
    except SystemExit:
        pass
    except BaseException:
        error = traceback.format_exc()[-2000:]
    with open(answer + ".part", "w") as stream:
        json.dump({"times": clock.times, "error": error}, stream)
    os.rename(answer + ".part", answer)


def main():
    child, scratch = sys.argv[1:]
    spec = importlib.util.spec_from_file_location("_step_world", os.path.join(child, "main.py"))
    world = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(world)
    package = world.load_world().__package__
    answers, out = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(out, 1)
    import tensorflow as tf

    if tf.__version__.startswith("2"):
        import keras  # noqa: F401
    else:
        import tensorflow.contrib  # noqa: F401
    for name, arguments in (("surroundings", ()), ("digits", (tf, {"scratch": scratch}))):
        importlib.import_module(package + "." + name).install(*arguments)
    for number, line in enumerate(sys.stdin):
        order, answer = json.loads(line), os.path.join(scratch, "answer%d" % number)
        pid = os.fork()
        if pid == 0:
            os.setsid()
            try:
                run(order, answer)
            finally:
                os._exit(0)
        world.await_child(pid, order["timeout"])
        world.end_group(pid)
        found = {"times": {}, "error": "ended without a word, or stopped at its limit"}
        if os.path.exists(answer):
            with open(answer) as stream:
                found = json.load(stream)
        os.write(answers, (json.dumps(found) + "\n").encode("ascii"))


if __name__ == "__main__":
    main()
