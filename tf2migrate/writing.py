"""Writing results: a file is old or new at every moment, never torn; what somebody else just changed is kept.

The bytes go to a temporary file in the same folder, which then takes the place of the old file in one step.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import stat
from typing import Iterable, Iterator

from tf2migrate.result import Result


class WriteError(Exception):
    """A file that was not written; the message gives the cause, without the path."""


def rewrite(path: str, expected: bytes, new: bytes) -> None:
    """Replace the content of a file; mode and, where permitted, owner are kept, a symbolic link is followed.

    Arguments:
        path: the file.
        expected: the bytes that were read when `new` was computed.
        new: the bytes to write.

    Raises:
        WriteError: the file no longer holds `expected`, is read-only, or cannot be written.
    """
    target = os.path.realpath(path)
    with _os_errors():
        status = os.stat(target)
        if not os.access(target, os.W_OK):
            raise WriteError("not written: the file is read-only")
        with _temporary_beside(target, new) as temporary:
            with contextlib.suppress(OSError, AttributeError):  # only root may give files away
                if (status.st_uid, status.st_gid) != (os.stat(temporary).st_uid, os.stat(temporary).st_gid):
                    os.chown(temporary, status.st_uid, status.st_gid)
            os.chmod(temporary, stat.S_IMODE(status.st_mode))
            if _read(target) != expected:
                raise WriteError("not written: the file changed after it was read")
            os.replace(temporary, target)


def overwrite(path: str, data: bytes) -> None:
    """Write a file that is the tool's own, whatever it held before; old or new at every moment.

    Raises:
        WriteError: it cannot be written.
    """
    try:
        with open(path, "rb") as stream:
            before = stream.read()
    except FileNotFoundError:
        create(path, data)
    except OSError as error:
        raise WriteError(f"not written: {error.strerror or error}") from error
    else:
        if before != data:
            rewrite(path, before, data)


def create(path: str, data: bytes) -> bool:
    """Create a file; an existing one with the same bytes is left alone.

    Returns:
        Whether the file was created.

    Raises:
        WriteError: the file exists with other content, or cannot be created.
    """
    with _os_errors():
        with _temporary_beside(path, data) as temporary:
            try:
                _move_without_overwriting(temporary, path)
            except FileExistsError:
                if _read(path) != data:
                    raise WriteError("not created: a file of this name exists with other content") from None
                return False
    return True


def new_files(result: Result) -> Iterator[tuple[str, bytes]]:
    """Path (relative as `result.path` is) and content of every file that goes beside the migrated one."""
    for name, text in result.new_files:
        path = os.path.join(os.path.dirname(result.path), name)
        yield os.path.normpath(path) if os.pardir in name else path, text.encode("utf-8")


def settle_new_files(results: Iterable[Result]) -> list[Result]:
    """Turn results that need a file which exists with other content into errors.

    Two programs of one folder may need the same new file; two different ones of one name are refused as well:
    the first keeps it.
    """
    claimed: dict[str, bytes] = {}
    return [_settle(result, claimed) if result.new_files else result for result in results]


def missing_new_files(results: Iterable[Result]) -> dict[str, bytes]:
    """The files to create, by path, each once; those that exist already are left out."""
    wanted = {path: data for result in results if result.error is None for path, data in new_files(result)}
    return {path: data for path, data in wanted.items() if not os.path.lexists(path)}


def _settle(result: Result, claimed: dict[str, bytes]) -> Result:
    wanted = dict(new_files(result))
    for path, data in wanted.items():
        if claimed.get(path, data) != data or not _free_or_equal(path, data):
            cause = f"needs the new file {path}, which exists with other content; rename that one"
            return dataclasses.replace(result, output=result.source, applied=(), new_files=(), error=cause)
    claimed.update(wanted)
    return result


def _free_or_equal(path: str, data: bytes) -> bool:
    if not os.path.lexists(path):
        return True
    try:
        return _read(path) == data
    except OSError:
        return False


def _read(path: str) -> bytes:
    with open(path, "rb") as stream:
        return stream.read()


@contextlib.contextmanager
def _os_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise WriteError(f"not written: {error.strerror or error}") from error


@contextlib.contextmanager
def _temporary_beside(path: str, data: bytes) -> Iterator[str]:
    """A file in the folder of `path` that holds `data`, on disk; removed at the end if it is still there."""
    folder, name = os.path.split(path)
    temporary = os.path.join(folder, f".{name}.{os.getpid()}-{os.urandom(4).hex()}.tmp")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        with open(os.open(temporary, flags, 0o666), "wb") as stream:  # 0o666: the umask decides, as for any new file
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        yield temporary
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary)


def _move_without_overwriting(temporary: str, path: str) -> None:
    try:
        os.link(temporary, path)  # fails when `path` exists, in one step; `rename` would overwrite
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        if os.path.lexists(path):
            raise FileExistsError(path) from None
        os.rename(temporary, path)
