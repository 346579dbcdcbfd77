"""What a process is about to leave behind, listed where whoever outlives it can read it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

__all__ = ["left_over", "list_leftovers_in"]

_list: list[tuple[int, int]] = []  # process and open file; a process forked later writes to its own or to none


def list_leftovers_in(handle: int) -> None:
    """List what this process would leave behind in an open file from now on."""
    _list[:] = [(os.getpid(), handle)]


@contextmanager
def left_over(path: Path) -> Iterator[None]:
    """Keep `path`, a file or folder in which everything is ours, on the list while the block runs."""
    _print_path("+", path)
    try:
        yield
    finally:
        _print_path("-", path)


def _print_path(sign: str, path: Path) -> None:
    for process, handle in _list:
        if process == os.getpid():
            with suppress(OSError):  # then the next run finds it
                os.write(handle, os.fsencode(f"{sign}{os.path.abspath(path)}") + b"\0")  # noqa: PTH100
