"""Standard output kept for results: what a library in C prints there unasked goes nowhere."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

__all__ = ["stdout_kept"]

_STDOUT: Final = 1


@contextmanager
def stdout_kept() -> Iterator[None]:
    """Send what is written to file descriptor 1 to the null device for a while.

    Works below Python, where `contextlib.redirect_stdout` does not reach; a standard output that is closed stays so.

    Examples
    --------
    >>> with stdout_kept():
    ...     written = os.write(1, b"a banner")
    """
    _flush()
    saved = _duplicate()
    _point_at_null()
    try:
        yield
    finally:
        _flush()  # a pipe is written to in blocks: what still waits must not come out later
        if saved is None:
            os.close(_STDOUT)
        else:
            os.dup2(saved, _STDOUT)
            os.close(saved)


def _duplicate() -> int | None:
    try:
        return os.dup(_STDOUT)
    except OSError:
        return None


def _point_at_null() -> None:
    null = os.open(os.devnull, os.O_WRONLY)
    if null != _STDOUT:  # where 1 is closed, it may be the very number that is given out
        os.dup2(null, _STDOUT)
        os.close(null)


def _flush() -> None:
    """Empty Python's and C's own buffers."""
    with suppress(AttributeError, OSError, ValueError):
        sys.stdout.flush()
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).fflush(None)
