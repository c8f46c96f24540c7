"""Entry of a verification child: `python main.py spec.json`.

TensorFlow is imported and the world installed once; every program of the spec then runs in a fork of its
own. A fork is safe here because nothing that starts TensorFlow's threads has happened before it: no op, no
session, no eager context (checked on TF 1.15.5 and 2.21, Linux, CPU).

The spec is a JSON object:
  programs    list of {script, files, search, package, cwd, argv, runtime, timeout, stdout, stderr, records, outcome
              temporary, stand_ins, noise, jitter, world, after, probe, convert, entry}; `files` are
              those of the program that the script imports, `search` folders for the search path, `package` that of
              a script run by `python -m` or null, `runtime` is "native" or "graph" (TF1 semantics on TF2, see
              `oracle`), `stdout` to `outcome` are files to be written, `temporary` is a folder, `noise` 0 or
              the strength of a disturbance, `jitter` whether to disturb every run (see `noise`), `world`
              "shape" or "origin" (see `origins`),
              `after` null or {outcome, longest}: leave the program out when the run with that outcome drew
              no random numbers, did not finish, or took more than so many seconds; `probe` null or
              [run site, number of the call], see `tensors`; `convert` null or
              orders for `converting`; `entry` null or orders for `entry`
  legacy      null or {module: path, names: {TF1 name: attribute path in the module}}
  mnist       null or the path of the module that stands in for tensorflow.examples.tutorials.mnist.input_data
  preload     modules that programs will import, loaded once before the forks
  scratch     folder for files that the world itself needs
"""

import gc
import importlib.util
import json
import os
import signal
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
PACKAGE = "_tf2migrate_world"
PARENT = os.getppid()


def load_world():
    """Import this folder as a package without leaving it on sys.path, where its names could shadow others."""
    sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry or ".") != HERE]
    spec = importlib.util.spec_from_file_location(
        PACKAGE, os.path.join(HERE, "__init__.py"), submodule_search_locations=[HERE]
    )
    package = importlib.util.module_from_spec(spec)
    sys.modules[PACKAGE] = package
    spec.loader.exec_module(package)
    return importlib.import_module(PACKAGE + ".program")


def await_child(pid, timeout):
    """Wait for a forked program; kill its whole process group at the clock. Returns (exit status, cut)."""
    end = time.time() + timeout
    pause = 0.005
    while True:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return status, False
        if time.time() > end:
            end_group(pid)
            return os.waitpid(pid, 0)[1], True
        if os.getppid() != PARENT:  # nobody waits for the answer any more
            end_group(pid)
            os._exit(1)
        time.sleep(pause)
        pause = min(0.03, pause * 1.5)


def write_json(path, value):
    with open(path + ".part", "w") as stream:
        json.dump(value, stream)
    os.replace(path + ".part", path)


def end_group(pid):
    """Kill a fork with everything it started."""
    try:
        os.killpg(pid, signal.SIGKILL)
    except OSError:
        try:
            os.kill(pid, signal.SIGKILL)  # it has not made its group yet
        except OSError:
            pass


def end_with(pid):
    """Being told to terminate ends the running fork as well."""

    def handler(number, frame):
        end_group(pid)
        os._exit(1)

    signal.signal(signal.SIGTERM, handler)


def is_left_out(after):
    """Whether another world would show nothing new, or take too long."""
    if not after:
        return False
    try:
        with open(after["outcome"]) as stream:
            outcome = json.load(stream)
    except (OSError, ValueError):
        return True
    finished = outcome["status"] == "finished"
    return not finished or not outcome.get("draws") or outcome["seconds"] > after["longest"]


def supervise(runner, program, spec):
    """Fork one program, wait for it, and complete its outcome when it could not write it itself."""
    if is_left_out(program["after"]):
        return write_json(program["outcome"], {"status": "left out"})
    started = time.time()
    pid = os.fork()
    if pid == 0:
        try:
            os.setsid()
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            runner.run(program, spec)
        finally:
            os._exit(70)  # `run` ends the process itself; whatever gets here must not return into the loop
    end_with(pid)
    status, cut = await_child(pid, program["timeout"])
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    end_group(pid)  # what the program left running
    if not os.path.exists(program["outcome"]):
        outcome = {"status": "timeout" if cut else "failed"}
        if not cut:
            number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
            outcome["error"] = "killed by signal %d" % number if number else "the process ended without a word"
        outcome["seconds"] = time.time() - started
        write_json(program["outcome"], outcome)


def main():
    with open(sys.argv[1]) as stream:
        spec = json.load(stream)
    runner = load_world()
    runner.install(spec)
    if hasattr(gc, "freeze"):  # Python 3.7; a collection in a fork would copy every page of the libraries
        gc.collect()
        gc.freeze()
    for program in spec["programs"]:
        supervise(runner, program, spec)


if __name__ == "__main__":
    main()
