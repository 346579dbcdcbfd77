"""How a piece of work tells how far it is, and hears that it should end."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from beatwright.base.effort import SearchProgress

__all__ = ["JobReport"]

_APART = 0.2  # seconds between two reports of one phase: more than a person can follow


def _forget(result: dict[str, Any]) -> None:
    pass


@dataclass
class JobReport:
    """The ear and the mouth of a piece of work.

    Parameters
    ----------
    tell : callable
        Takes what `progress` made: phase, done, objective, bound and seconds.
    wanted : callable () -> bool
        Whether somebody asked for the end.
    keep : callable
        Takes a result that is whole but for some figures: it stands where the work is cut short.
    clock : callable
        Seconds that only grow.

    Examples
    --------
    >>> told = []
    >>> report = JobReport(told.append, lambda: False, clock=lambda: 1.0)
    >>> report.progress("reading", done=0.5)
    >>> told
    [{'phase': 'reading', 'done': 0.5, 'objective': None, 'bound': None, 'seconds': 0.0}]
    """

    tell: Callable[[dict[str, Any]], None]
    wanted: Callable[[], bool]
    keep: Callable[[dict[str, Any]], None] = _forget
    clock: Callable[[], float] = time.monotonic
    stopped: bool = field(default=False, init=False)  # whether the work was told to end when it asked
    _phase: str = field(default="", init=False)
    _told: float = field(default=-math.inf, init=False)

    def __post_init__(self) -> None:
        self._start = self.clock()

    def stop(self) -> bool:
        """Return whether to end now, with the best that was found; searches take it as their `stop`."""
        self.stopped = self.stopped or self.wanted()
        return self.stopped

    def progress(
        self, phase: str, *, done: float | None = None, objective: float | None = None, bound: float | None = None
    ) -> None:
        """Tell how far it is: a phase in words, the share of it that is done, the best plan's objective and the bound.

        What comes sooner than a fifth of a second after the last of the same phase is left out.
        """
        now = self.clock()
        if phase == self._phase and now - self._told < _APART:
            return
        self._phase, self._told = phase, now
        values = {"done": done, "objective": objective, "bound": bound}
        told = {name: value if _is_known(value) else None for name, value in values.items()}
        self.tell({"phase": phase, **told, "seconds": round(now - self._start, 3)})

    def searching(self, phase: str, scale: float = 1.0) -> SearchProgress:
        """Return the `progress` of a search, whose objective and bound are told times `scale`."""

        def tell(objective: float, bound: float, _: float) -> None:
            self.progress(phase, objective=objective * scale, bound=bound * scale)

        return tell


def _is_known(value: float | None) -> bool:
    return value is not None and math.isfinite(value)
