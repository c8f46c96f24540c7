"""Files through the core, in this process or in several; results come in the order of the files."""

from __future__ import annotations

import contextlib
import dataclasses
import enum
from typing import Any, Iterator, Mapping, Sequence

from tf2migrate.result import Result
from tf2migrate.settings import Settings
from tf2migrate.source import SourceError, concerns, decode

NOTEBOOK = ".ipynb"
_FILES_PER_PROCESS = 4  # fewer are done before a process has started


class Work(enum.Enum):
    """How far a file is processed."""

    SCREEN = "screen"  # only whether it would change or has findings
    CHECK = "check"  # analyse and plan
    MIGRATE = "migrate"


@dataclasses.dataclass(frozen=True)
class Task:
    """One file and what to do with it."""

    path: str
    settings: Settings
    work: Work
    known: Mapping[str, int] | None = None  # the uses of TensorFlow 1 that a baseline holds, if there is one


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
    result = process_source(source, task)
    return result if task.known is None or result is None else beyond(result, task.known)


def beyond(result: Result, known: Mapping[str, int]) -> Result:
    """The result with regard to a baseline: a file that holds nothing new is left alone.

    Of a file that was only screened, the first new use is told.
    """
    if result.error is not None:
        return result
    from tf2migrate.cli.baseline import new_uses, uses

    new = new_uses(uses(result), known)
    if not new:
        return Result(result.path, result.source, result.source)
    return result if result.sign is None else dataclasses.replace(result, sign=new[0])


def process_source(source: bytes, task: Task) -> Result | None:
    """Process the bytes of one file."""
    if not concerns(source):
        return None
    try:
        if task.path.endswith(NOTEBOOK):
            from tf2migrate.notebooks import notebook

            return getattr(notebook, task.work.value)(source, task.path, task.settings)
        decode(source)
        core = _core(task.work)
        if task.settings.python2:
            from tf2migrate.modernizing import process as modernize

            return modernize(source, task.path, core, settings=task.settings)
        return core(source, task.path, task.settings)
    except SourceError as error:
        return failure(task.path, str(error), source)
    except (RecursionError, MemoryError):
        return failure(task.path, "nested too deeply, or too large, to be analysed", source)
    except Exception as error:  # a defect of the core must not keep the other files from being done
        return failure(task.path, f"internal error, file left as it is: {type(error).__name__}: {error}", source)


def _core(work: Work) -> Any:
    """The function of the core; to screen takes a small part of its modules."""
    if work is Work.SCREEN:
        from tf2migrate import screening

        return screening.screen
    from tf2migrate import engine

    return getattr(engine, work.value)


def failure(path: str, cause: str, source: bytes = b"") -> Result:
    """The result of a file that could not be processed."""
    return Result(path, source, source, error=cause)


def _in_processes(tasks: Sequence[Task], jobs: int) -> Iterator[Result | None]:
    """Each worker has one task at a time: when one dies, by lack of memory say, its file is known.

    The executors of the standard library do not tell, and their threads do not end cleanly on Ctrl-C.
    """
    from multiprocessing.connection import wait

    numbered = enumerate(tasks)
    results: dict[int, Result | None] = {}
    busy: _Busy = {}
    try:
        for worker, (index, task) in zip(_workers(jobs), numbered):
            _give(worker, task, index, busy)
        done = 0
        while busy:
            for connection in wait(list(busy)):
                worker, index = busy.pop(connection)
                results[index], worker = _receive(worker, tasks[index])
                following = next(numbered, None)
                if following is None:
                    worker.stop()
                else:
                    _give(worker, following[1], following[0], busy)
            while done in results:
                yield results.pop(done)
                done += 1
    finally:
        for worker, _ in busy.values():
            worker.stop()


def _give(worker: _Worker, task: Task, index: int, busy: _Busy) -> None:
    try:
        worker.connection.send(task)
    except OSError:  # it died while it had nothing to do
        worker.stop()
        worker = next(_workers(1))
        worker.connection.send(task)
    busy[worker.connection] = worker, index


def _receive(worker: _Worker, task: Task) -> tuple[Result | None, _Worker]:
    """The result of a worker, and the worker for the next task."""
    try:
        return worker.connection.recv(), worker
    except (EOFError, OSError):
        worker.stop()
        return failure(task.path, "the process that worked on this file died"), next(_workers(1))


@dataclasses.dataclass(frozen=True)
class _Worker:
    process: Any  # multiprocessing.Process
    connection: Any  # multiprocessing.connection.Connection

    def stop(self) -> None:
        """End the worker, whatever it is doing."""
        self.process.terminate()
        self.process.join()
        self.connection.close()


_Busy = dict[Any, tuple[_Worker, int]]  # by connection: who works, on which task


def _workers(number: int) -> Iterator[_Worker]:
    import multiprocessing

    for _ in range(number):
        ours, theirs = multiprocessing.Pipe()
        process = multiprocessing.Process(target=_work, args=(theirs,), daemon=True)
        with _interrupt_held_back():
            process.start()
        theirs.close()  # or the death of the worker would not end the connection
        yield _Worker(process, ours)


def _work(connection: Any) -> None:
    """What a worker does, until it is stopped or its parent is gone."""
    import multiprocessing
    from multiprocessing.connection import wait

    _ignore_interrupt()
    parent = multiprocessing.parent_process()
    while parent is not None and connection in wait([connection, parent.sentinel]):
        try:
            task = connection.recv()
        except EOFError:
            return
        connection.send(process(task))


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
