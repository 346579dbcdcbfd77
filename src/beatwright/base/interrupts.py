"""Ctrl-C and a request to end: the run unwinds at once, and what puts files in place is never cut in two."""

from __future__ import annotations

import math
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from beatwright.base.files.leftovers import interrupts_noted

__all__ = ["Stopped", "interrupt_stops", "stop_wished", "stoppable", "without_interrupts"]

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
# Seconds that an unwinding run is given; a library may have swallowed the first exception, so later ones count again.
_PATIENCE = 5.0
# Seconds in which one Ctrl-C comes twice: from the terminal, and passed on by the process that was started.
_ECHO = 1.0


class Stopped(BaseException):
    """The run was asked to end: no search takes it for a wish to hand back its best plan.

    Parameters
    ----------
    signum : int
        The signal; the exit code is 128 more, as shells count.
    """

    def __init__(self, signum: int) -> None:
        super().__init__(f"stopped by signal {signum}")
        self.exit_code = 128 + signum


class _Stopper:
    """Raise at the first signal; those of the next seconds are impatience, and must not cut the clean-up in two."""

    def __init__(self) -> None:
        self.since = -math.inf
        self.heard: int | None = None  # the first signal
        self.noting = False  # whether a Ctrl-C is a wish, and no end
        self.wished: float | None = None  # when that came

    def __call__(self, signum: int, frame: FrameType | None) -> None:
        now = time.monotonic()
        if signum == signal.SIGINT and self._is_wish(now):
            return
        self.heard = self.heard or signum
        if now - self.since > _PATIENCE:
            self.since = now
            raise Stopped(signum)

    def _is_wish(self, now: float) -> bool:
        if self.noting and self.wished is None:
            self.wished = now
        return self.wished is not None and now - self.wished < _ECHO


@contextmanager
def stoppable() -> Iterator[None]:
    """Turn Ctrl-C and SIGTERM within the block into `Stopped`; in other threads the block changes nothing.

    Compiled code of libraries now and then makes an error of its own of an exception that comes in its midst: an error
    after a signal is the signal's.
    """
    stopper = _Stopper()
    try:
        with _handling(stopper):
            yield
    except Exception as problem:
        if stopper.heard is None:
            raise
        raise Stopped(stopper.heard) from problem


@contextmanager
def without_interrupts() -> Iterator[None]:
    """Let no Ctrl-C and no SIGTERM cut the block in two; it must be short. They are forgotten, not put off."""
    with _handling(signal.SIG_IGN):
        yield


class _Noted:
    """Note a Ctrl-C in place of raising: compiled code and solvers lose an exception that comes in their midst."""

    def __init__(self) -> None:
        self.heard = False

    def __call__(self, signum: int, frame: FrameType | None) -> None:
        if self.heard:
            # Whoever presses twice does not want to wait for a plan.
            raise KeyboardInterrupt
        self.heard = True


@contextmanager
def interrupt_stops(stop: Callable[[], bool] | None) -> Iterator[Callable[[], bool]]:
    """Turn the first Ctrl-C within the block into a wish to stop, beside `stop`; give what asks for either.

    Only where Python would raise KeyboardInterrupt: a command that has a rule of its own for Ctrl-C (`stoppable`), and
    other threads, keep it. A block within another one shares its Ctrl-C.

    Parameters
    ----------
    stop : callable () -> bool, optional
        Whether to stop; never by default.

    Examples
    --------
    >>> with interrupt_stops(None) as stop:
    ...     signal.raise_signal(signal.SIGINT)
    ...     print(stop())
    True
    """
    outer = signal.getsignal(signal.SIGINT)
    noted = outer if isinstance(outer, _Noted) else _Noted()
    taken = outer is signal.default_int_handler and threading.current_thread() is threading.main_thread()
    if taken:
        signal.signal(signal.SIGINT, noted)
    try:
        yield lambda: noted.heard or (stop is not None and stop())
    finally:
        if taken:
            signal.signal(signal.SIGINT, signal.default_int_handler)


@contextmanager
def stop_wished() -> Iterator[Callable[[], bool]]:
    """Turn the first Ctrl-C within the block into a wish to stop, in a command too; give what asks for it.

    In a command another Ctrl-C, a second later or more, ends the run, and so does one after the block. Only around work
    that makes something sound of the wish.

    Examples
    --------
    >>> with stoppable(), stop_wished() as stop:
    ...     signal.raise_signal(signal.SIGINT)
    ...     print(stop())
    True
    """
    rule = signal.getsignal(signal.SIGINT)
    if not isinstance(rule, _Stopper) or threading.current_thread() is not threading.main_thread():
        with interrupt_stops(None) as stop:
            yield stop
        return
    with interrupts_noted():
        rule.noting = True
        try:
            yield lambda: rule.wished is not None
        finally:
            rule.noting = False


@contextmanager
def _handling(handler: signal.Handlers | object) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in _SIGNALS}
    try:
        for number in _SIGNALS:
            # Whoever started us may have said that we shall not hear it, as nohup does.
            if before[number] not in (signal.SIG_IGN, None):
                signal.signal(number, handler)  # type: ignore[arg-type]
        yield
    finally:
        for number, earlier in before.items():
            if earlier is not None:
                signal.signal(number, earlier)
