"""Runs of the command line in a forked process in which something goes wrong at a chosen moment.

A moment is a call of the operating system that touches a file below a folder: Python's audit events report most
of them, and `fsync`, which has no event, is wrapped.
"""

import os
import signal
import sys

_EVENTS = frozenset({"open", "os.rename", "os.remove", "os.link", "os.chmod", "os.chown", "os.truncate"})


class Moments:
    """Counts moments, and calls `fault` at the one with the number `at` (from 1)."""

    def __init__(self, at, fault, below):
        self.at, self.fault, self.below, self.count, self.active = at, fault, os.path.realpath(below), 0, True

    def install(self):
        """Watch this process; that cannot be undone."""
        sys.addaudithook(self._event)
        fsync = os.fsync
        os.fsync = lambda number: (self._moment(), fsync(number))[1]

    def _event(self, event, arguments):
        if self.active and event in _EVENTS and self._concerns(arguments[0]):
            self._moment()

    def _concerns(self, path):
        return isinstance(path, (str, bytes)) and os.path.realpath(os.fsdecode(path)).startswith(self.below)

    def _moment(self):
        self.count += 1
        if self.active and self.count == self.at:
            self.active = False
            self.fault()


def kill():
    os.kill(os.getpid(), signal.SIGKILL)


def interrupt():
    signal.raise_signal(signal.SIGINT)


def full_disk():
    raise OSError(28, "No space left on device")


def denied():
    raise PermissionError(13, "Permission denied")


def run(arguments, at, fault, below):
    """The exit status of the command line in a process of its own, with a fault at one moment.

    Returns:
        The exit status (negative: the signal that ended it), and whether the moment was reached.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        status = 99
        try:
            null = os.open(os.devnull, os.O_RDWR)
            for number in (0, 1, 2):
                os.dup2(null, number)
            signal.signal(signal.SIGINT, signal.default_int_handler)
            from tf2migrate.cli import main

            moments = Moments(at, lambda: (os.write(writer, b"x"), fault()), below)
            moments.install()
            status = main(arguments)
        except SystemExit as error:
            status = error.code or 0
        finally:
            os._exit(int(status))
    os.close(writer)
    _, outcome = os.waitpid(child, 0)
    reached = os.read(reader, 1) == b"x"
    os.close(reader)
    return os.waitstatus_to_exitcode(outcome), reached
