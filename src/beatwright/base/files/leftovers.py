"""What a process leaves behind when it is stopped, listed where whoever outlives it can read it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

__all__ = ["interrupts_noted", "keep_told", "left_over", "list_leftovers_in", "stopped_words", "time_to_end"]

_list: list[tuple[int, int]] = []  # process and open file; a process forked later writes to its own or to none
_kept: list[str] = []  # the last sentence of what stays


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


@contextmanager
def interrupts_noted() -> Iterator[None]:
    """Tell whoever outlives the process that a first Ctrl-C within the block does not end it."""
    _print("~noted")
    try:
        yield
    finally:
        _print("~")


@contextmanager
def time_to_end(seconds: float) -> Iterator[None]:
    """Tell whoever outlives the process how long its end may take, once it was asked to end within the block."""
    _print(f"!{seconds}")
    try:
        yield
    finally:
        _print("!")


def keep_told(sentence: str) -> None:
    """Say from now on what stays if the process is stopped: work that the same command need not do again.

    Parameters
    ----------
    sentence : str
        In words for whoever stops it; empty where nothing stays any more.
    """
    if [sentence] != _kept:
        _kept[:] = [sentence]
        _print(f"={sentence}")


def stopped_words() -> str:
    """Return what is said where the process is stopped.

    >>> keep_told("")
    >>> stopped_words()
    'Interrupted. Nothing was changed.'
    """
    return f"Interrupted. {''.join(_kept) or 'Nothing was changed.'}"


def _print_path(sign: str, path: Path) -> None:
    _print(f"{sign}{os.path.abspath(path)}")  # noqa: PTH100


def _print(line: str) -> None:
    for process, handle in _list:
        if process == os.getpid():
            with suppress(OSError):  # then the next run finds it
                os.write(handle, os.fsencode(line) + b"\0")
