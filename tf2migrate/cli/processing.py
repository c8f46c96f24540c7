"""Files through the core, in this process or in several; results come in the order of the files."""

from __future__ import annotations

import contextlib
import dataclasses
from typing import Iterator, Sequence

from tf2migrate.result import Result
from tf2migrate.settings import Settings
from tf2migrate.source import SourceError, decode

_FILES_PER_PROCESS = 4  # fewer are done before a process has started
_CHUNK = 4


@dataclasses.dataclass(frozen=True)
class Task:
    """One file and what to do with it."""

    path: str
    settings: Settings
    check: bool  # analyse only


def process_all(tasks: Sequence[Task], jobs: int) -> Iterator[Result | None]:
    """The result of each task, None for a file that does not mention TensorFlow."""
    jobs = min(jobs, len(tasks) // _FILES_PER_PROCESS)
    return _in_processes(tasks, jobs) if jobs > 1 else map(process, tasks)


def process(task: Task) -> Result | None:
    """Read and process one file; whatever goes wrong becomes the error of its result."""
    try:
        with open(task.path, "rb") as stream:
            source = stream.read()
    except OSError as error:
        return failure(task.path, error.strerror or str(error))
    return process_source(source, task)


def process_source(source: bytes, task: Task) -> Result | None:
    """Process the bytes of one file."""
    if b"tensorflow" not in source:
        return None
    from tf2migrate import engine

    try:
        decode(source)
        return (engine.check if task.check else engine.migrate)(source, task.path, task.settings)
    except SourceError as error:
        return failure(task.path, str(error), source)
    except Exception as error:  # a defect of the core must not keep the other files from being done
        return failure(
            task.path, f"internal error, file left as it is: {type(error).__name__}: {error}", source
        )


def failure(path: str, cause: str, source: bytes = b"") -> Result:
    """The result of a file that could not be processed."""
    return Result(path, source, source, error=cause)


def _in_processes(tasks: Sequence[Task], jobs: int) -> Iterator[Result | None]:
    from concurrent.futures.process import BrokenProcessPool

    done = 0
    while done < len(tasks):
        try:
            for result in _pooled(tasks[done:], jobs):
                done += 1
                yield result
        except BrokenProcessPool:  # some worker died, by lack of memory say; on which file is not known
            yield _alone(tasks[done])
            done += 1


def _alone(task: Task) -> Result | None:
    from concurrent.futures.process import BrokenProcessPool

    try:
        return next(_pooled([task], 1))
    except BrokenProcessPool:
        return failure(task.path, "the process that worked on this file died")


def _pooled(tasks: Sequence[Task], jobs: int) -> Iterator[Result | None]:
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    before = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(jobs, initializer=_ignore_interrupt)
    try:
        with _interrupt_held_back():
            results = pool.map(process, tasks, chunksize=_CHUNK)  # starts the workers
        yield from results
    except BrokenProcessPool:
        pool.shutdown()  # its thread must end before the next pool forks
        raise
    except BaseException:  # Ctrl-C: do not wait for what the workers have in hand
        for worker in set(multiprocessing.active_children()) - before:
            worker.terminate()
        pool.shutdown(cancel_futures=True)
        raise
    pool.shutdown()


def _ignore_interrupt() -> None:
    """Ctrl-C reaches every process of the terminal; the main one alone answers."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextlib.contextmanager
def _interrupt_held_back() -> Iterator[None]:
    """Ctrl-C waits until the end; in processes that start meanwhile, which cannot ignore it yet, for good."""
    import signal

    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
