"""Lines of the program: of the script, or of the files of the program that it imports.

A place is [number of the file, line], the script being file 0; None outside of the program.
"""

import sys

_numbers = {}


def install(files):
    """Take these paths as the files of the program, the script first."""
    for number, path in enumerate(files):
        _numbers[path] = number


def of_frame(depth):
    """The innermost place that is being executed; `depth` as in `sys._getframe`."""
    frame = sys._getframe(depth + 1)
    while frame is not None:
        number = _numbers.get(frame.f_code.co_filename)
        if number is not None:
            return [number, frame.f_lineno]
        frame = frame.f_back
    return None


def of_op(op):
    """Where an operation of a graph was made."""
    try:
        frames = [(frame[0], frame[1]) for frame in op.traceback]
    except Exception:
        return None
    return innermost(frames)


def innermost(frames):
    """The last of (file, line) that is in the program."""
    found = [[_numbers[name], line] for name, line in frames if name in _numbers]
    return found[-1] if found else None
