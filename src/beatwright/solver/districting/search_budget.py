"""How long a search may take: seconds of the clock, or a number of proposals that is the same on every machine."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field

from beatwright.base.effort import SearchOptions
from beatwright.solver.districting.search_monitor import SearchMonitor

_HOUR = 3600.0  # seconds left where no limit was given: some programs ask for a number


@dataclass
class Budget:
    """Seconds, proposals, or both: whatever ends first.

    Parameters
    ----------
    seconds : float, optional
        Wall time.
    iterations : int, optional
        Proposals of the search.
    used : int, default 0
        Proposals made so far; whoever searches counts them.
    began : float
        Clock at the start, in seconds of `time.perf_counter`.
    monitor : SearchMonitor
        Who may end the search before: the budget is used up then.
    """

    seconds: float | None = None
    iterations: int | None = None
    used: int = 0
    began: float = field(default_factory=time.perf_counter)
    monitor: SearchMonitor = field(default_factory=SearchMonitor)

    def restart(self) -> None:
        """Start the clock again: what was compiled before does not count."""
        self.began = time.perf_counter()

    def options(self, seconds: float | None) -> SearchOptions:
        """Give a program its limit, and the wish to stop."""
        return {"seconds": seconds, "stop": self.monitor.was_stopped}

    @property
    def elapsed(self) -> float:
        """Seconds since the start."""
        return time.perf_counter() - self.began

    @property
    def left(self) -> float:
        """Seconds left, at least 0; an hour where there is no limit."""
        if self.monitor.stopped:
            return 0.0
        return _HOUR if self.seconds is None else max(0.0, self.seconds - self.elapsed)

    @property
    def fraction(self) -> float:
        """Share of the budget that is used up, 1 or more at the end, infinite where the search is to stop."""
        if self.monitor.stopped:
            return math.inf
        shares = [0.0]
        if self.seconds is not None:
            shares.append(self.elapsed / self.seconds)
        if self.iterations is not None:
            shares.append(self.used / self.iterations)
        return max(shares)
