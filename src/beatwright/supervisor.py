"""A second process that answers for the first where that cannot: no memory for a library, no ear for Ctrl-C.

Libraries in C end the whole process where they get no memory or no thread, or wait for ever, and Python hears no signal
meanwhile. So the command runs in a child; the parent passes signals on, ends the child that does not follow
within `_GRACE`, removes what it leaves behind, and says in one sentence how it ended. The parent loads nothing but
the standard library.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import NoReturn

__all__ = ["INTERRUPTED", "end_at_once", "supervised"]

INTERRUPTED = "Interrupted. Nothing was changed.\n"

# Seconds that the child has to unwind after a signal, unless it asks for more; a run that is asked to end takes under
# one.
_GRACE = 6.0
_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_ENDED = b"ended "  # the child's last word, with its exit code: it has said why
_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36
_MEMORY = "Error: The memory of this machine is not enough. Use fewer --jobs, larger zones or fewer candidate sites."
_CRASH = (
    "Error: A library of beatwright crashed ({name}). Often the memory of this machine is not enough: close other "
    "programs. Else please report it, with the command."
)
_FOR_WANT_OF_MEMORY = (signal.SIGABRT, signal.SIGKILL)


def supervised(work: Callable[[int | None], None]) -> None:
    """Do `work` in a child, and end with its exit code; where a system knows no such thing, do it here.

    Parameters
    ----------
    work : callable
        Given an open file that lists what would be left behind (`beatwright.base.files.leftovers`), or None.
    """
    if not _possible():
        work(None)
        return
    heard = {number for number in _SIGNALS if signal.getsignal(number) not in (signal.SIG_IGN, None)}
    notes = os.memfd_create("beatwright")
    # Signals wait from here on: none falls between the two processes.
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    _ask_system(_PR_SET_CHILD_SUBREAPER, 1)
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {*heard, signal.SIGCHLD})
    parent = os.getpid()
    try:
        child = os.fork()
    except OSError:  # no memory, no process left
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        work(None)
        return
    if child == 0:
        _end_with(parent)
        for number in heard:
            signal.signal(number, end_at_once)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        _do(work, notes)
        return
    _answer_for(child, heard, notes)


def end_at_once(signum: int, frame: FrameType | None) -> None:
    """End at once: nothing was begun, and an exception in a half-loaded library may be swallowed."""
    os.write(2, INTERRUPTED.encode())
    os._exit(128 + signum)


def _possible() -> bool:
    """Say whether there is a system that can wait for signals, one thread, and no wish for a single process."""
    known = hasattr(signal, "sigtimedwait") and hasattr(os, "memfd_create")
    return known and threading.active_count() == 1 and not os.environ.get("BEATWRIGHT_DEBUG")


def _end_with(parent: int) -> None:
    """Let a kill of the parent kill this process."""
    _ask_system(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(128 + signal.SIGKILL)


def _ask_system(what: int, value: int) -> None:
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(what, value)


def _do(work: Callable[[int | None], None], notes: int) -> None:
    code: object = 70  # a traceback
    try:
        work(notes)
        code = 0
    except SystemExit as end:
        code = end.code
        raise
    finally:
        for number in _SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        with suppress(OSError):
            os.write(notes, _ENDED + str(code if isinstance(code, int) else int(code is not None)).encode())


def _answer_for(child: int, heard: set[signal.Signals], notes: int) -> NoReturn:
    status, asked = _wait(child, heard, notes)
    records = os.pread(notes, os.fstat(notes).st_size, 0)
    code = os.waitstatus_to_exitcode(status)
    records, _, ended = records.partition(_ENDED)
    if code < 0 or not (ended or code in {128 + number for number in _SIGNALS}):
        _kill_all()
        _clear(records)
        code = int(ended) if ended else _last_word(code, asked, _kept(records))
    os._exit(code)


def _wait(child: int, heard: set[signal.Signals], notes: int) -> tuple[int, int | None]:
    """Return how the child ended and the first signal that asked it to; pass all on, and be patient for a while only.

    A first Ctrl-C that the child notes, as it says in `notes`, does not ask it to end.
    """
    asked, until, noted = None, 0.0, False
    while True:
        found = (
            signal.sigwaitinfo({*heard, signal.SIGCHLD})
            if asked is None
            else signal.sigtimedwait({*heard, signal.SIGCHLD}, max(until - time.monotonic(), 0.0))
        )
        if found is None:
            _kill_all()
        elif found.si_signo in heard:
            os.kill(child, found.si_signo)
            if found.si_signo == signal.SIGINT and not noted and _notes_interrupts(notes):
                noted = True
            elif asked is None:
                asked, until = found.si_signo, time.monotonic() + _grace(notes)
        ended, status = os.waitpid(child, 0 if found is None else os.WNOHANG)
        if ended:
            return status, asked


def _grace(notes: int) -> float:
    """Return the seconds that the child has to end (`beatwright.base.files.leftovers.time_to_end`)."""
    told = [line[1:] for line in os.pread(notes, os.fstat(notes).st_size, 0).split(b"\0") if line[:1] == b"!"]
    return float(told[-1]) if told and told[-1] else _GRACE


def _notes_interrupts(notes: int) -> bool:
    """Say whether the child takes a Ctrl-C for a wish now (`beatwright.base.files.leftovers.interrupts_noted`)."""
    told = [line for line in os.pread(notes, os.fstat(notes).st_size, 0).split(b"\0") if line[:1] == b"~"]
    return told[-1:] == [b"~noted"]


def _kill_all() -> None:
    """Kill the child and the processes that work for it; those it has left to us are ours by now."""
    for process in _below(os.getpid()):
        with suppress(OSError):
            os.kill(process, signal.SIGKILL)


def _below(process: int) -> list[int]:
    """Return the children of a process, and theirs."""
    found: list[int] = []
    for tasks in Path(f"/proc/{process}/task").glob("*/children"):
        with suppress(OSError):
            for child in map(int, tasks.read_text().split()):
                found += [child, *_below(child)]
    return found


def _clear(record: bytes) -> None:
    """Remove what the child listed and has not struck out; what cannot be removed now, the next run sweeps away."""
    left: dict[bytes, None] = {}
    for line in record.split(b"\0"):
        if line[:1] == b"+":
            left[line[1:]] = None
        else:
            left.pop(line[1:], None)
    for name in left:
        path = Path(os.fsdecode(name))
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            with suppress(OSError):
                path.unlink()


def _kept(record: bytes) -> str:
    """Return the last sentence of what stays, empty where nothing does."""
    told = [line[1:] for line in record.split(b"\0") if line[:1] == b"="]
    return os.fsdecode(told[-1]) if told else ""


def _last_word(code: int, asked: int | None, kept: str) -> int:
    """Say how the child ended that could not say so itself, and return the exit code."""
    if sys.stderr.isatty():
        os.write(2, b"\x1b[?25h")  # a progress bar hides the cursor
    if asked is not None:
        os.write(2, os.fsencode(f"Interrupted. {kept}\n" if kept else INTERRUPTED))
        return 128 + asked
    crashed = code < 0 and -code not in _FOR_WANT_OF_MEMORY
    sentence = _CRASH.format(name=signal.Signals(-code).name) if crashed else _MEMORY
    os.write(2, f"{sentence}\n".encode())
    return 70 if crashed else 1
