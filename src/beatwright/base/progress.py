"""What a run tells the shell that started it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

__all__ = ["COMPILATION_LOG", "Clock", "Listener", "Progress", "Silent", "progress_or_silence"]

Progress = Callable[[int, int, str], None]
COMPILATION_LOG = "beatwright.compilation"  # the logger that says that kernels are compiled


def progress_or_silence(progress: Progress | None) -> Progress:
    """Return `progress`, or a callback that does nothing."""
    return progress or _silence


def _silence(done: int, total: int, text: str) -> None:
    pass


class Listener(Protocol):
    """Hears of the steps of a run."""

    def begin(self, step: str) -> Progress:
        """Hear that `step` begins; return who hears of its progress (done, total, text)."""
        ...

    def end(self, step: str, seconds: float, result: str) -> None:
        """Hear that `step` ended after `seconds`, with `result` in words."""
        ...


class Silent:
    """Hears nothing."""

    def begin(self, step: str) -> Progress:
        """Return a callback that does nothing."""
        return _silence

    def end(self, step: str, seconds: float, result: str) -> None:
        """Do nothing."""


class Clock:
    """Times the steps of a run and tells a listener.

    Parameters
    ----------
    listener : Listener
        Who is told.
    """

    def __init__(self, listener: Listener) -> None:
        self.listener = listener
        self.seconds: dict[str, float] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[RunningStep]:
        """Time one step."""
        running = RunningStep(self.listener.begin(name))
        start = time.perf_counter()
        yield running
        self.seconds[name] = round(time.perf_counter() - start, 3)
        self.listener.end(name, self.seconds[name], running.result)


class RunningStep:
    """A step that is running: its progress callback, and what to say when it ends."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.result = ""
