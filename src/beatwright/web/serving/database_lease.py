"""One planner serves a database: it holds a lock that ends with its process, however that ends.

Beside a file of SQLite lies a file that is locked by the system; in PostgreSQL a session holds an advisory lock. Either
says who holds it. Commands that only read or write the database, such as `beatwright user`, ask for neither.
"""

from __future__ import annotations

import os
import platform
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy
from sqlalchemy import Connection, NullPool, text

from beatwright.base.errors import InputError
from beatwright.web.serving.planner_folders import database_file, make_database_folder
from beatwright.web.store.database import unopened_database

__all__ = ["database_lease"]

_KEY = 0x62656174_706C616E  # any number, the same for ever: advisory locks are numbered, for each database anew
_NOTE = "process "  # how the note of whoever holds a database begins
_LONGEST_NOTE = 63  # characters of the name that PostgreSQL keeps of a session
_TRIES, _MOMENT = 20, 0.1  # seconds
_FAR = 1 << 20  # where Windows locks a byte: what is locked cannot be read, and the note stands before it
# A machine that is gone lets go within half a minute.
_ALIVE = ("SET tcp_keepalives_idle = 15", "SET tcp_keepalives_interval = 5", "SET tcp_keepalives_count = 3")
_HOLDER = """
SELECT activity.application_name FROM pg_locks AS held JOIN pg_stat_activity AS activity USING (pid)
WHERE held.locktype = 'advisory' AND held.granted
AND held.database = (SELECT oid FROM pg_database WHERE datname = current_database())
AND (held.classid::bigint << 32 | held.objid::bigint) = :key
"""


@contextmanager
def database_lease(address: str, place: str) -> Iterator[None]:
    """Hold the database of a planner within the block.

    Parameters
    ----------
    address : str
        Of the database, as `database_address` returns it.
    place : str
        Where the planner answers: told to whoever would serve the same database meanwhile.

    Raises
    ------
    InputError
        Where another planner serves it, or it cannot be locked.
    """
    note = f"{_NOTE}{os.getpid()} on {platform.node()[:24]}, {place}"
    file = database_file(address)
    if file is not None:
        with _file_held(file, note):
            yield
    elif address.startswith("postgresql"):
        with _session_held(address, note):
            yield
    else:  # in memory: nobody else can see it
        yield


@contextmanager
def _file_held(file: Path, note: str) -> Iterator[None]:
    """Lock a file beside the database; it stays, for whoever removed it would let two planners in."""
    make_database_folder(file)
    real = file.resolve()  # one database by two names is one
    beside = real.with_name(f"{real.name}.lock")
    handle = _opened(beside)
    try:
        try:
            free = _tried(lambda: _lock(handle))
        except OSError as problem:
            raise InputError(f"The file '{beside}' cannot be locked: {problem.strerror}.") from None
        found = os.read(handle, 1000).decode(errors="replace")
        if not free:
            raise _in_use(file.as_posix(), found)
        if found and not found.startswith(_NOTE):  # somebody else's file of that name
            raise InputError(
                f"The file '{beside}' is not the planner's, which would lock a file of that name. Move it, or name "
                "another database with --database."
            )
        os.ftruncate(handle, 0)
        os.lseek(handle, 0, os.SEEK_SET)
        os.write(handle, note.encode())
        yield
    finally:
        os.close(handle)


def _opened(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
    except OSError as problem:
        raise InputError(f"The file '{path}' cannot be written: {problem.strerror}.") from None


def _tried(take: Callable[[], bool]) -> bool:
    """Return whether something is taken, if not at once: a planner that was killed lets go in a moment."""
    for _ in range(_TRIES):
        if take():
            return True
        time.sleep(_MOMENT)
    return take()


def _lock(handle: int) -> bool:
    """Lock an open file for this process; return False where another one holds it."""
    try:
        _lock_by_system(handle)
    except (BlockingIOError, PermissionError):  # the latter on Windows
        return False
    return True


def _lock_by_system(handle: int) -> None:
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415  (not on every system)

        os.lseek(handle, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        finally:
            os.lseek(handle, 0, os.SEEK_SET)
    else:
        import fcntl  # noqa: PLC0415  (not on every system)

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def _session_held(address: str, note: str) -> Iterator[None]:
    try:
        engine = sqlalchemy.create_engine(address, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        connection = engine.connect()
    except (sqlalchemy.exc.SQLAlchemyError, ImportError) as problem:
        raise unopened_database(problem) from None
    with connection:
        asked = text("SELECT pg_try_advisory_lock(:key)")
        if not _tried(lambda: bool(connection.scalar(asked, {"key": _KEY}))):
            raise _in_use(str(engine.url.database), _holder(connection))
        for setting in _ALIVE:
            connection.execute(text(setting))
        named = text("SELECT set_config('application_name', :note, false)")
        connection.execute(named, {"note": note[:_LONGEST_NOTE]})
        yield


def _holder(connection: Connection) -> str:
    return connection.scalar(text(_HOLDER), {"key": _KEY}) or ""


def _in_use(name: str, note: str) -> InputError:
    return InputError(
        f"The planner's database '{name}' is served by another planner ({note or 'which does not say where'}). "
        "Work with that one, end it first, or give this one a database of its own with --database."
    )
