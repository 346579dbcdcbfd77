"""How long a search may take: seconds of the clock, or a number of proposals that is the same on every machine."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

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
    """

    seconds: float | None = None
    iterations: int | None = None
    used: int = 0
    began: float = field(default_factory=time.perf_counter)

    def restart(self) -> None:
        """Start the clock again: what was compiled before does not count."""
        self.began = time.perf_counter()

    @property
    def elapsed(self) -> float:
        """Seconds since the start."""
        return time.perf_counter() - self.began

    @property
    def left(self) -> float:
        """Seconds left, at least 0; an hour where there is no limit."""
        return _HOUR if self.seconds is None else max(0.0, self.seconds - self.elapsed)

    @property
    def fraction(self) -> float:
        """Share of the budget that is used up, 1 or more at the end."""
        shares = [0.0]
        if self.seconds is not None:
            shares.append(self.elapsed / self.seconds)
        if self.iterations is not None:
            shares.append(self.used / self.iterations)
        return max(shares)
