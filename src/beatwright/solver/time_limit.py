"""One clock a solve: every part of it is given what the parts before have left.

Wall-clock seconds of a function that never runs backwards. A clock is made where a solve begins and handed on, so that
nested searches share one limit, and one wish to stop, and no part starts its own.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from beatwright.base.certificate import Status
from beatwright.base.effort import Effort, SearchOptions, SearchProgress, Stop
from beatwright.base.interrupts import interrupt_stops

_LEAST = 0.01  # seconds that a program is given where none are left, so that it starts and says what it knows


def _perf_counter() -> float:
    return time.perf_counter()


@dataclass
class _State:
    """What a clock and those made of it share: whether it was stopped, and what was told last."""

    stopped: bool = False
    reported: tuple[float, float] = (math.nan, -math.inf)


@dataclass(frozen=True)
class SearchClock:
    """Seconds since the start of a solve, those that are left, and whether somebody wants it to stop.

    Parameters
    ----------
    seconds : float, optional
        Wall-clock limit of the whole solve; none by default.
    stop : callable () -> bool, optional
        Whether to stop; asked until it has said so once.
    progress : callable (objective, bound, seconds), optional
        Told of every better objective or bound.
    now : callable () -> float, optional
        Gives the time in seconds; `time.perf_counter` by default.

    Examples
    --------
    >>> SearchClock().left, SearchClock().limit(), SearchClock(1e-9).limit()
    (inf, None, 0.01)
    >>> SearchClock(stop=lambda: True).late
    True
    """

    seconds: float | None = None
    stop: Stop | None = None
    progress: SearchProgress | None = None
    now: Callable[[], float] = _perf_counter
    began: float = math.nan
    state: _State = field(default_factory=_State, repr=False)

    def __post_init__(self) -> None:
        if math.isnan(self.began):
            object.__setattr__(self, "began", self.now())

    def again(self) -> SearchClock:
        """Return a clock of the same limit that begins now, for the next of several solves; one stop ends all."""
        return replace(self, began=self.now(), state=_State(self.stopped))

    def turned(self, factor: float, base: float) -> SearchClock:
        """Return this clock for a part whose objective and bound times `factor` plus `base` are those of the whole."""
        progress = self.progress
        if progress is None:
            return self
        return replace(self, progress=lambda *news: progress(base + factor * news[0], base + factor * news[1], news[2]))

    def raised(self, least: float) -> SearchClock:
        """Return this clock for a part of which a bound is known already: none below it is told."""
        progress = self.progress
        if progress is None:
            return self
        return replace(self, progress=lambda *news: progress(news[0], max(news[1], least), news[2]))

    def silent(self) -> SearchClock:
        """Return this clock for a part whose objective is another one: nobody is told of it."""
        return replace(self, progress=None)

    @property
    def used(self) -> float:
        """Seconds since the start."""
        return self.now() - self.began

    @property
    def left(self) -> float:
        """Seconds until the time is up, negative after that; infinite without a limit."""
        return float("inf") if self.seconds is None else self.seconds - self.used

    @property
    def stopped(self) -> bool:
        """Whether somebody has asked to stop."""
        self.state.stopped = self.state.stopped or (self.stop is not None and bool(self.stop()))
        return self.state.stopped

    @property
    def late(self) -> bool:
        """Whether the solve must end: its time is up, or somebody wants it to."""
        return self.stopped or self.left <= 0.0

    @property
    def ending(self) -> Status:
        """Status of a solve that this clock has ended."""
        return "feasible" if self.state.stopped else "time limit"

    def limit(self, share: float = 1.0) -> float | None:
        """Give the next part its limit, a share of what is left; None where there is none."""
        return None if self.seconds is None else max(share * self.left, _LEAST)

    def options(self, share: float = 1.0, *, gap: float = 0.0, seed: int = 0) -> SearchOptions:
        """Give the next part its limit, the wish to stop and who is told, as the options of a search."""
        return {
            "seconds": self.limit(share),
            "gap": gap,
            "seed": seed,
            "stop": lambda: self.stopped,
            "progress": None if self.progress is None else self._report,
        }

    def _report(self, objective: float, bound: float, seconds: float) -> None:
        """Tell of a part in the time of the whole."""
        self.report(objective, bound)

    def report(self, objective: float, bound: float) -> None:
        """Tell of a plan and a bound where one of them is new; an objective that is not finite is none."""
        news = (objective if math.isfinite(objective) else math.nan, bound)
        if self.progress is not None and repr(news) != repr(self.state.reported):
            self.state.reported = news
            self.progress(*news, self.used)


@contextmanager
def started(owner: str, options: SearchOptions) -> Iterator[tuple[Effort, SearchClock]]:
    """Check the options of the function `owner` and start its clock; Ctrl-C within the block is a wish to stop."""
    effort = Effort.read(owner, options)
    seconds = None if effort.seconds is None or math.isinf(effort.seconds) else float(effort.seconds)
    with interrupt_stops(effort.stop) as stop:
        yield effort, SearchClock(seconds, stop, effort.progress)
