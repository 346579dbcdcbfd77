"""What the machine refuses, in one sentence: a full disk, a missing permission, too many open files."""

from __future__ import annotations

import errno
import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from beatwright.base.errors import BeatwrightError

__all__ = [
    "is_out_of_memory",
    "machine_sentence",
    "naming_path",
    "need_blas_buffer",
    "quiet_threads",
    "system_sentence",
]

_PROBE = 256 * 1024  # bytes; more than one page of any file that is written here
# How joblib and the standard library say that a worker is gone.
_LOST_WORKERS = ("TerminatedWorkerError", "BrokenProcessPool")
# How loaders of shared libraries, starters of threads and libraries in C++ say that there is no memory.
_NO_ROOM = (
    "failed to map segment from shared object",
    "Could not find/load shared object",
    "annot allocate memory",
    "bad_alloc",
    "can't start new thread",
    "Resource temporarily unavailable",
)
# How Python says that a library in C failed without a word, as some do where they get no memory.
_WITHOUT_A_WORD = ("without exception set", "without setting an exception")
_PEAK = re.compile(r"^VmPeak:\s+(\d+) kB", re.MULTILINE)
_NEAR = 64 * 2**20  # bytes below its limit at which a process is short of memory: one request of a library
_BLAS_BUFFER = 64 * 2**20  # bytes; OpenBLAS takes 32 MiB for a thread at its first product, once
_WORDS = {
    errno.ENOSPC: "The disk is full. Make room, or write to another disk",
    errno.EDQUOT: "Your share of the disk is used up. Make room, or write to another disk",
    errno.EROFS: "This disk can only be read. Write to another",
    errno.EACCES: "You have no permission. Choose another place, or ask whoever owns this one",
    errno.EPERM: "You have no permission. Choose another place, or ask whoever owns this one",
    errno.EMFILE: "Too many files are open for this process. Raise the limit (ulimit -n), or use fewer --jobs",
    errno.ENFILE: "Too many files are open on this machine. Close other programs",
    errno.ENAMETOOLONG: "The name is too long. Give a shorter one",
    errno.ENOENT: "There is no such file or folder",
    errno.ENOTDIR: "Something on the way there is a file where a folder is needed",
    errno.EEXIST: "There is a file where a folder is needed",
    errno.EISDIR: "This is a folder where a file is needed",
    errno.EFBIG: "The file would be larger than this system allows",
    errno.ELOOP: "The links on the way there lead in a circle",
    errno.EIO: "The disk has failed",
}


def system_sentence(error: OSError) -> str:
    """Return one sentence that names the path and says what the machine refused and what to do.

    >>> system_sentence(OSError(errno.ENOSPC, "No space left on device", "out/demo"))
    "'out/demo' cannot be used: The disk is full. Make room, or write to another disk."
    """
    reason = _WORDS.get(error.errno or 0) or error.strerror or str(error) or type(error).__name__
    place = f"'{_text(error.filename)}' cannot be used: " if error.filename else ""
    return f"{place}{reason.rstrip('.')}."


def machine_sentence(error: BaseException) -> str | None:
    """Return one sentence where the machine is at fault: its disks, its limits, its memory; else None.

    >>> machine_sentence(MemoryError())
    'The memory of this machine is not enough. Use fewer --jobs, larger zones or fewer candidate sites.'
    >>> machine_sentence(ValueError("of ours")) is None
    True
    """
    if isinstance(error, OSError) and not is_out_of_memory(error):
        return system_sentence(error)
    if is_out_of_memory(error):
        return "The memory of this machine is not enough. Use fewer --jobs, larger zones or fewer candidate sites."
    if type(error).__name__ in _LOST_WORKERS:
        return "A process that worked side by side was ended, most often for want of memory. Use fewer --jobs."
    return None


def is_out_of_memory(error: BaseException) -> bool:
    """Say whether an error stands for memory that the system did not give, in whatever words a library has for it.

    >>> is_out_of_memory(RuntimeError("can't start new thread")), is_out_of_memory(RuntimeError("of ours"))
    (True, False)
    """
    if isinstance(error, MemoryError) or getattr(error, "errno", None) == errno.ENOMEM:
        return True
    if isinstance(error, SystemError) and any(words in str(error) for words in _WITHOUT_A_WORD):
        return _reached_its_limit()
    return isinstance(error, (ImportError, OSError, RuntimeError)) and any(words in str(error) for words in _NO_ROOM)


def _reached_its_limit() -> bool:
    """Say whether this process once held as much memory as it may (Linux; elsewhere nobody can say)."""
    try:
        import resource  # noqa: PLC0415 (Windows has none)

        limit = resource.getrlimit(resource.RLIMIT_AS)[0]
        found = _PEAK.search(Path("/proc/self/status").read_text())
    except (ImportError, OSError):
        return False
    return found is not None and limit != resource.RLIM_INFINITY and int(found[1]) * 1024 > limit - _NEAR


def need_blas_buffer() -> None:
    """Raise MemoryError where OpenBLAS would not get the buffer of its first product: it would ask for it for ever."""
    bytearray(_BLAS_BUFFER)


def quiet_threads() -> None:
    """Let a thread that gets no memory, as that of a progress bar, end without a traceback.

    Where the command needs the memory too, it says so itself.
    """
    usual = threading.excepthook

    def hook(arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is None or not is_out_of_memory(arguments.exc_value):
            usual(arguments)

    threading.excepthook = hook


def _text(name: object) -> str:
    return os.fsdecode(name) if isinstance(name, bytes) else str(name)


@contextmanager
def naming_path(target: Path) -> Iterator[None]:
    """See to it that an error of the system within the block is an OSError that names a path.

    Libraries that write files have errors of their own for a full disk; where one speaks up, the folder is asked
    whether it can still be written to.
    """
    try:
        yield
    except OSError as error:
        if error.errno and not error.filename:
            raise _named(error, target, error) from error
        if not error.errno:
            _probe(target, error)
        raise
    except BeatwrightError:
        raise
    except Exception as error:
        _probe(target, error)
        raise


def _named(refused: OSError, target: Path, error: Exception) -> OSError:
    """Return what the system said, with the path and with the notes of the error that it stands for."""
    named = OSError(refused.errno, refused.strerror, str(target))
    for note in getattr(error, "__notes__", ()):
        named.add_note(note)
    return named


def _probe(target: Path, error: Exception) -> None:
    """Raise what the system says to a small file beside `target`, if it says anything."""
    trial = target.parent / f".beatwright-probe-{os.getpid()}"
    try:
        with trial.open("xb") as stream:
            stream.write(bytes(_PROBE))
    except OSError as refused:
        raise _named(refused, target, error) from error
    finally:
        trial.unlink(missing_ok=True)
